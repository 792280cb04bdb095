//! What the filter layer thinks of the text in the filter field, in the window's words.

use super::suggest::Known;
use crate::field::Type;
use crate::filter::{Filter, complete, condition, names};
use crate::gui::model::{CompletionView, FilterCheck, FilterState, FilterToken};
use crate::proto;
use crate::statistics::values::Seen;

/// Fields, operators and values proposed below the field.
const FIELDS: usize = 8;
const VALUES: usize = 6;
/// Names looked through for those that the capture has.
const CANDIDATES: usize = 400;

/// Checks `text`, with the cursor at byte `cursor`, without knowing a capture.
pub fn check(text: &str, cursor: usize) -> FilterCheck {
    check_with(text, cursor, &Known::default())
}

/// Checks `text`; what the capture has is proposed first.
pub fn check_with(text: &str, cursor: usize, known: &Known) -> FilterCheck {
    let state = match Filter::new(text, proto::registry()) {
        _ if text.trim().is_empty() => FilterState::Empty,
        Ok(filter) => {
            let said = old_name(text).or_else(|| filter.notes.into_iter().next());
            said.map_or(FilterState::Valid, FilterState::Deprecated)
        }
        Err(error) => {
            // While the last word can still become something, nobody is told off.
            let (start, proposals) = complete::suggestions(proto::registry(), text, text.len(), 1);
            let typing =
                (error.end >= text.trim_end().len() && error.start >= start && !proposals.is_empty())
                    || error.start >= text.len()
                    || is_value_begun(text);
            match typing.then(|| wrong_name(text)) {
                Some(None) => FilterState::Typing,
                Some(Some(wrong)) => wrong,
                None => FilterState::Invalid {
                    at: error.start..error.end,
                    sentence: error.message,
                    suggestion: error.suggestion,
                },
            }
        }
    };
    let completions = completions(text, cursor, known);
    FilterCheck { text: text.to_owned(), state, tokens: tokens(text), completions }
}

/// The text ends in the beginning of an address or a number, which the keys to come may complete.
fn is_value_begun(text: &str) -> bool {
    let words = tokens(text);
    let Some((range, _)) = words.last().filter(|(range, _)| range.end == text.len()) else { return false };
    let word = text.get(range.clone()).unwrap_or("");
    let field = field_before(text, text.len()).filter(|field| field != word);
    let Some(id) = field.and_then(|field| proto::registry().named(&field).first().copied()) else {
        return false;
    };
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    match proto::registry().def(id).ty {
        Type::Ipv4 => {
            let mut parts = word.split('.');
            word.split('.').count() < 5 && parts.all(|part| part.is_empty() || part.parse::<u8>().is_ok())
        }
        Type::Ether => {
            let mut parts = word.split([':', '-']);
            word.split([':', '-']).count() < 7 && parts.all(|part| part.len() < 3 && is_hex(part))
        }
        Type::Ipv6 => word.contains(':') && word.split(':').all(|part| part.len() < 5 && is_hex(part)),
        _ => word == "0x" || word == "-",
    }
}

/// The first name of an unfinished filter that is none: what follows it cannot make it right.
fn wrong_name(text: &str) -> Option<FilterState> {
    let words = tokens(text);
    words.iter().enumerate().find_map(|(at, (range, kind))| {
        let is_name = matches!(kind, FilterToken::Field | FilterToken::Other);
        let before = at.checked_sub(1).and_then(|at| text.get(words.get(at)?.0.clone()));
        if !is_name || range.end >= text.len() || before.is_some_and(takes_value) {
            return None;
        }
        let error = Filter::new(text.get(range.clone())?, proto::registry()).err()?;
        let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
        Some(FilterState::Invalid {
            at: range.clone(),
            sentence: error.message,
            suggestion: error.suggestion.map(|word| format!("{before}{word}{after}")),
        })
    })
}

/// A value stands behind the operator `word`, which need not be a name.
fn takes_value(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let names = ["eq", "ne", "gt", "ge", "lt", "le", "in", "contains", "matches"];
    names.contains(&word.as_str()) || word.contains(['=', '<', '>', '~', '{', ','])
}

/// What to write in place of a name that was changed.
fn old_name(text: &str) -> Option<String> {
    let registry = proto::registry();
    let words = tokens(text).into_iter().filter_map(|(range, _)| text.get(range));
    let mut old = words.filter(|word| {
        let is_old = registry.named(word).is_empty() && !word.starts_with("_ws.col.");
        is_old && matches!(names::resolve(registry, word), Some(names::Named::Fields(_)))
    });
    let word = old.next()?;
    let names::Named::Fields(ids) = names::resolve(registry, word)? else { return None };
    let new = registry.def(*ids.first()?).abbrev;
    Some(format!("“{word}” is the old name of “{new}”; it still works."))
}

