//! `-z follow,…`: what the two ends of a stream said.

use super::{End, RULE, Tap};
use crate::base::base64;
use crate::base::id::ConversationId;
use crate::base::time::{NANOS, Timestamp};
use crate::cli::fault::Fault;
use crate::cli::print::hexdump::{printable, push_hex};
use crate::dissect::Settings;
use crate::document::follow::{Chunk, Followed, Following, Kind, follow_inside, follow_on};
use crate::document::{Document, Source};
use crate::store::{Capture, Endpoint, Transport};
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// What stands behind the protocol.
pub const ARGUMENTS: &str = ",MODE,STREAM[,RANGE]";

/// A stream to be followed.
#[derive(Debug, PartialEq, Eq)]
struct Follow {
    kind: Kind,
    mode: Mode,
    stream: Stream,
    /// The first and the last chunk shown, counted from 1.
    chunks: Option<(usize, usize)>,
}

/// How followed bytes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Ascii,
    Ebcdic,
    Hex,
    Raw,
    Yaml,
}

/// Which conversation is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stream {
    Number(u32),
    Ends(SocketAddr, SocketAddr),
}

const KINDS: &[(&str, Kind)] = &[
    ("tcp", Kind::Tcp),
    ("tls", Kind::Tls),
    ("udp", Kind::Udp),
    ("dtls", Kind::Dtls),
    ("http", Kind::Http),
    ("quic", Kind::Quic(0)),
    ("http2", Kind::Http2(0)),
    ("http3", Kind::Http3(0)),
    ("websocket", Kind::WebSocket),
];
const MODES: &[(&str, Mode)] = &[
    ("ascii", Mode::Ascii),
    ("ebcdic", Mode::Ebcdic),
    ("hex", Mode::Hex),
    ("raw", Mode::Raw),
    ("yaml", Mode::Yaml),
];

/// Reads what stands behind `follow,PROTOCOL,`.
pub fn start(kind: &str, rest: &str) -> Result<Box<dyn Tap>, Fault> {
    let kind = KINDS.iter().find(|(name, _)| *name == kind).map_or(Kind::Tcp, |(_, k)| *k);
    Ok(Box::new(parse(kind, rest)?))
}

