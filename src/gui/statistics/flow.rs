//! The flow graph: a line down for each address, an arrow for each frame.

use eframe::egui::{Align, Color32, Rect, Shape, Stroke, Ui, Vec2, accesskit::Role, pos2, vec2};

use crate::base::id::FrameId;
use crate::base::time::Timestamp;
use crate::gui::model::Action;
use crate::gui::rows::{RowList, RowUi, Rows};
use crate::gui::table;
use crate::gui::text::{self, Line};
use crate::gui::theme::{hairline, mono, palette, small, theme};
use crate::statistics::flow_graph::{Arrow, FlowGraph};

/// Width of the time, of a lane at least and at most, px.
const TIME: f32 = 96.0;
const LANES: (f32, f32) = (110.0, 240.0);
const ROW: f32 = 30.0;

/// Logical px that the whole graph takes.
pub fn size(graph: &FlowGraph, nodes: &[String]) -> Vec2 {
    let width = TIME + LANES.1 * nodes.len() as f32 + 620.0;
    vec2(width, theme().size.table_header + ROW * graph.arrows.len() as f32 + 4.0)
}

/// Arrows of one picture, and pictures that are drawn of one graph.
const ARROWS_OF_PICTURE: usize = 264;
const PICTURES_MAX: usize = 12;

/// The graph in parts that are pictures of a size which programs open; none if there were too many.
pub fn parts(graph: &FlowGraph) -> Option<Vec<FlowGraph>> {
    let of = |arrows: &[Arrow]| FlowGraph { arrows: arrows.to_vec(), is_cut: false };
    let is_small = graph.arrows.len() <= ARROWS_OF_PICTURE * PICTURES_MAX;
    is_small.then(|| graph.arrows.chunks(ARROWS_OF_PICTURE).map(of).collect())
}

/// Why a graph has no pictures.
pub fn too_long(graph: &FlowGraph) -> String {
    let most = text::count((ARROWS_OF_PICTURE * PICTURES_MAX) as u64);
    let arrows = text::count(graph.arrows.len() as u64);
    format!("{arrows} frames are too many for pictures, which hold {most}: save them as SVG, or filter")
}

/// What the flow graph of one window remembers.
#[derive(Debug)]
pub struct Flow {
    rows: RowList,
    selected: Option<u64>,
}

impl Flow {
    pub fn new(id: u64) -> Self {
        let mut rows = RowList::new(("flow graph", id));
        rows.take_keyboard();
        Self { rows, selected: None }
    }

    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        graph: &FlowGraph,
        nodes: &[String],
        begin: Timestamp,
        actions: &mut Vec<Action>,
    ) {
        let p = palette(ui);
        let t = theme();
        let header = Rect::from_min_size(rect.min, vec2(rect.width(), t.size.table_header));
        let body = rect.with_min_y(header.bottom());
        let share = (rect.width() - TIME) * 0.6 / nodes.len().max(1) as f32;
        let lane = share.clamp(LANES.0, LANES.1);
        let x_of = |node: usize| rect.left() + TIME + lane * (node as f32 + 0.5);
        let comment = rect.left() + TIME + lane * nodes.len() as f32;
        ui.painter().rect_filled(header, 0.0, p.surface.header.0);
        let line = Line { font: small(), color: p.text.secondary.0, dim: p.text.tertiary.0 };
        let time = header.with_max_x(header.left() + TIME).shrink2(vec2(8.0, 0.0));
        line.paint(ui.painter(), time, "Time", Align::Max);
        for (i, name) in nodes.iter().enumerate() {
            let place =
                Rect::from_center_size(pos2(x_of(i), header.center().y), vec2(lane - 8.0, header.height()));
            line.paint(ui.painter(), place, name, Align::Center);
        }
        line.paint(ui.painter(), header.with_min_x(comment + 8.0), "What", Align::Min);
        ui.painter().hline(header.x_range(), header.bottom() - 0.5, hairline(p.line.strong));
        let spec = Rows {
            name: "Flow graph",
            role: Role::ListBox,
            row_role: Role::ListBoxOption,
            len: graph.arrows.len() as u64,
            row_height: ROW,
            selected: self.selected,
            selects: true,
            bar_width: t.size.scrollbar.max(10.0),
            own_bar: true,
        };
        let arrow_at = |index: u64| usize::try_from(index).ok().and_then(|i| graph.arrows.get(i));
        let events = self.rows.show(ui, body, &spec, |row_ui| {
            let Some(arrow) = arrow_at(row_ui.index) else { return };
            for node in 0..nodes.len() {
                row_ui.painter.vline(x_of(node), row_ui.rect.y_range(), hairline(p.line.subtle));
            }
            paint(row_ui, arrow, begin, comment, &|name| nodes.iter().position(|n| n == name).map(x_of));
            row_ui.name(Role::ListBoxOption, || {
                text::escape(&format!(
                    "{} {} to {}: {}",
                    arrow.frame.number(),
                    arrow.from,
                    arrow.to,
                    arrow.label
                ))
                .into_owned()
            });
        });
        if let Some(row) = events.clicked.or(events.moved) {
            self.selected = Some(row);
            if let Some(arrow) = arrow_at(row) {
                actions.push(Action::GoToFrame(frame_number(arrow.frame)));
            }
        }
    }
}

