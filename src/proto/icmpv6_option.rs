//! Options of neighbour discovery (RFC 4861 section 4.6, RFC 4191, RFC 8106). Part of `icmpv6`.

use super::icmpv6::{self, PREFERENCES, UNKNOWN};
use crate::dissect::{Address, At, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity};
use crate::field::Names;
use crate::field::def::SET;
use crate::proto::tables::icmpv6_type::ND_OPTIONS;

/// Holds the fields of options only; their names begin with `icmpv6.opt`.
pub const PROTOCOL: Protocol =
    Protocol { name: "icmpv6.opt", title: "ICMPv6 Option", fields: FIELDS, ..Protocol::EMPTY };

const LIFETIMES: Names = Names::Table(&[(u32::MAX, "Infinity")]);

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
    RDNSS_LIFETIME: U32 = "icmpv6.opt.rdnss.lifetime", "Lifetime", Dec, LIFETIMES;
    /// A name server.
    RDNSS: Ipv6 = "icmpv6.opt.rdnss", "Recursive DNS Servers", None;
    /// How long domains are valid, in seconds (RFC 8106).
    DNSSL_LIFETIME: U32 = "icmpv6.opt.dnssl.lifetime", "Lifetime", Dec, LIFETIMES;
    /// A domain to search in.
    DNSSL: Str = "icmpv6.opt.dnssl", "Domain Names", None;
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
        let name = Names::Table(ND_OPTIONS).name(kind.value.into()).unwrap_or("Unknown");
        d.tree.set_label(open.node(), format_args!("ICMPv6 Option ({name}"));
        d.tree.leaf(TYPE, kind);
        let node = d.tree.leaf_as(LENGTH, len, format_args!("Length: {} ({total} bytes)", len.value));
        if total == 0 {
            let text = format_args!("Invalid option length (Zero)");
            d.tree.expert(node, Some(INVALID_LENGTH), Severity::Error, Group::Malformed, text);
            d.tree.close(open);
            return Ok(());
        }
        let content = c.sub(total - 2)?;
        option(d, open.node(), kind.value, content)?;
        d.append(open.node(), format_args!(")"));
        d.tree.close(open);
    }
    Ok(())
}

fn option(d: &mut Dissector<'_>, node: NodeRef, kind: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
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
        14 => {
            d.rest_as(NONCE, &mut c);
            Ok(())
        }
        24 => route(d, node, c),
        25 => name_servers(d, node, c),
        31 => domains(d, node, c),
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
    if at.value == u32::MAX {
        d.tree.leaf(field, at);
    } else {
        let title = d.tree.def(field.id).title;
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
    let mut address = [0; 16];
    let at = c.bytes(c.left().min(16))?;
    for (to, from) in address.iter_mut().zip(at.value) {
        *to = *from;
    }
    let shown = Address::Ipv6(address);
    if !at.value.is_empty() && d.tree.wants(PREFIX.id) {
        let kept = d.tree.keep(&address);
        d.tree.leaf(PREFIX, At { value: kept, span: at.span });
    }
    d.append(node, format_args!(" : {preference} {shown}/{}", len.value));
    Ok(())
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
        let mut name = String::new();
        loop {
            let len = c.u8()?;
            if len.value == 0 {
                break;
            }
            let label = c.bytes(len.value.into())?;
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&String::from_utf8_lossy(label.value));
        }
        d.tree.made_text(DNSSL, &name, c.since(&start));
        d.append(node, format_args!(" {}", name.escape_debug()));
    }
    if !c.is_empty() {
        d.tree.leaf(PADDING, At { value: (), span: c.rest_span() });
    }
    Ok(())
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
    fn every_cut_is_survived() {
        survives_cuts(101, &advertisement(&options()));
        survives_cuts(101, &advertisement(&[4, 2, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 0, 59, 1]));
    }
}
