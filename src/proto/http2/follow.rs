//! One stream of a connection, frame by frame, with header lists instead of header blocks.

use super::connection::Connection;
use super::fields::frame_type;
use super::framer::{self, Header};
use super::headers::push;
use super::hpack::Item;
use crate::base::id::FrameId;
use crate::proto::placed::Placed;
use crate::store::Application;

/// What a frame of the stream has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameText {
    /// 0: sent by the conversation's first endpoint, 1: by its second.
    pub direction: usize,
    /// The capture's frame in which it is complete.
    pub frame: FrameId,
    /// Offset in its direction's stream.
    pub start: u64,
    /// Header lists decompressed; other frames as they are.
    pub bytes: Vec<u8>,
}

/// The frames of stream `id`, direction by direction.
pub fn frames(placed: &Placed<'_>, id: u32) -> Vec<FrameText> {
    let connection = Connection::of(placed);
    let mut frames = Vec::new();
    for direction in 0..2 {
        let Some(stream) = placed.direction(direction) else { continue };
        for message in stream.messages.iter() {
            let Some(kind) = framer::type_of(message.kind()) else { continue };
            if stream.application_at(message.start()) != Some(Application::Http2) {
                continue;
            }
            let head = placed.bytes(direction, message.start()..message.start() + framer::HEADER_LEN as u64);
            if Header::read(&head).is_none_or(|h| h.stream & 0x7fff_ffff != id) {
                continue;
            }
            let is_headers =
                matches!(kind, frame_type::HEADERS | frame_type::PUSH_PROMISE | frame_type::CONTINUATION);
            let bytes = if is_headers {
                let mut bytes = Vec::new();
                if let Some(part) = connection.part(direction, message.start()) {
                    for line in part.block.items.iter().filter_map(|i| match i {
                        Item::Line(line) => Some(line),
                        Item::TableSize { .. } => None,
                    }) {
                        if line.range.end > part.range.start && line.range.end <= part.range.end {
                            push(&mut bytes, line);
                        }
                    }
                }
                bytes
            } else {
                placed.bytes(direction, message.range()).into_owned()
            };
            frames.push(FrameText { direction, frame: message.frame, start: message.start(), bytes });
        }
    }
    frames
}
