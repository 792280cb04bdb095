//! The sessions of a capture judged, and beside it what each secret did for them: which sessions it
//! opened, which certificates are its own, how much of a key log is of use. The long part of a job;
//! whoever shows it makes the words.

use super::session_facts::{Gathered, SessionFacts};
use crate::base::id::FrameId;
use crate::base::time::Timestamp;
use crate::dissect::Settings;
use crate::dissect::opened::FlowOf;
use crate::proto;
use crate::store::verdict::{Status, Verdict};
use crate::store::{Capture, Subject, Transport};
use crate::tls::handshake::Random;
use crate::tls::secrets::{KeyId, LoadedKeyLog, Secrets};
use crate::verdict::symptoms::Refused;
use crate::verdict::{self, Question, SessionReport};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A session with what the index knows of it.
#[derive(Clone, Debug)]
pub struct JudgedSession {
    pub report: SessionReport,
    /// The secret that opened it, where that is one.
    pub opened_by: Option<KeyId>,
    pub transport: Transport,
    /// `tcp.stream`, `udp.stream`.
    pub stream: u32,
    pub frames: u64,
    /// Bytes on the wire of its conversation.
    pub bytes: u64,
    /// From the first to the last frame of its conversation.
    pub duration_ns: u64,
    pub facts: SessionFacts,
}

/// How much of a key log is of use to a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogUse {
    pub id: KeyId,
    /// Connections it has secrets of, those known by their client random.
    pub connections: usize,
    /// Of these, in this capture.
    pub here: usize,
    /// When its file was last written.
    pub written: Option<Timestamp>,
}

/// What became of all sessions, with the secrets of one moment.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Generations of capture and secrets.
    pub stamp: (u64, u64),
    pub sessions: Vec<JudgedSession>,
    /// Why the capture has no session at all, where that can be seen.
    pub capture: Option<Verdict>,
    pub logs: Vec<LogUse>,
    /// Times of the capture's first and last frame.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Ended before all were judged.
    pub is_cancelled: bool,
}

/// How many sessions there are, and how many of them are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub total: usize,
    pub decrypted: usize,
    pub partly: usize,
    /// Those that stay closed, by the title of their cause, most first.
    pub closed: Vec<(&'static str, &'static str, usize)>,
}

impl Judged {
    /// Counts for the head of the table and for messages.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally { total: self.sessions.len(), ..Tally::default() };
        for session in &self.sessions {
            let verdict = &session.report.verdict;
            match verdict.status {
                Status::Decrypted => tally.decrypted += 1,
                Status::Partly => tally.partly += 1,
                Status::Closed => {
                    let (slug, title) = verdict.cause.map_or(("", ""), |cause| (cause.slug, cause.title));
                    match tally.closed.iter_mut().find(|(known, ..)| *known == slug) {
                        Some((_, _, n)) => *n += 1,
                        None => tally.closed.push((slug, title, 1)),
                    }
                }
                Status::Nothing | Status::Waiting => {}
            }
        }
        tally.closed.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
        tally
    }
}

/// Judges every session of `capture`. `progress` gets conversations done and all.
pub fn judge(
    capture: &Arc<Capture>,
    secrets: &Arc<Secrets>,
    refused: &[Refused],
    cancel: &AtomicBool,
    progress: &dyn Fn(usize, usize),
) -> Judged {
    let question = Question { refused, ..Question::new(capture, secrets) };
    let reports = verdict::judge_all(&question, &|| cancel.load(Ordering::Relaxed), progress);
    let capture_verdict =
        if reports.is_empty() && capture.complete { verdict::judge_capture(capture) } else { None };
    let here = client_randoms(capture);
    let settings = Settings { secrets: Arc::clone(secrets), ..Settings::default() };
    let gathered = Gathered::new(capture);
    let mut sessions: Vec<JudgedSession> = reports
        .into_iter()
        .map(|report| {
            let is_open = report.verdict.opened_by.is_some();
            let facts = gathered.of(capture, &settings, report.subject, is_open);
            JudgedSession { facts, ..session(capture, secrets, report) }
        })
        .collect();
    sessions.sort_by_key(|session| session.report.verdict.first);
    for (number, session) in sessions.iter_mut().enumerate() {
        session.report.number = number;
    }
    Judged {
        stamp: (capture.generation, secrets.generation()),
        sessions,
        capture: capture_verdict,
        logs: secrets.key_logs().iter().map(|log| log_use(log, &here)).collect(),
        span: span(capture),
        is_cancelled: cancel.load(Ordering::Relaxed),
    }
}

fn span(capture: &Capture) -> Option<(Timestamp, Timestamp)> {
    let last = capture.frames.len().checked_sub(1)?;
    let time = |index| capture.frame(FrameId::from_index(index)).map(|meta| meta.time);
    time(0).zip(time(last))
}

