//! The decrypted application data of a conversation as byte streams of its own, with the messages
//! in them. Made when somebody looks, extended as records come, remembered in the capture.

use super::framer::Framer;
use super::framing::Framing;
use super::settings::Settings;
use super::tables::Registry;
use crate::base::cache::Cache;
use crate::base::id::{ConversationId, FrameId};
use crate::store::{
    Application, Capture, Direction, Flow, Message, MessageKind, NotOpened, OpenedFrom, Pass, Piece,
    PlainRecord,
};
use crate::tls::record::ContentType;
use crate::tls::secrets::Secrets;
use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, PoisonError};

/// The flow in which the records of a session stand: that of the capture, or the opened one of the
/// session around it.
#[derive(Clone)]
pub enum FlowOf<'c> {
    Captured(&'c Flow),
    Opened(Arc<OpenedStreams>),
}

impl Deref for FlowOf<'_> {
    type Target = Flow;

    fn deref(&self) -> &Flow {
        match self {
            Self::Captured(flow) => flow,
            Self::Opened(streams) => &streams.flow,
        }
    }
}

impl<'c> FlowOf<'c> {
    /// Of a conversation, or of what runs inside it: none, where nothing that is known does.
    pub fn of(
        capture: &'c Capture,
        id: ConversationId,
        settings: &Settings,
        registry: &Registry,
    ) -> Option<Self> {
        let Some(around) = id.outside() else {
            return capture.conversation(id)?.flow.as_deref().map(Self::Captured);
        };
        let flow = Self::of(capture, around, settings, registry)?;
        let streams = OpenedStreams::of(capture, around, &flow, settings, registry);
        streams.flow.tls.is_some().then_some(Self::Opened(streams))
    }
}

/// The two decrypted streams of a conversation. A piece's "frame" is the record it is made of.
#[derive(Clone, Debug, Default)]
pub struct OpenedStreams {
    pub flow: Flow,
    framing: Framing,
    /// Records looked at so far, by direction.
    done: [usize; 2],
    frame: Option<FrameId>,
}

/// What stays the same while streams only grow.
pub type OpenedKey = (ConversationId, u32, u64);

/// Where the streams of conversations are remembered.
#[derive(Debug)]
pub struct OpenedMemory {
    streams: Mutex<Cache<ConversationId, (OpenedKey, Arc<OpenedStreams>)>>,
}

/// Bytes that the streams of all conversations may take, about; those not used for longest are made anew. Many
/// sessions are looked at in turn, frame by frame: all should fit, or each look would open a session anew.
const BUDGET_BYTES: usize = 64 << 20;
/// What one conversation counts for at most: the largest is kept as well.
const COST_MAX: usize = BUDGET_BYTES / 4;

impl Default for OpenedMemory {
    fn default() -> Self {
        Self { streams: Mutex::new(Cache::new(BUDGET_BYTES)) }
    }
}

/// Opens the records of a conversation in the order of their frames, each once: for who reads them, and for its streams.
pub struct Opening<'c> {
    capture: &'c Capture,
    id: ConversationId,
    settings: &'c Settings,
    framers: &'c [Framer],
    ports: [u16; 2],
    pass: Pass,
    streams: OpenedStreams,
}

impl<'c> Opening<'c> {
    pub fn new(
        capture: &'c Capture,
        id: ConversationId,
        settings: &'c Settings,
        registry: &'c Registry,
    ) -> Self {
        let ports = capture.conversation(id).map_or([0; 2], |c| [c.ends[0].port, c.ends[1].port]);
        let pass = Pass::over(&capture.bytes);
        let streams = OpenedStreams::default();
        Self { capture, id, settings, framers: registry.framers(), ports, pass, streams }
    }

