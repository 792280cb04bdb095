//! Where HTTP/1 messages begin and end in a byte stream (RFC 9112 section 6). Nothing is shown
//! here, and no byte is scanned twice, however it comes.

use super::head::{self, Beginning, BodyFacts};
use crate::base::scan;
use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};
use std::borrow::Cow;

pub const REQUEST: MessageKind = MessageKind(1);
pub const RESPONSE: MessageKind = MessageKind(2);

/// Notes of requests: what their method says about the response's body.
pub mod note {
    /// The response has a body if it says so.
    pub const PLAIN: u8 = 0;
    /// The response to HEAD has none, whatever it says.
    pub const HEAD: u8 = 1;
    /// A successful response to CONNECT makes the connection a tunnel.
    pub const CONNECT: u8 = 2;
    /// Of a response: an interim one (1xx), the final one is still to come.
    pub const INTERIM: u8 = 3;
    /// Of a response: from here on the connection is a tunnel (RFC 9110 section 9.3.6), or goes on
    /// with another protocol (section 15.2.2).
    pub const TUNNEL: u8 = 4;
    /// Of a response: the same, and that is WebSocket (RFC 6455).
    pub const WEBSOCKET: u8 = 5;
}

pub const FRAMER: Framer = Framer { application: Application::Http, recognises, follows_peer: false, next };

/// Ports where a first line need not be whole to be believed; those of tshark.
pub const PORTS: [u16; 12] = [80, 631, 1900, 2710, 2869, 3128, 3132, 3689, 5985, 8080, 8088, 11371];

/// Bytes by which methods can be told from what other protocols begin with (`PROXY`).
const METHOD_TOLD_BY: usize = 4;
/// Bytes by which a beginning is judged.
const JUDGED_BYTES: usize = 512;
/// Longest head.
pub(super) const HEAD_MAX_BYTES: u32 = 256 * 1024;
/// Longest line of a chunk's size, extensions included.
const CHUNK_LINE_MAX: usize = 1024;
/// How much is read at once.
const WINDOW: u64 = 16 * 1024;
/// Longest message; the index keeps 32 bits.
const MESSAGE_MAX: u64 = u32::MAX as u64;

/// What [`Progress::phase`] says: where in a message the framer is.
mod phase {
    // In the head or the trailers, at the beginning of a line, behind a CR there, inside a line, behind a
    // CR there.
    pub const LINE: u32 = 0;
    pub const LINE_CR: u32 = 1;
    pub const TEXT: u32 = 2;
    pub const TEXT_CR: u32 = 3;
    /// The bits above.
    pub const WITHIN: u32 = 3;
    /// The first line was judged.
    pub const JUDGED: u32 = 4;
    /// These lines are trailers.
    pub const TRAILERS: u32 = 8;
    /// The message ends at `done`.
    pub const FIXED: u32 = 16;
    /// A chunk begins at `done`.
    pub const CHUNK: u32 = 17;
    /// The line end behind a chunk's data is at `done`.
    pub const CHUNK_END: u32 = 18;
    /// The message ends with the connection.
    pub const UNTIL_END: u32 = 19;
    /// The line has a colon.
    pub const COLON: u32 = 32;
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let is_expected = || ports.iter().any(|p| PORTS.contains(p));
    match head::strict_beginning(bytes) {
        Beginning::Request | Beginning::Response => true,
        Beginning::Other if is_expected() => head::beginning(bytes) == Beginning::Request,
        // A line that does not end where the caller stopped looking, or one on a known port.
        Beginning::Unfinished => {
            bytes.len() >= JUDGED_BYTES
                || bytes.len() >= head::leading(bytes) + METHOD_TOLD_BY && is_expected()
        }
        Beginning::Other => false,
    }
}

fn next(progress: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let mut reader = Reader { stretch, start: 0, bytes: Cow::Borrowed(&[]) };
    loop {
        let step = match progress.phase {
            phase::FIXED => fixed(progress, stretch),
            phase::CHUNK | phase::CHUNK_END => chunks(progress, &mut reader),
            phase::UNTIL_END => until_end(progress, stretch),
            _ => lines(progress, &mut reader),
        };
        if let Some(framed) = step {
            return framed;
        }
    }
}

