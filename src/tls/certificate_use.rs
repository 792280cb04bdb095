//! What a certificate may be used for, and by whom it was signed how: for texts that judge it.
//! Nothing is verified. Names and key are in `certificate_facts.rs`.

use der::Tag;

use super::der::Walk;

/// Names that are kept.
const MAX_NAMES: usize = 256;
/// Object identifiers, DER content: key usage and subject alternative name (RFC 5280 section 4.2.1).
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// Basic constraints and extended key usage (RFC 5280 sections 4.2.1.9 and 4.2.1.12).
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
/// `keyEncipherment`, bit 2 of the key usage.
const KEY_ENCIPHERMENT: u8 = 0x20;

/// A hash that signatures should not rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakHash {
    Md5,
    Sha1,
}

/// A use of the extended key usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Any,
    ServerAuth,
    ClientAuth,
    Other,
}

impl Purpose {
    /// The name in RFC 5280 section 4.2.1.12.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "anyExtendedKeyUsage",
            Self::ServerAuth => "serverAuth",
            Self::ClientAuth => "clientAuth",
            Self::Other => "another use",
        }
    }

    fn of(oid: &[u8]) -> Self {
        match oid {
            [0x55, 0x1d, 0x25, 0] => Self::Any,
            [0x2b, 6, 1, 5, 5, 7, 3, 1] => Self::ServerAuth,
            [0x2b, 6, 1, 5, 5, 7, 3, 2] => Self::ClientAuth,
            _ => Self::Other,
        }
    }
}

/// Uses and signature of an X.509 certificate (RFC 5280 section 4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateUse {
    pub weak_signature: Option<WeakHash>,
    /// How it is signed: `sha256WithRSAEncryption`.
    pub signature: &'static str,
    /// It may sign others; none: nothing is said of that, which means no.
    pub is_authority: Option<bool>,
    /// Extended key usage; none: every use.
    pub purposes: Option<Vec<Purpose>>,
    /// Subject and issuer as encoded.
    pub subject: Box<[u8]>,
    pub issuer: Box<[u8]>,
    /// Host names and addresses in the subject alternative name. Hostile text.
    pub names: Vec<String>,
    /// Whether the key may encrypt keys; none: nothing is said of key usage.
    pub allows_key_encipherment: Option<bool>,
}

impl CertificateUse {
    /// Reads a certificate in DER. `None`: it ends before its public key does.
    pub fn parse(certificate: &[u8]) -> Option<Self> {
        let mut outer = Walk::new(certificate).sequence()?;
        let mut tbs = outer.sequence()?;
        if tbs.peek()?.is_context_specific() {
            tbs.any()?;
        }
        tbs.integer()?;
        let mut algorithm = tbs.sequence()?;
        let algorithm = algorithm.take(Tag::ObjectIdentifier);
        let weak_signature = algorithm.and_then(weak_hash);
        let signature = algorithm.map_or("", signature_name);
        let issuer = tbs.element(Tag::Sequence)?.into();
        tbs.sequence()?; // validity
        let subject = tbs.element(Tag::Sequence)?.into();
        tbs.sequence()?; // public key
        let mut found = Self { weak_signature, signature, subject, issuer, ..Self::default() };
        while tbs.peek().is_some() {
            if let Some(extensions) = tbs.context(3).and_then(|mut e| e.sequence()) {
                found.extensions(extensions);
                break;
            }
            tbs.any()?;
        }
        Some(found)
    }

    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    fn extensions(&mut self, mut list: Walk<'_>) {
        while let Some(mut extension) = list.sequence() {
            let Some(oid) = extension.take(Tag::ObjectIdentifier) else { continue };
            extension.take(Tag::Boolean); // critical
            let Some(value) = extension.take(Tag::OctetString) else { continue };
            if oid == KEY_USAGE {
                // The bits behind the number of unused ones.
                let bits = Walk::new(value).take(Tag::BitString).and_then(|b| b.get(1).copied());
                self.allows_key_encipherment = bits.map(|b| b & KEY_ENCIPHERMENT != 0);
            } else if oid == BASIC_CONSTRAINTS {
                let flag = Walk::new(value).sequence().and_then(|mut list| list.take(Tag::Boolean));
                self.is_authority = Some(flag.is_some_and(|flag| flag != [0]));
            } else if oid == EXTENDED_KEY_USAGE
                && let Some(mut list) = Walk::new(value).sequence()
            {
                let uses = std::iter::from_fn(|| list.take(Tag::ObjectIdentifier));
                self.purposes = Some(uses.take(MAX_NAMES).map(Purpose::of).collect());
            } else if oid == SUBJECT_ALT_NAME
                && let Some(names) = Walk::new(value).sequence()
            {
                self.names = alternative_names(names);
            }
        }
    }

