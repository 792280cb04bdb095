//! Dialogs that stand over the window: one at a time, closed with Escape or the cross.
//! Not here: the follow window, which is not modal (`follow`).

pub mod bookmark;
pub mod capture_options;
pub mod colours;
pub mod column;
pub mod comment;
pub mod decode_as;
pub mod export;
pub mod hello;
pub mod launch;
pub mod palette;
pub mod path;
pub mod preferences;
pub mod profiles;
pub mod protocols;
pub mod psk;
pub mod recipes;
pub mod remote;
pub mod report;
pub mod shortcuts;
pub mod show_bytes;
pub mod time_shift;

use std::path::PathBuf;

use eframe::egui::{
    self, Align, Context, Frame, Id, Key, Layout, Margin, Modal, Modifiers, RichText, ScrollArea, Ui, vec2,
};

use super::icons::Icon;
use super::model::hello::HelloAct;
use super::model::{Action, SaveSecrets, Tone, View};
use super::text;
use super::theme::{Face, body, hairline, mono, palette, palette_of, small, theme};
use super::widgets::{ButtonKind, button, command_line, field, icon_button, radio, tone_colors, tone_icon};
use crate::document::tls_report::Format;

/// A way out that the permission dialog offers.
#[derive(Clone, Debug)]
pub struct Remedy {
    pub title: String,
    pub text: String,
    /// To be typed in a terminal.
    pub command: Option<String>,
    pub recommended: bool,
    /// The program itself can do it: the desktop asks for a password.
    pub can_be_done: bool,
}

/// The dialog that is open.
#[derive(Debug)]
pub enum Dialog {
    GoTo {
        text: String,
        begun: bool,
    },
    /// Where the desktop has no file dialog.
    Path(path::PathDialog),
    /// Capturing is not allowed.
    Permission {
        interface: String,
        reason: String,
        remedies: Vec<Remedy>,
        chosen: usize,
        /// What "Try again" does.
        again: Action,
    },
    Error {
        title: String,
        text: String,
        advice: String,
    },
    Confirm {
        title: String,
        text: String,
        /// Label and act, the safe one first.
        choices: Vec<(String, Action)>,
    },
    CaptureOptions(capture_options::CaptureOptions),
    Psk(psk::PskDialog),
    Bookmark(bookmark::BookmarkDialog),
    Comment(comment::CommentDialog),
    TimeShift(time_shift::TimeShiftDialog),
    Column(column::ColumnDialog),
    Colours(colours::ColoursDialog),
    DecodeAs(decode_as::DecodeAsDialog),
    Export(export::ExportDialog),
    Objects(export::ObjectsDialog),
    Bytes(show_bytes::ShowBytes),
    Palette(palette::PaletteDialog),
    Preferences(preferences::PreferencesDialog),
    Profiles(profiles::ProfilesDialog),
    Protocols(protocols::ProtocolsDialog),
    PasteHello(hello::PasteHelloDialog),
    Report(report::ReportDialog),
    Launch(launch::LaunchDialog),
    Recipes(recipes::RecipesDialog),
    Remote(remote::RemoteDialog),
    About,
    Shortcuts(shortcuts::ShortcutsDialog),
}

impl Dialog {
    /// The dialog that asks for a frame's number.
    pub fn go_to() -> Self {
        Dialog::GoTo { text: String::new(), begun: false }
    }

