//! What a user notes about frames of an open capture: marks, frames to ignore, time references, a
//! shift of all times, comments. Not here: what the file itself says (`Capture`).

use super::{Capture, FrameFlags, Kept};
use crate::base::id::FrameId;
use crate::base::time::{Duration, Timestamp};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A set of frames: a bit each, up to the last one in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameSet {
    words: Vec<u64>,
    len: usize,
}

/// Frames in one word of the set.
const WORD: usize = 64;

impl FrameSet {
    /// The frames with these indices.
    pub fn of_range(range: Range<usize>) -> Self {
        let mut words = vec![0; range.end.div_ceil(WORD)];
        for (at, word) in words.iter_mut().enumerate().skip(range.start / WORD) {
            let (from, to) = (range.start.saturating_sub(at * WORD), range.end - at * WORD);
            *word = u64::MAX << from & u64::MAX >> (WORD - to.min(WORD));
        }
        Self { words, len: range.len() }
    }

    pub fn contains(&self, frame: FrameId) -> bool {
        let word = self.words.get(frame.index() / WORD).copied().unwrap_or(0);
        word & bit(frame) != 0
    }

    /// Puts a frame in or takes it out.
    pub fn set(&mut self, frame: FrameId, on: bool) {
        if self.contains(frame) == on {
            return;
        }
        let at = frame.index() / WORD;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at) {
            *word ^= bit(frame);
        }
        if on {
            self.len += 1;
        } else {
            self.len = self.len.saturating_sub(1);
        }
    }

    /// Puts all frames of `others` in or takes them out.
    pub fn set_all(&mut self, others: &Self, on: bool) {
        if on && self.words.len() < others.words.len() {
            self.words.resize(others.words.len(), 0);
        }
        for (word, other) in self.words.iter_mut().zip(&others.words) {
            *word = if on { *word | other } else { *word & !other };
        }
        self.len = self.words.iter().map(|word| word.count_ones() as usize).sum();
    }

    /// Puts the frames of `others` in that are not in it, and takes those out that are.
    pub fn flip_all(&mut self, others: &Self) {
        if self.words.len() < others.words.len() {
            self.words.resize(others.words.len(), 0);
        }
        for (word, other) in self.words.iter_mut().zip(&others.words) {
            *word ^= other;
        }
        self.len = self.words.iter().map(|word| word.count_ones() as usize).sum();
    }

    /// All frames of `others` are in it.
    pub fn contains_all(&self, others: &Self) -> bool {
        let own = self.words.iter().copied().chain(std::iter::repeat(0));
        others.words.iter().zip(own).all(|(other, own)| other & !own == 0)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The frames in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = FrameId> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let low = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(FrameId::from_index(at * WORD + low))
            })
        })
    }

    /// The first frame in it at `frame` or behind.
    pub fn first_from(&self, frame: FrameId) -> Option<FrameId> {
        let (at, within) = (frame.index() / WORD, frame.index() % WORD);
        let here = self.words.get(at)? & u64::MAX << within;
        let behind = self.words.iter().copied().enumerate().skip(at + 1);
        let mut words = std::iter::once((at, here)).chain(behind);
        let (at, word) = words.find(|(_, word)| *word != 0)?;
        Some(FrameId::from_index(at * WORD + word.trailing_zeros() as usize))
    }

    /// The last frame in it at `frame` or before.
    pub fn last_until(&self, frame: FrameId) -> Option<FrameId> {
        let (at, within) = (frame.index() / WORD, frame.index() % WORD);
        let here = self.words.get(at).map_or(0, |word| word & (u64::MAX >> (WORD - 1 - within)));
        let last = |at: usize, word: u64| {
            FrameId::from_index(at * WORD + (WORD - 1 - word.leading_zeros() as usize))
        };
        if here != 0 {
            return Some(last(at, here));
        }
        let before = self.words.get(..at.min(self.words.len())).unwrap_or(&[]);
        before.iter().enumerate().rev().find(|(_, word)| **word != 0).map(|(at, word)| last(at, *word))
    }
}

