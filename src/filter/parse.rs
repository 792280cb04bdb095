//! Tokens as a tree: the grammar of Wireshark's display filters, by precedence climbing.
//!
//! Low to high: `or`, `and`, `not`, comparisons, `&`, `+ -`, `* / %`, unary `+ -`. Parentheses
//! group tests, braces group arithmetic.

use super::error::Error;
use super::lex::{Kind, Symbol, Token};
use std::ops::Range;

/// How deep a filter may nest: the parser and all that follows it recurse that far.
const MAX_DEPTH: u32 = 100;
/// Operators in one arithmetic expression.
const MAX_OPERATORS: u32 = 100;

/// Something that is true or false for a frame.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Exists(Operand),
    Compare { how: Comparison, quantifier: Option<Quantifier>, left: Operand, right: Operand },
    In { quantifier: Option<Quantifier>, left: Operand, set: Vec<(Operand, Option<Operand>)> },
}

/// A comparison operator, and the word or sign it was written as.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    pub symbol: Symbol,
    pub place: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
}

/// Something that has values.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub place: Range<usize>,
    pub form: Form,
}

#[derive(Clone, Debug)]
pub(super) enum Form {
    /// A name or a literal.
    Word,
    Text(Vec<u8>),
    Char(u8),
    /// `name#[layers]`
    Layered(Box<Operand>, Vec<Part>),
    Reference(Range<usize>, Option<Vec<Part>>),
    Slice(Box<Operand>, Vec<Part>),
    Call(Vec<Operand>),
    Arithmetic(Symbol, Box<Operand>, Box<Operand>),
    Negate(Box<Operand>),
    /// `@name`: the bytes it was read from.
    Raw(Box<Operand>),
}

/// A part of a slice or of a list of layers. Negative positions count from the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// `[i]`
    One(i64),
    /// `[i:len]`
    Len(i64, i64),
    /// `[i-j]`
    To(i64, i64),
    /// `[i:]`
    From(i64),
}

