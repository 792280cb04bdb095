//! The order of the frame list by a column: made in a job by all cores, cancelled by dropping it.
//! Number, time, length and addresses come from the index; other columns need a dissection of each
//! frame. The sort is stable: frames that are equal keep the order they had.

use super::columns::{Content, FieldColumn};
use super::rows::TimeLook;
use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::base::time_form::Form;
use crate::dissect::columns::Address;
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::field::FieldSet;
use crate::store::{Capture, FrameFlags};
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Frames that a worker takes at a time.
const PART: usize = 4_096;
/// Memory for the different texts of a column, bytes; a list with more of them is not sorted.
const TEXTS_BUDGET: usize = 512 << 20;
/// Bytes of a text that count.
const TEXT_LEN: usize = 256;

/// What a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub content: Content,
    pub descending: bool,
}

/// Why a list was not sorted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SortError {
    #[error("cancelled")]
    Cancelled,
    #[error("the column has too many different texts to sort {0} rows by it; filter the list first")]
    TooManyTexts(usize),
}

/// An order of the rows of a list: row to position in the list as it was, and back. Frames that
/// came later stand at the end as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    positions: Vec<u32>,
    rows: Vec<u32>,
}

impl Order {
    fn new(positions: Vec<u32>) -> Self {
        let mut rows = vec![0; positions.len()];
        for (row, position) in positions.iter().enumerate() {
            if let Some(slot) = rows.get_mut(*position as usize) {
                *slot = row as u32;
            }
        }
        Self { positions, rows }
    }

    /// How many rows it covers.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Position in the unsorted list of what stands in `row`.
    pub fn position(&self, row: usize) -> usize {
        self.positions.get(row).map_or(row, |position| *position as usize)
    }

    /// Row of what stands at `position` of the unsorted list.
    pub fn row(&self, position: usize) -> usize {
        self.rows.get(position).map_or(position, |row| *row as usize)
    }
}

/// The unsorted list: all frames, or those that a filter let through.
#[derive(Clone, Debug)]
pub enum List {
    All(usize),
    Some(Chunked<FrameId>),
}

impl List {
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Some(frames) => frames.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn part(&self, range: Range<usize>) -> Box<dyn Iterator<Item = FrameId> + '_> {
        match self {
            Self::All(_) => Box::new(range.map(FrameId::from_index)),
            Self::Some(frames) => Box::new(frames.iter_from(range.start).take(range.len()).copied()),
        }
    }
}

struct Shared {
    cancel: AtomicBool,
    done: AtomicUsize,
    outcome: Mutex<Option<Result<Order, SortError>>>,
}

/// A sort under way. Dropping it cancels it.
pub struct SortJob {
    shared: Arc<Shared>,
    rows: usize,
}

impl SortJob {
    /// Begins to sort; `wake` is called when it is done.
    pub fn start(
        capture: Arc<Capture>,
        settings: Settings,
        registry: &'static Registry,
        list: List,
        key: Key,
        time: TimeLook,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let shared = Arc::new(Shared {
            cancel: AtomicBool::new(false),
            done: AtomicUsize::new(0),
            outcome: Mutex::new(None),
        });
        let (rows, job) = (list.len(), Arc::clone(&shared));
        std::thread::spawn(move || {
            let view = View { capture: &capture, settings: &settings, registry, time };
            let order = sort(&view, &list, &key, &job.cancel, &job.done);
            *job.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(order);
            wake();
        });
        Self { shared, rows }
    }

