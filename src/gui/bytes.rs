//! The bytes pane: a tab for each data source, offsets, hex and text, and for decrypted bytes the
//! record they came from. Not here: which bytes there are (`model::SourceView`).

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    Align, Align2, Color32, Id, Rect, Ui, accesskit::Role, emath::GuiRounding as _, pos2, vec2,
};

use super::icons::Icon;
use super::model::{
    Action, CaptureView, DetailsView, OriginView, PartKind, SourceKind, SourceView, SpanView,
};
use super::packet_list::mono_char;
use super::rows::{RowEvents, RowList, RowUi, Rows};
use super::text::{self, Line};
use super::theme::{Face, hairline, mono, palette, small, theme};
use super::widgets::{Tab, splitter_line, tab_strip};
use crate::document::find::{Needle, Place};

/// Bytes in one row, where the pane is wide enough; else half as many.
const PER_ROW: usize = 16;
/// A gap stands before this byte.
const GAP_AT: usize = 8;

/// The bytes pane's state between two painted frames.
#[derive(Debug)]
pub struct Bytes {
    pub rows: RowList,
    /// The text column as the user chose it: UTF-8 or ASCII. Else as suits the source.
    utf8: Option<bool>,
    base: Base,
    /// Bytes that were dragged over: source, the first one touched, the last one.
    dragged: Option<(usize, usize, usize)>,
    /// The selection belongs to this tree.
    dragged_in: u64,
    per_row: usize,
    /// Byte under the pointer: source, offset.
    pub hovered: Option<(usize, usize)>,
    /// What is sought in the bytes: in the frame's own, or in those made of it.
    sought: Option<(Arc<Needle>, Place)>,
    /// Where it stands: generation of the details, source, places.
    hits: Option<(u64, usize, Vec<Range<usize>>)>,
}

impl Default for Bytes {
    fn default() -> Self {
        Self {
            rows: RowList::new("bytes"),
            utf8: None,
            base: Base::Hex,
            dragged: None,
            dragged_in: 0,
            per_row: PER_ROW,
            hovered: None,
            sought: None,
            hits: None,
        }
    }
}

/// How a byte is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Base {
    #[default]
    Hex,
    Decimal,
    Bits,
}

impl Base {
    /// Characters of one byte.
    fn digits(self) -> usize {
        match self {
            Base::Hex => 2,
            Base::Decimal => 3,
            Base::Bits => 8,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Base::Hex => "Hex",
            Base::Decimal => "Decimal",
            Base::Bits => "Bits",
        }
    }

    fn next(self) -> Self {
        match self {
            Base::Hex => Base::Decimal,
            Base::Decimal => Base::Bits,
            Base::Bits => Base::Hex,
        }
    }

    fn write(self, byte: u8) -> String {
        match self {
            Base::Hex => format!("{byte:02x} "),
            Base::Decimal => format!("{byte:3} "),
            Base::Bits => format!("{byte:08b} "),
        }
    }
}

/// What a row of the pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Bytes {
        source: usize,
        at: usize,
    },
    Gap,
    /// "Record 1 of the server …".
    Note,
    /// The record's parts to scale.
    Parts,
    /// A line, then nothing.
    Line,
    /// "Where it came from: …".
    From,
}

/// Which bytes are marked.
#[derive(Clone, Debug, Default)]
struct Marks {
    selected: Option<SpanView>,
    layer: Option<SpanView>,
    /// The record that the selected bytes were decrypted from.
    origin: Option<SpanView>,
    hovered: Option<SpanView>,
    /// What is sought, in the source shown.
    hits: Vec<Range<usize>>,
}

/// Where the three columns stand.
#[derive(Clone, Copy, Debug)]
struct Columns {
    char: f32,
    offset: f32,
    hex: f32,
    text: f32,
    digits: usize,
    base: Base,
    /// Bytes in a row.
    per_row: usize,
}

impl Columns {
    fn new(left: f32, width: f32, char: f32, longest: usize, base: Base) -> Self {
        let digits = if longest > 0xffff { 8 } else { 4 };
        let offset = left + 10.0;
        let hex = offset + char * digits as f32 + 20.0;
        // The digits and a space a byte, one more space in the middle.
        let cell = (base.digits() + 1) as f32;
        let text_after = |bytes: usize| hex + char * (bytes as f32 * cell + 1.0) + 4.0;
        let fits = text_after(PER_ROW) + char * PER_ROW as f32 <= left + width;
        let per_row = if fits { PER_ROW } else { PER_ROW / 2 };
        let text = text_after(per_row);
        Self { char, offset, hex, text, digits, base, per_row }
    }

