//! Puts the segments of a TCP conversation in order: two byte streams as pieces of frames. Knows
//! no message; framing comes after it. Incremental ([`Assembler`]) while frames come in, and from
//! scratch ([`Assembler::rebuild`]) where a late segment belongs into a part that was thought lost.
//!
//! Asked to take segments in turn ([`Assembler::in_turn`]), it waits for a missing one only inside a
//! message whose length is known; whatever else comes late is not of the stream.

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::base::wrapping::Seq;
use crate::store::segments::flag;
use crate::store::{Direction, Finding, Findings, Flow, Piece, TcpSegment};
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
    held: Vec<Part>,
    /// Where the stream ends.
    fin: Option<u64>,
    /// In turn: the message that more bytes are awaited for.
    awaited: Option<Range<u64>>,
    /// In turn: messages given up because a segment behind them came, the latest last.
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
    /// Where bytes belong that came late; those that a message given up still lacks are noted.
    fn late(&mut self, out: &Direction, bytes: Range<u64>) -> Late {
        let holds = |m: &Range<u64>| m.start <= bytes.start && bytes.start < m.end;
        if let Some(given_up) = self.given_up.iter_mut().rev().find(|g| holds(&g.message)) {
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
            side.awaited = message;
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
            let waits = side.awaited.as_ref().is_some_and(|message| part.start < message.end);
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
        if let Some(message) = side.awaited.take() {
            let mut missing = Vec::new();
            let mut at = side.next;
            for part in &side.held {
                if at < part.start.min(message.end) {
                    missing.push(at..part.start.min(message.end));
                }
                at = at.max(part.end());
            }
            if side.given_up.len() == MAX_GIVEN_UP {
                side.given_up.pop_front();
            }
            side.given_up.push_back(GivenUp { message, missing });
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
            let Some(first) = side.held.first() else { break };
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
        let Some(first) = side.held.first() else { return false };
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

/// All segments of one direction, with sequence numbers that do not wrap.
#[derive(Default)]
struct Gathered {
    /// The number unwrapped last, and what it became; the first one became 0.
    last: Option<(Seq, i64)>,
    first: Option<Seq>,
    /// Unwrapped beginnings.
    parts: Vec<(i64, Part)>,
    syn: Option<i64>,
    fin: Option<i64>,
    reset: bool,
    acked: Option<i64>,
}

impl Gathered {
    fn unwrap(&mut self, seq: Seq) -> i64 {
        let (last, at) = self.last.unwrap_or((seq, 0));
        self.first.get_or_insert(seq);
        let at = at + i64::from(seq.distance_from(last));
        self.last = Some((seq, at));
        at
    }

    fn acknowledge(&mut self, ack: Seq) {
        let at = match self.last {
            Some((last, at)) => at + i64::from(ack.distance_from(last)),
            None => self.unwrap(ack),
        };
        self.acked = Some(self.acked.map_or(at, |known| known.max(at)));
    }

    fn add(&mut self, segment: &TcpSegment, frame: FrameId) {
        if segment.has(flag::RST) {
            self.reset = true;
            return;
        }
        let at = self.unwrap(segment.payload_seq());
        if segment.has(flag::SYN) {
            self.syn.get_or_insert(at);
        }
        if segment.has(flag::FIN) {
            self.fin.get_or_insert(at + i64::from(segment.len));
        }
        if segment.len > 0 {
            self.parts.push((at, Part::new(0, segment, frame)));
        }
    }

    /// Unwrapped number of the stream's first byte.
    fn origin(&self) -> Option<i64> {
        // A lone byte may be a keep-alive's, which is not of the stream.
        let lowest = |least: u32| self.parts.iter().filter(|(_, p)| p.len >= least).map(|(at, _)| *at).min();
        let (long, any) = (lowest(2), lowest(1));
        let guess = match (long, any) {
            (Some(long), Some(any)) if any == long - 1 => Some(long),
            _ => any,
        };
        self.syn.or(guess)
    }

    fn place(mut self, assembler: &mut Assembler, out: &mut Direction, d: usize, read: ReadPiece<'_>) {
        let Some(origin) = self.origin() else { return };
        let first_seq = self.first.unwrap_or_default().plus(origin as u32);
        assembler.sides[d].origin = Some(first_seq);
        out.origin = Some(first_seq);
        self.parts.sort_by_key(|(at, part)| (*at, part.frame));
        for (at, part) in self.parts {
            let Ok(start) = u64::try_from(at - origin) else { continue };
            let part = Part { start, ..part };
            if part.end() > MAX_OFFSET {
                continue;
            }
            assembler.sides[d].held.push(part);
        }
        assembler.deliver_held(out, d, read);
        while let Some(next) = assembler.sides[d].held.first().map(|h| h.start)
            && self.acked.is_some_and(|acked| acked - origin >= next as i64)
        {
            assembler.give_up_hole(out, d, read);
        }
        let side = &mut assembler.sides[d];
        side.fin = self.fin.and_then(|fin| u64::try_from(fin - origin).ok());
        out.ended = self.reset || side.fin.is_some_and(|fin| side.next >= fin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A conversation whose segments carry the bytes of `text`, by default; each is a frame.
    struct Wire {
        text: Vec<u8>,
        first: u32,
        frames: Vec<(usize, TcpSegment, Vec<u8>)>,
    }

    impl Wire {
        fn new(text: &[u8], first: u32) -> Self {
            Self { text: text.to_vec(), first, frames: Vec::new() }
        }

        fn numbers(&self, at: u32) -> Seq {
            Seq(self.first.wrapping_add(at))
        }

        fn syn(&mut self) {
            let seq = self.numbers(u32::MAX);
            self.frames.push((0, TcpSegment { seq, flags: flag::SYN, ..TcpSegment::default() }, Vec::new()));
        }

        fn data(&mut self, range: Range<usize>) {
            let bytes = self.text[range.clone()].to_vec();
            self.bytes(range.start as u32, bytes);
        }

        fn bytes(&mut self, at: u32, bytes: Vec<u8>) {
            let len = bytes.len() as u32;
            let seq = self.numbers(at);
            let segment = TcpSegment { seq, flags: flag::ACK, len, captured: len, ..TcpSegment::default() };
            self.frames.push((0, segment, bytes));
        }

        fn fin(&mut self, at: u32) {
            let (seq, flags) = (self.numbers(at), flag::FIN | flag::ACK);
            self.frames.push((0, TcpSegment { seq, flags, ..TcpSegment::default() }, Vec::new()));
        }

        /// The peer acknowledges all before `at`.
        fn ack(&mut self, at: u32) {
            let (ack, flags) = (self.numbers(at), flag::ACK);
            self.frames.push((1, TcpSegment { ack, flags, ..TcpSegment::default() }, Vec::new()));
        }

        fn read(&self, piece: &Piece) -> Option<Cow<'_, [u8]>> {
            let (_, _, bytes) = self.frames.get(piece.frame()?.index())?;
            let from = piece.offset() as usize;
            bytes.get(from..from + piece.len() as usize).map(Cow::Borrowed)
        }

        /// Takes all frames in order; what each delivered of direction 0 comes back, too.
        fn run(&self) -> (Assembler, Flow, Vec<Delivered>) {
            let (mut assembler, mut flow) = (Assembler::new(), Flow::default());
            let mut delivered = Vec::new();
            for (i, (d, segment, _)) in self.frames.iter().enumerate() {
                flow.directions[*d].syn_seen |= segment.has(flag::SYN);
                let read = |p: &Piece| self.read(p);
                let frame = FrameId::from_index(i);
                delivered.push(assembler.segment(&mut flow, *d, segment, frame, &read));
            }
            (assembler, flow, delivered)
        }

        fn rebuilt(&self) -> (Assembler, Flow) {
            let (mut assembler, mut flow) = (Assembler::new(), Flow::default());
            let numbered = self.frames.iter().enumerate();
            let segments: Vec<_> = numbered.map(|(i, (d, s, _))| (FrameId::from_index(i), *d, *s)).collect();
            let pieces = assembler.rebuild(&mut flow, &segments, &|p: &Piece| self.read(p));
            for (direction, pieces) in flow.directions.iter_mut().zip(pieces) {
                direction.pieces = pieces;
            }
            (assembler, flow)
        }

        /// The stream of direction 0; lost bytes are `?`.
        fn stream(&self, flow: &Flow) -> Vec<u8> {
            let mut out = Vec::new();
            for piece in flow.directions[0].pieces.iter() {
                assert_eq!(piece.start(), out.len() as u64, "pieces follow each other");
                match self.read(piece) {
                    Some(bytes) => out.extend_from_slice(&bytes),
                    None => out.resize(piece.end() as usize, b'?'),
                }
            }
            out
        }
    }

    const TEXT: &[u8] = b"the quick brown fox jumps over the lazy dog";

    #[test]
    fn in_order_with_a_syn_and_a_fin() {
        let mut w = Wire::new(TEXT, 1);
        w.syn();
        w.data(0..10);
        w.data(10..43);
        w.fin(43);
        let (_, flow, delivered) = w.run();
        assert_eq!(w.stream(&flow), TEXT);
        assert_eq!(delivered[2].ranges[0], 10..43);
        assert!(flow.directions[0].ended);
        assert_eq!(flow.directions[0].origin, Some(Seq(1)));
    }

    #[test]
    fn what_fills_a_hole_delivers_all_behind_it() {
        let mut w = Wire::new(TEXT, u32::MAX - 20);
        w.data(0..10);
        w.data(20..43);
        w.fin(43);
        w.data(10..20);
        let (assembler, flow, delivered) = w.run();
        assert!(delivered[1].is_empty() && delivered[2].is_empty());
        assert_eq!(delivered[3].ranges[0], 10..43);
        assert_eq!(w.stream(&flow), TEXT);
        assert!(flow.directions[0].ended && assembler.sides[0].held.is_empty());
    }

    #[test]
    fn a_hole_is_lost_once_acknowledged_or_at_the_end() {
        let mut w = Wire::new(TEXT, 7);
        w.data(0..10);
        w.data(20..43);
        w.ack(15);
        let (mut assembler, mut flow, delivered) = w.run();
        assert!(!assembler.sides[0].held.is_empty() && delivered[2].is_empty());
        let end = assembler.finish(&mut flow, &|p| w.read(p));
        assert_eq!(end.ranges[0], 10..43);
        assert_eq!(w.stream(&flow), b"the quick ??????????jumps over the lazy dog");

        w.ack(43);
        let (assembler, flow, delivered) = w.run();
        assert_eq!(delivered[3].ranges[0], 10..43);
        assert_eq!(&w.stream(&flow)[8..22], b"k ??????????ju");
        assert!(!assembler.needs_rebuild());
    }

    #[test]
    fn a_loss_filled_late_asks_for_a_rebuild() {
        let mut w = Wire::new(TEXT, 7);
        w.data(0..10);
        w.data(20..43);
        w.ack(43);
        w.data(10..20);
        let (assembler, _, _) = w.run();
        assert!(assembler.needs_rebuild());
        let (assembler, flow) = w.rebuilt();
        assert_eq!(w.stream(&flow), TEXT);
        assert!(!assembler.needs_rebuild());
    }

    #[test]
    fn bytes_before_the_first_one_seen_ask_for_a_rebuild() {
        let mut w = Wire::new(TEXT, 3);
        w.data(10..43);
        w.data(0..10);
        assert!(w.run().0.needs_rebuild());
        assert_eq!(w.stream(&w.rebuilt().1), TEXT);
        let mut late = Wire::new(TEXT, 3);
        late.data(10..43);
        late.syn();
        assert!(late.run().0.needs_rebuild());
    }

    #[test]
    fn the_first_bytes_win_and_a_difference_is_told() {
        let mut w = Wire::new(TEXT, 1);
        w.data(0..20);
        w.data(5..25);
        w.bytes(18, b"XXXXXXXXXX".to_vec());
        let (_, flow, delivered) = w.run();
        assert_eq!(delivered.iter().map(|d| d.conflict).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(w.stream(&flow), b"the quick brown fox jumpsXXX");
    }

    #[test]
    fn probes_of_life_and_texts_of_resets_are_not_data() {
        let mut w = Wire::new(TEXT, 1);
        w.data(0..10);
        w.bytes(9, b"?".to_vec());
        w.bytes(10, b"go away".to_vec());
        w.frames[2].1.flags |= flag::RST;
        let (_, flow, delivered) = w.run();
        assert_eq!(w.stream(&flow), &TEXT[..10]);
        assert!(!delivered[1].conflict && flow.directions[0].ended);
    }

    #[test]
    fn what_the_capture_cut_is_lost() {
        let mut w = Wire::new(TEXT, 1);
        w.data(0..10);
        w.frames[0].1.captured = 4;
        w.data(10..43);
        let (assembler, flow, _) = w.run();
        assert_eq!(&w.stream(&flow)[..12], b"the ??????br");
        assert!(!assembler.needs_rebuild());
    }

    #[test]
    fn a_far_number_costs_one_piece() {
        let mut w = Wire::new(TEXT, 1);
        w.data(0..10);
        w.bytes(1 << 30, b"far".to_vec());
        let (mut assembler, mut flow, _) = w.run();
        assembler.finish(&mut flow, &|p| w.read(p));
        assert_eq!(flow.directions[0].pieces.len(), 3);
        assert_eq!(flow.directions[0].len(), (1 << 30) + 3);
    }

    #[test]
    fn only_so_many_segments_wait() {
        let text = vec![7; 2 * MAX_HELD + 10];
        let mut w = Wire::new(&text, 1);
        w.data(0..1);
        for i in 1..=MAX_HELD {
            w.data(2 * i..2 * i + 1);
        }
        assert!(w.run().2.iter().skip(1).all(Delivered::is_empty));
        w.data(2 * MAX_HELD + 2..2 * MAX_HELD + 3);
        assert_eq!(w.run().2.last().map(|d| d.ranges[0].clone()), Some(1..3));
    }

    /// Cuts of a text into overlapping segments that cover it, in any order, some of them twice.
    fn segmentation() -> impl Strategy<Value = (Vec<u8>, u32, Vec<Range<usize>>)> {
        let text = proptest::collection::vec(any::<u8>(), 2..300);
        (text, any::<u32>(), proptest::collection::vec((1..40usize, 0..10usize, 0..2usize), 1..60)).prop_map(
            |(text, first, cuts)| {
                let (mut at, mut ranges) = (0, Vec::new());
                for (len, overlap, twice) in cuts.iter().cycle() {
                    let end = (at + len).min(text.len());
                    let range = at.saturating_sub(*overlap)..end;
                    ranges.extend(std::iter::repeat_n(range, 1 + twice));
                    at = end;
                    if at == text.len() {
                        break;
                    }
                }
                (text, first, ranges)
            },
        )
    }

    proptest! {
        #[test]
        fn any_order_behind_a_syn_gives_the_same_bytes(
            (text, first, ranges) in segmentation(), order in any::<u64>()
        ) {
            let mut w = Wire::new(&text, first);
            w.syn();
            for range in shuffled(ranges, order) {
                w.data(range);
            }
            let (assembler, flow, delivered) = w.run();
            prop_assert_eq!(w.stream(&flow), text.clone());
            prop_assert!(!assembler.needs_rebuild() && delivered.iter().all(|d| !d.conflict));
            prop_assert_eq!(w.stream(&w.rebuilt().1), text);
        }

        #[test]
        fn any_order_at_all_gives_the_same_bytes_when_rebuilt(
            (text, first, ranges) in segmentation(), order in any::<u64>(), acks in any::<[u8; 3]>()
        ) {
            let mut w = Wire::new(&text, first);
            w.syn();
            for range in ranges {
                w.data(range);
            }
            for ack in acks {
                w.ack(u32::from(ack) % text.len() as u32);
            }
            w.frames = shuffled(w.frames.clone(), order);
            let (mut assembler, mut flow) = w.rebuilt();
            assembler.finish(&mut flow, &|p| w.read(p));
            prop_assert_eq!(w.stream(&flow), text);
        }

        #[test]
        fn nonsense_is_survived(
            all in proptest::collection::vec((0..2usize, any::<[u32; 2]>(), any::<u16>(), 0..70_000u32), 0..50)
        ) {
            let mut w = Wire::new(&[], 0);
            for (d, [seq, ack], flags, len) in all {
                let (seq, ack, flags) = (Seq(seq), Seq(ack), flags & flag::ALL);
                let segment = TcpSegment { seq, ack, flags, len, captured: len / 2, ..TcpSegment::default() };
                w.frames.push((d, segment, vec![0; len as usize / 2]));
            }
            let (mut assembler, mut flow, _) = w.run();
            assembler.finish(&mut flow, &|p| w.read(p));
            for d in [&flow, &w.rebuilt().1].iter().flat_map(|f| &f.directions) {
                let mut at = 0;
                for piece in d.pieces.iter() {
                    prop_assert_eq!(piece.start(), at);
                    at = piece.end();
                }
            }
        }
    }

    fn shuffled<T>(items: Vec<T>, order: u64) -> Vec<T> {
        let mut keyed: Vec<(u64, T)> = items
            .into_iter()
            .enumerate()
            .map(|(i, item)| ((order ^ i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29), item))
            .collect();
        keyed.sort_by_key(|(key, _)| *key);
        keyed.into_iter().map(|(_, item)| item).collect()
    }
}
