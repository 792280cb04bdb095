//! Reads what a DTLS conversation says in the clear: handshake messages from fragments in any
//! order, where sessions begin, how long connection IDs are. Opens nothing.

use super::listener::Listener;
use crate::base::id::FrameId;
use crate::store::{DtlsFlow, Flow, MediaEnd, Message, TlsFlow, srtp_tag_len};
use crate::tls::Side;
use crate::tls::dtls_handshake::{self, Assembly, FragmentHeader, fragments};
use crate::tls::dtls_record::parse;
use crate::tls::handshake::{Random, message_type};
use crate::tls::record::ContentType;
use crate::tls::session::SessionFacts;
use std::sync::Arc;

/// Sessions kept of a conversation.
const MAX_SESSIONS: usize = 1 << 10;

/// State of the walk over one conversation's records.
#[derive(Default)]
pub struct DtlsIndex {
    client: Option<usize>,
    /// Sessions that are over, as facts; they change no more.
    past: Vec<Arc<SessionFacts>>,
    now: Session,
    dtls: DtlsFlow,
    /// By direction: records so far.
    records: [u32; 2],
    /// Of the record now read.
    frame: FrameId,
    changed: bool,
}

#[derive(Default)]
struct Session {
    /// By direction.
    sides: [Assembly; 2],
    /// ChangeCipherSpec seen, by direction.
    changed_cipher: [bool; 2],
    random: Option<Random>,
    /// A ClientHello was seen, or anything else of the handshake.
    begun: bool,
}

impl Listener for DtlsIndex {
    fn id_len(&self, direction: usize) -> Option<usize> {
        self.dtls.id_len.get(direction).copied().flatten()
    }

    fn message(&mut self, direction: usize, index: usize, message: &Message, bytes: &[u8]) {
        let id_len = self.id_len(direction);
        self.frame = message.frame;
        if let Some(records) = self.records.get_mut(direction) {
            *records = index as u32 + 1;
        }
        let Some(header) = parse(bytes, message.len as usize, id_len) else { return };
        if header.is_unified() || header.epoch != 0 || bytes.len() < header.record_len() {
            return;
        }
        let payload = bytes.get(header.header_len..).unwrap_or_default();
        match header.content_type() {
            Some(ContentType::HANDSHAKE) => {
                for (_, fragment, body) in fragments(payload) {
                    self.fragment(direction, index, &fragment, body);
                }
            }
            Some(ContentType::CHANGE_CIPHER_SPEC) => {
                if let Some(side) = self.now.changed_cipher.get_mut(direction) {
                    self.changed |= !*side;
                    *side = true;
                }
            }
            _ => {}
        }
    }

    fn publish(&mut self, flow: &mut Flow) {
        if !self.changed && flow.dtls.is_some() {
            return;
        }
        self.changed = false;
        let mut sessions = self.past.clone();
        if self.now.begun {
            sessions.push(Arc::new(self.facts()));
        }
        flow.tls = Some(Arc::new(TlsFlow { sessions, client: self.client, ..TlsFlow::default() }));
        flow.dtls = Some(Arc::new(self.dtls.clone()));
    }
}

impl DtlsIndex {
    fn fragment(&mut self, direction: usize, index: usize, header: &FragmentHeader, body: &[u8]) {
        self.learn_client(direction, header.message_type);
        self.begin_another_if_needed(direction, index, header, body);
        if !self.now.begun {
            self.now.begun = true;
            // What came before it may have overtaken it.
            self.dtls.began.push([0; 2]);
        }
        let Some(side) = self.now.sides.get_mut(direction) else { return };
        let completes = side.take(header, body);
        if completes && header.message_type == message_type::CLIENT_HELLO {
            let random = side.message(header.message_seq).and_then(|m| random_of(&m.body));
            self.now.random = self.now.random.or(random);
        }
        self.changed |= completes;
        if completes && matches!(header.message_type, message_type::CLIENT_HELLO | message_type::SERVER_HELLO)
        {
            self.learn_extensions();
        }
    }

