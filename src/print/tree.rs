//! `-V` and `-O`: the dissection tree as indented lines.

use super::hexdump::{self, Dump};
use super::{Shown, label, safe};
use crate::dissect::Flags;
use crate::field::Type;
use std::collections::HashSet;

/// Adds the lines of a frame. `only`: other protocols show their first line alone. `dumped`: all bytes are shown
/// elsewhere; if not, those that no protocol knows stand below their line.
pub fn lines(
    frame: &Shown<'_, '_>,
    only: Option<&HashSet<String>>,
    dumped: bool,
    scratch: &mut String,
    out: &mut String,
) {
    let (tree, sources) = (&frame.d.tree, &frame.d.sources);
    let nodes = tree.nodes();
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        let past = (node.end as usize).max(at + 1);
        if node.flags.has(Flags::HIDDEN) {
            at = past;
            continue;
        }
        out.extend(std::iter::repeat_n("    ", usize::from(node.depth)));
        scratch.clear();
        label::line(frame, node, scratch);
        safe::push(scratch, out);
        out.push('\n');
        let def = tree.def(node.field);
        if def.abbrev == "data" && def.ty == Type::Protocol && !dumped {
            out.push('\n');
            hexdump::dump(sources.at(node.span), Dump::default(), out);
        }
        let folded = node.depth == 0 && only.is_some_and(|names| !names.contains(def.abbrev));
        at = if folded { past } else { at + 1 };
    }
}
