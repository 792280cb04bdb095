//! EtherIP (RFC 3378): Ethernet frames in IP.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};

pub const PROTOCOL: Protocol = Protocol {
    name: "etherip",
    title: "ETHERIP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(97)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "etherip";
    /// Ethernet over IP (RFC 3378).
    ETHERIP: Protocol = "etherip", "Ethernet over IP", None;
    /// Version: 3.
    VERSION: U16 = "etherip.ver", "Version", Dec & 0xf000;
    /// Reserved, must be 0.
    RESERVED: U16 = "etherip.reserved", "Reserved", Hex & 0x0fff;
    /// Marks another version.
    VERSION_NOT_3: Label = "etherip.ver.not3", "Version must be 3", None;
    /// Marks reserved bits that are set.
    RESERVED_NOT_0: Label = "etherip.reserved.not0", "Reserved field must be 0", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "ETHERIP".into();
    d.columns.clear_info();
    let word = c.u16()?;
    let version = word.value >> 12;
    let layer = d.layer_node();
    d.tree.set_span(layer, word.span);
    d.tree.set_label(layer, format_args!("EtherIP, Version {version}"));
    let node = d.tree.leaf(VERSION, word);
    if version != 3 {
        let text = format_args!("Version must be 3");
        d.tree.expert(node, Some(VERSION_NOT_3), Severity::Warn, Group::Protocol, text);
    }
    let node = d.tree.leaf(RESERVED, word);
    if word.value & 0x0fff != 0 {
        let text = format_args!("Reserved field must be 0");
        d.tree.expert(node, Some(RESERVED_NOT_0), Severity::Warn, Group::Protocol, text);
    }
    d.hand_over(Claim::Named("eth"), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, survives_cuts};

    const PACKET: &[u8] = &[
        0x45, 0, 0, 36, 0, 1, 0, 0, 64, 97, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x30, 0, 2, 0, 0, 0, 0, 1, 0, 0,
        0, 0, 0, 2, 0x12, 0x34,
    ];

    #[test]
    fn header() {
        assert_eq!(
            labels_from(101, PACKET, "EtherIP")[..4],
            [
                "EtherIP, Version 3",
                "    0011 .... .... .... = Version: 3",
                "    .... 0000 0000 0000 = Reserved: 0x000",
                "Ethernet II, Src: 00:00:00:00:00:02, Dst: 02:00:00:00:00:01",
            ]
        );
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, PACKET);
    }
}
