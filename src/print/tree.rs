//! `-V` and `-O`: the dissection tree as indented lines.

use super::{Shown, safe};
use crate::dissect::Flags;
use std::collections::HashSet;

/// Adds the lines of a frame. `only`: other protocols show their first line alone.
pub fn lines(frame: &Shown<'_, '_>, only: Option<&HashSet<String>>, scratch: &mut String, out: &mut String) {
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
        tree.label(node, sources, scratch);
        safe::push(scratch, out);
        out.push('\n');
        let folded =
            node.depth == 0 && only.is_some_and(|names| !names.contains(tree.def(node.field).abbrev));
        at = if folded { past } else { at + 1 };
    }
}
