//! Frames with header blocks: the header list of each, shown where its lines end.

use super::fields::*;
use super::hpack::{Item, Line};
use super::{Frame, data, padding, priority};
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, NodeRef, Parent, Severity, SourceId, Span};
use crate::field::def::Bytes;
use crate::field::{Field, show};
use crate::proto::tables::http_status;
use std::sync::Arc;

pub fn headers(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    mut c: Cursor<'_>,
    node: NodeRef,
) -> Result<(), Cut> {
    if let Some(content) = data::ended_by_trailers(d, of, c) {
        content.dissect(d);
    }
    let len = padding(d, of.header.flags, &mut c)?;
    if of.header.flags & flag::PRIORITY != 0 {
        priority(d, &mut c)?;
    }
    block(d, of, c, node, len, (HEADER_BLOCK, HEADERS_PADDING))
}

pub fn push_promise(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    mut c: Cursor<'_>,
    node: NodeRef,
) -> Result<(), Cut> {
    let len = padding(d, of.header.flags, &mut c)?;
    let promised = c.u32()?;
    d.tree.leaf(PUSH_PROMISE_R, promised);
    d.tree.leaf(PUSH_PROMISE_PROMISED_STREAM_ID, promised);
    block(d, of, c, node, len, (PUSH_PROMISE_HEADER, PUSH_PROMISE_PADDING))
}

pub fn continuation(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    c: Cursor<'_>,
    node: NodeRef,
) -> Result<(), Cut> {
    d.tree.leaf(CONTINUATION_HEADER, At { value: c.peek(), span: c.rest_span() });
    list(d, of, c, node)
}

/// A part of a header block and the padding behind it.
fn block(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    mut c: Cursor<'_>,
    node: NodeRef,
    padding_len: u8,
    (field, padding_field): (Field<Bytes>, Field<Bytes>),
) -> Result<(), Cut> {
    let len = c.left().checked_sub(padding_len.into()).ok_or(Cut::Malformed)?;
    let part = c.take(len);
    d.tree.leaf(field, At { value: part.peek(), span: part.rest_span() });
    list(d, of, part, node)?;
    d.rest_as(padding_field, &mut c);
    if part.captured() < part.left() { Err(Cut::Snapped) } else { Ok(()) }
}

/// The lines of a header list that are complete in this frame.
fn list(d: &mut Dissector<'_>, of: &Frame<'_, '_>, part: Cursor<'_>, node: NodeRef) -> Result<(), Cut> {
    let here = part.rest_span();
    let found = of
        .known
        .zip(of.stream_offset)
        .and_then(|((placed, connection), start)| connection.part(placed.place.direction, start).cloned());
    let Some(found) = found else {
        d.tree.text(here, format_args!("[The header list is not known: its frames are not all there]"));
        return Ok(());
    };
    let ends_here = |end: u32| end > found.range.start && end <= found.range.end;
    let items = found.block.items.iter().filter(|i| match i {
        Item::Line(line) => ends_here(line.range.end),
        Item::TableSize { range, .. } => ends_here(range.end),
    });
    let mut text = Vec::new();
    let mut count = 0u32;
    for item in items.clone() {
        // A change of the table's size counts, as with tshark.
        count += 1;
        if let Item::Line(line) = item {
            push(&mut text, line);
        }
    }
    let len = text.len() as u32;
    d.tree.generated(HEADER_LENGTH, len, here);
    d.tree.generated(HEADER_COUNT, count, here);
    if found.lost {
        d.tree.text(here, format_args!("[Lines may refer to header blocks that were not captured]"));
    }
    summary(d, &found.block.items, &items.clone().collect::<Vec<_>>(), node);
    let text: Arc<[u8]> = text.into();
    let source = d.add_source("Decompressed Header", text, vec![Parent::Here(here)]).unwrap_or(here.source);
    let mut at = 0;
    for item in items {
        match item {
            Item::Line(line) => {
                show_line(d, line, &mut at, source);
            }
            Item::TableSize { size, range } => {
                let span =
                    here.part(range.start - found.range.start.min(range.start), range.end - range.start);
                let open = d.tree.open(HEADER_TABLE_SIZE_UPDATE, At { value: (), span });
                d.tree.leaf(HEADER_TABLE_SIZE_UPDATE_HEADER_TABLE_SIZE, At { value: *size, span });
                d.tree.close(open);
            }
        }
        if d.tree.truncated {
            break;
        }
    }
    let is_last = of.header.flags & flag::END_HEADERS != 0;
    if is_last && found.block.lines_exceeded {
        let text = format_args!("Decompression stopped after 200 header lines.");
        d.tree.expert(node, Some(HEADER_LINES_EXCEEDED), Severity::Error, Group::Undecoded, text);
    }
    if is_last && found.block.bytes_exceeded {
        let text = format_args!("Decompression stopped.");
        d.tree.expert(node, Some(HEADER_SIZE_EXCEEDED), Severity::Error, Group::Undecoded, text);
    }
    if is_last && let Some(at) = found.block.broken_at {
        d.tree.text(here, format_args!("[Not a valid header block from its byte {at} on]"));
    }
    let value = |name| found.block.value(name).map(String::from_utf8_lossy);
    let uri = match (value(":scheme"), value(":authority"), value(":path")) {
        (Some(scheme), Some(authority), Some(path)) => Some(format!("{scheme}://{authority}{path}")),
        // Of a tunnel (RFC 9113 section 8.5).
        (None, Some(authority), None) if found.block.value(":method") == Some(b"CONNECT") => {
            Some(authority.into_owned())
        }
        _ => None,
    };
    if let Some(uri) = uri.filter(|_| is_last) {
        let node = d.tree.made_text(REQUEST_FULL_URI, &uri, here);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    Ok(())
}

fn find<'i>(items: impl IntoIterator<Item = &'i Item>, name: &str) -> Option<String> {
    items
        .into_iter()
        .find_map(|i| if let Item::Line(line) = i { line.named(name).map(printable) } else { None })
}

