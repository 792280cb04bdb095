//! A checked filter, and how it is tested against the dissection of a frame.
//!
//! A field may occur several times in a frame. Operators of the `any` kind hold if one value
//! fits, those of the `all` kind if there are values and every one fits.

use super::lex::Symbol;
use super::names::Column;
use super::parse::Part;
use super::pattern::Pattern;
use super::value::{self, Constant, Kind, Value};
use crate::dissect::source::Sources;
use crate::dissect::tree::Node;
use crate::dissect::{Columns, Tree};
use crate::field::{FieldId, FieldSet, Type, Value as Read};
use std::borrow::Cow;
use std::cmp::Ordering;

/// What a filter asks of a frame.
#[derive(Clone, Debug)]
pub(super) enum Check {
    Any(Vec<Check>),
    All(Vec<Check>),
    Not(Box<Check>),
    Exists(Term),
    /// A value that is not zero.
    Something(Term),
    Compare {
        relation: Relation,
        kind: Kind,
        all: bool,
        left: Term,
        right: Term,
    },
    Contains {
        all: bool,
        left: Term,
        right: Term,
    },
    Matches {
        all: bool,
        left: Term,
        pattern: Pattern,
    },
    In {
        all: bool,
        left: Term,
        set: Vec<Member>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Relation {
    #[inline]
    pub fn holds(self, order: Option<Ordering>) -> bool {
        let Some(order) = order else { return self == Self::Ne };
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Lt => order.is_lt(),
            Self::Le => order.is_le(),
            Self::Gt => order.is_gt(),
            Self::Ge => order.is_ge(),
        }
    }
}

/// A member of a set: a value, or the ends of a range.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub first: Term,
    pub last: Option<Term>,
    pub kind: Kind,
}

/// Something that has values in a frame.
#[derive(Clone, Debug)]
pub(super) enum Term {
    Fields(Fields),
    /// Protocols, each reaching to the end of what it was found in: `tcp contains "GET"`.
    Reach(Fields),
    Column(Column),
    Constant(Constant),
    /// Values of the frame the user has selected.
    Reference(usize),
    Slice(Box<Term>, Vec<Part>),
    /// `@`: the bytes where the fields stand.
    Raw(Fields),
    Arithmetic(Symbol, Box<Term>, Box<Term>),
    Negate(Box<Term>),
    Magnitude(Box<Term>),
    Upper(Box<Term>),
    Lower(Box<Term>),
    Greatest(Vec<Term>),
    Least(Vec<Term>),
    Count(Fields),
    Len(Fields),
    Text(Fields),
}

/// The fields behind a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub ids: Vec<FieldId>,
    /// `#[…]`: only in these occurrences of their protocol.
    pub layers: Option<Layers>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layers {
    /// The field that stands for the protocol.
    pub root: FieldId,
    pub parts: Vec<Part>,
}

/// What a filter is tested against.
#[derive(Clone, Copy)]
pub(super) struct Frame<'t> {
    pub tree: &'t Tree,
    pub sources: &'t Sources<'t>,
    pub columns: &'t Columns,
    pub references: &'t [Vec<Value<'static>>],
}

/// Is handed one value; answers whether it wants more.
type Visit<'v, 't> = &'v mut dyn FnMut(Value<'t>) -> bool;

impl Check {
    /// Notes the fields of which more counts than whether a frame has them.
    pub fn note_values(&self, noted: &mut FieldSet) {
        let mut term = |term: &Term| term.note_fields(noted);
        match self {
            Self::Any(checks) | Self::All(checks) => checks.iter().for_each(|c| c.note_values(noted)),
            Self::Not(check) => check.note_values(noted),
            Self::Exists(Term::Fields(Fields { layers: None, .. })) => {}
            Self::Exists(of) | Self::Something(of) | Self::Matches { left: of, .. } => term(of),
            Self::Compare { left, right, .. } | Self::Contains { left, right, .. } => {
                term(left);
                term(right);
            }
            Self::In { left, set, .. } => {
                term(left);
                for member in set {
                    term(&member.first);
                    member.last.iter().for_each(&mut term);
                }
            }
        }
    }

