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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Filter;

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
