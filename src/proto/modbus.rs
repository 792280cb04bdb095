//! Modbus over TCP (Modbus Messaging on TCP/IP, 1.0b): the header, and the functions of the Modbus
//! Application Protocol 1.1b3. A response says only values: their addresses are the request's.

pub mod fields;

use super::placed::Placed;
use crate::base::id::FrameId;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Stretch};
use crate::field::Field;
use crate::field::def::{U8, U16};
use crate::store::{Application, MessageKind};
use fields::*;
use std::borrow::Cow;

pub const PROTOCOL: Protocol = Protocol {
    name: "mbtcp",
    title: "Modbus/TCP",
    fields: tcp::FIELDS,
    framer: Some(Framer { application: Application::Modbus, recognises, follows_peer: true, next }),
    dissect: dissect_tcp,
    ..Protocol::EMPTY
};

pub const MODBUS: Protocol =
    Protocol { name: "modbus", title: "Modbus", fields: FIELDS, dissect, ..Protocol::EMPTY };

pub mod tcp {
    crate::fields! { "mbtcp";
        /// The header of Modbus over TCP.
        MBTCP: Protocol = "mbtcp", "Modbus/TCP", None;
        /// Joins query and response.
        TRANSACTION: U16 = "mbtcp.trans_id", "Transaction Identifier", Dec;
        /// 0: Modbus.
        PROTOCOL_ID: U16 = "mbtcp.prot_id", "Protocol Identifier", Dec;
        /// Bytes that follow.
        LEN: U16 = "mbtcp.len", "Length", Dec;
        /// The device behind a gateway.
        UNIT: U8 = "mbtcp.unit_id", "Unit Identifier", Dec;
    }
}

const PORT: u16 = 502;
/// Bytes of the header, the unit not included.
const HEADER_LEN: u64 = 6;
/// Longest message (Modbus Messaging on TCP/IP section 4.1), with room for those who do not keep to it.
const LEN_MAX: u16 = 2048;
const MESSAGE: MessageKind = MessageKind(1);
/// Messages of the other direction among which the query is looked for.
const QUERIES_TRIED: usize = 32;

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    ports.contains(&PORT)
        && matches!(bytes, [_, _, 0, 0, a, b, _, _, ..] if (2..=LEN_MAX).contains(&u16::from_be_bytes([*a, *b])))
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(HEADER_LEN));
    let [_, _, a, b, c, d] = *head else { return Framed::NeedMore { at_least: HEADER_LEN } };
    let len = u16::from_be_bytes([c, d]);
    if (a, b) != (0, 0) || !(1..=LEN_MAX).contains(&len) {
        return Framed::Skip(0);
    }
    let len = HEADER_LEN + u64::from(len);
    if stretch.len < len {
        Framed::NeedMore { at_least: len }
    } else {
        Framed::Message { len, kind: MESSAGE, note: 0 }
    }
}

/// What a response answers.
#[derive(Clone, Debug)]
struct Query {
    frame: FrameId,
    pdu: Vec<u8>,
}

/// By the port; on others whoever is asked did not begin.
fn is_response(d: &Dissector<'_>) -> bool {
    let Some(place) = d.place() else { return false };
    let Some(conversation) = d.capture().conversation(place.conversation) else { return false };
    match conversation.ends.each_ref().map(|end| end.port == PORT) {
        [false, false] => place.direction == 1,
        [first, second] => {
            if place.direction == 0 {
                first
            } else {
                second
            }
        }
    }
}

