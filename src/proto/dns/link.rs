//! Which response answers which query: the message with the same number that goes the other way on
//! the same conversation. Looked for among the frames near by.

use super::fields::*;
use super::generated;
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Dissector, Group, NodeRef, Severity};
use crate::proto::answers::{Link, Reader, Role};
use crate::proto::datagram_link::Place;
use crate::proto::placed::Placed;
use crate::store::Transport;

/// Frames of the conversation that are looked at.
const NEAR: usize = 64;

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

/// Nanoseconds after which a query with the same number is another one.
const ANOTHER_AFTER: i64 = 5_000_000_000;

/// What a message in a datagram is, by those that came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    /// A query that was not sent before; or nothing is known.
    None,
    /// A response to the query there.
    Answers(FrameId),
    /// The same as there.
    Again(FrameId),
    /// A response that nobody asked for.
    Unsolicited,
}

/// What is known of the message, if somebody wants to know.
pub(super) fn past(d: &Dissector<'_>, message: &Cursor<'_>, response: bool) -> Past {
    let of_past =
        [RESPONSE_TO.id, TIME.id, RETRANSMISSION.id, RETRANSMIT_REQUEST_IN.id, RETRANSMIT_RESPONSE_IN.id];
    let experts = [RETRANSMIT_REQUEST.id, RETRANSMIT_RESPONSE.id, UNSOLICITED.id];
    if d.quoted || !d.tree.wants_any(&of_past) && !d.tree.wants_any(&experts) {
        return Past::None;
    }
    let Some(datagram) = Datagram::of(d, message) else { return Past::None };
    let before = std::iter::successors(d.meta().previous(), |id| d.capture().frame(*id)?.previous());
    let mut all: Vec<(FrameId, bool)> =
        before.take(NEAR).filter_map(|frame| Some((frame, datagram.role_of(d, frame)?))).collect();
    all.reverse();
    all.push((d.frame_id(), response));
    let times = |frame: FrameId| d.capture().frame(frame).map(|meta| meta.time).unwrap_or_default();
    // The query, and its response.
    let mut asked: Option<(FrameId, Option<FrameId>)> = None;
    let mut past = Past::None;
    for (frame, response) in all {
        past = match (response, asked) {
            (false, Some((query, None))) if times(frame).since(times(query)).0 < ANOTHER_AFTER => {
                Past::Again(query)
            }
            (false, _) => {
                asked = Some((frame, None));
                Past::None
            }
            (true, None) => Past::Unsolicited,
            (true, Some((query, None))) => {
                asked = Some((query, Some(frame)));
                Past::Answers(query)
            }
            (true, Some((_, Some(first)))) => Past::Again(first),
        };
    }
    past
}

/// Says at the message's number that it was sent before.
pub(super) fn say_again(d: &mut Dissector<'_>, node: NodeRef, past: Past, response: bool) {
    if let Past::Again(first) = past {
        let (what, field) = match response {
            true => ("response", RETRANSMIT_RESPONSE),
            false => ("query", RETRANSMIT_REQUEST),
        };
        let original = if response { "response" } else { "request" };
        let text = format_args!("DNS {what} retransmission. Original {original} in frame {}", first.number());
        d.tree.expert(node, Some(field), Severity::Warn, Group::Protocol, text);
    }
}

/// Shows the link and the time between both.
pub(super) fn show(d: &mut Dissector<'_>, message: &Cursor<'_>, past: Past, response: bool) {
    let links = [RESPONSE_IN.id, RESPONSE_TO.id, TIME.id];
    if d.quoted || past == Past::None && !d.tree.wants_any(&links) {
        return;
    }
    let at = message.span(0);
    if let Some(placed) = Placed::of(d) {
        let (role, id) = (if response { Role::Response } else { Role::Request }, message.peek());
        let [high, low, ..] = id else { return };
        let key = u64::from(u16::from_be_bytes([*high, *low]));
        let link = Link::of(&placed, d.frame_id(), IN_STREAMS, role, key);
        return link.show(d, at, RESPONSE_IN, RESPONSE_TO, Some(TIME));
    }
    match past {
        Past::Again(first) => {
            let field = if response { RETRANSMIT_RESPONSE_IN } else { RETRANSMIT_REQUEST_IN };
            d.tree.generated(field, first.number(), at);
            d.tree.generated(RETRANSMISSION, 1u64, at);
            return;
        }
        Past::Unsolicited => {
            d.tree.generated(UNSOLICITED, 1u64, at);
            return;
        }
        _ => {}
    }
    if !response {
        // Over QUIC the response is that of the query's stream (RFC 9250).
        let of_stream = d.media_type.asked.filter(|_| d.media_type.essence == super::OVER_QUIC);
        if let Some(other) = of_stream.or_else(|| response_of(d, message)) {
            let node = d.tree.leaf(RESPONSE_IN, At { value: other.number(), span: at });
            generated(d, node);
        }
        return;
    }
    let answered = match past {
        Past::Answers(query) => Some(query),
        // Over HTTP and QUIC the response answers the request of its stream (RFC 8484, RFC 9250).
        _ => d.media_type.asked,
    };
    let Some(query) = answered else { return };
    let node = d.tree.leaf(RESPONSE_TO, At { value: query.number(), span: at });
    generated(d, node);
    if let Some(query) = d.capture().frame(query) {
        let time = d.meta().time.since(query.time);
        d.tree.generated(TIME, time, at);
    }
}

/// A message in a datagram: ports and number.
struct Datagram {
    place: Place,
    ports: [[u8; 2]; 2],
    number: [u8; 2],
}

impl Datagram {
    fn of(d: &Dissector<'_>, message: &Cursor<'_>) -> Option<Self> {
        let conversation = d.meta().conversation().and_then(|id| d.capture().conversation(id))?;
        let is_inside = d.place().is_some() || d.media_type.asked.is_some();
        if is_inside || conversation.transport != Transport::Udp {
            return None;
        }
        let place = Place::of(d, message)?;
        let own = place.datagram(d.capture(), d.frame_id())?;
        let &[a, b, c, e, _, _, _, _, high, low] = own.first_chunk()?;
        Some(Self { place, ports: [[a, b], [c, e]], number: [high, low] })
    }

    /// Whether the frame, of the same conversation, holds a response; `None` if it holds nothing of that number.
    fn role_of(&self, d: &Dissector<'_>, frame: FrameId) -> Option<bool> {
        let bytes = self.place.datagram(d.capture(), frame)?;
        let &[a, b, c, e, _, _, _, _, high, low, flags] = bytes.first_chunk()?;
        let [from, to] = self.ports;
        let is_same = [[a, b], [c, e]] == [from, to] || [[a, b], [c, e]] == [to, from];
        (is_same && [high, low] == self.number).then_some(flags & 0x80 != 0)
    }
}

/// The frame with the response to the query.
fn response_of(d: &Dissector<'_>, message: &Cursor<'_>) -> Option<FrameId> {
    let datagram = Datagram::of(d, message)?;
    let (capture, here) = (d.capture(), d.frame_id());
    let conversation = capture.conversation(d.meta().conversation()?)?;
    let after = capture.frames_of(conversation).take(NEAR).take_while(|f| *f > here);
    after.filter(|frame| datagram.role_of(d, *frame) == Some(true)).last()
}
