//! Bodies that are text, shown line by line.

use super::json;
use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::show;

pub const PROTOCOL: Protocol = Protocol {
    name: "data-text-lines",
    title: "Line-based text data",
    fields: FIELDS,
    claims: &[
        Claim::MediaType("application/sgml"),
        Claim::MediaType("application/x-javascript"),
        Claim::MediaType("application/x-ns-proxy-autoconfig"),
        Claim::MediaType("text/css"),
        Claim::MediaType("text/enriched"),
        Claim::MediaType("text/event-stream"),
        Claim::MediaType("text/html"),
        Claim::MediaType("text/javascript"),
        Claim::MediaType("text/parameters"),
        Claim::MediaType("text/plain"),
        Claim::MediaType("text/richtext"),
        Claim::MediaType("text/rfc822-headers"),
    ],
    dissect: dissect_text,
    ..Protocol::EMPTY
};

crate::fields! { "data-text-lines";
    /// Text.
    TEXT_LINES: Protocol = "data-text-lines", "Line-based text data", None;
}

fn dissect_text(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let mut kind = std::mem::take(&mut d.media_type.essence);
    // The reference shows the lines alone; what they look like stands behind them.
    let is_json = kind == json::BY_LOOKS;
    if is_json {
        kind.clear();
    }
    // Text of a message without a media type (WebSocket) adds nothing to the row.
    if !kind.is_empty() {
        d.columns.add_info(format_args!(" ({kind})"));
        d.columns.fence_info();
    }
    let layer = d.layer_node();
    let count = lines(d, c);
    let colon = if kind.is_empty() { "" } else { ": " };
    d.tree.set_label(layer, format_args!("Line-based text data{colon}{kind} ({count} lines)"));
    if is_json {
        d.end_layer();
        d.media_type.essence = json::BY_LOOKS.into();
        d.embed_by_looks(Claim::Named("json"), c);
    }
    Ok(())
}

/// Shows the lines, if somebody looks; says how many there are.
fn lines(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> usize {
    let looks = d.registry().protocol("text").is_some_and(|l| d.tree.wants(l.root));
    let mut count = 0;
    while looks && c.captured() > 0 && !d.tree.truncated {
        let bytes = c.peek();
        let line = c.take(line_len(bytes) as u32);
        if d.tree.keeps_labels() {
            let label = show::line(line.peek());
            d.tree.text(line.rest_span(), format_args!("{label}"));
        }
        count += 1;
    }
    count
}

/// Length of the first line, with its end: CR, LF or both.
fn line_len(bytes: &[u8]) -> usize {
    match bytes.iter().position(|b| matches!(b, b'\r' | b'\n')) {
        None => bytes.len(),
        Some(at) if bytes.get(at..at + 2) == Some(b"\r\n") => at + 2,
        Some(at) => at + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_cr_lf_or_both() {
        for (text, len) in
            [("a\nb", 2), ("a\r\nb", 3), ("a\rb", 2), ("\r\r\n", 1), ("ab", 2), ("a\r", 2), ("", 0)]
        {
            assert_eq!(line_len(text.as_bytes()), len, "{text:?}");
        }
    }
}
