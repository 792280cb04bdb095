//! The sequence analysis of one TCP conversation, fed segment by segment in order of the capture.
//! Gives the findings of Wireshark 4.0 (`tcp.analysis.*`) and the numbers that depend on other
//! frames. Small without details (the index keeps one per open conversation); with details it
//! gives [`SegmentFacts`] too.

use super::flow::{Finding, Findings, Flow, WindowScale};
use super::segments::{TcpSegment, flag};
use crate::base::id::FrameId;
use crate::base::time::{Duration, Timestamp};
use crate::base::wrapping::Seq;

/// Segments kept until they are acknowledged, in each direction.
const MAX_UNACKED: usize = 10_000;
/// A retransmission this soon after the duplicate acknowledgements is a fast one.
const FAST_RETRANSMISSION_NS: u64 = 20_000_000;
/// A segment this soon after later ones is out of order, where the round trip is not known.
const OUT_OF_ORDER_NS: u64 = 3_000_000;
/// More bytes in flight than this are a mistake of the reckoning.
const MAX_IN_FLIGHT: u32 = 2_000_000_000;
/// A SYN that comes late in the capture stands less than this before the data seen already.
const LATE_SYN_REACH: i32 = 1 << 24;
/// No window was seen yet.
const NO_WINDOW: u32 = u32::MAX;

/// What was seen of a conversation: bits of `tcp.completeness`.
pub mod completeness {
    pub const SYN: u8 = 1;
    pub const SYN_ACK: u8 = 2;
    pub const ACK: u8 = 4;
    pub const DATA: u8 = 8;
    pub const FIN: u8 = 16;
    pub const RST: u8 = 32;
}

/// One direction. A `next` of 0 means that nothing was seen yet, as in the reference.
#[derive(Clone, Debug)]
struct Side {
    base: Option<Seq>,
    /// Highest sequence number that should come next, and when it was reached.
    next: u32,
    next_time: Timestamp,
    next_frame: FrameId,
    /// End of what was seen without a hole.
    gapless: u32,
    last_ack: u32,
    last_ack_time: Timestamp,
    window: u32,
    /// First frame with the present acknowledgement number, and how often it was repeated since;
    /// -1 after an acknowledgement of segments that were not captured.
    ack_frame: FrameId,
    repeats: i32,
    last_findings: Findings,
    scale: WindowScale,
    syn_seen: bool,
    /// A SYN was seen, but no acknowledgement since: its window is not scaled.
    before_first_ack: bool,
}

impl Side {
    fn new() -> Self {
        Self {
            base: None,
            next: 0,
            next_time: Timestamp(0),
            next_frame: FrameId(0),
            gapless: 0,
            last_ack: 0,
            last_ack_time: Timestamp(0),
            window: NO_WINDOW,
            ack_frame: FrameId(0),
            repeats: 0,
            last_findings: Findings(0),
            scale: WindowScale::Unknown,
            syn_seen: false,
            before_first_ack: false,
        }
    }

    /// End of the window that this side offers.
    fn window_end(&self) -> u32 {
        let shift = match self.scale {
            WindowScale::Shift(shift) if !self.before_first_ack => u32::from(shift),
            _ => 0,
        };
        self.last_ack.wrapping_add(self.window.wrapping_shl(shift))
    }
}

/// A segment that was not acknowledged yet.
#[derive(Clone, Copy, Debug)]
struct Unacked {
    seq: u32,
    next: u32,
    frame: FrameId,
    time: Timestamp,
}

/// What only [`SegmentFacts`] need, of one direction.
#[derive(Clone, Debug)]
struct DetailSide {
    /// Oldest first.
    unacked: Vec<Unacked>,
    in_flight_known: bool,
    sacked: u32,
    sent_since_push: u32,
    pushed: bool,
    closed_first: bool,
}

#[derive(Clone, Debug)]
struct Details {
    first: Timestamp,
    previous: Timestamp,
    sides: [DetailSide; 2],
    tfo_data: bool,
}

