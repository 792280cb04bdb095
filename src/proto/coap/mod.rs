//! CoAP (RFC 7252; over TCP and TLS, RFC 8323): messages, options by a table. Bodies go to their media
//! type, those in blocks (RFC 7959) once they are whole; `exchanges` knows what belongs together.

mod exchanges;
pub mod fields;
mod links;
mod message;

use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Framed, Framer, Group, MediaType, NodeRef, Progress, Protocol,
    Severity, Span, Stretch,
};
use crate::field::show;
use crate::store::{Application, MessageKind};
use exchanges::Placing;
use fields::*;
use message::{Form, stream_lengths};

pub const PROTOCOL: Protocol = Protocol {
    name: "coap",
    title: "CoAP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT)],
    carries: Some(|message| message.contains(&MARKER)),
    framer: Some(Framer { application: Application::Coap, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

const PORT: u16 = 5683;
const SECURE_PORT: u16 = 5684;
/// Behind it stands the payload (RFC 7252 section 3).
const MARKER: u8 = 0xff;
/// Begins a reconstructed address.
const SCHEME: &str = "coap://";
/// Largest size of a header over a stream: length, code.
const STREAM_HEAD: u64 = 6;

/// What an option holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Nothing,
    Number,
    Text,
    Bytes,
    Format,
    Block,
}

/// Class of the codes of signalling messages (RFC 8323 section 5).
const SIGNALLING: u8 = 7;

/// Number, name, shortest and longest value, what it holds.
const OPTIONS: &[(u32, &str, u32, u32, Holds)] = &[
    (1, "If-Match", 0, 8, Holds::Bytes),
    (3, "Uri-Host", 1, 255, Holds::Text),
    (4, "Etag", 1, 8, Holds::Bytes),
    (5, "If-None-Match", 0, 0, Holds::Nothing),
    (6, "Observe", 0, 3, Holds::Number),
    (7, "Uri-Port", 0, 2, Holds::Number),
    (8, "Location-Path", 0, 255, Holds::Text),
    (9, "OSCORE", 0, 255, Holds::Bytes),
    (11, "Uri-Path", 0, 255, Holds::Text),
    (12, "Content-Format", 0, 2, Holds::Format),
    (14, "Max-age", 0, 4, Holds::Number),
    (15, "Uri-Query", 1, 255, Holds::Text),
    (16, "Hop-Limit", 1, 1, Holds::Number),
    (17, "Accept", 0, 2, Holds::Format),
    (19, "Q-Block1", 0, 3, Holds::Block),
    (20, "Location-Query", 0, 255, Holds::Text),
    (21, "EDHOC", 0, 0, Holds::Nothing),
    (23, "Block2", 0, 3, Holds::Block),
    (27, "Block1", 0, 3, Holds::Block),
    (28, "Size2", 0, 4, Holds::Number),
    (31, "Q-Block2", 0, 3, Holds::Block),
    (35, "Proxy-Uri", 1, 1034, Holds::Text),
    (39, "Proxy-Scheme", 1, 255, Holds::Text),
    (60, "Size1", 0, 4, Holds::Number),
    (252, "Echo", 1, 40, Holds::Bytes),
    (258, "No-Response", 0, 1, Holds::Number),
    (292, "Request-Tag", 0, 8, Holds::Bytes),
];

/// Options of signalling messages, which have numbers of their own for each code: code, number, and as above.
const SIGNAL_OPTIONS: &[(u8, (u32, &str, u32, u32, Holds))] = &[
    (0xe1, (2, "Max-Message-Size", 0, 4, Holds::Number)),
    (0xe1, (4, "Block-Wise-Transfer", 0, 0, Holds::Nothing)),
    (0xe1, (6, "Extended-Token-Length", 0, 3, Holds::Number)),
    (0xe2, (2, "Custody", 0, 0, Holds::Nothing)),
    (0xe3, (2, "Custody", 0, 0, Holds::Nothing)),
    (0xe4, (2, "Alternative-Address", 1, 255, Holds::Text)),
    (0xe4, (4, "Hold-Off", 0, 3, Holds::Number)),
    (0xe5, (2, "Bad-CSM-Option", 0, 2, Holds::Number)),
];

mod option {
    pub(super) const URI_HOST: u32 = 3;
    pub(super) const OBSERVE: u32 = 6;
    pub(super) const URI_PORT: u32 = 7;
    pub(super) const LOCATION_PATH: u32 = 8;
    pub(super) const URI_PATH: u32 = 11;
    pub(super) const CONTENT_FORMAT: u32 = 12;
    pub(super) const MAX_AGE: u32 = 14;
    pub(super) const URI_QUERY: u32 = 15;
    pub(super) const HOP_LIMIT: u32 = 16;
    pub(super) const LOCATION_QUERY: u32 = 20;
    pub(super) const BLOCK2: u32 = 23;
    pub(super) const BLOCK1: u32 = 27;
    pub(super) const SIZE2: u32 = 28;
    pub(super) const PROXY_URI: u32 = 35;
    pub(super) const PROXY_SCHEME: u32 = 39;
    pub(super) const SIZE1: u32 = 60;
    pub(super) const IF_MATCH: u32 = 1;
    pub(super) const ETAG: u32 = 4;
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let on_port = ports.contains(&PORT) || ports.contains(&SECURE_PORT);
    let code = stream_lengths(bytes).and_then(|(head, _)| bytes.get(usize::try_from(head).ok()? - 1));
    on_port
        && bytes.first().is_some_and(|b| b & 15 <= 8)
        && code.is_some_and(|code| matches!(code >> 5, 0 | 2 | 4 | 5 | 7))
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..STREAM_HEAD);
    let Some((before, rest)) = stream_lengths(&head) else {
        return Framed::NeedMore { at_least: head.len() as u64 + 1 };
    };
    let len = before + rest;
    if stretch.len < len {
        return Framed::NeedMore { at_least: len };
    }
    Framed::Message { len, kind: MessageKind(1), note: 0 }
}

/// What the options say of the whole message.
#[derive(Default)]
struct Found {
    uri: String,
    query: String,
    has_uri: bool,
    format: Option<u32>,
    /// Number of the block that the row tells of, and whether more follow.
    block: Option<(u32, bool)>,
    /// The payload is a part of a body.
    is_part: bool,
    /// The block is one that a request asks for, or a response tells that it came.
    names_block: bool,
    is_request: bool,
    /// An answer that says what went wrong.
    is_error: bool,
    /// The code of a signalling message.
    signal: Option<u8>,
}

impl Found {
    fn of(code: u8) -> Self {
        let signal = Some(code).filter(|code| code >> 5 == SIGNALLING);
        Self {
            is_request: matches!(code, 1..=31),
            is_error: matches!(code >> 5, 4 | 5),
            signal,
            ..Self::default()
        }
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if d.place().is_none() {
        d.columns.protocol = "CoAP".into();
        d.columns.clear_info();
        return over_datagrams(d, &mut c);
    }
    if d.columns.protocol != "CoAP" {
        d.columns.protocol = "CoAP".into();
        d.columns.clear_info();
    }
    let (before, rest) = stream_lengths(c.peek()).unwrap_or((0, u64::from(c.left())));
    let mut message = c.take(u32::try_from(before + rest).unwrap_or(u32::MAX));
    let node = d.layer_node();
    d.tree.set_span(node, message.rest_span());
    let whole = message;
    let result = over_stream(d, &mut message);
    let place = d.place().map(|mut place| {
        place.start += u64::from(whole.left());
        place
    });
    // A body comes before the next message.
    d.hand_over_any(&[Claim::Named("coap")], None, c, place);
    result
}

fn code_name(code: u8) -> std::borrow::Cow<'static, str> {
    CODES.name(code.into()).map_or_else(|| format!("Unknown {code}").into(), Into::into)
}

fn over_datagrams(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let whole = *c;
    let first = c.u8()?;
    let kind = first.value >> 4 & 3;
    let (code, mid) = (c.u8()?, c.u16()?);
    let name = code_name(code.value);
    let (short, long) = (
        TYPES_SHORT.get(usize::from(kind)).copied().unwrap_or_default(),
        TYPES.name(kind.into()).unwrap_or_default(),
    );
    let node = d.layer_node();
    let title = format_args!("Constrained Application Protocol, {long}, {name}, MID:{}", mid.value);
    d.tree.set_label(node, title);
    d.columns.set_info(format_args!("{short}, MID:{}, {name}", mid.value));
    d.tree.leaf(VERSION, first);
    d.tree.leaf(TYPE, first);
    d.tree.leaf(TOKEN_LEN, first);
    d.tree.leaf_as(CODE, code, format_args!("Code: {name} ({})", code.value));
    d.tree.leaf(MID, mid);
    rest(d, c, &whole, Form::Datagram, first.value & 15, code.value)
}

fn over_stream(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (before, len) = stream_lengths(c.peek()).ok_or(Cut::Malformed)?;
    let first = c.u8()?;
    let span = start.span(u32::try_from(before).unwrap_or(u32::MAX).saturating_sub(1));
    c.skip(span.len.saturating_sub(1))?;
    let token_len = first.value & 15;
    let len = u32::try_from(before + len).unwrap_or(u32::MAX);
    d.tree.leaf(LENGTH, At { value: len, span });
    d.tree.leaf(TOKEN_LEN, first);
    let code = c.u8()?;
    let name = code_name(code.value);
    let node = d.layer_node();
    d.tree.set_label(node, format_args!("Constrained Application Protocol, {name}"));
    d.columns.add_info_after(", ", format_args!("{name}"));
    d.tree.leaf_as(CODE, code, format_args!("Code: {name} ({})", code.value));
    rest(d, c, &start, Form::Stream, token_len, code.value)
}

/// Token, options, payload of the message `whole`, and what it is to others.
fn rest(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    whole: &Cursor<'_>,
    form: Form,
    token_len: u8,
    code: u8,
) -> Result<(), Cut> {
    let start = *c;
    // What the row says behind what the body says.
    let mut row = String::new();
    let token = if token_len > 0 { Some(c.bytes(token_len.into())?) } else { None };
    if let Some(token) = token {
        d.tree.leaf(TOKEN, token);
        row.push_str(", TKN:");
        let _ = show::hex(token.value, " ", &mut row);
    }
    let mut found = Found::of(code);
    let result = options(d, c, &mut found);
    if let Some((number, more)) = found.block {
        let end = if more || found.names_block { "" } else { "End of " };
        row.push_str(&format!(", {end}Block #{number}"));
    }
    if found.has_uri {
        row.push_str(", ");
        row.push_str(&show::line(found.uri.as_bytes()));
    }
    row.push_str(&show::line(found.query.as_bytes()));
    let placing = links::placing(d, whole, found.is_part);
    let placing = placing.as_ref();
    let result = result.map(|()| payload(d, *c, &found, form, placing));
    if found.has_uri {
        let node = d.tree.made_text(URI_PATH_RECON, &found.uri, start.span(0));
        d.tree.set_flag(node, Flags::GENERATED);
    }
    row.push_str(&links::show(d, placing, form, whole.span(0)));
    if !d.say_behind("", format_args!("{row}")) {
        d.columns.add_info(format_args!("{row}"));
    }
    result
}

/// A delta or length that four bits may not hold.
fn extended(c: &mut Cursor<'_>, nibble: u8) -> Result<(u32, Option<At<u16>>), Cut> {
    match nibble {
        13 => {
            let at = c.u8()?.map(u16::from);
            Ok((u32::from(at.value) + 13, Some(at)))
        }
        14 => {
            let at = c.u16()?;
            Ok((u32::from(at.value) + 269, Some(at)))
        }
        15 => Err(Cut::Malformed),
        value => Ok((value.into(), None)),
    }
}

fn options(d: &mut Dissector<'_>, c: &mut Cursor<'_>, found: &mut Found) -> Result<(), Cut> {
    let (mut number, mut nth) = (0u32, 0);
    while !c.is_empty() {
        let start = *c;
        let first = c.u8()?;
        if first.value == MARKER {
            d.tree.leaf(END_MARKER, first);
            return Ok(());
        }
        nth += 1;
        let (delta, delta_ext) = extended(c, first.value >> 4)?;
        let (len, len_ext) = extended(c, first.value & 15)?;
        number = number.saturating_add(delta);
        let mut value = c.sub(len)?;
        let known = match found.signal {
            Some(code) => SIGNAL_OPTIONS.iter().find(|o| o.0 == code && o.1.0 == number).map(|o| &o.1),
            None => OPTIONS.iter().find(|o| o.0 == number),
        };
        let span = c.since(&start);
        let name = known.map_or_else(|| format!("Unknown Option ({number})"), |o| o.1.to_owned());
        let node = d.tree.made_text(OPT_NAME, &format!("#{nth}: {name}"), span);
        let open = d.tree.enter(node);
        if known.is_none() {
            let text = format_args!("Invalid Option Number {number}");
            d.tree.expert(node, Some(BAD_NUMBER), Severity::Warn, Group::Malformed, text);
        }
        if let Some((_, _, min, max, _)) = known.filter(|o| len < o.2 || len > o.3) {
            let text = format_args!("Invalid Option Range: {len} ({min} < x < {max})");
            d.tree.expert(node, Some(BAD_RANGE), Severity::Warn, Group::Malformed, text);
        }
        let critical = if number & 1 != 0 { "Critical" } else { "Elective" };
        let safety = if number & 2 != 0 { "Unsafe" } else { "Safe" };
        let key = if number & 0x1e == 0x1c { ", NoCacheKey" } else { "" };
        let says = format!("Type {number}, {critical}, {safety}{key}");
        d.tree.made_text(OPT_DESC, &says, first.span);
        d.tree.leaf(OPT_DELTA, first);
        d.tree.leaf(OPT_LENGTH, first);
        for (field, ext) in [(OPT_DELTA_EXT, delta_ext), (OPT_LENGTH_EXT, len_ext)] {
            if let Some(ext) = ext {
                d.tree.leaf(field, ext);
            }
        }
        let holds = known.map_or(Holds::Bytes, |o| o.4);
        let shown = option_value(d, number, holds, &mut value, found)?;
        let colon = if holds == Holds::Nothing || number == 9 { "" } else { ": " };
        name_option(d, node, format_args!("#{nth}: {name}"), format_args!("{colon}{shown}"));
        d.tree.close(open);
    }
    Ok(())
}

fn name_option(
    d: &mut Dissector<'_>,
    node: NodeRef,
    name: std::fmt::Arguments<'_>,
    value: std::fmt::Arguments<'_>,
) {
    d.tree.set_label(node, format_args!("Opt Name: {name}{value}"));
}

/// Shows a value; says it for the option's line.
fn option_value(
    d: &mut Dissector<'_>,
    number: u32,
    holds: Holds,
    c: &mut Cursor<'_>,
    found: &mut Found,
) -> Result<String, Cut> {
    let at = c.bytes(c.left())?;
    // Signalling messages have no fields of their own for their options.
    let number = if found.signal.is_some() { 0 } else { number };
    let value = at.value.iter().fold(0u32, |all, b| all << 8 | u32::from(*b));
    // Numbers that take more than four bytes are shown as the greatest.
    let number_of = if at.value.len() > 4 { u32::MAX } else { value };
    Ok(match holds {
        Holds::Nothing => String::new(),
        Holds::Number => {
            let (bytes, at) = (at, at.with(number_of));
            match number {
                option::OBSERVE => match OBSERVE_NAMES.name(number_of.into()).filter(|_| found.is_request) {
                    Some(name) => d.tree.leaf_as(OBSERVE, at, format_args!("Observe: {name} ({number_of})")),
                    None if !found.is_request => {
                        d.tree.leaf_as(OBSERVE, at, format_args!("Observe sequence number: {number_of}"))
                    }
                    None => d.tree.leaf(OBSERVE, at),
                },
                option::URI_PORT => {
                    found.has_uri = true;
                    found.uri.push_str(&format!(":{number_of}"));
                    let label = format_args!("Uri-Port: {number_of}");
                    d.tree.leaf_as(URI_PORT, at.with(number_of as u16), label)
                }
                option::MAX_AGE => d.tree.leaf(MAX_AGE, at),
                option::HOP_LIMIT => d.tree.leaf(HOP_LIMIT, at.with(number_of as u8)),
                option::SIZE1 => d.tree.leaf(SIZE1, at),
                option::SIZE2 => d.tree.leaf(SIZE2, at),
                _ => d.tree.leaf(OPT_UNKNOWN, bytes),
            };
            number_of.to_string()
        }
        Holds::Text => {
            let text = String::from_utf8_lossy(at.value);
            match number {
                option::URI_HOST => {
                    found.has_uri = true;
                    found.uri.push_str(SCHEME);
                    found.uri.push_str(&text);
                    d.tree.leaf(URI_HOST, at)
                }
                option::URI_PATH => {
                    found.has_uri = true;
                    found.uri.push('/');
                    found.uri.push_str(&text);
                    d.tree.leaf(URI_PATH, at)
                }
                option::URI_QUERY => {
                    found.query.push(if found.query.is_empty() { '?' } else { '&' });
                    found.query.push_str(&text);
                    d.tree.leaf(URI_QUERY, at)
                }
                option::LOCATION_PATH => d.tree.leaf(LOCATION_PATH, at),
                option::LOCATION_QUERY => d.tree.leaf(LOCATION_QUERY, at),
                option::PROXY_URI => d.tree.leaf(PROXY_URI, at),
                option::PROXY_SCHEME => d.tree.leaf(PROXY_SCHEME, at),
                _ => d.tree.leaf(OPT_UNKNOWN, at),
            };
            show::line(at.value)
        }
        Holds::Format => {
            let name = format_name(number_of);
            if number == option::CONTENT_FORMAT {
                found.format = Some(number_of);
                d.tree.made_text(CTYPE, &name, at.span);
            } else {
                d.tree.made_text(ACCEPT, &name, at.span);
            }
            name
        }
        Holds::Block => {
            let (block, more, size) = (value >> 4, value & 8 != 0, value as u8 & 7);
            found.block = Some((block, more));
            let of_payload = if found.is_request { option::BLOCK1 } else { option::BLOCK2 };
            found.names_block = number != of_payload;
            found.is_part |= number == of_payload && (more || block > 0);
            let last = At { value: value as u8, span: last_byte(at.span) };
            d.tree.leaf(BLOCK_NUMBER, at.with(block));
            d.tree.leaf(BLOCK_MORE, last);
            let bytes = 16u32 << size;
            d.tree.leaf_as(BLOCK_SIZE, last, format_args!("Block Size: {bytes} ({size} encoded)"));
            format!("NUM:{block}, M:{}, SZX:{bytes}", u8::from(more))
        }
        Holds::Bytes => {
            let mut text = String::new();
            let _ = show::hex(at.value.get(..36).unwrap_or(at.value), " ", &mut text);
            match number {
                option::IF_MATCH => d.tree.leaf(IF_MATCH, at),
                option::ETAG => d.tree.leaf(ETAG, at),
                _ => d.tree.leaf(OPT_UNKNOWN, at),
            };
            if text.is_empty() { "(null)".into() } else { text }
        }
    })
}

fn last_byte(span: Span) -> Span {
    span.part(span.len.saturating_sub(1), 1)
}

fn format_name(format: u32) -> String {
    FORMATS.name(format.into()).map_or_else(|| format!("Unknown Type {format}"), Into::into)
}

fn payload(d: &mut Dissector<'_>, c: Cursor<'_>, found: &Found, form: Form, placing: Option<&Placing<'_>>) {
    if c.is_empty() {
        return;
    }
    if !found.is_part {
        return body(d, c, found, form, placing);
    }
    let span = c.rest_span();
    d.tree.leaf(BLOCK_PAYLOAD, At { value: (), span });
    d.tree.generated(BLOCK_LENGTH, c.left(), span.at_start());
    if let Some(whole) = links::body(d, placing, span) {
        body(d, whole.cursor(), found, form, placing);
    }
}

/// A payload that is whole.
fn body(d: &mut Dissector<'_>, c: Cursor<'_>, found: &Found, form: Form, placing: Option<&Placing<'_>>) {
    let (span, len) = (c.rest_span(), c.left());
    let (name, said) = match found.format {
        Some(format) => (format_name(format), ""),
        // Diagnostics are text for people (RFC 7252 section 5.5.2).
        None if found.is_error => ("text/plain; charset=utf-8".into(), " (no Content-Format)"),
        None => ("application/octet-stream".into(), " (no Content-Format)"),
    };
    let label = format_args!("Payload: Payload Content-Format: {name}{said}, Length: {len}");
    let open = d.tree.open_as(PAYLOAD, span.bytes(), label);
    d.tree.made_text(PAYLOAD_DESC, &name, span);
    d.tree.generated(PAYLOAD_LENGTH, len, span.at_start());
    d.tree.close(open);
    links::carry(d, placing, form, found.format.map_or("", |_| &name), c.peek());
    d.media_type = MediaType::parse(name.as_bytes());
    let claimant = d.registry().of_media_type(&d.media_type.essence).map(|l| l.protocol.name);
    d.hand_over(Claim::Named(claimant.unwrap_or("data")), c);
}

#[cfg(test)]
mod tests;
