//! The hello inspector: all that is said of one ClientHello, narrow as a panel beside the frames or
//! wide below the list of hellos. Not here: what is said (`audit`), which hello it is (`app`).

use std::collections::HashSet;

use eframe::egui::{
    self, Align, Id, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2, accesskit::Role, pos2,
    vec2,
};

use super::command::Command;
use super::hello_parts::{
    chip, chips, frame_link, named_line, paint_grade, section, severity_look, short_cipher, short_exchange,
    short_mac, short_source,
};
use super::icons::Icon;
use super::model::hello::{CopyAs, HelloAct, HelloId, HelloView, HellosView};
use super::model::{Action, ChipView, Tone};
use super::text::{self, Line};
use super::theme::{Face, body, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, Empty, button, empty_state, focus_ring, icon_button};
use crate::audit::policy;
use crate::audit::rules::Finding;
use crate::audit::suite_facts::{OpenedBy, SuiteFacts};
use crate::audit::{HelloReport, Tells};

/// Width of the panel at first, and how far it goes.
pub const WIDTH: f32 = 440.0;
pub const WIDTHS: std::ops::RangeInclusive<f32> = 320.0..=640.0;
/// From this width on there are two columns.
const TWO_COLUMNS: f32 = 900.0;
const FOOT: f32 = 40.0;
const SUITE_ROW: f32 = 22.0;
/// Most suites and extensions of one hello that are painted; copies hold all.
const MAX_SUITES: usize = 400;
const MAX_EXTENSIONS: usize = 200;

/// What can be unfolded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fold {
    Suite(usize),
    Finding(&'static str),
}

/// The inspector between two painted frames.
#[derive(Debug, Default)]
pub struct Inspector {
    unfolded: HashSet<Fold>,
    /// Whose folds they are.
    of: Option<HelloId>,
}

impl Inspector {
    /// The inspector as a panel with a head of its own.
    pub fn panel(&mut self, ui: &mut Ui, rect: Rect, view: &HellosView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        ui.painter().vline(rect.left() + 0.5, rect.y_range(), hairline(p.line.strong));
        let inside = rect.with_min_x(rect.left() + 1.0);
        let head = Rect::from_min_size(inside.min, vec2(inside.width(), theme().size.pane_tabs));
        ui.painter().rect_filled(head, 0.0, p.surface.header.0);
        ui.painter().hline(head.x_range(), head.bottom() - 0.5, hairline(p.line.strong));
        row(ui, head, "inspector head", |ui| {
            let title = RichText::new("Hello inspector").font(Face::UiMedium.at(theme().font.size.small));
            ui.label(title.color(p.text.primary.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, Icon::Close, "Close hello inspector", 22.0, false).clicked() {
                    actions.push(Action::Run(Command::HelloInspector));
                }
            });
        });
        self.show(ui, inside.with_min_y(head.bottom()), view, actions);
    }

    /// The inspector in `rect`, in one column or two.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, view: &HellosView, actions: &mut Vec<Action>) {
        let Some(hello) = &view.inspected else {
            return nothing(ui, rect, view, actions);
        };
        if self.of != Some(hello.row.id) {
            self.of = Some(hello.row.id);
            self.unfolded.clear();
        }
        let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - FOOT), rect.max);
        let above = rect.with_max_y(foot.top());
        if rect.width() >= TWO_COLUMNS {
            let split = (rect.left() + rect.width() * 0.56).round();
            let left = above.with_max_x(split);
            let right = above.with_min_x(split + 1.0);
            ui.painter().vline(split + 0.5, above.y_range(), hairline(palette(ui).line.subtle));
            column(ui, left, "hello left", |ui| {
                head(ui, hello, actions);
                self.suites(ui, hello);
                extensions(ui, &hello.report);
                fingerprints(ui, &hello.report, actions);
            });
            column(ui, right, "hello right", |ui| {
                self.findings(ui, hello, actions);
                changes(ui, &hello.report);
                departures(ui, &hello.report);
            });
        } else {
            column(ui, above, "hello", |ui| {
                head(ui, hello, actions);
                self.suites(ui, hello);
                self.findings(ui, hello, actions);
                changes(ui, &hello.report);
                departures(ui, &hello.report);
                extensions(ui, &hello.report);
                fingerprints(ui, &hello.report, actions);
            });
        }
        footer(ui, foot, actions);
    }

    fn toggle(&mut self, fold: Fold) {
        if !self.unfolded.remove(&fold) {
            self.unfolded.insert(fold);
        }
    }

    fn suites(&mut self, ui: &mut Ui, hello: &HelloView) {
        let all = &hello.report.suites;
        section(ui, "Cipher suites", "the client's order; click one for all that is said of it");
        let columns = SuiteColumns::of(ui.available_width());
        columns.head(ui);
        for (i, suite) in all.iter().take(MAX_SUITES).enumerate() {
            let is_open = self.unfolded.contains(&Fold::Suite(i));
            let chosen = hello.chosen == Some(suite.id);
            if columns.row(ui, suite, chosen, is_open).clicked() {
                self.toggle(Fold::Suite(i));
            }
            if is_open {
                card(ui, |ui| suite_card(ui, suite));
            }
        }
        if all.len() > MAX_SUITES {
            let words = format!("and {} more; copies hold all", text::count((all.len() - MAX_SUITES) as u64));
            quiet(ui, &words);
        }
    }

    fn findings(&mut self, ui: &mut Ui, hello: &HelloView, actions: &mut Vec<Action>) {
        let report = &hello.report;
        let note = format!("Why {}", report.grade.letter());
        let place = section(ui, &note, "");
        policy_choice(ui, place, report, actions);
        // What the grade rests on stands first.
        let mut list: Vec<&Finding> = report.findings.iter().collect();
        list.sort_by_key(|f| std::cmp::Reverse(f.rule.severity));
        if list.is_empty() {
            report.reasons.iter().for_each(|why| quiet(ui, why));
        }
        for finding in list {
            let fold = Fold::Finding(finding.rule.id);
            let is_open = self.unfolded.contains(&fold);
            if finding_row(ui, finding, is_open).clicked() {
                self.toggle(fold);
            }
            if is_open {
                card(ui, |ui| {
                    named_line(ui, "What shows it", &finding.detail);
                    named_line(ui, "Why", finding.rule.reason);
                    if !finding.change.is_empty() {
                        named_line(ui, "What to change", finding.change);
                    }
                    named_line(ui, "Source", finding.rule.source);
                });
            }
        }
    }
}

