//! Literals: what is written in a filter as a value of a field's type.

use super::complete::distance;
use super::value::{Constant, Value};
use crate::base::time::NANOS;
use crate::field::{FieldDef, Names, Type};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A number without a sign: decimal, `0x` hexadecimal, `0b` binary, `0` octal.
pub(super) fn unsigned(text: &str) -> Option<u64> {
    let radix = |digits: &str, radix| {
        digits.bytes().next()?.is_ascii_alphanumeric().then(|| u64::from_str_radix(digits, radix).ok())?
    };
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        radix(hex, 16)
    } else if let Some(binary) = text.strip_prefix("0b").or_else(|| text.strip_prefix("0B")) {
        radix(binary, 2)
    } else if text.len() > 1 && text.starts_with('0') {
        radix(text, 8)
    } else {
        radix(text, 10)
    }
}

/// Bytes in hex: `aa:bb`, `aa-bb`, `aa.bb`, `aabb`, `a`; `0x41` for one. A colon may stand first.
pub(super) fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    if let Some(hex) = text.strip_prefix("0x") {
        return (hex.len() == 2).then(|| u8::from_str_radix(hex, 16).ok().map(|b| vec![b]))?;
    }
    if let Some(binary) = text.strip_prefix("0b").filter(|b| b.len() == 8) {
        return u8::from_str_radix(binary, 2).ok().map(|b| vec![b]);
    }
    let text = text.strip_prefix(':').unwrap_or(text);
    let has_colons = text.contains(':');
    let groups = text.split(if has_colons { &[':'][..] } else { &['-', '.'] });
    let mut bytes = Vec::with_capacity(text.len() / 2 + 1);
    for group in groups {
        let fits = if has_colons { group.len() == 2 } else { !group.is_empty() };
        if !fits || !group.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        // An odd number of digits has a 0 before it.
        let (head, pairs) = group.split_at(group.len() % 2);
        if !head.is_empty() {
            bytes.push(u8::from_str_radix(head, 16).ok()?);
        }
        for pair in pairs.as_bytes().chunks(2) {
            bytes.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
        }
    }
    Some(bytes)
}

/// What was written without quotes, as a value of `def`'s type.
pub(super) fn word(text: &str, negative: bool, def: &FieldDef) -> Result<Constant, String> {
    let not_valid = |what: &str| format!("\"{text}\" is not a valid {what}.");
    match def.ty {
        Type::Label => Err(format!("{} has no value to compare with.", def.abbrev)),
        Type::Bool => {
            if let Some(truth) = truth(text) {
                return Ok(Constant::number(truth.into()));
            }
            match unsigned(text) {
                Some(n) => Ok(Constant::number(i128::from(n != 0))),
                None => named(text, def),
            }
        }
        Type::IpxNet => match unsigned(text).and_then(|n| u32::try_from(n).ok()) {
            Some(n) if !negative => Ok(Constant::number(n.into())),
            _ => Err(not_valid("IPX network address")),
        },
        ty if ty.is_integer() => match unsigned(text) {
            Some(n) => integer(text, n, negative, ty),
            None if text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0') => {
                Err(too_big(text, ty))
            }
            None if has_names(def) => named(text, def),
            None => Err(not_valid("number")),
        },
        Type::Double => match double(text) {
            Some(v) if v.is_infinite() && text.bytes().any(|b| b.is_ascii_digit()) => {
                Err(format!("\"{text}\" causes floating-point overflow."))
            }
            Some(v) if v.is_nan() => Err(not_valid("floating-point number")),
            Some(v) => Ok(Constant::new(Value::Double(if negative { -v } else { v }))),
            None => Err(not_valid("floating-point number")),
        },
        Type::RelativeTime => match seconds(text) {
            Some(ns) => Ok(Constant::number(if negative { -ns } else { ns })),
            None => Err(not_valid("time")),
        },
        Type::AbsoluteTime => super::moment::absolute(text).map(|t| Constant::number(t.0.into())),
        Type::Ether => match hex_bytes(text) {
            Some(bytes) if bytes.len() == 6 => Ok(Constant::bytes(bytes)),
            Some(bytes) => {
                let how = if bytes.len() < 6 { "few" } else { "many" };
                Err(format!("\"{text}\" contains too {how} bytes to be a valid Ethernet address."))
            }
            None => Err(not_valid("Ethernet address")),
        },
        Type::Ipv4 => {
            let (address, bits) = prefix(text);
            let address: Ipv4Addr = address.parse().map_err(|_| not_valid("hostname or IPv4 address"))?;
            match bits {
                Some(bits) if bits > 32 => {
                    Err(format!("Netmask bits in a CIDR IPv4 address should be <= 32, not {bits}"))
                }
                bits => Ok(Constant::network(address.octets().to_vec(), bits)),
            }
        }
        Type::Ipv6 => {
            let (address, bits) = prefix(text);
            let address: Ipv6Addr = address.parse().map_err(|_| not_valid("hostname or IPv6 address"))?;
            match bits {
                Some(bits) if bits > 128 => {
                    Err(format!("Prefix in a IPv6 address should be <= 128, not {bits}"))
                }
                bits => Ok(Constant::network(address.octets().to_vec(), bits)),
            }
        }
        Type::Eui64 => match hex_bytes(text) {
            Some(bytes) if bytes.len() == 8 => Ok(Constant::bytes(bytes)),
            _ => Err(not_valid("EUI64 address")),
        },
        Type::Guid => guid(text).map(Constant::bytes).ok_or_else(|| not_valid("GUID")),
        Type::Oid => oid(text).map(Constant::bytes).ok_or_else(|| not_valid("OBJECT IDENTIFIER")),
        Type::Str => Ok(Constant::bytes(text.as_bytes().to_vec())),
        _ => hex_bytes(text).map(Constant::bytes).ok_or_else(|| not_valid("byte string")),
    }
}

