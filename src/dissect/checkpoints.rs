//! What decoders with sequential state remember of a stream, so that a message in its middle can be
//! decoded without all before it: states at some offsets, within a budget. Nothing depends on what
//! is remembered but time.

use crate::base::id::ConversationId;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that all states may take.
const BUDGET_BYTES: usize = 16 << 20;
/// States kept of a stream; beyond them every other one is forgotten.
const STATES_MAX: usize = 64;

/// Names a stream as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamKey {
    pub conversation: ConversationId,
    /// Of the flow, and of the secrets that opened it.
    pub generation: (u32, u64),
    pub direction: usize,
    pub decrypted: bool,
}

/// States by stream, the latest used last, and by offset.
#[derive(Debug, Default)]
pub struct Checkpoints {
    streams: Mutex<Vec<(StreamKey, States)>>,
}

type States = Vec<(u64, Arc<[u8]>)>;

impl Checkpoints {
    /// The last state at or before `offset`, with its own offset.
    pub fn before(&self, key: StreamKey, offset: u64) -> Option<(u64, Arc<[u8]>)> {
        let streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, states) = streams.iter().find(|(k, _)| *k == key)?;
        let past = states.partition_point(|(at, _)| *at <= offset);
        states.get(past.checked_sub(1)?).cloned()
    }

    /// Remembers the state at `offset`.
    pub fn keep(&self, key: StreamKey, offset: u64, state: Arc<[u8]>) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let known = streams.iter().position(|(k, _)| *k == key);
        let mut states = known.map_or_else(Vec::new, |at| streams.remove(at).1);
        let at = states.partition_point(|(at, _)| *at < offset);
        if states.get(at).is_none_or(|(known, _)| *known != offset) {
            states.insert(at, (offset, state));
        }
        if states.len() > STATES_MAX {
            let mut count = 0;
            let last = states.len();
            states.retain(|_| {
                count += 1;
                count % 2 == 1 || count == last
            });
        }
        streams.push((key, states));
        let bytes = |s: &States| s.iter().map(|(_, b)| b.len() + 64).sum::<usize>();
        let mut all: usize = streams.iter().map(|(_, s)| bytes(s)).sum();
        while all > BUDGET_BYTES && streams.len() > 1 {
            all -= bytes(&streams.remove(0).1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(direction: usize) -> StreamKey {
        StreamKey { conversation: ConversationId(1), generation: (0, 0), direction, decrypted: false }
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
        let streams = memory.streams.lock().unwrap();
        let all: usize = streams.iter().flat_map(|(_, s)| s).map(|(_, b)| b.len()).sum();
        assert!(all <= BUDGET_BYTES && streams.iter().all(|(_, s)| s.len() <= STATES_MAX));
    }
}
