//! The verdicts on all sessions, made in a task whenever somebody looks and anything changed, and
//! their words for the table and the banner. Not here: the verdicts themselves (`verdict`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::App;
use crate::audit::stacks::Stack;
use crate::base::id::FrameId;
use crate::document::background::Loading;
use crate::document::follow::Kind;
use crate::document::sessions::{Judged, JudgedSession, Tally, filter};
use crate::gui::command::Command;
use crate::gui::model::tls::{
    CountView, EvidenceView, FixView, SessionRow, SessionsView, TriedView, VerdictView,
};
use crate::gui::model::{Action, BannerView, JobView, TlsState, Tone};
use crate::gui::text;
use crate::store::verdict::{Status, Verdict};
use crate::tls::secrets::Secrets;
use crate::verdict::recipes;

/// The job that judges the sessions.
pub const JUDGE_JOB: u64 = 2;
/// Pause between two goes while frames come.
const JUDGE_EVERY: Duration = Duration::from_secs(2);
/// Secrets that a verdict names as tried.
const TRIED: usize = 8;
/// A job that ends sooner is not shown.
const SHOWN_AFTER: Duration = Duration::from_millis(300);

/// The task and what it found last.
#[derive(Default)]
pub struct Judging {
    running: Option<Running>,
    pub latest: Option<Judged>,
    ended: Option<Instant>,
    /// The user stopped it at this state: it does not begin again by itself.
    given_up: Option<(u64, u64)>,
}

struct Running {
    stamp: (u64, u64),
    cancel: Arc<AtomicBool>,
    /// In thousandths.
    progress: Arc<AtomicUsize>,
    began: Instant,
}

impl Judging {
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Ends the task; what it found until then is shown.
    pub fn cancel(&mut self) {
        if let Some(running) = &self.running {
            running.cancel.store(true, Ordering::Relaxed);
            self.given_up = Some(running.stamp);
        }
    }

    /// For the status bar, once it takes long.
    pub fn job(&self) -> Option<JobView> {
        let running = self.running.as_ref().filter(|r| r.began.elapsed() >= SHOWN_AFTER)?;
        let progress = Some(running.progress.load(Ordering::Relaxed) as f32 / 1000.0);
        Some(JobView { id: JUDGE_JOB, title: "Judging sessions".into(), progress, can_cancel: true })
    }

    /// Forgets everything: another capture is open.
    pub fn reset(&mut self) {
        if let Some(running) = &self.running {
            running.cancel.store(true, Ordering::Relaxed);
        }
        *self = Self::default();
    }
}

impl App {
    /// Begins to judge if somebody looks and what is shown is no longer true.
    pub(super) fn refresh_sessions(&mut self) {
        let Some(open) = &self.open else { return };
        let wanted = self.window.shows_sessions
            || self.window.secrets_open
            || self.window.inspector_open
            || self.window.shows_hellos
            || self.window.is_on_tour()
            || self.key_to_announce.is_some();
        let stamp = (open.capture.generation, self.keyring.snapshot().generation());
        // What the banner says of a key log stays true while that grows.
        let told = self.announced.as_ref().map(|(_, told)| told);
        let is_told = told.is_some() && told == self.banner.as_ref().map(|banner| &banner.text);
        let has_grown = self.judging.latest.as_ref().is_some_and(|judged| judged.stamp.1 != stamp.1);
        let wanted = wanted || is_told && has_grown;
        let known = self.judging.latest.as_ref().map(|judged| judged.stamp) == Some(stamp)
            || self.judging.given_up == Some(stamp);
        self.sessions.is_judging = self.judging.is_running();
        if !wanted || known || self.judging.is_running() {
            return;
        }
        let is_loading = open.background.loading() == Loading::Running;
        let too_soon = self.judging.ended.is_some_and(|ended| ended.elapsed() < JUDGE_EVERY);
        // A file is judged when it is read; a live capture from time to time.
        if is_loading && (self.live.is_none() || too_soon) {
            return;
        }
        let (cancel, progress) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let refused = self.refused.iter().filter_map(|refused| refused.told.clone()).collect();
        self.judging.running = Some(Running {
            stamp,
            cancel: Arc::clone(&cancel),
            progress: Arc::clone(&progress),
            began: Instant::now(),
        });
        self.sessions.is_judging = true;
        let (capture, secrets) = (Arc::clone(&open.capture), self.keyring.snapshot());
        self.tasks.judge(capture, secrets, refused, cancel, progress);
    }

