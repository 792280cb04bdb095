//! What protocols worked out about whole streams, remembered between looks at their frames: made
//! when somebody looks, extended as more comes, forgotten when others are looked at. Nothing
//! depends on what is remembered but time.

use crate::base::id::ConversationId;
use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

/// Results that are remembered; older ones are made anew.
const REMEMBERED: usize = 64;

/// Names the streams of a conversation as they are now; they may still grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RememberedKey {
    /// Whose result it is.
    pub protocol: &'static str,
    pub conversation: ConversationId,
    /// Of the flow, and of the secrets that opened it.
    pub generation: (u32, u64),
    pub decrypted: bool,
}

/// Results by stream, the one made last behind all others.
#[derive(Debug, Default)]
pub struct Remembered {
    results: Mutex<Vec<(RememberedKey, Arc<dyn Any + Send + Sync>)>>,
}

impl Remembered {
    /// The result for `key`, brought up to date by `extend` where it is not `current`.
    pub fn result<T: Any + Send + Sync + Clone + Default>(
        &self,
        key: RememberedKey,
        current: impl FnOnce(&T) -> bool,
        extend: impl FnOnce(&mut T),
    ) -> Arc<T> {
        let known = {
            let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
            let at = results.iter().position(|(k, _)| *k == key);
            let known = at.and_then(|at| Arc::clone(&results.get(at)?.1).downcast::<T>().ok());
            if let Some(known) = &known
                && current(known)
            {
                return Arc::clone(known);
            }
            if let Some(at) = at {
                results.remove(at);
            }
            known
        };
        // Nobody else has it now, as a rule: then nothing is copied.
        let mut made = known.map_or_else(T::default, Arc::unwrap_or_clone);
        extend(&mut made);
        let made = Arc::new(made);
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |k: &RememberedKey| k.protocol == key.protocol && k.conversation == key.conversation;
        results.retain(|(k, _)| !same(k) || k.decrypted != key.decrypted);
        if results.len() >= REMEMBERED {
            results.remove(0);
        }
        results.push((key, Arc::clone(&made) as Arc<dyn Any + Send + Sync>));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(conversation: u32, generation: u32) -> RememberedKey {
        let conversation = ConversationId(conversation);
        RememberedKey { protocol: "p", conversation, generation: (generation, 0), decrypted: false }
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
    fn only_so_many_are_kept() {
        let memory = Remembered::default();
        for n in 0..1000 {
            memory.result::<Vec<u8>>(key(n, 0), |_| false, |_| ());
        }
        assert_eq!(memory.results.lock().unwrap().len(), REMEMBERED);
    }
}