fn nothing(ui: &mut Ui, rect: Rect, view: &HellosView, actions: &mut Vec<Action>) {
    let gathering = view.is_gathering;
    let (title, advice) = if gathering {
        ("Looking for ClientHellos…", "")
    } else if view.rows.is_empty() {
        ("No ClientHello", "The capture has none; one given as text can be inspected, too.")
    } else {
        ("No ClientHello here", "Select a frame of a TLS session.")
    };
    let paste = [(Some(Icon::Copy), "Paste a hello…", Action::Run(Command::PasteHello))];
    let buttons: &[_] = if gathering { &[] } else { &paste };
    empty_state(ui, rect, &Empty { icon: Icon::Device, title, advice, actions: buttons }, actions);
}

fn row(ui: &mut Ui, rect: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(theme().space.l, 0.0)))
        .id_salt(id)
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, add);
}

fn column(ui: &mut Ui, rect: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new().max_rect(rect).id_salt(id).layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.shrink_clip_rect(rect);
        ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(theme().space.m, 0.0);
            add(ui);
            ui.add_space(12.0);
        });
    });
}

fn padded(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        add(ui);
    });
}

/// What an unfolded row says.
fn card(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    egui::Frame::new()
        .fill(p.surface.raised.0)
        .inner_margin(egui::Margin { left: 34, right: 12, top: 6, bottom: 8 })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            add(ui);
        });
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), ui.cursor().top().floor() - 0.5, hairline(p.line.subtle));
}

fn quiet(ui: &mut Ui, words: &str) {
    padded(ui, |ui| {
        let words = RichText::new(text::escape(words).into_owned()).font(small());
        ui.add(egui::Label::new(words.color(palette(ui).text.secondary.0)).wrap());
    });
}

