//! Endpoints → conversation. Keeps ids only; the endpoints themselves stand in the store.

use crate::base::chunked::Chunked;
use crate::base::id::{ConversationId, FrameId};
use crate::store::{Conversation, Endpoint, Transport};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

#[derive(Debug, Default)]
pub struct Conversations {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Next stream number of each transport.
    streams: [u32; 4],
}

/// A key that both directions share: the smaller endpoint first.
fn key(transport: Transport, ends: [Endpoint; 2]) -> (u8, Endpoint, Endpoint) {
    let [a, b] = ends;
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    (transport as u8, low, high)
}

impl Conversations {
    /// The conversation between these ends, newest of its kind.
    pub fn find(
        &self,
        list: &Chunked<Conversation>,
        transport: Transport,
        ends: [Endpoint; 2],
    ) -> Option<ConversationId> {
        let wanted = key(transport, ends);
        let same = |id: &u32| list.get(*id as usize).is_some_and(|c| key(c.transport, c.ends) == wanted);
        self.table.find(self.hasher.hash_one(wanted), same).map(|id| ConversationId(*id))
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
        let wanted = key(transport, ends);
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
        let hasher = &self.hasher;
        let hash = hasher.hash_one(wanted);
        let same = |old: &u32| list.get(*old as usize).is_some_and(|c| key(c.transport, c.ends) == wanted);
        if let Some(old) = self.table.find_mut(hash, same) {
            *old = id.0;
        } else {
            let rehash =
                |id: &u32| list.get(*id as usize).map_or(0, |c| hasher.hash_one(key(c.transport, c.ends)));
            self.table.insert_unique(hash, id.0, rehash);
        }
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
