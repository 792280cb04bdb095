//! Random access to the bytes of the open (unpacked) file: small files are read, larger ones
//! mapped. The one file outside `platform/` that may contain `unsafe`.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// Files below this are read into memory.
const MAPPED_FROM_BYTES: u64 = 256 << 10;

/// Bytes that a pass over a mapped file looks at before their pages are let go.
const PASSED_BYTES: u64 = 16 << 20;

/// A look at the bytes of a file from front to back: it keeps no more of their pages than it needs.
#[derive(Debug)]
pub struct Pass {
    bytes: FileBytes,
    looked_at: u64,
}

impl Pass {
    pub fn over(bytes: &FileBytes) -> Self {
        Self { bytes: bytes.clone(), looked_at: 0 }
    }

    /// Notes that `len` bytes more were looked at.
    #[inline]
    pub fn note(&mut self, len: u64) {
        self.looked_at += len;
        if self.looked_at >= PASSED_BYTES {
            self.looked_at = 0;
            self.bytes.let_pages_go();
        }
    }
}

/// The bytes of a file as far as they were there when this was made. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct FileBytes(Inner);

#[derive(Clone, Debug, Default)]
enum Inner {
    #[default]
    Empty,
    Read(Arc<[u8]>),
    Mapped(Arc<Mapped>),
}

#[derive(Debug)]
struct Mapped {
    map: memmap2::Mmap,
    /// What is mapped; without it, because no more files may be open, all is looked at in the map.
    file: Option<File>,
}

impl FileBytes {
    /// The first `len` bytes of `file`; fewer, if it has fewer. A file that somebody cuts while it
    /// is mapped ends the program with SIGBUS at the next look at the missing part; there is no
    /// portable way around that, and spool files, which are ours alone, are not affected.
    pub fn open(file: &File, len: u64) -> io::Result<Self> {
        let len = len.min(file.metadata()?.len());
        if len == 0 {
            return Ok(Self::default());
        }
        if len < MAPPED_FROM_BYTES {
            let mut bytes = vec![0; len as usize];
            let had = read_at(file, &mut bytes)?;
            bytes.truncate(had);
            return Ok(Self(Inner::Read(bytes.into())));
        }
        let len = usize::try_from(len).map_err(|_| io::Error::other("file too large to map here"))?;
        // SAFETY: the map is private and read-only, no `&mut` to it exists. The bytes may change
        // under us if another program writes the file; they are only ever read as plain `u8` with
        // bounds checked against `len`, which was within the file when mapped.
        let map = unsafe { memmap2::MmapOptions::new().len(len).map_copy_read_only(file)? };
        Ok(Self(Inner::Mapped(Arc::new(Mapped { map, file: file.try_clone().ok() }))))
    }

    /// Bytes of a mapped file, read from it: for looks that do not come back, which need not map its pages.
    /// `None`: the file is not mapped, or has not that many.
    pub fn read(&self, range: Range<u64>) -> Option<Vec<u8>> {
        let Inner::Mapped(mapped) = &self.0 else { return None };
        let file = mapped.file.as_ref()?;
        let len = usize::try_from(range.end.checked_sub(range.start)?).ok()?;
        if range.end > mapped.map.len() as u64 {
            return None;
        }
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let at = range.start + bytes.len() as u64;
            match rustix::io::pread(file, rustix::buffer::spare_capacity(&mut bytes), at) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return None,
            }
        }
        bytes.truncate(len);
        Some(bytes)
    }

    /// Gives the memory back in which pages of a mapped file stand; looked at again, they come from the
    /// system's cache.
    fn let_pages_go(&self) {
        #[cfg(unix)]
        if let Inner::Mapped(mapped) = &self.0 {
            // SAFETY: the map is of a file, private and never written: its pages can be had again, as they
            // are in the file. A refusal leaves them where they are.
            let _ = unsafe { mapped.map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
        }
    }

    /// Bytes in memory: tests, generated captures.
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        Self(Inner::Read(bytes.into()))
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Inner::Empty => &[],
            Inner::Read(bytes) => bytes,
            Inner::Mapped(mapped) => &mapped.map,
        }
    }
}

fn read_at(file: &File, out: &mut [u8]) -> io::Result<usize> {
    use std::os::unix::fs::FileExt;
    let mut had = 0;
    while let Some(rest) = out.get_mut(had..).filter(|r| !r.is_empty()) {
        match file.read_at(rest, had as u64) {
            Ok(0) => break,
            Ok(n) => had += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(had)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn small_and_large_files_read_the_same() {
        for len in [0usize, 10, 1 << 20] {
            let mut file = tempfile::tempfile().unwrap();
            let bytes: Vec<u8> = (0..len).map(|i| (i * 7) as u8).collect();
            file.write_all(&bytes).unwrap();
            let seen = FileBytes::open(&file, u64::MAX).unwrap();
            assert_eq!(&seen[..], &bytes[..]);
            Pass::over(&seen).note(PASSED_BYTES);
            assert_eq!(&seen[..], &bytes[..]);
        }
    }
}
