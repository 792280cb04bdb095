//! Messages of ICMPv6 that are rarely seen: inverse discovery (RFC 3122), home agents (RFC 6275 section 6.5),
//! node information (RFC 4620), multicast routers (RFC 4286), addresses on the way through 6LoWPAN (RFC 6775),
//! extended echo (RFC 8335). Part of `icmpv6`.

use super::icmpv6::RESERVED;
use super::{icmp_extension, icmpv6_option};
use crate::dissect::{At, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::field::def::SET;
use crate::proto::icmp::fields::ECHO_STATES;

/// Holds the fields of these messages only.
pub const PROTOCOL: Protocol =
    Protocol { name: "icmpv6.mip6.identifier", title: "ICMPv6 Messages", fields: FIELDS, ..Protocol::EMPTY };

/// Statuses of a registered address (RFC 6775 section 4.1).
pub const STATUSES: Names =
    Names::Table(&[(0, "Success"), (1, "Duplicate Exists"), (2, "Neighbor Cache Full")]);
const QUERY_TYPES: Names = Names::Table(&[
    (0, "NOOP"),
    (1, "Supported query types (Obsolete)"),
    (2, "Node Name"),
    (3, "Node addresses"),
    (4, "IPv4 node addresses"),
]);
const UNICAST: Names = Names::TrueFalse("All unicast address", "Unicast addresses on the queried interface");
crate::fields! { "icmpv6.mip6.identifier";
    /// Joins a request and its reply.
    MIP6_IDENTIFIER: U16 = "icmpv6.mip6.identifier", "Identifier", DecHex;
    /// A home agent.
    HOME_AGENT: Ipv6 = "icmpv6.mip6.home_agent_address", "Home Agent Address", None;
    /// Flags of a prefix advertisement to a mobile node.
    MIP6_FLAG: U16 = "icmpv6.mip6.flag", "Flags", Hex;
    /// Addresses come from DHCPv6.
    MIP6_FLAG_M: Bool = "icmpv6.mip6.flag.m", "Managed address configuration", W16 & 0x8000, SET;
    /// Other settings come from DHCPv6.
    MIP6_FLAG_O: Bool = "icmpv6.mip6.flag.o", "Other configuration", W16 & 0x4000, SET;
    /// Reserved.
    MIP6_FLAG_RESERVED: U16 = "icmpv6.mip6.flag.rsv", "Reserved", Dec & 0x3fff;
    /// What is asked for.
    NI_QTYPE: U16 = "icmpv6.ni.qtype", "Qtype", Dec, QUERY_TYPES;
    /// Which addresses are asked for, or told.
    NI_FLAG: U16 = "icmpv6.ni.flag", "Flags", Hex;
    /// Global addresses.
    NI_FLAG_G: Bool = "icmpv6.ni.flag.g", "Global-scope addresses", W16 & 0x0020, SET;
    /// Site-local addresses.
    NI_FLAG_S: Bool = "icmpv6.ni.flag.s", "Site-local addresses", W16 & 0x0010, SET;
    /// Link-local addresses.
    NI_FLAG_L: Bool = "icmpv6.ni.flag.l", "Link-local addresses", W16 & 0x0008, SET;
    /// Addresses compatible with IPv4, and mapped ones.
    NI_FLAG_C: Bool = "icmpv6.ni.flag.c", "Compression", W16 & 0x0004, SET;
    /// Of all interfaces, or of the one that was asked.
    NI_FLAG_A: Bool = "icmpv6.ni.flag.a", "Unicast Addresses", W16 & 0x0002, UNICAST;
    /// There was no room for all.
    NI_FLAG_T: Bool = "icmpv6.ni.flag.t", "Truncated", W16 & 0x0001, SET;
    /// Reserved.
    NI_FLAG_RESERVED: U16 = "icmpv6.ni.flag.rsv", "Reserved", Hex & 0xffc0;
    /// Random number that joins a query and its reply.
    NI_NONCE: U64 = "icmpv6.ni.nonce", "Nonce", Hex;
    /// Address of the node that is asked about.
    NI_SUBJECT_IPV6: Ipv6 = "icmpv6.ni.query.subject_ipv6", "IPv6 subject address", None;
    /// Its name.
    NI_SUBJECT_NAME: Str = "icmpv6.ni.query.subject_fqdn", "FQDN subject", None;
    /// Its IPv4 address.
    NI_SUBJECT_IPV4: Ipv4 = "icmpv6.ni.query.subject_ipv4", "IPv4 subject address", None;
    /// How long the answer holds, in seconds.
    NI_TTL: U32 = "icmpv6.ni.reply.node_ttl", "TTL", Dec;
    /// The node's name.
    NI_NAME: Str = "icmpv6.ni.reply.node_name", "Name Node", None;
    /// One of its addresses.
    NI_ADDRESS: Ipv6 = "icmpv6.ni.reply.node_address", "IPv6 Node address", None;
    /// One of its IPv4 addresses.
    NI_IPV4: Ipv4 = "icmpv6.ni.reply.ipv4_address", "IPv4 Node address", None;
    /// Seconds between queries.
    QUERY_INTERVAL: U16 = "icmpv6.mcast_ra.query_interval", "Query Interval", Dec;
    /// How many lost messages the router allows for.
    ROBUSTNESS: U16 = "icmpv6.mcast_ra.robustness_variable", "Robustness Variable", Dec;
    /// Whether the address may be used.
    DA_STATUS: U8 = "icmpv6.6lowpannd.da.status", "Status", Dec, STATUSES;
    /// Reserved.
    DA_RESERVED: U8 = "icmpv6.6lowpannd.da.rsv", "Reserved", Dec;
    /// How long it is kept, in minutes.
    DA_LIFETIME: U16 = "icmpv6.6lowpannd.da.lifetime", "Lifetime", Dec;
    /// Whose address it is.
    DA_EUI64: Eui64 = "icmpv6.6lowpannd.da.eui64", "EUI-64", None;
    /// The address.
    DA_ADDRESS: Ipv6 = "icmpv6.6lowpannd.da.reg_addr", "Registered Address", None;
    /// Number of the request.
    EXT_SEQUENCE: U8 = "icmpv6.ext.echo.seq", "Sequence number", DecHex;
    /// Reserved.
    EXT_REQUEST_RESERVED: U8 = "icmpv6.ext.echo.req.res", "Reserved", Hex & 0xfe;
    /// The interface is the asked node's own.
    EXT_LOCAL: Bool = "icmpv6.ext.echo.req.local", "Local bit", W8 & 0x01, SET;
    /// State of a neighbour.
    EXT_STATE: U8 = "icmpv6.ext.echo.rsp.state", "State", Dec & 0xe0, ECHO_STATES;
    /// Reserved.
    EXT_REPLY_RESERVED: U8 = "icmpv6.ext.echo.rsp.res", "Reserved", Hex & 0x18;
    /// The interface is up.
    EXT_ACTIVE: Bool = "icmpv6.ext.echo.rsp.active", "Active bit", W8 & 0x04, SET;
    /// It runs IPv4.
    EXT_IPV4: Bool = "icmpv6.ext.echo.rsp.ipv4", "IPv4 bit", W8 & 0x02, SET;
    /// It runs IPv6.
    EXT_IPV6: Bool = "icmpv6.ext.echo.rsp.ipv6", "IPv6 bit", W8 & 0x01, SET;
}

/// What codes mean, for kinds of message whose codes are told by name.
pub fn code_names(kind: u8) -> Option<&'static [(u32, &'static str)]> {
    match kind {
        139 => Some(&[
            (0, "Query subject = IPv6 addresses"),
            (1, "Query subject = DNS name or empty"),
            (2, "Query subject = IPv4 addresses"),
        ]),
        140 => Some(&[(0, "Successful"), (1, "Refused"), (2, "Unknown query type")]),
        160 | 161 => Some(&[
            (0, "No error"),
            (1, "Malformed Query"),
            (2, "No Such Interface"),
            (3, "No Such Table Entry"),
            (4, "Multiple Interfaces Satisfy Query"),
        ]),
        _ => None,
    }
}

