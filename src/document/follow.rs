//! What the two ends of a conversation said, in the order it was said: bytes of transports and sessions. `inside`
//! follows what protocols say in these.

mod inside;

use crate::base::id::{ConversationId, FrameId};
use crate::capfile::LinkType;
use crate::dissect::opened::{FlowOf, Opening};
use crate::dissect::{Dissector, Settings, Wanted};
use crate::field::FieldSet;
use crate::proto;
use crate::store::{
    Application, Capture, Conversation, Direction, Endpoint, MessageKind, NotOpened, Transport,
};
use crate::tls::Side;
use crate::tls::dtls_record::is_unified;
use crate::tls::record::ContentType;
use std::collections::{BTreeSet, HashSet};

/// Transport layers of one frame that are looked at.
const LAYERS: usize = 8;
/// Frames that are asked which protocols a conversation carries.
const FRAMES_ASKED: usize = 4_096;
/// Streams inside a conversation that are listed.
const SUBSTREAMS_MAX: usize = 4_096;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Tcp,
    Udp,
    /// The decrypted application data.
    Tls,
    /// The same of a session inside that one, so many sessions deep.
    TlsInside(u32),
    /// The messages of HTTP/1, over TLS too: heads and bodies apart, codings taken off.
    Http,
    /// One stream of an HTTP/2 connection, by its identifier.
    Http2(u32),
    /// The same of a conversation over DTLS.
    Dtls,
    /// The messages of a WebSocket, over TLS too: unmasked, put together and inflated.
    WebSocket,
    /// A stream of a QUIC connection, by its number; connections have numbers of their own.
    Quic(u64),
    /// The same of HTTP/3: header lists and content.
    Http3(u64),
}

impl Kind {
    /// The same of a connection's first stream.
    fn of_first(self) -> Self {
        match self {
            Self::Http3(_) => Self::Http3(0),
            _ => Self::Quic(0),
        }
    }

    /// The transport whose conversations it counts.
    pub fn transport(self) -> Transport {
        match self {
            Self::Tcp | Self::Tls | Self::TlsInside(_) | Self::Http | Self::Http2(_) | Self::WebSocket => {
                Transport::Tcp
            }
            Self::Udp | Self::Dtls | Self::Quic(_) | Self::Http3(_) => Transport::Udp,
        }
    }
}

/// A run of bytes that one end sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// 0: sent by the end that sent the first chunk.
    pub node: usize,
    pub frame: FrameId,
    pub bytes: Vec<u8>,
    /// The bytes were lost; `bytes` is empty.
    pub missing: u64,
}

/// A followed conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// The two ends; the first sent the first chunk, of TCP streams the first segment.
    pub nodes: Option<[Endpoint; 2]>,
    pub chunks: Vec<Chunk>,
    /// The node that sent the first record that was opened, of a handshake or of data (TLS only).
    pub opened_first: Option<usize>,
    /// Records that stayed closed (TLS only), and why the first did.
    pub closed: usize,
    pub why: Option<String>,
}

/// A followed conversation whose chunks are made when they are asked for.
pub struct Following<'a> {
    /// As in [`Followed`].
    pub nodes: Option<[Endpoint; 2]>,
    pub opened_first: Option<usize>,
    pub chunks: Box<dyn Iterator<Item = Chunk> + 'a>,
}

impl From<Followed> for Following<'_> {
    fn from(Followed { nodes, opened_first, chunks, .. }: Followed) -> Self {
        Self { nodes, opened_first, chunks: Box::new(chunks.into_iter()) }
    }
}

/// The conversation that a transport counts as `stream`.
pub fn conversation(
    capture: &Capture,
    transport: Transport,
    stream: u32,
) -> Option<(ConversationId, &Conversation)> {
    let found = capture
        .conversations
        .iter()
        .enumerate()
        .find(|(_, c)| c.transport == transport && c.stream == stream);
    found.map(|(i, c)| (ConversationId::from_index(i), c))
}

