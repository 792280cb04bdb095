//! A growing list that can be handed out, at any instant, as an unchanging whole.
//!
//! Items live in shared chunks. A clone shares all of them; whoever writes afterwards copies only
//! the chunk it touches. So readers need no lock and see one consistent instant.
//! Chunks grow from 16 to 8,192 items, and the first one grows into its size, so that a million
//! short lists stay small; an empty one takes no memory of its own. Short lists that will not grow soon can
//! share one block ([`pack`]).

use std::sync::{Arc as Shared, Mutex, PoisonError};
use triomphe::Arc;

/// Smallest and largest chunk, as powers of two.
const FIRST_BITS: u32 = 4;
const LAST_BITS: u32 = 13;
/// Items in the growing chunks before the first of full size: 16 + 32 + … + 4,096.
const RAMP: usize = (1 << LAST_BITS) - (1 << FIRST_BITS);
const RAMP_CHUNKS: usize = (LAST_BITS - FIRST_BITS) as usize;

/// Append-only list with cheap whole snapshots. See the module's documentation.
#[derive(Debug)]
pub struct Chunked<T>(Shape<T>);

/// 16 bytes: there are many short lists.
#[derive(Debug)]
enum Shape<T> {
    /// All items in one piece: the first chunk, or of a packed list among those of others.
    One { items: Arc<Vec<T>>, start: u32, len: u32 },
    /// `None` while there is nothing.
    More(Option<Arc<Chunks<T>>>),
}

/// All full but the last one.
#[derive(Debug)]
struct Chunks<T> {
    len: u32,
    all: Vec<Arc<Vec<T>>>,
}

impl<T> Clone for Chunks<T> {
    fn clone(&self) -> Self {
        Self { len: self.len, all: self.all.clone() }
    }
}

impl<T> Clone for Chunked<T> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Shape::One { items, start, len } => {
                Shape::One { items: Arc::clone(items), start: *start, len: *len }
            }
            Shape::More(chunks) => Shape::More(chunks.clone()),
        })
    }
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self(Shape::More(None))
    }
}

/// Chunk and position of item `index`.
fn place(index: usize) -> (usize, usize) {
    if index >= RAMP {
        let beyond = index - RAMP;
        return (RAMP_CHUNKS + (beyond >> LAST_BITS), beyond & ((1 << LAST_BITS) - 1));
    }
    // Chunk c begins at 2^(c + FIRST_BITS) - 2^FIRST_BITS.
    let bits = (index + (1 << FIRST_BITS)).ilog2();
    ((bits - FIRST_BITS) as usize, index + (1 << FIRST_BITS) - (1 << bits))
}

/// Index of a chunk's first item.
fn start_of(chunk: usize) -> usize {
    match chunk.checked_sub(RAMP_CHUNKS) {
        Some(beyond) => RAMP + (beyond << LAST_BITS),
        None => (1 << (chunk + FIRST_BITS as usize)) - (1 << FIRST_BITS),
    }
}

fn capacity(chunk: usize) -> usize {
    1 << (FIRST_BITS as usize + chunk).min(LAST_BITS as usize)
}

fn has_room<T>(items: &Arc<Vec<T>>) -> bool {
    items.len() < items.capacity()
}

fn trim<T: Clone>(items: &mut Arc<Vec<T>>) {
    if !has_room(items) {
        return;
    }
    match Arc::get_mut(items) {
        Some(own) => own.shrink_to_fit(),
        // An earlier clone has it, too, and will be gone soon.
        None => *items = Arc::new(items.to_vec()),
    }
}

/// Room that a chunk is made with, for `len` items and the next: short lists shall stay small.
fn first_room(chunk: usize, len: usize) -> usize {
    match chunk {
        0 => len + 1,
        RAMP_CHUNKS.. => capacity(chunk),
        _ => (capacity(chunk) / 4).max(len + 1).min(capacity(chunk)),
    }
}