    /// Left edge of byte `i`'s digits; the gap after byte 8 is one space wide.
    fn hex_at(&self, i: usize) -> f32 {
        let gap = usize::from(i >= GAP_AT);
        self.hex + self.char * (i * (self.base.digits() + 1) + gap) as f32
    }

    fn text_at(&self, i: usize) -> f32 {
        self.text + self.char * i as f32
    }

    /// The byte whose digits or letter is at `x`.
    fn byte_at(&self, x: f32) -> Option<usize> {
        let half = self.char / 2.0;
        (0..self.per_row).find(|&i| {
            let digits = self.base.digits() as f32;
            let hex = self.hex_at(i) - half..self.hex_at(i) + self.char * (digits + 0.5);
            let text = self.text_at(i)..self.text_at(i + 1);
            hex.contains(&x) || text.contains(&x)
        })
    }
}

/// What stands in a byte's cell of the text column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Char(char),
    /// A later byte of a character that stands further left.
    Rest,
    /// Not printable.
    Dot,
}

fn printable(c: char) -> bool {
    text::is_plain(c) && !c.is_whitespace() || c == ' '
}

fn cell(bytes: &[u8], at: usize, utf8: bool) -> Cell {
    let Some(&byte) = bytes.get(at) else {
        return Cell::Dot;
    };
    if byte.is_ascii() {
        let c = char::from(byte);
        return if printable(c) { Cell::Char(c) } else { Cell::Dot };
    }
    if !utf8 {
        return Cell::Dot;
    }
    let char_from = |start: usize| -> Option<(char, usize)> {
        let len = match bytes.get(start)? {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        let encoded = bytes.get(start..start.checked_add(len)?)?;
        let c = std::str::from_utf8(encoded).ok()?.chars().next()?;
        Some((c, len))
    };
    if let Some((c, _)) = char_from(at) {
        return if printable(c) { Cell::Char(c) } else { Cell::Dot };
    }
    let is_rest = (1..=3).any(|back| {
        let start = at.checked_sub(back);
        start.and_then(char_from).is_some_and(|(c, len)| len > back && printable(c))
    });
    if is_rest { Cell::Rest } else { Cell::Dot }
}

impl Bytes {
    /// Paints tabs, bytes and footer in `rect`; `lit` is the node under the pointer in the tree.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &CaptureView<'_>,
        details: &DetailsView,
        lit: Option<usize>,
        actions: &mut Vec<Action>,
    ) -> Option<RowEvents> {
        let p = palette(ui);
        let t = theme();
        let tabs_rect = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.pane_tabs));
        let footer = Rect::from_min_max(pos2(rect.left(), rect.bottom() - t.size.status_bar), rect.max);
        let body = Rect::from_min_max(tabs_rect.left_bottom(), footer.right_top());
        ui.painter().rect_filled(body, 0.0, p.surface.pane.0);
        let tabs: Vec<Tab<'_>> = details
            .sources
            .iter()
            .map(|source| Tab {
                title: &source.title,
                count: Some(text::count(source.bytes.len() as u64)),
                icon: match source.kind {
                    SourceKind::Decrypted(tls) => Some((tls.icon(), tls.color(p).0)),
                    _ => None,
                },
            })
            .collect();
        let shown = view.source.min(details.sources.len().saturating_sub(1));
        if let Some(tab) = tab_strip(ui, tabs_rect, Id::unique("bytes tabs"), &tabs, shown) {
            actions.push(Action::ShowSource(tab));
        }
        let source = details.sources.get(shown)?;
        let utf8 = self.utf8.unwrap_or(!matches!(source.kind, SourceKind::Frame));
        let mut marks = marks(view, details, lit, self.hovered);
        marks.hits = self.places(details, shown, source);
        if let Some(span) = self.selection().filter(|span| span.source == shown) {
            marks.selected = Some(span);
        }
        let char = mono_char(ui);
        let longest = details.sources.iter().map(|s| s.bytes.len()).max().unwrap_or(0);
        let width = body.width() - t.size.scrollbar;
        let columns = Columns::new(body.left(), width, char, longest, self.base);
        self.per_row = columns.per_row;
        let rows = layout(shown, source, details, columns.per_row);
        let spec = Rows {
            name: "Bytes",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: rows.len() as u64,
            row_height: t.size.bytes_row,
            selected: None,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let mut hovered = None;
        let mut under = None;
        let mut clicked = None;
        let inner = body.with_min_y(body.top() + t.space.s);
        let events = self.rows.show(ui, inner, &spec, |row_ui| {
            let row = usize::try_from(row_ui.index).ok().and_then(|i| rows.get(i));
            let Some(&row) = row else { return };
            let byte_under = |pos: Option<eframe::egui::Pos2>| {
                let Row::Bytes { source, at } = row else { return None };
                let byte = at.checked_add(columns.byte_at(pos?.x)?)?;
                let len = details.sources.get(source)?.bytes.len();
                (byte < len).then_some((source, byte))
            };
            if row_ui.response.clicked() {
                clicked = byte_under(row_ui.response.interact_pointer_pos());
            }
            // While a button is down egui calls nothing else hovered.
            let pointer = row_ui.ui.input(|input| input.pointer.hover_pos());
            under = under.or(byte_under(pointer.filter(|pos| row_ui.rect.contains(*pos))));
            if row_ui.hovered {
                hovered = byte_under(row_ui.response.hover_pos());
            }
            match row {
                Row::Bytes { source: of, at } => {
                    if let Some(source) = details.sources.get(of) {
                        let utf8 = utf8 && of == shown;
                        let below = Marks { hits: Vec::new(), ..marks.clone() };
                        let marks = if of == shown { &marks } else { &below };
                        paint_bytes(row_ui, &columns, source, of, at, utf8, marks);
                    }
                }
                other => {
                    if let Some(origin) = &source.origin {
                        paint_origin(row_ui, other, origin, details);
                    }
                }
            }
        });
        self.hovered = hovered;
        self.drag(ui, details, under.filter(|_| ui.rect_contains_pointer(inner)));
        if let Some((source, byte)) = clicked
            && self.selection().is_none()
            && let Some(node) = details.node_at(source, byte)
        {
            actions.push(Action::SelectNode(node));
        }
        self.footer(ui, footer, view, details, shown, utf8);
        Some(events)
    }

    /// The bytes that were dragged over, while their frame is shown.
    pub fn selection(&self) -> Option<SpanView> {
        let (source, from, to) = self.dragged?;
        let (start, last) = (from.min(to), from.max(to));
        (start != last).then_some(SpanView { source, start, len: last - start + 1 })
    }

    /// A press begins a selection, a drag widens it, a press elsewhere gives it up.
    fn drag(&mut self, ui: &Ui, details: &DetailsView, hovered: Option<(usize, usize)>) {
        if self.dragged_in != details.generation {
            self.dragged = None;
            self.dragged_in = details.generation;
        }
        let (pressed, down) =
            ui.input(|input| (input.pointer.primary_pressed(), input.pointer.primary_down()));
        match hovered {
            Some((source, byte)) if pressed => self.dragged = Some((source, byte, byte)),
            Some((source, byte)) if down => {
                if let Some((of, _, last)) = &mut self.dragged
                    && *of == source
                {
                    *last = byte;
                }
            }
            _ => {}
        }
    }

    /// Marks what is sought from now on.
    pub fn seek(&mut self, sought: Option<(&Arc<Needle>, Place)>) {
        let same = match (&self.sought, sought) {
            (Some((old, place)), Some((new, at))) => Arc::ptr_eq(old, new) && *place == at,
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.sought = sought.map(|(needle, place)| (Arc::clone(needle), place));
            self.hits = None;
        }
    }

    /// Where the shown source holds what is sought.
    fn places(&mut self, details: &DetailsView, shown: usize, source: &SourceView) -> Vec<Range<usize>> {
        let Some((needle, place)) = &self.sought else { return Vec::new() };
        let fits = match place {
            Place::Bytes => source.kind == SourceKind::Frame,
            Place::Decrypted => matches!(source.kind, SourceKind::Decrypted(_)),
            Place::List | Place::Tree => false,
        };
        if !fits {
            return Vec::new();
        }
        match &self.hits {
            Some((generation, of, hits)) if (*generation, *of) == (details.generation, shown) => hits.clone(),
            _ => {
                let hits = needle.spans(&source.bytes);
                self.hits = Some((details.generation, shown, hits.clone()));
                hits
            }
        }
    }

    /// Brings the bytes of `span` into sight.
    pub fn reveal(&mut self, span: SpanView) {
        self.rows.reveal((span.start / self.per_row) as u64);
    }

    fn footer(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &CaptureView<'_>,
        details: &DetailsView,
        shown: usize,
        utf8: bool,
    ) {
        let p = palette(ui);
        let t = theme();
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        splitter_line(ui, Rect::from_min_size(rect.min, vec2(rect.width(), 1.0)));
        let line = Line {
            font: Face::Mono.at(t.font.size.mono_small),
            color: p.text.secondary.0,
            dim: p.text.tertiary.0,
        };
        let node = view.selected_node.and_then(|i| details.nodes.get(i));
        let inner = rect.shrink2(vec2(10.0, 0.0));
        if let Some(span) = self.selection().filter(|span| span.source == shown) {
            let words = format!("{}  selected", range_words(span.range()));
            line.paint(ui.painter(), inner, &words, Align::Min);
        } else if let Some(node) = node
            && let Some(span) = node.span.filter(|span| span.source == shown)
        {
            let words = range_words(span.range());
            let covered = line.paint(ui.painter(), inner, &words, Align::Min);
            let rest = Rect::from_min_max(pos2(covered.right() + 12.0, inner.top()), inner.max);
            let field = Line { color: p.accent.base.0, ..line.clone() };
            field.paint(ui.painter(), rest, node.field.unwrap_or(""), Align::Min);
        }
        let label = if utf8 { "UTF-8" } else { "ASCII" };
        let place = Rect::from_min_max(pos2(rect.right() - 64.0, rect.top() + 1.0), rect.max);
        let response = ui.interact(place, Id::unique("text encoding"), eframe::egui::Sense::click());
        response.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(Role::Button, true, format!("Text column: {label}"))
        });
        if response.clicked() {
            self.utf8 = Some(!utf8);
        }
        footer_word(ui, &response.on_hover_text("UTF-8 or ASCII"), place, label);
        let place = place.translate(vec2(-64.0, 0.0));
        let response = ui.interact(place, Id::unique("byte base"), eframe::egui::Sense::click());
        let words = self.base.words();
        response.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(Role::Button, true, format!("Bytes as: {words}"))
        });
        if response.clicked() {
            self.base = self.base.next();
        }
        footer_word(ui, &response.on_hover_text("Hexadecimal, decimal or bits"), place, words);
    }
}

