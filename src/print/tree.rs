//! `-V` and `-O`: the dissection tree as indented lines.

use super::hexdump::{self, Dump};
use super::shown::Shown;
use super::{label, safe};
use crate::dissect::Flags;
use std::collections::HashSet;

/// Adds the lines of a frame. `only`: other protocols show their first line alone. `dumps`: bytes of which
/// nothing is known follow in hexadecimal.
pub fn lines(
    frame: &Shown<'_, '_>,
    (only, dumps): (Option<&HashSet<String>>, bool),
    scratch: &mut String,
    out: &mut String,
) {
    let (tree, sources) = (&frame.d.tree, &frame.d.sources);
    let nodes = tree.nodes();
    let data = frame.d.registry().data().map(|listed| listed.root);
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
        let folded =
            node.depth == 0 && only.is_some_and(|names| !names.contains(tree.def(node.field).abbrev));
        if dumps && !folded && Some(node.field) == data {
            out.push('\n');
            hexdump::dump(sources.at(node.span), Dump::default(), out);
        }
        at = if folded { past } else { at + 1 };
    }
}
