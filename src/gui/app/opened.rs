//! The open capture as the window shows it: its rows, its filter's scan, the selected frame's tree.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::details;
use super::order::{Chosen, SortInput, Sorting};
use crate::base::chunked::Chunked;
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::Settings as DissectSettings;
use crate::document::background::{BackgroundCapture, Loading, Wake};
use crate::document::colour::{self, Colours};
use crate::document::columns::FieldColumn;
use crate::document::filtered::Scan;
use crate::document::find::{Needle, Place};
use crate::document::related::{self, Relation};
use crate::document::rows::{self, Look, TimeLook};
use crate::document::sort::Order;
use crate::document::sweep::List;
use crate::filter::Filter;
use crate::gui::model::around::{Around, Bracket};
use crate::gui::model::{DetailsView, FrameRows, RowView};
use crate::gui::row_colours::RowLook;
use crate::gui::theme::RowTint;
use crate::gui::{dialogs, ladder};
use crate::proto;
use crate::store::{Application, Capture, FrameFlags, Transport};
use crate::tls::record::ContentType;

/// Rows remembered; a few screens.
const KEPT_ROWS: usize = 2_048;
/// Rows that a window can show at once.
const ROWS_IN_SIGHT: usize = 200;
/// Frames looked at for one mark of the minimap.
const SAMPLES_A_MARK: usize = 32;
/// Frames that signs are painted for.
const MAX_RELATED: usize = 256;
/// TLS records of one frame looked at for its mark.
const RECORDS_A_MARK: usize = 16;

/// What the capture came from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    File(PathBuf),
    /// A live capture on this interface.
    Live(String),
}

/// An open capture and everything the window keeps about it.
pub struct Opened {
    pub name: String,
    pub origin: Origin,
    pub background: BackgroundCapture,
    /// The instant that this painted frame shows.
    pub capture: Arc<Capture>,
    pub scan: Option<Scan>,
    scan_began: Instant,
    /// Time the last scan took, once it ended.
    pub scan_took: Option<std::time::Duration>,
    pub(super) shown: Option<Chunked<FrameId>>,
    pub sorting: Sorting,
    pub chosen: Chosen,
    /// What rows are made with.
    pub look: Look,
    /// The columns of fields that `look` has.
    look_fields: Vec<String>,
    pub conversation_colours: HashMap<ConversationId, u8>,
    pub selected: Option<FrameId>,
    pub details: Option<DetailsView>,
    pub selected_node: Option<usize>,
    pub source: usize,
    /// The user chose `source` for this frame.
    source_chosen: bool,
    /// Field to be selected in the next tree, by its name in filters.
    wanted_field: Option<String>,
    /// What is sought: its first place in the next tree is selected.
    wanted_hit: Option<(Arc<Needle>, Place)>,
    cache: HashMap<FrameId, RowView>,
    cache_stamp: (u64, u64),
    details_stamp: Option<(FrameId, u64, bool)>,
    /// Frames that the selected one belongs together with, and where its handshake lies.
    related: Vec<(FrameId, Relation)>,
    handshake: Option<(FrameId, FrameId)>,
}

impl Opened {
    pub fn new(name: String, origin: Origin, background: BackgroundCapture) -> Self {
        Self {
            name,
            origin,
            capture: background.capture(),
            background,
            scan: None,
            scan_began: Instant::now(),
            scan_took: None,
            shown: None,
            sorting: Sorting::default(),
            chosen: Chosen::default(),
            look: Look::standard(proto::registry()),
            look_fields: Vec::new(),
            conversation_colours: HashMap::new(),
            selected: None,
            details: None,
            selected_node: None,
            source: 0,
            source_chosen: false,
            wanted_field: None,
            wanted_hit: None,
            cache: HashMap::new(),
            cache_stamp: (0, 0),
            details_stamp: None,
            related: Vec::new(),
            handshake: None,
        }
    }

