//! A list of up to 2^53 rows of equal height, scrolled by whole row numbers: exact at any length,
//! where egui's `ScrollArea` keeps its offset as f32. Paints visible rows only, draws its own
//! scroll bar, and puts its rows into the accessibility tree. Not here: what a row looks like.

use std::ops::Range;

use eframe::egui::{
    self, EventFilter, Id, Key, Modifiers, Painter, PointerButton, Popup, Rect, Response, Sense, Ui,
    accesskit::Role, pos2, vec2,
};

use super::theme::{palette, theme};

/// Where a list stands; kept from one painted frame to the next.
#[derive(Clone, Debug)]
pub struct RowList {
    id: Id,
    /// First row in sight, and how much of it is above the edge, logical px.
    top_row: u64,
    above_px: f64,
    /// Row to bring into sight.
    reveal: Option<u64>,
    /// Rows below the revealed one that should be seen with it.
    reveal_below: u64,
    /// Stay at the end while rows are added.
    follows_end: bool,
    /// Where the scroll bar's thumb was taken hold of, px from its top.
    grab_px: Option<f32>,
    /// Height when painted last, and whether the selected row was in sight then, px.
    last_height_px: f64,
    selected_in_sight: bool,
    /// Its menu is open, or was when painted last: the keyboard comes back.
    had_menu: bool,
    wants_keyboard: bool,
}

/// How far from the left a menu opens that the keyboard asked for, logical px.
const MENU_INDENT: f32 = 48.0;

/// The menu of the list `id`.
pub fn menu_id(id: Id) -> Id {
    id.with("menu")
}

/// The keys that open menus everywhere, unless a dialog lies over what asks; they are then taken.
pub fn menu_key(ctx: &egui::Context) -> bool {
    ctx.input_mut(|input| {
        input.consume_key(Modifiers::NONE, Key::Menu) || input.consume_key(Modifiers::SHIFT, Key::F10)
    })
}

/// What a list is made of this time.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// Accessible name of the list.
    pub name: &'a str,
    pub role: Role,
    pub row_role: Role,
    pub len: u64,
    /// Logical px.
    pub row_height: f32,
    pub selected: Option<u64>,
    /// Rows are selected; in the bytes it is bytes that are, and arrows are theirs.
    pub selects: bool,
    /// Width kept for the scroll bar at the right edge, logical px; painted by the caller if
    /// `own_bar` is false.
    pub bar_width: f32,
    pub own_bar: bool,
}

/// What happened to a list.
#[derive(Clone, Debug)]
pub struct RowEvents {
    /// Of the whole list: focus, context menu.
    pub response: Response,
    pub focused: bool,
    /// Rows in sight, the last may be cut.
    pub visible: Range<u64>,
    pub hovered: Option<u64>,
    pub clicked: Option<u64>,
    pub double_clicked: Option<u64>,
    pub secondary_clicked: Option<u64>,
    /// Row that the keyboard moved to.
    pub moved: Option<u64>,
    /// Beside which a menu shall open that the keyboard asked for: the beginning of the selected row.
    pub menu_at: Option<Rect>,
    /// Where the scroll bar is, its thumb included.
    pub bar: Rect,
    pub thumb: Rect,
}

/// One row while it is painted.
pub struct RowUi<'a> {
    pub ui: &'a Ui,
    /// Clipped to the list.
    pub painter: &'a Painter,
    pub index: u64,
    pub rect: Rect,
    pub response: &'a Response,
    pub selected: bool,
    pub hovered: bool,
    /// The list has the keyboard, or its menu.
    pub focused: bool,
}

impl RowUi<'_> {
    /// Gives the row its accessible name; `name` is made only where somebody listens.
    pub fn name(&self, role: Role, name: impl Fn() -> String) {
        let ui = self.ui;
        self.response.widget_info(|| egui::WidgetInfo::labeled(role, ui.is_enabled(), name()));
        let (selected, index) = (self.selected, self.index);
        ui.ctx().accesskit_node_builder(self.response.id, |node| {
            node.set_selected(selected);
            if let Ok(index) = usize::try_from(index) {
                node.set_row_index(index);
            }
        });
    }
}

impl RowList {
    pub fn new(id: impl std::hash::Hash + std::fmt::Debug) -> Self {
        Self {
            id: Id::unique(id),
            top_row: 0,
            above_px: 0.0,
            reveal: None,
            reveal_below: 0,
            follows_end: false,
            grab_px: None,
            last_height_px: 0.0,
            selected_in_sight: false,
            had_menu: false,
            wants_keyboard: false,
        }
    }

