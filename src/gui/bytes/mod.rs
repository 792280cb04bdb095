//! The bytes pane: a tab for each data source, offsets, hex and text, and for decrypted bytes the
//! record they came from. Not here: which bytes there are (`model::SourceView`).

mod cells;
mod paint;

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Align2, Key, Modifiers, Rect, Ui, pos2, vec2};

use self::cells::{Base, Columns, PER_ROW};
use self::paint::{Marks, Row, layout, marks, paint_bytes, paint_origin};
use super::menu::checked_item;
use super::model::{Action, CaptureView, DetailsView, SourceKind, SourceView, SpanView};
use super::packet_list::mono_char;
use super::rows::{RowEvents, RowList, Rows};
use super::text::{self, Line};
use super::theme::{Face, palette, small, theme};
use super::toolbar::menu_line;
use super::widgets::{Tab, splitter_line, tab_strip};
use crate::document::find::{Needle, Place};

/// The bytes pane's state between two painted frames.
#[derive(Debug)]
pub struct Bytes {
    pub rows: RowList,
    /// The text column as the user chose it: UTF-8 or ASCII. Else as suits the source.
    utf8: Option<bool>,
    base: Base,
    /// Bytes that were dragged over: source, the first one touched, the last one.
    dragged: Option<(usize, usize, usize)>,
    /// The selection and the cursor belong to this tree.
    dragged_in: u64,
    /// The byte that the arrow keys stand on: source, offset.
    cursor: Option<(usize, usize)>,
    /// The cursor was moved, and the field it stands in is not brought into sight for that.
    keeps_sight: bool,
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
        Self::named("bytes")
    }
}

