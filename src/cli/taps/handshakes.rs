//! `-z tls,ladder` and `-z tls,certificates`: the handshake of each session step by step, and the
//! certificates that both sides showed, as text. What is said is decided in `document::handshake`.

use super::{End, RULE, Tap};
use crate::base::base64;
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::document::handshake::certificates::{self, Chain, Shown};
use crate::document::handshake::{ladder, text};
use crate::store::Subject;
use crate::verdict::{self, Question, SessionReport};
use std::fmt::Write;

/// What is printed of each session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Ladder,
    Certificates,
    /// The certificates themselves, in PEM.
    Pem,
}

/// Handshakes of all sessions.
#[derive(Debug)]
struct Handshakes(What);

/// Starts `tls,ladder`.
pub fn start_ladder(rest: &str) -> Result<Box<dyn Tap>, Fault> {
    match rest {
        "" => Ok(Box::new(Handshakes(What::Ladder))),
        _ => Err(Fault::usage("-z tls,ladder takes nothing more")),
    }
}

/// Starts `tls,certificates`; `rest` is empty, or `pem`.
pub fn start_certificates(rest: &str) -> Result<Box<dyn Tap>, Fault> {
    match rest {
        "" => Ok(Box::new(Handshakes(What::Certificates))),
        "pem" => Ok(Box::new(Handshakes(What::Pem))),
        _ => Err(Fault::usage("-z tls,certificates takes nothing more than pem")),
    }
}

impl Tap for Handshakes {
    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let question = Question::new(end.capture, &end.settings.secrets);
        let reports = verdict::judge_all(&question, &|| false, &|_, _| ());
        let title = match self.0 {
            What::Ladder => Some("TLS: handshakes"),
            What::Certificates => Some("TLS: certificates"),
            What::Pem => None,
        };
        if let Some(title) = title {
            let _ = write!(out, "\n{RULE}{title}\n");
        }
        let mut seen: Vec<Subject> = Vec::new();
        for report in &reports {
            // Several handshakes on one connection stand in one ladder.
            if !seen.contains(&report.subject) {
                seen.push(report.subject);
                self.session(end, report, out);
            }
        }
        if title.is_some() {
            out.push_str(RULE);
        }
    }
}

impl Handshakes {
    fn session(&self, end: &End<'_>, report: &SessionReport, out: &mut String) {
        let (capture, settings) = (end.capture, end.settings);
        if self.0 == What::Ladder {
            let by = report.verdict.opened_by.clone();
            if let Some(ladder) = ladder::ladder(capture, settings, report.subject, by) {
                let _ = write!(out, "\n{}", text::write(&ladder, &format!("Session {}", report.number)));
            }
            return;
        }
        let host = report.sni.as_deref();
        let found = certificates::presented(capture, settings, report.subject, host);
        for chain in &found.chains {
            if self.0 == What::Pem {
                out.push_str(&chain.pem());
            } else {
                self::chain(report.number, chain, out);
            }
        }
    }
}

fn chain(session: usize, chain: &Chain, out: &mut String) {
    let sender = if chain.from_client { "client" } else { "server" };
    let sealed = if chain.was_sealed { ", encrypted" } else { "" };
    let _ = writeln!(out, "\nSession {session}: of the {sender}, frame {}{sealed}", chain.frame.number());
    for (at, shown) in chain.certificates.iter().enumerate() {
        let _ = writeln!(out, "  {}: {}", at + 1, safe::shown(shown.title()));
        facts(shown, out);
        for finding in chain.findings.iter().filter(|f| f.certificate == at) {
            let detail = safe::shown(&finding.detail);
            let _ = writeln!(out, "     {:<4} {}: {detail}", finding.severity.word(), finding.title);
        }
    }
}

fn facts(shown: &Shown, out: &mut String) {
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(out, "     {name:<12} {}", safe::shown(value));
    };
    line("subject", &shown.subject);
    line("issuer", &shown.issuer);
    if let Some(read) = &shown.read {
        let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "?".into());
        line("valid", &format!("{} to {}", day(&read.facts.not_before), day(&read.facts.not_after)));
        let bits = read.facts.rsa_bits.map_or_else(String::new, |bits| format!(" {bits}"));
        line("key", &format!("{}{bits}", read.facts.key_kind));
        line("signature", read.usage.signature);
        line("names", &read.usage.names.join(", "));
        line("serial", &read.facts.serial);
    }
    line("sha1", &hex(&shown.sha1));
    line("sha256", &hex(&shown.sha256));
    if let Some(spki) = shown.spki_sha256() {
        line("spki sha256", &hex(&spki));
        line("pin", &format!("sha256//{}", base64::text(&spki)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_few() {
        assert!(start_ladder("").is_ok() && start_certificates("pem").is_ok());
        assert!(start_ladder("x").is_err() && start_certificates("der").is_err());
    }
}
