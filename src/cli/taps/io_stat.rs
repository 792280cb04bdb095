//! `-z io,stat`: what passed in each interval of time.

use super::{End, Needs, Tap, filter};
use crate::base::time::Precision;
use crate::base::time::Timestamp;
use crate::cli::fault::{Fault, status};
use crate::cli::print::safe;
use crate::cli::print::time::{Date, Form, Seconds, Times};
use crate::dissect::{Dissector, Registry};
use crate::field::{FieldId, FieldSet, Type, Value};
use crate::filter::Filter;
use crate::filter::names::{self, Named};
use std::fmt::Write;

const MICROS: u64 = 1_000_000;
/// Intervals that a table may have.
const MAX_ROWS: u64 = 4_000_000;
/// A table is made no wider for its filters' sake.
const MAX_FILTER_WIDTH: usize = 102;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calculation {
    FramesAndBytes,
    Frames,
    Bytes,
    Count,
    Sum,
    Min,
    Max,
    Average,
    /// How many operations of that duration were under way, on average.
    Load,
}

const CALCULATIONS: &[(&str, Calculation)] = &[
    ("FRAMES", Calculation::Frames),
    ("BYTES", Calculation::Bytes),
    ("COUNT", Calculation::Count),
    ("SUM", Calculation::Sum),
    ("MIN", Calculation::Min),
    ("MAX", Calculation::Max),
    ("AVG", Calculation::Average),
    ("LOAD", Calculation::Load),
];

impl Calculation {
    fn name(self) -> &'static str {
        CALCULATIONS.iter().find(|(_, c)| *c == self).map_or("", |(name, _)| name)
    }
}

/// One column: what is calculated of the frames that a filter lets through.
#[derive(Debug)]
struct Column {
    text: String,
    calculation: Calculation,
    filter: Filter,
    field: Vec<FieldId>,
    form: ValueForm,
    rows: Vec<Cell>,
    /// Of [`Calculation::Load`]: in how many intervals more than in the one before an operation was under way all
    /// the time.
    whole_loads: Vec<i64>,
}

/// How values of the column's field are counted and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueForm {
    Integer,
    /// Nanoseconds.
    Time,
    Double,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    frames: u64,
    bytes: u64,
    values: u64,
    sum: f64,
    least: f64,
    greatest: f64,
    /// What operations took of the interval in which they ended.
    load_us: u64,
}

#[derive(Debug)]
struct IoStat {
    /// 0: one interval, as long as the capture.
    interval_us: u64,
    /// Digits behind the point of the interval.
    digits: usize,
    columns: Vec<Column>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let wrong = || Fault::usage("invalid \"-z io,stat,<interval>[,<filter>][,<filter>]...\" argument");
    let (interval, filters) = text.split_once(',').map_or((text, None), |(i, f)| (i, Some(f)));
    let seconds: f64 = interval.parse().map_err(|_| wrong())?;
    if !seconds.is_finite() || seconds >= 1e9 {
        return Err(wrong());
    }
    // As in tshark, below zero means the whole capture, too.
    let seconds = seconds.max(0.0);
    let interval_us = (seconds * MICROS as f64).round() as u64;
    if seconds > 0.0 && interval_us == 0 {
        return Err(Fault::usage(
            "\"-z\" interval must be >=0.000001 seconds or \"0\" for the entire capture duration.",
        ));
    }
    let digits = (1..=6).rev().find(|d| !interval_us.is_multiple_of(10u64.pow(7 - d))).unwrap_or(0);
    let columns = filters.map_or(vec![""], |f| split(f)).into_iter().map(|f| Column::new(f, registry));
    Ok(Box::new(IoStat { interval_us, digits: digits as usize, columns: columns.collect::<Result<_, _>>()? }))
}

