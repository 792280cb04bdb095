//! Tables of statistics: tabs, sorting by any column, a filter from a row.

use eframe::egui::{Align, Id, Rect, Sense, Ui, accesskit::Role, pos2, vec2};

use crate::gui::icons::Icon;
use crate::gui::menu::{filter_menus, pointer_menu};
use crate::gui::model::statistics::{Report, ReportView};
use crate::gui::model::{Action, Combine, FilterFrom};
use crate::gui::packet_list::mono_char;
use crate::gui::rows::{RowList, Rows};
use crate::gui::sideways::Sideways;
use crate::gui::text::{self, Line};
use crate::gui::theme::{Face, hairline, mono, palette, small, theme};
use crate::gui::widgets::{Empty, Tab, empty_state, focus_ring, tab_strip, tabs_width};
use crate::statistics::table::{Cell, Kind, Row, Table};

/// Rows that columns' widths are made of.
const MEASURED: usize = 400;
/// Widest column, px, and the indent of a level.
const WIDEST: f32 = 560.0;
const INDENT: f32 = 16.0;
/// What a bar of shares gains at most, and how wide a lone column of text becomes, px.
const BAR_WIDEST: f32 = 120.0;
const TEXT_WIDEST: f32 = 420.0;
/// What is left of columns that become narrower.
const NARROWED: f32 = 0.92;

/// What the tables of one window remember.
#[derive(Debug)]
pub struct Tables {
    rows: RowList,
    tab: usize,
    /// Column and whether downwards.
    sort: Option<(usize, bool)>,
    selected: Option<u64>,
    /// Places of rows in the order they are shown, and what that was made of.
    order: Vec<usize>,
    made_of: Option<(u64, usize, Option<(usize, bool)>)>,
    widths: Vec<f32>,
    sideways: Sideways,
    id: u64,
}

impl Tables {
    pub fn new(id: u64) -> Self {
        let mut rows = RowList::new(("statistics", id));
        rows.take_keyboard();
        Self {
            rows,
            tab: 0,
            sort: None,
            selected: None,
            order: Vec::new(),
            made_of: None,
            widths: Vec::new(),
            sideways: Sideways::default(),
            id,
        }
    }

    /// The tabs, where there are several tables.
    pub fn tabs(&mut self, ui: &mut Ui, tables: &[Table]) {
        if tables.len() < 2 {
            return;
        }
        let tab = |table: &Table| (table.title.clone(), text::count(table.rows.len() as u64));
        let named: Vec<(String, String)> = tables.iter().map(tab).collect();
        let tabs: Vec<Tab<'_>> = named
            .iter()
            .map(|(title, count)| Tab { title, count: Some(count.clone()), icon: None })
            .collect();
        // The filter at the right keeps its room.
        let wide = tabs_width(ui, &tabs).min((ui.available_width() - 240.0).max(200.0));
        let (rect, _) = ui.allocate_exact_size(vec2(wide, ui.available_height()), Sense::hover());
        let id = Id::unique("statistics tabs").with(self.id);
        if let Some(clicked) = tab_strip(ui, rect, id, &tabs, self.tab).filter(|i| *i != self.tab) {
            self.tab = clicked;
            self.sort = None;
            self.selected = None;
            self.sideways = Sideways::default();
            self.rows.rewind();
        }
    }

    /// The table in sight as it is sorted.
    pub fn sorted(&self, tables: &[Table]) -> Option<Table> {
        let mut table = tables.get(self.tab)?.clone();
        if let Some((column, descending)) = self.sort {
            table.sort(column, descending);
        }
        Some(table)
    }

    pub fn words(&self, tables: &[Table]) -> String {
        let rows = tables.get(self.tab).map_or(&[][..], |table| &table.rows);
        let count = text::plural(rows.len() as u64, "row", "rows");
        match rows.iter().any(|row| row.filter.is_some()) {
            true => format!("{count} · double click filters"),
            false => count,
        }
    }

    fn refresh(&mut self, ui: &Ui, view: &ReportView, table: &Table) {
        let key = (view.generation, self.tab, self.sort);
        if self.made_of == Some(key) {
            return;
        }
        self.made_of = Some(key);
        self.order = (0..table.rows.len()).collect();
        let is_tree = table.rows.iter().any(|row| row.depth > 0);
        if let Some((column, descending)) = self.sort.filter(|_| !is_tree) {
            let cell = |i: &usize| table.rows.get(*i).and_then(|row| row.cells.get(column));
            self.order.sort_by(|a, b| {
                let (a, b) = (cell(a).unwrap_or(&Cell::Nothing), cell(b).unwrap_or(&Cell::Nothing));
                if descending { b.compare(a) } else { a.compare(b) }
            });
        }
        let char_width = mono_char(ui);
        self.widths = table
            .columns
            .iter()
            .enumerate()
            .map(|(i, column)| {
                let indent = |row: &Row| if i == 0 { f32::from(row.depth) * INDENT } else { 0.0 };
                let wide = |row: &Row| {
                    row.cells.get(i).map_or(0, |c| shown(c).chars().count()) as f32 * char_width + indent(row)
                };
                let title = column.title.chars().count() as f32 * 6.4 + 14.0;
                let widest = table.rows.iter().take(MEASURED).map(wide).fold(title, f32::max);
                (widest + 13.0).clamp(48.0, WIDEST)
            })
            .collect();
    }

