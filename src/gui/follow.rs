//! The window that follows a stream: what both sides said, as text or hex, found and copied.
//! Not here: taking the stream's bytes out of the capture (`document`).

use eframe::egui::{
    self, Align, Context, Id, Layout, Rect, RichText, Sense, Ui, UiBuilder, accesskit::Role, pos2, vec2,
};

use super::find_bar::choice;
use super::floating;
use super::follow_forms::{self, FollowLine, Form};
use super::icons::Icon;
use super::model::{Action, FollowView, TurnView};
use super::rows::{RowList, Rows};
use super::text::{self, Line};
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, Empty, button, empty_state, field, icon_button};
use crate::document::find::{How, Needle, Query};
use crate::document::follow::Kind;

/// Which side is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    Both,
    Client,
    Server,
}

impl Side {
    fn takes(self, turn: &TurnView) -> bool {
        match self {
            Side::Both => true,
            Side::Client => turn.from_client,
            Side::Server => !turn.from_client,
        }
    }
}

/// The window's state between two painted frames.
#[derive(Debug)]
pub struct Follow {
    rows: RowList,
    side: Side,
    form: Form,
    find: String,
    needle: Option<Needle>,
    /// Lines that hold the sought text, in order.
    hits: Vec<u64>,
    /// Index into `hits`.
    hit: Option<usize>,
    selected: Option<u64>,
    lines: Vec<FollowLine>,
    made_of: Option<(u64, Side, Form)>,
}

impl Default for Follow {
    fn default() -> Self {
        Self {
            rows: RowList::new("followed stream"),
            side: Side::Both,
            form: Form::Utf8,
            find: String::new(),
            needle: None,
            hits: Vec::new(),
            hit: None,
            selected: None,
            lines: Vec::new(),
            made_of: None,
        }
    }
}

impl Follow {
    /// Paints the window; the app closes it on [`Action::CloseFollow`].
    pub fn show(&mut self, ctx: &Context, view: &FollowView, actions: &mut Vec<Action>) {
        let key = (view.generation, self.side, self.form);
        if self.made_of != Some(key) {
            let side = self.side;
            self.lines = follow_forms::lines(&view.turns, self.form, |turn| side.takes(turn));
            if self.made_of.is_none_or(|(generation, ..)| generation != view.generation) {
                self.rows.rewind();
                self.rows.take_keyboard();
            }
            self.made_of = Some(key);
            self.selected = None;
            self.seek();
        }
        let style = ctx.global_style();
        let content = ctx.content_rect();
        let frame = egui::Frame::window(&style).inner_margin(0);
        egui::Window::new("Follow stream")
            .id(Id::unique("follow window"))
            .title_bar(false)
            .frame(frame)
            .default_size(vec2(content.width() * 0.72, content.height() * 0.68))
            .min_size(vec2(520.0, 280.0))
            .default_pos(content.center() - vec2(content.width() * 0.36, content.height() * 0.36))
            .resizable(true)
            .show(ctx, |ui| {
                let rect = ui.available_rect_before_wrap();
                ui.allocate_rect(rect, Sense::hover());
                self.body(ui, rect, view, actions);
            });
        let escape = ctx.memory(|memory| memory.focused().is_none_or(|id| id == self.rows.id()))
            && floating::escape(ctx);
        if escape {
            actions.push(Action::CloseFollow);
        }
    }

    /// What a file of the stream holds, in the form and of the side that is shown.
    pub fn contents(&self, view: &FollowView) -> Vec<u8> {
        let side = self.side;
        follow_forms::contents(&view.turns, self.form, |turn| side.takes(turn))
    }

