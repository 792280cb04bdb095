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

#[cfg(test)]
mod tests {
    use der::Tag;

    use super::super::fixture::file;
    use super::*;

    const PKCS8: &[u8] = file!("upyssl.key");

    fn der() -> Vec<u8> {
        pem::blocks(PKCS8)[0].contents.as_ref().unwrap().to_vec()
    }

    /// The RSAPrivateKey inside the PKCS#8 structure.
    fn pkcs1_der() -> Vec<u8> {
        let der = der();
        let mut body = Walk::new(&der).sequence().unwrap();
        body.any().zip(body.any()).unwrap();
        body.take(Tag::OctetString).unwrap().to_vec()
    }

    fn said(bytes: &[u8]) -> String {
        parse(bytes, None).err().map_or("loads".into(), |refusal| refusal.to_string())
    }

    #[test]
    fn a_key_is_known_by_its_content() {
        let text = std::str::from_utf8(PKCS8).unwrap();
        let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        let certificate: &[u8] = file!("upyssl.crt");
        let ec = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
        for (what, bytes) in [
            ("PKCS#8", PKCS8.to_vec()),
            ("DER", der()),
            ("PKCS#1 DER", pkcs1_der()),
            ("CRLF", text.replace('\n', "\r\n").into()),
            ("BOM", [b"\xef\xbb\xbf", PKCS8].concat()),
            ("UTF-16, little endian", utf16(u16::to_le_bytes)),
            ("UTF-16, big endian", utf16(u16::to_be_bytes)),
            ("no final line end", PKCS8.trim_ascii_end().to_vec()),
            ("text before", [b"Bag Attributes\n    localKeyID: 01\n", PKCS8].concat()),
            ("text behind", [PKCS8, b"# a comment\n"].concat()),
            ("certificate before", [certificate, PKCS8].concat()),
            ("other key before", [ec.as_bytes(), PKCS8].concat()),
            ("wrong label", text.replace("PRIVATE", "RSA PRIVATE").into()),
            ("trailing line end", [&der()[..], b"\r\n"].concat()),
        ] {
            let keys = parse(&bytes, None).unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
            assert_eq!((keys.len(), keys[0].bits()), (1, 2048), "{what}");
        }
        assert_eq!(parse(&[PKCS8, file!("srv2048.key")].concat(), None).unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_key_is_named() {
        let text = std::str::from_utf8(PKCS8).unwrap();
        let cut: String = text.lines().take(5).map(|line| format!("{line}\n")).collect();
        let block =
            |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n").into_bytes();
        for (bytes, words) in [
            (b"".to_vec(), "is empty"),
            (b" \n ".to_vec(), "no private key found"),
            (cut.into(), "END line is missing"),
            (text.replacen("MII", "M!I", 1).into(), "line 2 is not base64"),
            (block("PRIVATE KEY"), "damaged or incomplete"),
            (block("CERTIFICATE"), "holds a certificate"),
            (block("ENCRYPTED PRIVATE KEY"), "damaged or incomplete"),
            (block("OPENSSH PRIVATE KEY"), "ssh-keygen -p -m PEM"),
            (block("EC PRIVATE KEY"), "an EC key; only"),
            (block("PUBLIC KEY"), "only a public key"),
            (block("RSA \x1b[2J KEY"), "unknown kind, \"RSA ?[2J KEY\""),
            ([file!("upyssl.crt"), &file!("srv2048-pbes2.key")[..]].concat(), "password"),
            (b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----".to_vec(), "password"),
            (b"ssh-rsa AAAA me@host".to_vec(), "an SSH public key"),
            (b"<!DOCTYPE html>".to_vec(), "a web page"),
            (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00".to_vec(), "a capture file"),
            (b"CLIENT_RANDOM 00 00".to_vec(), "a key log"),
            (b"{\"kty\": \"RSA\"}".to_vec(), "JSON"),
            (der()[..500].to_vec(), "does not fit the data"),
            ([der(), der()].concat(), "other data follows"),
            (vec![0x30, 3, 2, 1, 0], "structure"),
        ] {
            let said = said(&bytes);
            assert!(said.contains(words), "{words:?} not in {said:?}");
            assert!(!said.contains(|c: char| c.is_control()), "{said:?}");
        }
    }

    #[test]
    fn keys_that_cannot_decrypt_are_told_apart_by_their_algorithm() {
        let pkcs8 = |oid: &[u8]| {
            let mut der =
                vec![0x30, 9 + oid.len() as u8, 2, 1, 0, 0x30, 2 + oid.len() as u8, 6, oid.len() as u8];
            der.extend(oid);
            der.extend([4, 0]);
            said(&der)
        };
        assert!(pkcs8(&[0x2b, 0x65, 0x70]).contains("an Ed25519 key"));
        assert!(pkcs8(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]).contains("an EC key"));
        assert!(pkcs8(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a]).contains("RSA-PSS"));
        assert!(said(&[0x30, 7, 2, 1, 3, 0x30, 2, 6, 0]).contains("PKCS#12"));
        assert!(said(&[0x30, 6, 2, 1, 1, 4, 1, 9]).contains("an EC key"));
    }

    #[test]
    fn every_cut_of_a_key_is_refused() {
        let der = pkcs1_der();
        for len in 1..der.len() {
            assert!(parse(&der[..len], None).is_err());
        }
        // With an outer length that fits, numbers are missing instead.
        for len in 4..der.len() {
            let body = &der[4..len];
            let mut cut = vec![0x30, 0x82, (body.len() >> 8) as u8, body.len() as u8];
            cut.extend(body);
            let complete = Walk::new(body).any().is_some() && parse(&cut, None).is_ok();
            // Primes suffice: what follows them is not needed.
            assert!(!complete || body.len() > 640, "{len}");
        }
    }

    #[test]
    fn files_are_looked_at_before_they_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let said =
            |path: &Path| load_file(path, None).err().map(|error| error.to_string()).unwrap_or_default();
        let missing = folder.path().join("no such\nkey.pem");
        assert!(said(&missing).contains("no such?key.pem: cannot be read: "));
        assert!(said(folder.path()).ends_with("is a directory, not a key file"));
        assert!(said(Path::new("/dev/zero")).ends_with("no key is read from it"));
        let large = folder.path().join("large.pem");
        File::create(&large).unwrap().set_len(100 << 20).unwrap();
        assert!(said(&large).contains("too large for a key file (104857600 bytes"));
        let good = folder.path().join("good.pem");
        std::fs::write(&good, PKCS8).unwrap();
        assert_eq!(load_file(&good, None).unwrap().len(), 1);
    }
}
