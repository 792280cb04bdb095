//! `-T json` and `-T jsonraw`: the tree, or chosen fields, as tshark's JSON.

use super::fields::Chosen;
use super::hexdump;
use super::shown::Shown;
use super::time::{Form, Seconds};
use super::value::value;
use crate::base::time::{Timestamp, Zone};
use crate::dissect::Flags;
use crate::dissect::tree::Node;
use crate::field::{Base, FieldDef, Type, Value, reference_type, show};
use std::fmt::Write;

/// Nesting of the object of a frame's layers.
const LAYERS_DEPTH: usize = 4;

/// What is told of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// `-T json`
    Values,
    /// `-T json -x`
    ValuesAndBytes,
    /// `-T jsonraw`
    Bytes,
}

/// Writes the array of all frames.
#[derive(Debug)]
pub struct Json {
    parts: Parts,
    /// Values of one key as a list, instead of the key again.
    unique_keys: bool,
    /// Protocols shown; the others are named. True: with all their parts.
    only: Option<(Vec<String>, bool)>,
    any: bool,
    scratch: String,
}

impl Json {
    pub fn new(parts: Parts, unique_keys: bool, only: Option<(Vec<String>, bool)>) -> Self {
        Self { parts, unique_keys, only, any: false, scratch: String::new() }
    }

    pub fn begin(&self, out: &mut String) {
        out.push('[');
    }

    pub fn end(&self, out: &mut String) {
        out.push_str(if self.any { "\n]\n" } else { "]\n" });
    }

    /// Adds a frame: its tree, or the chosen fields.
    pub fn frame(
        &mut self,
        frame: &Shown<'_, '_>,
        chosen: Option<&mut Chosen>,
        form: Form,
        seconds: Seconds,
        out: &mut String,
    ) {
        out.push_str(if self.any { ",\n" } else { "\n" });
        self.any = true;
        let _ = write!(
            out,
            "  {{\n    \"_index\": \"packets-{}\",\n    \"_type\": \"doc\",\n    \"_score\": null,\n    \
             \"_source\": {{\n      \"layers\": {{",
            day(frame.times.this)
        );
        match chosen {
            None => {
                let filtered = self.only.is_some();
                self.children(frame, 0..frame.d.tree.nodes().len(), LAYERS_DEPTH, filtered, out);
            }
            Some(chosen) => {
                let mut first = true;
                chosen.each(frame, form, seconds, field_value, |name, values| {
                    out.push_str(if first { "\n" } else { ",\n" });
                    first = false;
                    indent(LAYERS_DEPTH, out);
                    string(name, out);
                    out.push_str(": [");
                    for (i, value) in values.enumerate() {
                        out.push_str(if i == 0 { "\n" } else { ",\n" });
                        indent(LAYERS_DEPTH + 1, out);
                        string(value, out);
                    }
                    out.push('\n');
                    indent(LAYERS_DEPTH, out);
                    out.push(']');
                });
                if !first {
                    out.push('\n');
                    indent(LAYERS_DEPTH - 1, out);
                }
            }
        }
        out.push_str("}\n    }\n  }");
    }

