//! NetBIOS datagram service (RFC 1002 section 4.4): from one name to another, to a group, to all. What it carries is
//! named by nothing; mostly it is SMB, which is not read.

use super::nbns::{self, show_name};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::field::def::YES_NO;

pub const PROTOCOL: Protocol = Protocol {
    name: "nbdgm",
    title: "NBDS",
    fields: FIELDS,
    claims: &[Claim::UdpPort(138)],
    dissect,
    ..Protocol::EMPTY
};

const TYPES: Names = Names::Table(&[
    (0x10, "Direct_unique datagram"),
    (0x11, "Direct_group datagram"),
    (0x12, "Broadcast datagram"),
    (0x13, "Datagram error"),
    (0x14, "Datagram query request"),
    (0x15, "Datagram positive query response"),
    (0x16, "Datagram negative query response"),
]);
const NODES: Names = Names::Table(&[(0, "B node"), (1, "P node"), (2, "M node"), (3, "NBDD")]);
const ERRORS: Names = Names::Table(&[
    (0x82, "Destination name not present"),
    (0x83, "Invalid source name format"),
    (0x84, "Invalid destination name format"),
]);

crate::fields! { "nbdgm";
    /// NetBIOS datagram service.
    NBDGM: Protocol = "nbdgm", "NetBIOS Datagram Service", None;
    /// Kind of message.
    TYPE: U8 = "nbdgm.type", "Message Type", Dec, TYPES;
    /// Flags.
    FLAGS: U8 = "nbdgm.flags", "Flags", Hex;
    /// Whether more of the datagram follows.
    MORE: Bool = "nbdgm.next", "More fragments follow", W8 & 0x01, YES_NO;
    /// Whether the datagram begins here.
    FIRST: Bool = "nbdgm.first", "This is first fragment", W8 & 0x02, YES_NO;
    /// Kind of node.
    NODE: U8 = "nbdgm.node_type", "Node Type", Dec & 0x0c, NODES;
    /// Links a datagram's fragments.
    ID: U16 = "nbdgm.dgram_id", "Datagram ID", Hex;
    /// Address of the sender.
    SOURCE_IP: Ipv4 = "nbdgm.src.ip", "Source IP", None;
    /// Port of the sender.
    SOURCE_PORT: U16 = "nbdgm.src.port", "Source Port", Dec;
    /// Length of names and data.
    LENGTH: U16 = "nbdgm.dgram_len", "Datagram length", Dec, Names::Unit(" bytes");
    /// Where in the datagram these stand.
    OFFSET: U16 = "nbdgm.pkt_offset", "Packet offset", Dec, Names::Unit(" bytes");
    /// What went wrong.
    ERROR: U8 = "nbdgm.error_code", "Error code", Hex, ERRORS;
    /// Name of the sender.
    SOURCE: Str = "nbdgm.source_name", "Source name", None;
    /// Name of the receiver.
    DESTINATION: Str = "nbdgm.destination_name", "Destination name", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "NBDS".into();
    d.columns.clear_info();
    let start = c;
    let kind = c.u8()?;
    match TYPES.name(kind.value.into()) {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown message type (0x{:02X})", kind.value)),
    }
    d.tree.leaf(TYPE, kind);
    flags(d, c.u8()?);
    d.tree.leaf(ID, c.u16()?);
    d.tree.leaf(SOURCE_IP, c.array::<4>()?);
    d.tree.leaf(SOURCE_PORT, c.u16()?);
    match kind.value {
        0x10..=0x12 => {
            d.tree.leaf(LENGTH, c.u16()?);
            d.tree.leaf(OFFSET, c.u16()?);
            // Names may point back to where names begin.
            let names = c;
            for field in [SOURCE, DESTINATION] {
                let name = nbns::name(&names, &mut c)?;
                show_name(d, field, &name.text, name.service, name.span);
            }
            let layer = d.layer_node();
            d.tree.set_span(layer, c.since(&start));
            if !c.is_empty() {
                d.hand_over(Claim::Named("data"), c);
            }
        }
        0x13 => {
            d.tree.leaf(ERROR, c.u8()?);
        }
        0x14..=0x16 => {
            let names = c;
            let name = nbns::name(&names, &mut c)?;
            show_name(d, DESTINATION, &name.text, name.service, name.span);
        }
        _ => {}
    }
    Ok(())
}

fn flags(d: &mut Dissector<'_>, at: At<u8>) {
    let more = if at.value & 1 != 0 { ", More fragments follow" } else { "" };
    let first = if at.value & 2 != 0 { ", This is first fragment" } else { "" };
    let node = NODES.name(u64::from(at.value >> 2 & 3)).unwrap_or("Unknown");
    let label = format_args!("Flags: 0x{:02x}{more}{first}, Node Type: {node}", at.value);
    let open = d.tree.open_as(FLAGS, at, label);
    let bits = at.map(u64::from);
    d.tree.leaf(MORE, bits);
    d.tree.leaf(FIRST, bits);
    d.tree.leaf(NODE, at);
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::nbns::tests::encoded as name;
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn a_datagram_says_from_whom_to_whom() {
        let mut message = b"\x11\x0a\x12\x34\x0a\x09\0\x01\0\x8a\0\x48\0\0".to_vec();
        message.extend_from_slice(&name(b"HOST           \0"));
        message.extend_from_slice(&name(b"WORKGROUP      \x1d"));
        message.extend_from_slice(b"hello");
        let packet = over_udp(138, 138, &message);
        assert_eq!(columns(101, &packet)[2..], ["NBDS", "Direct_group datagram"]);
        let lines = labels_from(101, &packet, "NetBIOS");
        for line in [
            "    Flags: 0x0a, This is first fragment, Node Type: M node",
            "    Datagram length: 72 bytes",
            "    Source name: HOST<00> (Workstation/Redirector)",
            "    Destination name: WORKGROUP<1d> (Local Master Browser)",
            "Data (5 bytes)",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn errors_and_queries_are_told() {
        let packet = over_udp(138, 138, b"\x13\x00\x12\x34\x0a\x09\0\x01\0\x8a\x82");
        let lines = labels_from(101, &packet, "NetBIOS");
        assert_eq!(lines.last().unwrap(), "    Error code: Destination name not present (0x82)");
        let mut query = b"\x14\x00\x12\x34\x0a\x09\0\x01\0\x8a".to_vec();
        query.extend_from_slice(&name(b"HOST           \x20"));
        let packet = over_udp(138, 138, &query);
        assert_eq!(columns(101, &packet)[3], "Datagram query request");
        survives_cuts(101, &packet);
    }
}
