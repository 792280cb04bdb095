//! A value calculated of a frame by the language of filters: `tcp.len * 8`, `eth.src[0:3]`, `len(data.data)`.
//! What a test gives is whether it holds. Not here: reading and testing filters.

use super::eval::{Check, Frame, Term};
use super::value::Value;
use super::{Error, check, lex, parse};
use crate::dissect::source::Sources;
use crate::dissect::{Columns, Registry, Tree};
use crate::field::{FieldSet, Type};
use std::fmt::Write;

/// What stands where a test holds.
const HOLDS: &str = "✓";

/// An expression ready to be used.
#[derive(Clone, Debug)]
pub struct Expression {
    needs: FieldSet,
    check: Check,
    /// Its values are numbers, its bytes are text.
    is_number: bool,
    is_text: bool,
}

impl Expression {
    pub fn new(text: &str, registry: &'static Registry) -> Result<Self, Error> {
        let (tokens, broken) = lex::tokens(text);
        let test = parse::parse(text, (&tokens, broken), &check::functions())?;
        let checked = check::check(text, &test, registry)?;
        let term = match &checked.check {
            Check::Exists(term) | Check::Something(term) => Some(term),
            _ => None,
        };
        Ok(Self {
            is_number: term.is_some_and(is_number),
            is_text: term.is_some_and(|term| is_text(term, registry)),
            needs: checked.needs,
            check: checked.check,
        })
    }

    /// What a dissection must keep for it.
    pub fn needs(&self) -> &FieldSet {
        &self.needs
    }

    pub fn is_number(&self) -> bool {
        self.is_number
    }

    /// The values that it has in a frame, as text.
    pub fn texts(&self, tree: &Tree, sources: &Sources<'_>, columns: &Columns) -> Vec<String> {
        let frame = Frame { tree, sources, columns, references: &[] };
        match &self.check {
            Check::Exists(term) | Check::Something(term) => {
                term.values(frame).iter().map(|value| self.shown(value)).collect()
            }
            check if check.holds(frame) => vec![HOLDS.to_owned()],
            _ => Vec::new(),
        }
    }

    /// The first value, where it is a whole number.
    pub fn number(&self, tree: &Tree, sources: &Sources<'_>, columns: &Columns) -> Option<i128> {
        let frame = Frame { tree, sources, columns, references: &[] };
        match &self.check {
            Check::Exists(term) | Check::Something(term) => match term.values(frame).first()? {
                Value::Number(n) => Some(*n),
                _ => None,
            },
            _ => None,
        }
    }

    fn shown(&self, value: &Value<'_>) -> String {
        match value {
            Value::Number(n) => n.to_string(),
            Value::Double(n) => n.to_string(),
            Value::Bytes(bytes) if self.is_text => String::from_utf8_lossy(bytes).into_owned(),
            Value::Bytes(bytes) => bytes.iter().fold(String::new(), |mut out, byte| {
                let _ = write!(out, "{byte:02x}");
                out
            }),
        }
    }
}

fn is_number(term: &Term) -> bool {
    match term {
        Term::Arithmetic(..) | Term::Negate(_) | Term::Magnitude(_) | Term::Count(_) | Term::Len(_) => true,
        Term::Greatest(of) | Term::Least(of) => of.iter().all(is_number),
        _ => false,
    }
}

fn is_text(term: &Term, registry: &Registry) -> bool {
    match term {
        Term::Upper(_) | Term::Lower(_) | Term::Text(_) | Term::Column(_) => true,
        Term::Fields(fields) => fields.ids.iter().all(|id| registry.def(*id).ty == Type::Str),
        Term::Slice(of, _) => is_text(of, registry),
        _ => false,
    }
}
