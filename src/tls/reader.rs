//! Checked reading of handshake bodies: big-endian numbers and vectors with a length in front
//! (RFC 5246 section 4). Every read may say that the bytes end.

/// The bytes not yet read.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u24(&mut self) -> Option<usize> {
        let [a, b, c] = self.array()?;
        usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()
    }

    /// A vector with one byte of length in front.
    pub fn vec8(&mut self) -> Option<&'a [u8]> {
        let len = self.u8()?;
        self.take(len.into())
    }

    pub fn vec16(&mut self) -> Option<&'a [u8]> {
        let len = self.u16()?;
        self.take(len.into())
    }

    pub fn vec24(&mut self) -> Option<&'a [u8]> {
        let len = self.u24()?;
        self.take(len)
    }

    /// All that is left, as 16 bit numbers; an odd byte at the end is left out.
    pub fn u16s(self) -> impl ExactSizeIterator<Item = u16> {
        self.0.as_chunks().0.iter().map(|pair| u16::from_be_bytes(*pair))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_there_and_no_more() {
        let mut r = Reader(&[1, 0xaa, 0, 2, 1, 2, 0, 0, 1, 9, 5]);
        assert_eq!(r.vec8(), Some(&[0xaa][..]));
        assert_eq!(r.vec16(), Some(&[1, 2][..]));
        assert_eq!(r.vec24(), Some(&[9][..]));
        assert_eq!(r.vec8(), None);
        assert_eq!(Reader(&[0, 1, 0, 2, 7]).u16s().collect::<Vec<_>>(), [1, 2]);
    }
}
