//! What secrets open of a connection: one walk over its packets, remembered. Afterwards any packet
//! can be opened alone, and the order of its streams' bytes is known.

use super::opening::{Facts, Keyed};
use super::{Cid, Opened, QuicConnection, QuicPacket, QuicStream, Segment, peer, side_index};
use crate::base::id::FrameId;
use crate::store::Capture;
use crate::tls::Side;
use crate::tls::quic::assembly::{By, Handshake};
use crate::tls::quic::frame::{Frame, Frames};
use crate::tls::quic::header::{Header, PacketKind, is_long};
use crate::tls::quic::keys::clear_header;
use crate::tls::quic::{Level, WhyQuicClosed};
use crate::tls::secrets::Secrets;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Segments of streams that are kept of one connection: 96 MiB.
const MAX_SEGMENTS: usize = 4 << 20;
/// Connection IDs learned from a side's frames.
const MAX_LEARNED: usize = 1024;
/// What all remembered walks may take.
const BUDGET_BYTES: usize = 512 << 20;

/// A packet and how it was opened.
#[derive(Clone, Debug)]
pub struct Walked {
    pub packet: QuicPacket,
    pub opened: Result<Opened, WhyQuicClosed>,
}

/// A packet's plaintext.
#[derive(Clone, Debug)]
pub struct PlainPacket {
    pub level: Level,
    pub packet_number: u64,
    /// Key updates before it; the lowest bit is the key phase bit.
    pub key_phase: u16,
    /// The header with its protection taken off.
    pub header: Vec<u8>,
    /// The frames.
    pub bytes: Vec<u8>,
}

/// All that secrets tell of one connection.
#[derive(Clone, Default)]
pub struct QuicWalk {
    packets: Vec<Walked>,
    /// Packets of the index and strays looked at.
    done: usize,
    strays_done: usize,
    /// Where the connection's packets stand among those of the walk, by index of the connection's.
    of_index: Vec<u32>,
    of_stray: HashMap<(FrameId, u32), u32>,
    keyed: Keyed,
    handshakes: [[Handshake; 4]; 2],
    /// The client's first choice for the server, if a Retry replaced it, and what the client sent
    /// there: some clients make another ClientHello for the new one.
    refused: Option<Cid>,
    before_retry: Handshake,
    streams: BTreeMap<(u64, usize), QuicStream>,
    segments: usize,
    learned: [HashSet<Cid>; 2],
}

/// What opening the walk's packets depended on: another value, another walk.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Basis {
    secrets_generation: u64,
    changes: u32,
}

#[derive(Default)]
struct Memo {
    basis: Option<Basis>,
    walk: Arc<QuicWalk>,
}

/// Walks done so far; no part of the data.
#[derive(Default)]
pub struct Walks {
    memos: Mutex<HashMap<u32, Arc<Mutex<Memo>>>>,
    bytes: Mutex<usize>,
}

impl Walks {
    pub(in crate::store) fn forget_one(&self, number: u32) {
        if let Some(memo) = lock(&self.memos).remove(&number) {
            let freed = lock(&memo).walk.cost_bytes();
            let mut bytes = lock(&self.bytes);
            *bytes = bytes.saturating_sub(freed);
        }
    }

