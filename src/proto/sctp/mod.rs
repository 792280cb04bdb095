//! SCTP (RFC 9260): packets and their chunks. Sequence numbers are shown as they are sent; messages that
//! came in several chunks are not put together.

pub mod fields;
mod parameters;

use crate::dissect::checksum::show_status;
use crate::dissect::{Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{U16, U32};
use crate::field::{Field, Names};

use fields::*;
use parameters::{cause, parameters};

pub const PROTOCOL: Protocol = Protocol {
    name: "sctp",
    title: "SCTP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(132), Claim::UdpPort(9899)],
    dissect,
    ..Protocol::EMPTY
};

/// Kinds of chunks (section 3.2).
mod chunk {
    pub const DATA: u8 = 0;
    pub const INIT: u8 = 1;
    pub const INIT_ACK: u8 = 2;
    pub const SACK: u8 = 3;
    pub const HEARTBEAT: u8 = 4;
    pub const HEARTBEAT_ACK: u8 = 5;
    pub const ABORT: u8 = 6;
    pub const SHUTDOWN: u8 = 7;
    pub const ERROR: u8 = 9;
    pub const COOKIE_ECHO: u8 = 10;
    pub const ECNE: u8 = 12;
    pub const CWR: u8 = 13;
    pub const SHUTDOWN_COMPLETE: u8 = 14;
    pub const AUTH: u8 = 15;
    pub const I_DATA: u8 = 64;
    pub const ASCONF_ACK: u8 = 128;
    pub const RE_CONFIG: u8 = 130;
    pub const PAD: u8 = 132;
    pub const FORWARD_TSN: u8 = 192;
    pub const ASCONF: u8 = 193;
    pub const I_FORWARD_TSN: u8 = 194;
}
fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "SCTP".into();
    d.columns.clear_info();
    let (from, to) = (c.u16()?, c.u16()?);
    let _ = d.next_conversation();
    let layer = d.layer_node();
    let (source, destination) = (from.value, to.value);
    let label = format_args!(
        "Stream Control Transmission Protocol, Src Port: {source} ({source}), Dst Port: {destination} ({destination})"
    );
    d.tree.set_label(layer, label);
    d.tree.leaf(SRCPORT, from);
    d.tree.leaf(DSTPORT, to);
    d.tree.hidden(PORT, from);
    d.tree.hidden(PORT, to);
    let tag = c.u32()?;
    d.tree.leaf(TAG, tag);
    let half = Half { ports: [from.value, to.value], tag: tag.value };
    // Wireshark numbers associations only if it is told to.
    let none = d.tree.generated(ASSOC_INDEX, u16::MAX, c.span(0));
    d.tree.set_label(none, format_args!("Association index: disabled (enable in preferences)"));
    let sum = c.u32()?;
    d.tree.leaf_as(CHECKSUM, sum, format_args!("Checksum: 0x{:08x} [unverified]", sum.value));
    show_status(d, CHECKSUM_STATUS, 2, sum.span);
    let mut number = 0;
    while !c.is_empty() {
        let data = chunk(d, &mut c, half)?;
        number += 1;
        // The data of a chunk stand behind it, and the next chunk behind them.
        if let Some(data) = data {
            d.end_layer();
            d.embed(Claim::Named("data"), data);
            if !c.is_empty() {
                d.another_node(SCTP, c.rest_span());
                let layer = d.layer_node();
                d.tree.set_label(layer, format_args!("Stream Control Transmission Protocol"));
            }
        }
    }
    if number == 0 {
        d.columns.add_info(format_args!("No chunks"));
    }
    Ok(())
}

/// By what a direction of an association is known.
#[derive(Clone, Copy)]
struct Half {
    ports: [u16; 2],
    tag: u32,
}

impl Half {
    /// A TSN of data, counted from the first.
    fn sent(self, d: &Dissector<'_>, tsn: u32) -> u32 {
        let first = d.capture().tsns.of_data(self.ports, self.tag).filter(|_| !d.quoted);
        tsn.wrapping_sub(first.unwrap_or(0))
    }

