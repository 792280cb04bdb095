//! What the secrets make of the TLS on a conversation: made by one walk over its records when it is
//! first asked for, extended as records come, forgotten when memory is short. Sessions that resume
//! those of other conversations are followed there.

use super::plain::lock;
use super::{Capture, Flow, MessageKind};
use crate::base::cache::Cache;
use crate::base::id::{ConversationId, FrameId};
use crate::tls::handshake::Random;
use crate::tls::record::{self, ContentType, Header, Version};
use crate::tls::schedule::MasterSecret;
use crate::tls::secrets::{Secrets, SessionName};
use crate::tls::session::{OpenedBy, Resumption, SessionFacts, SessionKeys, WhyClosed};
use crate::tls::ssl2_hello;
use crate::tls::walk::{self, Fragment, KeySource, Keys, Records, Shape, Unlocking, Walk};
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// Memory for what was found on conversations.
const BUDGET_BYTES: usize = 64 << 20;
/// Openings by trial on one capture, beyond one of each record.
const MAX_TRIALS: u32 = 1 << 20;
/// Keys of sessions that are kept so that no private key is used twice for the same.
const MAX_KEYS: usize = 1 << 16;
/// Conversations with the same server that are walked to find where a session began.
const MAX_RELATED: usize = 64;
/// Conversations looked at again while a capture grows: their handshakes may not have been whole.
const UNSETTLED: usize = 1 << 10;

/// What the secrets make of the TLS on one conversation; see [`Walk`].
#[derive(Clone, Debug, Default)]
pub struct Unlocked {
    walk: Walk,
    /// The walk holds as long as these stay.
    flow_generation: u32,
    secrets_generation: u64,
    /// Records there were in each direction when it ended.
    counts: [usize; 2],
    /// It ended for want of time, not of records.
    waiting: bool,
    /// Found by the first reader that looked back far enough.
    settled: OnceLock<Settled>,
}

/// What the records in the clear agreed on, for all that stands behind them.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    pub version: Option<Version>,
    pub suite: Option<u16>,
    /// Of each direction how many messages were looked at, and the frame in which the last one is
    /// complete.
    pub seen: [(usize, Option<FrameId>); 2],
}

impl Settled {
    /// Whether all that was looked at stands before a message: number `index` of `direction`,
    /// complete in `frame`.
    pub fn holds(&self, direction: usize, index: usize, frame: Option<FrameId>) -> bool {
        self.seen.iter().enumerate().all(|(at, (count, last))| match at == direction {
            true => *count <= index,
            false => last.is_none_or(|last| frame.is_some_and(|frame| last < frame)),
        })
    }
}

impl Unlocked {
    /// What was agreed before records that stand late enough; empty until [`Self::settle`].
    pub fn settled(&self) -> Option<&Settled> {
        self.settled.get()
    }

    /// Keeps it for the next reader, as long as no records come.
    pub fn settle(&self, settled: Settled) {
        let _ = self.settled.set(settled);
    }

    /// Made from that flow, as far as it had come, and with those secrets.
    fn is_of(&self, flow: &Flow, secrets: &Secrets) -> bool {
        self.flow_generation == flow.generation
            && (self.secrets_generation == secrets.generation() || self.walk.is_all_open())
    }
}

/// Records of each direction.
fn counts_of(flow: &Flow) -> [usize; 2] {
    flow.directions.each_ref().map(|d| d.messages.len())
}

impl Deref for Unlocked {
    type Target = Walk;

    fn deref(&self) -> &Walk {
        &self.walk
    }
}

/// What is remembered beside the walks.
#[derive(Default)]
pub(super) struct UnlockedMemory {
    walks: Mutex<Option<Cache<ConversationId, Arc<Unlocked>>>>,
    /// By the randoms of both hellos.
    keys: Mutex<HashMap<(Random, Random), KeyMemo>>,
    /// Master secrets of sessions that were opened, by the names under which they are resumed.
    masters: Mutex<HashMap<SessionName, Arc<MasterSecret>>>,
    origins: Mutex<Origins>,
    trials: AtomicU32,
    /// The newest secrets that were tried.
    trials_generation: AtomicU64,
}

