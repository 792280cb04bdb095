//! The dissection tree: one flat vector in reading order. Filled by dissectors, read by views
//! (`read`), reused between frames. Texts without bytes live in its arena. Where nobody wants any
//! field, every call here is a comparison and no more.

mod read;
mod wanted;
mod weave;

use super::cursor::{At, Cut, Span};
use super::expert::{Expert, Group, Severity};
use super::source::Sources;
use super::tables::Registry;
use crate::field::def::Held;
use crate::field::value::ArenaRange;
use crate::field::{Field, FieldId, Kind, Value, show};
use crate::store::Kept;
use std::fmt;
use std::sync::Arc;
use wanted::Asked;
pub use wanted::Wanted;
pub use weave::ExpertFields;

/// Hard limit of nodes a frame, as Wireshark's `gui.max_tree_items`.
pub const MAX_NODES: usize = 1_000_000;

/// Marks of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Flags(u8);

impl Flags {
    /// Inferred, not read: shown in brackets.
    pub const GENERATED: Flags = Flags(1);
    /// Can be filtered for, is not shown.
    pub const HIDDEN: Flags = Flags(2);
    /// The expert tree of its parent.
    pub const EXPERT: Flags = Flags(4);
    /// The packet ended inside this node.
    pub const CUT: Flags = Flags(8);
    /// The capture ended inside this node.
    pub const SNAPPED: Flags = Flags(16);

    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    #[must_use]
    pub fn and(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

/// One line of the tree.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub value: Value,
    pub span: Span,
    /// Index just past the last descendant; the next sibling starts there.
    pub end: u32,
    /// The label in the arena, if it is not the field's usual one.
    label: ArenaRange,
    pub field: FieldId,
    /// 0 for a layer.
    pub depth: u8,
    pub flags: Flags,
}

/// Names a node; nothing, if it was not wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeRef(Option<u32>);

impl NodeRef {
    pub const NONE: NodeRef = NodeRef(None);

    pub fn index(self) -> Option<usize> {
        self.0.map(|i| i as usize)
    }
}

/// Hands back to [`Tree::close`] which node to close.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Open {
    depth: usize,
    node: NodeRef,
}

impl Open {
    pub fn node(self) -> NodeRef {
        self.node
    }
}

/// Fields that stand for others: `count` of them from `from` on, for those from `to` on.
#[derive(Clone, Copy, Debug)]
pub struct Renumbered {
    pub from: FieldId,
    pub count: u16,
    pub to: FieldId,
}

#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    arena: Vec<u8>,
    open: Vec<NodeRef>,
    experts: Vec<Expert>,
    wanted: Wanted,
    /// How much is wanted of the layer at hand, and of any.
    asked: Asked,
    usual: Asked,
    registry: &'static Registry,
    renumbered: Option<Renumbered>,
    /// Labels of Ethernet addresses have their names.
    names_macs: bool,
    /// Nodes were left out because there were too many.
    pub truncated: bool,
    /// The latest frame that links may lead to.
    latest: u32,
    /// Frames have the numbers that a read filter left them.
    kept: Option<Arc<Kept>>,
}

impl Tree {
    pub fn new(registry: &'static Registry, wanted: Wanted) -> Self {
        let ids = registry.expert_fields();
        let of_experts = [ids.item, ids.message, ids.severity, ids.group]
            .into_iter()
            .filter(|id| registry.def(*id).abbrev.starts_with("_ws.expert"));
        let text = registry.text_field();
        // Findings hang on nodes of any field, and lines of text stand anywhere: who asks for them needs all.
        let wanted = match wanted {
            Wanted::Fields(f) | Wanted::Labelled(f)
                if f.contains(text) || of_experts.clone().any(|id| f.contains(id)) =>
            {
                Wanted::Everything
            }
            other => other,
        };
        let asked = match &wanted {
            Wanted::Everything => Asked::Everything,
            Wanted::Fields(set) | Wanted::Labelled(set) if set.is_empty() => Asked::Nothing,
            Wanted::Fields(_) | Wanted::Labelled(_) => Asked::Some,
        };
        Self {
            asked,
            usual: asked,
            nodes: Vec::new(),
            arena: Vec::new(),
            open: Vec::new(),
            experts: Vec::new(),
            wanted,
            registry,
            renumbered: None,
            truncated: false,
            latest: u32::MAX,
            kept: None,
            names_macs: false,
        }
    }