/// What was written in quotes, as a value of `def`'s type.
pub(super) fn quoted(text: &[u8], def: &FieldDef) -> Result<Constant, String> {
    let shown = String::from_utf8_lossy(text);
    let refused = || Err(format!("{} cannot be converted from a string (\"{shown}\").", type_name(def.ty)));
    match def.ty {
        Type::Bool => named(&shown, def),
        ty if ty.is_integer() => {
            if has_names(def) {
                named(&shown, def)
            } else {
                refused()
            }
        }
        Type::AbsoluteTime => super::moment::absolute(&shown).map(|t| Constant::number(t.0.into())),
        Type::Str | Type::Bytes | Type::Protocol => Ok(Constant::bytes(text.to_vec())),
        _ => refused(),
    }
}

/// A character in single quotes, as a value of `def`'s type.
pub(super) fn character(byte: u8, def: &FieldDef) -> Result<Constant, String> {
    match def.ty {
        Type::Str | Type::Bytes | Type::Protocol => Ok(Constant::bytes(vec![byte])),
        Type::Bool => Ok(Constant::number(i128::from(byte != 0))),
        ty if ty.is_integer() => Ok(Constant::number(byte.into())),
        ty => Err(format!("{} cannot be converted from a character constant.", type_name(ty))),
    }
}

fn integer(text: &str, n: u64, negative: bool, ty: Type) -> Result<Constant, String> {
    let (lowest, highest) = limits(ty);
    let value = i128::from(n);
    // A negative number for an unsigned field is allowed: it is less than all of its values.
    match negative {
        true if lowest < 0 && -value < lowest => {
            Err(format!("\"-{text}\" too small for this field, minimum {lowest}."))
        }
        false if value > highest => Err(too_big(text, ty)),
        true if lowest == 0 && value > highest => Err(too_big(text, ty)),
        _ => Ok(Constant::number(if negative { -value } else { value })),
    }
}

fn limits(ty: Type) -> (i128, i128) {
    let bits = ty.width() as u32 * 8;
    match ty {
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        _ => (0, (1i128 << bits) - 1),
    }
}

