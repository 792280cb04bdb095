//! PPP over Ethernet (RFC 2516): discovery with its tags, and sessions.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::def::U32;
use crate::field::{Field, Names};
use fields::{CODE, PAYLOAD_LENGTH, SESSION_ID, TYPE, VERSION};

/// What both have in common.
pub const FIELDS_OF_BOTH: Protocol =
    Protocol { name: "pppoe", title: "PPPoE", fields: fields::FIELDS, ..Protocol::EMPTY };

pub const DISCOVERY: Protocol = Protocol {
    name: "pppoed",
    title: "PPPoED",
    fields: discovery::FIELDS,
    claims: &[Claim::EtherType(0x8863)],
    own_len: Some(own_len),
    dissect: dissect_discovery,
    ..Protocol::EMPTY
};

pub const SESSION: Protocol = Protocol {
    name: "pppoes",
    title: "PPPoES",
    fields: session::FIELDS,
    claims: &[Claim::EtherType(0x8864)],
    own_len: Some(own_len),
    dissect: dissect_session,
    ..Protocol::EMPTY
};

const CODES: &[(u32, &str)] = &[
    (0x00, "Session Data"),
    (0x07, "Active Discovery Offer (PADO)"),
    (0x09, "Active Discovery Initiation (PADI)"),
    (0x0a, "Active Discovery Session-Grant (PADG)"),
    (0x0b, "Active Discovery Session-Credit Resp.(PADC)"),
    (0x0c, "Active Discovery Quality (PADQ)"),
    (0x19, "Active Discovery Request (PADR)"),
    (0x65, "Active Discovery Session-confirmation (PADS)"),
    (0xa7, "Active Discovery Terminate (PADT)"),
    (0xd3, "Active Discovery Message (PADM)"),
    (0xd4, "Active Discovery Network (PADN)"),
];

const TAGS: &[(u32, &str)] = &[
    (0x0000, "End-Of-List"),
    (0x0101, "Service-Name"),
    (0x0102, "AC-Name"),
    (0x0103, "Host-Uniq"),
    (0x0104, "AC-Cookie"),
    (0x0105, "Vendor-Specific"),
    (0x0106, "Credits"),
    (0x0107, "Metrics"),
    (0x0108, "Sequence Number"),
    (0x0109, "Credit Scale Factor"),
    (0x0110, "Relay-Session-Id"),
    (0x0111, "HURL"),
    (0x0112, "MOTM"),
    (0x0120, "PPP-Max-Payload"),
    (0x0121, "IP Route Add"),
    (0x0201, "Service-Name-Error"),
    (0x0202, "AC-System-Error"),
    (0x0203, "Generic-Error"),
];

pub mod fields {
    use super::{CODES, Names};
    crate::fields! { "pppoe";
        /// PPP over Ethernet (RFC 2516).
        PPPOE: Protocol = "pppoe", "PPP-over-Ethernet", None;
        /// Version: 1.
        VERSION: U8 = "pppoe.version", "Version", Dec & 0xf0;
        /// Type: 1.
        TYPE: U8 = "pppoe.type", "Type", Dec & 0x0f;
        /// Kind of packet.
        CODE: U8 = "pppoe.code", "Code", Hex, Names::Table(CODES);
        /// Number of the session, with the two addresses.
        SESSION_ID: U16 = "pppoe.session_id", "Session ID", Hex;
        /// Length of what follows.
        PAYLOAD_LENGTH: U16 = "pppoe.payload_length", "Payload Length", Dec;
    }
}

