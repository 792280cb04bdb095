//! What the tables of the window share: how columns divide the width, the ground of a row, the bar
//! above a table. Not here: rows and scrolling (`rows`), what stands in the cells.

use eframe::egui::{self, Align, Layout, Rect, Sense, Ui, UiBuilder, accesskit::Role, pos2, vec2};

use super::rows::RowUi;
use super::text::{self, Line};
use super::theme::{Hex, body, hairline, palette, theme};
use super::widgets::field;

/// Height of the bar above a table.
pub const BAR_HEIGHT: f32 = 36.0;

/// Left and right edges of columns in `rect`. Each has a width and a share of what is over; those
/// with a share hold texts, which are cut before numbers are.
pub fn edges(widths: &[(f32, f32)], rect: Rect) -> Vec<(f32, f32)> {
    let fixed: f32 = widths.iter().map(|(width, _)| width).sum();
    let shares: f32 = widths.iter().map(|(_, share)| share).sum();
    let text: f32 = widths.iter().filter(|(_, share)| *share > 0.0).map(|(width, _)| width).sum();
    let over = rect.width() - fixed;
    let scale = ((text + over) / text.max(1.0)).clamp(0.25, 1.0);
    let mut at = rect.left();
    let grown = |(width, share): &(f32, f32)| {
        let from = at;
        at += match *share > 0.0 {
            true => width * scale + over.max(0.0) * share / shares,
            false => *width,
        };
        (from, at)
    };
    widths.iter().map(grown).collect()
}

/// The part of a row or a header that belongs to a column.
pub fn cell(rect: Rect, (left, right): (f32, f32)) -> Rect {
    Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()))
}

/// Paints the ground of a row; returns the colour of its text.
pub fn ground(row: &RowUi<'_>) -> Hex {
    let p = palette(row.ui);
    let (fill, color) = match (row.selected, row.focused) {
        (true, true) => (Some(p.selection.row), p.selection.row_text),
        (true, false) => (Some(p.selection.row_unfocused), p.selection.row_unfocused_text),
        _ if row.hovered => (Some(p.surface.row_hover), p.text.primary),
        _ => (None, p.text.primary),
    };
    if let Some(fill) = fill {
        row.painter.rect_filled(row.rect, 0.0, fill.0);
    }
    if row.selected && !row.focused {
        row.painter.rect_filled(row.rect.with_max_x(row.rect.left() + 2.0), 0.0, p.accent.base.0);
    }
    color
}

/// While the pointer is over a cell whose text does not fit, the whole text is shown beside it.
pub fn whole_on_hover(row: &RowUi<'_>, cell: Rect, font: egui::FontId, words: &str) {
    let pointer = row.ui.input(|input| input.pointer.hover_pos());
    if !row.hovered || !pointer.is_some_and(|at| cell.contains(at)) {
        return;
    }
    let words = text::escape(words).into_owned();
    let width = row.painter.layout_no_wrap(words.clone(), font, egui::Color32::PLACEHOLDER).size().x;
    if width > cell.width() {
        row.response.clone().on_hover_text(words);
    }
}

/// The bar above a table of `what`: a field that filters its rows, then what `add` puts there.
pub fn bar(ui: &mut Ui, rect: Rect, what: &str, filter: &mut String, add: impl FnOnce(&mut Ui)) {
    let p = palette(ui);
    ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, hairline(p.line.subtle));
    let builder = UiBuilder::new()
        .max_rect(rect.shrink2(vec2(theme().space.l, 0.0)))
        .id_salt((what, "bar"))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let hint = format!("Filter {what}");
        let edit =
            egui::TextEdit::singleline(filter).hint_text(hint.as_str()).desired_width(220.0).char_limit(256);
        field(ui, edit).accessible_name(hint);
        add(ui);
    });
}

/// What a bar says of all rows, at the right of the room that is left.
pub fn bar_words(ui: &mut Ui, words: &str) {
    let p = palette(ui);
    let line = Line { font: body(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
    let place = ui.available_rect_before_wrap();
    let (_, response) = ui.allocate_exact_size(place.size(), Sense::hover());
    line.paint(ui.painter(), place, words, Align::Max);
    let name = text::escape(words).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, name.clone()));
    response.on_hover_text(name);
}

/// Whether a row holds every word of `sought` in one of its texts; letters large or small.
pub fn holds(sought: &str, texts: impl IntoIterator<Item = String>) -> bool {
    let texts: Vec<String> = texts.into_iter().map(|text| text.to_lowercase()).collect();
    let sought = sought.to_lowercase();
    sought.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_table_and_none_is_lost() {
        let widths = [(26.0, 0.0), (190.0, 2.0), (148.0, 1.0), (66.0, 0.0)];
        for width in [240.0, 1440.0] {
            let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, 20.0));
            let edges = edges(&widths, rect);
            assert!(edges.iter().all(|(left, right)| right > left));
            assert!((edges[3].1 - width).abs() < 0.5, "{edges:?}");
        }
    }

    #[test]
    fn every_word_must_stand_somewhere() {
        let row = || ["axTLS".to_owned(), "192.168.11.2".to_owned()];
        assert!(holds("", row()) && holds("axtls 11.2", row()));
        assert!(!holds("axtls 443", row()));
    }
}