/// A word of the footer that a click changes.
fn footer_word(ui: &Ui, response: &eframe::egui::Response, place: Rect, words: &str) {
    let p = palette(ui);
    let color = if response.hovered() { p.text.primary } else { p.text.tertiary };
    super::widgets::focus_ring(ui, response, place.shrink(3.0), 3.0);
    let at = pos2(place.right() - 10.0, place.center().y);
    ui.painter().text(at, Align2::RIGHT_CENTER, words, small(), color.0);
}

/// "0x0000–0x001c  29 bytes".
fn range_words(range: Range<usize>) -> String {
    let len = range.len();
    let words = text::plural(len as u64, "byte", "bytes");
    match range.end.checked_sub(1) {
        Some(last) if len > 0 => format!("0x{:04x}–0x{last:04x}  {words}", range.start),
        _ => format!("0x{:04x}  {words}", range.start),
    }
}

/// The rows of a source, and below them the record it was decrypted from.
fn layout(shown: usize, source: &SourceView, details: &DetailsView, per_row: usize) -> Vec<Row> {
    let bytes_rows = |source: usize, range: Range<usize>| {
        let first = range.start / per_row * per_row;
        (first..range.end).step_by(per_row).map(move |at| Row::Bytes { source, at })
    };
    let mut rows: Vec<Row> = bytes_rows(shown, 0..source.bytes.len()).collect();
    if let Some(origin) = &source.origin {
        rows.extend([Row::Gap, Row::Note]);
        if !origin.parts.is_empty() {
            rows.push(Row::Parts);
        }
        rows.extend([Row::Line, Row::From]);
        let span = origin.span;
        let len = details.sources.get(span.source).map_or(0, |s| s.bytes.len());
        let end = span.range().end.min(len);
        rows.extend(bytes_rows(span.source, span.start.min(end)..end));
    }
    rows
}

