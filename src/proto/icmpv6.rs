//! ICMPv6 (RFC 4443): errors, echo, multicast listeners (RFC 2710, RFC 3810) and neighbour
//! discovery (RFC 4861). The options of the latter stand in `icmpv6_option.rs`, rarer messages in
//! `icmpv6_message.rs`.

use super::echo_link::{self, Links};
use super::{icmpv6_message, icmpv6_option};
use crate::dissect::checksum::{STATUS, Shown, Sum, show, show_status};
use crate::dissect::{Address, At, Claim, Columns, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;
use crate::field::def::SET;
use crate::proto::tables::icmpv6_type::ICMPV6_TYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "icmpv6",
    title: "ICMPv6",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(58)],
    dissect,
    ..Protocol::EMPTY
};

const UNREACHABLE: &[(u32, &str)] = &[
    (0, "no route to destination"),
    (1, "Administratively prohibited"),
    (2, "Beyond scope of source address"),
    (3, "Address unreachable"),
    (4, "Port unreachable"),
    (5, "Source address failed ingress/egress policy"),
    (6, "Reject route to destination"),
    (7, "Error in Source Routing Header"),
];
const EXCEEDED: &[(u32, &str)] =
    &[(0, "hop limit exceeded in transit"), (1, "fragment reassembly time exceeded")];
const PROBLEM: &[(u32, &str)] = &[
    (0, "erroneous header field encountered"),
    (1, "unrecognized Next Header type encountered"),
    (2, "unrecognized IPv6 option encountered"),
    (3, "IPv6 First Fragment has incomplete IPv6 Header Chain"),
];
/// Names of a default router's preference (RFC 4191 section 2.1).
pub const PREFERENCES: Names = Names::Table(&[(0, "Medium"), (1, "High"), (2, "Reserved"), (3, "Low")]);
const RECORD_TYPES: Names = Names::Table(&[
    (1, "Include"),
    (2, "Exclude"),
    (3, "Changed to include"),
    (4, "Changed to exclude"),
    (5, "Allow new sources"),
    (6, "Block old sources"),
]);

