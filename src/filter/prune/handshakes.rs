//! What the index says of handshake messages of TLS in the clear: types of which a record surely shows none.

use super::{Facts, Test};
use crate::base::id::FrameId;
use crate::filter::value::Value;
use crate::store::{Direction, Flow, HandshakeAt, Message};
use crate::tls::handshake::message_type;
use crate::tls::record::{ContentType, HEADER_LEN};
use crate::tls::session::SessionFacts;

/// Types of handshake messages; those without a bit of their own share the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::filter) struct HandshakeTypes(u64);

/// Records from the beginning of a direction among which handshakes are followed.
const MAX_RECORDS: usize = 64;

impl HandshakeTypes {
    pub const ALL: Self = Self(u64::MAX);

    /// Those that fit.
    pub fn fitting(test: &Test) -> Self {
        let bits = (0..=u8::MAX).filter(|kind| test.fits(&Value::Number((*kind).into()))).map(Self::bit);
        Self(bits.fold(0, |all, bit| all | bit))
    }

    fn bit(kind: u8) -> u64 {
        1 << kind.min(63)
    }

    fn has(self, kind: u8) -> bool {
        self.0 & Self::bit(kind) != 0
    }
}

impl Facts<'_> {
    /// Whether a handshake record surely shows no message of those types: it is sealed for good, or full of whole
    /// messages of other types; and nothing before it leads the dissection to read it otherwise than the index.
    pub(super) fn shows_none_of(&self, types: HandshakeTypes, flow: &Flow, record: usize) -> bool {
        if types == HandshakeTypes::ALL || record >= MAX_RECORDS {
            return false;
        }
        let (Some(tls), Some(stream)) = (flow.tls.as_deref(), flow.directions.get(self.direction)) else {
            return false;
        };
        let (Some(known), Some(message)) = (tls.directions.get(self.direction), stream.messages.get(record))
        else {
            return false;
        };
        if message.kind().0 != ContentType::HANDSHAKE.0 || !is_straight(stream, record, message) {
            return false;
        }
        // TLS 1.3 has no handshake records but in the clear; of a renegotiation it would have to be known which.
        if message.note() > 0 {
            let is_older = |facts: &SessionFacts| {
                facts.server_hello().is_some_and(|hello| !hello.negotiated_version().is_tls13())
            };
            return matches!(&tls.sessions[..], [only] if is_older(only)) && self.is_sealed(flow);
        }
        let mut end = HEADER_LEN as u32;
        for at in known.handshakes_ending_in(record) {
            let content = end - HEADER_LEN as u32;
            if at.first_record as usize != record || at.offset_in_first != content || types.has(at.kind) {
                return false;
            }
            end = end.saturating_add(at.len);
        }
        let before = known.handshakes.iter().take_while(|at| (at.last_record as usize) < record);
        end == message.len && before.last().is_none_or(is_read_alike)
    }

    /// The same of all packets of QUIC in a frame: messages are shown with the packet that completes them.
    pub(super) fn quic_shows_none_of(&self, types: HandshakeTypes, frame: FrameId) -> bool {
        let mut datagrams = self.capture.quic.datagrams_in(frame).peekable();
        types != HandshakeTypes::ALL
            && datagrams.peek().is_some()
            && datagrams.all(|datagram| {
                let Some(walk) = self.capture.quic_walk(datagram.connection, &self.settings.secrets) else {
                    return false;
                };
                let connections = &self.capture.quic.connections;
                let connection = connections.get(datagram.connection as usize);
                if connection.is_none_or(|c| c.version.numbers_crypto_as_google()) {
                    return false;
                }
                let first = datagram.first_packet as usize;
                (first..first + usize::from(datagram.packets)).all(|packet| {
                    let Some(index) = walk.index_of(packet) else { return false };
                    // Of what is sealed nothing is shown.
                    walk.handshake_of(index).is_none_or(|handshake| {
                        let here = handshake.messages().iter().filter(|m| m.by.packet as usize == index);
                        let mut kinds = here.map(|m| handshake.message_bytes(m).first());
                        kinds.all(|kind| kind.is_some_and(|kind| !types.has(*kind)))
                    })
                })
            })
    }
}

/// Whether the stream comes to a record without losses, and with nothing but records before it since TLS began.
fn is_straight(stream: &Direction, record: usize, message: &Message) -> bool {
    const MAX_PIECES: usize = 1 << 12;
    let is_record = |kind: u8| (20..=24).contains(&kind);
    let kinds = stream.messages.iter_from(0).take(record).map(|m| m.kind().0);
    let last_piece = stream.piece_at(message.end().saturating_sub(1));
    kinds.skip_while(|kind| !is_record(*kind)).all(is_record)
        && last_piece < MAX_PIECES
        && stream.pieces.iter_from(0).take(last_piece + 1).all(|piece| piece.frame().is_some())
}

/// Whether the dissection, which reads on from it, sees a message where the index does: one record of what makes no
/// sense to it does not lead it astray, several could.
fn is_read_alike(at: &HandshakeAt) -> bool {
    let is_sensible = matches!(
        at.kind,
        message_type::CLIENT_HELLO
            | message_type::SERVER_HELLO
            | message_type::SERVER_KEY_EXCHANGE
            | message_type::CERTIFICATE_REQUEST
            | message_type::CLIENT_KEY_EXCHANGE
    );
    at.first_record == at.last_record
        || at.kind == message_type::CERTIFICATE
        || is_sensible && at.len < 1 << 16
}
