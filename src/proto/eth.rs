//! Ethernet II and IEEE 802.3, with what lies behind the payload: padding, trailer, check sequence.

use crate::dissect::{
    Address, At, Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Scope, Severity, SourceId, Span,
};
use crate::field::def::{Bool, Ether, Str, U24};
use crate::field::{Field, Names};
use crate::platform::vendors;
use crate::proto::ether_payload::{CheckSequence, TrailerFields, by_len, by_type};
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "eth",
    title: "Ethernet",
    fields: FIELDS,
    claims: &[Claim::LinkType(1), Claim::EtherType(0x6558)],
    dissect,
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

/// Largest value of the length field; from [`FIRST_TYPE`] on it is a type (IEEE 802.3 clause 3.2.6).
const MAX_LEN: u16 = 1500;
const FIRST_TYPE: u16 = 1536;

const LG: Names = Names::TrueFalse(
    "Locally administered address (this is NOT the factory default)",
    "Globally unique address (factory default)",
);
const IG: Names = Names::TrueFalse("Group address (multicast/broadcast)", "Individual address (unicast)");

crate::fields! { "eth";
    /// Ethernet frame (IEEE 802.3).
    ETH: Protocol = "eth", "Ethernet", None;
    /// Destination hardware address.
    DST: Ether = "eth.dst", "Destination", None;
    /// Name of the destination, or the address where it has none.
    DST_RESOLVED: Str = "eth.dst_resolved", "Destination (resolved)", None;
    /// First three bytes of the destination: who made the card.
    DST_OUI: U24 = "eth.dst.oui", "Destination OUI", Dec;
    /// Who that is, where the system has a list of vendors.
    DST_VENDOR: Str = "eth.dst.oui_resolved", "Destination OUI (resolved)", None;
    /// The destination's address is locally administered.
    DST_LG: Bool = "eth.dst.lg", "LG bit", W24 & 0x020000, LG;
    /// The destination is a group.
    DST_IG: Bool = "eth.dst.ig", "IG bit", W24 & 0x010000, IG;
    /// Source hardware address.
    SRC: Ether = "eth.src", "Source", None;
    /// Name of the source, or the address where it has none.
    SRC_RESOLVED: Str = "eth.src_resolved", "Source (resolved)", None;
    /// First three bytes of the source: who made the card.
    SRC_OUI: U24 = "eth.src.oui", "Source OUI", Dec;
    /// Who that is, where the system has a list of vendors.
    SRC_VENDOR: Str = "eth.src.oui_resolved", "Source OUI (resolved)", None;
    /// The source's address is locally administered.
    SRC_LG: Bool = "eth.src.lg", "LG bit", W24 & 0x020000, LG;
    /// The source is a group, which it must not be.
    SRC_IG: Bool = "eth.src.ig", "IG bit", W24 & 0x010000, IG;
    /// Source or destination hardware address.
    ADDR: Ether = "eth.addr", "Address", None;
    /// Name of source or destination.
    ADDR_RESOLVED: Str = "eth.addr_resolved", "Address (resolved)", None;
    /// First three bytes of either address.
    ADDR_OUI: U24 = "eth.addr.oui", "Address OUI", Dec;
    /// Who that is, where the system has a list of vendors.
    ADDR_VENDOR: Str = "eth.addr.oui_resolved", "Address OUI (resolved)", None;
    /// Either address is locally administered.
    ADDR_LG: Bool = "eth.lg", "LG bit", W24 & 0x020000, LG;
    /// Either address is a group.
    ADDR_IG: Bool = "eth.ig", "IG bit", W24 & 0x010000, IG;
    /// Protocol of the payload (EtherType).
    TYPE: U16 = "eth.type", "Type", Hex, Names::Table(ETHERTYPES);
    /// Length of the payload, in frames of IEEE 802.3 form.
    LEN: U16 = "eth.len", "Length", Dec;
    /// A number that is neither a length nor a type.
    INVALID_LENTYPE: U16 = "eth.invalid_lentype", "Invalid length/type", HexDec;
    /// Bytes that fill the frame up to its shortest length.
    PADDING: Bytes = "eth.padding", "Padding", None;
    /// Bytes behind the payload that are not padding.
    TRAILER: Bytes = "eth.trailer", "Trailer", None;
    /// Frame check sequence (CRC-32).
    FCS: U32 = "eth.fcs", "Frame check sequence", Hex;
    /// Whether the check sequence is right.
    FCS_STATUS: U8 = "eth.fcs.status", "FCS Status", None, crate::dissect::checksum::STATUS;
    /// Marks a number that is neither length nor type.
    INVALID_LENTYPE_EXPERT: Label = "eth.invalid_lentype.expert", "Invalid length/type", None;
    /// Marks a source that is a group.
    SRC_NOT_GROUP: Label = "eth.src_not_group", "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)", None;
    /// Marks a wrong check sequence.
    FCS_BAD: Label = "eth.fcs_bad", "Bad checksum", None;
    /// Marks padding that is not zeros.
    PADDING_BAD: Label = "eth.padding_bad", "Padding identification may be inaccurate and impact trailer dissector", None;
    /// Marks a length beyond the end of the frame.
    LEN_PAST_END: Label = "eth.len.past_end", "Length field value goes past the end of the payload", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let fcs = fcs_of(d, &start);
    let (dst, src) = (c.array()?, c.array()?);
    let kind = c.u16()?;
    let header = c.since(&start);
    let layer = d.layer_node();
    d.tree.set_span(layer, header);
    d.columns.protocol = "Ethernet".into();
    d.set_net(Address::Ether(src.value), Address::Ether(dst.value));

    let invalid = kind.value > MAX_LEN && kind.value < FIRST_TYPE;
    // 0 is a type that Cisco's fibre channel switches use.
    let has_len = kind.value <= MAX_LEN && kind.value != 0;
    let raw = has_len && c.peek().starts_with(&[0xff, 0xff]);
    if invalid {
        let value = kind.value;
        d.columns.set_info(format_args!("Ethernet Unknown: Invalid length/type: 0x{value:04x} ({value})"));
    } else if has_len {
        d.columns.set_info(format_args!("IEEE 802.3 Ethernet {}", if raw { "Raw " } else { "" }));
    } else {
        d.columns.set_info(format_args!("Ethernet II"));
    }
    if d.tree.keeps_labels() {
        let (s, t) = (named(d, src.value), named(d, dst.value));
        if has_len {
            d.tree.set_label(layer, format_args!("IEEE 802.3 Ethernet {}", if raw { "Raw " } else { "" }));
        } else {
            let form = if invalid { "Ethernet Unknown" } else { "Ethernet II" };
            d.tree.set_label(layer, format_args!("{form}, Src: {s}, Dst: {t}"));
        }
    }
    address(d, &DESTINATION, dst);
    let node = address(d, &SOURCE, src);
    if src.value[0] & 1 == 1 && !has_len && !invalid {
        let text = format_args!("Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)");
        d.tree.expert(node, Some(SRC_NOT_GROUP), Severity::Warn, Group::Protocol, text);
    }

    if invalid {
        let node = d.tree.leaf(INVALID_LENTYPE, kind);
        let text = format_args!("Invalid length/type: 0x{:04x} ({})", kind.value, kind.value);
        d.tree.expert(node, Some(INVALID_LENTYPE_EXPERT), Severity::Warn, Group::Protocol, text);
        d.hand_over(Claim::Named("data"), c);
    } else if has_len {
        let past_end = by_len(d, LEN, kind, c, raw, &BEHIND, fcs);
        if let Some(node) = past_end {
            let text = format_args!("Length field value goes past the end of the payload");
            d.tree.expert(node, Some(LEN_PAST_END), Severity::Error, Group::Malformed, text);
        }
    } else {
        d.tree.leaf(TYPE, kind);
        by_type(d, kind.value, c, &BEHIND, fcs);
    }
    Ok(())
}

