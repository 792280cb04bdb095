//! Writing frames into a new capture file: pcapng with all interfaces and comments, or pcap.

use super::secrets_blocks::SecretsBlocks;
use crate::base::id::FrameId;
use crate::capfile::write::{PacketOut, PcapWriter, PcapngWriter};
use crate::capfile::{Interface, SecretsBlock, SectionInfo};
use crate::store::{Capture, FrameFlags};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Pcapng,
    /// One link type only; comments and interfaces are lost.
    Pcap,
}

impl Format {
    /// By the ending of a name: `.pcap`, `.cap`, `.dmp` are pcap, all others pcapng.
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|e| e.to_str()) {
            Some("pcap" | "cap" | "dmp") => Self::Pcap,
            _ => Self::Pcapng,
        }
    }
}

/// Why nothing was written; a file that was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("the frames have several link types, which a pcap file cannot hold; save as pcapng")]
    LinkTypes,
    #[error("\"{path}\" could not be written: {source}")]
    Io { path: String, source: io::Error },
}

/// Writes `frames` to `path`: first beside it, then put in its place, so that a failure leaves an
/// existing file as it was. Others cannot read the new file.
pub fn save(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    path: &Path,
    format: Format,
    secrets: SecretsBlocks<'_>,
) -> Result<u64, SaveError> {
    let io_error = |source: io::Error| SaveError::Io { path: path.display().to_string(), source };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::Builder::new().prefix(".wirelens-").tempfile_in(folder).map_err(io_error)?;
    let count =
        write(capture, frames, BufWriter::new(file.as_file()), format, secrets).map_err(|e| match e {
            WriteError::LinkTypes => SaveError::LinkTypes,
            WriteError::Io(e) => io_error(e),
        })?;
    file.persist(path).map_err(|e| io_error(e.error))?;
    Ok(count)
}

/// Why writing stopped.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the frames have several link types, which a pcap file cannot hold; save as pcapng")]
    LinkTypes,
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
        Format::Pcap => write_pcap(capture, frames, out),
    }
}

fn write_pcapng(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    out: impl Write,
    secrets: SecretsBlocks<'_>,
) -> Result<u64, WriteError> {
    let info = SectionInfo {
        application: Some(concat!("Wirelens ", env!("CARGO_PKG_VERSION")).into()),
        ..SectionInfo::default()
    };
    let mut writer = PcapngWriter::new(out, &info)?;
    for interface in capture.interfaces.iter() {
        writer.interface(interface)?;
    }
    // Before the packets, where all readers look for them.
    for block in capture.secrets_blocks.iter().filter(|_| secrets.keep) {
        writer.secrets(block.kind, &block.bytes)?;
    }
    if let Some(log) = secrets.add {
        writer.secrets(SecretsBlock::TLS_KEY_LOG, log)?;
    }
    let mut count = 0;
    for frame in frames {
        let Some(meta) = capture.frame(frame) else { continue };
        let comments = match meta.flags.has(FrameFlags::COMMENT) {
            true => capture.comments.get(&frame).map_or(&[][..], Vec::as_slice),
            false => &[],
        };
        writer.packet(&PacketOut {
            interface: meta.interface.into(),
            time: meta.time,
            original_len: meta.len,
            data: &capture.frame_bytes(frame),
            comments,
            ..PacketOut::default()
        })?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

fn write_pcap(
    capture: &Capture,
    frames: impl Iterator<Item = FrameId>,
    out: impl Write,
) -> Result<u64, WriteError> {
    let first = capture.interfaces.first().cloned();
    let interface = first.unwrap_or_else(|| {
        Interface::new(crate::capfile::LinkType::ETHERNET, crate::base::time::Precision::MICROS)
    });
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
