//! IPv6 (RFC 8200): header, what its addresses hold, and which payload it carries. Extension
//! headers stand in `ipv6_extension.rs`.

use super::ipv6_extension::{self, Chain};
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Group, Place, Protocol, Severity, Span};
use crate::field::Field;
use crate::field::Names;
use crate::field::def::{Ether, Ipv4, Ipv6, Str, U16};
use crate::proto::fragments::{self, FragmentFields};
use crate::proto::tables::dscp::{CODEPOINTS, ECN, short_dscp, short_ecn};
use crate::proto::tables::ip_protocol::{self, IP_PROTOCOLS};

pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6",
    title: "IPv6",
    fields: FIELDS,
    claims: &[
        Claim::EtherType(0x86dd),
        Claim::LinkType(229),
        Claim::PppProtocol(0x0057),
        Claim::IpProtocol(41),
    ],
    own_len: Some(own_len),
    places: || PLACES,
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ipv6";
    /// IPv6 packet (RFC 8200).
    IPV6: Protocol = "ipv6", "Internet Protocol Version 6", None;
    /// Version: 6.
    VERSION: U8 = "ipv6.version", "Version", Dec;
    /// The version, by the name that IPv4 has for it.
    IP_VERSION: U8 = "ip.version", "Version", Dec;
    /// Traffic class (RFC 2474).
    TCLASS: U32 = "ipv6.tclass", "Traffic Class", Hex & 0x0ff00000;
    /// Differentiated services codepoint (RFC 2474).
    DSCP: U32 = "ipv6.tclass.dscp", "Differentiated Services Codepoint", Dec & 0x0fc00000, Names::Table(CODEPOINTS);
    /// Explicit congestion notification (RFC 3168).
    TC_ECN: U32 = "ipv6.tclass.ecn", "Explicit Congestion Notification", Dec & 0x00300000, Names::Table(ECN);
    /// Flow label (RFC 6437).
    FLOW: U24 = "ipv6.flow", "Flow Label", Hex & 0x0fffff;
    /// Bytes behind this header.
    PLEN: U16 = "ipv6.plen", "Payload Length", Dec;
    /// Protocol of what follows.
    NXT: U8 = "ipv6.nxt", "Next Header", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Routers that the packet may still pass.
    HLIM: U8 = "ipv6.hlim", "Hop Limit", Dec;
    /// Source address.
    SRC: Ipv6 = "ipv6.src", "Source Address", None;
    /// Name of the source, or its address.
    SRC_HOST: Str = "ipv6.src_host", "Source Host", None;
    /// Destination address.
    DST: Ipv6 = "ipv6.dst", "Destination Address", None;
    /// Name of the destination, or its address.
    DST_HOST: Str = "ipv6.dst_host", "Destination Host", None;
    /// Source or destination address.
    ADDR: Ipv6 = "ipv6.addr", "Source or Destination Address", None;
    /// Name of source or destination.
    HOST: Str = "ipv6.host", "Source or Destination Host", None;
    /// Hardware address in the source's interface identifier (RFC 4291 appendix A).
    SRC_SLAAC_MAC: Ether = "ipv6.src_slaac_mac", "Source SLAAC MAC", None;
    /// IPv4 address in an ISATAP source (RFC 5214).
    SRC_ISATAP_IPV4: Ipv4 = "ipv6.src_isatap_ipv4", "Source ISATAP IPv4", None;
    /// IPv4 address of a 6to4 source's gateway (RFC 3056).
    SRC_6TO4_GW: Ipv4 = "ipv6.src_6to4_gw_ipv4", "Source 6to4 Gateway IPv4", None;
    /// Subnet of a 6to4 source.
    SRC_6TO4_SLA: U16 = "ipv6.src_6to4_sla_id", "Source 6to4 SLA ID", Dec;
    /// Teredo server of the source (RFC 4380).
    SRC_TS_IPV4: Ipv4 = "ipv6.src_ts_ipv4", "Source Teredo Server IPv4", None;
    /// Port of a Teredo source.
    SRC_TC_PORT: U16 = "ipv6.src_tc_port", "Source Teredo Port", Dec;
    /// IPv4 address of a Teredo source.
    SRC_TC_IPV4: Ipv4 = "ipv6.src_tc_ipv4", "Source Teredo Client IPv4", None;
    /// IPv4 address in a translated source (RFC 6052).
    SRC_EMBED_IPV4: Ipv4 = "ipv6.src_embed_ipv4", "Source Embedded IPv4", None;
    /// Hardware address in the destination's interface identifier.
    DST_SLAAC_MAC: Ether = "ipv6.dst_slaac_mac", "Destination SLAAC MAC", None;
    /// IPv4 address in an ISATAP destination.
    DST_ISATAP_IPV4: Ipv4 = "ipv6.dst_isatap_ipv4", "Destination ISATAP IPv4", None;
    /// IPv4 address of a 6to4 destination's gateway.
    DST_6TO4_GW: Ipv4 = "ipv6.dst_6to4_gw_ipv4", "Destination 6to4 Gateway IPv4", None;
    /// Subnet of a 6to4 destination.
    DST_6TO4_SLA: U16 = "ipv6.dst_6to4_sla_id", "Destination 6to4 SLA ID", Dec;
    /// Teredo server of the destination.
    DST_TS_IPV4: Ipv4 = "ipv6.dst_ts_ipv4", "Destination Teredo Server IPv4", None;
    /// Port of a Teredo destination.
    DST_TC_PORT: U16 = "ipv6.dst_tc_port", "Destination Teredo Port", Dec;
    /// IPv4 address of a Teredo destination.
    DST_TC_IPV4: Ipv4 = "ipv6.dst_tc_ipv4", "Destination Teredo Client IPv4", None;
    /// IPv4 address in a translated destination.
    DST_EMBED_IPV4: Ipv4 = "ipv6.dst_embed_ipv4", "Destination Embedded IPv4", None;
    /// Hardware address in either interface identifier.
    SLAAC_MAC: Ether = "ipv6.slaac_mac", "SLAAC MAC", None;
    /// IPv4 address in either ISATAP address.
    ISATAP_IPV4: Ipv4 = "ipv6.isatap_ipv4", "ISATAP IPv4", None;
    /// Either 6to4 gateway.
    GW_6TO4: Ipv4 = "ipv6.6to4_gw_ipv4", "6to4 Gateway IPv4", None;
    /// Either 6to4 subnet.
    SLA_6TO4: U16 = "ipv6.6to4_sla_id", "6to4 SLA ID", Dec;
    /// Either Teredo server.
    TS_IPV4: Ipv4 = "ipv6.ts_ipv4", "Teredo Server IPv4", None;
    /// Either Teredo port.
    TC_PORT: U16 = "ipv6.tc_port", "Teredo Port", Dec;
    /// Either Teredo client.
    TC_IPV4: Ipv4 = "ipv6.tc_ipv4", "Teredo Client IPv4", None;
    /// Prefix of a translated address.
    EMBED_PREFIX: Bytes = "ipv6.embed_ipv4_prefix", "Embedded IPv4 Prefix", None;
    /// IPv4 address in either translated address.
    EMBED_IPV4: Ipv4 = "ipv6.embed_ipv4", "Embedded IPv4", None;
    /// The frame in which the datagram is complete.
    REASSEMBLED_IN: FrameNum = "ipv6.reassembled.in", "Reassembled IPv6 in frame", None;
    /// The fragments of the datagram.
    FRAGMENTS: Label = "ipv6.fragments", "IPv6 Fragments", None;
    /// One of them.
    FRAGMENT: FrameNum = "ipv6.fragment", "IPv6 Fragment", None;
    /// Whether it overlaps with another one.
    FRAGMENT_OVERLAP: Bool = "ipv6.fragment.overlap", "Fragment overlap", None;
    /// How many there are.
    FRAGMENT_COUNT: U32 = "ipv6.fragment.count", "Fragment count", Dec;
    /// Length of the payload put together.
    REASSEMBLED_LEN: U32 = "ipv6.reassembled.length", "Reassembled IPv6 length", Dec;
    /// The payload put together.
    REASSEMBLED_DATA: Bytes = "ipv6.reassembled.data", "Reassembled IPv6 data", None;
    /// Marks a version other than 6.
    BOGUS_VERSION: Label = "ipv6.bogus_ipv6_version", "Bogus IP version", None;
    /// Marks a length beyond the end of the frame.
    PLEN_EXCEEDS: Label = "ipv6.plen_exceeds_framing", "IPv6 payload length does not match expected framing length", None;
    /// Marks a length of 0.
    PLEN_ZERO: Label = "ipv6.plen_zero", "IPv6 payload length equals 0 (maybe because of \"TCP segmentation offload\" (TSO))", None;
}

