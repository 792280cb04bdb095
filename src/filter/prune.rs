//! What the index alone can say of a filter: yes, no, or that the frame must be dissected.

use super::eval::{Check, Fields, Member, Relation, Term};
use super::value::{Constant, Kind, Value};
use crate::base::id::FrameId;
use crate::dissect::opened::OpenedStreams;
use crate::dissect::{Registry, Settings};
use crate::field::{FieldId, FieldSet, Type};
use crate::store::{
    Application, Capture, Conversation, Direction, Endpoint, Flow, FrameFlags, FrameMeta, Message,
    MessageKind, Transport,
};
use crate::tls::handshake::ServerHello;
use crate::tls::ssl2_hello;
use crate::tls::suite::Mode;
use crate::tls::suite_table::suite;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

/// Whether a frame passes a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Yes,
    No,
    /// Only its dissection can tell.
    Look,
}

impl Decision {
    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Look => Self::Look,
        }
    }
}

/// What the index knows of a frame, or only of the conversation and direction of some frames.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub registry: &'static Registry,
    /// `None`: any frame of the conversation that goes in `direction`.
    pub frame: Option<(FrameId, &'a FrameMeta)>,
    pub conversation: Option<&'a Conversation>,
    pub direction: usize,
    pub capture: &'a Capture,
    pub settings: &'a Settings,
}

/// The fields of a filter that only protocols above TCP have, found once.
#[derive(Clone, Debug, Default)]
pub(super) struct Carried {
    /// With the application they belong to, and the kinds of its messages that have them; no kinds:
    /// any may.
    fields: Vec<(FieldId, Application, &'static [MessageKind])>,
}

/// The applications whose protocols nothing hands payloads to but TCP, or TLS that was opened.
const CARRIED: &[Application] = &[Application::Tls, Application::Http];

/// Fields that only some kinds of messages have.
const OF_KINDS: &[(&str, &[MessageKind])] = &[
    ("tls.handshake", &[MessageKind(22), MessageKind(ssl2_hello::RECORD_TYPE)]),
    ("http.request", &[MessageKind(1)]),
    ("http.request.method", &[MessageKind(1)]),
    ("http.request.uri", &[MessageKind(1)]),
    ("http.request.version", &[MessageKind(1)]),
];

impl Carried {
    pub fn new(needs: &FieldSet, registry: &'static Registry) -> Self {
        let mut fields = Vec::new();
        for application in CARRIED {
            let Some(listed) = application.protocol().and_then(|name| registry.protocol(name)) else {
                continue;
            };
            let first = listed.root.0;
            let ids = first..first.saturating_add(listed.protocol.fields.len() as u16);
            for id in ids.map(FieldId).filter(|id| needs.contains(*id)) {
                let name = registry.def(id).abbrev;
                let of_kinds = OF_KINDS.iter().find(|(known, _)| {
                    name == *known || (*known == "tls.handshake" && name.starts_with("tls.handshake."))
                });
                fields.push((id, *application, of_kinds.map_or(&[][..], |(_, kinds)| *kinds)));
            }
        }
        Self { fields }
    }

    fn of(&self, id: FieldId) -> Option<(Application, &'static [MessageKind])> {
        let found = self.fields.iter().find(|(field, ..)| *field == id)?;
        Some((found.1, found.2))
    }
}

/// A filter as a question to the index.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    Any(Vec<Plan>),
    All(Vec<Plan>),
    Not(Box<Plan>),
    Exists(Vec<Asked>),
    /// A value of the fields fits, or `all` of them do.
    Fits {
        all: bool,
        fields: Vec<Asked>,
        test: Test,
    },
    /// The same for one number that every frame has: nothing to gather.
    Number(Fact, Relation, i128),
    /// Something is asked of the fields that only dissection can answer. Without them it does not hold.
    Given(Vec<Asked>),
    /// Nothing that the index knows.
    Look,
}

/// What a value must be.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Compare(Relation, Constant),
    /// One of these, or within these ends.
    In(Vec<(Constant, Option<Constant>, Kind)>),
}

