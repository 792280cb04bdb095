//! The frames of an opened packet (RFC 9000 section 19, RFC 9221, and drafts that are in use).

use super::fields::*;
use super::names;
use super::packet::number;
use crate::dissect::{At, Cursor, Cut, Dissector, Group, NodeRef, Severity};
use crate::field::Field;
use crate::field::def::{Bytes, U64};
use crate::proto::{http3, tls};
use crate::store::quic::{QuicConnection, QuicWalk};
use crate::tls::quic::assembly::By;
use crate::tls::quic::frame::{GOOGLE_CRYPTO, frame_type as ty};

/// Frames of a packet that are shown; more are told in one line.
const MAX_SHOWN: usize = 20_000;

/// Where the frames stand.
pub(super) struct Inside<'a> {
    pub connection: &'a QuicConnection,
    pub walk: &'a QuicWalk,
    /// Index of the packet in the walk.
    pub packet: u32,
    /// What the packet has of HTTP/3, if the connection speaks it.
    pub http3: Option<&'a http3::Packet<'a>>,
}

/// Shows all frames.
pub(super) fn all(d: &mut Dissector<'_>, inside: &Inside<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    for _ in 0..MAX_SHOWN {
        if c.is_empty() {
            return Ok(());
        }
        one(d, inside, &mut c)?;
    }
    d.tree.text(c.rest_span(), format_args!("[Too many frames: the rest is not shown]"));
    Ok(())
}

fn info(d: &mut Dissector<'_>, text: std::fmt::Arguments<'_>) {
    if !d.quoted {
        d.columns.add_info_after(", ", text);
    }
}

fn one(d: &mut Dissector<'_>, inside: &Inside<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let mut kind = number(c)?;
    if kind.value == GOOGLE_CRYPTO && inside.connection.version.numbers_crypto_as_google() {
        kind.value = ty::CRYPTO;
    }
    let name = names::FRAME_TYPES.name(kind.value).unwrap_or("Unknown");
    let whole = At { value: (), span: start.rest_span() };
    let open = d.tree.open_as(FRAME, whole, format_args!("{name}"));
    let node = open.node();
    let kind_node = d.tree.leaf(FRAME_TYPE, kind);
    let result = body(d, inside, c, kind, node, kind_node, &start);
    d.tree.set_span(node, c.since(&start));
    result?;
    d.tree.close(open);
    Ok(())
}

fn numbers(d: &mut Dissector<'_>, c: &mut Cursor<'_>, fields: &[Field<U64>]) -> Result<(), Cut> {
    for field in fields {
        let at = number(c)?;
        d.tree.leaf(*field, at);
    }
    Ok(())
}

/// The stream that a frame is about, which its labels name.
fn of_stream(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    short: &str,
    field: Field<U64>,
    node: NodeRef,
) -> Result<u64, Cut> {
    let id = number(c)?;
    info(d, format_args!("{short}({})", id.value));
    d.append(node, format_args!(" id={}", id.value));
    d.tree.leaf(field, id);
    Ok(id.value)
}

/// A length and as many bytes.
fn counted(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    len: Field<U64>,
    field: Field<Bytes>,
) -> Result<(), Cut> {
    let at = number(c)?;
    d.tree.leaf(len, at);
    let bytes = c.bytes(u32::try_from(at.value).unwrap_or(u32::MAX))?;
    d.tree.leaf(field, bytes);
    Ok(())
}