const FRAGMENT_FIELDS: FragmentFields = FragmentFields {
    title: "IPv6",
    source_title: "Reassembled IPv6",
    fragments: fragments::List::Label(FRAGMENTS),
    fragment: FRAGMENT,
    overlap: FRAGMENT_OVERLAP,
    count: FRAGMENT_COUNT,
    len: REASSEMBLED_LEN,
    data: REASSEMBLED_DATA,
};

const HEADER: u32 = 40;

fn own_len(bytes: &[u8]) -> Option<u32> {
    let [first, _, _, _, high, low, ..] = bytes else { return None };
    let len = u16::from_be_bytes([*high, *low]);
    (first >> 4 == 6 && len > 0).then_some(HEADER + u32::from(len))
}

/// Of the first 40 bytes.
const PLACES: &[Place] = &[Place::new(PLEN.id, 4, 2), Place::new(NXT.id, 6, 1), Place::new(HLIM.id, 7, 1)];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "IPv6".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    let mut ahead = c;
    let version = ahead.u8()?.map(|b| b >> 4);
    if version.value != 6 {
        d.columns.set_info(format_args!("Bogus IPv6 version ({}, must be 6)", version.value));
        bogus_version(d, version);
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    }
    first_word(d, version, &mut c)?;
    let plen = c.u16()?;
    let next = c.u8()?;
    let mut rest = start;
    rest.take(HEADER);
    let len = payload_len(d, plen, next.value, rest);
    let payload = rest.take(len);
    d.tree.leaf(NXT, next);
    let hops = c.u8()?;
    d.tree.leaf(HLIM, hops);
    d.set_hop_limit(hops.value);
    let (src, dst) = (c.array::<16>()?, c.array::<16>()?);
    d.set_net(Address::Ipv6(src.value), Address::Ipv6(dst.value));
    d.tree.set_span(layer, start.span(HEADER));
    if d.tree.keeps_labels() && d.settings().choices.ipv6_summary {
        let (s, t) = (Address::Ipv6(src.value), Address::Ipv6(dst.value));
        d.tree.set_label(layer, format_args!("Internet Protocol Version 6, Src: {s}, Dst: {t}"));
    }
    address(d, SRC, SRC_HOST, src);
    address(d, DST, DST_HOST, dst);
    if d.tree.wants_everything() || d.tree.wants_any(HELD) {
        held(d, &SOURCE, src);
        held(d, &DESTINATION, dst);
    }

    let Chain { next, payload, destination, fragment } = ipv6_extension::walk(d, next.value, payload)?;
    if let Some(last) = destination {
        d.set_net(Address::Ipv6(src.value), Address::Ipv6(last));
    }
    let whole_header = start.span(payload.offset().saturating_sub(start.offset()));
    let Some(fragment) = fragment else {
        d.tree.set_span(layer, whole_header);
        hand_over(d, next, payload);
        return Ok(());
    };
    if let Some(whole) = fragments::reassembled(d, &FRAGMENT_FIELDS, fragment.offset, payload) {
        d.tree.set_span(layer, whole_header);
        hand_over(d, next, whole.cursor());
        return Ok(());
    }
    if payload.captured() < payload.left() && fragment.offset == 0 {
        hand_over(d, next, payload);
        return Ok(());
    }
    if let Some(frame) = fragments::found_in(d, payload) {
        let at = whole_header.part(whole_header.len.saturating_sub(8), 0);
        d.tree.generated(REASSEMBLED_IN, frame.number(), at);
    }
    d.columns.set_info(format_args!(
        "IPv6 fragment (off={} more={} ident=0x{:08x} nxt={next})",
        fragment.offset,
        if fragment.more { 'y' } else { 'n' },
        fragment.id
    ));
    d.hand_over(Claim::Named("data"), payload);
    Ok(())
}

