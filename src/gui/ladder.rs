//! The handshake ladder of the selected session: both sides' messages as arrows, pauses as bands,
//! round trips as brackets. Not here: what the steps are (`document::handshake`), what stands beside
//! (`ladder_side`).

use eframe::egui::{
    self, Align, Align2, Id, Key, Layout, Modifiers, Rect, ScrollArea, Sense, Shape, Stroke, Ui, UiBuilder,
    accesskit::Role, pos2, vec2,
};

use super::command::Command;
use super::icons::Icon;
use super::ladder_side;
use super::model::tls::{SessionDetail, SessionRow};
use super::model::{Action, TlsState};
use super::picture::Drawing;
use super::text::{self, Line};
use super::theme::{Face, Hex, Palette, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, Empty, button, empty_state, focus_ring};
use crate::document::handshake::ladder::Ladder;
use crate::document::handshake::step::{Kind, Step};
use crate::document::handshake::{explain, svg, text as ladder_text};
use crate::document::tls_mark::TlsMark;

/// Height of a message, and of the band of a pause.
const STEP: f32 = 44.0;
const PAUSE: f32 = 34.0;
/// Height of the names of both sides.
const HEAD: f32 = 48.0;
/// Room above the first message.
const TOP: f32 = 14.0;
/// Width of the explanation; below this width of the pane it stands below.
const SIDE: f32 = 380.0;
const NARROW: f32 = 860.0;
/// Height that time takes besides the messages when the ladder is to scale.
const SCALE: f32 = 900.0;
/// Width of the ladder as a picture.
const PICTURE_WIDTH: f32 = 1000.0;

/// The ladder between two painted frames.
#[derive(Debug, Default)]
pub struct LadderPane {
    /// Step that is explained.
    selected: usize,
    /// Session that `selected` belongs to.
    session: Option<usize>,
    to_scale: bool,
}

/// Where things stand across the ladder.
struct Across {
    ms_right: f32,
    frame_left: f32,
    client: f32,
    server: f32,
    mark: f32,
    bracket: f32,
}

impl Across {
    fn new(rect: Rect) -> Self {
        let (left, width) = (rect.left(), rect.width());
        // The arrows take what the columns beside them leave.
        let client = left + if width > 700.0 { 250.0 } else { 176.0 };
        let server = (left + width - if width > 700.0 { 206.0 } else { 150.0 }).max(client + 120.0);
        Self {
            ms_right: left + 92.0,
            frame_left: left + 108.0,
            client,
            server,
            mark: server + 30.0,
            bracket: server + 62.0,
        }
    }
}