/// The stream after `stream`, or before it, of which `kind` can be followed.
pub fn neighbour(capture: &Capture, kind: Kind, stream: u32, forward: bool) -> Option<(Kind, u32)> {
    let nearer = |found: Option<u32>, n: u32| match (found, forward) {
        (Some(found), true) => Some(found.min(n)),
        (Some(found), false) => Some(found.max(n)),
        (None, _) => Some(n),
    };
    let beyond = |n: &u32| if forward { *n > stream } else { *n < stream };
    if let Kind::Quic(_) | Kind::Http3(_) = kind {
        let numbers = capture.quic.connections.iter().map(|connection| connection.number);
        return numbers.filter(beyond).fold(None, nearer).map(|n| (kind.of_first(), n));
    }
    let fits = |c: &&Conversation| {
        let flow = c.flow.as_deref();
        c.transport == kind.transport()
            && match kind {
                Kind::Tcp | Kind::Udp | Kind::Http | Kind::WebSocket => true,
                Kind::Tls | Kind::TlsInside(_) | Kind::Http2(_) => flow.is_some_and(|f| f.tls.is_some()),
                Kind::Dtls => flow.is_some_and(|f| f.dtls.is_some()),
                Kind::Quic(_) | Kind::Http3(_) => false,
            }
    };
    // What stands inside a session has numbers of its own there.
    let kind = match kind {
        Kind::TlsInside(_) | Kind::Http2(_) => Kind::Tls,
        other => other,
    };
    let streams = capture.conversations.iter().filter(fits).map(|c| c.stream);
    streams.filter(beyond).fold(None, nearer).map(|n| (kind, n))
}

/// The first frame of what a kind counts as `stream`.
pub fn first_frame(capture: &Capture, kind: Kind, stream: u32) -> Option<FrameId> {
    if let Kind::Quic(_) | Kind::Http3(_) = kind {
        let of = capture.quic.datagrams.iter().find(|datagram| datagram.connection == stream);
        return of.and_then(|datagram| datagram.place.frame());
    }
    let (_, conversation) = conversation(capture, kind.transport(), stream)?;
    capture.frames_of(conversation).last()
}

/// Follows stream number `stream`. One that does not exist gives no nodes.
pub fn follow(capture: &Capture, settings: &Settings, kind: Kind, stream: u32) -> Followed {
    match kind {
        Kind::Quic(id) => return quic(capture, settings, stream, id),
        Kind::Http3(id) => return inside::http3(capture, settings, stream, id),
        _ => {}
    }
    let Some((id, conversation)) = conversation(capture, kind.transport(), stream) else {
        return Followed::default();
    };
    let mut followed = Followed::default();
    let mut chunks = match kind {
        Kind::Tcp => tcp(capture, conversation),
        Kind::Udp => udp(capture, id, conversation),
        Kind::Tls => tls_chunks(capture, settings, id, conversation)
            .map_or_else(Vec::new, |chunks| followed.open(chunks)),
        Kind::TlsInside(depth) => {
            inside(capture, settings, id, depth).map_or_else(Vec::new, |chunks| followed.open(chunks))
        }
        Kind::Http => inside::http(capture, settings, id, conversation),
        Kind::Http2(substream) => inside::http2(capture, settings, id, conversation, substream),
        Kind::WebSocket => inside::websocket(capture, settings, id, conversation),
        Kind::Dtls => dtls(capture, settings, id, conversation, &mut followed),
        Kind::Quic(_) | Kind::Http3(_) => Vec::new(),
    };
    // Of a TCP stream the first end is the one whose segment came first, be it a SYN; else the one that said something.
    let first = if kind == Kind::Tcp { 0 } else { chunks.first().map_or(0, |c| c.node) };
    followed.take(&mut chunks, conversation.ends, first);
    followed
}

