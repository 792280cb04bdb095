//! Options of neighbour discovery (RFC 4861 section 4.6, RFC 3122, RFC 3971, RFC 4191, RFC 5175, RFC 6275,
//! RFC 6775, RFC 7400, RFC 8106, RFC 8781, RFC 8910). Part of `icmpv6`.

use super::icmpv6::{self, PREFERENCES, UNKNOWN};
use super::icmpv6_message::STATUSES;
use crate::base::time::Timestamp;
use crate::dissect::{Address, At, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity};
use crate::field::def::{Ipv6, SET};
use crate::field::{Field, Names};
use crate::proto::tables::icmpv6_type::ND_OPTIONS;

/// Holds the fields of options only; their names begin with `icmpv6.opt`.
pub const PROTOCOL: Protocol =
    Protocol { name: "icmpv6.opt", title: "ICMPv6 Option", fields: FIELDS, ..Protocol::EMPTY };

const PREFIX_CODES: Names = Names::Table(&[
    (0, "96 bits prefix length"),
    (1, "64 bits prefix length"),
    (2, "56 bits prefix length"),
    (3, "48 bits prefix length"),
    (4, "40 bits prefix length"),
    (5, "32 bits prefix length"),
]);
const LIFETIMES: Names = Names::Table(&[(u32::MAX, "Infinity")]);
const SERVER_LIFETIMES: Names =
    Names::Table(&[(0, "RDNSS address MUST no longer be used"), (u32::MAX, "Infinity")]);
const DOMAIN_LIFETIMES: Names =
    Names::Table(&[(0, "DNSSL domain name MUST no longer be used"), (u32::MAX, "Infinity")]);

