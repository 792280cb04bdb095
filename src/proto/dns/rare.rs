//! Records that are rarely seen, and whose data are more than parts in a row: places, keys, gateways, lists of
//! addresses and ports. What `data` can say as a table stands there.

use super::data::{Told, show_name};
use super::fields::*;
use super::names::TYPES;
use crate::base::time::Timestamp;
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::def::{U8, U32};
use crate::field::{Field, show};

/// Ports as bits, eight in a byte; bytes without any are passed over.
pub(super) fn wks_ports(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    for byte in 0..c.left() {
        let at = c.u8()?;
        if at.value == 0 || d.tree.wants_nothing() {
            continue;
        }
        let ports = (0..8).filter(|bit| at.value & 0x80 >> bit != 0).map(|bit| (byte * 8 + bit).to_string());
        let ports: Vec<_> = ports.collect();
        d.tree.leaf_as(WKS_BITS, at, format_args!("Bits: 0x{:02x} ({})", at.value, ports.join(", ")));
    }
    Ok(())
}

/// An ISDN number's extension, which may be left out.
pub(super) fn isdn_extension(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if !c.is_empty() {
        let len = c.u8()?;
        d.tree.leaf(ISDN_SA_LENGTH, len);
        d.tree.leaf(ISDN_SA, c.bytes(len.value.into())?);
    }
    Ok(())
}

/// RFC 2535 section 3.1.
pub(super) fn key(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let whole = *c;
    let flags = c.u16()?;
    let bits = flags.map(u64::from);
    let open = d.tree.open(KEY_FLAGS, flags);
    d.tree.leaf(KEY_AUTHENTICATION, bits);
    d.tree.leaf(KEY_CONFIDENTIALITY, bits);
    // Both: there is no key.
    if flags.value & 0xc000 != 0xc000 {
        for flag in [KEY_REQUIRED, KEY_USER, KEY_ENTITY, KEY_IPSEC, KEY_MIME] {
            d.tree.leaf(flag, bits);
        }
        d.tree.leaf(KEY_SIGNATORY, flags);
    }
    d.tree.close(open);
    d.tree.leaf(KEY_PROTOCOL, c.u8()?);
    let algorithm = c.u8()?;
    d.tree.leaf(KEY_ALGORITHM, algorithm);
    if let Some(tag) = key_tag(&whole, algorithm.value) {
        d.tree.generated(KEY_ID, tag, whole.span(0));
    }
    if !c.is_empty() {
        d.rest_as(KEY_PUBLIC_KEY, c);
    }
    Ok(())
}

/// The tag of a key's record (RFC 4034 appendix B).
pub(super) fn key_tag(whole: &Cursor<'_>, algorithm: u8) -> Option<u16> {
    const RSA_MD5: u8 = 1;
    let bytes = whole.peek();
    if whole.captured() != whole.left() {
        return None;
    }
    if algorithm == RSA_MD5 {
        // The last but one of the modulus's words.
        let [.., high, low, _] = bytes else { return None };
        return Some(u16::from_be_bytes([*high, *low]));
    }
    let (words, rest) = bytes.as_chunks::<2>();
    let sum: u64 = words.iter().map(|w| u64::from(u16::from_be_bytes(*w))).sum::<u64>()
        + rest.first().map_or(0, |b| u64::from(*b) << 8);
    Some((sum + (sum >> 16 & 0xffff)) as u16)
}

