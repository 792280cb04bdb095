//! Private keys in DER, known by their first elements: PKCS#1, PKCS#8, SEC 1. What protects them is
//! in `password.rs` and `pkcs12.rs`, the numbers are checked in `rsa.rs` and `ec.rs`.

use der::Tag;

use super::super::der::Walk;
use super::super::ec::{Curve, EcKey};
use super::super::handshake::RSA_ENCRYPTION;
use super::super::rsa::{RsaKey, RsaNumbers};
use super::key::PrivateKey;
use super::password::{self, Password};
use super::{Refusal, pkcs12};

const STRUCTURE: Refusal = Refusal::Damaged("its structure is not that of a key");
const INCOMPLETE: Refusal = Refusal::Damaged("numbers are missing");
const OTHER_CURVE: Refusal = Refusal::OtherKind(
    "an EC key on a curve other than P-256, P-384 and P-521, whose sessions are not opened",
);

/// The keys in a DER structure of any kind; more than one only from PKCS#12.
pub(super) fn private_keys(der: &[u8], password: &mut Password<'_>) -> Result<Vec<PrivateKey>, Refusal> {
    const CUT: Refusal = Refusal::Damaged("its outer length does not fit the data");
    if pkcs12::is_pkcs12(der) {
        return pkcs12::private_keys(der, password);
    }
    let mut outer = Walk::new(der);
    let body = outer.sequence().ok_or(CUT)?;
    if !outer.rest().trim_ascii().is_empty() {
        return Err(Refusal::Damaged("other data follows it"));
    }
    let mut ahead = body;
    let first = ahead.any().ok_or(STRUCTURE)?;
    let key = match (first, ahead.any()) {
        // Encrypted PKCS#8: algorithm, data. Public key: algorithm, bits.
        ((Tag::Sequence, _), Some((Tag::OctetString, _))) => encrypted_pkcs8(der, password),
        ((Tag::Sequence, _), Some((Tag::BitString, _))) => Err(Refusal::Public { what: "only a public key" }),
        ((Tag::Sequence, _), Some((Tag::Sequence, _))) => {
            Err(Refusal::Public { what: "a certificate or a request for one" })
        }
        ((Tag::ObjectIdentifier, _), _) => Err(Refusal::Public { what: "certificates (PKCS#7)" }),
        _ => plain(der),
    };
    key.map(|key| vec![key])
}

/// The key in an EncryptedPrivateKeyInfo (RFC 5958 section 3).
pub(super) fn encrypted_pkcs8(der: &[u8], password: &mut Password<'_>) -> Result<PrivateKey, Refusal> {
    let opened = password::decrypt_pkcs8(der, password)?;
    plain(&opened).map_err(|refusal| match refusal {
        // Padding that fits by chance.
        Refusal::Damaged(_) => password.refusal(),
        other => other,
    })
}

/// The key in a structure that is not protected: PKCS#8, PKCS#1, SEC 1.
pub(super) fn plain(der: &[u8]) -> Result<PrivateKey, Refusal> {
    let body = Walk::new(der).sequence().ok_or(STRUCTURE)?;
    let mut ahead = body;
    let (Tag::Integer, _) = ahead.any().ok_or(STRUCTURE)? else { return Err(STRUCTURE) };
    match ahead.any() {
        // PKCS#8 (RFC 5958 section 2): version, algorithm, key.
        Some((Tag::Sequence, algorithm)) => {
            let mut algorithm = Walk::new(algorithm);
            let oid = algorithm.take(Tag::ObjectIdentifier).ok_or(STRUCTURE)?;
            let inner = ahead.take(Tag::OctetString).ok_or(STRUCTURE)?;
            let key = || Walk::new(inner).sequence().ok_or(STRUCTURE);
            match oid {
                RSA_ENCRYPTION => pkcs1(key()?),
                EC_PUBLIC_KEY => curve(&mut algorithm).and_then(|curve| sec1(key()?, Some(curve))),
                other => Err(Refusal::OtherKind(kind(other))),
            }
        }
        Some((Tag::OctetString, _)) => sec1(body, None),
        Some((Tag::Integer, _)) => {
            let mut integers = body;
            match std::iter::from_fn(|| integers.integer()).count() {
                2 => Err(Refusal::Public { what: "only a public key" }),
                6 => Err(Refusal::OtherKind("a DSA key")),
                _ => pkcs1(body),
            }
        }
        _ => Err(STRUCTURE),
    }
}

/// RSAPrivateKey (RFC 8017 appendix A.1.2).
fn pkcs1(mut key: Walk<'_>) -> Result<PrivateKey, Refusal> {
    let has_more_primes = match key.integer().ok_or(INCOMPLETE)?.magnitude() {
        [] => false,
        [1] => true,
        other => return Err(Refusal::UnknownVersion(other.last().copied().unwrap_or_default())),
    };
    let mut next = || number(&mut key);
    let [n, e, d, p, q] = [next()?, next()?, next()?, next()?, next()?];
    let mut more_primes = Vec::new();
    if has_more_primes {
        for _crt in 0..3 {
            key.integer().ok_or(INCOMPLETE)?;
        }
        let mut others = key.sequence().ok_or(INCOMPLETE)?;
        while !others.rest().is_empty() {
            let mut other = others.sequence().ok_or(INCOMPLETE)?;
            more_primes.push(number(&mut other)?);
        }
    }
    Ok(PrivateKey::Rsa(RsaKey::new(&RsaNumbers { n, e, d, p, q, more_primes: &more_primes })?))
}

/// The next number, which no key has below zero.
fn number<'a>(key: &mut Walk<'a>) -> Result<&'a [u8], Refusal> {
    let number = key.integer().ok_or(INCOMPLETE)?;
    if number.is_negative() {
        Err(Refusal::Damaged("a number in it is negative"))
    } else {
        Ok(number.magnitude())
    }
}

/// ECPrivateKey (RFC 5915 section 3). Inside PKCS#8 the curve stands outside.
fn sec1(mut key: Walk<'_>, outer_curve: Option<Curve>) -> Result<PrivateKey, Refusal> {
    key.integer().ok_or(STRUCTURE)?;
    let scalar = key.take(Tag::OctetString).ok_or(INCOMPLETE)?;
    let curve = match (outer_curve, key.context(0)) {
        (Some(curve), _) => curve,
        (None, Some(mut parameters)) => curve(&mut parameters)?,
        (None, None) => return Err(Refusal::Damaged("its curve is not named")),
    };
    EcKey::new(curve, scalar).map(PrivateKey::Ec).ok_or(Refusal::BadEcKey)
}

/// A named curve (RFC 5480 section 2.1.1).
fn curve(parameters: &mut Walk<'_>) -> Result<Curve, Refusal> {
    let oid = parameters.take(Tag::ObjectIdentifier).ok_or(OTHER_CURVE)?;
    Curve::from_oid(oid).ok_or(OTHER_CURVE)
}

const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

/// What kind of key an algorithm identifier means.
fn kind(oid: &[u8]) -> &'static str {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a] => "an RSA-PSS key, which signs and cannot decrypt",
        [0x2b, 0x65, 0x6e] => "an X25519 key",
        [0x2b, 0x65, 0x6f] => "an X448 key",
        [0x2b, 0x65, 0x70] => "an Ed25519 key",
        [0x2b, 0x65, 0x71] => "an Ed448 key",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => "a DSA key",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1] | [0x2a, 0x86, 0x48, 0xce, 0x3e, 2, 1] => "a DH key",
        _ => "a key of an unknown kind",
    }
}
