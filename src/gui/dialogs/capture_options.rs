//! Capture options: which interfaces, their capture filters, how it is captured and when it stops, and
//! the files that are written beside.

use std::collections::HashMap;
use std::path::PathBuf;

use eframe::egui::{self, Align, Context, Rect, RichText, Sense, Ui, accesskit::Role, pos2, vec2};

use super::{Spec, default_button, footer, frame};
use crate::capture::options::is_device_name;
use crate::filter::Filter;
use crate::gui::capture_filters::{self, READY};
use crate::gui::capture_plan::{CapturePlan, InterfaceFilter, RingSettings, SourcePlan};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, CaptureFilterView, InterfaceView, View};
use crate::gui::rows::{RowList, Rows};
use crate::gui::settings::{CaptureSettings, Settings};
use crate::gui::sparkline;
use crate::gui::text::{self, Line};
use crate::gui::theme::{Face, Hex, body, hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button, check_box, field, focus_ring, link, radio};
use crate::proto;

/// Ready-made filters that have room in a row.
const READY_SHOWN: usize = 4;
const ROW: f32 = 30.0;
/// Below this height of the window the table of interfaces is low, too, logical px.
const LOW: f32 = 720.0;
/// Of a dialog, besides what it is about: its title, its buttons, and what is left around it, logical px.
const AROUND: f32 = 160.0;
/// Width of the boxes that choose interfaces.
const BOX_WIDTH: f32 = 36.0;
/// Width of the sign of an interface's kind.
const ICON_WIDTH: f32 = 22.0;

/// The dialog's state.
#[derive(Debug)]
pub struct CaptureOptions {
    rows: RowList,
    /// The interface that the filter field is about.
    focused: Option<String>,
    /// Those that are captured from.
    chosen: Vec<String>,
    filter: String,
    /// Filters of the others.
    filters: HashMap<String, String>,
    capture: CaptureSettings,
    follows: bool,
    /// Network namespaces of this machine, by name.
    namespaces: Vec<String>,
    begun: bool,
}

/// Where `ip netns` gives namespaces their names, and how many are listed.
const NAMESPACES: &str = "/run/netns";
const NAMESPACES_MAX: usize = 32;

/// The named network namespaces in `folder`, in order.
fn namespaces(folder: &std::path::Path) -> Vec<String> {
    let Ok(reading) = std::fs::read_dir(folder) else { return Vec::new() };
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.ok()?.file_name().into_string().ok();
    let mut names: Vec<String> =
        reading.filter_map(name).filter(|name| is_device_name(name)).take(NAMESPACES_MAX).collect();
    names.sort();
    names
}

