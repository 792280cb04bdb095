//! VXLAN (RFC 7348): Ethernet frames in UDP, with the group policy extension, or other protocols
//! (GPE, draft-ietf-nvo3-vxlan-gpe).

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "vxlan",
    title: "VxLAN",
    fields: FIELDS,
    claims: &[Claim::UdpPort(4789), Claim::UdpPort(GENERIC_PORT)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "vxlan";
    /// Virtual extensible local area network (RFC 7348).
    VXLAN: Protocol = "vxlan", "Virtual eXtensible Local Area Network", None;
    /// The flags.
    FLAGS: U16 = "vxlan.flags", "Flags", Hex;
    /// A group policy is given.
    FLAG_G: Bool = "vxlan.flag_g", "GBP Extension", W16 & 0x8000, Names::TrueFalse("Defined", "Not defined");
    /// The network's number is valid.
    FLAG_I: Bool = "vxlan.flag_i", "VXLAN Network ID (VNI)", W16 & 0x0800;
    /// The source address is not to be learned.
    FLAG_D: Bool = "vxlan.flag_d", "Don't Learn", W16 & 0x0040;
    /// The policy has been applied.
    FLAG_A: Bool = "vxlan.flag_a", "Policy Applied", W16 & 0x0008;
    /// Reserved, must be 0.
    FLAGS_RESERVED: U16 = "vxlan.flags_reserved", "Reserved(R)", Hex & 0x77b7;
    /// Version of the generic form.
    VERSION: U8 = "vxlan.ver", "Version", Dec & 0x30;
    /// The network's number is valid.
    INSTANCE: U8 = "vxlan.i_bit", "Instance", Dec & 0x08;
    /// The next protocol is named.
    NEXT_BIT: U8 = "vxlan.p_bit", "Next Protocol Bit", Dec & 0x04;
    /// For operation and maintenance.
    OAM: U8 = "vxlan.o_bit", "OAM bit", Dec & 0x01;
    /// Reserved, must be 0.
    RESERVED_16: U16 = "vxlan.reserved_16", "Reserved", Dec;
    /// What is carried.
    NEXT: U8 = "vxlan.next_proto", "Next Protocol", Dec, Names::Table(NEXT_NAMES);
    /// Number of the group policy.
    GBP: U16 = "vxlan.gbp", "Group Policy ID", Dec;
    /// Number of the network.
    VNI: U24 = "vxlan.vni", "VXLAN Network Identifier (VNI)", Dec;
    /// Reserved, must be 0.
    RESERVED: U8 = "vxlan.reserved8", "Reserved", Dec;
}

/// Port of the generic form.
pub const GENERIC_PORT: u16 = 4790;
/// A bit of the generic form that is reserved, and 0, in the first one.
const NEXT_NAMED: u8 = 0x04;
/// What the generic form says it carries, in the last byte of its first word.
pub mod inside {
    pub const IPV4: u8 = 1;
    pub const IPV6: u8 = 2;
    pub const ETHERNET: u8 = 3;
    pub const MPLS: u8 = 5;
}
const NEXT_NAMES: &[(u32, &str)] =
    &[(1, "IPv4"), (2, "IPv6"), (3, "Ethernet"), (4, "Network Service Header"), (5, "MPLS")];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let layer = d.layer_node();
    d.tree.set_span(layer, c.span(8));
    if is_generic(c.peek()) {
        return generic(d, c);
    }
    d.columns.protocol = "VxLAN".into();
    d.columns.clear_info();
    flags(d, c.u16()?);
    d.tree.leaf(GBP, c.u16()?);
    d.tree.leaf(VNI, c.u24()?);
    d.tree.leaf(RESERVED, c.u8()?);
    d.hand_over(Claim::Named("eth"), c);
    Ok(())
}

/// Whether the header is that of the generic form. The first one's reserved bits should be 0, and are not always.
pub fn is_generic(header: &[u8]) -> bool {
    matches!(header, [flags, 0, 0, 1..=5, ..] if flags & NEXT_NAMED != 0 && flags >> 6 == 0)
}

