//! `-z conv,…` and `-z endpoints,…`: frames and bytes by pairs of ends, and by ends. Counted in
//! `statistics`.

use super::{Needs, Tap, filter};
use crate::base::time::{Duration, NANOS, Precision, Timestamp};
use crate::cli::fault::Fault;
use crate::cli::print::time::{Date, Form, Seconds, Times};
use crate::dissect::{Dissector, Registry};
use crate::filter::Filter;
use crate::statistics::Tally;
use crate::statistics::conversations::{Conversation, Conversations, Endpoint, endpoints};
use crate::statistics::layers::Kind;
use std::fmt::Write;

const RULE: &str = "================================================================================\n";

/// What both statistics share: which layer, through which filter.
#[derive(Debug)]
struct Watched {
    kind: Kind,
    filter: Filter,
    counted: Conversations,
}

impl Watched {
    fn new(kind: Kind, what: &str, text: &str, registry: &'static Registry) -> Result<Self, Fault> {
        let filter = filter(what, text, registry)?;
        Ok(Self { kind, filter, counted: Conversations::new(&[kind], registry) })
    }

    fn needs(&self) -> Needs {
        Needs::of(&self.filter).and(&self.counted.needs())
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if self.filter.matches(&d.tree, &d.sources, &d.columns) {
            self.counted.take(d);
        }
    }

    fn found(&mut self) -> Vec<Conversation> {
        self.counted.kinds.first_mut().map(|(_, of)| std::mem::take(&mut of.all)).unwrap_or_default()
    }

    fn head(&self, what: &str, out: &mut String) {
        let shown = if self.filter.text.is_empty() { "<No Filter>" } else { &self.filter.text };
        let _ = write!(out, "{RULE}{} {what}\nFilter:{shown}\n", self.kind.names().1);
    }
}

#[derive(Debug)]
struct Pairs {
    watched: Watched,
}

/// Starts `-z conv,…`.
pub fn start(kind: Kind, text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    Ok(Box::new(Pairs { watched: Watched::new(kind, "conversations", text, registry)? }))
}

impl Tap for Pairs {
    fn needs(&self) -> Option<Needs> {
        Some(self.watched.needs())
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        self.watched.frame(d);
    }

    fn print(&mut self, end: &super::End<'_>, out: &mut String) {
        self.watched.head("Conversations", out);
        let ports = self.watched.kind.has_ports();
        let (over, under, bytes) = start_titles(end.time);
        let blanks = if ports { 59 } else { 47 };
        let _ = writeln!(
            out,
            "{:blanks$}|       <-      | |       ->      | |     Total     |{over}|   Duration   |",
            ""
        );
        let _ = writeln!(
            out,
            "{:blanks$}| Frames  {bytes} | | Frames  {bytes} | | Frames  {bytes} |{under}|              |",
            ""
        );
        let mut all = self.watched.found();
        all.sort_by_key(|c| std::cmp::Reverse(c.total().frames));
        let width = if ports { 26 } else { 20 };
        for c in &all {
            let [a, b] = c
                .ends
                .map(|e| if ports { format!("{}:{}", e.address, e.port) } else { e.address.to_string() });
            let _ = write!(out, "{a:<width$} <-> {b:<width$}  ");
            for count in [c.sent[1], c.sent[0], c.total()] {
                let _ = write!(out, "{:>6} {:<9}  ", count.frames, size(count.bytes));
            }
            start_time(end, c.first, out);
            let Duration(nanos) = c.last.since(c.first);
            let _ = writeln!(out, "   {:>12.4}", nanos as f64 / 1e9);
        }
        out.push_str(RULE);
    }
}

/// The two lines over the time a conversation began, and how its sizes are called there.
fn start_titles(form: Form) -> (&'static str, &'static str, &'static str) {
    match form {
        Form::Absolute(_, Date::None) => (" Absolute Time  ", "      Start     ", "Size "),
        Form::Absolute(..) => (" Absolute Date  ", "     Start      ", "Size "),
        Form::Epoch => ("       Relative       ", "         Start        ", "Bytes"),
        _ => ("    Relative    ", "      Start     ", "Bytes"),
    }
}

fn start_time(end: &super::End<'_>, first: Timestamp, out: &mut String) {
    match end.time {
        Form::Absolute(..) => {
            let times = Times { this: first, ..Times::default() };
            let mut text = String::new();
            times.write(end.time, Seconds::Plain, Precision(0), &mut text);
            let _ = write!(
                out,
                "{}{text}",
                if matches!(end.time, Form::Absolute(_, Date::None)) { " " } else { "" }
            );
        }
        Form::Epoch => {
            let mut text = String::new();
            let seconds = first.0.div_euclid(NANOS) as f64 + first.0.rem_euclid(NANOS) as f64 / 1e9;
            let _ = write!(text, "{seconds:.9}");
            let _ = write!(out, "{text:>20}");
        }
        _ => {
            // As a floating-point number, with what that loses: tshark's own form.
            let since = first.since(end.first).0;
            let seconds = since.div_euclid(NANOS) as f64 + since.rem_euclid(NANOS) as f64 / 1e9;
            let _ = write!(out, "{seconds:>14.9}");
        }
    }
}

/// Bytes as people read them: `4623 bytes`, `11 kB`.
fn size(bytes: u64) -> String {
    const UNITS: &[(u64, &str)] =
        &[(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(power, _)| bytes / power >= 10) {
        Some((power, unit)) => format!("{} {unit}", bytes / power),
        None => format!("{bytes} bytes"),
    }
}

#[derive(Debug)]
struct Ends {
    watched: Watched,
}

/// Starts `-z endpoints,…`.
pub fn start_endpoints(kind: Kind, text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    Ok(Box::new(Ends { watched: Watched::new(kind, "endpoint", text, registry)? }))
}

impl Tap for Ends {
    fn needs(&self) -> Option<Needs> {
        Some(self.watched.needs())
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        self.watched.frame(d);
    }

    fn print(&mut self, _: &super::End<'_>, out: &mut String) {
        self.watched.head("Endpoints", out);
        let ports = self.watched.kind.has_ports();
        let port = if ports { "|  Port  |" } else { "" };
        let _ = writeln!(
            out,
            "{:23}{port}|  Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | | Rx Bytes |",
            ""
        );
        let mut all = self.watched.counted.kinds.first().map(|(_, of)| endpoints(of)).unwrap_or_default();
        all.sort_by_key(|e| std::cmp::Reverse(e.sent.and(e.received).frames));
        for Endpoint { end, sent, received } in &all {
            let _ = write!(out, "{:<20}", end.address);
            if ports {
                let _ = write!(out, "      {:>5}", end.port);
            }
            let total = sent.and(*received);
            let _ = writeln!(
                out,
                "{}{:>6}     {:>9}     {:>6}       {:>9}      {:>6}       {:>9}   ",
                if ports { "     " } else { "      " },
                total.frames,
                total.bytes,
                sent.frames,
                sent.bytes,
                received.frames,
                received.bytes
            );
        }
        out.push_str(RULE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Zone;

    #[test]
    fn sizes_are_rounded_down_from_ten_of_a_unit_on() {
        let texts = [0, 9_999, 10_000, 11_999, 10_000_000].map(size);
        assert_eq!(texts, ["0 bytes", "9999 bytes", "10 kB", "11 kB", "10 MB"]);
    }

    #[test]
    fn titles_follow_the_form_of_times() {
        assert_eq!(start_titles(Form::Relative).2, "Bytes");
        assert_eq!(start_titles(Form::Absolute(Zone::Utc, Date::YearDay)).0, " Absolute Date  ");
    }
}
