//! Frames, bytes and values of fields over time, of several filters at once.

use super::{FrameLook, Needs, Tally};
use crate::base::id::FrameId;
use crate::base::time::{NANOS, Timestamp};
use crate::dissect::Registry;
use crate::field::{FieldId, FieldSet, Type, Value};
use crate::filter::Filter;
use crate::filter::names::{self, Named};
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

/// What one series counts.
#[derive(Clone, Debug)]
pub struct Series {
    filter: Filter,
    /// Field whose values are added up, by all its ids; empty: none.
    fields: Vec<FieldId>,
    /// Its values are nanoseconds.
    is_time: bool,
}

impl From<Filter> for Series {
    fn from(filter: Filter) -> Self {
        Self { filter, fields: Vec::new(), is_time: false }
    }
}

impl Series {
    /// Of the frames that pass `filter`, the values of the field `name`.
    ///
    /// # Errors
    /// A sentence: there is no such field, or its values are no numbers.
    pub fn of_field(filter: Filter, name: &str, registry: &'static Registry) -> Result<Self, String> {
        let Some(Named::Fields(fields)) = names::resolve(registry, name) else {
            return Err(format!("There is no field named “{name}”."));
        };
        let ty = fields.first().map_or(Type::Label, |id| registry.def(*id).ty);
        let is_time = ty == Type::RelativeTime;
        if !is_time && ty != Type::Double && !ty.is_integer() {
            return Err(format!(
                "The values of {name} are no numbers; choose another field or count frames."
            ));
        }
        Ok(Self { filter, fields, is_time })
    }
}

/// One point: what came in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub frames: u64,
    pub bytes: u64,
    /// Values of the series' field: how many, their sum, the least and the greatest; times in
    /// seconds.
    pub values: u64,
    pub sum: f64,
    pub least: f64,
    pub greatest: f64,
    /// The first frame that was counted.
    pub first: Option<FrameId>,
}

impl Point {
    fn take(&mut self, value: f64) {
        self.add(&Point { values: 1, sum: value, least: value, greatest: value, ..Point::default() });
    }

    /// Adds the values of `other`.
    fn add(&mut self, other: &Point) {
        if other.values == 0 {
            return;
        }
        let is_first = self.values == 0;
        self.values += other.values;
        self.sum += other.sum;
        self.least = if is_first { other.least } else { self.least.min(other.least) };
        self.greatest = if is_first { other.greatest } else { self.greatest.max(other.greatest) };
    }
}

/// Counts by interval.
#[derive(Clone, Debug)]
pub struct IoGraph {
    begin: Timestamp,
    pub interval: i64,
    wanted: Arc<Vec<Series>>,
    /// A list of points a series; they end with the last frame counted.
    pub series: Vec<Vec<Point>>,
}

impl IoGraph {
    /// `begin`: the first frame's time; `span`: nanoseconds from it to the last one.
    pub fn new(wanted: Vec<Series>, begin: Timestamp, span: i64, interval: i64) -> Self {
        let least = span / MAX_POINTS as i64 + 1;
        let interval = INTERVALS.iter().copied().find(|i| *i >= interval.max(least));
        let interval = interval.unwrap_or(least.max(3600 * NANOS));
        let series = vec![Vec::new(); wanted.len()];
        Self { begin, interval, wanted: Arc::new(wanted), series }
    }
}

impl Tally for IoGraph {
    fn needs(&self) -> Needs {
        let of = |series: &Series| {
            let fields: FieldSet = series.fields.iter().copied().collect();
            Needs::of(&series.filter).and(&Needs { fields, ..Needs::default() })
        };
        self.wanted.iter().fold(Needs::default(), |all, series| all.and(&of(series)))
    }

    fn fresh(&self) -> Self {
        Self { series: vec![Vec::new(); self.wanted.len()], wanted: Arc::clone(&self.wanted), ..*self }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        let (id, meta) = (frame.id(), frame.meta());
        // Frames before the first one count with it.
        let since = meta.time.since(self.begin).0.max(0);
        let at = usize::try_from(since / self.interval.max(1)).unwrap_or(MAX_POINTS).min(MAX_POINTS);
        for (wanted, points) in self.wanted.iter().zip(&mut self.series) {
            if !wanted.filter.is_empty() && !frame.passes(&wanted.filter) {
                continue;
            }
            if at >= points.len() {
                points.resize(at + 1, Point::default());
            }
            if let Some(point) = points.get_mut(at) {
                point.frames += 1;
                point.bytes += u64::from(meta.len);
                point.first = point.first.or(Some(id));
                if !wanted.fields.is_empty() {
                    let nodes = frame.dissected().tree.nodes();
                    for node in nodes.iter().filter(|node| wanted.fields.contains(&node.field)) {
                        let value = match node.value {
                            Value::Uint(v) => v as f64,
                            Value::Int(v) => v as f64,
                            Value::Double(v) => v,
                            _ => continue,
                        };
                        point.take(if wanted.is_time { value / NANOS as f64 } else { value });
                    }
                }
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
                known.add(&other);
                known.first = known.first.or(other.first);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_two_parts_are_put_together() {
        let mut ours = Point::default();
        ours.add(&Point::default());
        assert_eq!(ours, Point::default());
        let mut theirs = Point::default();
        [3.0, -1.0].into_iter().for_each(|value| theirs.take(value));
        ours.take(5.0);
        ours.add(&theirs);
        assert_eq!((ours.values, ours.sum, ours.least, ours.greatest), (3, 7.0, -1.0, 5.0));
    }

    #[test]
    fn only_fields_with_numbers_are_added_up() {
        let registry = crate::proto::registry();
        let of = |name| Series::of_field(Filter::new("", registry).unwrap(), name, registry);
        assert!(of("tcp.len").is_ok() && of("frame.time_delta").is_ok_and(|s| s.is_time));
        assert!(of("tcp.nothing").unwrap_err().contains("no field"));
        assert!(of("ip.src").unwrap_err().contains("no numbers"));
    }

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