    /// The order, once; `None` while the job runs.
    pub fn take(&self) -> Option<Result<Order, SortError>> {
        self.shared.outcome.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub fn cancel(&self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }

    /// 0 to 1.
    pub fn progress(&self) -> f32 {
        self.shared.done.load(Ordering::Relaxed) as f32 / self.rows.max(1) as f32
    }
}

impl Drop for SortJob {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// What the frames are seen with.
struct View<'a> {
    capture: &'a Capture,
    settings: &'a Settings,
    registry: &'static Registry,
    time: TimeLook,
}

fn sort(
    view: &View<'_>,
    list: &List,
    key: &Key,
    cancel: &AtomicBool,
    done: &AtomicUsize,
) -> Result<Order, SortError> {
    let keys = match &key.content {
        Content::Number => Keys::Wide(list.part(0..list.len()).map(|f| u64::from(f.0)).collect()),
        Content::Length => {
            let len = |f: FrameId| u64::from(view.capture.frame(f).map_or(0, |m| m.len));
            Keys::Wide(list.part(0..list.len()).map(len).collect())
        }
        Content::Time => Keys::Wide(times(view, list)),
        content => ranks(view, list, content, cancel, done)?,
    };
    if cancel.load(Ordering::Relaxed) {
        return Err(SortError::Cancelled);
    }
    Ok(Order::new(keys.sorted(key.descending)))
}

/// What rows are compared by, in the order of the list.
enum Keys {
    Wide(Vec<u64>),
    /// Below 2^32.
    Narrow(Vec<u32>),
}

impl Keys {
    /// Positions in sorted order.
    fn sorted(self, descending: bool) -> Vec<u32> {
        // Equal rows keep their order in both directions.
        match self {
            Self::Wide(keys) => {
                let flip = if descending { u64::MAX } else { 0 };
                if keys.windows(2).all(|w| matches!(w, [a, b] if a ^ flip <= b ^ flip)) {
                    return (0..keys.len() as u32).collect();
                }
                if keys.iter().all(|k| *k <= u64::from(u32::MAX)) {
                    return Self::Narrow(keys.iter().map(|k| *k as u32).collect()).sorted(descending);
                }
                let pairs = keys.iter().enumerate().map(|(i, k)| (k ^ flip, i as u32)).collect();
                parallel_sort(pairs).into_iter().map(|(_, position)| position).collect()
            }
            Self::Narrow(keys) => {
                let flip = if descending { u32::MAX } else { 0 };
                let packed = keys.iter().enumerate();
                let packed = packed.map(|(i, k)| u64::from(k ^ flip) << 32 | i as u64).collect();
                parallel_sort(packed).into_iter().map(|packed| packed as u32).collect()
            }
        }
    }
}

/// Sorts by halves on two threads each, down to the number of cores, and merges.
fn parallel_sort<T: Ord + Copy + Send>(mut items: Vec<T>) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(2, |n| n.get());
    if items.len() < 1 << 16 || cores < 2 {
        items.sort_unstable();
        return items;
    }
    let size = items.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        for part in items.chunks_mut(size) {
            scope.spawn(|| part.sort_unstable());
        }
    });
    // Sorted runs one after the other: the stable sort merges them in one pass each.
    items.sort();
    items
}

/// Times as they are shown, as numbers in the same order.
fn times(view: &View<'_>, list: &List) -> Vec<u64> {
    let (capture, notes) = (view.capture, &view.settings.annotations);
    let of = |id: FrameId| capture.frame(id).unwrap_or_default().time;
    let ordered = |nanos: i64| (nanos as u64) ^ (1 << 63);
    let mut above: Option<FrameId> = None;
    let key = |frame: FrameId| {
        let here = of(frame);
        let nanos = match view.time.form {
            Form::Relative => here.since(of(notes.reference_of(frame))).0,
            Form::Delta => frame.0.checked_sub(1).map_or(0, |before| here.since(of(FrameId(before))).0),
            Form::DeltaDisplayed => above.replace(frame).map_or(0, |before| here.since(of(before)).0),
            Form::Absolute(..) | Form::Epoch => here.0,
        };
        ordered(nanos)
    };
    list.part(0..list.len()).map(key).collect()
}

/// What a text column is compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Worth {
    Nothing,
    Ip([u8; 16]),
    Number(i128),
    Text(Box<str>),
}

/// The different values of a column, in the order they were met.
#[derive(Default)]
struct Values {
    ids: HashMap<Worth, u32>,
    bytes: usize,
}

