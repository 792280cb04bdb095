//! The side without rights: finds the capture helper, asks it questions, starts it and hears it.
//!
//! The helper's stdin carries commands, its stdout *is* the capture file (an inherited descriptor,
//! so it never handles a path), its stderr carries [`Event`]s. Packets never pass through here.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::lines::next_line;
use super::options::checked_name;
use super::wire::{Answer, Device, Event, Fault, Junk, LinkTypeName, Reason, STOP};
use super::{Error, Options, Spool};

const PROGRAM: &str = "wirelens-capture";
/// How long the helper may take to open a device; asking a person for a password takes longer.
const READY_LIMIT: Duration = Duration::from_secs(15);
const ELEVATED_READY_LIMIT: Duration = Duration::from_secs(180);
/// How long the helper may take to end after its reader is gone.
const END_LIMIT: Duration = Duration::from_secs(2);
/// Events kept for a receiver that is busy; beyond it only the newest commitment is kept.
const EVENTS_KEPT: usize = 256;
/// More lines than this are no answer.
const MAX_ANSWER_LINES: usize = 10_000;

/// Another program that starts the helper with more rights; never chosen without being asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Elevate {
    /// With the rights the helper's own file gives it.
    #[default]
    Direct,
    /// polkit asks for a password in a window.
    Pkexec,
    /// sudo, where it needs no password.
    Sudo,
}

const PKEXEC: &str = "pkexec";
const SETCAP: &str = "setcap";

/// A program of the system; those of the administrator are not on everybody's path.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|file| file.is_file())
}

impl Elevate {
    fn prefix(self) -> &'static [&'static str] {
        match self {
            Self::Direct => &[],
            Self::Pkexec => &["pkexec"],
            Self::Sudo => &["sudo", "-n", "--"],
        }
    }
}

/// The program that opens devices, and how it is started.
#[derive(Clone, Debug)]
pub struct Helper {
    path: PathBuf,
    prefix: Vec<&'static str>,
}

/// The devices of this machine, by the helper that [`Helper::find`] finds.
pub fn list_devices() -> Result<Vec<Device>, Error> {
    Helper::find()?.list_devices()
}

/// Whether `filter` is valid for packets of `link_type` (LINKTYPE_ number or libpcap's name).
pub fn check_filter(link_type: &str, filter: &str) -> Result<(), Error> {
    Helper::find()?.check_filter(link_type, filter)
}

/// Captures into a new spool file; see [`Helper::start_spooled`].
pub fn start(options: &Options) -> Result<(Running, Spool), Error> {
    Helper::find()?.start_spooled(options)
}

impl Helper {
    /// Beside the running program, then in libexec, then on `PATH`.
    pub fn find() -> Result<Self, Error> {
        let mut looked = Vec::new();
        if let Some(folder) = std::env::current_exe().ok().as_deref().and_then(Path::parent) {
            looked.push(folder.join(PROGRAM));
            looked.push(folder.join("../libexec/wirelens").join(PROGRAM));
            looked.push(folder.join("../libexec").join(PROGRAM));
        }
        looked.push(Path::new("/usr/libexec/wirelens").join(PROGRAM));
        let on_path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = std::env::split_paths(&on_path).filter(|p| p.is_absolute()).map(|p| p.join(PROGRAM));
        match looked.iter().cloned().chain(on_path).find(|p| p.is_file()) {
            Some(path) => Ok(Self::at(path)),
            None => {
                looked.push("PATH".into());
                Err(Error::HelperMissing { looked })
            }
        }
    }