crate::fields! { "icmpv6";
    /// Internet control message protocol for IPv6 (RFC 4443).
    ICMPV6: Protocol = "icmpv6", "Internet Control Message Protocol v6", None;
    /// Kind of message.
    TYPE: U8 = "icmpv6.type", "Type", Dec, Names::Table(ICMPV6_TYPES);
    /// Kind within the kind.
    CODE: U8 = "icmpv6.code", "Code", Dec;
    /// Checksum of the message and a pseudo-header.
    CHECKSUM: U16 = "icmpv6.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "icmpv6.checksum.status", "Checksum Status", None, STATUS;
    /// Bytes that must be 0.
    RESERVED: Bytes = "icmpv6.reserved", "Reserved", None;
    /// Length of the quoted packet in units of 8 bytes (RFC 4884).
    LENGTH: U8 = "icmpv6.length", "Length of original datagram", Dec;
    /// Largest packet of the next link.
    MTU: U32 = "icmpv6.mtu", "MTU", Dec;
    /// Where in the quoted packet the problem is.
    POINTER: U32 = "icmpv6.pointer", "Pointer", Dec;
    /// What an unknown message or option holds.
    UNKNOWN: Bytes = "icmpv6.data", "Data", None;
    /// The sender's mark of its echo requests.
    ECHO_IDENTIFIER: U16 = "icmpv6.echo.identifier", "Identifier", Hex;
    /// Number of the echo request.
    ECHO_SEQUENCE: U16 = "icmpv6.echo.sequence_number", "Sequence", Dec;
    /// What a reply to a test is to repeat.
    NONCE: Bytes = "icmpv6.nonce", "Nonce", None;
    /// Hop limit that hosts are to use.
    RA_CUR_HOP_LIMIT: U8 = "icmpv6.nd.ra.cur_hop_limit", "Cur hop limit", Dec;
    /// Flags of a router advertisement.
    RA_FLAG: U8 = "icmpv6.nd.ra.flag", "Flags", Hex;
    /// Addresses come from DHCPv6.
    RA_FLAG_M: Bool = "icmpv6.nd.ra.flag.m", "Managed address configuration", W8 & 0x80, SET;
    /// Other settings come from DHCPv6.
    RA_FLAG_O: Bool = "icmpv6.nd.ra.flag.o", "Other configuration", W8 & 0x40, SET;
    /// The router is a home agent (RFC 6275).
    RA_FLAG_H: Bool = "icmpv6.nd.ra.flag.h", "Home Agent", W8 & 0x20, SET;
    /// The router's preference (RFC 4191).
    RA_FLAG_PRF: U8 = "icmpv6.nd.ra.flag.prf", "Prf (Default Router Preference)", Dec & 0x18, PREFERENCES;
    /// The advertisement was passed on by a proxy (RFC 4389).
    RA_FLAG_P: Bool = "icmpv6.nd.ra.flag.p", "Proxy", W8 & 0x04, SET;
    /// Reserved.
    RA_FLAG_RSV: U8 = "icmpv6.nd.ra.flag.rsv", "Reserved", Dec & 0x03;
    /// How long the router is a default router, in seconds.
    RA_ROUTER_LIFETIME: U16 = "icmpv6.nd.ra.router_lifetime", "Router lifetime (s)", Dec;
    /// How long a neighbour counts as reachable, in milliseconds.
    RA_REACHABLE_TIME: U32 = "icmpv6.nd.ra.reachable_time", "Reachable time (ms)", Dec;
    /// Time between solicitations, in milliseconds.
    RA_RETRANS_TIMER: U32 = "icmpv6.nd.ra.retrans_timer", "Retrans timer (ms)", Dec;
    /// Address whose link-layer address is asked for.
    NS_TARGET: Ipv6 = "icmpv6.nd.ns.target_address", "Target Address", None;
    /// Flags of a neighbour advertisement.
    NA_FLAG: U32 = "icmpv6.nd.na.flag", "Flags", Hex;
    /// The sender is a router.
    NA_FLAG_R: Bool = "icmpv6.nd.na.flag.r", "Router", W32 & 0x80000000, SET;
    /// The advertisement was asked for.
    NA_FLAG_S: Bool = "icmpv6.nd.na.flag.s", "Solicited", W32 & 0x40000000, SET;
    /// It replaces what is known.
    NA_FLAG_O: Bool = "icmpv6.nd.na.flag.o", "Override", W32 & 0x20000000, SET;
    /// Reserved.
    NA_FLAG_RSV: U32 = "icmpv6.nd.na.flag.rsv", "Reserved", Dec & 0x1fffffff;
    /// Address that is advertised.
    NA_TARGET: Ipv6 = "icmpv6.nd.na.target_address", "Target Address", None;
    /// Better first hop.
    RD_TARGET: Ipv6 = "icmpv6.nd.rd.target_address", "Target Address", None;
    /// Destination that is redirected.
    RD_DESTINATION: Ipv6 = "icmpv6.rd.na.destination_address", "Destination Address", None;
    /// Time to answer in, in milliseconds (version 1).
    MLD_DELAY: U16 = "icmpv6.mld.maximum_response_delay", "Maximum Response Delay [ms]", Dec;
    /// Time to answer in, as coded (version 2).
    MLD_CODE: U16 = "icmpv6.mld.maximum_response_code", "Maximum Response Code", Dec;
    /// The group.
    MLD_ADDRESS: Ipv6 = "icmpv6.mld.multicast_address", "Multicast Address", None;
    /// Flags of a query (version 2).
    MLD_FLAG: U8 = "icmpv6.mld.flag", "Flags", Hex;
    /// Routers are not to start their timers.
    MLD_FLAG_S: Bool = "icmpv6.mld.flag.s", "Suppress Router-Side Processing", W8 & 0x08;
    /// How many lost messages the querier allows for.
    MLD_QRV: U8 = "icmpv6.mld.flag.qrv", "QRV (Querier's Robustness Variable)", Dec & 0x07;
    /// Reserved.
    MLD_FLAG_RESERVED: U8 = "icmpv6.mld.flag.reserved", "Reserved", Dec & 0xf0;
    /// The querier's interval, as coded.
    MLD_QQI: U8 = "icmpv6.mld.qqi", "QQIC (Querier's Query Interval Code)", Dec;
    /// How many sources follow.
    MLD_NB_SOURCES: U16 = "icmpv6.mld.nb_sources", "Number of Sources", Dec;
    /// A source.
    MLD_SOURCE: Ipv6 = "icmpv6.mld.source_address", "Source Address", None;
    /// How many records follow.
    MLDR_NB_RECORDS: U16 = "icmpv6.mldr.nb_mcast_records", "Number of Multicast Address Records", Dec;
    /// One record: a group.
    MAR: Label = "icmpv6.mldr.mar", "Multicast Address Record", None;
    /// What the record says of the group.
    MAR_TYPE: U8 = "icmpv6.mldr.mar.record_type", "Record Type", Dec, RECORD_TYPES;
    /// Length of further data, in units of 4 bytes.
    MAR_AUX_LEN: U8 = "icmpv6.mldr.mar.aux_data_len", "Aux Data Len", Dec;
    /// How many sources the record has.
    MAR_NB_SOURCES: U16 = "icmpv6.mldr.mar.nb_sources", "Number of Sources", Dec;
    /// The group.
    MAR_ADDRESS: Ipv6 = "icmpv6.mldr.mar.multicast_address", "Multicast Address", None;
    /// A source of the group.
    MAR_SOURCE: Ipv6 = "icmpv6.mldr.mar.source_address", "Source Address", None;
    /// Further data.
    MAR_AUX: Bytes = "icmpv6.mldr.mar.auxiliary_data", "Auxiliary Data", None;
    /// Marks a wrong checksum.
    CHECKSUM_BAD: Label = "icmpv6.checksum_bad.expert", "Bad checksum", None;
    /// Marks a kind of message that is not taken apart.
    UNDECODED: Label = "icmpv6.undecoded.type", "Undecoded type", None;
    /// Frame with the reply to this echo request.
    RESP_IN: FrameNum = "icmpv6.resp_in", "Response In", None;
    /// Frame with the request that this echo reply answers.
    RESP_TO: FrameNum = "icmpv6.resp_to", "Response To", None;
    /// Milliseconds between both.
    RESPTIME: Double = "icmpv6.resptime", "Response Time", None;
    /// Marks a request without reply.
    NO_RESP: Label = "icmpv6.no_resp", "No response seen", None;
}

