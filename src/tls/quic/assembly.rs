//! Bytes of a stream that come with their offsets, in any order: handshake bytes are put together
//! here. Where bytes come twice the first win (RFC 9000 section 2.2 has them equal).

use std::collections::BTreeMap;

use crate::tls::handshake::{HEADER_LEN, message_header};

/// Most handshake bytes of one side and level that are kept: ten times the longest chains seen.
const MAX_LEN: usize = 256 << 10;
/// Most stretches that wait for bytes before them.
const MAX_WAITING: usize = 1024;

/// The handshake bytes of one side and level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handshake {
    bytes: Vec<u8>,
    waiting: BTreeMap<usize, Vec<u8>>,
    messages: Vec<Message>,
    parts: Vec<Part>,
    joined: Vec<Joined>,
    /// Where the bytes stand that go together once the hole among them is filled.
    hole: Option<usize>,
}

/// Who brought bytes: a packet, and the place of the bytes in its plaintext.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct By {
    pub packet: u32,
    pub at: u32,
}

/// A handshake message whose bytes are all there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Offset of its header.
    pub start: usize,
    /// With its header.
    pub len: usize,
    /// Who brought the bytes that completed it.
    pub by: By,
}

/// A stretch with a hole in it, which `by` filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    pub start: usize,
    pub end: usize,
    pub by: By,
}

/// Bytes that came together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub start: usize,
    pub len: usize,
    pub by: By,
    /// It came before bytes that stand before it, or filled only a part of a hole.
    pub waits: bool,
}

impl Handshake {
    /// Takes bytes that stand at `offset`; `by` brought them.
    pub fn add(&mut self, offset: u64, data: &[u8], by: By) {
        let Some(offset) = usize::try_from(offset).ok().filter(|o| o.saturating_add(data.len()) <= MAX_LEN)
        else {
            return;
        };
        let ahead = offset > self.bytes.len();
        if self.parts.len() < 4 * MAX_WAITING {
            self.parts.push(Part { start: offset, len: data.len(), by, waits: ahead });
        }
        if ahead {
            self.hole.get_or_insert(self.bytes.len());
            let full = self.waiting.len() >= MAX_WAITING;
            let known = self.waiting.get(&offset).is_some_and(|w| w.len() >= data.len());
            if !full && !known {
                self.waiting.insert(offset, data.to_vec());
            }
            return;
        }
        self.append(offset, data);
        while let Some(entry) = self.waiting.first_entry().filter(|e| *e.key() <= self.bytes.len()) {
            let (offset, data) = entry.remove_entry();
            self.append(offset, &data);
        }
        let before = self.messages.len();
        self.find_messages(by);
        let Some(start) = self.hole else { return };
        if self.waiting.is_empty() {
            self.joined.push(Joined { start, end: self.bytes.len(), by });
            self.hole = None;
        } else if self.messages.len() > before {
            // What is whole need not wait.
            self.hole = Some(self.bytes.len());
        } else if let Some(part) = self.parts.last_mut().filter(|p| p.by == by) {
            part.waits = true;
        }
    }

    fn append(&mut self, offset: usize, data: &[u8]) {
        let new = self.bytes.len().saturating_sub(offset);
        self.bytes.extend_from_slice(data.get(new..).unwrap_or_default());
    }

    fn find_messages(&mut self, by: By) {
        loop {
            let start = self.framed();
            let Some((_, len)) = self.bytes.get(start..).and_then(message_header) else { return };
            let len = len + HEADER_LEN;
            if self.bytes.len() - start < len {
                return;
            }
            self.messages.push(Message { start, len, by });
        }
    }

    /// Where the message begins that is not complete.
    pub fn framed(&self) -> usize {
        self.messages.last().map_or(0, |m| m.start + m.len)
    }