const BEHIND: TrailerFields = TrailerFields {
    padding: PADDING,
    trailer: TRAILER,
    padding_bad: PADDING_BAD,
    fcs: Some((FCS, FCS_STATUS)),
};

/// The fields that show one of the two addresses.
struct AddressFields {
    address: Field<Ether>,
    resolved: Field<Str>,
    oui: Field<U24>,
    vendor: Field<Str>,
    lg: Field<Bool>,
    ig: Field<Bool>,
}

const DESTINATION: AddressFields = AddressFields {
    address: DST,
    resolved: DST_RESOLVED,
    oui: DST_OUI,
    vendor: DST_VENDOR,
    lg: DST_LG,
    ig: DST_IG,
};
const SOURCE: AddressFields = AddressFields {
    address: SRC,
    resolved: SRC_RESOLVED,
    oui: SRC_OUI,
    vendor: SRC_VENDOR,
    lg: SRC_LG,
    ig: SRC_IG,
};

#[inline]
fn address(d: &mut Dissector<'_>, fields: &AddressFields, at: At<[u8; 6]>) -> NodeRef {
    if !d.tree.wants_any_from(ETH.id, FIELDS.len()) {
        return NodeRef::NONE;
    }
    let [a, b, c, ..] = at.value;
    let oui = At { value: u32::from_be_bytes([0, a, b, c]), span: at.span.part(0, 3) };
    let bits = oui.map(u64::from);
    let open = d.tree.open(fields.address, at);
    resolved(d, fields.resolved, at);
    organisation(d, fields.oui, fields.vendor, oui, at.span);
    d.tree.leaf(ADDR, at);
    resolved(d, ADDR_RESOLVED, at);
    organisation(d, ADDR_OUI, ADDR_VENDOR, oui, at.span);
    d.tree.leaf(fields.lg, bits);
    d.tree.hidden(ADDR_LG, bits);
    d.tree.leaf(fields.ig, bits);
    d.tree.hidden(ADDR_IG, bits);
    d.tree.close(open);
    open.node()
}

