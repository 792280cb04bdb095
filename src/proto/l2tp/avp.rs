//! Attributes of control messages: each is a row of a table that says which fields its value holds.

use super::fields::*;
use super::names::{
    AVP_BROADBANDTYPE_NAMES, AVP_CABLELABSTYPE_NAMES, AVP_CISCOTYPE_NAMES, AVP_TYPE_NAMES, SHORT_NAMES,
};
use crate::dissect::{At, Cursor, Cut, Dissector, Group, Severity};
use crate::field::def::{Bool, Bytes, Str, U8, U16, U32, U64};
use crate::field::{Field, Names};

/// One field of a value; those that the value is too short for are left out.
enum Part {
    U8(Field<U8>),
    U16(Field<U16>),
    U32(Field<U32>),
    U64(Field<U64>),
    /// The rest of the value.
    Text(Field<Str>),
    Bytes(Field<Bytes>),
    /// Flags of 16 or 32 bits.
    Bits16(&'static [Field<Bool>]),
    Bits32(&'static [Field<Bool>]),
    Reserved(u32),
    /// Types of pseudowires that the sender speaks.
    Capabilities(Field<U16>),
    /// Options of LCP, as a peer negotiated them.
    Options(Field<Bytes>),
    /// A new speed of a session (RFC draft of Connect Speed Update).
    Speed,
}

type Rows = &'static [(u16, &'static [Part])];

/// Attributes of the IETF (RFC 2661 section 4.4, RFC 3931 section 5.4), but for the message type and the result.
const IETF: Rows = &[
    (2, &[Part::U8(PROTOCOL_VERSION), Part::U8(PROTOCOL_REVISION)]),
    (3, &[Part::Bits32(&[ASYNC_FRAMING, SYNC_FRAMING])]),
    (4, &[Part::Bits32(&[AVP_ANALOG_ACCESS_SUPPORTED, AVP_DIGITAL_ACCESS_SUPPORTED])]),
    (5, &[Part::U64(TIE_BREAKER)]),
    (6, &[Part::U16(AVP_FIRMWARE_REVISION)]),
    (7, &[Part::Text(HOST_NAME)]),
    (8, &[Part::Text(VENDOR_NAME)]),
    (9, &[Part::U16(ASSIGNED_TUNNEL)]),
    (10, &[Part::U16(WINDOW)]),
    (11, &[Part::Bytes(CHALLENGE)]),
    (12, &[Part::U16(AVP_CAUSE_CODE), Part::U8(AVP_CAUSE_MSG), Part::Text(AVP_ADVISORY_MSG)]),
    (13, &[Part::Bytes(AVP_CHAP_CHALLENGE_RESPONSE)]),
    (14, &[Part::U16(ASSIGNED_SESSION)]),
    (15, &[Part::U32(CALL_SERIAL)]),
    (16, &[Part::U32(AVP_MINIMUM_BPS)]),
    (17, &[Part::U32(AVP_MAXIMUM_BPS)]),
    (18, &[Part::Bits32(&[AVP_ANALOG_BEARER_TYPE, AVP_DIGITAL_BEARER_TYPE])]),
    (19, &[Part::Bits32(&[AVP_ASYNC_FRAMING_TYPE, AVP_SYNC_FRAMING_TYPE])]),
    (21, &[Part::Text(CALLED)]),
    (22, &[Part::Text(CALLING)]),
    (23, &[Part::Text(AVP_SUB_ADDRESS)]),
    (24, &[Part::U32(AVP_CONNECT_SPEED)]),
    (25, &[Part::U32(AVP_PHYSICAL_CHANNEL)]),
    (26, &[Part::Options(AVP_INITIAL_RECEIVED_LCP_CONFREQ)]),
    (27, &[Part::Options(AVP_LAST_SENT_LCP_CONFREQ)]),
    (28, &[Part::Options(AVP_LAST_RECEIVED_LCP_CONFREQ)]),
    (29, &[Part::U16(AVP_PROXY_AUTHEN_TYPE)]),
    (30, &[Part::Text(AVP_PROXY_AUTHEN_NAME)]),
    (31, &[Part::Bytes(AVP_PROXY_AUTHEN_CHALLENGE)]),
    (32, &[Part::Reserved(1), Part::U8(AVP_PROXY_AUTHEN_ID)]),
    (33, &[Part::Bytes(AVP_PROXY_AUTHEN_RESPONSE)]),
    (
        34,
        &[
            Part::Reserved(2),
            Part::U32(AVP_CRC_ERRORS),
            Part::U32(AVP_FRAMING_ERRORS),
            Part::U32(AVP_HARDWARE_OVERRUNS),
            Part::U32(AVP_BUFFER_OVERRUNS),
            Part::U32(AVP_TIME_OUT_ERRORS),
            Part::U32(AVP_ALIGNMENT_ERRORS),
        ],
    ),
    (35, &[Part::Reserved(2), Part::U32(AVP_SEND_ACCM), Part::U32(AVP_RECEIVE_ACCM)]),
    (36, &[Part::Bytes(AVP_RANDOM_VECTOR)]),
    (37, &[Part::Bytes(AVP_PRIVATE_GROUP_ID)]),
    (38, &[Part::U32(AVP_RX_CONNECT_SPEED)]),
    (39, &[]),
    (
        46,
        &[
            Part::U16(AVP_DISCONNECT_CODE),
            Part::U16(AVP_CONTROL_PROTOCOL_NUMBER),
            Part::U8(AVP_CAUSE_CODE_DIRECTION),
            Part::Text(AVP_CAUSE_CODE_MESSAGE),
        ],
    ),
    (59, &[Part::Bytes(AVP_MESSAGE_DIGEST)]),
    (60, &[Part::U32(AVP_ROUTER_ID)]),
    (61, &[Part::U32(AVP_ASSIGNED_CONTROL_CONN_ID)]),
    (62, &[Part::Capabilities(AVP_PW_TYPE)]),
    (63, &[Part::U32(AVP_LOCAL_SESSION_ID)]),
    (64, &[Part::U32(AVP_REMOTE_SESSION_ID)]),
    (65, &[Part::Bytes(AVP_ASSIGNED_COOKIE)]),
    (66, &[Part::Text(AVP_REMOTE_END_ID)]),
    (68, &[Part::U16(AVP_PSEUDOWIRE_TYPE)]),
    (69, &[Part::U16(AVP_LAYER2_SPECIFIC_SUBLAYER)]),
    (70, &[Part::U16(AVP_DATA_SEQUENCING)]),
    (71, &[Part::Bits16(&[AVP_CIRCUIT_STATUS, AVP_CIRCUIT_TYPE])]),
    (72, &[Part::Text(AVP_PREFERRED_LANGUAGE)]),
    (73, &[Part::Bytes(AVP_NONCE)]),
    (74, &[Part::U64(AVP_TX_CONNECT_SPEED_V3)]),
    (75, &[Part::U64(AVP_RX_CONNECT_SPEED_V3)]),
    (97, &[Part::Speed]),
];

