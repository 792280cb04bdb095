//! DTLS on a UDP conversation: what the index keeps of it, and opening its records. Every record
//! says its epoch and number, so any opens alone. Sessions' facts stand where those of TLS do.

use super::plain::{NotOpened, PlainRecord, lock};
use super::unlocked::UnlockedMemory;
use super::{Capture, Direction, Flow, MediaEnd, Message};
use crate::base::id::ConversationId;
use crate::tls::Side;
use crate::tls::dtls_handshake::{Assembly, fragments};
use crate::tls::dtls_record::{self, Header};
use crate::tls::dtls13::Epochs;
use crate::tls::handshake::message_type;
use crate::tls::open::{Closed, Plaintext, SealedRecord};
use crate::tls::record::{ContentType, Version};
use crate::tls::secrets::{Secrets, SessionName};
use crate::tls::session::{OpenedBy, Resumption, SessionFacts, SessionKeys, WhyClosed};
use crate::tls::unlock::MAX_LINES_WITHOUT_CLIENT_HELLO;
use crate::tls::walk::{self, SessionState, Stage, Tls13Keys, Walk};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Sessions of a conversation that are tried for one record.
const MAX_SESSIONS: usize = 8;
/// Keys that are tried for one session, and records to prove them by.
const MAX_CANDIDATES: usize = 64;
const MAX_PROOFS: usize = 64;
/// Records of a direction that a handshake may take.
const MAX_HANDSHAKE_RECORDS: usize = 1 << 12;
/// Conversations that are looked at to find where a session began.
const MAX_RELATED: usize = 1 << 10;

/// DTLS on one UDP conversation.
#[derive(Clone, Debug, Default)]
pub struct DtlsFlow {
    /// By session, by direction: index of the first record that came after it began.
    pub began: Vec<[u32; 2]>,
    /// By direction: bytes of the connection IDs in its records, where one was agreed.
    pub id_len: [Option<usize>; 2],
    /// What was agreed about SRTP beside it (RFC 5764).
    pub srtp: Option<Arc<MediaEnd>>,
}

impl DtlsFlow {
    /// The session that a record of a direction came in.
    pub fn session_of(&self, direction: usize, record: usize) -> usize {
        let before = |began: &[u32; 2]| began.get(direction).is_some_and(|first| *first as usize <= record);
        self.began.partition_point(before).saturating_sub(1)
    }
}

/// Keys of sessions that were found; can be forgotten at any time.
#[derive(Default)]
pub struct DtlsMemory(Mutex<HashMap<(ConversationId, usize), Arc<Memo>>>);

struct Memo {
    facts: Arc<SessionFacts>,
    secrets_generation: u64,
    keys: Found,
    /// The candidate that a record proved.
    proved: Mutex<Option<usize>>,
    /// Whether the Finished messages were right (client, server), with so many records.
    finished: Mutex<Option<([usize; 2], [Option<bool>; 2])>>,
}

enum Found {
    /// Up to DTLS 1.2.
    Sessions(Vec<Arc<SessionKeys>>, Arc<WhyClosed>),
    Tls13(Box<Epochs>, Arc<Tls13Keys>),
    Closed(Arc<WhyClosed>),
}

/// What a sealed record is, beside its bytes.
struct Place {
    index: usize,
    sender: Side,
}

impl Memo {
    /// As a walk over TLS tells it; nothing, where no record was there to prove keys.
    fn state(&self) -> Option<Result<walk::Keys, Arc<WhyClosed>>> {
        let proved = *lock(&self.proved);
        Some(match &self.keys {
            Found::Closed(why) => Err(Arc::clone(why)),
            Found::Tls13(_, keys) => proved.map(|_| Ok(walk::Keys::Tls13(Arc::clone(keys))))?,
            Found::Sessions(keys, why) => match proved.and_then(|at| keys.get(at)) {
                Some(keys) => Ok(walk::Keys::Tls12(Arc::clone(keys))),
                None => Err(Arc::clone(why)),
            },
        })
    }
}