    pub fn holds<'t>(&'t self, frame: Frame<'t>) -> bool {
        match self {
            Self::Any(checks) => checks.iter().any(|c| c.holds(frame)),
            Self::All(checks) => checks.iter().all(|c| c.holds(frame)),
            Self::Not(check) => !check.holds(frame),
            Self::Exists(term) => match term {
                Term::Fields(fields) => !fields.each_node(frame, &mut |_| false),
                term => some(term, frame, |_| true),
            },
            Self::Something(term) => some(term, frame, |v| v.is_something()),
            Self::Compare { relation, kind, all, left, right } => {
                if let Term::Constant(constant) = right {
                    return quantified(*all, left, frame, |v| relation.holds(constant.order(v, *kind)));
                }
                let right = right.values(frame);
                if right.is_empty() {
                    return false;
                }
                quantified(*all, left, frame, |l| {
                    let fits = |r: &Value<'_>| relation.holds(value::order(l, r, *kind));
                    if *all { right.iter().all(fits) } else { right.iter().any(fits) }
                })
            }
            Self::Contains { all, left, right } => {
                let right = right.values(frame);
                quantified(*all, left, frame, |l| {
                    right.iter().any(|r| value::contains(l.as_bytes(), r.as_bytes()))
                })
            }
            Self::Matches { all, left, pattern } => {
                quantified(*all, left, frame, |l| pattern.matches(l.as_bytes()))
            }
            Self::In { all, left, set } => {
                quantified(*all, left, frame, |l| set.iter().any(|m| m.has(l, frame)))
            }
        }
    }
}

/// Whether a value of `term` fits.
fn some<'t>(term: &'t Term, frame: Frame<'t>, mut fits: impl FnMut(&Value<'t>) -> bool) -> bool {
    let mut found = false;
    term.each(frame, &mut |v| {
        found = fits(&v);
        !found
    });
    found
}

fn quantified<'t>(
    all: bool,
    term: &'t Term,
    frame: Frame<'t>,
    mut fits: impl FnMut(&Value<'t>) -> bool,
) -> bool {
    if !all {
        return some(term, frame, fits);
    }
    let (mut seen, mut fit) = (false, true);
    term.each(frame, &mut |v| {
        seen = true;
        fit = fits(&v);
        fit
    });
    seen && fit
}

impl Member {
    fn has<'t>(&'t self, value: &Value<'t>, frame: Frame<'t>) -> bool {
        let Some(last) = &self.last else {
            if let Term::Constant(constant) = &self.first {
                return constant.order(value, self.kind) == Some(Ordering::Equal);
            }
            return some(&self.first, frame, |m| value::order(value, m, self.kind) == Some(Ordering::Equal));
        };
        let at_least = |limit: &'t Term, relation: Relation| match limit {
            Term::Constant(constant) => relation.holds(constant.order(value, self.kind)),
            limit => some(limit, frame, |l| relation.holds(value::order(value, l, self.kind))),
        };
        at_least(&self.first, Relation::Ge) && at_least(last, Relation::Le)
    }
}

impl Term {
    fn note_fields(&self, noted: &mut FieldSet) {
        match self {
            Self::Fields(f)
            | Self::Reach(f)
            | Self::Raw(f)
            | Self::Count(f)
            | Self::Len(f)
            | Self::Text(f) => {
                let root = f.layers.as_ref().map(|layers| layers.root);
                f.ids.iter().copied().chain(root).for_each(|id| noted.insert(id));
            }
            Self::Slice(of, _)
            | Self::Negate(of)
            | Self::Magnitude(of)
            | Self::Upper(of)
            | Self::Lower(of) => {
                of.note_fields(noted);
            }
            Self::Arithmetic(_, left, right) => {
                left.note_fields(noted);
                right.note_fields(noted);
            }
            Self::Greatest(of) | Self::Least(of) => of.iter().for_each(|term| term.note_fields(noted)),
            Self::Column(_) | Self::Constant(_) | Self::Reference(_) => {}
        }
    }

    /// The fields without which it has no value, and nothing that is asked of it holds.
    pub fn stands_on(&self) -> Option<&Fields> {
        match self {
            Self::Fields(fields)
            | Self::Reach(fields)
            | Self::Raw(fields)
            | Self::Count(fields)
            | Self::Len(fields)
            | Self::Text(fields) => Some(fields),
            Self::Slice(of, _)
            | Self::Negate(of)
            | Self::Magnitude(of)
            | Self::Upper(of)
            | Self::Lower(of)
            | Self::Arithmetic(_, of, _) => of.stands_on(),
            _ => None,
        }
    }

