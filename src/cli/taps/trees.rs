//! `-z …,tree`: tables of counts within counts, printed as tshark does. What they count stands in
//! `statistics::counts`.

use super::selection::Selection;
use super::{End, Needs, Tap, filter};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::statistics::counts::trees::{Tree, TreeDef};
use crate::statistics::counts::{Line, StatsTree};
use std::fmt::Write;

#[derive(Debug)]
struct Printed {
    tree: Tree,
    selection: Selection,
}

pub fn start(def: &'static TreeDef, text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let filter = filter("stats_tree", text, registry)?;
    let tree = Tree::new(def, registry);
    Ok(Box::new(Printed { selection: Selection::new(filter, tree.needs().clone()), tree }))
}

impl Tap for Printed {
    fn needs(&self) -> Option<Needs> {
        self.selection.needs()
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if self.selection.takes(d) {
            self.tree.frame(d);
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        print(self.tree.counts(), self.tree.title(), out);
    }
}

/// Adds the table.
fn print(counts: &StatsTree, title: &str, out: &mut String) {
    let lines = counts.lines();
    let width = |line: &Line<'_>| line.name.chars().count() + line.depth;
    // The last word of the title is the root, one step further out than what is shown.
    let root = title.rsplit('/').next().map_or(0, str::len).saturating_sub(1);
    let name_width = lines.iter().map(width).max().unwrap_or(0).max(root);
    const COLUMNS: [&str; 8] =
        ["Count", "Average", "Min Val", "Max Val", "Rate (ms)", "Percent", "Burst Rate", "Burst Start"];
    let widths = COLUMNS.map(|c| if c == "Burst Start" { 11 } else { 12 });
    let row = |name: &str, cells: &[String], out: &mut String| {
        // Names have two blanks behind them, the heading at least one.
        let _ = write!(out, "{name:<0$}", (name_width + 2).max(name.chars().count() + 1));
        for (cell, width) in cells.iter().zip(widths) {
            let _ = write!(out, "{cell:<0$}", width + 2);
        }
        out.push('\n');
    };
    let rule_len = name_width + 2 + widths.iter().map(|w| w + 2).sum::<usize>();
    let _ = write!(out, "\n{}\n{title}:\n", "=".repeat(rule_len));
    row("Topic / Item", &COLUMNS.map(str::to_string), out);
    let rule = "-".repeat(rule_len);
    let _ = writeln!(out, "{rule}");
    for line in lines {
        row(&format!("{:1$}{2}", "", line.depth, safe::shown(line.name)), &cells(&line), out);
    }
    let _ = write!(out, "\n{rule}\n");
}

fn cells(line: &Line<'_>) -> [String; 8] {
    let number = |v: f64| if line.is_float { format!("{:.6}", v as f32) } else { format!("{v:.0}") };
    let shown = |text: fn((f64, f64, f64)) -> f64, fraction: bool| match line.values {
        Some(values) if fraction => format!("{:.2}", text(values)),
        Some(values) => number(text(values)),
        None if line.is_range => "-".into(),
        None => String::new(),
    };
    let burst = |of: fn((f64, f64)) -> String| line.burst.map_or_else(|| "-".into(), of);
    let percent = match line.percent {
        Some(_) if line.depth == 0 => "100%".into(),
        Some(percent) => format!("{percent:.2}%"),
        None => String::new(),
    };
    [
        line.count.to_string(),
        shown(|values| values.0, true),
        shown(|values| values.1, false),
        shown(|values| values.2, false),
        line.rate.map_or_else(String::new, |rate| format!("{rate:.4}")),
        percent,
        burst(|(rate, _)| format!("{rate:.4}")),
        burst(|(_, at_ms)| format!("{:.3}", at_ms / 1000.0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_rates_shares_and_bursts() {
        let mut tree = StatsTree::default();
        let root = tree.node(None, "All");
        let sizes = tree.ranges("Sizes", &[(0, 9), (10, i64::MAX)]);
        for (at, name, size) in [(0.0, "b", 4), (1.0, "a", 30), (200.0, "a", 5)] {
            tree.at(at);
            tree.tick(root);
            tree.tick_in(root, name);
            tree.tick_range(sizes, size);
        }
        let mut out = String::new();
        print(&tree, "Things", &mut out);
        let squeezed: Vec<String> = out
            .lines()
            .filter(|l| !l.starts_with(['=', '-']) && !l.is_empty())
            .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            squeezed,
            [
                "Things:",
                "Topic / Item Count Average Min Val Max Val Rate (ms) Percent Burst Rate Burst Start",
                "All 3 0.0150 100% 0.0200 0.000",
                "a 2 0.0100 66.67% 0.0100 0.000",
                "b 1 0.0050 33.33% 0.0100 0.000",
                "Sizes 3 13.00 4 30 0.0150 100% 0.0200 0.000",
                "0-9 2 4.50 4 5 0.0100 66.67% 0.0100 0.000",
                "10 and greater 1 30.00 30 30 0.0050 33.33% 0.0100 0.000",
            ]
        );
    }
}
