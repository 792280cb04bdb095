//! JSON texts (RFC 8259) as trees. What is no object or array, or breaks the grammar, is shown as lines.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, NodeRef, Protocol, Span};
use crate::field::Field;
use crate::field::def::Str;
use std::ops::Range;

/// In place of a media type: nobody named the bytes, which look like JSON. Rows say nothing of it, as the reference
/// does not look.
pub const BY_LOOKS: &str = "by its looks";

/// Whether bytes that nobody named are taken for JSON: an object or an array, from the first byte to the last.
pub fn looks_like(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii(), [b'{', .., b'}'] | [b'[', .., b']']) && is_whole(bytes)
}

pub const PROTOCOL: Protocol = Protocol {
    name: "json",
    title: "JSON",
    fields: FIELDS,
    claims: &[
        Claim::MediaType("application/jose+json"),
        Claim::MediaType("application/json"),
        Claim::MediaType("application/json-rpc"),
        Claim::MediaType("application/jsonml+json"),
        Claim::MediaType("application/jsonrequest"),
        Claim::MediaType("application/problem+json"),
        Claim::MediaType("application/vnd.api+json"),
        Claim::MediaType("application/x-ndjson"),
    ],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "json";
    /// A JSON text (RFC 8259).
    JSON: Protocol = "json", "JavaScript Object Notation", None;
    /// Values in a row.
    ARRAY: Label = "json.array", "Array", None;
    /// Values with names.
    OBJECT: Label = "json.object", "Object", None;
    /// A value with its name.
    MEMBER: Str = "json.member", "Member", None;
    /// The name.
    KEY: Str = "json.key", "Key", None;
    /// The names that lead to the value, `[]` for arrays.
    PATH: Str = "json.path", "Path", None;
    /// The same with the value.
    PATH_WITH_VALUE: Str = "json.path_with_value", "Path with value", None;
    /// Name and value.
    MEMBER_WITH_VALUE: Str = "json.member_with_value", "Member with value", None;
    /// A text.
    STRING: Str = "json.value.string", "String value", None;
    /// A number, as it was written.
    NUMBER: Str = "json.value.number", "Number value", None;
    /// No.
    FALSE: Label = "json.value.false", "False value", None;
    /// Nothing.
    NULL: Label = "json.value.null", "Null value", None;
    /// Yes.
    TRUE: Label = "json.value.true", "True value", None;
}

/// Objects and arrays that may stand in each other.
const DEPTH_MAX: usize = 64;
/// Longest path, and longest value, that are shown beside it.
const PATH_MAX: usize = 1024;
const BESIDE_MAX: usize = 16 << 10;

/// What follows next in a text. Ranges are those of its bytes; of strings without their quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Begin { object: bool },
    End,
    Key(Range<usize>),
    String(Range<usize>),
    Number(Range<usize>),
    True,
    False,
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Text,
    ValueOrEnd,
    Value,
    KeyOrEnd,
    Key,
    CommaOrEnd,
}

/// Goes over a text strictly; each byte is read once.
struct Events<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Of what is open, from outside: whether it is an object.
    open: Vec<bool>,
    expected: Expected,
}

/// The text breaks the grammar, or goes too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Broken;

