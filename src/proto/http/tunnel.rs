//! What goes through a proxy that CONNECT asked (RFC 9110 section 9.3.6): where to. Not here: what it is, and
//! how the proxy consents (`framer`).

use super::fields::{PROXY_CONNECT_HOST, PROXY_CONNECT_PORT};
use super::framer::{REQUEST, note};
use super::head;
use super::lines::Head;
use crate::dissect::{Dissector, Flags, Span};
use crate::proto::placed::Placed;
use crate::proto::tunnels;
use crate::store::Application;

/// As much of the request as is read.
const REQUEST_MAX: u64 = 1024;

/// Host and port that the stream at that place leads to; `None` outside of tunnels.
pub fn target(streams: &Placed<'_>) -> Option<(String, u16)> {
    let place = streams.place;
    let (stage, application) = tunnels::around(streams.direction(place.direction)?, place.start)?;
    if application != Application::Http {
        return None;
    }
    (0..2).find_map(|direction| {
        let stream = streams.direction(direction)?;
        let begin = stream.stages.get(stage + 1)?.start;
        let last = stream.messages.partition_point(|m| m.start() < begin).checked_sub(1)?;
        let request = stream.messages.get(last)?;
        if request.kind() != REQUEST || request.note() != note::CONNECT {
            return None;
        }
        let bytes =
            streams.bytes(direction, request.start()..request.end().min(request.start() + REQUEST_MAX));
        let uri = Head::read(&bytes).uri;
        let colon = uri.iter().rposition(|b| *b == b':')?;
        let (host, port) = (uri.get(..colon)?, head::decimal(uri.get(colon + 1..)?)?);
        Some((String::from_utf8_lossy(host).into_owned(), port as u16))
    })
}

pub fn show(d: &mut Dissector<'_>, span: Span) {
    let Some((host, port)) = Placed::of(d).and_then(|streams| target(&streams)) else { return };
    let node = d.tree.made_text(PROXY_CONNECT_HOST, &host, span.at_start());
    d.tree.set_flag(node, Flags::GENERATED);
    d.tree.generated(PROXY_CONNECT_PORT, port, span.at_start());
}
