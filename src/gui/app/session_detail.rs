//! The ladder and the certificates of the selected session, found out in a task once somebody looks,
//! and their words. Not here: the verdicts (`sessions`).

use std::sync::Arc;

use super::App;
use crate::audit::gather::Certificate;
use crate::audit::rules::Severity;
use crate::base::base64;
use crate::base::id::FrameId;
use crate::document::handshake::certificates::{Chain, Presented, Shown, day};
use crate::document::handshake::ladder::Ladder;
use crate::gui::model::Tone;
use crate::gui::model::tls::{
    CertificateFindingView, CertificateLine, CertificateView, ChainView, SessionDetail,
};
use crate::gui::sessions::DetailTab;
use crate::gui::text;
use crate::store::{Capture, Subject};
use crate::tls::secrets::Secrets;

/// What a detail was made of: the generation of the verdicts, and the session's number.
pub type Stamp = (u64, usize);

/// What the task found.
pub struct Found {
    pub stamp: Stamp,
    pub ladder: Option<Ladder>,
    pub presented: Presented,
}

/// The task's state.
#[derive(Default)]
pub struct Detailing {
    /// Asked for, or known.
    asked: Option<Stamp>,
}

impl App {
    /// Asks for the selected session's details, if they are looked at and not known.
    pub(super) fn refresh_detail(&mut self) {
        self.pick_wanted_session();
        if !self.window.shows_sessions || self.judging.is_running() {
            return;
        }
        let (Some(open), Some(judged)) = (&self.open, &self.judging.latest) else { return };
        let Some(number) = self.window.sessions.selected else { return };
        let stamp = (self.sessions.generation, number);
        if self.detailing.asked == Some(stamp) {
            return;
        }
        let found = judged.sessions.iter().find(|s| s.report.number.saturating_add(1) == number);
        let Some(session) = found else { return };
        self.detailing.asked = Some(stamp);
        let report = &session.report;
        self.tasks.detail(
            (Arc::clone(&open.capture), open.background.settings()),
            stamp,
            report.subject,
            report.verdict.opened_by.clone(),
            report.sni.clone(),
        );
    }

    /// Takes what the task found, if it is still of what is shown.
    pub(super) fn detailed(&mut self, found: Found) {
        let Some(open) = self.open.as_ref().filter(|_| self.detailing.asked == Some(found.stamp)) else {
            return;
        };
        let secrets = self.keyring.snapshot();
        let session = found.stamp.1;
        let row = self.sessions.rows.iter().find(|row| row.number == session);
        let host = row.map(|row| row.sni.as_str()).filter(|name| !name.is_empty());
        let chains: Vec<ChainView> = found
            .presented
            .chains
            .iter()
            .map(|chain| chain_view(&open.capture, &secrets, chain, host))
            .collect();
        let is_resumed = row.is_some_and(|row| row.resumed == Some(true));
        let is_tls13 = row.is_some_and(|row| row.version.contains("1.3") || row.version.contains("QUIC"));
        let no_certificates = match (is_resumed, is_tls13) {
            (true, _) => "The session was resumed: the certificate was shown when it began.",
            (_, true) => "They come encrypted here; open the session with a key log to see them.",
            _ => "None was sent, or its frames are not in this capture.",
        };
        self.sessions.detail =
            Some(SessionDetail { session, ladder: found.ladder.map(Arc::new), chains, no_certificates });
    }

    /// Shows a tab of the session that the selected frame belongs to.
    pub(super) fn show_session_tab(&mut self, tab: DetailTab) {
        (self.window.shows_sessions, self.window.shows_hellos) = (true, false);
        self.window.sessions.tab = tab;
        self.wanted_session = self.open.as_ref().and_then(|open| open.selected);
    }

    /// Selects the session of a frame, once the sessions are known.
    fn pick_wanted_session(&mut self) {
        let Some(frame) = self.wanted_session else { return };
        let (Some(open), Some(judged)) = (&self.open, &self.judging.latest) else { return };
        self.wanted_session = None;
        let id = open.capture.frame(frame).and_then(|meta| meta.conversation());
        let is_it = |subject: Subject| match subject {
            Subject::Conversation(own) => Some(own) == id,
            Subject::Quic(number) => {
                open.capture.quic.connection(number).is_some_and(|c| Some(c.conversation) == id)
            }
        };
        let found = judged.sessions.iter().find(|s| is_it(s.report.subject));
        if let Some(session) = found {
            self.window.sessions.selected = Some(session.report.number.saturating_add(1));
        }
    }

    /// Everything about details is of another capture.
    pub(super) fn forget_details(&mut self) {
        self.detailing = Detailing::default();
        self.wanted_session = None;
    }
}

