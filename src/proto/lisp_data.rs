//! Data packets of LISP (RFC 9300 section 5.3): IP in UDP, between the routers of two sites.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::def::SET;

pub const PROTOCOL: Protocol = Protocol {
    name: "lisp-data",
    title: "LISP Data",
    fields: FIELDS,
    claims: &[Claim::UdpPort(4341)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "lisp-data";
    /// Locator/ID separation protocol (RFC 9300).
    LISP: Protocol = "lisp-data", "Locator/ID Separation Protocol (Data)", None;
    /// The flags.
    FLAGS: U8 = "lisp-data.flags", "Flags", Hex;
    /// A nonce is given.
    FLAG_NONCE: Bool = "lisp-data.flags.nonce", "N bit (Nonce present)", W8 & 0x80, SET;
    /// Which locators can be reached is told.
    FLAG_LSB: Bool = "lisp-data.flags.lsb", "L bit (Locator-Status-Bits field enabled)", W8 & 0x40, SET;
    /// The nonce shall be sent back.
    FLAG_ECHO: Bool = "lisp-data.flags.enr", "E bit (Echo-Nonce-Request)", W8 & 0x20, SET;
    /// Versions of the map are given.
    FLAG_VERSION: Bool = "lisp-data.flags.mv", "V bit (Map-Version present)", W8 & 0x10, SET;
    /// The number of an instance is given.
    FLAG_INSTANCE: Bool = "lisp-data.flags.iid", "I bit (Instance ID present)", W8 & 0x08, SET;
    /// Reserved, must be 0.
    FLAGS_RESERVED: U8 = "lisp-data.flags.res", "Reserved", Hex & 0x07;
    /// Proves that the other side receives what is sent.
    NONCE: U24 = "lisp-data.nonce", "Nonce", DecHex;
    /// Versions of the sender's and the receiver's part of the map.
    MAP_VERSION: U24 = "lisp-data.mapver", "Map-Version", Hex;
    /// Version of the sender's part of the map.
    SOURCE_MAP_VERSION: U24 = "lisp-data.srcmapver", "Source Map-Version", Dec & 0xfff000;
    /// Version of the receiver's part of the map.
    DESTINATION_MAP_VERSION: U24 = "lisp-data.dstmapver", "Destination Map-Version", Dec & 0x000fff;
    /// Number of the instance: networks whose addresses may be the same.
    INSTANCE: U24 = "lisp-data.iid", "Instance ID", Dec;
    /// A bit for each locator of the sender's site that can be reached.
    LSB: U32 = "lisp-data.lsb", "Locator-Status-Bits", Hex & 0xffffffff;
    /// The same beside an instance.
    LSB_8: U8 = "lisp-data.lsb8", "Locator-Status-Bits", Hex & 0xff;
    /// Marks a nonce that is asked for and not given.
    ECHO_INVALID: Label = "lisp-data.flags.en_invalid", "Invalid flag combination: if E is set, N MUST be set", None;
    /// Marks a nonce and versions in the same place.
    VERSION_INVALID: Label = "lisp-data.flags.nv_invalid", "Invalid flag combination: N and V can't be set both", None;
}

const HAS_NONCE: u8 = 0x80;
const HAS_LSB: u8 = 0x40;
const WANTS_ECHO: u8 = 0x20;
const HAS_VERSION: u8 = 0x10;
const HAS_INSTANCE: u8 = 0x08;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "LISP".into();
    d.columns.set_info(format_args!("LISP Encapsulation Header"));
    let layer = d.layer_node();
    d.tree.set_span(layer, c.span(8));
    let flags = c.u8()?;
    let has = |bit| flags.value & bit != 0;
    let open = d.tree.open(FLAGS, flags);
    for field in [FLAG_NONCE, FLAG_LSB, FLAG_ECHO, FLAG_VERSION, FLAG_INSTANCE] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.leaf(FLAGS_RESERVED, flags);
    d.tree.close(open);
    let wrong = |d: &mut Dissector<'_>, field, text: &str| {
        d.tree.expert(open.node(), Some(field), Severity::Warn, Group::Protocol, format_args!("{text}"));
    };
    if has(WANTS_ECHO) && !has(HAS_NONCE) {
        wrong(d, ECHO_INVALID, "Invalid flag combination: if E is set, N MUST be set");
    }
    if has(HAS_NONCE) && has(HAS_VERSION) {
        wrong(d, VERSION_INVALID, "Invalid flag combination: N and V can't be set both");
    }
    let word = c.u24()?;
    if has(HAS_NONCE) {
        d.tree.leaf(NONCE, word);
    } else if has(HAS_VERSION) {
        let open = d.tree.open(MAP_VERSION, word);
        d.tree.leaf(SOURCE_MAP_VERSION, word);
        d.tree.leaf(DESTINATION_MAP_VERSION, word);
        d.tree.close(open);
    }
    if has(HAS_INSTANCE) {
        d.tree.leaf(INSTANCE, c.u24()?);
        let bits = c.u8()?;
        if has(HAS_LSB) {
            d.tree.leaf(LSB_8, bits);
        }
    } else {
        let bits = c.u32()?;
        if has(HAS_LSB) {
            d.tree.leaf(LSB, bits);
        }
    }
    let version = { c }.u8()?.value >> 4;
    let inside = match version {
        4 => "ip",
        6 => "ipv6",
        _ => "data",
    };
    d.hand_over(Claim::Named(inside), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, over_udp, protocols, survives_cuts};

    fn packet(flags: u8) -> Vec<u8> {
        over_udp(4341, 4341, &[&[flags, 0x12, 0x34, 0x56, 0, 0, 7, 0x0d][..], &[0x45; 20]].concat())
    }

    #[test]
    fn what_the_header_has_is_told_by_its_flags() {
        let line = |flags, text: &str| {
            labels_from(101, &packet(flags), "Locator/ID").into_iter().any(|l| l.trim_start() == text)
        };
        assert!(line(0x80, "Nonce: 1193046 (0x123456)") && !line(0, "Nonce: 1193046 (0x123456)"));
        assert!(line(0x10, "0001 0010 0011 .... .... .... = Source Map-Version: 291"));
        assert!(line(0x48, "Instance ID: 7") && line(0x48, "0000 1101 = Locator-Status-Bits: 0x0d"));
        assert!(line(0x40, "0000 0000 0000 0000 0000 0111 0000 1101 = Locator-Status-Bits: 0x0000070d"));
        let warned = "[Expert Info (Warning/Protocol): Invalid flag combination: if E is set, N MUST be set]";
        assert!(line(0x20, warned) && !line(0xa0, warned));
        assert_eq!(protocols(101, &packet(0)), "raw:ip:udp:lisp-data:ip");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &packet(0xff));
    }
}
