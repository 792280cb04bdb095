//! One packet: its header as it stands, and once more with its protection taken off, then its
//! frames or the reason why they stay hidden.

use super::fields::*;
use super::{Packets, frame, long_header, names};
use crate::base::decimal;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, Parent, Severity, Span};
use crate::field::show;
use crate::proto::{doq, http3};
use crate::store::quic::{Cid, PlainPacket, Walked};
use crate::tls::quic::header::{Header, PacketKind};
use crate::tls::quic::{QuicVersion, WhyQuicClosed, varint};
use std::fmt::Write;

const RETRY_TAG_LEN: u32 = 16;

/// A variable-length integer (RFC 9000 section 16).
pub(in crate::proto) fn number(c: &mut Cursor<'_>) -> Result<At<u64>, Cut> {
    let len = varint(c.peek()).map_or(1 << (c.peek().first().copied().unwrap_or(0) >> 6), |v| v.1);
    let at = c.bytes(len as u32)?;
    Ok(At { value: varint(at.value).map_or(0, |v| v.0), span: at.span })
}

/// Shows a packet of a known connection.
pub(super) fn known(
    d: &mut Dissector<'_>,
    packets: &Packets,
    index: usize,
    c: Cursor<'_>,
) -> Result<(), Cut> {
    let Some(walked) = packets.walk.packet(index) else { return Ok(()) };
    let plain = d.capture().open_quic_packet(&packets.walk, index);
    d.tree.generated(PACKET_LENGTH, c.left(), c.rest_span());
    set_info(d, walked, &plain, &c);
    let kind = walked.packet.kind;
    match kind {
        PacketKind::OneRtt => short(d, packets, walked, index, plain, c),
        PacketKind::VersionNegotiation => negotiation(d, c),
        PacketKind::Retry => retry(d, packets, c),
        _ => long(d, packets, walked, index, plain, c),
    }
}

/// Shows a packet of a connection that nobody knows, as in a packet quoted by an error.
pub(super) fn unknown(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.generated(PACKET_LENGTH, c.left(), c.rest_span());
    if let Some(header) = long_header(&c, d.quoted) {
        if !d.quoted {
            d.columns.set_info(format_args!("{}", header.version));
        }
        form(d, header.kind, c);
        long_ids(d, &mut c, header.kind)?;
    } else {
        let node = d.layer_node();
        let text = format_args!("Unknown QUIC connection. Missing Initial Packet or migrated connection?");
        d.tree.expert(node, Some(CONNECTION_UNKNOWN), Severity::Note, Group::Protocol, text);
    }
    d.rest_as(REMAINING_PAYLOAD, &mut c);
    Ok(())
}

fn kind_name(kind: PacketKind) -> &'static str {
    match kind {
        PacketKind::Initial => "Initial",
        PacketKind::ZeroRtt => "0-RTT",
        PacketKind::Handshake => "Handshake",
        PacketKind::Retry => "Retry",
        PacketKind::VersionNegotiation => "Version Negotiation",
        PacketKind::OneRtt => "Protected Payload",
        PacketKind::Unknown => "Unknown version",
    }
}

/// `Initial, DCID=…, SCID=…, PKN: 0`; each packet of a datagram replaces the words of the one before.
fn set_info(
    d: &mut Dissector<'_>,
    walked: &Walked,
    plain: &Result<PlainPacket, WhyQuicClosed>,
    c: &Cursor<'_>,
) {
    if d.quoted {
        return;
    }
    let bytes = c.peek();
    let header = match walked.packet.kind {
        PacketKind::OneRtt => Header::short(bytes, c.left() as usize, walked.packet.cid_len.into()),
        _ => Header::long(bytes, c.left() as usize),
    };
    d.columns.clear_info();
    let Some(info) = d.columns.info_mut() else { return };
    match &header {
        Some(header) if walked.packet.kind == PacketKind::Unknown => {
            let _ = write!(info, "{} is not supported", header.version);
        }
        _ => info.push_str(kind_name(walked.packet.kind)),
    }
    if walked.packet.kind == PacketKind::OneRtt {
        let phase = plain.as_ref().map_or(0, |p| p.key_phase & 1);
        info.push_str(" (KP");
        decimal::push(phase, info);
        info.push(')');
    }
    if let Some(header) = header {
        for (name, cid) in [("DCID", header.dcid), ("SCID", header.scid)] {
            if !cid.is_empty() {
                info.push_str(", ");
                info.push_str(name);
                info.push('=');
                let _ = show::hex(cid, "", info);
            }
        }
    }
    if let Ok(plain) = plain {
        info.push_str(", PKN: ");
        decimal::push(plain.packet_number, info);
    }
}

