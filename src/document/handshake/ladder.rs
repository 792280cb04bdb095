//! The ladder of a session: steps of both sides with times, sizes and pauses, round trips, and where
//! the time went. What a frame says is read in `said.rs`, frames become steps (`step.rs`) in
//! `step_builder.rs`, what a step means stands in `explain.rs`; a ladder is written out in `text.rs`
//! and `svg.rs`.

pub use super::phases::PhaseKind;
use super::phases::{self, Phase, handshake_end};
use super::said::Reader;
use super::step::{Ack, Cause, Kind, MAX_STEPS, Pause, Step};
use super::step_builder::Builder;
use super::{ends, frames};
use crate::base::id::FrameId;
use crate::dissect::Settings;
use crate::document::rows;
use crate::proto;
use crate::store::{Capture, Endpoint, Subject};

/// Frames that are read from the beginning of a session, and from its end.
const MAX_FIRST_FRAMES: usize = 3_000;
const MAX_LAST_FRAMES: usize = 60;
/// A pause is at least so long, in nanoseconds, and so many times the median gap.
const LEAST_PAUSE_NS: u64 = 10_000_000;
const PAUSE_FACTOR: u64 = 10;
/// Receivers delay acknowledgements so long (RFC 9293 section 3.8.6.3: up to half a second).
const DELAYED_ACK_NS: std::ops::RangeInclusive<u64> = 20_000_000..=500_000_000;

/// There and back again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundTrip {
    /// Indices of steps.
    pub from: usize,
    pub to: usize,
    /// `Round trip 1`, `Data`.
    pub label: String,
    pub ns: u64,
}

/// A session's ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    pub client: Endpoint,
    pub server: Endpoint,
    pub steps: Vec<Step>,
    pub round_trips: Vec<RoundTrip>,
    /// Where the time went.
    pub phases: Vec<Phase>,
    /// What opened the session, where something did.
    pub opened_by: Option<String>,
}

impl Ladder {
    /// The step that a frame belongs to.
    pub fn step_of(&self, frame: FrameId) -> Option<usize> {
        let holds = |step: &Step| match step.frames.as_slice() {
            [first, .., last] if step.frame_count > step.frames.len() => (*first..=*last).contains(&frame),
            frames => frames.contains(&frame),
        };
        self.steps.iter().position(holds)
    }
}

/// Makes the ladder of a session; `None`: there is no such session.
pub fn ladder(
    capture: &Capture,
    settings: &Settings,
    subject: Subject,
    opened_by: Option<String>,
) -> Option<Ladder> {
    let [client, server] = ends(capture, subject)?;
    let all = frames(capture, subject);
    let start = capture.frame(all.first()?.frame)?.time;
    let registry = proto::registry();
    let look = rows::Look::standard(registry);
    let mut reader = Reader::new(capture, settings, registry);
    let mut builder = Builder::default();
    let skipped = skipped(all.len());
    for (index, sent) in all.iter().enumerate() {
        if skipped.contains(&index) {
            if index == skipped.start
                && let Some(last) = all.get(skipped.end.saturating_sub(1))
            {
                builder.left_out(sent.frame, last.frame, skipped.len());
            }
            continue;
        }
        let Some(meta) = capture.frame(sent.frame) else { continue };
        let at_ns = u64::try_from(meta.time.since(start).0).unwrap_or(0);
        let said = reader.read(sent.frame);
        let row = (!said.items.is_empty())
            .then(|| rows::make(capture, settings, registry, &look, sent.frame, None));
        builder.frame(*sent, at_ns, said, row);
    }
    let (mut steps, acks) = builder.finish();
    steps.truncate(MAX_STEPS);
    pauses(&mut steps, &acks);
    let round_trips = round_trips(&steps);
    let phases = phases::phases(&steps);
    Some(Ladder { client, server, round_trips, phases, steps, opened_by })
}

/// The frames of a long session that are not read.
fn skipped(len: usize) -> std::ops::Range<usize> {
    if len <= MAX_FIRST_FRAMES + MAX_LAST_FRAMES {
        return len..len;
    }
    MAX_FIRST_FRAMES..len - MAX_LAST_FRAMES
}

