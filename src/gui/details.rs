//! The details tree of the selected frame, painted on a [`RowList`] over its unfolded nodes.
//! Not here: what a node says (`model::NodeView`).

use std::collections::HashMap;
use std::ops::Range;

use eframe::egui::{Align, CursorIcon, Key, Modifiers, Rect, Sense, Stroke, Ui, accesskit::Role, pos2, vec2};

use super::icons::Icon;
use super::model::{Action, CaptureView, DetailsView, NodeKind, NodeView, Severity};
use super::references;
use super::rows::{RowEvents, RowList, RowUi, Rows};
use super::text::{self, Line};
use super::theme::{mono, palette, theme};
use super::widgets::paint_chip;
use crate::document::find::Needle;

/// The tree's state between two painted frames.
#[derive(Debug)]
pub struct Details {
    pub rows: RowList,
    /// What the user folded or unfolded, by node key: it holds in every frame.
    open: HashMap<u64, bool>,
    /// Unfolded nodes of `generation`, in order.
    visible: Vec<usize>,
    generation: Option<u64>,
    /// Node under the pointer.
    pub hovered: Option<usize>,
    /// What is sought in the lines.
    pub sought: Option<Needle>,
}

impl Default for Details {
    fn default() -> Self {
        Self::named("details")
    }
}

/// Rows seen below a revealed node: what it holds, or what follows.
const ROWS_BELOW: u64 = 4;
/// A tall label holds at most this much for a tooltip.
const TOOLTIP_CHARS: usize = 400;

impl Details {
    /// One of several trees.
    pub fn named(name: impl std::hash::Hash + std::fmt::Debug) -> Self {
        Self {
            rows: RowList::new(name),
            open: HashMap::new(),
            visible: Vec::new(),
            generation: None,
            hovered: None,
            sought: None,
        }
    }

    /// One of a window that opens, which takes the keyboard.
    pub fn taking_keyboard(name: impl std::hash::Hash + std::fmt::Debug) -> Self {
        let mut details = Self::named(name);
        details.rows.take_keyboard();
        details
    }

    fn is_open(&self, node: &NodeView) -> bool {
        let known = self.open.get(&node.key).copied();
        node.has_children && known.unwrap_or(node.open_at_first)
    }

    fn set_open(&mut self, node: &NodeView, open: bool) {
        if node.has_children {
            self.open.insert(node.key, open);
            self.generation = None;
        }
    }

    fn refresh(&mut self, details: &DetailsView) {
        if self.generation == Some(details.generation) {
            return;
        }
        self.visible.clear();
        let mut folded_below: Option<u16> = None;
        for (i, node) in details.nodes.iter().enumerate() {
            if folded_below.is_some_and(|depth| node.depth > depth) {
                continue;
            }
            folded_below = None;
            self.visible.push(i);
            if node.has_children && !self.is_open(node) {
                folded_below = Some(node.depth);
            }
        }
        self.generation = Some(details.generation);
    }

    /// Unfolds what is above `index` and brings it into sight.
    pub fn reveal(&mut self, details: &DetailsView, index: usize) {
        let mut at = index;
        while let Some(parent) = details.parent(at) {
            if let Some(node) = details.nodes.get(parent)
                && !self.is_open(node)
            {
                self.set_open(node, true);
            }
            at = parent;
        }
        self.refresh(details);
        if let Ok(row) = self.visible.binary_search(&index) {
            self.rows.reveal_with(row as u64, ROWS_BELOW);
        }
    }

    /// The unfolded lines, indented as they are shown.
    pub fn visible_text(&mut self, details: &DetailsView) -> String {
        self.refresh(details);
        let nodes = self.visible.iter().filter_map(|index| details.nodes.get(*index));
        let line = |node: &NodeView| {
            let indent = "    ".repeat(usize::from(node.depth));
            format!("{indent}{}\n", text::escape(&node.label))
        };
        nodes.map(line).collect()
    }

