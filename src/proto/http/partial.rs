//! What the row of a segment says of a message that it does not complete: the first line, as long as the
//! message's length is not known.

use super::head::{self, Beginning, Lines};
use crate::base::scan;

/// Bytes of a message that are looked at.
const LOOKED_AT: usize = 16 * 1024;

/// The first line of the message that begins with `bytes`, if this segment, which brought those from `new`
/// on, still told something about how long it is.
pub fn row(bytes: &[u8], new: usize, _: u16) -> Option<String> {
    let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let end = scan::first(bytes, |b| (b == b'\n') | (b == b'\r'))?;
    // Whether a CR alone is the line's end what follows tells.
    if bytes.get(end..) == Some(b"\r") {
        return None;
    }
    let line = bytes.get(..end)?;
    let is_start = line.starts_with(b"HTTP/") || line.windows(6).any(|w| w == b" HTTP/");
    if !is_start && head::beginning(bytes) != Beginning::Request {
        return None;
    }
    let head_end = head_end(bytes);
    let told = head_end.is_none_or(|at| at + 4 > new || is_chunked(bytes.get(..at).unwrap_or(bytes)));
    let mut text = String::new();
    let _ = crate::field::show::escape(line, &mut text);
    text.push(' ');
    told.then_some(text)
}

/// Where an empty line begins behind a line with its two end characters: before those of that line.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut ended = false;
    for line in Lines::new(bytes, 0).filter(|line| line.whole) {
        let ends = bytes.get(line.range.clone()).is_some_and(|l| l.ends_with(b"\r\n"));
        if ended && ends && line.text.is_empty() {
            return line.range.start.checked_sub(2);
        }
        ended = ends;
    }
    None
}

/// Whether the head says that the body comes in chunks.
fn is_chunked(head: &[u8]) -> bool {
    Lines::new(head, 0).any(|line| {
        let mut parts = line.text.splitn(2, |b| *b == b':');
        let name = parts.next().unwrap_or(&[]).trim_ascii();
        let value = parts.next().unwrap_or(&[]);
        name.eq_ignore_ascii_case(b"transfer-encoding")
            && value.windows(7).any(|w| w.eq_ignore_ascii_case(b"chunked"))
    })
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn the_first_line_stands_until_the_length_is_known() {
        let head = b"GET /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n12";
        assert_eq!(row(&head[..10], 0, 80), None);
        assert_eq!(row(&head[..16], 0, 80), None);
        assert_eq!(row(&head[..20], 0, 80).as_deref(), Some("GET /a HTTP/1.1 "));
        assert_eq!(row(head, 20, 80).as_deref(), Some("GET /a HTTP/1.1 "));
        assert_eq!(row(head, 40, 80), None);
        let chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc";
        assert_eq!(row(chunks, 50, 80).as_deref(), Some("HTTP/1.1 200 OK "));
        assert_eq!(row(b"abc\r\n", 0, 80), None);
        assert_eq!(row(b"GET /a\r\nHo", 0, 80).as_deref(), Some("GET /a "));
    }
}
