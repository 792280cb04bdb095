//! The file a live capture goes into: private, in the user's state folder, and kept until the user
//! saves or discards it, so that it is still there after a crash.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::fs::FallocateFlags;

use super::Error;

const PREFIX: &str = "live-";
const SUFFIX: &str = ".pcapng";
/// Holes begin and end at multiples of it: blocks of file systems are no larger as a rule.
const HOLE: u64 = 64 << 10;

/// `$XDG_STATE_HOME/wirelens`, or `~/.local/state/wirelens`.
pub fn state_folder() -> Result<PathBuf, Error> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")));
    base.map(|b| b.join("wirelens")).ok_or_else(|| Error::Spool {
        path: "$HOME".into(),
        source: io::Error::new(io::ErrorKind::NotFound, "not set, so there is no place for a live capture"),
    })
}

/// The file of a live capture in progress or just ended. Dropping it leaves the file.
#[derive(Debug)]
pub struct Spool {
    path: PathBuf,
    /// Shares its position with the helper, so nobody may read or seek through it. Its lock lasts
    /// until this program *and* the helper have closed it: it tells a crashed capture from a live one.
    output: File,
}

impl Spool {
    /// A new empty file with mode 0600 in the state folder.
    pub fn create() -> Result<Self, Error> {
        Self::create_in(&state_folder()?)
    }

    /// The same in `folder`, which is made with mode 0700 if it is missing.
    pub fn create_in(folder: &Path) -> Result<Self, Error> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|source| Error::Spool { path: folder.into(), source })?;
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let mut number = 0u32;
        loop {
            let path = folder.join(format!("{PREFIX}{seconds}-{}-{number}{SUFFIX}", std::process::id()));
            let mut options = OpenOptions::new();
            match options.read(true).write(true).create_new(true).mode(0o600).open(&path) {
                Ok(output) => {
                    // A file system without locks only loses the telling apart.
                    let _ = output.try_lock();
                    return Ok(Self { path, output });
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && number < 10_000 => number += 1,
                Err(source) => return Err(Error::Spool { path, source }),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the helper writes into. It shares its position with the spool's: only for the helper.
    pub fn output(&self) -> Result<File, Error> {
        self.output.try_clone().map_err(|source| Error::Spool { path: self.path.clone(), source })
    }

    /// The file to read, with a position of its own.
    pub fn open(&self) -> Result<File, Error> {
        File::open(&self.path).map_err(|source| Error::Spool { path: self.path.clone(), source })
    }

    /// Gives back the room of what stands before `until`, which nobody needs any more; the rest stays where it is. On
    /// file systems without holes nothing happens.
    pub fn forget(&self, until: u64) {
        // The beginning stays, so that the file is known for what it is.
        let end = until / HOLE * HOLE;
        if let Some(len) = end.checked_sub(HOLE).filter(|len| *len > 0) {
            let how = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
            let _ = rustix::fs::fallocate(&self.output, how, HOLE, len);
        }
    }

    /// Removes the file: it was saved elsewhere, or the user does not want it.
    pub fn discard(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|source| Error::Spool { path: self.path, source })
    }
}

/// The file of a capture whose program ended without saving or discarding it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    pub path: PathBuf,
    pub len_bytes: u64,
    /// When it was last written.
    pub modified: SystemTime,
}

impl Leftover {
    pub fn discard(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|source| Error::Spool { path: self.path, source })
    }
}

/// Captures left behind, the newest first. Those that a running program holds are not among them.
pub fn leftover_spools() -> Result<Vec<Leftover>, Error> {
    leftovers_in(&state_folder()?)
}

/// The same in `folder`; a missing one has none.
pub fn leftovers_in(folder: &Path) -> Result<Vec<Leftover>, Error> {
    let fail = |source| Error::Spool { path: folder.into(), source };
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(fail)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX));
        // Vanished or unreadable ones are not offered; the entry's own type, so no link is followed.
        if !ours || !entry.file_type().is_ok_and(|t| t.is_file()) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            continue;
        }
        if let Ok(about) = file.metadata() {
            let modified = about.modified().unwrap_or(UNIX_EPOCH);
            found.push(Leftover { path: entry.path(), len_bytes: about.len(), modified });
        }
    }
    found.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.path.cmp(&b.path)));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn spools_are_private_and_left_over_only_when_let_go() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("state/wirelens");
        assert_eq!(leftovers_in(&folder).unwrap(), []);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let (a, b) = (Spool::create_in(&folder).unwrap(), Spool::create_in(&folder).unwrap());
        assert_ne!(a.path(), b.path());
        assert_eq!((mode(&folder), mode(a.path())), (0o700, 0o600));

        // As long as a helper has the file, it is in use.
        let (helpers, path) = (a.output().unwrap(), a.path().to_owned());
        drop(a);
        assert_eq!(leftovers_in(&folder).unwrap(), []);
        drop(helpers);
        let left = leftovers_in(&folder).unwrap();
        assert_eq!(left.iter().map(|l| &l.path).collect::<Vec<_>>(), [&path]);

        left.into_iter().for_each(|l| l.discard().unwrap());
        b.discard().unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn what_is_forgotten_takes_no_room() {
        use std::io::Write;
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::create_in(folder.path()).unwrap();
        spool.output().unwrap().write_all(&vec![7; 4 << 20]).unwrap();
        let room = || fs::metadata(spool.path()).map(|m| (m.len(), m.blocks() * 512)).unwrap();
        let before = room();
        spool.forget(3 << 20);
        let after = room();
        assert_eq!((before.0, after.0), (4 << 20, 4 << 20));
        if after.1 == before.1 {
            return eprintln!("skipped: this file system has no holes");
        }
        assert!(after.1 <= (1 << 20) + 2 * HOLE, "{after:?}");
        let bytes = fs::read(spool.path()).unwrap();
        assert!(bytes[..HOLE as usize].iter().chain(&bytes[3 << 20..]).all(|b| *b == 7));
        spool.forget(10);
    }

    #[test]
    fn other_files_and_links_are_not_offered() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.pcapng"), "x").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("live-1-1-0.pcapng")).unwrap();
        assert_eq!(leftovers_in(folder.path()).unwrap(), []);
    }
}
