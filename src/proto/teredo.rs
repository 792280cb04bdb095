//! Teredo (RFC 4380): IPv6 in UDP, with indications before it.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "teredo",
    title: "Teredo",
    fields: FIELDS,
    claims: &[Claim::UdpPort(3544)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "teredo";
    /// IPv6 over UDP through network address translators (RFC 4380).
    TEREDO: Protocol = "teredo", "Teredo IPv6 over UDP tunneling", None;
    /// Authentication of the client or server.
    AUTH: Label = "teredo.auth", "Teredo Authentication header", None;
    /// Length of the client's identifier.
    AUTH_IDLEN: U8 = "teredo.auth.idlen", "Client identifier length", Dec;
    /// Length of the authentication value.
    AUTH_AULEN: U8 = "teredo.auth.aulen", "Authentication value length", Dec;
    /// The client's identifier.
    AUTH_ID: Bytes = "teredo.auth.id", "Client identifier", None;
    /// The authentication value.
    AUTH_VALUE: Bytes = "teredo.auth.value", "Authentication value", None;
    /// Random number against forged answers.
    AUTH_NONCE: Bytes = "teredo.auth.nonce", "Nonce value", None;
    /// 0 if the client's key is right.
    AUTH_CONF: Bytes = "teredo.auth.conf", "Confirmation byte", None;
    /// Where the packet came from, as the server saw it.
    ORIG: Label = "teredo.orig", "Teredo Origin Indication header", None;
    /// That port; on the wire with all bits inverted.
    ORIG_PORT: U16 = "teredo.orig.port", "Origin UDP port", Dec;
    /// That address; on the wire with all bits inverted.
    ORIG_ADDR: Ipv4 = "teredo.orig.addr", "Origin IPv4 address", None;
}

const AUTHENTICATION: [u8; 2] = [0, 1];
const ORIGIN: [u8; 2] = [0, 0];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "Teredo".into();
    d.columns.clear_info();
    let layer = d.layer_node();
    if c.peek().starts_with(&AUTHENTICATION) {
        authentication(d, &mut c)?;
    }
    if c.peek().starts_with(&ORIGIN) {
        origin(d, &mut c)?;
    }
    d.tree.set_span(layer, c.since(&start));
    let version = c.peek().first().map(|b| b >> 4);
    d.hand_over(Claim::Named(if version == Some(6) { "ipv6" } else { "data" }), c);
    Ok(())
}

fn authentication(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    c.skip(2)?;
    let (id_len, value_len) = (c.u8()?, c.u8()?);
    let total = 4 + u32::from(id_len.value) + u32::from(value_len.value) + 9;
    let open = d.tree.open(AUTH, crate::dissect::At { value: (), span: start.span(total) });
    d.tree.leaf(AUTH_IDLEN, id_len);
    d.tree.leaf(AUTH_AULEN, value_len);
    if id_len.value > 0 {
        d.tree.leaf(AUTH_ID, c.bytes(id_len.value.into())?);
    }
    if value_len.value > 0 {
        d.tree.leaf(AUTH_VALUE, c.bytes(value_len.value.into())?);
    }
    d.tree.leaf(AUTH_NONCE, c.bytes(8)?);
    d.tree.leaf(AUTH_CONF, c.bytes(1)?);
    d.tree.close(open);
    Ok(())
}

fn origin(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ORIG, crate::dissect::At { value: (), span: c.span(8) });
    c.skip(2)?;
    d.tree.leaf(ORIG_PORT, c.u16()?.map(|v| !v));
    d.tree.leaf(ORIG_ADDR, c.array::<4>()?.map(|a| a.map(|b| !b)));
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, over_udp, protocols, survives_cuts};

    const FRAME: &[u8] = &[
        0, 1, 2, 1, b'a', b'b', b'x', 0, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0xed, 0xcb, 0xfe, 0xfd, 0xfc, 0xfb,
        0x60, 0,
    ];

    #[test]
    fn indications_stand_before_the_packet() {
        let p = over_udp(5000, 3544, FRAME);
        assert_eq!(
            labels_from(101, &p, "Teredo")[..11],
            [
                "Teredo IPv6 over UDP tunneling",
                "    Teredo Authentication header",
                "        Client identifier length: 2",
                "        Authentication value length: 1",
                "        Client identifier: 6162",
                "        Authentication value: 78",
                "        Nonce value: 0000000000000009",
                "        Confirmation byte: 01",
                "    Teredo Origin Indication header",
                "        Origin UDP port: 4660",
                "        Origin IPv4 address: 1.2.3.4",
            ]
        );
        assert!(protocols(101, &p).starts_with("raw:ip:udp:teredo:ipv6"));
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &over_udp(5000, 3544, FRAME));
    }
}
