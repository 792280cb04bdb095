//! Whether the Finished messages of a handshake hold what they must: the hash of all messages before
//! them under the session's secrets (RFC 5246 section 7.4.9, RFC 8446 section 4.4.4).

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha384};

use super::{Keys, SessionState, Stage, Tls13Keys};
use crate::tls::Side;
use crate::tls::handshake::{HEADER_LEN, ServerHello, message_type};
use crate::tls::record::Version;
use crate::tls::session::{Resumption, SessionKeys};
use crate::tls::suite::PrfHash;
use crate::tls::traffic::LabelPrefix;

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
}

#[derive(Clone, Default)]
struct Flight {
    messages: Vec<(u8, Box<[u8]>)>,
    finished: Option<Box<[u8]>>,
}

impl Transcript {
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
            *self = Self { incomplete: true, ..Self::default() };
        } else {
            flight.messages.push((kind, message.into()));
        }
    }

    /// Bytes of that side are lost.
    pub(super) fn lost(&mut self, side: Side) {
        if self.flight(side).finished.is_none() {
            *self = Self { incomplete: true, ..Self::default() };
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
            self.transcript = Transcript { incomplete: true, ..Transcript::default() };
        }
    }
}

fn check12(transcript: &Transcript, keys: &SessionKeys, resumption: Resumption) -> [Option<bool>; 2] {
    if keys.agreed.parameters.version == Version::SSL3 || transcript.incomplete {
        return [None; 2];
    }
    let Some(prf) = keys.agreed.parameters.prf() else { return [None; 2] };
    let (client, server) = (&transcript.client, &transcript.server);
    let all =
        |f: &'_ Flight| -> Vec<Box<[u8]>> { f.messages.iter().map(|(_, bytes)| bytes.clone()).collect() };
    let check = |side, parts: &[&[u8]], finished: &Option<Box<[u8]>>| {
        let data = finished.as_ref()?.get(HEADER_LEN..)?;
        Some(keys.master.verify_data(prf, side, &prf.transcript_hash(parts))[..] == *data)
    };
    let Some((hello, client_rest)) = client.split_after(message_type::CLIENT_HELLO) else { return [None; 2] };
    if resumption == Resumption::Resumed {
        let flight = all(server);
        let mut parts = hello;
        parts.extend(flight.iter().map(|m| &m[..]));
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

fn check13(transcript: &Transcript, keys: &Tls13Keys) -> [Option<bool>; 2] {
    match keys.suite.prf {
        PrfHash::Sha256 => check13_with::<Sha256, Hmac<Sha256>>(transcript, keys),
        PrfHash::Sha384 => check13_with::<Sha384, Hmac<Sha384>>(transcript, keys),
        _ => [None; 2],
    }
}

fn check13_with<D: Digest + Clone, M: Mac + KeyInit>(
    transcript: &Transcript,
    keys: &Tls13Keys,
) -> [Option<bool>; 2] {
    let (client, server) = (&transcript.client, &transcript.server);
    let is_hello = |(kind, _): &&(u8, Box<[u8]>)| *kind == message_type::CLIENT_HELLO;
    let hellos: Vec<&[u8]> =
        client.messages.iter().take_while(is_hello).map(|(_, bytes)| &bytes[..]).collect();
    let is_retry = server.messages.first().is_some_and(|(kind, bytes)| {
        let hello = bytes.get(HEADER_LEN..).and_then(ServerHello::parse);
        *kind == message_type::SERVER_HELLO && hello.is_some_and(|h| h.is_hello_retry_request())
    });
    let mut hash = D::new();
    let mut flight = server.messages.iter();
    match (is_retry, hellos.as_slice()) {
        (false, [hello]) => hash.update(hello),
        (true, [first, second]) => {
            let first = D::digest(first);
            let Ok(len) = u8::try_from(first.len()) else { return [None; 2] };
            hash.update([MESSAGE_HASH, 0, 0, len]);
            hash.update(first);
            if let Some((_, retry)) = flight.next() {
                hash.update(retry);
            }
            hash.update(second);
        }
        _ => return [None; 2],
    }
    if transcript.incomplete || flight.len() == 0 {
        return [None; 2];
    }
    for (_, message) in flight {
        hash.update(message);
    }
    let check = |side, hash: &[u8], finished: &Option<Box<[u8]>>| {
        let secret = keys.secret(side, Stage::Handshake)?;
        let key = secret.expand_label(keys.suite.prf, LabelPrefix::Tls13, b"finished", &[], hash.len())?;
        let mut mac = <M as KeyInit>::new_from_slice(&key).ok()?;
        mac.update(hash);
        Some(mac.verify_slice(finished.as_ref()?.get(HEADER_LEN..)?).is_ok())
    };
    let by_server = check(Side::Server, &hash.clone().finalize(), &server.finished);
    let by_client = server.finished.as_ref().and_then(|finished| {
        hash.update(finished);
        for (_, message) in client.messages.iter().skip(hellos.len()) {
            hash.update(message);
        }
        check(Side::Client, &hash.finalize(), &client.finished)
    });
    [by_client, by_server]
}
