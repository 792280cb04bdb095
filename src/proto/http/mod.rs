//! HTTP/1.0 and 1.1 (RFC 9110, RFC 9112): messages as a whole. Their parts: [`framer`] finds them
//! in streams, `head` is their syntax, `lines` shows heads, `body` takes codings off, `links`
//! knows which request a response answers.

mod body;
pub mod fields;
pub mod framer;
mod head;
mod lines;
mod links;
mod status;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Progress, Protocol, Span, StreamPlace, Stretch};
use crate::field::{FieldId, show};
use crate::store::MessageKind;
use fields::*;
use head::Beginning;
use links::Streams;
use std::borrow::Cow;

pub const PROTOCOL: Protocol = Protocol {
    name: "http",
    title: "HTTP",
    fields: FIELDS,
    claims: &[
        Claim::TcpPort(80),
        Claim::TcpPort(631),
        Claim::TcpPort(1900),
        Claim::TcpPort(2710),
        Claim::TcpPort(2869),
        Claim::TcpPort(3128),
        Claim::TcpPort(3132),
        Claim::TcpPort(3689),
        Claim::TcpPort(5985),
        Claim::TcpPort(8080),
        Claim::TcpPort(8088),
        Claim::TcpPort(11371),
    ],
    framer: Some(framer::FRAMER),
    dissect,
    ..Protocol::EMPTY
};

/// Longest first line in the Info column.
const INFO_MAX_BYTES: usize = 4096;

/// Takes one message or several that follow each other.
fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "HTTP".into();
    let streams = Streams::of(d);
    let mut place = d.place();
    let mut node = d.layer_node();
    loop {
        let len = message_len(streams.as_ref(), place, &c);
        let message = c.take(len);
        d.tree.set_span(node, message.rest_span());
        let links = streams.as_ref().zip(place);
        let beside = one(d, links, message)?;
        if c.is_empty() {
            return Ok(());
        }
        if let Some(place) = &mut place {
            place.start += u64::from(len);
        }
        if beside {
            // The body comes before the next message.
            d.hand_over_any(&[Claim::Named("http")], None, c, place);
            return Ok(());
        }
        d.end_layer();
        node = d.tree.open(HTTP, At { value: (), span: c.rest_span() }).node();
    }
}

/// How long the message at the cursor is: as the index says, or else as its head says.
fn message_len(streams: Option<&Streams<'_>>, place: Option<StreamPlace>, c: &Cursor<'_>) -> u32 {
    if let Some(message) = streams.zip(place).and_then(|(s, place)| s.message(place)) {
        let is_other = matches!(message.kind(), MessageKind::SKIPPED | MessageKind::BROKEN);
        return if is_other { c.left() } else { message.len };
    }
    let bytes = c.peek();
    let read = |range: std::ops::Range<u64>| {
        let part = bytes.get(range.start as usize..).unwrap_or(&[]);
        Cow::Borrowed(part.get(..(range.end - range.start) as usize).unwrap_or(part))
    };
    let stretch = Stretch {
        len: bytes.len() as u64,
        ended: true,
        direction: 0,
        nth: 0,
        peer: &|_| None,
        read: &read,
    };
    match (framer::FRAMER.next)(&mut Progress::default(), &stretch) {
        Framed::Message { len, .. } => u32::try_from(len).unwrap_or(u32::MAX).min(c.left()),
        _ => c.left(),
    }
}

/// Says whether the body was handed over, to be dissected beside the message.
fn one(
    d: &mut Dissector<'_>,
    links: Option<(&Streams<'_>, StreamPlace)>,
    mut c: Cursor<'_>,
) -> Result<bool, Cut> {
    let (span, bytes) = (c.rest_span(), c.peek());
    let kind = match head::beginning(bytes) {
        Beginning::Request => framer::REQUEST,
        Beginning::Response => framer::RESPONSE,
        _ => {
            continuation(d, c);
            return Ok(false);
        }
    };
    if !d.columns.skip_info {
        let first = head::Lines::new(bytes, head::leading(bytes)).next().map_or(&[][..], |l| l.text);
        let mut text = String::new();
        let _ = show::escape(first.get(..INFO_MAX_BYTES).unwrap_or(first), &mut text);
        d.columns.set_info(format_args!("{text} "));
        d.columns.fence_info();
    }
    let found = if wants_any_of(d, HTTP.id, FIELDS.len()) {
        let found = lines::head(d, span, bytes, kind);
        links::show(d, span, kind, &found, links);
        found
    } else {
        lines::Head::read(bytes)
    };
    if !found.whole && c.captured() < c.left() {
        return Err(Cut::Snapped);
    }
    c.take(u32::try_from(found.len).unwrap_or(u32::MAX));
    Ok(body::dissect(d, c, &found))
}

/// Bytes of the stream that are no message, or the rest of one whose beginning was not captured.
fn continuation(d: &mut Dissector<'_>, c: Cursor<'_>) {
    d.columns.set_info(format_args!("Continuation"));
    d.columns.fence_info();
    let first = c.peek().first().is_some_and(|b| !b.is_ascii_control());
    if first {
        body::file_data(d, &c);
    }
    d.embed(Claim::Named("data"), c);
}

/// Whether any of `count` fields from `first` on is wanted.
fn wants_any_of(d: &Dissector<'_>, first: FieldId, count: usize) -> bool {
    let end = first.0.saturating_add(u16::try_from(count).unwrap_or(u16::MAX));
    d.tree.wants_everything() || (first.0..end).any(|id| d.tree.wants(FieldId(id)))
}

/// The part of a message that a range of its bytes takes.
fn part(message: Span, range: &std::ops::Range<usize>) -> Span {
    message.part(range.start as u32, range.len() as u32)
}
