//! The walk over the records of one connection, through everything that is said in sealed records:
//! which handshakes there were, which keys each record is under. Each direction is walked alone, in
//! the order of its stream, as far as keys are known; the nth handshake of one belongs to the nth of
//! the other. So the order in which a capture holds the two directions does not matter.
//!
//! Records are named by direction and index; frames are not known here. Plaintext is not kept.

use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::Side;
use super::messages::{HandshakeAt, Messages};
use super::open::compression::Inflater;
use super::open::{Closed, Opened, Opener, Plaintext, SealedRecord};
use super::record::{ContentType, HEADER_LEN, Header};
use super::secrets::{Secrets, SessionName};
use super::session::{OpenedBy, SessionFacts, SessionKeys, WhyClosed};

mod clear;
mod finished;
mod psk13;
mod tls12;
mod tls13;

pub use clear::sealed_alpn;
pub use tls12::resumed_names;
pub use tls13::Tls13Keys;

use finished::Transcript;
use tls13::Lane13;

/// Epochs kept of a direction; a connection that changes keys more often is given up.
const MAX_EPOCHS: usize = 1 << 12;
/// Handshakes on one connection.
const MAX_SESSIONS: usize = 1 << 8;
/// Handshake messages of a direction whose places are kept.
const MAX_HANDSHAKES: usize = 1 << 12;
/// Sequence numbers tried behind a gap.
const MAX_RESYNC: u64 = 256;

/// The records of both directions, at random.
pub trait Records {
    /// How many records `direction` has so far; stretches that are no records count.
    fn count(&self, direction: usize) -> usize;
    /// What is known of a record without reading it; `None`: it is not there, or no record.
    fn shape(&self, direction: usize, index: usize) -> Option<Shape>;
    /// A record's header and fragment; `None` if bytes of it are lost.
    fn read(&self, direction: usize, index: usize) -> Option<(Header, Fragment<'_>)>;
    /// Whether a record could be read: nothing of it is lost.
    fn is_whole(&self, direction: usize, index: usize) -> bool {
        self.read(direction, index).is_some()
    }
}

/// What follows a record's header: the record with what is to be left out, since bytes that were
/// gathered from many frames are not moved again.
pub struct Fragment<'a> {
    pub record: Cow<'a, [u8]>,
    pub header_len: usize,
}

impl Deref for Fragment<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.record.get(self.header_len..).unwrap_or_default()
    }
}

/// What is known of a record without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub content_type: ContentType,
    /// Offset of its header in the direction's stream.
    pub start: u64,
    /// Bytes were lost between it and the record before.
    pub after_gap: bool,
}

/// Where keys come from.
pub trait KeySource {
    /// The keys of a session of TLS 1.2 or older. `fits` says whether they open its first record.
    fn unlock(&mut self, facts: &SessionFacts, fits: &mut dyn FnMut(&SessionKeys) -> bool) -> Unlocking;
    fn secrets(&self) -> &Secrets;
    /// Whether `openings` more records may be opened by trial. What is granted is used up.
    fn may_try(&mut self, openings: u32) -> bool;
}

/// What a [`KeySource`] answers.
pub enum Unlocking {
    Keys(Arc<SessionKeys>),
    Closed(Arc<WhyClosed>),
    /// Not now: ask again.
    Later,
}

/// The keys of a session, whatever its version.
#[derive(Clone)]
pub enum Keys {
    Tls12(Arc<SessionKeys>),
    Tls13(Arc<Tls13Keys>),
}

impl Keys {
    pub fn by(&self) -> &OpenedBy {
        match self {
            Self::Tls12(keys) => &keys.by,
            Self::Tls13(keys) => &keys.by,
        }
    }
}

/// One handshake and what became of it.
#[derive(Clone, Default)]
pub struct SessionState {
    pub facts: Arc<SessionFacts>,
    /// `None`: nothing was sealed yet, or the keys are waited for.
    pub keys: Option<Result<Keys, Arc<WhyClosed>>>,
    /// Whether each side's Finished holds what it must (client, server); `None`: not seen, or part
    /// of the handshake before it was not.
    pub finished: [Option<bool>; 2],
    /// Names under which a later session may resume this one.
    pub names: Vec<SessionName>,
    /// Index of the session on this connection that was resumed.
    pub resumed_from: Option<usize>,
    /// Handshake messages seen, sealed ones included.
    pub messages: usize,
    /// By direction: index in [`Walked::handshakes`] of its first message.
    pub begins: [Option<usize>; 2],
    /// The protocol chosen in EncryptedExtensions.
    sealed_alpn: Option<Box<[u8]>>,
    /// Messages seen when the keys were asked for.
    asked_at: usize,
    transcript: Transcript,
}