impl<'a> Events<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, open: Vec::new(), expected: Expected::Text }
    }

    fn skip_blanks(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).count();
        self.bytes.get(self.at).copied()
    }

    fn begin(&mut self, object: bool) -> Result<Event, Broken> {
        if self.open.len() >= DEPTH_MAX {
            return Err(Broken);
        }
        self.at += 1;
        self.open.push(object);
        self.expected = if object { Expected::KeyOrEnd } else { Expected::ValueOrEnd };
        Ok(Event::Begin { object })
    }

    fn end(&mut self, object: bool) -> Result<Event, Broken> {
        if self.open.pop() != Some(object) {
            return Err(Broken);
        }
        self.at += 1;
        self.expected = if self.open.is_empty() { Expected::Text } else { Expected::CommaOrEnd };
        Ok(Event::End)
    }

    /// The string whose quote stands here.
    fn string(&mut self) -> Result<Range<usize>, Broken> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            match self.bytes.get(at).ok_or(Broken)? {
                b'"' => break,
                b'\\' => at += 2,
                0..=0x1f => return Err(Broken),
                _ => at += 1,
            }
        }
        self.at = at + 1;
        Ok(start..at)
    }

    fn digits(&mut self) -> Result<(), Broken> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(Broken) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Event, Broken> {
        let start = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        self.digits()?;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Event::Number(start..self.at))
    }

    fn value(&mut self, first: u8) -> Result<Event, Broken> {
        let word = |events: &mut Self, word: &[u8], event| {
            let is = events.bytes.get(events.at..).is_some_and(|rest| rest.starts_with(word));
            events.at += word.len();
            if is { Ok(event) } else { Err(Broken) }
        };
        let event = match first {
            b'{' | b'[' => return self.begin(first == b'{'),
            b'"' => Event::String(self.string()?),
            b't' => word(self, b"true", Event::True)?,
            b'f' => word(self, b"false", Event::False)?,
            b'n' => word(self, b"null", Event::Null)?,
            _ => self.number()?,
        };
        self.expected = Expected::CommaOrEnd;
        Ok(event)
    }

    fn step(&mut self) -> Result<Option<Event>, Broken> {
        loop {
            let Some(byte) = self.skip_blanks() else {
                return if self.open.is_empty() { Ok(None) } else { Err(Broken) };
            };
            return Ok(Some(match (self.expected, byte) {
                (Expected::Text, b'{' | b'[') => self.begin(byte == b'{')?,
                (Expected::Text, _) => return Err(Broken),
                (Expected::ValueOrEnd | Expected::CommaOrEnd, b']') => self.end(false)?,
                (Expected::KeyOrEnd | Expected::CommaOrEnd, b'}') => self.end(true)?,
                (Expected::KeyOrEnd | Expected::Key, b'"') => {
                    let key = self.string()?;
                    if self.skip_blanks() != Some(b':') {
                        return Err(Broken);
                    }
                    self.at += 1;
                    self.expected = Expected::Value;
                    Event::Key(key)
                }
                (Expected::ValueOrEnd | Expected::Value, _) => self.value(byte)?,
                (Expected::CommaOrEnd, b',') => {
                    self.at += 1;
                    let in_object = self.open.last() == Some(&true);
                    self.expected = if in_object { Expected::Key } else { Expected::Value };
                    continue;
                }
                _ => return Err(Broken),
            }));
        }
    }
}

/// Whether all of a text can be shown as a tree.
fn is_whole(bytes: &[u8]) -> bool {
    let mut events = Events::new(bytes);
    let mut any = false;
    loop {
        match events.step() {
            Ok(Some(_)) => any = true,
            Ok(None) => return any,
            Err(Broken) => return false,
        }
    }
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let kind = d.media_type.essence.clone();
    if kind == BY_LOOKS {
        show(d, c);
        return Ok(());
    }
    d.columns.protocol = format!("{}/JSON", d.columns.protocol).into();
    d.columns.add_info(format_args!(", JavaScript Object Notation"));
    // Outside of bodies nobody says the type.
    if !kind.is_empty() {
        let layer = d.layer_node();
        d.tree.set_label(layer, format_args!("JavaScript Object Notation: {kind}"));
    }
    if !is_whole(c.peek()) {
        d.hand_over(Claim::Named("data-text-lines"), c);
        return Ok(());
    }
    if !kind.is_empty() {
        d.columns.add_info(format_args!(" ({kind})"));
    }
    d.columns.fence_info();
    if d.tree.wants_any_from(JSON.id, FIELDS.len()) {
        show(d, c);
    }
    Ok(())
}

/// An object or array that is open, or a member of an object.
struct Level {
    node: NodeRef,
    depth: crate::dissect::tree::Open,
    /// The name of the member; `None` for objects and arrays.
    key: Option<(String, Span)>,
    /// Bytes of the path outside of it.
    path_len: usize,
    in_array: bool,
}

