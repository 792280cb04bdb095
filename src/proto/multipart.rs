//! Bodies of several parts (RFC 2046 section 5.1): forms with files, mails, ranges. Each part goes to
//! whoever claims its media type.

use super::http;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, Group, MediaType, Protocol, Severity, Span};
use crate::field::def::Str;
use crate::field::{Field, show};
use std::ops::Range;

pub const PROTOCOL: Protocol = Protocol {
    name: "mime_multipart",
    title: "MIME multipart",
    fields: FIELDS,
    claims: &[
        Claim::MediaType("multipart/alternative"),
        Claim::MediaType("multipart/byteranges"),
        Claim::MediaType("multipart/digest"),
        Claim::MediaType("multipart/encrypted"),
        Claim::MediaType("multipart/form-data"),
        Claim::MediaType("multipart/mixed"),
        Claim::MediaType("multipart/parallel"),
        Claim::MediaType("multipart/related"),
        Claim::MediaType("multipart/report"),
        Claim::MediaType("multipart/signed"),
        Claim::MediaType("multipart/x-mixed-replace"),
    ],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "mime_multipart";
    /// A body of several parts.
    MULTIPART: Protocol = "mime_multipart", "MIME Multipart Media Encapsulation", None;
    /// Its media type.
    TYPE: Str = "mime_multipart.type", "Type", None;
    /// A part.
    PART: Str = "mime_multipart.part", "Encapsulated multipart part", None;
    /// What the part is about.
    DESCRIPTION: Str = "mime_multipart.header.content-description", "Content-Description", None;
    /// What becomes of the part: the name of a form's item or of a file.
    DISPOSITION: Str = "mime_multipart.header.content-disposition", "Content-Disposition", None;
    /// Codings of the part.
    ENCODING: Str = "mime_multipart.header.content-encoding", "Content-Encoding", None;
    /// Name of the part.
    ID: Str = "mime_multipart.header.content-id", "Content-Id", None;
    /// Its language.
    LANGUAGE: Str = "mime_multipart.header.content-language", "Content-Language", None;
    /// Its length.
    LENGTH: Str = "mime_multipart.header.content-length", "Content-Length", None;
    /// How it is written.
    TRANSFER_ENCODING: Str = "mime_multipart.header.content-transfer-encoding", "Content-Transfer-Encoding", None;
    /// Its media type.
    CONTENT_TYPE: Str = "mime_multipart.header.content-type", "Content-Type", None;
    /// The boundary before the first part.
    FIRST_BOUNDARY: Str = "mime_multipart.first_boundary", "First boundary", None;
    /// What stands before that.
    PREAMBLE: Bytes = "mime_multipart.preamble", "Preamble", None;
    /// The boundary behind the last part.
    LAST_BOUNDARY: Str = "mime_multipart.last_boundary", "Last boundary", None;
    /// A boundary between two parts.
    BOUNDARY: Str = "mime_multipart.boundary", "Boundary", None;
    /// What stands behind the last.
    TRAILER: Bytes = "mime_multipart.trailer", "Trailer", None;
    /// Marks a body whose boundary is not said.
    NO_BOUNDARY: Label = "mime_multipart.no_required_parameter", "The multipart dissector could not find a required parameter.", None;
}

/// Headers that have a field of their own.
const HEADERS: &[(&str, Field<Str>)] = &[
    ("content-description", DESCRIPTION),
    ("content-disposition", DISPOSITION),
    ("content-encoding", ENCODING),
    ("content-id", ID),
    ("content-language", LANGUAGE),
    ("content-length", LENGTH),
    ("content-transfer-encoding", TRANSFER_ENCODING),
    ("content-type", CONTENT_TYPE),
];
/// Headers shown of a part, and longest of them.
const HEADERS_MAX: usize = 64;
/// Longest boundary (RFC 2046 section 5.1.1).
const BOUNDARY_MAX: usize = 70;

/// A boundary with the line ends around it.
struct Delimiter {
    range: Range<usize>,
    /// No part follows.
    last: bool,
}

/// The next boundary from `from` on.
fn delimiter(bytes: &[u8], from: usize, boundary: &[u8]) -> Option<Delimiter> {
    let mut at = from;
    loop {
        // Boundaries stand at the beginning of a line, behind two hyphens.
        let line = bytes.get(at..).filter(|l| !l.is_empty())?;
        let len = line.iter().position(|b| *b == b'\n').map_or(line.len(), |end| end + 1);
        if let Some(rest) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary)) {
            let last = rest.starts_with(b"--");
            let rest = if last { rest.get(2..).unwrap_or(&[]) } else { rest };
            let blank = rest.iter().take_while(|b| !matches!(b, b'\n')).all(u8::is_ascii_whitespace);
            if blank {
                let before = bytes.get(from..at).unwrap_or(&[]);
                let ends = match before {
                    [.., b'\r', b'\n'] => 2,
                    [.., b'\n'] => 1,
                    _ => 0,
                };
                return Some(Delimiter { range: at - ends..at + len, last });
            }
        }
        at += len;
    }
}

