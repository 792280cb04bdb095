//! A filter's text as tokens. Words are not looked up here: whether `http` is a protocol or text
//! is decided by what stands around it.

use super::error::Error;
use std::net::IpAddr;
use std::ops::Range;

/// What a token is; its text is where its place says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a number, an address: anything without quotes.
    Word,
    /// A string in quotes, its escapes resolved.
    Text(Vec<u8>),
    /// A character in single quotes.
    Char(u8),
    /// `${name}`; the name's place.
    Reference(Range<usize>),
    /// `[…]`; the place of what is inside.
    Bracket(Range<usize>),
    Symbol(Symbol),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    Comma,
    Range,
    Layer,
    Raw,
    AnyEq,
    AllEq,
    AnyNe,
    AllNe,
    Gt,
    Ge,
    Lt,
    Le,
    Contains,
    Matches,
    In,
    And,
    Or,
    Not,
    Any,
    All,
    BitAnd,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub place: Range<usize>,
}

/// Words that are operators.
const WORDS: &[(&str, Symbol)] = &[
    ("eq", Symbol::AnyEq),
    ("any_eq", Symbol::AnyEq),
    ("all_eq", Symbol::AllEq),
    ("ne", Symbol::AllNe),
    ("all_ne", Symbol::AllNe),
    ("any_ne", Symbol::AnyNe),
    ("gt", Symbol::Gt),
    ("ge", Symbol::Ge),
    ("lt", Symbol::Lt),
    ("le", Symbol::Le),
    ("contains", Symbol::Contains),
    ("matches", Symbol::Matches),
    ("in", Symbol::In),
    ("and", Symbol::And),
    ("or", Symbol::Or),
    ("not", Symbol::Not),
    ("any", Symbol::Any),
    ("all", Symbol::All),
    ("bitwise_and", Symbol::BitAnd),
];

/// Signs that are operators; of two that fit, the longer stands first.
const SIGNS: &[(&str, Symbol)] = &[
    ("===", Symbol::AllEq),
    ("!==", Symbol::AnyNe),
    ("==", Symbol::AnyEq),
    ("!=", Symbol::AllNe),
    ("~=", Symbol::AnyNe),
    (">=", Symbol::Ge),
    ("<=", Symbol::Le),
    ("&&", Symbol::And),
    ("||", Symbol::Or),
    ("..", Symbol::Range),
    (">", Symbol::Gt),
    ("<", Symbol::Lt),
    ("!", Symbol::Not),
    ("~", Symbol::Matches),
    ("&", Symbol::BitAnd),
    ("+", Symbol::Plus),
    ("-", Symbol::Minus),
    ("*", Symbol::Times),
    ("/", Symbol::Divide),
    ("%", Symbol::Modulo),
    ("(", Symbol::Open),
    (")", Symbol::Close),
    ("{", Symbol::OpenBrace),
    ("}", Symbol::CloseBrace),
    (",", Symbol::Comma),
    ("#", Symbol::Layer),
    ("@", Symbol::Raw),
];

/// The tokens, up to where the text is none, and what is wrong there.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Option<Error>) {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        match token(text, at, c) {
            Ok(token) => {
                at = token.place.end;
                found.push(token);
            }
            Err(error) => return (found, Some(error)),
        }
    }
    (found, None)
}

