//! The secrets panel: a card for every key, key log and pre-shared key with what it opened and what
//! not, files that gave nothing, and the ways to add one. Not here: what the cards say (`app`).

use std::path::PathBuf;

use eframe::egui::{
    self, Align, Id, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2, pos2, vec2,
};
use zeroize::Zeroizing;

use super::command::Command;
use super::hello_parts::counted_section;
use super::icons::Icon;
use super::model::tls::{BarPart, CardLine, ProgramCard, RefusedCard, SecretCard, SecretsView, Typed};
use super::model::{Action, ChipView, Tone};
use super::text::{self, Line};
use super::theme::{Face, Hex, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, button, field, icon_button, link, paint_chip, tone_colors};

/// Width of the panel, logical px.
pub const WIDTH: f32 = 440.0;
/// Room that the words about dropping files take, logical px.
const DROP_WORDS: f32 = 112.0;
/// Characters of a password, at most.
const MAX_PASSWORD_CHARS: usize = 1_024;
/// Width of the names of a card's lines.
const NAME_WIDTH: f32 = 92.0;

/// The panel between two painted frames.
#[derive(Default)]
pub struct SecretsPanel {
    /// The file whose password is being typed, and the password.
    typed: Option<(PathBuf, Zeroizing<String>)>,
}

impl std::fmt::Debug for SecretsPanel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretsPanel")
    }
}

impl SecretsPanel {
    /// Paints the panel in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, view: &SecretsView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        ui.painter().vline(rect.left() + 0.5, rect.y_range(), hairline(p.line.strong));
        let inside = rect.with_min_x(rect.left() + 1.0);
        let head = Rect::from_min_size(inside.min, vec2(inside.width(), t.size.pane_tabs));
        let foot = Rect::from_min_max(pos2(inside.left(), inside.bottom() - 30.0), inside.max);
        let middle = Rect::from_min_max(head.left_bottom(), foot.right_top());
        Self::head(ui, head, actions);
        foot_line(ui, foot);
        let builder =
            UiBuilder::new().max_rect(middle).id_salt("secrets panel").layout(Layout::top_down(Align::Min));
        ui.scope_builder(builder, |ui| {
            ui.shrink_clip_rect(middle);
            ui.spacing_mut().item_spacing = vec2(t.space.m, 2.0);
            buttons(ui, actions);
            ScrollArea::vertical().id_salt("secrets").auto_shrink(false).show(ui, |ui| {
                self.cards(ui, view, actions);
            });
        });
    }

    fn head(ui: &mut Ui, rect: Rect, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
        row(ui, rect, "secrets head", |ui| {
            let title = RichText::new("Secrets").font(Face::UiMedium.at(theme().font.size.small));
            ui.label(title.color(p.text.primary.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, Icon::Close, "Close secrets", 22.0, false).clicked() {
                    actions.push(Action::Run(Command::SecretsPanel));
                }
            });
        });
    }

    fn cards(&mut self, ui: &mut Ui, view: &SecretsView, actions: &mut Vec<Action>) {
        if let Some(path) = &view.environment {
            environment(ui, path, actions);
        }
        if !view.refused.is_empty() {
            counted_section(ui, "Not loaded", view.refused.len());
            for card in &view.refused {
                self.refused(ui, card, actions);
            }
        }
        if !view.programs.is_empty() {
            counted_section(ui, "Programs with a key log", view.programs.len());
            for card in &view.programs {
                program(ui, card, actions);
            }
        }
        if view.is_empty() && view.refused.is_empty() && view.programs.is_empty() {
            nothing(ui, view.environment.is_some());
        }
        let groups: [(&str, &[SecretCard]); 4] = [
            ("Private keys", &view.keys),
            ("Key logs", &view.logs),
            ("Pre-shared keys", &view.psks),
            ("Inside the capture file", &view.blocks),
        ];
        for (title, cards) in groups {
            if cards.is_empty() {
                if title == "Pre-shared keys" && !view.is_empty() {
                    no_psk(ui, view, actions);
                }
                continue;
            }
            counted_section(ui, title, cards.len());
            for card in cards {
                secret(ui, card, actions);
            }
        }
        for words in &view.other_blocks {
            padded(ui, |ui| {
                ui.label(RichText::new(words).font(small()).color(palette(ui).text.secondary.0));
            });
        }
        ui.add_space(8.0);
    }

    fn refused(&mut self, ui: &mut Ui, card: &RefusedCard, actions: &mut Vec<Action>) {
        let p = palette(ui);
        padded(ui, |ui| {
            let chip = match card.wants_password {
                true => ("password needed", Tone::Warn),
                false => ("not loaded", Tone::Danger),
            };
            let icon = if card.wants_password { Icon::LockClosed } else { Icon::Error };
            let chip = ChipView { text: chip.0.into(), tone: chip.1, icon: None };
            let forget = title_row(ui, (icon, p.text.secondary), &card.name, &chip, Some("Forget"));
            indented(ui, |ui| {
                let words = text::escape(&card.sentence).into_owned();
                ui.add(egui::Label::new(RichText::new(words).color(p.text.secondary.0)).wrap());
                if card.wants_password {
                    self.password(ui, card, actions);
                }
            });
            if forget {
                self.typed = None;
                actions.push(Action::ForgetRefused(card.path.clone()));
            }
        });
        card_line(ui);
    }

    fn password(&mut self, ui: &mut Ui, card: &RefusedCard, actions: &mut Vec<Action>) {
        // Room for the whole of it, so that it never moves and leaves copies behind.
        let room = || Zeroizing::new(String::with_capacity(4 * MAX_PASSWORD_CHARS));
        let (path, typed) = self.typed.get_or_insert_with(|| (card.path.clone(), room()));
        if *path != card.path {
            if button(ui, ButtonKind::Normal, None, "Enter its password").clicked() {
                self.typed = Some((card.path.clone(), room()));
            }
            return;
        }
        let mut unlock = false;
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let id = Id::unique("secret password");
            let edit = egui::TextEdit::singleline(&mut **typed)
                .id(id)
                .password(true)
                .font(mono())
                .hint_text("Password")
                .desired_width(ui.available_width() - 92.0)
                .char_limit(MAX_PASSWORD_CHARS);
            let response = field(ui, edit).accessible_name("Password");
            // What was typed shall not stay in the field's memory for undo.
            if let Some(mut state) = egui::TextEdit::load_state(ui.ctx(), id) {
                state.clear_undoer();
                state.store(ui.ctx(), id);
            }
            unlock = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            unlock |= button(ui, ButtonKind::Primary, None, "Unlock").clicked();
        });
        if unlock && let Some((path, typed)) = self.typed.take() {
            actions.push(Action::Unlock(path, Typed(typed)));
        }
    }
}

