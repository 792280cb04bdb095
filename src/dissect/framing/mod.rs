//! Recognises what a byte stream carries and finds its messages, piece by piece as they come.
//! The index runs it over TCP streams; over decrypted ones it runs when somebody looks.

mod tls;

use super::framer::{Framed, Framer, Progress, Stretch};
use super::tls_records::{self, TlsRecords};
use crate::base::id::FrameId;
use crate::store::{Application, Direction, Flow, Message, MessageKind, Piece, Stage};
use crate::tls::record::{self, ContentType};
use crate::tls::ssl2_hello;
use std::borrow::Cow;
use std::ops::Range;
use tls::{HELLO_LEN, begins_tls, is_text, next_record};

/// First bytes of a segment that recognition may look at, and how many segments it may try.
const PROBE_BYTES: u64 = 512;
const MAX_PROBES: u16 = 256;
/// Fewer bytes than this may be too few to recognise a protocol by: more are waited for. A line
/// that says what it is takes more of them than to find a message of a protocol that is known.
const RECOGNISED_BY: u64 = 64;
const PROBE_AT_LEAST: u64 = 16;

/// Bytes of a stream's range; fewer where fewer are there.
pub type Read<'a> = &'a dyn Fn(&Direction, Range<u64>) -> Cow<'a, [u8]>;

/// Longest message whose end is believed where the bytes before it are lost.
const MESSAGE_MAX: u64 = u32::MAX as u64;

/// Note of a message that nobody reads: it was never complete.
pub const GIVEN_UP: u8 = 1;

/// Protocols that may follow each other in a stream: a proxy, another one, TLS, and what is in it.
const MAX_STAGES: usize = 8;

/// What framing needs beside the streams.
#[derive(Clone, Copy)]
struct Look<'a, 'r> {
    ports: [u16; 2],
    framers: &'a [Framer],
    read: Read<'r>,
}

impl<'r> Look<'_, 'r> {
    fn framer(&self, application: Application) -> Option<&Framer> {
        self.framers.iter().find(|f| f.application == application)
    }

    /// The first bytes of what stands at `start`.
    fn beginning(&self, d: &Direction, start: u64) -> Cow<'r, [u8]> {
        (self.read)(d, start..(start + PROBE_BYTES).min(d.len()))
    }
}

/// State of one conversation's framing.
#[derive(Clone, Debug, Default)]
pub struct Framing {
    /// The protocols that follow each other; each side comes to them at an offset of its own.
    stages: Vec<Application>,
    tls: Option<Box<TlsRecords>>,
    sides: [Side; 2],
    probes: u16,
    /// Segments are taken as they come: none is waited for, but those of a message of known length.
    in_turn: bool,
    /// In turn: the segment at hand came late, and completes nothing that anybody reads.
    late: bool,
}

#[derive(Clone, Debug, Default)]
struct Side {
    /// Pieces looked at so far.
    pieces: usize,
    /// Where bytes too few to be recognised begin.
    unsure_from: Option<u64>,
    /// Knows where a message begins; else looks for one at each segment's start.
    synced: bool,
    /// Do not ask the framer before the stream is that long.
    need: u64,
    /// Behind a hole, where the message ends that it broke: up to there the bytes are nobody's.
    broken_until: Option<u64>,
    progress: Progress,
    /// Which of the stages it has come to, and what it had of each.
    stage: usize,
    counts: Vec<Counts>,
}

/// What a direction had of one stage.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Index of its first message.
    first: usize,
    /// Messages of the protocol, and stretches that were not.
    messages: usize,
    skipped: usize,
}

impl Side {
    fn count(&mut self, change: impl FnOnce(&mut Counts)) {
        if let Some(counts) = self.counts.get_mut(self.stage) {
            change(counts);
        }
    }
}

impl Framing {
    /// For segments that are taken as they come.
    pub fn in_turn() -> Self {
        Self { in_turn: true, ..Self::default() }
    }

    /// In turn: says of the next segment whether it came late.
    pub fn comes_late(&mut self, late: bool) {
        self.late = late;
    }

    /// The message that `direction` is in the middle of, if it is known how long it is at least.
    pub fn awaited(&self, flow: &Flow, direction: usize) -> Option<Range<u64>> {
        let (side, d) = (self.sides.get(direction)?, flow.directions.get(direction)?);
        let is_inside = side.synced && side.need > 0 && d.framed < d.len();
        is_inside.then(|| d.framed..d.framed.saturating_add(side.need))
    }

