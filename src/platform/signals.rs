//! Signals: the wish to end (SIGINT, SIGTERM, SIGHUP) as a descriptor that can be polled, and the
//! file size limit as an error of the write that meets it.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

/// A write beyond the file size limit (`ulimit -f`) fails with a message from here on, instead of
/// killing the process: a compressed capture may unpack to more than that.
pub fn survive_file_size_limit() -> io::Result<()> {
    signal_hook::flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// Readable once one of the signals has come. From its making on they no longer kill the process.
pub struct Interrupts(UnixStream);

impl Interrupts {
    pub fn catch() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        read.set_nonblocking(true)?;
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::low_level::pipe::register(signal, write.try_clone()?)?;
        }
        Ok(Self(read))
    }

    /// Whether a signal has come since the last call.
    pub fn arrived(&mut self) -> bool {
        matches!(self.0.read(&mut [0; 64]), Ok(n) if n > 0)
    }
}

impl AsFd for Interrupts {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Signal, getpid, kill_process};

    #[test]
    fn the_file_size_limit_kills_nobody() {
        survive_file_size_limit().unwrap();
        kill_process(getpid(), Signal::XFSZ).unwrap();
    }

    #[test]
    fn a_signal_is_seen_once() {
        let mut interrupts = Interrupts::catch().unwrap();
        assert!(!interrupts.arrived());
        kill_process(getpid(), Signal::HUP).unwrap();
        let limit = std::time::Instant::now() + std::time::Duration::from_secs(5);
        while !interrupts.arrived() {
            assert!(std::time::Instant::now() < limit, "the signal never came");
            std::thread::yield_now();
        }
        assert!(!interrupts.arrived());
    }
}
