//! Checked reads that remember where they were made. No read panics, whatever the bytes are.

/// Names one buffer of a dissection: the frame itself (0), or bytes made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u16);

impl SourceId {
    /// The frame as captured.
    pub const FRAME: Self = Self(0);
}

/// Where a value came from: a range of one data source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    pub start: u32,
    pub len: u32,
    pub source: SourceId,
}

impl Span {
    /// Past the last byte.
    #[inline]
    pub fn end(self) -> u32 {
        self.start.saturating_add(self.len)
    }

    /// The part from `offset` on, `len` long; both clamped to this span.
    #[must_use]
    #[inline]
    pub fn part(self, offset: u32, len: u32) -> Span {
        let offset = offset.min(self.len);
        Span { start: self.start + offset, len: len.min(self.len - offset), source: self.source }
    }

    /// The bytes at this span, as the value of a field of type bytes or text.
    #[inline]
    pub fn bytes(self) -> At<&'static [u8]> {
        At { value: &[], span: self }
    }

    /// The empty span where this one begins.
    #[must_use]
    #[inline]
    pub fn at_start(self) -> Span {
        self.part(0, 0)
    }

    /// From the beginning of this span to the end of `last`, in the same source.
    #[must_use]
    #[inline]
    pub fn to(self, last: Span) -> Span {
        Span { len: last.end().saturating_sub(self.start), ..self }
    }
}

/// A value together with the bytes it was read from.
#[derive(Clone, Copy, Debug)]
pub struct At<T> {
    pub value: T,
    pub span: Span,
}

impl At<&[u8]> {
    /// A text that zeros fill up, without them.
    pub fn before_zero(self) -> Self {
        let len = self.value.iter().position(|b| *b == 0).unwrap_or(self.value.len());
        Self { value: self.value.get(..len).unwrap_or(self.value), span: self.span.part(0, len as u32) }
    }
}

impl<T> At<T> {
    /// Another value that stands at the same bytes.
    #[inline]
    pub fn with<U>(&self, value: U) -> At<U> {
        At { value, span: self.span }
    }

    #[inline]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), span: self.span }
    }
}

/// Why a read stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The bytes were on the wire, but the capture did not keep them.
    Snapped,
    /// The packet itself ends too early, or contradicts itself.
    Malformed,
}

/// A reading position in one data source: what was captured from here, and how much the packet
/// claims to have. `captured ≤ claimed` holds always.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    claimed: u32,
    at: u32,
    source: SourceId,
}

