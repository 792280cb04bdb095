//! Where handshake messages begin and end in the contents of consecutive records. What they say,
//! and which records those are, is not known here.

use crate::tls::handshake::HEADER_LEN;

/// Where a handshake message stands: it may begin and end within records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::proto) struct MessageAt {
    pub first_record: usize,
    pub offset_in_first: u32,
    /// Header included; 0 where the header is not whole or makes no sense.
    pub len: u32,
    /// `None`: it does not end within the records that were looked at.
    pub last_record: Option<usize>,
}

/// Finds message bounds in the contents of consecutive handshake records.
#[derive(Default)]
pub(super) struct Bounds {
    pub found: Vec<MessageAt>,
    /// The message begun and not ended, with its first bytes and how many there are.
    open: Option<(MessageAt, [u8; HEADER_LEN], u32)>,
}

impl Bounds {
    pub fn record(&mut self, index: usize, mut content: &[u8]) {
        let whole = content.len();
        while !content.is_empty() {
            let (mut at, mut header, mut have) = self.open.take().unwrap_or((
                MessageAt {
                    first_record: index,
                    offset_in_first: (whole - content.len()) as u32,
                    len: 0,
                    last_record: None,
                },
                [0; HEADER_LEN],
                0,
            ));
            while (have as usize) < HEADER_LEN
                && let Some((byte, rest)) = content.split_first()
            {
                header[have as usize] = *byte;
                have += 1;
                content = rest;
            }
            if (have as usize) < HEADER_LEN {
                self.open = Some((at, header, have));
                return;
            }
            let [kind, high, middle, low] = header;
            if !super::handshake::is_plausible(kind, high) {
                self.found.push(at); // encrypted, or no handshake at all
                return;
            }
            at.len = HEADER_LEN as u32 + u32::from_be_bytes([0, high, middle, low]);
            let missing = at.len - have;
            match content.split_at_checked(missing as usize) {
                Some((_, rest)) => {
                    at.last_record = Some(index);
                    self.found.push(at);
                    content = rest;
                }
                None => {
                    self.open = Some((at, header, have.saturating_add(content.len() as u32)));
                    return;
                }
            }
        }
    }

    pub fn lost(&mut self) {
        self.open = None;
    }

    /// The content last given began `offset` bytes into its record.
    pub fn shift(&mut self, offset: u32) {
        if let Some((at, ..)) = &mut self.open {
            at.offset_in_first += offset;
        }
    }

    pub fn finish(mut self) -> Vec<MessageAt> {
        self.found.extend(self.open.map(|o| o.0));
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(first_record: usize, offset_in_first: u32, len: u32, last_record: Option<usize>) -> MessageAt {
        MessageAt { first_record, offset_in_first, len, last_record }
    }

    #[test]
    fn messages_are_found_across_records() {
        let mut walk = Bounds::default();
        walk.record(3, &[14, 0, 0, 0, 11, 0]);
        walk.record(4, &[0, 3, 1]);
        walk.record(7, &[2, 3, 0, 0, 0, 0, 20, 0, 0, 9]);
        let expected = [at(3, 0, 4, Some(3)), at(3, 4, 7, Some(7)), at(7, 2, 4, Some(7)), at(7, 6, 13, None)];
        assert_eq!(walk.finish(), expected);
    }

    #[test]
    fn a_lost_record_ends_what_was_begun() {
        let mut walk = Bounds::default();
        walk.record(0, &[11, 0, 1]);
        walk.lost();
        walk.record(2, &[14, 0, 0, 0]);
        assert_eq!(walk.finish(), [at(2, 0, 4, Some(2))]);
    }
}
