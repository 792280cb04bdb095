//! Which pane has the keyboard.

use eframe::egui::{Id, Key, Modifiers, Popup, Ui};

use super::Window;
use crate::gui::command::Typing;
use crate::gui::filter_bar::field_id;
use crate::gui::floating::menu_was_open;
use crate::gui::model::View;
use crate::gui::widgets::{BELOW, PANEL, stop_id};

impl Window {
    /// A text field has the keyboard, or the bytes.
    pub(super) fn typing(&self, ui: &Ui) -> Typing {
        let panes = self.pane_ids();
        let focused = ui.memory(|memory| memory.focused());
        match focused {
            Some(id) if id == self.bytes.rows.id() => Typing::Bytes,
            Some(id) if !panes.contains(&id) && ui.ctx().egui_wants_keyboard_input() => Typing::Text,
            _ => Typing::No,
        }
    }

    /// The panes in sight that take the keyboard, the first of them by default.
    fn pane_ids(&self) -> Vec<Id> {
        let mut panes = match (self.shows_hellos, self.shows_sessions) {
            (true, _) => vec![self.hellos.pane_id()],
            (false, true) => vec![self.sessions.rows.id()],
            (false, false) => {
                let lower = [self.details.rows.id(), self.bytes.rows.id()].into_iter().zip(self.hidden);
                let shown = lower.filter(|(_, hidden)| !hidden).map(|(id, _)| id);
                std::iter::once(self.list.rows.id()).chain(shown).collect()
            }
        };
        panes.extend(self.dock.pane());
        panes
    }

    /// What F6 goes through: the panes, the part below a table, the panel at the side, the filter field.
    fn stops(&self) -> Vec<Id> {
        let mut stops = self.pane_ids();
        if let Some(dock) = self.dock.pane() {
            stops.retain(|id| *id != dock);
        }
        let below = self.shows_hellos || self.shows_sessions;
        stops.extend(below.then(|| stop_id(BELOW)));
        let panel = self.secrets_open || self.inspector_open && !self.shows_hellos;
        stops.extend(panel.then(|| stop_id(PANEL)));
        stops.extend(self.dock.pane());
        stops.push(field_id());
        stops
    }

    /// F6 goes to the next part of the window, with Shift to the one before.
    fn jump(&self, ui: &Ui, focused: Option<Id>) {
        let (back, forward) = ui.input_mut(|input| {
            let back = input.consume_key(Modifiers::SHIFT, Key::F6);
            (back, input.consume_key(Modifiers::NONE, Key::F6))
        });
        if !back && !forward {
            return;
        }
        let stops = self.stops();
        let place = |id: Option<Id>| stops.iter().position(|stop| Some(*stop) == id);
        let at = place(focused).or_else(|| place(self.active)).unwrap_or(0);
        let step = if back { stops.len() - 1 } else { 1 };
        if let Some(next) = stops.get((at + step) % stops.len()) {
            ui.memory_mut(|memory| memory.request_focus(*next));
        }
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
        // A list whose menu was just closed takes it back by itself.
        let has_menu = Popup::is_any_open(ui.ctx()) || menu_was_open(ui.ctx());
        let free = focused.is_none() && self.dialog.is_none() && !has_menu;
        if view.capture.is_some() && free {
            let id = self.active_pane();
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if view.capture.is_some() && self.dialog.is_none() {
            self.jump(ui, focused);
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
