//! Control protocols of PPP: the link's (LCP, RFC 1661), those of IPv4 (IPCP, RFC 1332), of IPv6 (RFC 5072)
//! and of compression (CCP, RFC 1962). They share their form: code, identifier, length, options.

pub mod fields;
mod kinds;

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity};
use crate::field::def::Bool;
use crate::field::{Field, Names};
use crate::proto::tables::ppp_protocol::PPP_PROTOCOLS;
use fields::*;
use kinds::Length::{AtLeast, Exactly};
use kinds::{BCP_KIND, CCP_KIND, CDPCP_KIND, IPCP_KIND, IPV6CP_KIND, Kind, LCP_KIND, MPLSCP_KIND};

/// What they have in common.
/// As a part of others it shows options of LCP.
pub const SHARED: Protocol = Protocol {
    name: "ppp.code",
    title: "PPP Control",
    fields: FIELDS,
    dissect: |d, c| each(d, &LCP_KIND, c),
    ..Protocol::EMPTY
};
pub const LINK: Protocol = Protocol {
    name: "lcp",
    title: "PPP LCP",
    fields: lcp::FIELDS,
    claims: &[Claim::PppProtocol(0xc021)],
    dissect: |d, c| dissect(d, c, &LCP_KIND),
    ..Protocol::EMPTY
};
pub const IPV4: Protocol = Protocol {
    name: "ipcp",
    title: "PPP IPCP",
    fields: ipcp::FIELDS,
    claims: &[Claim::PppProtocol(0x8021)],
    dissect: |d, c| dissect(d, c, &IPCP_KIND),
    ..Protocol::EMPTY
};
pub const IPV6: Protocol = Protocol {
    name: "ipv6cp",
    title: "PPP IPV6CP",
    fields: ipv6cp::FIELDS,
    claims: &[Claim::PppProtocol(0x8057)],
    dissect: |d, c| dissect(d, c, &IPV6CP_KIND),
    ..Protocol::EMPTY
};

pub const COMPRESSION: Protocol = Protocol {
    name: "ccp",
    title: "PPP CCP",
    fields: ccp::FIELDS,
    claims: &[Claim::PppProtocol(0x80fd)],
    dissect: |d, c| dissect(d, c, &CCP_KIND),
    ..Protocol::EMPTY
};

pub const MPLS: Protocol = Protocol {
    name: "mplscp",
    title: "PPP MPLSCP",
    fields: mplscp::FIELDS,
    claims: &[Claim::PppProtocol(0x8281)],
    dissect: |d, c| dissect(d, c, &MPLSCP_KIND),
    ..Protocol::EMPTY
};
pub const CISCO_DISCOVERY: Protocol = Protocol {
    name: "cdpcp",
    title: "PPP CDPCP",
    fields: cdpcp::FIELDS,
    claims: &[Claim::PppProtocol(0x8207)],
    dissect: |d, c| dissect(d, c, &CDPCP_KIND),
    ..Protocol::EMPTY
};
pub const BRIDGING: Protocol = Protocol {
    name: "bcp_ncp",
    title: "PPP BCP NCP",
    fields: bcp_ncp::FIELDS,
    claims: &[Claim::PppProtocol(0x8031)],
    dissect: |d, c| dissect(d, c, &BCP_KIND),
    ..Protocol::EMPTY
};

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, kind: &Kind) -> Result<(), Cut> {
    const HEADER_LEN: u32 = 4;
    let code = c.u8()?;
    // Resets are of compression alone (RFC 1962 section 2).
    let resets_alone = matches!(code.value, 14 | 15) && kind.column != CCP_KIND.column;
    let name = Names::Table(CODES).name(code.value.into()).filter(|_| !resets_alone).unwrap_or("Unknown");
    d.columns.protocol = kind.column.into();
    d.columns.set_info(format_args!("{name}"));
    d.tree.leaf(CODE, code);
    d.tree.leaf(IDENTIFIER, c.u8()?);
    let len = c.u16()?;
    d.tree.leaf(LENGTH, len);
    // What lies behind is padding of the link.
    let mut c = c.sub(u32::from(len.value).saturating_sub(HEADER_LEN).min(c.left()))?;
    match code.value {
        1..=4 => options(d, kind, c)?,
        5 | 6 => d.rest_as(DATA, &mut c),
        7 if c.captured() > 0 => {
            let packet = c.rest();
            let len = packet.value.len();
            let mut digits = String::new();
            let _ = crate::field::show::hex(packet.value, "", &mut digits);
            d.tree.leaf_as(DATA, packet, format_args!("Rejected Packet ({len} bytes): {digits}"));
        }

        8 => {
            let rejected = c.u16()?;
            d.tree.leaf(lcp::REJECTED, rejected);
            let claim = Claim::PppProtocol(rejected.value);
            if !c.is_empty() {
                let columns = d.columns.clone();
                d.embed(claim, c);
                d.columns = columns;
            }
        }
        9..=11 => {
            d.tree.leaf(lcp::MAGIC, c.u32()?);
            d.rest_as(lcp::DATA, &mut c);
        }
        12 | 13 => {
            d.tree.leaf(lcp::MAGIC, c.u32()?);
            if code.value == 13 {
                d.tree.leaf(lcp::SECONDS, c.u32()?);
            }
            if !c.is_empty() {
                let message = c.rest();
                d.tree.leaf(lcp::MESSAGE, message);
            }
        }
        _ => d.rest_as(DATA, &mut c),
    }
    Ok(())
}