fn dissect_tcp(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    d.columns.clear_info();
    let whole = c;
    let transaction = c.u16()?;
    d.tree.leaf(tcp::TRANSACTION, transaction);
    d.tree.leaf(tcp::PROTOCOL_ID, c.u16()?);
    let len = c.u16()?;
    d.tree.leaf(tcp::LEN, len);
    let mut message = c.take(len.value.into());
    let unit = message.u8()?;
    d.tree.leaf(tcp::UNIT, unit);
    d.tree.set_span(d.layer_node(), whole.span(7));
    let (function, second) = (message.peek().first().copied(), message.peek().get(1).copied());
    if let Some(function) = function {
        let kind = if is_response(d) { "Response" } else { "Query" };
        let known = FUNCTIONS.name((function & 0x7f).into()).map(Cow::from);
        let name = known.unwrap_or_else(|| format!("Unknown function ({})", function & 0x7f).into());
        let failed = if function & 0x80 != 0 { ". Exception returned " } else { "" };
        let code = function & 0x7f;
        let (transaction, unit) = (transaction.value, unit.value);
        d.columns.set_info(format_args!("{kind:>8}: Trans: {transaction:5}; Unit: {unit:3}, Func: {code:3}"));
        match (code, second) {
            (8, Some(_)) => {
                let sub = message
                    .peek()
                    .get(1..3)
                    .and_then(|b| b.first_chunk())
                    .map_or(0, |b| u16::from_be_bytes(*b));
                let name = DIAGNOSTICS.name(sub.into()).unwrap_or(&name);
                d.columns.add_info(format_args!("/{sub:3}: {name}{failed}"));
            }
            (43, Some(sub)) => {
                let name = MEI_TYPES.name(sub.into()).unwrap_or(&name);
                // The reference counts one byte on: what is asked for stands there.
                let number = message.peek().get(2).copied().unwrap_or_default();
                d.columns.add_info(format_args!("/{number:3}: {name}{failed}"));
            }
            _ => d.columns.add_info(format_args!(": {name}{failed}")),
        }
    }
    let place = d.place();
    d.hand_over_any(&[Claim::Named("modbus")], None, message, place);
    let place = place.map(|mut p| {
        p.start += HEADER_LEN + u64::from(len.value);
        p
    });
    d.hand_over_any(&[Claim::Named("mbtcp")], None, c, place);
    Ok(())
}

