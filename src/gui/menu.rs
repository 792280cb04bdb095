//! Items of menus that are no commands: they concern what the menu was opened on. Not here: commands
//! in menus (`toolbar::menu_item`).

use eframe::egui::{self, Align, Align2, Popup, PopupAnchor, Rect, Sense, Ui, accesskit::Role, pos2, vec2};

use super::icons::Icon;
use super::model::{Action, Combine, FilterFrom};
use super::rows::{RowEvents, menu_id};
use super::text::Line;
use super::theme::{body, palette, small, theme};

/// Width of the icon's place before an item.
const ICON_WIDTH: f32 = 32.0;
/// What is left of the window's height above and below a menu that fills it, logical px.
const MENU_MARGIN: f32 = 44.0;

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

/// A menu over a list: at the pointer, where the click that opens it has selected a row, or below the
/// selected row, if a key asked for it.
pub fn pointer_menu(events: &RowEvents, name: &str, width: f32, add: impl FnOnce(&mut Ui)) {
    let at = match (events.menu_at, events.secondary_clicked) {
        (Some(at), _) => Some(Some(at)),
        (None, clicked) => clicked.map(|_| None),
    };
    menu_of(&events.response, at, name, width, add);
}

/// The menu of `owner`, named `name` and `width` wide. `opened` says that it opens now, and beside what;
/// at the pointer without a place.
pub fn menu_of(
    owner: &egui::Response,
    opened: Option<Option<Rect>>,
    name: &str,
    width: f32,
    add: impl FnOnce(&mut Ui),
) {
    let ctx = owner.ctx.clone();
    let id = menu_id(owner.id);
    if let Some(at) = opened {
        Popup::open_id(&ctx, id);
        ctx.data_mut(|data| data.insert_temp(id, at));
    }
    if !Popup::is_id_open(&ctx, id) {
        return;
    }
    let menu = Popup::context_menu(owner).id(id).accessible_name(name.to_owned());
    let menu = match ctx.data(|data| data.get_temp::<Option<Rect>>(id)).flatten() {
        Some(at) => menu.open_memory(None).anchor(PopupAnchor::ParentRect(at)),
        None => menu.open_memory(opened.map(|_| egui::SetOpenCommand::Bool(true))).at_pointer_fixed(),
    };
    menu.show(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        scrolling(ui, add);
    });
}

/// A menu that is higher than the window scrolls.
pub fn scrolling(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let room = ui.ctx().content_rect().height() - MENU_MARGIN;
    // A menu's own idea of its room is egui's default, 400 px.
    ui.set_max_height(room);
    egui::ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show(ui, add);
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
        scrolling(ui, add);
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
