//! The one way for text from packets and files to a terminal: nothing that steers it, nothing that
//! changes how other text is read.

use crate::field::show;

/// Adds `text`; control characters, bidi overrides and invisible ones become escapes.
pub fn push(text: &str, out: &mut String) {
    let _ = show::escape_text(text, out);
}

/// The same as a new text, for messages.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(text, &mut out);
    out
}

/// A text of several lines, each made safe; tabs stay.
pub fn lines(text: &str) -> String {
    let line = |line: &str| line.split('\t').map(shown).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(shown("a → 日本 \x1b[31m\u{9b}\u{202e}\r\n"), "a → 日本 \\033[31m\\u{9b}\\u{202e}\\r\\n");
        assert_eq!(lines("a\n\tb\x07\n"), "a\n\tb\\a\n");
    }
}
