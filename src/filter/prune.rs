//! What the index alone can say of a filter: yes, no, or that one must look into the frame.

mod behind;
mod facts;
mod handshakes;

use super::eval::{Check, Fields, Member, Relation, Term};
use super::value::{Constant, Kind, Value};
use crate::base::id::FrameId;
use crate::dissect::opened::OpenedStreams;
use crate::dissect::{Registry, Settings};
use crate::field::{FieldId, FieldSet, Type};
use crate::store::{
    Application, Capture, Conversation, Direction, Endpoint, Flow, FrameFlags, FrameMeta, Message,
    MessageKind, Stage, Transport,
};
use crate::tls::handshake::ServerHello;
use crate::tls::ssl2_hello;
use crate::tls::suite::Mode;
use crate::tls::suite_table::suite;
use behind::Behind;
pub(super) use behind::Only;
pub(super) use facts::{SPECIAL, UNUSUAL};
use handshakes::HandshakeTypes;
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
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    pub(super) fn not(self) -> Self {
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
    /// `None`: any frame of the conversation that goes in `direction` and is not [`UNUSUAL`].
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

/// Says itself what a message is.
const HANDSHAKE_TYPE: &str = "tls.handshake.type";

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
    pub fn fits(&self, value: &Value<'_>) -> bool {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    fact: Option<Fact>,
    /// Of a protocol that only TCP carries.
    carried: Option<(Application, &'static [MessageKind])>,
    /// Types of the handshake messages of TLS that matter, if it is of them.
    handshakes: HandshakeTypes,
    /// Of a transport itself.
    transport: Option<Transport>,
    /// Of a protocol that stands behind transports alone.
    behind: Option<Behind>,
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
            let (Some(mut asked), Some(test)) = (asked(fields, carried, registry), test) else {
                return given(term);
            };
            // Values that do not fit decide nothing where one that does is enough.
            let is_type = |id: &FieldId| registry.def(*id).abbrev == HANDSHAKE_TYPE;
            if !all && fields.ids.iter().all(is_type) {
                let handshakes = HandshakeTypes::fitting(&test);
                asked.iter_mut().for_each(|asked| asked.handshakes = handshakes);
            }
            let fields = asked;
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
        self.asks(&|asked| {
            asked.transport.is_some()
                || asked.behind.is_some()
                || asked.fact.is_some_and(Fact::is_of_conversation)
        })
    }

    /// Whether it matters what stands behind the transport.
    pub fn asks_payloads(&self) -> bool {
        self.asks(&|asked| asked.behind.is_some())
    }

    /// Whether more may be known of a frame of a conversation other than TCP than of the conversation.
    pub fn asks_frames(&self) -> bool {
        self.asks_numbers()
            || self.asks(&|asked| {
                asked.carried.is_some() || asked.fact.is_some_and(|fact| !fact.is_of_conversation())
            })
    }

    /// Whether it matters which way a frame of a conversation goes.
    pub fn asks_directions(&self) -> bool {
        self.asks(&|asked| {
            let (Some(Fact::Port(_, which)) | Some(Fact::Address(_, which))) = asked.fact else {
                return false;
            };
            which != Which::Both
        })
    }

    fn asks(&self, what: &dyn Fn(&Asked) -> bool) -> bool {
        match self {
            Self::Any(plans) | Self::All(plans) => plans.iter().any(|plan| plan.asks(what)),
            Self::Not(plan) => plan.asks(what),
            Self::Exists(fields) | Self::Fits { fields, .. } | Self::Given(fields) => fields.iter().any(what),
            Self::Number(..) | Self::Look => false,
        }
    }

    fn asks_numbers(&self) -> bool {
        match self {
            Self::Any(plans) | Self::All(plans) => plans.iter().any(Self::asks_numbers),
            Self::Not(plan) => plan.asks_numbers(),
            Self::Number(..) => true,
            _ => false,
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
            handshakes: HandshakeTypes::ALL,
            transport: match registry.owner(*id) {
                "tcp" => Some(Transport::Tcp),
                "udp" => Some(Transport::Udp),
                _ => None,
            },
            behind: Behind::of(*id, registry),
            is_layer: def.ty == Type::Protocol,
        }
    };
    let mut all: Vec<Asked> = fields.ids.iter().map(of).collect();
    // Fields of one name, of which the index knows the same.
    all.dedup();
    let is_known = |asked: &Asked| {
        asked.fact.is_some() || asked.carried.is_some() || asked.transport.is_some() || asked.behind.is_some()
    };
    (fields.layers.is_none() && all.iter().any(is_known)).then_some(all)
}

/// The members of a set, if they are all literals.
pub(super) fn members(set: &[Member]) -> Option<Test> {
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
