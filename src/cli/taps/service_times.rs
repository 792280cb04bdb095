//! `-z …,srt`: how long answers took, by what was asked for (SNMP, LDAP) or over all (ICMP).

use super::selection::Selection;
use super::{End, Needs, Tap, filter};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::field::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// Requests whose answers are waited for, and times kept for the median.
const MAX_KEPT: usize = 1_000_000;

/// A protocol whose answers name the frame of their request.
#[derive(Debug)]
struct Protocol {
    title: &'static str,
    /// What is asked for, in requests; where tshark says it looked.
    operation: &'static str,
    response_to: &'static str,
    time: &'static str,
    /// Names of operations, by number.
    operations: &'static [(u64, &'static str)],
}

const SNMP: Protocol = Protocol {
    title: "SNMP",
    operation: "snmp.data",
    response_to: "snmp.response_to",
    time: "snmp.time",
    operations: &[(0, "Get"), (1, "GetNext"), (3, "Set"), (4, "Register"), (5, "Bulk"), (6, "Inform")],
};

const LDAP: Protocol = Protocol {
    title: "LDAP",
    operation: "ldap.protocolOp",
    response_to: "ldap.response_to",
    time: "ldap.time",
    operations: &[
        (0, "Bind"),
        (3, "Search"),
        (6, "Modify"),
        (8, "Add"),
        (10, "Delete"),
        (12, "Modrdn"),
        (14, "Compare"),
        (23, "Extended"),
    ],
};

/// Times of one operation, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    count: u64,
    least: i64,
    greatest: i64,
    sum: i64,
}

impl Times {
    fn take(&mut self, ns: i64) {
        self.least = if self.count == 0 { ns } else { self.least.min(ns) };
        self.greatest = if self.count == 0 { ns } else { self.greatest.max(ns) };
        self.sum = self.sum.saturating_add(ns);
        self.count += 1;
    }
}

#[derive(Debug)]
struct ByOperation {
    protocol: &'static Protocol,
    selection: Selection,
    /// What was asked for in a frame.
    asked: HashMap<u64, u64>,
    times: Vec<Times>,
}

pub fn start_snmp(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start(&SNMP, text, registry)
}

pub fn start_ldap(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start(&LDAP, text, registry)
}

fn start(
    protocol: &'static Protocol,
    text: &str,
    registry: &'static Registry,
) -> Result<Box<dyn Tap>, Fault> {
    let names = [protocol.operation, protocol.response_to, protocol.time];
    let selection = Selection::of_named(filter("srt", text, registry)?, &names, registry);
    let times = vec![Times::default(); protocol.operations.len()];
    Ok(Box::new(ByOperation { protocol, selection, asked: HashMap::new(), times }))
}