/// Attributes of Cisco, from before RFC 3931.
const CISCO: Rows = &[
    (1, &[Part::U32(CISCO_ASSIGNED_CONTROL_CONNECTION_ID)]),
    (2, &[Part::Capabilities(CISCO_PW_TYPE)]),
    (3, &[Part::U32(CISCO_LOCAL_SESSION_ID)]),
    (4, &[Part::U32(CISCO_REMOTE_SESSION_ID)]),
    (5, &[Part::Bytes(CISCO_ASSIGNED_COOKIE)]),
    (6, &[Part::Text(CISCO_REMOTE_END_ID)]),
    (7, &[Part::U16(CISCO_PSEUDOWIRE_TYPE)]),
    (8, &[Part::Bits16(&[CISCO_CIRCUIT_STATUS, CISCO_CIRCUIT_TYPE])]),
    (9, &[Part::U64(CISCO_TIE_BREAKER)]),
    (10, &[Part::U16(CISCO_DRAFT_AVP_VERSION)]),
    (12, &[Part::Bytes(CISCO_MESSAGE_DIGEST)]),
    (13, &[Part::Bytes(CISCO_NONCE)]),
    (14, &[Part::U16(CISCO_INTERFACE_MTU)]),
];

/// What a DSL line is like (RFC 5515).
const BROADBAND: Rows = &[
    (1, &[Part::Text(BROADBAND_AGENT_CIRCUIT_ID)]),
    (2, &[Part::Text(BROADBAND_AGENT_REMOTE_ID)]),
    (129, &[Part::U64(BROADBAND_ACTUAL_DR_UP)]),
    (130, &[Part::U64(BROADBAND_ACTUAL_DR_DOWN)]),
    (131, &[Part::U64(BROADBAND_MINIMUM_DR_UP)]),
    (132, &[Part::U64(BROADBAND_MINIMUM_DR_DOWN)]),
    (133, &[Part::U64(BROADBAND_ATTAINABLE_DR_UP)]),
    (134, &[Part::U64(BROADBAND_ATTAINABLE_DR_DOWN)]),
    (135, &[Part::U64(BROADBAND_MAXIMUM_DR_UP)]),
    (136, &[Part::U64(BROADBAND_MAXIMUM_DR_DOWN)]),
    (137, &[Part::U64(BROADBAND_MINIMUM_DR_UP_LOW_POWER)]),
    (138, &[Part::U64(BROADBAND_MINIMUM_DR_DOWN_LOW_POWER)]),
    (139, &[Part::U32(BROADBAND_MAXIMUM_INTERLEAVING_DELAY_UP)]),
    (140, &[Part::U32(BROADBAND_ACTUAL_INTERLEAVING_DELAY_UP)]),
    (141, &[Part::U32(BROADBAND_MAXIMUM_INTERLEAVING_DELAY_DOWN)]),
    (142, &[Part::U32(BROADBAND_ACTUAL_INTERLEAVING_DELAY_DOWN)]),
    (145, &[Part::U32(BROADBAND_ANCP_ACCESS_LINE_TYPE)]),
    (254, &[Part::U32(BROADBAND_IWF_SESSION)]),
];

