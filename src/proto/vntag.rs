//! VN-Tag, the tag between a switch and its fabric extenders: which virtual interfaces a frame goes between.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;
use crate::field::def::YES_NO;
use crate::proto::ether_payload::{CheckSequence, TrailerFields, by_len, by_type};
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "vntag",
    title: "VNTAG",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x8926)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "vntag";
    /// Tag of a virtual interface.
    TAG: Protocol = "vntag", "VN-Tag", None;
    /// Which way the frame goes.
    DIRECTION: Bool = "vntag.dir", "Direction", W32 & 0x80000000, Names::TrueFalse("From Bridge", "To Bridge");
    /// Whether the destination is a list of interfaces.
    POINTER: Bool = "vntag.ptr", "Pointer", W32 & 0x40000000, Names::TrueFalse("vif_list_id", "vif_id");
    /// The interface, or list of them, that it goes to.
    DESTINATION: U32 = "vntag.dst", "Destination", Dec & 0x3fff0000;
    /// The bridge sends it back to where it came from.
    LOOPED: Bool = "vntag.looped", "Looped", W32 & 0x00008000, YES_NO;
    /// Reserved, must be 0.
    RESERVED: U32 = "vntag.r", "Reserved", Dec & 0x00004000;
    /// Version: 0.
    VERSION: U32 = "vntag.version", "Version", Dec & 0x00003000;
    /// The interface that it comes from.
    SOURCE: U32 = "vntag.src", "Source", Dec & 0x00000fff;
    /// Protocol of the payload (EtherType).
    ETYPE: U16 = "vntag.etype", "Type", Hex, Names::Table(ETHERTYPES);
    /// Length of the payload, where LLC follows.
    LEN: U16 = "vntag.len", "Length", Dec;
    /// Marks a length that goes past the end.
    PAST_END: Label = "vntag.len.past_end", "Length field value goes past the end of the payload", None;
    /// Bytes that fill the frame up to its shortest length.
    PADDING: Bytes = "eth.padding", "Padding", None;
    /// Bytes behind the payload that are not padding.
    TRAILER: Bytes = "vntag.trailer", "Trailer", None;
    /// Marks padding that is not zeros.
    PADDING_BAD: Label = "eth.padding_bad", "Padding identification may be inaccurate and impact trailer dissector", None;
}

const BEHIND: TrailerFields =
    TrailerFields { padding: PADDING, trailer: TRAILER, padding_bad: PADDING_BAD, fcs: None };
/// Below it stands a length.
const FIRST_TYPE: u16 = 1536;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "VNTAG".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    d.tree.set_span(layer, c.span(4));
    let tag = c.u32()?;
    let bits = tag.map(u64::from);
    d.tree.leaf(DIRECTION, bits);
    d.tree.leaf(POINTER, bits);
    d.tree.leaf(DESTINATION, tag);
    d.tree.leaf(LOOPED, bits);
    d.tree.leaf(RESERVED, tag);
    d.tree.leaf(VERSION, tag);
    d.tree.leaf(SOURCE, tag);
    let kind = c.u16()?;
    if kind.value < FIRST_TYPE {
        if let Some(node) = by_len(d, LEN, kind, c, false, &BEHIND, CheckSequence::Absent) {
            let text = format_args!("Length field value goes past the end of the payload");
            d.tree.expert(node, Some(PAST_END), Severity::Error, Group::Malformed, text);
        }
    } else {
        d.tree.leaf(ETYPE, kind);
        by_type(d, kind.value, c, &BEHIND, CheckSequence::Absent);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(rest: &[u8]) -> Vec<u8> {
        [&[0u8; 12][..], &[0x89, 0x26], rest].concat()
    }

    #[test]
    fn a_tag_is_gone_past() {
        let f = frame(&[0xc0, 5, 0x80, 0x33, 8, 0, 0x45]);
        assert_eq!(
            labels_from(1, &f, "VN-Tag")[..9],
            [
                "VN-Tag",
                "    1... .... .... .... .... .... .... .... = Direction: From Bridge",
                "    .1.. .... .... .... .... .... .... .... = Pointer: vif_list_id",
                "    ..00 0000 0000 0101 .... .... .... .... = Destination: 5",
                "    .... .... .... .... 1... .... .... .... = Looped: Yes",
                "    .... .... .... .... .0.. .... .... .... = Reserved: 0",
                "    .... .... .... .... ..00 .... .... .... = Version: 0",
                "    .... .... .... .... .... 0000 0011 0011 = Source: 51",
                "    Type: IPv4 (0x0800)",
            ]
        );
        assert_eq!(protocols(1, &f), "eth:ethertype:vntag:ethertype:ip");
        let unknown = frame(&[0, 0, 0, 0x33, 0x12, 0x34, 1]);
        assert_eq!(columns(1, &unknown)[2], "0x1234");
        let llc = frame(&[0, 0, 0, 0x33, 0, 4, 0x42, 0x42, 3, 0]);
        assert_eq!(protocols(1, &llc), "eth:ethertype:vntag:llc:stp");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(1, &frame(&[0xc0, 5, 0x80, 0x33, 8, 0, 0x45, 0]));
    }
}
