//! `-z expert`: what is worth noting, by severity.

use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::expert::{Group, Severity};
use crate::dissect::{Dissector, Registry};
use crate::field::Type;
use crate::filter::Filter;
use std::collections::HashMap;
use std::fmt::Write;

/// The severities, gravest first: word in `-z`, title.
const SEVERITIES: &[(Severity, &str, &str)] = &[
    (Severity::Error, "error", "Errors"),
    (Severity::Warn, "warn", "Warns"),
    (Severity::Note, "note", "Notes"),
    (Severity::Chat, "chat", "Chats"),
    (Severity::Comment, "comment", "Comments"),
];

/// Of a finding's text, as in tshark.
const MAX_BYTES: usize = 239;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Finding {
    severity: Severity,
    group: Group,
    protocol: String,
    text: String,
}

#[derive(Debug)]
struct Experts {
    filter: Filter,
    least: Severity,
    /// In order of appearance, with how often.
    found: Vec<(Finding, u64)>,
    by_finding: HashMap<Finding, usize>,
    registry: &'static Registry,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let (word, rest) = text.split_once(',').unwrap_or((text, ""));
    let named = SEVERITIES.iter().find(|(_, name, _)| *name == word);
    let least = named.map_or(Severity::Comment, |(severity, ..)| *severity);
    let text = if named.is_some() { rest } else { text };
    let filter = Filter::new(text, registry).map_err(|e| {
        Fault::report(format_args!("Expert tap error (Filter \"{}\" is invalid - {e})!", safe::shown(text)))
    })?;
    Ok(Box::new(Experts { filter, least, found: Vec::new(), by_finding: HashMap::new(), registry }))
}

impl Tap for Experts {
    fn needs(&self) -> Option<Needs> {
        // Findings hang on nodes, whichever they are.
        Some(Needs { everything: true, columns: true, ..Needs::default() })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if d.tree.experts().is_empty() || !self.filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        // In the order of the tree, where a finding hangs in the layer it is about.
        let nodes = d.tree.nodes();
        for expert in d.tree.experts().iter().filter(|e| e.severity >= self.least) {
            let at = expert.node as usize;
            let before = nodes.get(..=at).unwrap_or(nodes);
            // What is malformed is malformed in the layer before; comments are about the frame.
            let is_layer = |n: &&crate::dissect::tree::Node| {
                let def = d.tree.def(n.field);
                n.depth == 0 && def.ty == Type::Protocol && !def.abbrev.starts_with("_ws.")
            };
            let layer = before.iter().rev().find(is_layer);
            let protocol = layer.map_or("", |n| match d.tree.def(n.field).abbrev {
                "pkt_comment" => "Frame",
                name => self.registry.protocol(name).map_or(name, |l| l.protocol.title),
            });
            let finding = Finding {
                severity: expert.severity,
                group: expert.group,
                protocol: protocol.to_string(),
                text: expert.text.get(..expert.text.floor_char_boundary(MAX_BYTES)).unwrap_or("").to_string(),
            };
            let index = *self.by_finding.entry(finding.clone()).or_insert_with(|| {
                self.found.push((finding, 0));
                self.found.len() - 1
            });
            if let Some((_, count)) = self.found.get_mut(index) {
                *count += 1;
            }
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        for (severity, _, title) in SEVERITIES {
            let of_it = || self.found.iter().filter(|(f, _)| f.severity == *severity);
            let total: u64 = of_it().map(|(_, n)| n).sum();
            if total == 0 {
                continue;
            }
            let _ = write!(
                out,
                "\n{title} ({total})\n=============\n   Frequency      Group           Protocol  Summary\n"
            );
            for (finding, count) in of_it() {
                let (group, protocol) = (finding.group.name(), &finding.protocol);
                let text = safe::lines(&finding.text);
                let _ = writeln!(out, "{count:>12} {group:>10} {protocol:>18}  {text}");
            }
        }
    }
}
