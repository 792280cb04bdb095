//! What a cipher suite's number means: key exchange, authentication, cipher, mode, MAC and PRF.
//! The rows themselves are in `suite_table.rs`; how keys are cut for a suite is in `schedule.rs`.

/// One cipher suite. `name` is written as Wireshark writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suite {
    pub id: u16,
    pub name: &'static str,
    pub kx: KeyExchange,
    pub auth: Auth,
    pub cipher: Cipher,
    pub mode: Mode,
    pub mac: Mac,
    /// Hash of the PRF in TLS 1.2 (RFC 5246 section 5) and of HKDF in TLS 1.3. Older versions do not use it.
    pub prf: PrfHash,
}

impl Suite {
    /// Keys are made weak on purpose, and made another way (RFC 2246 section 6.3.1). That holds for
    /// the 56 bit suites with whole DES too, so the name tells it.
    pub fn is_export(&self) -> bool {
        self.name.contains("_EXPORT")
    }
}

/// How both sides come to the premaster secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyExchange {
    Null,
    /// The client encrypts the premaster with the certificate's RSA key.
    Rsa,
    /// As `Rsa`, with a temporary 512 or 1024 bit key where the certificate's is longer (RFC 2246 section 7.4.3).
    RsaExport,
    /// Fixed Diffie-Hellman key in the certificate.
    Dh,
    Dhe,
    DhAnon,
    /// Fixed elliptic curve key in the certificate.
    Ecdh,
    Ecdhe,
    EcdhAnon,
    Psk,
    RsaPsk,
    DhePsk,
    EcdhePsk,
    Krb5,
    Srp,
    EccPwd,
    EcJPake,
    Gost,
    Fortezza,
    /// GB/T 38636: premaster encrypted with an SM2 key.
    Sm2,
    /// GB/T 38636: identity based.
    Ibc,
    /// TLS 1.3: the suite says nothing of the key exchange.
    Tls13,
    /// Not a suite: a signal (SCSV, RFC 7507 and 5746) or a GREASE value (RFC 8701).
    Signal,
}

impl KeyExchange {
    /// The name used in suites and in texts for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Rsa => "RSA",
            Self::RsaExport => "RSA_EXPORT",
            Self::Dh => "DH",
            Self::Dhe => "DHE",
            Self::DhAnon => "DH_anon",
            Self::Ecdh => "ECDH",
            Self::Ecdhe => "ECDHE",
            Self::EcdhAnon => "ECDH_anon",
            Self::Psk => "PSK",
            Self::RsaPsk => "RSA_PSK",
            Self::DhePsk => "DHE_PSK",
            Self::EcdhePsk => "ECDHE_PSK",
            Self::Krb5 => "KRB5",
            Self::Srp => "SRP",
            Self::EccPwd => "ECCPWD",
            Self::EcJPake => "ECJPAKE",
            Self::Gost => "GOST",
            Self::Fortezza => "FORTEZZA_KEA",
            Self::Sm2 => "ECC (SM2)",
            Self::Ibc => "IBC",
            Self::Tls13 => "TLS 1.3 key share",
            Self::Signal => "none",
        }
    }
}

/// How the server shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Auth {
    None,
    Rsa,
    Dss,
    Ecdsa,
    Psk,
    Krb5,
    Srp,
    EccPwd,
    EcJPake,
    Gost,
    Sm2,
    Ibc,
    /// TLS 1.3: by certificate or pre-shared key, whatever the suite.
    Any,
}

/// The cipher with its key size; `…Export…` are the weakened keys of RFC 2246 section 6.3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cipher {
    Null,
    Rc4Export40,
    Rc4Export56,
    Rc4,
    Rc2Export40,
    Rc2Export56,
    DesExport40,
    Des,
    TripleDes,
    Idea,
    Seed,
    Aes128,
    Aes256,
    Camellia128,
    Camellia256,
    Aria128,
    Aria256,
    ChaCha20Poly1305,
    Salsa20,
    EstreamSalsa20,
    Sm1,
    Sm4,
    Aegis128L,
    Aegis256,
    Gost28147,
    Kuznyechik,
    Magma,
    Fortezza,
}