/// What stands behind the checksum. False: the kind is none of these.
pub fn dissect(d: &mut Dissector<'_>, kind: u8, code: u8, c: &mut Cursor<'_>) -> Result<bool, Cut> {
    match kind {
        139 | 140 => node_information(d, kind, code, c)?,
        141 | 142 => {
            d.tree.leaf(RESERVED, c.bytes(4)?);
            icmpv6_option::dissect_all(d, *c)?;
        }
        144..=147 => home_agents(d, kind, c)?,
        151 => {
            d.tree.leaf(QUERY_INTERVAL, c.u16()?);
            d.tree.leaf(ROBUSTNESS, c.u16()?);
        }
        152 | 153 => {}
        157 | 158 => {
            d.tree.leaf(DA_STATUS, c.u8()?);
            d.tree.leaf(DA_RESERVED, c.u8()?);
            d.tree.leaf(DA_LIFETIME, c.u16()?);
            d.tree.leaf(DA_EUI64, c.array::<8>()?);
            d.tree.leaf(DA_ADDRESS, c.array::<16>()?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn home_agents(d: &mut Dissector<'_>, kind: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const REPLY: u8 = 145;
    const ADVERTISEMENT: u8 = 147;
    d.tree.leaf(MIP6_IDENTIFIER, c.u16()?);
    if kind != ADVERTISEMENT {
        d.tree.leaf(RESERVED, c.bytes(2)?);
        while kind == REPLY && !c.is_empty() {
            d.tree.leaf(HOME_AGENT, c.array::<16>()?);
        }
        return Ok(());
    }
    let flags = c.u16()?;
    let set = |bit: u16, name: &'static str| if flags.value & bit != 0 { name } else { "" };
    let (m, o) = (set(0x8000, ", Managed address configuration"), set(0x4000, ", Other configuration"));
    let open = d.tree.open_as(MIP6_FLAG, flags, format_args!("Flags: 0x{:04x}{m}{o}", flags.value));
    d.tree.leaf(MIP6_FLAG_M, flags.map(u64::from));
    d.tree.leaf(MIP6_FLAG_O, flags.map(u64::from));
    d.tree.leaf(MIP6_FLAG_RESERVED, flags);
    d.tree.close(open);
    icmpv6_option::dissect_all(d, *c)
}

fn node_information(d: &mut Dissector<'_>, kind: u8, code: u8, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const QUERY: u8 = 139;
    let qtype = c.u16()?;
    d.tree.leaf(NI_QTYPE, qtype);
    let flags = c.u16()?;
    let set = |bit: u16, name: &'static str| if flags.value & bit != 0 { name } else { "" };
    let label = format_args!(
        "Flags: 0x{:04x}{}{}{}{}{}{}",
        flags.value,
        set(0x20, ", Global-scope addresses"),
        set(0x10, ", Site-local addresses"),
        set(0x08, ", Link-local addresses"),
        set(0x04, ", Compression"),
        set(0x02, ", Unicast Addresses"),
        set(0x01, ", Truncated")
    );
    let open = d.tree.open_as(NI_FLAG, flags, label);
    for field in [NI_FLAG_G, NI_FLAG_S, NI_FLAG_L, NI_FLAG_C, NI_FLAG_A, NI_FLAG_T] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.leaf(NI_FLAG_RESERVED, flags);
    d.tree.close(open);
    d.tree.leaf(NI_NONCE, c.u64()?);
    if kind == QUERY {
        match code {
            0 => _ = d.tree.leaf(NI_SUBJECT_IPV6, c.array::<16>()?),
            1 if !c.is_empty() => {
                let start = *c;
                let name = icmpv6_option::domain(c)?;
                d.tree.made_text(NI_SUBJECT_NAME, &name, c.since(&start));
            }
            2 => _ = d.tree.leaf(NI_SUBJECT_IPV4, c.array::<4>()?),
            _ => {}
        }
        return Ok(());
    }
    match qtype.value {
        2 => {
            d.tree.leaf(NI_TTL, c.u32()?);
            while !c.is_empty() {
                let start = *c;
                let name = icmpv6_option::domain(c)?;
                d.tree.made_text(NI_NAME, &name, c.since(&start));
            }
        }
        3 | 4 => {
            while !c.is_empty() {
                d.tree.leaf(NI_TTL, c.u32()?);
                if qtype.value == 3 {
                    d.tree.leaf(NI_ADDRESS, c.array::<16>()?);
                } else {
                    d.tree.leaf(NI_IPV4, c.array::<4>()?);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// What stands behind the identifier of an extended echo.
pub fn extended_echo(d: &mut Dissector<'_>, reply: bool, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(EXT_SEQUENCE, c.u8()?);
    let bits: At<u8> = c.u8()?;
    if !reply {
        d.tree.leaf(EXT_REQUEST_RESERVED, bits);
        d.tree.leaf(EXT_LOCAL, bits.map(u64::from));
        return icmp_extension::dissect(d, *c);
    }
    if bits.value & 0xe0 != 0 {
        d.tree.leaf(EXT_STATE, bits);
    }
    d.tree.leaf(EXT_REPLY_RESERVED, bits);
    for field in [EXT_ACTIVE, EXT_IPV4, EXT_IPV6] {
        d.tree.leaf(field, bits.map(u64::from));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn packet(message: &[u8]) -> Vec<u8> {
        let mut p = vec![0x60, 0, 0, 0, 0, message.len() as u8, 58, 255];
        p.extend_from_slice(&[0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        p.extend_from_slice(&[0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        p.extend_from_slice(message);
        p
    }

    #[test]
    fn a_node_tells_its_name() {
        let told = packet(b"\x8c\0\0\0\0\x02\0\x01\0\0\0\0\0\0\0\x07\0\0\0\x64\x04host\x07example\0");
        assert_eq!(columns(101, &told)[3], "Node Information Reply (Successful)");
        let lines = labels_from(101, &told, "    Nonce");
        assert_eq!(lines, ["    Nonce: 0x0000000000000007", "    TTL: 100", "    Name Node: host.example"]);
        survives_cuts(101, &told);
    }

    #[test]
    fn home_agents_are_listed() {
        let reply = packet(&[&[145, 0, 0, 0, 0x12, 0x34, 0, 0][..], &[0x20; 32]].concat());
        let lines = labels_from(101, &reply, "    Identifier");
        assert_eq!(lines[0], "    Identifier: 4660 (0x1234)");
        assert_eq!(lines[3], "    Home Agent Address: 2020:2020:2020:2020:2020:2020:2020:2020");
        survives_cuts(101, &reply);
        survives_cuts(101, &packet(&[147, 0, 0, 0, 0, 1, 0xc0, 1, 7, 1, 0, 0, 0, 0, 1, 0]));
    }

    #[test]
    fn an_extended_echo_asks_for_an_interface() {
        let asked = packet(b"\xa0\0\0\0\0\x01\x02\x01\x20\0\0\0\0\x0c\x03\x01eth0\0\0\0\0");
        assert_eq!(columns(101, &asked)[3], "Extended Echo request (No error)");
        let lines = labels_from(101, &asked, "    Sequence number");
        assert_eq!(lines[0], "    Sequence number: 2 (0x02)");
        assert_eq!(lines[2], "    .... ...1 = Local bit: Set");
        survives_cuts(101, &asked);
        let told = packet(&[161, 2, 0, 0, 0, 1, 2, 0x47]);
        assert_eq!(columns(101, &told)[3], "Extended Echo reply (No Such Interface)");
        survives_cuts(101, &told);
    }
}
