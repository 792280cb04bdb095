//! What is said of a ClientHello as lines of text for people, the same in a terminal and on the
//! clipboard. Markdown is made in `hello_report.rs`.

use crate::audit::HelloReport;
use crate::audit::rules::Finding;
use crate::audit::suite_facts::{OpenedBy, SuiteFacts};
use crate::field::show::escape_text;
use std::fmt::Write;

/// Text of packets with what would steer a terminal spelled out.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = escape_text(text, &mut out);
    out
}

/// Adds all that is said of a hello.
pub fn hello(r: &HelloReport, out: &mut String) {
    grade(r, out);
    for words in &r.words {
        let _ = writeln!(out, "  {}", words.text);
    }
    out.push_str("  Cipher suites:\n");
    for s in &r.suites {
        suite(s, out);
    }
    if !r.extensions.is_empty() {
        out.push_str("  Extensions:\n");
    }
    for e in &r.extensions {
        let purpose = if e.purpose.is_empty() { String::new() } else { format!(": {}", e.purpose) };
        let says = if e.says.is_empty() { String::new() } else { format!(" [{}]", shown(&e.says)) };
        let _ = writeln!(out, "    {} {}{purpose}{says}", e.kind, e.name);
    }
    findings(r.findings.iter(), out);
    let name = r.profile.name;
    match r.departures.as_slice() {
        [] => {
            let _ = writeln!(out, "  Policy {name}: kept.");
        }
        list => {
            let _ = writeln!(out, "  Policy {name}: not kept.");
            for d in list {
                let _ = writeln!(out, "    - {}", shown(&d.what));
            }
        }
    }
    let _ = writeln!(out, "  JA3: {}\n  JA4: {}\n  JA4_r: {}", r.ja3, r.ja4, r.ja4_r);
}

/// Adds client, grade and reasons.
pub fn grade(r: &HelloReport, out: &mut String) {
    let _ = match r.stack {
        Some(s) => writeln!(out, "  Client: {} ({}), {}", s.name, s.likeness.word(), s.found_in),
        None => writeln!(out, "  Client: not recognised"),
    };
    let _ = writeln!(out, "  Grade: {}", r.grade.letter());
    for why in &r.reasons {
        let _ = writeln!(out, "    - {}", shown(why));
    }
}

fn suite(s: &SuiteFacts, out: &mut String) {
    let Some(name) = s.name else {
        let _ = writeln!(out, "    0x{:04x} unknown", s.id);
        return;
    };
    let _ = writeln!(out, "    0x{:04x} {name}: {}", s.id, s.grade.word());
    if s.opened_by == OpenedBy::NotASuite {
        return;
    }
    let _ = writeln!(
        out,
        "           key exchange {}, authentication {}, {} {}, MAC {}",
        s.key_exchange, s.authentication, s.cipher, s.mode, s.mac
    );
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    let _ = writeln!(
        out,
        "           forward secrecy {}, AEAD {}, IANA recommended {}; opened by {}",
        yes_no(s.forward_secret),
        yes_no(s.aead),
        s.recommended.word(),
        s.opened_by.text()
    );
    if !s.deprecated_by.is_empty() {
        let _ = writeln!(out, "           deprecated by {}", s.deprecated_by.join(", "));
    }
    if !s.attacks.is_empty() {
        let _ = writeln!(out, "           known: {}", s.attacks.join(", "));
    }
}

/// Adds the rules that hold, and what to change.
pub fn findings<'a>(list: impl Iterator<Item = &'a Finding> + Clone, out: &mut String) {
    out.push_str("  Rules that hold:\n");
    list.clone().for_each(|f| finding(f, out));
    changes(list, out);
}

fn finding(f: &Finding, out: &mut String) {
    let r = f.rule;
    let _ = writeln!(out, "    {} {:<4}  {}: {}", r.id, r.severity.word(), r.title, shown(&f.detail));
    let _ = writeln!(out, "               {} ({})", r.reason, r.source);
}

/// What to change, each thing once with the rules that it is about.
fn changes<'a>(findings: impl Iterator<Item = &'a Finding>, out: &mut String) {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for f in findings.filter(|f| !f.change.is_empty()) {
        match found.iter_mut().find(|(change, _)| *change == f.change) {
            Some((_, rules)) => rules.push(f.rule.id),
            None => found.push((f.change, vec![f.rule.id])),
        }
    }
    if !found.is_empty() {
        out.push_str("  What to change:\n");
    }
    for (change, rules) in found {
        let _ = writeln!(out, "    > {change} ({})", rules.join(", "));
    }
}