    /// Whether it is for this host name or address (RFC 9525 section 6); `common_name` counts where
    /// there are no other names, as old certificates have it.
    pub fn is_for(&self, host: &str, common_name: Option<&str>) -> bool {
        if self.names.is_empty() {
            return common_name.is_some_and(|n| name_fits(n, host));
        }
        self.names.iter().any(|n| name_fits(n, host))
    }
}

fn name_fits(pattern: &str, host: &str) -> bool {
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    let rest = pattern.strip_prefix("*.");
    rest.zip(host.split_once('.')).is_some_and(|(rest, (_, parent))| rest.eq_ignore_ascii_case(parent))
}

fn weak_hash(oid: &[u8]) -> Option<WeakHash> {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4] => Some(WeakHash::Md5),
        // With RSA, ECDSA and DSA.
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5]
        | [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1]
        | [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => Some(WeakHash::Sha1),
        _ => None,
    }
}

/// The name of a signature algorithm (RFC 8017, 5758, 8410).
fn signature_name(oid: &[u8]) -> &'static str {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, n] => match n {
            2 => "md2WithRSAEncryption",
            4 => "md5WithRSAEncryption",
            5 => "sha1WithRSAEncryption",
            10 => "RSASSA-PSS",
            11 => "sha256WithRSAEncryption",
            12 => "sha384WithRSAEncryption",
            13 => "sha512WithRSAEncryption",
            14 => "sha224WithRSAEncryption",
            _ => "another signature with RSA",
        },
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => "ecdsa-with-SHA1",
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, n] => match n {
            1 => "ecdsa-with-SHA224",
            2 => "ecdsa-with-SHA256",
            3 => "ecdsa-with-SHA384",
            4 => "ecdsa-with-SHA512",
            _ => "another signature with ECDSA",
        },
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => "dsa-with-sha1",
        [0x2b, 0x65, 0x70] => "Ed25519",
        [0x2b, 0x65, 0x71] => "Ed448",
        _ => "an unknown algorithm",
    }
}

/// `dNSName` is `[2]`, `iPAddress` is `[7]` (RFC 5280 section 4.2.1.6).
fn alternative_names(mut list: Walk<'_>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some((tag, content)) = list.any() {
        let Tag::ContextSpecific { number, .. } = tag else { continue };
        match number.value() {
            2 => names.push(String::from_utf8_lossy(content).into_owned()),
            7 => {
                let v4 = <[u8; 4]>::try_from(content).map(|a| std::net::IpAddr::from(a).to_string());
                let v6 = <[u8; 16]>::try_from(content).map(|a| std::net::IpAddr::from(a).to_string());
                names.extend(v4.or(v6));
            }
            _ => {}
        }
        if names.len() >= MAX_NAMES {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label() {
        assert!(name_fits("*.example.org", "a.EXAMPLE.org") && name_fits("example.org", "Example.org"));
        assert!(!name_fits("*.example.org", "example.org") && !name_fits("*.example.org", "a.b.example.org"));
        let named = CertificateUse { names: vec!["b.example".into()], ..CertificateUse::default() };
        assert!(named.is_for("b.example", None) && !named.is_for("a.example", Some("a.example")));
        assert!(CertificateUse::default().is_for("a.example", Some("a.example")));
    }

    #[test]
    fn the_samples_certificate_is_read_and_a_cut_one_does_no_harm() {
        let pem = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/cert.pem"));
        let der = super::super::pem::blocks(pem).remove(0).contents.ok().unwrap();
        let found = CertificateUse::parse(&der).unwrap();
        assert!(found.is_self_issued() && found.weak_signature.is_none());
        assert_eq!(found.signature, "sha256WithRSAEncryption");
        for len in 0..der.len() {
            let _ = CertificateUse::parse(&der[..len]);
        }
    }
}
