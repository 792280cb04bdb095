//! Which request a response answers: the one of the same stream (RFC 9114 section 4.1). Shown in every
//! frame with headers or content.

use super::fields::*;
use super::qpack::Section;
use super::{Packet, Place};
use crate::base::id::FrameId;
use crate::dissect::{Dissector, Span};
use crate::store::quic::peer;
use crate::tls::Side;

/// Interim responses that are passed over.
const INTERIM_MAX: usize = 8;

/// Shows the frame of the request, or of the final response.
pub fn show(d: &mut Dissector<'_>, packet: &Packet<'_>, place: &Place<'_>, span: Span) {
    let at = span.at_start();
    // Streams on which servers push have no other half.
    if place.id & 3 != 0 || !d.tree.wants_any(&[REQUEST_IN.id, RESPONSE_IN.id, TIME.id]) {
        return;
    }
    let Some(other) = packet.place_of(place.id, peer(place.sender)) else { return };
    if place.sender == Side::Client {
        if let Some(response) = response(packet, &other) {
            d.tree.generated(RESPONSE_IN, response.number(), at);
        }
        return;
    }
    let Some(request) = other.stream.headers().next().and_then(|e| packet.frame_of(e)) else { return };
    if let Some(asked) = d.capture().frame(request) {
        d.tree.generated(TIME, d.meta().time.since(asked.time), at);
    }
    d.tree.generated(REQUEST_IN, request.number(), at);
}

/// The frame that completes the headers of the final response.
fn response(packet: &Packet<'_>, place: &Place<'_>) -> Option<FrameId> {
    let is_final = |e: &&super::Element| {
        !packet.section(place, e).value(":status").is_some_and(|status| status.starts_with(b"1"))
    };
    packet.frame_of(place.stream.headers().take(INTERIM_MAX).find(is_final)?)
}

/// What the request of the stream asks for.
pub fn request(packet: &Packet<'_>, place: &Place<'_>) -> Option<Section> {
    let asking = packet.place_of(place.id, Side::Client).filter(|_| place.id & 3 == 0)?;
    Some(packet.section(&asking, asking.stream.headers().next()?))
}
