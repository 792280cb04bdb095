//! Which fields frames have, and which values a field has: what a filter can ask for.

use super::{FrameLook, Needs, Tally};
use crate::base::id::FrameId;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::field::{FieldId, FieldSet, Type, show};
use crate::store::Capture;
use std::collections::HashMap;

/// Different values kept of a field, and letters of each.
const MAX_VALUES: usize = 5_000;
const VALUE_CHARS: usize = 200;

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// As a filter writes it.
    pub value: String,
    /// As the tree shows it.
    pub label: String,
    /// Frames that have it.
    pub frames: u64,
}

/// Counts the values of one field.
#[derive(Clone, Debug)]
pub struct FieldValues {
    ids: Vec<FieldId>,
    found: HashMap<String, (String, u64)>,
}

impl FieldValues {
    pub fn new(name: &str, registry: &'static Registry) -> Self {
        Self { ids: registry.named(name).to_vec(), found: HashMap::new() }
    }

    /// The commonest first.
    pub fn commonest(self, at_most: usize) -> Vec<Seen> {
        let seen = |(value, (label, frames)): (String, (String, u64))| Seen { value, label, frames };
        let mut all: Vec<Seen> = self.found.into_iter().map(seen).collect();
        all.sort_by(|a, b| b.frames.cmp(&a.frames).then_with(|| a.value.cmp(&b.value)));
        all.truncate(at_most);
        all
    }
}

impl Tally for FieldValues {
    fn needs(&self) -> Needs {
        Needs { fields: self.ids.iter().copied().collect(), ..Needs::default() }
    }

    fn fresh(&self) -> Self {
        Self { ids: self.ids.clone(), found: HashMap::new() }
    }

    fn frame(&mut self, frame: &mut FrameLook<'_, '_>) {
        let d = frame.dissected();
        let mut here: Vec<String> = Vec::new();
        for node in d.tree.nodes().iter().filter(|node| self.ids.contains(&node.field)) {
            let mut value = String::new();
            d.tree.field_text(node, &d.sources, &mut value);
            if value.is_empty() || value.chars().count() > VALUE_CHARS || here.contains(&value) {
                continue;
            }
            here.push(value.clone());
            if self.found.len() >= MAX_VALUES && !self.found.contains_key(&value) {
                continue;
            }
            let known = self.found.entry(value).or_insert_with(|| {
                let mut label = String::new();
                let def = d.tree.def(node.field);
                show::label_value(def, node.value, d.tree.value_bytes(node, &d.sources), &mut label);
                (label.chars().take(VALUE_CHARS).collect(), 0)
            });
            known.1 += 1;
        }
    }

    fn merge(&mut self, later: Self) {
        for (value, (label, frames)) in later.found {
            if self.found.len() < MAX_VALUES || self.found.contains_key(&value) {
                self.found.entry(value).or_insert((label, 0)).1 += frames;
            }
        }
    }
}

/// The values that at most `sample` frames, spread over the capture, have of the field `name`. `go_on`
/// is asked now and then.
pub fn values_seen(
    (capture, settings): (&Capture, &Settings),
    registry: &'static Registry,
    name: &str,
    sample: usize,
    go_on: impl Fn() -> bool,
) -> FieldValues {
    let mut values = FieldValues::new(name, registry);
    let mut dissector =
        Dissector::new(capture, settings, registry, Wanted::Fields(values.ids.iter().copied().collect()));
    dissector.columns.skip_info = true;
    let step = capture.frames.len().div_ceil(sample.max(1)).max(1);
    for index in (0..capture.frames.len()).step_by(step) {
        if !go_on() {
            break;
        }
        let frame = FrameId::from_index(index);
        if let Some(meta) = capture.frame(frame) {
            let dissector = &mut dissector;
            values.frame(&mut FrameLook { dissector, frame, meta, is_dissected: false });
        }
    }
    values
}

/// How many of at most `sample` frames, spread over the capture, have each field. `go_on` is asked
/// now and then.
pub fn fields_seen(
    capture: &Capture,
    settings: &Settings,
    registry: &'static Registry,
    sample: usize,
    go_on: impl Fn() -> bool,
) -> HashMap<FieldId, u64> {
    let mut counts = HashMap::new();
    let mut d = Dissector::new(capture, settings, registry, Wanted::Everything);
    let step = capture.frames.len().div_ceil(sample.max(1)).max(1);
    for index in (0..capture.frames.len()).step_by(step) {
        if !go_on() {
            break;
        }
        d.frame(FrameId::from_index(index));
        let mut here = FieldSet::default();
        for node in d.tree.nodes() {
            let is_named = d.tree.def(node.field).ty != Type::Label || node.depth == 0;
            if is_named && !here.contains(node.field) {
                here.insert(node.field);
                *counts.entry(node.field).or_default() += 1;
            }
        }
    }
    counts
}
