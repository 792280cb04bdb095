//! `-z http,stat`, `-z rtsp,stat` and `-z sip,stat`: how often each status and each method occurs.

use super::selection::Selection;
use super::{End, Needs, RULE, Tap, filter, hash_order};
use crate::base::time::Timestamp;
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::proto::tables::{http_status, rtsp_status, sip_status};
use std::collections::HashMap;
use std::fmt::Write;

/// Methods kept apart; a capture may invent as many as it likes.
const MAX_METHODS: usize = 10_000;
/// Calls whose beginning is remembered.
const MAX_CALLS: usize = 100_000;

/// What is counted, and what it is called.
#[derive(Debug)]
struct Protocol {
    name: &'static str,
    /// As headings have it.
    title: &'static str,
    method: &'static str,
    code: &'static str,
    fields: &'static [&'static str],
    /// Names of codes, in the order in which they are put into the table.
    codes: fn() -> Vec<(u16, &'static str)>,
}

const HTTP: Protocol = Protocol {
    name: "http,stat",
    title: "HTTP",
    method: "http.request.method",
    code: "http.response.code",
    fields: &["http.request.method", "http.response.code"],
    codes: || http_status::all().collect(),
};

const RTSP: Protocol = Protocol {
    name: "rtsp,stat",
    title: "RTSP",
    method: "rtsp.method",
    code: "rtsp.status",
    fields: &["rtsp.method", "rtsp.status"],
    codes: || rtsp_status::all().collect(),
};

const SIP: Protocol = Protocol {
    name: "sip,stat",
    title: "SIP",
    method: "sip.Method",
    code: "sip.Status-Code",
    fields: &["sip", "sip.Method", "sip.Status-Code", "sip.resend", "sip.Call-ID", "sip.CSeq.seq"],
    codes: || sip_status::all().collect(),
};

#[derive(Debug)]
struct Counted {
    protocol: &'static Protocol,
    selection: Selection,
    codes: Vec<(u16, &'static str)>,
    /// Of each of them.
    code_counts: Vec<u64>,
    /// In order of appearance.
    methods: Vec<(String, u64)>,
    by_method: HashMap<String, usize>,
    messages: u64,
    resent: u64,
    setup: SetupTimes,
    /// When calls were asked for, by their identifier and number.
    invited: HashMap<(String, u64), Timestamp>,
}

/// Times from the INVITE to its ACK, in milliseconds.
#[derive(Debug, Default)]
struct SetupTimes {
    calls: u64,
    total: u64,
    least: u64,
    greatest: u64,
}

pub fn start_http(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start(&HTTP, text, registry)
}

pub fn start_rtsp(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start(&RTSP, text, registry)
}

pub fn start_sip(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    start(&SIP, text, registry)
}

fn start(
    protocol: &'static Protocol,
    text: &str,
    registry: &'static Registry,
) -> Result<Box<dyn Tap>, Fault> {
    let selection = Selection::of_named(filter(protocol.name, text, registry)?, protocol.fields, registry);
    let codes = (protocol.codes)();
    Ok(Box::new(Counted {
        protocol,
        selection,
        code_counts: vec![0; codes.len()],
        codes,
        methods: Vec::new(),
        by_method: HashMap::new(),
        messages: 0,
        resent: 0,
        setup: SetupTimes::default(),
        invited: HashMap::new(),
    }))
}

impl Counted {
    /// A code without a name counts with the others of its hundred.
    fn count_code(&mut self, code: u64) {
        let at = |code: u64| self.codes.iter().position(|(known, _)| u64::from(*known) == code);
        let found = at(code).or_else(|| at(code / 100 * 100 + 99)).filter(|_| (100..1000).contains(&code));
        if let Some(count) = found.and_then(|i| self.code_counts.get_mut(i)) {
            *count += 1;
        }
    }

    fn count_method(&mut self, method: String) {
        if let Some(at) = self.by_method.get(&method).copied() {
            if let Some((_, count)) = self.methods.get_mut(at) {
                *count += 1;
            }
        } else if self.methods.len() < MAX_METHODS {
            self.by_method.insert(method.clone(), self.methods.len());
            self.methods.push((method, 1));
        }
    }

