//! Colouring rules: Wireshark's names and order, as filters; the theme says what they look like.

use crate::dissect::{Dissector, Registry};
use crate::field::FieldSet;
use crate::filter::Filter;
use std::sync::OnceLock;

/// A rule's key in the theme (`row.bad_tcp`), its name and its filter.
pub struct Rule {
    pub key: &'static str,
    pub name: &'static str,
    pub filter: &'static str,
}

const fn rule(key: &'static str, name: &'static str, filter: &'static str) -> Rule {
    Rule { key, name, filter }
}

/// In order: the first that matches colours the row.
pub const RULES: &[Rule] = &[
    rule(
        "bad_tcp",
        "Bad TCP",
        "tcp.analysis.flags && !tcp.analysis.window_update && !tcp.analysis.keep_alive && !tcp.analysis.keep_alive_ack",
    ),
    rule("icmp_error", "ICMP errors", "icmp.type in {3..5, 11} || icmpv6.type in {1..4}"),
    rule("arp", "ARP", "arp"),
    rule("icmp", "ICMP", "icmp || icmpv6"),
    rule("rst", "TCP RST", "tcp.flags.reset == 1"),
    rule(
        "bad_checksum",
        "Checksum errors",
        "ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0",
    ),
    rule("tls", "TLS", "tls"),
    rule("http", "HTTP", "http || tcp.port == 80"),
    rule("routing", "Routing", "igmp"),
    rule("tcp_syn_fin", "TCP SYN/FIN", "tcp.flags & 0x02 || tcp.flags.fin == 1"),
    rule("tcp", "TCP", "tcp"),
    rule("dns", "DNS", "udp.port == 53 || udp.port == 5353"),
    rule("quic", "QUIC", "udp.port == 443"),
    rule("udp", "UDP", "udp"),
    rule("broadcast", "Broadcast", "eth.dst[0] & 1"),
];

/// The rules, ready to use. A rule whose fields this build does not have is left out.
pub struct Colours {
    rules: Vec<(usize, Filter)>,
    needs: FieldSet,
}

impl Colours {
    /// The rules that every capture begins with.
    pub fn standard(registry: &'static Registry) -> &'static Colours {
        static STANDARD: OnceLock<Colours> = OnceLock::new();
        STANDARD.get_or_init(|| {
            let mut needs = FieldSet::default();
            let ready = |(i, rule): (usize, &Rule)| Some((i, Filter::new(rule.filter, registry).ok()?));
            let rules: Vec<_> = RULES.iter().enumerate().filter_map(ready).collect();
            for (_, filter) in &rules {
                needs.merge(&filter.needs);
            }
            Colours { rules, needs }
        })
    }

    /// The fields that a dissection must keep for the rules.
    pub fn needs(&self) -> &FieldSet {
        &self.needs
    }

    /// The first rule that matches, as an index into [`RULES`].
    pub fn rule_of(&self, d: &Dissector<'_>) -> Option<usize> {
        self.rules.iter().find(|(_, f)| f.matches(&d.tree, &d.sources, &d.columns)).map(|(i, _)| *i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_filter_that_we_understand() {
        for rule in RULES {
            if let Err(error) = Filter::new(rule.filter, crate::proto::registry()) {
                panic!("{}: {}", rule.name, error.message);
            }
        }
    }
}
