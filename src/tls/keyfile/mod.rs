//! Key files: what a file is, by its content and never by its name, and the private keys in it, or a
//! sentence that says what it is instead and what to do. Each container has its file here; numbers
//! are checked in `rsa.rs` and `ec.rs`.

mod asn1;
mod ber;
mod cipher;
mod folder;
mod hash;
mod jwk;
mod key;
mod legacy_pem;
mod msblob;
mod openssh;
mod password;
mod pkcs12;
mod putty;
mod recognise;
mod ssh;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::der::Walk;
use super::pem;
use super::rsa::{BadKey, RsaKey};
use password::{DECRYPT_PKCS8, Password};

pub use folder::{Folder, load_folder};
pub use key::PrivateKey;

/// Largest key file that is read. The largest key there is has a few kilobytes.
pub const MAX_FILE_LEN: u64 = 1 << 20;

/// What to tell people whose file holds EC keys alone. Goes on after "FILE: ".
pub const EC_ONLY: &str = "holds an EC key; only sessions with static ECDH (TLS_ECDH_ suites) open with it, \
                           others need the server's RSA private key or a key log";

/// A key file that gave no key. Shown in one line, without control characters and without contents.
#[derive(Debug, thiserror::Error)]
#[error("{}: {refusal}", printable(&path.to_string_lossy()))]
pub struct KeyFileError {
    pub path: PathBuf,
    pub refusal: Refusal,
}

