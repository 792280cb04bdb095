//! Going through a capture file from front to back, in large pieces, block by block. Formats are
//! known next door (`pcap`, `pcapng`); here are the buffer, what happens at its end, and errors.

use std::io::{self, Read};

use super::block::{Block, PacketBlock};
use super::compressed::Damage;
use super::error::Error;
use super::pcap::Pcap;
use super::pcapng::Pcapng;
use super::recognise::{FileKind, LOOK_LEN, is_beginning, not_a_capture, recognise};
use super::spool::SpoolError;
use super::step::{Fault, Step};
use crate::platform::memory;

/// Bytes asked of the source at once: few enough that they still stand in the processor's cache when
/// they are looked at.
const PIECE_LEN: usize = 128 << 10;
/// Bytes that are held, what was given out of late among them.
const BUFFER_LEN: usize = 4 * PIECE_LEN;
/// Room below which the unread rest is moved to the front of the buffer.
const LOW_ROOM: usize = PIECE_LEN;

/// What [`Reader::next`] gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Block(Block),
    /// The source has no more bytes now, in the middle of a block. Call again when it may have;
    /// when it never will, [`Reader::cut_error`] is the error.
    NeedMore,
    /// The source has no more bytes, between two blocks. Calling again is allowed, too: the file
    /// may grow.
    End,
}

#[derive(Debug)]
enum Format {
    /// Not yet known.
    Unknown,
    Pcap(Pcap),
    Pcapng(Pcapng),
}

/// Reads a pcap or pcapng file from any source of bytes, compressed ones through
/// [`super::open`]. After an error the blocks read before it stay good and the same error comes
/// again.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    /// Bytes `start..end` are still to be read. Filled from the source again and again.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Of the buffer's first byte in the file.
    buffer_offset: u64,
    kind: Option<FileKind>,
    format: Format,
    frames: u64,
}

/// The bytes of the file that were read of late, and where in the uncompressed file they stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recent<'b> {
    pub offset: u64,
    pub bytes: &'b [u8],
}

impl<'b> Recent<'b> {
    /// `len` bytes from `offset` of the file on, if all of them are here.
    #[inline]
    pub fn at(&self, offset: u64, len: u32) -> Option<&'b [u8]> {
        let from = usize::try_from(offset.checked_sub(self.offset)?).ok()?;
        self.bytes.get(from..from.checked_add(len as usize)?)
    }
}

enum Filled {
    /// There are more bytes than before.
    More,
    Nothing,
    /// The source would block, so this is not the end.
    NotNow,
}

