//! Small painted parts that several panes share: buttons, chips, tabs, splitters, empty states.
//! Not here: what a pane shows.

use eframe::egui::{
    self, Align, Color32, CursorIcon, Id, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, Vec2,
    accesskit::Role, emath::GuiRounding as _, pos2, vec2,
};

use super::command::{Command, Possible};
use super::icons::Icon;
use super::model::{Action, ChipView, Tone};
use super::text::Line;
use super::theme::{Face, Hex, Palette, State, body, hairline, palette, small, theme};

/// A button that is an icon alone, `size` px square.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, size: f32, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::click());
    paint_icon_button(ui, &response, rect, icon, on);
    let enabled = ui.is_enabled();
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, enabled, on, name));
    response
}

fn paint_icon_button(ui: &Ui, response: &Response, rect: Rect, icon: Icon, on: bool) {
    let p = palette(ui);
    let t = theme();
    let radius = f32::from(t.radius.control);
    let fill = if response.is_pointer_button_down_on() || on {
        Some(p.surface.pressed)
    } else if response.hovered() {
        Some(p.surface.hover)
    } else {
        None
    };
    if let Some(fill) = fill
        && ui.is_enabled()
    {
        ui.painter().rect_filled(rect, radius, fill.0);
    }
    let color = match () {
        () if !ui.is_enabled() => p.text.disabled,
        () if on => p.accent.base,
        () if response.hovered() => p.text.primary,
        () => p.text.secondary,
    };
    icon.paint(ui.painter(), rect, t.size.icon, color.0);
    focus_ring(ui, response, rect, radius);
}

/// The ring around what has the keyboard, which comes into sight when it gets it.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: f32) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        let ring = Stroke::new(theme().stroke.focus, palette(ui).focus.ring.0);
        ui.painter().rect_stroke(rect.expand(1.0), radius + 1.0, ring, StrokeKind::Outside);
    }
}

/// The icon button of a command, with its tooltip; pushes it when clicked.
pub fn command_button(ui: &mut Ui, command: Command, possible: &Possible, on: bool) -> bool {
    let Some(icon) = command.entry().icon else {
        return false;
    };
    let enabled = possible.allows(command);
    let tooltip = command.tooltip(ui.ctx());
    ui.add_enabled_ui(enabled, |ui| {
        icon_button(ui, icon, command.entry().tooltip, 28.0, on)
            .on_hover_text(&tooltip)
            .on_disabled_hover_text(&tooltip)
            .clicked()
    })
    .inner
}

/// How loud a button is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    Normal,
    /// Text without a frame.
    Quiet,
}

/// A button with words, and an icon before them if there is one.
pub fn button(ui: &mut Ui, kind: ButtonKind, icon: Option<Icon>, label: &str) -> Response {
    tall_button(ui, kind, icon, label, theme().size.control)
}

/// The label of a button, the room beside its label, and that of its icon.
fn button_parts(
    ui: &Ui,
    kind: ButtonKind,
    icon: Option<Icon>,
    label: &str,
    height: f32,
) -> (std::sync::Arc<egui::Galley>, f32, f32) {
    let t = theme();
    let face = if kind == ButtonKind::Quiet { Face::Ui } else { Face::UiMedium };
    let galley =
        ui.painter().layout_no_wrap(label.to_owned(), face.at(t.font.size.body), Color32::PLACEHOLDER);
    let pad = if height > t.size.control { t.space.l + 2.0 } else { t.space.l - 2.0 };
    let icon_width = if icon.is_some() { t.size.icon + t.space.s } else { 0.0 };
    (galley, pad, icon_width)
}

