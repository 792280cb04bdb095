//! What the helper tells: lines of `wire` to the program that drives it, sentences to a person when
//! it runs alone. Telling never holds up capturing: what finds no room waits or is told anew later.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use super::super::wire::{Drops, Event, Fault, Reason};
use super::failure::{Failure, complain};

/// Least time between two commitments while packets pour in.
const COMMIT_INTERVAL: Duration = Duration::from_millis(10);
/// How long a reader that does not read is waited for at the end.
const LAST_WORDS_LIMIT: Duration = Duration::from_secs(1);
/// Notes kept for a reader that does not read.
const MAX_WAITING: usize = 64;

pub struct Report {
    to: To,
    /// What was told last.
    committed: (u64, u64),
    committed_at: Option<Instant>,
    drops: Drops,
}

enum To {
    Reader { pipe: OwnedFd, waiting: VecDeque<String> },
    Person { interface: String },
}

impl Report {
    /// On stderr, which becomes non-blocking.
    pub fn driven() -> io::Result<Self> {
        let pipe = io::stderr().as_fd().try_clone_to_owned()?;
        fcntl_setfl(&pipe, fcntl_getfl(&pipe)? | OFlags::NONBLOCK)?;
        Ok(Self::to(To::Reader { pipe, waiting: VecDeque::new() }))
    }

    pub fn alone(interface: &str) -> Self {
        Self::to(To::Person { interface: interface.into() })
    }

    fn to(to: To) -> Self {
        Self { to, committed: (0, 0), committed_at: None, drops: Drops::default() }
    }

    /// Tells what must not be left out.
    pub fn event(&mut self, event: &Event) {
        match &mut self.to {
            To::Reader { waiting, .. } => {
                if waiting.len() < MAX_WAITING {
                    waiting.push_back(format!("{event}\n"));
                }
                self.flush();
            }
            To::Person { interface } => match event {
                Event::Ready { .. } => complain(&format!("Capturing on '{interface}'\n")),
                Event::Note(text) | Event::Error { text, .. } => {
                    // A path in it may hold what a terminal would obey.
                    complain(&format!("wirelens-capture: {}\n", text.replace(char::is_control, " ")))
                }
                Event::Committed { .. } | Event::Drops(_) | Event::Stopped(_) => {}
            },
        }
    }

    /// Writes what waits; whether nothing is left.
    fn flush(&mut self) -> bool {
        let To::Reader { pipe, waiting } = &mut self.to else { return true };
        while let Some(line) = waiting.front() {
            // Lines are shorter than PIPE_BUF, so they go in one piece or not at all.
            match rustix::io::write(&*pipe, line.as_bytes()) {
                Err(rustix::io::Errno::AGAIN) => return false,
                Err(rustix::io::Errno::INTR) => {}
                // A reader that is gone is seen on stdin.
                Ok(_) | Err(_) => drop(waiting.pop_front()),
            }
        }
        true
    }

    /// Tells how far the file is whole, unless it was just told; `idle`: nothing follows at once.
    pub fn committed(&mut self, committed: (u64, u64), idle: bool) {
        let recent = self.committed_at.is_some_and(|at| at.elapsed() < COMMIT_INTERVAL);
        if committed == self.committed || (recent && !idle) || !self.flush() {
            return;
        }
        self.event(&Event::Committed { bytes: committed.0, packets: committed.1 });
        self.committed = committed;
        self.committed_at = Some(Instant::now());
    }

    /// Tells the counters if they have changed.
    pub fn drops(&mut self, drops: Drops) {
        if drops != self.drops && self.flush() {
            self.event(&Event::Drops(drops));
            self.drops = drops;
        }
    }

    /// The end of a capture.
    pub fn stopped(&mut self, reason: Reason, committed: (u64, u64), drops: Drops) {
        if let To::Person { .. } = self.to {
            complain(&format!("{} packets captured\n", committed.1));
            if drops.kernel > 0 {
                complain(&format!("{} packets dropped\n", drops.kernel));
            }
        }
        self.event(&Event::Committed { bytes: committed.0, packets: committed.1 });
        self.event(&Event::Drops(drops));
        self.event(&Event::Stopped(reason));
        self.last_words();
    }

    /// A capture that did not begin.
    pub fn failed(&mut self, Failure { fault, text }: Failure) -> ExitCode {
        let text = match (&self.to, fault) {
            (To::Person { .. }, Fault::Permission) => format!(
                "{text}. To allow it: sudo setcap cap_net_raw,cap_net_admin=eip on this program, or run it as root"
            ),
            (To::Person { .. }, Fault::Filter) => format!("the capture filter is not valid: {text}"),
            _ => text,
        };
        self.event(&Event::Error { fault, text });
        self.event(&Event::Stopped(Reason::Error));
        self.last_words();
        ExitCode::from(if fault == Fault::Usage { 1 } else { 2 })
    }

    /// Waits a while for a reader that lags.
    fn last_words(&mut self) {
        let deadline = Instant::now() + LAST_WORDS_LIMIT;
        while !self.flush() && Instant::now() < deadline {
            if let To::Reader { pipe, .. } = &self.to {
                let wait = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
                // Interrupted or not, the deadline holds.
                let _ = poll(&mut [PollFd::new(pipe, PollFlags::OUT)], Some(&wait));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::Read;

    #[test]
    fn a_reader_that_does_not_read_holds_nothing_up() {
        let (read, write) = rustix::pipe::pipe().unwrap();
        fcntl_setfl(&write, OFlags::NONBLOCK).unwrap();
        let mut report = Report::to(To::Reader { pipe: write, waiting: VecDeque::new() });
        for n in 1..=20_000 {
            report.committed((n, n), true);
        }
        report.event(&Event::Note("still here".into()));
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            File::from(read).read_to_string(&mut text).unwrap();
            text
        });
        report.stopped(Reason::Request, (20_000, 20_000), Drops::default());
        drop(report);
        let text = reader.join().unwrap();
        let events: Vec<Event> = text.lines().map(|l| l.parse().unwrap()).collect();
        let Some((last, before)) = events.split_last() else { panic!("nothing was told") };
        assert_eq!(*last, Event::Stopped(Reason::Request));
        assert!(before.contains(&Event::Note("still here".into())));
        assert!(before.contains(&Event::Committed { bytes: 20_000, packets: 20_000 }));
    }
}
