//! HTTP/3 (RFC 9114) over the opened streams of QUIC: what a packet completes of it. `connection`
//! finds frames and instructions in streams, `qpack` reads header lists, `frame`, `headers` and
//! `instructions` show them, `links` tells which request a response answers, `follow` reads one stream.

mod connection;
mod fields;
pub mod follow;
mod frame;
mod headers;
mod instructions;
mod links;
mod qpack;
mod qpack_table;

use super::quic::number;
use crate::base::id::FrameId;
use crate::dissect::{At, Cursor, Cut, Dissector, Group, Parent, Protocol, Severity, SourceBytes};
use crate::store::Capture;
use crate::store::quic::{QuicConnection, QuicStream, QuicWalk};
use crate::tls::Side;
use crate::tls::quic::QuicVersion;
use crate::tls::quic::frame::{Frame, Frames};
use connection::{Connection, Element, Stream, What};
use fields::*;
use std::ops::Range;
use std::sync::Arc;

/// Read by QUIC, which knows the streams.
pub const PROTOCOL: Protocol = Protocol { name: "http3", title: "HTTP3", fields: FIELDS, ..Protocol::EMPTY };

/// Longest part of a stream that is put together.
const WHOLE_MAX: u64 = 64 << 20;

/// One packet of a connection that speaks HTTP/3.
pub(super) struct Packet<'a> {
    capture: &'a Capture,
    walk: &'a QuicWalk,
    connection: Arc<Connection>,
    version: QuicVersion,
    /// Index in the walk.
    index: u32,
    sender: Side,
}

/// A stream that a packet has bytes of.
struct Place<'a> {
    id: u64,
    sender: Side,
    stream: &'a Stream,
    bytes: &'a QuicStream,
}

impl<'a> Packet<'a> {
    /// `None`: the connection speaks something else, as far as is known.
    pub fn of(d: &Dissector<'a>, quic: &QuicConnection, walk: &'a QuicWalk, index: u32) -> Option<Self> {
        let sender = walk.packet(index as usize)?.packet.side;
        let connection = Connection::of(d.capture(), d.settings(), quic, walk)?;
        Some(Self { capture: d.capture(), walk, connection, version: quic.version, index, sender })
    }

    fn place(&self, id: u64) -> Option<Place<'_>> {
        self.place_of(id, self.sender)
    }

    fn place_of(&self, id: u64, sender: Side) -> Option<Place<'_>> {
        let stream = self.connection.stream(id, sender)?;
        Some(Place { id, sender, stream, bytes: self.walk.stream(id, sender)? })
    }

    /// The capture's frame that completes an element.
    fn frame_of(&self, element: &Element) -> Option<FrameId> {
        Some(self.walk.packet(element.by.packet as usize)?.packet.frame())
    }

    /// Adds to the columns what a STREAM frame completes whose data stands at `range` of the packet.
    pub fn info(&self, d: &mut Dissector<'_>, id: u64, range: Range<u32>) {
        let Some(place) = self.place(id).filter(|_| !d.quoted) else { return };
        let completed = place.stream.completed(self.index, &range);
        if completed.is_empty() {
            return;
        }
        d.columns.protocol = PROTOCOL.title.into();
        for element in completed {
            let What::Frame(kind) = element.what else { continue };
            let Some(name) = FRAME_TYPES.name(kind).filter(|n| *n != "Reserved") else { continue };
            d.columns.add_info_after(", ", format_args!("{name}"));
            if kind == frame_type::HEADERS
                && let Some(summary) = headers::summary(&self.section(&place, element))
            {
                d.columns.add_info(format_args!(": {summary}"));
            }
        }
    }

    /// Shows what the packet completes, beside QUIC's node. `plain` is all of its plaintext.
    pub fn show(&self, d: &mut Dissector<'_>, plain: Cursor<'_>) {
        for frame in Frames::new(plain.peek(), self.version) {
            let Frame::Stream { id, offset, data, .. } = frame else { continue };
            let (Ok(start), Ok(len)) = (u32::try_from(data.start), u32::try_from(data.len())) else {
                continue;
            };
            let Some(place) = self.place(id) else { continue };
            let completed = place.stream.completed(self.index, &(start..start.saturating_add(len)));
            if completed.is_empty() {
                continue;
            }
            let mut here = plain;
            here.take(start);
            let here = here.take(len);
            d.another_node(HTTP3, here.rest_span());
            d.note_layer("http3");
            for element in completed {
                if d.tree.truncated {
                    break;
                }
                d.confine(|d| self.element(d, &place, element, (offset, here)));
            }
        }
    }

    /// Shows one element: from the STREAM frame's data, or put together from several packets.
    fn element(
        &self,
        d: &mut Dissector<'_>,
        place: &Place<'_>,
        element: &Element,
        (offset, mut here): (u64, Cursor<'_>),
    ) -> Result<(), Cut> {
        let len = element.end.saturating_sub(element.start);
        let inside = element.start >= offset && element.end <= offset.saturating_add(u64::from(here.left()));
        if let (true, Ok(skip), Ok(len)) =
            (inside, u32::try_from(element.start.saturating_sub(offset)), u32::try_from(len))
        {
            here.take(skip);
            return self.whole(d, place, element, here.take(len));
        }
        let span = here.rest_span();
        if len > WHOLE_MAX {
            d.tree.text(span, format_args!("[A part of {len} bytes ends here: it is not put together]"));
            return Ok(());
        }
        let bytes: Arc<[u8]> =
            self.capture.quic_stream_bytes(self.walk, place.bytes, element.start..element.end).into();
        let parents = vec![Parent::Here(span)];
        let Some(source) = d.add_source("Reassembled HTTP/3", Arc::clone(&bytes), parents) else {
            return Ok(());
        };
        let made = SourceBytes::Made(bytes);
        self.whole(d, place, element, Cursor::new(&made, len as u32, source))
    }

    fn whole(
        &self,
        d: &mut Dissector<'_>,
        place: &Place<'_>,
        element: &Element,
        mut c: Cursor<'_>,
    ) -> Result<(), Cut> {
        match element.what {
            What::StreamType(kind) => {
                let at = number(&mut c)?;
                stream_type(d, kind, at);
            }
            What::PushId => {
                let at = number(&mut c)?;
                d.tree.leaf(PUSH_ID, at);
            }
            What::Frame(kind) => frame::show(d, self, place, (element, kind), c)?,
            What::Instruction { inserted } => {
                instructions::encoder(d, self.connection.table(self.sender), inserted, c);
            }
            What::Feedback => instructions::decoder(d, c),
        }
        Ok(())
    }

    /// The header list of a HEADERS or PUSH_PROMISE frame.
    fn section(&self, place: &Place<'_>, element: &Element) -> qpack::Section {
        let end = element.end.min(element.content.saturating_add(headers::SECTION_MAX));
        let bytes = self.capture.quic_stream_bytes(self.walk, place.bytes, element.content..end);
        self.connection.section(&bytes, place.sender, element.by)
    }
}

fn stream_type(d: &mut Dissector<'_>, kind: u64, at: At<u64>) {
    if is_grease(kind) {
        d.tree.leaf_as(STREAM_TYPE, at, format_args!("Stream Type: Reserved ({kind:#x})"));
        return;
    }
    let node = d.tree.leaf(STREAM_TYPE, at);
    if STREAM_TYPES.name(kind).is_none() {
        let text = format_args!("An unknown stream type was encountered");
        d.tree.expert(node, Some(UNKNOWN_STREAM_TYPE), Severity::Warn, Group::Undecoded, text);
    }
}
