//! Taking gzip, zstd or lz4 away from a capture file while it is read. Never holds a whole file.
//! One layer only: a compressed file inside a compressed one is refused by the reader.

use std::fmt;
use std::io::{self, BufRead, Cursor, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder as ZstdDecoder};

/// Compressed bytes read at once.
const PIECE_LEN: usize = 64 << 10;
/// Bytes unpacked at once. Where gzip data is damaged, what was unpacked of the present piece is
/// lost, so it is small.
const UNPACK_LEN: usize = 32 << 10;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Zstd,
    Lz4,
}

impl Compression {
    /// By the first bytes, of which four suffice.
    pub fn recognise(start: &[u8]) -> Option<Self> {
        match start {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            _ => None,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Lz4 => "lz4",
        })
    }
}

/// Why no more can be unpacked; inside the `io::Error` of a [`Decompressor`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("damaged {compression} data: {what}")]
pub(super) struct Damage {
    pub compression: Compression,
    /// The data ends too early; otherwise its bytes are wrong.
    pub cut: bool,
    pub what: String,
}

/// What [`open`] found.
pub struct Opened {
    /// Gives the uncompressed bytes.
    pub reader: Box<dyn Read + Send>,
    pub compression: Option<Compression>,
}

/// Looks at the first bytes of a file, pipe or other source and takes compression away if there
/// is any. Waits for four bytes. Damage shows as an error while reading; what was whole before it
/// is given out first. A compressed source must not be one that would block.
pub fn open(mut source: impl Read + Send + 'static) -> io::Result<Opened> {
    let mut start = Vec::with_capacity(4);
    source.by_ref().take(4).read_to_end(&mut start)?;
    let compression = Compression::recognise(&start);
    let source = Cursor::new(start).chain(source);
    let reader: Box<dyn Read + Send> = match compression {
        Some(compression) => Box::new(Decompressor::new(source, compression)),
        None => Box::new(source),
    };
    Ok(Opened { reader, compression })
}

/// A buffered source that can look ahead and knows whether more was asked of it than it had.
#[derive(Debug)]
struct Source<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    exhausted: bool,
}

impl<R: Read> Source<R> {
    fn new(inner: R) -> Self {
        Self { inner, buffer: vec![0; PIECE_LEN], start: 0, end: 0, exhausted: false }
    }

    fn buffered(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or(&[])
    }

    fn read_more(&mut self) -> io::Result<usize> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let room = self.buffer.get_mut(self.end..).unwrap_or(&mut []);
        loop {
            match self.inner.read(room) {
                Ok(len) => {
                    self.end = (self.end + len).min(self.buffer.len());
                    return Ok(len);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// The next `len` bytes, fewer at the end; takes none.
    fn peek(&mut self, len: usize) -> io::Result<&[u8]> {
        while self.end - self.start < len && self.read_more()? > 0 {}
        let all = self.buffered();
        Ok(all.get(..len).unwrap_or(all))
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.fill_buf()?.read(out)?;
        self.consume(len);
        Ok(len)
    }
}

impl<R: Read> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.exhausted = self.read_more()? == 0;
        }
        Ok(self.buffered())
    }

    fn consume(&mut self, len: usize) {
        self.start = (self.start + len).min(self.end);
    }
}

/// One gzip member, zstd frame or lz4 frame being unpacked.
enum Decoder<R: Read> {
    Gzip(GzDecoder<Source<R>>),
    Zstd(Source<R>, Box<ZstdDecoder>),
    Lz4(lz4_flex::frame::FrameDecoder<Source<R>>),
}

impl<R: Read> Decoder<R> {
    fn source(&self) -> &Source<R> {
        match self {
            Self::Gzip(d) => d.get_ref(),
            Self::Zstd(source, _) => source,
            Self::Lz4(d) => d.get_ref(),
        }
    }