fn token(text: &str, at: usize, first: char) -> Result<Token, Error> {
    let rest = text.get(at..).unwrap_or("");
    match first {
        '"' => quoted(text, at, at + 1),
        'r' | 'R' if rest.get(1..).is_some_and(|rest| rest.starts_with('"')) => raw(text, at),
        '\'' => character(text, at),
        '$' if rest.starts_with("${") => {
            let Some(len) = rest.find('}') else {
                return Err(Error::at(0..0, "end of filter in the middle of a macro expression"));
            };
            Ok(Token { kind: Kind::Reference(at + 2..at + len), place: at..at + len + 1 })
        }
        '[' => {
            let Some(len) = rest.find(']') else {
                return Err(Error::at(last(text), "The right bracket was missing from a slice."));
            };
            Ok(Token { kind: Kind::Bracket(at + 1..at + len), place: at..at + len + 1 })
        }
        c if begins_word(c, rest) => {
            let end = word_end(text, at);
            let symbol = WORDS.iter().find(|(w, _)| text.get(at..end) == Some(w)).map(|(_, s)| *s);
            Ok(Token { kind: symbol.map_or(Kind::Word, Kind::Symbol), place: at..end })
        }
        _ => {
            let Some((sign, symbol)) = SIGNS.iter().find(|(s, _)| rest.starts_with(s)) else {
                return Err(Error::unexpected(text, at..at + first.len_utf8()));
            };
            Ok(Token { kind: Kind::Symbol(*symbol), place: at..at + sign.len() })
        }
    }
}

fn begins_word(c: char, rest: &str) -> bool {
    match c {
        '.' => rest.chars().nth(1).is_some_and(|next| next != '.' && in_word(next)),
        '-' => false,
        c => in_word(c),
    }
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-') || !c.is_ascii()
}

/// A word reaches to the next sign, but not into a range's `..`; an address keeps its prefix
/// length.
fn word_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or("");
    let mut len = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
    // A point at the end belongs to nothing, but that of a column's title.
    if let Some(word) = rest.get(..len).and_then(|word| word.strip_suffix('.'))
        && !word.ends_with('.')
        && word != "_ws.col.No"
    {
        len -= 1;
    }
    if let Some(range) = rest.get(..len).and_then(|w| w.find("..")) {
        return start + range;
    }
    let (word, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
    if let Some(prefix) = after.strip_prefix('/')
        && word.parse::<IpAddr>().is_ok()
    {
        let digits = prefix.find(|c: char| !c.is_ascii_digit()).unwrap_or(prefix.len());
        if digits > 0 {
            len += 1 + digits;
        }
    }
    start + len
}

fn raw(text: &str, at: usize) -> Result<Token, Error> {
    let inside = at + 2;
    let Some(len) = text.get(inside..).and_then(|rest| rest.find('"')) else {
        return Err(unclosed(text));
    };
    let bytes = text.as_bytes().get(inside..inside + len).unwrap_or(&[]).to_vec();
    Ok(Token { kind: Kind::Text(bytes), place: at..inside + len + 1 })
}

fn unclosed(text: &str) -> Error {
    Error::at(last(text), "The final quote was missing from a quoted string.")
}

/// The place of the last character.
fn last(text: &str) -> Range<usize> {
    text.char_indices().last().map_or(0, |(at, _)| at)..text.len()
}

fn quoted(text: &str, start: usize, mut at: usize) -> Result<Token, Error> {
    let mut bytes = Vec::new();
    loop {
        match text.as_bytes().get(at) {
            None => return Err(unclosed(text)),
            Some(b'"') => return Ok(Token { kind: Kind::Text(bytes), place: start..at + 1 }),
            Some(b'\\') => bytes.push(escape(text, &mut at)?),
            Some(b) => {
                bytes.push(*b);
                at += 1;
            }
        }
    }
}

fn character(text: &str, start: usize) -> Result<Token, Error> {
    let mut at = start + 1;
    let mut bytes = Vec::new();
    loop {
        match text.as_bytes().get(at) {
            None => {
                let message = "The final quote was missing from a character constant.";
                return Err(Error::at(last(text), message));
            }
            Some(b'\'') => break,
            Some(b'\\') => match escape(text, &mut at) {
                Ok(byte) => bytes.push(byte),
                Err(_) => return Err(bad_character(text, start)),
            },
            Some(b) => {
                bytes.push(*b);
                at += 1;
            }
        }
    }
    let place = start..at + 1;
    let shown = text.get(place.clone()).unwrap_or("");
    match bytes[..] {
        [byte] => Ok(Token { kind: Kind::Char(byte), place }),
        [] => Err(Error::at(place, "Empty character constant.")),
        _ => Err(Error::at(place, format!("{shown} is too long to be a valid character constant."))),
    }
}

