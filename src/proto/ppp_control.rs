//! Control protocols of PPP: the link's (LCP, RFC 1661), that of IPv4 (IPCP, RFC 1332) and of IPv6
//! (RFC 5072). They share their form: code, identifier, length, options.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ppp_protocol::PPP_PROTOCOLS;

/// What the three have in common.
pub const SHARED: Protocol =
    Protocol { name: "ppp.code", title: "PPP Control", fields: FIELDS, ..Protocol::EMPTY };
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

crate::fields! { "ppp.code";
    /// What the message does.
    CODE: U8 = "ppp.code", "Code", Dec, Names::Table(CODES);
    /// Number that the answer repeats.
    IDENTIFIER: U8 = "ppp.identifier", "Identifier", DecHex;
    /// Bytes of the message.
    LENGTH: U16 = "ppp.length", "Length", Dec;
    /// What is rejected or unknown.
    DATA: Bytes = "ppp.data", "Data", None;
}

/// Fields of LCP.
pub mod lcp {
    use super::{ALGORITHMS, LCP_OPTIONS, PPP_PROTOCOLS};
    use crate::field::Names;

    crate::fields! { "lcp";
        /// Link control (RFC 1661).
        LCP: Protocol = "lcp", "PPP Link Control Protocol", None;
        /// Number by which a link that comes back to itself is noticed.
        MAGIC: U32 = "lcp.magic_number", "Magic Number", Hex;
        /// Data of an echo.
        DATA: Bytes = "lcp.data", "Data", None;
        /// Words for people.
        MESSAGE: Str = "lcp.message", "Message", None;
        /// Seconds until the link goes down.
        SECONDS: U32 = "lcp.secs_remaining", "Seconds Remaining", Dec;
        /// Protocol that is not spoken here.
        REJECTED: U16 = "lcp.rej_proto", "Rejected Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// Kind of option.
        OPTION: U8 = "lcp.opt.type", "Type", Dec, Names::Table(LCP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "lcp.opt.length", "Length", Dec;
        /// Bytes of another option.
        OPTION_DATA: Bytes = "lcp.opt.data", "Data", None;
        /// Largest packet that is received.
        MRU: U16 = "lcp.opt.mru", "Maximum Receive Unit", Dec;
        /// Control characters that must be escaped, one bit each.
        ASYNC_MAP: U32 = "lcp.opt.asyncmap", "Async Control Character Map", Hex;
        /// How the peer is to prove who it is.
        AUTHENTICATION: U16 = "lcp.opt.auth_protocol", "Authentication Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// The algorithm of CHAP.
        ALGORITHM: U8 = "lcp.opt.algorithm", "Algorithm", Dec, Names::Ranges(ALGORITHMS);
        /// How quality is watched.
        QUALITY: U16 = "lcp.opt.quality_protocol", "Quality Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// Hundredths of a second between its reports.
        PERIOD: U32 = "lcp.opt.reporting_period", "Reporting Period", Dec;
        /// The same number as an option.
        OPTION_MAGIC: U32 = "lcp.opt.magic_number", "Magic Number", Hex;
    }
}

/// Fields of IPCP.
pub mod ipcp {
    use super::{IPCP_OPTIONS, PPP_PROTOCOLS};
    use crate::field::Names;

    crate::fields! { "ipcp";
        /// Control of IPv4 (RFC 1332).
        IPCP: Protocol = "ipcp", "PPP IP Control Protocol", None;
        /// Kind of option.
        OPTION: U8 = "ipcp.opt.type", "Type", Dec, Names::Table(IPCP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "ipcp.opt.length", "Length", Dec;
        /// Bytes of another option.
        DATA: Bytes = "ipcp.data", "Data", None;
        /// How headers are compressed.
        COMPRESSION: U16 = "ipcp.opt.compress_proto", "IP Compression Protocol", Hex, Names::Table(PPP_PROTOCOLS);
        /// Address of this end.
        ADDRESS: Ipv4 = "ipcp.opt.ip_address", "IP Address", None;
        /// First server of names (RFC 1877).
        PRIMARY_DNS: Ipv4 = "ipcp.opt.pri_dns_address", "Primary DNS Address", None;
        /// First server of NetBIOS names.
        PRIMARY_NBNS: Ipv4 = "ipcp.opt.pri_nbns_address", "Primary NBNS Address", None;
        /// Second server of names.
        SECONDARY_DNS: Ipv4 = "ipcp.opt.sec_dns_address", "Secondary DNS Address", None;
        /// Second server of NetBIOS names.
        SECONDARY_NBNS: Ipv4 = "ipcp.opt.sec_nbns_address", "Secondary NBNS Address", None;
    }
}

/// Fields of IPV6CP.
pub mod ipv6cp {
    use super::IPV6CP_OPTIONS;
    use crate::field::Names;

