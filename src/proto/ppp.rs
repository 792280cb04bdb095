//! PPP: the frame around a payload (RFC 1661, RFC 1662). Its control protocols stand apart.

use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ppp_protocol::PPP_PROTOCOLS;

pub const PROTOCOL: Protocol = Protocol {
    name: "ppp",
    title: "PPP",
    fields: FIELDS,
    claims: &[Claim::LinkType(9), Claim::LinkType(50)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "ppp";
    /// PPP frame (RFC 1661).
    PPP: Protocol = "ppp", "Point-to-Point Protocol", None;
    /// HDLC address: all stations.
    ADDRESS: U8 = "ppp.address", "Address", Hex;
    /// HDLC control: unnumbered information.
    CONTROL: U8 = "ppp.control", "Control", Hex;
    /// Protocol of the payload.
    PROTOCOL_NUMBER: U16 = "ppp.protocol", "Protocol", Hex, Names::Table(PPP_PROTOCOLS);
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    if d.net().0 == Address::None {
        d.set_net(Address::Text("N/A".into()), Address::Text("N/A".into()));
    }
    d.columns.protocol = "PPP".into();
    d.columns.clear_info();
    if c.peek().starts_with(&[0xff, 0x03]) {
        d.tree.leaf(ADDRESS, c.u8()?);
        d.tree.leaf(CONTROL, c.u8()?);
    }
    // RFC 1661 section 6.5: an odd first byte is the whole number.
    let compressed = c.peek().first().is_some_and(|b| b & 1 == 1);
    let protocol = if compressed { c.u8()?.map(u16::from) } else { c.u16()? };
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.tree.leaf(PROTOCOL_NUMBER, protocol);
    let claim = Claim::PppProtocol(protocol.value);
    if d.claimant(claim).is_none() {
        let number = protocol.value;
        d.columns.protocol = format!("0x{number:04x}").into();
        let name = Names::Table(PPP_PROTOCOLS).name(number.into()).unwrap_or("Unknown");
        d.columns.set_info(format_args!("PPP {name} (0x{number:04x})"));
    }
    d.hand_over(claim, c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    #[test]
    fn the_header_may_be_compressed() {
        for header in [&[0xff, 0x03, 0x00, 0x21][..], &[0x00, 0x21], &[0x21]] {
            let frame = [header, &[0x45]].concat();
            assert_eq!(protocols(9, &frame), "ppp:ip");
            let lines = labels_from(9, &frame, "Point-to-Point");
            assert!(
                lines.contains(&"    Protocol: Internet Protocol version 4 (0x0021)".into()),
                "{lines:#?}"
            );
            survives_cuts(50, &frame);
        }
        assert_eq!(columns(9, &[0xff, 3, 0x12, 0x34, 1]), ["N/A", "N/A", "0x1234", "PPP Unknown (0x1234)"]);
    }
}