    /// Takes the keyboard when painted next: its window has just opened.
    pub fn take_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    /// The widget that takes the keyboard.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Brings `row` into sight when painted next; a row far away is put in the middle.
    pub fn reveal(&mut self, row: u64) {
        self.reveal = Some(row);
        self.reveal_below = 0;
    }

    /// As [`Self::reveal`], with as many of the `below` rows that follow as have room.
    pub fn reveal_with(&mut self, row: u64, below: u64) {
        self.reveal = Some(row);
        self.reveal_below = below;
    }

    /// Goes to the end and stays there while rows are added, until the user scrolls up.
    pub fn follow_end(&mut self, follow: bool) {
        self.follows_end = follow;
    }

    pub fn follows_end(&self) -> bool {
        self.follows_end
    }

    /// First row in sight and px of it above the edge.
    pub fn position(&self) -> (u64, f64) {
        (self.top_row, self.above_px)
    }

    /// Back to the first row, unless another is still to be brought into sight.
    pub fn rewind(&mut self) {
        self.top_row = 0;
        self.above_px = 0.0;
    }

    /// The first `rows` are gone; those in sight stay where they are.
    pub fn leave_out_first(&mut self, rows: u64) {
        self.above_px = if self.top_row < rows { 0.0 } else { self.above_px };
        self.top_row = self.top_row.saturating_sub(rows);
        self.reveal = self.reveal.and_then(|row| row.checked_sub(rows));
    }

    /// Moves by `delta_px`, downwards if positive, within a list of `len` rows.
    fn scroll_by(&mut self, delta_px: f64, len: u64, row_px: f64, height_px: f64) {
        self.above_px += delta_px;
        let rows = (self.above_px / row_px).floor();
        self.above_px -= rows * row_px;
        if rows < 0.0 {
            let up = (-rows) as u64;
            if up > self.top_row {
                self.above_px = 0.0;
            }
            self.top_row = self.top_row.saturating_sub(up);
        } else {
            self.top_row = self.top_row.saturating_add(rows as u64);
        }
        self.clamp(len, row_px, height_px);
    }

    /// The position at the end of the list.
    fn end(len: u64, row_px: f64, height_px: f64) -> (u64, f64) {
        let whole = (height_px / row_px).floor();
        let cut = height_px - whole * row_px;
        let whole = whole as u64;
        if len <= whole {
            return (0, 0.0);
        }
        let top = len - whole;
        if cut > 0.0 { (top - 1, row_px - cut) } else { (top, 0.0) }
    }

    fn clamp(&mut self, len: u64, row_px: f64, height_px: f64) {
        let (row, above) = Self::end(len, row_px, height_px);
        if (self.top_row, self.above_px) >= (row, above) {
            (self.top_row, self.above_px) = (row, above);
        }
    }

    fn at_end(&self, len: u64, row_px: f64, height_px: f64) -> bool {
        (self.top_row, self.above_px) >= Self::end(len, row_px, height_px)
    }

    fn show_row(&mut self, row: u64, len: u64, row_px: f64, height_px: f64) {
        let row = row.min(len.saturating_sub(1));
        let whole = ((height_px / row_px).floor() as u64).max(1);
        let first_whole = self.top_row.saturating_add(u64::from(self.above_px > 0.0));
        if row < first_whole {
            let near = first_whole - row <= whole;
            self.top_row = if near { row } else { row.saturating_sub(whole / 2) };
            self.above_px = 0.0;
        } else if self.bottom_px(row, row_px) > height_px {
            let near = row - first_whole < whole.saturating_mul(2);
            if near {
                // The row's lower edge on the list's.
                let over = self.bottom_px(row, row_px) - height_px;
                self.scroll_by(over, len, row_px, height_px);
            } else {
                self.top_row = row.saturating_sub(whole / 2);
                self.above_px = 0.0;
            }
        }
        self.clamp(len, row_px, height_px);
    }

    /// Lower edge of `row`, px below the list's upper edge.
    fn bottom_px(&self, row: u64, row_px: f64) -> f64 {
        let below = (row.saturating_sub(self.top_row)).saturating_add(1);
        below as f64 * row_px - self.above_px
    }

    /// How far the list is scrolled, 0 to 1.
    fn fraction(&self, len: u64, row_px: f64, height_px: f64) -> f64 {
        let (row, above) = Self::end(len, row_px, height_px);
        let end = row as f64 + above / row_px;
        if end <= 0.0 {
            return 0.0;
        }
        ((self.top_row as f64 + self.above_px / row_px) / end).clamp(0.0, 1.0)
    }