/// Reads a stretch in windows.
struct Reader<'s, 'a> {
    stretch: &'s Stretch<'a>,
    start: u64,
    bytes: Cow<'a, [u8]>,
}

impl Reader<'_, '_> {
    /// Bytes from `at` on: `enough` at least, if there are so many.
    fn from(&mut self, at: u64, enough: usize) -> &[u8] {
        let have = at.checked_sub(self.start).and_then(|skip| self.bytes.get(usize::try_from(skip).ok()?..));
        if have.is_none_or(|have| have.len() < enough.max(1)) {
            let end = at.saturating_add(WINDOW).min(self.stretch.len);
            self.bytes = if at < end { (self.stretch.read)(at..end) } else { Cow::Borrowed(&[]) };
            self.start = at;
        }
        usize::try_from(at - self.start).ok().and_then(|skip| self.bytes.get(skip..)).unwrap_or(&[])
    }
}

/// Goes over the lines of a head or of trailers, up to the empty line.
fn lines(progress: &mut Progress, reader: &mut Reader<'_, '_>) -> Option<Framed> {
    let len = reader.stretch.len;
    let trailers = progress.phase & phase::TRAILERS != 0;
    let mut judged = Beginning::Unfinished;
    // What so many bytes do not tell, more of them do not.
    if !trailers && progress.phase & phase::JUDGED == 0 && progress.done < JUDGED_BYTES as u64 {
        // Bytes that cannot become a message are not waited for.
        let bytes = (reader.stretch.read)(0..len.min(JUDGED_BYTES as u64));
        judged = head::beginning(&bytes);
        if judged == Beginning::Other {
            return Some(Framed::Skip(0));
        }
    }
    let longest = if trailers { MESSAGE_MAX } else { HEAD_MAX_BYTES.into() };
    loop {
        let bytes = reader.from(progress.done, 1);
        if bytes.is_empty() {
            // A first line that is whole says enough to show the rest that never came.
            return Some(match reader.stretch.ended && (trailers || progress.phase & phase::JUDGED != 0) {
                true => message(progress, len),
                false => Framed::NeedMore { at_least: len + 1 },
            });
        }
        let (passed, end) = line_end(&mut progress.phase, bytes);
        progress.done += passed as u64;
        if progress.done > longest {
            return Some(Framed::Skip(0));
        }
        if !end {
            continue;
        }
        let (within, is_field) = (progress.phase & phase::WITHIN, progress.phase & phase::COLON != 0);
        progress.phase &= !(phase::WITHIN | phase::COLON);
        if within >= phase::TEXT && (is_field || !trailers) {
            // The end of a line with text.
            if !trailers && progress.phase & phase::JUDGED == 0 {
                progress.phase |= phase::JUDGED;
                if judged == Beginning::Unfinished {
                    // With what follows a CR.
                    judged = head::beginning(&(reader.stretch.read)(0..progress.done + 1));
                }
                progress.kind = match judged {
                    Beginning::Request => REQUEST,
                    Beginning::Response => RESPONSE,
                    _ => return Some(Framed::Skip(0)),
                };
            }
            continue;
        }
        // A line that is no trailer ends them like an empty one.
        if trailers {
            progress.phase = phase::FIXED;
            return None;
        }
        if progress.phase & phase::JUDGED != 0 {
            body(progress, reader.stretch);
            return None;
        }
        if progress.done > head::LEADING_MAX as u64 {
            return Some(Framed::Skip(0));
        }
    }
}