fn row(ui: &mut Ui, rect: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(theme().space.l, 0.0)))
        .id_salt(id)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, add);
}

fn buttons(ui: &mut Ui, actions: &mut Vec<Action>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 46.0), Sense::hover());
    row(ui, rect, "secrets buttons", |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if button(ui, ButtonKind::Primary, Some(Icon::Key), "Load key…").clicked() {
            actions.push(Action::Run(Command::LoadKey));
        }
        let launch = button(ui, ButtonKind::Normal, Some(Icon::Launch), "Launch program…");
        if launch.on_hover_text(Command::LaunchProgram.tooltip(ui.ctx())).clicked() {
            actions.push(Action::Run(Command::LaunchProgram));
        }
        let more = icon_button(ui, Icon::More, "More ways to get secrets", 26.0, false);
        egui::Popup::menu(&more.on_hover_text("More ways to get secrets")).show(|ui| {
            ui.set_min_width(220.0);
            let others =
                [Command::LoadKeyFolder, Command::AddPsk, Command::KeyLogRecipes, Command::ImportWireshark];
            for command in others {
                let item = egui::Button::new(command.entry().text)
                    .frame_when_inactive(false)
                    .min_size(vec2(ui.available_width(), theme().size.control));
                if ui.add(item).on_hover_text(command.tooltip(ui.ctx())).clicked() {
                    actions.push(Action::Run(command));
                    ui.close();
                }
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // In a narrow window it would lie over the buttons.
            if ui.available_width() >= DROP_WORDS {
                let color = palette(ui).text.tertiary;
                ui.label(RichText::new("or drop files here").font(small()).color(color.0));
            }
        });
    });
}

