//! A ClientHello from text: hexadecimal digits as people paste them from dumps, logs and issues.

use super::HelloFacts;
use crate::tls::handshake::{self, ClientHello, message_header, message_type};
use crate::tls::record::Version;

/// Longest text that is read.
const MAX_TEXT_LEN: usize = 1 << 20;
/// Content type of a record with handshake messages.
const HANDSHAKE: u8 = 22;
/// Bytes of a record's header.
const RECORD_HEADER_LEN: usize = 5;

/// Why pasted text is no ClientHello.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PastedError {
    #[error("there is nothing to read; paste the bytes of a ClientHello in hexadecimal")]
    Empty,
    #[error("the text is longer than {MAX_TEXT_LEN} characters; paste one ClientHello")]
    TooLong,
    #[error("character {at} is no hexadecimal digit; leave offsets and the text column out")]
    NotHex {
        /// From 1.
        at: usize,
    },
    #[error("the number of digits is odd; a digit is missing")]
    Odd,
    #[error("this is a handshake message of type {0}, not a ClientHello (1)")]
    OtherMessage(u8),
    #[error("the bytes end before the cipher suites do; paste the whole record, message or body")]
    Cut,
}

/// Reads a ClientHello: a record, a handshake message, or its body, in hexadecimal. Blanks, line
/// ends, `:`, `,`, `-`, `_` and `0x` between bytes are skipped.
pub fn hello_from_hex(text: &str) -> Result<HelloFacts, PastedError> {
    let bytes = unhex(text)?;
    let (record_version, message) = without_records(&bytes);
    match message.first() {
        None => Err(PastedError::Empty),
        Some(&message_type::CLIENT_HELLO) => {
            let (_, len) = message_header(&message).ok_or(PastedError::Cut)?;
            let end = handshake::HEADER_LEN.saturating_add(len).min(message.len());
            let body = message.get(handshake::HEADER_LEN..end).unwrap_or_default();
            let hello = ClientHello::parse(body).ok_or(PastedError::Cut)?;
            Ok(HelloFacts { record_version, len_bytes: Some(end), ..HelloFacts::new(hello) })
        }
        // A body begins with the version.
        Some(3) => {
            let hello = ClientHello::parse(&message).ok_or(PastedError::Cut)?;
            let len_bytes = Some(message.len().saturating_add(handshake::HEADER_LEN));
            Ok(HelloFacts { len_bytes, ..HelloFacts::new(hello) })
        }
        Some(other) => Err(PastedError::OtherMessage(*other)),
    }
}

fn unhex(text: &str) -> Result<Vec<u8>, PastedError> {
    if text.len() > MAX_TEXT_LEN {
        return Err(PastedError::TooLong);
    }
    let text = text.replace("0x", "  ").replace("\\x", "  ");
    let mut digits = Vec::new();
    for (at, c) in text.chars().enumerate() {
        if let Some(digit) = c.to_digit(16) {
            digits.push(digit as u8);
        } else if !c.is_whitespace() && !":,-_;\"'{}[]".contains(c) {
            return Err(PastedError::NotHex { at: at + 1 });
        }
    }
    if digits.len() % 2 != 0 {
        return Err(PastedError::Odd);
    }
    Ok(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |n, d| n << 4 | d)).collect())
}

/// What stands in the records, and their version; bytes that are in none as they are.
fn without_records(bytes: &[u8]) -> (Option<Version>, Vec<u8>) {
    let mut rest = bytes;
    let mut version = None;
    let mut message = Vec::new();
    while let [HANDSHAKE, major @ 3, minor, high, low, ..] = rest {
        version.get_or_insert(Version(u16::from_be_bytes([*major, *minor])));
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        let content = rest.get(RECORD_HEADER_LEN..).unwrap_or_default();
        let (inside, after) = content.split_at(len.min(content.len()));
        message.extend_from_slice(inside);
        rest = after;
    }
    if version.is_some() { (version, message) } else { (None, bytes.to_vec()) }
}

#[cfg(test)]
mod tests {
    use super::super::sample::axtls;
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn records_messages_and_bodies_are_the_same_hello() {
        let body = axtls().body();
        let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
        let record = [&[22, 3, 1, 0, message.len() as u8][..], &message].concat();
        let a = hello_from_hex(&hex(&body)).unwrap();
        let b = hello_from_hex(&hex(&message)).unwrap();
        let spaced: String = record.iter().map(|b| format!("0x{b:02X},\n ")).collect();
        let c = hello_from_hex(&spaced).unwrap();
        assert_eq!((&a.hello, &b.hello), (&b.hello, &c.hello));
        assert_eq!((a.record_version, c.record_version), (None, Some(Version::TLS10)));
        assert_eq!(a.len_bytes, c.len_bytes);
        let mut two = vec![22, 3, 1, 0, 10];
        two.extend(&message[..10]);
        two.extend([22, 3, 1, 0, message.len() as u8 - 10]);
        two.extend(&message[10..]);
        assert_eq!(hello_from_hex(&hex(&two)).unwrap().hello, a.hello);
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(hello_from_hex(" "), Err(PastedError::Empty));
        assert_eq!(hello_from_hex("16 03 zz"), Err(PastedError::NotHex { at: 7 }));
        assert_eq!(hello_from_hex("160"), Err(PastedError::Odd));
        assert_eq!(hello_from_hex("02000000"), Err(PastedError::OtherMessage(2)));
        assert_eq!(hello_from_hex("0303"), Err(PastedError::Cut));
        assert_eq!(hello_from_hex(&"0".repeat(MAX_TEXT_LEN + 1)), Err(PastedError::TooLong));
    }
}
