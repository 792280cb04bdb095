//! The syntax of a message's head: first line and header lines (RFC 9112 sections 2 to 5). Bytes
//! in, parts out; knows neither streams nor trees.

use crate::base::scan;
use std::ops::Range;

/// Longest method there is, `BASELINE-CONTROL`.
const METHOD_MAX: usize = 16;
/// Line ends that may stand before a request (RFC 9112 section 2.2), in bytes.
pub const LEADING_MAX: usize = 4;

/// Methods of HTTP, WebDAV, UPnP and those that programs made up. Sorted.
const METHODS: &[&[u8]] = &[
    b"BASELINE-CONTROL",
    b"BCOPY",
    b"BDELETE",
    b"BIND",
    b"BMOVE",
    b"BPROPFIND",
    b"BPROPPATCH",
    b"CCM_POST",
    b"CHECKIN",
    b"CHECKOUT",
    b"CONNECT",
    b"COPY",
    b"DELETE",
    b"GET",
    b"HEAD",
    b"LABEL",
    b"LOCK",
    b"M-SEARCH",
    b"MERGE",
    b"MKACTIVITY",
    b"MKCOL",
    b"MKWORKSPACE",
    b"MOVE",
    b"NOTIFY",
    b"OPTIONS",
    b"PATCH",
    b"POLL",
    b"POST",
    b"PROPFIND",
    b"PROPPATCH",
    b"PUT",
    b"REBIND",
    b"REPORT",
    b"RPC_CONNECT",
    b"RPC_IN_DATA",
    b"RPC_OUT_DATA",
    b"SEARCH",
    b"SSTP_DUPLEX_POST",
    b"SUBSCRIBE",
    b"TRACE",
    b"UNBIND",
    b"UNCHECKOUT",
    b"UNLOCK",
    b"UNSUBSCRIBE",
    b"UPDATE",
    b"VERSION-CONTROL",
];

/// What bytes that may begin a message are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    Request,
    Response,
    /// Neither yet, but more bytes can make it one.
    Unfinished,
    Other,
}

/// Judges the first line where HTTP is expected: a version that is none of HTTP/1's, a code that is no
/// number, or a request of HTTP/0.9, which names no version, are a message still. A request line must
/// be there as a whole.
pub fn beginning(bytes: &[u8]) -> Beginning {
    const NAME: &[u8] = b"HTTP/";
    let line = bytes.get(leading(bytes)..).unwrap_or(&[]);
    if line.starts_with(NAME) {
        return Beginning::Response;
    }
    match judge(line) {
        Beginning::Other if NAME.starts_with(line) => Beginning::Unfinished,
        judged => judged,
    }
}

/// Judges the first line where nothing says that it is HTTP: it must name a version of HTTP/1. A request
/// line must be there as a whole, a status line up to its code.
pub fn strict_beginning(bytes: &[u8]) -> Beginning {
    let line = bytes.get(leading(bytes)..).unwrap_or(&[]);
    if line.first() == Some(&b'H') && (line.starts_with(b"HTTP/1.") || b"HTTP/1.".starts_with(line)) {
        return status_line(line);
    }
    match judge(line) {
        Beginning::Request if !names_version(line) => Beginning::Other,
        judged => judged,
    }
}

/// Whether a whole request line names a version of HTTP/1.
fn names_version(line: &[u8]) -> bool {
    let line = line.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or(line);
    line.rsplit(|b| *b == b' ').next().is_some_and(|version| version.starts_with(b"HTTP/1."))
}

fn judge(line: &[u8]) -> Beginning {
    if line.is_empty() {
        return Beginning::Unfinished;
    }
    let Some(method) = line.iter().take(METHOD_MAX + 1).position(|b| *b == b' ') else {
        let becomes = METHODS.iter().any(|m| m.starts_with(line));
        return if becomes { Beginning::Unfinished } else { Beginning::Other };
    };
    let (method, rest) = line.split_at(method);
    if METHODS.binary_search(&method).is_err() {
        return Beginning::Other;
    }
    // The first control character must be the line's end.
    let end = scan::first(rest, |b| (b < 0x20) & (b != b'\t')).map(|at| rest.split_at(at));
    let (rest, is_whole) = match end {
        None | Some((_, b"\r")) => (rest, false),
        Some((line, [b'\n' | b'\r', ..])) => (line, true),
        Some(_) => return Beginning::Other,
    };
    let last = rest.rsplit(|b| *b == b' ').next().unwrap_or(&[]);
    match is_whole {
        false => Beginning::Unfinished,
        // `RTSP/1.0`, `SIP/2.0`: another protocol that borrowed the form.
        true if last.starts_with(b"RTSP/") || last.starts_with(b"SIP/") => Beginning::Other,
        true => Beginning::Request,
    }
}

