//! Generic routing encapsulation (RFC 1701, RFC 2784, RFC 2890), in UDP too
//! (RFC 8086), and PPTP's form of it (RFC 2637).

use crate::dissect::checksum::{STATUS, Sum, show_status};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;
use crate::field::def::YES_NO;
use crate::proto::tables::gre_protocol::GRE_PROTOCOLS;

pub const PROTOCOL: Protocol = Protocol {
    name: "gre",
    title: "GRE",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(47), Claim::UdpPort(4754)],
    dissect,
    ..Protocol::EMPTY
};

const VERSIONS: Names = Names::Table(&[(0, "GRE"), (1, "Enhanced GRE")]);

crate::fields! { "gre";
    /// Generic routing encapsulation (RFC 2784).
    GRE: Protocol = "gre", "Generic Routing Encapsulation", None;
    /// Flags and version.
    FLAGS: U16 = "gre.flags_and_version", "Flags and Version", Hex;
    /// A checksum and an offset follow.
    CHECKSUM_BIT: Bool = "gre.flags.checksum", "Checksum Bit", W16 & 0x8000, YES_NO;
    /// A list of routers follows.
    ROUTING_BIT: Bool = "gre.flags.routing", "Routing Bit", W16 & 0x4000, YES_NO;
    /// A key follows.
    KEY_BIT: Bool = "gre.flags.key", "Key Bit", W16 & 0x2000, YES_NO;
    /// A sequence number follows.
    SEQUENCE_BIT: Bool = "gre.flags.sequence_number", "Sequence Number Bit", W16 & 0x1000, YES_NO;
    /// All of the route is listed.
    STRICT_BIT: Bool = "gre.flags.strict_source_route", "Strict Source Route Bit", W16 & 0x0800, YES_NO;
    /// Encapsulations that may still be added.
    RECURSION: U16 = "gre.flags.recursion_control", "Recursion control", Dec & 0x0700;
    /// An acknowledgement number follows (version 1).
    ACK_BIT: Bool = "gre.flags.ack", "Acknowledgment", W16 & 0x0080, YES_NO;
    /// Reserved, must be 0.
    RESERVED: U16 = "gre.flags.reserved", "Flags (Reserved)", Dec & 0x00f8;
    /// Reserved in version 1, must be 0.
    RESERVED_1: U16 = "gre.flags.reserved", "Flags (Reserved)", Dec & 0x0078;
    /// Version: 1 is that of PPTP.
    VERSION: U16 = "gre.flags.version", "Version", Dec & 0x0007, VERSIONS;
    /// Protocol of the payload; most are EtherTypes.
    PROTO: U16 = "gre.proto", "Protocol Type", Hex, Names::Table(GRE_PROTOCOLS);
    /// Checksum of header and payload.
    CHECKSUM: U16 = "gre.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "gre.checksum.status", "Checksum Status", None, STATUS;
    /// Where in the list of routers the next one stands.
    OFFSET: U16 = "gre.offset", "Offset", Dec;
    /// Key: which of the tunnels between two hosts.
    KEY: U32 = "gre.key", "Key", Hex;
    /// Length of the payload (version 1).
    PAYLOAD_LENGTH: U16 = "gre.key.payload_length", "Payload Length", Dec;
    /// The peer's number of the call (version 1).
    CALL_ID: U16 = "gre.key.call_id", "Call ID", Dec;
    /// Number of the packet.
    SEQUENCE: U32 = "gre.sequence_number", "Sequence Number", Dec;
    /// The last packet received (version 1).
    ACK: U32 = "gre.ack_number", "Acknowledgment Number", Dec;
    /// One entry of the list of routers.
    ROUTING: Label = "gre.routing", "Routing", None;
    /// How its addresses are written; 0 ends the list.
    ADDRESS_FAMILY: U16 = "gre.routing.address_family", "Address Family", Dec;
    /// Where the next address of the entry stands.
    SRE_OFFSET: U8 = "gre.routing.sre_offset", "SRE Offset", Dec;
    /// Length of the entry's addresses.
    SRE_LENGTH: U8 = "gre.routing.src_length", "SRE Length", Dec;
    /// The entry's addresses.
    ROUTING_INFORMATION: Bytes = "gre.routing.information", "Routing Information", None;
    /// Marks a wrong checksum.
    CHECKSUM_INCORRECT: Label = "gre.checksum.incorrect", "Incorrect GRE Checksum", None;
}

