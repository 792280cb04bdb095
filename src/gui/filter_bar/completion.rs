//! The list of proposals below the filter field: keys, painting, and putting one into the text.

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Align, Id, Key, Modifiers, Rect, Sense, TextEdit, Ui, pos2, vec2};

use super::{FilterBar, field_id};
use crate::gui::model::{Action, CompletionView};
use crate::gui::text::Line;
use crate::gui::theme::{Face, Hex, mono, palette, small, theme};

impl FilterBar {
    /// Arrows and Tab work the completion list. Returns the row that Tab took, and whether Enter applies
    /// the text as it is after what else was typed in this painted frame.
    pub(super) fn keys(&mut self, ui: &Ui, completions: &[CompletionView]) -> (Option<usize>, bool) {
        let hit = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let mut take = None;
        if !completions.is_empty() {
            if hit(Key::ArrowDown) {
                self.picked = (self.picked + 1).min(completions.len() - 1);
            }
            if hit(Key::ArrowUp) {
                self.picked = self.picked.saturating_sub(1);
            }
            if hit(Key::Tab) {
                take = Some(self.picked);
            }
            if hit(Key::Escape) {
                self.completion_closed = true;
            }
        }
        (take, hit(Key::Enter))
    }

    pub(super) fn take(&mut self, ui: &Ui, completion: &CompletionView, actions: &mut Vec<Action>) {
        let range = completion.replaces.clone();
        if self.text.get(range.clone()).is_none() {
            return;
        }
        self.text.replace_range(range.clone(), &completion.insert);
        let cursor = range.start.saturating_add(completion.insert.len());
        let chars = self.text.get(..cursor).map_or(0, |before| before.chars().count());
        let id = field_id();
        if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
            let at = egui::text::CCursor::new(chars);
            state.cursor.set_char_range(Some(egui::text::CCursorRange::one(at)));
            TextEdit::store_state(ui.ctx(), id, state);
        }
        self.picked = 0;
        self.wants_focus = true;
        actions.push(Action::FilterEdited { text: self.text.clone(), cursor });
    }

    pub(super) fn completion(&mut self, ui: &mut Ui, field: Rect, rows: &[CompletionView]) -> Option<usize> {
        if rows.is_empty() {
            return None;
        }
        let p = palette(ui);
        let t = theme();
        let mut clicked = None;
        let picked = self.picked.min(rows.len() - 1);
        egui::Area::new(Id::unique("filter completion"))
            .order(egui::Order::Foreground)
            .fixed_pos(field.left_bottom() + vec2(0.0, 3.0))
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style()).inner_margin(4).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let width = 620.0_f32.min(field.width());
                    let mut group = "";
                    for (i, row) in rows.iter().enumerate() {
                        if group != row.group {
                            group = &row.group;
                            let (place, _) =
                                ui.allocate_exact_size(vec2(width, t.size.panel_row), Sense::hover());
                            let line =
                                Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
                            let inner = place.shrink2(vec2(t.space.m, 0.0));
                            line.paint(ui.painter(), inner, group, Align::Min);
                        }
                        let (place, response) =
                            ui.allocate_exact_size(vec2(width, t.size.panel_row), Sense::click());
                        let name = row.insert.clone();
                        response.widget_info(|| {
                            egui::WidgetInfo::selected(Role::ListBoxOption, true, i == picked, name.clone())
                        });
                        let fill = match () {
                            () if i == picked => Some(p.selection.row_unfocused),
                            () if response.hovered() => Some(p.surface.hover),
                            () => None,
                        };
                        if let Some(fill) = fill {
                            ui.painter().rect_filled(place, 3.0, fill.0);
                        }
                        paint_completion(ui, place, row, &self.text);
                        if response.clicked() {
                            clicked = Some(i);
                        }
                    }
                    let (foot, _) = ui.allocate_exact_size(vec2(width, t.size.panel_row), Sense::hover());
                    let line = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
                    let words = "Tab completes · ↑ ↓ choose · Enter applies · Esc closes";
                    line.paint(ui.painter(), foot.shrink2(vec2(t.space.m, 0.0)), words, Align::Min);
                });
            });
        clicked
    }
}

fn paint_completion(ui: &Ui, rect: Rect, row: &CompletionView, text: &str) {
    let p = palette(ui);
    let t = theme();
    let inner = rect.shrink2(vec2(t.space.m, 0.0));
    let line = |font, color: Hex| Line { font, color: color.0, dim: p.text.tertiary.0 };
    let typed = text.get(row.replaces.clone()).unwrap_or("");
    let (head, tail) = match row.insert.get(..typed.len()) {
        Some(head) if head.eq_ignore_ascii_case(typed) => (head, row.insert.get(typed.len()..)),
        _ => ("", Some(row.insert.as_str())),
    };
    let bold = line(Face::MonoSemibold.at(t.font.size.mono), p.text.primary);
    let covered = bold.paint(ui.painter(), inner, head, Align::Min);
    let rest = Rect::from_min_max(pos2(covered.right(), rect.top()), inner.max);
    let covered = line(mono(), p.text.primary).paint(ui.painter(), rest, tail.unwrap_or(""), Align::Min);
    let count = row.count.as_deref().unwrap_or("");
    let count = line(Face::Mono.at(t.font.size.mono_small), p.text.secondary).paint(
        ui.painter(),
        inner,
        count,
        Align::Max,
    );
    let note_place = inner.with_max_x((count.left() - 12.0).min(inner.right() - 86.0));
    let note_place = note_place.with_min_x(note_place.right() - 110.0);
    let note = match row.note.as_str() {
        "" => Rect::from_min_size(pos2(count.left(), rect.top()), vec2(0.0, 0.0)),
        note => {
            line(small(), p.text.tertiary).paint(ui.painter(), note_place, note, Align::Min);
            note_place
        }
    };
    let middle = Rect::from_min_max(
        pos2((covered.right() + 14.0).max(inner.left() + 260.0), rect.top()),
        pos2(note.left() - 10.0, rect.bottom()),
    );
    if middle.width() > 20.0 {
        line(small(), p.text.secondary).paint(ui.painter(), middle, &row.title, Align::Min);
    }
}
