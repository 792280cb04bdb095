//! Modbus over TCP (Modbus Messaging on TCP/IP, 1.0b): the header, and the functions of the Modbus
//! Application Protocol 1.1b3. A response says only values: their addresses are the request's.

use super::placed::Placed;
use crate::base::id::FrameId;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Stretch};
use crate::field::def::{U8, U16};
use crate::field::{Field, Names};
use crate::store::{Application, MessageKind};

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

const FUNCTIONS: Names = Names::Table(&[
    (1, "Read Coils"),
    (2, "Read Discrete Inputs"),
    (3, "Read Holding Registers"),
    (4, "Read Input Registers"),
    (5, "Write Single Coil"),
    (6, "Write Single Register"),
    (7, "Read Exception Status"),
    (8, "Diagnostics"),
    (11, "Get Comm. Event Counters"),
    (12, "Get Comm. Event Log"),
    (15, "Write Multiple Coils"),
    (16, "Write Multiple Registers"),
    (17, "Report Slave ID"),
    (20, "Read File Record"),
    (21, "Write File Record"),
    (22, "Mask Write Register"),
    (23, "Read Write Register"),
    (24, "Read FIFO Queue"),
    (43, "Encapsulated Interface Transport"),
    (90, "Unity (Schneider)"),
]);
const EXCEPTIONS: Names = Names::Table(&[
    (1, "Illegal function"),
    (2, "Illegal data address"),
    (3, "Illegal data value"),
    (4, "Slave device failure"),
    (5, "Acknowledge"),
    (6, "Slave device busy"),
    (8, "Memory parity error"),
    (10, "Gateway path unavailable"),
    (11, "Gateway target device failed to respond"),
]);
const MEI_TYPES: Names =
    Names::Table(&[(13, "CANopen Request/Response "), (14, "Read Device Identification")]);
const DEVICE_ID_KINDS: Names = Names::Table(&[
    (1, "Basic Device Identification"),
    (2, "Regular Device Identification"),
    (3, "Extended Device Identification"),
    (4, "Specific Identification Object"),
]);
const OBJECTS: Names = Names::Table(&[
    (0, "VendorName"),
    (1, "ProductCode"),
    (2, "MajorMinorRevision"),
    (3, "VendorURL"),
    (4, "ProductName"),
    (5, "ModelName"),
    (6, "UserApplicationName"),
]);
const CONFORMITY: Names = Names::Table(&[
    (1, "Basic Device Identification (stream)"),
    (2, "Regular Device Identification (stream)"),
    (3, "Extended Device Identification (stream)"),
    (129, "Basic Device Identification (stream and individual)"),
    (130, "Regular Device Identification (stream and individual)"),
    (131, "Extended Device Identification (stream and individual)"),
]);
const DIAGNOSTICS: Names = Names::Table(&[
    (0, "Return Query Data"),
    (1, "Restart Communications Option"),
    (2, "Return Diagnostic Register"),
    (3, "Change ASCII Input Delimiter"),
    (4, "Force Listen Only Mode"),
    (10, "Clear Counters and Diagnostic Register"),
    (11, "Return Bus Message Count"),
    (12, "Return Bus Communication Error Count"),
    (13, "Return Bus Exception Error Count"),
    (14, "Return Slave Message Count"),
    (15, "Return Slave No Response Count"),
    (16, "Return Slave NAK Count"),
    (17, "Return Slave Busy Count"),
    (18, "Return Bus Character Overrun Count"),
    (20, "Clear Overrun Counter and Flag"),
]);