/// The query with the same transaction identifier, among the latest before.
fn query(d: &Dissector<'_>) -> Option<Query> {
    let placed = Placed::of(d)?;
    let (own, other) = (placed.place.direction, 1 - placed.place.direction.min(1));
    let start = placed.place.start;
    let head = placed.bytes(own, start..start + 7);
    let (transaction, unit) = (head.get(..2)?.to_vec(), *head.get(6)?);
    let messages = &placed.direction(other)?.messages;
    let past = messages.partition_point(|m| m.frame <= d.frame_id());
    (past.saturating_sub(QUERIES_TRIED)..past).rev().find_map(|at| {
        let message = *messages.get(at)?;
        let bytes = placed.bytes(other, message.range());
        let same = bytes.get(..2) == Some(&transaction[..]) && bytes.get(6) == Some(&unit);
        same.then(|| Query { frame: message.frame, pdu: bytes.get(7..).unwrap_or(&[]).to_vec() })
    })
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let function = c.u8()?;
    let code = function.value & 0x7f;
    let response = is_response(d);
    if function.value & 0x80 != 0 {
        d.tree.leaf(FUNCTION, function);
        let exception = c.u8()?;
        d.tree.leaf(EXCEPTION, exception);
        let name = FUNCTIONS.name(code.into()).unwrap_or("Unknown Function");
        let why = EXCEPTIONS.name(exception.value.into()).unwrap_or("Unknown Exception Code");
        let layer = d.layer_node();
        d.tree.set_label(layer, format_args!("Function {code}:  {name}.  Exception: {why}"));
        return Ok(());
    }
    d.tree.leaf(FUNCTION, function);
    let query = if response { query(d) } else { None };
    let query = query.filter(|q| q.pdu.first() == Some(&code));
    if let Some(query) = &query {
        d.tree.generated(REQUEST_FRAME, query.frame.number(), c.span(0));
        if let Some(meta) = d.capture().frame(query.frame) {
            d.tree.generated(RESPONSE_TIME, d.meta().time.since(meta.time), c.span(0));
        }
    }
    let asked = |at: usize| {
        let bytes = query.as_ref().and_then(|q| q.pdu.get(at..at + 2)?.first_chunk::<2>().copied());
        bytes.map(u16::from_be_bytes)
    };
    match (code, response) {
        (1 | 2, false) => {
            d.tree.leaf(REFERENCE, c.u16()?);
            d.tree.leaf(BIT_COUNT, c.u16()?);
        }
        (1 | 2, true) => {
            d.tree.leaf(BYTE_COUNT, c.u8()?);
            bits(d, &mut c, asked(1), asked(3))?;
        }
        (3 | 4, false) => {
            d.tree.leaf(REFERENCE, c.u16()?);
            d.tree.leaf(WORD_COUNT, c.u16()?);
        }
        (3 | 4, true) => {
            d.tree.leaf(BYTE_COUNT, c.u8()?);
            registers(d, &mut c, asked(1))?;
        }
        (5, _) => {
            d.tree.leaf(REFERENCE, c.u16()?);
            let value = c.bytes(2)?;
            d.tree.leaf(DATA, value);
            let low = value.value.get(1).copied().unwrap_or(0);
            d.tree.leaf(PADDING, At { value: low, span: value.span.part(1, 1) });
        }
        (6, _) => {
            d.tree.leaf(REFERENCE, c.u16()?);
            d.tree.leaf(DATA, c.bytes(2)?);
        }
        (8, _) => {
            let what = c.u16()?;
            d.tree.leaf(DIAGNOSTIC, what);
            match (what.value, response) {
                (0, false) => d.rest_as(QUERY_DATA, &mut c),
                (0, true) => d.rest_as(ECHO_DATA, &mut c),
                (1, _) => _ = d.tree.leaf(RESTART_OPTION, c.u16()?),
                (3, _) => _ = d.tree.leaf(DELIMITER, c.u8()?),
                (number, true) => {
                    if let Some((_, field)) = COUNTERS.iter().find(|counter| counter.0 == number) {
                        d.tree.leaf(*field, c.u16()?);
                    }
                }
                _ => {}
            }
        }
        (11, true) => {
            d.tree.leaf(EVENT_STATUS, c.u16()?);
            d.tree.leaf(EVENT_COUNT, c.u16()?);
        }
        (12, true) => events(d, &mut c)?,
        (15, _) => {
            d.tree.leaf(REFERENCE, c.u16()?);
            d.tree.leaf(BIT_COUNT, c.u16()?);
            if !response {
                d.tree.leaf(BYTE_COUNT, c.u8()?);
            }
        }
        (16, _) => {
            let first = c.u16()?;
            d.tree.leaf(REFERENCE, first);
            d.tree.leaf(WORD_COUNT, c.u16()?);
            if !response {
                d.tree.leaf(BYTE_COUNT, c.u8()?);
                registers(d, &mut c, Some(first.value))?;
            }
        }
        (20 | 21, _) => records(d, &mut c, code == 20, response)?,
        (22, _) => {
            d.tree.leaf(REFERENCE, c.u16()?);
            d.tree.leaf(AND_MASK, c.u16()?);
            d.tree.leaf(OR_MASK, c.u16()?);
        }
        (23, false) => {
            d.tree.leaf(READ_REFERENCE, c.u16()?);
            d.tree.leaf(READ_WORD_COUNT, c.u16()?);
            d.tree.leaf(WRITE_REFERENCE, c.u16()?);
            d.tree.leaf(WRITE_WORD_COUNT, c.u16()?);
            d.tree.leaf(BYTE_COUNT, c.u8()?);
        }
        (23, true) => {
            d.tree.leaf(BYTE_COUNT, c.u8()?);
        }
        (24, false) => _ = d.tree.leaf(REFERENCE, c.u16()?),
        (24, true) => {
            let count = c.u16()?;
            d.tree.leaf(BYTE_COUNT_16, count.map(|n| n as u8));
            d.tree.leaf(WORD_COUNT, c.u16()?);
        }
        (43, _) => encapsulated(d, &mut c, response)?,
        _ => {}
    }
    d.rest_as(DATA, &mut c);
    Ok(())
}