/// `broken`: what is wrong with the text behind the tokens. What is wrong with them comes first.
pub(super) fn parse(
    text: &str,
    (tokens, broken): (&[Token], Option<Error>),
    functions: &[&str],
) -> Result<Test, Error> {
    let mut parser = Parser { text, tokens, at: 0, depth: 0, operators: 0, functions };
    let test = parser.any();
    if let Some(broken) = broken
        && parser.peek().is_none()
    {
        return Err(broken);
    }
    let test = test?;
    match parser.peek() {
        None => Ok(test),
        Some(token) => Err(Error::unexpected(text, token.place.clone())),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: u32,
    operators: u32,
    functions: &'a [&'a str],
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn symbol(&self) -> Option<Symbol> {
        match self.peek()?.kind {
            Kind::Symbol(s) => Some(s),
            _ => None,
        }
    }

    fn takes(&mut self, symbol: Symbol) -> bool {
        let takes = self.symbol() == Some(symbol);
        self.at += usize::from(takes);
        takes
    }

    fn expect(&mut self, symbol: Symbol) -> Result<(), Error> {
        if self.takes(symbol) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// What stands here does not fit.
    fn unexpected(&self) -> Error {
        match self.peek() {
            Some(token) => Error::unexpected(self.text, token.place.clone()),
            None => Error::early_end(self.text),
        }
    }

    fn nested<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == MAX_DEPTH {
            let place = self.peek().map_or(0..0, |t| t.place.clone());
            return Err(Error::at(place, "This filter nests too deep; write it with fewer brackets."));
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    // ---- tests ------------------------------------------------------------------------------

    fn any(&mut self) -> Result<Test, Error> {
        let mut tests = vec![self.all()?];
        while self.takes(Symbol::Or) {
            tests.push(self.all()?);
        }
        Ok(one_or(tests, Test::Any))
    }

    fn all(&mut self) -> Result<Test, Error> {
        let mut tests = vec![self.not()?];
        while self.takes(Symbol::And) {
            tests.push(self.not()?);
        }
        Ok(one_or(tests, Test::All))
    }

    fn not(&mut self) -> Result<Test, Error> {
        let mut negated = false;
        while self.takes(Symbol::Not) {
            negated = !negated;
        }
        let test = self.test()?;
        Ok(if negated { Test::Not(Box::new(test)) } else { test })
    }

    fn test(&mut self) -> Result<Test, Error> {
        if self.takes(Symbol::Open) {
            let test = self.nested(Self::any)?;
            self.expect(Symbol::Close)?;
            return Ok(test);
        }
        let quantifier = match self.symbol() {
            Some(Symbol::Any) => Some(Quantifier::Any),
            Some(Symbol::All) => Some(Quantifier::All),
            _ => None,
        };
        self.at += usize::from(quantifier.is_some());
        self.operators = 0;
        let left = self.operand()?;
        if let Some(negated) = self.membership() {
            // As in Wireshark: none of the values is in the set, whatever stands before.
            let quantifier = quantifier.filter(|_| !negated);
            let test = Test::In { quantifier, left, set: self.set()? };
            return Ok(if negated { Test::Not(Box::new(test)) } else { test });
        }
        // Neither takes a calculation.
        let calculated = matches!(left.form, Form::Arithmetic(..) | Form::Negate(_));
        if calculated && matches!(self.symbol(), Some(Symbol::Contains | Symbol::Matches)) {
            return Err(self.unexpected());
        }
        let Some(how) = self.comparison() else {
            return if quantifier.is_some() { Err(self.unexpected()) } else { Ok(Test::Exists(left)) };
        };
        self.compared(how, quantifier, left)
    }

    /// The rest of a comparison; `a < b < c` means both.
    fn compared(
        &mut self,
        mut how: Comparison,
        quantifier: Option<Quantifier>,
        mut left: Operand,
    ) -> Result<Test, Error> {
        let mut tests = Vec::new();
        loop {
            let chains = !matches!(how.symbol, Symbol::Contains | Symbol::Matches);
            let right = self.operand()?;
            tests.push(Test::Compare { how, quantifier, left, right: right.clone() });
            match if chains { self.comparison() } else { None } {
                Some(next) => (how, left) = (next, right),
                None => break,
            }
        }
        Ok(one_or(tests, Test::All))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let symbol = self.symbol()?;
        let compares = matches!(
            symbol,
            Symbol::AnyEq
                | Symbol::AllEq
                | Symbol::AnyNe
                | Symbol::AllNe
                | Symbol::Gt
                | Symbol::Ge
                | Symbol::Lt
                | Symbol::Le
                | Symbol::Contains
                | Symbol::Matches
        );
        let place = self.peek()?.place.clone();
        self.at += usize::from(compares);
        compares.then_some(Comparison { symbol, place })
    }

    /// `in` and `not in`; the latter gives true.
    fn membership(&mut self) -> Option<bool> {
        if self.takes(Symbol::In) {
            return Some(false);
        }
        let next = self.tokens.get(self.at + 1).map(|t| &t.kind);
        if self.symbol() == Some(Symbol::Not) && next == Some(&Kind::Symbol(Symbol::In)) {
            self.at += 2;
            return Some(true);
        }
        None
    }

    fn set(&mut self) -> Result<Vec<(Operand, Option<Operand>)>, Error> {
        self.expect(Symbol::OpenBrace)?;
        let mut set = Vec::new();
        loop {
            let first = self.operand()?;
            let last = if self.takes(Symbol::Range) { Some(self.operand()?) } else { None };
            set.push((first, last));
            if !self.takes(Symbol::Comma) {
                break;
            }
        }
        self.expect(Symbol::CloseBrace)?;
        Ok(set)
    }

    // ---- operands ---------------------------------------------------------------------------

    fn operand(&mut self) -> Result<Operand, Error> {
        self.binary(0)
    }

    /// Left-associative operators of at least `lowest` binding strength.
    fn binary(&mut self, lowest: u8) -> Result<Operand, Error> {
        let mut left = self.unary()?;
        while let Some((symbol, strength)) = self.symbol().and_then(strength)
            && strength >= lowest
        {
            self.operators += 1;
            if self.operators > MAX_OPERATORS {
                return Err(Error::at(left.place, "This arithmetic expression is too long."));
            }
            self.at += 1;
            let right = self.nested(|p| p.binary(strength + 1))?;
            let place = left.place.start..right.place.end;
            left = Operand { place, form: Form::Arithmetic(symbol, Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Operand, Error> {
        if self.takes(Symbol::Plus) {
            return self.nested(Self::unary);
        }
        if self.takes(Symbol::Minus) {
            let of = self.nested(Self::unary)?;
            return Ok(Operand { place: of.place.clone(), form: Form::Negate(Box::new(of)) });
        }
        if self.takes(Symbol::OpenBrace) {
            let inner = self.nested(Self::operand)?;
            self.expect(Symbol::CloseBrace)?;
            return Ok(inner);
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Operand, Error> {
        let at = self.peek().map_or(0, |t| t.place.start);
        let raw = self.takes(Symbol::Raw);
        let Some(token) = self.peek() else { return Err(self.unexpected()) };
        let form = match &token.kind {
            Kind::Word => Form::Word,
            Kind::Text(bytes) => Form::Text(bytes.clone()),
            Kind::Char(byte) => Form::Char(*byte),
            Kind::Reference(name) => self.reference(name.clone())?,
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        let mut operand = Operand { place: token.place.clone(), form };
        if matches!(operand.form, Form::Word) && self.symbol() == Some(Symbol::Open) {
            operand = self.call(operand)?;
        }
        if self.symbol() == Some(Symbol::Layer) {
            operand = self.layers(operand)?;
        }
        if raw {
            if !matches!(operand.form, Form::Word | Form::Layered(..)) {
                return Err(Error::unexpected(self.text, at..at + 1));
            }
            operand = Operand { place: at..operand.place.end, form: Form::Raw(Box::new(operand)) };
        }
        let mut slices = 0;
        while let Some(Token { kind: Kind::Bracket(inside), place }) = self.peek() {
            self.at += 1;
            slices += 1;
            if slices > MAX_OPERATORS {
                return Err(Error::at(place.clone(), "Too many slices."));
            }
            let parts = parts(self.text, inside.clone(), place.end)?;
            let whole = operand.place.start..place.end;
            operand = Operand { place: whole, form: Form::Slice(Box::new(operand), parts) };
        }
        Ok(operand)
    }

    /// `${name}`, `${name#2}`, `${name#[1-2]}`
    fn reference(&self, inside: Range<usize>) -> Result<Form, Error> {
        let text = self.text.get(inside.clone()).unwrap_or("");
        let Some(hash) = text.find('#') else { return Ok(Form::Reference(inside, None)) };
        let (name, layers) = (inside.start..inside.start + hash, inside.start + hash + 1..inside.end);
        let bracketed = self.text.get(layers.clone()).is_some_and(|l| l.starts_with('[') && l.ends_with(']'));
        let layers = if bracketed { layers.start + 1..layers.end - 1 } else { layers };
        let end = inside.end + 1;
        Ok(Form::Reference(name, Some(parts(self.text, layers, end)?)))
    }

    fn call(&mut self, name: Operand) -> Result<Operand, Error> {
        let text = self.text.get(name.place.clone()).unwrap_or("");
        if !self.functions.contains(&text) {
            return Err(Error::at(name.place, format!("Function '{text}' does not exist")));
        }
        self.expect(Symbol::Open)?;
        let mut arguments = Vec::new();
        if !self.takes(Symbol::Close) {
            loop {
                arguments.push(self.nested(Self::operand)?);
                if !self.takes(Symbol::Comma) {
                    break;
                }
            }
            self.expect(Symbol::Close)?;
        }
        Ok(Operand { place: name.place, form: Form::Call(arguments) })
    }

    fn layers(&mut self, of: Operand) -> Result<Operand, Error> {
        self.expect(Symbol::Layer)?;
        let Some(token) = self.peek() else { return Err(self.unexpected()) };
        let text = self.text.get(token.place.clone()).unwrap_or("");
        let hash = self.tokens.get(self.at.wrapping_sub(1)).map_or(0, |t| t.place.end);
        if token.place.start > hash {
            let place = hash..hash + 1;
            return Err(Error::at(place, "Expected digit or \"[\", not \" \""));
        }
        let layers = match &token.kind {
            Kind::Bracket(inside) => parts(self.text, inside.clone(), token.place.end)?,
            Kind::Word if text.bytes().all(|b| b.is_ascii_digit()) => {
                parts(self.text, token.place.clone(), token.place.end)?
            }
            _ => {
                let first = text.chars().next().unwrap_or(' ');
                let place = token.place.start..token.place.start + first.len_utf8();
                return Err(Error::at(place, format!("Expected digit or \"[\", not \"{first}\"")));
            }
        };
        self.at += 1;
        let place = of.place.start..token.place.end;
        Ok(match of.form {
            Form::Reference(name, _) => Operand { place, form: Form::Reference(name, Some(layers)) },
            Form::Word => Operand { place, form: Form::Layered(Box::new(of), layers) },
            _ => return Err(Error::unexpected(self.text, token.place.clone())),
        })
    }
}

fn one_or(mut tests: Vec<Test>, many: fn(Vec<Test>) -> Test) -> Test {
    match tests.len() {
        1 => tests.swap_remove(0),
        _ => many(tests),
    }
}

fn strength(symbol: Symbol) -> Option<(Symbol, u8)> {
    Some(match symbol {
        Symbol::BitAnd => (symbol, 1),
        Symbol::Plus | Symbol::Minus => (symbol, 2),
        Symbol::Times | Symbol::Divide | Symbol::Modulo => (symbol, 3),
        _ => return None,
    })
}

/// The inside of a bracket: `1`, `0:3`, `:2`, `3:`, `1-2`, `-4:2`, separated by commas.
fn parts(text: &str, inside: Range<usize>, end: usize) -> Result<Vec<Part>, Error> {
    let all = text.get(inside.clone()).unwrap_or("");
    if all.trim().is_empty() {
        return Err(Error::unexpected(text, end - 1..end));
    }
    let mut at = inside.start;
    let mut found = Vec::new();
    for piece in all.split(',') {
        let trimmed = piece.trim();
        let start = at + (piece.len() - piece.trim_start().len());
        let place = start..start + trimmed.len();
        at += piece.len() + 1;
        found.push(part(trimmed, &place)?);
    }
    Ok(found)
}

fn part(piece: &str, place: &Range<usize>) -> Result<Part, Error> {
    let read = |digits: &str| -> Option<i64> {
        let digits = digits.trim();
        let (negative, magnitude) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits),
        };
        super::literal::unsigned(magnitude)
            .and_then(|n| i32::try_from(n).ok())
            .map(|n| i64::from(if negative { -n } else { n }))
    };
    let fails = |what: &str| Error::at(place.clone(), format!("\"{piece}\" is not a valid {what}."));
    let number = |digits: &str| read(digits).ok_or_else(|| fails("number"));
    let behind = |digits: &str| read(digits).ok_or_else(|| fails("range"));
    if let Some((from, len)) = piece.split_once(':') {
        let from = if from.trim().is_empty() { 0 } else { number(from)? };
        if len.trim().is_empty() {
            return Ok(Part::From(from));
        }
        let len = behind(len)?;
        if len <= 0 {
            let message = format!("Range {piece} isn't valid because length {len} isn't positive");
            return Err(Error::at(place.clone(), message));
        }
        return Ok(Part::Len(from, len));
    }
    // A minus behind the first digit separates.
    match piece.get(1..).and_then(|rest| rest.find('-')) {
        Some(minus) => {
            let (from, to) =
                (number(piece.get(..=minus).unwrap_or(""))?, behind(piece.get(minus + 2..).unwrap_or(""))?);
            if (from < 0) != (to < 0) {
                let message =
                    format!("Range {piece} isn't valid because {from} and {to} have different signs");
                return Err(Error::at(place.clone(), message));
            }
            if from >= to {
                let message =
                    format!("Range {piece} isn't valid because {from} is greater or equal than {to}");
                return Err(Error::at(place.clone(), message));
            }
            Ok(Part::To(from, to))
        }
        None => Ok(Part::One(number(piece)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Test, Error> {
        let (tokens, broken) = super::super::lex::tokens(text);
        parse(text, (&tokens, broken), &["len"])
    }

    fn shape(test: &Test, text: &str) -> String {
        let list = |tests: &[Test]| tests.iter().map(|t| shape(t, text)).collect::<Vec<_>>().join(" ");
        match test {
            Test::Any(tests) => format!("(or {})", list(tests)),
            Test::All(tests) => format!("(and {})", list(tests)),
            Test::Not(test) => format!("(not {})", shape(test, text)),
            Test::Exists(o) => text[o.place.clone()].to_string(),
            Test::Compare { how, left, right, .. } => format!(
                "({} {} {})",
                &text[how.place.clone()],
                &text[left.place.clone()],
                &text[right.place.clone()]
            ),
            Test::In { left, set, .. } => format!("(in {} {})", &text[left.place.clone()], set.len()),
        }
    }

    #[track_caller]
    fn is(text: &str, expected: &str) {
        assert_eq!(shape(&parsed(text).unwrap(), text), expected);
    }

    #[test]
    fn precedence() {
        is("a and not b or c && d", "(or (and a (not b)) (and c d))");
        is("!a == 1 || !!b", "(or (not (== a 1)) b)");
        is("a < b <= c", "(and (< a b) (<= b c))");
        is("a not in {1, 2..3} and (b)", "(and (not (in a 2)) b)");
        is("a + 1 * 2 == {b & 3}", "(== a + 1 * 2 b & 3)");
    }

    #[test]
    fn errors_name_the_token() {
        let message = |t: &str| {
            let e = parsed(t).unwrap_err();
            (e.message, e.start)
        };
        assert_eq!(message("ip.proto == bad bad"), ("\"bad\" was unexpected in this context.".into(), 16));
        assert_eq!(message("tcp and").0, "Unexpected end of filter expression.");
        assert_eq!(message("tcp)"), ("\")\" was unexpected in this context.".into(), 3));
        assert_eq!(message("foo(tcp) == 1").0, "Function 'foo' does not exist");
        assert_eq!(message("a[0:0]").0, "Range 0:0 isn't valid because length 0 isn't positive");
        assert_eq!(message("a[3-1]").0, "Range 3-1 isn't valid because 3 is greater or equal than 1");
        assert_eq!(message("a#b").0, "Expected digit or \"[\", not \"b\"");
        assert_eq!(message("a matches \"x\" == 5"), ("\"==\" was unexpected in this context.".into(), 14));
    }

    #[test]
    fn nothing_makes_it_recurse_without_end() {
        for (open, close) in [("(", ")"), ("!(", ")"), ("-", ""), ("a=={", "}"), ("len(", ")")] {
            let text = format!("{}a{}", open.repeat(100_000), close.repeat(100_000));
            assert!(parsed(&text).is_err());
        }
        assert!(parsed(&format!("a == 1{}", " + 1".repeat(100_000))).is_err());
        assert!(parsed(&format!("a{}", "[0:1]".repeat(100_000))).is_err());
        let long = format!("a{}", " or a".repeat(100_000));
        assert!(matches!(parsed(&long), Ok(Test::Any(tests)) if tests.len() == 100_001));
    }
}
