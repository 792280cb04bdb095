//! The lines and signs left of the rows: the bracket of the selected frame's conversation, a bar along
//! its handshake, a sign at each frame that belongs to it. Not here: which frames those are
//! (`document::related`).

use eframe::egui::{Color32, Rect, Stroke, Vec2, emath::GuiRounding as _, pos2, vec2};

use super::icons::Icon;
use super::list_row::{RowStyle, colors};
use super::model::RowView;
use super::model::around::{Around, Bracket};
use super::rows::RowUi;
use super::theme::{palette, theme};
use crate::document::related::Relation;

/// Width of the bar along a handshake, px.
const BAR: f32 = 3.0;
const SIGN: f32 = 12.0;

/// Paints the row's part of what lies around the selected frame, between `left` and `right`.
pub fn paint(
    row_ui: &RowUi<'_>,
    (left, right): (f32, f32),
    around: &Around,
    row: &RowView,
    style: &RowStyle,
) {
    let (background, text_color) = colors(row_ui, row, style);
    let index = row_ui.index;
    let place = Rect::from_min_max(pos2(left, row_ui.rect.top()), pos2(right, row_ui.rect.bottom()));
    let mut said: Option<&str> = None;
    if around.handshake.is_some_and(|handshake| handshake.holds(index)) {
        let bar = Rect::from_min_size(pos2(left + 1.0, place.top()), vec2(BAR, place.height()));
        let plain = row_ui.selected && row_ui.focused;
        let color = if plain { text_color } else { palette(row_ui.ui).accent.base.0 };
        row_ui.painter.rect_filled(bar, 0.0, color);
        said = Some("Handshake of the selected frame's TLS session");
    }
    if let Some(conversation) = around.conversation.filter(|c| c.holds(index)) {
        bracket(row_ui, place, conversation, text_color);
        said = said.or(Some("Conversation of the selected frame"));
    }
    if let Some(relation) = around.relation(index) {
        sign(row_ui, place, relation, background, text_color);
        said = Some(relation.words());
    }
    if let Some(words) = said
        && row_ui.response.hover_pos().is_some_and(|pos| place.contains(pos))
    {
        let mut words = words.to_owned();
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        row_ui.response.show_tooltip_text(words);
    }
}

fn bracket(row_ui: &RowUi<'_>, place: Rect, bracket: Bracket, text_color: Color32) {
    let index = row_ui.index;
    let stroke = Stroke::new(theme().stroke.hairline, text_color.gamma_multiply(0.7));
    let ppp = row_ui.ui.pixels_per_point();
    let x = place.center().x.round_to_pixels(ppp) + 0.5 / ppp;
    let mid = place.center().y.round_to_pixels(ppp) + 0.5 / ppp;
    let top = if index == bracket.first_row { mid } else { place.top() };
    let bottom = if index == bracket.last_row { mid } else { place.bottom() };
    row_ui.painter.vline(x, top..=bottom, stroke);
    if index == bracket.first_row || index == bracket.last_row {
        row_ui.painter.hline(x..=x + 4.0, mid, stroke);
    }
    if row_ui.selected {
        row_ui.painter.circle_filled(pos2(x, mid), 2.25, text_color);
    }
}

/// The sign covers the line that it stands on.
fn sign(row_ui: &RowUi<'_>, place: Rect, relation: Relation, background: Color32, color: Color32) {
    let cover = Rect::from_center_size(place.center(), Vec2::splat(SIGN + 1.0));
    let icon = match relation {
        Relation::Request => Icon::ArrowRight,
        Relation::Response => Icon::ArrowLeft,
        Relation::Acknowledged => Icon::Check,
        Relation::Repeated => Icon::Restart,
        Relation::Whole => Icon::Plus,
        Relation::Secret => Icon::Key,
        Relation::Part => {
            row_ui.painter.circle_filled(place.center(), 3.0, color);
            return;
        }
    };
    row_ui.painter.rect_filled(cover, 0.0, background);
    icon.paint(row_ui.painter, cover, SIGN, color);
}
