//! WebSocket (RFC 6455): frames, which are unmasked, put together and inflated (permessage-deflate,
//! RFC 7692). What messages mean is the application's business.

mod deflate;

use super::placed::Placed;
use super::{http, json};
use crate::base::id::FrameId;
use crate::dissect::checkpoints::StreamKey;
use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Framed, Framer, Group, MediaType, Parent, Progress, Protocol,
    Severity, SourceBytes, SourceId, Span, Stretch,
};
use crate::field::Names;
use crate::store::{Application, Message, MessageKind};
use deflate::{inflate, inflated, slide};
use flate2::{Decompress, FlushDecompress, Status};
use std::sync::Arc;

pub const PROTOCOL: Protocol = Protocol {
    name: "websocket",
    title: "WebSocket",
    fields: FIELDS,
    framer: Some(Framer {
        application: Application::WebSocket,
        // It begins where HTTP says so, and looks like nothing.
        recognises: |_, _| false,
        follows_peer: true,
        next,
    }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "websocket";
    /// A frame.
    WEBSOCKET: Protocol = "websocket", "WebSocket", None;
    /// The last frame of its message.
    FIN: Bool = "websocket.fin", "Fin", W8 & 0x80;
    /// Bits for extensions.
    RSV: U8 = "websocket.rsv", "Reserved", Hex & 0x70;
    /// The message is compressed (RFC 7692).
    PMC: Bool = "websocket.pmc", "Per-Message Compressed", W8 & 0x40;
    /// What the frame is.
    OPCODE: U8 = "websocket.opcode", "Opcode", Dec & 0x0f, Names::Table(OPCODES);
    /// The payload is masked; that of clients is.
    MASK: Bool = "websocket.mask", "Mask", W8 & 0x80;
    /// Length of the payload, or which field has it.
    PAYLOAD_LENGTH: U8 = "websocket.payload_length", "Payload length", Dec & 0x7f;
    /// Length of the payload.
    PAYLOAD_LENGTH_16: U16 = "websocket.payload_length_ext_16", "Extended Payload length (16 bits)", Dec;
    /// Length of the payload.
    PAYLOAD_LENGTH_64: U64 = "websocket.payload_length_ext_64", "Extended Payload length (64 bits)", Dec;
    /// What the payload is combined with.
    MASKING_KEY: Bytes = "websocket.masking_key", "Masking-Key", None;
    /// The payload, unmasked.
    PAYLOAD: Label = "websocket.payload", "Payload", None;
    /// The payload as it was sent.
    MASKED_PAYLOAD: Label = "websocket.masked_payload", "Masked payload", None;
    /// A part of a message.
    PAYLOAD_CONTINUE: Bytes = "websocket.payload.continue", "Continue", None;
    /// Text.
    PAYLOAD_TEXT: Str = "websocket.payload.text", "Text", None;
    /// Why the connection is closed.
    PAYLOAD_CLOSE: Label = "websocket.payload.close", "Close", None;
    /// The reason as a number.
    CLOSE_STATUS: U16 = "websocket.payload.close.status_code", "Status code", Dec, Names::Table(CLOSE_CODES);
    /// The reason in words.
    CLOSE_REASON: Str = "websocket.payload.close.reason", "Reason", None;
    /// Bytes to be sent back.
    PAYLOAD_PING: Bytes = "websocket.payload.ping", "Ping", None;
    /// Bytes sent back.
    PAYLOAD_PONG: Bytes = "websocket.payload.pong", "Pong", None;
    /// Payload of a frame nobody defined.
    PAYLOAD_UNKNOWN: Bytes = "websocket.payload.unknown", "Unknown", None;
    /// The frames that a message was put together from.
    FRAGMENTS: Label = "websocket.fragments", "Reassembled websocket Fragments", None;
    /// The capture's frame with one of them.
    FRAGMENT: FrameNum = "websocket.fragment", "Websocket Fragment", None;
    /// How many there are.
    FRAGMENT_COUNT: U32 = "websocket.fragment.count", "Fragment count", Dec;
    /// Bytes of the message.
    REASSEMBLED_LENGTH: U32 = "websocket.reassembled.length", "Reassembled websocket Payload length", Dec;
    /// The message is compressed, and cannot be inflated.
    DECOMPRESSION_FAILED: Label = "websocket.decompression.failed.expert", "Decompression failed", None;
}

const OPCODES: &[(u32, &str)] =
    &[(0, "Continuation"), (1, "Text"), (2, "Binary"), (8, "Connection Close"), (9, "Ping"), (10, "Pong")];
const CLOSE_CODES: &[(u32, &str)] = &[
    (1000, "Normal Closure"),
    (1001, "Going Away"),
    (1002, "Protocol error"),
    (1003, "Unsupported Data"),
    (1004, "---Reserved----"),
    (1005, "No Status Rcvd"),
    (1006, "Abnormal Closure"),
    (1007, "Invalid frame payload data"),
    (1008, "Policy Violation"),
    (1009, "Message Too Big"),
    (1010, "Mandatory Ext."),
    (1011, "Internal Server"),
    (1015, "TLS handshake"),
];

mod opcode {
    pub const CONTINUATION: u8 = 0;
    pub const TEXT: u8 = 1;
    pub const BINARY: u8 = 2;
    pub const CLOSE: u8 = 8;
    pub const PING: u8 = 9;
    pub const PONG: u8 = 10;
}

/// A message's kind is this and the opcode, its note the first byte's upper half.
const KIND: u8 = 0x50;
const FIN_BIT: u8 = 0x80;
const COMPRESSED_BIT: u8 = 0x40;

/// Most that is put together of one message.
const MESSAGE_MAX: usize = 64 << 20;
/// Most that is made of a compressed message, and of each of its bytes beyond the first mebibyte.
const INFLATED_MAX: usize = 64 << 20;
const INFLATED_RATIO: usize = 1000;
/// How far back the compression refers (RFC 1951).
const WINDOW_BYTES: usize = 32 << 10;
/// Frames of one message that are put together.
const FRAGMENTS_MAX: usize = 1 << 16;

/// The head of a frame.
#[derive(Clone, Copy, Debug)]
struct Head {
    first: u8,
    mask: Option<[u8; 4]>,
    /// Bytes before the payload.
    len: u64,
    payload_len: u64,
}

impl Head {
    /// `Err`: how many bytes are needed.
    fn read(bytes: &[u8]) -> Result<Self, u64> {
        let [first, second, rest @ ..] = bytes else { return Err(2) };
        let (masked, short) = (second & 0x80 != 0, second & 0x7f);
        let (payload_len, more) = match short {
            126 => (rest.first_chunk().map(|b| u64::from(u16::from_be_bytes(*b))), 2),
            127 => (rest.first_chunk().map(|b| u64::from_be_bytes(*b)), 8),
            n => (Some(n.into()), 0),
        };
        let len = 2 + more + if masked { 4 } else { 0 };
        let mask = rest.get(more..).and_then(|r| r.first_chunk()).copied().filter(|_| masked);
        match payload_len {
            Some(payload_len) if bytes.len() >= len => {
                Ok(Self { first: *first, mask, len: len as u64, payload_len })
            }
            _ => Err(len as u64),
        }
    }

    fn opcode(&self) -> u8 {
        self.first & 0x0f
    }
}

/// Longest head of a frame.
pub const HEAD_MAX: u64 = 14;

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    framed(&(stretch.read)(0..HEAD_MAX.min(stretch.len)), stretch.len)
}

