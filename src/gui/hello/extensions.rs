//! The extensions of a hello, and its fingerprints.

use eframe::egui::{self, Align, Layout, RichText, Sense, Ui, vec2};

use super::{padded, quiet, row};
use crate::audit::HelloReport;
use crate::gui::hello_parts::section;
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::text::{self, Line};
use crate::gui::theme::{hairline, mono, palette, small};
use crate::gui::widgets::icon_button;

const MAX_EXTENSIONS: usize = 200;

pub(super) fn extensions(ui: &mut Ui, report: &HelloReport) {
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

pub(super) fn fingerprints(ui: &mut Ui, report: &HelloReport, actions: &mut Vec<Action>) {
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
