//! What an open capture *is*: plain data at one instant, read by all, written by `index/` alone.
//! A [`Capture`] never changes; the next instant is another value that shares most of its parts.

pub mod annotations;
mod claims;
pub mod conversation;
pub mod datagram;
pub mod dtls;
pub mod echo;
pub mod flow;
pub mod frame;
mod frames;
pub mod kept;
pub mod map;
pub mod media;
pub mod multipath;
pub mod opened_from;
mod packet_options;
pub mod plain;
pub mod quic;
pub mod segments;
pub mod tcp_analysis;
pub mod tcp_facts;
pub mod tls;
pub mod tsn;
pub mod unlocked;
pub mod verdict;

pub use crate::tls::walk::SessionState;
pub use annotations::{Annotations, FrameSet};
pub use claims::{Duplicate, Duplicates};
pub use conversation::{Application, Conversation, Endpoint, Transport};
pub use datagram::{Datagram, Fragment};
pub use dtls::DtlsFlow;
pub use echo::Echoes;
pub use flow::{
    Asked, Direction, Finding, Findings, Flow, Message, MessageKind, Piece, Rare, Stage, Stages, WindowScale,
};
pub use frame::{FrameFlags, FrameMeta};
pub use frames::Frames;
pub use kept::Kept;
pub use map::{FileBytes, Pass};
pub use media::{MediaEnd, MediaTable, srtp_tag_len};
pub use multipath::Multipath;
pub use opened_from::OpenedFrom;
pub use plain::{NotOpened, PlainRecord};
pub use quic::{QuicConnection, QuicTable, QuicWalk};
pub use segments::TcpSegment;
pub use tcp_analysis::{Analysis, SegmentFacts};
pub use tcp_facts::TcpFacts;
pub use tls::{Epoch, HandshakeAt, TlsDirection, TlsFlow};
pub use tsn::Tsns;
pub use unlocked::{Settled, Unlocked};
pub use verdict::{Subject, Verdict, Verdicts};

use crate::base::chunked::Chunked;
use crate::base::id::{ConversationId, FrameId};
use crate::base::time::Precision;
use crate::capfile::{Interface, LinkType, Recent};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A transport layer of a frame that has several: which conversation it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    pub frame: FrameId,
    pub conversation: ConversationId,
    pub direction: u8,
    /// The frame before this one that has that conversation in any of its layers.
    pub before: Option<FrameId>,
}

/// Something that went wrong while reading, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One sentence: what is wrong, at which byte offset, what is there all the same.
    pub text: String,
}

/// What is at hand while the capture is being written, and perhaps not yet in the map.
#[derive(Clone, Copy, Debug)]
pub struct AtHand<'a> {
    /// The frame that is written, and its bytes.
    pub frame: FrameId,
    pub bytes: &'a [u8],
    /// What stands before it in the file.
    pub recent: Recent<'a>,
}

/// One instant of an open capture.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// Grows with every published instant.
    pub generation: u64,
    /// No more frames will come.
    pub complete: bool,
    pub bytes: FileBytes,
    pub interfaces: Arc<Vec<Interface>>,
    pub frames: Frames,
    pub conversations: Chunked<Conversation>,
    /// Those that TLS or DTLS was recognised in, in the order in which it was.
    pub with_tls: Chunked<ConversationId>,
    /// Transport layers of the frames that have more than one, in order.
    pub layers: Chunked<Layer>,
    /// By the frame that completes them, in order.
    pub datagrams: Chunked<Arc<Datagram>>,
    pub quic: QuicTable,
    pub echoes: Echoes,
    pub tsns: Arc<Tsns>,
    /// IPv4 addresses that two stations claim.
    pub duplicates: Duplicates,
    pub multipath: Arc<Multipath>,
    pub media: MediaTable,
    /// Where FTP's data connections were to go.
    pub transfers: MediaTable,
    /// Comments of frames, from the file.
    pub comments: Arc<BTreeMap<FrameId, Vec<String>>>,
    pub problems: Arc<Vec<Problem>>,
    /// Decryption secrets blocks of the file, in its order, wherever they stood in it.
    pub secrets_blocks: Arc<Vec<crate::capfile::SecretsBlock>>,
    /// Names that the file itself gives to addresses.
    pub names: Arc<Vec<crate::capfile::Name>>,
    /// What was opened; no part of the data.
    pub memory: Arc<plain::Memory>,
    /// What the TCP analysis was asked; no part of the data.
    pub tcp_facts: Arc<tcp_facts::TcpFacts>,
}

impl Capture {
    #[inline]
    pub fn frame(&self, id: FrameId) -> Option<FrameMeta> {
        self.frames.get(id.index())
    }