crate::fields! { "icmpv6.opt";
    /// One option.
    OPT: Label = "icmpv6.opt", "ICMPv6 Option", None;
    /// Kind of option.
    TYPE: U8 = "icmpv6.opt.type", "Type", Dec, Names::Table(ND_OPTIONS);
    /// Length of the option in units of 8 bytes.
    LENGTH: U8 = "icmpv6.opt.length", "Length", Dec;
    /// Bytes that must be 0.
    RESERVED: Label = "icmpv6.opt.reserved", "Reserved", None;
    /// Bytes that fill the option up.
    PADDING: Label = "icmpv6.opt.padding", "Padding", None;
    /// Link-layer address.
    LINKADDR: Bytes = "icmpv6.opt.linkaddr", "Link-layer address", Colon;
    /// Link-layer address of the sender.
    SRC_LINKADDR: Bytes = "icmpv6.opt.src_linkaddr", "Source Link-layer address", Colon;
    /// Link-layer address of the target.
    TARGET_LINKADDR: Bytes = "icmpv6.opt.target_linkaddr", "Target Link-layer address", Colon;
    /// Valid bits of the prefix.
    PREFIX_LENGTH: U8 = "icmpv6.opt.prefix.length", "Prefix Length", Dec;
    /// Flags of the prefix.
    PREFIX_FLAG: U8 = "icmpv6.opt.prefix.flag", "Flag", Hex;
    /// Addresses of the prefix are on the link.
    PREFIX_FLAG_L: Bool = "icmpv6.opt.prefix.flag.l", "On-link flag(L)", W8 & 0x80, SET;
    /// Hosts may make addresses of the prefix.
    PREFIX_FLAG_A: Bool = "icmpv6.opt.prefix.flag.a", "Autonomous address-configuration flag(A)", W8 & 0x40, SET;
    /// The prefix is the router's address (RFC 6275).
    PREFIX_FLAG_R: Bool = "icmpv6.opt.prefix.flag.r", "Router address flag(R)", W8 & 0x20, SET;
    /// Reserved.
    PREFIX_FLAG_RESERVED: U8 = "icmpv6.opt.prefix.flag.reserved", "Reserved", Dec & 0x1f;
    /// How long the prefix is valid, in seconds.
    VALID_LIFETIME: U32 = "icmpv6.opt.prefix.valid_lifetime", "Valid Lifetime", Dec, LIFETIMES;
    /// How long its addresses are preferred, in seconds.
    PREFERRED_LIFETIME: U32 = "icmpv6.opt.prefix.preferred_lifetime", "Preferred Lifetime", Dec, LIFETIMES;
    /// The prefix.
    PREFIX: Ipv6 = "icmpv6.opt.prefix", "Prefix", None;
    /// Packet that a redirect speaks of.
    REDIRECTED: Label = "icmpv6.opt.redirected_packet", "Redirected Packet", None;
    /// Largest packet of the link.
    MTU: U32 = "icmpv6.opt.mtu", "MTU", Dec;
    /// Random number of the sender (RFC 3971).
    NONCE: Bytes = "icmpv6.opt.nonce", "Nonce", None;
    /// Flags of a route (RFC 4191).
    ROUTE_FLAG: U8 = "icmpv6.opt.route_info.flag", "Flag", Hex;
    /// Preference of the route.
    ROUTE_PREFERENCE: U8 = "icmpv6.opt.route_info.flag.route_preference", "Route Preference", Dec & 0x18, PREFERENCES;
    /// Reserved.
    ROUTE_RESERVED: U8 = "icmpv6.opt.route_info.flag.reserved", "Reserved", Dec & 0xe7;
    /// How long the route is valid, in seconds.
    ROUTE_LIFETIME: U32 = "icmpv6.opt.route_lifetime", "Route Lifetime", Dec, LIFETIMES;
    /// How long name servers are valid, in seconds (RFC 8106).
    RDNSS_LIFETIME: U32 = "icmpv6.opt.rdnss.lifetime", "Lifetime", Dec, SERVER_LIFETIMES;
    /// A name server.
    RDNSS: Ipv6 = "icmpv6.opt.rdnss", "Recursive DNS Servers", None;
    /// How long domains are valid, in seconds (RFC 8106).
    DNSSL_LIFETIME: U32 = "icmpv6.opt.dnssl.lifetime", "Lifetime", Dec, DOMAIN_LIFETIMES;
    /// A domain to search in.
    DNSSL: Str = "icmpv6.opt.dnssl", "Domain Names", None;
    /// Milliseconds between advertisements, at most (RFC 6275).
    ADVERTISEMENT_INTERVAL: U32 = "icmpv6.opt.advertisement_interval", "Advertisement Interval", Dec;
    /// Which home agent is to be taken first (RFC 6275).
    HOME_AGENT_PREFERENCE: U16 = "icmpv6.opt.home_agent_preference", "Home Agent Preference", Dec;
    /// How long the home agent serves, in seconds. The title is the reference's.
    HOME_AGENT_LIFETIME: U16 = "icmpv6.opt.home_agent_lifetime", "Home Agent Preference", Dec;
    /// Address of the interface (RFC 3122).
    ADDRESS: Ipv6 = "icmpv6.opt.ipv6_address", "IPv6 Address", None;
    /// When the message was sent (RFC 3971).
    TIMESTAMP: AbsoluteTime = "icmpv6.opt.timestamp", "Timestamp", None;
    /// More flags of a router (RFC 5175).
    EFO: U16 = "icmpv6.opt.efo", "Flags Expansion Option", Hex;
    /// Addresses come from DHCPv6.
    EFO_M: Bool = "icmpv6.opt.efo.m", "Managed address configuration", W16 & 0x8000, SET;
    /// Other settings come from DHCPv6.
    EFO_O: Bool = "icmpv6.opt.efo.o", "Other configuration", W16 & 0x4000, SET;
    /// The router is a home agent.
    EFO_H: Bool = "icmpv6.opt.efo.h", "Home Agent", W16 & 0x2000, SET;
    /// The router's preference.
    EFO_PRF: U16 = "icmpv6.opt.efo.prf", "Prf (Default Router Preference)", Dec & 0x1800, PREFERENCES;
    /// The advertisement was passed on by a proxy.
    EFO_P: Bool = "icmpv6.opt.efo.p", "Proxy", W16 & 0x0400, SET;
    /// Reserved.
    EFO_RSV: U16 = "icmpv6.opt.efo.rsv", "Reserved", Dec & 0x02ff;
    /// Whether the address may be used (RFC 6775).
    ARO_STATUS: U8 = "icmpv6.opt.aro.status", "Status", Dec, STATUSES;
    /// How long it is kept, in minutes.
    ARO_LIFETIME: U16 = "icmpv6.opt.aro.registration_lifetime", "Registration  Lifetime", Dec;
    /// Whose address it is.
    ARO_EUI64: Eui64 = "icmpv6.opt.aro.eui64", "EUI-64", None;
    /// Valid bits of a context for compression (RFC 6775).
    CONTEXT_LENGTH: U8 = "icmpv6.opt.6co.context_length", "Context Length", Dec;
    /// Flags of the context.
    CONTEXT_FLAG: U8 = "icmpv6.opt.6co.flag", "Flag", Hex;
    /// It may be used to compress.
    CONTEXT_FLAG_C: Bool = "icmpv6.opt.6co.flag.c", "Compression Flag", W8 & 0x10, SET;
    /// Number of the context.
    CONTEXT_FLAG_CID: U8 = "icmpv6.opt.6co.flag.cid", "CID", Dec & 0x0f;
    /// Reserved.
    CONTEXT_FLAG_RESERVED: U8 = "icmpv6.opt.6co.flag.reserved", "Reserved", Dec & 0xe0;
    /// How long the context is valid, in minutes.
    CONTEXT_LIFETIME: U16 = "icmpv6.opt.6co.valid_lifetime", "Lifetime", Dec;
    /// The prefix that the context stands for.
    CONTEXT_PREFIX: Ipv6 = "icmpv6.opt.6co.context_prefix", "Context Prefix", None;
    /// Version of what the border router said, its low half (RFC 6775).
    ABRO_LOW: U16 = "icmpv6.opt.abro.version_low", "Version Low", Dec;
    /// Its high half.
    ABRO_HIGH: U16 = "icmpv6.opt.abro.version_high", "Version", Dec;
    /// How long it is valid, in minutes.
    ABRO_LIFETIME: U16 = "icmpv6.opt.abro.valid_lifetime", "Valid Lifetime", Dec;
    /// The border router.
    ABRO_ADDRESS: Ipv6 = "icmpv6.opt.abro.6lbr_address", "6LBR Address", None;
    /// Bits of capabilities without meaning (RFC 7400).
    CIO_UNASSIGNED1: U16 = "icmpv6.opt.6cio.unassigned1", "Unassigned", Hex & 0xfffe;
    /// Generic header compression is understood.
    CIO_G: U16 = "icmpv6.opt.6cio.flag_g", "G", Hex & 0x0001;
    /// More of them.
    CIO_UNASSIGNED2: U32 = "icmpv6.opt.6cio.unassigned2", "Unassigned", Hex;
    /// Where a captive portal is asked (RFC 8910).
    CAPTIVE_PORTAL: Str = "icmpv6.opt.captive_portal", "Captive Portal", None;
    /// How long the prefix of NAT64 is valid, in units of 8 seconds (RFC 8781).
    PREF64_LIFETIME: U16 = "icmpv6.opt.pref64.scaled_lifetime", "Scaled Lifetime", Dec & 0xfff8;
    /// How long the prefix is, as coded.
    PREF64_PLC: U16 = "icmpv6.opt.pref64.plc", "PLC (Prefix Length Code)", Hex & 0x0007, PREFIX_CODES;
    /// The prefix.
    PREF64_PREFIX: Ipv6 = "icmpv6.opt.pref64.prefix", "Prefix", None;
    /// What stands in an option beyond what is known of it.
    BEYOND: Bytes = "icmpv6.unknown_data", "Unknown Data", None;
    /// Marks it.
    BEYOND_NOTE: Label = "icmpv6.unknown_data.expert", "Unknown Data (not interpreted)", None;
    /// Marks an option of no length.
    INVALID_LENGTH: Label = "icmpv6.invalid_option_length", "Invalid Option Length", None;
    /// Marks an option that is not taken apart.
    UNDECODED: Label = "icmpv6.undecoded.option", "Undecoded option", None;
}

