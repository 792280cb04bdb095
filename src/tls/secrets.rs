//! The keyring: the secrets of the application, whatever captures are open. Added and removed by
//! the user, read as whole snapshots by all threads. Only a key file's path may be remembered.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::ec::EcKey;
use super::handshake::Random;
use super::keyfile::{self, KeyFileError, PrivateKey};
use super::keylog::{KeyLog, TrafficSecrets};
use super::keylog_file::{KeyLogError, KeyLogFile};
pub use super::psk::Psk;
use super::rsa::RsaKey;
use super::schedule::MasterSecret;

/// Names a secret as long as the application runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// An EC key and where it is from.
#[derive(Debug, Clone)]
pub struct LoadedEcKey {
    pub id: KeyId,
    pub label: Arc<str>,
    pub path: Option<Arc<Path>>,
    pub key: Arc<EcKey>,
}

/// A pre-shared key.
#[derive(Clone)]
pub struct LoadedPsk {
    pub id: KeyId,
    /// `the PSK of 'identity'`, `PSK 2`.
    pub label: Arc<str>,
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
    pub origin: LogOrigin,
    pub log: Arc<KeyLog>,
}

/// Where a key log comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogOrigin {
    /// A file, which may grow; see [`Keyring::refresh_key_logs`].
    File,
    /// A secrets block of a capture.
    SecretsBlock,
    /// The user, as text.
    Given,
}

/// What names a session for those that resume it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SessionName {
    Id(Box<[u8]>),
    /// SHA-256 of the ticket.
    Ticket([u8; 32]),
}

impl SessionName {
    /// A session id; none if it is empty.
    pub fn id(id: &[u8]) -> Option<Self> {
        (!id.is_empty()).then(|| Self::Id(id.into()))
    }

    /// A ticket; none if it is empty.
    pub fn ticket(ticket: &[u8]) -> Option<Self> {
        (!ticket.is_empty()).then(|| Self::Ticket(Sha256::digest(ticket).into()))
    }
}

/// Sessions whose master secret is kept for others that resume them.
pub const MAX_LEARNED: usize = 1 << 16;

/// Master secrets of sessions that were opened. The older half goes when room is needed.
#[derive(Clone, Default)]
struct Learned {
    newer: HashMap<SessionName, Arc<MasterSecret>>,
    older: HashMap<SessionName, Arc<MasterSecret>>,
}

impl Learned {
    fn get(&self, name: &SessionName) -> Option<&Arc<MasterSecret>> {
        self.newer.get(name).or_else(|| self.older.get(name))
    }

    fn insert(&mut self, name: SessionName, master: Arc<MasterSecret>) {
        if self.newer.len() >= MAX_LEARNED / 2 {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(name, master);
    }
}

/// All secrets at one instant.
#[derive(Clone, Default)]
pub struct Secrets {
    generation: u64,
    rsa_keys: Vec<LoadedKey>,
    ec_keys: Vec<LoadedEcKey>,
    key_logs: Vec<LoadedKeyLog>,
    psks: Vec<LoadedPsk>,
    learned: Arc<Learned>,
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

    /// The EC keys, in the order in which they were added.
    pub fn ec_keys(&self) -> &[LoadedEcKey] {
        &self.ec_keys
    }

    /// The key logs, in the order in which they were added.
    pub fn key_logs(&self) -> &[LoadedKeyLog] {
        &self.key_logs
    }

    /// The pre-shared keys, in the order in which they were added.
    pub fn psks(&self) -> &[LoadedPsk] {
        &self.psks
    }

    /// Whether there is nothing that could open anything.
    pub fn is_empty(&self) -> bool {
        self.rsa_keys.is_empty()
            && self.ec_keys.is_empty()
            && self.key_logs.is_empty()
            && self.psks.is_empty()
            && self.learned.newer.is_empty()
    }

    /// The master secret logged for a client random, and by which key log.
    pub fn master(&self, client_random: &Random) -> Option<(&LoadedKeyLog, &MasterSecret)> {
        self.logged(|log| log.master(client_random))
    }

    /// The traffic secrets logged for a client random, and by which key log.
    pub fn traffic(&self, client_random: &Random) -> Option<(&LoadedKeyLog, &TrafficSecrets)> {
        self.logged(|log| log.traffic(client_random))
    }

    /// The master secret logged for a session id, and by which key log.
    pub fn master_of_session_id(&self, id: &[u8]) -> Option<(&LoadedKeyLog, &MasterSecret)> {
        self.logged(|log| log.master_of_session_id(id))
    }

