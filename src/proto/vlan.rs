//! VLAN tags: IEEE 802.1Q, and the older type that stacks them.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;
use crate::proto::ether_payload::{CheckSequence, TrailerFields, by_len, by_type};
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "vlan",
    title: "802.1Q Virtual LAN",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x8100), Claim::EtherType(0x9100)],
    dissect,
    ..Protocol::EMPTY
};

/// From here on, what stands behind the tag is a type, not a length.
const FIRST_TYPE: u16 = 1536;

/// Names of IEEE 802.1Q (2005) table G-2.
const PRIORITIES: Names = Names::Table(&[
    (0, "Best Effort (default)"),
    (1, "Background"),
    (2, "Excellent Effort"),
    (3, "Critical Applications"),
    (4, "Video, < 100ms latency and jitter"),
    (5, "Voice, < 10ms latency and jitter"),
    (6, "Internetwork Control"),
    (7, "Network Control"),
]);

crate::fields! { "vlan";
    /// VLAN tag (IEEE 802.1Q).
    VLAN: Protocol = "vlan", "802.1Q Virtual LAN", None;
    /// Priority code point.
    PRIORITY: U16 = "vlan.priority", "Priority", Dec & 0xe000, PRIORITIES;
    /// The frame may be dropped first.
    DEI: Bool = "vlan.dei", "DEI", W16 & 0x1000, Names::TrueFalse("Eligible", "Ineligible");
    /// Number of the VLAN.
    ID: U16 = "vlan.id", "ID", Dec & 0x0fff;
    /// Protocol of the payload (EtherType).
    ETYPE: U16 = "vlan.etype", "Type", Hex, Names::Table(ETHERTYPES);
    /// Length of the payload, in frames of IEEE 802.3 form.
    LEN: U16 = "vlan.len", "Length", Dec;
    /// Bytes that fill the frame up to its shortest length.
    PADDING: Bytes = "eth.padding", "Padding", None;
    /// Bytes behind the payload that are not padding.
    TRAILER: Bytes = "vlan.trailer", "Trailer", None;
    /// Marks padding that is not zeros.
    PADDING_BAD: Label = "eth.padding_bad", "Padding identification may be inaccurate and impact trailer dissector", None;
    /// Marks a length beyond the end of the frame.
    LEN_PAST_END: Label = "vlan.len.past_end", "Length field value goes past the end of the payload", None;
}

const BEHIND: TrailerFields =
    TrailerFields { padding: PADDING, trailer: TRAILER, padding_bad: PADDING_BAD, fcs: None };

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "VLAN".into();
    d.columns.clear_info();
    let tag = c.u16()?;
    let (priority, dei, id) = (tag.value >> 13, tag.value >> 12 & 1, tag.value & 0x0fff);
    d.columns.set_info(format_args!("PRI: {priority}  DEI: {dei}  ID: {id}"));
    let layer = d.layer_node();
    d.tree.set_label(layer, format_args!("802.1Q Virtual LAN, PRI: {priority}, DEI: {dei}, ID: {id}"));
    d.tree.leaf(PRIORITY, tag);
    d.tree.leaf(DEI, tag.map(u64::from));
    d.tree.leaf(ID, tag);
    let kind = c.u16()?;
    d.tree.set_span(layer, c.since(&start));
    if kind.value >= FIRST_TYPE {
        d.tree.leaf(ETYPE, kind);
        by_type(d, kind.value, c, &BEHIND, CheckSequence::Absent);
        return Ok(());
    }
    let raw = c.peek().starts_with(&[0xff, 0xff]);
    if let Some(node) = by_len(d, LEN, kind, c, raw, &BEHIND, CheckSequence::Absent) {
        let text = format_args!("Length field value goes past the end of the payload");
        d.tree.expert(node, Some(LEN_PAST_END), Severity::Error, Group::Malformed, text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(rest: &[u8]) -> Vec<u8> {
        [&[0u8; 12][..], rest].concat()
    }

    #[test]
    fn a_tag_shows_priority_and_number() {
        let f = frame(&[0x81, 0, 0xf0, 0x05, 0x12, 0x34, 9]);
        assert_eq!(
            labels_from(1, &f, "802.1Q")[..5],
            [
                "802.1Q Virtual LAN, PRI: 7, DEI: 1, ID: 5",
                "    111. .... .... .... = Priority: Network Control (7)",
                "    ...1 .... .... .... = DEI: Eligible",
                "    .... 0000 0000 0101 = ID: 5",
                "    Type: Unknown (0x1234)",
            ]
        );
        assert_eq!(columns(1, &f)[2..], ["0x1234", "PRI: 7  DEI: 1  ID: 5"]);
    }

    #[test]
    fn tags_stack() {
        let f = frame(&[0x91, 0, 0, 5, 0x81, 0, 0, 6, 0x12, 0x34, 9]);
        assert_eq!(protocols(1, &f), "eth:ethertype:vlan:ethertype:vlan:ethertype:data");
        survives_cuts(1, &f);
        survives_cuts(1, &frame(&[0x81, 0, 0, 5, 0, 3, 0xaa, 0xaa, 3, 1, 1]));
    }
}