fn options(d: &mut Dissector<'_>, kind: &Kind, c: Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let mut names = String::new();
    for (number, _) in listed(c.peek()) {
        if let Some(name) = Names::Table(kind.names).name(number.into()) {
            names.push_str(", ");
            names.push_str(name);
        }
    }
    let bytes = c.left();
    let s = if bytes == 1 { "" } else { "s" };
    let open = d.tree.open_text(c.rest_span(), format_args!("Options: ({bytes} byte{s}){names}"));
    each(d, kind, c)?;
    d.tree.close(open);
    Ok(())
}

fn each(d: &mut Dissector<'_>, kind: &Kind, mut c: Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let number = { c }.u8()?.value;
        let len = { c.peek().get(1).copied() }.ok_or(Cut::Malformed)?;
        if len < 2 {
            return Err(Cut::Malformed);
        }
        one(d, kind, number, c.sub(len.into())?)?;
    }
    Ok(())
}

fn one(d: &mut Dissector<'_>, kind: &Kind, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    let (len, span) = (c.left(), c.rest_span());
    let Some(name) = Names::Table(kind.names).name(number.into()) else {
        d.tree.text(span, format_args!("Unknown (0x{number:02x}) ({len} bytes)"));
        return Ok(());
    };
    let field = kind.whole.iter().find(|(n, _)| *n == number).map(|(_, field)| *field);
    let title = field.map_or(name, |field| crate::proto::def(field.id).title);
    let wanted = kind.lengths.iter().find(|(n, _)| *n == number).map(|(_, wanted)| *wanted);
    let wrong = match wanted {
        Some(Exactly(n)) if len != u32::from(n) => format!("{n}"),
        Some(AtLeast(n)) if len < u32::from(n) => format!("at least {n}"),
        _ => String::new(),
    };
    if !wrong.is_empty() {
        let text = format!("{title} (with option length = {len} bytes; should be {wrong})");
        let open = d.tree.open_text(span, format_args!("{text}"));
        let (field, group) = (Some(LENGTH_INVALID), Group::Protocol);
        d.tree.expert(open.node(), field, Severity::Warn, group, format_args!("{text}"));
        d.tree.close(open);
        return Ok(());
    }
    let open = match field {
        Some(field) => {
            let bytes = { c }.rest();
            d.tree.open_as(field, bytes, format_args!("{title}"))
        }
        None => d.tree.open_text(span, format_args!("{title}")),
    };
    let [of_kind, of_len] = kind.head;
    d.tree.leaf(of_kind, c.u8()?);
    d.tree.leaf(of_len, c.u8()?);
    (kind.option)(d, open.node(), number, c)?;
    d.tree.close(open);
    Ok(())
}

