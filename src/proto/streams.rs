//! The two byte streams that a message stands in one of, decrypted or not, for protocols whose
//! messages depend on others of the connection. Knows no protocol.

use crate::base::chunked::Chunked;
use crate::base::id::ConversationId;
use crate::dissect::opened::OpenedStreams;
use crate::dissect::{Dissector, StreamPlace};
use crate::store::flow::gather;
use crate::store::{Capture, Direction, Flow, Message};
use crate::tls::secrets::Secrets;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// The two streams that a message stands in one of.
#[derive(Debug)]
pub struct Streams<'c> {
    capture: &'c Capture,
    secrets: &'c Secrets,
    id: ConversationId,
    flow: &'c Flow,
    /// The decrypted streams, if the message is in one of these.
    opened: Option<Arc<OpenedStreams>>,
}

impl<'c> Streams<'c> {
    /// Of the payload now being dissected.
    pub fn of(d: &Dissector<'c>) -> Option<Self> {
        let place = d.place()?;
        let (capture, settings) = (d.capture(), d.settings());
        let (id, flow) = (place.conversation, capture.conversation(place.conversation)?.flow.as_deref()?);
        let opened = place.decrypted.then(|| OpenedStreams::of(capture, id, flow, settings, d.registry()));
        Some(Self { capture, secrets: &settings.secrets, id, flow, opened })
    }

    /// One of the two, with its messages.
    pub fn direction(&self, direction: usize) -> Option<&Direction> {
        let flow = self.opened.as_ref().map_or(self.flow, |o| &o.flow);
        flow.directions.get(direction)
    }

    /// The messages of one of the two.
    pub fn messages(&self, direction: usize) -> Option<&Chunked<Message>> {
        Some(&self.direction(direction)?.messages)
    }

    /// The message that begins there.
    pub fn message(&self, place: StreamPlace) -> Option<Message> {
        let direction = self.direction(place.direction)?;
        direction.messages.get(direction.message_starting(place.start)?).copied()
    }

    /// Bytes of one of the two; fewer where fewer are known.
    pub fn bytes(&self, direction: usize, range: Range<u64>) -> Cow<'_, [u8]> {
        let Some(stream) = self.direction(direction) else { return Cow::Borrowed(&[]) };
        if self.opened.is_none() {
            return self.capture.stream_bytes(stream, range);
        }
        gather(stream, range, |piece| {
            let record = piece.frame()?.index();
            let opened = self.capture.opened_record(self.id, self.flow, direction, record, self.secrets);
            Some(Cow::Owned(opened.ok()?.bytes.to_vec()))
        })
    }
}