fn marks(
    view: &CaptureView<'_>,
    details: &DetailsView,
    lit: Option<usize>,
    hovered: Option<(usize, usize)>,
) -> Marks {
    let span_of = |index: usize| details.nodes.get(index).and_then(|node| node.span);
    let selected = view.selected_node.and_then(span_of);
    let mut layer = None;
    let mut at = view.selected_node;
    while let Some(parent) = at.and_then(|index| details.parent(index)) {
        layer = span_of(parent)
            .filter(|span| selected.is_none_or(|selected| selected.source == span.source))
            .or(layer);
        at = Some(parent);
    }
    let origin = selected.and_then(|span| details.sources.get(span.source)?.origin.as_ref());
    let under_pointer = hovered.and_then(|(source, byte)| details.node_at(source, byte));
    Marks {
        selected,
        layer,
        origin: origin.map(|origin| origin.span),
        hovered: lit.or(under_pointer).and_then(span_of),
        hits: Vec::new(),
    }
}

/// A mark over part of a row, running over the gap in the middle, in both columns.
fn paint_mark(row_ui: &RowUi<'_>, c: &Columns, at: usize, span: SpanView, color: Color32) {
    let from = span.start.max(at).saturating_sub(at);
    let to = span.range().end.min(at.saturating_add(c.per_row));
    let Some(to) = to.checked_sub(at).filter(|to| *to > from && *to <= c.per_row) else {
        return;
    };
    let rect = row_ui.rect;
    let ppp = row_ui.ui.pixels_per_point();
    let last = to - 1;
    let pad = c.char / 2.0;
    for (left, right) in [
        (c.hex_at(from) - pad, c.hex_at(last) + c.char * c.base.digits() as f32 + pad),
        (c.text_at(from), c.text_at(to)),
    ] {
        let mark = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        row_ui.painter.rect_filled(mark.round_to_pixels(ppp), 0.0, color);
    }
}