fn show(d: &mut Dissector<'_>, c: Cursor<'_>) {
    let (bytes, whole) = (c.peek(), c.rest_span());
    let mut events = Events::new(bytes);
    let (mut levels, mut path): (Vec<Level>, String) = (Vec::new(), String::new());
    while let Ok(Some(event)) = events.step() {
        if d.tree.truncated {
            return;
        }
        let at = |range: &Range<usize>| At {
            value: bytes.get(range.clone()).unwrap_or(&[]),
            span: whole.part(range.start as u32, range.len() as u32),
        };
        match &event {
            Event::Begin { object } => {
                let here = At { value: (), span: whole.part(events.at as u32 - 1, 1) };
                let open = if *object { d.tree.open(OBJECT, here) } else { d.tree.open(ARRAY, here) };
                let path_len = path.len();
                if !object {
                    path.push_str("/[]");
                }
                levels.push(Level { node: open.node(), depth: open, key: None, path_len, in_array: !object });
            }
            Event::End => {
                if let Some(level) = levels.pop() {
                    path.truncate(level.path_len);
                    d.tree.close_at(level.depth, whole.start + events.at as u32);
                }
                end_member(d, &mut levels, &mut path, whole.start + events.at as u32);
            }
            Event::Key(range) => {
                let (key, path_len) = (unescaped(at(range).value), path.len());
                let node = d.tree.made_text(MEMBER, &key, at(range).span);
                let open = d.tree.enter(node);
                path.push('/');
                path.push_str(&key);
                let key = Some((key, at(range).span));
                levels.push(Level { node, depth: open, key, path_len, in_array: false });
            }
            Event::String(_) | Event::Number(_) | Event::True | Event::False | Event::Null => {
                let name = match levels.last() {
                    Some(Level { key: Some((key, _)), .. }) => key.as_str(),
                    Some(Level { in_array: true, .. }) => "[]",
                    _ => "",
                };
                scalar(d, &event, bytes, whole, events.at, name, &path);
                end_member(d, &mut levels, &mut path, whole.start + events.at as u32);
            }
        }
    }
}

/// The value of a member was shown: its name and path follow.
fn end_member(d: &mut Dissector<'_>, levels: &mut Vec<Level>, path: &mut String, end: u32) {
    let Some(level) = levels.pop_if(|level| level.key.is_some()) else { return };
    if let Some((key, span)) = &level.key {
        d.tree.made_text(KEY, key, *span);
        if path.len() <= PATH_MAX {
            generated(d, PATH, path, *span);
        }
        d.tree.set_len(level.node, end.saturating_sub(span.start));
    }
    path.truncate(level.path_len);
    d.tree.close(level.depth);
}

fn generated(d: &mut Dissector<'_>, field: Field<Str>, text: &str, span: Span) {
    let node = d.tree.made_text(field, text, span);
    d.tree.set_flag(node, Flags::GENERATED);
}

fn scalar(
    d: &mut Dissector<'_>,
    event: &Event,
    bytes: &[u8],
    whole: Span,
    end: usize,
    name: &str,
    path: &str,
) {
    let text = |range: &Range<usize>| bytes.get(range.clone()).unwrap_or(&[]);
    let (value, span) = match event {
        Event::String(range) => (unescaped(text(range)), whole.part(range.start as u32, range.len() as u32)),
        Event::Number(range) => (
            String::from_utf8_lossy(text(range)).into_owned(),
            whole.part(range.start as u32, range.len() as u32),
        ),
        Event::True => ("true".to_owned(), whole.part((end as u32).saturating_sub(4), 4)),
        Event::False => ("false".to_owned(), whole.part((end as u32).saturating_sub(5), 5)),
        _ => ("null".to_owned(), whole.part((end as u32).saturating_sub(4), 4)),
    };
    if path.len() <= PATH_MAX && value.len() <= BESIDE_MAX {
        for (field, before) in [(PATH_WITH_VALUE, path), (MEMBER_WITH_VALUE, name)] {
            if d.tree.wants(field.id) {
                generated(d, field, &format!("{before}:{value}"), span);
            }
        }
    }
    let word = At { value: (), span };
    match event {
        Event::String(_) => d.tree.made_text(STRING, &value, span),
        Event::Number(_) => d.tree.made_text(NUMBER, &value, span),
        Event::True => d.tree.leaf(TRUE, word),
        Event::False => d.tree.leaf(FALSE, word),
        _ => d.tree.leaf(NULL, word),
    };
}

