//! What other datagrams of the conversation say about the record being shown. Asks the store; keeps
//! nothing beyond one layer.

use crate::base::id::FrameId;
use crate::dissect::{Cursor, Dissector, StreamPlace};
use crate::proto::tls;
use crate::store::{Capture, Direction, Flow, Message, NotOpened, PlainRecord};
use crate::tls::dtls_handshake::{Assembly, FragmentHeader, fragments};
use crate::tls::dtls_record::{self, parse};
use crate::tls::handshake::{ServerHello, message_type};
use crate::tls::record::{ContentType, Version};
use crate::tls::secrets::Secrets;
use crate::tls::session::SessionFacts;
use crate::tls::suite::Suite;
use crate::tls::suite_table::suite;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Records of each direction among which version and suite are looked for.
const HELLO_WITHIN_RECORDS: usize = 64;
/// Records of a direction, before the one shown, among which fragments of its message are looked for.
const FRAGMENTS_WITHIN_RECORDS: usize = 256;
/// Fragments that are looked at to put the messages of one datagram together.
const MAX_FRAGMENTS: usize = 512;

/// A conversation as seen from the record now read.
pub(super) struct Session<'c> {
    capture: &'c Capture,
    flow: Option<&'c Flow>,
    pub place: Option<StreamPlace>,
    secrets: &'c Secrets,
    /// Offset of the layer's first byte in its source.
    base: Option<u32>,
    /// Index of the record now read among its direction's messages.
    pub record: Option<usize>,
    /// As agreed before, or as said by the first record that is no ClientHello.
    pub version: Option<Version>,
    pub suite: Option<u16>,
    /// Someone wants what stands inside records.
    pub scans: bool,
    /// The fragments before the one now read, once one was.
    gathering: Option<Gathering>,
}

/// Fragments of messages that are not whole.
struct Gathering {
    /// The session they belong to.
    session: usize,
    /// The first record that was not looked at.
    next: usize,
    fragments: usize,
    messages: BTreeMap<Key, (Assembly, Vec<Part>)>,
}

/// What the fragments of one message have in common.
type Key = (u16, u8, usize);

fn key_of(header: &FragmentHeader) -> Key {
    (header.message_seq, header.message_type, header.len)
}

impl Gathering {
    /// Takes a fragment; whether its message is whole with it.
    fn take(&mut self, header: &FragmentHeader, bytes: &[u8], frame: FrameId) -> bool {
        if self.fragments >= MAX_FRAGMENTS {
            return false;
        }
        self.fragments += 1;
        let (assembly, parts) = self.messages.entry(key_of(header)).or_default();
        let is_whole = assembly.take(header, bytes);
        parts.push(Part { frame, from: header.fragment_offset, bytes: bytes.to_vec() });
        is_whole
    }
}

/// A fragment of a message that is whole with the record now read.
pub(super) struct Part {
    pub frame: FrameId,
    pub from: usize,
    pub bytes: Vec<u8>,
}

impl<'c> Session<'c> {
    pub fn begin(d: &Dissector<'c>) -> Self {
        let place = d.place().filter(|p| !p.decrypted);
        let capture = d.capture();
        let flow = place.and_then(|p| capture.conversation(p.conversation)?.flow.as_deref());
        let mut session = Self {
            capture,
            flow: flow.filter(|f| f.dtls.is_some()),
            place,
            secrets: &d.settings().secrets,
            base: None,
            record: None,
            version: None,
            suite: None,
            scans: !d.tree.keeps_labels(),
            gathering: None,
        };
        session.look_back();
        // Where rows may tell of later frames, the first hellos already have the version that is agreed on.
        if d.settings().two_passes
            && let Some(facts) = session.facts(0)
            && let Some(hello) = facts.server_hello()
        {
            session.version = Some(hello.negotiated_version()).filter(|v| v.is_dtls()).or(session.version);
        }
        session
    }

    /// To be called at each record's first byte.
    pub fn enter_record(&mut self, c: &Cursor<'_>) {
        let base = *self.base.get_or_insert(c.offset());
        let start = self.place.map(|p| p.start + u64::from(c.offset().saturating_sub(base)));
        self.record = start.and_then(|start| self.direction()?.message_starting(start));
    }

    pub fn set_protocol(&self, d: &mut Dissector<'_>) {
        if !d.quoted {
            d.columns.protocol = self.line().into();
        }
    }