/// What begins with `bytes`, of which `there` are there.
pub fn framed(bytes: &[u8], there: u64) -> Framed {
    let head = match Head::read(bytes) {
        Ok(head) => head,
        Err(at_least) => return Framed::NeedMore { at_least },
    };
    let len = head.len.saturating_add(head.payload_len);
    if len > u32::MAX.into() || matches!(head.opcode(), 3..=7 | 11..) {
        return Framed::Skip(0);
    }
    if there < len {
        return Framed::NeedMore { at_least: len };
    }
    Framed::Message { len, kind: MessageKind(KIND | head.opcode()), note: head.first & 0xf0 }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let placed = Placed::of(d);
    let start = c.offset();
    let mut place = d.place();
    let mut first = true;
    while !c.is_empty() && !d.tree.truncated {
        let at = u64::from(c.offset().saturating_sub(start));
        let Ok(head) = Head::read(c.peek()) else {
            return if c.captured() < c.left() { Err(Cut::Snapped) } else { Err(Cut::Malformed) };
        };
        let len = u32::try_from(head.len.saturating_add(head.payload_len)).unwrap_or(u32::MAX);
        let frame = c.take(len);
        if !first {
            d.another_node(WEBSOCKET, frame.rest_span());
        }
        first = false;
        let node = d.layer_node();
        d.tree.set_span(node, frame.rest_span());
        let beside = one(d, placed.as_ref(), at, &head, frame)?;
        if beside && !c.is_empty() {
            if let Some(place) = &mut place {
                place.start += u64::from(c.offset().saturating_sub(start));
            }
            d.columns.fence_info();
            d.hand_over_any(&[Claim::Named("websocket")], None, c, place);
            return Ok(());
        }
    }
    Ok(())
}

