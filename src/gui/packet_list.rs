//! The frame list: columns, tints, state icons, the conversation's bracket, the minimap.
//! Not here: what a row says (`model::FrameRows`), how rows scroll (`rows`).

use eframe::egui::{
    self, Align, Color32, CursorIcon, Id, Rect, Sense, Stroke, Ui, Vec2, accesskit::Role,
    emath::GuiRounding as _, pos2, vec2,
};

use super::find_bar::paint_sought;
use super::icons::Icon;
use super::model::{Action, Bracket, CaptureView, RowView};
use super::rows::{RowEvents, RowList, RowUi, Rows};
use super::settings::Settings;
use super::text::{self, Line};
use super::theme::{Palette, RowTint, hairline, mono, palette, small, theme};
use crate::document::find::Place;

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Bracket,
    TlsState,
    Number,
    Time,
    Source,
    Destination,
    Protocol,
    Length,
    Info,
}

impl Column {
    pub const ALL: [Column; 9] = [
        Column::Bracket,
        Column::TlsState,
        Column::Number,
        Column::Time,
        Column::Source,
        Column::Destination,
        Column::Protocol,
        Column::Length,
        Column::Info,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Column::Bracket | Column::TlsState => "",
            Column::Number => "No.",
            Column::Time => "Time",
            Column::Source => "Source",
            Column::Destination => "Destination",
            Column::Protocol => "Protocol",
            Column::Length => "Length",
            Column::Info => "Info",
        }
    }

    fn default_width(self) -> f32 {
        match self {
            Column::Bracket => 22.0,
            Column::TlsState => 24.0,
            Column::Number => 44.0,
            Column::Time => 84.0,
            Column::Source | Column::Destination => 128.0,
            Column::Protocol => 76.0,
            Column::Length => 56.0,
            Column::Info => 0.0,
        }
    }

    fn align(self) -> Align {
        match self {
            Column::Number | Column::Time | Column::Length => Align::Max,
            _ => Align::Min,
        }
    }

    fn can_resize(self) -> bool {
        !matches!(self, Column::Bracket | Column::TlsState | Column::Info)
    }

    /// The row's text in this column.
    pub fn text(self, row: &RowView) -> String {
        match self {
            Column::Bracket | Column::TlsState => String::new(),
            Column::Number => row.number.to_string(),
            Column::Time => row.time.clone(),
            Column::Source => row.source.clone(),
            Column::Destination => row.destination.clone(),
            Column::Protocol => row.protocol.clone(),
            Column::Length => row.len_bytes.to_string(),
            Column::Info => row.info.clone(),
        }
    }
}

/// A row as it is copied: its columns with tabs between, without the decrypted preview.
pub fn row_as_text(row: &RowView) -> String {
    let columns: Vec<String> = Column::ALL
        .iter()
        .filter(|column| !column.title().is_empty())
        .map(|column| text::escape(&column.text(row)).into_owned())
        .collect();
    columns.join("\t")
}

/// The frame list's state between two painted frames.
#[derive(Debug)]
pub struct PacketList {
    pub rows: RowList,
    widths: [f32; Column::ALL.len()],
    /// Columns whose width the user has set: they no longer grow by themselves.
    set: [bool; Column::ALL.len()],
    /// Rows when the list stopped following its end.
    left_end_at: u64,
    minimap: Minimap,
}

#[derive(Debug, Default)]
struct Minimap {
    len: u64,
    marks: Vec<RowTint>,
    height: f32,
    painted_at: f64,
}

impl Default for PacketList {
    fn default() -> Self {
        Self {
            rows: RowList::new("frame list"),
            widths: Column::ALL.map(Column::default_width),
            set: [false; Column::ALL.len()],
            left_end_at: 0,
            minimap: Minimap::default(),
        }
    }
}