impl Test {
    fn fits(&self, value: &Value<'_>) -> bool {
        match self {
            Self::Compare(relation, constant) => relation.holds(constant.order(value, Kind::Bytes)),
            Self::In(members) => members.iter().any(|(first, last, kind)| match last {
                None => first.order(value, *kind) == Some(Ordering::Equal),
                Some(last) => {
                    Relation::Ge.holds(first.order(value, *kind))
                        && Relation::Le.holds(last.order(value, *kind))
                }
            }),
        }
    }
}

/// A field, as far as the index knows of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    fact: Option<Fact>,
    /// Of a protocol that only TCP carries.
    carried: Option<(Application, &'static [MessageKind])>,
    /// Of a transport itself.
    transport: Option<Transport>,
    /// The protocol itself.
    is_layer: bool,
}

/// What the index keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Frame,
    Number,
    Len,
    CapturedLen,
    Time,
    RelativeTime,
    /// The protocol itself, or the number of the stream.
    Stream(Transport),
    Port(Transport, Which),
    /// Whether of IPv4, and whose.
    Address(bool, Which),
}

/// Whose address or port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Source,
    Destination,
    Both,
}

impl Fact {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "frame" => Self::Frame,
            "frame.number" => Self::Number,
            "frame.len" => Self::Len,
            "frame.cap_len" => Self::CapturedLen,
            "frame.time" | "frame.time_epoch" => Self::Time,
            "frame.time_relative" => Self::RelativeTime,
            "tcp" | "tcp.stream" => Self::Stream(Transport::Tcp),
            "udp" | "udp.stream" => Self::Stream(Transport::Udp),
            "tcp.port" => Self::Port(Transport::Tcp, Which::Both),
            "tcp.srcport" => Self::Port(Transport::Tcp, Which::Source),
            "tcp.dstport" => Self::Port(Transport::Tcp, Which::Destination),
            "udp.port" => Self::Port(Transport::Udp, Which::Both),
            "udp.srcport" => Self::Port(Transport::Udp, Which::Source),
            "udp.dstport" => Self::Port(Transport::Udp, Which::Destination),
            "ip.src" => Self::Address(true, Which::Source),
            "ip.dst" => Self::Address(true, Which::Destination),
            "ip.addr" => Self::Address(true, Which::Both),
            "ipv6.src" => Self::Address(false, Which::Source),
            "ipv6.dst" => Self::Address(false, Which::Destination),
            "ipv6.addr" => Self::Address(false, Which::Both),
            _ => return None,
        })
    }

    fn is_of_conversation(self) -> bool {
        matches!(self, Self::Stream(_) | Self::Port(..) | Self::Address(..))
    }
}

impl Plan {
    pub fn new(check: &Check, carried: &Carried, registry: &'static Registry) -> Self {
        let new = |check: &Check| Self::new(check, carried, registry);
        let given = |term: &Term| {
            let fields = term.stands_on().and_then(|fields| asked(fields, carried, registry));
            fields.map_or(Self::Look, Self::Given)
        };
        let fits = |all: bool, term: &Term, test: Option<Test>| {
            let Term::Fields(fields) = term else { return given(term) };
            // The index has no bytes.
            if fields.ids.iter().any(|id| registry.def(*id).ty == Type::Protocol) {
                return given(term);
            }
            let (Some(fields), Some(test)) = (asked(fields, carried, registry), test) else {
                return given(term);
            };
            match (&fields[..], &test) {
                ([Asked { fact: Some(fact), carried: None, .. }], Test::Compare(relation, constant))
                    if !fact.is_of_conversation() =>
                {
                    let number = constant.as_number().map(|n| Self::Number(*fact, *relation, n));
                    number.unwrap_or(Self::Fits { all, fields, test })
                }
                _ => Self::Fits { all, fields, test },
            }
        };
        match check {
            Check::Any(checks) => Self::Any(checks.iter().map(new).collect()),
            Check::All(checks) => Self::All(checks.iter().map(new).collect()),
            Check::Not(check) => Self::Not(Box::new(new(check))),
            Check::Exists(Term::Fields(fields)) => {
                asked(fields, carried, registry).map_or(Self::Look, Self::Exists)
            }
            Check::Compare { relation, all, left, right: Term::Constant(c), .. } => {
                fits(*all, left, Some(Test::Compare(*relation, c.clone())))
            }
            Check::In { all, left, set } => fits(*all, left, members(set)),
            Check::Something(left)
            | Check::Compare { left, .. }
            | Check::Contains { left, .. }
            | Check::Matches { left, .. } => given(left),
            Check::Exists(_) => Self::Look,
        }
    }