    /// Takes what the task found.
    pub(super) fn judged(&mut self, judged: Judged) {
        // One of a capture that is closed already says nothing here.
        let is_it = |running: &Running| {
            running.stamp == judged.stamp && running.cancel.load(Ordering::Relaxed) == judged.is_cancelled
        };
        if !self.judging.running.as_ref().is_some_and(is_it) {
            return;
        }
        self.judging.running = None;
        self.judging.ended = Some(Instant::now());
        let generation = self.sessions.generation + 1;
        // What the tabs show stays until it is found out anew.
        let detail = self.sessions.detail.take();
        self.sessions = SessionsView { detail, ..view(&judged, generation, &self.keyring.snapshot()) };
        self.judging.latest = Some(judged);
        // A key log that has grown opens more: what was told of it is told again.
        if let Some((name, told)) = &self.announced
            && self.banner.as_ref().is_some_and(|banner| banner.text == *told)
            && self.key_to_announce.is_none()
        {
            self.banner = None;
            self.key_to_announce = Some(name.clone());
        }
    }

    /// Tells what a secret opened, once that is known.
    pub(super) fn announce_key(&mut self) {
        let (Some(open), Some(name)) = (&self.open, &self.key_to_announce) else { return };
        let generation = self.keyring.snapshot().generation();
        let current = self.judging.latest.as_ref().filter(|judged| judged.stamp.1 == generation);
        let given_up = self.judging.given_up.is_some_and(|stamp| stamp.1 == generation);
        let Some(judged) = current.filter(|_| !open.is_loading() || self.live.is_some()) else {
            if given_up {
                self.key_to_announce = None;
            }
            return;
        };
        let tally = judged.tally();
        let tone = match (tally.total, tally.decrypted + tally.partly) {
            (0, _) => Tone::Neutral,
            (_, 0) => Tone::Warn,
            _ => Tone::Success,
        };
        let text = match tally.total {
            0 => format!("{name}: loaded; this capture has no TLS sessions"),
            _ => format!("{name}: {}", sentence(&tally)),
        };
        let show = ("Show sessions".to_owned(), Action::Run(Command::ShowSessions));
        let action = (tally.total > 0 && !self.window.shows_sessions).then_some(show);
        // What went wrong with another file is not painted over.
        let is_trouble = self.banner.as_ref().is_some_and(|b| matches!(b.tone, Tone::Danger | Tone::Warn));
        if !is_trouble || tone == Tone::Success {
            self.announced = Some((name.clone(), text.clone()));
            self.banner = Some(BannerView { tone, text, action });
        }
        self.key_to_announce = None;
    }

    /// Follows what the session of frame `number` carries; of QUIC its first stream.
    pub(super) fn follow_session(&mut self, number: u64) {
        self.go_to(number);
        let Some(open) = &self.open else { return };
        let id = open.selected.and_then(|frame| open.capture.frame(frame)?.conversation());
        let quic = open.capture.quic.connections.iter().find(|c| Some(c.conversation) == id);
        match quic.map(|connection| connection.number) {
            Some(connection) => {
                let (capture, settings) = (Arc::clone(&open.capture), open.background.settings());
                let frame = open.selected;
                self.tasks.follow(capture, settings, Kind::Quic(0), connection, frame);
            }
            None => self.act(Action::Run(Command::FollowTls)),
        }
    }
}