impl PacketList {
    /// Paints header, rows and minimap in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &mut CaptureView<'_>,
        settings: &Settings,
        live: bool,
        actions: &mut Vec<Action>,
    ) -> RowEvents {
        let t = theme();
        let header = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
        let body = Rect::from_min_max(pos2(rect.left(), header.bottom()), rect.max);
        ui.painter().rect_filled(body, 0.0, palette(ui).surface.pane.0);

        let spec = Rows {
            name: "Frames",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: view.rows.len(),
            row_height: t.size.list_row,
            selected: view.selected,
            bar_width: t.size.minimap,
            own_bar: false,
        };
        let char_width = mono_char(ui);
        let columns = self.columns(header.left(), header.right() - t.size.minimap);
        let mut wanted = [0.0_f32; Column::ALL.len()];
        let bracket = view.bracket;
        let source = &mut *view.rows;
        let events = self.rows.show(ui, body, &spec, |row_ui| {
            let Some(row) = source.row(row_ui.index) else {
                return;
            };
            for (column, wanted) in Column::ALL.into_iter().zip(&mut wanted) {
                let chars = column.text(row).chars().count() as f32;
                *wanted = wanted.max(chars * char_width + 2.0 * t.space.s);
            }
            paint_row(row_ui, row, &columns, settings.colour_rows);
            if let Some(bracket) = bracket {
                paint_bracket(row_ui, columns_of(&columns, Column::Bracket), bracket, row, settings);
            }
            row_ui.name(Role::ListBoxOption, || row_name(row));
        });
        self.grow(&wanted);
        self.header(ui, header, &wanted);
        self.paint_minimap(ui, &events, view);

        if let Some(row) = events.clicked.or(events.secondary_clicked).or(events.moved) {
            actions.push(Action::SelectRow(row));
        }
        if live {
            let len = view.rows.len();
            let end_in_sight = events.visible.end >= len;
            self.jump_button(ui, body, len, end_in_sight);
        }
        events
    }

    /// Left and right edges of the columns; Info takes the rest.
    fn columns(&self, left: f32, right: f32) -> [(f32, f32); Column::ALL.len()] {
        let mut at = left;
        let mut edges = [(0.0, 0.0); Column::ALL.len()];
        for ((edge, width), column) in edges.iter_mut().zip(self.widths).zip(Column::ALL) {
            let end = if column == Column::Info { right.max(at + 40.0) } else { at + width };
            *edge = (at, end);
            at = end;
        }
        edges
    }

    /// No. grows with its digits, Time with the capture's precision, addresses once for IPv6.
    fn grow(&mut self, wanted: &[f32; Column::ALL.len()]) {
        for (i, column) in Column::ALL.into_iter().enumerate() {
            let (Some(width), Some(&set), Some(&wanted)) =
                (self.widths.get_mut(i), self.set.get(i), wanted.get(i))
            else {
                continue;
            };
            let grown = match column {
                Column::Number | Column::Time | Column::Length => wanted,
                Column::Source | Column::Destination if wanted > *width => 270.0,
                _ => continue,
            };
            if !set && grown > *width {
                *width = grown.ceil();
            }
        }
    }

    fn header(&mut self, ui: &mut Ui, rect: Rect, wanted: &[f32; Column::ALL.len()]) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.strong));
        let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.secondary.0 };
        let edges = self.columns(rect.left(), rect.right() - t.size.minimap);
        for (i, (column, (left, right))) in Column::ALL.into_iter().zip(edges).enumerate() {
            let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
            if column == Column::TlsState {
                Icon::LockClosed.paint(ui.painter(), cell, 12.0, p.text.tertiary.0);
            }
            let inner = cell.shrink2(vec2(t.space.s, 0.0));
            line.paint(ui.painter(), inner, column.title(), column.align());
            if column != Column::Info {
                let x = right.round_to_pixels(ui.pixels_per_point()) - 0.5;
                ui.painter().vline(x, rect.y_range(), hairline(p.line.subtle));
            }
            if !column.can_resize() {
                continue;
            }
            let edge = Rect::from_center_size(pos2(right, rect.center().y), vec2(7.0, rect.height()));
            let grip = ui.interact(edge, Id::unique("column edge").with(i), Sense::CLICK | Sense::DRAG);
            grip.widget_info(|| {
                egui::WidgetInfo::labeled(Role::Splitter, true, format!("Width of {}", column.title()))
            });
            let grip = grip.on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
            let (Some(width), Some(set)) = (self.widths.get_mut(i), self.set.get_mut(i)) else {
                continue;
            };
            if grip.dragged() {
                *width = (*width + grip.drag_delta().x).clamp(24.0, 1200.0);
                *set = true;
            }
            if grip.double_clicked()
                && let Some(fit) = wanted.get(i)
            {
                *width = fit.clamp(24.0, 1200.0);
                *set = true;
            }
        }
    }

    fn paint_minimap(&mut self, ui: &Ui, events: &RowEvents, view: &mut CaptureView<'_>) {
        let p = palette(ui);
        let bar = events.bar;
        let painter = ui.painter_at(bar);
        painter.rect_filled(bar, 0.0, p.surface.window.0);
        let len = view.rows.len();
        let now = ui.input(|input| input.time);
        let map = &mut self.minimap;
        let stale = map.len != len && now - map.painted_at > 0.25 || map.height != bar.height();
        if stale || map.marks.is_empty() {
            let marks = (bar.height() / 2.0).max(1.0) as usize;
            map.marks = view.rows.minimap(marks);
            (map.len, map.height, map.painted_at) = (len, bar.height(), now);
        }
        let count = map.marks.len();
        if count == 0 {
            return;
        }
        // A short list keeps its rows' height, so that each mark stands beside its row.
        let row_height = theme().size.list_row;
        let span =
            if (len as f32) * row_height <= bar.height() { len as f32 * row_height } else { bar.height() };
        let step = span / count as f32;
        let gap = if step > 4.0 { 1.0 } else { 0.0 };
        for (i, tint) in map.marks.iter().enumerate() {
            if *tint == RowTint::None {
                continue;
            }
            let loud = matches!(tint, RowTint::BadTcp | RowTint::Rst | RowTint::BadChecksum);
            let marker = p.row.of(*tint).marker;
            let color = if loud { marker } else { marker.gamma_multiply(0.55) };
            let top = bar.top() + step * i as f32;
            let mark = Rect::from_min_max(
                pos2(bar.left() + 4.0, top + gap),
                pos2(bar.right() - 3.0, top + step - gap),
            );
            painter.rect_filled(mark, 0.0, color);
        }
        if events.thumb.height() < bar.height() {
            painter.rect_stroke(
                events.thumb.shrink(0.5),
                2.0,
                hairline(p.line.strong),
                egui::StrokeKind::Inside,
            );
            painter.rect_filled(events.thumb, 2.0, p.surface.row_hover.0);
        }
    }

    /// Forgets marks that no longer say the truth: another filter, new colours.
    pub fn forget_minimap(&mut self) {
        self.minimap.marks.clear();
    }

    fn jump_button(&mut self, ui: &mut Ui, body: Rect, len: u64, end_in_sight: bool) {
        if self.rows.follows_end() || end_in_sight {
            self.left_end_at = len;
            return;
        }
        let new = len.saturating_sub(self.left_end_at);
        if new == 0 {
            return;
        }
        let label = format!("Jump to newest · {}", text::count(new));
        let place = Rect::from_min_size(pos2(body.right() - 230.0, body.bottom() - 38.0), vec2(200.0, 26.0));
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(place).layout(egui::Layout::right_to_left(Align::Center)),
            |ui| {
                let kind = super::widgets::ButtonKind::Normal;
                if super::widgets::button(ui, kind, Some(Icon::Last), &label).clicked() {
                    self.rows.follow_end(true);
                }
            },
        );
    }
}

