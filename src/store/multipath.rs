//! Multipath TCP (RFC 8684, and version 0: RFC 6824): which TCP conversations are subflows of one connection,
//! and the keys its two sides named. Written by the index, segment by segment; how options are shown is
//! `proto/tcp/options/mptcp.rs`.

use crate::base::id::{ConversationId, FrameId};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What an option says, by the upper half of its first byte.
pub mod subtype {
    pub const CAPABLE: u8 = 0;
    pub const JOIN: u8 = 1;
}

/// What a side named in the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub value: u64,
    pub version: u8,
}

impl Key {
    /// What further subflows name the connection by, and the data sequence number before its first byte
    /// (RFC 8684 section 3.2).
    pub fn token_and_start(self) -> (u32, u64) {
        let ends = |hash: &[u8]| {
            let token = hash.first_chunk().copied().map_or(0, u32::from_be_bytes);
            (token, hash.last_chunk().copied().map_or(0, u64::from_be_bytes))
        };
        let key = self.value.to_be_bytes();
        if self.version == 0 { ends(&Sha1::digest(key)) } else { ends(&Sha256::digest(key)) }
    }
}

/// A TCP conversation of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Subflow {
    /// Number of the connection, from 0.
    pub connection: u32,
    /// The first frame with an option.
    pub since: FrameId,
    /// It began the connection.
    pub is_first: bool,
    /// Its direction 0 is direction 1 of the conversation that began the connection.
    swapped: bool,
}

/// A connection over several TCP conversations.
#[derive(Clone, Debug, Default)]
struct Connection {
    keys: [Option<Key>; 2],
    /// Bits by subtype of the options there were, up to each frame that brought a new one.
    operations: Vec<(FrameId, u16)>,
    /// `tcp.stream` of those whose place in it is known, in order of their first frames.
    streams: Vec<(FrameId, u32)>,
}

/// All connections.
#[derive(Clone, Debug, Default)]
pub struct Multipath {
    connections: Vec<Connection>,
    subflows: BTreeMap<ConversationId, Subflow>,
    /// Connection and direction of the side whose key gives the token.
    tokens: BTreeMap<u32, (u32, usize)>,
}

/// Where an option stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub conversation: ConversationId,
    /// `tcp.stream`.
    pub stream: u32,
    pub direction: usize,
    pub frame: FrameId,
}

impl Multipath {
    /// Takes in an option; `body` is what stands behind its length.
    pub fn option(&mut self, at: Place, body: &[u8]) {
        let Some((&first, rest)) = body.split_first() else { return };
        self.place(at, first, rest);
        let connection = self.subflows.get(&at.conversation).map(|s| s.connection as usize);
        if let Some(connection) = connection.and_then(|c| self.connections.get_mut(c)) {
            let before = connection.operations.last().map_or(0, |o| o.1);
            let now = before | 1 << (first >> 4);
            if now != before {
                connection.operations.push((at.frame, now));
            }
        }
    }

    /// Finds the connection that an option's segment belongs to.
    fn place(&mut self, at: Place, first: u8, rest: &[u8]) {
        match first >> 4 {
            subtype::CAPABLE => {
                // A SYN of version 1 has no key yet: nothing is known by it.
                let keys = rest.get(1..).unwrap_or_default().as_chunks::<8>().0;
                let Some(own) = keys.first() else { return };
                let subflow = self.subflow(at, true);
                for (other, key) in [own].into_iter().chain(keys.get(1)).enumerate() {
                    let key = Key { value: u64::from_be_bytes(*key), version: first & 0xf };
                    self.note_key(&subflow, at.direction ^ other, key);
                }
            }
            subtype::JOIN => {
                let token = match *rest {
                    [_, a, b, c, d, _, _, _, _] => u32::from_be_bytes([a, b, c, d]),
                    _ => return self.alone(at),
                };
                match self.tokens.get(&token).copied() {
                    Some((connection, side)) if !self.subflows.contains_key(&at.conversation) => {
                        // The token is the receiver's.
                        let swapped = at.direction == side;
                        self.add(at, Subflow { connection, since: at.frame, is_first: false, swapped }, true);
                    }
                    _ => self.alone(at),
                }
            }
            _ => self.alone(at),
        }
    }

    /// A subflow whose place in a connection is not known has one for itself.
    fn alone(&mut self, at: Place) {
        self.subflow(at, false);
    }

    /// The subflow, which begins a connection if it is new.
    fn subflow(&mut self, at: Place, is_first: bool) -> Subflow {
        if let Some(known) = self.subflows.get(&at.conversation) {
            return *known;
        }
        let connection = u32::try_from(self.connections.len()).unwrap_or(u32::MAX);
        self.connections.push(Connection::default());
        let subflow = Subflow { connection, since: at.frame, is_first, swapped: false };
        self.add(at, subflow, is_first);
        subflow
    }

