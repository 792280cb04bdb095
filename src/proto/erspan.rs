//! ERSPAN: frames that a switch mirrors through GRE, with what it knows of them (types I to III).

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "erspan",
    title: "ERSPAN",
    fields: FIELDS,
    claims: &[Claim::EtherType(0x88be), Claim::EtherType(0x22eb)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "erspan";
    /// Frames mirrored through GRE.
    ERSPAN: Protocol = "erspan", "Encapsulated Remote Switch Packet ANalysis", None;
    /// Form of the header.
    VERSION: U16 = "erspan.version", "Version", Dec & 0xf000, Names::Table(VERSION_NAMES);
    /// VLAN that the frame came from.
    VLAN: U16 = "erspan.vlan", "Vlan", Dec & 0x0fff;
    /// Class of service.
    COS: U16 = "erspan.cos", "COS", Dec & 0xe000;
    /// What became of the VLAN tag (type II).
    ENCAP: U16 = "erspan.encap", "Encap", Dec & 0x1800, Names::Table(ENCAP_NAMES);
    /// Whether the frame was sound (type III).
    INTEGRITY: U16 = "erspan.bso", "Bad/Short/Oversized", Dec & 0x1800, Names::Table(INTEGRITY_NAMES);
    /// The frame was too long for the tunnel.
    TRUNCATED: U16 = "erspan.truncated", "Truncated", Dec & 0x0400, Names::Table(TRUNCATED_NAMES);
    /// Number of the mirror session.
    SPAN_ID: U16 = "erspan.spanid", "SpanID", Dec & 0x03ff;
    /// Nothing yet (type II).
    RESERVED: U32 = "erspan.reserved", "Reserved", Dec & 0xfff00000;
    /// Port and direction, as the switch numbers them (type II).
    INDEX: U32 = "erspan.index", "Index", Dec & 0x000fffff;
    /// When the frame was mirrored (type III).
    TIMESTAMP: U32 = "erspan.timestamp", "Timestamp", Dec & 0xffffffff;
    /// Security group.
    SGT: U16 = "erspan.sgt", "Security Group Tag", Dec & 0xffff;
    /// The payload is an Ethernet frame without its preamble.
    PDU: U16 = "erspan.p", "Has Ethernet PDU", Dec & 0x8000;
    /// What the payload is.
    FRAME_TYPE: U16 = "erspan.ft", "Frame Type", Dec & 0x7c00, Names::Table(FRAME_TYPE_NAMES);
    /// Part of the switch.
    HARDWARE: U16 = "erspan.hw", "Hardware ID", Dec & 0x03f0;
    /// Which way the frame went.
    DIRECTION: Bool = "erspan.direction", "Direction", W16 & 0x0008, Names::TrueFalse("Egress", "Ingress");
    /// Unit of the time.
    GRANULARITY: U16 = "erspan.gra", "Timestamp granularity", Dec & 0x0006, Names::Table(GRANULARITY_NAMES);
    /// A header of the platform follows.
    SUB_HEADER: U16 = "erspan.o", "Optional Sub headers", Dec & 0x0001;
    /// Kind of that header.
    PLATFORM: U32 = "erspan.platid", "Platform ID", Dec & 0xfc000000;
    /// The rest of it.
    PLATFORM_REST: U64 = "erspan.pid.rsvd", "Reserved", Dec & 0x03ffffff;
}

