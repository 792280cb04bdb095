//! What becomes of a segment's payload: whole messages go to their protocol, alone or put together
//! from several segments; what belongs to a message not yet complete is shown as segment data.

mod parts;
mod pieces;

use super::{Header, Known, PAYLOAD, REASSEMBLED_IN, RESET_CAUSE, SEGMENT_DATA, number, plural};
use crate::base::id::FrameId;
use crate::dissect::framing::GIVEN_UP;
use crate::dissect::{At, Claim, Cursor, Dissector, Flags, Over, Parent, Protocol, Span, StreamPlace};
use crate::field::show::{self, LABEL_CHARS};
use crate::proto::{ftp_data, http, tls, tunnels};
use crate::store::segments::flag;
use crate::store::{Application, Direction, Findings, Message, MessageKind, Piece};
use crate::tls::record::{self, ContentType};
use parts::{Part, segments};
use pieces::{gives, gives_from, pieces_from, pieces_of, stream_offset};
use std::fmt::Write;
use std::ops::Range;

pub const PROTOCOL: Protocol =
    Protocol { name: "tcp.segments", title: "TCP segments", fields: FIELDS, ..Protocol::EMPTY };

crate::fields! { "tcp.segments";
    /// The segments that a message was put together from.
    SEGMENTS: Label = "tcp.segments", "Reassembled TCP Segments", None;
    /// One of them.
    SEGMENT: FrameNum = "tcp.segment", "TCP Segment", None;
    /// How many there are.
    COUNT: U32 = "tcp.segment.count", "Segment count", Dec;
    /// Bytes of the message.
    LENGTH: U32 = "tcp.reassembled.length", "Reassembled TCP length", Dec;
    /// Bytes of a message that begins with its length.
    PDU_SIZE: U32 = "tcp.pdu.size", "PDU Size", Dec;
    /// The message.
    DATA: Bytes = "tcp.reassembled.data", "Reassembled TCP Data", None;
}

/// Whose messages begin with their length, which is shown.
const SIZED: &[Application] = &[
    Application::Dns,
    Application::Http2,
    Application::Ldap,
    Application::Modbus,
    Application::Mqtt,
    Application::Mysql,
    Application::OpenVpn,
    Application::Pgsql,
    Application::Stun,
    Application::WebSocket,
];
/// Why bytes that came late go nowhere.
const OVERLAPS: &str = "New fragment overlaps old data (retransmission?)";
/// Longest message that is put together to be shown; of longer ones only the beginning is.
const MAX_REASSEMBLED: u64 = 64 << 20;
/// Of messages from this length on only what somebody looks at is put together.
const LONG_MESSAGE: u32 = 1 << 20;

