//! Opening one record, alone and in any order: its bytes, its number and its direction's keys give
//! plaintext or the reason why not. Nothing unproved is handed out.

use std::sync::Arc;

use aes::cipher::array::Array;
use aes::cipher::consts::U16;
use aes::cipher::inout::InOutBuf;
use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit};
use aes::{Aes128Dec, Aes256Dec};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use hmac::Hmac;
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384};
use zeroize::Zeroizing;

use super::record::{ContentType, Version};
use super::schedule::{DirectionKeys, Parameters};
use super::suite::{Cipher, Mac, Mode, Suite};

/// The keys of one direction, ready for use. Cheap to clone, and may be used by many threads at once.
#[derive(Clone)]
pub struct Opener(Arc<Protection>);

struct Protection {
    version: Version,
    method: Method,
}

enum Method {
    /// NULL ciphers: the text is in the clear and a MAC follows.
    MacOnly {
        mac: MacKey,
    },
    Cbc {
        cipher: Box<CbcCipher>,
        mac: MacKey,
        encrypt_then_mac: bool,
        first_iv: Block,
    },
    /// AEAD with part of the nonce in the record (RFC 5288).
    ExplicitNonce {
        cipher: Aead,
        salt: [u8; 4],
    },
}

type Block = [u8; BLOCK_LEN];
const BLOCK_LEN: usize = 16;
const GCM_EXPLICIT_NONCE_LEN: usize = 8;
const GCM_TAG_LEN: usize = 16;

/// A record as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct SealedRecord<'a> {
    pub content_type: ContentType,
    /// Version in the record's header.
    pub version: Version,
    /// Number of the record in its direction since the last ChangeCipherSpec, from 0.
    pub sequence: u64,
    /// What follows the header.
    pub fragment: &'a [u8],
    /// Fragment of the record before, or its last 64 bytes, if [`Opener::needs_previous`] and
    /// `sequence` is not 0.
    pub previous_fragment: Option<&'a [u8]>,
}

/// What an opened record was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Type of the plaintext; in TLS 1.3 it is not the record's.
    pub content_type: ContentType,
    pub proof: Proof,
    pub layout: RecordLayout,
}

/// What showed that keys and bytes are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Mac(Mac),
    /// The AEAD's tag.
    Tag,
}

/// The parts of a fragment, in bytes. Their sum is its length.
///
/// In order: explicit IV or nonce, data, MAC or tag, padding; with encrypt-then-MAC the padding
/// comes before the MAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordLayout {
    pub explicit_nonce: usize,
    pub data: usize,
    pub mac: usize,
    /// Includes the byte that says how much padding there is.
    pub padding: usize,
}

/// A record's plaintext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plaintext {
    pub bytes: Vec<u8>,
    pub opened: Opened,
}

/// Why a record stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    #[error("the record has {len} bytes, too few for this cipher suite (at least {needed})")]
    TooShort { len: usize, needed: usize },
    #[error("the ciphertext of {len} bytes is not whole blocks of {block} bytes")]
    NotBlockMultiple { len: usize, block: usize },
    #[error("the padding is wrong after decryption: wrong key, or a record is missing or damaged")]
    BadPadding,
    #[error("bad MAC: wrong key, or a record is missing or damaged")]
    BadMac,
    #[error("bad authentication tag: wrong key, or a record is missing or damaged")]
    BadTag,
    #[error("the record before is needed to open this one, and is not there")]
    NoPreviousRecord,
}

/// Version or cipher suite that cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("opening {version} records of {} is not supported", suite.name)]
pub struct Unsupported {
    pub version: Version,
    pub suite: &'static Suite,
}

impl Opener {
    /// Prepares the keys of one direction.
    pub fn new(parameters: &Parameters, keys: &DirectionKeys) -> Result<Self, Unsupported> {
        let unsupported = Unsupported { version: parameters.version, suite: parameters.suite };
        let method = Method::new(parameters, keys).ok_or(unsupported)?;
        Ok(Self(Arc::new(Protection { version: parameters.version, method })))
    }

    /// Whether opening a record needs the end of the one before: CBC in TLS 1.0.
    pub fn needs_previous(&self) -> bool {
        matches!(self.0.method, Method::Cbc { .. }) && !self.0.has_explicit_iv()
    }