fn head(ui: &mut Ui, hello: &HelloView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let t = theme();
    let report = &hello.report;
    padded(ui, |ui| {
        ui.horizontal_top(|ui| {
            let (place, response) = ui.allocate_exact_size(Vec2::splat(44.0), Sense::hover());
            paint_grade(ui, ui.painter(), place, 44.0, report.grade);
            let name = format!("Grade {}", report.grade.letter());
            response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, name.clone()));
            response.on_hover_text(report.reasons.join("\n"));
            ui.add_space(4.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let name = report.stack.map_or("Stack not recognised", |s| s.name);
                let title = RichText::new(name).font(Face::UiSemibold.at(t.font.size.title));
                ui.add(egui::Label::new(title.color(p.text.primary.0)).truncate());
                place_line(ui, hello, actions);
            });
        });
        let certainty = match report.stack {
            Some(stack) => format!("stack: {}", stack.likeness.word()),
            None => "stack: unknown".into(),
        };
        let tone = if report.stack.is_some() { Tone::Neutral } else { Tone::Warn };
        let mut all = vec![ChipView { text: certainty, tone, icon: Some(Icon::Device) }];
        all.extend(hello.facts.iter().map(|fact| chip(fact.clone())));
        chips(ui, &all);
        if let Some(stack) = report.stack {
            let words = RichText::new(format!("Found in: {}", stack.found_in)).font(small());
            ui.add(egui::Label::new(words.color(p.text.tertiary.0)).wrap());
        }
        egui::Frame::new()
            .fill(p.surface.raised.0)
            .stroke(hairline(p.line.subtle))
            .corner_radius(f32::from(t.radius.card))
            .inner_margin(egui::Margin::symmetric(10, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 8.0;
                if let Some((state, words)) = &hello.verdict {
                    said(ui, (state.icon(), state.color(p).0), words);
                }
                for words in &report.words {
                    let look = match words.tells {
                        Tells::Opens => (Icon::Key, p.success.base.0),
                        Tells::Warns => (Icon::Shield, p.warn.base.0),
                    };
                    said(ui, look, &words.text);
                }
                if let Some(choice) = &hello.choice {
                    said(ui, (Icon::Handshake, p.text.secondary.0), choice);
                }
            });
    });
}

fn place_line(ui: &mut Ui, hello: &HelloView, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let quiet = |words: &str| RichText::new(words.to_owned()).font(small()).color(p.text.secondary.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().interact_size.y = 16.0;
        let here = hello.row.file.is_empty();
        match hello.row.frame.filter(|_| here) {
            Some(frame) => {
                ui.label(quiet("Client Hello,"));
                if frame_link(ui, frame) {
                    actions.push(Action::GoToFrame(frame));
                }
                ui.label(quiet(&format!("· {}", hello.row.client)));
            }
            None => {
                ui.add(egui::Label::new(quiet(&text::escape(&hello.row.place()))).truncate());
            }
        }
    });
}

/// A sentence with an icon before it.
fn said(ui: &mut Ui, (icon, color): (Icon, egui::Color32), words: &str) {
    ui.horizontal_top(|ui| {
        let (place, _) = ui.allocate_exact_size(vec2(16.0, 18.0), Sense::hover());
        icon.paint(ui.painter(), place, 14.0, color);
        let words = RichText::new(text::escape(words).into_owned()).font(body());
        ui.add(egui::Label::new(words.color(palette(ui).text.primary.0)).selectable(true).wrap());
    });
}

/// Where the columns of the suites stand, from the left edge.
struct SuiteColumns {
    cells: Vec<(&'static str, f32)>,
    wide: bool,
}

impl SuiteColumns {
    fn of(width: f32) -> Self {
        let wide = width >= 620.0;
        let mut cells = vec![("Id", 12.0), ("Kx", 54.0)];
        if wide {
            cells.extend([
                ("Auth", 116.0),
                ("Cipher", 178.0),
                ("MAC", 312.0),
                ("FS", 374.0),
                ("AEAD", 416.0),
            ]);
            cells.extend([("IANA", 464.0), ("Opened by", 516.0)]);
        } else {
            cells.extend([("Cipher", 110.0), ("MAC", 244.0), ("FS", 300.0)]);
        }
        Self { cells, wide }
    }

    fn left(&self, title: &str) -> f32 {
        self.cells.iter().find(|(t, _)| *t == title).map_or(0.0, |(_, left)| *left)
    }

    fn cell(&self, rect: Rect, title: &str, to: f32) -> Rect {
        let left = self.left(title);
        let next = self.cells.iter().map(|(_, l)| *l).find(|l| *l > left).unwrap_or(rect.width() - to);
        Rect::from_min_max(
            pos2(rect.left() + left, rect.top()),
            pos2((rect.left() + next - 6.0).min(rect.right()), rect.bottom()),
        )
    }

