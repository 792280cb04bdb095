//! Puts the segments of a TCP conversation in order: two byte streams as pieces of frames. Knows
//! no message; framing comes after it. Incremental ([`Assembler`]) while frames come in, and from
//! scratch ([`Assembler::rebuild`]) where a late segment belongs into a part that was thought lost.
//!
//! Asked to take segments in turn ([`Assembler::in_turn`]), it waits for a missing one only inside a
//! message whose length is known; whatever else comes late is not of the stream.

mod gathered;

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::base::wrapping::Seq;
use crate::store::segments::flag;
use crate::store::{Direction, Finding, Findings, Flow, Piece, TcpSegment};
use gathered::Gathered;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

/// Segments of one direction that may wait for the one before them.
const MAX_HELD: usize = 4096;
/// Data this far before the first byte seen may still belong to the stream.
const EARLY_REACH: i64 = 1 << 24;
/// Streams end here (the offsets of pieces have 48 bits).
const MAX_OFFSET: u64 = 1 << 47;

/// Gives the bytes of a piece of this conversation, also of one in the frame being indexed.
pub type ReadPiece<'r> = &'r dyn Fn(&Piece) -> Option<Cow<'r, [u8]>>;

/// What a segment brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The new part of each direction's stream; empty where nothing came. An acknowledgement can
    /// deliver bytes of the other direction: those that waited for segments now known to be lost.
    pub ranges: [Range<u64>; 2],
    /// Bytes sent again differ from those sent before.
    pub conflict: bool,
    /// In turn: what the bytes, which came late, belong to.
    pub late: Late,
}

/// Where bytes belong that came late, if segments are taken in turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Late {
    /// Into no message, or into one that they complete; or they came in time.
    #[default]
    Nowhere,
    /// Into a message that was given up and still lacks others.
    GivenUp,
    /// Into a message of several segments that is complete already.
    Complete,
}

impl Delivered {
    pub fn is_empty(&self) -> bool {
        self.ranges.iter().all(Range::is_empty)
    }
}

/// Payload with its place in the stream.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: u64,
    len: u32,
    captured: u32,
    frame: FrameId,
    offset: u32,
    in_datagram: bool,
}

impl Part {
    fn new(start: u64, segment: &TcpSegment, frame: FrameId) -> Self {
        let (offset, in_datagram) = (segment.offset, segment.in_datagram);
        Self { start, len: segment.len, captured: segment.captured, frame, offset, in_datagram }
    }

    fn end(&self) -> u64 {
        self.start + u64::from(self.len)
    }

    /// Without its first `count` bytes.
    fn after(self, count: u32) -> Self {
        Self {
            start: self.start + u64::from(count),
            len: self.len - count.min(self.len),
            captured: self.captured - count.min(self.captured),
            offset: self.offset.saturating_add(count),
            ..self
        }
    }

    /// What was captured of it, as pieces.
    fn pieces(self) -> impl Iterator<Item = Piece> {
        const MOST: u32 = u16::MAX as u32;
        let whole = (0..self.captured.div_ceil(MOST)).map(move |i| {
            let part = self.after(i * MOST);
            Piece::new(part.start, part.captured.min(MOST) as u16, part.frame, part.offset, part.in_datagram)
        });
        let cut = self.after(self.captured);
        whole.chain((cut.len > 0).then(|| Piece::lost(cut.start, cut.len)))
    }
}

#[derive(Clone, Debug, Default)]
struct Side {
    origin: Option<Seq>,
    /// Stream offset of the byte that comes next.
    next: u64,
    /// In order of their beginnings; all begin behind `next`.
    held: VecDeque<Part>,
    /// Where the stream ends.
    fin: Option<u64>,
    /// What only those keep who take segments in turn.
    turn: Option<Box<Turn>>,
}

#[derive(Clone, Debug, Default)]
struct Turn {
    /// The message that more bytes are awaited for.
    awaited: Option<Range<u64>>,
    /// Messages given up because a segment behind them came, the latest last.
    given_up: VecDeque<GivenUp>,
}

/// What is missing of a message that nobody waits for any more.
#[derive(Clone, Debug)]
struct GivenUp {
    message: Range<u64>,
    missing: Vec<Range<u64>>,
}

/// Messages given up that are remembered, and the holes of each.
const MAX_GIVEN_UP: usize = 64;