/// Why there is no key in a file. Every text goes on after "FILE: ".
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("is a directory, not a key file")]
    Directory,
    #[error("is not a regular file, so no key is read from it")]
    NotRegular,
    #[error("is too large for a key file ({0} bytes; at most 1048576 are read)")]
    TooLarge(u64),
    #[error("is empty: no private key in it")]
    Empty,
    #[error("no private key found in it{0}")]
    NoKey(&'static str),
    #[error("is cut short: the key's END line is missing")]
    CutShort,
    #[error("is damaged: line {line} is not base64")]
    NotBase64 { line: usize },
    #[error("the key in it is damaged or incomplete: {0}")]
    Damaged(&'static str),
    #[error("holds a block of an unknown kind, {0:?}; a private key begins with -----BEGIN PRIVATE KEY-----")]
    UnknownLabel(String),
    #[error("holds {0}; only the server's RSA private key can decrypt")]
    OtherKind(&'static str),
    #[error("{EC_ONLY}")]
    EcOnly,
    #[error("holds {what}: the private key that belongs to it is needed")]
    Public { what: &'static str },
    #[error("holds {what}, which is not supported; convert it with: {how}")]
    Convert { what: &'static str, how: &'static str },
    #[error(
        "the key in it is protected by a password, and no password was given; give it, or convert the key with: {DECRYPT_PKCS8}"
    )]
    NeedsPassword,
    #[error("the password is wrong (or the key in it is damaged)")]
    WrongPassword,
    #[error("the key in it asks for an absurd amount of work to be opened with a password")]
    TooManyRounds,
    #[error("is not a valid RSA key: {0}")]
    BadKey(#[from] BadKey),
    #[error("is not a valid EC key: its number is not on the curve")]
    BadEcKey,
    #[error("RSA keys of version {0} are not known")]
    UnknownVersion(u8),
}

impl Refusal {
    /// Of several refusals in one file the most telling one is shown: the higher, the nearer it was to a key.
    fn telling(&self) -> u8 {
        match self {
            Self::Public { .. } => 0,
            Self::UnknownLabel(_) => 1,
            Self::OtherKind(_) => 2,
            Self::Convert { .. } => 3,
            _ => 4,
        }
    }

    /// Whether the file is simply no key file, so that it may stand in a folder of keys unmentioned.
    pub fn is_no_key_file(&self) -> bool {
        use Refusal::{Directory, Empty, NoKey, NotRegular, Public, TooLarge, UnknownLabel};
        matches!(
            self,
            Directory | Empty | NoKey(_) | NotRegular | Public { .. } | TooLarge(_) | UnknownLabel(_)
        )
    }
}

/// Reads the private keys in a file, with a password if there is one; never an empty list. A file
/// that is no regular file, or is too large, is not opened.
pub fn load_keys(path: &Path, password: Option<&str>) -> Result<Vec<PrivateKey>, KeyFileError> {
    let load = || parse_keys(&read(path)?, password);
    load().map_err(|refusal| KeyFileError { path: path.into(), refusal })
}

/// The RSA keys alone; see [`load_keys`].
pub fn load_file(path: &Path, password: Option<&str>) -> Result<Vec<RsaKey>, KeyFileError> {
    let load = || parse(&read(path)?, password);
    load().map_err(|refusal| KeyFileError { path: path.into(), refusal })
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    // Asked before opening: opening a FIFO would wait for its writer.
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(Refusal::Directory);
    }
    if !about.is_file() {
        return Err(Refusal::NotRegular);
    }
    if about.len() > MAX_FILE_LEN {
        return Err(Refusal::TooLarge(about.len()));
    }
    // All at once, so that the buffer never moves and leaves a copy of the key behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_FILE_LEN as usize + 1));
    File::open(path)?.take(MAX_FILE_LEN + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        len if len > MAX_FILE_LEN => Err(Refusal::TooLarge(len)),
        _ => Ok(bytes),
    }
}

/// The RSA keys in a file's contents, in order; see [`parse_keys`].
pub fn parse(bytes: &[u8], password: Option<&str>) -> Result<Vec<RsaKey>, Refusal> {
    let keys: Vec<RsaKey> =
        parse_keys(bytes, password)?.into_iter().filter_map(PrivateKey::into_rsa).collect();
    if keys.is_empty() { Err(Refusal::EcOnly) } else { Ok(keys) }
}

/// The private keys in a file's contents, in order; never an empty list. What else is in it is
/// passed over if there is a key.
pub fn parse_keys(bytes: &[u8], password: Option<&str>) -> Result<Vec<PrivateKey>, Refusal> {
    let mut password = Password::new(password);
    let text = to_single_bytes(bytes);
    let bytes = text.as_ref().map_or(bytes, |text| text);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let blocks = pem::blocks(bytes);
    if blocks.is_empty() {
        return without_armour(bytes, &mut password);
    }
    let mut keys = Vec::new();
    let mut refusal: Option<Refusal> = None;
    for block in &blocks {
        match recognise::keys_in(block, &mut password) {
            Ok(more) => keys.extend(more),
            // Not worth going on: the next block may ask for as much.
            Err(Refusal::TooManyRounds) if keys.is_empty() => return Err(Refusal::TooManyRounds),
            Err(Refusal::TooManyRounds) => break,
            Err(other) if refusal.as_ref().is_none_or(|known| other.telling() > known.telling()) => {
                refusal = Some(other);
            }
            Err(_) => {}
        }
    }
    match refusal {
        Some(refusal) if keys.is_empty() => Err(refusal),
        _ => Ok(keys),
    }
}

/// Keys that stand in a file without BEGIN and END.
fn without_armour(bytes: &[u8], password: &mut Password<'_>) -> Result<Vec<PrivateKey>, Refusal> {
    let text = bytes.trim_ascii_start();
    if pkcs12::is_pkcs12(bytes) || Walk::new(bytes).sequence().is_some() {
        asn1::private_keys(bytes, password)
    } else if text.starts_with(b"{") || text.starts_with(b"[") {
        jwk::private_keys(text)
    } else if text.starts_with(b"PuTTY-User-Key-File-") {
        putty::private_key(text, password).map(|key| vec![key])
    } else if msblob::is_blob(bytes) {
        msblob::private_key(bytes).map(|key| vec![key])
    } else if text.starts_with(b"MI")
        && let Some(der) = pem::base64(text)
        && (pkcs12::is_pkcs12(&der) || Walk::new(&der).sequence().is_some())
    {
        // The base64 of a PEM block without its lines around.
        asn1::private_keys(&der, password)
    } else {
        Err(recognise::not_a_key(bytes))
    }
}

/// UTF-16 text as one byte a character: with its byte order mark, or beginning with ASCII.
pub(super) fn to_single_bytes(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        [b'-', 0, b'-', 0, ..] => (u16::from_le_bytes, bytes),
        [0, b'-', 0, b'-', ..] => (u16::from_be_bytes, bytes),
        _ => return None,
    };
    let mut text = Zeroizing::new(Vec::with_capacity(rest.len() / 2));
    text.extend(rest.as_chunks().0.iter().map(|&pair| u8::try_from(unit(pair)).unwrap_or(b'?')));
    Some(text)
}

/// Text from a file, without its control characters.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).take(200).collect()
}