pub mod discovery {
    use super::{Names, TAGS};
    crate::fields! { "pppoed";
        /// PPPoE discovery (RFC 2516 section 5).
        DISCOVERY: Protocol = "pppoed", "PPP-over-Ethernet Discovery", None;
        /// The tags.
        LIST: Label = "pppoed.tags", "PPPoE Tags", None;
        /// Kind of a tag that is not known.
        TAG: U16 = "pppoed.tag", "Tag", Hex, Names::Table(TAGS);
        /// Length of a tag that is not known.
        TAG_LENGTH: U16 = "pppoed.tag_length", "Tag Length", Dec;
        /// What a tag holds that is not known.
        UNKNOWN: Bytes = "pppoed.tag.unknown_data", "Unknown Data", None;
        /// Name of the service asked for or offered.
        SERVICE_NAME: Str = "pppoed.tags.service_name", "Service-Name", None;
        /// Name of the access concentrator.
        AC_NAME: Str = "pppoed.tags.ac_name", "AC-Name", None;
        /// The host's own mark of its request.
        HOST_UNIQ: Bytes = "pppoed.tags.host_uniq", "Host-Uniq", None;
        /// The concentrator's mark, to be sent back.
        AC_COOKIE: Bytes = "pppoed.tags.ac_cookie", "AC-Cookie", None;
        /// Enterprise number of a vendor.
        VENDOR_ID: U32 = "pppoed.tags.vendor_id", "Vendor id", Dec;
        /// What the vendor put there.
        VENDOR_UNSPECIFIED: Bytes = "pppoed.tags.vendor_unspecified", "Vendor unspecified", None;
        /// A relay's mark.
        RELAY_SESSION_ID: Bytes = "pppoed.tags.relay_session_id", "Relay-Session-Id", None;
        /// Address of a page for the user.
        HURL: Bytes = "pppoed.tags.hurl", "HURL", None;
        /// Message for the user.
        MOTM: Bytes = "pppoed.tags.motm", "MOTM", None;
        /// Largest payload (RFC 4638).
        MAX_PAYLOAD: Bytes = "pppoed.tags.max_payload", "PPP-Max-Payload", None;
        /// A route to add.
        IP_ROUTE_ADD: Bytes = "pppoed.tags.ip_route_add", "IP Route Add", None;
        /// Number of a packet (RFC 5578).
        SEQ_NUM: U16 = "pppoed.tags.seq_num", "Sequence Number", Hex;
        /// Factor of credits (RFC 5578).
        CREDIT_SCALE: U16 = "pppoed.tags.credit_scale", "Credit Scale Factor", Dec;
        /// Why a service is refused.
        SERVICE_NAME_ERROR: Str = "pppoed.tags.service_name_error", "Service-Name-Error", None;
        /// Fault of the concentrator.
        AC_SYSTEM_ERROR: Str = "pppoed.tags.ac_system_error", "AC-System-Error", None;
        /// Any other fault.
        GENERIC_ERROR: Str = "pppoed.tags.generic_error", "Generic-Error", None;
        /// Vendor Specific PPPoE Tags.
        VENDORSPECIFIC_TAGS: Label = "pppoed.tags.vendorspecific.tags", "Vendor Specific PPPoE Tags", None;
        /// Circuit ID.
        CIRCUIT_ID: Str = "pppoed.tags.circuit_id", "Circuit ID", None;
        /// Remote ID.
        REMOTE_ID: Str = "pppoed.tags.remote_id", "Remote ID", None;
        /// Actual Data Rate Upstream.
        ACT_DATA_RATE_UP: U32 = "pppoed.tags.act_data_rate_up", "Actual Data Rate Upstream", Dec;
        /// Actual Data Rate Downstream.
        ACT_DATA_RATE_DOWN: U32 = "pppoed.tags.act_data_rate_down", "Actual Data Rate Downstream", Dec;
        /// Minimum Data Rate Upstream.
        MIN_DATA_RATE_UP: U32 = "pppoed.tags.min_data_rate_up", "Minimum Data Rate Upstream", Dec;
        /// Minimum Data Rate Downstream.
        MIN_DATA_RATE_DOWN: U32 = "pppoed.tags.min_data_rate_down", "Minimum Data Rate Downstream", Dec;
        /// Attainable DataRate Upstream.
        ATTAINABLE_DATA_RATE_UP: U32 = "pppoed.tags.attainable_data_rate_up", "Attainable DataRate Upstream", Dec;
        /// Attainable DataRate Downstream.
        ATTAINABLE_DATA_RATE_DOWN: U32 = "pppoed.tags.attainable_data_rate_down", "Attainable DataRate Downstream", Dec;
        /// Maximum Data Rate Upstream.
        MAX_DATA_RATE_UP: U32 = "pppoed.tags.max_data_rate_up", "Maximum Data Rate Upstream", Dec;
        /// Maximum Data Rate Downstream.
        MAX_DATA_RATE_DOWN: U32 = "pppoed.tags.max_data_rate_down", "Maximum Data Rate Downstream", Dec;
        /// Min DataRate Upstream in low power state.
        MIN_DATA_RATE_UP_LP: U32 = "pppoed.tags.min_data_rate_up_lp", "Min DataRate Upstream in low power state", Dec;
        /// Minimum Data Rate Downstream in low power state.
        MIN_DATA_RATE_DOWN_LP: U32 = "pppoed.tags.min_data_rate_down_lp", "Minimum Data Rate Downstream in low power state", Dec;
        /// Max Interleaving Delay Upstream.
        MAX_INT_DELAY_UP: U32 = "pppoed.tags.max_int_delay_up", "Max Interleaving Delay Upstream", Dec;
        /// Actual Interleaving Delay Upstream.
        ACT_INT_DELAY_UP: U32 = "pppoed.tags.act_int_delay_up", "Actual Interleaving Delay Upstream", Dec;
        /// Maximum Interleaving Delay Downstream.
        MAX_INT_DELAY_DOWN: U32 = "pppoed.tags.max_int_delay_down", "Maximum Interleaving Delay Downstream", Dec;
        /// Actual Interleaving Delay Downstream.
        ACT_INT_DELAY_DOWN: U32 = "pppoed.tags.act_int_delay_down", "Actual Interleaving Delay Downstream", Dec;
        /// FCN.
        CREDITS_FCN: U16 = "pppoed.tags.credits.fcn", "FCN", Dec;
        /// BCN.
        CREDITS_BCN: U16 = "pppoed.tags.credits.bcn", "BCN", Dec;
        /// Metrics.
        METRICS: Bytes = "pppoed.tags.metrics", "Metrics", None;
    }
}

