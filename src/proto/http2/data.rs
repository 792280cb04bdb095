//! DATA frames: parts of a body, and the whole body in its last one, with content codings taken
//! off, handed to whoever claims its media type.

use super::connection::{Data, Stream, StreamSide};
use super::fields::*;
use super::{Frame, padding};
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, MediaType, NodeRef, Parent, Span};
use crate::field::show;
use crate::proto::entity_body::{self, Content, Entity, Source};
use crate::proto::grpc;
use std::sync::Arc;

/// Longest body that is put together.
const BODY_MAX: u64 = 64 << 20;

pub fn dissect(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    mut c: Cursor<'_>,
    node: NodeRef,
) -> Result<Option<Content>, Cut> {
    let padding_len = padding(d, of.header.flags, &mut c)?;
    let len = c.left().checked_sub(padding_len.into()).ok_or(Cut::Malformed)?;
    let part = c.take(len);
    let side = of.known.and_then(|(placed, connection)| {
        let stream = connection.stream(of.header.stream)?;
        stream.directions.get(placed.place.direction)
    });
    let is_tunnel = of.known.and_then(|(_, connection)| connection.stream(of.header.stream));
    let is_tunnel = is_tunnel.is_some_and(Stream::is_open);
    let content = match side {
        _ if is_tunnel => {
            d.append(node, format_args!(" (partial entity body) (tunneled data)"));
            show_data(d, &part);
            None
        }
        Some(side) if is_call(side) => call(d, of, side, part),
        Some(side) if of.header.flags & flag::END_STREAM != 0 => whole(d, of, side, part),
        _ => {
            d.append(node, format_args!(" (partial entity body)"));
            show_data(d, &part);
            None
        }
    };
    d.rest_as(DATA_PADDING, &mut c);
    if part.captured() < part.left() { Err(Cut::Snapped) } else { Ok(content) }
}

