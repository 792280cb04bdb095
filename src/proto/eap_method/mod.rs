//! Methods of EAP beyond those over TLS: MS-CHAP-v2, LEAP, SIM and AKA (RFC 4186, RFC 4187), PAX (RFC 4746), PSK
//! (RFC 4764), SAKE (RFC 4763), GPSK (RFC 5433), IKEv2 (RFC 5106) and expanded types (RFC 3748 section 5.7). Part of
//! `eap`, which reads the header.

pub mod fields;

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity};
use crate::field::def::{Bytes, U8, U16};
use crate::field::{Field, Names};
use fields::*;

/// Holds the fields of methods only.
pub const PROTOCOL: Protocol = Protocol {
    name: "eap.ms_chap_v2.opcode",
    title: "EAP Methods",
    fields: fields::FIELDS,
    ..Protocol::EMPTY
};

/// Shows the data of a method; `node` is the line of its type. False: it is none of these, nothing was read.
pub fn dissect(d: &mut Dissector<'_>, kind: u8, node: NodeRef, c: &mut Cursor<'_>) -> Result<bool, Cut> {
    match kind {
        17 => leap(d, node, c)?,
        18 => subscriber(d, &SIM, c)?,
        23 | 50 => subscriber(d, &AKA, c)?,
        26 => ms_chap(d, c)?,
        46 => pax(d, c)?,
        47 => psk(d, c)?,
        48 => sake(d, c)?,
        49 => ike(d, c)?,
        51 => gpsk(d, c)?,
        254 => expanded(d, c)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn ms_chap(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    /// Code, identifier, length.
    const HEADER_LEN: u32 = 4;
    /// Two challenges' worth, an NT hash, flags (RFC 2759 section 4).
    const RESPONSE_LEN: u8 = 49;
    let whole = c.left();
    let code = c.u8()?;
    d.tree.leaf(MS_CODE, code);
    // The peer acknowledges by the code alone.
    if c.is_empty() {
        return Ok(());
    }
    d.tree.leaf(MS_ID, c.u8()?);
    let len = c.u16()?;
    let node = d.tree.leaf(MS_LENGTH, len);
    if u32::from(len.value) != whole {
        let text = format_args!("Invalid Length");
        d.tree.expert(node, Some(MS_LENGTH_INVALID), Severity::Warn, Group::Protocol, text);
    }
    let left = whole.saturating_sub(HEADER_LEN).min(c.left());
    match code.value {
        1 | 2 => {
            let size = c.u8()?;
            d.tree.leaf(MS_VALUE_SIZE, size);
            if code.value == 1 {
                d.tree.leaf(MS_CHALLENGE, c.bytes(size.value.into())?);
            } else if size.value == RESPONSE_LEN {
                d.tree.leaf(MS_PEER_CHALLENGE, c.bytes(16)?);
                d.tree.leaf(MS_RESERVED, c.bytes(8)?);
                d.tree.leaf(MS_NT_RESPONSE, c.bytes(24)?);
                d.tree.leaf(MS_FLAGS, c.u8()?);
            } else {
                d.tree.leaf(MS_RESPONSE, c.bytes(size.value.into())?);
            }
            d.tree.leaf(MS_NAME, c.rest());
        }
        3 => _ = d.tree.leaf(MS_MESSAGE, c.bytes(left)?),
        4 => _ = d.tree.leaf(MS_FAILURE, c.bytes(left)?),
        _ => _ = d.tree.leaf(MS_DATA, c.bytes(left)?),
    }
    Ok(())
}

fn leap(d: &mut Dissector<'_>, node: NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let text = format_args!("{}", d.tree.def(LEAP_WEAK.id).title);
    d.tree.expert(node, Some(LEAP_WEAK), Severity::Warn, Group::Security, text);
    d.tree.leaf(LEAP_VERSION, c.u8()?);
    d.tree.leaf(LEAP_RESERVED, c.u8()?);
    let count = c.u8()?;
    d.tree.leaf(LEAP_COUNT, count);
    d.tree.leaf(LEAP_DATA, c.bytes(count.value.into())?);
    d.tree.leaf(LEAP_NAME, c.rest());
    Ok(())
}

/// The fields of a method by a subscriber's card.
struct Subscriber {
    name: &'static str,
    subtype: Field<U8>,
    reserved: Field<U16>,
    attribute: Field<crate::field::def::Label>,
    kind: Field<U8>,
    length: Field<U8>,
    notification: Field<U16>,
    error: Field<U16>,
    value: Field<Bytes>,
}

const SIM: Subscriber = Subscriber {
    name: "EAP-SIM",
    subtype: SIM_SUBTYPE,
    reserved: SIM_RESERVED,
    attribute: SIM_ATTRIBUTE,
    kind: SIM_TYPE,
    length: SIM_LENGTH,
    notification: SIM_NOTIFICATION,
    error: SIM_ERROR,
    value: SIM_VALUE,
};
const AKA: Subscriber = Subscriber {
    name: "EAP-AKA",
    subtype: AKA_SUBTYPE,
    reserved: AKA_RESERVED,
    attribute: AKA_ATTRIBUTE,
    kind: AKA_TYPE,
    length: AKA_LENGTH,
    notification: AKA_NOTIFICATION,
    error: AKA_ERROR,
    value: AKA_VALUE,
};

fn subscriber(d: &mut Dissector<'_>, fields: &Subscriber, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const IDENTITY: u8 = 14;
    const NOTIFICATION: u8 = 12;
    const CLIENT_ERROR: u8 = 22;
    d.tree.leaf(fields.subtype, c.u8()?);
    if c.left() < 2 {
        return Ok(());
    }
    d.tree.leaf(fields.reserved, c.u16()?);
    while c.left() >= 2 && !d.tree.truncated {
        let start = *c;
        let (kind, len) = (c.u8()?, c.u8()?);
        let total = u32::from(len.value) * 4;
        let at = At { value: (), span: start.span(total) };
        let name = ATTRIBUTES.name(kind.value.into()).unwrap_or("Unknown");
        let label = format_args!("{} Attribute: {name} ({})", fields.name, kind.value);
        let open = d.tree.open_as(fields.attribute, at, label);
        d.tree.leaf(fields.kind, kind);
        if total == 0 {
            d.tree.close(open);
            return Ok(());
        }
        d.tree.leaf(fields.length, len);
        let mut value = c.sub(total - 2)?;
        match kind.value {
            IDENTITY => {
                let used = value.u16()?;
                d.tree.leaf(IDENTITY_LENGTH, used);
                d.tree.leaf(super::eap::IDENTITY, value.bytes(u32::from(used.value).min(value.left()))?);
                d.rest_as(IDENTITY_PADDING, &mut value);
            }
            NOTIFICATION => _ = d.tree.leaf(fields.notification, value.u16()?),
            CLIENT_ERROR => _ = d.tree.leaf(fields.error, value.u16()?),
            _ => _ = d.tree.leaf(fields.value, value.rest()),
        }
        d.tree.close(open);
    }
    Ok(())
}

/// A length of two bytes and as many bytes.
fn counted(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    len: Field<U16>,
    field: Field<Bytes>,
) -> Result<(), Cut> {
    let at = c.u16()?;
    d.tree.leaf(len, at);
    d.tree.leaf(field, c.bytes(at.value.into())?);
    Ok(())
}

/// The same of a text.
fn counted_text(
    d: &mut Dissector<'_>,
    c: &mut Cursor<'_>,
    len: Field<U16>,
    field: Field<crate::field::def::Str>,
) -> Result<(), Cut> {
    let at = c.u16()?;
    d.tree.leaf(len, at);
    d.tree.leaf(field, c.bytes(at.value.into())?);
    Ok(())
}

fn opcode(d: &mut Dissector<'_>, names: Names, code: u8) {
    match names.name(code.into()) {
        Some(name) => d.columns.add_info(format_args!(" {name}")),
        None => d.columns.add_info(format_args!(" Unknown opcode (0x{code:02X})")),
    }
}

fn pax(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const DATA_INCLUDED: u8 = 4;
    let code = c.u8()?;
    d.tree.leaf(PAX_CODE, code);
    opcode(d, PAX_CODES, code.value);
    let flags = c.u8()?;
    let open = d.tree.open(PAX_FLAGS, flags);
    for field in [PAX_MF, PAX_CE, PAX_AI, PAX_FLAGS_RESERVED] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.close(open);
    d.tree.leaf(PAX_MAC, c.u8()?);
    d.tree.leaf(PAX_GROUP, c.u8()?);
    d.tree.leaf(PAX_KEY, c.u8()?);
    match code.value {
        0x01 => counted(d, c, PAX_A_LEN, PAX_A)?,
        0x02 => {
            counted(d, c, PAX_B_LEN, PAX_B)?;
            counted_text(d, c, PAX_CID_LEN, PAX_CID)?;
            counted(d, c, PAX_MAC_CK_LEN, PAX_MAC_CK)?;
        }
        0x03 => counted(d, c, PAX_MAC_CK_LEN, PAX_MAC_CK)?,
        0x21 => {}
        _ => return Ok(()),
    }
    if code.value != 0x01 && flags.value & DATA_INCLUDED != 0 {
        counted(d, c, PAX_ADE_LEN, PAX_ADE)?;
    }
    d.rest_as(PAX_ICV, c);
    Ok(())
}

fn psk(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const MESSAGES: [&str; 4] = ["First", "Second", "Third", "Fourth"];
    let flags = c.u8()?;
    let open = d.tree.open(PSK_FLAGS, flags);
    d.tree.leaf(PSK_FLAGS_T, flags);
    d.tree.leaf(PSK_FLAGS_RESERVED, flags);
    d.tree.close(open);
    let number = flags.value >> 6;
    let nth = MESSAGES.get(usize::from(number)).copied().unwrap_or("");
    d.columns.add_info(format_args!(" {nth} Message"));
    d.tree.leaf(PSK_RAND_S, c.bytes(16)?);
    match number {
        0 => _ = d.tree.leaf(PSK_ID_S, c.rest()),
        1 => {
            d.tree.leaf(PSK_RAND_P, c.bytes(16)?);
            d.tree.leaf(PSK_MAC_P, c.bytes(16)?);
            d.tree.leaf(PSK_ID_P, c.rest());
        }
        2 => {
            d.tree.leaf(PSK_MAC_S, c.bytes(16)?);
            d.rest_as(PSK_CHANNEL, c);
        }
        _ => d.rest_as(PSK_CHANNEL, c),
    }
    Ok(())
}

fn sake(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const NAMES_OF_PEERS: [u8; 2] = [5, 6];
    /// Kind and length.
    const HEADER_LEN: u32 = 2;
    d.tree.leaf(SAKE_VERSION, c.u8()?);
    d.tree.leaf(SAKE_SESSION, c.u8()?);
    d.tree.leaf(SAKE_SUBTYPE, c.u8()?);
    while !c.is_empty() && !d.tree.truncated {
        let start = *c;
        let (kind, len) = (c.u8()?, c.u8()?);
        let total = u32::from(len.value).max(HEADER_LEN);
        let name = SAKE_ATTRIBUTES.name(kind.value.into()).unwrap_or("Unknown");
        let open = d.tree.open_text(start.span(total), format_args!("EAP-SAKE Attribute: {name}"));
        d.tree.leaf(SAKE_TYPE, kind);
        d.tree.leaf(SAKE_LENGTH, len);
        let value = c.bytes(total - HEADER_LEN)?;
        if NAMES_OF_PEERS.contains(&kind.value) {
            d.tree.leaf(SAKE_TEXT, value);
        } else {
            d.tree.leaf(SAKE_VALUE, value);
        }
        d.tree.close(open);
    }
    Ok(())
}

/// A message of IKE, and the checksum behind it.
fn ike(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const HAS_LENGTH: u8 = 0x80;
    const MORE: u8 = 0x40;
    const HAS_ICV: u8 = 0x20;
    let flags = c.u8()?;
    let open = d.tree.open(IKE_FLAGS, flags);
    for field in [IKE_HAS_LENGTH, IKE_MORE, IKE_HAS_ICV] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.close(open);
    if flags.value & HAS_LENGTH != 0 {
        d.tree.leaf(IKE_LENGTH, c.u32()?);
    }
    let said = c.peek().get(24..28).and_then(<[u8]>::first_chunk::<4>).map(|len| u32::from_be_bytes(*len));
    let len = said.filter(|_| flags.value & (HAS_ICV | MORE) == HAS_ICV).unwrap_or(c.left()).min(c.left());
    let message = c.take(len);
    d.embed(Claim::Named(if flags.value & MORE == 0 { "isakmp" } else { "data" }), message);
    d.rest_as(IKE_ICV, c);
    Ok(())
}

fn suite(d: &mut Dissector<'_>, c: &mut Cursor<'_>, name: &str) -> Result<(), Cut> {
    const LEN: u32 = 6;
    let open = d.tree.open_text(c.span(LEN), format_args!("{name}"));
    d.tree.leaf(GPSK_VENDOR, c.u32()?);
    d.tree.leaf(GPSK_SPECIFIER, c.u16()?);
    d.tree.close(open);
    Ok(())
}

fn suites(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const LEN_BYTES: u32 = 2;
    let start = *c;
    let len = c.u16()?;
    let span = start.span(LEN_BYTES + u32::from(len.value));
    let open = d.tree.open_text(span, format_args!("EAP-GPSK CSuite List"));
    d.tree.leaf(GPSK_SUITES_LEN, len);
    let mut list = c.sub(len.value.into())?;
    while !list.is_empty() {
        suite(d, &mut list, "CSuite")?;
    }
    d.tree.close(open);
    Ok(())
}

fn gpsk(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let code = c.u8()?;
    d.tree.leaf(GPSK_CODE, code);
    opcode(d, GPSK_CODES, code.value);
    match code.value {
        1 => {
            counted_text(d, c, GPSK_SERVER_LEN, GPSK_SERVER)?;
            d.tree.leaf(GPSK_RAND_SERVER, c.bytes(32)?);
            return suites(d, c);
        }
        2 => {
            counted_text(d, c, GPSK_PEER_LEN, GPSK_PEER)?;
            counted_text(d, c, GPSK_SERVER_LEN, GPSK_SERVER)?;
            d.tree.leaf(GPSK_RAND_PEER, c.bytes(32)?);
            d.tree.leaf(GPSK_RAND_SERVER, c.bytes(32)?);
            suites(d, c)?;
            suite(d, c, "EAP-GPSK CSuite_Sel")?;
        }
        3 => {
            d.tree.leaf(GPSK_RAND_PEER, c.bytes(32)?);
            d.tree.leaf(GPSK_RAND_SERVER, c.bytes(32)?);
            counted_text(d, c, GPSK_SERVER_LEN, GPSK_SERVER)?;
            suite(d, c, "EAP-GPSK CSuite_Sel")?;
        }
        4 => {}
        5 | 6 => {
            d.tree.leaf(GPSK_FAILURE, c.u32()?);
            d.rest_as(GPSK_MAC, c);
            return Ok(());
        }
        _ => return Ok(()),
    }
    let len = c.u16()?;
    d.tree.leaf(GPSK_PAYLOAD_LEN, len);
    if len.value > 0 {
        d.tree.leaf(GPSK_PAYLOAD, c.bytes(len.value.into())?);
    }
    d.rest_as(GPSK_MAC, c);
    Ok(())
}

fn expanded(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const WFA: u32 = 0x0000_372a;
    const SIMPLE_CONFIG: u32 = 1;
    const HAS_LENGTH: u8 = 2;
    let start = *c;
    let (vendor, kind) = (c.u24()?, c.u32()?);
    let is_wps = (vendor.value, kind.value) == (WFA, SIMPLE_CONFIG);
    let of_wps = if is_wps { " (Wifi Alliance, WifiProtectedSetup)" } else { "" };
    let open = d.tree.open_text(start.rest_span(), format_args!("Expanded Type{of_wps}"));
    d.tree.leaf(EXT_VENDOR, vendor.map(|v| v as u16));
    d.tree.leaf(EXT_TYPE, kind.map(|v| v as u8));
    if is_wps {
        d.columns.add_info(format_args!(", WPS"));
        d.tree.leaf(WPS_CODE, c.u8()?);
        let flags = c.u8()?;
        let bits = d.tree.open(WPS_FLAGS, flags);
        d.tree.leaf(WPS_MORE, flags.map(u64::from));
        d.tree.leaf(WPS_HAS_LENGTH, flags.map(u64::from));
        d.tree.close(bits);
        if flags.value & HAS_LENGTH != 0 {
            d.tree.leaf(WPS_LENGTH, c.u16()?);
        }
    }
    d.tree.close(open);
    if !c.is_empty() {
        d.embed(Claim::Named("data"), *c);
    }
    Ok(())
}

/// What the server of EAP-FAST tells first: which it is (RFC 4851 section 4.1.1).
pub fn fast_start(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    const AUTHORITY: u16 = 4;
    while !c.is_empty() && !d.tree.truncated {
        let kind = c.u16()?;
        d.tree.leaf(FAST_TYPE, kind);
        let len = c.u16()?;
        d.tree.leaf(FAST_LENGTH, len);
        let data = c.bytes(len.value.into())?;
        d.tree.leaf(super::eap::DATA, data);
        if kind.value == AUTHORITY {
            d.tree.leaf(FAST_AUTHORITY, data);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    /// A packet of EAP on a cable: its code, its method and the method's data.
    fn frame(code: u8, kind: u8, data: &[u8]) -> Vec<u8> {
        let len = (data.len() + 5) as u8;
        let mut frame = vec![1, 0x80, 0xc2, 0, 0, 3, 2, 0, 0, 0, 0, 1, 0x88, 0x8e, 2, 0, 0, len];
        frame.extend([code, 7, 0, len, kind]);
        frame.extend_from_slice(data);
        frame
    }

    #[test]
    fn cards_have_attributes() {
        let asked = frame(1, 18, &[12, 0, 0, 12, 1, 0x40, 0, 14, 2, 0, 3, b'a', b'd', b'a', 0, 11, 1, 0, 0]);
        let lines = labels_from(1, &asked, "    EAP-SIM Subtype");
        assert_eq!(
            lines[..11],
            [
                "    EAP-SIM Subtype: Notification (12)",
                "    EAP-SIM Reserved: 0x0000",
                "    EAP-SIM Attribute: AT_NOTIFICATION (12)",
                "        EAP-SIM Type: AT_NOTIFICATION (12)",
                "        EAP-SIM Length: 1",
                "        EAP-SIM Notification Type: General Failure (16384)",
                "    EAP-SIM Attribute: AT_IDENTITY (14)",
                "        EAP-SIM Type: AT_IDENTITY (14)",
                "        EAP-SIM Length: 2",
                "        Identity Actual Length: 3",
                "        Identity: ada",
            ]
        );
        survives_cuts(1, &asked);
        let answered = frame(2, 50, &[14, 0, 0, 22, 1, 0, 1]);
        let lines = labels_from(1, &answered, "        EAP-AKA Error Code");
        assert_eq!(lines, ["        EAP-AKA Error Code: Unsupported version (1)"]);
        survives_cuts(1, &answered);
    }

    #[test]
    fn a_response_of_ms_chap() {
        let data = [&[2, 7, 0, 58, 49][..], &[9; 49], b"user"].concat();
        let lines = labels_from(1, &frame(2, 26, &data), "    EAP-MS-CHAP-v2 OpCode");
        assert_eq!(lines[0], "    EAP-MS-CHAP-v2 OpCode: Response (2)");
        assert_eq!(lines[7], "    EAP-MS-CHAP-v2 Flags: 0x09");
        assert_eq!(lines[8], "    EAP-MS-CHAP-v2 Name: user");
        survives_cuts(1, &frame(2, 26, &data));
        let lines = labels_from(1, &frame(1, 26, b"\x03\x07\0\x10S=A M=ok"), "    EAP-MS-CHAP-v2 Length");
        assert!(lines[1].contains("Invalid Length"), "{lines:?}");
        survives_cuts(1, &frame(1, 26, b"\x04\x07\0\x0bE=691 R"));
    }

    #[test]
    fn shared_keys() {
        let psk = frame(1, 47, &[&[0x40][..], &[7; 48], b"peer"].concat());
        assert_eq!(columns(1, &psk)[3], "Request, Pre-Shared Key EAP (EAP-PSK) Second Message");
        assert_eq!(labels_from(1, &psk, "    EAP-PSK ID_P"), ["    EAP-PSK ID_P: peer"]);
        survives_cuts(1, &psk);
        let chosen = [&[3][..], &[7; 64], b"\0\x03srv", &[0, 0, 0, 0, 0, 1, 0, 0], &[9; 16]].concat();
        let gpsk = frame(2, 51, &chosen);
        let lines = labels_from(1, &gpsk, "    EAP-GPSK CSuite_Sel");
        assert_eq!(lines[2], "        Specifier: 0x0001");
        assert_eq!(lines[3], "    EAP-GPSK PD_Payload len: 0");
        survives_cuts(1, &gpsk);
        let sake = frame(1, 48, &[2, 9, 1, 5, 5, b's', b'r', b'v', 0x84, 2]);
        let lines = labels_from(1, &sake, "        Attribute Value");
        assert_eq!(lines[0], "        Attribute Value: srv");
        survives_cuts(1, &sake);
    }

    #[test]
    fn others() {
        let leap = frame(1, 17, b"\x01\0\x02abname");
        assert_eq!(labels_from(1, &leap, "    EAP-LEAP Name"), ["    EAP-LEAP Name: name"]);
        survives_cuts(1, &leap);
        let setup = frame(1, 254, &[0, 0x37, 0x2a, 0, 0, 0, 1, 1, 2, 0, 9, 5]);
        assert_eq!(columns(1, &setup)[3], "Request, Expanded Type, WPS");
        let lines = labels_from(1, &setup, "        Opcode");
        assert_eq!(lines[0], "        Opcode: WSC Start (1)");
        assert_eq!(lines[4], "        Length field: 9");
        survives_cuts(1, &setup);
        let fast = frame(1, 43, b"\x21\0\x04\0\x02id");
        assert_eq!(labels_from(1, &fast, "    Authority"), ["    Authority ID Data: 6964"]);
        survives_cuts(1, &fast);
        survives_cuts(1, &frame(2, 46, &[2, 4, 1, 0, 0, 0, 1, 9, 0, 1, b'n', 0, 1, 8, 0, 1, 7, 6, 6]));
        survives_cuts(1, &frame(1, 49, &[&[0x20][..], &[0; 24], &[0, 0, 0, 28], &[5; 12]].concat()));
    }
}
