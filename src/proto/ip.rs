//! IPv4 (RFC 791): header, and which payload it carries. Options stand in `ip_options.rs`.

use super::ip_options::{self, Route};
use crate::dissect::checksum::{self, STATUS};
use crate::dissect::{
    Address, At, Claim, Cursor, Cut, Dissector, Flags, Group, NodeRef, Place, Protocol, Scope, Severity,
};
use crate::field::def::{Ipv4, SET, Str};
use crate::field::{Field, Names};
use crate::proto::fragments::{self, FragmentFields};
use crate::proto::tables::dscp::{CODEPOINTS, ECN, short_dscp, short_ecn};
use crate::proto::tables::ip_protocol::{self, IP_PROTOCOLS};

pub const PROTOCOL: Protocol = Protocol {
    name: "ip",
    title: "IPv4",
    fields: FIELDS,
    claims: &[
        Claim::EtherType(0x0800),
        Claim::LinkType(228),
        Claim::PppProtocol(0x0021),
        Claim::LlcSap(0x06),
        Claim::IpProtocol(4),
    ],
    own_len: Some(own_len),
    places: || PLACES,
    dissect,
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

crate::fields! { "ip";
    /// IPv4 packet (RFC 791).
    IP: Protocol = "ip", "Internet Protocol Version 4", None;
    /// Version: 4.
    VERSION: U8 = "ip.version", "Version", Dec;
    /// Header length in bytes, options included.
    HDR_LEN: U8 = "ip.hdr_len", "Header Length", Dec;
    /// Differentiated services field (RFC 2474).
    DSFIELD: U8 = "ip.dsfield", "Differentiated Services Field", Hex;
    /// Differentiated services codepoint (RFC 2474).
    DSCP: U8 = "ip.dsfield.dscp", "Differentiated Services Codepoint", Dec & 0xfc, Names::Table(CODEPOINTS);
    /// Explicit congestion notification (RFC 3168).
    DS_ECN: U8 = "ip.dsfield.ecn", "Explicit Congestion Notification", Dec & 0x03, Names::Table(ECN);
    /// Length of header and payload in bytes.
    LEN: U16 = "ip.len", "Total Length", Dec;
    /// Number that the fragments of a datagram share.
    ID: U16 = "ip.id", "Identification", HexDec;
    /// The three flags.
    FLAGS: U8 = "ip.flags", "Flags", Hex & 0xe0;
    /// Reserved, must be 0.
    FLAG_RB: Bool = "ip.flags.rb", "Reserved bit", W8 & 0x80, SET;
    /// The packet must not be fragmented.
    FLAG_DF: Bool = "ip.flags.df", "Don't fragment", W8 & 0x40, SET;
    /// Not the last fragment.
    FLAG_MF: Bool = "ip.flags.mf", "More fragments", W8 & 0x20, SET;
    /// Where the fragment belongs in its datagram, in units of 8 bytes.
    FRAG_OFFSET: U16 = "ip.frag_offset", "Fragment Offset", Dec & 0x1fff;
    /// Routers that the packet may still pass.
    TTL: U8 = "ip.ttl", "Time to Live", Dec;
    /// Protocol of the payload.
    PROTO: U8 = "ip.proto", "Protocol", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Checksum of the header.
    CHECKSUM: U16 = "ip.checksum", "Header Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "ip.checksum.status", "Header checksum status", None, STATUS;
    /// The checksum that the header should have.
    CHECKSUM_CALCULATED: U16 = "ip.checksum_calculated", "Calculated Checksum", Hex;
    /// Marks a wrong checksum.
    CHECKSUM_BAD: Label = "ip.checksum_bad.expert", "Bad checksum", None;
    /// Source address.
    SRC: Ipv4 = "ip.src", "Source Address", None;
    /// Name of the source, or its address.
    SRC_HOST: Str = "ip.src_host", "Source Host", None;
    /// Destination address.
    DST: Ipv4 = "ip.dst", "Destination Address", None;
    /// Name of the destination, or its address.
    DST_HOST: Str = "ip.dst_host", "Destination Host", None;
    /// Source or destination address.
    ADDR: Ipv4 = "ip.addr", "Source or Destination Address", None;
    /// Name of source or destination.
    HOST: Str = "ip.host", "Source or Destination Host", None;
    /// The router that a source route goes through now.
    CUR_RT: Ipv4 = "ip.cur_rt", "Current Route", None;
    /// Name of that router.
    CUR_RT_HOST: Str = "ip.cur_rt_host", "Current Route Host", None;
    /// The frame in which the datagram is complete.
    REASSEMBLED_IN: FrameNum = "ip.reassembled_in", "Reassembled IPv4 in frame", None;
    /// The fragments of the datagram.
    FRAGMENTS: Bytes = "ip.fragments", "IPv4 Fragments", None;
    /// One of them.
    FRAGMENT: FrameNum = "ip.fragment", "IPv4 Fragment", None;
    /// Whether it overlaps with another one.
    FRAGMENT_OVERLAP: Bool = "ip.fragment.overlap", "Fragment overlap", None;
    /// How many there are.
    FRAGMENT_COUNT: U32 = "ip.fragment.count", "Fragment count", Dec;
    /// Length of the payload put together.
    REASSEMBLED_LEN: U32 = "ip.reassembled.length", "Reassembled IPv4 length", Dec;
    /// The payload put together.
    REASSEMBLED_DATA: Bytes = "ip.reassembled.data", "Reassembled IPv4 data", None;
    /// Marks a length that cannot be.
    BOGUS_LEN: Label = "ip.bogus_ip_length", "Bogus IP length", None;
    /// Marks a header length that cannot be.
    BOGUS_HEADER_LEN: Label = "ip.bogus_header_length", "Bogus IP header length", None;
    /// Marks a version other than 4.
    BOGUS_VERSION: Label = "ip.bogus_ip_version", "Bogus IP version", None;
    /// Marks a time to live that multicast of the local network must not have.
    TTL_LNCB: Label = "ip.ttl.lncb", "Time To Live", None;
    /// Marks a time to live about to end.
    TTL_TOO_SMALL: Label = "ip.ttl.too_small", "Time To Live", None;
}

/// Of the first 20 bytes.
const PLACES: &[Place] = &[
    Place::new(DSFIELD.id, 1, 1),
    Place::new(DSCP.id, 1, 1),
    Place::new(DS_ECN.id, 1, 1),
    Place::new(LEN.id, 2, 2),
    Place::new(ID.id, 4, 2),
    Place::new(FLAGS.id, 6, 1),
    Place::new(FLAG_RB.id, 6, 1),
    Place::new(FLAG_DF.id, 6, 1),
    Place::new(FLAG_MF.id, 6, 1),
    Place::new(FRAG_OFFSET.id, 6, 2),
    Place::new(TTL.id, 8, 1),
    Place::new(PROTO.id, 9, 1),
];

const FRAGMENT_FIELDS: FragmentFields = FragmentFields {
    title: "IPv4",
    source_title: "Reassembled IPv4",
    fragments: fragments::List::Bytes(FRAGMENTS),
    fragment: FRAGMENT,
    overlap: FRAGMENT_OVERLAP,
    count: FRAGMENT_COUNT,
    len: REASSEMBLED_LEN,
    data: REASSEMBLED_DATA,
};

const CHECKSUMS: checksum::Verified = checksum::Verified {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    calculated: CHECKSUM_CALCULATED,
    bad: CHECKSUM_BAD,
    title: "Header Checksum",
    hint: "(may be caused by \"IP checksum offload\"?)",
    below: false,
};

const MIN_HEADER: u32 = 20;

fn own_len(bytes: &[u8]) -> Option<u32> {
    let [first, _, high, low, ..] = bytes else { return None };
    let (header, total) = (u32::from(first & 15) * 4, u32::from(u16::from_be_bytes([*high, *low])));
    (first >> 4 == 4 && header >= MIN_HEADER && total >= header).then_some(total)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "IPv4".into();
    d.columns.clear_info();
    let first = c.u8()?;
    let header_len = u32::from(first.value & 15) * 4;
    let (version, words) = (first.value >> 4, first.value & 15);
    let node =
        d.tree.leaf_as(VERSION, first.with(version), format_args!("{version:04b} .... = Version: {version}"));
    if version == 6 {
        d.hand_over(Claim::Named("ipv6"), start);
        return Ok(());
    }
    if version != 4 {
        // An EtherType says that it is version 4, others only that it is IP.
        if matches!(d.columns.source, Address::Ether(_)) {
            d.columns.set_info(format_args!("Bogus IPv4 version ({version}, must be 4)"));
        } else {
            d.columns.protocol = "IP".into();
            d.columns.set_info(format_args!("Bogus IP version ({version})"));
        }
        let layer = d.layer_node();
        d.tree.set_span(layer, start.span(0));
        let text = format_args!("Bogus IPv4 version");
        d.tree.expert(node, Some(BOGUS_VERSION), Severity::Error, Group::Protocol, text);
        return Ok(());
    }
    let label = format_args!(".... {words:04b} = Header Length: {header_len} bytes ({words})");
    let node = d.tree.leaf_as(HDR_LEN, first.with(header_len as u8), label);
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(header_len));
    if header_len < MIN_HEADER {
        let text = format_args!("Bogus IP header length ({header_len}, must be at least 20)");
        d.columns.set_info(text);
        d.tree.expert(node, Some(BOGUS_HEADER_LEN), Severity::Error, Group::Protocol, text);
        return Ok(());
    }
    services(d, c.u8()?);

    let total = c.u16()?;
    let Some(len) = total_length(d, total, header_len, start.left()) else { return Ok(()) };
    let mut payload = start;
    payload.take(header_len);
    let payload = payload.take(len - header_len);

    let id = c.u16()?;
    d.tree.leaf(ID, id);
    let place = c.u16()?;
    flags(d, place);
    let offset = u32::from(place.value & 0x1fff) * 8;
    let more = place.value & 0x2000 != 0;
    let ttl = c.u8()?;
    d.set_hop_limit(ttl.value);
    let ttl_node = d.tree.leaf(TTL, ttl);
    let protocol = c.u8()?;
    d.tree.leaf(PROTO, protocol);
    let checksum = c.u16()?;
    let header = start.peek().get(..header_len as usize);
    match header.filter(|_| d.settings().choices.check_ip && !d.quoted) {
        Some(header) => {
            _ = checksum::show_verified(d, &CHECKSUMS, checksum, checksum::Sum::default().over(header))
        }
        None => {
            let label = format_args!("Header Checksum: 0x{:04x} [validation disabled]", checksum.value);
            d.tree.leaf_as(CHECKSUM, checksum, label);
            checksum::show_status(d, CHECKSUM_STATUS, 2, checksum.span);
        }
    }

    let (src, dst) = (c.array::<4>()?, c.array::<4>()?);
    let options = c.take(header_len - MIN_HEADER);
    // A source route: the destination stands at its end, the header's is the next router.
    let route = if options.is_empty() { None } else { ip_options::final_destination(options) };
    addresses(d, layer, src, dst, route);
    time_to_live(d, ttl_node, ttl.value, dst.value, protocol.value);
    if !options.is_empty() {
        ip_options::dissect(d, options, ttl.value, route)?;
    }

    let claim = Claim::IpProtocol(protocol.value);
    if offset == 0 && !more {
        hand_over(d, protocol.value, claim, payload);
        return Ok(());
    }
    if !d.settings().defragment && offset == 0 {
        d.fragmented = true;
        hand_over(d, protocol.value, claim, payload);
        return Ok(());
    }
    if let Some(whole) = fragments::reassembled(d, &FRAGMENT_FIELDS, offset, payload) {
        hand_over(d, protocol.value, claim, whole.cursor());
        return Ok(());
    }
    // The capture has not all of it, so nothing can be put together; the first part shows what it has.
    if payload.captured() < payload.left() && offset == 0 {
        hand_over(d, protocol.value, claim, payload);
        return Ok(());
    }
    let within = fragments::found_in(d, payload);
    if let Some(frame) = within {
        d.tree.generated(REASSEMBLED_IN, frame.number(), start.span(0));
    }
    let (name, number) = (ip_protocol::name(protocol.value), protocol.value);
    d.columns.set_info(format_args!(
        "Fragmented IP protocol (proto={name} {number}, off={offset}, ID={:04x})",
        id.value
    ));
    // One pass does not know it yet.
    if let Some(frame) = within.filter(|f| d.settings().two_passes || *f < d.frame_id()) {
        d.columns.add_info(format_args!(" [Reassembled in #{}]", d.number(frame)));
    }
    d.hand_over(Claim::Named("data"), payload);
    Ok(())
}

