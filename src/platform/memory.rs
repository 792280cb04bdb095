//! Memory that was freed and that the allocator keeps for itself.
#![allow(unsafe_code)]

/// Gives freed memory back to the system. Of use after much was freed at once: glibc keeps what is
/// not at the end of a heap, which is most of what building an index needs for a while. Takes some
/// milliseconds a gigabyte; other allocators are left to themselves.
pub fn give_back_freed() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: `int malloc_trim(size_t)` of <malloc.h>; it may be called at any time by any thread.
        unsafe extern "C" {
            safe fn malloc_trim(keep_bytes: usize) -> core::ffi::c_int;
        }
        // It says whether there was any.
        let _ = malloc_trim(0);
    }
}
