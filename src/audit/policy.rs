//! Policies of those who give them, as tables: which versions, key exchanges and suites each
//! allows, and where a hello departs from it.

use super::suite_facts::{self, SuiteGrade};
use super::{HelloFacts, real_suites};
use crate::proto::tls::extension_name;
use crate::tls::handshake::extension_type as ext;
use crate::tls::record::Version;
use crate::tls::suite::{Auth, Cipher, KeyExchange as K, Mac, Mode, Suite};

/// A policy.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// Never changes.
    pub id: &'static str,
    pub name: &'static str,
    pub source: &'static str,
    /// The least version of TLS.
    pub min_version: Version,
    /// TLS 1.3 has to be offered.
    pub needs_tls13: bool,
    /// Extended master secret has to be offered where TLS 1.2 is.
    pub needs_extended_master_secret: bool,
    /// Encrypt-then-MAC has to be offered where CBC is.
    pub needs_encrypt_then_mac: bool,
    pub key_exchanges: &'static [K],
    pub ciphers: &'static [Cipher],
    pub modes: &'static [Mode],
    /// Whether DSA may sign.
    pub allows_dss: bool,
    /// Whether records may be checked with HMAC-SHA1.
    pub allows_hmac_sha1: bool,
    /// Only PKCS#1 v1.5 among RSA's signatures is a departure.
    pub needs_pss: bool,
    /// Extensions that shall not be offered.
    pub unwanted: &'static [u16],
    /// What cannot be checked here, or needs to be known.
    pub remark: &'static str,
}

/// Where a hello departs from a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    pub what: String,
}

const AES: &[Cipher] = &[Cipher::Aes128, Cipher::Aes256];
const AES_CHACHA: &[Cipher] = &[Cipher::Aes128, Cipher::Aes256, Cipher::ChaCha20Poly1305];

#[rustfmt::skip]
static IETF: Profile = Profile {
    id: "ietf", name: "RFC 9325 with RFC 10015", source: "RFC 9325 (BCP 195), RFC 10015",
    min_version: Version::TLS12, needs_tls13: false, needs_extended_master_secret: true, needs_encrypt_then_mac: true,
    key_exchanges: &[K::Ecdhe, K::EcdhePsk, K::Psk, K::Tls13],
    ciphers: &[Cipher::Aes128, Cipher::Aes256, Cipher::ChaCha20Poly1305, Cipher::Camellia128, Cipher::Camellia256, Cipher::Aria128, Cipher::Aria256, Cipher::Sm4],
    modes: &[Mode::Gcm, Mode::Ccm, Mode::Ccm8, Mode::Aead, Mode::Cbc],
    allows_dss: false, allows_hmac_sha1: true, needs_pss: false, unwanted: &[ext::TRUNCATED_HMAC],
    remark: "CBC is allowed with encrypt-then-MAC. Early data is allowed where the application's protocol says when it is safe.",
};

