//! Which message of STUN asks and which answers: by the transaction's number, among datagrams that are near by, or in all of
//! a stream.

use super::fields::*;
use super::{HEADER_LEN, split};
use crate::base::id::FrameId;
use crate::dissect::{Cursor, Dissector, Span};
use crate::proto::answers::{self, Link, Reader, Role};
use crate::proto::datagram_link::Place;
use crate::proto::placed::Placed;

/// Frames of the conversation among which the other half is looked for.
const NEAR: usize = 64;
const UDP_LEN: usize = 8;
/// Classes.
const REQUEST: u16 = 0;
const INDICATION: u16 = 1;

/// How the messages of a stream are read for their numbers.
const READER: Reader = Reader {
    protocol: "stun",
    head_bytes: HEADER_LEN as u64,
    read: |bytes| {
        let kind = bytes.first_chunk().filter(|b: &&[u8; 2]| b[0] & 0xc0 == 0)?;
        let id = bytes.get(4..HEADER_LEN as usize)?;
        Some((role(split(u16::from_be_bytes(*kind)).1)?, answers::key(id)))
    },
};

fn role(class: u16) -> Option<Role> {
    match class {
        REQUEST => Some(Role::Request),
        INDICATION => None,
        _ => Some(Role::Response),
    }
}

pub(super) fn show(d: &mut Dissector<'_>, message: &Cursor<'_>, class: u16) {
    let wanted = d.tree.wants_any(&[RESPONSE_IN.id, RESPONSE_TO.id, TIME.id, DUPLICATE.id]);
    let (Some(role), true, false) = (role(class), wanted, d.quoted) else { return };
    let at: Span = message.span(0);
    if let Some(placed) = Placed::of(d) {
        let Some(id) = message.peek().get(4..HEADER_LEN as usize) else { return };
        let link = Link::of(&placed, d.frame_id(), READER, role, answers::key(id));
        return link.show(d, at, RESPONSE_IN, RESPONSE_TO, Some(TIME));
    }
    let Some(Transaction { request, response }) = transaction(d, message, class == REQUEST) else { return };
    let here = d.frame_id();
    let own = if class == REQUEST { request } else { response };
    if let Some(first) = own.filter(|first| *first < here) {
        d.tree.generated(DUPLICATE, first.number(), at);
    }
    if class == REQUEST {
        if let Some(response) = response {
            d.tree.generated(RESPONSE_IN, response.number(), at);
        }
        return;
    }
    let Some(request) = request else { return };
    d.tree.generated(RESPONSE_TO, request.number(), at);
    if let Some(meta) = d.capture().frame(request) {
        d.tree.generated(TIME, d.meta().time.since(meta.time), at);
    }
}

/// The first request and the first response with one identifier.
#[derive(Clone, Copy, Debug, Default)]
struct Transaction {
    request: Option<FrameId>,
    response: Option<FrameId>,
}

/// Looked for among the frames of the conversation that are near by.
fn transaction(d: &Dissector<'_>, message: &Cursor<'_>, is_request: bool) -> Option<Transaction> {
    let (capture, here) = (d.capture(), d.frame_id());
    let conversation = capture.conversation(d.meta().conversation()?)?;
    let id = message.peek().get(4..HEADER_LEN as usize)?;
    let place = Place::of(d, message)?;
    let from = place.datagram(capture, here)?.get(..2)?.to_vec();
    let mut found = Transaction::default();
    let mut look = |frame: FrameId| {
        let Some(bytes) = place.datagram(capture, frame) else { return };
        let there = bytes.get(UDP_LEN..).unwrap_or_default();
        let Some([high, low]) = there.first_chunk().filter(|_| there.get(4..HEADER_LEN as usize) == Some(id))
        else {
            return;
        };
        let (_, class) = split(u16::from_be_bytes([*high, *low]));
        let same_way = bytes.get(..2) == Some(&from[..]);
        let slot = match class {
            REQUEST if same_way == is_request => &mut found.request,
            2 | 3 if same_way != is_request => &mut found.response,
            _ => return,
        };
        *slot = Some(slot.map_or(frame, |known| known.min(frame)));
    };
    look(here);
    std::iter::successors(d.meta().previous(), |id| capture.frame(*id)?.previous())
        .take(NEAR)
        .for_each(&mut look);
    capture.frames_of(conversation).take(NEAR).take_while(|f| *f > here).for_each(&mut look);
    Some(found)
}
