//! What is known of the stream that a payload stands in, whether it is the TCP stream or a
//! decrypted one: its messages, as the index or the opened stream found them, and their bytes.

use crate::base::chunked::Chunked;
use crate::base::id::FrameId;
use crate::dissect::checkpoints::Checkpoints;
use crate::dissect::opened::{FlowOf, OpenedStreams};
use crate::dissect::remembered::{Remembered, RememberedKey};
use crate::dissect::{Dissector, Registry, Settings, StreamPlace};
use crate::proto::http2::connection::Connection;
use crate::store::flow::gather;
use crate::store::{Capture, Direction, Message, Piece};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub struct Placed<'c> {
    capture: &'c Capture,
    settings: &'c Settings,
    pub place: StreamPlace,
    flow: FlowOf<'c>,
    opened: Option<Arc<OpenedStreams>>,
    /// Of a stream that HTTP/2 carries: what is known of that.
    http2: Option<Arc<Connection>>,
}

impl<'c> Placed<'c> {
    /// Of the payload now being dissected.
    pub fn of(d: &Dissector<'c>) -> Option<Self> {
        Self::at(d.capture(), d.settings(), d.registry(), d.place()?)
    }

    /// Grows when streams changed other than at their end.
    pub fn generation(&self) -> (u32, u64) {
        (self.flow.generation, self.settings.secrets.generation())
    }

    /// Of a stream, for those who follow it.
    pub fn at(
        capture: &'c Capture,
        settings: &'c Settings,
        registry: &Registry,
        place: StreamPlace,
    ) -> Option<Self> {
        let flow = FlowOf::of(capture, place.conversation, settings, registry)?;
        let of = || OpenedStreams::of(capture, place.conversation, &flow, settings, registry);
        let opened = place.decrypted.then(of);
        let mut placed = Self { capture, settings, place, flow, opened, http2: None };
        if place.inside != 0 {
            placed.place.inside = 0;
            placed.http2 = Some(Connection::of(&placed));
            placed.place.inside = place.inside;
        }
        Some(placed)
    }

    /// What `protocol` remembers of both streams.
    pub fn remembered_key(&self, protocol: &'static str) -> RememberedKey {
        RememberedKey {
            protocol,
            conversation: self.place.conversation,
            generation: self.generation(),
            decrypted: self.place.decrypted,
            inside: self.place.inside,
        }
    }

    /// Where results about whole streams are remembered.
    pub fn remembered(&self) -> &'c Remembered {
        &self.settings.remembered
    }

    /// Where states of sequential decoders are remembered.
    pub fn checkpoints(&self) -> &'c Checkpoints {
        &self.settings.checkpoints
    }

    pub fn direction(&self, direction: usize) -> Option<&Direction> {
        if let Some(connection) = &self.http2 {
            return Some(&connection.tunnel(self.place.inside, direction)?.frames);
        }
        let flow = self.opened.as_ref().map_or(&*self.flow, |o| &o.flow);
        flow.directions.get(direction)
    }

    /// The frame that a piece of a direction came in; a record came in the one that ended it.
    pub fn frame_of(&self, direction: usize, piece: Piece) -> Option<FrameId> {
        let frame = piece.frame()?;
        if self.opened.is_none() {
            return Some(frame);
        }
        Some(self.flow.directions.get(direction)?.messages.get(frame.index())?.frame)
    }

    /// The message that begins `at` bytes behind the payload's beginning.
    pub fn message(&self, at: u64) -> Option<Message> {
        let direction = self.direction(self.place.direction)?;
        direction.messages.get(direction.message_starting(self.place.start + at)?).copied()
    }

    /// The message that begins at another place of the same streams.
    pub fn message_at(&self, place: StreamPlace) -> Option<Message> {
        let direction = self.direction(place.direction)?;
        direction.messages.get(direction.message_starting(place.start)?).copied()
    }

    /// The messages of one of the two.
    pub fn messages(&self, direction: usize) -> Option<&Chunked<Message>> {
        Some(&self.direction(direction)?.messages)
    }

    /// Bytes of one of the two streams; fewer where some are not there.
    pub fn bytes(&self, direction: usize, range: Range<u64>) -> Cow<'_, [u8]> {
        if let Some(connection) = &self.http2 {
            let Some(tunnel) = connection.tunnel(self.place.inside, direction) else {
                return Cow::Borrowed(&[]);
            };
            return tunnel.bytes(range, |part| self.outer_bytes(direction, part)).into();
        }
        self.outer_bytes(direction, range)
    }

    /// The header that the answer in HTTP/2 had which began the stream.
    pub fn answered_with(&self, name: &str) -> Option<&[u8]> {
        let stream = self.http2.as_ref()?.stream(self.place.inside)?;
        stream.directions.iter().find(|side| side.header(":status").is_some())?.header(name)
    }

    fn outer_bytes(&self, direction: usize, range: Range<u64>) -> Cow<'_, [u8]> {
        let flow = self.opened.as_ref().map_or(&*self.flow, |o| &o.flow);
        let Some(stream) = flow.directions.get(direction) else { return Cow::Borrowed(&[]) };
        if self.opened.is_none() {
            return self.capture.stream_bytes(stream, range);
        }
        let (id, secrets) = (self.place.conversation, &self.settings.secrets);
        gather(stream, range, |piece| {
            let record = piece.frame()?.index();
            let opened = self.capture.opened_record(id, &self.flow, direction, record, secrets);
            Some(Cow::Owned(opened.ok()?.bytes.to_vec()))
        })
    }
}
