//! `-z tls,stat`: versions, suites, names, fingerprints, alerts, messages and records of TLS. Counted
//! in `statistics`.

use super::{End, Needs, RULE, Tap, filter};
use crate::cli::fault::Fault;
use crate::cli::print::safe;
use crate::dissect::{Dissector, Registry};
use crate::filter::Filter;
use crate::statistics::table::{Cell, Kind, Table};
use crate::statistics::tls::TlsStatistics;
use std::fmt::Write;

#[derive(Debug)]
struct Printed {
    filter: Filter,
    counted: TlsStatistics,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let filter = filter("tls,stat", text, registry)?;
    Ok(Box::new(Printed { filter, counted: TlsStatistics::new(registry) }))
}

impl Tap for Printed {
    fn needs(&self) -> Option<Needs> {
        let fields = Needs { fields: self.counted.fields(), ..Needs::default() };
        Some(Needs::of(&self.filter).and(&fields))
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if self.filter.matches(&d.tree, &d.sources, &d.columns) {
            self.counted.take(d);
        }
    }

    fn print(&mut self, _: &End<'_>, out: &mut String) {
        let _ = write!(out, "\n{RULE}TLS: statistics\nFilter: {}\n", self.filter.text);
        for table in self.counted.tables().iter().filter(|table| !table.rows.is_empty()) {
            print_table(table, out);
        }
        out.push_str(RULE);
    }
}

/// Adds a table with columns as wide as their texts.
fn print_table(table: &Table, out: &mut String) {
    let cell =
        |text: &Cell, depth: u16| format!("{:1$}{2}", "", usize::from(depth) * 2, safe::shown(&text.text()));
    let mut lines = vec![table.columns.iter().map(|column| column.title.clone()).collect::<Vec<_>>()];
    for row in &table.rows {
        let depth = |i: usize| if i == 0 { row.depth } else { 0 };
        lines.push(row.cells.iter().enumerate().map(|(i, text)| cell(text, depth(i))).collect());
    }
    let widest = |i: usize| lines.iter().filter_map(|l| l.get(i)).map(|text| text.chars().count()).max();
    let widths: Vec<usize> = (0..table.columns.len()).map(|i| widest(i).unwrap_or(0)).collect();
    let _ = write!(out, "\n{}\n", table.title);
    for line in &lines {
        let mut shown = String::new();
        for ((text, width), column) in line.iter().zip(&widths).zip(&table.columns) {
            let gap = if shown.is_empty() { "" } else { "  " };
            let _ = match column.kind {
                Kind::Text => write!(shown, "{gap}{text:<width$}"),
                _ => write!(shown, "{gap}{text:>width$}"),
            };
        }
        out.push_str(shown.trim_end());
        out.push('\n');
    }
}