/// Numbers and lengths of the options that begin with `bytes`.
fn listed(mut bytes: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    std::iter::from_fn(move || {
        let [number, len, ..] = *bytes else { return None };
        bytes = bytes.get(usize::from(len.max(2))..)?;
        Some((number, len))
    })
}

fn lcp_option(d: &mut Dissector<'_>, node: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    match number {
        1 => {
            let mru = c.u16()?;
            d.tree.leaf(lcp::MRU, mru);
            d.append(node, format_args!(": {}", mru.value));
        }
        2 => async_map(d, node, &mut c)?,
        3 => {
            let protocol = c.u16()?;
            d.tree.leaf(lcp::AUTHENTICATION, protocol);
            named_protocol(d, node, protocol.value);
            const CHAP: u16 = 0xc223;
            if protocol.value == CHAP && !c.is_empty() {
                d.tree.leaf(lcp::ALGORITHM, c.u8()?);
            }
            d.rest_as(lcp::OPTION_DATA, &mut c);
        }
        4 => {
            let protocol = c.u16()?;
            d.tree.leaf(lcp::QUALITY, protocol);
            named_protocol(d, node, protocol.value);
            d.tree.leaf(lcp::PERIOD, c.u32()?);
        }
        5 => {
            let magic = c.u32()?;
            d.tree.leaf(lcp::OPTION_MAGIC, magic);
            d.append(node, format_args!(": 0x{:08x}", magic.value));
        }
        9 => {
            let sums = c.u8()?;
            let names = [lcp::FCS_32, lcp::FCS_16, lcp::FCS_NULL];
            let set = |field: &Field<Bool>| u64::from(sums.value) & crate::proto::def(field.id).mask != 0;
            let named: Vec<_> =
                names.iter().filter(|f| set(f)).map(|f| crate::proto::def(f.id).title).collect();
            let named = named.join(", ");
            let separator = if named.is_empty() { "" } else { ", " };
            d.append(node, format_args!(": 0x{:02x}", sums.value));
            let label = format_args!("FCS Alternatives: 0x{:02x}{separator}{named}", sums.value);
            let open = d.tree.open_as(lcp::FCS, sums, label);
            for field in names {
                d.tree.leaf(field, sums.map(u64::from));
            }
            d.tree.close(open);
        }
        10 => {
            let most = c.u8()?;
            d.tree.leaf(lcp::MAXIMUM, most);
            let s = if most.value == 1 { "" } else { "s" };
            d.append(node, format_args!(": {} octet{s}", most.value));
        }
        11 => {
            let window = c.u8()?;
            d.tree.leaf(lcp::WINDOW, window);
            let s = if window.value == 1 { "" } else { "s" };
            d.append(node, format_args!(": {} frame{s}", window.value));
            d.rest_as(lcp::HDLC_ADDRESS, &mut c);
        }
        13 => {
            let operation = c.u8()?;
            d.tree.leaf(lcp::OPERATION, operation);
            let name = Names::Table(CALLBACKS).name(operation.value.into()).unwrap_or("Unknown");
            d.append(node, format_args!(": {name}"));
            d.rest_as(lcp::CALLBACK_MESSAGE, &mut c);
        }
        17 => {
            let mrru = c.u16()?;
            d.tree.leaf(lcp::MRRU, mrru);
            d.append(node, format_args!(": {}", mrru.value));
        }
        19 => {
            let class = c.u8()?;
            d.tree.leaf(lcp::ENDPOINT_CLASS, class);
            let name = Names::Table(ENDPOINT_CLASSES).name(class.value.into()).unwrap_or("Unknown");
            d.append(node, format_args!(": Class: {name}"));
            match (class.value, c.left()) {
                (2, 4) => _ = d.tree.leaf(lcp::ENDPOINT_IP, c.array()?),
                (3, 6) => _ = d.tree.leaf(lcp::ENDPOINT_MAC, c.array::<6>()?),
                _ => d.rest_as(lcp::OPTION_DATA, &mut c),
            }
        }
        23 => {
            let link = c.u16()?;
            d.tree.leaf(lcp::LINK_DISCRIMINATOR, link);
            d.append(node, format_args!(": {0} (0x{0:04x})", link.value));
        }
        _ => d.rest_as(lcp::OPTION_DATA, &mut c),
    }
    Ok(())
}