struct KeyMemo {
    secrets_generation: u64,
    result: Result<Arc<SessionKeys>, Arc<WhyClosed>>,
    /// Size of the facts a failure is for.
    facts: Arc<SessionFacts>,
}

/// In which conversations sessions began, as far as that is said in the clear.
#[derive(Default)]
struct Origins {
    by_name: HashMap<SessionName, ConversationId>,
    /// Conversations looked at.
    seen: usize,
    generation: u64,
}

impl UnlockedMemory {
    /// The master secret of a session that was opened, by a name under which it is resumed.
    pub(super) fn master(&self, name: &SessionName) -> Option<Arc<MasterSecret>> {
        lock(&self.masters).get(name).cloned()
    }

    /// Keeps the master secret of a session that a record proved.
    pub(super) fn learn_master(&self, names: impl Iterator<Item = SessionName>, master: &Arc<MasterSecret>) {
        let mut masters = lock(&self.masters);
        if masters.len() < MAX_KEYS {
            masters.extend(names.map(|name| (name, Arc::clone(master))));
        }
    }

    /// New secrets are worth new trials.
    fn refill_trials(&self, secrets: &Secrets) {
        let generation = secrets.generation();
        if self.trials_generation.fetch_max(generation, Ordering::Relaxed) < generation {
            self.trials.store(0, Ordering::Relaxed);
        }
    }

    /// Forgets the walk over a conversation, but no key.
    pub(super) fn forget_one(&self, id: ConversationId) {
        if let Some(walks) = lock(&self.walks).as_mut() {
            walks.take(&id);
        }
    }

    pub(super) fn forget(&self) {
        *lock(&self.walks) = None;
        lock(&self.keys).clear();
        lock(&self.masters).clear();
        self.trials.store(0, Ordering::Relaxed);
    }
}

/// The records of a flow.
pub(super) struct FlowRecords<'c> {
    pub capture: &'c Capture,
    pub flow: &'c Flow,
}

impl FlowRecords<'_> {
    fn is_record(kind: MessageKind) -> bool {
        (20..=24).contains(&kind.0) || kind.0 == ssl2_hello::RECORD_TYPE
    }
}

impl Records for FlowRecords<'_> {
    fn count(&self, direction: usize) -> usize {
        self.flow.directions.get(direction).map_or(0, |d| d.messages.len())
    }

    fn shape(&self, direction: usize, index: usize) -> Option<Shape> {
        let messages = &self.flow.directions.get(direction)?.messages;
        let message = messages.get(index).filter(|m| Self::is_record(m.kind()))?;
        let before = index.checked_sub(1).and_then(|before| messages.get(before));
        Some(Shape {
            content_type: ContentType(message.kind().0),
            start: message.start(),
            after_gap: before.is_some_and(|b| b.end() != message.start()),
        })
    }

    fn read(&self, direction: usize, index: usize) -> Option<(Header, Fragment<'_>)> {
        let stream = self.flow.directions.get(direction)?;
        let message = stream.messages.get(index)?;
        let record = self.capture.stream_bytes_once(stream, message.range());
        if record.len() != message.len as usize {
            return None;
        }
        let header = Header::parse(&record)?;
        let header_len = match header.content_type.0 {
            ssl2_hello::RECORD_TYPE => 0,
            _ => record::HEADER_LEN.min(record.len()),
        };
        Some((header, Fragment { record, header_len }))
    }

    fn is_whole(&self, direction: usize, index: usize) -> bool {
        let stream = self.flow.directions.get(direction);
        let message = stream.and_then(|stream| stream.messages.get(index));
        stream.zip(message).is_some_and(|(stream, m)| self.capture.has_stream_bytes(stream, m.range()))
    }
}

/// Gives a walk its keys.
struct Source<'c> {
    memory: &'c UnlockedMemory,
    secrets: &'c Secrets,
    /// Private keys may be used now.
    may_work: bool,
    /// Nothing but what is known already: other conversations were searched in vain.
    searched: bool,
    /// Sessions begun elsewhere that a session here resumes.
    wanted: Vec<SessionName>,
    /// Master secrets of other sessions with the same server.
    related: Vec<Arc<MasterSecret>>,
}

