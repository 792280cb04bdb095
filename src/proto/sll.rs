//! Linux cooked capture v1 (`LINKTYPE_LINUX_SLL`), and what version 2 shares with it.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::ether_payload::{CheckSequence, TrailerFields, by_type};
use crate::proto::tables::arp_hardware::ARP_HARDWARE;
use crate::proto::tables::ethertype::ETHERTYPES;
use crate::proto::tables::gre_protocol::GRE_PROTOCOLS;

pub const PROTOCOL: Protocol = Protocol {
    name: "sll",
    title: "SLL",
    fields: FIELDS,
    claims: &[Claim::LinkType(113), Claim::LinkType(LINKTYPE_SLL2)],
    dissect,
    ..Protocol::EMPTY
};

const LINKTYPE_SLL2: u32 = 276;

/// Packet types.
pub const PACKET_TYPES: &[(u32, &str)] = &[
    (0, "Unicast to us"),
    (1, "Broadcast"),
    (2, "Multicast"),
    (3, "Unicast to another host"),
    (4, "Sent by us"),
];

/// Protocols below 1536, which are Linux's own numbers instead of EtherTypes.
const LINUX_PROTOCOLS: &[(u32, &str)] = &[
    (0x0001, "Raw 802.3"),
    (0x0003, "Ethernet"),
    (0x0004, "802.2 LLC"),
    (0x0007, "PPP (HDLC)"),
    (0x000c, "CAN"),
    (0x000d, "CAN FD"),
    (0x0017, "IrDA LAP"),
    (0x00f5, "ISI"),
    (0x00f6, "IEEE 802.15.4"),
];

crate::fields! { "sll";
    /// Linux cooked capture (LINKTYPE_LINUX_SLL).
    SLL: Protocol = "sll", "Linux cooked-mode capture", None;
    /// Whether the packet was sent or received, and to whom.
    PKTTYPE: U16 = "sll.pkttype", "Packet type", Dec, Names::Table(PACKET_TYPES);
    /// Type of the device (ARPHRD_ value).
    HATYPE: U16 = "sll.hatype", "Link-layer address type", Dec, Names::Table(ARP_HARDWARE);
    /// Length of the sender's link-layer address; the field holds 8 bytes at most.
    HALEN: U16 = "sll.halen", "Link-layer address length", Dec;
    /// Sender, where its address is of Ethernet's kind.
    SRC_ETH: Ether = "sll.src.eth", "Source", None;
    /// Sender, where its address is an IPv4 address.
    SRC_IPV4: Ipv4 = "sll.src.ipv4", "Source", None;
    /// Sender, where its address is of any other kind.
    SRC_OTHER: Bytes = "sll.src.other", "Source", None;
    /// Bytes of the address field behind the address.
    UNUSED: Bytes = "sll.unused", "Unused", None;
    /// Protocol of the payload, by Linux's own number.
    LTYPE: U16 = "sll.ltype", "Protocol", Hex, Names::Table(LINUX_PROTOCOLS);
    /// Protocol of the payload in packets of GRE devices.
    GRETYPE: U16 = "sll.gretype", "Protocol", Hex, Names::Table(GRE_PROTOCOLS);
    /// Protocol of the payload (EtherType).
    ETYPE: U16 = "sll.etype", "Protocol", Hex, Names::Table(ETHERTYPES);
    /// Bytes that fill the frame up to Ethernet's shortest length.
    PADDING: Bytes = "eth.padding", "Padding", None;
    /// Bytes behind the payload.
    TRAILER: Bytes = "sll.trailer", "Trailer", None;
    /// Marks padding that is not zeros.
    PADDING_BAD: Label = "eth.padding_bad", "Padding identification may be inaccurate and impact trailer dissector", None;
    /// Number of the interface (version 2).
    IFINDEX: U32 = "sll.ifindex", "Interface index", Dec;
}

const BEHIND: TrailerFields =
    TrailerFields { padding: PADDING, trailer: TRAILER, padding_bad: PADDING_BAD, fcs: None };

/// Bytes that the address field has.
const ADDRESS_LEN: u32 = 8;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "SLL".into();
    if d.capture().link_type(d.frame_id()).0 == LINKTYPE_SLL2 {
        return super::sll2::dissect(d, c);
    }
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(16));
    d.tree.set_label(layer, format_args!("Linux cooked capture v1"));
    let pkttype = c.u16()?;
    d.tree.leaf(PKTTYPE, pkttype);
    info(d, pkttype.value.into());
    let hatype = c.u16()?;
    d.tree.leaf(HATYPE, hatype);
    let halen = c.u16()?;
    d.tree.leaf(HALEN, halen);
    address(d, &mut c, halen.value.into())?;
    let protocol = c.u16()?;
    let handed = number(d, hatype.value, protocol);
    payload(d, handed, c);
    Ok(())
}

