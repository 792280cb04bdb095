//! Key files: what a file is, by its content and never by its name, and the RSA keys in it, or a
//! sentence that says what it is instead and what to do. The numbers are checked in `rsa.rs`.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use der::Tag;
use zeroize::Zeroizing;

use super::der::{Integer, Walk};
use super::handshake::RSA_ENCRYPTION;
use super::pem;
use super::rsa::{BadKey, RsaKey, RsaNumbers};

/// Largest key file that is read. The largest key there is has a few kilobytes.
pub const MAX_FILE_LEN: u64 = 1 << 20;

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
    #[error("holds {what}: the private key that belongs to it is needed")]
    Public { what: &'static str },
    #[error("holds {what}, which is not supported; convert it with: {how}")]
    Convert { what: &'static str, how: &'static str },
    #[error("is not a valid RSA key: {0}")]
    BadKey(#[from] BadKey),
    #[error("RSA keys of version {0} are not known")]
    UnknownVersion(u8),
    #[error("holds an RSA key of more than two primes, which is not supported")]
    MultiPrime,
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
}

/// Reads the RSA keys in a file. A file that is no regular file, or is too large, is not opened.
pub fn load_file(path: &Path) -> Result<Vec<RsaKey>, KeyFileError> {
    let load = || parse(&read(path)?);
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

/// The RSA keys in a file's contents, in order. What else is in it is passed over if there is a key.
pub fn parse(bytes: &[u8]) -> Result<Vec<RsaKey>, Refusal> {
    let text = to_single_bytes(bytes);
    let bytes = text.as_ref().map_or(bytes, |text| text);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let blocks = pem::blocks(bytes);
    if blocks.is_empty() {
        return match Walk::new(bytes).sequence() {
            Some(_) => private_key(bytes).map(|key| vec![key]),
            None => Err(not_a_key(bytes)),
        };
    }
    let mut keys = Vec::new();
    let mut refusal: Option<Refusal> = None;
    for block in &blocks {
        match key_in(block) {
            Ok(key) => keys.push(key),
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

/// UTF-16 text (with its byte order mark) as one byte a character.
fn to_single_bytes(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let mut text = Zeroizing::new(Vec::with_capacity(rest.len() / 2));
    text.extend(rest.as_chunks().0.iter().map(|&pair| u8::try_from(unit(pair)).unwrap_or(b'?')));
    Some(text)
}

fn key_in(block: &pem::Block<'_>) -> Result<RsaKey, Refusal> {
    let convert = |what, how| Err(Refusal::Convert { what, how });
    match block.label {
        b"RSA PRIVATE KEY" | b"PRIVATE KEY" | b"ANY PRIVATE KEY" => {}
        b"ENCRYPTED PRIVATE KEY" => return convert(ENCRYPTED_PKCS8, DECRYPT_PKCS8),
        b"EC PRIVATE KEY" | b"EC PARAMETERS" => return Err(Refusal::OtherKind("an EC key")),
        b"DSA PRIVATE KEY" => return Err(Refusal::OtherKind("a DSA key")),
        b"DH PARAMETERS" | b"X9.42 DH PARAMETERS" => return Err(Refusal::OtherKind("DH parameters")),
        b"OPENSSH PRIVATE KEY" => {
            return convert("an OpenSSH key", "ssh-keygen -p -m PEM -f FILE (it changes the file: use a copy)");
        }
        b"PGP PRIVATE KEY BLOCK" | b"PGP PUBLIC KEY BLOCK" => return Err(Refusal::OtherKind("a PGP key")),
        b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => {
            return Err(Refusal::Public { what: "a certificate" });
        }
        b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => {
            return Err(Refusal::Public { what: "a certificate request" });
        }
        b"PUBLIC KEY" | b"RSA PUBLIC KEY" => return Err(Refusal::Public { what: "only a public key" }),
        b"PKCS7" | b"CMS" => return Err(Refusal::Public { what: "certificates (PKCS#7)" }),
        other => return Err(Refusal::UnknownLabel(printable(&String::from_utf8_lossy(other)))),
    }
    if block.encrypted {
        return convert("a key protected by a password", "openssl rsa -in FILE -out decrypted.pem");
    }
    match &block.contents {
        Ok(der) => private_key(der),
        Err(pem::Fault::NoEnd) => Err(Refusal::CutShort),
        Err(pem::Fault::NotBase64 { line }) => Err(Refusal::NotBase64 { line: *line }),
    }
}

const ENCRYPTED_PKCS8: &str = "a key protected by a password (PKCS#8)";
const DECRYPT_PKCS8: &str = "openssl pkcs8 -in FILE -out decrypted.pem";
const PKCS12: &str = "a PKCS#12 container";
const FROM_PKCS12: &str = "openssl pkcs12 -in FILE -nocerts -nodes -out decrypted.pem";

/// The key in a DER structure of any kind, known by its first elements.
fn private_key(der: &[u8]) -> Result<RsaKey, Refusal> {
    const CUT: Refusal = Refusal::Damaged("its outer length does not fit the data");
    const STRUCTURE: Refusal = Refusal::Damaged("its structure is not that of a key");
    let mut outer = Walk::new(der);
    let body = outer.sequence().ok_or(CUT)?;
    if !outer.rest().trim_ascii().is_empty() {
        return Err(Refusal::Damaged("other data follows it"));
    }
    let mut ahead = body;
    let first = ahead.any().ok_or(STRUCTURE)?;
    let second = ahead.any();
    match (first, second) {
        // PKCS#12 (RFC 7292 section 4): version 3, then the contents.
        ((Tag::Integer, [3]), Some((Tag::Sequence, _))) => {
            Err(Refusal::Convert { what: PKCS12, how: FROM_PKCS12 })
        }
        // PKCS#8 (RFC 5958 section 2): version, algorithm, key.
        ((Tag::Integer, _), Some((Tag::Sequence, algorithm))) => {
            let oid = Walk::new(algorithm).take(Tag::ObjectIdentifier).ok_or(STRUCTURE)?;
            if oid != RSA_ENCRYPTION {
                return Err(Refusal::OtherKind(key_kind(oid)));
            }
            let inner = ahead.take(Tag::OctetString).ok_or(STRUCTURE)?;
            pkcs1(Walk::new(inner).sequence().ok_or(STRUCTURE)?)
        }
        // SEC 1 (RFC 5915).
        ((Tag::Integer, _), Some((Tag::OctetString, _))) => Err(Refusal::OtherKind("an EC key")),
        ((Tag::Integer, _), Some((Tag::Integer, _))) => {
            let mut integers = body;
            match std::iter::from_fn(|| integers.integer()).count() {
                2 => Err(Refusal::Public { what: "only a public key" }),
                6 => Err(Refusal::OtherKind("a DSA key")),
                _ => pkcs1(body),
            }
        }
        // Encrypted PKCS#8: algorithm, data. Public key: algorithm, bits.
        ((Tag::Sequence, _), Some((Tag::OctetString, _))) => {
            Err(Refusal::Convert { what: ENCRYPTED_PKCS8, how: DECRYPT_PKCS8 })
        }
        ((Tag::Sequence, _), Some((Tag::BitString, _))) => Err(Refusal::Public { what: "only a public key" }),
        ((Tag::Sequence, _), Some((Tag::Sequence, _))) => Err(Refusal::Public { what: "a certificate or a request for one" }),
        ((Tag::ObjectIdentifier, _), _) => Err(Refusal::Public { what: "certificates (PKCS#7)" }),
        _ => Err(STRUCTURE),
    }
}

/// RSAPrivateKey (RFC 8017 appendix A.1.2).
fn pkcs1(mut key: Walk<'_>) -> Result<RsaKey, Refusal> {
    const INCOMPLETE: Refusal = Refusal::Damaged("numbers are missing");
    match key.integer().ok_or(INCOMPLETE)?.magnitude() {
        [] => {}
        [1] => return Err(Refusal::MultiPrime),
        other => return Err(Refusal::UnknownVersion(other.last().copied().unwrap_or_default())),
    }
    let mut number = || {
        let number = key.integer().ok_or(INCOMPLETE)?;
        if number.is_negative() { Err(Refusal::Damaged("a number in it is negative")) } else { Ok(number) }
    };
    let [n, e, d, p, q] = [number()?, number()?, number()?, number()?, number()?].map(Integer::magnitude);
    Ok(RsaKey::new(&RsaNumbers { n, e, d, p, q })?)
}

/// What kind of key an algorithm identifier means.
fn key_kind(oid: &[u8]) -> &'static str {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a] => "an RSA-PSS key, which signs and cannot decrypt",
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => "an EC key",
        [0x2b, 0x65, 0x6e] => "an X25519 key",
        [0x2b, 0x65, 0x6f] => "an X448 key",
        [0x2b, 0x65, 0x70] => "an Ed25519 key",
        [0x2b, 0x65, 0x71] => "an Ed448 key",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => "a DSA key",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1] | [0x2a, 0x86, 0x48, 0xce, 0x3e, 2, 1] => "a DH key",
        _ => "a key of an unknown kind",
    }
}

/// What a file without PEM blocks and without a DER structure looks like.
fn not_a_key(bytes: &[u8]) -> Refusal {
    let text = bytes.trim_ascii_start();
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let any = |words: &[&[u8]]| words.iter().any(|word| begins(word));
    match bytes {
        [0x30, ..] if !bytes.is_ascii() => {
            return Refusal::Damaged("its outer length does not fit the data");
        }
        [0xd4, 0xc3, 0xb2, 0xa1, ..]
        | [0xa1, 0xb2, 0xc3, 0xd4, ..]
        | [0x4d, 0x3c, 0xb2, 0xa1, ..]
        | [0xa1, 0xb2, 0x3c, 0x4d, ..]
        | [0x0a, 0x0d, 0x0d, 0x0a, ..] => return Refusal::NoKey(" (it is a capture file)"),
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => {
            let how = "keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype PKCS12";
            return Refusal::Convert { what: "a Java key store", how };
        }
        _ => {}
    }
    if any(&[b"ssh-", b"ecdsa-sha2-"]) {
        Refusal::Public { what: "an SSH public key" }
    } else if begins(b"PuTTY-User-Key-File") {
        Refusal::Convert { what: "a PuTTY key", how: "puttygen FILE -O private-openssh -o key.pem" }
    } else if any(&[b"<!doctype", b"<html", b"<?xml"]) {
        Refusal::NoKey(" (it looks like a web page)")
    } else if begins(b"{") {
        Refusal::Convert { what: "JSON (a JSON Web Key?)", how: "any tool that writes PEM" }
    } else if any(&[b"CLIENT_RANDOM ", b"CLIENT_HANDSHAKE_TRAFFIC_SECRET ", b"RSA Session-ID:", b"# SSL/TLS secrets"]) {
        Refusal::NoKey(" (it is a key log: load it as one)")
    } else {
        Refusal::NoKey("")
    }
}

/// Text from a file, without its control characters.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).take(200).collect()
}
