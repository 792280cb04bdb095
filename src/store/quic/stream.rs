//! The order of one stream's bytes: which packet brought which. The bytes themselves are opened
//! again when somebody looks.

use std::collections::BTreeMap;

/// Most segments of a stream that wait for bytes before them.
const MAX_WAITING: usize = 4096;

/// Consecutive bytes of a stream that one packet brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Offset in the stream.
    pub start: u64,
    pub len: u32,
    /// Index of the packet in its connection's walk.
    pub packet: u32,
    /// Where the bytes begin in the packet's plaintext.
    pub at: u32,
}

impl Segment {
    pub fn end(&self) -> u64 {
        self.start.saturating_add(u64::from(self.len))
    }

    /// What of it stands at or behind `offset`.
    fn from(&self, offset: u64) -> Option<Self> {
        let known = u32::try_from(offset.saturating_sub(self.start)).ok()?;
        let len = self.len.checked_sub(known).filter(|l| *l > 0)?;
        Some(Self { start: self.start + u64::from(known), len, at: self.at + known, ..*self })
    }
}

/// One direction of a stream.
#[derive(Clone, Debug, Default)]
pub struct QuicStream {
    segments: Vec<Segment>,
    waiting: BTreeMap<u64, Segment>,
    /// Its length, once a FIN said it (RFC 9000 section 4.5).
    pub final_size: Option<u64>,
    /// The packet with a FIN that brought no bytes.
    pub bare_fin: Option<u32>,
}

impl QuicStream {
    /// Takes a segment; of bytes that come twice the first win.
    pub fn add(&mut self, segment: Segment) {
        if segment.start > self.len() {
            let known = self.waiting.get(&segment.start).is_some_and(|w| w.len >= segment.len);
            if !known && self.waiting.len() < MAX_WAITING {
                self.waiting.insert(segment.start, segment);
            }
            return;
        }
        self.segments.extend(segment.from(self.len()));
        while let Some(entry) =
            self.waiting.first_entry().filter(|e| *e.key() <= self.segments.last().map_or(0, Segment::end))
        {
            let waiting = entry.remove();
            self.segments.extend(waiting.from(self.len()));
        }
    }

    /// Bytes without a hole before them.
    pub fn len(&self) -> u64 {
        self.segments.last().map_or(0, Segment::end)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Without overlap and without holes, in order of the stream.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Segments behind a hole.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_the_first_bytes_win() {
        let segment = |start, len, packet| Segment { start, len, packet, at: 10 };
        let mut stream = QuicStream::default();
        stream.add(segment(5, 5, 1));
        stream.add(segment(12, 3, 2));
        assert_eq!((stream.len(), stream.waiting()), (0, 2));
        stream.add(segment(0, 7, 3));
        stream.add(segment(0, 7, 4));
        assert_eq!(stream.segments(), [segment(0, 7, 3), Segment { at: 12, ..segment(7, 3, 1) }]);
        stream.add(segment(9, 4, 5));
        assert_eq!(stream.len(), 15);
        let starts: Vec<_> = stream.segments().iter().map(|s| (s.start, s.len, s.packet, s.at)).collect();
        assert_eq!(starts, [(0, 7, 3, 10), (7, 3, 1, 12), (10, 3, 5, 11), (13, 2, 2, 11)]);
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut stream = QuicStream::default();
        for start in 0..100_000 {
            stream.add(Segment { start: u64::MAX - start, len: 9, packet: 0, at: 0 });
        }
        assert_eq!((stream.waiting(), stream.len()), (MAX_WAITING, 0));
    }
}
