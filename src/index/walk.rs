//! One frame on its way through the index: what its headers say goes to conversations, fragments and streams.

use super::*;
use crate::store::multipath::Place;
use crate::store::segments::multipath_options;

/// A transport layer met in the frame.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) conversation: ConversationId,
    pub(super) direction: usize,
    pub(super) quoted: bool,
}

/// The walk over one frame.
pub(super) struct Walk<'i, 'b> {
    pub(super) indexer: &'i mut Indexer,
    pub(super) id: FrameId,
    pub(super) meta: FrameMeta,
    pub(super) frame: &'b [u8],
    pub(super) recent: Recent<'b>,
    /// Walking a datagram put together from fragments.
    pub(super) datagram: bool,
    pub(super) seen: [Option<Seen>; 8],
    pub(super) count: usize,
    /// How often addresses were met.
    pub(super) addresses: usize,
}

impl Visitor for Walk<'_, '_> {
    fn addresses(&mut self) {
        self.addresses += 1;
        if self.addresses > 1 {
            self.meta.flags.set(FrameFlags::TUNNELLED);
        }
    }

    fn transport(&mut self, found: Found<'_>) {
        let segment = match found.transport {
            Transport::Tcp => TcpSegment::parse(found.bytes, found.claimed, found.offset, self.datagram),
            _ => None,
        };
        let is_bad = found.transport == Transport::Tcp && segment.is_none();
        let bad = if is_bad { TcpSegment::header_alone(found.bytes) } else { None };
        if is_bad {
            self.meta.flags.set(FrameFlags::ODD);
        }
        let opening = segment.as_ref().or(bad.as_ref());
        let (conversation, direction) = self.indexer.conversation(&found, self.id, self.meta.time, opening);
        if let Some(slot) = self.seen.get_mut(self.count) {
            *slot = Some(Seen { conversation, direction, quoted: found.quoted });
            self.count += 1;
        }
        if found.transport == Transport::Sctp && !found.quoted {
            let tsns = &mut self.indexer.now.tsns;
            if let Some((ports, tag, first)) = tsns.begins(found.bytes) {
                Arc::make_mut(tsns).add(ports, tag, self.id, first);
            }
        }
        if let Some(mut segment) = segment.filter(|_| !found.quoted) {
            let multipath = &self.indexer.now.multipath;
            if !multipath.is_empty() {
                segment.operations = multipath.operations(conversation, self.id);
            }
            if segment.has_multipath {
                self.multipath(conversation, direction, found.bytes);
            }
            self.segment(conversation, direction, &segment);
        }
        if let Some(payload) = Payload::of(&found, self.datagram).filter(|_| !found.quoted) {
            let indexer = &mut *self.indexer;
            let table = &mut indexer.now.quic;
            if indexer.quic.datagram(table, conversation, direction, found.ends, self.id, &payload) {
                let quic = Application::Quic;
                indexer.now.conversations.update(conversation.index(), |c| c.application = quic);
            } else {
                if payload.bytes.is_empty() || hands_elsewhere(indexer.registry, &found, &payload) {
                    self.meta.flags.set(FrameFlags::ODD);
                }
                let (media, stream) = (&mut indexer.now.media, (conversation, direction));
                indexer.media.datagram(media, stream, found.ends, self.id, &payload);
                indexer.datagrams.datagram(&indexer.now, conversation, direction, self.id, &payload);
            }
        } else if found.transport == Transport::Udp {
            self.meta.flags.set(FrameFlags::ODD);
        }
    }

    fn echo(&mut self, echo: Echo) {
        let Indexer { now, pings, .. } = &mut *self.indexer;
        if echo.reply {
            if let Some(request) = pings.remove(&echo.key) {
                now.echoes.reply(self.id, request);
            }
            return;
        }
        // Who pings a whole net gets few answers.
        if pings.len() >= MAX_PINGS {
            pings.clear();
        }
        pings.insert(echo.key, now.echoes.request(self.id));
    }

