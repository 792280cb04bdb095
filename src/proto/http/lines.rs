//! Shows the head of a message, line by line, and keeps of it what the body needs.

use super::fields::*;
use super::head::{self, Line, Lines};
use super::{framer, part};
use crate::base::scan;
use crate::dissect::{At, Cursor, Dissector, Group, NodeRef, Parent, Severity, Span};
use crate::field::def::{Field, Held, Label};
use crate::field::{FieldId, show};
use crate::proto::http2;
use crate::proto::tables::http_status;
use crate::store::MessageKind;
use std::ops::Range;
use std::sync::Arc;

/// What was read of a head.
#[derive(Debug, Default)]
pub struct Head<'a> {
    /// Bytes up to the body.
    pub len: usize,
    /// The empty line was there.
    pub whole: bool,
    pub method: &'a [u8],
    pub uri: &'a [u8],
    pub host: Option<&'a [u8]>,
    pub content_type: Option<&'a [u8]>,
    pub content_encoding: Option<&'a [u8]>,
    pub length: Option<u64>,
    pub transfer_encoding: Option<&'a [u8]>,
    pub chunked: bool,
}

impl<'a> Head<'a> {
    /// Reads a head that is not shown.
    pub fn read(bytes: &'a [u8]) -> Self {
        let mut found = Self::default();
        for (n, line) in Lines::new(bytes, head::leading(bytes)).enumerate() {
            found.len = line.range.end;
            if n == 0 {
                (found.method, found.uri, _) = request_parts(line.text);
            } else if line.text.is_empty() && line.whole {
                found.whole = true;
                break;
            } else if let Some((name, value)) = head::header(line.text) {
                found.keep(name, value);
            }
        }
        found
    }

    fn keep(&mut self, name: &[u8], value: &'a [u8]) {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        if is("host") {
            self.host = self.host.or(Some(value));
        } else if is("content-type") {
            self.content_type = Some(value);
        } else if is("content-encoding") {
            self.content_encoding = Some(value);
        } else if is("content-length") {
            self.length = head::length(value).or(self.length);
        } else if is("transfer-encoding") {
            self.transfer_encoding = Some(value);
            self.chunked |= head::is_chunked(value);
        }
    }

    /// The request target with scheme and host, if the host is known.
    pub fn full_uri(&self, secure: bool) -> Option<String> {
        let host = String::from_utf8_lossy(self.host?);
        let uri = String::from_utf8_lossy(self.uri);
        let begins = |scheme: &str| uri.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
        if self.method == b"CONNECT" || begins("http://") || begins("https://") {
            return Some(uri.into_owned());
        }
        let scheme = if secure { "https" } else { "http" };
        Some(format!("{scheme}://{host}{uri}"))
    }
}

/// Method, target and version of a request line; each ends at the first blank behind it.
fn request_parts(line: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let (method, rest) = up_to_blank(line);
    let (target, version) = up_to_blank(rest);
    (method, target, version)
}

/// What stands before the first blank, and behind it.
fn up_to_blank(text: &[u8]) -> (&[u8], &[u8]) {
    let blank = scan::first(text, |b| b == b' ').unwrap_or(text.len());
    (text.get(..blank).unwrap_or(text), text.get(blank + 1..).unwrap_or(&[]))
}