/// Hands the payload over; the row says what it would be, if nobody takes it.
fn hand_over(d: &mut Dissector<'_>, protocol: u8, claim: Claim, payload: Cursor<'_>) {
    match d.claimant(claim) {
        Some(to) => d.hand_to(to, payload, None),
        None => {
            d.columns.set_info(format_args!("{} ({protocol})", ip_protocol::name(protocol)));
            d.hand_over(claim, payload);
        }
    }
}

fn services(d: &mut Dissector<'_>, at: At<u8>) {
    if !d.tree.wants_any(&[DSFIELD.id, DSCP.id, DS_ECN.id]) {
        return;
    }
    let (dscp, ecn) = (short_dscp(at.value >> 2), short_ecn(at.value & 3));
    let label = format_args!("Differentiated Services Field: 0x{:02x} (DSCP: {dscp}, ECN: {ecn})", at.value);
    let open = d.tree.open_as(DSFIELD, at, label);
    d.tree.leaf(DSCP, at);
    d.tree.leaf(DS_ECN, at);
    d.tree.close(open);
}

/// The length to go by; `None` if the packet contradicts itself.
fn total_length(d: &mut Dissector<'_>, at: At<u16>, header_len: u32, there: u32) -> Option<u32> {
    let total = u32::from(at.value);
    if total == 0 {
        let label = format_args!(
            "Total Length: {there} bytes (reported as 0, presumed to be because of \"TCP segmentation offload\" (TSO))"
        );
        let node = d.tree.leaf_as(LEN, at.with(u16::try_from(there).unwrap_or(u16::MAX)), label);
        d.tree.set_flag(node, Flags::GENERATED);
        return Some(there.max(header_len));
    }
    if total < header_len {
        d.columns.set_info(format_args!("Bogus IP length ({total}, less than header length {header_len})"));
        let label = format_args!("Total Length: {total} bytes (bogus, less than header length {header_len})");
        let node = d.tree.leaf_as(LEN, at, label);
        let text = format_args!("Bogus IP length");
        d.tree.expert(node, Some(BOGUS_LEN), Severity::Error, Group::Protocol, text);
        return None;
    }
    let node = d.tree.leaf(LEN, at);
    if total > there && !d.quoted {
        let text = format_args!("IPv4 total length exceeds packet length ({there} bytes)");
        d.tree.expert(node, Some(BOGUS_LEN), Severity::Error, Group::Protocol, text);
    }
    Some(total)
}

