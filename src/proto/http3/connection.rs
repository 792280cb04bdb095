//! What a QUIC connection said in HTTP/3 so far: what each stream is for, where its frames and
//! instructions stand and which packet completed them, and the tables of both encoders. Worked out
//! once for all packets there are, and remembered; bytes are opened again when somebody looks.

use super::fields::{frame_type, setting, stream_type};
use super::qpack::{Feedback, Instruction, Section, Table};
use crate::base::id::ConversationId;
use crate::dissect::Settings;
use crate::dissect::remembered::{RememberedKey, Weighed};
use crate::proto::header_coding::Input;
use crate::store::Capture;
use crate::store::quic::{QuicConnection, QuicStream, QuicWalk, peer, side_index};
use crate::tls::Side;
use crate::tls::quic::assembly::By;
use crate::tls::quic::{Level, varint};
use crate::tls::walk::sealed_alpn;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Frames and instructions that are found in one connection.
const ELEMENTS_MAX: usize = 1 << 18;
/// Streams that are looked at.
const STREAMS_MAX: usize = 1 << 17;
/// Elements of a stream among which the headers of its message are looked for.
const HEADERS_AMONG: usize = 16;
/// Longest instruction of an encoder, and longest section that is read.
const READ_MAX: u64 = 1 << 20;
/// Bytes of a stream that are opened together when frames are looked for.
const WINDOW_LEN: u64 = 4096;
/// Type and length of a frame, at most.
const FRAME_HEADER_MAX: u64 = 16;

/// A part of a stream that is looked at as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// Offsets in the stream: of its first byte, of its content, and behind it.
    pub start: u64,
    pub content: u64,
    pub end: u64,
    pub what: What,
    /// What brought its last byte, and all before it.
    pub by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    StreamType(u64),
    PushId,
    /// A frame of that type.
    Frame(u64),
    /// An encoder's instruction, and how many entries there were before it.
    Instruction {
        inserted: u64,
    },
    Feedback,
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Frames,
    PushHead,
    Encoder,
    Decoder,
    /// Nothing more is read of it.
    Ignored,
}

/// One direction of a stream.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    kind: Option<Kind>,
    is_control: bool,
    /// What of it was looked at.
    done: u64,
    /// The first segment that reaches behind it, and what brought all before that one.
    segment: usize,
    by: Option<By>,
    elements: Vec<Element>,
}

#[derive(Clone, Debug, Default)]
struct End {
    /// Of its encoder.
    table: Table,
    /// The most that it allows the other's table.
    capacity: Option<u64>,
}

#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// `None`: not known yet.
    is_http3: Option<bool>,
    /// Packets of the walk looked at.
    packets: usize,
    ends: [End; 2],
    streams: BTreeMap<(u64, usize), Stream>,
    elements: usize,
}

/// Reads parts of a stream, several at once.
struct Window<'a> {
    capture: &'a Capture,
    walk: &'a QuicWalk,
    stream: &'a QuicStream,
    start: u64,
    bytes: Vec<u8>,
}

impl Window<'_> {
    /// The bytes from `at` on: `want`, if so many are there.
    fn at(&mut self, at: u64, want: u64) -> &[u8] {
        let end = at.saturating_add(want).min(self.stream.len());
        let have = self.start.saturating_add(self.bytes.len() as u64);
        if at < self.start || end > have {
            let until = end.max(at.saturating_add(WINDOW_LEN));
            self.start = at;
            self.bytes = self.capture.quic_stream_bytes(self.walk, self.stream, at..until);
        }
        let skip = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.bytes.get(skip..).unwrap_or_default()
    }
}

impl Stream {
    /// What the bytes from `range` of the plaintext of `packet` completed.
    pub fn completed(&self, packet: u32, range: &Range<u32>) -> &[Element] {
        let at = |at| By { packet, at };
        let from = self.elements.partition_point(|e| e.by < at(range.start));
        let to = self.elements.partition_point(|e| e.by < at(range.end));
        self.elements.get(from..to).unwrap_or_default()
    }

    /// What brought all bytes before `end`.
    fn by(&mut self, stream: &QuicStream, end: u64) -> By {
        while let Some(segment) = stream.segments().get(self.segment).filter(|s| s.start < end) {
            let by = By { packet: segment.packet, at: segment.at };
            self.by = Some(self.by.map_or(by, |known| known.max(by)));
            self.segment += 1;
        }
        self.by.unwrap_or(By { packet: 0, at: 0 })
    }

