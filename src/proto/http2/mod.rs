//! HTTP/2 (RFC 9113): frames. [`framer`] finds them in streams, [`hpack`] decodes header blocks,
//! [`connection`] knows what all frames together say, `headers` and `data` show what a frame has of
//! a message, `links` which request it belongs to, `follow` gives one stream of many.

pub mod connection;
mod data;
pub mod fields;
pub mod follow;
pub mod framer;
mod headers;
pub mod hpack;
mod hpack_tables;
mod links;
#[cfg(test)]
mod tests;
mod tunnel;

use super::entity_body::Content;
use super::grpc;
use super::placed::Placed;
use crate::dissect::{At, Cursor, Cut, Dissector, Protocol};
use crate::field::Field;
use crate::field::def::{Bool, U8};
use connection::Connection;
use fields::*;
use framer::{HEADER_LEN, Header, PREFACE};
use std::sync::Arc;

pub const PROTOCOL: Protocol = Protocol {
    name: "http2",
    title: "HTTP2",
    fields: FIELDS,
    framer: Some(framer::FRAMER),
    dissect,
    ..Protocol::EMPTY
};

/// Settings shown of a frame.
const SETTINGS_MAX: usize = 1000;

/// The frame now read.
struct Frame<'a, 'c> {
    header: Header,
    /// Of the frame's first byte.
    stream_offset: Option<u64>,
    /// The stream that the frame stands in, and what is known of it.
    known: Option<&'a (Placed<'c>, Arc<Connection>)>,
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    // The reference leaves the name of TLS where the frame began with a part of a message.
    let is_named = !d.columns.info().starts_with("[TLS segment");
    d.columns.clear_info();
    let known = Placed::of(d).map(|placed| {
        let connection = Connection::of(&placed);
        (placed, connection)
    });
    let begin = c.offset();
    let mut first = true;
    while !c.is_empty() && !d.tree.truncated {
        // A call says more than what carries it.
        if is_named && !d.quoted && !d.columns.protocol.starts_with("GRPC") {
            d.columns.protocol = PROTOCOL.title.into();
        }
        let at = u64::from(c.offset().saturating_sub(begin));
        let is_magic = c.peek().starts_with(PREFACE);
        let header = Header::read(c.peek()).filter(|_| !is_magic);
        let len = match header {
            Some(header) => (HEADER_LEN as u32).saturating_add(header.len),
            None if is_magic => PREFACE.len() as u32,
            None => c.left(),
        };
        let mut frame = c.take(len);
        if !first {
            d.another_node(HTTP2, frame.rest_span());
        }
        first = false;
        d.tree.set_span(d.layer_node(), frame.rest_span());
        let Some(header) = header else {
            if is_magic {
                magic(d, frame);
                continue;
            }
            return Err(frame.array::<HEADER_LEN>().err().unwrap_or(Cut::Malformed));
        };
        let stream_offset = known.as_ref().map(|(placed, _)| placed.place.start + at);
        let of = Frame { header, stream_offset, known: known.as_ref() };
        one(d, &of, frame)?;
    }
    Ok(())
}

fn magic(d: &mut Dissector<'_>, frame: Cursor<'_>) {
    d.columns.add_info_after(", ", format_args!("Magic"));
    let span = frame.rest_span();
    let open = d.tree.open_as(STREAM, At { value: (), span }, format_args!("Stream: Magic"));
    d.tree.leaf(MAGIC, At { value: frame.peek(), span });
    d.tree.close(open);
}