fn flags(d: &mut Dissector<'_>, at: At<u16>) {
    if d.tree.wants_nothing() {
        return;
    }
    let [high, _] = at.value.to_be_bytes();
    let byte = At { value: high, span: at.span.part(0, 1) };
    if d.tree.wants_any(&[FLAGS.id, FLAG_RB.id, FLAG_DF.id, FLAG_MF.id]) {
        let bits = byte.value >> 5;
        let set = |bit: u8, name: &'static str| if bits & bit != 0 { name } else { "" };
        let label = format_args!(
            "{bits:03b}. .... = Flags: 0x{bits:x}{}{}{}",
            set(4, ", Reserved bit"),
            set(2, ", Don't fragment"),
            set(1, ", More fragments")
        );
        let open = d.tree.open_as(FLAGS, byte, label);
        let bits = byte.map(u64::from);
        d.tree.leaf(FLAG_RB, bits);
        d.tree.leaf(FLAG_DF, bits);
        d.tree.leaf(FLAG_MF, bits);
        d.tree.close(open);
    }
    if d.tree.wants(FRAG_OFFSET.id) {
        let offset = at.value & 0x1fff;
        let nibble = |shift: u16| offset >> shift & 15;
        let label = format_args!(
            "...{} {:04b} {:04b} {:04b} = Fragment Offset: {}",
            offset >> 12,
            nibble(8),
            nibble(4),
            nibble(0),
            u32::from(offset) * 8
        );
        d.tree.leaf_as(FRAG_OFFSET, at, label);
    }
}