fn too_big(text: &str, ty: Type) -> String {
    format!("\"{text}\" too big for this field, maximum {}.", limits(ty).1)
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "True" | "TRUE" => Some(true),
        "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn has_names(def: &FieldDef) -> bool {
    matches!(def.names, Names::Table(_) | Names::Ranges(_) | Names::Func(_) | Names::TrueFalse(..))
}

/// The number that has this name; case does not matter.
fn named(text: &str, def: &FieldDef) -> Result<Constant, String> {
    let found = match def.names {
        Names::Table(table) => {
            table.iter().find(|(_, n)| n.eq_ignore_ascii_case(text)).map(|(v, _)| u64::from(*v))
        }
        Names::Ranges(ranges) => {
            let found = ranges.iter().find(|(_, _, n)| n.eq_ignore_ascii_case(text));
            if let Some((low, high, _)) = found {
                return Ok(Constant::range((*low).into(), (*high).into()));
            }
            None
        }
        // Functions name the values of fields of at most 16 bits.
        Names::Func(name) => (0..=0xffff).find(|v| name(*v).is_some_and(|n| n.eq_ignore_ascii_case(text))),
        Names::TrueFalse(yes, no) => {
            [(1, yes), (0, no)].iter().find(|(_, n)| n.eq_ignore_ascii_case(text)).map(|(v, _)| *v)
        }
        Names::None if def.ty == Type::Bool => {
            ["False", "True"].iter().position(|n| n.eq_ignore_ascii_case(text)).map(|v| v as u64)
        }
        Names::None | Names::Unit(_) => None,
    };
    match found {
        Some(v) => Ok(Constant::number(v.into())),
        None => Err(format!("\"{text}\" cannot be found among the possible values for {}.", def.abbrev)),
    }
}

/// A name of a value, in quotes, that was perhaps meant by `text`: one that begins so, one that has it in it, or one
/// that is almost the same.
pub(super) fn similar(text: &str, def: &FieldDef) -> Option<String> {
    let text = text.to_lowercase();
    if text.len() < 2 || text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let names: Vec<&str> = match def.names {
        Names::Table(table) => table.iter().map(|(_, name)| *name).collect(),
        Names::Ranges(ranges) => ranges.iter().map(|(.., name)| *name).collect(),
        Names::Func(name) => (0..=0xffff).filter_map(name).collect(),
        Names::TrueFalse(yes, no) => vec![yes, no],
        Names::None | Names::Unit(_) => return None,
    };
    let worth = |name: &str| {
        let name = name.to_lowercase();
        match name.find(&text) {
            Some(at) => Some((usize::from(at > 0), name.len())),
            None if name.len().abs_diff(text.len()) <= 2 => {
                Some((2, distance(&text, &name))).filter(|(_, away)| *away <= 2)
            }
            None => None,
        }
    };
    let best =
        names.into_iter().filter_map(|name| Some((worth(name)?, name))).min_by_key(|(worth, _)| *worth);
    best.map(|(_, name)| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Decimal, or hexadecimal as C has it: `0x1.8p3`.
fn double(text: &str) -> Option<f64> {
    let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) else {
        return text.parse().ok();
    };
    let (digits, exponent) = hex.split_once(['p', 'P']).unwrap_or((hex, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + fraction.len() == 0 || whole.len() + fraction.len() > 15 {
        return None;
    }
    let value = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
    let exponent = exponent.parse::<i32>().ok()?.checked_sub(4 * fraction.len() as i32)?;
    Some(value as f64 * 2f64.powi(exponent))
}

/// Seconds with a fraction, as nanoseconds.
fn seconds(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let too_fine = fraction.len() > 9;
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) || too_fine {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { i128::from(whole.parse::<i64>().ok()?) };
    let fraction: i128 = format!("{:0<9.9}", fraction).parse().ok()?;
    Some(whole * i128::from(NANOS) + fraction)
}

fn prefix(text: &str) -> (&str, Option<u32>) {
    match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse().unwrap_or(u32::MAX))),
        None => (text, None),
    }
}

fn guid(text: &str) -> Option<Vec<u8>> {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    (groups == [8, 4, 4, 4, 12]).then(|| hex_bytes(&text.replace('-', "")))?
}

