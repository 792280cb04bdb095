//! What the index keeps of a TCP conversation: its two byte streams as pieces of frames, the
//! messages in them, the findings of the sequence analysis. Replaced whole when something late
//! changes its middle; `generation` says so.
//!
//! A UDP conversation whose protocol was recognised has one, too: its datagrams' payloads, one
//! behind the other as they came, a piece each, are the streams. What a capture cut off is lost.

use super::conversation::Application;
use super::dtls::DtlsFlow;
use super::opened_from::OpenedFrom;
use super::tls::TlsFlow;
use crate::base::chunked::{self, Chunked};
use crate::base::id::FrameId;
use crate::base::wrapping::Seq;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Bits of a stream offset: 256 TiB.
const OFFSET_BITS: u32 = 48;
const OFFSET_MASK: u64 = (1 << OFFSET_BITS) - 1;
/// The frame of bytes that were lost.
const LOST: u32 = u32::MAX;
/// Marks a piece that stands in a reassembled datagram instead of the frame itself.
const IN_DATAGRAM: u32 = 1 << 31;

/// Both directions of a conversation.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// Grows when lists changed other than at their end.
    pub generation: u32,
    pub directions: [Direction; 2],
    /// What the sequence analysis found, in order of frames.
    pub findings: Chunked<Finding>,
    /// What the two sides of the TLS session said in the clear.
    pub tls: Option<Arc<TlsFlow>>,
    /// Over UDP: what DTLS adds to that.
    pub dtls: Option<Arc<DtlsFlow>>,
    /// What few have.
    pub rare: Option<Box<Rare>>,
}

/// What few conversations have.
#[derive(Clone, Debug, Default)]
pub struct Rare {
    /// Over UDP: the request of another conversation that this one answers.
    pub asked: Option<Asked>,
    /// Sequence numbers that were shown as 0 before others were, in order of frames.
    earlier_bases: Vec<EarlierBase>,
}

/// What was shown as 0 before a SYN said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct EarlierBase {
    direction: usize,
    base: Seq,
    /// The SYN's frame.
    until: FrameId,
}

impl Rare {
    /// What only says which request of another conversation is answered.
    pub fn of(asked: Asked) -> Self {
        Self { asked: Some(asked), ..Self::default() }
    }
}

/// A request that is answered in another conversation.
#[derive(Clone, Debug)]
pub struct Asked {
    pub frame: FrameId,
    /// Its first bytes.
    pub bytes: Arc<[u8]>,
}

/// How the window of a direction is to be read (RFC 7323 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WindowScale {
    /// No SYN was seen.
    #[default]
    Unknown,
    /// One of the SYNs did not offer scaling.
    Unused,
    /// Shift the window left by so many bits, at most 14.
    Shift(u8),
}

/// One direction's byte stream.
#[derive(Clone, Debug, Default)]
pub struct Direction {
    /// Sequence number that is shown as 0: the SYN's, or one less than the first byte seen.
    pub base: Option<Seq>,
    /// How its window is to be read.
    pub window_scale: WindowScale,
    /// A SYN of this direction was seen, so the stream begins at its beginning.
    pub syn_seen: bool,
    /// Sequence number of the stream's first byte; `None` while no data was seen and no SYN.
    pub origin: Option<Seq>,
    /// A FIN or RST ended it.
    pub ended: bool,
    /// In order of the stream, without overlap and without holes (lost parts are pieces, too).
    pub pieces: Chunked<Piece>,
    /// In order of the stream, and of the frames in which they are complete.
    pub messages: Chunked<Message>,
    /// How far the framer has come.
    pub framed: u64,
    /// The protocols that follow each other in it: where each begins. In order of the stream.
    pub stages: Stages,
    /// The stream is the plaintext of a session, and its pieces are parts of records.
    pub opened_from: Option<Arc<OpenedFrom>>,
}

/// Where a protocol begins in a direction's stream, which may hand over to another (STARTTLS,
/// proxies, `Upgrade`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    pub start: u64,
    pub application: Application,
}

/// The stages of a direction: a list that takes no memory of its own while it has but one. 16 bytes.
#[derive(Clone, Debug, Default)]
pub enum Stages {
    #[default]
    None,
    One(Stage),
    More(Arc<Vec<Stage>>),
}