/// An address as the layer's line has it.
fn named(d: &Dissector<'_>, address: [u8; 6]) -> String {
    let plain = Address::Ether(address).to_string();
    if !d.settings().choices.mac_names {
        return plain;
    }
    format!("{} ({plain})", vendors::address_name(address).as_deref().unwrap_or(&plain))
}

/// The name of an address: that of its vendor with the rest of it. Without one it stands for itself.
fn resolved(d: &mut Dissector<'_>, field: Field<Str>, at: At<[u8; 6]>) {
    if d.tree.wants(field.id) {
        let named = d.settings().choices.mac_names.then(|| vendors::address_name(at.value)).flatten();
        let text = named.unwrap_or_else(|| Address::Ether(at.value).to_string());
        let node = d.tree.made_text(field, &text, at.span);
        d.hide(node);
    }
}

/// Bytes of a vendor's name that a label has.
const VENDOR_LEN: usize = 21;

fn organisation(d: &mut Dissector<'_>, field: Field<U24>, vendor: Field<Str>, oui: At<u32>, whole: Span) {
    let [_, a, b, c] = oui.value.to_be_bytes();
    let title = d.tree.def(field.id).title;
    let node = if d.tree.keeps_labels()
        && let Some(name) = vendors::name(oui.value)
    {
        // As in Wireshark, which leaves out the bracket of what it cuts.
        let end = if name.len() < VENDOR_LEN { ")" } else { "" };
        let cut = name.get(..name.floor_char_boundary(VENDOR_LEN)).unwrap_or(name);
        d.tree.leaf_as(field, oui, format_args!("{title}: {a:02x}:{b:02x}:{c:02x} ({cut}{end}"))
    } else {
        d.tree.leaf_as(field, oui, format_args!("{title}: {a:02x}:{b:02x}:{c:02x}"))
    };
    d.hide(node);
    if d.tree.wants(vendor.id)
        && let Some(name) = vendors::name(oui.value)
    {
        let node = d.tree.made_text(vendor, name, whole);
        d.hide(node);
    }
}

