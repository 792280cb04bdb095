//! Records of DTLS 1.3 (RFC 9147 section 4): which epoch and number an encrypted record has, and
//! its plaintext. The header says the lowest bits of both, the tag proves the rest.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Side;
use super::dtls_record::Header;
use super::keylog::TrafficSecrets;
use super::open::header_protection::{HeaderKey, SAMPLE_LEN};
use super::open::{Closed, Opener, Plaintext};
use super::suite::Suite;
use super::traffic::{LabelPrefix, Secret};

/// Turns of the shortened number that are tried on each side of the most likely one.
const MAX_TURNS: u64 = 16;
/// Epochs with application data that are tried; there is one more with each key update.
const MAX_UPDATES: u16 = 64;
const EARLY: u16 = 1;
const HANDSHAKE: u16 = 2;
const APPLICATION: u16 = 3;

/// Epoch and number of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordNumber {
    pub epoch: u16,
    pub sequence: u64,
}

/// The keys of one session, epoch by epoch, made when they are needed.
pub struct Epochs {
    suite: &'static Suite,
    secrets: TrafficSecrets,
    made: Mutex<HashMap<(Side, u16), Option<Arc<EpochKeys>>>>,
    /// Of each side and epoch: a record, by its index, and its number. What is near has a near number.
    seen: Mutex<HashMap<(Side, u16), (usize, u64)>>,
}

struct EpochKeys {
    opener: Opener,
    number_key: HeaderKey,
}

impl Epochs {
    pub fn new(suite: &'static Suite, secrets: TrafficSecrets) -> Self {
        Self { suite, secrets, made: Mutex::default(), seen: Mutex::default() }
    }

    /// Opens the record `bytes`, whose header is `header`, which was number `index` of all records
    /// of its direction.
    pub fn open(
        &self,
        sender: Side,
        index: usize,
        header: &Header<'_>,
        bytes: &[u8],
    ) -> Result<(Plaintext, RecordNumber), Closed> {
        let sealed = bytes.get(header.header_len..).unwrap_or_default();
        // RFC 9147 section 4.2.3: a record shorter than the sample is not valid.
        let sample = sealed.first_chunk::<SAMPLE_LEN>();
        let sample = sample.ok_or(Closed::TooShort { len: sealed.len(), needed: SAMPLE_LEN })?;
        let epochs = (header.epoch..APPLICATION + MAX_UPDATES).step_by(4).filter(|e| *e > 0);
        for epoch in epochs {
            let Some(keys) = self.keys(sender, epoch) else {
                // Epochs follow each other, except that early data may be missing.
                if epoch > APPLICATION {
                    break;
                }
                continue;
            };
            let mask = keys.number_key.mask(sample);
            let width = 8 * header.sequence_len as u32;
            let shown = mask.iter().take(header.sequence_len).fold(0, |n, b| n << 8 | u64::from(*b));
            let low = header.sequence ^ shown;
            let additional = clear_header(header, bytes, low);
            for sequence in likely(low, width, self.expected(sender, epoch, index)) {
                let mut out = Vec::new();
                if let Ok(opened) = keys.opener.open_aead(sequence, &additional, sealed, &mut out) {
                    lock(&self.seen).insert((sender, epoch), (index, sequence));
                    return Ok((Plaintext { bytes: out, opened }, RecordNumber { epoch, sequence }));
                }
            }
        }
        Err(Closed::BadTag)
    }

    fn expected(&self, sender: Side, epoch: u16, index: usize) -> u64 {
        match lock(&self.seen).get(&(sender, epoch)) {
            Some((at, sequence)) if index >= *at => sequence.saturating_add((index - at) as u64),
            Some((at, sequence)) => sequence.saturating_sub((at - index) as u64),
            None => 0,
        }
    }

    fn keys(&self, sender: Side, epoch: u16) -> Option<Arc<EpochKeys>> {
        if let Some(known) = lock(&self.made).get(&(sender, epoch)) {
            return known.clone();
        }
        let made = self.secret(sender, epoch).and_then(|secret| {
            let prefix = LabelPrefix::Dtls13;
            let key_len = self.suite.cipher.key_len_bytes();
            let number_key = secret.expand_label(self.suite.prf, prefix, b"sn", &[], key_len)?;
            Some(Arc::new(EpochKeys {
                opener: Opener::tls13(self.suite, &secret, prefix).ok()?,
                number_key: HeaderKey::new(self.suite.cipher, &number_key)?,
            }))
        });
        lock(&self.made).insert((sender, epoch), made.clone());
        made
    }