fn generic(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "VxLAN-GPE".into();
    d.columns.clear_info();
    let at = c.u8()?;
    let flags = at.value;
    let open = d.tree.open_as(FLAGS, at.map(u16::from), format_args!("Flags: 0x{flags:02x}"));
    for field in [VERSION, INSTANCE, NEXT_BIT, OAM] {
        d.tree.leaf(field, at);
    }
    let (high, low) = (flags >> 6, flags >> 1 & 1);
    let label = format_args!("{high:02b}.. ..{low}. = Reserved(R): {}", high << 5 | low);
    d.tree.leaf_as(FLAGS_RESERVED, at.map(|_| 0u16), label);
    d.tree.close(open);
    d.tree.leaf(RESERVED_16, c.u16()?);
    let next = c.u8()?;
    d.tree.leaf(NEXT, next);
    d.tree.leaf(VNI, c.u24()?);
    d.tree.leaf(RESERVED, c.u8()?);
    let protocol = match next.value {
        inside::IPV4 => "ip",
        inside::IPV6 => "ipv6",
        inside::ETHERNET => "eth",
        inside::MPLS => "mpls",
        _ => "data",
    };
    d.hand_over(Claim::Named(protocol), c);
    Ok(())
}

fn flags(d: &mut Dissector<'_>, at: At<u16>) {
    let value = at.value;
    let set = |bit: u16, name: &'static str| if value & bit != 0 { name } else { "" };
    let label = format_args!(
        "Flags: 0x{value:04x}{}{}{}{}",
        set(0x8000, ", GBP Extension"),
        set(0x0800, ", VXLAN Network ID (VNI)"),
        set(0x0040, ", Don't Learn"),
        set(0x0008, ", Policy Applied")
    );
    let open = d.tree.open_as(FLAGS, at, label);
    for field in [FLAG_G, FLAG_I, FLAG_D, FLAG_A] {
        d.tree.leaf(field, at.map(u64::from));
    }
    d.tree.leaf(FLAGS_RESERVED, at);
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, over_udp, protocols, survives_cuts};

    const FRAME: &[u8] = &[0x08, 0, 0, 0, 0, 0, 0x7b, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0x12, 0x34, 7];

    #[test]
    fn header() {
        let p = over_udp(4000, 4789, FRAME);
        assert_eq!(
            labels_from(101, &p, "Virtual")[..10],
            [
                "Virtual eXtensible Local Area Network",
                "    Flags: 0x0800, VXLAN Network ID (VNI)",
                "        0... .... .... .... = GBP Extension: Not defined",
                "        .... 1... .... .... = VXLAN Network ID (VNI): True",
                "        .... .... .0.. .... = Don't Learn: False",
                "        .... .... .... 0... = Policy Applied: False",
                "        .000 .000 0.00 .000 = Reserved(R): 0x0000",
                "    Group Policy ID: 0",
                "    VXLAN Network Identifier (VNI): 123",
                "    Reserved: 0",
            ]
        );
        assert_eq!(protocols(101, &p), "raw:ip:udp:vxlan:eth:ethertype:data");
    }

    #[test]
    fn the_generic_form_names_what_it_carries() {
        let p = over_udp(4000, 4790, &[0x0c, 0, 0, 1, 0, 0, 0x2a, 0, 0x45]);
        let lines = labels_from(101, &p, "Virtual");
        assert_eq!(lines[1], "    Flags: 0x0c");
        assert!(lines.contains(&"    Next Protocol: IPv4 (1)".into()), "{lines:#?}");
        assert!(lines.contains(&"    VXLAN Network Identifier (VNI): 42".into()));
        assert!(protocols(101, &p).starts_with("raw:ip:udp:vxlan:ip"));
        survives_cuts(101, &p);
    }

    #[test]
    fn reserved_bits_do_not_make_it_the_generic_form() {
        let odd = [&[0xff; 4][..], FRAME.get(4..).unwrap()].concat();
        assert_eq!(protocols(101, &over_udp(4000, 4789, &odd)), "raw:ip:udp:vxlan:eth:ethertype:data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &over_udp(4000, 4789, FRAME));
    }
}