/// `payload`: from its first byte to the end of the segment.
pub(super) fn dissect(d: &mut Dissector<'_>, payload: Cursor<'_>, h: &Header<'_>) {
    let span = payload.rest_span();
    let len = payload.left();
    // None, or none captured.
    if payload.captured() == 0 {
        return at_end(d, payload, h);
    }
    if h.has(flag::RST) {
        // RFC 9293 section 3.5.2 lets a reset say why.
        d.tree.leaf(RESET_CAUSE, At { value: payload.peek(), span });
        return at_end(d, payload, h);
    }
    let label = format_args!("TCP payload ({len} byte{})", plural(len.into()));
    d.tree.leaf_as(PAYLOAD, At { value: payload.peek(), span }, label);
    let found = |what: Findings| h.known.and_then(|k| k.finding).is_some_and(|f| f.what.has(what));
    if found(Findings::KEEP_ALIVE) {
        d.hand_over(Claim::Named("data"), payload);
        return;
    }
    let settings = d.settings();
    // Segments are taken in turn, and this one comes late: no protocol reads it.
    let late =
        !settings.reassemble_out_of_order && (found(Findings::OUT_OF_ORDER) || found(Findings::REPEATED));
    let is_file = |k: Known<'_>| {
        // A file inside TLS is its session's to show.
        !d.quoted
            && k.conversation.application != Application::Tls
            && ftp_data::announced(d, k.conversation).is_some()
    };
    if h.known.is_some_and(is_file) {
        if !repeated(d, payload, &found, false) && !late {
            let place = place(d, h, len);
            d.hand_over_any(&[Claim::Named("ftp-data")], None, payload, place);
        }
        return;
    }
    let joins = h.known.map_or(settings.desegment_tcp, |k| settings.desegments(k.conversation.application));
    if let Some(known) = h.known.filter(|_| joins && !h.is_corrupt && !d.quoted)
        && let Some(direction) = known.side(0)
        && let Some((start, first)) = stream_offset(direction, h, len, d.frame_id())
        && known.conversation.application_at(known.direction, start) != Application::Unknown
        && !decoded_otherwise(d, h, &known)
    {
        let stretch = Stretch::new(d.frame_id(), known, direction, start, first, payload, h.ports[1]);
        let (frame, end) = (stretch.frame, stretch.end);
        if stretch.hand_over(d) {
            return;
        }
        if !gives_from(direction, first, end, frame) {
            if repeated(d, payload, &found, stretch.begins_long()) {
                return;
            }
            if late {
                if found(Findings::INTO_COMPLETE) {
                    d.say_reassembly_error("TCP", OVERLAPS, payload.span(0));
                } else if found(Findings::INTO_GIVEN_UP) {
                    stretch.segment_data(d, start..end, true);
                }
                return;
            }
            if stretch.is_over() {
                if !found(Findings::OUT_OF_ORDER) {
                    again(d, payload);
                }
                return;
            }
        }
        if stretch.is_framed() {
            stretch.segment_data(d, start..end, true);
            return;
        }
    } else if joins && !d.quoted && repeated(d, payload, &found, false) {
        return;
    }
    if late {
        return;
    }
    let [from, to] = h.ports;
    // The lower port is more likely the server's, and both directions agree on it.
    let (low, high) = (Claim::TcpPort(from.min(to)), Claim::TcpPort(from.max(to)));
    let stream = h.known.map_or(high, |k| Claim::TcpStream(k.conversation.stream));
    let claims: &[Claim] = if from.min(to) == 0 { &[stream, high] } else { &[stream, low, high] };
    let place = place(d, h, len);
    let named = h.known.filter(|k| !decoded_otherwise(d, h, k)).and_then(|k| {
        let application = match place {
            Some(place) => k.conversation.application_at(k.direction, place.start),
            None => k.conversation.application,
        };
        application.protocol().map(Claim::Named)
    });
    if let Some((known, place)) = h.known.zip(place)
        && !decoded_otherwise(d, h, &known)
    {
        match known.side(0).and_then(|side| tunnels::around(side, place.start)) {
            Some((_, Application::Http)) => tunnels::put_http(d, payload, place),
            Some((_, Application::Socks)) => tunnels::put_socks(d, payload, place),
            _ => {}
        }
    }
    match named {
        Some(named) => d.hand_over_any(&[named], None, payload, place),
        None if is_swallowed(d, h, claims) => {}
        None => d.hand_over_any(claims, Some(Over::Tcp), payload, None),
    }
}

/// On ports of HTTP the reference gives HTTP what nobody recognised, and that shows nothing of it.
fn is_swallowed(d: &Dissector<'_>, h: &Header<'_>, claims: &[Claim]) -> bool {
    h.ports.iter().any(|port| http::framer::PORTS.contains(port))
        && !d.is_overruled()
        && claims.iter().all(|claim| d.claimant(*claim).is_none())
}