    /// Paints the table in sight.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &ReportView,
        tables: &[Table],
        actions: &mut Vec<Action>,
    ) {
        self.tab = self.tab.min(tables.len().saturating_sub(1));
        let Some(table) = tables.get(self.tab) else { return };
        self.refresh(ui, view, table);
        let t = theme();
        let header = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
        let body = rect.with_min_y(header.bottom());
        let (left, right) = (rect.left() + 8.0, rect.right() - 14.0);
        let overflow = (self.widths.iter().sum::<f32>() * self.scale(right - left) - (right - left)).max(0.0);
        self.sideways.wheel(ui, body, overflow);
        let edges = self.edges(table, left, right);
        self.header(ui, header, table, &edges);
        if table.rows.is_empty() && view.progress.is_none() {
            let advice = match view.report {
                Report::Hosts => "The capture itself names no address, and nothing is looked up.",
                _ if !view.filter.is_empty() => "No frame that passes the filter has any.",
                _ => "No frame of this capture has any.",
            };
            let empty = Empty { icon: Icon::Info, title: "Nothing to count", advice, actions: &[] };
            empty_state(ui, body, &empty, actions);
        }
        let spec = Rows {
            name: view.report.title(),
            role: Role::Table,
            row_role: Role::Row,
            len: self.order.len() as u64,
            row_height: t.size.list_row,
            selected: self.selected,
            selects: true,
            bar_width: t.size.scrollbar.max(10.0),
            own_bar: true,
        };
        let order = std::mem::take(&mut self.order);
        let row_at = |index: u64| {
            let place = usize::try_from(index).ok().and_then(|i| order.get(i))?;
            table.rows.get(*place)
        };
        let events = self.rows.show(ui, body, &spec, |row_ui| {
            let Some(row) = row_at(row_ui.index) else { return };
            let next = row_at(row_ui.index.saturating_add(1));
            let is_group = next.is_some_and(|next| next.depth > row.depth);
            paint(row_ui, row, table, &edges, is_group);
            row_ui.name(Role::Row, || {
                let cells: Vec<String> = row.cells.iter().map(shown).collect();
                text::escape(&cells.join(" ")).into_owned()
            });
        });
        if let Some(row) = events.clicked.or(events.secondary_clicked).or(events.moved) {
            self.selected = Some(row);
        }
        let filter_at = |index: u64| row_at(index).and_then(|row| row.filter.clone());
        if let Some(filter) = events.double_clicked.and_then(filter_at) {
            let from = FilterFrom::Text(filter);
            actions.push(Action::Filter { from, how: Combine::Selected, apply: true });
        }
        if let Some(filter) = self.selected.and_then(filter_at) {
            pointer_menu(&events, "statistics menu", 240.0, |ui| {
                filter_menus(ui, &FilterFrom::Text(filter), actions);
            });
        }
        self.order = order;
        let bar = (Id::unique("statistics side bar").with(self.id), spec.name);
        self.sideways.bar(ui, bar, body.with_max_x(body.right() - spec.bar_width), overflow);
    }

    /// Columns become a little narrower before the table scrolls sideways: the gaps between them, at most.
    fn scale(&self, room: f32) -> f32 {
        (room / self.widths.iter().sum::<f32>().max(1.0)).clamp(NARROWED, 1.0)
    }

    /// Edges of the columns. What is left makes bars of shares longer and the last column of text wider,
    /// but no number stands far from what it belongs to.
    fn edges(&self, table: &Table, left: f32, right: f32) -> Vec<(f32, f32)> {
        let widest = table.columns.iter().rposition(|column| column.kind == Kind::Text);
        let sum: f32 = self.widths.iter().sum();
        let room = right - left;
        let mut spare = (room - sum).max(0.0);
        let bars = table.columns.iter().filter(|column| column.kind == Kind::Percent).count() as f32;
        let of_bar = if bars > 0.0 { (spare * 0.5 / bars).min(BAR_WIDEST) } else { 0.0 };
        spare -= of_bar * bars;
        let is_tree = table.rows.iter().any(|row| row.depth > 0);
        let texts = table.columns.iter().filter(|column| column.kind == Kind::Text).count();
        if texts < 2 || is_tree {
            let own = widest.and_then(|i| self.widths.get(i)).copied().unwrap_or(0.0);
            spare = spare.min((TEXT_WIDEST - own).max(0.0));
        }
        let scale = self.scale(room);
        let mut at = left - self.sideways.scrolled_px;
        let mut edges = Vec::with_capacity(self.widths.len());
        for (i, width) in self.widths.iter().enumerate() {
            let more = match table.columns.get(i).map(|column| column.kind) {
                _ if Some(i) == widest => spare,
                Some(Kind::Percent) => of_bar,
                _ => 0.0,
            };
            let end = at + width * scale + more;
            edges.push((at, end));
            at = end;
        }
        edges
    }

    fn header(&mut self, ui: &mut Ui, rect: Rect, table: &Table, edges: &[(f32, f32)]) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
        let painter = ui.painter().with_clip_rect(rect);
        for (i, (column, (left, right))) in table.columns.iter().zip(edges).enumerate() {
            let cell = Rect::from_min_max(pos2(*left, rect.top()), pos2(*right, rect.bottom()));
            let id = Id::unique("statistics title").with((self.id, i));
            let response = ui.interact(cell.intersect(rect), id, Sense::click());
            let sorted = self.sort.filter(|(by, _)| *by == i);
            let name = match sorted {
                Some((_, true)) => format!("{}, sorted descending", column.title),
                Some(_) => format!("{}, sorted ascending", column.title),
                None => format!("Sort by {}", column.title),
            };
            response
                .widget_info(|| eframe::egui::WidgetInfo::labeled(Role::ColumnHeader, true, name.clone()));
            if response.hovered() {
                painter.rect_filled(cell, 0.0, p.surface.hover.0);
            }
            let color = if sorted.is_some() { p.text.primary } else { p.text.secondary };
            let line = Line { font: small(), color: color.0, dim: color.0 };
            let mut inner = cell.shrink2(vec2(t.space.s, 0.0));
            if let Some((_, descending)) = sorted {
                let icon = if descending { Icon::ChevronDown } else { Icon::ChevronUp };
                let place =
                    Rect::from_min_size(pos2(inner.right() - 10.0, cell.top()), vec2(10.0, cell.height()));
                icon.paint(&painter, place, 10.0, color.0);
                inner = inner.with_max_x(inner.right() - 12.0);
            }
            line.paint(&painter, inner, &column.title, align(column.kind));
            focus_ring(ui, &response, cell.shrink(2.0), 2.0);
            if response.clicked() {
                // Numbers are looked for from the top.
                let first = column.kind != Kind::Text;
                self.sort = match sorted {
                    None => Some((i, first)),
                    Some((_, descending)) if descending == first => Some((i, !first)),
                    Some(_) => None,
                };
            }
        }
    }
}

