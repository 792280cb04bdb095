//! Who speaks with whom in a frame: one entry for each layer that has addresses. What statistics
//! make of that stands with them.

use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet, Value, show};
use std::fmt;
use std::net::Ipv4Addr;

/// The layers that have two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Ethernet,
    Ipv4,
    Ipv6,
    Tcp,
    Udp,
}

/// The kinds: protocol, title of tables, name in `-z`.
pub const KINDS: &[(Kind, &str, &str)] = &[
    (Kind::Ethernet, "eth", "Ethernet"),
    (Kind::Ipv4, "ip", "IPv4"),
    (Kind::Ipv6, "ipv6", "IPv6"),
    (Kind::Tcp, "tcp", "TCP"),
    (Kind::Udp, "udp", "UDP"),
];

impl Kind {
    pub fn has_ports(self) -> bool {
        matches!(self, Self::Tcp | Self::Udp)
    }

    /// Protocol and title.
    pub fn names(self) -> (&'static str, &'static str) {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or(("", ""), |(_, name, title)| (name, title))
    }
}

/// An address of one of the layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    #[default]
    None,
    Ether([u8; 6]),
    Ipv4([u8; 4]),
    Ipv6([u8; 16]),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        match self {
            Self::None => {}
            Self::Ether(a) => show::hex(a, ":", &mut text)?,
            Self::Ipv4(a) => text = Ipv4Addr::from(*a).to_string(),
            Self::Ipv6(a) => show::ipv6(*a, &mut text)?,
        }
        f.pad(&text)
    }
}

/// One end: an address, and a port (0 where there are none).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct End {
    pub address: Address,
    pub port: u16,
}

/// The ends of one layer.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    pub kind: Kind,
    pub source: End,
    pub destination: End,
}

/// The fields that the ends are read from.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Protocol, source, destination of each of [`KINDS`].
    fields: Vec<[FieldId; 3]>,
}

impl Reader {
    pub fn new(registry: &'static Registry) -> Self {
        let id = |name: String| registry.named(&name).first().copied().unwrap_or(FieldId(u16::MAX));
        let row = |(kind, name, _): &(Kind, &str, &str)| {
            let ends = if kind.has_ports() { ["srcport", "dstport"] } else { ["src", "dst"] };
            [id(name.to_string()), id(format!("{name}.{}", ends[0])), id(format!("{name}.{}", ends[1]))]
        };
        Self { fields: KINDS.iter().map(row).collect() }
    }

    pub fn needs(&self) -> FieldSet {
        self.fields.iter().flatten().copied().filter(|id| id.0 != u16::MAX).collect()
    }

    /// The layers of a frame, outermost first; what an ICMP error quotes is none of them.
    pub fn layers(&self, d: &Dissector<'_>, out: &mut Vec<Layer>) {
        out.clear();
        let nodes = d.tree.nodes();
        let mut net = (Address::None, Address::None);
        for (at, node) in nodes.iter().enumerate().filter(|(_, n)| n.depth == 0) {
            let Some(row) = self.fields.iter().position(|f| f[0] == node.field) else { continue };
            let (Some((kind, ..)), Some([_, source, destination])) = (KINDS.get(row), self.fields.get(row))
            else {
                continue;
            };
            let inside = nodes.get(at + 1..node.end as usize).unwrap_or(&[]);
            let find = |id: &FieldId| inside.iter().find(|n| n.field == *id);
            let (Some(source), Some(destination)) = (find(source), find(destination)) else { continue };
            let (from, to);
            if kind.has_ports() {
                let port = |v: Value| v.uint().and_then(|p| u16::try_from(p).ok()).unwrap_or(0);
                from = End { address: net.0, port: port(source.value) };
                to = End { address: net.1, port: port(destination.value) };
            } else {
                let address = |node| address(d, node);
                from = End { address: address(source), port: 0 };
                to = End { address: address(destination), port: 0 };
                if *kind != Kind::Ethernet {
                    net = (from.address, to.address);
                }
            }
            out.push(Layer { kind: *kind, source: from, destination: to });
        }
    }
}

fn address(d: &Dissector<'_>, node: &crate::dissect::tree::Node) -> Address {
    match node.value {
        Value::Ether(a) => Address::Ether(a),
        Value::Ipv4(a) => Address::Ipv4(a),
        _ => d.tree.value_bytes(node, &d.sources).try_into().map_or(Address::None, Address::Ipv6),
    }
}
