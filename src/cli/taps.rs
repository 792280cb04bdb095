//! `-z`: what is counted or followed while frames pass, and printed after the last one.

use super::audits::Wish;
use super::fault::Fault;
use super::verdicts::Form;
use super::print::hexdump::{printable, push_hex};
use crate::dissect::Settings;
use crate::dissect::{Dissector, Registry};
use crate::document::follow::{Followed, Kind, follow};
use crate::field::{FieldId, FieldSet, Type};
use crate::filter::Filter;
use crate::store::{Capture, Transport};
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

const RULE: &str = "===================================================================\n";

/// What `-z` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tap {
    Follow {
        kind: Kind,
        mode: Mode,
        stream: Stream,
        chunks: Option<(usize, usize)>,
    },
    /// `tls,sessions`, `tls,why`, `tls,why,json`.
    Verdicts(Form),
    /// `tls,hello`, `tls,audit`, `tls,report`, `tls,compare`.
    Audit(Wish),
    /// `io,phs`; the filter chooses the frames that are counted.
    Hierarchy {
        filter: String,
    },
}

/// How followed bytes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Ascii,
    Hex,
    Raw,
}

/// Which conversation is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    Number(u32),
    Ends(SocketAddr, SocketAddr),
}

const KINDS: &[(&str, Kind)] = &[
    ("tcp", Kind::Tcp),
    ("tls", Kind::Tls),
    ("ssl", Kind::Tls),
    ("udp", Kind::Udp),
    ("dtls", Kind::Dtls),
    ("quic", Kind::Quic(0)),
];
const MODES: &[(&str, Mode)] = &[("ascii", Mode::Ascii), ("hex", Mode::Hex), ("raw", Mode::Raw)];

/// Beginnings of statistics that tshark has and this program does not, yet.
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
];

impl Tap {
    /// Takes one `-z`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let words: Vec<&str> = text.splitn(5, ',').collect();
        match words.as_slice() {
            ["follow", kind, rest @ ..] if KINDS.iter().any(|(name, _)| name == kind) => {
                let kind = KINDS.iter().find(|(name, _)| name == kind).map_or(Kind::Tcp, |(_, k)| *k);
                parse_follow(kind, rest)
            }
            ["io", "phs", ..] => {
                Ok(Self::Hierarchy { filter: text.splitn(3, ',').nth(2).unwrap_or("").to_string() })
            }
            ["tls", rest @ ..] => {
                if let Some(form) = Form::parse(rest) {
                    return Ok(Self::Verdicts(form));
                }
                if let Some(wish) = Wish::parse(text.strip_prefix("tls,").unwrap_or("")) {
                    return Ok(Self::Audit(wish));
                }
                Err(Fault::usage(format_args!(
                    "-z {} is no statistic; there are {}",
                    text.escape_debug(),
                    Form::NAMES.iter().chain(Wish::NAMES).copied().collect::<Vec<_>>().join(", ")
                )))
            }
            _ => {
                let begins =
                    |l: &&&str| text.strip_prefix(**l).is_some_and(|r| r.is_empty() || r.starts_with(','));
                if LATER.iter().any(|l| begins(&l)) {
                    return Err(Fault::usage(format_args!(
                        "-z {} is a statistic that this program does not have yet",
                        text.escape_debug()
                    )));
                }
                let mut message =
                    format!("Invalid -z argument \"{}\"; it must be one of:", text.escape_debug());
                for (name, _) in KINDS.iter().filter(|(name, _)| *name != "ssl") {
                    let _ = write!(message, "\n     follow,{name}");
                }
                message.push_str("\n     io,phs");
                for name in Form::NAMES.iter().chain(Wish::NAMES) {
                    let _ = write!(message, "\n     {name}");
                }
                Err(Fault::usage(message))
            }
        }
    }
}

