//! DNS over QUIC (RFC 9250): messages behind their length in streams, a query and its response to a stream.
//! Shown by the packet that completes them. Not here: names and records (`dns`).

use super::dns;
use crate::base::id::FrameId;
use crate::dissect::{Claim, Cursor, Dissector, MediaType, Parent};
use crate::store::Capture;
use crate::store::quic::{QuicConnection, QuicStream, QuicWalk, peer};
use crate::tls::Side;
use crate::tls::quic::Level;
use crate::tls::quic::frame::{Frame, Frames};
use crate::tls::walk::sealed_alpn;
use std::sync::Arc;

/// What both sides agree on (RFC 7301), and the port where it is not seen (RFC 9250 section 8).
const ALPN: &[u8] = b"doq";
const PORT: u16 = 853;
/// Bytes of the length before a message.
const LENGTH: u64 = 2;
/// Messages of a stream that are looked at: transfers of zones have many (RFC 9250 section 4.2).
const MESSAGES_MAX: usize = 1 << 12;

/// One packet of a connection that carries DNS.
pub(super) struct Packet<'a> {
    capture: &'a Capture,
    walk: &'a QuicWalk,
    connection: &'a QuicConnection,
    /// Index in the walk.
    index: u32,
}

/// A message in a stream: what it takes with its length, and the packet that completes it.
struct Message {
    start: u64,
    end: u64,
    packet: u32,
}

impl<'a> Packet<'a> {
    /// `None`: the connection speaks something else.
    pub fn of(
        d: &Dissector<'a>,
        connection: &'a QuicConnection,
        walk: &'a QuicWalk,
        index: u32,
    ) -> Option<Self> {
        let is_dns = agreed(walk).unwrap_or_else(|| connection.ends.iter().any(|end| end.port == PORT));
        is_dns.then(|| Self { capture: d.capture(), walk, connection, index })
    }

    /// Hands over what the packet completes. `plain` is all of its plaintext.
    pub fn show(&self, d: &mut Dissector<'_>, plain: Cursor<'_>) -> Option<()> {
        let sender = self.walk.packet(self.index as usize)?.packet.side;
        for frame in Frames::new(plain.peek(), self.connection.version) {
            let Frame::Stream { id, offset, data, .. } = frame else { continue };
            // Those of one direction carry nothing (RFC 9250 section 4.2).
            if id & 2 != 0 {
                continue;
            }
            let Some(stream) = self.walk.stream(id, sender) else { continue };
            let (Ok(start), Ok(len)) = (u32::try_from(data.start), u32::try_from(data.len())) else {
                continue;
            };
            let mut here = plain;
            here.take(start);
            let here = here.take(len).rest_span();
            for message in self.messages(stream, offset).filter(|m| m.packet == self.index) {
                let range = message.start + LENGTH..message.end;
                let bytes: Arc<[u8]> = self.capture.quic_stream_bytes(self.walk, stream, range).into();
                let len = bytes.len() as u32;
                let source = d.add_source("DNS over QUIC", Arc::clone(&bytes), vec![Parent::Here(here)])?;
                let asked = self.other(id, sender);
                d.media_type = MediaType { essence: dns::OVER_QUIC.into(), asked, ..MediaType::default() };
                d.hand_over(Claim::Named("dns"), Cursor::new(&bytes, len, source));
            }
        }
        Some(())
    }

    /// The messages of a stream that end behind `from`.
    fn messages(&self, stream: &QuicStream, from: u64) -> impl Iterator<Item = Message> {
        let (mut at, mut segment, mut latest) = (0, 0, 0);
        let all = std::iter::from_fn(move || {
            let head = self.capture.quic_stream_bytes(self.walk, stream, at..at + LENGTH);
            let [high, low] = *head.first_chunk()?;
            let start = at;
            at += LENGTH + u64::from(u16::from_be_bytes([high, low]));
            if at > stream.len() {
                return None;
            }
            while let Some(next) = stream.segments().get(segment).filter(|s| s.start < at) {
                latest = latest.max(next.packet);
                segment += 1;
            }
            Some(Message { start, end: at, packet: latest })
        });
        all.take(MESSAGES_MAX).filter(move |m| m.end > from)
    }

    /// The frame with the query of a response, or the first response to a query.
    fn other(&self, id: u64, sender: Side) -> Option<FrameId> {
        let other = self.walk.stream(id, peer(sender))?;
        let first = self.messages(other, 0).next()?;
        Some(self.walk.packet(first.packet as usize)?.packet.frame())
    }
}

/// Whether the server chose it; `None`: its choice was not seen, or there was none.
fn agreed(walk: &QuicWalk) -> Option<bool> {
    let handshake = walk.handshake(Side::Server, Level::Handshake)?;
    let choice = handshake.messages().iter().find_map(|m| sealed_alpn(handshake.message_bytes(m)))?;
    Some(choice.starts_with(ALPN))
}
