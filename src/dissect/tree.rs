//! The dissection tree: one flat vector in reading order. Filled by dissectors, read by views,
//! reused between frames. Texts without bytes live in its arena.

use super::cursor::{At, Cut, SourceId, Span};
use super::expert::{Expert, Group, Severity};
use super::source::Sources;
use super::tables::Registry;
use crate::field::def::Held;
use crate::field::value::ArenaRange;
use crate::field::{Field, FieldDef, FieldId, FieldSet, Kind, Value, show};
use crate::platform::vendors;
use std::fmt::{self, Write as _};

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

/// What the tree shall keep.
#[derive(Clone, Debug, Default)]
pub enum Wanted {
    /// Every node with its label.
    #[default]
    Everything,
    /// Only these fields, without labels: for filters, `-e`, columns. May be empty.
    Fields(FieldSet),
    /// Only these fields, with labels.
    Labelled(FieldSet),
}

/// How much is wanted, so that the question is answered fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nothing,
    Some,
    Everything,
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
    asked: Asked,
    registry: &'static Registry,
    renumbered: Option<Renumbered>,
    /// Labels of Ethernet addresses have their names.
    names_macs: bool,
    /// Nodes were left out because there were too many.
    pub truncated: bool,
    /// The latest frame that links may lead to.
    latest: u32,
}

