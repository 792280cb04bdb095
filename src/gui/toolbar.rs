//! Menu bar and toolbar, both painted from the command table.

use eframe::egui::{self, Align, Layout, MenuBar, Rect, RichText, Ui, UiBuilder};

use super::command::menus::{Menu, Submenu};
use super::command::{Command, MENUS, Possible, SUBMENUS, TOOLBAR};
use super::icons::Icon;
use super::menu::scrolling;
use super::model::{Action, View};
use super::settings::{Layout as PaneLayout, Settings, ThemeChoice};
use super::text;
use super::theme::{Face, hairline, palette, small, theme};
use super::widgets::{ButtonKind, command_button, focus_ring, splitter_line, tall_button};

/// Whether a command that can be on is on.
fn checked(command: Command, settings: &Settings) -> Option<bool> {
    match command {
        Command::ColourRows => Some(settings.colour_rows),
        Command::ResolveNames => Some(settings.resolve_names),
        Command::NoteProcesses => Some(settings.note_processes),
        Command::AutoScroll => Some(settings.auto_scroll),
        Command::TimeHours => Some(settings.time_hours),
        Command::DigitsAuto => Some(settings.time_digits.is_none()),
        Command::ThemeSystem => Some(settings.theme == ThemeChoice::System),
        Command::ThemeDark => Some(settings.theme == ThemeChoice::Dark),
        Command::ThemeLight => Some(settings.theme == ThemeChoice::Light),
        Command::ShowToolbar => Some(settings.panes.toolbar),
        Command::ShowStatusBar => Some(settings.panes.status_bar),
        Command::ShowDetails => Some(settings.panes.details),
        Command::ShowBytesPane => Some(settings.panes.bytes),
        Command::LayoutOver => Some(settings.layout == PaneLayout::Over),
        Command::LayoutStacked => Some(settings.layout == PaneLayout::Stacked),
        Command::LayoutBeside => Some(settings.layout == PaneLayout::Beside),
        _ => match (command.time_format(), command.time_digits()) {
            (Some(name), _) => Some(settings.time_format == name),
            (_, Some(digits)) => Some(settings.time_digits == Some(digits)),
            _ => None,
        },
    }
}

/// A command as a line of a menu.
pub fn menu_item(
    ui: &mut Ui,
    command: Command,
    possible: &Possible,
    settings: &Settings,
    actions: &mut Vec<Action>,
) {
    let entry = command.entry();
    let p = palette(ui);
    let t = theme();
    let enabled = possible.allows(command);
    let shortcut =
        command.shown_shortcut().map_or(String::new(), |shortcut| super::command::keys(ui.ctx(), &shortcut));
    let icon = match checked(command, settings) {
        Some(true) => Some(Icon::Check),
        Some(false) => None,
        None => entry.icon,
    };
    // Painted as disabled by colour: egui would fade it once more, beyond reading.
    let size = egui::vec2(ui.available_width().max(200.0), t.size.control);
    let (rect, response) =
        ui.allocate_at_least(size, if enabled { egui::Sense::click() } else { egui::Sense::hover() });
    let info = match checked(command, settings) {
        Some(on) => {
            egui::WidgetInfo::selected(egui::accesskit::Role::MenuItemCheckBox, enabled, on, entry.text)
        }
        None => egui::WidgetInfo::labeled(egui::accesskit::Role::MenuItem, enabled, entry.text),
    };
    response.widget_info(|| info.clone());
    if (response.hovered() || response.has_focus()) && enabled {
        ui.painter().rect_filled(rect, f32::from(t.radius.control), p.surface.hover.0);
    }
    let (text, dim) =
        if enabled { (p.text.primary, p.text.tertiary) } else { (p.text.disabled, p.text.disabled) };
    if let Some(icon) = icon {
        let color = if enabled { p.text.secondary } else { p.text.disabled };
        let place = Rect::from_min_size(rect.min, egui::vec2(32.0, rect.height()));
        icon.paint(ui.painter(), place, t.size.icon, color.0);
    }
    let left = egui::pos2(rect.left() + 32.0, rect.center().y);
    let painter = ui.painter();
    painter.text(left, egui::Align2::LEFT_CENTER, entry.text, super::theme::body(), text.0);
    let right = egui::pos2(rect.right() - t.space.m, rect.center().y);
    painter.text(right, egui::Align2::RIGHT_CENTER, shortcut, small(), dim.0);
    if response.clicked() {
        actions.push(Action::Run(command));
        ui.close();
    }
}

