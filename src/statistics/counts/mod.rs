//! Counts within counts, with rates and bursts: the table that many statistics share. Not here: what is
//! counted (`trees` and what they are made of), how `-z …,tree` prints it (`cli`).

pub mod addresses;
pub mod names;
pub mod trees;
pub mod web;

use crate::statistics::table::{Cell, Column, Row};

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
#[derive(Clone, Debug, Default)]
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

/// Step, count, first time.
type Step = (f64, u64, f64);

/// Steps of a window.
const BURST_SPAN: f64 = BURST_WINDOW_MS / BURST_STEP_MS;

/// The counts of the last steps, and the best they ever were.
#[derive(Clone, Debug)]
struct Burst {
    steps: std::collections::VecDeque<Step>,
    /// Those of the first window: with what came before them they may be the best.
    first: Vec<Step>,
    count: u64,
    best: u64,
    best_at_ms: f64,
}

impl Default for Burst {
    fn default() -> Self {
        Self { steps: [(0.0, 0, 0.0)].into(), first: Vec::new(), count: 0, best: 0, best_at_ms: 0.0 }
    }
}

impl Burst {
    fn tick(&mut self, now_ms: f64) {
        let step = (now_ms / BURST_STEP_MS).trunc();
        let begin = self.first.first().map_or(step, |s| s.0);
        match self.first.iter_mut().find(|s| s.0 == step) {
            Some(known) => *known = (step, known.1 + 1, known.2.min(now_ms)),
            None if step >= begin && step < begin + BURST_SPAN => self.first.push((step, 1, now_ms)),
            None => {}
        }
        self.add((step, 1, now_ms));
    }

    fn add(&mut self, (step, ticks, at_ms): Step) {
        let newest = self.steps.back().map_or(f64::MIN, |s| s.0);
        if step > newest {
            self.steps.push_back((step, ticks, at_ms));
            self.count += ticks;
            while let Some((_, count, _)) = self.steps.pop_front_if(|s| step >= s.0 + BURST_SPAN) {
                self.count = self.count.saturating_sub(count);
            }
        } else if let Some(known) = self.steps.iter_mut().find(|s| s.0 == step) {
            known.1 += ticks;
            known.2 = known.2.min(at_ms);
            self.count += ticks;
        }
        if self.count > self.best {
            self.best = self.count;
            self.best_at_ms = self.steps.front().map_or(0.0, |s| s.2);
        }
    }

    /// Adds what came behind. A window that reaches back lies among the first steps of that.
    fn merge(&mut self, later: &Burst) {
        let Some((begin, ..)) = later.first.first().copied() else { return };
        later.first.iter().for_each(|step| self.add(*step));
        if later.best > self.best {
            (self.best, self.best_at_ms) = (later.best, later.best_at_ms);
        }
        if later.steps.back().is_some_and(|newest| newest.0 >= begin + BURST_SPAN) {
            (self.steps, self.count) = (later.steps.clone(), later.count);
        }
    }
}

/// A count as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub name: &'a str,
    pub depth: usize,
    pub count: u64,
    /// Mean, least and greatest of what was counted with a value.
    pub values: Option<(f64, f64, f64)>,
    /// The values are no whole numbers.
    pub is_float: bool,
    /// It counts values between two bounds.
    pub is_range: bool,
    /// Counts in a millisecond, if there was any time.
    pub rate: Option<f64>,
    /// Of the count above, if there is any there.
    pub percent: Option<f64>,
    /// Counts in a millisecond of the best window, and when that began.
    pub burst: Option<(f64, f64)>,
}

