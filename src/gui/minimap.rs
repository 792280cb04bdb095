//! The map beside the frame list: one mark for a group of rows, in the colour of the worst of them.
//! It is the list's scroll bar too; scrolling itself is done by `rows`.

use eframe::egui::{self, Rect, Ui, pos2};

use super::model::CaptureView;
use super::rows::RowEvents;
use super::theme::{RowTint, hairline, palette, theme};

/// Seconds before a map of a growing list is made anew.
const REFRESH_S: f64 = 0.25;

/// The marks, kept until the list changes.
#[derive(Debug, Default)]
pub struct Minimap {
    len: u64,
    marks: Vec<RowTint>,
    height: f32,
    painted_at: f64,
}

impl Minimap {
    /// The marks are to be made anew.
    pub fn forget(&mut self) {
        self.marks.clear();
    }

    /// Paints the map where the list's scroll bar is.
    pub fn show(&mut self, ui: &Ui, events: &RowEvents, view: &mut CaptureView<'_>) {
        let p = palette(ui);
        let bar = events.bar;
        let painter = ui.painter_at(bar);
        painter.rect_filled(bar, 0.0, p.surface.window.0);
        let len = view.rows.len();
        let now = ui.input(|input| input.time);
        let stale = self.len != len && now - self.painted_at > REFRESH_S || self.height != bar.height();
        if stale || self.marks.is_empty() {
            let marks = (bar.height() / 2.0).max(1.0) as usize;
            self.marks = view.rows.minimap(marks);
            (self.len, self.height, self.painted_at) = (len, bar.height(), now);
        }
        let count = self.marks.len();
        if count == 0 {
            return;
        }
        // A short list keeps its rows' height, so that each mark stands beside its row.
        let row_height = theme().size.list_row;
        let span =
            if (len as f32) * row_height <= bar.height() { len as f32 * row_height } else { bar.height() };
        let step = span / count as f32;
        let gap = if step > 4.0 { 1.0 } else { 0.0 };
        for (i, tint) in self.marks.iter().enumerate() {
            if *tint == RowTint::None {
                continue;
            }
            let loud =
                matches!(tint, RowTint::BadTcp | RowTint::Rst | RowTint::BadChecksum | RowTint::Marked);
            let marker = p.row.of(*tint).marker;
            let color = if loud { marker } else { marker.gamma_multiply(0.55) };
            let top = bar.top() + step * i as f32;
            // What is marked stands out by its width too.
            let inset = if *tint == RowTint::Marked { 1.0 } else { 4.0 };
            let mark = Rect::from_min_max(
                pos2(bar.left() + inset, top + gap),
                pos2(bar.right() - inset + 1.0, top + step.max(2.0) - gap),
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
}
