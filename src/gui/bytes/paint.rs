//! The rows of the bytes pane: which there are, what is marked in them, and their painting.

use std::ops::Range;

use eframe::egui::accesskit::Role;
use eframe::egui::emath::GuiRounding as _;
use eframe::egui::{Align, Color32, Rect, pos2, vec2};

use super::cells::{Cell, Columns, GAP_AT, cell};
use crate::gui::icons::Icon;
use crate::gui::model::{CaptureView, DetailsView, OriginView, PartKind, SourceView, SpanView};
use crate::gui::rows::RowUi;
use crate::gui::text::Line;
use crate::gui::theme::{Face, hairline, mono, palette, theme};

/// What a row of the pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
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
pub(super) struct Marks {
    pub(super) selected: Option<SpanView>,
    pub(super) layer: Option<SpanView>,
    /// The record that the selected bytes were decrypted from.
    pub(super) origin: Option<SpanView>,
    pub(super) hovered: Option<SpanView>,
    /// The byte that the arrow keys stand on: source, offset.
    pub(super) cursor: Option<(usize, usize)>,
    /// What is sought, in the source shown.
    pub(super) hits: Vec<Range<usize>>,
}

/// The rows of a source, and below them the record it was decrypted from.
pub(super) fn layout(shown: usize, source: &SourceView, details: &DetailsView, per_row: usize) -> Vec<Row> {
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

pub(super) fn marks(
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
        cursor: None,
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

pub(super) fn paint_bytes(
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
    if let Some((_, byte)) = marks.cursor.filter(|(source, _)| *source == source_index)
        && let Some(i) = byte.checked_sub(at).filter(|i| *i < bytes.len())
    {
        let color = colour_of(i).unwrap_or(p.focus.ring);
        paint_cursor(row_ui, c, i, color.0);
    }
    row_ui.name(Role::ListBoxOption, || {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{at:0digits$x} {}", hex.join(" "))
    });
}

/// A line below the byte that the keyboard stands on, in both columns.
fn paint_cursor(row_ui: &RowUi<'_>, c: &Columns, i: usize, color: Color32) {
    let digits = c.char * c.base.digits() as f32;
    for (left, width) in [(c.hex_at(i), digits), (c.text_at(i), c.char)] {
        let top = row_ui.rect.bottom() - 2.0;
        let line = Rect::from_min_size(pos2(left, top), vec2(width, 2.0));
        row_ui.painter.rect_filled(line.round_to_pixels(row_ui.ui.pixels_per_point()), 0.0, color);
    }
}

pub(super) fn paint_origin(row_ui: &RowUi<'_>, row: Row, origin: &OriginView, details: &DetailsView) {
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
    use crate::gui::bytes::cells::PER_ROW;
    use crate::gui::model::SourceKind;

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
        let details = DetailsView { sources: vec![frame, plain], ..DetailsView::default() };
        let rows = layout(1, &details.sources[1], &details, PER_ROW);
        let bytes = |source, at| Row::Bytes { source, at };
        let below = [bytes(0, 16), bytes(0, 32), bytes(0, 48)];
        assert_eq!(rows[..2], [bytes(1, 0), bytes(1, 16)]);
        assert_eq!(rows[2..6], [Row::Gap, Row::Note, Row::Line, Row::From]);
        assert_eq!(rows[6..], below);
    }
}