/// Follows the application data of a TLS session inside another one, `depth` sessions deep; none,
/// where there is none.
pub fn follow_inside<'a>(
    capture: &'a Capture,
    settings: &'a Settings,
    stream: u32,
    depth: u32,
) -> Option<Following<'a>> {
    let (id, conversation) = conversation(capture, Transport::Tcp, stream)?;
    Some(following(inside(capture, settings, id, depth)?, conversation.ends))
}

fn inside<'a>(
    capture: &'a Capture,
    settings: &'a Settings,
    id: ConversationId,
    depth: u32,
) -> Option<TlsChunks<'a>> {
    let inner = (0..depth).try_fold(id, |id, _| id.inside())?;
    let flow = FlowOf::of(capture, inner, settings, proto::registry())?;
    Some(TlsChunks::new(capture, settings, inner, flow))
}

/// The same as [`follow`], without keeping what a TLS session said.
pub fn follow_on<'a>(capture: &'a Capture, settings: &'a Settings, kind: Kind, stream: u32) -> Following<'a> {
    let found = conversation(capture, kind.transport(), stream).filter(|_| kind == Kind::Tls);
    let chunks = found.and_then(|(id, c)| Some((tls_chunks(capture, settings, id, c)?, c.ends)));
    match chunks {
        Some((chunks, ends)) => following(chunks, ends),
        None => follow(capture, settings, kind, stream).into(),
    }
}

