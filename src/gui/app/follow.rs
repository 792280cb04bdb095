//! Following a stream: asked for, shown, saved.

use std::path::Path;
use std::sync::Arc;

use super::App;
use crate::base::id::FrameId;
use crate::base::time::{Precision, write_seconds};
use crate::base::whole_file;
use crate::document::follow::{self, Followed, Kind};
use crate::gui::model::{BannerView, FollowKindView, FollowView, Substreams, TlsState, Tone, TurnView};
use crate::gui::text;
use crate::store::{Capture, Transport};

impl App {
    pub(super) fn start_follow(&mut self, kind: Kind) {
        let Some(open) = &self.open else { return };
        let Some((transport, stream, _)) = open.stream() else { return };
        if transport == kind.transport() {
            self.follow_stream(kind, stream, open.selected);
        }
    }

    /// Follows something else of the conversation that is followed.
    pub(super) fn follow_other(&mut self, kind: Kind, stream: u32) {
        let followed = self.follow.as_ref().and_then(|follow| follow.turns.first());
        let frame = followed.and_then(|turn| FrameId::from_number(u32::try_from(turn.frame).ok()?));
        let frame = frame.or_else(|| self.open.as_ref()?.selected);
        self.follow_stream(kind, stream, frame);
    }

    /// Follows the next stream of that kind, or the one before.
    pub(super) fn follow_next(&mut self, forward: bool) {
        let (Some(open), Some(follow)) = (&self.open, &self.follow) else { return };
        let (kind, stream) = follow.shown;
        let Some((kind, stream)) = follow::neighbour(&open.capture, kind, stream, forward) else { return };
        let frame = follow::first_frame(&open.capture, kind, stream);
        self.follow_stream(kind, stream, frame);
    }

    pub(super) fn follow_stream(&mut self, kind: Kind, stream: u32, frame: Option<FrameId>) {
        let Some(open) = &self.open else { return };
        self.tasks.follow(Arc::clone(&open.capture), open.background.settings(), kind, stream, frame);
    }

    pub(super) fn save_follow(&mut self, path: &Path) {
        let Some(follow) = &self.follow else { return };
        let bytes = self.window.follow.contents(follow);
        let (tone, text) = match whole_file::write(path, &bytes) {
            Ok(()) => (Tone::Success, format!("The stream is saved as {}", path.display())),
            Err(error) => (Tone::Danger, format!("{} could not be written: {error}", path.display())),
        };
        self.banner = Some(BannerView { tone, text, action: None });
    }
}

/// How the window calls a protocol.
fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Tcp => "TCP",
        Kind::Tls => "TLS",
        Kind::TlsInside(1) => "Inner TLS",
        Kind::TlsInside(_) => "Innermost TLS",
        Kind::Http => "HTTP",
        Kind::Udp => "UDP",
        Kind::Dtls => "DTLS",
        Kind::Quic(_) => "QUIC",
        Kind::Http2(_) => "HTTP/2",
        Kind::Http3(_) => "HTTP/3",
        Kind::WebSocket => "WebSocket",
    }
}

/// One entry for each protocol, and the streams of the one shown.
fn others(kind: Kind, stream: u32, kinds: &[(Kind, u32)]) -> (Vec<FollowKindView>, Option<Substreams>) {
    let mut views: Vec<FollowKindView> = Vec::new();
    for (other, number) in kinds {
        if !views.iter().any(|view| view.label == label(*other)) {
            let on = label(*other) == label(kind);
            views.push(FollowKindView { label: label(*other), kind: *other, stream: *number, on });
        }
    }
    let streams: Vec<(Kind, u32)> =
        kinds.iter().filter(|(other, _)| label(*other) == label(kind)).copied().collect();
    let at = streams.iter().position(|one| *one == (kind, stream));
    (views, at.map(|at| (at, streams)))
}

pub(super) fn follow_view(
    capture: &Capture,
    kind: Kind,
    stream: u32,
    followed: Followed,
    kinds: &[(Kind, u32)],
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
    let (kinds, substreams) = others(kind, stream, kinds);
    let transport = if kind.transport() == Transport::Tcp { "tcp" } else { "udp" };
    let filter = match kind {
        Kind::Quic(id) | Kind::Http3(id) => {
            format!("quic.connection.number == {stream} && quic.stream.stream_id == {id}")
        }
        Kind::Http2(id) => format!("tcp.stream == {stream} && http2.streamid == {id}"),
        _ => format!("{transport}.stream == {stream}"),
    };
    FollowView {
        generation,
        title: format!("Follow {} stream {stream}", label(kind).replace("Inner", "inner")),
        filter,
        tls: matches!(kind, Kind::Tls | Kind::TlsInside(_) | Kind::Dtls | Kind::Quic(_) | Kind::Http3(_))
            .then_some(match (followed.closed, turns.is_empty()) {
                (0, _) => TlsState::Open,
                (_, false) => TlsState::Half,
                (_, true) => TlsState::Closed,
            }),
        turns,
        client,
        server,
        kinds,
        substreams,
        shown: (kind, stream),
        neighbours: [false, true].map(|on| follow::neighbour(capture, kind, stream, on).is_some()),
        note: followed.why.map(|why| {
            format!("{} not decrypted: {why}", text::plural(followed.closed as u64, "record", "records"))
        }),
    }
}
