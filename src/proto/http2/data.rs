//! DATA frames: parts of a body, and the whole body in its last one, with content codings taken
//! off, handed to whoever claims its media type.

use super::connection::{Data, Stream, StreamSide};
use super::fields::*;
use super::{Frame, padding, tunnel};
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, MediaType, NodeRef, Parent, Severity, Span};
use crate::field::show;
use crate::proto::entity_body::{self, Content, Entity, Source};
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
    let side = side(of);
    let is_tunnel = of.known.and_then(|(_, connection)| connection.stream(of.header.stream));
    let is_tunnel = is_tunnel.is_some_and(Stream::is_open);
    let content = match side {
        _ if is_tunnel => {
            d.append(node, format_args!(" (partial entity body) (tunneled data)"));
            show_data(d, &part);
            None
        }
        Some(side) if side.is_call() => {
            call(d, of, part);
            None
        }
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

/// A part of a body of gRPC, whose messages are shown as they come.
fn call(d: &mut Dissector<'_>, of: &Frame<'_, '_>, part: Cursor<'_>) {
    let (len, span) = (part.left(), part.rest_span());
    let s = |n: u32| if n == 1 { "" } else { "s" };
    let at = At { value: part.peek(), span };
    d.tree.leaf_as(DATA_DATA, at, format_args!("DATA payload ({len} byte{})", s(len)));
    let Some(found) = tunnel::segments(of) else { return };
    let segment = |d: &mut Dissector<'_>, from: u32, len: u32| {
        let mut c = part;
        c.take(from);
        let c = c.take(len);
        let at = At { value: c.peek(), span: c.rest_span() };
        d.tree.leaf_as(DATA_SEGMENT, at, format_args!("DATA segment data ({len} byte{})", s(len)));
    };
    if let Some(earlier) = found.earlier {
        d.tree.generated(BODY_REASSEMBLED_IN, d.frame_id().number(), span.at_start());
        segment(d, 0, earlier);
    }
    if found.later > 0 {
        segment(d, len.saturating_sub(found.later), found.later);
    }
    let ends = of.header.flags & flag::END_STREAM != 0;
    if let Some(missing) = found.missing.filter(|_| ends) {
        let text = format!(
            "Reassembling HTTP2 body for subdissector failed, {missing} bytes are missing before END_STREAM."
        );
        let node = d.tree.text(span, format_args!("{text}"));
        let field = Some(REASSEMBLY_ERROR);
        d.tree.expert(node, field, Severity::Warn, Group::Undecoded, format_args!("{text}"));
    }
}

/// What the row says behind the messages of a frame at whose end another one begins.
pub fn goes_on(of: &Frame<'_, '_>) -> Option<&'static str> {
    let side = side(of).filter(|side| side.is_call())?;
    let begins = side.tunnel.is_some() && tunnel::segments(of).is_some_and(|s| s.later > 0 && s.begins);
    begins.then_some(" [HTTP2 segment of a reassembled PDU]")
}

/// What a call's messages are, and what it calls.
pub fn call_type(of: &Frame<'_, '_>) -> Option<MediaType> {
    let side = side(of)?;
    let mut media_type = side.header("content-type").map(MediaType::parse)?;
    let stream = of.known.and_then(|(_, connection)| connection.stream(of.header.stream))?;
    let path = stream.directions.iter().find_map(|side| side.header(":path"));
    let is_request = side.header(":path").is_some();
    media_type.context = path.map(|path| (String::from_utf8_lossy(path).into_owned(), is_request));
    Some(media_type)
}

/// The direction of the stream that the frame stands in.
fn side<'f>(of: &Frame<'f, '_>) -> Option<&'f StreamSide> {
    let (placed, connection) = of.known?;
    connection.stream(of.header.stream)?.directions.get(placed.place.direction)
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
    let body = side.body_up_to(of.stream_offset?);
    let begun = body.iter().any(|p| p.len > 0 && !p.ends);
    // Who ends a stream again ends no other body.
    let is_first = body.last().is_some_and(|last| last.trailers == of.stream_offset);
    if !begun || !is_first || side.is_call() {
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
    let from: Vec<_> = parts.iter().map(|p| (p.frame, p.len)).collect();
    fragments(d, &from, &bytes, all);
    body(d, of, side, Cursor::new(&bytes, bytes.len() as u32, source))
}

/// The frames that the body was put together from.
pub fn fragments(d: &mut Dissector<'_>, parts: &[(FrameId, u32)], bytes: &[u8], all: Span) {
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
    for (n, (frame, len)) in parts.iter().enumerate().take(50) {
        let comma = if n > 0 { ", " } else { "" };
        label.push_str(&format!("{comma}#{}({len})", d.number(*frame)));
    }
    show::cut(&mut label);
    let open = d.tree.open_as(BODY_FRAGMENTS, At { value: (), span: all }, format_args!("{label}"));
    d.tree.set_flag(open.node(), Flags::GENERATED);
    let mut at = 0u32;
    for (frame, len) in parts {
        let (frame, number) = (frame.number(), d.number(*frame));
        let last = at.saturating_add(*len).saturating_sub(1);
        let s = if *len == 1 { "" } else { "s" };
        let label = format_args!("Frame: {number}, payload: {at}-{last} ({len} byte{s})");
        let node = d.tree.leaf_as(BODY_FRAGMENT, At { value: frame, span: all.part(at, *len) }, label);
        d.tree.set_flag(node, Flags::GENERATED);
        at = at.saturating_add(*len);
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
