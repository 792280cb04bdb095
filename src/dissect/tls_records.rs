//! Reads what a TLS connection says in the clear: handshake messages across records, cipher
//! changes, and so epochs. Opens nothing. The index runs it over TCP streams; over opened ones it
//! runs for sessions inside others.

use super::framing::Records;
use crate::base::id::FrameId;
use crate::store::{Epoch, HandshakeAt, TlsFlow};
use crate::tls::Side;
use crate::tls::handshake::message_type;
use crate::tls::messages::Messages;
use crate::tls::session::SessionFacts;
use crate::tls::ssl2_hello;
use std::sync::Arc;

/// Epochs kept of a direction. The flow is copied whenever it changes, so nothing in it may grow
/// with every few bytes of a stream.
const MAX_EPOCHS: usize = 1 << 10;

/// State of the walk over one connection's records.
#[derive(Clone, Debug, Default)]
pub struct TlsRecords {
    flow: TlsFlow,
    sides: [Messages; 2],
}

impl Records for TlsRecords {
    fn record(&mut self, direction: usize, index: usize, content_type: u8, fragment: &[u8], frame: FrameId) {
        match content_type {
            20 => self.change_cipher(direction, index, frame),
            22 if self.epoch(direction) == 0 => self.handshake(direction, index, fragment),
            ssl2_hello::RECORD_TYPE if self.epoch(direction) == 0 => {
                if let Some(message) = ssl2_hello::as_client_hello(fragment) {
                    self.handshake(direction, index, &message);
                }
            }
            _ => {}
        }
    }

    fn epoch(&self, direction: usize) -> u8 {
        self.flow.directions.get(direction).map_or(0, |d| d.epochs.len().min(255) as u8)
    }

    fn wants_fragment(&self, direction: usize, content_type: u8) -> bool {
        matches!(content_type, 22 | ssl2_hello::RECORD_TYPE) && self.epoch(direction) == 0
    }

    fn gap(&mut self, direction: usize, index: usize, frame: FrameId) {
        let side = self.side(direction);
        let Some(pending) = self.sides.get_mut(direction) else { return };
        pending.lost();
        if let Some(session) = self.flow.sessions.last_mut()
            && let Some(side) = side
        {
            Arc::make_mut(session).missed(side);
        }
        let Some(d) = self.flow.directions.get_mut(direction) else { return };
        if let Some(last) = d.epochs.last().copied().filter(|_| d.epochs.len() < MAX_EPOCHS) {
            let sequence = last.sequence + (index as u64).saturating_sub(last.first_record.into());
            d.epochs.push(Epoch { first_record: index as u32, sequence, after_gap: true, frame, ..last });
        }
    }

    fn changed_since(&self, old: Option<&TlsFlow>) -> Option<TlsFlow> {
        let same = |old: &TlsFlow| {
            old.sessions.len() == self.flow.sessions.len()
                && old.sessions.iter().zip(&self.flow.sessions).all(|(a, b)| Arc::ptr_eq(a, b))
                && old.client == self.flow.client
                && old.directions.iter().zip(&self.flow.directions).all(|(a, b)| {
                    a.handshakes.len() == b.handshakes.len() && a.epochs.len() == b.epochs.len()
                })
        };
        if old.is_some_and(same) { None } else { Some(self.flow.clone()) }
    }
}

impl TlsRecords {
    fn side(&self, direction: usize) -> Option<Side> {
        Some(if self.flow.client? == direction { Side::Client } else { Side::Server })
    }

    fn session(&mut self) -> &mut SessionFacts {
        if self.flow.sessions.is_empty() {
            self.flow.sessions.push(Arc::new(SessionFacts::unhashed()));
        }
        let last = self.flow.sessions.len() - 1;
        Arc::make_mut(&mut self.flow.sessions[last])
    }

    fn change_cipher(&mut self, direction: usize, index: usize, frame: FrameId) {
        // In TLS 1.3 it is a decoy for middleboxes (RFC 8446 appendix D.4).
        let is_13 = self
            .flow
            .sessions
            .last()
            .and_then(|s| s.server_hello())
            .is_some_and(|h| h.selected_version.is_some());
        if is_13 {
            return;
        }
        if let Some(side) = self.side(direction) {
            self.session().change_cipher_spec(side);
        }
        let session = self.flow.sessions.len().saturating_sub(1) as u32;
        if let Some(d) = self.flow.directions.get_mut(direction).filter(|d| d.epochs.len() < MAX_EPOCHS) {
            let first_record = index as u32 + 1;
            d.epochs.push(Epoch { first_record, sequence: 0, after_gap: false, session, frame });
        }
    }

    fn handshake(&mut self, direction: usize, index: usize, fragment: &[u8]) {
        let Some(pending) = self.sides.get_mut(direction) else { return };
        for (at, bytes) in pending.take(index, fragment) {
            self.message(direction, at, &bytes);
        }
    }

    fn message(&mut self, direction: usize, at: HandshakeAt, bytes: &[u8]) {
        if let Some(d) = self.flow.directions.get_mut(direction) {
            d.handshakes.push(at);
        }
        if self.flow.client.is_none() {
            self.flow.client = match at.kind {
                message_type::CLIENT_HELLO | message_type::CLIENT_KEY_EXCHANGE => Some(direction),
                message_type::SERVER_HELLO
                | message_type::CERTIFICATE_REQUEST
                | message_type::SERVER_HELLO_DONE => Some(1 - direction.min(1)),
                _ => None,
            };
        }
        let Some(side) = self.side(direction) else { return };
        if self.session().begins_another(side, at.kind) {
            self.flow.sessions.push(Arc::new(SessionFacts::unhashed()));
        }
        self.session().message(side, bytes);
    }
}
