//! Which pane has the keyboard.

use eframe::egui::{Id, Key, Modifiers, Popup, Ui};

use super::Window;
use crate::gui::filter_bar::field_id;
use crate::gui::model::View;

impl Window {
    /// A text field has the keyboard.
    pub(super) fn typing(&self, ui: &Ui) -> bool {
        let panes = self.pane_ids();
        let focused = ui.memory(|memory| memory.focused());
        focused.is_some_and(|id| !panes.contains(&id)) && ui.ctx().egui_wants_keyboard_input()
    }

    /// The panes in sight that take the keyboard, the first of them by default.
    fn pane_ids(&self) -> Vec<Id> {
        let mut panes = match (self.shows_hellos, self.shows_sessions) {
            (true, _) => vec![self.hellos.pane_id()],
            (false, true) => vec![self.sessions.rows.id()],
            (false, false) => vec![self.list.rows.id(), self.details.rows.id(), self.bytes.rows.id()],
        };
        panes.extend(self.dock.pane());
        panes
    }

    /// The pane that has the keyboard, or had it last.
    fn active_pane(&self) -> Id {
        let panes = self.pane_ids();
        let first = panes.first().copied().unwrap_or(self.list.rows.id());
        self.active.filter(|id| panes.contains(id)).unwrap_or(first)
    }

    /// Keys always mean some pane: when nothing has the keyboard, the last pane gets it back.
    pub(super) fn keep_keyboard(&mut self, ui: &Ui, view: &View<'_>) {
        let focused = ui.memory(|memory| memory.focused());
        if let Some(id) = focused.filter(|id| self.pane_ids().contains(id)) {
            self.active = Some(id);
        }
        let free = focused.is_none() && self.dialog.is_none() && !Popup::is_any_open(ui.ctx());
        if view.capture.is_some() && free {
            let id = self.active_pane();
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if view.capture.is_some()
            && self.dialog.is_none()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F6))
        {
            let panes = self.pane_ids();
            let at = panes.iter().position(|id| Some(*id) == self.active).unwrap_or(0);
            if let Some(next) = panes.get((at + 1) % panes.len()) {
                ui.memory_mut(|memory| memory.request_focus(*next));
            }
        }
        // Escape in the filter field gives the keyboard back to the list.
        if focused == Some(field_id())
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            let id = self.active_pane();
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }
}
