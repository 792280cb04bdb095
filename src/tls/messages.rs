//! Puts handshake messages together from the contents of consecutive records: where each stands,
//! and its bytes. What they say is not looked into.

use super::handshake::{HEADER_LEN, message_header};

/// Longest message that is put together; longer ones are passed over.
pub const MAX_MESSAGE_LEN: usize = 1 << 18;

/// Where a handshake message stands: it may span records, and share them with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandshakeAt {
    /// Indices of the records (messages of the direction) it begins and ends in.
    pub first_record: u32,
    pub last_record: u32,
    /// Offset of its first byte in the first record's content, opened if that is sealed.
    pub offset_in_first: u32,
    /// With its header of 4 bytes.
    pub len: u32,
    /// `HandshakeType`, the first byte.
    pub kind: u8,
}

/// One direction's messages, as far as they are not whole yet.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    partial: Vec<u8>,
    first_record: u32,
    offset_in_first: u32,
    /// Bytes of a message too long to keep that are still to come.
    skip: usize,
}

impl Messages {
    /// Forgets what was begun: bytes are lost.
    pub fn lost(&mut self) {
        *self = Self::default();
    }

    /// Takes the content of record `index`; returns the messages that end in it.
    pub fn take(&mut self, index: usize, content: &[u8]) -> Vec<(HandshakeAt, Vec<u8>)> {
        let mut rest = content;
        if self.skip > 0 {
            let skipped = self.skip.min(rest.len());
            self.skip -= skipped;
            rest = rest.get(skipped..).unwrap_or(&[]);
        }
        let mut found = Vec::new();
        while !rest.is_empty() {
            if self.partial.is_empty() {
                self.first_record = index as u32;
                self.offset_in_first = (content.len() - rest.len()) as u32;
                let whole = message_header(rest).map_or(HEADER_LEN, |(_, body)| HEADER_LEN + body);
                self.partial.reserve_exact(whole.min(rest.len()));
            }
            let need = match message_header(&self.partial) {
                Some((_, body)) => HEADER_LEN + body,
                None => HEADER_LEN,
            };
            let take = need.saturating_sub(self.partial.len()).min(rest.len());
            let (head, tail) = rest.split_at(take);
            self.partial.extend_from_slice(head);
            rest = tail;
            let Some((kind, body)) = message_header(&self.partial) else { continue };
            let len = HEADER_LEN + body;
            if len > MAX_MESSAGE_LEN {
                let missing = len - self.partial.len();
                self.skip = missing.saturating_sub(rest.len());
                rest = rest.get(missing..).unwrap_or(&[]);
                self.partial.clear();
                continue;
            }
            if self.partial.len() == len {
                let at = HandshakeAt {
                    first_record: self.first_record,
                    last_record: index as u32,
                    offset_in_first: self.offset_in_first,
                    len: len as u32,
                    kind,
                };
                found.push((at, std::mem::take(&mut self.partial)));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_where_their_last_byte_stands() {
        let mut messages = Messages::default();
        assert_eq!(messages.take(3, &[14, 0, 0, 0, 11, 0]).len(), 1);
        assert!(messages.take(4, &[0, 3, 1]).is_empty());
        let found = messages.take(7, &[2, 3, 0, 0, 0, 0, 20, 0]);
        let at = |first_record, offset_in_first, len, kind| HandshakeAt {
            first_record,
            last_record: 7,
            offset_in_first,
            len,
            kind,
        };
        assert_eq!(found[0], (at(3, 4, 7, 11), vec![11, 0, 0, 3, 1, 2, 3]));
        assert_eq!(found[1], (at(7, 2, 4, 0), vec![0; 4]));
        messages.lost();
        assert_eq!(messages.take(8, &[14, 0, 0, 0])[0].0.first_record, 8);
    }

    #[test]
    fn a_message_too_long_to_keep_is_passed_over() {
        let mut messages = Messages::default();
        assert!(messages.take(0, &[11, 4, 0, 1, 9]).is_empty());
        let rest = vec![9; (4 << 16) - 1];
        assert!(messages.take(1, &rest).is_empty());
        assert_eq!(messages.take(2, &[9, 14, 0, 0, 0])[0].0.offset_in_first, 1);
        // One that ends in the record in which it begins cannot be too long, but the next may follow at once.
        assert!(messages.partial.is_empty());
    }
}