/// The state of one conversation's analysis.
#[derive(Clone, Debug)]
pub struct Analysis {
    sides: [Side; 2],
    earliest: Timestamp,
    syn_time: Option<Timestamp>,
    /// 0 while not known.
    initial_rtt: Duration,
    completeness: u8,
    started: bool,
    reuses_ports: bool,
    details: Option<Box<Details>>,
}

/// What the analysis says of one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub finding: Option<Finding>,
    /// Base, scale or SYN of a direction became known: [`Analysis::describe`] has something to say.
    pub numbers_changed: bool,
}

/// What is known of one segment by looking at the others of its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentFacts {
    pub frame: FrameId,
    pub findings: Findings,
    /// The analysis had something to say, be it only a number.
    pub analysed: bool,
    /// The segment that this one acknowledges to its last byte, and the time since.
    pub acked: Option<(FrameId, Duration)>,
    /// From SYN to the first acknowledgement after it; 0 while not known.
    pub initial_rtt: Duration,
    /// Bytes sent and not acknowledged; 0 where that is not known.
    pub in_flight: u32,
    /// Bytes sent since the last PSH.
    pub push_bytes: u32,
    /// For retransmissions: time since the first sending, and its frame.
    pub rto: Option<(Duration, FrameId)>,
    pub duplicate_of: FrameId,
    pub duplicate_count: u32,
    /// Time since the conversation's first frame, and since the frame before.
    pub time_relative: Duration,
    pub time_delta: Duration,
    /// Bits of [`completeness`] seen before this frame.
    pub completeness: u8,
    /// For a FIN: the other side had not closed before.
    pub closes_first: bool,
    /// A SYN with data and a Fast Open cookie may have been sent before.
    pub tfo_data: bool,
}

struct Verdict {
    findings: Findings,
    /// Something was noticed that has no finding.
    touched: bool,
    duplicate_count: u32,
    duplicate_of: FrameId,
}

impl Default for Analysis {
    fn default() -> Self {
        Self::new()
    }
}

impl Analysis {
    /// For the index: findings and bases only.
    pub fn new() -> Self {
        Self {
            sides: [Side::new(), Side::new()],
            earliest: Timestamp(i64::MAX),
            syn_time: None,
            initial_rtt: Duration(0),
            completeness: 0,
            started: false,
            reuses_ports: false,
            details: None,
        }
    }

    /// For a conversation that begins with a SYN on ports that an earlier one had.
    #[must_use]
    pub fn reusing_ports(mut self) -> Self {
        self.reuses_ports = true;
        self.completeness = completeness::SYN;
        self
    }

    /// Gives [`SegmentFacts`] as well; costs memory for each segment in flight.
    #[must_use]
    pub fn with_details(mut self) -> Self {
        let side = || DetailSide {
            unacked: Vec::new(),
            in_flight_known: true,
            sacked: 0,
            sent_since_push: 0,
            pushed: false,
            closed_first: false,
        };
        self.details = Some(Box::new(Details {
            first: Timestamp(0),
            previous: Timestamp(0),
            sides: [side(), side()],
            tfo_data: false,
        }));
        self
    }

    /// Whether this segment opens another connection on the same ports: a SYN with another initial
    /// sequence number. Ask before [`Self::segment`]; if so, a new conversation begins with it.
    /// A SYN that merely stands late in the capture does not.
    pub fn starts_anew(&self, direction: usize, segment: &TcpSegment, time: Timestamp) -> bool {
        let Some(side) = self.sides.get(direction) else { return false };
        let Some(base) = side.base.filter(|b| segment.is_pure_syn() && *b != segment.seq) else {
            return false;
        };
        let ended = self.completeness & (completeness::FIN | completeness::RST) != 0;
        let reach = base.distance_from(segment.seq);
        let late =
            !side.syn_seen && (time < self.earliest || (!ended && (1..LATE_SYN_REACH).contains(&reach)));
        !late
    }

    /// Sequence number shown as 0.
    pub fn base(&self, direction: usize) -> Option<Seq> {
        self.sides.get(direction)?.base
    }

    /// Bits of [`completeness`] seen so far.
    pub fn completeness(&self) -> u8 {
        self.completeness
    }