/// At commas; those in parentheses, braces and quotes belong to a filter.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0usize, false);
    for (i, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' | '{' | '[' if !quoted => depth += 1,
            ')' | '}' | ']' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.push(text.get(from..i).unwrap_or(""));
                from = i + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(from..).unwrap_or(""));
    parts
}

impl Column {
    fn new(text: &str, registry: &'static Registry) -> Result<Self, Fault> {
        let text = text.trim();
        let called = CALCULATIONS.iter().find_map(|(name, c)| {
            let inner = text.strip_prefix(name)?.strip_prefix('(')?;
            let (field, filter) = inner.split_once(')')?;
            Some((*c, field.trim(), filter))
        });
        let Some((calculation, name, rest)) = called else {
            let filter = filter("io,stat", text, registry)?;
            let calculation = Calculation::FramesAndBytes;
            let (field, form) = (Vec::new(), ValueForm::Integer);
            let (rows, whole_loads) = (Vec::new(), Vec::new());
            return Ok(Self { text: text.into(), calculation, filter, field, form, rows, whole_loads });
        };
        let wants_field = !matches!(calculation, Calculation::Frames | Calculation::Bytes);
        let shown = safe::shown(name);
        if wants_field && name.is_empty() {
            return Err(wrong(format_args!(
                "You didn't specify a field name for {}(*).",
                calculation.name()
            )));
        }
        if !wants_field && !name.is_empty() {
            return Err(wrong(format_args!(
                "{} does not require or allow a field name within the parens.",
                calculation.name()
            )));
        }
        let (mut field, mut form) = (Vec::new(), ValueForm::Integer);
        if wants_field {
            let Some(Named::Fields(ids)) = names::resolve(registry, name) else {
                return Err(wrong(format_args!("There is no field named '{shown}'.")));
            };
            let ty = ids.first().map_or(Type::Label, |id| registry.def(*id).ty);
            form = match ty {
                Type::RelativeTime => ValueForm::Time,
                _ if calculation == Calculation::Load => {
                    let message = "LOAD() is only supported for relative-time fields such as smb.time";
                    return Err(wrong(format_args!("{message}")));
                }
                Type::Double => ValueForm::Double,
                ty if ty.is_integer() || calculation == Calculation::Count => ValueForm::Integer,
                _ => {
                    return Err(wrong(format_args!(
                        "{shown} doesn't have integral values, so {}(*) calculations are not supported on it.",
                        calculation.name()
                    )));
                }
            };
            field = ids;
        }
        if calculation == Calculation::Count {
            form = ValueForm::Integer;
        }
        let filter = filter("io,stat", rest, registry)?;
        let (rows, whole_loads) = (Vec::new(), Vec::new());
        Ok(Self { text: text.into(), calculation, filter, field, form, rows, whole_loads })
    }

    fn take(&mut self, row: usize, interval_us: u64, d: &Dissector<'_>) {
        if !self.filter.matches(&d.tree, &d.sources, &d.columns) {
            return;
        }
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Cell::default());
        }
        let Some(cell) = self.rows.get_mut(row) else { return };
        cell.frames += 1;
        cell.bytes += u64::from(d.meta().len);
        for node in d.tree.nodes().iter().filter(|n| self.field.contains(&n.field)) {
            let value = match node.value {
                Value::Uint(v) => v as f64,
                Value::Int(v) => v as f64,
                Value::Double(v) => v,
                _ => 0.0,
            };
            let first = cell.values == 0;
            cell.values += 1;
            cell.sum += value;
            cell.least = if first { value } else { cell.least.min(value) };
            cell.greatest = if first { value } else { cell.greatest.max(value) };
            if self.calculation == Calculation::Load {
                let took_us = value.max(0.0) as u64 / 1000;
                cell.load_us += took_us.checked_rem(interval_us).unwrap_or(took_us);
                let before = took_us.checked_div(interval_us).unwrap_or(0);
                let from = row.saturating_sub(usize::try_from(before).unwrap_or(usize::MAX));
                self.whole_loads.resize(self.whole_loads.len().max(row + 1), 0);
                for (at, change) in [(from, 1), (row, -1)] {
                    if let Some(loads) = self.whole_loads.get_mut(at) {
                        *loads += change;
                    }
                }
            }
        }
    }

    /// Turns the differences into what each interval had.
    fn settle(&mut self, interval_us: u64) {
        let mut under_way = 0;
        self.rows.resize(self.rows.len().max(self.whole_loads.len()), Cell::default());
        for (cell, change) in self.rows.iter_mut().zip(self.whole_loads.drain(..)) {
            under_way += change;
            cell.load_us += u64::try_from(under_way).unwrap_or(0) * interval_us;
        }
    }

    /// The texts of a row that lasts so long: two for frames and bytes, else one.
    fn texts(&self, row: usize, span_us: u64) -> Vec<String> {
        let cell = self.rows.get(row).copied().unwrap_or_default();
        let value = match self.calculation {
            Calculation::FramesAndBytes => return vec![cell.frames.to_string(), cell.bytes.to_string()],
            Calculation::Frames => return vec![cell.frames.to_string()],
            Calculation::Bytes => return vec![cell.bytes.to_string()],
            Calculation::Count => return vec![cell.values.to_string()],
            Calculation::Sum => cell.sum,
            Calculation::Min => cell.least,
            Calculation::Max => cell.greatest,
            Calculation::Average if cell.values == 0 => 0.0,
            Calculation::Average => cell.sum / cell.values as f64,
            Calculation::Load => {
                let millionths = u128::from(cell.load_us) * u128::from(MICROS) / u128::from(span_us.max(1));
                return vec![format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)];
            }
        };
        vec![match self.form {
            ValueForm::Integer => format!("{}", value.trunc()),
            ValueForm::Time => format!("{:.6}", (value / 1e3).trunc() / 1e6),
            ValueForm::Double => format!("{value:.6}"),
        }]
    }

    /// Titles of what [`Self::texts`] gives, and their least widths.
    fn titles(&self) -> Vec<(&'static str, usize)> {
        match self.calculation {
            Calculation::FramesAndBytes => vec![("Frames", 6), ("Bytes", 5)],
            Calculation::Frames => vec![("FRAMES", 6)],
            Calculation::Bytes => vec![("BYTES", 5)],
            Calculation::Count => vec![("COUNT", 5)],
            Calculation::Load => vec![("LOAD", 8)],
            other => vec![(other.name(), 3)],
        }
    }
}

