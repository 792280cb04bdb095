//! `-x`: the bytes of every data source in hex and ASCII.

use super::refused::Refused;
use crate::dissect::source::Sources;
use std::fmt::Write;

const PER_LINE: usize = 16;
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// `--hexdump`: what is shown, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dump {
    frames_only: bool,
    ascii: Ascii,
}

/// The ASCII part of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ascii {
    #[default]
    Plain,
    Delimited,
    None,
}

/// What `--hexdump help` prints.
pub const HELP: &str = "tlens: Valid --hexdump <hexoption> values include:

Data source options:
  all                      add hexdump, dump all data sources (-x default)
  frames                   add hexdump, dump only frame data source

ASCII options:
  ascii                    add hexdump, include ASCII dump text (-x default)
  delimit                  add hexdump, delimit ASCII dump text with '|' characters
  noascii                  add hexdump, exclude ASCII dump text

Miscellaneous:
  help                     display this help and exit
";

impl Dump {
    /// Takes one `--hexdump`.
    pub fn set(&mut self, option: &str) -> Result<(), Refused> {
        match option {
            "all" => self.frames_only = false,
            "frames" => self.frames_only = true,
            "ascii" => self.ascii = Ascii::Plain,
            "delimit" => self.ascii = Ascii::Delimited,
            "noascii" => self.ascii = Ascii::None,
            _ => {
                let shown = option.escape_debug();
                return Err(Refused(format!(
                    "\"{shown}\" is an invalid value for --hexdump <hexoption>\nFor valid <hexoption> values enter: tlens --hexdump help"
                )));
            }
        }
        Ok(())
    }
}

/// Adds the dumps of the sources, each with its title if there are several.
pub fn dumps(sources: &Sources<'_>, how: Dump, out: &mut String) {
    let titled = sources.len() > 1 && !how.frames_only;
    let count = if how.frames_only { 1 } else { usize::MAX };
    for (_, source) in sources.iter().take(count) {
        if titled {
            let s = if source.bytes.len() == 1 { "" } else { "s" };
            let _ = writeln!(out, "{} ({} byte{s}):", source.title, source.bytes.len());
        }
        dump(&source.bytes, how, out);
    }
}

/// Adds the dump of some bytes: offset, 16 bytes, the same as ASCII.
pub fn dump(bytes: &[u8], how: Dump, out: &mut String) {
    // As many digits as the last offset needs, at least four.
    let width = (bytes.len().saturating_sub(1).checked_ilog2().unwrap_or(0) as usize / 4 + 1).max(4);
    for (i, line) in bytes.chunks(PER_LINE).enumerate() {
        let _ = write!(out, "{:0width$x}  ", i * PER_LINE);
        for (at, byte) in line.iter().enumerate() {
            if at > 0 {
                out.push(' ');
            }
            push_hex(*byte, out);
        }
        out.extend(std::iter::repeat_n("   ", PER_LINE - line.len()));
        let bar = if how.ascii == Ascii::Delimited { "|" } else { "" };
        out.push_str("   ");
        out.push_str(bar);
        if how.ascii != Ascii::None {
            out.extend(line.iter().map(|b| printable(*b)));
        }
        out.push_str(bar);
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
        let plain = Dump::default();
        dump(b"\x00\xe0\x81\x00\xb0(\x00\tk\x88\xf5\xc9\x08\x00E\x00Hi", plain, &mut out);
        assert_eq!(
            out,
            "0000  00 e0 81 00 b0 28 00 09 6b 88 f5 c9 08 00 45 00   .....(..k.....E.\n\
             0010  48 69                                             Hi\n"
        );
    }

    #[test]
    fn the_text_part_can_be_set_off_or_left_out() {
        let mut how = Dump::default();
        let mut out = String::new();
        how.set("delimit").unwrap();
        dump(b"ab", how, &mut out);
        how.set("noascii").unwrap();
        dump(b"ab", how, &mut out);
        assert_eq!(out, format!("0000  61 62{0:45}|ab|\n0000  61 62{0:45}\n", ""));
        assert!(matches!(how.set("x"), Err(Refused(_))));
    }

    #[test]
    fn several_sources_have_titles() {
        let mut sources = Sources::default();
        sources.add("Frame", SourceBytes::Captured(b"ab"), Vec::new());
        let mut out = String::new();
        dumps(&sources, Dump::default(), &mut out);
        assert!(out.starts_with("0000  61 62 "));
        sources.add("Decrypted TLS", SourceBytes::Captured(b"x"), Vec::new());
        out.clear();
        dumps(&sources, Dump::default(), &mut out);
        assert!(out.starts_with("Frame (2 bytes):\n0000  61 62 "), "{out}");
        assert!(out.contains("\nDecrypted TLS (1 byte):\n0000  78 "), "{out}");
    }
}
