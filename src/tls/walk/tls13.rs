//! The walk over sealed records of TLS 1.3: all are opened once, since each may hold a change of
//! keys. Where something is lost, the next keys and numbers are tried; the tag proves them.

use std::sync::Arc;

use super::{Epoch, KeySource, Keys, MAX_RESYNC, Protection, Records, Shape, Stage, Step, Walker, open_at};
use crate::tls::Side;
use crate::tls::handshake::message_type;
use crate::tls::keylog::TrafficSecrets;
use crate::tls::open::{Closed, Opener, Plaintext};
use crate::tls::record::ContentType;
use crate::tls::session::{OpenedBy, SessionFacts, WhyClosed};
use crate::tls::suite::Suite;
use crate::tls::suite_table::suite;
use crate::tls::traffic::{LabelPrefix, Secret};

const END_OF_EARLY_DATA: u8 = 5;
const KEY_UPDATE: u8 = 24;
/// KeyUpdates that may be lost in one hole.
const MAX_LOST_UPDATES: u32 = 4;
/// Numbers tried for the first record of a stage that may have been lost.
const MAX_LOST_AT_BEGIN: u64 = 64;
/// Numbers tried for a record in the middle of a connection whose beginning was not captured.
const MAX_NUMBER_IN_THE_MIDDLE: u64 = 1 << 12;
/// Openers tried on such a record.
const MAX_OPENERS_IN_THE_MIDDLE: usize = 1 << 10;
/// Records of one direction on which secrets of unknown sessions are tried.
const MAX_RECORDS_IN_THE_MIDDLE: usize = 2;

/// All suites of TLS 1.3 that a key log can help with (RFC 8446 appendix B.4).
const SUITES: [u16; 5] = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

/// The traffic secrets of a session.
#[derive(Clone)]
pub struct Tls13Keys {
    pub suite: &'static Suite,
    pub by: OpenedBy,
    pub(super) secrets: TrafficSecrets,
    /// The handshake secret, where a pre-shared key alone made it: the secrets of application data
    /// follow when the server's Finished is seen.
    pub(super) handshake: Option<Secret>,
}

impl Tls13Keys {
    pub fn new(suite: &'static Suite, secrets: TrafficSecrets, by: OpenedBy) -> Self {
        Self { suite, by, secrets, handshake: None }
    }

    /// The secrets, as far as they are known.
    pub fn secrets(&self) -> &TrafficSecrets {
        &self.secrets
    }

    /// The secret of a stage; later generations are made from the one before.
    pub fn secret(&self, sender: Side, stage: Stage) -> Option<&Secret> {
        let secret = match (sender, stage) {
            (Side::Client, Stage::Early) => &self.secrets.client_early,
            (Side::Client, Stage::Handshake) => &self.secrets.client_handshake,
            (Side::Server, Stage::Handshake) => &self.secrets.server_handshake,
            (Side::Client, Stage::Application(0)) => &self.secrets.client_application,
            (Side::Server, Stage::Application(0)) => &self.secrets.server_application,
            _ => &None,
        };
        // One of another hash's length would only waste trials.
        secret.as_ref().filter(|s| s.as_bytes().len() == self.suite.prf.len_bytes())
    }
}

/// Where one direction stands.
#[derive(Clone)]
pub(super) struct Lane13 {
    stage: Stage,
    /// The secret of a generation of application data, to make the next from.
    secret: Option<Secret>,
    opener: Option<Opener>,
    /// Its opener was made, or there is none.
    ready: bool,
    /// Records in a row that did not open.
    failed: u64,
    /// Secrets of unknown sessions were tried.
    tried: bool,
    /// Something was opened.
    opened: bool,
    /// The stage that begins with the next record.
    next: Option<Stage>,
}

/// A record that was opened: under what, and as which number.
struct Hit {
    stage: Stage,
    secret: Option<Secret>,
    opener: Opener,
    sequence: u64,
    plain: Plaintext,
}

