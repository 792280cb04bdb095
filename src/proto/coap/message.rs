//! What is read of a message beside showing it: its code, number and token, the path it asks for, the block
//! it carries, where its payload is.

use super::{MARKER, extended, option};
use crate::dissect::{Cursor, SourceId};
use crate::proto::answers;

/// How a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Datagram,
    /// RFC 8323 section 3.2.
    Stream,
}

/// A block as its option tells (RFC 7959 section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Where in the body it begins.
    pub offset: u32,
    pub more: bool,
}

/// Blocks of that size hold any number of this many bytes (RFC 8323 section 6).
const BERT_EXPONENT: u32 = 7;
const BERT_BYTES: u32 = 1024;

impl Block {
    fn read(value: u32) -> Self {
        let exponent = value & 7;
        let size = if exponent == BERT_EXPONENT { BERT_BYTES } else { 16 << exponent };
        Self { offset: (value >> 4).saturating_mul(size), more: value & 8 != 0 }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    pub code: u8,
    /// None in streams.
    pub mid: u16,
    token: Vec<u8>,
    /// The resource asked for.
    pub path: String,
    query: String,
    /// The block that the payload is.
    pub block: Option<Block>,
    /// Where the payload begins, and its length.
    pub payload: (u32, u32),
}

/// Lengths of a message over a stream (RFC 8323 section 3.2): what stands before the token, token
/// and what follows it. `None`: more bytes are needed.
pub(super) fn stream_lengths(bytes: &[u8]) -> Option<(u64, u64)> {
    let first = *bytes.first()?;
    let ext = |n: usize| Some(bytes.get(1..1 + n)?.iter().fold(0u64, |all, b| all << 8 | u64::from(*b)));
    let (extra, len) = match first >> 4 {
        13 => (1, ext(1)? + 13),
        14 => (2, ext(2)? + 269),
        15 => (4, ext(4)? + 65_805),
        len => (0, len.into()),
    };
    Some((2 + extra, u64::from(first & 15) + len))
}

impl Message {
    pub fn parse(bytes: &[u8], form: Form) -> Option<Self> {
        let token_len = usize::from(bytes.first()? & 15);
        let (code, mid, before) = match form {
            Form::Datagram => {
                let (head, _) = bytes.split_first_chunk::<4>()?;
                (head[1], u16::from_be_bytes([head[2], head[3]]), head.len())
            }
            Form::Stream => {
                let before = usize::try_from(stream_lengths(bytes)?.0).ok()?;
                (*bytes.get(before.checked_sub(1)?)?, 0, before)
            }
        };
        let (token, rest) = bytes.get(before..)?.split_at_checked(token_len)?;
        let mut message = Self { code, mid, token: token.to_vec(), ..Self::default() };
        let len = u32::try_from(rest.len()).ok()?;
        let mut c = Cursor::new(rest, len, SourceId::FRAME);
        message.options(&mut c);
        let behind = u32::try_from(before + token_len).ok()?;
        message.payload = (behind + (len - c.left()), c.left());
        Some(message)
    }

    fn options(&mut self, c: &mut Cursor<'_>) -> Option<()> {
        let mut number = 0u32;
        while let Ok(first) = c.u8()
            && first.value != MARKER
        {
            let (delta, _) = extended(c, first.value >> 4).ok()?;
            let (len, _) = extended(c, first.value & 15).ok()?;
            number = number.saturating_add(delta);
            let value = c.bytes(len).ok()?.value;
            match number {
                option::URI_PATH => {
                    self.path.push('/');
                    self.path.push_str(&String::from_utf8_lossy(value));
                }
                option::URI_QUERY => {
                    self.query.push('&');
                    self.query.push_str(&String::from_utf8_lossy(value));
                }
                // The payload of requests is what Block1 tells of, that of responses what Block2 does.
                option::BLOCK1 if self.is_request() => self.block = block(value),
                option::BLOCK2 if self.is_response() => self.block = block(value),
                _ => {}
            }
        }
        Some(())
    }

    pub fn is_request(&self) -> bool {
        is_request(self.code)
    }

    pub fn is_response(&self) -> bool {
        matches!(self.code, 64..=191)
    }

    /// Without a token only the number tells.
    pub fn token_key(&self) -> u64 {
        match self.token.as_slice() {
            [] => u64::from(self.mid),
            token => answers::key(token),
        }
    }

    pub fn path_key(&self) -> u64 {
        answers::key(self.path.as_bytes()) ^ answers::key(self.query.as_bytes()).rotate_left(1)
    }
}

pub(super) fn is_request(code: u8) -> bool {
    matches!(code, 1..=31)
}

fn block(value: &[u8]) -> Option<Block> {
    (value.len() <= 3).then(|| Block::read(value.iter().fold(0, |all, b| all << 8 | u32::from(*b))))
}