fn addresses(
    d: &mut Dissector<'_>,
    layer: NodeRef,
    src: At<[u8; 4]>,
    dst: At<[u8; 4]>,
    route: Option<Route>,
) {
    let last = route.map_or(dst.value, |r| r.destination.value);
    d.set_net(Address::Ipv4(src.value), Address::Ipv4(last));
    if d.tree.wants_nothing() {
        return;
    }
    if d.tree.keeps_labels() && d.settings().choices.ip_summary {
        let show = |a| Address::Ipv4(a);
        let title = "Internet Protocol Version 4";
        if route.is_some() {
            let label = format_args!(
                "{title}, Src: {}, Dst: {}, Via: {}",
                show(src.value),
                show(last),
                show(dst.value)
            );
            d.tree.set_label(layer, label);
        } else {
            d.tree.set_label(layer, format_args!("{title}, Src: {}, Dst: {}", show(src.value), show(last)));
        }
    }
    address(d, SRC, Some((ADDR, HOST)), SRC_HOST, src);
    if route.is_some() {
        address(d, CUR_RT, None, CUR_RT_HOST, dst);
    } else {
        address(d, DST, Some((ADDR, HOST)), DST_HOST, dst);
    }
}

/// An address with its hidden kin, by which filters find it.
fn address(
    d: &mut Dissector<'_>,
    field: Field<Ipv4>,
    either: Option<(Field<Ipv4>, Field<Str>)>,
    host: Field<Str>,
    at: At<[u8; 4]>,
) {
    d.tree.leaf(field, at);
    if let Some((either, _)) = either {
        d.tree.hidden(either, at);
    }
    super::host::hidden(d, host, &Address::Ipv4(at.value), at.span);
    if let Some((_, either)) = either {
        super::host::hidden(d, either, &Address::Ipv4(at.value), at.span);
    }
}

