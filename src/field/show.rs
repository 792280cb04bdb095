//! Values as text: tree label, `-T fields`, filter literal. Nothing else formats a value.
//!
//! `bytes` is always what stands at the node's span (or in the arena, for values kept there).

use super::def::{Base, FieldDef, Names, Type};
use super::value::Value;
use crate::base::time::{Duration, Precision, Timestamp, Zone};
use crate::base::{decimal, scan};
use std::fmt::{self, Write};

/// Bytes of a byte string that a label shows before it is cut with `…`, as in Wireshark.
const LABEL_BYTES: usize = 36;
/// Longest text that is taken into a label, in characters.
pub const LABEL_CHARS: usize = 240;
/// Bytes of a label that are shown, as in Wireshark (`ITEM_LABEL_LENGTH` with a zero behind it) …
const LABEL_MAX: usize = 239;
/// … and of one that says that it was cut.
const CUT_LABEL_MAX: usize = 238;
const TRUNCATED: &str = " [truncated]";

/// Cuts a label where it is too long.
pub fn cut(label: &mut String) {
    cut_at(label, LABEL_MAX);
}

/// Cuts a label where it is too long, and says so behind its first `name_len` bytes.
pub fn mark_cut(label: &mut String, name_len: usize) {
    if label.len() <= LABEL_MAX {
        return;
    }
    if label.is_char_boundary(name_len) && name_len + TRUNCATED.len() < CUT_LABEL_MAX {
        label.insert_str(name_len, TRUNCATED);
    }
    cut_at(label, CUT_LABEL_MAX);
}

fn cut_at(label: &mut String, most: usize) {
    if label.len() > most {
        let end = (0..=most).rev().find(|at| label.is_char_boundary(*at));
        label.truncate(end.unwrap_or(0));
    }
}

/// The line in the tree: `Cipher Suite: TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)`, with the bit
/// pattern before it if the field has a mask.
pub fn label(def: &FieldDef, value: Value, bytes: &[u8], out: &mut String) {
    bit_pattern(def, value, out);
    out.push_str(def.title);
    if def.ty == Type::Label || def.ty == Type::Protocol {
        return;
    }
    let name_len = out.len();
    out.push_str(": ");
    label_value(def, value, bytes, out);
    mark_cut(out, name_len);
}

/// The part of a label behind the title.
pub fn label_value(def: &FieldDef, value: Value, bytes: &[u8], out: &mut String) {
    let _ = match (value, def.ty) {
        (Value::Uint(v), Type::Bool) => out.write_str(truth(def, v)),
        (Value::Uint(v), _) => match (def.names, def.names.name(v)) {
            (Names::Unit(unit), _) => number(def, v, out).and_then(|()| {
                out.write_str(if v == 1 { unit.strip_suffix('s').unwrap_or(unit) } else { unit })
            }),
            (Names::None, _) => number(def, v, out),
            (_, Some(name)) if def.base == Base::None => out.write_str(name),
            (_, name) => {
                let _ = write!(out, "{} (", name.unwrap_or("Unknown"));
                let _ = number(def, v, out);
                out.write_char(')')
            }
        },
        (Value::Int(v), Type::RelativeTime) => {
            let _ = Duration(v).write(out, Precision::NANOS);
            out.write_str(" seconds")
        }
        (Value::InPlace | Value::Part { .. } | Value::Arena(_), Type::Bytes) => {
            let sep = if def.base == Base::Colon { ":" } else { "" };
            if bytes.is_empty() { out.write_str("<MISSING>") } else { hex_short(bytes, sep, out) }
        }
        _ => {
            field_text(def, value, bytes, out);
            Ok(())
        }
    };
}

