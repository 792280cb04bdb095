//! A walk over DER elements, one after the other, on the crate `der`'s checked headers. What the
//! elements mean is the caller's business. Only as deep as the caller goes: no recursion.

use der::{Decode, Tag, TagNumber, asn1::AnyRef};

/// The elements not yet read.
#[derive(Clone, Copy)]
pub struct Walk<'a>(&'a [u8]);

impl<'a> Walk<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes not yet read.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The next element, its tag and its content.
    pub fn any(&mut self) -> Option<(Tag, &'a [u8])> {
        let (element, rest) = AnyRef::from_der_partial(self.0).ok()?;
        self.0 = rest;
        Some((der::Tagged::tag(&element), element.value()))
    }

    pub fn peek(&self) -> Option<Tag> {
        self.clone().any().map(|(tag, _)| tag)
    }

    /// The next element's content if it has this tag; else nothing is read.
    pub fn take(&mut self, tag: Tag) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let (found, content) = ahead.any()?;
        (found == tag).then(|| {
            *self = ahead;
            content
        })
    }

    /// As [`Walk::take`], header included.
    pub fn element(&mut self, tag: Tag) -> Option<&'a [u8]> {
        let before = self.0;
        self.take(tag)?;
        before.get(..before.len() - self.0.len())
    }

    pub fn sequence(&mut self) -> Option<Walk<'a>> {
        self.take(Tag::Sequence).map(Walk)
    }

    pub fn integer(&mut self) -> Option<Integer<'a>> {
        self.take(Tag::Integer).map(Integer)
    }

    /// What stands in the next element if it is `[number]`; else nothing is read.
    pub fn context(&mut self, number: u32) -> Option<Walk<'a>> {
        let mut ahead = *self;
        let (tag, content) = ahead.any()?;
        let number = TagNumber(number);
        matches!(tag, Tag::ContextSpecific { number: found, .. } if found == number).then(|| {
            *self = ahead;
            Walk(content)
        })
    }

    /// A BIT STRING's bytes where no bits are unused, as in every public key.
    pub fn bit_string(&mut self) -> Option<&'a [u8]> {
        match self.take(Tag::BitString)? {
            [0, bytes @ ..] => Some(bytes),
            _ => None,
        }
    }
}

/// An INTEGER's content: two's complement, big-endian.
#[derive(Clone, Copy)]
pub struct Integer<'a>(&'a [u8]);

impl<'a> Integer<'a> {
    pub fn is_negative(self) -> bool {
        self.0.first().is_some_and(|byte| byte & 0x80 != 0)
    }

    /// The number if it fits. Meaningless if negative.
    pub fn to_u32(self) -> Option<u32> {
        let bytes = self.magnitude();
        (bytes.len() <= 4).then(|| bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)))
    }

    /// The number without leading zeros; empty for zero. Meaningless if negative.
    pub fn magnitude(self) -> &'a [u8] {
        let zeros = self.0.iter().take_while(|&&byte| byte == 0).count();
        self.0.get(zeros..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_elements() {
        let mut walk = Walk::new(&[0x30, 6, 2, 1, 0, 2, 1, 0x80, 3, 2, 0, 7, 4, 0]);
        let mut inner = walk.sequence().unwrap();
        assert!(inner.integer().unwrap().magnitude().is_empty());
        assert!(inner.integer().unwrap().is_negative() && inner.rest().is_empty());
        assert_eq!(walk.peek(), Some(Tag::BitString));
        assert!(walk.sequence().is_none());
        assert_eq!(walk.bit_string(), Some(&[7][..]));
        assert_eq!(walk.any(), Some((Tag::OctetString, &[][..])));
        assert_eq!(walk.any(), None);
        assert!(Walk::new(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2]).any().is_none());
    }
}
