//! What could be meant: names that begin like what was typed, names that look like it.

use crate::dissect::Registry;
use crate::field::Type;

/// A proposal for the word at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole name.
    pub name: &'static str,
    /// What it is called in the tree.
    pub title: &'static str,
    pub ty: Type,
}

/// Names that begin with the word in `text` that ends at `cursor` (bytes): first those of the
/// protocols, then the shorter ones. Also tells where that word begins.
pub fn suggestions(
    registry: &'static Registry,
    text: &str,
    cursor: usize,
    at_most: usize,
) -> (usize, Vec<Suggestion>) {
    let before = text.get(..cursor).unwrap_or(text);
    let start = before
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')))
        .map_or(0, |at| at + before.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(start..).unwrap_or("").to_ascii_lowercase();
    if word.is_empty() {
        return (start, Vec::new());
    }
    let dots = word.matches('.').count();
    let mut found: Vec<Suggestion> = registry
        .fields()
        .filter(|(_, def)| def.abbrev.starts_with(&word))
        .map(|(_, def)| Suggestion { name: def.abbrev, title: def.title, ty: def.ty })
        .collect();
    // What needs the fewest further dots comes first, so that `t` proposes `tcp`, not its fields.
    let key = |name: &str| (name.matches('.').count().saturating_sub(dots), name.len());
    found.sort_by(|a, b| key(a.name).cmp(&key(b.name)).then(a.name.cmp(b.name)));
    found.dedup_by(|a, b| a.name == b.name);
    found.truncate(at_most);
    (start, found)
}

/// The name most like `word`, if one is like it at all.
pub(super) fn similar(registry: &'static Registry, word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    if word.len() < 2 || word.len() > 64 || !word.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let most = 1 + word.len() / 5;
    let names = registry.fields().map(|(_, def)| def.abbrev);
    names
        .filter(|name| name.len().abs_diff(word.len()) <= most)
        .map(|name| (distance(&word, name), name))
        .filter(|(d, _)| *d <= most)
        .min()
        .map(|(_, name)| name)
}

/// How many letters must be changed, added, left out or swapped with their neighbour.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("tcp", "tcp"), 0);
        assert_eq!(distance("tpc", "tcp"), 1);
        assert_eq!(distance("frame.nubmer", "frame.number"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn the_word_at_the_cursor_is_completed() {
        let registry = crate::proto::registry();
        let (start, found) = suggestions(registry, "eth && (frame.n", 15, 5);
        assert_eq!((start, found[0].name), (8, "frame.number"));
        let (_, found) = suggestions(registry, "et", 2, 5);
        assert_eq!(found[0].name, "eth");
        assert!(suggestions(registry, "eth == ", 7, 5).1.is_empty());
    }

    #[test]
    fn typing_errors_are_understood() {
        let registry = crate::proto::registry();
        assert_eq!(similar(registry, "frame.nubmer"), Some("frame.number"));
        assert_eq!(similar(registry, "12345"), None);
        assert_eq!(similar(registry, "zzzzqqqq"), None);
    }
}