/// The form of `-T fields`, JSON and columns.
pub fn field_text(def: &FieldDef, value: Value, bytes: &[u8], out: &mut String) {
    let _ = match (value, def.ty) {
        (Value::None, Type::Label | Type::Protocol) => out.write_str(def.title),
        (Value::None, _) => Ok(()),
        (Value::Uint(v), Type::Bool) => write!(out, "{}", u8::from(v != 0)),
        (Value::Uint(v), Type::Char) => match u8::try_from(v).map(char::from) {
            Ok(c) if c.is_ascii_graphic() || c == ' ' => write!(out, "'{c}'"),
            _ => write!(out, "'\\x{v:02x}'"),
        },
        (Value::Uint(v), _) => plain_number(def, v, out),
        (Value::Int(v), Type::AbsoluteTime) => {
            if v == 0 && def.base == Base::ZeroIsNull {
                out.push_str("NULL");
                return;
            }
            let zone =
                if matches!(def.base, Base::None | Base::ZeroIsNull) { Zone::Utc } else { Zone::Local };
            Timestamp(v).write_absolute(out, Precision::NANOS, zone)
        }
        (Value::Int(v), Type::RelativeTime) => Duration(v).write(out, Precision::NANOS),
        (Value::Int(v), _) => write!(out, "{v}"),
        (Value::Double(v), _) => double(v, out),
        (Value::Ether(a), _) => hex(&a, ":", out),
        (Value::Ipv4(a), _) => {
            decimal::push_ipv4(a, out);
            Ok(())
        }
        (Value::InPlace | Value::Part { .. } | Value::Arena(_), ty) => match ty {
            Type::Str => escape(bytes, out),
            Type::Ipv6 => match <[u8; 16]>::try_from(bytes) {
                Ok(address) => ipv6(address, out),
                Err(_) => hex(bytes, ":", out),
            },
            Type::Eui64 => hex(bytes, ":", out),
            Type::Guid => guid(bytes, out),
            Type::Oid => oid(bytes, out),
            _ if def.base == Base::Colon => hex(bytes, ":", out),
            _ => hex(bytes, "", out),
        },
    };
}

fn truth(def: &FieldDef, v: u64) -> &'static str {
    def.names.name(v).unwrap_or(if v != 0 { "True" } else { "False" })
}

/// As labels show it: a masked field is as wide as its mask, in whole hex digits.
fn number(def: &FieldDef, v: u64, out: &mut String) -> fmt::Result {
    let digits = match def.mask {
        0 => def.ty.width() * 2,
        mask => (mask >> mask.trailing_zeros()).ilog2() as usize / 4 + 1,
    };
    let width = digits + 2;
    match def.base {
        Base::Hex => write!(out, "{v:#0width$x}"),
        Base::Oct => write!(out, "{v:#o}").map(|()| ()),
        Base::DecHex => write!(out, "{v} ({v:#0width$x})"),
        Base::HexDec => write!(out, "{v:#0width$x} ({v})"),
        _ => write!(out, "{v}"),
    }
}

/// As exports show it: one form, as wide as the field's type. Named numbers of 64 bits are decimal, as in
/// Wireshark.
fn plain_number(def: &FieldDef, v: u64, out: &mut String) -> fmt::Result {
    if def.ty.width() == 8 && !matches!(def.names, Names::None) {
        return write!(out, "{v}");
    }
    let width = def.ty.width() * 2 + 2;
    match def.base {
        Base::Hex | Base::HexDec => write!(out, "{v:#0width$x}"),
        Base::Oct => write!(out, "{v:#o}"),
        _ => write!(out, "{v}"),
    }
}

/// `.... ..1. = `: the field's bits in the bits it was taken from.
fn bit_pattern(def: &FieldDef, value: Value, out: &mut String) {
    let Some(v) = value.uint() else { return };
    if def.mask == 0 {
        return;
    }
    let bits = match def.base.bits() {
        0 => def.ty.width() as u32 * 8,
        bits => bits,
    };
    let shift = def.mask.trailing_zeros();
    for bit in (0..bits).rev() {
        out.push(if def.mask >> bit & 1 == 0 {
            '.'
        } else if v >> (bit - shift) & 1 == 1 {
            '1'
        } else {
            '0'
        });
        if bit % 4 == 0 && bit > 0 {
            out.push(' ');
        }
    }
    out.push_str(" = ");
}

/// Lower-case hex with `separator` between bytes.
pub fn hex(bytes: &[u8], separator: &str, out: &mut String) -> fmt::Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(bytes.len() * (2 + separator.len()));
    for (i, b) in bytes.iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        out.push(char::from(DIGITS[usize::from(b >> 4)]));
        out.push(char::from(DIGITS[usize::from(b & 15)]));
    }
    Ok(())
}

/// The same, of which a line has room for.
pub fn hex_short(bytes: &[u8], separator: &str, out: &mut String) -> fmt::Result {
    match bytes.get(..LABEL_BYTES) {
        Some(head) if bytes.len() > LABEL_BYTES => {
            hex(head, separator, out)?;
            out.write_char('…')
        }
        _ => hex(bytes, separator, out),
    }
}

