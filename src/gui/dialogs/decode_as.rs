//! Decode As: rules that give ports, numbers and conversations to protocols. Not here: what rules are
//! (`document::decode_as`).

use eframe::egui::{self, ComboBox, Context, RichText, ScrollArea, TextEdit, Ui};

use super::{Spec, default_button, footer, frame};
use crate::document::decode_as::{LAYER_TYPES, LayerType, Rule, protocols};
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::theme::{mono, palette, small};
use crate::gui::widgets::{ButtonKind, button, field, icon_button};

/// Rules that there may be.
const RULES_MAX: usize = 200;
/// Height of the list, px.
const LIST_HEIGHT: f32 = 300.0;
/// What stands for a protocol that was not chosen yet.
const NONE: &str = "choose";

/// A rule while it is being edited.
#[derive(Debug)]
struct Row {
    layer: &'static LayerType,
    number: String,
    protocol: Option<&'static str>,
}

impl Row {
    fn of(rule: &Rule) -> Self {
        Self { layer: rule.layer, number: rule.number.to_string(), protocol: Some(rule.protocol) }
    }

    /// Something of it is still to be given.
    fn is_unfinished(&self) -> bool {
        self.protocol.is_none() || self.number.trim().is_empty()
    }

    /// The rule, or what is wrong with it.
    fn rule(&self) -> Result<Rule, String> {
        let typed = self.number.trim();
        let number = match typed.strip_prefix("0x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => typed.parse().ok(),
        };
        let wrong = || match typed {
            "" => format!("{}: type its number.", self.layer.title),
            typed => format!("{}: there is no number {}.", self.layer.title, crate::gui::text::escape(typed)),
        };
        let number = number.filter(|n| (self.layer.claim)(*n).is_some()).ok_or_else(wrong)?;
        let protocol =
            self.protocol.ok_or_else(|| format!("{} {number}: choose a protocol.", self.layer.title))?;
        Ok(Rule { layer: self.layer, number, protocol })
    }
}

/// The dialog's state.
#[derive(Debug)]
pub struct DecodeAsDialog {
    rows: Vec<Row>,
    /// What the selected frame could be decoded by.
    offers: Vec<(&'static LayerType, u32)>,
    protocols: Vec<&'static str>,
}

impl DecodeAsDialog {
    /// With the rules there are; a new one waits for the first offer that has none.
    pub fn new(rules: &[Rule], offers: Vec<(&'static LayerType, u32)>) -> Self {
        let mut dialog = Self { rows: rules.iter().map(Row::of).collect(), offers, protocols: protocols() };
        let known = |row: &Row, offer: &(&LayerType, u32)| {
            row.layer.name == offer.0.name && row.number == offer.1.to_string()
        };
        let covered = dialog.offers.iter().any(|offer| dialog.rows.iter().any(|row| known(row, offer)));
        if let Some((layer, number)) = dialog.offers.first().copied().filter(|_| !covered) {
            dialog.rows.push(Row { layer, number: number.to_string(), protocol: None });
        }
        dialog
    }

    /// The rules, or the first thing that is wrong.
    fn rules(&self) -> Result<Vec<Rule>, String> {
        self.rows.iter().map(Row::rule).collect()
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec { title: "Decode as", icon: Some((Icon::Device, Tone::Accent)), width: 620.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words = "Payloads of these ports, numbers and conversations belong to these protocols. \
                         Rules for conversations end with the capture; the others are kept in the profile.";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            ui.add_space(6.0);
            self.list(ui);
            self.offers(ui);
            let rules = self.rules();
            let trouble = rules.as_ref().err().cloned().unwrap_or_default();
            let unfinished = self.rows.iter().any(Row::is_unfinished);
            let color = if unfinished { p.text.secondary.0 } else { p.danger.base.0 };
            ui.label(RichText::new(trouble).font(small()).color(color));
            footer(ui, |ui| {
                ui.add_enabled_ui(rules.is_ok(), |ui| {
                    if default_button(ui, None, "Use these rules")
                        && let Ok(rules) = &rules
                    {
                        actions.push(Action::SetDecodeAs(rules.clone()));
                        done = true;
                    }
                });
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
            });
        });
        closed || done
    }