/// Width of one character of the data font.
pub fn mono_char(ui: &Ui) -> f32 {
    ui.fonts_mut(|fonts| fonts.glyph_width(&mono(), '0'))
}

fn columns_of(edges: &[(f32, f32); Column::ALL.len()], column: Column) -> (f32, f32) {
    let at = Column::ALL.iter().position(|c| *c == column);
    at.and_then(|i| edges.get(i)).copied().unwrap_or_default()
}

/// What a screen reader says, and what tests look for.
fn row_name(row: &RowView) -> String {
    let state = row.tls.map_or(String::new(), |tls| format!(", {}", tls.words()));
    let preview =
        row.preview.as_ref().map_or(String::new(), |preview| format!("   {}", text::escape(preview)));
    format!("{} {} {}{preview}{state}", row.number, text::escape(&row.protocol), text::escape(&row.info))
}

/// Background and text of a row.
fn row_colors(row_ui: &RowUi<'_>, row: &RowView, colour: bool) -> (Color32, Color32) {
    let p = palette(row_ui.ui);
    let look = match () {
        () if row.ignored => p.row.of(RowTint::Ignored),
        () if colour => p.row.of(row.tint),
        () => p.row.of(RowTint::None),
    };
    match (row_ui.selected, row_ui.focused) {
        (true, true) => (p.selection.row.0, p.selection.row_text.0),
        (true, false) => (p.selection.row_unfocused.0, p.selection.row_unfocused_text.0),
        (false, _) => (look.background, look.text),
    }
}