impl LadderPane {
    /// Paints the ladder of `row` in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        row: &SessionRow,
        found: Option<&SessionDetail>,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.pane.0);
        let Some(ladder) = found.and_then(|found| found.ladder.as_deref()).filter(|l| !l.steps.is_empty())
        else {
            let empty = match found {
                None => Empty {
                    icon: Icon::Clock,
                    title: "Reading the handshake",
                    advice: "Every frame of the session is looked at once.",
                    actions: &[],
                },
                Some(_) => Empty {
                    icon: Icon::Ladder,
                    title: "No handshake",
                    advice: "None of its messages is in this capture.",
                    actions: &[],
                },
            };
            return empty_state(ui, rect, &empty, actions);
        };
        if self.session != Some(row.number) {
            self.session = Some(row.number);
            self.selected = telling_step(ladder);
        }
        self.selected = self.selected.min(ladder.steps.len().saturating_sub(1));
        let is_wide = rect.width() >= NARROW;
        let (left, right) = if is_wide {
            let split = rect.right() - SIDE;
            (rect.with_max_x(split), rect.with_min_x(split + 1.0))
        } else {
            let split = rect.top() + (rect.height() * 0.62).round();
            (rect.with_max_y(split), rect.with_min_y(split + 1.0))
        };
        self.canvas(ui, left, ladder, actions);
        if is_wide {
            ui.painter().vline(right.left() - 0.5, rect.y_range(), hairline(p.line.strong));
        } else {
            ui.painter().hline(rect.x_range(), right.top() - 0.5, hairline(p.line.strong));
        }
        self.side(ui, right, (row, ladder), actions);
    }

    fn canvas(&mut self, ui: &mut Ui, rect: Rect, ladder: &Ladder, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let across = Across::new(rect);
        let head = rect.with_max_y(rect.top() + HEAD);
        names(ui, head, &across, ladder);
        let places = self.places(ladder);
        let height = places.last().map_or(0.0, |(y, _)| y + STEP + 24.0);
        let below = rect.with_min_y(head.bottom());
        let builder = UiBuilder::new().max_rect(below).id_salt("ladder").layout(Layout::top_down(Align::Min));
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(below);
            ScrollArea::vertical().id_salt("ladder").auto_shrink(false).show(ui, |ui| {
                let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
                let seen = ui.clip_rect();
                for (x, color) in [(across.client, p.side.client), (across.server, p.side.server)] {
                    let range = (area.top() + 2.0)..=(area.bottom() - 12.0);
                    ui.painter().vline(x.round() + 0.5, range, Stroke::new(1.5, color.0));
                }
                for (index, (step, (y, pause_y))) in ladder.steps.iter().zip(&places).enumerate() {
                    let place =
                        Rect::from_min_size(pos2(area.left(), area.top() + y), vec2(area.width(), STEP));
                    if let (Some(pause), Some(pause_y)) = (&step.pause, pause_y) {
                        let top = area.top() + pause_y + 4.0;
                        let height = y - pause_y - 8.0;
                        let band =
                            Rect::from_min_max(pos2(across.client, top), pos2(across.server, top + height));
                        if seen.intersects(band) {
                            ui.painter().rect_filled(band, 0.0, p.warn.soft.0);
                            let words = explain::pause_in_short(pause, step);
                            let line = Line { font: small(), color: p.warn.base.0, dim: p.warn.base.0 };
                            centred(ui, band.center().x, band.center().y, &words, &line, band.width() - 12.0);
                        }
                    }
                    self.step(ui, place, index, step, &across, actions);
                }
                for trip in &ladder.round_trips {
                    let (Some(from), Some(to)) = (places.get(trip.from), places.get(trip.to)) else {
                        continue;
                    };
                    let (from, to) = (area.top() + from.0 + 12.0, area.top() + to.0 + STEP - 12.0);
                    if to < seen.top() || from > seen.bottom() {
                        continue;
                    }
                    bracket(ui, across.bracket, from..to, &trip.label, &explain::milliseconds(trip.ns), rect);
                }
                self.keys(ui, ladder, area, &places);
            });
        });
    }

    /// The whole ladder as a picture.
    fn drawing(&self, ui: &Ui, ladder: &Ladder) -> Drawing {
        let height = self.places(ladder).last().map_or(0.0, |(y, _)| y + STEP + 24.0);
        let mut pane = LadderPane { to_scale: self.to_scale, selected: usize::MAX, ..LadderPane::default() };
        Drawing::new(vec2(PICTURE_WIDTH, HEAD + height), ui.visuals().dark_mode, |ui, rect| {
            pane.canvas(ui, rect, ladder, &mut Vec::new());
        })
    }

    /// Tops of the steps, and of the pauses before them.
    fn places(&self, ladder: &Ladder) -> Vec<(f32, Option<f32>)> {
        let total = ladder.steps.last().map_or(0, |step| step.at_ns).max(1) as f32;
        let mut at = TOP;
        let mut before = 0;
        let mut out = Vec::with_capacity(ladder.steps.len());
        for step in &ladder.steps {
            let time = step.at_ns.saturating_sub(before) as f32 / total * SCALE;
            before = step.at_ns;
            let scaled = if self.to_scale { time } else { 0.0 };
            let pause = step.pause.map(|_| at);
            at += match pause {
                Some(_) => PAUSE.max(scaled),
                None => scaled,
            };
            out.push((at, pause));
            at += STEP;
        }
        out
    }

    fn keys(&mut self, ui: &mut Ui, ladder: &Ladder, area: Rect, places: &[(f32, Option<f32>)]) {
        let id = |index: usize| Id::unique("ladder step").with(index);
        if ui.memory(|memory| memory.focused()) != Some(id(self.selected)) {
            return;
        }
        let (up, down) = ui.input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::ArrowUp),
                input.consume_key(Modifiers::NONE, Key::ArrowDown),
            )
        });
        let last = ladder.steps.len().saturating_sub(1);
        let wanted = match (up, down) {
            (true, _) => self.selected.saturating_sub(1),
            (_, true) => (self.selected + 1).min(last),
            _ => return,
        };
        self.selected = wanted;
        ui.memory_mut(|memory| memory.request_focus(id(wanted)));
        if let Some((y, _)) = places.get(wanted) {
            let top = area.top() + y;
            ui.scroll_to_rect(Rect::from_min_size(pos2(area.left(), top), vec2(10.0, STEP)), None);
        }
    }

    fn step(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        index: usize,
        step: &Step,
        across: &Across,
        actions: &mut Vec<Action>,
    ) {
        if !ui.clip_rect().intersects(place) {
            return;
        }
        let p = palette(ui);
        let id = Id::unique("ladder step").with(index);
        let response = ui.interact(place, id, Sense::click());
        let is_on = self.selected == index;
        let name = format!(
            "{} {}: {}, {}",
            step.frames_text(),
            step.side(),
            text::escape(&step.title),
            text::escape(&step.note)
        );
        response.widget_info(|| egui::WidgetInfo::selected(Role::ListBoxOption, true, is_on, name.clone()));
        if response.clicked() {
            self.selected = index;
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if response.double_clicked() {
            actions.push(Action::GoToFrame(step.last_frame().number().into()));
            actions.push(Action::Run(Command::ShowFrames));
        }
        let has_keyboard = response.has_focus();
        let look = Look::new(p, step, is_on, is_on && has_keyboard);
        if let Some(fill) = look.fill {
            ui.painter().rect_filled(place, 0.0, fill.0);
            if !has_keyboard {
                let edge = place.with_max_x(place.left() + 2.0);
                ui.painter().rect_filled(edge, 0.0, p.accent.base.0);
            }
            for x in [across.client, across.server] {
                ui.painter().vline(x.round() + 0.5, place.y_range(), Stroke::new(1.5, look.title.0));
            }
        } else if response.hovered() {
            ui.painter().rect_filled(place, 0.0, p.surface.row_hover.0.gamma_multiply(0.6));
        }
        let middle = place.center().y;
        let ms = format!("{:.3}", step.at_ns as f64 / 1e6);
        let painter = ui.painter();
        painter.text(pos2(across.ms_right, middle), Align2::RIGHT_CENTER, ms, mono(), look.time.0);
        let frames = step.frames_text();
        let line = Line { font: mono(), color: look.link.0, dim: look.link.0 };
        let frame_place = Rect::from_min_max(
            pos2(across.frame_left, place.top()),
            pos2(across.client - 10.0, place.bottom()),
        );
        line.paint(painter, frame_place, &frames, Align::Min);
        arrow(ui, step, middle, across, look.arrow);
        let (center, room) = ((across.client + across.server) / 2.0, across.server - across.client - 24.0);
        let font = if step.kind == Kind::Tcp { body() } else { Face::UiMedium.at(theme().font.size.body) };
        let title = Line { font, color: look.title.0, dim: look.title.0 };
        centred(ui, center, middle - 10.0, &step.title, &title, room);
        let note = match &step.preview {
            Some(preview) => format!("{}  {}", step.note, ladder_side::one_line(preview)),
            None => step.note.clone(),
        };
        let small_mono = Face::Mono.at(theme().font.size.mono_small);
        let note_line = Line { font: small_mono, color: look.note.0, dim: look.note.0 };
        centred(ui, center, middle + 11.0, &note, &note_line, room);
        if let Some(mark) = step.mark {
            let state = state(mark);
            let color = if is_on && has_keyboard { look.title } else { state.color(p) };
            let icon = Rect::from_center_size(pos2(across.mark, middle), vec2(14.0, 14.0));
            state.icon().paint(ui.painter(), icon, 14.0, color.0);
        }
        focus_ring(ui, &response, place.shrink(2.0), 2.0);
        let hover = match step.mark {
            Some(mark) => format!("{}: {}", step.title, explain::mark(mark)),
            None => step.title.clone(),
        };
        response.on_hover_text(text::escape(&hover));
    }

    fn side(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (row, ladder): (&SessionRow, &Ladder),
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        let foot = rect.with_min_y(rect.bottom() - 44.0);
        let above = rect.with_max_y(foot.top());
        let builder = UiBuilder::new()
            .max_rect(above.shrink2(vec2(20.0, 0.0)))
            .id_salt("ladder side")
            .layout(Layout::top_down(Align::Min));
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(above);
            ScrollArea::vertical().id_salt("ladder side").auto_shrink(false).show(ui, |ui| {
                ui.add_space(16.0);
                if let Some(step) = ladder.steps.get(self.selected) {
                    ladder_side::explanation(ui, step, ladder, actions);
                }
                ladder_side::times(ui, ladder, &mut self.to_scale);
                ui.add_space(12.0);
            });
        });
        ui.painter().hline(foot.x_range(), foot.top() + 0.5, hairline(p.line.subtle));
        let builder = UiBuilder::new()
            .max_rect(foot.shrink2(vec2(20.0, 0.0)))
            .id_salt("ladder foot")
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let name = format!("session {}", row.number);
            if button(ui, ButtonKind::Normal, Some(Icon::Export), "Export SVG…").clicked() {
                let bytes = svg::write(ladder, &name).into_bytes();
                actions.push(Action::AskSave { name: format!("handshake-{}.svg", row.number), bytes });
            }
            if button(ui, ButtonKind::Normal, None, "PNG…").on_hover_text("Export as PNG").clicked() {
                let drawing = self.drawing(ui, ladder);
                let name = format!("handshake-{}.png", row.number);
                actions.push(Action::SavePicture { name, parts: vec![drawing] });
            }
            if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy")
                .on_hover_text("Copy as text")
                .clicked()
            {
                actions.push(Action::CopyText(ladder_text::write(ladder, &name)));
            }
        });
    }
}

