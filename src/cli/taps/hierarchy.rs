//! `-z io,phs`: frames and bytes by the protocols they pass through. Counted in `statistics`.

use super::{End, Needs, RULE, Tap, filter};
use crate::cli::fault::Fault;
use crate::dissect::{Dissector, Registry};
use crate::filter::Filter;
use crate::statistics::hierarchy::{Hierarchy, Level};
use std::fmt::Write;

#[derive(Debug)]
struct Printed {
    filter: Filter,
    counted: Hierarchy,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    Ok(Box::new(Printed { filter: filter("io,phs", text, registry)?, counted: Hierarchy::new(registry) }))
}

impl Tap for Printed {
    fn needs(&self) -> Option<Needs> {
        let fields = Needs { fields: self.counted.fields().clone(), ..Needs::default() };
        Some(Needs::of(&self.filter).and(&fields))
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        if self.filter.matches(&d.tree, &d.sources, &d.columns) {
            self.counted.take(d);
        }
    }

    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let text = &self.filter.text;
        let _ = write!(out, "\n{RULE}Protocol Hierarchy Statistics\nFilter: {text}\n\n");
        print_levels(&self.counted.levels, 0, end.registry, out);
        out.push_str(RULE);
    }
}

fn print_levels(levels: &[Level], depth: usize, registry: &'static Registry, out: &mut String) {
    for level in levels {
        let indent = 2 * depth;
        let width = 41usize.saturating_sub(indent);
        let name = registry.def(level.field).abbrev;
        let _ = writeln!(out, "{:indent$}{name:<width$}frames:{} bytes:{}", "", level.frames, level.bytes);
        print_levels(&level.inner, depth + 1, registry, out);
    }
}