    /// A TSN that is acknowledged, counted from the first of the other direction. `None`: that was not seen.
    fn acknowledged(self, d: &Dissector<'_>, tsn: u32) -> Option<u32> {
        let first = d.capture().tsns.of_acknowledged(self.ports, d.frame_id()).filter(|_| !d.quoted);
        first.map(|first| tsn.wrapping_sub(first))
    }
}

/// The TSN of a chunk of data, from the first and as it stands.
fn data_tsn(d: &mut Dissector<'_>, c: &mut Cursor<'_>, half: Half) -> Result<u32, Cut> {
    let raw = c.u32()?;
    let tsn = half.sent(d, raw.value);
    d.tree.leaf(TSN, raw.with(tsn));
    d.tree.leaf(TSN_RAW, raw);
    Ok(tsn)
}

/// One chunk; the data in it, if it brings some.
fn chunk<'a>(d: &mut Dissector<'_>, c: &mut Cursor<'a>, half: Half) -> Result<Option<Cursor<'a>>, Cut> {
    let start = *c;
    let (kind, flags, len) = (c.u8()?, c.u8()?, c.u16()?);
    let body_len = u32::from(len.value).checked_sub(parameters::HEADER_LEN).ok_or(Cut::Malformed)?;
    let name = Names::Table(CHUNK_TYPE_NAMES).name(kind.value.into()).unwrap_or("RESERVED");
    let mut body = c.sub(body_len)?;
    let padding = (body_len.next_multiple_of(4) - body_len).min(c.left());
    let padding = c.take(padding);
    let span = start.span(u32::from(len.value));
    let open = d.tree.open_text(span, format_args!("{name} chunk"));
    let inner = d.tree.open(CHUNK_TYPE, kind);
    d.tree.leaf(CHUNK_STOP, kind.map(u64::from));
    d.tree.leaf(CHUNK_REPORT, kind.map(u64::from));
    d.tree.close(inner);
    let inner = d.tree.open(CHUNK_FLAGS, flags);
    let bits = flags.map(u64::from);
    match kind.value {
        chunk::DATA | chunk::I_DATA => {
            for bit in [DATA_I, DATA_U, DATA_B, DATA_E] {
                d.tree.leaf(bit, bits);
            }
        }
        chunk::SACK => _ = d.tree.leaf(SACK_NONCE, flags),
        chunk::ABORT => _ = d.tree.leaf(ABORT_T, bits),
        chunk::SHUTDOWN_COMPLETE => _ = d.tree.leaf(COMPLETE_T, bits),
        _ => {}
    }
    d.tree.close(inner);
    d.tree.leaf(CHUNK_LENGTH, len);
    let node = open.node();
    let mut data = None;
    match kind.value {
        chunk::DATA => {
            let tsn = data_tsn(d, &mut body, half)?;
            let stream = body.u16()?;
            d.tree.leaf(SID, stream);
            let number = body.u16()?;
            d.tree.leaf(SSN, number);
            let protocol = c_u32(d, &mut body, PPID)?;
            let (order, part) = (order(flags.value), segment(flags.value));
            let (stream, number, count) = (stream.value, number.value, body.left());
            let s = if count == 1 { "" } else { "s" };
            let text = format_args!(
                " ({order}, {part} segment, TSN: {tsn}, SID: {stream}, SSN: {number}, PPID: {protocol}, payload length: {count} byte{s})"
            );
            d.append(node, text);
            d.columns.add_info(format_args!("DATA (TSN={tsn}) "));
            data = (!body.is_empty()).then_some(body);
        }
        chunk::INIT | chunk::INIT_ACK => {
            let init = kind.value == chunk::INIT;
            let fields = if init {
                (INIT_TAG, INIT_CREDIT, INIT_OUT, INIT_IN, INIT_TSN)
            } else {
                (INITACK_TAG, INITACK_CREDIT, INITACK_OUT, INITACK_IN, INITACK_TSN)
            };
            let tag = body.u32()?;
            d.tree.leaf(fields.0, tag);
            d.tree.hidden(INITIATE_TAG, tag);
            c_u32(d, &mut body, fields.1)?;
            let (out, into) = (body.u16()?, body.u16()?);
            d.tree.leaf(fields.2, out);
            d.tree.leaf(fields.3, into);
            c_u32(d, &mut body, fields.4)?;
            let (out, into) = (out.value, into.value);
            d.append(node, format_args!(" (Outbound streams: {out}, inbound streams: {into})"));
            d.columns.add_info(format_args!("{name} "));
            parameters(d, body, 0)?;
        }
        chunk::SACK => sack(d, node, &mut body, half)?,
        chunk::HEARTBEAT | chunk::HEARTBEAT_ACK => {
            d.append(node, format_args!(" (Information: {body_len} bytes)"));
            d.columns.add_info(format_args!("{name} "));
            parameters(d, body, 0)?;
        }
        chunk::SHUTDOWN => {
            let tsn = c_u32(d, &mut body, SHUTDOWN_TSN)?;
            d.append(node, format_args!(" (Cumulative TSN ack: {tsn})"));
            d.columns.add_info(format_args!("{name} "));
        }
        chunk::COOKIE_ECHO => {
            d.append(node, format_args!(" (Cookie length: {body_len} bytes)"));
            d.columns.add_info(format_args!("{name} "));
            d.rest_as(COOKIE, &mut body);
        }
        chunk::ABORT | chunk::ERROR => {
            d.columns.add_info(format_args!("{name} "));
            while !body.is_empty() {
                cause(d, &mut body, 0)?;
            }
        }
        chunk::I_DATA => data = interleaved(d, node, flags.value, body, half)?,
        chunk::ECNE | chunk::CWR => {
            let field = if kind.value == chunk::ECNE { ECNE_LOWEST_TSN } else { CWR_LOWEST_TSN };
            let tsn = c_u32(d, &mut body, field)?;
            d.append(node, format_args!(" (Lowest TSN: {tsn})"));
            d.columns.add_info(format_args!("{name} "));
        }
        chunk::AUTH => {
            d.columns.add_info(format_args!("{name} "));
            d.tree.leaf(SHARED_KEY_ID, body.u16()?);
            d.tree.leaf(HMAC_ID, body.u16()?);
            d.rest_as(HMAC, &mut body);
        }
        chunk::ASCONF | chunk::ASCONF_ACK => {
            d.columns.add_info(format_args!("{name} "));
            let asks = kind.value == chunk::ASCONF;
            c_u32(d, &mut body, if asks { ASCONF_SEQ_NR_NUMBER } else { ASCONF_ACK_SEQ_NR_NUMBER })?;
            parameters(d, body, 0)?;
        }
        chunk::RE_CONFIG => {
            d.columns.add_info(format_args!("{name} "));
            parameters(d, body, 0)?;
        }
        chunk::FORWARD_TSN | chunk::I_FORWARD_TSN => {
            d.columns.add_info(format_args!("{name} "));
            skipped(d, node, kind.value, body)?;
        }
        chunk::PAD => {
            d.columns.add_info(format_args!("{name} "));
            let count = body.left();
            let s = if count == 1 { "" } else { "s" };
            d.append(node, format_args!(" (Padding data length: {count} byte{s})"));
            d.rest_as(PADDING_DATA, &mut body);
        }
        _ => {
            d.columns.add_info(format_args!("{name} "));
            if name == "RESERVED" {
                let count = body.left();
                let s = if count == 1 { "" } else { "s" };
                d.append(node, format_args!(" (Type: {}, value length: {count} byte{s})", kind.value));
            }
            d.rest_as(CHUNK_VALUE, &mut body);
        }
    }
    if padding.captured() > 0 {
        let mut padding = padding;
        let padding = padding.rest();
        d.tree.leaf(CHUNK_PADDING, padding);
    }
    d.tree.close(open);
    Ok(data)
}

