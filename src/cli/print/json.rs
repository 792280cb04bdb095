//! `-T json`: the tree, or chosen fields, as tshark's JSON.

use super::Shown;
use super::fields::{self, Chosen};
use super::time::{Form, Seconds};
use crate::base::time::{Timestamp, Zone};
use crate::dissect::tree::Node;
use crate::field::{Base, Type, show};
use std::fmt::Write;

/// Nesting of the object of a frame's layers.
const LAYERS_DEPTH: usize = 4;

/// Writes the array of all frames.
#[derive(Debug)]
pub struct Json {
    /// Values of one key as a list, instead of the key again.
    unique_keys: bool,
    /// Protocols shown; the others are named. True: with all their parts.
    only: Option<(Vec<String>, bool)>,
    any: bool,
    /// `_index`: the day of the first frame.
    day: String,
    scratch: String,
}

impl Json {
    pub fn new(unique_keys: bool, only: Option<(Vec<String>, bool)>) -> Self {
        Self { unique_keys, only, any: false, day: String::new(), scratch: String::new() }
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
        if self.day.is_empty() {
            self.day = day(frame.times.this);
        }
        out.push_str(if self.any { ",\n" } else { "\n" });
        self.any = true;
        let _ = write!(
            out,
            "  {{\n    \"_index\": \"packets-{}\",\n    \"_type\": \"doc\",\n    \"_score\": null,\n    \
             \"_source\": {{\n      \"layers\": {{",
            self.day
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
        let mut siblings = Vec::new();
        let mut at = range.start;
        while let Some(node) = nodes.get(at).filter(|_| at < range.end) {
            siblings.push(at);
            at = (node.end as usize).max(at + 1);
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        if self.unique_keys {
            let mut by_key = std::collections::HashMap::new();
            for index in siblings {
                let slot = *by_key.entry(self.key(frame, index)).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
                if let Some(group) = groups.get_mut(slot) {
                    group.push(index);
                }
            }
        } else {
            groups = siblings.into_iter().map(|i| vec![i]).collect();
        }
        let mut first = true;
        for group in &groups {
            let Some(node) = group.first().and_then(|i| nodes.get(*i)) else { continue };
            let has_value = !matches!(frame.d.tree.def(node.field).ty, Type::Label | Type::Protocol);
            let is_parent = |i: &usize| nodes.get(*i).is_some_and(|n| n.end as usize > i + 1);
            let parents: Vec<usize> = group.iter().copied().filter(is_parent).collect();
            let key = group.first().map(|i| self.key(frame, *i)).unwrap_or_default();
            if has_value || parents.is_empty() {
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
                    let shown = |(names, _): &(Vec<String>, bool)| names.iter().any(|n| n == name);
                    if filtered && !self.only.as_ref().is_some_and(shown) {
                        member("filtered", "", &mut true, depth + 1, out);
                        string(name, out);
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

/// The value of a node of the tree: byte strings have colons here.
fn node_value(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    let def = tree.def(node.field);
    match def.ty {
        Type::Label => {}
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
        fields::value(frame, node, out);
    }
}

fn day(at: Timestamp) -> String {
    at.civil(Zone::Utc)
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
