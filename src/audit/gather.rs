//! Gathers hellos and handshakes from the store, as far as they stand in the clear. What they mean
//! is decided in `hello_rules.rs` and `handshake_rules.rs`.

use super::HelloFacts;
use crate::base::id::{ConversationId, FrameId};
use crate::base::time::NANOS;
use crate::store::{Capture, Conversation, Direction, Endpoint, Flow, TlsFlow, Transport};
use crate::tls::certificate_facts::CertificateFacts;
use crate::tls::certificate_use::CertificateUse;
use crate::tls::fingerprint::Carrier;
use crate::tls::handshake::{self, ClientHello, ServerHello, message_type};
use crate::tls::record::{ContentType, Version};
use crate::tls::ssl2_hello;
use std::collections::HashMap;

/// Certificates of a chain that are read.
const MAX_CHAIN: usize = 16;
/// Records of a direction that are looked at for how they were split.
const MAX_RECORDS: usize = 4096;
/// A record with no more than this many bytes on the wire may hold the single byte that is sent
/// ahead in TLS 1.0: its header, the MAC and padding to two blocks.
const SPLIT_LEN: u64 = 5 + 48;

/// A ClientHello and where it stands.
#[derive(Clone, Debug)]
pub struct HelloSeen {
    pub frame: FrameId,
    pub conversation: ConversationId,
    pub client: Endpoint,
    pub server: Endpoint,
    pub facts: HelloFacts,
    /// What the server answered, where that was seen.
    pub answer: Option<ServerHello>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, Default)]
pub struct Certificate {
    pub facts: CertificateFacts,
    pub usage: CertificateUse,
}

impl Certificate {
    /// Reads a certificate in DER. `None`: it ends before its public key does.
    pub fn parse(der: &[u8]) -> Option<Self> {
        let (facts, usage) = CertificateFacts::parse(der).zip(CertificateUse::parse(der))?;
        Some(Self { facts, usage })
    }
}

/// A handshake, as far as it stands in the clear.
#[derive(Clone, Debug)]
pub struct SessionSeen {
    pub conversation: ConversationId,
    pub first: FrameId,
    pub client: Endpoint,
    pub server: Endpoint,
    pub carrier: Carrier,
    /// Where the ClientHello stands, and what it says.
    pub hello: Option<HelloSeen>,
    pub server_hello: Option<ServerHello>,
    /// `YYYY-MM-DD` of the first frame, UTC.
    pub captured_on: Option<String>,
    /// The server's, its own first; empty in TLS 1.3 and where a session was resumed.
    pub chain: Vec<Certificate>,
    /// The prime of the server's Diffie-Hellman group, without leading zeros.
    pub dh_prime: Option<Vec<u8>>,
    pub ticket_lifetime_s: Option<u32>,
    pub hello_retry: bool,
    /// The client sent a certificate in the clear.
    pub client_certificate: bool,
    pub stapled: bool,
    /// Handshakes after the first.
    pub renegotiations: usize,
    pub ssl2_hello: bool,
    /// Sides that closed the connection without an alert before, by name.
    pub cut_off: Vec<&'static str>,
    /// The client's sealed records were split, each after its first byte; none: it sent too few.
    pub splits_records: Option<bool>,
    /// From the ClientHello to the last message of the handshake, in nanoseconds.
    pub handshake_ns: Option<i64>,
    pub round_trips: u32,
    pub handshake_bytes: u64,
}

/// All ClientHellos of a capture, in order of frames.
pub fn hellos(capture: &Capture) -> Vec<HelloSeen> {
    let mut list: Vec<HelloSeen> = Vec::new();
    for (index, conversation) in capture.conversations.iter().enumerate() {
        let id = ConversationId::from_index(index);
        let Some(flow) = conversation.flow.as_deref() else { continue };
        if let Some(tls) = flow.tls.as_deref() {
            list.extend(of_flow(capture, id, conversation, flow, tls));
        }
    }
    list.extend(of_quic(capture));
    list.sort_by_key(|h| h.frame);
    mark_repeated(&mut list);
    list
}

