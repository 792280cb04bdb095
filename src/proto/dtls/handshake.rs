//! Handshake messages: several in one record, or one over several; bodies are shown by TLS.

use super::fields::*;
use super::session::{Part, Session};
use crate::dissect::{At, Cursor, Cut, Dissector, Group, Parent, Severity, Span};
use crate::proto::tls::fields as shared;
use crate::proto::tls::handshake::{self as messages, PartFields};
use crate::proto::tls::info;
use crate::proto::tls::record::Shown;
use crate::proto::tls::session::Session as Agreed;
use crate::proto::tls::vector::Stop;
use crate::tls::dtls_handshake::{FragmentHeader, HEADER_LEN};
use crate::tls::handshake::message_type;

const ENCRYPTED: &str = "Encrypted Handshake Message";

/// Shows the fragments in `body`, the content of a handshake record.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    body: Cursor<'_>,
) -> Result<(), Cut> {
    let mut c = body;
    let mut lines = 0;
    while !c.is_empty() {
        let Some(header) = FragmentHeader::parse(c.peek()) else {
            return Err(if c.captured() < c.left() { Cut::Snapped } else { Cut::Malformed });
        };
        let len = (HEADER_LEN + header.fragment_len) as u32;
        let is_cut = len > c.left();
        let part = c.take(len.min(c.left()));
        let name = messages::name(header.message_type);
        lines += 1;
        let text = fragment(d, session, &header, name, part)?;
        info(d, format_args!("{text}"));
        match lines {
            1 => shown.set_line(d, format_args!("Handshake Protocol: {text}")),
            _ => shown.set_line(d, format_args!("Handshake Protocol: Multiple Handshake Messages")),
        }
        if is_cut {
            return Err(Cut::Malformed);
        }
    }
    Ok(())
}

/// Shows one fragment; says what it is.
fn fragment(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    header: &FragmentHeader,
    name: Option<&'static str>,
    mut c: Cursor<'_>,
) -> Result<String, Cut> {
    let whole_span = c.rest_span();
    let known = name.unwrap_or(ENCRYPTED);
    let bytes = c.peek().get(HEADER_LEN..).unwrap_or_default();
    let parts = match header.is_whole() || !header.is_sound() || bytes.len() != header.fragment_len {
        true => None,
        false => session.parts(header, bytes, d.frame_id()),
    };
    let text = match (&parts, header.is_whole()) {
        (_, true) if is_retry(header, bytes) => "Hello Retry Request".into(),
        (_, true) => known.to_owned(),
        (Some(_), _) => format!("{known} (Reassembled)"),
        (None, _) => format!("{known} (Fragment)"),
    };
    if header.message_type == message_type::SERVER_HELLO && header.is_whole() {
        session.note_server_hello(bytes);
        session.set_protocol(d);
    }
    let at = At { value: (), span: whole_span };
    let open = d.tree.open_as(shared::HANDSHAKE, at, format_args!("Handshake Protocol: {text}"));
    d.tree.leaf(shared::HANDSHAKE_TYPE, c.u8()?);
    d.tree.leaf(shared::HANDSHAKE_LENGTH, c.u24()?);
    d.tree.leaf(MESSAGE_SEQ, c.u16()?);
    d.tree.leaf(FRAGMENT_OFFSET, c.u24()?);
    let node = d.tree.leaf(FRAGMENT_LENGTH, c.u24()?);
    let finding = match (header.fragment_len, header.len) {
        (0, 1..) => Some((FRAGMENT_ZERO, "Zero-length fragment length for fragmented message")),
        (part, len) if part > len => {
            Some((FRAGMENT_TOO_LONG, "Fragment length is larger than message length"))
        }
        (part, len) if header.fragment_offset.saturating_add(part) > len => {
            Some((FRAGMENT_PAST_END, "Fragment runs past the end of the message"))
        }
        _ => None,
    };
    if let Some((field, text)) = finding {
        d.tree.expert(node, Some(field), Severity::Error, Group::Protocol, format_args!("{text}"));
    }
    if header.is_whole() {
        let mut content = c.take(header.fragment_len as u32);
        body(d, session, header, &mut content)?;
        d.tree.close(open);
        return Ok(text);
    }
    let Some(parts) = parts else {
        d.tree.close(open);
        return Ok(text);
    };
    let gathered = gather(&parts);
    let total = gathered.len() as u32;
    if header.message_type == message_type::SERVER_HELLO {
        session.note_server_hello(&gathered);
        session.set_protocol(d);
    }
    let parents = vec![Parent::Here(c.rest_span())];
    if let Some(source) = d.add_source("Reassembled DTLS", gathered.clone().into(), parents) {
        let mut content = Cursor::new(&gathered, total, source);
        body(d, session, header, &mut content)?;
        d.tree.close(open);
        show_parts(d, &parts, Span { start: 0, len: total, source });
    }
    Ok(text)
}

/// A ServerHello that asks for another ClientHello.
fn is_retry(header: &FragmentHeader, body: &[u8]) -> bool {
    header.message_type == message_type::SERVER_HELLO
        && crate::tls::handshake::ServerHello::parse(body).is_some_and(|h| h.is_hello_retry_request())
}

fn body(
    d: &mut Dissector<'_>,
    session: &Session<'_>,
    header: &FragmentHeader,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let is_retry = is_retry(header, c.peek());
    let mut agreed = Agreed::over_datagrams(d, session.version.map(|v| v.as_tls()), session.suite);
    if header.message_type == message_type::FINISHED && d.tree.wants(shared::VERIFY_RESULT.id) {
        agreed.finished = session.finished_is_right();
    }
    match messages::body(d, &mut agreed, header.message_type, is_retry, c) {
        Err(Stop::Cut(cut)) => Err(cut),
        Ok(()) | Err(Stop::Noted) => Ok(()),
    }
}

fn gather(parts: &[Part]) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::new();
    for part in parts {
        let known = bytes.len().saturating_sub(part.from);
        bytes.extend_from_slice(part.bytes.get(known..).unwrap_or_default());
    }
    bytes
}

fn show_parts(d: &mut Dissector<'_>, parts: &[Part], whole: Span) {
    let fields = PartFields {
        all: FRAGMENTS,
        part: FRAGMENT,
        count: FRAGMENT_COUNT,
        length: Some(REASSEMBLED_LENGTH),
        data: None,
        title: "Message fragments",
    };
    let parts: Vec<_> = parts.iter().map(|p| (p.frame, p.bytes.len() as u32)).collect();
    messages::show_parts(d, &fields, &parts, whole);
}
