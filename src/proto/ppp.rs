//! Point-to-point protocol (RFC 1661), with or without the framing of RFC 1662.

use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ppp_protocol::PPP_PROTOCOLS;

pub const PROTOCOL: Protocol = Protocol {
    name: "ppp",
    title: "PPP",
    fields: FIELDS,
    claims: &[Claim::LinkType(9), Claim::LinkType(50), Claim::EtherType(0x880b)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ppp";
    /// Point-to-point protocol (RFC 1661).
    PPP: Protocol = "ppp", "Point-to-Point Protocol", None;
    /// Address: all stations (RFC 1662 section 3.1).
    ADDRESS: U8 = "ppp.address", "Address", Hex;
    /// Control: unnumbered information (RFC 1662 section 3.1).
    CONTROL: U8 = "ppp.control", "Control", Hex;
    /// Protocol of the payload.
    PROTOCOL_NUMBER: U16 = "ppp.protocol", "Protocol", Hex, Names::Table(PPP_PROTOCOLS);
}

/// A packet that was compressed or encrypted as CCP agreed (RFC 1962 section 3).
pub const COMPRESSED: Protocol = Protocol {
    name: "comp_data",
    title: "PPP Comp",
    fields: compressed::FIELDS,
    claims: &[Claim::PppProtocol(0x00fd)],
    dissect: |d, _| {
        d.columns.protocol = "PPP Comp".into();
        d.columns.set_info(format_args!("Compressed data"));
        Ok(())
    },
    ..Protocol::EMPTY
};

/// The field of compressed packets.
pub mod compressed {
    crate::fields! { "comp_data";
        /// A compressed packet.
        COMPRESSED: Protocol = "comp_data", "PPP Compressed Datagram", None;
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "PPP".into();
    d.columns.clear_info();
    // A line between two has no addresses.
    if matches!(d.net(), (Address::None, Address::None)) {
        d.set_net(Address::Text("N/A".into()), Address::Text("N/A".into()));
    }
    if c.peek().starts_with(&[0xff, 0x03]) {
        d.tree.leaf(ADDRESS, c.u8()?);
        d.tree.leaf(CONTROL, c.u8()?);
    }
    // Protocol field compression (RFC 1661 section 6.5): an odd first byte is the whole number.
    let odd = { c }.u8()?.value & 1 == 1;
    let protocol = if odd { c.u8()?.map(u16::from) } else { c.u16()? };
    d.tree.leaf(PROTOCOL_NUMBER, protocol);
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    let number = protocol.value;
    let claim = Claim::PppProtocol(number);
    if d.claimant(claim).is_none() {
        match Names::Table(PPP_PROTOCOLS).name(number.into()) {
            Some(name) => d.columns.set_info(format_args!("PPP {name} (0x{number:04x})")),
            None => d.columns.set_info(format_args!("PPP Unknown (0x{number:04x})")),
        }
        d.columns.protocol = format!("0x{number:04x}").into();
    }
    d.hand_over(claim, c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    #[test]
    fn framing_and_compression_are_optional() {
        for frame in [&[0xff, 3, 0, 0x21, 0x45][..], &[0, 0x21, 0x45], &[0x21, 0x45], &[0xff, 3, 0x21, 0x45]]
        {
            let lines = labels_from(9, frame, "Point-to-Point");
            assert!(
                lines.contains(&"    Protocol: Internet Protocol version 4 (0x0021)".into()),
                "{lines:?}"
            );
            assert!(protocols(50, frame).starts_with("ppp:ip"));
        }
    }

    #[test]
    fn the_row_says_what_nobody_takes() {
        let frame = [0xff, 3, 0x12, 0x34, b'a'];
        assert_eq!(columns(9, &frame)[2..], ["0x1234", "PPP Unknown (0x1234)"]);
        assert_eq!(protocols(9, &frame), "ppp:data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(9, &[0xff, 3, 0, 0x21, 0x45, 0]);
    }
}