impl SessionState {
    /// For a walk without secrets.
    fn unhashed() -> Self {
        let facts = Arc::new(SessionFacts::unhashed());
        Self { facts, transcript: Transcript::none(), ..Self::default() }
    }

    /// The application protocol that the server chose (RFC 7301), in the clear or sealed.
    pub fn agreed_protocol(&self) -> Option<&[u8]> {
        self.sealed_alpn.as_deref().or(self.facts.server_hello()?.alpn.as_deref())
    }
}

/// Under which keys a run of records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A session of TLS 1.2 or older.
    Session,
    /// 0-RTT (RFC 8446 section 2.3).
    Early,
    Handshake,
    /// How many KeyUpdates came before.
    Application(u32),
    /// In the clear between sealed ones: ChangeCipherSpecs for middleboxes, alerts, hellos (TLS 1.3).
    Clear,
    /// Sealed, and opened by nothing (TLS 1.3).
    Closed,
}

/// A run of records under one set of keys, without a hole.
#[derive(Clone)]
pub struct Epoch {
    /// Index of its first record among the direction's messages.
    pub first_record: u32,
    /// Sequence number of that record.
    pub sequence: u64,
    /// Records were lost before it, so that `sequence` is only the least it can be.
    pub after_gap: bool,
    pub session: u32,
    pub stage: Stage,
    /// Offset in the stream of the record with sequence number 0.
    pub origin: u64,
    /// Opens its records (TLS 1.3); in older versions the session's keys do.
    opener: Option<Opener>,
}

/// What the walk found in one direction.
#[derive(Clone, Default)]
pub struct Walked {
    /// In order; records before the first are in the clear.
    pub epochs: Vec<Epoch>,
    /// All handshake messages that could be read, in the clear or sealed, in order.
    pub handshakes: Vec<HandshakeAt>,
    /// Records that were looked at.
    pub records: usize,
    /// Sealed records opened by the walk, all of TLS 1.3, else those of handshakes.
    pub opened: u64,
    /// Sealed records that the keys did not open.
    pub failed: u64,
    /// The first record that the keys of its session did not open.
    pub first_failure: Option<(u32, Closed)>,
    /// Holes in the stream.
    pub gaps: u32,
    /// The walk ended: keys change too often.
    pub given_up: bool,
}

impl Walked {
    /// The epoch of record `index`; `None` in the clear.
    pub fn epoch_of(&self, index: usize) -> Option<&Epoch> {
        let at = self.epochs.partition_point(|e| e.first_record as usize <= index);
        self.epochs.get(at.checked_sub(1)?).filter(|e| e.stage != Stage::Clear)
    }

    /// The handshake messages of which record `index` has a part.
    pub fn handshakes_in(&self, index: usize) -> &[HandshakeAt] {
        let first = self.handshakes.partition_point(|h| (h.last_record as usize) < index);
        let past = self.handshakes.partition_point(|h| h.first_record as usize <= index);
        self.handshakes.get(first..past).unwrap_or(&[])
    }
}

/// What is known of a connection after walking over its records.
#[derive(Clone, Default)]
pub struct Walk {
    /// The direction in which the client sends, once known.
    pub client: Option<usize>,
    /// The handshakes on the connection, in order.
    pub sessions: Vec<SessionState>,
    pub directions: [Walked; 2],
    /// Keys are waited for.
    pub waiting: bool,
    /// There were no secrets, so that nothing was kept of handshakes that only serves to open them.
    unhashed: bool,
    lanes: [Lane; 2],
}

impl std::fmt::Debug for Walk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Walk")
    }
}

/// Where the walk stands in one direction.
#[derive(Clone, Default)]
struct Lane {
    next: usize,
    /// Number of the handshake going on, or of the last one.
    handshake: usize,
    /// Its ChangeCipherSpec was seen.
    changed: bool,
    messages: Messages,
    protection: Protection,
    /// Sequence number of the next record.
    sequence: u64,
    /// Bytes were lost since the last record whose number is sure.
    gap: bool,
    /// One more than the index of the record before which a gap was noted last.
    gap_noted: usize,
}

#[derive(Clone, Default)]
enum Protection {
    #[default]
    Clear,
    Tls12,
    Tls13(Box<Lane13>),
}

/// What became of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Moved,
    /// What the other direction says is needed first.
    Blocked,
    /// Keys are waited for.
    Waiting,
    /// There are no more records.
    End,
}

impl Walk {
    /// Goes on as far as there are records and keys. May be called again as records come.
    pub fn advance(&mut self, records: &impl Records, keys: &mut impl KeySource) {
        self.waiting = false;
        let mut walker = Walker { walk: self, records, keys };
        walker.advance();
        for session in &mut self.sessions {
            session.check_finished();
        }
    }