fn bad_character(text: &str, start: usize) -> Error {
    let rest = text.get(start + 1..).unwrap_or("");
    let end = rest.find('\'').map_or(text.len(), |len| start + 1 + len + 1);
    let shown = text.get(start..end).unwrap_or("");
    Error::at(start..end, format!("{shown} isn't a valid character constant."))
}

/// Reads the escape sequence at `at` and moves past it.
fn escape(text: &str, at: &mut usize) -> Result<u8, Error> {
    let start = *at;
    let bytes = text.as_bytes().get(start + 1..).unwrap_or(&[]);
    let Some(first) = bytes.first() else { return Err(unclosed(text)) };
    let simple = match first {
        b'"' => Some(b'"'),
        b'\'' => Some(b'\''),
        b'\\' => Some(b'\\'),
        b'a' => Some(7),
        b'b' => Some(8),
        b'f' => Some(12),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        b'v' => Some(11),
        _ => None,
    };
    if let Some(byte) = simple {
        *at = start + 2;
        return Ok(byte);
    }
    let (radix, skip, most) = if *first == b'x' { (16, 1, 2) } else { (8, 0, 3) };
    let digits: Vec<u32> =
        bytes.iter().skip(skip).take(most).map_while(|b| char::from(*b).to_digit(radix)).collect();
    let value = digits.iter().fold(0u32, |n, d| n * radix + d);
    match u8::try_from(value) {
        Ok(byte) if !digits.is_empty() => {
            *at = start + 1 + skip + digits.len();
            Ok(byte)
        }
        _ => {
            let c = text.get(start + 1..).and_then(|t| t.chars().next()).unwrap_or(' ');
            let place = start..start + 1 + c.len_utf8();
            Err(Error::at(place, format!("\\{c} is not a valid character escape sequence")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).0.into_iter().map(|t| &text[t.place]).collect()
    }

    #[test]
    fn words_end_where_wiresharks_do() {
        assert_eq!(words("tcp.port==80&&ip"), ["tcp.port", "==", "80", "&&", "ip"]);
        assert_eq!(words("ip.src==10.0.0.0/8/2"), ["ip.src", "==", "10.0.0.0/8", "/", "2"]);
        assert_eq!(words("{80..90,::1 .. ::5}"), ["{", "80", "..", "90", ",", "::1", "..", "::5", "}"]);
        assert_eq!(words("66+1 68-1 - 2"), ["66", "+", "1", "68-1", "-", "2"]);
        assert_eq!(words("eth[0:3] == 00-aa-00"), ["eth", "[0:3]", "==", "00-aa-00"]);
        assert_eq!(words("a!==b ~= c"), ["a", "!==", "b", "~=", "c"]);
    }

    #[test]
    fn escapes() {
        let kind = |t: &str| tokens(t).0.remove(0).kind;
        assert_eq!(kind(r#""a\x41\102\n\"""#), Kind::Text(b"aAB\n\"".to_vec()));
        assert_eq!(kind(r#"r"a\.b""#), Kind::Text(b"a\\.b".to_vec()));
        assert_eq!(kind(r"'\x80'"), Kind::Char(0x80));
        let e = tokens(r#"x == "a\q""#).1.unwrap();
        assert_eq!(e.message, r"\q is not a valid character escape sequence");
        assert_eq!((e.start, e.end), (7, 9));
    }

    #[test]
    fn what_is_open_at_the_end_is_named() {
        let message = |t: &str| tokens(t).1.unwrap().message;
        assert_eq!(message("a == \"b"), "The final quote was missing from a quoted string.");
        assert_eq!(message("a[0"), "The right bracket was missing from a slice.");
        assert_eq!(message("'ab'"), "'ab' is too long to be a valid character constant.");
        assert_eq!(message("a == '\\Z' b"), r"'\Z' isn't a valid character constant.");
        assert_eq!(message("a == ;"), "\";\" was unexpected in this context.");
    }
}