/// The field whose operator or value stands at the cursor, or that ends there.
pub fn field_before(text: &str, cursor: usize) -> Option<String> {
    let before = text.get(..cursor)?;
    let words = tokens(before);
    let is_field = |at: usize| {
        let name = before.get(words.get(at)?.0.clone())?;
        (!proto::registry().named(name).is_empty()).then(|| name.to_owned())
    };
    let last = words.len().checked_sub(1)?;
    is_field(last)
        .or_else(|| last.checked_sub(1).filter(|_| is_test(&words, before, 1)).and_then(is_field))
        .or_else(|| last.checked_sub(2).filter(|_| is_test(&words, before, 2)).and_then(is_field))
}

fn completions(text: &str, cursor: usize, known: &Known) -> Vec<CompletionView> {
    let Some(before) = text.get(..cursor) else { return Vec::new() };
    let words = tokens(before);
    let Some((last, last_kind)) = words.last().cloned() else { return Vec::new() };
    let ended = last.end < before.len();
    let word = before.get(last.clone()).unwrap_or("");
    let is_field = |word: &str| !proto::registry().named(word).is_empty();
    let field_at = |back: usize| {
        let (range, _) = words.get(words.len().checked_sub(back)?)?;
        before.get(range.clone()).filter(|word| is_field(word))
    };
    match () {
        // `field op value|`
        () if !ended && words.len() >= 3 && is_test(&words, before, 2) => {
            field_at(3).map_or_else(Vec::new, |field| values(field, "", last, word, known))
        }
        // `field op |`
        () if ended && last_kind == FilterToken::Operator && is_test(&words, before, 1) => {
            field_at(2).map_or_else(Vec::new, |field| values(field, "", cursor..cursor, "", known))
        }
        // `field |`
        () if ended => field_at(1).map_or_else(Vec::new, |field| operators(field, cursor)),
        () if last_kind == FilterToken::Operator || last_kind == FilterToken::Text => Vec::new(),
        () => {
            let mut all = fields(text, cursor, known);
            if is_field(word) {
                if all.len() == 1 {
                    all.clear();
                }
                all.extend(values(word, " == ", cursor..cursor, "", known));
            }
            all
        }
    }
}

/// Whether the token so many from the end compares with a value.
fn is_test(words: &[(std::ops::Range<usize>, FilterToken)], text: &str, back: usize) -> bool {
    const TESTS: &[&str] = &["==", "!=", "eq", "ne", ">", "<", ">=", "<=", "gt", "lt", "ge", "le"];
    let at = words.len().checked_sub(back).and_then(|at| words.get(at));
    at.and_then(|(range, _)| text.get(range.clone())).is_some_and(|word| TESTS.contains(&word))
}

/// Names that begin like the word at the cursor; those in the capture first.
fn fields(text: &str, cursor: usize, known: &Known) -> Vec<CompletionView> {
    let registry = proto::registry();
    let (start, mut proposals) = complete::suggestions(registry, text, cursor, CANDIDATES);
    let frames = |name: &str| {
        let ids = registry.named(name).iter();
        ids.filter_map(|id| known.fields.get(id)).copied().max().unwrap_or(0)
    };
    proposals.sort_by_key(|p| frames(p.name) == 0);
    let group = if known.fields.is_empty() { "Fields" } else { "Fields, those in this capture first" };
    let view = |p: complete::Suggestion| CompletionView {
        replaces: start..cursor,
        insert: p.name.to_owned(),
        title: p.title.to_owned(),
        note: type_words(p.ty),
        count: Some(frames(p.name)).filter(|n| *n > 0).map(|n| format!("{n} here")),
        group: group.to_owned(),
    };
    proposals.into_iter().take(FIELDS).map(view).collect()
}

/// A field's type in words.
fn type_words(ty: Type) -> String {
    match ty {
        Type::Label => "Label".into(),
        Type::Protocol => "Protocol".into(),
        Type::Bool => "Yes or no".into(),
        Type::Char => "Character".into(),
        Type::FrameNum => "Frame number".into(),
        Type::IpxNet => "IPX network".into(),
        Type::Double => "Number".into(),
        Type::AbsoluteTime => "Time".into(),
        Type::RelativeTime => "Seconds".into(),
        Type::Ether => "Ethernet address".into(),
        Type::Ipv4 => "IPv4 address".into(),
        Type::Ipv6 => "IPv6 address".into(),
        Type::Eui64 => "EUI-64 address".into(),
        Type::Guid => "GUID".into(),
        Type::Oid => "Object identifier".into(),
        Type::Bytes => "Bytes".into(),
        Type::Str => "Text".into(),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => format!("Signed {} bit", 8 * ty.width()),
        _ => format!("Unsigned {} bit", 8 * ty.width()),
    }
}