impl CaptureOptions {
    /// Begins with what was captured last.
    pub fn new(settings: &Settings) -> Self {
        Self {
            rows: RowList::new("capture interfaces"),
            focused: None,
            chosen: settings.interfaces.clone(),
            filter: String::new(),
            filters: filters(settings),
            capture: settings.capture.clone(),
            follows: settings.auto_scroll,
            namespaces: namespaces(std::path::Path::new(NAMESPACES)),
            begun: false,
        }
    }

    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec { title: "Capture options", icon: None, width: 880.0 };
        let interfaces = &view.welcome.interfaces;
        if !std::mem::replace(&mut self.begun, true) {
            self.chosen.retain(|name| interfaces.iter().any(|i| i.name == *name));
            if self.chosen.is_empty() {
                self.chosen =
                    interfaces.iter().find(|i| i.active).map(|i| i.name.clone()).into_iter().collect();
            }
            let first = self.chosen.first().cloned();
            self.focus_on(first);
            self.check(view, actions);
        }
        let closed = frame(ctx, &spec, |ui| {
            // A low window scrolls all but the buttons.
            let room = ui.ctx().content_rect().height() - AROUND;
            egui::ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show(ui, |ui| {
                let before = self.focused.clone();
                self.table(ui, interfaces);
                self.other_namespaces(ui, actions);
                if self.focused != before {
                    self.check(view, actions);
                }
                ui.add_space(10.0);
                let before = self.filter.clone();
                self.filter_field(ui, view);
                if self.filter != before {
                    self.check(view, actions);
                }
                ui.add_space(14.0);
                ui.columns(3, |columns| {
                    if let [first, second, third] = columns {
                        self.how(first);
                        self.snap(second);
                        self.stop(third);
                    }
                });
                self.kept(ui);
                self.files(ui);
            });
            let error = view.capture_filter.error_of(&self.filter).is_some() || self.stop_error().is_some();
            footer(ui, |ui| {
                let p = palette(ui);
                ui.add_enabled_ui(!self.chosen.is_empty() && !error, |ui| {
                    if default_button(ui, Some(Icon::Record), "Start") {
                        let plan = self.plan();
                        actions.push(Action::SetCapture(self.capture.clone(), self.follows));
                        actions.push(Action::StartPlan(plan));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
                let words = match self.chosen.as_slice() {
                    [] => "Choose an interface; Ctrl and a click choose several".to_owned(),
                    names => format!("Capturing from {}", text::escape(&names.join(", "))),
                };
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            });
        });
        closed || done
    }

    /// The filter field is about another interface from now on.
    fn focus_on(&mut self, name: Option<String>) {
        if let Some(before) = self.focused.take() {
            self.filters.insert(before, std::mem::take(&mut self.filter));
        }
        let known = name.as_ref().and_then(|name| self.filters.get(name));
        self.filter = known.cloned().unwrap_or_default();
        self.focused = name;
    }

    /// What is captured; the filters are kept for the next time.
    fn plan(&mut self) -> CapturePlan {
        let focused = self.focused.clone();
        self.focus_on(focused);
        let filter_of = |name: &String| self.filters.get(name).map_or("", |f| f.trim()).to_owned();
        let named = |name: &String| (name.clone(), filter_of(name));
        let all: Vec<(String, String)> = self.chosen.iter().map(named).collect();
        self.capture.filters = all
            .iter()
            .map(|(interface, filter)| InterfaceFilter {
                interface: interface.clone(),
                filter: filter.clone(),
            })
            .collect();
        let source = |(name, filter)| SourcePlan::Interface { name, filter };
        CapturePlan { sources: all.into_iter().map(source).collect() }
    }

    /// Why the filter that ends the capture cannot be used.
    fn stop_error(&self) -> Option<String> {
        Filter::new(&self.capture.stop_filter, proto::registry()).err().map(|error| error.message)
    }

    fn check(&self, view: &View<'_>, actions: &mut Vec<Action>) {
        let interface = view.welcome.interfaces.iter().find(|i| Some(&i.name) == self.focused.as_ref());
        let link_type = interface.map_or(String::new(), |i| i.link_type.clone());
        actions.push(Action::CheckCaptureFilter { text: self.filter.clone(), link_type });
    }

    fn table(&mut self, ui: &mut Ui, interfaces: &[InterfaceView]) {
        let p = palette(ui);
        let t = theme();
        // A low window has room for few of them.
        let most = if ui.ctx().content_rect().height() < LOW { 3 } else { 6 };
        let height = t.size.table_header + ROW * interfaces.len().clamp(2, most) as f32 + 2.0;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let radius = f32::from(t.radius.card);
        let inside = egui::StrokeKind::Inside;
        ui.painter().rect(rect, radius, p.surface.pane.0, hairline(p.line.strong), inside);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header)).shrink(1.0);
        ui.painter().rect_filled(head, radius - 1.0, p.surface.header.0);
        let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.secondary.0 };
        let body_rect = Rect::from_min_max(pos2(rect.left() + 1.0, head.bottom()), rect.max - vec2(1.0, 1.0));
        // The rows are narrower than the head by their scroll bar.
        let has_bar = ROW * interfaces.len() as f32 > body_rect.height();
        let over_rows = head.with_max_x(head.right() - if has_bar { t.size.scrollbar } else { 0.0 });
        for (title, cell) in ["Interface", "Traffic", "Addresses", "Link layer"].iter().zip(cells(over_rows))
        {
            line.paint(ui.painter(), cell, title, Align::Min);
        }
        if interfaces.is_empty() {
            line.paint(ui.painter(), body_rect, "No interfaces", Align::Center);
            return;
        }
        let selected = interfaces.iter().position(|i| Some(&i.name) == self.focused.as_ref());
        let chosen = &self.chosen;
        let rows = Rows {
            name: "Interfaces",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: interfaces.len() as u64,
            row_height: ROW,
            selected: selected.map(|at| at as u64),
            selects: true,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let peak = interfaces.iter().map(|i| i.traffic.peak()).max().unwrap_or(0);
        let events = self.rows.show(ui, body_rect, &rows, |row| {
            let Some(interface) = usize::try_from(row.index).ok().and_then(|i| interfaces.get(i)) else {
                return;
            };
            let p = palette(row.ui);
            let strong = row.selected && row.focused;
            let (fill, text, quiet, line) = match (row.selected, strong) {
                (true, true) => {
                    let white = p.selection.row_text.0;
                    (Some(p.selection.row.0), white, white, white)
                }
                (true, false) => {
                    (Some(p.accent.soft.0), p.text.primary.0, p.text.secondary.0, p.accent.base.0)
                }
                _ => (None, p.text.primary.0, p.text.secondary.0, p.text.tertiary.0),
            };
            if let Some(fill) = fill {
                row.painter.rect_filled(row.rect, 0.0, fill);
            } else if row.hovered {
                row.painter.rect_filled(row.rect, 0.0, p.surface.row_hover.0);
            }
            row.painter.hline(row.rect.x_range(), row.rect.bottom() - 0.5, hairline(p.line.subtle));
            let [name, traffic, addresses, link] = cells(row.rect);
            let is_chosen = chosen.contains(&interface.name);
            let box_place =
                Rect::from_center_size(pos2(row.rect.left() + 20.0, row.rect.center().y), vec2(14.0, 14.0));
            let (fill, edge) = match is_chosen {
                true => (p.accent.fill.0, p.accent.fill.0),
                false => (p.surface.input.0, p.line.control.0),
            };
            row.painter.rect(box_place, 3.0, fill, egui::Stroke::new(1.0, edge), egui::StrokeKind::Inside);
            if is_chosen {
                Icon::Check.paint(row.painter, box_place, 12.0, p.selection.row_text.0);
            }
            let sign = Rect::from_min_size(
                pos2(row.rect.left() + BOX_WIDTH, row.rect.top()),
                vec2(16.0, row.rect.height()),
            );
            interface.kind.icon().paint(row.painter, sign, t.size.icon, quiet);
            let mono = |color| Line { font: mono(), color, dim: quiet };
            mono(text).paint(row.painter, name, &interface.name, Align::Min);
            sparkline::paint(row.painter, traffic, &interface.traffic, peak, line, p.line.subtle.0);
            mono(quiet).paint(row.painter, addresses, &interface.addresses, Align::Min);
            let prose = Line { font: body(), color: quiet, dim: quiet };
            prose.paint(row.painter, link, &interface.link_name, Align::Min);
            let state = if is_chosen { ", chosen" } else { "" };
            row.name(Role::ListBoxOption, || format!("{}{state}", text::escape(&interface.name)));
        });
        let at = events.clicked.or(events.moved).and_then(|row| usize::try_from(row).ok());
        let (several, left) = ui.input(|input| {
            let at = input.pointer.interact_pos().map_or(f32::MAX, |pos| pos.x - body_rect.left());
            (input.modifiers.command, at < BOX_WIDTH)
        });
        let space = events.focused
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Space));
        if let Some(interface) = at.and_then(|at| interfaces.get(at)) {
            let name = interface.name.clone();
            match events.clicked {
                Some(_) if several || left => self.toggle(&name),
                Some(_) => self.chosen = vec![name.clone()],
                None => {}
            }
            self.focus_on(Some(name));
        } else if let Some(name) = self.focused.clone().filter(|_| space) {
            self.toggle(&name);
        }
    }

    /// Interfaces of other network namespaces are not seen from here; their packets come through a pipe.
    fn other_namespaces(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        if self.namespaces.is_empty() {
            return;
        }
        let p = palette(ui);
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let count = self.namespaces.len() as u64;
            let words =
                format!("{} cannot be entered without root:", text::plural(count, "namespace", "namespaces"));
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            for name in &self.namespaces {
                let line = format!("sudo ip netns exec {name} tcpdump -i any -U -s 0 -w - | wirelens -");
                let shown = format!("Copy command for {name}");
                if link(ui, &shown).on_hover_text(&line).clicked() {
                    actions.push(Action::CopyText(line));
                }
            }
        });
    }

    fn toggle(&mut self, name: &str) {
        match self.chosen.iter().position(|chosen| chosen == name) {
            Some(at) => drop(self.chosen.remove(at)),
            None => self.chosen.push(name.to_owned()),
        }
    }

    fn filter_field(&mut self, ui: &mut Ui, view: &View<'_>) {
        let p = palette(ui);
        let check: &CaptureFilterView = view.capture_filter;
        let words = match &self.focused {
            Some(name) => format!("Capture filter for {}", text::escape(name)),
            None => "Capture filter".to_owned(),
        };
        heading(ui, &words);
        let state = check.state_of(&self.filter);
        ui.scope(|ui| {
            let fill = match state {
                Some(true) => p.filter.valid,
                Some(false) => p.filter.invalid,
                None => p.surface.input,
            };
            ui.visuals_mut().text_edit_bg_color = Some(fill.0);
            let edit = egui::TextEdit::singleline(&mut self.filter)
                .font(mono())
                .hint_text("tcp port 12345")
                .desired_width(f32::INFINITY)
                .char_limit(4096);
            field(ui, edit).accessible_name("Capture filter");
        });
        ui.horizontal(|ui| match check.error_of(&self.filter) {
            Some(error) => {
                let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                Icon::Error.paint(ui.painter(), place, 14.0, p.danger.base.0);
                let words = RichText::new(text::escape(error).into_owned()).font(mono());
                ui.add(egui::Label::new(words.color(p.danger.base.0)).truncate());
            }
            None => {
                let words =
                    "libpcap syntax; empty for everything. Write hosts as addresses: names are looked up.";
                ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("Ready-made:").font(small()).color(p.text.tertiary.0));
            for (name, filter) in READY.into_iter().take(READY_SHOWN) {
                if ready_chip(ui, name, filter) {
                    self.filter = filter.to_owned();
                }
            }
            let interface = view.welcome.interfaces.iter().find(|i| Some(&i.name) == self.focused.as_ref());
            let recent = &view.settings.capture_filters;
            if let Some(filter) = capture_filters::button(ui, interface, view.welcome, recent) {
                self.filter = filter;
            }
            if !self.filter.is_empty() && button(ui, ButtonKind::Quiet, None, "none").clicked() {
                self.filter.clear();
            }
            if self.chosen.len() > 1 && button(ui, ButtonKind::Quiet, None, "Use for all chosen").clicked() {
                for name in &self.chosen {
                    self.filters.insert(name.clone(), self.filter.clone());
                }
            }
        });
    }

    fn how(&mut self, ui: &mut Ui) {
        heading(ui, "While capturing");
        check_box(ui, &mut self.follows, "Follow the newest frame");
        check_box(ui, &mut self.capture.promiscuous, "Promiscuous mode")
            .on_hover_text("Also take what is not meant for this machine");
        check_box(ui, &mut self.capture.monitor, "Monitor mode")
            .on_hover_text("Wi-Fi only: raw 802.11 frames of the channel; the network may be left");
        ui.horizontal(|ui| {
            ui.label("Buffer");
            let range = 1..=crate::capture::options::MAX_BUFFER_MIB;
            ui.add(egui::DragValue::new(&mut self.capture.buffer_mib).range(range).suffix(" MiB"))
                .accessible_name("Buffer");
        });
    }

    fn snap(&mut self, ui: &mut Ui) {
        let p = palette(ui);
        heading(ui, "Snap length");
        let whole = self.capture.snaplen.is_none();
        if radio(ui, whole, "Whole frames").clicked() {
            self.capture.snaplen = None;
        }
        ui.horizontal(|ui| {
            if radio(ui, !whole, "Cut to").clicked() && whole {
                self.capture.snaplen = Some(256);
            }
            if let Some(len) = &mut self.capture.snaplen {
                let range = 14..=crate::capture::options::MAX_SNAPLEN;
                ui.add(egui::DragValue::new(len).range(range).suffix(" bytes"))
                    .accessible_name("Snap length");
            }
        });
        if !whole {
            let words = RichText::new("Cut TLS records cannot be decrypted.").font(small());
            ui.label(words.color(p.warn.base.0));
        }
        ui.add_space(6.0);
        heading(ui, "Name resolution");
        ui.with_layout(egui::Layout::top_down(Align::Min), |ui| {
            ui.label(RichText::new("No names are looked up; no lookup leaves this machine.").font(small()));
        });
    }

    fn stop(&mut self, ui: &mut Ui) {
        heading(ui, "Stop by itself");
        limit(ui, "After packets", &mut self.capture.stop_packets, 1_000, "");
        limit(ui, "After size", &mut self.capture.stop_kilobytes, 100_000, " kB");
        limit(ui, "After time", &mut self.capture.stop_seconds, 60, " s");
        let p = palette(ui);
        let error = self.stop_error();
        ui.scope(|ui| {
            let fill = match (&error, self.capture.stop_filter.is_empty()) {
                (Some(_), _) => p.filter.invalid,
                (None, true) => p.surface.input,
                (None, false) => p.filter.valid,
            };
            ui.visuals_mut().text_edit_bg_color = Some(fill.0);
            let edit = egui::TextEdit::singleline(&mut self.capture.stop_filter)
                .font(mono())
                .hint_text("when a frame matches: tls.alert_message")
                .desired_width(f32::INFINITY)
                .char_limit(4096);
            field(ui, edit)
                .accessible_name("Stop when a frame matches")
                .on_hover_text("A display filter: the first frame that passes ends the capture");
        });
        if let Some(error) = error {
            let words = RichText::new(text::escape(&error).into_owned()).font(small());
            ui.add(egui::Label::new(words.color(p.danger.base.0)).truncate());
        }
    }

    /// What stays of a capture that goes on and on.
    fn kept(&mut self, ui: &mut Ui) {
        ui.add_space(6.0);
        heading(ui, "Keep only the newest");
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            let how = "Older frames leave the list and the disk; the others are numbered anew. TLS sessions whose \
                       beginning is gone cannot be opened.";
            limit(ui, "Of time", &mut self.capture.keep_seconds, 300, " s").on_hover_text(how);
            limit(ui, "Of size", &mut self.capture.keep_megabytes, 500, " MB").on_hover_text(how);
        });
    }

    /// The row of files that is written beside the capture.
    fn files(&mut self, ui: &mut Ui) {
        ui.add_space(6.0);
        heading(ui, "Files");
        ui.add_space(2.0);
        let mut on = self.capture.ring.is_some();
        if check_box(ui, &mut on, "Also write a row of files").changed() {
            self.capture.ring = on.then(|| RingSettings {
                path: first_ring_path(),
                kilobytes: Some(100_000),
                keep: Some(10),
                ..RingSettings::default()
            });
        }
        let Some(ring) = &mut self.capture.ring else { return };
        let mut path = ring.path.to_string_lossy().into_owned();
        let edit = egui::TextEdit::singleline(&mut path).font(mono()).desired_width(f32::INFINITY);
        if field(ui, edit).accessible_name("Names of the files").changed() {
            ring.path = path.into();
        }
        ui.horizontal(|ui| {
            ui.label(RichText::new("A new one").font(small()));
            limit(ui, "after size", &mut ring.kilobytes, 100_000, " kB");
            limit(ui, "after time", &mut ring.seconds, 600, " s");
            limit(ui, "after packets", &mut ring.packets, 100_000, "");
            limit(ui, "Keep the newest", &mut ring.keep, 10, " files");
        });
    }
}

