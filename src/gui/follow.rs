//! The window that follows a stream: what both sides said, as text or hex, found and copied.
//! Not here: taking the stream's bytes out of the capture (`document`).

use eframe::egui::{
    self, Align, Context, Id, Layout, Rect, RichText, Sense, Ui, UiBuilder, accesskit::Role, pos2, vec2,
};

use super::icons::Icon;
use super::model::{Action, FollowView, TurnView};
use super::rows::{RowList, Rows};
use super::text::{self, Line};
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, button, icon_button};

/// Bytes in one line of the hex view.
const HEX_PER_LINE: usize = 16;
/// Characters in one line of the text view; longer ones go on in the next.
const LINE_CHARS: usize = 160;

/// Which side is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    Both,
    Client,
    Server,
}

/// How bytes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Utf8,
    Hex,
}

/// One line of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FollowLine {
    turn: usize,
    /// The turn's first line, which names its frame.
    first: bool,
    text: String,
}

/// The window's state between two painted frames.
#[derive(Debug)]
pub struct Follow {
    rows: RowList,
    side: Side,
    form: Form,
    find: String,
    hit: Option<u64>,
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
            hit: None,
            lines: Vec::new(),
            made_of: None,
        }
    }
}

/// The lines of one side's bytes as text; a line end stays visible at the end of its line.
fn text_lines(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while let Some((at, _)) = rest.char_indices().nth(LINE_CHARS) {
            let (head, tail) = rest.split_at(at);
            lines.push(head.to_owned());
            rest = tail;
        }
        lines.push(rest.to_owned());
    }
    lines
}

fn hex_lines(bytes: &[u8]) -> Vec<String> {
    let line = |(i, chunk): (usize, &[u8])| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let letters: String = chunk
            .iter()
            .map(|&byte| if (0x20..0x7f).contains(&byte) { char::from(byte) } else { '·' })
            .collect();
        format!("{:08x}  {:47}  {letters}", i * HEX_PER_LINE, hex.join(" "))
    };
    bytes.chunks(HEX_PER_LINE).enumerate().map(line).collect()
}

fn lines(turns: &[TurnView], side: Side, form: Form) -> Vec<FollowLine> {
    let wanted = |turn: &TurnView| match side {
        Side::Both => true,
        Side::Client => turn.from_client,
        Side::Server => !turn.from_client,
    };
    let mut lines = Vec::new();
    for (i, turn) in turns.iter().enumerate().filter(|(_, turn)| wanted(turn)) {
        let texts = match form {
            Form::Utf8 => text_lines(&turn.bytes),
            Form::Hex => hex_lines(&turn.bytes),
        };
        for (n, text) in texts.into_iter().enumerate() {
            lines.push(FollowLine { turn: i, first: n == 0, text });
        }
    }
    lines
}