    /// Writes base, scale and SYN of both directions into the flow.
    pub fn describe(&self, flow: &mut Flow) {
        for (side, direction) in self.sides.iter().zip(&mut flow.directions) {
            direction.base = side.base;
            direction.window_scale = side.scale;
            direction.syn_seen = side.syn_seen;
        }
    }

    /// Takes the next segment of the conversation; `direction` 0 or 1.
    pub fn segment(
        &mut self,
        direction: usize,
        segment: &TcpSegment,
        frame: FrameId,
        time: Timestamp,
    ) -> Judged {
        let d = direction & 1;
        let numbers = |a: &Self| a.sides.each_ref().map(|s| (s.base, s.scale, s.syn_seen));
        let before = numbers(self);
        let first = !self.started;
        let verdict = self.judge(d, segment, frame, time);
        self.settle(d, segment, time, first);
        Judged {
            finding: (!verdict.findings.is_empty()).then_some(Finding {
                frame,
                what: verdict.findings,
                duplicate_of: verdict.duplicate_of,
                duplicate_count: verdict.duplicate_count,
            }),
            numbers_changed: numbers(self) != before,
        }
    }

    /// The same, for an analysis made [`Self::with_details`].
    pub fn facts(
        &mut self,
        direction: usize,
        segment: &TcpSegment,
        frame: FrameId,
        time: Timestamp,
    ) -> SegmentFacts {
        let d = direction & 1;
        let first = !self.started;
        let mut facts = SegmentFacts {
            frame,
            findings: Findings(0),
            analysed: false,
            acked: None,
            initial_rtt: Duration(0),
            in_flight: 0,
            push_bytes: 0,
            rto: None,
            duplicate_of: FrameId(0),
            duplicate_count: 0,
            time_relative: Duration(0),
            time_delta: Duration(0),
            completeness: self.completeness,
            closes_first: false,
            tfo_data: false,
        };
        let last = (self.sides[d].next_time, self.sides[d].next_frame);
        let verdict = self.judge(d, segment, frame, time);
        facts.findings = verdict.findings;
        facts.analysed = verdict.touched || !verdict.findings.is_empty();
        facts.duplicate_of = verdict.duplicate_of;
        facts.duplicate_count = verdict.duplicate_count;
        if let Some(details) = &mut self.details {
            if first {
                (details.first, details.previous) = (time, time);
            }
            facts.time_relative = time.since(details.first);
            facts.time_delta = time.since(details.previous);
            details.previous = time;
            details.follow(d, segment, last, self.sides[d].base, &mut facts, time);
            if segment.is_pure_syn() && segment.len > 0 {
                details.tfo_data = true;
            }
            facts.tfo_data = details.tfo_data;
        }
        self.settle(d, segment, time, first);
        facts.initial_rtt = self.initial_rtt;
        facts
    }

