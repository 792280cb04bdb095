//! The profile's name in the status bar, with the menu that switches it.

use eframe::egui::{self, Popup, RichText, Ui, accesskit::Role};

use super::command::Command;
use super::model::profile::ProfileAct;
use super::model::{Action, View};
use super::text;
use super::theme::{palette, small};
use super::toolbar::menu_line;

/// The name; a click opens the menu.
pub fn show(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let p = palette(ui);
    let profiles = view.profiles;
    let words = format!("Profile: {}", text::middle_ellipsis(&text::escape(&profiles.active), 24));
    let label = egui::Label::new(RichText::new(&words).font(small()).color(p.text.secondary.0));
    let response = ui.add(label.selectable(false).sense(egui::Sense::click()));
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, words.clone()));
    let response = response.on_hover_text("Switch to another profile");
    Popup::menu(&response).id(egui::Id::unique("profile menu")).accessible_name("Profiles").show(|ui| {
        ui.set_width(220.0);
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for name in &profiles.names {
                let on = *name == profiles.active;
                if ui.selectable_label(on, text::escape(name)).clicked() {
                    actions.push(Action::Profile(ProfileAct::Use(name.clone())));
                    ui.close();
                }
            }
        });
        menu_line(ui);
        if ui.button(Command::Profiles.entry().text).clicked() {
            actions.push(Action::Run(Command::Profiles));
            ui.close();
        }
    });
}
