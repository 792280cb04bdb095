//! What is to be said of a cipher suite: forward secrecy, what deprecates it, attacks that have a
//! name, and which secret opens a session with it. Derived from the parts that `tls/suite_table.rs`
//! gives each suite, so that each fact stands here once.

use super::grade::Grade;
use crate::tls::suite::{Auth, Cipher, KeyExchange as K, Mac, Mode, Suite};
use crate::tls::suite_table::suite;

/// How a suite is judged; the worst of its parts counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuiteGrade {
    /// Not a suite but a signal, or a GREASE value.
    Signal,
    Good,
    Legacy,
    Weak,
    Insecure,
}

impl SuiteGrade {
    /// The word for people and scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Good => "ok",
            Self::Legacy => "legacy",
            Self::Weak => "weak",
            Self::Insecure => "insecure",
        }
    }
}

/// The column "Recommended" of IANA's registry (RFC 9847), as far as it is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recommended {
    Yes,
    Discouraged,
    /// Not recommended: `N` or `D` there.
    No,
}

impl Recommended {
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "Y",
            Self::Discouraged => "D",
            Self::No => "N or D",
        }
    }
}

/// What opens a recorded session with a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpenedBy {
    RsaKey,
    RsaKeyAndPsk,
    Psk,
    /// The key in the server's certificate, where the client's is known, too.
    StaticKey,
    KeyLog,
    /// Nothing is encrypted.
    Nothing,
    /// A signal opens nothing.
    NotASuite,
}

impl OpenedBy {
    /// In two words.
    pub fn short(self) -> &'static str {
        match self {
            Self::RsaKey => "RSA key",
            Self::RsaKeyAndPsk => "RSA key + PSK",
            Self::Psk => "PSK",
            Self::StaticKey => "static key",
            Self::KeyLog => "key log",
            Self::Nothing => "not encrypted",
            Self::NotASuite => "",
        }
    }

    /// For people.
    pub fn text(self) -> &'static str {
        match self {
            Self::RsaKey => "the server's RSA key, or a key log",
            Self::RsaKeyAndPsk => "the server's RSA key and the pre-shared key, or a key log",
            Self::Psk => "the pre-shared key, or a key log",
            Self::StaticKey => "the private key of the server's certificate, or a key log",
            Self::KeyLog => "a key log only",
            Self::Nothing => "nothing: it does not encrypt",
            Self::NotASuite => "not a suite",
        }
    }
}

/// What is said of one suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuiteFacts {
    pub id: u16,
    /// `None`: no registry knows the number.
    pub name: Option<&'static str>,
    pub key_exchange: &'static str,
    pub authentication: &'static str,
    pub cipher: String,
    pub mode: &'static str,
    pub mac: &'static str,
    pub forward_secret: bool,
    pub aead: bool,
    pub recommended: Recommended,
    /// RFCs that say it must not be used, or should not.
    pub deprecated_by: Vec<&'static str>,
    /// Attacks with a name, and properties that are as bad.
    pub attacks: Vec<&'static str>,
    pub opened_by: OpenedBy,
    pub grade: SuiteGrade,
}

/// Suites that IANA marks `Y` and that no later RFC took it from (RFC 8447 section 8, RFC 8446
/// appendix B.4, RFC 8442, RFC 7905).
const RECOMMENDED: &[u16] = &[
    0x1301, 0x1302, 0x1303, 0x1304, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xccac, 0xd001, 0xd002,
    0xd005,
];
/// TLS 1.3 without encryption (RFC 9150).
const INTEGRITY_ONLY: &[u16] = &[0xc0b4, 0xc0b5];

impl SuiteFacts {
    /// The best grade that a hello with this suite alone could have; none for signals.
    pub fn letter(&self) -> Option<Grade> {
        match self.grade {
            SuiteGrade::Signal => None,
            SuiteGrade::Insecure => Some(Grade::F),
            _ if self.name.is_none() => None,
            _ if self.deprecated_by.contains(&"RFC 10015") && !self.forward_secret => Some(Grade::D),
            _ if self.opened_by == OpenedBy::StaticKey => Some(Grade::D),
            SuiteGrade::Weak => Some(Grade::C),
            SuiteGrade::Legacy => Some(Grade::B),
            SuiteGrade::Good if !self.forward_secret => Some(Grade::B),
            SuiteGrade::Good => Some(Grade::A),
        }
    }
}

/// The facts of a suite by its number.
pub fn facts(id: u16) -> SuiteFacts {
    match suite(id) {
        Some(s) => known(s),
        None => SuiteFacts {
            id,
            name: None,
            key_exchange: "unknown",
            authentication: "unknown",
            cipher: "unknown".into(),
            mode: "-",
            mac: "-",
            forward_secret: false,
            aead: false,
            recommended: Recommended::No,
            deprecated_by: Vec::new(),
            attacks: Vec::new(),
            opened_by: OpenedBy::KeyLog,
            grade: SuiteGrade::Legacy,
        },
    }
}