/// All policies besides that.
#[rustfmt::skip]
static OTHERS: &[Profile] = &[
    Profile {
        id: "mozilla-modern", name: "Mozilla Modern", source: "Mozilla Server Side TLS 5.8",
        min_version: Version::TLS13, needs_tls13: true, needs_extended_master_secret: false, needs_encrypt_then_mac: false,
        key_exchanges: &[K::Tls13], ciphers: AES_CHACHA, modes: &[Mode::Gcm, Mode::Aead],
        allows_dss: false, allows_hmac_sha1: false, needs_pss: false, unwanted: &[],
        remark: "Written for servers: a client that keeps it can talk to all of them.",
    },
    Profile {
        id: "mozilla-intermediate", name: "Mozilla Intermediate", source: "Mozilla Server Side TLS 5.8",
        min_version: Version::TLS12, needs_tls13: false, needs_extended_master_secret: false, needs_encrypt_then_mac: false,
        key_exchanges: &[K::Ecdhe, K::Tls13], ciphers: AES_CHACHA, modes: &[Mode::Gcm, Mode::Aead],
        allows_dss: false, allows_hmac_sha1: false, needs_pss: false, unwanted: &[],
        remark: "Written for servers: a client that keeps it can talk to all of them.",
    },
    Profile {
        id: "mozilla-old", name: "Mozilla Old", source: "Mozilla Server Side TLS 5.8",
        min_version: Version::TLS10, needs_tls13: false, needs_extended_master_secret: false, needs_encrypt_then_mac: false,
        key_exchanges: &[K::Ecdhe, K::Dhe, K::Rsa, K::Tls13],
        ciphers: &[Cipher::Aes128, Cipher::Aes256, Cipher::ChaCha20Poly1305, Cipher::TripleDes],
        modes: &[Mode::Gcm, Mode::Aead, Mode::Cbc], allows_dss: false, allows_hmac_sha1: true, needs_pss: false, unwanted: &[],
        remark: "For servers that must serve very old clients.",
    },
    Profile {
        id: "bsi", name: "BSI TR-02102-2 (2026-01)", source: "BSI TR-02102-2, version 2026-01, section 3",
        min_version: Version::TLS12, needs_tls13: false, needs_extended_master_secret: true, needs_encrypt_then_mac: true,
        key_exchanges: &[K::Ecdhe, K::Dhe, K::EcdhePsk, K::DhePsk, K::RsaPsk, K::Tls13], ciphers: AES,
        modes: &[Mode::Gcm, Mode::Ccm, Mode::Cbc], allows_dss: true, allows_hmac_sha1: false, needs_pss: true,
        unwanted: &[ext::TRUNCATED_HMAC, ext::HEARTBEAT, ext::EARLY_DATA],
        remark: "TLS 1.2 until the end of 2031, DHE and DSA until the end of 2029. CBC with SHA-256 or SHA-384 and the suites with pre-shared keys are taken from earlier versions of the guideline: whether 2026-01 still has each of them is not checked here.",
    },
    Profile {
        id: "nist", name: "NIST SP 800-52r2", source: "NIST SP 800-52 Revision 2 (2019), sections 3 and 4",
        min_version: Version::TLS12, needs_tls13: true, needs_extended_master_secret: true, needs_encrypt_then_mac: true,
        key_exchanges: &[K::Ecdhe, K::Dhe, K::Ecdh, K::Dh, K::Tls13], ciphers: AES,
        modes: &[Mode::Gcm, Mode::Ccm, Mode::Ccm8, Mode::Cbc],
        allows_dss: true, allows_hmac_sha1: true, needs_pss: false, unwanted: &[ext::EARLY_DATA],
        remark: "TLS 1.3 has to be supported since 2024. RSA key transport and pre-shared keys stand in appendices, for a transition and for closed networks only, and count as departures. It is older than RFC 10015 and still lists DHE and static Diffie-Hellman.",
    },
    Profile {
        id: "embedded", name: "Embedded, realistic", source: "RFC 7925, RFC 9325, RFC 10015",
        min_version: Version::TLS12, needs_tls13: false, needs_extended_master_secret: true, needs_encrypt_then_mac: false,
        key_exchanges: &[K::Ecdhe, K::EcdhePsk, K::Psk, K::EcJPake, K::Tls13], ciphers: AES_CHACHA,
        modes: &[Mode::Gcm, Mode::Ccm, Mode::Ccm8, Mode::Aead],
        allows_dss: false, allows_hmac_sha1: false, needs_pss: false, unwanted: &[ext::TRUNCATED_HMAC],
        remark: "Takes strong pre-shared keys and tags of 64 bits, which small devices need; rules still flag them.",
    },
];

/// All policies; the first is used where none is chosen.
pub fn profiles() -> impl Iterator<Item = &'static Profile> {
    std::iter::once(&IETF).chain(OTHERS)
}

/// The policy by its id.
pub fn profile(id: &str) -> Option<&'static Profile> {
    profiles().find(|p| p.id == id)
}

/// The policy that is used where none is chosen.
pub fn default_profile() -> &'static Profile {
    &IETF
}

impl Profile {
    /// Why the policy does not allow a suite; `None`: it does.
    pub fn objection(&self, s: &Suite) -> Option<&'static str> {
        if !self.key_exchanges.contains(&s.kx) {
            Some("its key exchange")
        } else if suite_facts::facts(s.id).grade == SuiteGrade::Insecure || !self.ciphers.contains(&s.cipher)
        {
            Some("its cipher")
        } else if !self.modes.contains(&s.mode) {
            Some("its mode")
        } else if s.auth == Auth::Dss && !self.allows_dss {
            Some("DSA")
        } else if s.mac == Mac::Sha1 && !self.allows_hmac_sha1 {
            Some("its MAC")
        } else {
            None
        }
    }
}

