//! Which response answers which query: the message with the same number that goes the other way on
//! the same conversation. Looked for among the frames near by.

use super::fields::*;
use super::generated;
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Dissector, SourceId};
use crate::proto::answers::{Link, Reader, Role};
use crate::proto::placed::Placed;

/// Frames of the conversation that are looked at.
const NEAR: usize = 64;
/// Bytes of the UDP header.
const UDP_LEN: usize = 8;

/// Messages of streams, each behind its length (RFC 1035 section 4.2.2).
const IN_STREAMS: Reader = Reader {
    protocol: "dns",
    head_bytes: 5,
    read: |head| {
        let [_, _, high, low, flags] = *head else { return None };
        let role = if flags & 0x80 != 0 { Role::Response } else { Role::Request };
        Some((role, u16::from_be_bytes([high, low]).into()))
    },
};

/// Shows the link and the time between both.
pub(super) fn show(d: &mut Dissector<'_>, message: &Cursor<'_>, response: bool) {
    if d.quoted || !d.tree.wants_any(&[RESPONSE_IN.id, RESPONSE_TO.id, TIME.id]) {
        return;
    }
    if let Some(placed) = Placed::of(d) {
        let (role, id) = (if response { Role::Response } else { Role::Request }, message.peek());
        let [high, low, ..] = id else { return };
        let key = u64::from(u16::from_be_bytes([*high, *low]));
        let link = Link::of(&placed, d.frame_id(), IN_STREAMS, role, key);
        return link.show(d, message.span(0), RESPONSE_IN, RESPONSE_TO, Some(TIME));
    }
    // Over HTTP the response answers the request of its stream (RFC 8484).
    let over_http = d.media_type.asked.filter(|_| response);
    let Some(other) = over_http.or_else(|| other(d, message, response)) else { return };
    let at = message.span(0);
    if !response {
        let node = d.tree.leaf(RESPONSE_IN, At { value: other.number(), span: at });
        generated(d, node);
        return;
    }
    let node = d.tree.leaf(RESPONSE_TO, At { value: other.number(), span: at });
    generated(d, node);
    if let Some(query) = d.capture().frame(other) {
        let time = d.meta().time.since(query.time);
        d.tree.generated(TIME, time, at);
    }
}

/// The frame with the other half.
fn other(d: &Dissector<'_>, message: &Cursor<'_>, response: bool) -> Option<FrameId> {
    // In a datagram that stands in the frame itself; headers of both ways are of the same length.
    if message.source() != SourceId(0) || d.place().is_some() {
        return None;
    }
    let (capture, here) = (d.capture(), d.frame_id());
    let conversation = capture.conversation(d.meta().conversation()?)?;
    let own = capture.frame_bytes(here);
    let at = message.offset() as usize;
    let wanted = own.get(at.checked_sub(UDP_LEN)?..at + 4)?;
    let answers = |frame: &FrameId| {
        let bytes = capture.frame_bytes(*frame);
        let there = bytes.get(at - UDP_LEN..at + 4).unwrap_or_default();
        let swapped = there.get(..2) == wanted.get(2..4) && there.get(2..4) == wanted.get(..2);
        let is_response = there.get(10).is_some_and(|flags| flags & 0x80 != 0);
        swapped && there.get(8..10) == wanted.get(8..10) && is_response != response
    };
    if response {
        let before = std::iter::successors(d.meta().previous(), |id| capture.frame(*id)?.previous());
        return before.take(NEAR).find(answers);
    }
    let after = capture.frames_of(conversation).take(NEAR).take_while(|f| *f > here);
    after.filter(answers).last()
}
