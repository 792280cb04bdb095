//! Writing frames into a new capture file. A pcapng file is made by reading the capture again from
//! its beginning, block by block, so that whatever stood in it stands in the new one: options of
//! sections, interfaces and packets, names, statistics, blocks nobody here understands.

use super::secrets_blocks::SecretsBlocks;
use crate::base::id::FrameId;
use crate::base::time::Precision;
use crate::base::whole_file::NewFile;
use crate::capfile::write::{PacketOut, PcapWriter, PcapngWriter};
use crate::capfile::{Block, Compression, Interface, Next, OtherBlock, Reader, SecretsBlock, SectionInfo};
use crate::store::Capture;
use flate2::write::GzEncoder;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Pcapng,
    /// One link type only; comments and interfaces are lost. Times as exact as the capture's.
    Pcap,
    /// The same with microseconds, whatever the capture has.
    PcapMicros,
    /// The same with nanoseconds.
    PcapNanos,
}

impl Format {
    pub fn is_pcap(self) -> bool {
        self != Self::Pcapng
    }
}

/// How a name says it shall be written: `.pcap`, `.cap`, `.dmp` are pcap, all others pcapng; `.gz`,
/// `.zst` and `.lz4` behind it compress it.
pub fn form_of(path: &Path) -> (Format, Option<Compression>) {
    let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let compression = match ending(path).as_deref() {
        Some("gz") => Some(Compression::Gzip),
        Some("zst") => Some(Compression::Zstd),
        Some("lz4") => Some(Compression::Lz4),
        _ => None,
    };
    let inner = path.with_extension("");
    let format = match ending(if compression.is_some() { &inner } else { path }).as_deref() {
        Some("pcap" | "cap" | "dmp") => Format::Pcap,
        _ => Format::Pcapng,
    };
    (format, compression)
}

/// Custom blocks that may be copied into other files, and those that may not
/// (draft-ietf-opsawg-pcapng section 4.9).
const CUSTOM_BLOCK: u32 = 0xbad;
const CUSTOM_BLOCK_NOT_COPIED: u32 = 0x4000_0bad;
/// Block of the systemd journal: text, whatever the byte order.
const JOURNAL_BLOCK: u32 = 9;
/// Bytes that are compressed at a time.
const ZSTD_PIECE_LEN: usize = 4 << 20;

/// Why nothing was written; a file that was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the frames have several link types, which a pcap file cannot hold; save as pcapng")]
    LinkTypes,
    #[error("the capture file was changed by another program since it was opened; reload it first")]
    Changed,
    #[error("\"{path}\" could not be written: {source}")]
    Io { path: String, source: io::Error },
}

impl SaveError {
    /// What an error of the system at `path` is.
    pub fn at(path: &Path) -> impl Fn(io::Error) -> Self + std::marker::Copy {
        move |source| Self::Io { path: path.display().to_string(), source }
    }
}

/// Writes `frames` to `path`: first beside it, then put in its place, so that a failure leaves an
/// existing file as it was. Others cannot read the new file.
pub fn save(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    path: &Path,
    (format, compression): (Format, Option<Compression>),
    secrets: SecretsBlocks<'_>,
) -> Result<u64, SaveError> {
    let io_error = SaveError::at(path);
    let new = NewFile::beside(path).map_err(io_error)?;
    let out = BufWriter::with_capacity(1 << 16, new.file());
    let written = match compression {
        None => write(capture, frames, out, format, secrets),
        Some(Compression::Gzip) => {
            let mut out = GzEncoder::new(out, flate2::Compression::default());
            write(capture, frames, &mut out, format, secrets)
                .and_then(|count| Ok(out.finish().and_then(|mut out| out.flush()).map(|()| count)?))
        }
        Some(Compression::Zstd) => {
            let mut out = ZstdPieces { out, piece: Vec::new() };
            write(capture, frames, &mut out, format, secrets)
                .and_then(|count| Ok(out.finish().map(|()| count)?))
        }
        Some(Compression::Lz4) => {
            let mut out = lz4_flex::frame::FrameEncoder::new(out);
            write(capture, frames, &mut out, format, secrets).and_then(|count| {
                let out = out.finish().map_err(io::Error::from);
                Ok(out.and_then(|mut out| out.flush()).map(|()| count)?)
            })
        }
    };
    let count = written.map_err(|e| match e {
        WriteError::LinkTypes => SaveError::LinkTypes,
        WriteError::Changed => SaveError::Changed,
        WriteError::Io(e) => io_error(e),
    })?;
    new.put().map_err(io_error)?;
    Ok(count)
}