const SHOWN: Shown = Shown {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    bad: CHECKSUM_BAD,
    title: "Checksum",
    severity: Severity::Warn,
};

const IPPROTO_ICMPV6: u8 = 58;

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "ICMPv6".into();
    d.columns.clear_info();
    let mut read = c;
    let kind = read.u8()?;
    d.tree.leaf(TYPE, kind);
    let name = Names::Table(ICMPV6_TYPES).name(kind.value.into());
    match name {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown ({})", kind.value)),
    }
    let code_at = read.u8()?;
    code(d, kind.value, code_at);
    let found = read.u16()?;
    checksum(d, found, &c);
    let read = &mut read;
    match kind.value {
        1..=4 => error(d, kind.value, read),
        128 | 129 => echo(d, kind.value == 129, read),
        130..=132 => listener(d, kind.value, read),
        143 => listener_report(d, read),
        133..=137 => discovery(d, kind.value, read),
        160 | 161 => {
            d.tree.leaf(ECHO_IDENTIFIER, read.u16()?);
            icmpv6_message::extended_echo(d, kind.value == 161, read)
        }
        other => {
            if icmpv6_message::dissect(d, other, code_at.value, read)? {
                return Ok(());
            }
            let layer = d.layer_node();
            let text = format_args!(
                "Dissector for ICMPv6 Type ({other}) code not implemented, Contact Wireshark developers if you want this supported"
            );
            d.tree.expert(layer, Some(UNDECODED), Severity::Note, Group::Undecoded, text);
            d.rest_as(UNKNOWN, read);
            Ok(())
        }
    }
}

