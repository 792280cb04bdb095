//! The names that a capture itself gives to addresses: answers of DNS, names that clients of TLS ask
//! for. Nothing is ever looked up.

use super::table::{Cell, Column, Row, Table};
use super::{FrameLook, Needs, Tally};
use crate::capfile::{Address, Name};
use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet};
use std::collections::HashMap;

/// Names kept; a hostile capture may hold any number.
const MAX_NAMES: usize = 1_000_000;

/// Where a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Dns,
    /// A block of names in the file.
    File,
    /// `server_name` of a ClientHello (RFC 6066 section 3).
    Tls,
}

/// An address and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub address: String,
    pub name: String,
    pub is_ipv6: bool,
    pub origin: Origin,
}

/// Collects names; a later one of DNS replaces one before.
#[derive(Clone, Debug)]
pub struct Hosts {
    name: Vec<FieldId>,
    /// Of IPv4 and of IPv6 addresses.
    addresses: [Vec<FieldId>; 2],
    server_name: Vec<FieldId>,
    /// In order of appearance.
    pub found: Vec<Host>,
    by_address: HashMap<(String, bool), usize>,
}

impl Hosts {
    pub fn new(registry: &'static Registry) -> Self {
        let named = |name: &str| registry.named(name).to_vec();
        Self {
            name: named("dns.resp.name"),
            addresses: [named("dns.a"), named("dns.aaaa")],
            server_name: named("tls.handshake.extensions_server_name"),
            found: Vec::new(),
            by_address: HashMap::new(),
        }
    }

    /// The fields that it looks at.
    pub fn fields(&self) -> FieldSet {
        let ids = self.name.iter().chain(self.addresses.iter().flatten()).chain(&self.server_name);
        ids.copied().collect()
    }

    /// Takes note of a dissected frame.
    pub fn take(&mut self, d: &Dissector<'_>) {
        let mut name = None;
        for node in d.tree.nodes() {
            let text = || {
                let mut text = String::new();
                d.tree.field_text(node, &d.sources, &mut text);
                text
            };
            if self.name.contains(&node.field) {
                name = Some(text());
            } else if self.server_name.contains(&node.field) {
                let address = d.columns.destination.to_string();
                let is_ipv6 = address.contains(':');
                self.add(Host { address, name: text(), is_ipv6, origin: Origin::Tls });
            } else if let Some(version) = self.addresses.iter().position(|ids| ids.contains(&node.field))
                && let Some(name) = &name
            {
                let (name, is_ipv6) = (name.clone(), version == 1);
                self.add(Host { address: text(), name, is_ipv6, origin: Origin::Dns });
            }
        }
    }

    /// Takes the names that the file gives, unless an answer gave another.
    pub fn take_names(&mut self, names: &[Name]) {
        for Name { address, names } in names {
            let (Address::Ip(address), Some(name)) = (address, names.last()) else { continue };
            let (address, is_ipv6) = (address.to_string(), address.is_ipv6());
            if !self.by_address.contains_key(&(address.clone(), false)) {
                self.add(Host { address, name: name.clone(), is_ipv6, origin: Origin::File });
            }
        }
    }

    fn add(&mut self, host: Host) {
        let key = (host.address.clone(), host.origin == Origin::Tls);
        if let Some(known) = self.by_address.get(&key).and_then(|i| self.found.get_mut(*i)) {
            known.name = host.name;
        } else if self.found.len() < MAX_NAMES {
            self.by_address.insert(key, self.found.len());
            self.found.push(host);
        }
    }

    /// Address, name, where the name comes from.
    pub fn table(&self) -> Table {
        let columns = vec![Column::text("Address"), Column::text("Name"), Column::text("Said by")];
        let row = |host: &Host| {
            let origin = match host.origin {
                Origin::Dns => "DNS answer",
                Origin::File => "the file",
                Origin::Tls => "TLS server name",
            };
            let field = if host.is_ipv6 { "ipv6.addr" } else { "ip.addr" };
            Row {
                cells: [&host.address, &host.name, origin].map(|t| Cell::Text(t.to_owned())).to_vec(),
                filter: Some(format!("{field} == {}", host.address)),
                ..Row::default()
            }
        };
        Table { title: "Hosts".into(), columns, rows: self.found.iter().map(row).collect() }
    }
}

impl Tally for Hosts {
    fn needs(&self) -> Needs {
        Needs { fields: self.fields(), ..Needs::default() }
    }

    fn fresh(&self) -> Self {
        Self { found: Vec::new(), by_address: HashMap::new(), ..self.clone() }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        self.take(frame.dissected());
    }

    fn merge(&mut self, later: Self) {
        for host in later.found {
            self.add(host);
        }
    }
}