/// The first byte's bits that no protection hides.
fn form(d: &mut Dissector<'_>, kind: PacketKind, mut c: Cursor<'_>) {
    let version = Header::long(c.peek(), c.left() as usize).map(|h| h.version);
    let Ok(first) = c.u8() else { return };
    d.tree.leaf(HEADER_FORM, first);
    match kind {
        PacketKind::VersionNegotiation => _ = d.tree.leaf(VN_UNUSED, first),
        PacketKind::Unknown => _ = d.tree.leaf(FIXED_BIT, first.map(u64::from)),
        _ => {
            if kind != PacketKind::Retry {
                d.tree.leaf(FIXED_BIT, first.map(u64::from));
            }
            match version.is_some_and(|v| v.is_v2()) {
                true => d.tree.leaf(LONG_TYPE_V2, first),
                false => d.tree.leaf(LONG_TYPE, first),
            };
        }
    }
}

/// Version and connection IDs; moves behind them.
fn long_ids(d: &mut Dissector<'_>, c: &mut Cursor<'_>, kind: PacketKind) -> Result<(), Cut> {
    c.skip(1)?;
    let at = c.u32()?;
    let version = QuicVersion(at.value);
    let node = d.tree.leaf(VERSION, at);
    if version.is_greased() && names::VERSIONS.name(at.value.into()).is_none() {
        d.append(node, format_args!(" (Forcing Version Negotiation)"));
    }
    if kind == PacketKind::Unknown {
        let text = format_args!("{version} is not supported");
        let node = d.layer_node();
        d.tree.expert(node, Some(VERSION_UNSUPPORTED), Severity::Note, Group::Undecoded, text);
    }
    for (len_field, field) in [(DCIL, DCID), (SCIL, SCID)] {
        let len = c.u8()?;
        d.tree.leaf(len_field, len);
        if len.value > 0 {
            d.tree.leaf(field, c.bytes(len.value.into())?);
        }
    }
    Ok(())
}

fn negotiation(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    form(d, PacketKind::VersionNegotiation, c);
    long_ids(d, &mut c, PacketKind::VersionNegotiation)?;
    while c.left() >= 4 {
        let at = c.u32()?;
        let version = QuicVersion(at.value);
        let node = d.tree.leaf(SUPPORTED_VERSION, at);
        if version.is_greased() && names::VERSIONS.name(at.value.into()).is_none() {
            d.append(node, format_args!(" (GREASE)"));
        }
    }
    Ok(())
}

fn retry(d: &mut Dissector<'_>, packets: &Packets, mut c: Cursor<'_>) -> Result<(), Cut> {
    let whole = c;
    form(d, PacketKind::Retry, c);
    long_ids(d, &mut c, PacketKind::Retry)?;
    let token = c.bytes(c.left().saturating_sub(RETRY_TAG_LEN))?;
    d.tree.leaf(RETRY_TOKEN, token);
    let header = Header::long(whole.peek(), whole.left() as usize);
    let genuine = |cid: &Cid| header?.retry_is_genuine(whole.peek(), cid.as_bytes());
    let verdicts: Vec<_> = packets.connection.initial_cids.iter().filter_map(genuine).collect();
    let tag = c.bytes(c.left())?;
    let node = d.tree.leaf(RETRY_TAG, tag);
    if verdicts.contains(&true) {
        d.append(node, format_args!(" [verified]"));
    } else if !verdicts.is_empty() {
        let text = format_args!("Retry Integrity Tag verification failure");
        d.tree.expert(node, Some(BAD_RETRY), Severity::Warn, Group::Protocol, text);
    } else {
        d.append(node, format_args!(" [unverified]"));
    }
    Ok(())
}

fn long(
    d: &mut Dissector<'_>,
    packets: &Packets,
    walked: &Walked,
    index: usize,
    plain: Result<PlainPacket, WhyQuicClosed>,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    let kind = walked.packet.kind;
    form(d, kind, c);
    if let Ok(plain) = &plain {
        let first = At { value: plain.header.first().copied().unwrap_or(0), span: c.span(1) };
        d.tree.leaf(LONG_RESERVED, first);
        d.tree.leaf(NUMBER_LENGTH, first);
    }
    long_ids(d, &mut c, kind)?;
    if kind == PacketKind::Unknown {
        d.rest_as(REMAINING_PAYLOAD, &mut c);
        return Ok(());
    }
    if kind == PacketKind::Initial {
        let len = number(&mut c)?;
        d.tree.leaf(TOKEN_LENGTH, len);
        if len.value > 0 {
            d.tree.leaf(TOKEN, c.bytes(u32::try_from(len.value).unwrap_or(u32::MAX))?);
        }
    }
    d.tree.leaf(LENGTH, number(&mut c)?);
    match plain {
        Ok(plain) => {
            number_field(d, &plain, &mut c)?;
            let payload = c.rest();
            d.tree.leaf(PAYLOAD, At { value: payload.value, span: payload.span });
            opened(d, packets, index, plain, payload.span)
        }
        Err(why) => {
            closed(d, &why, c);
            Ok(())
        }
    }
}