impl GivenUp {
    /// Takes bytes that came late.
    fn fill(&mut self, late: &Range<u64>) -> Late {
        if self.missing.is_empty() {
            return Late::Complete;
        }
        let holes = self.missing.drain(..).flat_map(|hole| {
            let before = hole.start..hole.end.min(late.start);
            let behind = hole.start.max(late.end)..hole.end;
            [before, behind].into_iter().filter(|part| part.start < part.end)
        });
        self.missing = holes.take(MAX_GIVEN_UP).collect();
        if self.missing.is_empty() { Late::Nowhere } else { Late::GivenUp }
    }
}

impl Side {
    fn awaited(&self) -> Option<&Range<u64>> {
        self.turn.as_ref()?.awaited.as_ref()
    }

    /// Where bytes belong that came late; those that a message given up still lacks are noted.
    fn late(&mut self, out: &Direction, bytes: Range<u64>) -> Late {
        let holds = |m: &Range<u64>| m.start <= bytes.start && bytes.start < m.end;
        let mut given_up = self.turn.iter_mut().flat_map(|turn| turn.given_up.iter_mut().rev());
        if let Some(given_up) = given_up.find(|g| holds(&g.message)) {
            return given_up.fill(&bytes);
        }
        let messages = &out.messages;
        let found = messages.get(messages.partition_point(|m| m.end() <= bytes.start));
        let is_complete = found.is_some_and(|m| {
            let is_head = m.start() == bytes.start && bytes.end <= m.end();
            let pieces = out.pieces.iter_from(out.piece_at(m.start()));
            holds(&m.range()) && !is_head && pieces.take_while(|p| p.start() < m.end()).nth(1).is_some()
        });
        if is_complete { Late::Complete } else { Late::Nowhere }
    }

    /// Stream offset of a sequence number; negative before the first byte.
    fn offset_of(&self, seq: Seq) -> Option<i64> {
        let expected = self.origin?.plus(self.next as u32);
        Some(self.next as i64 + i64::from(seq.distance_from(expected)))
    }
}

/// Both directions of an open conversation.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    sides: [Side; 2],
    needs_rebuild: bool,
    in_turn: bool,
}

impl Assembler {
    pub fn new() -> Self {
        Self::default()
    }

    /// Segments are taken as they come: see the module.
    pub fn in_turn() -> Self {
        Self { in_turn: true, ..Self::default() }
    }

    /// In turn: the message that `direction` is in the middle of, if its length is known.
    pub fn expect(&mut self, direction: usize, message: Option<Range<u64>>) {
        if let Some(side) = self.sides.get_mut(direction) {
            side.turn.get_or_insert_default().awaited = message;
        }
    }

    /// A segment came that belongs into a part already passed: the conversation's streams are to be
    /// made anew from all its segments, by [`Self::rebuild`]. Stays set until then.
    pub fn needs_rebuild(&self) -> bool {
        self.needs_rebuild && !self.in_turn
    }

    /// Takes the next segment of the conversation and writes new pieces into the flow. `read` is
    /// asked only for bytes that were sent twice.
    pub fn segment(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        segment: &TcpSegment,
        frame: FrameId,
        read: ReadPiece<'_>,
    ) -> Delivered {
        let d = direction & 1;
        let mut delivered = Delivered::default();
        if segment.has(flag::ACK) && !self.in_turn {
            delivered.ranges[1 - d] = self.acknowledged(flow, 1 - d, segment.ack, read);
        }
        let before = self.sides[d].next;
        // The payload of a RST is a text for people (RFC 9293 section 3.5.2), not of the stream.
        if !segment.has(flag::RST) {
            self.take(flow, d, segment, frame, read, &mut delivered);
        }
        let side = &self.sides[d];
        delivered.ranges[d] = before..side.next;
        let out = &mut flow.directions[d];
        if segment.has(flag::RST) || side.fin.is_some_and(|fin| side.next >= fin) {
            out.ended = true;
        }
        out.origin = side.origin;
        delivered
    }

    /// No more segments will come: what still waits is delivered, behind the lost parts.
    pub fn finish(&mut self, flow: &mut Flow, read: ReadPiece<'_>) -> Delivered {
        let mut delivered = Delivered::default();
        for d in 0..2 {
            let before = self.sides[d].next;
            while self.give_up_hole(&mut flow.directions[d], d, read) {}
            flow.directions[d].ended = true;
            delivered.ranges[d] = before..self.sides[d].next;
        }
        delivered
    }

    /// Whether bytes may come that were there before: then `read` is asked for them.
    pub fn overlaps(&self, direction: usize, segment: &TcpSegment) -> bool {
        let Some(side) = self.sides.get(direction).filter(|_| segment.len > 0) else { return false };
        !side.held.is_empty() || side.offset_of(segment.payload_seq()).is_some_and(|at| at < side.next as i64)
    }

