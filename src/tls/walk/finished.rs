//! Whether the Finished messages of a handshake hold what they must: the hash of all messages before
//! them under the session's secrets (RFC 5246 section 7.4.9, RFC 8446 section 4.4.4).

use super::{Keys, SessionState, Stage, Tls13Keys};
use crate::tls::Side;
use crate::tls::dtls_handshake;
use crate::tls::handshake::{HEADER_LEN, ServerHello, message_type};
use crate::tls::record::Version;
use crate::tls::session::{Resumption, SessionKeys};
use crate::tls::suite::PrfHash;
use crate::tls::traffic::{LabelPrefix, transcript_hash};

/// Most bytes of a handshake that are kept until its Finished messages are there.
const MAX_KEPT_LEN: usize = 256 << 10;
/// Stands for the first ClientHello where another was asked for (RFC 8446 section 4.4.1).
const MESSAGE_HASH: u8 = 254;

/// A handshake's messages in order of each side, up to its Finished.
#[derive(Clone, Default)]
pub(super) struct Transcript {
    client: Flight,
    server: Flight,
    /// Bytes of it are lost, or it is too long.
    incomplete: bool,
    /// Messages have the longer headers of DTLS.
    datagrams: bool,
}

#[derive(Clone, Default)]
struct Flight {
    messages: Vec<(u8, Box<[u8]>)>,
    finished: Option<Box<[u8]>>,
}

impl Transcript {
    /// One that keeps nothing and checks nothing.
    pub(super) fn none() -> Self {
        Self { incomplete: true, ..Self::default() }
    }

    pub(super) fn len_bytes(&self) -> usize {
        let of = |f: &Flight| f.messages.iter().map(|(_, bytes)| bytes.len() + 32).sum::<usize>();
        of(&self.client) + of(&self.server)
    }

    pub(super) fn add(&mut self, side: Side, kind: u8, message: &[u8]) {
        // HelloRequest is part of no hash.
        if self.incomplete || kind == message_type::HELLO_REQUEST {
            return;
        }
        let len = self.len_bytes();
        let flight = self.flight(side);
        if flight.finished.is_some() {
            return;
        }
        if kind == message_type::FINISHED {
            flight.finished = Some(message.into());
        } else if len + message.len() > MAX_KEPT_LEN {
            *self = Self::none();
        } else {
            flight.messages.push((kind, message.into()));
        }
    }

    /// Bytes of that side are lost.
    pub(super) fn lost(&mut self, side: Side) {
        if self.flight(side).finished.is_none() {
            *self = Self::none();
        }
    }