    /// Ending of that file's name.
    pub fn ending(&self) -> &'static str {
        self.form.ending()
    }

    /// Finds the lines that hold the sought text.
    fn seek(&mut self) {
        let query = Query { text: self.find.clone(), how: How::Text, ..Query::default() };
        self.needle = query.needle().ok();
        let needle = self.needle.as_ref();
        let holds = |line: &FollowLine| needle.is_some_and(|n| n.first(line.text.as_bytes()).is_some());
        let hits = self.lines.iter().enumerate().filter(|(_, line)| holds(line));
        self.hits = hits.map(|(at, _)| at as u64).collect();
        self.hit = None;
    }

    fn body(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), 44.0));
        let bar = Rect::from_min_size(head.left_bottom(), vec2(rect.width(), 40.0));
        let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 48.0), rect.max);
        let list = Rect::from_min_max(bar.left_bottom(), foot.right_top());
        self.head(ui, head, view, actions);
        self.bar(ui, bar, view, actions);
        ui.painter().rect_filled(list, 0.0, p.surface.pane.0);
        self.list(ui, list.shrink2(vec2(0.0, 6.0)), view, actions);
        self.foot(ui, foot, view, actions);
    }

    fn head(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        row(ui, rect, "follow head", |ui| {
            if let Some(tls) = view.tls {
                let (place, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
                tls.icon().paint(ui.painter(), place, 16.0, tls.color(p).0);
            }
            let title = RichText::new(text::escape(&view.title).into_owned());
            ui.label(title.font(Face::UiSemibold.at(theme().font.size.title)).color(p.text.primary.0));
            let filter = RichText::new(text::escape(&view.filter).into_owned()).font(mono());
            ui.label(filter.color(p.text.secondary.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                if icon_button(ui, Icon::Close, "Close stream", 22.0, false).clicked() {
                    actions.push(Action::CloseFollow);
                }
                let [before, after] = view.neighbours;
                for (forward, has, icon, name) in [
                    (true, after, Icon::Forward, "Stream after this one"),
                    (false, before, Icon::Back, "Stream before this one"),
                ] {
                    ui.add_enabled_ui(has, |ui| {
                        if icon_button(ui, icon, name, 22.0, false).on_hover_text(name).clicked() {
                            actions.push(Action::FollowNext { forward });
                        }
                    });
                }
            });
        });
    }

    fn bar(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let (client, server): (Vec<&TurnView>, Vec<&TurnView>) =
            view.turns.iter().partition(|turn| turn.from_client);
        let bytes = |turns: &[&TurnView]| turns.iter().map(|turn| turn.bytes.len() as u64).sum();
        let label = |name: &str, n: u64| format!("{name} {}", text::count(n));
        row(ui, rect, "follow bar", |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if view.kinds.len() > 1 {
                let choices: Vec<(usize, &str)> =
                    view.kinds.iter().enumerate().map(|(i, kind)| (i, kind.label)).collect();
                let mut on = view.kinds.iter().position(|kind| kind.on).unwrap_or(0);
                if choice(ui, "Protocol", &choices, &mut on)
                    && let Some(kind) = view.kinds.get(on)
                {
                    actions.push(Action::Follow { kind: kind.kind, stream: kind.stream });
                }
            }
            let (client, server) = (label("Client", bytes(&client)), label("Server", bytes(&server)));
            let sides = [(Side::Both, "Both"), (Side::Client, &client), (Side::Server, &server)];
            choice(ui, "Side", &sides, &mut self.side);
            egui::ComboBox::from_id_salt("form")
                .selected_text(self.form.words())
                .width(92.0)
                .show_ui(ui, |ui| {
                    for form in Form::ALL {
                        ui.selectable_value(&mut self.form, form, form.words());
                    }
                })
                .response
                .on_hover_text("Show bytes as")
                .accessible_name("Form");
            if let Some((at, all)) = view.substreams.as_ref().filter(|(_, all)| all.len() > 1) {
                let words = |kind: Kind| match kind {
                    Kind::Quic(id) | Kind::Http3(id) => format!("Stream {id}"),
                    Kind::Http2(id) => format!("Stream {id}"),
                    _ => String::new(),
                };
                let shown = all.get(*at).map_or_else(String::new, |(kind, _)| words(*kind));
                let chooser = egui::ComboBox::from_id_salt("substream").selected_text(shown).width(92.0);
                let chooser = chooser.show_ui(ui, |ui| {
                    for (i, (kind, stream)) in all.iter().enumerate() {
                        if ui.selectable_label(i == *at, words(*kind)).clicked() {
                            actions.push(Action::Follow { kind: *kind, stream: *stream });
                        }
                    }
                });
                chooser
                    .response
                    .on_hover_text("Stream inside the connection")
                    .accessible_name("Stream inside the connection");
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let down = icon_button(ui, Icon::Next, "Next match", 22.0, false).clicked();
                let found = match (self.hit, self.hits.len()) {
                    (Some(at), n) => format!("{} of {}", text::count(at as u64 + 1), text::count(n as u64)),
                    (None, n) => text::count(n as u64),
                };
                let color = if self.find.is_empty() { p.text.tertiary } else { p.text.primary };
                ui.label(RichText::new(found).font(mono()).color(color.0));
                let up = icon_button(ui, Icon::Prev, "Previous match", 22.0, false).clicked();
                let edit = egui::TextEdit::singleline(&mut self.find)
                    .font(mono())
                    .hint_text("Find in stream")
                    .desired_width(150.0)
                    .char_limit(1024);
                let response = field(ui, edit).accessible_name("Find in stream");
                let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if response.changed() {
                    self.seek();
                    self.find_next(true);
                }
                if down || up || enter {
                    self.find_next(!up);
                }
                if enter {
                    response.request_focus();
                }
            });
        });
    }

    /// Goes to the next line that holds the sought text, round the ends.
    fn find_next(&mut self, forward: bool) {
        let len = self.hits.len();
        if len == 0 {
            return;
        }
        let at = match (self.hit, forward) {
            (None, true) => 0,
            (None, false) => len - 1,
            (Some(at), true) => (at + 1) % len,
            (Some(at), false) => (at + len - 1) % len,
        };
        self.hit = Some(at);
        self.selected = self.hits.get(at).copied();
        if let Some(row) = self.selected {
            self.rows.reveal(row);
        }
    }

    fn list(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView, actions: &mut Vec<Action>) {
        let t = theme();
        let spec = Rows {
            name: "Stream",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: self.lines.len() as u64,
            row_height: t.size.list_row,
            selected: self.selected,
            selects: true,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let (lines, needle) = (&self.lines, self.needle.as_ref());
        let frame_of = |row: u64| {
            let line = lines.get(usize::try_from(row).ok()?)?;
            view.turns.get(line.turn).map(|turn| turn.frame)
        };
        let events = self.rows.show(ui, rect, &spec, |row_ui| {
            let index = usize::try_from(row_ui.index).ok();
            let Some(line) = index.and_then(|i| lines.get(i)) else { return };
            let Some(turn) = view.turns.get(line.turn) else { return };
            let p = palette(row_ui.ui);
            let (color, soft) = if turn.from_client {
                (p.side.client, p.side.client_soft)
            } else {
                (p.side.server, p.side.server_soft)
            };
            let rect = row_ui.rect;
            let text_area = rect.with_min_x(rect.left() + 136.0);
            row_ui.painter.rect_filled(text_area, 0.0, soft.0);
            if row_ui.selected {
                row_ui.painter.rect_filled(rect, 0.0, p.surface.row_hover.0);
                let ring = text_area.shrink(0.5).with_min_x(text_area.left() + 2.5);
                row_ui.painter.rect_stroke(ring, 0.0, hairline(p.accent.line), egui::StrokeKind::Inside);
            }
            let edge = text_area.with_max_x(text_area.left() + 2.0);
            row_ui.painter.rect_filled(edge, 0.0, color.0);
            let mono_line = Line { font: mono(), color: p.text.primary.0, dim: p.text.tertiary.0 };
            if line.first {
                let number = Line { color: p.accent.base.0, ..mono_line.clone() };
                let cell = rect.with_max_x(rect.left() + 44.0);
                number.paint(row_ui.painter, cell, &turn.frame.to_string(), Align::Max);
                let time = Line { color: p.text.secondary.0, ..mono_line.clone() };
                let cell = rect.with_max_x(rect.left() + 128.0);
                time.paint(row_ui.painter, cell, &turn.time, Align::Max);
            }
            let inner = text_area.with_min_x(text_area.left() + 12.0);
            let marks = needle.map(|needle| needle.spans(line.text.as_bytes())).unwrap_or_default();
            mono_line.paint_marked(row_ui.painter, inner, &line.text, (&marks, None), p);
            row_ui.name(Role::ListBoxOption, || text::escape(&line.text).into_owned());
        });
        if let Some(row) = events.clicked.or(events.moved) {
            self.selected = Some(row);
            actions.extend(frame_of(row).map(Action::GoToFrame));
        }
        if self.lines.is_empty() {
            let (title, advice) = match (view.turns.is_empty(), view.note.as_deref()) {
                (true, Some(note)) => ("Nothing could be decrypted", note),
                (true, None) => ("Nothing was said", "No data was carried in this stream."),
                (false, _) => ("This side said nothing", "Choose “Both” to see the other one."),
            };
            let advice = text::escape(advice);
            let empty = Empty { icon: Icon::Follow, title, advice: &advice, actions: &[] };
            empty_state(ui, rect, &empty, actions);
            return;
        }
        if let Some(note) = &view.note {
            let end = events.visible.end.saturating_sub(events.visible.start) as f32;
            let below = rect.top() + end * t.size.list_row + 6.0;
            let p = palette(ui);
            let place =
                Rect::from_min_size(pos2(rect.left() + 136.0, below), vec2(rect.width() - 150.0, 18.0));
            if place.bottom() < rect.bottom() {
                let icon = place.with_max_x(place.left() + 14.0);
                Icon::Info.paint(ui.painter(), icon, 14.0, p.text.secondary.0);
                let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
                line.paint(ui.painter(), place.with_min_x(place.left() + 20.0), note, Align::Min);
            }
        }
    }

    fn foot(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, hairline(p.line.strong));
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(vec2(theme().space.xl, 0.0)))
            .id_salt("follow foot")
            .layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| {
            if button(ui, ButtonKind::Primary, Some(Icon::Save), "Save as…").clicked() {
                actions.push(Action::AskFollowPath);
            }
            if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy").clicked() {
                actions.push(Action::CopyText(follow_forms::text(&self.lines, self.form)));
            }
            if button(ui, ButtonKind::Normal, None, "Filter out this stream").clicked() {
                actions.push(Action::ApplyFilter(format!("!({})", view.filter)));
            }
            // Less room holds no address.
            if ui.available_width() > 180.0 {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| ends(ui, view));
            }
        });
    }
}