impl<T> Chunked<T> {
    #[inline]
    pub fn len(&self) -> usize {
        match &self.0 {
            Shape::One { len, .. } => *len as usize,
            Shape::More(None) => 0,
            Shape::More(Some(chunks)) => chunks.len as usize,
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        match &self.0 {
            Shape::One { items, start, len } if index < *len as usize => items.get(*start as usize + index),
            Shape::One { .. } => None,
            Shape::More(chunks) => {
                let (chunk, at) = place(index);
                chunks.as_ref()?.all.get(chunk)?.get(at)
            }
        }
    }

    /// The items of a list in one piece, or those of its first chunk.
    fn in_first(&self) -> &[T] {
        match &self.0 {
            Shape::One { items, start, len } => {
                items.get(*start as usize..(*start + *len) as usize).unwrap_or(&[])
            }
            Shape::More(_) => self.chunks().first().map_or(&[], |items| items),
        }
    }

    /// Of a list that is not in one piece.
    fn chunks(&self) -> &[Arc<Vec<T>>] {
        match &self.0 {
            Shape::More(Some(chunks)) => &chunks.all,
            _ => &[],
        }
    }

    /// Chunk number `chunk`; empty if there is none.
    fn chunk(&self, chunk: usize) -> &[T] {
        match &self.0 {
            Shape::One { .. } => {
                let rest = self.in_first().get(start_of(chunk)..).unwrap_or(&[]);
                rest.get(..capacity(chunk)).unwrap_or(rest)
            }
            Shape::More(_) => self.chunks().get(chunk).map_or(&[], |items| items),
        }
    }

    /// The items of the chunks from `chunk` on, which is not the first.
    fn chunks_from(&self, chunk: usize) -> impl Iterator<Item = &T> + Clone {
        self.chunks().get(chunk..).unwrap_or(&[]).iter().flat_map(|items| items.iter())
    }

    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.in_first().iter().chain(self.chunks_from(1))
    }

