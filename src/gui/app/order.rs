//! Which frame stands in which row: filtered, then sorted. Also which rows are chosen. Not here: what
//! a row says (`opened`).

use std::ops::Range;
use std::sync::Arc;

use super::opened::Opened;
use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::document::background::Wake;
use crate::document::rows::TimeLook;
use crate::document::sort::{Key, List, Order, SortJob};
use crate::document::sweep::List as Frames;
use crate::gui::model::JobView;
use crate::proto;
use crate::store::FrameSet;

/// The job that sorts.
pub const SORT_JOB: u64 = 3;
/// Rows of an order that is large.
const LARGE: usize = 1 << 20;
/// Seconds between two sorts of a list that grows.
const SORT_EVERY_S: f32 = 1.0;

/// The order of an open capture's rows.
#[derive(Default)]
pub struct Sorting {
    pub key: Option<Key>,
    order: Option<Arc<Order>>,
    job: Option<SortJob>,
    began: Option<std::time::Instant>,
    /// Times are sorted as they are shown.
    time: TimeLook,
    error: Option<String>,
}

impl Sorting {
    /// Sorts anew, or shows the frames as captured.
    pub fn set_key(&mut self, key: Option<Key>) {
        if self.key != key {
            *self = Self { key, order: self.order.take(), time: self.time, ..Self::default() };
            if self.key.is_none() {
                give_up(self.order.take());
            }
        }
    }

    /// What the order was made of is no longer true: another filter.
    pub fn forget(&mut self) {
        give_up(self.order.take());
        *self = Self { key: self.key.take(), time: self.time, ..Self::default() };
    }

    /// Takes an order that is ready and begins the next sort if rows came; true if rows moved.
    pub fn refresh(&mut self, open: SortInput<'_>, wake: &Wake) -> bool {
        let mut moved = false;
        if let Some(outcome) = self.job.as_ref().and_then(SortJob::take) {
            self.job = None;
            match outcome {
                Ok(order) => {
                    give_up(self.order.replace(Arc::new(order)));
                    moved = true;
                }
                Err(error) => {
                    // As captured again, and the reason is told.
                    self.error = Some(format!("Not sorted: {error}"));
                    self.key = None;
                    give_up(self.order.take());
                    return true;
                }
            }
        }
        let Some(key) = &self.key else { return moved };
        let covered = self.order.as_ref().map_or(0, |order| order.len());
        let waits = self.began.is_some_and(|at| at.elapsed().as_secs_f32() < SORT_EVERY_S);
        let is_stale = covered != open.len() || self.began.is_none() || self.time != open.time;
        if self.job.is_none() && is_stale && open.len() > 0 && (!waits || self.time != open.time) {
            self.began = Some(std::time::Instant::now());
            self.time = open.time;
            let list = match open.shown {
                Some(frames) => List::Some(frames.clone()),
                None => List::All(open.capture.frames.len()),
            };
            self.job = Some(SortJob::start(
                Arc::clone(open.capture),
                open.settings.clone(),
                proto::registry(),
                list,
                key.clone(),
                open.time,
                Arc::clone(wake),
            ));
        }
        moved
    }

    pub fn is_running(&self) -> bool {
        self.job.is_some()
    }

    pub fn cancel(&self) {
        if let Some(job) = &self.job {
            job.cancel();
        }
    }

    /// Why the last sort came to nothing, once.
    pub fn take_error(&mut self) -> Option<String> {
        self.error.take()
    }

    pub fn job(&self) -> Option<JobView> {
        let title = "Sorting".to_owned();
        let progress = Some(self.job.as_ref()?.progress());
        Some(JobView { id: SORT_JOB, title, progress, can_cancel: true })
    }

    pub fn order(&self) -> Option<&Arc<Order>> {
        self.order.as_ref()
    }
}

/// Lets an order of millions of rows go: giving back its memory takes longer than painting may.
fn give_up(order: Option<Arc<Order>>) {
    if let Some(order) = order.filter(|order| order.len() > LARGE) {
        std::thread::spawn(move || drop(order));
    }
}

/// What a sort is made of.
#[derive(Clone, Copy)]
pub struct SortInput<'a> {
    pub capture: &'a Arc<crate::store::Capture>,
    pub settings: &'a crate::dissect::Settings,
    pub shown: Option<&'a Chunked<FrameId>>,
    pub time: TimeLook,
}

impl SortInput<'_> {
    fn len(&self) -> usize {
        self.shown.map_or(self.capture.frames.len(), Chunked::len)
    }
}

