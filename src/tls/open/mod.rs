//! Opening one record, alone and in any order: its bytes, its number and its direction's keys give
//! plaintext or the reason why not. Nothing unproved is handed out. What a record is and what an
//! opener answers stand here; each way of protection has a file of its own.

use std::sync::Arc;

use super::record::{ContentType, Version};
use super::schedule::{DirectionKeys, Parameters};
use super::suite::{Mac, Mode, Suite};
use super::traffic::{LabelPrefix, Secret};

mod additional_data;
mod aead;
mod cbc;
pub mod compression;
pub mod header_protection;
mod inner_plaintext;
mod mac;
mod sealed;
mod seed;
mod stream;

pub use aead::{Aead, PacketKey};
pub use sealed::{Closed, Opened, Plaintext, Proof, RecordLayout, SealedRecord};

use additional_data::AdditionalData;
use cbc::Cbc;
use mac::MacKey;
use stream::KeyStream;

/// The keys of one direction, ready for use. Cheap to clone, and may be used by many threads at once.
#[derive(Clone)]
pub struct Opener(Arc<Method>);

enum Method {
    /// NULL ciphers: the text is in the clear and a MAC follows.
    MacOnly(MacKey),
    Stream {
        key_stream: Box<KeyStream>,
        mac: MacKey,
    },
    Cbc(Box<Cbc>),
    /// AEAD with part of the nonce in the record (RFC 5288, RFC 6655).
    ExplicitNonce {
        aead: Aead,
        salt: [u8; 4],
    },
    /// AEAD whose nonce is the IV and the record's number (RFC 7905).
    ImplicitNonce(PacketKey),
    /// The same in TLS 1.3, whose records hide their type (RFC 8446 section 5.2).
    Tls13(PacketKey),
}

/// Version or cipher suite that cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("opening {version} records of {} is not supported", suite.name)]
pub struct Unsupported {
    pub version: Version,
    pub suite: &'static Suite,
}

impl Opener {
    /// Prepares the keys of one direction, SSL 3.0 to TLS 1.2 and DTLS 1.0 to 1.2.
    pub fn new(parameters: &Parameters, keys: &DirectionKeys) -> Result<Self, Unsupported> {
        let unsupported = Unsupported { version: parameters.version, suite: parameters.suite };
        Method::new(parameters, keys).map(|method| Self(Arc::new(method))).ok_or(unsupported)
    }

    /// Prepares the direction and stage that a traffic secret of TLS 1.3 or DTLS 1.3 protects.
    pub fn tls13(suite: &'static Suite, secret: &Secret, prefix: LabelPrefix) -> Result<Self, Unsupported> {
        let version = match prefix {
            LabelPrefix::Tls13 => Version::TLS13,
            LabelPrefix::Dtls13 => Version::DTLS13,
        };
        let packet_key = || {
            let keys = secret.record_keys(suite, prefix)?;
            PacketKey::new(suite, &keys.key, &keys.iv)
        };
        let unsupported = Unsupported { version, suite };
        packet_key().map(|key| Self(Arc::new(Method::Tls13(key)))).ok_or(unsupported)
    }

    /// Whether opening a record needs the end of the one before: CBC in SSL 3.0 and TLS 1.0.
    pub fn needs_previous(&self) -> bool {
        matches!(&*self.0, Method::Cbc(cbc) if !cbc.has_explicit_iv())
    }

    /// Whether opening a record needs [`SealedRecord::stream_position`]: RC4.
    pub fn needs_position(&self) -> bool {
        matches!(&*self.0, Method::Stream { .. })
    }

    /// Opens a record into a buffer of its own.
    pub fn open(&self, record: &SealedRecord<'_>) -> Result<Plaintext, Closed> {
        let mut bytes = Vec::new();
        let opened = self.open_into(record, &mut bytes)?;
        Ok(Plaintext { bytes, opened })
    }

    /// Opens a record; `out` then holds its plaintext alone, or nothing after an error.
    pub fn open_into(&self, record: &SealedRecord<'_>, out: &mut Vec<u8>) -> Result<Opened, Closed> {
        let result = self.open_outer(record, out).and_then(|opened| {
            let inner = record.connection_id.is_some() || matches!(&*self.0, Method::Tls13(_));
            if inner { inner_plaintext::strip(out, opened) } else { Ok(opened) }
        });
        if result.is_err() {
            out.clear();
        }
        result
    }

