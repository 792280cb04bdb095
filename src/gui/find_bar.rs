//! The find bar: what is sought, how and where, and from hit to hit. Not here: seeking
//! (`document::find`), the list of all hits (`dock`).

use std::sync::Arc;

use eframe::egui::{
    self, Align, Id, Key, Layout, Modifiers, Rect, RichText, Sense, StrokeKind, TextEdit, Ui, UiBuilder,
    accesskit::Role, pos2, vec2,
};

use super::icons::Icon;
use super::model::Action;
use super::model::find::FindView;
use super::text::Line;
use super::theme::{Face, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, focus_ring, icon_button, tall_button};
use crate::document::find::{How, Needle, Place, Query};

const HOW: [(How, &str); 4] =
    [(How::Filter, "Filter"), (How::Text, "Text"), (How::Hex, "Hex"), (How::Regex, "Regex")];
const PLACES: [(Place, &str); 4] = [
    (Place::List, "List"),
    (Place::Tree, "Tree"),
    (Place::Bytes, "Bytes"),
    (Place::Decrypted, "Decrypted data"),
];
/// Characters that can be sought at a time.
const MAX_CHARS: usize = 4096;

/// The bar's state between two painted frames.
#[derive(Debug, Default)]
pub struct FindBar {
    pub open: bool,
    pub query: Query,
    wants_focus: bool,
    /// The field had the keyboard when painted last.
    had_focus: bool,
}

/// The field's widget id.
pub fn field_id() -> Id {
    Id::unique("find field")
}

impl FindBar {
    /// Opens the bar and puts the keyboard into its field; what was sought stays.
    pub fn focus(&mut self, actions: &mut Vec<Action>) {
        if !std::mem::replace(&mut self.open, true) && !self.query.text.is_empty() {
            actions.push(Action::FindEdited(self.query.clone()));
        }
        self.wants_focus = true;
    }

