//! What other records of the conversation say about the one being shown: version and suite agreed
//! so far, where handshake messages begin and end (`pieces`). Asks the store; keeps nothing beyond one layer.

mod pieces;

use super::fields;
pub(in crate::proto) use super::message_bounds::MessageAt;
use crate::base::id::FrameId;
use crate::dissect::opened::FlowOf;
use crate::dissect::{Cursor, Dissector, StreamPlace};
use crate::proto::x509;
use crate::store::{Application, Capture, Direction, Flow, Message, SessionState, Settled, Unlocked};
use crate::tls::Side;
use crate::tls::fingerprint::Carrier;
use crate::tls::handshake::{ClientHello, HEADER_LEN, ServerHello, message_header, message_type};
use crate::tls::record::{self, ContentType, Header, Version};
use crate::tls::secrets::Secrets;
use crate::tls::session::Resumption;
use crate::tls::ssl2_hello;
use crate::tls::suite::{KeyExchange, Mode, Suite};
use crate::tls::suite_table::suite;
use crate::tls::walk::{Keys, Stage};
pub(in crate::proto) use pieces::Part;
use std::sync::Arc;

/// Records at the beginning of a direction among which the ServerHello is looked for.
const HELLO_WITHIN_RECORDS: usize = 64;
/// A conversation as seen from the record now read.
pub(in crate::proto) struct Session<'c> {
    capture: &'c Capture,
    flow: Option<FlowOf<'c>>,
    place: Option<StreamPlace>,
    secrets: &'c Secrets,
    /// What the secrets make of the conversation.
    unlocked: Option<Arc<Unlocked>>,
    /// Offset of the layer's first byte in its source, so that a record's place can be told.
    base: Option<u32>,
    /// Index of the record now read among its direction's messages.
    record: Option<usize>,
    /// Number of the handshake that the message now read belongs to.
    handshake: Option<usize>,
    /// As agreed, or as said by the first record that is no ClientHello. Drafts of TLS 1.3 count
    /// as TLS 1.3.
    pub version: Option<Version>,
    pub suite: Option<u16>,
    /// Plaintext of this layer went to another protocol.
    pub handed_over: bool,
    /// Parts of messages in the record now read, and messages put together, not shown yet.
    pub segments: Vec<crate::dissect::Span>,
    pub together: Vec<super::opened::Together>,
    /// Someone wants what stands inside handshake messages.
    pub details: bool,
    /// Someone wants what stands inside certificates.
    pub certificates: bool,
    /// Someone wants the answers of OCSP that come with them.
    pub status: bool,
    /// Over DTLS and QUIC, version and suite are told.
    pub carrier: Carrier,
    /// Over DTLS it is told, too, whether Finished holds what it must.
    pub finished: Option<bool>,
}

/// A run of records that messages may reach over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Clear,
    Sealed(u32, Stage),
}

impl<'c> Session<'c> {
    /// What is known when the layer now running begins.
    pub fn begin(d: &Dissector<'c>) -> Self {
        let capture = d.capture();
        // In opened data it is a session inside another.
        let place = d.place().and_then(|p| match p.decrypted {
            true => Some(StreamPlace { conversation: p.conversation.inside()?, decrypted: false, ..p }),
            false => Some(p),
        });
        let flow = place.and_then(|p| FlowOf::of(capture, p.conversation, d.settings(), d.registry()));
        let place = place.filter(|p| flow.is_some() || p.conversation.depth() == 0);
        let secrets = &*d.settings().secrets;
        let of_tls = flow.as_deref().zip(place).filter(|(flow, _)| flow.tls.is_some());
        let unlocked = of_tls.map(|(flow, place)| capture.unlocked(place.conversation, flow, secrets));
        let mut session = Self {
            capture,
            flow,
            place,
            secrets,
            unlocked,
            base: None,
            record: None,
            handshake: None,
            version: None,
            suite: None,
            handed_over: false,
            segments: Vec::new(),
            together: Vec::new(),
            details: false,
            certificates: x509::is_wanted(d),
            status: x509::is_status_wanted(d),
            carrier: Carrier::Tcp,
            finished: None,
        };
        session.details = session.certificates || fields::are_wanted(d);
        session.look_back();
        if session.version.is_none() && d.settings().two_passes {
            session.look_ahead();
        }
        session
    }

    /// For messages of TLS 1.3 that stand in no record, as in QUIC; `suite` as agreed.
    pub fn without_records(d: &Dissector<'c>, suite: Option<u16>) -> Self {
        Self { carrier: Carrier::Quic, ..Self::over_datagrams(d, Some(Version::TLS13), suite) }
    }

