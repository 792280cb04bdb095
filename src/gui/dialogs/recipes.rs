//! How TLS stacks write key logs: a list of stacks, and the lines to copy for one of them. Not here:
//! the recipes themselves (`verdict::recipes`).

use eframe::egui::{self, Align, Context, Layout, RichText, ScrollArea, vec2};

use super::{Spec, footer, frame};
use crate::gui::command::Command;
use crate::gui::icons::Icon;
use crate::gui::model::{Action, Tone};
use crate::gui::theme::{Face, palette, small, theme};
use crate::gui::widgets::{ButtonKind, button, command_line};
use crate::verdict::recipes::{RECIPES, Recipe};

/// Height of the list and of a recipe.
const HEIGHT: f32 = 460.0;

/// The dialog's state.
#[derive(Debug, Default)]
pub struct RecipesDialog {
    /// Index of the recipe that is shown.
    selected: usize,
}

impl RecipesDialog {
    /// Begins with the recipe of that id.
    pub fn new(id: Option<&str>) -> Self {
        let at = id.and_then(|id| RECIPES.iter().position(|recipe| recipe.id == id));
        Self { selected: at.unwrap_or(0) }
    }

    /// Paints the dialog; true when it is done.
    pub fn show(&mut self, ctx: &Context, actions: &mut Vec<Action>) -> bool {
        let mut done = false;
        let spec =
            Spec { title: "Recipes for key logs", icon: Some((Icon::Terminal, Tone::Neutral)), width: 860.0 };
        let closed = frame(ctx, &spec, |ui| {
            let height = HEIGHT.min(ui.ctx().content_rect().height() - 180.0);
            ui.horizontal_top(|ui| {
                ui.allocate_ui_with_layout(vec2(200.0, height), Layout::top_down(Align::Min), |ui| {
                    ui.set_min_size(vec2(200.0, height));
                    self.list(ui);
                });
                ui.add_space(12.0);
                let width = ui.available_width();
                ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
                    ui.set_min_size(vec2(width, height));
                    if let Some(recipe) = RECIPES.get(self.selected) {
                        ScrollArea::vertical().id_salt(recipe.id).auto_shrink(false).show(ui, |ui| {
                            show(ui, recipe, actions);
                        });
                    }
                });
            });
            footer(ui, |ui| {
                done |= button(ui, ButtonKind::Normal, None, "Close").clicked();
                if button(ui, ButtonKind::Normal, Some(Icon::Launch), "Launch program…").clicked() {
                    actions.push(Action::Run(Command::LaunchProgram));
                    done = true;
                }
                if button(ui, ButtonKind::Normal, Some(Icon::Key), "Load key log…").clicked() {
                    actions.push(Action::Run(Command::LoadKey));
                    done = true;
                }
            });
        });
        closed || done
    }

    fn list(&mut self, ui: &mut egui::Ui) {
        let p = palette(ui);
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut group = None;
        for (index, recipe) in RECIPES.iter().enumerate() {
            if group.replace(recipe.needs_code) != Some(recipe.needs_code) {
                let words = if recipe.needs_code { "With a change of the program" } else { "As it is" };
                ui.add_space(if index == 0 { 0.0 } else { 8.0 });
                ui.label(RichText::new(words).font(small()).color(p.text.tertiary.0));
            }
            let label = egui::Button::selectable(self.selected == index, recipe.name)
                .min_size(vec2(ui.available_width(), theme().size.control));
            if ui.add(label).clicked() {
                self.selected = index;
            }
        }
    }
}

fn show(ui: &mut egui::Ui, recipe: &Recipe, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let title = RichText::new(recipe.name).font(Face::UiSemibold.at(theme().font.size.title));
    ui.label(title.color(p.text.primary.0));
    ui.add(egui::Label::new(RichText::new(recipe.about).color(p.text.secondary.0)).wrap());
    for (index, snippet) in recipe.snippets.iter().enumerate() {
        ui.push_id(index, |ui| {
            ui.add_space(8.0);
            ui.add(egui::Label::new(RichText::new(snippet.caption).color(p.text.primary.0)).wrap());
            ui.add_space(2.0);
            command_line(ui, snippet.text, actions);
        });
    }
    if !recipe.note.is_empty() {
        ui.add_space(10.0);
        ui.add(egui::Label::new(RichText::new(recipe.note).font(small()).color(p.text.secondary.0)).wrap());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_the_recipe_asked_for() {
        let at = |id| RECIPES[RecipesDialog::new(id).selected].id;
        assert_eq!(at(Some("wolfssl")), "wolfssl");
        assert_eq!((at(None), at(Some("none"))), (RECIPES[0].id, RECIPES[0].id));
    }
}