/// Commands as lines of a menu; `None` is a line between groups.
pub fn command_items(
    ui: &mut Ui,
    items: &[Option<Command>],
    possible: &Possible,
    settings: &Settings,
    actions: &mut Vec<Action>,
) {
    for item in items {
        match item {
            Some(command) => menu_item(ui, *command, possible, settings, actions),
            None => menu_line(ui),
        }
    }
}

/// The submenu that copies bytes in one of several forms.
pub fn bytes_menu(ui: &mut Ui, possible: &Possible, settings: &Settings, actions: &mut Vec<Action>) {
    ui.add_enabled_ui(possible.bytes, |ui| {
        super::menu::submenu(ui, "Copy bytes", |ui| {
            for (command, _) in super::byte_forms::FORMS {
                menu_item(ui, *command, possible, settings, actions);
            }
        });
    });
}

/// A line between groups of a menu.
pub fn menu_line(ui: &mut Ui) {
    let p = palette(ui);
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 7.0), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y.floor() + 0.5, hairline(p.line.subtle));
}

/// The menu bar in `rect`.
pub fn menu_bar(ui: &mut Ui, rect: Rect, possible: &Possible, view: &View<'_>, actions: &mut Vec<Action>) {
    let p = palette(ui);
    ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(egui::vec2(6.0, 0.0)))
        .id_salt("menu bar")
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().interact_size.y = rect.height();
        MenuBar::new().style(menu_bar_style).ui(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (nth, menu) in MENUS.iter().enumerate() {
                let title = RichText::new(menu.title).color(p.text.secondary.0);
                let button = ui.menu_button(title, |ui| {
                    ui.set_width(340.0);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    scrolling(ui, |ui| menu_body(ui, menu, possible, view, actions));
                });
                // As everywhere, F10 leads to the menus; with Shift it opens the menu of what has the keyboard.
                let is_f10 = |event: &egui::Event| {
                    matches!(event, egui::Event::Key { key: egui::Key::F10, pressed: true, modifiers, .. }
                        if modifiers.is_none())
                };
                if nth == 0 && ui.input(|input| input.events.iter().any(is_f10)) {
                    button.response.request_focus();
                }
            }
        });
    });
}

/// What stands in a menu: its commands, and between them the menus within it.
fn menu_body(ui: &mut Ui, menu: &Menu, possible: &Possible, view: &View<'_>, actions: &mut Vec<Action>) {
    let within =
        |command: Command| SUBMENUS.iter().filter(move |sub| sub.menu == menu.title && sub.before == command);
    for (nth, item) in menu.items.iter().enumerate() {
        let Some(command) = item else {
            // What belongs before the next item belongs to the group above.
            if let Some(Some(next)) = menu.items.get(nth.saturating_add(1)) {
                within(*next).for_each(|sub| submenu(ui, sub, possible, view, actions));
            }
            menu_line(ui);
            continue;
        };
        let follows_line = nth.checked_sub(1).is_some_and(|before| menu.items.get(before) == Some(&None));
        if !follows_line {
            within(*command).for_each(|sub| submenu(ui, sub, possible, view, actions));
        }
        menu_item(ui, *command, possible, view.settings, actions);
        if *command == Command::Open && !view.welcome.recent.is_empty() {
            super::menu::submenu(ui, "Open recent", |ui| {
                // Recent captures stand with their folders.
                ui.set_width(440.0);
                recent_items(ui, view, actions);
            });
        }
    }
}

fn submenu(ui: &mut Ui, sub: &Submenu, possible: &Possible, view: &View<'_>, actions: &mut Vec<Action>) {
    super::menu::submenu(ui, sub.title, |ui| {
        ui.set_width(390.0);
        command_items(ui, sub.items, possible, view.settings, actions);
    });
    if sub.before == Command::Find {
        bytes_menu(ui, possible, view.settings, actions);
    }
}

