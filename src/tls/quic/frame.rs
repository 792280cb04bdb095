//! Frames of an opened packet (RFC 9000 section 19), as far as what follows from them: handshake
//! and stream bytes, connection IDs. `proto/quic` shows all their fields.

use std::ops::Range;

use super::{QuicVersion, varint};

/// Frame types (RFC 9000 section 19, RFC 9221, and drafts that are in use).
pub mod frame_type {
    pub const PADDING: u64 = 0x00;
    pub const PING: u64 = 0x01;
    pub const ACK: u64 = 0x02;
    pub const ACK_ECN: u64 = 0x03;
    pub const RESET_STREAM: u64 = 0x04;
    pub const STOP_SENDING: u64 = 0x05;
    pub const CRYPTO: u64 = 0x06;
    pub const NEW_TOKEN: u64 = 0x07;
    pub const STREAM: u64 = 0x08;
    pub const STREAM_LAST: u64 = 0x0f;
    pub const MAX_DATA: u64 = 0x10;
    pub const MAX_STREAM_DATA: u64 = 0x11;
    pub const MAX_STREAMS_BIDI: u64 = 0x12;
    pub const MAX_STREAMS_UNI: u64 = 0x13;
    pub const DATA_BLOCKED: u64 = 0x14;
    pub const STREAM_DATA_BLOCKED: u64 = 0x15;
    pub const STREAMS_BLOCKED_BIDI: u64 = 0x16;
    pub const STREAMS_BLOCKED_UNI: u64 = 0x17;
    pub const NEW_CONNECTION_ID: u64 = 0x18;
    pub const RETIRE_CONNECTION_ID: u64 = 0x19;
    pub const PATH_CHALLENGE: u64 = 0x1a;
    pub const PATH_RESPONSE: u64 = 0x1b;
    pub const CONNECTION_CLOSE: u64 = 0x1c;
    pub const CONNECTION_CLOSE_APP: u64 = 0x1d;
    pub const HANDSHAKE_DONE: u64 = 0x1e;
    pub const DATAGRAM: u64 = 0x30;
    pub const DATAGRAM_LEN: u64 = 0x31;
    /// draft-ietf-quic-ack-frequency.
    pub const IMMEDIATE_ACK: u64 = 0xac;
    pub const ACK_FREQUENCY: u64 = 0xaf;
    /// draft-huitema-quic-ts.
    pub const TIME_STAMP: u64 = 0x02f5;
}
use frame_type::*;

/// What of a frame changes a connection. Ranges are those of the packet's plaintext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    Crypto { offset: u64, data: Range<usize> },
    Stream { id: u64, offset: u64, data: Range<usize>, fin: bool },
    NewConnectionId { cid: Range<usize> },
    Other(u64),
}

/// CRYPTO frames of Google's last versions ([`QuicVersion::numbers_crypto_as_google`]).
pub const GOOGLE_CRYPTO: u64 = 0x08;

/// Reads frame after frame; ends at the first that is not understood.
pub struct Frames<'a> {
    bytes: &'a [u8],
    google: bool,
    at: usize,
}

impl<'a> Frames<'a> {
    pub fn new(bytes: &'a [u8], version: QuicVersion) -> Self {
        Self { bytes, google: version.numbers_crypto_as_google(), at: 0 }
    }

    fn varint(&mut self) -> Option<u64> {
        let (value, len) = varint(self.bytes.get(self.at..)?)?;
        self.at += len;
        Some(value)
    }

    fn skip(&mut self, len: u64) -> Option<Range<usize>> {
        let start = self.at;
        let end = start.checked_add(usize::try_from(len).ok()?)?;
        self.bytes.get(start..end)?;
        self.at = end;
        Some(start..end)
    }

    fn numbers(&mut self, count: u64) -> Option<()> {
        for _ in 0..count {
            self.varint()?;
        }
        Some(())
    }

    fn counted(&mut self) -> Option<Range<usize>> {
        let len = self.varint()?;
        self.skip(len)
    }