/// The text that a string stands for (RFC 8259 section 7).
fn unescaped(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    if !text.contains('\\') {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut high = None;
    while let Some(c) = rest.next() {
        let c = match c {
            '\\' => rest.next().unwrap_or('\\'),
            c => {
                out.push(c);
                continue;
            }
        };
        out.push(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let digits: String = rest.as_str().chars().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                let Some(code) = code else {
                    out.push_str("\\u");
                    continue;
                };
                rest.nth(3);
                match (code, high.take()) {
                    (0xd800..0xdc00, _) => {
                        high = Some(code);
                        continue;
                    }
                    (0xdc00..0xe000, Some(high)) => {
                        char::from_u32(0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00))
                    }
                    _ => char::from_u32(code),
                }
                .unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            c => c,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{alone, told_alone};

    fn said(text: &str) -> Vec<String> {
        let (info, lines) = told_alone("json", text.as_bytes(), "JavaScript Object Notation");
        assert_eq!(info, ", JavaScript Object Notation");
        lines.iter().skip(1).map(|l| l[4..].to_owned()).collect()
    }

    #[test]
    fn objects_and_arrays_are_trees() {
        assert_eq!(
            said(r#"{"a": "x\u00e9\n", "c": [true, {"d": {}}], "e": {"f": null}}"#),
            [
                "Object",
                "    Member: a",
                "        [Path with value: /a:xé\\n]",
                "        [Member with value: a:xé\\n]",
                "        String value: xé\\n",
                "        Key: a",
                "        [Path: /a]",
                "    Member: c",
                "        Array",
                "            [Path with value: /c/[]:true]",
                "            [Member with value: []:true]",
                "            True value",
                "            Object",
                "                Member: d",
                "                    Object",
                "                    Key: d",
                "                    [Path: /c/[]/d]",
                "        Key: c",
                "        [Path: /c]",
                "    Member: e",
                "        Object",
                "            Member: f",
                "                [Path with value: /e/f:null]",
                "                [Member with value: f:null]",
                "                Null value",
                "                Key: f",
                "                [Path: /e/f]",
                "        Key: e",
                "        [Path: /e]",
            ]
        );
        assert_eq!(said("[1,[-2.5e+3]]{}").len(), 9);
    }

    #[test]
    fn what_is_no_json_is_lines() {
        for text in [
            "{\"a\":}",
            "{\"a\":1",
            "12",
            "\"x\"",
            "{}x",
            "[1,]",
            "{,}",
            "[01.]",
            "[1}",
            "{\"a\" 1}",
            "[tru]",
            "[\"a\n\"]",
        ] {
            let layers = alone("json", text.as_bytes(), |d| d.protocols());
            assert_eq!(layers, "json:data-text-lines", "{text}");
        }
        for text in ["{}", " [ ] ", "[1]\n{\"a\":2}", "[0,-1,1.5,1e9,1E-2]", "[\"\\\"\\\\\"]"] {
            assert!(is_whole(text.as_bytes()), "{text}");
        }
        assert!(is_whole(&[b"[".repeat(DEPTH_MAX), b"]".repeat(DEPTH_MAX)].concat()));
        assert!(!is_whole(&[b"[".repeat(DEPTH_MAX + 1), b"]".repeat(DEPTH_MAX + 1)].concat()));
    }

    #[test]
    fn strings_stand_for_other_characters() {
        for (sent, text) in [
            (r"a\tb\/c", "a\tb/c"),
            (r"\ud83d\ude00", "😀"),
            (r"\ude00x", "\u{fffd}x"),
            (r"\u12", r"\u12"),
            (r"\u00e9", "é"),
        ] {
            assert_eq!(unescaped(sent.as_bytes()), text, "{sent}");
        }
    }
}
