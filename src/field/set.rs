//! Which fields someone wants: one bit a field.

use super::def::FieldId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    words: Vec<u64>,
}

impl FieldSet {
    pub fn insert(&mut self, id: FieldId) {
        let word = usize::from(id.0) / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (id.0 % 64);
    }

    #[inline]
    pub fn contains(&self, id: FieldId) -> bool {
        self.words.get(usize::from(id.0) / 64).is_some_and(|w| w >> (id.0 % 64) & 1 == 1)
    }

    /// Whether any of `count` fields from `first` on is in it.
    pub fn has_any_from(&self, first: FieldId, count: usize) -> bool {
        let (from, past) = (usize::from(first.0), usize::from(first.0).saturating_add(count));
        if count == 0 {
            return false;
        }
        let (head, tail) = (u64::MAX << (from % 64), u64::MAX >> (63 - (past - 1) % 64));
        let words = self.words.get(from / 64..).unwrap_or(&[]);
        let words = words.get(..(past - 1) / 64 - from / 64 + 1).map_or((words, u64::MAX), |w| (w, tail));
        match words {
            ([], _) => false,
            ([only], tail) => only & head & tail != 0,
            ([first, between @ .., last], tail) => {
                first & head != 0 || between.iter().any(|word| *word != 0) || last & tail != 0
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = FieldId> + '_ {
        let word = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| FieldId((at * 64 + bit) as u16))
        };
        self.words.iter().enumerate().flat_map(word)
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: &FieldSet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine |= theirs;
        }
    }
}

impl FromIterator<FieldId> for FieldSet {
    fn from_iter<I: IntoIterator<Item = FieldId>>(ids: I) -> Self {
        let mut set = Self::default();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_tells_its_fields() {
        let ids = [0, 63, 64, 200].map(FieldId);
        assert_eq!(ids.into_iter().collect::<FieldSet>().iter().collect::<Vec<_>>(), ids);
    }

    #[test]
    fn ranges_are_looked_through_to_their_ends() {
        for wanted in [0u16, 1, 63, 64, 65, 127, 128, 300] {
            let set: FieldSet = [FieldId(wanted)].into_iter().collect();
            for first in 0..310u16 {
                for count in [0u16, 1, 2, 63, 64, 65, 200] {
                    let has = (first..first + count).any(|id| set.contains(FieldId(id)));
                    assert_eq!(
                        set.has_any_from(FieldId(first), count.into()),
                        has,
                        "{wanted} {first} {count}"
                    );
                }
            }
        }
    }
}
