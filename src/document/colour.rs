//! Colouring rules: Wireshark's names and order, as filters; the theme says what they look like.
//! Reads and writes Wireshark's `colorfilters` files. Not here: the colours of conversations (`gui`).

use crate::dissect::{Dissector, Registry};
use crate::field::FieldSet;
use crate::filter::Filter;
use std::sync::Arc;

/// Rules read from one file; a hostile one may hold more.
const MAX_RULES: usize = 1_000;

/// Red, green, blue of 16 bits each, as `colorfilters` has them.
pub type Rgb16 = [u16; 3];

/// What a row looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A key of the theme (`row.bad_tcp`): it has a dark and a light form.
    Theme(&'static str),
    Own {
        background: Rgb16,
        text: Rgb16,
    },
}

/// A rule of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    pub filter: String,
    pub disabled: bool,
    pub look: Look,
}

/// A rule that every installation begins with.
struct Standard {
    /// In the theme.
    key: &'static str,
    name: &'static str,
    filter: &'static str,
    /// Background and text in a `colorfilters` file: those that Wireshark has for it.
    colours: [Rgb16; 2],
}

const DARK: Rgb16 = [4718, 10030, 11796];
const YELLOW: Rgb16 = [65535, 64764, 40092];
const LILAC: Rgb16 = [59345, 58980, 65535];
const BLUE: Rgb16 = [56026, 61166, 65535];

const fn rule(key: &'static str, name: &'static str, filter: &'static str, colours: [Rgb16; 2]) -> Standard {
    Standard { key, name, filter, colours }
}

/// In order: the first that matches colours the row. TLS, DNS and QUIC have rules of their own, which
/// Wireshark paints as TCP and UDP.
const STANDARD: &[Standard] = &[
    rule(
        "bad_tcp",
        "Bad TCP",
        "tcp.analysis.flags && !tcp.analysis.window_update && !tcp.analysis.keep_alive && !tcp.analysis.keep_alive_ack",
        [DARK, [63479, 34695, 34695]],
    ),
    rule("state_change", "Spanning Tree Topology Change", "stp.type == 0x80", [DARK, YELLOW]),
    rule(
        "icmp_error",
        "ICMP errors",
        "icmp.type in {3..5, 11} || icmpv6.type in {1..4}",
        [DARK, [47031, 63479, 29812]],
    ),
    rule("arp", "ARP", "arp", [[64250, 61680, 55255], DARK]),
    rule("icmp", "ICMP", "icmp || icmpv6", [[64764, 57568, 65535], DARK]),
    rule("rst", "TCP RST", "tcp.flags.reset == 1", [[42148, 0, 0], YELLOW]),
    rule(
        "ttl_low",
        "TTL low or unexpected",
        "(ip.dst != 224.0.0.0/4 && ip.ttl < 5) || (ip.dst == 224.0.0.0/24 && ip.dst != 224.0.0.251 && ip.ttl != 1)",
        [[42148, 0, 0], [60652, 61680, 60395]],
    ),
    rule(
        "bad_checksum",
        "Checksum errors",
        "ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0",
        [DARK, [63479, 34695, 34695]],
    ),
    rule("tls", "TLS", "tls", [LILAC, DARK]),
    rule("smb", "SMB", "nbns", [[65278, 65535, 53456], DARK]),
    rule("http", "HTTP", "http || tcp.port == 80 || http2", [[58596, 65535, 51143], DARK]),
    rule("routing", "Routing", "igmp || vrrp", [[65534, 62325, 54808], DARK]),
    rule(
        "tcp_syn_fin",
        "TCP SYN/FIN",
        "tcp.flags & 0x02 || tcp.flags.fin == 1",
        [[41026, 41026, 41026], DARK],
    ),
    rule("tcp", "TCP", "tcp", [LILAC, DARK]),
    rule("dns", "DNS", "udp.port == 53 || udp.port == 5353", [BLUE, DARK]),
    rule("quic", "QUIC", "quic || udp.port == 443", [BLUE, DARK]),
    rule("udp", "UDP", "udp", [BLUE, DARK]),
    rule("broadcast", "Broadcast", "eth.dst[0] & 1", [[65535, 65535, 65535], [47802, 48573, 46774]]),
];

/// The rules that every installation begins with.
pub fn standard_rules() -> Vec<Rule> {
    let own = |s: &Standard| Rule {
        name: s.name.to_owned(),
        filter: s.filter.to_owned(),
        disabled: false,
        look: Look::Theme(s.key),
    };
    STANDARD.iter().map(own).collect()
}

/// The keys that the standard rules have in the theme, with their names.
pub fn theme_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    STANDARD.iter().map(|s| (s.key, s.name))
}

/// The look of colours from a file: Wireshark's own take the theme's in their place.
fn look_of(name: &str, colours: [Rgb16; 2]) -> Look {
    let alike = || STANDARD.iter().filter(|s| s.colours == colours);
    let same_name = alike().find(|s| s.name.eq_ignore_ascii_case(name));
    match same_name.or_else(|| alike().next()) {
        Some(standard) => Look::Theme(standard.key),
        None => {
            let [background, text] = colours;
            Look::Own { background, text }
        }
    }
}

/// What a `colorfilters` file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub rules: Vec<Rule>,
    /// Lines that are no rules, by number.
    pub unread: Vec<usize>,
}

