//! A ClientHello from text: hexadecimal digits, hex dumps and Base64, as people paste them from
//! dumps, logs and issues.

use super::HelloFacts;
use crate::tls::handshake::{self, ClientHello, message_header, message_type};
use crate::tls::record::Version;

/// Longest text that is read.
const MAX_TEXT_LEN: usize = 1 << 20;
/// Content type of a record with handshake messages.
const HANDSHAKE: u8 = 22;
/// Bytes of a record's header.
const RECORD_HEADER_LEN: usize = 5;
/// Digits of an offset at the beginning of a hex dump's line.
const OFFSET_DIGITS: std::ops::RangeInclusive<usize> = 3..=16;

/// Why pasted text is no ClientHello.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PastedError {
    #[error("there is nothing to read; paste the bytes of a ClientHello in hexadecimal or Base64")]
    Empty,
    #[error("the text is longer than {MAX_TEXT_LEN} characters; paste one ClientHello")]
    TooLong,
    #[error("character {at} is no hexadecimal digit, and the text is no Base64 either")]
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

/// Reads a ClientHello: a record, a handshake message, or its body. In hexadecimal, where blanks,
/// line ends, `:`, `,`, `-`, `_` and `0x` between bytes are skipped; as a hex dump with offsets and
/// a column of text; or in Base64, with or without padding, in either alphabet.
pub fn hello_from_text(text: &str) -> Result<HelloFacts, PastedError> {
    if text.len() > MAX_TEXT_LEN {
        return Err(PastedError::TooLong);
    }
    let bytes = match unhex(text) {
        Err(PastedError::NotHex { at }) => {
            let other = hex_dump(text).or_else(|| base64(text));
            other.ok_or(PastedError::NotHex { at })?
        }
        // The offsets of a dump without a column of text are digits, too.
        Ok(bytes) => match hello_of(&bytes) {
            Ok(hello) => return Ok(hello),
            Err(_) => hex_dump(text).unwrap_or(bytes),
        },
        Err(error) => return Err(error),
    };
    hello_of(&bytes)
}

fn hello_of(bytes: &[u8]) -> Result<HelloFacts, PastedError> {
    let (record_version, message) = without_records(bytes);
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
        // The beginning of a record.
        Some(&HANDSHAKE) => Err(PastedError::Cut),
        Some(other) => Err(PastedError::OtherMessage(*other)),
    }
}

fn unhex(text: &str) -> Result<Vec<u8>, PastedError> {
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

/// The bytes of a dump whose lines are an offset, bytes or pairs of bytes, and maybe a column of
/// text behind two blanks; none: a line is not so, or its offset does not fit.
fn hex_dump(text: &str) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut first = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (offset, rest) = line.split_once([' ', '\t'])?;
        let offset = offset.trim_end_matches(':');
        let offset = offset.strip_prefix("0x").unwrap_or(offset);
        if !OFFSET_DIGITS.contains(&offset.len()) {
            return None;
        }
        let at = u64::from_str_radix(offset, 16).ok()?;
        let begin = *first.get_or_insert(at);
        if at.checked_sub(begin)? != bytes.len() as u64 {
            return None;
        }
        push_dump_line(rest, &mut bytes);
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// The bytes of one line behind its offset: at most 16, up to the column of text.
fn push_dump_line(line: &str, bytes: &mut Vec<u8>) {
    const LINE_BYTES: usize = 16;
    let until = bytes.len().saturating_add(LINE_BYTES);
    let line = line.trim_start();
    // Two blanks stand in the middle of many dumps, and before the text in all of them.
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let is_hex = matches!(word.len(), 2 | 4 | 8) && word.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hex || bytes.len().saturating_add(word.len() / 2) > until {
            return;
        }
        let pairs = word.as_bytes().chunks_exact(2);
        let digit = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
        bytes.extend(pairs.map(|pair| pair.iter().fold(0, |n, b| n << 4 | digit(*b))));
    }
}

