//! HTTP/1.0 and 1.1 (RFC 9110, RFC 9112): messages as a whole. Their parts: [`framer`] finds them
//! in streams, `head` is their syntax, `lines` shows heads, `body` takes codings off, `links`
//! knows which request a response answers, `discovery` is SSDP, which is the same in datagrams.

mod body;
pub mod discovery;
pub mod fields;
pub mod framer;
mod head;
mod lines;
mod links;
mod partial;
pub mod tunnel;

use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Framed, Progress, Protocol, Span, StreamPlace, Stretch,
};
use crate::field::{FieldId, show};
use crate::proto::placed::Placed;
use fields::*;
use head::Beginning;
pub(super) use head::header;
pub(super) use lines::base64;

pub const PROTOCOL: Protocol = Protocol {
    name: "http",
    title: "HTTP",
    fields: FIELDS,
    framer: Some(framer::FRAMER),
    dissect,
    partial: Some(partial::row),
    ..Protocol::EMPTY
};

/// Longest first line in the Info column.
const INFO_MAX_BYTES: usize = 4096;

/// Takes one message or several that follow each other.
fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "HTTP".into();
    let streams = Placed::of(d);
    let mut place = d.place();
    let mut node = d.layer_node();
    loop {
        let len = message_len(streams.as_ref(), place, &c).max(1);
        let message = c.take(len);
        d.tree.set_span(node, message.rest_span());
        let links = streams.as_ref().zip(place);
        let beside = one(d, links, message)?;
        if let Some(head_len) = beside {
            d.tree.set_len(node, head_len);
        }
        if c.is_empty() {
            return Ok(());
        }
        if let Some(place) = &mut place {
            place.start += u64::from(len);
        }
        if beside.is_some() {
            // The body comes before the next message.
            d.hand_over_any(&[Claim::Named("http")], None, c, place);
            return Ok(());
        }
        d.end_layer();
        node = d.tree.open(HTTP, At { value: (), span: c.rest_span() }).node();
    }
}

/// How long the message at the cursor is: as the index says, or else as its head says.
fn message_len(streams: Option<&Placed<'_>>, place: Option<StreamPlace>, c: &Cursor<'_>) -> u32 {
    if let Some(message) = streams.zip(place).and_then(|(s, place)| s.message_at(place)) {
        return if message.kind().is_plain() { message.len } else { c.left() };
    }
    let framed = Stretch::over(c.peek(), |s| {
        (framer::FRAMER.next)(&mut Progress::default(), &Stretch { ended: true, ..s })
    });
    match framed {
        Framed::Message { len, .. } | Framed::Last { len, .. } => {
            u32::try_from(len).unwrap_or(u32::MAX).min(c.left())
        }
        _ => c.left(),
    }
}

/// Bytes of a long message that are enough for what is wanted: all, or, where nothing is that
/// depends on the body, more than any head has.
pub fn enough_of_message(d: &Dissector<'_>) -> u32 {
    const BEFORE_THE_BODY: [&str; 8] = ["frame", "eth", "ip", "ipv6", "tcp", "udp", "tls", "http"];
    const OF_THE_BODY: [FieldId; 6] =
        [TRAILER.id, CHUNK_BOUNDARY.id, CHUNK_SIZE.id, CHUNK_DATA.id, FILE_DATA.id, DECOMPRESSION_FAILED.id];
    let of_others = || {
        let others = d.registry().protocols().iter().filter(|l| !BEFORE_THE_BODY.contains(&l.protocol.name));
        others.into_iter().any(|l| wants_any_of(d, l.root, l.protocol.fields.len()))
    };
    let whole = !d.columns.skip_info
        || OF_THE_BODY.iter().any(|field| d.tree.wants(*field))
        || ["frame.protocols", "tcp.reassembled.data", "tcp.reassembled.length", "tls.reassembled.data"]
            .iter()
            .any(|name| d.registry().named(name).iter().any(|field| d.tree.wants(*field)))
        || of_others();
    if whole { u32::MAX } else { 2 * framer::HEAD_MAX_BYTES }
}

/// Gives the length of the head, if the body was handed over, to be dissected beside the message.
fn one(
    d: &mut Dissector<'_>,
    links: Option<(&Placed<'_>, StreamPlace)>,
    mut c: Cursor<'_>,
) -> Result<Option<u32>, Cut> {
    let (span, bytes) = (c.rest_span(), c.peek());
    let kind = match head::beginning(bytes) {
        Beginning::Request => framer::REQUEST,
        Beginning::Response => framer::RESPONSE,
        // Of a first line cut by the capture what is there tells enough.
        Beginning::Unfinished if c.captured() < c.left() && head::names_method(bytes) => framer::REQUEST,
        _ => {
            continuation(d, c);
            return Ok(None);
        }
    };
    d.columns.clear_info();
    if let Some(info) = d.columns.info_mut() {
        let first = head::Lines::new(bytes, head::leading(bytes)).next().map_or(&[][..], |l| l.text);
        let _ = show::escape(first.get(..INFO_MAX_BYTES).unwrap_or(first), info);
        info.push(' ');
        d.columns.fence_info();
    }
    // A header holds settings of HTTP/2.
    let found = if wants_any_of(d, HTTP.id, FIELDS.len()) || lines::wants_http2(d) {
        let found = lines::head(d, span, bytes, kind);
        links::show(d, span, kind, &found, links);
        found
    } else {
        lines::Head::read(bytes)
    };
    if !found.whole && c.captured() < c.left() {
        return Err(Cut::Snapped);
    }
    let head_len = u32::try_from(found.len).unwrap_or(u32::MAX);
    c.take(head_len);
    let is_call = found.content_type.is_some_and(|t| t.starts_with(b"application/grpc"));
    // A datagram holds one message: what stands behind a request that says of no body is not looked at.
    if kind == framer::REQUEST && links.is_none() && found.length.is_none() && !found.chunked {
        return Ok(None);
    }
    let context = links.filter(|_| is_call).and_then(|links| links::asked(kind, &found, links));
    Ok(body::dissect(d, c, &found, context).then_some(head_len))
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
    d.tree.wants_any_from(first, count)
}

/// The part of a message that a range of its bytes takes.
fn part(message: Span, range: &std::ops::Range<usize>) -> Span {
    message.part(range.start as u32, range.len() as u32)
}

#[cfg(test)]
mod tests;
