//! `-T ek`: two lines a frame, as the bulk interface of Elasticsearch takes them.

use super::fields::Chosen;
use super::hexdump;
use super::json::{day, is_shown, string};
use super::shown::Shown;
use super::time::{Form, Seconds};
use super::value;
use crate::base::time::{NANOS, Timestamp, Zone};
use crate::dissect::tree::Node;
use crate::field::{FieldDef, Type, Value};
use hashbrown::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// Writes frames as lines of JSON.
#[derive(Debug)]
pub struct Ek {
    /// Protocols shown; the others are named. True: with all their parts.
    only: Option<(Vec<String>, bool)>,
    /// The bytes of each field as well.
    hex: bool,
}

/// A node, and whether it is chosen from.
type Found = (usize, bool);

/// A node's name, and that of what it stands in: `eth.addr` in `eth.dst` is another than that in `eth.src`.
type Names = [&'static str; 2];

/// Nodes by their names, in order of appearance.
#[derive(Default)]
struct Groups {
    in_order: Vec<Vec<Found>>,
    by_names: HashMap<Names, usize>,
}

impl Groups {
    fn add(&mut self, names: Names, found: Found) {
        let slot = *self.by_names.entry(names).or_insert_with(|| {
            self.in_order.push(Vec::new());
            self.in_order.len() - 1
        });
        if let Some(group) = self.in_order.get_mut(slot) {
            group.push(found);
        }
    }
}

impl Ek {
    pub fn new(only: Option<(Vec<String>, bool)>, hex: bool) -> Self {
        Self { only, hex }
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
        let day = day(frame.times.this);
        let _ = writeln!(out, "{{\"index\":{{\"_index\":\"packets-{day}\",\"_type\":\"doc\"}}}}");
        let (seconds_since, nanos) =
            (frame.times.this.0.div_euclid(NANOS), frame.times.this.0.rem_euclid(NANOS));
        let millis = nanos / (NANOS / 1000);
        let _ = write!(out, "{{\"timestamp\":\"{seconds_since}{millis:03}\",\"layers\":{{");
        match chosen {
            None => {
                let mut first = true;
                let all = 0..frame.d.tree.nodes().len();
                self.members(frame, all, self.only.is_some(), &mut first, out);
            }
            Some(chosen) => {
                let mut first = true;
                chosen.each(frame, form, seconds, value, |name, values| {
                    comma(&mut first, out);
                    string(&name.replace('.', "_"), out);
                    out.push_str(":[");
                    for (i, value) in values.enumerate() {
                        if i > 0 {
                            out.push(',');
                        }
                        string(value, out);
                    }
                    out.push(']');
                });
            }
        }
        out.push_str("}}\n");
    }

    /// Adds the members of an object: all that stands below it, those of one name together; protocols
    /// are objects of their own.
    fn members(
        &self,
        frame: &Shown<'_, '_>,
        range: Range<usize>,
        filtered: bool,
        first: &mut bool,
        out: &mut String,
    ) {
        let nodes = frame.d.tree.nodes();
        let mut groups = Groups::default();
        self.gather(frame, range, "", filtered, &mut groups);
        for group in groups.in_order {
            let Some(node) = group.first().and_then(|(i, _)| nodes.get(*i)) else { continue };
            let key = self.key(frame, node);
            if self.hex && node.span.len > 0 {
                comma(first, out);
                string(&format!("{key}_raw"), out);
                out.push(':');
                self.list(&group, out, |(index, _), out| {
                    let Some(node) = nodes.get(index) else { return };
                    out.push('"');
                    // Of some bits their value.
                    match node.value.uint().filter(|_| frame.d.tree.def(node.field).mask != 0) {
                        Some(value) => _ = write!(out, "{value:X}"),
                        None => {
                            let bytes = frame.d.sources.at(node.span);
                            bytes.iter().for_each(|b| hexdump::push_hex(*b, out));
                        }
                    }
                    out.push('"');
                });
            }
            comma(first, out);
            string(&key, out);
            out.push(':');
            let is_protocol = is_object(frame, node);
            self.list(&group, out, |(index, filtered), out| {
                let Some(node) = nodes.get(index) else { return };
                let name = frame.d.tree.def(node.field).abbrev;
                if filtered && !is_shown(self.only.as_ref(), name) {
                    out.push_str("{\"filtered\":");
                    string(name, out);
                    out.push('}');
                } else if is_protocol {
                    out.push('{');
                    let inside = index + 1..node.end as usize;
                    self.members(frame, inside, self.filters_below(filtered), &mut true, out);
                    out.push('}');
                } else {
                    json_value(frame, node, out);
                }
            });
        }
    }

    /// Sorts what stands in a range by its names, with what is below; not what is in protocols.
    fn gather(
        &self,
        frame: &Shown<'_, '_>,
        range: Range<usize>,
        within: &'static str,
        filtered: bool,
        groups: &mut Groups,
    ) {
        let nodes = frame.d.tree.nodes();
        let mut at = range.start;
        while let Some(node) = nodes.get(at).filter(|_| at < range.end) {
            let name = frame.d.tree.def(node.field).abbrev;
            groups.add([within, name], (at, filtered));
            let end = (node.end as usize).max(at + 1);
            let is_hidden = filtered && !is_shown(self.only.as_ref(), name);
            if !is_hidden && end > at + 1 && !is_object(frame, node) {
                self.gather(frame, at + 1..end, name, self.filters_below(filtered), groups);
            }
            at = end;
        }
    }

    /// Whether the parts of what is shown are chosen from too.
    fn filters_below(&self, filtered: bool) -> bool {
        filtered && !self.only.as_ref().is_some_and(|(_, whole)| *whole)
    }

    fn list(&self, group: &[Found], out: &mut String, mut write: impl FnMut(Found, &mut String)) {
        let several = group.len() > 1;
        if several {
            out.push('[');
        }
        for (i, found) in group.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            write(*found, out);
        }
        if several {
            out.push(']');
        }
    }

    /// `ip_ip_src`: protocol and field; `ip` for the protocol itself, `tcp_options_nop` for a part with a
    /// name as protocols have.
    fn key(&self, frame: &Shown<'_, '_>, node: &Node) -> String {
        let def = frame.d.tree.def(node.field);
        let name = def.abbrev.replace('.', "_");
        if is_object(frame, node) || is_option(def) || name == "text" {
            return name;
        }
        let owner = frame.d.registry().owner(node.field).replace('.', "_");
        format!("{owner}_{name}")
    }
}

