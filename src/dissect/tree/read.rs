//! The tree as views read it: nodes, values, lines.

use super::{Flags, Node, Tree};
use crate::dissect::cursor::SourceId;
use crate::dissect::expert::Expert;
use crate::dissect::source::Sources;
use crate::field::value::ArenaRange;
use crate::field::{FieldDef, FieldId, Type, Value, show};
use crate::platform::vendors;
use std::fmt::Write as _;

impl Tree {
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn experts(&self) -> &[Expert] {
        &self.experts
    }

    pub fn def(&self, field: FieldId) -> &'static FieldDef {
        self.registry.def(field)
    }

    /// The bytes of a node's value.
    pub fn value_bytes<'s>(&'s self, node: &Node, sources: &'s Sources<'_>) -> &'s [u8] {
        match node.value {
            Value::Arena(range) => self.arena_at(range),
            Value::Part { start, len } => sources.at(node.span.part(start, len)),
            _ => sources.at(node.span),
        }
    }

    /// The line of a node, brackets included.
    pub fn label(&self, node: &Node, sources: &Sources<'_>, out: &mut String) {
        let generated = node.flags.has(Flags::GENERATED);
        if generated {
            out.push('[');
        }
        self.plain_label(node, sources, out);
        if generated {
            out.push(']');
        }
    }

    /// Whether its line is other words than its name and its value.
    pub fn has_own_label(&self, node: &Node) -> bool {
        node.label.len > 0
    }

    /// The form of `-T fields`.
    pub fn field_text(&self, node: &Node, sources: &Sources<'_>, out: &mut String) {
        let def = self.def(node.field);
        let is_protocol = def.ty == Type::Protocol;
        if node.label.len > 0 && (is_protocol || def.ty == Type::Label) {
            self.plain_label(node, sources, out);
        } else if is_protocol {
            out.push_str(def.abbrev);
        } else {
            show::field_text(def, node.value, self.value_bytes(node, sources), out);
        }
    }

    /// The innermost visible node that shows this byte: what a click in the bytes pane selects.
    pub fn node_at(&self, source: SourceId, offset: u32) -> Option<usize> {
        self.nodes
            .iter()
            .enumerate()
            .filter(|(_, n)| {
                n.span.source == source
                    && n.span.start <= offset
                    && offset - n.span.start < n.span.len
                    && !n.flags.has(Flags::HIDDEN)
            })
            .min_by_key(|(i, n)| (n.span.len, std::cmp::Reverse(*i)))
            .map(|(i, _)| i)
    }

    pub(super) fn plain_label(&self, node: &Node, sources: &Sources<'_>, out: &mut String) {
        let def = self.def(node.field);
        if node.label.len > 0 {
            let own = String::from_utf8_lossy(self.arena_at(node.label));
            if own.len() <= show::LABEL_CHARS / 2 {
                out.push_str(&own);
                return;
            }
            let names_field = own.strip_prefix(def.title).is_some_and(|rest| rest.starts_with(':'));
            let mut own = own.into_owned();
            show::mark_cut(&mut own, if names_field { def.title.len() } else { 0 });
            out.push_str(&own);
            return;
        }
        if def.ty == Type::Ether
            && self.names_macs
            && let Ok(address) = <[u8; 6]>::try_from(self.value_bytes(node, sources))
        {
            let mut text = String::new();
            show::field_text(def, node.value, &address, &mut text);
            let name = vendors::address_name(address);
            let _ = write!(out, "{}: {} ({text})", def.title, name.as_deref().unwrap_or(&text));
            return;
        }
        if def.ty == Type::Eui64
            && let Some((address, rest)) = self.value_bytes(node, sources).split_first_chunk::<6>()
        {
            let mut text = String::new();
            show::field_text(def, node.value, self.value_bytes(node, sources), &mut text);
            let name = vendors::address_name(*address).filter(|_| self.names_macs);
            let _ = write!(out, "{}: ", def.title);
            match (name, rest) {
                (Some(name), [a, b]) => _ = write!(out, "{name}:{a:02x}:{b:02x} ({text})"),
                _ => _ = write!(out, "{text} ({text})"),
            }
            return;
        }
        let start = out.len();
        let mut text = String::new();
        show::label(def, node.value, self.value_bytes(node, sources), &mut text);
        out.insert_str(start, &text);
    }

    fn arena_at(&self, range: ArenaRange) -> &[u8] {
        let start = range.start as usize;
        self.arena.get(start..start + range.len as usize).unwrap_or(&[])
    }
}