fn following(chunks: TlsChunks<'_>, ends: [Endpoint; 2]) -> Following<'_> {
    let opened_first = chunks.opened_first();
    let mut chunks = chunks.filter_map(Result::ok).peekable();
    let first = chunks.peek().map(|chunk| chunk.node);
    Following {
        nodes: first.map(|first| in_order(ends, first)),
        opened_first: opened_first.map(|node| usize::from(Some(node) != first)),
        chunks: Box::new(chunks.map(move |c| Chunk { node: usize::from(Some(c.node) != first), ..c })),
    }
}

/// The ends with the one first that sent the first chunk.
fn in_order([a, b]: [Endpoint; 2], first: usize) -> [Endpoint; 2] {
    if first == 0 { [a, b] } else { [b, a] }
}

impl Followed {
    /// Takes chunks with the numbers of the conversation's ends; `first` is the one that comes first.
    fn take(&mut self, chunks: &mut Vec<Chunk>, ends: [Endpoint; 2], first: usize) {
        for chunk in chunks.iter_mut() {
            chunk.node = usize::from(chunk.node != first);
        }
        self.opened_first = self.opened_first.map(|node| usize::from(node != first));
        self.nodes = Some(in_order(ends, first));
        self.chunks = std::mem::take(chunks);
    }

    /// Takes chunks of a QUIC connection, whose node 0 is the client.
    fn of_connection(&mut self, chunks: Vec<(FrameId, u64, Chunk)>, [client, server]: [Endpoint; 2]) {
        self.chunks = sorted(chunks);
        let first = self.chunks.first().map_or(0, |c| c.node);
        self.chunks.iter_mut().for_each(|c| c.node = usize::from(c.node != first));
        self.nodes = Some(in_order([client, server], first));
    }

    /// Opens all chunks of a TLS session, and counts what stays closed.
    fn open(&mut self, chunks: TlsChunks<'_>) -> Vec<Chunk> {
        self.opened_first = chunks.opened_first();
        let mut opened = Vec::new();
        for chunk in chunks {
            match chunk {
                Ok(chunk) => opened.push(chunk),
                Err(why) => {
                    self.closed += 1;
                    self.why.get_or_insert_with(|| why.to_string());
                }
            }
        }
        opened
    }
}

/// In order of frames; within one, in order of the stream.
fn sorted(mut chunks: Vec<(FrameId, u64, Chunk)>) -> Vec<Chunk> {
    chunks.sort_by_key(|(frame, at, c)| (*frame, c.node, *at));
    chunks.into_iter().map(|(_, _, c)| c).collect()
}

fn tcp(capture: &Capture, conversation: &Conversation) -> Vec<Chunk> {
    let Some(flow) = conversation.flow.as_deref() else { return Vec::new() };
    let mut chunks = Vec::new();
    for (node, direction) in flow.directions.iter().enumerate() {
        let mut latest = FrameId(0);
        for piece in direction.pieces.iter() {
            latest = latest.max(piece.frame().unwrap_or(latest));
            let range = piece.start()..piece.end();
            let missing = if piece.frame().is_none() { range.end - range.start } else { 0 };
            let bytes =
                if missing == 0 { capture.stream_bytes(direction, range).into_owned() } else { Vec::new() };
            chunks.push((latest, piece.start(), Chunk { node, frame: latest, bytes, missing }));
        }
    }
    sorted(chunks)
}

/// The frames of a conversation in order.
fn frames_in_order(capture: &Capture, conversation: &Conversation) -> Vec<FrameId> {
    let mut frames: Vec<FrameId> = capture.frames_of(conversation).collect();
    frames.reverse();
    frames
}

/// Everything that can be followed of the conversation around `frame`: the stream, what was
/// decrypted in it, the protocols inside, each of their streams.
pub fn kinds(capture: &Capture, settings: &Settings, frame: FrameId) -> Vec<(Kind, u32)> {
    let Some(conversation) = capture.frame(frame).and_then(|meta| capture.conversation(meta.conversation()?))
    else {
        return Vec::new();
    };
    let stream = conversation.stream;
    if conversation.transport == Transport::Udp {
        let mut kinds = vec![(Kind::Udp, stream)];
        if conversation.flow.as_deref().is_some_and(|flow| flow.dtls.is_some()) {
            kinds.push((Kind::Dtls, stream));
        }
        let datagrams = &capture.quic.datagrams;
        let at = datagrams.partition_point(|d| d.place.frame() < Some(frame));
        let datagram = datagrams.get(at).filter(|d| d.place.frame() == Some(frame));
        let number = datagram.map(|datagram| datagram.connection);
        let walk = number.and_then(|number| capture.quic_walk(number, &settings.secrets));
        if let Some((number, walk)) = number.zip(walk) {
            let mut ids: Vec<u64> = walk.streams().map(|(id, ..)| id).collect();
            ids.sort_unstable();
            ids.dedup();
            ids.truncate(SUBSTREAMS_MAX);
            let connection = capture.quic.connection(number);
            let is_http3 =
                connection.is_some_and(|c| proto::http3::follow::speaks(capture, settings, c, &walk));
            let requests = ids.iter().filter(|id| is_http3 && **id & 3 == 0);
            kinds.extend(requests.map(|id| (Kind::Http3(*id), number)));
            kinds.extend(ids.iter().map(|id| (Kind::Quic(*id), number)));
        }
        return kinds;
    }
    let mut kinds = vec![(Kind::Tcp, stream)];
    let is_tls = conversation.flow.as_deref().is_some_and(|flow| flow.tls.is_some());
    if is_tls {
        kinds.push((Kind::Tls, stream));
        let id = capture.frame(frame).and_then(|meta| meta.conversation());
        let has_inner = |depth: &u32| id.and_then(|id| inside(capture, settings, id, *depth)).is_some();
        let inner = (1..).take_while(has_inner);
        kinds.extend(inner.map(|depth| (Kind::TlsInside(depth), stream)));
    }
    let registry = proto::registry();
    let (http, http2) = (registry.protocol("http"), registry.named("http2.streamid"));
    let websocket = registry.protocol("websocket");
    let roots = http.iter().chain(&websocket).map(|l| l.root);
    let fields: FieldSet = roots.chain(http2.iter().copied()).collect();
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(fields));
    let (mut has_http, mut has_websocket, mut substreams) = (false, false, BTreeSet::new());
    for frame in frames_in_order(capture, conversation).into_iter().take(FRAMES_ASKED) {
        d.frame(frame);
        for node in d.tree.nodes() {
            has_http |= http.is_some_and(|listed| listed.root == node.field);
            has_websocket |= websocket.is_some_and(|listed| listed.root == node.field);
            let id = node.value.uint().filter(|_| http2.contains(&node.field));
            substreams.extend(id.and_then(|id| u32::try_from(id).ok()));
        }
    }
    kinds.extend(has_http.then_some((Kind::Http, stream)));
    kinds.extend(has_websocket.then_some((Kind::WebSocket, stream)));
    kinds.extend(substreams.into_iter().take(SUBSTREAMS_MAX).map(|id| (Kind::Http2(id), stream)));
    kinds
}