fn hand_over(d: &mut Dissector<'_>, next: u8, payload: Cursor<'_>) {
    const NO_NEXT_HEADER: u8 = 59;
    let claim = Claim::IpProtocol(next);
    if next == NO_NEXT_HEADER {
        d.columns.set_info(format_args!("IPv6 no next header"));
        d.hand_over(Claim::Named("data"), payload);
        return;
    }
    if d.claimant(claim).is_none() {
        d.columns.set_info(format_args!("Unknown IP Protocol: {} ({next})", ip_protocol::name(next)));
    }
    d.hand_over(claim, payload);
}

/// What stands here is no IPv6: only the number that says so is shown.
fn bogus_version(d: &mut Dissector<'_>, version: At<u8>) {
    let number = version.value;
    let node = d.tree.leaf_as(VERSION, version, format_args!("{number:04b} .... = Version: {number}"));
    let text = format_args!("Bogus IPv6 version");
    d.tree.expert(node, Some(BOGUS_VERSION), Severity::Error, Group::Malformed, text);
    d.tree.hidden(IP_VERSION, version);
}

fn first_word(d: &mut Dissector<'_>, version: At<u8>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf_as(VERSION, version, format_args!("0110 .... = Version: 6"));
    let label = format_args!(
        "0110 .... = Version: 6 [This field makes the filter match on \"ip.version == 6\" possible]"
    );
    let node = d.tree.leaf_as(IP_VERSION, version, label);
    d.hide(node);
    let word = c.u32()?;
    if d.tree.wants_any(&[TCLASS.id, DSCP.id, TC_ECN.id]) {
        let class = (word.value >> 20) as u8;
        let open = d.tree.open(TCLASS, word);
        let (dscp, ecn) = (short_dscp(class >> 2), short_ecn(class & 3));
        d.append(open.node(), format_args!(" (DSCP: {dscp}, ECN: {ecn})"));
        d.tree.leaf(DSCP, word);
        d.tree.leaf(TC_ECN, word);
        d.tree.close(open);
    }
    d.tree.leaf(FLOW, At { value: word.value & 0x00ff_ffff, span: word.span.part(1, 3) });
    Ok(())
}

