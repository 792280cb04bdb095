//! Counts of addresses, transports and ports of IP, and of lengths.

use super::StatsTree;
use super::trees::{Seen, TreeDef};
use crate::statistics::layers::Kind;

pub const PACKET_LENGTHS: TreeDef = TreeDef {
    title: "Packet Lengths",
    fields: &[],
    begin: |t| {
        t.ranges("Packet Lengths", LENGTHS);
    },
    count: |t, seen| {
        let lengths = t.node(None, "Packet Lengths");
        t.tick_range(lengths, i64::from(seen.d.meta().len));
    },
    filter: |_| None,
};

const LENGTHS: &[(i64, i64)] = &[
    (0, 19),
    (20, 39),
    (40, 79),
    (80, 159),
    (160, 319),
    (320, 639),
    (640, 1279),
    (1280, 2559),
    (2560, 5119),
    (5120, i64::MAX),
];

/// Of transports that are no kind of layer.
const TRANSPORTS: &[&str] = &["sctp", "sctp.dstport"];

pub const IP_HOSTS: TreeDef = TreeDef {
    title: "IPv4 Statistics/All Addresses",
    fields: &[],
    begin: |t| {
        t.node(None, "All Addresses");
    },
    count: |t, seen| hosts(t, seen, Kind::Ipv4),
    filter: |path| host(path, "ip.addr"),
};

pub const IPV6_HOSTS: TreeDef = TreeDef {
    title: "IPv6 Statistics/All Addresses",
    fields: &[],
    begin: |t| {
        t.node(None, "All Addresses");
    },
    count: |t, seen| hosts(t, seen, Kind::Ipv6),
    filter: |path| host(path, "ipv6.addr"),
};

pub const IP_SOURCE_DESTINATION: TreeDef = TreeDef {
    title: "IPv4 Statistics/Source and Destination Addresses",
    fields: &[],
    begin: |t| {
        SIDES.iter().for_each(|name| _ = t.node(None, name));
    },
    count: |t, seen| sides(t, seen, Kind::Ipv4),
    filter: |path| side(path, "ip"),
};

pub const IPV6_SOURCE_DESTINATION: TreeDef = TreeDef {
    title: "IPv6 Statistics/Source and Destination Addresses",
    fields: &[],
    begin: |t| {
        SIDES_V6.iter().for_each(|name| _ = t.node(None, name));
    },
    count: |t, seen| sides(t, seen, Kind::Ipv6),
    filter: |path| side(path, "ipv6"),
};

pub const IP_PROTOCOLS: TreeDef = TreeDef {
    title: "IPv4 Statistics/IP Protocol Types",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "IP Protocol Types");
    },
    count: |t, seen| protocol_types(t, seen, Kind::Ipv4),
    filter: |path| transport(path, "ip"),
};

pub const IPV6_PROTOCOLS: TreeDef = TreeDef {
    title: "IPv6 Statistics/IP Protocol Types",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "IP Protocol Types");
    },
    count: |t, seen| protocol_types(t, seen, Kind::Ipv6),
    filter: |path| transport(path, "ipv6"),
};

pub const DESTINATIONS: TreeDef = TreeDef {
    title: "IPv4 Statistics/Destinations and Ports",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "Destinations and Ports");
    },
    count: |t, seen| destinations(t, seen, Kind::Ipv4),
    filter: |path| destination(path, "ip"),
};

pub const IPV6_DESTINATIONS: TreeDef = TreeDef {
    title: "IPv6 Statistics/Destinations and Ports",
    fields: TRANSPORTS,
    begin: |t| {
        t.node(None, "Destinations and Ports");
    },
    count: |t, seen| destinations(t, seen, Kind::Ipv6),
    filter: |path| destination(path, "ipv6"),
};

fn hosts(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let all = t.node(None, "All Addresses");
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        let (source, destination) = seen.ends();
        t.tick(all);
        t.tick_in(all, &source.address.to_string());
        t.tick_in(all, &destination.address.to_string());
    }
}

const SIDES: [&str; 2] = ["Source IPv4 Addresses", "Destination IPv4 Addresses"];
const SIDES_V6: [&str; 2] = ["Source IPv6 Addresses", "Destination IPv6 Addresses"];

fn sides(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let titles = if kind == Kind::Ipv4 { SIDES } else { SIDES_V6 };
    let nodes = titles.map(|name| t.node(None, name));
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        let (source, destination) = seen.ends();
        for (node, end) in nodes.into_iter().zip([source, destination]) {
            t.tick(node);
            t.tick_in(node, &end.address.to_string());
        }
    }
}

fn protocol_types(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let all = t.node(None, "IP Protocol Types");
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        t.tick(all);
        t.tick_in(all, seen.port().0);
    }
}

fn destinations(t: &mut StatsTree, seen: &Seen<'_, '_>, kind: Kind) {
    let all = t.node(None, "Destinations and Ports");
    for _ in seen.layers.iter().filter(|l| l.kind == kind) {
        let (_, destination) = seen.ends();
        t.tick(all);
        let host = t.tick_in(all, &destination.address.to_string());
        let (transport, port) = seen.port();
        let transport = t.tick_in(host, transport);
        t.tick_in(transport, &port.to_string());
    }
}

fn host(path: &[&str], field: &str) -> Option<String> {
    Some(format!("{field} == {}", path.get(1)?))
}

fn side(path: &[&str], protocol: &str) -> Option<String> {
    let way = if path.first()?.starts_with("Source") { "src" } else { "dst" };
    Some(format!("{protocol}.{way} == {}", path.get(1)?))
}

/// Passes the frames of IP with that transport, `NONE` for none of those that are told.
fn transport(path: &[&str], protocol: &str) -> Option<String> {
    match *path.get(1)? {
        "NONE" => Some(format!("{protocol} && !tcp && !udp && !sctp")),
        name => Some(format!("{protocol} && {}", name.to_lowercase())),
    }
}

fn destination(path: &[&str], protocol: &str) -> Option<String> {
    let mut filter = format!("{protocol}.dst == {}", path.get(1)?);
    match (path.get(2), path.get(3)) {
        (Some(&"NONE"), _) => filter.push_str(" && !tcp && !udp && !sctp"),
        (Some(name), None) => filter = format!("{filter} && {}", name.to_lowercase()),
        (Some(name), Some(port)) => filter = format!("{filter} && {}.dstport == {port}", name.to_lowercase()),
        _ => {}
    }
    Some(filter)
}