    crate::fields! { "ipv6cp";
        /// Control of IPv6 (RFC 5072).
        IPV6CP: Protocol = "ipv6cp", "PPP IPv6 Control Protocol", None;
        /// Kind of option.
        OPTION: U8 = "ipv6cp.opt.type", "Type", Dec, Names::Table(IPV6CP_OPTIONS);
        /// Bytes of the option.
        OPTION_LENGTH: U8 = "ipv6cp.opt.length", "Length", Dec;
        /// Lower half of this end's address.
        INTERFACE: Bytes = "ipv6cp.interface_identifier", "Interface Identifier", Colon;
    }
}

const CODES: &[(u32, &str)] = &[
    (0, "Vendor Specific"),
    (1, "Configuration Request"),
    (2, "Configuration Ack"),
    (3, "Configuration Nak"),
    (4, "Configuration Reject"),
    (5, "Termination Request"),
    (6, "Termination Ack"),
    (7, "Code Reject"),
    (8, "Protocol Reject"),
    (9, "Echo Request"),
    (10, "Echo Reply"),
    (11, "Discard Request"),
    (12, "Identification"),
    (13, "Time Remaining"),
    (14, "Reset Request"),
    (15, "Reset Ack"),
];
const ALGORITHMS: &[(u32, u32, &str)] = &[
    (0, 4, "Reserved"),
    (5, 5, "CHAP with MD5"),
    (6, 6, "CHAP with SHA-1"),
    (128, 128, "MS-CHAP"),
    (129, 129, "MS-CHAP-2"),
];
const LCP_OPTIONS: &[(u32, &str)] = &[
    (0, "Vendor Specific"),
    (1, "Maximum Receive Unit"),
    (2, "Async Control Character Map"),
    (3, "Authentication Protocol"),
    (4, "Quality Protocol"),
    (5, "Magic Number"),
    (7, "Protocol Field Compression"),
    (8, "Address and Control Field Compression"),
    (9, "FCS Alternatives"),
    (10, "Self-Describing Padding"),
    (11, "Numbered Mode"),
    (13, "Callback"),
    (15, "Compound Frames"),
    (17, "Multilink MRRU"),
    (18, "Multilink Short Sequence Number Header Format"),
    (19, "Multilink Endpoint Discriminator"),
];
const IPCP_OPTIONS: &[(u32, &str)] = &[
    (1, "IP addresses (deprecated)"),
    (2, "IP compression"),
    (3, "IP Address"),
    (4, "Mobile Node's Home IP Address"),
    (129, "Primary DNS Server IP Address"),
    (130, "Primary NBNS Server IP Address"),
    (131, "Secondary DNS Server IP Address"),
    (132, "Secondary NBNS Server IP Address"),
];
const IPV6CP_OPTIONS: &[(u32, &str)] = &[(1, "Interface Identifier"), (2, "IPv6 compression")];

/// What one of the three has of its own.
struct Kind {
    column: &'static str,
    names: &'static [(u32, &'static str)],
    option: fn(&mut Dissector<'_>, u8, Cursor<'_>, &str) -> Result<(), Cut>,
}