/// The value of a parameter of a media type.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    parameters.split(';').find_map(|p| {
        let (key, value) = p.split_once('=')?;
        let value = value.trim().trim_matches('"');
        key.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    let media_type = std::mem::take(&mut d.media_type);
    let (bytes, whole, layer) = (c.peek(), c.rest_span(), d.layer_node());
    let boundary = parameter(&media_type.parameters, "boundary").filter(|b| !b.is_empty());
    let Some(boundary) = boundary.filter(|b| b.len() <= BOUNDARY_MAX) else {
        let text = format_args!("The multipart dissector could not find a required parameter.");
        d.tree.expert(layer, Some(NO_BOUNDARY), Severity::Error, Group::Protocol, text);
        d.embed(Claim::Named("data"), c);
        return Ok(());
    };
    let kind = &media_type.essence;
    d.tree.set_label(
        layer,
        format_args!("MIME Multipart Media Encapsulation, Type: {kind}, Boundary: \"{boundary}\""),
    );
    let node = d.tree.made_text(TYPE, kind, whole.at_start());
    d.tree.set_flag(node, Flags::GENERATED);
    let at = |range: Range<usize>| At {
        value: bytes.get(range.clone()).unwrap_or(&[]),
        span: whole.part(range.start as u32, range.len() as u32),
    };
    let Some(first) = delimiter(bytes, 0, boundary.as_bytes()) else {
        d.embed(Claim::Named("data"), c);
        return Ok(());
    };
    // The line end before the first boundary belongs to what stands before it.
    let hyphens = at(first.range.clone()).value.iter().position(|b| *b == b'-').unwrap_or(0);
    let begin = first.range.start + hyphens;
    if begin > 0 {
        d.tree.leaf(PREAMBLE, at(0..begin));
    }
    d.tree.leaf(FIRST_BOUNDARY, at(begin..first.range.end));
    let (mut from, mut ended) = (first.range.end, first.last);
    while !ended && from < bytes.len() && !d.tree.truncated {
        let next = delimiter(bytes, from, boundary.as_bytes());
        let to = next.as_ref().map_or(bytes.len(), |next| next.range.start);
        part(d, c, from..to);
        let Some(next) = next else { return Ok(()) };
        d.tree.leaf(if next.last { LAST_BOUNDARY } else { BOUNDARY }, at(next.range.clone()));
        (from, ended) = (next.range.end, next.last);
    }
    if ended && from < bytes.len() {
        d.tree.leaf(TRAILER, at(from..bytes.len()));
    }
    Ok(())
}

fn part(d: &mut Dissector<'_>, body: Cursor<'_>, range: Range<usize>) {
    let mut c = body;
    c.take(range.start as u32);
    let mut c = c.take(range.len() as u32);
    let whole = At { value: c.peek(), span: c.rest_span() };
    let open = d.tree.open_as(PART, whole, format_args!("Encapsulated multipart part: "));
    let mut media_type = None;
    for _ in 0..HEADERS_MAX {
        let bytes = c.peek();
        let line_len = |from: usize| {
            let rest = bytes.get(from..).unwrap_or(&[]);
            rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |end| end + 1)
        };
        let mut len = line_len(0);
        // A line that begins with a blank goes on with the one before it (RFC 5322 section 2.2.3).
        while matches!(bytes.get(len), Some(b' ' | b'\t')) {
            len += line_len(len);
        }
        let text = bytes.get(..len).unwrap_or(bytes).trim_ascii_end();
        if text.is_empty() {
            c.take(len as u32);
            break;
        }
        // The empty line is shown with the last header.
        let next = line_len(len);
        let last = bytes.get(len..len + next).is_some_and(|l| !l.is_empty() && l.trim_ascii().is_empty());
        len += if last { next } else { 0 };
        let line = c.take(len as u32);
        let found = header(d, text, line.peek(), line.rest_span());
        media_type = found.or(media_type);
        if last {
            break;
        }
    }
    if let Some(media_type) = &media_type {
        let kind = &media_type.essence;
        d.tree.set_label(open.node(), format_args!("Encapsulated multipart part:  ({kind})"));
    }
    if !c.is_empty() {
        let claimant = media_type.as_ref().and_then(|t| d.registry().of_media_type(&t.essence));
        d.media_type = media_type.filter(|_| claimant.is_some()).unwrap_or_default();
        d.embed(Claim::Named(claimant.map_or("data", |l| l.protocol.name)), c);
    }
    d.tree.close(open);
}

