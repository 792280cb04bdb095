//! Packets that Linux' firewall logs (`LINKTYPE_NFLOG`): a header, then attributes in the byte order of the
//! capturing machine, one of which is the packet.

use crate::base::time::Timestamp;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "nflog",
    title: "NFLOG",
    fields: FIELDS,
    claims: &[Claim::LinkType(LINK_TYPE)],
    dissect,
    ..Protocol::EMPTY
};

pub const LINK_TYPE: u32 = 239;
/// Family, version and group.
pub const HEADER_LEN: usize = 4;
/// Lengths and types are 16 bits, and padded to this.
pub const ATTRIBUTE_HEADER_LEN: u32 = 4;
/// The attribute that is the packet.
pub const PAYLOAD: u16 = 9;
/// Bits of the type that are not the type's.
pub const TYPE_MASK: u16 = 0x7fff;

const FAMILIES: Names = Names::Table(&[
    (0, "Unspecified"),
    (1, "IPv4/IPv6"),
    (IPV4 as u32, "IPv4"),
    (3, "ARP"),
    (5, "Netdev"),
    (7, "Bridge"),
    (IPV6 as u32, "IPv6"),
    (12, "DECNET"),
]);
pub const IPV4: u8 = 2;
pub const IPV6: u8 = 10;
const TYPES: Names = Names::Table(&[
    (0, "NFULA_UNSPEC"),
    (PACKET as u32, "NFULA_PACKET_HDR"),
    (2, "NFULA_MARK"),
    (TIMESTAMP as u32, "NFULA_TIMESTAMP"),
    (4, "NFULA_IFINDEX_INDEV"),
    (5, "NFULA_IFINDEX_OUTDEV"),
    (6, "NFULA_IFINDEX_PHYSINDEV"),
    (7, "NFULA_IFINDEX_PHYSOUTDEV"),
    (8, "NFULA_HWADDR"),
    (PAYLOAD as u32, "NFULA_PAYLOAD"),
    (PREFIX as u32, "NFULA_PREFIX"),
    (UID as u32, "NFULA_UID"),
    (12, "NFULA_SEQ"),
    (13, "NFULA_SEQ_GLOBAL"),
    (GID as u32, "NFULA_GID"),
    (15, "NFULA_HWTYPE"),
    (16, "NFULA_HWHEADER"),
    (17, "NFULA_HWLEN"),
]);
pub const PACKET: u16 = 1;
const TIMESTAMP: u16 = 3;
const PREFIX: u16 = 10;
const UID: u16 = 11;
const GID: u16 = 14;
const HOOKS: Names = Names::Table(&[
    (0, "Pre-routing"),
    (1, "Local in"),
    (2, "Forward"),
    (3, "Local out"),
    (4, "Post-routing"),
    (5, "Number of hooks"),
]);

crate::fields! { "nflog";
    /// A packet that Linux' firewall logged.
    NFLOG: Protocol = "nflog", "Linux Netfilter NFLOG", None;
    /// Family of addresses.
    FAMILY: U8 = "nflog.family", "Family", Dec, FAMILIES;
    /// Version of the header.
    VERSION: U8 = "nflog.version", "Version", Dec;
    /// Number of the group that the rule logs to.
    RESOURCE: U16 = "nflog.res_id", "Resource id", Dec;
    /// An attribute.
    ATTRIBUTE: Bytes = "nflog.tlv", "TLV", None;
    /// Length of the attribute with its header.
    LENGTH: U16 = "nflog.tlv_length", "Length", Dec;
    /// Type of the attribute.
    TYPE: U16 = "nflog.tlv_type", "Type", Dec & 0x7fff, TYPES;
    /// EtherType of the packet.
    HW_PROTOCOL: U16 = "nflog.protocol", "HW protocol", Hex, Names::Table(ETHERTYPES);
    /// Where in the firewall it was logged.
    HOOK: U8 = "nflog.hook", "Netfilter hook", Dec, HOOKS;
    /// Number of the interface that it came in by.
    IN: U32 = "nflog.ifindex_indev", "IFINDEX_INDEV", Dec;
    /// Number of the interface that it goes out by.
    OUT: U32 = "nflog.ifindex_outdev", "IFINDEX_OUTDEV", Dec;
    /// Number of the bridge's port that it came in by.
    PHYSICAL_IN: U32 = "nflog.ifindex_physindev", "IFINDEX_PHYSINDEV", Dec;
    /// Number of the bridge's port that it goes out by.
    PHYSICAL_OUT: U32 = "nflog.ifindex_physoutdev", "IFINDEX_PHYSOUTDEV", Dec;
    /// The text of the rule.
    PREFIX_TEXT: Str = "nflog.prefix", "Prefix", None;
    /// Whose program sent it.
    UID_NUMBER: I32 = "nflog.uid", "UID", Dec;
    /// The group of that user.
    GID_NUMBER: I32 = "nflog.gid", "GID", Dec;
    /// When it was logged.
    TIME: AbsoluteTime = "nflog.timestamp", "Timestamp", None;
    /// What else an attribute holds.
    VALUE: Bytes = "nflog.tlv_value", "Value", None;
}