    /// Paints the dialog; returns true when it is done.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        match self {
            Dialog::GoTo { text, begun } => go_to(ctx, text, begun, view, actions),
            Dialog::Path(dialog) => dialog.show(ctx, actions),
            Dialog::Permission { .. } => self.permission(ctx, actions),
            Dialog::Error { title, text, advice } => error(ctx, title, text, advice),
            Dialog::Confirm { title, text, choices } => confirm(ctx, title, text, choices, actions),
            Dialog::CaptureOptions(options) => options.show(ctx, view, actions),
            Dialog::Psk(dialog) => dialog.show(ctx, actions),
            Dialog::Bookmark(dialog) => dialog.show(ctx, view, actions),
            Dialog::Comment(dialog) => dialog.show(ctx, actions),
            Dialog::TimeShift(dialog) => dialog.show(ctx, actions),
            Dialog::Column(dialog) => dialog.show(ctx, view, actions),
            Dialog::Colours(dialog) => dialog.show(ctx, actions),
            Dialog::DecodeAs(dialog) => dialog.show(ctx, actions),
            Dialog::Export(dialog) => dialog.show(ctx, view, actions),
            Dialog::Objects(dialog) => dialog.show(ctx, view, actions),
            Dialog::Bytes(dialog) => dialog.show(ctx, actions),
            Dialog::Palette(dialog) => dialog.show(ctx, view, actions),
            Dialog::Preferences(dialog) => dialog.show(ctx, view, actions),
            Dialog::Profiles(dialog) => dialog.show(ctx, view.profiles, actions),
            Dialog::Protocols(dialog) => dialog.show(ctx, actions),
            Dialog::PasteHello(dialog) => dialog.show(ctx, actions),
            Dialog::Report(dialog) => dialog.show(ctx, actions),
            Dialog::Launch(dialog) => dialog.show(ctx, actions),
            Dialog::Recipes(dialog) => dialog.show(ctx, actions),
            Dialog::Remote(dialog) => dialog.show(ctx, actions),
            Dialog::About => about(ctx),
            Dialog::Shortcuts(dialog) => dialog.show(ctx),
        }
    }

    fn permission(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let Dialog::Permission { interface, reason, remedies, chosen, again } = self else {
            return true;
        };
        let mut done = false;
        let spec = Spec {
            title: "Wirelens may not capture yet",
            icon: Some((Icon::Shield, Tone::Warn)),
            width: 680.0,
        };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words = format!(
                "The capture helper lacks the right to open {}. Opening saved captures works without it.",
                text::escape(interface)
            );
            ui.label(RichText::new(words).font(body()).color(p.text.secondary.0));
            ui.add_space(8.0);
            Frame::new()
                .fill(p.surface.input.0)
                .stroke(hairline(p.line.strong))
                .corner_radius(f32::from(theme().radius.control))
                .inner_margin(Margin::symmetric(10, 8))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    for line in reason.lines() {
                        let words = RichText::new(text::escape(line).into_owned());
                        let words = words.font(mono()).color(p.text.primary.0);
                        ui.add(egui::Label::new(words).selectable(true).wrap());
                    }
                });
            ui.add_space(8.0);
            for (i, remedy) in remedies.iter().enumerate() {
                let on = i == *chosen;
                let (fill, line) =
                    if on { (p.accent.soft, p.accent.base) } else { (p.surface.raised, p.line.strong) };
                Frame::new()
                    .fill(fill.0)
                    .stroke(hairline(line))
                    .corner_radius(f32::from(theme().radius.card))
                    .inner_margin(Margin::symmetric(12, 10))
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.horizontal(|ui| {
                            let title = RichText::new(&remedy.title)
                                .font(Face::UiMedium.at(theme().font.size.body))
                                .color(p.text.primary.0);
                            if radio(ui, on, title).clicked() {
                                *chosen = i;
                            }
                            if remedy.recommended {
                                let note = RichText::new("recommended").font(small());
                                ui.label(note.color(p.text.secondary.0));
                            }
                        });
                        ui.label(RichText::new(&remedy.text).color(p.text.secondary.0));
                        if let Some(command) = remedy.command.as_ref().filter(|_| on) {
                            ui.add_space(4.0);
                            command_line(ui, command, actions);
                        }
                    });
                ui.add_space(4.0);
            }
            footer(ui, |ui| {
                let gives = remedies.get(*chosen).is_some_and(|remedy| remedy.can_be_done);
                if gives && default_button(ui, Some(Icon::Shield), "Give the right…") {
                    actions.push(Action::GiveRight(Box::new(again.clone())));
                    done = true;
                }
                let again_icon = Some(Icon::Reload);
                let tries = match gives {
                    true => button(ui, ButtonKind::Normal, again_icon, "Try again").clicked(),
                    false => default_button(ui, again_icon, "Try again"),
                };
                if tries {
                    actions.push(again.clone());
                    done = true;
                }
                if button(ui, ButtonKind::Normal, None, "Cancel").clicked() {
                    done = true;
                }
                ui.label(RichText::new("No restart is needed.").font(small()).color(p.text.tertiary.0));
            });
        });
        closed || done
    }
}