/// `1.2.840` as BER (X.690 section 8.19).
fn oid(text: &str) -> Option<Vec<u8>> {
    let arcs: Vec<u64> = text.split('.').map(|a| a.parse().ok()).collect::<Option<_>>()?;
    let [first, second, rest @ ..] = arcs.as_slice() else { return None };
    if *first > 2 || (*first < 2 && *second > 39) {
        return None;
    }
    let mut bytes = Vec::new();
    for arc in std::iter::once(first.checked_mul(40)?.checked_add(*second)?).chain(rest.iter().copied()) {
        let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
        for g in (0..groups).rev() {
            bytes.push((arc >> (7 * g)) as u8 & 0x7f | if g > 0 { 0x80 } else { 0 });
        }
    }
    Some(bytes)
}

/// What Wireshark calls the type in messages.
pub(crate) fn type_name(ty: Type) -> &'static str {
    match ty {
        Type::Label => "Label",
        Type::Protocol => "Protocol",
        Type::Bool => "Boolean",
        Type::Char => "Character (8 bits)",
        Type::U8 => "Unsigned integer (1 byte)",
        Type::U16 => "Unsigned integer (2 bytes)",
        Type::U24 => "Unsigned integer (3 bytes)",
        Type::U32 => "Unsigned integer (4 bytes)",
        Type::U40 => "Unsigned integer (5 bytes)",
        Type::U48 => "Unsigned integer (6 bytes)",
        Type::U56 => "Unsigned integer (7 bytes)",
        Type::U64 => "Unsigned integer (8 bytes)",
        Type::I8 => "Signed integer (1 byte)",
        Type::I16 => "Signed integer (2 bytes)",
        Type::I32 => "Signed integer (4 bytes)",
        Type::I64 => "Signed integer (8 bytes)",
        Type::FrameNum => "Frame number",
        Type::IpxNet => "IPX network number",
        Type::Double => "Floating point (double-precision)",
        Type::AbsoluteTime => "Date and time",
        Type::RelativeTime => "Time offset",
        Type::Ether => "Ethernet or other MAC address",
        Type::Ipv4 => "IPv4 address",
        Type::Ipv6 => "IPv6 address",
        Type::Eui64 => "EUI64 address",
        Type::Guid => "Globally Unique Identifier",
        Type::Oid => "ASN.1 object identifier",
        Type::Bytes => "Sequence of bytes",
        Type::Str => "Character string",
    }
}

