//! Provider bridging tags (IEEE 802.1ad): one, or two of the same type as one layer.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Field;
use crate::field::Names;
use crate::field::def::U16;
use crate::proto::ether_payload::{CheckSequence, TrailerFields, by_type};
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "ieee8021ad",
    title: "IEEE 802.1ad",
    fields: FIELDS,
    claims: &[Claim::EtherType(SERVICE_TAG)],
    dissect,
    ..Protocol::EMPTY
};

const SERVICE_TAG: u16 = 0x88a8;

crate::fields! { "ieee8021ad";
    /// Provider bridging tag (IEEE 802.1ad).
    TAG: Protocol = "ieee8021ad", "IEEE 802.1ad", None;
    /// Priority code point.
    PRIORITY: U16 = "ieee8021ad.priority", "Priority", Dec & 0xe000;
    /// The frame may be dropped first.
    DEI: U16 = "ieee8021ad.dei", "DEI", Dec & 0x1000;
    /// Number of the VLAN.
    ID: U16 = "ieee8021ad.id", "ID", Dec & 0x0fff;
    /// Number of the provider's VLAN, where two tags follow each other.
    SVID: U16 = "ieee8021ad.svid", "ID", Dec & 0x0fff;
    /// Number of the customer's VLAN.
    CVID: U16 = "ieee8021ad.cvid", "ID", Dec & 0x0fff;
    /// Protocol of the payload (EtherType).
    ETYPE: U16 = "ieee8021ah.etype", "Type", Hex, Names::Table(ETHERTYPES);
    /// Bytes that fill the frame up to its shortest length.
    PADDING: Bytes = "eth.padding", "Padding", None;
    /// Bytes behind the payload that are not padding.
    TRAILER: Bytes = "ieee8021ah.trailer", "Trailer", None;
    /// Marks padding that is not zeros.
    PADDING_BAD: Label = "eth.padding_bad", "Padding identification may be inaccurate and impact trailer dissector", None;
}

/// What stands behind payloads of both kinds of provider bridging.
pub(super) const BEHIND: TrailerFields =
    TrailerFields { padding: PADDING, trailer: TRAILER, padding_bad: PADDING_BAD, fcs: None };

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "802.1ad".into();
    d.columns.clear_info();
    let first = c.u16()?;
    let mut kind = c.u16()?;
    let layer = d.layer_node();
    let service = first.value & 0x0fff;
    if kind.value == SERVICE_TAG {
        let second = c.u16()?;
        kind = c.u16()?;
        let customer = second.value & 0x0fff;
        d.tree.set_label(layer, format_args!("IEEE 802.1ad, S-VID: {service}, C-VID: {customer}"));
        tag(d, first, SVID);
        tag(d, second, CVID);
    } else {
        d.tree.set_label(layer, format_args!("IEEE 802.1ad, ID: {service}"));
        tag(d, first, ID);
    }
    d.tree.leaf(ETYPE, kind);
    d.tree.set_span(layer, start.span(4));
    by_type(d, kind.value, c, &BEHIND, CheckSequence::Absent);
    Ok(())
}

/// Priority and eligibility stand in the first byte, and are shown so.
fn tag(d: &mut Dissector<'_>, at: At<u16>, id: Field<U16>) {
    let (priority, dei) = (at.value >> 13, at.value >> 12 & 1);
    let byte = At { span: at.span.part(0, 1), ..at };
    d.tree.leaf_as(PRIORITY, byte, format_args!("{priority:03b}. .... .... .... = Priority: {priority}"));
    d.tree.leaf_as(DEI, byte, format_args!("...{dei} .... .... .... = DEI: {dei}"));
    d.tree.leaf(id, at);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, survives_cuts};

    #[test]
    fn two_service_tags_are_one_layer() {
        let f = [&[0u8; 12][..], &[0x88, 0xa8, 0x70, 5, 0x88, 0xa8, 0, 7, 0x12, 0x34, 9]].concat();
        assert_eq!(
            labels_from(1, &f, "IEEE 802.1ad")[..8],
            [
                "IEEE 802.1ad, S-VID: 5, C-VID: 7",
                "    011. .... .... .... = Priority: 3",
                "    ...1 .... .... .... = DEI: 1",
                "    .... 0000 0000 0101 = ID: 5",
                "    000. .... .... .... = Priority: 0",
                "    ...0 .... .... .... = DEI: 0",
                "    .... 0000 0000 0111 = ID: 7",
                "    Type: Unknown (0x1234)",
            ]
        );
        survives_cuts(1, &f);
    }
}