    fn frame(&mut self) -> Option<Frame> {
        let kind = match self.varint()? {
            GOOGLE_CRYPTO if self.google => CRYPTO,
            kind => kind,
        };
        match kind {
            PADDING => {
                let rest = self.bytes.get(self.at..)?;
                self.at += rest.iter().take_while(|b| **b == 0).count();
            }
            PING | HANDSHAKE_DONE | IMMEDIATE_ACK => {}
            ACK | ACK_ECN => {
                self.numbers(2)?;
                let ranges = self.varint()?;
                self.varint()?;
                for _ in 0..ranges {
                    self.numbers(2)?;
                }
                self.numbers(if kind == ACK_ECN { 3 } else { 0 })?;
            }
            RESET_STREAM => self.numbers(3)?,
            STOP_SENDING | MAX_STREAM_DATA | STREAM_DATA_BLOCKED => self.numbers(2)?,
            CRYPTO => {
                let offset = self.varint()?;
                return Some(Frame::Crypto { offset, data: self.counted()? });
            }
            NEW_TOKEN | DATAGRAM_LEN => _ = self.counted()?,
            STREAM..=STREAM_LAST => {
                let id = self.varint()?;
                let offset = if kind & 4 != 0 { self.varint()? } else { 0 };
                let data = match kind & 2 {
                    0 => self.skip(self.bytes.len().checked_sub(self.at)? as u64)?,
                    _ => self.counted()?,
                };
                return Some(Frame::Stream { id, offset, data, fin: kind & 1 != 0 });
            }
            MAX_DATA | MAX_STREAMS_BIDI | MAX_STREAMS_UNI | DATA_BLOCKED | STREAMS_BLOCKED_BIDI
            | STREAMS_BLOCKED_UNI | RETIRE_CONNECTION_ID | TIME_STAMP => self.numbers(1)?,
            NEW_CONNECTION_ID => {
                self.numbers(2)?;
                let len = self.skip(1)?;
                let len = self.bytes.get(len.start).copied()?;
                let cid = self.skip(len.into())?;
                self.skip(16)?;
                return Some(Frame::NewConnectionId { cid });
            }
            PATH_CHALLENGE | PATH_RESPONSE => _ = self.skip(8)?,
            CONNECTION_CLOSE => {
                self.numbers(2)?;
                self.counted()?;
            }
            CONNECTION_CLOSE_APP => {
                self.numbers(1)?;
                self.counted()?;
            }
            DATAGRAM => self.at = self.bytes.len(),
            ACK_FREQUENCY => {
                self.numbers(3)?;
                self.skip(1)?;
            }
            _ => {
                self.at = self.bytes.len();
                return None;
            }
        }
        Some(Frame::Other(kind))
    }
}

impl Iterator for Frames<'_> {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let frame = self.frame();
        if frame.is_none() {
            self.at = self.bytes.len();
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_is_found_among_the_rest() {
        let bytes = [
            &[0, 0, 0][..],
            &[2, 5, 0, 1, 2, 0, 1],
            &[6, 3, 2, 0xaa, 0xbb],
            &[0x18, 1, 0, 3, 7, 8, 9],
            &[0; 16],
            &[0x0f, 4, 9, 1, 0xcc],
            &[0x08, 0, 0xdd, 0xee],
        ]
        .concat();
        let frames: Vec<Frame> = Frames::new(&bytes, QuicVersion::V1).collect();
        let expected = [
            Frame::Other(PADDING),
            Frame::Other(ACK),
            Frame::Crypto { offset: 3, data: 13..15 },
            Frame::NewConnectionId { cid: 19..22 },
            Frame::Stream { id: 4, offset: 9, data: 42..43, fin: true },
            Frame::Stream { id: 0, offset: 0, data: 45..47, fin: false },
        ];
        assert_eq!(frames, expected);
        for len in 0..bytes.len() {
            let cut: Vec<Frame> = Frames::new(&bytes[..len], QuicVersion::V1).collect();
            assert!(cut.len() <= expected.len());
        }
    }

    #[test]
    fn an_absurd_count_ends_with_the_bytes() {
        let bytes = [&[2, 0, 0, 0xff][..], &[0xff; 7], &[0; 40]].concat();
        assert_eq!(Frames::new(&bytes, QuicVersion::V1).count(), 0);
    }
}
