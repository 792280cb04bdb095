//! Where HTTP/2 frames begin and end in a byte stream (RFC 9113 sections 3.4 and 4.1), and how a
//! connection is recognised.

use super::fields::frame_type;
use crate::dissect::{Framed, Framer, Progress, Stretch};
use crate::store::{Application, MessageKind};

pub const FRAMER: Framer = Framer { application: Application::Http2, recognises, follows_peer: true, next };

/// What a client says first (RFC 9113 section 3.4).
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
pub const HEADER_LEN: usize = 9;
/// Kind of the preface; that of a frame is [`FRAME`] and its type.
pub const MAGIC: MessageKind = MessageKind(0x20);
const FRAME: u8 = 0x40;
/// Longest frame of a connection in which nobody asked for longer ones; used to judge bytes only.
const USUAL_MAX: u32 = 16 << 10;
/// Types that are judged as possible.
const TYPES: u8 = 0x10;

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub len: u32,
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
}

impl Header {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [a, b, c, kind, flags, s, t, u, v] = *bytes.first_chunk::<HEADER_LEN>()?;
        let stream = u32::from_be_bytes([s, t, u, v]);
        Some(Self { len: u32::from_be_bytes([0, a, b, c]), kind, flags, stream })
    }

    /// Whether a frame may look like this.
    fn is_plausible(self) -> bool {
        use frame_type::*;
        let (on_stream, flags, len) = match self.kind {
            DATA => (Some(true), 0x09, 0..=USUAL_MAX),
            HEADERS => (Some(true), 0x2d, 1..=USUAL_MAX),
            PRIORITY => (Some(true), 0, 5..=5),
            RST_STREAM => (Some(true), 0, 4..=4),
            SETTINGS => (Some(false), 1, 0..=96),
            PUSH_PROMISE => (Some(true), 0x0c, 4..=USUAL_MAX),
            PING => (Some(false), 1, 8..=8),
            GOAWAY => (Some(false), 0, 8..=USUAL_MAX),
            WINDOW_UPDATE => (None, 0, 4..=4),
            CONTINUATION => (Some(true), 4, 0..=USUAL_MAX),
            _ => return false,
        };
        on_stream.is_none_or(|on| on == (self.stream != 0))
            && self.flags & !flags == 0
            && len.contains(&self.len)
            && self.stream < 1 << 24
            && (self.kind != SETTINGS || self.len.is_multiple_of(6) && (self.flags == 0 || self.len == 0))
    }
}

/// The type of a frame among a stream's messages.
pub fn type_of(kind: MessageKind) -> Option<u8> {
    (kind.0 & 0xe0 == FRAME).then_some(kind.0 & 0x1f)
}

fn recognises(bytes: &[u8], _: [u16; 2]) -> bool {
    if bytes.len() >= 14 && PREFACE.starts_with(bytes.get(..PREFACE.len()).unwrap_or(bytes)) {
        return true;
    }
    if bytes.starts_with(PREFACE) {
        return true;
    }
    // Frames, one behind the other: two at least, or one that says much of itself.
    let (mut at, mut frames) = (0, 0);
    while let Some(header) = bytes.get(at..).and_then(Header::read) {
        if !header.is_plausible() {
            return false;
        }
        frames += 1;
        at += HEADER_LEN + header.len as usize;
        let settles = matches!(header.kind, frame_type::SETTINGS) && frames == 1 && header.len > 0;
        if settles && at <= bytes.len() && is_settings(bytes.get(HEADER_LEN..at).unwrap_or(&[])) {
            return true;
        }
    }
    frames >= 2
}

/// Settings that somebody defined, or that are there to be ignored (RFC 8701 has such numbers).
fn is_settings(payload: &[u8]) -> bool {
    let (settings, rest) = payload.as_chunks::<6>();
    rest.is_empty()
        && settings.iter().all(|[a, b, ..]| {
            let id = u16::from_be_bytes([*a, *b]);
            matches!(id, 1..=0x10) || id & 0x0f0f == 0x0a0a || id >= 0xf000
        })
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let bytes = (stretch.read)(0..stretch.len.min(PREFACE.len() as u64));
    if bytes.starts_with(b"PRI ") && PREFACE.starts_with(&bytes) {
        let len = PREFACE.len() as u64;
        return if stretch.len < len {
            Framed::NeedMore { at_least: len }
        } else {
            Framed::Message { len, kind: MAGIC, note: 0 }
        };
    }
    let Some(header) = Header::read(&bytes) else {
        return Framed::NeedMore { at_least: HEADER_LEN as u64 };
    };
    // Longer than usual frames were agreed on, unknown types are allowed: not both at once.
    if header.len > USUAL_MAX && header.kind >= TYPES {
        return Framed::Skip(0);
    }
    let len = HEADER_LEN as u64 + u64::from(header.len);
    if stretch.len < len {
        return Framed::NeedMore { at_least: len };
    }
    let kind = MessageKind(FRAME | header.kind.min(0x1f));
    Framed::Message { len, kind, note: header.flags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_recognised_by_what_they_begin_with() {
        let yes: [&[u8]; 4] = [
            PREFACE,
            b"PRI * HTTP/2.0\r\n",
            b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64",
            b"\0\0\x04\x08\0\0\0\0\0\0\0\0\x01\0\0\x01\x01\x05\0\0\0\x01\x82",
        ];
        for bytes in yes {
            assert!(recognises(bytes, [1, 2]), "{bytes:?}");
        }
        let no: [&[u8]; 5] = [
            b"",
            b"PRI",
            b"GET / HTTP/1.1\r\n\r\n",
            &[0; 64],
            b"\0\x1d\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03www\x07example",
        ];
        for bytes in no {
            assert!(!recognises(bytes, [1, 2]), "{bytes:?}");
        }
    }
}
