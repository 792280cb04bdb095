//! Frames, bytes or bits over time, of several filters at once.

use super::{FrameLook, Needs, Tally};
use crate::base::id::FrameId;
use crate::base::time::{NANOS, Timestamp};
use crate::filter::Filter;
use std::sync::Arc;

/// Points of a series; the interval grows until the capture fits.
pub const MAX_POINTS: usize = 200_000;
/// Intervals that can be chosen, nanoseconds.
pub const INTERVALS: &[i64] = &[
    NANOS / 1_000_000,
    NANOS / 100_000,
    NANOS / 10_000,
    NANOS / 1_000,
    NANOS / 100,
    NANOS / 10,
    NANOS,
    10 * NANOS,
    60 * NANOS,
    600 * NANOS,
    3600 * NANOS,
];

/// An interval that gives some hundred points over `span` nanoseconds.
pub fn fitting_interval(span: i64) -> i64 {
    let wanted = span / 400;
    INTERVALS.iter().copied().find(|i| *i >= wanted).unwrap_or(3600 * NANOS)
}

/// One point: what came in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub frames: u64,
    pub bytes: u64,
    /// The first frame that was counted.
    pub first: Option<FrameId>,
}

/// Counts by interval.
#[derive(Clone, Debug)]
pub struct IoGraph {
    begin: Timestamp,
    pub interval: i64,
    filters: Arc<Vec<Filter>>,
    /// A list of points a filter; they end with the last frame counted.
    pub series: Vec<Vec<Point>>,
}

impl IoGraph {
    /// `begin`: the first frame's time; `span`: nanoseconds from it to the last one.
    pub fn new(filters: Vec<Filter>, begin: Timestamp, span: i64, interval: i64) -> Self {
        let least = span / MAX_POINTS as i64 + 1;
        let interval = INTERVALS.iter().copied().find(|i| *i >= interval.max(least));
        let interval = interval.unwrap_or(least.max(3600 * NANOS));
        let series = vec![Vec::new(); filters.len()];
        Self { begin, interval, filters: Arc::new(filters), series }
    }
}

impl Tally for IoGraph {
    fn needs(&self) -> Needs {
        self.filters.iter().fold(Needs::default(), |all, filter| all.and(&Needs::of(filter)))
    }

    fn fresh(&self) -> Self {
        Self { series: vec![Vec::new(); self.filters.len()], filters: Arc::clone(&self.filters), ..*self }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        let (id, meta) = (frame.id(), frame.meta());
        // Frames before the first one count with it.
        let since = meta.time.since(self.begin).0.max(0);
        let at = usize::try_from(since / self.interval.max(1)).unwrap_or(MAX_POINTS).min(MAX_POINTS);
        for (filter, points) in self.filters.iter().zip(&mut self.series) {
            if !filter.is_empty() && !frame.passes(filter) {
                continue;
            }
            if at >= points.len() {
                points.resize(at + 1, Point::default());
            }
            if let Some(point) = points.get_mut(at) {
                point.frames += 1;
                point.bytes += u64::from(meta.len);
                point.first = point.first.or(Some(id));
            }
        }
    }

    fn merge(&mut self, later: Self) {
        for (ours, theirs) in self.series.iter_mut().zip(later.series) {
            if theirs.len() > ours.len() {
                ours.resize(theirs.len(), Point::default());
            }
            for (known, other) in ours.iter_mut().zip(theirs) {
                known.frames += other.frames;
                known.bytes += other.bytes;
                known.first = known.first.or(other.first);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_fit_the_span_and_the_memory() {
        assert_eq!(fitting_interval(50_383_000), NANOS / 1_000);
        assert_eq!(fitting_interval(0), NANOS / 1_000_000);
        assert_eq!(fitting_interval(400 * NANOS), NANOS);
        let year = 365 * 86_400 * NANOS;
        let graph = IoGraph::new(Vec::new(), Timestamp(0), year, NANOS / 1_000_000);
        assert!(year / graph.interval <= MAX_POINTS as i64, "{}", graph.interval);
    }
}
