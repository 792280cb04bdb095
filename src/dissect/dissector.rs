//! The engine: takes one frame apart. Protocols hand payloads over to a work list instead of
//! calling each other, so tunnels cannot exhaust the stack, layers are siblings, and a packet cut
//! between two layers still shows which one is missing.

mod said;
mod tools;

#[cfg(debug_assertions)]
use super::Scope;
use super::columns::{Address, Columns};
use super::cursor::{At, Cursor, Cut, SourceId, Span};
use super::media_type::MediaType;
#[cfg(debug_assertions)]
use super::need::is_of;
use super::need::{Need, Needs};
use super::settings::Settings;
use super::source::{Parent, SourceBytes, Sources};
use super::tables::{Listed, Registry};
use super::tree::{Flags, NodeRef, Tree, Wanted};
use super::{Carried, Claim, Over, Protocol};
use crate::base::id::{ConversationId, FrameId};
use crate::capfile::Interface;
use crate::field::FieldSet;
use crate::store::{Application, Capture, Conversation, FrameFlags, FrameMeta};
use std::fmt;
use std::sync::Arc;

/// Layers a frame may have, and depth of [`Dissector::embed`].
const MAX_LAYERS: usize = 96;
const MAX_EMBEDDED: u8 = 8;

/// Where in a conversation's byte stream a payload begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamPlace {
    pub conversation: ConversationId,
    /// 0: sent by the conversation's first endpoint, 1: by its second.
    pub direction: usize,
    /// Offset of the payload's first byte in that direction's stream.
    pub start: u64,
    /// The stream is the decrypted application data, not the TCP stream itself.
    pub decrypted: bool,
    /// The stream is what one of HTTP/2 carries, by its number there; 0: it is not.
    pub inside: u32,
}

/// A payload waiting for its protocol: a range of a source, not a borrow.
#[derive(Clone, Copy, Debug)]
struct Pending {
    to: Listed,
    source: SourceId,
    start: u32,
    captured: u32,
    claimed: u32,
    place: Option<StreamPlace>,
    /// Replaces in the row what the layer says, but for what it fenced.
    after: Option<&'static str>,
    /// What the layer says in the row stays, whatever comes behind it.
    fence: bool,
    /// It is not its payload's protocol, which gets nothing to read.
    only: Option<Only>,
}

