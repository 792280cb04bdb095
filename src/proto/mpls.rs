//! MPLS label stacks (RFC 3032), and the control word of Ethernet pseudowires (RFC 4448).

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "mpls",
    title: "MPLS",
    fields: FIELDS,
    claims: &[
        Claim::EtherType(0x8847),
        Claim::EtherType(0x8848),
        Claim::PppProtocol(0x0281),
        Claim::PppProtocol(0x0283),
        Claim::IpProtocol(137),
    ],
    dissect,
    ..Protocol::EMPTY
};

/// Control word of Ethernet pseudowires (RFC 4448 section 4.6).
pub const CONTROL_WORD: Protocol = Protocol {
    name: "pwethcw",
    title: "PW Ethernet Control Word",
    fields: control_word::FIELDS,
    dissect: dissect_control_word,
    ..Protocol::EMPTY
};

/// Labels with a meaning of their own (IANA).
const LABELS: &[(u32, &str)] = &[
    (0, "IPv4 Explicit-Null"),
    (1, "Router Alert"),
    (2, "IPv6 Explicit-Null"),
    (3, "Implicit-Null"),
    (7, "Entropy Label Indicator (ELI)"),
    (13, "Generic Associated Channel Label (GAL)"),
    (14, "OAM Alert"),
];
const LAST_RESERVED: u32 = 15;

crate::fields! { "mpls";
    /// MPLS label (RFC 3032).
    MPLS: Protocol = "mpls", "MultiProtocol Label Switching Header", None;
    /// The label.
    LABEL: U32 = "mpls.label", "MPLS Label", DecHex & 0xfffff000;
    /// Traffic class (RFC 5462).
    EXP: U32 = "mpls.exp", "MPLS Experimental Bits", Dec & 0x00000e00;
    /// The last label of the stack.
    BOTTOM: U32 = "mpls.bottom", "MPLS Bottom Of Label Stack", Dec & 0x00000100;
    /// Routers that the packet may still pass.
    TTL: U32 = "mpls.ttl", "MPLS TTL", Dec & 0x000000ff;
}

pub mod control_word {
    crate::fields! { "pwethcw";
        /// Control word of an Ethernet pseudowire (RFC 4448).
        CONTROL_WORD: Protocol = "pwethcw", "PW Ethernet Control Word", None;
        /// Number of the frame; 0 if frames are not numbered.
        SEQUENCE: U16 = "pweth.cw.sequence_number", "Sequence Number", Dec;
    }
}

/// Labels that a frame of the largest size could hold are far more; no router pushes as many.
const MAX_LABELS: usize = 64;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "MPLS".into();
    d.columns.set_info(format_args!("MPLS Label Switched Packet"));
    for nth in 0..MAX_LABELS {
        let entry = c.u32()?;
        if nth > 0 {
            d.another_node(MPLS, entry.span);
        }
        let layer = d.layer_node();
        d.tree.set_span(layer, entry.span);
        label(d, entry);
        if entry.value & 0x100 != 0 {
            return payload(d, c);
        }
    }
    d.hand_over(Claim::Named("data"), c);
    Ok(())
}

fn label(d: &mut Dissector<'_>, entry: At<u32>) {
    if !d.tree.wants_any(&[MPLS.id, LABEL.id, EXP.id, BOTTOM.id, TTL.id]) {
        return;
    }
    let value = entry.value;
    let (number, exp, bottom, ttl) = (value >> 12, value >> 9 & 7, value >> 8 & 1, value & 0xff);
    let name = Names::Table(LABELS).name(number.into());
    let layer = d.layer_node();
    let title = "MultiProtocol Label Switching Header";
    let rest = format_args!("Exp: {exp}, S: {bottom}, TTL: {ttl}");
    let known = if number <= LAST_RESERVED { Some(name.unwrap_or("Reserved - Unknown")) } else { None };
    match known {
        Some(name) => d.tree.set_label(layer, format_args!("{title}, Label: {number} ({name}), {rest}")),
        None => d.tree.set_label(layer, format_args!("{title}, Label: {number}, {rest}")),
    }
    if number <= LAST_RESERVED {
        let name = name.unwrap_or("Unknown");
        let text =
            format_args!("0000 0000 0000 0000 {number:04b} .... .... .... = MPLS Label: {name} ({number})");
        d.tree.leaf_as(LABEL, entry, text);
    } else {
        d.tree.leaf(LABEL, entry);
    }
    d.tree.leaf(EXP, entry);
    d.tree.leaf(BOTTOM, entry);
    d.tree.leaf(TTL, entry);
}

