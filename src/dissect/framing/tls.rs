//! TLS in a byte stream: where it begins, and its records one by one.

use super::{Framed, Progress, Read};
use crate::store::{Direction, MessageKind};
use crate::tls::{record, ssl2_hello};

/// Bytes by which [`begins_tls`] judges: a record's header, and that of a handshake message.
pub(super) const HELLO_LEN: usize = record::HEADER_LEN + 4;

/// Whether a TLS connection begins here: with the record of a ClientHello or a ServerHello. No
/// protocol that is upgraded has messages that begin like this. `None`: too few bytes to tell.
pub(super) fn begins_tls(bytes: &[u8]) -> Option<bool> {
    let fits = |(at, b): (usize, &u8)| match at {
        0 => *b == 22,
        1 => *b == 3,
        2 => *b <= 4,
        5 => matches!(b, 1 | 2),
        // Hellos are shorter than 64 KiB.
        6 => *b == 0,
        _ => true,
    };
    if !bytes.iter().take(HELLO_LEN).enumerate().all(fits) {
        return Some(false);
    }
    let header = bytes.first_chunk::<HELLO_LEN>()?.first_chunk()?;
    Some(record::looks_like_record(header))
}

/// Whether bytes that should begin a TLS record are words instead.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    bytes
        .first_chunk::<4>()
        .is_some_and(|head| head.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()))
}

/// The TLS record that begins at `start`. Its header is read once: where many sessions go on in turn, it
/// stands far back when the record is whole.
pub(super) fn next_record(
    read: Read<'_>,
    d: &Direction,
    start: u64,
    there: u64,
    progress: &mut Progress,
) -> Framed {
    if progress.done > 0 {
        return record_of(progress.done, progress.kind, there);
    }
    let header = read(d, start..start + there.min(record::HEADER_LEN as u64));
    let Some(header) = header.first_chunk::<{ record::HEADER_LEN }>() else {
        return Framed::NeedMore { at_least: record::HEADER_LEN as u64 };
    };
    if !record::looks_like_record(header) {
        return old_hello(read, d, start, there);
    }
    let len = record::HEADER_LEN as u64 + u64::from(u16::from_be_bytes([header[3], header[4]]));
    let kind = MessageKind(header[0]);
    (progress.done, progress.kind) = (len, kind);
    record_of(len, kind, there)
}

fn record_of(len: u64, kind: MessageKind, there: u64) -> Framed {
    if len > there {
        return Framed::NeedMore { at_least: len };
    }
    Framed::Message { len, kind, note: 0 }
}

/// The hello of SSL 2.0 that may stand before the records.
fn old_hello(read: Read<'_>, d: &Direction, start: u64, there: u64) -> Framed {
    let head = read(d, start..start + there.min(ssl2_hello::RECOGNISED_BY_LEN as u64));
    match ssl2_hello::record_len(&head) {
        Some(len) if len as u64 > there => Framed::NeedMore { at_least: len as u64 },
        Some(len) => Framed::Message { len: len as u64, kind: MessageKind(ssl2_hello::RECORD_TYPE), note: 0 },
        None => Framed::Skip(0),
    }
}