/// Rows of the list as it was once: of millions of them, too, nothing is kept but their ends.
#[derive(Clone, Default)]
pub struct RowRange {
    list: Frames,
    order: Option<Arc<Order>>,
    rows: Range<u64>,
}

impl RowRange {
    pub fn count(&self) -> u64 {
        self.rows.end.saturating_sub(self.rows.start)
    }

    pub fn contains(&self, frame: FrameId) -> bool {
        !self.rows.is_empty()
            && row_in(&self.list, self.order.as_deref(), frame).is_some_and(|row| self.rows.contains(&row))
    }

    /// The frames, in the order of the rows.
    pub fn frames(&self) -> impl Iterator<Item = FrameId> + '_ {
        let frame = move |row: u64| {
            let row = usize::try_from(row).ok()?;
            self.list.get(self.order.as_ref().map_or(row, |order| order.position(row)))
        };
        self.rows.clone().filter_map(frame)
    }

    /// The same as a set. Of sorted or filtered millions it takes some ten milliseconds.
    pub fn set(&self) -> FrameSet {
        let (from, to) = (self.rows.start as usize, self.rows.end as usize);
        match &self.list.shown {
            None if self.order.is_none() || to - from == self.list.frames => FrameSet::of_range(from..to),
            Some(list) if self.order.is_none() => list.slices(from..to).flatten().copied().collect(),
            _ => self.frames().collect(),
        }
    }
}

/// The row that shows `frame`.
fn row_in(list: &Frames, order: Option<&Order>, frame: FrameId) -> Option<u64> {
    let position = match &list.shown {
        Some(list) => {
            let at = list.partition_point(|f| *f < frame);
            list.get(at).filter(|f| **f == frame).map(|_| at)?
        }
        None => (frame.index() < list.frames).then_some(frame.index())?,
    };
    Some(order.map_or(position, |order| order.row(position)) as u64)
}

/// The frames chosen beside the selected one: those of some rows, and others one by one.
#[derive(Clone, Default)]
pub struct Chosen {
    rows: RowRange,
    /// In addition to those of the rows; those of them that are not chosen.
    flipped: FrameSet,
    count: u64,
    /// Row that a range begins at.
    anchor: Option<u64>,
}

impl Chosen {
    fn one(frame: FrameId) -> Self {
        Self { flipped: [frame].into_iter().collect(), count: 1, ..Self::default() }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn contains(&self, frame: FrameId) -> bool {
        let among_rows = self.rows.contains(frame);
        among_rows != self.flipped.contains(frame)
    }

    fn set_one(&mut self, frame: FrameId, on: bool) {
        if self.contains(frame) != on {
            self.flipped.set(frame, !self.flipped.contains(frame));
            self.count = if on { self.count + 1 } else { self.count.saturating_sub(1) };
        }
    }

    /// All of them; see [`RowRange::set`].
    pub fn set(&self) -> FrameSet {
        let mut set = self.rows.set();
        set.flip_all(&self.flipped);
        set
    }

    /// In the order of the rows of `list`.
    pub fn in_order(&self, list: &RowRange) -> Vec<FrameId> {
        if self.flipped.is_empty() {
            return self.rows.frames().collect();
        }
        let mut frames: Vec<FrameId> = self.set().iter().collect();
        if list.order.is_some() {
            frames.sort_by_cached_key(|frame| row_in(&list.list, list.order.as_deref(), *frame));
        }
        frames
    }

    /// The first of them in the list.
    pub fn first(&self, list: &RowRange) -> Option<FrameId> {
        let of_rows = self.rows.frames().find(|frame| !self.flipped.contains(*frame));
        let alone = self.flipped.iter().filter(|frame| !self.rows.contains(*frame));
        let row = |frame: &FrameId| row_in(&list.list, list.order.as_deref(), *frame);
        alone.chain(of_rows).min_by_key(row)
    }
}

impl Opened {
    /// The frame at a position of the list before it is sorted.
    fn listed(&self, position: usize) -> Option<FrameId> {
        match &self.shown {
            Some(list) => list.get(position).copied(),
            None => (position < self.capture.frames.len()).then(|| FrameId::from_index(position)),
        }
    }

    /// The frame in row `row`.
    pub fn frame_at(&self, row: u64) -> Option<FrameId> {
        let row = usize::try_from(row).ok()?;
        self.listed(self.sorting.order().map_or(row, |order| order.position(row)))
    }

    /// Every row of the list.
    pub fn every_row(&self) -> RowRange {
        let order = self.sorting.order().cloned();
        RowRange { list: self.list(), order, rows: 0..self.shown_count() }
    }

