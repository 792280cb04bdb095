//! Linux cooked capture, both versions: what the pseudo-device `any` gives in place of link headers.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::ether_payload::{CheckSequence, TrailerFields, by_type};
use crate::proto::tables::arp_hardware::ARP_HARDWARE;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "sll",
    title: "SLL",
    fields: FIELDS,
    claims: &[Claim::LinkType(113), Claim::LinkType(VERSION_2)],
    dissect,
    ..Protocol::EMPTY
};

const VERSION_2: u32 = 276;
/// Numbers from here on are EtherTypes; smaller ones are Linux's own (`ETH_P_…`).
const FIRST_TYPE: u16 = 1536;
/// Bytes kept for the sender's address.
const ADDRESS: u32 = 8;

const PACKET_TYPES: Names = Names::Table(&[
    (0, "Unicast to us"),
    (1, "Broadcast"),
    (2, "Multicast"),
    (3, "Unicast to another host"),
    (4, "Sent by us"),
]);
const LINUX_TYPES: Names = Names::Table(&[
    (0x0001, "Raw 802.3"),
    (0x0003, "Ethernet"),
    (0x0004, "802.2 LLC"),
    (0x0007, "PPP (HDLC)"),
    (0x000c, "CAN"),
    (0x000d, "CAN FD"),
    (0x0017, "IrDA LAP"),
    (0x00f5, "ISI"),
    (0x00f6, "IEEE 802.15.4"),
]);

crate::fields! { "sll";
    /// Linux cooked capture header.
    SLL: Protocol = "sll", "Linux cooked-mode capture", None;
    /// Who the packet was for.
    PKTTYPE: U16 = "sll.pkttype", "Packet type", Dec, PACKET_TYPES;
    /// Kind of the device (`ARPHRD_…`).
    HATYPE: U16 = "sll.hatype", "Link-layer address type", Dec, Names::Table(ARP_HARDWARE);
    /// Bytes of the sender's address.
    HALEN: U16 = "sll.halen", "Link-layer address length", Dec;
    /// Sender, where its address is an Ethernet one.
    SRC_ETH: Ether = "sll.src.eth", "Source", None;
    /// Sender, where its address is an IPv4 one.
    SRC_IPV4: Ipv4 = "sll.src.ipv4", "Source", None;
    /// Sender, where its address is of another kind.
    SRC_OTHER: Bytes = "sll.src.other", "Source", None;
    /// Bytes of the address field that are not used.
    UNUSED: Bytes = "sll.unused", "Unused", None;
    /// Protocol of the payload, where it is one of Linux's own.
    LTYPE: U16 = "sll.ltype", "Protocol", Hex, LINUX_TYPES;
    /// Protocol of the payload, where it is an EtherType.
    ETYPE: U16 = "sll.etype", "Protocol", Hex, Names::Table(ETHERTYPES);
    /// Bytes that fill a frame up to its shortest length.
    PADDING: Bytes = "eth.padding", "Padding", None;
    /// Bytes behind the payload.
    TRAILER: Bytes = "sll.trailer", "Trailer", None;
    /// Number of the device.
    IFINDEX: U32 = "sll.ifindex", "Interface index", Dec;
    /// Marks padding that is not zeros.
    PADDING_BAD: Label = "eth.padding_bad", "Padding identification may be inaccurate and impact trailer dissector", None;
}

