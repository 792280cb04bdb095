//! `-b` and `-a files`: packets into a row of files, each begun when the one before is full; of those
//! the newest are kept. A file gets its name when it is whole.

use super::fault::Fault;
use super::values::positive;
use super::write;
use crate::base::id::FrameId;
use crate::base::time::{NANOS, Timestamp};
use crate::document::save::Format;
use crate::document::secrets_blocks::SecretsBlocks;
use crate::store::Capture;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// Bytes that a frame takes in a file besides its own: those of an enhanced packet block, of a record.
pub const PCAPNG_FRAME_BYTES: u64 = 32;
const PCAP_FRAME_BYTES: u64 = 16;
/// What stands before the frames of a file, about.
const HEAD_BYTES: u64 = 24;

/// When a file is full, how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub packets: Option<u64>,
    /// In units of 1,000 bytes.
    pub kilobytes: Option<u64>,
    pub duration_nanos: Option<i64>,
    /// A file ends where the time of day is a multiple of it.
    pub interval_nanos: Option<i64>,
    /// Files kept; the oldest are deleted.
    pub keep: Option<u64>,
    /// `-a files`: the capture ends when so many are full.
    pub stop_after: Option<u64>,
}

impl Limits {
    /// Takes one `-b`.
    pub fn take(&mut self, condition: &str) -> Result<(), Fault> {
        let unknown =
            || Fault::usage(format_args!("Invalid or unknown -b arg \"{}\"", condition.escape_debug()));
        let (what, value) = condition.split_once(':').ok_or_else(unknown)?;
        let seconds = |name: &str| -> Result<i64, Fault> {
            let seconds = value.parse::<f64>().ok().filter(|s| *s > 0.0 && *s < 1e9);
            seconds.map(|s| (s * NANOS as f64) as i64).ok_or_else(|| {
                let value = value.escape_debug();
                Fault::usage(format_args!(
                    "The specified ring buffer {name} \"{value}\" isn't a positive number"
                ))
            })
        };
        match what {
            "packets" => self.packets = Some(positive(value, "packet count")?),
            "filesize" => self.kilobytes = Some(positive(value, "filesize")?),
            "files" => self.keep = Some(positive(value, "number of ring buffer files")?),
            "duration" => self.duration_nanos = Some(seconds("duration")?),
            "interval" => self.interval_nanos = Some(seconds("interval")?),
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// Whether several files are asked for.
    pub fn is_ring(&self) -> bool {
        *self != Self::default()
    }

    /// What is missing beside them.
    pub fn check(&self, output: Option<&Path>, reads_file: bool) -> Result<(), Fault> {
        if !self.is_ring() {
            return Ok(());
        }
        let ends = self.packets.is_some()
            || self.kilobytes.is_some()
            || self.duration_nanos.is_some()
            || self.interval_nanos.is_some();
        let wrong = match output {
            _ if reads_file => "a capture isn't being done",
            None => "the capture isn't being saved to a file",
            Some(path) if write::is_stdout(path) => "the capture is being written to the standard output",
            Some(_) if !ends => "no maximum capture file size, duration, interval or packets were specified",
            Some(_) => return Ok(()),
        };
        Err(Fault::usage(format_args!("Multiple capture files requested, but {wrong}.")))
    }
}

/// The row of files.
#[derive(Debug)]
pub struct Ring<'a> {
    base: &'a Path,
    limits: Limits,
    format: Format,
    /// Frames of the file at hand.
    frames: Vec<FrameId>,
    bytes: u64,
    first: Option<Timestamp>,
    /// Files written.
    count: u64,
    /// Those that are there, and where the last frame of each ends in the spool.
    kept: VecDeque<(PathBuf, u64)>,
    /// Where the frames of the files deleted end in the spool.
    gone: u64,
}

impl<'a> Ring<'a> {
    pub fn new(base: &'a Path, limits: Limits, format: Format) -> Self {
        Self {
            base,
            limits,
            format,
            frames: Vec::new(),
            bytes: HEAD_BYTES,
            first: None,
            count: 0,
            kept: VecDeque::new(),
            gone: 0,
        }
    }

    /// Enough files are full.
    pub fn is_done(&self) -> bool {
        self.limits.stop_after.is_some_and(|most| self.count >= most)
    }

    /// Takes frames in their order and writes what is full.
    pub fn add(
        &mut self,
        capture: &Capture,
        frames: impl Iterator<Item = FrameId>,
        secrets: SecretsBlocks<'_>,
    ) -> Result<(), Fault> {
        for frame in frames {
            let Some(meta) = capture.frame(frame) else { continue };
            if self.is_done() {
                return Ok(());
            }
            let first = *self.first.get_or_insert(meta.time);
            if !self.frames.is_empty() && self.is_over(first, meta.time) {
                self.close(capture, secrets)?;
                self.first = Some(meta.time);
                if self.is_done() {
                    return Ok(());
                }
            }
            let len = capture.frame_bytes(frame).len() as u64;
            self.bytes += match self.format {
                Format::Pcapng => PCAPNG_FRAME_BYTES + len.next_multiple_of(4),
                _ => PCAP_FRAME_BYTES + len,
            };
            self.frames.push(frame);
            if self.is_full() {
                self.close(capture, secrets)?;
            }
        }
        Ok(())
    }