/// All options up to the end of the message.
pub fn dissect_all(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        let start = c;
        let (kind, len) = (c.u8()?, c.u8()?);
        let total = u32::from(len.value) * 8;
        let span = start.span(total.max(2));
        let open = d.tree.open(OPT, At { value: (), span });
        match Names::Table(ND_OPTIONS).name(kind.value.into()) {
            Some(name) => d.tree.set_label(open.node(), format_args!("ICMPv6 Option ({name}")),
            None => d.tree.set_label(open.node(), format_args!("ICMPv6 Option (Unknown {}", kind.value)),
        }
        d.tree.leaf(TYPE, kind);
        let node = d.tree.leaf_as(LENGTH, len, format_args!("Length: {} ({total} bytes)", len.value));
        if total == 0 {
            let text = format_args!("Invalid option length (Zero)");
            d.tree.expert(node, Some(INVALID_LENGTH), Severity::Error, Group::Malformed, text);
            d.tree.close(open);
            return Ok(());
        }
        let content = c.sub(total - 2)?;
        option(d, [open.node(), node], kind.value, content)?;
        d.append(open.node(), format_args!(")"));
        d.tree.close(open);
    }
    Ok(())
}

/// The content of an option, whose node and length's node are given.
fn option(
    d: &mut Dissector<'_>,
    [node, len_node]: [NodeRef; 2],
    kind: u8,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    match kind {
        1 | 2 => link_address(d, node, kind, c),
        3 => prefix(d, node, c),
        4 => {
            reserved(d, &mut c, 6)?;
            d.tree.leaf(REDIRECTED, At { value: (), span: c.rest_span() });
            icmpv6::quote(d, c);
            Ok(())
        }
        5 => {
            reserved(d, &mut c, 2)?;
            let mtu = c.u32()?;
            d.tree.leaf(MTU, mtu);
            d.append(node, format_args!(" : {}", mtu.value));
            Ok(())
        }
        7 => {
            reserved(d, &mut c, 2)?;
            let interval = c.u32()?;
            d.tree.leaf(ADVERTISEMENT_INTERVAL, interval);
            d.append(node, format_args!(" : {}", interval.value));
            beyond(d, c)
        }
        8 => {
            reserved(d, &mut c, 2)?;
            d.tree.leaf(HOME_AGENT_PREFERENCE, c.u16()?);
            d.tree.leaf(HOME_AGENT_LIFETIME, c.u16()?);
            beyond(d, c)
        }
        9 | 10 => {
            reserved(d, &mut c, 6)?;
            while !c.is_empty() {
                let address = c.array::<16>()?;
                d.tree.leaf(ADDRESS, address);
                d.append(node, format_args!(" {}", Address::Ipv6(address.value)));
            }
            Ok(())
        }
        13 => timestamp(d, c),
        14 => {
            d.rest_as(NONCE, &mut c);
            Ok(())
        }
        24 => route(d, node, c),
        25 => name_servers(d, node, c),
        26 => more_flags(d, c),
        31 => domains(d, node, c),
        33 => registration(d, node, c),
        34 => context(d, node, c),
        35 => border_router(d, node, c),
        36 => {
            let bits = c.u16()?;
            d.tree.leaf(CIO_UNASSIGNED1, bits);
            d.tree.leaf(CIO_G, bits);
            d.tree.leaf(CIO_UNASSIGNED2, c.u32()?);
            beyond(d, c)
        }
        37 => {
            d.tree.leaf(CAPTIVE_PORTAL, c.rest().before_zero());
            Ok(())
        }
        38 => nat64_prefix(d, len_node, c),
        other => {
            let text = format_args!(
                "Dissector for ICMPv6 Option ({other}) code not implemented, Contact Wireshark developers if you want this supported"
            );
            d.tree.expert(node, Some(UNDECODED), Severity::Note, Group::Undecoded, text);
            d.rest_as(UNKNOWN, &mut c);
            Ok(())
        }
    }
}

