//! MACs of records: HMAC, whole or cut short, and the hash of SSL 3.0. Tags of authenticated
//! ciphers stand in `aead.rs`.

use aes::cipher::KeyInit;
use hmac::Hmac;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384};
use sm3::Sm3;

use super::additional_data::AdditionalData;
use super::sealed::{Closed, Proof, SealedRecord};
use crate::tls::record::Version;
use crate::tls::schedule::Parameters;
use crate::tls::suite::Mac;

/// A MAC's prepared key.
pub(super) struct MacKey {
    algorithm: Mac,
    len: usize,
    state: State,
}

enum State {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Box<Hmac<Sha384>>),
    Sm3(Hmac<Sm3>),
    Ssl3Md5(Ssl3<Md5>),
    Ssl3Sha1(Ssl3<Sha1>),
}

impl MacKey {
    /// `None`: no such MAC in this version.
    pub(super) fn new(parameters: &Parameters, key: &[u8]) -> Option<Self> {
        let algorithm = parameters.suite.mac;
        let state = match (parameters.version, algorithm) {
            (Version::SSL3, Mac::Md5) => State::Ssl3Md5(Ssl3::new(key, 48)),
            (Version::SSL3, Mac::Sha1) => State::Ssl3Sha1(Ssl3::new(key, 40)),
            (Version::SSL3, _) => return None,
            (_, Mac::Md5) => State::Md5(KeyInit::new_from_slice(key).ok()?),
            (_, Mac::Sha1) => State::Sha1(KeyInit::new_from_slice(key).ok()?),
            (_, Mac::Sha256) => State::Sha256(KeyInit::new_from_slice(key).ok()?),
            (_, Mac::Sha384) => State::Sha384(Box::new(KeyInit::new_from_slice(key).ok()?)),
            (_, Mac::Sm3) => State::Sm3(KeyInit::new_from_slice(key).ok()?),
            _ => return None,
        };
        Some(Self { algorithm, len: parameters.mac_len_bytes(), state })
    }

    /// Bytes of MAC in a record.
    pub(super) fn len_bytes(&self) -> usize {
        self.len
    }

    /// What a right MAC shows.
    pub(super) fn proof(&self) -> Proof {
        Proof::Mac(self.algorithm)
    }

    /// Splits the MAC off the end and checks it over the rest, which is returned.
    pub(super) fn check<'a>(&self, record: &SealedRecord<'_>, sealed: &'a [u8]) -> Result<&'a [u8], Closed> {
        let too_short = Closed::TooShort { len: sealed.len(), needed: self.len };
        let at = sealed.len().checked_sub(self.len).ok_or(too_short)?;
        let (content, mac) = sealed.split_at_checked(at).ok_or(too_short)?;
        let good = match &self.state {
            State::Ssl3Md5(state) => state.verify(record, content, mac),
            State::Ssl3Sha1(state) => state.verify(record, content, mac),
            keyed => {
                let header = AdditionalData::of(record, content.len());
                let header = header.as_bytes();
                match keyed {
                    State::Md5(state) => verify(state, header, content, mac),
                    State::Sha1(state) => verify(state, header, content, mac),
                    State::Sha256(state) => verify(state, header, content, mac),
                    State::Sha384(state) => verify(&**state, header, content, mac),
                    State::Sm3(state) => verify(state, header, content, mac),
                    State::Ssl3Md5(_) | State::Ssl3Sha1(_) => false,
                }
            }
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

/// The MAC of SSL 3.0, before HMAC was found (RFC 6101 section 5.2.3.1): the hash of key, 0x5c…
/// and the hash of key, 0x36…, header and content.
struct Ssl3<D> {
    inner: D,
    outer: D,
}

impl<D: Digest + Clone> Ssl3<D> {
    fn new(key: &[u8], pad_len: usize) -> Self {
        let keyed = |pad: u8| {
            let mut state = D::new();
            state.update(key);
            for _ in 0..pad_len {
                state.update([pad]);
            }
            state
        };
        Self { inner: keyed(0x36), outer: keyed(0x5c) }
    }

    fn verify(&self, record: &SealedRecord<'_>, content: &[u8], mac: &[u8]) -> bool {
        let mut inner = self.inner.clone();
        inner.update(AdditionalData::ssl3(record, content.len()).as_bytes());
        inner.update(content);
        let mut outer = self.outer.clone();
        outer.update(inner.finalize());
        outer.finalize()[..] == *mac
    }
}
