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

/// Judges the first line. A request line must be there as a whole, a status line up to its code.
pub fn beginning(bytes: &[u8]) -> Beginning {
    let line = bytes.get(leading(bytes)..).unwrap_or(&[]);
    if line.is_empty() {
        return Beginning::Unfinished;
    }
    if line.first() == Some(&b'H') && (line.starts_with(b"HTTP/1.") || b"HTTP/1.".starts_with(line)) {
        return status_line(line);
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
        Some((line, [b'\n', ..] | [b'\r', b'\n', ..])) => (line, true),
        Some(_) => return Beginning::Other,
    };
    let version = rest.iter().rposition(|b| *b == b' ').and_then(|at| rest.get(at + 1..)).unwrap_or(&[]);
    match is_whole {
        false => Beginning::Unfinished,
        true if version.starts_with(b"HTTP/1.") => Beginning::Request,
        true => Beginning::Other,
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

/// The lines of a head, each with its place; the line end belongs to it. Ends behind the empty
/// line, or where the bytes end.
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
        let end = scan::first(rest, |b| b == b'\n');
        let len = end.map_or(rest.len(), |e| e + 1);
        let text = rest.get(..end.unwrap_or(len)).unwrap_or(rest);
        let text = if end.is_some() { without_cr(text) } else { text };
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
                facts.length = decimal(value).or(facts.length);
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                facts.chunked = is_chunked(value);
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

/// Whether chunks are the last transfer coding.
pub fn is_chunked(transfer_encoding: &[u8]) -> bool {
    let last = transfer_encoding.rsplit(|b| *b == b',').next();
    last.is_some_and(|last| last.trim_ascii().eq_ignore_ascii_case(b"chunked"))
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
    let code = head.get(leading(head)..).and_then(|l| l.get(9..12)).and_then(decimal);
    code.map_or(0, |c| c as u16)
}

/// Reads a chunk-size line (RFC 9112 section 7.1), extensions passed over.
pub fn chunk_size(line: &[u8]) -> Option<u64> {
    let line = line.trim_ascii();
    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let (digits, rest) = line.split_at(digits);
    let ends = matches!(rest.trim_ascii_start().first(), None | Some(b';'));
    let text = std::str::from_utf8(digits).ok().filter(|_| ends)?;
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
            assert_eq!(beginning(text.as_bytes()), is, "{text:?}");
        }
    }

    #[test]
    fn body_facts() {
        let facts = |t: &str| BodyFacts::of(t.as_bytes());
        let f = facts(
            "HTTP/1.1 200 OK\r\nContent-length:  12 \r\nContent-Type: a/b\r\n\r\nContent-Length: 9\r\n",
        );
        assert_eq!(f, BodyFacts { length: Some(12), chunked: false });
        assert!(facts("X\nTransfer-Encoding: gzip, Chunked\n\n").chunked);
        assert!(!facts("X\nTransfer-Encoding: chunked, gzip\n\n").chunked);
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
        for bad in [&b""[..], b"\r", b"xyz", b"-1", b"1g", b"fffffffffffffffff"] {
            assert_eq!(chunk_size(bad), None, "{bad:?}");
        }
    }
}