/// A program that writes a key log.
fn program(ui: &mut Ui, card: &ProgramCard, actions: &mut Vec<Action>) {
    let p = palette(ui);
    ui.push_id(card.pid, |ui| {
        padded(ui, |ui| {
            let word = (!card.is_running).then_some("Forget");
            let color = if card.is_running { p.accent.base } else { p.text.secondary };
            let forget = title_row(ui, (Icon::Terminal, color), &card.title, &card.chip, word);
            indented(ui, |ui| {
                for line in &card.lines {
                    card_text(ui, line, actions);
                }
                if card.is_running {
                    ui.add_space(4.0);
                    if button(ui, ButtonKind::Normal, Some(Icon::Stop), "Stop program").clicked() {
                        actions.push(Action::StopProgram(card.pid));
                    }
                }
            });
            if forget {
                actions.push(Action::ForgetProgram(card.pid));
            }
        });
        card_line(ui);
    });
}

fn foot_line(ui: &mut Ui, rect: Rect) {
    let p = palette(ui);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, hairline(p.line.subtle));
    row(ui, rect, "secrets foot", |ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
        Icon::Shield.paint(ui.painter(), place, 14.0, p.text.tertiary.0);
        let words = RichText::new("Secrets stay in memory. Reports never contain them.").font(small());
        ui.label(words.color(p.text.tertiary.0));
    });
}

/// Whether a pre-shared key would be of use, and the way to add one.
fn no_psk(ui: &mut Ui, view: &SecretsView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let Some(sessions) = view.psk_sessions else { return };
    counted_section(ui, "Pre-shared keys", 0);
    padded(ui, |ui| {
        ui.horizontal(|ui| {
            let words = match sessions {
                0 => "No session in this capture uses one.".to_owned(),
                n => format!("{} one.", text::plural(n as u64, "session here uses", "sessions here use")),
            };
            ui.label(RichText::new(words).color(p.text.secondary.0));
            if link(ui, "Add…").on_hover_text(Command::AddPsk.tooltip(ui.ctx())).clicked() {
                actions.push(Action::Run(Command::AddPsk));
            }
        });
    });
}

fn padded(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
}

/// Below a card's icon stands nothing.
fn indented(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(egui::Margin { left: 22, ..egui::Margin::ZERO }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
}

fn card_line(ui: &Ui) {
    let p = palette(ui);
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), ui.cursor().top().floor() + 0.5, hairline(p.line.subtle));
}

/// Icon, name, chip and the button that takes it away; true if that was clicked.
fn title_row(
    ui: &mut Ui,
    (icon, color): (Icon, Hex),
    title: &str,
    chip: &ChipView,
    remove: Option<&str>,
) -> bool {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    icon.paint(ui.painter(), rect.with_max_x(rect.left() + 14.0), 14.0, color.0);
    let mut right = rect.right();
    let mut removed = false;
    if let Some(word) = remove {
        let place = Rect::from_min_max(pos2(right - 22.0, rect.top()), rect.max);
        let name = format!("{word} {}", text::escape(title));
        let builder = UiBuilder::new().max_rect(place).id_salt(&name);
        ui.scope_builder(builder, |ui| {
            removed = icon_button(ui, Icon::Trash, &name, 22.0, false).on_hover_text(word).clicked();
        });
        right -= 28.0;
    }
    let left = paint_chip(ui, ui.painter(), rect, right, chip, false);
    let line = Line {
        font: Face::MonoSemibold.at(theme().font.size.mono),
        color: p.text.primary.0,
        dim: p.text.tertiary.0,
    };
    let place = Rect::from_min_max(pos2(rect.left() + 22.0, rect.top()), pos2(left - 8.0, rect.bottom()));
    let chars = (place.width() / 7.4).max(8.0) as usize;
    line.paint(ui.painter(), place, &text::middle_ellipsis(title, chars), Align::Min);
    let name = format!("{}, {}", text::escape(title), chip.text);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, name.clone()));
    response.on_hover_text(text::escape(title));
    removed
}

fn secret(ui: &mut Ui, card: &SecretCard, actions: &mut Vec<Action>) {
    let p = palette(ui);
    ui.push_id(card.id, |ui| {
        padded(ui, |ui| {
            let look = (card.state.icon(), card.state.color(p));
            let removed = title_row(ui, look, &card.title, &card.chip, card.can_remove.then_some("Remove"));
            indented(ui, |ui| {
                for line in &card.lines {
                    card_text(ui, line, actions);
                }
                coverage(ui, &card.bar);
            });
            if removed {
                actions.push(Action::RemoveSecret(card.id));
            }
        });
        card_line(ui);
    });
}