crate::fields! { "modbus";
    /// A request or a response of Modbus.
    MODBUS_PDU: Protocol = "modbus", "Modbus", None;
    /// The frame with the query.
    REQUEST_FRAME: FrameNum = "modbus.request_frame", "Request Frame", None;
    /// Time since the query.
    RESPONSE_TIME: RelativeTime = "modbus.response_time", "Time from request", None;
    /// What is to be done.
    FUNCTION: U8 = "modbus.func_code", "Function Code", Dec & 0x7f, FUNCTIONS;
    /// Address of the first bit or register.
    REFERENCE: U16 = "modbus.reference_num", "Reference Number", Dec;
    /// The second byte of a coil's value.
    PADDING: U8 = "modbus.padding", "Padding", Hex;
    /// First register that is read.
    READ_REFERENCE: U16 = "modbus.read_reference_num", "Read Reference Number", Dec;
    /// First register that is written.
    WRITE_REFERENCE: U16 = "modbus.write_reference_num", "Write Reference Number", Dec;
    /// How many registers.
    WORD_COUNT: U16 = "modbus.word_cnt", "Word Count", Dec;
    /// How many registers are read.
    READ_WORD_COUNT: U16 = "modbus.read_word_cnt", "Read Word Count", Dec;
    /// How many registers are written.
    WRITE_WORD_COUNT: U16 = "modbus.write_word_cnt", "Write Word Count", Dec;
    /// How many bits.
    BIT_COUNT: U16 = "modbus.bit_cnt", "Bit Count", Dec;
    /// How many bytes follow.
    BYTE_COUNT: U8 = "modbus.byte_cnt", "Byte Count", Dec;
    /// Why it was not done.
    EXCEPTION: U8 = "modbus.exception_code", "Exception Code", Dec, EXCEPTIONS;
    /// What is to be examined.
    DIAGNOSTIC: U16 = "modbus.diagnostic_code", "Diagnostic Code", Dec, DIAGNOSTICS;
    /// Bytes that are to come back.
    QUERY_DATA: Bytes = "modbus.diagnostic.return_query_data.request", "Request Data", None;
    /// Bytes that came back.
    ECHO_DATA: Bytes = "modbus.diagnostic.return_query_data.echo", "Echo Data", None;
    /// Whether the log is cleared.
    RESTART_OPTION: U16 = "modbus.diagnostic.restart_communication_option", "Restart Communication Option", Hex, Names::Table(&[(0, "Leave Log"), (0xff, "Clear Log")]);
    /// What ends a message of Modbus in ASCII.
    DELIMITER: U8 = "modbus.diagnostic.ascii_input_delimiter", "CHAR", Hex;
    /// What the device says of itself.
    DIAGNOSTIC_REGISTER: U16 = "modbus.diagnostic.return_diag_register", "Diagnostic Register Contents", Hex;
    /// The counters and the register are zero now.
    COUNTERS_CLEARED: U16 = "modbus.diagnostic.clear_ctr_diag_reg", "Clear Counters & Diag Register Echo", Dec;
    /// Messages on the line.
    BUS_MESSAGES: U16 = "modbus.diagnostic.bus_message_count", "Total Message Count", Dec;
    /// Those that were damaged.
    BUS_ERRORS: U16 = "modbus.diagnostic.bus_comm_error_count", "CRC Error Count", Dec;
    /// Exceptions that the device sent.
    BUS_EXCEPTIONS: U16 = "modbus.diagnostic.bus_exception_error_count", "Exception Error Count", Dec;
    /// Messages for the device.
    SLAVE_MESSAGES: U16 = "modbus.diagnostic.slave_message_count", "Slave Message Count", Dec;
    /// Those that it did not answer.
    SLAVE_SILENT: U16 = "modbus.diagnostic.no_slave_response_count", "Slave No Response Count", Dec;
    /// Those that it refused.
    SLAVE_NAKS: U16 = "modbus.diagnostic.slave_nak_count", "Slave NAK Count", Dec;
    /// Those for which it had no time.
    SLAVE_BUSY: U16 = "modbus.diagnostic.slave_busy_count", "Slave Device Busy Count", Dec;
    /// Those whose characters came too fast.
    BUS_OVERRUNS: U16 = "modbus.diagnostic.bus_char_overrun_count", "Slave Character Overrun Count", Dec;
    /// Bits to keep.
    AND_MASK: U16 = "modbus.and_mask", "AND mask", Hex;
    /// Bits to set.
    OR_MASK: U16 = "modbus.or_mask", "OR mask", Hex;
    /// Values of which nothing is known.
    DATA: Bytes = "modbus.data", "Data", None;
    /// Kind of encapsulated interface.
    MEI: U8 = "modbus.mei", "MEI type", Dec, MEI_TYPES;
    /// Which identification.
    DEVICE_ID: U8 = "modbus.read_device_id", "Read Device ID", Dec, DEVICE_ID_KINDS;
    /// Part of the identification.
    OBJECT_ID: U8 = "modbus.object_id", "Object ID", Dec, OBJECTS;
    /// How many parts.
    OBJECT_COUNT: U8 = "modbus.num_objects", "Number of Objects", Dec;
    /// Length of a part.
    OBJECT_LEN: U8 = "modbus.objects_len", "Object length", Dec;
    /// What the device can say.
    CONFORMITY_LEVEL: U8 = "modbus.conformity_level", "Conformity Level", Hex, CONFORMITY;
    /// There is more to ask for.
    MORE_FOLLOWS: U8 = "modbus.more_follows", "More Follows", Hex;
    /// The part to ask for next.
    NEXT_OBJECT_ID: U8 = "modbus.next_object_id", "Next Object ID", Dec;
    /// A part in words.
    OBJECT_TEXT: Str = "modbus.object_str_value", "Object String Value", None;
    /// What is asked for in a file: always 6.
    REFERENCE_TYPE: U8 = "modbus.reference_type", "Reference Type", Dec;
    /// The file, and the record in it.
    REFERENCE_32: U32 = "modbus.reference_num_32", "Reference Number (32 bit)", Dec;
    /// How many bytes follow, of a queue.
    BYTE_COUNT_16: U8 = "modbus.byte_cnt_16", "Byte Count (16-bit)", Dec;
    /// All ones while a command is still being worked on.
    EVENT_STATUS: U16 = "modbus.ev_status", "Status", Hex;
    /// Messages that were answered without an error.
    EVENT_COUNT: U16 = "modbus.ev_count", "Event Count", Dec;
    /// Messages that were seen.
    EVENT_MESSAGES: U16 = "modbus.ev_msg_count", "Message Count", Dec;
    /// Something that happened, newest first.
    EVENT: U8 = "modbus.event", "Event", Dec;
    /// The message received was damaged.
    RECEIVED_DAMAGED: U8 = "modbus.ev_recv_comm_err", "Communication Error", Dec & 0x02;
    /// Characters came too fast.
    RECEIVED_OVERRUN: U8 = "modbus.ev_recv_char_over", "Character Overrun", Dec & 0x10;
    /// The device only listens.
    RECEIVED_LISTENING: U8 = "modbus.ev_recv_lo_mode", "Currently in Listen Only Mode", Dec & 0x20;
    /// The message was for all.
    RECEIVED_BROADCAST: U8 = "modbus.ev_recv_broadcast", "Broadcast Received", Dec & 0x40;
    /// Exceptions 1 to 3 were sent.
    SENT_READ_EXCEPTION: U8 = "modbus.ev_send_read_ex", "Read Exception Sent", Dec & 0x01;
    /// Exception 4 was sent.
    SENT_ABORT: U8 = "modbus.ev_send_slave_abort_ex", "Slave Abort Exception Sent", Dec & 0x02;
    /// Exceptions 5 or 6 were sent.
    SENT_BUSY: U8 = "modbus.ev_send_slave_busy_ex", "Slave Busy Exception Sent", Dec & 0x04;
    /// Exception 7 was sent.
    SENT_NAK: U8 = "modbus.ev_send_slave_nak_ex", "Slave Program NAK Exception Sent", Dec & 0x08;
    /// It could not be sent in time.
    SENT_TIMEOUT: U8 = "modbus.ev_send_write_timeout", "Write Timeout Error Occurred", Dec & 0x10;
    /// The device only listens.
    SENT_LISTENING: U8 = "modbus.ev_send_lo_mode", "Currently in Listen Only Mode", Dec & 0x20;
    /// Address of a bit.
    BIT_NUMBER: U16 = "modbus.bitnum", "Bit Number", Dec;
    /// Its value.
    BIT_VALUE: Bool = "modbus.bitval", "Bit Value", W8 & 0x01;
    /// Address of a register.
    REGISTER: U16 = "modbus.regnum16", "Register Number", Dec;
    /// Its value.
    REGISTER_VALUE: U16 = "modbus.regval_uint16", "Register Value (UINT16)", Dec;
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

fn is_response(d: &Dissector<'_>) -> bool {
    let Some(place) = d.place() else { return false };
    let conversation = d.capture().conversation(place.conversation);
    conversation.and_then(|c| c.ends.get(place.direction)).is_some_and(|from| from.port == PORT)
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
        let name = FUNCTIONS.name((function & 0x7f).into()).unwrap_or("Unknown function");
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
                let name = DIAGNOSTICS.name(sub.into()).unwrap_or(name);
                d.columns.add_info(format_args!("/{sub:3}: {name}{failed}"));
            }
            (43, Some(sub)) => {
                let name = MEI_TYPES.name(sub.into()).unwrap_or(name);
                d.columns.add_info(format_args!("/{sub:3}: {name}{failed}"));
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
        let name = FUNCTIONS.name(code.into()).unwrap_or("Unknown function");
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
        let framed = |bytes: &[u8]| {
            let read = |r: std::ops::Range<u64>| {
                std::borrow::Cow::Owned(bytes.get(r.start as usize..r.end as usize).unwrap_or(&[]).to_vec())
            };
            let stretch = Stretch {
                len: bytes.len() as u64,
                ended: false,
                direction: 0,
                nth: 0,
                previous: None,
                peer: &|_| None,
                read: &read,
            };
            next(&mut Progress::default(), &stretch)
        };
        assert_eq!(framed(&bytes), Framed::Message { len: 12, kind: MESSAGE, note: 0 });
        assert_eq!(framed(&bytes[..5]), Framed::NeedMore { at_least: 6 });
        assert_eq!(framed(&bytes[..8]), Framed::NeedMore { at_least: 12 });
        assert_eq!(framed(b"GET / HTTP"), Framed::Skip(0));
        assert!(recognises(&bytes, [40_000, 502]) && !recognises(&bytes, [40_000, 80]));
    }
}