/// Text from a packet, made safe for a line: `\r`, `\n`, `\t`, other controls in octal, invalid
/// UTF-8 as U+FFFD.
pub fn escape(bytes: &[u8], out: &mut String) -> fmt::Result {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return escape_text(text, out);
    }
    let mut bytes = bytes;
    while let Some(chunk) = bytes.utf8_chunks().next() {
        escape_text(chunk.valid(), out)?;
        let rest = bytes.get(chunk.valid().len()..).unwrap_or_default();
        bytes = rest.get(broken_len(rest)..).unwrap_or_default();
        if !rest.is_empty() {
            out.push('\u{fffd}');
        }
    }
    Ok(())
}

/// Text from a packet as it is, invalid UTF-8 as U+FFFD.
pub fn push_lossy(mut bytes: &[u8], out: &mut String) {
    while let Some(chunk) = bytes.utf8_chunks().next() {
        out.push_str(chunk.valid());
        let rest = bytes.get(chunk.valid().len()..).unwrap_or_default();
        bytes = rest.get(broken_len(rest)..).unwrap_or_default();
        if !rest.is_empty() {
            out.push('\u{fffd}');
        }
    }
}

/// Bytes at the start of `rest`, which is no UTF-8, that stand for one character: as in the reference, a
/// first byte takes all the bytes with it that go on what it began, forms of up to six included.
fn broken_len(rest: &[u8]) -> usize {
    let Some((first, rest)) = rest.split_first() else { return 0 };
    let most = match first {
        0xc0..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf7 => 3,
        0xf8..=0xfb => 4,
        0xfc | 0xfd => 5,
        _ => 0,
    };
    1 + rest.iter().take(most).take_while(|b| **b & 0xc0 == 0x80).count()
}