    /// Hands over every value, in the order of the dissection.
    fn each<'t>(&'t self, frame: Frame<'t>, visit: Visit<'_, 't>) {
        match self {
            Self::Fields(fields) => {
                fields.each_node(frame, &mut |node| visit(node_value(frame, node)));
            }
            Self::Reach(fields) => {
                fields.each_node(frame, &mut |node| visit(Value::Bytes(Cow::Borrowed(reach(frame, node)))));
            }
            Self::Column(column) => {
                let text = match column {
                    Column::Info => Cow::Borrowed(frame.columns.info().as_bytes()),
                    Column::Protocol => Cow::Borrowed(frame.columns.protocol.as_bytes()),
                    Column::Source => Cow::Owned(frame.columns.source.to_string().into_bytes()),
                    Column::Destination => Cow::Owned(frame.columns.destination.to_string().into_bytes()),
                    Column::Number | Column::Time | Column::Length => return,
                };
                visit(Value::Bytes(text));
            }
            Self::Constant(constant) => {
                visit(match &constant.value {
                    Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
                    other => other.clone(),
                });
            }
            Self::Reference(slot) => {
                let values = frame.references.get(*slot).map_or(&[][..], Vec::as_slice);
                for value in values {
                    if !visit(value.clone()) {
                        break;
                    }
                }
            }
            Self::Slice(of, parts) => of.each(frame, &mut |v| {
                slice(v.as_bytes(), parts).is_none_or(|bytes| visit(Value::Bytes(bytes.into())))
            }),
            Self::Raw(fields) => {
                fields.each_node(frame, &mut |node| visit(Value::Bytes(Cow::Borrowed(raw(frame, node)))));
            }
            Self::Arithmetic(operator, left, right) => {
                let right = right.values(frame);
                left.each(frame, &mut |l| {
                    right.iter().all(|r| value::arithmetic(*operator, &l, r).is_none_or(&mut *visit))
                });
            }
            Self::Negate(of) => of.each(frame, &mut |v| v.negated().is_none_or(&mut *visit)),
            Self::Magnitude(of) => of.each(frame, &mut |v| v.magnitude().is_none_or(&mut *visit)),
            Self::Upper(of) => {
                of.each(frame, &mut |v| visit(Value::Bytes(v.as_bytes().to_ascii_uppercase().into())));
            }
            Self::Lower(of) => {
                of.each(frame, &mut |v| visit(Value::Bytes(v.as_bytes().to_ascii_lowercase().into())));
            }
            Self::Greatest(of) => extreme(of, frame, Ordering::Greater, visit),
            Self::Least(of) => extreme(of, frame, Ordering::Less, visit),
            Self::Count(fields) => {
                let mut count = 0;
                fields.each_node(frame, &mut |_| {
                    count += 1;
                    true
                });
                if count > 0 {
                    visit(Value::Number(count));
                }
            }
            Self::Len(fields) => {
                fields.each_node(frame, &mut |node| visit(Value::Number(node_len(frame, node))));
            }
            Self::Text(fields) => {
                fields.each_node(frame, &mut |node| {
                    let mut text = String::new();
                    match &node.value {
                        // Wireshark takes no account of the field's base here.
                        Read::Uint(n) => text = n.to_string(),
                        Read::Int(n) => text = n.to_string(),
                        _ => frame.tree.field_text(node, frame.sources, &mut text),
                    }
                    visit(Value::Bytes(Cow::Owned(text.into_bytes())))
                });
            }
        }
    }

    pub fn values<'t>(&'t self, frame: Frame<'t>) -> Vec<Value<'t>> {
        let mut values = Vec::new();
        self.each(frame, &mut |v| {
            values.push(v);
            true
        });
        values
    }
}

fn extreme<'t>(of: &'t [Term], frame: Frame<'t>, wanted: Ordering, visit: Visit<'_, 't>) {
    let mut best: Option<Value<'t>> = None;
    for term in of {
        term.each(frame, &mut |v| {
            if best.as_ref().is_none_or(|b| value::order(&v, b, Kind::Text) == Some(wanted)) {
                best = Some(v);
            }
            true
        });
    }
    if let Some(best) = best {
        visit(best);
    }
}

impl Fields {
    /// Hands over the nodes until `visit` has enough; false if it had.
    fn each_node<'t>(&self, frame: Frame<'t>, visit: &mut dyn FnMut(&'t Node) -> bool) -> bool {
        let nodes = frame.tree.nodes();
        let Some(layers) = &self.layers else {
            return nodes.iter().filter(|n| self.ids.contains(&n.field)).all(visit);
        };
        let count = nodes.iter().filter(|n| n.field == layers.root).count() as i64;
        let mut layer = 0;
        nodes
            .iter()
            .filter(|n| {
                layer += i64::from(n.field == layers.root);
                self.ids.contains(&n.field) && layers.parts.iter().any(|p| p.has_layer(layer, count))
            })
            .all(visit)
    }
}