/// The handshakes of a capture, in order of their first frames.
pub fn sessions(capture: &Capture) -> Vec<SessionSeen> {
    let hellos = hellos(capture);
    // The first one of each counts, so it is put in last.
    let of = |quic: bool| hellos.iter().rev().filter(move |h| (h.facts.carrier == Carrier::Quic) == quic);
    let by_conversation: HashMap<ConversationId, &HelloSeen> =
        of(false).map(|h| (h.conversation, h)).collect();
    let by_frame: HashMap<(ConversationId, FrameId), &HelloSeen> =
        of(true).map(|h| ((h.conversation, h.frame), h)).collect();
    let mut list: Vec<SessionSeen> = Vec::new();
    for (index, conversation) in capture.conversations.iter().enumerate() {
        let id = ConversationId::from_index(index);
        let Some(flow) = conversation.flow.as_deref() else { continue };
        if let Some(tls) = flow.tls.as_deref() {
            let mine = by_conversation.get(&id).map(|hello| (*hello).clone());
            list.push(session(capture, id, conversation, flow, tls, mine));
        }
    }
    for connection in capture.quic.connections.iter() {
        let hello = by_frame.get(&(connection.conversation, connection.first)).map(|hello| (*hello).clone());
        let mut s =
            SessionSeen::empty(connection.conversation, connection.first, connection.ends, Carrier::Quic);
        s.captured_on = day(capture, connection.first);
        s.server_hello = connection.facts.server_hello().cloned();
        s.hello = hello;
        list.push(s);
    }
    list.sort_by_key(|s| s.first);
    list
}

fn client_direction(tls: &TlsFlow) -> usize {
    tls.client.unwrap_or(0).min(1)
}

fn seconds(capture: &Capture, frame: FrameId) -> Option<i64> {
    capture.frame(frame).map(|m| m.time.0.div_euclid(NANOS))
}

fn day(capture: &Capture, frame: FrameId) -> Option<String> {
    let time = capture.frame(frame)?.time;
    let civil = time.civil(crate::base::time::Zone::Utc)?;
    Some(civil.strftime("%Y-%m-%d").to_string())
}

fn of_flow(
    capture: &Capture,
    id: ConversationId,
    conversation: &Conversation,
    flow: &Flow,
    tls: &TlsFlow,
) -> Vec<HelloSeen> {
    let client = client_direction(tls);
    let mut ends = conversation.ends;
    if client == 1 {
        ends.swap(0, 1);
    }
    let carrier = if conversation.transport == Transport::Udp { Carrier::Dtls } else { Carrier::Tcp };
    let seen = |frame, hello: ClientHello, answer: Option<ServerHello>| HelloSeen {
        frame,
        conversation: id,
        client: ends[0],
        server: ends[1],
        facts: HelloFacts { carrier, captured_at_s: seconds(capture, frame), ..HelloFacts::new(hello) },
        answer,
    };
    let mut out = Vec::new();
    if let (Some(d), Some(stands)) = (flow.directions.get(client), tls.directions.get(client)) {
        for at in stands.handshakes.iter().filter(|at| at.kind == message_type::CLIENT_HELLO) {
            let bytes = capture.handshake_bytes(d, at);
            let body = bytes.get(handshake::HEADER_LEN..).unwrap_or_default();
            let frame = d.messages.get(at.last_record as usize).map(|m| m.frame);
            if let Some((frame, hello)) = frame.zip(ClientHello::parse(body)) {
                let facts =
                    tls.sessions.iter().find(|s| s.client_hello().is_some_and(|h| h.random == hello.random));
                let answer = facts.and_then(|s| s.server_hello().cloned());
                let mut one = seen(frame, hello, answer);
                one.facts.len_bytes = Some(bytes.len());
                one.facts.record_version = record_version(capture, d, at.first_record as usize);
                out.push(one);
            }
        }
    }
    if out.is_empty() {
        let known =
            tls.sessions.iter().filter_map(|s| Some((s.client_hello()?.clone(), s.server_hello().cloned())));
        out.extend(known.map(|(hello, answer)| seen(conversation.first, hello, answer)));
    }
    out
}

