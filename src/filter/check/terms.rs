//! Terms of a filter: fields, constants, functions and arithmetic, each checked against what stands beside it.

use super::*;

impl Checker<'_> {
    /// An operand; literals are read as values of `expected`.
    pub(super) fn term(&mut self, operand: &Operand, expected: &'static FieldDef) -> Result<Term, Error> {
        let place = &operand.place;
        let written = self.shown(place).to_owned();
        let constant = |read: Result<Constant, String>| {
            let wrong = |message| {
                let similar = literal::similar(written.trim_matches('"'), expected);
                Error::at(place.clone(), message).suggest(similar)
            };
            read.map(Term::Constant).map_err(wrong)
        };
        match &operand.form {
            Form::Word | Form::Layered(..) => {
                if let Some(fields) = self.plain_fields(operand)? {
                    return Ok(Term::Fields(fields));
                }
                if let Some(Named::Column(column)) = self.named(place)? {
                    self.needs_columns = true;
                    return Ok(Term::Column(column));
                }
                constant(literal::word(self.shown(place), false, expected))
            }
            Form::Text(bytes) => constant(literal::quoted(bytes, expected)),
            Form::Char(byte) => constant(literal::character(*byte, expected)),
            Form::Reference(name, layers) => {
                let ids = self.reference(name)?;
                let fields = self.fields(ids, layers.as_deref());
                self.references.push(fields);
                Ok(Term::Reference(self.references.len() - 1))
            }
            Form::Slice(of, parts) => {
                let Some(def) = self.def(of)? else {
                    let message = format!("Range is not supported for entity {}", self.shown(&of.place));
                    return Err(Error::at(of.place.clone(), message));
                };
                if !has_bytes(def.ty) && !matches!(def.ty, Type::Ipv4 | Type::Ipv6) {
                    let message = format!(
                        "\"{}\" is a {} and cannot be sliced into a sequence of bytes.",
                        self.shown(&of.place),
                        type_name(def.ty)
                    );
                    return Err(Error::at(of.place.clone(), message));
                }
                Ok(Term::Slice(Box::new(self.term(of, def)?), parts.clone()))
            }
            Form::Raw(of) => match self.plain_fields(of)? {
                Some(fields) => Ok(Term::Raw(fields)),
                None => {
                    let message = format!("{} has no bytes in the packet.", self.shown(&of.place));
                    Err(Error::at(of.place.clone(), message))
                }
            },
            Form::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, expected),
            Form::Negate(of) => {
                calculates(Symbol::Minus, expected.ty, &of.place)?;
                if matches!(of.form, Form::Word) && self.named(&of.place)?.is_none() {
                    return constant(literal::word(self.shown(&of.place), true, expected));
                }
                Ok(Term::Negate(Box::new(self.term(of, expected)?)))
            }
            Form::Call(arguments) => self.call(place, arguments, expected),
        }
    }

    pub(super) fn not_an_argument(&self, argument: &Operand, function: &str) -> Error {
        let shown = self.shown(&argument.place);
        Error::at(argument.place.clone(), format!("Argument '{shown}' is not valid for {function}()"))
    }

    pub(super) fn arithmetic(
        &mut self,
        operator: Symbol,
        left: &Operand,
        right: &Operand,
        expected: &'static FieldDef,
    ) -> Result<Term, Error> {
        for side in [left, right] {
            if matches!(side.form, Form::Text(_) | Form::Char(_)) {
                let shown = self.shown(&side.place);
                let message = format!("{shown} is not a valid arithmetic operand.");
                return Err(Error::at(side.place.clone(), message));
            }
            if let Some(def) = self.def(side)? {
                calculates(operator, def.ty, &left.place)?;
            }
        }
        calculates(operator, expected.ty, &left.place)?;
        // A literal is of the type of what it is calculated with.
        let own = self.def(left)?.or(self.def(right)?).unwrap_or(expected);
        let left = self.right(left, right, own)?;
        let right = self.term(right, own)?;
        Ok(Term::Arithmetic(operator, Box::new(left), Box::new(right)))
    }

    pub(super) fn call(
        &mut self,
        name: &Range<usize>,
        arguments: &[Operand],
        expected: &'static FieldDef,
    ) -> Result<Term, Error> {
        let function = self.shown(name).to_string();
        let most = FUNCTIONS.iter().find(|(n, _)| *n == function).map_or(1, |(_, most)| *most);
        let Some(first) = arguments.first() else {
            return Err(Error::at(name.clone(), format!("Function {function} needs at least 1 arguments.")));
        };
        if arguments.len() > most {
            let message = format!("Function {function} can only accept {most} arguments.");
            return Err(Error::at(name.clone(), message));
        }
        let quoted = |a: &&Operand| matches!(a.form, Form::Text(_) | Form::Char(_));
        if matches!(function.as_str(), "max" | "min")
            && let Some(argument) = arguments.iter().find(quoted)
        {
            return Err(self.not_an_argument(argument, &function));
        }
        let place = first.place.clone();
        let Some(def) = self.def(first)? else {
            if function == "abs" && !matches!(first.form, Form::Text(_)) {
                return Ok(Term::Magnitude(Box::new(self.term(first, expected)?)));
            }
            if matches!(function.as_str(), "max" | "min") {
                let terms = arguments.iter().map(|a| self.term(a, expected)).collect::<Result<_, _>>()?;
                return Ok(if function == "max" { Term::Greatest(terms) } else { Term::Least(terms) });
            }
            let message = format!("Only fields can be used as parameter for {function}()");
            return Err(Error::at(place, message));
        };
        match function.as_str() {
            "upper" | "lower" => {
                if def.ty != Type::Str {
                    let message =
                        format!("Only string type fields can be used as parameter for {function}()");
                    return Err(Error::at(place, message));
                }
                let of = Box::new(self.term(first, def)?);
                Ok(if function == "upper" { Term::Upper(of) } else { Term::Lower(of) })
            }
            "abs" => {
                if def.ty != Type::Bool && calculates(Symbol::Minus, def.ty, &place).is_err() {
                    let shown = self.shown(&place);
                    let message = format!("'{shown}' is not a valid argument to 'abs'()");
                    return Err(Error::at(place, message));
                }
                Ok(Term::Magnitude(Box::new(self.term(first, def)?)))
            }
            "max" | "min" => {
                let mut terms = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    if let Some(other) = self.def(argument)?
                        && other.ty != def.ty
                    {
                        let (want, got) = (type_code(def.ty), type_code(other.ty));
                        let message = format!(
                            "Arguments to '{function}' must have the same type (expected {want}, got {got})"
                        );
                        return Err(Error::at(argument.place.clone(), message));
                    }
                    terms.push(self.term(argument, def)?);
                }
                Ok(if function == "max" { Term::Greatest(terms) } else { Term::Least(terms) })
            }
            _ => {
                let Some(fields) = self.plain_fields(first)? else {
                    let message = format!("Only fields can be used as parameter for {function}()");
                    return Err(Error::at(place, message));
                };
                Ok(match function.as_str() {
                    "count" => Term::Count(fields),
                    "len" => Term::Len(fields),
                    _ if has_no_text(def.ty) => {
                        let shown = self.shown(&place);
                        let message = format!("String conversion for field \"{shown}\" is not supported");
                        return Err(Error::at(place, message));
                    }
                    _ => Term::Text(fields),
                })
            }
        }
    }
}