    fn scroll_to_fraction(&mut self, fraction: f64, len: u64, row_px: f64, height_px: f64) {
        let (row, above) = Self::end(len, row_px, height_px);
        let at = fraction.clamp(0.0, 1.0) * (row as f64 + above / row_px);
        self.top_row = at.floor() as u64;
        self.above_px = (at - at.floor()) * row_px;
        self.clamp(len, row_px, height_px);
    }

    /// Scrolls so that row `at` of the list stands in the middle: a click into the minimap.
    fn center_on(&mut self, at: f64, len: u64, row_px: f64, height_px: f64) {
        self.top_row = 0;
        self.above_px = 0.0;
        let px = at * len as f64 * row_px - height_px / 2.0;
        self.scroll_by(px.max(0.0), len, row_px, height_px);
    }

    /// Paints the rows in sight in `rect` with `paint`, bottom ones cut at the edge.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        rows: &Rows<'_>,
        mut paint: impl FnMut(&RowUi<'_>),
    ) -> RowEvents {
        let row_px = f64::from(rows.row_height.max(1.0));
        let height_px = f64::from(rect.height().max(0.0));
        let len = rows.len;
        let body = Rect::from_min_max(rect.min, pos2(rect.right() - rows.bar_width, rect.bottom()));

        let response = ui.interact(rect, self.id, Sense::click());
        let name = rows.name.to_owned();
        let role = rows.role;
        response.widget_info(|| egui::WidgetInfo::labeled(role, ui.is_enabled(), name.clone()));
        if std::mem::take(&mut self.wants_keyboard) || response.clicked() {
            response.request_focus();
        }
        // Kept when another window has the keyboard: the selection still says where arrows go.
        let has_menu = self.keyboard_and_menu(ui);
        let has_keys = ui.memory(|memory| memory.has_focus(self.id));
        let focused = has_keys || has_menu;
        let moved = if has_keys { self.keyboard(ui, rows, height_px, row_px) } else { None };
        let asks_for_menu = has_keys && len > 0 && menu_key(ui.ctx());
        if asks_for_menu {
            self.reveal = self.reveal.or(rows.selected);
        }
        self.wheel(ui, rect, len, row_px, height_px);

        let track = Rect::from_min_max(pos2(body.right(), rect.top()), rect.max);
        let thumb = self.bar(ui, track, rows, row_px, height_px);

        if self.follows_end && self.reveal.is_none() {
            (self.top_row, self.above_px) = Self::end(len, row_px, height_px);
        }
        // A list that gets lower keeps its selected row in sight.
        if height_px < self.last_height_px && self.selected_in_sight {
            self.reveal = self.reveal.or(rows.selected);
        }
        self.last_height_px = height_px;
        if let Some(row) = self.reveal.take() {
            let below = self.reveal_below;
            let first_whole = self.top_row.saturating_add(u64::from(self.above_px > 0.0));
            let seen = row >= first_whole && self.bottom_px(row, row_px) <= height_px;
            // What is in sight stays where it is: a second click shall hit it, too.
            if below > 0 && !seen {
                self.show_row(row.saturating_add(below), len, row_px, height_px);
            }
            self.show_row(row, len, row_px, height_px);
        }
        self.clamp(len, row_px, height_px);

        let mut events = RowEvents {
            focused: has_keys,
            visible: self.top_row..self.top_row,
            hovered: None,
            clicked: None,
            double_clicked: None,
            secondary_clicked: None,
            moved,
            menu_at: None,
            bar: track,
            thumb,
            response,
        };
        if asks_for_menu {
            let row = moved.or(rows.selected).unwrap_or(self.top_row);
            // Without a selected row it is about the first one in sight.
            if rows.selects && rows.selected.is_none() {
                events.secondary_clicked = Some(row);
            }
            let bottom = (self.bottom_px(row, row_px) as f32).clamp(0.0, rect.height());
            let x = (rect.left() + MENU_INDENT).min(rect.center().x);
            let size = vec2(MENU_INDENT, rows.row_height);
            events.menu_at = Some(Rect::from_min_size(pos2(x, rect.top() + bottom - size.y), size));
        }
        let painter = ui.painter().with_clip_rect(body.intersect(ui.clip_rect()));
        let mut top = f64::from(rect.top()) - self.above_px;
        let mut index = self.top_row;
        while index < len && top < f64::from(rect.bottom()) {
            let row_rect =
                Rect::from_min_size(pos2(body.left(), top as f32), vec2(body.width(), rows.row_height));
            let hit = row_rect.intersect(body);
            let row = ui.interact(hit, self.id.with(index), Sense::CLICK);
            if row.clicked() {
                events.clicked = Some(index);
            }
            if row.double_clicked() {
                events.double_clicked = Some(index);
            }
            if row.clicked_by(PointerButton::Secondary) {
                events.secondary_clicked = Some(index);
            }
            if row.hovered() {
                events.hovered = Some(index);
            }
            let row_ui = RowUi {
                ui,
                painter: &painter,
                index,
                rect: row_rect,
                response: &row,
                selected: rows.selected == Some(index),
                hovered: row.hovered(),
                focused,
            };
            paint(&row_ui);
            index = index.saturating_add(1);
            top += row_px;
        }
        events.visible.end = index;
        self.selected_in_sight = rows.selected.is_some_and(|row| events.visible.contains(&row));
        if events.clicked.is_some() || events.secondary_clicked.is_some() {
            events.response.request_focus();
        }
        if rows.own_bar && thumb.height() < track.height() {
            paint_bar(ui, track, thumb);
        }
        // Without a selected row in sight nothing else says where the keyboard is.
        if focused && !self.selected_in_sight {
            let line = rect.with_max_y(rect.top() + theme().stroke.focus);
            ui.painter().rect_filled(line, 0.0, palette(ui).focus.ring.0);
        }
        events
    }

