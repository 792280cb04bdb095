//! IP fragments waiting for the rest of their datagram (RFC 791, RFC 8200 section 4.5).

use super::headers::{FragmentKey, Fragmented};
use crate::base::id::FrameId;
use crate::store::{Datagram, Fragment};
use std::collections::HashMap;

/// Datagrams that may be waiting at once, and fragments of one; older ones are forgotten.
const MAX_WAITING: usize = 4_096;
const MAX_FRAGMENTS: usize = 8_192;

#[derive(Debug, Default)]
pub struct Fragments {
    waiting: HashMap<FragmentKey, Waiting>,
    clock: u64,
}

#[derive(Debug, Default)]
struct Waiting {
    fragments: Vec<Fragment>,
    /// Known once the last fragment came.
    len: Option<u32>,
    begun_at: u64,
}

impl Fragments {
    /// Takes a fragment; the datagram, if it is the last one missing.
    pub fn add(&mut self, frame: FrameId, f: &Fragmented<'_>) -> Option<Datagram> {
        if !f.whole || f.payload.is_empty() {
            return None;
        }
        self.clock += 1;
        if self.waiting.len() >= MAX_WAITING {
            let limit = self.clock.saturating_sub(MAX_WAITING as u64 / 2);
            self.waiting.retain(|_, w| w.begun_at > limit);
        }
        let clock = self.clock;
        let waiting =
            self.waiting.entry(f.key).or_insert_with(|| Waiting { begun_at: clock, ..Waiting::default() });
        let len = f.payload.len() as u32;
        let end = f.fragment_offset.checked_add(len)?;
        if !f.more {
            waiting.len = Some(waiting.len.unwrap_or(end));
        }
        if waiting.fragments.len() < MAX_FRAGMENTS {
            let at = waiting.fragments.partition_point(|g| g.offset <= f.fragment_offset);
            let new = Fragment { frame, frame_offset: f.offset, offset: f.fragment_offset, len };
            waiting.fragments.insert(at, new);
        }
        let len = waiting.len?;
        let mut covered = 0;
        for part in &waiting.fragments {
            if part.offset > covered {
                return None;
            }
            covered = covered.max(part.offset + part.len);
        }
        if covered < len {
            return None;
        }
        let waiting = self.waiting.remove(&f.key)?;
        Some(Datagram { complete_in: frame, fragments: waiting.fragments, len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(offset: u32, len: usize, more: bool) -> Fragmented<'static> {
        Fragmented {
            key: FragmentKey { ends: [[0; 16]; 2], id: 7, protocol: 17 },
            fragment_offset: offset,
            more,
            payload: &[0; 64][..len],
            offset: 34,
            whole: true,
            quoted: false,
        }
    }

    #[test]
    fn datagrams_complete_in_any_order() {
        let mut f = Fragments::default();
        assert!(f.add(FrameId(0), &part(16, 10, false)).is_none());
        assert!(f.add(FrameId(1), &part(8, 8, true)).is_none());
        assert!(f.add(FrameId(2), &part(8, 8, true)).is_none());
        let d = f.add(FrameId(3), &part(0, 8, true)).unwrap();
        assert_eq!((d.complete_in, d.len, d.fragments.len()), (FrameId(3), 26, 4));
        assert!(f.add(FrameId(4), &part(0, 8, true)).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let mut f = Fragments::default();
        for id in 0..50_000 {
            let mut p = part(0, 8, true);
            p.key.id = id;
            f.add(FrameId(0), &p);
        }
        assert!(f.waiting.len() <= MAX_WAITING);
    }
}