/// A place on earth (RFC 1876 section 2).
pub(super) fn place(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let version = c.u8()?;
    d.tree.leaf(LOC_VERSION, version);
    if version.value != 0 {
        *c = start;
        d.rest_as(LOC_UNKNOWN, c);
        return Ok(());
    }
    let mut size = |field: Field<U8>, title: &str| {
        let at = c.u8()?;
        // Centimetres: a digit, and a power of ten.
        let metres = f64::from(at.value >> 4) * 10f64.powi(i32::from(at.value & 15) - 2);
        d.tree.leaf_as(field, at, format_args!("{title}: {} ({} m)", at.value, general(metres)));
        Ok(())
    };
    size(LOC_SIZE, "Size")?;
    size(LOC_HORIZONTAL, "Horizontal Precision")?;
    size(LOC_VERTICAL, "Vertical Precision")?;
    let mut angle = |field: Field<U32>, title: &str, most: u32, ends: [char; 2]| {
        let at = c.u32()?;
        let text = degrees(at.value, most, ends);
        d.tree.leaf_as(field, at, format_args!("{title}: {} ({text})", at.value));
        Ok(())
    };
    angle(LOC_LATITUDE, "Latitude", 90, ['N', 'S'])?;
    angle(LOC_LONGITUDE, "Longitude", 180, ['E', 'W'])?;
    let at = c.u32()?;
    // Signed, as the reference reads it: what is greater would be far beyond the sky.
    let metres = (f64::from(at.value as i32) - 10_000_000.0) / 100.0;
    d.tree.leaf_as(LOC_ALTITUDE, at, format_args!("Altitude: {} ({} m)", at.value, general(metres)));
    Ok(())
}

/// Thousandths of a second of arc, 2^31 of which are none.
fn degrees(value: u32, most: u32, [above, below]: [char; 2]) -> String {
    const EQUATOR: u32 = 1 << 31;
    let end = if value < EQUATOR { below } else { above };
    let value = value.abs_diff(EQUATOR);
    let (seconds, thousandths) = (value / 1000, value % 1000);
    let degrees = seconds / 3600;
    if value > most * 3_600_000 {
        return "Value out of range".into();
    }
    format!("{degrees} deg {} min {}.{thousandths:03} sec {end}", seconds / 60 % 60, seconds % 60)
}

/// Six significant digits, as C's `%g` writes them.
fn general(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    let scientific = format!("{value:.5e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>().unwrap_or(0) {
        exponent @ -4..6 => {
            let decimals = usize::try_from(5 - exponent).unwrap_or(0);
            trimmed(&format!("{value:.decimals$}"))
        }
        exponent => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{}e{sign}{:02}", trimmed(digits), exponent.abs())
        }
    }
}

/// Types as bits, the first of which is type 0 (RFC 2535 section 5.2).
pub(super) fn nxt_types(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    for byte in 0..c.left() {
        let at = c.u8()?;
        for number in (0..8).filter(|bit| at.value & 0x80 >> bit != 0).map(|bit| byte * 8 + bit) {
            let value = at.with(u16::try_from(number).unwrap_or(u16::MAX));
            match TYPES.name(number.into()) {
                Some(name) => d.tree.leaf_as(RESP_TYPE, value, format_args!("RR type in bit map: {name}")),
                None => {
                    d.tree.leaf_as(RESP_TYPE, value, format_args!("RR type in bit map: Unknown ({number})"))
                }
            };
        }
    }
    Ok(())
}

/// A part of an address, and where the rest stands (RFC 2874 section 3.1).
pub(super) fn a6<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    told: &mut Told<'a>,
) -> Result<(), Cut> {
    let prefix = c.u8()?;
    d.tree.leaf(A6_PREFIX_LEN, prefix);
    let len = 128u32.checked_sub(prefix.value.into()).ok_or(Cut::Malformed)?.div_ceil(8);
    let suffix = c.bytes(len)?;
    let mut address = [0; 16];
    address.iter_mut().rev().zip(suffix.value.iter().rev()).for_each(|(to, from)| *to = *from);
    if len > 0 {
        let held = d.tree.keep(&address);
        d.tree.leaf(A6_SUFFIX, suffix.with(held));
    }
    let mut name = String::new();
    if prefix.value > 0 {
        name = show_name(d, A6_PREFIX_NAME, message, c)?.name().text;
    }
    told.say(format!("{} {} {name}", prefix.value, std::net::Ipv6Addr::from(address)));
    Ok(())
}