    /// Forgets all of them: after a key was taken away.
    pub fn forget(&self) {
        lock(&self.memos).clear();
        *lock(&self.bytes) = 0;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl QuicWalk {
    /// Packet `index`, as [`Segment::packet`] names it.
    pub fn packet(&self, index: usize) -> Option<&Walked> {
        self.packets.get(index)
    }

    /// The index in the walk of packet `index` of the connection.
    pub fn index_of(&self, index: usize) -> Option<usize> {
        self.of_index.get(index).map(|at| *at as usize)
    }

    /// The index in the walk of the packet in a stray datagram, if it is the connection's.
    pub fn stray(&self, frame: FrameId, offset: u32) -> Option<usize> {
        self.of_stray.get(&(frame, offset)).map(|at| *at as usize)
    }

    /// The handshake bytes that `side` sent at `level`.
    pub fn handshake(&self, side: Side, level: Level) -> Option<&Handshake> {
        self.handshakes.get(side_index(side))?.get(level as usize)
    }

    /// The handshake bytes among which those of packet `index` belong.
    pub fn handshake_of(&self, index: usize) -> Option<&Handshake> {
        let walked = self.packets.get(index)?;
        let opened = walked.opened.as_ref().ok()?;
        if self.is_refused(walked.packet.side, opened) {
            return Some(&self.before_retry);
        }
        self.handshake(walked.packet.side, opened.level)
    }

    /// Whether the client had sent these bytes before a Retry made it begin again.
    pub fn repeats_refused(&self, index: usize, offset: usize, data: &[u8]) -> bool {
        let initial = self.packets.get(index).is_some_and(|p| {
            p.packet.side == Side::Client
                && p.opened
                    .as_ref()
                    .is_ok_and(|o| o.level == Level::Initial && !self.is_refused(Side::Client, o))
        });
        let known = offset.checked_add(data.len()).and_then(|end| self.before_retry.bytes().get(offset..end));
        initial && known == Some(data)
    }

    fn is_refused(&self, side: Side, opened: &Opened) -> bool {
        let initial = side == Side::Client && opened.level == Level::Initial;
        initial && self.refused.is_some() && self.keyed.cid(opened) == self.refused
    }

    /// The streams: their numbers, who sends, and the order of their bytes.
    pub fn streams(&self) -> impl Iterator<Item = (u64, Side, &QuicStream)> {
        self.streams
            .iter()
            .map(|((id, side), s)| (*id, if *side == 0 { Side::Client } else { Side::Server }, s))
    }

    pub fn stream(&self, id: u64, sender: Side) -> Option<&QuicStream> {
        self.streams.get(&(id, side_index(sender)))
    }

    /// Packets that stayed closed, and the first reason.
    pub fn closed(&self) -> (usize, Option<&WhyQuicClosed>) {
        let mut closed = self.packets.iter().filter_map(|p| p.opened.as_ref().err());
        let mut closed = closed.by_ref().filter(|why| **why != WhyQuicClosed::InTheClear);
        let first = closed.next();
        (usize::from(first.is_some()) + closed.count(), first)
    }

    fn extend(&mut self, capture: &Capture, connection: &QuicConnection, secrets: &Secrets) {
        let facts = Facts {
            facts: &connection.facts,
            initial_cids: &connection.initial_cids,
            version: connection.version,
            secrets,
        };
        let cids = &connection.initial_cids;
        self.refused = cids.first().copied().filter(|_| cids.len() > 1);
        for packet in connection.packets.iter_from(self.done) {
            self.done += 1;
            let at = self.take(capture, &facts, *packet);
            self.of_index.push(at);
        }
        if self.learned.iter().all(HashSet::is_empty) {
            return;
        }
        // Strays come after all others: numbers and tags make the order of no account.
        for stray in capture.quic.strays.iter_from(self.strays_done) {
            self.strays_done += 1;
            let near = |end| stray.ends.contains(end);
            if !connection.ends.iter().any(near) {
                continue;
            }
            let bytes = capture.piece_bytes(None, &stray.place).unwrap_or_default();
            let Some((side, cid_len)) = self.owner(&bytes) else { continue };
            let (place, len) = (stray.place, stray.len);
            let packet = QuicPacket { place, len, kind: PacketKind::OneRtt, side, cid_len };
            let before = self.packets.len();
            let at = self.take(capture, &facts, packet);
            if self.packets.get(before).is_some_and(|p| p.opened.is_ok()) {
                self.of_stray.insert((packet.frame(), place.offset()), at);
            } else {
                self.packets.truncate(before);
            }
        }
    }

    /// Who sent a packet to a connection ID learned from frames.
    fn owner(&self, bytes: &[u8]) -> Option<(Side, u8)> {
        let rest = bytes.split_first().filter(|(first, _)| !is_long(**first))?.1;
        [Side::Client, Side::Server].into_iter().find_map(|side| {
            let learned = self.learned.get(side_index(peer(side)))?;
            let lens: std::collections::BTreeSet<usize> = learned.iter().map(Cid::len).collect();
            let len = lens.into_iter().rev().find(|len| {
                *len > 0 && rest.get(..*len).and_then(Cid::new).is_some_and(|cid| learned.contains(&cid))
            })?;
            Some((side, u8::try_from(len).ok()?))
        })
    }

    fn take(&mut self, capture: &Capture, facts: &Facts<'_>, packet: QuicPacket) -> u32 {
        let index = u32::try_from(self.packets.len()).unwrap_or(u32::MAX);
        let bytes = capture.piece_bytes(None, &packet.place).unwrap_or_default();
        let opened = header(&packet, &bytes)
            .and_then(|header| self.keyed.open(facts, packet.side, &bytes, &header))
            .map(|(opened, plain)| {
                let frames = Frames::new(&plain, facts.version);
                let refused = self.is_refused(packet.side, &opened);
                self.frames(index, packet.side, opened.level, refused, &plain, frames);
                opened
            });
        self.packets.push(Walked { packet, opened });
        index
    }

    fn frames(
        &mut self,
        packet: u32,
        side: Side,
        level: Level,
        refused: bool,
        plain: &[u8],
        frames: Frames<'_>,
    ) {
        let at = side_index(side);
        for frame in frames {
            match frame {
                Frame::Crypto { offset, data } => {
                    let handshake = match refused {
                        true => Some(&mut self.before_retry),
                        false => self.handshakes.get_mut(at).and_then(|s| s.get_mut(level as usize)),
                    };
                    if let Some(handshake) = handshake {
                        let by = By { packet, at: u32::try_from(data.start).unwrap_or(u32::MAX) };
                        handshake.add(offset, plain.get(data).unwrap_or_default(), by);
                    }
                }
                Frame::Stream { id, offset, data, fin } if self.segments < MAX_SEGMENTS => {
                    self.segments += 1;
                    let stream = self.streams.entry((id, at)).or_default();
                    let (start, len) = (offset, u32::try_from(data.len()).unwrap_or(u32::MAX));
                    if fin && stream.final_size.is_none() {
                        stream.final_size = Some(start.saturating_add(u64::from(len)));
                        stream.bare_fin = (len == 0).then_some(packet);
                    }
                    let at = u32::try_from(data.start).unwrap_or(u32::MAX);
                    stream.add(Segment { start, len, packet, at });
                }
                Frame::NewConnectionId { cid } => {
                    if let Some(learned) = self.learned.get_mut(at).filter(|l| l.len() < MAX_LEARNED)
                        && let Some(cid) = plain.get(cid).and_then(Cid::new)
                    {
                        learned.insert(cid);
                    }
                }
                Frame::Stream { .. } | Frame::Other(_) => {}
            }
        }
    }

    fn cost_bytes(&self) -> usize {
        let handshakes: usize = self.handshakes.iter().flatten().map(|h| h.bytes().len()).sum();
        1024 + self.packets.len() * size_of::<Walked>()
            + self.segments * size_of::<Segment>()
            + handshakes
            + self.streams.len() * 128
    }
}

/// The header of a packet whose bytes are whole.
fn header<'a>(packet: &QuicPacket, bytes: &'a [u8]) -> Result<Header<'a>, WhyQuicClosed> {
    let len = usize::from(packet.len);
    if bytes.len() < len {
        return Err(WhyQuicClosed::Cut { captured: bytes.len(), len });
    }
    let header = match packet.kind {
        PacketKind::OneRtt => Header::short(bytes, len, packet.cid_len.into()),
        _ => Header::long(bytes, len),
    };
    header.ok_or(WhyQuicClosed::TooShort)
}