    /// The one at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // A `..` left in would make the advice about rights harder to read.
        Self { path: path.canonicalize().unwrap_or(path), prefix: Vec::new() }
    }

    /// The same, started by another program.
    pub fn elevated(mut self, by: Elevate) -> Self {
        self.prefix = by.prefix().to_vec();
        self
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn command(&self) -> Command {
        match self.prefix.split_first() {
            None => Command::new(&self.path),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.path);
                command
            }
        }
    }

    fn not_started(&self, e: &io::Error) -> Error {
        match (self.prefix.first(), e.kind()) {
            (None, io::ErrorKind::NotFound) => Error::HelperMissing { looked: vec![self.path.clone()] },
            (None, io::ErrorKind::PermissionDenied) => self.no_permission(),
            (None, _) => Error::Helper(format!("{}: {e}", self.path.display())),
            (Some(program), _) => Error::Helper(format!("{program}: {e}")),
        }
    }

    /// The error for missing rights with what mends it.
    pub fn no_permission(&self) -> Error {
        let about = fs::metadata(&self.path).ok();
        let mine = rustix::process::geteuid();
        let mend = match about {
            _ if mine.is_root() => {
                "this user is root already, so the container or sandbox around it must grant CAP_NET_RAW"
                    .into()
            }
            // Packaged with mode 0750: only a group may run it.
            Some(a)
                if a.mode() & 0o001 == 0
                    && rustix::fs::access(&self.path, rustix::fs::Access::EXEC_OK).is_err() =>
            {
                let groups = fs::read_to_string("/etc/group").unwrap_or_default();
                match group_name(&groups, a.gid()) {
                    Some(group) => format!("sudo usermod -aG {group} \"$USER\", then log in again"),
                    None => format!("let this user run it (its group is {})", a.gid()),
                }
            }
            _ => format!("sudo setcap cap_net_raw,cap_net_admin=eip {}", quoted(&self.path)),
        };
        Error::NoPermission { helper: self.path.clone(), mend }
    }

    /// Whether the desktop can ask for the password that gives the helper its right. `mend` is that of
    /// [`Error::NoPermission`].
    pub fn right_can_be_given(mend: &str) -> bool {
        mend.starts_with("sudo setcap") && program(PKEXEC).is_some() && program(SETCAP).is_some()
    }

    /// Has polkit ask for the password, in a window of its own, and gives the helper its right.
    ///
    /// # Errors
    /// Why it has not got the right, in words.
    pub fn give_right(&self) -> Result<(), String> {
        let (Some(pkexec), Some(setcap)) = (program(PKEXEC), program(SETCAP)) else {
            return Err("pkexec or setcap is missing here".into());
        };
        let mut command = Command::new(pkexec);
        command.arg(setcap).arg("cap_net_raw,cap_net_admin=eip").arg(&self.path);
        let done = command.stdin(Stdio::null()).output().map_err(|e| format!("pkexec: {e}"))?;
        let said = String::from_utf8_lossy(&done.stderr);
        match (done.status.code(), said.lines().rev().find(|line| !line.trim().is_empty())) {
            (Some(0), _) => Ok(()),
            // As pkexec's manual says.
            (Some(126), _) => Err("the question for the password was dismissed".into()),
            (_, Some(line)) => Err(line.trim().chars().take(200).collect()),
            (_, None) => Err("pkexec failed".into()),
        }
    }

    /// The devices of this machine in libpcap's order.
    pub fn list_devices(&self) -> Result<Vec<Device>, Error> {
        let answers = self.ask(&["--list"], "")?;
        Ok(answers
            .into_iter()
            .filter_map(|a| if let Answer::Device(d) = a { Some(d) } else { None })
            .collect())
    }

    /// Whether `filter` is valid for packets of `link_type` (LINKTYPE_ number or libpcap's name).
    /// Names of hosts in it are looked up in the network, as pcap-filter(7) has it.
    pub fn check_filter(&self, link_type: &str, filter: &str) -> Result<(), Error> {
        match self.ask(&["--check-filter", link_type, filter], "")?.as_slice() {
            [Answer::Ok] => Ok(()),
            _ => Err(Error::Helper("no answer about the filter".into())),
        }
    }

    /// The link types `interface` can be captured with, the one in force first.
    pub fn link_types(&self, interface: &str) -> Result<Vec<LinkTypeName>, Error> {
        let interface = checked_name(interface.into()).map_err(Error::BadInterfaceName)?;
        let answers = self.ask(&["--link-types", &interface], &interface)?;
        Ok(answers
            .into_iter()
            .filter_map(|a| if let Answer::LinkType(t) = a { Some(t) } else { None })
            .collect())
    }

    /// The helper's answer to a question; its error about `interface` as an error.
    fn ask(&self, args: &[impl AsRef<OsStr>], interface: &str) -> Result<Vec<Answer>, Error> {
        let mut command = self.command();
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| self.not_started(&e))?;
        let answers = match child.stdout.take() {
            Some(out) => read_answers(&mut BufReader::new(out)),
            None => Err(Error::Helper("it has no output".into())),
        };
        if answers.is_err() {
            // It need not be alive any more.
            let _ = child.kill();
        }
        let mut said = String::new();
        if let Some(stderr) = child.stderr.take() {
            // Only words for the error text: if they cannot be read, there are none.
            let _ = stderr.take(4096).read_to_string(&mut said);
        }
        let status = child.wait().map_err(|e| Error::Helper(e.to_string()))?;
        let answers = answers?;
        for answer in &answers {
            if let Answer::Error { fault, text } = answer {
                return Err(Error::from_fault(*fault, text.clone(), interface, || self.no_permission()));
            }
        }
        if !status.success() {
            return Err(Error::Helper(format!("it ended with {status}. {}", Junk::new(&said))));
        }
        Ok(answers)
    }

    /// Captures into a new private file in the user's state folder.
    pub fn start_spooled(&self, options: &Options) -> Result<(Running, Spool), Error> {
        let spool = Spool::create()?;
        match self.start(options, spool.output()?) {
            Ok(running) => Ok((running, spool)),
            Err(e) => {
                // The first error is the one to tell.
                let _ = spool.discard();
                Err(e)
            }
        }
    }

    /// Captures into `output`, which must be open for writing at its beginning, and waits until the
    /// capture has begun (with [`Elevate::Pkexec`]: until a person has typed a password). A file
    /// is emptied once the device is open, so a start that fails leaves an old file as it was.
    pub fn start(&self, options: &Options, output: File) -> Result<Running, Error> {
        checked_name(options.interface.clone()).map_err(Error::BadInterfaceName)?;
        let mut command = self.command();
        command.arg("--driven").args(options.to_args());
        command.stdin(Stdio::piped()).stdout(output).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| self.not_started(&e))?;
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        let child = Arc::new(Mutex::new(child));
        let (send, events) = sync_channel(EVENTS_KEPT);
        let mut running =
            Running { events, stdin, child: Arc::clone(&child), ready: Ready::default(), notes: Vec::new() };
        let stderr = stderr.ok_or_else(|| Error::Helper("it has no status lines".into()))?;
        let hearing = Hearing { events: send, newest: None, foreign_words: !self.prefix.is_empty() };
        thread::Builder::new()
            .name("capture-status".into())
            .spawn(move || hearing.run(stderr, &child))
            .map_err(|e| Error::Helper(e.to_string()))?;

        let limit = if self.prefix.is_empty() { READY_LIMIT } else { ELEVATED_READY_LIMIT };
        let deadline = Instant::now() + limit;
        loop {
            match running.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Ready { link_type, snaplen, precision }) => {
                    running.ready = Ready { link_type, snaplen, precision };
                    return Ok(running);
                }
                Ok(Event::Note(note)) => running.notes.push(note),
                Ok(Event::Error { fault, text }) => {
                    let permission = || self.no_permission();
                    return Err(Error::from_fault(fault, text, &options.interface, permission));
                }
                Ok(event) => return Err(Error::Helper(format!("it began with “{event}”"))),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(Error::Helper(format!("it did not begin within {} s", limit.as_secs())));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::Helper("it ended without a word".into()));
                }
            }
        }
    }
}

