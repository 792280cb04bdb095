//! Handshake messages: several in one record, or one over several; their bodies are shown by
//! `hello`, `certificate` and `key_exchange`.

use super::fields::*;
use super::record::Shown;
use super::session::Session;
use super::vector::{Read, Stop};
use super::{certificate, extension, hello, info, key_exchange, names};
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Parent, SourceId, Span};
use crate::field::def::{Bytes, FrameNum, Label, U32};
use crate::field::show;
use crate::field::{Field, Names};
use crate::tls::fingerprint::Carrier;
use crate::tls::handshake::{HEADER_LEN, message_header, message_type};
use crate::tls::record::Version;

/// Types that `crate::tls` does not need for opening.
pub(super) mod more_types {
    pub const END_OF_EARLY_DATA: u8 = 5;
    pub const HELLO_RETRY_REQUEST: u8 = 6;
    pub const ENCRYPTED_EXTENSIONS: u8 = 8;
    pub const CERTIFICATE_URL: u8 = 21;
    pub const SUPPLEMENTAL_DATA: u8 = 23;
    pub const KEY_UPDATE: u8 = 24;
    pub const COMPRESSED_CERTIFICATE: u8 = 25;
    /// Also the encrypted extensions of Google's channel ID.
    pub const NEXT_PROTOCOL: u8 = 67;
}

const ENCRYPTED: &str = "Encrypted Handshake Message";
/// Longest message that is put together from several records.
const MAX_REASSEMBLED: u32 = 1 << 24;

/// A message type's name.
pub(in crate::proto) fn name(kind: u8) -> Option<&'static str> {
    Names::Table(names::HANDSHAKE_TYPES).name(kind.into())
}

/// Whether a message may begin so: the type exists, and only what may be long is. Encrypted
/// messages seldom look like that.
pub(super) fn is_plausible(kind: u8, length_high: u8) -> bool {
    let may_be_long = matches!(
        kind,
        message_type::CERTIFICATE
            | message_type::CERTIFICATE_STATUS
            | more_types::SUPPLEMENTAL_DATA
            | more_types::COMPRESSED_CERTIFICATE
    );
    name(kind).is_some() && (length_high == 0 || may_be_long)
}

/// Shows the messages in `body`, the content of a handshake record. `carries`: messages may have
/// begun in the records before.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    body: Cursor<'_>,
    sealed: bool,
    carries: bool,
) -> Result<(), Cut> {
    if sealed {
        encrypted(d, shown, &body);
        return Ok(());
    }
    let now = session.record().unwrap_or(0);
    let all = session.handshakes(body.peek(), carries);
    let mut lines = 0;
    let mut set_line = |d: &mut Dissector<'_>, text: std::fmt::Arguments<'_>| {
        lines += 1;
        match lines {
            1 => shown.set_line(d, format_args!("Handshake Protocol: {text}")),
            _ => shown.set_line(d, format_args!("Handshake Protocol: Multiple Handshake Messages")),
        }
    };
    let mut c = body;
    for (index, at) in all.iter().enumerate() {
        session.enter_message(at);
        let begins_here = at.first_record == now;
        if begins_here && at.len == 0 && index == 0 && body.left() >= 4 {
            encrypted(d, shown, &body);
            return Ok(());
        }
        if begins_here && at.last_record == Some(now) {
            let message = c.take(at.len);
            let name = message_name(message.peek());
            set_line(d, format_args!("{name}"));
            info(d, format_args!("{name}"));
            one(d, session, message)?;
            continue;
        }
        let parts = session.parts(at, d.frame_id(), body.peek());
        let head: Vec<u8> = match &parts {
            Some(parts) => parts.iter().flat_map(|p| &p.bytes).copied().take(64).collect(),
            None if begins_here => c.peek().iter().copied().take(64).collect(),
            None => session.first_bytes(at),
        };
        let name = message_name(&head);
        match parts {
            Some(parts) if at.last_record == Some(now) && at.len <= MAX_REASSEMBLED => {
                set_line(d, format_args!("{name}"));
                info(d, format_args!("{name}"));
                let before: u32 = parts.iter().rev().skip(1).map(|p| p.bytes.len() as u32).sum();
                let here = c.take(at.len.saturating_sub(before)).rest_span();
                let label = format_args!("Handshake Protocol: {name} (last fragment)");
                d.tree.leaf_as(HANDSHAKE, At { value: (), span: here }, label);
                if let Some(whole) = put_together(d, &parts, here) {
                    let bytes = d.sources.bytes(whole);
                    one(d, session, Cursor::new(&bytes, bytes.len() as u32, whole))?;
                }
            }
            _ => {
                if begins_here && index == 0 {
                    info(d, format_args!("[{name} Fragment]"));
                }
                set_line(d, format_args!("{name} (fragment)"));
                if !begins_here {
                    set_line(d, format_args!(""));
                }
                let span = c.take(c.left()).rest_span();
                let label = format_args!("Handshake Protocol: {name} (fragment)");
                d.tree.leaf_as(HANDSHAKE, At { value: (), span }, label);
            }
        }
    }
    if all.is_empty() {
        shown.set_line(d, format_args!("Handshake Protocol"));
    }
    Ok(())
}