    /// Opens a record into a buffer of its own.
    pub fn open(&self, record: &SealedRecord<'_>) -> Result<Plaintext, Closed> {
        let mut bytes = Vec::new();
        let opened = self.open_into(record, &mut bytes)?;
        Ok(Plaintext { bytes, opened })
    }

    /// Opens a record; `out` then holds its plaintext alone, or nothing after an error.
    pub fn open_into(&self, record: &SealedRecord<'_>, out: &mut Vec<u8>) -> Result<Opened, Closed> {
        out.clear();
        let result = match &self.0.method {
            Method::MacOnly { mac } => open_mac_only(mac, record, out),
            Method::Cbc { cipher, mac, encrypt_then_mac, first_iv } => {
                let explicit_iv = self.0.has_explicit_iv();
                Cbc { cipher, mac, encrypt_then_mac: *encrypt_then_mac, first_iv, explicit_iv }
                    .open(record, out)
            }
            Method::ExplicitNonce { cipher, salt } => open_explicit_nonce(cipher, salt, record, out),
        };
        if result.is_err() {
            out.clear();
        }
        result
    }
}

impl Protection {
    fn has_explicit_iv(&self) -> bool {
        self.version >= Version::TLS11
    }
}

impl Method {
    fn new(parameters: &Parameters, keys: &DirectionKeys) -> Option<Self> {
        parameters.prf()?;
        let mac = || MacKey::new(parameters, &keys.mac_key);
        Some(match parameters.suite.mode {
            Mode::Null => Self::MacOnly { mac: mac()? },
            Mode::Cbc => Self::Cbc {
                cipher: Box::new(CbcCipher::new(parameters.suite.cipher, &keys.key)?),
                mac: mac()?,
                encrypt_then_mac: parameters.encrypt_then_mac,
                first_iv: keys.iv.as_slice().try_into().ok()?,
            },
            Mode::Gcm => Self::ExplicitNonce {
                cipher: Aead::new(parameters.suite.cipher, &keys.key)?,
                salt: keys.iv.as_slice().try_into().ok()?,
            },
            _ => return None,
        })
    }
}

fn open_mac_only(mac: &MacKey, record: &SealedRecord<'_>, out: &mut Vec<u8>) -> Result<Opened, Closed> {
    let data = mac.check(record, record.fragment)?;
    out.extend_from_slice(data);
    let layout = RecordLayout { data: data.len(), mac: mac.len, ..RecordLayout::default() };
    Ok(Opened { content_type: record.content_type, proof: Proof::Mac(mac.algorithm), layout })
}

/// CBC, with the MAC before or after the encryption.
struct Cbc<'k> {
    cipher: &'k CbcCipher,
    mac: &'k MacKey,
    encrypt_then_mac: bool,
    first_iv: &'k Block,
    explicit_iv: bool,
}

impl Cbc<'_> {
    fn open(&self, record: &SealedRecord<'_>, out: &mut Vec<u8>) -> Result<Opened, Closed> {
        // Encrypt-then-MAC covers the explicit IV too (RFC 7366 section 3).
        let sealed =
            if self.encrypt_then_mac { self.mac.check(record, record.fragment)? } else { record.fragment };
        let (iv, ciphertext) = self.iv(record, sealed)?;
        if ciphertext.len() % BLOCK_LEN != 0 {
            return Err(Closed::NotBlockMultiple { len: ciphertext.len(), block: BLOCK_LEN });
        }
        out.extend_from_slice(ciphertext);
        self.cipher.decrypt(&iv, out);

        let padding = padding_len(out)?;
        let unpadded = out.len().checked_sub(padding).ok_or(Closed::BadPadding)?;
        let data = if self.encrypt_then_mac {
            unpadded
        } else {
            // Too short for the MAC after a padding that fits: the padding is chance.
            let inside = out.get(..unpadded).unwrap_or_default();
            self.mac.check(record, inside).map_err(|_| Closed::BadMac)?.len()
        };
        out.truncate(data);
        Ok(Opened {
            content_type: record.content_type,
            proof: Proof::Mac(self.mac.algorithm),
            layout: RecordLayout {
                explicit_nonce: sealed.len() - ciphertext.len(),
                data,
                mac: self.mac.len,
                padding,
            },
        })
    }

    /// The IV and what is encrypted with it.
    fn iv<'a>(&self, record: &SealedRecord<'a>, sealed: &'a [u8]) -> Result<(Block, &'a [u8]), Closed> {
        let too_short = |needed| Closed::TooShort { len: record.fragment.len(), needed };
        let mac_outside = if self.encrypt_then_mac { self.mac.len } else { 0 };
        let (iv, ciphertext) = if self.explicit_iv {
            let (iv, ciphertext) =
                sealed.split_first_chunk().ok_or(too_short(2 * BLOCK_LEN + mac_outside))?;
            (*iv, ciphertext)
        } else if record.sequence == 0 {
            (*self.first_iv, sealed)
        } else {
            let last = record
                .previous_fragment
                .and_then(|previous| previous.get(..previous.len().checked_sub(mac_outside)?))
                .and_then(<[u8]>::last_chunk)
                .ok_or(Closed::NoPreviousRecord)?;
            (*last, sealed)
        };
        if ciphertext.is_empty() {
            let explicit = if self.explicit_iv { BLOCK_LEN } else { 0 };
            return Err(too_short(explicit + BLOCK_LEN + mac_outside));
        }
        Ok((iv, ciphertext))
    }
}

