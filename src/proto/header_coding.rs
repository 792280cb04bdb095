//! Integers and strings as HPACK and QPACK write them (RFC 7541 section 5, RFC 9204 section 4.1).
//! Knows no tables of headers.

use std::sync::Arc;

/// Longest code (RFC 7541 appendix B).
const CODE_BITS_MAX: usize = 30;

/// Bytes that are read in order.
pub struct Input<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Input<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// An integer whose first byte has its `prefix` lowest bits, 1 to 8, for it (RFC 7541 section
    /// 5.1). `None`: cut, or more than 32 bits.
    pub fn integer(&mut self, prefix: u32) -> Option<u32> {
        u32::try_from(self.long_integer(prefix)?).ok()
    }

    /// The same with up to 62 bits, as numbers of streams have (RFC 9204 section 4.1.1).
    pub fn long_integer(&mut self, prefix: u32) -> Option<u64> {
        let most = (1u64 << prefix.min(8)) - 1;
        let mut value = u64::from(*self.bytes.get(self.at)?) & most;
        self.at += 1;
        if value < most {
            return Some(value);
        }
        for shift in (0..63).step_by(7) {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            value = value.checked_add(u64::from(byte & 0x7f) << shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A string whose length has a prefix of `prefix` bits, the bit before it saying that it is
    /// Huffman-coded (RFC 7541 section 5.2).
    pub fn string(&mut self, prefix: u32) -> Option<Arc<[u8]>> {
        let coded = self.bytes.get(self.at)? >> prefix.min(7) & 1 != 0;
        let len = usize::try_from(self.long_integer(prefix)?).ok()?;
        let bytes = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        if coded { huffman(bytes).map(Into::into) } else { Some(bytes.into()) }
    }
}

/// Length in bits of each symbol's code (RFC 7541 appendix B); the last symbol ends a string. The
/// code is canonical: codes of one length follow each other in order of their symbols.
#[rustfmt::skip]
const CODE_BITS: [u8; 257] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
    7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
    23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
    21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];

/// The Huffman code by lengths: how many codes of each, the first of them, and where its symbols
/// begin among all symbols sorted by length.
struct Code {
    first: [u32; CODE_BITS_MAX + 1],
    count: [u32; CODE_BITS_MAX + 1],
    begin: [u32; CODE_BITS_MAX + 1],
    symbols: [u16; 257],
}

const CODE: Code = {
    let mut code = Code {
        first: [0; CODE_BITS_MAX + 1],
        count: [0; CODE_BITS_MAX + 1],
        begin: [0; CODE_BITS_MAX + 1],
        symbols: [0; 257],
    };
    let (mut bits, mut next, mut placed) = (1, 0u32, 0);
    while bits <= CODE_BITS_MAX {
        next <<= 1;
        code.first[bits] = next;
        code.begin[bits] = placed as u32;
        let mut symbol = 0;
        while symbol < CODE_BITS.len() {
            if CODE_BITS[symbol] as usize == bits {
                code.symbols[placed] = symbol as u16;
                placed += 1;
                next += 1;
            }
            symbol += 1;
        }
        code.count[bits] = placed as u32 - code.begin[bits];
        bits += 1;
    }
    code
};

/// Decodes a Huffman-coded string; `None` if it is not one.
fn huffman(bytes: &[u8]) -> Option<Vec<u8>> {
    // No code is shorter than 5 bits.
    let mut out = Vec::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut code, mut bits) = (0u32, 0usize);
    for byte in bytes {
        for at in (0..8).rev() {
            code = code << 1 | u32::from(byte >> at & 1);
            bits += 1;
            let (first, count) = (*CODE.first.get(bits)?, *CODE.count.get(bits)?);
            let Some(nth) = code.checked_sub(first).filter(|nth| *nth < count) else { continue };
            let symbol = *CODE.symbols.get((CODE.begin.get(bits)? + nth) as usize)?;
            // The end of a string must not be said (RFC 7541 section 5.2).
            out.push(u8::try_from(symbol).ok()?);
            (code, bits) = (0, 0);
        }
    }
    // What remains is padding: less than a byte of the end's most significant bits.
    (bits < 8 && code == (1 << bits) - 1).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_ones_and_short() {
        assert_eq!(huffman(&[0x1f]), Some(b"a".to_vec()));
        assert_eq!(huffman(&[0x18]), None);
        assert_eq!(huffman(&[0x1f, 0xff]), None);
        assert_eq!(huffman(&[0xff; 4]), None);
    }

    /// RFC 7541 appendix C.1.
    #[test]
    fn integers_of_the_rfc() {
        for (bytes, prefix, value) in
            [(&[0x0a][..], 5, Some(10)), (&[0x1f, 0x9a, 0x0a], 5, Some(1337)), (&[0x2a], 8, Some(42))]
        {
            assert_eq!(Input::new(bytes).integer(prefix), value);
        }
        assert_eq!(Input::new(&[0x1f, 0x9a]).integer(5), None);
        assert_eq!(Input::new(&[0xff; 40]).long_integer(8), None);
        assert_eq!(Input::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).integer(8), None);
    }
}
