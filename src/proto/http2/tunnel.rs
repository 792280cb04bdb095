//! Protocols inside a stream of HTTP/2, WebSocket (RFC 8441) and gRPC: what its DATA frames carry is one stream
//! of bytes, in which messages are found. What those say is theirs.

use super::connection::Data;
use super::{Frame, data};
use crate::base::id::FrameId;
use crate::dissect::{Claim, Cursor, Dissector, Framed, Parent, Span, StreamPlace};
use crate::proto::{grpc, websocket};
use crate::store::{Application, Direction, Message, Stage};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    WebSocket,
    Grpc,
}

/// One direction.
#[derive(Clone, Debug)]
pub struct Tunnel {
    pub carries: Carries,
    /// Its messages are those that are complete: frames of WebSocket, or messages of gRPC.
    pub frames: Direction,
    parts: Vec<Part>,
    /// Bytes there are.
    len: u64,
    /// How many of the stream's DATA frames were looked at.
    done: usize,
    /// These are no messages.
    broken: bool,
}

/// What a DATA frame carries.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Offset in the tunnel, and in the connection's stream.
    at: u64,
    content: u64,
    len: u32,
    /// Offset of the DATA frame in the connection's stream, and the capture's frame in which it is complete.
    start: u64,
    frame: FrameId,
}

impl Part {
    fn end(&self) -> u64 {
        self.at + u64::from(self.len)
    }
}

impl Tunnel {
    pub fn new(carries: Carries) -> Self {
        let mut frames = Direction::default();
        if carries == Carries::WebSocket {
            frames.stages.push(Stage { start: 0, application: Application::WebSocket });
        }
        Self { carries, frames, parts: Vec::new(), len: 0, done: 0, broken: false }
    }

    /// Looks at the DATA frames that came since. `read` gives bytes of the connection's stream.
    pub fn extend<'b>(&mut self, data: &[Data], read: impl Fn(Range<u64>) -> Cow<'b, [u8]>) {
        for data in data.get(self.done..).unwrap_or(&[]) {
            self.done += 1;
            let (content, len, start, frame) = (data.content, data.len, data.start, data.frame);
            self.parts.push(Part { at: self.len, content, len, start, frame });
            self.len += u64::from(data.len);
            self.find(data.frame, &read);
        }
    }

    /// Finds the messages that are complete with the capture's frame `frame`.
    fn find<'b>(&mut self, frame: FrameId, read: &impl Fn(Range<u64>) -> Cow<'b, [u8]>) {
        while !self.broken && self.frames.framed < self.len {
            let start = self.frames.framed;
            let head = self.bytes(start..self.len.min(start + websocket::HEAD_MAX), read);
            let framed = match self.carries {
                Carries::WebSocket => websocket::framed(&head, self.len - start),
                Carries::Grpc => grpc::framed(&head, self.len - start),
            };
            match framed {
                Framed::Message { len, kind, note } => {
                    let len_32 = u32::try_from(len).unwrap_or(u32::MAX);
                    self.frames.messages.push(Message::new(start, len_32, frame, kind, note));
                    self.frames.framed += len.max(1);
                }
                Framed::NeedMore { .. } => return,
                _ => self.broken = true,
            }
        }
    }

    /// Bytes of the tunnel; fewer where some are not there.
    pub fn bytes<'b>(&self, range: Range<u64>, read: impl Fn(Range<u64>) -> Cow<'b, [u8]>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let from = self.parts.partition_point(|p| p.end() <= range.start);
        for part in self.parts.get(from..).unwrap_or(&[]) {
            let (begin, end) = (range.start.max(part.at), range.end.min(part.end()));
            if part.at >= range.end {
                break;
            }
            if begin >= end {
                continue;
            }
            let content = part.content + (begin - part.at);
            bytes.extend_from_slice(&read(content..content + (end - begin)));
        }
        bytes
    }

    /// The frames of the capture that a range of the tunnel came in, and how many bytes each has.
    fn parts_of(&self, range: &Range<u64>) -> Vec<(FrameId, u32)> {
        let from = self.parts.partition_point(|p| p.end() <= range.start);
        let parts = self.parts.get(from..).unwrap_or(&[]).iter().take_while(|p| p.at < range.end);
        parts
            .map(|p| (p.frame, (range.end.min(p.end()) - range.start.max(p.at)) as u32))
            .filter(|(_, len)| *len > 0)
            .collect()
    }

    /// The part that the DATA frame at `start` has.
    fn part(&self, start: u64) -> Option<Part> {
        let at = self.parts.partition_point(|p| p.start < start);
        self.parts.get(at).copied().filter(|p| p.start == start)
    }
}