fn reserved(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: u32) -> Result<(), Cut> {
    let span = c.skip(len)?;
    d.tree.leaf(RESERVED, At { value: (), span });
    Ok(())
}

/// A link-layer address: of six bytes, if the option has its shortest length.
fn link_address(d: &mut Dissector<'_>, node: NodeRef, kind: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    let at = c.bytes(c.left())?;
    d.tree.leaf(LINKADDR, at);
    let hidden = d.tree.leaf(if kind == 1 { SRC_LINKADDR } else { TARGET_LINKADDR }, at);
    d.hide(hidden);
    if let Ok(address) = <[u8; 6]>::try_from(at.value) {
        let address = Address::Ether(address);
        d.append(node, format_args!(" : {address}"));
        const SOURCE: u8 = 1;
        let is = if kind == SOURCE { "from" } else { "is at" };
        d.columns.add_info(format_args!(" {is} {address}"));
    }
    Ok(())
}

fn prefix(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(PREFIX_LENGTH, len);
    let flags = c.u8()?;
    let set = |bit: u8, name: &'static str| if flags.value & bit != 0 { name } else { "" };
    let label = format_args!(
        "Flag: 0x{:02x}{}{}{}",
        flags.value,
        set(0x80, ", On-link flag(L)"),
        set(0x40, ", Autonomous address-configuration flag(A)"),
        set(0x20, ", Router address flag(R)")
    );
    let open = d.tree.open_as(PREFIX_FLAG, flags, label);
    for field in [PREFIX_FLAG_L, PREFIX_FLAG_A, PREFIX_FLAG_R] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.leaf(PREFIX_FLAG_RESERVED, flags);
    d.tree.close(open);
    lifetime(d, VALID_LIFETIME, c.u32()?);
    lifetime(d, PREFERRED_LIFETIME, c.u32()?);
    reserved(d, &mut c, 4)?;
    let prefix = c.array::<16>()?;
    d.tree.leaf(PREFIX, prefix);
    d.append(node, format_args!(" : {}/{}", Address::Ipv6(prefix.value), len.value));
    Ok(())
}