    /// Labels of Ethernet addresses begin with their names.
    pub fn name_macs(&mut self, names: bool) {
        self.names_macs = names;
    }

    /// Links to frames behind this one are left out: whoever reads frames once does not know them yet.
    pub fn know_up_to(&mut self, latest: u32) {
        self.latest = latest;
    }

    /// Frames are called by what a read filter left.
    pub fn number_by(&mut self, kept: Option<Arc<Kept>>) {
        self.kept = kept;
    }

    pub fn clear(&mut self) {
        self.nodes.clear();
        self.arena.clear();
        self.open.clear();
        self.experts.clear();
        self.truncated = false;
        self.asked = self.usual;
    }

    // ---- for dissectors ---------------------------------------------------------------------

    /// A value and its bytes, with the field's usual label.
    #[inline]
    pub fn leaf<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> NodeRef {
        if self.asked == Asked::Nothing {
            return NodeRef::NONE;
        }
        self.leaf_if_wanted(field, at)
    }

    fn leaf_if_wanted<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> NodeRef {
        if !self.wants(field.id) {
            return NodeRef::NONE;
        }
        let mut value = K::value(at.value.into(), field.mask);
        if matches!(K::TYPE, crate::field::Type::FrameNum)
            && let Value::Uint(frame) = &mut value
        {
            if *frame > u64::from(self.latest) {
                return NodeRef::NONE;
            }
            if let Some(kept) = &self.kept {
                *frame = kept.renumbered(u32::try_from(*frame).unwrap_or(u32::MAX)).into();
            }
        }
        self.push(field.id, value, at.span, Flags::default())
    }

    /// A value with a label of its own.
    #[inline]
    pub fn leaf_as<'a, K: Kind, T: Into<K::In<'a>>>(
        &mut self,
        field: Field<K>,
        at: At<T>,
        label: fmt::Arguments<'_>,
    ) -> NodeRef {
        if self.asked == Asked::Nothing {
            return NodeRef::NONE;
        }
        let node = self.leaf_if_wanted(field, at);
        self.set_label(node, label);
        node
    }

    /// A value that was inferred rather than read; shown in brackets.
    #[inline]
    pub fn generated<'a, K: Kind, T: Into<K::In<'a>>>(
        &mut self,
        field: Field<K>,
        value: T,
        span: Span,
    ) -> NodeRef {
        let node = self.leaf(field, At { value, span });
        self.set_flag(node, Flags::GENERATED);
        node
    }

    /// A value that can be filtered for and is not shown.
    #[inline]
    pub fn hidden<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> NodeRef {
        let node = self.leaf(field, at);
        self.set_flag(node, Flags::HIDDEN);
        node
    }

    /// A string that has no bytes of its own.
    #[inline]
    pub fn made_text(&mut self, field: Field<crate::field::def::Str>, text: &str, span: Span) -> NodeRef {
        if self.asked == Asked::Nothing || !self.wants(field.id) {
            return NodeRef::NONE;
        }
        let held: Held = self.keep(text.as_bytes()).into();
        self.leaf(field, At { value: held, span })
    }

    /// Bytes that stand in no source (an address from a compressed header, a hash), kept for a
    /// following `leaf`, whose value this is.
    #[inline]
    pub fn keep(&mut self, bytes: &[u8]) -> ArenaRange {
        let start = self.arena.len() as u32;
        self.arena.extend_from_slice(bytes);
        ArenaRange { start, len: bytes.len() as u32 }
    }

    /// A node that takes what follows inside it, until [`Self::close`].
    #[inline]
    pub fn open<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> Open {
        let node = self.leaf(field, at);
        self.enter(node)
    }

