//! Ethernet II and IEEE 802.3.

use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "eth",
    title: "Ethernet",
    fields: FIELDS,
    claims: &[Claim::LinkType(1)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "eth";
    /// Ethernet frame.
    ETH: Protocol = "eth", "Ethernet", None;
    /// Destination hardware address.
    DST: Ether = "eth.dst", "Destination", None;
    /// Source hardware address.
    SRC: Ether = "eth.src", "Source", None;
    /// Protocol of the payload (EtherType).
    TYPE: U16 = "eth.type", "Type", Hex;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let (dst, src) = (c.array()?, c.array()?);
    d.tree.leaf(DST, dst);
    d.tree.leaf(SRC, src);
    d.set_net(Address::Ether(src.value), Address::Ether(dst.value));
    let kind = c.u16()?;
    d.tree.leaf(TYPE, kind);
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.note_layer("ethertype");
    d.hand_over(Claim::EtherType(kind.value), c);
    Ok(())
}
