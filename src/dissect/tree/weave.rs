//! Findings inside the tree: each as nodes of its own, in the node it speaks of.

use super::{Flags, Node, Tree};
use crate::field::{FieldId, Value};

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

impl Tree {
    /// Weaves the findings into the tree, each inside the node it speaks of. Called once, at the
    /// end of a frame, when the whole tree is kept.
    pub(in crate::dissect) fn weave_experts(&mut self) {
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
}
