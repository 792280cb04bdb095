//! The report on a capture's TLS sessions: verdicts, grades, findings, certificates, as Markdown,
//! HTML or JSON. Made of facts that stand in the clear and of what was said of them: no secret,
//! no plaintext.

use super::hello_report::finding_row;
use super::report_blocks::{Block, html, markdown};
use crate::audit::{self, compare::Choice, gather::SessionSeen, policy::Profile, rules::Finding};
use crate::base::json;
use crate::store::{Capture, Subject};
use crate::verdict;
use std::fmt::Write;

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Markdown,
    /// One file that needs no other.
    Html,
    /// An object a session, one a line.
    Json,
}

impl Format {
    /// By the name that `-z` has for it.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "markdown" => Some(Self::Markdown),
            "html" => Some(Self::Html),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A session as the report has it.
pub struct Entry {
    pub seen: SessionSeen,
    pub audit: audit::SessionReport,
    pub verdict: Option<verdict::SessionReport>,
}

/// All sessions of a capture; `verdicts` as they were made of the same capture.
pub fn entries(
    capture: &Capture,
    verdicts: &[verdict::SessionReport],
    profile: &'static Profile,
) -> Vec<Entry> {
    let entry = |seen: SessionSeen| {
        let of = |r: &&verdict::SessionReport| match r.subject {
            Subject::Conversation(id) => id == seen.conversation,
            Subject::Quic(number) => {
                capture.quic.connection(number).is_some_and(|c| c.conversation == seen.conversation)
            }
        };
        let verdict = verdicts.iter().find(of).cloned();
        Entry { audit: audit::session(&seen, profile), verdict, seen }
    };
    audit::gather::sessions(capture).into_iter().map(entry).collect()
}

/// Writes a report. `name`: the capture's, without its folder.
pub fn write(format: Format, name: &str, entries: &[Entry], out: &mut String) {
    match format {
        Format::Json => entries.iter().enumerate().for_each(|(n, e)| push_json(n, e, out)),
        Format::Markdown => blocks(name, entries).iter().for_each(|b| markdown(b, out)),
        Format::Html => {
            out.push_str(HTML_HEAD);
            blocks(name, entries).iter().for_each(|b| html(b, out));
            out.push_str("</body></html>\n");
        }
    }
}

const HTML_HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>TLS report</title>\
<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.5}\
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .6em;text-align:left;vertical-align:top}\
</style></head><body>\n";

fn blocks(name: &str, entries: &[Entry]) -> Vec<Block> {
    let mut out = vec![Block::Heading(1, format!("TLS report on {name}"))];
    let row = |(n, e): (usize, &Entry)| {
        let or_dash = |t: Option<String>| t.unwrap_or_else(|| "-".into());
        vec![
            n.to_string(),
            e.seen.client.to_string(),
            e.seen.server.to_string(),
            or_dash(server_name(&e.seen)),
            or_dash(e.audit.choice.as_ref().map(|c| c.suite.clone())),
            or_dash(e.audit.hello.as_ref().map(|h| h.grade.letter().into())),
            or_dash(e.verdict.as_ref().map(|v| v.verdict.status.word().into())),
        ]
    };
    let head = vec!["Nr", "Client", "Server", "Name", "Suite", "Grade", "Decryption"];
    out.push(match entries {
        [] => Block::Paragraph("No TLS sessions.".into()),
        _ => Block::Table(head, entries.iter().enumerate().map(row).collect()),
    });
    for (n, e) in entries.iter().enumerate() {
        session_blocks(n, e, &mut out);
    }
    out
}