    /// Whether conversations alone may decide of their frames.
    pub fn asks_conversations(&self) -> bool {
        let of_conversation =
            |asked: &Asked| asked.transport.is_some() || asked.fact.is_some_and(Fact::is_of_conversation);
        match self {
            Self::Any(plans) | Self::All(plans) => plans.iter().any(Self::asks_conversations),
            Self::Not(plan) => plan.asks_conversations(),
            Self::Exists(fields) | Self::Fits { fields, .. } | Self::Given(fields) => {
                fields.iter().any(of_conversation)
            }
            Self::Number(..) | Self::Look => false,
        }
    }

    /// Whether it matters which way a frame of a conversation goes.
    pub fn asks_directions(&self) -> bool {
        let is_directed = |asked: &Asked| {
            let (Some(Fact::Port(_, which)) | Some(Fact::Address(_, which))) = asked.fact else {
                return false;
            };
            which != Which::Both
        };
        match self {
            Self::Any(plans) | Self::All(plans) => plans.iter().any(Self::asks_directions),
            Self::Not(plan) => plan.asks_directions(),
            Self::Exists(fields) | Self::Fits { fields, .. } | Self::Given(fields) => {
                fields.iter().any(is_directed)
            }
            Self::Number(..) | Self::Look => false,
        }
    }

    pub fn decide(&self, facts: Facts<'_>) -> Decision {
        match self {
            Self::Any(plans) => combine(plans, facts, Decision::Yes, Decision::No),
            Self::All(plans) => combine(plans, facts, Decision::No, Decision::Yes),
            Self::Not(plan) => plan.decide(facts).not(),
            Self::Exists(fields) => {
                let (mut any, mut complete) = (false, true);
                for asked in fields {
                    complete &= asked.values(facts, &mut |_| any = true);
                }
                match (any, complete) {
                    (true, _) => Decision::Yes,
                    (false, true) => Decision::No,
                    (false, false) => Decision::Look,
                }
            }
            Self::Fits { all, fields, test } => {
                let (mut count, mut fit, mut complete) = (0, 0, true);
                for asked in fields {
                    complete &= asked.values(facts, &mut |value| {
                        count += 1;
                        fit += usize::from(test.fits(&value));
                    });
                }
                match (*all, complete) {
                    (false, _) if fit > 0 => Decision::Yes,
                    (true, _) if fit < count => Decision::No,
                    (true, true) if count > 0 => Decision::Yes,
                    (_, true) => Decision::No,
                    (_, false) => Decision::Look,
                }
            }
            Self::Given(fields) => {
                let mut any = false;
                let none = fields.iter().all(|asked| asked.values(facts, &mut |_| any = true)) && !any;
                if none { Decision::No } else { Decision::Look }
            }
            Self::Number(fact, relation, wanted) => match fact.number(facts) {
                Some(number) if relation.holds(Some(number.cmp(wanted))) => Decision::Yes,
                Some(_) => Decision::No,
                None => Decision::Look,
            },
            Self::Look => Decision::Look,
        }
    }
}

/// The fields of a name; none, if only some layers count or the index knows nothing of all of them.
fn asked(fields: &Fields, carried: &Carried, registry: &'static Registry) -> Option<Vec<Asked>> {
    let of = |id: &FieldId| {
        let def = registry.def(*id);
        Asked {
            fact: Fact::named(def.abbrev),
            carried: carried.of(*id),
            transport: match registry.owner(*id) {
                "tcp" => Some(Transport::Tcp),
                "udp" => Some(Transport::Udp),
                _ => None,
            },
            is_layer: def.ty == Type::Protocol,
        }
    };
    let all: Vec<Asked> = fields.ids.iter().map(of).collect();
    let is_known =
        |asked: &Asked| asked.fact.is_some() || asked.carried.is_some() || asked.transport.is_some();
    (fields.layers.is_none() && all.iter().any(is_known)).then_some(all)
}

