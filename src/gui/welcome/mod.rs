//! What stands in the window before a capture is open: interfaces, recent captures, the sample,
//! and where files can be dropped.

mod captures;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Align, Color32, Rect, RichText, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::capture_filters;
use super::command::Command;
use super::icons::Icon;
use super::menu::{plain_item, pointer_menu};
use super::model::{Action, HelperView, InterfaceView, View, WelcomeView};
use super::rows::{RowEvents, RowList, RowUi, Rows};
use super::text::{self, Line};
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, Empty, empty_state, focus_ring, icon_button, tall_button};

const PADDING: f32 = 40.0;
const INTERFACE_ROW: f32 = 34.0;
/// Room of the buttons above the interfaces.
const BUTTONS: f32 = 50.0;
/// Of the button at the end of the capture filter's field.
const CHOICES: f32 = 28.0;

/// The screen's state between two painted frames.
#[derive(Debug)]
pub struct Welcome {
    interfaces: RowList,
    recent: RowList,
    selected: Option<u64>,
    selected_recent: Option<u64>,
    /// Also the interfaces that are down and have no address.
    shows_all: bool,
    /// Capture filter, libpcap syntax.
    pub capture_filter: String,
}

impl Default for Welcome {
    fn default() -> Self {
        Self {
            interfaces: RowList::new("interfaces"),
            recent: RowList::new("recent captures"),
            selected: None,
            selected_recent: None,
            shows_all: false,
            capture_filter: String::new(),
        }
    }
}