/// What a layer shows that reads nothing.
#[derive(Clone, Copy, Debug)]
enum Only {
    /// That it is there.
    Name,
    /// Nothing: it stands among the layers alone.
    Unseen,
    /// What it knows of the payload behind it, which is another protocol's.
    Around(fn(&mut Dissector<'_>, Span)),
    /// Nothing: it adds to the row, once those before it have written theirs.
    Say(usize),
}

/// Where a datagram's payload stands in its frame, and how long the packet claims it to be.
#[derive(Clone, Copy, Debug)]
pub struct Datagram {
    pub start: u32,
    pub captured: u32,
    pub claimed: u32,
}

/// The dissection of one frame, and the tools a protocol works with. Reused between frames.
#[derive(Debug)]
pub struct Dissector<'c> {
    pub tree: Tree,
    pub sources: Sources<'c>,
    pub columns: Columns,
    capture: &'c Capture,
    settings: &'c Settings,
    registry: &'static Registry,
    frame: FrameId,
    /// What the index knows of it.
    meta: FrameMeta,
    /// Decode As, or protocols that are not dissected: claims must be asked for one by one.
    overruled: bool,
    needs: Needs,
    /// Nobody looks at rows, and nothing is wanted of what the engine says (`_ws.…`): what no wanted field stands in
    /// need not be read.
    fields_alone: bool,
    /// The layers around the one at hand were passed over.
    stands_alone: bool,
    /// Behind the transport of this frame stands nothing that is wanted.
    ends_at_transport: bool,
    /// What the protocol now running asked to have dissected after it.
    next: Vec<Pending>,
    todo: Vec<Pending>,
    /// What [`Only::Say`] adds: what stands before it, and the text.
    said_behind: Vec<(&'static str, String)>,
    layers: Vec<&'static str>,
    protocols_node: NodeRef,
    /// Layers dissected so far, those that go on behind another of their protocol not counted.
    layer_count: usize,
    /// Where each protocol of a stream came to, in its source.
    reached: Vec<(&'static str, SourceId, u32)>,
    embedded: u8,
    /// Transport layers met so far: which of the frame's conversations is next.
    transports: usize,
    place: Option<StreamPlace>,
    layer_node: NodeRef,
    /// Nodes open around the layer now being dissected.
    layer_depth: usize,
    /// Addresses of the innermost network layer, as the pseudo-header of checksums needs them.
    net: (Address, Address),
    /// Time to live or hop limit of the innermost network layer.
    hop_limit: Option<u8>,
    /// Where not all frames are displayed: the last one before this that is, if there is one.
    pub displayed_before: Option<Option<FrameId>>,
    /// Inside a packet quoted by an ICMP error: columns and reassembly leave it alone.
    pub quoted: bool,
    /// What is dissected is the first part of a datagram whose others were not put to it.
    pub fragmented: bool,
    /// A protocol panicked: a fault of ours, shown and counted.
    pub fault: bool,
    /// What the body handed over last is, as the protocol that carried it says.
    pub media_type: MediaType,
    /// The files that the frame completes; `None`: nobody asks for them.
    pub carried: Option<Vec<Carried>>,
}

impl<'c> Dissector<'c> {
    pub fn new(
        capture: &'c Capture,
        settings: &'c Settings,
        registry: &'static Registry,
        wanted: Wanted,
    ) -> Self {
        let tree = Tree::new(registry, wanted);
        Self {
            needs: Needs::new(tree.wanted_fields(), None, registry),
            tree,
            sources: Sources::default(),
            columns: Columns::default(),
            capture,
            settings,
            registry,
            frame: FrameId(0),
            meta: FrameMeta::default(),
            fields_alone: false,
            stands_alone: false,
            ends_at_transport: false,
            overruled: !(settings.decode_as.is_empty() && settings.disabled.is_empty()),
            next: Vec::new(),
            todo: Vec::new(),
            said_behind: Vec::new(),
            layers: Vec::new(),
            protocols_node: NodeRef::NONE,
            layer_count: 0,
            reached: Vec::new(),
            embedded: 0,
            transports: 0,
            place: None,
            layer_node: NodeRef::NONE,
            layer_depth: 0,
            net: (Address::None, Address::None),
            hop_limit: None,
            displayed_before: None,
            quoted: false,
            fragmented: false,
            fault: false,
            media_type: MediaType::default(),
            carried: None,
        }
    }

    /// From now on nobody looks at rows, and at values of `values` alone: of the other fields that are
    /// wanted it is enough that they are there.
    pub fn leave_columns(&mut self, values: &FieldSet) {
        self.columns.skip_info = true;
        let wanted = self.tree.wanted_fields();
        let is_engines = |id| matches!(self.registry.owner(id).as_bytes().first(), None | Some(b'_'));
        self.fields_alone = wanted.is_some_and(|wanted| !wanted.iter().any(is_engines));
        self.needs = Needs::new(wanted, Some(values), self.registry);
    }

    /// The same, where behind the transport of the frame stands nothing that is wanted.
    pub fn frame_up_to_transport(&mut self, frame: FrameId) {
        self.ends_at_transport = true;
        self.frame(frame);
        self.ends_at_transport = false;
    }

    /// Dissects a frame of the capture; one it does not have gives an empty tree. A panic in a
    /// protocol ends up in the tree as a fault, and nowhere else.
    pub fn frame(&mut self, frame: FrameId) {
        self.guarded(|d| d.run(frame));
    }

    /// The same of a frame whose datagram is a protocol's that leads nowhere and has all that is wanted: the layers
    /// around it are passed over.
    pub fn datagram(&mut self, frame: FrameId, to: Listed, place: Datagram) {
        self.guarded(|d| d.run_datagram(frame, to, place));
    }

    fn guarded(&mut self, run: impl FnOnce(&mut Self)) {
        let run = std::panic::AssertUnwindSafe(|| run(self));
        if std::panic::catch_unwind(run).is_err() {
            self.fault = true;
            self.tree.close_to(0);
            let span = Span::default();
            self.tree.text(span, format_args!("[Dissector fault: please report this capture]"));
            self.columns.add_info_after(" ", format_args!("[Dissector fault]"));
        }
    }

    fn run_datagram(&mut self, frame: FrameId, to: Listed, Datagram { start, captured, claimed }: Datagram) {
        if self.begin(frame).is_none() {
            return;
        }
        self.transports = 1;
        self.stands_alone = true;
        let (source, place, after, fence, only) = (SourceId::FRAME, None, None, false, None);
        self.layer(&Pending { to, source, start, captured, claimed, place, after, fence, only });
        self.finish();
    }

    /// Forgets the frame before this one, and takes its bytes: how many were captured. `None`: the capture does not
    /// have it.
    #[inline]
    fn begin(&mut self, frame: FrameId) -> Option<(FrameMeta, u32)> {
        self.tree.clear();
        self.columns.clear();
        self.next.clear();
        self.todo.clear();
        self.said_behind.clear();
        self.layers.clear();
        self.protocols_node = NodeRef::NONE;
        self.layer_count = 0;
        self.reached.clear();
        self.embedded = 0;
        self.transports = 0;
        self.stands_alone = false;
        self.place = None;
        self.net = (Address::None, Address::None);
        self.hop_limit = None;
        self.quoted = false;
        self.fragmented = false;
        self.fault = false;
        self.media_type = MediaType::default();
        if let Some(carried) = &mut self.carried {
            carried.clear();
        }
        self.frame = frame;
        if !self.settings.two_passes {
            self.tree.know_up_to(frame.number());
        }
        self.tree.name_macs(self.settings.choices.mac_names);
        if self.settings.annotations.kept.is_some() {
            self.tree.number_by(self.settings.annotations.kept.clone());
        }
        let known = self.capture.frame(frame);
        self.meta = known.unwrap_or_default();
        let Some(meta) = known else {
            self.sources.clear();
            return None;
        };
        let bytes = self.capture.bytes_of(&meta);
        let captured = bytes.len() as u32;
        self.sources.begin(bytes);
        Some((meta, captured))
    }

    fn run(&mut self, frame: FrameId) {
        let Some((meta, captured)) = self.begin(frame) else { return };
        let Some(to) = self.registry.frame() else { return };
        let whole = Pending {
            to,
            source: SourceId::FRAME,
            start: 0,
            captured,
            claimed: meta.len.max(captured),
            place: None,
            after: None,
            fence: false,
            only: None,
        };
        self.todo.push(whole);
        let notes = &self.settings.annotations;
        let has_comment = meta.flags.has(FrameFlags::COMMENT) || notes.comments.contains_key(&frame);
        if has_comment
            && !notes.comments_of(self.capture, frame).is_empty()
            && let Some(to) = self.registry.claimant(Claim::Named("pkt_comment"))
        {
            self.todo.push(Pending { to, ..whole }); // comes first
        }
        let mut next = self.todo.pop();
        while let Some(pending) = &next {
            if !self.counted(pending) {
                let span = Span { start: pending.start, len: pending.captured, source: pending.source };
                self.tree.text(span, format_args!("[Too many layers: the rest is not dissected]"));
                break;
            }
            self.layer(pending);
            next = self.next_of(0);
        }
        self.finish();
    }

    /// Counts a layer; `false` if there were too many. A message behind another one in the same stream
    /// is no layer deeper, and there are no more of them than bytes.
    #[inline]
    fn counted(&mut self, pending: &Pending) -> bool {
        if let Some(Only::Say(_)) = pending.only {
            return true;
        }
        if pending.place.is_some() {
            let (name, source, start) = (pending.to.protocol.name, pending.source, pending.start);
            let known = self.reached.iter_mut().find(|(n, s, _)| *n == name && *s == source);
            match known {
                Some((.., reached)) if *reached < start => {
                    *reached = start;
                    return !self.tree.truncated;
                }
                Some(_) => {}
                None => self.reached.push((name, source, start)),
            }
        }
        self.layer_count += 1;
        self.layer_count <= MAX_LAYERS
    }

    /// Puts what was handed over since there were `from` payloads before all else that is to be done
    /// (depth first, in reading order), and takes the first of it.
    #[inline]
    fn next_of(&mut self, from: usize) -> Option<Pending> {
        while self.next.len() > from + 1
            && let Some(pending) = self.next.pop()
        {
            self.todo.push(pending);
        }
        if self.next.len() > from { self.next.pop() } else { self.todo.pop() }
    }

    /// Runs one protocol in a node of its own, so that even its first byte missing is shown.
    fn layer(&mut self, pending: &Pending) {
        if let Some(Only::Say(text)) = pending.only {
            if let Some((separator, text)) = self.said_behind.get(text) {
                self.columns.add_info_after(separator, format_args!("{text}"));
            }
            return;
        }
        if let Some(only) = pending.only {
            self.layers.push(pending.to.protocol.name);
            if matches!(only, Only::Unseen) {
                return;
            }
            let span = Span { start: pending.start, len: pending.captured, source: pending.source };
            let open = self.tree.open_layer(pending.to.root, span);
            if let Only::Around(show) = only
                && !self.tree.wants_nothing()
            {
                self.place = pending.place;
                show(self, span);
            }
            self.tree.close(open);
            return;
        }
        let bytes = self.sources.bytes(pending.source);
        let c = Cursor::part(&bytes, pending.start, pending.captured, pending.claimed, pending.source);
        self.place = pending.place;
        let protocol = pending.to.protocol;
        if !matches!(protocol.name, "frame" | "pkt_comment") {
            self.layers.push(protocol.name);
        }
        if self.tree.wants_nothing() {
            if let Err(cut) = (protocol.dissect)(self, c) {
                self.say_cut(protocol.title, cut, c.rest_span());
            }
        } else {
            let depth = self.tree.open_depth();
            self.layer_depth = depth;
            let open = self.tree.open_layer(pending.to.root, c.rest_span());
            self.layer_node = open.node();
            let result = match self.needs.of(pending.to.at) {
                Need::Presence => Ok(()),
                Need::Payload | Need::Unsaid if self.ends_at_transport && self.transports > 0 => Ok(()),
                need => self.read(protocol, c, need != Need::Payload),
            };
            if let Err(cut) = result {
                self.tree.mark_cut(depth, cut);
                self.tree.close_to(depth);
                self.say_cut(protocol.title, cut, c.rest_span());
            }
            self.tree.close_to(depth);
        }
        if self.quoted {
            return;
        }
        if pending.fence {
            self.columns.fence_info();
        }
        if let Some(after) = pending.after {
            self.columns.set_info(format_args!("{after}"));
        }
    }

    /// Runs a protocol, in a layer of its own.
    fn read(&mut self, protocol: &Protocol, c: Cursor<'_>, listens: bool) -> Result<(), Cut> {
        let outer = self.tree.renumber(None);
        let around = self.tree.listen(listens);
        #[cfg(debug_assertions)]
        let before = (self.tree.node_count(), self.next.len(), self.layers.len(), self.sources.len());
        #[cfg(debug_assertions)]
        let before_place = self.place;
        let result = (protocol.dissect)(self, c);
        #[cfg(debug_assertions)]
        self.hold_to_scope(protocol, before, (before_place, c));
        self.tree.listen_again(around);
        self.tree.renumber(outer);
        result
    }

    /// Panics if a protocol did what its scope excludes.
    #[cfg(debug_assertions)]
    fn hold_to_scope(
        &self,
        protocol: &Protocol,
        (nodes, next, layers, sources): (usize, usize, usize, usize),
        (place, c): (Option<StreamPlace>, Cursor<'_>),
    ) {
        let name = protocol.name;
        // A datagram, and nothing in it that is of others.
        if place.is_none() && protocol.carries.is_some_and(|carries| !carries(c.peek())) {
            let is_its = |layer: &str| layer == name || layer == "data";
            for field in self.tree.fields_from(nodes) {
                let owner = self.registry.owner(field);
                let is_engines = field == self.registry.text_field() || owner.starts_with('_');
                assert!(
                    is_engines || is_of(owner, name) || is_its(owner),
                    "{name} writes a field of {owner}"
                );
            }
            let handed = self.next.get(next..).unwrap_or(&[]).iter().map(|pending| pending.to.protocol.name);
            let noted = self.layers.get(layers..).unwrap_or(&[]).iter().copied();
            assert!(handed.chain(noted).all(is_its), "{name} has a payload");
        }
        if protocol.scope == Scope::Open {
            return;
        }
        for field in self.tree.fields_from(nodes) {
            let owner = self.registry.owner(field);
            let is_engines = field == self.registry.text_field() || owner.starts_with('_');
            assert!(is_engines || is_of(owner, name), "{name} writes a field of {owner}");
        }
        let (handed, noted) = (self.next.len() > next, self.layers.len() > layers);
        let leads_on = handed || noted || self.sources.len() > sources;
        assert!(protocol.scope == Scope::OwnFields || !leads_on, "{name} has a payload");
    }

    #[inline]
    fn finish(&mut self) {
        if self.protocols_node != NodeRef::NONE {
            let text = self.protocols();
            self.tree.set_text(self.protocols_node, &text);
        }
        self.tree.weave_experts();
        self.columns.enclose();
    }
}