impl Stages {
    pub fn push(&mut self, stage: Stage) {
        *self = match std::mem::take(self) {
            Self::None => Self::One(stage),
            Self::One(first) => Self::More(Arc::new(vec![first, stage])),
            Self::More(mut stages) => {
                Arc::make_mut(&mut stages).push(stage);
                Self::More(stages)
            }
        };
    }
}

impl std::ops::Deref for Stages {
    type Target = [Stage];

    fn deref(&self) -> &[Stage] {
        match self {
            Self::None => &[],
            Self::One(stage) => std::slice::from_ref(stage),
            Self::More(stages) => stages,
        }
    }
}

impl std::ops::DerefMut for Stages {
    fn deref_mut(&mut self) -> &mut [Stage] {
        match self {
            Self::None => &mut [],
            Self::One(stage) => std::slice::from_mut(stage),
            Self::More(stages) => Arc::make_mut(stages).as_mut_slice(),
        }
    }
}

/// Consecutive bytes of a stream that stand in one frame, or are lost. 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Stream offset, 48 bits; length, 16 bits.
    start_and_len: u64,
    frame: u32,
    /// Where in the frame the bytes stand; the top bit: in the datagram that the frame completes.
    /// Of lost bytes: how many.
    place: u32,
}

impl Piece {
    pub fn new(start: u64, len: u16, frame: FrameId, offset: u32, in_datagram: bool) -> Self {
        let flag = if in_datagram { IN_DATAGRAM } else { 0 };
        Self { start_and_len: Self::pack(start, len), frame: frame.0, place: offset & !IN_DATAGRAM | flag }
    }

    /// Bytes that were on the wire, as the peer's acknowledgements say, but not in the capture.
    pub fn lost(start: u64, len: u32) -> Self {
        Self { start_and_len: Self::pack(start, 0), frame: LOST, place: len }
    }

    fn pack(start: u64, len: u16) -> u64 {
        (start & OFFSET_MASK) << 16 | u64::from(len)
    }

    #[inline]
    pub fn start(&self) -> u64 {
        self.start_and_len >> 16
    }

    #[inline]
    pub fn len(&self) -> u32 {
        if self.frame == LOST { self.place } else { (self.start_and_len & 0xffff) as u32 }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn end(&self) -> u64 {
        self.start() + u64::from(self.len())
    }

    /// `None`: lost.
    #[inline]
    pub fn frame(&self) -> Option<FrameId> {
        (self.frame != LOST).then_some(FrameId(self.frame))
    }

    #[inline]
    pub fn offset(&self) -> u32 {
        self.place & !IN_DATAGRAM
    }

    /// The offset is one into the reassembled datagram.
    #[inline]
    pub fn in_datagram(&self) -> bool {
        self.place & IN_DATAGRAM != 0
    }
}

/// What a message is; the framer of its protocol says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MessageKind(pub u8);

impl MessageKind {
    /// Bytes that the framer could make nothing of.
    pub const SKIPPED: Self = Self(0xff);
    /// Ended by a hole in the stream: the rest of it is lost.
    pub const BROKEN: Self = Self(0xfe);
    /// Where segments are taken in turn: completed by one that came late, or by none. No protocol
    /// reads it.
    pub const UNREAD: Self = Self(0xfd);

    /// A message of the protocol, as opposed to bytes that nothing is made of.
    pub fn is_plain(self) -> bool {
        self.0 < Self::UNREAD.0
    }
}

/// A message of a stream (a TLS record, an HTTP message): where it stands, and the frame in which
/// it is complete. 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Stream offset, 48 bits; kind, 8 bits; note, 8 bits.
    packed: u64,
    pub len: u32,
    pub frame: FrameId,
}

impl Message {
    /// `note` is the framer's own; for TLS records the epoch.
    pub fn new(start: u64, len: u32, frame: FrameId, kind: MessageKind, note: u8) -> Self {
        Self { packed: (start & OFFSET_MASK) << 16 | u64::from(kind.0) << 8 | u64::from(note), len, frame }
    }

    #[inline]
    pub fn start(&self) -> u64 {
        self.packed >> 16
    }

    #[inline]
    pub fn end(&self) -> u64 {
        self.start() + u64::from(self.len)
    }

    #[inline]
    pub fn range(&self) -> Range<u64> {
        self.start()..self.end()
    }