/// Where a hello departs from a policy.
pub fn departures(f: &HelloFacts, p: &Profile) -> Vec<Departure> {
    let mut out = Vec::new();
    let mut say = |what: String| out.push(Departure { what });
    if f.max_version() < p.min_version.0 {
        say(format!("It offers {} at most; the policy wants {}.", Version(f.max_version()), p.min_version));
    } else if let Some(old) = f.versions().into_iter().filter(|v| *v < p.min_version.0).min() {
        say(format!("It offers {}, too; the policy wants {} or newer.", Version(old), p.min_version));
    }
    if p.needs_tls13 && !f.offers_tls13() {
        say("It does not offer TLS 1.3.".into());
    }
    if p.needs_extended_master_secret
        && f.offers_before_tls13()
        && !f.hello.offers(ext::EXTENDED_MASTER_SECRET)
    {
        say("It does not offer extended master secret.".into());
    }
    let mut objected: Vec<(&str, Vec<&str>)> = Vec::new();
    for s in real_suites(&f.hello) {
        if let Some(why) = p.objection(s) {
            match objected.iter_mut().find(|(w, _)| *w == why) {
                Some((_, names)) => names.push(s.name),
                None => objected.push((why, vec![s.name])),
            }
        }
    }
    for (why, names) in objected {
        let are = if names.len() == 1 { "suite is" } else { "suites are" };
        say(format!("{} {are} not allowed for {why}: {}.", names.len(), names.join(", ")));
    }
    let cbc = real_suites(&f.hello).any(|s| s.mode == Mode::Cbc && p.objection(s).is_none());
    if p.needs_encrypt_then_mac && cbc && !f.hello.offers(ext::ENCRYPT_THEN_MAC) {
        say("It offers CBC without encrypt-then-MAC.".into());
    }
    for kind in p.unwanted.iter().filter(|kind| f.hello.offers(**kind)) {
        say(format!("It offers {}.", extension_name(u64::from(*kind)).unwrap_or("an unwanted extension")));
    }
    let pkcs1 = f.hello.signature_algorithms.iter().any(|s| matches!(s, 0x0401 | 0x0501 | 0x0601));
    if p.needs_pss && pkcs1 {
        say("It accepts RSA signatures with PKCS#1 v1.5 padding.".into());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample::{axtls, modern};
    use super::*;

    #[test]
    fn each_policy_takes_a_hello_of_its_kind_and_none_takes_the_founding_one() {
        for p in profiles() {
            assert!(profile(p.id) == Some(p));
            assert!(p.id == "mozilla-old" || !departures(&axtls().facts(), p).is_empty(), "{}", p.id);
        }
        assert!(departures(&modern().facts(), default_profile()).is_empty());
        let mut tls13 = modern();
        tls13.set(43, &[2, 3, 4]);
        tls13.suites = vec![0x1301, 0x1302, 0x1303];
        for id in ["ietf", "mozilla-modern", "mozilla-intermediate", "embedded"] {
            assert_eq!(departures(&tls13.facts(), profile(id).unwrap()), [], "{id}");
        }
    }

    #[test]
    fn departures_name_what_is_wrong() {
        let text = |id: &str| {
            let list = departures(&axtls().facts(), profile(id).unwrap());
            list.into_iter().map(|d| d.what).collect::<Vec<_>>().join(" ")
        };
        assert!(text("ietf").contains("4 suites are not allowed for its key exchange: TLS_RSA_"));
        assert!(text("mozilla-modern").contains("TLS 1.2 at most; the policy wants TLS 1.3"));
        assert!(text("nist").contains("does not offer TLS 1.3"));
        assert!(text("bsi").contains("PKCS#1 v1.5"));
        let holds = |id: &str, s: &super::super::sample::Sample, part: &str| {
            departures(&s.facts(), profile(id).unwrap()).iter().any(|d| d.what.contains(part))
        };
        let mut cbc = modern();
        cbc.suites = vec![0xc027, 0xc013];
        for id in ["ietf", "bsi", "nist"] {
            assert!(holds(id, &cbc, "without encrypt-then-MAC"), "{id}");
        }
        assert!(holds(
            "bsi",
            &cbc,
            "1 suite is not allowed for its MAC: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA."
        ));
        cbc.set(ext::ENCRYPT_THEN_MAC, &[]);
        assert!(!holds("nist", &cbc, "CBC"));
        let mut early = modern();
        early.set(ext::EARLY_DATA, &[]);
        early.set(ext::TRUNCATED_HMAC, &[]);
        assert!(holds("bsi", &early, "It offers early_data.") && !holds("ietf", &early, "early_data"));
        assert!(holds("ietf", &early, "It offers truncated_hmac."));
        let mut psk = modern();
        psk.suites = vec![0xc0a8];
        assert!(departures(&psk.facts(), profile("embedded").unwrap()).is_empty());
    }
}