    /// Takes the newest instant; to be called once a painted frame.
    pub fn refresh(&mut self, wake: &Wake) {
        let before = std::mem::replace(&mut self.capture, self.background.capture());
        // The last instant shares least with the one before, which takes a while to be given back.
        if self.capture.complete && !before.complete {
            std::thread::spawn(move || drop(before));
        }
        let opened = self.background.opened_generation();
        let stamp = (self.capture.generation, opened);
        if self.cache_stamp != stamp {
            self.cache.clear();
            self.cache_stamp = stamp;
        }
        if let Some(scan) = &self.scan {
            let settings = self.background.settings();
            if !scan.is_running() {
                if self.scan_took.is_none() && scan.found().1 >= self.capture.frames.len() {
                    self.scan_took = Some(self.scan_began.elapsed());
                }
                scan.extend(&self.capture, &settings, proto::registry(), wake);
            }
            self.shown = Some(scan.found().0);
        }
        let settings = self.background.settings();
        let input = SortInput {
            capture: &self.capture,
            settings: &settings,
            shown: self.shown.as_ref(),
            time: self.look.time,
        };
        if self.sorting.refresh(input, wake) {
            self.forget_rows();
        }
    }

    /// Rows are made anew.
    pub fn forget_rows(&mut self) {
        self.cache.clear();
    }

    /// Rows are made with these colours, columns and times from now on.
    pub fn set_look(&mut self, colours: &Arc<Colours>, fields: &[String], time: TimeLook) -> bool {
        let same_colours = Arc::ptr_eq(colours, &self.look.colours);
        if same_colours && self.look_fields == fields && self.look.time == time {
            return false;
        }
        let registry = proto::registry();
        let ready = fields.iter().map(|name| FieldColumn::new(name, registry)).collect();
        let names = self.look.names.clone();
        self.look = Look { time, colours: Arc::clone(colours), fields: Arc::new(ready), names };
        self.look_fields = fields.to_vec();
        self.forget_rows();
        true
    }

    /// Rows show these names in place of addresses from now on.
    pub fn set_names(&mut self, names: Option<Arc<HashMap<String, String>>>) {
        if self.look.names != names {
            self.look.names = names;
            self.forget_rows();
        }
    }

    /// Shows only what passes `filter`; `None` shows everything.
    pub fn set_filter(&mut self, filter: Option<Filter>, wake: &Wake) {
        self.scan = filter.filter(|f| !f.is_empty()).map(Scan::new);
        self.scan_began = Instant::now();
        self.scan_took = None;
        self.shown = self.scan.as_ref().map(|_| Chunked::default());
        // Positions mean other frames now, and the row before one is another.
        self.sorting.forget();
        self.chosen = Chosen::default();
        self.forget_rows();
        self.refresh(wake);
    }

    pub fn shown_count(&self) -> u64 {
        self.shown.as_ref().map_or(self.capture.frames.len(), Chunked::len) as u64
    }

    pub fn select(&mut self, frame: Option<FrameId>) {
        if self.selected != frame {
            self.selected = frame;
            self.selected_node = None;
            self.source = 0;
            self.source_chosen = false;
            self.wanted_field = None;
            self.wanted_hit = None;
        }
    }

    /// Selects this field of the selected frame, as soon as its tree has it.
    pub fn want_field(&mut self, field: Option<String>) {
        self.wanted_field = field;
        self.details_stamp = None;
    }

    /// Selects the first place of the selected frame that holds what is sought, as soon as its
    /// tree is there.
    pub fn want_hit(&mut self, needle: Arc<Needle>, place: Place) {
        self.wanted_hit = Some((needle, place));
        self.details_stamp = None;
    }

    /// The frames of the list.
    pub fn list(&self) -> List {
        List { shown: self.shown.clone(), frames: self.capture.frames.len() }
    }

    pub fn select_node(&mut self, node: usize) {
        self.selected_node = Some(node);
        self.wanted_field = None;
        let span = self.details.as_ref().and_then(|d| d.nodes.get(node)?.span);
        self.source = span.map_or(self.source, |s| s.source);
    }

    /// Shows the bytes of data source `source` of the selected frame.
    pub fn show_source(&mut self, source: usize) {
        self.source = source;
        self.source_chosen = true;
    }

