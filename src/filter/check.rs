//! Gives names and literals their meaning: which fields, which types, whether they go together.

mod terms;

use super::error::Error;
use super::eval::{Check, Fields, Layers, Member, Relation, Term};
use super::foreign;
use super::lex::Symbol;
use super::literal::{self, type_code, type_name};
use super::names::{self, Column, Named};
use super::parse::{Comparison, Form, Operand, Part, Quantifier, Test};
use super::pattern::Pattern;
use super::types::{calculates, compatible, has_bytes, has_no_text};
use super::value::Constant;
use crate::dissect::Registry;
use crate::field::{Base, FieldDef, FieldId, FieldSet, Names, Type};
use std::ops::Range;

/// Functions, and how many arguments they take at most.
const FUNCTIONS: &[(&str, usize)] = &[
    ("upper", 1),
    ("lower", 1),
    ("len", 1),
    ("count", 1),
    ("string", 1),
    ("max", usize::MAX),
    ("min", usize::MAX),
    ("abs", 1),
];

pub(super) fn functions() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|(name, _)| *name).collect()
}

/// Stand-ins for the descriptors of what is not a field.
static BYTES: FieldDef = made(Type::Bytes);
static NUMBER: FieldDef = made(Type::U32);
static TEXT: FieldDef = made(Type::Str);

const fn made(ty: Type) -> FieldDef {
    FieldDef { abbrev: "", title: "", ty, base: Base::None, names: Names::None, mask: 0, doc: "" }
}

fn constant_at(place: Range<usize>) -> Error {
    Error::at(place, "Constant arithmetic expression on the LHS is invalid.")
}