impl Follow {
    /// Paints the window; the app closes it on [`Action::CloseFollow`].
    pub fn show(&mut self, ctx: &Context, view: &FollowView, actions: &mut Vec<Action>) {
        let key = (view.generation, self.side, self.form);
        if self.made_of != Some(key) {
            self.lines = lines(&view.turns, self.side, self.form);
            self.made_of = Some(key);
            self.hit = None;
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
            && ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        if escape {
            actions.push(Action::CloseFollow);
        }
    }

    fn body(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), 44.0));
        let bar = Rect::from_min_size(head.left_bottom(), vec2(rect.width(), 40.0));
        let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 48.0), rect.max);
        let list = Rect::from_min_max(bar.left_bottom(), foot.right_top());
        self.head(ui, head, view, actions);
        self.bar(ui, bar, view);
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
                if icon_button(ui, Icon::Close, "Close stream", 22.0, false).clicked() {
                    actions.push(Action::CloseFollow);
                }
            });
        });
    }

    fn bar(&mut self, ui: &mut Ui, rect: Rect, view: &FollowView) {
        let (client, server): (Vec<&TurnView>, Vec<&TurnView>) =
            view.turns.iter().partition(|turn| turn.from_client);
        let bytes = |turns: &[&TurnView]| turns.iter().map(|turn| turn.bytes.len() as u64).sum();
        let label = |name: &str, n: u64| format!("{name} {}", text::count(n));
        row(ui, rect, "follow bar", |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (side, words) in [
                (Side::Both, "Both".to_owned()),
                (Side::Client, label("Client", bytes(&client))),
                (Side::Server, label("Server", bytes(&server))),
            ] {
                ui.selectable_value(&mut self.side, side, words);
            }
            ui.add_space(12.0);
            for (form, words) in [(Form::Utf8, "Text"), (Form::Hex, "Hex")] {
                ui.selectable_value(&mut self.form, form, words);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let down = icon_button(ui, Icon::Next, "Next match", 22.0, false).clicked();
                let up = icon_button(ui, Icon::Prev, "Previous match", 22.0, false).clicked();
                let edit = egui::TextEdit::singleline(&mut self.find)
                    .font(mono())
                    .hint_text("Find in stream")
                    .desired_width(200.0)
                    .char_limit(1024);
                let response = ui.add(edit).accessible_name("Find in stream");
                let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if response.changed() {
                    self.hit = None;
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
        let sought = self.find.to_lowercase();
        let len = self.lines.len();
        if sought.is_empty() || len == 0 {
            return;
        }
        let at = self.hit.and_then(|row| usize::try_from(row).ok());
        let found = (1..=len).find_map(|step| {
            let row = match (at, forward) {
                (None, true) => step - 1,
                (None, false) => len - step,
                (Some(at), true) => (at + step) % len,
                (Some(at), false) => (at + len - step) % len,
            };
            let line = self.lines.get(row)?;
            line.text.to_lowercase().contains(&sought).then_some(row)
        });
        self.hit = found.map(|row| row as u64);
        if let Some(row) = self.hit {
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
            selected: self.hit,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let lines = &self.lines;
        let mut frame = None;
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
            let fill = if row_ui.selected { p.selection.find_hit } else { soft };
            row_ui.painter.rect_filled(text_area, 0.0, fill.0);
            let edge = text_area.with_max_x(text_area.left() + 2.0);
            row_ui.painter.rect_filled(edge, 0.0, color.0);
            let words = if row_ui.selected { p.selection.find_hit_text } else { p.text.primary };
            let mono_line = Line { font: mono(), color: words.0, dim: p.text.tertiary.0 };
            if line.first {
                let number = Line { color: p.accent.base.0, ..mono_line.clone() };
                let cell = rect.with_max_x(rect.left() + 44.0);
                let covered = number.paint(row_ui.painter, cell, &turn.frame.to_string(), Align::Max);
                let pointer = row_ui.response.interact_pointer_pos();
                if row_ui.response.clicked() && pointer.is_some_and(|at| covered.expand(4.0).contains(at)) {
                    frame = Some(turn.frame);
                }
                let time = Line { color: p.text.secondary.0, ..mono_line.clone() };
                let cell = rect.with_max_x(rect.left() + 128.0);
                time.paint(row_ui.painter, cell, &turn.time, Align::Max);
            }
            let inner = text_area.with_min_x(text_area.left() + 12.0);
            mono_line.paint(row_ui.painter, inner, &line.text, Align::Min);
            row_ui.name(Role::ListBoxOption, || text::escape(&line.text).into_owned());
        });
        if let Some(frame) = frame {
            actions.push(Action::GoToFrame(frame));
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
        row(ui, rect, "follow foot", |ui| {
            for (name, color) in [(&view.client, p.side.client), (&view.server, p.side.server)] {
                let (place, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
                ui.painter().rect_filled(place, 2.0, color.0);
                ui.label(
                    RichText::new(text::escape(name).into_owned()).font(body()).color(p.text.secondary.0),
                );
            }
            let bytes: u64 = view.turns.iter().map(|turn| turn.bytes.len() as u64).sum();
            let words = format!(
                "{}, {}",
                text::plural(bytes, "byte", "bytes"),
                text::plural(view.turns.len() as u64, "turn", "turns")
            );
            ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if button(ui, ButtonKind::Primary, Some(Icon::Save), "Save as…").clicked() {
                    actions.push(Action::AskFollowPath);
                }
                if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Copy").clicked() {
                    let text: Vec<&str> =
                        self.lines.iter().map(|line| line.text.trim_end_matches('\n')).collect();
                    actions.push(Action::CopyText(text.join("\n")));
                }
                if button(ui, ButtonKind::Normal, None, "Filter out this stream").clicked() {
                    actions.push(Action::ApplyFilter(format!("!({})", view.filter)));
                }
            });
        });
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

    fn turn(from_client: bool, bytes: &[u8]) -> TurnView {
        TurnView { from_client, frame: 13, time: "0.042761".into(), bytes: bytes.to_vec() }
    }

    #[test]
    fn line_ends_stay_and_long_lines_go_on() {
        assert_eq!(text_lines(b"a\nb"), ["a\n", "b"]);
        assert_eq!(text_lines(b""), [""; 0]);
        let long = "é".repeat(LINE_CHARS + 1);
        let shown = text_lines(long.as_bytes());
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[1], "é");
    }

    #[test]
    fn each_side_can_be_seen_alone() {
        let turns = [turn(true, b"Hello\n"), turn(false, b"HELLO\n")];
        let texts = |side| -> Vec<String> {
            lines(&turns, side, Form::Utf8).into_iter().map(|line| line.text).collect()
        };
        assert_eq!(texts(Side::Both), ["Hello\n", "HELLO\n"]);
        assert_eq!(texts(Side::Client), ["Hello\n"]);
        assert_eq!(texts(Side::Server), ["HELLO\n"]);
    }

    #[test]
    fn hex_shows_offsets_and_letters() {
        let shown = hex_lines(b"HELLO PYTHON TLS/\n");
        assert_eq!(
            shown,
            [
                "00000000  48 45 4c 4c 4f 20 50 59 54 48 4f 4e 20 54 4c 53  HELLO PYTHON TLS",
                "00000010  2f 0a                                            /·",
            ]
        );
    }

    #[test]
    fn finding_goes_round() {
        let turns = [turn(true, b"one\ntwo\none\n")];
        let mut follow =
            Follow { lines: lines(&turns, Side::Both, Form::Utf8), find: "ONE".into(), ..Follow::default() };
        let mut hits = Vec::new();
        for _ in 0..3 {
            follow.find_next(true);
            hits.push(follow.hit);
        }
        assert_eq!(hits, [Some(0), Some(2), Some(0)]);
        follow.find_next(false);
        assert_eq!(follow.hit, Some(2));
    }
}