pub(in crate::proto) fn encrypted(d: &mut Dissector<'_>, shown: &Shown, body: &Cursor<'_>) {
    shown.set_line(d, format_args!("Handshake Protocol: {ENCRYPTED}"));
    info(d, format_args!("{ENCRYPTED}"));
    let at = At { value: (), span: body.rest_span() };
    d.tree.leaf_as(HANDSHAKE, at, format_args!("Handshake Protocol: {ENCRYPTED}"));
}

/// The name of the message that begins so, which for hellos that ask for another needs the random.
pub(super) fn message_name(head: &[u8]) -> &'static str {
    let Some(kind) = head.first() else { return "Unknown" };
    let random = head.get(HEADER_LEN + 2..).unwrap_or_default();
    if *kind == message_type::SERVER_HELLO && random.starts_with(&hello::HELLO_RETRY_REQUEST) {
        return "Hello Retry Request";
    }
    name(*kind).unwrap_or(ENCRYPTED)
}

/// Makes the data source of a message that came in parts, and shows the parts.
fn put_together(d: &mut Dissector<'_>, parts: &[super::session::Part], here: Span) -> Option<SourceId> {
    let bytes: Vec<u8> = parts.iter().flat_map(|p| &p.bytes).copied().collect();
    let total = bytes.len();
    let source = d.add_source("Reassembled TLS Handshake", bytes.into(), vec![Parent::Here(here)])?;
    let parts: Vec<_> = parts.iter().map(|p| (p.frame, p.bytes.len() as u32)).collect();
    let fields = PartFields {
        all: HS_FRAGMENTS,
        part: HS_FRAGMENT,
        count: HS_FRAGMENT_COUNT,
        length: None,
        data: None,
        title: "Reassembled Handshake Fragments",
    };
    show_parts(d, &fields, &parts, Span { start: 0, len: total as u32, source });
    Some(source)
}

/// With which fields the parts of something are shown.
pub(in crate::proto) struct PartFields {
    pub all: Field<Label>,
    pub part: Field<FrameNum>,
    pub count: Field<U32>,
    pub length: Option<Field<U32>>,
    pub data: Option<Field<Bytes>>,
    pub title: &'static str,
}