fn parse_follow(kind: Kind, rest: &[&str]) -> Result<Tap, Fault> {
    let (mode, filter) = rest.split_first().unwrap_or((&"", &[]));
    let Some((_, mode)) = MODES.iter().find(|(name, _)| name == mode) else {
        return Err(Fault::usage("follow - Invalid display mode."));
    };
    let address = || Fault::usage("follow - Invalid address.");
    let filter = filter.join(",");
    let mut parts = filter.split(',');
    let first = parts.next().unwrap_or("");
    let kind = match kind {
        // The number of the connection, then that of the stream.
        Kind::Quic(_) => {
            first.parse::<u32>().map_err(|_| address())?;
            Kind::Quic(parts.next().and_then(|s| s.parse().ok()).ok_or_else(address)?)
        }
        other => other,
    };
    let stream = match first.parse::<u32>() {
        Ok(number) => Stream::Number(number),
        Err(_) => {
            let end = |text: &str| text.parse::<SocketAddr>().map_err(|_| address());
            Stream::Ends(end(first)?, end(parts.next().unwrap_or(""))?)
        }
    };
    let chunks = match parts.next() {
        None => None,
        Some(range) => {
            let wrong = || Fault::usage("follow - Invalid range.");
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            let number = |t: &str| t.parse::<usize>().map_err(|_| wrong());
            Some((number(from)?, if to.is_empty() { usize::MAX } else { number(to)? }))
        }
    };
    if parts.next().is_some() {
        return Err(Fault::usage("follow - Invalid parameter."));
    }
    Ok(Tap::Follow { kind, mode: *mode, stream, chunks })
}

/// A tap at work.
#[derive(Debug)]
pub enum Running {
    Follow(Tap),
    Verdicts(Form),
    Audit(Wish),
    Hierarchy(Box<Hierarchy>),
}

/// Counts frames and bytes by the protocols they pass through.
#[derive(Debug)]
pub struct Hierarchy {
    filter: Filter,
    protocols: FieldSet,
    level: Vec<Level>,
}

/// A protocol in the hierarchy.
#[derive(Debug)]
pub struct Level {
    field: FieldId,
    frames: u64,
    bytes: u64,
    inner: Vec<Level>,
}

impl Running {
    pub fn new(tap: &Tap, registry: &'static Registry) -> Result<Self, Fault> {
        match tap {
            Tap::Follow { .. } => Ok(Self::Follow(tap.clone())),
            Tap::Verdicts(form) => Ok(Self::Verdicts(*form)),
            Tap::Audit(wish) => Ok(Self::Audit(wish.clone())),
            Tap::Hierarchy { filter } => {
                let parsed = Filter::new(filter, registry).map_err(|e| {
                    Fault::usage(format_args!(
                        "Couldn't register io,phs tap: Filter \"{filter}\" is invalid - {e}"
                    ))
                })?;
                let protocols = registry.protocols().iter().filter(|l| l.protocol.name != "frame");
                let protocols = protocols.map(|l| l.root).collect();
                Ok(Self::Hierarchy(Box::new(Hierarchy { filter: parsed, level: Vec::new(), protocols })))
            }
        }
    }

    /// What must be dissected for it; `None`: nothing.
    pub fn needs(&self) -> Option<FieldSet> {
        match self {
            Self::Follow(_) | Self::Verdicts(_) | Self::Audit(_) => None,
            Self::Hierarchy(hierarchy) => {
                let mut needs = hierarchy.protocols.clone();
                needs.merge(&hierarchy.filter.needs);
                Some(needs)
            }
        }
    }

    /// Takes note of a frame.
    pub fn frame(&mut self, d: &Dissector<'_>) {
        let Self::Hierarchy(hierarchy) = self else { return };
        let Hierarchy { filter, level, protocols } = &mut **hierarchy;
        if !filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        let mut level = level;
        let bytes = u64::from(d.meta().len);
        for node in d.tree.nodes().iter().filter(|n| n.depth == 0 && protocols.contains(n.field)) {
            if d.tree.def(node.field).ty != Type::Protocol {
                continue;
            }
            let at = level.iter().position(|l| l.field == node.field).unwrap_or_else(|| {
                level.push(Level { field: node.field, frames: 0, bytes: 0, inner: Vec::new() });
                level.len() - 1
            });
            let Some(found) = level.get_mut(at) else { return };
            found.frames += 1;
            found.bytes += bytes;
            level = &mut found.inner;
        }
    }

    /// The form in which verdicts are wanted.
    pub fn verdicts(&self) -> Option<Form> {
        if let Self::Verdicts(form) = self { Some(*form) } else { None }
    }

    /// What is wanted of the audit.
    pub fn audit(&self) -> Option<&Wish> {
        if let Self::Audit(wish) = self { Some(wish) } else { None }
    }

