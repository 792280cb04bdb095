//! Frames and bytes by the protocols they pass through.

use super::table::{Cell, Column, Row, Table};
use super::{FrameLook, Needs, Tally};
use crate::dissect::{Dissector, Registry, SourceId};
use crate::field::{FieldId, FieldSet, Type};

/// How fields are called that show what was put together from several frames.
const SEGMENTS: &str = ".segments";
const FRAGMENTS: &str = ".fragments";

/// The counts, as a tree of protocols.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    protocols: FieldSet,
    /// Fields of segments that carry something.
    payload: Vec<FieldId>,
    pub levels: Vec<Level>,
}

/// A protocol in the hierarchy.
#[derive(Clone, Debug)]
pub struct Level {
    pub field: FieldId,
    pub frames: u64,
    /// On the wire, of those frames.
    pub bytes: u64,
    /// Frames in which it is the innermost one, and their bytes.
    pub end_frames: u64,
    pub end_bytes: u64,
    pub inner: Vec<Level>,
}

impl Level {
    fn new(field: FieldId) -> Self {
        Self { field, frames: 0, bytes: 0, end_frames: 0, end_bytes: 0, inner: Vec::new() }
    }
}

impl Hierarchy {
    pub fn new(registry: &'static Registry) -> Self {
        // Findings and lines of text are no steps of a frame's way, and whoever wants them wants whole trees.
        let is_step = |name: &str| !matches!(name, "frame" | "text") && !name.starts_with("_ws.expert");
        let is_put_together = |name: &str| name.ends_with(SEGMENTS) || name.ends_with(FRAGMENTS);
        let protocols = registry.protocols().iter().filter(|l| {
            let def = registry.def(l.root);
            is_step(def.abbrev) && (def.ty == Type::Protocol || is_put_together(def.abbrev))
        });
        let payload = registry.named("tcp.payload").to_vec();
        let protocols = protocols.map(|l| l.root).chain(payload.iter().copied()).collect();
        Self { protocols, payload, levels: Vec::new() }
    }

    /// The fields that it looks at.
    pub fn fields(&self) -> &FieldSet {
        &self.protocols
    }

    /// Takes note of a dissected frame.
    pub fn take(&mut self, d: &Dissector<'_>) {
        let bytes = u64::from(d.meta().len);
        let path = steps(d, &self.protocols, &self.payload);
        let mut level = &mut self.levels;
        for (i, field) in path.iter().enumerate() {
            let at = level.iter().position(|l| l.field == *field).unwrap_or_else(|| {
                level.push(Level::new(*field));
                level.len() - 1
            });
            let Some(found) = level.get_mut(at) else { return };
            found.frames += 1;
            found.bytes += bytes;
            if i + 1 == path.len() {
                found.end_frames += 1;
                found.end_bytes += bytes;
            }
            level = &mut found.inner;
        }
    }

    /// A line a protocol, those inside below the one around them. `frames`, `bytes`: of all that were
    /// counted; `seconds`: how long they took.
    pub fn table(&self, registry: &'static Registry, seconds: f64) -> Table {
        let total =
            |of: fn(&Level) -> u64| self.levels.iter().map(of).fold(0, u64::saturating_add).max(1) as f64;
        let whole = Whole { frames: total(|l| l.frames), bytes: total(|l| l.bytes), seconds, registry };
        let mut rows = Vec::new();
        add_rows(&self.levels, 0, &whole, &mut rows);
        let columns = vec![
            Column::text("Protocol"),
            Column::percent("% packets"),
            Column::count("Packets"),
            Column::percent("% bytes"),
            Column::bytes("Bytes"),
            Column::rate("Bits/s"),
            Column::count("End packets"),
            Column::bytes("End bytes"),
        ];
        Table { title: "Protocols".into(), columns, rows }
    }
}

/// The protocols a frame passes through. What was put together from several frames is a step of its
/// own; that of TCP segments comes behind what they hold (the tree shows it before), as in tshark, unless it was the end
/// of the stream that made them whole.
fn steps(d: &Dissector<'_>, protocols: &FieldSet, payload: &[FieldId]) -> Vec<FieldId> {
    let mut steps = Vec::new();
    let mut held = None;
    let carries = d.tree.nodes().iter().any(|n| payload.contains(&n.field));
    for node in d.tree.nodes().iter().filter(|n| n.depth == 0 && protocols.contains(n.field)) {
        let def = d.tree.def(node.field);
        if def.ty == Type::Protocol {
            if node.span.source == SourceId::FRAME {
                steps.extend(held.take());
            }
            steps.push(node.field);
        } else if def.abbrev.ends_with(SEGMENTS) && carries {
            steps.extend(held.replace(node.field));
        } else if def.abbrev.ends_with(FRAGMENTS) || def.abbrev.ends_with(SEGMENTS) {
            steps.push(node.field);
        }
    }
    steps.extend(held);
    steps
}

struct Whole {
    frames: f64,
    bytes: f64,
    seconds: f64,
    registry: &'static Registry,
}

fn add_rows(levels: &[Level], depth: u16, whole: &Whole, rows: &mut Vec<Row>) {
    for level in levels {
        let def = whole.registry.def(level.field);
        let rate = if whole.seconds > 0.0 {
            Cell::Rate(level.bytes as f64 * 8.0 / whole.seconds)
        } else {
            Cell::Nothing
        };
        let cells = vec![
            Cell::Text(def.title.to_owned()),
            Cell::Percent(level.frames as f64 * 100.0 / whole.frames),
            Cell::Count(level.frames),
            Cell::Percent(level.bytes as f64 * 100.0 / whole.bytes),
            Cell::Bytes(level.bytes),
            rate,
            Cell::Count(level.end_frames),
            Cell::Bytes(level.end_bytes),
        ];
        rows.push(Row { cells, depth, filter: Some(def.abbrev.to_owned()) });
        add_rows(&level.inner, depth.saturating_add(1), whole, rows);
    }
}

fn merge(ours: &mut Vec<Level>, theirs: Vec<Level>) {
    for other in theirs {
        match ours.iter_mut().find(|l| l.field == other.field) {
            Some(known) => {
                known.frames += other.frames;
                known.bytes += other.bytes;
                known.end_frames += other.end_frames;
                known.end_bytes += other.end_bytes;
                merge(&mut known.inner, other.inner);
            }
            None => ours.push(other),
        }
    }
}

impl Tally for Hierarchy {
    fn needs(&self) -> Needs {
        Needs { fields: self.protocols.clone(), ..Needs::default() }
    }

    fn fresh(&self) -> Self {
        Self { levels: Vec::new(), ..self.clone() }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        self.take(frame.dissected());
    }

    fn merge(&mut self, later: Self) {
        merge(&mut self.levels, later.levels);
    }
}