fn paint_bytes(
    row_ui: &RowUi<'_>,
    c: &Columns,
    source: &SourceView,
    source_index: usize,
    at: usize,
    utf8: bool,
    marks: &Marks,
) {
    let ui = row_ui.ui;
    let p = palette(ui);
    let end = at.saturating_add(c.per_row).min(source.bytes.len());
    let Some(bytes) = source.bytes.get(at..end) else {
        return;
    };
    let here = |mark: Option<SpanView>| mark.filter(|span| span.source == source_index);
    for (span, color) in [
        (here(marks.layer), p.selection.bytes_layer),
        (here(marks.origin), p.selection.bytes_layer),
        (here(marks.hovered), p.selection.bytes_hover),
        (here(marks.selected), p.selection.bytes),
    ] {
        if let Some(span) = span {
            paint_mark(row_ui, c, at, span, color.0);
        }
    }
    for hit in &marks.hits {
        let span = SpanView { source: source_index, start: hit.start, len: hit.len() };
        paint_mark(row_ui, c, at, span, p.selection.find_hit.0);
    }
    let selected = here(marks.selected).map(SpanView::range);
    let colour_of = |i: usize| {
        if marks.hits.iter().any(|hit| hit.contains(&(at + i))) {
            Some(p.selection.find_hit_text)
        } else if selected.as_ref().is_some_and(|s| s.contains(&(at + i))) {
            Some(p.selection.bytes_text)
        } else {
            None
        }
    };
    let painter = row_ui.painter;
    let mid = row_ui.rect.center().y;
    let put = |x: f32, text: &str, color: Color32| {
        let galley = painter.layout_no_wrap(text.to_owned(), mono(), color);
        let y = (mid - galley.size().y / 2.0).round();
        painter.galley(pos2(x, y), galley, color);
    };
    let digits = c.digits;
    put(c.offset, &format!("{at:0digits$x}"), p.text.tertiary.0);
    // One galley for bytes of one colour that follow each other.
    let mut hex = String::new();
    let mut letters = String::new();
    let mut begin = 0;
    for i in 0..bytes.len() {
        let half_gap = if i == GAP_AT { " " } else { "" };
        if i > begin {
            hex.push_str(half_gap);
        }
        hex.push_str(&c.base.write(bytes.get(i).copied().unwrap_or(0)));
        let is_last = i + 1 == bytes.len() || colour_of(i) != colour_of(i + 1);
        if is_last {
            let color = colour_of(i).unwrap_or(p.text.primary);
            put(c.hex_at(begin), hex.trim_end(), color.0);
            hex.clear();
            begin = i + 1;
        }
    }
    // Letters and dots have colours of their own; wide characters stand alone on two cells.
    let mut run: Option<(usize, Color32)> = None;
    for i in 0..=bytes.len() {
        let shown = (i < bytes.len()).then(|| cell(&source.bytes, at + i, utf8));
        let (c_shown, dot) = match shown {
            Some(Cell::Char(ch)) => (Some(ch), false),
            Some(Cell::Dot) => (Some('·'), true),
            Some(Cell::Rest) | None => (None, false),
        };
        let color = match colour_of(i) {
            Some(color) => color.0,
            None if dot => p.text.tertiary.0,
            None => p.text.primary.0,
        };
        let alone = c_shown.is_some_and(|ch| !ch.is_ascii() && ch != '·');
        let ends = c_shown.is_none() || alone || run.is_some_and(|(_, other)| other != color);
        if ends && let Some((from, color)) = run.take() {
            put(c.text_at(from), &letters, color);
            letters.clear();
        }
        match c_shown {
            Some(ch) if alone => put(c.text_at(i), ch.encode_utf8(&mut [0; 4]), color),
            Some(ch) => {
                letters.push(ch);
                run.get_or_insert((i, color));
            }
            None => {}
        }
    }
    row_ui.name(Role::ListBoxOption, || {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{at:0digits$x} {}", hex.join(" "))
    });
}

