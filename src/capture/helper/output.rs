//! The capture file being written: blocks are gathered, then written together; what is in the file
//! is always whole blocks, even when the disk is full.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::rc::Rc;

/// Block type of packets in little-endian order (Enhanced Packet Block).
const PACKET_BLOCK: [u8; 4] = [6, 0, 0, 0];

/// Takes blocks by [`Blocks`], writes them at [`Output::commit`].
pub struct Output {
    file: File,
    /// Can be cut back to whole blocks.
    regular: bool,
    blocks: Rc<RefCell<Gathered>>,
    committed_bytes: u64,
    committed_packets: u64,
}

#[derive(Default)]
struct Gathered {
    bytes: Vec<u8>,
    /// Of each block: its end in `bytes`, and whether it is a packet.
    ends: Vec<(usize, bool)>,
}

/// What the pcapng writer writes into; it hands over whole blocks.
pub struct Blocks(Rc<RefCell<Gathered>>);

impl Write for Blocks {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        let mut gathered = self.0.borrow_mut();
        gathered.bytes.extend_from_slice(block);
        let end = gathered.bytes.len();
        gathered.ends.push((end, block.starts_with(&PACKET_BLOCK)));
        Ok(block.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    /// Into a file from its beginning; a regular one is emptied.
    pub fn file(mut file: File) -> io::Result<Self> {
        let regular = file.metadata()?.is_file();
        if regular {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
        }
        Ok(Self { regular, ..Self::stream(file) })
    }

    /// To wherever `file` stands.
    pub fn stream(file: File) -> Self {
        Self { file, regular: false, blocks: Rc::default(), committed_bytes: 0, committed_packets: 0 }
    }

    pub fn blocks(&self) -> Blocks {
        Blocks(Rc::clone(&self.blocks))
    }

    /// Bytes gathered and written.
    pub fn len_bytes(&self) -> u64 {
        self.committed_bytes + self.blocks.borrow().bytes.len() as u64
    }

    /// Bytes and packets in the file, all in whole blocks.
    pub fn committed(&self) -> (u64, u64) {
        (self.committed_bytes, self.committed_packets)
    }

    /// Writes what was gathered. After an error the file ends with the last block that fits, and
    /// the rest is forgotten.
    pub fn commit(&mut self) -> io::Result<()> {
        let mut gathered = self.blocks.borrow_mut();
        let (written, outcome) = write_some(&mut self.file, &gathered.bytes);
        let mut whole = 0;
        for &(end, packet) in gathered.ends.iter().take_while(|(end, _)| *end <= written) {
            whole = end;
            self.committed_packets += u64::from(packet);
        }
        self.committed_bytes += whole as u64;
        gathered.bytes.clear();
        gathered.ends.clear();
        if outcome.is_err() && self.regular {
            self.file.set_len(self.committed_bytes)?;
            self.file.seek(SeekFrom::Start(self.committed_bytes))?;
        }
        outcome
    }
}

/// Writes `bytes` as far as it goes.
fn write_some(file: &mut impl Write, bytes: &[u8]) -> (usize, io::Result<()>) {
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|r| !r.is_empty()) {
        match file.write(rest) {
            Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
            Ok(n) => written += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return (written, Err(e)),
        }
    }
    (written, Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_file_is_emptied_and_gets_whole_blocks() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"what was there before").unwrap();
        let mut output = Output::file(file.try_clone().unwrap()).unwrap();
        let mut blocks = output.blocks();
        blocks.write_all(&[10, 0, 0, 0, 1]).unwrap();
        blocks.write_all(&[6, 0, 0, 0, 2]).unwrap();
        assert_eq!((output.len_bytes(), output.committed()), (10, (0, 0)));
        output.commit().unwrap();
        assert_eq!((output.len_bytes(), output.committed()), (10, (10, 1)));
        let mut content = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut content).unwrap();
        assert_eq!(content, [10, 0, 0, 0, 1, 6, 0, 0, 0, 2]);
    }

    #[test]
    fn a_full_disk_leaves_no_partial_block() {
        let mut output = Output::stream(File::options().write(true).open("/dev/full").unwrap());
        output.blocks().write_all(&[6, 0, 0, 0]).unwrap();
        assert_eq!(output.commit().unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(output.committed(), (0, 0));

        struct Small(usize);
        impl Write for Small {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let n = bytes.len().min(self.0);
                self.0 -= n;
                if n == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(n) }
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert_eq!(write_some(&mut Small(7), &[0; 10]).0, 7);
    }
}
