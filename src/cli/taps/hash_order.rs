//! The order in which tshark's statistics list what they keep in a hash table of GLib: by slot, so
//! that their reports can be repeated to the letter. Not here: what is counted.

/// Numbers of slots are powers of two from this one on …
const MIN_SHIFT: u32 = 3;
/// … and a hash finds its slot modulo the largest prime below.
const PRIMES: [u32; 18] =
    [1, 2, 3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131_071];

/// Keys by their slots; a key is its place in the order in which they came.
#[derive(Debug)]
struct Slots {
    shift: u32,
    slots: Vec<Option<(u32, usize)>>,
    used: usize,
}

impl Slots {
    fn new() -> Self {
        Self { shift: MIN_SHIFT, slots: vec![None; 1 << MIN_SHIFT], used: 0 }
    }

    fn first_slot(&self, hash: u32) -> usize {
        let prime = PRIMES.get(self.shift as usize).copied().unwrap_or(131_071);
        (hash.wrapping_mul(11) % prime) as usize
    }

    fn insert(&mut self, hash: u32, key: usize) {
        let (mut slot, mut step) = (self.first_slot(hash), 0);
        while self.slots.get(slot).is_some_and(Option::is_some) {
            step += 1;
            slot = (slot + step) & (self.slots.len() - 1);
        }
        if let Some(free) = self.slots.get_mut(slot) {
            *free = Some((hash, key));
        }
        self.used += 1;
        if self.slots.len() <= self.used + self.used / 16 {
            self.grow();
        }
    }

    /// In place, as GLib does it: what is pushed out of its slot looks for the next one.
    fn grow(&mut self) {
        let old = self.slots.len();
        let wanted = (self.used as f64 * 1.333) as u32;
        self.shift = (u32::BITS - wanted.leading_zeros()).clamp(MIN_SHIFT, PRIMES.len() as u32 - 1);
        self.slots.resize(old.max(1 << self.shift), None);
        let mask = self.slots.len() - 1;
        let mut settled = vec![false; self.slots.len()];
        for i in 0..old {
            if settled.get(i).copied().unwrap_or(true) {
                continue;
            }
            let mut moving = self.slots.get_mut(i).and_then(Option::take);
            while let Some((hash, _)) = moving {
                let (mut slot, mut step) = (self.first_slot(hash), 0);
                while settled.get(slot).copied().unwrap_or(false) {
                    step += 1;
                    slot = (slot + step) & mask;
                }
                let (Some(is), Some(place)) = (settled.get_mut(slot), self.slots.get_mut(slot)) else {
                    break;
                };
                *is = true;
                moving = std::mem::replace(place, moving);
            }
        }
    }

    fn order(&self) -> Vec<usize> {
        self.slots.iter().flatten().map(|(_, key)| *key).collect()
    }
}

/// The places of keys, which came in this order, as their table lists them.
fn order(hashes: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut slots = Slots::new();
    // The two lowest hashes mark empty slots.
    hashes.enumerate().for_each(|(key, hash)| slots.insert(hash.max(2), key));
    slots.order()
}

/// Of a table of numbers (`g_int_hash`).
pub fn of_numbers(keys: impl Iterator<Item = u32>) -> Vec<usize> {
    order(keys)
}

/// Of a table of texts (`g_str_hash`).
pub fn of_texts<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let hash = |text: &str| {
        // Bytes are signed there.
        text.bytes().fold(5381_u32, |h, b| h.wrapping_mul(33).wrapping_add(i32::from(b as i8) as u32))
    };
    order(keys.map(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_place() {
        for count in [0, 1, 7, 8, 9, 70, 1000] {
            let mut all = of_numbers((0..count).map(|n| n * 7 + 100));
            all.sort_unstable();
            assert_eq!(all, (0..count as usize).collect::<Vec<_>>());
        }
        // As `tshark -z http,stat` printed them.
        let methods = ["GET", "POST", "HEAD"];
        let printed: Vec<_> = of_texts(methods.into_iter()).into_iter().map(|i| methods[i]).collect();
        assert_eq!(printed, ["GET", "POST", "HEAD"]);
    }
}