/// What a field can be tested with.
fn operators(field: &str, cursor: usize) -> Vec<CompletionView> {
    const ALL: &[(&str, &str, bool)] = &[
        ("== ", "equal", false),
        ("!= ", "not equal, in all places", false),
        ("> ", "greater", false),
        ("< ", "less", false),
        ("contains ", "has these bytes or letters within", true),
        ("matches ", "fits this regular expression", true),
        ("in {", "one of these", false),
        ("&& ", "is there, and", false),
        ("|| ", "is there, or", false),
    ];
    let id = proto::registry().named(field).first().copied();
    let ty = id.map(|id| proto::registry().def(id).ty);
    let is_text = matches!(ty, Some(Type::Str | Type::Bytes | Type::Protocol));
    let is_test = |word: &str| !matches!(word, "&& " | "|| ");
    // A label is there or not; nothing else can be asked of it.
    let fits = |(word, _, needs_text): &&(&str, &str, bool)| {
        (!needs_text || is_text) && (ty != Some(Type::Label) || !is_test(word))
    };
    let view = |(word, title, _): &(&str, &str, bool)| CompletionView {
        replaces: cursor..cursor,
        insert: (*word).to_owned(),
        title: (*title).to_owned(),
        note: String::new(),
        count: None,
        group: format!("After {field}"),
    };
    ALL.iter().filter(fits).map(view).collect()
}

/// Values that the field has in the capture and that begin like `typed`.
fn values(
    field: &str,
    before: &str,
    replaces: std::ops::Range<usize>,
    typed: &str,
    known: &Known,
) -> Vec<CompletionView> {
    let registry = proto::registry();
    let Some(seen) = known.values.get(field) else { return Vec::new() };
    let Some(def) = registry.named(field).first().map(|id| registry.def(*id)) else { return Vec::new() };
    let typed = typed.trim_matches('"');
    let fits = |seen: &&Seen| {
        seen.value.to_lowercase().starts_with(&typed.to_lowercase())
            || !typed.is_empty() && seen.label.to_lowercase().contains(&typed.to_lowercase())
    };
    let view = |seen: &Seen| {
        // `field == value` as the tree would write it; the value is what stands behind the field.
        let whole = condition(def.abbrev, def.ty, &seen.value);
        let value = whole.strip_prefix(def.abbrev)?.strip_prefix(" == ")?.to_owned();
        let title = if seen.label == seen.value { String::new() } else { seen.label.clone() };
        Some(CompletionView {
            replaces: replaces.clone(),
            insert: format!("{before}{value}"),
            title,
            note: String::new(),
            count: Some(crate::gui::text::plural(seen.frames, "frame", "frames")),
            group: format!("Values of {field} in this capture"),
        })
    };
    seen.iter().filter(fits).take(VALUES).filter_map(view).collect()
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
        for text in ["tls.handshake.type ==", "tls.handshake.type == ", "tcp && ", "!(tcp", "ip.src in {10.0"]
        {
            assert_eq!(check(text, text.len()).state, FilterState::Typing, "{text}");
        }
        for text in [
            "ip.addr == 1",
            "ip.addr == 192.168.",
            "eth.addr == 00:1",
            "tcp.flags == 0x",
            "ipv6.src == fe80:",
        ] {
            assert_eq!(check(text, text.len()).state, FilterState::Typing, "{text}");
        }
        for text in ["ip.addr == 1.2.300", "ip.addr == 1.2 && tcp", "eth.addr == 0g", "tcp.port == abc"] {
            assert!(matches!(check(text, text.len()).state, FilterState::Invalid { .. }), "{text}");
        }
        // Nothing that follows makes these right.
        for (text, at) in [
            ("tls.handshake.foo ==", 0..17),
            ("tcp && tls.foo == ", 7..14),
            ("bogus && ", 0..5),
            ("nosuch(", 0..6),
        ] {
            let FilterState::Invalid { at: wrong, .. } = check(text, text.len()).state else {
                panic!("{text}: {:?}", check(text, text.len()).state)
            };
            assert_eq!(wrong, at, "{text}");
        }
    }

    #[test]
    fn old_names_are_told() {
        let FilterState::Deprecated(sentence) = check("ssl.record", 10).state else { panic!() };
        assert!(sentence.contains("“tls.record”"), "{sentence}");
    }

    #[test]
    fn what_the_capture_has_comes_first() {
        let registry = proto::registry();
        let mut known = Known::default();
        known.fields.insert(registry.named("tcp.srcport")[0], 7);
        let seen = |value: &str, frames| Seen { value: value.into(), label: value.into(), frames };
        known.values.insert("tcp.srcport".into(), vec![seen("51900", 9), seen("443", 2)]);
        let inserted = |text: &str| -> Vec<String> {
            check_with(text, text.len(), &known).completions.into_iter().map(|c| c.insert).collect()
        };
        assert_eq!(inserted("tcp.s")[0], "tcp.srcport");
        assert_eq!(inserted("tcp.srcport"), [" == 51900", " == 443"]);
        assert_eq!(inserted("tcp.srcport == "), ["51900", "443"]);
        assert_eq!(inserted("tcp.srcport == 4"), ["443"]);
        assert_eq!(inserted("tcp.srcport ")[0], "== ");
        assert!(inserted("tcp.srcport == 443").len() < 2);
        assert_eq!(field_before("udp && tcp.srcport == 4", 23).as_deref(), Some("tcp.srcport"));
        assert_eq!(field_before("udp && ", 7), None);
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