/// What the capture says of check sequences; frames inside others have none.
fn fcs_of(d: &Dissector<'_>, start: &Cursor<'_>) -> CheckSequence {
    if start.source() != SourceId::FRAME || start.offset() > 0 {
        return CheckSequence::Absent;
    }
    match d.interface().and_then(|i| i.fcs_len) {
        None => CheckSequence::Unknown,
        Some(0) => CheckSequence::Absent,
        Some(_) => CheckSequence::Present,
    }
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels, protocols, survives_cuts, with_fcs};

    const DST_SRC: [u8; 12] = [0x02, 0, 0, 0, 0, 1, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55];

    fn frame(kind: u16, payload: &[u8]) -> Vec<u8> {
        [&DST_SRC[..], &kind.to_be_bytes(), payload].concat()
    }

    #[test]
    fn addresses_have_their_bits_under_them() {
        let lines = labels(1, &frame(0x1234, b"abc"));
        let at = lines.iter().position(|l| l.starts_with("Ethernet II")).unwrap();
        assert_eq!(
            lines[at..at + 10],
            [
                "Ethernet II, Src: 00:11:22:33:44:55, Dst: 02:00:00:00:00:01",
                "    Destination: 02:00:00:00:00:01",
                "        Address: 02:00:00:00:00:01",
                "        .... ..1. .... .... .... .... = LG bit: Locally administered address (this is NOT the factory default)",
                "        .... ...0 .... .... .... .... = IG bit: Individual address (unicast)",
                "    Source: 00:11:22:33:44:55",
                "        Address: 00:11:22:33:44:55",
                "        .... ..0. .... .... .... .... = LG bit: Globally unique address (factory default)",
                "        .... ...0 .... .... .... .... = IG bit: Individual address (unicast)",
                "    Type: Unknown (0x1234)",
            ]
        );
        assert_eq!(protocols(1, &frame(0x1234, b"abc")), "eth:ethertype:data");
    }

    #[test]
    fn what_lies_behind_a_short_packet_is_padding() {
        let mut ip = vec![0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        ip.resize(46, 0);
        let lines = labels(1, &frame(0x0800, &ip));
        assert!(lines.iter().any(|l| l.starts_with("    Padding: 000000")), "{lines:#?}");
        let mut traced = ip[..20].to_vec();
        traced.extend_from_slice(&[7; 4]);
        let lines = labels(1, &frame(0x0800, &traced));
        assert!(lines.contains(&"    Trailer: 07070707".into()), "{lines:#?}");
    }

    #[test]
    fn a_check_sequence_is_cut_off_where_the_capture_has_them() {
        let ip = [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 2, 3, 4];
        let lines = with_fcs(&frame(0x0800, &ip));
        assert!(lines.contains(&"    Frame check sequence: 0x01020304 [unverified]".into()), "{lines:#?}");
    }

    #[test]
    fn a_small_type_is_a_length() {
        let lines = labels(1, &frame(3, &[0xe0, 0xe0, 0x03, 9, 9]));
        assert!(lines.contains(&"IEEE 802.3 Ethernet ".into()), "{lines:#?}");
        assert!(lines.contains(&"    Length: 3".into()));
        assert!(lines.contains(&"    Trailer: 0909".into()));
        let lines = labels(1, &frame(1510, &[1]));
        assert!(lines.contains(&"    Invalid length/type: 0x05e6 (1510)".into()), "{lines:#?}");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(
            1,
            &frame(0x0800, &[0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 9]),
        );
        survives_cuts(1, &frame(3, &[0xaa, 0xaa, 0x03, 9, 9]));
    }
}