impl Welcome {
    /// The interface that "Start" means: the selected one, else the first that is up.
    pub fn interface<'a>(&self, welcome: &'a WelcomeView) -> Option<&'a InterfaceView> {
        let selected = self.selected.and_then(|row| usize::try_from(row).ok());
        selected
            .and_then(|row| self.shown(welcome).get(row).copied())
            .or_else(|| welcome.interfaces.iter().find(|interface| interface.active))
            .or(welcome.interfaces.first())
    }

    /// The interfaces of the table: those that are down and have no address only if asked for.
    fn shown<'a>(&self, welcome: &'a WelcomeView) -> Vec<&'a InterfaceView> {
        let all = self.shows_all || hidden(welcome) == 0;
        welcome.interfaces.iter().filter(|interface| all || !is_idle(interface)).collect()
    }

    pub fn show(&mut self, ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        let inner = rect.shrink2(vec2(PADDING, 28.0));
        let title = Line {
            font: Face::UiSemibold.at(t.font.size.hero),
            color: p.text.primary.0,
            dim: p.text.primary.0,
        };
        let secondary = Line { font: body(), color: p.text.secondary.0, dim: p.text.secondary.0 };
        let mut y = inner.top();
        let row = |top: f32, height: f32| {
            Rect::from_min_max(pos2(inner.left(), top), pos2(inner.right(), top + height))
        };
        title.paint(ui.painter(), row(y, 28.0), "Wirelens", Align::Min);
        let subtitle = if view.can_capture {
            "Choose an interface to capture on, or open a capture."
        } else {
            "Open a capture."
        };
        // As far as the buttons at the right.
        let below = row(y + 28.0, 18.0).with_max_x((inner.right() - HEAD_BUTTONS).max(inner.left()));
        secondary.paint(ui.painter(), below, subtitle, Align::Min);
        let open_is_primary = !view.can_capture;
        self.head_buttons(ui, row(y, 46.0), open_is_primary, actions);
        y += 66.0;

        let space = inner.bottom() - y;
        if view.can_capture {
            let wanted = self.shown(view.welcome).len().max(2) as f32 * INTERFACE_ROW + 24.0;
            let height = wanted.min((space - 250.0).max(INTERFACE_ROW * 3.0 + 24.0));
            self.section(ui, row(y, 20.0), "Capture", &self.interfaces_note(view.welcome));
            self.table_buttons(ui, row(y, 20.0), view.welcome, actions);
            self.capture_line(ui, row(y + 30.0, 28.0), view, actions);
            let table = row(y + 68.0, height);
            self.interface_table(ui, table, view, actions);
            y = table.bottom() + t.space.xxl;
        }
        let split = inner.left() + inner.width() * 0.61;
        let left = Rect::from_min_max(pos2(inner.left(), y), pos2(split, inner.bottom()));
        let right = Rect::from_min_max(pos2(split + 20.0, y), inner.max);
        self.recent_list(ui, left, view.welcome, actions);
        self.new_here(ui, right, view.welcome.hears_no_drops, actions);
    }

    fn head_buttons(&mut self, ui: &mut Ui, rect: Rect, open_is_primary: bool, actions: &mut Vec<Action>) {
        let builder = UiBuilder::new()
            .max_rect(rect)
            .id_salt("welcome head")
            .layout(egui::Layout::right_to_left(Align::Center));
        let height = theme().size.control_large;
        ui.scope_builder(builder, |ui| {
            if tall_button(ui, ButtonKind::Normal, Some(Icon::Key), "Load key…", height).clicked() {
                actions.push(Action::Run(Command::LoadKey));
            }
            let kind = if open_is_primary { ButtonKind::Primary } else { ButtonKind::Normal };
            if tall_button(ui, kind, Some(Icon::Open), "Open capture…", height).clicked() {
                actions.push(Action::Run(Command::Open));
            }
        });
    }

    fn section(&self, ui: &Ui, rect: Rect, title: &str, note: &str) {
        let p = palette(ui);
        let t = theme();
        let heading = Line {
            font: Face::UiSemibold.at(t.font.size.body),
            color: p.text.primary.0,
            dim: p.text.primary.0,
        };
        heading.paint(ui.painter(), rect, title, Align::Min);
        let line = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
        let to = Rect::from_min_max(rect.min, pos2(rect.right() - BUTTONS - 4.0, rect.bottom()));
        line.paint(ui.painter(), to, note, Align::Max);
    }

    /// Look again, and show what is hidden.
    fn table_buttons(&mut self, ui: &mut Ui, rect: Rect, welcome: &WelcomeView, actions: &mut Vec<Action>) {
        let place = Rect::from_min_max(pos2(rect.right() - BUTTONS, rect.top() - 2.0), rect.max);
        let builder = UiBuilder::new().max_rect(place).id_salt("table buttons");
        ui.scope_builder(builder.layout(egui::Layout::right_to_left(Align::Center)), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let command = Command::RefreshInterfaces;
            if icon_button(ui, Icon::Reload, command.entry().tooltip, 22.0, false)
                .on_hover_text(command.tooltip(ui.ctx()))
                .clicked()
            {
                actions.push(Action::Run(command));
            }
            if hidden(welcome) > 0 {
                let name = if self.shows_all { "Hide idle interfaces" } else { "Show hidden interfaces" };
                let eye = icon_button(ui, Icon::Eye, name, 22.0, self.shows_all);
                if eye.on_hover_text(name).clicked() {
                    self.shows_all = !self.shows_all;
                    self.selected = None;
                }
            }
        });
    }

    /// How many there are.
    fn interfaces_note(&self, welcome: &WelcomeView) -> String {
        let all = match welcome.interfaces.len() {
            0 => return String::new(),
            count => text::plural(count as u64, "interface", "interfaces"),
        };
        match hidden(welcome) {
            0 => all,
            count if !self.shows_all => format!("{all} · {count} hidden"),
            _ => all,
        }
    }

    fn capture_line(&mut self, ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        let builder = UiBuilder::new()
            .max_rect(rect)
            .id_salt("capture line")
            .layout(egui::Layout::right_to_left(Align::Center));
        let mut left = rect.right();
        let interface = self.interface(view.welcome).map(|i| i.name.clone());
        ui.scope_builder(builder, |ui| {
            let label = match &interface {
                Some(name) => format!("Start on {}", text::escape(name)),
                None => "Start".to_owned(),
            };
            ui.add_enabled_ui(interface.is_some(), |ui| {
                if tall_button(ui, ButtonKind::Primary, Some(Icon::Record), &label, 28.0).clicked() {
                    actions.push(Action::StartCapture {
                        interfaces: interface.into_iter().collect(),
                        filter: self.capture_filter.trim().to_owned(),
                    });
                }
            });
            if tall_button(ui, ButtonKind::Normal, Some(Icon::Options), "Options…", 28.0).clicked() {
                actions.push(Action::Run(Command::CaptureOptions));
            }
            left = ui.min_rect().left();
        });
        let field = Rect::from_min_max(rect.min, pos2(left - t.space.m, rect.bottom()));
        let radius = f32::from(t.radius.control);
        let (fill, line) = match view.capture_filter.state_of(&self.capture_filter) {
            Some(true) => (p.filter.valid, p.filter.valid_line),
            Some(false) => (p.filter.invalid, p.filter.invalid_line),
            None => (p.surface.input, p.line.strong),
        };
        ui.painter().rect_filled(field, radius, fill.0);
        ui.painter().rect_stroke(field, radius, hairline(line), StrokeKind::Inside);
        if let Some(error) = view.capture_filter.error_of(&self.capture_filter) {
            let words = Line { font: small(), color: p.danger.base.0, dim: p.danger.base.0 };
            let right = field.right() - CHOICES - 4.0;
            let place = field.with_min_x(field.left() + field.width() * 0.4).with_max_x(right);
            words.paint(ui.painter(), place, error, Align::Max);
        }
        let icon = Rect::from_min_size(field.min, vec2(30.0, field.height()));
        Icon::Filter.paint(ui.painter(), icon, 14.0, p.text.tertiary.0);
        let inner = Rect::from_min_max(
            pos2(field.left() + 30.0, field.top() + 5.0),
            pos2(field.right() - CHOICES - t.space.m, field.bottom() - 4.0),
        );
        self.filter_choices(ui, field.with_min_x(field.right() - CHOICES), view, actions);
        ui.scope_builder(UiBuilder::new().max_rect(inner).id_salt("capture filter"), |ui| {
            let edit = egui::TextEdit::singleline(&mut self.capture_filter)
                .font(mono())
                .hint_text(
                    RichText::new("Capture filter, libpcap syntax: tcp port 12345")
                        .font(body())
                        .color(p.text.tertiary.0),
                )
                .frame(egui::Frame::NONE)
                .margin(egui::Margin::ZERO)
                .desired_width(inner.width())
                .char_limit(4096);
            let response = ui.add(edit).accessible_name("Capture filter");
            if response.changed() {
                let interface = self.interface(view.welcome);
                let link_type = interface.map_or(String::new(), |i| i.link_type.clone());
                actions.push(Action::CheckCaptureFilter { text: self.capture_filter.clone(), link_type });
            }
            let is_wrong = view.capture_filter.error_of(&self.capture_filter).is_some();
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if entered && !is_wrong && view.can_capture {
                let interface = self.interface(view.welcome).map(|i| i.name.clone());
                actions.extend(interface.map(|interface| Action::StartCapture {
                    interfaces: vec![interface],
                    filter: self.capture_filter.trim().to_owned(),
                }));
            }
            let response = match view.capture_filter.error_of(&self.capture_filter) {
                Some(error) => response.on_hover_text(text::escape(error)),
                None => response,
            };
            focus_ring(ui, &response, field, radius);
        });
    }

    /// Filters to choose from, at the end of the field.
    fn filter_choices(&mut self, ui: &mut Ui, place: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
        let builder = UiBuilder::new().max_rect(place).id_salt("capture filter choices");
        let builder = builder.layout(egui::Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            let interface = self.interface(view.welcome);
            let recent = &view.settings.capture_filters;
            if let Some(text) = capture_filters::button(ui, interface, view.welcome, recent) {
                let link_type = interface.map_or(String::new(), |i| i.link_type.clone());
                self.capture_filter.clone_from(&text);
                actions.push(Action::CheckCaptureFilter { text, link_type });
            }
        });
    }

    fn interface_table(&mut self, ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let t = theme();
        card(ui, rect, p.surface.pane.0);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header)).shrink(1.0);
        ui.painter().rect_filled(head, 5.0, p.surface.header.0);
        let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.secondary.0 };
        for (i, (title, (left, right))) in TITLES.iter().zip(columns(rect)).enumerate() {
            let cell = Rect::from_min_max(pos2(left, head.top()), pos2(right, head.bottom()));
            let align = if i > TRAFFIC { Align::Max } else { Align::Min };
            line.paint(ui.painter(), cell.shrink2(vec2(t.space.s, 0.0)), title, align);
        }
        let body = Rect::from_min_max(pos2(rect.left() + 1.0, head.bottom()), rect.max - vec2(1.0, 1.0));
        let welcome = view.welcome;
        if welcome.interfaces.is_empty() {
            let (title, advice) = match &welcome.helper {
                HelperView::Unknown => ("Looking for interfaces", "This takes a moment."),
                HelperView::Ready => ("No interfaces", "This system shows none to capture from."),
                HelperView::Missing { reason } => ("Capturing is not possible", reason.as_str()),
            };
            let advice = text::escape(advice);
            let empty = Empty { icon: Icon::Ethernet, title, advice: &advice, actions: &[] };
            empty_state(ui, body, &empty, actions);
            return;
        }
        let shown = self.shown(welcome);
        let spec = Rows {
            name: "Interfaces",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: shown.len() as u64,
            row_height: INTERFACE_ROW,
            selected: self.selected,
            selects: true,
            bar_width: 0.0,
            own_bar: false,
        };
        let peak = welcome.interfaces.iter().map(|i| i.traffic.peak()).max().unwrap_or(0);
        let events = self.interfaces.show(ui, body, &spec, |row_ui| {
            let index = usize::try_from(row_ui.index).ok();
            if let Some(interface) = index.and_then(|i| shown.get(i)) {
                paint_interface(row_ui, rect, interface, peak);
            }
        });
        if let Some(row) = events.clicked.or(events.secondary_clicked).or(events.moved) {
            self.selected = Some(row);
        }
        self.interface_menu(&events, welcome, actions);
        let enter = events.focused
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        if events.double_clicked.is_some() || enter {
            let name = self.interface(welcome).map(|i| i.name.clone());
            actions.push(Action::StartCapture {
                interfaces: name.into_iter().collect(),
                filter: self.capture_filter.trim().to_owned(),
            });
        }
    }

    /// What can be done with an interface besides capturing from it.
    fn interface_menu(&self, events: &RowEvents, welcome: &WelcomeView, actions: &mut Vec<Action>) {
        let Some(interface) = self.interface(welcome) else { return };
        pointer_menu(events, "interface menu", 200.0, |ui| {
            let words = if interface.pinned { "Do not pin" } else { "Pin to the top" };
            if plain_item(ui, words) {
                actions.push(Action::PinInterface(interface.name.clone(), !interface.pinned));
            }
            if plain_item(ui, "Hide") {
                actions.push(Action::HideInterface(interface.name.clone()));
            }
            let all = Command::ShowHiddenInterfaces;
            if welcome.hidden > 0 && plain_item(ui, all.entry().text) {
                actions.push(Action::Run(all));
            }
        });
    }
}

