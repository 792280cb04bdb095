//! Where the version lines and packets of SSH begin and end in a byte stream, up to the new keys.

use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};

pub(super) const FRAMER: Framer =
    Framer { application: Application::Ssh, recognises, follows_peer: true, next };

pub(super) const PORT: u16 = 22;
pub(super) const VERSION_LINE: MessageKind = MessageKind(1);
pub(super) const PACKET: MessageKind = MessageKind(2);
pub(super) const OFFER: MessageKind = MessageKind(3);
pub(super) const NEW_KEYS_PACKET: MessageKind = MessageKind(4);
pub(super) const SEALED: MessageKind = MessageKind(5);
pub(super) const PACKET_1: MessageKind = MessageKind(6);

pub(super) mod code {
    pub const DISCONNECT: u8 = 1;
    pub const IGNORE: u8 = 2;
    pub const UNIMPLEMENTED: u8 = 3;
    pub const DEBUG: u8 = 4;
    pub const SERVICE_REQUEST: u8 = 5;
    pub const SERVICE_ACCEPT: u8 = 6;
    pub const EXT_INFO: u8 = 7;
    pub const KEXINIT: u8 = 20;
    pub const NEWKEYS: u8 = 21;
}

/// Longest version line (RFC 4253 section 4.2), and longest packet that is believed.
const LINE_MAX: u64 = 512;
const PACKET_MAX: u32 = 256 << 10;
/// Messages of a direction among which its offer is looked for.
pub(super) const OFFER_WITHIN: usize = 32;

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    bytes.starts_with(b"SSH-") && bytes.iter().take(9).all(u8::is_ascii_graphic)
        || ports.contains(&PORT) && !bytes.is_empty()
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let all = |kind, note| Framed::Message { len: stretch.len, kind, note };
    let head = (stretch.read)(0..stretch.len.min(8));
    let (before, version) = stretch.previous.unwrap_or_default();
    if stretch.nth == 0 {
        const BEGINNING: &[u8] = b"SSH-";
        if head.len() < BEGINNING.len() && BEGINNING.starts_with(&head) && !stretch.ended {
            return Framed::NeedMore { at_least: BEGINNING.len() as u64 };
        }
        if !head.starts_with(BEGINNING) {
            return all(SEALED, 2);
        }
        let line = (stretch.read)(0..stretch.len.min(LINE_MAX));
        return match line.iter().position(|b| *b == b'\n') {
            Some(end) => {
                let is_1 = line.starts_with(b"SSH-1.") && !line.starts_with(b"SSH-1.99");
                Framed::Message { len: end as u64 + 1, kind: VERSION_LINE, note: if is_1 { 1 } else { 2 } }
            }
            None if stretch.len >= LINE_MAX || stretch.ended => all(SEALED, 2),
            None => Framed::NeedMore { at_least: stretch.len + 1 },
        };
    }
    if version != 1 && matches!(before, NEW_KEYS_PACKET | SEALED) {
        return all(SEALED, 2);
    }
    let Some(len) = head.first_chunk::<4>().map(|b| u32::from_be_bytes(*b)) else {
        return if stretch.ended { all(SEALED, version) } else { Framed::NeedMore { at_least: 6 } };
    };
    if !(2..=PACKET_MAX).contains(&len) {
        return all(SEALED, 2);
    }
    let total =
        if version == 1 { 4 + u64::from(padding_1(len)) + u64::from(len) } else { 4 + u64::from(len) };
    if stretch.len < total.max(6) {
        return Framed::NeedMore { at_least: total.max(6) };
    }
    let kind = match head.get(5) {
        _ if version == 1 => PACKET_1,
        Some(&code::KEXINIT) => OFFER,
        Some(&code::NEWKEYS) => NEW_KEYS_PACKET,
        _ => PACKET,
    };
    Framed::Message { len: total, kind, note: version }
}

/// Bytes before the payload of version 1.
pub(super) fn padding_1(len: u32) -> u32 {
    8 - len % 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(previous: Option<(MessageKind, u8)>, bytes: &[u8]) -> Framed {
        let nth = usize::from(previous.is_some());
        Stretch::over(bytes, |s| next(&mut Progress::default(), &Stretch { nth, previous, ..s }))
    }

    #[test]
    fn packets_are_framed_until_the_keys_change() {
        let message = |len, kind, note| Framed::Message { len, kind, note };
        assert_eq!(framed(None, b"SSH-2.0-x\r\nrest"), message(11, VERSION_LINE, 2));
        assert_eq!(framed(None, b"SSH-1.5-x\n"), message(10, VERSION_LINE, 1));
        assert_eq!(framed(None, b"SSH-2.0"), Framed::NeedMore { at_least: 8 });
        let line = Some((VERSION_LINE, 2));
        assert_eq!(framed(line, b"\0\0\0\x04\x02\x14xxyy"), message(8, OFFER, 2));
        assert_eq!(framed(line, b"\0\0\0\x04\x02\x15xx"), message(8, NEW_KEYS_PACKET, 2));
        assert_eq!(framed(Some((NEW_KEYS_PACKET, 2)), b"anything"), message(8, SEALED, 2));
        assert_eq!(
            framed(Some((PACKET_1, 1)), &[0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 9]),
            message(12, PACKET_1, 1)
        );
        assert_eq!(framed(line, b"\xff\xff\xff\xff\0\0"), message(6, SEALED, 2));
    }
}