/// Who gives types to attributes, the field that shows one, their names, and what they hold.
struct Vendor {
    number: u16,
    kind: Field<U16>,
    names: Names,
    rows: Rows,
}

const VENDORS: &[Vendor] = &[
    Vendor { number: 0, kind: AVP_TYPE, names: Names::Table(AVP_TYPE_NAMES), rows: IETF },
    Vendor { number: 9, kind: AVP_CISCOTYPE, names: Names::Table(AVP_CISCOTYPE_NAMES), rows: CISCO },
    Vendor {
        number: 3561,
        kind: AVP_BROADBANDTYPE,
        names: Names::Table(AVP_BROADBANDTYPE_NAMES),
        rows: BROADBAND,
    },
    Vendor { number: 4491, kind: AVP_CABLELABSTYPE, names: Names::Table(AVP_CABLELABSTYPE_NAMES), rows: &[] },
];

/// What the row tells of the attributes.
pub struct Said {
    /// The message's short name.
    pub name: &'static str,
    local: Option<u32>,
    remote: Option<u32>,
}

impl Default for Said {
    fn default() -> Self {
        Self { name: "Unknown", local: None, remote: None }
    }
}

impl Said {
    /// Puts the sessions that the message speaks of into the row.
    pub fn sessions(&self, d: &mut Dissector<'_>) {
        for (title, number) in [("LSID", self.local), ("RSID", self.remote)] {
            if let Some(number) = number {
                d.columns.add_info(format_args!(", {title}: {number}"));
            }
        }
    }
}

/// The attributes of a control message.
pub fn pairs(d: &mut Dissector<'_>, mut c: Cursor<'_>, said: &mut Said) -> Result<(), Cut> {
    if c.is_empty() {
        said.name = "ZLB     ";
        d.tree.leaf_as(
            ZERO_LENGTH,
            At { value: (), span: c.span(0) },
            format_args!("Zero Length Body message"),
        );
        return Ok(());
    }
    let mut message = None;
    while !c.is_empty() {
        if let Some(kind) = pair(d, &mut c, message, said)? {
            message = Some(kind);
            said.name = Names::Table(SHORT_NAMES).name(kind.into()).unwrap_or("Unknown");
        }
    }
    Ok(())
}