    /// Folds or unfolds the node at `index` and everything below it; all without `index`.
    pub fn set_subtree(&mut self, details: &DetailsView, index: Option<usize>, open: bool) {
        let begin = index.unwrap_or(0);
        let depth = index.and_then(|i| details.nodes.get(i)).map(|n| n.depth);
        for (i, node) in details.nodes.iter().enumerate().skip(begin) {
            if i > begin && depth.is_some_and(|depth| node.depth <= depth) {
                break;
            }
            self.set_open(node, open);
        }
    }

    /// Paints the tree in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        view: &CaptureView<'_>,
        details: &DetailsView,
        lit: Option<usize>,
        actions: &mut Vec<Action>,
    ) -> RowEvents {
        self.refresh(details);
        ui.painter().rect_filled(rect, 0.0, palette(ui).surface.pane.0);
        let selected = view.selected_node.and_then(|node| self.visible.binary_search(&node).ok());
        let t = theme();
        let spec = Rows {
            name: "Details",
            role: Role::Tree,
            row_role: Role::TreeItem,
            len: self.visible.len() as u64,
            row_height: t.size.tree_row,
            selected: selected.map(|row| row as u64),
            selects: true,
            bar_width: t.size.scrollbar,
            own_bar: true,
        };
        let mut fold = None;
        let mut jump = None;
        let visible = std::mem::take(&mut self.visible);
        let node_of = |row: u64| {
            let index = visible.get(usize::try_from(row).ok()?).copied()?;
            Some((index, details.nodes.get(index)?))
        };
        let mut rows = self.rows.clone();
        let events = rows.show(ui, rect, &spec, |row_ui| {
            let Some((index, node)) = node_of(row_ui.index) else {
                return;
            };
            let open = self.is_open(node);
            let marks = self.sought.as_ref().map(|needle| needle.spans(node.label.as_bytes()));
            let marks = marks.unwrap_or_default();
            let painted = paint_node(row_ui, node, open, lit == Some(index), &marks);
            if let Some(pointer) = row_ui.response.interact_pointer_pos()
                && row_ui.response.clicked()
            {
                if node.has_children && painted.chevron.contains(pointer) {
                    fold = Some(index);
                }
                let link = painted.links.iter().find(|(area, _)| area.contains(pointer));
                jump = link.map(|(_, frame)| *frame);
            }
            if let Some(pointer) = row_ui.response.hover_pos()
                && painted.links.iter().any(|(area, _)| area.contains(pointer))
            {
                ui_cursor(row_ui.ui, CursorIcon::PointingHand);
            }
            tooltip(row_ui, node, painted.cut);
            row_ui.name(Role::TreeItem, || text::escape(&node.label).into_owned());
            let (depth, has_children) = (node.depth, node.has_children);
            row_ui.ui.ctx().accesskit_node_builder(row_ui.response.id, |builder| {
                builder.set_level(usize::from(depth) + 1);
                if has_children {
                    builder.set_expanded(open);
                }
            });
        });
        self.rows = rows;
        self.hovered = events.hovered.and_then(node_of).map(|(index, _)| index);
        let clicked = events.clicked.or(events.secondary_clicked).or(events.moved);
        if let Some((index, _)) = clicked.and_then(node_of) {
            actions.push(Action::SelectNode(index));
        }
        if let Some((index, _)) = events.double_clicked.and_then(node_of) {
            fold = Some(index);
        }
        self.visible = visible;
        if let Some(frame) = jump {
            actions.push(Action::GoToFrame(frame));
        } else if let Some(node) = fold.and_then(|index| details.nodes.get(index)) {
            let open = self.is_open(node);
            self.set_open(node, !open);
        }
        if events.focused {
            self.fold_keys(ui, view, details, actions);
        }
        events
    }

    /// Left folds or goes to the parent, right unfolds or goes to the first child, Enter toggles.
    fn fold_keys(
        &mut self,
        ui: &Ui,
        view: &CaptureView<'_>,
        details: &DetailsView,
        actions: &mut Vec<Action>,
    ) {
        let Some(index) = view.selected_node else { return };
        let Some(node) = details.nodes.get(index) else { return };
        let hit = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let open = self.is_open(node);
        if hit(Key::ArrowRight) {
            if node.has_children && !open {
                self.set_open(node, true);
            } else if node.has_children {
                actions.push(Action::SelectNode(index.saturating_add(1)));
            }
        }
        if hit(Key::ArrowLeft) {
            if open {
                self.set_open(node, false);
            } else if let Some(parent) = details.parent(index) {
                actions.push(Action::SelectNode(parent));
            }
        }
        if hit(Key::Enter) || hit(Key::Space) {
            self.set_open(node, !open);
        }
    }
}

