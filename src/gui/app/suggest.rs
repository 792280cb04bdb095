//! What the capture knows for completion: which fields its frames have, which values a field has.
//! Found out in the background; until then completion does without.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::App;
use crate::document::background::Wake;
use crate::field::FieldId;
use crate::filter::Filter;
use crate::proto;
use crate::statistics::values::{FieldValues, Seen, fields_seen, values_seen};
use crate::statistics::{self, Input, Progress};

/// Frames looked at for fields; of a larger capture every so many.
const SAMPLE: usize = 3_000;
/// Frames looked at for the values of a field: all, up to so many; of a larger capture so many of them.
const VALUES_SAMPLE: usize = 100_000;
/// Values kept of a field.
const VALUES: usize = 60;
/// Fields whose values are remembered.
const FIELDS: usize = 24;

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Frames of the sample that have a field.
    pub fields: HashMap<FieldId, u64>,
    /// By name: the commonest first.
    pub values: HashMap<String, Vec<Seen>>,
}

/// Known so far, and what is being found out.
#[derive(Default)]
pub struct Suggest {
    pub known: Known,
    /// Generations of capture and opened sessions that it is of.
    stamp: Option<(u64, u64)>,
    found: Arc<Mutex<Vec<Found>>>,
    asked: Vec<String>,
    stop: Arc<AtomicBool>,
}

enum Found {
    Fields(HashMap<FieldId, u64>),
    Values(String, Vec<Seen>),
}

impl Drop for Suggest {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Suggest {
    /// Takes what was found out; true if there was anything.
    fn take(&mut self) -> bool {
        let found = std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner));
        let any = !found.is_empty();
        for part in found {
            match part {
                Found::Fields(fields) => self.known.fields = fields,
                Found::Values(name, values) => {
                    if self.known.values.len() >= FIELDS {
                        self.known.values.clear();
                    }
                    self.known.values.insert(name, values);
                }
            }
        }
        any
    }
}

impl App {
    /// Finds out what completion may ask for next. `field`: whose values are wanted.
    pub(super) fn suggest_for(&mut self, field: Option<String>) {
        let Some(open) = &self.open else { return };
        let stamp = (open.capture.frames.len() as u64, open.background.opened_generation());
        // A capture that still grows is asked again when it does no more.
        let is_new = self.suggest.stamp.is_none() || !open.is_loading() && self.suggest.stamp != Some(stamp);
        if is_new {
            // What was known stays until it is known better.
            let known = std::mem::take(&mut self.suggest.known);
            self.suggest = Suggest::default();
            (self.suggest.known, self.suggest.stamp) = (known, Some(stamp));
            let (capture, settings) = (Arc::clone(&open.capture), open.background.settings());
            self.find_out(move |stop| {
                let go_on = || !stop.load(Ordering::Relaxed);
                Some(Found::Fields(fields_seen(&capture, &settings, proto::registry(), SAMPLE, go_on)))
            });
        }
        let Some(field) = field.filter(|field| !self.suggest.asked.contains(field)) else { return };
        let (capture, settings) = (Arc::clone(&open.capture), open.background.settings());
        self.suggest.asked.push(field.clone());
        self.find_out(move |stop| {
            if capture.frames.len() > VALUES_SAMPLE {
                let go_on = || !stop.load(Ordering::Relaxed);
                let open = (&*capture, &settings);
                let values = values_seen(open, proto::registry(), &field, VALUES_SAMPLE, go_on);
                return Some(Found::Values(field, values.commonest(VALUES)));
            }
            // Frames without the field are skipped by the index where it can tell.
            let registry = proto::registry();
            let filter = Filter::new(&field, registry).ok()?;
            let input = Input { capture: &capture, settings: &settings, registry, filter: &filter };
            let values = statistics::run(input, FieldValues::new(&field, registry), &Progress::default())?;
            Some(Found::Values(field, values.commonest(VALUES)))
        });
    }

    fn find_out(&self, find: impl FnOnce(&AtomicBool) -> Option<Found> + Send + 'static) {
        let (found, stop) = (Arc::clone(&self.suggest.found), Arc::clone(&self.suggest.stop));
        let wake: Wake = Arc::clone(&self.wake);
        std::thread::spawn(move || {
            if let Some(part) = find(&stop)
                && !stop.load(Ordering::Relaxed)
            {
                found.lock().unwrap_or_else(PoisonError::into_inner).push(part);
                wake();
            }
        });
    }

    /// Checks the text in the filter field, and begins to find out what completes it.
    pub(super) fn check_filter(&mut self, text: &str, cursor: usize) {
        let field = super::filter::field_before(text, cursor);
        self.suggest_for(field);
        self.filter.check = super::filter::check_with(text, cursor, &self.suggest.known);
        self.filter_cursor = cursor;
    }

    /// Completes better, if something was found out since.
    pub(super) fn refresh_suggestions(&mut self) {
        if self.suggest.take() {
            let text = self.filter.check.text.clone();
            self.filter.check = super::filter::check_with(&text, self.filter_cursor, &self.suggest.known);
        }
    }
}