impl Bytes {
    /// One of several panes.
    pub fn named(name: impl std::hash::Hash + std::fmt::Debug) -> Self {
        Self {
            rows: RowList::new(name),
            utf8: None,
            base: Base::Hex,
            dragged: None,
            dragged_in: 0,
            cursor: None,
            keeps_sight: false,
            per_row: PER_ROW,
            hovered: None,
            sought: None,
            hits: None,
        }
    }

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
        if let Some(tab) = tab_strip(ui, tabs_rect, self.rows.id().with("bytes tabs"), &tabs, shown) {
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
        self.move_cursor(ui, view, details, shown, actions);
        marks.cursor = self.cursor.filter(|_| ui.memory(|memory| memory.has_focus(self.rows.id())));
        let spec = Rows {
            name: "Bytes",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: rows.len() as u64,
            row_height: t.size.bytes_row,
            selected: None,
            selects: false,
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
            // A menu is about what it was opened on.
            if row_ui.response.clicked() || row_ui.response.secondary_clicked() {
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
        self.cursor = clicked.or(self.cursor);
        if let Some((source, byte)) = clicked
            && self.selection().is_none()
            && let Some(node) = details.node_at(source, byte)
        {
            actions.push(Action::SelectNode(node));
        }
        self.footer(ui, footer, view, details, shown, utf8);
        Some(events)
    }

    /// Lines of a menu: how bytes and letters are written.
    pub fn form_items(&mut self, ui: &mut Ui, details: &DetailsView, shown: usize) {
        for base in Base::ALL {
            if checked_item(ui, base.words(), self.base == base) {
                self.base = base;
            }
        }
        menu_line(ui);
        let source = details.sources.get(shown);
        let utf8 = self.utf8.unwrap_or(source.is_some_and(|s| !matches!(s.kind, SourceKind::Frame)));
        for (label, is_utf8) in [("Text as ASCII", false), ("Text as UTF-8", true)] {
            if checked_item(ui, label, utf8 == is_utf8) {
                self.utf8 = Some(is_utf8);
            }
        }
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
            (self.dragged, self.cursor) = (None, None);
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

    /// Arrows go from byte to byte, with Shift they select; the field that a byte belongs to is selected.
    fn move_cursor(
        &mut self,
        ui: &Ui,
        view: &CaptureView<'_>,
        details: &DetailsView,
        shown: usize,
        actions: &mut Vec<Action>,
    ) {
        self.keeps_sight = false;
        let len = details.sources.get(shown).map_or(0, |source| source.bytes.len());
        if len == 0 || !ui.memory(|memory| memory.has_focus(self.rows.id())) {
            return;
        }
        let (shift, moves) = ui.input_mut(|input| {
            // The keys say themselves what was held; it may be let go by now.
            let mut shift = false;
            let mut hit = |key| {
                let held = input.count_and_consume_key(Modifiers::SHIFT, key);
                shift |= held > 0;
                held + input.count_and_consume_key(Modifiers::NONE, key)
            };
            let page = self.per_row * 8;
            let steps = |key, bytes: usize, count: usize| (key, bytes.saturating_mul(count));
            let moves = [
                steps(true, 1, hit(Key::ArrowRight)),
                steps(false, 1, hit(Key::ArrowLeft)),
                steps(true, self.per_row, hit(Key::ArrowDown)),
                steps(false, self.per_row, hit(Key::ArrowUp)),
                steps(true, page, hit(Key::PageDown)),
                steps(false, page, hit(Key::PageUp)),
                steps(true, len, hit(Key::End)),
                steps(false, len, hit(Key::Home)),
            ];
            (shift, moves)
        });
        if moves.iter().all(|(_, bytes)| *bytes == 0) {
            return;
        }
        let here = |(source, at): (usize, usize)| (source == shown && at < len).then_some(at);
        let of_field = || {
            let span = details.nodes.get(view.selected_node?)?.span?;
            here((span.source, span.start))
        };
        let from = self.cursor.and_then(here);
        let to = match from {
            Some(at) => moves.iter().fold(at, |at, (forward, bytes)| match (forward, at) {
                (true, at) if at + bytes < len => at + bytes,
                // Below the last row there is nothing; the ends are reached by their own keys.
                (true, at) if *bytes == self.per_row => at,
                (true, _) => len - 1,
                (false, at) if *bytes == self.per_row && at < *bytes => at,
                (false, at) => at.saturating_sub(*bytes),
            }),
            // The first key shows where the cursor is.
            None => of_field().unwrap_or(0),
        };
        self.cursor = Some((shown, to));
        self.keeps_sight = true;
        self.rows.reveal((to / self.per_row) as u64);
        let anchor = self.dragged.filter(|(source, ..)| *source == shown).map(|(_, anchor, _)| anchor);
        self.dragged = shift.then(|| (shown, anchor.or(from).unwrap_or(to), to));
        if !shift && let Some(node) = details.node_at(shown, to) {
            actions.push(Action::SelectNode(node));
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
        if std::mem::take(&mut self.keeps_sight) {
            return;
        }
        self.cursor = None;
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
        // Up to the words at the right.
        let inner = rect.shrink2(vec2(10.0, 0.0)).with_max_x(rect.right() - 2.0 * FOOTER_WORD);
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
        let place = Rect::from_min_max(pos2(rect.right() - FOOTER_WORD, rect.top() + 1.0), rect.max);
        let response = ui.interact(place, self.rows.id().with("text encoding"), eframe::egui::Sense::click());
        response.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(Role::Button, true, format!("Text column: {label}"))
        });
        if response.clicked() {
            self.utf8 = Some(!utf8);
        }
        footer_word(ui, &response.on_hover_text("UTF-8 or ASCII"), place, label);
        let place = place.translate(vec2(-FOOTER_WORD, 0.0));
        let response = ui.interact(place, self.rows.id().with("byte base"), eframe::egui::Sense::click());
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

/// Width of a word of the footer that a click changes, px.
const FOOTER_WORD: f32 = 64.0;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_in_words() {
        assert_eq!(range_words(0..29), "0x0000–0x001c  29 bytes");
        assert_eq!(range_words(5..6), "0x0005–0x0005  1 byte");
        assert_eq!(range_words(7..7), "0x0007  0 bytes");
    }
}