impl KeySource for Source<'_> {
    fn unlock(&mut self, facts: &SessionFacts, fits: &mut dyn FnMut(&SessionKeys) -> bool) -> Unlocking {
        let name = facts.client_hello().zip(facts.server_hello()).map(|(c, s)| (c.random, s.random));
        if let Some(known) = name.and_then(|name| self.known(&name, facts)) {
            return known;
        }
        let is_resumed = facts.resumption() == Resumption::Resumed;
        if !self.may_work && !is_resumed {
            return Unlocking::Later;
        }
        let mut candidates = facts.unlock_candidates(self.secrets);
        let mut result = candidates.find(|keys| fits(keys)).map(Arc::new);
        if result.is_none() && is_resumed {
            let names = walk::resumed_names(facts);
            result = names.iter().find_map(|(name, by)| self.resumed(facts, name, by, fits));
            // The ticket may have been lost: MAC or tag prove the right one of the server's sessions.
            let by = names.first().map_or(OpenedBy::Ticket, |(_, by)| by.clone());
            for master in &self.related {
                if result.is_some() {
                    break;
                }
                let keys = facts.keys_from(Arc::clone(master), by.clone()).ok();
                result = keys.filter(|keys| self.may_try_one() && fits(keys)).map(Arc::new);
            }
            if result.is_none() && !self.may_work {
                return Unlocking::Later;
            }
            if result.is_none() && !self.searched && !names.is_empty() {
                self.wanted = names.into_iter().map(|(name, _)| name).collect();
                return Unlocking::Later;
            }
        }
        if result.is_none() && facts.client_hello().is_none() {
            let lines = crate::tls::unlock::MAX_LINES_WITHOUT_CLIENT_HELLO;
            let mut without = facts.candidates_without_client_hello(self.secrets, lines);
            result = without.find(|keys| self.may_try_one() && fits(keys)).map(Arc::new);
        }
        let result = result.ok_or_else(|| Arc::new(candidates.why_closed()));
        if let Some(name) = name {
            let mut memos = lock(&self.memory.keys);
            if memos.len() >= MAX_KEYS {
                memos.clear();
            }
            let memo = KeyMemo {
                secrets_generation: self.secrets.generation(),
                result: result.clone(),
                facts: Arc::new(facts.clone()),
            };
            memos.insert(name, memo);
        }
        match result {
            Ok(keys) => Unlocking::Keys(keys),
            Err(why) => Unlocking::Closed(why),
        }
    }

    fn secrets(&self) -> &Secrets {
        self.secrets
    }

    fn may_try(&mut self, openings: u32) -> bool {
        self.memory.trials.fetch_add(openings, Ordering::Relaxed) < MAX_TRIALS
    }
}

impl Source<'_> {
    fn may_try_one(&self) -> bool {
        self.memory.trials.fetch_add(1, Ordering::Relaxed) < MAX_TRIALS
    }

    fn known(&self, name: &(Random, Random), facts: &SessionFacts) -> Option<Unlocking> {
        let memos = lock(&self.memory.keys);
        let memo = memos.get(name)?;
        match &memo.result {
            Ok(keys) => Some(Unlocking::Keys(Arc::clone(keys))),
            Err(why) => {
                let same = memo.secrets_generation == self.secrets.generation()
                    && memo.facts.client_key_exchange() == facts.client_key_exchange()
                    && memo.facts.resumption() == facts.resumption()
                    && facts.resumption() != Resumption::Resumed;
                same.then(|| Unlocking::Closed(Arc::clone(why)))
            }
        }
    }

    /// The keys of a session that resumes one opened before.
    fn resumed(
        &self,
        facts: &SessionFacts,
        name: &SessionName,
        by: &OpenedBy,
        fits: &mut dyn FnMut(&SessionKeys) -> bool,
    ) -> Option<Arc<SessionKeys>> {
        let master = lock(&self.memory.masters).get(name).cloned()?;
        let keys = facts.keys_from(master, by.clone()).ok()?;
        fits(&keys).then(|| Arc::new(keys))
    }
}