/// Counts within counts.
#[derive(Clone, Debug, Default)]
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

    /// The counts in the order that they are shown in.
    pub fn lines(&self) -> Vec<Line<'_>> {
        let mut order = Vec::new();
        self.roots.iter().for_each(|root| self.sorted(*root, 0, &mut order));
        order.into_iter().filter_map(|(id, depth)| Some(self.line(self.nodes.get(id)?, depth))).collect()
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

    fn line<'a>(&self, node: &'a Node, depth: usize) -> Line<'a> {
        let elapsed = self.now_ms - self.start_ms.unwrap_or(self.now_ms);
        let count = node.count as f64;
        let share = |of: u64| (of > 0).then(|| count * 100.0 / of as f64);
        Line {
            name: &node.name,
            depth,
            count: node.count,
            values: node.valued.then(|| (node.total / node.count.max(1) as f64, node.least, node.greatest)),
            is_float: node.float,
            is_range: node.range.is_some(),
            rate: (elapsed > 0.0).then_some(count / elapsed),
            percent: match node.parent.and_then(|p| self.nodes.get(p)) {
                None => Some(100.0),
                Some(parent) => share(parent.count),
            },
            burst: (node.count > 0)
                .then_some((node.burst.best as f64 / BURST_WINDOW_MS, node.burst.best_at_ms)),
        }
    }

    /// Adds what was counted of the frames behind.
    pub fn merge(&mut self, later: &StatsTree) {
        // Parents stand before their children.
        let mut places: Vec<NodeId> = Vec::with_capacity(later.nodes.len());
        for node in &later.nodes {
            let parent = node.parent.and_then(|p| places.get(p)).copied();
            let id = self.node(parent, &node.name);
            places.push(id);
            let Some(own) = self.nodes.get_mut(id) else { continue };
            own.float |= node.float;
            own.range = own.range.or(node.range);
            own.count += node.count;
            own.burst.merge(&node.burst);
            if node.valued {
                let first = !std::mem::replace(&mut own.valued, true);
                own.total += node.total;
                own.least = if first { node.least } else { own.least.min(node.least) };
                own.greatest = if first { node.greatest } else { own.greatest.max(node.greatest) };
            }
        }
        if later.start_ms.is_some() {
            self.now_ms = later.now_ms;
        }
        self.start_ms = self.start_ms.or(later.start_ms);
    }

    pub fn columns() -> Vec<Column> {
        vec![
            Column::text("Topic / item"),
            Column::count("Count"),
            Column::percent("Percent"),
            Column::count("Average"),
            Column::count("Least"),
            Column::count("Greatest"),
            Column::count("Rate/s"),
            Column::count("Burst/s"),
            Column::seconds("Burst start"),
        ]
    }

    /// A row a count; `filter` makes one of the names from the outermost to the row's own.
    pub fn rows(&self, filter: impl Fn(&[&str]) -> Option<String>) -> Vec<Row> {
        let mut path: Vec<&str> = Vec::new();
        let row = |line: Line<'_>, path: &[&str]| {
            let fraction = |v: Option<f64>| v.map_or(Cell::Nothing, Cell::Percent);
            let number = |v: f64| if line.is_float { Cell::Percent(v) } else { Cell::Count(v as u64) };
            let values = line.values;
            let cells = vec![
                Cell::Text(line.name.to_owned()),
                Cell::Count(line.count),
                fraction(line.percent),
                fraction(values.map(|v| v.0)),
                values.map_or(Cell::Nothing, |v| number(v.1)),
                values.map_or(Cell::Nothing, |v| number(v.2)),
                fraction(line.rate.map(|rate| rate * 1e3)),
                fraction(line.burst.map(|burst| burst.0 * 1e3)),
                line.burst.map_or(Cell::Nothing, |burst| Cell::Seconds((burst.1 * 1e6) as i64)),
            ];
            let filter = if line.count > 0 { filter(path) } else { None };
            Row { cells, filter, depth: u16::try_from(line.depth).unwrap_or(u16::MAX) }
        };
        let lines = self.lines().into_iter().map(|line| {
            path.truncate(line.depth);
            path.push(line.name);
            row(line, &path)
        });
        lines.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(ticks: &[(f64, &str, i64)]) -> StatsTree {
        let mut tree = StatsTree::default();
        let root = tree.node(None, "All");
        let sizes = tree.ranges("Sizes", &[(0, 9), (10, i64::MAX)]);
        for (at, name, size) in ticks {
            tree.at(*at);
            tree.tick(root);
            tree.tick_in(root, name);
            tree.tick_range(sizes, *size);
        }
        tree
    }

    #[test]
    fn rows_have_rates_shares_bursts_and_filters() {
        let tree = counted(&[(0.0, "b", 4), (1.0, "a", 30), (200.0, "a", 5)]);
        let rows = tree.rows(|path| Some(path.join("/")));
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row.cells.iter().map(Cell::text).collect();
                format!("{} {}", cells.join("|"), row.filter.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "All|3|100.00||||15.00|20.00|0.000000 All",
                "a|2|66.67||||10.00|10.00|0.000000 All/a",
                "b|1|33.33||||5.00|10.00|0.000000 All/b",
                "Sizes|3|100.00|13.00|4|30|15.00|20.00|0.000000 Sizes",
                "0-9|2|66.67|4.50|4|5|10.00|10.00|0.000000 Sizes/0-9",
                "10 and greater|1|33.33|30.00|30|30|5.00|10.00|0.000000 Sizes/10 and greater",
            ]
        );
    }

    #[test]
    fn parts_put_together_are_the_whole() {
        let mut seed = 7_u64;
        let mut now = 0.0;
        let ticks: Vec<(f64, &str, i64)> = (0..400)
            .map(|_| {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                now += (seed >> 59) as f64;
                let name = if seed & (1 << 40) == 0 { "a" } else { "b" };
                (now, name, ((seed >> 33) % 40) as i64)
            })
            .collect();
        let whole = counted(&ticks);
        for cut in [0, 1, 3, 50, 199, 380, 400] {
            let (before, behind) = ticks.split_at(cut);
            let (middle, last) = behind.split_at(behind.len() / 3);
            let mut parts = counted(before);
            [middle, last].into_iter().for_each(|part| parts.merge(&counted(part)));
            assert_eq!(parts.rows(|_| None), whole.rows(|_| None), "cut at {cut}");
        }
    }
}