    fn claims(&mut self, claims: [Option<AddressClaim>; 2]) {
        let Indexer { now, owners, .. } = &mut *self.indexer;
        for AddressClaim { mac, address } in claims.into_iter().flatten() {
            if owners.len() >= MAX_OWNERS {
                owners.clear();
            }
            let (owner, last) = owners.entry(address).or_insert((mac, self.id));
            if *owner == mac {
                *last = self.id;
            } else {
                let (other, earlier) = (*owner, *last);
                now.duplicates.push(Duplicate { frame: self.id, address, mac, other, earlier });
            }
        }
    }

    fn fragment(&mut self, fragment: Fragmented<'_>) {
        // A fragment inside a datagram that itself came in fragments stays as it is.
        if self.datagram {
            return;
        }
        self.meta.flags.set(FrameFlags::FRAGMENT);
        if !self.indexer.defragments {
            return;
        }
        let Some(datagram) = self.indexer.fragments.add(self.id, &fragment) else { return };
        self.meta.flags.set(FrameFlags::REASSEMBLED);
        // The last fragment stands in this very frame, which is not yet in the list.
        let mut bytes = vec![0; datagram.len as usize];
        self.indexer.map_all();
        for part in datagram.fragments.iter().rev() {
            let source = if part.frame == self.id {
                Cow::Borrowed(self.frame)
            } else {
                self.indexer.now.frame_bytes(part.frame)
            };
            let from = part.frame_offset as usize;
            let Some(piece) = source.get(from..from + part.len as usize) else { continue };
            let at = part.offset as usize;
            let len = piece.len().min(bytes.len().saturating_sub(at));
            if let (Some(to), Some(from)) = (bytes.get_mut(at..at + len), piece.get(..len)) {
                to.copy_from_slice(from);
            }
        }
        self.indexer.now.datagrams.push(Arc::new(datagram));
        self.datagram = true;
        headers::walk_datagram(&fragment.key, &bytes, fragment.quoted, self);
        self.datagram = false;
    }
}

/// Whether it shows only in a datagram itself what protocols it has: its header contradicts itself, its port's protocol
/// refuses it or takes it for that of others.
#[inline]
fn hands_elsewhere(registry: &Registry, found: &Found<'_>, payload: &Payload<'_>) -> bool {
    if !payload.says_its_length {
        return true;
    }
    let Some(listed) = registry.of_udp_ports(found.ends.map(|end| end.port)) else { return false };
    let protocol = listed.protocol;
    let refused = protocol.refuses.is_some_and(|refuses| {
        let claimed = u32::try_from(payload.len).unwrap_or(u32::MAX);
        refuses(&Cursor::new(payload.bytes, claimed, SourceId::FRAME))
    });
    refused || protocol.carries.is_some_and(|carries| carries(payload.bytes))
}

impl Walk<'_, '_> {
    fn multipath(&mut self, id: ConversationId, direction: usize, segment: &[u8]) {
        let now = &mut self.indexer.now;
        let stream = now.conversations.get(id.index()).map_or(0, |c| c.stream);
        let place = Place { conversation: id, stream, direction, frame: self.id };
        let multipath = Arc::make_mut(&mut now.multipath);
        for body in multipath_options(segment) {
            multipath.option(place, body);
        }
    }

