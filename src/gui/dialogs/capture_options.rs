//! Capture options: which interface, which capture filter.

use std::collections::BTreeSet;

use eframe::egui::{self, Context, RichText};

use super::{Spec, footer, frame};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, View};
use crate::gui::settings::Settings;
use crate::gui::text;
use crate::gui::theme::{Face, hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button};

/// The dialog's state.
#[derive(Debug)]
pub struct CaptureOptions {
    chosen: BTreeSet<String>,
    filter: String,
    /// What the helper says against the filter.
    pub filter_error: Option<String>,
}

impl CaptureOptions {
    /// Begins with what was captured last.
    pub fn new(settings: &Settings) -> Self {
        Self {
            chosen: settings.interfaces.first().cloned().into_iter().collect(),
            filter: settings.capture_filter.clone(),
            filter_error: None,
        }
    }

    pub fn show(&mut self, ctx: &Context, view: &View<'_>, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec { title: "Capture options", icon: None, width: 720.0 };
        let interfaces = &view.welcome.interfaces;
        let chosen: Vec<String> = interfaces
            .iter()
            .map(|interface| interface.name.clone())
            .filter(|name| self.chosen.contains(name))
            .collect();
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let t = theme();
            egui::Frame::new()
                .fill(p.surface.pane.0)
                .stroke(hairline(p.line.strong))
                .corner_radius(f32::from(t.radius.card))
                .inner_margin(8)
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    egui::ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        if interfaces.is_empty() {
                            ui.label(RichText::new("No interfaces").color(p.text.secondary.0));
                        }
                        for interface in interfaces {
                            ui.horizontal(|ui| {
                                let on = self.chosen.contains(&interface.name);
                                let name = text::escape(&interface.name).into_owned();
                                let label = RichText::new(name).font(mono()).color(p.text.primary.0);
                                if ui.radio(on, label).clicked() {
                                    self.chosen.clear();
                                    self.chosen.insert(interface.name.clone());
                                }
                                let about = format!("{}  {}", interface.description, interface.addresses);
                                let about = text::escape(about.trim()).into_owned();
                                ui.label(RichText::new(about).font(small()).color(p.text.secondary.0));
                            });
                        }
                    });
                });
            ui.add_space(8.0);
            let heading = RichText::new("Capture filter").font(Face::UiSemibold.at(t.font.size.body));
            ui.label(heading.color(p.text.primary.0));
            let edit = egui::TextEdit::singleline(&mut self.filter)
                .font(mono())
                .hint_text("tcp port 12345")
                .desired_width(f32::INFINITY)
                .char_limit(4096);
            if ui.add(edit).accessible_name("Capture filter").changed() {
                self.filter_error = None;
            }
            if let Some(error) = &self.filter_error {
                let words = RichText::new(text::escape(error).into_owned()).font(mono());
                ui.label(words.color(p.danger.base.0));
            } else {
                let words = RichText::new("libpcap syntax; empty for everything").font(small());
                ui.label(words.color(p.text.tertiary.0));
            }
            footer(ui, |ui| {
                let can_start = !chosen.is_empty() && self.filter_error.is_none();
                ui.add_enabled_ui(can_start, |ui| {
                    if button(ui, ButtonKind::Primary, Some(Icon::Record), "Start").clicked() {
                        actions.push(Action::StartCapture {
                            interfaces: chosen.clone(),
                            filter: self.filter.trim().to_owned(),
                        });
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
                let words = match chosen.first() {
                    None => "Choose an interface".to_owned(),
                    Some(name) => format!("Capturing from {}", text::escape(name)),
                };
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            });
        });
        closed || done
    }
}
