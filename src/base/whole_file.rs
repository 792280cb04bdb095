//! Files that are replaced whole: written beside their place, then put there, so that a failure or a
//! crash leaves what was there before. Their owner alone may read them: what was captured or opened is
//! nobody else's business until the owner says so.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is not yet in its place; dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    file: NamedTempFile,
}

impl NewFile {
    /// Begins a file that shall stand at `path`, or where the link at `path` leads. Its folder must be
    /// there; what is there already must be a file, as a device or a pipe cannot be replaced.
    pub fn beside(path: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if is_special(&path) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".wirelens-").tempfile_in(folder).map_err(plain)?;
        Ok(Self { path, file })
    }

    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Puts it in its place, over what was there.
    pub fn put(self) -> io::Result<()> {
        self.file.persist(self.path).map(drop).map_err(|e| plain(e.error))
    }
}

/// Writes `bytes` to `path`; into it, if it is a device or a pipe.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_special(path) {
        return File::options().write(true).open(path)?.write_all(bytes);
    }
    let new = NewFile::beside(path)?;
    new.file().write_all(bytes)?;
    new.put()
}

fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file())
}

/// The error without the name of the file beside, which nobody asked for.
fn plain(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((what, _)) => io::Error::new(error.kind(), what),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_put_leaves_the_old_one_and_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write(&path, b"old").unwrap();
        let new = NewFile::beside(&path).unwrap();
        new.file().write_all(b"half").unwrap();
        drop(new);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_into_and_never_replaced() {
        let null = Path::new("/dev/null");
        write(null, b"gone").unwrap();
        assert_eq!(NewFile::beside(null).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert!(is_special(null));
    }

    #[test]
    fn errors_do_not_speak_of_the_file_beside() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(&folder.path().join("missing/a.txt"), b"").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(".wirelens-"), "{error}");
    }
}
