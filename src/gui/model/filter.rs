//! The filter field as plain data, and how expressions are put together.

use std::ops::Range;

use crate::document::columns::Content;

/// What a word of a filter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterToken {
    Field,
    Operator,
    Number,
    Text,
    Function,
    Other,
}

/// What is thought of the text in the filter field.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum FilterState {
    #[default]
    Empty,
    /// Not a filter yet, but can still become one.
    Typing,
    Valid,
    /// Works, but the sentence says what to write instead.
    Deprecated(String),
    /// `at` are the bytes of the wrong word.
    Invalid {
        at: Range<usize>,
        sentence: String,
        suggestion: Option<String>,
    },
}

/// The check of one text of the filter field.
#[derive(Clone, Debug, Default)]
pub struct FilterCheck {
    /// The text that was checked.
    pub text: String,
    pub state: FilterState,
    /// Bytes of the text, in order, not overlapping.
    pub tokens: Vec<(Range<usize>, FilterToken)>,
    pub completions: Vec<CompletionView>,
}

#[derive(Clone, Debug)]
pub struct CompletionView {
    /// Bytes of the text that it stands for.
    pub replaces: Range<usize>,
    /// Put in their place.
    pub insert: String,
    pub title: String,
    /// The field's type.
    pub note: String,
    /// How often the capture has it.
    pub count: Option<String>,
    /// Title over the proposals of one kind.
    pub group: String,
}

/// A filter one click away.
#[derive(Clone, Debug)]
pub struct FilterButton {
    pub label: String,
    pub expression: String,
}

#[derive(Clone, Debug, Default)]
pub struct FilterView {
    /// The filter that the list shows now; empty for none.
    pub applied: String,
    pub check: FilterCheck,
    /// "19 frames · 0.2 ms", of the last run.
    pub result: String,
    /// 0 to 1 while a scan runs.
    pub progress: Option<f32>,
    pub buttons: Vec<FilterButton>,
}

/// What a filter is made from.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterFrom {
    /// The selected row's value in this column.
    Cell(Content),
    /// The selected field.
    Node,
    /// This expression.
    Text(String),
}

/// How a new expression is put together with the one in the filter field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    Selected,
    Not,
    And,
    Or,
    AndNot,
    OrNot,
}

impl Combine {
    /// All, with their names in menus.
    pub const ALL: &[(Combine, &str)] = &[
        (Combine::Selected, "Selected"),
        (Combine::Not, "Not selected"),
        (Combine::And, "…and selected"),
        (Combine::Or, "…or selected"),
        (Combine::AndNot, "…and not selected"),
        (Combine::OrNot, "…or not selected"),
    ];

    /// The new text of the field.
    pub fn text(self, before: &str, new: &str) -> String {
        let before = before.trim();
        // One test needs no brackets; several do, or they would be torn apart.
        let is_one = |text: &str| !["&&", "||", " and ", " or "].iter().any(|word| text.contains(word));
        let closed = |text: &str| if is_one(text) { text.to_owned() } else { format!("({text})") };
        match self {
            Self::Selected => new.to_owned(),
            Self::Not => format!("!({new})"),
            Self::And | Self::Or if before.is_empty() => new.to_owned(),
            Self::AndNot | Self::OrNot if before.is_empty() => format!("!({new})"),
            Self::And => format!("{} && {}", closed(before), closed(new)),
            Self::Or => format!("{} || {}", closed(before), closed(new)),
            Self::AndNot => format!("{} && !({new})", closed(before)),
            Self::OrNot => format!("{} || !({new})", closed(before)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_put_together_without_being_torn_apart() {
        let text = |how: Combine, before| how.text(before, "ip.src == 10.0.0.1");
        assert_eq!(text(Combine::Selected, "tcp"), "ip.src == 10.0.0.1");
        assert_eq!(text(Combine::Not, "tcp"), "!(ip.src == 10.0.0.1)");
        assert_eq!(text(Combine::And, ""), "ip.src == 10.0.0.1");
        assert_eq!(text(Combine::And, "tcp || udp"), "(tcp || udp) && ip.src == 10.0.0.1");
        assert_eq!(text(Combine::AndNot, ""), "!(ip.src == 10.0.0.1)");
        assert_eq!(text(Combine::OrNot, "tcp"), "tcp || !(ip.src == 10.0.0.1)");
        assert_eq!(Combine::Or.text("a", "b && c"), "a || (b && c)");
    }
}
