//! `-z io,phs`: frames and bytes by the protocols they pass through.

use super::{End, Needs, RULE, Tap, filter};
use crate::cli::fault::Fault;
use crate::dissect::{Dissector, Registry, SourceId};
use crate::field::{FieldId, FieldSet, Type};
use crate::filter::Filter;
use std::fmt::Write;

/// The counts, as a tree of protocols.
#[derive(Debug)]
struct Hierarchy {
    filter: Filter,
    protocols: FieldSet,
    level: Vec<Level>,
}

/// A protocol in the hierarchy.
#[derive(Debug)]
struct Level {
    field: FieldId,
    frames: u64,
    bytes: u64,
    inner: Vec<Level>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let protocols = registry.protocols().iter().filter(|l| l.protocol.name != "frame");
    let protocols = protocols.map(|l| l.root).collect();
    Ok(Box::new(Hierarchy { filter: filter("io,phs", text, registry)?, protocols, level: Vec::new() }))
}

impl Tap for Hierarchy {
    fn needs(&self) -> Option<Needs> {
        let mut fields = self.protocols.clone();
        fields.merge(&self.filter.needs);
        Some(Needs { fields, columns: self.filter.needs_columns, everything: false })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if !self.filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        let mut level = &mut self.level;
        let bytes = u64::from(d.meta().len);
        for field in steps(d, &self.protocols) {
            let at = level.iter().position(|l| l.field == field).unwrap_or_else(|| {
                level.push(Level { field, frames: 0, bytes: 0, inner: Vec::new() });
                level.len() - 1
            });
            let Some(found) = level.get_mut(at) else { return };
            found.frames += 1;
            found.bytes += bytes;
            level = &mut found.inner;
        }
    }

    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let text = &self.filter.text;
        let _ = write!(out, "\n{RULE}Protocol Hierarchy Statistics\nFilter: {text}\n\n");
        print_levels(&self.level, 0, end.registry, out);
        out.push_str(RULE);
    }
}

/// The protocols a frame passes through. What was put together from several frames is a step of its
/// own; that of TCP segments comes behind what they hold (the tree shows it before), as in tshark.
fn steps(d: &Dissector<'_>, protocols: &FieldSet) -> Vec<FieldId> {
    let mut steps = Vec::new();
    let mut held = None;
    for node in d.tree.nodes().iter().filter(|n| n.depth == 0 && protocols.contains(n.field)) {
        let def = d.tree.def(node.field);
        if def.ty == Type::Protocol {
            if node.span.source == SourceId::FRAME {
                steps.extend(held.take());
            }
            steps.push(node.field);
        } else if def.abbrev.ends_with(".segments") {
            steps.extend(held.replace(node.field));
        } else if def.abbrev.ends_with(".fragments") {
            steps.push(node.field);
        }
    }
    steps.extend(held);
    steps
}

fn print_levels(levels: &[Level], depth: usize, registry: &'static Registry, out: &mut String) {
    for level in levels {
        let indent = 2 * depth;
        let width = 41usize.saturating_sub(indent);
        let name = registry.def(level.field).abbrev;
        let _ = writeln!(out, "{:indent$}{name:<width$}frames:{} bytes:{}", "", level.frames, level.bytes);
        print_levels(&level.inner, depth + 1, registry, out);
    }
}
