//! The pseudo-random function of SSL 3.0 to TLS 1.2 and the hash of the handshake that goes with it
//! (RFC 6101 section 6.1, RFC 2246 section 5, RFC 5246 section 5). Which secret goes in is
//! `schedule.rs`'s business.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384};
use sm3::Sm3;
use zeroize::Zeroize;

use super::record::Version;
use super::suite::{PrfHash, Suite};

/// The pseudo-random function of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prf {
    /// SSL 3.0: MD5 over SHA-1, both over the secret, without a label.
    Ssl3,
    /// TLS 1.0 and 1.1: P_MD5 XOR P_SHA-1, each with one half of the secret.
    Md5Sha1,
    Sha256,
    Sha384,
    /// GB/T 38636 and the suites of RFC 8998.
    Sm3,
}

impl Prf {
    /// The function a session uses, `None` where none of these is meant.
    pub fn of(version: Version, suite: &Suite) -> Option<Self> {
        match version.as_tls() {
            Version::SSL3 => Some(Self::Ssl3),
            Version::TLS10 | Version::TLS11 => Some(Self::Md5Sha1),
            Version::TLS12 | Version::TLCP => Self::of_hash(suite.prf),
            _ => None,
        }
    }

    /// The function that stands on this hash alone.
    pub fn of_hash(hash: PrfHash) -> Option<Self> {
        match hash {
            PrfHash::Sha256 => Some(Self::Sha256),
            PrfHash::Sha384 => Some(Self::Sha384),
            PrfHash::Sm3 => Some(Self::Sm3),
            PrfHash::Sha512 | PrfHash::GostR3411 | PrfHash::Streebog256 => None,
        }
    }

    /// Fills `out` with PRF(secret, label, seed); the seed is the concatenation of `seed`.
    pub fn expand(self, secret: &[u8], label: &[u8], seed: &[&[u8]], out: &mut [u8]) {
        match self {
            Self::Ssl3 => ssl3_expand(secret, seed, out),
            Self::Md5Sha1 => {
                // An odd secret shares its middle byte between both halves.
                let half = secret.len().div_ceil(2);
                let first = secret.get(..half).unwrap_or_default();
                let second = secret.get(secret.len() - half..).unwrap_or_default();
                out.fill(0);
                xor_p_hash::<Hmac<Md5>>(first, label, seed, out);
                xor_p_hash::<Hmac<Sha1>>(second, label, seed, out);
            }
            Self::Sha256 => {
                out.fill(0);
                xor_p_hash::<Hmac<Sha256>>(secret, label, seed, out);
            }
            Self::Sha384 => {
                out.fill(0);
                xor_p_hash::<Hmac<Sha384>>(secret, label, seed, out);
            }
            Self::Sm3 => {
                out.fill(0);
                xor_p_hash::<Hmac<Sm3>>(secret, label, seed, out);
            }
        }
    }

    /// Hash of a handshake's messages, as Finished and the extended master secret use it:
    /// MD5 and SHA-1 one after the other (36 bytes) before TLS 1.2, else the PRF's hash.
    pub fn transcript_hash(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Ssl3 | Self::Md5Sha1 => {
                let mut hash = digest::<Md5>(parts);
                hash.extend(digest::<Sha1>(parts));
                hash
            }
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sm3 => digest::<Sm3>(parts),
        }
    }
}

/// MD5(secret + SHA-1("A" + secret + seed)), then with "BB", "CCC" and so on (RFC 6101 sections 6.1
/// and 6.2.2). The letters last for 416 bytes, more than any key block takes.
fn ssl3_expand(secret: &[u8], seed: &[&[u8]], out: &mut [u8]) {
    for ((chunk, letter), times) in out.chunks_mut(16).zip(b'A'..=b'Z').zip(1..) {
        let mut inner = Sha1::new();
        for _ in 0..times {
            inner.update([letter]);
        }
        inner.update(secret);
        for part in seed {
            inner.update(part);
        }
        let mut block = Md5::new().chain_update(secret).chain_update(inner.finalize()).finalize();
        for (to, from) in chunk.iter_mut().zip(block.iter()) {
            *to = *from;
        }
        block.as_mut_slice().zeroize();
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// `out ^= P_hash(secret, label + seed)` (RFC 5246 section 5).
fn xor_p_hash<M: Mac + KeyInit + Clone>(secret: &[u8], label: &[u8], seed: &[&[u8]], out: &mut [u8]) {
    // HMAC takes a key of any length, so this never fails.
    let Ok(keyed) = <M as KeyInit>::new_from_slice(secret) else { return };
    let with_seed = |mut mac: M| {
        mac.update(label);
        for part in seed {
            mac.update(part);
        }
        mac.finalize().into_bytes()
    };
    let mut a = with_seed(keyed.clone());
    for chunk in out.chunks_mut(M::output_size().max(1)) {
        let mut block = {
            let mut mac = keyed.clone();
            mac.update(&a);
            with_seed(mac)
        };
        for (to, from) in chunk.iter_mut().zip(block.iter()) {
            *to ^= from;
        }
        block.as_mut_slice().zeroize();
        let mut mac = keyed.clone();
        mac.update(&a);
        a = mac.finalize().into_bytes();
    }
    a.as_mut_slice().zeroize();
}

#[cfg(test)]
mod tests {
    use super::super::hex::unhex;
    use super::*;

    /// The vectors of the IETF TLS working group's list (2003 and 2008).
    #[test]
    fn known_answers() {
        let mut out = vec![0; 100];
        Prf::Sha256.expand(
            &unhex("9bbe436ba940f017b17652849a71db35"),
            b"test label",
            &[&unhex("a0ba9f936cda311827a6f796ffd5198c")],
            &mut out,
        );
        assert_eq!(
            out,
            unhex(
                "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af
                 0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701
                 87347b66"
            )
        );

        let mut out = vec![0; 148];
        Prf::Sha384.expand(
            &unhex("b80b733d6ceefcdc71566ea48e5567df"),
            b"test label",
            &[&unhex("cd665cf6a8447dd6ff8b27555edb7465")],
            &mut out,
        );
        assert_eq!(
            out,
            unhex(
                "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0
                 e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425
                 9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703
                 d73e56f"
            )
        );
    }

    /// Computed with Python's hashlib.
    #[test]
    fn known_answer_of_ssl_3() {
        let mut out = [0; 48];
        Prf::Ssl3.expand(&[0x0b; 48], b"", &[&[0xc0; 32], &[0x50; 32]], &mut out);
        assert_eq!(
            out[..],
            unhex(
                "b3c384e24ed8b9a86b9609145d06178283a9c27aae8f97b3b143c4dc7fe179d0
                 c0d492a2319baac1645dba4dd683fb19"
            )
        );
    }

    #[test]
    fn a_shorter_output_is_a_prefix() {
        for prf in [Prf::Ssl3, Prf::Md5Sha1, Prf::Sha256, Prf::Sha384, Prf::Sm3] {
            let (mut long, mut short) = ([0; 150], [0; 37]);
            prf.expand(b"odd secret!", b"label", &[b"seed", b"more"], &mut long);
            prf.expand(b"odd secret!", b"label", &[b"seedmore"], &mut short);
            assert_eq!(long[..37], short);
        }
    }

    #[test]
    fn hashes_by_version() {
        let tls10 = Prf::Md5Sha1.transcript_hash(&[b"a", b"bc"]);
        assert_eq!(tls10, unhex("900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d"));
        assert_eq!(Prf::Sha384.transcript_hash(&[b"abc"]).len(), 48);
    }
}