fn lifetime(d: &mut Dissector<'_>, field: crate::field::Field<crate::field::def::U32>, at: At<u32>) {
    let def = d.tree.def(field.id);
    if def.names.name(at.value.into()).is_some() {
        d.tree.leaf(field, at);
    } else {
        let title = def.title;
        d.tree.leaf_as(field, at, format_args!("{title}: {}", at.value));
    }
}

/// A route (RFC 4191 section 2.3): its prefix is as long as the option leaves room for.
fn route(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(PREFIX_LENGTH, len);
    let flags = c.u8()?;
    let preference = PREFERENCES.name(u64::from(flags.value >> 3 & 3)).unwrap_or("");
    let label = format_args!("Flag: 0x{:02x}, Route Preference: {preference}", flags.value);
    let open = d.tree.open_as(ROUTE_FLAG, flags, label);
    d.tree.leaf(ROUTE_PREFERENCE, flags);
    d.tree.leaf(ROUTE_RESERVED, flags);
    d.tree.close(open);
    lifetime(d, ROUTE_LIFETIME, c.u32()?);
    let at = c.bytes(c.left().min(16))?;
    let shown = Address::Ipv6(short_prefix(d, PREFIX, at));
    d.append(node, format_args!(" : {preference} {shown}/{}", len.value));
    Ok(())
}

/// A prefix of which zeros at the end may be missing; none shows if all are.
fn short_prefix(d: &mut Dissector<'_>, field: Field<Ipv6>, at: At<&[u8]>) -> [u8; 16] {
    let mut address = [0; 16];
    for (to, from) in address.iter_mut().zip(at.value) {
        *to = *from;
    }
    if !at.value.is_empty() && d.tree.wants(field.id) {
        let kept = d.tree.keep(&address);
        d.tree.leaf(field, At { value: kept, span: at.span });
    }
    address
}

/// Options of a fixed length hold nothing behind it.
fn beyond(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if !c.is_empty() {
        let node = d.tree.leaf(BEYOND, c.rest());
        let text = format_args!("Unknown Data (not interpreted)");
        d.tree.expert(node, Some(BEYOND_NOTE), Severity::Error, Group::Malformed, text);
    }
    Ok(())
}

/// Seconds in 48 bits and 65536ths (RFC 3971 section 5.3.1).
fn timestamp(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    reserved(d, &mut c, 6)?;
    let time = c.u64()?;
    let seconds = i64::try_from(time.value >> 16).unwrap_or(i64::MAX);
    let nanos = i64::try_from(((time.value & 0xffff) * 1_000_000_000) >> 16).unwrap_or(0);
    d.tree.leaf(TIMESTAMP, At { value: Timestamp::from_parts(seconds, nanos), span: time.span });
    beyond(d, c)
}