/// A header line; the media type where it says one.
fn header(d: &mut Dissector<'_>, text: &[u8], whole: &[u8], span: Span) -> Option<MediaType> {
    let label = if d.tree.keeps_labels() { show::line(whole) } else { String::new() };
    let known = http::header(text).and_then(|(name, value)| {
        let name = name.trim_ascii_end();
        let known = HEADERS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()))?;
        Some((known.1, value))
    });
    let Some((field, value)) = known else {
        d.tree.text(span, format_args!("{label}"));
        return None;
    };
    let at = text.len() - value.len();
    let said = compact(value);
    let node =
        d.tree.made_text(field, &String::from_utf8_lossy(&said), span.part(at as u32, value.len() as u32));
    d.tree.set_label(node, format_args!("{label}"));
    (field.id == CONTENT_TYPE.id).then(|| MediaType::parse(&said))
}

/// A header's value on one line, without blanks around what separates its parts.
fn compact(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let (mut quoted, mut escaped, mut blank) = (false, false, false);
    for b in value {
        let separates = |b: u8| matches!(b, b';' | b',' | b'=' | b':');
        if quoted {
            out.push(*b);
            quoted = escaped || *b != b'"';
            escaped = !escaped && *b == b'\\';
        } else if matches!(b, b' ' | b'\t' | b'\r' | b'\n') {
            blank = true;
        } else {
            let needed = blank && !separates(*b) && out.last().is_some_and(|last| !separates(*last));
            out.extend(needed.then_some(b' '));
            out.push(*b);
            (quoted, blank) = (*b == b'"', false);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::alone;

    const HEAD: &str =
        "POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=\"BB\"\r\nContent-Length: ";

    fn said(body: &str) -> (Vec<String>, String) {
        let text = format!("{HEAD}{}\r\n\r\n{body}", body.len());
        alone("http", text.as_bytes(), |d| {
            let lines = crate::proto::testing::lines(d);
            let at = lines.iter().position(|l| l.starts_with("MIME")).expect("a multipart body");
            (lines[at..].to_vec(), d.protocols())
        })
    }

    const FORM: &str = "pre\r\n--BB\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nhello\r\n--BB \r\n\
        Content-Type: application/json\r\nX: 1\r\n\r\n[]\r\n--BB--\r\nend";

    #[test]
    fn parts_go_to_who_claims_them() {
        let (lines, layers) = said(FORM);
        assert_eq!(layers, "http:mime_multipart:data:json");
        assert_eq!(
            lines,
            [
                "MIME Multipart Media Encapsulation, Type: multipart/form-data, Boundary: \"BB\"",
                "    [Type: multipart/form-data]",
                "    Preamble: 7072650d0a",
                "    First boundary: --BB\\r\\n",
                "    Encapsulated multipart part: ",
                "        Content-Disposition: form-data; name=\"f\"\\r\\n\\r\\n",
                "        Data (5 bytes)",
                "            Data: 68656c6c6f",
                "            [Length: 5]",
                "    Boundary: \\r\\n--BB \\r\\n",
                "    Encapsulated multipart part:  (application/json)",
                "        Content-Type: application/json\\r\\n",
                "        X: 1\\r\\n\\r\\n",
                "        JavaScript Object Notation: application/json",
                "            Array",
                "    Last boundary: \\r\\n--BB--\\r\\n",
                "    Trailer: 656e64",
            ]
        );
    }

    #[test]
    fn bodies_that_end_early_are_shown() {
        for end in 0..FORM.len() {
            if FORM.get(..end).is_some_and(|text| !text.is_empty()) {
                said(&FORM[..end]);
            }
        }
        let (lines, _) = said("--BB\nContent-Type: text/plain\n\nx\n--BBx\n--BB--");
        assert!(
            lines.iter().any(|l| l == "        Line-based text data: text/plain (2 lines)"),
            "{lines:#?}"
        );
        assert_eq!(said("no boundary").1, "http:mime_multipart:data");
    }

    #[test]
    fn values_are_put_on_one_line() {
        let same = |value: &str, is: &str| assert_eq!(compact(value.as_bytes()), is.as_bytes());
        same("form-data; name = \"a b; c\"", "form-data;name=\"a b; c\"");
        same("attachment;\r\n\tfilename=\"a\\\" b\" ; x", "attachment;filename=\"a\\\" b\";x");
        same("two  words", "two words");
    }

    #[test]
    fn parameters_have_quotes_or_not() {
        assert_eq!(parameter(" charset=x; Boundary=\"a b\"", "boundary").as_deref(), Some("a b"));
        assert_eq!(parameter("boundary=ab", "boundary").as_deref(), Some("ab"));
        assert_eq!(parameter("x", "boundary"), None);
    }
}
