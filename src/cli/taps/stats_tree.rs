//! `-z …,tree`: the table of counts within counts that many statistics share. What is counted
//! stands in `trees`.

use std::fmt::Write;

/// Rates of bursts are those of the best so many milliseconds …
const BURST_WINDOW_MS: f64 = 100.0;
/// … counted in steps of so many.
const BURST_STEP_MS: f64 = 5.0;
/// Names below one node; more of them are counted as [`OTHERS`], so that hostile captures do not
/// fill the memory.
const MAX_CHILDREN: usize = 100_000;
const OTHERS: &str = "(more)";

/// Names a node of a [`StatsTree`].
pub type NodeId = usize;

/// One count.
#[derive(Debug, Default)]
struct Node {
    name: String,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
    by_name: std::collections::HashMap<String, NodeId>,
    count: u64,
    /// It had a value, so there are a mean, a least and a greatest one.
    valued: bool,
    float: bool,
    total: f64,
    least: f64,
    greatest: f64,
    /// Lowest and highest value counted here; children of that kind keep their order.
    range: Option<(i64, i64)>,
    burst: Burst,
}

/// The counts of the last steps, and the best they ever were.
#[derive(Debug)]
struct Burst {
    /// Step, count, first time.
    steps: std::collections::VecDeque<(f64, u64, f64)>,
    count: u64,
    best: u64,
    best_at_ms: f64,
}

impl Default for Burst {
    fn default() -> Self {
        Self { steps: [(0.0, 0, 0.0)].into(), count: 0, best: 0, best_at_ms: 0.0 }
    }
}

impl Burst {
    fn tick(&mut self, now_ms: f64) {
        let step = (now_ms / BURST_STEP_MS).trunc();
        let newest = self.steps.back().map_or(f64::MIN, |s| s.0);
        if step > newest {
            self.steps.push_back((step, 1, now_ms));
            self.count += 1;
            let span = BURST_WINDOW_MS / BURST_STEP_MS;
            while let Some((_, count, _)) = self.steps.pop_front_if(|s| step >= s.0 + span) {
                self.count = self.count.saturating_sub(count);
            }
        } else if let Some(known) = self.steps.iter_mut().find(|s| s.0 == step) {
            known.1 += 1;
            known.2 = known.2.min(now_ms);
            self.count += 1;
        }
        if self.count > self.best {
            self.best = self.count;
            self.best_at_ms = self.steps.front().map_or(0.0, |s| s.2);
        }
    }
}

/// Counts within counts.
#[derive(Debug, Default)]
pub struct StatsTree {
    nodes: Vec<Node>,
    roots: Vec<NodeId>,
    /// Of the frame at hand, since the first of the capture.
    frame_ms: f64,
    /// Of the last frame that was counted.
    now_ms: f64,
    start_ms: Option<f64>,
}

impl StatsTree {
    /// Says when what is counted next happened.
    pub fn at(&mut self, now_ms: f64) {
        self.frame_ms = now_ms;
    }

    /// What is looked at counts for the time that rates are about, even if nothing else comes of it.
    pub fn look(&mut self) {
        self.now_ms = self.frame_ms;
        self.start_ms.get_or_insert(self.frame_ms);
    }

    /// A node of that name below `parent`, made if there is none.
    pub fn node(&mut self, parent: Option<NodeId>, name: &str) -> NodeId {
        let known = match parent {
            Some(p) => self.nodes.get(p).and_then(|p| p.by_name.get(name)).copied(),
            None => self.roots.iter().copied().find(|r| self.nodes.get(*r).is_some_and(|n| n.name == name)),
        };
        if let Some(known) = known {
            return known;
        }
        let full = parent.and_then(|p| self.nodes.get(p)).is_some_and(|p| p.children.len() >= MAX_CHILDREN);
        if full && name != OTHERS {
            return self.node(parent, OTHERS);
        }
        let id = self.nodes.len();
        self.nodes.push(Node { name: name.to_string(), parent, ..Node::default() });
        match parent.and_then(|p| self.nodes.get_mut(p)) {
            Some(p) => {
                p.children.push(id);
                p.by_name.insert(name.to_string(), id);
            }
            None => self.roots.push(id),
        }
        id
    }

    /// A node for values; `float`: they are no whole numbers.
    pub fn values(&mut self, parent: Option<NodeId>, name: &str, float: bool) -> NodeId {
        let id = self.node(parent, name);
        if let Some(node) = self.nodes.get_mut(id) {
            node.float = float;
        }
        id
    }

