//! The numbers of a segment that need the conversation's other segments: what it acknowledges, round
//! trips, bytes in flight. Kept only while somebody asks for [`SegmentFacts`].

use crate::base::id::FrameId;
use crate::base::time::{Duration, Timestamp};
use crate::base::wrapping::Seq;
use crate::store::flow::Findings;
use crate::store::segments::{TcpSegment, flag};

/// Segments kept until they are acknowledged, in each direction.
const MAX_UNACKED: usize = 10_000;
/// More bytes in flight than this are a mistake of the reckoning.
const MAX_IN_FLIGHT: u32 = 2_000_000_000;

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

/// A segment that was not acknowledged yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unacked {
    seq: u32,
    next: u32,
    frame: FrameId,
    time: Timestamp,
}

/// What only [`SegmentFacts`] need, of one direction.
#[derive(Clone, Debug)]
pub(super) struct DetailSide {
    /// Oldest first.
    pub(super) unacked: Vec<Unacked>,
    pub(super) in_flight_known: bool,
    pub(super) sacked: u32,
    pub(super) sent_since_push: u32,
    pub(super) pushed: bool,
    pub(super) closed_first: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Details {
    pub(super) first: Timestamp,
    pub(super) previous: Timestamp,
    pub(super) sides: [DetailSide; 2],
    pub(super) tfo_data: bool,
}

impl Details {
    /// Numbers that need the segments not yet acknowledged. `last`: when and where the sender came
    /// as far as it was before this segment.
    pub(super) fn follow(
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
            let left = Seq(u.next).is_after(Seq(ack));
            if left && Seq(ack).is_after(Seq(u.seq)) {
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
