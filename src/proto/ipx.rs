//! Novell's IPX, and its routing information protocol. What else it carries is shown as data.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol, Scope};
use crate::field::Names;
use crate::field::def::{Ether, Field, IpxNet, U16};

pub const PROTOCOL: Protocol = Protocol {
    name: "ipx",
    title: "IPX",
    fields: FIELDS,
    claims: &[
        Claim::EtherType(0x8137),
        Claim::LlcSap(0xe0),
        Claim::LlcSap(0x10),
        Claim::PppProtocol(0x2b),
        Claim::UdpPort(213),
    ],
    dissect,
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

const PACKET_TYPES: Names = Names::Ranges(&[
    (0x00, 0x00, "IPX"),
    (0x01, 0x01, "RIP"),
    (0x02, 0x02, "Echo"),
    (0x03, 0x03, "Error"),
    (0x04, 0x04, "PEP"),
    (0x05, 0x05, "SPX"),
    (0x10, 0x10, "Experimental Protocol"),
    (0x11, 0x11, "NCP"),
    (0x12, 0x13, "Experimental Protocol"),
    (0x14, 0x14, "NetBIOS Broadcast"),
    (0x15, 0x1f, "Experimental Protocol"),
]);

const SOCKETS: Names = Names::Table(&[
    (0x0002, "CISCO PING"),
    (0x0451, "NCP"),
    (0x0452, "SAP"),
    (0x0453, "RIP"),
    (0x0455, "NetBIOS"),
    (0x0456, "Diagnostic"),
    (0x0457, "Serialization"),
    (0x0550, "NWLink SMB Server"),
    (0x0551, "NWLink SMB Name Query"),
    (0x0552, "NWLink SMB Redirector"),
    (0x0553, "NWLink SMB Mailslot Datagram"),
    (0x0554, "NWLink SMB Messenger"),
    (0x0555, "NWLink SMB Browse"),
    (0x055d, "Attachmate Gateway"),
    (0x4001, "IPX Message"),
    (0x4003, "IPX Message"),
    (0x4006, "NetWare Directory Server"),
    (0x400c, "HP LaserJet/QuickSilver"),
    (0x8104, "NetWare 386"),
    (0x8522, "ADSM"),
    (0x85be, "Cisco EIGRP for IPX"),
    (0x8f83, "Powerchute UPS Monitoring"),
    (0x9001, "NetWare Link Services Protocol"),
    (0x9004, "IPX WAN"),
    (0x900f, "SNMP Agent"),
    (0x9010, "SNMP Sink"),
    (0x907b, "SMS Testing and Development"),
    (0x9086, "Novell PING"),
    (0x9091, "TCP Tunnel"),
    (0x9092, "UDP Tunnel"),
    (0x90b2, "NDPS Printer Agent/PSM"),
    (0x90b3, "NDPS Broker"),
    (0x90b4, "NDPS Service Registry Service"),
    (0x90b5, "NDPS Event Notification Service"),
    (0x90b7, "NDPS Notify Listener"),
    (0xe885, "NT Server-RPC/GW"),
]);

crate::fields! { "ipx";
    /// Novell's Internetwork Packet Exchange.
    IPX: Protocol = "ipx", "Internetwork Packet eXchange", None;
    /// Source: network and node.
    SRC: Str = "ipx.src", "Source Address", None;
    /// Destination: network and node.
    DST: Str = "ipx.dst", "Destination Address", None;
    /// Source or destination.
    ADDR: Str = "ipx.addr", "Src/Dst Address", None;
    /// Nearly always 0xffff: none.
    CHECKSUM: U16 = "ipx.checksum", "Checksum", Hex;
    /// Length with the header.
    LEN: U16 = "ipx.len", "Length", Dec;
    /// Routers that were passed.
    HOPS: U8 = "ipx.hops", "Transport Control (Hops)", Dec;
    /// Kind of packet.
    PACKET_TYPE: U8 = "ipx.packet_type", "Packet Type", Hex, PACKET_TYPES;
    /// Network of the destination.
    DST_NET: IpxNet = "ipx.dst.net", "Destination Network", Hex;
    /// Node of the destination.
    DST_NODE: Ether = "ipx.dst.node", "Destination Node", None;
    /// Socket of the destination.
    DST_SOCKET: U16 = "ipx.dst.socket", "Destination Socket", Hex, SOCKETS;
    /// Network of the source.
    SRC_NET: IpxNet = "ipx.src.net", "Source Network", Hex;
    /// Node of the source.
    SRC_NODE: Ether = "ipx.src.node", "Source Node", None;
    /// Socket of the source.
    SRC_SOCKET: U16 = "ipx.src.socket", "Source Socket", Hex, SOCKETS;
    /// Network of source or destination.
    NET: IpxNet = "ipx.net", "Source or Destination Network", Hex;
    /// Node of source or destination.
    NODE: Ether = "ipx.node", "Source or Destination Node", None;
    /// Socket of source or destination.
    SOCKET: U16 = "ipx.socket", "Source or Destination Socket", Hex, SOCKETS;
}

const HEADER_LEN: u32 = 30;
const SOCKET_RIP: u16 = 0x0453;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "IPX".into();
    let checksum = c.u16()?;
    let len = c.u16()?;
    let (hops, kind) = (c.u8()?, c.u8()?);
    let to = End::read(&mut c)?;
    let from = End::read(&mut c)?;
    let payload = c.take(u32::from(len.value).saturating_sub(HEADER_LEN));

    let (source, destination) = (from.address(), to.address());
    d.set_net(Address::Text(source.clone()), Address::Text(destination.clone()));
    let port = to.socket.value;
    if !d.columns.skip_info {
        let known = SOCKETS.name(port.into()).unwrap_or("Unknown");
        d.columns.set_info(format_args!("{known} (0x{port:04x})"));
    }
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(HEADER_LEN));
    for (field, text) in [(SRC, &source), (ADDR, &source), (DST, &destination), (ADDR, &destination)] {
        let node = d.tree.made_text(field, text, checksum.span.at_start());
        d.hide(node);
    }
    d.tree.leaf(CHECKSUM, checksum);
    let s = if len.value == 1 { "" } else { "s" };
    d.tree.leaf_as(LEN, len, format_args!("Length: {} byte{s}", len.value));
    let s = if hops.value == 1 { "" } else { "s" };
    d.tree.leaf_as(HOPS, hops, format_args!("Transport Control: {} hop{s}", hops.value));
    d.tree.leaf(PACKET_TYPE, kind);
    to.show(d, DST_NET, DST_NODE, DST_SOCKET);
    from.show(d, SRC_NET, SRC_NODE, SRC_SOCKET);

    let is_rip = to.socket.value == SOCKET_RIP || from.socket.value == SOCKET_RIP;
    d.hand_over(Claim::Named(if is_rip { "ipxrip" } else { "data" }), payload);
    Ok(())
}