    /// Opens the next record of application data into `plain`: its frame and direction, and what it turned out to
    /// be. `flow` is the conversation's, at each call. `None`: there are no more.
    pub fn next(
        &mut self,
        flow: &Flow,
        plain: &mut Vec<u8>,
    ) -> Option<(FrameId, usize, Result<ContentType, NotOpened>)> {
        let Self { capture, id, ports, framers, .. } = *self;
        let (secrets, streams) = (&*self.settings.secrets, &mut self.streams);
        if let Some(outside) = before_tls(flow) {
            streams.framing.expect(&mut streams.flow, outside);
        }
        loop {
            let next = |d: usize| flow.directions[d].messages.get(streams.done[d]).map(|m| (m, d));
            let frame_of = |next: &(&Message, usize)| (next.0.frame, next.1);
            let (message, direction) = [next(0), next(1)].into_iter().flatten().min_by_key(frame_of)?;
            let (index, frame) = (streams.done[direction], message.frame);
            streams.done[direction] += 1;
            streams.frame = Some(frame);
            if !message.kind().is_plain() {
                streams.hole(direction);
                continue;
            }
            if message.kind().0 != ContentType::APPLICATION_DATA.0 {
                continue;
            }
            self.pass.note(message.end() - message.start());
            let record = match capture.open_record_into(id, flow, direction, index, secrets, plain) {
                Ok(record) => record,
                Err(why) => {
                    streams.hole(direction);
                    return Some((frame, direction, Err(why)));
                }
            };
            let opened = (frame, direction, Ok(record.opened.content_type));
            // In TLS 1.3 handshake messages and alerts look like data until they are opened.
            if record.opened.content_type != ContentType::APPLICATION_DATA {
                return Some(opened);
            }
            let stream = &mut streams.flow.directions[direction];
            let start = stream.len();
            let Some(len) = u16::try_from(record.bytes.len()).ok().filter(|l| *l > 0) else {
                return Some(opened);
            };
            stream.pieces.push(Piece::new(start, len, FrameId::from_index(index), 0, false));
            let read = |d: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
                crate::store::flow::gather(d, range, |piece| {
                    let wanted = piece.frame()?.index();
                    if wanted == index && piece.start() == start {
                        return Some(Cow::Borrowed(record.bytes));
                    }
                    let other = capture.opened_record(id, flow, direction, wanted, secrets).ok()?;
                    Some(Cow::Owned(other.bytes.to_vec()))
                })
            };
            streams.framing.advance(&mut streams.flow, direction, |_| frame, ports, framers, &read);
            return Some(opened);
        }
    }

    /// The streams, which are remembered. To be called when there are no more records.
    pub fn finish(mut self, flow: &Flow) -> Arc<OpenedStreams> {
        let Self { capture, id, framers, settings, .. } = self;
        let (secrets, streams) = (&settings.secrets, &mut self.streams);
        if capture.complete
            && let Some(frame) = streams.frame
        {
            for direction in 0..2 {
                let read = |d: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
                    gather_opened(capture, id, flow, direction, d, range, secrets)
                };
                streams.framing.finish(&mut streams.flow, direction, frame, framers, &read);
            }
        }
        streams.open_inside(id, flow, secrets);
        let key = (id, flow.generation, secrets.generation());
        let streams = Arc::new(self.streams);
        let mut known = settings.opened.streams.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(id, (key, Arc::clone(&streams)), streams.cost());
        streams
    }
}

/// A message of a decrypted stream that is complete with a record.
#[derive(Clone, Debug)]
pub struct PlainMessage {
    pub application: Application,
    pub kind: MessageKind,
    /// Offset of its first byte in the decrypted stream.
    pub start: u64,
    pub bytes: PlainBytes,
}

/// Where a message's bytes are.
#[derive(Clone, Debug)]
pub enum PlainBytes {
    /// A range of the record's plaintext.
    InRecord(Range<usize>),
    /// Put together from several records: their indices, with the bytes each gave. `bytes` may hold
    /// less than the `len` bytes of the message, where a beginning was enough.
    Gathered { bytes: Arc<[u8]>, len: u32, records: Vec<(usize, u32)> },
}

impl OpenedStreams {
    /// What stands at an offset of a direction's decrypted stream.
    pub fn application_at(&self, direction: usize, offset: u64) -> Application {
        let stream = self.flow.directions.get(direction);
        stream.and_then(|d| d.application_at(offset)).unwrap_or_default()
    }

    /// What stands in a record.
    pub fn application_of(&self, direction: usize, record: usize) -> Application {
        let Some(stream) = self.flow.directions.get(direction) else { return Application::Unknown };
        let at = stream.pieces.partition_point(|p| p.frame().is_none_or(|f| f.index() < record));
        stream.pieces.get(at).map_or(Application::Unknown, |p| self.application_at(direction, p.start()))
    }