fn bit(frame: FrameId) -> u64 {
    1 << (frame.index() % WORD)
}

impl FromIterator<FrameId> for FrameSet {
    fn from_iter<I: IntoIterator<Item = FrameId>>(frames: I) -> Self {
        let mut set = Self::default();
        frames.into_iter().for_each(|frame| set.set(frame, true));
        set
    }
}

/// Everything noted about the frames of one capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    pub marked: FrameSet,
    /// Shown as ignored and not dissected.
    pub ignored: FrameSet,
    /// Relative times of the frames from one on count from it.
    pub references: FrameSet,
    /// The frames that a read filter kept, if there was one.
    pub kept: Option<Arc<Kept>>,
    /// Added to the time of every frame.
    pub shift: Duration,
    /// Comments that stand for those of the file; an empty list: they are deleted.
    pub comments: BTreeMap<FrameId, Vec<String>>,
}

impl Annotations {
    /// The comments of a frame as they are now.
    pub fn comments_of<'a>(&'a self, capture: &'a Capture, frame: FrameId) -> &'a [String] {
        match self.comments.get(&frame) {
            Some(edited) => edited,
            None => capture.comments.get(&frame).map_or(&[], Vec::as_slice),
        }
    }

    /// The same where the first `gone` frames are no longer there.
    pub fn without_first(&self, gone: u32) -> Self {
        let still = |frame: FrameId| frame.0.checked_sub(gone).map(FrameId);
        let those = |frames: &FrameSet| frames.iter().filter_map(still).collect();
        Self {
            marked: those(&self.marked),
            ignored: those(&self.ignored),
            references: those(&self.references),
            // Read filters are for files, of which nothing goes.
            kept: None,
            shift: self.shift,
            comments: self.comments.iter().filter_map(|(f, c)| Some((still(*f)?, c.clone()))).collect(),
        }
    }

    /// A frame's time as it is shown.
    pub fn time(&self, time: Timestamp) -> Timestamp {
        Timestamp(time.0.saturating_add(self.shift.0))
    }

    /// The frame that relative times of `frame` count from.
    pub fn reference_of(&self, frame: FrameId) -> FrameId {
        self.references.last_until(frame).unwrap_or(FrameId(0))
    }

    /// The time that relative times of `frame` count from; `time_of` tells those of frames.
    pub fn begin_of(
        &self,
        frame: FrameId,
        time_of: impl Fn(FrameId) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        time_of(self.references.last_until(frame).unwrap_or(FrameId(0)))
    }

    /// What a person calls the frame.
    pub fn number(&self, frame: FrameId) -> u32 {
        self.kept.as_ref().map_or_else(|| frame.number(), |kept| kept.number(frame))
    }

    /// The frame before, of those that are there.
    pub fn before(&self, frame: FrameId) -> Option<FrameId> {
        match &self.kept {
            Some(kept) => kept.before(frame),
            None => frame.0.checked_sub(1).map(FrameId),
        }
    }

    /// Whether a saved file would differ.
    pub fn changes_file(&self) -> bool {
        !self.comments.is_empty() || self.shift != Duration(0)
    }

