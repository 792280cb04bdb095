//! Packets without a link layer: IPv4 or IPv6, as their first byte says.

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};

pub const PROTOCOL: Protocol = Protocol {
    name: "raw",
    title: "Raw",
    fields: FIELDS,
    claims: &[Claim::LinkType(12), Claim::LinkType(14), Claim::LinkType(101)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "raw";
    /// A packet without a link layer.
    RAW: Protocol = "raw", "Raw packet data", None;
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.set_info(format_args!("Raw packet data"));
    let first = { c }.u8()?;
    let name = match first.value >> 4 {
        4 => "ip",
        6 => "ipv6",
        _ => "data",
    };
    d.hand_over(Claim::Named(name), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, protocols, survives_cuts};

    #[test]
    fn the_first_byte_decides() {
        assert!(protocols(101, &[0x45, 0]).starts_with("raw:ip"));
        assert!(protocols(12, &[0x60, 0]).starts_with("raw:ipv6"));
        assert_eq!(protocols(14, &[0x12, 0]), "raw:data");
        assert_eq!(columns(101, &[0x12])[3], "Raw packet data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &[0x45, 0, 0, 20]);
    }
}