    fn add(&mut self, at: Place, subflow: Subflow, is_listed: bool) {
        self.subflows.insert(at.conversation, subflow);
        if let Some(connection) = self.connections.get_mut(subflow.connection as usize).filter(|_| is_listed)
        {
            connection.streams.push((at.frame, at.stream));
        }
    }

    fn note_key(&mut self, subflow: &Subflow, direction: usize, key: Key) {
        let side = direction ^ usize::from(subflow.swapped);
        let Some(connection) = self.connections.get_mut(subflow.connection as usize) else { return };
        if let Some(slot) = connection.keys.get_mut(side).filter(|slot| slot.is_none()) {
            *slot = Some(key);
            self.tokens.entry(key.token_and_start().0).or_insert((subflow.connection, side));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.subflows.is_empty()
    }

    /// What a conversation is to its connection.
    pub fn of(&self, conversation: ConversationId) -> Option<Subflow> {
        self.subflows.get(&conversation).copied()
    }

    /// What the options of a subflow's connection said before `frame`, a bit for each subtype.
    pub fn operations(&self, conversation: ConversationId, frame: FrameId) -> u16 {
        let of = |subflow: &Subflow| {
            let all = &self.connections.get(subflow.connection as usize)?.operations;
            all.get(all.partition_point(|o| o.0 < frame).checked_sub(1)?).map(|o| o.1)
        };
        self.subflows.get(&conversation).and_then(of).unwrap_or_default()
    }

    /// The key of who sends in a direction of a subflow.
    pub fn key(&self, subflow: &Subflow, direction: usize) -> Option<Key> {
        let connection = self.connections.get(subflow.connection as usize)?;
        *connection.keys.get(direction ^ usize::from(subflow.swapped))?
    }

    /// `tcp.stream` of the subflows that there were when `frame` came, in order of their first frames.
    pub fn streams(&self, subflow: &Subflow, frame: FrameId) -> impl DoubleEndedIterator<Item = u32> {
        let streams = self.connections.get(subflow.connection as usize).map_or(&[][..], |c| &c.streams);
        let until = streams.partition_point(|s| s.0 <= frame);
        streams.iter().take(until).map(|s| s.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(conversation: usize, direction: usize, frame: usize) -> Place {
        let stream = conversation as u32;
        let (conversation, frame) = (ConversationId::from_index(conversation), FrameId::from_index(frame));
        Place { conversation, stream, direction, frame }
    }

    #[test]
    fn tokens_lead_to_the_connection() {
        for version in [0, 1] {
            let mut all = Multipath::default();
            let key = |n: u8| [&[version, 0x81][..], &[n; 8]].concat();
            all.option(place(3, 0, 0), &key(1));
            all.option(place(3, 1, 1), &key(2));
            let first = all.of(ConversationId::from_index(3)).unwrap();
            let token = all.key(&first, 1).unwrap().token_and_start().0;
            // Who was asked then asks now: its token is in direction 0 of what began the connection.
            let join = [&[0x10, 9][..], &token.to_be_bytes(), &[7; 4]].concat();
            all.option(place(5, 1, 2), &join);
            let second = all.of(ConversationId::from_index(5)).unwrap();
            assert_eq!((second.connection, second.is_first, first.is_first), (0, false, true));
            assert_eq!(all.key(&second, 0), all.key(&first, 1));
            let said = |frame| all.operations(ConversationId::from_index(5), FrameId::from_index(frame));
            assert_eq!((said(0), said(1), said(2), said(3)), (0, 1, 1, 3));
            let streams = |frame| all.streams(&first, FrameId::from_index(frame)).collect::<Vec<_>>();
            assert_eq!((streams(1), streams(2)), (vec![3], vec![3, 5]));
        }
    }

    #[test]
    fn a_key_gives_token_and_number() {
        let value = 0x0102_0304_0506_0708;
        let of = |version| Key { value, version }.token_and_start();
        assert_eq!(of(0), (3_713_500_092, 4_221_541_283_752_790_741));
        assert_eq!(of(1), (1_719_930_330, 17_699_430_019_826_020_210));
    }

    #[test]
    fn what_is_cut_says_nothing() {
        let mut all = Multipath::default();
        for body in [&[][..], &[0], &[0x01, 1], &[0x00, 1, 2, 3]] {
            all.option(place(0, 0, 0), body);
        }
        assert!(all.of(ConversationId::from_index(0)).is_none());
        all.option(place(0, 0, 0), &[0x20]);
        let alone = all.of(ConversationId::from_index(0)).unwrap();
        assert_eq!(all.streams(&alone, FrameId::from_index(9)).count(), 0);
    }
}