/// "5 of 7 sessions decrypted; 2 use ECDHE".
pub fn sentence(tally: &Tally) -> String {
    let sessions = text::plural(tally.total as u64, "session", "sessions");
    let mut words = format!("{} of {sessions} decrypted", text::count(tally.decrypted as u64));
    if tally.partly > 0 {
        words.push_str(&format!(", {} partly", text::count(tally.partly as u64)));
    }
    for (slug, title, n) in tally.closed.iter().take(3) {
        words.push_str(&format!("; {} {}", text::count(*n as u64), why(slug, title, *n)));
    }
    let more: usize = tally.closed.iter().skip(3).map(|(_, _, n)| n).sum();
    if more > 0 {
        words.push_str(&format!("; {} for other reasons", text::count(more as u64)));
    }
    words
}

/// Why `n` sessions stay closed, to stand behind their number.
fn why(slug: &str, title: &str, n: usize) -> String {
    let (one, many) = match slug {
        "ecdhe" => ("uses ECDHE", "use ECDHE"),
        "dhe" => ("uses DHE", "use DHE"),
        "tls13" => ("uses TLS 1.3", "use TLS 1.3"),
        "no-key" => ("needs the server's RSA key", "need the server's RSA key"),
        "psk" => ("needs a pre-shared key", "need a pre-shared key"),
        "key-cert-mismatch" => ("is of another key", "are of another key"),
        "" => ("stays closed", "stay closed"),
        _ => {
            let mut words = title.chars();
            let first = words.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
            let second_is_capital = title.chars().nth(1).is_some_and(char::is_uppercase);
            return match second_is_capital {
                true => format!("closed: {title}"),
                false => format!("closed: {first}{}", words.as_str()),
            };
        }
    };
    if n == 1 { one.into() } else { many.into() }
}

pub(super) fn state(verdict: &Verdict) -> TlsState {
    match verdict.status {
        Status::Decrypted => TlsState::Open,
        Status::Partly => TlsState::Half,
        Status::Closed => TlsState::Closed,
        Status::Waiting => TlsState::Waiting,
        Status::Nothing => match verdict.cause.map(|cause| cause.slug) {
            Some("handshake-failed" | "plain-server") => TlsState::Failed,
            Some("null") => TlsState::Plain,
            _ => TlsState::Handshake,
        },
    }
}

fn view(judged: &Judged, generation: u64, secrets: &Secrets) -> SessionsView {
    let rows: Vec<SessionRow> = judged.sessions.iter().map(|session| row(session, secrets)).collect();
    let kinds = [
        (TlsState::Open, "Decrypted"),
        (TlsState::Half, "Partly"),
        (TlsState::Closed, "Not decrypted"),
        (TlsState::Failed, "Failed"),
        (TlsState::Plain, "Not encrypted"),
        (TlsState::Handshake, "Nothing to decrypt"),
        (TlsState::Waiting, "Waiting"),
    ];
    let counts = kinds
        .into_iter()
        .map(|(state, label)| {
            let count = rows.iter().filter(|row| row.state == state).count();
            CountView { state, label, count }
        })
        .filter(|count| count.count > 0)
        .collect();
    SessionsView {
        generation,
        counts,
        hellos: rows.iter().filter(|row| row.grade.is_some()).count() as u64,
        sentence: if rows.is_empty() { String::new() } else { sentence(&judged.tally()) },
        none: judged.capture.as_ref().map(|verdict| verdict_view(verdict, None)),
        is_judging: false,
        detail: None,
        rows,
    }
}