/// Says whether something was handed over, to stand beside the frame.
fn one(
    d: &mut Dissector<'_>,
    placed: Option<&Placed<'_>>,
    at: u64,
    head: &Head,
    mut c: Cursor<'_>,
) -> Result<bool, Cut> {
    let is_fin = head.first & FIN_BIT != 0;
    let name = OPCODES.iter().find(|o| o.0 == u32::from(head.opcode())).map_or("Unknown", |o| o.1);
    let fin = if is_fin { " [FIN]" } else { "[FRAGMENT] " };
    let mask = if head.mask.is_some() { " [MASKED]" } else { " " };
    d.columns.add_info(format_args!("WebSocket {name}{fin}{mask}"));
    let first = c.u8()?;
    d.tree.leaf(FIN, first);
    d.tree.leaf(RSV, first);
    if is_compression_agreed(placed) {
        d.tree.leaf(PMC, first);
    }
    d.tree.leaf(OPCODE, first);
    let second = c.u8()?;
    d.tree.leaf(MASK, second);
    d.tree.leaf(PAYLOAD_LENGTH, second);
    match second.value & 0x7f {
        126 => {
            d.tree.leaf(PAYLOAD_LENGTH_16, c.u16()?);
        }
        127 => {
            d.tree.leaf(PAYLOAD_LENGTH_64, c.u64()?);
        }
        _ => {}
    }
    if head.mask.is_some() {
        d.tree.leaf(MASKING_KEY, c.bytes(4)?);
    }
    if c.is_empty() {
        return Ok(false);
    }
    let sent = c.rest_span();
    let mut payload = Payload::captured(c);
    if let Some(key) = head.mask {
        d.tree.leaf(MASKED_PAYLOAD, At { value: (), span: sent });
        payload = payload.unmask(d, key)?;
    }
    let is_control = head.opcode() >= opcode::CLOSE;
    if !is_fin && !is_control {
        let open = d.tree.open(PAYLOAD, At { value: (), span: payload.span() });
        d.tree.leaf(PAYLOAD_CONTINUE, payload.whole());
        d.tree.close(open);
        return Ok(false);
    }
    // The last frame of a message shows it whole.
    let message = placed.filter(|_| !is_control).and_then(|p| Whole::ending_at(p, at));
    let (mut kind, mut compressed) = (head.opcode(), head.first & COMPRESSED_BIT != 0);
    if let Some(whole) = &message {
        (kind, compressed) = (whole.opcode, whole.compressed);
        if whole.frames.len() > 1 {
            payload = whole.put_together(d, placed, &payload)?;
        }
    }
    let open = d.tree.open(PAYLOAD, At { value: (), span: payload.span() });
    if compressed && !is_control {
        match inflated(placed, at, &payload) {
            Some(bytes) => payload = payload.made(d, "Decompressed payload", bytes)?,
            None => {
                let text = format_args!("Decompression failed");
                d.tree.expert(
                    open.node(),
                    Some(DECOMPRESSION_FAILED),
                    Severity::Error,
                    Group::Undecoded,
                    text,
                );
            }
        }
    }
    let beside = content(d, placed, kind, &payload)?;
    d.tree.close(open);
    Ok(beside)
}