    #[inline]
    pub fn kind(&self) -> MessageKind {
        MessageKind((self.packed >> 8) as u8)
    }

    #[inline]
    pub fn note(&self) -> u8 {
        self.packed as u8
    }
}

impl Direction {
    /// Bytes delivered so far, lost ones included.
    #[inline]
    pub fn len(&self) -> u64 {
        self.pieces.last().map_or(0, Piece::end)
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The protocol at `offset`; `None` while nothing was recognised in the stream.
    pub fn application_at(&self, offset: u64) -> Option<Application> {
        let past = self.stages.partition_point(|s| s.start <= offset);
        match past.checked_sub(1) {
            Some(now) => self.stages.get(now).map(|s| s.application),
            // What came before a protocol was recognised.
            None => (!self.stages.is_empty()).then_some(Application::Unknown),
        }
    }

    /// Index of the piece that holds `offset`, or of the next one.
    pub fn piece_at(&self, offset: u64) -> usize {
        // What came last is asked for most while frames come.
        let last = self.pieces.len().wrapping_sub(1);
        if self.pieces.get(last).is_some_and(|p| p.start() <= offset && offset < p.end()) {
            return last;
        }
        near(&self.pieces, || (offset, self.len()), |p| p.end() <= offset)
    }

    /// The datagram that stands at `offset` of `frame`, or of the datagram put together there. Only
    /// for UDP, whose pieces are in order of frames.
    pub fn datagram_in(&self, frame: FrameId, offset: u32) -> Option<&Piece> {
        // What was lost of a datagram follows it: such a piece is as early as the one before.
        let frame_at = |index: usize| {
            let piece = self.pieces.get(index)?;
            piece.frame().or_else(|| self.pieces.get(index.checked_sub(1)?)?.frame())
        };
        let (mut low, mut high) = (0, self.pieces.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if frame_at(middle).is_some_and(|f| f < frame) { low = middle + 1 } else { high = middle }
        }
        let here = self.pieces.iter_from(low).take_while(|p| p.frame().is_none_or(|f| f == frame));
        here.take(16).find(|p| p.frame() == Some(frame) && p.offset() == offset)
    }

    /// The messages that are complete in `frame`, as indices.
    pub fn messages_in(&self, frame: FrameId) -> Range<usize> {
        let way = || {
            let frame_of = |m: Option<&Message>| m.map_or(0, |m| u64::from(m.frame.0));
            let (first, last) = (frame_of(self.messages.get(0)), frame_of(self.messages.last()));
            (u64::from(frame.0).saturating_sub(first), last.saturating_sub(first))
        };
        let first = near(&self.messages, way, |m| m.frame < frame);
        let count = self.messages.iter_from(first).take_while(|m| m.frame == frame).count();
        first..first + count
    }

    /// Index of the message that begins at `start`.
    pub fn message_starting(&self, start: u64) -> Option<usize> {
        let at = self.messages.partition_point(|m| m.start() < start);
        self.messages.get(at).filter(|m| m.start() == start).map(|_| at)
    }
}

/// Number of leading items of a list for which `before` holds. In a long list that place is looked for where it is if
/// items come as evenly as segments and records of a large transfer do: so far of how far on `way`.
fn near<T>(list: &Chunked<T>, way: impl Fn() -> (u64, u64), before: impl FnMut(&T) -> bool) -> usize {
    /// As many stand near enough in memory: to halve them takes fewer steps than to guess.
    const FEW: usize = 512;
    if list.len() <= FEW {
        return list.partition_point(before);
    }
    let (at, all) = way();
    let guess = at as f64 / all.max(1) as f64 * list.len() as f64;
    list.partition_point_near(guess as usize, before)
}

/// Room made for a range at once: that of records. More is made as bytes come.
const MOST_RESERVED: usize = 1 << 16;

/// Bytes of a stream's range from those of its pieces: borrowed where one piece holds them all,
/// gathered where not. A piece without bytes ends the answer.
pub fn gather<'a>(
    direction: &Direction,
    range: Range<u64>,
    bytes_of: impl Fn(&Piece) -> Option<Cow<'a, [u8]>>,
) -> Cow<'a, [u8]> {
    // While frames come, most of what is read stands in the piece that came last.
    if let Some(last) = direction.pieces.last()
        && last.start() <= range.start
        && range.end <= last.end()
        && range.start < range.end
        && let Some(Cow::Borrowed(bytes)) = bytes_of(last)
    {
        let part = bytes.get((range.start - last.start()) as usize..(range.end - last.start()) as usize);
        return Cow::Borrowed(part.unwrap_or(&[]));
    }
    let mut gathered: Vec<u8> = Vec::new();
    let mut at = range.start;
    for piece in direction.pieces.iter_from(direction.piece_at(range.start)) {
        if at >= range.end || piece.start() > at {
            break;
        }
        let Some(bytes) = bytes_of(piece) else { break };
        let from = (at - piece.start()) as usize;
        let to = (range.end.min(piece.end()) - piece.start()) as usize;
        match bytes {
            Cow::Borrowed(b) => {
                let Some(part) = b.get(from..to) else { break };
                if at == range.start {
                    if piece.end() >= range.end {
                        return Cow::Borrowed(part);
                    }
                    let len = range.end.min(direction.len()).saturating_sub(at);
                    gathered.reserve_exact((len as usize).min(MOST_RESERVED));
                }
                gathered.extend_from_slice(part);
            }
            Cow::Owned(b) => {
                let Some(part) = b.get(from..to) else { break };
                gathered.extend_from_slice(part);
            }
        }
        at = piece.end();
    }
    Cow::Owned(gathered)
}

