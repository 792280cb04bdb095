//! How long frames are, in Wireshark's ranges.

use super::table::{Cell, Column, Row, Table};
use super::{FrameLook, Needs, Tally};

/// First length of each range; the last one has no end.
const RANGES: [u32; 10] = [0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120];

/// How many there are of a range, and how long they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub count: u64,
    pub bytes: u64,
    pub least: Option<u32>,
    pub greatest: u32,
}

impl Range {
    fn merge(&mut self, other: &Range) {
        self.count += other.count;
        self.bytes += other.bytes;
        self.least = match (self.least, other.least) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.greatest = self.greatest.max(other.greatest);
    }
}

/// Lengths of something, counted by range.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges([Range; RANGES.len()]);

impl Ranges {
    pub fn add(&mut self, len: u32) {
        let at = RANGES.partition_point(|first| *first <= len).saturating_sub(1);
        if let Some(range) = self.0.get_mut(at) {
            range.merge(&Range { count: 1, bytes: len.into(), least: Some(len), greatest: len });
        }
    }

    pub fn merge(&mut self, other: &Ranges) {
        self.0.iter_mut().zip(&other.0).for_each(|(ours, theirs)| ours.merge(theirs));
    }

    /// All together.
    pub fn all(&self) -> Range {
        let mut all = Range::default();
        self.0.iter().for_each(|range| all.merge(range));
        all
    }

    /// Each range with its name, its first and its last length.
    pub fn each(&self) -> impl Iterator<Item = (String, u32, Option<u32>, Range)> + '_ {
        self.0.iter().enumerate().map(|(i, range)| {
            let first = RANGES.get(i).copied().unwrap_or(0);
            match RANGES.get(i + 1).map(|next| next - 1) {
                Some(last) => (format!("{first}–{last}"), first, Some(last), *range),
                None => (format!("{first} and more"), first, None, *range),
            }
        })
    }
}

/// Counts lengths on the wire.
#[derive(Clone, Debug, Default)]
pub struct Lengths(Ranges);

impl Lengths {
    /// A line a range, and one for all; `seconds`: how long the frames took.
    pub fn table(&self, seconds: f64) -> Table {
        let columns = vec![
            Column::text("Length"),
            Column::count("Count"),
            Column::percent("Percent"),
            Column::bytes("Average"),
            Column::bytes("Least"),
            Column::bytes("Greatest"),
            Column::count("Frames/s"),
        ];
        let all = self.0.all();
        let row = |name: String, range: &Range, filter: String| {
            let value = |n: u64| if range.count == 0 { Cell::Nothing } else { Cell::Bytes(n) };
            let rate =
                if seconds > 0.0 { Cell::Percent(range.count as f64 / seconds) } else { Cell::Nothing };
            let cells = vec![
                Cell::Text(name),
                Cell::Count(range.count),
                Cell::Percent(range.count as f64 * 100.0 / all.count.max(1) as f64),
                value(range.bytes / range.count.max(1)),
                value(range.least.unwrap_or(0).into()),
                value(range.greatest.into()),
                rate,
            ];
            Row { cells, filter: Some(filter), ..Row::default() }
        };
        let mut rows = vec![row("All".into(), &all, "frame".into())];
        rows.extend(self.0.each().map(|(name, first, last, range)| {
            let filter = match last {
                Some(last) => format!("frame.len in {{{first}..{last}}}"),
                None => format!("frame.len >= {first}"),
            };
            row(name, &range, filter)
        }));
        Table { title: "Lengths".into(), columns, rows }
    }
}

impl Tally for Lengths {
    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn fresh(&self) -> Self {
        Self::default()
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        self.0.add(frame.meta().len);
    }

    fn merge(&mut self, later: Self) {
        self.0.merge(&later.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_fall_into_their_ranges() {
        let mut lengths = Lengths::default();
        [0, 19, 20, 79, 80, 5119, 5120, u32::MAX].into_iter().for_each(|len| lengths.0.add(len));
        let counts: Vec<u64> = lengths.0.each().map(|(.., range)| range.count).collect();
        assert_eq!(counts, [2, 1, 1, 1, 0, 0, 0, 0, 1, 2]);
        let table = lengths.table(2.0);
        assert_eq!(table.rows[0].cells[1], Cell::Count(8));
        assert_eq!(table.rows[2].filter.as_deref(), Some("frame.len in {20..39}"));
        assert_eq!(table.rows[10].cells[0].text(), "5120 and more");
    }
}
