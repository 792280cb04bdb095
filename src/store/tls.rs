//! What the index keeps of TLS on a conversation: the sessions' facts, where handshake messages
//! stand among the records, which records belong to which epoch.

use super::{Capture, Direction};
use crate::base::id::FrameId;
pub use crate::tls::messages::HandshakeAt;
use crate::tls::record;
use crate::tls::session::SessionFacts;
use std::sync::Arc;

/// TLS on one TCP conversation.
#[derive(Clone, Debug, Default)]
pub struct TlsFlow {
    /// The sessions agreed on this connection, in order; more than one after a renegotiation.
    pub sessions: Vec<Arc<SessionFacts>>,
    /// The direction in which the client sends, once known.
    pub client: Option<usize>,
    pub directions: [TlsDirection; 2],
}

/// One direction's records and messages.
#[derive(Clone, Debug, Default)]
pub struct TlsDirection {
    /// Handshake messages sent in the clear, in order.
    pub handshakes: Vec<HandshakeAt>,
    /// Where epochs begin; the one that stands in the clear is not listed. In order.
    pub epochs: Vec<Epoch>,
}

/// A run of records under one set of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Index of its first record among the direction's messages.
    pub first_record: u32,
    /// Sequence number of that record.
    pub sequence: u64,
    /// Records were lost before it, so that `sequence` is only the least it can be.
    pub after_gap: bool,
    /// Index of the session whose keys it uses.
    pub session: u32,
    /// The frame in which it began.
    pub frame: FrameId,
}

impl TlsDirection {
    /// The epoch of record `index`; `None` in the clear.
    pub fn epoch_of(&self, index: usize) -> Option<&Epoch> {
        let at = self.epochs.partition_point(|e| e.first_record as usize <= index);
        self.epochs.get(at.checked_sub(1)?)
    }

    /// The handshake messages that end in record `index`.
    pub fn handshakes_ending_in(&self, index: usize) -> &[HandshakeAt] {
        let first = self.handshakes.partition_point(|h| (h.last_record as usize) < index);
        let past = self.handshakes.partition_point(|h| h.last_record as usize <= index);
        self.handshakes.get(first..past).unwrap_or(&[])
    }
}

impl Capture {
    /// The bytes of a handshake message, header included, gathered from its records.
    pub fn handshake_bytes(&self, direction: &Direction, at: &HandshakeAt) -> Vec<u8> {
        let mut bytes = Vec::new();
        for record in at.first_record..=at.last_record {
            let Some(message) = direction.messages.get(record as usize) else { break };
            let start = message.start().saturating_add(record::HEADER_LEN as u64);
            bytes.extend_from_slice(&self.stream_bytes(direction, start..message.end()));
            if bytes.len() > (at.offset_in_first as usize).saturating_add(at.len as usize) {
                break;
            }
        }
        let start = at.offset_in_first as usize;
        bytes.get(start..start.saturating_add(at.len as usize)).unwrap_or_default().to_vec()
    }
}
