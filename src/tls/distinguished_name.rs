//! A distinguished name in a certificate as text: `CN=broker.lan, O=Example, C=DE` (RFC 4514, in
//! the order of the certificate). Hostile text; nothing is checked.

use der::Tag;
use std::fmt::Write;

use super::der::Walk;

/// Parts that are shown, and bytes of each.
const MAX_PARTS: usize = 16;
const MAX_VALUE_LEN: usize = 128;

/// Attribute types, DER content, and their short names (RFC 4514 section 3).
const NAMES: &[(&[u8], &str)] = &[
    (&[0x55, 4, 3], "CN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "STREET"),
    (&[0x55, 4, 10], "O"),
    (&[0x55, 4, 11], "OU"),
    (&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    (&[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "emailAddress"),
];

/// The text of a name in DER; parts of unknown kinds are left out.
pub fn text(name: &[u8]) -> String {
    let mut out = String::new();
    let Some(mut sets) = Walk::new(name).sequence() else { return out };
    for _ in 0..MAX_PARTS {
        let Some(set) = sets.take(Tag::Set) else { break };
        let Some(mut attribute) = Walk::new(set).sequence() else { continue };
        let kind = attribute.take(Tag::ObjectIdentifier);
        let Some((_, title)) = NAMES.iter().find(|(oid, _)| Some(*oid) == kind) else { continue };
        let Some((_, value)) = attribute.any() else { continue };
        let value = String::from_utf8_lossy(value.get(..MAX_VALUE_LEN).unwrap_or(value));
        let comma = if out.is_empty() { "" } else { ", " };
        let _ = write!(out, "{comma}{title}={value}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_part_by_part_and_a_cut_one_does_no_harm() {
        let cn = [&[0x31, 0x0c, 0x30, 0x0a, 6, 3, 0x55, 4, 3, 0x0c, 3][..], b"a.b"].concat();
        let c = [&[0x31, 0x0b, 0x30, 9, 6, 3, 0x55, 4, 6, 0x13, 2][..], b"DE"].concat();
        let name = [&[0x30, (cn.len() + c.len()) as u8][..], &cn, &c].concat();
        assert_eq!(text(&name), "CN=a.b, C=DE");
        for len in 0..name.len() {
            assert!(text(&name[..len]).len() <= 12);
        }
    }
}