    pub fn show(&mut self, ui: &mut Ui, rect: Rect, view: &FindView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, hairline(p.line.subtle));
        let before = self.query.clone();
        let id = field_id();
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        let hit =
            |ui: &Ui, modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
        // Steps come after what was typed in the same painted frame.
        let back = has_focus && hit(ui, Modifiers::SHIFT, Key::Enter);
        let on = !back && has_focus && hit(ui, Modifiers::NONE, Key::Enter);
        // Escape takes the keyboard from a field before anybody can ask.
        if self.had_focus && hit(ui, Modifiers::NONE, Key::Escape) {
            self.close(actions);
        }
        self.had_focus = has_focus;
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(vec2(t.space.l, 0.0)))
            .id_salt("find bar")
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = t.space.m;
            let (place, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
            Icon::Find.paint(ui.painter(), place, t.size.icon, p.text.secondary.0);
            // The keyboard stays with what is sought, however it is sought.
            self.wants_focus |= choice(ui, "How", &HOW, &mut self.query.how);
            let narrow = rect.width() < 1200.0;
            let width = match rect.width() {
                ..1000.0 => 140.0,
                ..1200.0 => 180.0,
                _ => 320.0,
            };
            self.field(ui, view, width);
            let by_filter = self.query.how == How::Filter;
            if !by_filter {
                ui.add_space(4.0);
                ui.label(RichText::new("in").font(small()).color(p.text.tertiary.0));
                self.wants_focus |= choice(ui, "Where", &PLACES, &mut self.query.place);
            }
            ui.add_space(4.0);
            let (words, color) = match &view.error {
                Some(error) => (error.as_str(), p.danger.base),
                None => (view.result.as_str(), p.text.primary),
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                if icon_button(ui, Icon::Close, "Close find bar", 22.0, false)
                    .on_hover_text("Close find bar (Esc)")
                    .clicked()
                {
                    self.close(actions);
                }
                let label = if narrow { "All" } else { "All hits" };
                let can = !view.hits.is_empty();
                ui.add_enabled_ui(can, |ui| {
                    if tall_button(ui, ButtonKind::Quiet, Some(Icon::Frames), label, 26.0).clicked() {
                        actions.push(Action::ShowHits);
                    }
                    if icon_button(ui, Icon::Next, "Next hit", 24.0, false)
                        .on_hover_text("Next hit (Enter, Ctrl+N)")
                        .clicked()
                    {
                        actions.push(Action::FindStep { forward: true });
                    }
                    if icon_button(ui, Icon::Prev, "Previous hit", 24.0, false)
                        .on_hover_text("Previous hit (Shift+Enter, Ctrl+B)")
                        .clicked()
                    {
                        actions.push(Action::FindStep { forward: false });
                    }
                });
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let label = RichText::new(words).font(mono()).color(color.0);
                    ui.add(egui::Label::new(label).truncate());
                });
            });
        });
        if self.query != before && self.open {
            actions.push(Action::FindEdited(self.query.clone()));
        }
        if back || on {
            actions.push(Action::FindStep { forward: on });
        }
    }

    fn close(&mut self, actions: &mut Vec<Action>) {
        self.open = false;
        actions.push(Action::FindClosed);
    }

    fn field(&mut self, ui: &mut Ui, view: &FindView, width: f32) {
        let p = palette(ui);
        let t = theme();
        let radius = f32::from(t.radius.control);
        let (rect, _) = ui.allocate_exact_size(vec2(width, 28.0), Sense::hover());
        let (fill, line) = match view.error.is_some() && !self.query.text.is_empty() {
            true => (p.filter.invalid, p.filter.invalid_line),
            false => (p.surface.input, p.line.strong),
        };
        ui.painter().rect_filled(rect, radius, fill.0);
        ui.painter().rect_stroke(rect, radius, hairline(line), StrokeKind::Inside);
        if let Some(progress) = view.progress {
            let width = (rect.width() - 4.0) * progress.clamp(0.0, 1.0);
            let from = pos2(rect.left() + 2.0, rect.bottom() - 2.0);
            ui.painter().rect_filled(Rect::from_min_size(from, vec2(width, 2.0)), 1.0, p.accent.base.0);
        }
        let inner = Rect::from_min_max(
            pos2(rect.left() + t.space.m, rect.top() + 6.0),
            pos2(rect.right() - 34.0, rect.bottom() - 4.0),
        );
        let hint = match self.query.how {
            How::Filter => "tls.handshake.type == 1",
            How::Text => "Find text",
            How::Hex => "48 45 4c 4c 4f",
            How::Regex => "HELL[O0]",
        };
        ui.scope_builder(UiBuilder::new().max_rect(inner).id_salt("find field"), |ui| {
            if std::mem::take(&mut self.wants_focus) {
                // Before the field is painted: it takes what is typed in this very frame.
                ui.memory_mut(|memory| memory.request_focus(field_id()));
                let all = egui::text::CCursorRange::two(
                    egui::text::CCursor::new(0),
                    egui::text::CCursor::new(self.query.text.chars().count()),
                );
                let mut state = TextEdit::load_state(ui.ctx(), field_id()).unwrap_or_default();
                state.cursor.set_char_range(Some(all));
                TextEdit::store_state(ui.ctx(), field_id(), state);
            }
            let edit = TextEdit::singleline(&mut self.query.text)
                .id(field_id())
                .font(mono())
                .hint_text(RichText::new(hint).font(mono()).color(p.text.tertiary.0))
                .frame(egui::Frame::NONE)
                .margin(egui::Margin::ZERO)
                .desired_width(inner.width())
                .char_limit(MAX_CHARS);
            let response = ui.add(edit).accessible_name("Find");
            focus_ring(ui, &response, rect, radius);
        });
        let can_differ = matches!(self.query.how, How::Text | How::Regex);
        let at = Rect::from_min_max(pos2(rect.right() - 28.0, rect.top() + 3.0), rect.max - vec2(4.0, 3.0));
        ui.scope_builder(UiBuilder::new().max_rect(at).id_salt("match case"), |ui| {
            ui.add_enabled_ui(can_differ, |ui| {
                if icon_button(ui, Icon::Case, "Match case", 22.0, self.query.match_case)
                    .on_hover_text("Match case")
                    .clicked()
                {
                    self.query.match_case = !self.query.match_case;
                }
            });
        });
    }
}