const BEHIND: TrailerFields =
    TrailerFields { padding: PADDING, trailer: TRAILER, padding_bad: PADDING_BAD, fcs: None };

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let layer = d.layer_node();
    d.columns.protocol = "SLL".into();
    d.columns.clear_info();
    let protocol = if d.capture().link_type(d.frame_id()).0 == VERSION_2 {
        d.tree.set_label(layer, format_args!("Linux cooked capture v2"));
        let protocol = c.u16()?;
        show_protocol(d, protocol);
        c.skip(2)?; // reserved
        d.tree.leaf(IFINDEX, c.u32()?);
        d.tree.leaf(HATYPE, c.u16()?);
        packet_type(d, c.u8()?.map(u16::from));
        let len = c.u8()?.map(u16::from);
        sender(d, &mut c, len)?;
        protocol
    } else {
        d.tree.set_label(layer, format_args!("Linux cooked capture v1"));
        packet_type(d, c.u16()?);
        d.tree.leaf(HATYPE, c.u16()?);
        let len = c.u16()?;
        sender(d, &mut c, len)?;
        let protocol = c.u16()?;
        show_protocol(d, protocol);
        protocol
    };
    d.tree.set_span(layer, c.since(&start));
    match protocol.value {
        kind @ FIRST_TYPE.. => by_type(d, kind, c, &BEHIND, CheckSequence::Absent),
        0x0001 => d.hand_over(Claim::Named("ipx"), c),
        0x0003 => d.hand_over(Claim::Named("eth"), c),
        0x0004 => d.hand_over(Claim::Named("llc"), c),
        0x0007 => d.hand_over(Claim::Named("ppp"), c),
        _ => d.hand_over(Claim::Named("data"), c),
    }
    Ok(())
}

fn packet_type(d: &mut Dissector<'_>, at: At<u16>) {
    d.tree.leaf(PKTTYPE, at);
    d.columns.set_info(format_args!("{}", PACKET_TYPES.name(at.value.into()).unwrap_or("Unknown")));
}

fn show_protocol(d: &mut Dissector<'_>, at: At<u16>) {
    if at.value >= FIRST_TYPE {
        d.tree.leaf(ETYPE, at);
    } else {
        d.tree.leaf(LTYPE, at);
    }
}

fn sender(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: At<u16>) -> Result<(), Cut> {
    d.tree.leaf(HALEN, len);
    let field = c.sub(ADDRESS)?;
    let mut rest = field;
    match len.value {
        4 => {
            let at = rest.array()?;
            d.tree.leaf(SRC_IPV4, at);
            d.set_net(Address::Ipv4(at.value), Address::None);
        }
        6 => {
            let at = rest.array()?;
            d.tree.leaf(SRC_ETH, at);
            d.set_net(Address::Ether(at.value), Address::None);
        }
        0 => {}
        other => {
            let at = rest.bytes(u32::from(other).min(ADDRESS))?;
            d.tree.leaf(SRC_OTHER, at);
        }
    }
    if !rest.is_empty() {
        let unused = rest.bytes(rest.left())?;
        d.tree.leaf(UNUSED, unused);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    const V1: [u8; 17] = [0, 4, 0, 1, 0, 6, 2, 3, 4, 5, 6, 7, 0, 0, 0x12, 0x34, 9];
    const V2: [u8; 21] = [0x12, 0x34, 0, 0, 0, 0, 0, 5, 3, 4, 4, 6, 2, 3, 4, 5, 6, 7, 0, 0, 9];

    #[test]
    fn both_versions_show_the_sender() {
        assert_eq!(
            labels_from(113, &V1, "Linux")[..7],
            [
                "Linux cooked capture v1",
                "    Packet type: Sent by us (4)",
                "    Link-layer address type: Ethernet (1)",
                "    Link-layer address length: 6",
                "    Source: 02:03:04:05:06:07",
                "    Unused: 0000",
                "    Protocol: Unknown (0x1234)",
            ]
        );
        assert_eq!(
            labels_from(276, &V2, "Linux")[..8],
            [
                "Linux cooked capture v2",
                "    Protocol: Unknown (0x1234)",
                "    Interface index: 5",
                "    Link-layer address type: Loopback (772)",
                "    Packet type: Sent by us (4)",
                "    Link-layer address length: 6",
                "    Source: 02:03:04:05:06:07",
                "    Unused: 0000",
            ]
        );
        assert_eq!(columns(113, &V1), ["02:03:04:05:06:07", "", "0x1234", "Sent by us"]);
        survives_cuts(113, &V1);
        survives_cuts(276, &V2);
    }
}
