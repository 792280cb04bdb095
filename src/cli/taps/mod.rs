//! `-z`: statistics and followed streams. The table of all of them, and what they have in common;
//! each stands in a file of its own.

mod audits;
mod column_values;
mod conversations;
mod dhcp_stat;
mod expert;
mod follow;
mod handshakes;
mod hash_order;
mod hierarchy;
mod hosts;
mod http_stat;
mod io_stat;
mod objects;
mod selection;
mod service_times;
mod tls_stat;
mod trees;
pub mod verdicts;

use super::fault::{Fault, status};
use super::print::time::Form;
use crate::base::time::Timestamp;
use crate::dissect::{Dissector, Registry, Settings};
use crate::filter::{Filter, Macros};
use crate::statistics::Needs;
use crate::statistics::counts::{addresses, names, web};
use crate::statistics::layers::Kind;
use crate::store::Capture;
use crate::verdict::symptoms::Refused;
use std::fmt::{self, Write};
use std::path::Path;

/// What stands around a report.
const RULE: &str = "===================================================================\n";

/// Something that sees the frames and prints a report after the last one.
pub trait Tap: fmt::Debug {
    /// What must be dissected for it; `None`: nothing, and no frame is shown to it.
    fn needs(&self) -> Option<Needs> {
        None
    }

    /// Whether it looks at the files that frames complete.
    fn wants_files(&self) -> bool {
        false
    }