fn ui_cursor(ui: &Ui, cursor: CursorIcon) {
    ui.ctx().set_cursor_icon(cursor);
}

struct PaintedNode {
    chevron: Rect,
    links: Vec<(Rect, u64)>,
    /// The label did not fit.
    cut: bool,
}

fn paint_node(
    row_ui: &RowUi<'_>,
    node: &NodeView,
    open: bool,
    lit: bool,
    marks: &[Range<usize>],
) -> PaintedNode {
    let ui = row_ui.ui;
    let p = palette(ui);
    let t = theme();
    let painter = row_ui.painter;
    let rect = row_ui.rect;
    let strong = row_ui.selected && row_ui.focused;
    let state = match node.kind {
        NodeKind::Verdict(tls) => {
            let soft = match tls.color(p) {
                color if color == p.tls.open => p.success.soft,
                color if color == p.tls.half => p.warn.soft,
                color if color == p.tls.failed => p.danger.soft,
                color if color == p.tls.waiting => p.info.soft,
                _ => p.surface.header,
            };
            Some((tls.color(p), soft, tls.icon()))
        }
        NodeKind::Expert(Severity::Error) => Some((p.danger.base, p.danger.soft, Icon::Error)),
        NodeKind::Expert(Severity::Warning) => Some((p.warn.base, p.warn.soft, Icon::Warn)),
        NodeKind::Expert(Severity::Note) => Some((p.info.base, p.info.soft, Icon::Info)),
        _ => None,
    };
    let fill = match () {
        () if strong => Some(p.selection.row.0),
        () if row_ui.selected => Some(p.selection.row_unfocused.0),
        () => match (&state, node.kind) {
            (Some((_, soft, _)), _) => Some(soft.0),
            (None, NodeKind::Layer) => Some(p.surface.header.0),
            (None, _) => None,
        },
    };
    if let Some(fill) = fill {
        painter.rect_filled(rect, 0.0, fill);
    }
    if (row_ui.hovered || lit) && !row_ui.selected {
        painter.rect_filled(rect, 0.0, p.surface.row_hover.0);
    }
    if row_ui.selected && !row_ui.focused {
        let edge = Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
        painter.rect_filled(edge, 0.0, p.accent.base.0);
    }
    let text_color = match (&state, node.kind) {
        _ if strong => p.selection.row_text,
        _ if row_ui.selected => p.selection.row_unfocused_text,
        (Some((color, ..)), _) => *color,
        (None, NodeKind::Generated) => p.text.secondary,
        (None, _) => p.text.primary,
    };
    let mut left = rect.left() + 6.0 + f32::from(node.depth) * t.size.tree_indent;
    let chevron = Rect::from_min_size(pos2(left, rect.top()), vec2(t.size.icon_small, rect.height()));
    if node.has_children {
        let icon = if open { Icon::ChevronDown } else { Icon::ChevronRight };
        let color = if strong { p.selection.row_text } else { p.text.tertiary };
        icon.paint(painter, chevron, t.size.icon_small, color.0);
    }
    left += t.size.icon_small + t.space.s;
    if let Some((color, _, icon)) = &state {
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(14.0, rect.height()));
        let color = if strong { p.selection.row_text } else { *color };
        icon.paint(painter, place, 14.0, color.0);
        left += 14.0 + t.space.m;
    }
    let mut right = rect.right() - t.space.m;
    for chip in node.chips.iter().take(3).rev() {
        let edge = paint_chip(ui, painter, rect, right, chip, strong);
        right = edge - t.space.xs;
    }
    let line = Line {
        font: mono(),
        color: text_color.0,
        dim: if strong { text_color.0 } else { p.text.tertiary.0 },
    };
    let inner = Rect::from_min_max(pos2(left, rect.top()), pos2(right.max(left), rect.bottom()));
    let outline = row_ui.selected.then_some(p.warn.base);
    let galley = line.layout(painter, &node.label, inner.width());
    let cut = galley.elided;
    let covered = line.paint_marked(painter, inner, &node.label, (marks, outline), p);
    let mut links = Vec::new();
    for link in &node.links {
        let (Some(before), Some(shown)) =
            (node.label.get(..link.range.start), node.label.get(link.range.clone()))
        else {
            continue;
        };
        let from = covered.left() + line.layout(painter, before, f32::INFINITY).size().x;
        let color = if strong { p.selection.row_text } else { p.accent.base };
        let linked = Line { color: color.0, ..line.clone() };
        let area = Rect::from_min_max(pos2(from, rect.top()), inner.max);
        if area.width() <= 0.0 {
            continue;
        }
        let back = fill.unwrap_or(p.surface.pane.0);
        let size = linked.layout(painter, shown, area.width()).size();
        let under = Rect::from_min_size(pos2(from, covered.top()), size);
        painter.rect_filled(under, 0.0, back);
        linked.paint(painter, area, shown, Align::Min);
        painter.hline(under.x_range(), under.bottom() - 1.5, Stroke::new(1.0, color.0));
        links.push((under, link.frame));
    }
    PaintedNode { chevron, links, cut }
}