/// The step that says most at first: where the key opens the session, else an alert, else the first
/// one that stays closed, else the first hello.
fn telling_step(ladder: &Ladder) -> usize {
    let find = |test: &dyn Fn(&Step) -> bool| ladder.steps.iter().position(test);
    find(&|s| s.mark == Some(TlsMark::KeyFrame))
        .or_else(|| find(&|s| s.kind == Kind::Alert && !s.title.contains("close_notify")))
        .or_else(|| find(&|s| s.kind == Kind::Handshake && s.title.contains("Server Hello")))
        .or_else(|| find(&|s| s.kind == Kind::Handshake))
        .unwrap_or(0)
}

/// As the window paints it.
pub fn state(mark: TlsMark) -> TlsState {
    match mark {
        TlsMark::Handshake => TlsState::Handshake,
        TlsMark::KeyFrame => TlsState::KeyFrame,
        TlsMark::Open => TlsState::Open,
        TlsMark::Half => TlsState::Half,
        TlsMark::Closed => TlsState::Closed,
        TlsMark::Failed => TlsState::Failed,
        TlsMark::Waiting => TlsState::Waiting,
    }
}

/// Colours of a step.
struct Look {
    fill: Option<Hex>,
    title: Hex,
    note: Hex,
    time: Hex,
    link: Hex,
    arrow: Hex,
}

