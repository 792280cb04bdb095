//! Frames looked at one after the other by all cores, and what was noted of each: the engine of
//! finding, of expert information and of everything else that is gathered from whole captures.
//! Not here: what is looked for (`find`, `expert`).

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::dissect::{Dissector, Settings, Wanted};
use crate::proto;
use crate::store::Capture;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Frames that a worker takes at a time; few, so that the first results come soon.
const PART: usize = 512;

/// The frames of a list, in its order.
#[derive(Clone, Default)]
pub struct List {
    /// Those that pass a filter; else all.
    pub shown: Option<Chunked<FrameId>>,
    pub frames: usize,
}

impl List {
    /// All frames of `capture`.
    pub fn all(capture: &Capture) -> Self {
        Self { shown: None, frames: capture.frames.len() }
    }

    pub fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.frames, Chunked::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The frame in row `row`.
    pub fn get(&self, row: usize) -> Option<FrameId> {
        match &self.shown {
            Some(list) => list.get(row).copied(),
            None => (row < self.frames).then(|| FrameId::from_index(row)),
        }
    }
}

/// A look at the frames of a list, from one of its rows to its end and from its beginning on.
pub struct Sweep<N> {
    shared: Arc<Shared<N>>,
    total: usize,
}

struct Shared<N> {
    state: Mutex<State<N>>,
    next: AtomicUsize,
    cancel: AtomicBool,
    running: AtomicUsize,
}

struct State<N> {
    /// Notes of the decided frames, in the order they were looked at.
    notes: Vec<(FrameId, N)>,
    decided: usize,
    /// Parts that are done but stand behind one that is not.
    waiting: Vec<(usize, usize, Vec<(FrameId, N)>)>,
}

impl<N: Send + 'static> Sweep<N> {
    /// Begins to look at the rows from `first` on. `look` notes something of a dissected frame or
    /// nothing; `wake` is called as notes come.
    pub fn start(
        (capture, settings): (&Arc<Capture>, &Settings),
        list: List,
        first: usize,
        wanted: &Wanted,
        look: impl Fn(&mut Dissector<'_>) -> Option<N> + Send + Sync + 'static,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let total = list.len();
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(total.div_ceil(PART));
        let shared = Arc::new(Shared {
            state: Mutex::new(State { notes: Vec::new(), decided: 0, waiting: Vec::new() }),
            next: AtomicUsize::new(0),
            cancel: AtomicBool::new(false),
            running: AtomicUsize::new(workers),
        });
        let look = Arc::new(look);
        for _ in 0..workers {
            let (shared, list, look) = (Arc::clone(&shared), list.clone(), Arc::clone(&look));
            let (capture, settings) = (Arc::clone(capture), settings.clone());
            let (wanted, wake) = (wanted.clone(), Arc::clone(wake));
            std::thread::spawn(move || {
                let mut dissector = Dissector::new(&capture, &settings, proto::registry(), wanted);
                while let Some((from, to)) = shared.take_part(total) {
                    let mut notes = Vec::new();
                    for at in from..to {
                        let row = at.saturating_add(first) % total.max(1);
                        let Some(frame) = list.get(row) else { continue };
                        if shared.cancel.load(Ordering::Relaxed) {
                            break;
                        }
                        dissector.frame(frame);
                        notes.extend(look(&mut dissector).map(|note| (frame, note)));
                    }
                    shared.lock().add(from, to, notes);
                    wake();
                }
                shared.running.fetch_sub(1, Ordering::AcqRel);
                wake();
            });
        }
        Self { shared, total }
    }

    pub fn is_running(&self) -> bool {
        self.shared.running.load(Ordering::Acquire) > 0
    }

    /// Stops; the notes so far stay.
    pub fn cancel(&self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }

    /// How many rows are decided, from the first one looked at, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.shared.lock().decided, self.total)
    }

    /// The notes made since the last call, in the order the rows were looked at.
    pub fn take(&self) -> Vec<(FrameId, N)> {
        std::mem::take(&mut self.shared.lock().notes)
    }
}

impl<N> Drop for Sweep<N> {
    fn drop(&mut self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }
}

impl<N> Shared<N> {
    fn lock(&self) -> std::sync::MutexGuard<'_, State<N>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_part(&self, total: usize) -> Option<(usize, usize)> {
        let from = self.next.fetch_add(PART, Ordering::AcqRel);
        let goes_on = from < total && !self.cancel.load(Ordering::Relaxed);
        goes_on.then(|| (from, from.saturating_add(PART).min(total)))
    }
}

impl<N> State<N> {
    fn add(&mut self, from: usize, to: usize, notes: Vec<(FrameId, N)>) {
        self.waiting.push((from, to, notes));
        while let Some(at) = self.waiting.iter().position(|(from, ..)| *from == self.decided) {
            let (_, to, notes) = self.waiting.swap_remove(at);
            self.notes.extend(notes);
            self.decided = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source};
    use std::path::Path;

    #[test]
    fn every_row_is_looked_at_once_from_the_first_on_and_round() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| ());
        let sweep = Sweep::start(
            (&capture, &settings),
            List::all(&capture),
            17,
            &Wanted::Fields(Default::default()),
            |d| Some(d.frame_id().number()),
            &wake,
        );
        while sweep.is_running() {
            std::thread::yield_now();
        }
        let noted: Vec<u32> = sweep.take().into_iter().map(|(_, n)| n).collect();
        assert_eq!(noted[..4], [18, 19, 1, 2]);
        assert_eq!((noted.len(), sweep.progress()), (19, (19, 19)));
        assert!(sweep.take().is_empty());
    }
}
