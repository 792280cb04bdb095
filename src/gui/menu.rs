//! Items of menus that are no commands: they concern what the menu was opened on. Not here: commands
//! in menus (`toolbar::menu_item`).

use eframe::egui::{self, Align, Align2, Id, Popup, Rect, Sense, Ui, accesskit::Role, pos2, vec2};

use super::icons::Icon;
use super::model::{Action, Combine, FilterFrom};
use super::rows::RowEvents;
use super::text::Line;
use super::theme::{body, palette, small, theme};

/// Width of the icon's place before an item.
const ICON_WIDTH: f32 = 32.0;

/// An item; true if it was chosen, which closes the menu.
pub fn plain_item(ui: &mut Ui, label: &str) -> bool {
    item(ui, label, None)
}

/// An item that is on or off.
pub fn checked_item(ui: &mut Ui, label: &str, on: bool) -> bool {
    item(ui, label, Some(on))
}

fn item(ui: &mut Ui, label: &str, checked: Option<bool>) -> bool {
    let (p, t) = (palette(ui), theme());
    let enabled = ui.is_enabled();
    let size = vec2(ui.available_width().max(200.0), t.size.control);
    let (rect, response) = ui.allocate_at_least(size, Sense::click());
    response.widget_info(|| match checked {
        Some(on) => egui::WidgetInfo::selected(Role::MenuItemCheckBox, enabled, on, label),
        None => egui::WidgetInfo::labeled(Role::MenuItem, enabled, label),
    });
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(t.radius.control), p.surface.hover.0);
    }
    if checked == Some(true) {
        let place = Rect::from_min_size(rect.min, vec2(ICON_WIDTH, rect.height()));
        Icon::Check.paint(ui.painter(), place, t.size.icon, p.text.secondary.0);
    }
    let left = pos2(rect.left() + ICON_WIDTH, rect.center().y);
    ui.painter().text(left, Align2::LEFT_CENTER, label, body(), p.text.primary.0);
    if response.clicked() {
        ui.close();
    }
    response.clicked()
}

/// An item with what is said of it at the right; true if it was chosen, which closes the menu.
pub fn noted_item(ui: &mut Ui, icon: Icon, label: &str, note: &str) -> bool {
    let (p, t) = (palette(ui), theme());
    let place = ui.available_rect_before_wrap();
    let is_chosen = item(ui, label, None);
    let rect = Rect::from_min_size(place.min, vec2(place.width(), t.size.control));
    icon.paint(ui.painter(), rect.with_max_x(rect.left() + ICON_WIDTH), t.size.icon, p.text.secondary.0);
    let words = ui.painter().layout_no_wrap(label.to_owned(), body(), p.text.primary.0).size().x;
    let right = rect.with_min_x(rect.left() + ICON_WIDTH + words + t.space.xl).shrink2(vec2(t.space.m, 0.0));
    let line = Line { font: small(), color: p.text.tertiary.0, dim: p.text.tertiary.0 };
    line.paint(ui.painter(), right, note, Align::Max);
    is_chosen
}

/// A menu at the pointer over a list: the click that opens it has selected a row.
pub fn pointer_menu(
    events: &RowEvents,
    name: impl std::hash::Hash + std::fmt::Debug,
    width: f32,
    add: impl FnOnce(&mut Ui),
) {
    let ctx = events.response.ctx.clone();
    let title = format!("{name:?}");
    let id = Id::unique(name);
    if events.secondary_clicked.is_some() {
        Popup::open_id(&ctx, id);
    }
    if !Popup::is_id_open(&ctx, id) {
        return;
    }
    let open = events.secondary_clicked.map(|_| egui::SetOpenCommand::Bool(true));
    Popup::context_menu(&events.response)
        .id(id)
        .open_memory(open)
        .at_pointer_fixed()
        .accessible_name(title.trim_matches('"').to_owned())
        .show(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            add(ui);
        });
}

/// A menu within a menu.
pub fn submenu(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    let text = egui::RichText::new(label).font(body()).color(p.text.primary.0);
    // Its words begin where those of the other items do, behind the place of an icon.
    let before = ICON_WIDTH - ui.spacing().button_padding.x - ui.spacing().icon_spacing;
    let room = egui::Atom::custom(egui::IdSalt::new("place of an icon"), vec2(before, 1.0));
    let button = egui::Button::new((room, text))
        .right_text("›")
        .frame_when_inactive(false)
        .stroke(egui::Stroke::NONE)
        .min_size(vec2(ui.available_width(), theme().size.control));
    egui::containers::menu::SubMenuButton::from_button(button).ui(ui, |ui| {
        ui.set_width(240.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        add(ui);
    });
}

/// Both menus that make filters, "Apply as filter" and "Prepare as filter".
pub fn filter_menus(ui: &mut Ui, from: &FilterFrom, actions: &mut Vec<Action>) {
    for (title, apply) in [("Apply as filter", true), ("Prepare as filter", false)] {
        submenu(ui, title, |ui| {
            for (how, label) in Combine::ALL {
                if plain_item(ui, label) {
                    actions.push(Action::Filter { from: from.clone(), how: *how, apply });
                }
            }
        });
    }
}