impl Tap for IoStat {
    fn needs(&self) -> Option<Needs> {
        let mut needs = Needs::default();
        for column in &self.columns {
            needs.fields.merge(&column.filter.needs);
            needs.fields.merge(&column.field.iter().copied().collect::<FieldSet>());
            needs.columns |= column.filter.needs_columns;
        }
        Some(needs)
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let first = crate::statistics::begin(d);
        let since_us = u64::try_from(d.meta().time.since(first).0 / 1000).unwrap_or(0);
        let row = since_us.checked_div(self.interval_us).unwrap_or(0);
        if row < MAX_ROWS {
            let interval_us = self.interval_us;
            self.columns.iter_mut().for_each(|c| c.take(row as usize, interval_us, d));
        }
    }

    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let exact_us = u64::try_from((end.last.since(end.first).0 + 500) / 1000).unwrap_or(0);
        let whole = self.interval_us == 0 || self.interval_us > exact_us;
        if whole {
            // Frames may lie in several intervals only if the capture is longer than one.
            self.interval_us = 0;
        }
        let mut magnitude = digits(exact_us / MICROS);
        let precision = match (whole, magnitude) {
            (false, _) => self.digits,
            (true, 1) => 3,
            (true, _) => 1,
        };
        let unit = 10u64.pow(6 - precision as u32);
        let mut duration_us = exact_us;
        if exact_us % unit > 5 * (unit / 10) {
            duration_us = (exact_us + 5 * (unit / 10)) / unit * unit;
            magnitude = digits(duration_us / MICROS);
        }
        let interval_us = if whole { duration_us } else { self.interval_us };
        self.columns.iter_mut().for_each(|c| c.settle(interval_us));
        let rows = if interval_us == 0 { 0 } else { duration_us.div_ceil(interval_us).min(MAX_ROWS) };

