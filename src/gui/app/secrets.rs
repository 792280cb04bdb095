//! Secrets loaded, refused, removed and exported; and the cards of the panel. Not here: what they
//! opened (`sessions`), how files are told apart (`document::secrets`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tasks::SecretOutcome;
use super::{App, programs};
use crate::base::time::{Timestamp, Zone};
use crate::capfile::SecretsBlock;
use crate::document::secrets::LoadError;
use crate::document::sessions::{Judged, JudgedSession};
use crate::document::{secrets, secrets_blocks, wireshark_settings};
use crate::gui::command::Command;
use crate::gui::dialogs::Dialog;
use crate::gui::model::tls::{BarPart, CardLine, RefusedCard, SecretCard, SecretsView, SessionLink, Typed};
use crate::gui::model::{Action, BannerView, ChipView, TlsState, Tone};
use crate::gui::text;
use crate::tls::keylog::KeyLog;
use crate::tls::psk::Psk;
use crate::tls::secrets::{KeyId, LoadedKeyLog, LogOrigin, Secrets};
use crate::verdict::symptoms::Refused;
use zeroize::Zeroizing;

/// Broken lines of a key log that a card names.
const NAMED_LINES: usize = 3;

/// A file that gave no secret, as the panel and the verdicts have it.
pub struct RefusedFile {
    pub card: RefusedCard,
    pub told: Option<Refused>,
}

impl RefusedFile {
    fn new(error: &LoadError) -> Self {
        let path = error.path().to_path_buf();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let sentence = match error.wants_password() {
            Some(false) => "It is protected by a password, which is used once and kept nowhere.".into(),
            Some(true) => "The password is wrong, or the key in it is damaged. Try again.".into(),
            None => {
                let (whole, shown) = (error.to_string(), path.display().to_string());
                let why = whole.strip_prefix(&shown).unwrap_or(&whole).trim_start_matches(": ");
                let mut letters = why.chars();
                let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
                format!("{first}{}.", letters.as_str())
            }
        };
        let told = match error {
            LoadError::Key(error) => Some(secrets::refused(error)),
            _ => None,
        };
        let wants_password = error.wants_password().is_some();
        Self { card: RefusedCard { path, name, sentence, wants_password }, told }
    }
}

impl App {
    pub(super) fn load_secrets(&mut self, paths: Vec<PathBuf>) {
        if !paths.is_empty() {
            self.tasks.load_secrets(Arc::clone(&self.keyring), paths, None);
        }
    }

    pub(super) fn unlock(&mut self, path: PathBuf, password: Typed) {
        self.tasks.load_secrets(Arc::clone(&self.keyring), vec![path], Some(password));
    }

    pub(super) fn forget_refused(&mut self, path: &Path) {
        self.refused.retain(|refused| refused.card.path != path);
        self.secrets_stamp = None;
    }

    pub(super) fn add_psk(&mut self, identity: &str, key: &Typed, is_text: bool) {
        let psk = match is_text {
            true => Ok(Psk { identity: None, key: Zeroizing::new(key.0.as_bytes().to_vec()) }),
            false => Psk::parse(&key.0),
        };
        match psk {
            Ok(psk) => {
                let identity = (!identity.is_empty()).then(|| identity.as_bytes().into());
                self.keyring.add_psk(Psk { identity, ..psk });
                self.secrets_came("The pre-shared key".into());
            }
            Err(error) => {
                self.banner = Some(BannerView { tone: Tone::Danger, text: error.to_string(), action: None });
            }
        }
    }

    pub(super) fn remove_secret(&mut self, id: KeyId) {
        if self.keyring.remove(id)
            && let Some(open) = &self.open
        {
            open.background.secrets_changed(true);
        }
    }

    pub(super) fn export_session_keys(&mut self, path: PathBuf) {
        if let Some(open) = &self.open {
            self.tasks.export_session_keys(Arc::clone(&open.capture), open.background.settings(), path);
        }
    }

    pub(super) fn exported(&mut self, path: &Path, outcome: Result<usize, String>) {
        let (tone, text) = match outcome {
            Ok(0) => (Tone::Warn, "No session is opened, so there are no keys to write".to_owned()),
            Ok(count) => {
                let sessions = text::plural(count as u64, "session", "sessions");
                (Tone::Success, format!("The keys of {sessions} are written to {}", path.display()))
            }
            Err(error) => (Tone::Danger, error),
        };
        self.banner = Some(BannerView { tone, text, action: None });
    }