    /// What the conversation is: TLS, if any part of it is; else the last protocol recognised.
    pub fn application(&self) -> Application {
        let known = |a: &&Application| **a != Application::Unknown;
        let tls = self.tls.as_ref().map(|_| Application::Tls);
        tls.or_else(|| self.stages.iter().rev().find(known).copied()).unwrap_or_default()
    }

    /// The streams begin with a protocol that is known before any byte of them: after STARTTLS what
    /// is inside is what was outside.
    pub fn expect(&mut self, flow: &mut Flow, application: Application) {
        if self.stages.is_empty() {
            self.name_stage(flow, 0, application);
        }
    }

    /// What a direction has come to.
    fn now(&self, direction: usize) -> Application {
        let stage = self.sides.get(direction).map_or(0, |s| s.stage);
        self.stages.get(stage).copied().unwrap_or_default()
    }

    /// Frames what came to `direction` since the last call. `frame_of` says for each new piece, in
    /// order of the stream, in which frame a message that ends there is complete.
    pub fn advance(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        mut frame_of: impl FnMut(&Piece) -> FrameId,
        ports: [u16; 2],
        framers: &[Framer],
        read: Read<'_>,
    ) {
        let look = &Look { ports, framers, read };
        loop {
            let Some(side) = self.sides.get_mut(direction) else { return };
            let Some(piece) = flow.directions.get(direction).and_then(|d| d.pieces.get(side.pieces)).copied()
            else {
                break;
            };
            side.pieces += 1;
            let frame = frame_of(&piece);
            if piece.frame().is_none() {
                self.lost(flow, direction, piece.start()..piece.end(), frame, read);
                continue;
            }
            let mut start = side.unsure_from.take().unwrap_or(piece.start());
            // A short line may have been another protocol's, which ended with it (STARTTLS).
            if start < piece.start()
                && !self.begins(flow, direction, start, look)
                && self.begins(flow, direction, piece.start(), look)
            {
                start = piece.start();
                if self.now(direction) == Application::Unknown
                    && let Some(d) = flow.directions.get_mut(direction)
                {
                    d.framed = start;
                }
            }
            self.take_in(flow, direction, start..piece.end(), frame, look);
        }
    }

    /// No more will come in this direction: a message that ends with the stream is complete.
    pub fn finish(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        frame: FrameId,
        framers: &[Framer],
        read: Read<'_>,
    ) {
        let look = &Look { ports: [0; 2], framers, read };
        for _ in 0..MAX_STAGES {
            let Some(d) = flow.directions.get(direction) else { return };
            let end = d.len();
            if self.now(direction) == Application::Unknown || d.framed >= end {
                break;
            }
            let Some(at) = self.run(flow, direction, end, frame, look, true) else { break };
            self.take_in(flow, direction, at..end, frame, look);
        }
    }

    /// Bytes that are there now, from where a message may begin.
    fn take_in(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        range: Range<u64>,
        frame: FrameId,
        look: &Look<'_, '_>,
    ) {
        let Range { mut start, end } = range;
        while start < end {
            if self.now(direction) == Application::Unknown && !self.recognise(flow, direction, start, look) {
                let Some(side) = self.sides.get_mut(direction) else { return };
                if end - start < RECOGNISED_BY {
                    side.unsure_from = Some(start);
                } else if let Some(d) = flow.directions.get_mut(direction) {
                    d.framed = end;
                }
                return;
            }
            match self.segment(flow, direction, start, end, frame, look) {
                Some(at) => start = at,
                None => return,
            }
        }
    }

    /// Whether the protocol of the stream, or any while none is known, begins at `start`.
    fn begins(&self, flow: &Flow, direction: usize, start: u64, look: &Look<'_, '_>) -> bool {
        let Some(d) = flow.directions.get(direction) else { return false };
        let (now, bytes) = (self.now(direction), look.beginning(d, start));
        let possible = |f: &&Framer| now == Application::Unknown || f.application == now;
        look.framers.iter().filter(possible).any(|f| (f.recognises)(&bytes, look.ports))
    }