/// Shows the payload length, and says how long the payload is.
fn payload_len(d: &mut Dissector<'_>, at: At<u16>, next: u8, rest: Cursor<'_>) -> u32 {
    let there = rest.left();
    let mut len = u32::from(at.value);
    let node;
    if len == 0 && next == ipv6_extension::HOP_BY_HOP {
        let jumbo = ipv6_extension::jumbo_len(rest);
        len = jumbo.unwrap_or(there);
        let label = if jumbo.is_some() { " (Jumbogram)" } else { "" };
        node = d.tree.leaf_as(PLEN, at, format_args!("Payload Length: 0{label}"));
    } else {
        node = d.tree.leaf(PLEN, at);
        if len == 0 && there > 0 {
            let text = format_args!(
                "IPv6 payload length equals 0 (maybe because of \"TCP segmentation offload\" (TSO))"
            );
            d.tree.expert(node, Some(PLEN_ZERO), Severity::Chat, Group::Protocol, text);
            return there;
        }
    }
    if len > there && !d.quoted {
        let text = format_args!("IPv6 payload length exceeds framing length ({there} bytes)");
        d.tree.expert(node, Some(PLEN_EXCEEDS), Severity::Warn, Group::Protocol, text);
    }
    len
}

/// An address with its hidden kin, by which filters find it.
fn address(d: &mut Dissector<'_>, field: Field<Ipv6>, host: Field<Str>, at: At<[u8; 16]>) {
    d.tree.leaf(field, at);
    d.tree.hidden(ADDR, at);
    super::host::hidden(d, host, &Address::Ipv6(at.value), at.span);
    super::host::hidden(d, HOST, &Address::Ipv6(at.value), at.span);
}

/// What an address may hold: the fields of one side.
struct HeldFields {
    slaac: Field<Ether>,
    isatap: Field<Ipv4>,
    gateway: Field<Ipv4>,
    subnet: Field<U16>,
    server: Field<Ipv4>,
    port: Field<U16>,
    client: Field<Ipv4>,
    embedded: Field<Ipv4>,
}