/// Data of a message that others may stand between (RFC 8260 section 2.1).
fn interleaved<'a>(
    d: &mut Dissector<'_>,
    node: crate::dissect::NodeRef,
    flags: u8,
    mut body: Cursor<'a>,
    half: Half,
) -> Result<Option<Cursor<'a>>, Cut> {
    const FIRST: u8 = 2;
    let tsn = data_tsn(d, &mut body, half)?;
    let stream = body.u16()?;
    d.tree.leaf(SID, stream);
    d.tree.leaf(DATA_RESERVED, body.u16()?);
    let message = c_u32(d, &mut body, DATA_MID)?;
    let number = if flags & FIRST != 0 {
        c_u32(d, &mut body, PPID)?;
        String::new()
    } else {
        format!(", FSN: {}", c_u32(d, &mut body, DATA_FSN)?)
    };
    let (order, part) = (order(flags), segment(flags));
    let (stream, count) = (stream.value, body.left());
    let s = if count == 1 { "" } else { "s" };
    let text = format_args!(
        " ({order}, {part} segment, TSN: {tsn}, SID: {stream}, MID: {message}{number}, payload length: {count} byte{s})"
    );
    d.append(node, text);
    d.columns.add_info(format_args!("I_DATA (TSN={tsn}) "));
    Ok((!body.is_empty()).then_some(body))
}

