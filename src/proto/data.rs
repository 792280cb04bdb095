//! Bytes that no protocol claims; text is shown as text where that is asked for.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol, Scope};

pub const PROTOCOL: Protocol = Protocol {
    name: "data",
    title: "Data",
    fields: FIELDS,
    claims: &[Claim::Named("data"), Claim::MediaType("application/octet-stream")],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

crate::fields! { "data";
    /// Bytes of which nothing is known.
    DATA: Protocol = "data", "Data", None;
    /// The bytes.
    BYTES: Bytes = "data.data", "Data", None;
    /// The bytes as text, where they are text; only with `data.show_as_text`.
    TEXT: Str = "data.text", "Text", None;
    /// How many there are.
    LEN: U32 = "data.len", "Length", Dec;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let whole = c.rest();
    let count = whole.value.len();
    let s = if count == 1 { "" } else { "s" };
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("Data ({count} byte{s})"));
    d.tree.leaf(BYTES, At { value: whole.value, span: whole.span });
    if d.settings().data_as_text && is_text(whole.value) {
        d.tree.leaf(TEXT, At { value: whole.value, span: whole.span });
    }
    d.tree.generated(LEN, count as u32, whole.span.at_start());
    Ok(())
}

/// Whether a person would call it text: UTF-8, and no control characters but those of lines.
fn is_text(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && std::str::from_utf8(bytes)
            .is_ok_and(|t| t.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')))
}
