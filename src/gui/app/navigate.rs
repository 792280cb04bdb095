//! Moving in the open capture: the selected frame, the filter, what is copied.

use super::opened::Opened;
use super::{App, filter};
use crate::base::id::FrameId;
use crate::filter::Filter;
use crate::gui::model::FilterState;
use crate::proto;

impl App {
    /// Selects what the command line or the sample wants, once it is there.
    pub(super) fn pick_wanted(&mut self) {
        let Some(open) = &mut self.open else { return };
        if let Some((frame, field)) = &self.wanted {
            let is_there = frame.index() < open.capture.frames.len();
            let scans = open.is_loading() || open.scan.as_ref().is_some_and(|s| s.is_running());
            if is_there {
                open.select(Some(*frame));
                open.want_field(field.clone());
            }
            let row = open.row_of(*frame);
            if let Some(row) = row {
                self.window.list.rows.reveal(row);
            }
            if row.is_some() || !scans {
                self.wanted = None;
            }
        } else if open.selected.is_none() && self.live.is_none() && !open.capture.frames.is_empty() {
            let first = open.frame_at(0);
            open.select(first);
        }
    }

    /// Brings the selected frame into sight once the filter has come to it, unless the user went
    /// elsewhere meanwhile.
    pub(super) fn reveal_selected(&mut self) {
        let (Some(open), Some(frame)) = (&self.open, self.revealing) else { return };
        let list = &mut self.window.list.rows;
        let stays = open.selected == Some(frame) && list.position() == (0, 0.0);
        let row = open.row_of(frame).filter(|_| stays);
        if let Some(row) = row {
            list.reveal(row);
        }
        let may_come = open.is_loading() || open.scan.is_some() && open.scan_took.is_none();
        if row.is_some() || !stays || !may_come {
            self.revealing = None;
        }
    }

    pub(super) fn select_row(&mut self, row: u64) {
        let Some(open) = &mut self.open else { return };
        if open.frame_at(row).is_some() {
            let is_last = row.saturating_add(1) == open.shown_count();
            open.choose_only(row);
            let list = &mut self.window.list.rows;
            list.follow_end(is_last && self.live.is_some() && self.settings.auto_scroll);
            list.reveal(row);
        }
    }

    pub(super) fn step(&mut self, by: i64) {
        let Some(open) = &self.open else { return };
        let now = open.selected.and_then(|f| open.row_of(f)).unwrap_or(0);
        let last = open.shown_count().saturating_sub(1);
        self.select_row(now.saturating_add_signed(by).min(last));
    }

    /// Back to the frame that was selected before, or forward again.
    pub(super) fn travel(&mut self, forward: bool) {
        if let Some(frame) = self.history.step(forward) {
            self.go_to(frame.number().into());
        }
    }

    /// The next frame in the list that belongs to the same conversation, or the one before.
    pub(super) fn step_in_conversation(&mut self, forward: bool) {
        let Some(open) = &self.open else { return };
        let Some(here) = open.selected else { return };
        let meta = open.capture.frame(here);
        let conversation = meta.and_then(|meta| open.capture.conversation(meta.conversation()?));
        let Some(conversation) = conversation else { return };
        // The next one mostly stands near; else the list of them is gone through, which has the newest first.
        if forward && let Some(frame) = next_near(open, here) {
            self.go_to(frame.number().into());
            return;
        }
        let mut nearest = None;
        for frame in open.capture.frames_of(conversation) {
            if forward && frame <= here {
                break;
            }
            let is_there = frame != here && open.row_of(frame).is_some();
            if is_there && (forward || frame < here) {
                nearest = Some(frame);
                if !forward {
                    break;
                }
            }
        }
        if let Some(frame) = nearest {
            self.go_to(frame.number().into());
        }
    }

    pub(super) fn go_to(&mut self, number: u64) {
        let Some(open) = &mut self.open else { return };
        let Some(frame) = u32::try_from(number).ok().and_then(FrameId::from_number) else { return };
        if frame.index() >= open.capture.frames.len() {
            return;
        }
        if let Some(row) = open.row_of(frame) {
            self.select_row(row);
        } else {
            // The filter hides it: its tree is shown all the same.
            open.select(Some(frame));
        }
    }

    pub(super) fn apply_filter(&mut self, text: &str) {
        self.filter.check = filter::check(text, text.len());
        let Some(open) = &mut self.open else { return };
        match Filter::new(text, proto::registry()) {
            Ok(ready) => {
                open.set_filter(Some(ready), &self.wake);
                self.filter.applied = text.trim().to_owned();
                self.settings.note_filter(text.trim());
                self.revealing = open.selected;
                self.window.list.rows.rewind();
                self.reveal_selected();
            }
            // The last good result stays; now the field says what is wrong.
            Err(error) => {
                self.filter.check.state = FilterState::Invalid {
                    at: error.start..error.end,
                    sentence: error.message,
                    suggestion: error.suggestion,
                };
            }
        }
    }

    pub(super) fn copy(&mut self, what: impl FnOnce(&mut Opened) -> Option<String>) {
        if let Some(text) = self.open.as_mut().and_then(what) {
            self.tasks.copy(text);
        }
    }

    pub(super) fn copy_node(&mut self, what: impl FnOnce(&crate::gui::model::NodeView) -> Option<String>) {
        self.copy(|open| what(open.details.as_ref()?.nodes.get(open.selected_node?)?));
    }
}

/// Frames behind the selected one that are looked at for the next of its conversation.
const NEAR: usize = 1 << 18;

/// The next frame in the list that belongs to the conversation of `here`, if it is near.
fn next_near(open: &Opened, here: FrameId) -> Option<FrameId> {
    let conversation = open.capture.frame(here)?.conversation()?;
    let from = here.index().saturating_add(1);
    let to = from.saturating_add(NEAR).min(open.capture.frames.len());
    let near = open.capture.frames.range(from..to);
    let same = near.filter(|(_, meta)| meta.conversation() == Some(conversation));
    same.map(|(frame, _)| frame).find(|frame| open.row_of(*frame).is_some())
}