/// Bytes of padding at the end, its length byte included; all have to hold the same value
/// (RFC 5246 section 6.2.3.2).
fn padding_len(plain: &[u8]) -> Result<usize, Closed> {
    let &last = plain.last().ok_or(Closed::BadPadding)?;
    let len = usize::from(last) + 1;
    let start = plain.len().checked_sub(len).ok_or(Closed::BadPadding)?;
    let padding = plain.get(start..).unwrap_or_default();
    if padding.iter().all(|&byte| byte == last) { Ok(len) } else { Err(Closed::BadPadding) }
}

fn open_explicit_nonce(
    cipher: &Aead,
    salt: &[u8; 4],
    record: &SealedRecord<'_>,
    out: &mut Vec<u8>,
) -> Result<Opened, Closed> {
    let too_short =
        Closed::TooShort { len: record.fragment.len(), needed: GCM_EXPLICIT_NONCE_LEN + GCM_TAG_LEN };
    let (explicit, sealed) = record.fragment.split_at_checked(GCM_EXPLICIT_NONCE_LEN).ok_or(too_short)?;
    let (ciphertext, tag) = sealed.split_last_chunk::<GCM_TAG_LEN>().ok_or(too_short)?;
    let mut nonce = [0; 12];
    for (to, from) in nonce.iter_mut().zip(salt.iter().chain(explicit)) {
        *to = *from;
    }
    let additional = pseudo_header(record, ciphertext.len());
    out.resize(ciphertext.len(), 0);
    let buffer = InOutBuf::new(ciphertext, out).map_err(|_| too_short)?;
    cipher.open(&nonce, &additional, buffer, tag).ok_or(Closed::BadTag)?;
    let layout =
        RecordLayout { explicit_nonce: explicit.len(), data: ciphertext.len(), mac: GCM_TAG_LEN, padding: 0 };
    Ok(Opened { content_type: record.content_type, proof: Proof::Tag, layout })
}

/// What MAC and AEAD cover beside the content: sequence number, type, version and length.
fn pseudo_header(record: &SealedRecord<'_>, len: usize) -> [u8; 13] {
    let [a, b, c, d, e, f, g, h] = record.sequence.to_be_bytes();
    let [major, minor] = record.version.0.to_be_bytes();
    // A fragment's length is a 16 bit number on the wire.
    let [high, low] = u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes();
    [a, b, c, d, e, f, g, h, record.content_type.0, major, minor, high, low]
}

/// A block cipher's prepared keys.
enum CbcCipher {
    Aes128(Aes128Dec),
    Aes256(Aes256Dec),
}

impl CbcCipher {
    fn new(cipher: Cipher, key: &[u8]) -> Option<Self> {
        Some(match cipher {
            Cipher::Aes128 => Self::Aes128(Aes128Dec::new_from_slice(key).ok()?),
            Cipher::Aes256 => Self::Aes256(Aes256Dec::new_from_slice(key).ok()?),
            _ => return None,
        })
    }

    /// Decrypts whole blocks in place.
    fn decrypt(&self, iv: &Block, data: &mut [u8]) {
        fn run<C: BlockCipherDecrypt<BlockSize = U16>>(cipher: &C, iv: &Block, data: &mut [u8]) {
            let (blocks, _) = Array::slice_as_chunks_mut(data);
            cbc::Decryptor::inner_iv_init(cipher, &Array(*iv)).decrypt_blocks(blocks);
        }
        match self {
            Self::Aes128(cipher) => run(cipher, iv, data),
            Self::Aes256(cipher) => run(cipher, iv, data),
        }
    }
}