fn paint_origin(row_ui: &RowUi<'_>, row: Row, origin: &OriginView, details: &DetailsView) {
    let ui = row_ui.ui;
    let p = palette(ui);
    let t = theme();
    let rect = row_ui.rect;
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let caption =
        Line { font: Face::Ui.at(t.font.size.caption), color: p.text.secondary.0, dim: p.text.tertiary.0 };
    match row {
        Row::Bytes { .. } | Row::Gap => {}
        Row::Note => {
            caption.paint(row_ui.painter, inner, &origin.note, Align::Min);
            if let Some(proof) = &origin.proof {
                let good = Line { color: p.success.base.0, ..caption.clone() };
                let covered = good.paint(row_ui.painter, inner, proof, Align::Max);
                let place = Rect::from_min_max(
                    pos2(covered.left() - 20.0, rect.top()),
                    pos2(covered.left() - 2.0, rect.bottom()),
                );
                Icon::Check.paint(row_ui.painter, place, 14.0, p.success.base.0);
            }
            row_ui.name(Role::ListBoxOption, || origin.note.clone());
        }
        Row::Parts => {
            paint_parts(row_ui, origin);
            row_ui.name(Role::ListBoxOption, || {
                let parts: Vec<String> =
                    origin.parts.iter().map(|part| format!("{} {}", part.label, part.len)).collect();
                parts.join(", ")
            });
        }
        Row::Line => {
            row_ui.painter.hline(rect.x_range(), rect.center().y, hairline(p.line.subtle));
        }
        Row::From => {
            let title = details.sources.get(origin.span.source).map_or("", |s| &s.title);
            let range = origin.span.range();
            let last = range.end.saturating_sub(1).max(range.start);
            let words = format!("Where it came from: {title}, 0x{:04x}–0x{last:04x}", range.start);
            caption.paint(row_ui.painter, inner, &words, Align::Min);
            row_ui.name(Role::ListBoxOption, || words.clone());
        }
    }
}