/// The end of the stream, without data of its own, completes a message that reaches up to it.
fn at_end(d: &mut Dissector<'_>, payload: Cursor<'_>, h: &Header<'_>) {
    let joins = |k: Known<'_>| d.settings().desegments(k.conversation.application);
    if !h.has(flag::FIN | flag::RST) || d.quoted || h.is_corrupt || !h.known.is_some_and(joins) {
        return;
    }
    if let Some(known) = h.known
        && let Some(direction) = known.side(0)
        && known.conversation.application != Application::Unknown
        && !decoded_otherwise(d, h, &known)
    {
        let (frame, end) = (d.frame_id(), direction.len());
        let to_port = h.ports[1];
        Stretch { frame, known, direction, start: end, end, payload, to_port, all_ours: false }.hand_over(d);
    }
}

fn place(d: &Dissector<'_>, h: &Header<'_>, len: u32) -> Option<StreamPlace> {
    let known = h.known?;
    let (start, _) = stream_offset(known.side(0)?, h, len, d.frame_id())?;
    Some(StreamPlace {
        conversation: known.id,
        direction: known.direction,
        start,
        decrypted: false,
        inside: 0,
    })
}

/// Decode As names another protocol than the one the stream begins with, or that one is disabled: then the user's word
/// counts in the tree. The index goes by the bytes all the same.
fn decoded_otherwise(d: &Dissector<'_>, h: &Header<'_>, known: &Known<'_>) -> bool {
    if known.conversation.application.protocol().is_some_and(|name| d.is_disabled(name)) {
        return true;
    }
    let [from, to] = h.ports.map(Claim::TcpPort);
    let said = d.settings().decoded_as(&[Claim::TcpStream(known.conversation.stream), from, to]);
    let starts = |side: &Direction| {
        let mut stages = side.stages.iter();
        (stages.next().map(|s| s.start), stages.next().map(|s| s.start))
    };
    let is_upgraded = known.side(0).map(starts).is_some_and(|(first, then)| then > first && then.is_some());
    !is_upgraded && said.is_some_and(|name| known.conversation.application.protocol() != Some(name))
}

/// Bytes that were there before are not dissected again. Says whether they were. `begins_long`: a
/// message of several segments begins with them.
fn repeated(
    d: &mut Dissector<'_>,
    payload: Cursor<'_>,
    found: &impl Fn(Findings) -> bool,
    begins_long: bool,
) -> bool {
    let spurious = found(Findings::SPURIOUS_RETRANSMISSION);
    if spurious && !begins_long {
        return true;
    }
    if spurious || found(Findings::RETRANSMISSION) {
        again(d, payload);
        return true;
    }
    false
}

fn again(d: &mut Dissector<'_>, payload: Cursor<'_>) {
    let len = payload.left();
    let label = format_args!("Retransmitted TCP segment data ({len} byte{})", plural(len.into()));
    d.tree.leaf_as(SEGMENT_DATA, At { value: payload.peek(), span: payload.rest_span() }, label);
}

/// A payload in a stream whose messages are known.
struct Stretch<'a, 'c> {
    frame: FrameId,
    known: Known<'c>,
    direction: &'c Direction,
    start: u64,
    end: u64,
    payload: Cursor<'a>,
    /// Where the segment goes.
    to_port: u16,
    /// The stream has all its bytes from this frame.
    all_ours: bool,
}

impl<'a, 'c> Stretch<'a, 'c> {
    fn new(
        frame: FrameId,
        known: Known<'c>,
        direction: &'c Direction,
        start: u64,
        first: usize,
        payload: Cursor<'a>,
        to_port: u16,
    ) -> Self {
        let end = start + u64::from(payload.left());
        let mut stretch = Self { frame, known, direction, start, end, payload, to_port, all_ours: false };
        stretch.all_ours = start < end && pieces_from(direction, first, end).all(|p| stretch.is_ours(p));
        stretch
    }