macro_rules! integers {
    ($($(#[doc = $doc:literal])+ $name:ident, $n:literal, $ty:ty, |$b:ident| $value:expr;)*) => { $(
        $(#[doc = $doc])+
        #[inline]
        pub fn $name(&mut self) -> Result<At<$ty>, Cut> {
            let at = self.array::<$n>()?;
            let $b = at.value;
            Ok(At { value: $value, span: at.span })
        }
    )* };
}

impl<'a> Cursor<'a> {
    /// The whole of a source. `claimed` is the length on the wire, at least that of `bytes`.
    #[inline]
    pub fn new(bytes: &'a [u8], claimed: u32, source: SourceId) -> Self {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Self { bytes, claimed: claimed.max(len), at: 0, source }
    }

    /// A part of a source: `captured` bytes from `start`, clamped to what is there.
    #[inline]
    pub fn part(bytes: &'a [u8], start: u32, captured: u32, claimed: u32, source: SourceId) -> Self {
        let bytes = bytes.get(start as usize..).unwrap_or(&[]);
        let bytes = bytes.get(..captured as usize).unwrap_or(bytes);
        Self { bytes, claimed: claimed.max(bytes.len() as u32), at: start, source }
    }

    /// Bytes that stand at `start` of a source, all that are claimed.
    #[inline]
    pub fn at(bytes: &'a [u8], start: u32, source: SourceId) -> Self {
        Self { bytes, claimed: u32::try_from(bytes.len()).unwrap_or(u32::MAX), at: start, source }
    }

    integers! {
        /// One byte.
        u8, 1, u8, |b| b[0];
        /// Big-endian.
        u16, 2, u16, |b| u16::from_be_bytes(b);
        /// Little-endian.
        u16_le, 2, u16, |b| u16::from_le_bytes(b);
        /// Big-endian, 24 bits.
        u24, 3, u32, |b| u32::from_be_bytes([0, b[0], b[1], b[2]]);
        /// Big-endian.
        u32, 4, u32, |b| u32::from_be_bytes(b);
        /// Little-endian.
        u32_le, 4, u32, |b| u32::from_le_bytes(b);
        /// Big-endian, 48 bits.
        u48, 6, u64, |b| u64::from_be_bytes([0, 0, b[0], b[1], b[2], b[3], b[4], b[5]]);
        /// Little-endian, 48 bits.
        u48_le, 6, u64, |b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], 0, 0]);
        /// Big-endian.
        u64, 8, u64, |b| u64::from_be_bytes(b);
        /// Little-endian.
        u64_le, 8, u64, |b| u64::from_le_bytes(b);
    }

    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<At<[u8; N]>, Cut> {
        let Some((head, rest)) = self.bytes.split_first_chunk::<N>() else {
            return Err(self.cut(N as u32));
        };
        let span = self.span(N as u32);
        self.bytes = rest;
        self.advance(N as u32);
        Ok(At { value: *head, span })
    }

    /// The next `len` bytes, all captured.
    #[inline]
    pub fn bytes(&mut self, len: u32) -> Result<At<&'a [u8]>, Cut> {
        let Some((head, rest)) = self.bytes.split_at_checked(len as usize) else {
            return Err(self.cut(len));
        };
        let span = self.span(len);
        self.bytes = rest;
        self.advance(len);
        Ok(At { value: head, span })
    }

    /// The next `len` claimed bytes as a cursor of their own; captured or not.
    /// More than is claimed is malformed.
    #[inline]
    pub fn sub(&mut self, len: u32) -> Result<Cursor<'a>, Cut> {
        if len > self.claimed {
            return Err(Cut::Malformed);
        }
        Ok(self.take(len))
    }

    /// The next `len` claimed bytes, or all there are if fewer.
    #[inline]
    pub fn take(&mut self, len: u32) -> Cursor<'a> {
        let len = len.min(self.claimed);
        let have = (len as usize).min(self.bytes.len());
        let (head, rest) = self.bytes.split_at(have);
        let taken = Cursor { bytes: head, claimed: len, at: self.at, source: self.source };
        self.bytes = rest;
        // No position lies behind the captured bytes: spans stay inside their source.
        self.at = self.at.saturating_add(have as u32);
        self.claimed -= len;
        taken
    }

    /// All captured bytes from here to the end.
    #[inline]
    pub fn rest(&mut self) -> At<&'a [u8]> {
        let at = At { value: self.bytes, span: self.rest_span() };
        self.advance(self.bytes.len() as u32);
        self.bytes = &[];
        at
    }

    #[inline]
    pub fn skip(&mut self, len: u32) -> Result<Span, Cut> {
        Ok(self.bytes(len)?.span)
    }

    /// The captured bytes from here, without moving.
    #[inline]
    pub fn peek(&self) -> &'a [u8] {
        self.bytes
    }

    /// Nothing is claimed beyond here.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.claimed == 0
    }

    /// Bytes claimed from here on.
    #[inline]
    pub fn left(&self) -> u32 {
        self.claimed
    }

    /// Bytes captured from here on.
    #[inline]
    pub fn captured(&self) -> u32 {
        self.bytes.len() as u32
    }

    /// Offset of the position in its source.
    #[inline]
    pub fn offset(&self) -> u32 {
        self.at
    }

    #[inline]
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// Everything captured from here on, without moving.
    #[inline]
    pub fn rest_span(&self) -> Span {
        self.span(self.captured())
    }

    /// The next `len` bytes as a span, cut to what is captured, without moving.
    #[inline]
    pub fn span(&self, len: u32) -> Span {
        Span { start: self.at, len: len.min(self.captured()), source: self.source }
    }

    /// From where `start` stands up to here.
    #[inline]
    pub fn since(&self, start: &Cursor<'_>) -> Span {
        Span { start: start.at, len: self.at.saturating_sub(start.at), source: self.source }
            .part(0, start.captured())
    }

    #[inline]
    fn advance(&mut self, len: u32) {
        self.at = self.at.saturating_add(len);
        self.claimed = self.claimed.saturating_sub(len);
    }

    #[inline]
    fn cut(&self, wanted: u32) -> Cut {
        if wanted <= self.claimed { Cut::Snapped } else { Cut::Malformed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_with_their_place() {
        let mut c = Cursor::new(&[1, 2, 3, 4, 5, 6, 7], 7, SourceId::FRAME);
        assert_eq!(c.u16().unwrap().value, 0x0102);
        let at = c.u24().unwrap();
        assert_eq!((at.value, at.span.start, at.span.len), (0x030405, 2, 3));
        assert_eq!(c.left(), 2);
        assert_eq!(c.u32().unwrap_err(), Cut::Malformed);
        assert_eq!(c.u16_le().unwrap().value, 0x0706);
    }

    #[test]
    fn missing_bytes_are_snapped_or_malformed() {
        let mut c = Cursor::new(&[1, 2], 10, SourceId::FRAME);
        assert_eq!(c.u32().unwrap_err(), Cut::Snapped);
        assert_eq!(c.bytes(11).unwrap_err(), Cut::Malformed);
        let mut part = c.sub(6).unwrap();
        assert_eq!((part.left(), part.captured()), (6, 2));
        assert_eq!(part.bytes(3).unwrap_err(), Cut::Snapped);
        assert_eq!(c.left(), 4);
        assert_eq!(c.rest_span(), Span { start: 2, len: 0, source: SourceId::FRAME });
        assert_eq!(c.sub(5).unwrap_err(), Cut::Malformed);
    }

    #[test]
    fn parts_out_of_range_are_empty() {
        let c = Cursor::part(&[1, 2, 3], 9, 5, 5, SourceId::FRAME);
        assert_eq!((c.captured(), c.left()), (0, 5));
    }
}
