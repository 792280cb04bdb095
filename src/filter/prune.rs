//! What the index alone can say of a filter: yes, no, or that the frame must be dissected.

use super::eval::{Check, Fields, Relation, Term};
use super::value::{Constant, Kind, Value};
use crate::base::id::FrameId;
use crate::dissect::opened::OpenedStreams;
use crate::dissect::{Registry, Settings};
use crate::field::{FieldId, FieldSet};
use crate::store::{
    Application, Capture, Conversation, Direction, Endpoint, Flow, FrameFlags, FrameMeta, Message,
    MessageKind, Transport,
};
use crate::tls::handshake::ServerHello;
use crate::tls::ssl2_hello;
use crate::tls::suite::{Mode, suite};
use std::borrow::Cow;
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
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Look => Self::Look,
        }
    }
}

/// What the index knows of a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub registry: &'static Registry,
    pub capture: &'a Capture,
    pub frame: FrameId,
    pub meta: &'a FrameMeta,
    pub conversation: Option<&'a Conversation>,
    pub settings: &'a Settings,
    /// The fields of the filter that stand in payloads.
    pub carried: &'a Carried,
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

/// What the index knows of a field in a frame.
enum Known {
    /// These are all its values.
    All(Vec<Value<'static>>),
    /// It has at least these.
    Some(Vec<Value<'static>>),
    Nothing,
}

impl Check {
    pub(super) fn decide(&self, facts: Facts<'_>) -> Decision {
        match self {
            Self::Any(checks) => {
                let all = checks.iter().map(|c| c.decide(facts));
                combine(all, Decision::Yes, Decision::No)
            }
            Self::All(checks) => {
                let all = checks.iter().map(|c| c.decide(facts));
                combine(all, Decision::No, Decision::Yes)
            }
            Self::Not(check) => check.decide(facts).not(),
            Self::Exists(Term::Fields(fields)) => match known(fields, facts) {
                Known::All(values) => Decision::from(!values.is_empty()),
                Known::Some(values) if !values.is_empty() => Decision::Yes,
                _ => Decision::Look,
            },
            Self::Compare { relation, all, left: Term::Fields(fields), right: Term::Constant(c), .. } => {
                compare(*relation, *all, c, &known(fields, facts))
            }
            _ => Decision::Look,
        }
    }
}

/// `decisive` from one is enough; the opposite needs all.
fn combine(all: impl Iterator<Item = Decision>, decisive: Decision, otherwise: Decision) -> Decision {
    let mut result = otherwise;
    for decision in all {
        if decision == decisive {
            return decisive;
        }
        if decision == Decision::Look {
            result = Decision::Look;
        }
    }
    result
}

fn compare(relation: Relation, all: bool, constant: &Constant, known: &Known) -> Decision {
    let fits = |v: &Value<'_>| relation.holds(constant.order(v, Kind::Bytes));
    match known {
        Known::All(values) => Decision::from(if all {
            !values.is_empty() && values.iter().all(fits)
        } else {
            values.iter().any(fits)
        }),
        Known::Some(values) if !all && values.iter().any(fits) => Decision::Yes,
        Known::Some(values) if all && !values.iter().all(fits) => Decision::No,
        _ => Decision::Look,
    }
}

fn known(fields: &Fields, facts: Facts<'_>) -> Known {
    if fields.layers.is_some() {
        return Known::Nothing;
    }
    let mut all = Vec::new();
    let mut complete = true;
    for id in &fields.ids {
        if facts.carried.of(*id).is_some_and(|(application, kinds)| facts.lacks(application, kinds)) {
            continue;
        }
        match field(facts.registry.def(*id).abbrev, facts) {
            Known::All(values) => all.extend(values),
            Known::Some(values) => {
                all.extend(values);
                complete = false;
            }
            Known::Nothing => complete = false,
        }
    }
    match (complete, all.is_empty()) {
        (true, _) => Known::All(all),
        (false, false) => Known::Some(all),
        (false, true) => Known::Nothing,
    }
}

/// Frames with several transport layers, and those that index and dissection could see differently
/// (fragments, ICMP errors that quote a packet).
const LAYERED: FrameFlags =
    FrameFlags(FrameFlags::LAYERED.0 | FrameFlags::FRAGMENT.0 | FrameFlags::REASSEMBLED.0);

impl Facts<'_> {
    /// Whether the frame surely has nothing of an application, or of those kinds of its messages.
    fn lacks(&self, application: Application, kinds: &[MessageKind]) -> bool {
        let Some(talk) = self.conversation.filter(|c| c.transport == Transport::Tcp) else { return false };
        let flags = self.meta.flags;
        if flags.has(LAYERED) || !self.settings.decode_as.is_empty() {
            return false;
        }
        if flags.has(FrameFlags::BARE) {
            return true;
        }
        let flow = talk.flow.as_ref().filter(|_| flags.has(FrameFlags::IN_ORDER));
        let Some(flow) = flow.filter(|f| f.generation == 0 && self.settings.desegment_tcp) else {
            return false;
        };
        let Some(stream) = flow.directions.get(self.meta.direction()) else { return false };
        // What the stream is from its first byte to its last, without anything skipped at its front.
        let [stage] = stream.stages[..] else { return false };
        if stage.application == Application::Unknown || !is_framed_from_the_start(stream) {
            return false;
        }
        let ends_here = stream.messages_in(self.frame);
        if ends_here.is_empty() {
            return true;
        }
        let others = |kind: MessageKind| !kinds.contains(&kind) && kind.is_plain();
        if stage.application != application {
            return stage.application != Application::Tls
                || self.is_sealed(flow)
                || self.opened_lacks(flow, ends_here, |m, of| {
                    of == application && !kinds.is_empty() && others(m.kind())
                });
        }
        let sealed = application == Application::Tls && !self.settings.secrets.is_empty();
        let mut here = stream.messages.iter_from(ends_here.start).take(ends_here.len());
        !kinds.is_empty() && !sealed && here.all(|m| others(m.kind()))
    }
}

impl Facts<'_> {
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
        flow: &Flow,
        records: Range<usize>,
        harmless: impl Fn(&Message, Application) -> bool,
    ) -> bool {
        let secrets = &self.settings.secrets;
        let Some(id) = self.meta.conversation().filter(|_| !secrets.is_empty() && flow.dtls.is_none()) else {
            return false;
        };
        let unlocked = self.capture.unlocked(id, flow, secrets);
        if unlocked.waiting || unlocked.sessions.iter().all(|s| !matches!(s.keys, Some(Ok(_)))) {
            return false;
        }
        let streams = OpenedStreams::of(self.capture, id, flow, self.settings, self.registry);
        let direction = self.meta.direction();
        records.into_iter().all(|record| {
            streams.messages_ending_in(direction, record).all(|(message, of)| harmless(message, of))
        })
    }
}