impl Tree {
    pub fn new(registry: &'static Registry, wanted: Wanted) -> Self {
        let ids = registry.expert_fields();
        let of_experts = [ids.item, ids.message, ids.severity, ids.group]
            .into_iter()
            .filter(|id| registry.def(*id).abbrev.starts_with("_ws.expert"));
        // Findings hang on nodes of any field, so whoever asks for them needs all.
        let wanted = match wanted {
            Wanted::Fields(f) | Wanted::Labelled(f) if of_experts.clone().any(|id| f.contains(id)) => {
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
            nodes: Vec::new(),
            arena: Vec::new(),
            open: Vec::new(),
            experts: Vec::new(),
            wanted,
            registry,
            renumbered: None,
            truncated: false,
            latest: u32::MAX,
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

    pub fn clear(&mut self) {
        self.nodes.clear();
        self.arena.clear();
        self.open.clear();
        self.experts.clear();
        self.truncated = false;
    }

    // ---- for dissectors ---------------------------------------------------------------------

    /// A value and its bytes, with the field's usual label.
    #[inline]
    pub fn leaf<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> NodeRef {
        if !self.wants(field.id) {
            return NodeRef::NONE;
        }
        let value = K::value(at.value.into(), field.mask);
        if matches!(K::TYPE, crate::field::Type::FrameNum)
            && matches!(value, Value::Uint(frame) if frame > u64::from(self.latest))
        {
            return NodeRef::NONE;
        }
        self.push(field.id, value, at.span, Flags::default())
    }

    /// A value with a label of its own.
    pub fn leaf_as<'a, K: Kind, T: Into<K::In<'a>>>(
        &mut self,
        field: Field<K>,
        at: At<T>,
        label: fmt::Arguments<'_>,
    ) -> NodeRef {
        let node = self.leaf(field, at);
        self.set_label(node, label);
        node
    }

    /// A value that was inferred rather than read; shown in brackets.
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
    pub fn hidden<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> NodeRef {
        let node = self.leaf(field, at);
        self.set_flag(node, Flags::HIDDEN);
        node
    }

    /// A string that has no bytes of its own.
    pub fn made_text(&mut self, field: Field<crate::field::def::Str>, text: &str, span: Span) -> NodeRef {
        if !self.wants(field.id) {
            return NodeRef::NONE;
        }
        let held: Held = self.keep(text.as_bytes()).into();
        self.leaf(field, At { value: held, span })
    }

    /// Bytes that stand in no source (an address from a compressed header, a hash), kept for a
    /// following `leaf`, whose value this is.
    pub fn keep(&mut self, bytes: &[u8]) -> ArenaRange {
        let start = self.arena.len() as u32;
        self.arena.extend_from_slice(bytes);
        ArenaRange { start, len: bytes.len() as u32 }
    }

    /// A node that takes what follows inside it, until [`Self::close`].
    pub fn open<'a, K: Kind, T: Into<K::In<'a>>>(&mut self, field: Field<K>, at: At<T>) -> Open {
        let node = self.leaf(field, at);
        self.enter(node)
    }

    /// The same with a label of its own.
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
    pub fn open_text(&mut self, span: Span, label: fmt::Arguments<'_>) -> Open {
        let node = self.text(span, label);
        self.enter(node)
    }

    /// A line of text without a field of its own.
    pub fn text(&mut self, span: Span, label: fmt::Arguments<'_>) -> NodeRef {
        let field = self.registry.text_field();
        if !self.wants(field) {
            return NodeRef::NONE;
        }
        let node = self.push(field, Value::None, span, Flags::default());
        self.set_label(node, label);
        node
    }

    /// What follows goes inside `node`, until [`Self::close`].
    pub fn enter(&mut self, node: NodeRef) -> Open {
        let depth = self.open.len();
        self.open.push(node);
        Open { depth, node }
    }

    /// Closes the node and all opened inside it.
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

    pub fn set_label(&mut self, node: NodeRef, label: fmt::Arguments<'_>) {
        if node == NodeRef::NONE || !self.keeps_labels() {
            return;
        }
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
        let range = self.keep_label(&before, text);
        if let Some(node) = self.nodes.get_mut(index) {
            node.label = range;
        }
    }

    pub fn set_flag(&mut self, node: NodeRef, flag: Flags) {
        if let Some(node) = self.node_mut(node) {
            node.flags = node.flags.and(flag);
        }
    }

    pub fn set_span(&mut self, node: NodeRef, span: Span) {
        if let Some(node) = self.node_mut(node) {
            node.span = span;
        }
    }

    pub fn set_len(&mut self, node: NodeRef, len: u32) {
        if let Some(node) = self.node_mut(node) {
            node.span.len = len;
        }
    }

    /// A finding about `node`, shown inside it. `field` names it in filters.
    pub fn expert(
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

    /// Whether the field would be kept.
    #[inline]
    pub fn wants(&self, field: FieldId) -> bool {
        match self.asked {
            Asked::Nothing => false,
            Asked::Everything => true,
            Asked::Some => self.has(field),
        }
    }

    fn has(&self, field: FieldId) -> bool {
        match &self.wanted {
            Wanted::Everything => true,
            Wanted::Fields(set) | Wanted::Labelled(set) => set.contains(self.meant(field)),
        }
    }

    /// Whether anything of a detailed part is wanted: the whole tree, or one of `fields`.
    pub fn wants_any(&self, fields: &[FieldId]) -> bool {
        fields.iter().any(|f| self.wants(*f)) || self.wants_everything()
    }

    /// The same of `count` fields from `first` on: those of a protocol.
    pub fn wants_any_from(&self, first: FieldId, count: usize) -> bool {
        match (&self.wanted, self.asked) {
            (Wanted::Everything, _) => true,
            (_, Asked::Nothing) => false,
            (Wanted::Fields(set) | Wanted::Labelled(set), _) if self.renumbered.is_none() => {
                set.has_any_from(first, count)
            }
            _ => {
                let end = first.0.saturating_add(u16::try_from(count).unwrap_or(u16::MAX));
                (first.0..end).any(|id| self.has(FieldId(id)))
            }
        }
    }

    pub fn keeps_labels(&self) -> bool {
        !matches!(self.wanted, Wanted::Fields(_))
    }

    pub fn wants_everything(&self) -> bool {
        matches!(self.wanted, Wanted::Everything)
    }

    // ---- for the engine ---------------------------------------------------------------------

    pub(super) fn open_depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn open_layer(&mut self, field: FieldId, span: Span) -> Open {
        let node = if self.wants(field) {
            self.push(field, Value::None, span, Flags::default())
        } else {
            NodeRef::NONE
        };
        self.enter(node)
    }

    pub(super) fn close_to(&mut self, depth: usize) {
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

    /// Weaves the findings into the tree, each inside the node it speaks of. Called once, at the
    /// end of a frame, when the whole tree is kept.
    pub(super) fn weave_experts(&mut self) {
        if self.experts.is_empty() || !self.wants_everything() {
            return;
        }
        let ids = self.registry.expert_fields();
        let mut of_node: Vec<(u32, usize)> =
            self.experts.iter().enumerate().map(|(i, e)| (e.node, i)).collect();
        of_node.sort_unstable();
        let old = std::mem::take(&mut self.nodes);
        let mut nodes: Vec<Node> = Vec::with_capacity(old.len() + EXPERT_NODES as usize * of_node.len());
        let mut enclosing: Vec<(u32, u32)> = Vec::new(); // old and new index of nodes not yet ended
        let mut woven = vec![false; self.experts.len()];
        let mut moved = Vec::with_capacity(old.len());
        for at in 0..=old.len() {
            while let Some(&(was, is)) = enclosing.last() {
                if old.get(was as usize).is_some_and(|n| n.end as usize > at) {
                    break;
                }
                enclosing.pop();
                self.weave_into(was, u32::MAX, &old, &of_node, &mut woven, &ids, &mut nodes);
                let end = nodes.len() as u32;
                if let Some(node) = nodes.get_mut(is as usize) {
                    node.end = end;
                }
            }
            // What was found before the next node was there stands before it.
            if let Some(&(was, _)) = enclosing.last() {
                self.weave_into(was, at as u32, &old, &of_node, &mut woven, &ids, &mut nodes);
            }
            if let Some(node) = old.get(at) {
                enclosing.push((at as u32, nodes.len() as u32));
                moved.push(nodes.len() as u32);
                nodes.push(*node);
            }
        }
        for expert in &mut self.experts {
            if let Some(m) = moved.get(expert.node as usize) {
                expert.node = *m;
            }
        }
        self.nodes = nodes;
    }

    /// Adds the findings about node `was` that came before place `up_to`.
    #[allow(clippy::too_many_arguments, reason = "the state of one walk over the nodes")]
    fn weave_into(
        &mut self,
        was: u32,
        up_to: u32,
        old: &[Node],
        of_node: &[(u32, usize)],
        woven: &mut [bool],
        ids: &ExpertFields,
        nodes: &mut Vec<Node>,
    ) {
        let first = of_node.partition_point(|e| e.0 < was);
        for &(_, expert) in of_node.iter().skip(first).take_while(|e| e.0 == was) {
            let (Some(about), Some(done)) = (old.get(was as usize), woven.get_mut(expert)) else { continue };
            let is_due = self.experts.get(expert).is_some_and(|e| e.place <= up_to);
            if is_due && !std::mem::replace(done, true) {
                self.expert_nodes(expert, about, ids, nodes);
            }
        }
    }

    fn expert_nodes(&mut self, e: usize, about: &Node, ids: &ExpertFields, out: &mut Vec<Node>) {
        let expert = self.experts[e].clone();
        let depth = about.depth.saturating_add(1);
        let flags = Flags::GENERATED.and(Flags::EXPERT);
        let (severity, group) = (expert.severity.name(), expert.group.name());
        let first = out.len() as u32;
        let node = |field, label, value, depth, end| Node {
            value,
            span: about.span.at_start(),
            end,
            label,
            field,
            depth,
            flags,
        };
        let head = self.keep_label("", format_args!("Expert Info ({severity}/{group}): {}", expert.text));
        let message = self.keep_label("", format_args!("{}", expert.text));
        let severity = self.keep_label("", format_args!("Severity level: {severity}"));
        let group = self.keep_label("", format_args!("Group: {group}"));
        let inside = depth.saturating_add(1);
        let nodes_inside = [
            expert.field.map(|field| (field, message, Value::None, flags)),
            Some((
                ids.message,
                message,
                Value::Arena(message),
                if expert.field.is_some() { flags.and(Flags::HIDDEN) } else { flags },
            )),
            Some((ids.severity, severity, Value::Uint(expert.severity.code().into()), flags)),
            Some((ids.group, group, Value::Uint(expert.group.code().into()), flags)),
        ];
        let count = nodes_inside.iter().flatten().count() as u32;
        out.push(node(ids.item, head, Value::None, depth, first + 1 + count));
        for (field, label, value, flags) in nodes_inside.into_iter().flatten() {
            let end = out.len() as u32 + 1;
            out.push(Node { flags, ..node(field, label, value, inside, end) });
        }
    }

    // ---- for readers ------------------------------------------------------------------------

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn experts(&self) -> &[Expert] {
        &self.experts
    }

    pub fn def(&self, field: FieldId) -> &'static FieldDef {
        self.registry.def(field)
    }

    /// The bytes of a node's value.
    pub fn value_bytes<'s>(&'s self, node: &Node, sources: &'s Sources<'_>) -> &'s [u8] {
        match node.value {
            Value::Arena(range) => self.arena_at(range),
            _ => sources.at(node.span),
        }
    }

    /// The line of a node, brackets included.
    pub fn label(&self, node: &Node, sources: &Sources<'_>, out: &mut String) {
        let generated = node.flags.has(Flags::GENERATED);
        if generated {
            out.push('[');
        }
        self.plain_label(node, sources, out);
        if generated {
            out.push(']');
        }
    }

    /// The form of `-T fields`.
    pub fn field_text(&self, node: &Node, sources: &Sources<'_>, out: &mut String) {
        let def = self.def(node.field);
        let is_protocol = def.ty == crate::field::Type::Protocol;
        if node.label.len > 0 && (is_protocol || def.ty == crate::field::Type::Label) {
            self.plain_label(node, sources, out);
        } else if is_protocol {
            out.push_str(def.abbrev);
        } else {
            show::field_text(def, node.value, self.value_bytes(node, sources), out);
        }
    }

    /// The innermost visible node that shows this byte: what a click in the bytes pane selects.
    pub fn node_at(&self, source: SourceId, offset: u32) -> Option<usize> {
        self.nodes
            .iter()
            .enumerate()
            .filter(|(_, n)| {
                n.span.source == source
                    && n.span.start <= offset
                    && offset - n.span.start < n.span.len
                    && !n.flags.has(Flags::HIDDEN)
            })
            .min_by_key(|(i, n)| (n.span.len, std::cmp::Reverse(*i)))
            .map(|(i, _)| i)
    }

    fn plain_label(&self, node: &Node, sources: &Sources<'_>, out: &mut String) {
        if node.label.len > 0 {
            out.push_str(&String::from_utf8_lossy(self.arena_at(node.label)));
            return;
        }
        let def = self.def(node.field);
        if def.ty == crate::field::Type::Ether
            && self.names_macs
            && let Ok(address) = <[u8; 6]>::try_from(self.value_bytes(node, sources))
        {
            let mut text = String::new();
            show::field_text(def, node.value, &address, &mut text);
            let name = vendors::address_name(address);
            let _ = write!(out, "{}: {} ({text})", def.title, name.as_deref().unwrap_or(&text));
            return;
        }
        let start = out.len();
        let mut text = String::new();
        show::label(self.def(node.field), node.value, self.value_bytes(node, sources), &mut text);
        out.insert_str(start, &text);
    }

    fn arena_at(&self, range: ArenaRange) -> &[u8] {
        let start = range.start as usize;
        self.arena.get(start..start + range.len as usize).unwrap_or(&[])
    }

    fn keep_label(&mut self, before: &str, text: fmt::Arguments<'_>) -> ArenaRange {
        use std::io::Write;
        let start = self.arena.len() as u32;
        self.arena.extend_from_slice(before.as_bytes());
        let _ = self.arena.write_fmt(text);
        ArenaRange { start, len: self.arena.len() as u32 - start }
    }

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

/// Nodes that show one finding, at most.
const EXPERT_NODES: u32 = 5;

/// The fields that findings are shown with.
#[derive(Clone, Copy, Debug)]
pub struct ExpertFields {
    pub item: FieldId,
    pub message: FieldId,
    pub severity: FieldId,
    pub group: FieldId,
}
