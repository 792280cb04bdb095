//! Starting a program with SSLKEYLOGFILE set: its line, its folder, and what the line means.

use std::path::PathBuf;

use eframe::egui::{self, Context, RichText};

use super::{Spec, enter, footer, frame};
use crate::document::launch::{Launch, VARIABLE, words};
use crate::gui::command::Command;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::text;
use crate::gui::theme::{Hex, mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, check_box, field, link};

/// Longest line.
const MAX_CHARS: usize = 4_096;

/// The dialog's state.
#[derive(Debug, Default)]
pub struct LaunchDialog {
    command_line: String,
    folder: String,
    through_shell: bool,
    begun: bool,
}

impl LaunchDialog {
    fn launch(&self) -> Launch {
        Launch {
            command_line: self.command_line.trim().to_owned(),
            folder: PathBuf::from(self.folder.trim()),
            through_shell: self.through_shell,
        }
    }

    /// What the line means, and whether it can be started.
    fn meaning(&self) -> (String, bool) {
        if self.command_line.trim().is_empty() {
            return ("Words are split at blanks; quotation marks keep them together.".into(), false);
        }
        if self.through_shell {
            return (
                "The shell gets the line as it is: variables, patterns and ; mean something.".into(),
                true,
            );
        }
        match words(&self.command_line) {
            Ok(list) => {
                let arguments = text::plural(list.len().saturating_sub(1) as u64, "argument", "arguments");
                let program = list.first().cloned().unwrap_or_default();
                (format!("Starts {program} with {arguments}; no shell looks at the line."), true)
            }
            Err(error) => (format!("No: {error}."), false),
        }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let spec = Spec {
            title: "Launch a program with a key log",
            icon: Some((Icon::Launch, Tone::Neutral)),
            width: 560.0,
        };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let label = |ui: &mut egui::Ui, words: &str| {
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            };
            let words = format!(
                "It gets {VARIABLE} with the name of a new file that only you can read. The file is loaded as it \
                 grows and deleted afterwards."
            );
            ui.label(RichText::new(words).color(p.text.secondary.0));
            ui.add_space(8.0);
            label(ui, "Program and arguments, as in a terminal");
            let line = egui::TextEdit::singleline(&mut self.command_line)
                .font(mono())
                .hint_text("python3 client.py --host broker.lan")
                .desired_width(f32::INFINITY)
                .char_limit(MAX_CHARS);
            let line = field(ui, line).accessible_name("Command line");
            if !std::mem::replace(&mut self.begun, true) {
                line.request_focus();
            }
            let (meaning, good) = self.meaning();
            let color: Hex = if meaning.starts_with("No: ") { p.danger.base } else { p.text.tertiary };
            ui.label(RichText::new(text::escape(&meaning).into_owned()).font(small()).color(color.0));
            ui.add_space(6.0);
            label(ui, "Folder (empty: where Wirelens runs)");
            let folder = egui::TextEdit::singleline(&mut self.folder)
                .font(mono())
                .desired_width(f32::INFINITY)
                .char_limit(MAX_CHARS);
            field(ui, folder).accessible_name("Folder");
            ui.add_space(6.0);
            check_box(ui, &mut self.through_shell, "Through the shell");
            ui.add_space(4.0);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let words = "Not every TLS library looks at the variable.";
                ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
                if link(ui, "Recipes for the others").clicked() {
                    actions.push(Action::Run(Command::KeyLogRecipes));
                    done = true;
                }
            });
            footer(ui, |ui| {
                ui.add_enabled_ui(good, |ui| {
                    let clicked = button(ui, ButtonKind::Primary, Some(Icon::Launch), "Launch").clicked();
                    if good && (clicked || enter) {
                        actions.push(Action::Launch(self.launch()));
                        done = true;
                    }
                });
                if button(ui, ButtonKind::Normal, None, "Cancel").clicked() {
                    done = true;
                }
            });
        });
        closed || done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_explained_before_it_runs() {
        let mut dialog = LaunchDialog::default();
        assert!(!dialog.meaning().1);
        dialog.command_line = "curl -v 'https://a b/'".into();
        assert_eq!(
            dialog.meaning(),
            ("Starts curl with 2 arguments; no shell looks at the line.".into(), true)
        );
        dialog.command_line = "curl 'x".into();
        assert!(!dialog.meaning().1 && dialog.meaning().0.contains("not closed"));
        dialog.through_shell = true;
        assert!(dialog.meaning().1);
    }
}
