//! What a connection said so far: the header lists of both directions, which need all header
//! blocks before them (RFC 7541 section 2.2), and what is known of each stream. Worked out once
//! for all frames there are, in order, and remembered.

use super::fields::{flag, frame_type};
use super::framer::{self, HEADER_LEN, Header};
use super::hpack::{Block, Decoder};
use super::tunnel::{Carries, Tunnel};
use crate::base::id::FrameId;
use crate::dissect::remembered::Weighed;
use crate::proto::placed::Placed;
use crate::store::{Application, Message};
use hashbrown::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Header blocks longer than this are not put together from their frames.
const BLOCK_MAX: usize = 1 << 20;
/// Header blocks of which the lists are kept, in one connection.
const BLOCKS_MAX: usize = 1 << 18;

/// A connection as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    sides: [Side; 2],
    streams: HashMap<u32, Stream>,
    /// Streams that carry WebSocket.
    sockets: Vec<u32>,
    /// Streams with DATA frames that nobody looked into yet.
    fresh: Vec<u32>,
    blocks: usize,
}

#[derive(Clone, Debug, Default)]
struct Side {
    /// Messages looked at so far.
    done: usize,
    decoder: Decoder,
    /// A header block whose end is still to come.
    open: Option<OpenBlock>,
    /// Which block a frame has a part of, by the frame's offset in the stream.
    parts: HashMap<u64, Part>,
    /// Frames were lost, or the stream's beginning was.
    lost: bool,
    /// How far the stream was looked at.
    end: u64,
}

#[derive(Clone, Debug)]
struct OpenBlock {
    stream: u32,
    bytes: Vec<u8>,
    /// Offset of each frame, and where its part of the block is.
    frames: Vec<(u64, Range<u32>)>,
    /// The stream that the headers are about, if they promise one.
    promised: Option<u32>,
    ends: bool,
}

/// A frame's part of a header block.
#[derive(Clone, Debug)]
pub struct Part {
    pub block: Arc<Block>,
    /// Which bytes of the block the frame has.
    pub range: Range<u32>,
    /// Entries of the table may be unknown: what came before was not captured.
    pub lost: bool,
}

/// A stream of the connection.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    pub directions: [StreamSide; 2],
}

impl Stream {
    /// Whether it is a tunnel, as far as was said: nothing that refuses it.
    pub fn is_open(&self) -> bool {
        let refused = |side: &StreamSide| side.header(":status").is_some_and(|s| !s.starts_with(b"2"));
        self.directions.iter().any(StreamSide::connects) && !self.directions.iter().any(refused)
    }

    /// Whether it is a tunnel of WebSocket.
    fn is_socket(&self) -> bool {
        self.is_open() && self.directions.iter().any(|side| side.header(":protocol") == Some(b"websocket"))
    }
}

/// What one direction of a stream sent.
#[derive(Clone, Debug, Default)]
pub struct StreamSide {
    /// The header block that began the message; interim responses are passed over.
    pub headers: Option<Arc<Block>>,
    /// The capture's frame in which that block is complete.
    pub began: Option<FrameId>,
    /// The DATA frames since.
    pub data: Vec<Data>,
    /// Where they carry another protocol: its messages.
    pub tunnel: Option<Box<Tunnel>>,
}

/// A DATA frame.
#[derive(Clone, Copy, Debug)]
pub struct Data {
    /// Offset in the direction's stream of the frame's first byte, and of its content.
    pub start: u64,
    pub content: u64,
    pub len: u32,
    /// The capture's frame in which it is complete.
    pub frame: FrameId,
    /// The last of its stream.
    pub ends: bool,
    /// Where the header block begins that ended the stream behind it: trailers.
    pub trailers: Option<u64>,
}

impl StreamSide {
    /// Whether its content is messages of gRPC, one behind the other.
    pub fn is_call(&self) -> bool {
        const TEXT: &[u8] = b"application/grpc-web-text";
        let kind = self.header("content-type").unwrap_or(&[]);
        kind.starts_with(b"application/grpc") && !kind.starts_with(TEXT)
    }

    /// Whether it asks for a tunnel (RFC 9113 section 8.5).
    pub fn connects(&self) -> bool {
        self.header(":method") == Some(b"CONNECT")
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.as_ref()?.value(name)
    }

