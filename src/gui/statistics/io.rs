//! The I/O graph: its interval, its series, and how they are drawn: smoothed, on a logarithmic axis.
//! Not here: drawing (`graphs`), counting (`statistics::io_graph`).

use eframe::egui::{self, Align, ComboBox, Layout, Rect, RichText, TextEdit, Ui, UiBuilder, vec2};

use super::graphs::{Axes, GraphLine, color_of, plot};
use crate::base::time::NANOS;
use crate::gui::icons::Icon;
use crate::gui::model::Action;
use crate::gui::model::statistics::{IoSeries, IoSpec, IoUnit, ReportView};
use crate::gui::theme::{body, mono, palette, small};
use crate::gui::widgets::{check_box, field, icon_button};
use crate::statistics::io_graph::{INTERVALS, Point};
use crate::statistics::table::csv_line;

/// Series an I/O graph may have.
const SERIES_MAX: usize = 12;
/// Height of a series' line below the graph, px.
const SERIES_ROW: f32 = 30.0;
/// Intervals that a point can be the mean of.
const MEANS: [usize; 5] = [1, 4, 10, 20, 50];

/// What the I/O graph of one window remembers.
#[derive(Debug)]
pub struct Io {
    /// The series as they are being typed.
    series: Vec<IoSeries>,
    is_log: bool,
    /// Intervals that a point is the mean of.
    mean_of: usize,
}

impl Default for Io {
    fn default() -> Self {
        Self { series: Vec::new(), is_log: false, mean_of: 1 }
    }
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

/// What a series is called where nobody sees its row.
fn title(spec: &IoSeries) -> String {
    match spec.unit.takes_field() {
        true => format!("{}: {} {}", spec.name, spec.unit.name(), spec.field.trim()),
        false => spec.name.clone(),
    }
}

/// A line an interval, a column a series.
pub fn csv(view: &ReportView, interval: i64, series: &[Vec<Point>]) -> String {
    let mut out = String::new();
    csv_line(std::iter::once("Seconds".to_owned()).chain(view.io.series.iter().map(title)), &mut out);
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

/// Each value as the mean of `of` values that end with it.
fn means(values: &[f64], of: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let mean = |(i, value): (usize, &f64)| {
        sum += value;
        if let Some(gone) = i.checked_sub(of).and_then(|gone| values.get(gone)) {
            sum -= gone;
        }
        sum / of.min(i + 1) as f64
    };
    values.iter().enumerate().map(mean).collect()
}

/// Values on a logarithmic axis: what is nothing stands below the least that is something.
fn logarithms(lines: &mut [GraphLine]) {
    let values = lines.iter().flat_map(|line| &line.points).map(|([_, y], _)| *y).filter(|y| *y > 0.0);
    let least = values.fold(f64::INFINITY, f64::min);
    let floor = if least.is_finite() { least.log10().floor() - 1.0 } else { 0.0 };
    for ([_, y], _) in lines.iter_mut().flat_map(|line| &mut line.points) {
        *y = if *y > 0.0 { y.log10() } else { floor };
    }
}

impl Io {
    /// The lines that are on.
    pub fn lines(&self, ui: &Ui, view: &ReportView, interval: i64, series: &[Vec<Point>]) -> Vec<GraphLine> {
        let width = interval as f64 / 1e9;
        let line = |(nth, (spec, points)): (usize, (&IoSeries, &Vec<Point>))| {
            let values: Vec<f64> = points.iter().map(|point| spec.unit.value(point)).collect();
            let values = if self.mean_of > 1 { means(&values, self.mean_of) } else { values };
            let place =
                |(i, (point, value)): (usize, (&Point, f64))| ([i as f64 * width, value], point.first);
            GraphLine {
                name: title(spec),
                color: color_of(ui, nth),
                points: points.iter().zip(values).enumerate().map(place).collect(),
                joined: true,
            }
        };
        let on = view.io.series.iter().zip(series).enumerate().filter(|(_, (spec, _))| spec.on);
        let mut lines: Vec<GraphLine> = on.map(line).collect();
        if self.is_log {
            logarithms(&mut lines);
        }
        lines
    }

    /// What the vertical axis is called: the unit, if all series that are on share it.
    pub fn axis(&self, view: &ReportView, interval: i64) -> String {
        let mut units = view.io.series.iter().filter(|s| s.on).map(|s| (s.unit, s.field.trim()));
        let first = units.next();
        let name = match first {
            Some((unit, field)) if units.all(|other| Some(other) == first) => match unit.takes_field() {
                true => format!("{} {field}", unit.name()),
                false => unit.name().to_owned(),
            },
            _ => "Values".to_owned(),
        };
        format!("{name} per {}", span_words(interval))
    }

    pub fn is_log(&self) -> bool {
        self.is_log
    }

    /// Interval, smoothing, scale, and a further series.
    pub fn bar(&mut self, ui: &mut Ui, view: &ReportView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let label = |ui: &mut Ui, words: &str| {
            ui.label(RichText::new(words).font(small()).color(p.text.secondary.0));
        };
        label(ui, "Interval");
        let mut interval = view.io.interval;
        let words = interval.map_or("fitting".to_owned(), span_words);
        let chosen =
            ComboBox::from_id_salt(("io interval", view.id)).selected_text(words).show_ui(ui, |ui| {
                ui.selectable_value(&mut interval, None, "fitting");
                for choice in INTERVALS {
                    ui.selectable_value(&mut interval, Some(*choice), span_words(*choice));
                }
            });
        chosen.response.accessible_name("Interval");
        if interval != view.io.interval {
            actions.push(Action::SetIoSpec(view.id, IoSpec { interval, ..view.io.clone() }));
        }
        label(ui, "Smoothing");
        let words = |of: usize| if of > 1 { format!("mean of {of}") } else { "none".to_owned() };
        let chosen = ComboBox::from_id_salt(("io mean", view.id)).selected_text(words(self.mean_of)).show_ui(
            ui,
            |ui| {
                for of in MEANS {
                    ui.selectable_value(&mut self.mean_of, of, words(of));
                }
            },
        );
        chosen.response.accessible_name("Smoothing");
        check_box(ui, &mut self.is_log, "Logarithmic scale");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let add = icon_button(ui, Icon::Plus, "Add series", 26.0, false).on_hover_text("Add series");
            if add.clicked() && view.io.series.len() < SERIES_MAX {
                let mut io = view.io.clone();
                io.series.push(IoSeries::new(&format!("Series {}", io.series.len() + 1), ""));
                actions.push(Action::SetIoSpec(view.id, io));
            }
        });
    }

    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &ReportView,
        (interval, series): (i64, &[Vec<Point>]),
        actions: &mut Vec<Action>,
    ) {
        let below = view.io.series.len() as f32 * SERIES_ROW + 8.0;
        let graph = rect.with_max_y((rect.bottom() - below).max(rect.top() + 80.0));
        let lines = self.lines(ui, view, interval, series);
        let axis = self.axis(view, interval);
        let axes = Axes { x: "Seconds", y: &axis, is_log: self.is_log, ceiling: None, named: false };
        plot(ui, graph, ("io graph", view.id, self.is_log), axes, &lines, actions);
        let list = rect.with_min_y(graph.bottom()).shrink2(vec2(16.0, 4.0));
        let builder = UiBuilder::new().max_rect(list).id_salt("io series");
        ui.scope_builder(builder, |ui| self.rows(ui, view, actions));
    }

    /// A line a series: on, colour, name, filter, unit.
    fn rows(&mut self, ui: &mut Ui, view: &ReportView, actions: &mut Vec<Action>) {
        if self.series.len() != view.io.series.len() {
            self.series.clone_from(&view.io.series);
        }
        let mut is_changed = false;
        let mut removed = None;
        for (nth, series) in self.series.iter_mut().enumerate() {
            ui.horizontal(|ui| {
                ui.set_height(SERIES_ROW - 4.0);
                is_changed |= row(ui, (view.id, nth), series);
                if icon_button(ui, Icon::Trash, &format!("Remove {}", series.name), 22.0, false).clicked() {
                    removed = Some(nth);
                }
            });
        }
        if let Some(nth) = removed {
            self.series.remove(nth);
        }
        if is_changed || removed.is_some() {
            let io = IoSpec { interval: view.io.interval, series: self.series.clone() };
            if io != view.io {
                actions.push(Action::SetIoSpec(view.id, io));
            }
        }
    }
}