    /// Makes both streams anew from all segments of the conversation so far, in order of the
    /// capture. Each is placed by its sequence number, whenever it came. The flow learns where the
    /// streams begin and whether they ended; its pieces are left alone, the new ones come back.
    pub fn rebuild(
        &mut self,
        flow: &mut Flow,
        segments: &[(FrameId, usize, TcpSegment)],
        read: ReadPiece<'_>,
    ) -> [Chunked<Piece>; 2] {
        let mut gathered = [Gathered::default(), Gathered::default()];
        for (frame, direction, segment) in segments {
            let d = direction & 1;
            if segment.has(flag::ACK) {
                gathered[1 - d].acknowledge(segment.ack);
            }
            gathered[d].add(segment, *frame);
        }
        *self = Self::new();
        let mut pieces = [Chunked::default(), Chunked::default()];
        for (d, all) in gathered.into_iter().enumerate() {
            let mut out = Direction::default();
            all.place(self, &mut out, d, read);
            flow.directions[d].origin = out.origin;
            flow.directions[d].ended = out.ended;
            pieces[d] = out.pieces;
        }
        self.needs_rebuild = false;
        pieces
    }

    fn take(
        &mut self,
        flow: &mut Flow,
        d: usize,
        segment: &TcpSegment,
        frame: FrameId,
        read: ReadPiece<'_>,
        delivered: &mut Delivered,
    ) {
        let seq = segment.payload_seq();
        if segment.has(flag::SYN) {
            self.begin(d, seq);
        }
        let side = &mut self.sides[d];
        if segment.len == 0 && !segment.has(flag::FIN) {
            return;
        }
        if side.origin.is_none() {
            side.origin = Some(seq);
        }
        let Some(start) = side.offset_of(seq) else { return };
        let end = start + i64::from(segment.len);
        if segment.has(flag::FIN) && end >= 0 {
            side.fin.get_or_insert(end as u64);
        }
        // One byte before the expected one is a probe of the other side's life, not data.
        let keep_alive = segment.len == 1 && end == side.next as i64;
        if segment.len == 0 || keep_alive || end as u64 > MAX_OFFSET {
            return;
        }
        if start < 0 {
            let known = flow.directions[d].syn_seen;
            self.needs_rebuild |= !known && start > -EARLY_REACH;
            if end <= 0 {
                return;
            }
        }
        let skipped = start.min(0).unsigned_abs() as u32;
        let part = Part { start: start.unsigned_abs(), ..Part::new(0, segment, frame) };
        let part = if skipped > 0 { Part { start: 0, ..part.after(skipped) } } else { part };
        if part.start > side.next {
            let waits = side.awaited().is_some_and(|message| part.start < message.end);
            let at = side.held.partition_point(|h| h.start <= part.start);
            side.held.insert(at, part);
            if self.in_turn && !waits {
                self.give_up_message(&mut flow.directions[d], d, part.start, read);
            } else if side.held.len() > MAX_HELD {
                self.give_up_hole(&mut flow.directions[d], d, read);
            }
            return;
        }
        let out = &mut flow.directions[d];
        if self.in_turn {
            delivered.late = side.late(out, part.start..part.end());
        }
        delivered.conflict |= self.deliver(out, d, part, read);
        delivered.conflict |= self.deliver_held(out, d, read);
    }

    /// In turn: a segment at `start` came, which is behind the message that was awaited.
    fn give_up_message(&mut self, out: &mut Direction, d: usize, start: u64, read: ReadPiece<'_>) {
        let side = &mut self.sides[d];
        if let Some(turn) = &mut side.turn
            && let Some(message) = turn.awaited.take()
        {
            let mut missing = Vec::new();
            let mut at = side.next;
            for part in &side.held {
                if at < part.start.min(message.end) {
                    missing.push(at..part.start.min(message.end));
                }
                at = at.max(part.end());
            }
            if turn.given_up.len() == MAX_GIVEN_UP {
                turn.given_up.pop_front();
            }
            turn.given_up.push_back(GivenUp { message, missing });
        }
        while self.sides[d].next < start && self.give_up_hole(out, d, read) {}
    }

    /// The stream's first byte is known from its SYN.
    fn begin(&mut self, d: usize, first: Seq) {
        let side = &mut self.sides[d];
        match side.origin {
            None => side.origin = Some(first),
            // Data came before the SYN that stands before it.
            Some(origin) if origin.is_after(first) => self.needs_rebuild = true,
            Some(_) => {}
        }
    }