    /// Recognises the stage that the direction is in, for both.
    fn recognise(&mut self, flow: &mut Flow, direction: usize, start: u64, look: &Look<'_, '_>) -> bool {
        if self.probes >= MAX_PROBES {
            return false;
        }
        self.probes += 1;
        let Some(d) = flow.directions.get(direction) else { return false };
        let bytes = look.beginning(d, start);
        let Some(framer) = look.framers.iter().find(|f| (f.recognises)(&bytes, look.ports)) else {
            return false;
        };
        let stage = self.sides.get(direction).map_or(0, |s| s.stage);
        drop(bytes);
        self.name_stage(flow, stage, framer.application);
        true
    }

    /// A stage that was not known is `application`.
    fn name_stage(&mut self, flow: &mut Flow, stage: usize, application: Application) {
        match self.stages.get_mut(stage) {
            Some(known) => *known = application,
            None => self.stages.push(application),
        }
        if application == Application::Tls {
            self.tls.get_or_insert_default();
            flow.tls.get_or_insert_default();
        }
        for (side, d) in self.sides.iter_mut().zip(&mut flow.directions).filter(|(s, _)| s.stage == stage) {
            if side.counts.len() == stage {
                // Most streams have but one.
                side.counts.reserve_exact(1);
                side.counts.push(Counts { first: d.messages.len(), ..Counts::default() });
            }
            match d.stages.get_mut(stage) {
                Some(known) => known.application = application,
                None => d.stages.push(Stage { start: d.framed, application }),
            }
        }
    }

    /// The direction goes on with the next stage at `at`. `false` if there were too many.
    fn enter(&mut self, flow: &mut Flow, direction: usize, at: u64, then: Application) -> bool {
        let (Some(side), Some(d)) = (self.sides.get_mut(direction), flow.directions.get_mut(direction))
        else {
            return false;
        };
        let stage = side.stage + 1;
        if stage >= MAX_STAGES || stage > self.stages.len() {
            return false;
        }
        side.stage = stage;
        side.synced = then != Application::Unknown;
        side.need = 0;
        side.broken_until = None;
        side.progress = Progress::default();
        side.unsure_from = None;
        side.counts.push(Counts { first: d.messages.len(), ..Counts::default() });
        let known = self.stages.get(stage).copied();
        d.framed = at;
        d.stages.push(Stage { start: at, application: known.unwrap_or(then) });
        match known {
            None => {
                self.probes = 0;
                self.stages.push(Application::Unknown);
                if then != Application::Unknown {
                    self.name_stage(flow, stage, then);
                }
            }
            Some(Application::Unknown) if then != Application::Unknown => {
                self.name_stage(flow, stage, then);
            }
            Some(_) => {}
        }
        true
    }

    /// A segment in a stream whose protocol is known. Where the stream goes on with another one, its
    /// offset comes back.
    fn segment(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        start: u64,
        end: u64,
        frame: FrameId,
        look: &Look<'_, '_>,
    ) -> Option<u64> {
        let (now, least) = (self.now(direction), if self.in_turn { 0 } else { PROBE_AT_LEAST });
        let (side, d) = (self.sides.get_mut(direction)?, flow.directions.get_mut(direction)?);
        if let Some(until) = side.broken_until {
            pass(side, d, until.min(end), frame, (MessageKind::UNREAD, GIVEN_UP));
            if until > end {
                return None;
            }
            side.broken_until = None;
            side.synced = true;
        }
        if !side.synced {
            let bytes = look.beginning(d, start);
            let framer = look.framer(now);
            let is_first =
                d.framed == start && side.counts.get(side.stage).is_some_and(|c| c.first == d.messages.len());
            // A server that speaks no TLS answers a hello in its own words.
            let in_clear = now == Application::Tls && is_first && side.stage == 0 && start == 0 && d.syn_seen;
            if in_clear && is_text(&bytes) {
                drop(bytes);
                return self.enter(flow, direction, start, Application::Unknown).then_some(start);
            }
            let follows = is_first && framer.is_some_and(|f| f.follows_peer);
            let turns = now != Application::Tls && begins_tls(&bytes) == Some(true);
            if !follows && !turns && !framer.is_some_and(|f| (f.recognises)(&bytes, look.ports)) {
                // A line that has its end says no more of itself by what follows.
                let is_line = bytes.last() == Some(&b'\n');
                if end - start < least && !is_line {
                    side.unsure_from = Some(start);
                    return None;
                }
                drop(bytes);
                skip(side, d, end, frame);
                return None;
            }
            drop(bytes);
            skip(side, d, start, frame);
            side.synced = true;
        }
        self.run(flow, direction, end, frame, look, false)
    }