    /// The chosen frames; the selected one, if no others are.
    pub fn chosen_now(&self) -> Chosen {
        match self.chosen.count() {
            0 => self.selected.map(Chosen::one).unwrap_or_default(),
            _ => self.chosen.clone(),
        }
    }

    /// The row that shows `frame`.
    pub fn row_of(&self, frame: FrameId) -> Option<u64> {
        row_in(&self.list(), self.sorting.order().map(|order| &**order), frame)
    }

    /// How many rows are chosen.
    pub fn chosen_count(&self) -> u64 {
        match self.chosen.count() {
            0 => u64::from(self.selected.is_some()),
            count => count,
        }
    }

    /// Selects one row and no other.
    pub fn choose_only(&mut self, row: u64) {
        self.chosen = Chosen { anchor: Some(row), ..Chosen::default() };
        let frame = self.frame_at(row);
        self.select(frame);
    }

    /// Chooses a row in addition, or no more.
    pub fn toggle_chosen(&mut self, row: u64) {
        let Some(frame) = self.frame_at(row) else { return };
        if self.chosen.count() == 0
            && let Some(selected) = self.selected
        {
            self.chosen.set_one(selected, true);
        }
        let on = !self.chosen.contains(frame);
        self.chosen.set_one(frame, on);
        self.chosen.anchor = Some(row);
        if on {
            self.select(Some(frame));
        } else if self.selected == Some(frame) {
            let other = self.chosen.first(&self.every_row());
            self.select(other.or(Some(frame)));
        }
    }

    /// Chooses the rows from the anchor up to `row`.
    pub fn extend_chosen(&mut self, row: u64) {
        let anchor = self.chosen.anchor.or_else(|| self.row_of(self.selected?)).unwrap_or(row);
        let (from, to) = (anchor.min(row), anchor.max(row).saturating_add(1));
        self.choose_rows(from..to, Some(anchor));
        let frame = self.frame_at(row);
        self.select(frame);
    }

    /// Chooses every row.
    pub fn choose_all(&mut self) {
        self.choose_rows(0..u64::MAX, None);
    }

    fn choose_rows(&mut self, rows: Range<u64>, anchor: Option<u64>) {
        let every = self.every_row();
        let rows = rows.start.min(every.rows.end)..rows.end.min(every.rows.end);
        let rows = RowRange { rows, ..every };
        self.chosen = Chosen { count: rows.count(), rows, anchor, ..Chosen::default() };
    }

    /// A menu was opened on a row.
    pub fn choose_for_menu(&mut self, row: u64) {
        let frame = self.frame_at(row);
        if frame.is_some_and(|frame| self.chosen.contains(frame)) {
            self.select(frame);
        } else {
            self.choose_only(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(shown: Option<Chunked<FrameId>>, rows: Range<u64>) -> RowRange {
        RowRange { list: Frames { shown, frames: 1_000 }, order: None, rows }
    }

    #[test]
    fn a_range_of_rows_is_the_frames_in_them() {
        for shown in [None, Some((0..500).map(|i| FrameId(i * 2 + 1)).collect())] {
            let rows = range(shown, 100..200);
            let frames: Vec<FrameId> = rows.frames().collect();
            assert_eq!(frames.len() as u64, rows.count());
            assert!(rows.set().iter().eq(frames.iter().copied()));
            let every = (0..1_000).map(FrameId);
            assert!(every.filter(|frame| rows.contains(*frame)).eq(frames));
        }
    }

    #[test]
    fn frames_are_chosen_and_let_go_one_by_one() {
        let rows = range(None, 10..20);
        let mut chosen = Chosen { count: rows.count(), rows, ..Chosen::default() };
        let list = range(None, 0..1_000);
        for (frame, on, count) in
            [(12, false, 9), (12, false, 9), (10, false, 8), (5, true, 9), (500, true, 10)]
        {
            chosen.set_one(FrameId(frame), on);
            assert_eq!((chosen.contains(FrameId(frame)), chosen.count()), (on, count), "{frame}");
        }
        let right = [5, 11, 13, 14, 15, 16, 17, 18, 19, 500].map(FrameId);
        assert_eq!(chosen.in_order(&list), right);
        assert!(chosen.set().iter().eq(right));
        assert_eq!(chosen.first(&list), Some(FrameId(5)));
        chosen.set_one(FrameId(12), true);
        assert_eq!((chosen.contains(FrameId(12)), chosen.count()), (true, 11));
    }
}