/// One attribute; of the first one, which message it is.
fn pair(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    message: Option<u16>,
    said: &mut Said,
) -> Result<Option<u16>, Cut> {
    const HEADER_LEN: u32 = 6;
    const HIDDEN_BIT: u16 = 0x4000;
    let mut peeked = *c;
    let (first, vendor, kind) = (peeked.u16()?, peeked.u16()?, peeked.u16()?);
    let len = u32::from(first.value & 0x3ff);
    let mut pair = c.sub(len.max(HEADER_LEN))?;
    let span = pair.rest_span();
    pair.skip(HEADER_LEN)?;
    let by = VENDORS.iter().find(|v| v.number == vendor.value);
    let number = u64::from(kind.value);
    let open = match by {
        Some(by) if by.number == 0 => {
            let name = by.names.name(number).unwrap_or("Unknown");
            d.tree.open_text(span, format_args!("{name} AVP"))
        }
        _ => {
            let company = crate::proto::def(VENDOR.id).names.name(vendor.value.into()).unwrap_or("Unknown");
            let open = d.tree.open_text(span, format_args!("Vendor {company} ({}):", vendor.value));
            match by.and_then(|by| by.names.name(number)) {
                Some(name) => d.append(open.node(), format_args!(" {name} AVP")),
                None => d.append(open.node(), format_args!(" Unknown ({number}) AVP")),
            }
            open
        }
    };
    d.tree.leaf(MANDATORY, first.map(u64::from));
    d.tree.leaf(HIDDEN, first.map(u64::from));
    d.tree.leaf(AVP_LENGTH, first);
    if first.value & HIDDEN_BIT != 0 {
        // The rest needs the tunnel's secret.
        d.tree.close(open);
        return Ok(None);
    }
    d.tree.leaf(VENDOR, vendor);
    d.tree.leaf(by.map_or(AVP_TYPE, |by| by.kind), kind);
    let mut told = None;
    match (vendor.value, kind.value) {
        (0, 0) => {
            let message = pair.u16()?;
            d.tree.leaf(MESSAGE_TYPE, message);
            told = Some(message.value);
        }
        (0, 1) => result(d, &mut pair, message)?,
        (vendor, kind) => {
            let session = { pair }.u32().ok().map(|at| at.value);
            match (vendor, kind) {
                (0, 63) => said.local = session,
                (0, 64) => said.remote = session,
                _ => {}
            }
            let row = by.and_then(|by| by.rows.iter().find(|row| row.0 == kind));
            match row {
                Some((_, parts)) => parts.iter().try_for_each(|part| show(d, part, &mut pair))?,
                None if pair.is_empty() => {}
                None => {
                    let node = d.tree.text(pair.rest_span(), format_args!("Vendor-Specific AVP data"));
                    let text = format_args!("Vendor-Specific AVP data");
                    let field = Some(VENDOR_SPECIFIC_AVP_DATA);
                    d.tree.expert(node, field, Severity::Warn, Group::Undecoded, text);
                }
            }
        }
    }
    d.tree.close(open);
    Ok(told)
}

fn result(d: &mut Dissector<'_>, c: &mut Cursor<'_>, message: Option<u16>) -> Result<(), Cut> {
    const STOP: u16 = 4;
    let field = if message == Some(STOP) { STOP_RESULT } else { RESULT };
    d.tree.leaf(field, c.u16()?);
    show(d, &Part::U16(ERROR), c)?;
    show(d, &Part::Text(ERROR_MESSAGE), c)
}

fn show(d: &mut Dissector<'_>, part: &Part, c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    match *part {
        Part::U8(field) => _ = d.tree.leaf(field, c.u8()?),
        Part::U16(field) => _ = d.tree.leaf(field, c.u16()?),
        Part::U32(field) => _ = d.tree.leaf(field, c.u32()?),
        Part::U64(field) => _ = d.tree.leaf(field, c.u64()?),
        Part::Text(field) => {
            let text = c.rest();
            d.tree.leaf(field, text);
        }
        Part::Bytes(field) => d.rest_as(field, c),
        Part::Bits16(fields) => {
            let bits = c.u16()?.map(u64::from);
            fields.iter().for_each(|field| _ = d.tree.leaf(*field, bits));
        }
        Part::Bits32(fields) => {
            let bits = c.u32()?.map(u64::from);
            fields.iter().for_each(|field| _ = d.tree.leaf(*field, bits));
        }
        Part::Reserved(len) => _ = c.skip(len)?,
        Part::Capabilities(field) => {
            let open = d.tree.open_text(c.rest_span(), format_args!("Pseudowire Capabilities List"));
            while c.left() >= 2 {
                d.tree.leaf(field, c.u16()?);
            }
            d.tree.close(open);
        }
        Part::Options(field) => {
            let options = *c;
            let bytes = c.rest();
            let open = d.tree.open(field, bytes);
            d.show_part("ppp.code", options);
            d.tree.close(open);
        }
        Part::Speed => {
            let open = d.tree.open(AVP_CSU, At { value: (), span: c.rest_span() });
            d.tree.leaf(AVP_CSU_RES, c.u16()?);
            d.tree.leaf(AVP_CSU_REMOTE_SESSION_ID, c.u16()?);
            d.tree.leaf(AVP_CSU_CURRENT_TX_SPEED, c.u32()?);
            d.tree.leaf(AVP_CSU_CURRENT_RX_SPEED, c.u32()?);
            d.tree.close(open);
        }
    }
    Ok(())
}