    /// Adds the report.
    pub fn print(
        &self,
        capture: &Capture,
        settings: &Settings,
        registry: &'static Registry,
        out: &mut String,
    ) {
        match self {
            Self::Follow(Tap::Follow { kind, mode, stream, chunks }) => {
                print_follow(capture, settings, *kind, *mode, stream, *chunks, out);
            }
            // Printed by those who know the file and the keys that were refused.
            Self::Follow(_) | Self::Verdicts(_) | Self::Audit(_) => {}
            Self::Hierarchy(hierarchy) => {
                let Hierarchy { filter, level, .. } = &**hierarchy;
                let _ = write!(out, "\n{RULE}Protocol Hierarchy Statistics\nFilter: {}\n\n", filter.text);
                print_levels(level, 0, registry, out);
                out.push_str(RULE);
            }
        }
    }
}

fn print_levels(levels: &[Level], depth: usize, registry: &'static Registry, out: &mut String) {
    for level in levels {
        let indent = 2 * depth;
        let width = 41usize.saturating_sub(indent);
        let name = registry.def(level.field).abbrev;
        let _ = writeln!(out, "{:indent$}{name:<width$}frames:{} bytes:{}", "", level.frames, level.bytes);
        print_levels(&level.inner, depth + 1, registry, out);
    }
}

fn print_follow(
    capture: &Capture,
    settings: &Settings,
    kind: Kind,
    mode: Mode,
    stream: &Stream,
    chunks: Option<(usize, usize)>,
    out: &mut String,
) {
    let same = |k: Kind| std::mem::discriminant(&k) == std::mem::discriminant(&kind);
    let name = KINDS.iter().find(|(_, k)| same(*k)).map_or("", |(name, _)| name);
    let mode_name = MODES.iter().find(|(_, m)| *m == mode).map_or("", |(name, _)| name);
    let _ = writeln!(out, "\n{RULE}Follow: {name},{mode_name}\nFilter: {}", filter_text(kind, stream));
    let number = match stream {
        Stream::Number(number) => Some(*number),
        Stream::Ends(a, b) => conversation_between(capture, kind, a, b),
    };
    let mut followed = number.map_or_else(Followed::default, |n| follow(capture, settings, kind, n));
    if followed.chunks.is_empty() {
        followed.nodes = None;
    }
    for i in 0..2 {
        let _ = match followed.nodes.and_then(|ends| ends.get(i).copied()) {
            Some(end) => writeln!(out, "Node {i}: {}:{}", bracketed(end.ip()), end.port),
            None => writeln!(out, "Node {i}: :0"),
        };
    }
    let mut offsets = [0, 0];
    for (i, chunk) in followed.chunks.iter().enumerate() {
        let missing = format!("[{} bytes missing in capture file]\0", chunk.missing);
        let bytes = if chunk.missing > 0 { missing.as_bytes() } else { &chunk.bytes };
        let node = chunk.node.min(1);
        let offset = offsets[node];
        offsets[node] += bytes.len();
        if chunks.is_none_or(|(from, to)| (from..=to).contains(&(i + 1))) {
            print_chunk(bytes, mode, if node == 1 { "\t" } else { "" }, offset, out);
        }
    }
    out.push_str(RULE);
}

fn print_chunk(bytes: &[u8], mode: Mode, tab: &str, offset: usize, out: &mut String) {
    match mode {
        Mode::Ascii => {
            let _ = writeln!(out, "{tab}{}", bytes.len());
            out.extend(
                bytes.iter().map(|b| if matches!(b, b'\r' | b'\n') { char::from(*b) } else { printable(*b) }),
            );
            out.push('\n');
        }
        Mode::Raw => {
            out.push_str(tab);
            bytes.iter().for_each(|b| push_hex(*b, out));
            out.push('\n');
        }
        Mode::Hex => {
            for (i, line) in bytes.chunks(16).enumerate() {
                let _ = write!(out, "{tab}{:08X}  ", offset + i * 16);
                for at in 0..16 {
                    match line.get(at) {
                        Some(byte) => push_hex(*byte, out),
                        None => out.push_str("  "),
                    }
                    out.push_str(if at == 7 { "  " } else { " " });
                }
                out.push(' ');
                for (at, byte) in line.iter().enumerate() {
                    if at == 8 {
                        out.push(' ');
                    }
                    out.push(printable(*byte));
                }
                // tshark cuts blanks at the end of these lines.
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
            }
        }
    }
}

