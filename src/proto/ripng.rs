//! RIPng (RFC 2080): routers tell each other the IPv6 networks they reach.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol, Scope};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "ripng",
    title: "RIPng",
    fields: FIELDS,
    claims: &[Claim::UdpPort(521)],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const COMMANDS: Names = Names::Table(&[(1, "Request"), (2, "Response")]);

crate::fields! { "ripng";
    /// Routes of IPv6.
    RIPNG: Protocol = "ripng", "RIPng", None;
    /// Whether routes are asked for, or told.
    COMMAND: U8 = "ripng.cmd", "Command", Dec, COMMANDS;
    /// Version of the protocol.
    VERSION: U8 = "ripng.version", "Version", Dec;
    /// Must be 0.
    RESERVED: Bytes = "ripng.reserved", "Reserved", None;
    /// A route.
    ROUTE: Label = "ripng.rte", "Route Table Entry", None;
    /// The network it leads to.
    PREFIX: Ipv6 = "ripng.rte.ipv6_prefix", "IPv6 Prefix", None;
    /// Tells routes from elsewhere apart.
    TAG: U16 = "ripng.rte.route_tag", "Route Tag", Hex;
    /// How many bits of the prefix count.
    PREFIX_LENGTH: U8 = "ripng.rte.prefix_length", "Prefix Length", Dec;
    /// How far it is; 16: it cannot be reached.
    METRIC: U8 = "ripng.rte.metric", "Metric", Dec;
}

const ROUTE_LEN: u32 = 20;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "RIPng".into();
    d.columns.clear_info();
    let (command, version) = (c.u8()?, c.u8()?);
    let name = COMMANDS.name(command.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!(" Command {name}, Version {}", version.value));
    d.tree.leaf(COMMAND, command);
    d.tree.leaf(VERSION, version);
    d.tree.leaf(RESERVED, c.bytes(2)?);
    while !c.is_empty() && !d.tree.truncated {
        let span = c.span(ROUTE_LEN);
        let (prefix, tag) = (c.array::<16>()?, c.u16()?);
        let (len, metric) = (c.u8()?, c.u8()?);
        let network = Address::Ipv6(prefix.value);
        let label =
            format_args!("Route Table Entry: IPv6 Prefix: {network}/{} Metric: {}", len.value, metric.value);
        let open = d.tree.open_as(ROUTE, At { value: (), span }, label);
        d.tree.leaf(PREFIX, prefix);
        d.tree.leaf(TAG, tag);
        d.tree.leaf(PREFIX_LENGTH, len);
        d.tree.leaf(METRIC, metric);
        d.tree.close(open);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn routes_are_told_with_their_distance() {
        let mut message = vec![2, 1, 0, 0, 0x20, 0x01, 0x0d, 0xb8];
        message.extend_from_slice(&[0; 12]);
        message.extend_from_slice(&[0, 7, 48, 16]);
        let packet = over_udp(521, 521, &message);
        assert_eq!(columns(101, &packet)[2..], ["RIPng", " Command Response, Version 1"]);
        let lines = labels_from(101, &packet, "RIPng");
        assert!(
            lines.contains(&"    Route Table Entry: IPv6 Prefix: 2001:db8::/48 Metric: 16".to_owned()),
            "{lines:#?}"
        );
        survives_cuts(101, &packet);
    }
}