pub mod session {
    crate::fields! { "pppoes";
        /// PPPoE session (RFC 2516 section 6).
        SESSION: Protocol = "pppoes", "PPP-over-Ethernet Session", None;
    }
}

const HEADER_LEN: u32 = 6;

fn own_len(bytes: &[u8]) -> Option<u32> {
    let [_, _, _, _, high, low, ..] = bytes else { return None };
    Some(HEADER_LEN + u32::from(u16::from_be_bytes([*high, *low])))
}

struct Header<'a> {
    code: u8,
    len: u16,
    payload: Cursor<'a>,
}

fn header<'a>(d: &mut Dissector<'_>, mut c: Cursor<'a>) -> Result<Header<'a>, Cut> {
    let first = c.u8()?;
    d.tree.leaf(VERSION, first);
    d.tree.leaf(TYPE, first);
    let code = c.u8()?;
    d.tree.leaf(CODE, code);
    d.tree.leaf(SESSION_ID, c.u16()?);
    let len = c.u16()?;
    d.tree.leaf(PAYLOAD_LENGTH, len);
    Ok(Header { code: code.value, len: len.value, payload: c.take(len.value.into()) })
}

fn dissect_session(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "PPPoES".into();
    let layer = d.layer_node();
    d.tree.set_span(layer, c.span(HEADER_LEN));
    let header = header(d, c)?;
    let name = Names::Table(CODES).name(header.code.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{name}"));
    d.hand_over(Claim::Named("ppp"), header.payload);
    Ok(())
}

fn dissect_discovery(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "PPPoED".into();
    d.columns.clear_info();
    let header = header(d, c)?;
    let layer = d.layer_node();
    d.tree.set_span(layer, c.span(HEADER_LEN + u32::from(header.len)));
    let name = Names::Table(CODES).name(header.code.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{name}"));
    if header.len == 0 {
        return Ok(());
    }
    let mut tags = header.payload;
    let open = d.tree.open(discovery::LIST, At { value: (), span: tags.rest_span() });
    while !tags.is_empty() {
        let kind = tags.u16()?;
        if kind.value == 0 {
            break;
        }
        let len = tags.u16()?;
        tag(d, kind, len, tags.sub(len.value.into())?)?;
    }
    d.tree.close(open);
    Ok(())
}

fn tag(d: &mut Dissector<'_>, kind: At<u16>, len: At<u16>, mut c: Cursor<'_>) -> Result<(), Cut> {
    use discovery::*;
    let text = match kind.value {
        0x0101 => Some(SERVICE_NAME),
        0x0102 => Some(AC_NAME),
        0x0201 => Some(SERVICE_NAME_ERROR),
        0x0202 => Some(AC_SYSTEM_ERROR),
        0x0203 => Some(GENERIC_ERROR),
        _ => None,
    };
    if let Some(field) = text {
        // Most hosts ask for any service: an empty name is not shown.
        if len.value > 0 {
            let at = c.bytes(len.value.into())?;
            d.tree.leaf(field, at);
            if kind.value == 0x0102 && !d.columns.skip_info {
                let name = String::from_utf8_lossy(at.value);
                d.columns.add_info(format_args!(" AC-Name='{}'", name.escape_debug()));
            }
        }
        return Ok(());
    }
    let bytes = match kind.value {
        0x0103 => Some(HOST_UNIQ),
        0x0104 => Some(AC_COOKIE),
        0x0110 => Some(RELAY_SESSION_ID),
        0x0111 => Some(HURL),
        0x0112 => Some(MOTM),
        0x0120 => Some(MAX_PAYLOAD),
        0x0121 => Some(IP_ROUTE_ADD),
        _ => None,
    };
    if let Some(field) = bytes {
        d.tree.leaf(field, c.bytes(len.value.into())?);
        return Ok(());
    }
    match kind.value {
        0x0105 if len.value >= 4 => {
            let vendor = c.u32()?;
            d.tree.leaf(VENDOR_ID, vendor);
            match vendor.value {
                BROADBAND_FORUM => line(d, c)?,
                _ => d.rest_as(VENDOR_UNSPECIFIED, &mut c),
            }
        }
        0x0106 if len.value == 4 => {
            d.tree.leaf(CREDITS_FCN, c.u16()?);
            d.tree.leaf(CREDITS_BCN, c.u16()?);
        }
        0x0107 => d.rest_as(METRICS, &mut c),
        0x0108 if len.value == 2 => {
            d.tree.leaf(SEQ_NUM, c.u16()?);
        }
        0x0109 if len.value == 2 => {
            d.tree.leaf(CREDIT_SCALE, c.u16()?);
        }
        _ => {
            d.tree.leaf(TAG, kind);
            d.tree.leaf(TAG_LENGTH, len);
            d.rest_as(UNKNOWN, &mut c);
        }
    }
    Ok(())
}

/// Enterprise number of the Broadband Forum.
const BROADBAND_FORUM: u32 = 3561;

/// What a DSL line is like (Broadband Forum TR-101 appendix A, TR-156).
fn line(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    use discovery::*;
    const CIRCUIT: u8 = 1;
    const REMOTE: u8 = 2;
    const RATES: [Field<U32>; 14] = [
        ACT_DATA_RATE_UP,
        ACT_DATA_RATE_DOWN,
        MIN_DATA_RATE_UP,
        MIN_DATA_RATE_DOWN,
        ATTAINABLE_DATA_RATE_UP,
        ATTAINABLE_DATA_RATE_DOWN,
        MAX_DATA_RATE_UP,
        MAX_DATA_RATE_DOWN,
        MIN_DATA_RATE_UP_LP,
        MIN_DATA_RATE_DOWN_LP,
        MAX_INT_DELAY_UP,
        ACT_INT_DELAY_UP,
        MAX_INT_DELAY_DOWN,
        ACT_INT_DELAY_DOWN,
    ];
    const FIRST_RATE: u8 = 0x81;
    let open = d.tree.open(VENDORSPECIFIC_TAGS, At { value: (), span: c.rest_span() });
    while !c.is_empty() {
        let (kind, len) = (c.u8()?, c.u8()?);
        let mut value = c.sub(len.value.into())?;
        let rate = kind.value.checked_sub(FIRST_RATE).and_then(|n| RATES.get(usize::from(n)));
        match (kind.value, rate) {
            (CIRCUIT, _) => _ = d.tree.leaf(CIRCUIT_ID, value.rest()),
            (REMOTE, _) => _ = d.tree.leaf(REMOTE_ID, value.rest()),
            (_, Some(field)) if len.value == 4 => _ = d.tree.leaf(*field, value.u32()?),
            _ => d.rest_as(VENDOR_UNSPECIFIED, &mut value),
        }
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(kind: u16, code: u8, payload: &[u8]) -> Vec<u8> {
        let mut f = vec![2, 0, 0, 0, 0, 1, 0, 0x11, 0x22, 0x33, 0x44, 0x55];
        f.extend_from_slice(&kind.to_be_bytes());
        f.extend_from_slice(&[0x11, code, 0, 0x11, 0, payload.len() as u8]);
        f.extend_from_slice(payload);
        f
    }

    const TAGS: &[u8] = &[1, 2, 0, 2, b'a', b'c', 1, 1, 0, 0, 1, 3, 0, 2, 7, 8, 9, 9, 0, 1, 5];

    #[test]
    fn discovery_shows_its_tags() {
        let f = frame(0x8863, 7, TAGS);
        assert_eq!(
            labels_from(1, &f, "PPP-over"),
            [
                "PPP-over-Ethernet Discovery",
                "    0001 .... = Version: 1",
                "    .... 0001 = Type: 1",
                "    Code: Active Discovery Offer (PADO) (0x07)",
                "    Session ID: 0x0011",
                "    Payload Length: 21",
                "    PPPoE Tags",
                "        AC-Name: ac",
                "        Host-Uniq: 0708",
                "        Tag: Unknown (0x0909)",
                "        Tag Length: 1",
                "        Unknown Data: 05",
            ]
        );
        assert_eq!(columns(1, &f)[2..], ["PPPoED", "Active Discovery Offer (PADO) AC-Name='ac'"]);
    }

    #[test]
    fn a_session_carries_ppp() {
        let mut f = frame(0x8864, 0, &[0x12, 0x34, 1]);
        assert_eq!(protocols(1, &f), "eth:ethertype:pppoes:ppp:data");
        f.extend_from_slice(&[0; 4]);
        assert!(labels_from(1, &f, "Data")[1].ends_with("Data: 01"));
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(1, &frame(0x8863, 7, TAGS));
        survives_cuts(1, &frame(0x8864, 0, &[0, 0x21, 0x45]));
    }
}