fn tls_chunks<'a>(
    capture: &'a Capture,
    settings: &'a Settings,
    id: ConversationId,
    conversation: &'a Conversation,
) -> Option<TlsChunks<'a>> {
    let flow = conversation.flow.as_deref().filter(|_| conversation.application == Application::Tls)?;
    Some(TlsChunks::new(capture, settings, id, FlowOf::Captured(flow)))
}

/// The application data of a TLS session, opened record by record in order of their frames. Nodes
/// are the directions.
struct TlsChunks<'a> {
    capture: &'a Capture,
    settings: &'a Settings,
    id: ConversationId,
    flow: FlowOf<'a>,
    /// Records still to come.
    opening: Option<Opening<'a>>,
}

impl<'a> TlsChunks<'a> {
    fn new(capture: &'a Capture, settings: &'a Settings, id: ConversationId, flow: FlowOf<'a>) -> Self {
        let opening = Some(Opening::new(capture, id, settings, proto::registry()));
        Self { capture, settings, id, flow, opening }
    }

    /// The direction in which the first record was sent that can be opened, of data or not.
    fn opened_first(&self) -> Option<usize> {
        let (id, flow, secrets) = (self.id, &*self.flow, &self.settings.secrets);
        let mut plain = Vec::new();
        let mut first = |node: usize| {
            let mut messages = flow.directions.get(node)?.messages.iter().enumerate();
            let mut opens =
                |index| self.capture.open_record_into(id, flow, node, index, secrets, &mut plain).is_ok();
            messages.find(|(index, _)| opens(*index)).map(|(_, message)| (message.frame, node))
        };
        [first(0), first(1)].into_iter().flatten().min().map(|(_, node)| node)
    }
}

impl Iterator for TlsChunks<'_> {
    type Item = Result<Chunk, NotOpened>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            let Some((frame, node, opened)) = self.opening.as_mut()?.next(&self.flow, &mut bytes) else {
                // What stands inside is known now, and need not be opened again for that.
                self.opening.take()?.finish(&self.flow);
                return None;
            };
            match opened {
                Ok(ContentType::APPLICATION_DATA) if bytes.is_empty() => {}
                Ok(ContentType::APPLICATION_DATA) => {
                    return Some(Ok(Chunk { node, frame, bytes, missing: 0 }));
                }
                // A handshake message or an alert of TLS 1.3.
                Ok(_) => {}
                Err(why) => return Some(Err(why)),
            }
        }
    }
}

/// Datagrams that the network repeated are one; what a record is, in 1.3 and with a connection ID,
/// is known when it is open.
fn dtls(
    capture: &Capture,
    settings: &Settings,
    id: ConversationId,
    conversation: &Conversation,
    followed: &mut Followed,
) -> Vec<Chunk> {
    let Some(flow) = conversation.flow.as_deref().filter(|flow| flow.dtls.is_some()) else {
        return Vec::new();
    };
    let is_data = |kind: u8| kind == ContentType::APPLICATION_DATA.0;
    let may_be_data =
        |kind: MessageKind| is_data(kind.0) || kind.0 == ContentType::TLS12_CID.0 || is_unified(kind.0);
    let mut chunks = Vec::new();
    for (node, Direction { messages, .. }) in flow.directions.iter().enumerate() {
        let mut seen = HashSet::new();
        for (index, message) in messages.iter().enumerate().filter(|(_, m)| may_be_data(m.kind())) {
            match capture.open_record(id, flow, node, index, &settings.secrets) {
                Ok(record) if is_data(record.opened.content_type.0) && !record.bytes.is_empty() => {
                    let number = (record.session, message.note(), record.sequence);
                    if seen.insert(number) {
                        let bytes = record.bytes.to_vec();
                        let chunk = Chunk { node, frame: message.frame, bytes, missing: 0 };
                        chunks.push((message.frame, message.start(), chunk));
                    }
                }
                Ok(_) => {}
                Err(why) => {
                    followed.closed += 1;
                    followed.why.get_or_insert_with(|| why.to_string());
                }
            }
        }
    }
    sorted(chunks)
}