    fn push(&mut self, stream: &QuicStream, content: u64, end: u64, what: What) {
        let by = self.by(stream, end);
        self.elements.push(Element { start: self.done, content, end, what, by });
        self.done = end;
    }

    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The HEADERS frames with which it begins, in order.
    pub fn headers(&self) -> impl Iterator<Item = &Element> {
        let begin = self.elements.iter().take(HEADERS_AMONG);
        begin.filter(|e| e.what == What::Frame(frame_type::HEADERS))
    }

    /// The last DATA frame of a message that is whole, with all of them, and the headers before.
    pub fn body(&self, element: &Element, stream: &QuicStream) -> Option<(Vec<Element>, Option<Element>)> {
        let is = |e: &&Element, kind| e.what == What::Frame(kind);
        let data = || self.elements.iter().filter(|e| is(e, frame_type::DATA));
        let last = data().next_back().filter(|last| *last == element)?;
        let ends = self.elements.last().is_some_and(|e| Some(e.end) == stream.final_size);
        let trailer =
            self.elements.last().is_some_and(|e| e.start > last.start && is(&e, frame_type::HEADERS));
        if !ends && !trailer {
            return None;
        }
        let first = data().next()?.start;
        let mut before = self.elements.iter().filter(|e| e.start < first && is(e, frame_type::HEADERS));
        Some((data().copied().collect(), before.next_back().copied()))
    }
}

impl Weighed for Connection {
    fn bytes(&self) -> usize {
        self.elements * size_of::<Element>() + self.streams.len() * size_of::<Stream>()
    }
}

impl Connection {
    /// Of a connection with all packets there are now; `None`: it speaks something else.
    pub fn of(
        capture: &Capture,
        settings: &Settings,
        quic: &QuicConnection,
        walk: &QuicWalk,
    ) -> Option<Arc<Self>> {
        let key = RememberedKey {
            protocol: "http3",
            // Several connections may share a conversation: they are told apart by their numbers.
            conversation: ConversationId(quic.number),
            generation: (quic.changes, settings.secrets.generation()),
            decrypted: true,
            inside: 0,
        };
        let connection = settings.remembered.result(
            key,
            |known: &Self| known.packets > 0 && walk.packet(known.packets).is_none(),
            |connection| connection.extend(capture, walk),
        );
        (connection.is_http3 == Some(true)).then_some(connection)
    }

    pub fn stream(&self, id: u64, sender: Side) -> Option<&Stream> {
        self.streams.get(&(id, side_index(sender)))
    }

    pub fn table(&self, sender: Side) -> &Table {
        let [client, server] = &self.ends;
        &if sender == Side::Client { client } else { server }.table
    }

    /// Reads the field section in `bytes`, which `by` completed.
    pub fn section(&self, bytes: &[u8], sender: Side, by: By) -> Section {
        let capacity = self.ends.get(side_index(peer(sender))).and_then(|end| end.capacity);
        Section::read(bytes, self.table(sender), capacity, by)
    }

    fn extend(&mut self, capture: &Capture, walk: &QuicWalk) {
        while walk.packet(self.packets).is_some() {
            self.packets += 1;
        }
        if self.is_http3.is_none() {
            self.is_http3 = agreed(walk).or_else(|| looks_like(capture, walk).then_some(true));
        }
        if self.is_http3 != Some(true) {
            return;
        }
        for (id, side, stream) in walk.streams().take(STREAMS_MAX) {
            let at = side_index(side);
            let known = self.streams.entry((id, at)).or_default();
            if known.done >= stream.len() || self.elements >= ELEMENTS_MAX {
                continue;
            }
            let Some(end) = self.ends.get_mut(at) else { continue };
            let before = known.elements.len();
            let window = Window { capture, walk, stream, start: 0, bytes: Vec::new() };
            read(known, end, id, window, ELEMENTS_MAX - self.elements);
            self.elements += known.elements.len() - before;
        }
    }
}

/// Whether the server chose HTTP/3; `None`: its choice was not seen, or there was none.
fn agreed(walk: &QuicWalk) -> Option<bool> {
    let handshake = walk.handshake(Side::Server, Level::Handshake)?;
    let choice = handshake.messages().iter().find_map(|m| sealed_alpn(handshake.message_bytes(m)))?;
    Some(choice.starts_with(b"h3"))
}