    /// The bytes without a hole before them.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The complete messages, in order.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub fn message_bytes(&self, message: &Message) -> &[u8] {
        self.bytes.get(message.start..message.start + message.len).unwrap_or_default()
    }

    /// Whether others than `by` had brought all bytes from `start` to `end` before.
    pub fn is_repeated(&self, start: usize, end: usize, by: By) -> bool {
        // Only those that stand there: a packet may bring hundreds of stretches, each of which asks.
        let here = |p: &&Part| p.start < end && p.start + p.len >= start;
        let before = self.parts.iter().filter(here).filter(|p| p.by < by);
        let mut known: Vec<(usize, usize)> = before.map(|p| (p.start, p.start + p.len)).collect();
        known.sort_unstable();
        let reach = known.iter().fold(start, |at, (from, to)| if *from <= at { at.max(*to) } else { at });
        reach >= end
    }

    /// Whether what `by` brought waits for bytes that had not come by then.
    pub fn waits(&self, by: By) -> bool {
        let at = self.parts.partition_point(|p| p.by < by);
        self.parts.get(at).is_some_and(|p| p.by == by && p.waits)
    }

    /// The stretch whose hole `by` filled.
    pub fn joined_by(&self, by: By) -> Option<&Joined> {
        let at = self.joined.partition_point(|j| j.by < by);
        self.joined.get(at).filter(|j| j.by == by)
    }

    /// The stretch that a part at `start`, brought by `by`, went into later.
    pub fn joined_later(&self, start: usize, by: By) -> Option<&Joined> {
        let at = self.joined.partition_point(|j| j.by <= by);
        self.joined.get(at).filter(|j| (j.start..j.end).contains(&start))
    }

    /// What came, in the order in which it came.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_filled_by_who_brings_what_was_missing() {
        let by = |packet| By { packet, at: 0 };
        let mut handshake = Handshake::default();
        handshake.add(0, &[1, 0], by(0));
        handshake.add(4, &[4, 5], by(1)); // ahead
        handshake.add(2, &[9], by(2)); // fills a part of the hole
        assert!(!handshake.waits(by(0)) && handshake.waits(by(1)) && handshake.waits(by(2)));
        assert_eq!(handshake.joined_by(by(2)), None);
        handshake.add(3, &[1], by(3));
        let joined = Joined { start: 2, end: 6, by: by(3) };
        assert_eq!(handshake.joined_by(by(3)), Some(&joined));
        assert_eq!(handshake.joined_later(4, by(1)), Some(&joined));
        assert_eq!(handshake.joined_later(0, by(0)), None);
        handshake.add(6, &[7], by(4));
        assert!(!handshake.waits(by(4)) && handshake.joined_by(by(4)).is_none());
    }

    #[test]
    fn any_order_gives_the_same_messages() {
        let stream =
            [&[1, 0, 0, 3, 7, 7, 7][..], &[2, 0, 0, 0], &[11, 0, 0, 2, 9, 9], &[20, 0, 0, 9]].concat();
        let pieces = [0..5, 3..8, 8..9, 9..17, 17..21];
        let mut orders = vec![vec![0, 1, 2, 3, 4], vec![4, 3, 2, 1, 0], vec![2, 4, 0, 3, 1]];
        orders.push(vec![0, 0, 3, 1, 1, 2, 4]);
        for order in orders {
            let mut handshake = Handshake::default();
            for at in order {
                let range: std::ops::Range<usize> = pieces[at].clone();
                handshake.add(range.start as u64, &stream[range], By { packet: at as u32, at: 0 });
            }
            assert_eq!(handshake.bytes(), stream);
            let messages: Vec<_> = handshake.messages().iter().map(|m| handshake.message_bytes(m)).collect();
            assert_eq!(messages, [&stream[..7], &stream[7..11], &stream[11..17]]);
            assert_eq!(handshake.framed(), 17);
        }
    }

    #[test]
    fn the_first_bytes_win_and_memory_is_bounded() {
        let mut handshake = Handshake::default();
        let by = By { packet: 0, at: 0 };
        handshake.add(0, &[1, 2, 3], by);
        handshake.add(1, &[9, 9, 9, 9], by);
        assert_eq!(handshake.bytes(), [1, 2, 3, 9, 9]);
        let later = By { packet: 1, at: 0 };
        assert!(handshake.is_repeated(1, 5, later) && !handshake.is_repeated(1, 6, later));
        assert!(!handshake.is_repeated(1, 5, by));
        for at in 0..100_000u64 {
            handshake.add(10 + 2 * at, &[0], by);
            handshake.add(u64::MAX - at, &[0], by);
        }
        assert!(handshake.waiting.len() <= MAX_WAITING && handshake.parts.len() <= 4 * MAX_WAITING);
        assert_eq!(handshake.bytes().len(), 5);
    }
}
