//! Streams that are the plaintext of a session, in which another session stands: where their bytes
//! come from. What is in the streams is found above, in `dissect/opened.rs`.

use super::{Capture, Direction, Flow};
use crate::base::id::{ConversationId, FrameId};
use crate::tls::secrets::Secrets;
use std::ops::Range;
use std::sync::{Arc, Weak};

/// The session whose plaintext a stream is. A piece's "frame" is the index of its record.
#[derive(Clone)]
pub struct OpenedFrom {
    conversation: ConversationId,
    direction: usize,
    /// Holds the records, as far as the stream was made of them.
    flow: Arc<Flow>,
    /// Not kept alive by what was opened with them.
    secrets: Weak<Secrets>,
}

impl std::fmt::Debug for OpenedFrom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenedFrom({:?}, {})", self.conversation, self.direction)
    }
}

impl OpenedFrom {
    pub fn new(
        conversation: ConversationId,
        direction: usize,
        flow: &Arc<Flow>,
        secrets: &Arc<Secrets>,
    ) -> Self {
        Self { conversation, direction, flow: Arc::clone(flow), secrets: Arc::downgrade(secrets) }
    }
}

impl Capture {
    /// Bytes of such a stream. They end where a record cannot be opened.
    pub(super) fn opened_bytes(
        &self,
        from: &OpenedFrom,
        direction: &Direction,
        range: Range<u64>,
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        let Some(secrets) = from.secrets.upgrade() else { return bytes };
        let mut at = range.start;
        for piece in direction.pieces.iter_from(direction.piece_at(range.start)) {
            if at >= range.end || piece.start() > at {
                break;
            }
            let Some(record) = piece.frame().map(FrameId::index) else { break };
            let opened = self.opened_record(from.conversation, &from.flow, from.direction, record, &secrets);
            let (skip, end) = (at - piece.start(), range.end.min(piece.end()) - piece.start());
            let part = opened.as_ref().ok().and_then(|plain| plain.bytes.get(skip as usize..end as usize));
            let Some(part) = part else { break };
            bytes.extend_from_slice(part);
            at = piece.end();
        }
        bytes
    }
}