    /// Asks before anything of another program's settings is read.
    pub(super) fn ask_wireshark(&mut self) {
        let Some(folder) = wireshark_settings::wireshark_folder().filter(|folder| folder.is_dir()) else {
            let text = "There are no settings of Wireshark in this home folder".into();
            self.banner = Some(BannerView { tone: Tone::Warn, text, action: None });
            return;
        };
        self.window.dialog = Some(Dialog::Confirm {
            title: "Import secrets from Wireshark".into(),
            text: format!(
                "Private keys, key log and pre-shared keys that {} names are loaded. Its files stay as they are.",
                folder.display()
            ),
            choices: vec![("Import".into(), Action::ImportWireshark(folder))],
        });
    }

    /// What files gave: one sentence for all, a card for each that gave nothing.
    pub(super) fn secrets_loaded(&mut self, outcomes: Vec<SecretOutcome>) {
        if outcomes.is_empty() {
            let text = "Wireshark's settings name no keys, key log or pre-shared key".into();
            self.banner = Some(BannerView { tone: Tone::Neutral, text, action: None });
            return;
        }
        let mut names = Vec::new();
        let mut refused = Vec::new();
        for outcome in outcomes {
            self.refused.retain(|known| known.card.path != outcome.path);
            if outcome.secrets > 0 {
                names.push(outcome.name);
            } else if outcome.refused.is_empty() {
                let sentence = "There is no private key and no key log in this folder.".into();
                let (path, name) = (outcome.path, outcome.name);
                let card = RefusedCard { path, name, sentence, wants_password: false };
                refused.push(RefusedFile { card, told: None });
            }
            refused.extend(outcome.refused.iter().map(RefusedFile::new));
        }
        let trouble = match refused.as_slice() {
            [] => None,
            [one] if one.card.wants_password => Some(format!("{} needs its password", one.card.name)),
            [one] => Some(format!("{}: {}", one.card.name, one.card.sentence)),
            many => Some(format!("{} could not be loaded", text::plural(many.len() as u64, "file", "files"))),
        };
        let asks = refused.iter().any(|one| one.card.wants_password);
        for one in refused {
            self.refused.retain(|known| known.card.path != one.card.path);
            self.refused.push(one);
        }
        self.secrets_stamp = None;
        if let Some(text) = trouble {
            let tone = if asks { Tone::Warn } else { Tone::Danger };
            // The card is where the password goes.
            self.window.secrets_open |= asks;
            let show = Action::Run(Command::SecretsPanel);
            let action = (!self.window.secrets_open).then(|| ("Show secrets".to_owned(), show));
            self.banner = Some(BannerView { tone, text, action });
        }
        match names.as_slice() {
            [] => {}
            [one] => self.secrets_came(one.clone()),
            many => self.secrets_came(format!("{} files", many.len())),
        }
    }

    /// The keyring has grown; what that opened is told once it is known.
    fn secrets_came(&mut self, name: String) {
        match &self.open {
            Some(open) => {
                open.background.secrets_changed(false);
                self.key_to_announce = Some(name);
            }
            None if self.banner.as_ref().is_none_or(|b| b.tone == Tone::Success) => {
                let text = format!("{name}: loaded, for the captures that come");
                self.banner = Some(BannerView { tone: Tone::Success, text, action: None });
            }
            None => {}
        }
    }

    /// Makes the panel's cards again, if anything they say has changed.
    pub(super) fn refresh_secrets(&mut self) {
        let now = self.keyring.snapshot();
        let capture = self.open.as_ref().map(|open| open.capture.generation);
        let stamp = (now.generation(), capture, self.sessions.generation, self.refused.len());
        let is_judging = self.judging.is_running();
        self.secrets.is_judging = is_judging;
        if self.secrets_stamp == Some(stamp) {
            return;
        }
        self.secrets_stamp = Some(stamp);
        let judged = self.judging.latest.as_ref().filter(|_| self.open.is_some());
        self.secrets = view(&now, judged);
        self.secrets.refused = self.refused.iter().map(|refused| refused.card.clone()).collect();
        self.secrets.programs = self.programs.iter().map(|p| programs::card(&p.launched)).collect();
        self.secrets.environment = environment(&now);
        self.secrets.has_capture = self.open.is_some();
        self.secrets.is_judging = is_judging;
        if let Some(open) = &self.open {
            let others = open.capture.secrets_blocks.iter().filter(|b| b.kind != SecretsBlock::TLS_KEY_LOG);
            self.secrets.other_blocks = others
                .map(|block| {
                    let kind = secrets_blocks::kind_name(block.kind);
                    format!("The capture also holds a secrets block ({kind}), which opens no TLS session.")
                })
                .collect();
        }
    }
}

