//! The server's certificate, as far as opening a session and telling which key it wants need it: its
//! public key, names, serial number and validity. Nothing is verified here.

use std::sync::OnceLock;

use der::Tag;
use sha2::{Digest, Sha256};

use super::der::Walk;
use super::reader::Reader;

/// Certificate type of RFC 7250: a bare public key.
pub const RAW_PUBLIC_KEY: u8 = 2;

/// The public key in a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateKey {
    /// SHA-256 of the SubjectPublicKeyInfo, which people compare keys by.
    pub spki_sha256: [u8; 32],
    pub algorithm: KeyAlgorithm,
    /// What else the certificate says; none of a raw public key.
    pub about: Option<Box<About>>,
}

/// What a certificate says of itself, for people who look for its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The subject's common name, or else its last name of another kind. Hostile text.
    pub subject: Option<Box<str>>,
    pub issuer: Option<Box<str>>,
    /// Big-endian, as in the certificate.
    pub serial: Box<[u8]>,
    /// As written: `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ` (RFC 5280 section 4.1.2.5).
    pub not_before: Box<str>,
    pub not_after: Box<str>,
}

/// What kind of key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// Modulus and exponent, big-endian, without leading zeros.
    Rsa { modulus: Box<[u8]>, exponent: Box<[u8]> },
    /// The curve's object identifier, DER content (empty: none named), and the point as encoded.
    Ec { curve: Box<[u8]>, point: Box<[u8]> },
    /// The algorithm's object identifier, DER content.
    Other { oid: Box<[u8]> },
}

impl KeyAlgorithm {
    /// For people: `RSA 2048 bit`, `EC P-256`, `Ed25519`.
    pub fn name(&self) -> String {
        match self {
            Self::Rsa { modulus, .. } => {
                let unused = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
                format!("RSA {} bit", modulus.len() * 8 - unused)
            }
            Self::Ec { curve, .. } => {
                let name = match **curve {
                    [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7] => "EC P-256",
                    [0x2b, 0x81, 4, 0, 0x22] => "EC P-384",
                    [0x2b, 0x81, 4, 0, 0x23] => "EC P-521",
                    [0x2b, 0x81, 4, 0, 0x0a] => "EC secp256k1",
                    [0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7] => "EC brainpoolP256r1",
                    [0x2b, 0x24, 3, 3, 2, 8, 1, 1, 11] => "EC brainpoolP384r1",
                    [0x2b, 0x24, 3, 3, 2, 8, 1, 1, 13] => "EC brainpoolP512r1",
                    [0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x82, 0x2d] => "SM2",
                    _ => "EC (another curve)",
                };
                name.into()
            }
            Self::Other { oid } => match **oid {
                [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a] => "RSASSA-PSS",
                [0x2b, 0x65, 0x6e] => "X25519",
                [0x2b, 0x65, 0x6f] => "X448",
                [0x2b, 0x65, 0x70] => "Ed25519",
                [0x2b, 0x65, 0x71] => "Ed448",
                [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => "DSA",
                [0x2a, 0x86, 0x48, 0xce, 0x3e, 2, 1] | [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1] => "DH",
                _ => "of an unknown kind",
            }
            .into(),
        }
    }
}

/// The certificate that a server sent, or its raw public key. It is read when somebody asks for the key: most
/// sessions are never tried with one.
#[derive(Debug, Clone)]
pub struct ServerCertificate {
    der: Box<[u8]>,
    is_raw_key: bool,
    key: OnceLock<Option<CertificateKey>>,
}

impl ServerCertificate {
    /// The first in the body of a Certificate message (TLS 1.2 and before); `kind` as agreed (RFC 7250 section 3).
    pub fn of(body: &[u8], kind: Option<u8>) -> Option<Self> {
        let list = Reader(body).vec24()?;
        let is_raw_key = kind == Some(RAW_PUBLIC_KEY);
        let der = if is_raw_key { list } else { Reader(list).vec24()? };
        Some(Self { der: der.into(), is_raw_key, key: OnceLock::new() })
    }