fn body(
    d: &mut Dissector<'_>,
    inside: &Inside<'_>,
    c: &mut Cursor<'_>,
    kind: At<u64>,
    node: NodeRef,
    kind_node: NodeRef,
    start: &Cursor<'_>,
) -> Result<(), Cut> {
    match kind.value {
        ty::PADDING => {
            let zeros = c.peek().iter().take_while(|b| **b == 0).count() as u32;
            c.skip(zeros)?;
            d.tree.generated(PADDING_LENGTH, zeros + 1, c.since(start));
            d.tree.set_label(node, format_args!("PADDING Length: {}", zeros + 1));
            info(d, format_args!("PADDING"));
        }
        ty::PING => info(d, format_args!("PING")),
        ty::ACK | ty::ACK_ECN => ack(d, c, kind.value)?,
        ty::RESET_STREAM => {
            let id = of_stream(d, c, "RS", RS_STREAM, node)?;
            let error = number(c)?;
            d.tree.leaf(RS_ERROR, error);
            let label = format_args!("RESET_STREAM id={id} Error code: {:#x}", error.value);
            d.tree.set_label(node, label);
            numbers(d, c, &[RS_FINAL_SIZE])?;
        }
        ty::STOP_SENDING => {
            let id = of_stream(d, c, "SS", SS_STREAM, node)?;
            let error = number(c)?;
            d.tree.leaf(SS_ERROR, error);
            let label = format_args!("STOP_SENDING id={id} Error code: {:#x}", error.value);
            d.tree.set_label(node, label);
        }
        ty::CRYPTO => crypto(d, inside, c, node)?,
        ty::NEW_TOKEN => {
            info(d, format_args!("NT"));
            counted(d, c, NT_LENGTH, NT_TOKEN)?;
        }
        ty::STREAM..=ty::STREAM_LAST => stream(d, inside, c, kind, (node, kind_node))?,
        ty::MAX_DATA => {
            info(d, format_args!("MD"));
            numbers(d, c, &[MAX_DATA])?;
        }
        ty::MAX_STREAM_DATA => {
            of_stream(d, c, "MSD", MSD_STREAM, node)?;
            numbers(d, c, &[MSD_MAX])?;
        }
        ty::MAX_STREAMS_BIDI | ty::MAX_STREAMS_UNI => {
            info(d, format_args!("MS"));
            numbers(d, c, &[MAX_STREAMS])?;
        }
        ty::DATA_BLOCKED => {
            info(d, format_args!("DB"));
            numbers(d, c, &[DATA_LIMIT])?;
        }
        ty::STREAM_DATA_BLOCKED => {
            of_stream(d, c, "SDB", SDB_STREAM, node)?;
            numbers(d, c, &[DATA_LIMIT])?;
        }
        ty::STREAMS_BLOCKED_BIDI | ty::STREAMS_BLOCKED_UNI => {
            info(d, format_args!("SB"));
            numbers(d, c, &[STREAM_LIMIT])?;
        }
        ty::NEW_CONNECTION_ID => {
            info(d, format_args!("NCI"));
            numbers(d, c, &[NCI_SEQUENCE, NCI_RETIRE])?;
            let len = c.u8()?;
            d.tree.leaf(NCI_LENGTH, len);
            d.tree.leaf(NCI_CID, c.bytes(len.value.into())?);
            d.tree.leaf(NCI_TOKEN, c.bytes(16)?);
        }
        ty::RETIRE_CONNECTION_ID => {
            info(d, format_args!("RC"));
            numbers(d, c, &[RCI_SEQUENCE])?;
        }
        ty::PATH_CHALLENGE => {
            info(d, format_args!("PC"));
            d.tree.leaf(PATH_CHALLENGE, c.bytes(8)?);
        }
        ty::PATH_RESPONSE => {
            info(d, format_args!("PR"));
            d.tree.leaf(PATH_RESPONSE, c.bytes(8)?);
        }
        ty::CONNECTION_CLOSE | ty::CONNECTION_CLOSE_APP => close(d, c, kind.value, node)?,
        ty::HANDSHAKE_DONE => info(d, format_args!("DONE")),
        ty::DATAGRAM => {
            info(d, format_args!("DG"));
            d.rest_as(DG, c);
        }
        ty::DATAGRAM_LEN => {
            info(d, format_args!("DG"));
            counted(d, c, DG_LENGTH, DG)?;
        }
        ty::IMMEDIATE_ACK => info(d, format_args!("IA")),
        ty::ACK_FREQUENCY => {
            info(d, format_args!("AF"));
            numbers(d, c, &[AF_SEQUENCE, AF_THRESHOLD, AF_DELAY])?;
            let last = c.u8()?;
            let open = d.tree.open(AF_LAST, last);
            d.tree.leaf(AF_RESERVED, last);
            d.tree.leaf(AF_IGNORE_CE, last.map(u64::from));
            d.tree.leaf(AF_IGNORE_ORDER, last.map(u64::from));
            d.tree.close(open);
        }
        ty::TIME_STAMP => {
            info(d, format_args!("TS"));
            numbers(d, c, &[TIME_STAMP])?;
        }
        other => {
            let text = format_args!("Unknown Frame Type {other}");
            d.tree.expert(kind_node, Some(UNKNOWN_FRAME), Severity::Error, Group::Undecoded, text);
            c.rest();
        }
    }
    Ok(())
}

fn ack(d: &mut Dissector<'_>, c: &mut Cursor<'_>, kind: u64) -> Result<(), Cut> {
    info(d, format_args!("{}", if kind == ty::ACK_ECN { "ACK_ECN" } else { "ACK" }));
    numbers(d, c, &[ACK_LARGEST, ACK_DELAY])?;
    let count = number(c)?;
    d.tree.leaf(ACK_COUNT, count);
    numbers(d, c, &[ACK_FIRST])?;
    for _ in 0..count.value {
        numbers(d, c, &[ACK_GAP, ACK_RANGE])?;
    }
    if kind == ty::ACK_ECN { numbers(d, c, &[ACK_ECT0, ACK_ECT1, ACK_CE]) } else { Ok(()) }
}

const OUT_OF_ORDER: tls::CryptoFields = tls::CryptoFields {
    parts: tls::PartFields {
        all: CRYPTO_FRAGMENTS,
        part: CRYPTO_FRAGMENT,
        count: CRYPTO_FRAGMENT_COUNT,
        length: None,
        data: None,
        title: "Reassembled QUIC CRYPTO Data Fragments",
    },
    joined_in: CRYPTO_REASSEMBLED_IN,
};

