//! The loop that empties the kernel's buffer into the file until something ends it.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::options::Options;
use super::super::wire::{Event, Fault, Junk, MAX_LINE_BYTES, Reason, STOP};
use super::device::{BLOCK_TIMEOUT_MS, Source};
use super::failure::Failure;
use super::output::{Blocks, Output};
use super::report::Report;
use crate::base::time::Timestamp;
use crate::capfile::{Interface, LinkType, PacketOut, PcapngWriter, SectionInfo, Statistics};
use crate::platform::link::{LinkEvent, LinkWatch, index_of};
use crate::platform::signals::Interrupts;

/// Between two looks at the counters.
const DROPS_INTERVAL: Duration = Duration::from_secs(1);
/// After this time without a packet nothing from before the end is left in the kernel: it hands a
/// block over after [`BLOCK_TIMEOUT_MS`], counted in ticks.
const DRAINED_AFTER: Duration = Duration::from_millis(2 * BLOCK_TIMEOUT_MS as u64 + 20);
/// However much there is, draining ends.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// The driving program's commands.
pub struct Commands {
    stdin: OwnedFd,
    line: Vec<u8>,
}

impl Commands {
    pub fn new(stdin: OwnedFd) -> Self {
        Self { stdin, line: Vec::new() }
    }

    /// Reads what is there: a reason to stop, if it is one. Junk ends the session.
    fn read(&mut self) -> Option<Result<Reason, Failure>> {
        let mut bytes = [0; 256];
        let taken = match rustix::io::read(&self.stdin, &mut bytes) {
            Ok(taken) => taken,
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => return None,
            Err(_) => 0,
        };
        if taken == 0 {
            return Some(Ok(Reason::ReaderGone));
        }
        self.line.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        let end = self.line.iter().position(|b| *b == b'\n');
        if end.is_none() && self.line.len() < MAX_LINE_BYTES {
            return None;
        }
        let line = String::from_utf8_lossy(self.line.get(..end.unwrap_or(0)).unwrap_or_default());
        Some(if line == STOP {
            Ok(Reason::Request)
        } else {
            Err(Failure::new(Fault::Usage, format!("command {}", Junk::new(&line))))
        })
    }
}

/// Why and since when the capture is ending.
struct Ending {
    reason: Reason,
    since: Instant,
    /// Packets after it are not wanted.
    cutoff: Option<Timestamp>,
}

struct Session<'a> {
    source: Source,
    output: Output,
    writer: PcapngWriter<Blocks>,
    options: &'a Options,
    report: &'a mut Report,
    started: Instant,
    started_at: Timestamp,
    packets: u64,
    drops_told: Instant,
    ending: Option<Ending>,
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_parts(i64::try_from(since.as_secs()).unwrap_or(i64::MAX), i64::from(since.subsec_nanos()))
}

fn file_failure(e: &io::Error) -> Failure {
    let text = match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("no space left for the capture file ({e}); what fitted is kept")
        }
        io::ErrorKind::BrokenPipe => "the reader of the capture is gone".to_owned(),
        _ => format!("the capture file cannot be written: {e}"),
    };
    Failure::new(Fault::File, text)
}

/// Captures from `source` into `output` until it ends; an error is one of beginning.
pub fn run(
    source: Source,
    output: Output,
    options: &Options,
    mut commands: Option<Commands>,
    mut interrupts: Interrupts,
    report: &mut Report,
) -> Result<Reason, Failure> {
    let source = source.non_blocking()?;
    let section = SectionInfo {
        os: os_name(),
        application: Some(format!("wirelens-capture {}", env!("CARGO_PKG_VERSION"))),
        ..SectionInfo::default()
    };
    let writer = PcapngWriter::new(output.blocks(), &section).map_err(|e| file_failure(&e))?;
    let started = (Instant::now(), now());
    let mut session = Session {
        source,
        output,
        writer,
        options,
        report,
        started: started.0,
        started_at: started.1,
        packets: 0,
        drops_told: started.0,
        ending: None,
    };
    // Without it the capture merely cannot tell that its interface went down.
    let mut link = index_of(&options.interface).and_then(|index| LinkWatch::open(index).ok());
    session.begin()?;
    loop {
        let taken = session.take();
        if let Some(reason) = session.over(taken) {
            return Ok(session.finish(reason));
        }
        session.tell_drops();
        let timeout = if taken > 0 { Duration::ZERO } else { session.idle_limit() };
        // Once the end is decided nobody can change it, and a closed pipe would not let it sleep.
        let others = match session.ending {
            Some(_) => [None; 3],
            None => [
                commands.as_ref().map(|c| c.stdin.as_fd()),
                Some(interrupts.as_fd()),
                link.as_ref().map(AsFd::as_fd),
            ],
        };
        let [commanded, interrupted, link_changed] = wait(&session.source, others, timeout);
        if interrupted && interrupts.arrived() {
            session.end(Reason::Signal);
        }
        if commanded && let Some(command) = commands.as_mut().and_then(Commands::read) {
            match command {
                Ok(reason) => session.end(reason),
                Err(failure) => session.fail(failure),
            }
        }
        if link_changed && let Some(link) = &mut link {
            link.changes().into_iter().for_each(|change| session.link(change));
        }
    }
}