/// Prefixes (RFC 3123 section 4).
pub(super) fn prefixes(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let family = c.u16()?;
        d.tree.leaf(APL_FAMILY, family);
        d.tree.leaf(APL_PREFIX, c.u8()?);
        let len = c.u8()?;
        d.tree.leaf(APL_NEGATION, len.map(u64::from));
        d.tree.leaf(APL_LENGTH, len);
        // Zeros at the end are left out.
        let at = c.bytes(u32::from(len.value & 0x7f))?;
        match family.value {
            1 if at.value.len() <= 4 => {
                let mut address = [0; 4];
                address.iter_mut().zip(at.value).for_each(|(to, from)| *to = *from);
                d.tree.leaf(APL_IPV4, at.with(address));
            }
            2 if at.value.len() <= 16 => {
                let mut address = [0; 16];
                address.iter_mut().zip(at.value).for_each(|(to, from)| *to = *from);
                let held = d.tree.keep(&address);
                d.tree.leaf(APL_IPV6, at.with(held));
            }
            _ => {
                d.tree.leaf(APL_DATA, at);
            }
        }
    }
    Ok(())
}

/// RFC 4025 section 2.
pub(super) fn ipsec_key<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    _: &mut Told<'a>,
) -> Result<(), Cut> {
    d.tree.leaf(IPSECKEY_PRECEDENCE, c.u8()?);
    let gateway = c.u8()?;
    d.tree.leaf(IPSECKEY_TYPE, gateway);
    d.tree.leaf(IPSECKEY_ALGORITHM, c.u8()?);
    match gateway.value {
        1 => {
            d.tree.leaf(IPSECKEY_IPV4, c.array::<4>()?);
        }
        2 => {
            d.tree.leaf(IPSECKEY_IPV6, c.array::<16>()?);
        }
        3 => {
            show_name(d, IPSECKEY_DNS, message, c)?;
        }
        _ => {}
    }
    if !c.is_empty() {
        d.rest_as(IPSECKEY_KEY, c);
    }
    Ok(())
}

/// RFC 8005 section 5.
pub(super) fn host_identity<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    _: &mut Told<'a>,
) -> Result<(), Cut> {
    let tag_len = c.u8()?;
    d.tree.leaf(HIP_HIT_LENGTH, tag_len);
    d.tree.leaf(HIP_ALGORITHM, c.u8()?);
    let key_len = c.u16()?;
    d.tree.leaf(HIP_KEY_LENGTH, key_len);
    d.tree.leaf(HIP_HIT, c.bytes(tag_len.value.into())?);
    d.tree.leaf(HIP_KEY, c.bytes(key_len.value.into())?);
    while !c.is_empty() {
        show_name(d, HIP_SERVER, message, c)?;
    }
    Ok(())
}

/// The flags of RFC 7477 section 2.1.1, and the bytes of the types behind them.
pub(super) fn csync(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let flags = c.u16()?;
    let open = d.tree.open(CSYNC_FLAGS, flags);
    d.tree.leaf(CSYNC_IMMEDIATE, flags.map(u64::from));
    d.tree.leaf(CSYNC_SOAMINIMUM, flags.map(u64::from));
    d.tree.close(open);
    let mut types = *c;
    d.rest_as(CSYNC_TYPES, &mut types);
    Ok(())
}

/// RFC 2930 section 2.
pub(super) fn tkey(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let nowhere = *c;
    show_name(d, TKEY_ALGORITHM, &nowhere, c)?;
    for field in [TKEY_INCEPTION, TKEY_EXPIRATION] {
        d.tree.leaf(field, c.u32()?.map(|s| Timestamp::from_parts(s.into(), 0)));
    }
    d.tree.leaf(TKEY_MODE, c.u16()?);
    d.tree.leaf(TKEY_ERROR, c.u16()?);
    for (size, data) in [(TKEY_KEY_SIZE, TKEY_KEY), (TKEY_OTHER_SIZE, TKEY_OTHER)] {
        let len = c.u16()?;
        d.tree.leaf(size, len);
        if len.value > 0 {
            d.tree.leaf(data, c.bytes(len.value.into())?);
        }
    }
    Ok(())
}