/// Head of a dialog.
pub(super) struct Spec<'a> {
    pub title: &'a str,
    pub icon: Option<(Icon, Tone)>,
    pub width: f32,
}

/// What a window has above and below the parts of a dialog: margins, and the dialog's head, px.
const DIALOG_AROUND: f32 = 112.0;

/// A modal dialog with its head; returns true when it shall close.
pub(super) fn frame(ctx: &Context, spec: &Spec<'_>, add: impl FnOnce(&mut Ui)) -> bool {
    let p = palette_of(ctx.global_style().visuals.dark_mode);
    take_keyboard(ctx, spec.title);
    let mut closed = false;
    let style = ctx.global_style();
    let modal = Modal::new(Id::unique(("dialog", spec.title))).backdrop_color(p.surface.backdrop.0).frame(
        Frame::popup(&style)
            .corner_radius(f32::from(theme().radius.dialog))
            .shadow(style.visuals.window_shadow)
            .inner_margin(16),
    );
    let content = ctx.content_rect();
    let response = modal.show(ctx, |ui| {
        ui.set_width(spec.width.min(content.width() - 64.0));
        ui.set_max_height(content.height() - 80.0);
        ui.horizontal(|ui| {
            if let Some((icon, tone)) = spec.icon {
                let (place, _) = ui.allocate_exact_size(vec2(20.0, 24.0), egui::Sense::hover());
                icon.paint(ui.painter(), place, 18.0, tone_colors(p, tone).0.0);
            }
            let title = RichText::new(spec.title)
                .font(Face::UiSemibold.at(theme().font.size.title))
                .color(p.text.primary.0);
            ui.label(title);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                closed |= icon_button(ui, Icon::Close, "Close dialog", 22.0, false).clicked();
            });
        });
        ui.add_space(8.0);
        // What is too high for the window, or for how much it is enlarged, is scrolled through.
        let id = Id::unique(("height of a dialog", spec.title));
        let room = content.height() - DIALOG_AROUND;
        let known = ui.data(|data| data.get_temp(id)).unwrap_or(0.0_f32);
        let high = match known > room {
            true => ScrollArea::vertical().max_height(room).show(ui, add).content_size.y,
            false => ui.scope(add).response.rect.height(),
        };
        ui.data_mut(|data| data.insert_temp(id, high));
    });
    closed || response.should_close()
}

/// A dialog that has just opened takes the keyboard from what lies behind it.
fn take_keyboard(ctx: &Context, title: &str) {
    let (id, pass) = (Id::unique("dialog in sight"), ctx.cumulative_pass_nr());
    let shown = (title.to_owned(), pass);
    let before = ctx.data_mut(|data| {
        let before = data.get_temp::<(String, u64)>(id);
        data.insert_temp(id, shown);
        before
    });
    let goes_on = before.is_some_and(|(other, last)| other == title && last + 1 >= pass);
    if !goes_on && let Some(focused) = ctx.memory(|memory| memory.focused()) {
        ctx.memory_mut(|memory| memory.surrender_focus(focused));
    }
}

/// The buttons at the foot of a dialog, from the right.
pub(super) fn footer(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.add_space(12.0);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), theme().size.control),
        Layout::right_to_left(Align::Center),
        add,
    );
}

/// True if Enter was pressed and nothing else wanted it: a button that has the keyboard does.
pub(super) fn enter(ctx: &Context) -> bool {
    let is_text = |id: Id| egui::text_edit::TextEditState::load(ctx, id).is_some();
    let is_free = ctx.memory(|memory| memory.focused()).is_none_or(is_text);
    is_free && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}

