//! Frame Relay (ITU-T Q.922 annex A) with the payloads of RFC 2427, or with those of Cisco's routers.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "fr",
    title: "FR",
    fields: FIELDS,
    claims: &[Claim::LinkType(107)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "fr";
    /// Frame Relay (ITU-T Q.922).
    FR: Protocol = "fr", "Frame Relay", None;
    /// First byte of the address.
    FIRST: U8 = "fr.first_addr_octet", "First address octet", Hex;
    /// Upper bits of the connection's number.
    UPPER_DLCI: U8 = "fr.upper_dlci", "Upper DLCI", Hex & 0xfc;
    /// Command or response; the network does not care.
    CR: Bool = "fr.cr", "CR", W8 & 0x02, Names::TrueFalse("Command", "Response");
    /// The address ends here.
    EA: Bool = "fr.ea", "EA", W8 & 0x01, Names::TrueFalse("Last Octet", "More Follows");
    /// Second byte of the address.
    SECOND: U8 = "fr.second_addr_octet", "Second address octet", Hex;
    /// Further bits of the connection's number.
    SECOND_DLCI: U8 = "fr.second_dlci", "Second DLCI", Hex & 0xf0;
    /// The network is congested in this direction.
    FECN: Bool = "fr.fecn", "FECN", W8 & 0x08;
    /// The network is congested in the other direction.
    BECN: Bool = "fr.becn", "BECN", W8 & 0x04;
    /// The frame may be dropped first.
    DE: Bool = "fr.de", "DE", W8 & 0x02;
    /// Number of the connection.
    DLCI: U32 = "fr.dlci", "DLCI", Dec;
    /// Control field: unnumbered information.
    CONTROL: U8 = "fr.control", "Control Field", Hex;
    /// The command.
    COMMAND: U8 = "fr.control.u_modifier_cmd", "Command", Hex & 0xec, COMMANDS;
    /// Kind of frame.
    FRAME_TYPE: U8 = "fr.control.ftype", "Frame type", Hex & 0x03, FRAME_TYPES;
    /// Protocol of the payload (ISO/IEC TR 9577).
    NLPID: U8 = "fr.nlpid", "NLPID", Hex, NLPIDS;
    /// Organisation that numbers the payload's protocol.
    OUI: U24 = "fr.snap.oui", "Organization Code", Dec;
    /// Protocol of the payload, by an organisation's number.
    PID: U16 = "fr.snap.pid", "Protocol ID", Hex;
    /// Protocol of the payload (EtherType).
    TYPE: U16 = "fr.snaptype", "Type", Hex, Names::Table(ETHERTYPES);
    /// The same without NLPID, as Cisco's routers send it.
    CISCO_TYPE: U16 = "fr.chdlctype", "Type", Hex, Names::Table(super::cisco_hdlc::PROTOCOLS);
}