fn is_framed_from_the_start(stream: &Direction) -> bool {
    stream.messages.get(0).map_or(stream.framed, |first| first.start()) == 0
}

fn field(name: &str, facts: Facts<'_>) -> Known {
    let number = |n: i128| Known::All(vec![Value::Number(n)]);
    let meta = facts.meta;
    match name {
        "frame" => return number(0),
        "frame.number" => return number(facts.frame.number().into()),
        "frame.len" => return number(meta.len.into()),
        "frame.cap_len" => return number(meta.captured().into()),
        "frame.time" | "frame.time_epoch" if !meta.flags.has(FrameFlags::TIMELESS) => {
            return number(facts.settings.annotations.time(meta.time).0.into());
        }
        _ => {}
    }
    let Some(talk) = facts.conversation.filter(|_| !meta.flags.has(LAYERED)) else {
        return Known::Nothing;
    };
    let (source, destination) = match talk.ends {
        [a, b] if meta.direction() == 0 => (a, b),
        [a, b] => (b, a),
    };
    let transport = |of: Transport, value: i128| {
        if talk.transport == of { number(value) } else { Known::All(Vec::new()) }
    };
    let both = |of: Transport| match talk.transport == of {
        true => Known::All(vec![Value::Number(source.port.into()), Value::Number(destination.port.into())]),
        false => Known::All(Vec::new()),
    };
    match name {
        "tcp.port" => both(Transport::Tcp),
        "udp.port" => both(Transport::Udp),
        "tcp" | "tcp.stream" => transport(Transport::Tcp, talk.stream.into()),
        "udp" | "udp.stream" => transport(Transport::Udp, talk.stream.into()),
        "tcp.srcport" => transport(Transport::Tcp, source.port.into()),
        "tcp.dstport" => transport(Transport::Tcp, destination.port.into()),
        "udp.srcport" => transport(Transport::Udp, source.port.into()),
        "udp.dstport" => transport(Transport::Udp, destination.port.into()),
        // A tunnel may have more addresses further out.
        "ip.src" => address(&[source], true),
        "ip.dst" => address(&[destination], true),
        "ip.addr" => address(&[source, destination], true),
        "ipv6.src" => address(&[source], false),
        "ipv6.dst" => address(&[destination], false),
        "ipv6.addr" => address(&[source, destination], false),
        _ => Known::Nothing,
    }
}

fn address(ends: &[Endpoint], ipv4: bool) -> Known {
    const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
    let bytes = |end: &Endpoint| match end.address.strip_prefix(&MAPPED) {
        Some(v4) if ipv4 => Some(v4.to_vec()),
        None if !ipv4 => Some(end.address.to_vec()),
        _ => None,
    };
    let values: Option<Vec<_>> = ends.iter().map(|e| bytes(e).map(|b| Value::Bytes(Cow::Owned(b)))).collect();
    values.map_or(Known::Nothing, Known::Some)
}
