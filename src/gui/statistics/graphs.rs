//! Graphs over time, and the course of a TCP stream. A click goes to the nearest point's frame. Not
//! here: the I/O graph's series (`io`).

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Color32, Id, Layout, Rect, RichText, Sense, Ui, UiBuilder, vec2};
use egui_plot::{Line, LineStyle, MarkerShape, Plot, PlotPoints, Points};

use crate::base::id::FrameId;
use crate::gui::find_bar::choice;
use crate::gui::model::Action;
use crate::gui::model::statistics::{Report, ReportView, TcpPlot};
use crate::gui::text;
use crate::gui::theme::{palette, small, theme};
use crate::gui::widgets::focus_ring;
use crate::statistics::table::csv_line;
use crate::statistics::tcp_graph::{Stream, throughput};

/// Seconds that throughput is averaged over.
const THROUGHPUT_WINDOW: f64 = 0.1;
/// A click this near to a point means it, px.
const NEAR: f32 = 24.0;

/// A line of a graph: name, colour, points with the frames they lead to.
pub struct GraphLine {
    pub name: String,
    pub color: Color32,
    pub points: Vec<([f64; 2], Option<FrameId>)>,
    /// Points alone, or joined.
    pub joined: bool,
}

/// What the graphs of one window remember.
#[derive(Debug, Default)]
pub struct Graphs {
    /// Direction of the TCP stream.
    reverse: bool,
}

/// Colours of the series, from the theme.
fn colors(ui: &Ui) -> [Color32; 8] {
    let p = palette(ui);
    [
        p.accent.base.0,
        p.success.base.0,
        p.danger.base.0,
        p.warn.base.0,
        p.side.client.0,
        p.row.quic.marker,
        p.row.dns.marker,
        p.text.secondary.0,
    ]
}

pub fn color_of(ui: &Ui, nth: usize) -> Color32 {
    let all = colors(ui);
    all.get(nth % all.len()).copied().unwrap_or(palette(ui).text.secondary.0)
}

/// A line a segment.
pub fn tcp_csv(stream: &Stream) -> String {
    let mut out = String::from("Frame,Seconds,From,Sequence,Length,Acknowledged,Window,Round trip\n");
    for s in &stream.segments {
        let from = stream.ends.get(s.direction).cloned().unwrap_or_default();
        let numbers = [s.sequence, s.len, s.acknowledged, s.window].map(|n| n.to_string());
        let first = [s.frame.number().to_string(), format!("{:.6}", s.seconds), from];
        let last = s.round_trip.map_or_else(String::new, |rtt| format!("{rtt:.6}"));
        csv_line(first.into_iter().chain(numbers).chain([last]), &mut out);
    }
    out
}

