//! QUIC connections while frames still come: which connection a packet belongs to, the connection
//! IDs that say so, and the hellos in Initial packets, whose keys anybody can make.

use super::udp::Payload;
use crate::base::id::{ConversationId, FrameId};
use crate::store::quic::{Cid, QuicDatagram, QuicPacket, Stray, peer, side_index};
use crate::store::{Endpoint, Piece, QuicConnection, QuicTable};
use crate::tls::Side;
use crate::tls::quic::assembly::{By, Handshake};
use crate::tls::quic::frame::{Frame, Frames};
use crate::tls::quic::header::{Header, PacketKind, first_segment, is_long, is_plausible};
use crate::tls::quic::keys::LevelKeys;
use crate::tls::session::SessionFacts;
use hashbrown::{HashMap, HashSet};
use std::sync::Arc;

/// Connection IDs of a side that are kept, and connections that share one.
const MAX_CIDS: usize = 64;
const MAX_SHARERS: usize = 8;
/// Connections on one conversation among which a packet's is looked for.
const MAX_ON_CONVERSATION: usize = 16;
/// Shorter connection IDs do not name a connection on another conversation.
const MIN_TELLING_CID: usize = 4;
/// Such a long ID is a connection's wherever it is seen.
const CERTAIN_CID: usize = 8;
/// Initial packets that wait for the one that gives their keys.
const MAX_UNOPENED: usize = 8;
const MAX_STRAYS: usize = 4096;
/// Initial packets that are tried with keys of their own connection ID, a connection.
const MAX_RESTARTS: u32 = 64;

/// A conversation that a connection uses, and the direction in which its client sends there.
type Path = (ConversationId, usize);

struct State {
    connection: QuicConnection,
    paths: Vec<Path>,
    crypto: [Handshake; 2],
    /// Messages whose facts were taken.
    fed: [usize; 2],
    keys: Vec<(Cid, Side, LevelKeys)>,
    largest: [Option<u64>; 2],
    unopened: Vec<(Side, Vec<u8>)>,
    restarts: u32,
    /// After a Retry the client begins again; some with another ClientHello.
    hello_again: bool,
    dirty: bool,
}

/// All connections.
#[derive(Default)]
pub struct QuicIndex {
    states: Vec<State>,
    by_cid: HashMap<Cid, Vec<(u32, Side)>>,
    by_conversation: HashMap<ConversationId, Vec<u32>>,
    /// Lengths of connection IDs met, a bit each.
    cid_lens: u32,
    ends: HashSet<Endpoint>,
    dirty: Vec<u32>,
}

/// Where a datagram was met.
#[derive(Clone, Copy)]
struct Met {
    id: ConversationId,
    direction: usize,
    /// Sender and receiver.
    ends: [Endpoint; 2],
    frame: FrameId,
}

impl QuicIndex {
    /// Takes the next datagram of a UDP conversation; `ends`: sender and receiver. Whether it is
    /// QUIC's.
    pub fn datagram(
        &mut self,
        table: &mut QuicTable,
        id: ConversationId,
        direction: usize,
        ends: [Endpoint; 2],
        frame: FrameId,
        payload: &Payload<'_>,
    ) -> bool {
        let met = Met { id, direction, ends, frame };
        let Some(&first) = payload.bytes.first() else { return false };
        if self.states.is_empty() && !is_long(first) {
            return false;
        }
        let Ok(captured) = u16::try_from(payload.bytes.len()) else { return false };
        let place = Piece::new(0, captured, frame, payload.offset, payload.in_datagram);
        let known = self.by_conversation.contains_key(&id);
        if is_long(first) && !known && !self.may_be_known(payload) {
            let ports = ends.map(|e| e.port);
            if !is_plausible(payload.bytes, payload.len, ports) {
                return false;
            }
        }
        let Some(number) = self.packets(&met, payload) else {
            let len = u16::try_from(payload.len).unwrap_or(u16::MAX);
            let may_move = !is_long(first) && first & 0x40 != 0 && payload.len > 20;
            if may_move && ends.iter().any(|e| self.ends.contains(e)) && table.strays.len() < MAX_STRAYS {
                table.strays.push(Stray { place, len, ends });
            }
            return false;
        };
        let (number, first_packet, packets) = number;
        table.datagrams.push(QuicDatagram { place, connection: number, first_packet, packets });
        self.mark(number);
        true
    }

