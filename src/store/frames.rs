//! The frames of a capture: a growing list in which each takes 28 bytes. Of its length on the wire it keeps how much
//! of it the capture left out, which is mostly nothing; what does not fit stands in a list of its own.

use super::frame::{CAPTURED_BITS, FLAG_BITS};
use super::{FrameFlags, FrameMeta};
use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::base::time::Timestamp;
use std::ops::Range;

const INTERFACE_BITS: u32 = 5;
const MISSING_BITS: u32 = 32 - FLAG_BITS - INTERFACE_BITS;
/// As many bytes missing: length and interface are told by [`Frames::odd`].
const ODD: u32 = (1 << MISSING_BITS) - 1;

/// The list. A clone is an instant that does not change.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    kept: Chunked<Kept>,
    /// In order of frames.
    odd: Chunked<Odd>,
}

/// A frame as it stands in the list. In memory its eight-byte numbers begin at any fourth byte.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(4))]
struct Kept {
    offset_and_captured: u64,
    time: Timestamp,
    conversation: u32,
    previous: u32,
    /// From the lowest bits: flags, interface, bytes that were not captured.
    rest: u32,
}

/// Of a frame of which more is missing, or less than nothing, or whose interface is one of many.
#[derive(Clone, Copy, Debug)]
struct Odd {
    frame: FrameId,
    len: u32,
    interface: u16,
}

impl Frames {
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    #[inline]
    pub fn get(&self, index: usize) -> Option<FrameMeta> {
        self.kept.get(index).map(|kept| self.meta(index, kept))
    }

    pub fn last(&self) -> Option<FrameMeta> {
        self.get(self.len().checked_sub(1)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = FrameMeta> + '_ {
        self.range(0..self.len()).map(|(_, meta)| meta)
    }

    /// The frames of a range, with their ids. Who goes over millions does so by `for_each`.
    pub fn range(&self, range: Range<usize>) -> impl Iterator<Item = (FrameId, FrameMeta)> + '_ {
        let mut next = range.start;
        self.kept.slices(range).flatten().map(move |kept| {
            let index = next;
            next += 1;
            (FrameId::from_index(index), self.meta(index, kept))
        })
    }

    pub fn push(&mut self, meta: FrameMeta) {
        let missing = meta.len.checked_sub(meta.captured()).filter(|missing| *missing < ODD);
        let fits = missing.filter(|_| u32::from(meta.interface) < 1 << INTERFACE_BITS);
        if fits.is_none() {
            let frame = FrameId::from_index(self.len());
            self.odd.push(Odd { frame, len: meta.len, interface: meta.interface });
        }
        let interface = u32::from(meta.interface) & ((1 << INTERFACE_BITS) - 1);
        let rest = (fits.unwrap_or(ODD) << INTERFACE_BITS | interface) << FLAG_BITS;
        self.kept.push(Kept::new(&meta, rest));
    }

    /// Changes what is known of a frame. Its length and its interface stay what they are.
    pub fn update(&mut self, index: usize, change: impl FnOnce(&mut FrameMeta)) {
        let Some(mut meta) = self.get(index) else { return };
        change(&mut meta);
        self.kept.update(index, |kept| *kept = Kept::new(&meta, kept.rest));
    }

    /// Made in one go: a copy of what was just written in parts would wait for all of them.
    #[inline]
    fn meta(&self, index: usize, kept: &Kept) -> FrameMeta {
        let offset_and_captured = kept.offset_and_captured;
        let captured = (offset_and_captured & ((1 << CAPTURED_BITS) - 1)) as u32;
        let wire = kept.rest >> FLAG_BITS;
        let (missing, interface) = (wire >> INTERFACE_BITS, (wire & ((1 << INTERFACE_BITS) - 1)) as u16);
        let odd = if missing == ODD { self.odd(index) } else { None };
        let (len, interface) = odd.unwrap_or((captured + missing, interface));
        FrameMeta {
            offset_and_captured,
            time: kept.time,
            len,
            conversation: kept.conversation,
            previous: kept.previous,
            interface,
            flags: FrameFlags((kept.rest & ((1 << FLAG_BITS) - 1)) as u16),
        }
    }

    /// Length and interface of a frame whose own numbers do not tell them.
    #[cold]
    fn odd(&self, index: usize) -> Option<(u32, u16)> {
        let frame = FrameId::from_index(index);
        let at = self.odd.partition_point(|odd| odd.frame < frame);
        self.odd.get(at).filter(|odd| odd.frame == frame).map(|odd| (odd.len, odd.interface))
    }
}

impl Kept {
    /// `rest`: all but the flags.
    fn new(meta: &FrameMeta, rest: u32) -> Self {
        let flags = u32::from(meta.flags.0) & ((1 << FLAG_BITS) - 1);
        debug_assert_eq!(flags, u32::from(meta.flags.0), "no room for that flag");
        Self {
            offset_and_captured: meta.offset_and_captured,
            time: meta.time,
            conversation: meta.conversation,
            previous: meta.previous,
            rest: rest & !((1 << FLAG_BITS) - 1) | flags,
        }
    }
}

impl Extend<FrameMeta> for Frames {
    fn extend<I: IntoIterator<Item = FrameMeta>>(&mut self, frames: I) {
        frames.into_iter().for_each(|meta| self.push(meta));
    }
}

impl FromIterator<FrameMeta> for Frames {
    fn from_iter<I: IntoIterator<Item = FrameMeta>>(frames: I) -> Self {
        let mut list = Self::default();
        list.extend(frames);
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::ConversationId;

    #[test]
    fn every_frame_comes_back_as_it_was_whatever_its_lengths() {
        assert_eq!(size_of::<Kept>(), 28);
        let largest = (1 << 24) - 1;
        let lens = [0, 1, 60, 1_514, 1_515, 32_766, 32_767, 32_768, 65_535, largest, u32::MAX - 1, u32::MAX];
        let mut all = Vec::new();
        for captured in lens {
            for len in lens {
                for interface in [0, 7, 31, 32, 33, u16::MAX] {
                    let time = Timestamp(i64::from(len) - (i64::from(captured) << 31));
                    let mut meta = FrameMeta::new(123_456_789_012, captured, len, time, interface);
                    if len % 2 == 1 {
                        meta.set_conversation(ConversationId(captured), Some(FrameId(len)));
                    }
                    meta.flags = FrameFlags((1 << FLAG_BITS) - 1 - interface % 3);
                    all.push(meta);
                }
            }
        }
        let mut list: Frames = all.iter().copied().collect();
        assert!(list.iter().eq(all.iter().copied()) && list.last() == all.last().copied());
        assert!(
            list.range(100..103).map(|(id, meta)| (id.index(), meta)).eq((100..103).zip(all[100..].to_vec()))
        );
        let before = list.clone();
        for (index, meta) in all.iter_mut().enumerate() {
            let change = |meta: &mut FrameMeta| {
                meta.flags = FrameFlags::COMMENT;
                meta.time = Timestamp(meta.time.0 ^ 0x55);
            };
            change(meta);
            list.update(index, change);
            assert_eq!(list.get(index), Some(*meta));
        }
        assert!(before.iter().zip(&all).all(|(old, new)| old.len == new.len && old.time != new.time));
        assert_eq!((list.get(all.len()), Frames::default().last()), (None, None));
    }
}
