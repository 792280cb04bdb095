//! HTML forms as bodies: `key=value&…` (WHATWG URL, section 5).

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::show;

pub const PROTOCOL: Protocol = Protocol {
    name: "urlencoded-form",
    title: "URL Encoded Form Data",
    fields: FIELDS,
    claims: &[Claim::MediaType("application/x-www-form-urlencoded")],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "urlencoded-form";
    /// A form.
    FORM: Protocol = "urlencoded-form", "HTML Form URL Encoded", None;
    /// Name of an item, decoded.
    KEY: Str = "urlencoded-form.key", "Key", None;
    /// Value of an item, decoded.
    VALUE: Str = "urlencoded-form.value", "Value", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let kind = d.media_type.essence.clone();
    d.columns.add_info(format_args!(" ({kind})"));
    d.columns.fence_info();
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("HTML Form URL Encoded: {kind}"));
    let whole = c.rest();
    let mut at = 0;
    for item in whole.value.split(|b| *b == b'&') {
        let (start, len) = (at, item.len());
        at += len + 1;
        if item.is_empty() || d.tree.truncated {
            continue;
        }
        let span = |from: usize, len: usize| whole.span.part(from as u32, len as u32);
        let equals = item.iter().position(|b| *b == b'=');
        let (key, value) = item.split_at(equals.unwrap_or(len));
        let value = value.get(1..).unwrap_or(&[]);
        let (key_text, value_text) = (decoded(key), decoded(value));
        let open = if d.tree.keeps_labels() {
            let (key, value) = (show::line(&key_text), show::line(&value_text));
            d.tree.open_text(span(start, len), format_args!("Form item: \"{key}\" = \"{value}\""))
        } else {
            d.tree.open_text(span(start, len), format_args!(""))
        };
        for (field, sent, text, from) in
            [(KEY, key, key_text, start), (VALUE, value, value_text, start + len - value.len())]
        {
            let span = span(from, sent.len());
            if text == sent {
                d.tree.leaf(field, At { value: sent, span });
            } else if d.tree.wants(field.id) {
                let kept = d.tree.keep(&text);
                d.tree.leaf(field, At { value: kept, span });
            }
        }
        d.tree.close(open);
    }
    Ok(())
}

/// `+` is a blank, `%xx` a byte; a `%` without two digits stands for itself.
fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(b) = text.get(at) {
        let byte = match (b, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                at += 2;
                (high << 4 | low) as u8
            }
            (b'+', ..) => b' ',
            _ => *b,
        };
        out.push(byte);
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded() {
        for (sent, text) in [("d+e%20f", "d e f"), ("%zz%4", "%zz%4"), ("%C3%a9", "é"), ("%", "%"), ("", "")]
        {
            assert_eq!(decoded(sent.as_bytes()), text.as_bytes(), "{sent}");
        }
    }
}
