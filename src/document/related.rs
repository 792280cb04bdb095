//! Frames that belong together: what the fields of a frame say of others (the answer to it, the parts
//! that it was put together from), and where the handshake of its TLS session lies. Not here: how
//! that is painted (`gui`).

use crate::base::id::FrameId;
use crate::store::dtls::DtlsFlow;
use crate::store::quic::{QuicConnection, QuicPacket};
use crate::store::{Capture, Direction, Flow, Message};
use crate::tls::quic::Level;
use crate::tls::quic::header::PacketKind;
use crate::tls::record::ContentType;

/// Records and packets among which a handshake is sought.
const EARLY: usize = 4_096;

/// What another frame is to the one at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It asks, and the frame at hand answers.
    Request,
    /// It answers the frame at hand.
    Response,
    /// The frame at hand acknowledges it.
    Acknowledged,
    /// The frame at hand repeats it.
    Repeated,
    /// The frame at hand was put together from it and others.
    Part,
    /// It completes what the frame at hand is a part of.
    Whole,
    /// It holds the secret that opened the frame at hand.
    Secret,
}

/// What the names of fields that hold frame numbers end with, and what those frames are.
const ENDINGS: &[(&str, Relation)] = &[
    (".request_in", Relation::Request),
    (".request_frame", Relation::Request),
    (".response_to", Relation::Request),
    (".response-to", Relation::Request),
    (".resp_to", Relation::Request),
    (".response_in", Relation::Response),
    (".response-in", Relation::Response),
    (".resp_in", Relation::Response),
    (".acks_frame", Relation::Acknowledged),
    (".rto_frame", Relation::Repeated),
    (".duplicate_ack_frame", Relation::Repeated),
    (".segment", Relation::Part),
    (".fragment", Relation::Part),
    (".reassembled_in", Relation::Whole),
    (".reassembled.in", Relation::Whole),
    (".secret_from", Relation::Secret),
];

impl Relation {
    /// What the frames are that a field names; `None`: nothing worth a sign.
    pub fn of_field(abbrev: &str) -> Option<Self> {
        ENDINGS.iter().find(|(ending, _)| abbrev.ends_with(ending)).map(|(_, relation)| *relation)
    }

    /// Said of the other frame.
    pub fn words(self) -> &'static str {
        match self {
            Self::Request => "the selected frame answers it",
            Self::Response => "answers the selected frame",
            Self::Acknowledged => "the selected frame acknowledges it",
            Self::Repeated => "the selected frame repeats it",
            Self::Part => "part of what the selected frame completes",
            Self::Whole => "completes what the selected frame is a part of",
            Self::Secret => "holds the secret that opened the selected frame",
        }
    }
}

/// From the first message of the handshake that `frame`'s TLS session began with to the last first
/// sealed record of a side: its Finished, or that of the other side in TLS 1.3. Of QUIC, from the
/// first packet to the last that belongs to the handshake by its header.
pub fn handshake(capture: &Capture, frame: FrameId) -> Option<(FrameId, FrameId)> {
    if let Some(connection) = quic_connection(capture, frame) {
        return quic_handshake(connection);
    }
    let conversation = capture.conversation(capture.frame(frame)?.conversation()?)?;
    let flow = conversation.flow.as_deref()?;
    let tls = flow.tls.as_deref()?;
    if let Some(dtls) = flow.dtls.as_deref() {
        return dtls_handshake(flow, dtls);
    }
    let sides = || flow.directions.iter().zip(&tls.directions);
    let of = |side: &crate::store::Direction, record: u32| Some(side.messages.get(record as usize)?.frame);
    let firsts = sides().filter_map(|(side, said)| of(side, said.handshakes.first()?.first_record));
    let clear = sides().filter_map(|(side, said)| of(side, said.handshakes.last()?.last_record));
    let sealed = sides().filter_map(|(side, said)| of(side, said.epochs.first()?.first_record));
    // A renegotiation in the clear does not exist; what follows the first sealed records is data.
    let last = sealed.max().or_else(|| clear.max())?;
    firsts.min().filter(|first| *first < last).map(|first| (first, last))
}

