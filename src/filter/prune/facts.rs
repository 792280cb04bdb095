//! What the index says of a frame without dissecting it: applications that it surely lacks, values that it surely has.

use super::*;

/// Frames with several transport layers, and those that index and dissection could see differently
/// (fragments, ICMP errors that quote a packet).
const LAYERED: FrameFlags =
    FrameFlags(FrameFlags::LAYERED.0 | FrameFlags::FRAGMENT.0 | FrameFlags::REASSEMBLED.0);

/// Frames of which the conversation does not say everything that it says of others.
pub(in crate::filter) const SPECIAL: FrameFlags = FrameFlags(LAYERED.0 | FrameFlags::TUNNELLED.0);

/// The same, those included of which it does not say whose their payload is.
pub(in crate::filter) const UNUSUAL: FrameFlags = FrameFlags(SPECIAL.0 | FrameFlags::ODD.0);

/// UDP ports of tunnels, in which the index may see less than dissection: OpenVPN, L2TP, GTP, Teredo, ESP, VXLAN and
/// its generic form, Geneve, LISP, GRE, CAPWAP.
fn is_of_tunnels(port: u16) -> bool {
    matches!(port, 1194 | 1701 | 2123 | 2152 | 3544 | 4341 | 4500 | 4754 | 4789 | 4790 | 5246 | 5247 | 6081)
}

impl Facts<'_> {
    /// Whether the frame surely has nothing of an application, or of those kinds of its messages; of `handshakes`,
    /// if it is TLS.
    fn lacks(&self, application: Application, kinds: &[MessageKind], handshakes: HandshakeTypes) -> bool {
        let Some((frame, meta)) = self.frame else { return false };
        let flags = meta.flags;
        let Some(talk) = self.conversation.filter(|_| !flags.has(LAYERED)) else { return false };
        if !self.settings.decode_as.is_empty() {
            return false;
        }
        match talk.transport {
            Transport::Tcp => {}
            // Over UDP only QUIC has fields of TLS, and what stands in tunnels.
            Transport::Udp => {
                let may_have = match talk.application {
                    // What DTLS has of TLS has other names.
                    Application::Dtls => {
                        !self.settings.secrets.is_empty()
                            || self.capture.quic.datagrams_in(frame).next().is_some()
                    }
                    // OpenVPN holds a TLS of its own that no index follows.
                    Application::OpenVpn => true,
                    Application::Quic => {
                        let is_sealed =
                            self.settings.secrets.is_empty() && self.capture.quic.is_sealed(frame);
                        !is_sealed && !self.quic_shows_none_of(handshakes, frame)
                    }
                    _ => false,
                };
                return application == Application::Tls && !may_have && self.has_no_tunnel();
            }
            _ => return false,
        }
        if flags.has(FrameFlags::BARE) {
            return true;
        }
        let flow = talk.flow.as_ref().filter(|_| flags.has(FrameFlags::IN_ORDER));
        let Some(flow) = flow.filter(|f| f.generation == 0 && self.joins_segments()) else {
            return false;
        };
        let Some(stream) = flow.directions.get(self.direction) else { return false };
        if !is_framed(stream) {
            return false;
        }
        let ends_here = stream.messages_in(frame);
        if ends_here.is_empty() {
            return true;
        }
        // What goes through a proxy stands in a layer of HTTP, which has none of these kinds' fields.
        let is_tunnelled = application == Application::Http
            && kinds.is_empty()
            && stream
                .stages
                .iter()
                .skip_while(|stage| stage.application != Application::Http)
                .any(|stage| stage.application != Application::Http);
        if is_tunnelled {
            return false;
        }
        let others = |kind: MessageKind| !kinds.contains(&kind) && kind.is_plain();
        let here = stream.messages.iter_from(ends_here.start).take(ends_here.len());
        let mut in_tls = false;
        for (index, message) in ends_here.clone().zip(here) {
            let at = stream.application_at(message.start()).unwrap_or_default();
            if at == application {
                let sealed = application == Application::Tls && !self.settings.secrets.is_empty();
                let may_have = kinds.is_empty() || sealed || !others(message.kind());
                if may_have && (sealed || !self.shows_none_of(handshakes, flow, index)) {
                    return false;
                }
            } else if at == Application::Tls {
                in_tls = true;
            } else if at == Application::OpenVpn {
                return false;
            }
        }
        let harmless = |m: &Message, of| of == application && !kinds.is_empty() && others(m.kind());
        !in_tls
            || self.is_sealed(flow)
            || stream.stages.len() == 1 && self.opened_lacks(meta, flow, ends_here, harmless)
    }
}