fn code(d: &mut Dissector<'_>, kind: u8, at: At<u8>) {
    let value = at.value;
    let (table, fallback) = match kind {
        1 => (UNREACHABLE, "Unknown"),
        3 => (EXCEEDED, ""),
        4 => (PROBLEM, ""),
        _ => match icmpv6_message::code_names(kind) {
            Some(names) => (names, ""),
            None => {
                d.tree.leaf(CODE, at);
                return;
            }
        },
    };
    match Names::Table(table).name(value.into()) {
        None if fallback.is_empty() => {
            d.tree.leaf_as(CODE, at, format_args!("Code: {value} (Unknown ({value}))"));
            d.columns.add_info(format_args!(" (Unknown ({value}))"));
        }
        name => {
            let name = name.unwrap_or(fallback);
            d.tree.leaf_as(CODE, at, format_args!("Code: {value} ({name})"));
            d.columns.add_info(format_args!(" ({name})"));
        }
    }
}

fn checksum(d: &mut Dissector<'_>, found: At<u16>, whole: &Cursor<'_>) {
    if !d.tree.wants_any(&[CHECKSUM.id, CHECKSUM_STATUS.id, CHECKSUM_BAD.id]) {
        return;
    }
    // A quoted packet is cut, so that its checksum cannot be right.
    let verified = whole.captured() == whole.left() && !d.quoted;
    let sum = Sum::default().pseudo_header(d.net(), IPPROTO_ICMPV6, whole.left()).over(whole.peek());
    if d.quoted {
        let label = format_args!("Checksum: 0x{:04x} [unverified] [in ICMP error packet]", found.value);
        d.tree.leaf_as(CHECKSUM, found, label);
        return show_status(d, CHECKSUM_STATUS, 2, found.span);
    }
    show(d, &SHOWN, found, verified.then_some(sum));
}

/// An error, and the packet that it speaks of.
fn error(d: &mut Dissector<'_>, kind: u8, read: &mut Cursor<'_>) -> Result<(), Cut> {
    match kind {
        2 => {
            d.tree.leaf(MTU, read.u32()?);
        }
        4 => {
            d.tree.leaf(POINTER, read.u32()?);
        }
        _ => {
            let len = { *read }.u8()?;
            if len.value != 0 {
                d.tree.leaf(LENGTH, read.u8()?);
                d.tree.leaf(RESERVED, read.bytes(3)?);
            } else {
                d.tree.leaf(RESERVED, read.bytes(4)?);
            }
        }
    }
    if read.is_empty() {
        return Err(Cut::Malformed);
    }
    quote(d, *read);
    Ok(())
}

/// Dissects a quoted packet inside the node now open; the row stays that of the message.
pub fn quote(d: &mut Dissector<'_>, packet: Cursor<'_>) {
    if packet.is_empty() {
        return;
    }
    let mut unseen = Columns::default();
    unseen.skip_info = true;
    let columns = std::mem::replace(&mut d.columns, unseen);
    let (source, destination) = d.net().clone();
    let outer = std::mem::replace(&mut d.quoted, true);
    d.embed(Claim::Named("ipv6"), packet);
    d.set_net(source, destination);
    d.quoted = outer;
    d.columns = columns;
}

fn echo(d: &mut Dissector<'_>, reply: bool, read: &mut Cursor<'_>) -> Result<(), Cut> {
    let (identifier, sequence) = (read.u16()?, read.u16()?);
    // Clients of Teredo look whether a peer can be reached without a relay (RFC 4380 section 5.2.9).
    let tests_peer = !reply && !d.quoted && d.has_layer("teredo");
    if tests_peer {
        d.columns.protocol = "Teredo".into();
        d.columns.set_info(format_args!("Direct IPv6 Connectivity Test"));
    }
    d.tree.leaf(ECHO_IDENTIFIER, identifier);
    d.tree.leaf(ECHO_SEQUENCE, sequence);
    d.columns.add_info(format_args!(" id=0x{:04x}, seq={}", identifier.value, sequence.value));
    if let Some(limit) = d.hop_limit() {
        d.columns.add_info(format_args!(", hop limit={limit}"));
    }
    let links = Links { reply: RESP_IN, request: RESP_TO, time: RESPTIME, none: NO_RESP, protocol: "ICMPv6" };
    echo_link::show(d, &links, reply, read.span(0));
    if tests_peer {
        let nonce = read.rest();
        d.tree.leaf(NONCE, nonce);
    } else if !read.is_empty() {
        d.embed(Claim::Named("data"), *read);
    }
    Ok(())
}

