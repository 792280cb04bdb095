//! Any file with secrets into the keyring, told by what stands in it: private keys in any container,
//! key logs, folders of both. What a file gave, or why it gave nothing.

use crate::tls::keyfile::{KeyFileError, Refusal};
use crate::tls::keylog_file::KeyLogError;
use crate::tls::secrets::{KeyId, Keyring};
use crate::verdict::symptoms::{Refused, RefusedKind};
use std::path::{Path, PathBuf};

/// Entries of a folder in which key logs are looked for.
const MAX_ENTRIES: usize = 1_000;

/// What a file or folder gave.
#[derive(Debug, Default)]
pub struct Loaded {
    pub keys: Vec<KeyId>,
    pub key_logs: Vec<KeyId>,
    /// Files of a folder that hold a key which could not be had.
    pub refused: Vec<LoadError>,
    /// A folder has more entries than are looked at.
    pub is_too_large: bool,
}

impl Loaded {
    /// Secrets of all kinds.
    pub fn len(&self) -> usize {
        self.keys.len() + self.key_logs.len()
    }

    /// True of a folder with nothing in it that opens anything.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why a file gave nothing; one line that names it.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Key(#[from] KeyFileError),
    #[error(transparent)]
    KeyLog(#[from] KeyLogError),
    #[error("{}: the folder cannot be read: {source}", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
}

impl LoadError {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Key(error) => &error.path,
            Self::KeyLog(error) => &error.path,
            Self::Folder { path, .. } => path,
        }
    }

    /// A password would help; `Some(true)`: the one given was wrong.
    pub fn wants_password(&self) -> Option<bool> {
        match self {
            Self::Key(KeyFileError { refusal: Refusal::NeedsPassword, .. }) => Some(false),
            Self::Key(KeyFileError { refusal: Refusal::WrongPassword, .. }) => Some(true),
            _ => None,
        }
    }
}

/// Loads all secrets of a file or folder. `password` opens private keys that have one.
pub fn load(keyring: &Keyring, path: &Path, password: Option<&str>) -> Result<Loaded, LoadError> {
    if path.is_dir() {
        return load_folder(keyring, path, password);
    }
    match keyring.load_key_file(path, password) {
        Ok(keys) => Ok(Loaded { keys, ..Loaded::default() }),
        // What holds no key may be a key log; if it is neither, the key file's words say more.
        Err(error) if error.refusal.is_no_key_file() => match keyring.load_key_log(path) {
            Ok(id) => Ok(Loaded { key_logs: vec![id], ..Loaded::default() }),
            Err(_) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

fn load_folder(keyring: &Keyring, path: &Path, password: Option<&str>) -> Result<Loaded, LoadError> {
    let failed = |source| LoadError::Folder { path: path.into(), source };
    let folder = keyring.load_key_folder(path, password).map_err(failed)?;
    let mut loaded = Loaded {
        keys: folder.keys,
        key_logs: Vec::new(),
        refused: folder.refused.into_iter().map(LoadError::Key).collect(),
        is_too_large: folder.is_too_large,
    };
    let mut others: Vec<PathBuf> = std::fs::read_dir(path)
        .map_err(failed)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .take(MAX_ENTRIES)
        .filter(|path| !folder.files.contains(path))
        .collect();
    others.sort();
    for path in others {
        let Ok(id) = keyring.load_key_log(&path) else { continue };
        let secrets = keyring.snapshot();
        let log = secrets.key_logs().iter().find(|log| log.id == id);
        if log.is_some_and(|log| log.log.is_empty()) {
            // A file of comments is no key log only because it could become one.
            keyring.remove(id);
        } else {
            loaded.key_logs.push(id);
        }
    }
    Ok(loaded)
}

/// Whether a file is a capture by its first bytes, packed or not.
pub fn is_capture(path: &Path) -> bool {
    use std::io::Read;
    const MAGICS: &[&[u8]] = &[
        b"\xd4\xc3\xb2\xa1",
        b"\xa1\xb2\xc3\xd4",
        b"\x4d\x3c\xb2\xa1",
        b"\xa1\xb2\x3c\x4d",
        b"\x34\xcd\xb2\xa1",
        b"\xa1\xb2\xcd\x34",
        b"\x0a\x0d\x0d\x0a",
        // gzip, Zstandard, LZ4.
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"\x04\x22\x4d\x18",
    ];
    let mut start = [0; 4];
    let is_file = std::fs::metadata(path).is_ok_and(|about| about.is_file());
    let read = is_file && std::fs::File::open(path).and_then(|mut f| f.read_exact(&mut start)).is_ok();
    read && MAGICS.iter().any(|magic| start.starts_with(magic))
}

/// What a key file that gave no key was.
pub fn refused(error: &KeyFileError) -> Refused {
    let file = error.path.file_name().unwrap_or(error.path.as_os_str()).to_string_lossy().into_owned();
    let kind = match &error.refusal {
        Refusal::NeedsPassword => RefusedKind::EncryptedPkcs8,
        Refusal::WrongPassword => RefusedKind::WrongPassword,
        Refusal::Public { .. } => RefusedKind::Public,
        Refusal::Convert { .. } => RefusedKind::Ssh,
        Refusal::OtherKind(_) => RefusedKind::EllipticCurve,
        _ => RefusedKind::Unreadable,
    };
    Refused { file, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
    }

    fn key_log_line() -> String {
        format!("CLIENT_RANDOM {} {}\n", "ab".repeat(32), "cd".repeat(48))
    }

    #[test]
    fn a_file_is_told_by_its_contents() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::copy(sample("key.pem"), path("misleading.keys")).unwrap();
        std::fs::write(path("key.pem"), key_log_line()).unwrap();
        std::fs::write(path("letter.txt"), "Dear Sir,\n").unwrap();
        std::fs::write(path("growing.log"), "").unwrap();
        let keyring = Keyring::new();
        let load = |name: &str| load(&keyring, &path(name), None);
        assert_eq!(load("misleading.keys").unwrap().keys.len(), 1);
        assert_eq!(load("key.pem").unwrap().key_logs.len(), 1);
        assert_eq!(load("growing.log").unwrap().key_logs.len(), 1);
        let error = load("letter.txt").unwrap_err();
        assert!(error.to_string().contains("letter.txt: no private key found"));
        assert!(load("missing").unwrap_err().wants_password().is_none());
    }

    #[test]
    fn a_folder_gives_keys_and_key_logs() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(sample("key.pem"), folder.path().join("a.pem")).unwrap();
        std::fs::write(folder.path().join("b.keys"), key_log_line()).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "# nothing yet\n").unwrap();
        let keyring = Keyring::new();
        let loaded = load(&keyring, folder.path(), None).unwrap();
        assert_eq!((loaded.keys.len(), loaded.key_logs.len(), loaded.refused.len()), (1, 1, 0));
        assert_eq!(keyring.snapshot().key_logs().len(), 1);
    }

    #[test]
    fn captures_are_told_from_secrets() {
        assert!(is_capture(&sample("upyssl.pcap")));
        assert!(
            !is_capture(&sample("key.pem")) && !is_capture(&sample("")) && !is_capture(Path::new("/none"))
        );
    }
}