    fn into_source(self) -> Source<R> {
        match self {
            Self::Gzip(d) => d.into_inner(),
            Self::Zstd(source, _) => source,
            Self::Lz4(d) => d.into_inner(),
        }
    }

    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(d) => d.read(out),
            Self::Zstd(source, d) => {
                while d.can_collect() == 0 && !d.is_finished() {
                    d.decode_blocks(&mut *source, BlockDecodingStrategy::UptoBlocks(1))
                        .map_err(io::Error::other)?;
                }
                d.read(out)
            }
            Self::Lz4(d) => {
                let len = d.read(out)?;
                // At the end of the file it does not say whether the frame was whole.
                if len == 0 && d.get_ref().exhausted {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(len)
            }
        }
    }

    /// After damage: lets go of what is unpacked but held back as window of later data.
    fn release(&mut self) {
        if let Self::Zstd(_, d) = self {
            // An empty last block and any checksum end the frame in good order.
            let _ = d.decode_blocks(&b"\x01\0\0\0\0\0\0"[..], BlockDecodingStrategy::All);
        }
    }

    /// At the end of a frame: what the decoder leaves to its user to check.
    fn is_sound(&self) -> bool {
        match self {
            Self::Zstd(_, d) => {
                d.get_checksum_from_data().is_none_or(|sum| d.get_calculated_checksum() == Some(sum))
            }
            Self::Gzip(_) | Self::Lz4(_) => true,
        }
    }
}

enum State<R: Read> {
    /// Before a frame, or at the end.
    Between(Source<R>),
    Inside(Decoder<R>),
    /// Damage was met; what the decoder still holds goes out first.
    Draining(Decoder<R>, Damage),
    Failed(Damage),
    Ended,
}

/// Unpacks all frames of a compressed file one after the other. What follows the last one and is
/// not compressed is ignored, as the tools of these formats do.
pub struct Decompressor<R: Read> {
    compression: Compression,
    state: State<R>,
}

impl<R: Read> Decompressor<R> {
    pub fn new(source: R, compression: Compression) -> Self {
        Self { compression, state: State::Between(Source::new(source)) }
    }

    fn damage(&self, cut: bool, what: impl fmt::Display) -> Damage {
        Damage { compression: self.compression, cut, what: what.to_string() }
    }

    /// Goes to the next frame of the source.
    fn begin(&self, mut source: Source<R>) -> io::Result<State<R>> {
        // Skippable frames of zstd and lz4 carry something for other programs.
        while self.compression != Compression::Gzip
            && let Some((&[0x50..=0x5f, 0x2a, 0x4d, 0x18], rest)) = source.peek(8)?.split_first_chunk()
        {
            let Some(&len) = rest.first_chunk() else { return Ok(State::Ended) };
            let len = 8 + u64::from(u32::from_le_bytes(len));
            if io::copy(&mut source.by_ref().take(len), &mut io::sink())? < len {
                return Ok(State::Failed(self.damage(true, "It ends inside a skippable frame")));
            }
        }
        if Compression::recognise(source.peek(4)?) != Some(self.compression) {
            return Ok(State::Ended);
        }
        Ok(State::Inside(match self.compression {
            Compression::Gzip => Decoder::Gzip(GzDecoder::new(source)),
            Compression::Zstd => {
                let mut decoder = Box::new(ZstdDecoder::new());
                if let Err(e) = decoder.init(&mut source) {
                    return Ok(State::Failed(self.damage(source.exhausted, e)));
                }
                Decoder::Zstd(source, decoder)
            }
            Compression::Lz4 => Decoder::Lz4(lz4_flex::frame::FrameDecoder::new(source)),
        }))
    }
}

impl<R: Read> Read for Decompressor<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let out = match out.split_at_mut_checked(UNPACK_LEN) {
            Some((out, _)) => out,
            None => out,
        };
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let (next, given) = match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(source) => {
                    (self.begin(source).unwrap_or_else(|e| State::Failed(self.damage(false, e))), 0)
                }
                State::Inside(mut decoder) => match decoder.read(out) {
                    Ok(0) if decoder.is_sound() => (State::Between(decoder.into_source()), 0),
                    Ok(0) => (State::Failed(self.damage(false, "Its checksum is wrong")), 0),
                    Ok(len) => (State::Inside(decoder), len),
                    Err(e) => {
                        let damage = self.damage(decoder.source().exhausted, e);
                        decoder.release();
                        (State::Draining(decoder, damage), 0)
                    }
                },
                State::Draining(mut decoder, damage) => match decoder {
                    Decoder::Zstd(_, ref mut d) => match d.read(out) {
                        Ok(len) if len > 0 => (State::Draining(decoder, damage), len),
                        _ => (State::Failed(damage), 0),
                    },
                    Decoder::Gzip(_) | Decoder::Lz4(_) => (State::Failed(damage), 0),
                },
                State::Failed(damage) => {
                    self.state = State::Failed(damage.clone());
                    return Err(io::Error::new(io::ErrorKind::InvalidData, damage));
                }
            };
            self.state = next;
            if given > 0 {
                return Ok(given);
            }
        }
    }
}