/// What Wireshark calls the type in its source and in `-G fields`.
pub(crate) fn type_code(ty: Type) -> &'static str {
    match ty {
        Type::Label => "FT_NONE",
        Type::Protocol => "FT_PROTOCOL",
        Type::Bool => "FT_BOOLEAN",
        Type::Char => "FT_CHAR",
        Type::U8 => "FT_UINT8",
        Type::U16 => "FT_UINT16",
        Type::U24 => "FT_UINT24",
        Type::U32 => "FT_UINT32",
        Type::U40 => "FT_UINT40",
        Type::U48 => "FT_UINT48",
        Type::U56 => "FT_UINT56",
        Type::U64 => "FT_UINT64",
        Type::I8 => "FT_INT8",
        Type::I16 => "FT_INT16",
        Type::I32 => "FT_INT32",
        Type::I64 => "FT_INT64",
        Type::FrameNum => "FT_FRAMENUM",
        Type::IpxNet => "FT_IPXNET",
        Type::Double => "FT_DOUBLE",
        Type::AbsoluteTime => "FT_ABSOLUTE_TIME",
        Type::RelativeTime => "FT_RELATIVE_TIME",
        Type::Ether => "FT_ETHER",
        Type::Ipv4 => "FT_IPv4",
        Type::Ipv6 => "FT_IPv6",
        Type::Eui64 => "FT_EUI64",
        Type::Guid => "FT_GUID",
        Type::Oid => "FT_OID",
        Type::Bytes => "FT_BYTES",
        Type::Str => "FT_STRING",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Base;

    fn def(ty: Type, names: Names) -> FieldDef {
        FieldDef { abbrev: "x.y", title: "", ty, base: Base::Dec, names, mask: 0, doc: "" }
    }

    fn of(ty: Type, text: &str) -> Result<Constant, String> {
        word(text, false, &def(ty, Names::None))
    }

    #[test]
    fn numbers() {
        assert_eq!(unsigned("0120"), Some(80));
        assert_eq!(unsigned("0x1F"), Some(31));
        assert_eq!(unsigned("0b11"), Some(3));
        assert_eq!([unsigned("080"), unsigned("0x"), unsigned("+5"), unsigned("")], [None; 4]);
        assert_eq!(of(Type::U8, "256").unwrap_err(), "\"256\" too big for this field, maximum 255.");
        let big = "99999999999999999999999";
        assert_eq!(
            of(Type::U16, big).unwrap_err(),
            format!("\"{big}\" too big for this field, maximum 65535.")
        );
        assert_eq!(of(Type::U16, "abc").unwrap_err(), "\"abc\" is not a valid number.");
        assert_eq!(word("128", true, &def(Type::I8, Names::None)).unwrap(), Constant::number(-128));
    }

    #[test]
    fn byte_strings() {
        assert_eq!(hex_bytes("00:aa").unwrap(), [0, 0xaa]);
        assert_eq!([hex_bytes("00:aa:0"), hex_bytes("8:0"), hex_bytes("0x8")], [None, None, None]);
        assert_eq!(hex_bytes("0011.2233").unwrap(), [0, 0x11, 0x22, 0x33]);
        assert_eq!(hex_bytes("00:01-02"), None);
        assert_eq!(hex_bytes(":00:01").unwrap(), [0, 1]);
        assert_eq!(hex_bytes("5").unwrap(), [5]);
        assert_eq!(hex_bytes("0x48").unwrap(), [0x48]);
        assert_eq!(hex_bytes("win"), None);
        assert_eq!(
            of(Type::Ether, "00:09:6b").unwrap_err(),
            "\"00:09:6b\" contains too few bytes to be a valid Ethernet address."
        );
    }

    #[test]
    fn addresses_have_prefixes() {
        let c = of(Type::Ipv4, "10.0.0.0/8").unwrap();
        assert_eq!(c, Constant::network(vec![10, 0, 0, 0], Some(8)));
        assert!(of(Type::Ipv4, "10.0.0.0/33").unwrap_err().contains("<= 32, not 33"));
        assert!(of(Type::Ipv6, "::1/129").unwrap_err().contains("<= 128"));
    }

    #[test]
    fn names_of_values_are_values() {
        let d = def(Type::U8, Names::Table(&[(1, "Client Hello"), (2, "Server Hello")]));
        assert_eq!(quoted(b"client hello", &d).unwrap(), Constant::number(1));
        assert_eq!(
            word("Klient", false, &d).unwrap_err(),
            "\"Klient\" cannot be found among the possible values for x.y."
        );
        let meant = |text: &str| similar(text, &d);
        assert_eq!(meant("cleint hello").as_deref(), Some("\"Client Hello\""));
        assert_eq!(meant("serv").as_deref(), Some("\"Server Hello\""));
        assert_eq!((meant("certificate"), meant("1"), meant("x")), (None, None, None));
        let d = def(Type::Bool, crate::field::def::SET);
        assert_eq!(quoted(b"Set", &d).unwrap(), Constant::number(1));
        assert_eq!(word("TRUE", false, &d).unwrap(), Constant::number(1));
    }

    #[test]
    fn oids_and_guids() {
        assert_eq!(oid("1.2.840.113549").unwrap(), [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]);
        assert_eq!(oid("1"), None);
        assert_eq!(guid("00112233-4455-6677-8899-aabbccddeeff").unwrap().len(), 16);
    }

    #[test]
    fn spans_of_time() {
        assert_eq!(seconds("1.5"), Some(1_500_000_000));
        assert_eq!(seconds(".000000001"), Some(1));
        assert_eq!(seconds("1.2.3"), None);
        assert_eq!(seconds("abc"), None);
    }
}
