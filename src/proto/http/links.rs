//! Which request a response answers, and which messages stand around it: found from the messages
//! of the connection's two streams, decrypted or not.

use super::fields::*;
use super::framer::{REQUEST, RESPONSE, note};
use super::lines::Head;
use crate::base::id::FrameId;
use crate::dissect::{At, Dissector, Flags, Span, StreamPlace};
use crate::field::def::FrameNum;
use crate::field::{Field, FieldId};
use crate::proto::placed::Placed;
use crate::store::{Message, MessageKind};
use std::borrow::Cow;

/// How much of a request is read to name what it asked for.
const REQUEST_MAX: u64 = 16 * 1024;
/// Responses looked at for the one that answers a request.
const RESPONSES_TRIED: usize = 16;
/// Messages a direction may have for their numbers to be counted exactly.
const COUNTED_MAX: usize = 1024;

impl Placed<'_> {
    /// Index of the request that response `index` of `direction` answers: the one of the same
    /// number, if it came before; else (messages were lost, or interim responses sent) the last
    /// one before it.
    fn request_of(&self, direction: usize, index: usize) -> Option<usize> {
        let response = *self.messages(direction)?.get(index)?;
        let requests = self.messages(1 - direction)?;
        let fits =
            |at: usize| requests.get(at).is_some_and(|m| m.kind() == REQUEST && m.frame <= response.frame);
        if fits(index) {
            return Some(index);
        }
        let last = requests.partition_point(|m| m.frame <= response.frame).checked_sub(1)?;
        fits(last).then_some(last)
    }

    /// Index of the final response to request `index` of `direction`.
    fn response_to(&self, direction: usize, index: usize) -> Option<usize> {
        let request = *self.messages(direction)?.get(index)?;
        let responses = self.messages(1 - direction)?;
        let first = responses.partition_point(|m| m.frame < request.frame);
        std::iter::once(index).chain(first..first + RESPONSES_TRIED).find(|at| {
            let is_final = |m: &Message| m.kind() == RESPONSE && m.note() != note::INTERIM;
            responses.get(*at).is_some_and(|m| is_final(m) && m.frame >= request.frame)
                && self.request_of(1 - direction, *at) == Some(index)
        })
    }

    /// Number of a message among those of its kind, from 1, and how many there are.
    fn number(&self, direction: usize, index: usize, kind: MessageKind) -> (usize, usize) {
        let Some(messages) = self.messages(direction) else { return (1, 1) };
        if messages.len() > COUNTED_MAX {
            return (index + 1, messages.len());
        }
        let of_kind = |n: usize| messages.iter().take(n).filter(|m| m.kind() == kind).count();
        (of_kind(index + 1), of_kind(messages.len()))
    }

    /// Message `index`, as much of it as names what it asks for.
    fn head(&self, direction: usize, index: usize) -> Option<Cow<'_, [u8]>> {
        let message = self.messages(direction)?.get(index)?;
        Some(self.bytes(direction, message.start()..message.end().min(message.start() + REQUEST_MAX)))
    }

    fn frame(&self, direction: usize, index: Option<usize>, kind: MessageKind) -> Option<FrameId> {
        let message = self.messages(direction)?.get(index?)?;
        (message.kind() == kind).then(|| self.shown_in(direction, message))
    }

    /// The frame that a message is shown in: inside TLS the last one of a stream, which only the stream's end may have
    /// ended, stands where the last of its bytes came.
    fn shown_in(&self, direction: usize, message: &Message) -> FrameId {
        let shown = || {
            let stream = self.direction(direction)?;
            if !self.place.decrypted || message.end() < stream.len() {
                return None;
            }
            let pieces = stream.piece_at(message.start())..stream.pieces.len();
            let frames = pieces.filter_map(|at| self.frame_of(direction, *stream.pieces.get(at)?));
            frames.max().map(|last| last.min(message.frame))
        };
        shown().unwrap_or(message.frame)
    }
}

/// How many there are is not known to whoever reads frames once.
pub(super) fn known_so_far(d: &Dissector<'_>, (number, total): (usize, usize)) -> (usize, usize) {
    (number, if d.settings().two_passes { total } else { number })
}

/// What other messages of the connection tell.
pub(super) const OF_OTHERS: &[FieldId] = &[
    REQUEST_NUMBER.id,
    RESPONSE_NUMBER.id,
    PREV_REQUEST_IN.id,
    NEXT_REQUEST_IN.id,
    PREV_RESPONSE_IN.id,
    NEXT_RESPONSE_IN.id,
    REQUEST_IN.id,
    RESPONSE_IN.id,
    RESPONSE_FOR.id,
    TIME.id,
];