    /// The findings about a segment.
    fn judge(&mut self, d: usize, segment: &TcpSegment, frame: FrameId, time: Timestamp) -> Verdict {
        let mut out =
            Verdict { findings: Findings(0), touched: false, duplicate_count: 0, duplicate_of: FrameId(0) };
        if self.reuses_ports && !self.started {
            out.findings.set(Findings::REUSED_PORTS);
        }
        self.started = true;
        self.earliest = self.earliest.min(time);
        let (a, b) = self.sides.split_at_mut(1);
        let (Some(first), Some(second)) = (a.first_mut(), b.first_mut()) else { return out };
        let (own, peer) = if d == 0 { (first, second) } else { (second, first) };
        if segment.is_pure_syn() && own.base == Some(segment.seq) {
            // A RST may have led astray (RFC 9293 section 3.5.2 lets it take any acknowledged number).
            own.next = own.gapless;
            out.touched = true;
        }
        set_bases(own, peer, segment, &mut out.findings);

        // The reference compares with the raw numbers, whether or not the ACK flag is set.
        let (seq, ack, len, flags) = (segment.seq.0, segment.ack.0, segment.len, segment.flags);
        let window = u32::from(segment.window);
        let plain = flags & (flag::SYN | flag::FIN | flag::RST) == 0;
        let found = &mut out.findings;

        if len == 1 && seq == own.next && peer.window == 0 {
            found.set(Findings::ZERO_WINDOW_PROBE);
        } else {
            if window == 0 && plain {
                found.set(Findings::ZERO_WINDOW);
            }
            if own.next != 0 && is_after(seq, own.next) && flags & flag::RST == 0 {
                found.set(Findings::LOST_SEGMENT);
            }
            if len <= 1 && seq == own.next.wrapping_sub(1) && plain {
                found.set(Findings::KEEP_ALIVE);
            }
            let repeats = len == 0 && seq == own.next && ack == own.last_ack && plain;
            if repeats && window != 0 && window != own.window {
                found.set(Findings::WINDOW_UPDATE);
            }
            if len > 0
                && peer.scale != WindowScale::Unknown
                && seq.wrapping_add(len) == peer.window_end()
                && plain
            {
                found.set(Findings::WINDOW_FULL);
            }
            if repeats && window == own.window {
                if window != 0 && peer.last_findings.has(Findings::KEEP_ALIVE) {
                    found.set(Findings::KEEP_ALIVE_ACK);
                } else if window == 0 && peer.last_findings.has(Findings::ZERO_WINDOW_PROBE) {
                    found.set(Findings::ZERO_WINDOW_PROBE_ACK);
                } else if window != 0 {
                    own.repeats = if own.repeats < 0 { 1 } else { own.repeats.saturating_add(1) };
                    found.set(Findings::DUPLICATE_ACK);
                    out.duplicate_count = own.repeats.unsigned_abs();
                    out.duplicate_of = own.ack_frame;
                }
            }
        }
        if ack != own.last_ack {
            own.ack_frame = frame;
            own.repeats = 0;
        }
        if peer.gapless != 0 && is_after(ack, peer.gapless) && flags & flag::ACK != 0 {
            out.touched = true;
            if is_after(peer.next, peer.gapless) {
                peer.gapless = peer.next;
                found.set(Findings::ACK_LOST_SEGMENT);
            } else {
                // Once for the same hole.
                if peer.repeats == 0 {
                    found.set(Findings::ACK_LOST_SEGMENT);
                }
                peer.repeats = -1;
            }
        }
        let virtual_byte = u32::from(flags & (flag::SYN | flag::FIN) != 0);
        if (len > 0 || virtual_byte > 0) && !found.has(Findings::KEEP_ALIVE) {
            found.set(retransmission(own, peer, segment, time, self.initial_rtt));
        }

        let next = seq.wrapping_add(len).wrapping_add(virtual_byte);
        let probe = found.has(Findings::ZERO_WINDOW_PROBE);
        if (is_after(next, own.next) || own.next == 0) && !probe {
            own.next = next;
            own.next_time = time;
            own.next_frame = frame;
        }
        if (seq == own.gapless || own.gapless == 0) && !probe {
            own.gapless = own.next;
        }
        own.window = window;
        own.last_ack = ack;
        own.last_ack_time = time;
        own.last_findings = *found;
        out
    }

    /// What later segments need to know of this one.
    fn settle(&mut self, d: usize, segment: &TcpSegment, time: Timestamp, first: bool) {
        let (syn, ack) = (segment.has(flag::SYN), segment.has(flag::ACK));
        self.completeness |= seen_by(segment, first && !self.reuses_ports);
        let peer_scale = self.sides[1 - d].scale;
        let own = &mut self.sides[d];
        if let Some(shift) = segment.window_shift {
            own.scale = WindowScale::Shift(shift);
        }
        if syn {
            own.before_first_ack = true;
            own.syn_seen = true;
            if own.scale == WindowScale::Unknown {
                // RFC 7323 section 2.2: both must offer it, so one without is enough to know.
                own.scale = WindowScale::Unused;
                self.sides[1 - d].scale = WindowScale::Unused;
            } else if ack && peer_scale == WindowScale::Unused {
                own.scale = WindowScale::Unused;
            }
            if !ack {
                // A time of 0 stands for one that is not known.
                self.syn_time = (time.0 != 0).then_some(time);
            }
        } else if ack {
            own.before_first_ack = false;
            if let Some(syn_time) = self.syn_time
                && self.initial_rtt.0 == 0
            {
                self.initial_rtt = time.since(syn_time);
            }
        }
    }
}

