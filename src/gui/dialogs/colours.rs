//! The editor of the colouring rules: order, filters, colours, and rules taken from a `colorfilters`
//! file. Not here: what rules are (`document::colour`).

use eframe::egui::{self, Align, Color32, Context, Layout, Rect, RichText, Sense, TextEdit, Ui, vec2};

use super::{Spec, default_button, footer, frame};
use crate::document::colour::{Look, Rgb16, Rule, standard_rules, theme_keys};
use crate::filter::Filter;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::row_colours::RowLook;
use crate::gui::text::Line;
use crate::gui::theme::{RowTint, Tint, body, hairline, mono, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button, check_box, field, icon_button};
use crate::proto;

/// Rules a list may have.
const RULES_MAX: usize = 500;
/// Height of the list, px.
const LIST_HEIGHT: f32 = 320.0;

/// The rules as they are being edited.
#[derive(Debug)]
pub struct ColoursDialog {
    rules: Vec<Rule>,
    picked: usize,
}

/// A colour of a rule as it is painted.
pub fn colour(rgb: Rgb16) -> Color32 {
    let [r, g, b] = rgb.map(|part| (part >> 8) as u8);
    Color32::from_rgb(r, g, b)
}

fn rgb16(colour: Color32) -> Rgb16 {
    [colour.r(), colour.g(), colour.b()].map(|part| u16::from(part) * 257)
}

/// What rows of a rule look like.
pub fn tint(look: &Look, ui: &Ui) -> Tint {
    match look {
        Look::Theme(key) => {
            let tint = RowTint::ALL.iter().copied().find(|tint| tint.name() == *key);
            palette(ui).row.of(tint.unwrap_or_default())
        }
        Look::Own { background, text } => {
            RowLook::Own { background: colour(*background), text: colour(*text) }.tint(ui.visuals().dark_mode)
        }
    }
}