    /// The premaster secret logged for its encrypted form, and by which key log.
    pub fn premaster(&self, encrypted: &[u8]) -> Option<(&LoadedKeyLog, &[u8])> {
        self.logged(|log| log.premaster(encrypted))
    }

    /// The master secret of a session that was opened in any capture; see [`Keyring::learn`].
    pub fn learned(&self, name: &SessionName) -> Option<&Arc<MasterSecret>> {
        self.learned.get(name)
    }

    fn logged<'a, T>(&'a self, find: impl Fn(&'a KeyLog) -> Option<T>) -> Option<(&'a LoadedKeyLog, T)> {
        self.key_logs.iter().find_map(|loaded| Some((loaded, find(&loaded.log)?)))
    }

    /// Numbers are not used again: the generation only grows, and every secret raises it.
    fn next_id(&self) -> KeyId {
        KeyId(u32::try_from(self.generation).unwrap_or(u32::MAX))
    }
}

/// What a folder of key files gave.
#[derive(Debug)]
pub struct KeyFolder {
    pub keys: Vec<KeyId>,
    /// Files with keys.
    pub files: Vec<PathBuf>,
    /// Files with a key that could not be had.
    pub refused: Vec<KeyFileError>,
    /// There were more entries than are looked at.
    pub is_too_large: bool,
}

/// The application's secrets, shared by all documents.
#[derive(Default)]
pub struct Keyring {
    newest: Mutex<Arc<Secrets>>,
    /// The key logs that are files. Locked before `newest` where both are.
    files: Mutex<Vec<(KeyId, KeyLogFile)>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
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

    /// Loads the private keys in a file, RSA and EC; see [`keyfile::load_keys`]. A key that is there
    /// already stays as it is. Returns the keys of the file, at least one.
    pub fn load_key_file(&self, path: &Path, password: Option<&str>) -> Result<Vec<KeyId>, KeyFileError> {
        Ok(self.add_keys(keyfile::load_keys(path, password)?, path))
    }

    /// The same of all files of a folder; see [`keyfile::load_folder`].
    pub fn load_key_folder(&self, path: &Path, password: Option<&str>) -> std::io::Result<KeyFolder> {
        let folder = keyfile::load_folder(path, password)?;
        let mut loaded = KeyFolder {
            keys: Vec::new(),
            files: Vec::new(),
            refused: folder.refused,
            is_too_large: folder.is_too_large,
        };
        for (path, keys) in folder.keys {
            loaded.keys.extend(self.add_keys(keys, &path));
            loaded.files.push(path);
        }
        Ok(loaded)
    }

    /// Loads the RSA keys in a file; see [`keyfile::load_file`].
    pub fn load_rsa_file(&self, path: &Path, password: Option<&str>) -> Result<Vec<KeyId>, KeyFileError> {
        let keys = keyfile::load_file(path, password)?;
        Ok(self.add_keys(keys.into_iter().map(PrivateKey::Rsa).collect(), path))
    }

    fn add_keys(&self, keys: Vec<PrivateKey>, path: &Path) -> Vec<KeyId> {
        let label = label_of(path);
        let add = |key| match key {
            PrivateKey::Rsa(key) => self.add_rsa(key, &label, Some(path.into())),
            PrivateKey::Ec(key) => self.add_ec(key, &label, Some(path.into())),
        };
        keys.into_iter().map(add).collect()
    }

    /// Adds an RSA key, unless it is there already.
    pub fn add_rsa(&self, key: RsaKey, label: &str, path: Option<PathBuf>) -> KeyId {
        self.change(|secrets| {
            if let Some(known) = secrets.rsa_keys.iter().find(|k| k.key.modulus_be() == key.modulus_be()) {
                return (known.id, false);
            }
            let id = secrets.next_id();
            let path = path.map(Into::into);
            secrets.rsa_keys.push(LoadedKey { id, label: label.into(), path, key: Arc::new(key) });
            (id, true)
        })
    }

    /// Adds an EC key, unless it is there already.
    pub fn add_ec(&self, key: EcKey, label: &str, path: Option<PathBuf>) -> KeyId {
        self.change(|secrets| {
            if let Some(known) = secrets.ec_keys.iter().find(|k| k.key.spki_sha256() == key.spki_sha256()) {
                return (known.id, false);
            }
            let id = secrets.next_id();
            let path = path.map(Into::into);
            secrets.ec_keys.push(LoadedEcKey { id, label: label.into(), path, key: Arc::new(key) });
            (id, true)
        })
    }

