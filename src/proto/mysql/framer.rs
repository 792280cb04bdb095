//! Where MySQL's packets end, and what each is: a packet does not say, what came before it does.

use crate::dissect::{Framed, Progress, Stretch};
use crate::store::MessageKind;

pub(super) const PORT: u16 = 3306;
const HEADER_LEN: u64 = 4;
/// Counts that notes can hold; more are told by what columns look like.
const COUNTED_MAX: u64 = 0xff;
const HALF_MAX: u16 = 15;

/// What packets are.
pub(super) mod kind {
    use crate::store::MessageKind;

    pub const GREETING: MessageKind = MessageKind(1);
    pub const LOGIN: MessageKind = MessageKind(2);
    /// A login that ends with its flags, since TLS follows.
    pub const SSL_REQUEST: MessageKind = MessageKind(3);
    pub const AUTH_RESPONSE: MessageKind = MessageKind(4);
    /// The note is the command.
    pub const COMMAND: MessageKind = MessageKind(5);
    pub const OK: MessageKind = MessageKind(6);
    pub const ERROR: MessageKind = MessageKind(7);
    /// The note is 1, if rows follow.
    pub const EOF: MessageKind = MessageKind(8);
    pub const AUTH_SWITCH: MessageKind = MessageKind(9);
    pub const AUTH_MORE: MessageKind = MessageKind(10);
    /// The note is the number of columns that follow.
    pub const COLUMN_COUNT: MessageKind = MessageKind(11);
    pub const COLUMN: MessageKind = MessageKind(12);
    pub const ROW: MessageKind = MessageKind(13);
    pub const BINARY_ROW: MessageKind = MessageKind(14);
    /// The note: parameters (high half) and columns that follow.
    pub const PREPARED: MessageKind = MessageKind(15);
    pub const PARAMETER: MessageKind = MessageKind(16);
    pub const PREPARED_COLUMN: MessageKind = MessageKind(17);
    pub const STATISTICS: MessageKind = MessageKind(18);
    pub const SHOWN_FIELD: MessageKind = MessageKind(19);
    pub const LOCAL_FILE: MessageKind = MessageKind(20);

    /// Sent by the client.
    pub fn is_client(kind: MessageKind) -> bool {
        matches!(kind, LOGIN | SSL_REQUEST | AUTH_RESPONSE | COMMAND)
    }
}

pub(super) mod command {
    pub const SHOW_FIELDS: u8 = 4;
    pub const STATISTICS: u8 = 9;
    pub const PREPARE: u8 = 22;
    pub const EXECUTE: u8 = 23;
    pub const FETCH: u8 = 28;
}

/// Flag of the login that TLS follows.
const SSL_FLAG: u32 = 0x800;
/// Notes of logins: queries carry attributes.
pub(super) const QUERY_ATTRIBUTES: u8 = 1;
/// Notes of logins: the server tells what changes in the session.
pub(super) const SESSION_TRACK: u8 = 2;

pub(super) fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let [a, b, c, sequence, rest @ ..] = bytes else { return false };
    let len = u32::from_le_bytes([*a, *b, *c, 0]) as usize;
    let on_port = ports.contains(&PORT);
    match rest {
        [10, version @ ..] if *sequence == 0 => {
            let text = version.iter().take_while(|b| b.is_ascii_graphic()).count();
            let digits = version.first().is_some_and(u8::is_ascii_digit);
            digits && text < 100 && version.get(text) == Some(&0) && (40..400).contains(&len)
        }
        [code, ..] => on_port && *sequence == 0 && (1..1 << 20).contains(&len) && *code < 32,
        [] => false,
    }
}

pub(super) fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(64));
    let [a, b, c, sequence, payload @ ..] = &*head else {
        return Framed::NeedMore { at_least: HEADER_LEN };
    };
    let len = u64::from(u32::from_le_bytes([*a, *b, *c, 0]));
    if stretch.len < HEADER_LEN + len {
        return Framed::NeedMore { at_least: HEADER_LEN + len };
    }
    let (kind, note) = if by_client(stretch, *sequence, payload) {
        of_client(stretch, *sequence, payload, len)
    } else {
        of_server(stretch, *sequence, payload, len)
    };
    Framed::Message { len: HEADER_LEN + len, kind, note }
}

fn by_client(stretch: &Stretch<'_>, sequence: u8, payload: &[u8]) -> bool {
    match (stretch.previous, (stretch.peer)(0)) {
        (Some((own, _)), _) => kind::is_client(own),
        (None, Some((peer, _))) => !kind::is_client(peer),
        // A greeting of the server; else a command, or a login inside TLS, which counts on.
        (None, None) => {
            let refused = payload.first() == Some(&0xff);
            let greets = payload.first() == Some(&10) && payload.get(1).is_some_and(u8::is_ascii_digit);
            sequence == 2 || sequence == 0 && !greets && !refused
        }
    }
}

fn of_client(stretch: &Stretch<'_>, sequence: u8, payload: &[u8], len: u64) -> (MessageKind, u8) {
    if sequence == 0 {
        return (kind::COMMAND, payload.first().copied().unwrap_or(0));
    }
    let logged_in = |(k, _): &(MessageKind, u8)| *k != kind::SSL_REQUEST;
    if stretch.previous.is_some_and(|p| logged_in(&p)) {
        return (kind::AUTH_RESPONSE, 0);
    }
    let flags = payload.first_chunk().map_or(0, |b| u32::from_le_bytes(*b));
    let noted = |bit: u32, note: u8| if flags >> bit & 1 != 0 { note } else { 0 };
    let note = noted(27, QUERY_ATTRIBUTES) | noted(23, SESSION_TRACK);
    let only_flags = flags & SSL_FLAG != 0 && len <= 32;
    (if only_flags { kind::SSL_REQUEST } else { kind::LOGIN }, note)
}