/// Waits for packets or for one of `others`; which of those have something to say.
fn wait(source: &Source, others: [Option<BorrowedFd<'_>>; 3], timeout: Duration) -> [bool; 3] {
    let mut fds = vec![PollFd::new(source, PollFlags::IN)];
    fds.extend(others.iter().flatten().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)));
    let timeout = Timespec {
        tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: timeout.subsec_nanos().into(),
    };
    if poll(&mut fds, Some(&timeout)).is_err() {
        return [false; 3]; // interrupted: the next round sees the signal
    }
    let mut ready = fds.iter().skip(1).map(|fd| !fd.revents().is_empty());
    others.map(|fd| fd.is_some() && ready.next() == Some(true))
}

fn os_name() -> Option<String> {
    let system = rustix::system::uname();
    Some(format!("{} {}", system.sysname().to_string_lossy(), system.release().to_string_lossy()))
}

impl Session<'_> {
    /// Writes the header and says so.
    fn begin(&mut self) -> Result<(), Failure> {
        let precision = self.source.precision();
        let mut interface = Interface::new(LinkType(self.source.link_type), precision);
        interface.snaplen = self.source.snaplen;
        interface.name = Some(self.options.interface.clone());
        interface.filter = Some(self.options.filter.clone()).filter(|f| !f.is_empty());
        interface.os = os_name();
        let written = self.writer.interface(&interface).and_then(|_| self.output.commit());
        written.map_err(|e| file_failure(&e))?;
        for note in std::mem::take(&mut self.source.notes) {
            self.report.event(&Event::Note(note));
        }
        self.report.event(&Event::Ready {
            link_type: self.source.link_type,
            snaplen: self.source.snaplen,
            precision: precision.0,
        });
        self.report.committed(self.output.committed(), true);
        Ok(())
    }

    /// Takes a block of packets into the file; their number.
    fn take(&mut self) -> usize {
        let stop_after = self.options.stop_after;
        let cutoff = self.ending.as_ref().and_then(|e| e.cutoff);
        let (writer, output, packets) = (&mut self.writer, &self.output, &mut self.packets);
        let max_bytes = stop_after.kilobytes.map(|kb| kb.saturating_mul(1000));
        let mut full = None;
        let mut late = false;
        let mut failure = None;
        let taken = self.source.take(|packet| {
            if cutoff.is_some_and(|c| packet.time > c) {
                late = true;
            } else if full.is_none() && failure.is_none() {
                let written = writer.packet(&PacketOut {
                    interface: 0,
                    time: packet.time.max(Timestamp(0)),
                    original_len: packet.original_len,
                    data: packet.data,
                    ..PacketOut::default()
                });
                match written {
                    Ok(()) => *packets += 1,
                    Err(e) => failure = Some(file_failure(&e)),
                }
                if stop_after.packets == Some(*packets) {
                    full = Some(Reason::Packets);
                } else if max_bytes.is_some_and(|max| output.len_bytes() >= max) {
                    full = Some(Reason::FileSize);
                }
            }
        });
        if let Err(e) = self.output.commit() {
            failure = Some(file_failure(&e));
        }
        let taken = taken.unwrap_or_else(|text| {
            failure.get_or_insert(self.device_failure(text));
            0
        });
        self.report.committed(self.output.committed(), taken == 0);
        if let Some(reason) = full {
            self.ending = Some(Ending { reason, since: Instant::now(), cutoff: None });
        }
        if let Some(failure) = failure {
            self.fail(failure);
        }
        if late && let Some(ending) = &mut self.ending {
            // Whatever else there is came later still.
            ending.since = ending.since.checked_sub(DRAIN_LIMIT).unwrap_or(ending.since);
        }
        taken
    }

    fn device_failure(&self, text: String) -> Failure {
        let name = &self.options.interface;
        if name != "any" && index_of(name).is_none() {
            Failure::new(Fault::DeviceGone, format!("the interface {name} is gone"))
        } else {
            Failure::new(Fault::Device, format!("{name}: {text}"))
        }
    }

    /// The reason to end now, everything from before being in the file.
    fn over(&mut self, taken: usize) -> Option<Reason> {
        if self.ending.is_none() {
            let duration = self.options.stop_after.duration?;
            if self.started.elapsed() >= duration {
                self.end(Reason::Duration);
            }
        }
        let ending = self.ending.as_ref()?;
        let since = ending.since.elapsed();
        let drained = match ending.reason {
            Reason::Packets | Reason::FileSize => true,
            _ => since >= DRAIN_LIMIT || (taken == 0 && since >= DRAINED_AFTER),
        };
        drained.then_some(ending.reason)
    }

    fn tell_drops(&mut self) {
        if self.drops_told.elapsed() >= DROPS_INTERVAL {
            self.drops_told = Instant::now();
            let drops = self.source.drops();
            self.report.drops(drops);
        }
    }

    /// How long nothing but a packet or a message can happen.
    fn idle_limit(&self) -> Duration {
        if self.ending.is_some() {
            return Duration::from_millis(5);
        }
        let left = self.options.stop_after.duration.map(|d| d.saturating_sub(self.started.elapsed()));
        left.unwrap_or(DROPS_INTERVAL).min(DROPS_INTERVAL)
    }

    fn end(&mut self, reason: Reason) {
        self.ending.get_or_insert(Ending { reason, since: Instant::now(), cutoff: Some(now()) });
    }

    /// Tells the first failure and ends; what the kernel still holds is taken.
    fn fail(&mut self, Failure { fault, text }: Failure) {
        if self.ending.as_ref().is_some_and(|e| e.reason == Reason::Error) {
            return;
        }
        self.report.event(&Event::Error { fault, text });
        // A file that takes nothing any more need not be waited for.
        let now = Instant::now();
        let since = if fault == Fault::File { now.checked_sub(DRAIN_LIMIT).unwrap_or(now) } else { now };
        self.ending = Some(Ending { reason: Reason::Error, since, cutoff: None });
    }

    fn link(&mut self, change: LinkEvent) {
        let name = &self.options.interface;
        match change {
            LinkEvent::Down => {
                let text = format!("the interface {name} went down; the capture goes on when it is up again");
                self.report.event(&Event::Note(text));
            }
            LinkEvent::Up => self.report.event(&Event::Note(format!("the interface {name} is up again"))),
            LinkEvent::Gone => {
                let text = format!("the interface {name} is gone");
                self.fail(Failure::new(Fault::DeviceGone, text));
            }
        }
    }

    /// Writes the counters, tells the end.
    fn finish(mut self, reason: Reason) -> Reason {
        let drops = self.source.drops();
        let at = now();
        let statistics = Statistics {
            time: at,
            start: Some(self.started_at),
            end: Some(at),
            received: Some(drops.received),
            dropped: Some(drops.interface),
            os_dropped: Some(drops.kernel),
            delivered: Some(self.packets),
            ..Statistics::default()
        };
        let written = self.writer.statistics(&statistics).and_then(|()| self.output.commit());
        let reason = match written {
            Ok(()) => reason,
            Err(e) => {
                self.fail(file_failure(&e));
                Reason::Error
            }
        };
        if self.source.refused > 0 {
            let text = format!("{} packets with impossible lengths were left out", self.source.refused);
            self.report.event(&Event::Note(text));
        }
        self.report.stopped(reason, self.output.committed(), drops);
        reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What commands make of `bytes`, before and after the pipe is closed.
    fn read(bytes: &[u8]) -> Option<Result<Reason, Failure>> {
        let (read, write) = rustix::pipe::pipe().unwrap();
        rustix::io::write(&write, bytes).unwrap();
        let mut commands = Commands::new(read);
        for _ in 0..bytes.len().div_ceil(256) {
            if let Some(outcome) = commands.read() {
                return Some(outcome);
            }
        }
        drop(write);
        commands.read()
    }

    #[test]
    fn only_stop_and_the_readers_end_stop_a_capture() {
        assert!(matches!(read(b"stop\n"), Some(Ok(Reason::Request))));
        assert!(matches!(read(b"sto"), Some(Ok(Reason::ReaderGone))));
        assert!(matches!(read(b"stop it\n"), Some(Err(f)) if f.fault == Fault::Usage));
        assert!(matches!(read(&[0xff; 5000]), Some(Err(_))));
    }

    #[test]
    fn a_full_disk_is_told_as_such() {
        let failure = file_failure(&io::ErrorKind::StorageFull.into());
        assert!(failure.text.contains("no space left"));
    }
}
