//! Opening records: the plaintext of record n alone, with the keys that [`super::unlocked`] found.
//! What it remembers can be forgotten at any time without changing a result.

use super::dtls::DtlsMemory;
use super::unlocked::{FlowRecords, Unlocked, UnlockedMemory};
use super::{Application, Capture, Flow};
use crate::base::cache::Cache;
use crate::base::id::{ConversationId, FrameId};
use crate::tls::open::compression::Inflater;
use crate::tls::open::{Closed, Opened, Opener, Plaintext};
use crate::tls::record::ContentType;
use crate::tls::secrets::Secrets;
use crate::tls::session::{OpenedBy, WhyClosed};
use crate::tls::walk::{Epoch, Keys, Records, Stage, inflate_at, open_at_into};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Plaintext that is kept for a person who looks.
const BUDGET_BYTES: usize = 64 << 20;
/// States of decompression that are kept; each takes about 45 KiB.
const MAX_INFLATERS: usize = 16;

/// Memory of what was opened; shared by all instants of a capture.
#[derive(Default)]
pub struct Memory {
    pub(super) unlocked: UnlockedMemory,
    /// States of decompression: conversation, its generation, direction, beginning of the epoch.
    inflaters: Mutex<Vec<(InflaterKey, Inflater)>>,
    records: Mutex<Option<Cache<RecordKey, Arc<PlainRecord>>>>,
    pub(super) dtls: DtlsMemory,
    /// What secrets tell of QUIC connections.
    pub quic: super::quic::Walks,
    /// Readers do not try private keys themselves, which takes milliseconds; a job does.
    only_known: AtomicBool,
}