/// What is odd about a time to live.
fn time_to_live(d: &mut Dissector<'_>, node: NodeRef, ttl: u8, dst: [u8; 4], protocol: u8) {
    // Routing protocols speak to their neighbours only.
    const IGMP: u8 = 2;
    const OSPF: u8 = 89;
    const PIM: u8 = 103;
    match dst {
        // The local network control block, whose packets routers do not pass on (RFC 5771
        // section 4). Some of its protocols ask for 255, to know a neighbour.
        [224, 0, 0, 252] if protocol != IGMP => {}
        [224, 0, 0, last] => {
            let wanted = if matches!(last, 18 | 102 | 251) && protocol != IGMP { 255 } else { 1 };
            if ttl != wanted {
                let text = format_args!(
                    "\"Time To Live\" != {wanted} for a packet sent to the Local Network Control Block (see RFC 3171)"
                );
                d.tree.expert(node, Some(TTL_LNCB), Severity::Note, Group::Sequence, text);
            }
        }
        [224..=239, ..] => {}
        _ if ttl < 5 && protocol != OSPF && protocol != PIM && !d.quoted => {
            let text = format_args!("\"Time To Live\" only {ttl}");
            d.tree.expert(node, Some(TTL_TOO_SMALL), Severity::Note, Group::Sequence, text);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::base::id::FrameId;
    use crate::proto::testing::{columns, frames, labels, labels_from, lines, look, look_at, survives_cuts};
    use crate::store::{Capture, Datagram, Fragment, FrameFlags};
    use std::sync::Arc;

    /// A packet with these options (whole words) and payload.
    pub fn packet(protocol: u8, place: u16, options: &[u8], payload: &[u8]) -> Vec<u8> {
        let header = 20 + options.len();
        let total = ((header + payload.len()) as u16).to_be_bytes();
        let [high, low] = place.to_be_bytes();
        let mut p = vec![0x40 | (header / 4) as u8, 0xb8, total[0], total[1], 0, 7, high, low, 64, protocol];
        p.extend_from_slice(&[0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        p.extend_from_slice(options);
        p.extend_from_slice(payload);
        p
    }

    #[test]
    fn a_header_shows_its_fields() {
        let lines = labels_from(101, &packet(253, 0x4000, &[], b"xyz"), "Internet");
        assert_eq!(
            lines[..20],
            [
                "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2",
                "    0100 .... = Version: 4",
                "    .... 0101 = Header Length: 20 bytes (5)",
                "    Differentiated Services Field: 0xb8 (DSCP: EF PHB, ECN: Not-ECT)",
                "        1011 10.. = Differentiated Services Codepoint: Expedited Forwarding (46)",
                "        .... ..00 = Explicit Congestion Notification: Not ECN-Capable Transport (0)",
                "    Total Length: 23",
                "    Identification: 0x0007 (7)",
                "    010. .... = Flags: 0x2, Don't fragment",
                "        0... .... = Reserved bit: Not set",
                "        .1.. .... = Don't fragment: Set",
                "        ..0. .... = More fragments: Not set",
                "    ...0 0000 0000 0000 = Fragment Offset: 0",
                "    Time to Live: 64",
                "    Protocol: Unknown (253)",
                "    Header Checksum: 0x0000 [validation disabled]",
                "    [Header checksum status: Unverified]",
                "    Source Address: 10.0.0.1",
                "    Destination Address: 10.0.0.2",
                "Data (3 bytes)",
            ]
        );
        assert_eq!(
            columns(101, &packet(253, 0, &[], b"xyz")),
            ["10.0.0.1", "10.0.0.2", "IPv4", "Unknown (253)"]
        );
    }

    #[test]
    fn lengths_that_cannot_be_are_said() {
        let mut p = packet(253, 0, &[], b"xyz");
        p[3] = 15;
        assert_eq!(columns(101, &p)[3], "Bogus IP length (15, less than header length 20)");
        p[0] = 0x43;
        assert_eq!(columns(101, &p)[3], "Bogus IP header length (12, must be at least 20)");
        let mut p = packet(253, 0, &[], b"xyz");
        p[2..4].copy_from_slice(&[0, 0]);
        assert!(labels(101, &p).iter().any(|l| l.contains("Total Length: 23 bytes (reported as 0")));
    }

    fn fragmented() -> Capture {
        let first = packet(17, 0x2000, &[], &[0x03, 0xe8, 0x07, 0xd0, 0, 12, 0, 0]);
        let second = packet(17, 1, &[], b"abcd");
        let mut capture = frames(101, &[&first, &second]);
        let fragment = |frame, offset, len| Fragment { frame: FrameId(frame), frame_offset: 20, offset, len };
        let fragments = vec![fragment(0, 0, 8), fragment(1, 8, 4)];
        capture.frames.update(0, |f| f.flags.set(FrameFlags::FRAGMENT));
        capture.datagrams.push(Arc::new(Datagram { complete_in: FrameId(1), fragments, len: 12 }));
        capture
    }

    #[test]
    fn the_last_fragment_shows_the_datagram() {
        look(&fragmented(), |d| {
            let lines = lines(d);
            let at = lines.iter().position(|l| l.contains("IPv4 Fragments")).unwrap();
            assert_eq!(
                lines[at..at + 7],
                [
                    "    [2 IPv4 Fragments (12 bytes): #1(8), #2(4)]",
                    "        [Frame: 1, payload: 0-7 (8 bytes)]",
                    "        [Frame: 2, payload: 8-11 (4 bytes)]",
                    "        [Fragment count: 2]",
                    "        [Reassembled IPv4 length: 12]",
                    "        [Reassembled IPv4 data: 03e807d0000c000061626364]",
                    "User Datagram Protocol, Src Port: 1000, Dst Port: 2000",
                ]
            );
            assert_eq!(d.columns.info(), "1000 → 2000 Len=4");
        });
    }

    #[test]
    fn other_fragments_say_where_the_datagram_is() {
        let capture = fragmented();
        look_at(&capture, FrameId(0), |d| {
            assert_eq!(
                d.columns.info(),
                "Fragmented IP protocol (proto=UDP 17, off=0, ID=0007) [Reassembled in #2]"
            );
        });
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &packet(17, 0, &[7, 7, 4, 1, 2, 3, 4, 0], &[0, 1, 0, 2, 0, 9, 0, 0, 1]));
        survives_cuts(101, &packet(6, 0x2001, &[], b"abc"));
    }
}