    /// RFC 9147 section 6.1.
    fn secret(&self, sender: Side, epoch: u16) -> Option<Secret> {
        let s = &self.secrets;
        let first = match (epoch, sender) {
            (EARLY, Side::Client) => return s.client_early.clone(),
            (HANDSHAKE, Side::Client) => return s.client_handshake.clone(),
            (HANDSHAKE, Side::Server) => return s.server_handshake.clone(),
            (APPLICATION.., Side::Client) => &s.client_application,
            (APPLICATION.., Side::Server) => &s.server_application,
            _ => return None,
        };
        let generation = u32::from(epoch - APPLICATION);
        let logged = s.later_application.iter().find(|(side, g, _)| (*side, *g) == (sender, generation));
        if let Some((_, _, secret)) = logged {
            return Some(secret.clone());
        }
        (0..generation)
            .try_fold(first.clone()?, |secret, _| secret.next_generation(self.suite.prf, LabelPrefix::Dtls13))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The header as it was before its number was encrypted, which the tag covers (RFC 9147 section 4).
fn clear_header(header: &Header<'_>, bytes: &[u8], number: u64) -> Vec<u8> {
    let mut clear = bytes.get(..header.header_len).unwrap_or_default().to_vec();
    let at = 1 + header.connection_id.len();
    let digits = number.to_be_bytes();
    let digits = digits.get(8usize.saturating_sub(header.sequence_len)..).unwrap_or_default();
    for (to, from) in clear.iter_mut().skip(at).zip(digits) {
        *to = *from;
    }
    clear
}

/// The numbers of 48 bits that end in the `width` bits of `low`, the nearest to `expected` first
/// (RFC 9147 section 4.2.2).
fn likely(low: u64, width: u32, expected: u64) -> impl Iterator<Item = u64> {
    let turn = 1u64 << width;
    let middle = expected >> width;
    let near = |n: u64| n.abs_diff(expected);
    let mut found: Vec<u64> = (middle.saturating_sub(MAX_TURNS)..=middle.saturating_add(MAX_TURNS))
        .filter_map(|turns| turns.checked_mul(turn)?.checked_add(low & (turn - 1)))
        .filter(|n| *n < 1 << 48)
        .collect();
    found.sort_by_key(|n| near(*n));
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::dtls_record::parse;
    use super::super::suite_table::suite;
    use super::*;
    use aes_gcm::aead::{Aead, KeyInit, Payload};
    use aes_gcm::{Aes128Gcm, Aes256Gcm};

    fn secrets(len: usize) -> TrafficSecrets {
        let secret = |byte: u8| Some(Secret::from_bytes(&vec![byte; len]));
        TrafficSecrets {
            client_handshake: secret(1),
            server_handshake: secret(2),
            client_application: secret(3),
            server_application: secret(4),
            ..TrafficSecrets::default()
        }
    }

    /// Seals as RFC 9147 section 4 says, step by step, with nothing of the code above but the
    /// key schedule and the mask, which have vectors of their own.
    fn seal(id: u16, secret: &Secret, first: u8, cid: &[u8], number: u64, inner: &[u8]) -> Vec<u8> {
        let suite = suite(id).unwrap();
        let prefix = LabelPrefix::Dtls13;
        let key_len = suite.cipher.key_len_bytes();
        let label = |name: &[u8], len| secret.expand_label(suite.prf, prefix, name, &[], len).unwrap();
        let (key, iv, sn) = (label(b"key", key_len), label(b"iv", 12), label(b"sn", key_len));
        let digits = number.to_be_bytes();
        let width = if first & 8 == 0 { 1 } else { 2 };
        let mut header = [&[first][..], cid, &digits[8 - width..]].concat();
        if first & 4 != 0 {
            header.extend_from_slice(&(inner.len() as u16 + 16).to_be_bytes());
        }
        let mut nonce: [u8; 12] = iv.as_slice().try_into().unwrap();
        for (to, from) in nonce[4..].iter_mut().zip(digits) {
            *to ^= from;
        }
        let payload = Payload { msg: inner, aad: &header };
        let sealed = match key_len {
            16 => Aes128Gcm::new_from_slice(&key).unwrap().encrypt(&nonce.into(), payload).unwrap(),
            _ => Aes256Gcm::new_from_slice(&key).unwrap().encrypt(&nonce.into(), payload).unwrap(),
        };
        let mask = HeaderKey::new(suite.cipher, &sn).unwrap().mask(sealed.first_chunk().unwrap());
        for (at, mask) in (1 + cid.len()..1 + cid.len() + width).zip(mask) {
            header[at] ^= mask;
        }
        [header, sealed].concat()
    }

    fn open(
        epochs: &Epochs,
        sender: Side,
        index: usize,
        bytes: &[u8],
        cid: usize,
    ) -> Option<(Vec<u8>, u8, RecordNumber)> {
        let header = parse(bytes, bytes.len(), Some(cid)).unwrap();
        let (plain, number) = epochs.open(sender, index, &header, bytes).ok()?;
        Some((plain.bytes, plain.opened.content_type.0, number))
    }

    #[test]
    fn records_of_every_header_form_open_in_any_order() {
        for (id, len) in [(0x1301, 32), (0x1302, 48)] {
            let traffic = secrets(len);
            let client = traffic.client_application.clone().unwrap();
            let handshake = traffic.server_handshake.clone().unwrap();
            let epochs = Epochs::new(suite(id).unwrap(), traffic);
            for (first, cid) in [(0x2fu8, 0), (0x2b, 0), (0x27, 0), (0x23, 0), (0x3f, 5), (0x33, 1)] {
                let cid = vec![7; cid];
                for number in [300u64, 5, 299, 0] {
                    let bytes = seal(id, &client, first, &cid, number, b"hello\x17\0\0");
                    let opened = open(&epochs, Side::Client, number as usize, &bytes, cid.len());
                    let expected = (b"hello".to_vec(), 23, RecordNumber { epoch: 3, sequence: number });
                    assert_eq!(opened, Some(expected), "{first:x} {number}");
                }
            }
            let bytes = seal(id, &handshake, 0x2e, &[], 1, b"\x08\0\0\x02\0\0\x16");
            let (_, kind, number) = open(&epochs, Side::Server, 9, &bytes, 0).unwrap();
            assert_eq!((kind, number.epoch), (22, 2));
        }
    }

    #[test]
    fn key_updates_and_long_sessions_are_followed() {
        let traffic = secrets(32);
        let suite = suite(0x1301).unwrap();
        let mut secret = traffic.server_application.clone().unwrap();
        let epochs = Epochs::new(suite, traffic);
        for epoch in 3u16..12 {
            let first = 0x2c | (epoch & 3) as u8;
            for number in [0u64, 1, 0xffff, 0x1_0000, 0x1_0001] {
                let bytes = seal(0x1301, &secret, first, &[], number, b"x\x17");
                let (_, _, found) = open(&epochs, Side::Server, number as usize, &bytes, 0).unwrap();
                assert_eq!(found, RecordNumber { epoch, sequence: number });
            }
            secret = secret.next_generation(suite.prf, LabelPrefix::Dtls13).unwrap();
        }
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        let traffic = secrets(32);
        let client = traffic.client_application.clone().unwrap();
        let epochs = Epochs::new(suite(0x1301).unwrap(), traffic);
        let bytes = seal(0x1301, &client, 0x2f, &[], 7, b"hello\x17");
        assert!(open(&epochs, Side::Client, 0, &bytes, 0).is_some());
        assert!(open(&epochs, Side::Server, 0, &bytes, 0).is_none());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let header = parse(&changed, changed.len(), None);
            assert!(header.is_none_or(|h| epochs.open(Side::Client, 0, &h, &changed).is_err()), "{at}");
            let cut = &bytes[..at];
            let header = parse(cut, cut.len(), None);
            assert!(header.is_none_or(|h| epochs.open(Side::Client, 0, &h, cut).is_err()), "{at}");
        }
    }
}