fn short(
    d: &mut Dissector<'_>,
    packets: &Packets,
    walked: &Walked,
    index: usize,
    plain: Result<PlainPacket, WhyQuicClosed>,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    let dcid = c.peek().get(1..1 + usize::from(walked.packet.cid_len)).unwrap_or_default();
    let mut label = "QUIC Short Header".to_owned();
    if !dcid.is_empty() {
        label.push_str(" DCID=");
        dcid.iter().for_each(|b| _ = write!(label, "{b:02x}"));
    }
    if let Ok(plain) = &plain {
        let _ = write!(label, " PKN={}", plain.packet_number);
    }
    let open = d.tree.open_as(SHORT, At { value: (), span: c.rest_span() }, format_args!("{label}"));
    let first = c.u8()?;
    d.tree.leaf(HEADER_FORM, first);
    d.tree.leaf(FIXED_BIT, first.map(u64::from));
    d.tree.leaf(SPIN_BIT, first.map(u64::from));
    if let Ok(plain) = &plain {
        let clear = first.with(plain.header.first().copied().unwrap_or(0));
        d.tree.leaf(SHORT_RESERVED, clear);
        d.tree.leaf(KEY_PHASE, clear.map(u64::from));
        d.tree.leaf(NUMBER_LENGTH, clear);
    }
    if walked.packet.cid_len > 0 {
        d.tree.leaf(DCID, c.bytes(walked.packet.cid_len.into())?);
    }
    match plain {
        Ok(plain) => {
            number_field(d, &plain, &mut c)?;
            let payload = c.rest();
            d.tree.leaf(PROTECTED_PAYLOAD, At { value: payload.value, span: payload.span });
            d.tree.close(open);
            opened(d, packets, index, plain, payload.span)
        }
        Err(why) => {
            d.tree.close(open);
            closed(d, &why, c);
            Ok(())
        }
    }
}

fn number_field(d: &mut Dissector<'_>, plain: &PlainPacket, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let len = u32::from(plain.header.first().copied().unwrap_or(0) & 3) + 1;
    let span = c.skip(len)?;
    d.tree.leaf(NUMBER, At { value: plain.packet_number, span });
    Ok(())
}

fn opened(
    d: &mut Dissector<'_>,
    packets: &Packets,
    index: usize,
    plain: PlainPacket,
    sealed: Span,
) -> Result<(), Cut> {
    let len = plain.bytes.len() as u32;
    let parents = vec![Parent::Here(sealed.part(0, len))];
    let Some(source) = d.add_source("Decrypted QUIC", plain.bytes.into(), parents) else { return Ok(()) };
    let bytes = d.sources.bytes(source);
    let c = Cursor::new(&bytes, len, source);
    let packet = u32::try_from(index).unwrap_or(u32::MAX);
    let http3 = http3::Packet::of(d, &packets.connection, &packets.walk, packet);
    let inside =
        frame::Inside { connection: &packets.connection, walk: &packets.walk, packet, http3: http3.as_ref() };
    frame::all(d, &inside, c)?;
    match &http3 {
        Some(http3) => http3.show(d, c),
        None => {
            let doq = doq::Packet::of(d, &packets.connection, &packets.walk, packet);
            doq.and_then(|doq| doq.show(d, c));
        }
    }
    Ok(())
}

fn closed(d: &mut Dissector<'_>, why: &WhyQuicClosed, mut c: Cursor<'_>) {
    let node = d.layer_node();
    let text = format_args!("Not opened: {why}");
    let severity = if *why == WhyQuicClosed::NoKeyLog { Severity::Note } else { Severity::Warn };
    d.tree.expert(node, Some(DECRYPTION_FAILED), severity, Group::Decryption, text);
    if d.shows_own() {
        let node = d.tree.made_text(NOT_DECRYPTED, &why.to_string(), c.rest_span().at_start());
        d.tree.set_flag(node, Flags::GENERATED);
    }
    d.rest_as(REMAINING_PAYLOAD, &mut c);
}