    /// The items from `start` on, without walking those before.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = &T> + Clone {
        let (chunk, items) = match (&self.0, place(start)) {
            (Shape::One { .. }, _) => (0, self.in_first().get(start..)),
            (Shape::More(_), (chunk, at)) => (chunk, self.chunk(chunk).get(at..)),
        };
        items.unwrap_or(&[]).iter().chain(self.chunks_from(chunk + 1))
    }

    /// The items of a range, a chunk's at a time: for loops that go over millions.
    pub fn slices(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = &[T]> {
        let mut at = range.start;
        std::iter::from_fn(move || {
            let (chunk, first) = place(at);
            let rest = self.chunk(chunk).get(first..).filter(|rest| !rest.is_empty() && at < range.end)?;
            let slice = rest.get(..range.end - at).unwrap_or(rest);
            at += slice.len();
            Some(slice)
        })
    }

    /// Number of leading items for which `before` holds; they must come first.
    pub fn partition_point(&self, mut before: impl FnMut(&T) -> bool) -> usize {
        if let Shape::One { .. } = &self.0 {
            return self.in_first().partition_point(before);
        }
        // The last chunk that begins with a leading item, or the first.
        let chunks = self.chunks();
        let begin_before = chunks.partition_point(|items| items.first().is_some_and(&mut before));
        let chunk = begin_before.saturating_sub(1);
        start_of(chunk) + self.chunk(chunk).partition_point(before)
    }

    /// [`Self::partition_point`] where it is likely to be near `guess`: looks there, then ever farther away. Of a
    /// long list that spares nearly all looks, each of which waits for memory.
    pub fn partition_point_near(&self, guess: usize, mut before: impl FnMut(&T) -> bool) -> usize {
        let mut is_before = |at: usize| self.get(at).is_some_and(&mut before);
        let (mut low, mut high, mut step) = (0, self.len(), 1);
        let guess = guess.min(high);
        if is_before(guess) {
            low = guess + 1;
            while let Some(at) = low.checked_add(step - 1).filter(|at| *at < high) {
                if !is_before(at) {
                    high = at;
                    break;
                }
                (low, step) = (at + 1, 2 * step);
            }
        } else {
            high = guess;
            while high > 0 {
                let at = high.saturating_sub(step);
                if is_before(at) {
                    low = at + 1;
                    break;
                }
                (high, step) = (at, 2 * step);
            }
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// It shares its block with others, or stands in one piece where it would have chunks.
    fn is_packed(&self) -> bool {
        match &self.0 {
            Shape::One { items, start, len } => {
                *start > 0 || items.len() != *len as usize || items.len() > capacity(0)
            }
            Shape::More(_) => false,
        }
    }
}

/// Items of a list that is packed, and lists of one block, at most.
const PACKED_MAX: usize = 128;
const PACKED_LISTS: usize = 1 << 14;

/// Lets short lists share blocks of memory: of millions of them each takes the room of its items and no
/// more. One that is written to later is copied out of its block.
pub fn pack<'l, T: Clone + 'l>(lists: impl IntoIterator<Item = &'l mut Chunked<T>>) {
    let is_short = |list: &&mut Chunked<T>| !list.is_empty() && list.len() <= PACKED_MAX;
    let mut lists: Vec<&mut Chunked<T>> = lists.into_iter().filter(is_short).collect();
    for lists in lists.chunks_mut(PACKED_LISTS) {
        let mut block = Vec::with_capacity(lists.iter().map(|list| list.len()).sum());
        let lens: Vec<u32> = lists.iter().map(|list| list.len() as u32).collect();
        for list in &mut *lists {
            block.extend(std::mem::take(*list).iter().cloned());
        }
        let block = Arc::new(block);
        let mut start = 0;
        for (list, len) in lists.iter_mut().zip(lens) {
            list.0 = Shape::One { items: Arc::clone(&block), start, len };
            start += len;
        }
    }
}

impl<T: Clone> Chunked<T> {
    pub fn push(&mut self, item: T) {
        let len = self.len();
        if len == u32::MAX as usize {
            return;
        }
        let (chunk, _) = place(len);
        let Some(items) = self.chunk_mut(chunk) else { return };
        // Growing chunks double up to their size; the large ones have it from the beginning.
        if items.len() == items.capacity() {
            let left = capacity(chunk).saturating_sub(items.len());
            items.reserve_exact(items.len().max(1).min(left.max(1)));
        }
        items.push(item);
        self.has_grown(1);
    }

    /// Appends all of `items`, chunk by chunk.
    pub fn extend_from_slice(&mut self, mut items: &[T]) {
        while !items.is_empty() {
            let len = self.len();
            let (chunk, at) = place(len);
            let room = (capacity(chunk) - at).min(u32::MAX as usize - len);
            let (now, later) = items.split_at(room.min(items.len()));
            let Some(own) = self.chunk_mut(chunk).filter(|_| !now.is_empty()) else { return };
            own.extend_from_slice(now);
            self.has_grown(now.len());
            items = later;
        }
    }

    /// Gives back the room of a list that will not grow soon.
    pub fn trim(&mut self) {
        if self.is_packed() {
            return;
        }
        match &mut self.0 {
            Shape::One { items, .. } => trim(items),
            Shape::More(Some(chunks)) if chunks.all.iter().any(has_room) => {
                Arc::make_mut(chunks).all.iter_mut().for_each(trim);
            }
            Shape::More(_) => {}
        }
    }

    /// A chunk that is this version's own; made if it is the next one.
    fn chunk_mut(&mut self, chunk: usize) -> Option<&mut Vec<T>> {
        if self.is_packed() {
            *self = self.iter().cloned().collect();
        }
        match &mut self.0 {
            Shape::More(None) if chunk == 0 => {
                self.0 = Shape::One { items: Arc::new(Vec::new()), start: 0, len: 0 };
            }
            Shape::One { items, len, .. } if chunk > 0 => {
                let chunks = Chunks { len: *len, all: vec![Arc::clone(items)] };
                self.0 = Shape::More(Some(Arc::new(chunks)));
            }
            _ => {}
        }
        let items = match &mut self.0 {
            Shape::One { items, .. } => items,
            Shape::More(chunks) => {
                let chunks = &mut Arc::make_mut(chunks.as_mut()?).all;
                if chunks.len() == chunk {
                    chunks.push(Arc::new(Vec::with_capacity(first_room(chunk, 0))));
                }
                chunks.get_mut(chunk)?
            }
        };
        // A copy made by `make_mut` would have no room left to push into.
        if !items.is_unique() {
            let mut copy = Vec::with_capacity(first_room(chunk, items.len()));
            copy.extend_from_slice(items);
            *items = Arc::new(copy);
        }
        Arc::get_mut(items)
    }

    /// Items were added to the last chunk, which is this version's own.
    #[inline]
    fn has_grown(&mut self, by: usize) {
        match &mut self.0 {
            Shape::One { len, .. } => *len += by as u32,
            Shape::More(Some(chunks)) => {
                if let Some(own) = Arc::get_mut(chunks) {
                    own.len += by as u32;
                }
            }
            Shape::More(None) => {}
        }
    }

    /// Changes an item in this version only; earlier clones keep the old one.
    pub fn update(&mut self, index: usize, change: impl FnOnce(&mut T)) {
        let (chunk, at) = place(index);
        if index < self.len()
            && let Some(item) = self.chunk_mut(chunk).and_then(|items| items.get_mut(at))
        {
            change(item);
        }
    }
}

impl<T: Clone> Extend<T> for Chunked<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

impl<T: Clone> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::default();
        list.extend(items);
        list
    }
}

/// Where the newest version is left for readers to pick up.
#[derive(Debug)]
pub struct Latest<S> {
    current: Mutex<Shared<S>>,
}