/// Where files go that nobody has named yet.
fn first_ring_path() -> PathBuf {
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
    home.unwrap_or_default().join("capture.pcapng")
}

/// The filters that interfaces had last; those captured from together had one, if none of their own.
fn filters(settings: &Settings) -> HashMap<String, String> {
    let shared = settings.interfaces.iter().map(|name| (name.clone(), settings.capture_filter.clone()));
    let own = settings.capture.filters.iter().filter(|_| settings.capture_filter.is_empty());
    shared.chain(own.map(|own| (own.interface.clone(), own.filter.clone()))).collect()
}

/// A limit that can be switched on.
fn limit(ui: &mut Ui, words: &str, value: &mut Option<u64>, first: u64, unit: &str) -> egui::Response {
    let shown = ui.horizontal(|ui| {
        let mut on = value.is_some();
        let check = check_box(ui, &mut on, words);
        if check.changed() {
            *value = on.then_some(first);
        }
        if let Some(value) = value {
            ui.add(egui::DragValue::new(value).range(1..=u64::from(u32::MAX)).suffix(unit))
                .accessible_name(words);
        }
        check
    });
    shown.inner
}

/// A filter that a click takes: what it is for, and its text.
fn ready_chip(ui: &mut Ui, name: &str, filter: &str) -> bool {
    let (p, t) = (palette(ui), theme());
    let line =
        |face: Face, color: Hex| Line { font: face.at(t.font.size.caption), color: color.0, dim: color.0 };
    let (title, text) = (line(Face::UiMedium, p.text.primary), line(Face::Mono, p.text.secondary));
    let widths =
        [title.layout(ui.painter(), name, 200.0).size().x, text.layout(ui.painter(), filter, 400.0).size().x];
    let size = vec2(widths.iter().sum::<f32>() + 22.0, 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, name));
    let fill = if response.hovered() { p.surface.hover } else { p.surface.header };
    let radius = f32::from(t.radius.chip);
    ui.painter().rect(rect, radius, fill.0, hairline(p.line.subtle), egui::StrokeKind::Inside);
    let inner = rect.shrink2(vec2(8.0, 0.0));
    title.paint(ui.painter(), inner, name, Align::Min);
    text.paint(ui.painter(), inner.with_min_x(inner.left() + widths[0] + 6.0), filter, Align::Min);
    focus_ring(ui, &response, rect, radius);
    response.clicked()
}

fn heading(ui: &mut Ui, words: &str) {
    let p = palette(ui);
    let heading = RichText::new(words).font(Face::UiSemibold.at(theme().font.size.body));
    ui.label(heading.color(p.text.primary.0));
    ui.add_space(2.0);
}

fn cells(row: Rect) -> [Rect; 4] {
    let x = row.left();
    let right = row.right() - 12.0;
    let name = x + BOX_WIDTH + ICON_WIDTH;
    [(name, x + 166.0), (x + 172.0, x + 350.0), (x + 366.0, right - 170.0), (right - 160.0, right)]
        .map(|(left, right)| Rect::from_min_max(pos2(left, row.top()), pos2(right, row.bottom())))
}