fn record_version(capture: &Capture, d: &Direction, record: usize) -> Option<Version> {
    let message = d.messages.get(record)?;
    match *capture.stream_bytes(d, message.start()..message.end()) {
        [_, high, low, ..] => Some(Version(u16::from_be_bytes([high, low]))),
        _ => None,
    }
}

fn of_quic(capture: &Capture) -> Vec<HelloSeen> {
    let one = |c: &std::sync::Arc<crate::store::quic::QuicConnection>| {
        let hello = c.facts.client_hello()?.clone();
        Some(HelloSeen {
            frame: c.first,
            conversation: c.conversation,
            client: c.ends[0],
            server: c.ends[1],
            facts: HelloFacts {
                carrier: Carrier::Quic,
                captured_at_s: seconds(capture, c.first),
                ..HelloFacts::new(hello)
            },
            answer: c.facts.server_hello().cloned(),
        })
    };
    capture.quic.connections.iter().filter_map(one).collect()
}

/// A hello after a HelloRetryRequest, and one that comes twice on a connection, repeats its random
/// with good reason.
fn mark_repeated(list: &mut [HelloSeen]) {
    let mut first: HashMap<handshake::Random, ConversationId> = HashMap::new();
    for seen in list.iter_mut() {
        let conversation = *first.entry(seen.facts.hello.random).or_insert(seen.conversation);
        seen.facts.random_repeats = conversation != seen.conversation;
    }
}

impl SessionSeen {
    /// A session of which nothing has been seen yet.
    pub fn empty(
        conversation: ConversationId,
        first: FrameId,
        ends: [Endpoint; 2],
        carrier: Carrier,
    ) -> Self {
        let [client, server] = ends;
        Self {
            conversation,
            first,
            client,
            server,
            carrier,
            hello: None,
            server_hello: None,
            captured_on: None,
            chain: Vec::new(),
            dh_prime: None,
            ticket_lifetime_s: None,
            hello_retry: false,
            client_certificate: false,
            stapled: false,
            renegotiations: 0,
            ssl2_hello: false,
            cut_off: Vec::new(),
            splits_records: None,
            handshake_ns: None,
            round_trips: 0,
            handshake_bytes: 0,
        }
    }
}

fn session(
    capture: &Capture,
    id: ConversationId,
    conversation: &Conversation,
    flow: &Flow,
    tls: &TlsFlow,
    hello: Option<HelloSeen>,
) -> SessionSeen {
    let client = client_direction(tls);
    let mut ends = conversation.ends;
    if client == 1 {
        ends.swap(0, 1);
    }
    let carrier = if conversation.transport == Transport::Udp { Carrier::Dtls } else { Carrier::Tcp };
    let mut s = SessionSeen::empty(id, conversation.first, ends, carrier);
    s.captured_on = day(capture, conversation.first);
    s.server_hello = tls.sessions.first().and_then(|f| f.server_hello().cloned());
    s.renegotiations = tls.sessions.len().saturating_sub(1);
    s.hello = hello;
    // Frames and senders of the handshake's messages.
    let mut steps: Vec<(FrameId, usize)> = Vec::new();
    for direction in [client, 1 - client] {
        let (Some(d), Some(stands)) = (flow.directions.get(direction), tls.directions.get(direction)) else {
            continue;
        };
        for at in &stands.handshakes {
            let bytes = capture.handshake_bytes(d, at);
            s.handshake_bytes = s.handshake_bytes.saturating_add(bytes.len() as u64);
            let body = bytes.get(handshake::HEADER_LEN..).unwrap_or_default();
            message(&mut s, direction == client, at.kind, body);
            steps.extend(d.messages.get(at.last_record as usize).map(|m| (m.frame, direction)));
        }
        steps.extend(stands.epochs.first().map(|e| (e.frame, direction)));
        records(&mut s, direction == client, d, !stands.epochs.is_empty());
    }
    steps.sort_unstable();
    timing(capture, &mut s, &steps);
    s
}

