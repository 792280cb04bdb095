//! Windows of single frames: opened, moved to another frame, dissected anew when keys come.

use std::sync::Arc;

use super::opened::Opened;
use super::{App, details};
use crate::base::id::FrameId;
use crate::document::rows;
use crate::gui::model::frame_window::{FrameAct, FrameWindowView};
use crate::proto;

/// Windows that may be open at once.
const WINDOWS_MAX: usize = 16;

/// A window and what its view was made of.
pub struct FrameWindow {
    frame: FrameId,
    stamp: Option<(FrameId, u64, bool)>,
    pub view: FrameWindowView,
}

impl FrameWindow {
    /// The first `gone` frames are no longer there; whether its own still is.
    pub fn moved(&mut self, gone: u32) -> bool {
        self.stamp = None;
        match self.frame.0.checked_sub(gone) {
            Some(frame) => self.frame = FrameId(frame),
            None => return self.view.follows,
        }
        true
    }

    /// Dissects the frame, unless its tree is there and still true.
    fn refresh(&mut self, open: &Opened) {
        self.frame = open.selected.filter(|_| self.view.follows).unwrap_or(self.frame);
        let stamp = (self.frame, open.background.opened_generation(), open.capture.complete);
        let row = open.row_of(self.frame);
        self.view.has_previous = row.is_some_and(|row| row > 0);
        self.view.has_next = row.is_some_and(|row| row.saturating_add(1) < open.shown_count());
        if self.stamp == Some(stamp) {
            return;
        }
        self.stamp = Some(stamp);
        let (capture, settings) = (&open.capture, open.background.settings());
        let details = details::view(capture, &settings, self.frame);
        let row = rows::make(capture, &settings, proto::registry(), &open.look, self.frame, None);
        self.view.number = self.frame.number();
        self.view.summary = format!("{}  {}", row.protocol, row.info);
        self.view.node = details::plain_node(&details);
        let span = self.view.node.and_then(|node| details.nodes.get(node)?.span);
        self.view.source = span.map_or_else(|| details::best_source(&details), |span| span.source);
        self.view.details = Arc::new(details);
    }
}

impl App {
    /// Opens a window for the selected frame.
    pub(super) fn open_frame_window(&mut self) {
        let Some(frame) = self.open.as_ref().and_then(|open| open.selected) else { return };
        if self.frame_windows.len() >= WINDOWS_MAX {
            self.status_note("There are many frame windows; close some first.");
            return;
        }
        self.report_id += 1;
        let view = FrameWindowView {
            id: self.report_id,
            number: frame.number(),
            summary: String::new(),
            details: Arc::default(),
            node: None,
            source: 0,
            has_previous: false,
            has_next: false,
            follows: false,
        };
        self.frame_windows.push(FrameWindow { frame, stamp: None, view });
        self.refresh_frame_windows();
    }

    pub(super) fn frame_act(&mut self, act: FrameAct) {
        let find = |windows: &[FrameWindow], id: u64| windows.iter().position(|w| w.view.id == id);
        match act {
            FrameAct::Close(id) => self.frame_windows.retain(|window| window.view.id != id),
            FrameAct::Select(id) => {
                let at = find(&self.frame_windows, id);
                if let Some(window) = at.and_then(|at| self.frame_windows.get(at)) {
                    self.go_to(window.frame.number().into());
                }
            }
            FrameAct::Follow(id, on) => self.set_follows(id, on),
            FrameAct::Step(id, forward) => {
                let at = find(&self.frame_windows, id);
                if let (Some(open), Some(window)) =
                    (&self.open, at.and_then(|at| self.frame_windows.get_mut(at)))
                {
                    let row = open.row_of(window.frame);
                    let next =
                        row.and_then(|row| if forward { row.checked_add(1) } else { row.checked_sub(1) });
                    if let Some(frame) = next.and_then(|row| open.frame_at(row)) {
                        window.frame = frame;
                        window.view.follows = false;
                        window.refresh(open);
                    }
                }
            }
        }
    }

    /// Whether the window `id` shows what is selected.
    fn set_follows(&mut self, id: u64, on: bool) {
        if let Some(window) = self.frame_windows.iter_mut().find(|window| window.view.id == id) {
            window.view.follows = on;
        }
    }

    /// Brings the windows up to date; they go with their capture.
    pub(super) fn refresh_frame_windows(&mut self) {
        match &self.open {
            Some(open) => self.frame_windows.iter_mut().for_each(|window| window.refresh(open)),
            None => self.frame_windows.clear(),
        }
    }
}
