//! Streams of application protocols: messages with their codings taken off.

use super::{Chunk, Followed, LAYERS, frames_in_order, sorted};
use crate::base::id::ConversationId;
use crate::dissect::{Dissector, Settings, StreamPlace, Wanted};
use crate::field::FieldSet;
use crate::proto::{self, placed::Placed};
use crate::store::{Application, Capture, Conversation};
use crate::tls::Side;

pub(super) fn http(
    capture: &Capture,
    settings: &Settings,
    id: ConversationId,
    conversation: &Conversation,
) -> Vec<Chunk> {
    let registry = proto::registry();
    let Some(root) = registry.protocol("http").map(|listed| listed.root) else { return Vec::new() };
    let body = registry.named("http.file_data");
    let fields: FieldSet = body.iter().copied().chain([root]).collect();
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(fields));
    let mut chunks = Vec::new();
    for frame in frames_in_order(capture, conversation) {
        let layer = (0..LAYERS).map_while(|n| capture.conversation_of(frame, n)).find(|(c, _)| *c == id);
        let Some((_, node)) = layer else { continue };
        d.frame(frame);
        let nodes = d.tree.nodes();
        for (at, message) in nodes.iter().enumerate().filter(|(_, n)| n.depth == 0 && n.field == root) {
            let bytes = d.sources.at(message.span);
            let inside = nodes.get(at..message.end as usize).unwrap_or(&[]);
            let body = inside.iter().find(|n| body.contains(&n.field));
            let body = body.map(|n| d.tree.value_bytes(n, &d.sources));
            let head_len = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(bytes.len(), |p| p + 4);
            let head = bytes.get(..head_len);
            for part in [head, body].into_iter().flatten().filter(|part| !part.is_empty()) {
                chunks.push(Chunk { node, frame, bytes: part.to_vec(), missing: 0 });
            }
        }
    }
    chunks
}

pub(super) fn http2(
    capture: &Capture,
    settings: &Settings,
    id: ConversationId,
    conversation: &Conversation,
    substream: u32,
) -> Vec<Chunk> {
    let decrypted = conversation.application == Application::Tls;
    let place = StreamPlace { conversation: id, direction: 0, start: 0, decrypted };
    let Some(placed) = Placed::at(capture, settings, proto::registry(), place) else { return Vec::new() };
    let chunks = proto::http2::follow::frames(&placed, substream).into_iter();
    sorted(
        chunks
            .map(|f| {
                (f.frame, f.start, Chunk { node: f.direction, frame: f.frame, bytes: f.bytes, missing: 0 })
            })
            .collect(),
    )
}

/// The data of messages; control frames are left out.
pub(super) fn websocket(
    capture: &Capture,
    settings: &Settings,
    id: ConversationId,
    conversation: &Conversation,
) -> Vec<Chunk> {
    let decrypted = conversation.application == Application::Tls;
    let place = StreamPlace { conversation: id, direction: 0, start: 0, decrypted };
    let Some(placed) = Placed::at(capture, settings, proto::registry(), place) else { return Vec::new() };
    let said = [0, 1].into_iter().flat_map(|direction| proto::websocket::messages(&placed, direction));
    let chunk = |m: proto::websocket::Said| {
        (m.frame, m.start, Chunk { node: m.direction, frame: m.frame, bytes: m.bytes, missing: 0 })
    };
    sorted(said.map(chunk).collect())
}

/// Stream `id` of connection `number`.
pub(super) fn http3(capture: &Capture, settings: &Settings, number: u32, id: u64) -> Followed {
    let walk = capture.quic_walk(number, &settings.secrets);
    let Some((connection, walk)) = capture.quic.connection(number).zip(walk) else {
        return Followed::default();
    };
    let (closed, why) = walk.closed();
    let mut followed = Followed { closed, why: why.map(ToString::to_string), ..Followed::default() };
    let elements = proto::http3::follow::elements(capture, settings, connection, &walk, id);
    let chunk = |e: proto::http3::follow::ElementText| {
        let node = usize::from(e.sender == Side::Server);
        (e.frame, e.start, Chunk { node, frame: e.frame, bytes: e.bytes, missing: 0 })
    };
    followed.of_connection(elements.into_iter().flatten().map(chunk).collect(), connection.ends);
    followed
}