/// Whether the line begins with a method and what it asks for.
pub fn names_method(bytes: &[u8]) -> bool {
    let line = bytes.get(leading(bytes)..).unwrap_or(&[]);
    let method = line.iter().take(METHOD_MAX + 1).position(|b| *b == b' ');
    method.and_then(|at| line.get(..at)).is_some_and(|method| METHODS.binary_search(&method).is_ok())
}

/// `HTTP/1.1 200`: what follows the code is free.
fn status_line(line: &[u8]) -> Beginning {
    const FORM: &[u8] = b"HTTP/1.0 000";
    let fits = |(b, form): (&u8, &u8)| if *form == b'0' { b.is_ascii_digit() } else { b == form };
    match line.iter().zip(FORM).all(fits) {
        false => Beginning::Other,
        true if line.len() < FORM.len() => Beginning::Unfinished,
        true => Beginning::Response,
    }
}

/// Bytes of empty lines that stand before the first line.
pub fn leading(bytes: &[u8]) -> usize {
    bytes.iter().take(LEADING_MAX).take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// A line without its carriage return.
pub fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The lines of a head, each with its place; the line end belongs to it: LF, CRLF, or a CR alone, behind
/// which another line begins for those who take it for an end. Ends behind the empty line, or where the
/// bytes end.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A line of a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Without its end.
    pub text: &'a [u8],
    /// Place, with its end.
    pub range: Range<usize>,
    /// It has a line end.
    pub whole: bool,
}

impl<'a> Lines<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.bytes.get(self.at..).filter(|r| !r.is_empty())?;
        let end = scan::first(rest, |b| (b == b'\n') | (b == b'\r'));
        let end = end.map(|at| (at, if rest.get(at..at + 2) == Some(b"\r\n") { 2 } else { 1 }));
        let len = end.map_or(rest.len(), |(at, ends)| at + ends);
        let text = rest.get(..end.map_or(len, |(at, _)| at)).unwrap_or(rest);
        let range = self.at..self.at + len;
        self.at = range.end;
        Some(Line { text, range, whole: end.is_some() })
    }
}

/// The name and the value of a header line; `None` where it has no colon.
pub fn header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|b| *b == b':')?;
    let (name, value) = line.split_at(colon);
    Some((name, value.get(1..).unwrap_or(&[]).trim_ascii()))
}

/// How a head says its body is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BodyFacts {
    /// `Content-Length`; the last one of several.
    pub length: Option<u64>,
    /// The last transfer coding is `chunked`.
    pub chunked: bool,
}

impl BodyFacts {
    /// From the header lines of `head`, whose first line is passed over.
    pub fn of(head: &[u8]) -> Self {
        let mut facts = Self::default();
        for line in Lines::new(head, leading(head)).skip(1).take_while(|l| !l.text.is_empty()) {
            let Some((name, value)) = header(line.text) else { continue };
            if name.eq_ignore_ascii_case(b"content-length") {
                facts.length = length(value).or(facts.length);
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                facts.chunked |= is_chunked(value);
            }
        }
        facts
    }
}

/// Whether `Upgrade` names that protocol.
pub fn upgrades_to(head: &[u8], protocol: &[u8]) -> bool {
    let lines = Lines::new(head, leading(head)).skip(1).take_while(|l| !l.text.is_empty());
    lines.filter_map(|l| header(l.text)).any(|(name, value)| {
        let mut protocols = value.split(|b| *b == b',').map(<[u8]>::trim_ascii);
        name.eq_ignore_ascii_case(b"upgrade") && protocols.any(|p| p.eq_ignore_ascii_case(protocol))
    })
}

/// Whether chunks are the last transfer coding, or are said first, whatever follows.
pub fn is_chunked(transfer_encoding: &[u8]) -> bool {
    const CHUNKED: &[u8] = b"chunked";
    let first = transfer_encoding.get(..CHUNKED.len());
    let last = transfer_encoding.rsplit(|b| *b == b',').next();
    first.is_some_and(|first| first.eq_ignore_ascii_case(CHUNKED))
        || last.is_some_and(|last| last.trim_ascii().eq_ignore_ascii_case(CHUNKED))
}

/// The value of `Content-Length`: nothing but a number, or it says nothing.
pub fn length(value: &[u8]) -> Option<u64> {
    let value = value.trim_ascii();
    let digits = value.strip_prefix(b"+").unwrap_or(value);
    decimal(digits).filter(|_| digits.iter().all(u8::is_ascii_digit))
}