/// What the list asks for or answers, in the Info column and the line of the frame.
fn summary(d: &mut Dissector<'_>, all: &[Item], here: &[&Item], node: NodeRef) {
    let is_here = |name: &str| find(here.iter().copied(), name).is_some();
    if is_here(":method") || is_here(":path") {
        let (method, path) = (find(all, ":method"), find(all, ":path"));
        if let (Some(method), Some(path)) = (method, path) {
            d.columns.add_info(format_args!(": {method} {path}"));
            d.append(node, format_args!(", {method} {path}"));
        }
    }
    if let Some(status) = find(here.iter().copied(), ":status") {
        let name = status_name(&status);
        d.columns.add_info(format_args!(": {status} {name}"));
        d.append(node, format_args!(", {status} {name}"));
    }
}

fn status_name(status: &str) -> std::borrow::Cow<'static, str> {
    status.parse().map_or(std::borrow::Cow::Borrowed("Unknown"), http_status::name)
}

fn printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    let _ = show::escape(bytes, &mut text);
    text
}

/// A line as the decompressed list has it: lengths of four bytes before name and value.
pub fn push(out: &mut Vec<u8>, line: &Line) {
    for part in [&line.name, &line.value] {
        let bytes = part.as_deref().unwrap_or(&[]);
        out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
        out.extend_from_slice(bytes);
    }
}

fn show_line(d: &mut Dissector<'_>, line: &Line, at: &mut u32, source: SourceId) {
    let (name, value) = (line.name.as_deref().unwrap_or(&[]), line.value.as_deref().unwrap_or(&[]));
    let (name_len, value_len) = (name.len() as u32, value.len() as u32);
    let whole = Span { start: *at, len: 8 + name_len + value_len, source };
    *at += whole.len;
    let open = d.tree.open(HEADER, At { value: (), span: whole });
    if d.tree.keeps_labels() {
        let (shown, text) = (printable(name), printable(value));
        let node = open.node();
        match (&line.name, &line.value) {
            (None, _) => {
                d.tree.set_label(node, format_args!("Header: [table entry sent before the capture began]"))
            }
            (_, None) => {
                d.tree.set_label(node, format_args!("Header: {shown}: [sent before the capture began]"))
            }
            _ if name == b":status" => {
                d.tree.set_label(node, format_args!("Header: {shown}: {text} {}", status_name(&text)));
            }
            _ => {
                let mut label = format!("Header: {shown}: {text}");
                show::cut(&mut label);
                d.tree.set_label(node, format_args!("{label}"));
            }
        }
    }
    let value_span = whole.part(8 + name_len, value_len);
    d.tree.leaf(HEADER_NAME_LENGTH, At { value: name_len, span: whole.part(0, 4) });
    d.tree.leaf(HEADER_NAME, At { value: name, span: whole.part(4, name_len) });
    d.tree.leaf(HEADER_VALUE_LENGTH, At { value: value_len, span: whole.part(4 + name_len, 4) });
    d.tree.leaf(HEADER_VALUE, At { value, span: value_span });
    let number = || std::str::from_utf8(value).ok().and_then(|t| t.parse::<u64>().ok());
    match of_header(name) {
        Some(Known::Text(field)) => {
            d.tree.leaf(field, At { value, span: value_span });
        }
        Some(Known::Short(field)) => {
            if let Some(number) = number().and_then(|n| u16::try_from(n).ok()) {
                d.tree.leaf(field, At { value: number, span: value_span });
            }
        }
        Some(Known::Number(field)) => {
            if let Some(number) = number() {
                d.tree.leaf(field, At { value: number, span: value_span });
            }
        }
        None => {}
    }
    if d.tree.wants(HEADER_UNESCAPED.id) {
        let text = String::from_utf8_lossy(&unescaped(value)).into_owned();
        let node = d.tree.made_text(HEADER_UNESCAPED, &text, value_span);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.tree.made_text(HEADER_REPR, line.representation.text(), whole);
    if line.index > 0 {
        d.tree.leaf(HEADER_INDEX, At { value: line.index, span: whole });
    }
    d.tree.close(open);
}

/// With `%41` as `A` (RFC 3986 section 2.1).
fn unescaped(text: &[u8]) -> Vec<u8> {
    let hex = |b: &u8| char::from(*b).to_digit(16).map(|d| d as u8);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, more)) = rest.split_first() {
        if *first == b'%'
            && let [a, b, behind @ ..] = more
            && let (Some(a), Some(b)) = (hex(a), hex(b))
        {
            out.push(a << 4 | b);
            rest = behind;
        } else {
            out.push(*first);
            rest = more;
        }
    }
    out
}
