//! Cisco's HDLC on serial lines, with the messages by which both ends know that the line lives.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "chdlc",
    title: "CHDLC",
    fields: FIELDS,
    claims: &[Claim::LinkType(104)],
    dissect,
    ..Protocol::EMPTY
};
pub const KEEPALIVE: Protocol =
    Protocol { name: "slarp", title: "SLARP", fields: slarp::FIELDS, dissect: keepalive, ..Protocol::EMPTY };

/// Protocols of the payload.
pub const PROTOCOLS: &[(u32, &str)] = &[
    (0x0800, "IP"),
    (0x2000, "Cisco Discovery Protocol"),
    (0x4242, "Spanning Tree BPDU"),
    (0x6558, "Transparent Ethernet bridging"),
    (0x8035, "SLARP"),
    (0x8038, "DEC LanBridge"),
    (0x809b, "Appletalk"),
    (0x80f3, "AARP"),
    (0x8137, "Netware IPX/SPX"),
    (0x86dd, "IPv6"),
    (0x8847, "MPLS unicast"),
    (0x8848, "MPLS multicast"),
    (0xfefe, "OSI"),
];

crate::fields! { "chdlc";
    /// Cisco's HDLC.
    CHDLC: Protocol = "chdlc", "Cisco HDLC", None;
    /// To one station or to all.
    ADDRESS: U8 = "chdlc.address", "Address", Hex, Names::Table(&[(0x0f, "Unicast"), (0x8f, "Multicast")]);
    /// Always 0.
    CONTROL: U8 = "chdlc.control", "Control", Hex;
    /// Protocol of the payload.
    NUMBER: U16 = "chdlc.protocol", "Protocol", Hex, Names::Table(PROTOCOLS);
}

/// Fields of SLARP.
pub mod slarp {
    use crate::field::Names;

    crate::fields! { "slarp";
        /// Serial line address resolution.
        SLARP: Protocol = "slarp", "Cisco SLARP", None;
        /// Kind of message.
        KIND: U32 = "slarp.ptype", "Packet type", Dec, Names::Table(&[(0, "Request"), (1, "Reply"), (2, "Line keepalive")]);
        /// Address of the end that answers.
        ADDRESS: Ipv4 = "slarp.address", "Address", None;
        /// Its mask.
        NETMASK: Ipv4 = "slarp.netmask", "Netmask", None;
        /// Number of this message.
        OWN: U32 = "slarp.mysequence", "Outgoing sequence number", Dec;
        /// Number of the last one received.
        YOURS: U32 = "slarp.yoursequence", "Returned sequence number", Dec;
        /// Always 0xffff.
        RELIABILITY: U16 = "slarp.reliability", "Reliability", Hex;
    }
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    const SLARP: u16 = 0x8035;
    let start = c;
    d.columns.protocol = "CHDLC".into();
    d.columns.clear_info();
    d.set_net(Address::Text("N/A".into()), Address::Text("N/A".into()));
    d.tree.leaf(ADDRESS, c.u8()?);
    d.tree.leaf(CONTROL, c.u8()?);
    let kind = c.u16()?;
    d.tree.leaf(NUMBER, kind);
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(if kind.value == SLARP { Claim::Named("slarp") } else { Claim::EtherType(kind.value) }, c);
    Ok(())
}

fn keepalive(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "SLARP".into();
    let kind = c.u32()?;
    d.tree.leaf(slarp::KIND, kind);
    match kind.value {
        0 | 1 => {
            let (address, mask) = (c.array()?, c.array()?);
            let what = if kind.value == 0 { "Request" } else { "Reply" };
            let [from, netmask] = [address, mask].map(|a: At<[u8; 4]>| Address::Ipv4(a.value));
            d.columns.set_info(format_args!("{what}, from {from}, mask {netmask}"));
            d.tree.leaf(slarp::ADDRESS, address);
            d.tree.leaf(slarp::NETMASK, mask);
        }
        2 => {
            let (own, yours) = (c.u32()?, c.u32()?);
            d.columns.set_info(format_args!(
                "Line keepalive, outgoing sequence {}, returned sequence {}",
                own.value, yours.value
            ));
            d.tree.leaf(slarp::OWN, own);
            d.tree.leaf(slarp::YOURS, yours);
            d.tree.leaf(slarp::RELIABILITY, c.u16()?);
        }
        other => {
            d.columns.set_info(format_args!("Unknown packet type 0x{other:08X}"));
            d.hand_over(Claim::Named("data"), c);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, protocols, survives_cuts};

    #[test]
    fn packets_and_keepalives() {
        assert!(protocols(104, &[0x0f, 0, 8, 0, 0x45]).starts_with("chdlc:ip"));
        let f = [0x8f, 0, 0x80, 0x35, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0xff, 0xff];
        assert_eq!(
            columns(104, &f),
            ["N/A", "N/A", "SLARP", "Line keepalive, outgoing sequence 1, returned sequence 2"]
        );
        survives_cuts(104, &f);
    }
}