fn one(d: &mut Dissector<'_>, of: &Frame<'_, '_>, mut frame: Cursor<'_>) -> Result<(), Cut> {
    let Header { len, kind, flags, stream } = of.header;
    let stream = stream & 0x7fff_ffff;
    let unknown;
    let name = match TYPES.name(kind.into()) {
        Some(name) => name,
        None => {
            unknown = format!("Unknown type ({kind})");
            &unknown
        }
    };
    d.columns.add_info_after(", ", format_args!("{name}[{stream}]"));
    let span = frame.rest_span();
    let open = d.tree.open_as(
        STREAM,
        At { value: (), span },
        format_args!("Stream: {name}, Stream ID: {stream}, Length {len}"),
    );
    d.tree.leaf(LENGTH, frame.u24()?);
    d.tree.leaf(TYPE, frame.u8()?);
    show_flags(d, kind, flags, frame.u8()?.span);
    let id = frame.u32()?;
    d.tree.leaf(R, id);
    d.tree.leaf(STREAMID, id);
    let content_at = frame;
    let whole = payload(d, of, frame, open.node());
    if matches!(kind, frame_type::DATA | frame_type::HEADERS) {
        links::show(d, of, span);
    }
    let content = whole?;
    d.tree.close(open);
    if kind == frame_type::DATA {
        tunnel::dissect(d, of, data::content(content_at, flags));
        if let Some(text) = data::goes_on(of) {
            d.columns.add_info(format_args!("{text}"));
        }
    }
    if let Some(content) = content {
        if content.protocol == grpc::PROTOCOL.name {
            d.end_layer();
        }
        content.dissect(d);
    }
    Ok(())
}

/// Flags that a type of frame defines, the lowest first, and those it does not.
fn flags_of(kind: u8) -> (&'static [(Field<Bool>, &'static str)], Field<U8>) {
    const END_STREAM: (Field<Bool>, &str) = (FLAGS_END_STREAM, "End Stream");
    const END_HEADERS: (Field<Bool>, &str) = (FLAGS_EH, "End Headers");
    const PADDED: (Field<Bool>, &str) = (FLAGS_PADDED, "Padded");
    match kind {
        frame_type::DATA => (&[END_STREAM, PADDED], FLAGS_UNUSED_DATA),
        frame_type::HEADERS => {
            (&[END_STREAM, END_HEADERS, PADDED, (FLAGS_PRIORITY, "Priority")], FLAGS_UNUSED_HEADERS)
        }
        frame_type::SETTINGS => (&[(FLAGS_ACK_SETTINGS, "ACK")], FLAGS_UNUSED_SETTINGS),
        frame_type::PUSH_PROMISE => (&[END_HEADERS, PADDED], FLAGS_UNUSED_PUSH_PROMISE),
        frame_type::PING => (&[(FLAGS_ACK_PING, "ACK")], FLAGS_UNUSED_PING),
        frame_type::CONTINUATION => (&[END_HEADERS], FLAGS_UNUSED_CONTINUATION),
        _ => (&[], FLAGS_UNUSED),
    }
}

fn show_flags(d: &mut Dissector<'_>, kind: u8, flags: u8, span: crate::dissect::Span) {
    let (defined, unused) = flags_of(kind);
    let open = d.tree.open_as(FLAGS, At { value: flags, span }, format_args!("Flags: 0x{flags:02x}"));
    for (field, name) in defined.iter().rev().filter(|f| u64::from(flags) & f.0.mask != 0) {
        let _ = field;
        d.append(open.node(), format_args!(", {name}"));
    }
    d.tree.leaf(unused, At { value: flags, span });
    for (field, _) in defined.iter().rev() {
        d.tree.leaf(*field, At { value: u64::from(flags), span });
    }
    d.tree.close(open);
}

