//! Which frames pass a display filter: found by all cores, shown while the scan runs, and grown
//! while a capture does.

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::filter::{Decision, Filter, Pruner};
use crate::store::{Capture, FrameMeta};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Frames that a worker takes at a time.
const PART: usize = 4_096;

/// A scan over a capture, and what it found so far.
pub struct Scan {
    filter: Filter,
    shared: Arc<Shared>,
}

struct Shared {
    found: Mutex<Found>,
    /// The next part to be taken.
    next: AtomicUsize,
    cancel: AtomicBool,
    running: AtomicUsize,
}

#[derive(Default)]
struct Found {
    /// In order; all frames before `scanned` are decided.
    frames: Chunked<FrameId>,
    scanned: usize,
    /// Parts that are done, but stand behind one that is not.
    waiting: Vec<(usize, usize, Vec<FrameId>)>,
}

/// Decides frame by frame; of use to one thread.
pub struct Judge<'c> {
    capture: &'c Capture,
    settings: &'c Settings,
    filter: &'c Filter,
    pruner: Pruner<'c>,
    dissector: Dissector<'c>,
}

impl<'c> Judge<'c> {
    pub fn new(
        capture: &'c Capture,
        settings: &'c Settings,
        registry: &'static Registry,
        filter: &'c Filter,
    ) -> Self {
        let wanted = Wanted::Fields(filter.needs.clone());
        let mut dissector = Dissector::new(capture, settings, registry, wanted);
        if !filter.needs_columns {
            dissector.leave_columns(&filter.values);
        }
        Self { capture, settings, filter, pruner: filter.pruner(capture, settings), dissector }
    }

    /// Whether a frame passes.
    pub fn passes(&mut self, frame: FrameId) -> bool {
        self.capture.frame(frame).is_some_and(|meta| self.passes_as(frame, &meta))
    }

    #[inline]
    fn passes_as(&mut self, frame: FrameId, meta: &FrameMeta) -> bool {
        match self.pruner.prune(frame, meta) {
            Decision::Yes => true,
            Decision::No => false,
            Decision::Look => {
                let (capture, settings) = (self.capture, self.settings);
                let (filter, dissector) = (self.filter, &mut self.dissector);
                match filter.datagram(frame, meta, capture, settings) {
                    Some((protocol, place)) => dissector.datagram(frame, protocol, place),
                    None if filter.ends_at_transport(frame, meta, capture, settings) => {
                        dissector.frame_up_to_transport(frame);
                    }
                    None => dissector.frame(frame),
                }
                self.filter.matches(&self.dissector.tree, &self.dissector.sources, &self.dissector.columns)
            }
        }
    }

    /// The frames of a part of the capture that pass.
    fn part(&mut self, part: Range<usize>) -> Vec<FrameId> {
        let (capture, mut passed) = (self.capture, Vec::new());
        capture.frames.range(part).for_each(|(frame, meta)| {
            if self.passes_as(frame, &meta) {
                passed.push(frame);
            }
        });
        passed
    }
}

impl Scan {
    pub fn new(filter: Filter) -> Self {
        let shared = Shared {
            found: Mutex::default(),
            next: AtomicUsize::new(0),
            cancel: AtomicBool::new(false),
            running: AtomicUsize::new(0),
        };
        Self { filter, shared: Arc::new(shared) }
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The frames found so far, and how many frames are decided.
    pub fn found(&self) -> (Chunked<FrameId>, usize) {
        let found = self.shared.lock();
        (found.frames.clone(), found.scanned)
    }

    pub fn is_running(&self) -> bool {
        self.shared.running.load(Ordering::Acquire) > 0
    }

    /// Scans the frames that came since, on all cores, unless a scan is under way. `wake` is
    /// called as results come.
    pub fn extend(
        &self,
        capture: &Arc<Capture>,
        settings: &Settings,
        registry: &'static Registry,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) {
        if self.is_running() || self.shared.lock().scanned >= capture.frames.len() {
            return;
        }
        self.shared.next.store(self.shared.lock().scanned, Ordering::Release);
        let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
        self.shared.running.store(workers, Ordering::Release);
        for _ in 0..workers {
            let (shared, filter) = (Arc::clone(&self.shared), self.filter.clone());
            let (capture, settings, wake) = (Arc::clone(capture), settings.clone(), Arc::clone(wake));
            std::thread::spawn(move || {
                shared.work(&capture, &settings, registry, &filter, &*wake);
                shared.running.fetch_sub(1, Ordering::AcqRel);
                wake();
            });
        }
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(
        &self,
        capture: &Capture,
        settings: &Settings,
        registry: &'static Registry,
        filter: &Filter,
        wake: &dyn Fn(),
    ) {
        let mut judge = Judge::new(capture, settings, registry, filter);
        let total = capture.frames.len();
        loop {
            let from = self.next.fetch_add(PART, Ordering::AcqRel);
            if from >= total || self.cancel.load(Ordering::Relaxed) {
                return;
            }
            let to = (from + PART).min(total);
            let passed = judge.part(from..to);
            self.lock().add(from, to, passed);
            wake();
        }
    }
}

impl Found {
    fn add(&mut self, from: usize, to: usize, passed: Vec<FrameId>) {
        self.waiting.push((from, to, passed));
        while let Some(at) = self.waiting.iter().position(|(from, _, _)| *from == self.scanned) {
            let (_, to, passed) = self.waiting.swap_remove(at);
            self.frames.extend_from_slice(&passed);
            self.scanned = to;
        }
    }
}
