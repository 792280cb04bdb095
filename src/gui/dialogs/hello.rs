//! A ClientHello given as text: read while it is typed, so that one sees at once whether it is one.

use eframe::egui::{self, Context, Id, RichText, ScrollArea, ViewportCommand};

use super::{Spec, footer, frame};
use crate::audit::{self, HelloFacts, PastedError, hello_from_text, policy};
use crate::gui::icons::Icon;
use crate::gui::model::hello::HelloAct;
use crate::gui::model::{Action, Tone};
use crate::gui::text;
use crate::gui::theme::{hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button};

/// Characters that the field takes.
const MAX_CHARS: usize = 200_000;

/// The dialog's state.
#[derive(Debug, Default)]
pub struct PasteHelloDialog {
    typed: String,
    /// What `typed` is, made anew when it changes.
    read: Option<(String, Result<HelloFacts, PastedError>)>,
    begun: bool,
}

/// What was read, in a sentence.
fn words(facts: &HelloFacts) -> String {
    let report = audit::hello(facts, policy::default_profile());
    let stack = report.stack.map_or("a client that is not recognised", |s| s.name);
    let suites = text::plural(facts.hello.suites.len() as u64, "suite", "suites");
    format!("A ClientHello of {stack}: {suites}, grade {}.", report.grade.letter())
}

impl PasteHelloDialog {
    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec {
            title: "Inspect a ClientHello given as text",
            icon: Some((Icon::Device, Tone::Neutral)),
            width: 620.0,
        };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let about =
                "A record, a handshake message or its body, as hexadecimal digits, hex dump or Base64.";
            ui.label(RichText::new(about).font(small()).color(p.text.secondary.0));
            ui.add_space(6.0);
            let id = Id::unique("pasted hello");
            let edge = egui::Frame::new()
                .fill(p.surface.input.0)
                .stroke(hairline(p.line.control))
                .corner_radius(f32::from(theme().radius.control))
                .inner_margin(2);
            edge.show(ui, |ui| {
                ScrollArea::vertical().max_height(220.0).id_salt("pasted hello").show(ui, |ui| {
                    let edit = egui::TextEdit::multiline(&mut self.typed)
                        .id(id)
                        .font(mono())
                        .hint_text("16030300…")
                        .desired_width(f32::INFINITY)
                        .desired_rows(9)
                        .char_limit(MAX_CHARS);
                    let response = ui.add(edit).accessible_name("Bytes of the ClientHello");
                    if !std::mem::replace(&mut self.begun, true) {
                        response.request_focus();
                    }
                });
            });
            if self.read.as_ref().is_none_or(|(text, _)| *text != self.typed) {
                self.read = Some((self.typed.clone(), hello_from_text(&self.typed)));
            }
            let read = self.read.as_ref().map(|(_, read)| read);
            let (line, color) = match read {
                Some(Ok(facts)) => (words(facts), p.success.base),
                Some(Err(why)) if !self.typed.trim().is_empty() => (format!("Not yet: {why}."), p.warn.base),
                _ => (String::new(), p.text.secondary),
            };
            ui.add(egui::Label::new(RichText::new(line).font(small()).color(color.0)).wrap());
            let good = matches!(read, Some(Ok(_)));
            footer(ui, |ui| {
                ui.add_enabled_ui(good, |ui| {
                    if button(ui, ButtonKind::Primary, None, "Inspect").clicked() && good {
                        actions.push(Action::Hello(HelloAct::Paste(std::mem::take(&mut self.typed))));
                        done = true;
                    }
                });
                if button(ui, ButtonKind::Normal, None, "Cancel").clicked() {
                    done = true;
                }
                if button(ui, ButtonKind::Normal, Some(Icon::Copy), "Paste from clipboard").clicked() {
                    self.typed.clear();
                    ui.memory_mut(|memory| memory.request_focus(id));
                    ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
                }
            });
        });
        closed || done
    }
}