    fn head(&self, ui: &mut Ui) {
        let p = palette(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
        let line = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
        for (title, _) in &self.cells {
            line.paint(ui.painter(), self.cell(rect, title, 40.0), title, Align::Min);
        }
        let right = rect.shrink2(vec2(theme().space.l, 0.0));
        line.paint(ui.painter(), right, "Grade", Align::Max);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    }

    fn row(&self, ui: &mut Ui, suite: &SuiteFacts, chosen: bool, is_open: bool) -> egui::Response {
        let p = palette(ui);
        let t = theme();
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), SUITE_ROW), Sense::click());
        let grade = suite.letter();
        let name = || {
            let name = suite.name.map_or_else(|| format!("0x{:04x} unknown", suite.id), str::to_owned);
            let grade = grade.map_or_else(String::new, |g| format!(", grade {}", g.letter()));
            format!("{name}{grade}{}", if chosen { ", chosen" } else { "" })
        };
        response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, is_open, name()));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        if chosen {
            ui.painter().rect_filled(rect, 0.0, p.accent.soft.0);
        }
        if response.hovered() || is_open {
            ui.painter().rect_filled(rect, 0.0, p.surface.row_hover.0);
        }
        focus_ring(ui, &response, rect.shrink(2.0), 2.0);
        let strong = Line { font: mono(), color: p.text.primary.0, dim: p.text.tertiary.0 };
        let weak = Line { color: p.text.tertiary.0, ..strong.clone() };
        let put = |title: &str, words: &str, line: &Line| {
            line.paint(ui.painter(), self.cell(rect, title, 44.0), words, Align::Min);
        };
        put("Id", &format!("{:04x}", suite.id), &strong);
        match suite.opened_by {
            OpenedBy::NotASuite => {
                let words = suite.name.unwrap_or("GREASE");
                let rest = Rect::from_min_max(
                    pos2(rect.left() + self.left("Kx"), rect.top()),
                    pos2(rect.right() - t.space.l, rect.bottom()),
                );
                weak.paint(ui.painter(), rest, words, Align::Min);
            }
            _ => {
                put("Kx", short_exchange(suite.key_exchange), &strong);
                put("Cipher", &short_cipher(suite), &strong);
                put("MAC", &short_mac(suite.mac), &strong);
                let fs = if suite.forward_secret { ("yes", &strong) } else { ("none", &weak) };
                put("FS", fs.0, fs.1);
                if self.wide {
                    put("Auth", short_exchange(suite.authentication), &strong);
                    let aead = if suite.aead { ("yes", &strong) } else { ("no", &weak) };
                    put("AEAD", aead.0, aead.1);
                    put("IANA", suite.recommended.word(), &strong);
                    put("Opened by", suite.opened_by.short(), &strong);
                }
            }
        }
        let mut right = rect.right() - t.space.l;
        if let Some(grade) = grade {
            let place = Rect::from_min_max(pos2(right - 20.0, rect.top()), pos2(right, rect.bottom()));
            paint_grade(ui, ui.painter(), place, 18.0, grade);
            right -= 26.0;
        }
        // Where there is no room its colour alone says so.
        if chosen && rect.width() >= 416.0 {
            let line = Line { font: body(), ..strong };
            let place = Rect::from_min_max(pos2(right - 60.0, rect.top()), pos2(right, rect.bottom()));
            line.paint(ui.painter(), place, "chosen", Align::Max);
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
        response
    }
}

fn suite_card(ui: &mut Ui, s: &SuiteFacts) {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    named_line(ui, "Name", s.name.unwrap_or("unknown: it stands in no registry"));
    if s.opened_by == OpenedBy::NotASuite {
        named_line(ui, "What it is", "a signal to the server, not a suite");
        return;
    }
    named_line(ui, "Key exchange", s.key_exchange);
    named_line(ui, "Authentication", s.authentication);
    named_line(ui, "Cipher, mode", &format!("{}, {}", s.cipher, s.mode));
    named_line(ui, "MAC", s.mac);
    named_line(ui, "Forward secrecy", yes_no(s.forward_secret));
    named_line(ui, "AEAD", yes_no(s.aead));
    named_line(ui, "IANA", &format!("Recommended: {}", s.recommended.word()));
    if !s.deprecated_by.is_empty() {
        named_line(ui, "Deprecated by", &s.deprecated_by.join(", "));
    }
    if !s.attacks.is_empty() {
        named_line(ui, "Known", &s.attacks.join("; "));
    }
    named_line(ui, "Opened by", s.opened_by.text());
}

