//! OpenSSH's own container of private keys (the file PROTOCOL.key of its source): plain, or
//! protected with bcrypt and AES or Triple DES.

use zeroize::Zeroizing;

use super::Refusal;
use super::cipher::{Cipher, aes_ctr};
use super::key::PrivateKey;
use super::password::Password;
use super::ssh::{INCOMPLETE, Values, ecdsa, other_kind, rsa};

/// What the decoded block begins with.
pub(super) const MAGIC: &[u8] = b"openssh-key-v1\0";

const UNUSUAL: Refusal = Refusal::Convert {
    what: "an OpenSSH key protected in an unusual way",
    how: "ssh-keygen -p -N '' -m PEM -f FILE (it changes the file: use a copy)",
};

/// A round of bcrypt is worth about as many rounds of hashing.
const BCRYPT_ROUND: u32 = 4_096;

/// How a file's cipher decrypts.
enum Mode {
    Cbc(Cipher),
    /// Key length in bytes. GCM is counter mode too; its tag says no more than the check numbers.
    Ctr(usize),
    Gcm(usize),
}

impl Mode {
    fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"aes128-ctr" => Self::Ctr(16),
            b"aes192-ctr" => Self::Ctr(24),
            b"aes256-ctr" => Self::Ctr(32),
            b"aes128-gcm@openssh.com" => Self::Gcm(16),
            b"aes256-gcm@openssh.com" => Self::Gcm(32),
            b"aes128-cbc" => Self::Cbc(Cipher::Aes128),
            b"aes192-cbc" => Self::Cbc(Cipher::Aes192),
            b"aes256-cbc" => Self::Cbc(Cipher::Aes256),
            b"3des-cbc" => Self::Cbc(Cipher::TripleDes),
            _ => return None,
        })
    }

    fn key_and_iv_len(&self) -> (usize, usize) {
        match self {
            Self::Cbc(cipher) => (cipher.key_len(), cipher.block_len()),
            Self::Ctr(key_len) => (*key_len, 16),
            Self::Gcm(key_len) => (*key_len, 12),
        }
    }

    fn decrypt(&self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Cbc(cipher) => cipher.decrypt_padded(key, iv, data),
            Self::Ctr(_) => aes_ctr(key, iv, data),
            // The counter of the first block (NIST SP 800-38D section 7.1).
            Self::Gcm(_) => aes_ctr(key, &[iv, &[0, 0, 0, 2]].concat(), data),
        }
    }
}

/// The RSA and ECDSA keys in a decoded block.
pub(super) fn private_keys(bytes: &[u8], password: &mut Password<'_>) -> Result<Vec<PrivateKey>, Refusal> {
    let mut values = Values(bytes.strip_prefix(MAGIC).ok_or(INCOMPLETE)?);
    let mut string = || values.string().ok_or(INCOMPLETE);
    let [cipher, kdf, kdf_options] = [string()?, string()?, string()?];
    let key_count = values.u32().ok_or(INCOMPLETE)?;
    for _ in 0..key_count {
        values.string().ok_or(INCOMPLETE)?;
    }
    let sealed = values.string().ok_or(INCOMPLETE)?;
    let opened;
    let private = if cipher == b"none" {
        sealed
    } else {
        opened = open(cipher, kdf, kdf_options, sealed, password)?;
        &opened
    };
    let mut values = Values(private);
    let [first, second] = [values.u32().ok_or(INCOMPLETE)?, values.u32().ok_or(INCOMPLETE)?];
    if first != second {
        return Err(match cipher {
            b"none" => Refusal::Damaged("its check numbers differ"),
            _ => password.refusal(),
        });
    }
    (0..key_count).map(|_| private_key(&mut values)).collect()
}

fn open(
    cipher: &[u8],
    kdf: &[u8],
    kdf_options: &[u8],
    sealed: &[u8],
    password: &mut Password<'_>,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mode = Mode::from_name(cipher).filter(|_| kdf == b"bcrypt").ok_or(UNUSUAL)?;
    let mut options = Values(kdf_options);
    let salt = options.string().ok_or(INCOMPLETE)?;
    let rounds = options.u32().ok_or(INCOMPLETE)?;
    // bcrypt knows no empty password.
    if password.bytes().is_empty() {
        return Err(Refusal::NeedsPassword);
    }
    password.spend(rounds.saturating_mul(BCRYPT_ROUND))?;
    let (key_len, iv_len) = mode.key_and_iv_len();
    let mut derived = Zeroizing::new(vec![0; key_len + iv_len]);
    bcrypt_pbkdf::bcrypt_pbkdf(password.bytes(), salt, rounds, &mut derived).map_err(|_| UNUSUAL)?;
    let (key, iv) = derived.split_at_checked(key_len).ok_or(UNUSUAL)?;
    mode.decrypt(key, iv, sealed).ok_or(Refusal::Damaged("its length is not one of whole blocks"))
}

fn private_key(values: &mut Values<'_>) -> Result<PrivateKey, Refusal> {
    let kind = values.string().ok_or(INCOMPLETE)?;
    let key = match kind {
        b"ssh-rsa" => {
            let mut number = || values.mpint().ok_or(INCOMPLETE);
            let [n, e, d, _inverse, p, q] =
                [number()?, number()?, number()?, number()?, number()?, number()?];
            rsa(n, e, d, p, q)
        }
        _ if kind.starts_with(b"ecdsa-sha2-") => {
            let curve = values.string().ok_or(INCOMPLETE)?;
            values.string().ok_or(INCOMPLETE)?;
            ecdsa(curve, values.mpint().ok_or(INCOMPLETE)?)
        }
        other => return Err(other_kind(other)),
    };
    // The comment; nothing behind a last key needs it.
    values.string().ok_or(INCOMPLETE)?;
    key
}