        let seconds = |us: u64| {
            let whole = us / MICROS;
            if precision == 0 {
                format!("{whole:>magnitude$}")
            } else {
                format!("{whole:>magnitude$}.{:0precision$}", us % MICROS / unit)
            }
        };
        let label = |row: u64| {
            let from = row * interval_us;
            let last = row + 1 == rows;
            if let Form::Absolute(..) = end.time {
                let at = Timestamp(end.first.0.saturating_add(i64::try_from(from * 1000).unwrap_or(0)));
                let mut text = String::new();
                let times = Times { this: at, ..Times::default() };
                times.write(end.time, Seconds::Plain, Precision(0), &mut text);
                return format!("| {text} |");
            }
            let pad = if magnitude == 1 && precision == 0 { " " } else { "" };
            if precision == 0 && last && !whole {
                let width = if magnitude >= 3 { magnitude + 1 } else { 3 };
                return format!("| {pad}{} <> {:<width$}|", seconds(from), "Dur");
            }
            let to = if last { duration_us } else { from + interval_us };
            format!("| {pad}{} <> {}{pad} |", seconds(from), seconds(to))
        };
        let (time_title, least) = match end.time {
            Form::Absolute(_, Date::None) => ("Time", 12),
            Form::Absolute(..) => ("Date and time", 23),
            _ => ("Interval", 12),
        };
        let point = if precision == 0 { 8 } else { 2 * precision + 10 };
        let time_width = (2 * magnitude + point).max(least);

        let widths: Vec<Vec<usize>> = self
            .columns
            .iter()
            .map(|c| {
                let mut widths: Vec<usize> = c.titles().iter().map(|(_, w)| *w).collect();
                // As in tshark, a load has its place whatever it comes to.
                let rows = if c.calculation == Calculation::Load { 0 } else { c.rows.len().max(1) };
                for row in 0..rows {
                    for (w, text) in widths.iter_mut().zip(c.texts(row, interval_us)) {
                        *w = (*w).max(text.len());
                    }
                }
                widths
            })
            .collect();
        let column_width = |w: &Vec<usize>| w.iter().map(|w| w + 3).sum::<usize>();
        let table_width = time_width + widths.iter().map(column_width).sum::<usize>();
        let extra = if precision == 0 { 0 } else { precision + 1 };
        let least = if whole { 30 + magnitude } else { 25 + magnitude.max(digits(interval_us / MICROS)) };
        let mut width = (least + extra).max(table_width);
        let filter_width = |c: &Column| if c.text.is_empty() { 26 } else { c.text.len() + 11 };
        let filters = self.columns.iter().map(filter_width).max().unwrap_or(0);
        if filters > width && width < MAX_FILTER_WIDTH {
            width = filters.min(MAX_FILTER_WIDTH);
        }
        if width == table_width + 1 {
            width += 1;
        }

        let inner = width - 2;
        let edge = "=".repeat(width);
        let line = |text: &str, out: &mut String| {
            let _ = writeln!(out, "|{text:<inner$}|");
        };
        let _ = writeln!(out, "\n{edge}");
        line(" IO Statistics", out);
        line("", out);
        let duration = if precision == 0 {
            format!("{}.{:06}", exact_us / MICROS, exact_us % MICROS)
        } else {
            seconds(duration_us)
        };
        // tshark takes no number for longer than five digits, and pads accordingly.
        for (name, text, us) in
            [("Duration", duration, duration_us), ("Interval", seconds(interval_us), interval_us)]
        {
            let more = (us / MICROS).to_string().len().saturating_sub(MAX_DIGITS);
            let _ = writeln!(out, "|{:<1$}|", format!(" {name}: {text} secs"), inner + more);
        }
        line("", out);
        for (i, column) in self.columns.iter().enumerate() {
            let text =
                if column.text.is_empty() { "Frames and bytes".into() } else { safe::shown(&column.text) };
            let before = if i == 0 { " Col" } else { "    " };
            let fits = text.chars().count() + 9 <= inner;
            let room = if fits { inner } else { inner.saturating_sub(10) };
            for (n, part) in wrapped(&text, room).into_iter().enumerate() {
                let head = if n == 0 { format!("{before}{:>2}: ", i + 1) } else { "        ".into() };
                line(&format!("{head}{part}"), out);
            }
        }
        line(&"-".repeat(inner), out);

