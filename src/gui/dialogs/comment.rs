//! The dialog for the comments of frames. They are kept when the capture is saved as pcapng.

use eframe::egui::{Context, Key, Modifiers, RichText, TextEdit};

use super::{Spec, footer, frame};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::theme::{body, palette, small};
use crate::gui::widgets::{ButtonKind, button, field};

/// Letters of a comment; a pcapng option holds 65 535 bytes.
const LETTERS_MAX: usize = 16_000;

/// What is being typed.
#[derive(Debug)]
pub struct CommentDialog {
    number: u32,
    frames: usize,
    text: String,
    begun: bool,
}

impl CommentDialog {
    /// For `frames` frames, the first of which has this number and these comments.
    pub fn new(number: u32, frames: usize, texts: &[String]) -> Self {
        Self { number, frames, text: texts.join("\n\n"), begun: false }
    }

    /// Paints the dialog; returns true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let title = match self.frames {
            0 | 1 => format!("Comment on frame {}", self.number),
            n => format!("Comment on {n} frames"),
        };
        let spec = Spec { title: &title, icon: Some((Icon::Comment, Tone::Accent)), width: 520.0 };
        let mut done = false;
        let mut apply = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let closed = frame(ctx, &spec, |ui| {
            let edit = TextEdit::multiline(&mut self.text)
                .font(body())
                .desired_rows(5)
                .desired_width(f32::INFINITY)
                .char_limit(LETTERS_MAX)
                .hint_text("What shall be remembered of it");
            let response = field(ui, edit).accessible_name("Comment");
            if !self.begun {
                response.request_focus();
                self.begun = true;
            }
            let p = palette(ui);
            let words = "An empty line begins a further comment. Kept in the file with Save as, as pcapng.";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            ui.add_space(8.0);
            footer(ui, |ui| {
                apply |= button(ui, ButtonKind::Primary, None, "Set comment").clicked();
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
            });
        });
        if apply {
            actions.push(Action::SetComments(comments(&self.text)));
        }
        done || closed || apply
    }
}

/// The comments in a text: parts with empty lines between.
fn comments(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_part_comments() {
        assert_eq!(comments("one\ntwo\n\n\n three \n"), ["one\ntwo", "three"]);
        assert!(comments(" \n\n ").is_empty());
    }
}