/// `path` as a word of a shell command.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+".contains(&b);
    if text.bytes().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// The name of group `gid` in the text of group(5).
fn group_name(groups: &str, gid: u32) -> Option<&str> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(gid)).then_some(name)
    })
}

fn read_answers(out: &mut BufReader<impl Read>) -> Result<Vec<Answer>, Error> {
    let mut answers = Vec::new();
    while let Some(line) = next_line(out).map_err(|e| Error::Helper(e.to_string()))? {
        if answers.len() >= MAX_ANSWER_LINES {
            return Err(Error::Helper("its answer does not end".into()));
        }
        answers.push(line.parse().map_err(|e: Junk| Error::Helper(e.to_string()))?);
    }
    Ok(answers)
}

/// What a capture that has begun is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// LINKTYPE_ value, as in files.
    pub link_type: u32,
    pub snaplen: u32,
    /// Digits of the clock: 6 or 9.
    pub precision: u8,
}

/// A capture in progress. Dropping it ends the helper; what was captured stays in the file.
pub struct Running {
    /// What happens, the last being [`Event::Stopped`]. When the receiver is slow, commitments are
    /// left out but for the newest; packets are never lost by it.
    pub events: Receiver<Event>,
    stdin: Option<ChildStdin>,
    child: Arc<Mutex<Child>>,
    ready: Ready,
    notes: Vec<String>,
}

