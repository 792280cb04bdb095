//! What becomes of a segment's payload: whole messages go to their protocol, alone or put together
//! from several segments; what belongs to a message not yet complete is shown as segment data.

mod parts;
mod pieces;
mod stretch;

use super::{Header, Known, PAYLOAD, REASSEMBLED_IN, RESET_CAUSE, SEGMENT_DATA, number, plural};
use crate::base::id::FrameId;
use crate::dissect::framing::GIVEN_UP;
use crate::dissect::{At, Claim, Cursor, Dissector, Flags, Over, Parent, Protocol, Span, StreamPlace};
use crate::field::show::{self, LABEL_CHARS};
use crate::proto::{ftp_data, http, tls, tunnels};
use crate::store::segments::flag;
use crate::store::{Application, Direction, Findings, Message, MessageKind, Piece};
use crate::tls::record::{self, ContentType};
use parts::{Part, segments};
use pieces::{gives, gives_from, pieces_from, pieces_of, stream_offset};
use std::fmt::Write;
use std::ops::Range;
use stretch::Stretch;

pub const PROTOCOL: Protocol =
    Protocol { name: "tcp.segments", title: "TCP segments", fields: FIELDS, ..Protocol::EMPTY };

crate::fields! { "tcp.segments";
    /// The segments that a message was put together from.
    SEGMENTS: Label = "tcp.segments", "Reassembled TCP Segments", None;
    /// One of them.
    SEGMENT: FrameNum = "tcp.segment", "TCP Segment", None;
    /// How many there are.
    COUNT: U32 = "tcp.segment.count", "Segment count", Dec;
    /// Bytes of the message.
    LENGTH: U32 = "tcp.reassembled.length", "Reassembled TCP length", Dec;
    /// Bytes of a message that begins with its length.
    PDU_SIZE: U32 = "tcp.pdu.size", "PDU Size", Dec;
    /// The message.
    DATA: Bytes = "tcp.reassembled.data", "Reassembled TCP Data", None;
}

/// Whose messages begin with their length, which is shown.
const SIZED: &[Application] = &[
    Application::Dns,
    Application::Http2,
    Application::Ldap,
    Application::Modbus,
    Application::Mqtt,
    Application::Mysql,
    Application::OpenVpn,
    Application::Pgsql,
    Application::Stun,
    Application::WebSocket,
];
/// Why bytes that came late go nowhere.
const OVERLAPS: &str = "New fragment overlaps old data (retransmission?)";
/// Longest message that is put together to be shown; of longer ones only the beginning is.
const MAX_REASSEMBLED: u64 = 64 << 20;
/// Of messages from this length on only what somebody looks at is put together.
const LONG_MESSAGE: u32 = 1 << 20;

/// `payload`: from its first byte to the end of the segment.
pub(super) fn dissect(d: &mut Dissector<'_>, payload: Cursor<'_>, h: &Header<'_>) {
    let span = payload.rest_span();
    let len = payload.left();
    // None, or none captured.
    if payload.captured() == 0 {
        return at_end(d, payload, h);
    }
    if h.has(flag::RST) {
        // RFC 9293 section 3.5.2 lets a reset say why.
        d.tree.leaf(RESET_CAUSE, At { value: payload.peek(), span });
        return at_end(d, payload, h);
    }
    let label = format_args!("TCP payload ({len} byte{})", plural(len.into()));
    d.tree.leaf_as(PAYLOAD, At { value: payload.peek(), span }, label);
    let found = |what: Findings| h.known.and_then(|k| k.finding).is_some_and(|f| f.what.has(what));
    if found(Findings::KEEP_ALIVE) {
        d.hand_over(Claim::Named("data"), payload);
        return;
    }
    let settings = d.settings();
    // Segments are taken in turn, and this one comes late: no protocol reads it.
    let late =
        !settings.reassemble_out_of_order && (found(Findings::OUT_OF_ORDER) || found(Findings::REPEATED));
    let is_file = |k: Known<'_>| {
        // A file inside TLS is its session's to show.
        !d.quoted
            && k.conversation.application != Application::Tls
            && ftp_data::announced(d, k.conversation).is_some()
    };
    if h.known.is_some_and(is_file) {
        if !repeated(d, payload, &found, false) && !late {
            let place = place(d, h, len);
            d.hand_over_any(&[Claim::Named("ftp-data")], None, payload, place);
        }
        return;
    }
    let joins = h.known.map_or(settings.desegment_tcp, |k| settings.desegments(k.conversation.application));
    if let Some(known) = h.known.filter(|_| joins && !h.is_corrupt && !d.quoted)
        && let Some(direction) = known.side(0)
        && let Some((start, first)) = stream_offset(direction, h, len, d.frame_id())
        && known.conversation.application_at(known.direction, start) != Application::Unknown
        && !decoded_otherwise(d, h, &known)
    {
        let stretch = Stretch::new(d.frame_id(), known, direction, start, first, payload, h.ports[1]);
        let (frame, end) = (stretch.frame, stretch.end);
        if stretch.hand_over(d) {
            return;
        }
        if !gives_from(direction, first, end, frame) {
            if repeated(d, payload, &found, stretch.begins_long()) {
                return;
            }
            if late {
                if found(Findings::INTO_COMPLETE) {
                    d.say_reassembly_error("TCP", OVERLAPS, payload.span(0));
                } else if found(Findings::INTO_GIVEN_UP) {
                    stretch.segment_data(d, start..end, true);
                }
                return;
            }
            if stretch.is_over() {
                if !found(Findings::OUT_OF_ORDER) {
                    again(d, payload);
                }
                return;
            }
        }
        if stretch.is_framed() {
            stretch.segment_data(d, start..end, true);
            return;
        }
    } else if joins && !d.quoted && repeated(d, payload, &found, false) {
        return;
    }
    if late {
        return;
    }
    let [from, to] = h.ports;
    // The lower port is more likely the server's, and both directions agree on it.
    let (low, high) = (Claim::TcpPort(from.min(to)), Claim::TcpPort(from.max(to)));
    let stream = h.known.map_or(high, |k| Claim::TcpStream(k.conversation.stream));
    let claims: &[Claim] = if from.min(to) == 0 { &[stream, high] } else { &[stream, low, high] };
    let place = place(d, h, len);
    let named = h.known.filter(|k| !decoded_otherwise(d, h, k)).and_then(|k| {
        let application = match place {
            Some(place) => k.conversation.application_at(k.direction, place.start),
            None => k.conversation.application,
        };
        application.protocol().map(Claim::Named)
    });
    if let Some((known, place)) = h.known.zip(place)
        && !decoded_otherwise(d, h, &known)
    {
        match known.side(0).and_then(|side| tunnels::around(side, place.start)) {
            Some((_, Application::Http)) => tunnels::put_http(d, payload, place),
            Some((_, Application::Socks)) => tunnels::put_socks(d, payload, place),
            _ => {}
        }
    }
    match named {
        Some(named) => d.hand_over_any(&[named], None, payload, place),
        None if is_swallowed(d, h, claims) => {}
        None => d.hand_over_any(claims, Some(Over::Tcp), payload, None),
    }
}