    /// A ClientHello with another random, where one was there before, begins another session.
    fn begin_another_if_needed(
        &mut self,
        direction: usize,
        index: usize,
        header: &FragmentHeader,
        body: &[u8],
    ) {
        let another = header.message_type == message_type::CLIENT_HELLO
            && header.fragment_offset == 0
            && random_of(body).zip(self.now.random).is_some_and(|(new, old)| new != old);
        if !another || self.past.len() + 1 >= MAX_SESSIONS {
            return;
        }
        // A late copy of a hello that is over begins nothing.
        let seen = |facts: &Arc<SessionFacts>| facts.client_hello().map(|h| h.random) == random_of(body);
        if self.past.iter().any(seen) {
            return;
        }
        let facts = self.facts();
        self.past.push(Arc::new(facts));
        self.now = Session { begun: true, ..Session::default() };
        let mut began = self.records;
        if let Some(own) = began.get_mut(direction) {
            *own = index as u32;
        }
        self.dtls.began.push(began);
        self.changed = true;
    }
}

impl DtlsIndex {
    fn learn_client(&mut self, direction: usize, kind: u8) {
        if self.client.is_some() {
            return;
        }
        self.client = match kind {
            message_type::CLIENT_HELLO | message_type::CLIENT_KEY_EXCHANGE => Some(direction),
            message_type::SERVER_HELLO
            | message_type::HELLO_VERIFY_REQUEST
            | message_type::SERVER_KEY_EXCHANGE
            | message_type::CERTIFICATE_REQUEST
            | message_type::SERVER_HELLO_DONE => Some(1 - direction.min(1)),
            _ => None,
        };
    }

    /// Each side says what it wants to find in the records that it gets (RFC 9146 section 3); the server chooses how
    /// SRTP goes beside them (RFC 5764 section 4.1).
    fn learn_extensions(&mut self) {
        let Some(client) = self.client else { return };
        let facts = self.facts();
        if let Some(profile) = facts.server_hello().and_then(|h| h.srtp_profile) {
            let end = MediaEnd {
                frame: self.frame,
                method: "DTLS-SRTP",
                conversation: None,
                control: false,
                formats: Vec::new(),
                call_id: None,
                tag_len: Some(srtp_tag_len(profile)),
            };
            self.dtls.srtp = Some(Arc::new(end));
        }
        let to_client = facts.client_hello().and_then(|h| h.connection_id.as_deref());
        let to_server = facts.server_hello().and_then(|h| h.connection_id.as_deref());
        if let Some((to_client, to_server)) = to_client.zip(to_server) {
            let len = |direction| if direction == client { to_server.len() } else { to_client.len() };
            self.dtls.id_len = [Some(len(0)), Some(len(1))];
        }
    }

    /// The facts of the session now going on, from what is whole of its messages.
    fn facts(&self) -> SessionFacts {
        let mut facts = SessionFacts::new();
        let Some(client) = self.client else { return facts };
        for (direction, side) in self.now.sides.iter().enumerate() {
            let sender = if direction == client { Side::Client } else { Side::Server };
            let messages: Vec<(bool, dtls_handshake::Message)> = side.whole().collect();
            let is_hello = |m: &dtls_handshake::Message| match sender {
                Side::Client => m.header.message_type == message_type::CLIENT_HELLO,
                Side::Server => m.header.message_type == message_type::SERVER_HELLO,
            };
            // The first ClientHello, and the request for the cookie of the second, count in no hash
            // (RFC 6347 section 4.2.1); so what is missing before the hello is not missed.
            let hello = messages.iter().rposition(|(_, m)| is_hello(m));
            for (at, (gap, message)) in messages.iter().enumerate() {
                if *gap && hello.is_none_or(|hello| at > hello) {
                    facts.missed(sender);
                }
                let counts = hello.is_none_or(|hello| at >= hello);
                let hashed = if counts { message.as_dtls() } else { Vec::new() };
                facts.message_hashed_as(sender, &message.as_tls(), &hashed);
            }
            if self.now.changed_cipher.get(direction).is_some_and(|changed| *changed) {
                facts.change_cipher_spec(sender);
            }
        }
        facts
    }
}

/// The random of a ClientHello's body.
fn random_of(client_hello: &[u8]) -> Option<Random> {
    client_hello.get(2..)?.first_chunk().copied()
}