    /// Makes the tree of the selected frame, unless it is there and still true.
    pub fn refresh_details(&mut self) {
        let Some(frame) = self.selected else {
            self.details = None;
            self.details_stamp = None;
            self.related.clear();
            self.handshake = None;
            return;
        };
        let stamp = (frame, self.background.opened_generation(), self.capture.complete);
        if self.details_stamp == Some(stamp) {
            return;
        }
        let same_frame = self.details_stamp.is_some_and(|s| s.0 == frame);
        let kept_field = self
            .selected_node
            .filter(|_| same_frame)
            .and_then(|n| self.details.as_ref()?.nodes.get(n)?.field.map(str::to_owned));
        self.details_stamp = Some(stamp);
        let settings = self.background.settings();
        let view = details::view(&self.capture, &settings, frame);
        self.related = related_of(&view, frame);
        self.handshake = related::handshake(&self.capture, frame);
        let last = |name: &String| view.nodes.iter().rposition(|n| n.field == Some(name.as_str()));
        let mut found = self.wanted_field.as_ref().and_then(last);
        if found.is_some() {
            // Else it may come once the frame is decrypted.
            self.wanted_field = None;
        }
        found = found.or_else(|| kept_field.as_ref().and_then(last));
        // Decrypted bytes are what one came for, unless one looks at something else already.
        self.selected_node = found.or_else(|| details::plain_node(&view).filter(|_| !self.source_chosen));
        let span = self.selected_node.and_then(|n| view.nodes.get(n)?.span);
        if let Some(span) = span {
            self.source = span.source;
        } else if !self.source_chosen {
            self.source = details::best_source(&view);
        }
        if let Some((needle, place)) = self.wanted_hit.take()
            && let Some((source, node)) = details::place_of(&view, &needle, place)
        {
            self.source = source.unwrap_or(self.source);
            self.source_chosen |= source.is_some();
            self.selected_node = node.or(self.selected_node);
        }
        self.details = Some(view);
    }

    /// Rows of the selected frame's conversation and handshake, and of frames it belongs with.
    pub fn around(&self) -> Around {
        let row_of = |(frame, relation): &(FrameId, Relation)| Some((self.row_of(*frame)?, *relation));
        let mut related: Vec<(u64, Relation)> = self.related.iter().filter_map(row_of).collect();
        related.sort_by_key(|(row, _)| *row);
        related.dedup_by_key(|(row, _)| *row);
        let conversation = self.selected.and_then(|frame| {
            let conversation = self.capture.conversation(self.capture.frame(frame)?.conversation()?)?;
            self.bracket(conversation.first, conversation.last)
        });
        let handshake = self.handshake.and_then(|(first, last)| self.bracket(first, last));
        Around { conversation, handshake, related }
    }

    /// The rows of the list from one frame to another.
    fn bracket(&self, first: FrameId, last: FrameId) -> Option<Bracket> {
        // Between sorted rows stand those of others.
        if self.sorting.order().is_some() {
            return None;
        }
        let row = |frame: FrameId, up: bool| match &self.shown {
            None => Some(frame.index() as u64),
            Some(list) => {
                let at = list.partition_point(|f| if up { *f < frame } else { *f <= frame });
                if up { Some(at as u64) } else { (at as u64).checked_sub(1) }
            }
        };
        let (first_row, last_row) = (row(first, true)?, row(last, false)?);
        (first_row < last_row).then_some(Bracket { first_row, last_row })
    }

    /// Transport and stream number of the selected frame, and whether it is TLS.
    pub fn stream(&self) -> Option<(Transport, u32, bool)> {
        let meta = self.capture.frame(self.selected?)?;
        let conversation = self.capture.conversation(meta.conversation()?)?;
        let is_tls = matches!(conversation.application, Application::Tls | Application::Dtls);
        Some((conversation.transport, conversation.stream, is_tls))
    }

    pub fn is_loading(&self) -> bool {
        self.background.loading() == Loading::Running
    }