/// Families of options; Wireshark has an option as a protocol, and bytes that are none.
const OPTIONS: &[&str] = &["tcp.options.", "ip.options.", "lcp.opt.", "ipcp.opt.", "ipv6cp.opt.", "ccp.opt."];
const NO_OPTIONS: &[&str] = &["lcp.opt.data", "lcp.opt.message", "ccp.opt.data"];

fn is_option(def: &FieldDef) -> bool {
    let name = |family: &&str| def.abbrev.strip_prefix(*family);
    def.ty == Type::Bytes
        && OPTIONS.iter().find_map(name).is_some_and(|name| !name.contains('.'))
        && !NO_OPTIONS.contains(&def.abbrev)
}

fn is_object(frame: &Shown<'_, '_>, node: &Node) -> bool {
    let def = frame.d.tree.def(node.field);
    def.ty == Type::Protocol || def.abbrev == "_ws.expert"
}

fn comma(first: &mut bool, out: &mut String) {
    if !std::mem::take(first) {
        out.push(',');
    }
}

fn json_value(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let def = frame.d.tree.def(node.field);
    match def.ty {
        Type::Label if def.abbrev != "text" => out.push_str("null"),
        Type::Bool => out.push_str(if node.value.uint() == Some(0) { "false" } else { "true" }),
        _ => {
            let mut text = String::new();
            super::json::node_value(frame, node, &mut text);
            if let (Type::AbsoluteTime, Value::Int(nanos)) = (def.ty, node.value) {
                text = iso_time(Timestamp(nanos)).unwrap_or(text);
            }
            if def.ty == Type::Label {
                frame.d.tree.field_text(node, &frame.d.sources, &mut text);
            }
            string(&text, out);
        }
    }
}

/// `2004-12-05T19:16:24.317453000Z`
fn iso_time(at: Timestamp) -> Option<String> {
    let t = at.civil(Zone::Utc)?;
    let nanos = at.0.rem_euclid(NANOS);
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{nanos:09}Z",
        t.year(),
        t.month(),
        t.day(),
        t.hour(),
        t.minute(),
        t.second()
    ))
}

/// The value of a chosen field; strings as they are, since JSON has its own escapes.
fn value(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    if tree.def(node.field).ty == Type::Str {
        out.push_str(&String::from_utf8_lossy(tree.value_bytes(node, &frame.d.sources)));
    } else {
        value::value(frame, node, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_iso_8601() {
        let at = Timestamp::from_parts(1_102_274_184, 317_453_000);
        assert_eq!(iso_time(at).unwrap(), "2004-12-05T19:16:24.317453000Z");
    }
}