/// What a segment adds to the completeness. Of the first one, only a SYN counts.
fn seen_by(segment: &TcpSegment, first: bool) -> u8 {
    let (syn, ack) = (segment.has(flag::SYN), segment.has(flag::ACK));
    let data = if segment.len > 0 { completeness::DATA } else { 0 };
    if first {
        return if segment.is_pure_syn() { completeness::SYN | data } else { 0 };
    }
    let mut seen = match (syn, ack) {
        (true, true) => completeness::SYN_ACK,
        (false, true) if data != 0 => data,
        (false, true) => completeness::ACK,
        _ => 0,
    };
    if ack && segment.has(flag::FIN) {
        seen |= completeness::FIN;
    }
    if segment.has(flag::RST) {
        seen |= completeness::RST;
    }
    seen
}

fn is_after(a: u32, b: u32) -> bool {
    Seq(a).is_after(Seq(b))
}

/// Base of both directions: the SYN's number, else one less than the first one seen.
fn set_bases(own: &mut Side, peer: &mut Side, segment: &TcpSegment, found: &mut Findings) {
    let syn = segment.has(flag::SYN);
    match own.base {
        None => own.base = Some(if syn { segment.seq } else { segment.seq.plus(u32::MAX) }),
        Some(base) if syn && base != segment.seq => {
            own.base = Some(segment.seq);
            if segment.has(flag::ACK) {
                found.set(Findings::REUSED_PORTS);
            }
        }
        Some(_) => {}
    }
    if peer.base.is_none() && segment.has(flag::ACK) {
        peer.base = Some(segment.ack.plus(u32::MAX));
    }
}

/// Why a segment that takes sequence numbers does not come after all others.
fn retransmission(
    own: &Side,
    peer: &Side,
    segment: &TcpSegment,
    time: Timestamp,
    initial_rtt: Duration,
) -> Findings {
    let (seq, len) = (segment.seq.0, segment.len);
    let end = seq.wrapping_add(len);
    let mut not_new = own.next != 0 && Seq(seq).is_before(Seq(own.next));
    // More than the byte of a probe before it.
    if len > 1 && own.next.wrapping_sub(1) == seq {
        not_new = false;
    }
    if len > 0 && peer.last_ack != 0 && !is_after(end, peer.last_ack) {
        return Findings::SPURIOUS_RETRANSMISSION;
    }
    // A span into the past counts as a very long one.
    let since = |then: Timestamp| time.since(then).0 as u64;
    if !not_new {
        return Findings(0);
    }
    // After segments that were not captured any number of repetitions is taken for granted.
    if !(0..2).contains(&peer.repeats)
        && peer.last_ack == seq
        && since(peer.last_ack_time) < FAST_RETRANSMISSION_NS
    {
        return Findings::FAST_RETRANSMISSION;
    }
    let soon = if initial_rtt.0 == 0 { OUT_OF_ORDER_NS } else { initial_rtt.0 as u64 };
    let end = end.wrapping_add(u32::from(segment.has(flag::SYN | flag::FIN)));
    if since(own.next_time) < soon && own.next != end {
        return Findings::OUT_OF_ORDER;
    }
    Findings::RETRANSMISSION
}