fn row(session: &JudgedSession, secrets: &Secrets) -> SessionRow {
    let report = &session.report;
    let records = report.verdict.records;
    SessionRow {
        number: report.number.saturating_add(1),
        state: state(&report.verdict),
        words: words(&report.verdict),
        client: report.client.to_string(),
        server: report.server.to_string(),
        sni: report.sni.clone().unwrap_or_default(),
        version: report.version.clone().unwrap_or_default(),
        suite: report.suite.clone().unwrap_or_default(),
        records: format!("{} of {}", text::count(records.opened), text::count(records.total)),
        records_total: records.total,
        bytes: session.bytes,
        duration_ns: session.duration_ns,
        frames: session.frames,
        frame: report.verdict.first.number().into(),
        filter: filter(session.transport, session.stream),
        certificate: session.facts.certificate.clone().unwrap_or_default(),
        resumed: session.facts.resumed,
        alpn: session.facts.alpn.clone().unwrap_or_default(),
        round_trips: session.facts.round_trips,
        ja3: session.facts.ja3.clone().unwrap_or_default(),
        ja4: session.facts.ja4.clone().unwrap_or_default(),
        stack: session.facts.stack.map_or_else(String::new, |stack| stack.name.to_owned()),
        grade: session.facts.grade,
        verdict: VerdictView {
            tried: tried(session, secrets),
            ..verdict_view(&report.verdict, session.facts.stack)
        },
    }
}

/// What is said of each loaded secret, of a session that stays closed.
fn tried(session: &JudgedSession, secrets: &Secrets) -> Vec<TriedView> {
    let verdict = &session.report.verdict;
    if verdict.status != Status::Closed {
        return Vec::new();
    }
    let of_key = |spki: &[u8; 32]| match session.report.certificate_spki {
        Some(own) if own == *spki => match verdict.cause.map(|cause| cause.slug) {
            Some("ecdhe" | "dhe" | "tls13") => "is the certificate's key, which only signs here",
            _ => "is the certificate's key",
        },
        Some(_) => "is another key than the certificate's",
        None => "has no certificate here to be compared with",
    };
    let key = |label: &str, spki| TriedView { name: label.into(), text: of_key(spki), is_key: true };
    let other = |label: &str, text| TriedView { name: label.into(), text, is_key: false };
    let rsa = secrets.rsa_keys().iter().map(|k| key(&k.label, k.key.spki_sha256()));
    let ec = secrets.ec_keys().iter().map(|k| key(&k.label, k.key.spki_sha256()));
    let logs = secrets.key_logs().iter().map(|log| other(&log.label, "holds no secret that opens it"));
    let psks = secrets.psks().iter().map(|psk| other(&psk.label, "does not open it"));
    rsa.chain(ec).chain(logs).chain(psks).take(TRIED).collect()
}

fn words(verdict: &Verdict) -> String {
    let cause = verdict.cause.map(|cause| match cause.slug {
        "ecdhe" => "ECDHE",
        "dhe" => "DHE",
        _ => cause.title,
    });
    match (verdict.status, cause) {
        (Status::Decrypted, _) => match &verdict.opened_by {
            Some(by) => format!("Decrypted with {by}"),
            None => "Decrypted".into(),
        },
        (Status::Partly, Some(cause)) => format!("Partly decrypted: {cause}"),
        (Status::Partly, None) => "Partly decrypted".into(),
        (Status::Closed, Some(cause)) => format!("Not decrypted: {cause}"),
        (Status::Closed, None) => "Not decrypted".into(),
        (Status::Nothing, Some(cause)) => cause.into(),
        (Status::Nothing, None) => "Nothing to decrypt".into(),
        (Status::Waiting, _) => "Not decidable yet".into(),
    }
}