/// The button at the foot of a dialog that Enter presses, too: from a field of one line, which lets the
/// keyboard go then, or where nothing has it.
pub(super) fn default_button(ui: &mut Ui, icon: Option<Icon>, label: &str) -> bool {
    let clicked = button(ui, ButtonKind::Primary, icon, label).clicked();
    let is_free = ui.memory(|memory| memory.focused()).is_none();
    let is_enter = |event: &egui::Event| matches!(event, egui::Event::Key { key: Key::Enter, pressed: true, modifiers, .. } if modifiers.is_none());
    clicked || is_free && ui.is_enabled() && ui.input(|input| input.events.iter().any(is_enter))
}

fn go_to(
    ctx: &Context,
    text: &mut String,
    begun: &mut bool,
    view: &View<'_>,
    actions: &mut Vec<Action>,
) -> bool {
    let frames = view.capture.as_ref().map_or(0, |capture| capture.frames);
    let mut done = false;
    let spec = Spec { title: "Go to frame", icon: None, width: 340.0 };
    let enter = enter(ctx);
    let closed = frame(ctx, &spec, |ui| {
        let p = palette(ui);
        let edit = egui::TextEdit::singleline(text)
            .font(mono())
            .hint_text(format!("1 to {}", self::text::count(frames)))
            .desired_width(f32::INFINITY)
            .char_limit(20);
        let response = field(ui, edit).accessible_name("Frame number");
        if !std::mem::replace(begun, true) {
            response.request_focus();
        }
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let good = digits.parse::<u64>().ok().filter(|number| (1..=frames).contains(number));
        let words = match (text.is_empty(), good) {
            (false, None) => format!("There are frames 1 to {}.", self::text::count(frames)),
            _ => String::new(),
        };
        ui.label(RichText::new(words).font(small()).color(p.danger.base.0));
        footer(ui, |ui| {
            ui.add_enabled_ui(good.is_some(), |ui| {
                let clicked = button(ui, ButtonKind::Primary, None, "Go").clicked();
                if let Some(number) = good.filter(|_| clicked || enter) {
                    actions.push(Action::GoToFrame(number));
                    done = true;
                }
            });
            if button(ui, ButtonKind::Normal, None, "Cancel").clicked() {
                done = true;
            }
        });
    });
    closed || done
}

fn error(ctx: &Context, title: &str, text: &str, advice: &str) -> bool {
    let mut done = enter(ctx);
    let spec = Spec { title, icon: Some((Icon::Error, Tone::Danger)), width: 520.0 };
    let closed = frame(ctx, &spec, |ui| {
        let p = palette(ui);
        let words = RichText::new(self::text::escape(text).into_owned()).color(p.text.primary.0);
        ui.add(egui::Label::new(words).selectable(true).wrap());
        if !advice.is_empty() {
            ui.label(RichText::new(advice).color(p.text.secondary.0));
        }
        footer(ui, |ui| {
            done |= button(ui, ButtonKind::Normal, None, "OK").clicked();
        });
    });
    closed || done
}

fn confirm(
    ctx: &Context,
    title: &str,
    text: &str,
    choices: &[(String, Action)],
    actions: &mut Vec<Action>,
) -> bool {
    let mut done = false;
    let spec = Spec { title, icon: Some((tone_icon(Tone::Warn), Tone::Warn)), width: 480.0 };
    let closed = frame(ctx, &spec, |ui| {
        let p = palette(ui);
        let words = RichText::new(self::text::escape(text).into_owned());
        ui.label(words.color(p.text.secondary.0));
        footer(ui, |ui| {
            for (i, (label, action)) in choices.iter().enumerate() {
                let chosen = match i {
                    0 => default_button(ui, None, label),
                    _ => button(ui, ButtonKind::Normal, None, label).clicked(),
                };
                if chosen {
                    actions.push(action.clone());
                    done = true;
                }
            }
            if button(ui, ButtonKind::Normal, None, "Cancel").clicked() {
                done = true;
            }
        });
    });
    closed || done
}