/// zstd frames one behind the other, which together are a zstd file (RFC 8878 section 3): the
/// encoder wants the whole of what it compresses at once.
struct ZstdPieces<W: Write> {
    out: W,
    piece: Vec<u8>,
}

impl<W: Write> ZstdPieces<W> {
    fn compress(&mut self) -> io::Result<()> {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        let piece = ruzstd::encoding::compress_to_vec(&self.piece[..], level);
        self.piece.clear();
        self.out.write_all(&piece)
    }

    fn finish(mut self) -> io::Result<()> {
        if !self.piece.is_empty() {
            self.compress()?;
        }
        self.out.flush()
    }
}

impl<W: Write> Write for ZstdPieces<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= ZSTD_PIECE_LEN {
            self.compress()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why writing stopped.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the frames have several link types, which a pcap file cannot hold; save as pcapng")]
    LinkTypes,
    #[error("the capture file was changed by another program since it was opened; reload it first")]
    Changed,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes `frames` and says how many there were.
pub fn write(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    out: impl Write,
    format: Format,
    secrets: SecretsBlocks<'_>,
) -> Result<u64, WriteError> {
    match format {
        Format::Pcapng => write_pcapng(capture, frames, out, secrets),
        Format::Pcap => write_pcap(capture, frames, out, None),
        Format::PcapMicros => write_pcap(capture, frames, out, Some(Precision::MICROS)),
        Format::PcapNanos => write_pcap(capture, frames, out, Some(Precision::NANOS)),
    }
}

fn write_pcapng(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    out: impl Write,
    secrets: SecretsBlocks<'_>,
) -> Result<u64, WriteError> {
    let mut wanted: Vec<FrameId> = frames.filter(|frame| frame.index() < capture.frames.len()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let is_whole = wanted.len() == capture.frames.len();
    let bytes = &capture.bytes[..];
    let passed = wanted.first().filter(|_| !is_whole).and_then(|first| passed_over(capture, *first));
    let (head, rest, first) = passed.unwrap_or((bytes, &[], FrameId(0)));
    let mut reader = Reader::new(head.chain(rest));
    let mut copy = Copy { capture, secrets, is_whole, big_endian: false, writer: None, out: Some(out) };
    let (mut number, mut count) = (first.0, 0);
    // What follows a damaged place was not shown either.
    while let Ok(Next::Block(block)) = reader.next() {
        let Block::Packet(packet) = block else {
            copy.block(&block)?;
            continue;
        };
        let frame = FrameId(number);
        number = number.saturating_add(1);
        if wanted.get(count) != Some(&frame) {
            continue;
        }
        let options = packet.options.as_deref();
        let none: &[String] = &[];
        copy.writer()?.packet(&PacketOut {
            interface: packet.interface,
            time: packet.time,
            original_len: packet.original_len,
            data: reader.packet_bytes(&packet),
            comments: capture.comments.get(&frame).map_or(none, Vec::as_slice),
            flags: packet.flags,
            other_options: options.map_or(&[], |options| &options.other),
        })?;
        count += 1;
        if count == wanted.len() && !is_whole {
            break;
        }
    }
    if count < wanted.len() {
        return Err(WriteError::Changed);
    }
    copy.writer()?.flush()?;
    Ok(count as u64)
}

/// What stands before the first packet, and what follows from `first` on, where nothing between them counts: in the
/// spool of a ring there may be a hole. `None`: all of the file must be read.
fn passed_over(capture: &Capture, first: FrameId) -> Option<(&[u8], &[u8], FrameId)> {
    /// Of an enhanced packet block, before the packet.
    const HEADER: u64 = 28;
    if first.0 == 0 || !capture.secrets_blocks.is_empty() || !capture.names.is_empty() {
        return None;
    }
    let bytes = &capture.bytes[..];
    let block_of = |frame: FrameId| {
        let meta = capture.frame(frame)?;
        let at = usize::try_from(meta.offset().checked_sub(HEADER)?).ok()?;
        let block = bytes.get(at..)?;
        let is_packet = block.get(..4)? == 6_u32.to_le_bytes();
        let is_its = block.get(20..24)? == meta.captured().to_le_bytes();
        (is_packet && is_its).then_some(at)
    };
    let head = bytes.get(..bytes_before_packets(bytes, capture.interfaces.len())?)?;
    Some((head, bytes.get(block_of(first)?..)?, first))
}

/// Where the first packet's block begins, if one section with so many interfaces is all that stands before it.
fn bytes_before_packets(bytes: &[u8], interfaces: usize) -> Option<usize> {
    let number = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    let (mut at, mut seen) = (0, 0);
    loop {
        match number(at)? {
            0x0a0d_0d0a if at == 0 && number(8)? == 0x1a2b_3c4d => {}
            1 => seen += 1,
            6 => return (seen == interfaces).then_some(at),
            _ => return None,
        }
        at = at.checked_add(usize::try_from(number(at + 4)?).ok().filter(|len| *len >= 12)?)?;
    }
}

/// Blocks on their way from one file into another.
struct Copy<'c, W: Write> {
    capture: &'c Capture,
    secrets: SecretsBlocks<'c>,
    /// All frames are written: what the file says of itself is true of the new one.
    is_whole: bool,
    /// Byte order of the section that is read.
    big_endian: bool,
    writer: Option<PcapngWriter<W>>,
    out: Option<W>,
}

impl<W: Write> Copy<'_, W> {
    fn block(&mut self, block: &Block) -> io::Result<()> {
        match block {
            Block::Section(section) => {
                self.big_endian = section.big_endian;
                match &mut self.writer {
                    Some(writer) => writer.section(&section.info),
                    None => self.begin(&section.info),
                }
            }
            Block::Interface(interface) => self.writer()?.interface(interface).map(|_| ()),
            Block::Names(names) => self.writer()?.names(names),
            Block::Statistics(statistics) if self.is_whole => self.writer()?.statistics(statistics),
            Block::Other(other) => self.other(*other),
            // Secrets stand at the beginning, and the packets are picked by the caller.
            Block::Statistics(_) | Block::Secrets(_) | Block::Packet(_) => Ok(()),
        }
    }