/// Stream `id` of connection `number`. A stretch is told in the frame that closed the hole before it.
fn quic(capture: &Capture, settings: &Settings, number: u32, id: u64) -> Followed {
    let walk = capture.quic_walk(number, &settings.secrets);
    let Some((connection, walk)) = capture.quic.connection(number).zip(walk) else {
        return Followed::default();
    };
    let (closed, why) = walk.closed();
    let mut followed = Followed { closed, why: why.map(ToString::to_string), ..Followed::default() };
    let mut chunks = Vec::new();
    for (node, side) in [Side::Client, Side::Server].into_iter().enumerate() {
        let Some(stream) = walk.stream(id, side) else { continue };
        let mut latest = FrameId(0);
        for segment in stream.segments() {
            let Some(packet) = walk.packet(segment.packet as usize) else { continue };
            latest = latest.max(packet.packet.frame());
            let bytes = capture.quic_stream_bytes(&walk, stream, segment.start..segment.end());
            chunks.push((latest, segment.start, Chunk { node, frame: latest, bytes, missing: 0 }));
        }
        // An end without bytes is told as a stretch of none.
        if let Some(fin) = stream.bare_fin.and_then(|at| walk.packet(at as usize)) {
            let frame = latest.max(fin.packet.frame());
            chunks.push((frame, stream.len(), Chunk { node, frame, bytes: Vec::new(), missing: 0 }));
        }
    }
    followed.of_connection(chunks, connection.ends);
    followed
}

fn udp(capture: &Capture, id: ConversationId, conversation: &Conversation) -> Vec<Chunk> {
    use crate::index::headers::{Found, Fragmented, Visitor, walk};
    struct Payload<'c> {
        ends: &'c [Endpoint; 2],
        found: Option<(usize, Vec<u8>)>,
    }
    impl Visitor for Payload<'_> {
        fn transport(&mut self, found: Found<'_>) {
            let [a, b] = *self.ends;
            if found.transport == Transport::Udp
                && !found.quoted
                && (found.ends == [a, b] || found.ends == [b, a])
            {
                let bytes = found.bytes.get(8..).unwrap_or(&[]).to_vec();
                self.found = Some((usize::from(found.ends != [a, b]), bytes));
            }
        }
        fn fragment(&mut self, _: Fragmented<'_>) {}
    }
    let mut frames: Vec<FrameId> = (conversation.first.0..=conversation.last.0)
        .map(FrameId)
        .filter(|f| (0..LAYERS).map_while(|n| capture.conversation_of(*f, n)).any(|(c, _)| c == id))
        .collect();
    frames.sort_unstable();
    let mut chunks = Vec::new();
    for frame in frames {
        let mut payload = Payload { ends: &conversation.ends, found: None };
        let LinkType(link_type) = capture.link_type(frame);
        let len = capture.frame(frame).map_or(0, |m| m.len);
        walk(link_type, &capture.frame_bytes(frame), len, &mut payload);
        if let Some((node, bytes)) = payload.found.filter(|(_, b)| !b.is_empty()) {
            chunks.push(Chunk { node, frame, bytes, missing: 0 });
        }
    }
    chunks
}