/// Shows the head of the message `bytes`, which stands at `message`.
pub fn head<'a>(d: &mut Dissector<'_>, message: Span, bytes: &'a [u8], kind: MessageKind) -> Head<'a> {
    let mut found = Head::default();
    let leading = head::leading(bytes);
    if leading > 0 {
        let span = message.part(0, leading as u32);
        let text = "Leading CRLF previous message in the stream may have extra CRLF";
        let node = d.tree.text(span, format_args!("{text}"));
        finding(d, node, LEADING_CRLF, (Severity::Error, Group::Malformed), text);
    }
    let shows_lines = wants_lines(d);
    for (n, line) in Lines::new(bytes, leading).enumerate() {
        found.len = line.range.end;
        if n == 0 {
            (found.method, found.uri, _) = request_parts(line.text);
            first_line(d, message, bytes, &line, kind);
        } else if line.text.is_empty() && line.whole {
            found.whole = true;
            if d.tree.wants_everything() {
                let label = show::line(bytes.get(line.range.clone()).unwrap_or(&[]));
                d.tree.text(part(message, &line.range), format_args!("{label}"));
            }
            break;
        } else if shows_lines {
            header_line(d, message, bytes, &line, kind, &mut found);
        } else if let Some((name, value)) = head::header(line.text) {
            found.keep(name, value);
        }
    }
    found
}

/// Whether anything is wanted that [`header_line`] shows.
fn wants_lines(d: &Dissector<'_>) -> bool {
    const OTHERS: &[FieldId] = &[
        REQUEST_LINE.id,
        RESPONSE_LINE.id,
        UNKNOWN_HEADER.id,
        CONTENT_LENGTH.id,
        COOKIE_PAIR.id,
        AUTHBASIC.id,
        TE_AND_LENGTH.id,
        TE_UNKNOWN.id,
        BAD_HEADER_NAME.id,
    ];
    d.tree.keeps_labels()
        || d.tree.wants_any(OTHERS)
        || wants_http2(d)
        || HEADERS.iter().any(|(_, field)| d.tree.wants(field.id))
}

fn finding(
    d: &mut Dissector<'_>,
    node: NodeRef,
    field: Field<Label>,
    (severity, group): (Severity, Group),
    text: &str,
) {
    d.tree.expert(node, Some(field), severity, group, format_args!("{text}"));
}

/// A part of a line as a string field.
fn string(
    d: &mut Dissector<'_>,
    field: Field<crate::field::def::Str>,
    message: Span,
    bytes: &[u8],
    range: Range<usize>,
) -> NodeRef {
    let span = part(message, &range);
    d.tree.leaf(field, At { value: bytes.get(range).unwrap_or(&[]), span })
}

fn first_line(d: &mut Dissector<'_>, message: Span, bytes: &[u8], line: &Line<'_>, kind: MessageKind) {
    let whole = bytes.get(line.range.clone()).unwrap_or(&[]);
    // The line is no field: it stands in whole trees alone.
    let label = if d.tree.wants_everything() { show::line(whole) } else { String::new() };
    let open = d.tree.open_text(part(message, &line.range), format_args!("{label}"));
    finding(d, open.node(), CHAT, (Severity::Chat, Group::Sequence), &label);
    let start = line.range.start;
    if kind == framer::REQUEST {
        let (method, uri, version) = request_parts(line.text);
        let uri_at = start + method.len() + 1;
        string(d, METHOD, message, bytes, start..start + method.len());
        target(d, message, bytes, uri_at..uri_at + uri.len());
        let version_at = uri_at + uri.len() + 1;
        string(d, REQUEST_VERSION, message, bytes, version_at..version_at + version.len());
        if matches!(method, b"NOTIFY") {
            d.tree.hidden(NOTIFICATION, At { value: 1u64, span: message.at_start() });
        }
    } else {
        let parts = head::StatusLine::of(line.text);
        let there = |range: Range<usize>| start + range.start..start + range.end;
        string(d, RESPONSE_VERSION, message, bytes, there(parts.version));
        if let Some(code_at) = parts.code_at {
            let span = part(message, &there(code_at));
            d.tree.leaf(CODE, At { value: parts.code, span });
            let node = d.tree.made_text(CODE_DESC, &http_status::name(parts.code), span);
            d.tree.set_flag(node, crate::dissect::Flags::GENERATED);
        }
        if !parts.phrase.is_empty() {
            string(d, PHRASE, message, bytes, there(parts.phrase));
        }
    }
    d.tree.close(open);
}

