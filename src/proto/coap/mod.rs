//! CoAP (RFC 7252; over TCP and TLS, RFC 8323): messages, options by a table, blocks (RFC 7959) as
//! they come. Bodies go to their media type.

pub mod fields;

use super::answers::{Link, Reader, Role};
use super::datagram_link::{self, Wanted};
use super::placed::Placed;
use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Framed, Framer, Group, MediaType, NodeRef, Progress, Protocol,
    Severity, SourceId, Span, Stretch,
};
use crate::field::show;
use crate::store::{Application, MessageKind};
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "coap",
    title: "CoAP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT)],
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
    (20, "Location-Query", 0, 255, Holds::Text),
    (23, "Block2", 0, 3, Holds::Block),
    (27, "Block1", 0, 3, Holds::Block),
    (28, "Size2", 0, 4, Holds::Number),
    (35, "Proxy-Uri", 1, 1034, Holds::Text),
    (39, "Proxy-Scheme", 1, 255, Holds::Text),
    (60, "Size1", 0, 4, Holds::Number),
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
    pub(super) const SIZE2: u32 = 28;
    pub(super) const PROXY_URI: u32 = 35;
    pub(super) const PROXY_SCHEME: u32 = 39;
    pub(super) const SIZE1: u32 = 60;
    pub(super) const IF_MATCH: u32 = 1;
    pub(super) const ETAG: u32 = 4;
}

/// Lengths of a message over a stream (RFC 8323 section 3.2): what stands before the token, token
/// and what follows it. `None`: more bytes are needed.
fn stream_lengths(bytes: &[u8]) -> Option<(u64, u64)> {
    let first = *bytes.first()?;
    let ext = |n: usize| Some(bytes.get(1..1 + n)?.iter().fold(0u64, |all, b| all << 8 | u64::from(*b)));
    let (extra, len) = match first >> 4 {
        13 => (1, ext(1)? + 13),
        14 => (2, ext(2)? + 269),
        15 => (4, ext(4)? + 65_805),
        len => (0, len.into()),
    };
    Some((2 + extra, u64::from(first & 15) + len))
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
    /// Number of the block, and whether more follow.
    block: Option<(u32, bool)>,
    /// The block is one that a request asks for.
    asks_block: bool,
    is_request: bool,
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
    stream_links(d, &whole);
    // A body comes before the next message.
    d.hand_over_any(&[Claim::Named("coap")], None, c, d.place());
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
    let result = rest(d, c, first.value & 15, code.value);
    links(d, &whole);
    result
}

/// A message in a datagram: its code, its number, its token, and what follows.
fn parts(bytes: &[u8]) -> Option<(u8, &[u8], &[u8], &[u8])> {
    let ([first, code, mid @ ..], rest) = bytes.split_first_chunk::<4>()?;
    let (token, options) = rest.split_at_checked(usize::from(first & 15))?;
    let mid: &[u8; 2] = mid;
    Some((*code, mid, token, options))
}

/// Shows which frame asks, or answers; of answers the path that was asked for.
fn links(d: &mut Dissector<'_>, whole: &Cursor<'_>) {
    if !wants_links(d) && d.columns.skip_info {
        return;
    }
    let Some((code, mid, token, _)) = parts(whole.peek()) else { return };
    let (is_request, is_response) = (matches!(code, 1..=31), matches!(code, 64..=191));
    // Without a token only the number tells.
    let fits = |bytes: &[u8]| {
        let same = |there: &(u8, &[u8], &[u8], &[u8])| {
            there.2 == token
                && (!token.is_empty() || there.1 == mid)
                && if is_request { matches!(there.0, 64..=191) } else { matches!(there.0, 1..=31) }
        };
        parts(bytes).is_some_and(|there| same(&there))
    };
    let at = whole.span(0);
    if is_request {
        if wants_links(d)
            && let Some(answer) = datagram_link::other(d, whole, Wanted::Answer, fits)
        {
            d.tree.generated(RESPONSE_IN, answer.number(), at);
        }
        return;
    }
    let question = datagram_link::other(d, whole, Wanted::Question, fits).filter(|_| is_response);
    let Some(question) = question else { return };
    let bytes = d.capture().frame_bytes(question);
    let asked = bytes.get(whole.offset() as usize..).and_then(parts).and_then(|parts| path(parts.3));
    if let Some(path) = asked {
        answers_path(d, &path, at);
    }
    datagram_link::show_question(d, question, at, RESPONSE_TO, RESPONSE_TIME);
}

fn wants_links(d: &Dissector<'_>) -> bool {
    d.tree.wants_any(&[RESPONSE_IN.id, RESPONSE_TO.id, RESPONSE_TIME.id, URI_PATH_RECON.id])
}

/// What an answer answers, in its tree and in its row.
fn answers_path(d: &mut Dissector<'_>, path: &str, at: Span) {
    d.columns.add_info(format_args!(", {}", show::line(path.as_bytes())));
    let node = d.tree.made_text(URI_PATH_RECON, path, at);
    d.tree.set_flag(node, Flags::GENERATED);
}

/// Reads code and token of a message in a stream.
const READER: Reader = Reader { protocol: "coap", head_bytes: STREAM_HEAD + 8, read: role };

fn role(bytes: &[u8]) -> Option<(Role, u64)> {
    let (code, token, _) = stream_parts(bytes)?;
    let role = match code {
        1..=31 => Role::Request,
        64..=191 => Role::Response,
        _ => return None,
    };
    Some((role, token.iter().fold(0, |all, b| all << 8 | u64::from(*b))))
}