    /// The captured bytes of a frame; empty if the file has been cut since.
    pub fn frame_bytes(&self, id: FrameId) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.frame(id).map_or(&[], |meta| self.bytes_of(&meta)))
    }

    /// The same of a frame whose facts are at hand.
    #[inline]
    pub fn bytes_of(&self, meta: &FrameMeta) -> &[u8] {
        let start = usize::try_from(meta.offset()).unwrap_or(usize::MAX);
        let bytes = start.checked_add(meta.captured() as usize).and_then(|end| self.bytes.get(start..end));
        bytes.unwrap_or(&[])
    }

    pub fn interface(&self, id: FrameId) -> Option<&Interface> {
        self.interfaces.get(usize::from(self.frame(id)?.interface))
    }

    pub fn link_type(&self, id: FrameId) -> LinkType {
        self.interface(id).map_or(LinkType(u32::MAX), |i| i.link_type)
    }

    /// Digits of times of that frame's interface.
    pub fn precision(&self, id: FrameId) -> Precision {
        self.interface(id).map_or(Precision::MICROS, |i| i.precision)
    }

    /// The conversation, also of what runs inside its opened session.
    #[inline]
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(id.outermost().index())
    }

    /// The conversation of a frame's transport layer number `layer` (from the outside), and the
    /// direction the frame goes.
    pub fn conversation_of(&self, id: FrameId, layer: usize) -> Option<(ConversationId, usize)> {
        let meta = self.frame(id)?;
        if meta.flags.has(FrameFlags::LAYERED) {
            let found = self.layers_of(id).nth(layer)?;
            return Some((found.conversation, usize::from(found.direction)));
        }
        (layer == 0).then(|| meta.conversation().map(|c| (c, meta.direction())))?
    }

    /// The frame before `id` that has `conversation`, which is one of its own.
    pub fn frame_before(&self, id: FrameId, conversation: ConversationId) -> Option<FrameId> {
        let meta = self.frame(id)?;
        if meta.flags.has(FrameFlags::LAYERED) {
            return self.layers_of(id).find(|l| l.conversation == conversation)?.before;
        }
        meta.previous()
    }

    /// From the outside; none of a frame that has one.
    fn layers_of(&self, id: FrameId) -> impl Iterator<Item = &Layer> {
        let first = self.layers.partition_point(|l| l.frame < id);
        self.layers.iter_from(first).take_while(move |l| l.frame == id)
    }

    /// The conversations with TLS or DTLS and their flows, in their order.
    pub fn tls_flows(&self) -> Vec<(ConversationId, &Flow)> {
        let mut ids: Vec<ConversationId> = self.with_tls.iter().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let flow = |id: ConversationId| {
            let flow = self.conversations.get(id.index())?.flow.as_deref();
            flow.filter(|flow| flow.tls.is_some()).map(|flow| (id, flow))
        };
        ids.into_iter().filter_map(flow).collect()
    }

    /// What a conversation's packets carried, as it is known now.
    pub(crate) fn set_flow(
        &mut self,
        id: ConversationId,
        flow: impl Into<Arc<Flow>>,
        application: Application,
    ) {
        let flow = flow.into();
        let has_tls = flow.tls.is_some();
        let mut had_tls = false;
        self.conversations.update(id.index(), |c| {
            had_tls = c.flow.as_ref().is_some_and(|old| old.tls.is_some());
            c.flow = Some(flow);
            c.application = application;
        });
        if has_tls && !had_tls {
            self.with_tls.push(id);
        }
    }

    /// The datagram that is complete in this frame.
    pub fn datagram(&self, frame: FrameId) -> Option<&Arc<Datagram>> {
        let at = self.datagrams.partition_point(|d| d.complete_in < frame);
        self.datagrams.get(at).filter(|d| d.complete_in == frame)
    }

    /// The payload of a datagram, put together; the first of overlapping fragments wins.
    pub fn datagram_bytes(&self, datagram: &Datagram) -> Vec<u8> {
        self.datagram_bytes_with(None, datagram)
    }

    /// The same while the frame that completes it is not yet in the list.
    fn datagram_bytes_with(&self, current: Option<AtHand<'_>>, datagram: &Datagram) -> Vec<u8> {
        let mut bytes: Vec<u8> = Vec::new();
        for f in &datagram.fragments {
            let frame = match current.filter(|hand| hand.frame == f.frame) {
                Some(hand) => Cow::Borrowed(hand.bytes),
                None => self.frame_bytes(f.frame),
            };
            let start = f.frame_offset as usize;
            let part = frame.get(start..start.saturating_add(f.len as usize)).unwrap_or(&[]);
            let have = bytes.len();
            if let Some(new) = have.checked_sub(f.offset as usize).and_then(|known| part.get(known..)) {
                bytes.extend_from_slice(new);
            }
        }
        bytes
    }

    /// The frames of a conversation, newest first.
    pub fn frames_of(&self, conversation: &Conversation) -> impl Iterator<Item = FrameId> + '_ {
        std::iter::successors(Some(conversation.last), |id| self.frame(*id).and_then(|m| m.previous()))
    }

    /// Bytes of a stream: borrowed where one piece holds them all, gathered where not. Lost bytes
    /// end the answer, which is then shorter than `range`.
    pub fn stream_bytes(&self, direction: &Direction, range: Range<u64>) -> Cow<'_, [u8]> {
        match &direction.opened_from {
            Some(from) => Cow::Owned(self.opened_bytes(from, direction, range)),
            None => flow::gather(direction, range, |piece| self.piece_bytes(None, piece)),
        }
    }

    /// The same of what is looked at once: long ranges are read from the file, which takes less time than to
    /// map their pages.
    pub fn stream_bytes_once(&self, direction: &Direction, range: Range<u64>) -> Cow<'_, [u8]> {
        /// Bytes from which on that is so.
        const LONG: u64 = 8 << 10;
        let long = range.end.saturating_sub(range.start) >= LONG && direction.opened_from.is_none();
        match long.then(|| self.read_stream(direction, &range)).flatten() {
            Some(bytes) => Cow::Owned(bytes),
            None => self.stream_bytes(direction, range),
        }
    }

    /// Reads a range in one go. `None`, where it does not stand in the file in order, or scattered too far.
    fn read_stream(&self, direction: &Direction, range: &Range<u64>) -> Option<Vec<u8>> {
        let first = direction.piece_at(range.start);
        // Of each piece: where it stands in the file, as far as it is of the range.
        let places = || {
            direction.pieces.iter_from(first).take_while(|p| p.start() < range.end).map(|piece| {
                let meta = self.frame(piece.frame()?).filter(|_| !piece.in_datagram())?;
                let (from, to) = (piece.start().max(range.start), piece.end().min(range.end));
                let within = u64::from(piece.offset()) + (from - piece.start());
                let start = meta.offset() + within;
                (within + (to - from) <= u64::from(meta.captured())).then(|| start..start + (to - from))
            })
        };
        let (mut file, mut len) = (None, 0);
        for place in places() {
            let place = place?;
            len += place.end - place.start;
            file = Some(match file {
                None => place,
                Some(Range { start, end }) if place.start >= end => start..place.end,
                Some(_) => return None,
            });
        }
        let file = file.filter(|f| len == range.end - range.start && f.end - f.start <= 2 * len)?;
        let mut bytes = self.bytes.read(file.clone())?;
        let mut at = 0;
        for place in places() {
            let place = place?;
            let (from, to) = ((place.start - file.start) as usize, (place.end - file.start) as usize);
            bytes.copy_within(from..to, at);
            at += to - from;
        }
        bytes.truncate(at);
        Some(bytes)
    }

    /// Whether [`Self::stream_bytes`] has all of a range, without putting it together.
    pub fn has_stream_bytes(&self, direction: &Direction, range: Range<u64>) -> bool {
        if direction.opened_from.is_some() {
            let len = range.end.saturating_sub(range.start);
            return self.stream_bytes(direction, range).len() as u64 == len;
        }
        let mut at = range.start;
        for piece in direction.pieces.iter_from(direction.piece_at(range.start)) {
            if at >= range.end || piece.start() > at || self.piece_bytes(None, piece).is_none() {
                break;
            }
            at = piece.end();
        }
        at >= range.end
    }

    /// [`Self::stream_bytes`] while the capture is being written.
    pub fn stream_bytes_with<'a>(
        &'a self,
        current: AtHand<'a>,
        direction: &Direction,
        range: Range<u64>,
    ) -> Cow<'a, [u8]> {
        flow::gather(direction, range, |piece| self.piece_bytes(Some(current), piece))
    }

    /// The bytes of one piece; `None` if they are lost. `current` as above.
    pub fn piece_bytes<'a>(&'a self, current: Option<AtHand<'a>>, piece: &Piece) -> Option<Cow<'a, [u8]>> {
        let frame = piece.frame()?;
        let range = piece.offset() as usize..piece.offset() as usize + piece.len() as usize;
        if piece.in_datagram() {
            let bytes = self.datagram_bytes_with(current, self.datagram(frame)?);
            return Some(Cow::Owned(bytes.get(range)?.to_vec()));
        }
        if let Some(hand) = current.filter(|hand| hand.frame == frame) {
            return Some(Cow::Borrowed(hand.bytes.get(range)?));
        }
        let meta = self.frame(frame)?;
        let recent = current.and_then(|hand| hand.recent.at(meta.offset(), meta.captured()));
        Some(Cow::Borrowed(recent.unwrap_or_else(|| self.bytes_of(&meta)).get(range)?))
    }
}