impl Capture {
    /// What the secrets make of the TLS on a conversation, as far as its records came. Where readers
    /// shall not wait for private keys, it may end before its time: see [`Walk::waiting`].
    pub fn unlocked(&self, id: ConversationId, flow: &Flow, secrets: &Secrets) -> Arc<Unlocked> {
        // Of what stands inside another session no job knows before that one is open.
        let inside = id.depth() > 0;
        let may_work = inside || !self.memory.only_known() || secrets.rsa_keys().is_empty();
        self.unlocked_with(id, flow, secrets, may_work)
    }

    /// The same, and waits for it.
    pub fn unlock_now(&self, id: ConversationId, flow: &Flow, secrets: &Secrets) -> Arc<Unlocked> {
        self.unlocked_with(id, flow, secrets, true)
    }

    fn unlocked_with(
        &self,
        id: ConversationId,
        flow: &Flow,
        secrets: &Secrets,
        may_work: bool,
    ) -> Arc<Unlocked> {
        if flow.dtls.is_some() {
            let walk = self.unlocked_dtls(id, flow, secrets, may_work);
            let waiting = walk.waiting;
            return Arc::new(Unlocked { walk, waiting, ..Unlocked::default() });
        }
        // Most often all is known, and nothing new came.
        let known = lock(&self.memory.unlocked.walks).as_mut().and_then(|walks| walks.get(&id));
        if let Some(known) = known.filter(|known| known.is_of(flow, secrets))
            && known.counts == counts_of(flow)
            && !(known.waiting && may_work)
        {
            return known;
        }
        // Sessions lead to others that they resume, these to others: no recursion, none twice.
        let mut visited: HashSet<ConversationId> = HashSet::new();
        let mut stack = vec![(id, false)];
        let mut last = None;
        while let Some((at, searched)) = stack.pop() {
            let other = self.conversation(at).and_then(|c| c.flow.as_deref());
            let Some(flow) = (if at == id { Some(flow) } else { other }) else { continue };
            visited.insert(at);
            let (unlocked, wanted) = self.walk_on(at, flow, secrets, may_work, searched);
            if !wanted.is_empty() {
                let origins: Vec<_> =
                    self.origins(at, &wanted, secrets).into_iter().filter(|o| !visited.contains(o)).collect();
                stack.push((at, true));
                if visited.len() < MAX_RELATED * 4 {
                    stack.extend(origins.into_iter().map(|origin| (origin, false)));
                }
            }
            if at == id {
                last = Some(unlocked);
            }
        }
        last.unwrap_or_default()
    }

    /// Takes the walk of one conversation as far as it goes, and tells which sessions of other
    /// conversations it needs.
    fn walk_on(
        &self,
        id: ConversationId,
        flow: &Flow,
        secrets: &Secrets,
        may_work: bool,
        searched: bool,
    ) -> (Arc<Unlocked>, Vec<SessionName>) {
        let memory = &self.memory.unlocked;
        let records = FlowRecords { capture: self, flow };
        let counts = counts_of(flow);
        let known = lock(&memory.walks).as_mut().and_then(|walks| walks.get(&id));
        let known = known.filter(|known| {
            known.is_of(flow, secrets) && known.counts.iter().zip(counts).all(|(had, has)| *had <= has)
        });
        if let Some(known) = &known
            && known.counts == counts
            && !(known.waiting && (may_work || searched))
        {
            return (Arc::clone(known), Vec::new());
        }
        memory.refill_trials(secrets);
        let mut source =
            Source { memory, secrets, may_work, searched, wanted: Vec::new(), related: Vec::new() };
        if searched {
            source.related = self.related_masters(id);
        }
        let mut next = known.map_or_else(Unlocked::default, |known| Unlocked::clone(&known));
        next.walk.advance(&records, &mut source);
        if next.walk.may_open_more() {
            next.walk = Walk::default();
            next.walk.advance(&records, &mut source);
        }
        next.settled = OnceLock::new();
        next.flow_generation = flow.generation;
        next.secrets_generation = secrets.generation();
        next.counts = counts;
        next.waiting = next.walk.waiting;
        self.learn(&next.walk);
        let next = Arc::new(next);
        let cost = next.walk.cost_bytes();
        lock(&memory.walks).get_or_insert_with(|| Cache::new(BUDGET_BYTES)).insert(
            id,
            Arc::clone(&next),
            cost,
        );
        (next, source.wanted)
    }

