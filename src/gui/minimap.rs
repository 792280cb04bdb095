//! The map beside the frame list: one mark for a group of rows, in the colour of the worst of them.
//! It is the list's scroll bar too; scrolling itself is done by `rows`.

use eframe::egui::{self, Rect, Ui, pos2};

use super::model::CaptureView;
use super::rows::RowEvents;
use super::theme::{RowTint, hairline, palette, theme};

/// Seconds before a map of a growing list is made anew.
const REFRESH_S: f64 = 0.25;
/// Marks made in one painted frame: a map of millions of rows is made in several.
const MARKS_A_FRAME: usize = 48;

/// The marks, kept until the list changes.
#[derive(Debug, Default)]
pub struct Minimap {
    /// Rows and height of the map shown, or in the making if there is none.
    of: (u64, f32),
    marks: Vec<RowTint>,
    /// The next map, as far as it is made.
    making: Option<Making>,
    painted_at: f64,
}

#[derive(Debug)]
struct Making {
    of: (u64, f32),
    marks: Vec<RowTint>,
    count: usize,
}

impl Minimap {
    /// The marks are to be made anew; until then the old ones stay.
    pub fn forget(&mut self) {
        self.of = (u64::MAX, 0.0);
        self.making = None;
    }

    /// Makes more of the marks, if they are not true any more.
    fn make(&mut self, ui: &Ui, height: f32, view: &mut CaptureView<'_>) {
        let of = (view.rows.len(), height);
        let now = ui.input(|input| input.time);
        let is_stale = self.of.0 != of.0 && now - self.painted_at > REFRESH_S || self.of.1 != height;
        if self.making.is_none() && (is_stale || self.marks.is_empty()) {
            let most = (height / 2.0).max(1.0) as usize;
            let count = usize::try_from(of.0).map_or(most, |rows| rows.min(most));
            self.making = Some(Making { of, marks: Vec::with_capacity(count), count });
        }
        // Rows that are no longer there, or another height: what was begun would come out wrong.
        if self.making.as_ref().is_some_and(|making| making.of.0 > of.0 || making.of.1 != height) {
            self.making = None;
            ui.ctx().request_repaint();
        }
        let Some(making) = &mut self.making else { return };
        for _ in 0..MARKS_A_FRAME {
            if making.marks.len() == making.count {
                break;
            }
            let mark = view.rows.minimap_mark(making.marks.len(), making.count, making.of.0);
            making.marks.push(mark);
        }
        if making.marks.len() < making.count {
            ui.ctx().request_repaint();
        } else {
            self.of = making.of;
            self.marks = std::mem::take(&mut making.marks);
            self.painted_at = now;
            self.making = None;
        }
    }

    /// Paints the map where the list's scroll bar is.
    pub fn show(&mut self, ui: &Ui, events: &RowEvents, view: &mut CaptureView<'_>) {
        let p = palette(ui);
        let bar = events.bar;
        let painter = ui.painter_at(bar);
        painter.rect_filled(bar, 0.0, p.surface.window.0);
        self.make(ui, bar.height(), view);
        let len = view.rows.len();
        let count = self.marks.len();
        // A short list keeps its rows' height, so that each mark stands beside its row.
        let row_height = theme().size.list_row;
        let span =
            if (len as f32) * row_height <= bar.height() { len as f32 * row_height } else { bar.height() };
        let step = span / count.max(1) as f32;
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
