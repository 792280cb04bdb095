//! One record: header, then what its content type says. Encrypted ones are handed to `opened`.

use super::fields::*;
use super::opened::{self, Content};
use super::session::Session;
use super::{application, handshake, info, names, ssl2};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, Group, NodeRef, Severity, Span};
use crate::field::Names;
use crate::tls::record::{ContentType, HEADER_LEN, MAX_FRAGMENT_LEN, Version};

/// TLS 1.3 ACK is DTLS's; 25 and 26 stand here so that strange streams have names.
const FIRST_TYPE: u8 = 20;
const LAST_TYPE: u8 = 26;

/// A record being shown: its node, and where its line stands.
pub(in crate::proto) struct Shown {
    pub node: NodeRef,
    /// As in the record's line: what was known before it.
    pub version: &'static str,
    /// The whole record.
    pub span: Span,
}

impl Shown {
    /// Writes the record's line: `TLSv1.2 Record Layer: …`.
    pub(in crate::proto) fn set_line(&self, d: &mut Dissector<'_>, text: std::fmt::Arguments<'_>) {
        d.tree.set_label(self.node, format_args!("{} Record Layer: {text}", self.version));
    }
}

/// Shows the record at `c`, and moves behind it.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let Some([kind, major, minor, _, _]) = c.peek().first_chunk::<HEADER_LEN>().copied() else {
        if c.left() as usize >= HEADER_LEN {
            return Err(Cut::Snapped);
        }
        // Less than a header: nothing that could be named.
        c.take(c.left());
        return Ok(());
    };
    if ssl2::is_client_hello(c.peek()) || session.version.is_none() && ssl2::is_record(c.peek()) {
        return ssl2::dissect(d, session, c);
    }
    let kind = ContentType(kind);
    let version = Version(u16::from_be_bytes([major, minor]));
    let plausible = super::session::valid(version).is_some();
    let looks_right = plausible && (FIRST_TYPE..=LAST_TYPE).contains(&kind.0);
    if !looks_right && matches!(session.version, None | Some(Version::TLS13)) {
        set_protocol(d, session.version);
        info(d, format_args!("Continuation Data"));
        c.take(c.left());
        return Ok(());
    }
    if !(FIRST_TYPE..=LAST_TYPE).contains(&kind.0) {
        info(d, format_args!("Ignored Unknown Record"));
        let rest = c.take(c.left());
        let node = d.tree.text(rest.rest_span(), format_args!("Ignored Unknown Record"));
        let text = format_args!("Ignored Unknown Record");
        d.tree.expert(node, Some(IGNORED_RECORD), Severity::Warn, Group::Protocol, text);
        return Ok(());
    }
    record(d, session, c, kind, version)
}