/// The transfer codings that stand around the content beside chunks.
pub fn other_codings(transfer_encoding: &[u8]) -> &[u8] {
    match transfer_encoding.iter().rposition(|b| *b == b',') {
        Some(comma) if is_chunked(transfer_encoding) => transfer_encoding.get(..comma).unwrap_or(&[]),
        _ if is_chunked(transfer_encoding) => &[],
        _ => transfer_encoding,
    }
}

/// Whether a transfer coding is one that can be taken off (RFC 9112 section 7.2).
pub fn is_packing(name: &[u8]) -> bool {
    let known: [&[u8]; 3] = [b"gzip", b"x-gzip", b"deflate"];
    known.iter().any(|k| name.eq_ignore_ascii_case(k))
}

/// Leading digits as a number; saturates.
pub fn decimal(text: &[u8]) -> Option<u64> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit());
    let mut value = None;
    for b in digits {
        value = Some(value.unwrap_or(0u64).saturating_mul(10).saturating_add(u64::from(b - b'0')));
    }
    value
}

/// The method of a request line, empty if it is none; the code of a status line.
pub fn method(head: &[u8]) -> &[u8] {
    head.get(leading(head)..).and_then(|l| l.split(|b| *b == b' ').next()).unwrap_or(&[])
}

/// The status code of a status line; 0 if it is none.
pub fn status(head: &[u8]) -> u16 {
    let line = Lines::new(head, leading(head)).next().map_or(&[][..], |line| line.text);
    StatusLine::of(line).code
}

/// What stands where in a status line; blanks part it, several like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    pub version: Range<usize>,
    /// Three characters, where there are so many.
    pub code_at: Option<Range<usize>>,
    pub code: u16,
    pub phrase: Range<usize>,
}

impl StatusLine {
    const CODE_LEN: usize = 3;

    pub fn of(line: &[u8]) -> Self {
        let (version, at) = token(line, 0);
        let (second, at) = token(line, at);
        let code_at = second.start..second.start + Self::CODE_LEN;
        let code_at = Some(code_at).filter(|_| second.len() >= Self::CODE_LEN);
        let code = code_at.clone().and_then(|at| line.get(at)).map(<[u8]>::trim_ascii_start);
        let code = code.and_then(decimal).map_or(0, |code| code as u16);
        let phrase = if code_at.is_some() { at..line.len() } else { line.len()..line.len() };
        Self { version, code_at, code, phrase }
    }
}

/// The characters up to the next blank, and where those behind the blanks begin.
fn token(line: &[u8], start: usize) -> (Range<usize>, usize) {
    let rest = line.get(start..).unwrap_or(&[]);
    let len = rest.iter().take_while(|b| **b != b' ').count();
    let blanks = rest.iter().skip(len).take_while(|b| **b == b' ').count();
    (start..start + len, start + len + blanks)
}

