//! Bodies of several parts (RFC 2046 section 5.1): the boundaries, the headers of each part, and each
//! part for whoever claims its media type.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, MediaType, Protocol};
use crate::field::def::Str;
use crate::field::{Field, show};

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
    ],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "mime_multipart";
    /// A body of several parts.
    MIME_MULTIPART: Protocol = "mime_multipart", "MIME Multipart Media Encapsulation", None;
    /// Its media type.
    TYPE: Str = "mime_multipart.type", "Type", None;
    /// What stands before the parts.
    PREAMBLE: Bytes = "mime_multipart.preamble", "Preamble", None;
    /// The line before the first part.
    FIRST_BOUNDARY: Str = "mime_multipart.first_boundary", "First boundary", None;
    /// The line between parts.
    BOUNDARY: Str = "mime_multipart.boundary", "Boundary", None;
    /// The line behind the last part.
    LAST_BOUNDARY: Str = "mime_multipart.last_boundary", "Last boundary", None;
    /// What stands behind the parts.
    TRAILER: Bytes = "mime_multipart.trailer", "Trailer", None;
    /// A part.
    PART: Str = "mime_multipart.part", "Encapsulated multipart part", None;
    /// What the part is, in words.
    CONTENT_DESCRIPTION: Str = "mime_multipart.header.content-description", "Content-Description", None;
    /// How it is to be shown, or which field of a form it is.
    CONTENT_DISPOSITION: Str = "mime_multipart.header.content-disposition", "Content-Disposition", None;
    /// How it is packed.
    CONTENT_ENCODING: Str = "mime_multipart.header.content-encoding", "Content-Encoding", None;
    /// Its identifier.
    CONTENT_ID: Str = "mime_multipart.header.content-id", "Content-Id", None;
    /// Its language.
    CONTENT_LANGUAGE: Str = "mime_multipart.header.content-language", "Content-Language", None;
    /// Its length.
    CONTENT_LENGTH: Str = "mime_multipart.header.content-length", "Content-Length", None;
    /// How it is written.
    TRANSFER_ENCODING: Str = "mime_multipart.header.content-transfer-encoding", "Content-Transfer-Encoding", None;
    /// Its media type.
    CONTENT_TYPE: Str = "mime_multipart.header.content-type", "Content-Type", None;
}

const HEADERS: &[(&str, Field<Str>)] = &[
    ("content-description", CONTENT_DESCRIPTION),
    ("content-disposition", CONTENT_DISPOSITION),
    ("content-encoding", CONTENT_ENCODING),
    ("content-id", CONTENT_ID),
    ("content-language", CONTENT_LANGUAGE),
    ("content-length", CONTENT_LENGTH),
    ("content-transfer-encoding", TRANSFER_ENCODING),
    ("content-type", CONTENT_TYPE),
];
/// Longest boundary (RFC 2046 section 5.1.1), and some more.
const BOUNDARY_MAX: usize = 200;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let media_type = std::mem::take(&mut d.media_type);
    let layer = d.layer_node();
    let title = "MIME Multipart Media Encapsulation, Type";
    let Some(boundary) = boundary_of(&media_type.parameters) else {
        d.tree.set_label(layer, format_args!("{title}: {}", media_type.essence));
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    };
    let shown = format_args!("{title}: {}, Boundary: \"{boundary}\"", media_type.essence);
    d.tree.set_label(layer, shown);
    let node = d.tree.made_text(TYPE, &media_type.essence, c.span(0));
    d.tree.set_flag(node, crate::dissect::Flags::GENERATED);
    let delimiter = format!("--{boundary}").into_bytes();
    let Some(first) = next_boundary(c.peek(), &delimiter, true) else {
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    };
    if first.start > 0 {
        d.tree.leaf(PREAMBLE, c.bytes(first.start as u32)?);
    }
    let mut at = first;
    let mut field = FIRST_BOUNDARY;
    loop {
        let line = c.bytes((at.end - at.start) as u32)?;
        d.tree.leaf(if at.is_last { LAST_BOUNDARY } else { field }, line);
        if at.is_last || c.is_empty() || d.tree.truncated {
            break;
        }
        field = BOUNDARY;
        let found = next_boundary(c.peek(), &delimiter, false);
        let len = found.as_ref().map_or(c.left(), |f| f.start as u32);
        part(d, c.take(len))?;
        // From here on what follows counts from the boundary.
        let Some(found) = found else { break };
        at = Found { start: 0, end: found.end - found.start, is_last: found.is_last };
    }
    d.rest_as(TRAILER, &mut c);
    Ok(())
}

/// The parameter's value, quotes taken off.
fn boundary_of(parameters: &str) -> Option<String> {
    let at = parameters.to_ascii_lowercase().find("boundary=")?;
    let value = parameters.get(at + "boundary=".len()..)?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split([';', ' ', '\t', '\r']).next()?,
    };
    (!value.is_empty() && value.len() <= BOUNDARY_MAX).then(|| value.to_owned())
}

/// A boundary's line, the line's end before it included.
struct Found {
    start: usize,
    end: usize,
    is_last: bool,
}