impl Graphs {
    /// What is drawn, of which stream, in which direction.
    pub fn tcp_bar(&mut self, ui: &mut Ui, view: &ReportView, stream: &Stream, actions: &mut Vec<Action>) {
        let Report::TcpGraph(now) = view.report else { return };
        let plots: Vec<(TcpPlot, &str)> = TcpPlot::ALL.iter().map(|(plot, name, _)| (*plot, *name)).collect();
        let mut plot = now;
        if choice(ui, "Graph", &plots, &mut plot) {
            actions.push(Action::SetTcpPlot(view.id, plot));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut number = view.stream;
            let drag = egui::DragValue::new(&mut number).range(0..=u32::MAX).prefix("stream ");
            if ui.add(drag).accessible_name("TCP stream").changed() {
                actions.push(Action::SetTcpStream(view.id, number));
            }
            let [a, b] = &stream.ends;
            let words = if self.reverse { format!("{b} → {a}") } else { format!("{a} → {b}") };
            if ui.button(words).on_hover_text("Show the other direction").clicked() {
                self.reverse = !self.reverse;
            }
        });
    }

    pub fn tcp(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &ReportView,
        stream: &Stream,
        actions: &mut Vec<Action>,
    ) {
        let Report::TcpGraph(now) = view.report else { return };
        let lines = self.tcp_lines(ui, now, stream);
        let id = ("tcp graph", view.id, now, self.reverse);
        let ceiling = ceiling(now, &lines);
        plot(
            ui,
            rect,
            id,
            Axes { x: "Seconds", y: now.axis(), is_log: false, ceiling, named: true },
            &lines,
            actions,
        );
    }

    /// The lines of a stream's graph, in the direction that is looked at.
    pub fn tcp_lines(&self, ui: &Ui, plot: TcpPlot, stream: &Stream) -> Vec<GraphLine> {
        let way = usize::from(self.reverse);
        let mine = || stream.segments.iter().filter(move |s| s.direction == way);
        let theirs = || stream.segments.iter().filter(move |s| s.direction != way);
        let line = |nth, name: &str, joined, points| GraphLine {
            name: name.to_owned(),
            color: color_of(ui, nth),
            points,
            joined,
        };
        match plot {
            TcpPlot::Sequence => {
                let end = |s: &crate::statistics::tcp_graph::Segment| {
                    ([s.seconds, f64::from(s.sequence.wrapping_add(s.len))], Some(s.frame))
                };
                // A reset acknowledges nothing.
                let theirs = || theirs().filter(|s| s.acknowledged > 0);
                let acknowledged = theirs().map(|s| ([s.seconds, f64::from(s.acknowledged)], Some(s.frame)));
                let window = theirs()
                    .map(|s| ([s.seconds, f64::from(s.acknowledged) + f64::from(s.window)], Some(s.frame)));
                vec![
                    line(0, "Sent", true, mine().map(end).collect()),
                    line(1, "Acknowledged", true, acknowledged.collect()),
                    line(3, "Receive window", true, window.collect()),
                ]
            }
            TcpPlot::Throughput => {
                let rates = throughput(&stream.segments, way, THROUGHPUT_WINDOW);
                let points = rates.into_iter().map(|(x, y, frame)| ([x, y], Some(frame))).collect();
                vec![line(0, "Throughput", true, points)]
            }
            TcpPlot::RoundTrip => {
                // What this side sent was acknowledged by the other.
                let points = theirs()
                    .filter_map(|s| Some(([s.seconds, s.round_trip? * 1e3], Some(s.frame))))
                    .collect();
                vec![line(0, "Round trip", false, points)]
            }
            TcpPlot::Window => {
                let points = mine().map(|s| ([s.seconds, f64::from(s.window)], Some(s.frame))).collect();
                vec![line(0, "Window", true, points)]
            }
        }
    }
}

/// Below which the bytes of a stream stand, where a large window would make a flat line of them.
fn ceiling(plot: TcpPlot, lines: &[GraphLine]) -> Option<f64> {
    let greatest = |line: &GraphLine| line.points.iter().map(|([_, y], _)| *y).fold(0.0, f64::max);
    let [sent, acknowledged, window] = lines else { return None };
    let bytes = greatest(sent).max(greatest(acknowledged));
    let is_flat = plot == TcpPlot::Sequence && bytes > 0.0 && greatest(window) > 6.0 * bytes;
    is_flat.then_some(bytes * 1.25)
}

/// The axes of a graph.
#[derive(Clone, Copy, Debug)]
pub struct Axes<'a> {
    pub x: &'a str,
    pub y: &'a str,
    /// The values are logarithms to the base of ten.
    pub is_log: bool,
    /// What lies above is seen only by zooming out.
    pub ceiling: Option<f64>,
    /// The lines are named above the graph: nothing else there says which is which.
    pub named: bool,
}

/// A number of an axis, whose numbers are so far from each other.
fn axis_number(value: f64, step: f64) -> String {
    if step >= 1.0 && value.abs() < 1e15 {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", text::count(value.abs().round() as u64));
    }
    let digits = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{value:.digits$}")
}

/// Height of the names above a graph, px.
const LEGEND: f32 = 24.0;