fn menu_bar_style(style: &mut egui::Style) {
    egui::containers::menu::menu_style(style);
    style.spacing.button_padding = egui::vec2(10.0, 4.0);
    style.visuals.widgets.inactive.bg_stroke = egui::Stroke::NONE;
    style.visuals.widgets.hovered.bg_stroke = egui::Stroke::NONE;
    style.visuals.widgets.active.bg_stroke = egui::Stroke::NONE;
    style.visuals.widgets.open.bg_stroke = egui::Stroke::NONE;
}

fn recent_items(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    for recent in view.welcome.recent.iter().take(9) {
        let name = text::escape(&recent.name);
        let shown = text::middle_ellipsis(&name, 36);
        if super::menu::noted_item(ui, Icon::File, &shown, &text::escape(&recent.place)) {
            actions.push(Action::OpenCapture(recent.path.clone()));
        }
    }
}

/// Below this width the view switch shows icons and counts only, logical px.
const NARROW: f32 = 1150.0;

/// What the toolbar leaves out where there is no room, first what is missed least. All of it stands in the menus.
const LEFT_OUT: &[&[Command]] = &[
    &[Command::FirstFrame, Command::LastFrame],
    &[Command::ZoomOut, Command::ZoomIn],
    &[Command::RestartCapture],
    &[Command::Reload],
    &[Command::GoTo],
    &[Command::GoBack, Command::GoForward],
    &[Command::Close],
    &[Command::ColourRows],
    &[Command::SaveAs],
    &[Command::AutoScroll],
    &[Command::CaptureOptions],
];
/// Widths of a button and of a line between groups, with the gap behind them, px.
const BUTTON: f32 = 30.0;
const GROUP_LINE: f32 = 15.0;

/// The items of the toolbar that fit into `room`.
fn fitting(room: f32) -> Vec<Option<Command>> {
    let mut items: Vec<Option<Command>> = TOOLBAR.to_vec();
    let width = |items: &[Option<Command>]| -> f32 {
        items.iter().map(|item| if item.is_some() { BUTTON } else { GROUP_LINE }).sum()
    };
    for left_out in LEFT_OUT {
        if width(&items) <= room {
            break;
        }
        items.retain(|item| item.is_none_or(|command| !left_out.contains(&command)));
        items.dedup_by(|a, b| a.is_none() && b.is_none());
    }
    items
}

/// Frames or sessions, with their counts.
fn view_switch(
    ui: &mut Ui,
    (frames, is_narrow): (u64, bool),
    view: &View<'_>,
    shown: Shown,
    actions: &mut Vec<Action>,
) {
    let sessions = view.status.sessions.max(view.sessions.rows.len() as u64);
    // Before somebody looked at them all, those of the sessions are known.
    let gathered = Some(view.hellos.rows.len() as u64).filter(|_| view.hellos.generation > 0);
    let hellos = gathered.or(Some(view.sessions.hellos).filter(|_| view.sessions.generation > 0));
    let choices = [
        (Command::ShowHellos, Icon::Device, hellos, shown.hellos),
        (Command::ShowSessions, Icon::Sessions, Some(sessions), shown.sessions),
        (Command::ShowFrames, Icon::Frames, Some(frames), !shown.sessions && !shown.hellos),
    ];
    // From the right, as the toolbar's end is laid out.
    ui.spacing_mut().item_spacing.x = 2.0;
    for (command, icon, count, on) in choices {
        let response = switch_part(ui, icon, command.entry().text, count, on, is_narrow);
        if response.on_hover_text(command.tooltip(ui.ctx())).clicked() && !on {
            actions.push(Action::Run(command));
        }
    }
}