/// Reads a chunk-size line (RFC 9112 section 7.1); extensions are passed over, and what else follows.
pub fn chunk_size(line: &[u8]) -> Option<u64> {
    let line = line.trim_ascii();
    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let text = std::str::from_utf8(line.get(..digits)?).ok()?;
    u64::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_sorted_and_short() {
        assert!(METHODS.windows(2).all(|w| w[0] < w[1]));
        assert!(METHODS.iter().all(|m| m.len() <= METHOD_MAX));
    }

    #[test]
    fn first_lines_are_told_apart() {
        use Beginning::*;
        for (text, is) in [
            ("GET / HTTP/1.1\r\n", Request),
            ("\r\nGET / HTTP/1.1\r\n", Request),
            ("M-SEARCH * HTTP/1.1\r\nHost", Request),
            ("GET /a b c HTTP/1.0\n", Request),
            ("GET / HTTP/1.1", Unfinished),
            ("GE", Unfinished),
            ("", Unfinished),
            ("HTT", Unfinished),
            ("HTTP/1.1 20", Unfinished),
            ("HTTP/1.1 200", Response),
            ("HTTP/1.1 404 Not Found\r\n", Response),
            ("HTTP/2 200\r\n", Other),
            ("HTTP/1.1 OK\r\n", Other),
            ("PRI * HTTP/2.0\r\n", Other),
            ("OPTIONS rtsp://a RTSP/1.0\r\n", Other),
            ("GET /\r\n", Other),
            ("GETX / HTTP/1.1\r\n", Other),
            ("GET \x01 HTTP/1.1\r\n", Other),
            ("\r\n\r\n\r\nGET / HTTP/1.1\r\n", Other),
            ("\x16\x03\x01", Other),
        ] {
            assert_eq!(strict_beginning(text.as_bytes()), is, "{text:?}");
        }
    }

    #[test]
    fn first_lines_where_http_is_expected() {
        use Beginning::*;
        for (text, is) in [
            ("GET / HTTP/1.1\r\n", Request),
            ("GET /\r\n", Request),
            ("GET /a\rHost", Request),
            ("GET / HTTP/1.1\r", Unfinished),
            ("HTTP/2 200\r\n", Response),
            ("HTTP/0.9 2x0\r\n", Response),
            ("HTTP", Unfinished),
            ("HTTX", Other),
            ("OPTIONS rtsp://a RTSP/1.0\r\n", Other),
            ("OPTIONS sip:a SIP/2.0\r\n", Other),
            ("PRI * HTTP/2.0\r\n", Other),
        ] {
            assert_eq!(beginning(text.as_bytes()), is, "{text:?}");
        }
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        let lines = |text: &'static str| -> Vec<(&[u8], bool)> {
            Lines::new(text.as_bytes(), 0).map(|line| (line.text, line.whole)).collect()
        };
        assert_eq!(
            lines("a\rb\r\nc\n\r\rd"),
            [(&b"a"[..], true), (b"b", true), (b"c", true), (b"", true), (b"", true), (b"d", false),]
        );
    }

    #[test]
    fn status_lines_of_all_kinds() {
        let parts = |line: &'static str| {
            let at = StatusLine::of(line.as_bytes());
            (&line[at.version], at.code_at.map(|code| &line[code]), at.code, &line[at.phrase])
        };
        assert_eq!(parts("HTTP/1.1 404 Not Found"), ("HTTP/1.1", Some("404"), 404, "Not Found"));
        assert_eq!(parts("HTTP/1.1  200  ok"), ("HTTP/1.1", Some("200"), 200, "ok"));
        assert_eq!(parts("HTTP/1.1 20x ok"), ("HTTP/1.1", Some("20x"), 20, "ok"));
        assert_eq!(parts("HTTP/1.1 \t200 ok"), ("HTTP/1.1", Some("\t20"), 20, "ok"));
        assert_eq!(parts("HTTP/1.1 20 ok"), ("HTTP/1.1", None, 0, ""));
        assert_eq!(parts("HTTP/1.1"), ("HTTP/1.1", None, 0, ""));
        assert_eq!(status(b"HTTP/1.1 204"), 204);
    }

    #[test]
    fn body_facts() {
        let facts = |t: &str| BodyFacts::of(t.as_bytes());
        let f = facts(
            "HTTP/1.1 200 OK\r\nContent-length:  12 \r\nContent-Type: a/b\r\n\r\nContent-Length: 9\r\n",
        );
        assert_eq!(f, BodyFacts { length: Some(12), chunked: false });
        assert!(facts("X\nTransfer-Encoding: gzip, Chunked\n\n").chunked);
        assert!(facts("X\nTransfer-Encoding: chunkedly\rTransfer-Encoding: identity\n\n").chunked);
        assert!(!facts("X\nTransfer-Encoding: gzip, chunked, gzip\n\n").chunked);
        assert!(!facts("X\r\n\r\rTransfer-Encoding: chunked\r\n\r\n").chunked);
        for (value, length) in [("+3", Some(3)), ("3x", None), ("3, 3", None), ("0x3", None), ("3.0", None)] {
            assert_eq!(facts(&format!("X\nContent-Length: {value}\n\n")).length, length, "{value}");
        }
        assert_eq!(facts("X\nContent-Length: -3\n\n").length, None);
        assert_eq!(facts("X\nContent-Length: 99999999999999999999999\n\n").length, Some(u64::MAX));
    }

    #[test]
    fn codings_beside_chunks() {
        assert_eq!(other_codings(b"gzip, chunked"), b"gzip");
        assert_eq!([other_codings(b"chunked"), other_codings(b"deflate")], [&b""[..], b"deflate"]);
        assert!(is_packing(b"X-Gzip") && !is_packing(b"compress"));
    }

    #[test]
    fn chunk_sizes() {
        assert_eq!(chunk_size(b"1a;name=value\r"), Some(26));
        assert_eq!(chunk_size(b"0"), Some(0));
        assert_eq!(chunk_size(b"  ff  "), Some(255));
        assert_eq!(chunk_size(b"1g"), Some(1));
        for bad in [&b""[..], b"\r", b"xyz", b"-1", b"fffffffffffffffff"] {
            assert_eq!(chunk_size(bad), None, "{bad:?}");
        }
    }
}
