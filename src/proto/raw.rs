//! Raw IP: frames that begin with a network header, of either version.

use crate::dissect::{Address, Claim, Cursor, Cut, Dissector, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "raw",
    title: "Raw",
    fields: FIELDS,
    claims: &[Claim::LinkType(12), Claim::LinkType(14), Claim::LinkType(101)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "raw";
    /// A frame without a link layer.
    RAW: Protocol = "raw", "Raw packet data", None;
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let mut first = c;
    let claim = match c.peek().first().map(|b| b >> 4) {
        Some(4) => Claim::EtherType(0x0800),
        Some(6) => Claim::EtherType(0x86dd),
        // Some systems put a PPP header there (RFC 1662 section 3.1).
        _ if c.peek().starts_with(&[0xff, 0x03]) => Claim::Named("ppp"),
        _ => Claim::Named("data"),
    };
    if claim == Claim::Named("data") {
        d.set_net(Address::Text("N/A".into()), Address::Text("N/A".into()));
        d.columns.protocol = "N/A".into();
        d.columns.set_info(format_args!("Raw packet data"));
    }
    first.u8()?;
    d.hand_over(claim, c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, protocols, survives_cuts};

    #[test]
    fn the_first_bits_tell_the_version() {
        assert_eq!(protocols(12, &[0x45]), "raw:ip");
        assert_eq!(protocols(101, &[0x60]), "raw:ipv6");
        assert_eq!(columns(14, &[0x55]), ["N/A", "N/A", "N/A", "Raw packet data"]);
        survives_cuts(12, &[0x45, 0, 0, 20]);
    }
}