fn session_blocks(n: usize, e: &Entry, out: &mut Vec<Block>) {
    let frame = e.seen.first.number();
    out.push(Block::Heading(
        2,
        format!("Session {n}: {} to {}, frame {frame}", e.seen.client, e.seen.server),
    ));
    if let Some(v) = &e.verdict {
        out.push(Block::Paragraph(format!(
            "Decryption: {}. {}",
            v.verdict.status.word(),
            v.verdict.sentence
        )));
    }
    if let Some(choice) = &e.audit.choice {
        out.push(Block::Paragraph(choice_text(choice)));
    }
    if let Some(h) = &e.audit.hello {
        let stack = h.stack.map_or("unknown", |s| s.name);
        out.push(Block::Paragraph(format!("Client: {stack}. Grade {}.", h.grade.letter())));
        out.push(Block::List(h.reasons.clone()));
        h.words.iter().for_each(|w| out.push(Block::Paragraph(w.text.clone())));
        let departs = h.departures.iter().map(|d| d.what.as_str()).collect::<Vec<_>>().join(" ");
        out.push(Block::Paragraph(match departs.as_str() {
            "" => format!("It keeps the policy {}.", h.profile.name),
            text => format!("It departs from the policy {}: {text}", h.profile.name),
        }));
        out.push(Block::Paragraph(format!("JA3 {}, JA4 {}", h.ja3, h.ja4)));
    }
    let rows: Vec<Vec<String>> = e.audit.all_findings().map(finding_row).collect();
    if !rows.is_empty() {
        out.push(Block::Heading(3, "Findings".into()));
        out.push(Block::Table(vec!["Rule", "Severity", "What", "What to change", "Source"], rows));
    }
    if !e.seen.chain.is_empty() {
        out.push(Block::Heading(3, "Certificates".into()));
        let head = vec!["Subject", "Issuer", "Valid", "Key", "SHA-256 of the key"];
        out.push(Block::Table(head, e.seen.chain.iter().map(|c| certificate_row(&c.facts)).collect()));
    }
}