/// The members of a set, if they are all literals.
fn members(set: &[Member]) -> Option<Test> {
    let literal = |term: &Term| match term {
        Term::Constant(constant) => Some(constant.clone()),
        _ => None,
    };
    let member = |member: &Member| {
        let last = match &member.last {
            Some(last) => Some(literal(last)?),
            None => None,
        };
        Some((literal(&member.first)?, last, member.kind))
    };
    set.iter().map(member).collect::<Option<_>>().map(Test::In)
}

/// `decisive` from one is enough; the opposite needs all.
fn combine(plans: &[Plan], facts: Facts<'_>, decisive: Decision, otherwise: Decision) -> Decision {
    let mut result = otherwise;
    for plan in plans {
        let decision = plan.decide(facts);
        if decision == decisive {
            return decisive;
        }
        if decision == Decision::Look {
            result = Decision::Look;
        }
    }
    result
}

/// Frames with several transport layers, and those that index and dissection could see differently
/// (fragments, ICMP errors that quote a packet).
const LAYERED: FrameFlags =
    FrameFlags(FrameFlags::LAYERED.0 | FrameFlags::FRAGMENT.0 | FrameFlags::REASSEMBLED.0);

/// Frames of which the conversation does not say everything that it says of others.
pub(super) const SPECIAL: FrameFlags = FrameFlags(LAYERED.0 | FrameFlags::TUNNELLED.0);

/// UDP ports of tunnels, in which the index may see less than dissection: OpenVPN, L2TP, GTP, Teredo, ESP, VXLAN and
/// its generic form, Geneve.
const TUNNELS: &[u16] = &[1194, 1701, 2123, 2152, 3544, 4500, 4789, 4790, 6081];

impl Facts<'_> {
    /// Whether the frame surely has nothing of an application, or of those kinds of its messages.
    fn lacks(&self, application: Application, kinds: &[MessageKind]) -> bool {
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
                    // OpenVPN holds a TLS of its own that no index follows.
                    Application::Dtls | Application::OpenVpn => true,
                    Application::Quic => {
                        !self.settings.secrets.is_empty() || !self.capture.quic.is_sealed(frame)
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
        let Some(flow) = flow.filter(|f| f.generation == 0 && self.settings.desegments_all()) else {
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
        for message in here {
            let at = stream.application_at(message.start()).unwrap_or_default();
            if at == application {
                let sealed = application == Application::Tls && !self.settings.secrets.is_empty();
                if kinds.is_empty() || sealed || !others(message.kind()) {
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
        known.is_some_and(|talk| !talk.ends.iter().any(|end| TUNNELS.contains(&end.port)))
    }

    /// Whether nothing that TLS carries on the conversation can be read.
    fn is_sealed(&self, flow: &Flow) -> bool {
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
fn is_framed(stream: &Direction) -> bool {
    let Some((first, later)) = stream.stages.split_first() else { return false };
    first.application != Application::Unknown
        && stream.messages.get(0).map_or(stream.framed, |first| first.start()) == 0
        && later.iter().all(|stage| {
            stage.application != Application::Unknown && stream.message_starting(stage.start).is_some()
        })
}

impl Asked {
    /// Hands over the values that are known; whether there are no others.
    fn values(&self, facts: Facts<'_>, take: &mut dyn FnMut(Value<'_>)) -> bool {
        let lacks = |(application, kinds): (Application, &[MessageKind])| {
            // With one pass a record's first segment has a layer of its own, though nothing in it.
            let may_begin = self.is_layer && application == Application::Tls && !facts.settings.two_passes;
            !may_begin && facts.lacks(application, kinds)
        };
        if self.carried.is_some_and(lacks) {
            return true;
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
    fn number(self, facts: Facts<'_>) -> Option<i128> {
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