    /// The streams of a conversation as far as they can be opened.
    pub fn of(
        capture: &Capture,
        id: ConversationId,
        flow: &Flow,
        settings: &Settings,
        registry: &Registry,
    ) -> Arc<OpenedStreams> {
        let secrets = &settings.secrets;
        let key = (id, flow.generation, secrets.generation());
        let memory = &settings.opened.streams;
        let known = {
            let mut known = memory.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(&id).filter(|(k, _)| *k == key).map(|(_, s)| s)
        };
        let complete = |s: &OpenedStreams| (0..2).all(|d| s.done[d] >= flow.directions[d].messages.len());
        if let Some(known) = known.as_ref().filter(|s| complete(s)) {
            return Arc::clone(known);
        }
        let mut opening = Opening::new(capture, id, settings, registry);
        opening.streams = known.map_or_else(Self::default, |s| OpenedStreams::clone(&s));
        let mut plain = Vec::new();
        while opening.next(flow, &mut plain).is_some() {}
        opening.finish(flow)
    }

    /// Bytes that it takes, about.
    fn cost(&self) -> usize {
        let lists = self.flow.directions.iter();
        let of =
            |d: &Direction| d.pieces.len() * size_of::<Piece>() + d.messages.len() * size_of::<Message>();
        (size_of::<Self>() + lists.map(of).sum::<usize>()).min(COST_MAX)
    }

    /// Where a session was found inside, its bytes are read from the records around it.
    fn open_inside(&mut self, id: ConversationId, flow: &Flow, secrets: &Arc<Secrets>) {
        if self.flow.tls.is_none() {
            return;
        }
        // Other secrets open other records, so that those inside count differently.
        self.flow.generation = flow.generation ^ (secrets.generation() as u32).rotate_left(16);
        let around = Arc::new(flow.clone());
        for (direction, stream) in self.flow.directions.iter_mut().enumerate() {
            stream.syn_seen = around.directions.get(direction).is_some_and(|d| d.syn_seen);
            stream.opened_from = Some(Arc::new(OpenedFrom::new(id, direction, &around, secrets)));
        }
    }

    fn hole(&mut self, direction: usize) {
        let stream = &mut self.flow.directions[direction];
        let start = stream.len();
        if start > 0 && stream.pieces.last().is_some_and(|p| p.frame().is_some()) {
            stream.pieces.push(Piece::lost(start, 1));
        }
    }

    /// The messages that are complete with a record, without their bytes, with what each is of; none
    /// for a record that holds no application data.
    pub fn messages_ending_in(
        &self,
        direction: usize,
        record: usize,
    ) -> impl Iterator<Item = (&Message, Application)> {
        let stream = self.flow.directions.get(direction).into_iter();
        stream.flat_map(move |stream| {
            // Pieces are in order of their records.
            let at = stream.pieces.partition_point(|p| p.frame().is_none_or(|f| f.index() < record));
            let piece = stream.pieces.get(at).filter(|p| p.frame().is_some_and(|f| f.index() == record));
            let (from, to) = piece.map_or((0, 0), |piece| (piece.start(), piece.end()));
            let first = if to > 0 { stream.messages.partition_point(|m| m.end() <= from) } else { 0 };
            let here = stream.messages.iter_from(first).take_while(move |m| m.end() <= to);
            here.map(move |m| (m, self.application_at(direction, m.start())))
        })
    }

    /// The messages that are complete with record `index`, whose plaintext is `record`. Of long
    /// ones only as many bytes are put together as are `enough`.
    #[allow(clippy::too_many_arguments, reason = "what opens a record, and how much of it")]
    pub fn complete_in(
        &self,
        capture: &Capture,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        index: usize,
        record: &PlainRecord,
        secrets: &Secrets,
        enough: impl Fn(Application) -> u32,
    ) -> Vec<PlainMessage> {
        let stream = &self.flow.directions[direction];
        let at = stream.pieces.partition_point(|p| p.frame().is_none_or(|f| f.index() < index));
        let begins = stream.pieces.get(at).map_or(0, |piece| piece.start());
        self.messages_ending_in(direction, index)
            .map(|(m, application)| {
                let bytes = if m.start() >= begins {
                    let from = (m.start() - begins) as usize;
                    PlainBytes::InRecord(from..from + m.len as usize)
                } else {
                    self.gathered(capture, id, flow, direction, m, secrets, &|| enough(application))
                };
                PlainMessage { application, kind: m.kind(), start: m.start(), bytes }
            })
            .inspect(|m| {
                debug_assert!(!matches!(&m.bytes, PlainBytes::InRecord(r) if r.end > record.bytes.len()))
            })
            .collect()
    }