        let filler = width - table_width;
        let fill = |out: &mut String| {
            if filler > 0 {
                let _ = write!(out, "{:>filler$}", "|");
            }
            out.push('\n');
        };
        let _ = write!(out, "|{:1$}|", "", time_width - 2);
        for (i, w) in widths.iter().enumerate() {
            let _ = write!(out, "{:<1$}|", i + 1, column_width(w) - 1);
        }
        fill(out);
        let _ = write!(out, "| {time_title:<0$}|", time_width - 3);
        for (column, w) in self.columns.iter().zip(&widths) {
            for ((title, _), w) in column.titles().iter().zip(w) {
                // An odd blank stands before the title.
                let before = (w - title.len()).div_ceil(2);
                let _ = write!(out, " {:before$}{title:<1$} |", "", w - before);
            }
        }
        fill(out);
        let _ = write!(out, "|{}|", "-".repeat(table_width - 2));
        fill(out);
        for row in 0..rows {
            out.push_str(&label(row));
            let span_us = if row + 1 == rows { duration_us - row * interval_us } else { interval_us };
            for (column, w) in self.columns.iter().zip(&widths) {
                for (text, w) in column.texts(row as usize, span_us).iter().zip(w) {
                    let _ = write!(out, " {text:>w$} |");
                }
            }
            fill(out);
        }
        let _ = writeln!(out, "{edge}");
    }
}

/// What a table makes room for.
const MAX_DIGITS: usize = 5;

/// Decimal digits of a number, at most five.
fn digits(n: u64) -> usize {
    (n.checked_ilog10().unwrap_or(0) as usize + 1).min(MAX_DIGITS)
}

/// What is wrong with a calculation; tshark gives it a status of its own.
fn wrong(message: std::fmt::Arguments<'_>) -> Fault {
    Fault::Failed { status: status::CALCULATION, message: message.to_string() }
}

/// A text in lines of at most `width` characters, broken at blanks where there are some.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    while rest.len() > width.max(1) {
        let head = rest.get(..=width).unwrap_or(&rest);
        let at = head.iter().rposition(|c| *c == ' ').filter(|at| *at > 0).unwrap_or(width.max(1));
        let tail = rest.split_off(at);
        lines.push(rest.iter().collect::<String>());
        rest = tail.into_iter().skip_while(|c| *c == ' ').collect();
    }
    lines.push(rest.into_iter().collect());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read() {
        assert_eq!(split("tcp,COUNT(a)b in {1,2},\"x,y\""), ["tcp", "COUNT(a)b in {1,2}", "\"x,y\""]);
        let registry = crate::proto::registry();
        assert!(start("0.5,tcp,SUM(frame.len)frame.len", registry).is_ok());
        for wrong in ["", "x", "0.0000001", "1,bogus.x"] {
            assert!(matches!(start(wrong, registry), Err(Fault::Failed { status: 1, .. })), "{wrong}");
        }
        for wrong in ["1,SUM()", "1,SUM(eth.src)", "1,LOAD(tcp.len)", "1,FRAMES(tcp.len)"] {
            assert!(matches!(start(wrong, registry), Err(Fault::Failed { status: 10, .. })), "{wrong}");
        }
    }

    #[test]
    fn long_filters_are_wrapped_at_blanks() {
        assert_eq!(wrapped("ab cd ef", 5), ["ab cd", "ef"]);
        assert_eq!(wrapped("abcdefg", 3), ["abc", "def", "g"]);
        assert_eq!((digits(0), digits(10), digits(123_456)), (1, 2, 5));
    }
}