fn listener(d: &mut Dissector<'_>, kind: u8, read: &mut Cursor<'_>) -> Result<(), Cut> {
    const QUERY: u8 = 130;
    /// Length of the rest of a message of version 1.
    const SHORT_LEN: u32 = 20;
    let second = kind == QUERY && read.left() > SHORT_LEN;
    let time = read.u16()?;
    if second {
        // RFC 3810 section 5.1.3: from 32768 on a floating-point number.
        let code = u32::from(time.value);
        let delay = if code < 0x8000 { code } else { (code & 0x0fff | 0x1000) << ((code >> 12 & 7) + 3) };
        d.tree.leaf_as(MLD_CODE, time, format_args!("Maximum Response Code: {delay}"));
    } else {
        d.tree.leaf(MLD_DELAY, time);
    }
    d.tree.leaf(RESERVED, read.bytes(2)?);
    d.tree.leaf(MLD_ADDRESS, read.array::<16>()?);
    if !second {
        return Ok(());
    }
    let flags = read.u8()?;
    let set = if flags.value & 8 != 0 { ", Suppress Router-Side Processing" } else { "" };
    let open = d.tree.open_as(MLD_FLAG, flags, format_args!("Flags: 0x{:02x}{set}", flags.value));
    d.tree.leaf(MLD_FLAG_S, flags.map(u64::from));
    d.tree.leaf(MLD_QRV, flags);
    d.tree.leaf(MLD_FLAG_RESERVED, flags);
    d.tree.close(open);
    let interval = read.u8()?;
    let code = u32::from(interval.value);
    let seconds = if code < 128 { code } else { (code & 15 | 0x10) << ((code >> 4 & 7) + 3) };
    d.tree.leaf_as(MLD_QQI, interval, format_args!("QQIC (Querier's Query Interval Code): {seconds}"));
    let count = read.u16()?;
    d.tree.leaf(MLD_NB_SOURCES, count);
    for _ in 0..count.value {
        d.tree.leaf(MLD_SOURCE, read.array::<16>()?);
    }
    Ok(())
}

fn listener_report(d: &mut Dissector<'_>, read: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(RESERVED, read.bytes(2)?);
    let count = read.u16()?;
    d.tree.leaf(MLDR_NB_RECORDS, count);
    // Senders err in the number: all records that are there show.
    while !read.is_empty() {
        let start = *read;
        let (kind, aux, sources) = (read.u8()?, read.u8()?, read.u16()?);
        let group = read.array::<16>()?;
        let len = 20 + u32::from(sources.value) * 16 + u32::from(aux.value) * 4;
        let at = At { value: (), span: start.span(len) };
        let shown = Address::Ipv6(group.value);
        let open = match RECORD_TYPES.name(kind.value.into()) {
            Some(name) => d.tree.open_as(MAR, at, format_args!("Multicast Address Record {name}: {shown}")),
            None => {
                let kind = kind.value;
                let label = format_args!("Multicast Address Record Unknown Record Type ({kind}): {shown}");
                d.tree.open_as(MAR, at, label)
            }
        };
        d.tree.leaf(MAR_TYPE, kind);
        d.tree.leaf(MAR_AUX_LEN, aux);
        d.tree.leaf(MAR_NB_SOURCES, sources);
        d.tree.leaf(MAR_ADDRESS, group);
        for _ in 0..sources.value {
            d.tree.leaf(MAR_SOURCE, read.array::<16>()?);
        }
        if aux.value > 0 {
            d.tree.leaf(MAR_AUX, read.bytes(u32::from(aux.value) * 4)?);
        }
        d.tree.close(open);
    }
    Ok(())
}