const HAS_CHECKSUM: u16 = 0x8000;
const HAS_ROUTING: u16 = 0x4000;
const HAS_KEY: u16 = 0x2000;
const HAS_SEQUENCE: u16 = 0x1000;
const HAS_ACK: u16 = 0x0080;
/// Web caches (WCCP): IP, behind a header of their own from version 2 on.
pub const WEB_CACHE: u16 = 0x883e;
pub const REDIRECT_HEADER_LEN: u32 = 4;

/// Types under which Aruba's access points send frames of 802.11.
pub fn is_wireless(kind: u16) -> bool {
    (0x8200..=0x8370).contains(&kind) && kind & 0xf == 0
}

/// Whether what web caches are sent begins with their own header, which does not begin like IP.
pub fn has_redirect_header(payload: &[u8]) -> bool {
    payload.first().is_some_and(|first| first >> 4 != 4)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "GRE".into();
    let flags = c.u16()?;
    let kind = c.u16()?;
    let enhanced = flags.value & 7 == 1;
    let layer = d.layer_node();
    let name = Names::Table(GRE_PROTOCOLS).name(kind.value.into());
    match name {
        Some(name) => {
            d.columns.set_info(format_args!("Encapsulated {name}"));
            d.tree.set_label(layer, format_args!("Generic Routing Encapsulation ({name})"));
        }
        None => {
            let kind = kind.value;
            d.columns.set_info(format_args!("Encapsulated 0x{kind:04X} (unknown)"));
            d.tree.set_label(layer, format_args!("Generic Routing Encapsulation (0x{kind:04X} - unknown)"));
        }
    }
    show_flags(d, flags, enhanced);
    d.tree.leaf(PROTO, kind);
    if flags.value & (HAS_CHECKSUM | HAS_ROUTING) != 0 {
        let checksum = c.u16()?;
        show_checksum(d, checksum, flags.value & HAS_CHECKSUM != 0, &start);
        d.tree.leaf(OFFSET, c.u16()?);
    }
    if flags.value & HAS_KEY != 0 {
        if enhanced {
            d.tree.leaf(PAYLOAD_LENGTH, c.u16()?);
            d.tree.leaf(CALL_ID, c.u16()?);
        } else {
            d.tree.leaf(KEY, c.u32()?);
        }
    }
    if flags.value & HAS_SEQUENCE != 0 {
        d.tree.leaf(SEQUENCE, c.u32()?);
    }
    if enhanced && flags.value & HAS_ACK != 0 {
        d.tree.leaf(ACK, c.u32()?);
    }
    if flags.value & HAS_ROUTING != 0 {
        routing(d, &mut c)?;
    }
    d.tree.set_span(layer, c.since(&start));
    let claim = match kind.value {
        kind if is_wireless(kind) => Claim::Named("wlan"),
        WEB_CACHE => {
            if has_redirect_header(c.peek()) {
                c.skip(REDIRECT_HEADER_LEN)?;
            }
            Claim::Named("ip")
        }
        kind => Claim::EtherType(kind),
    };
    if d.claimant(claim).is_some() {
        d.hand_over(claim, c);
    } else if !c.is_empty() {
        d.embed(Claim::Named("data"), c);
    }
    Ok(())
}

fn show_flags(d: &mut Dissector<'_>, flags: At<u16>, enhanced: bool) {
    let open = d.tree.open(FLAGS, flags);
    let bits = flags.map(u64::from);
    for field in [CHECKSUM_BIT, ROUTING_BIT, KEY_BIT, SEQUENCE_BIT, STRICT_BIT] {
        d.tree.leaf(field, bits);
    }
    d.tree.leaf(RECURSION, flags);
    if enhanced {
        d.tree.leaf(ACK_BIT, bits);
    }
    d.tree.leaf(if enhanced { RESERVED_1 } else { RESERVED }, flags);
    d.tree.leaf(VERSION, flags);
    d.tree.close(open);
}

fn show_checksum(d: &mut Dissector<'_>, found: At<u16>, present: bool, start: &Cursor<'_>) {
    let value = found.value;
    let whole = present && start.captured() == start.left();
    let wanted = d.tree.wants_any(&[CHECKSUM.id, CHECKSUM_STATUS.id, CHECKSUM_INCORRECT.id]);
    let sum = Sum::default().over(if whole && wanted { start.peek() } else { &[] });
    let status = if !whole {
        d.tree.leaf_as(CHECKSUM, found, format_args!("Checksum: 0x{value:04x} [unverified]"));
        2
    } else if sum.folded() == 0xffff {
        d.tree.leaf_as(CHECKSUM, found, format_args!("Checksum: 0x{value:04x} [correct]"));
        1
    } else {
        let should = sum.expected(value);
        let label = format_args!("Checksum: 0x{value:04x} incorrect, should be 0x{should:04x}");
        let node = d.tree.leaf_as(CHECKSUM, found, label);
        let text = format_args!("Incorrect GRE Checksum [should be 0x{should:04x}]");
        d.tree.expert(node, Some(CHECKSUM_INCORRECT), Severity::Warn, Group::Protocol, text);
        0
    };
    show_status(d, CHECKSUM_STATUS, status, found.span);
}