fn more_flags(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let flags = c.u16()?;
    let set = |bit: u16, name: &'static str| if flags.value & bit != 0 { name } else { "" };
    let label = format_args!(
        "Flags Expansion Option: 0x{:04x}{}{}{}, Prf (Default Router Preference): {}{}",
        flags.value,
        set(0x8000, ", Managed address configuration"),
        set(0x4000, ", Other configuration"),
        set(0x2000, ", Home Agent"),
        PREFERENCES.name(u64::from(flags.value >> 11 & 3)).unwrap_or(""),
        set(0x0400, ", Proxy")
    );
    let open = d.tree.open_as(EFO, flags, label);
    for field in [EFO_M, EFO_O, EFO_H] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.leaf(EFO_PRF, flags);
    d.tree.leaf(EFO_P, flags.map(u64::from));
    d.tree.leaf(EFO_RSV, flags);
    d.tree.close(open);
    reserved(d, &mut c, 4)?;
    beyond(d, c)
}

/// An address that a host of 6LoWPAN registers (RFC 6775 section 4.1).
fn registration(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let status = c.u8()?;
    d.tree.leaf(ARO_STATUS, status);
    reserved(d, &mut c, 3)?;
    d.tree.leaf(ARO_LIFETIME, c.u16()?);
    let id = c.array::<8>()?;
    d.tree.leaf(ARO_EUI64, id);
    d.append(node, format_args!(" : Register "));
    for (n, byte) in id.value.iter().enumerate() {
        d.append(node, format_args!("{}{byte:02x}", if n == 0 { "" } else { ":" }));
    }
    match STATUSES.name(status.value.into()) {
        Some(name) => d.append(node, format_args!(" {name}")),
        None => d.append(node, format_args!(" Unknown {}", status.value)),
    }
    beyond(d, c)
}

/// A prefix that headers of 6LoWPAN leave out (RFC 6775 section 4.2).
fn context(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let len = c.u8()?;
    d.tree.leaf(CONTEXT_LENGTH, len);
    let flags = c.u8()?;
    let compresses = if flags.value & 0x10 != 0 { ", Compression Flag" } else { "" };
    let open = d.tree.open_as(CONTEXT_FLAG, flags, format_args!("Flag: 0x{:02x}{compresses}", flags.value));
    d.tree.leaf(CONTEXT_FLAG_C, flags.map(u64::from));
    d.tree.leaf(CONTEXT_FLAG_CID, flags);
    d.tree.leaf(CONTEXT_FLAG_RESERVED, flags);
    d.tree.close(open);
    reserved(d, &mut c, 2)?;
    d.tree.leaf(CONTEXT_LIFETIME, c.u16()?);
    let at = c.bytes(c.left().min(16))?;
    let shown = Address::Ipv6(short_prefix(d, CONTEXT_PREFIX, at));
    d.append(node, format_args!(" {shown}/{}", len.value));
    beyond(d, c)
}

fn border_router(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let (low, high, lifetime) = (c.u16()?, c.u16()?, c.u16()?);
    d.tree.leaf(ABRO_LOW, low);
    d.tree.leaf(ABRO_HIGH, high);
    d.tree.leaf(ABRO_LIFETIME, lifetime);
    let router = c.array::<16>()?;
    d.tree.leaf(ABRO_ADDRESS, router);
    let (version, router) = (format_args!("{}.{}", high.value, low.value), Address::Ipv6(router.value));
    let text = format_args!(" : Version {version}, Valid Lifetime : {}, 6LBR : {router}", lifetime.value);
    d.append(node, text);
    beyond(d, c)
}

