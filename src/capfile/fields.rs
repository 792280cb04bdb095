//! Checked reading of numbers in either byte order, and of pcapng options.

use super::block::RawOption;
use super::code::option;

/// Byte order of a file or section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    pub fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Order::Little => u16::from_le_bytes(bytes),
            Order::Big => u16::from_be_bytes(bytes),
        }
    }

    pub fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Order::Little => u32::from_le_bytes(bytes),
            Order::Big => u32::from_be_bytes(bytes),
        }
    }

    pub fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Order::Little => u64::from_le_bytes(bytes),
            Order::Big => u64::from_be_bytes(bytes),
        }
    }
}

/// Reads on from the front; `None` when too few bytes are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    order: Order,
}

impl<'a> Fields<'a> {
    pub fn new(bytes: &'a [u8], order: Order) -> Self {
        Self { bytes, order }
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(*first)
    }

    pub fn u16(&mut self) -> Option<u16> {
        Some(self.order.u16(self.array()?))
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(self.order.u32(self.array()?))
    }

    pub fn u64(&mut self) -> Option<u64> {
        Some(self.order.u64(self.array()?))
    }

    /// A 64-bit time: upper half first in both byte orders.
    pub fn time(&mut self) -> Option<u64> {
        Some(u64::from(self.u32()?) << 32 | u64::from(self.u32()?))
    }

    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (first, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(first)
    }

    /// Like `take`, and skips the padding to 32 bits as far as it is there.
    pub fn take_padded(&mut self, len: usize) -> Option<&'a [u8]> {
        let value = self.take(len)?;
        self.bytes = self.bytes.get(len.wrapping_neg() & 3..).unwrap_or(&[]);
        Some(value)
    }

    /// Code (or record type), length and padded value, as options and name records have them.
    pub fn tagged(&mut self) -> Option<(u16, &'a [u8])> {
        let (code, len) = (self.u16()?, self.u16()?);
        Some((code, self.take_padded(usize::from(len))?))
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The options that follow. Broken ones end them: they are no reason to lose a packet.
    pub fn options(self) -> Options<'a> {
        Options(self)
    }
}

/// Options up to their end.
#[derive(Clone, Debug)]
pub(super) struct Options<'a>(Fields<'a>);

impl<'a> Iterator for Options<'a> {
    type Item = OptionField<'a>;

    fn next(&mut self) -> Option<OptionField<'a>> {
        let (code, value) = self.0.tagged()?;
        if code == option::END {
            self.0.bytes = &[];
            return None;
        }
        Some(OptionField { code, value, order: self.0.order })
    }
}

/// An option as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct OptionField<'a> {
    pub code: u16,
    pub value: &'a [u8],
    order: Order,
}

impl OptionField<'_> {
    pub fn text(&self) -> String {
        // Some writers end texts with a zero.
        let value = self.value.strip_suffix(&[0]).unwrap_or(self.value);
        String::from_utf8_lossy(value).into_owned()
    }

    pub fn u8(&self) -> Option<u8> {
        self.value.first().copied()
    }

    pub fn u32(&self) -> Option<u32> {
        Fields::new(self.value, self.order).u32()
    }

    pub fn u64(&self) -> Option<u64> {
        Fields::new(self.value, self.order).u64()
    }

    pub fn time(&self) -> Option<u64> {
        Fields::new(self.value, self.order).time()
    }

    /// Kept for later; the leading `integer_len` bytes are a number, turned to little-endian.
    pub fn keep(&self, integer_len: usize) -> RawOption {
        let mut value = self.value.to_vec();
        if self.order == Order::Big
            && let Some(number) = value.get_mut(..integer_len)
        {
            number.reverse();
        }
        RawOption { code: self.code, value }
    }

    /// Kept for later: of a verdict of the kernel (kinds 1 and 2) what follows its kind is a number.
    pub fn keep_verdict(&self) -> RawOption {
        let mut kept = self.keep(0);
        if self.order == Order::Big
            && let [1 | 2, number @ ..] = kept.value.as_mut_slice()
        {
            number.reverse();
        }
        kept
    }

    /// Kept for later; only custom options begin with a number.
    pub fn keep_raw(&self) -> RawOption {
        self.keep(if option::CUSTOM.contains(&self.code) { 4 } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_end_at_their_end_or_where_they_break() {
        let whole = [0, 1, 0, 3, b'a', b'b', b'c', 0, 0, 2, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0, 0, 7, 0, 0];
        let read = |bytes| {
            Fields::new(bytes, Order::Big).options().map(|o| (o.code, o.value.len())).collect::<Vec<_>>()
        };
        assert_eq!(read(&whole), [(1, 3), (2, 4)]);
        assert_eq!(read(&whole[..14]), [(1, 3)]);
        assert_eq!(read(&whole[..7]), [(1, 3)], "padding may be missing");
        assert_eq!(read(&whole[..6]), []);
    }

    #[test]
    fn kept_numbers_are_little_endian() {
        let bytes = [0x0b, 0xac, 0, 6, 0, 0, 1, 2, b'h', b'i', 0, 0];
        let field = Fields::new(&bytes, Order::Big).options().next().unwrap();
        assert_eq!(field.keep_raw(), RawOption { code: 2988, value: vec![2, 1, 0, 0, b'h', b'i'] });
    }
}