/// Servers of Windows names, as its name servers tell each other.
pub(super) fn wins(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(WINS_LOCAL, c.u32()?.map(u64::from));
    d.tree.leaf(WINS_LOOKUP, c.u32()?);
    d.tree.leaf(WINS_CACHE, c.u32()?);
    d.tree.leaf(WINS_COUNT, c.u32()?);
    while !c.is_empty() {
        d.tree.leaf(WINS_SERVER, c.array::<4>()?);
    }
    Ok(())
}

/// The same for the way back; the name behind it is a part of its own.
pub(super) fn wins_reverse(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(WINSR_LOCAL, c.u32()?.map(u64::from));
    d.tree.leaf(WINSR_LOOKUP, c.u32()?);
    d.tree.leaf(WINSR_CACHE, c.u32()?);
    Ok(())
}

/// Whom a proxy asks for (draft-bellis-dnsop-xpf).
pub(super) fn forwarded(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let version = c.u8()?.map(|v| u16::from(v & 15));
    d.tree.leaf(XPF_VERSION, version);
    match version.value {
        4 => {
            d.tree.leaf(XPF_PROTOCOL, c.u8()?);
            d.tree.leaf(XPF_SRC4, c.array::<4>()?);
            d.tree.leaf(XPF_DST4, c.array::<4>()?);
        }
        6 => {
            d.tree.leaf(XPF_PROTOCOL, c.u8()?);
            d.tree.leaf(XPF_SRC6, c.array::<16>()?);
            d.tree.leaf(XPF_DST6, c.array::<16>()?);
        }
        _ => return Ok(()),
    }
    d.tree.leaf(XPF_SPORT, c.u16()?);
    d.tree.leaf(XPF_DPORT, c.u16()?);
    Ok(())
}

/// The address of a device.
pub(super) fn eui64(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let at = c.array::<8>()?;
    let mut text = String::new();
    let _ = show::hex(&at.value, ":", &mut text);
    d.tree.leaf_as(EUI64, at, format_args!("EUI64 Address: {text} ({text})"));
    Ok(())
}

