//! The keyring: the secrets of the application, whatever captures are open. Added and removed by
//! the user, read as whole snapshots by all threads. Only a key file's path may be remembered.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::handshake::Random;
use super::keyfile::{self, KeyFileError};
use super::keylog::{KeyLog, TrafficSecrets};
use super::rsa::RsaKey;
use super::schedule::MasterSecret;

/// Names a key as long as the application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(u32);

/// An RSA key and where it is from.
#[derive(Debug, Clone)]
pub struct LoadedKey {
    pub id: KeyId,
    /// The file's name without its folders, or what else the user calls the key.
    pub label: Arc<str>,
    /// The file it was loaded from.
    pub path: Option<Arc<Path>>,
    pub key: Arc<RsaKey>,
}

/// A pre-shared key.
#[derive(Clone)]
pub struct Psk {
    /// The identity it belongs to; `None`: any.
    pub identity: Option<Box<[u8]>>,
    pub key: Zeroizing<Vec<u8>>,
}

/// A key log and where it is from.
#[derive(Clone)]
pub struct LoadedKeyLog {
    pub id: KeyId,
    /// The file's name without its folders, or what else the source is called.
    pub label: Arc<str>,
    pub path: Option<Arc<Path>>,
    pub log: Arc<KeyLog>,
}

/// All secrets at one instant.
#[derive(Clone, Default)]
pub struct Secrets {
    generation: u64,
    rsa_keys: Vec<LoadedKey>,
    key_logs: Vec<LoadedKeyLog>,
    psks: Vec<Psk>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

impl Secrets {
    /// Grows with every change: what was closed under an older generation may open now.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The RSA keys, in the order in which they were added.
    pub fn rsa_keys(&self) -> &[LoadedKey] {
        &self.rsa_keys
    }

    /// The key logs, in the order in which they were added.
    pub fn key_logs(&self) -> &[LoadedKeyLog] {
        &self.key_logs
    }

    pub fn psks(&self) -> &[Psk] {
        &self.psks
    }

    /// Whether there is nothing that could open anything.
    pub fn is_empty(&self) -> bool {
        self.rsa_keys.is_empty() && self.key_logs.is_empty() && self.psks.is_empty()
    }

    /// The master secret logged for a client random, and by which key log.
    pub fn master(&self, client_random: &Random) -> Option<(&LoadedKeyLog, &MasterSecret)> {
        self.key_logs.iter().find_map(|l| Some((l, l.log.master(client_random)?)))
    }

    /// The traffic secrets logged for a client random, and by which key log.
    pub fn traffic(&self, client_random: &Random) -> Option<(&LoadedKeyLog, &TrafficSecrets)> {
        self.key_logs.iter().find_map(|l| Some((l, l.log.traffic(client_random)?)))
    }
}

/// The application's secrets, shared by all documents.
#[derive(Debug, Default)]
pub struct Keyring {
    newest: Mutex<Arc<Secrets>>,
}

impl Keyring {
    pub fn new() -> Self {
        Self::default()
    }

    /// The secrets as they are now. They stay as they are while the snapshot is held.
    pub fn snapshot(&self) -> Arc<Secrets> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn generation(&self) -> u64 {
        self.snapshot().generation
    }

    /// Loads the RSA keys in a file; see [`keyfile::load_file`]. A key that is there already stays
    /// as it is. Returns the keys of the file.
    pub fn load_rsa_file(&self, path: &Path, password: Option<&str>) -> Result<Vec<KeyId>, KeyFileError> {
        let keys = keyfile::load_file(path, password)?;
        let label = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        Ok(keys.into_iter().map(|key| self.add_rsa(key, &label, Some(path.into()))).collect())
    }

    /// Adds a key, unless it is there already.
    pub fn add_rsa(&self, key: RsaKey, label: &str, path: Option<PathBuf>) -> KeyId {
        self.change(|secrets| {
            if let Some(known) = secrets.rsa_keys.iter().find(|k| k.key.modulus_be() == key.modulus_be()) {
                return (known.id, false);
            }
            // Numbers are not used again: the generation only grows.
            let id = KeyId(u32::try_from(secrets.generation).unwrap_or(u32::MAX));
            let path = path.map(Into::into);
            secrets.rsa_keys.push(LoadedKey { id, label: label.into(), path, key: Arc::new(key) });
            (id, true)
        })
    }

