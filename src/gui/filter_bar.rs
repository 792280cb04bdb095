//! The display filter's field: colours by what the text is, completion, what is wrong and where.
//! Not here: what a filter means (`filter`), applying it (`document`).

use eframe::egui::{
    self, Align, Id, Key, Modifiers, Rect, Sense, Stroke, StrokeKind, TextEdit, TextFormat, Ui,
    accesskit::Role, pos2, text::LayoutJob, vec2,
};

use super::command::Command;
use super::icons::Icon;
use super::menu::{plain_item, submenu};
use super::model::{
    Action, Combine, CompletionView, FilterCheck, FilterFrom, FilterState, FilterToken, FilterView,
};
use super::settings::Bookmark;
use super::text::Line;
use super::theme::{Face, Hex, Palette, hairline, mono, palette, small, theme};
use super::toolbar::menu_line;
use super::widgets::{ButtonKind, icon_button, tall_button};

/// Height of the sentence below an invalid filter.
const SENTENCE_HEIGHT: f32 = 24.0;
/// Rows of the completion list.
const COMPLETIONS_MAX: usize = 14;

/// The field's state between two painted frames.
#[derive(Debug, Default)]
pub struct FilterBar {
    pub text: String,
    /// Completion row that Tab takes.
    picked: usize,
    /// Closed with Escape until the text changes.
    completion_closed: bool,
    wants_focus: bool,
}

/// A filter that is being dragged to the field.
#[derive(Clone, Debug)]
pub struct DraggedFilter(pub String);

/// The field's widget id.
pub fn field_id() -> Id {
    Id::unique("display filter")
}

impl FilterBar {
    /// Puts the keyboard into the field when painted next.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Height of the bar, with the sentence about an invalid filter below it.
    pub fn height(&self, view: &FilterView) -> f32 {
        let bar = theme().size.filter_bar;
        if self.sentence(view).is_some() { bar + SENTENCE_HEIGHT } else { bar }
    }