    /// The same with a label of its own.
    #[inline]
    pub fn open_as<'a, K: Kind, T: Into<K::In<'a>>>(
        &mut self,
        field: Field<K>,
        at: At<T>,
        label: fmt::Arguments<'_>,
    ) -> Open {
        let node = self.leaf_as(field, at, label);
        self.enter(node)
    }

    /// A line of text without a field of its own (`_ws.text`); opens it.
    #[inline]
    pub fn open_text(&mut self, span: Span, label: fmt::Arguments<'_>) -> Open {
        let node = self.text(span, label);
        self.enter(node)
    }

    /// A line of text without a field of its own.
    #[inline]
    pub fn text(&mut self, span: Span, label: fmt::Arguments<'_>) -> NodeRef {
        if self.asked == Asked::Nothing {
            return NodeRef::NONE;
        }
        let field = self.registry.text_field();
        if !self.wants(field) {
            return NodeRef::NONE;
        }
        let node = self.push(field, Value::None, span, Flags::default());
        self.set_label(node, label);
        node
    }

    /// What follows goes inside `node`, until [`Self::close`].
    #[inline]
    pub fn enter(&mut self, node: NodeRef) -> Open {
        let depth = self.open.len();
        if self.asked != Asked::Nothing {
            self.open.push(node);
        }
        Open { depth, node }
    }

    /// Closes the node and all opened inside it.
    #[inline]
    pub fn close(&mut self, open: Open) {
        self.close_to(open.depth);
    }

    /// Closes the node and sets how far it reaches.
    pub fn close_at(&mut self, open: Open, end: u32) {
        if let Some(node) = self.node_mut(open.node) {
            node.span.len = end.saturating_sub(node.span.start);
        }
        self.close_to(open.depth);
    }

    #[inline]
    pub fn set_label(&mut self, node: NodeRef, label: fmt::Arguments<'_>) {
        if node != NodeRef::NONE && self.keeps_labels() {
            self.label_of(node, label);
        }
    }

    fn label_of(&mut self, node: NodeRef, label: fmt::Arguments<'_>) {
        let range = self.keep_label("", label);
        if let Some(node) = self.node_mut(node) {
            node.label = range;
        }
    }

    /// Adds to the end of a node's label. `sources` gives the usual label its value.
    pub fn append(&mut self, sources: &Sources<'_>, node: NodeRef, text: fmt::Arguments<'_>) {
        let Some(index) = node.index().filter(|_| self.keeps_labels()) else { return };
        let Some(shown) = self.nodes.get(index) else { return };
        let mut before = String::new();
        self.plain_label(shown, sources, &mut before);
        // What is added where there is no room is lost without a word, as in the reference.
        let _ = fmt::Write::write_fmt(&mut before, text);
        show::cut(&mut before);
        let range = self.keep_label(&before, format_args!(""));
        if let Some(node) = self.nodes.get_mut(index) {
            node.label = range;
        }
    }

    #[inline]
    pub fn set_flag(&mut self, node: NodeRef, flag: Flags) {
        if let Some(node) = self.node_mut(node) {
            node.flags = node.flags.and(flag);
        }
    }

    #[inline]
    pub fn set_span(&mut self, node: NodeRef, span: Span) {
        if let Some(node) = self.node_mut(node) {
            node.span = span;
        }
    }

    #[inline]
    pub fn set_len(&mut self, node: NodeRef, len: u32) {
        if let Some(node) = self.node_mut(node) {
            node.span.len = len;
        }
    }

    /// A finding about `node`, shown inside it. `field` names it in filters.
    #[inline]
    pub fn expert(
        &mut self,
        node: NodeRef,
        field: Option<Field<crate::field::def::Label>>,
        severity: Severity,
        group: Group,
        text: fmt::Arguments<'_>,
    ) {
        if self.asked != Asked::Nothing {
            self.add_expert(node, field, severity, group, text);
        }
    }