impl Details {
    /// Numbers that need the segments not yet acknowledged. `last`: when and where the sender came
    /// as far as it was before this segment.
    fn follow(
        &mut self,
        d: usize,
        segment: &TcpSegment,
        last: (Timestamp, FrameId),
        base: Option<Seq>,
        facts: &mut SegmentFacts,
        time: Timestamp,
    ) {
        let frame = facts.frame;
        let (a, b) = self.sides.split_at_mut(1);
        let (Some(first), Some(second)) = (a.first_mut(), b.first_mut()) else { return };
        let (own, peer) = if d == 0 { (first, second) } else { (second, first) };
        own.sacked = 0;
        if segment.has(flag::ACK) {
            peer.in_flight_known = true;
        }
        if facts.findings.has(Findings::LOST_SEGMENT) {
            own.in_flight_known = false;
        }
        if facts.findings.has(Findings::RETRANSMISSION) {
            let oldest = own.unacked.first().map_or(last, |u| (u.time, u.frame));
            facts.rto = Some((time.since(oldest.0), oldest.1));
        }
        let virtual_byte = u32::from(segment.has(flag::SYN | flag::FIN));
        let (seq, len) = (segment.seq.0, segment.len);
        if (len > 0 || virtual_byte > 0) && own.unacked.len() < MAX_UNACKED {
            let next = seq.wrapping_add(len).wrapping_add(virtual_byte);
            own.unacked.push(Unacked { seq, next, frame, time });
        }
        peer.acknowledge(segment.ack.0, time, facts);
        let base = base.unwrap_or_default().0;
        if len != 0 && own.in_flight_known && !own.unacked.is_empty() {
            let in_flight = own.in_flight(base).wrapping_sub(peer.sacked);
            if in_flight > 0 && in_flight < MAX_IN_FLIGHT {
                facts.in_flight = in_flight.wrapping_sub(virtual_byte);
            }
            own.count_push(segment);
            facts.push_bytes = own.sent_since_push;
            facts.analysed = true;
        }
        own.sacked = segment.sacked;
        if segment.has(flag::FIN) {
            facts.closes_first = !peer.closed_first;
            own.closed_first |= facts.closes_first;
        }
    }
}

impl DetailSide {
    /// Takes what the peer acknowledges off the list.
    fn acknowledge(&mut self, ack: u32, time: Timestamp, facts: &mut SegmentFacts) {
        let mut acked = None;
        self.unacked.retain_mut(|u| {
            if ack == u.next {
                acked.get_or_insert((u.frame, time.since(u.time)));
                return false;
            }
            let left = is_after(u.next, ack);
            if left && is_after(ack, u.seq) {
                u.seq = ack;
            }
            left
        });
        if acked.is_some() {
            facts.acked = acked;
            facts.analysed = true;
        }
    }

    /// From the first byte not acknowledged to the last one sent.
    fn in_flight(&self, base: u32) -> u32 {
        let seqs = self.unacked.iter().map(|u| u.seq.wrapping_sub(base));
        let nexts = self.unacked.iter().map(|u| u.next.wrapping_sub(base));
        nexts.max().unwrap_or(0).wrapping_sub(seqs.min().unwrap_or(0))
    }

