//! A look into a capture file before it is opened: its form, frames, times. Bounded in time, so that
//! whoever walks through a folder never waits. Not here: opening it (`loader`).

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::base::time::Timestamp;
use crate::capfile::{self, Block, Compression, FileKind, LinkType, Next, Reader};

/// Frames between two looks at the clock.
const STRIDE: u64 = 1_024;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub kind: FileKind,
    pub compression: Option<Compression>,
    pub frames: u64,
    /// All of the file was looked at; else it has more frames.
    pub is_whole: bool,
    /// Times of the earliest and the latest frame.
    pub times: Option<(Timestamp, Timestamp)>,
    /// Each once, in the order of the interfaces.
    pub link_types: Vec<LinkType>,
    /// It brings session keys of its own.
    pub has_secrets: bool,
    /// Where it ends early or is wrong, and how.
    pub damage: Option<String>,
}

/// Looks into the file at `path`, no longer than `limit`. What is no capture is an error that says
/// what it is instead.
pub fn look(path: &Path, limit: Duration) -> Result<Preview, String> {
    let began = Instant::now();
    let file = File::open(path).map_err(|error| error.to_string())?;
    if !file.metadata().map_err(|error| error.to_string())?.is_file() {
        return Err("It is no file.".into());
    }
    let opened = capfile::open(file).map_err(|error| error.to_string())?;
    let mut reader = Reader::new(opened.reader);
    let (mut times, mut link_types) = (None, Vec::new());
    let (mut has_secrets, mut damage, mut is_whole) = (false, None, true);
    loop {
        match reader.next() {
            Ok(Next::Block(Block::Packet(packet))) => {
                if packet.has_time {
                    let (first, last) = times.unwrap_or((packet.time, packet.time));
                    times = Some((first.min(packet.time), last.max(packet.time)));
                }
                if reader.frames().is_multiple_of(STRIDE) && began.elapsed() > limit {
                    is_whole = false;
                    break;
                }
            }
            Ok(Next::Block(Block::Interface(interface))) => {
                if !link_types.contains(&interface.link_type) {
                    link_types.push(interface.link_type);
                }
            }
            Ok(Next::Block(Block::Secrets(_))) => has_secrets = true,
            Ok(Next::Block(_)) => {}
            Ok(Next::NeedMore) => {
                damage = Some(reader.cut_error().to_string());
                break;
            }
            Ok(Next::End) => break,
            Err(error) => {
                damage = Some(error.to_string());
                break;
            }
        }
    }
    let kind = reader.kind().ok_or_else(|| damage.clone().unwrap_or_else(|| "The file is empty.".into()))?;
    let (frames, compression) = (reader.frames(), opened.compression);
    Ok(Preview { kind, compression, frames, is_whole, times, link_types, has_secrets, damage })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str) -> Result<Preview, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        look(&folder.join(name), Duration::from_secs(60))
    }

    #[test]
    fn a_capture_says_how_long_it_is_before_it_is_opened() {
        let found = sample("upyssl.pcap").unwrap();
        assert_eq!((found.frames, found.is_whole, found.damage), (19, true, None));
        assert_eq!(found.link_types, [LinkType(1)]);
        let (first, last) = found.times.unwrap();
        assert_eq!(last.since(first).0 / 1_000_000, 50);
    }

    #[test]
    fn what_is_cut_or_no_capture_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let whole = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap")).unwrap();
        let cut = folder.path().join("cut.pcap");
        std::fs::write(&cut, &whole[..whole.len() - 5]).unwrap();
        let found = look(&cut, Duration::from_secs(60)).unwrap();
        assert!(found.frames == 18 && found.damage.is_some(), "{found:?}");
        assert!(sample("key.pem").is_err() && sample("").is_err() && sample("nothing.pcap").is_err());
    }
}