const VERSION_NAMES: &[(u32, &str)] = &[(1, "Type II"), (2, "Type III")];
const ENCAP_NAMES: &[(u32, &str)] = &[
    (0, "Originally without VLAN tag"),
    (1, "Originally ISL encapsulated"),
    (2, "Originally 802.1Q encapsulated"),
    (3, "VLAN tag preserved in frame"),
];
const INTEGRITY_NAMES: &[(u32, &str)] = &[
    (0, "Good or unknown integrity"),
    (1, "Short frame"),
    (2, "Oversized frame"),
    (3, "CRC or alignment error"),
];
const TRUNCATED_NAMES: &[(u32, &str)] = &[(0, "Not truncated"), (1, "Truncated")];
const FRAME_TYPE_NAMES: &[(u32, &str)] = &[(0, "Ethernet"), (2, "IP")];
const GRANULARITY_NAMES: &[(u32, &str)] =
    &[(0, "100 microseconds"), (1, "100 nanoseconds"), (2, "IEEE 1588"), (3, "Custom granularity")];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "ERSPAN".into();
    let layer = d.layer_node();
    // Type I has no header: addresses begin with other bits than the versions of the others.
    let version = { c }.u16()?.value >> 12;
    let name = match version {
        1 => "Type II",
        2 => "Type III",
        _ => {
            d.tree.set_label(layer, format_args!("Encapsulated Remote Switch Packet ANalysis Type I"));
            d.tree.set_span(layer, c.span(0));
            d.hand_over(Claim::Named("eth"), c);
            return Ok(());
        }
    };
    d.tree.set_label(layer, format_args!("Encapsulated Remote Switch Packet ANalysis {name}"));
    let first = c.u16()?;
    d.tree.leaf(VERSION, first);
    d.tree.leaf(VLAN, first);
    let second = c.u16()?;
    d.tree.leaf(COS, second);
    d.tree.leaf(if version == 1 { ENCAP } else { INTEGRITY }, second);
    d.tree.leaf(TRUNCATED, second);
    d.tree.leaf(SPAN_ID, second);
    let mut payload = "eth";
    if version == 1 {
        let third = c.u32()?;
        d.tree.leaf(RESERVED, third);
        d.tree.leaf(INDEX, third);
    } else {
        payload = type_3(d, &mut c)?;
    }
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(Claim::Named(payload), c);
    Ok(())
}

/// What type III adds; the protocol of the payload.
fn type_3(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<&'static str, Cut> {
    const HAS_SUB_HEADER: u16 = 1;
    const IP: u16 = 2;
    d.tree.leaf(TIMESTAMP, c.u32()?);
    d.tree.leaf(SGT, c.u16()?);
    let flags = c.u16()?;
    for field in [PDU, FRAME_TYPE, HARDWARE] {
        d.tree.leaf(field, flags);
    }
    d.tree.leaf(DIRECTION, flags.map(u64::from));
    d.tree.leaf(GRANULARITY, flags);
    d.tree.leaf(SUB_HEADER, flags);
    if flags.value & HAS_SUB_HEADER != 0 {
        d.tree.leaf(PLATFORM, { *c }.u32()?);
        d.tree.leaf(PLATFORM_REST, c.u64()?);
    }
    Ok(if flags.value >> 10 & 0x1f == IP { "ip" } else { "eth" })
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    /// In GRE: the header's kind and sequence number, then what it carries.
    fn mirrored(kind: u16, header: &[u8]) -> Vec<u8> {
        let mut gre = vec![0x10, 0];
        gre.extend_from_slice(&kind.to_be_bytes());
        gre.extend_from_slice(&[0, 0, 0, 9]);
        gre.extend_from_slice(header);
        gre.extend_from_slice(&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x12, 0x34, 7]);
        let mut p =
            vec![0x45, 0, 0, 20 + gre.len() as u8, 0, 1, 0, 0, 64, 47, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        p.extend_from_slice(&gre);
        p
    }

    #[test]
    fn mirrored_frames_are_shown() {
        let two = mirrored(0x88be, &[0x10, 0x64, 0, 5, 0, 0, 0, 3]);
        assert_eq!(protocols(101, &two), "raw:ip:gre:erspan:eth:ethertype:data");
        let lines = labels_from(101, &two, "Encapsulated Remote");
        assert_eq!(lines[0], "Encapsulated Remote Switch Packet ANalysis Type II");
        assert_eq!(lines[2], "    .... 0000 0110 0100 = Vlan: 100");
        assert_eq!(lines[8], "    .... .... .... 0000 0000 0000 0000 0011 = Index: 3");
        survives_cuts(101, &two);
        let three = mirrored(0x22eb, &[0x20, 0x64, 8, 5, 0, 0, 0, 3, 0, 5, 0, 0xa9, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(protocols(101, &three), "raw:ip:gre:erspan:eth:ethertype:data");
        let lines = labels_from(101, &three, "Encapsulated Remote");
        assert!(lines.contains(&"    .... .... .... 1... = Direction: Egress".into()), "{lines:#?}");
        survives_cuts(101, &three);
        let one = mirrored(0x88be, &[]);
        assert_eq!(protocols(101, &one), "raw:ip:gre:erspan:eth:ethertype:data");
    }
}