/// What of a DATA frame belongs to which message.
struct Here {
    /// Where the frame's content stands in the tunnel.
    at: u64,
    end: u64,
    /// A message that earlier frames have parts of, and that is complete here.
    earlier: Option<Message>,
    /// Where messages end that stand in this frame alone.
    own_end: u64,
}

impl Here {
    fn of(tunnel: &Tunnel, start: u64) -> Option<Self> {
        let part = tunnel.part(start)?;
        let messages = &tunnel.frames.messages;
        let from = messages.partition_point(|m| m.end() <= part.at);
        let complete = || messages.iter_from(from).take_while(|m| m.end() <= part.end());
        let earlier = complete().next().filter(|m| m.start() < part.at).copied();
        let own_end = complete().last().map_or(part.at, Message::end);
        Some(Self { at: part.at, end: part.end(), earlier, own_end })
    }

    /// Where messages begin that stand in this frame alone.
    fn own_start(&self) -> u64 {
        self.earlier.map_or(self.at, |m| m.end())
    }
}

/// Bytes of the frame's content that belong to messages of several frames: to one that is complete here, and
/// to one that is not. Whether that begins here.
pub struct Segments {
    pub earlier: Option<u32>,
    pub later: u32,
    pub begins: bool,
    /// What is missing of the last message of all.
    pub missing: Option<u64>,
}

/// `None`: nothing inside is known of that frame.
pub fn segments(of: &Frame<'_, '_>) -> Option<Segments> {
    let (placed, connection) = of.known?;
    let tunnel = connection.tunnel(of.header.stream, placed.place.direction)?;
    let here = Here::of(tunnel, of.stream_offset?)?;
    let is_start = |at| tunnel.frames.message_starting(at).is_some();
    // What is no message any more is no part of one.
    let later = if tunnel.broken { 0 } else { (here.end - here.own_end) as u32 };
    let (framed, there) = (tunnel.frames.framed, tunnel.len.saturating_sub(tunnel.frames.framed));
    let missing = (!tunnel.broken && here.end == tunnel.len && there > 0).then(|| {
        let read = |range| placed.bytes(placed.place.direction, range);
        let head = tunnel.bytes(framed..tunnel.len.min(framed + websocket::HEAD_MAX), read);
        match grpc::framed(&head, there) {
            Framed::NeedMore { at_least } => at_least.saturating_sub(there),
            _ => 0,
        }
    });
    Some(Segments {
        earlier: here.earlier.map(|m| (m.end() - here.at) as u32),
        later,
        begins: here.own_end > here.at || framed == here.at || is_start(here.at),
        missing,
    })
}

/// Dissects the messages that are complete in a DATA frame, whose content is `part`.
pub fn dissect(d: &mut Dissector<'_>, of: &Frame<'_, '_>, part: Cursor<'_>) {
    let Some((placed, connection)) = of.known else { return };
    let place = StreamPlace { inside: of.header.stream, ..placed.place };
    let Some(tunnel) = connection.tunnel(place.inside, place.direction) else { return };
    let Some(here) = of.stream_offset.and_then(|start| Here::of(tunnel, start)) else { return };
    if let Some(first) = here.earlier {
        let range = first.range();
        let bytes: Arc<[u8]> = tunnel.bytes(range.clone(), |part| placed.bytes(place.direction, part)).into();
        let parents = vec![Parent::Here(part.rest_span())];
        let Some(source) = d.add_source("Reassembled body", Arc::clone(&bytes), parents) else { return };
        let all = Span { start: 0, len: bytes.len() as u32, source };
        data::fragments(d, &tunnel.parts_of(&range), &bytes, all);
        let message = Cursor::new(&bytes, first.len, source);
        give(d, of, tunnel.carries, message, StreamPlace { start: range.start, ..place });
    }
    let (from, to) = (here.own_start(), here.own_end);
    if from < to {
        let mut own = part;
        own.take((from - here.at) as u32);
        give(d, of, tunnel.carries, own.take((to - from) as u32), StreamPlace { start: from, ..place });
    }
}

fn give(
    d: &mut Dissector<'_>,
    of: &Frame<'_, '_>,
    carries: Carries,
    messages: Cursor<'_>,
    place: StreamPlace,
) {
    d.end_layer();
    // What stands in the row already stays.
    let fence = d.columns.fence();
    match carries {
        Carries::WebSocket => {
            d.columns.add_info(format_args!(", "));
            d.columns.fence_info();
            d.embed_at(Claim::Named("websocket"), messages, Some(place));
        }
        Carries::Grpc => {
            if let Some(media_type) = data::call_type(of) {
                d.media_type = media_type;
                d.embed(Claim::Named("grpc"), messages);
            }
        }
    }
    d.columns.put_fence(fence);
}
