//! The lower half of the welcome page: captures opened before, the sample, and where files can be dropped.

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Align, Rect, RichText, Stroke, Ui, UiBuilder, pos2, vec2};

use super::{Welcome, card, paint_card_row};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, RecentView, WelcomeView};
use crate::gui::rows::Rows;
use crate::gui::text::{self, Line};
use crate::gui::theme::{Face, body, palette, small, theme};
use crate::gui::widgets::{ButtonKind, Empty, empty_state, link, tall_button};

const SAMPLE: &str = "A MicroPython board greets a Python server over TLS. Read its hello, load the key, read the reply: one minute.";

const RECENT_ROW: f32 = 48.0;

impl Welcome {
    pub(super) fn recent_list(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        welcome: &WelcomeView,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), 20.0));
        self.section(ui, head, "Recent captures", "");
        if let Some(left) = welcome.leftovers.get(self.selected_recent.map_or(0, |row| row as usize)) {
            let builder = UiBuilder::new()
                .max_rect(head)
                .id_salt("discard unsaved")
                .layout(egui::Layout::right_to_left(Align::Center));
            ui.scope_builder(builder, |ui| {
                ui.spacing_mut().item_spacing.x = theme().space.l;
                // Which one is meant is seen when there is but one, or one is selected.
                let is_clear = welcome.leftovers.len() == 1 || self.selected_recent.is_some();
                if welcome.leftovers.len() > 1
                    && link(ui, &format!("Discard all {}", welcome.leftovers.len())).clicked()
                {
                    actions.extend(welcome.leftovers.iter().map(|l| Action::DiscardLeftover(l.path.clone())));
                }
                if is_clear && link(ui, "Discard unsaved capture").clicked() {
                    actions.push(Action::DiscardLeftover(left.path.clone()));
                }
            });
        } else if !welcome.recent.is_empty() {
            let builder = UiBuilder::new()
                .max_rect(head)
                .id_salt("clear recent")
                .layout(egui::Layout::right_to_left(Align::Center));
            ui.scope_builder(builder, |ui| {
                if link(ui, "Clear list").clicked() {
                    actions.push(Action::ClearRecent);
                }
            });
        }
        let list = Rect::from_min_max(pos2(rect.left(), head.bottom() + 6.0), rect.max);
        card(ui, list, p.surface.pane.0);
        let body = list.shrink(1.0);
        if welcome.recent.is_empty() && welcome.leftovers.is_empty() {
            let empty = Empty {
                icon: Icon::History,
                title: "Nothing opened yet",
                advice: "Captures you open stand here the next time.",
                actions: &[],
            };
            empty_state(ui, body, &empty, actions);
            return;
        }
        let left = welcome.leftovers.len();
        let spec = Rows {
            name: "Recent captures",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: welcome.recent.len().saturating_add(left) as u64,
            row_height: RECENT_ROW,
            selected: self.selected_recent,
            selects: true,
            bar_width: theme().size.scrollbar,
            own_bar: true,
        };
        let events = self.recent.show(ui, body, &spec, |row_ui| {
            let index = usize::try_from(row_ui.index).ok();
            let unsaved = index.and_then(|i| welcome.leftovers.get(i)).map(RecentView::unsaved);
            let recent = index.and_then(|i| welcome.recent.get(i.checked_sub(left)?));
            let Some(recent) = unsaved.as_ref().or(recent) else {
                return;
            };
            let (primary, secondary) = paint_card_row(row_ui);
            let place = Rect::from_min_size(row_ui.rect.min, vec2(40.0, row_ui.rect.height()));
            let warn = palette(row_ui.ui).warn.base.0;
            let (icon, color) = if unsaved.is_some() { (Icon::Warn, warn) } else { (Icon::File, secondary) };
            icon.paint(row_ui.painter, place, 16.0, color);
            let inner = Rect::from_min_max(
                pos2(place.right(), row_ui.rect.top() + 5.0),
                row_ui.rect.max - vec2(12.0, 5.0),
            );
            let (top, bottom) = inner.split_top_bottom_at_fraction(0.5);
            let mono_line = Line { font: Face::Mono.at(11.0), color: secondary, dim: secondary };
            let facts = mono_line.paint(row_ui.painter, top, &recent.facts, Align::Max);
            let name =
                Line { font: Face::UiMedium.at(theme().font.size.body), color: primary, dim: secondary };
            let free = facts.left() - inner.left() - 12.0;
            let shown = text::middle_ellipsis(&recent.name, (free / 7.0).max(8.0) as usize);
            name.paint(row_ui.painter, top.with_max_x(facts.left() - 8.0), &shown, Align::Min);
            let line = Line { font: small(), color: secondary, dim: secondary };
            let place = line.paint(row_ui.painter, bottom, &recent.place, Align::Min);
            if let Some((state, words)) = &recent.sessions {
                let rest = bottom.with_min_x(place.right() + 16.0);
                let covered = line.paint(row_ui.painter, rest, words, Align::Max);
                let strong = row_ui.selected && row_ui.focused;
                let tls = if strong { secondary } else { state.color(palette(row_ui.ui)).0 };
                let icon = Rect::from_min_max(
                    pos2(covered.left() - 20.0, bottom.top()),
                    pos2(covered.left() - 4.0, bottom.bottom()),
                );
                state.icon().paint(row_ui.painter, icon, 14.0, tls);
            }
            row_ui.name(Role::ListBoxOption, || {
                let sessions =
                    recent.sessions.as_ref().map_or(String::new(), |(_, words)| format!(", {words}"));
                let name = format!("{}, {}, {}{sessions}", recent.name, recent.place, recent.facts);
                text::escape(&name).into_owned()
            });
        });
        if let Some(row) = events.clicked.or(events.moved) {
            self.selected_recent = Some(row);
        }
        let enter = events.focused
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let opened = events.clicked.or(self.selected_recent.filter(|_| enter));
        let opened = opened.and_then(|row| usize::try_from(row).ok());
        if let Some(unsaved) = opened.and_then(|row| welcome.leftovers.get(row)) {
            actions.push(Action::Recover(unsaved.path.clone()));
        } else if let Some(recent) = opened.and_then(|row| welcome.recent.get(row.checked_sub(left)?)) {
            actions.push(Action::OpenCapture(recent.path.clone()));
        }
    }

    pub(super) fn new_here(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        hears_no_drops: bool,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        let mut top = rect.top();
        if rect.height() > 160.0 {
            let head = Rect::from_min_size(rect.min, vec2(rect.width(), 20.0));
            self.section(ui, head, "New here?", "");
            // As high as its words need beside what else stands in it.
            let width = rect.width() - 60.0;
            let galley = ui.painter().layout(SAMPLE.to_owned(), body(), p.text.secondary.0, width);
            let size = vec2(rect.width(), (galley.size().y + 76.0).max(112.0));
            let place = Rect::from_min_size(pos2(rect.left(), head.bottom() + 6.0), size);
            card(ui, place, p.surface.raised.0);
            let icon = Rect::from_min_size(place.min + vec2(12.0, 14.0), vec2(24.0, 18.0));
            Icon::Play.paint(ui.painter(), icon, 16.0, p.accent.base.0);
            let inner = Rect::from_min_max(place.min + vec2(44.0, 12.0), place.max - vec2(16.0, 10.0));
            ui.scope_builder(UiBuilder::new().max_rect(inner).id_salt("sample"), |ui| {
                let title = RichText::new("Open the sample").font(Face::UiMedium.at(t.font.size.body));
                ui.label(title.color(p.text.primary.0));
                ui.label(RichText::new(SAMPLE).color(p.text.secondary.0));
                ui.with_layout(egui::Layout::bottom_up(Align::Max), |ui| {
                    let kind = ButtonKind::Normal;
                    if tall_button(ui, kind, None, "Open sample", t.size.control).clicked() {
                        actions.push(Action::OpenSample);
                    }
                });
            });
            top = place.bottom() + t.space.m;
        } else {
            top += 26.0;
        }
        let zone = Rect::from_min_max(pos2(rect.left(), top), rect.max);
        if zone.height() < 60.0 {
            return;
        }
        let stroke = Stroke::new(t.stroke.hairline, p.line.strong.0);
        let corners =
            [zone.left_top(), zone.right_top(), zone.right_bottom(), zone.left_bottom(), zone.left_top()];
        ui.painter().extend(egui::Shape::dashed_line(&corners, stroke, 4.0, 3.0));
        let empty = Empty {
            icon: Icon::Drop,
            title: match hears_no_drops {
                true => "Paste captures or keys anywhere",
                false => "Drop captures or keys anywhere",
            },
            advice: match hears_no_drops {
                true => "Copy the files, then Ctrl+V here; recognised by content",
                false => "Recognised by content, not by name",
            },
            actions: &[],
        };
        empty_state(ui, zone, &empty, actions);
    }
}
