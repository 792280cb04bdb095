//! What decoders with sequential state remember of a stream, so that a message in its middle can be
//! decoded without all before it: states at some offsets, within a budget. Nothing depends on what
//! is remembered but time.

use crate::base::cache::Cache;
use crate::base::id::ConversationId;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that all states may take.
const BUDGET_BYTES: usize = 48 << 20;
/// States kept of a stream; beyond them every other one is forgotten.
const STATES_MAX: usize = 64;
/// The same where many streams share the room: frames of all are looked at in turn, and a stream without any
/// state begins anew.
const STATES_FEW: usize = 4;

/// Bytes that a state takes beside itself.
const STATE_COST: usize = 64;

/// Names a stream as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StreamKey {
    pub conversation: ConversationId,
    /// Of the flow, and of the secrets that opened it.
    pub generation: (u32, u64),
    pub direction: usize,
    pub decrypted: bool,
    /// A stream of HTTP/2 in it, or 0.
    pub inside: u32,
}

/// States by stream, and by offset; those of streams not used for longest are forgotten first.
#[derive(Debug)]
pub struct Checkpoints {
    streams: Mutex<Cache<StreamKey, Arc<States>>>,
}

type States = Vec<(u64, Arc<[u8]>)>;

impl Default for Checkpoints {
    fn default() -> Self {
        Self { streams: Mutex::new(Cache::new(BUDGET_BYTES)) }
    }
}

impl Checkpoints {
    /// The last state at or before `offset`, with its own offset.
    pub fn before(&self, key: StreamKey, offset: u64) -> Option<(u64, Arc<[u8]>)> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let states = streams.get(&key)?;
        let past = states.partition_point(|(at, _)| *at <= offset);
        states.get(past.checked_sub(1)?).cloned()
    }

    /// Remembers the state at `offset`.
    pub fn keep(&self, key: StreamKey, offset: u64, state: Arc<[u8]>) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let mut states = streams.take(&key).map_or_else(Vec::new, Arc::unwrap_or_clone);
        let at = states.partition_point(|(at, _)| *at < offset);
        if states.get(at).is_none_or(|(known, _)| *known != offset) {
            states.insert(at, (offset, state));
        }
        let most = if streams.used_bytes() > BUDGET_BYTES / 2 { STATES_FEW } else { STATES_MAX };
        while states.len() > most {
            let mut count = 0;
            let last = states.len();
            states.retain(|_| {
                count += 1;
                count % 2 == 1 || count == last
            });
        }
        let bytes = states.iter().map(|(_, b)| b.len() + STATE_COST).sum();
        streams.insert(key, Arc::new(states), bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(direction: usize) -> StreamKey {
        StreamKey {
            conversation: ConversationId(1),
            generation: (0, 0),
            direction,
            decrypted: false,
            inside: 0,
        }
    }

    #[test]
    fn the_last_state_before_an_offset_is_found() {
        let memory = Checkpoints::default();
        for at in [30u64, 10, 20] {
            memory.keep(key(0), at, vec![at as u8].into());
        }
        assert_eq!(memory.before(key(0), 25).map(|s| (s.0, s.1[0])), Some((20, 20)));
        assert_eq!(memory.before(key(0), 30).map(|s| s.0), Some(30));
        assert_eq!(memory.before(key(0), 9), None);
        assert_eq!(memory.before(key(1), 25), None);
    }

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let memory = Checkpoints::default();
        for at in 0..1000u64 {
            memory.keep(key(0), at, vec![0; 32 << 10].into());
        }
        assert_eq!(memory.before(key(0), 5000).map(|s| s.0), Some(999));
        assert!(memory.before(key(0), 0).is_some());
        for other in 1..20 {
            for at in 0..64u64 {
                memory.keep(key(other), at, vec![0; 32 << 10].into());
            }
        }
        let mut streams = memory.streams.lock().unwrap();
        assert!(streams.used_bytes() <= BUDGET_BYTES);
        assert!((1..20).filter_map(|other| streams.get(&key(other))).all(|s| s.len() <= STATES_MAX));
    }
}