    /// Adds a key log.
    pub fn add_key_log(&self, log: KeyLog, label: &str, path: Option<PathBuf>) -> KeyId {
        self.change(|secrets| {
            let id = KeyId(u32::try_from(secrets.generation).unwrap_or(u32::MAX));
            let path = path.map(Into::into);
            secrets.key_logs.push(LoadedKeyLog { id, label: label.into(), path, log: Arc::new(log) });
            (id, true)
        })
    }

    /// Adds a pre-shared key.
    pub fn add_psk(&self, psk: Psk) {
        self.change(|secrets| {
            secrets.psks.push(psk);
            ((), true)
        });
    }

    /// Forgets a key. False: it was not there.
    pub fn remove_rsa(&self, id: KeyId) -> bool {
        self.change(|secrets| {
            let before = secrets.rsa_keys.len();
            secrets.rsa_keys.retain(|key| key.id != id);
            let removed = secrets.rsa_keys.len() < before;
            (removed, removed)
        })
    }

    /// Forgets all secrets.
    pub fn clear(&self) {
        self.change(|secrets| {
            let changed = !secrets.is_empty();
            secrets.rsa_keys.clear();
            secrets.key_logs.clear();
            secrets.psks.clear();
            ((), changed)
        });
    }

    /// Runs `change` on a copy, which becomes the newest if `change` says that it changed anything.
    fn change<T>(&self, change: impl FnOnce(&mut Secrets) -> (T, bool)) -> T {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let mut secrets = Secrets::clone(&newest);
        let (result, changed) = change(&mut secrets);
        if changed {
            secrets.generation += 1;
            *newest = Arc::new(secrets);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::file;
    use super::*;

    fn key(file: &[u8]) -> RsaKey {
        keyfile::parse(file, None).unwrap().remove(0)
    }

    #[test]
    fn snapshots_stay_as_they_were() {
        let keyring = Keyring::new();
        let empty = keyring.snapshot();
        let first = keyring.add_rsa(key(file!("upyssl.key")), "a.pem", None);
        let one = keyring.snapshot();
        let second = keyring.add_rsa(key(file!("srv2048.key")), "b.pem", Some("/x/b.pem".into()));
        assert_eq!((empty.rsa_keys().len(), one.rsa_keys().len()), (0, 1));
        assert_eq!((empty.generation(), one.generation(), keyring.generation()), (0, 1, 2));
        assert!(keyring.remove_rsa(first) && !keyring.remove_rsa(first));
        assert_eq!(keyring.generation(), 3);
        let left = keyring.snapshot();
        assert_eq!((left.rsa_keys()[0].id, &*left.rsa_keys()[0].label), (second, "b.pem"));
        keyring.clear();
        assert!(keyring.snapshot().rsa_keys().is_empty() && keyring.generation() == 4);
        let third = keyring.add_rsa(key(file!("upyssl.key")), "a.pem", None);
        assert!(third != first && third != second);
    }

    #[test]
    fn a_key_is_there_once() {
        let keyring = Keyring::new();
        let first = keyring.add_rsa(key(file!("upyssl.key")), "a.pem", None);
        let again = keyring.add_rsa(key(file!("upyssl.key")), "copy.pem", None);
        assert_eq!((first, keyring.generation()), (again, 1));
    }

    #[test]
    fn a_file_is_labelled_by_its_name_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.key");
        std::fs::write(&path, file!("upyssl.key")).unwrap();
        let keyring = Keyring::new();
        assert_eq!(keyring.load_rsa_file(&path, None).unwrap().len(), 1);
        let secrets = keyring.snapshot();
        let loaded = &secrets.rsa_keys()[0];
        assert_eq!((&*loaded.label, loaded.path.as_deref()), ("server.key", Some(&*path)));
        assert!(!format!("{loaded:?}").contains("modulus"));
        assert!(keyring.load_rsa_file(&folder.path().join("missing.key"), None).is_err());
        assert_eq!(keyring.generation(), 1);
    }
}
