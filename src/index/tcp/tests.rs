//! Segments in any order, twice, cut and lost: what becomes of the streams.

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

/// Takes the frames of a wire in turn; `awaited`: the message that direction 0 is in before each.
fn in_turn(wire: &Wire, awaited: &[Option<Range<u64>>]) -> (Flow, Vec<Delivered>) {
    let (mut assembler, mut flow) = (Assembler::in_turn(), Flow::default());
    let mut delivered = Vec::new();
    for (i, (d, segment, _)) in wire.frames.iter().enumerate() {
        assembler.expect(0, awaited.get(i).cloned().flatten());
        let read = |p: &Piece| wire.read(p);
        delivered.push(assembler.segment(&mut flow, *d, segment, FrameId::from_index(i), &read));
    }
    assert!(!assembler.needs_rebuild());
    (flow, delivered)
}

#[test]
fn in_turn_a_segment_waits_only_inside_a_message_of_known_length() {
    let mut w = Wire::new(TEXT, 1);
    w.data(0..10);
    w.data(20..30);
    w.data(10..20);
    let (flow, delivered) = in_turn(&w, &[None, Some(0..40), Some(0..40)]);
    assert!(delivered[1].is_empty());
    assert_eq!(delivered[2].ranges[0], 10..30);
    assert_eq!(w.stream(&flow), &TEXT[..30]);

    let (flow, delivered) = in_turn(&w, &[None, Some(0..12), None]);
    assert_eq!(delivered[1].ranges[0], 10..30);
    assert!(delivered[2].is_empty());
    assert_eq!(w.stream(&flow), b"the quick ??????????jumps over");
}

#[test]
fn in_turn_what_comes_late_is_placed_among_messages_given_up() {
    let mut w = Wire::new(TEXT, 1);
    w.data(0..10);
    w.data(20..30);
    w.data(10..12);
    w.data(12..15);
    w.data(12..15);
    let (_, delivered) = in_turn(&w, &[None, Some(0..15), None, None, None]);
    let late: Vec<Late> = delivered.iter().map(|d| d.late).collect();
    assert_eq!(late[2..], [Late::GivenUp, Late::Nowhere, Late::Complete]);
}