    /// Hands over the messages that are complete in this frame, and shows what belongs to others.
    /// `false` if there are none.
    fn hand_over(&self, d: &mut Dissector<'_>) -> bool {
        let here = self.direction.messages_in(self.frame);
        if here.is_empty() {
            return false;
        }
        let here = self.direction.messages.iter_from(here.start).take(here.len());
        let is_broken = |m: &&Message| m.start() == self.start && !self.is_shown(m) && self.is_own(m);
        let here_is_broken = here.clone().next().filter(is_broken).map(Message::end);
        let messages = here.filter(|m| self.is_shown(m));
        let Some(last) = messages.clone().last() else { return false };
        let whole_end = last.end();
        self.put_socks(d);
        // The end of a message that a hole broke stands in front of others.
        let broken = here_is_broken.filter(|end| *end < self.end);
        if let Some(end) = broken {
            self.segment_data(d, self.start..end, false);
        }
        let used = self.reassembled_bytes(messages.clone());
        if !used.is_empty() {
            self.segment_data(d, used, false);
        }
        let rest = whole_end.max(self.start)..self.end;
        let unknown = self.application_at(rest.start) == Application::Unknown;
        if rest.start < rest.end && !unknown && !self.takes_the_rest(Some(last), &rest) {
            self.segment_data(d, rest.clone(), false);
        }
        if d.tree.wants(PDU_SIZE.id) {
            messages.clone().for_each(|message| self.size(d, message));
        }
        let two_passes = d.settings().two_passes;
        let mut is_split = rest.start < rest.end && !unknown && !self.is_own(last) && !two_passes;
        let mut left = messages;
        while let Some(first) = left.next() {
            if !self.is_own(first) {
                let mut end = first.end();
                if self.header_was_cut(first) {
                    is_split = false;
                    let like = |m: &&Message| {
                        is_plain(m) == is_plain(first)
                            && self.application_at(m.start()) == self.application_at(first.start())
                    };
                    while let Some(next) = left.clone().next().filter(like) {
                        end = next.end();
                        left.next();
                    }
                }
                self.reassembled(d, first, end);
                // Each call of the protocol clears what stands in the row.
                if first.end() < self.end && self.application_at(first.start()) == Application::Http2 {
                    d.fence_after();
                }
                continue;
            }
            let application = self.application_at(first.start());
            let together = |m: &&Message| {
                self.is_own(m)
                    && is_plain(m) == is_plain(first)
                    && self.application_at(m.start()) == application
            };
            let mut end = first.end();
            while let Some(next) = left.clone().next().filter(together) {
                end = next.end();
                left.next();
            }
            if !self.is_blank_http(first, end) {
                self.own(d, first, end);
            }
        }
        if is_split && self.application_at(rest.start) == Application::Tls && self.begins_record(&rest) {
            let mut part = self.payload;
            part.take((rest.start - self.start) as u32);
            self.put_http(d, part, rest.start);
            d.name_layer("tls", part);
        }
        // Behind whole messages stands the first line of one that is not, as far as it was there.
        if rest.start < rest.end
            && self.application_at(rest.start) == Application::Http
            && let Some(text) = self.partial(d, &rest)
        {
            d.columns.end_info(&text);
        }
        if unknown && rest.start < rest.end {
            let mut part = self.payload;
            part.take((rest.start - self.start) as u32);
            d.hand_over(Claim::Named("data"), part);
        }
        true
    }

    /// Nobody knew how long the message is when this segment came, all of which the reference takes together then.
    fn header_was_cut(&self, message: &Message) -> bool {
        let header: u64 = match self.application_at(message.start()) {
            Application::Tls => record::HEADER_LEN as u64,
            Application::Http2 => 9,
            Application::Pgsql => 5,
            Application::Mysql => 4,
            Application::Dns | Application::Mqtt => 2,
            _ => 0,
        };
        (1..header).contains(&self.start.saturating_sub(message.start()))
    }

    /// How long a message is that says so itself.
    fn size(&self, d: &mut Dissector<'_>, message: &Message) {
        if !SIZED.contains(&self.application_at(message.start()))
            || message.kind() == MessageKind::UNREAD
            || message.len == 1
        {
            return;
        }
        let mut part = self.payload;
        if let Some(before) = message.start().checked_sub(self.start) {
            part.take(u32::try_from(before).unwrap_or(u32::MAX));
        }
        let span = part.take(message.len).rest_span();
        d.tree.generated(PDU_SIZE, message.len, span);
    }