fn content(
    d: &mut Dissector<'_>,
    placed: Option<&Placed<'_>>,
    kind: u8,
    payload: &Payload<'_>,
) -> Result<bool, Cut> {
    match kind {
        opcode::TEXT => {
            d.tree.leaf(PAYLOAD_TEXT, payload.whole());
            let essence = if json::looks_like(&payload.bytes) { json::BY_LOOKS } else { "" };
            d.media_type = MediaType { essence: essence.into(), ..MediaType::default() };
            d.hand_over(Claim::Named("data-text-lines"), payload.cursor());
            return Ok(true);
        }
        // A message may hold a part of a packet, or several (MQTT 5.0 section 6); whole ones are what all send.
        opcode::BINARY if agreed(placed, is_mqtt) => {
            d.hand_over_any(&[Claim::Named("mqtt")], None, payload.cursor(), d.place());
            return Ok(true);
        }
        opcode::BINARY => {
            d.hand_over(Claim::Named("data"), payload.cursor());
            return Ok(true);
        }
        opcode::CLOSE => {
            let open = d.tree.open(PAYLOAD_CLOSE, At { value: (), span: payload.span() });
            let mut c = payload.cursor();
            d.tree.leaf(CLOSE_STATUS, c.u16()?);
            if !c.is_empty() {
                d.tree.leaf(CLOSE_REASON, c.rest());
            }
            d.tree.close(open);
        }
        opcode::PING => {
            d.tree.leaf(PAYLOAD_PING, payload.whole());
        }
        opcode::PONG => {
            d.tree.leaf(PAYLOAD_PONG, payload.whole());
        }
        opcode::CONTINUATION => {
            d.tree.leaf(PAYLOAD_CONTINUE, payload.whole());
        }
        _ => {
            d.tree.leaf(PAYLOAD_UNKNOWN, payload.whole());
        }
    }
    Ok(false)
}

/// Bytes of a payload, as captured or made of it.
struct Payload<'a> {
    bytes: SourceBytes<'a>,
    start: u32,
    source: SourceId,
}

impl<'a> Payload<'a> {
    fn captured(c: Cursor<'a>) -> Self {
        Self { bytes: SourceBytes::Captured(c.peek()), start: c.offset(), source: c.source() }
    }

    fn span(&self) -> Span {
        Span { start: self.start, len: self.bytes.len() as u32, source: self.source }
    }

    fn whole(&self) -> At<&[u8]> {
        At { value: &self.bytes, span: self.span() }
    }

    fn cursor(&self) -> Cursor<'_> {
        Cursor::at(&self.bytes, self.start, self.source)
    }

    /// Another data source, made of this one.
    fn made(&self, d: &mut Dissector<'_>, title: &'static str, bytes: Vec<u8>) -> Result<Self, Cut> {
        let bytes: Arc<[u8]> = bytes.into();
        let source = d.add_source(title, Arc::clone(&bytes), vec![Parent::Here(self.span())]);
        let source = source.ok_or(Cut::Malformed)?;
        Ok(Self { bytes: SourceBytes::Made(bytes), start: 0, source })
    }

    fn unmask(&self, d: &mut Dissector<'_>, key: [u8; 4]) -> Result<Self, Cut> {
        let bytes = unmasked(&self.bytes, key);
        self.made(d, "Unmasked data", bytes)
    }
}

fn unmasked(bytes: &[u8], key: [u8; 4]) -> Vec<u8> {
    bytes.iter().zip(key.iter().cycle()).map(|(b, k)| b ^ k).collect()
}