    fn check<'a>(&self, view: &'a FilterView) -> Option<&'a FilterCheck> {
        (view.check.text == self.text).then_some(&view.check)
    }

    /// What to say below the field, and the suggestion.
    fn sentence<'a>(&self, view: &'a FilterView) -> Option<(&'a str, Option<&'a str>, bool)> {
        match &self.check(view)?.state {
            FilterState::Invalid { sentence, suggestion, .. } => {
                Some((sentence, suggestion.as_deref(), true))
            }
            FilterState::Deprecated(sentence) => Some((sentence, None, false)),
            _ => None,
        }
    }

    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &FilterView,
        recent: &[String],
        bookmarks: &[Bookmark],
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        let bar = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.filter_bar));
        let field_right = self.buttons(ui, bar, view, actions);
        let mark = Rect::from_min_max(
            pos2(bar.left() + t.space.s, bar.center().y - 11.0),
            pos2(bar.left() + t.space.s + 22.0, bar.center().y + 11.0),
        );
        self.bookmarks(ui, mark, bookmarks, actions);
        let field = Rect::from_min_max(
            pos2(mark.right() + t.space.s, bar.center().y - 14.0),
            pos2(field_right, bar.center().y + 14.0),
        );
        self.field(ui, field, view, recent, actions);
        if let Some((sentence, suggestion, is_error)) = self.sentence(view) {
            let color = if is_error { p.danger.base } else { p.warn.base };
            let line = Line { font: small(), color: color.0, dim: color.0 };
            let below = Rect::from_min_max(pos2(field.left() + t.space.m, bar.bottom() - 2.0), rect.max);
            let covered = line.paint(ui.painter(), below, sentence, Align::Min);
            if let Some(suggestion) = suggestion {
                let place = Rect::from_min_max(pos2(covered.right() + 12.0, below.top()), rect.max);
                self.suggestion(ui, place, suggestion, actions);
            }
        }
    }

    /// Filters kept under a name.
    fn bookmarks(&mut self, ui: &mut Ui, rect: Rect, bookmarks: &[Bookmark], actions: &mut Vec<Action>) {
        let builder = egui::UiBuilder::new().max_rect(rect).id_salt("filter bookmarks");
        ui.scope_builder(builder, |ui| {
            let button = icon_button(ui, Icon::Bookmark, "Bookmarked filters", 22.0, false)
                .on_hover_text("Bookmarked filters");
            egui::Popup::menu(&button).width(380.0).show(|ui| {
                ui.set_min_width(300.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                if plain_item(ui, "Bookmark this filter…") {
                    actions.push(Action::EditBookmark(None));
                }
                if !bookmarks.is_empty() {
                    menu_line(ui);
                }
                for bookmark in bookmarks {
                    let label = super::text::escape(&bookmark.label).into_owned();
                    if plain_item(ui, &label) {
                        self.apply(bookmark.expression.clone(), actions);
                    }
                }
                if !bookmarks.is_empty() {
                    menu_line(ui);
                    submenu(ui, "Edit", |ui| {
                        for (i, bookmark) in bookmarks.iter().enumerate() {
                            if plain_item(ui, &format!("Edit {}…", super::text::escape(&bookmark.label))) {
                                actions.push(Action::EditBookmark(Some(i)));
                            }
                        }
                    });
                }
            });
        });
    }

    /// The filters one click away; returns where the field ends.
    fn buttons(&mut self, ui: &mut Ui, bar: Rect, view: &FilterView, actions: &mut Vec<Action>) -> f32 {
        let t = theme();
        let p = palette(ui);
        if view.buttons.is_empty() {
            return bar.right() - t.space.l;
        }
        let area = Rect::from_min_max(
            pos2(bar.left() + bar.width() * 0.5, bar.top()),
            pos2(bar.right() - t.space.s, bar.bottom()),
        );
        let mut left = area.right();
        let builder = egui::UiBuilder::new()
            .max_rect(area)
            .id_salt("filter buttons")
            .layout(egui::Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let can_add = !self.text.trim().is_empty();
            ui.add_enabled_ui(can_add, |ui| {
                let add = icon_button(ui, Icon::Plus, "Add filter button", 28.0, false);
                if add.on_hover_text("Keep this filter as a button").clicked() {
                    actions.push(Action::EditBookmark(None));
                }
            });
            if bar.width() < 1200.0 {
                let more = icon_button(ui, Icon::More, "More filters", 28.0, false);
                egui::Popup::menu(&more).show(|ui| {
                    for button in &view.buttons {
                        if ui.button(&button.label).clicked() {
                            self.apply(button.expression.clone(), actions);
                        }
                    }
                });
            } else {
                for button in view.buttons.iter().rev() {
                    let response = tall_button(ui, ButtonKind::Quiet, None, &button.label, 28.0);
                    if response.on_hover_text(&button.expression).clicked() {
                        self.apply(button.expression.clone(), actions);
                    }
                }
            }
            left = ui.min_rect().left();
        });
        ui.painter().vline(
            left - t.space.s,
            bar.center().y - 9.0..=bar.center().y + 9.0,
            hairline(p.line.strong),
        );
        left - t.space.l - 2.0
    }

    fn apply(&mut self, expression: String, actions: &mut Vec<Action>) {
        self.text = expression.clone();
        self.completion_closed = true;
        actions.push(Action::ApplyFilter(expression));
    }

    fn suggestion(&mut self, ui: &mut Ui, rect: Rect, suggestion: &str, actions: &mut Vec<Action>) {
        let builder =
            egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            let words = format!("Use “{suggestion}”");
            if super::widgets::link(ui, &words).clicked() {
                self.text = suggestion.to_owned();
                actions.push(Action::FilterEdited { text: self.text.clone(), cursor: self.text.len() });
            }
        });
    }

    fn field(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &FilterView,
        recent: &[String],
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        let radius = f32::from(t.radius.control);
        let check = self.check(view).cloned().unwrap_or_default();
        let (fill, line) = match &check.state {
            FilterState::Empty | FilterState::Typing => (p.surface.input, p.line.strong),
            FilterState::Valid => (p.filter.valid, p.filter.valid_line),
            FilterState::Deprecated(_) => (p.filter.deprecated, p.filter.deprecated_line),
            FilterState::Invalid { .. } => (p.filter.invalid, p.filter.invalid_line),
        };
        ui.painter().rect_filled(rect, radius, fill.0);
        ui.painter().rect_stroke(rect, radius, hairline(line), StrokeKind::Inside);
        if let Some(progress) = view.progress {
            let width = (rect.width() - 4.0) * progress.clamp(0.0, 1.0);
            let from = pos2(rect.left() + 2.0, rect.bottom() - 2.0);
            ui.painter().rect_filled(Rect::from_min_size(from, vec2(width, 2.0)), 1.0, p.accent.base.0);
        }
        let right = self.field_buttons(ui, rect, view, recent, actions);

        let id = field_id();
        let had_focus = ui.memory(|memory| memory.has_focus(id));
        let completions: &[CompletionView] = if had_focus && !self.completion_closed {
            check.completions.get(..check.completions.len().min(COMPLETIONS_MAX)).unwrap_or(&[])
        } else {
            &[]
        };
        let mut take = None;
        if had_focus {
            take = self.keys(ui, completions, actions);
        }
        let inner = Rect::from_min_max(
            pos2(rect.left() + t.space.m, rect.top() + 6.0),
            pos2(right, rect.bottom() - 4.0),
        );
        let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, _width: f32| {
            let job = coloured(buffer.as_str(), &check, palette(ui));
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let edit = TextEdit::singleline(&mut self.text)
            .id(id)
            .font(mono())
            .hint_text(egui::RichText::new("Display filter … Ctrl+/").font(mono()).color(p.text.tertiary.0))
            .frame(egui::Frame::NONE)
            .margin(egui::Margin::ZERO)
            .desired_width(inner.width())
            .char_limit(4096)
            .layouter(&mut layouter);
        let mut inner_ui = ui.new_child(egui::UiBuilder::new().max_rect(inner).id_salt("filter field"));
        inner_ui.shrink_clip_rect(rect);
        let output = edit.show(&mut inner_ui);
        let response = output.response.response;
        let response = response.accessible_name("Display filter");
        if self.wants_focus {
            response.request_focus();
            self.wants_focus = false;
        }
        super::widgets::focus_ring(ui, &response, rect, radius);
        self.drop_field(ui, rect, actions);
        if let FilterState::Invalid { at, .. } = &check.state {
            underline(ui, &output.galley, output.galley_pos, &self.text, at, p);
        }
        let cursor = output
            .cursor_range
            .map_or(self.text.len(), |range| byte_of(&self.text, range.primary.index.into()));
        if response.changed() {
            self.completion_closed = false;
            self.picked = 0;
            actions.push(Action::FilterEdited { text: self.text.clone(), cursor });
        }
        if let Some(clicked) = self.completion(ui, rect, completions) {
            take = Some(clicked);
        }
        if let Some(completion) = take.and_then(|i| completions.get(i)) {
            self.take(ui, completion, actions);
        }
    }

    /// A field dragged here becomes the filter; with Ctrl it is put together with the one there is.
    fn drop_field(&mut self, ui: &mut Ui, rect: Rect, actions: &mut Vec<Action>) {
        let Some(dragged) = egui::DragAndDrop::payload::<DraggedFilter>(ui.ctx()) else { return };
        let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else { return };
        let p = palette(ui);
        let over = rect.contains(pointer);
        if over {
            let ring = Stroke::new(theme().stroke.focus, p.accent.line.0);
            ui.painter().rect_stroke(rect, f32::from(theme().radius.control), ring, StrokeKind::Inside);
        }
        if ui.input(|input| input.pointer.any_released()) {
            egui::DragAndDrop::clear_payload(ui.ctx());
            if over {
                let how =
                    if ui.input(|input| input.modifiers.command) { Combine::And } else { Combine::Selected };
                actions.push(Action::Filter { from: FilterFrom::Text(dragged.0.clone()), how, apply: true });
            }
        } else {
            // What is being dragged is seen at the pointer.
            let layer = egui::LayerId::new(egui::Order::Tooltip, Id::unique("dragged filter"));
            let painter = ui.ctx().layer_painter(layer);
            let galley = painter.layout_no_wrap(
                super::text::escape(&dragged.0).into_owned(),
                mono(),
                p.text.primary.0,
            );
            let place = Rect::from_min_size(pointer + vec2(14.0, 10.0), galley.size() + vec2(12.0, 6.0));
            painter.rect_filled(place, 4.0, p.surface.raised.0);
            painter.rect_stroke(place, 4.0, hairline(p.line.strong), StrokeKind::Inside);
            painter.galley(place.min + vec2(6.0, 3.0), galley, p.text.primary.0);
        }
    }

    /// Enter applies; arrows and Tab work the completion list. Returns the row that Tab took.
    fn keys(&mut self, ui: &Ui, completions: &[CompletionView], actions: &mut Vec<Action>) -> Option<usize> {
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
        if hit(Key::Enter) {
            self.completion_closed = true;
            actions.push(Action::ApplyFilter(self.text.trim().to_owned()));
        }
        take
    }

    fn take(&mut self, ui: &Ui, completion: &CompletionView, actions: &mut Vec<Action>) {
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

    /// Result, clear, apply and history at the right end of the field; returns their left edge.
    fn field_buttons(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &FilterView,
        recent: &[String],
        actions: &mut Vec<Action>,
    ) -> f32 {
        let p = palette(ui);
        let area =
            Rect::from_min_max(pos2(rect.center().x, rect.top()), pos2(rect.right() - 4.0, rect.bottom()));
        let builder = egui::UiBuilder::new()
            .max_rect(area)
            .id_salt("filter field buttons")
            .layout(egui::Layout::right_to_left(Align::Center));
        let inner = ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.add_enabled_ui(!recent.is_empty(), |ui| {
                let history = icon_button(ui, Icon::ChevronDown, "Recent filters", 22.0, false)
                    .on_hover_text("Recent filters");
                egui::Popup::menu(&history).width(420.0).show(|ui| {
                    for filter in recent {
                        let shown = super::text::escape(filter).into_owned();
                        let text = egui::RichText::new(shown).font(mono());
                        if ui.add(egui::Button::new(text).truncate()).clicked() {
                            self.apply(filter.clone(), actions);
                        }
                    }
                });
            });
            if icon_button(ui, Icon::Apply, "Apply filter", 22.0, false)
                .on_hover_text("Apply filter (Enter)")
                .clicked()
            {
                self.apply(self.text.trim().to_owned(), actions);
            }
            let can_clear = !self.text.is_empty() || !view.applied.is_empty();
            ui.add_enabled_ui(can_clear, |ui| {
                let tooltip = Command::ClearFilter.entry().tooltip;
                if icon_button(ui, Icon::Close, "Clear filter", 22.0, false).on_hover_text(tooltip).clicked()
                {
                    self.apply(String::new(), actions);
                }
            });
            if !view.result.is_empty() && self.text.trim() == view.applied {
                ui.label(
                    egui::RichText::new(&view.result)
                        .font(Face::Ui.at(theme().font.size.small))
                        .color(p.text.tertiary.0),
                );
            }
        });
        inner.response.rect.left().min(area.right()) - 4.0
    }

    fn completion(&mut self, ui: &mut Ui, field: Rect, rows: &[CompletionView]) -> Option<usize> {
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

/// The text in the colours of its tokens. It is the user's own, but a pasted one may hold anything:
/// the layouter sees the same number of characters, or the cursor would stand elsewhere.
fn coloured(text: &str, check: &FilterCheck, p: &Palette) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    job.wrap.max_width = f32::INFINITY;
    let mut at = 0;
    let mut append = |part: &str, color: Hex| {
        let shown: String =
            part.chars().map(|c| if super::text::is_plain(c) { c } else { '\u{fffd}' }).collect();
        job.append(&shown, 0.0, TextFormat::simple(mono(), color.0));
    };
    let tokens = if check.text == text { check.tokens.as_slice() } else { &[] };
    for (range, token) in tokens {
        let (Some(before), Some(word)) = (text.get(at..range.start), text.get(range.clone())) else {
            break;
        };
        append(before, p.text.primary);
        let color = match token {
            FilterToken::Field => p.syntax.field,
            FilterToken::Operator => p.syntax.operator,
            FilterToken::Number => p.syntax.number,
            FilterToken::Text => p.syntax.string,
            FilterToken::Function => p.syntax.function,
            FilterToken::Other => p.text.primary,
        };
        append(word, color);
        at = range.end;
    }
    append(text.get(at..).unwrap_or(""), p.text.primary);
    job
}

