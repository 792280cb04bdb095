//! Where the items of a radiotap header stand. Used by its tree, by the radio summary, by 802.11 frames
//! (which need to know of check sequence and padding) and by the index.

/// Present-flag bits of the items.
pub mod item {
    pub const TSFT: u32 = 0;
    pub const FLAGS: u32 = 1;
    pub const RATE: u32 = 2;
    pub const CHANNEL: u32 = 3;
    pub const FHSS: u32 = 4;
    pub const SIGNAL_DBM: u32 = 5;
    pub const NOISE_DBM: u32 = 6;
    pub const QUALITY: u32 = 7;
    pub const TX_ATTENUATION: u32 = 8;
    pub const TX_ATTENUATION_DB: u32 = 9;
    pub const TX_POWER: u32 = 10;
    pub const ANTENNA: u32 = 11;
    pub const SIGNAL_DB: u32 = 12;
    pub const NOISE_DB: u32 = 13;
    pub const RX_FLAGS: u32 = 14;
    pub const TX_FLAGS: u32 = 15;
    pub const DATA_RETRIES: u32 = 17;
    pub const XCHANNEL: u32 = 18;
    pub const MCS: u32 = 19;
    pub const AMPDU: u32 = 20;
    pub const VHT: u32 = 21;
    pub const TIMESTAMP: u32 = 22;
    pub const HE: u32 = 23;
    pub const HE_MU: u32 = 24;
    pub const NO_PSDU: u32 = 26;
    pub const L_SIG: u32 = 27;
}

/// Bits of the item `FLAGS`.
pub mod flag {
    pub const SHORT_PREAMBLE: u8 = 0x02;
    pub const FCS: u8 = 0x10;
    pub const DATA_PAD: u8 = 0x20;
}

/// Alignment and length of the items, by their bit.
const LAYOUT: &[(usize, usize)] = &[
    (8, 8),
    (1, 1),
    (1, 1),
    (2, 4),
    (1, 2),
    (1, 1),
    (1, 1),
    (2, 2),
    (2, 2),
    (2, 2),
    (1, 1),
    (1, 1),
    (1, 1),
    (1, 1),
    (2, 2),
    (2, 2),
    (1, 1),
    (1, 1),
    (4, 8),
    (1, 3),
    (4, 8),
    (2, 12),
    (8, 12),
    (2, 12),
    (2, 12),
    (2, 6),
    (1, 1),
    (2, 4),
];
const RADIOTAP_NEXT: u32 = 1 << 29;
const VENDOR_NEXT: u32 = 1 << 30;
const MORE: u32 = 1 << 31;
/// Organisation, number within it, bytes that follow.
const VENDOR_LEN: usize = 6;

/// Length of the header that begins with `bytes`; `None` if that is none.
pub fn header_len(bytes: &[u8]) -> Option<usize> {
    let len = usize::from(u16::from_le_bytes(*bytes.get(2..)?.first_chunk()?));
    (len >= 8).then_some(len)
}

/// The words of present flags.
pub fn present_words(header: &[u8]) -> impl Iterator<Item = u32> {
    let words = header.get(4..).unwrap_or(&[]).as_chunks::<4>().0;
    let mut more = true;
    words
        .iter()
        .map(|w| u32::from_le_bytes(*w))
        .take_while(move |w| std::mem::replace(&mut more, w & MORE != 0))
}

/// Finds the items of a whole header one after the other, up to one whose length is not known.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    header: &'a [u8],
    /// Which word of present flags, and the bits of it not yet looked at.
    word: usize,
    bits: u32,
    /// Offset of the next item.
    at: usize,
    ended: bool,
}

impl<'a> Items<'a> {
    pub fn of(header: &'a [u8]) -> Self {
        let words = present_words(header).count();
        let bits = present_words(header).next().unwrap_or(0);
        Self { header, word: 0, bits, at: 4 + 4 * words, ended: false }
    }

    /// Goes on to the next word of present flags.
    fn next_word(&mut self) -> Option<()> {
        loop {
            let mut words = present_words(self.header).skip(self.word);
            let done = words.next()?;
            self.word += 1;
            if done & VENDOR_NEXT != 0 {
                let skip = self.header.get(self.at + 4..)?.first_chunk()?;
                self.at += VENDOR_LEN + usize::from(u16::from_le_bytes(*skip));
                continue; // the next word speaks of the vendor's items, which were skipped
            }
            self.bits = words.next()?;
            // Without a namespace of its own a further word has items that nobody defined yet.
            return (done & RADIOTAP_NEXT != 0).then_some(());
        }
    }
}

impl Iterator for Items<'_> {
    /// Bit, offset in the header, and length.
    type Item = (u32, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        while self.bits & !(RADIOTAP_NEXT | VENDOR_NEXT | MORE) == 0 {
            if self.next_word().is_none() {
                self.ended = true;
                return None;
            }
        }
        let bit = self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
        let Some((align, len)) = LAYOUT.get(bit as usize).copied() else {
            self.ended = true;
            return None;
        };
        let at = self.at.next_multiple_of(align);
        self.at = at + len;
        self.ended = self.at > self.header.len();
        (!self.ended).then_some((bit, at, len))
    }
}

/// What other layers need to know of the item `FLAGS`; 0 where there is none.
pub fn flags(header: &[u8]) -> u8 {
    let at = Items::of(header).find(|(bit, ..)| *bit == item::FLAGS).map(|(_, at, _)| at);
    at.and_then(|at| header.get(at)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_aligned() {
        let header = [0, 0, 24, 0, 0x0b, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0, 0x6c, 9, 0xa0, 0, 0, 0];
        assert_eq!(Items::of(&header).collect::<Vec<_>>(), [(0, 8, 8), (1, 16, 1), (3, 18, 4)]);
        assert_eq!(flags(&header), 0x10);
        assert_eq!(Items::of(&header[..17]).count(), 2);
    }

    #[test]
    fn namespaces_follow_each_other() {
        let mut header = vec![0, 0, 0, 0];
        for word in [0x2000_0000u32 | 1 << 5 | MORE, 1 << 5 | VENDOR_NEXT | MORE, 0xff] {
            header.extend_from_slice(&word.to_le_bytes());
        }
        header.extend_from_slice(&[0xd0, 0xd1, 1, 2, 3, 4, 1, 0, 9, 9]);
        assert_eq!(Items::of(&header).collect::<Vec<_>>(), [(5, 16, 1), (5, 17, 1)]);
    }
}