/// Both ends in their colours, and how much they said, as far as there is room.
fn ends(ui: &mut Ui, view: &FollowView) {
    let p = palette(ui);
    for (name, color) in [(&view.client, p.side.client), (&view.server, p.side.server)] {
        let (place, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
        ui.painter().rect_filled(place, 2.0, color.0);
        let words = RichText::new(text::escape(name).into_owned()).font(body()).color(p.text.secondary.0);
        ui.add(egui::Label::new(words).truncate());
    }
    let bytes: u64 = view.turns.iter().map(|turn| turn.bytes.len() as u64).sum();
    let words = format!(
        "{}, {}",
        text::plural(bytes, "byte", "bytes"),
        text::plural(view.turns.len() as u64, "turn", "turns")
    );
    // A few letters of it would say nothing.
    if ui.available_width() > 80.0 {
        let words = RichText::new(words).font(small()).color(p.text.tertiary.0);
        ui.add(egui::Label::new(words).truncate());
    }
}

fn row(ui: &mut Ui, rect: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(theme().space.xl, 0.0)))
        .id_salt(id)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, add);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finding_goes_round() {
        let turns = [TurnView {
            from_client: true,
            frame: 13,
            time: String::new(),
            bytes: b"one\ntwo\none\n".into(),
        }];
        let lines = follow_forms::lines(&turns, Form::Utf8, |turn| Side::Client.takes(turn));
        let mut follow = Follow { lines, find: "ONE".into(), ..Follow::default() };
        follow.seek();
        let mut hits = Vec::new();
        for _ in 0..3 {
            follow.find_next(true);
            hits.push(follow.selected);
        }
        assert_eq!(hits, [Some(0), Some(2), Some(0)]);
        follow.find_next(false);
        assert_eq!((follow.selected, follow.hits.len()), (Some(2), 2));
        follow.find.clear();
        follow.seek();
        assert!(follow.hits.is_empty());
    }
}