/// The next boundary; at the very beginning it needs no line's end before it.
fn next_boundary(bytes: &[u8], delimiter: &[u8], at_start: bool) -> Option<Found> {
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.windows(delimiter.len()).position(|w| w == delimiter) {
        let at = from + at;
        let before = bytes.get(..at).unwrap_or(&[]);
        let line_end = match before {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n'] => 1,
            [] => 0,
            _ => {
                from = at + 1;
                continue;
            }
        };
        // What stands before the first one is the preamble, with its line's end.
        let start = if at_start { at } else { at - line_end };
        let mut end = at + delimiter.len();
        let is_last = bytes.get(end..end + 2) == Some(b"--");
        end += if is_last { 2 } else { 0 };
        end += bytes.get(end..)?.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match bytes.get(end..)? {
            [b'\r', b'\n', ..] => end += 2,
            [b'\n', ..] => end += 1,
            [] => {}
            // A longer boundary, another one.
            _ => {
                from = at + 1;
                continue;
            }
        }
        return Some(Found { start, end, is_last });
    }
    None
}

fn part(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let label = format_args!("Encapsulated multipart part: ");
    let open = d.tree.open_as(PART, At { value: c.peek(), span: c.rest_span() }, label);
    let mut content_type = None;
    // A part without headers begins with an empty line.
    let mut bare = matches!(c.peek(), [b'\r', b'\n', ..] | [b'\n', ..]);
    if bare {
        let len = if c.peek().starts_with(b"\n") { 1 } else { 2 };
        c.skip(len)?;
    }
    while !bare && c.captured() > 0 && !d.tree.truncated {
        let len = line_len(c.peek());
        let rest = c.peek().get(len..).unwrap_or(&[]);
        let empty = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => 0,
        };
        bare = empty > 0;
        let line = c.bytes((len + empty) as u32)?;
        let colon = line.value.iter().position(|b| *b == b':').unwrap_or(line.value.len());
        let name = line.value.get(..colon).unwrap_or(&[]).to_ascii_lowercase();
        let value = line.value.get(colon + 1..).unwrap_or(&[]).trim_ascii();
        let shown = show::line(line.value);
        match HEADERS.iter().find(|(known, _)| known.as_bytes() == name) {
            Some((known, field)) => {
                d.tree.leaf_as(*field, At { value, span: line.span }, format_args!("{shown}"));
                if *known == "content-type" {
                    content_type = Some(MediaType::parse(value));
                }
            }
            None => drop(d.tree.text(line.span, format_args!("{shown}"))),
        }
    }
    if let Some(media_type) = content_type {
        d.append(open.node(), format_args!(" ({})", media_type.essence));
        let claimant = d.registry().of_media_type(&media_type.essence).map(|c| c.protocol.name);
        d.media_type = media_type;
        if !c.is_empty() {
            d.embed(Claim::Named(claimant.unwrap_or("data")), c);
        }
    } else if !c.is_empty() {
        d.embed(Claim::Named("data"), c);
    }
    d.tree.close(open);
    Ok(())
}

/// The length of the first line with its end, and those that it goes on in.
fn line_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    loop {
        let rest = bytes.get(len..).unwrap_or(&[]);
        let Some(at) = rest.iter().position(|b| *b == b'\n') else { return bytes.len() };
        len += at + 1;
        if !matches!(bytes.get(len), Some(b' ' | b'\t')) {
            return len;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::told_alone;

    const FORM: &[u8] = b"--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nLarry\r\n--bb\r\n--b\r\n\
        Content-Type: text/plain\r\nX-Own: 1\r\n\r\nhi\r\n--b--\r\nbye";

    #[test]
    fn boundaries_are_lines_of_their_own() {
        let found =
            |bytes, at_start| next_boundary(bytes, b"--b", at_start).map(|f| (f.start, f.end, f.is_last));
        assert_eq!(found(FORM, true), Some((0, 5, false)));
        assert_eq!(found(b"x--b\r\n--b \r\n", true), Some((6, 12, false)));
        assert_eq!(found(b"x\r\n--b--", false), Some((1, 8, true)));
        assert_eq!(found(b"x\r\n--bc\r\n", false), None);
        assert_eq!(boundary_of(" charset=x; Boundary=\"a b\"; y").as_deref(), Some("a b"));
        assert_eq!(boundary_of(" boundary=ab;c").as_deref(), Some("ab"));
        assert_eq!([boundary_of(" boundary="), boundary_of("")], [None, None]);
    }

    #[test]
    fn parts_go_to_their_types() {
        let head = b"From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
        let (info, lines) = told_alone("imf", &[head, FORM].concat(), "MIME Multipart");
        assert_eq!(info, "from: a@b,  (text/plain)");
        assert_eq!(
            lines,
            [
                "MIME Multipart Media Encapsulation, Type: multipart/mixed, Boundary: \"b\"",
                "    [Type: multipart/mixed]",
                "    First boundary: --b\\r\\n",
                "    Encapsulated multipart part: ",
                "        Content-Disposition: form-data; name=\"n\"\\r\\n\\r\\n",
                "        Data (11 bytes)",
                "            Data: 4c617272790d0a2d2d6262",
                "            [Length: 11]",
                "    Boundary: \\r\\n--b\\r\\n",
                "    Encapsulated multipart part:  (text/plain)",
                "        Content-Type: text/plain\\r\\n",
                "        X-Own: 1\\r\\n\\r\\n",
                "        Line-based text data: text/plain (1 lines)",
                "            hi",
                "    Last boundary: \\r\\n--b--\\r\\n",
                "    Trailer: 627965",
            ]
        );
    }
}