/// It is down and has no address.
fn is_idle(interface: &InterfaceView) -> bool {
    !interface.active && !interface.pinned && interface.addresses.is_empty()
}

/// How many are left out at first; none where all are like that.
fn hidden(welcome: &WelcomeView) -> usize {
    let idle = welcome.interfaces.iter().filter(|interface| is_idle(interface)).count();
    if idle < welcome.interfaces.len() { idle } else { 0 }
}

/// Room for the buttons at the right of the head, px.
const HEAD_BUTTONS: f32 = 300.0;

const TITLES: [&str; 8] =
    ["", "Interface", "Kind", "Addresses", "Traffic, last 90 s", "pkt/s", "Rate", "Drops"];
/// The column of the sparkline; those behind it are numbers.
const TRAFFIC: usize = 4;

fn columns(rect: Rect) -> [(f32, f32); 8] {
    let (x, right) = (rect.left(), rect.right());
    // Numbers keep their width, the addresses give way.
    let (rate, drops, packets) = (right - 150.0, right - 64.0, right - 214.0);
    let traffic = (packets - 340.0).max(x + 420.0).min(packets - 8.0);
    // Where there is room, kinds are told in full.
    let addresses = (x + 300.0 + (rect.width() - 1000.0).clamp(0.0, 100.0)).min(traffic);
    [
        (x, x + 30.0),
        (x + 28.0, x + 150.0),
        (x + 136.0, addresses),
        (addresses, traffic),
        (traffic, packets - 8.0),
        (packets, rate),
        (rate, drops),
        (drops, right - 6.0),
    ]
}