/// Passes over bytes up to and including a line end; says how many, and whether it came to one. What
/// follows a CR tells whether that was the end. `phase` then still says what the line was.
fn line_end(phase: &mut u32, bytes: &[u8]) -> (usize, bool) {
    let mut at = 0;
    if !matches!(*phase & phase::WITHIN, phase::LINE_CR | phase::TEXT_CR) {
        let end = scan::first(bytes, |b| (b == b'\n') | (b == b'\r'));
        let line = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes);
        if !line.is_empty() {
            *phase = *phase & !phase::WITHIN | phase::TEXT;
        }
        if *phase & phase::TRAILERS != 0 && line.contains(&b':') {
            *phase |= phase::COLON;
        }
        let Some(end) = end else { return (bytes.len(), false) };
        at = end + 1;
        if bytes.get(end) == Some(&b'\n') {
            return (at, true);
        }
        *phase |= match *phase & phase::WITHIN {
            phase::LINE => phase::LINE_CR,
            _ => phase::TEXT_CR,
        };
    }
    match bytes.get(at) {
        None => (at, false),
        Some(b'\n') => (at + 1, true),
        Some(_) => (at, true),
    }
}

/// The head is there up to `done`: how does the body end (RFC 9112 section 6.3)?
fn body(progress: &mut Progress, stretch: &Stretch<'_>) {
    let head = (stretch.read)(0..progress.done);
    let facts = BodyFacts::of(&head);
    let response = progress.kind == RESPONSE;
    let empty = if response {
        let code = head::status(&head);
        let request = request_note(stretch);
        progress.note = match code {
            101 if head::upgrades_to(&head, b"websocket") => note::WEBSOCKET,
            101 => note::TUNNEL,
            100..200 => note::INTERIM,
            200..300 if request == note::CONNECT => note::TUNNEL,
            _ => note::PLAIN,
        };
        matches!(code, 100..200 | 204 | 304)
            || request == note::HEAD
            || request == note::CONNECT && matches!(code, 200..300)
    } else {
        progress.note = match head::method(&head) {
            b"HEAD" => note::HEAD,
            b"CONNECT" => note::CONNECT,
            _ => note::PLAIN,
        };
        false
    };
    progress.phase = if empty {
        phase::FIXED
    } else if facts.chunked {
        phase::CHUNK
    } else if let Some(length) = facts.length {
        // More than a message can hold: its bytes are skipped behind the head.
        let end = progress.done.saturating_add(length);
        if end <= MESSAGE_MAX {
            progress.done = end;
        }
        phase::FIXED
    } else if response {
        phase::UNTIL_END
    } else {
        phase::FIXED
    };
}

/// The note of the request that this response answers. Where an interim response came between,
/// the numbers of the two sides differ; then it is the newest request.
fn request_note(stretch: &Stretch<'_>) -> u8 {
    if let Some((REQUEST, note)) = (stretch.peer)(stretch.nth) {
        return note;
    }
    let (mut known, mut unknown) = (0, stretch.nth);
    while known < unknown {
        let middle = known + (unknown - known) / 2;
        if (stretch.peer)(middle).is_some() {
            known = middle + 1;
        } else {
            unknown = middle;
        }
    }
    known.checked_sub(1).and_then(|last| (stretch.peer)(last)).map_or(note::PLAIN, |(_, note)| note)
}

fn fixed(progress: &Progress, stretch: &Stretch<'_>) -> Option<Framed> {
    Some(if stretch.len >= progress.done {
        message(progress, progress.done)
    } else {
        Framed::NeedMore { at_least: progress.done }
    })
}

fn until_end(progress: &Progress, stretch: &Stretch<'_>) -> Option<Framed> {
    Some(if stretch.ended {
        message(progress, stretch.len.min(MESSAGE_MAX))
    } else {
        Framed::NeedMore { at_least: u64::MAX }
    })
}

/// Goes from chunk to chunk; `done` is where the next one begins, which may not be there yet.
/// A size that is none ends the message in front of it.
fn chunks(progress: &mut Progress, reader: &mut Reader<'_, '_>) -> Option<Framed> {
    let len = reader.stretch.len;
    loop {
        if progress.done >= len {
            return Some(Framed::NeedMore { at_least: progress.done + 1 });
        }
        let longest = if progress.phase == phase::CHUNK { CHUNK_LINE_MAX } else { 2 };
        let bytes = reader.from(progress.done, longest);
        let bytes = bytes.get(..longest).unwrap_or(bytes);
        let Some(end) = bytes.iter().position(|b| *b == b'\n') else {
            let may_come = bytes.len() < longest;
            return Some(if may_come { Framed::NeedMore { at_least: len + 1 } } else { broken(progress) });
        };
        let line = bytes.get(..end).unwrap_or(&[]);
        let behind = progress.done + end as u64 + 1;
        if progress.phase == phase::CHUNK_END {
            if !head::without_cr(line).is_empty() {
                return Some(broken(progress));
            }
            (progress.done, progress.phase) = (behind, phase::CHUNK);
            continue;
        }
        let Some(size) = head::chunk_size(line).filter(|s| behind.saturating_add(*s) < MESSAGE_MAX) else {
            return Some(broken(progress));
        };
        if size == 0 {
            (progress.done, progress.phase) = (behind, phase::TRAILERS);
            return None;
        }
        (progress.done, progress.phase) = (behind + size, phase::CHUNK_END);
    }
}