impl<R: Read> Reader<R> {
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            buffer_offset: 0,
            kind: None,
            format: Format::Unknown,
            frames: 0,
        }
    }

    /// The next block.
    #[allow(clippy::should_implement_trait)] // not an iterator: the end may be passing
    pub fn next(&mut self) -> Result<Next, Error> {
        loop {
            let window = self.buffer.get(self.start..self.end).unwrap_or(&[]);
            let offset = self.buffer_offset + self.start as u64;
            let step = match &mut self.format {
                Format::Pcap(pcap) => pcap.step(window, offset),
                Format::Pcapng(pcapng) => pcapng.step(window, offset),
                Format::Unknown => match self.begin()? {
                    // pcapng begins with a block like all others.
                    Step::Done(None, _) => continue,
                    Step::Done(Some(block), len) => Ok(Step::Done(block, len)),
                    Step::Need(len) => Ok(Step::Need(len)),
                },
            };
            match step.map_err(|fault| self.error(fault))? {
                Step::Done(block, len) => {
                    self.start += len;
                    memory::fetch(self.buffer.get(self.start..).unwrap_or(&[]));
                    if matches!(block, Block::Packet(_)) {
                        self.frames += 1;
                    }
                    return Ok(Next::Block(block));
                }
                Step::Need(len) => match self.fill(len)? {
                    Filled::More => {}
                    Filled::Nothing if self.start == self.end && self.kind.is_some() => return Ok(Next::End),
                    Filled::Nothing | Filled::NotNow => return Ok(Next::NeedMore),
                },
            }
        }
    }

    /// Finds out what the file is, and reads the header of a pcap file.
    fn begin(&mut self) -> Result<Step<Option<Block>>, Error> {
        let window = self.buffer.get(self.start..self.end).unwrap_or(&[]);
        let kind = match recognise(window) {
            Some(kind) => kind,
            None if window.len() < LOOK_LEN => return Ok(Step::Need(LOOK_LEN)),
            None => return Err(not_a_capture(window)),
        };
        self.kind = Some(kind);
        match kind {
            FileKind::Pcap { nanos, big_endian, modified } => {
                match Pcap::begin(window, nanos, big_endian, modified).map_err(|fault| self.error(fault))? {
                    Step::Done((pcap, interface), len) => {
                        self.format = Format::Pcap(pcap);
                        Ok(Step::Done(Some(Block::Interface(Box::new(interface))), len))
                    }
                    Step::Need(len) => Ok(Step::Need(len)),
                }
            }
            FileKind::Pcapng => {
                self.format = Format::Pcapng(Pcapng::default());
                Ok(Step::Done(None, 0))
            }
        }
    }

    /// Reads once, to get nearer to `need` unread bytes.
    fn fill(&mut self, need: usize) -> Result<Filled, Error> {
        let buffer = &mut self.buffer;
        if self.start > 0 && (self.start == self.end || buffer.len() - self.end < LOW_ROOM) {
            buffer.copy_within(self.start..self.end, 0);
            self.buffer_offset += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        if buffer.is_empty() {
            *buffer = vec![0; BUFFER_LEN]; // zeroed by the system, page by page as used
        } else if buffer.len() < need && buffer.len() - self.end < LOW_ROOM {
            // At most doubled when it is full, whatever length the file claims.
            buffer.resize(buffer.len() * 2, 0);
        }
        let room_len = (buffer.len() - self.end).min(PIECE_LEN);
        let room = buffer.get_mut(self.end..self.end + room_len).unwrap_or(&mut []);
        loop {
            match self.source.read(room) {
                Ok(0) => return Ok(Filled::Nothing),
                Ok(len) => {
                    // A source that lies about its length must not lead out of the buffer.
                    self.end += len.min(room_len);
                    return Ok(Filled::More);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(Filled::NotNow),
                Err(e) => return Err(self.read_error(e)),
            }
        }
    }

    fn error(&self, fault: Fault) -> Error {
        let frames = self.frames;
        match fault {
            Fault::Damaged { offset, what } => Error::Damaged { frames, offset, what },
            Fault::UnknownInterface { offset, interface, known } => {
                Error::UnknownInterface { frames, offset, interface, known }
            }
            Fault::Unsupported { offset, what } => Error::Unsupported { offset, what },
        }
    }

    fn read_error(&self, error: io::Error) -> Error {
        let (frames, offset) = (self.frames, self.buffer_offset + self.end as u64);
        if let Some(cause) = error.get_ref() {
            if let Some(damage) = cause.downcast_ref::<Damage>() {
                let Damage { compression, cut, what } = damage.clone();
                return Error::Compressed { frames, offset, compression, cut, what };
            }
            if let Some(full) = cause.downcast_ref::<SpoolError>() {
                return Error::Spool { frames, offset, what: full.to_string() };
            }
        }
        Error::Read { frames, offset, source: error }
    }

    /// The error for a file that ends where [`Next::NeedMore`] was given.
    pub fn cut_error(&self) -> Error {
        let window = self.buffer.get(self.start..self.end).unwrap_or(&[]);
        if self.kind.is_none() && !is_beginning(window) {
            return not_a_capture(window);
        }
        Error::Cut {
            frames: self.frames,
            block_offset: self.offset(),
            end: self.buffer_offset + self.end as u64,
        }
    }

    /// The bytes of the packet that [`Reader::next`] gave last; empty for any other.
    pub fn packet_bytes(&self, packet: &PacketBlock) -> &[u8] {
        self.recent().at(packet.data_offset, packet.captured_len).unwrap_or(&[])
    }

    /// What was given out of late: bytes behind it belong to no block yet.
    #[inline]
    pub fn recent(&self) -> Recent<'_> {
        Recent { offset: self.buffer_offset, bytes: self.buffer.get(..self.start).unwrap_or(&[]) }
    }

    /// Where the next block begins, from the beginning of the uncompressed file.
    pub fn offset(&self) -> u64 {
        self.buffer_offset + self.start as u64
    }

    /// Packets given out so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Known once the first block was given out.
    pub fn kind(&self) -> Option<FileKind> {
        self.kind
    }

    pub fn source(&self) -> &R {
        &self.source
    }

    pub fn source_mut(&mut self) -> &mut R {
        &mut self.source
    }

    pub fn into_source(self) -> R {
        self.source
    }
}
