//! Windows over the panes that are moved and resized: of statistics, of single frames. What stands in
//! them paints their head, too.

use eframe::egui::{self, Context, Id, Key, Modifiers, Popup, Rect, Sense, Ui, Vec2, vec2};

/// Logical pixels from one new window to the next, so that none hides another.
const STEP: Vec2 = vec2(24.0, 24.0);

/// Remembers whether a menu is open before anything is painted: Escape is for the menu then.
pub fn note_menus(ctx: &Context) {
    let is_open = Popup::is_any_open(ctx);
    ctx.data_mut(|data| data.insert_temp(Id::unique("menu was open"), is_open));
}

/// A menu was open before this frame was painted.
pub fn menu_was_open(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(Id::unique("menu was open")).unwrap_or(false))
}

/// Escape was pressed, and neither a menu nor a dialog is what it closes. It is then taken.
pub fn escape(ctx: &Context) -> bool {
    let is_free = !menu_was_open(ctx) && ctx.memory(|memory| memory.top_modal_layer().is_none());
    is_free && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

/// The size that a window has at first, if there is room for it, and what is left around it, logical px.
const WISHED: Vec2 = vec2(960.0, 560.0);
const MARGIN: Vec2 = vec2(24.0, 24.0);

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
        // In a small window it takes nearly all the room.
        let size = (content.size() * self.share).max(WISHED).min(content.size() - MARGIN);
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