fn certificate_row(c: &crate::tls::certificate_facts::CertificateFacts) -> Vec<String> {
    let or_dash = |t: &Option<String>| t.clone().unwrap_or_else(|| "-".into());
    let bits = c.rsa_bits.map_or_else(String::new, |b| format!(" {b} bit"));
    vec![
        or_dash(&c.subject),
        or_dash(&c.issuer),
        format!("{} to {}", or_dash(&c.not_before), or_dash(&c.not_after)),
        format!("{}{bits}", c.key_kind),
        hex(&c.spki_sha256),
    ]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// `The server took TLS 1.2 and TLS_RSA_…, number 4 of 4 offered.`
pub fn choice_text(c: &Choice) -> String {
    let place = match c.place {
        Some(place) => format!("number {place} of {} offered", c.offered),
        None => "which was not offered".into(),
    };
    format!("The server took {} and {}, {place}.", c.version, c.suite)
}

/// The server name of a session, as sent.
pub fn server_name(seen: &SessionSeen) -> Option<String> {
    let name = seen.hello.as_ref()?.facts.hello.server_name.as_ref()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Adds `,"findings":[…]`.
pub fn push_findings<'a>(findings: impl Iterator<Item = &'a Finding>, out: &mut String) {
    json::array("findings", findings, out, |f, out| {
        let _ = write!(out, "{{\"rule\":\"{}\"", f.rule.id);
        json::member("severity", Some(f.rule.severity.word()), out);
        json::member("title", Some(f.rule.title), out);
        json::member("detail", Some(&f.detail), out);
        json::member("reason", Some(f.rule.reason), out);
        json::member("source", Some(f.rule.source), out);
        json::member("change", Some(f.change).filter(|c| !c.is_empty()), out);
        out.push('}');
    });
}

/// Adds the members `stack`, `grade`, `reasons`, `words`, `ja3`, `ja4`, `ja4_r`, `policy`, `departures`.
pub fn push_hello(h: &audit::HelloReport, out: &mut String) {
    json::member("stack", h.stack.map(|s| s.id), out);
    json::member("stack_name", h.stack.map(|s| s.name), out);
    json::member("stack_likeness", h.stack.map(|s| s.likeness.word()), out);
    json::member("grade", Some(h.grade.letter()), out);
    json::strings("reasons", &h.reasons, out);
    json::strings("words", h.words.iter().map(|w| &w.text), out);
    json::member("ja3", Some(&h.ja3), out);
    json::member("ja4", Some(&h.ja4), out);
    json::member("ja4_r", Some(&h.ja4_r), out);
    json::member("policy", Some(h.profile.id), out);
    json::strings("departures", h.departures.iter().map(|d| &d.what), out);
}

fn push_json(n: usize, e: &Entry, out: &mut String) {
    let _ = write!(out, "{{\"v\":1,\"session\":{n},\"frame\":{}", e.seen.first.number());
    push_session(e, out);
    out.push_str("}\n");
}

/// Adds the members of a session: ends, names, choice, verdict, hello, findings, certificates.
pub fn push_session(e: &Entry, out: &mut String) {
    json::member("client", Some(&e.seen.client.to_string()), out);
    json::member("server", Some(&e.seen.server.to_string()), out);
    json::member("sni", server_name(&e.seen).as_deref(), out);
    json::member("version", e.audit.choice.as_ref().map(|c| c.version.as_str()), out);
    json::member("suite", e.audit.choice.as_ref().map(|c| c.suite.as_str()), out);
    let verdict = e.verdict.as_ref().map(|v| &v.verdict);
    json::member("status", verdict.map(|v| v.status.word()), out);
    json::member("cause", verdict.and_then(|v| v.cause).map(|c| c.slug), out);
    json::member("sentence", verdict.map(|v| v.sentence.as_str()), out);
    if let Some(hello) = &e.audit.hello {
        push_hello(hello, out);
    }
    push_findings(e.audit.all_findings(), out);
    json::array("certificates", &e.seen.chain, out, |c, out| {
        let _ = write!(out, "{{\"serial\":\"{}\"", c.facts.serial);
        json::member("subject", c.facts.subject.as_deref(), out);
        json::member("issuer", c.facts.issuer.as_deref(), out);
        json::member("not_before", c.facts.not_before.as_deref(), out);
        json::member("not_after", c.facts.not_after.as_deref(), out);
        json::member("key", Some(&c.facts.key_kind), out);
        json::member("spki_sha256", Some(&hex(&c.facts.spki_sha256)), out);
        out.push('}');
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is loaded and opened: no key, no secret of a session, nothing that was decrypted.
    #[test]
    fn no_secret_stands_in_any_format() {
        use crate::dissect::Settings;
        use crate::document::{Document, Source, session_keys};
        use crate::tls::secrets::Keyring;
        use std::path::Path;
        use std::sync::Arc;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let cases: &[(&str, &str, &[&str])] = &[
            ("upyssl.pcap", "key.pem", &["HELLO PYTHON", "Hello Python"]),
            ("quic/quic.pcap", "quic/quic.keys", &[]),
            ("sibling/rsa-aes256-sha.pcap", "key.pem", &["HELLO PYTHON"]),
        ];
        for (capture, key, plain) in cases {
            let keyring = Arc::new(Keyring::new());
            let loaded = crate::document::secrets::load(&keyring, &folder.join(key), None).unwrap();
            assert!(loaded.len() > 0, "{key}");
            let source = Source::Path(folder.join(capture));
            let mut doc = Document::open(source, Arc::clone(&keyring), Settings::default()).unwrap();
            doc.load_all().unwrap();
            let capture_now = doc.capture();
            let secrets = keyring.snapshot();
            let question = verdict::Question::new(&capture_now, &secrets);
            let verdicts = verdict::judge_all(&question, &|| false, &|_, _| ());
            let entries = entries(&capture_now, &verdicts, audit::policy::default_profile());
            assert!(
                !entries.is_empty() && verdicts.iter().any(|v| v.verdict.opened_by.is_some()),
                "{capture}"
            );
            // The second word of a key log's line names the session, the third is its secret.
            let (log, count) = session_keys::export(&capture_now, &doc.settings());
            let mut hidden: Vec<String> =
                log.lines().filter_map(|l| Some(l.split(' ').nth(2)?.into())).collect();
            assert!(count == 0 || !hidden.is_empty());
            let text = std::fs::read_to_string(folder.join(key)).unwrap();
            let lines = text.lines().flat_map(|line| line.split(' ').nth(2).or(Some(line)));
            hidden.extend(lines.filter(|l| l.len() > 16 && !l.starts_with("---")).map(str::to_owned));
            hidden.extend(plain.iter().map(|text| (*text).to_owned()));
            for format in [Format::Markdown, Format::Html, Format::Json] {
                let mut report = String::new();
                write(format, capture, &entries, &mut report);
                assert!(report.len() > 500, "{capture}");
                for secret in &hidden {
                    assert!(!report.contains(secret.as_str()), "{capture} {format:?} holds {secret}");
                    assert!(!report.to_lowercase().contains(&secret.to_lowercase()), "{capture} {format:?}");
                }
            }
        }
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        let mut page = String::new();
        write(Format::Html, "a.pcap", &[], &mut page);
        assert!(page.contains("No TLS sessions") && page.ends_with("</html>\n"));
        assert!(!page.contains("http") && !page.contains("src="));
    }
}