    /// `None`: it cannot be read.
    pub fn key(&self) -> Option<&CertificateKey> {
        let read = || match self.is_raw_key {
            true => spki_key(&self.der, None),
            false => spki_of_certificate(&self.der),
        };
        self.key.get_or_init(read).as_ref()
    }
}

/// RFC 5280 section 4.1: the public key is the seventh element (the sixth without a version).
fn spki_of_certificate(certificate: &[u8]) -> Option<CertificateKey> {
    let mut tbs = Walk::new(certificate).sequence()?.sequence()?;
    if tbs.peek()?.is_context_specific() {
        tbs.any()?;
    }
    let serial = tbs.take(Tag::Integer)?;
    tbs.sequence()?; // signature
    let issuer = tbs.sequence()?;
    let mut validity = tbs.sequence()?;
    let subject = tbs.sequence()?;
    let mut time = || Some(text(validity.any()?.1).unwrap_or_default());
    let (not_before, not_after) = (time().unwrap_or_default(), time().unwrap_or_default());
    let (subject, issuer) = (name(subject), name(issuer));
    let about = About { subject, issuer, serial: serial.into(), not_before, not_after };
    spki_key(tbs.element(Tag::Sequence)?, Some(Box::new(about)))
}

fn spki_key(spki: &[u8], about: Option<Box<About>>) -> Option<CertificateKey> {
    let mut parts = Walk::new(spki).sequence()?;
    let mut algorithm = parts.sequence()?;
    let oid = algorithm.take(Tag::ObjectIdentifier)?;
    let algorithm = if oid == RSA_ENCRYPTION {
        let mut key = Walk::new(parts.bit_string()?).sequence()?;
        let (modulus, exponent) = (key.integer()?, key.integer()?);
        KeyAlgorithm::Rsa { modulus: modulus.magnitude().into(), exponent: exponent.magnitude().into() }
    } else if oid == EC_PUBLIC_KEY {
        let curve = algorithm.take(Tag::ObjectIdentifier).unwrap_or_default().into();
        KeyAlgorithm::Ec { curve, point: parts.bit_string().unwrap_or_default().into() }
    } else {
        KeyAlgorithm::Other { oid: oid.into() }
    };
    Some(CertificateKey { spki_sha256: Sha256::digest(spki).into(), algorithm, about })
}

/// The common name in a distinguished name, or else its last part (RFC 5280 section 4.1.2.4).
fn name(mut parts: Walk<'_>) -> Option<Box<str>> {
    let mut found = None;
    while let Some((Tag::Set, set)) = parts.any() {
        let Some(mut pair) = Walk::new(set).sequence() else { continue };
        let Some(kind) = pair.take(Tag::ObjectIdentifier) else { continue };
        let Some(value) = pair.any().and_then(|(_, value)| text(value)) else { continue };
        if kind == COMMON_NAME {
            return Some(value);
        }
        found = Some(value);
    }
    found
}

/// Text of a certificate, cut to what a sentence can hold.
fn text(bytes: &[u8]) -> Option<Box<str>> {
    const MAX_LEN: usize = 256;
    let bytes = bytes.get(..MAX_LEN).unwrap_or(bytes);
    (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes).into())
}

/// 2.5.4.3 (RFC 5280 appendix A.1).
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
/// 1.2.840.10045.2.1 (RFC 5480 section 2.1.1).
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
/// 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
pub(super) const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

#[cfg(test)]
mod tests {
    use super::super::pem;
    use super::*;

    fn certificate_key(body: &[u8]) -> Option<CertificateKey> {
        ServerCertificate::of(body, None)?.key().cloned()
    }

    #[test]
    fn finds_the_key_in_a_certificate() {
        let pem = super::super::fixture::file!("upyssl.crt");
        let der = pem::blocks(pem).remove(0).contents.ok().unwrap();
        let u24 = |len: usize| u32::try_from(len).unwrap().to_be_bytes()[1..].to_vec();
        let body = [u24(der.len() + 3), u24(der.len()), der.to_vec()].concat();
        let key = certificate_key(&body).unwrap();
        let KeyAlgorithm::Rsa { modulus, exponent } = &key.algorithm else { panic!("not RSA") };
        assert_eq!((modulus.len(), &exponent[..]), (256, &[1, 0, 1][..]));
        for cut in 0..body.len() {
            let _ = certificate_key(&body[..cut]);
        }
    }

    #[test]
    fn says_whose_key_it_is() {
        let pem = super::super::fixture::file!("upyssl.crt");
        let der = pem::blocks(pem).remove(0).contents.ok().unwrap();
        let key = spki_of_certificate(&der).unwrap();
        let about = key.about.unwrap();
        assert_eq!(key.algorithm.name(), "RSA 2048 bit");
        assert!(about.subject.is_some() && about.issuer.is_some() && !about.serial.is_empty());
        assert!(about.not_before.ends_with('Z') && about.not_after.ends_with('Z'));
    }

    #[test]
    fn a_raw_public_key_stands_alone() {
        let ec = super::super::hex::unhex("3019 3013 06072a8648ce3d0201 06082a8648ce3d030107 0302 0004");
        let body = [&[0, 0, ec.len() as u8][..], &ec].concat();
        let certificate = ServerCertificate::of(&body, Some(RAW_PUBLIC_KEY)).unwrap();
        let key = certificate.key().unwrap();
        assert_eq!((key.algorithm.name().as_str(), &key.about), ("EC P-256", &None));
        assert_eq!(certificate_key(&body), None);
    }
}
