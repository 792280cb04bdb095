//! UDP (RFC 768).

use super::media_setup;
use crate::base::decimal;
use crate::base::id::{ConversationId, FrameId};
use crate::base::time::Duration;
use crate::dissect::checksum::{self, Sum, Verified};
use crate::dissect::{
    Address, At, Claim, Cursor, Cut, Dissector, Flags, Group, NodeRef, Over, Place, Protocol, Scope,
    Severity, StreamPlace,
};
use crate::field::Field;
use crate::field::def::U16;
use crate::store::{Application, Conversation};

pub const PROTOCOL: Protocol = Protocol {
    name: "udp",
    title: "UDP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(17)],
    places: || PLACES,
    dissect,
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

const HEADER: u32 = 8;
/// Ports that traceroute sends to, one more with each attempt.
const TRACEROUTE: std::ops::RangeInclusive<u16> = 33435..=33464;
const ATTEMPTS: u16 = 3;

crate::fields! { "udp";
    /// UDP datagram (RFC 768).
    UDP: Protocol = "udp", "User Datagram Protocol", None;
    /// Source port.
    SRCPORT: U16 = "udp.srcport", "Source Port", Dec;
    /// Destination port.
    DSTPORT: U16 = "udp.dstport", "Destination Port", Dec;
    /// Source or destination port.
    PORT: U16 = "udp.port", "Source or Destination Port", Dec;
    /// Length of header and payload.
    LENGTH: U16 = "udp.length", "Length", Dec;
    /// Checksum over pseudo-header, header and payload; 0: none.
    CHECKSUM: U16 = "udp.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "udp.checksum.status", "Checksum Status", None, crate::dissect::checksum::STATUS;
    /// Number of the conversation.
    STREAM: U32 = "udp.stream", "Stream index", Dec;
    /// Seconds since the conversation's first frame.
    TIME_RELATIVE: RelativeTime = "udp.time_relative", "Time since first frame", None;
    /// Seconds since the conversation's frame before this one.
    TIME_DELTA: RelativeTime = "udp.time_delta", "Time since previous frame", None;
    /// The payload.
    PAYLOAD: Bytes = "udp.payload", "Payload", None;
    /// The checksum that the datagram should have.
    CHECKSUM_CALCULATED: U16 = "udp.checksum_calculated", "Calculated Checksum", Hex;
    /// Marks a wrong checksum.
    CHECKSUM_BAD: Label = "udp.checksum.bad", "Bad checksum", None;
    /// Marks what may be a traceroute.
    POSSIBLE_TRACEROUTE: Label = "udp.possible_traceroute", "Possible traceroute", None;
    /// Marks a length that cannot be.
    LENGTH_BAD: Label = "udp.length.bad", "Bad length value", None;
    /// Marks a missing checksum where there must be one.
    CHECKSUM_ZERO: Label = "udp.checksum.zero", "Illegal checksum value (0)", None;
}

/// Of the first 8 bytes.
const PLACES: &[Place] = &[Place::new(LENGTH.id, 4, 2)];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "UDP".into();
    d.columns.clear_info();
    let conversation = d.next_conversation();
    let (from, to) = (c.u16()?, c.u16()?);
    // Where nobody wants its fields, all that is for the tree alone is passed over.
    let shows = d.tree.wants_any_below(UDP.id, FIELDS.len());
    let layer = d.layer_node();
    d.tree.set_span(layer, start.span(HEADER));
    if shows && d.settings().choices.udp_summary {
        d.tree.set_label(
            layer,
            format_args!("User Datagram Protocol, Src Port: {}, Dst Port: {}", from.value, to.value),
        );
    }
    if let Some(info) = d.columns.info_mut() {
        decimal::push(from.value, info);
        info.push_str(" → ");
        decimal::push(to.value, info);
    }
    if shows {
        port(d, SRCPORT, from);
        port(d, DSTPORT, to);
        d.tree.hidden(PORT, from);
        d.tree.hidden(PORT, to);
    }
    let Some(payload_len) = length(d, c.u16()?, start.left()) else { return Ok(()) };
    checksum(d, c.u16()?, start, payload_len + HEADER);
    if shows && let Some((id, conversation, _)) = conversation {
        d.tree.generated(STREAM, conversation.stream, c.span(0));
        let wants = d.settings().choices.udp_times && d.tree.wants_any(&[TIME_RELATIVE.id, TIME_DELTA.id]);
        if wants && !d.quoted {
            times(d, id, conversation.first, start);
        }
    }
    let payload = c.take(payload_len);
    if payload.is_empty() {
        return if payload_len > 0 && !d.quoted { Err(Cut::Malformed) } else { Ok(()) };
    }
    // Snapped right behind the header, as captures of headers alone are: whose it was nobody can say.
    if payload.captured() == 0 {
        return Err(Cut::Snapped);
    }
    if d.tree.wants(PAYLOAD.id) {
        let len = payload.captured();
        let s = if len == 1 { "" } else { "s" };
        let at = payload.rest_span().bytes();
        d.tree.leaf_as(PAYLOAD, at, format_args!("UDP payload ({len} byte{s})"));
    }
    let (low, high) = (from.value.min(to.value), from.value.max(to.value));
    let (low, high) = (Claim::UdpPort(low), Claim::UdpPort(high));
    let stream = conversation.map_or(low, |(_, c, _)| Claim::UdpStream(c.stream));
    let claims = [stream, low, high];
    // What its bytes say counts more than ports, but less than what the user says.
    let decided = d.settings().decoded_as(&claims).is_some();
    // The index names a conversation in which it met QUIC.
    let may_be_quic = conversation.is_none_or(|(_, c, _)| c.application != Application::Unknown);
    let quic =
        may_be_quic && !d.quoted && d.capture().quic.datagram(d.frame_id(), payload.offset()).is_some();
    let media = media(d, conversation, &payload).filter(|_| !decided);
    match recognised(d, conversation, &payload) {
        _ if quic && !decided => d.hand_over_as(Application::Quic, payload, None),
        Some((application, place)) if !decided => d.hand_over_as(application, payload, Some(place)),
        _ if media.is_some() => d.hand_over_any(media.as_slice(), None, payload, None),
        known => d.hand_over_any(&claims, Some(Over::Udp), payload, known.map(|(_, place)| place)),
    }
    Ok(())
}