/// The source route entries (RFC 1701); one of family 0 and length 0 ends them.
fn routing(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    loop {
        let start = *c;
        let family = c.u16()?;
        let (offset, len) = (c.u8()?, c.u8()?);
        let information = c.bytes(len.value.into())?;
        d.tree.leaf(ROUTING, At { value: (), span: c.since(&start) });
        d.tree.leaf(ADDRESS_FAMILY, family);
        d.tree.leaf(SRE_OFFSET, offset);
        d.tree.leaf(SRE_LENGTH, len);
        if len.value > 0 {
            d.tree.leaf(ROUTING_INFORMATION, information);
        }
        if family.value == 0 && len.value == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn packet(gre: &[u8]) -> Vec<u8> {
        let mut p =
            vec![0x45, 0, 0, 20 + gre.len() as u8, 0, 1, 0, 0, 64, 47, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        p.extend_from_slice(gre);
        p
    }

    #[test]
    fn pptp_has_a_call_and_an_acknowledgement() {
        let p = packet(&[0x30, 0x81, 0x88, 0x0b, 0, 3, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2, 0x12, 0x34, 7]);
        assert_eq!(
            labels_from(101, &p, "Generic")[..16],
            [
                "Generic Routing Encapsulation (PPP)",
                "    Flags and Version: 0x3081",
                "        0... .... .... .... = Checksum Bit: No",
                "        .0.. .... .... .... = Routing Bit: No",
                "        ..1. .... .... .... = Key Bit: Yes",
                "        ...1 .... .... .... = Sequence Number Bit: Yes",
                "        .... 0... .... .... = Strict Source Route Bit: No",
                "        .... .000 .... .... = Recursion control: 0",
                "        .... .... 1... .... = Acknowledgment: Yes",
                "        .... .... .000 0... = Flags (Reserved): 0",
                "        .... .... .... .001 = Version: Enhanced GRE (1)",
                "    Protocol Type: PPP (0x880b)",
                "    Payload Length: 3",
                "    Call ID: 9",
                "    Sequence Number: 1",
                "    Acknowledgment Number: 2",
            ]
        );
        assert_eq!(protocols(101, &p), "raw:ip:gre:ppp:data");
    }

    #[test]
    fn access_points_and_web_caches_have_types_of_their_own() {
        let station =
            [&[0, 0, 0x82, 0x40, 0x08, 1, 0, 0][..], &[0; 20], &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45]];
        assert_eq!(protocols(101, &packet(&station.concat())), "raw:ip:gre:wlan:llc:ip");
        assert_eq!(protocols(101, &packet(&[0, 0, 0x88, 0x3e, 0x45, 0])), "raw:ip:gre:ip");
        assert_eq!(protocols(101, &packet(&[0, 0, 0x88, 0x3e, 0, 1, 2, 3, 0x45, 0])), "raw:ip:gre:ip");
        let udp = crate::proto::testing::over_udp(50_000, 4754, &[0, 0, 8, 0, 0x45]);
        assert_eq!(protocols(101, &udp), "raw:ip:udp:gre:ip");
    }

    #[test]
    fn checksums_are_verified() {
        let line = |gre: &[u8]| labels_from(101, &packet(gre), "    Checksum:")[0].clone();
        assert_eq!(line(&[0x80, 0, 0x12, 0x34, 0x6d, 0xcb, 0, 0]), "    Checksum: 0x6dcb [correct]");
        assert_eq!(
            line(&[0x80, 0, 0x12, 0x34, 0x11, 0x11, 0, 0]),
            "    Checksum: 0x1111 incorrect, should be 0x6dcb"
        );
    }

    #[test]
    fn what_nobody_takes_is_named() {
        let p = packet(&[0, 0, 0x12, 0x34, b'a']);
        assert_eq!(columns(101, &p)[2..], ["GRE", "Encapsulated 0x1234 (unknown)"]);
        assert_eq!(protocols(101, &p), "raw:ip:gre:data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(
            101,
            &packet(&[0xf0, 0, 0x12, 0x34, 1, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 2, 4, 1, 9, 0, 0, 0, 0, 7]),
        );
    }
}
