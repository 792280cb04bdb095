//! SCTP (RFC 9260): packets and their chunks. Sequence numbers are shown as they are sent; messages that
//! came in several chunks are not put together.

pub mod fields;

use crate::dissect::checksum::show_status;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::def::{U16, U32};
use crate::field::{Field, Names};

use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "sctp",
    title: "SCTP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(132)],
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
    pub const SHUTDOWN_COMPLETE: u8 = 14;
}
const HEADER_LEN: u32 = 4;

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
    d.tree.leaf(TAG, c.u32()?);
    let sum = c.u32()?;
    d.tree.leaf_as(CHECKSUM, sum, format_args!("Checksum: 0x{:08x} [unverified]", sum.value));
    show_status(d, CHECKSUM_STATUS, 2, sum.span);
    let mut number = 0;
    while !c.is_empty() {
        let data = chunk(d, &mut c)?;
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

/// One chunk; the data in it, if it brings some.
fn chunk<'a>(d: &mut Dissector<'_>, c: &mut Cursor<'a>) -> Result<Option<Cursor<'a>>, Cut> {
    let start = *c;
    let (kind, flags, len) = (c.u8()?, c.u8()?, c.u16()?);
    let body_len = u32::from(len.value).checked_sub(HEADER_LEN).ok_or(Cut::Malformed)?;
    let name = Names::Table(CHUNK_TYPE_NAMES).name(kind.value.into()).unwrap_or("UNKNOWN");
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
        chunk::DATA => {
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
            let tsn = c_u32(d, &mut body, TSN_RAW)?;
            let stream = body.u16()?;
            d.tree.leaf(SID, stream);
            let number = body.u16()?;
            d.tree.leaf(SSN, number);
            let protocol = c_u32(d, &mut body, PPID)?;
            let order = if flags.value & 4 != 0 { "unordered" } else { "ordered" };
            let part = match flags.value & 3 {
                3 => "complete",
                2 => "first",
                1 => "last",
                _ => "middle",
            };
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
            c_u32(d, &mut body, fields.0)?;
            c_u32(d, &mut body, fields.1)?;
            let (out, into) = (body.u16()?, body.u16()?);
            d.tree.leaf(fields.2, out);
            d.tree.leaf(fields.3, into);
            c_u32(d, &mut body, fields.4)?;
            let (out, into) = (out.value, into.value);
            d.append(node, format_args!(" (Outbound streams: {out}, inbound streams: {into})"));
            d.columns.add_info(format_args!("{name} "));
            parameters(d, body)?;
        }
        chunk::SACK => sack(d, node, &mut body)?,
        chunk::HEARTBEAT | chunk::HEARTBEAT_ACK => {
            d.append(node, format_args!(" (Information: {body_len} bytes)"));
            d.columns.add_info(format_args!("{name} "));
            parameters(d, body)?;
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
                cause(d, &mut body)?;
            }
        }
        _ => {
            d.columns.add_info(format_args!("{name} "));
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

fn c_u32(d: &mut Dissector<'_>, c: &mut Cursor<'_>, field: Field<U32>) -> Result<u32, Cut> {
    let at = c.u32()?;
    d.tree.leaf(field, at);
    Ok(at.value)
}

fn sack(d: &mut Dissector<'_>, node: crate::dissect::NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let base = c_u32(d, c, SACK_TSN_RAW)?;
    let credit = c_u32(d, c, SACK_CREDIT)?;
    let count = |d: &mut Dissector<'_>, c: &mut Cursor<'_>, field: Field<U16>| {
        let at = c.u16()?;
        d.tree.leaf(field, at);
        Ok::<u16, Cut>(at.value)
    };
    let gaps = count(d, c, SACK_GAPS)?;
    let twice = count(d, c, SACK_DUPLICATES)?;
    let text =
        format_args!(" (Cumulative TSN: {base}, a_rwnd: {credit}, gaps: {gaps}, duplicate TSNs: {twice})");
    d.append(node, text);
    let mut last = 0;
    for _ in 0..gaps {
        let start = *c;
        let (first, end) = (c.u16()?, c.u16()?);
        let [from, to] = [first, end].map(|at| base.wrapping_add(at.value.into()));
        last = end.value;
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
    for _ in 0..twice {
        c_u32(d, c, DUPLICATE)?;
    }
    let gap = if last > 0 { format!("+{last}") } else { String::new() };
    d.columns.add_info(format_args!("SACK (Ack={base}{gap}, Arwnd={credit}) "));
    Ok(())
}

fn parameters(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    while !c.is_empty() {
        parameter(d, &mut c)?;
    }
    Ok(())
}

fn parameter(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (kind, len) = (c.u16()?, c.u16()?);
    let body_len = u32::from(len.value).checked_sub(HEADER_LEN).ok_or(Cut::Malformed)?;
    let mut body = c.sub(body_len)?;
    let padding = c.take(body_len.next_multiple_of(4) - body_len);
    let name = Names::Table(PARAMETER_TYPE_NAMES).name(kind.value.into()).unwrap_or("Unknown");
    let open = d.tree.open_text(start.span(u32::from(len.value)), format_args!("{name} parameter"));
    let inner = d.tree.open(PARAMETER_TYPE, kind);
    d.tree.leaf(PARAMETER_STOP, kind.map(u64::from));
    d.tree.leaf(PARAMETER_REPORT, kind.map(u64::from));
    d.tree.close(inner);
    d.tree.leaf(PARAMETER_LENGTH, len);
    let node = open.node();
    match kind.value {
        1 => {
            d.append(
                node,
                format_args!(" (Information: {body_len} byte{})", if body_len == 1 { "" } else { "s" }),
            );
            d.rest_as(HEARTBEAT, &mut body);
        }
        5 => {
            let address = body.array()?;
            let text = crate::dissect::Address::Ipv4(address.value);
            d.append(node, format_args!(" (Address: {text})"));
            d.tree.leaf(IPV4_ADDRESS, address);
        }
        6 => {
            let address: At<[u8; 16]> = body.array()?;
            let text = crate::dissect::Address::Ipv6(address.value);
            d.append(node, format_args!(" (Address: {text})"));
            d.tree.leaf(IPV6_ADDRESS, address);
        }
        7 => {
            let s = if body_len == 1 { "" } else { "s" };
            d.append(node, format_args!(" (Cookie length: {body_len} byte{s})"));
            d.rest_as(STATE_COOKIE, &mut body);
        }
        12 => {
            let mut names = Vec::new();
            while !body.is_empty() {
                let kind = body.u16()?;
                let name = Names::Table(ADDRESS_TYPE_NAMES).name(kind.value.into()).unwrap_or("Unknown");
                names.push(name.strip_suffix(" address").unwrap_or(name));
                d.tree.leaf(ADDRESS_TYPE, kind);
            }
            d.append(node, format_args!(" (Supported types: {})", names.join(", ")));
        }
        _ => d.rest_as(PARAMETER_VALUE, &mut body),
    }
    if padding.captured() > 0 {
        let mut padding = padding;
        let padding = padding.rest();
        d.tree.leaf(PARAMETER_PADDING, padding);
    }
    d.tree.close(open);
    Ok(())
}

fn cause(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (code, len) = (c.u16()?, c.u16()?);
    let body_len = u32::from(len.value).checked_sub(HEADER_LEN).ok_or(Cut::Malformed)?;
    let mut body = c.sub(body_len)?;
    c.take(body_len.next_multiple_of(4) - body_len);
    let name = Names::Table(CAUSE_CODE_NAMES).name(code.value.into()).unwrap_or("Unknown");
    let open = d.tree.open_text(start.span(u32::from(len.value)), format_args!("{name} cause"));
    d.tree.leaf(CAUSE_CODE, code);
    d.tree.leaf(CAUSE_LENGTH, len);
    d.rest_as(CAUSE_INFORMATION, &mut body);
    d.tree.close(open);
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