/// The chunks do not go on here: the message ends, what follows is skipped.
fn broken(progress: &Progress) -> Framed {
    message(progress, progress.done)
}

fn message(progress: &Progress, len: u64) -> Framed {
    let Progress { kind, note, .. } = *progress;
    let then = match note {
        note::TUNNEL => Application::Unknown,
        note::WEBSOCKET => Application::WebSocket,
        _ => return Framed::Message { len, kind, note },
    };
    Framed::Last { len, kind, note, then }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Peer<'a> = &'a dyn Fn(usize) -> Option<(MessageKind, u8)>;

    /// Runs the framer as the index does: more bytes at each of `cuts`. Gives ranges and notes.
    fn run_with(
        stream: &[u8],
        cuts: &[usize],
        ended: bool,
        peer: Peer<'_>,
    ) -> Vec<(u64, u64, MessageKind, u8)> {
        let (mut out, mut at, mut progress, mut wanted) = (Vec::new(), 0usize, Progress::default(), 0u64);
        let last = cuts.len();
        for (i, have) in cuts.iter().copied().chain([stream.len()]).enumerate() {
            let ended = ended && i == last;
            while at < have {
                let here = stream.get(at..have).unwrap_or(&[]);
                if (here.len() as u64) < wanted && !ended {
                    break;
                }
                let read = |r: std::ops::Range<u64>| {
                    let end = (r.end as usize).min(here.len());
                    Cow::Borrowed(here.get(r.start as usize..end).unwrap_or(&[]))
                };
                let stretch = Stretch {
                    len: here.len() as u64,
                    ended,
                    direction: 0,
                    nth: out.len(),
                    previous: None,
                    peer,
                    read: &read,
                };
                match next(&mut progress, &stretch) {
                    Framed::Message { len, kind, note } | Framed::Last { len, kind, note, .. } => {
                        assert!(len > 0 && len <= here.len() as u64);
                        out.push((at as u64, at as u64 + len, kind, note));
                        at += len as usize;
                        (progress, wanted) = (Progress::default(), 0);
                    }
                    Framed::NeedMore { at_least } => {
                        assert!(at_least > here.len() as u64);
                        wanted = at_least;
                        break;
                    }
                    Framed::Skip(_) => {
                        out.push((at as u64, stream.len() as u64, MessageKind::SKIPPED, 0));
                        return out;
                    }
                }
            }
        }
        out
    }

    fn run(stream: &[u8], cuts: &[usize], ended: bool) -> Vec<(u64, u64, MessageKind, u8)> {
        run_with(stream, cuts, ended, &|_| None)
    }

    fn lens(stream: &str) -> Vec<u64> {
        run(stream.as_bytes(), &[], false).iter().map(|m| m.1 - m.0).collect()
    }

    #[test]
    fn recognises_what_it_can_frame() {
        assert!(recognises(b"GET / HTTP/1.1\r\nHost: a\r\n", [1, 2]));
        assert!(recognises(b"HTTP/1.0 200 OK\r\n", [1, 2]));
        assert!(!recognises(b"GET / HT", [1, 2]));
        assert!(recognises(b"GET / HT", [50_000, 8080]));
        assert!(!recognises(b"", [50_000, 80]));
        assert!(!recognises(b"\x16\x03\x01\x00", [50_000, 80]));
        assert!(!recognises(b"SSH-2.0-x\r\n", [50_000, 80]));
        assert!(!recognises(b"HTTP/7 200 OK\r\n", [50_000, 80]));
        assert!(recognises(b"GET /\r\n", [50_000, 80]));
        assert!(!recognises(b"GET /\r\n", [1, 2]));
        let mut long = b"GET /".to_vec();
        long.resize(JUDGED_BYTES, b'a');
        assert!(recognises(&long, [1, 2]));
    }

    #[test]
    fn pipelined_requests_and_bodies() {
        assert_eq!(lens("GET / HTTP/1.1\r\nA: b\r\n\r\nGET /2 HTTP/1.1\n\nG"), [24, 17]);
        assert_eq!(lens("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 No\r\n\r\n"), [41, 19]);
        assert_eq!(lens("\r\nGET / HTTP/1.1\r\n\r\n"), [20]);
        assert_eq!(lens("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"), Vec::<u64>::new());
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line_wherever_the_stream_is_cut() {
        let one = "GET / HTTP/1.1\rContent-Length: 2\r\r\nab";
        // The lone CR in front of CR LF is a line's end, CR LF the empty line.
        let stream = format!("{one}GET /2 HTTP/1.1\r\r");
        let whole = run(stream.as_bytes(), &[], false);
        assert_eq!(whole, [(0, one.len() as u64, REQUEST, note::PLAIN)]);
        for cut in 1..stream.len() {
            assert_eq!(run(stream.as_bytes(), &[cut], false), whole, "{cut}");
        }
        // What follows tells that a CR was one alone.
        assert_eq!(run(format!("{stream}x").as_bytes(), &[], false).get(1).map(|m| m.1 - m.0), Some(17));
    }

    #[test]
    fn where_http_is_expected_its_first_lines_may_be_odd() {
        assert_eq!(lens("GET /\r\n\r\nHTTP/0.9 2\r\nContent-Length: 1\r\n\r\nx"), [9, 34]);
        assert_eq!(lens("GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\nGET /\n\n"), [38, 7]);
    }

    #[test]
    fn a_line_that_is_no_trailer_ends_them() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let len = head.len() as u64;
        assert_eq!(lens(&format!("{head}0\n \nHTTP/1.1 204 x\r\n\r\n")), [len + 4, 18]);
        assert!(lens(&format!("{head}0\na: b\n")).is_empty());
        // What never came is not waited for at the end.
        assert_eq!(run(format!("{head}0\na: b\n").as_bytes(), &[], true).len(), 1);
    }

    #[test]
    fn chunks_with_extensions_and_trailers() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let body = "3;x=\"y\"\r\nabc\r\n0010\r\n0123456789abcdef\r\n0\r\nTrailer: a\r\n\r\n";
        let whole = (head.len() + body.len()) as u64;
        assert_eq!(lens(&format!("{head}{body}HTTP/1.1 204 x\r\n\r\n")), [whole, 18]);
        assert_eq!(lens(&format!("{head}1\na\n0\n\n")), [head.len() as u64 + 7]);
        // A size that is none: the message ends before it, the rest is skipped.
        for bad in ["xyz\r\n", "fffffffffffffffff\r\n", "ffffffff\r\n", "-1\r\n"] {
            let found = run(format!("{head}1\r\na\r\n{bad}more").as_bytes(), &[], false);
            let good = head.len() as u64 + 6;
            assert_eq!(found.first().map(|m| m.1), Some(good), "{bad}");
            assert_eq!(found.last().map(|m| m.2), Some(MessageKind::SKIPPED), "{bad}");
        }
        // Data that is longer than its chunk.
        assert_eq!(lens(&format!("{head}1\r\nabc\r\n")), [head.len() as u64 + 4, 4]);
        // A line that never ends.
        let endless = format!("{head}1;{}", "x".repeat(CHUNK_LINE_MAX));
        assert_eq!(run(endless.as_bytes(), &[], false).len(), 2);
    }

    #[test]
    fn the_request_decides_about_the_body() {
        let stream =
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n";
        let of = |note| run_with(stream, &[], false, &|n| (n == 0).then_some((REQUEST, note)));
        assert_eq!(of(note::HEAD).len(), 2);
        assert_eq!(of(note::CONNECT).len(), 2);
        assert_eq!(of(note::PLAIN).first().map(|m| m.1), Some(43));
        let requests =
            run(b"HEAD / HTTP/1.1\r\n\r\nCONNECT a:1 HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\n", &[], false);
        assert_eq!(
            requests.iter().map(|m| m.3).collect::<Vec<_>>(),
            [note::HEAD, note::CONNECT, note::PLAIN]
        );
        // Behind an interim response the newest request counts.
        let stream = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        let found = run_with(stream, &[], false, &|n| (n == 0).then_some((REQUEST, note::HEAD)));
        assert_eq!(found.iter().map(|m| m.3).collect::<Vec<_>>(), [note::INTERIM, note::PLAIN]);
    }

    #[test]
    fn a_body_may_end_with_the_connection() {
        let stream = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello";
        assert_eq!(run(stream, &[20, 50], false), []);
        assert_eq!(run(stream, &[20, 50], true), [(0, stream.len() as u64, RESPONSE, 0)]);
    }

    #[test]
    fn a_tunnel_and_what_is_too_long_are_skipped() {
        let found = run(b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello", &[], false);
        assert_eq!(found.iter().map(|m| m.2).collect::<Vec<_>>(), [RESPONSE, MessageKind::SKIPPED]);
        let found = run(b"PUT / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n\0\0", &[], false);
        assert_eq!(found.iter().map(|m| m.2).collect::<Vec<_>>(), [REQUEST, MessageKind::SKIPPED]);
        let mut endless = b"GET / HTTP/1.1\r\nA: ".to_vec();
        endless.resize(HEAD_MAX_BYTES as usize + 100, b'x');
        assert_eq!(run(&endless, &[5_000], false).first().map(|m| m.2), Some(MessageKind::SKIPPED));
    }

    #[test]
    fn no_byte_is_read_twice() {
        let mut stream = b"GET / HTTP/1.1\r\n".to_vec();
        while stream.len() < 100_000 {
            stream.extend_from_slice(b"Header: 0123456789012345678901234567890\r\n");
        }
        let read_bytes = std::cell::Cell::new(0u64);
        let mut progress = Progress::default();
        for len in (1..stream.len()).step_by(100) {
            let read = |r: std::ops::Range<u64>| {
                let bytes = stream.get(r.start as usize..(r.end as usize).min(len)).unwrap_or(&[]);
                read_bytes.set(read_bytes.get() + bytes.len() as u64);
                Cow::Borrowed(bytes)
            };
            let (len, peer) = (len as u64, |_: usize| None);
            let stretch =
                Stretch { len, ended: false, direction: 0, nth: 0, previous: None, peer: &peer, read: &read };
            assert!(matches!(next(&mut progress, &stretch), Framed::NeedMore { .. }));
        }
        assert!(read_bytes.get() < 2 * stream.len() as u64, "{}", read_bytes.get());
    }

    /// Pieces that make streams: well-formed messages, and what is none.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            Just(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec()),
            Just(b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nGET ".to_vec()),
            Just(b"HTTP/1.1 200 OK\nContent-Length: 3\n\n\r\n\r".to_vec()),
            Just(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\r\n\r\n0\r\nT: 1\r\n\r\n"
                    .to_vec()
            ),
            Just(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc".to_vec()),
            Just(b"HTTP/1.1 200 OK\r\nServer: a\r\n\r\n".to_vec()),
            Just(b"\r\n".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..20),
        ]
    }

    proptest! {
        #[test]
        fn splits_do_not_matter(
            pieces in proptest::collection::vec(piece(), 1..6),
            cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..12),
        ) {
            let stream = pieces.concat();
            let mut cuts: Vec<usize> = cuts.iter().map(|c| c.index(stream.len() + 1)).collect();
            cuts.sort_unstable();
            prop_assert_eq!(run(&stream, &cuts, true), run(&stream, &[], true));
            let each: Vec<usize> = (0..stream.len()).collect();
            prop_assert_eq!(run(&stream, &each, true), run(&stream, &[], true));
        }
    }
}