/// The parts to scale, none narrower than 18 px.
fn paint_parts(row_ui: &RowUi<'_>, origin: &OriginView) {
    let ui = row_ui.ui;
    let p = palette(ui);
    let t = theme();
    let rect = row_ui.rect.shrink2(vec2(10.0, 0.5));
    let total: usize = origin.parts.iter().map(|part| part.len).sum();
    let gaps = 2.0 * origin.parts.len().saturating_sub(1) as f32;
    let free = (rect.width().min(560.0) - gaps - 18.0 * origin.parts.len() as f32).max(0.0);
    let mut left = rect.left();
    for part in &origin.parts {
        let width = 18.0 + free * part.len as f32 / total.max(1) as f32;
        let place = Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()))
            .round_to_pixels(ui.pixels_per_point());
        let (fill, color) = match part.kind {
            PartKind::Data => (p.selection.bytes, p.selection.bytes_text),
            PartKind::Check => (p.success.soft, p.success.base),
            PartKind::Other => (p.surface.hover, p.text.secondary),
        };
        row_ui.painter.rect_filled(place, 2.0, fill.0);
        let line = Line { font: Face::Mono.at(t.font.size.mono_small), color: color.0, dim: color.0 };
        let label = format!("{} {}", part.label, part.len);
        let fits = line.layout(row_ui.painter, &label, f32::INFINITY).size().x + 8.0 < width;
        let short = part.len.to_string();
        let shown = if fits { &label } else { &short };
        line.paint(row_ui.painter, place, shown, Align::Center);
        left += width + 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_takes_the_cells_of_its_bytes() {
        let bytes = "a復\n".as_bytes();
        let cells: Vec<Cell> = (0..bytes.len()).map(|i| cell(bytes, i, true)).collect();
        use Cell::{Char, Dot, Rest};
        assert_eq!(cells, [Char('a'), Char('復'), Rest, Rest, Dot]);
        assert_eq!(cell(bytes, 1, false), Dot);
    }

    #[test]
    fn broken_and_hidden_characters_are_dots() {
        assert_eq!(cell(&[0xe5, 0xbe], 0, true), Cell::Dot);
        assert_eq!(cell(&[0x80], 0, true), Cell::Dot);
        let hidden = "\u{202e}".as_bytes();
        assert!((0..3).all(|i| cell(hidden, i, true) == Cell::Dot));
        assert_eq!(cell(&[], 0, true), Cell::Dot);
    }

    #[test]
    fn both_columns_lead_to_the_byte() {
        for base in [Base::Hex, Base::Decimal, Base::Bits] {
            let c = Columns::new(0.0, 900.0, 7.0, 100, base);
            for i in 0..c.per_row {
                assert_eq!(c.byte_at(c.hex_at(i) + 1.0), Some(i));
                assert_eq!(c.byte_at(c.text_at(i) + 1.0), Some(i));
            }
            assert_eq!(base.write(9).len(), base.digits() + 1);
        }
        let c = Columns::new(0.0, 900.0, 7.0, 100, Base::Hex);
        assert_eq!(c.byte_at(0.0), None);
        assert_eq!(c.byte_at(9999.0), None);
        assert_eq!(c.per_row, PER_ROW);
        assert_eq!(Columns::new(0.0, 400.0, 7.0, 100, Base::Hex).per_row, PER_ROW / 2);
    }

    #[test]
    fn a_decrypted_source_shows_its_record_below() {
        let frame =
            SourceView { title: "Frame".into(), bytes: vec![0; 60], kind: SourceKind::Frame, origin: None };
        let plain = SourceView {
            title: "Decrypted TLS".into(),
            bytes: vec![0; 20],
            kind: SourceKind::Made,
            origin: Some(OriginView {
                note: String::new(),
                proof: None,
                parts: Vec::new(),
                span: SpanView { source: 0, start: 20, len: 30 },
            }),
        };
        let details = DetailsView { generation: 0, nodes: Vec::new(), sources: vec![frame, plain] };
        let rows = layout(1, &details.sources[1], &details, PER_ROW);
        let bytes = |source, at| Row::Bytes { source, at };
        let below = [bytes(0, 16), bytes(0, 32), bytes(0, 48)];
        assert_eq!(rows[..2], [bytes(1, 0), bytes(1, 16)]);
        assert_eq!(rows[2..6], [Row::Gap, Row::Note, Row::Line, Row::From]);
        assert_eq!(rows[6..], below);
    }

    #[test]
    fn ranges_in_words() {
        assert_eq!(range_words(0..29), "0x0000–0x001c  29 bytes");
        assert_eq!(range_words(5..6), "0x0005–0x0005  1 byte");
        assert_eq!(range_words(7..7), "0x0007  0 bytes");
    }
}
