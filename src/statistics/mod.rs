//! What can be counted of a capture: conversations, endpoints, protocols, lengths, rates, names, the
//! course of a TCP stream, what TLS does. Plain results; printing them (`cli`) and showing them (`gui`) is for
//! others. Each statistic is a [`Tally`]; [`run`] shows it the frames, on all cores.
#![forbid(unsafe_code)]

pub mod conversations;
pub mod counts;
pub mod flow_graph;
pub mod hierarchy;
pub mod hosts;
pub mod io_graph;
pub mod layers;
pub mod lengths;
pub mod properties;
pub mod table;
pub mod tcp_graph;
pub mod tls;
pub mod values;

use crate::base::id::FrameId;
use crate::base::time::Timestamp;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::field::FieldSet;
use crate::filter::{Decision, Filter};
use crate::store::{Capture, FrameMeta};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Frames after which a worker tells how far it is.
const TELL_EVERY: usize = 512;

/// What a dissection must keep.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub fields: FieldSet,
    /// The columns of the frame list.
    pub columns: bool,
    /// Every node with its label, and the findings that hang on them.
    pub everything: bool,
}

impl Needs {
    /// What a filter needs.
    pub fn of(filter: &Filter) -> Self {
        Self { fields: filter.needs.clone(), columns: filter.needs_columns, everything: false }
    }

    /// Both.
    pub fn and(mut self, other: &Needs) -> Self {
        self.fields.merge(&other.fields);
        self.columns |= other.columns;
        self.everything |= other.everything;
        self
    }
}

/// When the capture of the frame at hand begins.
pub fn begin(d: &Dissector<'_>) -> Timestamp {
    let time_of = |frame| Some(d.capture().frame(frame)?.time);
    d.settings().annotations.begin_of(FrameId(0), time_of).unwrap_or(d.meta().time)
}

/// Something that is counted frame by frame. Parts of the capture are counted apart and put
/// together in the order of the frames.
pub trait Tally: Send + Sized {
    /// What must be dissected for it.
    fn needs(&self) -> Needs;

    /// The same with nothing counted.
    fn fresh(&self) -> Self;

    /// Takes note of a frame.
    fn frame(&mut self, frame: &mut FrameLook<'_, '_>);

    /// Adds what was counted of the frames behind.
    fn merge(&mut self, later: Self);
}

/// A frame that is dissected only if somebody asks.
pub struct FrameLook<'a, 'c> {
    dissector: &'a mut Dissector<'c>,
    frame: FrameId,
    meta: FrameMeta,
    is_dissected: bool,
}

impl<'c> FrameLook<'_, 'c> {
    pub fn id(&self) -> FrameId {
        self.frame
    }

    pub fn meta(&self) -> FrameMeta {
        self.meta
    }

    pub fn dissected(&mut self) -> &Dissector<'c> {
        if !self.is_dissected {
            self.dissector.frame(self.frame);
            self.is_dissected = true;
        }
        self.dissector
    }

    /// Whether the frame passes; what the index can tell costs no dissection.
    pub fn passes(&mut self, filter: &Filter) -> bool {
        match filter.prune(self.frame, self.dissector.capture(), self.dissector.settings()) {
            Decision::Yes => true,
            Decision::No => false,
            Decision::Look => {
                let d = self.dissected();
                filter.matches(&d.tree, &d.sources, &d.columns)
            }
        }
    }
}

/// How far a statistic is; shared with who asked for it.
#[derive(Debug, Default)]
pub struct Progress {
    cancel: AtomicBool,
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// 0 to 1.
    pub fn share(&self) -> f32 {
        let total = self.total.load(Ordering::Relaxed).max(1);
        (self.done.load(Ordering::Relaxed) as f32 / total as f32).min(1.0)
    }
}

/// What statistics are made of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub capture: &'a Capture,
    pub settings: &'a Settings,
    pub registry: &'static Registry,
    /// Only frames that pass are counted.
    pub filter: &'a Filter,
}

/// Counts all frames that pass, on all cores; `None` if it was cancelled.
pub fn run<T: Tally + Sync>(input: Input<'_>, tally: T, progress: &Progress) -> Option<T> {
    let total = input.capture.frames.len();
    progress.total.store(total, Ordering::Relaxed);
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
    let part = total.div_ceil(workers).max(1);
    let needs = Needs::of(input.filter).and(&tally.needs());
    let count = |from: usize, mut tally: T| {
        let wanted = if needs.everything { Wanted::Everything } else { Wanted::Fields(needs.fields.clone()) };
        let mut dissector = Dissector::new(input.capture, input.settings, input.registry, wanted);
        dissector.columns.skip_info = !needs.columns && !needs.everything;
        for (n, index) in (from..(from + part).min(total)).enumerate() {
            if n % TELL_EVERY == TELL_EVERY - 1 {
                progress.done.fetch_add(TELL_EVERY, Ordering::Relaxed);
                if progress.is_cancelled() {
                    break;
                }
            }
            let frame = FrameId::from_index(index);
            let Some(meta) = input.capture.frame(frame) else { continue };
            let mut look = FrameLook { dissector: &mut dissector, frame, meta, is_dissected: false };
            if look.passes(input.filter) {
                tally.frame(&mut look);
            }
        }
        tally
    };
    let counted: Vec<T> = std::thread::scope(|scope| {
        let count = &count;
        let running: Vec<_> = (0..total)
            .step_by(part)
            .map(|from| {
                let fresh = tally.fresh();
                scope.spawn(move || count(from, fresh))
            })
            .collect();
        running.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    if progress.is_cancelled() {
        return None;
    }
    let mut whole = tally;
    for part in counted {
        whole.merge(part);
    }
    Some(whole)
}