impl Running {
    pub fn ready(&self) -> Ready {
        self.ready
    }

    /// What was worth telling before the capture began.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Asks the helper to stop: it takes what the kernel still holds, then says `Stopped`.
    pub fn stop(&mut self) {
        if let Some(stdin) = &mut self.stdin {
            // A helper that has ended already says so by its events.
            let _ = writeln!(stdin, "{STOP}").and_then(|()| stdin.flush());
        }
    }

    /// The helper's process id.
    pub fn pid(&self) -> u32 {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The status thread must not wait for room while the helper ends.
        self.events = sync_channel(0).1;
        self.stdin = None; // its reader is gone: the helper empties the kernel's buffer and ends
        end(&self.child);
    }
}

/// Waits for the child to end, and ends it by force after a while. Its status if there is one.
fn end(child: &Mutex<Child>) -> Option<std::process::ExitStatus> {
    let deadline = Instant::now() + END_LIMIT;
    loop {
        let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            // One started by sudo cannot be killed from here; it ends when its stdin does.
            Err(_) => return None,
            Ok(None) if Instant::now() >= deadline => {
                return child.kill().and_then(|()| child.wait()).ok();
            }
            Ok(None) => {}
        }
        drop(child);
        thread::sleep(Duration::from_millis(10));
    }
}

/// The thread that reads the helper's status lines.
struct Hearing {
    events: SyncSender<Event>,
    /// A commitment that found no room.
    newest: Option<Event>,
    /// sudo or pkexec may say something before the helper does.
    foreign_words: bool,
}

/// The receiver is gone.
struct Deaf;

impl Hearing {
    fn run(mut self, stderr: ChildStderr, child: &Mutex<Child>) {
        let mut lines = BufReader::new(stderr);
        // Deaf: nobody wants to know, and Running has ended the helper.
        let Ok(failure) = self.hear(&mut lines) else { return };
        drop(lines);
        if let Some(failure) = failure {
            let text = match failure {
                Failure::Junk(text) => {
                    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
                    text
                }
                Failure::Ended => match end(child) {
                    Some(status) => format!("it ended unexpectedly ({status})"),
                    None => "it ended unexpectedly".into(),
                },
            };
            let error = Event::Error { fault: Fault::Helper, text };
            let _ = self.tell(error).and_then(|()| self.tell(Event::Stopped(Reason::Error)));
        }
        end(child);
    }

    /// Passes events on until `Stopped`, or to what failed.
    fn hear(&mut self, lines: &mut BufReader<ChildStderr>) -> Result<Option<Failure>, Deaf> {
        let mut failed = false;
        loop {
            let line = match next_line(lines) {
                Ok(Some(line)) => line,
                // A start that failed ends with its error.
                Ok(None) => return Ok((!failed).then_some(Failure::Ended)),
                Err(e) => return Ok(Some(Failure::Junk(e.to_string()))),
            };
            match line.parse::<Event>() {
                Ok(event) => {
                    self.foreign_words = false;
                    failed |= matches!(event, Event::Error { .. });
                    let last = matches!(event, Event::Stopped(_));
                    self.tell(event)?;
                    if last {
                        return Ok(None);
                    }
                }
                Err(junk) if self.foreign_words => self.tell(Event::Note(junk.to_string()))?,
                Err(junk) => return Ok(Some(Failure::Junk(junk.to_string()))),
            }
        }
    }

    fn tell(&mut self, event: Event) -> Result<(), Deaf> {
        if matches!(event, Event::Committed { .. }) {
            self.newest = None;
            return match self.events.try_send(event) {
                Ok(()) => Ok(()),
                Err(TrySendError::Full(event)) => {
                    self.newest = Some(event);
                    Ok(())
                }
                Err(TrySendError::Disconnected(_)) => Err(Deaf),
            };
        }
        // Order is kept: what was committed comes before what is said afterwards.
        let before = self.newest.take();
        before.into_iter().chain([event]).try_for_each(|e| self.events.send(e).map_err(|_| Deaf))
    }
}

enum Failure {
    /// What cannot be understood.
    Junk(String),
    /// The lines ended before `Stopped`.
    Ended,
}

#[cfg(test)]
mod tests;