    /// While the list's menu is open its lines have the keyboard, then the list again. True if open.
    fn keyboard_and_menu(&mut self, ui: &Ui) -> bool {
        let has_menu = Popup::is_id_open(ui.ctx(), menu_id(self.id));
        if has_menu {
            self.had_menu = true;
            ui.memory_mut(|memory| memory.surrender_focus(self.id));
        } else if self.had_menu && ui.memory(|memory| memory.focused()).is_none() {
            self.had_menu = false;
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        has_menu
    }

    fn keyboard(&mut self, ui: &Ui, rows: &Rows<'_>, height_px: f64, row_px: f64) -> Option<u64> {
        // Arrows belong to the list, not to egui's walk from widget to widget.
        ui.memory_mut(|memory| {
            memory.set_focus_lock_filter(
                self.id,
                EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() },
            );
        });
        let last = rows.len.checked_sub(1)?;
        let page = ((height_px / row_px).floor() as u64).saturating_sub(1).max(1);
        let steps = |key: Key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as u64;
        let (up, down) = (steps(Key::ArrowUp), steps(Key::ArrowDown));
        let (page_up, page_down) = (steps(Key::PageUp), steps(Key::PageDown));
        let (home, end) = (steps(Key::Home), steps(Key::End));
        if up + down + page_up + page_down + home + end == 0 {
            return None;
        }
        if !rows.selects {
            let down = (down + page.saturating_mul(page_down)) as f64;
            let up = (up + page.saturating_mul(page_up)) as f64;
            let whole = rows.len as f64 * row_px;
            let to_end = whole * (f64::from(u8::from(end > 0)) - f64::from(u8::from(home > 0)));
            self.scroll_by((down - up) * row_px + to_end, rows.len, row_px, height_px);
            self.follows_end &= self.at_end(rows.len, row_px, height_px);
            return None;
        }
        let to = match rows.selected {
            _ if home > 0 => 0,
            _ if end > 0 => last,
            None => self.top_row,
            Some(at) => at
                .saturating_add(down)
                .saturating_add(page.saturating_mul(page_down))
                .saturating_sub(up)
                .saturating_sub(page.saturating_mul(page_up)),
        };
        let to = to.min(last);
        self.follows_end &= to == last;
        self.reveal = Some(to);
        Some(to)
    }

    fn wheel(&mut self, ui: &Ui, rect: Rect, len: u64, row_px: f64, height_px: f64) {
        if !ui.rect_contains_pointer(rect) || !ui.is_enabled() {
            return;
        }
        let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        if delta != 0.0 {
            self.scroll_by(-f64::from(delta), len, row_px, height_px);
            // Up leaves the end; down to the end stays there again only if it was followed before.
            if delta > 0.0 {
                self.follows_end = false;
            }
        }
    }

