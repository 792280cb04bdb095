//! Sequence numbers modulo 2^32, compared as RFC 1982 and RFC 9293 section 3.4 do.

/// A TCP sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Seq(pub u32);

impl Seq {
    /// How far `self` lies after `other`; negative if before. The distance is taken the short way.
    pub fn distance_from(self, other: Seq) -> i32 {
        self.0.wrapping_sub(other.0) as i32
    }

    pub fn is_before(self, other: Seq) -> bool {
        self.distance_from(other) < 0
    }

    pub fn is_after(self, other: Seq) -> bool {
        self.distance_from(other) > 0
    }

    #[must_use]
    pub fn plus(self, count: u32) -> Seq {
        Seq(self.0.wrapping_add(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_survives_the_wrap() {
        assert!(Seq(0xffff_fff0).is_before(Seq(0x10)));
        assert!(Seq(0x10).is_after(Seq(0xffff_fff0)));
        assert_eq!(Seq(0xffff_ffff).plus(2), Seq(1));
        assert_eq!(Seq(5).distance_from(Seq(5)), 0);
    }
}