/// What a frame carries, without padding.
pub fn content(mut c: Cursor<'_>, flags: u8) -> Cursor<'_> {
    let padding = if flags & flag::PADDED != 0 { c.u8().map_or(0, |len| len.value) } else { 0 };
    let len = c.left().saturating_sub(padding.into());
    c.take(len)
}

/// Whether the body is one of gRPC, whose messages are shown as they come.
fn is_call(side: &StreamSide) -> bool {
    side.header("content-type").is_some_and(|t| t.starts_with(b"application/grpc"))
}

/// A part of such a body.
fn call(d: &mut Dissector<'_>, of: &Frame<'_, '_>, side: &StreamSide, part: Cursor<'_>) -> Option<Content> {
    let (len, span) = (part.left(), part.rest_span());
    if len > 0 {
        let label = format_args!("DATA payload ({len} byte{})", if len == 1 { "" } else { "s" });
        d.tree.leaf_as(DATA_DATA, At { value: part.peek(), span }, label);
    }
    let claimant = side.header("content-type").map(MediaType::parse).and_then(|media_type| {
        let listed = d.registry().of_media_type(&media_type.essence)?;
        Some((media_type, listed.protocol.name))
    });
    let (mut media_type, protocol) = claimant.filter(|_| grpc::is_whole(part.peek()))?;
    let requests = of.known.and_then(|(_, connection)| connection.stream(of.header.stream));
    let path = requests.and_then(|s| {
        s.directions
            .iter()
            .find_map(|side| side.header(":path").map(|p| String::from_utf8_lossy(p).into_owned()))
    });
    let is_request = side.header(":path").is_some();
    media_type.context = path.map(|path| (path, is_request));
    Some(Content { media_type, protocol, span })
}

fn show_data(d: &mut Dissector<'_>, part: &Cursor<'_>) {
    if !part.is_empty() {
        d.tree.leaf(DATA_DATA, At { value: part.peek(), span: part.rest_span() });
    }
}

/// The body that a header block ends: the trailers behind it.
pub fn ended_by_trailers(d: &mut Dissector<'_>, of: &Frame<'_, '_>, mut here: Cursor<'_>) -> Option<Content> {
    let (placed, connection) = of.known.filter(|_| of.header.flags & flag::END_STREAM != 0)?;
    let side = connection.stream(of.header.stream)?.directions.get(placed.place.direction)?;
    let begun = side.body_up_to(of.stream_offset?).iter().any(|p| p.len > 0 && !p.ends);
    if !begun || is_call(side) {
        return None;
    }
    whole(d, of, side, here.sub(0).ok()?)
}

/// The last frame of a body.
fn whole(d: &mut Dissector<'_>, of: &Frame<'_, '_>, side: &StreamSide, part: Cursor<'_>) -> Option<Content> {
    let here = of.stream_offset.unwrap_or(0);
    let parts: Vec<&Data> = side.body_up_to(here).iter().filter(|p| p.len > 0).collect();
    let earlier = parts.iter().any(|p| p.start < here);
    let total: u64 = parts.iter().map(|p| u64::from(p.len)).sum();
    if !earlier || total > BODY_MAX {
        return body(d, of, side, part);
    }
    let mut bytes = Vec::new();
    if let Some((placed, _)) = of.known {
        for data in &parts {
            let range = data.content..data.content + u64::from(data.len);
            bytes.extend_from_slice(&placed.bytes(placed.place.direction, range));
        }
    }
    let bytes: Arc<[u8]> = bytes.into();
    let parents = vec![Parent::Here(part.rest_span())];
    let source = d.add_source("Reassembled body", Arc::clone(&bytes), parents)?;
    let all = Span { start: 0, len: bytes.len() as u32, source };
    fragments(d, &parts, &bytes, all);
    body(d, of, side, Cursor::new(&bytes, bytes.len() as u32, source))
}

/// The frames that the body was put together from.
fn fragments(d: &mut Dissector<'_>, parts: &[&Data], bytes: &[u8], all: Span) {
    if !d.tree.wants_any(&[
        BODY_FRAGMENTS.id,
        BODY_FRAGMENT.id,
        BODY_FRAGMENT_COUNT.id,
        BODY_REASSEMBLED_LENGTH.id,
        BODY_REASSEMBLED_DATA.id,
    ]) {
        return;
    }
    let (count, len) = (parts.len(), bytes.len());
    let s = if count == 1 { "" } else { "s" };
    let mut label = format!("{count} Body fragment{s} ({len} bytes): ");
    for (n, part) in parts.iter().enumerate().take(50) {
        let comma = if n > 0 { ", " } else { "" };
        label.push_str(&format!("{comma}#{}({})", d.number(part.frame), part.len));
    }
    show::cut(&mut label);
    let open = d.tree.open_as(BODY_FRAGMENTS, At { value: (), span: all }, format_args!("{label}"));
    d.tree.set_flag(open.node(), Flags::GENERATED);
    let mut at = 0u32;
    for part in parts {
        let (frame, number) = (part.frame.number(), d.number(part.frame));
        let last = at.saturating_add(part.len).saturating_sub(1);
        let s = if part.len == 1 { "" } else { "s" };
        let label = format_args!("Frame: {number}, payload: {at}-{last} ({} byte{s})", part.len);
        let node = d.tree.leaf_as(BODY_FRAGMENT, At { value: frame, span: all.part(at, part.len) }, label);
        d.tree.set_flag(node, Flags::GENERATED);
        at = at.saturating_add(part.len);
    }
    d.tree.generated(BODY_FRAGMENT_COUNT, count as u32, all);
    d.tree.generated(BODY_REASSEMBLED_LENGTH, len as u32, all);
    let node = d.tree.leaf(BODY_REASSEMBLED_DATA, At { value: bytes, span: all });
    d.tree.set_flag(node, Flags::GENERATED);
    d.tree.close(open);
}

/// A whole body.
fn body(d: &mut Dissector<'_>, of: &Frame<'_, '_>, side: &StreamSide, c: Cursor<'_>) -> Option<Content> {
    let stream = of.known.and_then(|(_, connection)| connection.stream(of.header.stream));
    let asked = |name| stream.and_then(|s| s.directions.iter().find_map(|side| side.header(name)));
    let from = Source {
        protocol: "http",
        host: asked(":authority"),
        path: asked(":path"),
        decrypted: of.known.is_some_and(|(placed, _)| placed.place.decrypted),
    };
    let of = Entity {
        content_encoding: side.header("content-encoding"),
        content_type: side.header("content-type"),
        data: DATA_DATA,
        failed: BODY_DECOMPRESSION_FAILED,
    };
    let asked = stream.and_then(|s| s.directions.iter().find(|side| side.header(":method").is_some())?.began);
    let is_request = side.header(":method").is_some();
    let mut content = entity_body::show_file(d, &of, &from, c)?;
    content.media_type.asked = asked.filter(|_| !is_request);
    Some(content)
}