impl Look {
    fn new(p: &Palette, step: &Step, is_on: bool, has_keyboard: bool) -> Self {
        let arrow = match step.kind {
            Kind::Trouble => p.danger.base,
            Kind::Alert if !step.title.contains("close_notify") => p.danger.base,
            Kind::Tcp | Kind::LeftOut => p.text.tertiary,
            _ if step.from_client => p.side.client,
            _ => p.side.server,
        };
        let look = Self {
            fill: None,
            title: p.text.primary,
            note: p.text.tertiary,
            time: p.text.secondary,
            link: p.accent.base,
            arrow,
        };
        match (is_on, has_keyboard) {
            (true, true) => {
                let white = p.selection.row_text;
                Self {
                    fill: Some(p.selection.row),
                    title: white,
                    note: white,
                    time: white,
                    link: white,
                    arrow: white,
                }
            }
            (true, false) => Self {
                fill: Some(p.selection.row_unfocused),
                title: p.selection.row_unfocused_text,
                note: p.text.secondary,
                ..look
            },
            _ => look,
        }
    }
}

fn names(ui: &Ui, head: Rect, across: &Across, ladder: &Ladder) {
    let p = palette(ui);
    let painter = ui.painter();
    let row = head.center().y;
    // Level with the names: below them stand the addresses, which may be long.
    let title = row - 9.0;
    painter.text(pos2(across.ms_right, title), Align2::RIGHT_CENTER, "ms", small(), p.text.secondary.0);
    painter.text(pos2(across.frame_left, title), Align2::LEFT_CENTER, "Frame", small(), p.text.secondary.0);
    let sides = [
        (across.client, "Client", ladder.client.to_string(), p.side.client),
        (across.server, "Server", ladder.server.to_string(), p.side.server),
    ];
    for (x, name, address, color) in sides {
        let medium = Face::UiMedium.at(theme().font.size.body);
        painter.text(pos2(x, row - 9.0), Align2::CENTER_CENTER, name, medium, color.0);
        let line = Line {
            font: Face::Mono.at(theme().font.size.mono_small),
            color: p.text.primary.0,
            dim: p.text.tertiary.0,
        };
        centred(ui, x, row + 10.0, &address, &line, 230.0);
    }
    painter.hline(head.x_range(), head.bottom() - 0.5, hairline(p.line.subtle));
}

