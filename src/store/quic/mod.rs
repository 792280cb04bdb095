//! What the index keeps of QUIC connections: their connection IDs, hellos and packets, as far as no
//! secret is needed. What secrets open stands in `walk.rs`.

mod opening;
mod stream;
mod walk;

pub use opening::{Keyed, Opened};
pub use stream::{QuicStream, Segment};
pub use walk::{PlainPacket, QuicWalk, Walked, Walks};

use super::{Endpoint, Piece};
use crate::base::chunked::Chunked;
use crate::base::id::{ConversationId, FrameId};
use crate::tls::Side;
use crate::tls::quic::QuicVersion;
use crate::tls::quic::header::{MAX_CID_LEN, PacketKind};
use crate::tls::session::SessionFacts;
use std::sync::Arc;

/// A connection ID of at most 20 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Cid {
    len: u8,
    bytes: [u8; MAX_CID_LEN],
}

impl Cid {
    /// `None`: longer than the versions read here allow.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut cid = Self { len: u8::try_from(bytes.len()).ok()?, bytes: [0; MAX_CID_LEN] };
        cid.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(cid)
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl std::fmt::Debug for Cid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_bytes().iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Index of what a side has: 0 the client, 1 the server.
pub fn side_index(side: Side) -> usize {
    usize::from(side == Side::Server)
}

pub fn peer(side: Side) -> Side {
    if side == Side::Client { Side::Server } else { Side::Client }
}

/// One packet: where it stands and what its header says in the clear.
#[derive(Clone, Copy, Debug)]
pub struct QuicPacket {
    /// What was captured of it.
    pub place: Piece,
    /// Bytes on the wire.
    pub len: u16,
    pub kind: PacketKind,
    /// Who sent it.
    pub side: Side,
    /// Bytes of the destination connection ID.
    pub cid_len: u8,
}

impl QuicPacket {
    pub fn frame(&self) -> FrameId {
        self.place.frame().unwrap_or_default()
    }
}

/// One connection, as far as no secret is needed.
#[derive(Clone, Debug)]
pub struct QuicConnection {
    /// `quic.connection.number`
    pub number: u32,
    /// The version spoken: the server's choice, once it was seen.
    pub version: QuicVersion,
    /// Client and server where the connection began.
    pub ends: [Endpoint; 2],
    /// Where it began.
    pub conversation: ConversationId,
    /// The direction in which the client sends there.
    pub client_direction: usize,
    pub first: FrameId,
    /// Connection IDs from which Initial keys are made: the client's first choice for the server,
    /// and what a Retry replaced it with.
    pub initial_cids: Vec<Cid>,
    /// Connection IDs that client and server chose for themselves in the clear.
    pub cids: [Vec<Cid>; 2],
    /// What the hellos said.
    pub facts: Arc<SessionFacts>,
    /// Grows when anything above this line changed.
    pub changes: u32,
    /// In order of frames.
    pub packets: Chunked<QuicPacket>,
    /// Versions that a Version Negotiation packet offered.
    pub offered: Vec<QuicVersion>,
    /// A Retry packet was seen whose tag is right, or not checked.
    pub retried: bool,
}

/// A datagram with packets of a connection.
#[derive(Clone, Copy, Debug)]
pub struct QuicDatagram {
    /// The whole payload.
    pub place: Piece,
    pub connection: u32,
    /// Index of its first packet among the connection's, and how many it has.
    pub first_packet: u32,
    pub packets: u16,
}

/// A datagram that may belong to a connection that moved: it has a short header and comes from, or
/// goes to, an end of a known connection. Which, only opened NEW_CONNECTION_ID frames can tell.
#[derive(Clone, Copy, Debug)]
pub struct Stray {
    pub place: Piece,
    pub len: u16,
    /// Sender and receiver.
    pub ends: [Endpoint; 2],
}

/// All of QUIC in a capture.
#[derive(Clone, Debug, Default)]
pub struct QuicTable {
    /// By number.
    pub connections: Chunked<Arc<QuicConnection>>,
    /// In order of frames.
    pub datagrams: Chunked<QuicDatagram>,
    /// In order of frames; only so many.
    pub strays: Chunked<Stray>,
}

impl QuicTable {
    /// The datagram whose payload stands at `offset` of `frame`, or of what that completes.
    pub fn datagram(&self, frame: FrameId, offset: u32) -> Option<&QuicDatagram> {
        self.datagrams_in(frame).find(|d| d.place.offset() == offset)
    }

    /// The datagrams of a frame; of tunnels there may be several.
    pub fn datagrams_in(&self, frame: FrameId) -> impl Iterator<Item = &QuicDatagram> {
        let first = self.datagrams.partition_point(|d| d.place.frame() < Some(frame));
        self.datagrams.iter_from(first).take_while(move |d| d.place.frame() == Some(frame)).take(16)
    }

    /// Whether it is known of a frame that it has packets of QUIC, and that nobody reads them without secrets:
    /// all but Initial packets are sealed with keys of the handshake (RFC 9001 section 5).
    pub fn is_sealed(&self, frame: FrameId) -> bool {
        let mut datagrams = self.datagrams_in(frame).peekable();
        datagrams.peek().is_some()
            && datagrams.all(|datagram| {
                let first = datagram.first_packet as usize;
                self.connection(datagram.connection).is_some_and(|connection| {
                    let packets = connection.packets.iter_from(first).take(datagram.packets.into());
                    packets.fold(0, |sealed, p| sealed + u16::from(p.kind != PacketKind::Initial))
                        == datagram.packets
                })
            })
    }

    pub fn stray(&self, frame: FrameId, offset: u32) -> Option<&Stray> {
        let first = self.strays.partition_point(|d| d.place.frame() < Some(frame));
        let here = self.strays.iter_from(first).take_while(|d| d.place.frame() == Some(frame));
        here.take(16).find(|d| d.place.offset() == offset)
    }

    pub fn connection(&self, number: u32) -> Option<&Arc<QuicConnection>> {
        self.connections.get(number as usize)
    }
}
