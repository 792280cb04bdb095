//! Graphs as SVG files: what the window draws, on white, for documents.

use std::fmt::Write;

use eframe::egui::Color32;

use super::graphs::{Axes, GraphLine};
use crate::base::time::Timestamp;
use crate::statistics::flow_graph::FlowGraph;

/// Size of a graph, and the places of its axes.
const SIZE: (f64, f64) = (1000.0, 560.0);
const LEFT: f64 = 90.0;
const TOP: f64 = 40.0;
const RIGHT: f64 = 20.0;
const BOTTOM: f64 = 60.0;
/// Marks of an axis.
const MARKS: u32 = 6;
/// Height of a line, width of a lane of a flow graph.
const ROW: f64 = 24.0;
const LANE: f64 = 220.0;

/// Text for an element: no markup, no control characters.
fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in crate::gui::text::escape(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

fn hex(color: Color32) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r(), color.g(), color.b())
}

fn begin(width: f64, height: f64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    )
}

/// A number of an axis, short.
pub fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 1e9 => format!("{:.1}G", value / 1e9),
        v if v >= 1e6 => format!("{:.1}M", value / 1e6),
        v if v >= 1e4 => format!("{:.1}k", value / 1e3),
        v if v >= 10.0 || v == 0.0 => format!("{value:.0}"),
        _ => format!("{value:.3}"),
    }
}

/// A graph with two axes and a legend.
pub fn graph(title: &str, axes: Axes<'_>, lines: &[GraphLine]) -> String {
    let points = || lines.iter().flat_map(|line| line.points.iter().map(|(point, _)| *point));
    let most = |i: usize| points().filter_map(|p| p.get(i).copied()).fold(0.0, f64::max).max(1e-9);
    let (x_most, y_most) = (most(0), most(1));
    let y_least = points().map(|[_, y]| y).fold(0.0, f64::min);
    let y_span = y_most - y_least;
    let (width, height) = (SIZE.0 - LEFT - RIGHT, SIZE.1 - TOP - BOTTOM);
    let place =
        |[x, y]: [f64; 2]| (LEFT + x / x_most * width, TOP + height - (y - y_least) / y_span * height);
    let mut out = begin(SIZE.0, SIZE.1);
    let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"24\" font-size=\"15\">{}</text>", safe(title));
    for mark in 0..=MARKS {
        let share = f64::from(mark) / f64::from(MARKS);
        let value = y_least + y_span * share;
        let (x, y) = place([x_most * share, value]);
        let (bottom, right) = (TOP + height, LEFT + width);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\" stroke=\"#dddddd\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            number(if axes.is_log { 10f64.powf(value) } else { value }),
            bottom + 18.0,
            number(x_most * share),
        );
    }
    for (nth, line) in lines.iter().enumerate() {
        let color = hex(line.color);
        if line.joined {
            let mut path = String::new();
            for (point, _) in &line.points {
                let (x, y) = place(*point);
                let _ = write!(path, "{x:.1},{y:.1} ");
            }
            let _ = writeln!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\"/>",
                path.trim_end()
            );
        } else {
            for (point, _) in &line.points {
                let (x, y) = place(*point);
                let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"{color}\"/>");
            }
        }
        let x = LEFT + 160.0 * nth as f64;
        let y = SIZE.1 - 14.0;
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{:.1}\" width=\"12\" height=\"12\" fill=\"{color}\"/>\n\
             <text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            y - 10.0,
            x + 18.0,
            safe(&line.name)
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n\
         <text x=\"{LEFT}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n</svg>",
        SIZE.0 - RIGHT,
        SIZE.1 - 28.0,
        safe(axes.x),
        TOP - 8.0,
        safe(axes.y)
    );
    out
}

/// A flow graph, a line a frame.
pub fn flow(graph: &FlowGraph, nodes: &[String], begin_time: Timestamp) -> String {
    let lanes = LANE * nodes.len() as f64;
    let (width, height) = (100.0 + lanes + 520.0, 60.0 + ROW * graph.arrows.len() as f64);
    let x_of = |name: &str| nodes.iter().position(|n| n == name).map(|i| 100.0 + LANE * (i as f64 + 0.5));
    let mut out = begin(width, height);
    out.push_str(
        "<defs><marker id=\"h\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\">\
         <path d=\"M0,0 L8,4 L0,8 z\" fill=\"#2455a4\"/></marker></defs>\n",
    );
    for name in nodes {
        let x = x_of(name).unwrap_or(0.0);
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"24\" text-anchor=\"middle\">{}</text>\n\
             <line x1=\"{x}\" y1=\"34\" x2=\"{x}\" y2=\"{height}\" stroke=\"#cccccc\"/>",
            safe(name)
        );
    }
    for (i, arrow) in graph.arrows.iter().enumerate() {
        let y = 50.0 + ROW * i as f64;
        let _ = writeln!(
            out,
            "<text x=\"90\" y=\"{:.1}\" text-anchor=\"end\">{:.6}</text>\n<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            y + 4.0,
            arrow.time.since(begin_time).0 as f64 / 1e9,
            108.0 + lanes,
            y + 4.0,
            safe(&format!("{}  {}", arrow.protocol, arrow.label))
        );
        if let (Some(from), Some(to)) = (x_of(&arrow.from), x_of(&arrow.to)) {
            let _ = writeln!(
                out,
                "<line x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" stroke=\"#2455a4\" \
                 stroke-width=\"1.5\" marker-end=\"url(#h)\"/>"
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_packets_is_no_markup_of_the_file() {
        let line = GraphLine {
            name: "<script>\u{202e}".into(),
            color: Color32::from_rgb(1, 2, 3),
            points: vec![([0.0, 0.0], None), ([2.0, 8.0], None)],
            joined: true,
        };
        let svg = graph("T", Axes { x: "x", y: "y", is_log: false, ceiling: None, named: true }, &[line]);
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script>") && !svg.contains('\u{202e}'));
        assert!(svg.contains("90.0,500.0 980.0,40.0") && svg.contains("#010203"), "{svg}");
    }
}