    /// A long header whose connection ID is known: a connection that moved before its handshake's end.
    fn may_be_known(&self, payload: &Payload<'_>) -> bool {
        let header = Header::long(payload.bytes, payload.len);
        header.and_then(|h| Cid::new(h.dcid)).is_some_and(|cid| self.by_cid.contains_key(&cid))
    }

    fn mark(&mut self, number: u32) {
        if let Some(state) = self.states.get_mut(number as usize).filter(|s| !s.dirty) {
            state.dirty = true;
            self.dirty.push(number);
        }
    }

    /// The packets of a datagram, all of the connection that the first belongs to.
    fn packets(&mut self, met: &Met, payload: &Payload<'_>) -> Option<(u32, u32, u16)> {
        let mut at = 0;
        let mut found: Option<(u32, u32, u16)> = None;
        while at < payload.len {
            let (bytes, left) = (payload.bytes.get(at..).unwrap_or_default(), payload.len - at);
            let Some(&first) = bytes.first() else { break };
            let (number, side, header) = if is_long(first) {
                let Some(header) = Header::long(bytes, left) else { break };
                let owner = match found {
                    Some((number, ..)) => self.states.get(number as usize)?.side_on(met).map(|s| (number, s)),
                    None => self.of_long(met, &header, bytes),
                };
                let Some((number, side)) = owner else { break };
                (number, side, header)
            } else {
                let owner = match found {
                    Some((number, ..)) => {
                        self.states.get(number as usize).and_then(|s| s.short(number, met, bytes, true))
                    }
                    None => self.of_short(met, bytes),
                };
                let Some((number, side, cid_len)) = owner else { break };
                let len = first_segment(bytes, left, cid_len);
                let Some(header) = Header::short(bytes, len, cid_len) else { break };
                (number, side, header)
            };
            let captured = bytes.len().min(header.len);
            let Some(state) = self.states.get_mut(number as usize) else { break };
            let index = u32::try_from(state.connection.packets.len()).ok()?;
            let offset = payload.offset.saturating_add(at as u32);
            state.connection.packets.push(QuicPacket {
                place: Piece::new(0, captured as u16, met.frame, offset, payload.in_datagram),
                len: u16::try_from(header.len).unwrap_or(u16::MAX),
                kind: header.kind,
                side,
                cid_len: header.dcid.len() as u8,
            });
            found = Some(found.map_or((number, index, 1), |(n, first, count)| (n, first, count + 1)));
            self.learn(number, side, &header, bytes.get(..captured).unwrap_or_default());
            at += header.len.max(1);
        }
        found
    }