/// What a session is told: no sections, but parts with types and lengths (RFC 8490 section 5.4).
pub(super) fn operations(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let all = d.tree.open(DSO, At { value: (), span: c.rest_span() });
    while !c.is_empty() {
        let start = *c;
        let (kind, len) = (c.u16()?, c.u16()?);
        let mut data = c.sub(len.value.into())?;
        let name = super::names::DSO_TYPES.name(kind.value.into()).unwrap_or("Unknown");
        let at = At { value: (), span: c.since(&start) };
        let open = d.tree.open_as(DSO_TLV, at, format_args!("DSO TLV: {name}"));
        d.tree.leaf(DSO_TYPE, kind);
        d.tree.leaf(DSO_LENGTH, len);
        match (kind.value, len.value) {
            (1, 8) => {
                d.tree.leaf(DSO_INACTIVITY, data.u32()?);
                d.tree.leaf(DSO_INTERVAL, data.u32()?);
            }
            (2, 4) => {
                d.tree.leaf(DSO_RETRY_DELAY, data.u32()?);
            }
            (_, 0) => {}
            (3, _) => d.rest_as(DSO_PADDING, &mut data),
            _ => d.rest_as(DSO_DATA, &mut data),
        }
        d.tree.close(open);
    }
    d.tree.close(all);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn numbers_are_written_as_c_does() {
        let texts = [0.0, 1.0, 1.5e14, 10_000.0, 9e7, -100_000.01, 0.01, 123_456.7, 2000.5].map(general);
        let wanted = ["0", "1", "1.5e+14", "10000", "9e+07", "-100000", "0.01", "123457", "2000.5"];
        assert_eq!(texts, wanted);
    }

    #[test]
    fn angles_are_told_in_degrees() {
        assert_eq!(degrees(2_299_997_648, 90, ['N', 'S']), "42 deg 21 min 54.000 sec N");
        assert_eq!(degrees(2_143_883_148, 90, ['N', 'S']), "1 deg 0 min 0.500 sec S");
        assert_eq!(degrees(0, 90, ['N', 'S']), "Value out of range");
    }

    /// A response with one record, of the name asked for.
    fn answer(kind: u16, data: &[u8]) -> Vec<u8> {
        let head = b"\x12\x34\x81\x80\0\x01\0\x01\0\0\0\0\x01x\0\0\x01\0\x01\xc0\x0c";
        let len = (data.len() as u16).to_be_bytes();
        over_udp(53, 40_000, &[&head[..], &kind.to_be_bytes(), b"\0\x01\0\0\x0e\x10", &len, data].concat())
    }

    #[test]
    fn rare_records_are_read_in_parts() {
        let cases: &[(u16, &[u8], &str, &str)] = &[
            (11, b"\x01\x02\x03\x04\x06\0\x40", "WKS 1.2.3.4", "Bits: 0x40 (9)"),
            (20, b"\x02ab\x01c", "ISDN x", "Sub Address: c"),
            (21, b"\0\x02\x01y\0", "RT x", "Intermediate Hostname: y"),
            (25, b"\x01\0\x03\x05abcd", "KEY", "[Key ID: 51403]"),
            (
                29,
                b"\0\x12\x16\x13\x89\x17\x2d\xd0\x70\xbe\x15\xf0\0\x98\x8d\x20",
                "LOC",
                "Altitude: 9997600 (-24 m)",
            ),
            (30, b"\x01y\0\x40\x01", "NXT y", "RR type in bit map: MX (Mail eXchange)"),
            (38, b"\x40\0\0\0\0\0\0\0\x05\x01y\0", "A6 64 ::5 y", "Prefix name: y"),
            (42, b"\0\x01\x15\x83\xc0\xa8\x20", "APL x", "1... .... = Negation Flag: Yes (!)"),
            (45, b"\x0a\x03\x02\x01y\0KEY", "IPSECKEY", "DNS Gateway: y"),
            (55, b"\x01\x02\0\x01tk\x01y\0", "HIP x", "Rendezvous Server: y"),
            (62, b"\0\0\0\x42\0\x03\0\x01\x40", "CSYNC", "RR type in bit map: A (Host Address)"),
            (63, b"\0\0\0\x01\x01\x01abc", "ZONEMD", "Scheme: SIMPLE (1)"),
            (105, b"\0\x0a\x01\x02\x03\x04", "L32", "Locator32: 1.2.3.4"),
            (109, b"12345678", "EUI64", "EUI64 Address: 31:32:33:34:35:36:37:38 (31:32:33:34:35:36:37:38)"),
            (
                249,
                b"\x01y\0\0\0\0\x01\0\0\0\x02\0\x03\0\x11\0\x01k\0\0",
                "TKEY",
                "Error: Key not recognized (17)",
            ),
            (
                65281,
                b"\0\x01\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x01\x01\x02\x03\x04",
                "WINS",
                "Number of WINS servers: 1",
            ),
            (65282, b"\0\0\0\0\0\0\0\x02\0\0\0\x03\x01y\0", "WINS-R y", "Name Result Domain: y"),
            (65422, b"\x04\x11\x0a\0\0\x01\x0a\0\0\x02\0\x05\0\x06", "XPF", "Destination port: 6"),
        ];
        for (kind, data, row, line) in cases {
            let packet = answer(*kind, data);
            let [.., info] = columns(101, &packet);
            assert_eq!(info.split_once("A x ").map(|(_, said)| said), Some(*row));
            let lines = labels_from(101, &packet, "Domain Name System");
            assert!(lines.iter().any(|l| l.trim() == *line), "{kind} {line}: {lines:#?}");
            survives_cuts(101, &packet);
        }
    }

    #[test]
    fn a_session_is_told_by_its_parts() {
        let message = b"\0\x05\x30\0\0\0\0\0\0\0\0\0\0\x01\0\x08\0\0\x3a\x98\0\0\x75\x30\0\x40\0\x01a";
        let packet = over_udp(53, 40_000, message);
        let lines = labels_from(101, &packet, "    DNS Stateful Operation");
        assert_eq!(lines[4], "            Inactivity Timeout: 15000");
        assert!(lines.contains(&"        DSO TLV: Subscribe".to_owned()), "{lines:#?}");
        survives_cuts(101, &packet);
    }
}