    fn count_push(&mut self, segment: &TcpSegment) {
        if self.pushed {
            self.sent_since_push = segment.len;
        } else {
            self.sent_since_push = self.sent_since_push.wrapping_add(segment.len);
        }
        self.pushed = segment.has(flag::PSH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    /// Plays segments of one conversation; each is a frame of its own.
    struct Play {
        index: Analysis,
        details: Analysis,
        frames: u32,
        time: i64,
    }

    impl Play {
        fn new() -> Self {
            let (index, details) = (Analysis::new(), Analysis::new().with_details());
            Self { index, details, frames: 0, time: 1_000 * MS }
        }

        /// A handshake that ends at sequence numbers 101 and 501, with a window of 1,000.
        fn open() -> Self {
            let mut p = Self::new();
            p.segment(0, (100, 0), flag::SYN, 0, 1_000);
            p.segment(1, (500, 101), flag::SYN | flag::ACK, 0, 1_000);
            p.segment(0, (101, 501), flag::ACK, 0, 1_000);
            p
        }

        fn segment(
            &mut self,
            d: usize,
            numbers: (u32, u32),
            flags: u16,
            len: u32,
            window: u16,
        ) -> SegmentFacts {
            let (seq, ack) = (Seq(numbers.0), Seq(numbers.1));
            self.take(d, TcpSegment { seq, ack, flags, len, captured: len, window, ..TcpSegment::default() })
        }

        fn take(&mut self, d: usize, segment: TcpSegment) -> SegmentFacts {
            let (frame, time) = (FrameId(self.frames), Timestamp(self.time));
            let judged = self.index.segment(d, &segment, frame, time);
            let facts = self.details.facts(d, &segment, frame, time);
            let found = judged.finding.map_or(Findings(0), |f| f.what);
            assert_eq!(found, facts.findings, "both ways of playing agree");
            self.frames += 1;
            self.time += MS;
            facts
        }

        fn data(&mut self, d: usize, seq: u32, ack: u32, len: u32) -> Findings {
            self.segment(d, (seq, ack), flag::ACK, len, 1_000).findings
        }

        fn wait(&mut self, ms: i64) {
            self.time += ms * MS;
        }
    }

    #[test]
    fn is_small_while_a_conversation_is_open() {
        assert!(size_of::<Analysis>() <= 200, "{}", size_of::<Analysis>());
    }

    #[test]
    fn an_orderly_exchange_has_no_findings() {
        let mut p = Play::open();
        assert_eq!(p.data(0, 101, 501, 100), Findings(0));
        assert_eq!(p.data(1, 501, 201, 50), Findings(0));
        assert_eq!(p.data(0, 201, 551, 0), Findings(0));
        assert_eq!((p.index.base(0), p.index.base(1)), (Some(Seq(100)), Some(Seq(500))));
        assert_eq!(p.index.completeness(), 15);
    }

    #[test]
    fn sent_again_late_soon_and_in_vain() {
        let mut p = Play::open();
        p.data(0, 101, 501, 100);
        p.wait(500);
        let again = p.segment(0, (101, 501), flag::ACK, 100, 1_000);
        assert_eq!(again.findings, Findings::RETRANSMISSION);
        assert_eq!(again.rto, Some((Duration(501 * MS), FrameId(3))));
        p.data(1, 501, 201, 0);
        assert_eq!(p.data(0, 101, 501, 100), Findings::SPURIOUS_RETRANSMISSION);
    }

    #[test]
    fn soon_after_duplicate_acknowledgements_it_is_fast() {
        let mut p = Play::open();
        p.data(0, 101, 501, 100);
        assert_eq!(p.data(0, 301, 501, 100), Findings::LOST_SEGMENT);
        p.data(1, 501, 201, 0);
        for count in 1..=2 {
            let facts = p.segment(1, (501, 201), flag::ACK, 0, 1_000);
            assert_eq!(facts.findings, Findings::DUPLICATE_ACK);
            assert_eq!((facts.duplicate_of, facts.duplicate_count), (FrameId(5), count));
        }
        assert_eq!(p.data(0, 201, 501, 100), Findings::FAST_RETRANSMISSION);
    }

    #[test]
    fn within_a_round_trip_it_came_out_of_order() {
        let mut p = Play::open();
        p.data(0, 101, 501, 100);
        p.data(0, 301, 501, 100);
        // The round trip of the handshake was 2 ms.
        assert_eq!(p.data(0, 201, 501, 100), Findings::OUT_OF_ORDER);
        p.data(0, 501, 501, 100);
        p.wait(2);
        assert_eq!(p.data(0, 401, 501, 100), Findings::RETRANSMISSION);
    }

    #[test]
    fn acknowledging_what_was_not_captured_is_said_once() {
        let mut p = Play::open();
        assert_eq!(p.data(1, 501, 301, 0), Findings::ACK_LOST_SEGMENT);
        assert_eq!(p.data(1, 501, 401, 0), Findings(0));
    }

    #[test]
    fn keep_alive_and_its_answer() {
        let mut p = Play::open();
        p.data(1, 501, 101, 0);
        assert_eq!(p.data(0, 100, 501, 1), Findings::KEEP_ALIVE);
        assert_eq!(p.data(1, 501, 101, 0), Findings::KEEP_ALIVE_ACK);
    }

    #[test]
    fn windows_that_close_fill_and_open() {
        let mut p = Play::open();
        assert_eq!(p.data(0, 101, 501, 1_000), Findings::WINDOW_FULL);
        let closed = p.segment(1, (501, 1_101), flag::ACK, 0, 0);
        assert_eq!(closed.findings, Findings::ZERO_WINDOW);
        assert_eq!(p.data(0, 1_101, 501, 1), Findings::ZERO_WINDOW_PROBE);
        let answer = p.segment(1, (501, 1_101), flag::ACK, 0, 0);
        let both = Findings(Findings::ZERO_WINDOW.0 | Findings::ZERO_WINDOW_PROBE_ACK.0);
        assert_eq!(answer.findings, both);
        let update = p.segment(1, (501, 1_101), flag::ACK, 0, 500);
        assert_eq!(update.findings, Findings::WINDOW_UPDATE);
    }

    #[test]
    fn another_syn_begins_anew_unless_it_is_late_or_the_same() {
        let syn = |seq| TcpSegment { seq: Seq(seq), flags: flag::SYN, ..TcpSegment::default() };
        let p = Play::open();
        let now = Timestamp(p.time);
        assert!(p.index.starts_anew(0, &syn(70_000), now));
        assert!(!p.index.starts_anew(0, &syn(100), now));
        let mut middle = Play::new();
        middle.data(0, 101, 501, 100);
        assert!(!middle.index.starts_anew(0, &syn(50), now), "it stands before the data");
        assert!(middle.index.starts_anew(0, &syn(70_000), now));
        assert!(!middle.index.starts_anew(0, &syn(70_000), Timestamp(0)), "its clock says it was first");
        let mut reused = Analysis::new().reusing_ports();
        let judged = reused.segment(0, &syn(70_000), FrameId(9), now);
        assert_eq!(judged.finding.map(|f| f.what), Some(Findings::REUSED_PORTS));
    }

    #[test]
    fn scales_are_used_only_if_both_offer_them() {
        let syn = |seq, ack, flags, window_shift| TcpSegment {
            seq: Seq(seq),
            ack: Seq(ack),
            flags,
            window_shift,
            ..TcpSegment::default()
        };
        let scales = |answer| {
            let mut p = Play::new();
            p.take(0, syn(100, 0, flag::SYN, Some(7)));
            p.take(1, syn(500, 101, flag::SYN | flag::ACK, answer));
            let mut flow = Flow::default();
            p.index.describe(&mut flow);
            flow.directions.map(|d| d.window_scale)
        };
        assert_eq!(scales(Some(3)), [WindowScale::Shift(7), WindowScale::Shift(3)]);
        assert_eq!(scales(None), [WindowScale::Unused; 2]);
    }

    #[test]
    fn numbers_of_the_details() {
        let mut p = Play::open();
        let first = p.segment(0, (101, 501), flag::ACK, 100, 1_000);
        assert_eq!((first.in_flight, first.push_bytes), (100, 100));
        assert_eq!(first.initial_rtt, Duration(2 * MS));
        let second = p.segment(0, (201, 501), flag::ACK | flag::PSH, 50, 1_000);
        assert_eq!((second.in_flight, second.push_bytes), (150, 150));
        let ack = p.segment(1, (501, 251), flag::ACK, 0, 1_000);
        assert_eq!(ack.acked, Some((FrameId(4), Duration(MS))));
        assert_eq!((ack.time_relative, ack.time_delta), (Duration(5 * MS), Duration(MS)));
        let fin = p.segment(0, (251, 501), flag::ACK | flag::FIN, 0, 1_000);
        let answer = p.segment(1, (501, 252), flag::ACK | flag::FIN, 0, 1_000);
        assert!(fin.closes_first && !answer.closes_first);
        assert_eq!((fin.completeness, answer.completeness), (15, 31));
    }

    #[test]
    fn any_numbers_are_survived() {
        use proptest::prelude::*;
        let segment = (0..2usize, any::<[u32; 3]>(), any::<u16>(), any::<u16>(), any::<i64>());
        proptest!(|(all in proptest::collection::vec(segment, 0..60))| {
            let mut p = Play::new();
            for (d, [seq, ack, len], flags, window, time) in all {
                p.time = time.saturating_sub(MS);
                p.segment(d, (seq, ack), flags & flag::ALL, len, window);
            }
        });
    }
}
