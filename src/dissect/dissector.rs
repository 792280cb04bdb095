//! The engine: takes one frame apart. Protocols hand payloads over to a work list instead of
//! calling each other, so tunnels cannot exhaust the stack, layers are siblings, and a packet cut
//! between two layers still shows which one is missing.

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
use crate::field::def::Label;
use crate::field::{Field, FieldSet};
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
    /// Stands in the row behind what the layer says.
    after: Option<&'static str>,
    /// Only to be named among the layers.
    only_named: bool,
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
    /// Behind the transport of this frame stands nothing that is wanted.
    ends_at_transport: bool,
    /// What the protocol now running asked to have dissected after it.
    next: Vec<Pending>,
    todo: Vec<Pending>,
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
            ends_at_transport: false,
            overruled: !(settings.decode_as.is_empty() && settings.disabled.is_empty()),
            next: Vec::new(),
            todo: Vec::new(),
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
        self.needs = Needs::new(self.tree.wanted_fields(), Some(values), self.registry);
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
        let run = std::panic::AssertUnwindSafe(|| self.run(frame));
        if std::panic::catch_unwind(run).is_err() {
            self.fault = true;
            self.tree.close_to(0);
            let span = Span::default();
            self.tree.text(span, format_args!("[Dissector fault: please report this capture]"));
            self.columns.add_info_after(" ", format_args!("[Dissector fault]"));
        }
    }

    fn run(&mut self, frame: FrameId) {
        self.tree.clear();
        self.columns.clear();
        self.next.clear();
        self.todo.clear();
        self.layers.clear();
        self.protocols_node = NodeRef::NONE;
        self.layer_count = 0;
        self.reached.clear();
        self.embedded = 0;
        self.transports = 0;
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
        let known = self.capture.frame(frame);
        self.meta = known.unwrap_or_default();
        let Some(meta) = known else {
            self.sources.clear();
            return;
        };
        let bytes = self.capture.bytes_of(&meta);
        let captured = bytes.len() as u32;
        self.sources.begin(bytes);
        let Some(to) = self.registry.frame() else { return };
        let whole = Pending {
            to,
            source: SourceId::FRAME,
            start: 0,
            captured,
            claimed: meta.len.max(captured),
            place: None,
            after: None,
            only_named: false,
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
    fn counted(&mut self, pending: &Pending) -> bool {
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
        if pending.only_named {
            self.layers.push(pending.to.protocol.name);
            let span = Span { start: pending.start, len: pending.captured, source: pending.source };
            let open = self.tree.open_layer(pending.to.root, span);
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
        if let Some(after) = pending.after.filter(|_| !self.quoted) {
            self.columns.add_info(format_args!("{after}"));
            self.columns.fence_info();
        }
    }

    /// Runs a protocol, in a layer of its own.
    fn read(&mut self, protocol: &Protocol, c: Cursor<'_>, listens: bool) -> Result<(), Cut> {
        let outer = self.tree.renumber(None);
        let around = self.tree.listen(listens);
        #[cfg(debug_assertions)]
        let before = (self.tree.node_count(), self.next.len(), self.layers.len(), self.sources.len());
        let result = (protocol.dissect)(self, c);
        #[cfg(debug_assertions)]
        self.hold_to_scope(protocol, before);
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
    ) {
        if protocol.scope == Scope::Open {
            return;
        }
        let name = protocol.name;
        for field in self.tree.fields_from(nodes) {
            let owner = self.registry.owner(field);
            let is_engines = field == self.registry.text_field() || owner.starts_with('_');
            assert!(is_engines || is_of(owner, name), "{name} writes a field of {owner}");
        }
        let (handed, noted) = (self.next.len() > next, self.layers.len() > layers);
        let leads_on = handed || noted || self.sources.len() > sources;
        assert!(protocol.scope == Scope::OwnFields || !leads_on, "{name} has a payload");
    }

    fn say_cut(&mut self, title: &str, cut: Cut, span: Span) {
        let (name, text) = match cut {
            Cut::Snapped => ("_ws.short", format!("[Packet size limited during capture: {title} truncated]")),
            Cut::Malformed if self.fragmented => {
                ("_ws.unreassembled", format!("[Unreassembled Packet: {title}]"))
            }
            Cut::Malformed => ("_ws.malformed", format!("[Malformed Packet: {title}]")),
        };
        if let Some(listed) = self.registry.protocol(name) {
            let open = self.tree.open_layer(listed.root, span.at_start());
            self.tree.set_label(open.node(), format_args!("{text}"));
            if cut == Cut::Malformed && self.fragmented {
                let text = format_args!("Unreassembled fragment (change preferences to enable reassembly)");
                let field = self.label_field("_ws.unreassembled.expert");
                self.tree.expert(open.node(), field, super::Severity::Note, super::Group::Undecoded, text);
            } else if cut == Cut::Malformed {
                let text = format_args!("Malformed Packet (Exception occurred)");
                let field = self.label_field("_ws.malformed.expert");
                self.tree.expert(open.node(), field, super::Severity::Error, super::Group::Malformed, text);
            }
            self.tree.close(open);
        }
        let info = match cut {
            Cut::Snapped => "[Packet size limited during capture]",
            Cut::Malformed if self.fragmented => "[Unreassembled Packet]",
            Cut::Malformed => "[Malformed Packet]",
        };
        if !self.quoted {
            self.columns.add_info(format_args!("{info}")); // without a blank, as Wireshark has it
        }
    }

    /// Whether lines that only this program has are shown: not in whole trees that scripts compare with
    /// the reference's, unless one of them was asked for.
    pub fn shows_own(&self) -> bool {
        self.settings.show_verdicts || !self.tree.wants_everything()
    }

    fn label_field(&self, name: &str) -> Option<Field<Label>> {
        self.registry.named(name).first().map(|id| Field::new(id.0, 0))
    }

    /// Says that pieces of `title`'s messages could not be put together, and why.
    pub fn say_reassembly_error(&mut self, title: &str, why: &str, span: Span) {
        if let Some(listed) = self.registry.protocol("_ws.malformed") {
            self.end_layer();
            let open = self.tree.open_layer(listed.root, span.at_start());
            self.tree.set_label(open.node(), format_args!("[Reassembly error, protocol {title}: {why}]"));
            let (severity, group) = (super::Severity::Error, super::Group::Malformed);
            let field = self.label_field("_ws.malformed.reassembly");
            self.tree.expert(open.node(), field, severity, group, format_args!("{why}"));
            self.tree.close(open);
        }
        if !self.quoted {
            self.columns.add_info(format_args!("[Reassembly error, protocol {title}: {why}]"));
        }
    }

    fn finish(&mut self) {
        if self.protocols_node != NodeRef::NONE {
            let text = self.protocols();
            self.tree.set_text(self.protocols_node, &text);
        }
        self.tree.weave_experts();
        self.columns.enclose();
    }

    // ---- for protocols ----------------------------------------------------------------------

    #[inline]
    pub fn capture(&self) -> &'c Capture {
        self.capture
    }

    #[inline]
    pub fn settings(&self) -> &'c Settings {
        self.settings
    }

    #[inline]
    pub fn registry(&self) -> &'static Registry {
        self.registry
    }

    #[inline]
    pub fn frame_id(&self) -> FrameId {
        self.frame
    }

    #[inline]
    pub fn meta(&self) -> FrameMeta {
        self.meta
    }

    /// The interface that the frame was captured on.
    #[inline]
    pub fn interface(&self) -> Option<&'c Interface> {
        self.capture.interfaces.get(usize::from(self.meta.interface))
    }

    /// The node that the engine opened for the protocol now running.
    #[inline]
    pub fn layer_node(&self) -> NodeRef {
        self.layer_node
    }

    /// Closes the node of the protocol now running, and all inside it, and opens another one beside
    /// it: some protocols (label stacks) are one layer that shows several nodes.
    pub fn another_node(&mut self, root: crate::field::Field<crate::field::def::Protocol>, span: Span) {
        self.tree.close_to(self.layer_depth);
        self.layer_node = self.tree.open_layer(root.id, span).node();
    }

    /// Closes the layer's node: what follows stands beside it, not in it.
    #[inline]
    pub fn end_layer(&mut self) {
        self.tree.close_to(self.layer_depth);
    }

    /// Where in a byte stream the payload of the protocol now running stands.
    #[inline]
    pub fn place(&self) -> Option<StreamPlace> {
        self.place
    }

    /// Names a layer of `frame.protocols` that is not a protocol of its own (`ethertype`).
    #[inline]
    pub fn note_layer(&mut self, name: &'static str) {
        self.layers.push(name);
    }

    /// Counts and names a layer that is not dissected by itself.
    #[inline]
    pub fn pass_layer(&mut self, name: &'static str) {
        self.layer_count += 1;
        self.layers.push(name);
    }

    /// The node that will show `frame.protocols`, once they are known.
    pub fn set_protocols_node(&mut self, node: NodeRef) {
        self.protocols_node = node;
    }

    /// `eth:ethertype:ip:tcp:tls`
    pub fn protocols(&self) -> String {
        self.layers.join(":")
    }

    /// Whether the protocol now running follows directly behind itself.
    pub fn is_repeated(&self) -> bool {
        matches!(self.layers.as_slice(), [.., before, now] if before == now)
    }

    /// Whether the layer directly around the protocol now running has that name.
    pub fn is_inside(&self, name: &str) -> bool {
        matches!(self.layers.as_slice(), [.., around, _] if *around == name)
    }

    /// Whether a layer of that name was met before.
    pub fn has_layer(&self, name: &str) -> bool {
        self.layers.contains(&name)
    }

    pub fn set_net(&mut self, source: Address, destination: Address) {
        if !self.quoted {
            self.columns.source.clone_from(&source);
            self.columns.destination.clone_from(&destination);
        }
        self.net = (source, destination);
    }

    /// Addresses of the innermost network layer.
    #[inline]
    pub fn net(&self) -> &(Address, Address) {
        &self.net
    }

    #[inline]
    pub fn set_hop_limit(&mut self, hops: u8) {
        self.hop_limit = Some(hops);
    }

    /// Time to live or hop limit of the innermost network layer.
    #[inline]
    pub fn hop_limit(&self) -> Option<u8> {
        self.hop_limit
    }

    /// The conversation of the transport layer now being dissected, and whether the frame goes
    /// from its first endpoint (0) or its second (1). To be called once by each transport layer.
    #[inline]
    pub fn next_conversation(&mut self) -> Option<(ConversationId, &'c Conversation, usize)> {
        let at = self.transports;
        self.transports += 1;
        let (id, direction) = match self.meta.flags.has(FrameFlags::LAYERED) {
            true => self.capture.conversation_of(self.frame, at)?,
            false => (self.meta.conversation().filter(|_| at == 0)?, self.meta.direction()),
        };
        Some((id, self.capture.conversation(id)?, direction))
    }

    /// Gives `payload` to whoever claims it, once the current protocol is done; `data` takes what
    /// nobody claims. Nothing is done for an empty payload.
    #[inline]
    pub fn hand_over(&mut self, claim: Claim, payload: Cursor<'_>) {
        self.hand_over_any(&[claim], None, payload, None);
    }

    /// The first of `claims` that somebody has; else the first heuristic of `over` that accepts;
    /// else `data`.
    pub fn hand_over_any(
        &mut self,
        claims: &[Claim],
        over: Option<Over>,
        payload: Cursor<'_>,
        place: Option<StreamPlace>,
    ) {
        if payload.is_empty() {
            return;
        }
        let chosen = claims.iter().find_map(|claim| self.claimant(*claim));
        let guess = || self.registry.heuristic(over?, self, payload);
        let chosen = chosen.or_else(|| guess().filter(|l| !self.is_disabled(l.protocol.name)));
        if let Some(to) = chosen.or_else(|| self.registry.data()) {
            self.hand_to(to, payload, place);
        }
    }

    /// Gives `payload` to a protocol that [`Self::claimant`] found. Nothing is done for an empty one.
    #[inline]
    pub fn hand_to(&mut self, to: Listed, payload: Cursor<'_>, place: Option<StreamPlace>) {
        if payload.is_empty() {
            return;
        }
        let span = payload.rest_span();
        self.next.push(Pending {
            to,
            source: span.source,
            start: span.start,
            captured: span.len,
            claimed: payload.left(),
            place,
            after: None,
            only_named: false,
        });
    }

    /// Names a layer behind those handed over so far, of which nothing can be shown yet: the beginning of a
    /// message that goes on elsewhere.
    pub fn name_layer(&mut self, protocol: &str, part: Cursor<'_>) {
        if let Some(to) = self.registry.protocol(protocol) {
            let span = part.rest_span();
            self.next.push(Pending {
                to,
                source: span.source,
                start: span.start,
                captured: span.len,
                claimed: part.left(),
                place: None,
                after: None,
                only_named: true,
            });
        }
    }

    /// Puts `text` into the row behind what the protocol says that was handed to last. `false`: to none yet.
    pub fn say_after(&mut self, text: &'static str) -> bool {
        let last = self.next.last_mut();
        last.is_some_and(|last| last.after.replace(text).is_none())
    }

    /// Gives `payload` to the protocol of an application that the index recognised; `data` takes it where
    /// there is none.
    pub fn hand_over_as(
        &mut self,
        application: Application,
        payload: Cursor<'_>,
        place: Option<StreamPlace>,
    ) {
        match self.registry.of_application(application).filter(|_| !self.overruled) {
            Some(to) => self.hand_to(to, payload, place),
            None => {
                let protocol = application.protocol().unwrap_or("data");
                self.hand_over_any(&[Claim::Named(protocol)], None, payload, place);
            }
        }
    }

    /// Who has that claim; Decode As comes first.
    #[inline]
    pub fn claimant(&self, claim: Claim) -> Option<Listed> {
        if !self.overruled {
            return self.registry.claimant(claim);
        }
        let claimant = match self.settings.decoded_as(&[claim]) {
            Some(name) => self.registry.protocol(name),
            None => self.registry.claimant(claim),
        };
        claimant.filter(|l| !self.is_disabled(l.protocol.name))
    }

    /// Whether the user says of some payloads whose they are, or whose they are not.
    #[inline]
    pub fn is_overruled(&self) -> bool {
        self.overruled
    }

    /// Whether the user wants this protocol not to be dissected.
    pub fn is_disabled(&self, protocol: &str) -> bool {
        self.settings.disabled.iter().any(|name| name == protocol)
    }

    /// Dissects `part` at once, inside the node now open: a certificate in a handshake, the packet
    /// quoted in an ICMP error. What it hands over is dissected inside it as well.
    pub fn embed(&mut self, claim: Claim, part: Cursor<'_>) {
        if self.embedded == MAX_EMBEDDED || self.layer_count >= MAX_LAYERS {
            self.tree.text(part.rest_span(), format_args!("[Nested too deep: not dissected]"));
            return;
        }
        let span = part.rest_span();
        let (place, node, depth) = (self.place.take(), self.layer_node, self.layer_depth);
        // What waits already is done after the part.
        let (waiting, asked) = (self.todo.len(), self.next.len());
        self.embedded += 1;
        if let Some(to) = self.claimant(claim).or_else(|| self.registry.data()) {
            let (source, start, captured, claimed) = (span.source, span.start, span.len, part.left());
            let (place, after, only_named) = (None, None, false);
            let mut next = Some(Pending { to, source, start, captured, claimed, place, after, only_named });
            while let Some(pending) = next.take()
                && self.counted(&pending)
            {
                self.layer(&pending);
                if self.next.len() > asked || self.todo.len() > waiting {
                    next = self.next_of(asked);
                }
            }
        }
        self.embedded -= 1;
        self.todo.truncate(waiting);
        self.next.truncate(asked);
        (self.place, self.layer_node, self.layer_depth) = (place, node, depth);
    }

    /// Lets another protocol show `part` inside the node now open, without a layer of its own: elements
    /// that several protocols carry.
    pub fn show_part(&mut self, protocol: &'static str, part: Cursor<'_>) {
        if let Some(to) = self.registry.protocol(protocol) {
            self.confine(|d| (to.protocol.dissect)(d, part));
        }
    }

    /// Runs `part`; if it cannot finish, marks the tree and carries on after it.
    pub fn confine(&mut self, part: impl FnOnce(&mut Self) -> Result<(), Cut>) {
        let depth = self.tree.open_depth();
        if let Err(cut) = part(self) {
            // The node that was being read may be the one around the part.
            self.tree.mark_cut(depth.saturating_sub(1), cut);
            let text = match cut {
                Cut::Snapped => "[Bytes missing: packet size limited during capture]",
                Cut::Malformed => "[Malformed: too short for what it says]",
            };
            let span = Span::default();
            self.tree.text(span, format_args!("{text}"));
        }
        self.tree.close_to(depth);
    }

    /// Adds a data source made of `parents`.
    pub fn add_source(
        &mut self,
        title: &'static str,
        bytes: Arc<[u8]>,
        parents: Vec<Parent>,
    ) -> Option<SourceId> {
        self.sources.add(title, SourceBytes::Made(bytes), parents)
    }

    /// Adds to the end of a node's label.
    pub fn append(&mut self, node: NodeRef, text: fmt::Arguments<'_>) {
        self.tree.append(&self.sources, node, text);
    }

    /// Shows bytes of which nothing is known, as a field of type bytes.
    pub fn rest_as(&mut self, field: crate::field::Field<crate::field::def::Bytes>, c: &mut Cursor<'_>) {
        if c.captured() > 0 {
            let rest = c.rest();
            self.tree.leaf(field, At { value: rest.value, span: rest.span });
        }
    }

    /// Marks a node as not shown.
    pub fn hide(&mut self, node: NodeRef) {
        self.tree.set_flag(node, Flags::HIDDEN);
    }
}