/// The names under which a later session may resume this one, as far as they stand in the clear.
fn names_of(facts: &SessionFacts) -> impl Iterator<Item = SessionName> {
    let id = facts.server_hello().and_then(|hello| SessionName::id(&hello.session_id));
    id.into_iter().chain(facts.new_session_ticket().and_then(SessionName::ticket))
}

/// Version and number that MAC or tag cover. OpenSSL, before the RFC was done, wrote those of TLS 1.0:
/// without an epoch (RFC 6347 section 4.1.2.1 puts it in front).
fn covered(header: &Header<'_>) -> (Version, u64) {
    match header.version {
        dtls_record::DRAFT => (Version::TLS10, header.sequence),
        version => (version, u64::from(header.epoch) << 48 | header.sequence),
    }
}

/// Whether a message is a record that keys are needed for.
fn is_sealed(message: &Message) -> bool {
    message.note() > 0 || dtls_record::is_unified(message.kind().0)
}

impl DtlsMemory {
    pub(super) fn forget(&self) {
        lock(&self.0).clear();
    }
}

impl Found {
    fn find(memory: &UnlockedMemory, facts: &SessionFacts, secrets: &Secrets) -> Self {
        let is_13 = facts.server_hello().is_some_and(|h| h.negotiated_version().is_tls13());
        if is_13
            && let Ok(parameters) = facts.parameters()
            && let Some(hello) = facts.client_hello()
            && let Some((log, traffic)) = secrets.traffic(&hello.random)
        {
            let epochs = Epochs::new(parameters.suite, traffic.clone());
            let keys = Tls13Keys::new(parameters.suite, traffic.clone(), OpenedBy::log(log));
            return Self::Tls13(Box::new(epochs), Arc::new(keys));
        }
        let mut candidates = facts.unlock_candidates(secrets);
        let mut found: Vec<SessionKeys> = candidates.by_ref().take(MAX_CANDIDATES).collect();
        if facts.resumption() == Resumption::Resumed {
            let known = walk::resumed_names(facts).into_iter();
            found.extend(known.filter_map(|(name, by)| facts.keys_from(memory.master(&name)?, by).ok()));
        }
        if found.is_empty() {
            found.extend(facts.candidates_without_client_hello(secrets, MAX_LINES_WITHOUT_CLIENT_HELLO));
        }
        let why = Arc::new(candidates.why_closed());
        match found.is_empty() {
            true => Self::Closed(why),
            false => Self::Sessions(found.into_iter().map(Arc::new).collect(), why),
        }
    }
}

impl Capture {
    /// Opens record `index` of a direction of a conversation over DTLS.
    pub fn open_dtls_record(
        &self,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        secrets: &Secrets,
    ) -> Result<PlainRecord, NotOpened> {
        self.open_with(id, flow, direction, index, None, secrets)
    }

    /// Opens a record with the keys of one session, or of any.
    fn open_with(
        &self,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        only: Option<usize>,
        secrets: &Secrets,
    ) -> Result<PlainRecord, NotOpened> {
        let (tls, dtls) = flow.tls.as_deref().zip(flow.dtls.as_deref()).ok_or(NotOpened::InTheClear)?;
        let stream = flow.directions.get(direction).ok_or(NotOpened::Lost)?;
        let message = *stream.messages.get(index).ok_or(NotOpened::Lost)?;
        let bytes = self.stream_bytes(stream, message.range());
        let id_len = dtls.id_len.get(direction).copied().flatten();
        let header = dtls_record::parse(&bytes, message.len as usize, id_len).ok_or(NotOpened::Lost)?;
        if header.epoch == 0 && !header.is_unified() {
            return Err(NotOpened::InTheClear);
        }
        if bytes.len() != message.len as usize {
            return Err(NotOpened::Lost);
        }
        // The one it came in; else another, since datagrams overtake each other.
        let own = only.unwrap_or_else(|| dtls.session_of(direction, index));
        let count = if only.is_some() { 0 } else { tls.sessions.len() };
        let others = (0..count).rev().filter(|s| *s != own).take(MAX_SESSIONS - 1);
        let mut failed = NotOpened::Session(Arc::new(WhyClosed::NoServerHello));
        for (nth, session) in std::iter::once(own).chain(others).enumerate() {
            let Some(facts) = tls.sessions.get(session) else { continue };
            let senders: &[Side] = match tls.client {
                Some(client) if client == direction => &[Side::Client],
                Some(_) => &[Side::Server],
                None => &[Side::Client, Side::Server],
            };
            for sender in senders {
                let place = Place { index, sender: *sender };
                match self.open_in_session(id, session, facts, &header, &bytes, &place, secrets) {
                    Ok(record) => return Ok(record),
                    Err(why) if nth == 0 => failed = why,
                    Err(_) => {}
                }
            }
        }
        Err(failed)
    }

