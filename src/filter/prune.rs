//! What the index alone can say of a filter: yes, no, or that the frame must be dissected.

use super::eval::{Check, Fields, Relation, Term};
use super::value::{Constant, Value};
use crate::base::id::FrameId;
use crate::dissect::Registry;
use crate::store::{Conversation, Endpoint, FrameFlags, FrameMeta, Transport};
use std::borrow::Cow;

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
    pub frame: FrameId,
    pub meta: &'a FrameMeta,
    pub conversation: Option<&'a Conversation>,
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
            Self::Compare { relation, all, left: Term::Fields(fields), right: Term::Constant(c) } => {
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
    let fits = |v: &Value<'_>| relation.holds(constant.order(v));
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

fn field(name: &str, facts: Facts<'_>) -> Known {
    let number = |n: i128| Known::All(vec![Value::Number(n)]);
    let meta = facts.meta;
    match name {
        "frame" => return number(0),
        "frame.number" => return number(facts.frame.number().into()),
        "frame.len" => return number(meta.len.into()),
        "frame.cap_len" => return number(meta.captured().into()),
        "frame.time" | "frame.time_epoch" if !meta.flags.has(FrameFlags::TIMELESS) => {
            return number(meta.time.0.into());
        }
        _ => {}
    }
    // Frames with several transport layers, and those that index and dissection could see
    // differently (fragments, ICMP errors that quote a packet), are looked at.
    let layered = FrameFlags::LAYERED.0 | FrameFlags::FRAGMENT.0 | FrameFlags::REASSEMBLED.0;
    let Some(talk) = facts.conversation.filter(|_| !meta.flags.has(FrameFlags(layered))) else {
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