fn verdict_view(verdict: &Verdict, stack: Option<&Stack>) -> VerdictView {
    VerdictView {
        tried: Vec::new(),
        title: words(verdict),
        sentence: verdict.sentence.clone(),
        certainty: verdict.certainty.word(),
        slug: verdict.cause.map(|cause| cause.slug),
        also: verdict.also.iter().map(|cause| cause.title).collect(),
        opened_by: verdict.opened_by.clone(),
        evidence: verdict
            .evidence
            .iter()
            .map(|fact| EvidenceView {
                frame: fact.frame.map(|frame: FrameId| frame.number().into()),
                value: fact.value.clone(),
                field: fact.field,
            })
            .collect(),
        fixes: verdict
            .fixes
            .iter()
            .map(|fix| FixView {
                text: fix.text.clone(),
                command: fix.command.clone(),
                buttons: fix_buttons(&fix.text, stack),
            })
            .collect(),
    }
}

/// What the program can do of a fix, by how the catalogue begins its text. `stack`: the client's
/// TLS library, whose recipe is the nearest.
fn fix_buttons(text: &str, stack: Option<&Stack>) -> Vec<(&'static str, Action)> {
    if text.starts_with("Load a key log") {
        let recipe = stack.and_then(|stack| recipes::for_stack(stack.id));
        let show = match recipe {
            Some(recipe) => ("How this client writes one…", Action::ShowRecipe(recipe.id)),
            None => ("Recipes…", Action::Run(Command::KeyLogRecipes)),
        };
        let launch = ("Launch program…", Action::Run(Command::LaunchProgram));
        let load = ("Load key log…", Action::Run(Command::LoadKey));
        // A client that must be changed first is not helped by a variable.
        return match recipe.is_some_and(|recipe| recipe.needs_code) {
            true => vec![show, load, launch],
            false => vec![launch, load, show],
        };
    }
    const BUTTONS: &[(&str, &str, Command)] = &[
        ("Load ", "Load key…", Command::LoadKey),
        ("Enter the pre-shared key", "Add key…", Command::AddPsk),
        ("Give the password", "Secrets…", Command::SecretsPanel),
    ];
    let found = BUTTONS.iter().find(|(begin, ..)| text.starts_with(begin));
    found.map(|(_, label, command)| (*label, Action::Run(*command))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::stacks::STACKS;
    use crate::verdict::causes;

    #[test]
    fn the_sentence_counts_and_says_why() {
        let tally = |decrypted, closed: Vec<(&'static str, &'static str, usize)>| Tally {
            total: 7,
            decrypted,
            partly: 0,
            closed,
        };
        assert_eq!(sentence(&tally(5, vec![("ecdhe", "…", 2)])), "5 of 7 sessions decrypted; 2 use ECDHE");
        let words = sentence(&tally(0, vec![("tls13", "TLS 1.3", 1), ("x", "Padding is wrong", 6)]));
        assert_eq!(words, "0 of 7 sessions decrypted; 1 uses TLS 1.3; 6 closed: padding is wrong");
        assert_eq!(why("x", "RSA key missing", 1), "closed: RSA key missing");
    }

    #[test]
    fn the_catalogue_has_fixes_that_the_program_can_carry_out() {
        let buttons: Vec<&str> = causes::CAUSES
            .iter()
            .flat_map(|cause| cause.fixes)
            .flat_map(|(text, _)| fix_buttons(text, None))
            .map(|(label, _)| label)
            .collect();
        for label in ["Load key…", "Add key…", "Secrets…", "Launch program…", "Recipes…"] {
            assert!(buttons.contains(&label), "{label}");
        }
    }

    #[test]
    fn recipes_are_of_stacks_that_are_recognised() {
        let known: Vec<&str> = STACKS.iter().map(|stack| stack.id).collect();
        for stack in recipes::RECIPES.iter().flat_map(|recipe| recipe.stacks) {
            assert!(known.contains(stack), "{stack}");
        }
        let first = |id: &str| {
            let stack = STACKS.iter().find(|stack| stack.id == id);
            fix_buttons("Load a key log: so", stack)[0].1.clone()
        };
        assert_eq!(first("mbedtls"), Action::ShowRecipe("mbedtls"));
        assert_eq!(first("python"), Action::Run(Command::LaunchProgram));
    }
}