    /// A session over DTLS, for the bodies of messages: `version` is the one of TLS that its own
    /// was made from.
    pub(in crate::proto) fn over_datagrams(
        d: &Dissector<'c>,
        version: Option<Version>,
        suite: Option<u16>,
    ) -> Self {
        let certificates = x509::is_wanted(d);
        Self {
            capture: d.capture(),
            flow: None,
            place: None,
            secrets: &d.settings().secrets,
            unlocked: None,
            base: None,
            record: None,
            handshake: None,
            version,
            suite,
            handed_over: false,
            segments: Vec::new(),
            together: Vec::new(),
            details: certificates || fields::are_wanted(d),
            certificates,
            status: x509::is_status_wanted(d),
            carrier: Carrier::Dtls,
            finished: None,
        }
    }

    /// To be called at each record's first byte.
    pub fn enter_record(&mut self, c: &Cursor<'_>) {
        let base = *self.base.get_or_insert(c.offset());
        let start = self.place.map(|p| p.start + u64::from(c.offset().saturating_sub(base)));
        self.record = start.and_then(|start| self.direction()?.message_starting(start));
        let place = self.place.map_or(0, |p| p.direction);
        let epoch =
            self.record.and_then(|record| self.unlocked.as_ref()?.directions.get(place)?.epoch_of(record));
        if let Some(session) = epoch.map(|e| e.session as usize) {
            self.take_agreed(session);
        }
    }

    /// To be called at each whole handshake message of a sealed record: those of a renegotiation are
    /// of another session than the keys they are under.
    pub fn enter_message(&mut self, at: &MessageAt) {
        self.handshake = None;
        let Some(unlocked) = &self.unlocked else { return };
        let place = self.place.map_or(0, |p| p.direction);
        let Some(side) = unlocked.directions.get(place) else { return };
        let key = (at.first_record as u32, at.offset_in_first);
        let index = side.handshakes.partition_point(|h| (h.first_record, h.offset_in_first) < key);
        let found = side.handshakes.get(index).filter(|h| (h.first_record, h.offset_in_first) == key);
        self.handshake = found.and_then(|_| unlocked.session_of(place, index));
        if self.is_sealed()
            && let Some(session) = self.handshake
        {
            self.take_agreed(session);
        }
    }

    /// Whether the Finished message now read holds what it must, where that is known.
    pub fn finished_is_right(&self) -> Option<bool> {
        let Some(unlocked) = &self.unlocked else { return self.finished };
        let place = self.place?.direction;
        let epoch = unlocked.directions.get(place)?.epoch_of(self.record?)?;
        // Those of authentication after the handshake are not checked.
        if matches!(epoch.stage, Stage::Application(_)) {
            return None;
        }
        let [client, server] = unlocked.sessions.get(self.handshake?)?.finished;
        match unlocked.side(place)? {
            Side::Client => client,
            Side::Server => server,
        }
    }

    /// Takes version and suite of a session, as far as they are known.
    fn take_agreed(&mut self, session: usize) {
        let Some(unlocked) = &self.unlocked else { return };
        let Some(state) = unlocked.sessions.get(session) else { return };
        let hello = state.facts.server_hello();
        let by_keys = match &state.keys {
            Some(Ok(Keys::Tls13(keys))) => Some((Version::TLS13, keys.suite.id)),
            _ => None,
        };
        let agreed = hello.map(|h| (h.negotiated_version(), h.suite)).or(by_keys);
        if let Some((version, suite)) = agreed {
            self.version = valid(version).or(self.version);
            self.suite = Some(suite);
        }
    }

    /// The index of the record now read, where it is known.
    pub fn record(&self) -> Option<usize> {
        self.record
    }

    pub fn place(&self) -> Option<StreamPlace> {
        self.place
    }

    pub fn flow(&self) -> Option<&Flow> {
        self.flow.as_deref()
    }

    /// The frame in which a record of this direction is complete.
    pub fn frame_at(&self, record: usize) -> Option<FrameId> {
        self.message(Some(record)).map(|m| m.frame)
    }

    fn session(&self, index: usize) -> Option<&SessionState> {
        self.unlocked.as_ref()?.sessions.get(index)
    }

