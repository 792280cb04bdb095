//! Provider backbone bridging (IEEE 802.1ah): the tag of a service, and the customer's frame with its own addresses.

use super::ieee8021ad;
use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Protocol};
use crate::proto::ether_payload::{CheckSequence, by_type};

pub const PROTOCOL: Protocol = Protocol {
    name: "ieee8021ah",
    title: "IEEE 802.1AH",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x88e7)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ieee8021ah";
    /// Provider backbone bridging (IEEE 802.1ah).
    TAG: Protocol = "ieee8021ah", "IEEE 802.1ah", None;
    /// Priority code point.
    PRIORITY: U32 = "ieee8021ah.priority", "Priority", Dec & 0xe0000000;
    /// The frame may be dropped first.
    DROP: U32 = "ieee8021ah.drop", "DROP", Dec & 0x10000000;
    /// The customer's addresses are not to be used.
    NCA: U32 = "ieee8021ah.nca", "NCA", Dec & 0x08000000;
    /// Reserved.
    RES1: U32 = "ieee8021ah.res1", "RES1", Dec & 0x04000000;
    /// Reserved.
    RES2: U32 = "ieee8021ah.res2", "RES2", Dec & 0x03000000;
    /// Number of the service.
    ISID: U32 = "ieee8021ah.isid", "I-SID", Dec & 0x00ffffff;
    /// Where the customer's frame goes.
    C_DESTINATION: Ether = "ieee8021ah.cdst", "C-Destination", None;
    /// Where the customer's frame comes from.
    C_SOURCE: Ether = "ieee8021ah.csrc", "C-Source", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "802.1ah".into();
    let tag = c.u32()?;
    let (destination, source) = (c.array::<6>()?, c.array::<6>()?);
    let kind = c.u16()?;
    let (value, isid) = (tag.value, tag.value & 0x00ff_ffff);
    let (to, from) = (Address::Ether(destination.value), Address::Ether(source.value));
    d.columns.set_info(format_args!(
        "PRI: {}  Drop: {}  NCA: {}  Res1: {}  Res2: {}  I-SID: {isid}",
        value >> 29,
        value >> 28 & 1,
        value >> 27 & 1,
        value >> 26 & 1,
        value >> 24 & 3
    ));
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("IEEE 802.1ah, I-SID: {isid}, C-Src: {from}, C-Dst: {to}"));
    let open = d.tree.open_text(tag.span, format_args!("I-Tag, I-SID: {isid}"));
    for field in [PRIORITY, DROP, NCA, RES1, RES2, ISID] {
        d.tree.leaf(field, tag);
    }
    d.tree.close(open);
    d.tree.leaf(C_DESTINATION, destination);
    d.tree.leaf(C_SOURCE, source);
    d.tree.leaf(ieee8021ad::ETYPE, kind);
    d.tree.set_span(layer, c.since(&start));
    by_type(d, kind.value, c, &ieee8021ad::BEHIND, CheckSequence::Absent);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(rest: &[u8]) -> Vec<u8> {
        [&[0u8; 12][..], &[0x88, 0xe7, 0xf1, 0, 0, 7, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], rest].concat()
    }

    #[test]
    fn the_customers_frame_stands_behind_the_tag() {
        let f = frame(&[8, 0, 0x45]);
        assert_eq!(
            labels_from(1, &f, "IEEE 802.1ah")[..11],
            [
                "IEEE 802.1ah, I-SID: 7, C-Src: 02:00:00:00:00:01, C-Dst: 02:00:00:00:00:02",
                "    I-Tag, I-SID: 7",
                "        111. .... .... .... .... .... .... .... = Priority: 7",
                "        ...1 .... .... .... .... .... .... .... = DROP: 1",
                "        .... 0... .... .... .... .... .... .... = NCA: 0",
                "        .... .0.. .... .... .... .... .... .... = RES1: 0",
                "        .... ..01 .... .... .... .... .... .... = RES2: 1",
                "        .... .... 0000 0000 0000 0000 0000 0111 = I-SID: 7",
                "    C-Destination: 02:00:00:00:00:02",
                "    C-Source: 02:00:00:00:00:01",
                "    Type: IPv4 (0x0800)",
            ]
        );
        assert_eq!(protocols(1, &f), "eth:ethertype:ieee8021ah:ethertype:ip");
        let unknown = columns(1, &frame(&[0x12, 0x34, 1]));
        assert_eq!(unknown[2..], ["0x1234", "PRI: 7  Drop: 1  NCA: 0  Res1: 0  Res2: 1  I-SID: 7"]);
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(1, &frame(&[8, 0, 0x45, 0]));
    }
}