    /// What stands before it in the spool belongs to files that were deleted.
    pub fn gone(&self) -> u64 {
        self.gone
    }

    fn is_full(&self) -> bool {
        self.limits.packets.is_some_and(|most| self.frames.len() as u64 >= most)
            || self.limits.kilobytes.is_some_and(|most| self.bytes >= most.saturating_mul(1000))
    }

    /// Whether a frame at `time` belongs to the next file.
    fn is_over(&self, first: Timestamp, time: Timestamp) -> bool {
        let slot = |t: Timestamp, width: i64| t.0.div_euclid(width.max(1));
        self.limits.duration_nanos.is_some_and(|most| time.since(first).0 >= most)
            || self.limits.interval_nanos.is_some_and(|width| slot(first, width) != slot(time, width))
    }

    /// Writes the file at hand and deletes the one that is too old.
    pub fn close(&mut self, capture: &Capture, secrets: SecretsBlocks<'_>) -> Result<(), Fault> {
        if self.frames.is_empty() {
            return Ok(());
        }
        let path = self.name();
        let last = self.frames.last().and_then(|last| capture.frame(*last));
        let end = last.map_or(0, |meta| meta.offset() + u64::from(meta.captured()));
        write::write(capture, self.frames.drain(..), &path, self.format, secrets)?;
        self.count += 1;
        self.bytes = HEAD_BYTES;
        self.first = None;
        self.kept.push_back((path, end));
        if let Some(keep) = self.limits.keep
            && self.kept.len() as u64 > keep
            && let Some((oldest, end)) = self.kept.pop_front()
        {
            self.gone = end;
            // Whoever took it away meanwhile may have it.
            let _ = std::fs::remove_file(oldest);
        }
        Ok(())
    }

    /// `out_00001_20260131235959.pcapng`
    fn name(&self) -> PathBuf {
        let now = jiff::Zoned::now().strftime("%Y%m%d%H%M%S").to_string();
        let stem = self.base.file_stem().unwrap_or_default().to_string_lossy();
        let mut name = format!("{stem}_{:05}_{now}", self.count + 1);
        if let Some(ending) = self.base.extension() {
            name.push('.');
            name.push_str(&ending.to_string_lossy());
        }
        self.base.with_file_name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(list: &[&str]) -> Limits {
        let mut limits = Limits::default();
        list.iter().try_for_each(|c| limits.take(c)).unwrap();
        limits
    }

    fn message(result: Result<(), Fault>) -> String {
        match result {
            Err(Fault::Failed { status: 1, message }) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn conditions_are_read_and_checked() {
        let l = limits(&["packets:3", "filesize:15", "files:2", "duration:1.5", "interval:60"]);
        assert_eq!((l.packets, l.kilobytes, l.keep), (Some(3), Some(15), Some(2)));
        assert_eq!((l.duration_nanos, l.interval_nanos), (Some(1_500_000_000), Some(60_000_000_000)));
        let take = |c: &str| message(Limits::default().take(c));
        assert_eq!(take("files"), "Invalid or unknown -b arg \"files\"");
        assert_eq!(take("files:x"), "The specified number of ring buffer files \"x\" isn't a decimal number");
        assert!(take("duration:-1").contains("isn't a positive number"));
        let out = Some(Path::new("a.pcap"));
        assert!(message(l.check(out, true)).ends_with("a capture isn't being done."));
        assert!(message(l.check(None, false)).ends_with("isn't being saved to a file."));
        assert!(message(l.check(Some(Path::new("-")), false)).ends_with("standard output."));
        assert!(message(limits(&["files:2"]).check(out, false)).contains("no maximum capture file size"));
        assert!(l.check(out, false).is_ok() && Limits::default().check(None, true).is_ok());
    }

    #[test]
    fn a_file_ends_by_its_time() {
        let at = |seconds: i64| Timestamp::from_parts(seconds, 0);
        let ring = Ring::new(Path::new("a"), limits(&["duration:10"]), Format::Pcap);
        assert!(ring.is_over(at(5), at(15)) && !ring.is_over(at(5), at(14)));
        let ring = Ring::new(Path::new("a"), limits(&["interval:10"]), Format::Pcap);
        assert!(ring.is_over(at(5), at(10)) && !ring.is_over(at(10), at(19)));
        let name = Ring::new(Path::new("/x/a.b.pcap"), limits(&[]), Format::Pcap).name();
        let name = name.to_str().unwrap();
        assert!(name.starts_with("/x/a.b_00001_20") && name.ends_with(".pcap") && name.len() == 32, "{name}");
    }
}