/// The line of one series; true if it changed.
fn row(ui: &mut Ui, (window, nth): (u64, usize), series: &mut IoSeries) -> bool {
    let number = nth + 1;
    let show = check_box(ui, &mut series.on, "").accessible_name(format!("Show {}", series.name));
    let mut is_changed = show.changed();
    let (swatch, _) = ui.allocate_exact_size(vec2(14.0, 14.0), egui::Sense::hover());
    ui.painter().rect_filled(swatch, 3.0, color_of(ui, nth));
    let mut text = |ui: &mut Ui, edit: TextEdit<'_>, name: &str| {
        let edit = field(ui, edit.char_limit(4096));
        is_changed |= edit.accessible_name(format!("{name} of series {number}")).lost_focus();
    };
    text(ui, TextEdit::singleline(&mut series.name).font(body()).desired_width(130.0), "Name");
    let beside = if series.unit.takes_field() { 380.0 } else { 180.0 };
    let width = (ui.available_width() - beside).max(120.0);
    let edit = TextEdit::singleline(&mut series.filter).font(mono()).hint_text("All frames");
    text(ui, edit.desired_width(width), "Filter");
    let before = series.unit;
    let combo = ComboBox::from_id_salt(("io unit", window, nth)).width(96.0);
    let chosen = combo.selected_text(series.unit.name()).show_ui(ui, |ui| {
        for (unit, name) in IoUnit::ALL {
            ui.selectable_value(&mut series.unit, *unit, *name);
        }
    });
    chosen.response.accessible_name(format!("Unit of series {number}"));
    if series.unit.takes_field() {
        let edit = TextEdit::singleline(&mut series.field).font(mono()).hint_text("Field, as tcp.len");
        text(ui, edit.desired_width(180.0), "Field");
    }
    is_changed || series.unit != before
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

    #[test]
    fn smoothing_is_the_mean_of_what_came_before() {
        assert_eq!(means(&[4.0, 8.0, 0.0, 0.0], 2), [4.0, 6.0, 4.0, 0.0]);
        assert_eq!(means(&[], 4), Vec::<f64>::new());
    }

    #[test]
    fn nothing_stands_below_everything_on_a_logarithmic_axis() {
        let points = [0.0, 20.0, 1000.0].iter().map(|y| ([0.0, *y], None)).collect();
        let color = egui::Color32::WHITE;
        let mut lines = [GraphLine { name: String::new(), color, points, joined: true }];
        logarithms(&mut lines);
        let values: Vec<f64> = lines[0].points.iter().map(|([_, y], _)| *y).collect();
        assert!((values[0], values[2]) == (0.0, 3.0) && (1.3..1.31).contains(&values[1]), "{values:?}");
    }
}