/// The label does not say what follows: the first four bits must (RFC 4928).
fn payload(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let name = match { c }.u8()?.value >> 4 {
        4 => "ip",
        6 => "ipv6",
        // An associated channel (RFC 5586), whose messages are not taken apart.
        1 => "data",
        0 => {
            d.note_layer("pwethheuristic");
            "pwethcw"
        }
        _ => {
            d.note_layer("pwethheuristic");
            d.note_layer("pwethnocw");
            "eth"
        }
    };
    d.hand_over(Claim::Named(name), c);
    Ok(())
}

fn dissect_control_word(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let layer = d.layer_node();
    d.tree.set_span(layer, c.span(4));
    c.skip(2)?;
    d.tree.leaf(control_word::SEQUENCE, c.u16()?);
    d.hand_over(Claim::Named("eth"), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(entries: &[u32], payload: &[u8]) -> Vec<u8> {
        let mut f = vec![2, 0, 0, 0, 0, 1, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x88, 0x47];
        entries.iter().for_each(|e| f.extend_from_slice(&e.to_be_bytes()));
        f.extend_from_slice(payload);
        f
    }

    #[test]
    fn a_stack_is_one_layer_with_a_node_for_each_label() {
        let f = frame(&[100 << 12 | 5 << 9 | 64, 0x0000_0140], &[0x45, 0]);
        assert_eq!(
            labels_from(1, &f, "MultiProtocol")[..10],
            [
                "MultiProtocol Label Switching Header, Label: 100, Exp: 5, S: 0, TTL: 64",
                "    0000 0000 0000 0110 0100 .... .... .... = MPLS Label: 100 (0x00064)",
                "    .... .... .... .... .... 101. .... .... = MPLS Experimental Bits: 5",
                "    .... .... .... .... .... ...0 .... .... = MPLS Bottom Of Label Stack: 0",
                "    .... .... .... .... .... .... 0100 0000 = MPLS TTL: 64",
                "MultiProtocol Label Switching Header, Label: 0 (IPv4 Explicit-Null), Exp: 0, S: 1, TTL: 64",
                "    0000 0000 0000 0000 0000 .... .... .... = MPLS Label: IPv4 Explicit-Null (0)",
                "    .... .... .... .... .... 000. .... .... = MPLS Experimental Bits: 0",
                "    .... .... .... .... .... ...1 .... .... = MPLS Bottom Of Label Stack: 1",
                "    .... .... .... .... .... .... 0100 0000 = MPLS TTL: 64",
            ]
        );
        assert!(protocols(1, &f).starts_with("eth:ethertype:mpls:ip"));
    }

    #[test]
    fn the_first_bits_of_the_payload_decide() {
        assert!(protocols(1, &frame(&[0x64140], &[0x60])).starts_with("eth:ethertype:mpls:ipv6"));
        assert!(
            protocols(1, &frame(&[0x64140], &[0, 0, 0, 1, 2]))
                .starts_with("eth:ethertype:mpls:pwethheuristic:pwethcw:eth")
        );
        assert_eq!(columns(1, &frame(&[0x64140], &[]))[2..], ["MPLS", "MPLS Label Switched Packet"]);
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(1, &frame(&[0x64040, 0x64140], &[0, 0, 0, 1, 2, 3]));
        survives_cuts(1, &frame(&[0; 70], &[1]));
    }
}
