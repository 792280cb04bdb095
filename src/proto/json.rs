//! JSON texts (RFC 8259) as trees. What is none is shown line by line.

use super::text_lines;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, NodeRef, Protocol, Span};
use crate::field::Field;
use crate::field::def::{Label, Str};

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
    ],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "json";
    /// A JSON text.
    JSON: Protocol = "json", "JavaScript Object Notation", None;
    /// A list.
    ARRAY: Label = "json.array", "Array", None;
    /// Names with values.
    OBJECT: Label = "json.object", "Object", None;
    /// One of them: the name.
    MEMBER: Str = "json.member", "Member", None;
    /// The name once more.
    KEY: Str = "json.key", "Key", None;
    /// The names that lead to it.
    PATH: Str = "json.path", "Path", None;
    /// The same with the value.
    PATH_WITH_VALUE: Str = "json.path_with_value", "Path with value", None;
    /// Name and value.
    MEMBER_WITH_VALUE: Str = "json.member_with_value", "Member with value", None;
    /// A text.
    STRING: Str = "json.value.string", "String value", None;
    /// A number, as it is written.
    NUMBER: Str = "json.value.number", "Number value", None;
    /// False.
    FALSE: Label = "json.value.false", "False value", None;
    /// Null.
    NULL: Label = "json.value.null", "Null value", None;
    /// True.
    TRUE: Label = "json.value.true", "True value", None;
}

/// Lists and objects in each other.
const DEPTH_MAX: usize = 64;
/// Bytes of a path or a value that go into a generated line.
const TEXT_MAX: usize = 4_096;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let kind = d.media_type.essence.clone();
    d.columns.protocol = format!("{}/JSON", d.columns.protocol).into();
    d.columns.add_info(format_args!(", JavaScript Object Notation"));
    // Outside of bodies nobody says the type.
    if !kind.is_empty() {
        d.columns.add_info(format_args!(" ({kind})"));
        let layer = d.layer_node();
        d.tree.set_label(layer, format_args!("JavaScript Object Notation: {kind}"));
    }
    d.columns.fence_info();
    let bytes = c.peek();
    let start = blanks(bytes, 0);
    let end = match bytes.get(start) {
        Some(b'{' | b'[') => end_of(bytes, start),
        _ => None,
    };
    if let Some(end) = end {
        if d.tree.wants_any(&FIELDS_SHOWN) {
            let mut shown = Shown { bytes, whole: c.rest_span(), path: String::new() };
            shown.value(d, start, "");
        }
        c.skip(blanks(bytes, end) as u32)?;
    }
    text_lines::lines(d, c);
    Ok(())
}

/// Whether somebody looks at any of them decides whether the text is walked.
const FIELDS_SHOWN: [crate::field::FieldId; 12] = [
    ARRAY.id,
    OBJECT.id,
    MEMBER.id,
    KEY.id,
    PATH.id,
    PATH_WITH_VALUE.id,
    MEMBER_WITH_VALUE.id,
    STRING.id,
    NUMBER.id,
    FALSE.id,
    NULL.id,
    TRUE.id,
];

/// Where the blanks at `at` end.
fn blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// Where the value at `at` ends; `None`: it is no whole value, or nested too deep.
fn end_of(bytes: &[u8], at: usize) -> Option<usize> {
    /// What may come next.
    enum Next {
        Value,
        Key,
        Behind,
    }
    let (mut at, mut next) = (at, Next::Value);
    let mut open: Vec<u8> = Vec::new();
    loop {
        at = blanks(bytes, at);
        let byte = *bytes.get(at)?;
        match next {
            Next::Value => match byte {
                b'{' | b'[' => {
                    if open.len() >= DEPTH_MAX {
                        return None;
                    }
                    open.push(byte);
                    at += 1;
                    let close = if byte == b'{' { b'}' } else { b']' };
                    next = match *bytes.get(blanks(bytes, at))? {
                        b if b == close => Next::Behind,
                        _ if byte == b'{' => Next::Key,
                        _ => Next::Value,
                    };
                }
                _ => {
                    at = scalar_end(bytes, at)?;
                    next = Next::Behind;
                }
            },
            Next::Key => {
                if byte != b'"' {
                    return None;
                }
                at = blanks(bytes, string_end(bytes, at)?);
                if bytes.get(at) != Some(&b':') {
                    return None;
                }
                at += 1;
                next = Next::Value;
            }
            Next::Behind => {
                next = match (byte, open.last()?) {
                    (b',', b'{') => Next::Key,
                    (b',', _) => Next::Value,
                    (b'}', b'{') | (b']', b'[') => {
                        open.pop();
                        Next::Behind
                    }
                    _ => return None,
                };
                at += 1;
            }
        }
        if open.is_empty() {
            return Some(at);
        }
    }
}

fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    loop {
        match *bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' => end += 2,
            0..0x20 => return None,
            _ => end += 1,
        }
    }
}

fn scalar_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    for word in [&b"true"[..], b"false", b"null"] {
        if rest.starts_with(word) {
            return Some(at + word.len());
        }
    }
    match *rest.first()? {
        b'"' => string_end(bytes, at),
        b'-' | b'0'..=b'9' => {
            let of_number = |b: &&u8| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
            Some(at + rest.iter().take_while(of_number).count())
        }
        _ => None,
    }
}

/// A text that is whole.
struct Shown<'a> {
    bytes: &'a [u8],
    /// Where it stands.
    whole: Span,
    /// The names that lead to the value being shown.
    path: String,
}

impl<'a> Shown<'a> {
    fn span(&self, from: usize, to: usize) -> Span {
        self.whole.part(from as u32, to.saturating_sub(from) as u32)
    }

    /// Shows the value at `at`, whose name is `name`; says where it ends.
    fn value(&mut self, d: &mut Dissector<'_>, at: usize, name: &str) -> usize {
        if d.tree.truncated {
            return self.bytes.len();
        }
        match self.bytes.get(at) {
            Some(b'{') => self.object(d, at),
            Some(b'[') => self.array(d, at),
            Some(_) => self.scalar(d, at, name),
            None => at,
        }
    }

    fn object(&mut self, d: &mut Dissector<'_>, at: usize) -> usize {
        let open = d.tree.open(OBJECT, At { value: (), span: self.span(at, at + 1) });
        let mut at = blanks(self.bytes, at + 1);
        while self.bytes.get(at) == Some(&b'"') && !d.tree.truncated {
            let Some(key_end) = string_end(self.bytes, at) else { break };
            let key = self.string(at, key_end);
            let node = text(d, MEMBER, &key, self.span(at, key_end));
            let member = d.tree.enter(node);
            let before = self.path.len();
            self.descend(&key);
            let start = blanks(self.bytes, blanks(self.bytes, key_end) + 1);
            let end = self.value(d, start, &key);
            text(d, KEY, &key, self.span(at, key_end));
            let node = text(d, PATH, &self.path, self.span(at, end));
            d.tree.set_flag(node, Flags::GENERATED);
            self.path.truncate(before);
            d.tree.set_span(member.node(), self.span(at, end));
            d.tree.close(member);
            at = blanks(self.bytes, end);
            if self.bytes.get(at) == Some(&b',') {
                at = blanks(self.bytes, at + 1);
            }
        }
        d.tree.close_at(open, self.whole.start.saturating_add(at as u32 + 1));
        at + 1
    }

    fn array(&mut self, d: &mut Dissector<'_>, at: usize) -> usize {
        let open = d.tree.open(ARRAY, At { value: (), span: self.span(at, at + 1) });
        let before = self.path.len();
        self.descend("[]");
        let mut at = blanks(self.bytes, at + 1);
        while self.bytes.get(at).is_some_and(|b| *b != b']') && !d.tree.truncated {
            let end = self.value(d, at, "[]");
            at = blanks(self.bytes, end.max(at + 1));
            if self.bytes.get(at) == Some(&b',') {
                at = blanks(self.bytes, at + 1);
            }
        }
        self.path.truncate(before);
        d.tree.close_at(open, self.whole.start.saturating_add(at as u32 + 1));
        at + 1
    }

    /// One step further down; of very long paths no more is kept.
    fn descend(&mut self, name: &str) {
        if self.path.len() < TEXT_MAX {
            self.path.push('/');
            self.path.push_str(cut(name));
        }
    }

