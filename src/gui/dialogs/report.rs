//! The report on TLS: in which format, and by which policy the hellos are judged.

use eframe::egui::{Context, RichText};

use super::{Spec, enter, footer, frame};
use crate::audit::policy::{self, Profile};
use crate::document::tls_report::Format;
use crate::gui::icons::Icon;
use crate::gui::model::hello::HelloAct;
use crate::gui::model::{Action, Tone};
use crate::gui::theme::{Face, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button, radio, radio_value};

/// What can be chosen.
const FORMATS: &[(Format, &str, &str)] = &[
    (Format::Html, "HTML", "one page that needs no other file"),
    (Format::Markdown, "Markdown", "for issues, reviews and mails"),
    (Format::Json, "JSON", "an object a session and line, for scripts"),
];

/// The dialog's state.
#[derive(Debug)]
pub struct ReportDialog {
    format: Format,
    profile: &'static Profile,
}

impl ReportDialog {
    /// Judging by `profile`, unless another is chosen.
    pub fn new(profile: &'static Profile) -> Self {
        Self { format: Format::Html, profile }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let spec = Spec { title: "Report on TLS", icon: Some((Icon::Export, Tone::Neutral)), width: 520.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let about = "All sessions with their verdicts, grades with reasons, findings and certificates.";
            ui.label(RichText::new(about).color(p.text.secondary.0));
            let heading = |ui: &mut eframe::egui::Ui, words: &str| {
                ui.add_space(10.0);
                let words = RichText::new(words).font(Face::UiMedium.at(theme().font.size.small));
                ui.label(words.color(p.text.primary.0));
            };
            heading(ui, "Format");
            for (format, name, note) in FORMATS {
                ui.horizontal(|ui| {
                    radio_value(ui, &mut self.format, *format, *name);
                    ui.label(RichText::new(*note).font(small()).color(p.text.tertiary.0));
                });
            }
            heading(ui, "Judged by");
            for profile in policy::profiles() {
                if radio(ui, self.profile == profile, profile.name).clicked() {
                    self.profile = profile;
                }
            }
            ui.add_space(10.0);
            ui.horizontal(|ui| {
                let (place, _) =
                    ui.allocate_exact_size(eframe::egui::Vec2::splat(14.0), eframe::egui::Sense::hover());
                Icon::Shield.paint(ui.painter(), place, 14.0, p.text.tertiary.0);
                let words = "It holds no key, no secret and nothing of what was decrypted.";
                ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
            });
            footer(ui, |ui| {
                if button(ui, ButtonKind::Primary, None, "Save as…").clicked() || enter {
                    actions.push(Action::Hello(HelloAct::AskReport(self.format, self.profile.id)));
                    done = true;
                }
                if button(ui, ButtonKind::Normal, None, "Cancel").clicked() {
                    done = true;
                }
            });
        });
        closed || done
    }
}