impl Values {
    fn id(&mut self, worth: Worth) -> u32 {
        if let Some(id) = self.ids.get(&worth) {
            return *id;
        }
        self.bytes += size_of::<(Worth, u32)>() * 2 + if let Worth::Text(t) = &worth { t.len() } else { 0 };
        let id = self.ids.len() as u32;
        self.ids.insert(worth, id);
        id
    }
}

/// The values of a column as ranks among them.
fn ranks(
    view: &View<'_>,
    list: &List,
    content: &Content,
    cancel: &AtomicBool,
    done: &AtomicUsize,
) -> Result<Keys, SortError> {
    let total = list.len();
    let workers =
        std::thread::available_parallelism().map_or(2, |n| n.get()).min(total.div_ceil(PART)).max(1);
    let (next, spent) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut reader = Reader::new(view, content);
        let (mut values, mut parts) = (Values::default(), Vec::new());
        loop {
            let from = next.fetch_add(PART, Ordering::AcqRel);
            if from >= total || cancel.load(Ordering::Relaxed) || spent.load(Ordering::Relaxed) > TEXTS_BUDGET
            {
                return (values, parts);
            }
            let before = values.bytes;
            let range = from..(from + PART).min(total);
            let ids: Vec<u32> = list.part(range.clone()).map(|f| values.id(reader.worth(f))).collect();
            spent.fetch_add(values.bytes - before, Ordering::Relaxed);
            done.fetch_add(range.len(), Ordering::Relaxed);
            parts.push((from, ids));
        }
    };
    let found: Vec<(Values, Vec<(usize, Vec<u32>)>)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    if cancel.load(Ordering::Relaxed) {
        return Err(SortError::Cancelled);
    }
    if spent.load(Ordering::Relaxed) > TEXTS_BUDGET {
        return Err(SortError::TooManyTexts(total));
    }
    let mut all: Vec<&Worth> = found.iter().flat_map(|(values, _)| values.ids.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let mut keys = vec![0_u32; total];
    for (values, parts) in &found {
        let mut rank_of = vec![0_u32; values.ids.len()];
        for (worth, id) in &values.ids {
            if let (Some(slot), Ok(rank)) = (rank_of.get_mut(*id as usize), all.binary_search(&worth)) {
                *slot = rank as u32;
            }
        }
        for (from, ids) in parts {
            let slots = keys.get_mut(*from..).into_iter().flatten();
            for (slot, id) in slots.zip(ids) {
                *slot = rank_of.get(*id as usize).copied().unwrap_or(0);
            }
        }
    }
    Ok(Keys::Narrow(keys))
}

/// Reads a column's value frame by frame.
struct Reader<'v> {
    view: &'v View<'v>,
    content: &'v Content,
    field: FieldColumn,
    dissector: Dissector<'v>,
    scratch: String,
}

impl<'v> Reader<'v> {
    fn new(view: &'v View<'v>, content: &'v Content) -> Self {
        let field = match content {
            Content::Field(name) => FieldColumn::new(name, view.registry),
            _ => FieldColumn::default(),
        };
        let needs: FieldSet = field.needs();
        let mut dissector = Dissector::new(view.capture, view.settings, view.registry, Wanted::Fields(needs));
        dissector.columns.skip_info = *content != Content::Info;
        Self { view, content, field, dissector, scratch: String::new() }
    }

    fn worth(&mut self, frame: FrameId) -> Worth {
        let is_source = *self.content == Content::Source;
        if (is_source || *self.content == Content::Destination)
            && let Some(address) = self.indexed_address(frame, is_source)
        {
            return Worth::Ip(address);
        }
        self.dissector.frame(frame);
        let d = &self.dissector;
        match self.content {
            Content::Source => address(&d.columns.source),
            Content::Destination => address(&d.columns.destination),
            Content::Protocol => text(&d.columns.protocol),
            Content::Info => text(d.columns.info()),
            Content::Field(_) => match self.field.number(d) {
                Some(number) => Worth::Number(number),
                None => {
                    self.scratch.clear();
                    self.field.text(d, &mut self.scratch);
                    text(&self.scratch)
                }
            },
            Content::Number | Content::Time | Content::Length => Worth::Nothing,
        }
    }