    /// Whether what was closed may open now, since more of its handshake was seen: then a new walk
    /// is needed.
    pub fn may_open_more(&self) -> bool {
        let more = |s: &SessionState| matches!(s.keys, Some(Err(_))) && s.messages > s.asked_at;
        self.sessions.iter().any(more)
    }

    /// Whether nothing stays closed, so that other secrets would tell nothing new.
    pub fn is_all_open(&self) -> bool {
        !self.waiting
            && !self.unhashed
            && self.sessions.iter().all(|s| matches!(s.keys, None | Some(Ok(_))))
            && self
                .directions
                .iter()
                .all(|d| d.failed == 0 && d.epochs.iter().all(|e| e.stage != Stage::Closed))
    }

    /// The session that a direction's handshake message number `message` belongs to.
    pub fn session_of(&self, direction: usize, message: usize) -> Option<usize> {
        let begun =
            |s: &SessionState| s.begins.get(direction).copied().flatten().is_some_and(|b| b <= message);
        self.sessions.iter().rposition(begun)
    }

    /// The messages of a session in one direction, as indices into [`Walked::handshakes`].
    pub fn messages_of(&self, direction: usize, session: usize) -> Range<usize> {
        let begins = |s: &SessionState| s.begins.get(direction).copied().flatten();
        let Some(start) = self.sessions.get(session).and_then(begins) else { return 0..0 };
        let end = self.sessions.iter().skip(session + 1).find_map(begins);
        start..end.unwrap_or_else(|| self.directions.get(direction).map_or(0, |d| d.handshakes.len()))
    }

    pub fn side(&self, direction: usize) -> Option<Side> {
        Some(if self.client? == direction { Side::Client } else { Side::Server })
    }

    /// What opens the records of an epoch.
    pub fn opener(&self, direction: usize, epoch: &Epoch) -> Option<Opener> {
        if epoch.stage != Stage::Session {
            return epoch.opener.clone();
        }
        match self.sessions.get(epoch.session as usize)?.keys.as_ref()?.as_ref().ok()? {
            Keys::Tls12(keys) => Some(keys.opener(self.side(direction)?).clone()),
            Keys::Tls13(_) => None,
        }
    }

    /// Bytes of memory this takes, about.
    pub fn cost_bytes(&self) -> usize {
        let directions: usize =
            self.directions.iter().map(|d| d.epochs.len() * 700 + d.handshakes.len() * 20).sum();
        let sessions: usize = self.sessions.iter().map(|s| 2048 + s.transcript.len_bytes()).sum();
        directions + sessions + 1024
    }
}

/// Opens record `index` as number `sequence` of an epoch that began at `origin`.
pub fn open_at(
    records: &impl Records,
    opener: &Opener,
    direction: usize,
    index: usize,
    sequence: u64,
    origin: u64,
) -> Option<Result<Plaintext, Closed>> {
    let mut bytes = Vec::new();
    let opened = open_at_into(records, opener, direction, index, sequence, origin, &mut bytes)?;
    Some(opened.map(|opened| Plaintext { bytes, opened }))
}

/// The same into a buffer, which then holds the plaintext alone, or nothing of use after an error.
pub fn open_at_into(
    records: &impl Records,
    opener: &Opener,
    direction: usize,
    index: usize,
    sequence: u64,
    origin: u64,
    out: &mut Vec<u8>,
) -> Option<Result<Opened, Closed>> {
    let (header, fragment) = records.read(direction, index)?;
    let shape = records.shape(direction, index)?;
    let previous = match opener.needs_previous() && sequence > 0 && !shape.after_gap {
        true => index.checked_sub(1).and_then(|before| records.read(direction, before)),
        false => None,
    };
    let headers = sequence.checked_mul(HEADER_LEN as u64);
    let position = headers.and_then(|h| shape.start.checked_sub(origin)?.checked_sub(h));
    let sealed = SealedRecord {
        previous_fragment: previous.as_ref().map(|(_, fragment)| &fragment[..]),
        stream_position: position.unwrap_or(0),
        ..SealedRecord::new(header.content_type, header.version, sequence, &fragment)
    };
    Some(opener.open_into(&sealed, out))
}

/// The same where records are compressed (RFC 3749): every one since the change of keys is needed.
/// `first` is the record with sequence number 0.
pub fn inflate_at(
    records: &impl Records,
    opener: &Opener,
    inflater: &mut Inflater,
    direction: usize,
    first: usize,
    sequence: u64,
    origin: u64,
) -> Option<Result<Plaintext, Closed>> {
    let mut opened = None;
    let open = |number: u64, out: &mut Vec<u8>| {
        let index = first.saturating_add(usize::try_from(number).unwrap_or(usize::MAX));
        let plain = open_at(records, opener, direction, index, number, origin);
        let plain = plain.ok_or(Closed::CannotInflateAfterLoss)??;
        *out = plain.bytes;
        opened = Some(plain.opened);
        Ok(())
    };
    let mut bytes = Vec::new();
    let result = inflater.inflate_up_to(sequence, open, &mut bytes);
    Some(match (result, opened) {
        (Ok(()), Some(opened)) => Ok(Plaintext { bytes, opened }),
        (Err(why), _) => Err(why),
        (Ok(()), None) => Err(Closed::CannotInflateAfterLoss),
    })
}

