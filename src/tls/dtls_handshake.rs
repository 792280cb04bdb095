//! Handshake messages of DTLS: the header of 12 bytes, and messages put together from fragments
//! that come in any order, repeated, or not at all (RFC 6347 section 4.2).

use super::handshake::message_type;
use super::reader::Reader;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Type, length, message sequence, fragment offset, fragment length.
pub const HEADER_LEN: usize = 12;
/// Longest message that is put together; longer ones are not looked into.
const MAX_MESSAGE_LEN: usize = 1 << 18;
/// Bytes and messages that are kept of one side of a handshake, and fragments of one message.
const MAX_HELD_BYTES: usize = 1 << 19;
const MAX_MESSAGES: usize = 64;
const MAX_PARTS: usize = 1 << 10;

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

/// A handshake message in the two forms that are needed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub header: FragmentHeader,
    pub body: Vec<u8>,
}

impl Message {
    /// As it would have come in one fragment: so it counts in hashes (RFC 6347 section 4.2.6).
    pub fn as_dtls(&self) -> Vec<u8> {
        [&self.header.unfragmented()[..], &self.body].concat()
    }

    /// As TLS writes it: with its header, and a ClientHello without the cookie.
    pub fn as_tls(&self) -> Vec<u8> {
        let body = match self.header.message_type {
            message_type::CLIENT_HELLO => without_cookie(&self.body).unwrap_or_else(|| self.body.clone()),
            _ => self.body.clone(),
        };
        let [_, a, b, c] = (body.len() as u32).to_be_bytes();
        [&[self.header.message_type, a, b, c][..], &body].concat()
    }
}

/// A ClientHello's body as TLS has it: the cookie stands behind the session id (RFC 6347 section
/// 4.2.1). `None`: it ends before.
pub fn without_cookie(client_hello: &[u8]) -> Option<Vec<u8>> {
    const VERSION_AND_RANDOM: usize = 34;
    let mut r = Reader(client_hello);
    r.take(VERSION_AND_RANDOM)?;
    r.vec8()?;
    let before = client_hello.get(..client_hello.len() - r.0.len())?;
    r.vec8()?;
    Some([before, r.0].concat())
}

/// The messages of one side of one handshake, put together from fragments in whatever order.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// By message sequence number.
    messages: BTreeMap<u16, Parts>,
    /// Bytes kept.
    held: usize,
}

#[derive(Debug, Clone)]
struct Parts {
    header: FragmentHeader,
    /// In order of their offsets, none within what the ones before cover.
    parts: Vec<(usize, Vec<u8>)>,
    whole: bool,
}

impl Parts {
    /// Takes bytes at `from`; whether they were new.
    fn take(&mut self, from: usize, bytes: &[u8]) -> bool {
        let end = from + bytes.len();
        let mut covered = from;
        for (at, part) in &self.parts {
            if *at <= covered {
                covered = covered.max(at + part.len());
            }
        }
        if (covered >= end && !bytes.is_empty()) || self.whole || self.parts.len() >= MAX_PARTS {
            return false;
        }
        let place = self.parts.partition_point(|(at, _)| *at <= from);
        self.parts.insert(place, (from, bytes.to_vec()));
        let mut known = 0;
        for (at, part) in &self.parts {
            if *at <= known {
                known = known.max(at + part.len());
            }
        }
        self.whole = known >= self.header.len;
        true
    }

    fn body(&self) -> Vec<u8> {
        let mut body: Vec<u8> = Vec::new();
        for (at, part) in &self.parts {
            let known = body.len().saturating_sub(*at);
            body.extend_from_slice(part.get(known..).unwrap_or_default());
        }
        body
    }
}

impl Assembly {
    /// Takes a fragment; whether a message is whole with it that was not before. Repeated ones, of
    /// whatever cut, change nothing; of different messages under one number the first counts.
    pub fn take(&mut self, header: &FragmentHeader, bytes: &[u8]) -> bool {
        let too_much = header.len > MAX_MESSAGE_LEN || self.held + bytes.len() > MAX_HELD_BYTES;
        if !header.is_sound() || bytes.len() != header.fragment_len || too_much {
            return false;
        }
        let count = self.messages.len();
        let known = match self.messages.entry(header.message_seq) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(_) if count >= MAX_MESSAGES => return false,
            Entry::Vacant(new) => new.insert(Parts { header: *header, parts: Vec::new(), whole: false }),
        };
        let same = known.header.message_type == header.message_type && known.header.len == header.len;
        if !same || !known.take(header.fragment_offset, bytes) {
            return false;
        }
        self.held += bytes.len();
        known.whole
    }

    /// A message, if it is whole.
    pub fn message(&self, message_seq: u16) -> Option<Message> {
        let parts = self.messages.get(&message_seq).filter(|p| p.whole)?;
        Some(Message { header: parts.header, body: parts.body() })
    }

    /// Every whole message in order, with whether one before it is missing.
    pub fn whole(&self) -> impl Iterator<Item = (bool, Message)> {
        let mut due = 0u16;
        self.messages.iter().filter(|(_, parts)| parts.whole).map(move |(seq, parts)| {
            let gap = *seq != due;
            due = seq.wrapping_add(1);
            (gap, Message { header: parts.header, body: parts.body() })
        })
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
            let completed = parts.iter().filter(|(header, bytes)| assembly.take(header, bytes)).count();
            assert_eq!(completed, bodies.len());
            assert_eq!(assembly.whole().map(|(_, m)| m.body).collect::<Vec<_>>(), bodies);
            assert!(assembly.whole().all(|(gap, _)| !gap));
        }
    }

    #[test]
    fn gaps_are_told_and_memory_is_bounded() {
        let mut assembly = Assembly::default();
        assert!(assembly.take(&header(0, 1, 0, 1), b"x"));
        assert!(assembly.take(&header(2, 3, 0, 3), b"abc"));
        assert!(!assembly.take(&header(2, 3, 0, 3), b"xyz"), "the first one counts");
        let found: Vec<_> = assembly.whole().map(|(gap, m)| (gap, m.body)).collect();
        assert_eq!(found, [(false, b"x".to_vec()), (true, b"abc".to_vec())]);
        for seq in 3..1_000 {
            assembly.take(&header(seq, 1 << 18, (1 << 18) - 1, 1), b"x");
        }
        assert!(assembly.messages.len() == MAX_MESSAGES && assembly.held < 100);
        let mut long = Assembly::default();
        for at in 0..10_000 {
            long.take(&header(0, 1 << 18, at * 2, 1), b"x");
        }
        assert_eq!(long.held, MAX_PARTS);
        assert!(!long.take(&header(1, 0xff_ffff, 0, 1), b"x"));
    }

    #[test]
    fn a_client_hello_loses_its_cookie_and_nothing_else() {
        let hello = |cookie: &[u8]| {
            [&[0xfe, 0xfd][..], &[7; 32], &[2, 5, 5], cookie, &[0, 2, 0, 0x9c, 1, 0]].concat()
        };
        let body = hello(&[3, 9, 9, 9]);
        let message = Message {
            header: FragmentHeader { message_type: 1, ..header(1, body.len(), 0, body.len()) },
            body,
        };
        let plain = hello(&[]);
        assert_eq!(message.as_tls(), [&[1, 0, 0, plain.len() as u8][..], &plain].concat());
        assert_eq!(message.as_dtls().len(), HEADER_LEN + plain.len() + 4);
        let cut = Message { body: vec![1, 2], ..message };
        assert_eq!(cut.as_tls(), [1, 0, 0, 2, 1, 2]);
    }
}
