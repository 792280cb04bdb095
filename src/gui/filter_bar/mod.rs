//! The display filter's field: colours by what the text is, completion, what is wrong and where.
//! Not here: what a filter means (`filter`), applying it (`document`).

mod colours;
mod completion;

use eframe::egui::{self, Align, Id, Rect, Stroke, StrokeKind, TextEdit, Ui, pos2, vec2};

use self::colours::{coloured, underline};
use super::command::Command;
use super::icons::Icon;
use super::menu::{noted_item, plain_item, submenu};
use super::model::{Action, Combine, CompletionView, FilterCheck, FilterFrom, FilterState, FilterView};
use super::settings::Bookmark;
use super::text::Line;
use super::theme::{Face, hairline, mono, palette, small, theme};
use super::toolbar::menu_line;
use super::widgets::{ButtonKind, icon_button, tall_button};

/// Height of the sentence below an invalid filter.
const SENTENCE_HEIGHT: f32 = 24.0;
/// Rows of the completion list.
const COMPLETIONS_MAX: usize = 14;

/// Filters that many want, by what they are for.
pub const READY: [(&str, &str); 12] = [
    ("One host", "ip.addr == 192.0.2.1"),
    ("Between two hosts", "ip.addr == 192.0.2.1 && ip.addr == 192.0.2.2"),
    ("One port", "tcp.port == 443 || udp.port == 443"),
    ("No ARP and no DNS", "!arp && !dns"),
    ("New TCP connections", "tcp.flags.syn == 1 && tcp.flags.ack == 0"),
    ("Trouble of TCP", "tcp.analysis.flags && !tcp.analysis.window_update"),
    ("TLS handshakes", "tls.handshake"),
    ("TLS alerts", "tls.alert_message"),
    ("HTTP requests", "http.request || http2.headers.method"),
    ("HTTP errors", "http.response.code >= 400"),
    ("DNS failures", "dns.flags.rcode != 0"),
    ("Text in any packet", "frame contains \"text\""),
];

/// The field's state between two painted frames.
#[derive(Debug, Default)]
pub struct FilterBar {
    pub text: String,
    /// Completion row that Tab takes.
    picked: usize,
    /// Closed with Escape until the text changes.
    completion_closed: bool,
    wants_focus: bool,
    /// Where the wrong word begins, px from the left.
    wrong_at: Option<f32>,
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
            if let Some(x) = self.wrong_at.filter(|x| is_error && field.x_range().contains(*x)) {
                // Points from the sentence to the word.
                let tip = pos2(x, field.bottom() + 1.0);
                let corners = vec![tip, tip + vec2(4.0, 5.0), tip + vec2(-4.0, 5.0)];
                ui.painter().add(egui::Shape::convex_polygon(corners, color.0, Stroke::NONE));
            }
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
            egui::Popup::menu(&button).width(460.0).show(|ui| {
                ui.set_min_width(460.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                if plain_item(ui, "Bookmark this filter…") {
                    actions.push(Action::EditBookmark(None));
                }
                if !bookmarks.is_empty() {
                    menu_line(ui);
                }
                for bookmark in bookmarks {
                    let label = super::text::escape(&bookmark.label).into_owned();
                    if noted_item(ui, Icon::Bookmark, &label, &super::text::escape(&bookmark.expression)) {
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
                menu_line(ui);
                submenu(ui, "Ready-made filters", |ui| {
                    ui.set_width(520.0);
                    for (label, filter) in READY {
                        if noted_item(ui, Icon::Filter, label, filter) {
                            self.apply(filter.to_owned(), actions);
                        }
                    }
                });
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
        let (mut take, applies) = if had_focus { self.keys(ui, completions) } else { (None, false) };
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
        self.wrong_at = match &check.state {
            FilterState::Invalid { at, .. } => {
                Some(underline(ui, &output.galley, output.galley_pos, &self.text, at, p))
            }
            _ => None,
        };
        let cursor = output
            .cursor_range
            .map_or(self.text.len(), |range| byte_of(&self.text, range.primary.index.into()));
        if response.changed() {
            self.completion_closed = false;
            self.picked = 0;
            actions.push(Action::FilterEdited { text: self.text.clone(), cursor });
        }
        if applies {
            self.completion_closed = true;
            actions.push(Action::ApplyFilter(self.text.trim().to_owned()));
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
}

fn byte_of(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::READY;
    use crate::filter::Filter;
    use crate::proto;

    #[test]
    fn ready_made_filters_can_be_applied() {
        for (label, filter) in READY {
            if let Err(error) = Filter::new(filter, proto::registry()) {
                panic!("{label}: {}", error.message);
            }
        }
    }
}