fn gaps(steps: &[Step]) -> impl Iterator<Item = u64> + '_ {
    steps.windows(2).map(|w| match w {
        [a, b] => b.at_ns.saturating_sub(a.until_ns),
        _ => 0,
    })
}

fn pauses(steps: &mut [Step], acks: &[Ack]) {
    let mut sorted: Vec<u64> = gaps(steps).collect();
    sorted.sort_unstable();
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let least = LEAST_PAUSE_NS.max(median.saturating_mul(PAUSE_FACTOR));
    let long: Vec<(usize, u64)> = gaps(steps).enumerate().filter(|(_, ns)| *ns >= least).collect();
    for (index, ns) in long {
        let Some((before, after)) = steps.get(index).zip(steps.get(index + 1)) else { continue };
        if before.kind == Kind::LeftOut || after.kind == Kind::LeftOut {
            continue;
        }
        let cause = cause(before, after, ns, acks);
        if let Some(step) = steps.get_mut(index + 1) {
            step.pause = Some(Pause { ns, cause });
        }
    }
}

fn cause(before: &Step, after: &Step, ns: u64, acks: &[Ack]) -> Cause {
    if after.kind == Kind::Trouble && after.title.contains("again") {
        return Cause::SentAgain;
    }
    if before.from_client != after.from_client {
        // A client that has its answer need not go on at once.
        let is_done = after.from_client && !matches!(after.kind, Kind::Handshake | Kind::Sealed);
        return if is_done { Cause::Silent } else { Cause::Thinking };
    }
    // The acknowledgement came late, and right after it the sender went on.
    let waited_for = |ack: &&Ack| {
        ack.from_client != after.from_client
            && ack.at_ns >= before.until_ns
            && ack.at_ns <= after.at_ns
            && after.at_ns - ack.at_ns < ns / 8
    };
    match acks.iter().rev().find(waited_for) {
        Some(ack) if DELAYED_ACK_NS.contains(&ns) => Cause::DelayedAck(ack.frame),
        _ => Cause::Silent,
    }
}

