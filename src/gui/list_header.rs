//! The header of the frame list: titles that sort, are dragged, made wider, and open a menu.

use eframe::egui::{
    self, Align, CursorIcon, Id, Rect, Sense, Ui, accesskit::Role, emath::GuiRounding as _, pos2, vec2,
};

use super::columns::{Column, Side, WIDTHS, standard};
use super::icons::Icon;
use super::menu::{checked_item, menu_of, plain_item};
use super::model::{Action, CaptureView};
use super::packet_list::{GUTTER, PacketList, Placed};
use super::rows::menu_key;
use super::settings::Settings;
use super::text::{self, Line};
use super::theme::{hairline, palette, small, theme};
use super::toolbar::menu_line;
use super::widgets::focus_ring;
use crate::document::sort::Key;

impl PacketList {
    /// Paints the header and takes what is done to it.
    pub(super) fn header(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        placed: &[Placed],
        view: &CaptureView<'_>,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
        let gutter = rect.left() + GUTTER.iter().sum::<f32>();
        let lock = Rect::from_min_max(pos2(rect.left() + GUTTER[0], rect.top()), pos2(gutter, rect.bottom()));
        Icon::LockClosed.paint(ui.painter(), lock, 12.0, p.text.tertiary.0);
        for x in [rect.left() + GUTTER[0], gutter] {
            let x = x.round_to_pixels(ui.pixels_per_point()) - 0.5;
            ui.painter().vline(x, rect.y_range(), hairline(p.line.subtle));
        }
        let clip =
            Rect::from_min_max(pos2(gutter, rect.top()), pos2(rect.right() - t.size.minimap, rect.bottom()));
        let mut drop_before = None;
        for (n, column) in placed.iter().enumerate() {
            let cell = Rect::from_min_max(pos2(column.left, rect.top()), pos2(column.right, rect.bottom()));
            let seen = cell.intersect(clip);
            if seen.width() <= 0.0 {
                continue;
            }
            let dropped = self.title(ui, (cell, seen), column, view, settings, actions);
            drop_before = drop_before.or(dropped);
            let is_last = n + 1 == placed.len();
            self.edge(ui, cell, clip, column, is_last, settings, actions);
        }
        if let Some(pointer) = drop_before {
            self.drop_column(ui, rect, placed, pointer, settings, actions);
        } else if self.dragged.is_some() && !ui.input(|input| input.pointer.any_down()) {
            self.dragged = None;
        }
    }