/// A message of several frames, or of one.
struct Whole {
    opcode: u8,
    compressed: bool,
    /// Its frames, in order; control frames may stand between them.
    frames: Vec<Message>,
}

impl Whole {
    /// The message whose last frame begins `at` bytes behind the payload's beginning.
    fn ending_at(placed: &Placed<'_>, at: u64) -> Option<Self> {
        let direction = placed.direction(placed.place.direction)?;
        let last = direction.message_starting(placed.place.start + at)?;
        let mut frames = Vec::new();
        for index in (0..=last).rev().take(FRAGMENTS_MAX) {
            let frame = *direction.messages.get(index)?;
            let opcode = opcode_of(&frame)?;
            if opcode >= opcode::CLOSE {
                continue;
            }
            // The end of the message before: this one has lost its beginning.
            if index != last && frame.note() & FIN_BIT != 0 {
                return None;
            }
            frames.push(frame);
            if opcode != opcode::CONTINUATION {
                frames.reverse();
                return Some(Self { opcode, compressed: frame.note() & COMPRESSED_BIT != 0, frames });
            }
        }
        None
    }

    /// The payloads of all frames, one after the other.
    fn put_together(
        &self,
        d: &mut Dissector<'_>,
        placed: Option<&Placed<'_>>,
        last: &Payload<'_>,
    ) -> Result<Payload<'static>, Cut> {
        let mut bytes = Vec::new();
        let mut parts = Vec::new();
        for frame in &self.frames {
            let before = bytes.len();
            if let Some(placed) = placed.filter(|_| before < MESSAGE_MAX) {
                bytes.extend_from_slice(&payload_of(placed, placed.place.direction, frame));
            }
            parts.push((before as u32, (bytes.len() - before) as u32));
        }
        let bytes: Arc<[u8]> = bytes.into();
        let parents = vec![Parent::Here(last.span())];
        let source =
            d.add_source("Reassembled WebSocket", Arc::clone(&bytes), parents).ok_or(Cut::Malformed)?;
        let whole = Span { start: 0, len: bytes.len() as u32, source };
        let (count, len) = (self.frames.len() as u32, bytes.len() as u32);
        let node = d.tree.leaf_as(
            FRAGMENTS,
            At { value: (), span: whole },
            format_args!("[{count} Reassembled websocket Fragments ({len} bytes)]"),
        );
        d.tree.set_flag(node, Flags::GENERATED);
        let open = d.tree.enter(node);
        // A decrypted stream's messages are complete in a frame of the capture, as others are.
        for (frame, (at, len)) in self.frames.iter().zip(parts) {
            d.tree.generated(FRAGMENT, frame.frame.number(), whole.part(at, len));
        }
        d.tree.generated(FRAGMENT_COUNT, count, whole);
        d.tree.generated(REASSEMBLED_LENGTH, len, whole);
        d.tree.close(open);
        Ok(Payload { bytes: SourceBytes::Made(bytes), start: 0, source })
    }
}

/// What a message of the stream is, if it is a frame.
fn opcode_of(message: &Message) -> Option<u8> {
    let MessageKind(kind) = message.kind();
    (kind & 0xf0 == KIND).then_some(kind & 0x0f)
}

/// The payload of a frame of the stream, unmasked.
fn payload_of(placed: &Placed<'_>, direction: usize, frame: &Message) -> Vec<u8> {
    let bytes = placed.bytes(direction, frame.range());
    let Ok(head) = Head::read(&bytes) else { return Vec::new() };
    let payload = usize::try_from(head.len).ok().and_then(|len| bytes.get(len..)).unwrap_or(&[]);
    match head.mask {
        Some(key) => unmasked(payload, key),
        None => payload.to_vec(),
    }
}

/// Whether the answer that began the connection agreed on compression.
fn is_compression_agreed(placed: Option<&Placed<'_>>) -> bool {
    agreed(placed, |_, value| value.windows(18).any(|w| w.eq_ignore_ascii_case(b"permessage-deflate")))
}