/// Behind an option's name: the protocol that it asks for.
fn named_protocol(d: &mut Dissector<'_>, node: NodeRef, protocol: u16) {
    let called = Names::Table(PPP_PROTOCOLS).name(protocol.into()).unwrap_or("Unknown");
    d.append(node, format_args!(": {called} (0x{protocol:04x})"));
}

/// Which control characters are escaped (RFC 1662 section 7.1).
fn async_map(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    use lcp::*;
    const CHARACTERS: [Field<Bool>; 32] = [
        MAP_US, MAP_RS, MAP_GS, MAP_FS, MAP_ESC, MAP_SUB, MAP_EM, MAP_CAN, MAP_ETB, MAP_SYN, MAP_NAK,
        MAP_DC4, MAP_DC3, MAP_DC2, MAP_DC1, MAP_DLE, MAP_SI, MAP_SO, MAP_CR, MAP_FF, MAP_VT, MAP_LF, MAP_HT,
        MAP_BS, MAP_BEL, MAP_ACK, MAP_ENQ, MAP_EOT, MAP_ETX, MAP_STX, MAP_SOH, MAP_NUL,
    ];
    let map = c.u32()?;
    let value = map.value;
    let names: Vec<&str> = (0..)
        .zip(CHARACTERS)
        .filter(|(bit, _)| value & (0x8000_0000 >> bit) != 0)
        .map(|(_, field)| crate::proto::def(field.id).title)
        .collect();
    let all = match value {
        0 => " (None)",
        u32::MAX => " (All)",
        _ => "",
    };
    let names = names.join(", ");
    let (outer, separator) = match value {
        0 | u32::MAX => ("", if value == 0 { "" } else { ", " }),
        _ => (names.as_str(), ", "),
    };
    // The parenthesis that is never opened is Wireshark's.
    let end = if outer.is_empty() { "" } else { ")" };
    d.append(node, format_args!(": 0x{value:08x}{outer}{end}{all}"));
    let label = format_args!("Async Control Character Map: 0x{value:08x}{separator}{names}{all}");
    let open = d.tree.open_as(ASYNC_MAP, map, label);
    for field in CHARACTERS {
        d.tree.leaf(field, map.map(u64::from));
    }
    d.tree.close(open);
    Ok(())
}

fn ipcp_option(d: &mut Dissector<'_>, _: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    let address = match number {
        3 => Some(ipcp::ADDRESS),
        4 => Some(ipcp::HOME_ADDRESS),
        129 => Some(ipcp::PRIMARY_DNS),
        130 => Some(ipcp::PRIMARY_NBNS),
        131 => Some(ipcp::SECONDARY_DNS),
        132 => Some(ipcp::SECONDARY_NBNS),
        _ => None,
    };
    match address {
        Some(field) => _ = d.tree.leaf(field, c.array()?),
        None if number == 1 => {
            d.tree.leaf(ipcp::SOURCE, c.array()?);
            d.tree.leaf(ipcp::DESTINATION, c.array()?);
        }
        None if number == 2 => {
            let protocol = c.u16()?;
            d.tree.leaf(ipcp::COMPRESSION, protocol);
            const VAN_JACOBSON: u16 = 0x002d;
            if protocol.value == VAN_JACOBSON && c.left() >= 2 {
                d.tree.leaf(ipcp::MAX_SLOT, c.u8()?);
                d.tree.leaf(ipcp::SLOT_COMPRESSED, c.u8()?.map(u64::from));
            }
            d.rest_as(ipcp::DATA, &mut c);
        }
        None => d.rest_as(ipcp::DATA, &mut c),
    }
    Ok(())
}