fn record(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    c: &mut Cursor<'_>,
    kind: ContentType,
    version: Version,
) -> Result<(), Cut> {
    let start = *c;
    let len = c.peek().get(3..HEADER_LEN).map_or(0, |l| l.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
    let was_known = session.version.is_some();
    session.note_record(kind, c.peek().get(HEADER_LEN).copied(), version);
    let line_version = session.version.or(Some(version).filter(|v| super::session::valid(*v).is_some()));
    if !was_known {
        set_protocol(d, line_version);
    }
    let span = start.span(HEADER_LEN as u32 + len);
    let open = d.tree.open(RECORD, At { value: (), span });
    let line = names::short_version(line_version.map(|v| v.0));
    let shown = Shown { node: open.node(), version: line, span };
    let hidden = session.is_tls13() && kind == ContentType::APPLICATION_DATA;
    d.tree.leaf(if hidden { OPAQUE_TYPE } else { CONTENT_TYPE }, c.u8()?);
    d.tree.leaf(RECORD_VERSION, c.u16()?);
    let len_at = c.u16()?;
    let len_node = d.tree.leaf(RECORD_LENGTH, len_at);
    if len as usize > MAX_FRAGMENT_LEN {
        let text = format_args!("Record fragment length must not exceed {MAX_FRAGMENT_LEN} bytes");
        d.tree.expert(len_node, Some(RECORD_LENGTH_INVALID), Severity::Warn, Group::Protocol, text);
    }
    let missing = len.saturating_sub(c.left());
    let body = c.take(len);
    let result = content(d, session, &shown, kind, body);
    if missing > 0 {
        let node = d.tree.text(shown.span, format_args!("Record cut: {missing} of {len} bytes are not here"));
        d.tree.set_flag(node, Flags::GENERATED);
    }
    result?;
    d.tree.close(open);
    opened::show_segments(d, session);
    Ok(())
}

/// Shows a record's content, opened if it can be.
fn content(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    kind: ContentType,
    body: Cursor<'_>,
) -> Result<(), Cut> {
    if kind == ContentType::CHANGE_CIPHER_SPEC {
        return plain(d, session, shown, kind, body, false);
    }
    match opened::content(d, session) {
        Content::Opened(opened) => opened::dissect(d, session, shown, kind, body, opened),
        Content::Clear => {
            let sealed = is_sealed(session, kind);
            plain(d, session, shown, kind, body, sealed)
        }
        // Readable all the same; what follows is the MAC, which nothing proves.
        Content::Closed(_) if session.encrypts_nothing() => {
            let content = without_mac(session, body);
            if kind == ContentType::APPLICATION_DATA {
                d.hand_over(Claim::Named("data"), content);
                return plain(d, session, shown, kind, body, false);
            }
            plain(d, session, shown, kind, content, false)
        }
        Content::Closed(reason) => {
            let sealed = is_sealed(session, kind);
            plain(d, session, shown, kind, body, sealed)?;
            opened::say_why_closed(d, shown, &reason);
            Ok(())
        }
    }
}

/// The content of a record that is not encrypted, only followed by a MAC.
fn without_mac<'a>(session: &Session<'_>, mut body: Cursor<'a>) -> Cursor<'a> {
    let mac = session.known_suite().map_or(0, |s| s.mac.len_bytes()) as u32;
    body.take(body.left().saturating_sub(mac))
}

/// Whether the content is encrypted, as far as the records before tell.
fn is_sealed(session: &Session<'_>, kind: ContentType) -> bool {
    if kind == ContentType::CHANGE_CIPHER_SPEC || session.encrypts_nothing() {
        return false;
    }
    kind == ContentType::APPLICATION_DATA || session.is_sealed() && !session.is_tls13()
}

/// Shows content as it stands, which for a sealed record is little.
pub(super) fn plain(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    kind: ContentType,
    mut body: Cursor<'_>,
    sealed: bool,
) -> Result<(), Cut> {
    match kind {
        ContentType::CHANGE_CIPHER_SPEC => {
            shown.set_line(d, format_args!("Change Cipher Spec Protocol: Change Cipher Spec"));
            info(d, format_args!("Change Cipher Spec"));
            let node = d.tree.leaf(CHANGE_CIPHER_SPEC, At { value: (), span: body.span(1) });
            if d.tree.wants_any(&[RESUMED.id]) && session.is_resumed_by_sender() {
                let text = format_args!("{}", d.tree.def(RESUMED.id).title);
                d.tree.expert(node, Some(RESUMED), Severity::Note, Group::Sequence, text);
            }
            Ok(())
        }
        ContentType::ALERT => alert(d, shown, body),
        ContentType::HANDSHAKE => handshake::dissect(d, session, shown, body, sealed, true),
        ContentType::APPLICATION_DATA => {
            let conversation = session.place().and_then(|p| d.capture().conversation(p.conversation));
            let name = conversation.and_then(|c| application::name(session, c));
            application_data(d, shown, &mut body, name);
            Ok(())
        }
        ContentType::HEARTBEAT => heartbeat(d, shown, body, sealed),
        ContentType(other) => {
            let name = Names::Table(names::CONTENT_TYPES).name(other.into()).unwrap_or("unknown");
            shown.set_line(d, format_args!("{name}"));
            info(d, format_args!("{name}"));
            d.rest_as(APP_DATA, &mut body);
            Ok(())
        }
    }
}

/// Shows application data; `application` is the name of the protocol inside, where it is known.
pub(in crate::proto) fn application_data(
    d: &mut Dissector<'_>,
    shown: &Shown,
    body: &mut Cursor<'_>,
    application: Option<&str>,
) {
    // What is opened of it says itself what it is.
    if !d.quoted {
        d.columns.add_info_after(", ", format_args!("Application Data"));
    }
    let name = application.unwrap_or("Application Data");
    shown.set_line(d, format_args!("Application Data Protocol: {name}"));
    let whole = body.rest();
    d.tree.leaf(APP_DATA, At { value: whole.value, span: whole.span });
    if let Some(name) = application {
        let node = d.tree.made_text(APP_DATA_PROTO, name, shown.span.at_start());
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

pub(in crate::proto) fn alert(d: &mut Dissector<'_>, shown: &Shown, mut body: Cursor<'_>) -> Result<(), Cut> {
    let name = |table, value: u8| Names::Table(table).name(value.into());
    let known = match *body.peek() {
        [level, desc] => name(names::ALERT_LEVELS, level).zip(name(names::ALERTS, desc)),
        _ => None,
    };
    let at = At { value: (), span: body.rest_span() };
    let Some((level, desc)) = known else {
        shown.set_line(d, format_args!("Encrypted Alert"));
        info(d, format_args!("Encrypted Alert"));
        d.tree.leaf_as(ALERT, at, format_args!("Alert Message: Encrypted Alert"));
        return Ok(());
    };
    shown.set_line(d, format_args!("Alert (Level: {level}, Description: {desc})"));
    info(d, format_args!("Alert (Level: {level}, Description: {desc})"));
    let open = d.tree.open(ALERT, at);
    d.tree.leaf(ALERT_LEVEL, body.u8()?);
    d.tree.leaf(ALERT_DESC, body.u8()?);
    d.tree.close(open);
    Ok(())
}

/// Heartbeats (RFC 6520 section 4); a payload said to be longer than the message is Heartbleed.
pub(in crate::proto) fn heartbeat(
    d: &mut Dissector<'_>,
    shown: &Shown,
    mut body: Cursor<'_>,
    sealed: bool,
) -> Result<(), Cut> {
    /// Least padding of a well-formed heartbeat.
    const PADDING: u32 = 16;
    let name = body.peek().first().and_then(|t| Names::Table(names::HEARTBEAT_TYPES).name((*t).into()));
    let at = At { value: (), span: body.rest_span() };
    let Some(name) = name.filter(|_| !sealed) else {
        shown.set_line(d, format_args!("Encrypted Heartbeat"));
        info(d, format_args!("Encrypted Heartbeat"));
        d.tree.leaf_as(HEARTBEAT, at, format_args!("Encrypted Heartbeat Message"));
        return Ok(());
    };
    shown.set_line(d, format_args!("Heartbeat {name}"));
    info(d, format_args!("Heartbeat {name}"));
    let open = d.tree.open(HEARTBEAT, at);
    d.tree.leaf(HEARTBEAT_TYPE, body.u8()?);
    let len = body.u16()?;
    let node = d.tree.leaf(HEARTBEAT_PAYLOAD_LENGTH, len);
    let len = u32::from(len.value);
    if len.saturating_add(PADDING) > body.left() {
        let text = format_args!("Invalid heartbeat payload length ({len})");
        d.tree.expert(node, Some(HEARTBEAT_INVALID), Severity::Error, Group::Malformed, text);
    }
    let mut payload = body.take(len);
    if !payload.is_empty() {
        let s = if payload.left() == 1 { "" } else { "s" };
        let at = payload.rest();
        let count = at.value.len();
        d.tree.leaf_as(
            HEARTBEAT_PAYLOAD,
            At { value: at.value, span: at.span },
            format_args!("Payload ({count} byte{s})"),
        );
    }
    if !body.is_empty() {
        let at = body.rest();
        d.tree.leaf_as(
            HEARTBEAT_PADDING,
            At { value: at.value, span: at.span },
            format_args!("Padding and HMAC ({} bytes)", at.value.len()),
        );
    }
    d.tree.close(open);
    Ok(())
}

/// Writes the Protocol column.
pub(super) fn set_protocol(d: &mut Dissector<'_>, version: Option<Version>) {
    if !d.quoted {
        d.columns.protocol = names::short_version(version.map(|v| v.0)).into();
    }
}