    /// One title; returns where the pointer is while it is dragged.
    fn title(
        &mut self,
        ui: &mut Ui,
        (cell, seen): (Rect, Rect),
        column: &Placed,
        view: &CaptureView<'_>,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) -> Option<f32> {
        let p = palette(ui);
        let t = theme();
        let index = column.shown.index;
        let title = settings.columns.get(index).map_or("", |c| c.title.as_str());
        let sorted = view.sorted.filter(|key| key.content == column.shown.content);
        let id = Id::unique("column title").with(index);
        let place = seen.with_max_x((seen.right() - 4.0).max(seen.left() + 1.0));
        let response = ui.interact(place, id, Sense::click_and_drag());
        let name = match sorted {
            Some(key) if key.descending => format!("{title}, sorted descending"),
            Some(_) => format!("{title}, sorted ascending"),
            None => format!("Sort by {title}"),
        };
        response.widget_info(|| egui::WidgetInfo::labeled(Role::ColumnHeader, true, name.clone()));
        let painter = ui.painter().with_clip_rect(seen);
        if response.hovered() || self.dragged == Some(index) {
            painter.rect_filled(seen, 0.0, p.surface.hover.0);
        }
        let color = if sorted.is_some() { p.text.primary } else { p.text.secondary };
        let line = Line { font: small(), color: color.0, dim: color.0 };
        let mut inner = cell.shrink2(vec2(t.space.s, 0.0));
        if let Some(key) = sorted {
            let icon = if key.descending { Icon::ChevronDown } else { Icon::ChevronUp };
            let at = if column.shown.align == Align::Max { inner.left() } else { inner.right() - 10.0 };
            icon.paint(
                &painter,
                Rect::from_min_size(pos2(at, cell.top()), vec2(10.0, cell.height())),
                10.0,
                color.0,
            );
            inner = match column.shown.align {
                Align::Max => inner.with_min_x(inner.left() + 12.0),
                _ => inner.with_max_x(inner.right() - 12.0),
            };
        }
        line.paint(&painter, inner, title, column.shown.align);
        if response.clicked() {
            let key = |descending| Key { content: column.shown.content.clone(), descending };
            // Up, down, as captured.
            actions.push(Action::Sort(match sorted {
                None => Some(key(false)),
                Some(key_now) if !key_now.descending => Some(key(true)),
                Some(_) => None,
            }));
        }
        focus_ring(ui, &response, seen.shrink(2.0), 2.0);
        let opened = match response.has_focus() && menu_key(ui.ctx()) {
            true => Some(Some(seen)),
            false => response.secondary_clicked().then_some(None),
        };
        menu_of(&response, opened, "column menu", 240.0, |ui| {
            self.menu_items(ui, index, settings, view.sorted, actions);
        });
        if response.drag_started() {
            self.dragged = Some(index);
        }
        let pointer = response.interact_pointer_pos().map(|at| at.x);
        if response.dragged() || response.drag_stopped() { pointer } else { None }
    }

    /// The edge at the right of a column: dragged, or double-clicked to fit the texts in sight.
    #[allow(clippy::too_many_arguments, reason = "one edge of one cell; a struct for it would be used once")]
    fn edge(
        &mut self,
        ui: &mut Ui,
        cell: Rect,
        clip: Rect,
        column: &Placed,
        is_last: bool,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let index = column.shown.index;
        let Some(now) = settings.columns.get(index) else { return };
        if is_last && now.width.is_none() {
            return;
        }
        if cell.right() < clip.left() || cell.right() > clip.right() + 4.0 {
            return;
        }
        let x = cell.right().round_to_pixels(ui.pixels_per_point()) - 0.5;
        ui.painter().vline(x, cell.y_range(), hairline(p.line.subtle));
        let edge = Rect::from_center_size(pos2(cell.right(), cell.center().y), vec2(7.0, cell.height()));
        let grip = ui.interact(edge, Id::unique("column edge").with(index), Sense::CLICK | Sense::DRAG);
        let name = format!("Width of {}", now.title);
        grip.widget_info(|| egui::WidgetInfo::labeled(Role::Splitter, true, name.clone()));
        let grip = grip.on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
        let moved = grip.drag_delta().x;
        if grip.dragged() && moved != 0.0 {
            change(settings, index, actions, |c| {
                c.width = Some((cell.width() + moved).clamp(WIDTHS.0, WIDTHS.1));
            });
        }
        if grip.double_clicked()
            && let Some(fit) = self.wanted.get(&column.shown.content)
        {
            let fit = fit.clamp(WIDTHS.0, WIDTHS.1);
            change(settings, index, actions, |c| c.width = Some(fit));
        }
    }

    /// Where the dragged column would go, and its move when it is let go.
    fn drop_column(
        &mut self,
        ui: &Ui,
        rect: Rect,
        placed: &[Placed],
        pointer: f32,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let Some(from) = self.dragged else { return };
        let target = placed.iter().find(|p| pointer < (p.left + p.right) / 2.0);
        let x = target.or(placed.last()).map_or(rect.left(), |p| match target {
            Some(_) => p.left,
            None => p.right - 2.0,
        });
        let to = target.map_or(settings.columns.len(), |p| p.shown.index);
        if to != from && to != from + 1 {
            self.paint_drop(ui, rect, x);
        }
        if ui.input(|input| input.pointer.any_released()) {
            self.dragged = None;
            if let Some(moved) = moved_column(&settings.columns, from, to) {
                actions.push(Action::SetColumns(moved));
            }
        }
    }