    /// The writer, which a file without sections (pcap) has begin here.
    fn writer(&mut self) -> io::Result<&mut PcapngWriter<W>> {
        if self.writer.is_none() {
            self.begin(&SectionInfo::default())?;
        }
        self.writer.as_mut().ok_or_else(|| io::Error::other("no section was begun"))
    }

    fn begin(&mut self, info: &SectionInfo) -> io::Result<()> {
        let Some(out) = self.out.take() else { return Ok(()) };
        let here = concat!("Wirelens ", env!("CARGO_PKG_VERSION"));
        let application = info.application.clone().or_else(|| Some(here.into()));
        let mut writer = PcapngWriter::new(out, &SectionInfo { application, ..info.clone() })?;
        // Before the packets, where all readers look for them.
        for block in self.capture.secrets_blocks.iter().filter(|_| self.secrets.keep) {
            writer.secrets(block.kind, &block.bytes)?;
        }
        if let Some(log) = self.secrets.add {
            writer.secrets(SecretsBlock::TLS_KEY_LOG, log)?;
        }
        self.writer = Some(writer);
        Ok(())
    }

    /// A block that is not understood: its bytes as they are. Of a section in the other byte order
    /// only those are kept whose inside is known well enough to be turned round.
    fn other(&mut self, block: OtherBlock) -> io::Result<()> {
        let body = || {
            let start = usize::try_from(block.offset).ok()?.checked_add(8)?;
            let end = start.checked_add((block.len as usize).checked_sub(12)?)?;
            self.capture.bytes.get(start..end)
        };
        let Some(mut body) = body().map(<[u8]>::to_vec) else { return Ok(()) };
        match (block.block_type, self.big_endian) {
            (CUSTOM_BLOCK_NOT_COPIED, _) => return Ok(()),
            (CUSTOM_BLOCK, true) => {
                if let Some(enterprise) = body.get_mut(..4) {
                    enterprise.reverse();
                }
            }
            (JOURNAL_BLOCK, _) | (_, false) => {}
            (_, true) => return Ok(()),
        }
        self.writer()?.raw_block(block.block_type, &body)
    }
}

