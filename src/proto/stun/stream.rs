//! STUN and TURN over streams (RFC 8489 section 6.2.2, RFC 8656 section 12.5): where messages and channel data end, and where
//! the stream becomes that of a peer (RFC 6062).

use super::{CHANNEL_HEAD, COOKIE, HEADER_LEN, METHODS_END, PORT, is_channel_data};
use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};

pub(super) const FRAMER: Framer =
    Framer { application: Application::Stun, recognises, follows_peer: true, next };

/// Method and class of the answer behind which a connection carries the peer's bytes.
const CONNECTION_BOUND: [u8; 2] = [0x01, 0x0b];
const MESSAGE: MessageKind = MessageKind(1);
const DATA: MessageKind = MessageKind(2);

/// A message has the cookie; data, in the midst of which a capture may begin, is only looked for on the port.
fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let is_data = matches!(bytes, [0x40..=0x4f, _, _, _, ..]) && ports.contains(&PORT);
    is_data
        || matches!(bytes, [kind, _, _, len, rest @ ..]
        if *kind < METHODS_END && len % 4 == 0 && rest.starts_with(&COOKIE) && rest.len() >= 16)
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(u64::from(HEADER_LEN)));
    let [first, second, high, low, rest @ ..] = &*head else {
        return Framed::NeedMore { at_least: u64::from(CHANNEL_HEAD) };
    };
    let len = u64::from(u16::from_be_bytes([*high, *low]));
    let (len, kind) = if is_channel_data(&head) {
        (u64::from(CHANNEL_HEAD) + len.next_multiple_of(4), DATA)
    } else if *first < METHODS_END && len % 4 == 0 {
        (u64::from(HEADER_LEN) + len, MESSAGE)
    } else {
        return Framed::Skip(0);
    };
    if kind == MESSAGE && rest.iter().zip(COOKIE).any(|(is, should)| *is != should) {
        return Framed::Skip(0);
    }
    if stretch.len < len {
        return match stretch.ended && kind == DATA {
            // The last data need not be filled up.
            true => Framed::Message { len: stretch.len, kind, note: 0 },
            false => Framed::NeedMore { at_least: len },
        };
    }
    match [*first, *second] {
        CONNECTION_BOUND => Framed::Last { len, kind, note: 0, then: Application::Unknown },
        _ => Framed::Message { len, kind, note: 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(bytes: &[u8]) -> Framed {
        Stretch::over(bytes, |s| next(&mut Progress::default(), &s))
    }

    #[test]
    fn messages_and_data_have_lengths() {
        let message = |kind: &[u8]| [kind, b"\0\x04\x21\x12\xa4\x42abcdefghijkl\x80\0\0\0"].concat();
        let binding = message(b"\0\x01");
        assert_eq!(framed(&binding), Framed::Message { len: 24, kind: MESSAGE, note: 0 });
        assert_eq!(framed(&binding[..21]), Framed::NeedMore { at_least: 24 });
        assert_eq!(framed(&binding[..3]), Framed::NeedMore { at_least: 4 });
        let last = Framed::Last { len: 24, kind: MESSAGE, note: 0, then: Application::Unknown };
        assert_eq!(framed(&message(b"\x01\x0b")), last);
        assert_eq!(framed(b"\x40\x01\0\x05hello\0\0\0"), Framed::Message { len: 12, kind: DATA, note: 0 });
        assert_eq!(framed(b"\x40\x01\0\x05hello"), Framed::NeedMore { at_least: 12 });
        assert_eq!([framed(b"\0\x01\0\x04\0\0"), framed(b"\x16\x03\x01\0")], [Framed::Skip(0); 2]);
        assert!(recognises(&binding, [1, 2]) && !recognises(&binding[..8], [1, 2]));
    }
}