fn session(capture: &Capture, secrets: &Secrets, report: SessionReport) -> JudgedSession {
    let opened_by = opened_by(capture, secrets, &report);
    let conversation = match report.subject {
        Subject::Conversation(id) => Some(id),
        Subject::Quic(number) => capture.quic.connection(number).map(|c| c.conversation),
    };
    let conversation = conversation.and_then(|id| capture.conversation(id));
    let time = |frame| capture.frame(frame).unwrap_or_default().time;
    let duration = conversation.map_or(0, |c| time(c.last).since(time(c.first)).0);
    JudgedSession {
        opened_by,
        transport: conversation.map_or(Transport::Tcp, |c| c.transport),
        stream: conversation.map_or(0, |c| c.stream),
        frames: conversation.map_or(0, |c| c.frames.iter().map(|n| u64::from(*n)).sum()),
        bytes: conversation.map_or(0, |c| c.bytes.iter().sum()),
        duration_ns: u64::try_from(duration).unwrap_or(0),
        facts: SessionFacts::default(),
        report,
    }
}

fn opened_by(capture: &Capture, secrets: &Secrets, report: &SessionReport) -> Option<KeyId> {
    report.verdict.opened_by.as_ref()?;
    let id = match report.subject {
        Subject::Conversation(id) => id,
        Subject::Quic(number) => {
            let random = capture.quic.connection(number)?.facts.client_hello()?.random;
            return secrets.traffic(&random).map(|(log, _)| log.id);
        }
    };
    let settings = Settings { secrets: Arc::new(secrets.clone()), ..Settings::default() };
    let flow = FlowOf::of(capture, id, &settings, proto::registry()).filter(|flow| flow.tls.is_some())?;
    let unlocked = capture.unlock_now(id, &flow, secrets);
    unlocked.sessions.iter().find_map(|s| s.keys.as_ref()?.as_ref().ok()?.by().id())
}

/// The client randoms of all sessions, by which key logs name them.
fn client_randoms(capture: &Capture) -> HashSet<Random> {
    let mut randoms = HashSet::new();
    for conversation in capture.conversations.iter() {
        let Some(tls) = conversation.flow.as_ref().and_then(|flow| flow.tls.as_ref()) else { continue };
        randoms.extend(tls.sessions.iter().filter_map(|s| s.client_hello().map(|hello| hello.random)));
    }
    let quic = capture.quic.connections.iter();
    randoms.extend(quic.filter_map(|c| c.facts.client_hello().map(|hello| hello.random)));
    randoms
}

fn log_use(log: &LoadedKeyLog, here: &HashSet<Random>) -> LogUse {
    let masters = log.log.masters().map(|(random, _)| random);
    let known: HashSet<&Random> = masters.chain(log.log.all_traffic().map(|(random, _)| random)).collect();
    let used = known.iter().filter(|random| here.contains(**random)).count();
    LogUse { id: log.id, connections: known.len(), here: used, written: written(log) }
}

fn written(log: &LoadedKeyLog) -> Option<Timestamp> {
    let time = std::fs::metadata(log.path.as_deref()?).ok()?.modified().ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_parts(i64::try_from(since.as_secs()).ok()?, i64::from(since.subsec_nanos())))
}

/// The conversation's frames as a display filter.
pub fn filter(transport: Transport, stream: u32) -> String {
    let name = if transport == Transport::Udp { "udp" } else { "tcp" };
    format!("{name}.stream == {stream}")
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Source};
    use super::*;
    use crate::dissect::Settings;
    use crate::tls::secrets::Keyring;
    use std::path::{Path, PathBuf};

    fn sample(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
    }

    fn judged(capture: &str, keyring: &Arc<Keyring>) -> Judged {
        let source = Source::Path(sample(capture));
        let mut document = Document::open(source, Arc::clone(keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        judge(&document.capture(), &keyring.snapshot(), &[], &AtomicBool::new(false), &|_, _| {})
    }

    #[test]
    fn a_key_is_named_by_what_it_opened() {
        let keyring = Arc::new(Keyring::new());
        assert_eq!(judged("upyssl.pcap", &keyring).tally().closed.len(), 1);
        let id = keyring.load_key_file(&sample("key.pem"), None).unwrap()[0];
        let judged = judged("upyssl.pcap", &keyring);
        assert_eq!(judged.sessions[0].opened_by, Some(id));
        assert_eq!((judged.sessions[0].frames, judged.sessions[0].stream), (19, 0));
        assert_eq!(judged.tally(), Tally { total: 1, decrypted: 1, ..Tally::default() });
    }

    #[test]
    fn a_key_log_says_how_much_of_it_is_of_use() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("both.keys");
        let mut text = std::fs::read_to_string(sample("quic/quic.keys")).unwrap();
        text.push_str(&format!("\nCLIENT_RANDOM {} {}\n", "ab".repeat(32), "cd".repeat(48)));
        std::fs::write(&path, text).unwrap();
        let keyring = Arc::new(Keyring::new());
        let id = keyring.load_key_log(&path).unwrap();
        let judged = judged("quic/quic.pcap", &keyring);
        let [log] = judged.logs[..] else { panic!("one key log was loaded") };
        assert!(log.id == id && log.here > 0 && log.connections == log.here + 1, "{log:?}");
        assert!(judged.sessions.iter().any(|s| s.opened_by == Some(id)));
    }
}
