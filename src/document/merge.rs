//! Several captures put together into one, frame by frame in order of time. Not here: showing it.

use super::loader::OpenError;
use crate::base::time::Timestamp;
use crate::capfile::write::{PacketOut, PcapngWriter};
use crate::capfile::{self, Block, Next, PacketBlock, Reader, SectionInfo};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Why captures could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("The merged capture could not be written: {0}.")]
    Write(#[from] io::Error),
}

/// One of the captures.
struct Input {
    reader: Reader<Box<dyn Read + Send>>,
    /// The next packet, whose bytes the reader still holds.
    next: Option<PacketBlock>,
    /// Number in the new file of each of its interfaces.
    interfaces: Vec<u32>,
}

/// Writes the frames of all `paths` to `out` as pcapng; interfaces, names, comments and secrets
/// come along. Says how many frames there are. `cancel` ends it early.
pub fn merge(paths: &[PathBuf], out: impl Write, cancel: &AtomicBool) -> Result<u64, MergeError> {
    let info = SectionInfo {
        application: Some(concat!("Wirelens ", env!("CARGO_PKG_VERSION")).into()),
        ..SectionInfo::default()
    };
    let mut writer = PcapngWriter::new(out, &info)?;
    let mut inputs = Vec::new();
    for path in paths {
        let mut input = open(path)?;
        input.advance(&mut writer)?;
        inputs.push(input);
    }
    let mut count = 0;
    while !cancel.load(Ordering::Relaxed) {
        let time = |input: &Input| input.next.as_ref().map(|packet| packet.time);
        let earliest: Option<(usize, Timestamp)> = inputs
            .iter()
            .enumerate()
            .filter_map(|(at, input)| Some((at, time(input)?)))
            .min_by_key(|(at, time)| (*time, *at));
        let Some(input) = earliest.and_then(|(at, _)| inputs.get_mut(at)) else { break };
        input.write(&mut writer)?;
        input.advance(&mut writer)?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

fn open(path: &Path) -> Result<Input, MergeError> {
    let shown = || path.display().to_string();
    let io_error = |source: io::Error| OpenError::Io { path: shown(), source };
    let file = File::open(path).map_err(io_error)?;
    let opened = capfile::open(file).map_err(io_error)?;
    Ok(Input { reader: Reader::new(opened.reader), next: None, interfaces: Vec::new() })
}

impl Input {
    /// Reads on to the next packet; what comes before it is written at once. Damage ends the input.
    fn advance<W: Write>(&mut self, writer: &mut PcapngWriter<W>) -> io::Result<()> {
        self.next = None;
        while let Ok(Next::Block(block)) = self.reader.next() {
            match block {
                Block::Packet(packet) => {
                    self.next = Some(packet);
                    return Ok(());
                }
                Block::Interface(interface) => self.interfaces.push(writer.interface(&interface)?),
                Block::Names(names) => writer.names(&names)?,
                Block::Secrets(secrets) => writer.secrets(secrets.kind, &secrets.bytes)?,
                // Counters of one of several captures say nothing of the whole.
                Block::Section(_) | Block::Statistics(_) | Block::Other(_) => {}
            }
        }
        Ok(())
    }

    fn write<W: Write>(&mut self, writer: &mut PcapngWriter<W>) -> io::Result<()> {
        let Some(packet) = &self.next else { return Ok(()) };
        let interface = self.interfaces.get(packet.interface as usize).copied().unwrap_or(0);
        let options = packet.options.as_deref();
        writer.packet(&PacketOut {
            interface,
            time: packet.time,
            original_len: packet.original_len,
            data: self.reader.packet_bytes(packet),
            comments: options.map_or(&[], |options| &options.comments),
            flags: packet.flags,
            other_options: options.map_or(&[], |options| &options.other),
        })
    }
}

/// The files of a ring that `path` belongs to, in order: those in its folder with the same name
/// but for the number and the time, as `name_00001_20260101120000.pcapng`.
pub fn file_set(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(set) = set_of(&name) else { return Vec::new() };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().and_then(set_of) == Some(set))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// Whether a file's name is that of a ring's.
pub fn is_in_set(path: &Path) -> bool {
    path.file_name().is_some_and(|name| set_of(&name.to_string_lossy()).is_some())
}

/// What the names of one set have in common: before the number, and behind the time.
fn set_of(name: &str) -> Option<(&str, &str)> {
    let stem_end = name.find('.').unwrap_or(name.len());
    let (stem, ending) = name.split_at(stem_end);
    let (rest, time) = stem.rsplit_once('_')?;
    let (before, number) = rest.rsplit_once('_')?;
    let digits = |text: &str, len: usize| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    (digits(number, 5) && digits(time, 14)).then_some((before, ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::Settings;
    use crate::document::{Document, Source};
    use std::sync::Arc;

    #[test]
    fn frames_stand_in_order_of_time() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let paths = [samples.join("upyssl.pcap"), samples.join("sibling/default-tls13.pcap")];
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("merged.pcapng");
        let go_on = AtomicBool::new(false);
        let count = merge(&paths, File::create(&out).unwrap(), &go_on).unwrap();
        let mut document = Document::open(Source::Path(out), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let capture = document.capture();
        assert_eq!(capture.frames.len() as u64, count);
        assert_eq!((capture.interfaces.len(), capture.conversations.len()), (2, 2));
        let times: Vec<Timestamp> = capture.frames.iter().map(|f| f.time).collect();
        assert!(times.is_sorted());
    }

    #[test]
    fn a_ring_is_known_by_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in
            ["a_00002_20260101120500.pcapng", "a_00001_20260101120000.pcapng", "a.pcapng", "b_1_2.pcapng"]
        {
            std::fs::write(path(name), "").unwrap();
        }
        let set = file_set(&path("a_00001_20260101120000.pcapng"));
        assert_eq!(set, [path("a_00001_20260101120000.pcapng"), path("a_00002_20260101120500.pcapng")]);
        assert!(file_set(&path("a.pcapng")).is_empty());
    }
}