impl Part {
    /// Layers count from 1; negative ones from the innermost.
    fn has_layer(&self, layer: i64, count: i64) -> bool {
        let at = |n: i64| if n < 0 { count + 1 + n } else { n };
        match *self {
            Self::One(n) => layer == at(n),
            Self::Len(from, len) => (at(from)..at(from) + len).contains(&layer),
            Self::To(from, to) => (at(from)..=at(to)).contains(&layer),
            Self::From(from) => layer >= at(from),
        }
    }
}

fn node_value<'t>(frame: Frame<'t>, node: &'t Node) -> Value<'t> {
    match &node.value {
        Read::Uint(n) => Value::Number((*n).into()),
        Read::Int(n) => Value::Number((*n).into()),
        Read::Double(v) => Value::Double(*v),
        Read::Ether(a) => Value::Bytes(Cow::Borrowed(a)),
        Read::Ipv4(a) => Value::Bytes(Cow::Borrowed(a)),
        Read::InPlace | Read::Part { .. } | Read::Arena(_) => {
            Value::Bytes(Cow::Borrowed(frame.tree.value_bytes(node, frame.sources)))
        }
        Read::None => Value::Bytes(Cow::Borrowed(raw(frame, node))),
    }
}

/// The bytes from a node's first one on.
fn reach<'t>(frame: Frame<'t>, node: &Node) -> &'t [u8] {
    let source = frame.sources.get(node.span.source).map_or(&[][..], |s| &s.bytes);
    source.get(node.span.start as usize..).unwrap_or(&[])
}

/// The bytes a node was read from; none for what was worked out.
fn raw<'t>(frame: Frame<'t>, node: &Node) -> &'t [u8] {
    let source = frame.sources.get(node.span.source).map_or(&[][..], |s| &s.bytes);
    let (start, len) = (node.span.start as usize, node.span.len as usize);
    start.checked_add(len).and_then(|end| source.get(start..end)).unwrap_or(&[])
}

/// Bytes that a field's value takes.
fn node_len(frame: Frame<'_>, node: &Node) -> i128 {
    match &node.value {
        Read::InPlace | Read::Part { .. } | Read::Arena(_) => {
            frame.tree.value_bytes(node, frame.sources).len() as i128
        }
        Read::None => node.span.len.into(),
        Read::Ether(_) => 6,
        Read::Ipv4(_) => 4,
        Read::Double(_) => 8,
        Read::Uint(_) | Read::Int(_) => match frame.tree.def(node.field).ty {
            // As in Wireshark: a time is no string of bytes.
            Type::AbsoluteTime | Type::RelativeTime => 0,
            ty => ty.width().max(1) as i128,
        },
    }
}

/// The bytes of the parts one after the other; `None` if one of them lies beyond the end.
fn slice(bytes: &[u8], parts: &[Part]) -> Option<Vec<u8>> {
    let len = bytes.len() as i64;
    let at = |n: i64| usize::try_from(if n < 0 { len + n } else { n }).ok();
    let mut found = Vec::new();
    for part in parts {
        let range = match *part {
            Part::One(n) => at(n)?..at(n)? + 1,
            Part::Len(from, wanted) => at(from)?..at(from)? + usize::try_from(wanted).ok()?,
            Part::To(from, to) => at(from)?..at(to)? + 1,
            Part::From(from) => at(from)?..bytes.len(),
        };
        let piece = bytes.get(range).filter(|p| !p.is_empty())?;
        found.extend_from_slice(piece);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices() {
        let of = |parts: &[Part]| slice(b"abcdef", parts);
        assert_eq!(of(&[Part::Len(0, 3)]).unwrap(), b"abc");
        assert_eq!(of(&[Part::One(0), Part::To(2, 3)]).unwrap(), b"acd");
        assert_eq!(of(&[Part::Len(-4, 2)]).unwrap(), b"cd");
        assert_eq!(of(&[Part::To(-2, -1)]).unwrap(), b"ef");
        assert_eq!(of(&[Part::From(4)]).unwrap(), b"ef");
        assert_eq!(of(&[Part::From(6)]), None);
        assert_eq!(of(&[Part::One(6)]), None);
        assert_eq!(of(&[Part::Len(-7, 2)]), None);
    }

    #[test]
    fn layers() {
        assert!(Part::One(-1).has_layer(3, 3));
        assert!(Part::To(2, 4).has_layer(3, 5) && !Part::To(2, 4).has_layer(5, 5));
        assert!(Part::From(2).has_layer(2, 2) && !Part::Len(1, 1).has_layer(2, 2));
    }
}