    /// Whose long header it is; a connection that nobody knew begins with it.
    fn of_long(&mut self, met: &Met, header: &Header<'_>, bytes: &[u8]) -> Option<(u32, Side)> {
        let dcid = Cid::new(header.dcid);
        let scid = Cid::new(header.scid);
        let here = self.by_conversation.get(&met.id).map_or(&[][..], Vec::as_slice);
        let here: Vec<u32> = here.iter().rev().take(MAX_ON_CONVERSATION).copied().collect();
        let of_here = |wanted: &dyn Fn(&State, Side) -> bool| {
            here.iter().find_map(|n| {
                let state = self.states.get(*n as usize)?;
                let side = state.side_on(met)?;
                wanted(state, side).then_some((*n, side))
            })
        };
        let to_known = |s: &State, side: Side| {
            dcid.is_some_and(|d| {
                !d.is_empty() && s.connection.cids.get(side_index(peer(side))).is_some_and(|c| c.contains(&d))
                    || side == Side::Client && s.connection.initial_cids.contains(&d)
            })
        };
        let from_known = |s: &State, side: Side| {
            scid.is_some_and(|scid| {
                !scid.is_empty() && s.connection.cids.get(side_index(side)).is_some_and(|c| c.contains(&scid))
            })
        };
        let (to_here, from_here) = (of_here(&to_known), of_here(&from_known));
        if let Some(found) = to_here.or_else(|| self.elsewhere(met, dcid?)) {
            return Some(found);
        }
        let may_begin = header.kind == PacketKind::Initial
            && here
                .last()
                .is_none_or(|n| self.states.get(*n as usize).is_none_or(|s| s.restarts < MAX_RESTARTS));
        let own_keys = dcid.filter(|_| may_begin).and_then(|dcid| opens_alone(&dcid, header, bytes));
        if let Some((number, side)) = from_here {
            if dcid.is_some_and(|d| d.is_empty()) && self.is_elsewhere_yet(met, header, number, side) {
                return self.begin_beside(met, header, number);
            }
            if side == Side::Client && own_keys.is_some() {
                self.add_initial_cid(number, dcid?);
            }
            return Some((number, side));
        }
        if let Some(keys) = own_keys {
            let begun = self.begin(met, header, Side::Client)?;
            self.states.get_mut(begun.0 as usize)?.keys.push((dcid?, Side::Client, keys));
            return Some(begun);
        }
        let last = here.first().and_then(|n| {
            let state = self.states.get_mut(*n as usize)?;
            state.restarts = state.restarts.saturating_add(1);
            // The peer's connection ID is not known to be another.
            let side = state.side_on(met).filter(|s| header.kind.sender().is_none_or(|k| k == *s))?;
            let theirs = state.connection.cids.get(side_index(side))?;
            let fits = theirs.is_empty()
                || scid.is_some_and(|s| theirs.contains(&s))
                || scid.is_none_or(|s| !s.is_empty());
            fits.then_some((*n, side))
        });
        if last.is_some() {
            return last;
        }
        // Servers have the lower port.
        let [from, to] = met.ends.map(|e| e.port);
        let guess = if to <= from || !header.token.is_empty() { Side::Client } else { Side::Server };
        self.begin(met, header, header.kind.sender().unwrap_or(guess))
    }

    fn begin(&mut self, met: &Met, header: &Header<'_>, side: Side) -> Option<(u32, Side)> {
        let number = u32::try_from(self.states.len()).ok()?;
        let client_direction = if side == Side::Client { met.direction } else { 1 - met.direction.min(1) };
        let [from, to] = met.ends;
        let connection = QuicConnection {
            number,
            version: header.version,
            ends: if side == Side::Client { [from, to] } else { [to, from] },
            conversation: met.id,
            client_direction,
            first: met.frame,
            initial_cids: Vec::new(),
            cids: Default::default(),
            facts: Arc::new(SessionFacts::new()),
            changes: 0,
            packets: Default::default(),
            offered: Vec::new(),
            retried: false,
        };
        self.states.push(State {
            connection,
            paths: vec![(met.id, client_direction)],
            crypto: Default::default(),
            fed: [0; 2],
            keys: Vec::new(),
            largest: [None; 2],
            unopened: Vec::new(),
            restarts: 0,
            hello_again: false,
            dirty: false,
        });
        self.by_conversation.entry(met.id).or_default().push(number);
        self.ends.extend(met.ends);
        if side == Side::Client
            && matches!(header.kind, PacketKind::Initial | PacketKind::ZeroRtt)
            && let Some(dcid) = Cid::new(header.dcid)
        {
            self.add_initial_cid(number, dcid);
        }
        Some((number, side))
    }

    /// Whether it is a server's Initial packet on a conversation that is not its connection's first. Nobody moves
    /// before the handshake is confirmed (RFC 9000 section 9), so the client's Initial packet that led
    /// here began another connection with the same connection ID.
    fn is_elsewhere_yet(&self, met: &Met, header: &Header<'_>, number: u32, side: Side) -> bool {
        let connection = self.states.get(number as usize).map(|s| &s.connection);
        header.kind == PacketKind::Initial
            && side == Side::Server
            && connection.is_some_and(|c| c.conversation != met.id)
    }