fn finding_row(ui: &mut Ui, finding: &Finding, is_open: bool) -> egui::Response {
    let p = palette(ui);
    let t = theme();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 42.0), Sense::click());
    let name = || format!("{} {} {}", finding.rule.id, finding.rule.severity.word(), finding.rule.title);
    response.widget_info(|| egui::WidgetInfo::selected(Role::Button, true, is_open, name()));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() || is_open {
        ui.painter().rect_filled(rect, 0.0, p.surface.row_hover.0);
    }
    focus_ring(ui, &response, rect.shrink(2.0), 2.0);
    let (icon, color) = severity_look(p, finding.rule.severity);
    let top = rect.with_max_y(rect.top() + 23.0).translate(vec2(0.0, 1.0));
    let low = rect.with_min_y(rect.top() + 21.0).translate(vec2(0.0, -2.0));
    let place = Rect::from_min_size(pos2(rect.left() + t.space.l, top.top()), vec2(14.0, top.height()));
    icon.paint(ui.painter(), place, 14.0, color);
    let title = Line { font: body(), color: p.text.primary.0, dim: p.text.tertiary.0 };
    let quiet = Line { font: small(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
    let id = Line { font: Face::Mono.at(t.font.size.mono_small), color: p.text.tertiary.0, ..quiet.clone() };
    let inner = |row: Rect| {
        Rect::from_min_max(pos2(rect.left() + 34.0, row.top()), pos2(rect.right() - t.space.l, row.bottom()))
    };
    let source = quiet.paint(ui.painter(), inner(top), &short_source(finding.rule.source), Align::Max);
    let code = id.paint(ui.painter(), inner(low), finding.rule.id, Align::Max);
    title.paint(ui.painter(), inner(top).with_max_x(source.left() - 10.0), finding.rule.title, Align::Min);
    quiet.paint(ui.painter(), inner(low).with_max_x(code.left() - 10.0), &finding.detail, Align::Min);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    response
}

/// The policy that is judged by, as a menu at the right of a section's head.
fn policy_choice(ui: &mut Ui, place: Rect, report: &HelloReport, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let name = report.profile.name;
    let galley = ui.painter().layout_no_wrap(name.to_owned(), small(), p.text.secondary.0);
    let width = (galley.size().x + 20.0).min(place.width());
    let rect = Rect::from_min_max(pos2(place.right() - width, place.top()), place.max);
    let response = ui.interact(rect, Id::unique("hello policy"), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(Role::Button, true, format!("Policy {}", report.profile.name))
    });
    let color = if response.hovered() { p.text.primary } else { p.text.secondary };
    let line = Line { font: small(), color: color.0, dim: p.text.tertiary.0 };
    line.paint(ui.painter(), rect.with_max_x(rect.right() - 16.0), name, Align::Max);
    let icon = rect.with_min_x(rect.right() - 12.0);
    Icon::ChevronDown.paint(ui.painter(), icon, 12.0, color.0);
    focus_ring(ui, &response, rect.shrink2(vec2(0.0, 4.0)), 2.0);
    egui::Popup::menu(&response).width(260.0).show(|ui| {
        for profile in policy::profiles() {
            if ui.selectable_label(profile == report.profile, profile.name).clicked() {
                actions.push(Action::Hello(HelloAct::Judge(profile.id)));
                ui.close();
            }
        }
    });
}

/// What to change, each thing once with the rules that it is about.
fn changes(ui: &mut Ui, report: &HelloReport) {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for finding in report.findings.iter().filter(|f| !f.change.is_empty()) {
        match found.iter_mut().find(|(change, _)| *change == finding.change) {
            Some((_, rules)) => rules.push(finding.rule.id),
            None => found.push((finding.change, vec![finding.rule.id])),
        }
    }
    if found.is_empty() {
        return;
    }
    let with = report.stack.map_or_else(String::new, |s| format!("with {}", s.name));
    section(ui, "What to change", &with);
    padded(ui, |ui| {
        for (change, rules) in found {
            ui.horizontal_top(|ui| {
                let (place, _) = ui.allocate_exact_size(vec2(14.0, 18.0), Sense::hover());
                Icon::Forward.paint(ui.painter(), place, 12.0, palette(ui).accent.base.0);
                let p = palette(ui);
                let mut job = egui::text::LayoutJob::default();
                let format = |font, color: super::theme::Hex| egui::TextFormat::simple(font, color.0);
                job.append(change, 0.0, format(body(), p.text.primary));
                let rules = format!("  {}", rules.join(" "));
                job.append(&rules, 0.0, format(Face::Mono.at(theme().font.size.mono_small), p.text.tertiary));
                ui.add(egui::Label::new(job).selectable(true).wrap());
            });
        }
    });
}

