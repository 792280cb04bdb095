//! Windows over the panes that are moved and resized: of statistics, of single frames. What stands in
//! them paints their head, too.

use eframe::egui::{self, Context, Id, Rect, Sense, Ui, Vec2, vec2};

/// Logical pixels from one new window to the next, so that none hides another.
const STEP: Vec2 = vec2(24.0, 24.0);

pub struct Floating {
    /// For readers of the screen.
    pub title: String,
    pub id: Id,
    /// Of the program's window at first, 0 to 1.
    pub share: Vec2,
    pub least: Vec2,
    /// How many steps it stands aside.
    pub nth: usize,
}

impl Floating {
    pub fn show(self, ctx: &Context, body: impl FnOnce(&mut Ui, Rect)) {
        let content = ctx.content_rect();
        let size = content.size() * self.share;
        egui::Window::new(self.title)
            .id(self.id)
            .title_bar(false)
            .frame(egui::Frame::window(&ctx.global_style()).inner_margin(0))
            .default_size(size)
            .min_size(self.least)
            .default_pos(content.center() - size / 2.0 + STEP * self.nth as f32)
            .resizable(true)
            .show(ctx, |ui| {
                let rect = ui.available_rect_before_wrap();
                ui.allocate_rect(rect, Sense::hover());
                body(ui, rect);
            });
    }
}
