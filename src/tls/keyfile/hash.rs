//! The hashes that passwords of key files go through. What is hashed is the containers' business.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Digest;
use zeroize::Zeroizing;

/// A hash function of a key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512Of224,
    Sha512Of256,
}

macro_rules! each {
    ($hash:expr, $name:ident, $body:expr) => {
        match $hash {
            Hash::Md5 => each!(@ md5::Md5, $name, $body),
            Hash::Sha1 => each!(@ sha1::Sha1, $name, $body),
            Hash::Sha224 => each!(@ sha2::Sha224, $name, $body),
            Hash::Sha256 => each!(@ sha2::Sha256, $name, $body),
            Hash::Sha384 => each!(@ sha2::Sha384, $name, $body),
            Hash::Sha512 => each!(@ sha2::Sha512, $name, $body),
            Hash::Sha512Of224 => each!(@ sha2::Sha512_224, $name, $body),
            Hash::Sha512Of256 => each!(@ sha2::Sha512_256, $name, $body),
        }
    };
    (@ $type:ty, $name:ident, $body:expr) => {{
        type $name = $type;
        $body
    }};
}

impl Hash {
    /// By the object identifier (content octets) of the hash itself (RFC 8017 appendix B.1).
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5] => Self::Md5,
            [0x2b, 0x0e, 3, 2, 0x1a] => Self::Sha1,
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number] => match number {
                1 => Self::Sha256,
                2 => Self::Sha384,
                3 => Self::Sha512,
                4 => Self::Sha224,
                5 => Self::Sha512Of224,
                6 => Self::Sha512Of256,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// By the object identifier (content octets) of HMAC with it (RFC 8018 appendix B.1.2).
    pub fn from_hmac_oid(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            [0x2b, 6, 1, 5, 5, 8, 1, 1] => Self::Md5,
            [0x2b, 6, 1, 5, 5, 8, 1, 2] => Self::Sha1,
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, number] => match number {
                7 => Self::Sha1,
                8 => Self::Sha224,
                9 => Self::Sha256,
                10 => Self::Sha384,
                11 => Self::Sha512,
                12 => Self::Sha512Of224,
                13 => Self::Sha512Of256,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Length of the block that the hash works on, in bytes.
    pub fn block_len(self) -> usize {
        match self {
            Self::Md5 | Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 | Self::Sha512Of224 | Self::Sha512Of256 => 128,
        }
    }

    pub fn digest(self, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        each!(self, H, {
            let mut hash = H::new();
            parts.iter().for_each(|part| hash.update(part));
            Zeroizing::new(hash.finalize().to_vec())
        })
    }

    /// `rounds` times the hash, of `parts` first. At least once.
    pub fn repeated(self, parts: &[&[u8]], rounds: u32) -> Zeroizing<Vec<u8>> {
        each!(self, H, {
            let mut hash = H::new();
            parts.iter().for_each(|part| hash.update(part));
            let mut value = hash.finalize();
            for _ in 1..rounds {
                value = H::digest(value);
            }
            Zeroizing::new(value.to_vec())
        })
    }

    pub fn hmac(self, key: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        each!(self, H, {
            let mut mac = Hmac::<H>::new_from_slice(key).ok()?;
            mac.update(data);
            Some(Zeroizing::new(mac.finalize().into_bytes().to_vec()))
        })
    }

    /// PBKDF2 with HMAC of this hash (RFC 8018 section 5.2).
    pub fn pbkdf2(self, password: &[u8], salt: &[u8], rounds: u32, len: usize) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; len]);
        each!(self, H, pbkdf2::pbkdf2_hmac::<H>(password, salt, rounds, &mut key));
        key
    }
}
