//! The handshake's messages that the extended master secret is made of, kept until their hash is
//! known and no longer.

use super::Side;
use super::handshake::message_type;
use super::prf::Prf;

/// Most bytes of handshake that are kept for the extended master secret.
pub(super) const MAX_TRANSCRIPT_LEN: usize = 256 << 10;

/// Why there is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoHash {
    Incomplete,
    TooLong,
}

/// The handshake's messages up to and including ClientKeyExchange, over which the extended master
/// secret is made (RFC 7627 section 3). Their order is the protocol's: the client's hello, the
/// server's messages up to ServerHelloDone, the client's up to ClientKeyExchange.
#[derive(Debug, Clone)]
pub(super) enum Transcript {
    Collecting(Box<Messages>),
    /// All are there; the hash is computed and the bytes are gone.
    Hashed(Box<[u8]>),
    /// Bytes were lost.
    Incomplete,
    TooLong,
    NotNeeded,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Messages {
    client_hello: Vec<u8>,
    server_flight: Vec<u8>,
    server_done: bool,
    client_flight: Vec<u8>,
    client_done: bool,
    has_client_hello: bool,
    len_bytes: usize,
    /// Nobody will ask for the hash: only whether all messages are there.
    unhashed: bool,
}

impl Default for Transcript {
    fn default() -> Self {
        Self::Collecting(Box::default())
    }
}

impl Transcript {
    /// One that notes which messages there were, and no bytes: its hash is empty.
    pub(super) fn unhashed() -> Self {
        Self::Collecting(Box::new(Messages { unhashed: true, ..Messages::default() }))
    }

    pub(super) fn add(&mut self, sender: Side, kind: u8, message: &[u8]) {
        let Self::Collecting(messages) = self else { return };
        if kind == message_type::HELLO_REQUEST {
            return; // not part of any hash (RFC 5246 section 7.4.1.1)
        }
        let place = match sender {
            Side::Client if kind == message_type::CLIENT_HELLO => {
                messages.has_client_hello |= !message.is_empty();
                &mut messages.client_hello
            }
            Side::Client if !messages.client_done => {
                messages.client_done = kind == message_type::CLIENT_KEY_EXCHANGE;
                &mut messages.client_flight
            }
            Side::Server if !messages.server_done => {
                messages.server_done = kind == message_type::SERVER_HELLO_DONE;
                &mut messages.server_flight
            }
            _ => return,
        };
        messages.len_bytes = messages.len_bytes.saturating_add(message.len());
        if messages.len_bytes > MAX_TRANSCRIPT_LEN {
            *self = Self::TooLong;
        } else if !messages.unhashed {
            place.extend_from_slice(message);
        }
    }

    pub(super) fn missed(&mut self, sender: Side) {
        let Self::Collecting(messages) = self else { return };
        let done = match sender {
            Side::Client => messages.client_done,
            Side::Server => messages.server_done,
        };
        if !done {
            *self = Self::Incomplete;
        }
    }

    pub(super) fn settle(&mut self, prf: Prf) {
        if let Self::Collecting(messages) = self
            && messages.is_whole()
        {
            *self = Self::Hashed(messages.hash(prf).into());
        }
    }

    pub(super) fn hash(&self, prf: Prf) -> Result<Vec<u8>, NoHash> {
        match self {
            Self::Hashed(hash) => Ok(hash.to_vec()),
            Self::Collecting(messages) if messages.is_whole() => Ok(messages.hash(prf)),
            Self::TooLong => Err(NoHash::TooLong),
            Self::Collecting(_) | Self::Incomplete | Self::NotNeeded => Err(NoHash::Incomplete),
        }
    }
}

impl Messages {
    fn is_whole(&self) -> bool {
        self.has_client_hello && self.server_done && self.client_done
    }

    fn hash(&self, prf: Prf) -> Vec<u8> {
        if self.unhashed {
            return Vec::new();
        }
        prf.transcript_hash(&[&self.client_hello, &self.server_flight, &self.client_flight])
    }
}
