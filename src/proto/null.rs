//! BSD loopback: the address family in four bytes, in the byte order of the capturing machine
//! (`LINKTYPE_NULL`) or of the network (`LINKTYPE_LOOP`).

use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ethertype::ETHERTYPES;

pub const PROTOCOL: Protocol = Protocol {
    name: "null",
    title: "Null/Loopback",
    fields: FIELDS,
    claims: &[Claim::LinkType(0), Claim::LinkType(108)],
    dissect,
    ..Protocol::EMPTY
};

/// Families of the BSDs; that of IPv6 differs between them.
const FAMILIES: &[(u32, &str)] = &[
    (2, "IP"),
    (7, "OSI"),
    (16, "Appletalk"),
    (23, "Netware IPX/SPX"),
    (24, "IPv6"),
    (28, "IPv6"),
    (30, "IPv6"),
];

crate::fields! { "null";
    /// Header of a loopback device.
    NULL: Protocol = "null", "Null/Loopback", None;
    /// EtherType, where a device writes that instead of a family.
    TYPE: U16 = "null.type", "Type", Hex, Names::Table(ETHERTYPES);
    /// Address family of the payload.
    FAMILY: U32 = "null.family", "Family", Dec, Names::Table(FAMILIES);
}

const LINKTYPE_NULL: u32 = 0;
const FIRST_TYPE: u32 = 1536;

/// What the four bytes say of what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    Family(u32),
    EtherType(u16),
    /// The header of PPP, which some devices write in its place.
    Ppp,
}

/// Reads the header, in whatever order and width the machine wrote it.
pub fn header(link_type: u32, bytes: [u8; 4]) -> Header {
    let value = u32::from_be_bytes(bytes);
    let [a, b, c, d] = bytes;
    let value = match (link_type == LINKTYPE_NULL, value >> 16) {
        (false, _) => value,
        (true, 0xff03) => return Header::Ppp,
        // A family has 16 bits, and most are small; if the upper ones are used it is they alone, or the other
        // byte order.
        (true, 0) if d == 0 && c < 6 => c.into(),
        (true, 0) => value,
        (true, _) if a == 0 && b < 6 => value >> 16,
        (true, _) => value.swap_bytes(),
    };
    match u16::try_from(value) {
        Ok(kind) if value >= FIRST_TYPE => Header::EtherType(kind),
        Ok(_) => Header::Family(value),
        // Some write something else before an EtherType.
        Err(_) if link_type == LINKTYPE_NULL => Header::EtherType(u16::from_be_bytes([c, d])),
        Err(_) => Header::Family(value),
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.set_info(format_args!("Null/Loopback"));
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(4));
    let bytes = c.array::<4>()?;
    match header(d.capture().link_type(d.frame_id()).0, bytes.value) {
        Header::Ppp => d.hand_over(Claim::Named("ppp"), start),
        Header::EtherType(kind) => {
            d.tree.leaf(TYPE, bytes.with(kind));
            d.hand_over(Claim::EtherType(kind), c);
        }
        Header::Family(family) => {
            d.tree.leaf(FAMILY, bytes.with(family));
            let name = match family {
                2 => "ip",
                24 | 28 | 30 => "ipv6",
                _ => "data",
            };
            d.hand_over(Claim::Named(name), c);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    #[test]
    fn families_come_in_either_byte_order() {
        for bytes in [[2, 0, 0, 0], [0, 0, 0, 2]] {
            assert_eq!(labels_from(0, &bytes, "Null")[1], "    Family: IP (2)");
        }
        // Of 16 bits, at either end of the four bytes.
        for bytes in [[0, 2, 0, 0], [0, 0, 2, 0]] {
            assert_eq!(labels_from(0, &bytes, "Null")[1], "    Family: IP (2)");
        }
        for bytes in [[0x0f, 0, 8, 0], [0, 8, 0, 0], [0, 0, 8, 0]] {
            assert_eq!(labels_from(0, &bytes, "Null")[1], "    Type: IPv4 (0x0800)");
        }
        assert_eq!(protocols(0, &[0xff, 3, 0, 0x21, 0x45]), "null:ppp:ip");
        assert_eq!(labels_from(108, &[2, 0, 0, 0], "Null")[1], "    Family: Unknown (33554432)");
        assert_eq!(labels_from(0, &[0, 8, 0, 0], "Null")[1], "    Type: IPv4 (0x0800)");
    }

    #[test]
    fn an_unknown_family_is_data() {
        let frame = [99, 0, 0, 0, 1, 2];
        assert_eq!(protocols(0, &frame), "null:data");
        assert_eq!(columns(0, &frame)[3], "Null/Loopback");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(0, &[2, 0, 0, 0, 0x45, 0]);
        survives_cuts(108, &[0, 0, 0, 30, 0x60, 0]);
    }
}