    /// Takes messages off the stream, which is there up to `end`. Where the stream goes on with
    /// another protocol, its offset comes back.
    fn run(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        end: u64,
        frame: FrameId,
        look: &Look<'_, '_>,
        ended: bool,
    ) -> Option<u64> {
        let now = self.now(direction);
        loop {
            let ([left, right], [a, b]) = (&mut self.sides, &mut flow.directions);
            let (d, peer) = if direction == 0 { (a, b) } else { (b, a) };
            let (side, peer_side) = if direction == 0 { (left, &*right) } else { (right, &*left) };
            let start = d.framed;
            let there = end.saturating_sub(start);
            if there == 0 || (there < side.need && !ended) {
                return None;
            }
            // TLS may begin wherever a message may.
            if now != Application::Tls && side.progress == Progress::default() {
                let head = (look.read)(d, start..start + there.min(HELLO_LEN as u64));
                let peer_is_tls = self.stages.get(side.stage + 1) == Some(&Application::Tls);
                let record = peer_is_tls && head.first_chunk().is_some_and(record::looks_like_record);
                match begins_tls(&head) {
                    Some(yes) if yes || record => {
                        drop(head);
                        if self.enter(flow, direction, start, Application::Tls) {
                            return Some(start);
                        }
                        return None;
                    }
                    None if !ended => {
                        side.need = there + 1;
                        return None;
                    }
                    _ => {}
                }
            }
            if now == Application::Tls
                && is_closed(d)
                && is_closed(peer)
                && let Some(before) = side.stage.checked_sub(1).and_then(|at| self.stages.get(at)).copied()
                && (look.read)(d, start..start + there.min(HELLO_LEN as u64))
                    .first()
                    .is_some_and(u8::is_ascii_graphic)
            {
                return self.hand_over(flow, direction, before);
            }
            let framed = if now == Application::Tls {
                next_record(look.read, d, start, there, &mut side.progress)
            } else {
                let framer = look.framer(now)?;
                let peer_counts = peer_side.counts.get(side.stage).copied().unwrap_or_default();
                let peer_message = |n: usize| {
                    let at = peer_counts.first + peer_counts.skipped + n;
                    let message = peer.messages.get(at).filter(|_| n < peer_counts.messages);
                    message.map(|m| (m.kind(), m.note()))
                };
                let stretch = Stretch {
                    len: there,
                    ended,
                    direction,
                    nth: side.counts.get(side.stage).map_or(0, |c| c.messages),
                    previous: side
                        .counts
                        .get(side.stage)
                        .filter(|c| c.messages > 0)
                        .and_then(|_| d.messages.last())
                        .map(|m| (m.kind(), m.note())),
                    peer: &peer_message,
                    read: &|range: Range<u64>| {
                        (look.read)(d, start + range.start..start + range.end.min(there))
                    },
                };
                (framer.next)(&mut side.progress, &stretch)
            };
            let mut handed_over = None;
            match framed {
                Framed::NeedMore { at_least } => {
                    side.need = at_least.max(there + 1);
                    return None;
                }
                Framed::Message { len, kind, note } | Framed::Last { len, kind, note, .. }
                    if len > 0 && len <= there =>
                {
                    if let Framed::Last { then, .. } = framed {
                        handed_over = Some(then);
                    }
                    let (kind, note) = if self.late { (MessageKind::UNREAD, 0) } else { (kind, note) };
                    let tls = self.tls.as_mut().zip(flow.tls.as_mut()).filter(|_| now == Application::Tls);
                    let note = tls.as_ref().map_or(note, |(_, known)| tls_records::epoch(known, direction));
                    let len = len.min(u32::MAX.into()) as u32;
                    let index = d.messages.len();
                    d.messages.push(Message::new(start, len, frame, kind, note));
                    d.framed = start + u64::from(len);
                    side.count(|c| c.messages += 1);
                    match tls {
                        Some((tls, known)) if self.late => tls.gap(known, direction, index, frame),
                        Some((tls, known)) => {
                            let fragment = if tls_records::wants_fragment(known, direction, kind.0) {
                                // The hello of SSL 2.0 is wanted whole.
                                let is_old = kind.0 == ssl2_hello::RECORD_TYPE;
                                let header_len = if is_old { 0 } else { record::HEADER_LEN as u64 };
                                (look.read)(d, start + header_len..d.framed)
                            } else {
                                Cow::Borrowed(&[][..])
                            };
                            tls.record(known, direction, index, kind.0, &fragment, frame);
                        }
                        None => {}
                    }
                }
                Framed::Skip(len) if len > 0 && len < there => skip(side, d, start + len, frame),
                // Nothing to make of it: to the end of the segment, and look again at the next.
                Framed::Skip(_) | Framed::Message { .. } | Framed::Last { .. } => {
                    skip(side, d, end, frame);
                    side.synced = false;
                }
            }
            side.need = 0;
            side.progress = Progress::default();
            if let Some(then) = handed_over {
                return self.hand_over(flow, direction, then);
            }
        }
    }