/// The request target, with its query taken apart.
fn target(d: &mut Dissector<'_>, message: Span, bytes: &[u8], range: Range<usize>) {
    let uri = bytes.get(range.clone()).unwrap_or(&[]);
    let node = string(d, URI, message, bytes, range.clone());
    if !d.tree.wants_any(&[URI_PATH.id, URI_QUERY.id, URI_PARAMETER.id]) {
        return;
    }
    let Some(mark) = uri.iter().position(|b| *b == b'?').filter(|at| at + 1 < uri.len()) else { return };
    let inside = d.tree.enter(node);
    string(d, URI_PATH, message, bytes, range.start..range.start + mark);
    let node = string(d, URI_QUERY, message, bytes, range.start + mark + 1..range.end);
    let query = d.tree.enter(node);
    let mut at = range.start + mark + 1;
    for parameter in uri.get(mark + 1..).unwrap_or(&[]).split(|b| *b == b'&') {
        if !parameter.is_empty() {
            string(d, URI_PARAMETER, message, bytes, at..at + parameter.len());
        }
        at += parameter.len() + 1;
    }
    d.tree.close(query);
    d.tree.close(inside);
}

fn header_line<'a>(
    d: &mut Dissector<'_>,
    message: Span,
    bytes: &'a [u8],
    line: &Line<'a>,
    kind: MessageKind,
    found: &mut Head<'a>,
) {
    let whole = At { value: bytes.get(line.range.clone()).unwrap_or(&[]), span: part(message, &line.range) };
    // A notification is no request, and what it says no line of one.
    let is_notification = found.method == b"NOTIFY";
    let line_field = if kind == framer::REQUEST { REQUEST_LINE } else { RESPONSE_LINE };
    let unknown_field = if is_notification { UNKNOWN_HEADER } else { line_field };
    let label = if d.tree.keeps_labels() { show::line(whole.value) } else { String::new() };
    let Some((name, value)) = head::header(line.text) else {
        d.tree.leaf_as(line_field, whole, format_args!("{label}"));
        return;
    };
    let had = (found.length.is_some(), found.transfer_encoding.is_some());
    found.keep(name, value);
    let Some(field) = of_header(name) else {
        let node = d.tree.leaf_as(unknown_field, whole, format_args!("{label}"));
        if !is_token(name) {
            let text = "Illegal characters found in header name";
            finding(d, node, BAD_HEADER_NAME, (Severity::Warn, Group::Protocol), text);
        }
        return;
    };
    // The value is without the blanks around it; the span is that of the line.
    let inside = line.text.len() - value_tail(line.text, value);
    let at = line.range.start + inside;
    let held = Held::Part { start: inside as u32, len: value.len() as u32 };
    let node = d.tree.leaf_as(field, At { value: held, span: whole.span }, format_args!("{label}"));
    let open = d.tree.enter(node);
    if field.id == CONTENT_LENGTH_HEADER.id {
        if let Some(length) = head::length(value) {
            d.tree.generated(CONTENT_LENGTH, length, whole.span);
        }
        if had.1 {
            te_and_length(d, node);
        }
    } else if field.id == TRANSFER_ENCODING.id {
        if had.0 {
            te_and_length(d, node);
        }
        if !value.split(|b| *b == b',').all(is_transfer_coding) {
            let text = "Unknown transfer coding name in Transfer-Encoding header";
            finding(d, node, TE_UNKNOWN, (Severity::Warn, Group::Undecoded), text);
        }
    } else if field.id == COOKIE.id {
        cookies(d, message, bytes, at..at + value.len());
    } else if (field.id == AUTHORIZATION.id || field.id == PROXY_AUTHORIZATION.id)
        && let Some(credentials) = value.strip_prefix(b"Basic ")
    {
        let text = String::from_utf8_lossy(&base64(credentials)).into_owned();
        d.tree.made_text(AUTHBASIC, &text, whole.span);
    } else if field.id == HTTP2_SETTINGS.id {
        http2_settings(d, value, whole.span);
    }
    d.tree.close(open);
    if !is_notification {
        let node = d.tree.leaf_as(line_field, whole, format_args!("{label}"));
        d.tree.set_flag(node, crate::dissect::Flags::HIDDEN);
    }
}

