//! Capturing on another machine: tcpdump there, started through ssh, writing into a file here. Rights,
//! keys and passwords are ssh's own; none pass through this program.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::options::is_device_name;
use super::{Error, Spool};

/// The header of a pcap file: once it is there, tcpdump runs.
const HEADER_LEN: u64 = 24;
/// How long ssh may take to log in, a person to unlock a key.
const READY_LIMIT: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(30);
/// Bytes of what ssh and tcpdump say that are kept.
const MAX_SAID: u64 = 4096;
const MAX_DESTINATION_LEN: usize = 255;

/// What to capture where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// `user@host`, or a name of the ssh configuration.
    pub destination: String,
    /// Ssh's own choice, if none.
    pub port: Option<u16>,
    pub interface: String,
    /// pcap-filter(7); should leave out the connection that the packets come through.
    pub filter: String,
    /// Through `sudo -n`: for users that may not capture by themselves.
    pub sudo: bool,
}

impl Remote {
    /// The arguments of ssh.
    ///
    /// # Errors
    /// The destination or the interface cannot be what it says.
    pub fn to_args(&self) -> Result<Vec<String>, Error> {
        let fits = |c: char| !c.is_whitespace() && !c.is_control();
        let len = self.destination.len();
        if !(1..=MAX_DESTINATION_LEN).contains(&len)
            || self.destination.starts_with('-')
            || !self.destination.chars().all(fits)
        {
            let text = format!("“{}” is no destination for ssh", self.destination.escape_debug());
            return Err(Error::Device { text });
        }
        if !is_device_name(&self.interface) {
            return Err(Error::NoSuchDevice { name: self.interface.clone() });
        }
        let mut args: Vec<String> = ["-T", "-o", "ConnectTimeout=20"].map(str::to_owned).to_vec();
        if let Some(port) = self.port {
            args.extend(["-p".to_owned(), port.to_string()]);
        }
        args.extend(["--".to_owned(), self.destination.clone()]);
        let sudo = if self.sudo { "sudo -n " } else { "" };
        let mut words = format!("{sudo}tcpdump -U -s 0 -i {} -w -", self.interface);
        if !self.filter.trim().is_empty() {
            // One word of the shell there, whatever stands in it.
            words.push_str(&format!(" '{}'", self.filter.trim().replace('\'', r"'\''")));
        }
        args.push(words);
        Ok(args)
    }

    /// As frames are told to come from: `pi@lab eth0`.
    pub fn name(&self) -> String {
        format!("{} {}", self.destination, self.interface)
    }

    /// Starts it and waits until packets can come.
    pub fn start(&self) -> Result<(RemoteRunning, Spool), Error> {
        let mut command = Command::new("ssh");
        command.args(self.to_args()?);
        start(command, &self.destination)
    }
}

/// Starts what writes a capture to its standard output.
pub(super) fn start(mut command: Command, host: &str) -> Result<(RemoteRunning, Spool), Error> {
    let failed = |text: String| Error::Remote { host: host.into(), text };
    let spool = Spool::create()?;
    let started = tempfile::tempfile().map_err(|e| failed(e.to_string())).and_then(|said| {
        let stderr = said.try_clone().map_err(|e| failed(e.to_string()))?;
        let child = command.stdin(Stdio::null()).stdout(spool.output()?).stderr(stderr).spawn();
        let child = child.map_err(|e| failed(format!("ssh cannot be started: {e}")))?;
        let mut running = RemoteRunning { child, said };
        running.wait_for_header(&spool, host)?;
        Ok(running)
    });
    match started {
        Ok(running) => Ok((running, spool)),
        Err(error) => {
            // The first error is the one to tell.
            let _ = spool.discard();
            Err(error)
        }
    }
}

/// A remote capture in progress. Dropping it ends it.
#[derive(Debug)]
pub struct RemoteRunning {
    child: Child,
    said: File,
}

impl RemoteRunning {
    fn wait_for_header(&mut self, spool: &Spool, host: &str) -> Result<(), Error> {
        let deadline = Instant::now() + READY_LIMIT;
        loop {
            let len = std::fs::metadata(spool.path()).map_or(0, |about| about.len());
            if len >= HEADER_LEN {
                return Ok(());
            }
            let text = match self.ended() {
                Some(text) => text,
                None if Instant::now() >= deadline => {
                    format!("nothing came within {} s. {}", READY_LIMIT.as_secs(), self.words())
                }
                None => {
                    thread::sleep(LOOK_EVERY);
                    continue;
                }
            };
            return Err(Error::Remote { host: host.into(), text });
        }
    }

    /// What was said last, once it has ended.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok().flatten()?;
        let words = self.words();
        Some(if words.is_empty() { format!("it ended with {status}") } else { words })
    }

    /// What ssh and tcpdump said, on one line.
    fn words(&mut self) -> String {
        let mut said = Vec::new();
        // What cannot be read was not said.
        let _ = self.said.seek(SeekFrom::Start(0));
        let _ = (&self.said).take(MAX_SAID).read_to_end(&mut said);
        let text = String::from_utf8_lossy(&said);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let quiet = ["listening on", "tcpdump: listening", "packets "];
        let told = lines.filter(|line| !quiet.iter().any(|q| line.contains(q)));
        let told: Vec<&str> = told.collect();
        told.join("; ").chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }

    /// Ends it; what has come stays.
    pub fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
    }
}

impl Drop for RemoteRunning {
    fn drop(&mut self) {
        self.stop();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(destination: &str, filter: &str) -> Remote {
        Remote {
            destination: destination.into(),
            port: Some(2222),
            interface: "eth0".into(),
            filter: filter.into(),
            sudo: true,
        }
    }

    #[test]
    fn the_filter_is_one_word_of_the_other_shell() {
        let args = remote("pi@lab", "not port 22 and host 'x'; reboot").to_args().unwrap();
        assert_eq!(args.get(3..7).unwrap(), ["-p", "2222", "--", "pi@lab"]);
        assert_eq!(
            args.last().unwrap(),
            r"sudo -n tcpdump -U -s 0 -i eth0 -w - 'not port 22 and host '\''x'\''; reboot'"
        );
    }

    #[test]
    fn what_is_no_destination_is_refused() {
        for bad in ["", "-oProxyCommand=reboot", "a b", "a\nb"] {
            assert!(remote(bad, "").to_args().is_err(), "{bad:?}");
        }
        let odd = Remote { interface: "eth0;reboot".into(), ..remote("lab", "") };
        assert!(odd.to_args().is_err());
    }
}
