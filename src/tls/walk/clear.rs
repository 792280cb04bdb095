//! The walk over records in the clear: handshake messages, and where the first sealed record stands,
//! even where the ChangeCipherSpec before it is lost.

use std::sync::Arc;

use super::{Epoch, KeySource, MAX_HANDSHAKES, Protection, Records, Shape, Stage, Step, Walker};
use crate::tls::Side;
use crate::tls::handshake::{HEADER_LEN, extension_type, message_header, message_type};
use crate::tls::messages::HandshakeAt;
use crate::tls::reader::Reader;
use crate::tls::record::{ContentType, Version};
use crate::tls::secrets::SessionName;
use crate::tls::ssl2_hello;

const ENCRYPTED_EXTENSIONS: u8 = 8;
/// Bytes of an alert in the clear.
const ALERT_LEN: usize = 2;
/// Names kept of a session under which it may be resumed.
const MAX_NAMES: usize = 16;

/// What the hellos of a handshake say of its version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// No ServerHello, and the ClientHello leaves it open or is not there either.
    Unknown,
    Tls12,
    Tls13,
}

impl<R: Records, K: KeySource> Walker<'_, R, K> {
    pub(super) fn clear(&mut self, direction: usize, index: usize, shape: Shape, forced: bool) -> Step {
        match shape.content_type {
            ContentType::HANDSHAKE => {
                let records = self.records;
                let Some((_, content)) = records.read(direction, index) else {
                    self.gap(direction, index);
                    return Step::Moved;
                };
                if self.lane(direction).gap && !begins_message(&content) {
                    return self.change_was_lost(direction, index, shape, forced);
                }
                self.lane(direction).gap = false;
                self.handshake(direction, index, &content);
                Step::Moved
            }
            ContentType(ssl2_hello::RECORD_TYPE) => {
                let record = self.records.read(direction, index);
                if let Some(message) = record.and_then(|(_, bytes)| ssl2_hello::as_client_hello(&bytes)) {
                    self.handshake(direction, index, &message);
                    // Finished covers the hello as it was sent, which is not kept.
                    let handshake = self.lane(direction).handshake;
                    if let Some(session) = self.session(handshake) {
                        session.transcript.lost(Side::Client);
                    }
                }
                Step::Moved
            }
            ContentType::CHANGE_CIPHER_SPEC => self.change_cipher(direction, index, shape, forced),
            ContentType::APPLICATION_DATA => self.data_in_clear(direction, index, shape, forced),
            ContentType::ALERT if self.lane(direction).gap => {
                let alert = self.records.read(direction, index);
                match alert.is_some_and(|(_, content)| content.len() > ALERT_LEN) {
                    true => self.change_was_lost(direction, index, shape, forced),
                    false => Step::Moved,
                }
            }
            _ => Step::Moved,
        }
    }

    /// Takes the content of a handshake record, as it came or opened.
    pub(super) fn handshake(&mut self, direction: usize, index: usize, content: &[u8]) {
        for (at, message) in self.lane(direction).messages.take(index, content) {
            self.message(direction, at, &message);
        }
    }

    fn message(&mut self, direction: usize, at: HandshakeAt, message: &[u8]) {
        let found = self.found(direction);
        if found.handshakes.len() < MAX_HANDSHAKES {
            found.handshakes.push(at);
        }
        let number = found.handshakes.len().saturating_sub(1);
        if self.walk.client.is_none() {
            self.walk.client = match at.kind {
                message_type::CLIENT_HELLO | message_type::CLIENT_KEY_EXCHANGE => Some(direction),
                message_type::SERVER_HELLO
                | message_type::CERTIFICATE_REQUEST
                | message_type::SERVER_HELLO_DONE => Some(1 - direction.min(1)),
                _ => None,
            };
        }
        let Some(side) = self.walk.side(direction) else { return };
        if matches!(self.lane(direction).protection, Protection::Tls13(_)) {
            self.noted13(direction, at.kind, message);
        }
        let lane = self.lane(direction);
        let is_hello = matches!(
            (side, at.kind),
            (Side::Client, message_type::CLIENT_HELLO) | (Side::Server, message_type::SERVER_HELLO)
        );
        if is_hello && lane.changed {
            lane.handshake += 1;
            lane.changed = false;
        }
        let handshake = lane.handshake;
        let Some(session) = self.session(handshake) else {
            self.found(direction).given_up = true;
            return;
        };
        session.messages += 1;
        if let Some(begins) = session.begins.get_mut(direction) {
            begins.get_or_insert(number);
        }
        if at.kind == ENCRYPTED_EXTENSIONS && side == Side::Server {
            session.sealed_alpn = sealed_alpn(message).or(session.sealed_alpn.take());
        }
        session.transcript.add(side, at.kind, message);
        if at.kind == message_type::FINISHED && side == Side::Server {
            session.derive_application_secrets();
        }
        // What TLS 1.3 seals has other forms.
        let sealed13 = session.era() == Era::Tls13 && !is_hello;
        if at.kind == message_type::FINISHED || sealed13 {
            return;
        }
        let facts = Arc::make_mut(&mut session.facts);
        facts.message(side, message);
        let name = match at.kind {
            message_type::SERVER_HELLO => facts.server_hello().and_then(|h| SessionName::id(&h.session_id)),
            message_type::NEW_SESSION_TICKET => facts.new_session_ticket().and_then(SessionName::ticket),
            _ => None,
        };
        session.names.extend(name.filter(|_| session.names.len() < MAX_NAMES));
        if is_hello && side == Side::Server && session.begins_tls13() {
            let index = at.last_record as usize;
            self.enter13(direction, index + 1, Stage::Handshake);
        }
    }

    pub(super) fn era(&mut self, handshake: usize) -> Era {
        self.walk.sessions.get(handshake).map_or(Era::Unknown, |s| s.era())
    }

    fn change_cipher(&mut self, direction: usize, index: usize, shape: Shape, forced: bool) -> Step {
        let lane = self.lane(direction);
        let handshake = lane.handshake + usize::from(lane.changed);
        let decoy = match self.era(handshake) {
            Era::Tls12 => false,
            Era::Tls13 => true,
            Era::Unknown if !forced => return Step::Blocked,
            // Only in TLS 1.3 is what follows no handshake.
            Era::Unknown => {
                let next = self.records.shape(direction, index + 1).map(|s| s.content_type);
                self.may_be_tls13(handshake) && next == Some(ContentType::APPLICATION_DATA)
            }
        };
        if !decoy {
            self.begin12(direction, index + 1, shape.start + CHANGE_CIPHER_SPEC_LEN, handshake);
        }
        Step::Moved
    }

    /// What follows is under the keys of that handshake (TLS 1.2 and older).
    pub(super) fn begin12(&mut self, direction: usize, first: usize, origin: u64, handshake: usize) {
        let side = self.walk.side(direction);
        let lane = self.lane(direction);
        lane.handshake = handshake;
        lane.changed = true;
        lane.sequence = 0;
        lane.messages.lost();
        lane.protection = Protection::Tls12;
        let after_gap = std::mem::take(&mut lane.gap);
        let Some(session) = self.session(handshake) else {
            self.found(direction).given_up = true;
            return;
        };
        if let Some(side) = side {
            Arc::make_mut(&mut session.facts).change_cipher_spec(side);
        }
        let epoch = Epoch {
            first_record: first as u32,
            sequence: 0,
            after_gap,
            session: handshake as u32,
            stage: Stage::Session,
            origin,
            opener: None,
        };
        self.begin_epoch(direction, epoch);
    }

    /// The record at `index` is sealed though no ChangeCipherSpec was seen.
    fn change_was_lost(&mut self, direction: usize, index: usize, shape: Shape, forced: bool) -> Step {
        let lane = self.lane(direction);
        let handshake = lane.handshake + usize::from(lane.changed);
        if self.era(handshake) == Era::Unknown && !forced {
            return Step::Blocked;
        }
        self.lane(direction).gap = true;
        self.begin12(direction, index, shape.start, handshake);
        self.lane(direction).gap = true;
        self.sealed12(direction, index, shape, forced)
    }

    /// Application data where nothing was sealed so far: TLS 1.3, or something is lost.
    fn data_in_clear(&mut self, direction: usize, index: usize, shape: Shape, forced: bool) -> Step {
        let handshake = self.lane(direction).handshake;
        let is13 = match self.era(handshake) {
            Era::Tls13 => true,
            Era::Tls12 => false,
            Era::Unknown if !forced => return Step::Blocked,
            Era::Unknown => self.may_be_tls13(handshake),
        };
        if !is13 {
            return self.change_was_lost(direction, index, shape, true);
        }
        let early = self.walk.side(direction) == Some(Side::Client)
            && self.session(handshake).is_some_and(|s| {
                s.facts.client_hello().is_some_and(|hello| hello.offers(extension_type::EARLY_DATA))
            });
        self.enter13(direction, index, if early { Stage::Early } else { Stage::Handshake });
        self.sealed13(direction, index, shape, forced)
    }

    /// Whether a handshake whose ServerHello is missing may be TLS 1.3.
    fn may_be_tls13(&mut self, handshake: usize) -> bool {
        let hello = self.walk.sessions.get(handshake).and_then(|s| s.facts.client_hello());
        hello.is_none_or(|hello| hello.supported_versions.contains(&Version::TLS13.0))
    }
}

