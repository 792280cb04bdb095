//! What protocols worked out about whole streams, remembered between looks at their frames: made
//! when somebody looks, extended as more comes, forgotten when others are looked at. Nothing
//! depends on what is remembered but time.

use crate::base::cache::Cache;
use crate::base::id::ConversationId;
use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that all results may take, about. Many conversations are looked at in turn, frame by frame: all of
/// theirs should fit, or each look would begin anew.
const BUDGET_BYTES: usize = 64 << 20;
/// What one of them counts for at most: the largest is kept as well.
const COST_MAX: usize = BUDGET_BYTES / 4;

/// What is worked out.
pub trait Weighed: Any + Send + Sync + Clone + Default {
    /// How many bytes it takes, about.
    fn bytes(&self) -> usize;
}

/// Names the streams of a conversation as they are now; they may still grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RememberedKey {
    /// Whose result it is.
    pub protocol: &'static str,
    pub conversation: ConversationId,
    /// Of the flow, and of the secrets that opened it.
    pub generation: (u32, u64),
    pub decrypted: bool,
    /// A stream of HTTP/2 in it, or 0.
    pub inside: u32,
}

/// Protocol, conversation, whether it was decrypted, and the stream inside: of each only the newest result is kept.
type Name = (&'static str, ConversationId, bool, u32);
type Known = (RememberedKey, Arc<dyn Any + Send + Sync>);

/// Results by stream; those not used for longest are forgotten first.
#[derive(Debug)]
pub struct Remembered {
    results: Mutex<Cache<Name, Known>>,
}

impl Default for Remembered {
    fn default() -> Self {
        Self { results: Mutex::new(Cache::new(BUDGET_BYTES)) }
    }
}

impl Remembered {
    /// The result for `key`, brought up to date by `extend` where it is not `current`.
    pub fn result<T: Weighed>(
        &self,
        key: RememberedKey,
        current: impl FnOnce(&T) -> bool,
        extend: impl FnOnce(&mut T),
    ) -> Arc<T> {
        let name = (key.protocol, key.conversation, key.decrypted, key.inside);
        let known = {
            let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
            let of = |(k, known): Known| (k == key).then(|| known.downcast::<T>().ok()).flatten();
            let known = results.get(&name).and_then(of);
            if let Some(known) = &known
                && current(known)
            {
                return Arc::clone(known);
            }
            results.take(&name);
            known
        };
        // Nobody else has it now, as a rule: then nothing is copied.
        let mut made = known.map_or_else(T::default, Arc::unwrap_or_clone);
        extend(&mut made);
        let made = Arc::new(made);
        let cost = (made.bytes() + size_of::<T>()).min(COST_MAX);
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        results.insert(name, (key, Arc::clone(&made) as Arc<dyn Any + Send + Sync>), cost);
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weighed for Vec<u32> {
        fn bytes(&self) -> usize {
            size_of_val(self.as_slice())
        }
    }

    impl Weighed for Vec<u8> {
        fn bytes(&self) -> usize {
            self.len()
        }
    }

    fn key(conversation: u32, generation: u32) -> RememberedKey {
        let conversation = ConversationId(conversation);
        RememberedKey {
            protocol: "p",
            conversation,
            generation: (generation, 0),
            decrypted: false,
            inside: 0,
        }
    }

    #[test]
    fn results_grow_and_start_anew_with_a_generation() {
        let memory = Remembered::default();
        let upto = |key, n: u32| -> Vec<u32> {
            memory.result::<Vec<u32>>(key, |v| v.len() as u32 >= n, |v| v.extend(v.len() as u32..n)).to_vec()
        };
        assert_eq!(upto(key(1, 0), 2), [0, 1]);
        assert_eq!(upto(key(1, 0), 1), [0, 1]);
        assert_eq!(upto(key(1, 0), 3), [0, 1, 2]);
        assert_eq!(upto(key(1, 1), 1), [0]);
    }

    #[test]
    fn memory_is_bounded() {
        let memory = Remembered::default();
        let len =
            |n: u32| memory.result::<Vec<u8>>(key(n, 0), |v| !v.is_empty(), |v| v.resize(1 << 20, 0)).len();
        assert!((0..1000).all(|n| len(n) == 1 << 20));
        assert!(memory.results.lock().unwrap().used_bytes() <= BUDGET_BYTES);
        let made = |n: u32| memory.result::<Vec<u8>>(key(n, 0), |v| !v.is_empty(), |v| v.push(1)).len();
        assert_eq!([made(999), made(0)], [1 << 20, 1]);
    }

    #[test]
    fn the_largest_is_kept_as_well() {
        let memory = Remembered::default();
        for _ in 0..2 {
            let grow = |v: &mut Vec<u8>| v.resize(v.len() + BUDGET_BYTES * 2, 0);
            memory.result::<Vec<u8>>(key(1, 0), |v| !v.is_empty(), grow);
        }
        assert_eq!(memory.result::<Vec<u8>>(key(1, 0), |_| true, |_| ()).len(), BUDGET_BYTES * 2);
    }
}
