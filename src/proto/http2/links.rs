//! Which request a response answers: the one of the same stream (RFC 9113 section 8.1). Shown in every
//! frame with headers or content.

use super::Frame;
use super::connection::StreamSide;
use super::fields::*;
use crate::dissect::{Dissector, Span};

/// Shows the frame of the request, or of the final response.
pub fn show(d: &mut Dissector<'_>, of: &Frame<'_, '_>, span: Span) {
    let at = span.at_start();
    let Some((placed, connection)) = of.known else { return };
    let Some(stream) = connection.stream(of.header.stream & 0x7fff_ffff) else { return };
    let own = placed.place.direction.min(1);
    let (Some(here), Some(there)) = (stream.directions.get(own), stream.directions.get(1 - own)) else {
        return;
    };
    if asks(here) {
        if let Some(response) = there.began {
            d.tree.generated(RESPONSE_IN, response.number(), at);
        }
        return;
    }
    let Some(request) = there.began.filter(|_| asks(there)) else { return };
    if let Some(asked) = d.capture().frame(request) {
        d.tree.generated(TIME, d.meta().time.since(asked.time), at);
    }
    d.tree.generated(REQUEST_IN, request.number(), at);
}

fn asks(side: &StreamSide) -> bool {
    side.header(":method").is_some()
}
