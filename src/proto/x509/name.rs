//! Distinguished names (RFC 5280 section 4.1.2.4), the strings in them, and times.

use super::fields::{information as info, sat};
use super::{der, oid_name, text_at};
use crate::base::time::Timestamp;
use crate::dissect::{At, Cursor, Cut, Dissector, SourceId, Span};
use crate::field::Field;
use crate::field::def::{Str, U32};
use std::borrow::Cow;

/// Relative names of one name that its line is made of; the rest only stand below it.
const MAX_IN_LINE: usize = 64;

/// Shows the relative names of a DER `Name`.
pub fn name(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(&mut c, der::SEQUENCE)?.content;
    while !all.is_empty() {
        relative(d, der::expect(&mut all, der::SET)?.content)?;
    }
    Ok(())
}

/// The bytes that the relative names of a DER `Name` take. `None` where it cannot be read.
pub fn name_span(mut c: Cursor<'_>) -> Option<Span> {
    Some(der::expect(&mut c, der::SEQUENCE).ok()?.span())
}

/// The line of a DER `Name`: `id-at-commonName=…,id-at-organizationName=…`, the innermost first.
/// `None` where it cannot be read.
pub fn name_text(bytes: &[u8]) -> Option<String> {
    let mut c = Cursor::new(bytes, bytes.len() as u32, SourceId::FRAME);
    let all = der::expect(&mut c, der::SEQUENCE).ok()?;
    Some(sequence_text(all.content))
}

/// Shows the relative names of a name.
pub(super) fn sequence(d: &mut Dissector<'_>, field: Field<U32>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let count = der::count(c);
    let s = if count == 1 { "" } else { "s" };
    let open = d.tree.open(field, At { value: count, span: c.rest_span() });
    if d.tree.keeps_labels() {
        let text = sequence_text(c);
        let mut label = format!("rdnSequence: {count} item{s} ({text})");
        crate::field::show::cut(&mut label);
        d.tree.set_label(open.node(), format_args!("{label}"));
    }
    while !c.is_empty() {
        relative(d, der::expect(&mut c, der::SET)?.content)?;
    }
    d.tree.close(open);
    Ok(())
}

/// One relative name: attributes that belong together, nearly always one.
pub(super) fn relative(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let count = der::count(c);
    let s = if count == 1 { "" } else { "s" };
    let open = d.tree.open(info::RDN, At { value: count, span: c.rest_span() });
    if d.tree.keeps_labels() {
        let text = relative_text(c);
        d.tree.set_label(open.node(), format_args!("RDNSequence item: {count} item{s} ({text})"));
    }
    while !c.is_empty() {
        let mut attribute = der::expect(&mut c, der::SEQUENCE)?;
        let at = At { value: (), span: attribute.whole };
        let label = if d.tree.keeps_labels() { attribute_text(attribute.content) } else { String::new() };
        let item =
            d.tree.open_as(info::ATTRIBUTE, at, format_args!("RelativeDistinguishedName item ({label})"));
        let kind = der::expect(&mut attribute.content, der::OID)?;
        super::identifier(d, info::OID, "Object Id", kind);
        value(d, kind.bytes(), der::next(&mut attribute.content)?);
        d.tree.close(item);
    }
    d.tree.close(open);
    Ok(())
}

/// Attributes whose values are not a `DirectoryString`, by the bytes of their identifiers.
const COUNTRY: &[&[u8]] = &[
    &[0x55, 4, 6],
    &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 3], // jurisdiction of incorporation
];
const TELEPHONE: &[u8] = &[0x55, 4, 20];
/// Serial number and qualifier of a name.
const PRINTABLE: &[&[u8]] = &[&[0x55, 4, 5], &[0x55, 4, 46]];