/// The key log that the environment names, if it is there and not loaded.
fn environment(secrets: &Secrets) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("SSLKEYLOGFILE").filter(|path| !path.is_empty())?);
    let loaded = secrets.key_logs().iter().any(|log| log.path.as_deref() == Some(&path));
    (!loaded && path.is_file()).then_some(path)
}

fn view(secrets: &Secrets, judged: Option<&Judged>) -> SecretsView {
    let keys = secrets.rsa_keys().iter().map(|loaded| {
        let about = Key {
            id: loaded.id,
            kind: format!("RSA, {} bits", loaded.key.bits()),
            fingerprint: loaded.key.fingerprint(),
            spki: *loaded.key.spki_sha256(),
        };
        key_card(about, &loaded.label, loaded.path.as_deref(), judged)
    });
    let ec_keys = secrets.ec_keys().iter().map(|loaded| {
        let about = Key {
            id: loaded.id,
            kind: format!("EC, {}", loaded.key.curve().name()),
            fingerprint: loaded.key.fingerprint(),
            spki: *loaded.key.spki_sha256(),
        };
        key_card(about, &loaded.label, loaded.path.as_deref(), judged)
    });
    let (blocks, logs): (Vec<_>, Vec<_>) =
        secrets.key_logs().iter().partition(|log| log.origin == LogOrigin::SecretsBlock);
    SecretsView {
        keys: keys.chain(ec_keys).collect(),
        logs: logs.into_iter().map(|log| log_card(log, judged)).collect(),
        blocks: blocks.into_iter().map(|log| log_card(log, judged)).collect(),
        psks: secrets
            .psks()
            .iter()
            .map(|psk| {
                let about = format!("{} bytes", psk.key.len());
                let lines = vec![CardLine { name: "Key", text: about, ..CardLine::default() }];
                psk_card(card(psk.id, &psk.label, None, lines, judged), judged)
            })
            .collect(),
        psk_sessions: judged.map(|judged| {
            let uses_one =
                |s: &&JudgedSession| s.report.suite.as_ref().is_some_and(|name| name.contains("PSK"));
            judged.sessions.iter().filter(uses_one).count()
        }),
        ..SecretsView::default()
    }
}

struct Key {
    id: KeyId,
    kind: String,
    fingerprint: String,
    spki: [u8; 32],
}

fn links<'a>(sessions: impl Iterator<Item = &'a JudgedSession>) -> Vec<SessionLink> {
    sessions
        .take(24)
        .map(|s| SessionLink {
            number: s.report.number.saturating_add(1),
            frame: s.report.verdict.first.number().into(),
        })
        .collect()
}

/// What every card says: the lines given, what the secret opened.
fn card(
    id: KeyId,
    title: &str,
    path: Option<&Path>,
    mut lines: Vec<CardLine>,
    judged: Option<&Judged>,
) -> SecretCard {
    let all = judged.map_or(&[][..], |judged| judged.sessions.as_slice());
    let opened = all.iter().filter(|session| session.opened_by == Some(id));
    let count = opened.clone().count();
    let (state, chip) = match (judged, count) {
        (None, _) => (TlsState::KeyFrame, ("loaded".to_owned(), Tone::Neutral)),
        (Some(_), 0) => (TlsState::Closed, ("opened none".to_owned(), Tone::Neutral)),
        (Some(_), n) => (TlsState::Open, (format!("opened {n}"), Tone::Success)),
    };
    if count > 0 {
        let sessions = links(opened);
        let word = if count == 1 { "session" } else { "sessions" };
        lines.push(CardLine { name: "Opened", text: word.into(), mono: false, sessions });
    }
    let chip = ChipView { text: chip.0, tone: chip.1, icon: None };
    let hover = path.map_or_else(|| title.to_owned(), |path| path.display().to_string());
    SecretCard { id, title: title.to_owned(), hover, state, chip, lines, bar: Vec::new(), can_remove: true }
}