/// The protocol that the index recognised the conversation as, and the payload's place, if the
/// datagram is the protocol's.
fn recognised(
    d: &Dissector<'_>,
    conversation: Option<(ConversationId, &Conversation, usize)>,
    payload: &Cursor<'_>,
) -> Option<(Application, StreamPlace)> {
    let (conversation, known, direction) = conversation.filter(|_| !d.quoted)?;
    known.application.protocol()?;
    let stream = known.flow.as_ref()?.directions.get(direction)?;
    let piece = stream.datagram_in(d.frame_id(), payload.offset())?;
    Some((
        known.application,
        StreamPlace { conversation, direction, start: piece.start(), decrypted: false, inside: 0 },
    ))
}

/// The protocol of a datagram that goes to, or comes from, an end of a media stream.
fn media(
    d: &Dissector<'_>,
    conversation: Option<(ConversationId, &Conversation, usize)>,
    payload: &Cursor<'_>,
) -> Option<Claim> {
    let (_, conversation, direction) = conversation.filter(|_| !d.quoted)?;
    media_setup::recognises(d, conversation, direction, payload.peek()).map(Claim::Named)
}

fn port(d: &mut Dissector<'_>, field: Field<U16>, at: At<u16>) {
    let node = d.tree.leaf(field, at);
    if TRACEROUTE.contains(&at.value) && node != NodeRef::NONE {
        let nth = at.value - TRACEROUTE.start();
        let text =
            format_args!("Possible traceroute: hop #{}, attempt #{}", nth / ATTEMPTS + 1, nth % ATTEMPTS + 1);
        d.tree.expert(node, Some(POSSIBLE_TRACEROUTE), Severity::Chat, Group::Sequence, text);
    }
}

/// Shows the length; the payload's, unless the packet contradicts itself.
fn length(d: &mut Dissector<'_>, at: At<u16>, there: u32) -> Option<u32> {
    let len = u32::from(at.value);
    // A jumbogram's length does not fit (RFC 2675 section 4).
    if len == 0 && there > u32::from(u16::MAX) {
        d.tree.leaf_as(LENGTH, at, format_args!("Length: {len} (zero, payload length {there})"));
        d.columns.add_info(format_args!(" Len={}", there - HEADER));
        return Some(there - HEADER);
    }
    if len < HEADER {
        let node = d.tree.leaf_as(LENGTH, at, format_args!("Length: {len} (bogus, must be >= 8)"));
        let text = format_args!("Bad length value {len} < 8");
        d.tree.expert(node, Some(LENGTH_BAD), Severity::Error, Group::Malformed, text);
        d.columns.add_info(format_args!(" [BAD UDP LENGTH {len} < 8]"));
        return None;
    }
    if len > there && !d.quoted {
        let node = d.tree.leaf_as(LENGTH, at, format_args!("Length: {len} (bogus, payload length {there})"));
        let text = format_args!("Bad length value {len} > IP payload length");
        d.tree.expert(node, Some(LENGTH_BAD), Severity::Error, Group::Malformed, text);
        d.columns.add_info(format_args!(" [BAD UDP LENGTH {len} > IP PAYLOAD LENGTH]"));
    } else {
        d.tree.leaf(LENGTH, at);
    }
    if let Some(info) = d.columns.info_mut() {
        info.push_str(" Len=");
        decimal::push(len - HEADER, info);
    }
    Some(len - HEADER)
}

const CHECKSUMS: Verified = Verified {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    calculated: CHECKSUM_CALCULATED,
    bad: CHECKSUM_BAD,
    title: "Checksum",
    hint: " (maybe caused by \"UDP checksum offload\"?)",
    below: true,
};

