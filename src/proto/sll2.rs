//! Linux cooked capture v2 (`LINKTYPE_LINUX_SLL2`): the fields of version 1 in another order, and
//! the interface's number.

use super::sll::{self, HALEN, HATYPE, IFINDEX, PKTTYPE};
use crate::dissect::{Cursor, Cut, Dissector};

const HEADER_LEN: u32 = 20;

/// Reads a frame of version 2.
pub fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(HEADER_LEN));
    d.tree.set_label(layer, format_args!("Linux cooked capture v2"));
    let protocol = c.u16()?;
    c.skip(2)?;
    let ifindex = c.u32()?;
    let hatype = c.u16()?;
    let number = sll::number(d, hatype.value, protocol);
    d.tree.leaf(IFINDEX, ifindex);
    d.tree.leaf(HATYPE, hatype);
    let pkttype = c.u8()?;
    d.tree.leaf(PKTTYPE, pkttype.map(u16::from));
    sll::info(d, pkttype.value.into());
    let halen = c.u8()?;
    d.tree.leaf(HALEN, halen.map(u16::from));
    sll::address(d, &mut c, halen.value.into())?;
    sll::payload(d, number, c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    const FRAME: &[u8] =
        &[0x12, 0x34, 0, 0, 0, 0, 0, 7, 0, 1, 4, 6, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0, 0, b'a'];

    #[test]
    fn header() {
        assert_eq!(
            labels_from(276, FRAME, "Linux cooked")[..8],
            [
                "Linux cooked capture v2",
                "    Protocol: Unknown (0x1234)",
                "    Interface index: 7",
                "    Link-layer address type: Ethernet (1)",
                "    Packet type: Sent by us (4)",
                "    Link-layer address length: 6",
                "    Source: 00:11:22:33:44:55",
                "    Unused: 0000",
            ]
        );
        assert_eq!(protocols(276, FRAME), "sll:ethertype:data");
        assert_eq!(columns(276, FRAME)[3], "Sent by us");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(276, FRAME);
    }
}
