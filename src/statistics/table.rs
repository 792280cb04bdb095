//! A table of results: what statistics are shown, sorted, copied and written as. Knows no window.

use crate::base::json;
use std::cmp::Ordering;
use std::fmt::Write;

/// What a column holds, which says how it is written and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Count,
    Bytes,
    Percent,
    Seconds,
    /// Bits a second.
    Rate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    pub kind: Kind,
}

macro_rules! columns {
    ($($name:ident $kind:ident,)*) => {
        impl Column { $(
            pub fn $name(title: &str) -> Self {
                Self { title: title.to_owned(), kind: Kind::$kind }
            }
        )* }
    };
}

columns! { text Text, count Count, bytes Bytes, percent Percent, seconds Seconds, rate Rate, }

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Nothing,
    Text(String),
    Count(u64),
    Bytes(u64),
    /// 0 to 100.
    Percent(f64),
    /// Nanoseconds.
    Seconds(i64),
    /// Bits a second.
    Rate(f64),
}

impl Cell {
    /// As it is shown and copied: plain digits, no units but those of the title.
    pub fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(n) | Self::Bytes(n) => n.to_string(),
            Self::Percent(share) => format!("{share:.2}"),
            Self::Seconds(nanos) => format!("{:.6}", *nanos as f64 / 1e9),
            Self::Rate(rate) => format!("{rate:.0}"),
        }
    }

    fn number(&self) -> Option<f64> {
        Some(match self {
            Self::Nothing | Self::Text(_) => return None,
            Self::Count(n) | Self::Bytes(n) => *n as f64,
            Self::Percent(x) | Self::Rate(x) => *x,
            Self::Seconds(nanos) => *nanos as f64,
        })
    }

    /// Numbers by value, texts by letters with numbers in them by value, nothing first.
    pub fn compare(&self, other: &Cell) -> Ordering {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (None, None) => natural(&self.text(), &other.text()),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
        }
    }
}

/// Compares texts so that `10.0.0.9` stands before `10.0.0.10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    let number = |it: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        let mut n: u128 = 0;
        while let Some(digit) = it.peek().and_then(|c| c.to_digit(10)) {
            n = n.saturating_mul(10).saturating_add(digit.into());
            it.next();
        }
        n
    };
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                match number(&mut a).cmp(&number(&mut b)) {
                    Ordering::Equal => {}
                    other => return other,
                }
            }
            (Some(x), Some(y)) if x != y => return x.cmp(&y),
            _ => {
                a.next();
                b.next();
            }
        }
    }
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Levels below the first column's top: of a hierarchy.
    pub depth: u16,
    /// Shows the frames that it counts.
    pub filter: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Of the tab.
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

impl Table {
    /// With commas between, texts in quotes where they need them; a line of titles first.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        let titles = self.columns.iter().map(|c| c.title.clone());
        csv_line(titles, &mut out);
        for row in &self.rows {
            csv_line(row.cells.iter().map(Cell::text), &mut out);
        }
        out
    }

    /// An array with an object a row.
    pub fn json(&self) -> String {
        let mut out = String::from("[");
        for (i, row) in self.rows.iter().enumerate() {
            out.push_str(if i == 0 { "\n  {" } else { ",\n  {" });
            for (n, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
                if n > 0 {
                    out.push_str(", ");
                }
                let _ = write!(out, "{}: ", quoted(&column.title));
                match cell {
                    Cell::Nothing => out.push_str("null"),
                    Cell::Text(text) => out.push_str(&quoted(text)),
                    number => out.push_str(&number.text()),
                }
            }
            if row.depth > 0 {
                let _ = write!(out, ", \"level\": {}", row.depth);
            }
            out.push('}');
        }
        out.push_str("\n]\n");
        out
    }

    /// Takes away columns in which no row has anything, where there are rows.
    pub fn drop_empty_columns(&mut self) {
        let has =
            |at: usize| self.rows.iter().any(|row| row.cells.get(at).is_some_and(|c| *c != Cell::Nothing));
        let kept: Vec<bool> = (0..self.columns.len()).map(|at| self.rows.is_empty() || has(at)).collect();
        let is_kept = |at: usize| kept.get(at).copied().unwrap_or(false);
        let mut at = 0..;
        self.columns.retain(|_| at.next().is_some_and(is_kept));
        for row in &mut self.rows {
            let mut at = 0..;
            row.cells.retain(|_| at.next().is_some_and(is_kept));
        }
    }

    /// Sorts by a column; a hierarchy stays as it is.
    pub fn sort(&mut self, column: usize, descending: bool) {
        if self.rows.iter().any(|row| row.depth > 0) {
            return;
        }
        self.rows.sort_by(|a, b| {
            let (a, b) = (a.cells.get(column), b.cells.get(column));
            let order = a.unwrap_or(&Cell::Nothing).compare(b.unwrap_or(&Cell::Nothing));
            if descending { order.reverse() } else { order }
        });
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    json::push_string(text, &mut out);
    out
}

/// One line of a CSV file (RFC 4180, with LF).
pub fn csv_line(cells: impl Iterator<Item = String>, out: &mut String) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            let _ = write!(out, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            out.push_str(&cell);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |address: &str, n| Row {
            cells: vec![Cell::Text(address.into()), Cell::Count(n), Cell::Seconds(1_500_000_000)],
            ..Row::default()
        };
        Table {
            title: "T".into(),
            columns: vec![Column::text("Address"), Column::count("Packets"), Column::seconds("Time")],
            rows: vec![row("10.0.0.10", 5), row("10.0.0.9", 50), row("a,\"b\"", 7)],
        }
    }

    #[test]
    fn columns_without_anything_go() {
        let mut table = table();
        table.rows.iter_mut().for_each(|row| row.cells[1] = Cell::Nothing);
        table.drop_empty_columns();
        let titles: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!((titles, table.rows[0].cells.len()), (vec!["Address", "Time"], 2));
    }

    #[test]
    fn addresses_and_numbers_sort_by_value() {
        let mut table = table();
        let first = |table: &Table| table.rows[0].cells[0].text();
        table.sort(0, false);
        assert_eq!(first(&table), "10.0.0.9");
        table.sort(1, true);
        assert_eq!(first(&table), "10.0.0.9");
        table.sort(1, false);
        assert_eq!(first(&table), "10.0.0.10");
    }

    #[test]
    fn tables_are_written_as_csv_and_json() {
        let table = table();
        assert_eq!(
            table.csv(),
            "Address,Packets,Time\n10.0.0.10,5,1.500000\n10.0.0.9,50,1.500000\n\"a,\"\"b\"\"\",7,1.500000\n"
        );
        let json: serde_json::Value = serde_json::from_str(&table.json()).unwrap();
        assert_eq!(json[1]["Packets"], 50);
        assert_eq!(json[2]["Address"], "a,\"b\"");
    }
}