    /// Both directions go on with another protocol from here.
    fn hand_over(&mut self, flow: &mut Flow, direction: usize, then: Application) -> Option<u64> {
        let at = flow.directions.get(direction)?.framed;
        let stage = self.sides.get(direction)?.stage;
        if !self.enter(flow, direction, at, then) {
            return None;
        }
        let other = 1 - direction.min(1);
        if self.sides.get(other).is_some_and(|s| s.stage == stage) {
            let from = flow.directions.get(other)?.framed;
            self.enter(flow, other, from, then);
            // What came too early is looked at again with what comes next.
            let waits = flow.directions.get(other).is_some_and(|d| d.len() > from);
            if let Some(side) = self.sides.get_mut(other).filter(|_| waits) {
                side.unsure_from = Some(from);
            }
        }
        Some(at)
    }

    /// The stream has a hole.
    fn lost(&mut self, flow: &mut Flow, direction: usize, hole: Range<u64>, frame: FrameId, read: Read<'_>) {
        let Range { start, end } = hole;
        let now = self.now(direction);
        let (Some(side), Some(d)) = (self.sides.get_mut(direction), flow.directions.get_mut(direction))
        else {
            return;
        };
        // How long a message is, where it said so: a length that only an end tells is none, and of what is read bit by
        // bit, as chunks of HTTP are, the next step is not the end.
        let promised = d.framed.saturating_add(side.need);
        let is_length = side.progress.done == 0 || side.progress.done == side.need;
        let says = side.synced && d.framed < start && side.need <= MESSAGE_MAX && is_length;
        let until = side.broken_until.or(says.then_some(promised));
        side.broken_until = until.filter(|until| now != Application::Unknown && *until > end);
        if now != Application::Unknown {
            // Of a record of data its beginning says nothing.
            let is_data = || {
                now == Application::Tls
                    && (read)(d, d.framed..d.framed + 1).first() == Some(&ContentType::APPLICATION_DATA.0)
            };
            let what = match self.in_turn || is_data() {
                true => (MessageKind::UNREAD, GIVEN_UP),
                false => (MessageKind::BROKEN, 0),
            };
            pass(side, d, start, frame, what);
            if let Some((tls, known)) = self.tls.as_mut().zip(flow.tls.as_mut())
                && now == Application::Tls
            {
                tls.gap(known, direction, d.messages.len(), frame);
            }
        }
        d.framed = end;
        side.unsure_from = None;
        side.synced = false;
        side.need = 0;
        side.progress = Progress::default();
    }
}

/// The newest record says that the session ends (RFC 8446 section 6.1), as far as its length tells. Then a protocol
/// may go on in the clear, as FTP does behind CCC (RFC 4217 section 12.3).
fn is_closed(d: &Direction) -> bool {
    /// An alert, its type and a tag: what TLS 1.3 says it in.
    const HIDDEN_ALERT: u32 = record::HEADER_LEN as u32 + 2 + 1 + 16;
    d.messages.last().is_some_and(|m| match ContentType(m.kind().0) {
        ContentType::ALERT => true,
        ContentType::APPLICATION_DATA => m.len == HIDDEN_ALERT,
        _ => false,
    })
}

/// Passes over bytes up to `to`, which are no message.
fn skip(side: &mut Side, d: &mut Direction, to: u64, frame: FrameId) {
    pass(side, d, to, frame, (MessageKind::SKIPPED, 0));
}

/// Passes over bytes up to `to`, which are no message but what `what` says.
fn pass(side: &mut Side, d: &mut Direction, to: u64, frame: FrameId, (kind, note): (MessageKind, u8)) {
    if d.framed < to {
        let len = (to - d.framed).min(u32::MAX.into()) as u32;
        d.messages.push(Message::new(d.framed, len, frame, kind, note));
        side.count(|c| c.skipped += 1);
        d.framed += u64::from(len);
    }
}

#[cfg(test)]
mod tests;