const COMMANDS: Names = Names::Table(&[(0, "Unnumbered Information")]);
const FRAME_TYPES: Names = Names::Table(&[(3, "Unnumbered frame")]);
const NLPIDS: Names = Names::Table(&[
    (0x00, "NULL"),
    (0x01, "T.70"),
    (0x03, "X.633"),
    (0x08, "Q.933"),
    (0x09, "LMI"),
    (0x0c, "Q.2119"),
    (0x80, "SNAP"),
    (0x81, "CLNP"),
    (0x82, "ESIS"),
    (0x83, "ISIS"),
    (0x85, "IDRP"),
    (0x8a, "ESIS (X.25)"),
    (0x8c, "ISO 10030"),
    (0x8d, "ISO 11577"),
    (0x8e, "IPv6"),
    (0xb0, "Data compression protocol"),
    (0xcc, "IP"),
    (0xcf, "PPP"),
]);
const UNNUMBERED_INFORMATION: u8 = 0x03;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "FR".into();
    d.columns.clear_info();
    d.set_net(Address::None, Address::None);
    let first = c.u8()?;
    let open = d.tree.open(FIRST, first);
    let bits = first.map(u64::from);
    d.tree.leaf(UPPER_DLCI, first);
    d.tree.leaf(CR, bits);
    d.tree.leaf(EA, bits);
    d.tree.close(open);
    let mut number = u32::from(first.value >> 2);
    let mut ended = first.value & 1 != 0;
    if !ended {
        let second = c.u8()?;
        ended = second.value & 1 != 0;
        number = number << 4 | u32::from(second.value >> 4);
        let open = d.tree.open(SECOND, second);
        let bits = second.map(u64::from);
        for (bit, name) in [(8, ", FECN"), (4, ", BECN"), (2, ", DE"), (1, ", EA")] {
            if second.value & bit != 0 {
                d.append(open.node(), format_args!("{name}"));
            }
        }
        d.tree.leaf(SECOND_DLCI, second);
        d.tree.leaf(FECN, bits);
        d.tree.leaf(BECN, bits);
        d.tree.leaf(DE, bits);
        d.tree.leaf(EA, bits);
        d.tree.close(open);
    }
    // Longer addresses go on with seven bits a byte.
    while !ended {
        let more = c.u8()?;
        ended = more.value & 1 != 0;
        number = number << 7 | u32::from(more.value >> 1);
    }
    let address = c.since(&start);
    d.tree.leaf(DLCI, At { value: number, span: address });
    d.columns.set_info(format_args!("DLCI: {number}"));
    let control = { c }.u8()?;
    let claim = if control.value == UNNUMBERED_INFORMATION {
        let control = c.u8()?;
        let open = d.tree.open_as(CONTROL, control, format_args!("Control field: U, func=UI (0x03)"));
        d.tree.leaf(COMMAND, control);
        d.tree.leaf(FRAME_TYPE, control);
        d.tree.close(open);
        by_nlpid(d, &mut c)?
    } else {
        let kind = c.u16()?;
        d.tree.leaf(CISCO_TYPE, kind);
        Claim::EtherType(kind.value)
    };
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(claim, c);
    Ok(())
}

fn by_nlpid(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<Claim, Cut> {
    const SNAP: u8 = 0x80;
    let mut nlpid = c.u8()?;
    if nlpid.value == 0 && !c.is_empty() {
        // A byte that makes the header even.
        d.tree.leaf_as(NLPID, nlpid, format_args!("Padding"));
        nlpid = c.u8()?;
    }
    d.tree.leaf(NLPID, nlpid);
    Ok(match nlpid.value {
        SNAP => {
            let oui = c.u24()?;
            let [_, a, b, e] = oui.value.to_be_bytes();
            let known = if oui.value == 0 { " (Officially Xerox, but" } else { "" };
            d.tree.leaf_as(OUI, oui, format_args!("Organization Code: {a:02x}:{b:02x}:{e:02x}{known}"));
            let pid = c.u16()?;
            // Bridged Ethernet has numbers of its own (RFC 2427 section 4.2).
            const BRIDGED: u32 = 0x00_80c2;
            match (oui.value, pid.value) {
                (0, kind) => {
                    d.tree.leaf(TYPE, pid);
                    Claim::EtherType(kind)
                }
                (BRIDGED, 1 | 7) => {
                    d.tree.leaf(PID, pid);
                    Claim::Named("eth")
                }
                _ => {
                    d.tree.leaf(PID, pid);
                    Claim::Named("data")
                }
            }
        }
        0xcc => Claim::Named("ip"),
        0x8e => Claim::Named("ipv6"),
        0xcf => Claim::Named("ppp"),
        _ => Claim::Named("data"),
    })
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    #[test]
    fn addresses_and_payloads() {
        let arp = [0, 15, 8, 0, 2, 4, 0, 8, 0, 0, 10, 0, 0, 1, 0, 0x64, 0, 0, 0, 0];
        let f = [&[0x18, 0x41, 3, 0, 0x80, 0, 0, 0, 8, 6][..], &arp].concat();
        assert_eq!(protocols(107, &f), "fr:arp");
        let lines = labels_from(107, &f, "Frame Relay");
        for line in [
            "        0001 10.. = Upper DLCI: 0x06",
            "    Second address octet: 0x41, EA",
            "    DLCI: 100",
            "    Padding",
            "    NLPID: SNAP (0x80)",
            "    Type: ARP (0x0806)",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(107, &f);
        assert!(protocols(107, &[0x18, 0x41, 3, 0xcc, 0x45]).starts_with("fr:ip"));
        let cisco = [0x18, 0x41, 8, 0, 0x45];
        assert!(protocols(107, &cisco).starts_with("fr:ip"));
        assert_eq!(columns(107, &[0x18, 0x41, 3, 8, 1])[3], "DLCI: 100");
    }
}