/// A button `height` px high.
pub fn tall_button(ui: &mut Ui, kind: ButtonKind, icon: Option<Icon>, label: &str, height: f32) -> Response {
    let p = palette(ui);
    let t = theme();
    let enabled = ui.is_enabled();
    let (galley, pad, icon_width) = button_parts(ui, kind, icon, label, height);
    let size = vec2(galley.size().x + icon_width + 2.0 * pad, height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let radius = f32::from(t.radius.control);
    let (hovered, down) = (response.hovered(), response.is_pointer_button_down_on());
    let (fill, line, text) = match kind {
        ButtonKind::Primary if !enabled => (p.surface.pressed, None, p.text.disabled),
        ButtonKind::Primary if hovered => (p.accent.fill_hover, None, p.text.on_accent),
        ButtonKind::Primary => (p.accent.fill, None, p.text.on_accent),
        _ if !enabled => (p.surface.window, Some(p.line.subtle), p.text.disabled),
        ButtonKind::Normal if down => (p.surface.pressed, Some(p.line.strong), p.text.primary),
        ButtonKind::Normal if hovered => (p.surface.hover, Some(p.line.strong), p.text.primary),
        ButtonKind::Normal => (p.surface.raised, Some(p.line.strong), p.text.primary),
        ButtonKind::Quiet => (p.surface.hover, None, p.text.secondary),
    };
    if kind != ButtonKind::Quiet || hovered && enabled {
        ui.painter().rect_filled(rect, radius, fill.0);
        if let Some(line) = line {
            ui.painter().rect_stroke(rect, radius, hairline(line), StrokeKind::Inside);
        }
    }
    let mut left = rect.left() + pad;
    if let Some(icon) = icon {
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(t.size.icon, rect.height()));
        icon.paint(ui.painter(), place, t.size.icon, text.0);
        left += icon_width;
    }
    let top = (rect.center().y - galley.size().y / 2.0).round();
    ui.painter().galley(pos2(left, top), galley, text.0);
    focus_ring(ui, &response, rect, radius);
    let name = label.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, enabled, name.clone()));
    response
}

/// The colours of a tone: text, soft background.
pub fn tone_colors(palette: &Palette, tone: Tone) -> (Hex, Hex) {
    let of = |state: &State| (state.base, state.soft);
    match tone {
        Tone::Neutral => (palette.text.secondary, palette.surface.raised),
        Tone::Accent => (palette.accent.base, palette.accent.soft),
        Tone::Success => of(&palette.success),
        Tone::Warn => of(&palette.warn),
        Tone::Danger => of(&palette.danger),
    }
}

/// The icon that goes with a tone.
pub fn tone_icon(tone: Tone) -> Icon {
    match tone {
        Tone::Neutral | Tone::Accent => Icon::Info,
        Tone::Success => Icon::Check,
        Tone::Warn => Icon::Warn,
        Tone::Danger => Icon::Error,
    }
}

/// Paints a chip whose right edge is at `right`, in the middle of the row `rect`; returns its
/// left edge. On a focused selection it turns to the selection's colours.
pub fn paint_chip(
    ui: &Ui,
    painter: &egui::Painter,
    rect: Rect,
    right: f32,
    chip: &ChipView,
    on_selection: bool,
) -> f32 {
    let p = palette(ui);
    let t = theme();
    let (mut text, mut soft) = tone_colors(p, chip.tone);
    if on_selection {
        (text, soft) = (p.selection.row_text, p.accent.fill);
    }
    let line = Line { font: Face::UiMedium.at(t.font.size.caption), color: text.0, dim: text.0 };
    let galley = line.layout(painter, &chip.text, 240.0);
    let icon_width = chip.icon.map_or(0.0, |_| t.size.icon_small + 4.0);
    let width = galley.size().x + icon_width + 12.0;
    let place =
        Rect::from_min_max(pos2(right - width, rect.center().y - 9.0), pos2(right, rect.center().y + 9.0))
            .round_to_pixels(ui.pixels_per_point());
    painter.rect_filled(place, f32::from(t.radius.chip), soft.0);
    if chip.tone == Tone::Neutral && !on_selection {
        // On a light pane its background alone is not seen.
        let radius = f32::from(t.radius.chip);
        painter.rect_stroke(place, radius, hairline(p.line.subtle), StrokeKind::Inside);
    }
    if let Some(icon) = chip.icon {
        let at = Rect::from_center_size(
            pos2(place.left() + 6.0 + t.size.icon_small / 2.0, place.center().y),
            Vec2::splat(t.size.icon_small),
        );
        icon.paint(painter, at, t.size.icon_small, text.0);
    }
    let text_rect = Rect::from_min_max(pos2(place.left() + 6.0 + icon_width, place.top()), place.max);
    line.paint(painter, text_rect, &chip.text, Align::Min);
    place.left()
}

/// One tab of a strip.
pub struct Tab<'a> {
    pub title: &'a str,
    pub count: Option<String>,
    pub icon: Option<(Icon, Color32)>,
}