fn nat64_prefix(d: &mut Dissector<'_>, len_node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let coded = c.u16()?;
    let bytes = match coded.value & 7 {
        0 => 12,
        code @ 1..=5 => 9 - u32::from(code),
        _ => 0,
    };
    if bytes == 0 {
        let text = format_args!("Invalid Option Length");
        d.tree.expert(len_node, Some(INVALID_LENGTH), Severity::Error, Group::Malformed, text);
    }
    d.tree.leaf(PREF64_LIFETIME, coded);
    d.tree.leaf(PREF64_PLC, coded);
    if bytes == 0 {
        return Ok(());
    }
    let room = c.bytes(12)?;
    let used = room.value.get(..bytes as usize).unwrap_or(room.value);
    let at = At { value: used, span: room.span.part(0, bytes) };
    short_prefix(d, PREF64_PREFIX, at);
    beyond(d, c)
}

fn name_servers(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    reserved(d, &mut c, 2)?;
    lifetime(d, RDNSS_LIFETIME, c.u32()?);
    while !c.is_empty() {
        let server = c.array::<16>()?;
        d.tree.leaf(RDNSS, server);
        d.append(node, format_args!(" {}", Address::Ipv6(server.value)));
    }
    Ok(())
}

/// Domains as DNS writes names (RFC 1035 section 3.1), without pointers; zeros fill the option.
fn domains(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    reserved(d, &mut c, 2)?;
    lifetime(d, DNSSL_LIFETIME, c.u32()?);
    while { c }.u8().is_ok_and(|first| first.value != 0) {
        let start = c;
        let name = domain(&mut c)?;
        d.tree.made_text(DNSSL, &name, c.since(&start));
        d.append(node, format_args!(" {}", name.escape_debug()));
    }
    if !c.is_empty() {
        d.tree.leaf(PADDING, At { value: (), span: c.rest_span() });
    }
    Ok(())
}

