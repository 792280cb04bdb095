//! `-z hosts`: the addresses that DNS answers name, in the form of a hosts file.

use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet};
use std::collections::HashMap;
use std::fmt::Write;

#[derive(Debug)]
struct Hosts {
    versions: [bool; 2],
    name: Vec<FieldId>,
    /// Of IPv4 and of IPv6 addresses.
    addresses: [Vec<FieldId>; 2],
    /// Address and name in order of appearance, IPv4 and IPv6; a later name replaces one before.
    found: [Vec<(String, String)>; 2],
    by_address: HashMap<String, usize>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let mut versions = [false; 2];
    for word in text.split(',').filter(|w| !w.is_empty()) {
        match word {
            "ip" | "ipv4" => versions[0] = true,
            "ipv6" => versions[1] = true,
            _ => return Err(Fault::usage("invalid \"-z hosts[,ip|ipv4|ipv6]\" argument")),
        }
    }
    if text.is_empty() {
        versions = [true; 2];
    }
    let named = |name: &str| registry.named(name).to_vec();
    Ok(Box::new(Hosts {
        versions,
        name: named("dns.resp.name"),
        addresses: [named("dns.a"), named("dns.aaaa")],
        found: Default::default(),
        by_address: HashMap::new(),
    }))
}

impl Tap for Hosts {
    fn needs(&self) -> Option<Needs> {
        let ids = self.name.iter().chain(self.addresses.iter().flatten());
        Some(Needs { fields: ids.copied().collect::<FieldSet>(), ..Needs::default() })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let mut name = None;
        for node in d.tree.nodes() {
            let text = || {
                let mut text = String::new();
                d.tree.field_text(node, &d.sources, &mut text);
                text
            };
            if self.name.contains(&node.field) {
                name = Some(text());
                continue;
            }
            let Some(version) = self.addresses.iter().position(|ids| ids.contains(&node.field)) else {
                continue;
            };
            let (Some(name), Some(found)) = (&name, self.found.get_mut(version)) else { continue };
            let address = text();
            match self.by_address.get(&address).and_then(|i| found.get_mut(*i)) {
                Some(known) => known.1.clone_from(name),
                None => {
                    self.by_address.insert(address.clone(), found.len());
                    found.push((address, name.clone()));
                }
            }
        }
    }

    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let file = safe::shown(end.file);
        let _ = write!(out, "# TShark hosts output\n#\n# Host data gathered from {file}\n\n");
        for (found, _) in self.found.iter().zip(self.versions).filter(|(_, wanted)| *wanted) {
            for (address, name) in found {
                let _ = writeln!(out, "{address}\t{}", safe::shown(name));
            }
        }
    }
}