    /// Adds the members of an object, `{` being written, and the blanks before its `}`.
    fn children(
        &mut self,
        frame: &Shown<'_, '_>,
        range: std::ops::Range<usize>,
        depth: usize,
        filtered: bool,
        out: &mut String,
    ) {
        let nodes = frame.d.tree.nodes();
        let groups: Vec<Vec<usize>> = if self.unique_keys {
            siblings(frame, &[range], |index| self.key(frame, index))
        } else {
            siblings(frame, &[range], |index| index)
        };
        let mut first = true;
        for group in &groups {
            let Some(node) = group.first().and_then(|i| nodes.get(*i)) else { continue };
            let has_value = !matches!(frame.d.tree.def(node.field).ty, Type::Label | Type::Protocol);
            let is_parent = |i: &usize| nodes.get(*i).is_some_and(|n| n.end as usize > i + 1);
            let parents: Vec<usize> = group.iter().copied().filter(is_parent).collect();
            let key = group.first().map(|i| self.key(frame, *i)).unwrap_or_default();
            let is_text = frame.d.tree.def(node.field).abbrev == "text";
            let has_bytes = match self.parts {
                Parts::Values => false,
                Parts::ValuesAndBytes => node.span.len > 0 && !is_text,
                Parts::Bytes => !is_text,
            };
            if has_bytes {
                member(&key, "_raw", &mut first, depth, out);
                list(group, depth, out, |index, depth, out| {
                    if let Some(node) = nodes.get(index) {
                        raw(frame, node, depth, out);
                    }
                });
            }
            let has_text = self.parts != Parts::Bytes || is_text && parents.is_empty();
            if has_text && (has_value || parents.is_empty()) {
                member(&key, "", &mut first, depth, out);
                let mut text = std::mem::take(&mut self.scratch);
                list(group, depth, out, |index, _, out| {
                    text.clear();
                    if let Some(node) = nodes.get(index) {
                        node_value(frame, node, &mut text);
                    }
                    string(&text, out);
                });
                self.scratch = text;
            }
            if !parents.is_empty() {
                member(&key, if has_value { "_tree" } else { "" }, &mut first, depth, out);
                list(&parents, depth, out, |index, depth, out| {
                    let end = nodes.get(index).map_or(index + 1, |n| n.end as usize);
                    out.push('{');
                    let name = nodes.get(index).map_or("", |n| frame.d.tree.def(n.field).abbrev);
                    if filtered && !is_shown(self.only.as_ref(), name) {
                        member("filtered", "", &mut true, depth + 1, out);
                        let label = nodes.get(index).filter(|_| name == "text");
                        let mut text = String::new();
                        match label {
                            Some(node) => {
                                frame.d.tree.label(node, &frame.d.sources, &mut text);
                                let plain = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
                                if let Some(plain) = plain.filter(|_| node.flags.has(Flags::GENERATED)) {
                                    text = plain.to_string();
                                }
                            }
                            None => text.push_str(name),
                        }
                        string(&text, out);
                        out.push('\n');
                        indent(depth, out);
                    } else {
                        let further = filtered && !self.only.as_ref().is_some_and(|(_, whole)| *whole);
                        self.children(frame, index + 1..end, depth + 1, further, out);
                    }
                    out.push('}');
                });
            }
        }
        if !first {
            out.push('\n');
            indent(depth - 1, out);
        }
    }

    /// The key of a node: its field's name, or its text if it has no field of its own.
    fn key(&self, frame: &Shown<'_, '_>, index: usize) -> String {
        let tree = &frame.d.tree;
        let Some(node) = tree.nodes().get(index) else { return String::new() };
        let name = tree.def(node.field).abbrev;
        if name != "text" {
            return name.to_string();
        }
        let mut label = String::new();
        tree.field_text(node, &frame.d.sources, &mut label);
        label
    }
}

/// Whether a protocol is among those that `-j` or `-J` names.
pub fn is_shown(only: Option<&(Vec<String>, bool)>, name: &str) -> bool {
    only.is_some_and(|(names, _)| names.iter().any(|n| n == name))
}

/// The nodes of some ranges that stand in no other of these, those with the same key together, in order
/// of appearance.
pub fn siblings<K: std::hash::Hash + Eq>(
    frame: &Shown<'_, '_>,
    ranges: &[std::ops::Range<usize>],
    key: impl Fn(usize) -> K,
) -> Vec<Vec<usize>> {
    let nodes = frame.d.tree.nodes();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_key = std::collections::HashMap::new();
    for range in ranges {
        let mut at = range.start;
        while let Some(node) = nodes.get(at).filter(|_| at < range.end) {
            let slot = *by_key.entry(key(at)).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(slot) {
                group.push(at);
            }
            at = (node.end as usize).max(at + 1);
        }
    }
    groups
}

/// Bytes, position, length, bit mask and type of a node.
fn raw(frame: &Shown<'_, '_>, node: &Node, depth: usize, out: &mut String) {
    let def = frame.d.tree.def(node.field);
    out.push_str("[\n");
    let ty = type_number(def);
    let numbers = if node.flags.has(Flags::EXPERT) || def.abbrev == "tcp.completeness" {
        // Findings have no bytes and no place; nor has what is known of a conversation.
        [0, 0, 0, if def.abbrev == "_ws.expert" { PROTOCOL_NUMBER } else { ty }]
    } else {
        indent(depth + 1, out);
        out.push('"');
        match node.value {
            Value::Uint(v) if def.mask != 0 => _ = write!(out, "{v:X}"),
            Value::Int(v) if def.mask != 0 => _ = write!(out, "{v:X}"),
            _ => frame.d.sources.at(node.span).iter().for_each(|b| hexdump::push_hex(*b, out)),
        }
        out.push_str("\",\n");
        [node.span.start.into(), node.span.len.into(), def.mask, ty]
    };
    for (i, number) in numbers.into_iter().enumerate() {
        out.push_str(if i > 0 { ",\n" } else { "" });
        indent(depth + 1, out);
        let _ = write!(out, "{number}");
    }
    out.push('\n');
    indent(depth, out);
    out.push(']');
}