/// What is sought and where, kept beside the widgets' other state: rows are painted by those who
/// know nothing of finding.
fn sought_id() -> Id {
    Id::unique("sought")
}

/// Says what is marked from now on.
pub fn set_sought(ctx: &egui::Context, sought: Option<(Arc<Needle>, Place)>) {
    ctx.data_mut(|data| match sought {
        Some(sought) => {
            data.insert_temp(sought_id(), sought);
        }
        None => data.remove::<(Arc<Needle>, Place)>(sought_id()),
    });
}

/// Paints `text` as [`Line::paint`] does at the left, with what is sought in `place` marked.
/// In the row of the current hit they are outlined.
pub fn paint_sought(
    painter: &egui::Painter,
    line: &Line,
    rect: Rect,
    text: &str,
    (place, is_current): (Place, bool),
) -> Rect {
    let sought = painter.ctx().data(|data| data.get_temp::<(Arc<Needle>, Place)>(sought_id()));
    let marks = match sought {
        Some((needle, at)) if at == place => needle.spans(text.as_bytes()),
        _ => Vec::new(),
    };
    let palette = super::theme::palette_of(painter.ctx().global_style().visuals.dark_mode);
    let outline = is_current.then_some(palette.warn.base);
    line.paint_marked(painter, rect, text, (&marks, outline), palette)
}

/// One of several in a frame; returns true when another was chosen.
pub fn choice<T: Copy + PartialEq>(ui: &mut Ui, name: &str, choices: &[(T, &str)], on: &mut T) -> bool {
    let p = palette(ui);
    let t = theme();
    let radius = f32::from(t.radius.control);
    let before = *on;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let widths: Vec<f32> = choices
            .iter()
            .map(|(_, words)| {
                let font = Face::UiMedium.at(t.font.size.body);
                ui.painter().layout_no_wrap((*words).to_owned(), font, p.text.primary.0).size().x + 20.0
            })
            .collect();
        let (all, _) = ui.allocate_exact_size(vec2(widths.iter().sum(), 28.0), Sense::hover());
        ui.painter().rect_filled(all, radius, p.surface.input.0);
        let mut left = all.left();
        for ((value, words), width) in choices.iter().zip(widths) {
            let rect = Rect::from_min_size(pos2(left, all.top()), vec2(width, all.height()));
            let is_on = *on == *value;
            let response = ui.interact(rect, Id::unique((name, *words)), Sense::click());
            response.widget_info(|| {
                egui::WidgetInfo::selected(
                    Role::RadioButton,
                    ui.is_enabled(),
                    is_on,
                    format!("{name}: {words}"),
                )
            });
            if response.clicked() {
                *on = *value;
            }
            let (face, color) =
                if is_on { (Face::UiMedium, p.text.primary) } else { (Face::Ui, p.text.secondary) };
            if is_on || response.hovered() {
                let fill = if is_on { p.surface.pressed } else { p.surface.hover };
                ui.painter().rect_filled(rect.shrink(1.0), radius - 1.0, fill.0);
            }
            let at = rect.center();
            let font = face.at(t.font.size.body);
            ui.painter().text(at, egui::Align2::CENTER_CENTER, *words, font, color.0);
            if left > all.left() {
                ui.painter().vline(left.round() + 0.5, all.y_range().shrink(1.0), hairline(p.line.subtle));
            }
            focus_ring(ui, &response, rect.shrink(2.0), radius);
            left += width;
        }
        ui.painter().rect_stroke(all, radius, hairline(p.line.strong), StrokeKind::Inside);
    });
    *on != before
}