const SOURCE: HeldFields = HeldFields {
    slaac: SRC_SLAAC_MAC,
    isatap: SRC_ISATAP_IPV4,
    gateway: SRC_6TO4_GW,
    subnet: SRC_6TO4_SLA,
    server: SRC_TS_IPV4,
    port: SRC_TC_PORT,
    client: SRC_TC_IPV4,
    embedded: SRC_EMBED_IPV4,
};
const DESTINATION: HeldFields = HeldFields {
    slaac: DST_SLAAC_MAC,
    isatap: DST_ISATAP_IPV4,
    gateway: DST_6TO4_GW,
    subnet: DST_6TO4_SLA,
    server: DST_TS_IPV4,
    port: DST_TC_PORT,
    client: DST_TC_IPV4,
    embedded: DST_EMBED_IPV4,
};

/// All of those fields.
const HELD: &[crate::field::FieldId] = &[
    SRC_SLAAC_MAC.id,
    SRC_ISATAP_IPV4.id,
    SRC_6TO4_GW.id,
    SRC_6TO4_SLA.id,
    SRC_TS_IPV4.id,
    SRC_TC_PORT.id,
    SRC_TC_IPV4.id,
    SRC_EMBED_IPV4.id,
    DST_SLAAC_MAC.id,
    DST_ISATAP_IPV4.id,
    DST_6TO4_GW.id,
    DST_6TO4_SLA.id,
    DST_TS_IPV4.id,
    DST_TC_PORT.id,
    DST_TC_IPV4.id,
    DST_EMBED_IPV4.id,
    SLAAC_MAC.id,
    ISATAP_IPV4.id,
    GW_6TO4.id,
    SLA_6TO4.id,
    TS_IPV4.id,
    TC_PORT.id,
    TC_IPV4.id,
    EMBED_PREFIX.id,
    EMBED_IPV4.id,
];

