//! The text of one field's value, as columns and the forms of `-T` print it.

use super::safe;
use super::shown::Shown;
use crate::dissect::tree::Node;
use crate::field::{FieldDef, Type, show};

/// Whether a field's words are printed: those of protocols are (a finding is one in Wireshark), and those of
/// lines that have no field of their own.
pub fn has_text(def: &FieldDef) -> bool {
    def.ty == Type::Protocol || def.ty == Type::Label && matches!(def.abbrev, "text" | "_ws.expert")
}

/// A node's value as this form has it. Labels may hold text from packets as it came.
pub fn value(frame: &Shown<'_, '_>, node: &Node, out: &mut String) {
    let tree = &frame.d.tree;
    let def = tree.def(node.field);
    match def.ty {
        // That it is there is all that it says.
        Type::Label if !has_text(def) => out.push('1'),
        // As in Wireshark: what nothing knows is a field, not a protocol.
        Type::Protocol if def.abbrev == "data" => {
            let _ = show::hex(frame.d.sources.at(node.span), "", out);
        }
        Type::Label | Type::Protocol => {
            let mut label = String::new();
            tree.field_text(node, &frame.d.sources, &mut label);
            safe::push(&label, out);
        }
        _ => tree.field_text(node, &frame.d.sources, out),
    }
}
