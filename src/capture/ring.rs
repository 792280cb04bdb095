//! A row of files that a live capture writes beside its spool: each begun when the one before is full,
//! the oldest deleted. Not here: what is captured (`several`).

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::capfile::{Interface, PacketOut, PcapngWriter, SectionInfo};

/// Where files go, when one is full, how many are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RingOptions {
    /// `capture.pcapng` gives `capture_00001_20260131235959.pcapng`.
    pub path: PathBuf,
    /// In units of 1,000 bytes.
    pub kilobytes: Option<u64>,
    pub duration: Option<Duration>,
    pub packets: Option<u64>,
    /// Files kept; all, if none.
    pub keep: Option<u64>,
}

/// The files in the making.
#[derive(Debug)]
pub struct Ring {
    options: RingOptions,
    section: SectionInfo,
    interfaces: Vec<Interface>,
    current: Option<Current>,
    /// Files that are whole, the oldest first.
    whole: VecDeque<PathBuf>,
    count: u64,
}

#[derive(Debug)]
struct Current {
    writer: PcapngWriter<BufWriter<File>>,
    path: PathBuf,
    began: Instant,
    packets: u64,
}

impl Ring {
    pub fn new(options: RingOptions, section: SectionInfo) -> Self {
        Self { options, section, interfaces: Vec::new(), current: None, whole: VecDeque::new(), count: 0 }
    }

    /// An interface of the capture; every file has all of them.
    pub fn interface(&mut self, interface: &Interface) -> io::Result<()> {
        self.interfaces.push(interface.clone());
        match &mut self.current {
            Some(current) => current.writer.interface(interface).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Writes a packet, into a new file if the one before is full.
    pub fn packet(&mut self, packet: &PacketOut<'_>) -> io::Result<()> {
        let full = |current: &Current| {
            let options = &self.options;
            options.packets.is_some_and(|most| current.packets >= most)
                || options
                    .kilobytes
                    .is_some_and(|most| current.writer.position() >= most.saturating_mul(1000))
                || options.duration.is_some_and(|most| current.began.elapsed() >= most)
        };
        if self.current.as_ref().is_some_and(full) {
            self.close()?;
        }
        let current = match &mut self.current {
            Some(current) => current,
            None => {
                let begun = self.begin()?;
                self.current.insert(begun)
            }
        };
        current.packets += 1;
        current.writer.packet(packet)
    }

    /// Writes what is gathered.
    pub fn flush(&mut self) -> io::Result<()> {
        self.current.as_mut().map_or(Ok(()), |current| current.writer.flush())
    }

    fn begin(&mut self) -> io::Result<Current> {
        self.count += 1;
        let now = jiff::Zoned::now().strftime("%Y%m%d%H%M%S").to_string();
        let base = &self.options.path;
        let stem = base.file_stem().unwrap_or_default().to_string_lossy();
        let ending = base.extension().map_or("pcapng".into(), |e| e.to_string_lossy());
        let path = base.with_file_name(format!("{stem}_{:05}_{now}.{ending}", self.count));
        let file = File::options().write(true).create_new(true).mode(0o600).open(&path);
        let file = file.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
        let mut writer = PcapngWriter::new(BufWriter::new(file), &self.section)?;
        for interface in &self.interfaces {
            writer.interface(interface)?;
        }
        Ok(Current { writer, path, began: Instant::now(), packets: 0 })
    }

    /// Ends the current file and deletes those that are too old.
    fn close(&mut self) -> io::Result<()> {
        let Some(mut current) = self.current.take() else { return Ok(()) };
        current.writer.flush()?;
        self.whole.push_back(current.path);
        // The one that comes next counts, too.
        while self.options.keep.is_some_and(|keep| self.whole.len() as u64 >= keep.max(1)) {
            match self.whole.pop_front() {
                Some(oldest) => std::fs::remove_file(oldest)?,
                None => break,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{Precision, Timestamp};
    use crate::capfile::LinkType;

    #[test]
    fn the_newest_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let options = RingOptions {
            path: folder.path().join("lab.pcapng"),
            packets: Some(2),
            keep: Some(2),
            ..RingOptions::default()
        };
        let mut ring = Ring::new(options, SectionInfo::default());
        ring.interface(&Interface::new(LinkType(1), Precision::NANOS)).unwrap();
        for n in 0..7_u8 {
            let packet =
                PacketOut { time: Timestamp(n.into()), original_len: 1, data: &[n], ..Default::default() };
            ring.packet(&packet).unwrap();
        }
        ring.flush().unwrap();
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names[0].starts_with("lab_00003_") && names[1].starts_with("lab_00004_"), "{names:?}");
    }
}
