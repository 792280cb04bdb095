//! A map that forgets by bytes: when the budget is passed, the entries not used for longest go.

use std::collections::HashMap;
use std::hash::Hash;

/// Values with a cost in bytes, at most `budget_bytes` of them together.
#[derive(Debug)]
pub struct Cache<K, V> {
    entries: HashMap<K, Entry<V>>,
    budget_bytes: usize,
    used_bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    bytes: usize,
    used_at: u64,
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    pub fn new(budget_bytes: usize) -> Self {
        Self { entries: HashMap::new(), budget_bytes, used_bytes: 0, clock: 0 }
    }

    pub fn get(&mut self, key: &K) -> Option<V> {
        self.clock += 1;
        let entry = self.entries.get_mut(key)?;
        entry.used_at = self.clock;
        Some(entry.value.clone())
    }

    /// Keeps `value`, which costs `bytes`. What is larger than the budget is not kept.
    pub fn insert(&mut self, key: K, value: V, bytes: usize) {
        if bytes > self.budget_bytes {
            return;
        }
        self.clock += 1;
        let entry = Entry { value, bytes, used_at: self.clock };
        if let Some(old) = self.entries.insert(key, entry) {
            self.used_bytes -= old.bytes;
        }
        self.used_bytes += bytes;
        if self.used_bytes > self.budget_bytes {
            self.forget();
        }
    }

    /// Forgets a value, and gives it.
    pub fn take(&mut self, key: &K) -> Option<V> {
        let entry = self.entries.remove(key)?;
        self.used_bytes -= entry.bytes;
        Some(entry.value)
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        self.used_bytes = 0;
    }

    pub fn used_bytes(&self) -> usize {
        self.used_bytes
    }

    /// Drops the older half, so that the sort is paid once for many insertions.
    fn forget(&mut self) {
        let mut ages: Vec<u64> = self.entries.values().map(|e| e.used_at).collect();
        let middle = ages.len() / 2;
        let (_, &mut limit, _) = ages.select_nth_unstable(middle);
        let used = &mut self.used_bytes;
        self.entries.retain(|_, e| {
            let keep = e.used_at > limit;
            if !keep {
                *used -= e.bytes;
            }
            keep
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_within_its_budget_and_keeps_the_newest() {
        let mut cache = Cache::new(100);
        for i in 0..1_000 {
            cache.insert(i, i, 10);
            assert!(cache.used_bytes() <= 100);
            assert_eq!(cache.get(&i), Some(i));
        }
        cache.insert(5_000, 0, 101);
        assert_eq!(cache.get(&5_000), None);
    }
}