fn chain_view(capture: &Capture, secrets: &Secrets, chain: &Chain, host: Option<&str>) -> ChainView {
    let host = host.filter(|_| !chain.from_client);
    let captured_on = day(capture, chain.frame);
    let certificates: Vec<CertificateView> = chain
        .certificates
        .iter()
        .enumerate()
        .map(|(index, shown)| {
            let findings: Vec<CertificateFindingView> = chain
                .findings
                .iter()
                .filter(|finding| finding.certificate == index)
                .map(|finding| CertificateFindingView {
                    tone: severity_tone(finding.severity),
                    word: finding.severity.word(),
                    title: finding.title,
                    detail: finding.detail.clone(),
                })
                .collect();
            let host = host.filter(|_| index == 0);
            certificate_view(shown, findings, (secrets, host, captured_on.as_deref()))
        })
        .collect();
    let last = chain.certificates.last().and_then(|shown| Some((shown, shown.read.as_ref()?)));
    let missing_issuer = last
        .filter(|(_, read)| !read.usage.is_self_issued())
        .map(|(shown, read)| read.facts.issuer.clone().unwrap_or_else(|| shown.issuer.clone()));
    ChainView {
        sender: if chain.from_client { "Client" } else { "Server" },
        frame: chain.frame.number().into(),
        was_sealed: chain.was_sealed,
        certificates,
        missing_issuer,
        pem: chain.pem(),
    }
}

fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Bad => Tone::Danger,
        Severity::Weak => Tone::Warn,
        Severity::Note => Tone::Accent,
        Severity::Info => Tone::Neutral,
    }
}

fn certificate_view(
    shown: &Shown,
    findings: Vec<CertificateFindingView>,
    (secrets, host, captured_on): (&Secrets, Option<&str>, Option<&str>),
) -> CertificateView {
    let mut lines = Lines::default();
    lines.add("Subject", &shown.subject);
    lines.add("Issuer", &shown.issuer);
    if let Some(read) = &shown.read {
        known(&mut lines, read, shown, (secrets, host, captured_on));
    }
    lines.digits("SHA-1", &pairs(&shown.sha1));
    lines.digits("SHA-256", &pairs(&shown.sha256));
    lines.add("Size", &text::plural(shown.der.len() as u64, "byte", "bytes"));
    let rank = |tone: Tone| match tone {
        Tone::Danger => 2,
        Tone::Warn => 1,
        _ => 0,
    };
    let tone = findings.iter().map(|f| f.tone).filter(|t| rank(*t) > 0).max_by_key(|t| rank(*t));
    let note = shown.read.as_ref().map_or_else(
        || "cannot be read".to_owned(),
        |read| format!("{} · until {}", key(read), read.facts.not_after.as_deref().unwrap_or("?")),
    );
    CertificateView {
        title: shown.title().to_owned(),
        note,
        tone: tone.unwrap_or(Tone::Neutral),
        lines: lines.0,
        findings,
        file_name: file_name(shown.title()),
        pem: shown.pem(),
        der: shown.der.to_vec(),
    }
}

#[derive(Default)]
struct Lines(Vec<CertificateLine>);

impl Lines {
    fn add(&mut self, name: &'static str, text: &str) {
        self.toned(name, text, Tone::Neutral);
    }

    fn toned(&mut self, name: &'static str, text: &str, tone: Tone) {
        if !text.is_empty() {
            self.0.push(CertificateLine { name, text: text.to_owned(), mono: false, tone });
        }
    }

    fn digits(&mut self, name: &'static str, text: &str) {
        self.0.push(CertificateLine { name, text: text.to_owned(), mono: true, tone: Tone::Neutral });
    }
}

