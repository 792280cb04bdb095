//! Where messages of RTSP, and the pieces of media streams between them, begin and end in a byte
//! stream (RFC 2326 sections 4 and 10.12).

use super::message::{self, Beginning};
use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};

pub const REQUEST: MessageKind = MessageKind(1);
pub const RESPONSE: MessageKind = MessageKind(2);
/// A piece of a media stream.
pub const INTERLEAVED: MessageKind = MessageKind(3);

pub const FRAMER: Framer = Framer { application: Application::Rtsp, recognises, follows_peer: true, next };

/// Ports where a piece of a media stream is enough to recognise the protocol.
pub const PORTS: [u16; 2] = [554, 8554];
/// Longest head, and longest body.
const HEAD_MAX: u64 = 64 * 1024;
const BODY_MAX: u64 = 16 << 20;
/// How much of a head is read at once.
const WINDOW: u64 = 4096;

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    match message::beginning(bytes) {
        Beginning::Request | Beginning::Response => true,
        Beginning::Interleaved => ports.iter().any(|p| PORTS.contains(p)),
        Beginning::Unfinished | Beginning::Other => false,
    }
}

fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let first = (stretch.read)(0..WINDOW.min(stretch.len));
    let kind = match message::beginning(&first) {
        Beginning::Interleaved => {
            let Some([_, _, high, low]) = first.first_chunk() else {
                return Framed::NeedMore { at_least: message::INTERLEAVED_HEADER as u64 };
            };
            let len = message::INTERLEAVED_HEADER as u64 + u64::from(u16::from_be_bytes([*high, *low]));
            return if stretch.len < len {
                Framed::NeedMore { at_least: len }
            } else {
                Framed::Message { len, kind: INTERLEAVED, note: 0 }
            };
        }
        Beginning::Request => REQUEST,
        Beginning::Response => RESPONSE,
        Beginning::Unfinished => return Framed::NeedMore { at_least: stretch.len + 1 },
        Beginning::Other => return Framed::Skip(0),
    };
    // Once the head is whole, its end is behind the length that is waited for.
    while progress.phase == 0 {
        let from = progress.done.saturating_sub(3);
        let bytes = (stretch.read)(from..(from + WINDOW).min(stretch.len));
        if let Some(end) = message::head_end(&bytes) {
            let head = (stretch.read)(0..from + end as u64);
            let body = message::content_length(&head).filter(|len| *len <= BODY_MAX).unwrap_or(0);
            progress.done = head.len() as u64 + body;
            progress.phase = 1;
            break;
        }
        let read = from + bytes.len() as u64;
        if read > HEAD_MAX {
            return Framed::Skip(0);
        }
        if read >= stretch.len || read <= progress.done {
            progress.done = read;
            return if stretch.ended {
                Framed::Message { len: stretch.len, kind, note: 0 }
            } else {
                Framed::NeedMore { at_least: stretch.len + 1 }
            };
        }
        progress.done = read;
    }
    if stretch.len < progress.done && !stretch.ended {
        return Framed::NeedMore { at_least: progress.done };
    }
    Framed::Message { len: progress.done.min(stretch.len), kind, note: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths of the messages that a stream has, which comes byte by byte.
    fn lens(stream: &[u8]) -> Vec<(u64, u8)> {
        let (mut out, mut at, mut progress, mut wanted) = (Vec::new(), 0, Progress::default(), 0);
        for have in 1..=stream.len() {
            let here = &stream[at..have];
            if (here.len() as u64) < wanted {
                continue;
            }
            let ended = have == stream.len();
            match Stretch::over(here, |s| next(&mut progress, &Stretch { ended, ..s })) {
                Framed::Message { len, kind, .. } => {
                    out.push((len, kind.0));
                    at += len as usize;
                    (progress, wanted) = (Progress::default(), 0);
                }
                Framed::NeedMore { at_least } => {
                    assert!(at_least > here.len() as u64);
                    wanted = at_least;
                }
                other => panic!("{other:?}"),
            }
        }
        out
    }

    #[test]
    fn messages_and_pieces_follow_each_other() {
        let stream =
            b"RTSP/1.0 200 OK\r\nContent-length: 3\r\n\r\nabc$\x01\0\x02xyPLAY a RTSP/1.0\r\n\r\n$\0\0\0";
        assert_eq!(lens(stream), [(41, 2), (6, 3), (19, 1), (4, 3)]);
        assert_eq!(lens(b"PLAY a RTSP/1.0\nA: b\n\nX / RTSP/1.0\n"), [(22, 1), (13, 1)]);
    }

    #[test]
    fn only_what_can_be_framed_is_recognised() {
        assert!(recognises(b"OPTIONS * RTSP/1.0\r\n", [1, 2]));
        assert!(recognises(b"$\0\0\x04abcd", [554, 2]));
        for other in [&b"$\0\0\x04abcd"[..], b"GET / HTTP/1.1\r\n", b"RTSP", b"OPTIONS * RTSP", b""] {
            assert!(!recognises(other, [1, 2]), "{other:?}");
        }
    }
}