/// The protocol inside is MQTT (MQTT 5.0 section 6.2; before it was registered, mqttv3.1).
fn is_mqtt(name: &[u8], value: &[u8]) -> bool {
    let is_mqtt = value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"mqtt"));
    name.eq_ignore_ascii_case(b"sec-websocket-protocol") && is_mqtt
}

/// Whether a header of the answer that began the connection says so.
fn agreed(placed: Option<&Placed<'_>>, says: impl Fn(&[u8], &[u8]) -> bool) -> bool {
    placed.is_some_and(|placed| {
        const OF_STREAMS: [&str; 2] = ["sec-websocket-extensions", "sec-websocket-protocol"];
        let answered = |name| placed.answered_with(name).is_some_and(|value| says(name.as_bytes(), value));
        if placed.place.inside != 0 {
            return OF_STREAMS.into_iter().any(answered);
        }
        (0..2).any(|direction| {
            let Some(stream) = placed.direction(direction) else { return false };
            let begins = |s: &&crate::store::Stage| s.application == Application::WebSocket;
            let Some(stage) = stream.stages.iter().find(begins) else { return false };
            let before = stream.messages.partition_point(|m| m.end() <= stage.start);
            let Some(answer) = before.checked_sub(1).and_then(|at| stream.messages.get(at)) else {
                return false;
            };
            let head = placed.bytes(direction, answer.range());
            let mut headers = head.split(|b| *b == b'\n').skip(1).filter_map(http::header);
            head.starts_with(b"HTTP/1.1 101")
                && headers.any(|(name, value)| says(name.trim_ascii(), value.trim_ascii()))
        })
    })
}

/// The first whole message of a direction; `None`: the stream holds no WebSocket.
pub fn first_message(placed: &Placed<'_>, direction: usize) -> Option<Vec<u8>> {
    /// Control frames may come first.
    const FIRST: usize = 8;
    let stream = placed.direction(direction)?;
    let stage = stream.stages.iter().find(|s| s.application == Application::WebSocket)?;
    let from = stream.messages.partition_point(|m| m.start() < stage.start);
    let is_data = |m: &&Message| opcode_of(m).is_some_and(|opcode| opcode < opcode::CLOSE);
    let frame = stream.messages.iter_from(from).take(FIRST).find(is_data)?;
    Some(payload_of(placed, direction, frame))
}

/// A message of data, whole and inflated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub direction: usize,
    /// The capture's frame in which it is complete.
    pub frame: FrameId,
    /// Offset of its last frame in its direction's stream.
    pub start: u64,
    pub bytes: Vec<u8>,
}

/// All messages of a direction. One that cannot be inflated is told as it came, and ends what can be known of
/// compressed ones behind it.
pub fn messages(placed: &Placed<'_>, direction: usize) -> Vec<Said> {
    let Some(stream) = placed.direction(direction) else { return Vec::new() };
    let Some(stage) = stream.stages.iter().find(|s| s.application == Application::WebSocket) else {
        return Vec::new();
    };
    let from = stream.messages.partition_point(|m| m.start() < stage.start);
    let (mut said, mut window, mut open) = (Vec::new(), Vec::new(), None::<(bool, Vec<u8>)>);
    for frame in stream.messages.iter_from(from) {
        let Some(opcode) = opcode_of(frame).filter(|o| *o < opcode::CLOSE) else { continue };
        if opcode != opcode::CONTINUATION {
            open = Some((frame.note() & COMPRESSED_BIT != 0, Vec::new()));
        }
        let Some((compressed, bytes)) = &mut open else { continue };
        if bytes.len() < MESSAGE_MAX {
            bytes.extend_from_slice(&payload_of(placed, direction, frame));
        }
        if frame.note() & FIN_BIT == 0 {
            continue;
        }
        let mut whole = std::mem::take(bytes);
        if *compressed && let Some(plain) = inflate(&window, &whole) {
            slide(&mut window, &plain);
            whole = plain;
        }
        said.push(Said { direction, frame: frame.frame, start: frame.start(), bytes: whole });
        open = None;
    }
    said
}
