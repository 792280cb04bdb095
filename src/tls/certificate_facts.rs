//! What a certificate says of itself in words: subject, issuer, serial number, validity, kind of
//! key. Read leniently, for texts; nothing is checked. Its key for decryption is in `handshake.rs`.

use der::Tag;
use sha2::{Digest, Sha256};

use super::der::Walk;
use super::handshake::RSA_ENCRYPTION;

/// Longest name that is kept.
const MAX_NAME_LEN: usize = 256;

/// Facts of an X.509 certificate (RFC 5280 section 4.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateFacts {
    /// Common name of the subject, or else its organisation. As sent: not safe to print.
    pub subject: Option<String>,
    /// The same of the issuer.
    pub issuer: Option<String>,
    /// Serial number in hexadecimal.
    pub serial: String,
    /// `YYYY-MM-DD`
    pub not_before: Option<String>,
    pub not_after: Option<String>,
    /// `RSA`, `ECDSA P-256`, `Ed25519`, …
    pub key_kind: String,
    pub is_rsa: bool,
    /// Length of an RSA modulus.
    pub rsa_bits: Option<u32>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub spki_sha256: [u8; 32],
}

impl CertificateFacts {
    /// Facts of a certificate in DER. `None`: it ends before its public key does.
    pub fn parse(certificate: &[u8]) -> Option<Self> {
        let mut tbs = Walk::new(certificate).sequence()?.sequence()?;
        if tbs.peek()?.is_context_specific() {
            tbs.any()?;
        }
        let serial = tbs.integer()?;
        tbs.sequence()?; // signature algorithm
        let issuer = name(tbs.sequence()?);
        let mut validity = tbs.sequence()?;
        let (not_before, not_after) = (date(&mut validity), date(&mut validity));
        let subject = name(tbs.sequence()?);
        let spki = tbs.element(Tag::Sequence)?;
        let (key_kind, is_rsa, rsa_bits) = key(spki)?;
        Some(Self {
            subject,
            issuer,
            serial: hex(serial.magnitude()),
            not_before,
            not_after,
            key_kind,
            is_rsa,
            rsa_bits,
            spki_sha256: Sha256::digest(spki).into(),
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().take(MAX_NAME_LEN).fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// The common name (2.5.4.3), or else the organisation (2.5.4.10).
fn name(mut rdns: Walk<'_>) -> Option<String> {
    let (mut common, mut organisation) = (None, None);
    while let Some(set) = rdns.take(Tag::Set) {
        let Some(mut attribute) = Walk::new(set).sequence() else { continue };
        let oid = attribute.take(Tag::ObjectIdentifier)?;
        let (_, value) = attribute.any()?;
        let text = || String::from_utf8_lossy(value.get(..MAX_NAME_LEN).unwrap_or(value)).into_owned();
        match oid {
            [0x55, 4, 3] => common = Some(text()),
            [0x55, 4, 10] => organisation = Some(text()),
            _ => {}
        }
    }
    common.or(organisation)
}

/// UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5), the day of it.
fn date(validity: &mut Walk<'_>) -> Option<String> {
    let (tag, content) = validity.any()?;
    let digits: String = content.iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
    let (year, rest) = match tag {
        Tag::UtcTime => {
            let (year, rest) = digits.split_at_checked(2)?;
            let century = if year < "50" { "20" } else { "19" };
            (format!("{century}{year}"), rest)
        }
        Tag::GeneralizedTime => {
            let (year, rest) = digits.split_at_checked(4)?;
            (year.to_owned(), rest)
        }
        _ => return None,
    };
    Some(format!("{year}-{}-{}", rest.get(..2)?, rest.get(2..4)?))
}

fn key(spki: &[u8]) -> Option<(String, bool, Option<u32>)> {
    let mut parts = Walk::new(spki).sequence()?;
    let mut algorithm = parts.sequence()?;
    let oid = algorithm.take(Tag::ObjectIdentifier)?;
    if oid == RSA_ENCRYPTION {
        let modulus = Walk::new(parts.bit_string()?).sequence()?.integer()?.magnitude();
        let bits = modulus.first().map_or(0, |first| modulus.len() as u32 * 8 - first.leading_zeros());
        return Some(("RSA".into(), true, Some(bits)));
    }
    let curve = || match algorithm.clone().take(Tag::ObjectIdentifier) {
        Some([0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]) => "ECDSA P-256",
        Some([0x2b, 0x81, 4, 0, 34]) => "ECDSA P-384",
        Some([0x2b, 0x81, 4, 0, 35]) => "ECDSA P-521",
        _ => "elliptic curve",
    };
    let kind = match oid {
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => curve(),
        [0x2b, 0x65, 0x70] => "Ed25519",
        [0x2b, 0x65, 0x71] => "Ed448",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10] => "RSASSA-PSS",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => "DSA",
        _ => "unknown",
    };
    Some((kind.into(), false, None))
}