fn known(s: &Suite) -> SuiteFacts {
    let plain = is_unencrypted(s);
    SuiteFacts {
        id: s.id,
        name: Some(s.name),
        key_exchange: s.kx.name(),
        authentication: authentication(s.auth),
        cipher: cipher(s.cipher),
        mode: mode(s.mode),
        mac: mac(s.mac),
        forward_secret: is_forward_secret(s),
        aead: s.mac == Mac::Aead && !plain,
        recommended: recommended(s),
        deprecated_by: deprecated_by(s),
        attacks: attacks(s),
        opened_by: opened_by(s),
        grade: grade(s),
    }
}

/// Keys of later sessions do not follow from the server's long-term key.
pub fn is_forward_secret(s: &Suite) -> bool {
    matches!(
        s.kx,
        K::Dhe
            | K::DhAnon
            | K::Ecdhe
            | K::EcdhAnon
            | K::DhePsk
            | K::EcdhePsk
            | K::EccPwd
            | K::EcJPake
            | K::Tls13
    ) || s.kx == K::Srp
}

/// Records stand in the clear.
pub fn is_unencrypted(s: &Suite) -> bool {
    s.kx != K::Signal && (s.cipher == Cipher::Null || INTEGRITY_ONLY.contains(&s.id))
}

/// RSA key exchange as RFC 10015 means it: the client encrypts the premaster, or with RSA_PSK a
/// part of it, for the server's RSA key.
pub fn is_rsa_key_exchange(s: &Suite) -> bool {
    matches!(s.kx, K::Rsa | K::RsaExport | K::RsaPsk)
}

/// Keys come from a finite-field Diffie-Hellman of this session.
pub fn is_dhe(s: &Suite) -> bool {
    matches!(s.kx, K::Dhe | K::DhePsk)
}

/// Nobody proves who they are.
pub fn is_anonymous(s: &Suite) -> bool {
    matches!(s.kx, K::DhAnon | K::EcdhAnon)
}

/// A block of 64 bits in CBC mode, of a cipher that is still whole: 3DES, IDEA.
pub fn is_small_block(s: &Suite) -> bool {
    matches!(s.cipher, Cipher::TripleDes | Cipher::Idea)
}

fn is_broken_cipher(s: &Suite) -> bool {
    s.is_export()
        || s.cipher.is_rc4()
        || matches!(s.cipher, Cipher::Des | Cipher::DesExport40 | Cipher::Rc2Export40 | Cipher::Rc2Export56)
}

/// NULL, EXPORT, DES, RC2, RC4 or nobody authenticated.
pub fn is_insecure(s: &Suite) -> bool {
    s.kx != K::Signal && (is_unencrypted(s) || is_broken_cipher(s) || is_anonymous(s) || s.kx == K::Null)
}

fn grade(s: &Suite) -> SuiteGrade {
    if s.kx == K::Signal {
        return SuiteGrade::Signal;
    }
    let exchange = match s.kx {
        K::Null | K::DhAnon | K::EcdhAnon => SuiteGrade::Insecure,
        K::Dh | K::Ecdh | K::Krb5 | K::Srp | K::Gost | K::Fortezza | K::Sm2 | K::Ibc => SuiteGrade::Weak,
        K::Rsa | K::RsaExport | K::RsaPsk | K::Dhe | K::DhePsk => SuiteGrade::Legacy,
        K::Ecdhe | K::EccPwd | K::EcJPake | K::Psk | K::EcdhePsk | K::Tls13 | K::Signal => SuiteGrade::Good,
    };
    let cipher = match s.mode {
        _ if is_insecure(s) => SuiteGrade::Insecure,
        _ if is_small_block(s) || s.mac == Mac::Md5 || s.mode == Mode::Stream => SuiteGrade::Weak,
        Mode::Cbc | Mode::Ccm8 | Mode::Ctr => SuiteGrade::Legacy,
        _ => SuiteGrade::Good,
    };
    exchange.max(cipher)
}

fn recommended(s: &Suite) -> Recommended {
    if RECOMMENDED.contains(&s.id) {
        Recommended::Yes
    } else if is_rsa_key_exchange(s) || is_dhe(s) || matches!(s.kx, K::Dh | K::DhAnon | K::Ecdh | K::EcdhAnon)
    {
        Recommended::Discouraged
    } else {
        Recommended::No
    }
}

