//! Filters of numbers that stand at fixed places of the headers up to the transport (`Protocol::places`): compared
//! where they stand, without a dissection. Only of frames whose headers are plain (`proto::plain`).

use super::eval::{Check, Fields, Relation, Term};
use super::prune::{Decision, Facts, Plan, Test, members};
use super::value::Value;
use crate::dissect::Registry;
use crate::field::def::masked;
use crate::field::{FieldDef, FieldId, Type};
use crate::proto::plain::{self, Headers};

/// A filter as a question to headers.
#[derive(Clone, Debug)]
pub(super) enum Direct {
    Any(Vec<Direct>),
    All(Vec<Direct>),
    Not(Box<Direct>),
    /// Whether one of the fields is there.
    Exists(Vec<Number>),
    /// A value fits, or all of them do. The commonest test, against one number, is one comparison.
    Compare {
        all: bool,
        numbers: Vec<Number>,
        relation: Relation,
        with: i128,
    },
    Fits {
        all: bool,
        numbers: Vec<Number>,
        test: Test,
    },
    /// What the index knows.
    Known(Plan),
}

/// A number in the header of a protocol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// The field that stands for the protocol.
    root: FieldId,
    at: usize,
    len: usize,
    def: &'static FieldDef,
}

impl Number {
    fn of(id: FieldId, registry: &'static Registry) -> Option<Self> {
        let listed = registry.protocol(registry.owner(id))?;
        let place = (listed.protocol.places)().iter().find(|place| place.field == id)?;
        let (at, len) = (place.at.into(), place.len.into());
        Some(Self { root: listed.root, at, len, def: registry.def(id) })
    }

    /// Its value; `None`, if the frame has no such header.
    #[inline]
    fn read(&self, headers: &Headers<'_>) -> Option<i128> {
        let (_, header) = headers.0.iter().find(|(root, _)| *root == self.root)?;
        let bytes = header.get(self.at..self.at + self.len)?;
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let bits = masked(number, self.def.mask);
        Some(if self.def.ty == Type::Bool { (bits != 0).into() } else { bits.into() })
    }
}

fn numbers(fields: &Fields, registry: &'static Registry) -> Option<Vec<Number>> {
    let all = || fields.ids.iter().map(|id| Number::of(*id, registry)).collect();
    if fields.layers.is_none() { all() } else { None }
}

impl Direct {
    /// `None`: it asks what neither headers nor the index have, or nothing of headers. `plan` as the index is asked.
    pub fn new(check: &Check, plan: &dyn Fn(&Check) -> Plan, registry: &'static Registry) -> Option<Self> {
        let direct = Self::part(check, plan, registry)?;
        direct.asks_headers().then_some(direct)
    }

    fn part(check: &Check, plan: &dyn Fn(&Check) -> Plan, registry: &'static Registry) -> Option<Self> {
        let part = |check: &Check| Self::part(check, plan, registry);
        let of_numbers = match check {
            Check::Any(checks) => return Some(Self::Any(checks.iter().map(part).collect::<Option<_>>()?)),
            Check::All(checks) => return Some(Self::All(checks.iter().map(part).collect::<Option<_>>()?)),
            Check::Not(check) => return Some(Self::Not(Box::new(part(check)?))),
            Check::Exists(Term::Fields(fields)) => numbers(fields, registry).map(Self::Exists),
            Check::Compare {
                relation, all, left: Term::Fields(fields), right: Term::Constant(c), ..
            } => {
                let (relation, all) = (*relation, *all);
                numbers(fields, registry).map(|numbers| match c.as_number() {
                    Some(with) => Self::Compare { all, numbers, relation, with },
                    None => Self::Fits { all, numbers, test: Test::Compare(relation, c.clone()) },
                })
            }
            Check::In { all, left: Term::Fields(fields), set } => numbers(fields, registry)
                .zip(members(set))
                .map(|(numbers, test)| Self::Fits { all: *all, numbers, test }),
            _ => None,
        };
        of_numbers.or_else(|| match plan(check) {
            Plan::Look => None,
            plan => Some(Self::Known(plan)),
        })
    }

    fn asks_headers(&self) -> bool {
        match self {
            Self::Any(parts) | Self::All(parts) => parts.iter().any(Self::asks_headers),
            Self::Not(part) => part.asks_headers(),
            Self::Exists(_) | Self::Compare { .. } | Self::Fits { .. } => true,
            Self::Known(_) => false,
        }
    }

    /// Whether a frame passes, if its headers are plain and nothing in it could have such headers once more.
    pub fn decide(&self, facts: Facts<'_>) -> Decision {
        let Some((_, meta)) = facts.frame.filter(|_| facts.has_no_tunnel()) else { return Decision::Look };
        let capture = facts.capture;
        let Some(interface) = capture.interfaces.get(usize::from(meta.interface)) else {
            return Decision::Look;
        };
        match plain::headers(interface.link_type.0, capture.bytes_of(meta), meta.len) {
            Some(headers) => self.holds(&headers, facts),
            None => Decision::Look,
        }
    }

    fn holds(&self, headers: &Headers<'_>, facts: Facts<'_>) -> Decision {
        let combine = |parts: &[Self], decisive: Decision| {
            let mut result = decisive.not();
            for part in parts {
                match part.holds(headers, facts) {
                    decision if decision == decisive => return decisive,
                    Decision::Look => result = Decision::Look,
                    _ => {}
                }
            }
            result
        };
        match self {
            Self::Any(parts) => combine(parts, Decision::Yes),
            Self::All(parts) => combine(parts, Decision::No),
            Self::Not(part) => part.holds(headers, facts).not(),
            Self::Known(plan) => plan.decide(facts),
            Self::Exists(numbers) => Decision::of(numbers.iter().any(|n| n.read(headers).is_some())),
            Self::Compare { all, numbers, relation, with } => {
                quantified(*all, numbers, headers, |number| relation.holds(Some(number.cmp(with))))
            }
            Self::Fits { all, numbers, test } => {
                quantified(*all, numbers, headers, |number| test.fits(&Value::Number(number)))
            }
        }
    }
}

fn quantified(all: bool, numbers: &[Number], headers: &Headers<'_>, fits: impl Fn(i128) -> bool) -> Decision {
    let mut values = numbers.iter().filter_map(|number| number.read(headers)).peekable();
    let holds = if all { values.peek().is_some() && values.all(fits) } else { values.any(fits) };
    Decision::of(holds)
}
