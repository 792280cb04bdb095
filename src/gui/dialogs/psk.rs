//! Entering a pre-shared key: its identity, if it has one, and the key as hexadecimal digits or text.

use eframe::egui::{self, Context, RichText};
use zeroize::Zeroizing;

use super::{Spec, enter, footer, frame};
use crate::gui::icons::Icon;
use crate::gui::model::tls::Typed;
use crate::gui::model::{Action, Tone};
use crate::gui::theme::{mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, field};
use crate::tls::psk::{MAX_KEY_LEN, Psk};

/// The dialog's state. What was typed is wiped when it closes.
pub struct PskDialog {
    identity: String,
    key: Zeroizing<String>,
    is_text: bool,
    begun: bool,
}

impl std::fmt::Debug for PskDialog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PskDialog")
    }
}

impl Default for PskDialog {
    fn default() -> Self {
        // Room for the longest key, so that it never moves and leaves copies behind.
        let key = Zeroizing::new(String::with_capacity(4 * MAX_KEY_LEN));
        Self { identity: String::new(), key, is_text: false, begun: false }
    }
}

/// What is wrong with a key, if anything is.
fn trouble(key: &str, is_text: bool) -> Option<String> {
    if is_text || key.is_empty() {
        return None;
    }
    // Colons belong to the identity there; here they are a mistake.
    if key.contains(':') {
        return Some("a pre-shared key is written in pairs of hexadecimal digits".into());
    }
    Psk::parse(key).err().map(|error| error.to_string())
}

impl PskDialog {
    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let enter = enter(ctx);
        let spec =
            Spec { title: "Add a pre-shared key", icon: Some((Icon::Key, Tone::Neutral)), width: 460.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let label = |ui: &mut egui::Ui, words: &str| {
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            };
            label(ui, "Identity (empty: any)");
            let identity = egui::TextEdit::singleline(&mut self.identity)
                .font(mono())
                .desired_width(f32::INFINITY)
                .char_limit(1024);
            let identity = field(ui, identity).accessible_name("Identity");
            if !std::mem::replace(&mut self.begun, true) {
                identity.request_focus();
            }
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                label(ui, "Key as");
                ui.selectable_value(&mut self.is_text, false, "Hexadecimal digits");
                ui.selectable_value(&mut self.is_text, true, "Text");
            });
            let id = egui::Id::unique("psk key");
            let key = egui::TextEdit::singleline(&mut *self.key)
                .id(id)
                .font(mono())
                .hint_text(if self.is_text { "the password itself" } else { "0123456789abcdef" })
                .desired_width(f32::INFINITY)
                .char_limit(2 * MAX_KEY_LEN);
            field(ui, key).accessible_name("Key");
            // What was typed shall not stay in the field's memory for undo.
            if let Some(mut state) = egui::TextEdit::load_state(ui.ctx(), id) {
                state.clear_undoer();
                state.store(ui.ctx(), id);
            }
            let trouble = trouble(&self.key, self.is_text);
            let words = trouble.as_ref().map_or_else(String::new, |why| format!("No: {why}."));
            ui.label(RichText::new(words).font(small()).color(p.danger.base.0));
            let good = trouble.is_none() && !self.key.is_empty();
            footer(ui, |ui| {
                ui.add_enabled_ui(good, |ui| {
                    if (button(ui, ButtonKind::Primary, None, "Add").clicked() || enter) && good {
                        actions.push(Action::AddPsk {
                            identity: std::mem::take(&mut self.identity),
                            key: Typed(std::mem::take(&mut self.key)),
                            is_text: self.is_text,
                        });
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
    fn a_key_that_is_none_is_said_so_without_repeating_it() {
        assert_eq!(trouble("0a0b", false), None);
        assert_eq!(trouble("", false), None);
        assert_eq!(trouble("sesame", true), None);
        for wrong in ["sesame", "abc", "00:11"] {
            let words = trouble(wrong, false).unwrap();
            assert!(words.contains("hexadecimal") && !words.contains(wrong), "{words}");
        }
    }
}