/// On ports of HTTP the reference gives HTTP what nobody recognised, and that shows nothing of it.
fn is_swallowed(d: &Dissector<'_>, h: &Header<'_>, claims: &[Claim]) -> bool {
    h.ports.iter().any(|port| http::framer::PORTS.contains(port))
        && !d.is_overruled()
        && claims.iter().all(|claim| d.claimant(*claim).is_none())
}

/// The end of the stream, without data of its own, completes a message that reaches up to it.
fn at_end(d: &mut Dissector<'_>, payload: Cursor<'_>, h: &Header<'_>) {
    let joins = |k: Known<'_>| d.settings().desegments(k.conversation.application);
    if !h.has(flag::FIN | flag::RST) || d.quoted || h.is_corrupt || !h.known.is_some_and(joins) {
        return;
    }
    if let Some(known) = h.known
        && let Some(direction) = known.side(0)
        && known.conversation.application != Application::Unknown
        && !decoded_otherwise(d, h, &known)
    {
        let (frame, end) = (d.frame_id(), direction.len());
        let to_port = h.ports[1];
        Stretch { frame, known, direction, start: end, end, payload, to_port, all_ours: false }.hand_over(d);
    }
}

fn place(d: &Dissector<'_>, h: &Header<'_>, len: u32) -> Option<StreamPlace> {
    let known = h.known?;
    let (start, _) = stream_offset(known.side(0)?, h, len, d.frame_id())?;
    Some(StreamPlace {
        conversation: known.id,
        direction: known.direction,
        start,
        decrypted: false,
        inside: 0,
    })
}

/// Decode As names another protocol than the one the stream begins with, or that one is disabled: then the user's word
/// counts in the tree. The index goes by the bytes all the same.
fn decoded_otherwise(d: &Dissector<'_>, h: &Header<'_>, known: &Known<'_>) -> bool {
    if known.conversation.application.protocol().is_some_and(|name| d.is_disabled(name)) {
        return true;
    }
    let [from, to] = h.ports.map(Claim::TcpPort);
    let said = d.settings().decoded_as(&[Claim::TcpStream(known.conversation.stream), from, to]);
    let starts = |side: &Direction| {
        let mut stages = side.stages.iter();
        (stages.next().map(|s| s.start), stages.next().map(|s| s.start))
    };
    let is_upgraded = known.side(0).map(starts).is_some_and(|(first, then)| then > first && then.is_some());
    !is_upgraded && said.is_some_and(|name| known.conversation.application.protocol() != Some(name))
}

/// Bytes that were there before are not dissected again. Says whether they were. `begins_long`: a
/// message of several segments begins with them.
fn repeated(
    d: &mut Dissector<'_>,
    payload: Cursor<'_>,
    found: &impl Fn(Findings) -> bool,
    begins_long: bool,
) -> bool {
    let spurious = found(Findings::SPURIOUS_RETRANSMISSION);
    if spurious && !begins_long {
        return true;
    }
    if spurious || found(Findings::RETRANSMISSION) {
        again(d, payload);
        return true;
    }
    false
}

fn again(d: &mut Dissector<'_>, payload: Cursor<'_>) {
    let len = payload.left();
    let label = format_args!("Retransmitted TCP segment data ({len} byte{})", plural(len.into()));
    d.tree.leaf_as(SEGMENT_DATA, At { value: payload.peek(), span: payload.rest_span() }, label);
}