    /// A node with a child for each range, `40-79`.
    pub fn ranges(&mut self, name: &str, ranges: &[(i64, i64)]) -> NodeId {
        let id = self.values(None, name, false);
        for (low, high) in ranges {
            let name = if *high == i64::MAX { format!("{low} and greater") } else { format!("{low}-{high}") };
            let child = self.values(Some(id), &name, false);
            if let Some(node) = self.nodes.get_mut(child) {
                node.range = Some((*low, *high));
            }
        }
        id
    }

    /// Counts one.
    pub fn tick(&mut self, id: NodeId) {
        self.look();
        let now = self.now_ms;
        if let Some(node) = self.nodes.get_mut(id) {
            node.count += 1;
            node.burst.tick(now);
        }
    }

    /// Counts one below `parent`, and gives its node.
    pub fn tick_in(&mut self, parent: NodeId, name: &str) -> NodeId {
        let id = self.node(Some(parent), name);
        self.tick(id);
        id
    }

    /// Counts one, which has a value.
    pub fn tick_value(&mut self, id: NodeId, value: f64) {
        self.tick(id);
        self.value(id, value);
    }

    fn value(&mut self, id: NodeId, value: f64) {
        if let Some(node) = self.nodes.get_mut(id) {
            let first = !std::mem::replace(&mut node.valued, true);
            node.total += value;
            node.least = if first { value } else { node.least.min(value) };
            node.greatest = if first { value } else { node.greatest.max(value) };
        }
    }

    /// Counts one with a value, in a node of ranges and in the range that the value lies in.
    pub fn tick_range(&mut self, id: NodeId, value: i64) {
        self.tick_value(id, value as f64);
        let children = self.nodes.get(id).map_or(&[][..], |n| &n.children);
        let lies_in = |c: &&NodeId| {
            self.nodes.get(**c).and_then(|n| n.range).is_some_and(|(l, h)| (l..=h).contains(&value))
        };
        if let Some(child) = children.iter().find(lies_in).copied() {
            self.tick_value(child, value as f64);
        }
    }

    /// Adds the table.
    pub fn print(&mut self, title: &str, out: &mut String) {
        let mut order = Vec::new();
        for root in self.roots.clone() {
            self.sorted(root, 0, &mut order);
        }
        let width =
            |(id, depth): &(NodeId, usize)| self.nodes.get(*id).map_or(0, |n| n.name.chars().count()) + depth;
        // The last word of the title is the root, one step further out than what is shown.
        let root = title.rsplit('/').next().map_or(0, str::len).saturating_sub(1);
        let name_width = order.iter().map(width).max().unwrap_or(0).max(root);
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
        for (id, depth) in order {
            let Some(node) = self.nodes.get(id) else { continue };
            row(
                &format!("{:depth$}{}", "", crate::cli::print::safe::shown(&node.name)),
                &self.cells(node),
                out,
            );
        }
        let _ = write!(out, "\n{rule}\n");
    }

    /// The nodes below `id`, it first: most counted first, then by name from behind.
    fn sorted(&self, id: NodeId, depth: usize, out: &mut Vec<(NodeId, usize)>) {
        out.push((id, depth));
        let Some(node) = self.nodes.get(id) else { return };
        let mut children: Vec<(NodeId, &Node)> =
            node.children.iter().filter_map(|c| Some((*c, self.nodes.get(*c)?))).collect();
        children.sort_by(|(_, a), (_, b)| match (a.range, b.range) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => b.count.cmp(&a.count).then_with(|| b.name.cmp(&a.name)),
        });
        for (child, _) in children {
            self.sorted(child, depth + 1, out);
        }
    }

    fn cells(&self, node: &Node) -> [String; 8] {
        let number = |v: f64| if node.float { format!("{:.6}", v as f32) } else { format!("{v:.0}") };
        let shown = |text: String| match (node.valued, node.range) {
            (true, _) => text,
            (false, Some(_)) => "-".into(),
            (false, None) => String::new(),
        };
        let elapsed = self.now_ms - self.start_ms.unwrap_or(self.now_ms);
        let rate = if elapsed > 0.0 { format!("{:.4}", node.count as f64 / elapsed) } else { String::new() };
        let percent = match node.parent.and_then(|p| self.nodes.get(p)) {
            None => "100%".into(),
            Some(parent) if parent.count == 0 => String::new(),
            Some(parent) => format!("{:.2}%", node.count as f64 * 100.0 / parent.count as f64),
        };
        let burst = |v: f64, digits| if node.count == 0 { "-".into() } else { format!("{v:.digits$}") };
        [
            node.count.to_string(),
            shown(format!("{:.2}", node.total / node.count.max(1) as f64)),
            shown(number(node.least)),
            shown(number(node.greatest)),
            rate,
            percent,
            burst(node.burst.best as f64 / BURST_WINDOW_MS, 4),
            burst(node.burst.best_at_ms / 1000.0, 3),
        ]
    }
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
        tree.print("Things", &mut out);
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