const LCP_KIND: Kind = Kind { column: "PPP LCP", names: LCP_OPTIONS, option: lcp_option };
const IPCP_KIND: Kind = Kind { column: "PPP IPCP", names: IPCP_OPTIONS, option: ipcp_option };
const IPV6CP_KIND: Kind = Kind { column: "PPP IPV6CP", names: IPV6CP_OPTIONS, option: ipv6cp_option };

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, kind: &Kind) -> Result<(), Cut> {
    const HEADER_LEN: u32 = 4;
    let code = c.u8()?;
    let name = Names::Table(CODES).name(code.value.into()).unwrap_or("Unknown");
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
        5..=7 => d.rest_as(DATA, &mut c),
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

fn options(d: &mut Dissector<'_>, kind: &Kind, mut c: Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let mut names = String::new();
    for (number, _) in listed(c.peek()) {
        names.push_str(", ");
        names.push_str(Names::Table(kind.names).name(number.into()).unwrap_or("Unknown"));
    }
    let bytes = c.left();
    let s = if bytes == 1 { "" } else { "s" };
    let open = d.tree.open_text(c.rest_span(), format_args!("Options: ({bytes} byte{s}){names}"));
    while !c.is_empty() {
        let number = { c }.u8()?.value;
        let len = { c.peek().get(1).copied() }.ok_or(Cut::Malformed)?;
        if len < 2 {
            return Err(Cut::Malformed);
        }
        let option = c.sub(len.into())?;
        let name = Names::Table(kind.names).name(number.into()).unwrap_or("Unknown");
        (kind.option)(d, number, option, name)?;
    }
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

fn lcp_option(d: &mut Dissector<'_>, number: u8, mut c: Cursor<'_>, name: &str) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("{name}"));
    let node = open.node();
    d.tree.leaf(lcp::OPTION, c.u8()?);
    d.tree.leaf(lcp::OPTION_LENGTH, c.u8()?);
    match number {
        1 => {
            let mru = c.u16()?;
            d.tree.leaf(lcp::MRU, mru);
            d.append(node, format_args!(": {}", mru.value));
        }
        2 => {
            let map = c.u32()?;
            d.tree.leaf(lcp::ASYNC_MAP, map);
            d.append(node, format_args!(": 0x{:08x}", map.value));
        }
        3 => {
            let protocol = c.u16()?;
            d.tree.leaf(lcp::AUTHENTICATION, protocol);
            let value = protocol.value;
            let called = Names::Table(PPP_PROTOCOLS).name(value.into()).unwrap_or("Unknown");
            d.append(node, format_args!(": {called} (0x{value:04x})"));
            const CHAP: u16 = 0xc223;
            if value == CHAP && !c.is_empty() {
                d.tree.leaf(lcp::ALGORITHM, c.u8()?);
            }
            d.rest_as(lcp::OPTION_DATA, &mut c);
        }
        4 => {
            d.tree.leaf(lcp::QUALITY, c.u16()?);
            d.tree.leaf(lcp::PERIOD, c.u32()?);
        }
        5 => {
            let magic = c.u32()?;
            d.tree.leaf(lcp::OPTION_MAGIC, magic);
            d.append(node, format_args!(": 0x{:08x}", magic.value));
        }
        _ => d.rest_as(lcp::OPTION_DATA, &mut c),
    }
    d.tree.close(open);
    Ok(())
}

fn ipcp_option(d: &mut Dissector<'_>, number: u8, mut c: Cursor<'_>, name: &str) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("{name}"));
    d.tree.leaf(ipcp::OPTION, c.u8()?);
    d.tree.leaf(ipcp::OPTION_LENGTH, c.u8()?);
    let address = match number {
        3 => Some(ipcp::ADDRESS),
        129 => Some(ipcp::PRIMARY_DNS),
        130 => Some(ipcp::PRIMARY_NBNS),
        131 => Some(ipcp::SECONDARY_DNS),
        132 => Some(ipcp::SECONDARY_NBNS),
        _ => None,
    };
    match address {
        Some(field) => _ = d.tree.leaf(field, c.array()?),
        None if number == 2 => {
            let protocol = c.u16()?;
            d.tree.leaf(ipcp::COMPRESSION, protocol);
            let value = protocol.value;
            let called = Names::Table(PPP_PROTOCOLS).name(value.into()).unwrap_or("Unknown");
            d.append(open.node(), format_args!(": {called} (0x{value:04x})"));
            d.rest_as(ipcp::DATA, &mut c);
        }
        None => d.rest_as(ipcp::DATA, &mut c),
    }
    d.tree.close(open);
    Ok(())
}

fn ipv6cp_option(d: &mut Dissector<'_>, _: u8, mut c: Cursor<'_>, name: &str) -> Result<(), Cut> {
    let open = d.tree.open_text(c.rest_span(), format_args!("{name}"));
    d.tree.leaf(ipv6cp::OPTION, c.u8()?);
    d.tree.leaf(ipv6cp::OPTION_LENGTH, c.u8()?);
    d.rest_as(ipv6cp::INTERFACE, &mut c);
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;
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