fn paint_row(row_ui: &RowUi<'_>, row: &RowView, edges: &[(f32, f32); Column::ALL.len()], colour: bool) {
    let ui = row_ui.ui;
    let p = palette(ui);
    let t = theme();
    let painter = row_ui.painter;
    let rect = row_ui.rect;
    let (background, text_color) = row_colors(row_ui, row, colour);
    painter.rect_filled(rect, 0.0, background);
    if row_ui.hovered && !row_ui.selected {
        painter.rect_filled(rect, 0.0, p.surface.row_hover.0);
    }
    if row_ui.selected && !row_ui.focused {
        let edge = Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
        painter.rect_filled(edge, 0.0, p.accent.base.0);
    }
    let strong = row_ui.selected && row_ui.focused;
    let line =
        Line { font: mono(), color: text_color, dim: if strong { text_color } else { p.text.tertiary.0 } };
    for (column, (left, right)) in Column::ALL.into_iter().zip(*edges) {
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        match column {
            Column::Bracket => {}
            Column::TlsState => {
                if let Some(tls) = row.tls {
                    let color = if strong { text_color } else { tls.color(p).0 };
                    tls.icon().paint(painter, cell, 14.0, color);
                    tls_tooltip(row_ui, cell, row);
                }
            }
            Column::Info => {
                let inner = cell.shrink2(vec2(t.space.s, 0.0));
                let covered = paint_sought(painter, &line, inner, &row.info, Place::List);
                if let Some(preview) = &row.preview {
                    let gap = 3.0 * mono_char(ui);
                    let rest = Rect::from_min_max(pos2(covered.right() + gap, cell.top()), inner.max);
                    paint_preview(painter, rest, preview, &line, p, strong);
                }
            }
            _ => {
                let inner = cell.shrink2(vec2(t.space.s, 0.0));
                line.paint(painter, inner, &column.text(row), column.align());
            }
        }
    }
}