    fn scalar(&mut self, d: &mut Dissector<'_>, at: usize, name: &str) -> usize {
        let end = scalar_end(self.bytes, at).unwrap_or(self.bytes.len());
        let span = self.span(at, end);
        let written = self.bytes.get(at..end).unwrap_or(&[]);
        let is_string = written.first() == Some(&b'"');
        let said =
            if is_string { self.string(at, end) } else { String::from_utf8_lossy(written).into_owned() };
        for (field, before) in [(PATH_WITH_VALUE, self.path.as_str()), (MEMBER_WITH_VALUE, cut(name))] {
            let node = text(d, field, &format!("{before}:{}", cut(&said)), span);
            d.tree.set_flag(node, Flags::GENERATED);
        }
        match written {
            b"true" => label(d, TRUE, span),
            b"false" => label(d, FALSE, span),
            b"null" => label(d, NULL, span),
            _ => drop(text(d, if is_string { STRING } else { NUMBER }, &said, span)),
        }
        end
    }

    /// What a string says: its escapes resolved.
    fn string(&self, at: usize, end: usize) -> String {
        let inner = self.bytes.get(at + 1..end.saturating_sub(1)).unwrap_or(&[]);
        if inner.contains(&b'\\') { unescaped(inner) } else { String::from_utf8_lossy(inner).into_owned() }
    }
}

fn label(d: &mut Dissector<'_>, field: Field<Label>, span: Span) {
    d.tree.leaf(field, At { value: (), span });
}

fn text(d: &mut Dissector<'_>, field: Field<Str>, text: &str, span: Span) -> NodeRef {
    d.tree.made_text(field, text, span)
}

/// No more of it than is shown.
fn cut(text: &str) -> &str {
    let mut end = TEXT_MAX.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Resolves `\n`, `\u00e9` and the like (RFC 8259 section 7).
fn unescaped(inner: &[u8]) -> String {
    let lossy = String::from_utf8_lossy(inner);
    let mut out = String::with_capacity(lossy.len());
    let mut rest = &*lossy;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or(""));
        rest = rest.get(at + 1..).unwrap_or("");
        let Some(kind) = rest.chars().next() else { break };
        rest = rest.get(kind.len_utf8()..).unwrap_or("");
        match kind {
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let Some(unit) = unit(&mut rest) else {
                    out.push(char::REPLACEMENT_CHARACTER);
                    continue;
                };
                let mut units = vec![unit];
                // A pair of units makes one character.
                if (0xd800..0xdc00).contains(&unit) && rest.starts_with("\\u") {
                    rest = rest.get(2..).unwrap_or("");
                    units.extend(self::unit(&mut rest));
                }
                out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

fn unit(rest: &mut &str) -> Option<u16> {
    let digits = rest.get(..4)?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    *rest = rest.get(4..)?;
    Some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::told_alone;

    fn lines(text: &[u8]) -> Vec<String> {
        told_alone("json", text, "JavaScript Object Notation").1
    }

    #[test]
    fn objects_and_lists_are_trees() {
        assert_eq!(
            lines(br#" {"a": [1, true, "x\u00e9\n"], "b": {}} "#)[1..],
            [
                "    Object",
                "        Member: a",
                "            Array",
                "                [Path with value: /a/[]:1]",
                "                [Member with value: []:1]",
                "                Number value: 1",
                "                [Path with value: /a/[]:true]",
                "                [Member with value: []:true]",
                "                True value",
                "                [Path with value: /a/[]:xé\\n]",
                "                [Member with value: []:xé\\n]",
                "                String value: xé\\n",
                "            Key: a",
                "            [Path: /a]",
                "        Member: b",
                "            Object",
                "            Key: b",
                "            [Path: /b]",
            ]
        );
    }

    #[test]
    fn what_is_no_json_is_lines() {
        for text in [&b"{bad json"[..], b"\"text\"", b"[1,]", b"{\"a\" 1}", b"[[", b"{\"a\":tru}"] {
            let shown = format!("    {}", String::from_utf8_lossy(text));
            assert_eq!(lines(text)[1..], [shown]);
        }
        assert_eq!(lines(b"[] x")[1..], ["    Array", "    x"]);
        let deep = "[".repeat(DEPTH_MAX + 1) + &"]".repeat(DEPTH_MAX + 1);
        assert_eq!(end_of(deep.as_bytes(), 0), None);
        assert_eq!(end_of(&deep.as_bytes()[1..], 0), Some(2 * DEPTH_MAX));
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(unescaped(br#"a\"\\\/\tb"#), "a\"\\/\tb");
        assert_eq!(unescaped(br"\ud83d\ude00\ud83d\u12"), "\u{1f600}\u{fffd}12");
    }
}
