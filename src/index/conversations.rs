//! Endpoints → conversation. Keeps ids only; the endpoints themselves stand in the store.

use crate::base::chunked::Chunked;
use crate::base::id::{ConversationId, FrameId};
use crate::store::{Conversation, Endpoint, Transport};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

#[derive(Debug, Default)]
pub struct Conversations {
    table: HashTable<Entry>,
    hasher: DefaultHashBuilder,
    /// The conversations met last, by [`recent_slot`]: most frames belong to one of them, and need no hash.
    recent: Vec<Option<ConversationId>>,
    /// Next stream number of each transport.
    streams: [u32; 4],
}

/// The hash stands beside the id: a table that grows does not have to look at every conversation.
#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u32,
    id: u32,
}

impl Entry {
    /// The hash as the table wants it: its lowest and its highest bits count.
    fn spread(&self) -> u64 {
        u64::from(self.hash) << 32 | u64::from(self.hash)
    }

    /// Whether it is the conversation between these ends, whoever began it.
    fn is(
        &self,
        hash: u32,
        list: &Chunked<Conversation>,
        transport: Transport,
        [a, b]: [Endpoint; 2],
    ) -> bool {
        self.hash == hash && list.get(self.id as usize).is_some_and(|c| is_between(c, transport, [a, b]))
    }
}

#[inline]
fn is_between(c: &Conversation, transport: Transport, [a, b]: [Endpoint; 2]) -> bool {
    c.transport == transport && (c.ends == [a, b] || c.ends == [b, a])
}

/// A power of two.
const RECENT: usize = 1024;

/// The same for both directions.
#[inline]
fn recent_slot([a, b]: [Endpoint; 2]) -> usize {
    let host = |end: Endpoint| usize::from(end.address[15]);
    (usize::from(a.port ^ b.port) ^ (host(a) ^ host(b)) << 2) & (RECENT - 1)
}

impl Conversations {
    /// The same for both directions.
    fn hash(&self, transport: Transport, [a, b]: [Endpoint; 2]) -> u32 {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        let numbers = u64::from(transport as u8) << 32 | u64::from(low.port) << 16 | u64::from(high.port);
        let addresses = [low, high].map(|end| u128::from_be_bytes(end.address));
        let hash = self.hasher.hash_one((numbers, addresses[0], addresses[1]));
        (hash >> 32) as u32 ^ hash as u32
    }

    /// The conversation between these ends, newest of its kind.
    pub fn find(
        &mut self,
        list: &Chunked<Conversation>,
        transport: Transport,
        ends: [Endpoint; 2],
    ) -> Option<ConversationId> {
        let slot = recent_slot(ends);
        if let Some(Some(recent)) = self.recent.get(slot)
            && list.get(recent.index()).is_some_and(|c| is_between(c, transport, ends))
        {
            return Some(*recent);
        }
        let wanted = Entry { hash: self.hash(transport, ends), id: 0 };
        let same = |entry: &Entry| entry.is(wanted.hash, list, transport, ends);
        let found = self.table.find(wanted.spread(), same).map(|entry| ConversationId(entry.id))?;
        self.remember(slot, found);
        Some(found)
    }

    fn remember(&mut self, slot: usize, id: ConversationId) {
        if self.recent.is_empty() {
            self.recent.resize(RECENT, None);
        }
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = Some(id);
        }
    }

    /// Begins a conversation; from now on it is the one found between these ends.
    pub fn begin(
        &mut self,
        list: &mut Chunked<Conversation>,
        transport: Transport,
        ends: [Endpoint; 2],
        frame: FrameId,
    ) -> ConversationId {
        let id = ConversationId::from_index(list.len());
        let stream = self.streams.get_mut(transport as usize).map_or(0, |next| {
            *next += 1;
            *next - 1
        });
        list.push(Conversation {
            ends,
            transport,
            application: Default::default(),
            stream,
            first: frame,
            last: frame,
            frames: [0; 2],
            bytes: [0; 2],
            flow: None,
        });
        let new = Entry { hash: self.hash(transport, ends), id: id.0 };
        let same = |old: &Entry| old.is(new.hash, list, transport, ends);
        if let Some(old) = self.table.find_mut(new.spread(), same) {
            *old = new;
        } else {
            self.table.insert_unique(new.spread(), new, Entry::spread);
        }
        self.remember(recent_slot(ends), id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_are_one_conversation_and_the_newest_wins() {
        let (mut table, mut list) = (Conversations::default(), Chunked::default());
        let (a, b) = (Endpoint::v4([1, 2, 3, 4], 5), Endpoint::v4([1, 2, 3, 4], 6));
        assert_eq!(table.find(&list, Transport::Tcp, [a, b]), None);
        let first = table.begin(&mut list, Transport::Tcp, [a, b], FrameId(0));
        assert_eq!(table.find(&list, Transport::Tcp, [b, a]), Some(first));
        assert_eq!(table.find(&list, Transport::Udp, [b, a]), None);
        let second = table.begin(&mut list, Transport::Tcp, [b, a], FrameId(9));
        assert_eq!(table.find(&list, Transport::Tcp, [a, b]), Some(second));
        assert_eq!(list.get(second.index()).map(|c| c.stream), Some(1));
        for port in 100..3_000 {
            table.begin(&mut list, Transport::Udp, [a, Endpoint::v4([9; 4], port)], FrameId(1));
        }
        assert_eq!(
            table.find(&list, Transport::Udp, [Endpoint::v4([9; 4], 100), a]).map(|c| c.index()),
            Some(2)
        );
    }
}