    /// Begins the connection of a server's Initial packet whose client's was taken for that of `number`.
    fn begin_beside(&mut self, met: &Met, header: &Header<'_>, number: u32) -> Option<(u32, Side)> {
        let cids = self.states.get(number as usize)?.connection.initial_cids.clone();
        let begun = self.begin(met, header, Side::Server)?;
        // For its keys alone: the IDs go on naming the other one.
        self.states.get_mut(begun.0 as usize)?.connection.initial_cids = cids;
        Some(begun)
    }

    /// The connection with that ID on another conversation: it has moved.
    fn elsewhere(&mut self, met: &Met, dcid: Cid) -> Option<(u32, Side)> {
        if dcid.len() < MIN_TELLING_CID {
            return None;
        }
        let sharers = self.by_cid.get(&dcid)?;
        let (number, chooser) = *sharers.iter().rev().find(|(number, _)| {
            let state = self.states.get(*number as usize);
            let shares = |s: &State| s.connection.ends.iter().any(|e| met.ends.contains(e));
            dcid.len() >= CERTAIN_CID || state.is_some_and(shares)
        })?;
        let state = self.states.get_mut(number as usize)?;
        let side = peer(chooser);
        if state.paths.iter().all(|p| p.0 != met.id) && state.paths.len() < MAX_CIDS {
            let client = if side == Side::Client { met.direction } else { 1 - met.direction.min(1) };
            state.paths.push((met.id, client));
            self.by_conversation.entry(met.id).or_default().push(number);
            self.ends.extend(met.ends);
        }
        Some((number, side))
    }

    /// Whose short header it is, and how long its connection ID is.
    fn of_short(&mut self, met: &Met, bytes: &[u8]) -> Option<(u32, Side, usize)> {
        let here = self.by_conversation.get(&met.id).map_or(&[][..], Vec::as_slice);
        let known = here.iter().rev().take(MAX_ON_CONVERSATION);
        let found = known.clone().find_map(|n| self.states.get(*n as usize)?.short(*n, met, bytes, false));
        let found = found.or_else(|| {
            known.clone().find_map(|n| self.states.get(*n as usize)?.short(*n, met, bytes, true))
        });
        if found.is_some() {
            return found;
        }
        let rest = bytes.split_first().filter(|(first, _)| **first & 0x40 != 0)?.1;
        let lens = (MIN_TELLING_CID..32).rev().filter(|len| self.cid_lens >> len & 1 == 1);
        let cids: Vec<Cid> = lens.filter_map(|len| Cid::new(rest.get(..len)?)).collect();
        cids.into_iter().find_map(|cid| self.elsewhere(met, cid).map(|(n, side)| (n, side, cid.len())))
    }

    fn add_initial_cid(&mut self, number: u32, cid: Cid) {
        let Some(state) = self.states.get_mut(number as usize) else { return };
        let list = &mut state.connection.initial_cids;
        if list.contains(&cid) || list.len() >= 4 {
            return;
        }
        list.push(cid);
        state.connection.changes += 1;
        self.name(number, cid, Side::Server);
        // What came before its keys could be made.
        let Some(state) = self.states.get_mut(number as usize) else { return };
        for (side, packet) in std::mem::take(&mut state.unopened) {
            if let Some(header) = Header::long(&packet, packet.len()) {
                state.open_initial(side, &header, &packet);
            }
        }
    }

    /// Lets a connection ID name the connection.
    fn name(&mut self, number: u32, cid: Cid, chooser: Side) {
        if cid.len() < MIN_TELLING_CID {
            return;
        }
        self.cid_lens |= 1u32.checked_shl(cid.len() as u32).unwrap_or(0);
        let sharers = self.by_cid.entry(cid).or_default();
        if !sharers.contains(&(number, chooser)) {
            if sharers.len() >= MAX_SHARERS {
                sharers.remove(0);
            }
            sharers.push((number, chooser));
        }
    }