/// The messages of neighbour discovery up to their options.
fn discovery(d: &mut Dissector<'_>, kind: u8, read: &mut Cursor<'_>) -> Result<(), Cut> {
    match kind {
        133 => {
            d.tree.leaf(RESERVED, read.bytes(4)?);
        }
        134 => router_advertisement(d, read)?,
        135 => {
            d.tree.leaf(RESERVED, read.bytes(4)?);
            let target = read.array::<16>()?;
            d.tree.leaf(NS_TARGET, target);
            d.columns.add_info(format_args!(" for {}", Address::Ipv6(target.value)));
        }
        136 => {
            neighbor_advertisement(d, read)?;
        }
        _ => {
            d.tree.leaf(RESERVED, read.bytes(4)?);
            d.tree.leaf(RD_TARGET, read.array::<16>()?);
            d.tree.leaf(RD_DESTINATION, read.array::<16>()?);
        }
    }
    icmpv6_option::dissect_all(d, *read)
}

fn router_advertisement(d: &mut Dissector<'_>, read: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(RA_CUR_HOP_LIMIT, read.u8()?);
    let flags = read.u8()?;
    let value = flags.value;
    let set = |bit: u8, name: &'static str| if value & bit != 0 { name } else { "" };
    let preference = PREFERENCES.name(u64::from(value >> 3 & 3));
    let label = format_args!(
        "Flags: 0x{value:02x}{}{}{}{}{}{}",
        set(0x80, ", Managed address configuration"),
        set(0x40, ", Other configuration"),
        set(0x20, ", Home Agent"),
        if preference.is_some() { ", Prf (Default Router Preference): " } else { "" },
        preference.unwrap_or(""),
        set(0x04, ", Proxy")
    );
    let open = d.tree.open_as(RA_FLAG, flags, label);
    for field in [RA_FLAG_M, RA_FLAG_O, RA_FLAG_H] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.leaf(RA_FLAG_PRF, flags);
    d.tree.leaf(RA_FLAG_P, flags.map(u64::from));
    d.tree.leaf(RA_FLAG_RSV, flags);
    d.tree.close(open);
    d.tree.leaf(RA_ROUTER_LIFETIME, read.u16()?);
    d.tree.leaf(RA_REACHABLE_TIME, read.u32()?);
    d.tree.leaf(RA_RETRANS_TIMER, read.u32()?);
    Ok(())
}

