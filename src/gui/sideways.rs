//! Scrolling sideways where columns are wider than their place: the wheel with Shift, and a thin bar at
//! the lower edge. Not here: scrolling over rows (`rows`), where columns stand.

use eframe::egui::{self, Id, Rect, Sense, Ui, accesskit::Role, pos2, vec2};

use super::theme::palette;

/// Height of the bar, logical px.
const BAR: f32 = 6.0;

/// How far a list is scrolled to the right, logical px.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sideways {
    pub scrolled_px: f32,
}

impl Sideways {
    /// Takes the wheel over `body`, where the columns are by `overflow` wider than their place.
    pub fn wheel(&mut self, ui: &Ui, body: Rect, overflow: f32) {
        if overflow > 0.0 && ui.rect_contains_pointer(body) {
            let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.x));
            self.scrolled_px -= delta;
        }
        self.scrolled_px = self.scrolled_px.clamp(0.0, overflow.max(0.0));
    }

    /// The bar, if there is anything to scroll; `name` is the list's.
    pub fn bar(&mut self, ui: &Ui, (id, name): (Id, &str), body: Rect, overflow: f32) {
        if overflow <= 0.0 {
            return;
        }
        let track = body.with_min_y(body.bottom() - BAR);
        let width = (track.width() * track.width() / (track.width() + overflow)).max(24.0);
        let free = (track.width() - width).max(1.0);
        let bar = ui.interact(track, id, Sense::CLICK | Sense::DRAG);
        bar.widget_info(|| {
            egui::WidgetInfo::labeled(Role::ScrollBar, true, format!("{name}, sideways scroll bar"))
        });
        self.scrolled_px = (self.scrolled_px + bar.drag_delta().x * overflow / free).clamp(0.0, overflow);
        let left = track.left() + free * self.scrolled_px / overflow;
        let thumb = Rect::from_min_size(pos2(left, track.top()), vec2(width, BAR));
        let p = palette(ui);
        let color = if bar.hovered() || bar.dragged() { p.line.control } else { p.line.strong };
        ui.painter().rect_filled(thumb.shrink(1.0), 2.0, color.0);
    }
}
