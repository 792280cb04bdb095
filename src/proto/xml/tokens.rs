//! The pieces of an XML text (W3C XML 1.0, sections 2 and 3), one after the other. Nothing is held against the grammar
//! beyond what tells where a piece ends: peers write what they like. Shows nothing.

use crate::base::scan;
use std::ops::Range;

/// A piece of the text. Ranges are those of the text's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Without the blanks before it.
    Text(Range<usize>),
    Comment(Range<usize>),
    CdataSection(Range<usize>),
    /// `<!…>`
    Declaration(Range<usize>),
    /// `<!DOCTYPE name […`, up to the bracket; declarations follow.
    Doctype {
        name: Range<usize>,
        whole: Range<usize>,
    },
    /// `]>`
    DoctypeEnd(Range<usize>),
    /// `<?name …?>`, and what stands behind the name.
    Instruction {
        name: Range<usize>,
        inside: Range<usize>,
        whole: Range<usize>,
    },
    /// `<name …>`, and what stands behind the name; `is_empty`: no content, no end.
    Open {
        inside: Range<usize>,
        is_empty: bool,
        whole: Range<usize>,
    },
    /// `</name>`
    Close(Range<usize>),
    /// Begins like markup and is none.
    Unrecognized(Range<usize>),
}

/// An attribute, its value with and without the quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub name: Range<usize>,
    pub value: Range<usize>,
    pub whole: Range<usize>,
}

/// What closes a piece that may not be there: looked for to the end of the text once, not for each piece that lacks it.
#[derive(Clone, Copy)]
enum Closer {
    Comment,
    Cdata,
    Instruction,
    Declaration,
    Quote,
    Apostrophe,
}

pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    in_doctype: bool,
    missing: [bool; 6],
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_name(byte: u8) -> bool {
    !is_blank(byte)
        && !matches!(byte, b'<' | b'>' | b'/' | b'=' | b'"' | b'\'' | b'?' | b'!' | b'[' | b']' | b'&')
}