    #[allow(clippy::too_many_arguments, reason = "what opens a record, and how much of it")]
    fn gathered(
        &self,
        capture: &Capture,
        id: ConversationId,
        flow: &Flow,
        direction: usize,
        message: &Message,
        secrets: &Secrets,
        enough: &dyn Fn() -> u32,
    ) -> PlainBytes {
        let stream = &self.flow.directions[direction];
        let range = message.range();
        let bytes = if message.len < LONG_MESSAGE {
            gather_opened(capture, id, flow, direction, stream, range, secrets).into()
        } else {
            let most = u64::from(enough());
            let range = range.start..range.end.min(range.start.saturating_add(most));
            gather_long(capture, id, flow, direction, stream, range, secrets)
        };
        let records = stream
            .pieces
            .iter_from(stream.piece_at(message.start()))
            .take_while(|p| p.start() < message.end())
            .filter_map(|p| {
                let len = p.end().min(message.end()) - p.start().max(message.start());
                Some((p.frame()?.index(), len as u32))
            })
            .collect();
        PlainBytes::Gathered { bytes, len: message.len, records }
    }
}

/// The protocol that was upgraded to TLS, if it goes on inside.
fn before_tls(flow: &Flow) -> Option<Application> {
    let stages = &flow.directions.first()?.stages;
    let tls = stages.iter().position(|s| s.application == Application::Tls)?;
    let before = stages.get(tls.checked_sub(1)?)?.application;
    let goes_on = matches!(
        before,
        Application::Smtp
            | Application::Imap
            | Application::Pop
            | Application::Ftp
            | Application::Ldap
            | Application::Xmpp
            | Application::Pgsql
            | Application::Mysql
    );
    goes_on.then_some(before)
}

/// Messages from this length on are put together without remembering each record of them: they
/// would push out all that is remembered.
const LONG_MESSAGE: u32 = 1 << 20;

/// Bytes of a decrypted stream, written once. Ends where a record cannot be opened.
fn gather_long(
    capture: &Capture,
    id: ConversationId,
    flow: &Flow,
    direction: usize,
    stream: &crate::store::Direction,
    range: Range<u64>,
    secrets: &Secrets,
) -> Arc<[u8]> {
    // All of the stream was opened before, so that much is there.
    let len = range.end.min(stream.len()).saturating_sub(range.start) as usize;
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, len).collect();
    let (mut at, mut plain) = (0, Vec::new());
    if let Some(whole) = Arc::get_mut(&mut bytes) {
        for piece in stream.pieces.iter_from(stream.piece_at(range.start)) {
            let (Some(rest), Some(index)) = (whole.get_mut(at..), piece.frame().map(FrameId::index)) else {
                break;
            };
            let opened = capture.open_record_into(id, flow, direction, index, secrets, &mut plain);
            let Ok(record) = opened else { break };
            let skip = (range.start + at as u64).saturating_sub(piece.start()) as usize;
            let part = record.bytes.get(skip..).unwrap_or(&[]);
            let count = part.len().min(rest.len());
            if let (Some(to), Some(from)) = (rest.get_mut(..count), part.get(..count)) {
                to.copy_from_slice(from);
            }
            at += count;
            if count == 0 || at == len {
                break;
            }
        }
    }
    if at == len { bytes } else { bytes.get(..at).unwrap_or(&[]).into() }
}

/// Bytes of a decrypted stream.
fn gather_opened<'a>(
    capture: &Capture,
    id: ConversationId,
    flow: &Flow,
    direction: usize,
    stream: &crate::store::Direction,
    range: Range<u64>,
    secrets: &Secrets,
) -> Cow<'a, [u8]> {
    let opened = |index: usize| -> Result<Arc<PlainRecord>, NotOpened> {
        capture.opened_record(id, flow, direction, index, secrets)
    };
    crate::store::flow::gather(stream, range, |piece| {
        Some(Cow::Owned(opened(piece.frame()?.index()).ok()?.bytes.to_vec()))
    })
}
