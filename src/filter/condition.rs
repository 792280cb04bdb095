//! A display filter written for a field and its value, as "Copy as filter" and tables do.

use crate::field::Type;

/// Longer values are not compared: the filter only asks whether the field is there.
const MAX_VALUE: usize = 2_000;

/// `tcp.port == 443`: passes frames in which the field has this value, given as filters write it.
pub fn condition(abbrev: &str, ty: Type, value: &str) -> String {
    match ty {
        Type::Label | Type::Protocol => abbrev.to_owned(),
        _ if value.is_empty() || value.len() > MAX_VALUE => abbrev.to_owned(),
        Type::Str => format!("{abbrev} == \"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
        Type::AbsoluteTime => format!("{abbrev} == \"{value}\""),
        Type::Bytes => {
            let bytes: Vec<&str> =
                value.as_bytes().chunks(2).filter_map(|c| std::str::from_utf8(c).ok()).collect();
            format!("{abbrev} == {}", bytes.join(":"))
        }
        _ => format!("{abbrev} == {value}"),
    }
}

/// As [`condition`] for the bytes of a string as they are in the packet: a line end or a backslash among
/// them is found again, which its printed form cannot tell from each other.
pub fn string_condition(abbrev: &str, bytes: &[u8]) -> String {
    if bytes.is_empty() || bytes.len() > MAX_VALUE {
        return abbrev.to_owned();
    }
    let mut text = format!("{abbrev} == \"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\\' | '"' => text.extend(['\\', c]),
                '\0'..='\x1f' | '\x7f' => text.push_str(&format!("\\x{:02x}", u32::from(c))),
                c => text.push(c),
            }
        }
        // What is no text cannot be written as a string in a comparison: only that the field is there.
        if !chunk.invalid().is_empty() {
            return abbrev.to_owned();
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Filter;

    #[test]
    fn a_string_is_compared_as_it_is_in_the_packet() {
        let cases: [(&[u8], &str); 4] = [
            (b"HELLO\n", r#"data.text == "HELLO\n""#),
            (br"C:\new", r#"data.text == "C:\\new""#),
            (b"a\"b\x01", r#"data.text == "a\"b\x01""#),
            (b"\xff", "data.text"),
        ];
        for (bytes, expected) in cases {
            let text = string_condition("data.text", bytes);
            assert_eq!(text, expected);
            assert!(Filter::new(&text, crate::proto::registry()).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let cases = [
            ("tcp.port", Type::U16, "443", "tcp.port == 443"),
            (
                "tls.handshake.extensions_server_name",
                Type::Str,
                r#"a"b\"#,
                r#"tls.handshake.extensions_server_name == "a\"b\\""#,
            ),
            ("tls.handshake.random", Type::Bytes, "0a1b", "tls.handshake.random == 0a:1b"),
            ("tls", Type::Protocol, "TLS", "tls"),
        ];
        for (abbrev, ty, value, expected) in cases {
            let text = condition(abbrev, ty, value);
            assert_eq!(text, expected);
            assert!(Filter::new(&text, crate::proto::registry()).is_ok(), "{text}");
        }
    }
}
