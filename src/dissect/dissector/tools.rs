//! What protocols ask of the dissection of their frame: what they stand in, whom they hand payloads to,
//! and nodes that need the sources. Not here: how layers are run.

use super::*;

impl<'c> Dissector<'c> {
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

    /// What a person calls a frame.
    pub fn number(&self, frame: FrameId) -> u32 {
        self.settings.annotations.number(frame)
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

    /// Takes the protocol now running out of those that `frame.protocols` names.
    pub fn unname_layer(&mut self) {
        self.layers.pop();
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

    /// Whether somebody wants `frame.protocols`: then layers count whose fields nobody wants.
    #[inline]
    pub fn names_protocols(&self) -> bool {
        self.protocols_node != NodeRef::NONE && !self.tree.wants_nothing()
    }

    /// `eth:ethertype:ip:tcp:tls`
    pub fn protocols(&self) -> String {
        self.layers.join(":")
    }

    /// Whether the protocol now running follows directly behind itself.
    pub fn is_repeated(&self) -> bool {
        matches!(self.layers.as_slice(), [.., before, now] if before == now)
    }

    /// Whether there was a layer before of the protocol now running.
    pub fn comes_again(&self) -> bool {
        let Some((now, before)) = self.layers.split_last() else { return false };
        before.contains(now)
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
        debug_assert!(!self.stands_alone, "a protocol that leads nowhere asks for addresses");
        &self.net
    }

    #[inline]
    pub fn set_hop_limit(&mut self, hops: u8) {
        self.hop_limit = Some(hops);
    }

    /// Time to live or hop limit of the innermost network layer.
    #[inline]
    pub fn hop_limit(&self) -> Option<u8> {
        debug_assert!(!self.stands_alone, "a protocol that leads nowhere asks for the hop limit");
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
        let takes = |claim: &Claim, to: &Listed| {
            let on_port = matches!(claim, Claim::UdpPort(_) | Claim::TcpPort(_));
            !on_port || to.protocol.refuses.is_none_or(|refuses| !refuses(&payload))
        };
        let chosen = claims.iter().find_map(|claim| self.claimant(*claim).filter(|to| takes(claim, to)));
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
            fence: false,
            only: None,
        });
    }

    /// Names a layer behind those handed over so far, of which nothing can be shown yet: the beginning of a
    /// message that goes on elsewhere.
    pub fn name_layer(&mut self, protocol: &str, part: Cursor<'_>) {
        self.add_only(protocol, part, None, Only::Name);
    }

    /// Puts a layer around what is handed over next, of a protocol that made a tunnel for it: `show` tells what
    /// it knows of that. It reads nothing of `part`.
    pub fn put_around(
        &mut self,
        protocol: &str,
        part: Cursor<'_>,
        place: StreamPlace,
        show: fn(&mut Dissector<'_>, Span),
    ) {
        self.add_only(protocol, part, Some(place), Only::Around(show));
    }

    /// Names `protocol` among the layers around `part`: it passes on what is another's. Not behind what it
    /// reads itself.
    pub fn put_unseen(&mut self, protocol: &str, part: Cursor<'_>) {
        if self.next.last().is_none_or(|last| last.to.protocol.name != protocol) {
            self.add_only(protocol, part, None, Only::Unseen);
        }
    }

    fn add_only(&mut self, protocol: &str, part: Cursor<'_>, place: Option<StreamPlace>, only: Only) {
        if let Some(to) = self.registry.protocol(protocol).filter(|_| !self.is_disabled(protocol)) {
            let span = part.rest_span();
            self.next.push(Pending {
                to,
                source: span.source,
                start: span.start,
                captured: span.len,
                claimed: part.left(),
                place,
                after: None,
                fence: false,
                only: Some(only),
            });
        }
    }

    /// Puts `text` into the row in place of what the protocol says that was handed to last, behind what it
    /// fences. `false`: nothing was handed over yet.
    pub fn say_after(&mut self, text: &'static str) -> bool {
        self.handed_last().map(|last| last.after = Some(text)).is_some()
    }

    /// Adds `text` to the row behind what those say that were handed to so far, and whom they hand over to.
    /// `false`: nothing was handed over yet.
    pub fn say_behind(&mut self, separator: &'static str, text: fmt::Arguments<'_>) -> bool {
        let Some(last) = self.next.last().copied() else { return false };
        if !self.columns.skip_info {
            self.next.push(Pending {
                only: Some(Only::Say(self.said_behind.len())),
                after: None,
                fence: false,
                ..last
            });
            self.said_behind.push((separator, text.to_string()));
        }
        true
    }

    fn handed_last(&mut self) -> Option<&mut Pending> {
        self.next.iter_mut().rev().find(|pending| !matches!(pending.only, Some(Only::Say(_))))
    }

    /// Fences what the protocol says in the row that was handed to last: something else of the stream follows.
    pub fn fence_after(&mut self) {
        if let Some(last) = self.handed_last() {
            last.fence = true;
        }
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

    /// Whether nothing counts but the fields that are wanted: neither rows nor what went wrong.
    #[inline]
    pub fn reads_fields_alone(&self) -> bool {
        self.fields_alone
    }

    /// Whether the user wants this protocol not to be dissected.
    pub fn is_disabled(&self, protocol: &str) -> bool {
        self.settings.disabled.iter().any(|name| name == protocol)
    }

    /// Dissects `part` at once, inside the node now open: a certificate in a handshake, the packet
    /// quoted in an ICMP error. What it hands over is dissected inside it as well.
    pub fn embed(&mut self, claim: Claim, part: Cursor<'_>) {
        self.embed_at(claim, part, None);
    }

    /// The same, of what stands in a stream.
    pub fn embed_at(&mut self, claim: Claim, part: Cursor<'_>, at: Option<StreamPlace>) {
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
            let (place, after, fence, only) = (at, None, false, None);
            let mut next = Some(Pending { to, source, start, captured, claimed, place, after, fence, only });
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

    /// The same, of what nobody named: the reference does not look at it, and the frame's protocols are those that
    /// it names.
    pub fn embed_by_looks(&mut self, claim: Claim, part: Cursor<'_>) {
        let named = self.layers.len();
        self.embed(claim, part);
        self.layers.truncate(named);
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