fn ccp_option(d: &mut Dissector<'_>, _: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    use ccp::*;
    const MICROSOFT: u8 = 18;
    match number {
        21 => {
            let at = c.u8()?;
            let open = d.tree.open(VERSION_DICT, at);
            d.tree.leaf(VERSION, at);
            d.tree.leaf(DICT, at);
            d.tree.close(open);
        }
        26 => {
            let at = c.u8()?;
            // RFC 1979 section 3: the logarithm of the window, less 8.
            let (window, code) = (1u32 << (at.value >> 4).saturating_add(8).min(31), at.value >> 4);
            let label = format_args!("{code:04b} .... = Window: {window}");
            d.tree.leaf_as(WINDOW, at, label);
            d.tree.leaf(METHOD, at);
            let at = c.u8()?;
            d.tree.leaf(MBZ, at);
            d.tree.leaf(CHECK, at);
        }
        _ => {}
    }
    if number == MICROSOFT && c.left() >= 4 {
        let bits = c.u32()?;
        let open = d.tree.open(BITS, bits);
        for field in [BIT_H, BIT_M, BIT_S, BIT_L, BIT_D, BIT_C] {
            let def = crate::proto::def(field.id);
            if u64::from(bits.value) & def.mask != 0 {
                d.append(open.node(), format_args!(", {}", def.title));
            }
        }
        for field in [BIT_H, BIT_M, BIT_S, BIT_L, BIT_D, BIT_C] {
            d.tree.leaf(field, bits.map(u64::from));
        }
        d.tree.close(open);
    }
    d.rest_as(DATA, &mut c);
    Ok(())
}

/// Bridging (RFC 3518 section 5).
fn bcp_option(d: &mut Dissector<'_>, _: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    match number {
        1 | 2 => {
            let numbers = c.u16()?;
            d.tree.leaf(bcp_ncp::SEGMENT, numbers);
            d.tree.leaf(bcp_ncp::BRIDGE, numbers);
        }
        3 => _ = d.tree.leaf(bcp_ncp::MAC_TYPE, c.u8()?),
        4 => _ = d.tree.leaf(bcp_ncp::TINYGRAM, c.u8()?.map(u64::from)),
        6 => _ = d.tree.leaf(bcp_ncp::MAC, c.array::<6>()?),
        7 => _ = d.tree.leaf(bcp_ncp::SPANNING_TREE, c.u8()?),
        8 => _ = d.tree.leaf(bcp_ncp::TAGGED, c.u8()?.map(u64::from)),
        _ => {}
    }
    Ok(())
}