/// Whether a control stream begins as they must: with its type and a SETTINGS frame.
fn looks_like(capture: &Capture, walk: &QuicWalk) -> bool {
    let mut streams = walk.streams().take_while(|(id, ..)| *id < 64).filter(|(id, ..)| id & 2 != 0);
    streams.any(|(_, _, stream)| {
        let head = capture.quic_stream_bytes(walk, stream, 0..3);
        head.starts_with(&[stream_type::CONTROL as u8, frame_type::SETTINGS as u8])
    })
}

/// Reads on in a stream; at most `most` elements.
fn read(known: &mut Stream, end: &mut End, id: u64, mut window: Window<'_>, most: usize) {
    let stream = window.stream;
    let kind_at_first = match id & 3 {
        0 => Some(Kind::Frames),
        // Nobody may open these (RFC 9114 section 6.1).
        1 => Some(Kind::Ignored),
        _ => None,
    };
    known.kind = known.kind.or(kind_at_first);
    for _ in 0..most {
        let start = known.done;
        if start >= stream.len() {
            return;
        }
        match known.kind {
            None => {
                let Some((number, len)) = varint(window.at(start, FRAME_HEADER_MAX)) else { return };
                known.is_control = number == stream_type::CONTROL;
                known.kind = Some(match number {
                    stream_type::CONTROL => Kind::Frames,
                    stream_type::PUSH => Kind::PushHead,
                    stream_type::QPACK_ENCODER => Kind::Encoder,
                    stream_type::QPACK_DECODER => Kind::Decoder,
                    _ => Kind::Ignored,
                });
                known.push(stream, start, start + len as u64, What::StreamType(number));
            }
            Some(Kind::PushHead) => {
                let Some((_, len)) = varint(window.at(start, FRAME_HEADER_MAX)) else { return };
                known.kind = Some(Kind::Frames);
                known.push(stream, start, start + len as u64, What::PushId);
            }
            Some(Kind::Frames) => {
                let head = window.at(start, FRAME_HEADER_MAX);
                let Some((number, number_len)) = varint(head) else { return };
                let Some((len, len_len)) = head.get(number_len..).and_then(varint) else { return };
                let content = start + (number_len + len_len) as u64;
                let Some(until) = content.checked_add(len).filter(|e| *e <= stream.len()) else { return };
                if known.is_control && number == frame_type::SETTINGS && end.capacity.is_none() {
                    end.capacity = Some(capacity(window.at(content, len.min(WINDOW_LEN)), len));
                }
                known.push(stream, content, until, What::Frame(number));
            }
            Some(Kind::Encoder) => {
                let inserted = end.table.inserted();
                let Some((instruction, len)) = instruction(&mut window, start, Instruction::read) else {
                    return;
                };
                known.push(stream, start, start + len, What::Instruction { inserted });
                let by = known.by.unwrap_or(By { packet: 0, at: 0 });
                end.table.follow(&instruction, by);
            }
            Some(Kind::Decoder) => {
                let Some((_, len)) = instruction(&mut window, start, Feedback::read) else { return };
                known.push(stream, start, start + len, What::Feedback);
            }
            Some(Kind::Ignored) => {
                known.done = stream.len();
            }
        }
    }
}

/// One instruction and its length.
fn instruction<T>(
    window: &mut Window<'_>,
    start: u64,
    read: impl Fn(&mut Input<'_>) -> Option<T>,
) -> Option<(T, u64)> {
    // Most are short; a long one is looked at once more.
    for want in [FRAME_HEADER_MAX, READ_MAX] {
        let mut input = Input::new(window.at(start, want));
        if let Some(instruction) = read(&mut input) {
            return Some((instruction, input.at as u64));
        }
    }
    None
}

/// SETTINGS_QPACK_MAX_TABLE_CAPACITY of a SETTINGS frame's payload; 0 where it is not said.
fn capacity(payload: &[u8], len: u64) -> u64 {
    let len = usize::try_from(len).unwrap_or(usize::MAX).min(payload.len());
    let mut rest = payload.get(..len).unwrap_or_default();
    while let Some((id, id_len)) = varint(rest) {
        let Some((value, value_len)) = rest.get(id_len..).and_then(varint) else { break };
        if id == setting::MAX_TABLE_CAPACITY {
            return value;
        }
        rest = rest.get(id_len + value_len..).unwrap_or_default();
    }
    0
}