/// Whether anything is wanted that a header says of HTTP/2.
pub fn wants_http2(d: &Dissector<'_>) -> bool {
    d.tree.wants_any_from(http2::fields::HTTP2.id, http2::fields::FIELDS.len())
}

/// The settings with which a client asks for HTTP/2.
fn http2_settings(d: &mut Dissector<'_>, value: &[u8], span: Span) {
    if !wants_http2(d) {
        return;
    }
    let bytes: Arc<[u8]> = base64(value).into();
    let parents = vec![Parent::Here(span)];
    if let Some(source) = d.add_source("Base64uri decoded", Arc::clone(&bytes), parents) {
        // What is cut is shown as far as it is there.
        let _ = http2::settings(d, &mut Cursor::new(&bytes, bytes.len() as u32, source));
    }
}

/// Bytes from where `value` begins to the end of `line`, which ends with it and blanks.
fn value_tail(line: &[u8], value: &[u8]) -> usize {
    value.len() + (line.len() - line.trim_ascii_end().len())
}

fn te_and_length(d: &mut Dissector<'_>, node: NodeRef) {
    let text = "The Content-Length and Transfer-Encoding header must not be set together";
    finding(d, node, TE_AND_LENGTH, (Severity::Warn, Group::Malformed), text);
}

/// A name as RFC 9110 section 5.6.2 allows.
fn is_token(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b))
}

fn is_transfer_coding(name: &[u8]) -> bool {
    let known: [&[u8]; 7] =
        [b"chunked", b"compress", b"deflate", b"gzip", b"identity", b"x-compress", b"x-gzip"];
    known.iter().any(|k| name.trim_ascii().eq_ignore_ascii_case(k))
}

fn cookies(d: &mut Dissector<'_>, message: Span, bytes: &[u8], range: Range<usize>) {
    let mut at = range.start;
    for pair in bytes.get(range).unwrap_or(&[]).split(|b| *b == b';') {
        let name = pair.trim_ascii_start();
        if !name.is_empty() {
            let end = at + pair.len();
            string(d, COOKIE_PAIR, message, bytes, end - name.len()..end);
        }
        at += pair.len() + 1;
    }
}

/// Base64 (RFC 4648 sections 4 and 5); other characters are passed over.
pub fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut have) = (0u32, 0);
    for b in text.iter().take_while(|b| **b != b'=') {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        (bits, have) = (bits << 6 | u32::from(six), have + 6);
        if have >= 8 {
            have -= 8;
            out.push((bits >> have) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_decoded() {
        assert_eq!(base64(b"dGVzdDpmYWlsMg=="), b"test:fail2");
        assert_eq!(base64(b"dXNlcjpwYTpzcw"), b"user:pa:ss");
        assert_eq!(base64(b"!!!"), b"");
        assert_eq!([base64(b"-_-_"), base64(b"+/+/")], [[0xfb, 0xff, 0xbf]; 2]);
    }

    #[test]
    fn targets_with_and_without_a_host() {
        let full = |text: &str, secure| Head::read(text.as_bytes()).full_uri(secure);
        assert_eq!(full("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", true).as_deref(), Some("https://h/a"));
        assert_eq!(full("GET HTTP://x/a HTTP/1.1\r\nHost: h\r\n\r\n", false).as_deref(), Some("HTTP://x/a"));
        assert_eq!(full("CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", false).as_deref(), Some("h:1"));
        assert_eq!(full("GET /a HTTP/1.1\r\n\r\n", false), None);
    }
}