fn timing(capture: &Capture, s: &mut SessionSeen, steps: &[(FrameId, usize)]) {
    let time = |step: Option<&(FrameId, usize)>| capture.frame(step?.0).map(|m| m.time);
    s.handshake_ns = time(steps.first()).zip(time(steps.last())).map(|(a, b)| b.since(a).0);
    let turns = steps.windows(2).filter(|w| matches!(w, [a, b] if a.1 != b.1)).count();
    // Flights are one more than turns; two of them make a round trip.
    s.round_trips = u32::try_from(turns.saturating_add(1) / 2).unwrap_or(u32::MAX);
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b))
}

/// Splits a vector with a length of `N` bytes off.
fn vector<const N: usize>(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<N>()?;
    rest.split_at_checked(number(len))
}

fn message(s: &mut SessionSeen, from_client: bool, kind: u8, body: &[u8]) {
    match (from_client, kind) {
        (true, message_type::CERTIFICATE) => {
            s.client_certificate |= vector::<3>(body).is_some_and(|(list, _)| !list.is_empty());
        }
        (false, message_type::SERVER_HELLO) => {
            s.hello_retry |= ServerHello::parse(body).is_some_and(|h| h.is_hello_retry_request());
        }
        (false, message_type::CERTIFICATE) if s.chain.is_empty() => s.chain = chain(body),
        (false, message_type::CERTIFICATE_STATUS) => s.stapled = true,
        (false, message_type::NEW_SESSION_TICKET) => {
            s.ticket_lifetime_s = body.first_chunk().map(|b| u32::from_be_bytes(*b));
        }
        (false, message_type::SERVER_KEY_EXCHANGE) => s.dh_prime = dh_prime(s, body),
        _ => {}
    }
}

fn chain(body: &[u8]) -> Vec<Certificate> {
    let mut rest = vector::<3>(body).map_or(&[][..], |(list, _)| list);
    let mut out = Vec::new();
    while let Some((der, after)) = vector::<3>(rest).filter(|_| out.len() < MAX_CHAIN) {
        rest = after;
        out.extend(Certificate::parse(der));
    }
    out
}

/// The prime in a ServerKeyExchange with finite-field Diffie-Hellman (RFC 5246 section 7.4.3).
fn dh_prime(s: &SessionSeen, body: &[u8]) -> Option<Vec<u8>> {
    use crate::tls::suite::KeyExchange as K;
    let suite = crate::tls::suite_table::suite(s.server_hello.as_ref()?.suite)?;
    let params = match suite.kx {
        K::Dhe | K::DhAnon => body,
        K::DhePsk => vector::<2>(body)?.1,
        _ => return None,
    };
    let (prime, _) = vector::<2>(params)?;
    let first = prime.iter().position(|b| *b != 0)?;
    prime.get(first..).map(<[u8]>::to_vec)
}

/// What the records of a side say without their content.
fn records(s: &mut SessionSeen, from_client: bool, d: &Direction, sealed: bool) {
    s.ssl2_hello |= from_client && d.messages.get(0).is_some_and(|m| m.kind().0 == ssl2_hello::RECORD_TYPE);
    if s.carrier != Carrier::Tcp || !sealed {
        return;
    }
    let is_application = |kind: u8| kind == ContentType::APPLICATION_DATA.0;
    // In TLS 1.3 alerts look like application data.
    let tls13 = s.server_hello.as_ref().is_none_or(|h| h.negotiated_version().is_tls13());
    let ends_with_data = d.messages.last().is_some_and(|m| is_application(m.kind().0));
    if d.ended && ends_with_data && !tls13 {
        s.cut_off.push(if from_client { "client" } else { "server" });
    }
    if from_client {
        let data = d.messages.iter().take(MAX_RECORDS).filter(|m| is_application(m.kind().0));
        let lens: Vec<u64> = data.map(|m| m.end().saturating_sub(m.start())).collect();
        s.splits_records = (lens.len() >= 2).then(|| lens.iter().any(|len| *len <= SPLIT_LEN));
    }
}
