//! BSD loopback: four bytes with an address family before the packet, in the byte order of the
//! capturing machine (link type 0) or of the network (108).

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "null",
    title: "Null/Loopback",
    fields: FIELDS,
    claims: &[Claim::LinkType(0), Claim::LinkType(LOOP)],
    dissect,
    ..Protocol::EMPTY
};

/// OpenBSD's form, always in network byte order.
const LOOP: u32 = 108;
/// Numbers from here on are EtherTypes.
const FIRST_TYPE: u32 = 1536;

const FAMILIES: Names = Names::Table(&[
    (2, "IP"),
    (7, "OSI"),
    (16, "Appletalk"),
    (23, "Netware IPX/SPX"),
    (24, "IPv6"),
    (28, "IPv6"),
    (30, "IPv6"),
]);

crate::fields! { "null";
    /// BSD loopback header.
    NULL: Protocol = "null", "Null/Loopback", None;
    /// Protocol of the payload, where it is an EtherType.
    TYPE: U16 = "null.type", "Type", Hex, Names::Table(ETHERTYPES);
    /// Address family of the payload (`AF_` number of the system that captured it).
    FAMILY: U32 = "null.family", "Family", Dec, FAMILIES;
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let looped = d.capture().link_type(d.frame_id()).0 == LOOP;
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(4));
    d.columns.protocol = "N/A".into();
    d.columns.set_info(format_args!("Null/Loopback"));
    if !looped && c.peek().starts_with(&[0xff, 0x03]) {
        d.tree.set_span(layer, start.span(0));
        d.hand_over(Claim::Named("ppp"), c);
        return Ok(());
    }
    let big = c.u32()?;
    // Families are small numbers: the wrong byte order makes them large ones.
    let family = if !looped && big.value > 0xffff { big.with(big.value.swap_bytes()) } else { big };
    let claim = match family.value {
        2 => Claim::EtherType(0x0800),
        24 | 28 | 30 => Claim::EtherType(0x86dd),
        value => match u16::try_from(value) {
            Ok(kind) if value >= FIRST_TYPE && !looped => {
                d.tree.leaf(TYPE, At { value: kind, span: family.span });
                return hand_over(d, Claim::EtherType(kind), c);
            }
            _ => Claim::Named("data"),
        },
    };
    d.tree.leaf(FAMILY, family);
    hand_over(d, claim, c)
}

fn hand_over(d: &mut Dissector<'_>, claim: Claim, c: Cursor<'_>) -> Result<(), Cut> {
    if claim == Claim::Named("data") || d.claimant(claim).is_none() {
        d.set_net(Address::Text("N/A".into()), Address::Text("N/A".into()));
    }
    d.hand_over(claim, c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, protocols, survives_cuts};

    #[test]
    fn both_byte_orders_are_read() {
        for family in [[2, 0, 0, 0], [0, 0, 0, 2]] {
            let frame = [&family[..], &[0x45]].concat();
            assert_eq!(protocols(0, &frame), "null:ip");
            assert_eq!(labels_from(0, &frame, "Null")[1], "    Family: IP (2)");
        }
        assert_eq!(protocols(0, &[30, 0, 0, 0, 0x60]), "null:ipv6");
        assert_eq!(protocols(108, &[0, 0, 0, 24, 0x60]), "null:ipv6");
        assert_eq!(protocols(108, &[2, 0, 0, 0, 0x45]), "null:data");
        survives_cuts(0, &[2, 0, 0, 0, 0x45, 0]);
    }
}
