//! Frames that belong together: what the fields of a frame say of others (the answer to it, the parts
//! that it was put together from), and where the handshake of its TLS session lies. Not here: how
//! that is painted (`gui`).

use crate::base::id::FrameId;
use crate::store::Capture;

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
/// sealed record of a side: its Finished, or that of the other side in TLS 1.3.
pub fn handshake(capture: &Capture, frame: FrameId) -> Option<(FrameId, FrameId)> {
    let conversation = capture.conversation(capture.frame(frame)?.conversation()?)?;
    let flow = conversation.flow.as_deref()?;
    let tls = flow.tls.as_deref()?;
    let sides = || flow.directions.iter().zip(&tls.directions);
    let of = |side: &crate::store::Direction, record: u32| Some(side.messages.get(record as usize)?.frame);
    let firsts = sides().filter_map(|(side, said)| of(side, said.handshakes.first()?.first_record));
    let clear = sides().filter_map(|(side, said)| of(side, said.handshakes.last()?.last_record));
    let sealed = sides().filter_map(|(side, said)| of(side, said.epochs.first()?.first_record));
    // A renegotiation in the clear does not exist; what follows the first sealed records is data.
    let last = sealed.max().or_else(|| clear.max())?;
    firsts.min().filter(|first| *first < last).map(|first| (first, last))
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
