//! JSON written by hand, ASCII alone: nothing in it steers a terminal that it is printed to.

use std::fmt::Write;

/// Adds a string as JSON has it (RFC 8259 section 7), control characters and all beyond ASCII
/// escaped.
pub fn push_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(c),
            // Bidi overrides and invisible characters steer terminals, too.
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

/// Adds a string or null.
pub fn push_optional(text: Option<&str>, out: &mut String) {
    match text {
        Some(text) => push_string(text, out),
        None => out.push_str("null"),
    }
}

/// Adds `,"name":` and a string or null.
pub fn member(name: &str, text: Option<&str>, out: &mut String) {
    let _ = write!(out, ",\"{name}\":");
    push_optional(text, out);
}

/// Adds `,"name":` and an array, whose elements `push` adds.
pub fn array<T>(
    name: &str,
    list: impl IntoIterator<Item = T>,
    out: &mut String,
    mut push: impl FnMut(T, &mut String),
) {
    let _ = write!(out, ",\"{name}\":[");
    for (i, item) in list.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        push(item, out);
    }
    out.push(']');
}

/// Adds `,"name":` and an array of strings.
pub fn strings<T: AsRef<str>>(name: &str, list: impl IntoIterator<Item = T>, out: &mut String) {
    array(name, list, out, |text, out| push_string(text.as_ref(), out));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_and_are_ascii() {
        let mut out = String::from("{\"v\":1");
        let hostile = "a\"\\\n\x1b[2J\u{202e}\u{1f600}";
        member("text", Some(hostile), &mut out);
        member("none", None, &mut out);
        strings("list", ["x", "y"], &mut out);
        out.push('}');
        assert!(out.is_ascii());
        let o: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((o["text"].as_str(), o["list"][1].as_str()), (Some(hostile), Some("y")));
        assert!(o["none"].is_null());
    }
}
