//! A ladder as plain text, for mails and issue reports. Nothing secret: plaintext stays out.

use super::explain;
use super::ladder::{Ladder, RoundTrip};
use crate::field::show::is_deceptive;
use std::fmt::Write;

/// Characters of the arrow's line.
const ARROW: usize = 76;

/// The whole ladder. `name`: the capture's, without its folder.
pub fn write(ladder: &Ladder, name: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {} to {}\n", plain(name), ladder.client, ladder.server);
    let _ = writeln!(out, "{:>10}  {:<9}  client{:>width$}", "ms", "frame", "server", width = ARROW - 6);
    for (index, step) in ladder.steps.iter().enumerate() {
        if let Some(pause) = &step.pause {
            let _ = writeln!(out, "{:>21}  ~ {}", "", explain::pause_in_short(pause, step));
        }
        let ms = format!("{:.3}", step.at_ns as f64 / 1e6);
        let mut label = plain(&step.title);
        if !step.note.is_empty() {
            let _ = write!(label, " ({})", step.note);
        }
        let arrow = arrow(step.from_client, &label);
        let _ = write!(out, "{ms:>10}  {:<9}  {arrow}", step.frames_text());
        if let Some(mark) = step.mark {
            let _ = write!(out, "  {}", explain::mark(mark));
        }
        if let Some(trip) = ladder.round_trips.iter().find(|trip| trip.to == index) {
            let _ = write!(out, "  [{}]", trip_text(trip));
        }
        out.push('\n');
    }
    out.push('\n');
    for phase in &ladder.phases {
        let _ = writeln!(out, "{:<14} {:>12}", phase.kind.name(), explain::milliseconds(phase.len_ns));
    }
    out
}

/// `Round trip 1: 0.247 ms`.
pub fn trip_text(trip: &RoundTrip) -> String {
    format!("{}: {}", trip.label, explain::milliseconds(trip.ns))
}

fn arrow(from_client: bool, label: &str) -> String {
    let room = ARROW.saturating_sub(label.chars().count() + 4);
    let (left, right) = (room / 2, room - room / 2);
    let (left, right) = ("-".repeat(left.max(1)), "-".repeat(right.max(1)));
    match from_client {
        true => format!("{left} {label} {right}>"),
        false => format!("<{left} {label} {right}"),
    }
}

/// Text of packets made harmless.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_deceptive(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ladder::ladder;
    use super::super::tests::opened;
    use super::*;
    use crate::store::Subject;

    #[test]
    fn the_text_has_every_step_and_no_plaintext() {
        let (capture, settings) = opened("upyssl.pcap", &["key.pem"]);
        let ladder = ladder(&capture, &settings, Subject::Conversation(Default::default()), None).unwrap();
        let text = write(&ladder, "upyssl\u{202e}.pcap");
        for line in [
            "0.611  4",
            "Client Key Exchange (262 B, pre-master secret)",
            "Round trip 1: 0.247 ms",
            "~ 40.967 ms",
            "Closing",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("HELLO PYTHON") && !text.contains('\u{202e}'));
    }
}