    /// The DATA frames of the body that the one at `start` belongs to, up to that one. A stream that goes
    /// on behind its end begins another: no frame is in two bodies.
    pub fn body_up_to(&self, start: u64) -> &[Data] {
        let known = self.data.get(..self.data.partition_point(|p| p.start <= start)).unwrap_or(&[]);
        let before = known.split_last().map_or(&[][..], |(_, before)| before);
        let begin = before.iter().rposition(|p| p.ends || p.trailers.is_some()).map_or(0, |at| at + 1);
        known.get(begin..).unwrap_or(&[])
    }
}

impl Weighed for Connection {
    fn bytes(&self) -> usize {
        // Blocks are kept by the parts that name them, bodies by their frames.
        let sides = self.sides.iter().map(|s| s.done * size_of::<Data>() + s.parts.len() * BLOCK_BYTES);
        sides.sum::<usize>() + self.streams.len() * size_of::<Stream>()
    }
}

/// What a header block takes, about.
const BLOCK_BYTES: usize = 1024;

impl Connection {
    /// Of the payload that `placed` is about, with all frames there are now.
    pub fn of(placed: &Placed<'_>) -> Arc<Self> {
        let count = |d: usize| placed.direction(d).map_or(0, |d| d.messages.len());
        placed.remembered().result(
            placed.remembered_key("http2"),
            |known: &Self| (0..2).all(|d| known.sides.get(d).is_some_and(|s| s.done >= count(d))),
            |connection| {
                for direction in 0..2 {
                    connection.extend(placed, direction);
                }
                connection.look_inside(placed);
            },
        )
    }

    /// Finds the messages of protocols inside, in the DATA frames that came since.
    fn look_inside(&mut self, placed: &Placed<'_>) {
        for id in std::mem::take(&mut self.fresh) {
            let Some(stream) = self.streams.get_mut(&id) else { continue };
            let is_socket = stream.is_socket();
            for (direction, side) in stream.directions.iter_mut().enumerate() {
                let carries = match is_socket {
                    true => Carries::WebSocket,
                    false if side.is_call() => Carries::Grpc,
                    false => continue,
                };
                let tunnel = side.tunnel.get_or_insert_with(|| Box::new(Tunnel::new(carries)));
                tunnel.extend(&side.data, |range| placed.bytes(direction, range));
            }
        }
    }

    /// The part of a header block in the frame at `start`.
    pub fn part(&self, direction: usize, start: u64) -> Option<&Part> {
        self.sides.get(direction)?.parts.get(&start)
    }

    pub fn stream(&self, id: u32) -> Option<&Stream> {
        self.streams.get(&id)
    }

    /// The streams that carry WebSocket (RFC 8441).
    pub fn sockets(&self) -> &[u32] {
        &self.sockets
    }

    /// What a stream carries in that direction, if that is WebSocket or gRPC.
    pub fn tunnel(&self, id: u32, direction: usize) -> Option<&Tunnel> {
        self.stream(id)?.directions.get(direction)?.tunnel.as_deref()
    }

