//! The line of a node as tshark cuts it: 239 bytes, and a mark where there would be more. The window shows more.

use super::shown::Shown;
use crate::dissect::Flags;
use crate::dissect::tree::Node;
use crate::field::Type;

/// Bytes of a line without its brackets.
const MAX_BYTES: usize = 239;
const MARK: &str = " [truncated]";

/// Adds the line of a node, brackets included.
pub fn line(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    let start = out.len();
    tree.label(node, &frame.d.sources, out);
    let brackets = usize::from(node.flags.has(Flags::GENERATED));
    if out.len() - start <= MAX_BYTES + 2 * brackets {
        return;
    }
    let def = tree.def(node.field);
    let whole = out.split_off(start);
    let text = whole.get(brackets..whole.len() - brackets).unwrap_or("");
    // What was added to a line afterwards is cut without a mark.
    let mark = match tree.has_own_label(node) {
        false if text.starts_with(def.title) => Some(def.title.len()),
        _ if matches!(def.ty, Type::Str | Type::Label) && !text.contains("… (") => Some(0),
        _ => None,
    };
    if brackets > 0 {
        out.push('[');
    }
    let (name, rest) = text.split_at_checked(mark.unwrap_or(0)).unwrap_or(("", text));
    let sign = if mark.is_some() { MARK } else { "" };
    let room = MAX_BYTES.saturating_sub(name.len() + sign.len());
    out.push_str(name);
    out.push_str(sign);
    out.push_str(rest.get(..rest.floor_char_boundary(room)).unwrap_or(""));
    if brackets > 0 {
        out.push(']');
    }
}