    /// What the frame list asks for rows.
    pub fn rows(&mut self) -> ListRows<'_> {
        let Self { capture, shown, cache, look, sorting, chosen, conversation_colours, .. } = self;
        ListRows {
            settings: self.background.settings(),
            capture,
            shown: shown.as_ref(),
            order: sorting.order().map(|order| &**order),
            look,
            chosen,
            conversation_colours,
            cache,
        }
    }
}

/// What the fields of a frame say of other frames.
fn related_of(view: &DetailsView, frame: FrameId) -> Vec<(FrameId, Relation)> {
    let mut found = Vec::new();
    for node in view.nodes.iter().filter(|node| !node.links.is_empty()) {
        let relation = node.field.and_then(Relation::of_field);
        let frames =
            node.links.iter().filter_map(|link| FrameId::from_number(u32::try_from(link.frame).ok()?));
        if let Some(relation) = relation {
            found.extend(frames.filter(|other| *other != frame).map(|other| (other, relation)));
        }
        if found.len() >= MAX_RELATED {
            break;
        }
    }
    found
}

/// Rows on demand.
pub struct ListRows<'a> {
    capture: &'a Arc<Capture>,
    settings: DissectSettings,
    shown: Option<&'a Chunked<FrameId>>,
    order: Option<&'a Order>,
    look: &'a Look,
    chosen: &'a Chosen,
    conversation_colours: &'a HashMap<ConversationId, u8>,
    cache: &'a mut HashMap<FrameId, RowView>,
}

impl ListRows<'_> {
    fn frame(&self, row: u64) -> Option<FrameId> {
        let row = usize::try_from(row).ok()?;
        let position = self.order.map_or(row, |order| order.position(row));
        match self.shown {
            Some(list) => list.get(position).copied(),
            None => (position < self.capture.frames.len()).then(|| FrameId::from_index(position)),
        }
    }

    fn make(&self, frame: FrameId, row: u64) -> RowView {
        let previous = row.checked_sub(1).and_then(|above| self.frame(above));
        let (capture, settings) = (self.capture, &self.settings);
        let made = rows::make(capture, settings, proto::registry(), self.look, frame, previous);
        let rule = made.rule.and_then(|rule| self.look.colours.rules.get(rule)).map(|rule| rule.look.clone());
        let mut view = plain_row(made);
        let conversation = capture.frame(frame).and_then(|meta| meta.conversation());
        let own = conversation.and_then(|c| self.conversation_colours.get(&c));
        match (own, rule) {
            (Some(colour), _) => view.look = Some(RowLook::Conversation(*colour)),
            (None, Some(colour::Look::Theme(key))) => view.tint = tint_named(key).unwrap_or_default(),
            (None, Some(colour::Look::Own { background, text })) => {
                let [background, text] = [background, text].map(dialogs::colours::colour);
                view.look = Some(RowLook::Own { background, text });
            }
            (None, None) => {}
        }
        let notes = &settings.annotations;
        view.marked = notes.marked.contains(frame);
        view.ignored = notes.ignored.contains(frame);
        view.reference = notes.references.contains(frame);
        let comments = notes.comments_of(capture, frame);
        view.comment = (!comments.is_empty()).then(|| comments.join("\n"));
        view
    }
}

impl FrameRows for ListRows<'_> {
    fn len(&self) -> u64 {
        self.shown.map_or(self.capture.frames.len(), Chunked::len) as u64
    }

    fn row(&mut self, index: u64) -> Option<&RowView> {
        let frame = self.frame(index)?;
        if self.cache.len() >= KEPT_ROWS {
            self.cache.clear();
        }
        if !self.cache.contains_key(&frame) {
            let view = self.make(frame, index);
            self.cache.insert(frame, view);
        }
        let view = self.cache.get_mut(&frame)?;
        view.also_selected = self.chosen.contains(frame);
        Some(view)
    }

    fn minimap_mark(&mut self, mark: usize, marks: usize, rows: u64) -> RowTint {
        let rows = rows as usize;
        // All rows are in sight: they are dissected already, and say it better than the index.
        if rows <= ROWS_IN_SIGHT
            && marks == rows
            && let Some(row) = self.frame(mark as u64).and_then(|frame| self.cache.get(&frame))
        {
            return if row.marked { RowTint::Marked } else { row.tint };
        }
        let marks = marks.max(1);
        let (from, to) = (mark * rows / marks, ((mark + 1) * rows / marks).max(mark * rows / marks + 1));
        let step = ((to - from) / SAMPLES_A_MARK).max(1);
        let frames = (from..to).step_by(step).filter_map(|row| self.frame(row as u64));
        let tints = frames.map(|frame| self.coarse_tint(frame));
        tints.max_by_key(|tint| gravity(*tint)).unwrap_or_default()
    }
}

