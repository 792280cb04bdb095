//! One ClientHello, or two side by side, as Markdown: for issues, reviews and mails. No secret is in
//! it: all of it stands in the clear in the capture.

use super::report_blocks::{Block, markdown};
use crate::audit::HelloReport;
use crate::audit::rules::Finding;
use crate::audit::side_by_side::{Cell, SideBySide};
use crate::audit::suite_facts::{OpenedBy, SuiteFacts};

/// A hello as Markdown. `place`: where it was seen; `verdict`: what became of its session.
pub fn hello(place: &str, verdict: Option<&str>, r: &HelloReport) -> String {
    let mut blocks = vec![Block::Heading(1, format!("ClientHello, {place}"))];
    let client = match r.stack {
        Some(s) => format!("Client: {} ({}), {}.", s.name, s.likeness.word(), s.found_in),
        None => "Client: not recognised.".into(),
    };
    blocks.push(Block::Paragraph(format!("{client} Grade {}.", r.grade.letter())));
    blocks.push(Block::List(r.reasons.clone()));
    blocks.extend(verdict.map(|text| Block::Paragraph(text.to_owned())));
    blocks.extend(r.words.iter().map(|w| Block::Paragraph(w.text.clone())));
    blocks.push(Block::Heading(2, "Cipher suites".into()));
    let head = vec![
        "Suite",
        "Grade",
        "Key exchange",
        "Cipher",
        "MAC",
        "Forward secrecy",
        "AEAD",
        "IANA",
        "Opened by",
    ];
    blocks.push(Block::Table(head, r.suites.iter().map(suite_row).collect()));
    let notes: Vec<String> = r.suites.iter().filter_map(suite_notes).collect();
    if !notes.is_empty() {
        blocks.push(Block::List(notes));
    }
    if !r.extensions.is_empty() {
        blocks.push(Block::Heading(2, "Extensions".into()));
        let row = |e: &crate::audit::extensions::Explained| {
            vec![e.kind.to_string(), e.name.into(), e.purpose.into(), e.says.clone()]
        };
        let head = vec!["Nr", "Extension", "What it is for", "What it says"];
        blocks.push(Block::Table(head, r.extensions.iter().map(row).collect()));
    }
    if !r.findings.is_empty() {
        blocks.push(Block::Heading(2, "Findings".into()));
        let head = vec!["Rule", "Severity", "What", "What to change", "Source"];
        blocks.push(Block::Table(head, r.findings.iter().map(finding_row).collect()));
    }
    blocks.push(Block::Heading(2, format!("Policy {}", r.profile.name)));
    blocks.push(match r.departures.as_slice() {
        [] => Block::Paragraph("Kept.".into()),
        list => Block::List(list.iter().map(|d| d.what.clone()).collect()),
    });
    blocks.push(Block::Paragraph(r.profile.remark.into()));
    blocks.push(Block::List(vec![
        format!("JA3 {}", r.ja3),
        format!("JA4 {}", r.ja4),
        format!("JA4_r {}", r.ja4_r),
    ]));
    written(&blocks)
}

fn written(blocks: &[Block]) -> String {
    let mut out = String::new();
    blocks.iter().for_each(|block| markdown(block, &mut out));
    out
}

/// A finding as a row: id, severity, what, what to change, source.
pub fn finding_row(f: &Finding) -> Vec<String> {
    let what = format!("{}. {} {}", f.rule.title, f.rule.reason, f.detail);
    vec![f.rule.id.into(), f.rule.severity.word().into(), what, f.change.into(), f.rule.source.into()]
}

fn suite_row(s: &SuiteFacts) -> Vec<String> {
    let name = s.name.map_or_else(|| format!("0x{:04x}", s.id), str::to_owned);
    if s.opened_by == OpenedBy::NotASuite {
        let mut row = vec![name, "a signal".into()];
        row.resize(9, String::new());
        return row;
    }
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    vec![
        name,
        s.letter().map_or_else(|| "-".into(), |g| g.letter().into()),
        format!("{}, {}", s.key_exchange, s.authentication),
        format!("{} {}", s.cipher, s.mode),
        s.mac.into(),
        yes_no(s.forward_secret),
        yes_no(s.aead),
        s.recommended.word().into(),
        s.opened_by.text().into(),
    ]
}

fn suite_notes(s: &SuiteFacts) -> Option<String> {
    let name = s.name?;
    let mut said = Vec::new();
    if !s.deprecated_by.is_empty() {
        said.push(format!("deprecated by {}", s.deprecated_by.join(", ")));
    }
    if !s.attacks.is_empty() {
        said.push(s.attacks.join(", "));
    }
    (!said.is_empty()).then(|| format!("{name}: {}", said.join("; ")))
}

/// Two sides as Markdown; `sides` says which they are.
pub fn compare(sides: [&str; 2], s: &SideBySide) -> String {
    let [a, b] = sides;
    let mut blocks = vec![
        Block::Heading(1, format!("{a} against {b}")),
        Block::Paragraph(format!("{} {}", s.headline, s.consequence)),
    ];
    for section in &s.sections {
        let note = if section.note.is_empty() { String::new() } else { format!(" ({})", section.note) };
        blocks.push(Block::Heading(2, format!("{}{note}", section.title)));
        let rows = section.rows.iter().map(|row| {
            let sign = |cell: &Option<Cell>| cell.as_ref().map_or("", |c| c.sign.text()).to_owned();
            vec![row.label.to_owned(), sign(&row.left), text(&row.left), sign(&row.right), text(&row.right)]
        });
        blocks.push(Block::Table(vec!["", "", "Left", "", "Right"], rows.collect()));
    }
    written(&blocks)
}

fn text(cell: &Option<Cell>) -> String {
    let Some(cell) = cell else { return String::new() };
    let id = cell.id.map_or_else(String::new, |id| format!("{id:04x} "));
    let grade = cell.grade.map_or_else(String::new, |g| format!(" ({})", g.letter()));
    format!("{id}{}{grade}", cell.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{self, hello_from_text, policy::default_profile, side_by_side};

    /// The founding client's hello: version, random, no session, four suites, no compression, one
    /// extension.
    const FOUNDING: &str = "0303 6b030cc507f41dc2d4f78eb3946e799069ce8332055600000600000000000000 \
        00 0008 002f003c0035003d 0100 000e 000d000a 0008 0601050104010201";

    #[test]
    fn a_hello_and_a_comparison_are_tables_that_hold_all_that_is_said() {
        let facts = hello_from_text(FOUNDING).unwrap();
        let report = audit::hello(&facts, default_profile());
        let page = hello("pasted", Some("Decrypted."), &report);
        for part in [
            "# ClientHello, pasted",
            "Grade D",
            "axTLS (certain)",
            "Decrypted.",
            "| H05 | weak |",
            "JA4 t12i0401",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(page.matches("| TLS\\_RSA").count(), 4);
        let beside = side_by_side::hellos(&facts, &facts);
        let page = compare(["a|b", "b"], &beside);
        assert!(page.starts_with("# a\\|b against b\n") && page.contains("| = | 002f RSA\\_WITH"), "{page}");
    }
}
