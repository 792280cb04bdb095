//! Capturing on another machine: where, what, and the command that is run. Not here: running it
//! (`capture::remote`).

use eframe::egui::{self, Context, DragValue, Grid, RichText, Ui};

use super::{Spec, default_button, footer, frame};
use crate::capture::options::is_device_name;
use crate::gui::capture_plan::{CapturePlan, RemoteSettings, SourcePlan};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::settings::Settings;
use crate::gui::theme::{mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, check_box, command_line, field};

/// The dialog's state.
#[derive(Debug)]
pub struct RemoteDialog {
    remote: RemoteSettings,
    begun: bool,
}

impl RemoteDialog {
    /// Begins with what was captured last.
    pub fn new(settings: &Settings) -> Self {
        Self { remote: settings.remote.clone(), begun: false }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec { title: "Remote capture", icon: Some((Icon::Terminal, Tone::Accent)), width: 640.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words = "tcpdump is started on the other machine through ssh, and its packets come here. ssh must be \
                         able to log in without a terminal: with a key, an agent, or ssh-askpass.";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            ui.add_space(8.0);
            self.fields(ui);
            ui.add_space(8.0);
            let problem = self.problem();
            match (&problem, self.remote.remote().to_args()) {
                (None, Ok(args)) => {
                    ui.label(RichText::new("This runs:").font(small()).color(p.text.secondary.0));
                    command_line(ui, &shell_line(&args), actions);
                }
                _ => {
                    let words = problem.unwrap_or("This destination cannot be used.");
                    // Before anything was typed nothing is wrong.
                    let is_empty = self.remote.destination.trim().is_empty();
                    let color = if is_empty { p.text.tertiary } else { p.warn.base };
                    ui.label(RichText::new(words).font(small()).color(color.0));
                }
            }
            footer(ui, |ui| {
                let ready = problem.is_none() && self.remote.remote().to_args().is_ok();
                ui.add_enabled_ui(ready, |ui| {
                    if default_button(ui, Some(Icon::Record), "Start") {
                        let sources = vec![SourcePlan::Remote(self.remote.clone())];
                        actions.push(Action::StartPlan(CapturePlan { sources }));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
            });
        });
        closed || done
    }

    fn problem(&self) -> Option<&'static str> {
        match () {
            () if self.remote.destination.trim().is_empty() => Some("Say which machine: user@host."),
            () if !is_device_name(self.remote.interface.trim()) => {
                Some("Say which interface there: eth0, any.")
            }
            () => None,
        }
    }

    fn fields(&mut self, ui: &mut Ui) {
        let begun = std::mem::replace(&mut self.begun, true);
        let remote = &mut self.remote;
        Grid::new("remote capture").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            let line = |ui: &mut Ui, label: &str, text: &mut String, hint: &str| {
                ui.label(label);
                let edit = egui::TextEdit::singleline(text)
                    .font(mono())
                    .hint_text(hint)
                    .desired_width(456.0)
                    .char_limit(1024);
                let response = field(ui, edit).accessible_name(label);
                ui.end_row();
                response
            };
            let first = line(ui, "Machine", &mut remote.destination, "user@host");
            if !begun {
                first.request_focus();
            }
            ui.label("Port of ssh");
            ui.horizontal(|ui| {
                let mut own = remote.port.is_some();
                if check_box(ui, &mut own, "Another than ssh's own").changed() {
                    remote.port = own.then_some(22);
                }
                if let Some(port) = &mut remote.port {
                    ui.add(DragValue::new(port).range(1..=u16::MAX)).accessible_name("Port of ssh");
                }
            });
            ui.end_row();
            line(ui, "Interface there", &mut remote.interface, "any");
            line(ui, "Capture filter there", &mut remote.filter, "not tcp port 22");
            ui.label("");
            check_box(ui, &mut remote.sudo, "Run tcpdump with sudo")
                .on_hover_text("sudo must not ask for a password there");
            ui.end_row();
        });
    }
}

/// The arguments as a terminal takes them.
fn shell_line(args: &[String]) -> String {
    let plain = |word: &String| word.chars().all(|c| c.is_ascii_alphanumeric() || "@.-_=:/".contains(c));
    let word = |word: &String| match plain(word) {
        true => word.clone(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    };
    let words: Vec<String> = args.iter().map(word).collect();
    format!("ssh {}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shown_is_what_a_shell_would_run() {
        let args = ["--", "pi@lab", "tcpdump -w - 'not port 22'"].map(str::to_owned);
        assert_eq!(shell_line(&args), r"ssh -- pi@lab 'tcpdump -w - '\''not port 22'\'''");
    }
}