/// Room that a strip of these tabs takes.
pub fn tabs_width(ui: &Ui, tabs: &[Tab<'_>]) -> f32 {
    let t = theme();
    let width = |font: egui::FontId, text: &str| {
        ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
    };
    let one = |tab: &Tab<'_>| {
        let count = tab
            .count
            .as_ref()
            .map_or(0.0, |count| width(Face::Mono.at(t.font.size.mono_small), count) + t.space.s);
        let icon = tab.icon.map_or(0.0, |_| 14.0 + t.space.s);
        width(Face::UiMedium.at(t.font.size.small), tab.title) + count + icon + 2.0 * (t.space.m + 2.0)
    };
    tabs.iter().map(one).sum::<f32>() + t.space.xs + 1.0
}

/// A strip of tabs over `rect`; returns the tab that was clicked.
pub fn tab_strip(ui: &mut Ui, rect: Rect, id: Id, tabs: &[Tab<'_>], on: usize) -> Option<usize> {
    let p = palette(ui);
    let t = theme();
    ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    let mut clicked = None;
    let mut left = rect.left() + t.space.xs;
    for (i, tab) in tabs.iter().enumerate() {
        let is_on = i == on;
        let color = if is_on { p.text.primary } else { p.text.secondary };
        let title = Line {
            font: if is_on { Face::UiMedium.at(t.font.size.small) } else { small() },
            color: color.0,
            dim: p.text.tertiary.0,
        };
        let count = Line {
            font: Face::Mono.at(t.font.size.mono_small),
            color: p.text.tertiary.0,
            dim: p.text.tertiary.0,
        };
        let title_galley = title.layout(ui.painter(), tab.title, 240.0);
        let count_galley = tab.count.as_ref().map(|text| count.layout(ui.painter(), text, 120.0));
        let icon_width = tab.icon.map_or(0.0, |_| 14.0 + t.space.s);
        let count_width = count_galley.as_ref().map_or(0.0, |g| g.size().x + t.space.s);
        let width = title_galley.size().x + icon_width + count_width + 2.0 * (t.space.m + 2.0);
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
        if place.right() > rect.right() {
            break;
        }
        let response = ui.interact(place, id.with(i), Sense::click());
        let name = match &tab.count {
            Some(count) => format!("{} {count}", tab.title),
            None => tab.title.to_owned(),
        };
        response.widget_info(|| egui::WidgetInfo::selected(Role::Tab, true, is_on, name.clone()));
        if response.clicked() {
            clicked = Some(i);
        }
        if response.hovered() && !is_on {
            ui.painter().rect_filled(place.shrink(2.0), 3.0, p.surface.hover.0);
        }
        let mut x = place.left() + t.space.m + 2.0;
        if let Some((icon, color)) = tab.icon {
            let at = Rect::from_min_size(pos2(x, place.top()), vec2(14.0, place.height()));
            icon.paint(ui.painter(), at, 14.0, color);
            x += icon_width;
        }
        let text_rect = Rect::from_min_max(pos2(x, place.top()), place.max);
        let covered = title.paint(ui.painter(), text_rect, tab.title, Align::Min);
        if let Some(text) = &tab.count {
            let rest = Rect::from_min_max(pos2(covered.right() + t.space.s, place.top()), place.max);
            count.paint(ui.painter(), rest, text, Align::Min);
        }
        if is_on {
            let line = Rect::from_min_max(
                pos2(place.left() + 4.0, rect.bottom() - 2.0),
                pos2(place.right() - 4.0, rect.bottom()),
            );
            ui.painter().rect_filled(line, 1.0, p.accent.base.0);
        }
        focus_ring(ui, &response, place.shrink(3.0), 3.0);
        left = place.right();
    }
    clicked
}

/// A border that can be moved: painted 1 px, grabbed 7. Returns the movement and double clicks.
pub fn splitter(ui: &mut Ui, rect: Rect, id: Id, name: &str) -> (f32, bool) {
    let horizontal = rect.width() > rect.height();
    let grab = if horizontal { rect.expand2(vec2(0.0, 3.0)) } else { rect.expand2(vec2(3.0, 0.0)) };
    let response = ui.interact(grab, id, Sense::CLICK | Sense::DRAG);
    let name = name.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Splitter, true, name.clone()));
    let cursor = if horizontal { CursorIcon::ResizeRow } else { CursorIcon::ResizeColumn };
    let response = response.on_hover_and_drag_cursor(cursor);
    let p = palette(ui);
    let active = response.hovered() || response.dragged();
    let color = if active { p.accent.line } else { p.line.strong };
    ui.painter().rect_filled(rect.round_to_pixels(ui.pixels_per_point()), 0.0, color.0);
    let delta = response.drag_delta();
    let moved = if horizontal { delta.y } else { delta.x };
    (moved, response.double_clicked())
}

