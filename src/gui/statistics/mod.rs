//! Statistics windows: one a report, not modal. This file holds the frame around them: title, filter,
//! what is copied and saved. Not here: the results (`tables`, `graphs`, `flow`), counting (`app`).

mod flow;
mod graphs;
mod io;
mod svg;
mod tables;

use std::collections::HashMap;

use eframe::egui::{
    self, Align, Context, Id, Layout, Rect, RichText, Sense, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use self::graphs::Axes;
use super::floating::{Floating, escape};
use super::icons::Icon;
use super::model::Action;
use super::model::statistics::{Report, ReportData, ReportView, TcpPlot};
use super::picture::Drawing;
use super::theme::{Face, hairline, mono, palette, small, theme};
use super::widgets::{ButtonKind, button, field, icon_button};
use crate::statistics::flow_graph::FlowGraph;

/// Heights of the window's parts, px.
const HEAD: f32 = 40.0;
const BAR: f32 = 38.0;
const FOOT: f32 = 44.0;

/// Size of the picture of a graph, logical px.
const PICTURE: egui::Vec2 = vec2(1200.0, 640.0);

/// What all windows remember between two painted frames.
#[derive(Debug, Default)]
pub struct Statistics {
    windows: HashMap<u64, Window>,
}

/// What one window remembers.
#[derive(Debug)]
struct Window {
    filter: String,
    /// The filter as it was counted last; another one came from outside.
    counted: String,
    tables: tables::Tables,
    io: io::Io,
    graphs: graphs::Graphs,
    flow: flow::Flow,
}

/// What can be copied and saved of a report.
struct Export {
    csv: String,
    json: Option<String>,
    svg: Option<String>,
}

impl Statistics {
    /// Paints the windows.
    pub fn show(&mut self, ctx: &Context, reports: &[ReportView], actions: &mut Vec<Action>) {
        self.windows.retain(|id, _| reports.iter().any(|report| report.id == *id));
        for (nth, view) in reports.iter().enumerate() {
            let window = self.windows.entry(view.id).or_insert_with(|| Window {
                filter: view.filter.clone(),
                counted: view.filter.clone(),
                tables: tables::Tables::new(view.id),
                io: io::Io::default(),
                graphs: graphs::Graphs::default(),
                flow: flow::Flow::new(view.id),
            });
            window.show(ctx, nth, view, actions);
        }
        // Escape closes the window on top, unless something is being typed.
        if let Some(view) = reports.last()
            && !ctx.egui_wants_keyboard_input()
            && escape(ctx)
        {
            actions.push(Action::CloseReport(view.id));
        }
    }
}

impl Window {
    fn show(&mut self, ctx: &Context, nth: usize, view: &ReportView, actions: &mut Vec<Action>) {
        if self.counted != view.filter {
            self.counted.clone_from(&view.filter);
            self.filter.clone_from(&view.filter);
        }
        let floating = Floating {
            title: view.report.title().to_string(),
            id: Id::unique("statistics window").with(view.id),
            share: vec2(0.83, 0.66),
            least: vec2(560.0, 300.0),
            nth: nth % 6,
        };
        floating.show(ctx, |ui, rect| self.body(ui, rect, view, actions));
    }

    fn body(&mut self, ui: &mut Ui, rect: Rect, view: &ReportView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
        let bar = Rect::from_min_size(head.left_bottom(), vec2(rect.width(), BAR));
        let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - FOOT), rect.max);
        let body = Rect::from_min_max(bar.left_bottom(), foot.right_top());
        self.head(ui, head, view, actions);
        self.bar(ui, bar, view, actions);
        ui.painter().rect_filled(body, 0.0, p.surface.pane.0);
        ui.painter().hline(rect.x_range(), body.top(), hairline(p.line.strong));
        if let Some(progress) = view.progress {
            let done = Rect::from_min_size(body.min, vec2(body.width() * progress, 2.0));
            ui.painter().rect_filled(done, 0.0, p.accent.base.0);
        }
        let inner = body.with_min_y(body.top() + 2.0);
        if let Some(error) = &view.error {
            let words = super::text::escape(error).into_owned();
            let empty = super::widgets::Empty { icon: Icon::Warn, title: &words, advice: "", actions: &[] };
            super::widgets::empty_state(ui, inner, &empty, actions);
        } else {
            match &*view.result {
                ReportData::Nothing => {
                    let empty = super::widgets::Empty {
                        icon: Icon::Clock,
                        title: "Counting",
                        advice: "What is counted shows here as soon as it is done.",
                        actions: &[],
                    };
                    super::widgets::empty_state(ui, inner, &empty, actions);
                }
                ReportData::Tables(tables) => self.tables.show(ui, inner, view, tables, actions),
                ReportData::Io { interval, series } => {
                    self.io.show(ui, inner, view, (*interval, series), actions);
                }
                ReportData::Tcp(stream) => self.graphs.tcp(ui, inner, view, stream, actions),
                ReportData::Flow { graph, nodes, begin, .. } => {
                    self.flow.show(ui, inner, graph, nodes, *begin, actions);
                }
            }
        }
        self.foot(ui, foot, view, actions);
    }

    fn head(&self, ui: &mut Ui, rect: Rect, view: &ReportView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(vec2(16.0, 0.0)))
            .id_salt("statistics head")
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            let icon = if view.report.takes_filter() { Icon::Columns } else { Icon::Graph };
            let (place, _) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
            icon.paint(ui.painter(), place, 16.0, p.text.secondary.0);
            let title = match view.report {
                Report::TcpGraph(_) => format!("{} · stream {}", view.report.title(), view.stream),
                other => other.title().to_owned(),
            };
            let title = RichText::new(title).font(Face::UiMedium.at(theme().font.size.title));
            ui.label(title.color(p.text.primary.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = format!("Close {}", view.report.title());
                if icon_button(ui, Icon::Close, &name, 26.0, false).on_hover_text("Close (Esc)").clicked() {
                    actions.push(Action::CloseReport(view.id));
                }
            });
        });
    }

    /// Tabs or choices at the left, the filter at the right.
    fn bar(&mut self, ui: &mut Ui, rect: Rect, view: &ReportView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.header.0);
        // Tabs have a margin of their own.
        let has_tabs = matches!(&*view.result, ReportData::Tables(tables) if tables.len() > 1);
        let inner = rect.shrink2(vec2(16.0, 0.0)).with_min_x(rect.left() + if has_tabs { 6.0 } else { 16.0 });
        let builder = UiBuilder::new()
            .max_rect(inner)
            .id_salt("statistics bar")
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            match &*view.result {
                ReportData::Tables(tables) => self.tables.tabs(ui, tables),
                ReportData::Io { .. } => self.io.bar(ui, view, actions),
                ReportData::Tcp(stream) => self.graphs.tcp_bar(ui, view, stream, actions),
                ReportData::Flow { .. } | ReportData::Nothing => {}
            }
            if !view.report.takes_filter() {
                return;
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if view.progress.is_some()
                    && icon_button(ui, Icon::Close, "Cancel counting", 22.0, false).clicked()
                {
                    actions.push(Action::CancelReport(view.id));
                }
                let apply = icon_button(ui, Icon::Apply, "Apply to statistics", 22.0, false)
                    .on_hover_text("Count only frames that match (Enter)")
                    .clicked();
                let width = (ui.available_width() - 8.0).clamp(80.0, 380.0);
                let edit = TextEdit::singleline(&mut self.filter)
                    .font(mono())
                    .hint_text("Count only frames that match …")
                    .desired_width(width)
                    .char_limit(4096);
                let response = field(ui, edit).accessible_name("Statistics filter");
                let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if (apply || entered) && self.filter.trim() != view.filter {
                    actions.push(Action::SetReportFilter(view.id, self.filter.trim().to_owned()));
                }
            });
        });
    }

    fn foot(&mut self, ui: &mut Ui, rect: Rect, view: &ReportView, actions: &mut Vec<Action>) {
        let p = palette(ui);
        ui.painter().rect_filled(rect, 0.0, p.surface.window.0);
        ui.painter().hline(rect.x_range(), rect.top(), hairline(p.line.subtle));
        let builder = UiBuilder::new()
            .max_rect(rect.shrink2(vec2(16.0, 0.0)))
            .id_salt("statistics foot")
            .layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let stem = view.report.title().to_lowercase().replace([' ', '/'], "-");
            let click = |ui: &mut Ui, label: &str| button(ui, ButtonKind::Normal, None, label).clicked();
            let has = !matches!(*view.result, ReportData::Nothing);
            let is_table = matches!(*view.result, ReportData::Tables(_));
            ui.add_enabled_ui(has, |ui| {
                if !is_table
                    && click(ui, "Save SVG…")
                    && let Some(svg) = self.export(ui, view).svg
                {
                    actions.push(Action::AskSave { name: format!("{stem}.svg"), bytes: svg.into_bytes() });
                }
                if !is_table {
                    let too_long = match &*view.result {
                        ReportData::Flow { graph, .. } if flow::parts(graph).is_none() => {
                            flow::too_long(graph)
                        }
                        _ => String::new(),
                    };
                    let add = |ui: &mut Ui| button(ui, ButtonKind::Normal, None, "Save PNG…");
                    let response = ui.add_enabled_ui(too_long.is_empty(), add).inner;
                    if response.on_disabled_hover_text(too_long).clicked() {
                        let parts = self.drawings(ui, view);
                        actions.push(Action::SavePicture { name: format!("{stem}.png"), parts });
                    }
                }
                if is_table
                    && click(ui, "Save JSON…")
                    && let Some(json) = self.export(ui, view).json
                {
                    actions.push(Action::AskSave { name: format!("{stem}.json"), bytes: json.into_bytes() });
                }
                if click(ui, "Save CSV…") {
                    let csv = self.export(ui, view).csv;
                    actions.push(Action::AskSave { name: format!("{stem}.csv"), bytes: csv.into_bytes() });
                }
                if is_table
                    && click(ui, "Copy JSON")
                    && let Some(json) = self.export(ui, view).json
                {
                    actions.push(Action::CopyText(json));
                }
                if click(ui, "Copy CSV") {
                    actions.push(Action::CopyText(self.export(ui, view).csv));
                }
            });
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = self.words(view);
                let label = RichText::new(words).font(small()).color(p.text.secondary.0);
                ui.add(egui::Label::new(label).truncate());
            });
        });
    }

    /// What stands at the lower left.
    fn words(&self, view: &ReportView) -> String {
        match &*view.result {
            ReportData::Nothing => String::new(),
            ReportData::Tables(tables) => self.tables.words(tables),
            ReportData::Io { interval, .. } => {
                format!("Interval {} · click goes to the frame", io::span_words(*interval))
            }
            ReportData::Tcp(stream) => {
                let [a, b] = &stream.ends;
                let segments = super::text::plural(stream.segments.len() as u64, "segment", "segments");
                format!("{a} and {b} · {segments} · click goes to the frame")
            }
            ReportData::Flow { graph, nodes, .. } => {
                let pictures = flow::parts(graph).map_or(0, |parts| parts.len());
                let cut = match (graph.is_cut, pictures) {
                    (true, _) => ", more are not shown".to_owned(),
                    (false, 0 | 1) => String::new(),
                    (false, pictures) => format!("; {pictures} pictures as PNG"),
                };
                let frames = super::text::plural(graph.arrows.len() as u64, "frame", "frames");
                let ends = super::text::plural(nodes.len() as u64, "address", "addresses");
                format!("{frames} between {ends}{cut}")
            }
        }
    }

    /// The graph as pictures: as large as it is, not only what is in sight.
    fn drawings(&self, ui: &Ui, view: &ReportView) -> Vec<Drawing> {
        let is_dark = ui.visuals().dark_mode;
        let mut ignored = Vec::new();
        let draw = |axes: Axes<'_>, lines: &[graphs::GraphLine]| {
            Drawing::new(PICTURE, is_dark, |ui, rect| {
                graphs::plot(ui, rect, "picture of a graph", axes, lines, &mut Vec::new());
            })
        };
        match &*view.result {
            ReportData::Io { interval, series } => {
                let axis = self.io.axis(view, *interval);
                let axes =
                    Axes { x: "Seconds", y: &axis, is_log: self.io.is_log(), ceiling: None, named: true };
                vec![draw(axes, &self.io.lines(ui, view, *interval, series))]
            }
            ReportData::Tcp(stream) => {
                let Report::TcpGraph(plot) = view.report else { return Vec::new() };
                let axes = Axes { x: "Seconds", y: plot.axis(), is_log: false, ceiling: None, named: true };
                vec![draw(axes, &self.graphs.tcp_lines(ui, plot, stream))]
            }
            ReportData::Flow { graph, nodes, begin, .. } => {
                let mut flow = flow::Flow::new(view.id);
                let mut draw = |part: &FlowGraph| {
                    Drawing::new(flow::size(part, nodes), is_dark, |ui, rect| {
                        flow.show(ui, rect, part, nodes, *begin, &mut ignored);
                    })
                };
                flow::parts(graph).iter().flatten().map(&mut draw).collect()
            }
            ReportData::Nothing | ReportData::Tables(_) => Vec::new(),
        }
    }

    fn export(&self, ui: &Ui, view: &ReportView) -> Export {
        match &*view.result {
            ReportData::Nothing => Export { csv: String::new(), json: None, svg: None },
            ReportData::Tables(tables) => match self.tables.sorted(tables) {
                Some(table) => Export { csv: table.csv(), json: Some(table.json()), svg: None },
                None => Export { csv: String::new(), json: None, svg: None },
            },
            ReportData::Io { interval, series } => {
                let lines = self.io.lines(ui, view, *interval, series);
                let axis = self.io.axis(view, *interval);
                let axes =
                    Axes { x: "Seconds", y: &axis, is_log: self.io.is_log(), ceiling: None, named: true };
                let svg = svg::graph(view.report.title(), axes, &lines);
                Export { csv: io::csv(view, *interval, series), json: None, svg: Some(svg) }
            }
            ReportData::Tcp(stream) => {
                let plot = match view.report {
                    Report::TcpGraph(plot) => plot,
                    _ => TcpPlot::Sequence,
                };
                let lines = self.graphs.tcp_lines(ui, plot, stream);
                let axes = Axes { x: "Seconds", y: plot.axis(), is_log: false, ceiling: None, named: true };
                let svg = svg::graph(view.report.title(), axes, &lines);
                Export { csv: graphs::tcp_csv(stream), json: None, svg: Some(svg) }
            }
            ReportData::Flow { graph, nodes, begin, csv } => {
                let svg = svg::flow(graph, nodes, *begin);
                Export { csv: csv.clone(), json: None, svg: Some(svg) }
            }
        }
    }
}