fn parse(kind: Kind, rest: &str) -> Result<Follow, Fault> {
    let (mode, filter) = rest.split_once(',').unwrap_or((rest, ""));
    let Some((_, mode)) = MODES.iter().find(|(name, _)| *name == mode) else {
        return Err(Fault::usage("follow - Invalid display mode."));
    };
    let address = || Fault::usage("follow - Invalid address.");
    let mut parts = filter.split(',');
    let first = parts.next().unwrap_or("");
    let kind = match kind {
        // The number of the connection, then that of the stream.
        Kind::Quic(_) | Kind::Http3(_) => {
            first.parse::<u32>().map_err(|_| address())?;
            let id = parts.next().and_then(|s| s.parse().ok()).ok_or_else(address)?;
            if kind == Kind::Quic(0) { Kind::Quic(id) } else { Kind::Http3(id) }
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
    let kind = match kind {
        Kind::Http2(_) => {
            let substream = || Fault::usage("follow - Invalid sub stream.");
            Kind::Http2(parts.next().and_then(|t| t.parse().ok()).ok_or_else(substream)?)
        }
        kind => kind,
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
    Ok(Follow { kind, mode: *mode, stream, chunks })
}

impl Tap for Follow {
    fn print(&mut self, end: &End<'_>, out: &mut String) {
        if let Some((capture, settings)) = self.put_in_order(end) {
            return self.follow(&End { capture: &capture, settings: &settings, ..*end }, out);
        }
        self.follow(end, out);
    }
}

impl Follow {
    /// Followed TCP streams are put in order whatever the preference says; without that the file is read once more.
    fn put_in_order(&self, end: &End<'_>) -> Option<(Arc<Capture>, Settings)> {
        let is_filtered = end.settings.annotations.kept.is_some();
        if self.kind != Kind::Tcp || end.settings.reassemble_out_of_order || is_filtered {
            return None;
        }
        let settings = Settings { reassemble_out_of_order: true, ..Settings::default() };
        let source = Source::Path(end.path?.to_path_buf());
        let mut document = Document::open(source, Arc::default(), settings.clone()).ok()?;
        document.limit_frames(end.capture.frames.len() as u64);
        document.load_all().ok()?;
        Some((document.capture(), settings))
    }

    fn follow(&self, end: &End<'_>, out: &mut String) {
        let number = match &self.stream {
            Stream::Number(number) => Some(*number),
            Stream::Ends(a, b) => conversation_between(end.capture, self.kind, a, b),
        };
        let followed = number.map_or_else(
            || Followed::default().into(),
            |n| follow_on(end.capture, end.settings, self.kind, n),
        );
        let same = |k: &Kind| std::mem::discriminant(k) == std::mem::discriminant(&self.kind);
        let name = KINDS.iter().find(|(_, k)| same(k)).map_or("", |(name, _)| name);
        self.report(name, followed, end, out);
        // Sessions inside it, which tshark does not know.
        let Some(number) = number.filter(|_| self.kind == Kind::Tls) else { return };
        let deeper = |depth| follow_inside(end.capture, end.settings, number, depth);
        for (depth, followed) in (1..=ConversationId::MAX_DEPTH).map_while(|d| Some((d, deeper(d)?))) {
            let name = format!("tls{}", " in tls".repeat(depth as usize));
            self.report(&name, followed, end, out);
        }
    }
}

impl Follow {
    /// Adds what was followed, in the form asked for.
    fn report(&self, name: &str, followed: Following<'_>, end: &End<'_>, out: &mut String) {
        let mode = self.mode;
        let kept = end.settings.annotations.kept.as_deref();
        let is_kept = |c: &Chunk| kept.is_none_or(|kept| kept.contains(c.frame));
        let mut chunks = followed.chunks.filter(is_kept).peekable();
        let mut nodes = followed.nodes.filter(|_| self.kind == Kind::Tcp || chunks.peek().is_some());
        // In tshark the first end is the one whose record could be opened first.
        let turned = followed.opened_first == Some(1);
        if turned {
            nodes = nodes.map(|[a, b]| [b, a]);
        }
        let chunks = chunks.map(|c| Chunk { node: if turned { 1 - c.node.min(1) } else { c.node }, ..c });
        let (from, to) = self.chunks.unwrap_or((1, usize::MAX));
        // Behind the last one that is shown nothing is opened.
        let chunks = chunks.enumerate().take(to).map(|(i, chunk)| (i + 1 >= from, chunk));
        if mode == Mode::Yaml {
            return yaml(nodes, chunks, end, out);
        }
        let mode_name = MODES.iter().find(|(_, m)| *m == mode).map_or("", |(name, _)| name);
        let filter = filter_text(self.kind, &self.stream);
        let _ = writeln!(out, "\n{RULE}Follow: {name},{mode_name}\nFilter: {filter}");
        for i in 0..2 {
            let _ = match nodes.and_then(|ends| ends.get(i).copied()) {
                Some(node) => writeln!(out, "Node {i}: {}:{}", bracketed(node.ip()), node.port),
                None => writeln!(out, "Node {i}: :0"),
            };
        }
        let mut offsets = [0, 0];
        for (is_shown, chunk) in chunks {
            let missing = format!("[{} bytes missing in capture file]\0", chunk.missing);
            let bytes = if chunk.missing > 0 { missing.as_bytes() } else { &chunk.bytes };
            let node = chunk.node.min(1);
            let offset = offsets[node];
            offsets[node] += bytes.len();
            if is_shown {
                print_chunk(bytes, mode, if node == 1 { "\t" } else { "" }, offset, out);
                if !(end.spill)(out) {
                    return;
                }
            }
        }
        out.push_str(RULE);
    }
}

/// The chunks as YAML, their bytes in base 64; each with whether it is shown.
fn yaml(
    nodes: Option<[Endpoint; 2]>,
    chunks: impl Iterator<Item = (bool, Chunk)>,
    end: &End<'_>,
    out: &mut String,
) {
    out.push_str("peers:\n");
    for i in 0..2 {
        let _ = match nodes.and_then(|ends| ends.get(i).copied()) {
            Some(node) => writeln!(out, "  - peer: {i}\n    host: {}\n    port: {}", node.ip(), node.port),
            None => writeln!(out, "  - peer: {i}\n    host: \n    port: 0"),
        };
    }
    out.push_str("packets:\n");
    for (_, chunk) in chunks.filter(|(is_shown, _)| *is_shown) {
        let _ =
            write!(out, "  - packet: {}\n    peer: {}\n    timestamp: ", chunk.frame.number(), chunk.node);
        let time = end.capture.frame(chunk.frame).map_or_else(Timestamp::default, |m| m.time);
        // As a floating-point number, with what that loses: tshark's own form.
        let seconds = time.0.div_euclid(NANOS) as f64 + time.0.rem_euclid(NANOS) as f64 / 1e9;
        let _ = write!(out, "{seconds:.9}");
        out.push_str("\n    data: !!binary |\n");
        // 57 bytes make a line of 76 characters.
        for line in chunk.bytes.chunks(57) {
            out.push_str("      ");
            base64::push(line, out);
            out.push('\n');
        }
        if !(end.spill)(out) {
            return;
        }
    }
}

/// What stands for each byte of EBCDIC (code page 37): `.` where that cannot be printed; bytes that
/// are left open, and ends of lines, stay as they are. tshark 4.0 shows no letters here; this does.
const EBCDIC: [[u8; 64]; 4] = [
    *b"..........\n..\r.................. !\"#$%&'()*+,-./..23456789:;<=.?",
    *b" ...........<(+|&.........!$*);^-/........|,%_>?..........:#@'=.",
    *b".abcdefghi.......jklmnopqr.......~stuvwxyz......^.........[]....",
    *b"{ABCDEFGHI......}JKLMNOPQR......\\.STUVWXYZ......0123456789......",
];

fn print_chunk(bytes: &[u8], mode: Mode, tab: &str, offset: usize, out: &mut String) {
    match mode {
        Mode::Ascii => {
            let _ = writeln!(out, "{tab}{}", bytes.len());
            // All at once: letter by letter takes longer than opening them.
            let shown = |b: &u8| if matches!(b, b' '..=b'~' | b'\r' | b'\n') { *b } else { b'.' };
            let text: Vec<u8> = bytes.iter().map(shown).collect();
            out.push_str(str::from_utf8(&text).unwrap_or_default());
            out.push('\n');
        }
        Mode::Ebcdic => {
            let _ = writeln!(out, "{tab}{}", bytes.len());
            let letter = |b: &u8| EBCDIC.as_flattened().get(usize::from(*b)).copied().map_or('.', char::from);
            out.extend(bytes.iter().map(letter));
            out.push('\n');
        }
        Mode::Yaml => {}
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
                // tshark cuts one blank at the end of these lines.
                if out.ends_with(' ') {
                    out.pop();
                }
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
    if let (Kind::Quic(id) | Kind::Http3(id), Stream::Number(number)) = (kind, stream) {
        return format!("quic.connection.number eq {number} and quic.stream.stream_id eq {id}");
    }
    let transport = if kind.transport() == Transport::Udp { "udp" } else { "tcp" };
    let text = match stream {
        Stream::Number(n) => format!("{transport}.stream eq {n}"),
        Stream::Ends(a, b) => {
            let end = |side: &str, port: &str, end: &SocketAddr| {
                let ip = if end.is_ipv4() { "ip" } else { "ipv6" };
                format!("({ip}.{side} eq {} and {transport}.{port} eq {})", end.ip(), end.port())
            };
            let way = |a, b| format!("({} and {})", end("src", "srcport", a), end("dst", "dstport", b));
            format!("{} or {}", way(a, b), way(b, a))
        }
    };
    match kind {
        Kind::Http2(substream) => format!("{text} and http2.streamid eq {substream}"),
        _ => text,
    }
}

fn conversation_between(capture: &Capture, kind: Kind, a: &SocketAddr, b: &SocketAddr) -> Option<u32> {
    let transport = kind.transport();
    let is = |end: &Endpoint, s: &SocketAddr| end.ip() == s.ip() && end.port == s.port();
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
        match parse(Kind::Tcp, text) {
            Err(Fault::Failed { status: 1, message }) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn follow_is_read() {
        let tap = parse(Kind::Tls, "ascii,3").unwrap();
        let expected = Follow { kind: Kind::Tls, mode: Mode::Ascii, stream: Stream::Number(3), chunks: None };
        assert_eq!(tap, expected);
        let Ok(Follow { stream: Stream::Ends(a, b), chunks, .. }) =
            parse(Kind::Tcp, "hex,10.0.0.5:3267,[::1]:80,2-3")
        else {
            panic!("not read")
        };
        assert_eq!((a.port(), b.port(), chunks), (3267, 80, Some((2, 3))));
        assert_eq!(message("ascii"), "follow - Invalid address.");
        assert_eq!(message("foo,0"), "follow - Invalid display mode.");
    }

    #[test]
    fn chunks_look_like_tsharks() {
        let show = |mode, tab| {
            let mut out = String::new();
            print_chunk(b"GET / HTTP/1.1\r\nHost: a\t\x1b\xc3\xa9", mode, tab, 0x10, &mut out);
            out
        };
        assert_eq!(show(Mode::Ascii, "\t"), "\t27\nGET / HTTP/1.1\r\nHost: a....\n");
        let mut ebcdic = String::new();
        print_chunk(b"\xc8\xc9\x40\xf1\x00", Mode::Ebcdic, "", 0, &mut ebcdic);
        assert_eq!(ebcdic, "5\nHI 1.\n");
        assert_eq!(show(Mode::Raw, ""), "474554202f20485454502f312e310d0a486f73743a2061091bc3a9\n");
        assert_eq!(
            show(Mode::Hex, ""),
            "00000010  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a  GET / HT TP/1.1..\n\
             00000020  48 6f 73 74 3a 20 61 09  1b c3 a9                 Host: a. ...\n"
        );
        let mut blanks = String::new();
        print_chunk(b"abc   ", Mode::Hex, "", 0, &mut blanks);
        assert_eq!(blanks.trim_end_matches('\n'), format!("00000000  61 62 63 20 20 20{:33}abc  ", ""));
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