    fn forget_name(&mut self, number: u32, cid: Cid, chooser: Side) {
        if let Some(sharers) = self.by_cid.get_mut(&cid) {
            sharers.retain(|s| *s != (number, chooser));
            if sharers.is_empty() {
                self.by_cid.remove(&cid);
            }
        }
    }

    fn learn(&mut self, number: u32, side: Side, header: &Header<'_>, packet: &[u8]) {
        if header.kind == PacketKind::OneRtt {
            return;
        }
        if let Some(scid) = Cid::new(header.scid).filter(|_| header.kind != PacketKind::VersionNegotiation) {
            self.add_cid(number, side, scid);
        }
        // What a server answers to is the client's choice. The client's first is not the server's.
        if side == Side::Server
            && let Some(dcid) = Cid::new(header.dcid)
        {
            self.add_cid(number, Side::Client, dcid);
        }
        let Some(state) = self.states.get_mut(number as usize) else { return };
        match header.kind {
            PacketKind::VersionNegotiation => {
                let offered = header.versions(packet).take(64).collect();
                state.connection.offered = offered;
            }
            PacketKind::Retry => {
                let genuine = |cid: &Cid| header.retry_is_genuine(packet, cid.as_bytes());
                let verdicts: Vec<_> = state.connection.initial_cids.iter().map(genuine).collect();
                if !verdicts.is_empty() && verdicts.iter().all(|v| *v == Some(false)) {
                    return;
                }
                if !state.connection.retried {
                    let before = state.connection.initial_cids.clone();
                    state.connection.retried = true;
                    state.hello_again = true;
                    let [crypto, _] = &mut state.crypto;
                    *crypto = Handshake::default();
                    let [fed, _] = &mut state.fed;
                    *fed = 0;
                    // The client does not use them again: elsewhere they begin another connection.
                    for cid in before {
                        self.forget_name(number, cid, Side::Server);
                    }
                }
                if let Some(scid) = Cid::new(header.scid) {
                    self.add_initial_cid(number, scid);
                }
            }
            PacketKind::Initial if packet.len() >= header.len => state.open_initial(side, header, packet),
            _ => {}
        }
        let Some(state) = self.states.get_mut(number as usize) else { return };
        // The server's choice, or what the client says once it has heard it (RFC 9368 section 2.3).
        let decides =
            side == Side::Server && header.kind.level().is_some() || header.kind == PacketKind::Handshake;
        if decides && state.connection.version != header.version {
            state.connection.version = header.version;
            state.connection.changes += 1;
        }
    }

    fn add_cid(&mut self, number: u32, chooser: Side, cid: Cid) {
        let Some(state) = self.states.get_mut(number as usize) else { return };
        let Some(list) = state.connection.cids.get_mut(side_index(chooser)) else { return };
        if !list.contains(&cid) && list.len() < MAX_CIDS {
            list.push(cid);
            self.name(number, cid, chooser);
        }
    }

    /// Makes known what changed.
    pub fn publish(&mut self, table: &mut QuicTable) {
        self.dirty.sort_unstable();
        for number in std::mem::take(&mut self.dirty) {
            let Some(state) = self.states.get_mut(number as usize) else { continue };
            state.dirty = false;
            let connection = Arc::new(state.connection.clone());
            if table.connections.len() == number as usize {
                table.connections.push(connection);
            } else {
                table.connections.update(number as usize, |c| *c = connection);
            }
        }
    }

    /// No more datagrams come; what was published stays.
    pub fn close(&mut self) {
        *self = Self::default();
    }
}

impl State {
    /// Who sends in that direction of that conversation.
    fn side_on(&self, met: &Met) -> Option<Side> {
        let (_, client) = self.paths.iter().find(|p| p.0 == met.id)?;
        Some(if *client == met.direction { Side::Client } else { Side::Server })
    }