fn ipv6cp_option(d: &mut Dissector<'_>, _: NodeRef, number: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    if number == 2 {
        d.tree.leaf(ipcp::COMPRESSION, c.u16()?);
    }
    d.rest_as(ipv6cp::INTERFACE, &mut c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::def::U8;
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn ppp(protocol: u16, message: &[u8]) -> Vec<u8> {
        [&protocol.to_be_bytes(), message].concat()
    }

    #[test]
    fn options_are_named_and_shown() {
        let f = ppp(0xc021, &[1, 7, 0, 19, 1, 4, 5, 0xd4, 3, 5, 0xc2, 0x23, 5, 5, 6, 1, 2, 3, 4]);
        assert_eq!(columns(9, &f)[2..], ["PPP LCP", "Configuration Request"]);
        let lines = labels_from(9, &f, "PPP Link Control Protocol");
        assert_eq!(
            lines[1..6],
            [
                "    Code: Configuration Request (1)",
                "    Identifier: 7 (0x07)",
                "    Length: 19",
                "    Options: (15 bytes), Maximum Receive Unit, Authentication Protocol, Magic Number",
                "        Maximum Receive Unit: 1492",
            ]
        );
        let name = "        Authentication Protocol: Challenge Handshake Authentication Protocol (0xc223)";
        assert!(lines.contains(&name.into()), "{lines:#?}");
        survives_cuts(9, &f);
    }

    #[test]
    fn options_of_other_lengths_and_numbers_are_said() {
        let f = ppp(0xc021, &[1, 7, 0, 18, 15, 3, 0, 12, 2, 9, 3, 6, 19, 3, 0, 11, 3, 4]);
        let lines = labels_from(9, &f, "    Options");
        assert_eq!(
            lines[0],
            "    Options: (14 bytes), Compound Frames (Deprecated), FCS Alternatives, Multilink Endpoint Discriminator, Numbered Mode"
        );
        assert_eq!(
            lines[1],
            "        Compound Frames (Deprecated) (with option length = 3 bytes; should be 2)"
        );
        assert!(lines.contains(&"        Unknown (0x0c) (2 bytes)".to_owned()), "{lines:#?}");
        assert!(
            lines.contains(&"        Multilink Endpoint Discriminator: Class: Null".to_owned()),
            "{lines:#?}"
        );
        assert_eq!(lines.last().map(String::as_str), Some("            Window: 4 frames"));
        survives_cuts(9, &f);
    }

    #[test]
    fn compression_and_bridging_are_agreed_on() {
        let f = ppp(0x80fd, &[1, 1, 0, 11, 26, 4, 0x78, 0, 21, 3, 0x2f]);
        let lines = labels_from(9, &f, "            0111 .... = Window");
        assert_eq!(lines[0], "            0111 .... = Window: 32768");
        assert_eq!(lines[1], "            .... 1000 = Method: zlib compression (8)");
        survives_cuts(9, &f);
        let f = ppp(0x8031, &[1, 1, 0, 19, 1, 4, 0, 0x12, 3, 3, 1, 4, 3, 1, 6, 3, 9, 8, 2]);
        assert_eq!(columns(9, &f)[2..], ["PPP BCP NCP", "Configuration Request"]);
        survives_cuts(9, &f);
        assert_eq!(columns(9, &ppp(0x8281, &[1, 1, 0, 4]))[2], "PPP MPLSCP");
        assert_eq!(columns(9, &ppp(0x00fd, &[1, 1, 0, 4])), ["N/A", "N/A", "PPP Comp", "Compressed data"]);
        // Resets are of compression alone.
        assert_eq!(columns(9, &ppp(0xc021, &[14, 1, 0, 4]))[3], "Unknown");
        assert_eq!(columns(9, &ppp(0x80fd, &[14, 1, 0, 4]))[3], "Reset Request");
    }

    #[test]
    fn a_rejected_protocol_stands_inside() {
        let f = ppp(0xc021, &[8, 2, 0, 20, 0x80, 0x57, 1, 1, 0, 14, 1, 10, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(columns(9, &f)[2..], ["PPP LCP", "Protocol Reject"]);
        let lines = labels_from(9, &f, "    PPP IPv6 Control Protocol");
        assert_eq!(
            lines.last().map(String::as_str),
            Some("                Interface Identifier: 00:01:02:03:04:05:06:07")
        );
        survives_cuts(9, &f);
        let f = ppp(0x8021, &[3, 1, 0, 10, 3, 6, 192, 0, 2, 2]);
        assert_eq!(labels_from(9, &f, "            IP Address"), ["            IP Address: 192.0.2.2"]);
        let of = |field: Field<U8>, n| crate::proto::def(field.id).names.name(n);
        assert_eq!(of(lcp::ALGORITHM, 3), Some("Reserved"));
    }
}