/// The connection that a frame's first datagram belongs to.
fn quic_connection(capture: &Capture, frame: FrameId) -> Option<&QuicConnection> {
    let datagrams = &capture.quic.datagrams;
    let at = datagrams.partition_point(|datagram| datagram.place.frame() < Some(frame));
    let datagram = datagrams.get(at).filter(|datagram| datagram.place.frame() == Some(frame))?;
    capture.quic.connection(datagram.connection).map(|connection| &**connection)
}

/// The first session's: what is called a handshake by its record, in the clear or sealed.
fn dtls_handshake(flow: &Flow, dtls: &DtlsFlow) -> Option<(FrameId, FrameId)> {
    let is_early =
        |m: &&Message| [ContentType::HANDSHAKE.0, ContentType::CHANGE_CIPHER_SPEC.0].contains(&m.kind().0);
    let of = |(direction, side): (usize, &Direction)| {
        let next =
            dtls.began.get(1).and_then(|began| began.get(direction)).map_or(EARLY, |first| *first as usize);
        let early = side.messages.iter().take(next.min(EARLY)).filter(is_early);
        early.map(|message| message.frame).collect::<Vec<_>>()
    };
    extent(flow.directions.iter().enumerate().flat_map(of))
}

/// The first and the last of some frames, if they differ.
fn extent(frames: impl Iterator<Item = FrameId>) -> Option<(FrameId, FrameId)> {
    let (first, last) = frames.fold(None, |found: Option<(FrameId, FrameId)>, frame| match found {
        Some((first, last)) => Some((first.min(frame), last.max(frame))),
        None => Some((frame, frame)),
    })?;
    (first < last).then_some((first, last))
}

fn quic_handshake(connection: &QuicConnection) -> Option<(FrameId, FrameId)> {
    let is_early = |packet: &&QuicPacket| {
        matches!(packet.kind.level(), Some(Level::Initial | Level::Handshake))
            || packet.kind == PacketKind::Retry
    };
    extent(connection.packets.iter().take(EARLY).filter(is_early).map(QuicPacket::frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dissect::Settings;
    use crate::document::{Document, Source};
    use crate::field::Type;
    use std::sync::Arc;

    fn span(name: &str) -> Option<(u32, u32)> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
        let mut document = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        document.load_all().unwrap();
        let capture = document.capture();
        let inside = (0..capture.frames.len()).map(FrameId::from_index);
        let found = inside.filter_map(|frame| handshake(&capture, frame)).next();
        found.map(|(first, last)| (first.number(), last.number()))
    }

    #[test]
    fn a_handshake_ends_with_finished() {
        assert_eq!(span("upyssl.pcap"), Some((4, 12)));
        assert_eq!(span("protocols/dns.pcap"), None);
        assert_eq!(span("dtls/ecdhe.pcap"), Some((1, 13)));
        // Data in packets with a short header follows.
        let (first, last) = span("quic/quic.pcap").unwrap();
        assert!(first == 1 && (3..12).contains(&last), "{first} to {last}");
    }

    #[test]
    fn fields_that_lead_to_frames_say_what_those_are() {
        assert_eq!(Relation::of_field("http.request_in"), Some(Relation::Request));
        assert_eq!(Relation::of_field("dns.response_in"), Some(Relation::Response));
        // The next request of the connection has nothing to do with this one.
        assert_eq!(Relation::of_field("http.next_request_in"), None);
        let registry = crate::proto::registry();
        for (ending, _) in ENDINGS {
            let has = |def: &crate::field::FieldDef| def.abbrev.ends_with(ending) && def.ty == Type::FrameNum;
            assert!(registry.fields().any(|(_, def)| has(def)), "no field ends with {ending}");
        }
    }
}
