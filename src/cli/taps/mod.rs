//! `-z`: statistics and followed streams. The table of all of them, and what they have in common;
//! each stands in a file of its own.

mod follow;
mod hierarchy;

use super::fault::Fault;
use crate::dissect::{Dissector, Registry, Settings};
use crate::field::FieldSet;
use crate::filter::Filter;
use crate::store::Capture;
use std::fmt::{self, Write};

/// What stands around a report.
const RULE: &str = "===================================================================\n";

/// Something that sees the frames and prints a report after the last one.
pub trait Tap: fmt::Debug {
    /// What must be dissected for it; `None`: nothing, and no frame is shown to it.
    fn needs(&self) -> Option<Needs> {
        None
    }

    /// Takes note of a frame.
    fn frame(&mut self, _: &Dissector<'_>) {}

    /// Adds the report.
    fn print(&mut self, end: &End<'_>, out: &mut String);
}

/// What a dissection must keep for a tap.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub fields: FieldSet,
    /// The columns of the frame list.
    pub columns: bool,
}

/// What there is to print from when all frames are read.
#[derive(Clone, Copy)]
pub struct End<'a> {
    pub capture: &'a Capture,
    pub settings: &'a Settings,
    pub registry: &'static Registry,
}

/// One statistic.
struct TapDef {
    /// What its `-z` begins with: `io,phs`.
    name: &'static str,
    /// What may follow, for the help.
    arguments: &'static str,
    /// Starts it, from what follows the name and its comma.
    start: fn(&str, &'static Registry) -> Result<Box<dyn Tap>, Fault>,
}

const fn tap(
    name: &'static str,
    arguments: &'static str,
    start: fn(&str, &'static Registry) -> Result<Box<dyn Tap>, Fault>,
) -> TapDef {
    TapDef { name, arguments, start }
}

/// The statistics, in the order of their list.
const TAPS: &[TapDef] = &[
    tap("follow,dtls", follow::ARGUMENTS, |rest, _| follow::start("dtls", rest)),
    tap("follow,ssl", "", |rest, _| follow::start("tls", rest)),
    tap("follow,tcp", follow::ARGUMENTS, |rest, _| follow::start("tcp", rest)),
    tap("follow,tls", follow::ARGUMENTS, |rest, _| follow::start("tls", rest)),
    tap("follow,udp", follow::ARGUMENTS, |rest, _| follow::start("udp", rest)),
    tap("io,phs", "[,FILTER]", hierarchy::start),
];

/// Beginnings of statistics that tshark has and this program does not.
const LATER: &[&str] = &[
    "conv",
    "credentials",
    "dests",
    "dns",
    "endpoints",
    "expert",
    "follow,dccp",
    "follow,http",
    "follow,http2",
    "follow,quic",
    "hosts",
    "http",
    "http2",
    "icmp",
    "icmpv6",
    "io,stat",
    "ip_hosts",
    "ip_srcdst",
    "ipv6_hosts",
    "plen",
    "proto",
    "ptype",
    "tls",
];

/// What one `-z` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    text: String,
    /// Place in [`TAPS`].
    index: usize,
}

impl Asked {
    /// Finds the statistic that a `-z` names.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let begins = |name: &str| text.strip_prefix(name).is_some_and(|r| r.is_empty() || r.starts_with(','));
        if let Some(index) = TAPS.iter().position(|t| begins(t.name)) {
            return Ok(Self { text: text.to_string(), index });
        }
        if LATER.iter().any(|name| begins(name)) {
            return Err(Fault::usage(format_args!(
                "-z {} is a statistic of tshark that this program does not have",
                text.escape_debug()
            )));
        }
        let mut message = format!("Invalid -z argument \"{}\"; it must be one of:", text.escape_debug());
        list(&mut message);
        Err(Fault::usage(message))
    }

    /// Starts it; filters in it are checked now.
    pub fn start(&self, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
        let Some(def) = TAPS.get(self.index) else { return Err(Fault::usage("no such statistic")) };
        let rest = self.text.get(def.name.len()..).unwrap_or("");
        (def.start)(rest.strip_prefix(',').unwrap_or(rest), registry)
    }
}

/// Adds the names of all statistics, a line each.
pub fn list(out: &mut String) {
    for def in TAPS.iter().filter(|t| t.name != "follow,ssl") {
        let _ = write!(out, "\n     {}{}", def.name, def.arguments);
    }
}

/// The filter of a statistic; `what` is how the message calls that.
fn filter(what: &str, text: &str, registry: &'static Registry) -> Result<Filter, Fault> {
    Filter::new(text, registry).map_err(|e| {
        Fault::usage(format_args!("Couldn't register {what} tap: Filter \"{text}\" is invalid - {e}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_found_by_their_longest_name() {
        let registry = crate::proto::registry();
        for (i, a) in TAPS.iter().enumerate() {
            assert!(TAPS.iter().skip(i + 1).all(|b| a.name != b.name));
            assert_eq!(Asked::parse(a.name).unwrap().index, i);
        }
        assert!(Asked::parse("io,phs,tcp").unwrap().start(registry).is_ok());
        let Err(Fault::Failed { status: 1, message }) = Asked::parse("follow,foo,ascii,0") else {
            panic!("taken")
        };
        assert!(message.starts_with("Invalid -z argument \"follow,foo,ascii,0\"; it must be one of:\n"));
        let Err(Fault::Failed { status: 1, message }) = Asked::parse("io,phs,bogus.x").unwrap().start(registry)
        else {
            panic!("taken")
        };
        assert!(message.starts_with("Couldn't register io,phs tap: Filter \"bogus.x\" is invalid"));
    }
}