/// What the TCP analysis says of a frame. Bits of [`Finding::what`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Findings(pub u32);

impl Findings {
    pub const RETRANSMISSION: Self = Self(1 << 0);
    pub const FAST_RETRANSMISSION: Self = Self(1 << 1);
    pub const SPURIOUS_RETRANSMISSION: Self = Self(1 << 2);
    pub const OUT_OF_ORDER: Self = Self(1 << 3);
    pub const LOST_SEGMENT: Self = Self(1 << 4);
    pub const ACK_LOST_SEGMENT: Self = Self(1 << 5);
    pub const KEEP_ALIVE: Self = Self(1 << 6);
    pub const KEEP_ALIVE_ACK: Self = Self(1 << 7);
    pub const DUPLICATE_ACK: Self = Self(1 << 8);
    pub const ZERO_WINDOW: Self = Self(1 << 9);
    pub const ZERO_WINDOW_PROBE: Self = Self(1 << 10);
    pub const ZERO_WINDOW_PROBE_ACK: Self = Self(1 << 11);
    pub const WINDOW_FULL: Self = Self(1 << 12);
    pub const WINDOW_UPDATE: Self = Self(1 << 13);
    pub const REUSED_PORTS: Self = Self(1 << 14);
    /// Bytes that were seen before differ from those seen then.
    pub const OVERLAP_CONFLICT: Self = Self(1 << 15);
    /// Where segments are taken in turn: came late for a message that was complete.
    pub const INTO_COMPLETE: Self = Self(1 << 16);
    /// Where segments are taken in turn: came late for a message that was given up, and does not
    /// complete it.
    pub const INTO_GIVEN_UP: Self = Self(1 << 17);
    /// Any of the retransmissions.
    pub const REPEATED: Self =
        Self(Self::RETRANSMISSION.0 | Self::FAST_RETRANSMISSION.0 | Self::SPURIOUS_RETRANSMISSION.0);

    #[inline]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }

    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A finding about one frame. Only frames with one have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub frame: FrameId,
    pub what: Findings,
    /// For duplicate acknowledgements: the frame they repeat, and the how-manieth this is.
    pub duplicate_of: FrameId,
    pub duplicate_count: u32,
}

/// Flows from which on it pays to place them well.
const MANY_FLOWS: usize = 1_000;

/// Flows in memory side by side: a thread of its own has a heap of its own, without the holes between what
/// loading needed. Ten million frames would keep a sixth more memory otherwise.
pub fn side_by_side(mut flows: Vec<Flow>) -> Vec<Arc<Flow>> {
    let made = (flows.len() >= MANY_FLOWS).then(|| {
        std::thread::scope(|scope| {
            let make = || flows.drain(..).map(Arc::new).collect();
            std::thread::Builder::new().spawn_scoped(scope, make).ok()?.join().ok()
        })
    });
    made.flatten().unwrap_or_else(|| flows.drain(..).map(Arc::new).collect())
}

