//! Programs started with a key log of their own: SSLKEYLOGFILE names a new file that only its owner
//! can read, and that is deleted with the last trace of the program here. The program runs by itself;
//! its end is noticed, its output goes nowhere.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The variable that TLS libraries look at.
pub const VARIABLE: &str = "SSLKEYLOGFILE";

/// What is to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// As typed: program and arguments, quoted as in a shell.
    pub command_line: String,
    /// Where it runs; empty: where this program does.
    pub folder: PathBuf,
    /// Hand the line to a shell as it is.
    pub through_shell: bool,
}

/// Why a program was not started.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    #[error("there is no program in the line")]
    Empty,
    #[error("a quotation mark is not closed")]
    OpenQuote,
    #[error("the folder {} does not exist", .0.display())]
    NoFolder(PathBuf),
    #[error("the key log file could not be made: {0}")]
    KeyLog(std::io::Error),
    #[error("{program} does not start: {source}")]
    Start { program: String, source: std::io::Error },
}

/// How a program stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Running,
    /// Ended with this status.
    Exited(i32),
    /// Ended by a signal, or nobody knows how.
    Killed,
}

/// A program that was started here. Dropping it leaves the program alone and deletes the key log.
pub struct Launched {
    /// The line as typed.
    pub command_line: String,
    pub pid: u32,
    began: Instant,
    ended: Option<(Standing, Duration)>,
    child: Child,
    key_log: PathBuf,
    /// Holds the key log; deleted with this.
    _folder: tempfile::TempDir,
}

impl Launched {
    /// The file that the program writes its secrets to.
    pub fn key_log(&self) -> &Path {
        &self.key_log
    }

    /// Looks whether it still runs; true: that changed.
    pub fn look(&mut self) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let standing = match self.child.try_wait() {
            Ok(None) => return false,
            Ok(Some(status)) => standing(status),
            Err(_) => Standing::Killed,
        };
        self.ended = Some((standing, self.began.elapsed()));
        true
    }

    pub fn standing(&self) -> Standing {
        self.ended.map_or(Standing::Running, |(standing, _)| standing)
    }

    /// How long it has run, or ran.
    pub fn ran_for(&self) -> Duration {
        self.ended.map_or_else(|| self.began.elapsed(), |(_, ran)| ran)
    }

    /// Asks the program, and those it started, to end.
    pub fn stop(&mut self) {
        if self.standing() != Standing::Running {
            return;
        }
        #[cfg(unix)]
        {
            let group = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw);
            if let Some(group) = group
                && rustix::process::kill_process_group(group, rustix::process::Signal::TERM).is_ok()
            {
                return;
            }
        }
        // It may have ended by itself; either way it is gone after this.
        let _ = self.child.kill();
    }
}

fn standing(status: ExitStatus) -> Standing {
    status.code().map_or(Standing::Killed, Standing::Exited)
}

/// Starts a program.
///
/// # Errors
/// The line, the folder or the program is not good; nothing is left behind.
pub fn start(launch: &Launch) -> Result<Launched, LaunchError> {
    let mut command = command(launch)?;
    if !launch.folder.as_os_str().is_empty() {
        if !launch.folder.is_dir() {
            return Err(LaunchError::NoFolder(launch.folder.clone()));
        }
        command.current_dir(&launch.folder);
    }
    let folder = tempfile::Builder::new().prefix("wirelens-keys-").tempdir().map_err(LaunchError::KeyLog)?;
    let program = command.get_program().to_string_lossy().into_owned();
    let key_log = folder.path().join(format!("{}.keys", short_name(&program)));
    make_private(&key_log).map_err(LaunchError::KeyLog)?;
    command.env(VARIABLE, &key_log).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        // Ctrl+C in this program's terminal is not for it.
        command.process_group(0);
    }
    let child = command.spawn().map_err(|source| LaunchError::Start { program, source })?;
    Ok(Launched {
        command_line: launch.command_line.clone(),
        pid: child.id(),
        began: Instant::now(),
        ended: None,
        child,
        key_log,
        _folder: folder,
    })
}

/// A program's name as a file's.
fn short_name(program: &str) -> String {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = name.chars().take(32).map(plain).collect();
    if name.is_empty() { "session".into() } else { name }
}

/// An empty file that only its owner reads and writes.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}

fn command(launch: &Launch) -> Result<Command, LaunchError> {
    if launch.through_shell {
        if launch.command_line.trim().is_empty() {
            return Err(LaunchError::Empty);
        }
        let mut command = Command::new("sh");
        command.arg("-c").arg(&launch.command_line);
        return Ok(command);
    }
    let mut words = words(&launch.command_line)?.into_iter();
    let program = words.next().ok_or(LaunchError::Empty)?;
    // Where it runs is not where this program does: a relative path is meant from there.
    let relative =
        program.contains('/') && !program.starts_with('/') && !launch.folder.as_os_str().is_empty();
    let program: OsString = if relative { launch.folder.join(program).into() } else { program.into() };
    let mut command = Command::new(program);
    command.args(words);
    Ok(command)
}

/// The words of a line: apart by blanks, quoted by `'` and `"`, a backslash before any character.
/// Nothing else means anything: no variables, no patterns.
pub fn words(line: &str) -> Result<Vec<String>, LaunchError> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        match c {
            c if c.is_whitespace() => out.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or(LaunchError::OpenQuote)? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or(LaunchError::OpenQuote)? {
                        '"' => break,
                        '\\' => word.push(letters.next().ok_or(LaunchError::OpenQuote)?),
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(letters.next()),
            c => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(line: &str, through_shell: bool) -> Launch {
        Launch { command_line: line.into(), folder: PathBuf::new(), through_shell }
    }

    fn wait(launched: &mut Launched) -> Standing {
        let began = Instant::now();
        while !launched.look() && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        launched.standing()
    }

    #[test]
    fn a_line_is_split_as_a_shell_does_and_nothing_more() {
        let split = |line: &str| words(line).unwrap();
        assert_eq!(
            split("curl  -v 'https://a b/' \"c\\\"d\" e\\ f"),
            ["curl", "-v", "https://a b/", "c\"d", "e f"]
        );
        assert_eq!(split("echo $HOME *.c ''"), ["echo", "$HOME", "*.c", ""]);
        assert!(split("  ").is_empty());
        assert!(matches!(words("say 'hello"), Err(LaunchError::OpenQuote)));
    }

    #[test]
    fn what_cannot_be_started_says_why() {
        let error = |launch: &Launch| start(launch).err().unwrap().to_string();
        assert!(error(&launch(" ", false)).contains("no program"));
        assert!(error(&launch(" ", true)).contains("no program"));
        assert!(error(&launch("/no/such/program", false)).starts_with("/no/such/program does not start"));
        let folder = PathBuf::from("/no/such/folder");
        assert!(error(&Launch { folder, ..launch("true", false) }).contains("/no/such/folder"));
    }

    #[cfg(unix)]
    #[test]
    fn the_program_gets_a_private_key_log_that_goes_with_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let mut launched = start(&launch("printf x >> \"$SSLKEYLOGFILE\"; exit 3", true)).unwrap();
        assert_eq!(wait(&mut launched), Standing::Exited(3));
        let path = launched.key_log().to_path_buf();
        assert!(path.ends_with("sh.keys"), "{}", path.display());
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        drop(launched);
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_running_program_can_be_stopped() {
        let mut launched = start(&launch("sleep 60", false)).unwrap();
        assert_eq!((launched.look(), launched.standing()), (false, Standing::Running));
        launched.stop();
        assert_eq!(wait(&mut launched), Standing::Killed);
    }
}