/// An attribute: its type and what it holds.
pub struct Attribute {
    pub kind: u16,
    /// Length with its header, without padding.
    pub len: u16,
}

/// The header of the attribute that `bytes` begin with.
pub fn attribute(bytes: &[u8], big_endian: bool) -> Option<Attribute> {
    let [l0, l1, k0, k1] = *bytes.first_chunk::<4>()?;
    let word = |b| if big_endian { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) };
    let (len, kind) = (word([l0, l1]), word([k0, k1]) & TYPE_MASK);
    (u32::from(len) >= ATTRIBUTE_HEADER_LEN).then_some(Attribute { kind, len })
}

/// Whether the capturing machine wrote big-endian numbers, which nothing says: the first attribute's length
/// and type are small.
pub fn is_big_endian(attributes: &[u8]) -> bool {
    let fits = |big| {
        attribute(attributes, big).is_some_and(|a| usize::from(a.len) <= attributes.len() && a.kind < 256)
    };
    !fits(false) && fits(true)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "NFLOG".into();
    d.columns.clear_info();
    let start = c;
    let family = c.u8()?;
    d.tree.leaf(FAMILY, family);
    d.tree.leaf(VERSION, c.u8()?);
    d.tree.leaf(RESOURCE, c.u16()?);
    let big_endian = is_big_endian(c.peek());
    let (mut ethertype, mut packet) = (0, None);
    while !c.is_empty() {
        let mut ahead = c;
        ahead.skip(ATTRIBUTE_HEADER_LEN)?;
        // A length that is too short says nothing of where the next one stands.
        let Some(Attribute { kind, len }) = attribute(c.peek(), big_endian) else { break };
        let mut value = c.sub(len.into())?;
        let open = d.tree.open_as(
            ATTRIBUTE,
            value.rest_span().bytes(),
            format_args!(
                "TLV Type: {} ({kind}), Length: {len}",
                TYPES.name(kind.into()).unwrap_or("Unknown")
            ),
        );
        let (len_at, kind_at) = (value.u16()?, value.u16()?);
        d.tree.leaf(LENGTH, len_at.with(len));
        d.tree.leaf(TYPE, kind_at.with(kind));
        match kind {
            PACKET => {
                let kind = value.u16()?;
                ethertype = kind.value;
                d.tree.leaf(HW_PROTOCOL, kind);
                d.tree.leaf(HOOK, value.u8()?);
            }
            4 => _ = d.tree.leaf(IN, value.u32()?),
            5 => _ = d.tree.leaf(OUT, value.u32()?),
            6 => _ = d.tree.leaf(PHYSICAL_IN, value.u32()?),
            7 => _ = d.tree.leaf(PHYSICAL_OUT, value.u32()?),
            PREFIX => {
                let end = value.peek().iter().position(|b| *b == 0);
                let end = end.and_then(|end| u32::try_from(end).ok()).unwrap_or(value.left());
                d.tree.leaf(PREFIX_TEXT, value.bytes(end)?);
            }
            UID => _ = d.tree.leaf(UID_NUMBER, value.u32()?.map(u32::cast_signed)),
            GID => _ = d.tree.leaf(GID_NUMBER, value.u32()?.map(u32::cast_signed)),
            TIMESTAMP => {
                let (seconds, micros) = (value.u64()?, value.u64()?);
                let seconds = i64::try_from(seconds.value).unwrap_or(i64::MAX);
                let nanos = i64::try_from(micros.value.saturating_mul(1000)).unwrap_or(0);
                let at = At { value: Timestamp::from_parts(seconds, nanos), span: value.since(&start) };
                d.tree.leaf(TIME, at);
            }
            PAYLOAD => packet = Some(value),
            _ => _ = d.tree.leaf(VALUE, value.rest()),
        }
        d.tree.close(open);
        let padding = u32::from(len).next_multiple_of(ATTRIBUTE_HEADER_LEN) - u32::from(len);
        c.take(padding);
    }
    let Some(packet) = packet else { return Ok(()) };
    let inside = match family.value {
        IPV4 => Claim::Named("ip"),
        IPV6 => Claim::Named("ipv6"),
        _ => Claim::EtherType(ethertype),
    };
    if d.claimant(inside).is_some() {
        d.hand_over(inside, packet);
    } else {
        d.hand_over(Claim::Named("data"), packet);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    fn attributes(list: &[(u16, &[u8])], big_endian: bool) -> Vec<u8> {
        let word = |n: u16| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
        let one = |(kind, value): &(u16, &[u8])| {
            let mut bytes = [&word(value.len() as u16 + 4)[..], &word(*kind), value].concat();
            bytes.resize(bytes.len().next_multiple_of(4), 0);
            bytes
        };
        list.iter().flat_map(one).collect()
    }

    const LIST: [(u16, &[u8]); 8] = [
        (1, &[8, 0, 3, 0]),
        (10, b"dropped\0"),
        (5, &[0, 0, 0, 2]),
        (11, &[255, 255, 255, 255]),
        (14, &[0, 0, 3, 232]),
        (3, &[0, 0, 0, 0, 0x65, 0x53, 0xf1, 0, 0, 0, 0, 0, 0, 0, 0, 5]),
        (12, &[0, 0, 0, 1]),
        (9, &[0x45, 0, 0]),
    ];

    #[test]
    fn attributes_stand_in_either_byte_order_and_one_is_the_packet() {
        for big_endian in [false, true] {
            let frame = [&[2, 0, 0, 42][..], &attributes(&LIST, big_endian)].concat();
            let lines = labels_from(LINK_TYPE, &frame, "Linux Netfilter");
            for line in [
                "    Family: IPv4 (2)",
                "    Resource id: 42",
                "    TLV Type: NFULA_PACKET_HDR (1), Length: 8",
                "        .000 0000 0000 0001 = Type: NFULA_PACKET_HDR (1)",
                "        HW protocol: IPv4 (0x0800)",
                "        Netfilter hook: Local out (3)",
                "        Prefix: dropped",
                "        IFINDEX_OUTDEV: 2",
                "        UID: -1",
                "        GID: 1000",
                "        Value: 00000001",
            ] {
                assert!(lines.contains(&line.to_owned()), "{line} in {lines:#?}");
            }
            assert_eq!(protocols(LINK_TYPE, &frame), "nflog:ip");
        }
    }

    #[test]
    fn the_packet_is_what_family_and_type_say() {
        let frame = |family, kind: u16, packet: &[u8]| {
            let list = [(1, &[(kind >> 8) as u8, kind as u8, 3, 0][..]), (9, packet)];
            [&[family, 0, 0, 42][..], &attributes(&list, false)].concat()
        };
        assert_eq!(protocols(LINK_TYPE, &frame(10, 0x800, &[0x60; 40])), "nflog:ipv6");
        assert_eq!(protocols(LINK_TYPE, &frame(7, 0x806, &[0; 28])), "nflog:arp");
        assert_eq!(protocols(LINK_TYPE, &frame(7, 0x1234, &[0; 28])), "nflog:data");
        assert_eq!(protocols(LINK_TYPE, &[2, 0, 0, 42, 2, 0, 1, 0, 1, 2]), "nflog");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(LINK_TYPE, &[&[2, 0, 0, 42][..], &attributes(&LIST, false)].concat());
    }
}