    /// Keeps the master secrets of what was opened for sessions that resume it.
    fn learn(&self, walk: &Walk) {
        let mut masters = lock(&self.memory.unlocked.masters);
        for session in &walk.sessions {
            if let Some(Ok(Keys::Tls12(keys))) = &session.keys
                && masters.len() < MAX_KEYS
            {
                masters.extend(session.names.iter().map(|name| (name.clone(), Arc::clone(&keys.master))));
            }
        }
    }

    /// Master secrets of all sessions opened so far, for the keyring.
    pub fn learned_masters(&self) -> Vec<(SessionName, Arc<MasterSecret>)> {
        let masters = lock(&self.memory.unlocked.masters);
        masters.iter().map(|(name, master)| (name.clone(), Arc::clone(master))).collect()
    }

    /// The conversations in which one of those sessions may have begun.
    fn origins(&self, id: ConversationId, wanted: &[SessionName], _: &Secrets) -> Vec<ConversationId> {
        self.look_for_origins();
        let origins = lock(&self.memory.unlocked.origins);
        let found: Vec<_> = wanted.iter().filter_map(|name| origins.by_name.get(name).copied()).collect();
        if !found.is_empty() {
            return found;
        }
        drop(origins);
        // The ticket was given in a sealed record: whatever was spoken with the same server.
        self.related(id)
    }

    /// Other conversations with TLS that have an end in common.
    fn related(&self, id: ConversationId) -> Vec<ConversationId> {
        let Some(own) = self.conversation(id) else { return Vec::new() };
        let related = self.conversations.iter().enumerate().filter(|(at, c)| {
            ConversationId::from_index(*at) != id
                && c.flow.as_ref().is_some_and(|f| f.tls.is_some() && f.dtls.is_none())
                && c.ends.iter().any(|end| own.ends.contains(end))
        });
        related.map(|(at, _)| ConversationId::from_index(at)).take(MAX_RELATED).collect()
    }

    /// The master secrets of what was opened there.
    fn related_masters(&self, id: ConversationId) -> Vec<Arc<MasterSecret>> {
        let mut masters: Vec<Arc<MasterSecret>> = Vec::new();
        for other in self.related(id) {
            let walk = lock(&self.memory.unlocked.walks).as_mut().and_then(|walks| walks.get(&other));
            for session in walk.iter().flat_map(|unlocked| &unlocked.walk.sessions) {
                if let Some(Ok(Keys::Tls12(keys))) = &session.keys
                    && masters.len() < MAX_RELATED
                {
                    masters.push(Arc::clone(&keys.master));
                }
            }
        }
        masters
    }

    /// Notes the names of sessions that are said in the clear.
    fn look_for_origins(&self) {
        let mut origins = lock(&self.memory.unlocked.origins);
        if origins.generation == self.generation && origins.seen > 0 {
            return;
        }
        let from = origins.seen.saturating_sub(UNSETTLED);
        for (at, conversation) in self.conversations.iter_from(from).enumerate() {
            let flow = conversation.flow.as_ref().filter(|f| f.dtls.is_none());
            let Some(tls) = flow.and_then(|f| f.tls.as_deref()) else { continue };
            for facts in &tls.sessions {
                // A resumed session's names lead to itself else.
                let id = facts.server_hello().filter(|_| facts.client_key_exchange_seen());
                let id = id.and_then(|hello| SessionName::id(&hello.session_id));
                let ticket = facts.new_session_ticket().and_then(SessionName::ticket);
                for name in id.into_iter().chain(ticket) {
                    origins.by_name.entry(name).or_insert(ConversationId::from_index(from + at));
                }
            }
        }
        origins.seen = self.conversations.len();
        origins.generation = self.generation;
    }
}
