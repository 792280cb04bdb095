//! Fields that name hosts. Names are not looked up here: an address stands for itself.

use crate::dissect::{Address, Dissector, Span};
use crate::field::Field;
use crate::field::def::Str;

/// A host's name, to filter for; not shown.
pub fn hidden(d: &mut Dissector<'_>, field: Field<Str>, address: &Address, span: Span) {
    if d.tree.wants(field.id) {
        let node = d.tree.made_text(field, &address.to_string(), span);
        d.hide(node);
    }
}