    /// Loads a key log file and remembers it, so that [`Self::refresh_key_logs`] reads on. A file
    /// that is there already is read on.
    pub fn load_key_log(&self, path: &Path) -> Result<KeyId, KeyLogError> {
        let mut files = self.files();
        if let Some((id, _)) = files.iter().find(|(_, file)| file.path() == path) {
            let id = *id;
            self.refresh(&mut files);
            return Ok(id);
        }
        let file = KeyLogFile::open(path)?;
        let id = self.push_log(file.log().clone(), &label_of(path), Some(path.into()), LogOrigin::File);
        files.push((id, file));
        Ok(id)
    }

    /// Reads what was added to the key log files. Cheap where nothing was: one look at each file.
    /// Files that are gone keep what they gave. True: there are new secrets.
    pub fn refresh_key_logs(&self) -> bool {
        self.refresh(&mut self.files())
    }

    fn refresh(&self, files: &mut [(KeyId, KeyLogFile)]) -> bool {
        let mut news = Vec::new();
        for (id, file) in files {
            if file.refresh().unwrap_or(false) {
                news.push((*id, Arc::new(file.log().clone())));
            }
        }
        !news.is_empty()
            && self.change(|secrets| {
                for (id, log) in news {
                    if let Some(loaded) = secrets.key_logs.iter_mut().find(|loaded| loaded.id == id) {
                        loaded.log = log;
                    }
                }
                (true, true)
            })
    }

    /// Adds a key log that is no file.
    pub fn add_key_log(&self, log: KeyLog, label: &str, path: Option<PathBuf>) -> KeyId {
        self.push_log(log, label, path, LogOrigin::Given)
    }

    /// Adds a secrets block of a capture; its owner removes it with [`Self::remove`].
    pub fn add_secrets_block(&self, log: KeyLog, label: &str) -> KeyId {
        self.push_log(log, label, None, LogOrigin::SecretsBlock)
    }

    fn push_log(&self, log: KeyLog, label: &str, path: Option<PathBuf>, origin: LogOrigin) -> KeyId {
        self.change(|secrets| {
            let (id, log) = (secrets.next_id(), Arc::new(log));
            let path = path.map(Into::into);
            secrets.key_logs.push(LoadedKeyLog { id, label: label.into(), path, origin, log });
            (id, true)
        })
    }

    /// Adds a pre-shared key, unless it is there already.
    pub fn add_psk(&self, psk: Psk) -> KeyId {
        self.change(|secrets| {
            let same = |known: &&LoadedPsk| known.identity == psk.identity && known.key == psk.key;
            if let Some(known) = secrets.psks.iter().find(same) {
                return (known.id, false);
            }
            let id = secrets.next_id();
            let nameless = secrets.psks.iter().filter(|known| known.identity.is_none()).count();
            let label = psk.label(nameless + 1).into();
            secrets.psks.push(LoadedPsk { id, label, identity: psk.identity, key: psk.key });
            (id, true)
        })
    }

    /// Keeps the master secrets of sessions that were opened, for those that resume them, in
    /// whatever capture. Give many at once: a batch with anything new raises the generation once.
    /// At most [`MAX_LEARNED`] are kept, the newest.
    pub fn learn(&self, sessions: impl IntoIterator<Item = (SessionName, Arc<MasterSecret>)>) {
        self.change(|secrets| {
            let known = &secrets.learned;
            let news: Vec<_> = sessions.into_iter().filter(|(name, _)| known.get(name).is_none()).collect();
            if news.is_empty() {
                return ((), false);
            }
            let learned = Arc::make_mut(&mut secrets.learned);
            for (name, master) in news {
                learned.insert(name, master);
            }
            ((), true)
        });
    }

    /// Forgets a key. False: it was not there.
    pub fn remove_rsa(&self, id: KeyId) -> bool {
        self.change(|secrets| {
            let before = secrets.rsa_keys.len();
            secrets.rsa_keys.retain(|key| key.id != id);
            let removed = secrets.rsa_keys.len() < before;
            secrets.forget_learned(removed);
            (removed, removed)
        })
    }