impl<S> Latest<S> {
    pub fn new(first: S) -> Self {
        Self { current: Mutex::new(Shared::new(first)) }
    }

    /// Replaces the version that readers get from now on.
    pub fn publish(&self, next: Shared<S>) {
        let old = {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, next)
        };
        drop(old); // outside the lock: freeing may take a while
    }

    pub fn get(&self) -> Shared<S> {
        Shared::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_pushed_in_order() {
        assert_eq!(size_of::<Chunked<u32>>(), 16);
        let list: Chunked<u32> = (0..50_000).collect();
        assert_eq!(list.len(), 50_000);
        assert!(list.iter().copied().eq(0..50_000));
        for i in [0usize, 15, 16, 47, 48, 8_175, 8_176, 16_367, 16_368, 49_999] {
            assert_eq!(list.get(i), Some(&(i as u32)));
            assert!(list.iter_from(i).copied().eq(i as u32..50_000));
            let end = (i + 20_000).min(50_000);
            assert!(list.slices(i..i + 20_000).flatten().copied().eq(i as u32..end as u32));
            assert!(list.slices(i..i).next().is_none());
        }
        let mut again = Chunked::default();
        let items: Vec<u32> = (0..50_000).collect();
        for part in [&items[..7], &items[7..7], &items[7..9_000], &items[9_000..]] {
            again.extend_from_slice(part);
        }
        assert!(again.iter().eq(list.iter()) && again.len() == list.len());
        assert_eq!(list.get(50_000), None);
        for n in [0, 1, 15, 16, 17, 48, 777, 8_175, 8_176, 8_177, 16_368, 49_999, 50_000, 60_000] {
            assert_eq!(list.partition_point(|&v| v < n), 50_000.min(n as usize));
        }
        assert_eq!(Chunked::<u32>::default().partition_point(|_| true), 0);
        let list: Chunked<u32> = (0..40).map(|n| n * n).collect();
        for guess in (0..=41).chain([usize::MAX]) {
            for n in 0..1_700 {
                let found = list.partition_point_near(guess, |v| *v < n);
                assert_eq!(found, list.partition_point(|v| *v < n), "{guess} {n}");
            }
        }
        assert_eq!(Chunked::<u32>::default().partition_point_near(7, |_| true), 0);
    }

    #[test]
    fn packed_lists_are_what_they_were_and_grow_apart() {
        let lens = [0u32, 1, 3, 15, 16, 17, 48, 100, 128, 129, 1_000];
        let mut lists: Vec<Chunked<u32>> = lens.iter().map(|len| (0..*len).collect()).collect();
        pack(&mut lists);
        for (list, len) in lists.iter_mut().zip(lens) {
            assert_eq!(list.len(), len as usize);
            assert!(list.iter().copied().eq(0..len) && list.get(len as usize).is_none());
            for n in [0, 1, 2, 15, 16, 17, 40, 127, 500].into_iter().filter(|n| *n < len) {
                assert_eq!(list.get(n as usize), Some(&n));
                assert_eq!(list.partition_point(|v| *v < n), n as usize);
                assert!(list.iter_from(n as usize).copied().eq(n..len));
                assert!(list.slices(n as usize..len as usize).flatten().copied().eq(n..len));
            }
            let before = list.clone();
            list.trim();
            list.push(len);
            list.update(0, |v| *v += 7);
            assert!(list.iter().skip(1).copied().eq(1..len + 1) && list.get(0) == Some(&7));
            assert!(before.iter().copied().eq(0..len));
        }
        pack(&mut lists[..1]);
        assert!(lists[0].iter().eq([&7]), "one alone in its block");
        lists[0].push(8);
        assert!(lists[0].iter().eq([&7, &8]));
    }

    #[test]
    fn a_snapshot_never_changes() {
        let mut list: Chunked<u32> = (0..100).collect();
        let before = list.clone();
        list.push(100);
        list.update(3, |v| *v = 9);
        assert!(before.iter().copied().eq(0..100));
        assert_eq!(list.get(3), Some(&9));
        assert_eq!(list.len(), 101);
    }

    #[test]
    fn readers_see_whole_versions_while_a_writer_publishes() {
        let latest = Latest::new(Chunked::<u32>::default());
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    loop {
                        let seen = latest.get();
                        assert!(seen.iter().copied().eq(0..seen.len() as u32));
                        if seen.len() >= 3_000 {
                            break;
                        }
                    }
                });
            }
            let mut list = Chunked::default();
            for i in 0..3_000 {
                list.push(i);
                if i % 100 == 99 {
                    latest.publish(Shared::new(list.clone()));
                }
            }
        });
    }
}