fn switch_part(
    ui: &mut Ui,
    icon: Icon,
    title: &str,
    count: Option<u64>,
    on: bool,
    is_narrow: bool,
) -> egui::Response {
    let p = palette(ui);
    let t = theme();
    let color = if on { p.text.primary } else { p.text.secondary };
    let face = if on { Face::UiMedium } else { Face::Ui };
    let shown = if is_narrow { "" } else { title };
    let title_galley = ui.painter().layout_no_wrap(shown.to_owned(), face.at(t.font.size.body), color.0);
    let count_words = count.map_or_else(String::new, text::count);
    let mono = Face::Mono.at(t.font.size.mono_small);
    let count_galley = ui.painter().layout_no_wrap(count_words.clone(), mono, p.text.tertiary.0);
    let pad = if is_narrow { 5.0 } else { 10.0 };
    let title_width = if is_narrow { 0.0 } else { title_galley.size().x + 6.0 };
    let width = pad + t.size.icon + 6.0 + title_width + count_galley.size().x + pad;
    let (rect, response) = ui.allocate_exact_size(egui::vec2(width, t.size.control), egui::Sense::click());
    let radius = f32::from(t.radius.control);
    if on || response.hovered() {
        let fill = if on { p.surface.pressed } else { p.surface.hover };
        ui.painter().rect_filled(rect, radius, fill.0);
    }
    if on {
        ui.painter().rect_stroke(rect, radius, hairline(p.line.strong), egui::StrokeKind::Inside);
    }
    let place = Rect::from_min_size(
        egui::pos2(rect.left() + pad, rect.top()),
        egui::vec2(t.size.icon, rect.height()),
    );
    icon.paint(ui.painter(), place, t.size.icon, color.0);
    let mut left = place.right() + 6.0;
    let first = Some((title_galley, color)).filter(|_| !is_narrow);
    for (galley, color) in first.into_iter().chain([(count_galley, p.text.tertiary)]) {
        let top = (rect.center().y - galley.size().y / 2.0).round();
        let width = galley.size().x;
        ui.painter().galley(egui::pos2(left, top), galley, color.0);
        left += width + 6.0;
    }
    focus_ring(ui, &response, rect, radius);
    let name = format!("{title} {}", if count.is_some() { count_words.as_str() } else { "view" });
    response.widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::Tab, true, on, name.clone()));
    response
}

/// Which parts of the window are in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The sessions table, in place of the frames.
    pub sessions: bool,
    /// The list of hellos or a comparison, in place of the frames.
    pub hellos: bool,
    /// The secrets panel.
    pub secrets: bool,
    /// The hello inspector.
    pub inspector: bool,
}

/// The toolbar in `rect`.
pub fn toolbar(
    ui: &mut Ui,
    rect: Rect,
    possible: &Possible,
    view: &View<'_>,
    shown: Shown,
    actions: &mut Vec<Action>,
) {
    let p = palette(ui);
    let t = theme();
    ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
    let edge = Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - 1.0), rect.max);
    ui.painter().rect_filled(edge, 0.0, p.line.subtle.0);
    splitter_line(ui, Rect::from_min_size(rect.min, egui::vec2(rect.width(), 1.0)));
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(egui::vec2(t.space.m, 0.0)))
        .id_salt("toolbar")
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        // How wide the other end was when it was painted last.
        let end = egui::Id::unique("end of the toolbar");
        let taken = ui.data(|data| data.get_temp(end)).unwrap_or(320.0_f32);
        for item in fitting(ui.available_width() - taken) {
            match item {
                Some(command) => {
                    let on = checked(command, view.settings).unwrap_or(false)
                        || command == Command::StartCapture && view.live.is_some();
                    if command_button(ui, command, possible, on) {
                        actions.push(Action::Run(command));
                    }
                }
                None => {
                    let (line, _) = ui.allocate_exact_size(egui::vec2(13.0, 18.0), egui::Sense::hover());
                    ui.painter().vline(
                        line.center().x.floor() + 0.5,
                        line.y_range(),
                        hairline(p.line.strong),
                    );
                }
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = t.space.m;
            if command_button(ui, Command::SecretsPanel, possible, shown.secrets) {
                actions.push(Action::Run(Command::SecretsPanel));
            }
            if rect.width() >= NARROW
                && command_button(ui, Command::HelloInspector, possible, shown.inspector)
            {
                actions.push(Action::Run(Command::HelloInspector));
            }
            let tooltip = Command::SecretsPanel.tooltip(ui.ctx());
            let label = view.secrets.words();
            let response = tall_button(ui, ButtonKind::Normal, Some(Icon::Key), &label, t.size.control);
            if response.on_hover_text(tooltip).clicked() {
                actions.push(Action::Run(Command::SecretsPanel));
            }
            if let Some(capture) = &view.capture {
                let is_narrow = rect.width() < NARROW;
                view_switch(ui, (capture.frames, is_narrow), view, shown, actions);
            }
            let now = ui.max_rect().right() - ui.min_rect().left();
            if (now - taken).abs() > 0.5 {
                ui.data_mut(|data| data.insert_temp(end, now));
                ui.ctx().request_repaint();
            }
        });
    });
}