fn value(d: &mut Dissector<'_>, kind: &[u8], value: der::Element<'_>) {
    d.note_layer("x509sat");
    let Some(text) = string_text(value.tag, value.bytes()) else {
        d.tree.leaf(info::ANY_STRING, At { value: value.bytes(), span: value.span() });
        return;
    };
    let plain = match value.tag {
        _ if COUNTRY.contains(&kind) => Some(sat::COUNTRY_NAME),
        _ if kind == TELEPHONE => Some(sat::TELEPHONE_NUMBER),
        _ if PRINTABLE.contains(&kind) => Some(sat::PLAIN_PRINTABLE),
        der::IA5_STRING => Some(sat::PLAIN_IA5),
        _ => None,
    };
    match plain {
        Some(field) => text_at(d, field, &text, value.bytes(), value.span()),
        None => {
            directory_string(d, sat::DIRECTORY_STRING, value.whole, value.tag, value.bytes(), value.span())
        }
    }
}

/// A `DirectoryString`: which of five encodings, then the text.
fn directory_string(
    d: &mut Dissector<'_>,
    choice: Field<U32>,
    whole: Span,
    tag: u8,
    bytes: &[u8],
    span: Span,
) {
    let (number, field): (u32, Field<Str>) = match tag {
        der::TELETEX_STRING => (0, sat::TELETEX_STRING),
        der::PRINTABLE_STRING => (1, sat::PRINTABLE_STRING),
        der::UNIVERSAL_STRING => (2, sat::UNIVERSAL_STRING),
        der::BMP_STRING => (3, sat::BMP_STRING),
        _ => (4, sat::UTF8_STRING),
    };
    let open = d.tree.open(choice, At { value: number, span: whole });
    text_at(d, field, &string_text(tag, bytes).unwrap_or_default(), bytes, span);
    d.tree.close(open);
}

/// The line of a name, from its relative names.
pub(super) fn sequence_text(mut c: Cursor<'_>) -> String {
    let mut parts = Vec::new();
    while parts.len() < MAX_IN_LINE
        && let Ok(set) = der::expect(&mut c, der::SET)
    {
        parts.push(relative_text(set.content));
    }
    parts.reverse();
    parts.join(",")
}

fn relative_text(mut c: Cursor<'_>) -> String {
    let mut parts = Vec::new();
    while parts.len() < MAX_IN_LINE
        && let Ok(attribute) = der::expect(&mut c, der::SEQUENCE)
    {
        parts.push(attribute_text(attribute.content));
    }
    parts.join("+")
}

fn attribute_text(mut c: Cursor<'_>) -> String {
    let Ok(kind) = der::expect(&mut c, der::OID) else { return String::new() };
    let text = der::next(&mut c).ok().and_then(|v| string_text(v.tag, v.bytes()).map(Cow::into_owned));
    let mut safe = String::new();
    let _ = crate::field::show::escape(text.unwrap_or_default().as_bytes(), &mut safe);
    format!("{}={safe}", oid_name(kind.bytes()))
}

/// The text of a string element; `None` for elements that are no strings.
pub(super) fn string_text(tag: u8, bytes: &[u8]) -> Option<Cow<'_, str>> {
    Some(match tag {
        der::UTF8_STRING | der::PRINTABLE_STRING | der::IA5_STRING | der::VISIBLE_STRING => {
            String::from_utf8_lossy(bytes)
        }
        // NumericString and GeneralString.
        0x12 | 0x1b => String::from_utf8_lossy(bytes),
        der::TELETEX_STRING => match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Cow::Borrowed(text),
            _ => bytes.iter().map(|b| char::from(*b)).collect::<String>().into(),
        },
        der::BMP_STRING => {
            let units = bytes.chunks_exact(2).map(|c| c.iter().fold(0, |n, b| n << 8 | u16::from(*b)));
            char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect::<String>().into()
        }
        der::UNIVERSAL_STRING => {
            let units = bytes.chunks_exact(4).map(|c| c.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
            units.map(|u| char::from_u32(u).unwrap_or('\u{fffd}')).collect::<String>().into()
        }
        _ => return None,
    })
}