    /// The address as the index knows it.
    fn indexed_address(&self, frame: FrameId, source: bool) -> Option<[u8; 16]> {
        let meta = self.view.capture.frame(frame)?;
        let ignored = self.view.settings.annotations.ignored.contains(frame);
        if meta.flags.has(FrameFlags::LAYERED) || ignored {
            return None;
        }
        let conversation = self.view.capture.conversation(meta.conversation()?)?;
        let end = if source { meta.direction() } else { 1 - meta.direction() };
        conversation.ends.get(end).map(|end| end.address)
    }
}

fn address(address: &Address) -> Worth {
    match address {
        Address::None => Worth::Nothing,
        Address::Ipv4(a) => Worth::Ip(Ipv4Addr::from(*a).to_ipv6_mapped().octets()),
        Address::Ipv6(a) => Worth::Ip(*a),
        other => text(&other.to_string()),
    }
}

fn text(text: &str) -> Worth {
    let mut end = text.len().min(TEXT_LEN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    match text.get(..end) {
        None | Some("") => Worth::Nothing,
        Some(head) => Worth::Text(head.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Source};
    use super::*;
    use std::path::Path;

    fn seed() -> Document {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        document
    }

    fn order_by(content: Content, descending: bool) -> Vec<usize> {
        let document = seed();
        let (capture, settings) = (document.capture(), document.settings());
        let registry = crate::proto::registry();
        let view = View { capture: &capture, settings: &settings, registry, time: TimeLook::default() };
        let list = List::All(capture.frames.len());
        let key = Key { content, descending };
        let order = sort(&view, &list, &key, &AtomicBool::new(false), &AtomicUsize::new(0)).unwrap();
        for row in 0..order.len() {
            assert_eq!(order.row(order.position(row)), row);
        }
        (0..order.len()).map(|row| order.position(row) + 1).collect()
    }

    #[test]
    fn columns_of_the_index_and_of_fields_sort_stably() {
        assert_eq!(order_by(Content::Length, false)[..3], [19, 3, 5]);
        assert_eq!(order_by(Content::Length, true)[..3], [6, 8, 10]);
        assert_eq!(order_by(Content::Number, true)[..2], [19, 18]);
        // The server's address is the lower one.
        assert_eq!(order_by(Content::Source, false)[..3], [2, 5, 6]);
        assert_eq!(order_by(Content::Protocol, false)[..4], [1, 2, 3, 5]);
        assert_eq!(order_by(Content::Protocol, true)[..2], [4, 6]);
        let len = Content::Field("tcp.len".into());
        assert_eq!(order_by(len, true)[..2], [6, 8]);
        assert_eq!(order_by(Content::Field("tls.handshake.type".into()), true)[..2], [8, 6]);
    }

    #[test]
    fn what_came_later_stands_at_the_end() {
        let order = Order::new(vec![2, 0, 1]);
        assert_eq!([0, 1, 2, 3, 9].map(|row| order.position(row)), [2, 0, 1, 3, 9]);
        assert_eq!([0, 1, 2, 3].map(|position| order.row(position)), [1, 2, 0, 3]);
    }

    #[test]
    fn a_cancelled_sort_says_so() {
        let document = seed();
        let (capture, settings) = (document.capture(), document.settings());
        let registry = crate::proto::registry();
        let view = View { capture: &capture, settings: &settings, registry, time: TimeLook::default() };
        let key = Key { content: Content::Info, descending: false };
        let (cancel, done) = (AtomicBool::new(true), AtomicUsize::new(0));
        let outcome = sort(&view, &List::All(19), &key, &cancel, &done);
        assert_eq!(outcome, Err(SortError::Cancelled));
    }
}