impl<R: Records, K: KeySource> Walker<'_, R, K> {
    /// From record `first` on everything is sealed as TLS 1.3 does.
    pub(super) fn enter13(&mut self, direction: usize, first: usize, stage: Stage) {
        let lane = self.lane(direction);
        lane.sequence = 0;
        lane.protection = Protection::Tls13(Box::new(Lane13 {
            stage,
            secret: None,
            opener: None,
            ready: false,
            failed: 0,
            tried: false,
            opened: false,
            next: None,
        }));
        let session = lane.handshake as u32;
        let epoch = Epoch {
            first_record: first as u32,
            sequence: 0,
            after_gap: false,
            session,
            stage: Stage::Clear,
            origin: 0,
            opener: None,
        };
        self.begin_epoch(direction, epoch);
    }

    fn lane13(&mut self, direction: usize) -> Option<&mut Lane13> {
        match &mut self.lane(direction).protection {
            Protection::Tls13(lane) => Some(lane),
            _ => None,
        }
    }

    pub(super) fn sealed13(&mut self, direction: usize, index: usize, shape: Shape, forced: bool) -> Step {
        let records = self.records;
        if !records.is_whole(direction, index) {
            self.gap(direction, index);
            return Step::Moved;
        }
        if shape.content_type != ContentType::APPLICATION_DATA {
            self.note_epoch(direction, index, Stage::Clear, 0, None);
            // A second ClientHello after a HelloRetryRequest; early data may stand before it.
            if shape.content_type == ContentType::HANDSHAKE
                && let Some((_, content)) = records.read(direction, index)
            {
                self.handshake(direction, index, &content);
            }
            return Step::Moved;
        }
        let handshake = self.lane(direction).handshake;
        let keys = match self.walk.sessions.get(handshake).and_then(|s| s.keys.clone()) {
            Some(Ok(Keys::Tls13(keys))) => keys,
            Some(_) => {
                self.note_epoch(direction, index, Stage::Closed, 0, None);
                return Step::Moved;
            }
            None => match self.keys13(direction, index, handshake, forced) {
                Ok(Some(keys)) => keys,
                Ok(None) => {
                    self.note_epoch(direction, index, Stage::Closed, 0, None);
                    return Step::Moved;
                }
                Err(step) => return step,
            },
        };
        let Some(side) = self.walk.side(direction) else { return Step::Moved };
        // With a pre-shared key the server's Finished is needed to go on.
        if keys.handshake.is_some()
            && let Some(lane) = self.lane13(direction)
            && lane.opener.is_none()
            && lane.stage == Stage::Application(0)
        {
            lane.ready = false;
            if keys.secrets.client_application.is_none() && !forced {
                return Step::Blocked;
            }
        }
        self.open13(direction, index, side, &keys);
        Step::Moved
    }

    fn open13(&mut self, direction: usize, index: usize, side: Side, keys: &Tls13Keys) {
        match self.try13(direction, index, side, keys) {
            Ok(hit) => {
                let lane = self.lane(direction);
                lane.sequence = hit.sequence + 1;
                lane.gap = false;
                if let Some(lane) = self.lane13(direction) {
                    lane.stage = hit.stage;
                    lane.secret = hit.secret;
                    lane.opener = Some(hit.opener.clone());
                    lane.ready = true;
                    lane.failed = 0;
                    lane.opened = true;
                }
                self.found(direction).opened += 1;
                self.note_epoch(direction, index, hit.stage, hit.sequence, Some(hit.opener));
                match hit.plain.opened.content_type {
                    ContentType::HANDSHAKE => self.handshake(direction, index, &hit.plain.bytes),
                    // Messages must not be interleaved with anything (RFC 8446 section 5.1).
                    _ => self.lane(direction).messages.lost(),
                }
                let next = self.lane13(direction).and_then(|lane| lane.next.take());
                if let Some(next) = next {
                    // Finished may have brought more of them.
                    let handshake = self.lane(direction).handshake;
                    let newest = self.walk.sessions.get(handshake).and_then(|s| s.keys.clone());
                    let newest = match &newest {
                        Some(Ok(Keys::Tls13(newest))) => newest,
                        _ => keys,
                    };
                    self.enter_stage(direction, side, newest, next);
                }
            }
            Err(why) => {
                let lane = self.lane(direction);
                lane.sequence += 1;
                lane.messages.lost();
                if let Some(lane) = self.lane13(direction) {
                    lane.failed += 1;
                }
                self.note_epoch(direction, index, Stage::Closed, 0, None);
                if let Some(why) = why {
                    self.failure(direction, index, why);
                }
            }
        }
    }

    /// A message of a sealed record, or a second hello: what it means for the keys.
    pub(super) fn noted13(&mut self, direction: usize, kind: u8, message: &[u8]) {
        let side = self.walk.side(direction);
        let Some(lane) = self.lane13(direction) else { return };
        match (lane.stage, kind) {
            (Stage::Handshake, message_type::FINISHED) => lane.next = Some(Stage::Application(0)),
            (Stage::Early, END_OF_EARLY_DATA) => lane.next = Some(Stage::Handshake),
            (Stage::Application(n), KEY_UPDATE) if message.len() == 5 => {
                lane.next = Some(Stage::Application(n.saturating_add(1)));
            }
            // After a HelloRetryRequest there is no early data any more.
            (Stage::Early, message_type::CLIENT_HELLO) if side == Some(Side::Client) => {
                lane.stage = Stage::Handshake;
                lane.ready = false;
                self.lane(direction).sequence = 0;
            }
            _ => {}
        }
    }

    fn enter_stage(&mut self, direction: usize, side: Side, keys: &Tls13Keys, stage: Stage) {
        let secret = match (stage, self.lane13(direction).map(|l| (l.stage, l.secret.clone()))) {
            (Stage::Application(n @ 1..), Some((Stage::Application(before), Some(secret))))
                if before + 1 == n =>
            {
                secret.next_generation(keys.suite.prf, LabelPrefix::Tls13)
            }
            _ => keys.secret(side, stage).cloned(),
        };
        self.lane(direction).sequence = 0;
        let Some(lane) = self.lane13(direction) else { return };
        lane.opener = secret.as_ref().and_then(|s| Opener::tls13(keys.suite, s, LabelPrefix::Tls13).ok());
        lane.stage = stage;
        lane.secret = secret;
        lane.ready = true;
        lane.failed = 0;
    }

    /// Opens a record: as the next one, else, where something is lost, damaged or not known, as one
    /// of those that may come instead. `Err(None)`: there was no key to try.
    fn try13(
        &mut self,
        direction: usize,
        index: usize,
        side: Side,
        keys: &Tls13Keys,
    ) -> Result<Hit, Option<Closed>> {
        let stage = self.lane13(direction).map_or(Stage::Closed, |l| l.stage);
        if self.lane13(direction).is_some_and(|l| !l.ready) {
            let sequence = self.lane(direction).sequence;
            self.enter_stage(direction, side, keys, stage);
            self.lane(direction).sequence = sequence;
        }
        let (sequence, gap) = (self.lane(direction).sequence, self.lane(direction).gap);
        let Some(lane) = self.lane13(direction) else { return Err(None) };
        let (failed, secret, opener) = (lane.failed, lane.secret.clone(), lane.opener.clone());
        let mut why = None;
        if let Some(opener) = opener {
            match open_at(self.records, &opener, direction, index, sequence, 0) {
                Some(Ok(plain)) => return Ok(Hit { stage, secret, opener, sequence, plain }),
                Some(Err(closed)) => why = Some(closed),
                None => {}
            }
            let from = sequence.saturating_sub(failed.min(MAX_RESYNC));
            let to = sequence + if gap { MAX_RESYNC } else { failed.min(MAX_RESYNC) };
            let others = (sequence + 1..=to).chain(from..sequence);
            if let Some((sequence, plain)) = self.try_numbers(direction, index, &opener, others) {
                return Ok(Hit { stage, secret, opener, sequence, plain });
            }
        }
        let begun_unseen = self.begun_unseen(direction);
        let lost = match (begun_unseen, gap) {
            (true, _) => MAX_NUMBER_IN_THE_MIDDLE,
            (_, true) => MAX_LOST_AT_BEGIN,
            _ => failed.min(1),
        };
        for (stage, secret) in self.later_stages(direction, side, keys, gap || failed > 0) {
            let Ok(opener) = Opener::tls13(keys.suite, &secret, LabelPrefix::Tls13) else { continue };
            if let Some((sequence, plain)) = self.try_numbers(direction, index, &opener, 0..=lost) {
                return Ok(Hit { stage, secret: Some(secret), opener, sequence, plain });
            }
            why = why.or(Some(Closed::BadTag));
        }
        Err(why)
    }

    /// Neither hello of this connection was captured, and nothing in this direction opened so far.
    fn begun_unseen(&mut self, direction: usize) -> bool {
        let handshake = self.lane(direction).handshake;
        let facts = self.walk.sessions.get(handshake).map(|s| &s.facts);
        let unseen = facts.is_none_or(|f| f.client_hello().is_none() && f.server_hello().is_none());
        unseen
            && self
                .lane13(direction)
                .is_some_and(|lane| !lane.opened && lane.failed < MAX_RECORDS_IN_THE_MIDDLE as u64)
    }

    pub(super) fn try_numbers(
        &mut self,
        direction: usize,
        index: usize,
        opener: &Opener,
        numbers: impl Iterator<Item = u64>,
    ) -> Option<(u64, Plaintext)> {
        for sequence in numbers {
            if !self.keys.may_try(1) {
                return None;
            }
            if let Some(Ok(plain)) = open_at(self.records, opener, direction, index, sequence, 0) {
                return Some((sequence, plain));
            }
        }
        None
    }

    /// The stages that may have begun unseen, with their secrets.
    fn later_stages(
        &mut self,
        direction: usize,
        side: Side,
        keys: &Tls13Keys,
        lost: bool,
    ) -> Vec<(Stage, Secret)> {
        let Some(lane) = self.lane13(direction) else { return Vec::new() };
        let logged = |stages: &[Stage]| -> Vec<(Stage, Secret)> {
            stages.iter().filter_map(|stage| Some((*stage, keys.secret(side, *stage)?.clone()))).collect()
        };
        match lane.stage {
            Stage::Early => logged(&[Stage::Handshake, Stage::Application(0)]),
            Stage::Handshake => logged(&[Stage::Application(0)]),
            Stage::Application(n) if lost => {
                let mut secret = lane.secret.clone();
                let mut next = || {
                    secret = secret.as_ref()?.next_generation(keys.suite.prf, LabelPrefix::Tls13);
                    secret.clone()
                };
                (1..=MAX_LOST_UPDATES)
                    .map_while(|more| Some((Stage::Application(n.saturating_add(more)), next()?)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn note_epoch(
        &mut self,
        direction: usize,
        index: usize,
        stage: Stage,
        sequence: u64,
        opener: Option<Opener>,
    ) {
        let session = self.lane(direction).handshake as u32;
        let goes_on = self.found(direction).epochs.last().is_some_and(|last| {
            last.stage == stage
                && (last.opener.is_none()
                    || last.sequence + (index as u64).saturating_sub(last.first_record.into()) == sequence)
        });
        if !goes_on {
            let epoch = Epoch {
                first_record: index as u32,
                sequence,
                after_gap: false,
                session,
                stage,
                origin: 0,
                opener,
            };
            self.begin_epoch(direction, epoch);
        }
    }

    /// Finds the traffic secrets of a session when its first sealed record is met at `index`.
    fn keys13(
        &mut self,
        direction: usize,
        index: usize,
        handshake: usize,
        forced: bool,
    ) -> Result<Option<Arc<Tls13Keys>>, Step> {
        let Some(state) = self.session(handshake) else { return Ok(None) };
        let (facts, messages) = (Arc::clone(&state.facts), state.messages);
        let both = facts.client_hello().is_some()
            && facts.server_hello().is_some_and(|h| !h.is_hello_retry_request());
        if !both && !forced {
            return Err(Step::Blocked);
        }
        let mut why = None;
        let mut known = None;
        match (facts.client_hello(), self.chosen_suite(&facts)) {
            (Some(client), Some(suite)) => {
                let logged = self.keys.secrets().traffic(&client.random);
                known = logged.map(|(log, s)| Arc::new(Tls13Keys::new(suite, s.clone(), OpenedBy::log(log))));
                if known.is_none() {
                    match self.by_psk13(direction, index, handshake, suite) {
                        Ok(found) => known = Some(found),
                        Err(tried) => why = tried,
                    }
                }
            }
            _ if both => {}
            _ => {
                if self.lane13(direction).is_some_and(|lane| !std::mem::replace(&mut lane.tried, true)) {
                    known = self.by_trial(direction, index, &facts);
                }
                // The other direction may still tell.
                let exhausted = (0..2).all(|d| {
                    self.lane(d).next >= self.records.count(d)
                        || self.lane13(d).is_some_and(|lane| lane.tried)
                });
                if known.is_none() && !exhausted {
                    return Err(Step::Blocked);
                }
            }
        }
        let why = known.is_none().then(|| why.unwrap_or_else(|| why_closed(&facts, self.keys.secrets())));
        let Some(state) = self.session(handshake) else { return Ok(None) };
        state.asked_at = messages;
        state.keys = Some(match (&known, why) {
            (Some(keys), _) => Ok(Keys::Tls13(Arc::clone(keys))),
            (None, why) => Err(Arc::new(why.unwrap_or(WhyClosed::NoServerHello))),
        });
        Ok(known)
    }

    fn chosen_suite(&self, facts: &SessionFacts) -> Option<&'static Suite> {
        suite(facts.server_hello()?.suite)
    }

    /// Tries the secrets of the key logs where a hello is missing: they need no randoms.
    fn by_trial(&mut self, direction: usize, index: usize, facts: &SessionFacts) -> Option<Arc<Tls13Keys>> {
        let side = self.walk.side(direction);
        let senders: &[Side] = match &side {
            Some(side) => std::slice::from_ref(side),
            None => &[Side::Client, Side::Server],
        };
        let suites: Vec<&'static Suite> = match facts.server_hello() {
            Some(hello) => suite(hello.suite).into_iter().collect(),
            None => SUITES.iter().filter_map(|id| suite(*id)).collect(),
        };
        let random = facts.client_hello().map(|hello| hello.random);
        let mut tried: Vec<(Arc<Tls13Keys>, Side, Stage, Opener)> = Vec::new();
        for log in self.keys.secrets().key_logs() {
            for (name, secrets) in log.log.all_traffic() {
                if random.is_some_and(|random| random != *name) {
                    continue;
                }
                for suite in &suites {
                    let keys = Arc::new(Tls13Keys::new(suite, secrets.clone(), OpenedBy::log(log)));
                    for (sender, stage) in senders.iter().flat_map(|sender| {
                        [Stage::Application(0), Stage::Handshake, Stage::Early].map(|stage| (*sender, stage))
                    }) {
                        let opener = keys
                            .secret(sender, stage)
                            .and_then(|s| Opener::tls13(suite, s, LabelPrefix::Tls13).ok());
                        if let Some(opener) = opener.filter(|_| tried.len() < MAX_OPENERS_IN_THE_MIDDLE) {
                            tried.push((Arc::clone(&keys), sender, stage, opener));
                        }
                    }
                }
            }
        }
        // At the beginning of a stage first: hellos are lost more often than whole beginnings. One
        // record may be damaged.
        let until = index.saturating_add(MAX_RECORDS_IN_THE_MIDDLE);
        let is_data = |s: &Shape| s.content_type == ContentType::APPLICATION_DATA;
        for at in (index..until).filter(|at| self.records.shape(direction, *at).is_some_and(|s| is_data(&s)))
        {
            for sequence in 0..MAX_NUMBER_IN_THE_MIDDLE {
                for (keys, sender, stage, opener) in &tried {
                    if *stage != Stage::Application(0) && sequence > MAX_LOST_AT_BEGIN {
                        continue;
                    }
                    if !self.keys.may_try(1) {
                        return None;
                    }
                    if !matches!(open_at(self.records, opener, direction, at, sequence, 0), Some(Ok(_))) {
                        continue;
                    }
                    if self.walk.client.is_none() {
                        let other = 1 - direction.min(1);
                        self.walk.client = Some(if *sender == Side::Client { direction } else { other });
                    }
                    // The record is opened once more, as every other.
                    self.enter_stage(direction, *sender, keys, *stage);
                    self.lane(direction).sequence = sequence.saturating_sub((at - index) as u64);
                    return Some(Arc::clone(keys));
                }
                if tried.is_empty() {
                    return None;
                }
            }
        }
        None
    }
}

fn why_closed(facts: &SessionFacts, secrets: &crate::tls::secrets::Secrets) -> WhyClosed {
    facts.unlock_candidates(secrets).why_closed()
}