/// A time as its line shows it: `2026-11-22 15:39:09 (UTC)`; as it stands, where it is not one.
pub(super) fn time_text(bytes: &[u8], generalized: bool) -> String {
    let plain = || String::from_utf8_lossy(bytes).into_owned();
    let Some((year, digits)) = year_and_rest(bytes, generalized) else { return plain() };
    let Some(zone) = digits.get(8..) else { return plain() };
    let pair = |at: usize| digits.get(at..at + 2).and_then(|d| std::str::from_utf8(d).ok());
    let (Some(month), Some(day), Some(hour), Some(minute)) = (pair(0), pair(2), pair(4), pair(6)) else {
        return plain();
    };
    let (second, zone) = match zone.split_at_checked(2) {
        Some((second, zone)) if second.iter().all(u8::is_ascii_digit) => (second, zone),
        _ => (&b"00"[..], zone),
    };
    let zone = match zone {
        b"Z" => "UTC".into(),
        other => String::from_utf8_lossy(other).into_owned(),
    };
    format!("{year}-{month}-{day} {hour}:{minute}:{} ({zone})", String::from_utf8_lossy(second))
}

/// The year in full (UTCTime: from 1950 to 2049), and what follows it. `None`: these are no digits.
fn year_and_rest(bytes: &[u8], generalized: bool) -> Option<(u16, &[u8])> {
    let (year, rest) = bytes.split_at_checked(if generalized { 4 } else { 2 })?;
    let year: u16 =
        std::str::from_utf8(year).ok().filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let century = match (generalized, year) {
        (true, _) => 0,
        (false, 0..50) => 2000,
        (false, _) => 1900,
    };
    rest.get(..8)?.iter().all(u8::is_ascii_digit).then_some((century + year, rest))
}

/// The instant of a GeneralizedTime in UTC; `None` for other forms.
pub(super) fn time_stamp(bytes: &[u8]) -> Option<Timestamp> {
    let (year, rest) = year_and_rest(bytes, true)?;
    let [.., b'Z'] = rest else { return None };
    let pair = |at: usize| std::str::from_utf8(rest.get(at..at + 2)?).ok()?.parse::<i8>().ok();
    let date = jiff::civil::Date::new(i16::try_from(year).ok()?, pair(0)?, pair(2)?).ok()?;
    let time = jiff::civil::Time::new(pair(4)?, pair(6)?, pair(8)?, 0).ok()?;
    let at = date.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp::from_parts(at.timestamp().as_second(), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_year_in_full() {
        assert_eq!(time_text(b"261122153909Z", false), "2026-11-22 15:39:09 (UTC)");
        assert_eq!(time_text(b"9911221539Z", false), "1999-11-22 15:39:00 (UTC)");
        assert_eq!(time_text(b"x", false), "x");
        assert_eq!(time_stamp(b"20500101000000Z"), Some(Timestamp::from_parts(2_524_608_000, 0)));
        assert_eq!(time_stamp(b"20501301000000Z"), None);
        assert_eq!(time_stamp(b"20500101256100Z"), None);
        assert_eq!(time_stamp(b"205001010000xxZ"), None);
        assert_eq!(time_stamp(b"2050"), None);
    }

    #[test]
    fn strings_of_every_encoding_become_text() {
        assert_eq!(string_text(der::BMP_STRING, &[0, b'A', 0x20, 0xac]).unwrap(), "A€");
        assert_eq!(string_text(der::TELETEX_STRING, &[0xe9]).unwrap(), "é");
        assert_eq!(string_text(der::UNIVERSAL_STRING, &[0, 1, 0xf6, 0x00]).unwrap(), "😀");
        assert_eq!(string_text(der::INTEGER, &[1]), None);
    }

    #[test]
    fn a_names_line_begins_with_the_innermost() {
        let name = [
            0x30, 0x1a, 0x31, 0x0b, 0x30, 0x09, 6, 3, 0x55, 4, 6, 0x13, 2, b'U', b'S', 0x31, 0x0b, 0x30,
            0x09, 6, 3, 0x55, 4, 3, 0x0c, 2, b'm', b'e',
        ];
        assert_eq!(name_text(&name).unwrap(), "id-at-commonName=me,id-at-countryName=US");
        assert_eq!(name_text(&name[..9]), None);
    }
}