/// Says in the row which way the packet went.
pub fn info(d: &mut Dissector<'_>, pkttype: u32) {
    match Names::Table(PACKET_TYPES).name(pkttype.into()) {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown ({pkttype})")),
    }
}

/// The address field of 8 bytes, of which `len` are used.
pub fn address(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: u32) -> Result<(), Cut> {
    let mut field = c.take(ADDRESS_LEN);
    match len {
        0 => {}
        4 => {
            let at = field.array::<4>()?;
            d.columns.source = Address::Ipv4(at.value);
            d.tree.leaf(SRC_IPV4, at);
        }
        6 => {
            let at = field.array::<6>()?;
            d.columns.source = Address::Ether(at.value);
            d.tree.leaf(SRC_ETH, at);
        }
        _ => {
            let at = field.bytes(len.min(ADDRESS_LEN))?;
            d.tree.leaf(SRC_OTHER, at);
        }
    }
    if !field.is_empty() {
        let rest = field.bytes(field.left())?;
        d.tree.leaf(UNUSED, rest);
    }
    Ok(())
}

/// What the number of the payload's protocol is.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Ether(u16),
    Gre(u16),
    Linux(u16),
}

/// Shows the number of the payload's protocol.
pub fn number(d: &mut Dissector<'_>, hatype: u16, protocol: At<u16>) -> Number {
    const ARPHRD_IPGRE: u16 = 778;
    const FIRST_TYPE: u16 = 1536;
    let kind = protocol.value;
    if hatype == ARPHRD_IPGRE {
        d.tree.leaf(GRETYPE, protocol);
        Number::Gre(kind)
    } else if kind >= FIRST_TYPE {
        d.tree.leaf(ETYPE, protocol);
        Number::Ether(kind)
    } else {
        d.tree.leaf(LTYPE, protocol);
        Number::Linux(kind)
    }
}

/// Hands the payload over.
pub fn payload(d: &mut Dissector<'_>, number: Number, c: Cursor<'_>) {
    match number {
        Number::Ether(kind) => by_type(d, kind, c, &BEHIND, CheckSequence::Absent),
        Number::Gre(kind) => d.hand_over(Claim::EtherType(kind), c),
        Number::Linux(kind) => {
            let name = match kind {
                0x0003 => "eth",
                0x0004 => "llc",
                0x0007 => "ppp",
                _ => "data",
            };
            d.hand_over(Claim::Named(name), c);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(pkttype: u8, hatype: u16, address: &[u8], protocol: u16, payload: &[u8]) -> Vec<u8> {
        let mut f = vec![0, pkttype];
        f.extend_from_slice(&hatype.to_be_bytes());
        f.extend_from_slice(&(address.len() as u16).to_be_bytes());
        f.extend_from_slice(address);
        f.resize(14, 0);
        f.extend_from_slice(&protocol.to_be_bytes());
        f.extend_from_slice(payload);
        f
    }

    #[test]
    fn header_and_unknown_payload() {
        let f = frame(1, 1, &[1, 2, 3, 4], 0x1234, b"abc");
        assert_eq!(
            labels_from(113, &f, "Linux cooked")[..7],
            [
                "Linux cooked capture v1",
                "    Packet type: Broadcast (1)",
                "    Link-layer address type: Ethernet (1)",
                "    Link-layer address length: 4",
                "    Source: 1.2.3.4",
                "    Unused: 00000000",
                "    Protocol: Unknown (0x1234)",
            ]
        );
        assert_eq!(columns(113, &f), ["1.2.3.4", "", "0x1234", "Broadcast"]);
        assert_eq!(protocols(113, &f), "sll:ethertype:data");
    }

    #[test]
    fn small_numbers_are_of_linux() {
        let llc = frame(4, 1, &[0, 0x11, 0x22, 0x33, 0x44, 0x55], 4, &[0x42, 0x42, 3, 0, 0, 0, 0x80]);
        assert_eq!(protocols(113, &llc), "sll:llc:stp");
        let gre = frame(0, 778, &[1, 2, 3, 4], 0x0800, b"x");
        assert!(protocols(113, &gre).starts_with("sll:ip"));
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(113, &frame(0, 1, &[0, 1, 2, 3, 4, 5], 0x1234, b"abc"));
        survives_cuts(113, &frame(0, 1, &[0, 1, 2, 3, 4, 5, 6, 7], 4, b"abc"));
    }
}
