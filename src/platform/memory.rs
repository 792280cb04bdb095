//! What the allocator does with memory: what it keeps of the freed, where it puts the large. Memory that will
//! be read soon.
#![allow(unsafe_code)]

/// Has the processor fetch the first of these bytes, which will be read soon: in a mapped file the next
/// packet stands where no pattern of looks leads, and waiting for it takes as long as indexing it.
#[inline]
pub fn fetch(bytes: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        /// Bytes that come at once, and as many times that as headers take.
        const LINE: usize = 64;
        const LINES: usize = 2;
        for line in bytes.chunks(LINE).take(LINES) {
            // SAFETY: a hint, which reads nothing and faults on no address; this one is of a slice.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = bytes;
}

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

/// Bytes from which on memory is asked of the system by itself.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: core::ffi::c_int = 128 << 10;

/// Lets large pieces of memory stand by themselves, so that they leave no holes among the small ones when they
/// are freed. glibc does so at first, and no more once one of them was freed. Of use before much is loaded.
pub fn keep_large_apart() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const M_MMAP_THRESHOLD: core::ffi::c_int = -3;
        // SAFETY: `int mallopt(int, int)` of <malloc.h>; it may be called at any time by any thread.
        unsafe extern "C" {
            safe fn mallopt(parameter: core::ffi::c_int, value: core::ffi::c_int) -> core::ffi::c_int;
        }
        // It says whether it knows the parameter.
        let _ = mallopt(M_MMAP_THRESHOLD, LARGE);
    }
}
