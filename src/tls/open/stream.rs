//! RC4 and its key stream, which runs on from record to record: the key stream at any place, found
//! again from places it has passed before. The MAC is checked by the caller.

use std::sync::{Mutex, PoisonError};

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Places of the key stream that are kept, evenly spread.
const MAX_CHECKPOINTS: usize = 128;
/// Distance between the first of them, in bytes; it doubles whenever they are too many.
const FIRST_SPACING: u64 = 64 << 10;

/// The key stream of one direction. What it remembers makes it quick and changes no byte.
pub(super) struct KeyStream {
    start: Rc4,
    memory: Mutex<Memory>,
}

struct Memory {
    /// By position, with at least `spacing` between them.
    checkpoints: Vec<(u64, Rc4)>,
    spacing: u64,
    /// Where the record opened last ended, which is where the next one begins.
    last: Option<(u64, Rc4)>,
}

impl KeyStream {
    /// `None`: a key that RC4 does not take.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        let memory = Memory { checkpoints: Vec::new(), spacing: FIRST_SPACING, last: None };
        Some(Self { start: Rc4::new(key)?, memory: Mutex::new(memory) })
    }

    /// Decrypts in place what stands `position` bytes behind the beginning of the key stream.
    pub(super) fn apply(&self, position: u64, data: &mut [u8]) {
        let (mut at, mut state) = self.nearest(position);
        // Readers that walk elsewhere do not wait for this one.
        while at < position {
            let spacing = self.remember(at, &state, false);
            let step = (position - at).min(spacing);
            for _ in 0..step {
                state.next();
            }
            at += step;
        }
        for byte in data.iter_mut() {
            *byte ^= state.next();
        }
        let len = u64::try_from(data.len()).unwrap_or(u64::MAX);
        self.remember(position.saturating_add(len), &state, true);
    }

    /// The known state at `position` or the closest one before it.
    fn nearest(&self, position: u64) -> (u64, Rc4) {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let before = memory.checkpoints.partition_point(|(at, _)| *at <= position);
        let checkpoint = before.checked_sub(1).and_then(|index| memory.checkpoints.get(index));
        let last = memory.last.as_ref().filter(|(at, _)| *at <= position);
        let best = match (checkpoint, last) {
            (Some(checkpoint), Some(last)) if last.0 < checkpoint.0 => Some(checkpoint),
            (checkpoint, None) => checkpoint,
            (_, last) => last,
        };
        best.map_or_else(|| (0, self.start.clone()), |(at, state)| (*at, state.clone()))
    }

    /// Keeps a state if it is far enough from those there are. Returns the distance they keep.
    fn remember(&self, at: u64, state: &Rc4, is_end: bool) -> u64 {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Memory { checkpoints, spacing, last } = &mut *memory;
        if is_end {
            *last = Some((at, state.clone()));
        }
        let index = checkpoints.partition_point(|(known, _)| *known < at);
        let before = index.checked_sub(1).and_then(|i| checkpoints.get(i)).map_or(0, |(known, _)| *known);
        let far_behind = at - before >= *spacing;
        let far_before = checkpoints.get(index).is_none_or(|(known, _)| *known - at >= *spacing);
        if far_behind && far_before {
            checkpoints.insert(index, (at, state.clone()));
            if checkpoints.len() > MAX_CHECKPOINTS {
                *spacing = spacing.saturating_mul(2);
                let mut kept = 0;
                checkpoints.retain(|(known, _)| {
                    let keep = *known - kept >= *spacing;
                    if keep {
                        kept = *known;
                    }
                    keep
                });
            }
        }
        *spacing
    }
}

/// RC4. Written out since its state has to be copied, which the crates do not let one do.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Option<Self> {
        if key.is_empty() || key.len() > 256 {
            return None;
        }
        let mut state = [0; 256];
        for (to, value) in state.iter_mut().zip(0..=255) {
            *to = value;
        }
        let mut j = 0_u8;
        for (i, key) in (0..=255_u8).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[usize::from(i)]).wrapping_add(*key);
            state.swap(usize::from(i), usize::from(j));
        }
        Some(Self { state, i: 0, j: 0 })
    }

    /// The next byte of the key stream.
    fn next(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        let a = self.state[usize::from(self.i)];
        self.j = self.j.wrapping_add(a);
        let b = self.state[usize::from(self.j)];
        self.state[usize::from(self.i)] = b;
        self.state[usize::from(self.j)] = a;
        self.state[usize::from(a.wrapping_add(b))]
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::hex::unhex;
    use super::*;

    fn at(stream: &KeyStream, position: u64, len: usize) -> Vec<u8> {
        let mut out = vec![0; len];
        stream.apply(position, &mut out);
        out
    }

    /// RFC 6229 section 2: keys of 40 and 128 bits, offsets 0, 240 and 4096.
    #[test]
    fn known_answers() {
        let stream = KeyStream::new(&unhex("0102030405")).unwrap();
        assert_eq!(at(&stream, 4096, 16), unhex("ff25b58995996707e51fbdf08b34d875"));
        assert_eq!(at(&stream, 0, 16), unhex("b2396305f03dc027ccc3524a0a1118a8"));
        assert_eq!(at(&stream, 240, 16), unhex("28cb1132c96ce286421dcaadb8b69eae"));
        let stream = KeyStream::new(&unhex("0102030405060708090a0b0c0d0e0f10")).unwrap();
        assert_eq!(at(&stream, 0, 16), unhex("9ac7cc9a609d1ef7b2932899cde41b97"));
        assert_eq!(at(&stream, 4096, 16), unhex("a36a4c301ae8ac13610ccbc12256cacc"));
    }

    #[test]
    fn any_order_gives_the_same_bytes() {
        let len = 40_000_000_usize / 8;
        let whole = at(&KeyStream::new(b"key").unwrap(), 0, len);
        let stream = KeyStream::new(b"key").unwrap();
        // Forwards, back, far away, and across places it may have kept.
        for part in [0, 1, 77_777, 65_530, 4_999_000, 130_000, 2_000_003, 2_000_003, 5, 0, 4_999_999] {
            let bytes = at(&stream, part as u64, 700.min(len - part));
            assert_eq!(bytes, whole[part..][..bytes.len()], "{part}");
        }
    }

    #[test]
    fn what_is_kept_has_a_bound_and_spans_the_stream() {
        let stream = KeyStream::new(b"key").unwrap();
        let len = FIRST_SPACING as usize * 3 / 2;
        let mut data = vec![0; len];
        let records = 3 * MAX_CHECKPOINTS as u64;
        for record in 0..records {
            stream.apply(record * len as u64, &mut data);
        }
        let memory = stream.memory.lock().unwrap();
        let checkpoints = &memory.checkpoints;
        assert!(checkpoints.len() <= MAX_CHECKPOINTS && checkpoints.len() > MAX_CHECKPOINTS / 4);
        assert!(checkpoints.windows(2).all(|pair| pair[1].0 - pair[0].0 >= memory.spacing));
        assert!(checkpoints.last().unwrap().0 > records * len as u64 * 3 / 4);
    }

    #[test]
    fn a_key_of_no_bytes_is_refused() {
        assert!(KeyStream::new(&[]).is_none() && KeyStream::new(&[1; 257]).is_none());
    }
}
