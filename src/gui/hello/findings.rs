//! What is found wrong with a hello, what to change, and the policy that it is judged by.

use eframe::egui::accesskit::Role;
use eframe::egui::{self, Align, Id, Rect, RichText, Sense, Ui, pos2, vec2};

use super::{padded, said};
use crate::audit::rules::Finding;
use crate::audit::{HelloReport, policy};
use crate::gui::hello_parts::{section, severity_look, short_source};
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::model::hello::HelloAct;
use crate::gui::text::Line;
use crate::gui::theme::{Face, body, hairline, palette, small, theme};
use crate::gui::widgets::focus_ring;

pub(super) fn finding_row(ui: &mut Ui, finding: &Finding, is_open: bool) -> egui::Response {
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
pub(super) fn policy_choice(ui: &mut Ui, place: Rect, report: &HelloReport, actions: &mut Vec<Action>) {
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
pub(super) fn changes(ui: &mut Ui, report: &HelloReport) {
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
                let format = |font, color: crate::gui::theme::Hex| egui::TextFormat::simple(font, color.0);
                job.append(change, 0.0, format(body(), p.text.primary));
                let rules = format!("  {}", rules.join(" "));
                job.append(&rules, 0.0, format(Face::Mono.at(theme().font.size.mono_small), p.text.tertiary));
                ui.add(egui::Label::new(job).selectable(true).wrap());
            });
        }
    });
}

pub(super) fn departures(ui: &mut Ui, report: &HelloReport) {
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