    fn list(&mut self, ui: &mut Ui) {
        let mut removed = None;
        let protocols = &self.protocols;
        if self.rows.is_empty() {
            let p = palette(ui);
            let words = "No rules: every protocol is found by itself.";
            ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
        }
        ScrollArea::vertical().max_height(LIST_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
            for (i, row) in self.rows.iter_mut().enumerate() {
                let nth = i + 1;
                ui.horizontal(|ui| {
                    let picked = ComboBox::from_id_salt(("decode layer", i))
                        .width(210.0)
                        .selected_text(row.layer.title)
                        .show_ui(ui, |ui| {
                            for layer in LAYER_TYPES {
                                let on = layer.name == row.layer.name;
                                if ui.selectable_label(on, layer.title).clicked() {
                                    row.layer = layer;
                                }
                            }
                        });
                    named(&picked.response, &format!("What rule {nth} is about"), row.layer.title);
                    let edit =
                        TextEdit::singleline(&mut row.number).font(mono()).desired_width(90.0).char_limit(12);
                    field(ui, edit).accessible_name(format!("Number of rule {nth}"));
                    let shown = row.protocol.unwrap_or(NONE);
                    let picked = ComboBox::from_id_salt(("decode protocol", i))
                        .width(160.0)
                        .height(320.0)
                        .selected_text(RichText::new(shown).font(mono()))
                        .show_ui(ui, |ui| {
                            for name in protocols {
                                let on = row.protocol == Some(*name);
                                let text = RichText::new(*name).font(mono());
                                if ui.selectable_label(on, text).clicked() {
                                    row.protocol = Some(name);
                                }
                            }
                        });
                    named(&picked.response, &format!("Protocol of rule {nth}"), shown);
                    let label = format!("Remove rule {nth}");
                    if icon_button(ui, Icon::Minus, &label, 26.0, false).on_hover_text(&label).clicked() {
                        removed = Some(i);
                    }
                });
            }
        });
        if let Some(i) = removed {
            self.rows.remove(i);
        }
    }

    /// New rules: for what the selected frame has, and for anything.
    fn offers(&mut self, ui: &mut Ui) {
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            let room = self.rows.len() < RULES_MAX;
            let mut added = None;
            ui.add_enabled_ui(room, |ui| {
                for (layer, number) in &self.offers {
                    let label = format!("{} {number}", layer.title);
                    if button(ui, ButtonKind::Normal, Some(Icon::Plus), &label).clicked() {
                        added = Some((*layer, number.to_string()));
                    }
                }
                if button(ui, ButtonKind::Normal, Some(Icon::Plus), "Another rule").clicked() {
                    let layer = LAYER_TYPES.iter().find(|l| l.name == "tcp.port");
                    added = layer.map(|layer| (layer, String::new()));
                }
            });
            if let Some((layer, number)) = added {
                self.rows.push(Row { layer, number, protocol: None });
            }
        });
    }
}

/// The name and the value of a box that opens a list.
fn named(response: &egui::Response, name: &str, value: &str) {
    let label = format!("{name}: {value}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        let rule = Rule::parse("tcp.port==8443,http").unwrap();
        let layer = rule.layer;
        let dialog = DecodeAsDialog::new(&[rule], vec![(layer, 8443)]);
        assert_eq!(dialog.rules().unwrap().len(), 1, "the offer has its rule");
        let mut dialog = DecodeAsDialog::new(&[], vec![(layer, 8443)]);
        assert_eq!(dialog.rules().unwrap_err(), "TCP port 8443: choose a protocol.");
        dialog.rows[0].protocol = Some("http");
        assert_eq!(dialog.rules().unwrap()[0].text(), "tcp.port==8443,http");
        dialog.rows[0].number = "0x1ffff".into();
        assert_eq!(dialog.rules().unwrap_err(), "TCP port: there is no number 0x1ffff.");
        dialog.rows[0].number.clear();
        assert_eq!(dialog.rules().unwrap_err(), "TCP port: type its number.");
    }
}