    /// Whether a short header is this connection's. `any_id`: also with a connection ID that was not
    /// seen in the clear, as NEW_CONNECTION_ID frames give.
    fn short(&self, number: u32, met: &Met, bytes: &[u8], any_id: bool) -> Option<(u32, Side, usize)> {
        let side = self.side_on(met)?;
        let (first, rest) = bytes.split_first()?;
        let known = self.connection.cids.get(side_index(peer(side)))?;
        let matching =
            known.iter().filter(|c| !c.is_empty() && rest.starts_with(c.as_bytes())).map(Cid::len).max();
        if let Some(len) = matching {
            return Some((number, side, len));
        }
        // Without a known ID only the fixed bit says that it is QUIC at all (RFC 9000 section 17.3.1).
        if first & 0x40 == 0 {
            return None;
        }
        let len = known.last().map_or(0, Cid::len);
        ((any_id || len == 0) && rest.len() >= len).then_some((number, side, len))
    }

    /// Takes the handshake bytes out of an Initial packet, while they matter.
    fn open_initial(&mut self, side: Side, header: &Header<'_>, packet: &[u8]) {
        let facts = &self.connection.facts;
        let done = match side {
            Side::Client => {
                !self.hello_again
                    && facts.client_hello().is_some()
                    && !facts.server_hello().is_some_and(|h| h.is_hello_retry_request())
            }
            Side::Server => facts.server_hello().is_some_and(|h| !h.is_hello_retry_request()),
        };
        if done {
            return;
        }
        let cids: Vec<Cid> = self.connection.initial_cids.iter().rev().copied().collect();
        let versions = header.version.keys_of_initials();
        let all = cids.iter().flat_map(|cid| versions.iter().map(move |version| (*cid, *version)));
        let plain = all.into_iter().find_map(|(cid, version)| {
            let is_known = |k: &(Cid, Side, LevelKeys)| k.0 == cid && k.1 == side && k.2.version() == version;
            let at = self.keys.iter().position(is_known).or_else(|| {
                let keys = LevelKeys::initial(version, cid.as_bytes(), side)?;
                self.keys.truncate(15);
                self.keys.push((cid, side, keys));
                self.keys.len().checked_sub(1)
            })?;
            let keys = &self.keys.get(at)?.2;
            let unmasked = keys.unmask(packet, header)?;
            let number = unmasked.number(*self.largest.get(side_index(side))?);
            Some((number, keys.open(packet, header, &unmasked, number, 0)?))
        });
        let Some((number, plain)) = plain else {
            if self.unopened.len() < MAX_UNOPENED && packet.len() <= 2048 {
                self.unopened.push((side, packet.get(..header.len).unwrap_or(packet).to_vec()));
            }
            return;
        };
        if let Some(largest) = self.largest.get_mut(side_index(side)) {
            *largest = (*largest).max(Some(number));
        }
        let Some(crypto) = self.crypto.get_mut(side_index(side)) else { return };
        for frame in Frames::new(&plain, header.version) {
            if let Frame::Crypto { offset, data } = frame {
                crypto.add(offset, plain.get(data).unwrap_or_default(), By { packet: 0, at: 0 });
            }
        }
        let Some(fed) = self.fed.get_mut(side_index(side)) else { return };
        for message in crypto.messages().iter().skip(*fed) {
            Arc::make_mut(&mut self.connection.facts).message(side, crypto.message_bytes(message));
            self.hello_again &= side != Side::Client;
            *fed += 1;
            self.connection.changes += 1;
        }
    }
}

/// The keys of an Initial packet that is the client's first: its own connection ID gives them.
fn opens_alone(dcid: &Cid, header: &Header<'_>, packet: &[u8]) -> Option<LevelKeys> {
    let packet = packet.get(..header.len)?;
    header.version.keys_of_initials().into_iter().find_map(|version| {
        let keys = LevelKeys::initial(version, dcid.as_bytes(), Side::Client)?;
        let unmasked = keys.unmask(packet, header)?;
        keys.open(packet, header, &unmasked, unmasked.number(None), 0)?;
        Some(keys)
    })
}
