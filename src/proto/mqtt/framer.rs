//! Finds MQTT packets in a byte stream: one byte, then the length (MQTT 5.0 section 2.1).

use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};

pub(super) const FRAMER: Framer =
    Framer { application: Application::Mqtt, recognises, follows_peer: true, next };

/// Of a CONNECT packet; its note is the protocol version.
pub(super) const CONNECT: MessageKind = MessageKind(1);
/// Of a packet with a message.
pub(super) const PUBLISH: MessageKind = MessageKind(3);

/// Registered ports: in the clear, and inside TLS.
const PORTS: [u16; 2] = [1883, 8883];
/// Bytes that a length takes at most.
const LEN_MAX: usize = 4;
/// Bytes of a CONNECT packet up to its version, at most.
const CONNECT_HEAD: u64 = 16;

/// Length of the fixed header and of what follows. `Ok(None)`: more bytes are needed to know.
pub(super) fn lengths(packet: &[u8]) -> Result<Option<(usize, u32)>, ()> {
    let mut value = 0;
    for (nth, byte) in packet.iter().skip(1).take(LEN_MAX).enumerate() {
        value |= u32::from(byte & 0x7f) << (7 * nth);
        if byte & 0x80 == 0 {
            return Ok(Some((2 + nth, value)));
        }
    }
    if packet.len() > LEN_MAX { Err(()) } else { Ok(None) }
}

/// The version that a CONNECT packet asks for.
pub(super) fn version_of(packet: &[u8]) -> Option<u8> {
    let (head, _) = lengths(packet).ok()??;
    let rest = packet.get(head..).filter(|_| packet.first().is_some_and(|b| b >> 4 == CONNECT.0))?;
    [&b"\0\x04MQTT"[..], b"\0\x06MQIsdp"].iter().find_map(|name| rest.strip_prefix(*name)?.first().copied())
}

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let plausible = || bytes.first().is_some_and(|b| *b >= 0x10) && matches!(lengths(bytes), Ok(Some(_)));
    version_of(bytes).is_some() || (ports.iter().any(|p| PORTS.contains(p)) && plausible())
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..CONNECT_HEAD);
    let (fixed, rest) = match lengths(&head) {
        Ok(Some(lengths)) => lengths,
        Ok(None) => return Framed::NeedMore { at_least: head.len() as u64 + 1 },
        Err(()) => return Framed::Skip(0),
    };
    let len = fixed as u64 + u64::from(rest);
    if stretch.len < len {
        return Framed::NeedMore { at_least: len };
    }
    let kind = MessageKind(head.first().map_or(0, |b| b >> 4));
    Framed::Message { len, kind, note: version_of(&head).unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connect_packet_is_known_by_its_content() {
        assert!(recognises(b"\x10\x10\0\x04MQTT\x05\x02", [5000, 6000]));
        assert!(recognises(b"\x10\x80\x01\0\x06MQIsdp\x03\x02", [5000, 6000]));
        assert!(!recognises(b"\x10\x10\0\x04MQTX\x05\x02", [5000, 6000]));
        assert!(recognises(b"\xc0\0", [5000, 1883]));
        assert!(!recognises(b"\xc0\0", [5000, 6000]));
        assert!(!recognises(b"\x30\xff\xff\xff\xff\x01", [8883, 6000]));
    }

    #[test]
    fn lengths_take_one_to_four_bytes() {
        assert_eq!(lengths(b"\x30\x05"), Ok(Some((2, 5))));
        assert_eq!(lengths(b"\x30\x80\x01"), Ok(Some((3, 128))));
        assert_eq!(lengths(b"\x30\xff\xff\xff\x7f"), Ok(Some((5, 268_435_455))));
        assert_eq!(lengths(b"\x30\xff\xff"), Ok(None));
        assert_eq!(lengths(b"\x30\xff\xff\xff\xff\x01"), Err(()));
    }
}