    /// The version as lines begin with it.
    pub fn line(&self) -> &'static str {
        self.version.map_or("DTLS", |v| tls::names::short_version(Some(v.0)))
    }

    /// Takes the version of a record that says it for sure, unless one is known.
    pub fn note_record(&mut self, content_type: ContentType, first_byte: Option<u8>, version: Version) {
        let sure = tls::session::is_authoritative(content_type, first_byte);
        if self.version.is_none() && sure && version.is_dtls() {
            self.version = Some(version);
        }
    }

    pub fn note_server_hello(&mut self, body: &[u8]) -> bool {
        let Some(hello) = ServerHello::parse(body) else { return false };
        self.version = Some(hello.negotiated_version()).filter(|v| v.is_dtls()).or(self.version);
        self.suite = Some(hello.suite);
        hello.is_hello_retry_request()
    }

    pub fn is_13(&self) -> bool {
        self.version == Some(Version::DTLS13)
    }

    /// Bytes of the connection IDs in what the layer's sender sends.
    pub fn id_len(&self) -> Option<usize> {
        self.flow?.dtls.as_ref()?.id_len.get(self.place?.direction).copied().flatten()
    }

    /// The record now read, opened.
    pub fn open(&self) -> Result<Arc<PlainRecord>, NotOpened> {
        let index = self.record.ok_or(NotOpened::InTheClear)?;
        self.open_at(index)
    }

    fn open_at(&self, index: usize) -> Result<Arc<PlainRecord>, NotOpened> {
        let (Some(place), Some(flow)) = (self.place, self.flow) else { return Err(NotOpened::InTheClear) };
        let (id, direction) = (place.conversation, place.direction);
        // A scan over all frames must not fight for the memory of what people look at.
        match self.scans {
            true => self.capture.open_record(id, flow, direction, index, self.secrets).map(Arc::new),
            false => self.capture.opened_record(id, flow, direction, index, self.secrets),
        }
    }

    /// Whether the Finished message in the record now read holds what it must, where that is known.
    pub fn finished_is_right(&self) -> Option<bool> {
        let (place, flow) = (self.place?, self.flow?);
        let session = self.open().ok()?.session;
        let [client, server] = self.capture.dtls_finished(place.conversation, flow, session, self.secrets);
        if flow.tls.as_ref()?.client? == place.direction { client } else { server }
    }

    fn facts(&self, session: usize) -> Option<&'c SessionFacts> {
        self.flow?.tls.as_ref()?.sessions.get(session).map(Arc::as_ref)
    }

    /// The suite of a session of this conversation, by its number.
    pub fn suite_of(&self, session: usize) -> Option<&'static Suite> {
        suite(self.facts(session)?.server_hello()?.suite)
    }

    /// The application protocol that the server chose in the clear (RFC 7301).
    pub fn agreed_protocol(&self) -> Option<&'c [u8]> {
        let sessions = &self.flow?.tls.as_ref()?.sessions;
        sessions.iter().rev().find_map(|s| s.server_hello()?.alpn.as_deref())
    }

    /// Ports of both ends.
    pub fn ports(&self) -> Option<[u16; 2]> {
        Some(self.capture.conversation(self.place?.conversation)?.ends.map(|e| e.port))
    }

    /// The parts of the message that `last`, a fragment in the record now read, makes whole, in
    /// order of their bytes. `None`: it does not, or the message was whole before.
    pub fn parts(&mut self, last: &FragmentHeader, bytes: &[u8], frame: FrameId) -> Option<Vec<Part>> {
        let (direction, record) = (self.direction()?, self.record?);
        let side = self.place?.direction;
        let dtls = self.flow?.dtls.as_ref()?;
        let session = dtls.session_of(side, record);
        // Once for the records of a datagram, however many fragments stand in them.
        let mut gathering = self.gathering.take().filter(|g| g.session == session).unwrap_or_else(|| {
            let next = record.saturating_sub(FRAGMENTS_WITHIN_RECORDS);
            Gathering { session, next, fragments: 0, messages: BTreeMap::new() }
        });
        let before = direction.messages.iter_from(gathering.next).take(record.saturating_sub(gathering.next));
        for (index, message) in (gathering.next..).zip(before) {
            if dtls.session_of(side, index) != session {
                continue;
            }
            let Some(content) = self.content(direction, index, message) else { continue };
            for (_, header, body) in fragments(&content).filter(|(_, header, _)| !header.is_whole()) {
                gathering.take(&header, body, message.frame);
            }
        }
        gathering.next = record + 1;
        let is_whole_now = gathering.take(last, bytes, frame);
        let parts = is_whole_now.then(|| gathering.messages.remove(&key_of(last))).flatten();
        self.gathering = Some(gathering);
        let (_, mut parts) = parts?;
        parts.sort_by_key(|p| p.from);
        let mut known = 0;
        parts.retain(|p| {
            let end = p.from + p.bytes.len();
            let new = end > known;
            known = known.max(end);
            new
        });
        Some(parts)
    }

    fn direction(&self) -> Option<&'c Direction> {
        self.flow?.directions.get(self.place?.direction)
    }

    /// What a record carries if that is handshake, opened where it is sealed.
    fn content(&self, direction: &'c Direction, index: usize, message: &Message) -> Option<Vec<u8>> {
        let bytes = self.capture.stream_bytes(direction, message.range());
        let header = parse(&bytes, message.len as usize, self.id_len())?;
        if header.epoch == 0 && !header.is_unified() {
            let is_handshake = header.content_type() == Some(ContentType::HANDSHAKE);
            return bytes.get(header.header_len..).filter(|_| is_handshake).map(<[u8]>::to_vec);
        }
        if !matches!(header.content_type(), None | Some(ContentType::HANDSHAKE | ContentType::TLS12_CID)) {
            return None;
        }
        let opened = self.open_at(index).ok()?;
        let is_handshake = opened.opened.content_type == ContentType::HANDSHAKE;
        is_handshake.then(|| opened.bytes.to_vec())
    }

    /// Finds what was agreed before the layer's first record, in order of frames.
    fn look_back(&mut self) {
        let (Some(flow), Some(place)) = (self.flow, self.place) else { return };
        let Some(own) = flow.directions.get(place.direction) else { return };
        let first = own.messages.partition_point(|m| m.start() < place.start);
        let Some(now) = own.messages.get(first).map(|m| m.frame) else { return };
        let mut earliest: Option<(FrameId, Version)> = None;
        let mut hello: Option<(FrameId, Vec<u8>)> = None;
        for (side, direction) in flow.directions.iter().enumerate() {
            // The newest hello before the record counts, so the search begins where its session did.
            let records = direction.messages.partition_point(|m| m.frame < now);
            let end = if side == place.direction { first } else { records };
            let began = flow.dtls.as_ref().and_then(|dtls| {
                let session = dtls.session_of(side, end.saturating_sub(1));
                dtls.began.get(session)?.get(side).copied()
            });
            let from = began.unwrap_or(0) as usize;
            let until = end.min(from.saturating_add(HELLO_WITHIN_RECORDS));
            for message in direction.messages.iter_from(from).take(until.saturating_sub(from)) {
                let bytes = self.capture.stream_bytes(direction, message.range());
                let Some(header) = parse(&bytes, message.len as usize, None) else { continue };
                let body = bytes.get(header.header_len..).unwrap_or_default();
                let Some(content_type) = header.content_type() else { continue };
                if tls::session::is_authoritative(content_type, body.first().copied())
                    && header.version.is_dtls()
                    && earliest.is_none_or(|(frame, _)| message.frame < frame)
                {
                    earliest = Some((message.frame, header.version));
                }
                let is_hello = content_type == ContentType::HANDSHAKE
                    && header.epoch == 0
                    && body.first() == Some(&message_type::SERVER_HELLO);
                if is_hello && let Some((_, fragment, body)) = fragments(body).next() {
                    // A part of it is enough for version and suite, if it is the first.
                    if fragment.fragment_offset == 0 && hello.as_ref().is_none_or(|h| h.0 <= message.frame) {
                        hello = Some((message.frame, body.to_vec()));
                    }
                }
            }
        }
        self.version = earliest.map(|e| e.1);
        if let Some((_, hello)) = hello {
            self.note_server_hello(&hello);
        }
    }
}

/// Reads the header of the record that `c` begins with.
pub(super) fn header<'a>(session: &Session<'_>, c: &Cursor<'a>) -> Option<dtls_record::Header<'a>> {
    parse(c.peek(), c.left() as usize, session.id_len())
}
