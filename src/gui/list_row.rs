//! One row of the frame list: its colours, cells, TLS state. Not here: the lines at its left (`around`).

use eframe::egui::{self, Align, Color32, Rect, pos2, vec2};

use super::find_bar::paint_sought;
use super::icons::Icon;
use super::model::RowView;
use super::packet_list::{GUTTER, Placed, mono_char};
use super::rows::RowUi;
use super::text::{self, Line};
use super::theme::{Palette, RowTint, mono, palette, theme};
use crate::document::columns::Content;
use crate::document::find::Place;
use crate::document::related::Relation;

/// How rows are painted this time.
pub struct RowStyle {
    /// In the colours of the rules.
    pub colour: bool,
    /// Left edge of the columns; those scrolled aside do not reach over it.
    pub clip: f32,
}

/// What a screen reader says, and what tests look for.
pub fn name(row: &RowView, relation: Option<Relation>, columns: &str) -> String {
    let state = row.tls.map_or(String::new(), |tls| format!(", {}", tls.words()));
    let preview =
        row.preview.as_ref().map_or(String::new(), |preview| format!("   {}", text::escape(preview)));
    let notes = [
        (row.marked, ", marked"),
        (row.ignored, ", ignored"),
        (row.reference, ", time reference"),
        (row.comment.is_some(), ", has a comment"),
    ];
    let mut notes: String = notes.into_iter().filter(|(on, _)| *on).map(|(_, words)| words).collect();
    if let Some(relation) = relation {
        notes.push_str(&format!(", {}", relation.words()));
    }
    format!(
        "{} {} {}{preview}{state}{notes}{columns}",
        row.number,
        text::escape(&row.protocol),
        text::escape(&row.info)
    )
}

/// Background and text of a row.
pub(super) fn colors(row_ui: &RowUi<'_>, row: &RowView, style: &RowStyle) -> (Color32, Color32) {
    let p = palette(row_ui.ui);
    let dark = row_ui.ui.visuals().dark_mode;
    let look = match () {
        () if row.ignored => p.row.of(RowTint::Ignored),
        () if row.marked => p.row.of(RowTint::Marked),
        () if !style.colour => p.row.of(RowTint::None),
        () => row.look.map_or_else(|| p.row.of(row.tint), |look| look.tint(dark)),
    };
    let selected = row_ui.selected || row.also_selected;
    match (selected, row_ui.focused) {
        (true, true) => (p.selection.row.0, p.selection.row_text.0),
        (true, false) => (p.selection.row_unfocused.0, p.selection.row_unfocused_text.0),
        (false, _) => (look.background, look.text),
    }
}

/// Paints the row.
pub fn paint(row_ui: &RowUi<'_>, row: &RowView, placed: &[Placed], style: &RowStyle) {
    let ui = row_ui.ui;
    let p = palette(ui);
    let t = theme();
    let rect = row_ui.rect;
    let (background, text_color) = colors(row_ui, row, style);
    row_ui.painter.rect_filled(rect, 0.0, background);
    let selected = row_ui.selected || row.also_selected;
    if row_ui.hovered && !selected {
        row_ui.painter.rect_filled(rect, 0.0, p.surface.row_hover.0);
    }
    if row_ui.selected && !row_ui.focused {
        let edge = Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
        row_ui.painter.rect_filled(edge, 0.0, p.accent.base.0);
    }
    let strong = selected && row_ui.focused;
    let plain = strong || row.marked && !selected;
    let dim = if plain { text_color } else { p.text.tertiary.0 };
    let line = Line { font: mono(), color: text_color, dim };
    tls_state(row_ui, row, plain.then_some(text_color));
    let painter = &row_ui.painter.with_clip_rect(Rect::from_min_max(
        pos2(style.clip, row_ui.painter.clip_rect().top()),
        row_ui.painter.clip_rect().max,
    ));
    for column in placed {
        if column.right < style.clip || column.left > rect.right() {
            continue;
        }
        let cell = Rect::from_min_max(pos2(column.left, rect.top()), pos2(column.right, rect.bottom()));
        let mut inner = cell.shrink2(vec2(t.space.s, 0.0));
        if column.shown.content == Content::Info {
            inner = note(row_ui, painter, row, inner, text_color);
            let covered = match column.shown.align {
                Align::Min => paint_sought(painter, &line, inner, &row.info, (Place::List, row_ui.selected)),
                align => line.paint(painter, inner, &row.info, align),
            };
            if let Some(preview) = row.preview.as_ref().filter(|_| column.shown.align == Align::Min) {
                let gap = 3.0 * mono_char(ui);
                let rest = Rect::from_min_max(pos2(covered.right() + gap, cell.top()), inner.max);
                paint_preview(painter, rest, (preview, row_ui.selected), &line, p, plain);
            }
        } else {
            let text = column.shown.text(row);
            let covered = line.paint(painter, inner, &text, column.shown.align);
            let is_cut = covered.width() + 1.0 >= inner.width() && text.chars().count() > 3;
            if is_cut && row_ui.response.hover_pos().is_some_and(|pos| cell.contains(pos)) {
                let whole = text::escape(&text).into_owned();
                row_ui.response.clone().on_hover_text_at_pointer(whole);
            }
        }
    }
}