/// An AEAD's prepared keys.
enum Aead {
    Aes128Gcm(Box<Aes128Gcm>),
    Aes256Gcm(Box<Aes256Gcm>),
}

impl Aead {
    fn new(cipher: Cipher, key: &[u8]) -> Option<Self> {
        Some(match cipher {
            Cipher::Aes128 => Self::Aes128Gcm(Box::new(Aes128Gcm::new_from_slice(key).ok()?)),
            Cipher::Aes256 => Self::Aes256Gcm(Box::new(Aes256Gcm::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        additional: &[u8],
        buffer: InOutBuf<'_, '_, u8>,
        tag: &[u8; 16],
    ) -> Option<()> {
        let (nonce, tag) = (Array(*nonce), Array(*tag));
        match self {
            Self::Aes128Gcm(cipher) => cipher.decrypt_inout_detached(&nonce, additional, buffer, &tag),
            Self::Aes256Gcm(cipher) => cipher.decrypt_inout_detached(&nonce, additional, buffer, &tag),
        }
        .ok()
    }
}

/// A MAC's prepared key.
struct MacKey {
    algorithm: Mac,
    /// Bytes of MAC in a record.
    len: usize,
    state: MacState,
}

enum MacState {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Box<Hmac<Sha384>>),
}

impl MacKey {
    fn new(parameters: &Parameters, key: &Zeroizing<Vec<u8>>) -> Option<Self> {
        let algorithm = parameters.suite.mac;
        let state = match algorithm {
            Mac::Md5 => MacState::Md5(KeyInit::new_from_slice(key).ok()?),
            Mac::Sha1 => MacState::Sha1(KeyInit::new_from_slice(key).ok()?),
            Mac::Sha256 => MacState::Sha256(KeyInit::new_from_slice(key).ok()?),
            Mac::Sha384 => MacState::Sha384(Box::new(KeyInit::new_from_slice(key).ok()?)),
            _ => return None,
        };
        Some(Self { algorithm, len: parameters.mac_len_bytes(), state })
    }

    /// Splits the MAC off the end and checks it over the rest, which is returned.
    fn check<'a>(&self, record: &SealedRecord<'_>, sealed: &'a [u8]) -> Result<&'a [u8], Closed> {
        let too_short = Closed::TooShort { len: sealed.len(), needed: self.len };
        let at = sealed.len().checked_sub(self.len).ok_or(too_short)?;
        let (content, mac) = sealed.split_at_checked(at).ok_or(too_short)?;
        let header = pseudo_header(record, content.len());
        let good = match &self.state {
            MacState::Md5(state) => verify(state, &header, content, mac),
            MacState::Sha1(state) => verify(state, &header, content, mac),
            MacState::Sha256(state) => verify(state, &header, content, mac),
            MacState::Sha384(state) => verify(&**state, &header, content, mac),
        };
        if good { Ok(content) } else { Err(Closed::BadMac) }
    }
}

fn verify<M: hmac::Mac + Clone>(keyed: &M, header: &[u8], content: &[u8], mac: &[u8]) -> bool {
    let mut state = keyed.clone();
    state.update(header);
    state.update(content);
    state.verify_truncated_left(mac).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::Side;
    use super::super::fixture::{Record, file, keyring, open_session, records};
    use super::*;

    /// The sealed records of the server and what opens them.
    fn sealed(pcap: &[u8]) -> (Opener, Vec<Record>) {
        let records = records(pcap, 0);
        let session = open_session(&records, &keyring(&[file!("srv2048.key")]).snapshot()).unwrap();
        let changed = |r: &Record| r.header.content_type == ContentType::CHANGE_CIPHER_SPEC;
        let after = records[1].iter().position(changed).unwrap() + 1;
        (session.keys[0].opener(Side::Server).clone(), records[1][after..].to_vec())
    }

    fn record(records: &[Record], at: usize) -> SealedRecord<'_> {
        SealedRecord {
            content_type: records[at].header.content_type,
            version: records[at].header.version,
            sequence: at as u64,
            fragment: &records[at].fragment,
            previous_fragment: at.checked_sub(1).map(|before| &records[before].fragment[..]),
        }
    }

    const CAPTURES: [&[u8]; 6] = [
        file!("rsa-tls10-aes128-sha-mac-then-encrypt.pcap"),
        file!("rsa-tls10-aes256-sha.pcap"),
        file!("rsa-noetm-tls11-aes128-sha.pcap"),
        file!("rsa-tls12-aes256-sha.pcap"),
        file!("rsa-noems-aes256-gcm-sha384.pcap"),
        file!("rsa-tls12-null-sha256.pcap"),
    ];

    #[test]
    fn records_open_in_any_order_into_one_buffer() {
        for pcap in CAPTURES {
            let (opener, records) = sealed(pcap);
            let mut out = b"what was in the buffer before".to_vec();
            for at in (0..records.len()).rev() {
                let sealed = record(&records, at);
                let opened = opener.open_into(&sealed, &mut out).unwrap();
                let RecordLayout { explicit_nonce, data, mac, padding } = opened.layout;
                assert_eq!(data, out.len());
                assert_eq!(explicit_nonce + data + mac + padding, sealed.fragment.len());
                assert_eq!(opener.open(&sealed).unwrap().bytes, out);
            }
        }
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        for pcap in CAPTURES {
            let (opener, records) = sealed(pcap);
            let whole = record(&records, 1);
            let mut out = Vec::new();
            for at in 0..whole.fragment.len() {
                let mut fragment = whole.fragment.to_vec();
                fragment[at] ^= 0x40;
                assert!(opener.open_into(&SealedRecord { fragment: &fragment, ..whole }, &mut out).is_err());
                assert!(out.is_empty());
                let cut = SealedRecord { fragment: &whole.fragment[..at], ..whole };
                assert!(opener.open_into(&cut, &mut out).is_err() && out.is_empty());
            }
            for wrong in [
                SealedRecord { sequence: 2, ..whole },
                SealedRecord { content_type: ContentType::ALERT, ..whole },
                SealedRecord { version: Version(0x0300), ..whole },
            ] {
                assert!(matches!(opener.open(&wrong), Err(Closed::BadMac | Closed::BadTag)));
            }
        }
    }

    #[test]
    fn cbc_of_tls_1_0_needs_the_record_before() {
        for pcap in &CAPTURES[..2] {
            let (opener, records) = sealed(pcap);
            assert!(opener.needs_previous());
            let whole = record(&records, 1);
            let alone = SealedRecord { previous_fragment: None, ..whole };
            assert_eq!(opener.open(&alone).err(), Some(Closed::NoPreviousRecord));
            let before = &records[0].fragment;
            let end = before.get(before.len().saturating_sub(64)..);
            assert!(opener.open(&SealedRecord { previous_fragment: end, ..whole }).is_ok());
        }
        for pcap in &CAPTURES[2..] {
            assert!(!sealed(pcap).0.needs_previous());
        }
    }

    #[test]
    fn causes_are_told_apart() {
        let (cbc, records) = sealed(CAPTURES[2]);
        let with = |fragment| SealedRecord { fragment, ..record(&records, 1) };
        assert_eq!(cbc.open(&with(&[0; 9])).err(), Some(Closed::TooShort { len: 9, needed: 32 }));
        assert_eq!(cbc.open(&with(&[0; 16])).err(), Some(Closed::TooShort { len: 16, needed: 32 }));
        assert_eq!(cbc.open(&with(&[0; 49])).err(), Some(Closed::NotBlockMultiple { len: 33, block: 16 }));
        assert_eq!(cbc.open(&with(&[0; 64])).err(), Some(Closed::BadPadding));
        let (gcm, records) = sealed(CAPTURES[4]);
        let with = |fragment| SealedRecord { fragment, ..record(&records, 1) };
        assert_eq!(gcm.open(&with(&[0; 23])).err(), Some(Closed::TooShort { len: 23, needed: 24 }));
        assert_eq!(gcm.open(&with(&[0; 24])).err(), Some(Closed::BadTag));
    }

    #[test]
    fn padding_is_checked_to_its_last_byte() {
        assert_eq!(padding_len(&[7, 0]), Ok(1));
        assert_eq!(padding_len(&[7, 2, 2, 2]), Ok(3));
        assert_eq!(padding_len(&[0]), Ok(1));
        assert_eq!(padding_len(&[7, 1, 2, 2]), Err(Closed::BadPadding));
        assert_eq!(padding_len(&[2, 2]), Err(Closed::BadPadding));
        assert_eq!(padding_len(&[]), Err(Closed::BadPadding));
    }

    #[test]
    fn openers_are_shared_by_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Opener>();
    }
}
