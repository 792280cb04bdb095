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
    let (mut flow, mut framing) = (Flow::default(), Framing::<()>::default());
    let stream: Vec<u8> = segments.concat();
    let read = |_: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
        let there = range.start as usize..(range.end as usize).min(stream.len());
        Cow::Borrowed(stream.get(there).unwrap_or(&[]))
    };
    let mut start = 0;
    for (index, segment) in segments.iter().enumerate() {
        let frame = FrameId::from_index(index);
        flow.directions[0].pieces.push(Piece::new(start, segment.len() as u16, frame, 0, false));
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
    let (mut flow, mut framing) = (Flow::default(), Framing::<()>::in_turn());
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