/// A step of the client and the answer to it.
fn round_trips(steps: &[Step]) -> Vec<RoundTrip> {
    let counts = |step: &Step| matches!(step.kind, Kind::Handshake | Kind::Data | Kind::Sealed | Kind::Alert);
    let mut out: Vec<RoundTrip> = Vec::new();
    let mut number = 0;
    let end = handshake_end(steps);
    // What TCP had to send again stands between the two and is no part of them.
    let said: Vec<(usize, &Step)> = steps.iter().enumerate().filter(|(_, step)| counts(step)).collect();
    for pair in said.windows(2) {
        let [(from, a), (to, b)] = pair else { continue };
        let (from, to) = (*from, *to);
        let is_trip = a.from_client && !b.from_client && b.pause.is_none();
        if !is_trip || a.kind == Kind::Alert || b.kind == Kind::Alert {
            continue;
        }
        let is_data = a.kind == Kind::Data || from >= end;
        if is_data && out.iter().any(|trip| trip.label == "Data") {
            continue;
        }
        let label = if is_data {
            "Data".to_owned()
        } else {
            number += 1;
            format!("Round trip {number}")
        };
        out.push(RoundTrip { from, to, label, ns: b.at_ns.saturating_sub(a.until_ns) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::opened;
    use super::*;
    use crate::document::tls_mark::TlsMark;

    fn made(capture: &str, secrets: &[&str], subject: Subject) -> Ladder {
        let (capture, settings) = opened(capture, secrets);
        ladder(&capture, &settings, subject, Some("key.pem".into())).unwrap()
    }

    fn sample() -> Ladder {
        made("upyssl.pcap", &["key.pem"], Subject::Conversation(Default::default()))
    }

    #[test]
    fn the_samples_ladder_has_its_steps_in_order() {
        let steps: Vec<(String, bool, String)> =
            sample().steps.iter().map(|s| (s.frames_text(), s.from_client, s.title.clone())).collect();
        let step = |frames: &str, client, title: &str| (frames.to_owned(), client, title.to_owned());
        let wanted = [
            step("1–3", true, "TCP: SYN, SYN-ACK, ACK"),
            step("4", true, "Client Hello"),
            step("6", false, "Server Hello, Certificate, Server Hello Done"),
            step("8", true, "Client Key Exchange"),
            step("10", true, "Change Cipher Spec, Finished"),
            step("12", false, "Change Cipher Spec, Finished"),
            step("13", true, "Application Data"),
            step("14", false, "Application Data"),
            step("15, 16", false, "TCP: FIN, again after 7.3 ms"),
            step("18", true, "Alert: close_notify"),
            step("19", false, "TCP: RST"),
        ];
        assert_eq!(steps, wanted);
    }

    #[test]
    fn sizes_marks_and_plaintext_stand_beside_the_steps() {
        let ladder = sample();
        let step = |frame: u32| {
            let at = ladder.step_of(FrameId::from_number(frame).unwrap()).unwrap();
            &ladder.steps[at]
        };
        assert_eq!(step(6).note, "74 + 797 + 4 B");
        assert_eq!(
            (step(4).note.as_str(), step(8).note.as_str()),
            ("67 B, 4 suites", "262 B, pre-master secret")
        );
        assert_eq!((step(8).mark, step(4).mark), (Some(TlsMark::KeyFrame), Some(TlsMark::Handshake)));
        assert_eq!(step(13).preview.as_deref().map(str::trim_end), Some("Hello Python TLS/SSL Server!"));
        assert_eq!((step(13).note.as_str(), step(13).mark), ("29 B", Some(TlsMark::Open)));
        assert_eq!(step(2).title, "TCP: SYN, SYN-ACK, ACK");
    }

    #[test]
    fn the_delayed_acknowledgement_is_seen() {
        let ladder = sample();
        let paused: Vec<&Step> = ladder.steps.iter().filter(|s| s.pause.is_some()).collect();
        let [step] = paused[..] else { panic!("{paused:?}") };
        let pause = step.pause.unwrap();
        assert_eq!((step.frames_text().as_str(), pause.ns), ("10", 40_967_000));
        assert_eq!(pause.cause, Cause::DelayedAck(FrameId::from_number(9).unwrap()));
    }

    #[test]
    fn round_trips_are_counted_and_timed() {
        let trips: Vec<(String, u64)> =
            sample().round_trips.into_iter().map(|t| (t.label, t.ns / 1000)).collect();
        assert_eq!(trips, [("Round trip 1".into(), 247), ("Round trip 2".into(), 248), ("Data".into(), 87)]);
    }

    #[test]
    fn closed_sessions_say_what_stays_closed() {
        let subject = Subject::Conversation(Default::default());
        let ladder = made("sibling/default-tls13.pcap", &[], subject);
        let flight = ladder.steps.iter().find(|s| s.title.contains("Server Hello")).unwrap();
        assert!(flight.title.ends_with("Encrypted records"), "{}", flight.title);
        assert_eq!(flight.mark, Some(TlsMark::Closed));
        let end = handshake_end(&ladder.steps);
        assert!(ladder.steps[end - 1].from_client && end < ladder.steps.len(), "{end}");
    }

    #[test]
    fn datagrams_have_ladders() {
        let subject = Subject::Conversation(Default::default());
        let ladder = made("dtls/ecdhe.pcap", &["dtls/ecdhe.keys"], subject);
        let titles: Vec<&str> = ladder.steps.iter().map(|s| s.title.as_str()).collect();
        let flight = "Server Hello, Certificate, Server Key Exchange, Server Hello Done";
        assert_eq!(titles[..4], ["Client Hello", "Hello Verify Request", "Client Hello", flight]);
        let quic = made("quic/quic.pcap", &["quic/quic.keys"], Subject::Quic(0));
        let titles: Vec<&str> = quic.steps.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles[..2], ["Client Hello", "Retry"]);
        assert!(titles.iter().any(|t| t.contains("Finished")), "{titles:?}");
    }

    #[test]
    fn long_sessions_keep_their_beginning_and_end() {
        assert!(skipped(100).is_empty());
        assert_eq!(skipped(10_000), 3_000..9_940);
    }
}
