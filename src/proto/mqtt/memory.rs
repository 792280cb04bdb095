//! What a packet needs to know of others of its connection: the version that CONNECT asked for,
//! the topic that an alias stands for.

use super::framer::{CONNECT, PUBLISH, lengths, version_of};
use super::property;
use crate::dissect::{Cursor, SourceId, StreamPlace};
use crate::proto::placed::Placed;
use crate::proto::websocket;

/// Packets at the beginning of each direction among which CONNECT is looked for.
const FIRST: usize = 4;
/// Earlier packets looked at for the topic of an alias, and bytes of each that are read.
const NEAR: usize = 256;
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

/// The topic last published with that alias before this packet, in the same direction.
pub(super) fn topic(streams: &Placed<'_>, place: StreamPlace, alias: u16) -> Option<Vec<u8>> {
    let direction = streams.direction(place.direction)?;
    let here = direction.message_starting(place.start)?;
    let earlier = here.saturating_sub(NEAR)..here;
    earlier.rev().find_map(|at| {
        let message = direction.messages.get(at).filter(|m| m.kind() == PUBLISH)?;
        let range = message.start()..message.end().min(message.start() + HEAD_BYTES);
        let bytes = streams.bytes(place.direction, range);
        let (topic, given) = published(&bytes)?;
        (given == alias && !topic.is_empty()).then(|| topic.to_vec())
    })
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
