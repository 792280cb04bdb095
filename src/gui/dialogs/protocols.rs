//! Which protocols are dissected: a list to tick, narrowed by words. Not here: what a protocol that is
//! not dissected is shown as (`dissect`).

use eframe::egui::{self, Context, RichText, ScrollArea, TextEdit, Ui};

use super::{Spec, default_button, footer, frame};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::text;
use crate::gui::theme::{mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, check_box, field};
use crate::proto;

/// Height of the list, logical px.
const LIST_HEIGHT: f32 = 380.0;
/// Width of a protocol's short name.
const NAME_WIDTH: f32 = 150.0;

/// A protocol that can be switched off.
#[derive(Debug)]
struct Row {
    name: &'static str,
    title: &'static str,
    on: bool,
}

/// The dialog's state.
#[derive(Debug)]
pub struct ProtocolsDialog {
    rows: Vec<Row>,
    sought: String,
    begun: bool,
}

impl ProtocolsDialog {
    pub fn new(disabled: &[String]) -> Self {
        let row = |name: &'static str| {
            let listed = proto::registry().protocol(name)?;
            let title = listed.protocol.fields.first().map_or(listed.protocol.title, |field| field.title);
            Some(Row { name, title, on: !disabled.iter().any(|off| off == name) })
        };
        // What nobody recognises is data, whatever is switched off.
        let names = crate::document::decode_as::protocols().into_iter().filter(|name| *name != "data");
        Self { rows: names.filter_map(row).collect(), sought: String::new(), begun: false }
    }

    /// Those switched off.
    fn disabled(&self) -> Vec<String> {
        self.rows.iter().filter(|row| !row.on).map(|row| row.name.to_owned()).collect()
    }

    fn fits(row: &Row, sought: &str) -> bool {
        row.name.contains(sought) || row.title.to_lowercase().contains(sought)
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec =
            Spec { title: "Enabled protocols", icon: Some((Icon::Options, Tone::Accent)), width: 560.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words =
                "What a protocol that is not enabled would show is shown as data. Kept in the profile.";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            ui.add_space(6.0);
            let edit = TextEdit::singleline(&mut self.sought)
                .hint_text("Find a protocol")
                .desired_width(f32::INFINITY)
                .char_limit(64);
            let response = field(ui, edit).accessible_name("Find a protocol");
            if !std::mem::replace(&mut self.begun, true) {
                response.request_focus();
            }
            ui.add_space(6.0);
            self.list(ui);
            footer(ui, |ui| {
                if default_button(ui, None, "Use these") {
                    actions.push(Action::SetDisabledProtocols(self.disabled()));
                    done = true;
                }
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
                let shown = self.sought.trim().to_lowercase();
                let of_all = if shown.is_empty() { "all" } else { "these" };
                for (words, on) in [("Disable", false), ("Enable", true)] {
                    if button(ui, ButtonKind::Quiet, None, &format!("{words} {of_all}")).clicked() {
                        let rows = self.rows.iter_mut().filter(|row| Self::fits(row, &shown));
                        rows.for_each(|row| row.on = on);
                    }
                }
            });
        });
        closed || done
    }

    fn list(&mut self, ui: &mut Ui) {
        let p = palette(ui);
        let sought = self.sought.trim().to_lowercase();
        let room = (ui.ctx().content_rect().height() - 300.0).clamp(120.0, LIST_HEIGHT);
        ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, false]).show(
            ui,
            |ui| {
                let mut none = true;
                for row in self.rows.iter_mut().filter(|row| Self::fits(row, &sought)) {
                    none = false;
                    ui.horizontal(|ui| {
                        let name = RichText::new(row.name).font(mono());
                        ui.allocate_ui_with_layout(
                            egui::vec2(NAME_WIDTH, 22.0),
                            egui::Layout::left_to_right(egui::Align::Center),
                            |ui| {
                                ui.set_min_width(NAME_WIDTH);
                                check_box(ui, &mut row.on, name);
                            },
                        );
                        let title = RichText::new(row.title).color(p.text.secondary.0);
                        ui.add(egui::Label::new(title).truncate());
                    });
                }
                if none {
                    let words = format!("No protocol is called “{}”.", text::escape(&self.sought));
                    ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
                }
            },
        );
        let off = self.rows.iter().filter(|row| !row.on).count() as u64;
        let words = match off {
            0 => "All are enabled.".to_owned(),
            off => format!("{} not enabled.", text::plural(off, "is", "are")),
        };
        ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_off_is_given_by_name() {
        let mut dialog = ProtocolsDialog::new(&["tls".into(), "no such one".into()]);
        assert_eq!(dialog.disabled(), ["tls"]);
        let fits = |dialog: &ProtocolsDialog, sought: &str| {
            dialog.rows.iter().filter(|row| ProtocolsDialog::fits(row, sought)).count()
        };
        assert!(fits(&dialog, "transport layer") >= 1 && fits(&dialog, "no such") == 0);
        dialog.rows.iter_mut().for_each(|row| row.on = true);
        assert!(dialog.disabled().is_empty());
    }
}