/// Shows hardware and IPv4 addresses that an IPv6 address was made from.
fn held(d: &mut Dissector<'_>, fields: &HeldFields, at: At<[u8; 16]>) {
    let a = at.value;
    let ipv4 = |from: usize| -> [u8; 4] { std::array::from_fn(|i| a[from + i]) };
    let part = |from: u32, len: u32| -> Span { at.span.part(from, len) };
    let u16_at = |from: usize| u16::from_be_bytes([a[from], a[from + 1]]);
    let both = |d: &mut Dissector<'_>, own: Field<Ipv4>, either: Field<Ipv4>, value, span| {
        d.tree.generated(own, value, span);
        let node = d.tree.generated(either, value, span);
        d.hide(node);
    };
    match a {
        // 6to4 (RFC 3056 section 2).
        [0x20, 0x02, ..] => {
            let (gateway, subnet) = (ipv4(2), u16_at(6));
            d.tree.generated(fields.gateway, gateway, part(2, 4));
            d.tree.generated(fields.subnet, subnet, part(6, 2));
            let node = d.tree.generated(GW_6TO4, gateway, part(2, 4));
            d.hide(node);
            let node = d.tree.generated(SLA_6TO4, subnet, part(6, 2));
            d.hide(node);
        }
        // Teredo: port and client are inverted (RFC 4380 section 4).
        [0x20, 0x01, 0, 0, ..] => {
            let (server, port) = (ipv4(4), !u16_at(10));
            let client = ipv4(12).map(|b| !b);
            d.tree.generated(fields.server, server, part(4, 4));
            d.tree.generated(fields.port, port, part(10, 2));
            d.tree.generated(fields.client, client, part(12, 4));
            let node = d.tree.generated(TS_IPV4, server, part(4, 4));
            d.hide(node);
            let node = d.tree.generated(TC_PORT, port, part(10, 2));
            d.hide(node);
            let node = d.tree.generated(TC_IPV4, client, part(12, 4));
            d.hide(node);
        }
        // Translated by the well-known prefix (RFC 6052 section 2.1).
        [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] => {
            let prefix = part(0, 12);
            d.tree.generated(EMBED_PREFIX, prefix.bytes().value, prefix);
            d.tree.generated(fields.embedded, ipv4(12), part(12, 4));
            d.tree.generated(EMBED_IPV4, ipv4(12), part(12, 4));
        }
        // Interface identifiers of multicast addresses mean nothing.
        [0xff, ..] => {}
        _ if matches!(a, [_, _, _, _, _, _, _, _, 0 | 2, 0, 0x5e, 0xfe, ..]) => {
            both(d, fields.isatap, ISATAP_IPV4, ipv4(12), part(12, 4));
        }
        // An identifier made from an address that its maker gave has this bit set.
        [_, _, _, _, _, _, _, _, b0, b1, b2, 0xff, 0xfe, b3, b4, b5] if b0 & 2 != 0 => {
            let mac = [b0 ^ 2, b1, b2, b3, b4, b5];
            d.tree.generated(fields.slaac, mac, part(8, 8));
            let node = d.tree.generated(SLAAC_MAC, mac, part(8, 8));
            d.hide(node);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};
    use std::net::Ipv6Addr;

    fn packet(next: u8, source: &str, payload: &[u8]) -> Vec<u8> {
        let mut p = vec![0x6b, 0x81, 0x23, 0x45, 0, payload.len() as u8, next, 60];
        p.extend_from_slice(&source.parse::<Ipv6Addr>().unwrap().octets());
        p.extend_from_slice(&"2001:db8::2".parse::<Ipv6Addr>().unwrap().octets());
        p.extend_from_slice(payload);
        p
    }

    #[test]
    fn a_header_shows_its_fields() {
        let p = packet(253, "fe80::211:22ff:fe33:4455", b"abc");
        assert_eq!(
            labels_from(229, &p, "Internet")[..12],
            [
                "Internet Protocol Version 6, Src: fe80::211:22ff:fe33:4455, Dst: 2001:db8::2",
                "    0110 .... = Version: 6",
                "    .... 1011 1000 .... .... .... .... .... = Traffic Class: 0xb8 (DSCP: EF PHB, ECN: Not-ECT)",
                "        .... 1011 10.. .... .... .... .... .... = Differentiated Services Codepoint: Expedited Forwarding (46)",
                "        .... .... ..00 .... .... .... .... .... = Explicit Congestion Notification: Not ECN-Capable Transport (0)",
                "    .... 0001 0010 0011 0100 0101 = Flow Label: 0x12345",
                "    Payload Length: 3",
                "    Next Header: Unknown (253)",
                "    Hop Limit: 60",
                "    Source Address: fe80::211:22ff:fe33:4455",
                "    Destination Address: 2001:db8::2",
                "    [Source SLAAC MAC: 00:11:22:33:44:55]",
            ]
        );
        assert_eq!(columns(229, &p)[2..], ["IPv6", "Unknown IP Protocol: Unknown (253)"]);
        assert_eq!(columns(229, &packet(59, "::1", b""))[3], "IPv6 no next header");
    }

    #[test]
    fn addresses_show_what_they_hold() {
        let shown = |source: &str, line: &str| {
            let lines = labels_from(229, &packet(59, source, b""), "Internet");
            assert!(lines.contains(&format!("    [{line}]")), "{lines:#?}");
        };
        shown("2002:c000:204:5::1", "Source 6to4 Gateway IPv4: 192.0.2.4");
        shown("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Source Teredo Port: 40000");
        shown("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Source Teredo Client IPv4: 192.0.2.45");
        shown("64:ff9b::192.0.2.33", "Source Embedded IPv4: 192.0.2.33");
        shown("fe80::5efe:c000:221", "Source ISATAP IPv4: 192.0.2.33");
    }

    #[test]
    fn extension_headers_lead_to_the_payload() {
        let p = packet(
            0,
            "::1",
            &[
                60, 0, 1, 4, 0, 0, 0, 0, 44, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 7, 0, 1, 0, 2, 0, 8,
                0, 1,
            ],
        );
        assert_eq!(protocols(229, &p), "ipv6:ipv6.hopopts:ipv6.dstopts:ipv6.fraghdr:udp");
        survives_cuts(229, &p);
    }

    #[test]
    fn fragments_are_not_looked_into() {
        let p = packet(44, "::1", &[17, 0, 0, 9, 0, 0, 0, 7, 1, 2, 3]);
        assert_eq!(columns(229, &p)[3], "IPv6 fragment (off=8 more=y ident=0x00000007 nxt=17)");
        survives_cuts(229, &p);
    }
}
