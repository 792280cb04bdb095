//! Parameters of SCTP's chunks, and causes of errors.

use super::fields::*;
use crate::dissect::{At, Cursor, Cut, Dissector, NodeRef};
use crate::field::def::U8;
use crate::field::{Field, Names};

pub(super) const HEADER_LEN: u32 = 4;

/// Parameters and causes stand in one another; deeper ones are shown as bytes.
const MAX_DEPTH: u8 = 8;

/// All that `c` holds, inside `depth` others.
pub(super) fn parameters(d: &mut Dissector<'_>, mut c: Cursor<'_>, depth: u8) -> Result<(), Cut> {
    if depth > MAX_DEPTH {
        d.rest_as(PARAMETER_VALUE, &mut c);
        return Ok(());
    }
    while !c.is_empty() {
        parameter(d, &mut c, depth)?;
    }
    Ok(())
}

fn parameter(d: &mut Dissector<'_>, c: &mut Cursor<'_>, depth: u8) -> Result<(), Cut> {
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
        8 => parameters(d, body, depth + 1)?,
        9 => {
            let more = body.u32()?;
            d.append(node, format_args!(" (Increment :{} msec)", more.value));
            d.tree.leaf(P_COOKIE_PRESERVATIVE_INCR, more);
        }
        11 => {
            let name = body.rest();
            let text = String::from_utf8_lossy(name.value);
            let text = text.trim_end_matches('\0').escape_debug();
            d.append(node, format_args!(" (Hostname: {text})"));
            d.tree.leaf(P_HOSTNAME, name.before_zero());
        }
        13..=18 => reconfiguration(d, kind.value, &mut body)?,
        0x8002 => d.rest_as(RANDOM_NUMBER, &mut body),
        0x8003 => chunk_types(d, node, "Chunk types to be authenticated", CHUNK_TYPE_TO_AUTH, &mut body)?,
        0x8004 => {
            let mut names = Vec::new();
            while !body.is_empty() {
                let hmac = body.u16()?;
                names.push(Names::Table(HMAC_ID_NAMES).name(hmac.value.into()).unwrap_or("Unknown"));
                d.tree.leaf(HMAC_ID, hmac);
            }
            d.append(node, format_args!(" (Supported HMACs: {})", names.join(", ")));
        }
        0x8008 => chunk_types(d, node, "Supported types", SUPPORTED_CHUNK_TYPE, &mut body)?,
        0xc001 | 0xc002 | 0xc004 => {
            d.tree.leaf(CORRELATION_ID, body.u32()?);
            parameters(d, body, depth + 1)?;
        }
        0xc003 => {
            d.tree.leaf(CORRELATION_ID, body.u32()?);
            while !body.is_empty() {
                cause(d, &mut body, depth + 1)?;
            }
        }
        0xc005 => _ = d.tree.leaf(CORRELATION_ID, body.u32()?),
        0xc006 => {
            let what = body.u32()?;
            d.append(node, format_args!(" (Indication: {})", what.value));
            d.tree.leaf(ADAPTATION_LAYER_INDICATION, what);
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

pub(super) fn cause(d: &mut Dissector<'_>, c: &mut Cursor<'_>, depth: u8) -> Result<(), Cut> {
    let start = *c;
    let (code, len) = (c.u16()?, c.u16()?);
    let body_len = u32::from(len.value).checked_sub(HEADER_LEN).ok_or(Cut::Malformed)?;
    let mut body = c.sub(body_len)?;
    c.take(body_len.next_multiple_of(4) - body_len);
    let name = Names::Table(CAUSE_CODE_NAMES).name(code.value.into()).unwrap_or("Unknown");
    let open = d.tree.open_text(start.span(u32::from(len.value)), format_args!("{name} cause"));
    d.tree.leaf(CAUSE_CODE, code);
    d.tree.leaf(CAUSE_LENGTH, len);
    let node = open.node();
    match code.value {
        1 => {
            let stream = body.u16()?;
            d.append(node, format_args!(" (SID: {})", stream.value));
            d.tree.leaf(CAUSE_STREAM_IDENTIFIER, stream);
            d.tree.leaf(CAUSE_RESERVED, body.u16()?);
        }
        2 => {
            let count = body.u32()?;
            d.tree.leaf(CAUSE_NR_OF_MISSING_PARAMETERS, count);
            for _ in 0..count.value {
                if body.is_empty() {
                    break;
                }
                d.tree.leaf(CAUSE_MISSING, body.u16()?);
            }
        }
        3 => {
            let measure = body.u32()?;
            d.append(node, format_args!(" (Measure: {} usec)", measure.value));
            d.tree.leaf(CAUSE_MEASURE_OF_STALENESS, measure);
        }
        5 | 8 | 11 => parameters(d, body, depth + 1)?,
        9 => {
            let tsn = body.u32()?;
            d.append(node, format_args!(" (TSN: {})", tsn.value));
            d.tree.leaf(CAUSE_TSN, tsn);
        }
        _ => d.rest_as(CAUSE_INFORMATION, &mut body),
    }
    d.tree.close(open);
    Ok(())
}

/// Types of chunks, one byte each, named behind the parameter.
fn chunk_types(
    d: &mut Dissector<'_>,
    node: NodeRef,
    title: &str,
    field: Field<U8>,
    body: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let mut names = Vec::new();
    while !body.is_empty() {
        let kind = body.u8()?;
        names.push(Names::Table(CHUNK_TYPE_NAMES).name(kind.value.into()).unwrap_or("Unknown"));
        d.tree.leaf(field, kind);
    }
    d.append(node, format_args!(" ({title}: {})", names.join(", ")));
    Ok(())
}

/// Resets and additions of streams (RFC 6525 section 4).
fn reconfiguration(d: &mut Dissector<'_>, kind: u16, body: &mut Cursor<'_>) -> Result<(), Cut> {
    let number = body.u32()?;
    if kind == 16 {
        d.tree.leaf(P_RECONFIG_RESPONSE_SEQUENCE_NUMBER, number);
        d.tree.leaf(P_RECONFIG_RESPONSE_RESULT, body.u32()?);
        if !body.is_empty() {
            d.tree.leaf(P_SENDERS_NEXT_TSN, body.u32()?);
            d.tree.leaf(P_RECEIVERS_NEXT_TSN, body.u32()?);
        }
        return Ok(());
    }
    d.tree.leaf(P_RECONFIG_REQUEST_SEQUENCE_NUMBER, number);
    match kind {
        13 => {
            d.tree.leaf(P_RECONFIG_RESPONSE_SEQUENCE_NUMBER, body.u32()?);
            d.tree.leaf(P_SENDERS_LAST_ASSIGNED_TSN, body.u32()?);
        }
        17 => {
            d.tree.leaf(P_ADD_OUTGOING_STREAMS_NUMBER, body.u16()?);
            d.tree.leaf(P_ADD_OUTGOING_STREAMS_RESERVED, body.u16()?);
        }
        18 => {
            d.tree.leaf(P_ADD_INCOMING_STREAMS_NUMBER, body.u16()?);
            d.tree.leaf(P_ADD_INCOMING_STREAMS_RESERVED, body.u16()?);
        }
        _ => {}
    }
    while matches!(kind, 13 | 14) && !body.is_empty() {
        d.tree.leaf(P_RECONFIG_SID, body.u16()?);
    }
    Ok(())
}
