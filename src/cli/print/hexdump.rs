//! `-x`: the bytes of every data source in hex and ASCII.

use crate::dissect::source::Sources;
use std::fmt::Write;

const PER_LINE: usize = 16;
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Adds the dumps of all sources, each with its title if there are several.
pub fn dumps(sources: &Sources<'_>, out: &mut String) {
    let titled = sources.len() > 1;
    for (_, source) in sources.iter() {
        if titled {
            let s = if source.bytes.len() == 1 { "" } else { "s" };
            let _ = writeln!(out, "{} ({} byte{s}):", source.title, source.bytes.len());
        }
        dump(&source.bytes, out);
    }
}

/// Adds the dump of some bytes: offset, 16 bytes, the same as ASCII.
pub fn dump(bytes: &[u8], out: &mut String) {
    // As many digits as the last offset needs, at least four.
    let width = (bytes.len().saturating_sub(1).checked_ilog2().unwrap_or(0) as usize / 4 + 1).max(4);
    for (i, line) in bytes.chunks(PER_LINE).enumerate() {
        let _ = write!(out, "{:0width$x}  ", i * PER_LINE);
        for byte in line {
            push_hex(*byte, out);
            out.push(' ');
        }
        out.extend(std::iter::repeat_n("   ", PER_LINE - line.len()));
        out.push_str("  ");
        out.extend(line.iter().map(|b| printable(*b)));
        out.push('\n');
    }
}

pub fn push_hex(byte: u8, out: &mut String) {
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// What stands for a byte in the ASCII part.
pub fn printable(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '.' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::SourceBytes;

    #[test]
    fn lines_look_like_tsharks() {
        let mut out = String::new();
        dump(b"\x00\xe0\x81\x00\xb0(\x00\tk\x88\xf5\xc9\x08\x00E\x00Hi", &mut out);
        assert_eq!(
            out,
            "0000  00 e0 81 00 b0 28 00 09 6b 88 f5 c9 08 00 45 00   .....(..k.....E.\n\
             0010  48 69                                             Hi\n"
        );
    }

    #[test]
    fn several_sources_have_titles() {
        let mut sources = Sources::default();
        sources.add("Frame", SourceBytes::Captured(b"ab"), Vec::new());
        let mut out = String::new();
        dumps(&sources, &mut out);
        assert!(out.starts_with("0000  61 62 "));
        sources.add("Decrypted TLS", SourceBytes::Captured(b"x"), Vec::new());
        out.clear();
        dumps(&sources, &mut out);
        assert!(out.starts_with("Frame (2 bytes):\n0000  61 62 "), "{out}");
        assert!(out.contains("\nDecrypted TLS (1 byte):\n0000  78 "), "{out}");
    }
}
