//! Graphs over time: rates of several filters, and the course of a TCP stream. A click goes to the
//! nearest point's frame.

use eframe::egui::{self, Align, Color32, ComboBox, Layout, Rect, RichText, TextEdit, Ui, UiBuilder};
use egui_plot::{Legend, Line, LineStyle, MarkerShape, Plot, PlotPoints, Points};

use crate::base::id::FrameId;
use crate::base::time::NANOS;
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::model::statistics::{IoSeries, IoUnit, Report, ReportView, TcpPlot};
use crate::gui::theme::{body, mono, palette, small};
use crate::gui::widgets::{check_box, field, icon_button};
use crate::statistics::io_graph::{INTERVALS, Point};
use crate::statistics::table::csv_line;
use crate::statistics::tcp_graph::{Stream, throughput};

/// Series an I/O graph may have.
const SERIES_MAX: usize = 12;
/// Height of a series' line below the graph, px.
const SERIES_ROW: f32 = 30.0;
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
    /// The series as they are being typed.
    series: Vec<IoSeries>,
    /// Direction of the TCP stream.
    reverse: bool,
}

/// An interval in words.
pub fn span_words(nanos: i64) -> String {
    match nanos {
        n if n < NANOS / 1_000 => format!("{} µs", n / 1_000),
        n if n < NANOS => format!("{} ms", n / 1_000_000),
        n if n < 60 * NANOS => format!("{} s", n / NANOS),
        n if n < 3600 * NANOS => format!("{} min", n / (60 * NANOS)),
        n => format!("{} h", n / (3600 * NANOS)),
    }
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

fn color_of(ui: &Ui, nth: usize) -> Color32 {
    let all = colors(ui);
    all.get(nth % all.len()).copied().unwrap_or(palette(ui).text.secondary.0)
}

/// The lines of an I/O graph that are on.
pub fn io_lines(ui: &Ui, view: &ReportView, interval: i64, series: &[Vec<Point>]) -> Vec<GraphLine> {
    let width = interval as f64 / 1e9;
    let line = |(nth, (spec, points)): (usize, (&IoSeries, &Vec<Point>))| GraphLine {
        name: spec.name.clone(),
        color: color_of(ui, nth),
        points: points
            .iter()
            .enumerate()
            .map(|(i, point)| ([i as f64 * width, spec.unit.value(point)], point.first))
            .collect(),
        joined: true,
    };
    view.io.series.iter().zip(series).enumerate().filter(|(_, (spec, _))| spec.on).map(line).collect()
}

/// A line an interval, a column a series.
pub fn io_csv(view: &ReportView, interval: i64, series: &[Vec<Point>]) -> String {
    let mut out = String::new();
    let titles = view.io.series.iter().map(|s| s.name.clone());
    csv_line(std::iter::once("Seconds".to_owned()).chain(titles), &mut out);
    let rows = series.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..rows {
        let time = format!("{:.6}", row as f64 * interval as f64 / 1e9);
        let values = view.io.series.iter().zip(series);
        let values =
            values.map(|(spec, points)| points.get(row).map_or(0.0, |p| spec.unit.value(p)).to_string());
        csv_line(std::iter::once(time).chain(values), &mut out);
    }
    out
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
    /// Interval and a further series.
    pub fn io_bar(&mut self, ui: &mut Ui, view: &ReportView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.label(RichText::new("Interval").font(small()).color(p.text.secondary.0));
        let mut interval = view.io.interval;
        let words = interval.map_or("fitting".to_owned(), span_words);
        ComboBox::from_id_salt(("io interval", view.id)).selected_text(words).show_ui(ui, |ui| {
            ui.selectable_value(&mut interval, None, "fitting");
            for choice in INTERVALS {
                ui.selectable_value(&mut interval, Some(*choice), span_words(*choice));
            }
        });
        if interval != view.io.interval {
            let mut io = view.io.clone();
            io.interval = interval;
            actions.push(Action::SetIoSpec(view.id, io));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let add = icon_button(ui, Icon::Plus, "Add series", 26.0, false).on_hover_text("Add series");
            if add.clicked() && view.io.series.len() < SERIES_MAX {
                let mut io = view.io.clone();
                let name = format!("Series {}", io.series.len() + 1);
                io.series.push(IoSeries { name, filter: String::new(), unit: IoUnit::Frames, on: true });
                actions.push(Action::SetIoSpec(view.id, io));
            }
        });
    }

    pub fn io(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &ReportView,
        interval: i64,
        series: &[Vec<Point>],
        actions: &mut Vec<Action>,
    ) {
        let below = view.io.series.len() as f32 * SERIES_ROW + 8.0;
        let graph = rect.with_max_y((rect.bottom() - below).max(rect.top() + 80.0));
        let lines = io_lines(ui, view, interval, series);
        plot(ui, graph, ("io graph", view.id), ("Seconds", "Per interval"), &lines, actions);
        let list = rect.with_min_y(graph.bottom()).shrink2(egui::vec2(16.0, 4.0));
        let builder = UiBuilder::new().max_rect(list).id_salt("io series");
        ui.scope_builder(builder, |ui| self.series(ui, view, actions));
    }

    /// A line a series: on, colour, name, filter, unit.
    fn series(&mut self, ui: &mut Ui, view: &ReportView, actions: &mut Vec<Action>) {
        if self.series.len() != view.io.series.len() {
            self.series.clone_from(&view.io.series);
        }
        let mut asked = None;
        let mut removed = None;
        for (nth, series) in self.series.iter_mut().enumerate() {
            ui.horizontal(|ui| {
                ui.set_height(SERIES_ROW - 4.0);
                let mut changed = check_box(ui, &mut series.on, "")
                    .accessible_name(format!("Show {}", series.name))
                    .changed();
                let (swatch, _) = ui.allocate_exact_size(egui::vec2(14.0, 14.0), egui::Sense::hover());
                ui.painter().rect_filled(swatch, 3.0, color_of(ui, nth));
                let edit =
                    TextEdit::singleline(&mut series.name).font(body()).desired_width(130.0).char_limit(60);
                let name = field(ui, edit).accessible_name(format!("Name of series {}", nth + 1));
                changed |= name.lost_focus();
                let width = (ui.available_width() - 160.0).max(120.0);
                let edit = TextEdit::singleline(&mut series.filter)
                    .font(mono())
                    .hint_text("All frames")
                    .desired_width(width)
                    .char_limit(4096);
                let filter = field(ui, edit).accessible_name(format!("Filter of series {}", nth + 1));
                changed |= filter.lost_focus();
                let unit = IoUnit::ALL.iter().find(|(u, _)| *u == series.unit).map_or("", |(_, name)| name);
                ComboBox::from_id_salt(("io unit", view.id, nth)).width(76.0).selected_text(unit).show_ui(
                    ui,
                    |ui| {
                        for (unit, name) in IoUnit::ALL {
                            changed |= ui.selectable_value(&mut series.unit, *unit, *name).changed();
                        }
                    },
                );
                if icon_button(ui, Icon::Trash, &format!("Remove {}", series.name), 22.0, false).clicked() {
                    removed = Some(nth);
                }
                if changed {
                    asked = Some(());
                }
            });
        }
        if let Some(nth) = removed {
            self.series.remove(nth);
        }
        if asked.is_some() || removed.is_some() {
            let io = crate::gui::model::statistics::IoSpec {
                interval: view.io.interval,
                series: self.series.clone(),
            };
            if io != view.io {
                actions.push(Action::SetIoSpec(view.id, io));
            }
        }
    }

    /// What is drawn, of which stream, in which direction.
    pub fn tcp_bar(&mut self, ui: &mut Ui, view: &ReportView, stream: &Stream, actions: &mut Vec<Action>) {
        let Report::TcpGraph(now) = view.report else { return };
        for (plot, name, _) in TcpPlot::ALL {
            if ui.selectable_label(*plot == now, *name).clicked() {
                actions.push(Action::SetTcpPlot(view.id, *plot));
            }
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
        let axis = TcpPlot::ALL.iter().find(|(plot, ..)| *plot == now).map_or("", |(_, _, axis)| axis);
        let lines = self.tcp_lines(ui, now, stream);
        let id = ("tcp graph", view.id, now, self.reverse);
        plot(ui, rect, id, ("Seconds", axis), &lines, actions);
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

/// Draws lines in `rect`.
fn plot(
    ui: &mut Ui,
    rect: Rect,
    id: impl std::hash::Hash + std::fmt::Debug,
    (x_axis, y_axis): (&str, &str),
    lines: &[GraphLine],
    actions: &mut Vec<Action>,
) {
    let builder = UiBuilder::new().max_rect(rect.shrink(8.0)).id_salt("plot");
    let clicked = ui.scope_builder(builder, |ui| {
        let plot = Plot::new(egui::Id::unique(id))
            .legend(Legend::default())
            .grid_color(palette(ui).line.strong.0)
            .x_axis_label(x_axis)
            .y_axis_label(y_axis)
            .include_y(0.0)
            .allow_scroll(false)
            .height(rect.height() - 16.0);
        let response = plot.show(ui, |plot_ui| {
            for line in lines {
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
                let near = lines.iter().flat_map(|line| &line.points).filter_map(|([x, y], frame)| {
                    let place = plot_ui.screen_from_plot(egui_plot::PlotPoint::new(*x, *y));
                    // Time counts for more: one looks for a moment.
                    let away = (place.x - at.x).abs() + (place.y - at.y).abs() * 0.25;
                    Some((away, (*frame)?))
                });
                near.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(away, _)| *away < NEAR * 4.0)
            })
        });
        let name = format!("Graph of {y_axis}");
        response.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::GraphicsObject, true, name.clone())
        });
        response.inner
    });
    if let Some((_, frame)) = clicked.inner {
        actions.push(Action::GoToFrame(frame.number().into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_said_in_their_unit() {
        let words: Vec<String> = INTERVALS.iter().map(|i| span_words(*i)).collect();
        assert_eq!(
            words,
            ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "1 min", "10 min", "1 h"]
        );
    }
}