fn order(flags: u8) -> &'static str {
    if flags & 4 != 0 { "unordered" } else { "ordered" }
}

/// Which part of a message a chunk is, by its flags.
fn segment(flags: u8) -> &'static str {
    match flags & 3 {
        3 => "complete",
        2 => "first",
        1 => "last",
        _ => "middle",
    }
}

/// What the receiver need not wait for (RFC 3758 section 3.2, RFC 8260 section 2.3.1).
fn skipped(
    d: &mut Dissector<'_>,
    node: crate::dissect::NodeRef,
    kind: u8,
    mut body: Cursor<'_>,
) -> Result<(), Cut> {
    let plain = kind == chunk::FORWARD_TSN;
    let tsn = c_u32(d, &mut body, if plain { FORWARD_TSN_TSN } else { I_FORWARD_TSN_TSN })?;
    d.append(node, format_args!("(Cumulative TSN: {tsn})"));
    while !body.is_empty() {
        if plain {
            d.tree.leaf(FORWARD_TSN_SID, body.u16()?);
            d.tree.leaf(FORWARD_TSN_SSN, body.u16()?);
            continue;
        }
        d.tree.leaf(I_FORWARD_TSN_SID, body.u16()?);
        let flags = body.u16()?;
        let open = d.tree.open(I_FORWARD_TSN_FLAGS, flags);
        d.tree.leaf(I_FORWARD_TSN_RES, flags);
        d.tree.leaf(I_FORWARD_TSN_U_BIT, flags.map(u64::from));
        d.tree.close(open);
        d.tree.leaf(FORWARD_TSN_MID, body.u32()?);
    }
    Ok(())
}

fn c_u32(d: &mut Dissector<'_>, c: &mut Cursor<'_>, field: Field<U32>) -> Result<u32, Cut> {
    let at = c.u32()?;
    d.tree.leaf(field, at);
    Ok(at.value)
}