fn deprecated_by(s: &Suite) -> Vec<&'static str> {
    let mut by = Vec::new();
    if s.kx == K::Signal {
        return by;
    }
    match s.kx {
        K::Rsa | K::RsaExport | K::RsaPsk | K::Dhe | K::DhePsk | K::Dh | K::DhAnon => by.push("RFC 10015"),
        K::Ecdh | K::EcdhAnon => by.push("RFC 10015 (SHOULD NOT)"),
        _ => {}
    }
    if s.is_export() {
        by.push("RFC 4346 (MUST NOT)");
    }
    if s.cipher.is_rc4() {
        by.push("RFC 7465");
    }
    if matches!(s.cipher, Cipher::Des | Cipher::DesExport40 | Cipher::Idea) {
        by.push("RFC 5469");
    }
    if is_unencrypted(s) {
        by.push("RFC 9325 (MUST NOT)");
    }
    by
}

fn attacks(s: &Suite) -> Vec<&'static str> {
    let mut out = Vec::new();
    if s.kx == K::Signal {
        return out;
    }
    match s.kx {
        K::Rsa | K::RsaExport | K::RsaPsk => {
            out.extend(["no forward secrecy", "Bleichenbacher", "DROWN", "ROBOT", "Marvin"]);
        }
        K::Dh => out.extend(["no forward secrecy", "Raccoon"]),
        K::Ecdh => out.extend(["no forward secrecy", "invalid curve"]),
        K::Dhe | K::DhePsk => out.extend(["Logjam", "weak or custom group", "D(HE)at", "Raccoon on reuse"]),
        K::DhAnon | K::EcdhAnon => out.push("no authentication: anyone may be in the middle"),
        K::Psk => out.extend(["no forward secrecy", "dictionary attack on a weak pre-shared key"]),
        _ => {}
    }
    if s.is_export() {
        out.push("FREAK");
    }
    if s.cipher.is_rc4() {
        out.extend(["RC4 NOMORE", "Bar Mitzvah"]);
    }
    if s.mode == Mode::Cbc && s.cipher.block_len_bytes() == 8 {
        out.push("Sweet32");
    }
    if s.mode == Mode::Cbc {
        out.push("Lucky Thirteen and the POODLE family, unless encrypt-then-MAC is agreed");
        if s.mac == Mac::Sha1 || s.mac == Mac::Md5 {
            out.push("BEAST in TLS 1.0");
        }
    }
    if s.mode == Mode::Ccm8 {
        out.push("tag of 64 bits");
    }
    if is_unencrypted(s) {
        out.push("no encryption");
    }
    out
}

fn opened_by(s: &Suite) -> OpenedBy {
    match s.kx {
        K::Signal => OpenedBy::NotASuite,
        _ if is_unencrypted(s) => OpenedBy::Nothing,
        K::Rsa | K::RsaExport => OpenedBy::RsaKey,
        K::RsaPsk => OpenedBy::RsaKeyAndPsk,
        K::Psk => OpenedBy::Psk,
        K::Ecdh => OpenedBy::StaticKey,
        _ => OpenedBy::KeyLog,
    }
}

fn authentication(auth: Auth) -> &'static str {
    match auth {
        Auth::None => "none",
        Auth::Rsa => "RSA",
        Auth::Dss => "DSS",
        Auth::Ecdsa => "ECDSA",
        Auth::Psk => "pre-shared key",
        Auth::Krb5 => "Kerberos",
        Auth::Srp => "SRP password",
        Auth::EccPwd | Auth::EcJPake => "password",
        Auth::Gost => "GOST",
        Auth::Sm2 => "SM2",
        Auth::Ibc => "identity",
        Auth::Any => "certificate or pre-shared key",
    }
}

/// Family and key bits.
fn cipher(cipher: Cipher) -> String {
    let family = match cipher {
        Cipher::Null => return "none".into(),
        Cipher::ChaCha20Poly1305 => return "ChaCha20-Poly1305 256 bit".into(),
        Cipher::Rc4 | Cipher::Rc4Export40 | Cipher::Rc4Export56 => "RC4",
        Cipher::Rc2Export40 | Cipher::Rc2Export56 => "RC2",
        Cipher::Des | Cipher::DesExport40 => "DES",
        Cipher::TripleDes => return "3DES 168 bit (strength 112)".into(),
        Cipher::Idea => "IDEA",
        Cipher::Seed => "SEED",
        Cipher::Aes128 | Cipher::Aes256 => "AES",
        Cipher::Camellia128 | Cipher::Camellia256 => "Camellia",
        Cipher::Aria128 | Cipher::Aria256 => "ARIA",
        Cipher::Salsa20 | Cipher::EstreamSalsa20 => "Salsa20",
        Cipher::Sm1 => "SM1",
        Cipher::Sm4 => "SM4",
        Cipher::Aegis128L => "AEGIS-128L",
        Cipher::Aegis256 => "AEGIS-256",
        Cipher::Gost28147 => "GOST 28147-89",
        Cipher::Kuznyechik => "Kuznyechik",
        Cipher::Magma => "Magma",
        Cipher::Fortezza => "Skipjack",
    };
    let bits = if cipher == Cipher::Des { 56 } else { cipher.key_len_bytes() * 8 };
    format!("{family} {bits} bit")
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Null => "-",
        Mode::Stream => "stream",
        Mode::Cbc => "CBC",
        Mode::Gcm => "GCM",
        Mode::Ccm => "CCM",
        Mode::Ccm8 => "CCM-8",
        Mode::Aead => "AEAD",
        Mode::Ctr => "CTR",
        Mode::Mgm => "MGM",
    }
}