fn align(kind: Kind) -> Align {
    if kind == Kind::Text { Align::Min } else { Align::Max }
}

/// A value as people read it.
fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Count(n) | Cell::Bytes(n) => text::count(*n),
        Cell::Rate(rate) if *rate >= 1e6 => format!("{:.1} M", rate / 1e6),
        Cell::Rate(rate) if *rate >= 1e4 => format!("{:.1} k", rate / 1e3),
        other => other.text(),
    }
}

fn paint(
    row_ui: &crate::gui::rows::RowUi<'_>,
    row: &Row,
    table: &Table,
    edges: &[(f32, f32)],
    is_group: bool,
) {
    let p = palette(row_ui.ui);
    let t = theme();
    let rect = row_ui.rect;
    let color = crate::gui::table::ground(row_ui);
    let size = t.font.size.mono;
    let font = if is_group && row.depth == 0 { Face::MonoSemibold.at(size) } else { mono() };
    let line = Line { font, color: color.0, dim: p.text.tertiary.0 };
    let quiet = Line { color: p.text.tertiary.0, ..line.clone() };
    for (i, ((column, cell), (left, right))) in table.columns.iter().zip(&row.cells).zip(edges).enumerate() {
        let mut place = Rect::from_min_max(pos2(*left, rect.top()), pos2(*right, rect.bottom()));
        if i == 0 {
            place = place.with_min_x(place.left() + f32::from(row.depth) * INDENT);
        }
        if let (Kind::Percent, Cell::Percent(share)) = (column.kind, cell) {
            // A share is seen before it is read.
            let width = (place.width() - 4.0) * (*share as f32 / 100.0).clamp(0.0, 1.0);
            let bar = Rect::from_min_size(
                pos2(place.left() + 2.0, place.top() + 3.0),
                vec2(width, place.height() - 6.0),
            );
            let tone = if row_ui.selected { p.accent.fill } else { p.accent.soft };
            row_ui.painter.rect_filled(bar, 2.0, tone.0);
        }
        let (place, words) = (place.shrink2(vec2(t.space.s, 0.0)), shown(cell));
        // What is nothing steps back.
        let is_nothing = matches!(cell, Cell::Count(0) | Cell::Bytes(0)) && !row_ui.selected;
        let line = if is_nothing { &quiet } else { &line };
        line.paint(row_ui.painter, place, &words, align(column.kind));
        crate::gui::table::whole_on_hover(row_ui, place, mono(), &words);
    }
}
