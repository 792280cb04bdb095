//! The hello inspector: all that is said of one ClientHello, narrow as a panel beside the frames or
//! wide below the list of hellos. Not here: what is said (`audit`), which hello it is (`app`).

mod extensions;
mod findings;
mod suites;

use std::collections::HashSet;

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Align, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2, pos2, vec2};

use self::extensions::{extensions, fingerprints};
use self::findings::{changes, departures, finding_row, policy_choice};
use self::suites::{SuiteColumns, suite_card};
use super::command::Command;
use super::hello_parts::{chip, chips, frame_link, named_line, paint_grade, section};
use super::icons::Icon;
use super::model::hello::{CopyAs, HelloAct, HelloId, HelloView, HellosView};
use super::model::{Action, ChipView, Tone};
use super::text;
use super::theme::{Face, body, hairline, palette, small, theme};
use super::widgets::{ButtonKind, Empty, button, empty_state, icon_button};
use crate::audit::Tells;
use crate::audit::rules::Finding;

/// Width of the panel at first, and how far it goes.
pub const WIDTH: f32 = 440.0;
pub const WIDTHS: std::ops::RangeInclusive<f32> = 320.0..=640.0;
/// From this width on there are two columns.
const TWO_COLUMNS: f32 = 900.0;
const FOOT: f32 = 40.0;
/// Most suites and extensions of one hello that are painted; copies hold all.
const MAX_SUITES: usize = 400;

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
            ui.add_space(t.space.s);
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
