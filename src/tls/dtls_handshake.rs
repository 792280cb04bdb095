//! Handshake messages of DTLS: the header of 12 bytes, and messages put together from fragments
//! that come in any order, repeated, or not at all (RFC 6347 section 4.2).

use super::handshake;
use super::reader::Reader;

/// Type, length, message sequence, fragment offset, fragment length.
pub const HEADER_LEN: usize = 12;
/// Longest message that is put together; longer ones are not looked into.
const MAX_MESSAGE_LEN: usize = 1 << 18;
/// Bytes and messages of one direction that wait for their missing parts.
const MAX_WAITING_BYTES: usize = 1 << 19;
const MAX_WAITING: usize = 64;

/// The header of a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FragmentHeader {
    pub message_type: u8,
    /// Bytes of the whole message's body.
    pub len: usize,
    pub message_seq: u16,
    pub fragment_offset: usize,
    pub fragment_len: usize,
}

impl FragmentHeader {
    /// Reads it; `None`: fewer than [`HEADER_LEN`] bytes.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut r = Reader(bytes);
        Some(Self {
            message_type: r.u8()?,
            len: r.u24()?,
            message_seq: r.u16()?,
            fragment_offset: r.u24()?,
            fragment_len: r.u24()?,
        })
    }

    /// Whether its numbers agree with each other.
    pub fn is_sound(&self) -> bool {
        self.fragment_offset.checked_add(self.fragment_len).is_some_and(|end| end <= self.len)
            && (self.fragment_len > 0 || self.len == 0)
    }

    /// The fragment is the whole message.
    pub fn is_whole(&self) -> bool {
        self.fragment_offset == 0 && self.fragment_len == self.len
    }

    /// The header that the message has where it counts as not fragmented (RFC 6347 section 4.2.6).
    pub fn unfragmented(&self) -> [u8; HEADER_LEN] {
        let [_, a, b, c] = (self.len as u32).to_be_bytes();
        let [d, e] = self.message_seq.to_be_bytes();
        [self.message_type, a, b, c, d, e, 0, 0, 0, a, b, c]
    }

    /// The header that TLS gives the same message.
    pub fn as_tls(&self) -> [u8; handshake::HEADER_LEN] {
        let [_, a, b, c] = (self.len as u32).to_be_bytes();
        [self.message_type, a, b, c]
    }
}

/// The fragments in the payload of a handshake record, each with the offset of its header, and its
/// bytes. Ends where they make no sense.
pub fn fragments(payload: &[u8]) -> impl Iterator<Item = (usize, FragmentHeader, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = payload.get(at..)?;
        let header = FragmentHeader::parse(rest).filter(FragmentHeader::is_sound)?;
        let body = rest.get(HEADER_LEN..HEADER_LEN.checked_add(header.fragment_len)?)?;
        let start = at;
        at += HEADER_LEN + header.fragment_len;
        Some((start, header, body))
    })
}

/// Puts together the messages of one side of one handshake.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    waiting: Vec<Waiting>,
    /// Sequence number of the message that is due; those before are done.
    next: u16,
    /// Fragments were refused for want of room.
    refused: bool,
}

#[derive(Debug, Clone)]
struct Waiting {
    header: FragmentHeader,
    body: Vec<u8>,
    /// Ranges that are there, in order, apart from each other.
    have: Vec<(usize, usize)>,
}

/// A whole message: its header as if unfragmented, and its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub header: FragmentHeader,
    pub body: Vec<u8>,
}

impl Message {
    /// With the header of DTLS, as the transcript has it.
    pub fn as_dtls(&self) -> Vec<u8> {
        [&self.header.unfragmented()[..], &self.body].concat()
    }
}

impl Waiting {
    fn is_whole(&self) -> bool {
        self.header.len == 0 || matches!(self.have[..], [(0, end)] if end == self.header.len)
    }

