//! Where messages of SIP begin and end in a byte stream (RFC 3261 section 18.3), and the line ends between
//! them that keep a connection alive (RFC 5626 section 3.5.1).

use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::proto::http;
use crate::proto::rtsp::message::head_end;
use crate::store::{Application, MessageKind};

pub const MESSAGE: MessageKind = MessageKind(1);
pub const KEEP_ALIVE: MessageKind = MessageKind(2);

pub const FRAMER: Framer = Framer { application: Application::Sip, recognises, follows_peer: true, next };

/// Longest head, and longest body.
const HEAD_MAX: u64 = 64 * 1024;
const BODY_MAX: u64 = 16 << 20;
/// How much of a head is read at once.
const WINDOW: u64 = 4096;
/// Longest first line.
const FIRST_LINE_MAX: usize = 2048;

fn recognises(bytes: &[u8], _: [u16; 2]) -> bool {
    is_first_line(bytes) == Some(true)
}

/// Whether the bytes begin with a first line of SIP; `None`: it does not end here.
pub fn is_first_line(bytes: &[u8]) -> Option<bool> {
    let bytes = bytes.get(..FIRST_LINE_MAX).unwrap_or(bytes);
    const STATUS: &[u8] = b"SIP/2.0 ";
    if bytes.starts_with(STATUS) {
        return Some(true);
    }
    let method = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    if bytes.get(method).is_some_and(|b| *b != b' ') && !STATUS.starts_with(bytes) || method == 0 {
        return Some(false);
    }
    match bytes.iter().position(|b| *b == b'\n') {
        Some(end) => Some(bytes.get(..end)?.trim_ascii_end().ends_with(b" SIP/2.0")),
        None if bytes.len() >= FIRST_LINE_MAX => Some(false),
        None => None,
    }
}

fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let first = (stretch.read)(0..WINDOW.min(stretch.len));
    let blank = first.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    if blank > 0 {
        return Framed::Message { len: blank as u64, kind: KEEP_ALIVE, note: 0 };
    }
    match is_first_line(&first) {
        Some(true) => {}
        Some(false) => return Framed::Skip(0),
        None if stretch.ended => return Framed::Skip(0),
        None => return Framed::NeedMore { at_least: stretch.len + 1 },
    }
    // Once the head is whole, its end is behind the length that is waited for.
    while progress.phase == 0 {
        let from = progress.done.saturating_sub(3);
        let bytes = (stretch.read)(from..(from + WINDOW).min(stretch.len));
        if let Some(end) = head_end(&bytes) {
            let head = (stretch.read)(0..from + end as u64);
            progress.done = head.len() as u64 + body_len(&head);
            progress.phase = 1;
            break;
        }
        let read = from + bytes.len() as u64;
        if read > HEAD_MAX {
            return Framed::Skip(0);
        }
        let was_done = read <= progress.done;
        progress.done = read;
        if read >= stretch.len || was_done {
            return if stretch.ended {
                Framed::Message { len: stretch.len, kind: MESSAGE, note: 0 }
            } else {
                Framed::NeedMore { at_least: stretch.len + 1 }
            };
        }
    }
    if stretch.len < progress.done && !stretch.ended {
        return Framed::NeedMore { at_least: progress.done };
    }
    Framed::Message { len: progress.done.min(stretch.len), kind: MESSAGE, note: 0 }
}

/// `Content-Length`, or `l` (RFC 3261 section 20.14).
fn body_len(head: &[u8]) -> u64 {
    let is_length =
        |name: &[u8]| name.eq_ignore_ascii_case(b"content-length") || name.eq_ignore_ascii_case(b"l");
    let mut headers = head.split(|b| *b == b'\n').skip(1).filter_map(http::header);
    let value = headers.find(|(name, _)| is_length(name.trim_ascii_end())).map(|(_, value)| value);
    let len = value.and_then(|v| std::str::from_utf8(v).ok()?.trim().parse().ok());
    len.filter(|len| *len <= BODY_MAX).unwrap_or(0)
}

/// The length of the message, or of the line ends, that the bytes begin with.
pub fn message_len(bytes: &[u8]) -> usize {
    let blank = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    if blank > 0 {
        return blank;
    }
    let Some(end) = head_end(bytes) else { return bytes.len() };
    let body = body_len(bytes.get(..end).unwrap_or(bytes));
    end.saturating_add(usize::try_from(body).unwrap_or(usize::MAX)).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines_are_told_from_others() {
        for (bytes, is) in [
            (&b"SIP/2.0 200 OK\r\n"[..], Some(true)),
            (b"INVITE sip:a@b SIP/2.0\r\n", Some(true)),
            (b"INVITE sip:a@b", None),
            (b"SIP", None),
            (b"GET / HTTP/1.1\r\n", Some(false)),
            (b"\x16\x03\x01", Some(false)),
            (b"* OK ready\r\n", Some(false)),
        ] {
            assert_eq!(is_first_line(bytes), is, "{bytes:?}");
        }
    }

    #[test]
    fn lengths_are_those_of_head_and_body() {
        assert_eq!(message_len(b"SIP/2.0 200 OK\r\nl: 3\r\n\r\nabcINVITE"), 27);
        assert_eq!(message_len(b"SIP/2.0 200 OK\r\nContent-Length : 0\r\n\r\nINVITE"), 38);
        assert_eq!(message_len(b"\r\n\r\nSIP/2.0"), 4);
        assert_eq!(message_len(b"SIP/2.0 200 OK\r\nContent-Length: 900\r\n\r\nab"), 41);
    }
}