    /// The capture as a file shall hold it: with the edited comments and the shifted times.
    pub fn applied(&self, capture: &Arc<Capture>) -> Arc<Capture> {
        if !self.changes_file() {
            return Arc::clone(capture);
        }
        let mut capture = Capture::clone(capture);
        let comments = Arc::make_mut(&mut capture.comments);
        for (frame, texts) in &self.comments {
            if texts.is_empty() {
                comments.remove(frame);
            } else {
                comments.insert(*frame, texts.clone());
                capture.frames.update(frame.index(), |meta| meta.flags.set(FrameFlags::COMMENT));
            }
        }
        if self.shift != Duration(0) {
            for index in 0..capture.frames.len() {
                capture.frames.update(index, |meta| meta.time = self.time(meta.time));
            }
        }
        Arc::new(capture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_its_frames_in_order() {
        let ids = [3, 63, 64, 200].map(FrameId);
        let mut set: FrameSet = ids.into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), ids);
        assert_eq!((set.len(), set.contains(FrameId(64)), set.contains(FrameId(65))), (4, true, false));
        set.set(FrameId(64), false);
        set.set(FrameId(9000), false);
        assert_eq!(set.len(), 3);
        let few = FrameSet::of_range(60..300);
        assert!(!set.contains_all(&few));
        set.set_all(&few, true);
        assert!(set.contains_all(&few) && !few.contains_all(&set));
        assert_eq!(set.len(), 241);
        set.set_all(&few, false);
        assert_eq!(set.iter().collect::<Vec<_>>(), [FrameId(3)]);
        for range in [0..0, 0..64, 3..5, 60..70, 64..200] {
            let all = range.clone().map(FrameId::from_index);
            let set = FrameSet::of_range(range.clone());
            assert!(set.iter().eq(all.clone()) && set.len() == range.len(), "{range:?}");
        }
    }

    #[test]
    fn notes_go_with_their_frames() {
        let notes = Annotations {
            marked: [2, 7].map(FrameId).into_iter().collect(),
            comments: [(FrameId(9), vec!["here".into()])].into_iter().collect(),
            ..Annotations::default()
        };
        let later = notes.without_first(5);
        assert_eq!(later.marked.iter().collect::<Vec<_>>(), [FrameId(2)]);
        assert_eq!(later.comments.keys().collect::<Vec<_>>(), [&FrameId(4)]);
    }

    #[test]
    fn the_last_one_before_is_found() {
        let set: FrameSet = [3, 63, 200].map(FrameId).into_iter().collect();
        let before = |n| set.last_until(FrameId(n)).map(|f| f.0);
        assert_eq!(
            [2, 3, 62, 63, 64, 199, 200, 9999].map(before),
            [None, Some(3), Some(3), Some(63), Some(63), Some(63), Some(200), Some(200)]
        );
    }

    #[test]
    fn the_first_one_behind_is_found() {
        let set: FrameSet = [3, 63, 200].map(FrameId).into_iter().collect();
        let from = |n| set.first_from(FrameId(n)).map(|f| f.0);
        assert_eq!(
            [0, 3, 4, 63, 64, 200, 201, 9999].map(from),
            [Some(3), Some(3), Some(63), Some(63), Some(200), Some(200), None, None]
        );
    }

    #[test]
    fn flipping_twice_changes_nothing() {
        let (some, others) = (FrameSet::of_range(3..70), FrameSet::of_range(60..300));
        let mut set = some.clone();
        set.flip_all(&others);
        assert!(set.contains(FrameId(59)) && !set.contains(FrameId(60)) && set.contains(FrameId(299)));
        assert_eq!(set.len(), 57 + 230);
        set.flip_all(&others);
        assert!(set.iter().eq(some.iter()));
    }

    #[test]
    fn edited_comments_and_shifted_times_reach_the_file() {
        let mut capture = Capture::default();
        for time in [10, 20] {
            capture.frames.push(crate::store::FrameMeta::new(0, 0, 0, Timestamp(time), 0));
        }
        capture.comments = Arc::new([(FrameId(0), vec!["old".to_owned()])].into());
        let mut notes = Annotations { shift: Duration(5), ..Annotations::default() };
        notes.comments.insert(FrameId(0), Vec::new());
        notes.comments.insert(FrameId(1), vec!["new".into()]);
        assert_eq!(notes.comments_of(&capture, FrameId(0)), [] as [String; 0]);
        let saved = notes.applied(&Arc::new(capture));
        assert_eq!(saved.comments.keys().copied().collect::<Vec<_>>(), [FrameId(1)]);
        let times: Vec<i64> = saved.frames.iter().map(|f| f.time.0).collect();
        assert_eq!(times, [15, 25]);
        assert!(saved.frame(FrameId(1)).is_some_and(|f| f.flags.has(FrameFlags::COMMENT)));
    }
}