    /// Works the scroll bar in `track` and returns where its thumb is.
    fn bar(&mut self, ui: &Ui, track: Rect, rows: &Rows<'_>, row_px: f64, height_px: f64) -> Rect {
        let len = rows.len;
        let total_px = len as f64 * row_px;
        if total_px <= height_px || track.width() <= 0.0 {
            self.grab_px = None;
            return track;
        }
        let share = (height_px / total_px) as f32;
        let thumb_px = (track.height() * share).max(24.0).min(track.height());
        let free_px = track.height() - thumb_px;
        let thumb_at = |list: &Self| {
            let top = track.top() + free_px * list.fraction(len, row_px, height_px) as f32;
            Rect::from_min_size(pos2(track.left(), top), vec2(track.width(), thumb_px))
        };
        let thumb = thumb_at(self);
        let bar = ui.interact(track, self.id.with("scroll bar"), Sense::CLICK | Sense::DRAG);
        bar.widget_info(|| {
            egui::WidgetInfo::labeled(Role::ScrollBar, true, format!("{}, scroll bar", rows.name))
        });
        if let Some(pointer) = bar.interact_pointer_pos() {
            if bar.drag_started() || bar.is_pointer_button_down_on() && self.grab_px.is_none() {
                let inside = thumb.contains(pointer);
                self.grab_px = Some(if inside { pointer.y - thumb.top() } else { thumb_px / 2.0 });
                if !inside && !rows.own_bar {
                    let at = (pointer.y - track.top()) / track.height();
                    self.center_on(f64::from(at), len, row_px, height_px);
                } else if !inside {
                    // A press beside the thumb pages towards the pointer.
                    let page = (height_px - row_px).max(row_px);
                    let delta = if pointer.y < thumb.top() { -page } else { page };
                    self.scroll_by(delta, len, row_px, height_px);
                }
            } else if bar.dragged()
                && let Some(grab) = self.grab_px
            {
                let fraction = (pointer.y - track.top() - grab) / free_px.max(1.0);
                self.scroll_to_fraction(f64::from(fraction), len, row_px, height_px);
            }
            self.follows_end &= self.at_end(len, row_px, height_px);
        }
        if !bar.is_pointer_button_down_on() {
            self.grab_px = None;
        }
        thumb_at(self)
    }
}

fn paint_bar(ui: &Ui, track: Rect, thumb: Rect) {
    let p = palette(ui);
    let hovered = ui.rect_contains_pointer(track);
    let color = if hovered { p.line.control } else { p.line.strong };
    let thumb = thumb.shrink2(vec2(1.0, 1.0));
    ui.painter().rect_filled(thumb, theme().size.scrollbar / 2.0, color.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: f64 = 20.0;
    const HEIGHT: f64 = 410.0;

    #[test]
    fn a_pixel_is_a_pixel_at_ten_million_rows_and_at_ten_thousand_million() {
        for len in [10_000_000_u64, 10_000_000_000] {
            let mut list = RowList::new("list");
            list.top_row = len - 1000;
            for _ in 0..7 {
                list.scroll_by(1.0, len, ROW, HEIGHT);
            }
            assert_eq!(list.position(), (len - 1000, 7.0));
            list.scroll_by(-8.0, len, ROW, HEIGHT);
            assert_eq!(list.position(), (len - 1001, 19.0));
        }
    }

    #[test]
    fn the_ends_hold() {
        let mut list = RowList::new("list");
        list.scroll_by(-500.0, 100, ROW, HEIGHT);
        assert_eq!(list.position(), (0, 0.0));
        list.scroll_by(1e12, 100, ROW, HEIGHT);
        // 20.5 rows fit: the top one is half in sight.
        assert_eq!(list.position(), (79, 10.0));
        list.scroll_by(5.0, 3, ROW, HEIGHT);
        assert_eq!(list.position(), (0, 0.0));
    }

    #[test]
    fn revealing_moves_as_little_as_it_can() {
        let mut list = RowList::new("list");
        list.show_row(5, 1000, ROW, HEIGHT);
        assert_eq!(list.position(), (0, 0.0));
        list.show_row(20, 1000, ROW, HEIGHT);
        assert_eq!(list.position(), (0, 10.0));
        list.show_row(0, 1000, ROW, HEIGHT);
        assert_eq!(list.position(), (0, 0.0));
        list.show_row(500, 1000, ROW, HEIGHT);
        assert_eq!(list.position(), (490, 0.0));
        list.show_row(5000, 1000, ROW, HEIGHT);
        assert_eq!(list.position(), (979, 10.0));
    }

    #[test]
    fn the_bar_reaches_both_ends_and_any_row() {
        let len = 10_000_000;
        let mut list = RowList::new("list");
        for fraction in [0.0, 0.25, 0.5, 1.0] {
            list.scroll_to_fraction(fraction, len, ROW, HEIGHT);
            assert!((list.fraction(len, ROW, HEIGHT) - fraction).abs() < 1e-9);
        }
        assert!(list.at_end(len, ROW, HEIGHT));
        list.center_on(0.5, len, ROW, HEIGHT);
        let middle = list.top_row + 10;
        assert!(middle.abs_diff(len / 2) <= 1, "{middle}");
    }
}
