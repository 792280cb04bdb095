//! What a packet needs to know of others of its connection: the version that CONNECT asked for,
//! the topic that an alias stands for.

use super::framer::{CONNECT, PUBLISH, lengths, version_of};
use super::property;
use crate::dissect::remembered::Weighed;
use crate::dissect::{Cursor, SourceId, StreamPlace};
use crate::proto::placed::Placed;
use crate::proto::websocket;
use std::collections::HashMap;

/// Packets at the beginning of each direction among which CONNECT is looked for.
const FIRST: usize = 4;
/// Bytes of a packet that are read for its topic.
const HEAD_BYTES: u64 = 4096;

/// The version of the connection; 0 if its beginning is not known.
pub(super) fn version(streams: Option<&Placed<'_>>, place: Option<StreamPlace>, packet: &[u8]) -> u8 {
    let own = version_of(packet);
    own.or_else(|| connected(streams?, place?)).unwrap_or(0)
}

fn connected(streams: &Placed<'_>, place: StreamPlace) -> Option<u8> {
    [place.direction, 1 - place.direction].into_iter().find_map(|direction| {
        if let Some(first) = websocket::first_message(streams, direction) {
            return version_of(&first);
        }
        let messages = streams.messages(direction)?;
        let connect = messages.iter().take(FIRST).find(|m| m.kind() == CONNECT)?;
        Some(connect.note()).filter(|note| *note > 0)
    })
}

/// The topics that a connection gave aliases to.
#[derive(Clone, Debug, Default)]
struct Aliases {
    /// Packets of each direction that were looked at.
    seen: [usize; 2],
    /// By direction and alias, with where they were said, in order.
    topics: HashMap<(usize, u16), Vec<(u64, Box<[u8]>)>>,
    bytes: usize,
}

impl Weighed for Aliases {
    fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Aliases {
    /// What one takes beside its topic.
    const COST: usize = 64;

    fn extend(&mut self, streams: &Placed<'_>, counts: [usize; 2]) {
        for (direction, seen) in self.seen.into_iter().enumerate() {
            let Some(messages) = streams.messages(direction) else { continue };
            for message in messages.iter_from(seen).filter(|m| m.kind() == PUBLISH) {
                let range = message.start()..message.end().min(message.start() + HEAD_BYTES);
                let bytes = streams.bytes(direction, range);
                let Some((topic, alias)) = published(&bytes).filter(|(topic, _)| !topic.is_empty()) else {
                    continue;
                };
                let known = self.topics.entry((direction, alias)).or_default();
                // Said again and again it is the same.
                if known.last().is_none_or(|(_, last)| **last != *topic) {
                    self.bytes += topic.len() + Self::COST;
                    known.push((message.start(), topic.into()));
                }
            }
        }
        self.seen = counts;
    }
}

/// The topic last published with that alias before this packet, in the same direction.
pub(super) fn topic(streams: &Placed<'_>, place: StreamPlace, alias: u16) -> Option<Vec<u8>> {
    let counts = [0, 1].map(|d| streams.messages(d).map_or(0, |m| m.len()));
    let known = streams.remembered().result::<Aliases>(
        streams.remembered_key("mqtt.aliases"),
        |known| known.seen == counts,
        |known| known.extend(streams, counts),
    );
    let said = known.topics.get(&(place.direction, alias))?;
    let (_, topic) = said.get(said.partition_point(|(start, _)| *start < place.start).checked_sub(1)?)?;
    Some(topic.to_vec())
}

/// Topic and alias of a PUBLISH packet of version 5.
fn published(packet: &[u8]) -> Option<(&[u8], u16)> {
    let (head, _) = lengths(packet).ok()??;
    let mut c = Cursor::new(packet, 0, SourceId::FRAME);
    c.skip(head as u32).ok()?;
    let len = c.u16().ok()?.value;
    let topic = c.bytes(len.into()).ok()?.value;
    if packet.first()? >> 1 & 3 != 0 {
        c.skip(2).ok()?;
    }
    Some((topic, property::topic_alias(c).ok()??))
}