impl<'a> Tokens<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, in_doctype: false, missing: [false; 6] }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn starts(&self, at: usize, with: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(with))
    }

    fn past(&self, mut at: usize, is: fn(u8) -> bool) -> usize {
        while self.byte(at).is_some_and(is) {
            at += 1;
        }
        at
    }

    /// Behind the next `closer` from `at` on.
    fn behind(&mut self, at: usize, closer: Closer) -> Option<usize> {
        let pattern: &[u8] = match closer {
            Closer::Comment => b"-->",
            Closer::Cdata => b"]]>",
            Closer::Instruction => b"?>",
            Closer::Declaration => b">",
            Closer::Quote => b"\"",
            Closer::Apostrophe => b"'",
        };
        let missing = self.missing.get_mut(closer as usize)?;
        if *missing {
            return None;
        }
        let last = *pattern.last()?;
        let mut from = at;
        loop {
            let Some(next) = self.bytes.get(from..).and_then(|rest| scan::first(rest, |b| b == last)) else {
                *missing = true;
                return None;
            };
            from += next + 1;
            if self.bytes.get(at..from).is_some_and(|piece| piece.ends_with(pattern)) {
                return Some(from);
            }
        }
    }

    /// Behind the quoted text that begins at `at`.
    fn quoted(&mut self, at: usize) -> Option<usize> {
        match self.byte(at)? {
            b'"' => self.behind(at + 1, Closer::Quote),
            b'\'' => self.behind(at + 1, Closer::Apostrophe),
            _ => None,
        }
    }

    /// The attribute that begins at `at`.
    fn attribute(&mut self, at: usize) -> Option<Attribute> {
        let name = at..self.past(at, is_name);
        let equals = self.past(name.end, is_blank);
        if name.is_empty() || self.byte(equals) != Some(b'=') {
            return None;
        }
        let start = self.past(equals + 1, is_blank);
        // Who forgets the quotes is understood.
        if self.byte(start).is_some_and(is_name) {
            let value = start..self.past(start, is_name);
            return Some(Attribute { name, whole: at..value.end, value });
        }
        let end = self.quoted(start)?;
        Some(Attribute { name, value: start + 1..end - 1, whole: at..end })
    }

    /// Behind the attributes from `at` on, and the blanks around them.
    fn past_attributes(&mut self, mut at: usize) -> usize {
        loop {
            let start = self.past(at, is_blank);
            match self.attribute(start).filter(|_| start > at) {
                Some(attribute) => at = attribute.whole.end,
                None => return start,
            }
        }
    }

    /// The attributes in a tag or an instruction.
    pub fn attributes(bytes: &'a [u8], inside: Range<usize>) -> Vec<Attribute> {
        let mut tokens = Self::new(bytes.get(..inside.end).unwrap_or(bytes));
        let (mut at, mut found) = (inside.start, Vec::new());
        loop {
            let start = tokens.past(at, is_blank);
            let Some(attribute) = tokens.attribute(start) else { return found };
            at = attribute.whole.end;
            found.push(attribute);
        }
    }

    /// What begins with the `<` at `at`.
    fn markup(&mut self, at: usize) -> Option<Token> {
        if self.starts(at, b"<!--") {
            return Some(Token::Comment(at..self.behind(at + 4, Closer::Comment)?));
        }
        if self.starts(at, b"<![CDATA[") {
            return Some(Token::CdataSection(at..self.behind(at + 9, Closer::Cdata)?));
        }
        match self.byte(at + 1)? {
            b'!' => self.declaration(at),
            b'?' => {
                let name = at + 2..self.past(at + 2, is_name);
                let end = self.behind(name.end, Closer::Instruction).filter(|_| !name.is_empty())?;
                Some(Token::Instruction { inside: name.end..end - 2, name, whole: at..end })
            }
            b'/' => {
                let name = self.past(at + 2, is_name);
                let end = self.past(name, is_blank);
                (name > at + 2 && self.byte(end) == Some(b'>')).then_some(Token::Close(at..end + 1))
            }
            _ => {
                let name = self.past(at + 1, is_name);
                let end = self.past_attributes(name);
                let is_empty = self.byte(end) == Some(b'/');
                let last = end + usize::from(is_empty);
                let is_tag = name > at + 1 && self.byte(last) == Some(b'>');
                is_tag.then_some(Token::Open { inside: name..end, is_empty, whole: at..last + 1 })
            }
        }
    }

    fn declaration(&mut self, at: usize) -> Option<Token> {
        const DOCTYPE: &[u8] = b"<!DOCTYPE";
        if !self.starts(at, DOCTYPE) {
            return Some(Token::Declaration(at..self.behind(at, Closer::Declaration)?));
        }
        let start = self.past(at + DOCTYPE.len(), is_blank);
        let name = start..self.past(start, is_name);
        let mut end = name.end;
        loop {
            match self.byte(end)? {
                b'[' => {
                    self.in_doctype = true;
                    return Some(Token::Doctype { name, whole: at..end + 1 });
                }
                b'>' => return Some(Token::Declaration(at..end + 1)),
                b'"' | b'\'' => end = self.quoted(end)?,
                b'<' => return None,
                _ => end += 1,
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let at = self.past(self.at, is_blank);
        let first = self.byte(at)?;
        let token = if first == b'<' {
            // Where it breaks off, its name is given up, and what follows is text.
            self.markup(at).unwrap_or_else(|| Token::Unrecognized(at..self.past(at + 1, is_name)))
        } else if self.in_doctype && first == b']' {
            self.in_doctype = false;
            let end = self.past(at + 1, is_blank);
            let end = if self.byte(end) == Some(b'>') { end + 1 } else { at + 1 };
            Token::DoctypeEnd(at..end)
        } else {
            let stops = |b: u8| (b == b'<') | (b == b']');
            let mut end = at;
            while let Some(rest) = self.bytes.get(end..) {
                end += scan::first(rest, stops).unwrap_or(rest.len());
                if self.byte(end) != Some(b']') || self.in_doctype {
                    break;
                }
                end += 1;
            }
            Token::Text(at..end)
        };
        self.at = match &token {
            Token::Text(range)
            | Token::Comment(range)
            | Token::CdataSection(range)
            | Token::Declaration(range)
            | Token::DoctypeEnd(range)
            | Token::Close(range)
            | Token::Unrecognized(range) => range.end,
            Token::Doctype { whole, .. } | Token::Instruction { whole, .. } | Token::Open { whole, .. } => {
                whole.end
            }
        };
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let ranges = Tokens::new(text.as_bytes()).map(|token| match token {
            Token::Text(r) => (".", r),
            Token::Comment(r) => ("#", r),
            Token::CdataSection(r) => ("c", r),
            Token::Declaration(r) => ("!", r),
            Token::Doctype { whole, .. } => ("[", whole),
            Token::DoctypeEnd(r) => ("]", r),
            Token::Instruction { whole, .. } => ("?", whole),
            Token::Open { whole, is_empty, .. } => (if is_empty { "=" } else { "+" }, whole),
            Token::Close(r) => ("-", r),
            Token::Unrecognized(r) => ("~", r),
        });
        ranges.map(|(kind, range)| format!("{kind}{}", &text[range])).collect()
    }

    #[test]
    fn pieces_end_where_they_say() {
        assert_eq!(
            texts("<?xml version='1.0'?>\n<!-- a > b --><a b=\"<\" c = '>' > x ] <d/></a >\n"),
            [
                "?<?xml version='1.0'?>",
                "#<!-- a > b -->",
                "+<a b=\"<\" c = '>' >",
                ".x ] ",
                "=<d/>",
                "-</a >"
            ]
        );
        assert_eq!(
            texts("<!DOCTYPE n \"a]>\" [ <!ENTITY x \"y\"> ] ><n><![CDATA[<]]></n>"),
            ["[<!DOCTYPE n \"a]>\" [", "!<!ENTITY x \"y\">", "]] >", "+<n>", "c<![CDATA[<]]>", "-</n>"]
        );
        assert_eq!(texts("<!DOCTYPE n>t"), ["!<!DOCTYPE n>", ".t"]);
    }

    #[test]
    fn what_breaks_off_is_named_and_read_on() {
        assert_eq!(texts("<a b=c d>z</a>"), ["~<a", ".b=c d>z", "-</a>"]);
        assert_eq!(texts("<a b=c>"), ["+<a b=c>"]);
        assert_eq!(texts("<a b=\"1"), ["~<a", ".b=\"1"]);
        assert_eq!(texts("<!-- open"), ["~<", ".!-- open"]);
        assert_eq!(texts("<<a>"), ["~<", "+<a>"]);
        assert_eq!(texts(" \n"), [""; 0]);
    }

    #[test]
    fn every_text_ends_and_nothing_is_read_twice() {
        let unclosed = [
            "<a b=\"",
            "<!--",
            "<![CDATA[",
            "<?a ",
            "<!DOCTYPE [",
            "<!DOCTYPE ",
            "<!x",
            "</a",
            "]",
            "<a b='",
        ];
        for piece in unclosed {
            let text = piece.repeat(50_000);
            assert!(Tokens::new(text.as_bytes()).count() <= 100_001, "{piece}");
        }
        let text = "<?xml v='1'?><!DOCTYPE a [<!b>]><a b=\"c\">d<e/><![CDATA[f]]></a>";
        for len in 0..text.len() {
            let mut end = 0;
            for token in Tokens::new(&text.as_bytes()[..len]) {
                let Token::Open { whole, .. } = token else { continue };
                assert!(whole.start >= end && whole.end <= len);
                end = whole.end;
            }
        }
    }

    #[test]
    fn attributes_have_values_without_quotes() {
        let text = b"<a b=\"1\" c:d='' e>";
        let found = Tokens::attributes(text, 2..text.len() - 1);
        let names: Vec<_> = found.iter().map(|a| (&text[a.name.clone()], &text[a.value.clone()])).collect();
        assert_eq!(names, [(&b"b"[..], &b"1"[..]), (b"c:d", b"")]);
    }
}