/// `[::1]`, `10.0.0.1`
fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(a) => a.to_string(),
        IpAddr::V6(a) => format!("[{a}]"),
    }
}

fn filter_text(kind: Kind, stream: &Stream) -> String {
    if let (Kind::Quic(id), Stream::Number(number)) = (kind, stream) {
        return format!("quic.connection.number eq {number} and quic.stream.stream_id eq {id}");
    }
    let transport = if kind.transport() == Transport::Udp { "udp" } else { "tcp" };
    match stream {
        Stream::Number(n) => format!("{transport}.stream eq {n}"),
        Stream::Ends(a, b) => {
            let end = |side: &str, port: &str, end: &SocketAddr| {
                let ip = if end.is_ipv4() { "ip" } else { "ipv6" };
                format!("({ip}.{side} eq {} and {transport}.{port} eq {})", end.ip(), end.port())
            };
            let way = |a, b| format!("({} and {})", end("src", "srcport", a), end("dst", "dstport", b));
            format!("{} or {}", way(a, b), way(b, a))
        }
    }
}

fn conversation_between(capture: &Capture, kind: Kind, a: &SocketAddr, b: &SocketAddr) -> Option<u32> {
    let transport = kind.transport();
    let is = |end: &crate::store::Endpoint, s: &SocketAddr| end.ip() == s.ip() && end.port == s.port();
    let mut all = capture.conversations.iter().filter(|c| c.transport == transport);
    let found = all.find(|c| {
        let [x, y] = &c.ends;
        (is(x, a) && is(y, b)) || (is(x, b) && is(y, a))
    });
    found.map(|c| c.stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        match Tap::parse(text) {
            Err(Fault::Failed { status: 1, message }) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn follow_is_read() {
        let tap = Tap::parse("follow,tls,ascii,3").unwrap();
        let expected =
            Tap::Follow { kind: Kind::Tls, mode: Mode::Ascii, stream: Stream::Number(3), chunks: None };
        assert_eq!(tap, expected);
        let Ok(Tap::Follow { stream: Stream::Ends(a, b), chunks, .. }) =
            Tap::parse("follow,tcp,hex,10.0.0.5:3267,[::1]:80,2-3")
        else {
            panic!("not read")
        };
        assert_eq!((a.port(), b.port(), chunks), (3267, 80, Some((2, 3))));
        assert_eq!(message("follow,tcp,ascii"), "follow - Invalid address.");
        assert_eq!(message("follow,tcp,foo,0"), "follow - Invalid display mode.");
        assert!(message("follow,foo,ascii,0").starts_with("Invalid -z argument \"follow,foo,ascii,0\""));
        assert!(message("conv,tcp").contains("does not have yet"));
    }

    #[test]
    fn chunks_look_like_tsharks() {
        let show = |mode, tab| {
            let mut out = String::new();
            print_chunk(b"GET / HTTP/1.1\r\nHost: a\t\x1b\xc3\xa9", mode, tab, 0x10, &mut out);
            out
        };
        assert_eq!(show(Mode::Ascii, "\t"), "\t27\nGET / HTTP/1.1\r\nHost: a....\n");
        assert_eq!(show(Mode::Raw, ""), "474554202f20485454502f312e310d0a486f73743a2061091bc3a9\n");
        assert_eq!(
            show(Mode::Hex, ""),
            "00000010  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  GET / HT TP/1.1..\n\
             00000020  48 6f 73 74 3a 20 61 09  1b c3 a9                 Host: a. ...\n"
        );
    }

    #[test]
    fn filters_of_ends_are_written_out() {
        let stream = Stream::Ends("10.0.0.5:1".parse().unwrap(), "[::1]:2".parse().unwrap());
        assert_eq!(
            filter_text(Kind::Tcp, &stream),
            "((ip.src eq 10.0.0.5 and tcp.srcport eq 1) and (ipv6.dst eq ::1 and tcp.dstport eq 2)) or \
             ((ipv6.src eq ::1 and tcp.srcport eq 2) and (ip.dst eq 10.0.0.5 and tcp.dstport eq 1))"
        );
    }
}
