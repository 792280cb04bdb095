//! Frames (RFC 9114 section 7): DATA with the body that it ends, settings, and the small ones.
//! Header lists stand in `headers`.

use super::connection::Element;
use super::fields::*;
use super::{Packet, Place, headers, links};
use crate::dissect::{At, Cursor, Cut, Dissector, Parent, SourceBytes};
use crate::proto::entity_body::{self, Entity, Source};
use crate::proto::quic::number;
use std::sync::Arc;

/// Settings shown of a frame.
const SETTINGS_SHOWN_MAX: usize = 1000;
/// Longest body that is put together.
const BODY_MAX: u64 = 64 << 20;

pub fn show(
    d: &mut Dissector<'_>,
    packet: &Packet<'_>,
    place: &Place<'_>,
    (element, kind): (&Element, u64),
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    let at = number(&mut c)?;
    if is_grease(kind) {
        d.tree.leaf_as(FRAME_TYPE, at, format_args!("Type: Reserved ({kind:#x})"));
    } else {
        d.tree.leaf(FRAME_TYPE, at);
    }
    d.tree.leaf(FRAME_LENGTH, number(&mut c)?);
    if c.is_empty() {
        return Ok(());
    }
    let payload = d.tree.leaf(FRAME_PAYLOAD, At { value: c.peek(), span: c.rest_span() });
    match kind {
        frame_type::HEADERS => headers::show(d, packet, (element, payload), c),
        frame_type::PUSH_PROMISE => {
            d.tree.leaf(PUSH_ID, number(&mut c)?);
            headers::show(d, packet, (element, payload), c);
        }
        frame_type::DATA => data(d, packet, place, element, c),
        frame_type::SETTINGS => settings(d, c)?,
        frame_type::CANCEL_PUSH | frame_type::MAX_PUSH_ID => _ = d.tree.leaf(PUSH_ID, number(&mut c)?),
        frame_type::GOAWAY => {
            let last = number(&mut c)?;
            d.tree.text(last.span, format_args!("Stream or Push ID: {}", last.value));
        }
        frame_type::PRIORITY_UPDATE_REQUEST | frame_type::PRIORITY_UPDATE_PUSH => {
            d.tree.leaf(PRIORITY_UPDATE_ELEMENT_ID, number(&mut c)?);
            if !c.is_empty() {
                d.tree.leaf(PRIORITY_UPDATE_FIELD_VALUE, c.rest());
            }
        }
        _ => {}
    }
    if matches!(kind, frame_type::HEADERS | frame_type::DATA) {
        links::show(d, packet, place, at.span);
    }
    Ok(())
}

fn settings(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    for _ in 0..SETTINGS_SHOWN_MAX {
        if c.is_empty() {
            break;
        }
        let start = c;
        let id = number(&mut c)?;
        let value = number(&mut c)?;
        let whole = At { value: (), span: c.since(&start) };
        if is_grease(id.value) {
            let open = d.tree.open_as(SETTINGS, whole, format_args!("Settings - GREASE"));
            d.tree.leaf_as(SETTINGS_ID, id, format_args!("Type: GREASE ({:#x})", id.value));
            d.tree.leaf(SETTINGS_VALUE, value);
            d.tree.close(open);
            continue;
        }
        let name = SETTING_IDS.name(id.value).unwrap_or("Unknown");
        let open = d.tree.open_as(SETTINGS, whole, format_args!("Settings - {name}: {}", value.value));
        d.tree.leaf(SETTINGS_ID, id);
        d.tree.leaf(SETTINGS_VALUE, value);
        let field = match id.value {
            setting::MAX_TABLE_CAPACITY => Some(SETTINGS_MAX_TABLE_CAPACITY),
            setting::MAX_FIELD_SECTION_SIZE => Some(SETTINGS_MAX_FIELD_SECTION_SIZE),
            setting::BLOCKED_STREAMS => Some(SETTINGS_BLOCKED_STREAMS),
            setting::EXTENDED_CONNECT => Some(SETTINGS_EXTENDED_CONNECT),
            _ => None,
        };
        if let Some(field) = field {
            d.tree.leaf(field, value);
        }
        d.tree.close(open);
    }
    Ok(())
}

/// The body of a message, in the last of its frames.
fn data(d: &mut Dissector<'_>, packet: &Packet<'_>, place: &Place<'_>, element: &Element, c: Cursor<'_>) {
    let Some((parts, head)) = place.stream.body(element, place.bytes) else { return };
    let section = head.map(|head| packet.section(place, &head));
    let header = |name| section.as_ref().and_then(|s| s.value(name));
    let of = Entity {
        content_encoding: header("content-encoding"),
        content_type: header("content-type"),
        data: DATA,
        failed: BODY_DECOMPRESSION_FAILED,
    };
    let asked = links::request(packet, place);
    let asked = |name| asked.as_ref().and_then(|section| section.value(name));
    let from = Source { protocol: "http", host: asked(":authority"), path: asked(":path"), decrypted: true };
    let total: u64 = parts.iter().map(|p| p.end.saturating_sub(p.content)).sum();
    if parts.len() == 1 {
        if let Some(content) = entity_body::show_file(d, &of, &from, c) {
            content.dissect(d);
        }
        return;
    }
    let span = c.rest_span();
    if total > BODY_MAX {
        d.tree.text(span, format_args!("[A body of {total} bytes ends here: it is not put together]"));
        return;
    }
    let mut bytes = Vec::new();
    for part in &parts {
        bytes.extend(packet.capture.quic_stream_bytes(packet.walk, place.bytes, part.content..part.end));
    }
    let bytes: Arc<[u8]> = bytes.into();
    let Some(source) = d.add_source("Reassembled body", Arc::clone(&bytes), vec![Parent::Here(span)]) else {
        return;
    };
    let (count, len) = (parts.len(), bytes.len() as u32);
    let made = SourceBytes::Made(bytes);
    let c = Cursor::new(&made, len, source);
    d.tree.text(c.rest_span(), format_args!("[Body of {len} bytes from {count} DATA frames]"));
    if let Some(content) = entity_body::show_file(d, &of, &from, c) {
        content.dissect(d);
    }
}
