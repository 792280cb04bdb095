//! The frames that were selected one after the other, for Back and Forward.

use crate::base::id::FrameId;

/// Frames remembered.
const KEPT: usize = 1_000;

/// Where one has been.
#[derive(Debug, Default)]
pub struct History {
    frames: Vec<FrameId>,
    /// Where in `frames` one is.
    at: usize,
}

impl History {
    /// `frame` is selected now. What was forward of a new one is forgotten.
    pub fn note(&mut self, frame: FrameId) {
        if self.frames.get(self.at) == Some(&frame) {
            return;
        }
        self.frames.truncate(self.at.saturating_add(1));
        self.frames.push(frame);
        if self.frames.len() > KEPT {
            self.frames.remove(0);
        }
        self.at = self.frames.len().saturating_sub(1);
    }

    /// Goes one step and says where to.
    pub fn step(&mut self, forward: bool) -> Option<FrameId> {
        let at = if forward { self.at.checked_add(1)? } else { self.at.checked_sub(1)? };
        let frame = self.frames.get(at).copied()?;
        self.at = at;
        Some(frame)
    }

    /// Whether there is a step back, and one forward.
    pub fn possible(&self) -> [bool; 2] {
        [self.at > 0, self.at.saturating_add(1) < self.frames.len()]
    }

    /// Another capture is open.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_and_forward_again_until_one_turns_off() {
        let mut history = History::default();
        assert_eq!(history.possible(), [false, false]);
        for n in [1, 5, 9] {
            history.note(FrameId(n));
        }
        assert_eq!(history.step(false), Some(FrameId(5)));
        history.note(FrameId(5));
        assert_eq!(history.possible(), [true, true]);
        assert_eq!(history.step(true), Some(FrameId(9)));
        assert_eq!(history.step(true), None);
        history.step(false);
        history.note(FrameId(7));
        assert_eq!(history.possible(), [true, false]);
        assert_eq!(history.step(false), Some(FrameId(5)));
    }

    #[test]
    fn the_oldest_is_forgotten() {
        let mut history = History::default();
        for n in 0..KEPT as u32 + 5 {
            history.note(FrameId(n));
        }
        assert_eq!(history.frames.len(), KEPT);
        assert_eq!(history.step(false), Some(FrameId(KEPT as u32 + 3)));
    }
}
