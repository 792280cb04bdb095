//! The walk over sealed records of TLS 1.2 and older: those of handshakes are opened, to find Finished
//! and renegotiations, and the first behind a gap, to find its number. All others are just counted.

use std::sync::Arc;

use super::{KeySource, Keys, MAX_RESYNC, Records, Shape, Step, Unlocking, Walker, inflate_at, open_at};
use crate::tls::open::compression::Inflater;
use crate::tls::open::{Closed, Plaintext};
use crate::tls::record::ContentType;
use crate::tls::session::{OpenedBy, Resumption, SessionKeys};

/// Records by which a session's keys are tried: one may be damaged.
const TRIED_RECORDS: usize = 3;

/// Whether a session has keys.
enum Found {
    Keys(Arc<SessionKeys>),
    Closed,
    Not(Step),
}

impl<R: Records, K: KeySource> Walker<'_, R, K> {
    pub(super) fn sealed12(&mut self, direction: usize, index: usize, shape: Shape, forced: bool) -> Step {
        match shape.content_type {
            ContentType::HANDSHAKE => match self.keys12(direction, index, forced) {
                Found::Not(step) => return step,
                Found::Closed => {}
                Found::Keys(keys) => self.open_handshake(direction, index, &keys),
            },
            ContentType::CHANGE_CIPHER_SPEC => {
                let lane = self.lane(direction);
                // Said twice: what follows it has to be Finished.
                if lane.sequence == 0 && !lane.gap {
                    let (handshake, origin) = (lane.handshake, shape.start + 6);
                    self.begin12(direction, index + 1, origin, handshake);
                    return Step::Moved;
                }
                let handshake = lane.handshake + usize::from(lane.changed);
                let end = self.records.read(direction, index).map_or(0, |(header, _)| u64::from(header.len));
                self.begin12(direction, index + 1, shape.start + 5 + end, handshake);
                return Step::Moved;
            }
            // Behind a gap any record tells how many were lost: what is lost later adds to that.
            _ if self.lane(direction).gap => match self.keys12(direction, index, forced) {
                Found::Not(step) => return step,
                Found::Closed => {}
                Found::Keys(keys) => {
                    let sequence = self.lane(direction).sequence;
                    if let Some(Ok((_, sequence))) =
                        self.open12(direction, index, &keys, sequence, MAX_RESYNC)
                    {
                        self.synchronised(direction, index, sequence);
                    }
                }
            },
            _ => {}
        }
        self.lane(direction).sequence += 1;
        Step::Moved
    }

    /// Record `index` has that number, as MAC or tag prove.
    fn synchronised(&mut self, direction: usize, index: usize, sequence: u64) {
        if let Some(epoch) = self.found(direction).epochs.last_mut().filter(|e| e.after_gap) {
            epoch.sequence = sequence.saturating_sub(index as u64 - u64::from(epoch.first_record));
            epoch.after_gap = false;
        }
        let lane = self.lane(direction);
        lane.gap = false;
        lane.sequence = sequence;
    }

    fn open_handshake(&mut self, direction: usize, index: usize, keys: &SessionKeys) {
        let (sequence, gap) = (self.lane(direction).sequence, self.lane(direction).gap);
        let behind_gap = if gap { MAX_RESYNC } else { 0 };
        match self.open12(direction, index, keys, sequence, behind_gap) {
            Some(Ok((plain, sequence))) => {
                self.found(direction).opened += 1;
                self.synchronised(direction, index, sequence);
                self.handshake(direction, index, &plain.bytes);
            }
            Some(Err(why)) => {
                self.failure(direction, index, why);
                self.lane(direction).messages.lost();
            }
            None => self.lane(direction).messages.lost(),
        }
    }

    /// Opens a record whose number is `sequence` or up to `more` more.
    fn open12(
        &mut self,
        direction: usize,
        index: usize,
        keys: &SessionKeys,
        sequence: u64,
        more: u64,
    ) -> Option<Result<(Plaintext, u64), Closed>> {
        let side = self.walk.side(direction)?;
        let origin = self.found(direction).epochs.last().map_or(0, |e| e.origin);
        let opener = keys.opener(side);
        let compression = keys.agreed.compression;
        if let Some(mut inflater) = Inflater::new(compression) {
            let first = index.checked_sub(usize::try_from(sequence).ok()?)?;
            if more > 0 || !self.keys.may_try(u32::try_from(sequence).unwrap_or(u32::MAX)) {
                return Some(Err(Closed::CannotInflateAfterLoss));
            }
            let plain = inflate_at(self.records, opener, &mut inflater, direction, first, sequence, origin)?;
            return Some(plain.map(|plain| (plain, sequence)));
        }
        let mut first = None;
        for lost in 0..=more {
            if lost > 0 && !self.keys.may_try(1) {
                break;
            }
            match open_at(self.records, opener, direction, index, sequence + lost, origin)? {
                Ok(plain) => return Some(Ok((plain, sequence + lost))),
                Err(why) => first = first.or(Some(why)),
            }
        }
        first.map(Err)
    }

    /// The keys of the epoch that record `index` is in.
    fn keys12(&mut self, direction: usize, index: usize, forced: bool) -> Found {
        let Some(session) = self.found(direction).epochs.last().map(|e| e.session as usize) else {
            return Found::Closed;
        };
        let other = self.lane(1 - direction.min(1));
        let told = other.handshake > session || other.handshake == session && other.changed;
        let Some(state) = self.walk.sessions.get(session) else { return Found::Closed };
        match &state.keys {
            Some(Ok(Keys::Tls12(keys))) => return Found::Keys(Arc::clone(keys)),
            Some(_) => return Found::Closed,
            None if !told && !forced => return Found::Not(Step::Blocked),
            None => {}
        }
        let (facts, messages) = (Arc::clone(&state.facts), state.messages);
        let (sequence, gap) = (self.lane(direction).sequence, self.lane(direction).gap);
        let (found, from) = match self.earlier(session, &facts, direction, index, sequence, gap) {
            Some((keys, from)) => (Unlocking::Keys(keys), Some(from)),
            None => {
                let Walker { walk, records, keys } = self;
                let side = walk.side(direction);
                let origin =
                    walk.directions.get(direction).and_then(|d| d.epochs.last()).map_or(0, |e| e.origin);
                let mut fits = |keys: &SessionKeys| {
                    side.is_some_and(|side| {
                        fits(*records, keys, side, (direction, index), (sequence, gap), origin)
                    })
                };
                (keys.unlock(&facts, &mut fits), None)
            }
        };
        let result = match found {
            Unlocking::Later => return Found::Not(Step::Waiting),
            Unlocking::Keys(keys) => Ok(keys),
            Unlocking::Closed(why) => Err(why),
        };
        if let Some(state) = self.walk.sessions.get_mut(session) {
            state.asked_at = messages;
            state.resumed_from = from;
            state.keys = Some(result.clone().map(Keys::Tls12));
        }
        result.map_or(Found::Closed, Found::Keys)
    }

    /// The keys of a session that resumes an earlier one on this very connection.
    fn earlier(
        &mut self,
        session: usize,
        facts: &super::SessionFacts,
        direction: usize,
        index: usize,
        sequence: u64,
        gap: bool,
    ) -> Option<(Arc<SessionKeys>, usize)> {
        if facts.resumption() != Resumption::Resumed {
            return None;
        }
        let wanted = resumed_names(facts);
        let mut masters = Vec::new();
        for (at, earlier) in self.walk.sessions.iter().enumerate().take(session) {
            if let Some(Ok(Keys::Tls12(keys))) = &earlier.keys
                && let Some((_, by)) = wanted.iter().find(|(name, _)| earlier.names.contains(name))
            {
                masters.push((at, Arc::clone(&keys.master), by.clone()));
            }
        }
        let side = self.walk.side(direction)?;
        let origin = self.found(direction).epochs.last().map_or(0, |e| e.origin);
        masters.into_iter().rev().find_map(|(at, master, by)| {
            let keys = facts.keys_from(master, by).ok()?;
            fits(self.records, &keys, side, (direction, index), (sequence, gap), origin)
                .then(|| (Arc::new(keys), at))
        })
    }
}

/// The names by which a handshake resumes another session, with what that is called.
pub fn resumed_names(facts: &super::SessionFacts) -> Vec<(super::SessionName, OpenedBy)> {
    let ticket = facts.client_hello().and_then(|hello| hello.ticket.as_deref()).unwrap_or_default();
    let id = facts.server_hello().map(|hello| &*hello.session_id).unwrap_or_default();
    let ticket = super::SessionName::ticket(ticket).map(|name| (name, OpenedBy::Ticket));
    let id = super::SessionName::id(id).map(|name| (name, OpenedBy::SessionId));
    ticket.into_iter().chain(id).collect()
}

/// Whether keys open a record, or one of the next few.
fn fits(
    records: &impl Records,
    keys: &SessionKeys,
    sender: crate::tls::Side,
    (direction, index): (usize, usize),
    (sequence, gap): (u64, bool),
    origin: u64,
) -> bool {
    let opener = keys.opener(sender);
    let behind_gap = if gap { MAX_RESYNC } else { 0 };
    (0..TRIED_RECORDS).any(|later| {
        (0..=behind_gap).any(|lost| {
            let sequence = sequence + lost + later as u64;
            matches!(open_at(records, opener, direction, index + later, sequence, origin), Some(Ok(_)))
        })
    })
}