/// A message in a stream: its code, its token, and what follows.
fn stream_parts(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let before = usize::try_from(stream_lengths(bytes)?.0).ok()?;
    let code = *bytes.get(before.checked_sub(1)?)?;
    let (token, options) = bytes.get(before..)?.split_at_checked(usize::from(bytes.first()? & 15))?;
    Some((code, token, options))
}

/// The same links in a stream.
fn stream_links(d: &mut Dissector<'_>, message: &Cursor<'_>) {
    if !wants_links(d) && d.columns.skip_info {
        return;
    }
    let Some((role, token)) = role(message.peek()) else { return };
    let Some(placed) = Placed::of(d) else { return };
    let link = Link::of(&placed, d.frame_id(), READER, role, token);
    let at = message.span(0);
    if let Some(answer) = link.response {
        d.tree.generated(RESPONSE_IN, answer.number(), at);
    }
    let Some(question) = link.request else { return };
    let other = 1 - placed.place.direction.min(1);
    let asked = placed.direction(other).and_then(|stream| {
        let mut here = stream.messages_in(question).filter_map(|nth| stream.messages.get(nth));
        here.find_map(|m| {
            /// Paths are shorter.
            const MAX_BYTES: u64 = 2048;
            let bytes = placed.bytes(other, m.start()..m.end().min(m.start() + MAX_BYTES));
            let (_, _, options) =
                stream_parts(&bytes).filter(|_| self::role(&bytes) == Some((Role::Request, token)))?;
            path(options)
        })
    });
    if let Some(path) = asked {
        answers_path(d, &path, at);
    }
    datagram_link::show_question(d, question, at, RESPONSE_TO, RESPONSE_TIME);
}

/// The path that a message's options name.
fn path(options: &[u8]) -> Option<String> {
    let len = u32::try_from(options.len()).ok()?;
    let mut c = Cursor::new(options, len, SourceId::FRAME);
    let (mut number, mut path) = (0u32, String::new());
    while let Ok(first) = c.u8()
        && first.value != MARKER
    {
        let (delta, _) = extended(&mut c, first.value >> 4).ok()?;
        let (len, _) = extended(&mut c, first.value & 15).ok()?;
        number = number.saturating_add(delta);
        let value = c.bytes(len).ok()?;
        if number == option::URI_PATH {
            path.push('/');
            path.push_str(&String::from_utf8_lossy(value.value));
        }
    }
    (!path.is_empty()).then_some(path)
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
    rest(d, c, token_len, code.value)
}

/// Token, options, payload.
fn rest(d: &mut Dissector<'_>, c: &mut Cursor<'_>, token_len: u8, code: u8) -> Result<(), Cut> {
    let start = *c;
    if token_len > 0 {
        let token = c.bytes(token_len.into())?;
        d.tree.leaf(TOKEN, token);
        let mut text = String::new();
        let _ = show::hex(token.value, " ", &mut text);
        d.columns.add_info(format_args!(", TKN:{text}"));
    }
    let mut found = Found { is_request: matches!(code, 1..=31), ..Found::default() };
    let result = options(d, c, &mut found);
    if let Some((number, more)) = found.block {
        let end = if more || found.asks_block { "" } else { "End of " };
        d.columns.add_info(format_args!(", {end}Block #{number}"));
    }
    let text = |raw: &str| show::line(raw.as_bytes());
    if found.has_uri {
        d.columns.add_info(format_args!(", {}", text(&found.uri)));
    }
    if !found.query.is_empty() {
        d.columns.add_info(format_args!("{}", text(&found.query)));
    }
    result?;
    payload(d, c, &found)?;
    if found.has_uri {
        let node = d.tree.made_text(URI_PATH_RECON, &found.uri, start.span(0));
        d.tree.set_flag(node, Flags::GENERATED);
    }
    Ok(())
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
        let known = OPTIONS.iter().find(|o| o.0 == number);
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
    let value = at.value.iter().fold(0u32, |all, b| all << 8 | u32::from(*b));
    // Numbers that take more than four bytes are shown as the greatest.
    let number_of = if at.value.len() > 4 { u32::MAX } else { value };
    Ok(match holds {
        Holds::Nothing => String::new(),
        Holds::Number => {
            let at = at.with(number_of);
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
                _ => NodeRef::NONE,
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
                _ => NodeRef::NONE,
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
            found.asks_block = found.is_request && number == option::BLOCK2;
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

fn payload(d: &mut Dissector<'_>, c: &mut Cursor<'_>, found: &Found) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let (span, len) = (c.rest_span(), c.left());
    if found.block.is_some_and(|(number, more)| more || number > 0) {
        d.tree.leaf(BLOCK_PAYLOAD, At { value: (), span });
        d.tree.generated(BLOCK_LENGTH, len, span.at_start());
        return Ok(());
    }
    let (name, said) = match found.format {
        Some(format) => (format_name(format), ""),
        None => ("application/octet-stream".into(), " (no Content-Format)"),
    };
    let label = format_args!("Payload: Payload Content-Format: {name}{said}, Length: {len}");
    let open = d.tree.open_as(PAYLOAD, span.bytes(), label);
    d.tree.made_text(PAYLOAD_DESC, &name, span);
    d.tree.generated(PAYLOAD_LENGTH, len, span.at_start());
    d.tree.close(open);
    d.media_type = MediaType::parse(name.as_bytes());
    let claimant = d.registry().of_media_type(&d.media_type.essence).map(|l| l.protocol.name);
    d.hand_over(Claim::Named(claimant.unwrap_or("data")), *c);
    Ok(())
}

#[cfg(test)]
mod tests;