fn mac(mac: Mac) -> &'static str {
    match mac {
        Mac::Null => "none",
        Mac::Md5 => "HMAC-MD5",
        Mac::Sha1 => "HMAC-SHA1",
        Mac::Sha256 => "HMAC-SHA256",
        Mac::Sha384 => "HMAC-SHA384",
        Mac::Sm3 => "HMAC-SM3",
        Mac::Gost28147Imit => "GOST 28147 IMIT",
        Mac::GostR3411 => "HMAC-GOST R 34.11",
        Mac::Omac => "OMAC",
        Mac::Aead => "of the AEAD",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::suite_table::suites;

    #[test]
    fn the_founding_suite_is_opened_by_the_key_and_deprecated_for_the_same_reason() {
        let f = facts(0x003d);
        assert_eq!((f.key_exchange, f.authentication, f.mode, f.mac), ("RSA", "RSA", "CBC", "HMAC-SHA256"));
        assert_eq!(
            (f.cipher.as_str(), f.opened_by, f.grade),
            ("AES 256 bit", OpenedBy::RsaKey, SuiteGrade::Legacy)
        );
        assert!(!f.forward_secret && !f.aead);
        assert_eq!((f.recommended, f.deprecated_by), (Recommended::Discouraged, vec!["RFC 10015"]));
        assert!(f.attacks.contains(&"ROBOT"));
    }

    #[test]
    fn grades_are_those_of_the_worst_part() {
        let grade = |id| facts(id).grade;
        assert_eq!([0x1301, 0xc02f, 0xcca8, 0x00a8].map(grade), [SuiteGrade::Good; 4]);
        assert_eq!([0x009c, 0x009e, 0xc027, 0x1305].map(grade), [SuiteGrade::Legacy; 4]);
        assert_eq!([0x000a, 0xc012, 0xc025].map(grade), [SuiteGrade::Weak; 3]);
        assert_eq!([0x0001, 0x0003, 0x0005, 0x0018, 0xc0b4, 0xc006].map(grade), [SuiteGrade::Insecure; 6]);
        assert_eq!([0x00ff, 0x5600, 0x0a0a].map(grade), [SuiteGrade::Signal; 3]);
    }

    #[test]
    fn letters_say_what_a_hello_with_that_suite_alone_could_be_graded() {
        let letter = |id| facts(id).letter().map(Grade::letter);
        assert_eq!([0x1301, 0xc02f, 0xcca8].map(letter), [Some("A"); 3]);
        assert_eq!([0xc027, 0x009e, 0x00a8, 0x1305].map(letter), [Some("B"); 4]);
        assert_eq!([0xc012, 0x0081].map(letter), [Some("C"); 2]);
        assert_eq!([0x002f, 0x009c, 0x0094, 0x000a, 0xc02d, 0x00a0].map(letter), [Some("D"); 6]);
        assert_eq!([0x0005, 0xc0b4].map(letter), [Some("F"); 2]);
        assert_eq!([0x00ff, 0x0a0a, 0x7777].map(letter), [None; 3]);
    }

    #[test]
    fn only_good_suites_are_recommended_and_aead_is_never_cbc() {
        for s in suites() {
            let f = facts(s.id);
            assert!(
                f.recommended != Recommended::Yes || (f.grade == SuiteGrade::Good && f.forward_secret),
                "{}",
                s.name
            );
            assert!(!(f.aead && f.mode == "CBC"), "{}", s.name);
            let rsa = s.name.starts_with("TLS_RSA_WITH") && s.cipher != Cipher::Null;
            assert!(!rsa || f.opened_by == OpenedBy::RsaKey, "{}", s.name);
        }
        assert_eq!(facts(0x7777).name, None);
        // RFC 10015 lists the suites with RSA_PSK and those where nobody is authenticated, too.
        for id in [0x0094, 0x00ac, 0x0034, 0xc018] {
            assert_eq!(facts(id).recommended, Recommended::Discouraged, "{id:04x}");
            assert!(facts(id).deprecated_by[0].starts_with("RFC 10015"), "{id:04x}");
        }
    }
}