fn payload(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    mut c: Cursor<'_>,
    node: crate::dissect::NodeRef,
) -> Result<Option<Content>, Cut> {
    match of.header.kind {
        frame_type::DATA => return data::dissect(d, of, c, node),
        frame_type::HEADERS => return headers::headers(d, of, c, node).map(|()| None),
        frame_type::PUSH_PROMISE => return headers::push_promise(d, of, c, node).map(|()| None),
        frame_type::CONTINUATION => return headers::continuation(d, of, c, node).map(|()| None),
        frame_type::PRIORITY => priority(d, &mut c)?,
        frame_type::RST_STREAM => {
            d.tree.leaf(RST_STREAM_ERROR, c.u32()?);
        }
        frame_type::SETTINGS => settings(d, &mut c)?,
        frame_type::PING => {
            let field = if of.header.flags & 1 != 0 { PONG } else { PING };
            d.tree.leaf(field, c.bytes(8)?);
        }
        frame_type::GOAWAY => {
            let last = c.u32()?;
            d.tree.leaf(GOAWAY_R, last);
            d.tree.leaf(GOAWAY_LAST_STREAM_ID, last);
            d.tree.leaf(GOAWAY_ERROR, c.u32()?);
            d.rest_as(GOAWAY_ADDATA, &mut c);
        }
        frame_type::WINDOW_UPDATE => {
            let increment = c.u32()?;
            d.tree.leaf(WINDOW_UPDATE_R, increment);
            d.tree.leaf(WINDOW_UPDATE_WINDOW_SIZE_INCREMENT, increment);
        }
        frame_type::ALTSVC => {
            let len = c.u16()?;
            d.tree.leaf(ALTSVC_ORIGIN_LEN, len);
            d.tree.leaf(ALTSVC_ORIGIN, c.bytes(len.value.into())?);
            if !c.is_empty() {
                d.tree.leaf(ALTSVC_FIELD_VALUE, c.rest());
            }
        }
        frame_type::ORIGIN => {
            while !c.is_empty() && !d.tree.truncated {
                let whole = c;
                let len = c.u16()?;
                let open = d.tree.open(ORIGIN, At { value: (), span: whole.span(2 + u32::from(len.value)) });
                d.tree.leaf(ORIGIN_ORIGIN_LEN, len);
                d.tree.leaf(ORIGIN_ORIGIN, c.bytes(len.value.into())?);
                d.tree.close(open);
            }
        }
        frame_type::PRIORITY_UPDATE => {
            let id = c.u32()?;
            d.tree.leaf(PRIORITY_UPDATE_STREAM_ID, id.with(u64::from(id.value & 0x7fff_ffff)));
            if !c.is_empty() {
                d.tree.leaf(PRIORITY_UPDATE_FIELD_VALUE, c.rest());
            }
        }
        _ => d.rest_as(UNKNOWN, &mut c),
    }
    if c.captured() < c.left() { Err(Cut::Snapped) } else { Ok(None) }
}

/// Dependency and weight of a stream.
fn priority(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let dependency = c.u32()?;
    d.tree.leaf(EXCLUSIVE, dependency.map(u64::from));
    d.tree.leaf(STREAM_DEPENDENCY, dependency);
    let weight = c.u8()?;
    d.tree.leaf(HEADERS_WEIGHT, weight);
    d.tree.generated(HEADERS_WEIGHT_REAL, u16::from(weight.value) + 1, weight.span);
    Ok(())
}

/// Settings one behind the other, as an upgrade of HTTP/1.1 has them, too (RFC 7540 section 3.2.1).
pub fn settings(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut count = 0;
    while !c.is_empty() && count < SETTINGS_MAX {
        count += 1;
        let span = c.span(6);
        let (id, value) = (c.u16()?, c.u32()?);
        let name = SETTING_IDS.name(id.value.into());
        let label = format_args!("Settings - {} : {}", name.unwrap_or("Unknown"), value.value);
        let open = if name.is_some() {
            d.tree.open_as(SETTINGS, At { value: (), span }, label)
        } else {
            let id = id.value;
            d.tree.open_as(
                SETTINGS,
                At { value: (), span },
                format_args!("Settings - Unknown ({id}) : {}", value.value),
            )
        };
        d.tree.leaf(SETTINGS_ID, id);
        let field = match id.value {
            1 => SETTINGS_HEADER_TABLE_SIZE,
            2 => SETTINGS_ENABLE_PUSH,
            3 => SETTINGS_MAX_CONCURRENT_STREAMS,
            4 => SETTINGS_INITIAL_WINDOW_SIZE,
            5 => SETTINGS_MAX_FRAME_SIZE,
            6 => SETTINGS_MAX_HEADER_LIST_SIZE,
            8 => SETTINGS_EXTENDED_CONNECT,
            _ => SETTINGS_UNKNOWN,
        };
        d.tree.leaf(field, value);
        d.tree.close(open);
    }
    Ok(())
}

/// The padding's length, where there is one (RFC 9113 section 6.1).
fn padding(d: &mut Dissector<'_>, flags: u8, c: &mut Cursor<'_>) -> Result<u8, Cut> {
    let mut len = 0;
    let at = c.span(0);
    if flags & flag::PADDED != 0 {
        let padding = c.u8()?;
        d.tree.leaf(PADDING, padding);
        len = padding.value;
    }
    d.tree.generated(PAD_LENGTH, u16::from(len), at);
    Ok(len)
}
