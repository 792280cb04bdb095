//! Bodies of a media type that nobody dissects.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "media",
    title: "Media",
    fields: FIELDS,
    claims: &[Claim::Named("media")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "media";
    /// A body.
    MEDIA: Protocol = "media", "Media Type", None;
    /// Its bytes; the label names the type.
    TYPE: Bytes = "media.type", "Media type", None;
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let kind = d.media_type.clone();
    d.columns.add_info(format_args!(" ({})", kind.essence));
    d.columns.fence_info();
    let semicolon = if kind.parameters.is_empty() { "" } else { ";" };
    let label =
        format_args!("Media type: {}{semicolon}{} ({} bytes)", kind.essence, kind.parameters, c.left());
    d.tree.leaf_as(TYPE, At { value: c.peek(), span: c.rest_span() }, label);
    Ok(())
}
