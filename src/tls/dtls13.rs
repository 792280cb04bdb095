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
