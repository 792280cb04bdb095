//! A stream that ends when a signal comes, or when its time is over: captures from pipes are stopped
//! that way, and what came is kept.

use super::signals::Interrupts;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

/// Reads unbuffered: what another buffer held would not be waited for.
pub struct Interruptible<R> {
    source: R,
    interrupts: Interrupts,
    deadline: Option<Instant>,
    ended: bool,
}

impl<R: Read + AsFd> Interruptible<R> {
    /// `most`: how long it lasts from now on.
    pub fn new(source: R, interrupts: Interrupts, most: Option<Duration>) -> Self {
        let deadline = most.and_then(|most| Instant::now().checked_add(most));
        Self { source, interrupts, deadline, ended: false }
    }
}

impl<R: Read + AsFd> Read for Interruptible<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended {
            let left = self.deadline.map(|d| d.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            let timeout = left.map(|left| Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: left.subsec_nanos().into(),
            });
            let mut ready =
                [PollFd::new(&self.source, PollFlags::IN), PollFd::new(&self.interrupts, PollFlags::IN)];
            match poll(&mut ready, timeout.as_ref()) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(e) => return Err(e.into()),
            }
            let [data, signal] = ready.map(|fd| !fd.revents().is_empty());
            if signal {
                break;
            }
            if data {
                return self.source.read(buffer);
            }
        }
        self.ended = true;
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    #[test]
    fn it_ends_with_its_time() {
        let (mut writer, reader) = UnixStream::pair().unwrap();
        let interrupts = Interrupts::catch().unwrap();
        let mut stream = Interruptible::new(reader, interrupts, Some(Duration::from_millis(200)));
        writer.write_all(b"abc").unwrap();
        let mut buffer = [0; 8];
        assert_eq!(stream.read(&mut buffer).unwrap(), 3);
        assert_eq!(stream.read(&mut buffer).unwrap(), 0);
        writer.write_all(b"late").unwrap();
        assert_eq!(stream.read(&mut buffer).unwrap(), 0);
    }
}