    /// Writes into the columns of a frame before anybody looks at them.
    fn amend(&mut self, _: &mut Dissector<'_>) {}

    /// Takes note of a frame.
    fn frame(&mut self, _: &Dissector<'_>) {}

    /// Adds the report.
    fn print(&mut self, end: &End<'_>, out: &mut String);

    /// After all reports are printed: what went wrong on the way.
    fn finish(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    /// A line for the person in front, beside the report.
    fn note(&self) -> Option<&str> {
        None
    }

    /// The exit status that the report asks for.
    fn status(&self) -> u8 {
        status::OK
    }
}

/// What there is to print from when all frames are read.
#[derive(Clone, Copy)]
pub struct End<'a> {
    pub capture: &'a Capture,
    pub settings: &'a Settings,
    pub registry: &'static Registry,
    /// The file that was read, for reports that name it.
    pub file: &'a str,
    /// Where that file is.
    pub path: Option<&'a Path>,
    /// Key files that gave no key.
    pub refused: &'a [Refused],
    /// `-t`
    pub time: Form,
    /// Of the first and of the last frame.
    pub first: Timestamp,
    pub last: Timestamp,
    /// Writes out what there is of a long report, and empties it; `false`: nobody reads it any more.
    pub spill: &'a dyn Fn(&mut String) -> bool,
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

const FILTER: &str = "[,FILTER]";

/// The statistics, in the order of their list.
const TAPS: &[TapDef] = &[
    tap("conv,eth", FILTER, |rest, r| conversations::start(Kind::Ethernet, rest, r)),
    tap("conv,ip", FILTER, |rest, r| conversations::start(Kind::Ipv4, rest, r)),
    tap("conv,ipv6", FILTER, |rest, r| conversations::start(Kind::Ipv6, rest, r)),
    tap("conv,tcp", FILTER, |rest, r| conversations::start(Kind::Tcp, rest, r)),
    tap("conv,udp", FILTER, |rest, r| conversations::start(Kind::Udp, rest, r)),
    tap("dests,tree", FILTER, |rest, r| trees::start(&addresses::DESTINATIONS, rest, r)),
    tap("dhcp,stat", FILTER, dhcp_stat::start),
    tap("dns,tree", FILTER, |rest, r| trees::start(&names::DNS, rest, r)),
    tap("endpoints,eth", FILTER, |rest, r| conversations::start_endpoints(Kind::Ethernet, rest, r)),
    tap("endpoints,ip", FILTER, |rest, r| conversations::start_endpoints(Kind::Ipv4, rest, r)),
    tap("endpoints,ipv6", FILTER, |rest, r| conversations::start_endpoints(Kind::Ipv6, rest, r)),
    tap("endpoints,tcp", FILTER, |rest, r| conversations::start_endpoints(Kind::Tcp, rest, r)),
    tap("endpoints,udp", FILTER, |rest, r| conversations::start_endpoints(Kind::Udp, rest, r)),
    tap("expert", "[,error|,warn|,note|,chat|,comment][,FILTER]", expert::start),
    tap("follow,dtls", follow::ARGUMENTS, |rest, _| follow::start("dtls", rest)),
    tap("follow,http", follow::ARGUMENTS, |rest, _| follow::start("http", rest)),
    tap("follow,http2", ",MODE,STREAM,SUBSTREAM[,RANGE]", |rest, _| follow::start("http2", rest)),
    tap("follow,http3", ",MODE,CONNECTION,STREAM[,RANGE]", |rest, _| follow::start("http3", rest)),
    tap("follow,websocket", follow::ARGUMENTS, |rest, _| follow::start("websocket", rest)),
    tap("follow,quic", ",MODE,CONNECTION,STREAM[,RANGE]", |rest, _| follow::start("quic", rest)),
    tap("follow,ssl", "", |rest, _| follow::start("tls", rest)),
    tap("follow,tcp", follow::ARGUMENTS, |rest, _| follow::start("tcp", rest)),
    tap("follow,tls", follow::ARGUMENTS, |rest, _| follow::start("tls", rest)),
    tap("follow,udp", follow::ARGUMENTS, |rest, _| follow::start("udp", rest)),
    tap("hosts", "[,ip|ipv4|ipv6]", hosts::start),
    tap("http,stat", FILTER, http_stat::start_http),
    tap("http,tree", FILTER, |rest, r| trees::start(&web::HTTP, rest, r)),
    tap("http2,tree", FILTER, |rest, r| trees::start(&web::HTTP2, rest, r)),
    tap("http_req,tree", FILTER, |rest, r| trees::start(&web::HTTP_REQUESTS, rest, r)),
    tap("http_srv,tree", FILTER, |rest, r| trees::start(&web::HTTP_SERVERS, rest, r)),
    tap("icmp,srt", FILTER, service_times::start_icmp),
    tap("icmpv6,srt", FILTER, service_times::start_icmpv6),
    tap("io,phs", FILTER, hierarchy::start),
    tap("io,stat", ",INTERVAL[,FILTER]...", io_stat::start),
    tap("ip_hosts,tree", FILTER, |rest, r| trees::start(&addresses::IP_HOSTS, rest, r)),
    tap("ip_srcdst,tree", FILTER, |rest, r| trees::start(&addresses::IP_SOURCE_DESTINATION, rest, r)),
    tap("ipv6_dests,tree", FILTER, |rest, r| trees::start(&addresses::IPV6_DESTINATIONS, rest, r)),
    tap("ipv6_hosts,tree", FILTER, |rest, r| trees::start(&addresses::IPV6_HOSTS, rest, r)),
    tap("ipv6_ptype,tree", FILTER, |rest, r| trees::start(&addresses::IPV6_PROTOCOLS, rest, r)),
    tap("ipv6_srcdst,tree", FILTER, |rest, r| trees::start(&addresses::IPV6_SOURCE_DESTINATION, rest, r)),
    tap("ldap,srt", FILTER, service_times::start_ldap),
    tap("plen,tree", FILTER, |rest, r| trees::start(&addresses::PACKET_LENGTHS, rest, r)),
    tap("proto,colinfo", ",FILTER,FIELD", column_values::start),
    tap("ptype,tree", FILTER, |rest, r| trees::start(&addresses::IP_PROTOCOLS, rest, r)),
    tap("rtsp,stat", FILTER, http_stat::start_rtsp),
    tap("rtsp,tree", FILTER, |rest, r| trees::start(&web::RTSP, rest, r)),
    tap("sip,stat", FILTER, http_stat::start_sip),
    tap("snmp,srt", FILTER, service_times::start_snmp),
    tap("tls,audit", "[,POLICY][,json]", |rest, _| audits::start("audit", rest)),
    tap("tls,certificates", "[,pem]", |rest, _| handshakes::start_certificates(rest)),
    tap("tls,compare", "[,json],FILE", |rest, _| audits::start("compare", rest)),
    tap("tls,hello", "[,POLICY][,json]", |rest, _| audits::start("hello", rest)),
    tap("tls,ladder", "", |rest, _| handshakes::start_ladder(rest)),
    tap("tls,report", "[,POLICY][,markdown|html|json]", |rest, _| audits::start("report", rest)),
    tap("tls,sessions", "", verdicts::start_table),
    tap("tls,stat", FILTER, tls_stat::start),
    tap("tls,why", "[,json]", verdicts::start_why),
];

/// Statistics that tshark has and this program does not; first words, where a family is meant.
const LATER: &[&str] = &[
    "afp",
    "ancp",
    "ansi_a",
    "ansi_map",
    "asap",
    "bacapp_instanceid",
    "bacapp_ip",
    "bacapp_objectid",
    "bacapp_service",
    "calcappprotocol",
    "camel",
    "collectd",
    "componentstatusprotocol",
    "conv,bluetooth",
    "conv,dccp",
    "conv,fc",
    "conv,fddi",
    "conv,ipx",
    "conv,jxta",
    "conv,mptcp",
    "conv,ncp",
    "conv,opensafety",
    "conv,rsvp",
    "conv,sctp",
    "conv,sll",
    "conv,tr",
    "conv,usb",
    "conv,wlan",
    "conv,wpan",
    "conv,zbee_nwk",
    "credentials",
    "dcerpc",
    "diameter",
    "endpoints,bluetooth",
    "endpoints,dccp",
    "endpoints,fc",
    "endpoints,fddi",
    "endpoints,ipx",
    "endpoints,jxta",
    "endpoints,mptcp",
    "endpoints,ncp",
    "endpoints,opensafety",
    "endpoints,rsvp",
    "endpoints,sctp",
    "endpoints,sll",
    "endpoints,tr",
    "endpoints,usb",
    "endpoints,wlan",
    "endpoints,wpan",
    "endpoints,zbee_nwk",
    "enrp",
    "f1ap",
    "f5_tmm_dist",
    "f5_virt_dist",
    "fc",
    "flow",
    "follow,dccp",
    "follow,sip",
    "fractalgeneratorprotocol",
    "gsm_a",
    "gsm_map",
    "gtp",
    "h225",
    "h225_ras",
    "hart_ip",
    "hpfeeds",
    "http_seq",
    "isup_msg",
    "mac-lte",
    "megaco",
    "mgcp",
    "mtp3",
    "ncp",
    "ngap",
    "npm",
    "osmux",
    "pingpongprotocol",
    "radius",
    "rlc-lte",
    "rpc",
    "rtp",
    "sametime",
    "scsi",
    "sctp",
    "smb",
    "smb2",
    "smpp_commands",
    "someip_messages",
    "someipsd_entries",
    "ssprotocol",
    "sv",
    "ucp_messages",
    "wsp",
];

/// What one `-z` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    text: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Place in [`TAPS`].
    Statistic(usize),
    /// `--export-objects`
    Objects,
}

impl Asked {
    /// Whether it is the statistic of that name.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.what, What::Statistic(at) if TAPS.get(at).is_some_and(|tap| tap.name == name))
    }

    /// Finds the statistic that a `-z` names.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let begins = |name: &str| text.strip_prefix(name).is_some_and(|r| r.is_empty() || r.starts_with(','));
        if let Some(index) = TAPS.iter().position(|t| begins(t.name)) {
            return Ok(Self { text: text.to_string(), what: What::Statistic(index) });
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

    /// Takes an `--export-objects`.
    pub fn objects(text: &str) -> Result<Self, Fault> {
        objects::check(text)?;
        Ok(Self { text: text.to_string(), what: What::Objects })
    }

    /// Starts it; filters in it are checked now.
    pub fn start(&self, macros: &Macros, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
        let def = match self.what {
            What::Objects => return objects::start(&self.text, registry),
            What::Statistic(index) => TAPS.get(index),
        };
        let Some(def) = def else { return Err(Fault::usage("no such statistic")) };
        let rest = self.text.get(def.name.len()..).unwrap_or("");
        let invalid = |e| Fault::usage(format_args!("Couldn't register {} tap: {e}", def.name));
        let rest = &macros.expand(rest).map_err(invalid)?;
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
            assert_eq!(Asked::parse(a.name).unwrap().what, What::Statistic(i));
        }
        assert!(Asked::parse("io,phs,tcp").unwrap().start(&Macros::default(), registry).is_ok());
        let Err(Fault::Failed { status: 1, message }) = Asked::parse("follow,foo,ascii,0") else {
            panic!("taken")
        };
        assert!(message.starts_with("Invalid -z argument \"follow,foo,ascii,0\"; it must be one of:\n"));
        let Err(Fault::Failed { status: 1, message }) =
            Asked::parse("io,phs,bogus.x").unwrap().start(&Macros::default(), registry)
        else {
            panic!("taken")
        };
        assert!(message.starts_with("Couldn't register io,phs tap: Filter \"bogus.x\" is invalid"));
    }
}