/// What a certificate that can be read says.
fn known(
    lines: &mut Lines,
    read: &Certificate,
    shown: &Shown,
    (secrets, host, captured_on): (&Secrets, Option<&str>, Option<&str>),
) {
    lines.digits("Serial number", &read.facts.serial);
    let day = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".into());
    let (from, to) = (day(&read.facts.not_before), day(&read.facts.not_after));
    let (word, tone) = match captured_on {
        Some(on) if on > to.as_str() => (format!("; expired when captured on {on}"), Tone::Danger),
        Some(on) if on < from.as_str() => (format!("; not valid yet when captured on {on}"), Tone::Danger),
        Some(on) => (format!("; valid when captured on {on}"), Tone::Neutral),
        None => (String::new(), Tone::Neutral),
    };
    lines.toned("Valid", &format!("{from} to {to}{word}"), tone);
    lines.add("Key", &key(read));
    lines.add("Signature", read.usage.signature);
    let names = match read.usage.names.len() {
        0 => "none".to_owned(),
        n if n > 12 => {
            let some: Vec<&str> = read.usage.names.iter().take(12).map(String::as_str).collect();
            format!("{} and {} more", some.join(", "), n - 12)
        }
        _ => read.usage.names.join(", "),
    };
    lines.add("Alternative names", &names);
    if let Some(host) = host {
        let fits = read.usage.is_for(host, read.facts.subject.as_deref());
        let (words, tone) = if fits {
            (format!("{host}, which it is for"), Tone::Success)
        } else {
            (format!("{host}, which it is not for"), Tone::Danger)
        };
        lines.toned("Asked for", &words, tone);
    }
    let uses = read
        .usage
        .purposes
        .as_ref()
        .map(|list| list.iter().map(|purpose| purpose.name()).collect::<Vec<_>>().join(", "));
    lines.add("Extended usage", uses.as_deref().unwrap_or("every use"));
    lines.add("May sign others", if read.usage.is_authority == Some(true) { "yes" } else { "no" });
    let Some(spki) = shown.spki_sha256() else { return };
    let hex = spki.iter().map(|b| format!("{b:02x}")).collect::<String>();
    lines.digits("SPKI SHA-256", &hex);
    lines.digits("Pin", &format!("sha256//{}", base64::text(&spki)));
    let rsa = secrets.rsa_keys().iter().find(|k| *k.key.spki_sha256() == spki).map(|k| &k.label);
    let ec = secrets.ec_keys().iter().find(|k| *k.key.spki_sha256() == spki).map(|k| &k.label);
    match rsa.or(ec) {
        Some(label) => lines.toned("Private key", &format!("{label} is loaded"), Tone::Success),
        None => lines.add("Private key", "none of the loaded keys"),
    }
}

fn key(read: &Certificate) -> String {
    match read.facts.rsa_bits {
        Some(bits) => format!("{} {bits}", read.facts.key_kind),
        None => read.facts.key_kind.clone(),
    }
}

/// `ab:cd:…`
fn pairs(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":")
}

/// A name that is safe as a file's, whatever the certificate says.
fn file_name(title: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' };
    let name: String = title.chars().take(48).map(safe).collect();
    let name = name.trim_matches(['.', '_']).to_owned();
    if name.is_empty() { "certificate".into() } else { name }
}

/// The frame to be selected, when a picture begins with a session's tab.
pub(super) fn wanted_frame(number: Option<u64>) -> Option<FrameId> {
    FrameId::from_number(u32::try_from(number?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::Settings;
    use crate::document::handshake::certificates::presented;
    use crate::document::{Document, Source};
    use crate::tls::secrets::Keyring;
    use std::path::Path;

    fn sample_chain(with_key: bool, host: &str) -> ChainView {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Arc::new(Keyring::new());
        if with_key {
            keyring.load_key_file(&folder.join("key.pem"), None).unwrap();
        }
        let source = Source::Path(folder.join("upyssl.pcap"));
        let mut document = Document::open(source, Arc::clone(&keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        let capture = document.capture();
        let subject = Subject::Conversation(Default::default());
        let found = presented(&capture, &document.settings(), subject, Some(host));
        chain_view(&capture, &keyring.snapshot(), &found.chains[0], Some(host))
    }

    fn line<'a>(certificate: &'a CertificateView, name: &str) -> &'a CertificateLine {
        certificate.lines.iter().find(|line| line.name == name).unwrap_or_else(|| panic!("no line {name}"))
    }

    #[test]
    fn a_certificate_says_whose_key_it_has() {
        let chain = sample_chain(true, "192.168.11.1");
        let own = &chain.certificates[0];
        assert_eq!(line(own, "Private key").text, "key.pem is loaded");
        assert_eq!(line(own, "Key").text, "RSA 2048");
        assert!(line(own, "SPKI SHA-256").text.starts_with("114289472bf2c07c"));
        assert!(line(own, "Valid").text.contains("valid when captured on 2026-11-22"));
        assert_eq!((chain.sender, chain.frame, chain.missing_issuer), ("Server", 6, None));
        let without = sample_chain(false, "other.example");
        assert_eq!(line(&without.certificates[0], "Asked for").tone, Tone::Danger);
        assert_eq!(line(&without.certificates[0], "Private key").text, "none of the loaded keys");
        assert_eq!(without.certificates[0].tone, Tone::Danger);
    }

    #[test]
    fn file_names_hold_nothing_that_leads_elsewhere() {
        assert_eq!(file_name("../../etc/passwd"), "etc_passwd");
        assert_eq!(file_name("*.example.org"), "example.org");
        assert_eq!(file_name("配電盤"), "certificate");
    }
}