    fn flight(&mut self, side: Side) -> &mut Flight {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

impl Flight {
    /// The messages up to and including the first of that type, and the rest.
    fn split_after(&self, kind: u8) -> Option<(Vec<&[u8]>, Vec<&[u8]>)> {
        let at = self.messages.iter().position(|(k, _)| *k == kind)? + 1;
        let all: Vec<&[u8]> = self.messages.iter().map(|(_, bytes)| &bytes[..]).collect();
        let (before, after) = all.split_at_checked(at)?;
        Some((before.to_vec(), after.to_vec()))
    }
}

impl SessionState {
    /// Checks the Finished messages of a handshake over datagrams (up to DTLS 1.2), from its messages in
    /// order of each side, in the form in which they count (RFC 6347 section 4.2.6).
    pub fn check_datagrams(&mut self, messages: impl IntoIterator<Item = (Side, u8, Vec<u8>)>) {
        self.transcript = Transcript { datagrams: true, ..Transcript::default() };
        for (side, kind, message) in messages {
            self.transcript.add(side, kind, &message);
        }
        self.check_finished();
    }

    /// Checks what can be checked now.
    pub(super) fn check_finished(&mut self) {
        let Some(Ok(keys)) = &self.keys else { return };
        let checked = match keys {
            Keys::Tls12(keys) => check12(&self.transcript, keys, self.facts.resumption()),
            Keys::Tls13(keys) => check13(&self.transcript, keys),
        };
        for (result, new) in self.finished.iter_mut().zip(checked) {
            *result = result.or(new);
        }
        if self.finished.iter().all(Option::is_some) {
            self.transcript = Transcript::none();
        }
    }
}

fn check12(transcript: &Transcript, keys: &SessionKeys, resumption: Resumption) -> [Option<bool>; 2] {
    if keys.agreed.parameters.version == Version::SSL3 || transcript.incomplete {
        return [None; 2];
    }
    let Some(prf) = keys.agreed.parameters.prf() else { return [None; 2] };
    let (client, server) = (&transcript.client, &transcript.server);
    let check = |side, parts: &[&[u8]], finished: &Option<Box<[u8]>>| {
        let header_len = if transcript.datagrams { dtls_handshake::HEADER_LEN } else { HEADER_LEN };
        let data = finished.as_ref()?.get(header_len..)?;
        Some(keys.master.verify_data(prf, side, &prf.transcript_hash(parts))[..] == *data)
    };
    let Some((hello, client_rest)) = client.split_after(message_type::CLIENT_HELLO) else { return [None; 2] };
    if resumption == Resumption::Resumed {
        let mut parts = hello;
        parts.extend(server.messages.iter().map(|(_, bytes)| &bytes[..]));
        let by_server = check(Side::Server, &parts, &server.finished);
        let by_client = server.finished.as_ref().and_then(|finished| {
            parts.push(finished);
            parts.extend(client_rest);
            check(Side::Client, &parts, &client.finished)
        });
        return [by_client, by_server];
    }
    let Some((flight, server_rest)) = server.split_after(message_type::SERVER_HELLO_DONE) else {
        return [None; 2];
    };
    let mut parts = [hello, flight, client_rest].concat();
    let by_client = check(Side::Client, &parts, &client.finished);
    let by_server = client.finished.as_ref().and_then(|finished| {
        parts.push(finished);
        parts.extend(server_rest);
        check(Side::Server, &parts, &server.finished)
    });
    [by_client, by_server]
}

impl Transcript {
    /// Of TLS 1.3: what stands for the ClientHello, or for both and the request between them; and the
    /// number of messages of the server among that.
    fn hellos13(&self, hash: PrfHash) -> Option<(Vec<Box<[u8]>>, usize)> {
        let is_hello = |(kind, _): &&(u8, Box<[u8]>)| *kind == message_type::CLIENT_HELLO;
        let mut hellos = self.client.messages.iter().take_while(is_hello).map(|(_, bytes)| bytes);
        let first = hellos.next()?;
        let (kind, retry) = self.server.messages.first()?;
        let hello = retry.get(HEADER_LEN..).and_then(ServerHello::parse);
        if *kind != message_type::SERVER_HELLO || self.incomplete {
            return None;
        }
        if !hello?.is_hello_retry_request() {
            return hellos.next().is_none().then(|| (vec![first.clone()], 0));
        }
        let digest = transcript_hash(hash, &[first])?;
        let header = [MESSAGE_HASH, 0, 0, u8::try_from(digest.len()).ok()?];
        Some((vec![[&header, &digest[..]].concat().into(), retry.clone(), hellos.next()?.clone()], 1))
    }

    /// Hash of the handshake up to ClientHello (0-RTT).
    pub(super) fn hash_to_client_hello(&self, hash: PrfHash) -> Option<Vec<u8>> {
        let (_, first) = self.client.messages.first()?;
        transcript_hash(hash, &[first])
    }

    /// Hash of the handshake up to ServerHello.
    pub(super) fn hash_to_server_hello(&self, hash: PrfHash) -> Option<Vec<u8>> {
        let (hellos, at) = self.hellos13(hash)?;
        let (_, server) = self.server.messages.get(at)?;
        let parts: Vec<&[u8]> = hellos.iter().chain([server]).map(|m| &m[..]).collect();
        transcript_hash(hash, &parts)
    }

    /// Hash of the handshake up to the server's Finished, which the first value leaves out.
    pub(super) fn hashes_to_finished(&self, hash: PrfHash) -> Option<(Vec<u8>, Vec<u8>)> {
        let (hellos, at) = self.hellos13(hash)?;
        let flight = self.server.messages.iter().skip(at).map(|(_, message)| message);
        let mut parts: Vec<&[u8]> = hellos.iter().chain(flight).map(|m| &m[..]).collect();
        let before = transcript_hash(hash, &parts)?;
        parts.push(self.server.finished.as_ref()?);
        Some((before, transcript_hash(hash, &parts)?))
    }

    /// Hash of the handshake up to the client's Finished, which is left out.
    fn hash_to_client_finished(&self, hash: PrfHash) -> Option<Vec<u8>> {
        let (hellos, at) = self.hellos13(hash)?;
        let flight = self.server.messages.iter().skip(at).map(|(_, message)| message);
        let client = self.client.messages.iter().skip(1 + at).map(|(_, message)| message);
        let finished = self.server.finished.as_ref()?;
        let parts: Vec<&[u8]> =
            hellos.iter().chain(flight).chain([finished]).chain(client).map(|m| &m[..]).collect();
        transcript_hash(hash, &parts)
    }
}

fn check13(transcript: &Transcript, keys: &Tls13Keys) -> [Option<bool>; 2] {
    let hash = keys.suite.prf;
    let check = |side, digest: Option<Vec<u8>>, finished: &Option<Box<[u8]>>| {
        let secret = keys.secret(side, Stage::Handshake)?;
        let expected = secret.finished(hash, LabelPrefix::Tls13, &digest?)?;
        Some(*expected == *finished.as_ref()?.get(HEADER_LEN..)?)
    };
    let to_server = transcript.hashes_to_finished(hash).map(|(before, _)| before);
    let to_client = transcript.hash_to_client_finished(hash);
    [
        check(Side::Client, to_client, &transcript.client.finished),
        check(Side::Server, to_server, &transcript.server.finished),
    ]
}