/// Lets the short lists of many flows share memory: of those that will not grow soon.
pub fn pack<'f>(flows: impl IntoIterator<Item = &'f mut Flow>) {
    let (mut pieces, mut messages, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for flow in flows {
        findings.push(&mut flow.findings);
        for direction in &mut flow.directions {
            pieces.push(&mut direction.pieces);
            messages.push(&mut direction.messages);
        }
    }
    chunked::pack(pieces);
    chunked::pack(messages);
    chunked::pack(findings);
}

impl Flow {
    /// SYNs of one conversation whose numbers are told apart.
    const MAX_EARLIER_BASES: usize = 64;

    /// From `frame` on that number of a direction is shown as 0.
    pub fn set_base(&mut self, direction: usize, base: Option<Seq>, frame: FrameId) {
        let Some(own) = self.directions.get_mut(direction) else { return };
        let before = std::mem::replace(&mut own.base, base).filter(|before| Some(*before) != base);
        if let Some(before) = before {
            let earlier = &mut self.rare.get_or_insert_default().earlier_bases;
            if earlier.len() < Self::MAX_EARLIER_BASES {
                earlier.push(EarlierBase { direction, base: before, until: frame });
            }
        }
    }

    /// The sequence number of a direction that is shown as 0 in `frame`.
    pub fn base(&self, direction: usize, frame: FrameId) -> Option<Seq> {
        let mut earlier = self.rare.iter().flat_map(|rare| &rare.earlier_bases);
        let then = earlier.find(|e| e.direction == direction && frame < e.until);
        then.map(|e| e.base).or(self.directions.get(direction)?.base)
    }

    /// What was found about `frame`.
    pub fn finding(&self, frame: FrameId) -> Option<&Finding> {
        let at = self.findings.partition_point(|f| f.frame < frame);
        self.findings.get(at).filter(|f| f.frame == frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_another_syn_keep_their_base() {
        let mut flow = Flow::default();
        let (a, b, c) = (Some(Seq(100)), Some(Seq(7)), Some(Seq(9)));
        flow.set_base(1, a, FrameId(0));
        flow.set_base(1, a, FrameId(3));
        assert!(flow.rare.is_none());
        flow.set_base(1, b, FrameId(5));
        flow.set_base(1, c, FrameId(8));
        let bases = [0, 4, 5, 7, 8, 90].map(|frame| flow.base(1, FrameId(frame)));
        assert_eq!(bases, [a, a, b, b, c, c]);
        assert_eq!(flow.base(0, FrameId(4)), None);
        for n in 0..1_000 {
            flow.set_base(1, Some(Seq(n)), FrameId(10 + n));
        }
        assert_eq!(flow.rare.map(|rare| rare.earlier_bases.len()), Some(Flow::MAX_EARLIER_BASES));
    }

    #[test]
    fn millions_of_flows_stay_small() {
        assert!(size_of::<Flow>() <= 224, "{}", size_of::<Flow>());
        let stage = |start, application| Stage { start, application };
        let mut stages = Stages::default();
        assert!(stages.is_empty());
        for (start, application) in [(0, Application::Http), (9, Application::Tls), (99, Application::Http2)]
        {
            stages.push(stage(start, application));
            assert_eq!(stages.last(), Some(&stage(start, application)));
        }
        stages[0].application = Application::Proxy;
        assert_eq!((stages.len(), stages[0]), (3, stage(0, Application::Proxy)));
    }

    #[test]
    fn pieces_and_messages_are_16_bytes_and_keep_their_numbers() {
        assert_eq!((size_of::<Piece>(), size_of::<Message>()), (16, 16));
        let p = Piece::new(0xffff_1234_5678, 0xffff, FrameId(9), 70_000, true);
        assert_eq!(
            (p.start(), p.len(), p.frame(), p.offset()),
            (0xffff_1234_5678, 0xffff, Some(FrameId(9)), 70_000)
        );
        assert!(p.in_datagram());
        let lost = Piece::lost(5, 1 << 31);
        assert_eq!((lost.frame(), lost.start(), lost.end()), (None, 5, 5 + (1 << 31)));
        let m = Message::new(0xffff_1234_5678, 1 << 20, FrameId(3), MessageKind(23), 2);
        assert_eq!((m.start(), m.end(), m.kind().0, m.note()), (0xffff_1234_5678, 0xffff_1244_5678, 23, 2));
    }
}