/// The same where the text is known to be UTF-8.
pub fn escape_text(text: &str, out: &mut String) -> fmt::Result {
    // What stands before `done` is written; up to `at` all may stay as it is.
    let (mut done, mut at) = (0, 0);
    while let Some(rest) = text.as_bytes().get(at..)
        && let Some(found) = scan::first(rest, may_be_escaped)
    {
        // The byte may stand inside a character.
        let begin = text.floor_char_boundary(at + found);
        let Some(c) = text.get(begin..).and_then(|rest| rest.chars().next()) else { break };
        at = begin + c.len_utf8();
        if c >= '\u{80}' && !is_deceptive(c) {
            continue;
        }
        out.push_str(text.get(done..begin).unwrap_or_default());
        done = at;
        match c {
            '\r' => out.push_str("\\r"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{7f}' => write!(out, "\\{:03o}", c as u32)?,
            c => write!(out, "\\u{{{:x}}}", c as u32)?,
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(())
}

/// Whether a byte of UTF-8 is of a character that is escaped, or may be: a control character; the first
/// byte of the C1 controls or of U+FEFF; the second byte of U+2000 to U+207F. Most texts have none, those
/// with arrows and letters of other alphabets neither, and are looked through once. All is compared, whatever
/// comes out first: so sixteen bytes are at once.
#[inline(always)]
fn may_be_escaped(byte: u8) -> bool {
    (byte < b' ') | (byte.wrapping_sub(0x7f) < 3) | (byte == 0xc2) | (byte == 0xef)
}

/// Text from a packet as a label of its own: escaped, and cut where labels are.
pub fn line(bytes: &[u8]) -> String {
    let cut = bytes.len() > 4 * LABEL_CHARS;
    let mut text = String::new();
    let _ = escape(bytes.get(..4 * LABEL_CHARS).unwrap_or(bytes), &mut text);
    match text.char_indices().nth(LABEL_CHARS) {
        Some((at, _)) => {
            text.truncate(at);
            text.push('…');
        }
        None if cut => text.push('…'),
        None => {}
    }
    text
}

/// Characters that change how others are read without being seen: C1 controls, bidi overrides and
/// isolates, zero-width ones, separators of lines. They are shown by code point.
pub fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// RFC 5952 text of an IPv6 address.
pub fn ipv6(address: [u8; 16], out: &mut String) -> fmt::Result {
    let (words, _) = address.as_chunks::<2>();
    let word = |at: usize| words.get(at).map_or(0, |w| u16::from_be_bytes(*w));
    if let [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, rest @ ..] = address {
        out.push_str("::ffff:");
        decimal::push_ipv4(rest, out);
        return Ok(());
    }
    // The longest run of zeros is left out, the first of several, if there are at least two.
    let (mut zeros, mut at) = (0..0, 0);
    while at < 8 {
        let end = (at..8).find(|w| word(*w) != 0).unwrap_or(8);
        if end - at > zeros.len().max(1) {
            zeros = at..end;
        }
        at = end + 1;
    }
    let joined = |from: usize, to: usize, out: &mut String| {
        for at in from..to {
            if at > from {
                out.push(':');
            }
            push_hex(word(at), out);
        }
    };
    if zeros.is_empty() {
        joined(0, 8, out);
    } else {
        joined(0, zeros.start, out);
        out.push_str("::");
        joined(zeros.end, 8, out);
    }
    Ok(())
}

/// Hexadecimal digits of a number, without zeros before it.
fn hex_width(n: u16) -> usize {
    (16 - n.leading_zeros() as usize).div_ceil(4).max(1)
}

fn push_hex(n: u16, out: &mut String) {
    for digit in (0..hex_width(n)).rev() {
        out.push(char::from_digit(u32::from(n >> (4 * digit) & 15), 16).unwrap_or('0'));
    }
}

fn guid(bytes: &[u8], out: &mut String) -> fmt::Result {
    for (i, b) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        write!(out, "{b:02x}")?;
    }
    Ok(())
}

/// The dotted form of a BER object identifier (X.690 section 8.19).
pub fn oid(bytes: &[u8], out: &mut String) -> fmt::Result {
    let mut arc = 0u64;
    let mut first = true;
    for b in bytes {
        arc = arc.checked_shl(7).unwrap_or(0) | u64::from(b & 0x7f);
        if b & 0x80 != 0 {
            continue;
        }
        if first {
            let top = (arc / 40).min(2);
            write!(out, "{top}.{}", arc - top * 40)?;
            first = false;
        } else {
            write!(out, ".{arc}")?;
        }
        arc = 0;
    }
    Ok(())
}

/// The shortest of `%g`: up to six significant digits, trailing zeros cut.
fn double(v: f64, out: &mut String) -> fmt::Result {
    if v == 0.0 || !v.is_finite() {
        return write!(out, "{v}");
    }
    let exponent = v.abs().log10().floor() as i32;
    if !(-4..15).contains(&exponent) {
        return write!(out, "{v:e}");
    }
    let decimals = (14 - exponent).clamp(0, 17) as usize;
    let text = format!("{v:.decimals$}");
    out.push_str(if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn def(ty: Type, base: Base, names: Names, mask: u64) -> FieldDef {
        FieldDef { abbrev: "x.y", title: "Title", ty, base, names, mask, doc: "" }
    }

    fn text(d: &FieldDef, v: Value, b: &[u8]) -> (String, String) {
        let (mut l, mut f) = (String::new(), String::new());
        label(d, v, b, &mut l);
        field_text(d, v, b, &mut f);
        (l, f)
    }

    #[test]
    fn numbers_have_the_width_of_their_type() {
        let d = def(Type::U16, Base::Hex, Names::Table(&[(47, "SUITE")]), 0);
        assert_eq!(text(&d, Value::Uint(47), &[]), ("Title: SUITE (0x002f)".into(), "0x002f".into()));
        assert_eq!(text(&d, Value::Uint(48), &[]), ("Title: Unknown (0x0030)".into(), "0x0030".into()));
        let d = def(Type::U8, Base::Dec, Names::None, 0);
        assert_eq!(text(&d, Value::Uint(64), &[]), ("Title: 64".into(), "64".into()));
    }

    #[test]
    fn all_that_deceives_is_escaped_and_nothing_else_of_other_alphabets() {
        for c in ('\u{7f}'..='\u{ffff}').chain(['\u{10000}', '\u{1f600}', '\u{10ffff}']) {
            let (text, mut out) = (format!("Àaaaaaaaaaaaa{c}bb→"), String::new());
            escape_text(&text, &mut out).unwrap();
            let is_escaped = c == '\u{7f}' || is_deceptive(c);
            assert_eq!(out != text, is_escaped, "{:x}", c as u32);
            assert!(!is_escaped || out.ends_with("}bb→") || out.ends_with("\\177bb→"), "{out}");
        }
    }

    #[test]
    fn what_is_no_utf8_is_one_sign_for_each_character_begun() {
        let shown = |bytes: &[u8]| {
            let (mut escaped, mut plain) = (String::new(), String::new());
            let _ = escape(bytes, &mut escaped);
            push_lossy(bytes, &mut plain);
            assert_eq!(escaped, plain);
            plain
        };
        for one in [&b"\xed\xbf"[..], b"\xed\xa0\x80", b"\xf5\xbf", b"\xfb\xbd", b"\xc0\x80", b"\xe2\x82"] {
            assert_eq!(shown(&[b"A", one, b"B"].concat()), "A\u{fffd}B", "{one:x?}");
        }
        for two in [&b"\xfe\x80"[..], b"\x80\x80", b"\xe1\x80\xc3", b"\xfb\xbf\xbf\xbf\xbf\xbf"] {
            assert_eq!(shown(&[b"A", two].concat()), "A\u{fffd}\u{fffd}", "{two:x?}");
        }
        assert_eq!(shown("ü\u{10000}".as_bytes()), "ü\u{10000}");
        assert_eq!(shown(b""), "");
    }

    #[test]
    fn long_labels_say_that_they_are_cut() {
        let mut d = def(Type::Str, Base::None, Names::None, 0);
        d.title = "Name";
        let label = |text: &str| self::text(&d, Value::InPlace, text.as_bytes()).0;
        assert_eq!(label(&"x".repeat(233)), format!("Name: {}", "x".repeat(233)));
        assert_eq!(label(&"x".repeat(234)), format!("Name [truncated]: {}", "x".repeat(220)));
        assert_eq!(label(&"ü".repeat(200)), format!("Name [truncated]: {}", "ü".repeat(110)));
        let mut own = "y".repeat(300);
        mark_cut(&mut own, 0);
        assert_eq!(own, format!(" [truncated]{}", "y".repeat(226)));
    }

    #[test]
    fn labels_are_as_wide_as_masks_and_exports_as_types() {
        let d = def(Type::U16, Base::Hex, Names::None, 0x0fff);
        assert_eq!(
            text(&d, Value::Uint(0x18), &[]),
            (".... 0000 0001 1000 = Title: 0x018".into(), "0x0018".into())
        );
        let d = def(Type::U16, Base::HexDec, Names::None, 0);
        assert_eq!(text(&d, Value::Uint(1), &[]), ("Title: 0x0001 (1)".into(), "0x0001".into()));
    }

    #[test]
    fn bit_fields_show_their_bits() {
        let d = def(Type::Bool, Base::W16, super::super::def::SET, 0x0002);
        assert_eq!(text(&d, Value::Uint(1), &[]), (".... .... .... ..1. = Title: Set".into(), "1".into()));
        let d = def(Type::U8, Base::Dec, Names::None, 0xf0);
        assert_eq!(text(&d, Value::Uint(5), &[]), ("0101 .... = Title: 5".into(), "5".into()));
    }

    #[test]
    fn long_byte_strings_are_cut_in_labels_only() {
        let d = def(Type::Bytes, Base::None, Names::None, 0);
        let (l, f) = text(&d, Value::InPlace, &[0xab; 40]);
        assert_eq!(l, format!("Title: {}…", "ab".repeat(36)));
        assert_eq!(f, "ab".repeat(40));
    }

    #[test]
    fn text_from_packets_cannot_steer_a_terminal() {
        let d = def(Type::Str, Base::None, Names::None, 0);
        let (_, f) = text(&d, Value::InPlace, "a\x1b[31m\r\n\u{202e}\u{9b}日本".as_bytes());
        assert_eq!(f, "a\\033[31m\\r\\n\\u{202e}\\u{9b}日本");
        assert_eq!(text(&d, Value::InPlace, b"\xff\xfe!").1, "\u{fffd}\u{fffd}!");
    }

    #[test]
    fn ipv6_addresses_are_as_short_as_the_standard_has_them() {
        for bits in 0..=0xffffu32 {
            // Which of eight words are not zero, and how long they are.
            let words = std::array::from_fn(|i| match bits >> (2 * i) & 3 {
                0 => 0u16,
                n => 0xabcd >> (4 * (n - 1)),
            });
            let address = std::net::Ipv6Addr::from(words);
            let mut out = String::new();
            ipv6(address.octets(), &mut out).unwrap();
            assert_eq!(out, address.to_string());
        }
        for text in ["::ffff:10.1.2.3", "::1", "::", "::ffff:0:0", "::10.1.2.3"] {
            let address: std::net::Ipv6Addr = text.parse().unwrap();
            let mut out = String::new();
            ipv6(address.octets(), &mut out).unwrap();
            assert_eq!(out, address.to_string());
        }
    }

    #[test]
    fn addresses_and_oids() {
        let d = def(Type::Ipv6, Base::None, Names::None, 0);
        let a = std::net::Ipv6Addr::new(0x3ffe, 0x501, 0x410, 0, 0, 0, 0, 0x33e).octets();
        assert_eq!(text(&d, Value::InPlace, &a).1, "3ffe:501:410::33e");
        let d = def(Type::Oid, Base::None, Names::None, 0);
        assert_eq!(text(&d, Value::InPlace, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]).1, "1.2.840.113549");
    }
}