fn write_pcap(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    out: impl Write,
    precision: Option<Precision>,
) -> Result<u64, WriteError> {
    let mut frames = frames.peekable();
    // A file of several interfaces may well have frames of one link type alone.
    let first = frames.peek().and_then(|frame| capture.interface(*frame));
    let mut interface = first
        .or(capture.interfaces.first())
        .cloned()
        .unwrap_or_else(|| Interface::new(crate::capfile::LinkType::ETHERNET, Precision::MICROS));
    interface.precision = precision.unwrap_or(interface.precision);
    let mut writer = PcapWriter::new(out, &interface)?;
    let mut count = 0;
    for frame in frames {
        let Some(meta) = capture.frame(frame) else { continue };
        if capture.link_type(frame) != interface.link_type {
            return Err(WriteError::LinkTypes);
        }
        writer.packet(&PacketOut {
            time: meta.time,
            original_len: meta.len,
            data: &capture.frame_bytes(frame),
            ..PacketOut::default()
        })?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{Precision, Timestamp};
    use crate::capfile::LinkType;
    use crate::capfile::block::{Address, Name, Names, RawOption, Statistics};
    use crate::dissect::Settings;
    use crate::document::{Document, Source};
    use std::net::IpAddr;
    use std::path::PathBuf;
    use std::sync::Arc;

    fn opened(path: &Path) -> Arc<Capture> {
        let source = Source::Path(path.into());
        let mut document = Document::open(source, Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        document.capture()
    }

    /// Every kind of block and option there is, in two sections.
    fn rich(out: impl Write) {
        let section = SectionInfo {
            hardware: Some("board".into()),
            os: Some("RTOS".into()),
            application: Some("sniffer 1".into()),
            comments: vec!["of the section".into()],
            other_options: vec![RawOption { code: 2988, value: vec![1, 0, 0, 0, b'x'] }],
        };
        let mut writer = PcapngWriter::new(out, &section).unwrap();
        let mut interface = Interface::new(LinkType::ETHERNET, Precision::NANOS);
        interface.name = Some("wlan0".into());
        interface.filter = Some("tcp".into());
        interface.comments = vec!["of the interface".into()];
        writer.interface(&interface).unwrap();
        let address = Address::Ip(IpAddr::from([192, 0, 2, 1]));
        let names = vec![Name { address, names: vec!["host.example".into()] }];
        let comments = vec!["of the names".into()];
        writer.names(&Names { names, comments, ..Names::default() }).unwrap();
        let packet = |interface, n: u8| PacketOut {
            interface,
            time: Timestamp(1_000_000_000_000_000_123 + i64::from(n)),
            original_len: 99,
            data: &[1, 2, 3, 4],
            ..PacketOut::default()
        };
        let comments = ["of the packet".to_owned()];
        let options = [RawOption { code: 5, value: vec![7, 0, 0, 0, 0, 0, 0, 0] }];
        let flagged =
            PacketOut { comments: &comments, flags: Some(2), other_options: &options, ..packet(0, 1) };
        writer.packet(&flagged).unwrap();
        writer.raw_block(CUSTOM_BLOCK, &[9, 0, 0, 0, b'a', b'b', b'c', b'd']).unwrap();
        let statistics = Statistics {
            received: Some(5),
            dropped: Some(1),
            start: Some(Timestamp(1_000_000_000_000_000_000)),
            time: Timestamp(1_000_000_001_000_000_000),
            ..Statistics::default()
        };
        writer.statistics(&statistics).unwrap();
        let second = SectionInfo { comments: vec!["of the second section".into()], ..SectionInfo::default() };
        writer.section(&second).unwrap();
        writer.interface(&Interface::new(LinkType::ETHERNET, Precision::MICROS)).unwrap();
        writer.packet(&packet(1, 2)).unwrap();
        writer.flush().unwrap();
    }

    /// The blocks of a file without their places.
    fn blocks(bytes: &[u8]) -> Vec<String> {
        let mut reader = Reader::new(bytes);
        let mut blocks = Vec::new();
        while let Ok(Next::Block(block)) = reader.next() {
            blocks.push(match block {
                Block::Section(section) => format!("{:?}", section.info),
                Block::Packet(p) => {
                    format!("{:?}", (p.interface, p.time, p.original_len, p.flags, p.options, p.captured_len))
                }
                Block::Names(names) => format!("{:?}", Names { offset: 0, ..*names }),
                Block::Other(other) => format!("{:?}", (other.block_type, other.len)),
                other => format!("{other:?}"),
            });
        }
        blocks
    }

    #[test]
    fn nothing_is_lost_of_a_pcapng_file() {
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = (folder.path().join("a.pcapng"), folder.path().join("b.pcapng"));
        rich(std::fs::File::create(&before).unwrap());
        let capture = opened(&before);
        assert_eq!(capture.frames.len(), 2);
        let frames = (0..2).map(FrameId);
        save(&capture, frames, &after, form_of(&after), SecretsBlocks::KEEP).unwrap();
        let (old, new) = (std::fs::read(&before).unwrap(), std::fs::read(&after).unwrap());
        let (old, mut new) = (blocks(&old), blocks(&new));
        // A section without a program gets ours only if it is the first of a file made anew.
        assert_eq!(old.len(), 9);
        new.iter_mut().zip(&old).for_each(|(new, old)| assert_eq!(new, old));
        assert_eq!(new.len(), old.len());
    }

    #[test]
    fn a_part_of_the_frames_says_nothing_of_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = (folder.path().join("a.pcapng"), folder.path().join("b.pcapng"));
        rich(std::fs::File::create(&before).unwrap());
        let capture = opened(&before);
        let count = save(&capture, [FrameId(1)].into_iter(), &after, form_of(&after), SecretsBlocks::KEEP);
        assert_eq!(count.unwrap(), 1);
        let new = blocks(&std::fs::read(&after).unwrap());
        assert!(!new.iter().any(|block| block.contains("received")), "{new:?}");
        assert_eq!(opened(&after).frames.len(), 1);
    }

    #[test]
    fn names_say_the_format_and_the_compression() {
        let form = |name: &str| form_of(&PathBuf::from(name));
        assert_eq!(form("a.pcap"), (Format::Pcap, None));
        assert_eq!(form("a.b.PCAPNG.gz"), (Format::Pcapng, Some(Compression::Gzip)));
        assert_eq!(form("a.cap.zst"), (Format::Pcap, Some(Compression::Zstd)));
        assert_eq!(form("a.lz4"), (Format::Pcapng, Some(Compression::Lz4)));
        assert_eq!(form("a"), (Format::Pcapng, None));
    }

    #[test]
    fn compressed_files_are_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let capture = opened(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap"));
        for ending in ["pcapng", "pcapng.gz", "pcapng.zst", "pcap.lz4", "pcap.zst"] {
            let path = folder.path().join(format!("x.{ending}"));
            let frames = (0..19).map(FrameId);
            save(&capture, frames, &path, form_of(&path), SecretsBlocks::KEEP).unwrap();
            let again = opened(&path);
            assert_eq!(again.frames.len(), 19, "{ending}");
            assert_eq!(again.frame_bytes(FrameId(13)), capture.frame_bytes(FrameId(13)), "{ending}");
            assert!(again.problems.is_empty(), "{ending}: {:?}", again.problems);
        }
    }

    #[test]
    fn frames_behind_a_hole_are_written() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let whole = tempfile::NamedTempFile::new().unwrap();
        let keep = SecretsBlocks::KEEP;
        write(&opened(&sample), (0..19).map(FrameId), whole.as_file(), Format::Pcapng, keep).unwrap();
        let mut capture = (*opened(whole.path())).clone();
        let frames = || (9..14).map(FrameId);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        write(&capture, frames(), &mut before, Format::Pcapng, keep).unwrap();
        let (from, to) = (capture.frame(FrameId(0)).unwrap(), capture.frame(FrameId(9)).unwrap());
        let mut bytes = capture.bytes[..].to_vec();
        bytes[from.offset() as usize..to.offset() as usize - 28].fill(0);
        capture.bytes = crate::store::FileBytes::from_vec(bytes);
        write(&capture, frames(), &mut after, Format::Pcapng, keep).unwrap();
        assert!(before == after && before.len() > 500);
    }

    #[test]
    fn a_file_that_was_cut_since_is_not_saved_as_if_it_were_whole() {
        let mut capture =
            (*opened(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap"))).clone();
        capture.bytes = crate::store::FileBytes::from_vec(capture.bytes[..900].to_vec());
        let written = write(&capture, (0..19).map(FrameId), Vec::new(), Format::Pcapng, SecretsBlocks::KEEP);
        assert!(matches!(written, Err(WriteError::Changed)));
    }
}
