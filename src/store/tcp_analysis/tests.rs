//! Conversations played segment by segment, with the findings of the reference.

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

    fn segment(&mut self, d: usize, numbers: (u32, u32), flags: u16, len: u32, window: u16) -> SegmentFacts {
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
        p.index.describe(&mut flow, FrameId(0));
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