fn neighbor_advertisement(d: &mut Dissector<'_>, read: &mut Cursor<'_>) -> Result<(), Cut> {
    let flags = read.u32()?;
    let value = flags.value;
    let set = |bit: u32, name: &'static str| if value & bit != 0 { name } else { "" };
    let label = format_args!(
        "Flags: 0x{value:08x}{}{}{}",
        set(0x8000_0000, ", Router"),
        set(0x4000_0000, ", Solicited"),
        set(0x2000_0000, ", Override")
    );
    let open = d.tree.open_as(NA_FLAG, flags, label);
    for field in [NA_FLAG_R, NA_FLAG_S, NA_FLAG_O] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.leaf(NA_FLAG_RSV, flags);
    d.tree.close(open);
    let target = read.array::<16>()?;
    d.tree.leaf(NA_TARGET, target);
    let short = match value >> 29 {
        0 => "none",
        1 => "ovr",
        2 => "sol",
        3 => "sol, ovr",
        4 => "rtr",
        5 => "rtr, ovr",
        6 => "rtr, sol",
        _ => "rtr, sol, ovr",
    };
    d.columns.add_info(format_args!(" {} ({short})", Address::Ipv6(target.value)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn packet(icmp: &[u8]) -> Vec<u8> {
        let mut p = vec![0x60, 0, 0, 0, 0, icmp.len() as u8, 58, 255];
        p.extend_from_slice(&[0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        p.extend_from_slice(&[0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        p.extend_from_slice(icmp);
        p
    }

    const LL2: [u8; 16] = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

    fn solicitation() -> Vec<u8> {
        let option = [1, 1, 0, 0x11, 0x22, 0x33, 0x44, 0x55];
        packet(&[&[135, 0, 0x15, 2, 0, 0, 0, 0], &LL2[..], &option].concat())
    }

    #[test]
    fn neighbor_solicitation() {
        let p = solicitation();
        assert_eq!(
            labels_from(101, &p, "Internet Control"),
            [
                "Internet Control Message Protocol v6",
                "    Type: Neighbor Solicitation (135)",
                "    Code: 0",
                "    Checksum: 0x1502 [correct]",
                "    [Checksum Status: Good]",
                "    Reserved: 00000000",
                "    Target Address: fe80::2",
                "    ICMPv6 Option (Source link-layer address : 00:11:22:33:44:55)",
                "        Type: Source link-layer address (1)",
                "        Length: 1 (8 bytes)",
                "        Link-layer address: 00:11:22:33:44:55",
            ]
        );
        assert_eq!(
            columns(101, &p),
            ["fe80::1", "ff02::1", "ICMPv6", "Neighbor Solicitation for fe80::2 from 00:11:22:33:44:55"]
        );
    }

    #[test]
    fn a_wrong_checksum_is_said() {
        let mut p = solicitation();
        p[42] = 0;
        let lines = labels_from(101, &p, "    Checksum:");
        assert_eq!(lines[0], "    Checksum: 0x0002 incorrect, should be 0x1502");
    }

    #[test]
    fn advertisements_say_their_flags() {
        let na = packet(
            &[&[136, 0, 0, 0, 0x60, 0, 0, 0], &LL2[..], &[2, 1, 0, 0x11, 0x22, 0x33, 0x44, 0x55]].concat(),
        );
        assert_eq!(columns(101, &na)[3], "Neighbor Advertisement fe80::2 (sol, ovr) is at 00:11:22:33:44:55");
        let ra = packet(&[134, 0, 0, 0, 64, 0xc8, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(
            labels_from(101, &ra, "    Flags")[0],
            "    Flags: 0xc8, Managed address configuration, Other configuration, Prf (Default Router Preference): High"
        );
    }

    #[test]
    fn errors_quote_their_packet() {
        let quoted = packet(&[128, 0, 0, 0, 0, 1, 0, 2]);
        let p = packet(&[&[1u8, 4, 0, 0, 0, 0, 0, 0][..], &quoted].concat());
        assert_eq!(protocols(101, &p), "raw:ipv6:icmpv6:ipv6:icmpv6");
        assert_eq!(
            columns(101, &p),
            ["fe80::1", "ff02::1", "ICMPv6", "Destination Unreachable (Port unreachable)"]
        );
        let lines = labels_from(101, &p, "Internet Control");
        assert!(lines.iter().any(|l| l.starts_with("    Internet Protocol Version 6")), "{lines:#?}");
    }

    #[test]
    fn echo_says_its_hop_limit() {
        let p = packet(&[128, 0, 0, 0, 0x12, 0x34, 0, 1, b'a']);
        assert_eq!(columns(101, &p)[3], "Echo (ping) request id=0x1234, seq=1, hop limit=255");
        assert_eq!(protocols(101, &p), "raw:ipv6:icmpv6:data");
    }

    #[test]
    fn listener_messages() {
        let long = [&[130, 0, 0, 0, 0x92, 0x34, 0, 0][..], &[0; 16], &[2, 0x9d, 0, 0]].concat();
        let lines = labels_from(101, &packet(&long), "    Maximum");
        assert_eq!(lines[0], "    Maximum Response Code: 74560");
        assert_eq!(lines[7], "    QQIC (Querier's Query Interval Code): 464");
        let report = [&[143, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0][..], &LL2].concat();
        let lines = labels_from(101, &packet(&report), "    Multicast");
        assert_eq!(lines[0], "    Multicast Address Record Changed to exclude: fe80::2");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &solicitation());
        survives_cuts(101, &packet(&[&[1u8, 4, 0, 0, 0, 0, 0, 0][..], &solicitation()].concat()));
        survives_cuts(
            101,
            &packet(&[&[143, 0, 0, 0, 0, 0, 0, 1, 4, 1, 0, 1][..], &LL2, &LL2, &[1; 4]].concat()),
        );
        survives_cuts(
            101,
            &packet(&[&[130, 0, 0, 0, 0x92, 0x34, 0, 0][..], &LL2, &[2, 9, 0, 1], &LL2].concat()),
        );
    }
}