/// A line between two parts that cannot be moved.
pub fn splitter_line(ui: &Ui, rect: Rect) {
    let place = rect.round_to_pixels(ui.pixels_per_point());
    ui.painter().rect_filled(place, 0.0, palette(ui).line.strong.0);
}

/// What an empty pane says: what is the case, what to do, at most two buttons.
pub struct Empty<'a> {
    pub icon: Icon,
    pub title: &'a str,
    pub advice: &'a str,
    pub actions: &'a [(Option<Icon>, &'a str, Action)],
}

/// Paints an empty state in the middle of `rect`.
pub fn empty_state(ui: &mut Ui, rect: Rect, empty: &Empty<'_>, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    if rect.height() < 48.0 {
        return;
    }
    let tall = if empty.actions.is_empty() { 72.0 } else { 120.0 };
    let top = rect.top() + ((rect.height() - tall) / 2.0).max(4.0);
    let icon_rect = Rect::from_center_size(pos2(rect.center().x, top + 10.0), Vec2::splat(20.0));
    empty.icon.paint(ui.painter(), icon_rect, 20.0, p.text.tertiary.0);
    let column =
        Rect::from_min_max(pos2(rect.left() + 16.0, top + 26.0), pos2(rect.right() - 16.0, rect.bottom()));
    // Beside the layout: what comes next stands where it would without these words.
    let builder = egui::UiBuilder::new()
        .max_rect(column)
        .id_salt(empty.title)
        .layout(egui::Layout::top_down(Align::Center));
    let ui = &mut ui.new_child(builder);
    let title = RichText::new(empty.title).font(Face::UiMedium.at(t.font.size.body));
    ui.label(title.color(p.text.primary.0));
    ui.label(RichText::new(empty.advice).font(small()).color(p.text.secondary.0));
    if empty.actions.is_empty() {
        return;
    }
    ui.add_space(t.space.s);
    let widths = empty.actions.iter().map(|(icon, label, _)| {
        let (galley, pad, icon) = button_parts(ui, ButtonKind::Normal, *icon, label, t.size.control);
        galley.size().x + icon + 2.0 * pad
    });
    let gaps = (empty.actions.len() - 1) as f32 * ui.spacing().item_spacing.x;
    let width = widths.sum::<f32>() + gaps;
    ui.allocate_ui_with_layout(vec2(width, 28.0), egui::Layout::left_to_right(Align::Center), |ui| {
        for (icon, label, action) in empty.actions {
            if button(ui, ButtonKind::Normal, *icon, label).clicked() {
                actions.push(action.clone());
            }
        }
    });
}

/// Where F6 stops besides the lists; Tab goes on from there.
pub const BELOW: &str = "Details of the row";
pub const PANEL: &str = "Side panel";

/// The widget of such a stop.
pub fn stop_id(name: &str) -> Id {
    Id::unique("keyboard stop").with(name)
}

/// Takes the keyboard at the upper edge of `rect`, whose widgets come next.
pub fn stop(ui: &Ui, rect: Rect, name: &'static str) {
    let line = rect.with_max_y(rect.top() + theme().stroke.focus);
    let response = ui.interact(line, stop_id(name), Sense::FOCUSABLE);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Pane, true, name));
    if response.has_focus() {
        // Over what is painted in it.
        let layer = egui::LayerId::new(egui::Order::Foreground, stop_id(name));
        ui.ctx().layer_painter(layer).rect_filled(line, 0.0, palette(ui).focus.ring.0);
    }
}

/// A box to be ticked, in the accent colour once it is.
pub fn check_box(ui: &mut Ui, on: &mut bool, label: impl Into<egui::RichText>) -> Response {
    choice(ui, *on, label.into(), |ui, label| ui.checkbox(on, label))
}

/// One of several choices.
pub fn radio(ui: &mut Ui, on: bool, label: impl Into<egui::RichText>) -> Response {
    choice(ui, on, label.into(), |ui, label| ui.radio(on, label))
}