/// The lock and what it says.
fn tls_state(row_ui: &RowUi<'_>, row: &RowView, color: Option<Color32>) {
    let rect = row_ui.rect;
    let left = rect.left() + GUTTER[0];
    let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(left + GUTTER[1], rect.bottom()));
    if let Some(tls) = row.tls {
        let own = tls.color(palette(row_ui.ui)).0;
        tls.icon().paint(row_ui.painter, cell, 14.0, color.unwrap_or(own));
        // The verdict sentence, at once.
        if row_ui.response.hover_pos().is_some_and(|pos| cell.contains(pos)) {
            let note = row.tls_note.as_deref().unwrap_or(tls.words());
            row_ui.response.show_tooltip_text(text::escape(note).into_owned());
        }
    }
}

/// The sign of a comment before Info, which it shows on hover; returns what is left for Info.
fn note(row_ui: &RowUi<'_>, painter: &egui::Painter, row: &RowView, inner: Rect, color: Color32) -> Rect {
    let Some(comment) = &row.comment else { return inner };
    let place = Rect::from_min_size(inner.min, vec2(14.0, inner.height()));
    Icon::Comment.paint(painter, place, 13.0, color);
    if row_ui.response.hover_pos().is_some_and(|pos| place.contains(pos)) {
        row_ui.response.show_tooltip_text(text::escape(comment).into_owned());
    }
    inner.with_min_x(inner.left() + 18.0)
}

/// Room that the sign of a line end takes, logical px.
const SIGN_WIDTH: f32 = 12.0;

/// The beginning of the decrypted text; a last line end is a sign, not `\n`.
fn paint_preview(
    painter: &egui::Painter,
    rect: Rect,
    (preview, is_current): (&str, bool),
    line: &Line,
    p: &Palette,
    plain: bool,
) {
    if rect.width() < 8.0 {
        return;
    }
    let color = if plain { line.color } else { p.tls.open.0 };
    let shown = preview.strip_suffix("\r\n").or_else(|| preview.strip_suffix('\n'));
    let text_line =
        Line { font: line.font.clone(), color, dim: if plain { color } else { p.text.tertiary.0 } };
    match shown {
        Some(shown) => {
            let covered = paint_sought(painter, &text_line, rect, shown, (Place::Decrypted, is_current));
            // Of a text that is cut the end is not seen, and no sign of it.
            let rest = Rect::from_min_max(pos2(covered.right() + 1.0, rect.top()), rect.max);
            if rest.width() >= SIGN_WIDTH {
                text_line.paint(painter, rest, "⏎", Align::Min);
            }
        }
        None => {
            paint_sought(painter, &text_line, rect, preview, (Place::Decrypted, is_current));
        }
    }
}
