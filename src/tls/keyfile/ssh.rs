//! The data types of SSH (RFC 4251 section 5) and the private keys made of them, which OpenSSH's and
//! PuTTY's files have in common.

use super::super::ec::{Curve, EcKey};
use super::super::rsa::{RsaKey, RsaNumbers};
use super::Refusal;
use super::key::PrivateKey;

/// Values not yet read.
#[derive(Clone, Copy)]
pub(super) struct Values<'a>(pub &'a [u8]);

impl<'a> Values<'a> {
    pub fn u32(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*number))
    }

    pub fn string(&mut self) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let len = usize::try_from(ahead.u32()?).ok()?;
        let (string, rest) = ahead.0.split_at_checked(len)?;
        self.0 = rest;
        Some(string)
    }

    /// A number without leading zeros. `None`: it is negative, or cut.
    pub fn mpint(&mut self) -> Option<&'a [u8]> {
        let number = self.string()?;
        if number.first().is_some_and(|byte| byte & 0x80 != 0) {
            return None;
        }
        let zeros = number.iter().take_while(|&&byte| byte == 0).count();
        number.get(zeros..)
    }
}

pub(super) const INCOMPLETE: Refusal = Refusal::Damaged("numbers are missing");

/// An RSA key from numbers that are all there.
pub(super) fn rsa(n: &[u8], e: &[u8], d: &[u8], p: &[u8], q: &[u8]) -> Result<PrivateKey, Refusal> {
    Ok(PrivateKey::Rsa(RsaKey::new(&RsaNumbers { n, e, d, p, q, more_primes: &[] })?))
}

/// An ECDSA key (RFC 5656 section 3.1) by its curve's name.
pub(super) fn ecdsa(curve: &[u8], scalar: &[u8]) -> Result<PrivateKey, Refusal> {
    let curve = Curve::from_name(curve).ok_or(Refusal::OtherKind("an EC key on an unknown curve"))?;
    EcKey::new(curve, scalar).map(PrivateKey::Ec).ok_or(Refusal::BadEcKey)
}

/// What kind of key a name means that is neither RSA nor ECDSA.
pub(super) fn other_kind(name: &[u8]) -> Refusal {
    Refusal::OtherKind(match name {
        b"ssh-ed25519" => "an Ed25519 key",
        b"ssh-ed448" => "an Ed448 key",
        b"ssh-dss" => "a DSA key",
        _ => "an SSH key of another kind",
    })
}