/// Base64 (RFC 4648 sections 4 and 5), line ends skipped; none: something else stands in it.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut len) = (0u32, 0u32);
    let text = text.trim().trim_end_matches('=');
    for c in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        len += 6;
        if len >= 8 {
            len -= 8;
            bytes.push((bits >> len) as u8);
            bits &= (1 << len) - 1;
        }
    }
    (!bytes.is_empty()).then_some(bytes)
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

    fn record() -> Vec<u8> {
        let body = axtls().body();
        let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
        [&[22, 3, 1, 0, message.len() as u8][..], &message].concat()
    }

    #[test]
    fn records_messages_and_bodies_are_the_same_hello() {
        let body = axtls().body();
        let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
        let record = record();
        let a = hello_from_text(&hex(&body)).unwrap();
        let b = hello_from_text(&hex(&message)).unwrap();
        let spaced: String = record.iter().map(|b| format!("0x{b:02X},\n ")).collect();
        let c = hello_from_text(&spaced).unwrap();
        assert_eq!((&a.hello, &b.hello), (&b.hello, &c.hello));
        assert_eq!((a.record_version, c.record_version), (None, Some(Version::TLS10)));
        assert_eq!(a.len_bytes, c.len_bytes);
        let mut two = vec![22, 3, 1, 0, 10];
        two.extend(&message[..10]);
        two.extend([22, 3, 1, 0, message.len() as u8 - 10]);
        two.extend(&message[10..]);
        assert_eq!(hello_from_text(&hex(&two)).unwrap().hello, a.hello);
    }

    #[test]
    fn dumps_with_offsets_and_text_are_read() {
        let hello = hello_from_text(&hex(&record())).unwrap();
        let line = |(i, bytes): (usize, &[u8]), text: &str| {
            let digits: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
            format!("{:04x}   {}{text}\n", i * 16, digits.join(" "))
        };
        let record = record();
        let wireshark: String = record.chunks(16).enumerate().map(|l| line(l, "   abc.def dead")).collect();
        assert_eq!(hello_from_text(&wireshark), Ok(hello.clone()));
        let without: String = record.chunks(16).enumerate().map(|l| line(l, "")).collect();
        assert_eq!(hello_from_text(&without), Ok(hello.clone()));
        let pairs = |bytes: &[u8]| bytes.chunks(2).map(hex).collect::<Vec<_>>().join(" ");
        let tcpdump = record.chunks(16).enumerate();
        let tcpdump: String =
            tcpdump.map(|(i, l)| format!("\t0x{:04x}:  {}  ..E.\n", 0x40 + i * 16, pairs(l))).collect();
        assert_eq!(hello_from_text(&tcpdump), Ok(hello));
    }

    #[test]
    fn base64_is_read_in_both_alphabets() {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let encoded: String = record()
            .chunks(3)
            .flat_map(|three| {
                let bits = three.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
                let digit = move |i: u32| ALPHABET[(bits >> (18 - 6 * i)) as usize & 63] as char;
                (0..4).map(move |i| if i as usize <= three.len() { digit(i) } else { '=' })
            })
            .collect();
        let hello = hello_from_text(&hex(&record()));
        assert_eq!(hello_from_text(&encoded), hello);
        assert_eq!(hello_from_text(&encoded.replace('+', "-").replace('/', "_").replace('=', "")), hello);
        assert_eq!(hello_from_text(&format!("{}\n {}", &encoded[..20], &encoded[20..])), hello);
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(hello_from_text(" "), Err(PastedError::Empty));
        assert_eq!(hello_from_text("16 03 zz?"), Err(PastedError::NotHex { at: 7 }));
        assert_eq!(hello_from_text("160"), Err(PastedError::Odd));
        assert_eq!(hello_from_text("02000000"), Err(PastedError::OtherMessage(2)));
        assert_eq!(hello_from_text("0303"), Err(PastedError::Cut));
        assert_eq!(hello_from_text("16 03"), Err(PastedError::Cut));
        assert_eq!(hello_from_text(&"0".repeat(MAX_TEXT_LEN + 1)), Err(PastedError::TooLong));
        for cut in 0..record().len() {
            // Whatever is missing: an answer, or a hello with fewer extensions.
            let _ = hello_from_text(&hex(&record()[..cut]));
        }
    }
}
