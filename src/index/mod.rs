//! The writer: takes frames in order and keeps what cannot be found again cheaply. Everything
//! else is read again when somebody looks.
#![forbid(unsafe_code)]

pub mod conversations;
pub mod dtls;
pub mod fragments;
pub mod headers;
mod listener;
pub mod media;
pub mod quic;
#[cfg(test)]
mod quic_tests;
pub mod tcp;
pub mod udp;
mod walk;

use crate::base::id::{ConversationId, FrameId};
use crate::base::time::Timestamp;
use crate::capfile::{Interface, Name, PacketBlock, Recent, SecretsBlock};
use crate::dissect::framing::Framing;
use crate::dissect::{Claim, Cursor, Framer, Registry, SourceId};
use crate::store::segments::flag;
use crate::store::{self, Analysis, TcpSegment};
use crate::store::{
    Application, AtHand, Capture, Conversation, Duplicate, FileBytes, Findings, Flow, FrameFlags, FrameMeta,
    Layer, Piece, Problem, TcpFacts, Transport,
};
use conversations::Conversations;
use fragments::Fragments;
use hashbrown::HashMap;
use headers::{AddressClaim, Echo, EchoKey, Found, Fragmented, Visitor};
use media::MediaIndex;
use quic::QuicIndex;
use std::borrow::Cow;
use std::fs::File;
use std::ops::Range;
use std::sync::Arc;
use tcp::Assembler;
use udp::{Datagrams, Payload};
use walk::{Seen, Walk};

/// What the writer knows of a TCP conversation while frames still come.
#[derive(Default)]
struct TcpState {
    flow: Flow,
    analysis: Analysis,
    assembler: Assembler,
    framing: Framing,
    /// By direction: the latest frame that brought a piece.
    latest: [FrameId; 2],
    /// Changed since the last publication.
    dirty: bool,
}

/// Echo requests that an answer is awaited for.
const MAX_PINGS: usize = 1 << 16;
/// IPv4 addresses whose owners are remembered.
const MAX_OWNERS: usize = 1 << 18;

/// Builds a [`Capture`], instant by instant.
pub struct Indexer {
    now: Capture,
    conversations: Conversations,
    fragments: Fragments,
    states: Vec<Option<Box<TcpState>>>,
    dirty: Vec<ConversationId>,
    registry: &'static Registry,
    framers: &'static [Framer],
    datagrams: Datagrams,
    quic: QuicIndex,
    media: MediaIndex,
    /// Numbers of the echo requests that were not answered yet.
    pings: HashMap<EchoKey, usize>,
    /// Whose IPv4 addresses are, and the frame that said so last.
    owners: HashMap<[u8; 4], ([u8; 6], FrameId)>,
    /// Of conversations that frames with several layers have: the newest of those frames.
    outer: HashMap<ConversationId, FrameId>,
    /// Where the frames' bytes can be read again.
    file: Option<File>,
    /// TCP segments are taken as they come, not put in order.
    in_turn: bool,
    /// Fragments of IP datagrams are put together.
    defragments: bool,
    /// What the user says that streams are, by port or number.
    said: Vec<(Claim, Application)>,
}

impl TcpState {
    fn new(in_turn: bool) -> Self {
        if !in_turn {
            return Self::default();
        }
        Self { assembler: Assembler::in_turn(), framing: Framing::in_turn(), ..Self::default() }
    }

    /// The streams begin with that protocol.
    fn expecting(mut self, application: Option<Application>) -> Self {
        if let Some(application) = application {
            self.framing.expect(&mut self.flow, application);
        }
        self
    }
}

