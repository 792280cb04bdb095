//! Opening records: session keys on demand, the plaintext of record n alone. What it remembers
//! can be forgotten at any time without changing a result.

use super::flow::Message;
use super::tls::TlsFlow;
use super::{Capture, Flow};
use crate::base::cache::Cache;
use crate::base::id::ConversationId;
use crate::tls::Side;
use crate::tls::open::{Closed, Opened, SealedRecord};
use crate::tls::record::{self, ContentType, Version};
use crate::tls::secrets::Secrets;
use crate::tls::session::{OpenedBy, SessionFacts, SessionKeys, WhyClosed};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Plaintext that is kept for a person who looks.
const BUDGET_BYTES: usize = 64 << 20;
/// Sequence numbers tried behind a gap, before a record there is given up.
const MAX_RESYNC: u64 = 256;

/// Memory of what was opened; shared by all instants of a capture.
#[derive(Default)]
pub struct Memory {
    keys: Mutex<HashMap<(ConversationId, usize), KeyMemo>>,
    /// Sequence numbers found behind gaps: conversation, direction, first record of the epoch.
    resynced: Mutex<HashMap<(ConversationId, usize, u32), u64>>,
    records: Mutex<Option<Cache<RecordKey, Arc<PlainRecord>>>>,
    /// What secrets tell of QUIC connections.
    pub quic: super::quic::Walks,
    /// Readers do not try private keys themselves, which takes milliseconds; a job does.
    only_known: AtomicBool,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

type RecordKey = (ConversationId, u32, usize, usize, u64);

struct KeyMemo {
    facts: Arc<SessionFacts>,
    secrets_generation: u64,
    keys: Result<Arc<SessionKeys>, Arc<WhyClosed>>,
}

/// A record that was opened.
#[derive(Debug)]
pub struct PlainRecord {
    pub bytes: Arc<[u8]>,
    pub opened: Opened,
    /// Number of the record in its epoch.
    pub sequence: u64,
    /// Index of the session whose keys opened it.
    pub session: usize,
    /// What opened the session.
    pub by: OpenedBy,
}

/// Why there is no plaintext of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// It is not encrypted.
    #[error("the record is in the clear")]
    InTheClear,
    #[error("{0}")]
    Session(Arc<WhyClosed>),
    #[error("{0}")]
    Record(Closed),
    #[error("bytes of the record are lost")]
    Lost,
    /// The keys of its session are being tried.
    #[error("the keys are being tried")]
    Waiting,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Capture {
    /// The keys of session `index` on a conversation. A private key is tried at most once for the
    /// same facts and secrets; where readers shall not wait, it is [`NotOpened::Waiting`].
    pub fn session_keys(
        &self,
        id: ConversationId,
        tls: &TlsFlow,
        index: usize,
        secrets: &Secrets,
    ) -> Result<Arc<SessionKeys>, NotOpened> {
        let facts =
            tls.sessions.get(index).ok_or_else(|| NotOpened::Session(Arc::new(WhyClosed::NoServerHello)))?;
        if let Some(known) = self.known_keys(id, facts, index, secrets) {
            return known.map_err(NotOpened::Session);
        }
        // Without a key nothing takes time.
        if self.memory.only_known.load(Ordering::Relaxed) && !secrets.rsa_keys().is_empty() {
            return Err(NotOpened::Waiting);
        }
        self.unlock_session(id, tls, index, secrets)
    }

    /// The same, and waits for it.
    pub fn unlock_session(
        &self,
        id: ConversationId,
        tls: &TlsFlow,
        index: usize,
        secrets: &Secrets,
    ) -> Result<Arc<SessionKeys>, NotOpened> {
        let facts =
            tls.sessions.get(index).ok_or_else(|| NotOpened::Session(Arc::new(WhyClosed::NoServerHello)))?;
        if let Some(known) = self.known_keys(id, facts, index, secrets) {
            return known.map_err(NotOpened::Session);
        }
        let keys = facts.unlock(secrets).map(Arc::new).map_err(Arc::new);
        let secrets_generation = secrets.generation();
        let memo = KeyMemo { facts: Arc::clone(facts), secrets_generation, keys: keys.clone() };
        lock(&self.memory.keys).insert((id, index), memo);
        keys.map_err(NotOpened::Session)
    }

    /// From now on readers do not try private keys; [`Self::unlock_session`] does.
    pub fn leave_keys_to_a_job(&self) {
        self.memory.only_known.store(true, Ordering::Relaxed);
    }

    fn known_keys(
        &self,
        id: ConversationId,
        facts: &Arc<SessionFacts>,
        index: usize,
        secrets: &Secrets,
    ) -> Option<Result<Arc<SessionKeys>, Arc<WhyClosed>>> {
        let memos = lock(&self.memory.keys);
        let memo = memos.get(&(id, index))?;
        let random = |f: &SessionFacts| f.client_hello().map(|h| h.random);
        let still = match &memo.keys {
            Ok(_) => Arc::ptr_eq(&memo.facts, facts) || random(&memo.facts) == random(facts),
            Err(_) => Arc::ptr_eq(&memo.facts, facts) && memo.secrets_generation == secrets.generation(),
        };
        still.then(|| memo.keys.clone())
    }

    /// Opens record `index` of a direction, from the bytes it needs and nothing else.
    pub fn open_record(
        &self,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        secrets: &Secrets,
    ) -> Result<PlainRecord, NotOpened> {
        let tls = flow.tls.as_deref().ok_or(NotOpened::InTheClear)?;
        let stream = flow.directions.get(direction).ok_or(NotOpened::Lost)?;
        let message = *stream.messages.get(index).ok_or(NotOpened::Lost)?;
        let side = tls.directions.get(direction).ok_or(NotOpened::InTheClear)?;
        let epoch = *side.epoch_of(index).ok_or_else(|| self.clear_or_closed(tls, &message))?;
        let session = epoch.session as usize;
        let keys = self.session_keys(id, tls, session, secrets)?;
        let sender = if tls.client == Some(direction) { Side::Client } else { Side::Server };
        let opener = keys.opener(sender);

        let bytes = self.stream_bytes(stream, message.range());
        let (header, fragment) =
            bytes.split_first_chunk::<{ record::HEADER_LEN }>().ok_or(NotOpened::Lost)?;
        if bytes.len() != message.len as usize {
            return Err(NotOpened::Lost);
        }
        let place = index as u64 - u64::from(epoch.first_record);
        let previous = match place {
            1.. if opener.needs_previous() => stream.messages.get(index - 1).map(|before| {
                let end = before.end();
                let fragment = end - u64::from(before.len).saturating_sub(record::HEADER_LEN as u64);
                self.stream_bytes(stream, fragment.max(end.saturating_sub(64))..end)
            }),
            _ => None,
        };
        let (content_type, version) =
            (ContentType(header[0]), Version(u16::from_be_bytes([header[1], header[2]])));
        // A key stream runs on over fragments alone: from the change of cipher on, less the headers.
        let beginning =
            side.epochs.iter().rev().find(|e| e.sequence == 0 && e.first_record as usize <= index);
        let beginning = beginning.and_then(|e| stream.messages.get(e.first_record as usize));
        let stream_position = |sequence: u64| {
            let bytes = message.start() - beginning.map_or(message.start(), Message::start);
            bytes.saturating_sub(sequence.saturating_mul(record::HEADER_LEN as u64))
        };
        let mut sealed = SealedRecord {
            previous_fragment: previous.as_deref(),
            stream_position: stream_position(epoch.sequence + place),
            ..SealedRecord::new(content_type, version, epoch.sequence + place, fragment)
        };
        let gap = (id, direction, epoch.first_record);
        if epoch.after_gap
            && let Some(sequence) = lock(&self.memory.resynced).get(&gap)
        {
            sealed.sequence = sequence + place;
            sealed.stream_position = stream_position(sealed.sequence);
        }
        let mut plain = opener.open(&sealed);
        // Behind a gap the number is found by trying; MAC or tag prove it.
        if epoch.after_gap && plain.is_err() {
            for lost in 0..MAX_RESYNC {
                sealed.sequence = epoch.sequence + lost + place;
                sealed.stream_position = stream_position(sealed.sequence);
                plain = opener.open(&sealed);
                if plain.is_ok() {
                    lock(&self.memory.resynced).insert(gap, epoch.sequence + lost);
                    break;
                }
            }
        }
        let plain = plain.map_err(NotOpened::Record)?;
        Ok(PlainRecord {
            bytes: plain.bytes.into(),
            opened: plain.opened,
            sequence: sealed.sequence,
            session,
            by: keys.by.clone(),
        })
    }

    /// The same, remembered within a budget: for what a person looks at, not for scans.
    pub fn opened_record(
        &self,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        secrets: &Secrets,
    ) -> Result<Arc<PlainRecord>, NotOpened> {
        let key: RecordKey = (id, flow.generation, direction, index, secrets.generation());
        let mut records = lock(&self.memory.records);
        let cache = records.get_or_insert_with(|| Cache::new(BUDGET_BYTES));
        if let Some(found) = cache.get(&key) {
            return Ok(found);
        }
        drop(records);
        let record = Arc::new(self.open_record(id, flow, direction, index, secrets)?);
        if let Some(cache) = lock(&self.memory.records).as_mut() {
            cache.insert(key, Arc::clone(&record), record.bytes.len() + 256);
        }
        Ok(record)
    }

    /// Forgets plaintext and keys: after a key was taken away.
    pub fn forget_plaintext(&self) {
        lock(&self.memory.keys).clear();
        lock(&self.memory.resynced).clear();
        *lock(&self.memory.records) = None;
        self.memory.quic.forget();
    }

    /// A record before any change of cipher: application data there belongs to a session whose
    /// beginning was not captured, or to TLS 1.3.
    fn clear_or_closed(&self, tls: &TlsFlow, message: &Message) -> NotOpened {
        if message.kind().0 != ContentType::APPLICATION_DATA.0 {
            return NotOpened::InTheClear;
        }
        let why = match tls.sessions.last() {
            Some(facts) => facts.unlock(&Secrets::default()).err().unwrap_or(WhyClosed::NoServerHello),
            None => WhyClosed::NoServerHello,
        };
        NotOpened::Session(Arc::new(why))
    }
}