    fn menu_items(
        &self,
        ui: &mut Ui,
        index: usize,
        settings: &Settings,
        sorted: Option<&Key>,
        actions: &mut Vec<Action>,
    ) {
        let Some(column) = settings.columns.get(index) else { return };
        let Some(content) = column.shows() else { return };
        for (label, descending) in [("Sort ascending", false), ("Sort descending", true)] {
            if plain_item(ui, label) {
                actions.push(Action::Sort(Some(Key { content: content.clone(), descending })));
            }
        }
        if sorted.is_some() && plain_item(ui, "As captured") {
            actions.push(Action::Sort(None));
        }
        menu_line(ui);
        let sides = [
            ("Align as usual", Side::Auto),
            ("Align left", Side::Left),
            ("Align center", Side::Center),
            ("Align right", Side::Right),
        ];
        for (label, side) in sides {
            if checked_item(ui, label, column.align == side) {
                change(settings, index, actions, |c| c.align = side);
            }
        }
        menu_line(ui);
        if plain_item(ui, "Add column…") {
            actions.push(Action::AddColumn(index));
        }
        if plain_item(ui, "Edit column…") {
            actions.push(Action::EditColumn(index));
        }
        if plain_item(ui, "Resize to fit") {
            let fit = self.wanted.get(&content).map(|w| w.clamp(WIDTHS.0, WIDTHS.1));
            change(settings, index, actions, |c| c.width = fit);
        }
        let seen = settings.columns.iter().filter(|c| !c.hidden).count();
        if seen > 1 {
            if plain_item(ui, "Hide column") {
                change(settings, index, actions, |c| c.hidden = true);
            }
            if plain_item(ui, "Remove column") {
                let mut columns = settings.columns.clone();
                columns.remove(index);
                actions.push(Action::SetColumns(columns));
            }
        }
        menu_line(ui);
        for (i, other) in settings.columns.iter().enumerate() {
            let label = text::escape(&other.title).into_owned();
            let is_last = !other.hidden && seen == 1;
            if checked_item(ui, &label, !other.hidden) && !is_last {
                change(settings, i, actions, |c| c.hidden = !c.hidden);
            }
        }
        menu_line(ui);
        if plain_item(ui, "Reset columns") {
            actions.push(Action::SetColumns(standard()));
        }
    }
}

/// Asks for the columns with one of them changed.
fn change(settings: &Settings, index: usize, actions: &mut Vec<Action>, change: impl FnOnce(&mut Column)) {
    let mut columns = settings.columns.clone();
    if let Some(column) = columns.get_mut(index) {
        change(column);
        actions.push(Action::SetColumns(columns));
    }
}

/// The columns with number `from` put before number `to`; `None` if nothing moves.
fn moved_column(columns: &[Column], from: usize, to: usize) -> Option<Vec<Column>> {
    if from >= columns.len() || to == from || to == from + 1 {
        return None;
    }
    let mut columns = columns.to_vec();
    let column = columns.remove(from);
    let to = if to > from { to - 1 } else { to };
    columns.insert(to.min(columns.len()), column);
    Some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_move_before_others() {
        let columns = standard();
        let titles = |from, to| {
            let moved = moved_column(&columns, from, to)?;
            Some(moved.iter().map(|c| c.title.chars().next().unwrap()).collect::<String>())
        };
        assert_eq!(titles(0, 2).as_deref(), Some("TNSDPLI"));
        assert_eq!(titles(6, 0).as_deref(), Some("INTSDPL"));
        assert_eq!(titles(1, 7).as_deref(), Some("NSDPLIT"));
        assert_eq!((titles(2, 2), titles(2, 3), titles(9, 0)), (None, None, None));
    }
}