/// Checksums are verified only if that is asked for: offloading leaves wrong ones in captures of what
/// was sent. `datagram`: `len` bytes from the header on.
fn checksum(d: &mut Dissector<'_>, at: At<u16>, datagram: Cursor<'_>, len: u32) {
    let checks = d.settings().choices.check_udp && !d.quoted && !d.fragmented;
    if let Some(whole) = datagram.peek().get(..len as usize).filter(|_| checks && at.value != 0) {
        let sum = Sum::default().pseudo_header(d.net(), 17, len).over(whole);
        checksum::show_verified(d, &CHECKSUMS, at, sum);
        return;
    }
    if at.value != 0 {
        d.tree.leaf_as(CHECKSUM, at, format_args!("Checksum: 0x{:04x} [unverified]", at.value));
        d.tree.generated(CHECKSUM_STATUS, 2, at.span.at_start());
        return;
    }
    let ipv6 = matches!(d.net().0, Address::Ipv6(_));
    let (what, status) = if ipv6 { ("illegal", 4) } else { ("ignored", 3) };
    let open = d.tree.open_as(CHECKSUM, at, format_args!("Checksum: 0x0000 [zero-value {what}]"));
    d.tree.generated(CHECKSUM_STATUS, status, at.span);
    d.tree.close(open);
    if ipv6 {
        let text = format_args!("Illegal checksum value (0)");
        d.tree.expert(open.node(), Some(CHECKSUM_ZERO), Severity::Error, Group::Checksum, text);
        d.columns.add_info(format_args!(" [ILLEGAL CHECKSUM (0)]"));
    }
}

fn times(d: &mut Dissector<'_>, id: ConversationId, first: FrameId, start: Cursor<'_>) {
    let (capture, meta, at) = (d.capture(), d.meta(), start.span(0));
    let since = |frame: FrameId| capture.frame(frame).map_or(Duration(0), |f| meta.time.since(f.time));
    let open = d.tree.open_text(at, format_args!("Timestamps"));
    d.tree.set_flag(open.node(), Flags::GENERATED);
    d.tree.generated(TIME_RELATIVE, since(first), at);
    let before = capture.frame_before(d.frame_id(), id);
    d.tree.generated(TIME_DELTA, before.map_or(Duration(0), since), at);
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::base::id::{ConversationId, FrameId};
    use crate::proto::testing::{columns, frames, labels_from, lines, look, survives_cuts};
    use crate::store::{Conversation, Endpoint, Transport};

    fn packet(udp: &[u8]) -> Vec<u8> {
        let mut p =
            vec![0x45, 0, 0, 20 + udp.len() as u8, 0, 7, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        p.extend_from_slice(udp);
        p
    }

    #[test]
    fn a_datagram_shows_its_fields() {
        let p = packet(&[0, 4, 0, 3, 0, 11, 0x12, 0x34, 1, 2, 3]);
        let lines = labels_from(101, &p, "User Datagram");
        assert_eq!(
            lines[..7],
            [
                "User Datagram Protocol, Src Port: 4, Dst Port: 3",
                "    Source Port: 4",
                "    Destination Port: 3",
                "    Length: 11",
                "    Checksum: 0x1234 [unverified]",
                "    [Checksum Status: Unverified]",
                "    UDP payload (3 bytes)",
            ]
        );
        assert_eq!(columns(101, &p)[2..], ["UDP", "4 → 3 Len=3"]);
        survives_cuts(101, &p);
    }

    #[test]
    fn lengths_that_cannot_be_are_said() {
        let info = |udp: &[u8]| columns(101, &packet(udp))[3].clone();
        assert_eq!(info(&[0, 1, 0, 2, 0, 4, 0, 0, 9]), "1 → 2 [BAD UDP LENGTH 4 < 8]");
        assert_eq!(
            info(&[0, 1, 0, 2, 0, 40, 0, 0, 9]),
            "1 → 2 [BAD UDP LENGTH 40 > IP PAYLOAD LENGTH] Len=32"
        );
        assert_eq!(info(&[0, 1, 0, 2, 0, 9, 0, 0, 9, 9]), "1 → 2 Len=1");
    }

    #[test]
    fn a_conversation_has_a_number_and_times() {
        let p = packet(&[0, 68, 0, 67, 0, 9, 0, 0, 1]);
        let mut capture = frames(101, &[&p, &p, &p]);
        capture.conversations.push(Conversation {
            ends: [Endpoint::v4([10, 0, 0, 1], 68), Endpoint::v4([10, 0, 0, 2], 67)],
            transport: Transport::Udp,
            application: Default::default(),
            stream: 4,
            first: FrameId(0),
            last: FrameId(2),
            frames: [3, 0],
            bytes: [0, 0],
            flow: None,
        });
        capture.frames.update(2, |f| f.set_conversation(ConversationId(0), Some(FrameId(1))));
        look(&capture, |d| {
            let lines = lines(d);
            let at = lines.iter().position(|l| l.contains("Stream index")).unwrap();
            assert_eq!(
                lines[at - 2..at + 4],
                [
                    "    Checksum: 0x0000 [zero-value ignored]",
                    "        [Checksum Status: Not present]",
                    "    [Stream index: 4]",
                    "    [Timestamps]",
                    "        [Time since first frame: 2.000000000 seconds]",
                    "        [Time since previous frame: 1.000000000 seconds]",
                ]
            );
        });
    }
}
