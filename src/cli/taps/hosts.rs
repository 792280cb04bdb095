//! `-z hosts`: the addresses that the file and DNS answers in it name, in the form of a hosts file. Collected in
//! `statistics`.

use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::statistics::hosts::{Host, Hosts, Origin};
use std::fmt::Write;

#[derive(Debug)]
struct Printed {
    /// Whether those of IPv4 and of IPv6 are wanted.
    versions: [bool; 2],
    hosts: Hosts,
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
    Ok(Box::new(Printed { versions, hosts: Hosts::new(registry) }))
}

impl Tap for Printed {
    fn needs(&self) -> Option<Needs> {
        Some(Needs { fields: self.hosts.fields(), ..Needs::default() })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if d.settings().choices.dns_names {
            self.hosts.take(d);
        }
    }

    fn print(&mut self, end: &End<'_>, out: &mut String) {
        self.hosts.take_names(&end.capture.names);
        let file = safe::shown(end.file);
        let _ = write!(out, "# TShark hosts output\n#\n# Host data gathered from {file}\n\n");
        for (version, _) in self.versions.iter().enumerate().filter(|(_, wanted)| **wanted) {
            let of_it = |h: &&Host| h.origin != Origin::Tls && h.is_ipv6 == (version == 1);
            for host in self.hosts.found.iter().filter(of_it) {
                let _ = writeln!(out, "{}\t{}", host.address, safe::shown(&host.name));
            }
        }
    }
}