    /// The suite of a session of this conversation, by its number.
    pub fn suite_of(&self, session: usize) -> Option<&'static Suite> {
        let state = self.session(session)?;
        match (state.facts.server_hello(), &state.keys) {
            (Some(hello), _) => suite(hello.suite),
            (None, Some(Ok(Keys::Tls13(keys)))) => Some(keys.suite),
            _ => None,
        }
    }

    /// The application protocol that the server chose (RFC 7301).
    pub fn agreed_protocol(&self) -> Option<&[u8]> {
        self.unlocked.as_ref()?.sessions.iter().rev().find_map(SessionState::agreed_protocol)
    }

    /// The stream did not begin with TLS.
    pub fn began_otherwise(&self) -> bool {
        let first = self.direction().and_then(|d| d.messages.iter().find(|m| is_record(m)));
        first.is_some_and(|m| m.start() > 0)
    }

    /// The frame with the last handshake message of that type, from either side, in a session.
    pub fn frame_of(&self, kind: u8, session: usize) -> Option<FrameId> {
        let (flow, unlocked) = (self.flow.as_deref()?, self.unlocked.as_ref()?);
        let sides = unlocked.directions.iter().zip(&flow.directions).enumerate();
        let frames = sides.filter_map(|(direction, (side, stream))| {
            let messages = side.handshakes.get(unlocked.messages_of(direction, session))?;
            let found = messages.iter().rfind(|h| h.kind == kind)?;
            Some(stream.messages.get(found.last_record as usize)?.frame)
        });
        frames.max()
    }

    /// Whether the record now read is sealed, as far as the records before tell.
    pub fn is_sealed(&self) -> bool {
        self.record.is_some_and(|record| self.run_of(record) != Run::Clear)
    }

    /// Messages do not reach from one run of records into another.
    fn run_of(&self, record: usize) -> Run {
        let place = self.place.map_or(0, |p| p.direction);
        let side = self.unlocked.as_ref().and_then(|u| u.directions.get(place));
        match side.and_then(|side| side.epoch_of(record)) {
            Some(epoch) => Run::Sealed(epoch.session, epoch.stage),
            None => Run::Clear,
        }
    }

    pub fn is_tls13(&self) -> bool {
        self.version == Some(Version::TLS13)
    }

    /// The chosen suite, where it is in the registry.
    pub fn known_suite(&self) -> Option<&'static Suite> {
        suite(self.suite?)
    }

    pub fn key_exchange(&self) -> Option<KeyExchange> {
        self.known_suite().map(|s| s.kx)
    }

    /// Records stay readable after ChangeCipherSpec: the suite does not encrypt.
    pub fn encrypts_nothing(&self) -> bool {
        self.known_suite().is_some_and(|s| s.mode == Mode::Null)
    }

    /// Takes the version of a record that says it for sure (RFC 5246 section E.1: a ClientHello's
    /// record does not), unless one is known.
    pub fn note_record(&mut self, content_type: ContentType, first_byte: Option<u8>, version: Version) {
        if self.version.is_none() && is_authoritative(content_type, first_byte) {
            self.version = valid(version);
        }
    }

    /// A ClientHello with early data is TLS 1.3: what follows is encrypted that way.
    pub fn note_client_hello(&mut self, body: &[u8]) {
        /// RFC 8446 section 4.2.10.
        const EARLY_DATA: u16 = 42;
        if self.version.is_none() && ClientHello::parse(body).is_some_and(|h| h.offers(EARLY_DATA)) {
            self.version = Some(Version::TLS13);
        }
    }

    /// Takes what a ServerHello's body agrees to. Whether it asks for another ClientHello.
    pub fn note_server_hello(&mut self, body: &[u8]) -> bool {
        let Some(hello) = ServerHello::parse(body) else { return false };
        self.version = valid(hello.negotiated_version()).or(self.version);
        self.suite = Some(hello.suite);
        hello.is_hello_retry_request()
    }

    fn direction(&self) -> Option<&Direction> {
        self.flow.as_deref()?.directions.get(self.place?.direction)
    }

    fn message(&self, record: Option<usize>) -> Option<&Message> {
        self.direction()?.messages.get(record?)
    }

    /// Finds what was agreed before the layer's first record, in order of frames.
    fn look_back(&mut self) {
        let (Some(flow), Some(place)) = (self.flow.clone(), self.place) else { return };
        let Some(own) = flow.directions.get(place.direction) else { return };
        let first = own.messages.partition_point(|m| m.start() < place.start);
        let now = own.messages.get(first).map(|m| m.frame);
        if let Some(settled) = self.unlocked.as_ref().and_then(|u| u.settled())
            && settled.holds(place.direction, first, now)
        {
            (self.version, self.suite) = (settled.version, settled.suite);
            return;
        }
        let (mut seen, mut all_before) = ([(0, None); 2], true);
        let mut earliest: Option<(FrameId, Version)> = None;
        let (mut hello, mut client_hello) = (None, None);
        for ((place, direction), seen) in flow.directions.iter().enumerate().zip(&mut seen) {
            let sealed = |index| {
                let side = self.unlocked.as_ref().and_then(|u| u.directions.get(place));
                side.is_some_and(|side| side.epoch_of(index).is_some())
            };
            let is_own = std::ptr::eq(direction, own);
            // What stands before TLS (a proxy, STARTTLS) are no records.
            let stage = direction.stages.iter().find(|s| s.application == Application::Tls);
            let begins = stage.map_or(0, |s| direction.messages.partition_point(|m| m.start() < s.start));
            let records = direction.messages.iter_from(begins).take(HELLO_WITHIN_RECORDS);
            for (index, message) in (begins..).zip(records) {
                let before = if is_own { index < first } else { now.is_some_and(|now| message.frame < now) };
                if !before || sealed(index) {
                    all_before &= before;
                    break;
                }
                *seen = (index + 1, Some(message.frame));
                if !is_record(message) {
                    continue;
                }
                let Some((header, head)) = self.head(direction, message) else { continue };
                if is_authoritative(header.content_type, head)
                    && earliest.is_none_or(|(frame, _)| message.frame < frame)
                    && let Some(version) = valid(header.version)
                {
                    earliest = Some((message.frame, version));
                }
                if header.content_type != ContentType::HANDSHAKE {
                    if header.content_type == ContentType::APPLICATION_DATA {
                        break;
                    }
                    continue;
                }
                match head {
                    Some(message_type::SERVER_HELLO) => hello = Some((direction, message)),
                    Some(message_type::CLIENT_HELLO) => client_hello = Some((direction, message)),
                    _ => {}
                }
            }
        }
        let body = |(direction, message)| {
            let content = self.clear_content(direction, message)?;
            let (_, len) = message_header(&content)?;
            let body = content.get(HEADER_LEN..)?;
            Some(body.get(..len).unwrap_or(body).to_vec())
        };
        let (hello, client_hello) = (hello.and_then(body), client_hello.and_then(body));
        if hello.is_none()
            && let Some(client_hello) = client_hello
        {
            self.note_client_hello(&client_hello);
        }
        self.version = self.version.or(earliest.map(|e| e.1));
        if let Some(hello) = hello {
            self.note_server_hello(&hello);
        }
        if all_before && let Some(unlocked) = &self.unlocked {
            unlocked.settle(Settled { version: self.version, suite: self.suite, seen });
        }
    }

    /// Whether the sender is the server of a session that goes on with the keys of an earlier one.
    pub fn is_resumed_by_sender(&self) -> bool {
        let client = self.flow.as_ref().and_then(|flow| flow.tls.as_ref()?.client);
        let is_server = self.place.zip(client).is_some_and(|(place, client)| client != place.direction);
        let mut sessions = self.unlocked.iter().flat_map(|u| u.sessions.iter());
        // Of several sessions on one connection none is told apart here.
        let only = sessions.next().filter(|_| sessions.next().is_none());
        is_server
            && !self.is_tls13()
            && only.is_some_and(|state| state.facts.resumption() == Resumption::Resumed)
    }

    /// Takes the version that is agreed on later.
    fn look_ahead(&mut self) {
        let mut sessions = self.unlocked.iter().flat_map(|u| u.sessions.iter());
        let agreed = sessions.find_map(|s| Some(s.facts.server_hello()?.negotiated_version()));
        self.version = agreed.and_then(valid);
    }

    /// A record's header and the first byte behind it.
    fn head(&self, direction: &Direction, message: &Message) -> Option<(Header, Option<u8>)> {
        let range = message.range();
        let bytes = self.capture.stream_bytes(direction, range.start..range.end.min(range.start + 6));
        Some((Header::parse(&bytes)?, bytes.get(record::HEADER_LEN).copied()))
    }
}