    /// Appends what is new of `part`, which begins at or before the end of the stream. Returns
    /// whether the rest differs from what was there.
    fn deliver(&mut self, out: &mut Direction, d: usize, part: Part, read: ReadPiece<'_>) -> bool {
        let side = &mut self.sides[d];
        let old = side.next.saturating_sub(part.start).min(u64::from(part.len)) as u32;
        let (mut conflict, mut fills) = (false, false);
        if old > 0 && part.captured > 0 {
            (conflict, fills) = compare(out, part, old, read);
        }
        let new = part.after(old);
        if new.len > 0 {
            side.next = new.end();
            out.pieces.extend(new.pieces());
        }
        self.needs_rebuild |= fills;
        conflict
    }

    /// Delivers what waited and now follows without a hole.
    fn deliver_held(&mut self, out: &mut Direction, d: usize, read: ReadPiece<'_>) -> bool {
        let ready = self.sides[d].held.partition_point(|h| h.start <= self.sides[d].next);
        if ready == 0 {
            return false;
        }
        let (mut conflict, mut taken) = (false, 0);
        while let Some(part) = self.sides[d].held.get(taken).copied()
            && part.start <= self.sides[d].next
        {
            conflict |= self.deliver(out, d, part, read);
            taken += 1;
        }
        self.sides[d].held.drain(..taken);
        conflict
    }

    /// The peer acknowledged everything before `ack`. What waits behind a hole that is
    /// acknowledged waits in vain: the receiver has the bytes, the capture missed them.
    fn acknowledged(&mut self, flow: &mut Flow, d: usize, ack: Seq, read: ReadPiece<'_>) -> Range<u64> {
        let before = self.sides[d].next;
        loop {
            let side = &self.sides[d];
            let Some(first) = side.held.front() else { break };
            let reach = side.offset_of(ack).and_then(|at| u64::try_from(at).ok());
            if reach.is_none_or(|reach| reach < first.start) {
                break;
            }
            self.give_up_hole(&mut flow.directions[d], d, read);
        }
        before..self.sides[d].next
    }

    /// Declares the first hole lost and delivers what stands behind it.
    fn give_up_hole(&mut self, out: &mut Direction, d: usize, read: ReadPiece<'_>) -> bool {
        let side = &mut self.sides[d];
        let Some(first) = side.held.front() else { return false };
        let mut at = side.next;
        while at < first.start {
            let len = u32::try_from(first.start - at).unwrap_or(u32::MAX);
            out.pieces.push(Piece::lost(at, len));
            at += u64::from(len);
        }
        side.next = at;
        self.deliver_held(out, d, read);
        true
    }
}

/// Compares the first `old` bytes of a part with what the stream has there already: whether they
/// differ, and whether they fill a lost part.
fn compare(out: &Direction, part: Part, old: u32, read: ReadPiece<'_>) -> (bool, bool) {
    let (mut conflict, mut fills) = (false, false);
    let end = part.start + u64::from(old.min(part.captured));
    for piece in out.pieces.iter_from(out.piece_at(part.start)) {
        let (from, to) = (piece.start().max(part.start), piece.end().min(end));
        if from >= to {
            break;
        }
        if piece.frame().is_none() {
            fills = true;
            continue;
        }
        let again = part.after((from - part.start) as u32).pieces().next();
        let (Some(first), Some(again)) = (read(piece), again.and_then(|p| read(&p))) else { continue };
        let first = first.get((from - piece.start()) as usize..).unwrap_or(&[]);
        let count = (to - from) as usize;
        let same = first.iter().zip(again.iter()).take(count).all(|(a, b)| a == b);
        conflict |= !same;
    }
    (conflict, fills)
}

/// Notes a finding about a frame, which must be the newest one that has any.
pub fn record(flow: &mut Flow, finding: Finding) {
    let last = flow.findings.len().wrapping_sub(1);
    match flow.findings.get(last) {
        Some(f) if f.frame == finding.frame => flow.findings.update(last, |f| f.what.set(finding.what)),
        _ => flow.findings.push(finding),
    }
}

/// The finding that a frame's bytes contradict those before.
pub fn conflict(frame: FrameId) -> Finding {
    Finding { frame, what: Findings::OVERLAP_CONFLICT, duplicate_of: FrameId(0), duplicate_count: 0 }
}

/// The finding that a frame's bytes came late for a message, if they did.
pub fn late(frame: FrameId, late: Late) -> Option<Finding> {
    let what = match late {
        Late::Nowhere => return None,
        Late::GivenUp => Findings::INTO_GIVEN_UP,
        Late::Complete => Findings::INTO_COMPLETE,
    };
    Some(Finding { frame, what, duplicate_of: FrameId(0), duplicate_count: 0 })
}

#[cfg(test)]
mod tests;