fn key_card(key: Key, title: &str, path: Option<&Path>, judged: Option<&Judged>) -> SecretCard {
    let line = |name, text: &str, mono| CardLine { name, text: text.to_owned(), mono, sessions: Vec::new() };
    let lines = vec![line("Key", &key.kind, false), line("SPKI SHA-256", &key.fingerprint, true)];
    let mut card = card(key.id, title, path, lines, judged);
    let Some(judged) = judged else { return card };
    let of_key = judged.sessions.iter().filter(|s| s.report.certificate_spki == Some(key.spki));
    let matching = links(of_key.clone());
    let of_session = match matching.len() {
        0 => "none in this capture is of this key",
        1 => "that of session",
        _ => "those of sessions",
    };
    let is_any = !matching.is_empty();
    let named =
        of_key.clone().find_map(|s| Some((s.facts.certificate.clone()?, s.facts.valid_until.clone())));
    let text = match named {
        Some((name, Some(until))) => format!("{name}, until {until}; {of_session}"),
        Some((name, None)) => format!("{name}; {of_session}"),
        None => of_session.to_owned(),
    };
    let certificate = CardLine { name: "Certificate", text, mono: false, sessions: matching };
    card.lines.insert(2, certificate);
    // The certificate fits, and yet another thing is missing: the cause says which.
    for session in
        of_key.filter(|s| s.opened_by != Some(key.id) && s.report.verdict.status.is_closed()).take(6)
    {
        let why = session.report.verdict.cause.map_or("not known why", |cause| cause.title);
        let sessions = links(std::iter::once(session));
        card.lines.push(CardLine {
            name: "Cannot open",
            text: format!("{why}: session"),
            mono: false,
            sessions,
        });
    }
    if !is_any && card.state == TlsState::Closed {
        card.chip.text = "matches nothing".into();
        card.chip.tone = Tone::Warn;
    }
    card
}

/// Sessions that a pre-shared key could open and did not.
fn psk_card(mut card: SecretCard, judged: Option<&Judged>) -> SecretCard {
    let wants_one = |session: &&JudgedSession| {
        session.report.verdict.status.is_closed()
            && session.report.verdict.cause.is_some_and(|cause| cause.slug.contains("psk"))
    };
    let all = judged.map_or(&[][..], |judged| judged.sessions.as_slice());
    let closed = links(all.iter().filter(wants_one));
    if !closed.is_empty() {
        let word = if closed.len() == 1 { "session" } else { "sessions" };
        let text = format!("another key or identity: {word}");
        card.lines.push(CardLine { name: "Cannot open", text, mono: false, sessions: closed });
    }
    card
}

/// `2026-11-22 09:12`, in the time zone of this machine.
fn minute(time: Timestamp) -> Option<String> {
    Some(time.civil(Zone::Local)?.strftime("%Y-%m-%d %H:%M").to_string())
}

