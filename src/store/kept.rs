//! Which frames a read filter kept, and the numbers they have since: the others count for
//! conversations and reassembly, and are not shown.

use crate::base::id::FrameId;

/// Kept frames, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept(Vec<FrameId>);

impl Kept {
    /// The number of a frame; one that was not kept has that of the next one that was.
    pub fn number(&self, frame: FrameId) -> u32 {
        FrameId::from_index(self.0.partition_point(|kept| *kept < frame)).number()
    }

    /// The same for the number it had before.
    pub fn renumbered(&self, number: u32) -> u32 {
        FrameId::from_number(number).map_or(number, |frame| self.number(frame))
    }

    pub fn contains(&self, frame: FrameId) -> bool {
        self.0.binary_search(&frame).is_ok()
    }

    /// The kept frame before.
    pub fn before(&self, frame: FrameId) -> Option<FrameId> {
        let at = self.0.partition_point(|kept| *kept < frame);
        self.0.get(at.checked_sub(1)?).copied()
    }

    /// The frame that has this number now.
    pub fn numbered(&self, number: u32) -> Option<FrameId> {
        self.0.get(FrameId::from_number(number)?.index()).copied()
    }
}

impl FromIterator<FrameId> for Kept {
    fn from_iter<I: IntoIterator<Item = FrameId>>(frames: I) -> Self {
        Self(frames.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_frames_are_numbered_anew() {
        let kept: Kept = [FrameId(2), FrameId(5)].into_iter().collect();
        assert_eq!([0, 2, 3, 5, 6].map(|n| kept.number(FrameId(n))), [1, 1, 2, 2, 3]);
        assert_eq!(kept.renumbered(6), 2);
        assert_eq!((kept.before(FrameId(2)), kept.before(FrameId(5))), (None, Some(FrameId(2))));
        assert_eq!((kept.numbered(2), kept.numbered(3), kept.numbered(0)), (Some(FrameId(5)), None, None));
        assert!(kept.contains(FrameId(5)) && !kept.contains(FrameId(4)));
    }
}