fn tooltip(row_ui: &RowUi<'_>, node: &NodeView, cut: bool) {
    if !row_ui.hovered {
        return;
    }
    let mut lines = Vec::new();
    if cut {
        let label: String = node.label.chars().take(TOOLTIP_CHARS).collect();
        lines.push(text::escape(&label).into_owned());
    }
    if let Some(field) = node.field {
        lines.push(if node.doc.is_empty() { field.to_owned() } else { format!("{field}: {}", node.doc) });
        lines.extend(references::source(field).map(|source| format!("Specified in {source}")));
    }
    if !lines.is_empty() {
        row_ui.response.clone().interact(Sense::hover()).on_hover_text(lines.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(depth: u16, has_children: bool, key: u64) -> NodeView {
        NodeView {
            depth,
            label: format!("node {key}"),
            has_children,
            span: None,
            kind: NodeKind::Field,
            field: None,
            title: "",
            doc: "",
            filter: None,
            value: String::new(),
            links: Vec::new(),
            chips: Vec::new(),
            key,
            open_at_first: false,
        }
    }

    /// 0 ─ 1 ─ 2, 3; 4 ─ 5
    fn tree() -> DetailsView {
        DetailsView {
            generation: 1,
            nodes: vec![
                node(0, true, 10),
                node(1, true, 11),
                node(2, false, 12),
                node(1, false, 13),
                node(0, true, 14),
                node(1, false, 15),
            ],
            ..DetailsView::default()
        }
    }

    #[test]
    fn folding_hides_everything_below() {
        let tree = tree();
        let mut details = Details::default();
        details.refresh(&tree);
        assert_eq!(details.visible, [0, 4]);
        details.set_open(&tree.nodes[0], true);
        details.refresh(&tree);
        assert_eq!(details.visible, [0, 1, 3, 4]);
        details.set_subtree(&tree, Some(0), true);
        details.refresh(&tree);
        assert_eq!(details.visible, [0, 1, 2, 3, 4]);
        assert!(details.visible_text(&tree).starts_with("node 10\n    node 11\n        node 12\n"));
        details.set_subtree(&tree, None, false);
        details.refresh(&tree);
        assert_eq!(details.visible, [0, 4]);
    }

    #[test]
    fn revealing_unfolds_the_way() {
        let tree = tree();
        let mut details = Details::default();
        details.reveal(&tree, 2);
        assert_eq!(details.visible, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_fold_holds_in_the_next_frame() {
        let mut tree = tree();
        let mut details = Details::default();
        details.set_open(&tree.nodes[4], true);
        tree.generation = 2;
        details.refresh(&tree);
        assert_eq!(details.visible, [0, 4, 5]);
    }
}