fn card_text(ui: &mut Ui, line: &CardLine, actions: &mut Vec<Action>) {
    let p = palette(ui);
    ui.horizontal_top(|ui| {
        // Else a line is as high as a button, with the words in its middle.
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
        ui.allocate_ui(vec2(NAME_WIDTH, 18.0), |ui| {
            ui.set_min_width(NAME_WIDTH);
            ui.label(RichText::new(line.name).color(p.text.tertiary.0));
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if !line.text.is_empty() {
                let words = text::escape(&line.text).into_owned();
                let font = if line.mono { mono() } else { body() };
                let label = RichText::new(&words).font(font).color(p.text.primary.0);
                if line.mono {
                    let chars = (ui.available_width() / 7.4).max(8.0) as usize;
                    let short = text::middle_ellipsis(&words, chars).into_owned();
                    let label = RichText::new(short).font(mono()).color(p.text.primary.0);
                    let response = ui.add(egui::Label::new(label).sense(Sense::click()));
                    if response.on_hover_text(format!("{words}\nClick to copy")).clicked() {
                        actions.push(Action::CopyText(words));
                    }
                } else {
                    ui.add(egui::Label::new(label).wrap());
                }
            }
            for session in &line.sessions {
                let response = link(ui, &session.number.to_string());
                let hover = format!("Session {}: go to frame {}", session.number, session.frame);
                if response.on_hover_text(hover).clicked() {
                    actions.push(Action::GoToFrame(session.frame));
                }
            }
        });
    });
}

fn coverage(ui: &mut Ui, parts: &[BarPart]) {
    let p = palette(ui);
    let total: u64 = parts.iter().map(|part| part.count).sum();
    if total == 0 {
        return;
    }
    let color = |tone: Tone| match tone {
        Tone::Neutral => p.line.control,
        tone => tone_colors(p, tone).0,
    };
    ui.add_space(4.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
    let shown: Vec<&BarPart> = parts.iter().filter(|part| part.count > 0).collect();
    // A part too small to see is still there.
    let least = 6.0;
    let free = rect.width() - shown.len() as f32 * (least + 2.0);
    let mut left = rect.left();
    for part in &shown {
        let width = least + free.max(0.0) * part.count as f32 / total as f32;
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
        ui.painter().rect_filled(place, 1.0, color(part.tone).0);
        left += width + 2.0;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for part in shown {
            let (place, _) = ui.allocate_exact_size(vec2(8.0, 18.0), Sense::hover());
            let dot = Rect::from_center_size(place.center(), Vec2::splat(8.0));
            ui.painter().rect_filled(dot, 2.0, color(part.tone).0);
            let words = format!("{} {}", text::count(part.count), part.label);
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
        }
    });
}

fn environment(ui: &mut Ui, path: &std::path::Path, actions: &mut Vec<Action>) {
    let p = palette(ui);
    padded(ui, |ui| {
        let words = format!("SSLKEYLOGFILE names a key log: {}", text::escape(&path.to_string_lossy()));
        ui.add(egui::Label::new(RichText::new(words).color(p.text.secondary.0)).wrap());
        ui.add_space(4.0);
        if button(ui, ButtonKind::Normal, Some(Icon::File), "Use it").clicked() {
            actions.push(Action::LoadSecrets(vec![path.to_path_buf()]));
        }
    });
    card_line(ui);
}

fn nothing(ui: &mut Ui, has_environment: bool) {
    let p = palette(ui);
    let t = theme();
    ui.add_space(if has_environment { 24.0 } else { 48.0 });
    ui.vertical_centered(|ui| {
        let (place, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
        Icon::Key.paint(ui.painter(), place, 20.0, p.text.tertiary.0);
        let title = RichText::new("No secrets are loaded").font(Face::UiMedium.at(t.font.size.body));
        ui.label(title.color(p.text.primary.0));
        ui.set_max_width(340.0);
        let words = "Load the server's private key for RSA key exchange, or a key log (SSLKEYLOGFILE) \
                     for everything newer. Files are told apart by what is in them.";
        ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
    });
}