fn log_card(loaded: &LoadedKeyLog, judged: Option<&Judged>) -> SecretCard {
    let log: &KeyLog = &loaded.log;
    let lines = vec![CardLine {
        name: "Lines",
        text: match (log.lines, log.secrets) {
            (0, _) => "none yet; it is read on as it grows".into(),
            (lines, secrets) => format!(
                "{}, {}",
                text::count(lines as u64),
                text::plural(secrets as u64, "secret", "secrets")
            ),
        },
        ..CardLine::default()
    }];
    let mut card = card(loaded.id, &loaded.label, loaded.path.as_deref(), lines, judged);
    let is_file = loaded.origin == LogOrigin::File;
    if let Some(used) = judged.and_then(|judged| judged.logs.iter().find(|log| log.id == loaded.id)) {
        let other = used.connections.saturating_sub(used.here);
        let all = judged.map_or(&[][..], |judged| judged.sessions.as_slice());
        let opened = all.iter().filter(|session| session.opened_by == Some(loaded.id)).count().min(used.here);
        if used.here == 0 && used.connections > 0 {
            let connections = text::plural(used.connections as u64, "connection", "connections");
            let words = format!("Secrets of {connections}, none of them here: it is from another run.");
            card.lines.push(CardLine { name: "Matches", text: words, ..CardLine::default() });
            let span = judged.and_then(|judged| judged.span);
            if let Some((first, last)) = span
                && let (Some(written), Some(from), Some(to)) =
                    (used.written.and_then(minute), minute(first), minute(last))
            {
                let ran = if from == to { format!("at {from}") } else { format!("{from} to {to}") };
                let text = format!("{written}; this capture ran {ran}");
                card.lines.push(CardLine { name: "Last written", text, ..CardLine::default() });
            }
            (card.chip.text, card.chip.tone) = ("matches nothing".into(), Tone::Warn);
        }
        card.bar = vec![
            BarPart { count: opened as u64, label: "used", tone: Tone::Success },
            BarPart {
                count: used.here.saturating_sub(opened) as u64,
                label: "not needed",
                tone: Tone::Accent,
            },
            BarPart { count: other as u64, label: "of another run", tone: Tone::Neutral },
            BarPart { count: log.broken_lines as u64, label: "unreadable", tone: Tone::Danger },
        ];
    }
    for broken in log.broken.iter().take(NAMED_LINES) {
        let text = format!("{}: {}", broken.number, broken.why);
        card.lines.push(CardLine { name: "Broken line", text, ..CardLine::default() });
    }
    let more = log.broken_lines.saturating_sub(NAMED_LINES);
    if more > 0 {
        let text = format!("{} more", text::count(more as u64));
        card.lines.push(CardLine { name: "", text, ..CardLine::default() });
    }
    if let Some(last) = &log.unfinished {
        let text = format!("{}, the last: {}", last.number, last.why);
        card.lines.push(CardLine { name: "Unfinished", text, ..CardLine::default() });
    }
    if is_file && log.is_empty() {
        (card.chip.text, card.chip.tone) = ("watching".into(), Tone::Accent);
    }
    card.can_remove = loaded.origin != LogOrigin::SecretsBlock;
    card
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::Settings;
    use crate::document::{Document, Source, sessions};
    use crate::tls::secrets::Keyring;
    use std::sync::atomic::AtomicBool;

    fn sample(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
    }

    fn seen(capture: &str, keyring: &Arc<Keyring>) -> SecretsView {
        let source = Source::Path(sample(capture));
        let mut document = Document::open(source, Arc::clone(keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        let secrets = keyring.snapshot();
        let judged = sessions::judge(&document.capture(), &secrets, &[], &AtomicBool::new(false), &|_, _| {});
        view(&secrets, Some(&judged))
    }

    fn line<'a>(card: &'a SecretCard, name: &str) -> &'a CardLine {
        card.lines.iter().find(|line| line.name == name).unwrap_or_else(|| panic!("no line {name}"))
    }

    #[test]
    fn a_key_says_what_it_opened_and_what_it_cannot() {
        let keyring = Arc::new(Keyring::new());
        keyring.load_key_file(&sample("key.pem"), None).unwrap();
        let opens = &seen("upyssl.pcap", &keyring).keys[0];
        assert_eq!((opens.state, opens.chip.text.as_str()), (TlsState::Open, "opened 1"));
        assert_eq!(line(opens, "Opened").sessions[0].number, 1);
        assert!(line(opens, "Certificate").text.ends_with("; that of session"));
        let closed = &seen("sibling/default-tls12-ecdhe.pcap", &keyring).keys[0];
        assert_eq!(closed.chip.text, "opened none");
        assert!(line(closed, "Cannot open").text.contains("Diffie-Hellman"));
        keyring.add_psk(Psk::parse("00").unwrap());
        let psk = &seen("dtls/psk-ccm8.pcap", &keyring).psks[0];
        assert!(line(psk, "Cannot open").text.contains("session"), "{psk:?}");
        let none = &seen("quic/quic.pcap", &keyring).keys[0];
        assert_eq!(none.chip.text, "matches nothing");
    }

    #[test]
    fn a_key_log_says_what_of_it_is_of_use_and_which_lines_are_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.keys");
        let text = std::fs::read_to_string(sample("quic/quic.keys")).unwrap();
        std::fs::write(&path, format!("nonsense\n{text}\n")).unwrap();
        let keyring = Arc::new(Keyring::new());
        keyring.load_key_log(&path).unwrap();
        let used = &seen("quic/quic.pcap", &keyring).logs[0];
        assert!(line(used, "Broken line").text.starts_with("1: "));
        assert!(used.bar[0].count > 0 && used.bar[2].count == 0 && used.bar[3].count == 1);
        let other = &seen("upyssl.pcap", &keyring).logs[0];
        assert_eq!(other.chip.text, "matches nothing");
        assert!(line(other, "Matches").text.contains("another run"));
        assert!(line(other, "Last written").text.contains("this capture ran"));
        let no_capture = view(&keyring.snapshot(), None);
        assert_eq!(
            (no_capture.logs[0].chip.text.as_str(), no_capture.words()),
            ("loaded", "1 key log".into())
        );
    }

    #[test]
    fn a_refused_file_says_why_without_its_folder() {
        let keyring = Keyring::new();
        let error = secrets::load(&keyring, &sample("cert.pem"), None).unwrap_err();
        let card = RefusedFile::new(&error).card;
        assert_eq!((card.name.as_str(), card.wants_password), ("cert.pem", false));
        assert!(card.sentence.starts_with("Holds a certificate"), "{}", card.sentence);
    }
}