/// One end of a packet's way.
struct End {
    net: At<u32>,
    node: At<[u8; 6]>,
    socket: At<u16>,
}

impl End {
    fn read(c: &mut Cursor<'_>) -> Result<Self, Cut> {
        Ok(Self { net: c.u32()?, node: c.array()?, socket: c.u16()? })
    }

    fn address(&self) -> String {
        let [a, b, c, d, e, f] = self.node.value;
        format!("{:08x}.{a:02x}{b:02x}{c:02x}{d:02x}{e:02x}{f:02x}", self.net.value)
    }

    fn show(&self, d: &mut Dissector<'_>, net: Field<IpxNet>, node: Field<Ether>, socket: Field<U16>) {
        network(d, net, self.net);
        let either = network(d, NET, self.net);
        d.hide(either);
        d.tree.leaf(node, self.node);
        let either = d.tree.leaf(NODE, self.node);
        d.hide(either);
        d.tree.leaf(socket, self.socket);
        let either = d.tree.leaf(SOCKET, self.socket);
        d.hide(either);
    }
}

/// A network's number, after what Wireshark takes for its name: the first byte.
fn network(d: &mut Dissector<'_>, field: Field<IpxNet>, at: At<u32>) -> crate::dissect::NodeRef {
    let title = d.tree.def(field.id).title;
    let (net, first) = (at.value, at.value >> 24);
    d.tree.leaf_as(field, at, format_args!("{title}: {first:02X} (0x{net:08X})"))
}

pub mod rip {
    //! Routes between IPX networks.

    use super::*;

    pub const PROTOCOL: Protocol = Protocol {
        name: "ipxrip",
        title: "IPX RIP",
        fields: FIELDS,
        dissect,
        scope: Scope::Last,
        ..Protocol::EMPTY
    };