/// Shows what the message is and what it belongs to.
pub fn show(
    d: &mut Dissector<'_>,
    span: Span,
    kind: MessageKind,
    head: &Head<'_>,
    links: Option<(&Placed<'_>, StreamPlace)>,
) {
    let at = span.at_start();
    let index = links.and_then(|(s, place)| {
        Some((s, place, s.direction(place.direction)?.message_starting(place.start)?))
    });
    if kind == REQUEST {
        let secure = links.is_some_and(|(_, place)| place.decrypted);
        if d.tree.wants(FULL_URI.id)
            && let Some(uri) = head.full_uri(secure)
        {
            let node = d.tree.made_text(FULL_URI, &uri, at);
            d.tree.set_flag(node, Flags::GENERATED);
        }
        if head.method == b"NOTIFY" {
            return;
        }
        d.tree.hidden(IS_REQUEST, At { value: 1u64, span: at });
        if !d.tree.wants_any(OF_OTHERS) {
            return;
        }
        let Some((streams, StreamPlace { direction, .. }, index)) = index else { return };
        let (number, total) = known_so_far(d, streams.number(direction, index, REQUEST));
        let node = d.tree.generated(REQUEST_NUMBER, number as u32, at);
        d.tree.set_label(node, format_args!("HTTP request {number}/{total}"));
        let response = streams.response_to(direction, index);
        frame(d, at, PREV_REQUEST_IN, streams.frame(direction, index.checked_sub(1), REQUEST));
        frame(d, at, RESPONSE_IN, streams.frame(1 - direction, response, RESPONSE));
        frame(d, at, NEXT_REQUEST_IN, streams.frame(direction, Some(index + 1), REQUEST));
        return;
    }
    d.tree.hidden(IS_RESPONSE, At { value: 1u64, span: at });
    if !d.tree.wants_any(OF_OTHERS) {
        return;
    }
    let Some((streams, place, index)) = index else { return };
    let (own, peer) = (place.direction, 1 - place.direction);
    let (number, total) = known_so_far(d, streams.number(own, index, RESPONSE));
    let node = d.tree.generated(RESPONSE_NUMBER, number as u32, at);
    d.tree.set_label(node, format_args!("HTTP response {number}/{total}"));
    let request = streams.request_of(own, index);
    let asked = streams.frame(peer, request, REQUEST);
    if let Some(asked) = asked.and_then(|f| d.capture().frame(f)) {
        d.tree.generated(TIME, d.meta().time.since(asked.time), at);
    }
    let before = request.and_then(|r| r.checked_sub(1));
    frame(d, at, PREV_REQUEST_IN, streams.frame(peer, before, REQUEST));
    frame(d, at, PREV_RESPONSE_IN, streams.frame(own, index.checked_sub(1), RESPONSE));
    frame(d, at, REQUEST_IN, asked);
    frame(d, at, NEXT_REQUEST_IN, streams.frame(peer, request.map(|r| r + 1), REQUEST));
    frame(d, at, NEXT_RESPONSE_IN, streams.frame(own, Some(index + 1), RESPONSE));
    if let Some(bytes) = request.filter(|_| d.tree.wants(RESPONSE_FOR.id)).and_then(|r| streams.head(peer, r))
    {
        let head = Head::read(&bytes);
        let uri = head.full_uri(place.decrypted);
        let uri = uri.unwrap_or_else(|| String::from_utf8_lossy(head.uri).into_owned());
        let node = d.tree.made_text(RESPONSE_FOR, &uri, at);
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

/// What the request asks for that the message is, or answers; with it whether it is the request.
pub fn asked(
    kind: MessageKind,
    head: &Head<'_>,
    links: (&Placed<'_>, StreamPlace),
) -> Option<(String, bool)> {
    let text = |uri: &[u8]| String::from_utf8_lossy(uri).into_owned();
    if kind == REQUEST {
        return Some((text(head.uri), true));
    }
    let (streams, place) = links;
    let index = streams.direction(place.direction)?.message_starting(place.start)?;
    let request = streams.request_of(place.direction, index)?;
    let bytes = streams.head(1 - place.direction, request)?;
    Some((text(Head::read(&bytes).uri), false))
}

pub(super) fn frame(d: &mut Dissector<'_>, at: Span, field: Field<FrameNum>, frame: Option<FrameId>) {
    if let Some(frame) = frame {
        d.tree.generated(field, frame.number(), at);
    }
}