/// Reads a `colorfilters` file: `@name@filter@[r,g,b][r,g,b]`, with `!` before a rule that is off.
pub fn import(text: &str) -> Imported {
    let mut found = Imported::default();
    for (index, line) in text.lines().enumerate().take(MAX_RULES * 4) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match rule_of(line) {
            Some(rule) if found.rules.len() < MAX_RULES => found.rules.push(rule),
            _ => found.unread.push(index + 1),
        }
    }
    found
}

fn rule_of(line: &str) -> Option<Rule> {
    let (disabled, line) = match line.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (name, rest) = line.strip_prefix('@')?.split_once('@')?;
    let (filter, colours) = rest.rsplit_once('@')?;
    let mut parts = colours.split(']').filter_map(|part| part.trim().strip_prefix('['));
    let mut colour = || -> Option<Rgb16> {
        let numbers: Vec<u16> =
            parts.next()?.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
        numbers.try_into().ok()
    };
    let colours = [colour()?, colour()?];
    Some(Rule { name: name.to_owned(), filter: filter.to_owned(), disabled, look: look_of(name, colours) })
}

/// Writes a `colorfilters` file that Wireshark reads as well.
pub fn export(rules: &[Rule]) -> String {
    let mut out = String::from("# Colouring rules, as Wireshark has them: @name@filter@[background][text]\n");
    for rule in rules {
        let [background, text] = match &rule.look {
            Look::Own { background, text } => [*background, *text],
            Look::Theme(key) => STANDARD.iter().find(|s| s.key == *key).map_or([LILAC, DARK], |s| s.colours),
        };
        let plain = |text: &str| text.replace(['@', '\n', '\r'], " ");
        let filter = rule.filter.replace(['\n', '\r'], " ");
        let numbers = |[r, g, b]: Rgb16| format!("[{r},{g},{b}]");
        let off = if rule.disabled { "!" } else { "" };
        out.push_str(&format!(
            "{off}@{}@{filter}@{}{}\n",
            plain(&rule.name),
            numbers(background),
            numbers(text)
        ));
    }
    out
}

/// Rules, ready to use. One whose filter this build does not understand never matches.
#[derive(Clone, Debug)]
pub struct Colours {
    pub rules: Arc<Vec<Rule>>,
    ready: Vec<(usize, Filter)>,
    needs: FieldSet,
    needs_columns: bool,
}

impl Colours {
    pub fn new(rules: Vec<Rule>, registry: &'static Registry) -> Self {
        let mut needs = FieldSet::default();
        let used = rules.iter().enumerate().filter(|(_, rule)| !rule.disabled);
        let ready: Vec<_> = used
            .filter_map(|(i, rule)| Some((i, Filter::new(&rule.filter, registry).ok()?)))
            .filter(|(_, filter)| !filter.is_empty())
            .collect();
        for (_, filter) in &ready {
            needs.merge(&filter.needs);
        }
        let needs_columns = ready.iter().any(|(_, filter)| filter.needs_columns);
        Self { rules: Arc::new(rules), ready, needs, needs_columns }
    }

    /// The rules that every installation begins with.
    pub fn standard(registry: &'static Registry) -> Self {
        Self::new(standard_rules(), registry)
    }

    /// The fields that a dissection must keep for the rules.
    pub fn needs(&self) -> &FieldSet {
        &self.needs
    }

    /// Rules ask for the columns of the frame list.
    pub fn needs_columns(&self) -> bool {
        self.needs_columns
    }

    /// The first rule that matches, as an index into [`Self::rules`].
    pub fn rule_of(&self, d: &Dissector<'_>) -> Option<usize> {
        self.ready.iter().find(|(_, f)| f.matches(&d.tree, &d.sources, &d.columns)).map(|(i, _)| *i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_a_filter_that_we_understand() {
        for rule in STANDARD {
            if let Err(error) = Filter::new(rule.filter, crate::proto::registry()) {
                panic!("{}: {}", rule.name, error.message);
            }
        }
    }

    #[test]
    fn a_colorfilters_file_is_read() {
        let text = "# made elsewhere\n\
                    @Bad TCP@tcp.analysis.flags@[4718,10030,11796][63479,34695,34695]\n\
                    !@mine@frame.len > 1000 && ip@[65535,0,0][0,0,65535]\n\
                    nonsense\n\
                    @short@tcp@[1,2]\n";
        let found = import(text);
        assert_eq!(found.unread, [4, 5]);
        let [first, second] = &found.rules[..] else { panic!("{:?}", found.rules) };
        assert_eq!((first.look.clone(), first.disabled), (Look::Theme("bad_tcp"), false));
        assert_eq!((second.filter.as_str(), second.disabled), ("frame.len > 1000 && ip", true));
        assert_eq!(second.look, Look::Own { background: [65535, 0, 0], text: [0, 0, 65535] });
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut rules = standard_rules();
        rules.push(Rule {
            name: "mine".into(),
            filter: "eth[0] == 1".into(),
            disabled: true,
            look: Look::Own { background: [1, 2, 3], text: [4, 5, 6] },
        });
        let again = import(&export(&rules));
        assert_eq!((again.rules, again.unread.len()), (rules, 0));
    }

    #[test]
    fn a_rule_that_cannot_be_understood_matches_nothing() {
        let rule = |filter: &str, disabled| Rule {
            name: filter.into(),
            filter: filter.into(),
            disabled,
            look: Look::Theme("tcp"),
        };
        let rules = vec![rule("no.such.field", false), rule("tcp", true), rule("frame", false)];
        let colours = Colours::new(rules, crate::proto::registry());
        crate::proto::testing::look(&crate::proto::testing::frames(1, &[&[0; 14]]), |d| {
            assert_eq!(colours.rule_of(d), Some(2));
        });
    }
}
