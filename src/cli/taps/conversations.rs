//! `-z conv,…` and `-z endpoints,…`: frames and bytes by pairs of ends, and by ends.

use super::layers::{End, Kind, Layer, Reader};
use super::{Needs, Tap, filter};
use crate::base::time::{Duration, Precision, Timestamp};
use crate::cli::fault::Fault;
use crate::cli::print::time::{Date, Form, Seconds, Times};
use crate::dissect::{Dissector, Registry};
use crate::filter::Filter;
use std::collections::HashMap;
use std::fmt::Write;

const RULE: &str = "================================================================================\n";

/// Frames and bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    frames: u64,
    bytes: u64,
}

impl Count {
    fn add(&mut self, bytes: u64) {
        self.frames += 1;
        self.bytes += bytes;
    }

    fn and(self, other: Count) -> Count {
        Count { frames: self.frames + other.frames, bytes: self.bytes + other.bytes }
    }
}

/// What both statistics share: which layers, through which filter.
#[derive(Debug)]
struct Watched {
    kind: Kind,
    filter: Filter,
    reader: Reader,
    layers: Vec<Layer>,
}

impl Watched {
    fn new(kind: Kind, what: &str, text: &str, registry: &'static Registry) -> Result<Self, Fault> {
        let filter = filter(what, text, registry)?;
        Ok(Self { kind, filter, reader: Reader::new(registry), layers: Vec::new() })
    }

    fn needs(&self) -> Needs {
        let mut fields = self.reader.needs();
        fields.merge(&self.filter.needs);
        Needs { fields, columns: self.filter.needs_columns, everything: false }
    }

    fn each(&mut self, d: &Dissector<'_>, mut take: impl FnMut(&Layer)) {
        if self.filter.matches(&d.tree, &d.sources, &d.columns) {
            self.reader.layers(d, &mut self.layers);
            self.layers.iter().filter(|l| l.kind == self.kind).for_each(&mut take);
        }
    }

    fn head(&self, what: &str, out: &mut String) {
        let shown = if self.filter.text.is_empty() { "<No Filter>" } else { &self.filter.text };
        let _ = write!(out, "{RULE}{} {what}\nFilter:{shown}\n", self.kind.names().1);
    }
}

#[derive(Debug)]
struct Conversation {
    ends: [End; 2],
    /// From the first end, from the second.
    sent: [Count; 2],
    first: Timestamp,
    last: Timestamp,
}

#[derive(Debug)]
struct Conversations {
    watched: Watched,
    all: Vec<Conversation>,
    by_ends: HashMap<(End, End), usize>,
}

/// Starts `-z conv,…`.
pub fn start(kind: Kind, text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let watched = Watched::new(kind, "conversations", text, registry)?;
    Ok(Box::new(Conversations { watched, all: Vec::new(), by_ends: HashMap::new() }))
}

impl Tap for Conversations {
    fn needs(&self) -> Option<Needs> {
        Some(self.watched.needs())
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let meta = d.meta();
        let Self { watched, all, by_ends } = self;
        watched.each(d, |layer| {
            let (a, b) = (layer.source, layer.destination);
            let known = by_ends.get(&(a, b)).map(|i| (*i, 0));
            let known = known.or_else(|| by_ends.get(&(b, a)).map(|i| (*i, 1)));
            let (index, way) = known.unwrap_or_else(|| {
                by_ends.insert((a, b), all.len());
                let sent = [Count::default(); 2];
                all.push(Conversation { ends: [a, b], sent, first: meta.time, last: meta.time });
                (all.len() - 1, 0)
            });
            let Some(c) = all.get_mut(index) else { return };
            if let Some(count) = c.sent.get_mut(way) {
                count.add(u64::from(meta.len));
            }
            c.first = c.first.min(meta.time);
            c.last = c.last.max(meta.time);
        });
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
        let total = |c: &Conversation| c.sent[0].and(c.sent[1]);
        self.all.sort_by_key(|c| std::cmp::Reverse(total(c).frames));
        let width = if ports { 26 } else { 20 };
        for c in &self.all {
            let [a, b] = c
                .ends
                .map(|e| if ports { format!("{}:{}", e.address, e.port) } else { e.address.to_string() });
            let _ = write!(out, "{a:<width$} <-> {b:<width$}  ");
            for count in [c.sent[1], c.sent[0], total(c)] {
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
            let _ = first.write_epoch(&mut text, Precision::NANOS);
            let _ = write!(out, "{text:>20}");
        }
        _ => {
            let mut text = String::new();
            let _ = first.since(end.first).write(&mut text, Precision::NANOS);
            let _ = write!(out, "{text:>14}");
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
struct Endpoints {
    watched: Watched,
    /// What each end sent and received, in order of appearance.
    all: Vec<(End, Count, Count)>,
    by_end: HashMap<End, usize>,
}

/// Starts `-z endpoints,…`.
pub fn start_endpoints(kind: Kind, text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let watched = Watched::new(kind, "endpoint", text, registry)?;
    Ok(Box::new(Endpoints { watched, all: Vec::new(), by_end: HashMap::new() }))
}

impl Tap for Endpoints {
    fn needs(&self) -> Option<Needs> {
        Some(self.watched.needs())
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let bytes = u64::from(d.meta().len);
        let Self { watched, all, by_end } = self;
        watched.each(d, |layer| {
            for (end, sends) in [(layer.source, true), (layer.destination, false)] {
                let index = *by_end.entry(end).or_insert_with(|| {
                    all.push((end, Count::default(), Count::default()));
                    all.len() - 1
                });
                let Some((_, sent, received)) = all.get_mut(index) else { continue };
                if sends { sent.add(bytes) } else { received.add(bytes) }
            }
        });
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
        self.all.sort_by_key(|(_, sent, received)| std::cmp::Reverse(sent.and(*received).frames));
        for (end, sent, received) in &self.all {
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
