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
use crate::gui::model::JobView;
use crate::proto;
use crate::store::FrameSet;

/// The job that sorts.
pub const SORT_JOB: u64 = 3;
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
                self.order = None;
            }
        }
    }

    /// What the order was made of is no longer true: another filter.
    pub fn forget(&mut self) {
        *self = Self { key: self.key.take(), time: self.time, ..Self::default() };
    }

    /// Takes an order that is ready and begins the next sort if rows came; true if rows moved.
    pub fn refresh(&mut self, open: SortInput<'_>, wake: &Wake) -> bool {
        let mut moved = false;
        if let Some(outcome) = self.job.as_ref().and_then(SortJob::take) {
            self.job = None;
            match outcome {
                Ok(order) => {
                    self.order = Some(Arc::new(order));
                    moved = true;
                }
                Err(error) => {
                    // As captured again, and the reason is told.
                    self.error = Some(format!("Not sorted: {error}"));
                    self.key = None;
                    self.order = None;
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

/// The frames chosen beside the selected one.
#[derive(Debug, Default)]
pub struct Chosen {
    pub frames: FrameSet,
    /// Row that a range begins at.
    anchor: Option<u64>,
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

    /// The frames that the list shows.
    pub fn shown_set(&self) -> FrameSet {
        self.frames_in(0..self.shown_count())
    }

    /// The chosen frames; the selected one, if no others are.
    pub fn chosen_set(&self) -> FrameSet {
        match self.chosen.frames.is_empty() {
            true => self.selected.into_iter().collect(),
            false => self.chosen.frames.clone(),
        }
    }

    /// The frames in these rows; of millions of them, too, soon enough for a key press.
    fn frames_in(&self, rows: Range<u64>) -> FrameSet {
        let end = rows.end.min(self.shown_count());
        let whole = rows.start == 0 && end == self.shown_count();
        if self.sorting.order().is_some() && !whole {
            return (rows.start..end).filter_map(|row| self.frame_at(row)).collect();
        }
        let rows = rows.start.min(end) as usize..end as usize;
        match &self.shown {
            Some(list) => list.iter_from(rows.start).take(rows.len()).copied().collect(),
            None => FrameSet::of_range(rows),
        }
    }

    /// The row that shows `frame`.
    pub fn row_of(&self, frame: FrameId) -> Option<u64> {
        let position = match &self.shown {
            Some(list) => {
                let at = list.partition_point(|f| *f < frame);
                list.get(at).filter(|f| **f == frame).map(|_| at)?
            }
            None => (frame.index() < self.capture.frames.len()).then_some(frame.index())?,
        };
        Some(self.sorting.order().map_or(position, |order| order.row(position)) as u64)
    }

    /// The chosen frames in the order of the list; the selected one, if no others are.
    pub fn chosen_frames(&self) -> Vec<FrameId> {
        if self.chosen.frames.is_empty() {
            return self.selected.into_iter().collect();
        }
        let mut frames: Vec<FrameId> = self.chosen.frames.iter().collect();
        if self.sorting.order().is_some() {
            frames.sort_by_cached_key(|frame| self.row_of(*frame));
        }
        frames
    }

    /// How many rows are chosen.
    pub fn chosen_count(&self) -> u64 {
        match self.chosen.frames.len() {
            0 => u64::from(self.selected.is_some()),
            count => count as u64,
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
        if self.chosen.frames.is_empty()
            && let Some(selected) = self.selected
        {
            self.chosen.frames.set(selected, true);
        }
        let on = !self.chosen.frames.contains(frame);
        self.chosen.frames.set(frame, on);
        self.chosen.anchor = Some(row);
        if on {
            self.select(Some(frame));
        } else if self.selected == Some(frame) {
            let other = self.chosen.frames.iter().next();
            self.select(other.or(Some(frame)));
        }
    }

    /// Chooses the rows from the anchor up to `row`.
    pub fn extend_chosen(&mut self, row: u64) {
        let anchor = self.chosen.anchor.or_else(|| self.row_of(self.selected?)).unwrap_or(row);
        let (from, to) = (anchor.min(row), anchor.max(row));
        self.chosen.frames = self.frames_in(from..to.saturating_add(1));
        self.chosen.anchor = Some(anchor);
        let frame = self.frame_at(row);
        self.select(frame);
    }

    /// Chooses every row.
    pub fn choose_all(&mut self) {
        self.chosen.frames = self.shown_set();
    }

    /// A menu was opened on a row.
    pub fn choose_for_menu(&mut self, row: u64) {
        let frame = self.frame_at(row);
        if frame.is_some_and(|frame| self.chosen.frames.contains(frame)) {
            self.select(frame);
        } else {
            self.choose_only(row);
        }
    }
}
