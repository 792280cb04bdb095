//! Header lists of HEADERS and PUSH_PROMISE frames.

use super::Packet;
use super::connection::Element;
use super::fields::*;
use super::qpack::{Line, Section};
use crate::dissect::{At, Cursor, Dissector, Flags, Group, NodeRef, Parent, Severity, SourceId, Span};
use crate::field::show;
use crate::proto::http2::fields::Known;
use crate::proto::tables::http_status;

/// Longest section that is read.
pub const SECTION_MAX: u64 = 1 << 20;

fn text_of(section: &Section, name: &str) -> Option<String> {
    section.value(name).map(printable)
}

/// `GET /path` or `200 OK`.
pub fn summary(section: &Section) -> Option<String> {
    if let Some(status) = text_of(section, ":status") {
        let name = status.parse().map_or("Unknown".into(), http_status::name);
        return Some(format!("{status} {name}"));
    }
    let method = text_of(section, ":method")?;
    // CONNECT has no path (RFC 9114 section 4.4).
    let of = text_of(section, ":path").or_else(|| text_of(section, ":authority")).unwrap_or_default();
    Some(format!("{method} {of}"))
}

fn printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    let _ = show::escape(bytes, &mut text);
    text
}

/// Shows the section in `c`.
pub fn show(
    d: &mut Dissector<'_>,
    packet: &Packet<'_>,
    (element, payload): (&Element, NodeRef),
    c: Cursor<'_>,
) {
    let here = c.rest_span();
    let bytes = c.peek();
    let most = usize::try_from(SECTION_MAX).unwrap_or(usize::MAX).min(bytes.len());
    let section = packet.connection.section(bytes.get(..most).unwrap_or_default(), packet.sender, element.by);
    d.tree.generated(HEADERS_COUNT, section.lines.len() as u32, here);
    if section.required > section.inserted {
        let text = format_args!(
            "Needs {} entries of the dynamic table, {} were captured before",
            section.required, section.inserted
        );
        d.tree.expert(payload, Some(BLOCKED), Severity::Note, Group::Undecoded, text);
    }
    if section.incomplete {
        let text = format_args!("Lines refer to entries of the dynamic table that were not captured");
        d.tree.expert(payload, Some(DECODING_FAILED), Severity::Note, Group::Undecoded, text);
    }
    lines(d, &section, here);
    if section.exceeded {
        d.tree.text(here, format_args!("[More lines than are listed]"));
    }
    if let Some(at) = section.broken_at {
        let text = format_args!("Not a valid field section from its byte {at} on");
        d.tree.expert(payload, Some(DECODING_FAILED), Severity::Warn, Group::Undecoded, text);
    }
    let value = |name| section.value(name).map(String::from_utf8_lossy);
    if let (Some(scheme), Some(authority), Some(path)) =
        (value(":scheme"), value(":authority"), value(":path"))
    {
        let uri = format!("{scheme}://{authority}{path}");
        let node = d.tree.made_text(REQUEST_FULL_URI, &uri, here);
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

fn lines(d: &mut Dissector<'_>, section: &Section, here: Span) {
    let mut text = Vec::new();
    for line in &section.lines {
        for part in [&line.name, &line.value] {
            text.extend_from_slice(part.as_deref().unwrap_or_default());
        }
    }
    let parents = vec![Parent::Here(here)];
    let source = d.add_source("Decompressed Header", text.into(), parents).unwrap_or(here.source);
    let mut at = 0;
    for line in &section.lines {
        one(d, line, &mut at, source);
        if d.tree.truncated {
            break;
        }
    }
}

fn one(d: &mut Dissector<'_>, line: &Line, at: &mut u32, source: SourceId) {
    let (name, value) = (line.name.as_deref().unwrap_or_default(), line.value.as_deref().unwrap_or_default());
    let (name_len, value_len) = (name.len() as u32, value.len() as u32);
    let whole = Span { start: *at, len: name_len.saturating_add(value_len), source };
    *at = at.saturating_add(whole.len);
    let open = d.tree.open(HEADER, At { value: (), span: whole });
    if d.tree.keeps_labels() {
        let (shown, text) = (printable(name), printable(value));
        let node = open.node();
        match (&line.name, &line.value) {
            (None, None) => d.tree.set_label(node, format_args!("Header: [table entry not captured]")),
            (None, _) => d.tree.set_label(node, format_args!("Header: [name not captured]: {text}")),
            (_, None) => d.tree.set_label(node, format_args!("Header: {shown}: [value not captured]")),
            _ => d.tree.set_label(node, format_args!("Header: {shown}: {text}")),
        }
    }
    let (name_span, value_span) = (whole.part(0, name_len), whole.part(name_len, value_len));
    d.tree.generated(HEADER_NAME_LENGTH, name_len, name_span);
    d.tree.leaf(HEADER_NAME, At { value: name, span: name_span });
    d.tree.generated(HEADER_VALUE_LENGTH, value_len, value_span);
    d.tree.leaf(HEADER_VALUE, At { value, span: value_span });
    let number = || std::str::from_utf8(value).ok().and_then(|t| t.parse::<u64>().ok());
    match of_header(name) {
        Some(Known::Text(field)) => _ = d.tree.leaf(field, At { value, span: value_span }),
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
    d.tree.close(open);
}