/// The choice `this` of those that `value` can be.
pub fn radio_value<T: PartialEq>(
    ui: &mut Ui,
    value: &mut T,
    this: T,
    label: impl Into<egui::RichText>,
) -> Response {
    choice(ui, *value == this, label.into(), |ui, label| ui.radio_value(value, this, label))
}

/// One of `choices` in a row, further from each other than a ring is from its words.
pub fn choices<T: Copy + PartialEq>(ui: &mut Ui, value: &mut T, choices: &[(T, &str)]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme().space.xl;
        for (choice, words) in choices {
            radio_value(ui, value, *choice, *words);
        }
    });
}

/// Adds a box or ring that can be told from its ground both empty and full.
fn choice(
    ui: &mut Ui,
    on: bool,
    label: egui::RichText,
    add: impl FnOnce(&mut Ui, egui::RichText) -> Response,
) -> Response {
    let p = palette(ui);
    let (fill, line, tick) = match on {
        true => (p.accent.fill, p.accent.fill, p.text.on_accent),
        false => (p.surface.input, p.line.control, p.text.primary),
    };
    let before = ui.visuals().widgets.clone();
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
        state.bg_fill = fill.0;
        state.bg_stroke = hairline(line);
        state.fg_stroke = egui::Stroke::new(1.5, tick.0);
    }
    widgets.hovered.bg_stroke = hairline(if on { line } else { p.accent.base });
    let gap = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, theme().space.m);
    let response = add(ui, label.color(p.text.primary.0));
    ui.spacing_mut().item_spacing.x = gap;
    // What comes next keeps the distance that it was given.
    if ui.layout().is_horizontal() && gap > theme().space.m {
        ui.add_space(gap - theme().space.m);
    }
    ui.visuals_mut().widgets = before;
    focus_ring(ui, &response, response.rect, f32::from(theme().radius.control));
    response
}

/// A text field whose frame is the focus ring while it has the keyboard. What is selected in it has the colours of a
/// selection: egui would write it in the colour of that frame.
pub fn field(ui: &mut Ui, edit: egui::TextEdit<'_>) -> Response {
    let p = palette(ui);
    let response = ui
        .scope(|ui| {
            ui.visuals_mut().selection.stroke = Stroke::new(0.0, p.selection.row_text.0);
            ui.add(edit)
        })
        .inner;
    if response.has_focus() {
        let ring = Stroke::new(theme().stroke.focus, p.focus.ring.0);
        let radius = f32::from(theme().radius.control);
        ui.painter().rect_stroke(response.rect, radius, ring, StrokeKind::Inside);
    }
    response
}

/// Prose in the body size.
pub fn prose(ui: &mut Ui, text: impl Into<String>, color: Hex) -> Response {
    ui.label(RichText::new(text).font(body()).color(color.0))
}

/// A link painted as text in the accent colour.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let p = palette(ui);
    let label = egui::Label::new(RichText::new(text).font(body()).color(p.accent.base.0));
    let response = ui.add(label.sense(Sense::click()));
    focus_ring(ui, &response, response.rect, 2.0);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// A command to type in a terminal: selectable, wraps at any character, copied with one click.
pub fn command_line(ui: &mut Ui, command: &str, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    egui::Frame::new()
        .fill(p.surface.input.0)
        .stroke(hairline(p.line.strong))
        .corner_radius(f32::from(t.radius.control))
        .inner_margin(egui::Margin::symmetric(10, 4))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                let width = ui.available_width() - 32.0;
                ui.allocate_ui(vec2(width, 18.0), |ui| {
                    ui.set_min_width(width);
                    let text = RichText::new(command).font(super::theme::mono()).color(p.text.primary.0);
                    ui.add(egui::Label::new(text).selectable(true).wrap());
                });
                if icon_button(ui, Icon::Copy, "Copy command", 22.0, false)
                    .on_hover_text("Copy command")
                    .clicked()
                {
                    actions.push(Action::CopyText(command.to_owned()));
                }
            });
        });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::theme::palette_of;

    #[test]
    fn tones_differ_from_each_other() {
        let p = palette_of(true);
        let tones = [Tone::Neutral, Tone::Success, Tone::Warn, Tone::Danger];
        for (i, a) in tones.iter().enumerate() {
            for b in tones.iter().skip(i + 1) {
                assert_ne!(tone_colors(p, *a).0.0, tone_colors(p, *b).0.0);
            }
        }
    }
}