    /// What the secrets make of all sessions of a conversation, each proved by one of its records.
    pub(super) fn unlocked_dtls(
        &self,
        id: ConversationId,
        flow: &Flow,
        secrets: &Secrets,
        may_work: bool,
    ) -> Walk {
        let mut walk = Walk::default();
        let (Some(tls), Some(dtls)) = (flow.tls.as_deref(), flow.dtls.as_deref()) else { return walk };
        walk.client = tls.client;
        for (session, facts) in tls.sessions.iter().enumerate() {
            let mut state = SessionState::default();
            state.facts = Arc::clone(facts);
            if self.known_dtls_keys(id, session, facts, secrets).is_none() && !may_work {
                walk.waiting = true;
            } else {
                let memo = self.dtls_keys(id, session, facts, secrets);
                self.prove(id, flow, dtls, session, &memo, secrets);
                state.keys = memo.state();
                state.finished = self.dtls_finished(id, flow, session, secrets);
            }
            walk.sessions.push(state);
        }
        walk
    }

    /// Opens records of a session until one proves its keys.
    fn prove(
        &self,
        id: ConversationId,
        flow: &Flow,
        dtls: &DtlsFlow,
        session: usize,
        memo: &Memo,
        secrets: &Secrets,
    ) {
        if matches!(memo.keys, Found::Closed(_)) || lock(&memo.proved).is_some() {
            return;
        }
        for (direction, stream) in flow.directions.iter().enumerate() {
            let sealed = stream.messages.iter().enumerate().filter(|(_, m)| is_sealed(m));
            let own = sealed.filter(|(index, _)| dtls.session_of(direction, *index) == session);
            for (index, _) in own.take(MAX_PROOFS) {
                // Not with the keys of others: those of a resumed one are looked for here.
                if self.open_with(id, flow, direction, index, Some(session), secrets).is_ok() {
                    return;
                }
            }
        }
    }

    /// Whether the Finished messages of a session (client, server) hold what they must; `None`: that
    /// is not known, as in DTLS 1.3.
    pub fn dtls_finished(
        &self,
        id: ConversationId,
        flow: &Flow,
        session: usize,
        secrets: &Secrets,
    ) -> [Option<bool>; 2] {
        let (Some(tls), Some(dtls)) = (flow.tls.as_deref(), flow.dtls.as_deref()) else { return [None; 2] };
        let memo = tls.sessions.get(session).and_then(|f| self.known_dtls_keys(id, session, f, secrets));
        let (Some(memo), Some(client)) = (memo, tls.client) else { return [None; 2] };
        let Some(Ok(walk::Keys::Tls12(keys))) = memo.state() else { return [None; 2] };
        let counts = flow.directions.each_ref().map(|d| d.messages.len());
        if let Some((seen, finished)) = *lock(&memo.finished)
            && (seen == counts || finished.iter().all(Option::is_some))
        {
            return finished;
        }
        let mut state = SessionState::default();
        state.facts = Arc::clone(&memo.facts);
        // OpenSSL before the RFC counted otherwise.
        if keys.agreed.parameters.version != Version::TLS10 || !self.is_draft(flow) {
            state.keys = Some(Ok(walk::Keys::Tls12(keys)));
        }
        let mut messages = Vec::new();
        for direction in 0..2 {
            let side = if direction == client { Side::Client } else { Side::Server };
            let assembly = self.dtls_handshake(id, flow, dtls, direction, session, secrets);
            let mut whole = assembly.whole();
            // What follows a hole counts for nothing.
            let in_order = std::iter::from_fn(|| whole.next().filter(|(gap, _)| !gap));
            messages.extend(in_order.map(|(_, m)| (side, m.header.message_type, m.as_dtls())));
        }
        // The first ClientHello and what asks for the second count for nothing (RFC 6347 section 4.2.1).
        let asked = |(_, kind, _): &(Side, u8, Vec<u8>)| *kind == message_type::HELLO_VERIFY_REQUEST;
        if messages.iter().any(asked) {
            let first = messages.iter().position(|(_, kind, _)| *kind == message_type::CLIENT_HELLO);
            first.map(|at| messages.remove(at));
            messages.retain(|m| !asked(m));
        }
        state.check_datagrams(messages);
        *lock(&memo.finished) = Some((counts, state.finished));
        state.finished
    }