/// Whether a message of the stream is a record, and not a stretch that could not be framed.
fn is_record(message: &Message) -> bool {
    (20..=25).contains(&message.kind().0) || message.kind().0 == ssl2_hello::RECORD_TYPE
}

/// Whether a record's version is the session's: all but ClientHellos, which say an old one so that
/// old servers do not stumble.
pub(in crate::proto) fn is_authoritative(content_type: ContentType, first_byte: Option<u8>) -> bool {
    match content_type {
        ContentType::HANDSHAKE => first_byte
            .is_some_and(|kind| kind != message_type::CLIENT_HELLO && super::handshake::name(kind).is_some()),
        ContentType(kind) => (20..=25).contains(&kind),
    }
}

pub(super) fn valid(version: Version) -> Option<Version> {
    match version {
        v if v.is_tls13() || matches!(v.0, 0xfb17 | 0xfb1a) => Some(Version::TLS13),
        v if (Version::SSL3..=Version::TLS12).contains(&v) || v.0 == 0x0101 => Some(v),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_hellos_record_does_not_say_the_version() {
        assert!(!is_authoritative(ContentType::HANDSHAKE, Some(1)));
        assert!(is_authoritative(ContentType::HANDSHAKE, Some(2)));
        assert!(!is_authoritative(ContentType::HANDSHAKE, Some(99)));
        assert!(is_authoritative(ContentType::APPLICATION_DATA, None));
        assert_eq!(valid(Version(0x7f17)), Some(Version::TLS13));
        assert_eq!(valid(Version(0x4745)), None);
    }
}