    fn extend(&mut self, placed: &Placed<'_>, direction: usize) {
        let (Some(stream), Some(side)) = (placed.direction(direction), self.sides.get_mut(direction)) else {
            return;
        };
        if side.done == 0 && !stream.syn_seen && !placed.place.decrypted {
            side.lost = true;
        }
        for message in stream.messages.iter_from(side.done) {
            side.done += 1;
            // A hole that frames stand around: most are of content, so the table is kept, and doubted.
            side.lost |= message.start() > side.end && side.end > 0;
            side.end = message.end();
            if stream.application_at(message.start()) != Some(Application::Http2) {
                continue;
            }
            if !message.kind().is_plain() {
                side.lost = true;
                side.open = None;
                side.decoder.lose();
                continue;
            }
            let Some(kind) = framer::type_of(message.kind()) else { continue };
            match kind {
                frame_type::DATA => {
                    let id = data(&mut self.streams, placed, direction, message);
                    self.fresh.extend(id.filter(|id| self.fresh.last() != Some(id)));
                }
                frame_type::HEADERS | frame_type::PUSH_PROMISE | frame_type::CONTINUATION => {
                    if let Some(block) = headers(side, placed, direction, message, kind) {
                        self.blocks += 1;
                        if self.blocks <= BLOCKS_MAX {
                            let socket = finish(side, &mut self.streams, (direction, message.frame), block);
                            self.sockets.extend(socket.filter(|id| !self.sockets.contains(id)));
                        } else {
                            side.decoder.decode(&block.bytes);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Gives the stream's number.
fn data(
    streams: &mut HashMap<u32, Stream>,
    placed: &Placed<'_>,
    direction: usize,
    message: &Message,
) -> Option<u32> {
    let start = message.start();
    let head = placed.bytes(direction, start..message.end().min(start + HEADER_LEN as u64 + 1));
    let header = Header::read(&head)?;
    let (mut content, mut len) = (start + HEADER_LEN as u64, header.len);
    if header.flags & flag::PADDED != 0 {
        let padding = head.get(HEADER_LEN).copied().unwrap_or(0);
        content += 1;
        len = len.saturating_sub(1 + u32::from(padding));
    }
    let side = streams.entry(header.stream).or_default().directions.get_mut(direction)?;
    let ends = header.flags & flag::END_STREAM != 0;
    side.data.push(Data { start, content, len, frame: message.frame, ends, trailers: None });
    Some(header.stream)
}

/// Takes a frame with a part of a header block; the block comes back with its last one.
fn headers(
    side: &mut Side,
    placed: &Placed<'_>,
    direction: usize,
    message: &Message,
    kind: u8,
) -> Option<OpenBlock> {
    let bytes = placed.bytes(direction, message.range());
    let header = Header::read(&bytes)?;
    let range = fragment(&bytes, header);
    let part = bytes.get(range).unwrap_or(&[]);
    let start = message.start();
    if kind == frame_type::CONTINUATION {
        let open = side.open.as_mut().filter(|o| o.stream == header.stream);
        let Some(open) = open else {
            // Its beginning was lost.
            side.lost = true;
            side.decoder.lose();
            return None;
        };
        let from = open.bytes.len() as u32;
        if open.bytes.len() + part.len() <= BLOCK_MAX {
            open.bytes.extend_from_slice(part);
        }
        open.frames.push((start, from..open.bytes.len() as u32));
    } else {
        let promised =
            bytes.get(HEADER_LEN..).filter(|_| kind == frame_type::PUSH_PROMISE).and_then(|payload| {
                let skip = usize::from(header.flags & flag::PADDED != 0);
                let id = payload.get(skip..)?.first_chunk::<4>()?;
                Some(u32::from_be_bytes(*id) & 0x7fff_ffff)
            });
        side.open = Some(OpenBlock {
            stream: header.stream,
            bytes: part.to_vec(),
            frames: vec![(start, 0..part.len() as u32)],
            promised,
            ends: header.flags & flag::END_STREAM != 0,
        });
    }
    if header.flags & flag::END_HEADERS != 0 { side.open.take() } else { None }
}

/// Where in a frame its part of a header block is.
pub fn fragment(frame: &[u8], header: Header) -> Range<usize> {
    let mut at = HEADER_LEN;
    let mut padding = 0;
    if header.kind != frame_type::CONTINUATION && header.flags & flag::PADDED != 0 {
        padding = usize::from(frame.get(at).copied().unwrap_or(0));
        at += 1;
    }
    if header.kind == frame_type::HEADERS && header.flags & flag::PRIORITY != 0 {
        at += 5;
    }
    if header.kind == frame_type::PUSH_PROMISE {
        at += 4;
    }
    let end = frame.len().saturating_sub(padding);
    at.min(end)..end
}

/// Gives the stream's number where it asks for WebSocket.
fn finish(
    side: &mut Side,
    streams: &mut HashMap<u32, Stream>,
    (direction, frame): (usize, FrameId),
    open: OpenBlock,
) -> Option<u32> {
    let block = Arc::new(side.decoder.decode(&open.bytes));
    let begins = open.frames.first().map(|(start, _)| *start);
    for (start, range) in open.frames {
        side.parts.insert(start, Part { block: Arc::clone(&block), range, lost: side.lost });
    }
    // What is promised is a request, which the other side would have sent.
    let (id, direction) = open.promised.map_or((open.stream, direction), |id| (id, 1 - direction.min(1)));
    let stream = streams.entry(id).or_default().directions.get_mut(direction)?;
    let interim = block.value(":status").is_some_and(|s| s.starts_with(b"1") && !open.ends);
    let trailer = !stream.data.is_empty();
    if let Some(last) = stream.data.last_mut().filter(|last| open.ends && last.trailers.is_none()) {
        last.trailers = begins;
    }
    if !interim && !trailer {
        stream.headers = Some(block);
        stream.began.get_or_insert(frame);
    }
    (stream.connects() && stream.header(":protocol") == Some(b"websocket")).then_some(id)
}
