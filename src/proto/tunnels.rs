//! Tunnels through proxies (SOCKS, HTTP's CONNECT): which of them a part of a stream stands in. What their
//! layers show is theirs; what stands inside goes where its own bytes say.

use super::placed::Placed;
use super::{http, socks};
use crate::dissect::{Cursor, Dissector, StreamPlace};
use crate::store::{Application, Direction};

/// The stage whose tunnel the bytes at `at` stand in: its place among the stages, and what spoke there.
pub fn around(direction: &Direction, at: u64) -> Option<(usize, Application)> {
    let now = direction.stages.partition_point(|s| s.start <= at).checked_sub(1)?;
    let before = direction.stages.get(..now)?;
    let stage =
        before.iter().rposition(|s| matches!(s.application, Application::Http | Application::Socks))?;
    Some((stage, before.get(stage)?.application))
}

/// Puts HTTP's layer around a message that goes through a proxy; behind an upgrade it has a name alone.
pub fn put_http(d: &mut Dissector<'_>, part: Cursor<'_>, place: StreamPlace) {
    let streams = Placed::at(d.capture(), d.settings(), d.registry(), place);
    if streams.is_some_and(|streams| http::tunnel::target(&streams).is_some()) {
        d.put_around("http", part, place, http::tunnel::show);
    } else {
        d.put_unseen("http", part);
    }
}

/// The same inside of TLS, where a stream may begin with another protocol.
pub fn put_http_inside(d: &mut Dissector<'_>, part: Cursor<'_>, place: StreamPlace) {
    let streams = Placed::at(d.capture(), d.settings(), d.registry(), place);
    let around = streams.and_then(|s| around(s.direction(place.direction)?, place.start));
    if around.is_some_and(|(_, application)| application == Application::Http) {
        put_http(d, part, place);
    }
}

/// Puts the layer of SOCKS around the payload of a segment.
pub fn put_socks(d: &mut Dissector<'_>, part: Cursor<'_>, place: StreamPlace) {
    d.put_around("socks", part, place, socks::show_tunnel);
}
