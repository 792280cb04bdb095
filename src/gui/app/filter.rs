//! What the filter layer thinks of the text in the filter field, in the window's words.

use crate::filter::{Filter, complete};
use crate::gui::model::{CompletionView, FilterCheck, FilterState, FilterToken};
use crate::proto;

/// Proposals below the field.
const COMPLETIONS: usize = 8;

/// Checks `text`, with the cursor at byte `cursor`.
pub fn check(text: &str, cursor: usize) -> FilterCheck {
    let state = match Filter::new(text, proto::registry()) {
        _ if text.trim().is_empty() => FilterState::Empty,
        Ok(_) => FilterState::Valid,
        Err(error) => {
            // While the last word can still become something, nobody is told off.
            let (start, proposals) = complete::suggestions(proto::registry(), text, text.len(), 1);
            let typing =
                (error.end >= text.trim_end().len() && error.start >= start && !proposals.is_empty())
                    || error.start >= text.len();
            if typing {
                FilterState::Typing
            } else {
                FilterState::Invalid {
                    at: error.start..error.end,
                    sentence: error.message,
                    suggestion: error.suggestion,
                }
            }
        }
    };
    FilterCheck { text: text.to_owned(), state, tokens: tokens(text), completions: completions(text, cursor) }
}

fn completions(text: &str, cursor: usize) -> Vec<CompletionView> {
    let (start, proposals) = complete::suggestions(proto::registry(), text, cursor, COMPLETIONS);
    let word = text.get(start..cursor).unwrap_or("");
    if word.is_empty() || proposals.iter().any(|p| p.name == word) && proposals.len() == 1 {
        return Vec::new();
    }
    proposals
        .into_iter()
        .map(|p| CompletionView {
            replaces: start..cursor,
            insert: p.name.to_owned(),
            title: p.title.to_owned(),
            note: format!("{:?}", p.ty).to_lowercase(),
        })
        .collect()
}

/// Words with their kinds, for colours; does not have to understand the filter.
fn tokens(text: &str) -> Vec<(std::ops::Range<usize>, FilterToken)> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        let kind = if c == '"' {
            let mut escaped = false;
            for (at, c) in rest.by_ref() {
                end = at + c.len_utf8();
                match c {
                    '"' if !escaped => break,
                    '\\' => escaped = !escaped,
                    _ => escaped = false,
                }
            }
            FilterToken::Text
        } else if is_word(c) {
            while let Some((at, c)) = rest.next_if(|(_, c)| is_word(*c)) {
                end = at + c.len_utf8();
            }
            word_kind(text.get(start..end).unwrap_or(""), rest.peek().map(|(_, c)| *c))
        } else {
            while let Some((at, c)) = rest.next_if(|(_, c)| !is_word(*c) && !c.is_whitespace() && *c != '"') {
                end = at + c.len_utf8();
            }
            FilterToken::Operator
        };
        found.push((start..end, kind));
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')
}

fn word_kind(word: &str, next: Option<char>) -> FilterToken {
    const OPERATORS: &[&str] = &[
        "eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "in", "contains", "matches", "any", "all",
        "xor",
    ];
    if OPERATORS.contains(&word.to_ascii_lowercase().as_str()) {
        FilterToken::Operator
    } else if word.starts_with(|c: char| c.is_ascii_digit()) || word.contains(':') {
        FilterToken::Number
    } else if next == Some('(') {
        FilterToken::Function
    } else if !proto::registry().named(word).is_empty() || word.contains('.') {
        FilterToken::Field
    } else {
        FilterToken::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_can_become_a_field_is_not_told_off() {
        assert_eq!(check("", 0).state, FilterState::Empty);
        assert_eq!(check("fram", 4).state, FilterState::Typing);
        assert_eq!(check("frame.number == 4", 17).state, FilterState::Valid);
        assert!(matches!(check("bogus.x == 1", 12).state, FilterState::Invalid { .. }));
    }

    #[test]
    fn words_have_their_kinds() {
        let check = check("frame.number == 4 && eth contains \"a b\"", 0);
        let kinds: Vec<_> = check.tokens.iter().map(|t| t.1).collect();
        use FilterToken::*;
        assert_eq!(kinds, [Field, Operator, Number, Operator, Field, Operator, Text]);
    }

    #[test]
    fn proposals_stand_for_the_word_at_the_cursor() {
        let check = check("eth && frame.num", 16);
        assert_eq!(
            check.completions.first().map(|c| (c.replaces.clone(), c.insert.as_str())),
            Some((7..16, "frame.number"))
        );
    }
}