impl ColoursDialog {
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules, picked: 0 }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec = Spec { title: "Colouring rules", icon: Some((Icon::Colour, Tone::Accent)), width: 860.0 };
        let closed = frame(ctx, &spec, |ui| {
            let p = palette(ui);
            let words = "The first rule that a frame matches colours its row.";
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
            self.list(ui);
            self.tools(ui);
            self.editor(ui);
            footer(ui, |ui| {
                if default_button(ui, None, "Use these rules") {
                    actions.push(Action::SetColourRules(self.rules.clone()));
                    done = true;
                }
                done |= button(ui, ButtonKind::Normal, None, "Cancel").clicked();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if button(ui, ButtonKind::Normal, None, "Import colorfilters…").clicked() {
                        actions.push(Action::AskColourRules);
                        done = true;
                    }
                    if button(ui, ButtonKind::Normal, None, "Standard rules").clicked() {
                        self.rules = standard_rules();
                        self.picked = 0;
                    }
                });
            });
        });
        closed || done
    }

    fn list(&mut self, ui: &mut Ui) {
        let t = theme();
        // What stands above and below keeps its room in a low window.
        let room = (ui.ctx().content_rect().height() - 290.0).clamp(100.0, LIST_HEIGHT);
        egui::ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (i, rule) in self.rules.iter_mut().enumerate() {
                let size = vec2(ui.available_width(), t.size.panel_row);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                let look = tint(&rule.look, ui);
                let check = Rect::from_min_size(rect.min, vec2(26.0, rect.height()));
                let row = rect.with_min_x(check.right());
                let mut on = !rule.disabled;
                let name = format!("Use rule {}", rule.name);
                let builder =
                    egui::UiBuilder::new().max_rect(check.shrink2(vec2(4.0, 0.0))).id_salt(("rule on", i));
                ui.scope_builder(builder, |ui| {
                    ui.spacing_mut().interact_size.y = check.height();
                    check_box(ui, &mut on, "").accessible_name(name);
                });
                rule.disabled = !on;
                let response = ui.interact(row, egui::Id::unique("rule").with(i), Sense::click());
                let picked = i == self.picked;
                let label = format!("Rule {}", rule.name);
                response.widget_info(|| {
                    egui::WidgetInfo::selected(
                        egui::accesskit::Role::ListBoxOption,
                        true,
                        picked,
                        label.clone(),
                    )
                });
                if response.clicked() {
                    self.picked = i;
                }
                ui.painter().rect_filled(row, 0.0, look.background);
                let text = if rule.disabled { look.text.gamma_multiply(0.5) } else { look.text };
                let line = Line { font: mono(), color: text, dim: text };
                let name_place = row.with_max_x(row.left() + 240.0).shrink2(vec2(8.0, 0.0));
                line.paint(ui.painter(), name_place, &rule.name, Align::Min);
                let filter_place = row.with_min_x(row.left() + 240.0).shrink2(vec2(8.0, 0.0));
                line.paint(ui.painter(), filter_place, &rule.filter, Align::Min);
                if picked {
                    let ring = egui::Stroke::new(t.stroke.focus, palette(ui).focus.ring.0);
                    ui.painter().rect_stroke(row.shrink(1.0), 0.0, ring, egui::StrokeKind::Inside);
                }
            }
        });
    }

    fn tools(&mut self, ui: &mut Ui) {
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            if icon_button(ui, Icon::Plus, "Add rule", 26.0, false).on_hover_text("Add rule").clicked()
                && self.rules.len() < RULES_MAX
            {
                let rule = Rule {
                    name: "New rule".into(),
                    filter: String::new(),
                    disabled: false,
                    look: Look::Own { background: [57825, 61166, 65535], text: [4718, 10030, 11796] },
                };
                self.picked = self.picked.min(self.rules.len());
                self.rules.insert(self.picked, rule);
            }
            let has = self.picked < self.rules.len();
            let tool = |ui: &mut Ui, icon, label: &str, on: bool| {
                ui.add_enabled_ui(on, |ui| {
                    icon_button(ui, icon, label, 26.0, false).on_hover_text(label).clicked()
                })
                .inner
            };
            if tool(ui, Icon::Minus, "Remove rule", has) {
                self.rules.remove(self.picked);
                self.picked = self.picked.min(self.rules.len().saturating_sub(1));
            }
            if tool(ui, Icon::ChevronUp, "Rule up", has && self.picked > 0) {
                self.rules.swap(self.picked, self.picked - 1);
                self.picked -= 1;
            }
            if tool(ui, Icon::ChevronDown, "Rule down", has && self.picked + 1 < self.rules.len()) {
                self.rules.swap(self.picked, self.picked + 1);
                self.picked += 1;
            }
        });
    }

    /// Name, filter and colours of the picked rule.
    fn editor(&mut self, ui: &mut Ui) {
        let p = palette(ui);
        let Some(rule) = self.rules.get_mut(self.picked) else { return };
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut rule.name).font(body()).desired_width(232.0).char_limit(120);
            field(ui, edit).accessible_name("Rule name");
            let edit = TextEdit::singleline(&mut rule.filter)
                .font(mono())
                .hint_text("Display filter")
                .desired_width(ui.available_width() - 8.0)
                .char_limit(4096);
            field(ui, edit).accessible_name("Rule filter");
        });
        let trouble = match Filter::new(&rule.filter, proto::registry()) {
            Ok(filter) if filter.is_empty() => Some("A rule needs a filter.".to_owned()),
            Ok(_) => None,
            Err(error) => Some(error.message),
        };
        ui.horizontal(|ui| {
            let now = tint(&rule.look, ui);
            let mut colours = [now.background, now.text];
            let [background, text] = &mut colours;
            let mut changed = false;
            for (words, colour) in [("Background", background), ("Text", text)] {
                ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
                changed |= egui::color_picker::color_edit_button_srgba(
                    ui,
                    colour,
                    egui::color_picker::Alpha::Opaque,
                )
                .accessible_name(words)
                .changed();
            }
            if changed {
                let [background, text] = colours.map(rgb16);
                rule.look = Look::Own { background, text };
            }
            ui.add_space(12.0);
            let named = match &rule.look {
                Look::Theme(key) => {
                    theme_keys().find(|(k, _)| k == key).map_or("Own colours", |(_, name)| name)
                }
                Look::Own { .. } => "Own colours",
            };
            ui.label(RichText::new("As the rule").font(small()).color(p.text.secondary.0));
            egui::ComboBox::from_id_salt("rule look").selected_text(named).width(200.0).show_ui(ui, |ui| {
                for (key, name) in theme_keys() {
                    if ui.selectable_label(rule.look == Look::Theme(key), name).clicked() {
                        rule.look = Look::Theme(key);
                    }
                }
            });
        });
        let words = trouble.as_deref().unwrap_or("");
        ui.label(RichText::new(words).font(small()).color(p.danger.base.0));
        ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), hairline(p.line.subtle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_files_keep_their_eight_bits() {
        for byte in [0, 1, 127, 255] {
            let painted = Color32::from_rgb(byte, 0, 255 - byte);
            assert_eq!(colour(rgb16(painted)), painted);
        }
        assert_eq!(colour([65535, 4718, 0]), Color32::from_rgb(255, 18, 0));
    }
}