    /// A message that nobody reads is shown only if it was put together.
    fn is_shown(&self, message: &Message) -> bool {
        message.kind() != MessageKind::UNREAD || (message.note() != GIVEN_UP && !self.is_own(message))
    }

    /// Line ends where an HTTP message could begin are passed over (RFC 9112 section 2.2).
    fn is_blank_http(&self, first: &Message, end: u64) -> bool {
        let is_http = self.application_at(first.start()) == Application::Http && !is_plain(first);
        let from = usize::try_from(first.start() - self.start).unwrap_or(usize::MAX);
        let to = usize::try_from(end - self.start).unwrap_or(usize::MAX);
        let bytes = self.payload.peek().get(from..to);
        is_http && bytes.is_some_and(|b| b.iter().all(|b| matches!(b, b'\r' | b'\n')))
    }

    fn application_at(&self, offset: u64) -> Application {
        self.known.conversation.application_at(self.known.direction, offset)
    }

    /// The part of the payload that goes into messages begun in other segments.
    fn reassembled_bytes<'m>(&self, messages: impl Iterator<Item = &'m Message>) -> Range<u64> {
        let other = messages.filter(|m| !self.is_own(m));
        let ends = other.filter(|m| m.end() > self.start).map(Message::end).max();
        self.start..ends.unwrap_or(self.start).min(self.end)
    }

    /// All of the message stands in this payload.
    fn is_own(&self, message: &Message) -> bool {
        let inside = message.start() >= self.start && message.end() <= self.end;
        inside && (self.all_ours || pieces_of(self.direction, &message.range()).all(|p| self.is_ours(p)))
    }

    /// The piece, where it reaches into this payload, is this frame's.
    fn is_ours(&self, piece: &Piece) -> bool {
        let expected = |at: u64| self.payload.offset().wrapping_add((at.wrapping_sub(self.start)) as u32);
        piece.frame() == Some(self.frame) && piece.offset() == expected(piece.start())
    }

    /// A message broken by the end of what was captured: the rest of the payload, which was on the
    /// wire, is its own.
    fn takes_the_rest(&self, last: Option<&Message>, rest: &Range<u64>) -> bool {
        let captured_end = self.start + u64::from(self.payload.captured());
        last.is_some_and(|m| m.kind() == MessageKind::BROKEN && self.is_own(m)) && rest.start >= captured_end
    }

    fn own(&self, d: &mut Dissector<'_>, first: &Message, end: u64) {
        let mut part = self.payload;
        part.take((first.start() - self.start) as u32);
        let rest = end..self.end;
        let len =
            if self.takes_the_rest(Some(first), &rest) { part.left() } else { (end - first.start()) as u32 };
        self.give(d, part.take(len), first.start());
    }

    fn place(&self, start: u64) -> StreamPlace {
        let Known { id: conversation, direction, .. } = self.known;
        StreamPlace { conversation, direction, start, decrypted: false, inside: 0 }
    }

    /// Around all of a payload that goes through a SOCKS proxy.
    fn put_socks(&self, d: &mut Dissector<'_>) {
        let around = tunnels::around(self.direction, self.start);
        if self.start < self.end && around.is_some_and(|(_, application)| application == Application::Socks) {
            tunnels::put_socks(d, self.payload, self.place(self.start));
        }
    }

    /// Around what goes through an HTTP proxy.
    fn put_http(&self, d: &mut Dissector<'_>, part: Cursor<'_>, start: u64) {
        let around = tunnels::around(self.direction, start);
        if around.is_some_and(|(_, application)| application == Application::Http) {
            tunnels::put_http(d, part, self.place(start));
        }
    }

    fn give(&self, d: &mut Dissector<'_>, part: Cursor<'_>, start: u64) {
        self.put_http(d, part, start);
        d.hand_over_as(self.application_at(start), part, Some(self.place(start)));
    }

    /// Hands over one message put together from the pieces of several frames, and those behind it up to `end`.
    fn reassembled(&self, d: &mut Dissector<'_>, message: &Message, end: u64) {
        let most = match self.application_at(message.start()) {
            _ if end > message.end() => MAX_REASSEMBLED,
            Application::Http if message.len >= LONG_MESSAGE => u64::from(http::enough_of_message(d)),
            Application::Tls => u64::from(tls::enough_of_record(d, ContentType(message.kind().0))),
            _ => MAX_REASSEMBLED,
        };
        let range = message.start()..end.min(message.start() + most.min(MAX_REASSEMBLED));
        let len = u32::try_from(end - message.start()).unwrap_or(u32::MAX);
        let bytes = d.capture().stream_bytes(self.direction, range.clone());
        let captured = bytes.len() as u32;
        // Rows do not say where bytes are from.
        let shows = !d.tree.wants_nothing();
        let mut parts: Vec<Part> = match shows {
            true => pieces_of(self.direction, &range).filter_map(|p| Part::of(p, &range)).collect(),
            false => Vec::new(),
        };
        if shows && self.start == self.end {
            // The end of the stream, which says that the message is whole.
            parts.push(Part { frame: self.frame, at: len, len: 0, frame_offset: None });
        }
        let parents = parts.iter().filter_map(Part::parent).collect();
        let Some(source) = d.add_source("Reassembled TCP", bytes.into(), parents) else { return };
        let whole = Span { start: 0, len: captured, source };
        d.end_layer();
        if d.tree.wants_any(&[SEGMENTS.id, SEGMENT.id, COUNT.id, LENGTH.id, DATA.id]) {
            segments(d, len, &parts, whole);
        }
        if message.kind() == MessageKind::UNREAD {
            return;
        }
        let bytes = d.sources.bytes(source);
        let cursor = Cursor::part(&bytes, 0, captured, len, source);
        self.give(d, cursor, message.start());
    }

    /// Messages are known, or still awaited, at the payload's beginning.
    fn is_framed(&self) -> bool {
        self.start >= self.direction.framed || self.message_at(self.start).is_some()
    }

    /// The messages that the payload repeats were complete before.
    fn is_over(&self) -> bool {
        let is_before = |at: u64| self.message_at(at).is_some_and(|m| m.frame < self.frame);
        is_before(self.start) && self.end.checked_sub(1).is_some_and(is_before)
    }

    /// The payload begins a message that other segments complete.
    fn begins_long(&self) -> bool {
        self.message_at(self.start).is_some_and(|m| {
            m.start() == self.start
                && m.end() >= self.end
                && pieces_of(self.direction, &m.range()).nth(1).is_some()
        })
    }

    fn message_at(&self, at: u64) -> Option<&Message> {
        let messages = &self.direction.messages;
        messages.get(messages.partition_point(|m| m.end() <= at)).filter(|m| m.start() <= at)
    }

    /// Behind a SOCKS proxy's consent the reference names the version that was spoken with the proxy.
    fn socks_version(&self, d: &Dissector<'_>) -> Option<u8> {
        let [first, _, ..] = &self.direction.stages[..] else { return None };
        if first.application != Application::Socks {
            return None;
        }
        // The proxy's answers begin with a zero in version 4.
        let sides = &self.known.conversation.flow.as_ref()?.directions;
        sides.iter().filter_map(|side| d.capture().stream_bytes(side, 0..1).first().copied()).max()
    }

    /// The reference asks TLS, MQTT and SSH first where a message begins in order, and they clear the text;
    /// TLS also where it first sees a whole header.
    fn begins_record(&self, range: &Range<u64>) -> bool {
        let start = self.message_at(range.start).map_or(self.direction.framed, Message::start);
        let begins = match self.application_at(range.start) {
            Application::Tls => (start..start + record::HEADER_LEN as u64).contains(&range.start),
            Application::Mqtt | Application::Ssh => start == range.start,
            _ => false,
        };
        begins && self.came_in_order(range.start) && gives(self.direction, range.clone(), self.frame)
    }

    /// What stands before `at` in the stream came before this frame, or with it.
    fn came_in_order(&self, at: u64) -> bool {
        let before = self.direction.piece_at(at).checked_sub(1);
        let before = before.and_then(|at| self.direction.pieces.get(at)).and_then(Piece::frame);
        before.is_none_or(|before| before <= self.frame)
    }

    /// What the protocol says of a message of which this is only a part.
    fn partial(&self, d: &Dissector<'_>, range: &Range<u64>) -> Option<String> {
        /// As much of a message as is looked at.
        const BEGINNING: u64 = 16 * 1024;
        if d.columns.skip_info || !gives(self.direction, range.clone(), self.frame) {
            return None;
        }
        let name = self.application_at(range.start).protocol()?;
        let partial = d.registry().protocol(name)?.protocol.partial?;
        let start = self.message_at(range.start).map_or(self.direction.framed, Message::start);
        if !self.came_in_order(start) || !self.came_in_order(range.start) {
            return None;
        }
        let new = usize::try_from(range.start.checked_sub(start)?).ok()?;
        let bytes = d.capture().stream_bytes(self.direction, start..range.end.min(start + BEGINNING));
        partial(&bytes, new, self.to_port)
    }

    /// Shows bytes that are part of a message complete elsewhere. `alone`: there is nothing else in
    /// the segment.
    fn segment_data(&self, d: &mut Dissector<'_>, range: Range<u64>, alone: bool) {
        let mut part = self.payload;
        part.take((range.start - self.start) as u32);
        let part = part.take((range.end - range.start) as u32);
        if let Some(message) = self.message_at(range.start)
            && message.frame != self.frame
            && message.kind() != MessageKind::UNREAD
        {
            d.tree.generated(REASSEMBLED_IN, number(message.frame), part.span(0));
        }
        let len = part.left();
        let label = format_args!("TCP segment data ({len} byte{})", plural(len.into()));
        d.tree.leaf_as(SEGMENT_DATA, At { value: part.peek(), span: part.rest_span() }, label);
        if alone {
            self.put_socks(d);
            // As frames are read, the protocol looks at the beginning of what is not whole yet.
            let begins = !d.settings().two_passes && self.begins_record(&range);
            if begins && let Some(name) = self.application_at(range.start).protocol() {
                // Of MQTT the reference shows nothing before a message is whole.
                match self.application_at(range.start) {
                    Application::Mqtt => d.note_layer(name),
                    _ => {
                        self.put_http(d, part, range.start);
                        d.name_layer(name, part);
                    }
                }
            }
            let partial = self.partial(d, &range).filter(|_| !begins);
            if let Some(version) =
                self.socks_version(d).filter(|_| partial.is_none() || d.settings().two_passes)
            {
                d.columns.set_info(format_args!("Version: {version}"));
            } else if begins {
                d.columns.clear_info();
            } else if let Some(text) = partial {
                d.columns.set_info(format_args!("{text}"));
                if self.application_at(range.start) == Application::Resp {
                    d.name_layer("resp", part);
                }
            }
            if let Some(info) = d.columns.info_mut().filter(|_| !d.quoted) {
                info.push_str(if info.is_empty() { "" } else { " " });
                info.push_str("[TCP segment of a reassembled PDU]");
                // What its options made of it is no more said.
                if d.columns.protocol == super::options::mptcp::PROTOCOL.title {
                    d.columns.protocol = super::PROTOCOL.title.into();
                }
            }
        }
    }
}

/// A message of the protocol, as opposed to bytes it makes nothing of.
fn is_plain(message: &Message) -> bool {
    message.kind().is_plain()
}