fn crypto(d: &mut Dissector<'_>, inside: &Inside<'_>, c: &mut Cursor<'_>, node: NodeRef) -> Result<(), Cut> {
    info(d, format_args!("CRYPTO"));
    let offset = number(c)?;
    d.tree.leaf(CRYPTO_OFFSET, offset);
    let len = number(c)?;
    d.tree.leaf(CRYPTO_LENGTH, len);
    let data = c.sub(u32::try_from(len.value).unwrap_or(u32::MAX))?;
    d.tree.leaf(CRYPTO_DATA, At { value: (), span: data.rest_span() });
    let Some(handshake) = inside.walk.handshake_of(inside.packet as usize) else { return Ok(()) };
    let by = By { packet: inside.packet, at: data.offset() };
    let start = usize::try_from(offset.value).unwrap_or(usize::MAX);
    let again = inside.walk.repeats_refused(inside.packet as usize, start, data.peek());
    // Google's versions show what comes again, too.
    let as_it_comes = inside.connection.version.numbers_crypto_as_google();
    if len.value > 0
        && !as_it_comes
        && (again || handshake.is_repeated(start, start.saturating_add(data.left() as usize), by))
    {
        let text = format_args!("This QUIC frame has a reused stream offset (retransmission?)");
        d.tree.expert(node, Some(RETRANSMISSION), Severity::Note, Group::Sequence, text);
        return Ok(());
    }
    let suite = inside.connection.facts.server_hello().map(|h| h.suite);
    let crypto = tls::QuicCrypto {
        handshake,
        offset: offset.value,
        by,
        as_it_comes,
        frame_of: &|packet| inside.walk.packet(packet as usize).map(|p| p.packet.frame()),
        suite,
        fields: &OUT_OF_ORDER,
    };
    tls::quic_crypto(d, &crypto, data)
}

fn stream(
    d: &mut Dissector<'_>,
    inside: &Inside<'_>,
    c: &mut Cursor<'_>,
    kind: At<u64>,
    (node, kind_node): (NodeRef, NodeRef),
) -> Result<(), Cut> {
    let open = d.tree.enter(kind_node);
    for field in [STREAM_FIN, STREAM_LEN, STREAM_OFF] {
        d.tree.leaf(field, kind);
    }
    d.tree.close(open);
    let id = number(c)?;
    let open = d.tree.open(STREAM_ID, id);
    d.tree.leaf(STREAM_INITIATOR, id);
    d.tree.leaf(STREAM_DIRECTION, id);
    d.tree.close(open);
    info(d, format_args!("STREAM({})", id.value));
    let mut offset = 0;
    if kind.value & 4 != 0 {
        let at = number(c)?;
        d.tree.leaf(STREAM_OFFSET, at);
        offset = at.value;
    }
    let mut len = c.left();
    if kind.value & 2 != 0 {
        let at = number(c)?;
        d.tree.leaf(STREAM_LENGTH, at);
        len = u32::try_from(at.value).unwrap_or(u32::MAX);
    }
    d.tree.set_label(
        node,
        format_args!(
            "STREAM id={} fin={} off={offset} len={len} dir={} origin={}",
            id.value,
            kind.value & 1,
            if id.value & 2 == 0 { "Bidirectional" } else { "Unidirectional" },
            if id.value & 1 == 0 { "Client-initiated" } else { "Server-initiated" },
        ),
    );
    let at = c.offset();
    let data = c.bytes(len)?;
    if len > 0 {
        d.tree.leaf(STREAM_DATA, data);
    }
    if let Some(http3) = inside.http3 {
        http3.info(d, id.value, at..at.saturating_add(len));
    }
    Ok(())
}

fn close(d: &mut Dissector<'_>, c: &mut Cursor<'_>, kind: u64, node: NodeRef) -> Result<(), Cut> {
    info(d, format_args!("CC"));
    let error = number(c)?;
    if kind == ty::CONNECTION_CLOSE {
        d.tree.leaf(CC_ERROR, error);
        // CRYPTO_ERROR (RFC 9001 section 4.8): an alert is added to 0x100.
        if let Ok([1, alert]) = u16::try_from(error.value).map(u16::to_be_bytes) {
            let name = tls::alert_name(alert).unwrap_or("Unknown");
            let at = error.with(alert);
            d.tree.leaf_as(CC_ALERT, at, format_args!("TLS Alert Description: {name} ({alert})"));
            d.append(node, format_args!(" Error code: CRYPTO_ERROR ({name})"));
        } else {
            let name = names::ERRORS.name(error.value).unwrap_or("Unknown");
            d.append(node, format_args!(" Error code: {name}"));
        }
        numbers(d, c, &[CC_FRAME_TYPE])?;
    } else {
        d.tree.leaf(CC_ERROR_APP, error);
        d.append(node, format_args!(" Error code: {:#x}", error.value));
    }
    let len = number(c)?;
    d.tree.leaf(CC_REASON_LENGTH, len);
    let reason = c.bytes(u32::try_from(len.value).unwrap_or(u32::MAX))?;
    d.tree.leaf(CC_REASON, reason);
    Ok(())
}
