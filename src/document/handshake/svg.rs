//! A ladder as a picture that scales (SVG 1.1), readable on paper: black on white, the sides in two
//! colours. Nothing secret: plaintext stays out.

use super::explain;
use super::ladder::Ladder;
use super::step::{Kind, Step};
use super::text::plain;
use std::fmt::Write;

const WIDTH: f32 = 920.0;
const CLIENT_X: f32 = 210.0;
const SERVER_X: f32 = 660.0;
const TOP: f32 = 70.0;
const STEP: f32 = 44.0;
const PAUSE: f32 = 32.0;
const CLIENT: &str = "#8a3f9e";
const SERVER: &str = "#1f66b0";
const GREY: &str = "#666666";
const TROUBLE: &str = "#b3261e";

/// The picture as a file's text.
pub fn write(ladder: &Ladder, name: &str) -> String {
    let mut body = String::new();
    let mut y = TOP;
    let mut at: Vec<f32> = Vec::with_capacity(ladder.steps.len());
    for step in &ladder.steps {
        if let Some(pause) = &step.pause {
            let words = explain::pause_in_short(pause, step);
            let _ = writeln!(
                body,
                "<rect x=\"{CLIENT_X}\" y=\"{:.0}\" width=\"{:.0}\" height=\"24\" fill=\"#fff3d6\"/>",
                y - 14.0,
                SERVER_X - CLIENT_X
            );
            text(&mut body, middle(), y + 3.0, "middle", "#7a5200", 12, &words);
            y += PAUSE;
        }
        arrow(&mut body, step, y);
        at.push(y);
        y += STEP;
    }
    for trip in &ladder.round_trips {
        let (Some(from), Some(to)) = (at.get(trip.from), at.get(trip.to)) else { continue };
        let x = SERVER_X + 60.0;
        let _ = writeln!(
            body,
            "<path d=\"M{:.0} {from:.0}H{x:.0}V{to:.0}H{:.0}\" fill=\"none\" stroke=\"{GREY}\"/>",
            x - 6.0,
            x - 6.0
        );
        let y = (from + to) / 2.0;
        text(&mut body, x + 10.0, y - 2.0, "start", "#222222", 12, &trip.label);
        text(&mut body, x + 10.0, y + 14.0, "start", GREY, 11, &explain::milliseconds(trip.ns));
    }
    let height = y + 20.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {WIDTH:.0} {height:.0}\" font-family=\"sans-serif\">\n\
         <title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        escape(&format!("{name}: {} to {}", ladder.client, ladder.server))
    );
    text(&mut out, CLIENT_X, 24.0, "middle", CLIENT, 13, "Client");
    text(&mut out, CLIENT_X, 40.0, "middle", GREY, 11, &ladder.client.to_string());
    text(&mut out, SERVER_X, 24.0, "middle", SERVER, 13, "Server");
    text(&mut out, SERVER_X, 40.0, "middle", GREY, 11, &ladder.server.to_string());
    for (x, color) in [(CLIENT_X, CLIENT), (SERVER_X, SERVER)] {
        let _ = writeln!(
            out,
            "<line x1=\"{x}\" y1=\"50\" x2=\"{x}\" y2=\"{:.0}\" stroke=\"{color}\" stroke-width=\"1.5\"/>",
            height - 16.0
        );
    }
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

fn middle() -> f32 {
    (CLIENT_X + SERVER_X) / 2.0
}

fn arrow(out: &mut String, step: &Step, y: f32) {
    text(out, 100.0, y + 4.0, "end", "#222222", 12, &format!("{:.3}", step.at_ns as f64 / 1e6));
    text(out, 116.0, y + 4.0, "start", GREY, 12, &step.frames_text());
    let (from, to) = if step.from_client { (CLIENT_X, SERVER_X) } else { (SERVER_X, CLIENT_X) };
    let (color, dash) = match step.kind {
        Kind::Trouble => (TROUBLE, " stroke-dasharray=\"4 3\""),
        Kind::Tcp | Kind::LeftOut => (GREY, " stroke-dasharray=\"4 3\""),
        _ if step.from_client => (CLIENT, ""),
        _ => (SERVER, ""),
    };
    let direction = if to > from { 1.0 } else { -1.0 };
    let (start, tip, back) = (from + 4.0 * direction, to - 4.0 * direction, to - 12.0 * direction);
    if step.kind != Kind::LeftOut {
        let _ = writeln!(
            out,
            "<path d=\"M{start:.0} {y:.0}H{tip:.0}\" stroke=\"{color}\" stroke-width=\"1.5\" fill=\"none\"{dash}/>\
             <path d=\"M{back:.0} {:.0}L{tip:.0} {y:.0}L{back:.0} {:.0}\" stroke=\"{color}\" stroke-width=\"1.5\" fill=\"none\"/>",
            y - 4.0,
            y + 4.0
        );
    }
    text(out, middle(), y - 6.0, "middle", "#000000", 13, &step.title);
    let note = match step.mark {
        Some(mark) if step.note.is_empty() => explain::mark(mark).to_owned(),
        Some(mark) => format!("{}, {}", step.note, explain::mark(mark)),
        None => step.note.clone(),
    };
    text(out, middle(), y + 15.0, "middle", GREY, 11, &note);
}

fn text(out: &mut String, x: f32, y: f32, anchor: &str, color: &str, size: u32, words: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"{anchor}\" fill=\"{color}\" font-size=\"{size}\">{}</text>",
        escape(words)
    );
}

fn escape(words: &str) -> String {
    plain(words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::ladder::ladder;
    use super::super::tests::opened;
    use super::*;
    use crate::store::Subject;

    #[test]
    fn the_picture_is_well_formed_and_holds_no_plaintext() {
        let (capture, settings) = opened("upyssl.pcap", &["key.pem"]);
        let ladder = ladder(&capture, &settings, Subject::Conversation(Default::default()), None).unwrap();
        let svg = write(&ladder, "a<b>&\"\u{1b}.pcap");
        assert!(svg.contains("a&lt;b&gt;&amp;&quot;\u{fffd}.pcap") && svg.contains("Round trip 2"));
        assert!(svg.contains("stroke-dasharray") && svg.ends_with("</svg>\n"));
        assert!(!svg.contains("HELLO PYTHON"));
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }
}