    fn segment(&mut self, id: ConversationId, direction: usize, segment: &TcpSegment) {
        let indexer = &mut *self.indexer;
        if indexer.states.len() <= id.index() {
            indexer.states.resize_with(id.index() + 1, || None);
        }
        let in_turn = indexer.in_turn;
        let Some(slot) = indexer.states.get_mut(id.index()) else { return };
        let known = slot.take();
        let mut state =
            known.unwrap_or_else(|| Box::new(TcpState::new(in_turn).expecting(indexer.said_of(id))));
        let judged = state.analysis.segment(direction, segment, self.id, self.meta.time);
        if let Some(finding) = judged.finding {
            self.meta.flags.set(FrameFlags::FINDING);
            state.flow.findings.push(finding);
        }
        if judged.numbers_changed {
            state.analysis.describe(&mut state.flow, self.id);
        }
        let before = [state.flow.directions[0].pieces.len(), state.flow.directions[1].pieces.len()];
        let had_ended = state.flow.directions[direction].ended;
        if state.assembler.overlaps(direction, segment) {
            indexer.map_all();
        }
        let is = |what: Findings| judged.finding.is_some_and(|f| f.what.has(what));
        let reordered = is(Findings::OUT_OF_ORDER);
        if in_turn {
            state.assembler.expect(direction, state.framing.awaited(&state.flow, direction));
            state.framing.comes_late(reordered || is(Findings::REPEATED));
        }
        let current = AtHand { frame: self.id, bytes: self.frame, recent: self.recent };
        let read = |piece: &Piece| indexer.now.piece_bytes(Some(current), piece);
        let delivered = state.assembler.segment(&mut state.flow, direction, segment, self.id, &read);
        if delivered.conflict {
            self.meta.flags.set(FrameFlags::FINDING);
            tcp::record(&mut state.flow, tcp::conflict(self.id));
        }
        if let Some(finding) = tcp::late(self.id, delivered.late).filter(|_| reordered) {
            tcp::record(&mut state.flow, finding);
        }
        let new = [0, 1].map(|d| state.flow.directions[d].pieces.get(before[d]).copied());
        if segment.len == 0 {
            let ends = segment.has(flag::FIN | flag::RST);
            self.meta.flags.set(if ends { FrameFlags::IN_ORDER } else { FrameFlags::BARE });
        } else if let Some(piece) = new[direction].filter(|p| p.frame() == Some(self.id))
            && piece.len() == segment.len
            && delivered.ranges[direction] == (piece.start()..piece.end())
        {
            self.meta.flags.set(FrameFlags::IN_ORDER);
        } else {
            self.meta.flags.set(FrameFlags::ODD);
        }
        let ends = state.flow.directions[direction].ended && !had_ended;
        if ends || new.iter().any(Option::is_some) {
            // Bytes of earlier frames are needed only where a message began there.
            let ports = indexer.ports(id);
            let is_earlier = |(d, p): (usize, &Option<Piece>)| {
                p.is_some_and(|p| state.flow.directions[d].framed < p.start() || p.frame() != Some(self.id))
            };
            if ends || new.iter().enumerate().any(is_earlier) {
                indexer.map_all();
            }
            let read = |d: &_, range: Range<u64>| indexer.now.stream_bytes_with(current, d, range);
            let TcpState { flow, framing, latest, .. } = &mut *state;
            let had = [0, 1].map(|d| flow.directions[d].messages.len());
            for ((d, piece), latest) in new.into_iter().enumerate().zip(latest) {
                if piece.is_some() {
                    framing.advance(flow, d, |p| later(latest, p), ports, indexer.framers, &read);
                }
                // A message that reaches to the end of its stream is complete where that ends.
                if ends && d == direction {
                    *latest = self.id;
                    framing.finish(flow, d, self.id, indexer.framers, &read);
                }
            }
            // FTP goes on in the clear behind TLS (CCC), and around it.
            let application = match framing.application() {
                Application::Tls => {
                    flow.directions[0].stages.first().map_or(Application::Tls, |s| s.application)
                }
                application => application,
            };
            if matches!(application, Application::Rtsp | Application::Sip | Application::Ftp)
                && let Some(ends) = indexer.now.conversations.get(id.index()).map(|c| c.ends)
            {
                for (endpoint, end) in media::announced(flow, id, ends, had, &read) {
                    match application {
                        Application::Ftp => indexer.now.transfers.announce(endpoint, end),
                        _ => indexer.now.media.announce(endpoint, end),
                    }
                }
            }
        }
        indexer.mark_dirty(id, &mut state);
        if let Some(slot) = indexer.states.get_mut(id.index()) {
            *slot = Some(state);
        }
    }
}