/// The beginning of the decrypted text; a last line end is a sign, not `\n`.
fn paint_preview(painter: &egui::Painter, rect: Rect, preview: &str, line: &Line, p: &Palette, strong: bool) {
    if rect.width() < 8.0 {
        return;
    }
    let color = if strong { line.color } else { p.tls.open.0 };
    let shown = preview.strip_suffix("\r\n").or_else(|| preview.strip_suffix('\n'));
    let text_line =
        Line { font: line.font.clone(), color, dim: if strong { color } else { p.text.tertiary.0 } };
    match shown {
        Some(shown) => {
            let covered = paint_sought(painter, &text_line, rect, shown, Place::Decrypted);
            let rest = Rect::from_min_max(pos2(covered.right(), rect.top()), rect.max);
            text_line.paint(painter, rest, "⏎", Align::Min);
        }
        None => {
            paint_sought(painter, &text_line, rect, preview, Place::Decrypted);
        }
    }
}

/// The verdict sentence, at once.
fn tls_tooltip(row_ui: &RowUi<'_>, cell: Rect, row: &RowView) {
    let over = row_ui.response.hover_pos().is_some_and(|pos| cell.contains(pos));
    if !over {
        return;
    }
    let words = row.tls.map_or("", |tls| tls.words());
    let note = row.tls_note.as_deref().unwrap_or(words);
    row_ui.response.show_tooltip_text(text::escape(note).into_owned());
}

fn paint_bracket(
    row_ui: &RowUi<'_>,
    (left, right): (f32, f32),
    bracket: Bracket,
    row: &RowView,
    settings: &Settings,
) {
    let index = row_ui.index;
    if index < bracket.first_row || index > bracket.last_row {
        return;
    }
    let (_, text_color) = row_colors(row_ui, row, settings.colour_rows);
    let color = text_color.gamma_multiply(0.7);
    let stroke = Stroke::new(theme().stroke.hairline, color);
    let rect = row_ui.rect;
    let ppp = row_ui.ui.pixels_per_point();
    let x = ((left + right) / 2.0).round_to_pixels(ppp) + 0.5 / ppp;
    let mid = rect.center().y.round_to_pixels(ppp) + 0.5 / ppp;
    let top = if index == bracket.first_row { mid } else { rect.top() };
    let bottom = if index == bracket.last_row { mid } else { rect.bottom() };
    row_ui.painter.vline(x, top..=bottom, stroke);
    if index == bracket.first_row || index == bracket.last_row {
        row_ui.painter.hline(x..=x + 4.0, mid, stroke);
    }
    if row_ui.selected {
        let place = Rect::from_center_size(pos2(x, mid), Vec2::splat(4.5));
        row_ui.painter.circle_filled(place.center(), 2.25, text_color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> RowView {
        RowView {
            number: 14,
            time: "0.042848".into(),
            source: "192.168.11.1".into(),
            destination: "192.168.11.2".into(),
            protocol: "TLSv1.2".into(),
            len_bytes: 151,
            info: "Application Data".into(),
            preview: Some("HELLO\n".into()),
            ..RowView::default()
        }
    }

    #[test]
    fn the_preview_is_never_copied() {
        let copied = row_as_text(&row());
        assert_eq!(copied, "14\t0.042848\t192.168.11.1\t192.168.11.2\tTLSv1.2\t151\tApplication Data");
    }

    #[test]
    fn columns_grow_until_the_user_sets_them() {
        let mut list = PacketList::default();
        let mut wanted = [0.0; Column::ALL.len()];
        let (number, source) = (2, 4);
        wanted[number] = 70.2;
        wanted[source] = 260.0;
        list.grow(&wanted);
        assert_eq!(list.widths[number], 71.0);
        assert_eq!(list.widths[source], 270.0);
        list.set[number] = true;
        wanted[number] = 99.0;
        list.grow(&wanted);
        assert_eq!(list.widths[number], 71.0);
    }

    #[test]
    fn info_takes_what_is_left() {
        let list = PacketList::default();
        let edges = list.columns(0.0, 1000.0);
        assert_eq!(edges[8], (562.0, 1000.0));
        let narrow = list.columns(0.0, 300.0);
        assert!(narrow[8].1 > narrow[8].0);
    }
}