impl Cipher {
    /// Bytes of key that one direction takes from the key block.
    pub fn key_len_bytes(self) -> usize {
        match self {
            Self::Null => 0,
            Self::Rc4Export40 | Self::Rc2Export40 | Self::DesExport40 => 5,
            Self::Rc4Export56 | Self::Rc2Export56 => 7,
            Self::Des => 8,
            Self::Fortezza => 10,
            Self::TripleDes => 24,
            Self::Rc4
            | Self::Idea
            | Self::Seed
            | Self::Aes128
            | Self::Camellia128
            | Self::Aria128
            | Self::Sm1
            | Self::Sm4
            | Self::Aegis128L => 16,
            Self::Aes256
            | Self::Camellia256
            | Self::Aria256
            | Self::ChaCha20Poly1305
            | Self::Salsa20
            | Self::EstreamSalsa20
            | Self::Aegis256
            | Self::Gost28147
            | Self::Kuznyechik
            | Self::Magma => 32,
        }
    }

    /// Bytes of the key that seals records: with export ciphers more than they take from the key
    /// block (RFC 2246 section 6.3.1).
    pub fn final_key_len_bytes(self) -> usize {
        match self {
            Self::Rc4Export40 | Self::Rc4Export56 | Self::Rc2Export40 | Self::Rc2Export56 => 16,
            Self::DesExport40 => 8,
            other => other.key_len_bytes(),
        }
    }

    pub fn is_rc4(self) -> bool {
        matches!(self, Self::Rc4 | Self::Rc4Export40 | Self::Rc4Export56)
    }

    /// Bytes of one block; 0 for stream ciphers.
    pub fn block_len_bytes(self) -> usize {
        match self {
            Self::Null
            | Self::Rc4Export40
            | Self::Rc4Export56
            | Self::Rc4
            | Self::ChaCha20Poly1305
            | Self::Salsa20
            | Self::EstreamSalsa20
            | Self::Aegis128L
            | Self::Aegis256 => 0,
            Self::Rc2Export40
            | Self::Rc2Export56
            | Self::DesExport40
            | Self::Des
            | Self::TripleDes
            | Self::Idea
            | Self::Gost28147
            | Self::Magma
            | Self::Fortezza => 8,
            Self::Seed
            | Self::Aes128
            | Self::Aes256
            | Self::Camellia128
            | Self::Camellia256
            | Self::Aria128
            | Self::Aria256
            | Self::Sm1
            | Self::Sm4
            | Self::Kuznyechik => 16,
        }
    }
}

/// How the cipher is run over a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    Null,
    Stream,
    Cbc,
    Gcm,
    /// Tag of 16 bytes (RFC 6655).
    Ccm,
    /// Tag of 8 bytes (RFC 6655).
    Ccm8,
    /// The cipher is an AEAD of its own: ChaCha20-Poly1305 (RFC 7905), AEGIS.
    Aead,
    Ctr,
    /// Multilinear Galois mode (RFC 9058).
    Mgm,
}

/// What proves a record unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mac {
    Null,
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sm3,
    Gost28147Imit,
    GostR3411,
    Omac,
    /// The cipher's own tag.
    Aead,
}

impl Mac {
    /// Length of the untruncated MAC and of its key; 0 where the cipher has its own tag.
    pub fn len_bytes(self) -> usize {
        match self {
            Self::Null | Self::Aead => 0,
            Self::Gost28147Imit => 4,
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 | Self::Sm3 | Self::GostR3411 => 32,
            Self::Sha384 => 48,
            Self::Omac => 16,
        }
    }
}

/// Hash on which the PRF of TLS 1.2 stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrfHash {
    Sha256,
    Sha384,
    Sha512,
    Sm3,
    GostR3411,
    Streebog256,
}

impl PrfHash {
    /// Bytes of the hash.
    pub fn len_bytes(self) -> usize {
        match self {
            Self::Sha256 | Self::Sm3 | Self::GostR3411 | Self::Streebog256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}