/// The protocol that a server chose in EncryptedExtensions (RFC 8446 section 4.3.1); `None` for
/// other messages.
pub fn sealed_alpn(message: &[u8]) -> Option<Box<[u8]>> {
    if message.first() != Some(&ENCRYPTED_EXTENSIONS) {
        return None;
    }
    let mut extensions = Reader(Reader(message.get(HEADER_LEN..)?).vec16()?);
    loop {
        let (kind, data) = (extensions.u16()?, extensions.vec16()?);
        if kind == extension_type::ALPN {
            return Some(Reader(Reader(data).vec16()?).vec8()?.into());
        }
    }
}

/// Length of a ChangeCipherSpec's record, header included.
const CHANGE_CIPHER_SPEC_LEN: u64 = 6;

/// Whether a handshake message begins so in the clear. Ciphertext hardly ever does.
fn begins_message(content: &[u8]) -> bool {
    let Some((kind, len)) = message_header(content) else { return false };
    match kind {
        message_type::HELLO_REQUEST | message_type::SERVER_HELLO_DONE => {
            len == 0 && (content.len() == HEADER_LEN)
        }
        message_type::CLIENT_HELLO
        | message_type::SERVER_HELLO
        | message_type::NEW_SESSION_TICKET
        | message_type::CERTIFICATE
        | message_type::SERVER_KEY_EXCHANGE
        | message_type::CERTIFICATE_REQUEST
        | message_type::CERTIFICATE_VERIFY
        | message_type::CLIENT_KEY_EXCHANGE
        | message_type::CERTIFICATE_STATUS => len < 1 << 17,
        _ => false,
    }
}

impl super::SessionState {
    pub(super) fn era(&self) -> Era {
        match self.facts.server_hello() {
            None => Era::Unknown,
            Some(hello) if hello.negotiated_version().is_tls13() => Era::Tls13,
            Some(_) => Era::Tls12,
        }
    }

    /// After the ServerHello now known everything is sealed.
    fn begins_tls13(&self) -> bool {
        self.facts
            .server_hello()
            .is_some_and(|h| h.negotiated_version().is_tls13() && !h.is_hello_retry_request())
    }
}
