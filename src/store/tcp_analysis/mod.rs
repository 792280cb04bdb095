//! The sequence analysis of one TCP conversation, fed segment by segment in order of the capture.
//! Gives the findings of Wireshark 4.0 (`tcp.analysis.*`) and the numbers that depend on other
//! frames. Small without details (the index keeps one per open conversation); with details it
//! gives [`SegmentFacts`] too.

mod details;

pub use details::SegmentFacts;

use super::flow::{Finding, Findings, Flow, WindowScale};
use super::segments::{TcpSegment, flag};
use crate::base::id::FrameId;
use crate::base::time::{Duration, Timestamp};
use crate::base::wrapping::Seq;
use details::{DetailSide, Details};

/// A retransmission this soon after the duplicate acknowledgements is a fast one.
const FAST_RETRANSMISSION_NS: u64 = 20_000_000;
/// A segment this soon after later ones is out of order, where the round trip is not known.
const OUT_OF_ORDER_NS: u64 = 3_000_000;
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
    /// Of Multipath TCP: what the connection had said by then. What says something new repeats nothing
    /// (RFC 8684 section 4).
    operations: u16,
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
            operations: 0,
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

    /// From SYN to the first acknowledgement after it; 0 while not known.
    pub fn initial_rtt(&self) -> Duration {
        self.initial_rtt
    }

    /// Bits of [`completeness`] seen so far.
    pub fn completeness(&self) -> u8 {
        self.completeness
    }

    /// Writes base, scale and SYN of both directions into the flow, as they are since `frame`.
    pub fn describe(&self, flow: &mut Flow, frame: FrameId) {
        for (d, side) in self.sides.iter().enumerate() {
            flow.set_base(d, side.base, frame);
        }
        for (side, direction) in self.sides.iter().zip(&mut flow.directions) {
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
                } else if window != 0 && own.operations == segment.operations {
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
        own.operations = segment.operations;
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

#[cfg(test)]
mod tests;