impl Tap for ByOperation {
    fn needs(&self) -> Option<Needs> {
        self.selection.needs()
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let passes = self.selection.takes(d);
        let number = u64::from(d.number(d.frame_id()));
        let mut request = None;
        for node in d.tree.nodes() {
            let name = d.tree.def(node.field).abbrev;
            if name == self.protocol.operation {
                if self.asked.len() < MAX_KEPT
                    && let Some(operation) = node.value.uint()
                {
                    self.asked.entry(number).or_insert(operation);
                }
            } else if name == self.protocol.response_to {
                request = node.value.uint();
            } else if name == self.protocol.time
                && passes
                && let Value::Int(ns) = node.value
                && let Some(operation) = request.and_then(|r| self.asked.get(&r))
                && let Some(row) = self.protocol.operations.iter().position(|(o, _)| o == operation)
                && let Some(times) = self.times.get_mut(row)
            {
                times.take(ns);
            }
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        let rule = "=".repeat(67);
        let Protocol { title, operation, .. } = self.protocol;
        let _ = write!(out, "\n{rule}\n{title} SRT Statistics:\nFilter: {operation}\n");
        let _ = writeln!(out, "Index  {:<22} Calls    Min SRT    Max SRT    Avg SRT    Sum SRT", "Procedure");
        for ((operation, name), times) in self.protocol.operations.iter().zip(&self.times) {
            let Ok(count) = i64::try_from(times.count) else { continue };
            let Some(mean) = times.sum.checked_div(count) else { continue };
            let _ = write!(out, "{operation:5}  {name:<22} {count:6}");
            for ns in [times.least, times.greatest, mean, times.sum] {
                let micros = ns.saturating_add(500) / 1000;
                let _ = write!(out, " {:3}.{:06}", micros / 1_000_000, micros % 1_000_000);
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}", &rule[1..]);
    }
}

/// An echo protocol.
#[derive(Debug)]
struct Echo {
    title: &'static str,
    kind: &'static str,
    request: u64,
    time: &'static str,
    selection: Selection,
    requests: u64,
    /// Milliseconds, and the number of the frame.
    replies: Vec<(f64, u32)>,
}

pub fn start_icmp(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start_echo(("ICMP", "icmp,srt"), ("icmp.type", 8), "icmp.resptime", text, registry)
}

pub fn start_icmpv6(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start_echo(("ICMPv6", "icmpv6,srt"), ("icmpv6.type", 128), "icmpv6.resptime", text, registry)
}

fn start_echo(
    (title, name): (&'static str, &'static str),
    (kind, request): (&'static str, u64),
    time: &'static str,
    text: &str,
    registry: &'static Registry,
) -> Result<Box<dyn Tap>, Fault> {
    let selection = Selection::of_named(filter(name, text, registry)?, &[kind, time], registry);
    Ok(Box::new(Echo { title, kind, request, time, selection, requests: 0, replies: Vec::new() }))
}

impl Tap for Echo {
    fn needs(&self) -> Option<Needs> {
        self.selection.needs()
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if !self.selection.takes(d) {
            return;
        }
        for node in d.tree.nodes() {
            let name = d.tree.def(node.field).abbrev;
            if name == self.kind && node.value.uint() == Some(self.request) {
                self.requests += 1;
            } else if name == self.time
                && let Value::Double(ms) = node.value
                && self.replies.len() < MAX_KEPT
            {
                self.replies.push((ms, d.number(d.frame_id())));
            }
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        let rule = "=".repeat(74);
        let count = self.replies.len() as u64;
        let lost = self.requests.saturating_sub(count);
        let percent = if self.requests > 0 { 100.0 * lost as f64 / self.requests as f64 } else { 0.0 };
        let shown = if self.selection.text().is_empty() { "<none>" } else { self.selection.text() };
        let _ = write!(
            out,
            "\n{rule}\n{} Service Response Time (SRT) Statistics (all times in ms):\nFilter: {}\n\n\
             Requests  Replies   Lost      % Loss\n{:<10}{count:<10}{lost:<10}{percent:5.1}%\n\n\
             Minimum   Maximum   Mean      Median    SDeviation     Min Frame Max Frame\n",
            self.title,
            safe::shown(shown),
            self.requests
        );
        let [least, greatest] = [f64::lt, f64::gt].map(|before| {
            let better = |a: (f64, u32), b: &(f64, u32)| if before(&b.0, &a.0) { *b } else { a };
            let first = self.replies.first().copied().unwrap_or_default();
            self.replies.iter().fold(first, better)
        });
        let (mean, median, deviation) = spread(self.replies.iter().map(|(ms, _)| *ms).collect());
        for ms in [least.0, greatest.0, mean, median] {
            let _ = write!(out, "{ms:<10.3}");
        }
        let frames = format!("{:<10}{:<10}", least.1, greatest.1);
        // As in tshark, nothing is padded where there is nothing.
        let frames = if self.replies.is_empty() { frames.trim_end() } else { &frames };
        let _ = write!(out, "{deviation:<10.3}     {frames}\n{rule}\n");
    }
}

/// Mean, median, and standard deviation of a sample.
fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let at = |i: usize| values.get(i).copied().unwrap_or(0.0);
    let median =
        if n.is_multiple_of(2) { (at((n / 2).saturating_sub(1)) + at(n / 2)) / 2.0 } else { at(n / 2) };
    let mean = values.iter().fold(0.0, |sum, v| sum + v) / n.max(1) as f64;
    let squares = values.iter().fold(0.0, |sum, v| sum + (v - mean).powi(2));
    (mean, median, (squares / n.saturating_sub(1).max(1) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_a_spread() {
        assert_eq!(spread(vec![]), (0.0, 0.0, 0.0));
        assert_eq!(spread(vec![4.0]), (4.0, 4.0, 0.0));
        let (mean, median, deviation) = spread(vec![30.5, 10.1]);
        assert_eq!((mean, median), (20.3, 20.3));
        assert!((deviation - 14.425).abs() < 0.001);
        assert_eq!(spread(vec![3.0, 1.0, 2.0]).1, 2.0);
    }

    #[test]
    fn times_have_a_least_and_a_greatest() {
        let mut times = Times::default();
        [5, 3, 9].into_iter().for_each(|ns| times.take(ns));
        assert_eq!((times.count, times.least, times.greatest, times.sum), (3, 3, 9, 17));
    }
}