const PROTOCOL_NUMBER: u64 = 1;

/// The number of a field's type in tshark 4.0.
fn type_number(def: &FieldDef) -> u64 {
    match reference_type(def) {
        Some("FT_NONE") => return 0,
        Some("FT_STRINGZ") => return 27,
        Some("FT_UINT_STRING") => return 28,
        Some("FT_UINT_BYTES") => return 31,
        Some("FT_STRINGZPAD") => return 43,
        Some("FT_STRINGZTRUNC") => return 45,
        _ => {}
    }
    match def.ty {
        Type::Label => 0,
        Type::Protocol => PROTOCOL_NUMBER,
        Type::Bool => 2,
        Type::Char => 3,
        Type::U8 => 4,
        Type::U16 => 5,
        Type::U24 => 6,
        Type::U32 => 7,
        Type::U40 => 8,
        Type::U48 => 9,
        Type::U56 => 10,
        Type::U64 => 11,
        Type::I8 => 12,
        Type::I16 => 13,
        Type::I32 => 15,
        Type::I64 => 19,
        Type::Double => 23,
        Type::AbsoluteTime => 24,
        Type::RelativeTime => 25,
        Type::Str => 26,
        Type::Ether => 29,
        Type::Bytes => 30,
        Type::Ipv4 => 32,
        Type::IpxNet => 34,
        Type::Ipv6 => 33,
        Type::FrameNum => 35,
        Type::Guid => 36,
        Type::Oid => 37,
        Type::Eui64 => 38,
    }
}

/// Begins a member of an object, up to its colon.
fn member(key: &str, suffix: &str, first: &mut bool, depth: usize, out: &mut String) {
    out.push_str(if std::mem::take(first) { "\n" } else { ",\n" });
    indent(depth, out);
    string(&format!("{key}{suffix}"), out);
    out.push_str(": ");
}

/// One value by itself, several as a list.
fn list(group: &[usize], depth: usize, out: &mut String, mut value: impl FnMut(usize, usize, &mut String)) {
    if let [index] = group {
        return value(*index, depth, out);
    }
    out.push('[');
    for (i, index) in group.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        indent(depth + 1, out);
        value(*index, depth + 1, out);
    }
    out.push('\n');
    indent(depth, out);
    out.push(']');
}

/// Adds the value of a node of the tree: byte strings have colons here.
pub fn node_value(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    let def = tree.def(node.field);
    match def.ty {
        Type::Label => {}
        Type::Protocol => tree.label(node, &frame.d.sources, out),
        Type::Bytes if def.base == Base::None => {
            let _ = show::hex(tree.value_bytes(node, &frame.d.sources), ":", out);
        }
        _ => field_value(frame, node, out),
    }
}

/// The value of a chosen field; strings as they are, since JSON has its own escapes.
fn field_value(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    if tree.def(node.field).ty == Type::Str {
        out.push_str(&String::from_utf8_lossy(tree.value_bytes(node, &frame.d.sources)));
    } else {
        value(frame, node, out);
    }
}

/// The day of an instant, where the computer stands, as the name of an index has it.
pub fn day(at: Timestamp) -> String {
    at.civil(Zone::Local)
        .map_or_else(String::new, |t| format!("{:04}-{:02}-{:02}", t.year(), t.month(), t.day()))
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Adds a JSON string. What could steer a terminal becomes an escape, which means the same.
pub fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // A slash behind `<`, so that the text may stand in HTML.
            '/' if out.ends_with('<') => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c.is_control() || show::is_deceptive(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_json_and_harmless() {
        let mut out = String::new();
        string("a\"\\\r\n\x1b\u{202e}\u{9b}日本", &mut out);
        assert_eq!(out, r#""a\"\\\r\n\u001b\u202e\u009b日本""#);
    }
}