impl Indexer {
    /// `file`: where the bytes of frames stand at their offsets; without one only what is in
    /// `bytes` can be looked at again.
    pub fn new(registry: &'static Registry, file: Option<File>, bytes: FileBytes) -> Self {
        Self {
            now: Capture { bytes, tcp_facts: Arc::new(TcpFacts::new(segment_again)), ..Capture::default() },
            conversations: Conversations::default(),
            fragments: Fragments::default(),
            states: Vec::new(),
            dirty: Vec::new(),
            registry,
            framers: registry.framers(),
            datagrams: Datagrams::new(registry.datagram_framers()),
            quic: QuicIndex::default(),
            media: MediaIndex::default(),
            pings: HashMap::new(),
            owners: HashMap::new(),
            outer: HashMap::new(),
            file,
            in_turn: false,
            defragments: true,
            said: Vec::new(),
        }
    }

    /// Streams of these ports and numbers are those protocols', whatever they begin with: Decode As. To be said before the
    /// first frame.
    pub fn expect(&mut self, rules: &[(Claim, &'static str)]) {
        let known = |name: &str| {
            let framer = self.framers.iter().find(|f| f.application.protocol() == Some(name));
            // TLS is found by what it is.
            framer.map(|f| f.application).filter(|a| *a != Application::Tls)
        };
        self.said = rules.iter().filter_map(|(claim, name)| Some((*claim, known(name)?))).collect();
    }

    /// What the user says of a conversation's stream.
    fn said_of(&self, id: ConversationId) -> Option<Application> {
        if self.said.is_empty() {
            return None;
        }
        let c = self.now.conversations.get(id.index())?;
        let [a, b] = [c.ends[0].port, c.ends[1].port].map(Claim::TcpPort);
        let of = |claim: &Claim| self.said.iter().find(|(c, _)| c == claim).map(|(_, what)| *what);
        [Claim::TcpStream(c.stream), a, b].iter().find_map(of)
    }

    /// Fragments of IP datagrams stay as they are. To be said before the first frame.
    pub fn leave_fragments(&mut self) {
        self.defragments = false;
    }

    /// TCP segments are taken as they come: what comes late is no more put in order, as with
    /// `tcp.reassemble_out_of_order:FALSE`. To be said before the first frame.
    pub fn take_in_turn(&mut self) {
        self.in_turn = true;
    }

    pub fn frames(&self) -> usize {
        self.now.frames.len()
    }

    pub fn interface(&mut self, interface: Interface) {
        Arc::make_mut(&mut self.now.interfaces).push(interface);
    }

    pub fn secrets_block(&mut self, block: SecretsBlock) {
        Arc::make_mut(&mut self.now.secrets_blocks).push(block);
    }

    pub fn name(&mut self, name: Name) {
        Arc::make_mut(&mut self.now.names).push(name);
    }

    pub fn problem(&mut self, text: String) {
        Arc::make_mut(&mut self.now.problems).push(Problem { text });
    }

    /// Takes the next frame; `bytes` are its captured bytes, `recent` what was read before it.
    pub fn frame(&mut self, packet: &PacketBlock, bytes: &[u8], recent: Recent<'_>) {
        let id = FrameId::from_index(self.now.frames.len());
        let interface = u16::try_from(packet.interface).unwrap_or(u16::MAX);
        let mut meta = FrameMeta::new(
            packet.data_offset,
            packet.captured_len,
            packet.original_len,
            packet.time,
            interface,
        );
        if !packet.has_time {
            meta.flags.set(FrameFlags::TIMELESS);
        }
        if let Some(options) = packet.options.as_ref().filter(|o| !o.comments.is_empty()) {
            meta.flags.set(FrameFlags::COMMENT);
            Arc::make_mut(&mut self.now.comments).insert(id, options.comments.clone());
        }
        let link_type = self.now.interfaces.get(usize::from(interface)).map_or(u32::MAX, |i| i.link_type.0);
        let claimed = packet.original_len.max(packet.captured_len);
        let mut walk = Walk {
            indexer: self,
            id,
            meta,
            frame: bytes,
            recent,
            datagram: false,
            seen: [None; 8],
            count: 0,
            addresses: 0,
        };
        headers::walk(link_type, bytes, claimed, &mut walk);
        let Walk { meta, seen, count, .. } = walk;
        let meta = self.place(id, meta, &seen[..count]);
        self.now.frames.push(meta);
    }

    /// Notes which conversations the frame belongs to.
    fn place(&mut self, id: FrameId, mut meta: FrameMeta, seen: &[Option<Seen>]) -> FrameMeta {
        if let [Some(only)] = seen
            && !only.quoted
        {
            self.count(id, &mut meta, only, true);
            return meta;
        }
        if seen.len() > 1 || seen.iter().flatten().any(|s| s.quoted) {
            meta.flags.set(FrameFlags::LAYERED);
            for s in seen.iter().flatten() {
                let (conversation, direction) = (s.conversation, s.direction as u8);
                let before = self.before(id, conversation);
                self.now.layers.push(Layer { frame: id, conversation, direction, before });
            }
            self.outer.extend(seen.iter().flatten().filter(|s| !s.quoted).map(|s| (s.conversation, id)));
        }
        let inner = seen.iter().flatten().rev().find(|s| !s.quoted);
        for s in seen.iter().flatten().filter(|s| !s.quoted) {
            self.count(id, &mut meta, s, inner.is_some_and(|i| std::ptr::eq(i, s)));
        }
        meta
    }

    /// The newest frame before `id` that has a conversation, in any layer.
    fn before(&self, id: FrameId, conversation: ConversationId) -> Option<FrameId> {
        let inner = self.now.conversations.get(conversation.index()).map(|c| c.last);
        inner.into_iter().chain(self.outer.get(&conversation).copied()).filter(|frame| *frame < id).max()
    }

    /// Counts the frame in a conversation; to the innermost it belongs.
    #[inline]
    fn count(&mut self, id: FrameId, meta: &mut FrameMeta, seen: &Seen, is_inner: bool) {
        let (direction, len) = (seen.direction, u64::from(meta.len));
        let mut previous = None;
        self.now.conversations.update(seen.conversation.index(), |c| {
            c.frames[direction] += 1;
            c.bytes[direction] += len;
            if is_inner {
                previous = (c.last != id).then_some(c.last);
                c.last = id;
            }
        });
        if is_inner {
            meta.set_conversation(seen.conversation, previous);
            if direction == 1 {
                meta.flags.set(FrameFlags::REVERSE);
            }
        }
    }

    /// What is known so far, as an instant for readers.
    pub fn publish(&mut self) -> Arc<Capture> {
        self.map_all();
        for id in std::mem::take(&mut self.dirty) {
            self.rebuild_if_needed(id);
            let Some(state) = self.states.get_mut(id.index()).and_then(Option::as_mut) else { continue };
            state.dirty = false;
            self.now.set_flow(id, state.flow.clone(), state.framing.application());
        }
        self.datagrams.publish(&mut self.now);
        self.quic.publish(&mut self.now.quic);
        self.now.generation += 1;
        Arc::new(self.now.clone())
    }

    /// No more frames will come: holes are losses, and messages that end with their stream end.
    pub fn finish(&mut self) -> Arc<Capture> {
        self.map_all();
        let count = self.states.iter().flatten().count();
        let (mut whose, mut flows) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for index in 0..self.states.len() {
            let id = ConversationId::from_index(index);
            self.rebuild_if_needed(id);
            let Some(mut state) = self.states.get_mut(index).and_then(Option::take) else { continue };
            let ports = self.ports(id);
            state.assembler.finish(&mut state.flow, &|piece| self.now.piece_bytes(None, piece));
            for direction in 0..2 {
                let read = |d: &_, range: Range<u64>| self.now.stream_bytes(d, range);
                let TcpState { flow, framing, latest, .. } = &mut *state;
                let latest = &mut latest[direction];
                framing.advance(flow, direction, |p| later(latest, p), ports, self.framers, &read);
                framing.finish(flow, direction, *latest, self.framers, &read);
            }
            for direction in &mut state.flow.directions {
                direction.pieces.trim();
                direction.messages.trim();
            }
            state.flow.findings.trim();
            whose.push((id, state.framing.application()));
            flows.push(state.flow);
        }
        self.states = Vec::new();
        // What stays is made once all else is gone, or it would stand scattered over the room of that.
        store::flow::pack(&mut flows);
        for ((id, application), flow) in whose.into_iter().zip(store::flow::side_by_side(flows)) {
            self.now.set_flow(id, flow, application);
        }
        self.dirty = Vec::new();
        self.now.complete = true;
        let done = self.publish();
        self.datagrams.close();
        self.quic.close();
        done
    }

    fn mark_dirty(&mut self, id: ConversationId, state: &mut TcpState) {
        if !state.dirty {
            state.dirty = true;
            self.dirty.push(id);
        }
    }

    fn ports(&self, id: ConversationId) -> [u16; 2] {
        self.now.conversations.get(id.index()).map_or([0; 2], |c| [c.ends[0].port, c.ends[1].port])
    }

    /// Makes all bytes of the file reachable.
    fn map_all(&mut self) {
        let wanted = self.now.frames.last().map_or(0, |f| f.offset() + u64::from(f.captured()));
        self.map_to(wanted);
    }

    fn map_to(&mut self, end: u64) {
        if (self.now.bytes.len() as u64) < end
            && let Some(file) = &self.file
        {
            match FileBytes::open(file, u64::MAX) {
                Ok(bytes) => self.now.bytes = bytes,
                Err(error) => self.problem(format!("the capture cannot be read again: {error}")),
            }
        }
    }

    /// The conversation of a transport layer, begun if it is new, and the direction.
    fn conversation(
        &mut self,
        found: &Found<'_>,
        id: FrameId,
        time: Timestamp,
        segment: Option<&TcpSegment>,
    ) -> (ConversationId, usize) {
        let list = &mut self.now.conversations;
        let known = self.conversations.find(list, found.transport, found.ends);
        // A SYN with another sequence number begins another connection on the same ports.
        let anew = known.zip(segment.filter(|_| !found.quoted)).is_some_and(|(known, segment)| {
            let direction = list.get(known.index()).map_or(0, |c| direction_of(c, found));
            let state = self.states.get(known.index()).and_then(Option::as_ref);
            state.is_some_and(|s| s.analysis.starts_anew(direction, segment, time))
        });
        let Some(known) = known.filter(|_| !anew) else {
            let new = self.conversations.begin(list, found.transport, found.ends, id);
            // Of a header that contradicts itself the analysis says nothing.
            if anew && segment.is_some_and(|s| s.offset > 0) {
                let state =
                    TcpState { analysis: Analysis::new().reusing_ports(), ..TcpState::new(self.in_turn) };
                let state = state.expecting(self.said_of(new));
                self.states.resize_with(new.index() + 1, || None);
                if let Some(slot) = self.states.get_mut(new.index()) {
                    *slot = Some(Box::new(state));
                }
            }
            return (new, 0);
        };
        let direction = list.get(known.index()).map_or(0, |c| direction_of(c, found));
        (known, direction)
    }

    /// Rebuilds a conversation whose holes were filled after they had been given up, from all its
    /// frames.
    fn rebuild_if_needed(&mut self, id: ConversationId) {
        let needed =
            self.states.get(id.index()).and_then(Option::as_ref).is_some_and(|s| s.assembler.needs_rebuild());
        let Some(conversation) = self.now.conversations.get(id.index()).filter(|_| needed).cloned() else {
            return;
        };
        let mut frames: Vec<FrameId> = self.now.frames_of(&conversation).collect();
        frames.reverse();
        let segments: Vec<(FrameId, usize, TcpSegment)> = frames
            .into_iter()
            .filter_map(|frame| {
                let (direction, segment) = segment_again(&self.now, &conversation, frame)?;
                Some((frame, direction, segment))
            })
            .collect();
        let Some(mut state) = self.states.get_mut(id.index()).and_then(Option::take) else { return };
        let ports = self.ports(id);
        let mut flow = Flow {
            generation: state.flow.generation.wrapping_add(1),
            findings: state.flow.findings.clone(),
            rare: state.flow.rare.clone(),
            ..Flow::default()
        };
        state.analysis.describe(&mut flow, FrameId(0));
        let pieces =
            state.assembler.rebuild(&mut flow, &segments, &|piece| self.now.piece_bytes(None, piece));
        let mut framing = Framing::default();
        if let Some(application) = self.said_of(id) {
            framing.expect(&mut flow, application);
        }
        // In the order in which they could first be read: all before them in the stream was there.
        let mut order: Vec<(FrameId, usize, usize)> = Vec::new();
        for (direction, list) in pieces.iter().enumerate() {
            let mut latest = FrameId(0);
            for (at, piece) in list.iter().enumerate() {
                order.push((later(&mut latest, piece), direction, at));
            }
            state.latest[direction] = latest;
        }
        order.sort_unstable();
        for (frame, direction, at) in order {
            let Some(piece) = pieces.get(direction).and_then(|l| l.get(at)) else { continue };
            flow.directions[direction].pieces.push(*piece);
            let read = |d: &_, range: Range<u64>| self.now.stream_bytes(d, range);
            framing.advance(&mut flow, direction, |_| frame, ports, self.framers, &read);
        }
        state.flow = flow;
        state.framing = framing;
        if let Some(slot) = self.states.get_mut(id.index()) {
            *slot = Some(state);
        }
    }
}

/// The segment of a conversation that a frame carries, read once more.
pub(crate) fn segment_again(
    capture: &Capture,
    conversation: &Conversation,
    frame: FrameId,
) -> Option<(usize, TcpSegment)> {
    struct Only<'c> {
        conversation: &'c Conversation,
        in_datagram: bool,
        found: Option<(usize, TcpSegment)>,
    }
    impl Visitor for Only<'_> {
        fn transport(&mut self, found: Found<'_>) {
            let [a, b] = self.conversation.ends;
            let ours = found.transport == Transport::Tcp && (found.ends == [a, b] || found.ends == [b, a]);
            if ours && !found.quoted {
                let segment = TcpSegment::parse(found.bytes, found.claimed, found.offset, self.in_datagram);
                self.found = segment.map(|s| (direction_of(self.conversation, &found), s));
            }
        }
        fn fragment(&mut self, _: Fragmented<'_>) {}
    }
    let meta = capture.frame(frame)?;
    let mut only = Only { conversation, in_datagram: false, found: None };
    let bytes = capture.frame_bytes(frame);
    headers::walk(capture.link_type(frame).0, &bytes, meta.len, &mut only);
    if only.found.is_none()
        && let Some(datagram) = capture.datagram(frame)
    {
        only.in_datagram = true;
        let [from, to] = conversation.ends;
        let ends = if meta.direction() == 0 { [from, to] } else { [to, from] };
        let key = headers::FragmentKey { ends: ends.map(|e| e.address), id: 0, protocol: 6 };
        headers::walk_datagram(&key, &capture.datagram_bytes(datagram), false, &mut only);
    }
    let (direction, mut segment) = only.found?;
    if let Some(id) = meta.conversation().filter(|_| !capture.multipath.is_empty()) {
        segment.operations = capture.multipath.operations(id, frame);
    }
    Some((direction, segment))
}

/// The latest frame so far that brought a piece of the direction: a message is complete there,
/// however long its end may have waited.
fn later(latest: &mut FrameId, piece: &Piece) -> FrameId {
    *latest = (*latest).max(piece.frame().unwrap_or(*latest));
    *latest
}

fn direction_of(conversation: &Conversation, found: &Found<'_>) -> usize {
    usize::from(conversation.ends != found.ends)
}