    const REQUEST_TYPE: u16 = 1;
    const RESPONSE_TYPE: u16 = 2;
    const TYPES: Names = Names::Table(&[(1, "Request"), (2, "Response")]);

    crate::fields! { "ipxrip";
        /// Novell's routing information protocol.
        RIP: Protocol = "ipxrip", "IPX Routing Information Protocol", None;
        /// Asked or told.
        PACKET_TYPE: U16 = "ipxrip.packet_type", "RIP packet type", Dec, TYPES;
        /// Routes are asked for.
        REQUEST: Bool = "ipxrip.request", "Request", None;
        /// Routes are told.
        RESPONSE: Bool = "ipxrip.response", "Response", None;
        /// The network that a route leads to.
        ROUTE_VECTOR: IpxNet = "ipxrip.route_vector", "Route Vector", Hex;
        /// Routers on the way.
        HOPS: U16 = "ipxrip.hops", "Hops", Dec;
        /// Time it takes, in 1/18 s.
        TICKS: U16 = "ipxrip.ticks", "Ticks", Dec;
    }

    fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
        d.columns.protocol = "IPX RIP".into();
        let kind = c.u16()?;
        let name = TYPES.name(kind.value.into()).unwrap_or("Unknown Packet Type");
        d.columns.set_info(format_args!("{name}"));
        d.tree.leaf(PACKET_TYPE, kind);
        let flag = match kind.value {
            REQUEST_TYPE => Some(REQUEST),
            RESPONSE_TYPE => Some(RESPONSE),
            _ => None,
        };
        if let Some(flag) = flag {
            let node = d.tree.leaf(flag, kind.map(|_| 1u64));
            d.hide(node);
        }
        while c.left() >= 8 {
            network(d, ROUTE_VECTOR, c.u32()?);
            d.tree.leaf(HOPS, c.u16()?);
            let ticks = c.u16()?;
            let millis = u32::from(ticks.value) * 1000 / 18;
            d.tree.leaf_as(TICKS, ticks, format_args!("Ticks: {millis} ms"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn raw_802_3(socket: u16, payload: &[u8]) -> Vec<u8> {
        let len = (30 + payload.len()) as u16;
        let mut frame = vec![0xff; 6];
        frame.extend_from_slice(&[0, 0x11, 0x22, 0x33, 0x44, 0x55]);
        frame.extend_from_slice(&len.to_be_bytes());
        frame.extend_from_slice(&[0xff, 0xff]);
        frame.extend_from_slice(&len.to_be_bytes());
        frame.extend_from_slice(&[1, 1]);
        for node in [[0xff; 6], [0, 0x11, 0x22, 0x33, 0x44, 0x55]] {
            frame.extend_from_slice(&[0, 0, 0, 0x28]);
            frame.extend_from_slice(&node);
            frame.extend_from_slice(&socket.to_be_bytes());
        }
        frame.extend_from_slice(payload);
        frame
    }

    #[test]
    fn routes_are_told() {
        let packet = raw_802_3(0x0453, &[0, 2, 0x39, 0x17, 0x29, 0xe2, 0, 1, 0, 2]);
        let row = columns(1, &packet);
        assert_eq!(row, ["00000028.001122334455", "00000028.ffffffffffff", "IPX RIP", "Response"]);
        let lines = labels_from(1, &packet, "Internetwork Packet eXchange");
        assert_eq!(lines[2], "    Length: 40 bytes");
        assert_eq!(lines[3], "    Transport Control: 1 hop");
        assert_eq!(lines[5], "    Destination Network: 00 (0x00000028)");
        let lines = labels_from(1, &packet, "IPX Routing Information Protocol");
        let expected =
            ["RIP packet type: Response (2)", "Route Vector: 39 (0x391729E2)", "Hops: 1", "Ticks: 111 ms"];
        assert_eq!(lines[1..].iter().map(|l| l.trim()).collect::<Vec<_>>(), expected);
        survives_cuts(1, &packet);
    }

    #[test]
    fn other_sockets_carry_data() {
        let packet = raw_802_3(0x4001, b"hello");
        assert_eq!(columns(1, &packet)[2..], ["IPX", "IPX Message (0x4001)"]);
        assert_eq!(protocols(1, &packet), "eth:ipx:data");
    }
}
