//! Bytes as text in the forms that are copied: dumps, arrays of languages, Base64. Not here: the
//! bytes pane (`bytes`).

use std::fmt::Write as _;

use super::command::Command;
use super::follow_forms::base64;
use super::model::{DetailsView, SpanView};

/// Bytes in one line of dumps and arrays.
const PER_LINE: usize = 16;

/// Writes bytes as text.
type Write = fn(&[u8]) -> String;

/// The commands that copy bytes, and how each writes them.
pub const FORMS: &[(Command, Write)] = &[
    (Command::CopyHexDump, hex_dump),
    (Command::CopyHexStream, hex_stream),
    (Command::CopyPrintable, printable),
    (Command::CopyEscaped, escaped),
    (Command::CopyCArray, c_array),
    (Command::CopyRustArray, rust_array),
    (Command::CopyBase64, base64),
];

/// The bytes that commands are about, with what they are called: `selection`, or those of node `node`.
pub fn chosen(
    details: &DetailsView,
    node: Option<usize>,
    selection: Option<SpanView>,
) -> Option<(String, &[u8])> {
    let (title, span) = match selection {
        Some(span) => ("the selection".to_owned(), span),
        None => {
            let node = details.nodes.get(node?)?;
            (node.field.unwrap_or(&node.label).to_owned(), node.span?)
        }
    };
    let source = details.sources.get(span.source)?;
    let end = span.range().end.min(source.bytes.len());
    Some((title, source.bytes.get(span.start..end)?))
}

/// `bytes` as `command` copies them; none if it copies something else.
pub fn copied(command: Command, bytes: &[u8]) -> Option<String> {
    FORMS.iter().find(|(form, _)| *form == command).map(|(_, write)| write(bytes))
}

/// Offsets, digits and letters, as Wireshark copies them.
pub fn hex_dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (at, line) in bytes.chunks(PER_LINE).enumerate() {
        let digits: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let letters: String =
            line.iter().map(|b| if matches!(b, 0x20..=0x7e) { char::from(*b) } else { '.' }).collect();
        let _ = writeln!(text, "{:04x}   {:47}   {letters}", at * PER_LINE, digits.join(" "));
    }
    text
}

fn hex_stream(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is text in it: UTF-8, or else the ASCII characters alone.
fn printable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes
            .iter()
            .filter(|b| b.is_ascii_graphic() || matches!(b, b' ' | b'\n' | b'\r' | b'\t'))
            .map(|b| char::from(*b))
            .collect(),
    }
}

/// A string of C: `"\x16\x03\x01"`.
fn escaped(bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes
        .chunks(PER_LINE)
        .map(|line| {
            let digits: String = line.iter().map(|byte| format!("\\x{byte:02x}")).collect();
            format!("\"{digits}\"")
        })
        .collect();
    lines.join("\n")
}

fn values(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(PER_LINE / 2) {
        let values: Vec<String> = line.iter().map(|byte| format!("0x{byte:02x}")).collect();
        let _ = writeln!(text, "    {},", values.join(", "));
    }
    text
}

fn c_array(bytes: &[u8]) -> String {
    format!("static const unsigned char data[{}] = {{\n{}}};\n", bytes.len(), values(bytes))
}

fn rust_array(bytes: &[u8]) -> String {
    format!("const DATA: [u8; {}] = [\n{}];\n", bytes.len(), values(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_what_its_readers_expect() {
        let bytes = b"HELLO\n\xff";
        let form = |command| copied(command, bytes).unwrap();
        assert_eq!(form(Command::CopyHexDump), format!("0000   {:47}   HELLO..\n", "48 45 4c 4c 4f 0a ff"));
        assert_eq!(form(Command::CopyHexStream), "48454c4c4f0aff");
        assert_eq!(form(Command::CopyPrintable), "HELLO\n");
        assert_eq!(form(Command::CopyEscaped), "\"\\x48\\x45\\x4c\\x4c\\x4f\\x0a\\xff\"");
        assert!(
            form(Command::CopyCArray).starts_with("static const unsigned char data[7] = {\n    0x48, 0x45")
        );
        assert!(form(Command::CopyRustArray).starts_with("const DATA: [u8; 7] = [\n    0x48"));
        assert_eq!(form(Command::CopyBase64), "SEVMTE8K/w==");
        assert_eq!(copied(Command::Quit, bytes), None);
    }
}
