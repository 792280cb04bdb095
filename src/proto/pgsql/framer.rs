//! Where the messages of PostgreSQL's protocol begin and end in a byte stream, and what each is.

use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};

pub(super) const FRAMER: Framer =
    Framer { application: Application::Pgsql, recognises, follows_peer: true, next };

pub(super) const PORT: u16 = 5432;
/// Longest message that is waited for; the server's own limit.
const LEN_MAX: u32 = 1 << 30;
/// Longest message that has no type: a startup packet.
const STARTUP_MAX: u32 = 10_000;

pub(super) const CLIENT: MessageKind = MessageKind(1);
pub(super) const SERVER: MessageKind = MessageKind(2);
/// The one letter that answers a request for encryption.
pub(super) const ANSWER: MessageKind = MessageKind(3);
/// Note of a request for encryption; others say how the client authenticates.
const ASKED: u8 = 0xff;

/// What takes the place of a version in messages without a type.
pub(super) mod code {
    pub const CANCEL: u32 = 80_877_102;
    pub const SSL: u32 = 80_877_103;
    pub const GSS: u32 = 80_877_104;
    pub const VERSION_3: u32 = 3;
}

/// Length and code of a message without a type.
fn startup(head: &[u8]) -> Option<(u32, u32)> {
    let len = u32::from_be_bytes(*head.first_chunk()?);
    let word = u32::from_be_bytes(*head.get(4..8)?.first_chunk()?);
    let fits = match word {
        code::SSL | code::GSS => len == 8,
        code::CANCEL => (12..=STARTUP_MAX).contains(&len),
        _ => word >> 16 == code::VERSION_3 && (8..=STARTUP_MAX).contains(&len),
    };
    fits.then_some((len, word))
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    if let Some((_, word)) = startup(bytes) {
        return word >= code::CANCEL
            || ports.contains(&PORT)
            || bytes.get(8..).is_some_and(|rest| rest.windows(5).any(|w| w == b"user\0"));
    }
    let typed = bytes.first().is_some_and(|t| name(*t, true).or(name(*t, false)).is_some());
    let len = bytes.get(1..5).and_then(|b| b.first_chunk()).map(|b| u32::from_be_bytes(*b));
    ports.contains(&PORT) && typed && len.is_some_and(|len| (4..0x0100_0000).contains(&len))
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(9));
    let asked = stretch.last_of_peer();
    if asked == ASKED && matches!(head.first(), Some(b'S' | b'N' | b'G')) {
        return Framed::Message { len: 1, kind: ANSWER, note: 0 };
    }
    // Letters are types; lengths of messages without one begin with 0.
    if head.first() == Some(&0) {
        if head.len() < 8 {
            return Framed::NeedMore { at_least: 8 };
        }
        let Some((len, word)) = startup(&head) else { return Framed::Skip(0) };
        let note = if matches!(word, code::SSL | code::GSS) { ASKED } else { 0 };
        return whole(stretch, len.into(), CLIENT, note);
    }
    let (Some(kind), Some(len)) = (head.first(), head.get(1..5).and_then(|b| b.first_chunk())) else {
        return Framed::NeedMore { at_least: 5 };
    };
    let len = u32::from_be_bytes(*len);
    if !kind.is_ascii_alphanumeric() || !(4..LEN_MAX).contains(&len) {
        return Framed::Skip(0);
    }
    let side = match (stretch.previous, (stretch.peer)(0)) {
        (Some((ANSWER, _)), _) | (None, Some((CLIENT, _))) => SERVER,
        (Some((side, _)), _) => side,
        (None, Some((SERVER | ANSWER, _))) => CLIENT,
        (None, _) => MessageKind(0),
    };
    let note = match kind {
        b'R' => {
            if head.len() < 9 && stretch.len < 9 && len >= 8 {
                return Framed::NeedMore { at_least: 9 };
            }
            head.get(8).map_or(0, |low| (*low).min(0x7f))
        }
        b'p' => asked,
        _ => 0,
    };
    whole(stretch, 1 + u64::from(len), side, note)
}

fn whole(stretch: &Stretch<'_>, len: u64, kind: MessageKind, note: u8) -> Framed {
    if stretch.len < len { Framed::NeedMore { at_least: len } } else { Framed::Message { len, kind, note } }
}

/// What a message of the client or the server is.
pub(super) fn name(kind: u8, frontend: bool) -> Option<&'static str> {
    Some(match (kind, frontend) {
        (b'B', true) => "Bind",
        (b'C', true) => "Close",
        (b'D', true) => "Describe",
        (b'E', true) => "Execute",
        (b'F', true) => "Function call",
        (b'H', true) => "Flush",
        (b'P', true) => "Parse",
        (b'Q', true) => "Simple query",
        (b'S', true) => "Sync",
        (b'X', true) => "Termination",
        (b'f', true) => "Copy failure",
        (b'p', true) => "Authentication message",
        (b'd', _) => "Copy data",
        (b'c', _) => "Copy completion",
        (b'1', false) => "Parse completion",
        (b'2', false) => "Bind completion",
        (b'3', false) => "Close completion",
        (b'A', false) => "Notification",
        (b'C', false) => "Command completion",
        (b'D', false) => "Data row",
        (b'E', false) => "Error",
        (b'G', false) => "CopyIn response",
        (b'H', false) => "CopyOut response",
        (b'W', false) => "CopyBoth response",
        (b'I', false) => "Empty query",
        (b'K', false) => "Backend key data",
        (b'N', false) => "Notice",
        (b'R', false) => "Authentication request",
        (b'S', false) => "Parameter status",
        (b'T', false) => "Row description",
        (b'V', false) => "Function call response",
        (b'Z', false) => "Ready for query",
        (b'n', false) => "No data",
        (b's', false) => "Portal suspended",
        (b't', false) => "Parameter description",
        (b'v', false) => "Negotiate protocol version",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_known_by_its_beginning() {
        let ssl = b"\0\0\0\x08\x04\xd2\x16\x2f";
        assert!(recognises(ssl, [1, 2]));
        assert!(recognises(b"\0\0\0\x14\0\x03\0\0user\0me\0\0\0\0", [1, 2]));
        assert!(!recognises(b"\0\0\0\x09\x04\xd2\x16\x2f", [1, PORT]));
        assert!(!recognises(b"GET / HTTP/1.1\r\n", [1, PORT]));
        assert!(recognises(b"Q\0\0\0\x05\0", [1, PORT]));
        assert!(!recognises(b"Q\0\0\0\x05\0", [1, 2]));
    }

    #[test]
    fn letters_mean_different_things_from_each_side() {
        assert_eq!((name(b'S', true), name(b'S', false)), (Some("Sync"), Some("Parameter status")));
        assert_eq!(name(b'?', true), None);
    }
}