fn departures(ui: &mut Ui, report: &HelloReport) {
    let note = if report.departures.is_empty() { "kept" } else { "not kept" };
    section(ui, &format!("Policy {}", report.profile.name), note);
    padded(ui, |ui| {
        let p = palette(ui);
        for departure in &report.departures {
            said(ui, (Icon::Close, p.warn.base.0), &departure.what);
        }
        let words = format!("{} {}", report.profile.remark, report.profile.source);
        let words = RichText::new(format!("{words}.")).font(small()).color(p.text.tertiary.0);
        ui.add(egui::Label::new(words).wrap());
    });
}

fn extensions(ui: &mut Ui, report: &HelloReport) {
    let all = &report.extensions;
    section(ui, "Extensions", &text::count(all.len() as u64));
    if all.is_empty() {
        quiet(ui, "None.");
    }
    for e in all.iter().take(MAX_EXTENSIONS) {
        padded(ui, |ui| {
            let p = palette(ui);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().interact_size.y = 16.0;
                let (place, _) = ui.allocate_exact_size(vec2(44.0, 16.0), Sense::hover());
                let line = Line { font: mono(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
                line.paint(ui.painter(), place, &e.kind.to_string(), Align::Min);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.label(RichText::new(e.name).font(mono()).color(p.text.primary.0));
                    if !e.purpose.is_empty() {
                        let words = RichText::new(e.purpose).font(small()).color(p.text.secondary.0);
                        ui.add(egui::Label::new(words).wrap());
                    }
                    if !e.says.is_empty() {
                        let says = RichText::new(text::escape(&e.says).into_owned()).font(mono());
                        ui.add(egui::Label::new(says.color(p.text.primary.0)).selectable(true).wrap());
                    }
                });
            });
        });
        let rect = ui.max_rect();
        let y = ui.cursor().top().floor() - 0.5;
        ui.painter().hline(rect.x_range(), y, hairline(palette(ui).line.subtle));
    }
    if all.len() > MAX_EXTENSIONS {
        quiet(ui, &format!("and {} more; copies hold all", text::count((all.len() - MAX_EXTENSIONS) as u64)));
    }
}

fn fingerprints(ui: &mut Ui, report: &HelloReport, actions: &mut Vec<Action>) {
    section(ui, "Fingerprints", "");
    ui.add_space(4.0);
    for (name, value) in [("JA3", &report.ja3), ("JA4", &report.ja4), ("JA4_r", &report.ja4_r)] {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
        row(ui, rect, name, |ui| {
            let p = palette(ui);
            let (place, _) = ui.allocate_exact_size(vec2(48.0, 20.0), Sense::hover());
            let line = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
            line.paint(ui.painter(), place, name, Align::Min);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let copy = format!("Copy {name}");
                if icon_button(ui, Icon::Copy, &copy, 22.0, false).on_hover_text(&copy).clicked() {
                    actions.push(Action::CopyText(value.clone()));
                }
                let chars = (ui.available_width() / 7.4).max(8.0) as usize;
                let short = text::middle_ellipsis(value, chars).into_owned();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.label(RichText::new(short).font(mono()).color(p.text.primary.0))
                        .on_hover_text(value.as_str());
                });
            });
        });
    }
}

fn footer(ui: &mut Ui, rect: Rect, actions: &mut Vec<Action>) {
    let p = palette(ui);
    ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, hairline(p.line.strong));
    row(ui, rect, "hello foot", |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if button(ui, ButtonKind::Normal, Some(Icon::Compare), "Compare…").clicked() {
            actions.push(Action::Run(Command::CompareHellos));
        }
        let narrow = rect.width() < WIDTH - 4.0;
        for (how, label, icon) in
            [(CopyAs::Markdown, "Copy as Markdown", Icon::Copy), (CopyAs::Text, "Copy as text", Icon::File)]
        {
            let response = match narrow {
                true => icon_button(ui, icon, label, 26.0, false).on_hover_text(label),
                false => button(ui, ButtonKind::Normal, Some(icon), label),
            };
            if response.clicked() {
                actions.push(Action::Hello(HelloAct::Copy(how)));
            }
        }
    });
}