/// Names the lines beside the graph, where they cover no point of it; a click hides a line. Answers which are hidden.
fn legend(ui: &mut Ui, rect: Rect, id: Id, lines: &[GraphLine]) -> BTreeSet<String> {
    let p = palette(ui);
    let mut hidden: BTreeSet<String> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let builder =
        UiBuilder::new().max_rect(rect).id_salt("legend").layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = theme().space.l;
        for line in lines.iter().rev() {
            let is_on = !hidden.contains(&line.name);
            let color = if is_on { p.text.primary } else { p.text.tertiary };
            let words = RichText::new(text::escape(&line.name)).font(small()).color(color.0);
            let name = ui.add(egui::Label::new(words).sense(Sense::click()).selectable(false));
            let (dot, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            match is_on {
                true => ui.painter().circle_filled(dot.center(), 4.0, line.color),
                false => ui.painter().circle_stroke(dot.center(), 3.5, egui::Stroke::new(1.0, line.color)),
            };
            let label = format!("{} in the graph", line.name);
            name.widget_info(|| {
                egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, is_on, label.clone())
            });
            focus_ring(ui, &name, name.rect.expand(2.0), 2.0);
            if name.on_hover_text(if is_on { "Hide this line" } else { "Show this line" }).clicked()
                && !hidden.remove(&line.name)
            {
                hidden.insert(line.name.clone());
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id, hidden.clone()));
    hidden
}

/// Draws lines in `rect`.
pub fn plot(
    ui: &mut Ui,
    rect: Rect,
    id: impl std::hash::Hash + std::fmt::Debug,
    axes: Axes<'_>,
    lines: &[GraphLine],
    actions: &mut Vec<Action>,
) {
    let id = Id::unique(id);
    let mut rect = rect.shrink(8.0);
    let mut hidden = BTreeSet::new();
    if axes.named {
        let head = rect.with_max_y(rect.top() + LEGEND);
        hidden = legend(ui, head.shrink2(vec2(4.0, 0.0)), id.with("legend"), lines);
        rect = rect.with_min_y(head.bottom());
    }
    let builder = UiBuilder::new().max_rect(rect).id_salt("plot");
    let clicked = ui.scope_builder(builder, |ui| {
        let mut plot = Plot::new(id)
            .grid_color(palette(ui).line.strong.0)
            .x_axis_label(axes.x)
            .y_axis_label(axes.y)
            .include_y(0.0)
            .allow_scroll(false)
            .y_axis_formatter(|mark, _| axis_number(mark.value, mark.step_size))
            .height(rect.height());
        if let Some(ceiling) = axes.ceiling {
            plot = plot.default_y_bounds(-ceiling * 0.05, ceiling);
        }
        if axes.is_log {
            plot = plot
                .y_grid_spacer(egui_plot::uniform_grid_spacer(|_| [1.0, 1.0, 1.0]))
                .y_axis_formatter(|mark, _| super::svg::number(10f64.powf(mark.value)));
        }
        let response = plot.show(ui, |plot_ui| {
            let shown = || lines.iter().filter(|line| !hidden.contains(&line.name));
            for line in shown() {
                let points: PlotPoints<'_> = line.points.iter().map(|(point, _)| *point).collect();
                if line.joined {
                    let drawn = Line::new(line.name.clone(), points)
                        .color(line.color)
                        .width(1.5)
                        .style(LineStyle::Solid);
                    plot_ui.line(drawn);
                } else {
                    let drawn = Points::new(line.name.clone(), points)
                        .color(line.color)
                        .radius(2.5)
                        .shape(MarkerShape::Circle);
                    plot_ui.points(drawn);
                }
            }
            let pointer = plot_ui.response().interact_pointer_pos();
            let pointer = pointer.filter(|_| plot_ui.response().clicked());
            pointer.and_then(|at| {
                let near = shown().flat_map(|line| &line.points).filter_map(|([x, y], frame)| {
                    let place = plot_ui.screen_from_plot(egui_plot::PlotPoint::new(*x, *y));
                    // Time counts for more: one looks for a moment.
                    let away = (place.x - at.x).abs() + (place.y - at.y).abs() * 0.25;
                    Some((away, (*frame)?))
                });
                near.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(away, _)| *away < NEAR * 4.0)
            })
        });
        let name = format!("Graph of {}", axes.y);
        response.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::GraphicsObject, true, name.clone())
        });
        response.inner
    });
    if let Some((_, frame)) = clicked.inner {
        actions.push(Action::GoToFrame(frame.number().into()));
    }
}