/// Records of files, read or written (Modbus Application Protocol sections 6.14 and 6.15).
fn records(d: &mut Dissector<'_>, c: &mut Cursor<'_>, read: bool, response: bool) -> Result<(), Cut> {
    let count = c.u8()?;
    d.tree.leaf(BYTE_COUNT, count);
    let mut left = c.sub(count.value.into())?;
    let mut number = 0;
    while !left.is_empty() && !d.tree.truncated {
        let span = left.span(group_len(left.peek(), read, response));
        let open = d.tree.open_text(span, format_args!("Group {number}"));
        if read && response {
            let len = left.u8()?;
            d.tree.leaf(BYTE_COUNT, len);
            d.tree.leaf(REFERENCE_TYPE, left.u8()?);
            d.tree.leaf(DATA, left.bytes(u32::from(len.value).saturating_sub(1))?);
        } else {
            d.tree.leaf(REFERENCE_TYPE, left.u8()?);
            d.tree.leaf(REFERENCE_32, left.u32()?);
            let words = left.u16()?;
            d.tree.leaf(WORD_COUNT, words);
            if !read {
                d.tree.leaf(DATA, left.bytes(2 * u32::from(words.value))?);
            }
        }
        d.tree.close(open);
        number += 1;
    }
    Ok(())
}

/// What the responses to diagnostics tell, by what was to be examined.
const COUNTERS: &[(u16, Field<U16>)] = &[
    (2, DIAGNOSTIC_REGISTER),
    (10, COUNTERS_CLEARED),
    (11, BUS_MESSAGES),
    (12, BUS_ERRORS),
    (13, BUS_EXCEPTIONS),
    (14, SLAVE_MESSAGES),
    (15, SLAVE_SILENT),
    (16, SLAVE_NAKS),
    (17, SLAVE_BUSY),
    (18, BUS_OVERRUNS),
];

/// Bytes of the group that begins with `bytes`.
fn group_len(bytes: &[u8], read: bool, response: bool) -> u32 {
    const HEAD: u32 = 7;
    match (read, response) {
        (true, true) => 1 + u32::from(bytes.first().copied().unwrap_or(0)),
        (true, false) => HEAD,
        _ => {
            let words = bytes.get(5..7).and_then(|w| w.first_chunk()).map_or(0, |w| u16::from_be_bytes(*w));
            HEAD + 2 * u32::from(words)
        }
    }
}

const RECEIVED: &[Field<U8>] = &[RECEIVED_DAMAGED, RECEIVED_OVERRUN, RECEIVED_LISTENING, RECEIVED_BROADCAST];
const SENT: &[Field<U8>] =
    &[SENT_READ_EXCEPTION, SENT_ABORT, SENT_BUSY, SENT_NAK, SENT_TIMEOUT, SENT_LISTENING];

/// What a device on a serial line saw last (Modbus Application Protocol section 6.10).
fn events(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(BYTE_COUNT, c.u8()?);
    d.tree.leaf(EVENT_STATUS, c.u16()?);
    d.tree.leaf(EVENT_COUNT, c.u16()?);
    d.tree.leaf(EVENT_MESSAGES, c.u16()?);
    if c.is_empty() {
        return Ok(());
    }
    let all = d.tree.open_text(c.rest_span(), format_args!("Events"));
    while !c.is_empty() && !d.tree.truncated {
        let event = c.u8()?;
        let (bits, name) = match event.value {
            0 => (&[][..], "Initiated Communication Restart"),
            4 => (&[][..], "Entered Listen Only Mode"),
            0x40..0x80 => (SENT, "Send Event"),
            0x80.. => (RECEIVED, "Receive Event"),
            _ => (&[][..], "Unknown Event"),
        };
        if bits.is_empty() {
            d.tree.leaf_as(EVENT, event, format_args!("{name}"));
            continue;
        }
        let open = d.tree.open_as(EVENT, event, format_args!("{name}: {:#04X}", event.value));
        for bit in bits {
            d.tree.leaf(*bit, event);
        }
        d.tree.close(open);
    }
    d.tree.close(all);
    Ok(())
}

