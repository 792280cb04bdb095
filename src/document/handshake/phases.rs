//! Where the time of a session went: opening, handshake, waiting in it, data, closing.

use super::step::{Kind, Step};

/// What a part of the time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseKind {
    Opening,
    Handshake,
    Waiting,
    Data,
    Closing,
}

/// A part of a session's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    pub kind: PhaseKind,
    /// Nanoseconds from the session's first frame.
    pub from_ns: u64,
    pub len_ns: u64,
}

impl PhaseKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Opening => "TCP",
            Self::Handshake => "Handshake",
            Self::Waiting => "of it waiting",
            Self::Data => "Data",
            Self::Closing => "Closing",
        }
    }
}

/// The parts that there are, in order.
pub fn phases(steps: &[Step]) -> Vec<Phase> {
    let mut out = Vec::new();
    let is_hello = |s: &Step| s.kind == Kind::Handshake;
    let end = handshake_end(steps);
    let hello = steps.iter().position(is_hello);
    if let Some(opening) = steps.first().filter(|s| s.kind == Kind::Tcp) {
        push(&mut out, PhaseKind::Opening, opening.at_ns, opening.until_ns);
    }
    if let Some(first) = hello {
        let inside = || steps.iter().take(end).skip(first);
        let spoken = |s: &&Step| matches!(s.kind, Kind::Handshake | Kind::Sealed | Kind::Alert);
        if let (Some(from), Some(last)) = (steps.get(first), inside().rfind(spoken)) {
            push(&mut out, PhaseKind::Handshake, from.at_ns, last.until_ns);
            let paused = |s: &&Step| s.pause.is_some() && s.at_ns <= last.at_ns;
            let waiting: u64 = inside().skip(1).filter(paused).filter_map(|s| Some(s.pause?.ns)).sum();
            let begins = inside().skip(1).find(paused);
            if let Some(step) = begins.filter(|_| waiting > 0) {
                let from_ns = step.at_ns.saturating_sub(step.pause.map_or(0, |p| p.ns));
                out.push(Phase { kind: PhaseKind::Waiting, from_ns, len_ns: waiting });
            }
        }
    }
    let mut spoken_until = 0;
    let is_data = |at: usize, s: &Step| s.kind == Kind::Data || at >= end && s.kind == Kind::Sealed;
    let data_steps = || steps.iter().enumerate().filter(|(at, s)| is_data(*at, s)).map(|(_, s)| s);
    if let (Some(first), Some(last)) = (data_steps().next(), data_steps().next_back()) {
        push(&mut out, PhaseKind::Data, first.at_ns, last.until_ns);
        spoken_until = last.until_ns;
    }
    let closes = |s: &&Step| {
        s.at_ns >= spoken_until
            && (matches!(s.kind, Kind::Trouble | Kind::Alert)
                || s.kind == Kind::Tcp && s.title.contains("FIN"))
    };
    if let (Some(first), Some(last)) = (steps.iter().find(closes), steps.last()) {
        push(&mut out, PhaseKind::Closing, first.at_ns, last.until_ns);
    }
    out
}

fn push(out: &mut Vec<Phase>, kind: PhaseKind, from_ns: u64, until_ns: u64) {
    out.push(Phase { kind, from_ns, len_ns: until_ns.saturating_sub(from_ns) });
}

/// Index just past the handshake: the first data, or, where all is sealed, what follows the client's
/// answer to the server's flight.
pub(super) fn handshake_end(steps: &[Step]) -> usize {
    let first = steps.iter().position(|s| s.kind == Kind::Handshake).unwrap_or(0);
    let data = steps.iter().position(|s| s.kind == Kind::Data).filter(|at| *at > first);
    if let Some(at) = data {
        return at;
    }
    let flight = steps.iter().position(|s| !s.from_client && s.title.contains("Server Hello"));
    let answer = flight.and_then(|flight| {
        let is_answer = |s: &Step| s.from_client && s.title.contains("Encrypted ");
        steps.iter().skip(flight).position(is_answer).map(|at| flight + at + 1)
    });
    answer.unwrap_or(steps.len())
}

#[cfg(test)]
mod tests {
    use super::super::ladder::ladder;
    use super::super::tests::opened;
    use super::*;
    use crate::store::Subject;

    #[test]
    fn almost_all_of_the_samples_handshake_is_waiting() {
        let (capture, settings) = opened("upyssl.pcap", &["key.pem"]);
        let ladder = ladder(&capture, &settings, Subject::Conversation(Default::default()), None).unwrap();
        let spans: Vec<(PhaseKind, u64)> = ladder.phases.iter().map(|p| (p.kind, p.len_ns / 1000)).collect();
        let wanted = [
            (PhaseKind::Opening, 54),
            (PhaseKind::Handshake, 41_876),
            (PhaseKind::Waiting, 40_967),
            (PhaseKind::Data, 87),
            (PhaseKind::Closing, 7_481),
        ];
        assert_eq!(spans, wanted);
        assert!(phases(&[]).is_empty());
    }
}