/// A walk going on.
struct Walker<'w, R, K> {
    walk: &'w mut Walk,
    records: &'w R,
    keys: &'w mut K,
}

impl<R: Records, K: KeySource> Walker<'_, R, K> {
    fn advance(&mut self) {
        loop {
            let mut moved = false;
            for direction in 0..2 {
                moved |= self.run(direction, false);
            }
            // Neither goes on by itself: then what is known has to do.
            if !moved && !self.run(0, true) && !self.run(1, true) {
                return;
            }
        }
    }

    /// Goes on in one direction. `forced`: its first step does not wait for the other direction.
    fn run(&mut self, direction: usize, mut forced: bool) -> bool {
        let mut moved = false;
        loop {
            match self.step(direction, forced) {
                Step::Moved => moved = true,
                Step::Waiting => {
                    self.walk.waiting = true;
                    return moved;
                }
                Step::Blocked | Step::End => return moved,
            }
            forced = false;
        }
    }

    fn step(&mut self, direction: usize, forced: bool) -> Step {
        let index = self.lane(direction).next;
        if self.found(direction).given_up || index >= self.records.count(direction) {
            return Step::End;
        }
        let Some(shape) = self.records.shape(direction, index) else {
            // What stands before the first record (a proxy, STARTTLS) is no loss.
            if self.found(direction).records > 0 {
                self.gap(direction, index);
            }
            self.lane(direction).next += 1;
            return Step::Moved;
        };
        if shape.after_gap && self.lane(direction).gap_noted != index + 1 {
            self.lane(direction).gap_noted = index + 1;
            self.gap(direction, index);
        }
        let step = match self.lane(direction).protection {
            Protection::Clear => self.clear(direction, index, shape, forced),
            Protection::Tls12 => self.sealed12(direction, index, shape, forced),
            Protection::Tls13(_) => self.sealed13(direction, index, shape, forced),
        };
        if step == Step::Moved {
            self.lane(direction).next = index + 1;
            self.found(direction).records = index + 1;
        }
        step
    }

    fn lane(&mut self, direction: usize) -> &mut Lane {
        let [first, second] = &mut self.walk.lanes;
        if direction == 0 { first } else { second }
    }

    fn found(&mut self, direction: usize) -> &mut Walked {
        let [first, second] = &mut self.walk.directions;
        if direction == 0 { first } else { second }
    }

    /// The state of handshake number `index`; `None`: too many.
    fn session(&mut self, index: usize) -> Option<&mut SessionState> {
        if index >= MAX_SESSIONS {
            return None;
        }
        while self.walk.sessions.len() <= index {
            let unhashed = self.keys.secrets().is_empty();
            self.walk.unhashed |= unhashed;
            let state = if unhashed { SessionState::unhashed() } else { SessionState::default() };
            self.walk.sessions.push(state);
        }
        self.walk.sessions.get_mut(index)
    }

    /// Bytes were lost before record `index`.
    fn gap(&mut self, direction: usize, index: usize) {
        let side = self.walk.side(direction);
        self.found(direction).gaps += 1;
        let lane = self.lane(direction);
        lane.messages.lost();
        lane.gap = true;
        let (handshake, sequence) = (lane.handshake, lane.sequence);
        let in12 = matches!(lane.protection, Protection::Tls12);
        if let Some(side) = side
            && let Some(session) = self.session(handshake)
        {
            Arc::make_mut(&mut session.facts).missed(side);
            session.transcript.lost(side);
        }
        if in12 && let Some(last) = self.found(direction).epochs.last().cloned() {
            let epoch = Epoch { first_record: index as u32, sequence, after_gap: true, ..last };
            self.begin_epoch(direction, epoch);
        }
    }

    fn begin_epoch(&mut self, direction: usize, epoch: Epoch) {
        let found = self.found(direction);
        // A run without records is none.
        if found.epochs.last().is_some_and(|last| last.first_record == epoch.first_record) {
            found.epochs.pop();
        }
        if found.epochs.len() >= MAX_EPOCHS {
            found.given_up = true;
            return;
        }
        found.epochs.push(epoch);
    }

    fn failure(&mut self, direction: usize, index: usize, why: Closed) {
        let found = self.found(direction);
        found.failed += 1;
        found.first_failure = found.first_failure.or(Some((index as u32, why)));
    }
}