/// Shows from which frames `whole` was put together, and how many bytes came from each.
pub(in crate::proto) fn show_parts(
    d: &mut Dissector<'_>,
    fields: &PartFields,
    parts: &[(FrameId, u32)],
    whole: Span,
) {
    let mut list = String::new();
    for (i, (frame, len)) in parts.iter().enumerate() {
        use std::fmt::Write;
        let comma = if i > 0 { ", " } else { "" };
        let _ = write!(list, "{comma}#{}({len})", d.number(*frame));
    }
    let mut label = format!("{} {} ({} bytes): {list}", parts.len(), fields.title, whole.len);
    // Of what is said of many parts nothing is marked as left out, as in the reference.
    show::cut(&mut label);
    let label = format_args!("{label}");
    let open = d.tree.open_as(fields.all, At { value: (), span: whole }, label);
    d.tree.set_flag(open.node(), Flags::GENERATED);
    let mut from = 0u32;
    for (frame, len) in parts {
        let (len, number) = (*len, d.number(*frame));
        let s = if len == 1 { "" } else { "s" };
        let last = from.saturating_add(len).saturating_sub(1);
        let label = format_args!("Frame: {number}, payload: {from}-{last} ({len} byte{s})");
        let node =
            d.tree.leaf_as(fields.part, At { value: frame.number(), span: whole.part(from, len) }, label);
        d.tree.set_flag(node, Flags::GENERATED);
        from = from.saturating_add(len);
    }
    d.tree.generated(fields.count, parts.len() as u32, whole.at_start());
    if let Some(length) = fields.length {
        d.tree.generated(length, whole.len, whole.at_start());
    }
    if let Some(data) = fields.data {
        let node = d.tree.leaf(data, At { value: &[][..], span: whole });
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.tree.close(open);
}

/// Shows one whole message, header included.
pub(super) fn one(d: &mut Dissector<'_>, session: &mut Session<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let name = message_name(c.peek());
    let Some((kind, _)) = message_header(c.peek()) else { return Ok(()) };
    let content = c.peek().get(HEADER_LEN..).unwrap_or_default();
    let is_retry = kind == message_type::SERVER_HELLO && session.note_server_hello(content);
    match kind {
        message_type::SERVER_HELLO => super::record::set_protocol(d, session.version),
        message_type::CLIENT_HELLO => session.note_client_hello(content),
        _ => {}
    }
    let has_status = matches!(kind, message_type::CERTIFICATE | message_type::CERTIFICATE_STATUS);
    if !(session.details || has_status && session.status) {
        return Ok(());
    }
    let at = At { value: (), span: c.rest_span() };
    let open = d.tree.open_as(HANDSHAKE, at, format_args!("Handshake Protocol: {name}"));
    d.tree.leaf(HANDSHAKE_TYPE, c.u8()?);
    d.tree.leaf(HANDSHAKE_LENGTH, c.u24()?);
    let result = body(d, session, kind, is_retry, &mut c);
    match result {
        Err(Stop::Cut(cut)) => return Err(cut),
        Ok(()) | Err(Stop::Noted) => d.tree.close(open),
    }
    Ok(())
}

/// Shows a message's body, which `c` begins with.
pub(in crate::proto) fn body(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    kind: u8,
    is_retry: bool,
    c: &mut Cursor<'_>,
) -> Read<()> {
    let tls13 = session.is_tls13();
    match kind {
        message_type::CLIENT_HELLO if session.carrier == Carrier::Dtls => hello::client_with_cookie(d, c),
        message_type::CLIENT_HELLO => hello::client(d, session.carrier, c),
        message_type::SERVER_HELLO => hello::server(d, session, is_retry, c),
        message_type::HELLO_VERIFY_REQUEST => hello::verify_request(d, c),
        more_types::HELLO_RETRY_REQUEST => hello::retry_request(d, c),
        message_type::NEW_SESSION_TICKET => hello::new_session_ticket(d, tls13, c),
        more_types::ENCRYPTED_EXTENSIONS => extension::list(d, c, extension::Inside::EncryptedExtensions),
        message_type::CERTIFICATE => certificate::chain(d, tls13, c),
        more_types::COMPRESSED_CERTIFICATE => certificate::compressed(d, c),
        message_type::CERTIFICATE_REQUEST => certificate::request(d, session.version, c),
        message_type::CERTIFICATE_VERIFY => certificate::verify(d, session.version, c),
        more_types::CERTIFICATE_URL => certificate::url(d, c),
        message_type::CERTIFICATE_STATUS => certificate::status(d, c),
        message_type::SERVER_KEY_EXCHANGE => {
            key_exchange::server(d, session.version, session.key_exchange(), c)
        }
        message_type::CLIENT_KEY_EXCHANGE => {
            key_exchange::client(d, session.version, session.key_exchange(), c)
        }
        message_type::FINISHED => finished(d, session, c),
        more_types::KEY_UPDATE => {
            d.tree.leaf(KEY_UPDATE, c.u8()?);
            Ok(())
        }
        more_types::NEXT_PROTOCOL => next_protocol(d, c),
        message_type::HELLO_REQUEST
        | message_type::SERVER_HELLO_DONE
        | more_types::END_OF_EARLY_DATA
        | more_types::SUPPLEMENTAL_DATA => Ok(()),
        _ => Ok(()),
    }
}

/// Finished (RFC 5246 section 7.4.9); SSL 3.0 has two hashes (RFC 6101 section 5.6.9).
fn finished(d: &mut Dissector<'_>, session: &Session<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let end = c.rest_span().at_start();
    if session.version == Some(Version::SSL3) {
        let span = c.skip(16)?;
        d.tree.leaf(MD5_HASH, At { value: (), span });
        let span = c.skip(20)?;
        d.tree.leaf(SHA_HASH, At { value: (), span });
    } else {
        let rest = c.rest();
        d.tree.leaf(VERIFY_DATA, At { value: (), span: rest.span });
    }
    if let Some(right) = session.finished_is_right() {
        let node = d.tree.made_text(VERIFY_RESULT, if right { "correct" } else { "wrong" }, end);
        d.tree.set_flag(node, Flags::GENERATED);
    }
    Ok(())
}

/// Next Protocol Negotiation, the predecessor of ALPN.
fn next_protocol(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let len = c.u8()?;
    d.tree.leaf(NPN_SELECTED_LEN, len);
    d.tree.leaf(NPN_SELECTED, c.bytes(len.value.into())?);
    let len = c.u8()?;
    d.tree.leaf(NPN_PADDING_LEN, len);
    if len.value > 0 {
        d.tree.leaf(NPN_PADDING, c.bytes(len.value.into())?);
    }
    Ok(())
}
