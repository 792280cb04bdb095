//! What a tree shall keep, and the questions of dissectors whether a field would be kept. Where nothing
//! is wanted, each answer is one comparison.

use super::Tree;
use crate::field::{FieldId, FieldSet};

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
pub(super) enum Asked {
    Nothing,
    Some,
    Everything,
}

/// How much was wanted before [`Tree::listen`].
#[derive(Clone, Copy, Debug)]
#[must_use]
pub(in crate::dissect) struct Listens(Asked);

impl Tree {
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
    #[inline]
    pub fn wants_any(&self, fields: &[FieldId]) -> bool {
        match self.asked {
            Asked::Nothing => false,
            Asked::Everything => true,
            Asked::Some => fields.iter().any(|f| self.has(*f)),
        }
    }

    /// Whether no field at all would be kept: there are only columns to be written.
    #[inline]
    pub fn wants_nothing(&self) -> bool {
        self.asked == Asked::Nothing
    }

    /// The same of `count` fields from `first` on: those of a protocol.
    #[inline]
    pub fn wants_any_from(&self, first: FieldId, count: usize) -> bool {
        self.asked != Asked::Nothing && self.has_any_from(first, count)
    }

    /// Whether anything of a protocol is wanted but the line that stands for it: one of its `count` fields
    /// behind the first, or labels.
    #[inline]
    pub fn wants_any_below(&self, root: FieldId, count: usize) -> bool {
        self.asked != Asked::Nothing
            && (self.keeps_labels() || self.has_any_from(FieldId(root.0 + 1), count.saturating_sub(1)))
    }

    fn has_any_from(&self, first: FieldId, count: usize) -> bool {
        match (&self.wanted, self.asked) {
            (Wanted::Everything, _) => true,
            (Wanted::Fields(set) | Wanted::Labelled(set), _) if self.renumbered.is_none() => {
                set.has_any_from(first, count)
            }
            _ => {
                let end = first.0.saturating_add(u16::try_from(count).unwrap_or(u16::MAX));
                (first.0..end).any(|id| self.has(FieldId(id)))
            }
        }
    }

    #[inline]
    pub fn keeps_labels(&self) -> bool {
        !matches!(self.wanted, Wanted::Fields(_))
    }

    pub fn wants_everything(&self) -> bool {
        matches!(self.wanted, Wanted::Everything)
    }

    /// Whether the layer at hand has fields that somebody wants. What was said of the one around it comes
    /// back, for [`Self::listen_again`].
    #[inline]
    pub(in crate::dissect) fn listen(&mut self, listens: bool) -> Listens {
        let asked = if listens { self.usual } else { Asked::Nothing };
        Listens(std::mem::replace(&mut self.asked, asked))
    }

    #[inline]
    pub(in crate::dissect) fn listen_again(&mut self, before: Listens) {
        self.asked = before.0;
    }

    /// The fields that are wanted; `None`: all.
    pub(in crate::dissect) fn wanted_fields(&self) -> Option<&FieldSet> {
        match &self.wanted {
            Wanted::Everything => None,
            Wanted::Fields(set) | Wanted::Labelled(set) => Some(set),
        }
    }
}
