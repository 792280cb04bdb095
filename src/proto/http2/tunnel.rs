//! WebSocket in a stream of HTTP/2 (RFC 8441): what its DATA frames carry is one stream of bytes, in which
//! frames of WebSocket are found. What those say is WebSocket's.

use super::Frame;
use super::connection::Data;
use crate::base::id::FrameId;
use crate::dissect::{Claim, Cursor, Dissector, Framed, Parent, StreamPlace};
use crate::proto::placed::Placed;
use crate::proto::websocket;
use crate::store::{Application, Direction, Message, Stage};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// One direction.
#[derive(Clone, Debug, Default)]
pub struct Tunnel {
    /// Its messages are the frames of WebSocket that are complete.
    pub frames: Direction,
    parts: Vec<Part>,
    /// Bytes there are.
    len: u64,
    /// How many of the stream's DATA frames were looked at.
    done: usize,
    /// These are no frames of WebSocket.
    broken: bool,
}

/// What a DATA frame carries.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// Offset in the tunnel, and in the connection's stream.
    at: u64,
    content: u64,
    len: u32,
    /// Offset of the DATA frame in the connection's stream.
    start: u64,
}

impl Part {
    fn end(&self) -> u64 {
        self.at + u64::from(self.len)
    }
}

impl Tunnel {
    /// Looks at the DATA frames that came since. `read` gives bytes of the connection's stream.
    pub fn extend<'b>(&mut self, data: &[Data], read: impl Fn(Range<u64>) -> Cow<'b, [u8]>) {
        if self.frames.stages.is_empty() {
            self.frames.stages.push(Stage { start: 0, application: Application::WebSocket });
        }
        for data in data.get(self.done..).unwrap_or(&[]) {
            self.done += 1;
            self.parts.push(Part { at: self.len, content: data.content, len: data.len, start: data.start });
            self.len += u64::from(data.len);
            self.find(data.frame, &read);
        }
    }

    /// Finds the frames of WebSocket that are complete with the capture's frame `frame`.
    fn find<'b>(&mut self, frame: FrameId, read: &impl Fn(Range<u64>) -> Cow<'b, [u8]>) {
        while !self.broken && self.frames.framed < self.len {
            let start = self.frames.framed;
            let head = self.bytes(start..self.len.min(start + websocket::HEAD_MAX), read);
            match websocket::framed(&head, self.len - start) {
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
            if begin >= end {
                break;
            }
            let content = part.content + (begin - part.at);
            bytes.extend_from_slice(&read(content..content + (end - begin)));
        }
        bytes
    }

    /// The part that the DATA frame at `start` has.
    fn part(&self, start: u64) -> Option<Part> {
        let at = self.parts.partition_point(|p| p.start < start);
        self.parts.get(at).copied().filter(|p| p.start == start)
    }
}

/// Dissects the frames of WebSocket that are complete in a DATA frame, whose content is `part`.
pub fn dissect(d: &mut Dissector<'_>, of: &Frame<'_, '_>, part: Cursor<'_>) {
    let Some((placed, connection)) = of.known else { return };
    let place = StreamPlace { inside: of.header.stream, ..placed.place };
    let Some(tunnel) = connection.tunnel(place.inside, place.direction) else { return };
    let Some(here) = of.stream_offset.and_then(|start| tunnel.part(start)) else { return };
    let messages = &tunnel.frames.messages;
    let from = messages.partition_point(|m| m.end() <= here.at);
    let complete = || messages.iter_from(from).take_while(|m| m.end() <= here.end());
    let Some(last) = complete().last() else { return };
    d.end_layer();
    let mut at = here.at;
    if let Some(first) = complete().next().filter(|m| m.start() < here.at) {
        let inside = Placed::at(d.capture(), d.settings(), d.registry(), place);
        let bytes = inside.map(|inside| inside.bytes(place.direction, first.range()).into_owned());
        let bytes: Arc<[u8]> = bytes.unwrap_or_default().into();
        let parents = vec![Parent::Here(part.rest_span())];
        let Some(source) = d.add_source("Reassembled body", Arc::clone(&bytes), parents) else { return };
        give(d, Cursor::new(&bytes, first.len, source), StreamPlace { start: first.start(), ..place });
        at = first.end();
    }
    if at < last.end() {
        let mut own = part;
        own.take((at - here.at) as u32);
        give(d, own.take((last.end() - at) as u32), StreamPlace { start: at, ..place });
    }
}

fn give(d: &mut Dissector<'_>, frames: Cursor<'_>, place: StreamPlace) {
    // What stands in the row already stays.
    let fence = d.columns.fence();
    d.columns.add_info(format_args!(", "));
    d.columns.fence_info();
    d.embed_at(Claim::Named("websocket"), frames, Some(place));
    d.columns.put_fence(fence);
}