impl Memory {
    pub(super) fn only_known(&self) -> bool {
        self.only_known.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

type InflaterKey = (ConversationId, u32, usize, u64);
type RecordKey = (ConversationId, u32, usize, usize, u64);

/// A record that was opened. Its bytes are its own, or stand in a buffer of the caller's.
#[derive(Debug)]
pub struct PlainRecord<B = Arc<[u8]>> {
    pub bytes: B,
    pub opened: Opened,
    /// Number of the record in its epoch.
    pub sequence: u64,
    /// Index of the session whose keys opened it, in [`Unlocked`].
    pub session: usize,
    /// Which of its keys.
    pub stage: Stage,
    /// What opened the session.
    pub by: OpenedBy,
}

impl<B> PlainRecord<B> {
    fn with_bytes<C>(self, make: impl FnOnce(B) -> C) -> PlainRecord<C> {
        let Self { bytes, opened, sequence, session, stage, by } = self;
        PlainRecord { bytes: make(bytes), opened, sequence, session, stage, by }
    }
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
    /// The session is open, but the secret of this stage and direction is not known (TLS 1.3).
    #[error("no secret is known for this part of the session")]
    NoSecret,
    #[error("bytes of the record are lost")]
    Lost,
    /// The keys of its session are being tried.
    #[error("the keys are being tried")]
    Waiting,
    /// The connection changes its keys too often to be followed.
    #[error("the connection changes its keys too often to be followed")]
    GivenUp,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Capture {
    /// The keys of session `index` of [`Self::unlocked`]. A private key is tried at most once for
    /// the same facts and secrets; where readers shall not wait, it is [`NotOpened::Waiting`].
    pub fn session_keys(
        &self,
        id: ConversationId,
        flow: &Flow,
        index: usize,
        secrets: &Secrets,
    ) -> Result<Keys, NotOpened> {
        keys_of(&self.unlocked(id, flow, secrets), index)
    }

    /// From now on readers do not try private keys; [`Self::unlock_now`] does.
    pub fn leave_keys_to_a_job(&self) {
        self.memory.only_known.store(true, Ordering::Relaxed);
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
        if flow.dtls.is_some() {
            return self.open_dtls_record(id, flow, direction, index, secrets);
        }
        let mut bytes = Vec::new();
        let record = self.open_record_into(id, flow, direction, index, secrets, &mut bytes)?;
        Ok(record.with_bytes(Arc::from))
    }

    /// The same into a buffer, for those who open one record after the other.
    pub fn open_record_into<'b>(
        &self,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        secrets: &Secrets,
        out: &'b mut Vec<u8>,
    ) -> Result<PlainRecord<&'b [u8]>, NotOpened> {
        if flow.dtls.is_some() {
            let record = self.open_dtls_record(id, flow, direction, index, secrets)?;
            out.clear();
            out.extend_from_slice(&record.bytes);
            return Ok(record.with_bytes(|_| &out[..]));
        }
        if flow.tls.is_none() {
            return Err(NotOpened::InTheClear);
        }
        let unlocked = self.unlocked(id, flow, secrets);
        let records = FlowRecords { capture: self, flow };
        let shape = records.shape(direction, index).ok_or(NotOpened::Lost)?;
        let side = unlocked.directions.get(direction).ok_or(NotOpened::InTheClear)?;
        if index >= side.records {
            return Err(if unlocked.waiting { NotOpened::Waiting } else { NotOpened::GivenUp });
        }
        let epoch = side.epoch_of(index).ok_or(NotOpened::InTheClear)?;
        let session = epoch.session as usize;
        if epoch.stage == Stage::Session
            && shape.content_type == ContentType::CHANGE_CIPHER_SPEC
            && epoch.sequence == 0
        {
            // Said twice, before anything sealed.
            if epoch.first_record as usize == index {
                return Err(NotOpened::InTheClear);
            }
        }
        let keys = keys_of(&unlocked, session)?;
        let opener = unlocked.opener(direction, epoch).ok_or(match side.failed > 0 {
            true => side.first_failure.map_or(NotOpened::NoSecret, |(_, why)| NotOpened::Record(why)),
            false => NotOpened::NoSecret,
        })?;
        let place = index as u64 - u64::from(epoch.first_record);
        // Behind a gap the walk found the number, or none that fits.
        let sequence = epoch.sequence + place;
        let fresh = match &keys {
            Keys::Tls12(keys) => Inflater::new(keys.agreed.compression),
            Keys::Tls13(_) => None,
        };
        let opened = match fresh {
            Some(fresh) => {
                let plain = self.inflated(id, flow, direction, index, epoch, &opener, fresh)?;
                *out = plain.bytes;
                plain.opened
            }
            None => {
                let opened = open_at_into(&records, &opener, direction, index, sequence, epoch.origin, out);
                opened.ok_or(NotOpened::Lost)?.map_err(NotOpened::Record)?
            }
        };
        Ok(PlainRecord {
            bytes: &out[..],
            opened,
            sequence,
            session,
            stage: epoch.stage,
            by: keys.by().clone(),
        })
    }

    /// A compressed record: inflated on from the last one of the epoch that was, else from its first.
    fn inflated(
        &self,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        epoch: &Epoch,
        opener: &Opener,
        fresh: Inflater,
    ) -> Result<Plaintext, NotOpened> {
        if epoch.after_gap {
            return Err(NotOpened::Record(Closed::CannotInflateAfterLoss));
        }
        let records = FlowRecords { capture: self, flow };
        let sequence = epoch.sequence + (index as u64 - u64::from(epoch.first_record));
        let first = index as u64 - sequence;
        let key = (id, flow.generation, direction, epoch.origin);
        let mut inflaters = lock(&self.memory.inflaters);
        let at = inflaters.iter().position(|(k, inflater)| *k == key && inflater.reaches(sequence));
        let mut inflater = at.map_or(fresh, |at| inflaters.swap_remove(at).1);
        drop(inflaters);
        let plain =
            inflate_at(&records, opener, &mut inflater, direction, first as usize, sequence, epoch.origin);
        let mut inflaters = lock(&self.memory.inflaters);
        inflaters.retain(|(k, _)| *k != key);
        if inflaters.len() >= MAX_INFLATERS {
            inflaters.remove(0);
        }
        inflaters.push((key, inflater));
        plain.ok_or(NotOpened::Lost)?.map_err(NotOpened::Record)
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

    /// Whether there are any that something may be found out of.
    pub fn has_sessions(&self) -> bool {
        !self.with_tls.is_empty() || !self.quic.connections.is_empty()
    }

    /// Forgets what was found out of the sessions that end with this frame. For who goes over all frames once, in
    /// their order, and asks for them no more.
    pub fn forget_ended(&self, frame: FrameId) {
        let Some(id) = self.frame(frame).and_then(|meta| meta.conversation()) else { return };
        let Some(conversation) = self.conversation(id).filter(|c| c.last == frame) else { return };
        if conversation.application == Application::Quic {
            for datagram in self.quic.datagrams_in(frame) {
                let connection = self.quic.connection(datagram.connection);
                let last = connection.and_then(|connection| connection.packets.last());
                if last.is_some_and(|packet| packet.frame() == frame) {
                    self.memory.quic.forget_one(datagram.connection);
                }
            }
        } else if conversation.flow.as_ref().is_some_and(|flow| flow.tls.is_some()) {
            self.memory.unlocked.forget_one(id);
        }
    }

    /// Forgets plaintext and keys: after a key was taken away.
    pub fn forget_plaintext(&self) {
        self.memory.dtls.forget();
        self.memory.unlocked.forget();
        lock(&self.memory.inflaters).clear();
        *lock(&self.memory.records) = None;
        self.memory.quic.forget();
    }
}

fn keys_of(unlocked: &Unlocked, session: usize) -> Result<Keys, NotOpened> {
    match unlocked.sessions.get(session).and_then(|s| s.keys.as_ref()) {
        Some(Ok(keys)) => Ok(keys.clone()),
        Some(Err(why)) => Err(NotOpened::Session(Arc::clone(why))),
        None if unlocked.waiting => Err(NotOpened::Waiting),
        None => Err(NotOpened::Session(Arc::new(WhyClosed::NoServerHello))),
    }
}
