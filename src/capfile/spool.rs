//! A copy of bytes that can be read only once (a pipe, a compressed file), so that frames can be
//! fetched from it later. Lives in an unlinked file: gone with the program, readable by no one else.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Why the copy takes no more.
#[derive(Debug, thiserror::Error)]
pub(super) enum SpoolError {
    #[error(
        "the unpacked capture is larger than the {budget} bytes allowed; raise the limit or unpack it to a file"
    )]
    Budget { budget: u64 },
    #[error(
        "the unpacked copy in the temporary folder cannot be written: {0}; free some space there or set \
         TMPDIR to a larger folder"
    )]
    Write(io::Error),
}

/// The copy itself: a temporary file without a name that grows at its end.
#[derive(Debug)]
pub struct Spool {
    file: File,
    len: u64,
    budget: Option<u64>,
}

impl Spool {
    /// An empty spool in `folder`, by default the system's one for temporary files. It takes at
    /// most `budget` bytes.
    pub fn new(folder: Option<&Path>, budget: Option<u64>) -> io::Result<Self> {
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        Ok(Self { file, len: 0, budget })
    }

    /// Another handle of the file, to be mapped or read at offsets.
    pub fn file(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Bytes it has so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes it will still take.
    fn room(&self) -> u64 {
        self.budget.map_or(u64::MAX, |budget| budget.saturating_sub(self.len))
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        // At an offset: handles share the position, and someone may have moved it.
        self.file
            .write_all_at(bytes, self.len)
            .map_err(|e| io::Error::new(e.kind(), SpoolError::Write(e)))?;
        self.len += bytes.len() as u64;
        Ok(())
    }
}

/// Passes bytes on and keeps a copy of them in a [`Spool`].
#[derive(Debug)]
pub struct TeeReader<R> {
    source: R,
    spool: Spool,
    /// The source has more than the budget; so it stays.
    over_budget: bool,
}

impl<R: Read> TeeReader<R> {
    pub fn new(source: R, spool: Spool) -> Self {
        Self { source, spool, over_budget: false }
    }

    pub fn spool(&self) -> &Spool {
        &self.spool
    }

    pub fn into_spool(self) -> Spool {
        self.spool
    }
}

impl<R: Read> Read for TeeReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.spool.room()).unwrap_or(usize::MAX);
        if room == 0 && !buffer.is_empty() {
            // A source of exactly the allowed length is not too long.
            if !self.over_budget && self.source.read(&mut [0])? == 0 {
                return Ok(0);
            }
            self.over_budget = true;
            let budget = self.spool.budget.unwrap_or(u64::MAX);
            return Err(io::Error::new(io::ErrorKind::StorageFull, SpoolError::Budget { budget }));
        }
        let buffer = if room < buffer.len() { buffer.split_at_mut(room).0 } else { buffer };
        let len = self.source.read(buffer)?;
        self.spool.append(buffer.get(..len).unwrap_or(&[]))?;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, SeekFrom};

    #[test]
    fn the_copy_is_what_was_read() {
        let data: Vec<u8> = (0..100_000u32).map(|i| i as u8).collect();
        let mut tee = TeeReader::new(&data[..], Spool::new(None, None).unwrap());
        let mut file = tee.spool().file().unwrap();
        let mut first = [0; 1000];
        tee.read_exact(&mut first).unwrap();
        file.seek(SeekFrom::Start(3)).unwrap(); // must not disturb writing
        let mut rest = Vec::new();
        tee.read_to_end(&mut rest).unwrap();
        let mut copy = vec![0; data.len()];
        file.read_exact_at(&mut copy, 0).unwrap();
        assert!(copy == data && tee.spool().len() == data.len() as u64);
    }

    #[test]
    fn the_budget_is_kept_to_the_byte() {
        let data = [7; 100];
        let read = |budget| {
            let mut out = Vec::new();
            let mut tee = TeeReader::new(&data[..], Spool::new(None, Some(budget)).unwrap());
            (tee.read_to_end(&mut out), out.len(), tee.into_spool().len())
        };
        let (result, given, kept) = read(99);
        assert!(result.unwrap_err().to_string().contains("99 bytes"));
        assert_eq!((given, kept), (99, 99));
        assert_eq!(read(100).0.unwrap(), 100);
    }
}