fn card(ui: &Ui, rect: Rect, fill: Color32) {
    let radius = f32::from(theme().radius.card);
    ui.painter().rect(rect, radius, fill, hairline(palette(ui).line.strong), StrokeKind::Inside);
}

/// Background of a row in a card; returns its two text colours.
fn paint_card_row(row_ui: &RowUi<'_>) -> (Color32, Color32) {
    let p = palette(row_ui.ui);
    let rect = row_ui.rect;
    let strong = row_ui.selected && row_ui.focused;
    if strong {
        row_ui.painter.rect_filled(rect, 0.0, p.selection.row.0);
    } else if row_ui.selected {
        row_ui.painter.rect_filled(rect, 0.0, p.selection.row_unfocused.0);
    }
    if row_ui.hovered && !row_ui.selected {
        row_ui.painter.rect_filled(rect, 0.0, p.surface.row_hover.0);
    }
    row_ui.painter.hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    if strong {
        (p.selection.row_text.0, p.selection.row_text.0)
    } else {
        (p.text.primary.0, p.text.secondary.0)
    }
}

fn paint_interface(row_ui: &RowUi<'_>, table: Rect, interface: &InterfaceView, peak: u32) {
    let p = palette(row_ui.ui);
    let (mut primary, secondary) = paint_card_row(row_ui);
    let strong = row_ui.selected && row_ui.focused;
    if !interface.active && !strong {
        primary = p.text.tertiary.0;
    }
    let icon = interface.kind.icon();
    let rect = row_ui.rect;
    let traffic = &interface.traffic;
    let (packets, rate, drops) = (
        text::count(traffic.packets_per_s),
        text::size(traffic.bytes_per_s) + "/s",
        text::count(traffic.dropped),
    );
    let texts =
        ["", &interface.name, &interface.description, &interface.addresses, "", &packets, &rate, &drops];
    for (i, (text, (left, right))) in texts.iter().zip(columns(table)).enumerate() {
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        if i == 0 {
            icon.paint(row_ui.painter, cell, 16.0, primary);
            if interface.pinned {
                let pin = Rect::from_min_size(cell.right_top() - vec2(9.0, 0.0), vec2(12.0, 14.0));
                Icon::Pin.paint(row_ui.painter, pin, 11.0, secondary);
            }
            continue;
        }
        let inner = cell.shrink2(vec2(6.0, 0.0));
        if i == TRAFFIC {
            let color = match (strong, interface.active) {
                (true, _) => primary,
                (false, true) => p.accent.base.0,
                (false, false) => p.text.tertiary.0,
            };
            super::sparkline::paint(row_ui.painter, inner, traffic, peak, color, p.line.subtle.0);
            continue;
        }
        let font = if i == 2 { body() } else { mono() };
        let color = match i {
            1 => primary,
            _ if i == texts.len() - 1 && traffic.dropped > 0 && !strong => p.danger.base.0,
            _ => secondary,
        };
        let line = Line { font, color, dim: p.text.tertiary.0 };
        let align = if i > TRAFFIC { Align::Max } else { Align::Min };
        line.paint(row_ui.painter, inner, text, align);
    }
    row_ui.name(Role::ListBoxOption, || {
        format!(
            "{} {} {}",
            text::escape(&interface.name),
            text::escape(&interface.description),
            text::escape(&interface.addresses)
        )
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::model::InterfaceKind;

    fn interface(name: &str, active: bool) -> InterfaceView {
        InterfaceView {
            name: name.into(),
            description: String::new(),
            kind: InterfaceKind::Ethernet,
            addresses: String::new(),
            active,
            pinned: false,
            link_type: String::new(),
            link_name: String::new(),
            traffic: Default::default(),
        }
    }

    #[test]
    fn start_means_the_selected_interface_or_the_first_that_is_up() {
        let mut screen = Welcome::default();
        let mut welcome = WelcomeView::default();
        assert!(screen.interface(&welcome).is_none());
        welcome.interfaces = vec![interface("down0", false), interface("up0", true)];
        assert_eq!(screen.interface(&welcome).map(|i| i.name.as_str()), Some("up0"));
        // The one that is down and has no address is shown, and can be chosen, only if asked for.
        assert_eq!(screen.interfaces_note(&welcome), "2 interfaces · 1 hidden");
        screen.shows_all = true;
        screen.selected = Some(0);
        assert_eq!(screen.interface(&welcome).map(|i| i.name.as_str()), Some("down0"));
        screen.selected = Some(9);
        assert_eq!(screen.interface(&welcome).map(|i| i.name.as_str()), Some("up0"));
    }
}