    /// Forgets a secret of any kind. False: it was not there.
    pub fn remove(&self, id: KeyId) -> bool {
        let mut files = self.files();
        files.retain(|(known, _)| *known != id);
        self.change(|secrets| {
            let count = |s: &Secrets| s.key_logs.len() + s.psks.len() + s.ec_keys.len();
            let before = count(secrets);
            // A capture that is closed takes its blocks along, not what was learned.
            let is_block = |l: &LoadedKeyLog| l.id == id && l.origin == LogOrigin::SecretsBlock;
            let keeps_learned = secrets.key_logs.iter().any(is_block);
            secrets.ec_keys.retain(|key| key.id != id);
            secrets.key_logs.retain(|log| log.id != id);
            secrets.psks.retain(|psk| psk.id != id);
            let removed = count(secrets) < before;
            secrets.forget_learned(removed && !keeps_learned);
            (removed, removed)
        }) || self.remove_rsa(id)
    }

    /// Forgets all secrets.
    pub fn clear(&self) {
        let mut files = self.files();
        files.clear();
        self.change(|secrets| {
            let changed = !secrets.is_empty();
            secrets.rsa_keys.clear();
            secrets.ec_keys.clear();
            secrets.key_logs.clear();
            secrets.psks.clear();
            secrets.forget_learned(true);
            ((), changed)
        });
    }

    fn files(&self) -> MutexGuard<'_, Vec<(KeyId, KeyLogFile)>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
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

impl Secrets {
    /// What was learned goes with the secret that it may have come from.
    fn forget_learned(&mut self, removed: bool) {
        if removed {
            self.learned = Arc::default();
        }
    }
}

fn label_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
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

    #[test]
    fn a_key_log_file_is_read_on() {
        let line = |random: u8| {
            format!("CLIENT_RANDOM {} {}\n", format!("{random:02x}").repeat(32), "5a".repeat(48))
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.txt");
        std::fs::write(&path, line(1)).unwrap();
        let keyring = Keyring::new();
        let id = keyring.load_key_log(&path).unwrap();
        let before = keyring.snapshot();
        assert!(!keyring.refresh_key_logs());
        std::fs::write(&path, line(1) + &line(2)).unwrap();
        assert!(keyring.refresh_key_logs());
        assert_eq!((before.generation(), keyring.generation()), (1, 2));
        assert!(before.master(&[2; 32]).is_none());
        let now = keyring.snapshot();
        let (log, _) = now.master(&[2; 32]).unwrap();
        assert_eq!((log.id, &*log.label, log.origin), (id, "keys.txt", LogOrigin::File));
        // Loading it again reads on; nothing is there twice.
        std::fs::write(&path, line(1) + &line(2) + &line(3)).unwrap();
        assert_eq!(keyring.load_key_log(&path).unwrap(), id);
        assert_eq!((keyring.snapshot().key_logs().len(), keyring.generation()), (1, 3));
        assert!(keyring.remove(id) && !keyring.remove(id) && !keyring.refresh_key_logs());
        assert!(keyring.snapshot().is_empty());
    }

    #[test]
    fn sessions_are_learned_in_batches_and_within_bounds() {
        let keyring = Keyring::new();
        let name = |n: usize| SessionName::id(&n.to_be_bytes()).unwrap();
        let session = |n: usize| (name(n), Arc::new(MasterSecret::from_bytes([n as u8; 48])));
        keyring.learn((0..10).map(session));
        keyring.learn((0..10).map(session));
        assert_eq!(keyring.generation(), 1);
        keyring.learn((0..MAX_LEARNED + 10).map(session));
        let secrets = keyring.snapshot();
        assert_eq!(secrets.generation(), 2);
        assert!(secrets.learned.newer.len() + secrets.learned.older.len() <= MAX_LEARNED);
        assert_eq!(secrets.learned(&name(MAX_LEARNED + 9)).unwrap().as_bytes(), &[9; 48]);
        assert!(secrets.learned(&name(0)).is_none() && SessionName::ticket(&[]).is_none());
        keyring.clear();
        assert!(keyring.snapshot().is_empty());
    }

    #[test]
    fn a_psk_is_there_once_and_called_by_its_identity() {
        let keyring = Keyring::new();
        for text in ["id:0102", "0304", "0304", "05"] {
            keyring.add_psk(Psk::parse(text).unwrap());
        }
        let labels: Vec<_> = keyring.snapshot().psks().iter().map(|psk| psk.label.to_string()).collect();
        assert_eq!(labels, ["the PSK of 'id'", "PSK 1", "PSK 2"]);
        assert_eq!(keyring.generation(), 3);
    }
}
