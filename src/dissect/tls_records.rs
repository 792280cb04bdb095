//! Reads what a TLS connection says in the clear: handshake messages across records, cipher
//! changes, and so epochs. Opens nothing. The index runs it over TCP streams; over opened ones it
//! runs for sessions inside others.

use crate::base::id::FrameId;
use crate::store::{Epoch, HandshakeAt, TlsFlow};
use crate::tls::Side;
use crate::tls::handshake::message_type;
use crate::tls::messages::Messages;
use crate::tls::session::SessionFacts;
use crate::tls::ssl2_hello;
use std::sync::Arc;

/// Epochs kept of a direction: a cipher change takes six bytes of a stream.
const MAX_EPOCHS: usize = 1 << 10;

/// State of the walk over one connection's records: what of each side's messages is not complete. What it finds
/// out stands in the flow alone: a copy here would have to be compared and copied again with each message.
#[derive(Clone, Debug, Default)]
pub struct TlsRecords {
    sides: [Messages; 2],
}

/// The epoch that the next record of `direction` belongs to; 0 in the clear.
pub fn epoch(flow: &TlsFlow, direction: usize) -> u8 {
    flow.directions.get(direction).map_or(0, |d| d.epochs.len().min(255) as u8)
}

impl TlsRecords {
    pub fn record(
        &mut self,
        flow: &mut Arc<TlsFlow>,
        direction: usize,
        index: usize,
        content_type: u8,
        fragment: &[u8],
        frame: FrameId,
    ) {
        match content_type {
            20 => change_cipher(Arc::make_mut(flow), direction, index, frame),
            22 if epoch(flow, direction) == 0 => self.handshake(flow, direction, index, fragment),
            ssl2_hello::RECORD_TYPE if epoch(flow, direction) == 0 => {
                if let Some(message) = ssl2_hello::as_client_hello(fragment) {
                    self.handshake(flow, direction, index, &message);
                }
            }
            _ => {}
        }
    }

    /// Bytes were lost before record `index`.
    pub fn gap(&mut self, flow: &mut Arc<TlsFlow>, direction: usize, index: usize, frame: FrameId) {
        let Some(pending) = self.sides.get_mut(direction) else { return };
        pending.lost();
        let flow = Arc::make_mut(flow);
        if let Some(side) = side(flow, direction)
            && let Some(session) = flow.sessions.last_mut()
        {
            Arc::make_mut(session).missed(side);
        }
        let Some(d) = flow.directions.get_mut(direction) else { return };
        if let Some(last) = d.epochs.last().copied().filter(|_| d.epochs.len() < MAX_EPOCHS) {
            let sequence = last.sequence + (index as u64).saturating_sub(last.first_record.into());
            d.epochs.push(Epoch { first_record: index as u32, sequence, after_gap: true, frame, ..last });
        }
    }

    fn handshake(&mut self, flow: &mut Arc<TlsFlow>, direction: usize, index: usize, fragment: &[u8]) {
        let Some(pending) = self.sides.get_mut(direction) else { return };
        for (at, bytes) in pending.take(index, fragment) {
            message(Arc::make_mut(flow), direction, at, &bytes);
        }
    }
}

/// Whether [`TlsRecords::record`] needs the bytes of such a record.
pub fn wants_fragment(flow: &TlsFlow, direction: usize, content_type: u8) -> bool {
    matches!(content_type, 22 | ssl2_hello::RECORD_TYPE) && epoch(flow, direction) == 0
}

fn side(flow: &TlsFlow, direction: usize) -> Option<Side> {
    Some(if flow.client? == direction { Side::Client } else { Side::Server })
}

fn session(flow: &mut TlsFlow) -> &mut SessionFacts {
    if flow.sessions.is_empty() {
        flow.sessions.push(Arc::new(SessionFacts::unhashed()));
    }
    let last = flow.sessions.len() - 1;
    Arc::make_mut(&mut flow.sessions[last])
}

fn change_cipher(flow: &mut TlsFlow, direction: usize, index: usize, frame: FrameId) {
    // In TLS 1.3 it is a decoy for middleboxes (RFC 8446 appendix D.4).
    let hello = flow.sessions.last().and_then(|s| s.server_hello());
    if hello.is_some_and(|h| h.selected_version.is_some()) {
        return;
    }
    if let Some(side) = side(flow, direction) {
        session(flow).change_cipher_spec(side);
    }
    let session = flow.sessions.len().saturating_sub(1) as u32;
    if let Some(d) = flow.directions.get_mut(direction).filter(|d| d.epochs.len() < MAX_EPOCHS) {
        let first_record = index as u32 + 1;
        d.epochs.push(Epoch { first_record, sequence: 0, after_gap: false, session, frame });
    }
}

fn message(flow: &mut TlsFlow, direction: usize, at: HandshakeAt, bytes: &[u8]) {
    if let Some(d) = flow.directions.get_mut(direction) {
        d.handshakes.push(at);
    }
    if flow.client.is_none() {
        flow.client = match at.kind {
            message_type::CLIENT_HELLO | message_type::CLIENT_KEY_EXCHANGE => Some(direction),
            message_type::SERVER_HELLO
            | message_type::CERTIFICATE_REQUEST
            | message_type::SERVER_HELLO_DONE => Some(1 - direction.min(1)),
            _ => None,
        };
    }
    let Some(side) = side(flow, direction) else { return };
    if session(flow).begins_another(side, at.kind) {
        flow.sessions.push(Arc::new(SessionFacts::unhashed()));
    }
    session(flow).message(side, bytes);
}