/// 2 px below the wrong word, and a caret.
fn underline(
    ui: &Ui,
    galley: &egui::Galley,
    origin: egui::Pos2,
    text: &str,
    at: &std::ops::Range<usize>,
    p: &Palette,
) {
    let chars = |byte: usize| text.get(..byte.min(text.len())).map_or(0, |s| s.chars().count());
    let x = |byte: usize| {
        let cursor = egui::text::CCursor::new(chars(byte));
        origin.x + galley.pos_from_cursor(cursor).left()
    };
    let (from, to) = (x(at.start), x(at.end.max(at.start)));
    let y = origin.y + galley.size().y + 1.0;
    let stroke = Stroke::new(2.0, p.danger.base.0);
    ui.painter().hline(from..=to.max(from + 7.0), y, stroke);
}

fn byte_of(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::theme::palette_of;

    #[test]
    fn colours_cover_the_text_exactly() {
        let text = "tcp.port == 443\u{202e}";
        let check = FilterCheck {
            text: text.into(),
            state: FilterState::Valid,
            tokens: vec![(0..8, FilterToken::Field), (12..15, FilterToken::Number)],
            completions: Vec::new(),
        };
        let job = coloured(text, &check, palette_of(true));
        assert_eq!(job.text.chars().count(), text.chars().count());
        assert!(!job.text.contains('\u{202e}'));
        let stale = coloured("tcp.port == 4", &check, palette_of(true));
        assert_eq!(stale.text, "tcp.port == 4");
    }

    #[test]
    fn tokens_outside_the_text_are_left_out() {
        let check = FilterCheck {
            text: "ü".into(),
            tokens: vec![(1..9, FilterToken::Field)],
            ..FilterCheck::default()
        };
        assert_eq!(coloured("ü", &check, palette_of(false)).text, "ü");
    }
}
