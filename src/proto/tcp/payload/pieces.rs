//! Where a payload stands in its stream, and which frames gave the stream its bytes.

use super::*;

/// Where the payload stands in its direction's stream, and the index of the first piece there.
pub(super) fn stream_offset(
    direction: &Direction,
    h: &Header<'_>,
    len: u32,
    frame: FrameId,
) -> Option<(u64, usize)> {
    let seq = h.seq.plus(u32::from(h.has(flag::SYN)));
    let low = u64::from(seq.0.wrapping_sub(direction.origin?.0));
    // Sequence numbers come round every 4 GiB: the right turn is the one the frame gave bytes to.
    let mut turns = (0..=direction.len() >> 32).map(|turn| low + (turn << 32));
    let mut lowest = None;
    let right = turns.find_map(|at| {
        let first = direction.piece_at(at);
        lowest.get_or_insert((at, first));
        gives_from(direction, first, at + u64::from(len), frame).then_some((at, first))
    });
    right.or(lowest.filter(|(at, _)| *at < direction.len()))
}

/// Whether the frame gave bytes to that range.
pub(super) fn gives(direction: &Direction, range: Range<u64>, frame: FrameId) -> bool {
    gives_from(direction, direction.piece_at(range.start), range.end, frame)
}

/// The same of what stands from piece `first` on up to `end`.
pub(super) fn gives_from(direction: &Direction, first: usize, end: u64, frame: FrameId) -> bool {
    pieces_from(direction, first, end).any(|p| p.frame() == Some(frame))
}

pub(super) fn pieces_of<'a>(direction: &'a Direction, range: &Range<u64>) -> impl Iterator<Item = &'a Piece> {
    pieces_from(direction, direction.piece_at(range.start), range.end)
}

pub(super) fn pieces_from(direction: &Direction, first: usize, end: u64) -> impl Iterator<Item = &Piece> {
    direction.pieces.iter_from(first).take_while(move |p| p.start() < end)
}