    /// The first record says the version of before the RFC.
    fn is_draft(&self, flow: &Flow) -> bool {
        let first = |d: &Direction| {
            let message = d.messages.get(0)?;
            let bytes = self.stream_bytes(d, message.range());
            Some(dtls_record::parse(&bytes, message.len as usize, None)?.version == dtls_record::DRAFT)
        };
        flow.directions.iter().filter_map(first).any(|draft| draft)
    }

    /// The handshake messages that a direction sent in a session, sealed ones included.
    fn dtls_handshake(
        &self,
        id: ConversationId,
        flow: &Flow,
        dtls: &DtlsFlow,
        direction: usize,
        session: usize,
        secrets: &Secrets,
    ) -> Assembly {
        let mut assembly = Assembly::default();
        let Some(stream) = flow.directions.get(direction) else { return assembly };
        let may_be = |m: &Message| {
            m.kind().0 == ContentType::HANDSHAKE.0 || m.kind().0 == ContentType::TLS12_CID.0 && m.note() > 0
        };
        let own = stream.messages.iter().enumerate().filter(|(_, m)| may_be(m));
        let own = own.filter(|(index, _)| dtls.session_of(direction, *index) == session);
        for (index, message) in own.take(MAX_HANDSHAKE_RECORDS) {
            let opened =
                (message.note() > 0).then(|| self.open_dtls_record(id, flow, direction, index, secrets));
            let bytes = self.stream_bytes(stream, message.range());
            let content = match &opened {
                Some(Ok(plain)) if plain.opened.content_type == ContentType::HANDSHAKE => {
                    Some(&plain.bytes[..])
                }
                Some(_) => None,
                None => dtls_record::parse(&bytes, message.len as usize, None)
                    .and_then(|header| bytes.get(header.header_len..)),
            };
            for (_, header, body) in content.into_iter().flat_map(fragments) {
                assembly.take(&header, body);
            }
        }
        assembly
    }

    /// The keys of a session that are known, or need no time to be found.
    fn known_dtls_keys(
        &self,
        id: ConversationId,
        session: usize,
        facts: &Arc<SessionFacts>,
        secrets: &Secrets,
    ) -> Option<Arc<Memo>> {
        let known = lock(&self.memory.dtls.0).get(&(id, session)).cloned();
        let random = |f: &SessionFacts| f.client_hello().map(|h| h.random);
        known.filter(|memo| match *lock(&memo.proved) {
            Some(_) => random(&memo.facts) == random(facts),
            None => memo.secrets_generation == secrets.generation() && Arc::ptr_eq(&memo.facts, facts),
        })
    }

    fn dtls_keys(
        &self,
        id: ConversationId,
        session: usize,
        facts: &Arc<SessionFacts>,
        secrets: &Secrets,
    ) -> Arc<Memo> {
        self.known_dtls_keys(id, session, facts, secrets).unwrap_or_else(|| {
            if facts.resumption() == Resumption::Resumed {
                self.unlock_origins(facts, secrets);
            }
            let memo = Arc::new(Memo {
                facts: Arc::clone(facts),
                secrets_generation: secrets.generation(),
                keys: Found::find(&self.memory.unlocked, facts, secrets),
                proved: Mutex::default(),
                finished: Mutex::default(),
            });
            lock(&self.memory.dtls.0).insert((id, session), Arc::clone(&memo));
            memo
        })
    }