    /// `out` may hold anything before; authenticated ciphers overwrite it.
    fn open_outer(&self, record: &SealedRecord<'_>, out: &mut Vec<u8>) -> Result<Opened, Closed> {
        if matches!(&*self.0, Method::MacOnly(_) | Method::Stream { .. } | Method::Cbc(_)) {
            out.clear();
        }
        match &*self.0 {
            Method::MacOnly(mac) => {
                out.extend_from_slice(record.fragment);
                open_mac_then_encrypted(mac, record, out)
            }
            Method::Stream { key_stream, mac } => {
                out.extend_from_slice(record.fragment);
                key_stream.apply(record.stream_position, out);
                open_mac_then_encrypted(mac, record, out)
            }
            Method::Cbc(cbc) => cbc.open(record, out),
            Method::ExplicitNonce { aead, salt } => aead::open_explicit_nonce(aead, salt, record, out),
            Method::ImplicitNonce(key) => {
                let content_len = record.fragment.len().saturating_sub(key.tag_len_bytes());
                let additional = AdditionalData::of(record, content_len);
                aead::open_implicit_nonce(key, record, &additional, out)
            }
            Method::Tls13(key) => {
                // Drafts up to 21 kept the version of TLS 1.0 in records and covered no header.
                let additional = match record.version {
                    Version::TLS10 => AdditionalData::none(),
                    _ => AdditionalData::header(record),
                };
                aead::open_implicit_nonce(key, record, &additional, out)
            }
        }
    }

    /// Opens a record of DTLS 1.3, whose number and additional data (the whole unified header,
    /// RFC 9147 section 4) the caller has found. `sealed` is ciphertext and tag; `out` then holds the
    /// plaintext without its type and padding.
    pub fn open_aead(
        &self,
        sequence: u64,
        additional: &[u8],
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<Opened, Closed> {
        let (Method::Tls13(key) | Method::ImplicitNonce(key)) = &*self.0 else {
            out.clear();
            return Err(Closed::BadTag);
        };
        let outer = aead::open_sealed(key, ContentType::APPLICATION_DATA, sequence, additional, sealed, out);
        let result = outer.and_then(|opened| inner_plaintext::strip(out, opened));
        if result.is_err() {
            out.clear();
        }
        result
    }
}

/// Checks the MAC behind the text of a stream cipher and cuts it off.
fn open_mac_then_encrypted(
    mac: &MacKey,
    record: &SealedRecord<'_>,
    out: &mut Vec<u8>,
) -> Result<Opened, Closed> {
    let data = mac.check(record, out)?.len();
    out.truncate(data);
    let layout = RecordLayout { data, mac: mac.len_bytes(), ..RecordLayout::default() };
    Ok(Opened { content_type: record.content_type, proof: mac.proof(), layout })
}

impl Method {
    fn new(parameters: &Parameters, keys: &DirectionKeys) -> Option<Self> {
        parameters.prf()?;
        let suite = parameters.suite;
        // Authenticated ciphers came with TLS 1.2 (RFC 5246 section 6.2.3.3).
        let has_aead = matches!(parameters.version, Version::TLS12 | Version::DTLS12 | Version::TLCP);
        if suite.mac == Mac::Aead && !has_aead {
            return None;
        }
        let mac = || MacKey::new(parameters, &keys.mac_key);
        Some(match suite.mode {
            Mode::Null => Self::MacOnly(mac()?),
            Mode::Stream if suite.cipher.is_rc4() => {
                Self::Stream { key_stream: Box::new(KeyStream::new(&keys.key)?), mac: mac()? }
            }
            Mode::Cbc => Self::Cbc(Box::new(Cbc::new(parameters, keys, mac()?)?)),
            Mode::Gcm | Mode::Ccm | Mode::Ccm8 => Self::ExplicitNonce {
                aead: Aead::new(suite.cipher, suite.mode, &keys.key)?,
                salt: keys.iv.as_slice().try_into().ok()?,
            },
            Mode::Aead => Self::ImplicitNonce(PacketKey::new(suite, &keys.key, &keys.iv)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod roundtrip;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Side;
    use crate::tls::fixture::{Record, file, keyring, open_session, records};
    use crate::tls::record::Header;

    /// The sealed records of the server and what opens them.
    fn sealed(pcap: &[u8]) -> (Opener, Vec<Record>) {
        let records = records(pcap, 0);
        let session = open_session(&records, &keyring(&[file!("srv2048.key")]).snapshot()).unwrap();
        let changed = |r: &Record| r.header.content_type == ContentType::CHANGE_CIPHER_SPEC;
        let after = records[1].iter().position(changed).unwrap() + 1;
        (session.keys[0].opener(Side::Server).clone(), records[1][after..].to_vec())
    }

    fn record(records: &[Record], at: usize) -> SealedRecord<'_> {
        let Header { content_type, version, .. } = records[at].header;
        SealedRecord {
            previous_fragment: at.checked_sub(1).map(|before| &records[before].fragment[..]),
            ..SealedRecord::new(content_type, version, at as u64, &records[at].fragment)
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
                let RecordLayout { explicit_nonce, data, mac, padding, .. } = opened.layout;
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
    fn openers_are_shared_by_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Opener>();
    }
}
