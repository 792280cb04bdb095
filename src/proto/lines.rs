//! What protocols of text lines (SMTP, IMAP, POP, FTP) share: each line is a message, and the
//! first line of a direction says whether the client or the server speaks there.

use super::placed::Placed;
use crate::dissect::{At, Cursor, Dissector, Framed, Progress, Stretch};
use crate::store::MessageKind;

/// A line of the client.
pub const REQUEST: MessageKind = MessageKind(0x30);
/// A line of the server.
pub const RESPONSE: MessageKind = MessageKind(0x31);

/// Longest line.
const LINE_MAX: u64 = 64 * 1024;
/// How much is read at once.
const WINDOW: u64 = 4 * 1024;

/// Finds the line at the beginning of the stretch. `is_response` judges the first line of a
/// direction; `note` has more to say of each line.
pub fn next(
    progress: &mut Progress,
    stretch: &Stretch<'_>,
    is_response: fn(&[u8]) -> bool,
    note: impl Fn(&[u8], MessageKind, &Stretch<'_>) -> u8,
) -> Framed {
    while progress.done < stretch.len {
        let window = (stretch.read)(progress.done..(progress.done + WINDOW).min(stretch.len));
        if window.is_empty() {
            break;
        }
        let Some(end) = window.iter().position(|b| *b == b'\n') else {
            progress.done += window.len() as u64;
            if progress.done > LINE_MAX {
                return Framed::Skip(0);
            }
            continue;
        };
        let len = progress.done + end as u64 + 1;
        let line = (stretch.read)(0..len.min(WINDOW));
        let kind = match stretch.previous {
            Some((kind @ (REQUEST | RESPONSE), _)) => kind,
            _ if is_response(&line) => RESPONSE,
            _ => REQUEST,
        };
        return Framed::Message { len, kind, note: note(&line, kind, stretch) };
    }
    if stretch.ended && stretch.len > 0 {
        let kind = stretch.previous.map_or(REQUEST, |(kind, _)| kind);
        return Framed::Message { len: stretch.len, kind, note: 0 };
    }
    Framed::NeedMore { at_least: stretch.len + 1 }
}

/// Three digits, and a blank, a hyphen or the line's end: a reply (RFC 5321 section 4.2).
pub fn is_reply(line: &[u8]) -> bool {
    let (code, rest) = line.split_at_checked(3).unwrap_or((&[], &[]));
    code.len() == 3
        && code.iter().all(u8::is_ascii_digit)
        && matches!(rest.first(), None | Some(b' ' | b'-' | b'\r' | b'\n'))
}

/// Whether the first line holds `word`, in any case.
pub fn first_line_has(bytes: &[u8], word: &[u8]) -> bool {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or(&[]);
    line.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word))
}

/// Whether the bytes begin with `word` (in any case), with a blank or a line end behind it.
pub fn begins_with_word(bytes: &[u8], word: &[u8]) -> bool {
    let Some((head, rest)) = bytes.split_at_checked(word.len()) else { return false };
    head.eq_ignore_ascii_case(word) && matches!(rest.first(), Some(b' ' | b'\r' | b'\n'))
}

/// A line to be shown.
pub struct Line<'a> {
    /// With its end.
    pub whole: At<&'a [u8]>,
    /// Without.
    pub text: At<&'a [u8]>,
    pub is_request: bool,
    pub note: u8,
}

impl<'a> Line<'a> {
    /// A part of the text: from `at` on, `len` bytes at most.
    pub fn part(&self, at: usize, len: usize) -> At<&'a [u8]> {
        let rest = self.text.value.get(at..).unwrap_or(&[]);
        let value = rest.get(..len).unwrap_or(rest);
        At { value, span: self.text.span.part(at as u32, value.len() as u32) }
    }

    /// What is left of the line behind its first bytes.
    pub fn behind(&self, skipped: usize) -> Self {
        let whole = self.whole;
        let value = whole.value.get(skipped..).unwrap_or(&[]);
        let whole = At { value, span: whole.span.part(skipped as u32, value.len() as u32) };
        Self { whole, text: self.part(skipped, usize::MAX), ..*self }
    }

    /// The line's first bytes, with a line end of their own.
    pub fn up_to(&self, len: usize) -> Self {
        let value = self.whole.value.get(..len).unwrap_or(self.whole.value);
        let text = value.strip_suffix(b"\n").unwrap_or(value);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let of = |value: &'a [u8]| At { value, span: self.whole.span.part(0, value.len() as u32) };
        Self { whole: of(value), text: of(text), ..*self }
    }

    /// The text's words: the first up to a blank, and what follows the blanks behind it.
    pub fn word_and_rest(&self) -> (At<&'a [u8]>, At<&'a [u8]>) {
        word_and_rest(self.text)
    }
}

/// The same for any part of a line.
pub fn word_and_rest(text: At<&[u8]>) -> (At<&[u8]>, At<&[u8]>) {
    let bytes = text.value;
    let end = bytes.iter().position(|b| *b == b' ').unwrap_or(bytes.len());
    let blanks = bytes.iter().skip(end).take_while(|b| **b == b' ').count();
    let of = |from: usize, to: usize| At {
        value: bytes.get(from..to).unwrap_or(&[]),
        span: text.span.part(from as u32, (to - from) as u32),
    };
    (of(0, end), of(end + blanks, bytes.len()))
}

/// Notes from this on are of messages that hold any number of lines, and are taken whole.
pub const WHOLE: u8 = 0xe0;

/// All lines at the cursor, as the index knows them, or else as they look.
pub fn lines<'a>(d: &Dissector<'_>, mut c: Cursor<'a>, is_response: fn(&[u8]) -> bool) -> Vec<Line<'a>> {
    let placed = Placed::of(d);
    let base = c.offset();
    let first_is_response = is_response(c.peek());
    let mut lines = Vec::new();
    while c.captured() > 0 {
        let bytes = c.peek();
        let at = u64::from(c.offset().saturating_sub(base));
        let message = placed.as_ref().and_then(|p| p.message(at));
        let len = match message.filter(|m| m.note() >= WHOLE) {
            Some(whole) => whole.len,
            None => bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |e| e + 1) as u32,
        };
        let line = c.take(len);
        let (value, span) = (line.peek(), line.rest_span());
        let text = value.strip_suffix(b"\n").unwrap_or(value);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let text = At { value: text, span: span.part(0, text.len() as u32) };
        let (is_request, note) = match message {
            Some(m) if matches!(m.kind(), REQUEST | RESPONSE) => (m.kind() == REQUEST, m.note()),
            _ => (!first_is_response, 0),
        };
        lines.push(Line { whole: At { value, span }, text, is_request, note });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_begin_with_three_digits() {
        for (line, is) in [
            ("220 a", true),
            ("220-a", true),
            ("220", true),
            ("220\r\n", true),
            ("2200", false),
            ("22", false),
        ] {
            assert_eq!(is_reply(line.as_bytes()), is, "{line}");
        }
        assert!(first_line_has(b"220 mx esmtp\r\n", b"SMTP"));
        assert!(!first_line_has(b"220 mx\r\nSMTP", b"SMTP"));
        assert!(begins_with_word(b"ehlo x", b"EHLO"));
        assert!(!begins_with_word(b"ehlox", b"EHLO"));
    }
}