impl ListRows<'_> {
    /// The tint as far as the index knows it, without dissecting.
    fn coarse_tint(&self, frame: FrameId) -> RowTint {
        let capture = self.capture;
        let Some(meta) = capture.frame(frame) else { return RowTint::None };
        if self.settings.annotations.marked.contains(frame) {
            return RowTint::Marked;
        }
        if meta.flags.has(FrameFlags::FINDING) {
            return RowTint::BadTcp;
        }
        let conversation = meta.conversation().and_then(|id| Some((id, capture.conversation(id)?)));
        let Some((id, c)) = conversation else { return RowTint::None };
        match c.application {
            Application::Tls | Application::Dtls => self.tls_tint(frame, id, meta.direction()),
            Application::Quic => RowTint::Quic,
            Application::Http | Application::Http2 | Application::WebSocket => RowTint::Http,
            _ if c.transport == Transport::Udp => RowTint::Udp,
            _ => RowTint::Tcp,
        }
    }

    /// Alerts stand out; records that stay closed are grey; a frame without a record is as its transport.
    fn tls_tint(&self, frame: FrameId, id: ConversationId, direction: usize) -> RowTint {
        let flow = self.capture.conversation(id).and_then(|c| c.flow.as_deref());
        let stream = flow.and_then(|flow| Some((flow, flow.directions.get(direction)?)));
        let Some((flow, stream)) = stream else { return RowTint::Tls };
        let (mut closed, mut carries) = (false, false);
        for message in stream.messages_in(frame).take(RECORDS_A_MARK).filter_map(|i| stream.messages.get(i)) {
            carries = true;
            match ContentType(message.kind().0) {
                ContentType::ALERT => return RowTint::StateChange,
                ContentType::APPLICATION_DATA => closed = true,
                _ => {}
            }
        }
        if !carries {
            return RowTint::Tcp;
        }
        let session = flow.tls.as_ref().map_or(0, |tls| tls.sessions.len().saturating_sub(1));
        let is_open = || self.capture.session_keys(id, flow, session, &self.settings.secrets).is_ok();
        if closed && !is_open() { RowTint::TcpSynFin } else { RowTint::Tls }
    }
}

fn gravity(tint: RowTint) -> u8 {
    match tint {
        RowTint::Marked => 5,
        RowTint::BadTcp | RowTint::Rst | RowTint::BadChecksum => 4,
        RowTint::StateChange => 3,
        RowTint::None => 0,
        RowTint::Tcp | RowTint::Udp => 1,
        _ => 2,
    }
}

/// A row without what the window knows of it besides: colours, marks.
pub(super) fn plain_row(row: rows::RowText) -> RowView {
    RowView {
        number: row.number.into(),
        time: row.time,
        source: row.source,
        destination: row.destination,
        protocol: row.protocol,
        len_bytes: row.len.into(),
        info: row.info,
        preview: row.preview,
        fields: row.fields,
        tls: row.tls.map(ladder::state),
        tls_note: row.tls_note,
        ..RowView::default()
    }
}

fn tint_named(key: &str) -> Option<RowTint> {
    RowTint::ALL.iter().copied().find(|t| t.name() == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colouring_rule_has_a_tint_of_its_name() {
        for (key, name) in colour::theme_keys() {
            assert!(tint_named(key).is_some(), "{name}");
        }
    }
}