/// A string as it would be written in quotes.
fn in_quotes(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What came of a filter.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub check: Check,
    pub needs: FieldSet,
    pub needs_columns: bool,
    /// Fields whose values are to be taken from the selected frame.
    pub references: Vec<Fields>,
    /// Names that no frame can have, with the protocols that are not dissected.
    pub absent: Vec<(String, &'static str)>,
}

pub(super) fn check(text: &str, test: &Test, registry: &'static Registry) -> Result<Checked, Error> {
    let needs = FieldSet::default();
    let (references, absent) = (Vec::new(), Vec::new());
    let mut checker = Checker { text, registry, needs, needs_columns: false, references, absent };
    let check = checker.test(test)?;
    let Checker { needs, needs_columns, references, absent, .. } = checker;
    Ok(Checked { check, needs, needs_columns, references, absent })
}

struct Checker<'a> {
    text: &'a str,
    registry: &'static Registry,
    needs: FieldSet,
    needs_columns: bool,
    references: Vec<Fields>,
    absent: Vec<(String, &'static str)>,
}

impl Checker<'_> {
    fn shown(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or("")
    }

    // ---- tests ------------------------------------------------------------------------------

    fn test(&mut self, test: &Test) -> Result<Check, Error> {
        if self.asks_what_is_absent(test)? {
            return Ok(Check::Any(Vec::new()));
        }
        Ok(match test {
            Test::Any(tests) => Check::Any(tests.iter().map(|t| self.test(t)).collect::<Result<_, _>>()?),
            Test::All(tests) => Check::All(tests.iter().map(|t| self.test(t)).collect::<Result<_, _>>()?),
            Test::Not(test) => Check::Not(Box::new(self.test(test)?)),
            Test::Exists(operand) => self.exists(operand)?,
            Test::Compare { how, quantifier, left, right } => self.compare(how, *quantifier, left, right)?,
            Test::In { quantifier, left, set } => self.member(*quantifier, left, set)?,
        })
    }

    /// Whether a test asks for a field of a protocol that is not dissected: it then never holds.
    fn asks_what_is_absent(&mut self, test: &Test) -> Result<bool, Error> {
        let absent = match test {
            Test::Exists(of) | Test::In { left: of, .. } => self.absent_in(of),
            Test::Compare { how, left, right, .. } => {
                let absent = self.absent_in(left);
                if absent.is_some() && how.symbol == Symbol::Matches {
                    self.pattern(right)?;
                }
                match (absent, &right.form) {
                    (Some(absent), _) => Some(absent),
                    // A word may as well be text, or the name of a number.
                    (None, Form::Word) if !self.shown(&right.place).starts_with('.') => {
                        let is_part = matches!(left.form, Form::Slice(..));
                        let has_parts = self.def(left)?.is_some_and(|def| def.ty == Type::Protocol);
                        self.absent_in(right).filter(|_| is_part || has_parts)
                    }
                    _ => self.absent_in(right),
                }
            }
            _ => None,
        };
        let Some((place, protocol)) = absent else { return Ok(false) };
        let name = self.shown(&place).trim_start_matches('.').to_owned();
        if !self.absent.iter().any(|(known, _)| *known == name) {
            self.absent.push((name, protocol));
        }
        Ok(true)
    }

    fn absent_in(&self, operand: &Operand) -> Option<(Range<usize>, &'static str)> {
        foreign::name_in(self.registry, self.text, operand)
    }

    fn exists(&mut self, operand: &Operand) -> Result<Check, Error> {
        let place = &operand.place;
        match &operand.form {
            Form::Call(_) => Err(Error::at(place.clone(), "You cannot test whether a function is present.")),
            Form::Arithmetic(..) | Form::Negate(_) => {
                let def = self.left_def(operand, None)?;
                Ok(Check::Something(self.term(operand, def)?))
            }
            Form::Reference(name, _) => {
                self.reference(name)?;
                let message = format!("{} is neither a field nor a protocol name.", self.shown(name));
                Err(Error::at(place.clone(), message))
            }
            _ => match self.def(operand)? {
                Some(def) => Ok(Check::Exists(self.term(operand, def)?)),
                None => {
                    let shown = self.shown(place);
                    let message = format!("{shown} is neither a field nor a protocol name.");
                    Err(Error::at(place.clone(), message).suggest(self.similar(shown)))
                }
            },
        }
    }

    fn compare(
        &mut self,
        how: &Comparison,
        quantifier: Option<Quantifier>,
        left: &Operand,
        right: &Operand,
    ) -> Result<Check, Error> {
        let def = self.left_def(left, Some(how))?;
        let fits = match how.symbol {
            Symbol::Contains => has_bytes(def.ty),
            Symbol::Matches => has_bytes(def.ty) && !matches!(def.ty, Type::Oid | Type::Guid),
            _ => def.ty != Type::Label,
        };
        if how.symbol == Symbol::Matches && !matches!(right.form, Form::Text(_)) {
            self.pattern(right)?;
        }
        if !fits {
            // A layer is not part of the name.
            let place = if let Form::Layered(of, _) = &left.form { &of.place } else { &left.place };
            let message = format!(
                "{} (type={}) cannot participate in {} comparison.",
                self.shown(place),
                type_name(def.ty),
                self.shown(&how.place)
            );
            return Err(Error::at(place.clone(), message));
        }
        let any = |default: bool| quantifier.map_or(default, |q| q == Quantifier::All);
        let left_term = match (self.term(left, def)?, how.symbol) {
            (Term::Fields(fields), Symbol::Contains | Symbol::Matches) if def.ty == Type::Protocol => {
                Term::Reach(fields)
            }
            (term, _) => term,
        };
        let (relation, all) = match how.symbol {
            Symbol::Contains => {
                // A part of an address is no address.
                let is_word = matches!(right.form, Form::Word) && self.named(&right.place)?.is_none();
                let kind = if is_word && !matches!(def.ty, Type::Str | Type::Oid) { &BYTES } else { def };
                let right = self.right(right, left, kind)?;
                return Ok(Check::Contains { all: any(false), left: left_term, right });
            }
            Symbol::Matches => {
                let pattern = self.pattern(right)?;
                return Ok(Check::Matches { all: any(false), left: left_term, pattern });
            }
            Symbol::AllEq => (Relation::Eq, true),
            Symbol::AnyNe => (Relation::Ne, false),
            Symbol::AllNe => (Relation::Ne, true),
            Symbol::Gt => (Relation::Gt, false),
            Symbol::Ge => (Relation::Ge, false),
            Symbol::Lt => (Relation::Lt, false),
            Symbol::Le => (Relation::Le, false),
            _ => (Relation::Eq, false),
        };
        let right = self.right(right, left, def)?;
        Ok(Check::Compare { relation, kind: def.ty.into(), all: any(all), left: left_term, right })
    }

    fn member(
        &mut self,
        quantifier: Option<Quantifier>,
        left: &Operand,
        set: &[(Operand, Option<Operand>)],
    ) -> Result<Check, Error> {
        let Some(def) = self.def(left)? else {
            let message = "Only a field may be tested for membership in a set.";
            return Err(Error::at(left.place.clone(), message));
        };
        let term = self.term(left, def)?;
        let mut members = Vec::with_capacity(set.len());
        for (first, last) in set {
            let first = self.right(first, left, def)?;
            let last = last.as_ref().map(|l| self.right(l, left, def)).transpose()?;
            members.push(Member { first, last, kind: def.ty.into() });
        }
        Ok(Check::In { all: quantifier == Some(Quantifier::All), left: term, set: members })
    }

    fn pattern(&self, right: &Operand) -> Result<Pattern, Error> {
        let Form::Text(pattern) = &right.form else {
            let message = "Matches requires a double quoted string on the right side.";
            return Err(Error::at(right.place.clone(), message));
        };
        Pattern::new(pattern).map_err(|message| Error::at(right.place.clone(), message))
    }

    /// The descriptor of a left side, which must not be a literal.
    fn left_def(&self, left: &Operand, how: Option<&Comparison>) -> Result<&'static FieldDef, Error> {
        if let Some(error) = self.begins_constant(left)? {
            return Err(error);
        }
        if let Some(def) = self.def(left)? {
            return Ok(def);
        }
        if let Form::Negate(of) = &left.form {
            return Err(constant_at(of.place.clone()));
        }
        let sign = how.map_or("", |h| self.shown(&h.place));
        let quote = if matches!(sign, "contains" | "matches" | "~") { "" } else { "\"" };
        let shown = match &left.form {
            Form::Text(bytes) => &in_quotes(bytes),
            _ => self.shown(&left.place),
        };
        let message =
            format!("Left side of {quote}{sign}{quote} expression must be a field or function, not {shown}.");
        Err(Error::at(left.place.clone(), message).suggest(self.similar(shown)))
    }

    /// What is wrong with a calculation that begins with a literal: Wireshark reads its type off the
    /// first operand.
    fn begins_constant(&self, operand: &Operand) -> Result<Option<Error>, Error> {
        let is_literal = |of: &Operand| matches!(of.form, Form::Word | Form::Text(_) | Form::Char(_));
        Ok(match &operand.form {
            Form::Arithmetic(_, first, _) | Form::Negate(first) => {
                if is_literal(first) && self.def(first)?.is_none() {
                    Some(constant_at(first.place.clone()))
                } else {
                    self.begins_constant(first)?
                }
            }
            Form::Call(arguments) => match (self.shown(&operand.place), arguments.first()) {
                (function @ ("abs" | "max" | "min"), Some(first)) => {
                    if !is_literal(first) || self.def(first)?.is_some() {
                        self.begins_constant(first)?
                    } else if function == "abs" {
                        let message = "Need a field or field-like value on the LHS.";
                        Some(Error::at(first.place.clone(), message))
                    } else {
                        Some(self.not_an_argument(first, function))
                    }
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// A right side whose values must go together with those of `left`.
    fn right(
        &mut self,
        operand: &Operand,
        left: &Operand,
        expected: &'static FieldDef,
    ) -> Result<Term, Error> {
        if let Some(def) = self.def(operand)?
            && !compatible(def.ty, expected.ty)
        {
            // A slice is bytes; so may be all that has a slice.
            if matches!(left.form, Form::Slice(..)) && expected.ty == Type::Bytes {
                if has_bytes(def.ty) || matches!(def.ty, Type::Ipv4 | Type::Ipv6) {
                    return self.term(operand, expected);
                }
                let (shown, what) = (self.shown(&operand.place), type_name(def.ty));
                let message =
                    format!("\"{shown}\" is a {what} and cannot be converted into a sequence of bytes.");
                return Err(Error::at(operand.place.clone(), message));
            }
            let l = self.shown(&left.place);
            let (place, r) = match &operand.form {
                Form::Reference(name, _) => (name, format!("{} <{}>", self.shown(name), type_code(def.ty))),
                _ => (&operand.place, self.shown(&operand.place).to_string()),
            };
            let message = format!("{l} and {r} are not of compatible types.");
            return Err(Error::at(place.clone(), message));
        }
        self.term(operand, expected)
    }

    // ---- operands ---------------------------------------------------------------------------

    /// What an operand's values are like; `None` for literals, which take the type that is needed.
    fn def(&self, operand: &Operand) -> Result<Option<&'static FieldDef>, Error> {
        Ok(match &operand.form {
            Form::Word => match self.named(&operand.place)? {
                Some(Named::Fields(ids)) => ids.first().map(|id| self.registry.def(*id)),
                Some(Named::Column(_)) => Some(&TEXT),
                None => None,
            },
            Form::Layered(of, _) => match self.def(of)? {
                Some(def) => Some(def),
                None => {
                    let shown = self.shown(&of.place);
                    let message = format!("{shown} is neither a field nor a protocol name.");
                    return Err(Error::at(of.place.clone(), message).suggest(self.similar(shown)));
                }
            },
            Form::Reference(name, _) => Some(self.registry.def(self.reference(name)?[0])),
            Form::Slice(of, _) => self.def(of)?.map(|_| &BYTES),
            Form::Arithmetic(_, left, right) => match self.def(left)? {
                Some(def) => Some(def),
                None => self.def(right)?,
            },
            Form::Negate(of) => self.def(of)?,
            Form::Raw(of) => match self.def(of)? {
                Some(_) => Some(&BYTES),
                None => {
                    let shown = self.shown(&of.place);
                    let message = format!("{shown} is neither a field nor a protocol name.");
                    return Err(Error::at(of.place.clone(), message).suggest(self.similar(shown)));
                }
            },
            Form::Text(_) | Form::Char(_) => None,
            Form::Call(arguments) => match self.shown(&operand.place) {
                "len" | "count" => Some(&NUMBER),
                "upper" | "lower" | "string" => Some(&TEXT),
                _ => {
                    let mut defs = arguments.iter().map(|a| self.def(a));
                    defs.find_map(Result::transpose).transpose()?.or(Some(&NUMBER))
                }
            },
        })
    }

    /// The fields or the column of a name; `None` for a literal.
    fn named(&self, place: &Range<usize>) -> Result<Option<Named>, Error> {
        let word = self.shown(place);
        if word.starts_with(':') {
            return Ok(None);
        }
        if let Some(name) = word.strip_prefix('.') {
            return match self.lookup(name) {
                Some(named) => Ok(Some(named)),
                None => {
                    let message = format!("\"{name}\" is not a valid protocol or protocol field.");
                    Err(Error::at(place.clone(), message).suggest(self.similar(name)))
                }
            };
        }
        Ok(self.lookup(word))
    }

    fn lookup(&self, name: &str) -> Option<Named> {
        // These columns repeat a field.
        let name = match names::resolve(self.registry, name)? {
            Named::Column(Column::Number) => "frame.number",
            Named::Column(Column::Length) => "frame.len",
            Named::Column(Column::Time) => "frame.time_relative",
            other => return Some(other),
        };
        names::resolve(self.registry, name)
    }

    fn similar(&self, name: &str) -> Option<String> {
        super::complete::similar(self.registry, name).map(str::to_string)
    }

    fn reference(&self, name: &Range<usize>) -> Result<Vec<FieldId>, Error> {
        let shown = self.shown(name);
        if !shown.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:;".contains(&b)) {
            return Err(Error::at(0..0, "invalid character in macro name"));
        }
        // A name without a point is a macro's, though a protocol has it too.
        match self.lookup(shown).filter(|_| shown.contains('.')) {
            Some(Named::Fields(ids)) if !ids.is_empty() => return Ok(ids),
            _ => {}
        }
        let shown = shown.split([':', ';']).next().unwrap_or(shown);
        Err(Error::at(0..0, format!("macro '{shown}' does not exist")))
    }

    fn fields(&mut self, ids: Vec<FieldId>, layers: Option<&[Part]>) -> Fields {
        for id in &ids {
            self.needs.insert(*id);
        }
        let layers = layers.map(|parts| {
            let first = ids.first().copied().unwrap_or(FieldId(0));
            let protocols = self.registry.protocols();
            let at = protocols.partition_point(|l| l.root <= first);
            let root = protocols.get(at.saturating_sub(1)).map_or(first, |l| l.root);
            self.needs.insert(root);
            Layers { root, parts: parts.to_vec() }
        });
        Fields { ids, layers }
    }

    /// The fields of an operand that is nothing but a name.
    fn plain_fields(&mut self, operand: &Operand) -> Result<Option<Fields>, Error> {
        let (place, layers) = match &operand.form {
            Form::Word => (&operand.place, None),
            Form::Layered(of, layers) => (&of.place, Some(layers.as_slice())),
            _ => return Ok(None),
        };
        Ok(match self.named(place)? {
            Some(Named::Fields(ids)) => Some(self.fields(ids, layers)),
            _ => None,
        })
    }
}
