//! The part of a stream that one segment brought: which messages end in it, what is handed over whole, and what is shown
//! of a message that is not complete.

use super::*;

/// A payload in a stream whose messages are known.
pub(super) struct Stretch<'a, 'c> {
    pub frame: FrameId,
    pub known: Known<'c>,
    pub direction: &'c Direction,
    pub start: u64,
    pub end: u64,
    pub payload: Cursor<'a>,
    /// Where the segment goes.
    pub to_port: u16,
    /// The stream has all its bytes from this frame.
    pub all_ours: bool,
}

impl<'a, 'c> Stretch<'a, 'c> {
    pub(super) fn new(
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
    pub(super) fn hand_over(&self, d: &mut Dissector<'_>) -> bool {
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

    pub(super) fn application_at(&self, offset: u64) -> Application {
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
    pub(super) fn put_socks(&self, d: &mut Dissector<'_>) {
        let around = tunnels::around(self.direction, self.start);
        if self.start < self.end && around.is_some_and(|(_, application)| application == Application::Socks) {
            tunnels::put_socks(d, self.payload, self.place(self.start));
        }
    }

    /// Around what goes through an HTTP proxy.
    pub(super) fn put_http(&self, d: &mut Dissector<'_>, part: Cursor<'_>, start: u64) {
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
    pub(super) fn is_framed(&self) -> bool {
        self.start >= self.direction.framed || self.message_at(self.start).is_some()
    }

    /// The messages that the payload repeats were complete before.
    pub(super) fn is_over(&self) -> bool {
        let is_before = |at: u64| self.message_at(at).is_some_and(|m| m.frame < self.frame);
        is_before(self.start) && self.end.checked_sub(1).is_some_and(is_before)
    }

    /// The payload begins a message that other segments complete.
    pub(super) fn begins_long(&self) -> bool {
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
    pub(super) fn segment_data(&self, d: &mut Dissector<'_>, range: Range<u64>, alone: bool) {
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
                if d.columns.protocol == super::super::options::mptcp::PROTOCOL.title {
                    d.columns.protocol = super::super::PROTOCOL.title.into();
                }
            }
        }
    }
}

/// A message of the protocol, as opposed to bytes it makes nothing of.
fn is_plain(message: &Message) -> bool {
    message.kind().is_plain()
}