/// A number of variable length (Protocol::LengthEncodedInteger), and how many bytes it takes.
pub(super) fn length_encoded(bytes: &[u8]) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let count = match first {
        0..=0xfa => return Some((first.into(), 1)),
        0xfc => 2,
        0xfd => 3,
        0xfe => 8,
        _ => return None,
    };
    let digits = bytes.get(1..=count)?;
    Some((digits.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)), 1 + count))
}

fn of_server(stretch: &Stretch<'_>, sequence: u8, payload: &[u8], len: u64) -> (MessageKind, u8) {
    let first = payload.first().copied().unwrap_or(0);
    let last = stretch.newest_of_peer();
    if sequence == 0 && first == 10 && stretch.nth == 0 {
        return (kind::GREETING, 0);
    }
    let terminator = |note| if len == 5 { (kind::EOF, note) } else { (kind::OK, 0) };
    let (before, note) = stretch.previous.unwrap_or((kind::OK, 0));
    let command = match last {
        Some((kind::COMMAND, command)) => command,
        Some(_) => {
            return match first {
                0 => (kind::OK, 0),
                0xfe => (kind::AUTH_SWITCH, 0),
                0xff => (kind::ERROR, 0),
                _ => (kind::AUTH_MORE, 0),
            };
        }
        None => 0,
    };
    let begins = sequence == 1 || matches!((before, note), (kind::OK | kind::ERROR, _) | (kind::EOF, 0));
    if first == 0xff {
        return (kind::ERROR, 0);
    }
    if begins {
        return begin(command, first, payload, len);
    }
    let is_column = payload.starts_with(b"\x03def");
    let ends = first == 0xfe && len < 9;
    let binary = matches!(command, command::EXECUTE | command::FETCH);
    match before {
        kind::COLUMN_COUNT | kind::COLUMN if note > 0 && (note < 0xff || is_column) => {
            (kind::COLUMN, if note == 0xff { note } else { note - 1 })
        }
        kind::COLUMN | kind::COLUMN_COUNT if ends && len == 5 => (kind::EOF, 1),
        kind::PREPARED | kind::PARAMETER | kind::PREPARED_COLUMN | kind::EOF
            if command == command::PREPARE =>
        {
            prepared(note, ends, is_column)
        }
        kind::SHOWN_FIELD if !ends => (kind::SHOWN_FIELD, 0),
        _ if ends => terminator(0),
        _ => (if binary { kind::BINARY_ROW } else { kind::ROW }, 0),
    }
}

/// The first packet of an answer.
fn begin(command: u8, first: u8, payload: &[u8], len: u64) -> (MessageKind, u8) {
    match (command, first) {
        (command::STATISTICS, _) => (kind::STATISTICS, 0),
        (command::PREPARE, 0) => {
            let number = |at: usize| {
                let bytes = payload.get(at..at + 2).and_then(|b| b.first_chunk());
                bytes.map_or(0, |b| u16::from_le_bytes(*b)).min(HALF_MAX) as u8
            };
            (kind::PREPARED, number(7) << 4 | number(5))
        }
        (command::SHOW_FIELDS, 1..=0xfd) => (kind::SHOWN_FIELD, 0),
        (_, 0) => (kind::OK, 0),
        (_, 0xfe) if len == 5 => (kind::EOF, 0),
        (_, 0xfe) => (kind::OK, 0),
        (_, 0xfb) => (kind::LOCAL_FILE, 0),
        _ => {
            let (count, digits) = length_encoded(payload).unwrap_or((0, 0));
            // MariaDB does not tell columns again that a statement's client knows.
            let told = len == digits as u64 || payload.get(digits) != Some(&0);
            (kind::COLUMN_COUNT, if told { count.min(COUNTED_MAX) as u8 } else { 0 })
        }
    }
}

/// What stands behind the answer to a PREPARE: its parameters, then its columns.
fn prepared(note: u8, ends: bool, is_column: bool) -> (MessageKind, u8) {
    let (parameters, columns) = (note >> 4, note & 15);
    if ends {
        return (kind::EOF, note);
    }
    let counted = |n: u8| n > 0 && (n < 15 || is_column);
    let less = |n: u8| if n == 15 { n } else { n.saturating_sub(1) };
    if counted(parameters) {
        return (kind::PARAMETER, less(parameters) << 4 | columns);
    }
    (kind::PREPARED_COLUMN, less(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_one_byte_or_more() {
        assert_eq!(length_encoded(&[250]), Some((250, 1)));
        assert_eq!(length_encoded(&[0xfc, 1, 1]), Some((257, 3)));
        assert_eq!(length_encoded(&[0xfd, 1, 0, 1]), Some((0x10001, 4)));
        assert_eq!(length_encoded(&[0xfb]), None);
        assert_eq!(length_encoded(&[0xfe, 1]), None);
    }

    #[test]
    fn a_greeting_is_known_on_any_port() {
        let mut greeting = vec![60, 0, 0, 0, 10];
        greeting.extend_from_slice(b"8.0.36\0........");
        assert!(recognises(&greeting, [1, 2]));
        assert!(!recognises(&greeting[..8], [1, 2]));
        assert!(recognises(&[1, 0, 0, 0, 14], [1, PORT]));
        assert!(!recognises(&[1, 0, 0, 0, 14], [1, 2]));
    }
}