    /// Takes the time of a call from its INVITE to its ACK.
    fn set_up(&mut self, method: &str, call: (String, u64), now: Timestamp) {
        match method {
            "INVITE" if self.invited.len() < MAX_CALLS => _ = self.invited.entry(call).or_insert(now),
            "ACK" => {
                if let Some(invited) = self.invited.get(&call) {
                    self.setup.take(u64::try_from(now.since(*invited).0 / 1_000_000).unwrap_or(0));
                }
            }
            _ => {}
        }
    }

    /// Codes and methods that occurred, as tshark lists them.
    fn codes_in_order(&self) -> impl Iterator<Item = (u16, &'static str, u64)> {
        let order = hash_order::of_numbers(self.codes.iter().map(|(code, _)| u32::from(*code)));
        let row = |i: usize| Some((self.codes.get(i)?, *self.code_counts.get(i)?));
        let rows = order.into_iter().filter_map(row).filter(|(_, count)| *count > 0);
        rows.map(|((code, name), count)| (*code, *name, count))
    }

    fn methods_in_order(&self) -> impl Iterator<Item = &(String, u64)> {
        let order = hash_order::of_texts(self.methods.iter().map(|(method, _)| method.as_str()));
        order.into_iter().filter_map(|i| self.methods.get(i))
    }
}

impl Tap for Counted {
    fn needs(&self) -> Option<Needs> {
        self.selection.needs()
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if !self.selection.takes(d) {
            return;
        }
        let (mut method, mut call) = (String::new(), String::new());
        for node in d.tree.nodes() {
            let name = d.tree.def(node.field).abbrev;
            if name == self.protocol.code {
                if let Some(code) = node.value.uint() {
                    self.count_code(code);
                }
            } else if name == self.protocol.method {
                method.clear();
                d.tree.field_text(node, &d.sources, &mut method);
                self.count_method(method.clone());
            } else if name == "sip" {
                method.clear();
                self.messages += 1;
            } else if name == "sip.resend" {
                self.resent += node.value.uint().unwrap_or(0).min(1);
            } else if name == "sip.Call-ID" {
                call.clear();
                d.tree.field_text(node, &d.sources, &mut call);
            } else if name == "sip.CSeq.seq" {
                self.set_up(&method, (call.clone(), node.value.uint().unwrap_or(0)), d.meta().time);
            }
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        let title = self.protocol.title;
        let _ = write!(out, "\n{RULE}{title} Statistics");
        if !self.selection.text().is_empty() {
            let _ = write!(out, " with filter {}", safe::shown(self.selection.text()));
        }
        if self.protocol.name == SIP.name {
            return self.print_sip(out);
        }
        let _ = writeln!(out, "\n* {title} Response Status Codes                Packets");
        for (code, name, count) in self.codes_in_order() {
            let _ = writeln!(out, "  {code:3} {name:<35} {count:9}");
        }
        let _ = writeln!(out, "* {title} Request Methods                      Packets");
        for (method, count) in self.methods_in_order() {
            let blank = if self.protocol.name == HTTP.name { " " } else { "" };
            let _ = writeln!(out, "  {:<39} {count:9}{blank}", safe::shown(method));
        }
        out.push_str(RULE);
    }
}

impl Counted {
    fn print_sip(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "\n\nNumber of SIP messages: {}\nNumber of resent SIP messages: {}\n\n\
             * SIP Status Codes in reply packets",
            self.messages, self.resent
        );
        for (code, name, count) in self.codes_in_order() {
            let _ = writeln!(out, "  SIP {code:3} {name:<15} : {count:5} Packets");
        }
        out.push_str("\n* List of SIP Request methods\n");
        for (method, count) in self.methods_in_order() {
            let _ = writeln!(out, "  {:<15} : {count:5} Packets", safe::shown(method));
        }
        let SetupTimes { calls, total, least, greatest } = self.setup;
        let average = total.checked_div(calls).unwrap_or(0);
        let _ = writeln!(out, "\n* Average setup time {average} ms\n Min {least} ms\n Max {greatest} ms");
        out.push_str(RULE);
    }
}

impl SetupTimes {
    /// Takes no account of calls that were set up within the same millisecond, as tshark.
    fn take(&mut self, millis: u64) {
        if millis > 0 {
            self.least = if self.calls == 0 { millis } else { self.least.min(millis) };
            self.greatest = self.greatest.max(millis);
            self.calls += 1;
            self.total = self.total.saturating_add(millis);
        }
    }
}