/// Values of bits (Modbus Application Protocol section 6.1).
fn bits(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    first: Option<u16>,
    count: Option<u16>,
) -> Result<(), Cut> {
    let (Some(first), Some(count)) = (first, count) else { return Ok(()) };
    let mut left = count;
    let mut number = first;
    while left > 0 && !c.is_empty() && !d.tree.truncated {
        let byte = c.u8()?;
        for bit in 0..left.min(8) {
            let value = byte.value >> bit & 1;
            let open = d.tree.open_text(byte.span, format_args!("Bit {number} : {value}"));
            d.tree.generated(BIT_NUMBER, number, byte.span);
            d.tree.leaf(BIT_VALUE, byte.with(u64::from(value)));
            d.tree.close(open);
            number = number.wrapping_add(1);
        }
        left = left.saturating_sub(8);
    }
    Ok(())
}

fn registers(d: &mut Dissector<'_>, c: &mut Cursor<'_>, first: Option<u16>) -> Result<(), Cut> {
    let Some(mut number) = first else { return Ok(()) };
    while c.left() >= 2 && !d.tree.truncated {
        let value = c.u16()?;
        let label = format_args!("Register {number} (UINT16): {}", value.value);
        let open = d.tree.open_text(value.span, label);
        d.tree.leaf(REGISTER, value.with(number));
        d.tree.leaf(REGISTER_VALUE, value);
        d.tree.close(open);
        number = number.wrapping_add(1);
    }
    Ok(())
}

/// Encapsulated interface transport: the device's identification (section 6.21).
fn encapsulated(d: &mut Dissector<'_>, c: &mut Cursor<'_>, response: bool) -> Result<(), Cut> {
    let mei = c.u8()?;
    d.tree.leaf(MEI, mei);
    if mei.value != 14 {
        return Ok(());
    }
    d.tree.leaf(DEVICE_ID, c.u8()?);
    if !response {
        d.tree.leaf(OBJECT_ID, c.u8()?);
        return Ok(());
    }
    d.tree.leaf(CONFORMITY_LEVEL, c.u8()?);
    d.tree.leaf(MORE_FOLLOWS, c.u8()?);
    d.tree.leaf(NEXT_OBJECT_ID, c.u8()?);
    let count = c.u8()?;
    d.tree.leaf(OBJECT_COUNT, count);
    let all = d.tree.open_text(c.rest_span(), format_args!("Objects"));
    for number in 1..=count.value {
        let span = c.span(2 + u32::from(c.peek().get(1).copied().unwrap_or(0)));
        let open = d.tree.open_text(span, format_args!("Object #{number}"));
        d.tree.leaf(OBJECT_ID, c.u8()?);
        let len = c.u8()?;
        d.tree.leaf(OBJECT_LEN, len);
        d.tree.leaf(OBJECT_TEXT, c.bytes(len.value.into())?);
        d.tree.close(open);
    }
    d.tree.close(all);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_where_their_length_says() {
        let bytes = [0, 1, 0, 0, 0, 6, 1, 3, 0, 16, 0, 2, 9];
        let framed = |bytes: &[u8]| Stretch::over(bytes, |stretch| next(&mut Progress::default(), &stretch));
        assert_eq!(framed(&bytes), Framed::Message { len: 12, kind: MESSAGE, note: 0 });
        assert_eq!(framed(&bytes[..5]), Framed::NeedMore { at_least: 6 });
        assert_eq!(framed(&bytes[..8]), Framed::NeedMore { at_least: 12 });
        assert_eq!(framed(b"GET / HTTP"), Framed::Skip(0));
        assert!(recognises(&bytes, [40_000, 502]) && !recognises(&bytes, [40_000, 80]));
    }
}