impl Facts<'_> {
    /// Whether the frame surely has no other transport layers than that of its conversation.
    pub fn has_no_tunnel(&self) -> bool {
        let flags = self.frame.map_or(FrameFlags::default(), |(_, meta)| meta.flags);
        let known = self.conversation.filter(|_| !flags.has(SPECIAL) && self.settings.decode_as.is_empty());
        known.is_some_and(|talk| !talk.ends.iter().any(|end| is_of_tunnels(end.port)))
    }

    /// Whether what segments carry is read as their streams have it: a segment with a wrong checksum is none of
    /// its stream's, where that is asked for.
    pub(super) fn joins_segments(&self) -> bool {
        self.settings.desegments_all() && !self.settings.choices.check_tcp
    }

    /// Whether nothing that TLS carries on the conversation can be read.
    pub(super) fn is_sealed(&self, flow: &Flow) -> bool {
        let agreed = flow.tls.as_ref().map_or(&[][..], |tls| &tls.sessions);
        let encrypts = |hello: &ServerHello| suite(hello.suite).is_some_and(|s| s.mode != Mode::Null);
        self.settings.secrets.is_empty()
            && !agreed.is_empty()
            && agreed.iter().all(|session| session.server_hello().is_some_and(encrypts))
    }

    /// Whether `harmless` are all messages that end in these records of TLS, which were opened once
    /// to find the messages: then the frame need not be opened again. Most frames of a long message
    /// have none.
    fn opened_lacks(
        &self,
        meta: &FrameMeta,
        flow: &Flow,
        mut records: Range<usize>,
        harmless: impl Fn(&Message, Application) -> bool,
    ) -> bool {
        let secrets = &self.settings.secrets;
        let Some(id) = meta.conversation().filter(|_| !secrets.is_empty() && flow.dtls.is_none()) else {
            return false;
        };
        let unlocked = self.capture.unlocked(id, flow, secrets);
        if unlocked.waiting || unlocked.sessions.iter().all(|s| !matches!(s.keys, Some(Ok(_)))) {
            return false;
        }
        let streams = OpenedStreams::of(self.capture, id, flow, self.settings, self.registry);
        let direction = self.direction;
        records.all(|record| {
            streams.messages_ending_in(direction, record).all(|(message, of)| harmless(message, of))
        })
    }
}

/// Whether it is known what the stream is from its first byte to its last, without anything skipped where a
/// protocol begins.
pub(super) fn is_framed(stream: &Direction) -> bool {
    let Some((first, later)) = stream.stages.split_first() else { return false };
    first.application != Application::Unknown
        && stream.messages.get(0).map_or(stream.framed, |first| first.start()) == 0
        && later.iter().all(|stage| {
            stage.application != Application::Unknown && stream.message_starting(stage.start).is_some()
        })
}

impl Asked {
    /// Hands over the values that are known; whether there are no others.
    pub(super) fn values(&self, facts: Facts<'_>, take: &mut dyn FnMut(Value<'_>)) -> bool {
        let lacks = |(application, kinds): (Application, &[MessageKind])| {
            // With one pass a record's first segment has a layer of its own, though nothing in it.
            let may_begin = self.is_layer && application == Application::Tls && !facts.settings.two_passes;
            !may_begin && facts.lacks(application, kinds, self.handshakes)
        };
        if self.carried.is_some_and(lacks) {
            return true;
        }
        match self.behind.map_or(Decision::Look, |behind| facts.has_behind(&behind)) {
            Decision::No => return true,
            Decision::Yes => {
                take(Value::Number(0));
                return true;
            }
            Decision::Look => {}
        }
        let is_another =
            |transport: &Transport| facts.conversation.is_some_and(|c| c.transport != *transport);
        if self.fact.is_none() && self.transport.as_ref().is_some_and(is_another) && facts.has_no_tunnel() {
            return true;
        }
        match self.fact {
            None => false,
            Some(fact) if fact.is_of_conversation() => fact.of_conversation(facts, take),
            Some(fact) => fact.number(facts).is_some_and(|number| {
                take(Value::Number(number));
                true
            }),
        }
    }
}

impl Fact {
    /// What every frame has one of.
    pub(super) fn number(self, facts: Facts<'_>) -> Option<i128> {
        let (frame, meta) = facts.frame?;
        let notes = &facts.settings.annotations;
        Some(match self {
            Self::Frame => 0,
            Self::Number => frame.number().into(),
            Self::Len => meta.len.into(),
            Self::CapturedLen => meta.captured().into(),
            Self::Time if !meta.flags.has(FrameFlags::TIMELESS) => notes.time(meta.time).0.into(),
            Self::RelativeTime if !meta.flags.has(FrameFlags::TIMELESS) => {
                let first = notes.begin_of(frame, |f| Some(facts.capture.frame(f)?.time))?;
                meta.time.since(first).0.into()
            }
            _ => return None,
        })
    }

    fn of_conversation(self, facts: Facts<'_>, take: &mut dyn FnMut(Value<'_>)) -> bool {
        let flags = facts.frame.map_or(FrameFlags::default(), |(_, meta)| meta.flags);
        let Some(talk) = facts.conversation.filter(|_| !flags.has(LAYERED)) else { return false };
        let [source, destination] = match &talk.ends {
            [a, b] if facts.direction == 0 => [a, b],
            [a, b] => [b, a],
        };
        match self {
            Self::Stream(transport) if transport == talk.transport => {
                take(Value::Number(talk.stream.into()));
            }
            Self::Port(transport, which) if transport == talk.transport => {
                for end in which.of(source, destination) {
                    take(Value::Number(end.port.into()));
                }
            }
            Self::Address(ipv4, which) => {
                // A tunnel has more addresses further out; what is decoded at will may have, too.
                let complete = !flags.has(FrameFlags::TUNNELLED) && facts.settings.decode_as.is_empty();
                for end in which.of(source, destination) {
                    match end.address.strip_prefix(&MAPPED) {
                        Some(v4) if ipv4 => take(Value::Bytes(Cow::Borrowed(v4))),
                        None if !ipv4 => take(Value::Bytes(Cow::Borrowed(&end.address))),
                        _ => {}
                    }
                }
                return complete;
            }
            _ => {}
        }
        true
    }
}

/// What IPv4 addresses begin with where they stand as IPv6 ones.
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

impl Which {
    fn of<'e>(self, source: &'e Endpoint, destination: &'e Endpoint) -> impl Iterator<Item = &'e Endpoint> {
        let source = (self != Self::Destination).then_some(source);
        source.into_iter().chain((self != Self::Source).then_some(destination))
    }
}