fn about(ctx: &Context) -> bool {
    let mut done = enter(ctx);
    let spec = Spec { title: "About Wirelens", icon: None, width: 420.0 };
    let closed = frame(ctx, &spec, |ui| {
        let p = palette(ui);
        let version = format!("Wirelens {}", env!("CARGO_PKG_VERSION"));
        ui.label(RichText::new(version).font(Face::UiMedium.at(13.0)).color(p.text.primary.0));
        for words in [
            env!("CARGO_PKG_DESCRIPTION"),
            "No lookups leave this machine.",
            "Licence: MIT or Apache-2.0. Fonts: Inter, JetBrains Mono and Noto Sans CJK, SIL Open Font License 1.1.",
        ] {
            ui.label(RichText::new(words).color(p.text.secondary.0));
        }
        footer(ui, |ui| {
            done |= button(ui, ButtonKind::Normal, None, "OK").clicked();
        });
    });
    closed || done
}

/// What a chosen path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    OpenCapture,
    SaveCapture(SaveSecrets),
    LoadKey,
    LoadKeyFolder,
    ExportKeys,
    SaveFollow,
    ImportColours,
    Export,
    ObjectFolder,
    Merge,
    /// A capture to compare hellos with.
    CompareCapture,
    /// Format, and the id of the policy it is judged by.
    SaveReport(Format, &'static str),
    /// What `Action::AskSave` holds.
    SaveAsked,
}

impl PathPurpose {
    pub fn title(self) -> &'static str {
        match self {
            PathPurpose::OpenCapture => "Open a capture",
            PathPurpose::SaveCapture(SaveSecrets::Keep) => "Save the capture as",
            PathPurpose::SaveCapture(SaveSecrets::Add) => "Save the capture with its session keys as",
            PathPurpose::SaveCapture(SaveSecrets::Strip) => "Save the capture without secrets as",
            PathPurpose::LoadKey => "Load private keys or key logs",
            PathPurpose::LoadKeyFolder => "Load all secrets of a folder",
            PathPurpose::ExportKeys => "Export TLS session keys as",
            PathPurpose::SaveFollow => "Save the stream as",
            PathPurpose::ImportColours => "Import a colorfilters file",
            PathPurpose::Export => "Export as",
            PathPurpose::ObjectFolder => "Save the objects in a folder",
            PathPurpose::Merge => "Merge with another capture",
            PathPurpose::CompareCapture => "Compare with a capture",
            PathPurpose::SaveReport(..) => "Save the report as",
            PathPurpose::SaveAsked => "Save as",
        }
    }

    /// A new file may be named.
    pub fn saves(self) -> bool {
        use PathPurpose::{Export, ExportKeys, SaveAsked, SaveCapture, SaveFollow, SaveReport};
        matches!(self, SaveCapture(_) | ExportKeys | SaveFollow | SaveAsked | SaveReport(..) | Export)
    }

    /// A folder is wanted, not a file.
    pub fn wants_folder(self) -> bool {
        matches!(self, PathPurpose::LoadKeyFolder | PathPurpose::ObjectFolder)
    }

    /// A capture is read, so that it can be said beforehand what a file holds.
    pub fn wants_capture(self) -> bool {
        matches!(self, PathPurpose::OpenCapture | PathPurpose::Merge | PathPurpose::CompareCapture)
    }

    /// The act on the chosen path.
    pub fn action(self, path: PathBuf) -> Action {
        match self {
            PathPurpose::OpenCapture => Action::OpenCapture(path),
            PathPurpose::SaveCapture(secrets) => Action::SaveCapture(path, secrets),
            PathPurpose::LoadKey | PathPurpose::LoadKeyFolder => Action::LoadSecrets(vec![path]),
            PathPurpose::ExportKeys => Action::ExportSessionKeys(path),
            PathPurpose::SaveFollow => Action::SaveFollow(path),
            PathPurpose::ImportColours => Action::ImportColourRules(path),
            PathPurpose::Export => Action::Export(path),
            PathPurpose::ObjectFolder => Action::SaveObjects(path),
            PathPurpose::Merge => Action::MergeWith(path),
            PathPurpose::CompareCapture => Action::Hello(HelloAct::OpenOther(path)),
            PathPurpose::SaveReport(format, policy) => {
                Action::Hello(HelloAct::SaveReport(path, format, policy))
            }
            PathPurpose::SaveAsked => Action::SaveAsked(path),
        }
    }
}