impl Capture {
    /// What the secrets tell of a connection. Remembered, and extended as packets come.
    pub fn quic_walk(&self, number: u32, secrets: &Secrets) -> Option<Arc<QuicWalk>> {
        let connection = self.quic.connection(number)?;
        let walks = &self.memory.quic;
        let memo = Arc::clone(lock(&walks.memos).entry(number).or_default());
        let mut memo = lock(&memo);
        let basis = Basis { secrets_generation: secrets.generation(), changes: connection.changes };
        let fresh = memo.basis == Some(basis);
        if fresh
            && memo.walk.done >= connection.packets.len()
            && (memo.walk.strays_done >= self.quic.strays.len()
                || memo.walk.learned.iter().all(HashSet::is_empty))
        {
            return Some(Arc::clone(&memo.walk));
        }
        let before = if memo.basis.is_some() { memo.walk.cost_bytes() } else { 0 };
        let known = std::mem::take(&mut memo.walk);
        let mut walk = if fresh { Arc::unwrap_or_clone(known) } else { QuicWalk::default() };
        walk.extend(self, connection, secrets);
        memo.walk = Arc::new(walk);
        memo.basis = Some(basis);
        let walk = Arc::clone(&memo.walk);
        drop(memo);
        let mut bytes = lock(&walks.bytes);
        *bytes = bytes.saturating_sub(before).saturating_add(walk.cost_bytes());
        if *bytes > BUDGET_BYTES {
            *bytes = 0;
            drop(bytes);
            lock(&walks.memos).clear();
        }
        Some(walk)
    }

    /// The plaintext of packet `index` of a walk.
    pub fn open_quic_packet(&self, walk: &QuicWalk, index: usize) -> Result<PlainPacket, WhyQuicClosed> {
        let walked = walk.packets.get(index).ok_or(WhyQuicClosed::TooShort)?;
        let opened = walked.opened.clone()?;
        let packet = self.piece_bytes(None, &walked.packet.place).unwrap_or_default();
        let header = header(&walked.packet, &packet)?;
        let bytes = walk.keyed.open_again(&opened, &packet, &header).ok_or(WhyQuicClosed::BadTag)?;
        Ok(PlainPacket {
            level: opened.level,
            packet_number: opened.number,
            key_phase: opened.generation,
            header: clear_header(&packet, &header, &opened.unmasked).unwrap_or_default(),
            bytes,
        })
    }

    /// Bytes of a stream's range, opened for it; fewer where fewer are there.
    pub fn quic_stream_bytes(&self, walk: &QuicWalk, stream: &QuicStream, range: Range<u64>) -> Vec<u8> {
        let mut out = Vec::new();
        let segments = stream.segments();
        let first = segments.partition_point(|s| s.end() <= range.start);
        let mut last: Option<(u32, Cow<'_, [u8]>)> = None;
        for segment in segments.iter().skip(first).take_while(|s| s.start < range.end) {
            if last.as_ref().is_none_or(|(packet, _)| *packet != segment.packet) {
                let Ok(plain) = self.open_quic_packet(walk, segment.packet as usize) else { break };
                last = Some((segment.packet, Cow::Owned(plain.bytes)));
            }
            let from = range.start.saturating_sub(segment.start) as usize;
            let to = (range.end.min(segment.end()) - segment.start) as usize;
            let at = segment.at as usize;
            let part = last.as_ref().and_then(|(_, bytes)| bytes.get(at + from..at + to));
            let Some(part) = part else { break };
            out.extend_from_slice(part);
        }
        out
    }
}