/// One line with its middle at `x`, cut to `room`.
fn centred(ui: &Ui, x: f32, y: f32, words: &str, line: &Line, room: f32) {
    let galley = line.layout(ui.painter(), words, room);
    let at = pos2((x - galley.size().x / 2.0).round(), (y - galley.size().y / 2.0).round());
    ui.painter().galley(at, galley, line.color);
}

fn arrow(ui: &Ui, step: &Step, y: f32, across: &Across, color: Hex) {
    if step.kind == Kind::LeftOut {
        return;
    }
    let (from, to) = match step.from_client {
        true => (across.client + 4.0, across.server - 4.0),
        false => (across.server - 4.0, across.client + 4.0),
    };
    let back = if to > from { -7.0 } else { 7.0 };
    let y = y.round() + 0.5;
    let stroke = Stroke::new(1.5, color.0);
    let painter = ui.painter();
    if matches!(step.kind, Kind::Tcp | Kind::Trouble) {
        painter.extend(Shape::dashed_line(&[pos2(from, y), pos2(to, y)], stroke, 4.0, 3.0));
    } else {
        painter.line_segment([pos2(from, y), pos2(to, y)], stroke);
    }
    painter.line_segment([pos2(to + back, y - 4.0), pos2(to, y)], stroke);
    painter.line_segment([pos2(to + back, y + 4.0), pos2(to, y)], stroke);
}

fn bracket(ui: &Ui, x: f32, range: std::ops::Range<f32>, label: &str, time: &str, pane: Rect) {
    let p = palette(ui);
    let x = x.round() + 0.5;
    let (top, bottom) = (range.start.round() + 0.5, range.end.round() + 0.5);
    let stroke = Stroke::new(1.0, p.line.control.0);
    let painter = ui.painter();
    painter.line_segment([pos2(x - 6.0, top), pos2(x, top)], stroke);
    painter.line_segment([pos2(x, top), pos2(x, bottom)], stroke);
    painter.line_segment([pos2(x - 6.0, bottom), pos2(x, bottom)], stroke);
    let left = x + 12.0;
    if left + 90.0 > pane.right() + 12.0 {
        return;
    }
    let middle = (top + bottom) / 2.0;
    painter.text(pos2(left, middle - 9.0), Align2::LEFT_CENTER, label, body(), p.text.secondary.0);
    let font = Face::Mono.at(theme().font.size.mono_small);
    painter.text(pos2(left, middle + 9.0), Align2::LEFT_CENTER, time, font, p.text.tertiary.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_keep_their_room_in_any_pane() {
        for width in [420.0, 700.0, 1060.0, 2000.0] {
            let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, 400.0));
            let across = Across::new(rect);
            assert!(across.server - across.client >= 94.0 && across.frame_left > across.ms_right);
        }
    }
}
