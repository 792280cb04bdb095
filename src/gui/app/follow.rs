//! Following a stream: asked for, shown, saved.

use std::path::Path;
use std::sync::Arc;

use super::App;
use crate::base::id::FrameId;
use crate::base::time::{Precision, write_seconds};
use crate::document::follow::{Followed, Kind};
use crate::gui::model::{BannerView, FollowView, TlsState, Tone, TurnView};
use crate::gui::text;
use crate::store::Capture;

impl App {
    pub(super) fn start_follow(&mut self, kind: Kind) {
        let Some(open) = &self.open else { return };
        let Some((transport, stream, _)) = open.stream() else { return };
        if transport != kind.transport() {
            return;
        }
        self.tasks.follow(Arc::clone(&open.capture), open.background.settings(), kind, stream);
    }

    pub(super) fn save_follow(&mut self, path: &Path) {
        let Some(follow) = &self.follow else { return };
        let mut bytes = Vec::new();
        for turn in &follow.turns {
            bytes.extend_from_slice(&turn.bytes);
        }
        let (tone, text) = match std::fs::write(path, bytes) {
            Ok(()) => (Tone::Success, format!("The stream is saved as {}", path.display())),
            Err(error) => (Tone::Danger, format!("{} could not be written: {error}", path.display())),
        };
        self.banner = Some(BannerView { tone, text, action: None });
    }
}

pub(super) fn follow_view(
    capture: &Capture,
    kind: Kind,
    stream: u32,
    followed: Followed,
    generation: u64,
) -> FollowView {
    let first = capture.frame(FrameId(0)).unwrap_or_default().time;
    let client_is_first = followed.nodes.is_none_or(|[a, b]| a.port >= b.port);
    let turns = followed
        .chunks
        .into_iter()
        .map(|chunk| {
            let mut time = String::new();
            let at = capture.frame(chunk.frame).unwrap_or_default().time;
            let _ = write_seconds(&mut time, at.since(first).0, Precision::MICROS);
            let bytes = match chunk.missing {
                0 => chunk.bytes,
                missing => format!("[{missing} bytes missing in capture file]\n").into_bytes(),
            };
            TurnView {
                from_client: (chunk.node == 0) == client_is_first,
                frame: chunk.frame.number().into(),
                time,
                bytes,
            }
        })
        .collect::<Vec<_>>();
    let name = |node: usize| followed.nodes.map_or_else(String::new, |nodes| nodes[node].to_string());
    let (client, server) = if client_is_first { (name(0), name(1)) } else { (name(1), name(0)) };
    let (title, transport) = match kind {
        Kind::Tcp => ("TCP", "tcp"),
        Kind::Tls => ("TLS", "tcp"),
        Kind::Udp => ("UDP", "udp"),
        Kind::Dtls => ("DTLS", "udp"),
        Kind::Quic(_) => ("QUIC", "udp"),
        Kind::Http2(_) => ("HTTP/2", "tcp"),
    };
    let filter = match kind {
        Kind::Quic(id) => format!("quic.connection.number == {stream} && quic.stream.stream_id == {id}"),
        Kind::Http2(id) => format!("tcp.stream == {stream} && http2.streamid == {id}"),
        _ => format!("{transport}.stream == {stream}"),
    };
    FollowView {
        generation,
        title: format!("Follow {title} stream {stream}"),
        filter,
        tls: matches!(kind, Kind::Tls | Kind::Dtls | Kind::Quic(_)).then_some(
            match (followed.closed, turns.is_empty()) {
                (0, _) => TlsState::Open,
                (_, false) => TlsState::Half,
                (_, true) => TlsState::Closed,
            },
        ),
        turns,
        client,
        server,
        note: followed.why.map(|why| {
            format!("{} not decrypted: {why}", text::plural(followed.closed as u64, "record", "records"))
        }),
    }
}