    /// Proves the keys of the sessions that this one may resume. Those resume no others.
    fn unlock_origins(&self, facts: &SessionFacts, secrets: &Secrets) {
        let wanted: Vec<SessionName> = walk::resumed_names(facts).into_iter().map(|(name, _)| name).collect();
        if wanted.iter().any(|name| self.memory.unlocked.master(name).is_some()) {
            return;
        }
        let conversations = self.conversations.iter().enumerate();
        let with_dtls = conversations.filter_map(|(at, conversation)| {
            let flow = conversation.flow.as_deref()?;
            Some((ConversationId::from_index(at), flow, flow.tls.as_deref()?, flow.dtls.as_deref()?))
        });
        for (id, flow, tls, dtls) in with_dtls.take(MAX_RELATED) {
            for (session, facts) in tls.sessions.iter().enumerate() {
                let is_origin = facts.resumption() == Resumption::Full
                    && names_of(facts).any(|name| wanted.contains(&name));
                if is_origin {
                    let memo = self.dtls_keys(id, session, facts, secrets);
                    self.prove(id, flow, dtls, session, &memo, secrets);
                }
            }
        }
    }

    fn open_in_session(
        &self,
        id: ConversationId,
        session: usize,
        facts: &Arc<SessionFacts>,
        header: &Header<'_>,
        bytes: &[u8],
        place: &Place,
        secrets: &Secrets,
    ) -> Result<PlainRecord, NotOpened> {
        let memo = match self.known_dtls_keys(id, session, facts, secrets) {
            Some(memo) => memo,
            None if self.memory.only_known() && !secrets.rsa_keys().is_empty() => {
                return Err(NotOpened::Waiting);
            }
            None => self.dtls_keys(id, session, facts, secrets),
        };
        let fragment = bytes.get(header.header_len..).ok_or(NotOpened::Lost)?;
        let record = |plain: Plaintext, sequence, stage, by: &OpenedBy| PlainRecord {
            bytes: plain.bytes.into(),
            opened: plain.opened,
            sequence,
            session,
            stage,
            by: by.clone(),
        };
        let proved = |at: usize| {
            let first = lock(&memo.proved).replace(at).is_none();
            if let (true, Found::Sessions(keys, _)) = (first, &memo.keys)
                && let Some(keys) = keys.get(at)
            {
                self.memory.unlocked.learn_master(names_of(facts), &keys.master);
            }
        };
        match &memo.keys {
            Found::Closed(why) => Err(NotOpened::Session(Arc::clone(why))),
            Found::Tls13(epochs, keys) => {
                let (plain, number) =
                    epochs.open(place.sender, place.index, header, bytes).map_err(NotOpened::Record)?;
                proved(0);
                let stage = match number.epoch {
                    1 => Stage::Early,
                    2 => Stage::Handshake,
                    later => Stage::Application(u32::from(later.saturating_sub(3))),
                };
                Ok(record(plain, number.sequence, stage, &keys.by))
            }
            Found::Sessions(candidates, why) => {
                if header.is_unified() {
                    return Err(NotOpened::Record(Closed::BadTag));
                }
                let content_type = ContentType(header.first);
                let (version, number) = covered(header);
                let sealed = SealedRecord {
                    connection_id: (content_type == ContentType::TLS12_CID).then_some(header.connection_id),
                    ..SealedRecord::new(content_type, version, number, fragment)
                };
                let right = *lock(&memo.proved);
                if let Some(keys) = right.and_then(|at| candidates.get(at)) {
                    let plain = keys.opener(place.sender).open(&sealed).map_err(NotOpened::Record)?;
                    return Ok(record(plain, header.sequence, Stage::Session, &keys.by));
                }
                let mut failed = None;
                for (at, keys) in candidates.iter().enumerate() {
                    match keys.opener(place.sender).open(&sealed) {
                        Ok(plain) => {
                            proved(at);
                            return Ok(record(plain, header.sequence, Stage::Session, &keys.by));
                        }
                        Err(why) => failed = failed.or(Some(why)),
                    }
                }
                // One candidate: its record may be damaged. Several: they cannot all be right.
                match failed {
                    Some(failed) if candidates.len() == 1 => Err(NotOpened::Record(failed)),
                    _ => Err(NotOpened::Session(Arc::clone(why))),
                }
            }
        }
    }
}
