//! The hello of SSL 2.0 in which clients offered SSL 3.0 and TLS to old servers (RFC 5246 section
//! E.2): recognised, and told as the ClientHello that it stands for.

use super::handshake::message_type;
use super::reader::Reader;

/// Stands for such a record where content types of records stand; none of TLS is above 127.
pub const RECORD_TYPE: u8 = 0x80;

/// Bytes of a record header without padding.
pub const HEADER_LEN: usize = 2;
/// Bytes by which a hello is known.
pub const RECOGNISED_BY_LEN: usize = 11;

/// Length of the record that begins so, header included, if it holds a ClientHello: its length is
/// the sum of the lengths that the hello says.
pub fn record_len(bytes: &[u8]) -> Option<usize> {
    let [high, low, message_type::CLIENT_HELLO, major, minor, a, b, c, d, e, f, ..] = *bytes else {
        return None;
    };
    let word = |high, low| usize::from(u16::from_be_bytes([high, low]));
    let (specs, session, challenge) = (word(a, b), word(c, d), word(e, f));
    let len = word(high & 0x7f, low);
    let sane = high & 0x80 != 0
        && (word(major, minor) == 2 || (0x0300..=0x0304).contains(&word(major, minor)))
        && specs > 0
        && specs % 3 == 0
        && (16..=32).contains(&challenge)
        && len == 9 + specs + session + challenge;
    sane.then_some(HEADER_LEN + len)
}

/// The ClientHello, as a handshake message of TLS with its header, that a whole record stands for:
/// the challenge is the random, filled with zeros on the left; suites of SSL 2.0 itself are left out.
pub fn as_client_hello(record: &[u8]) -> Option<Vec<u8>> {
    let len = record_len(record)?;
    let mut reader = Reader(record.get(HEADER_LEN + 1..len)?);
    let version: [u8; 2] = reader.array()?;
    let (specs, session, challenge) = (reader.u16()?, reader.u16()?, reader.u16()?);
    let specs = reader.take(specs.into())?;
    let session = reader.take(session.into())?;
    let challenge = reader.take(challenge.into())?;
    let mut random = [0; 32];
    let at = random.len().checked_sub(challenge.len())?;
    random.get_mut(at..)?.copy_from_slice(challenge);
    let suites: Vec<u8> =
        specs.as_chunks::<3>().0.iter().filter(|s| s[0] == 0).flat_map(|s| [s[1], s[2]]).collect();
    let body = [
        &version[..],
        &random,
        &[u8::try_from(session.len()).ok()?],
        session,
        &u16::try_from(suites.len()).ok()?.to_be_bytes(),
        &suites,
        // No compression.
        &[1, 0],
    ]
    .concat();
    let [_, len @ ..] = u32::try_from(body.len()).ok()?.to_be_bytes();
    Some([&[message_type::CLIENT_HELLO][..], &len, &body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::handshake::ClientHello;

    fn hello() -> Vec<u8> {
        let mut hello = vec![0x80, 0x1f, 1, 3, 1, 0, 6, 0, 0, 0, 16, 1, 0, 0x80, 0, 0, 0x35];
        hello.extend([9; 16]);
        hello
    }

    #[test]
    fn it_stands_for_a_client_hello() {
        let message = as_client_hello(&hello()).unwrap();
        let parsed = ClientHello::parse(&message[4..]).unwrap();
        assert_eq!((parsed.version.0, &parsed.suites[..]), (0x0301, &[0x35][..]));
        assert_eq!(parsed.random, *[[0; 16], [9; 16]].concat());
    }

    #[test]
    fn only_whole_hellos_are_taken_for_hellos() {
        let mut bytes = hello();
        assert_eq!(record_len(&bytes), Some(33));
        assert!((0..bytes.len()).all(|len| as_client_hello(&bytes[..len]).is_none()));
        bytes[1] = 0x20;
        assert_eq!(record_len(&bytes), None);
    }
}
