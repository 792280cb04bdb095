//! IPsec in UDP, through address translators (RFC 3948): encrypted payloads, key exchange behind a marker of
//! zeros, and single bytes that keep the translation alive.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "udpencap",
    title: "UDPENCAP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(4500)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "udpencap";
    /// IPsec in UDP (RFC 3948).
    UDPENCAP: Protocol = "udpencap", "UDP Encapsulation of IPsec Packets", None;
    /// A byte that keeps the translation alive.
    KEEPALIVE: Label = "udpencap.nat_keepalive", "NAT-keepalive packet", None;
    /// Zeros where encrypted payloads have their index.
    MARKER: Label = "udpencap.non_esp_marker", "Non-ESP Marker", None;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "UDPENCAP".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    if c.left() == 1 && c.peek() == [0xff] {
        let at = c.u8()?;
        d.columns.set_info(format_args!("NAT-keepalive"));
        d.tree.leaf(KEEPALIVE, at.with(()));
        return Ok(());
    }
    if c.peek().starts_with(&[0; 4]) {
        let marker = c.skip(4)?;
        d.columns.set_info(format_args!("ISAKMP"));
        d.tree.leaf(MARKER, At { value: (), span: marker });
        d.tree.set_span(layer, marker);
        d.hand_over(Claim::Named("isakmp"), c);
        return Ok(());
    }
    let none = c.span(0);
    d.tree.set_span(layer, none);
    d.columns.set_info(format_args!("ESP"));
    d.hand_over(Claim::Named("esp"), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, over_udp, protocols, survives_cuts};

    #[test]
    fn three_kinds_of_packets() {
        let alive = over_udp(4500, 4500, &[0xff]);
        assert_eq!(columns(101, &alive)[2..], ["UDPENCAP", "NAT-keepalive"]);
        let closed = over_udp(4500, 4500, &[0, 0xc0, 0xff, 0xee, 0, 0, 0, 1, 9, 9]);
        assert_eq!(columns(101, &closed)[2..], ["ESP", "ESP (SPI=0x00c0ffee)"]);
        let exchange = over_udp(4500, 4500, &[&[0; 4][..], b"initiateresponse", &[0, 0x20, 35, 8]].concat());
        assert_eq!(protocols(101, &exchange), "raw:ip:udp:udpencap:isakmp");
        survives_cuts(101, &exchange);
    }
}