fn frame_number(frame: FrameId) -> u64 {
    frame.number().into()
}

/// Time, arrow with its ports, what it says.
fn paint(
    row_ui: &RowUi<'_>,
    arrow: &Arrow,
    begin: Timestamp,
    comment: f32,
    x_of: &dyn Fn(&str) -> Option<f32>,
) {
    let p = palette(row_ui.ui);
    let rect = row_ui.rect;
    let color = table::ground(row_ui);
    let line = Line { font: mono(), color: color.0, dim: p.text.tertiary.0 };
    let seconds = format!("{:.6}", arrow.time.since(begin).0 as f64 / 1e9);
    let time = rect.with_max_x(rect.left() + TIME).shrink2(vec2(8.0, 0.0));
    line.paint(row_ui.painter, time, &seconds, Align::Max);
    let what = Rect::from_min_max(pos2(comment + 8.0, rect.top()), pos2(rect.right() - 12.0, rect.bottom()));
    let words = format!("{}  {}", arrow.protocol, arrow.label);
    line.paint(row_ui.painter, what, &words, Align::Min);
    let (Some(from), Some(to)) = (x_of(&arrow.from), x_of(&arrow.to)) else { return };
    let forward = to >= from;
    let own = if forward { p.side.client.0 } else { p.side.server.0 };
    let own = if row_ui.selected && row_ui.focused { color.0 } else { own };
    shaft(row_ui, from, to, own);
    if let Some((a, b)) = arrow.ports {
        let caption = Line { font: small(), color: own, dim: own };
        let (left, right, first, last) = if forward { (from, to, a, b) } else { (to, from, b, a) };
        let upper = |x: f32, width: f32| {
            Rect::from_min_max(pos2(x, rect.top()), pos2(x + width, rect.center().y - 1.0))
        };
        let half = ((right - left) / 2.0 - 6.0).max(0.0);
        if half > 24.0 {
            caption.paint(row_ui.painter, upper(left + 4.0, half), &first.to_string(), Align::Min);
            caption.paint(row_ui.painter, upper(right - 4.0 - half, half), &last.to_string(), Align::Max);
        }
    }
}

fn shaft(row_ui: &RowUi<'_>, from: f32, to: f32, color: Color32) {
    let y = row_ui.rect.center().y + 6.0;
    let stroke = Stroke::new(1.5, color);
    if (to - from).abs() < 1.0 {
        // To itself.
        row_ui.painter.circle_stroke(pos2(from, y - 4.0), 4.0, stroke);
        return;
    }
    row_ui.painter.line_segment([pos2(from, y), pos2(to, y)], stroke);
    let back = if to > from { -7.0 } else { 7.0 };
    let head = vec![pos2(to, y), pos2(to + back, y - 4.0), pos2(to + back, y + 4.0)];
    row_ui.painter.add(Shape::convex_polygon(head, color, Stroke::NONE));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(arrows: usize) -> FlowGraph {
        let arrow = |nth: usize| Arrow {
            frame: FrameId::from_index(nth),
            time: Timestamp(0),
            from: "a".into(),
            to: "b".into(),
            ports: None,
            protocol: String::new(),
            label: String::new(),
            len: 0,
        };
        FlowGraph { arrows: (0..arrows).map(arrow).collect(), is_cut: false }
    }

    #[test]
    fn a_long_graph_is_several_pictures_and_a_very_long_one_says_why_it_is_none() {
        let lens = |arrows: usize| {
            let parts = parts(&graph(arrows))?;
            Some(parts.iter().map(|part| part.arrows.len()).collect::<Vec<_>>())
        };
        assert_eq!(lens(19), Some(vec![19]));
        assert_eq!(lens(600), Some(vec![264, 264, 72]));
        let nodes = ["a".to_owned(), "b".to_owned()];
        let tallest = size(&graph(ARROWS_OF_PICTURE), &nodes).y;
        assert!(tallest <= crate::gui::picture::SIDE_MAX, "{tallest}");
        assert_eq!(lens(20_000), None);
        assert!(too_long(&graph(20_000)).contains("SVG"));
    }
}
