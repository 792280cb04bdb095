//! Messages in streams that come piece by piece.

use super::*;
use crate::store::Piece;

const RECORDS: Framer = Framer {
    application: Application::Tls,
    recognises: |bytes, _| bytes.first_chunk().is_some_and(record::looks_like_record),
    follows_peer: false,
    next: |_, _| Framed::Skip(0),
};

/// Frames segments that come one after the other; gives start, length and kind of each message.
fn framed(segments: &[&[u8]]) -> Vec<(u64, u32, u8)> {
    framed_without(usize::MAX, segments)
}

/// The same, one segment of them lost.
fn framed_without(lost: usize, segments: &[&[u8]]) -> Vec<(u64, u32, u8)> {
    let (mut flow, mut framing) = (Flow::default(), Framing::default());
    let stream: Vec<u8> = segments.concat();
    let read = |_: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
        let there = range.start as usize..(range.end as usize).min(stream.len());
        Cow::Borrowed(stream.get(there).unwrap_or(&[]))
    };
    let mut start = 0;
    for (index, segment) in segments.iter().enumerate() {
        let frame = FrameId::from_index(index);
        let len = segment.len() as u16;
        let piece = Piece::new(start, len, frame, 0, false);
        flow.directions[0].pieces.push(if index == lost { Piece::lost(start, len.into()) } else { piece });
        start += segment.len() as u64;
        framing.advance(
            &mut flow,
            0,
            |piece| piece.frame().unwrap_or_default(),
            [25, 40_000],
            &[RECORDS],
            &read,
        );
    }
    flow.directions[0].messages.iter().map(|m| (m.start(), m.len, m.kind().0)).collect()
}

#[test]
fn tls_after_a_short_line_begins_where_its_segment_does() {
    let hello = [&[22, 3, 1, 0, 20][..], &[1; 20]].concat();
    let messages = framed(&[b"STARTTLS\r\n", &hello]);
    assert_eq!(messages, [(10, 25, 22)], "what came before was not recognised, and is no message");
}

#[test]
fn a_record_cut_into_single_bytes_is_recognised() {
    let hello = [&[22, 3, 1, 0, 20][..], &[1; 20]].concat();
    let bytes: Vec<&[u8]> = hello.chunks(1).collect();
    assert_eq!(framed(&bytes), [(0, 25, 22)]);
}

#[test]
fn a_message_may_say_that_it_has_no_end() {
    let endless = Framer {
        application: Application::Http,
        recognises: |_, _| true,
        follows_peer: false,
        next: |_, _| Framed::NeedMore { at_least: u64::MAX },
    };
    let (mut flow, mut framing) = (Flow::default(), Framing::in_turn());
    for (start, len) in [(0, 64), (64, 4)] {
        flow.directions[0].pieces.push(Piece::new(start, len, FrameId(0), 0, false));
    }
    flow.directions[0].framed = 3;
    let read = |_: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
        Cow::Owned(vec![b'a'; (range.end - range.start) as usize])
    };
    framing.advance(&mut flow, 0, |_| FrameId(0), [1, 2], &[endless], &read);
    let awaited = framing.awaited(&flow, 0).unwrap();
    assert_eq!(awaited.end, u64::MAX);
}

#[test]
fn behind_a_hole_in_a_record_the_next_one_begins_where_that_ends() {
    let record = |kind: u8, len: u8| [&[kind, 3, 3, 0, len][..], &vec![7; len.into()]].concat();
    let stream = [record(22, 20), record(23, 95), record(23, 30), record(21, 2)].concat();
    let segments: Vec<&[u8]> = stream.chunks(40).collect();
    let unread = MessageKind::UNREAD.0;
    // Of the record of data nothing is read; the segment with its end brings the next one, too.
    assert_eq!(
        framed_without(1, &segments),
        [(0, 25, 22), (25, 15, unread), (80, 40, unread), (120, 5, unread), (125, 35, 23), (160, 7, 21)]
    );
    // The beginning of a record that is none of data is worth a look.
    let stream = [record(22, 95), record(21, 2)].concat();
    let segments: Vec<&[u8]> = stream.chunks(40).collect();
    let broken = MessageKind::BROKEN.0;
    assert_eq!(framed_without(1, &segments), [(0, 40, broken), (80, 20, unread), (100, 7, 21)]);
    // A hole up to the end or beyond tells nothing of what follows.
    let segments = [&stream[..40], &stream[40..100], &stream[100..]];
    assert_eq!(framed_without(1, &segments), [(0, 40, broken), (100, 7, 21)]);
    let segments = [&stream[..40], &stream[40..102], &stream[102..]];
    assert_eq!(framed_without(1, &segments), [(0, 40, broken)]);
}

#[test]
fn the_next_step_within_a_message_is_not_its_end() {
    let in_steps = Framer {
        application: Application::Http,
        recognises: |_, _| true,
        follows_peer: false,
        next: |progress, _| {
            progress.done = 50;
            Framed::NeedMore { at_least: 51 }
        },
    };
    let (mut flow, mut framing) = (Flow::default(), Framing::default());
    let read = |_: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
        Cow::Owned(vec![b'a'; (range.end - range.start) as usize])
    };
    for piece in [
        Piece::new(0, 40, FrameId(0), 0, false),
        Piece::lost(40, 1),
        Piece::new(41, 30, FrameId(1), 0, false),
    ] {
        flow.directions[0].pieces.push(piece);
        framing.advance(&mut flow, 0, |_| FrameId(0), [1, 2], &[in_steps], &read);
    }
    let messages: Vec<_> = flow.directions[0].messages.iter_from(0).map(|m| (m.start(), m.len)).collect();
    assert_eq!(messages, [(0, 40)], "what stands behind the hole may be a message");
}
