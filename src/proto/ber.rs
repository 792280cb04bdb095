//! BER and DER (X.690) over a cursor: elements that know where they stand. Lengths are checked against
//! what is there; nothing is kept, nothing recurses.

use crate::dissect::{Cursor, Cut, Span};

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const TELETEX_STRING: u8 = 0x14;
pub(super) const IA5_STRING: u8 = 0x16;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const VISIBLE_STRING: u8 = 0x1a;
pub(super) const UNIVERSAL_STRING: u8 = 0x1c;
pub(super) const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of `[number]`, implicit and primitive.
pub(super) const fn context(number: u8) -> u8 {
    0x80 | number
}

/// The tag of `[number]` around other elements.
pub(super) const fn context_of(number: u8) -> u8 {
    0xa0 | number
}

/// One element: its tag byte, the bytes it takes as a whole, and its content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub tag: u8,
    pub whole: Span,
    pub content: Cursor<'a>,
}

impl<'a> Element<'a> {
    pub fn bytes(&self) -> &'a [u8] {
        self.content.peek()
    }

    pub fn span(&self) -> Span {
        self.content.rest_span()
    }

    /// The content as a number, saturating; negative ones as 0.
    pub fn number(&self) -> u64 {
        let bytes = self.bytes();
        if bytes.first().is_some_and(|b| b & 0x80 != 0) {
            return 0;
        }
        let digits = bytes.iter().position(|b| *b != 0).and_then(|at| bytes.get(at..)).unwrap_or_default();
        match digits.len() {
            0..=8 => digits.iter().fold(0, |n, b| n << 8 | u64::from(*b)),
            _ => u64::MAX,
        }
    }
}

/// The length of the sequence that these bytes begin, its tag and length included; `None`, where they tell none.
pub(super) fn sequence_len(head: &[u8]) -> Option<u64> {
    let (SEQUENCE, first) = (*head.first()?, *head.get(1)?) else { return None };
    if first & 0x80 == 0 {
        return Some(2 + u64::from(first));
    }
    let count = first & 0x7f;
    let bytes = head.get(2..2 + usize::from(count)).filter(|b| (1..=4).contains(&b.len()))?;
    Some(2 + u64::from(count) + bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// Reads the next element. Tags of more than one byte and indefinite lengths, which DER does not
/// have where certificates use it, are malformed.
pub(super) fn next<'a>(c: &mut Cursor<'a>) -> Result<Element<'a>, Cut> {
    let start = *c;
    let tag = c.u8()?.value;
    if tag & 0x1f == 0x1f {
        return Err(Cut::Malformed);
    }
    let first = c.u8()?.value;
    let len = match first {
        0..=0x7f => u32::from(first),
        0x81..=0x84 => c.bytes(u32::from(first & 0x7f))?.value.iter().fold(0, |n, b| n << 8 | u32::from(*b)),
        _ => return Err(Cut::Malformed),
    };
    let content = c.sub(len)?;
    Ok(Element { tag, whole: c.since(&start), content })
}

/// Reads the next element, which must be of that tag.
pub(super) fn expect<'a>(c: &mut Cursor<'a>, tag: u8) -> Result<Element<'a>, Cut> {
    optional(c, tag)?.ok_or(Cut::Malformed)
}

/// Reads the next element if it is of that tag.
pub(super) fn optional<'a>(c: &mut Cursor<'a>, tag: u8) -> Result<Option<Element<'a>>, Cut> {
    if c.peek().first() != Some(&tag) {
        return Ok(None);
    }
    next(c).map(Some)
}

/// How many elements stand side by side in `c`.
pub(super) fn count(mut c: Cursor<'_>) -> u32 {
    let mut count = 0;
    while !c.is_empty() && next(&mut c).is_ok() {
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::SourceId;

    fn cursor(bytes: &[u8]) -> Cursor<'_> {
        Cursor::new(bytes, bytes.len() as u32, SourceId::FRAME)
    }

    #[test]
    fn elements_know_where_they_stand() {
        let mut c = cursor(&[0x30, 0x81, 0x05, 0x02, 0x01, 0x07, 0x05, 0x00, 0xff]);
        let mut outer = expect(&mut c, SEQUENCE).unwrap();
        assert_eq!((outer.whole.start, outer.whole.len), (0, 8));
        assert_eq!(count(outer.content), 2);
        let number = expect(&mut outer.content, INTEGER).unwrap();
        assert_eq!((number.number(), number.span().start), (7, 5));
        assert!(optional(&mut outer.content, SET).unwrap().is_none());
    }

    #[test]
    fn what_der_does_not_have_is_malformed() {
        for bytes in
            [&[0x30, 0x80, 0, 0][..], &[0x30, 0x85, 0, 0, 0, 0, 1], &[0x3f, 1, 0], &[0x02, 2, 1], &[0x02]]
        {
            assert_eq!(next(&mut cursor(bytes)).unwrap_err(), Cut::Malformed, "{bytes:?}");
        }
    }

    #[test]
    fn numbers_saturate() {
        let element = |bytes| next(&mut cursor(bytes)).unwrap().number();
        assert_eq!(element(&[2, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), u64::MAX);
        assert_eq!(element(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]), u64::MAX);
        assert_eq!(element(&[2, 1, 0x80]), 0);
    }
}