    fn take(&mut self, header: &FragmentHeader, bytes: &[u8]) {
        let (from, to) = (header.fragment_offset, header.fragment_offset + bytes.len());
        // Bytes are only made room for when they, or later ones, are there.
        if self.body.len() < to {
            self.body.resize(to, 0);
        }
        if let Some(place) = self.body.get_mut(from..to) {
            place.copy_from_slice(bytes);
        }
        self.have.push((from, to));
        self.have.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::with_capacity(self.have.len());
        for (from, to) in self.have.drain(..) {
            match merged.last_mut() {
                Some(last) if last.1 >= from => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        self.have = merged;
    }
}

impl Assembly {
    /// Begins where the capture does: the first message seen is taken for the one that is due if
    /// it is `first` or later.
    pub fn starting_at(message_seq: u16) -> Self {
        Self { next: message_seq, ..Self::default() }
    }

    /// Sequence number of the message that is due.
    pub fn next(&self) -> u16 {
        self.next
    }

    /// Fragments of messages ahead of the due one are there.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Takes a fragment. Repeated ones, of whatever cut, change nothing.
    pub fn take(&mut self, header: &FragmentHeader, bytes: &[u8]) {
        if header.message_seq < self.next || !header.is_sound() || bytes.len() != header.fragment_len {
            return;
        }
        let held: usize = self.waiting.iter().map(|w| w.body.len()).sum();
        let end = header.fragment_offset + header.fragment_len;
        let same = |w: &Waiting| {
            w.header.message_seq == header.message_seq
                && w.header.message_type == header.message_type
                && w.header.len == header.len
        };
        if header.len > MAX_MESSAGE_LEN || held + end > MAX_WAITING_BYTES {
            self.refused = true;
            return;
        }
        if let Some(known) = self.waiting.iter_mut().find(|w| same(w)) {
            if !known.is_whole() {
                known.take(header, bytes);
            }
            return;
        }
        if self.waiting.iter().any(|w| w.header.message_seq == header.message_seq) {
            return; // another message under the same number: the first one counts
        }
        if self.waiting.len() >= MAX_WAITING {
            self.refused = true;
            return;
        }
        let mut new = Waiting { header: *header, body: Vec::new(), have: Vec::new() };
        new.take(header, bytes);
        self.waiting.push(new);
    }

    /// The message that is due, if it is whole.
    pub fn pop(&mut self) -> Option<Message> {
        let at = self.waiting.iter().position(|w| w.header.message_seq == self.next && w.is_whole())?;
        let Waiting { header, body, .. } = self.waiting.swap_remove(at);
        self.next = self.next.wrapping_add(1);
        Some(Message { header, body })
    }

    /// Gives up the messages before the first whole one. Says whether there is one.
    pub fn skip_missing(&mut self) -> bool {
        let whole = self.waiting.iter().filter(|w| w.is_whole()).map(|w| w.header.message_seq).min();
        if let Some(next) = whole {
            self.next = next;
            self.waiting.retain(|w| w.header.message_seq >= next);
        }
        whole.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(seq: u16, len: usize, from: usize, count: usize) -> FragmentHeader {
        FragmentHeader { message_type: 11, len, message_seq: seq, fragment_offset: from, fragment_len: count }
    }

    #[test]
    fn reads_fragments_of_a_record() {
        let one = [&header(3, 5, 0, 5).unfragmented()[..], b"hello"].concat();
        let two = [one.clone(), one.clone()].concat();
        let found: Vec<_> = fragments(&two).map(|(at, h, b)| (at, h.message_seq, b.to_vec())).collect();
        assert_eq!(found, [(0, 3, b"hello".to_vec()), (17, 3, b"hello".to_vec())]);
        for cut in 0..two.len() {
            assert_eq!(fragments(&two[..cut]).count(), cut / 17);
        }
    }

    /// Whatever the cuts, the order and the repetitions, the messages are the same.
    #[test]
    fn fragments_in_any_order_make_the_same_messages() {
        let bodies: Vec<Vec<u8>> = vec![(0..100).collect(), vec![], (0..=255).rev().collect()];
        let mut seed = 1u32;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as usize % below.max(1)
        };
        for _ in 0..200 {
            let mut parts = Vec::new();
            for (seq, body) in bodies.iter().enumerate() {
                for _ in 0..2 {
                    let mut at = 0;
                    loop {
                        let len = (1 + random(60)).min(body.len() - at);
                        parts.push((header(seq as u16, body.len(), at, len), body[at..at + len].to_vec()));
                        at += len;
                        if at == body.len() {
                            break;
                        }
                    }
                }
            }
            for at in (1..parts.len()).rev() {
                parts.swap(at, random(at + 1));
            }
            let mut assembly = Assembly::default();
            let mut out = Vec::new();
            for (header, bytes) in &parts {
                assembly.take(header, bytes);
                out.extend(std::iter::from_fn(|| assembly.pop()));
            }
            assert_eq!(out.iter().map(|m| m.body.clone()).collect::<Vec<_>>(), bodies);
            assert!(!assembly.is_waiting());
        }
    }

    #[test]
    fn a_missing_message_can_be_given_up_and_memory_is_bounded() {
        let mut assembly = Assembly::default();
        assembly.take(&header(2, 3, 0, 3), b"abc");
        assert_eq!(assembly.pop(), None);
        assert!(assembly.skip_missing());
        assert_eq!(assembly.pop().unwrap().body, b"abc");
        assert_eq!(assembly.next(), 3);
        for seq in 3..1_000 {
            assembly.take(&header(seq, 1 << 18, (1 << 18) - 1, 1), b"x");
        }
        let held: usize = assembly.waiting.iter().map(|w| w.body.len()).sum();
        assert!(held <= MAX_WAITING_BYTES && assembly.refused);
        assembly.take(&header(u16::MAX, 0xff_ffff, 0xff_fffe, 1), b"x");
        assert!(assembly.waiting.iter().all(|w| w.header.message_seq != u16::MAX));
    }
}
