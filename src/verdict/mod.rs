//! Why a session stays closed: one verdict for every TLS, DTLS and QUIC session of a capture, with
//! evidence and remedies.
//!
//! [`gather`] collects a session's facts from the store, the files of `rules/` say of each cause of
//! the catalogue in [`causes`] whether it holds, [`judge`] puts them in order. Shows nothing.
#![forbid(unsafe_code)]

pub mod alerts;
pub mod causes;
pub mod judge;
pub mod recipes;
pub mod rules;
pub mod symptoms;

mod across;
mod gather;
mod template;
#[cfg(test)]
mod tests;

use crate::base::id::{ConversationId, FrameId};
use crate::store::verdict::{Status, Verdict, Verdicts};
use crate::store::{Capture, Endpoint, Subject};
use crate::tls::secrets::Secrets;
use crate::tls::suite_table::suite;
use std::path::Path;
use symptoms::{Protocol, Refused, Symptoms};

/// Records of a direction that are opened where a person only looks at one frame.
const SAMPLED_RECORDS: usize = 128;

/// What verdicts are asked about.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub capture: &'a Capture,
    pub secrets: &'a Secrets,
    /// Key files that gave no key.
    pub refused: &'a [Refused],
    /// The file that the capture was read from.
    pub file: Option<&'a Path>,
    /// Private keys may be used, which takes time; else sessions that would need that get no verdict yet.
    pub wait: bool,
}

impl<'a> Question<'a> {
    pub fn new(capture: &'a Capture, secrets: &'a Secrets) -> Self {
        Self { capture, secrets, refused: &[], file: None, wait: true }
    }
}

/// A session and what is said of it.
#[derive(Clone, Debug)]
pub struct SessionReport {
    /// From 0, in order of the sessions' first frames.
    pub number: usize,
    pub subject: Subject,
    pub client: Endpoint,
    pub server: Endpoint,
    /// Server name of the ClientHello, as sent: not safe to print.
    pub sni: Option<String>,
    /// `TLS 1.2`, `QUIC v1`; none while no hello was seen.
    pub version: Option<String>,
    pub suite: Option<String>,
    /// SHA-256 of the server's SubjectPublicKeyInfo.
    pub certificate_spki: Option<[u8; 32]>,
    pub verdict: Verdict,
}

/// Judges every session of a capture; every record is opened once, past the cache. `cancelled` is
/// asked before each session, which ends the list there; `progress` gets conversations and connections done, and all.
pub fn judge_all(
    question: &Question<'_>,
    cancelled: &dyn Fn() -> bool,
    progress: &dyn Fn(usize, usize),
) -> Vec<SessionReport> {
    let subjects = subjects(question.capture);
    let mut reports = Vec::new();
    for (done, (_, subject)) in subjects.iter().enumerate() {
        if cancelled() {
            break;
        }
        let mut next = Some(*subject);
        while let Some(subject) = next {
            let found = gather::gather(question, subject, usize::MAX);
            next = gather::inside(subject, &found);
            for s in found {
                reports.push(report(reports.len(), subject, &s));
            }
        }
        progress(done + 1, subjects.len());
    }
    across::compare(&mut reports, question.secrets);
    reports
}

/// All that may have sessions, in order of their first frames.
fn subjects(capture: &Capture) -> Vec<(FrameId, Subject)> {
    let conversations = capture.conversations.iter().enumerate();
    let conversations =
        conversations.map(|(at, c)| (c.first, Subject::Conversation(ConversationId::from_index(at))));
    let connections = capture.quic.connections.iter().map(|c| (c.first, Subject::Quic(c.number)));
    let mut all: Vec<(FrameId, Subject)> = conversations.chain(connections).collect();
    all.sort_by_key(|(first, _)| *first);
    all
}

/// Why a capture has no session at all, where that can be seen.
pub fn judge_capture(capture: &Capture) -> Option<Verdict> {
    judge::judge_capture(&gather::whole_capture(capture))
}

/// The memory of verdicts for those who show single frames; see [`Verdicts::of`]. Of long sessions
/// only the first records are opened.
pub fn verdicts() -> Verdicts {
    Verdicts::new(|capture, subject, secrets| {
        let question = Question { wait: false, ..Question::new(capture, secrets) };
        gather::gather(&question, subject, SAMPLED_RECORDS).iter().map(judge::judge).collect()
    })
}

/// Whether nothing stays closed.
pub fn all_open(reports: &[SessionReport]) -> bool {
    !reports.iter().any(|r| r.verdict.status.is_closed())
}

fn report(number: usize, subject: Subject, s: &Symptoms) -> SessionReport {
    let quic = s.quic.as_ref().map(|quic| quic.version.to_string());
    let version =
        quic.or_else(|| s.version().filter(|_| s.protocol != Protocol::Other).map(|v| v.to_string()));
    let chosen = s.server_hello.as_ref().map(|h| h.value.suite);
    let name = |id: u16| suite(id).map_or_else(|| format!("0x{id:04x}"), |x| x.name.to_owned());
    let sni = s.client_hello.as_ref().and_then(|h| h.value.server_name.as_ref());
    SessionReport {
        number,
        subject,
        client: s.client,
        server: s.server,
        sni: sni.map(|n| String::from_utf8_lossy(n).into_owned()),
        version: version.or_else(|| (s.protocol == Protocol::Ssl2).then(|| "SSL 2.0".into())),
        suite: chosen.map(name),
        certificate_spki: s.certificate.as_ref().map(|c| c.value.spki_sha256),
        verdict: judge::judge(s),
    }
}

/// How many sessions have which status, in order of [`Status`].
pub fn tally(reports: &[SessionReport]) -> Vec<(Status, usize)> {
    use Status::{Closed, Decrypted, Nothing, Partly, Waiting};
    [Decrypted, Partly, Closed, Nothing, Waiting]
        .into_iter()
        .map(|status| (status, reports.iter().filter(|r| r.verdict.status == status).count()))
        .filter(|(_, n)| *n > 0)
        .collect()
}
