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
    let place = StreamPlace { conversation: id, direction: 0, start: 0, decrypted, inside: 0 };
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
    let place = StreamPlace { conversation: id, direction: 0, start: 0, decrypted, inside: 0 };
    let Some(placed) = Placed::at(capture, settings, proto::registry(), place) else { return Vec::new() };
    // Streams of HTTP/2 may carry it.
    let connection = proto::http2::connection::Connection::of(&placed);
    let inside = connection.sockets().iter().filter_map(|stream| {
        Placed::at(capture, settings, proto::registry(), StreamPlace { inside: *stream, ..place })
    });
    let of = |placed: &Placed<'_>| [0, 1].map(|direction| proto::websocket::messages(placed, direction));
    let said = of(&placed).into_iter().chain(inside.flat_map(|placed| of(&placed))).flatten();
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

#[cfg(test)]
mod tests {
    use crate::base::id::FrameId;
    use crate::dissect::Settings;
    use crate::dissect::opened::FlowOf;
    use crate::document::follow::{Kind, conversation, follow, follow_on, kinds};
    use crate::document::{Document, Source};
    use crate::proto;
    use crate::store::Transport;
    use crate::tls::secrets::Keyring;
    use std::path::Path;
    use std::sync::Arc;

    fn open(sample: &str) -> Document {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
        let keyring = Arc::new(Keyring::new());
        let keys = path.with_extension("keys");
        if keys.exists() {
            keyring.load_key_log(&keys).unwrap();
        }
        let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
        let mut document = Document::open(Source::Path(path), keyring, settings).unwrap();
        document.load_all().unwrap();
        document
    }

    fn said(document: &Document, kind: Kind, stream: u32) -> Vec<(usize, String)> {
        let followed = follow(&document.capture(), &document.settings(), kind, stream);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        followed.chunks.iter().map(|c| (c.node, text(&c.bytes))).collect()
    }

    /// Following opens each record once, for the session inside too: that must be the one that is found without.
    #[test]
    fn what_following_finds_inside_is_what_stands_there() {
        let inside = |follows: bool| {
            let document = open("tls-in-tls/proxied.pcap");
            let (capture, settings) = (document.capture(), document.settings());
            let (id, _) = conversation(&capture, Transport::Tcp, 0).unwrap();
            if follows {
                assert!(follow_on(&capture, &settings, Kind::Tls, 0).chunks.count() > 2);
            }
            let flow = FlowOf::of(&capture, id.inside().unwrap(), &settings, proto::registry()).unwrap();
            let streams = flow.directions.each_ref().map(|d| {
                let messages: Vec<_> = d.messages.iter().copied().collect();
                (messages, d.pieces.iter().copied().collect::<Vec<_>>(), d.stages.to_vec(), d.framed)
            });
            (streams, flow.generation, flow.tls.as_ref().map(|tls| tls.sessions.len()))
        };
        let found = inside(true);
        assert_eq!(found, inside(false));
        assert_eq!(found.2, Some(1));
    }

    #[test]
    fn messages_of_websocket_are_told_as_they_were_meant() {
        let document = open("web/websocket.pcap");
        let all = said(&document, Kind::WebSocket, 0);
        assert_eq!(all.first(), Some(&(0, "hello, hello, hello".to_owned())));
        assert!(all.contains(&(1, "{\"topic\": \"hello, hello\", \"n\": 1}".to_owned())), "{all:?}");
        // Over TLS the same.
        assert_eq!(said(&document, Kind::WebSocket, 2).first(), all.first());
        assert!(said(&document, Kind::WebSocket, 99).is_empty());
        // In a stream of HTTP/2 as well.
        let inside = said(&open("web/sockets2.pcap"), Kind::WebSocket, 0);
        assert_eq!(inside.first(), all.first());
        assert_eq!(inside.len(), 12, "{inside:?}");
    }

    #[test]
    fn streams_of_http3_are_headers_and_content() {
        let document = open("http3/http3.pcap");
        let all = said(&document, Kind::Http3(4), 0);
        assert!(all[0].1.starts_with(":method: POST\r\n") && all[0].1.ends_with("\r\n\r\n"), "{all:?}");
        assert_eq!(all[1], (0, "name=value&other=%20".to_owned()));
        assert!(all[2].1.starts_with(":status: 103\r\n") && all[2].0 == 1, "{all:?}");
        let offered = kinds(&document.capture(), &document.settings(), FrameId(0));
        assert!(
            offered.contains(&(Kind::Http3(4), 0)) && !offered.contains(&(Kind::Http3(2), 0)),
            "{offered:?}"
        );
        assert!(said(&document, Kind::Http3(4), 9).is_empty());
        let other = open("quic/doq.pcap");
        assert!(said(&other, Kind::Http3(0), 0).is_empty());
    }
}