/// A name in labels, without pointers.
pub fn domain(c: &mut Cursor<'_>) -> Result<String, Cut> {
    let mut name = String::new();
    loop {
        let len = c.u8()?;
        if len.value == 0 {
            return Ok(name);
        }
        let label = c.bytes(len.value.into())?;
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(&String::from_utf8_lossy(label.value));
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, survives_cuts};

    fn advertisement(options: &[u8]) -> Vec<u8> {
        let mut p = vec![0x60, 0, 0, 0, 0, 16 + options.len() as u8, 58, 255];
        p.extend_from_slice(&[0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        p.extend_from_slice(&[0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        p.extend_from_slice(&[134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
        p.extend_from_slice(options);
        p
    }

    const DB8: [u8; 16] = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    fn options() -> Vec<u8> {
        [
            &[5, 1, 0, 0, 0, 0, 5, 0xdc][..],
            &[3, 4, 64, 0xc0, 0, 0, 0, 9, 255, 255, 255, 255, 0, 0, 0, 0],
            &DB8,
            &[25, 3, 0, 0, 0, 0, 0, 9],
            &DB8,
            &[24, 2, 48, 8, 0, 0, 0, 9],
            &DB8[..8],
            &[31, 2, 0, 0, 0, 0, 0, 9, 1, b'a', 1, b'b', 0, 0, 0, 0],
        ]
        .concat()
    }

    #[test]
    fn options_of_a_router_advertisement() {
        let lines = labels_from(101, &advertisement(&options()), "    ICMPv6 Option");
        assert_eq!(
            lines,
            [
                "    ICMPv6 Option (MTU : 1500)",
                "        Type: MTU (5)",
                "        Length: 1 (8 bytes)",
                "        Reserved",
                "        MTU: 1500",
                "    ICMPv6 Option (Prefix information : 2001:db8::/64)",
                "        Type: Prefix information (3)",
                "        Length: 4 (32 bytes)",
                "        Prefix Length: 64",
                "        Flag: 0xc0, On-link flag(L), Autonomous address-configuration flag(A)",
                "            1... .... = On-link flag(L): Set",
                "            .1.. .... = Autonomous address-configuration flag(A): Set",
                "            ..0. .... = Router address flag(R): Not set",
                "            ...0 0000 = Reserved: 0",
                "        Valid Lifetime: 9",
                "        Preferred Lifetime: Infinity (4294967295)",
                "        Reserved",
                "        Prefix: 2001:db8::",
                "    ICMPv6 Option (Recursive DNS Server 2001:db8::)",
                "        Type: Recursive DNS Server (25)",
                "        Length: 3 (24 bytes)",
                "        Reserved",
                "        Lifetime: 9",
                "        Recursive DNS Servers: 2001:db8::",
                "    ICMPv6 Option (Route Information : High 2001:db8::/48)",
                "        Type: Route Information (24)",
                "        Length: 2 (16 bytes)",
                "        Prefix Length: 48",
                "        Flag: 0x08, Route Preference: High",
                "            ...0 1... = Route Preference: High (1)",
                "            000. .000 = Reserved: 0",
                "        Route Lifetime: 9",
                "        Prefix: 2001:db8::",
                "    ICMPv6 Option (DNS Search List Option a.b)",
                "        Type: DNS Search List Option (31)",
                "        Length: 2 (16 bytes)",
                "        Reserved",
                "        Lifetime: 9",
                "        Domain Names: a.b",
                "        Padding",
            ]
        );
    }

    #[test]
    fn an_option_of_no_length_ends_them() {
        let lines = labels_from(101, &advertisement(&[1, 0, 9, 9, 9, 9, 9, 9]), "    ICMPv6 Option");
        assert_eq!(lines[2], "        Length: 0 (0 bytes)");
    }

    #[test]
    fn what_a_router_says_of_nat64_and_portals() {
        let pref64 = |code: u8, len: u8| [&[38, len, 2, 0x58 | code][..], &DB8[..12], &[0; 8]].concat();
        let told = [&pref64(1, 2)[..16], b"\x25\x02http://p.net/\0"].concat();
        let lines = labels_from(101, &advertisement(&told), "    ICMPv6 Option");
        assert_eq!(lines[3], "        0000 0010 0101 1... = Scaled Lifetime: 75");
        assert_eq!(
            lines[4],
            "        .... .... .... .001 = PLC (Prefix Length Code): 64 bits prefix length (0x1)"
        );
        assert_eq!(lines[5], "        Prefix: 2001:db8::");
        assert_eq!(lines[9], "        Captive Portal: http://p.net/");
        survives_cuts(101, &advertisement(&told));
        for code in 0..8 {
            survives_cuts(101, &advertisement(&pref64(code, 3)));
        }
    }

    #[test]
    fn options_of_low_power_networks() {
        let told = [
            &[34, 2, 64, 0x11, 0, 0, 0, 100][..],
            &DB8[..8],
            &[35, 3, 0, 1, 0, 2, 2, 0x58],
            &DB8,
            &[33, 2, 1, 0, 0, 0, 2, 0x58, 0, 1, 2, 3, 4, 5, 6, 7],
            &[36, 1, 0, 1, 0, 0, 0, 0],
        ]
        .concat();
        let lines = labels_from(101, &advertisement(&told), "    ICMPv6 Option");
        let names: Vec<_> = lines.iter().filter(|l| l.starts_with("    ICMPv6 Option (")).collect();
        assert_eq!(
            names,
            [
                "    ICMPv6 Option (6LoWPAN Context Option 2001:db8::/64)",
                "    ICMPv6 Option (Authoritative Border Router : Version 2.1, Valid Lifetime : 600, 6LBR : 2001:db8::)",
                "    ICMPv6 Option (Address Registration Option : Register 00:01:02:03:04:05:06:07 Duplicate Exists)",
                "    ICMPv6 Option (6LoWPAN Capability Indication Option)",
            ]
        );
        survives_cuts(101, &advertisement(&told));
        let others = [
            &[7, 1, 0, 0, 0, 0, 1, 0, 8, 1, 0, 0, 0, 1, 0, 2, 26, 1, 0xd9, 0, 0, 0, 0, 0][..],
            &[13, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0x65, 0x53, 0xf1, 0, 0x80, 0],
            &[9, 3, 0, 0, 0, 0, 0, 0],
            &DB8,
        ]
        .concat();
        let lines = labels_from(101, &advertisement(&others), "        Timestamp");
        assert_eq!(lines[0], "        Timestamp: Nov 14, 2023 22:13:20.500000000 UTC");
        survives_cuts(101, &advertisement(&others));
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &advertisement(&options()));
        survives_cuts(101, &advertisement(&[4, 2, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 0, 59, 1]));
    }
}