    fn add_expert(
        &mut self,
        node: NodeRef,
        field: Option<Field<crate::field::def::Label>>,
        severity: Severity,
        group: Group,
        text: fmt::Arguments<'_>,
    ) {
        if let Some(f) = field
            && matches!(&self.wanted, Wanted::Fields(_) | Wanted::Labelled(_))
        {
            self.leaf(f, At { value: (), span: Span::default() });
        }
        let Some(index) = node.0 else { return };
        if self.experts.len() < 10_000 {
            self.experts.push(Expert {
                node: index,
                place: self.nodes.len() as u32,
                severity,
                group,
                field: field.map(|f| self.meant(f.id)),
                text: text.to_string(),
            });
        }
    }

    /// From now on, until the protocol is done, some fields stand for others: a protocol shows what
    /// it shares with another under names of its own.
    pub fn renumber(&mut self, fields: Option<Renumbered>) -> Option<Renumbered> {
        std::mem::replace(&mut self.renumbered, fields)
    }

    #[inline]
    fn meant(&self, field: FieldId) -> FieldId {
        match &self.renumbered {
            Some(r) if (r.from.0..r.from.0 + r.count).contains(&field.0) => {
                FieldId(r.to.0 + (field.0 - r.from.0))
            }
            _ => field,
        }
    }

    // ---- for the engine ---------------------------------------------------------------------

    #[cfg(debug_assertions)]
    pub(super) fn fields_from(&self, first: usize) -> impl Iterator<Item = FieldId> + '_ {
        self.nodes.iter().skip(first).map(|node| node.field)
    }

    #[cfg(debug_assertions)]
    pub(super) fn node_count(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn open_depth(&self) -> usize {
        self.open.len()
    }

    #[inline]
    pub(super) fn open_layer(&mut self, field: FieldId, span: Span) -> Open {
        if self.asked == Asked::Nothing {
            return Open { depth: 0, node: NodeRef::NONE };
        }
        let node = if self.wants(field) {
            self.push(field, Value::None, span, Flags::default())
        } else {
            NodeRef::NONE
        };
        self.enter(node)
    }

    #[inline]
    pub(super) fn close_to(&mut self, depth: usize) {
        if depth < self.open.len() {
            self.close_down_to(depth);
        }
    }

    fn close_down_to(&mut self, depth: usize) {
        let end = self.nodes.len() as u32;
        for at in depth..self.open.len() {
            if let Some(node) = self.open[at].index().and_then(|i| self.nodes.get_mut(i)) {
                node.end = end;
            }
        }
        self.open.truncate(depth);
    }

    /// Gives a node a text as its value.
    pub(super) fn set_text(&mut self, node: NodeRef, text: &str) {
        let range = self.keep(text.as_bytes());
        if let Some(node) = self.node_mut(node) {
            node.value = Value::Arena(range);
        }
    }

    /// Marks the innermost open node at or above `depth` as cut.
    pub(super) fn mark_cut(&mut self, depth: usize, cut: Cut) {
        let flag = if cut == Cut::Snapped { Flags::SNAPPED } else { Flags::CUT };
        if let Some(node) = self.open.get(depth..).and_then(|o| o.last()).copied() {
            self.set_flag(node, flag);
        }
    }

    fn keep_label(&mut self, before: &str, text: fmt::Arguments<'_>) -> ArenaRange {
        use std::io::Write;
        let start = self.arena.len() as u32;
        self.arena.extend_from_slice(before.as_bytes());
        let _ = self.arena.write_fmt(text);
        ArenaRange { start, len: self.arena.len() as u32 - start }
    }

    #[inline]
    fn node_mut(&mut self, node: NodeRef) -> Option<&mut Node> {
        self.nodes.get_mut(node.index()?)
    }

    fn push(&mut self, field: FieldId, value: Value, span: Span, flags: Flags) -> NodeRef {
        let field = self.meant(field);
        let index = self.nodes.len();
        if index >= MAX_NODES {
            self.truncated = true;
            return NodeRef::NONE;
        }
        let depth = self.open.len().min(usize::from(u8::MAX)) as u8;
        let label = ArenaRange { start: 0, len: 0 };
        self.nodes.push(Node { value, span, end: index as u32 + 1, label, field, depth, flags });
        NodeRef(Some(index as u32))
    }
}