fn sack(
    d: &mut Dissector<'_>,
    node: crate::dissect::NodeRef,
    c: &mut Cursor<'_>,
    half: Half,
) -> Result<(), Cut> {
    let at = c.u32()?;
    let relative = half.acknowledged(d, at.value);
    if let Some(tsn) = relative {
        d.tree.leaf(SACK_TSN, at.with(tsn));
    }
    d.tree.leaf(SACK_TSN_RAW, at);
    let raw = at.value;
    let base = relative.unwrap_or(raw);
    let credit = c_u32(d, c, SACK_CREDIT)?;
    let count = |d: &mut Dissector<'_>, c: &mut Cursor<'_>, field: Field<U16>| {
        let at = c.u16()?;
        d.tree.leaf(field, at);
        Ok::<u16, Cut>(at.value)
    };
    let gaps = count(d, c, SACK_GAPS)?;
    let twice = count(d, c, SACK_DUPLICATES)?;
    let text =
        format_args!(" (Cumulative TSN: {raw}, a_rwnd: {credit}, gaps: {gaps}, duplicate TSNs: {twice})");
    d.append(node, text);
    let (mut last, mut acked) = (0, 0u32);
    for _ in 0..gaps {
        let start = *c;
        let (first, end) = (c.u16()?, c.u16()?);
        let [from, to] = [first, end].map(|at| base.wrapping_add(at.value.into()));
        last = end.value;
        acked = acked.saturating_add(u32::from(end.value.saturating_sub(first.value)) + 1);
        let label = format_args!("Gap Acknowledgement for TSN {} to {}", first.value, end.value);
        let open = d.tree.open_text(c.since(&start), label);
        let inner = d.tree.open(GAP_START, first);
        d.tree.generated(GAP_START_TSN, from, first.span);
        d.tree.close(inner);
        let inner = d.tree.open(GAP_END, end);
        d.tree.generated(GAP_END_TSN, to, end.span);
        d.tree.close(inner);
        d.tree.close(open);
    }
    if gaps > 0 {
        d.tree.generated(GAP_ACKED, acked, c.span(0));
    }
    for _ in 0..twice {
        c_u32(d, c, DUPLICATE)?;
    }
    let gap = if last > 0 { format!("+{last}") } else { String::new() };
    d.columns.add_info(format_args!("SACK (Ack={base}{gap}, Arwnd={credit}) "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn packet(chunks: &[u8]) -> Vec<u8> {
        let mut p = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, 132, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        p.extend_from_slice(&[0xc0, 0, 0, 7, 0x11, 0x11, 0x11, 0x11, 0, 0, 0, 0]);
        p.extend_from_slice(chunks);
        let len = (p.len() as u16).to_be_bytes();
        p[2..4].copy_from_slice(&len);
        p
    }

    #[test]
    fn an_association_begins() {
        let init = [
            &[1, 0, 0, 28, 1, 2, 3, 4, 0, 1, 0, 0, 0, 10, 0, 5, 0, 0, 3, 0xe8][..],
            &[0, 5, 0, 8, 192, 0, 2, 1],
        ]
        .concat();
        let p = packet(&init);
        assert_eq!(columns(101, &p)[2..], ["SCTP", "INIT "]);
        let lines = labels_from(101, &p, "Stream Control");
        for line in [
            "    INIT chunk (Outbound streams: 10, inbound streams: 5)",
            "        Initiate tag: 0x01020304",
            "        Initial TSN: 1000",
            "        IPv4 address parameter (Address: 192.0.2.1)",
            "            IP Version 4 address: 192.0.2.1",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &p);
    }

    #[test]
    fn data_and_what_came_of_them() {
        let data = [0, 3, 0, 18, 0, 0, 3, 0xe8, 0, 1, 0, 2, 0, 0, 0, 0, b'h', b'i', 0, 0];
        let p = packet(&[data, data].concat());
        assert_eq!(columns(101, &p)[3], "DATA (TSN=1000) DATA (TSN=1000) ");
        assert_eq!(protocols(101, &p), "raw:ip:sctp:data:data");
        survives_cuts(101, &p);
        let sack = [3, 0, 0, 24, 0, 0, 3, 0xe8, 0, 0, 0xfd, 0xe8, 0, 1, 0, 1, 0, 2, 0, 3, 0, 0, 3, 0xe8];
        let p = packet(&sack);
        assert_eq!(columns(101, &p)[3], "SACK (Ack=1000+3, Arwnd=65000) ");
        let lines = labels_from(101, &p, "        Gap Acknowledgement for TSN 2 to 3");
        assert_eq!(lines[2], "                [Start TSN: 1002]");
        survives_cuts(101, &p);
    }
}
