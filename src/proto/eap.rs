//! The Extensible Authentication Protocol (RFC 3748). The records of EAP-TLS and its kin (RFC 5216)
//! go to TLS, put together where several packets hold them; they are not opened. Other methods stand in
//! `eap_method.rs`.

use super::eap_method;
use super::tls::{PartFields, show_parts};
use crate::base::id::FrameId;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Parent, Protocol, Severity, SourceId, Span};
use crate::field::Names;
use std::sync::Arc;

pub const PROTOCOL: Protocol = Protocol {
    name: "eap",
    title: "EAP",
    fields: FIELDS,
    claims: &[Claim::PppProtocol(0xc227)],
    dissect,
    ..Protocol::EMPTY
};

const CODES: Names = Names::Table(&[
    (1, "Request"),
    (2, "Response"),
    (3, "Success"),
    (4, "Failure"),
    (5, "Initiate"),
    (6, "Finish"),
]);

const TYPES: Names = Names::Table(&[
    (1, "Identity"),
    (2, "Notification"),
    (3, "Legacy Nak (Response Only)"),
    (4, "MD5-Challenge EAP (EAP-MD5-CHALLENGE)"),
    (5, "One-Time Password EAP (EAP-OTP)"),
    (6, "Generic Token Card EAP (EAP-GTC)"),
    (7, "Allocated"),
    (8, "Allocated"),
    (9, "RSA Public Key Authentication EAP (EAP-RSA-PKA)"),
    (10, "DSS Unilateral EAP (EAP-DSS)"),
    (11, "KEA EAP (EAP-KEA)"),
    (12, "KEA Validate EAP (EAP-KEA-VALIDATE)"),
    (13, "TLS EAP (EAP-TLS)"),
    (14, "Defender Token EAP (EAP-AXENT)"),
    (15, "RSA Security SecurID EAP (EAP-RSA-SECURID)"),
    (16, "Arcot Systems EAP (EAP-ARCOT-SYSTEMS)"),
    (17, "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)"),
    (18, "GSM Subscriber Identity Modules EAP (EAP-SIM)"),
    (19, "Secure Remote Password SHA1 Part 1 EAP (EAP-SRP-SHA1-PART1)"),
    (20, "Secure Remote Password SHA1 Part 2 EAP (EAP-SRP-SHA1-PART2)"),
    (21, "Tunneled TLS EAP (EAP-TTLS)"),
    (22, "Remote Access Service EAP (EAP-RAS)"),
    (23, "UMTS Authentication and Key Agreement EAP (EAP-AKA)"),
    (24, "3Com Wireless EAP (EAP-3COM-WIRELESS)"),
    (25, "Protected EAP (EAP-PEAP)"),
    (26, "MS-Authentication EAP (EAP-MS-AUTH)"),
    (27, "Mutual Authentication w/Key Exchange EAP (EAP-MAKE)"),
    (28, "CRYPTOCard EAP (EAP-CRYPTOCARD)"),
    (29, "MS-CHAP-v2 EAP (EAP-MS-CHAP-V2)"),
    (30, "DynamID EAP (EAP-DYNAMID)"),
    (31, "Rob EAP (EAP-ROB)"),
    (32, "Protected One-Time Password EAP (EAP-POTP)"),
    (33, "MS-Authentication TLV EAP (EAP-MS-AUTH-TLV)"),
    (34, "SentriNET (EAP-SENTRINET)"),
    (35, "Actiontec Wireless EAP (EAP-ACTIONTEC-WIRELESS)"),
    (36, "Cogent Systems Biometrics Authentication EAP (EAP-COGENT-BIOMETRIC)"),
    (37, "AirFortress EAP (EAP-AIRFORTRESS)"),
    (38, "HTTP Digest EAP (EAP-HTTP-DIGEST)"),
    (39, "SecureSuite EAP (EAP-SECURESUITE)"),
    (40, "DeviceConnect EAP (EAP-DEVICECONNECT)"),
    (41, "Simple Password Exponential Key Exchange EAP (EAP-SPEKE)"),
    (42, "MOBAC EAP (EAP-MOBAC)"),
    (43, "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)"),
    (44, "ZoneLabs EAP (EAP-ZLXEAP)"),
    (45, "Link EAP (EAP-LINK)"),
    (46, "Password Authenticated eXchange EAP (EAP-PAX)"),
    (47, "Pre-Shared Key EAP (EAP-PSK)"),
    (48, "Shared-secret Authentication and Key Establishment EAP (EAP-SAKE)"),
    (49, "Internet Key Exchange v2 EAP (EAP-IKEv2)"),
    (50, "UMTS Authentication and Key Agreement' EAP (EAP-AKA')"),
    (51, "Generalized Pre-Shared Key EAP (EAP-GPSK)"),
    (52, "Password EAP (EAP-pwd)"),
    (53, "Encrypted Key Exchange v1 EAP (EAP-EKEv1)"),
    (55, "Tunneled EAP protocol"),
    (254, "Expanded Type"),
    (255, "Experimental"),
]);

crate::fields! { "eap";
    /// Extensible Authentication Protocol (RFC 3748).
    EAP: Protocol = "eap", "Extensible Authentication Protocol", None;
    /// What the packet is.
    CODE: U8 = "eap.code", "Code", Dec, CODES;
    /// Joins requests and responses.
    ID: U8 = "eap.id", "Id", Dec;
    /// Length of the packet.
    LEN: U16 = "eap.len", "Length", Dec;
    /// The method.
    TYPE: U8 = "eap.type", "Type", Dec, TYPES;
    /// A method that would be accepted.
    DESIRED_TYPE: U8 = "eap.desired_type", "Desired Auth Type", Dec, TYPES;
    /// Who wants to be let in.
    IDENTITY: Str = "eap.identity", "Identity", None;
    /// A message for people.
    NOTIFICATION: Str = "eap.notification", "Notification", None;
    /// Length of the challenge or its hash.
    MD5_SIZE: U8 = "eap.md5.value_size", "EAP-MD5 Value-Size", Dec;
    /// The challenge or its hash.
    MD5_VALUE: Bytes = "eap.md5.value", "EAP-MD5 Value", None;
    /// The sender's name.
    MD5_EXTRA: Bytes = "eap.md5.extra_data", "EAP-MD5 Extra Data", None;
    /// Flags of a method over TLS.
    TLS_FLAGS: U8 = "eap.tls.flags", "EAP-TLS Flags", Hex;
    /// The length of all fragments follows.
    TLS_LEN_INCLUDED: Bool = "eap.tls.flags.len_included", "Length Included", W8 & 0x80;
    /// More fragments follow.
    TLS_MORE: Bool = "eap.tls.flags.more_fragments", "More Fragments", W8 & 0x40;
    /// The first packet.
    TLS_START: Bool = "eap.tls.flags.start", "Start", W8 & 0x20;
    /// The length of TLVs outside of TLS follows (RFC 7170).
    TLS_OUTER: Bool = "eap.tls.flags.outer_tlv_len_included", "Outer TLV Length Included", W8 & 0x10;
    /// Version of PEAP, TTLS or FAST.
    TLS_VERSION: U8 = "eap.tls.flags.version", "Version", Dec & 0x07;
    /// Length of all fragments.
    TLS_LEN: U32 = "eap.tls.len", "EAP-TLS Length", Dec;
    /// Packets that are put together.
    FRAGMENTS: Label = "eap.tls.fragments", "EAP-TLS Fragments", None;
    /// One of them.
    FRAGMENT: FrameNum = "eap.tls.fragment", "EAP-TLS Fragment", None;
    /// How many they are.
    FRAGMENT_COUNT: U32 = "eap.tls.fragment.count", "Fragment Count", Dec;
    /// Bytes of all of them.
    REASSEMBLED_LEN: U32 = "eap.tls.reassembled.len", "Reassembled EAP-TLS Length", Dec;
    /// What a method holds of which nothing is known.
    DATA: Bytes = "eap.data", "EAP Data", None;
    /// The value is longer than the packet.
    MD5_OVERFLOW: Label = "eap.md5.value_size.overflow", "Overflow", None;
    /// The method is known to be weak.
    WEAK: Label = "eap.mitm_attacks", "Vulnerable to MITM attacks. If possible, change EAP type.", None;
}

mod method {
    pub const IDENTITY: u8 = 1;
    pub const NOTIFICATION: u8 = 2;
    pub const NAK: u8 = 3;
    pub const MD5: u8 = 4;
    pub const TLS: u8 = 13;
    pub const TTLS: u8 = 21;
    pub const PEAP: u8 = 25;
    pub const FAST: u8 = 43;
    pub const TEAP: u8 = 55;
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    if d.is_inside("eapol") {
        d.unname_layer();
    }
    let mut c = c;
    let whole = c;
    let code = c.u8()?;
    match CODES.name(code.value.into()) {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown code (0x{:02X})", code.value)),
    }
    d.tree.leaf(CODE, code);
    d.tree.leaf(ID, c.u8()?);
    let len = c.u16()?;
    d.tree.leaf(LEN, len);
    let mut c = c.take(u32::from(len.value).saturating_sub(4));
    d.tree.set_span(d.layer_node(), whole.span(len.value.into()));
    if !matches!(code.value, 1 | 2) {
        return Ok(());
    }
    let kind = c.u8()?;
    let node = d.tree.leaf(TYPE, kind);
    match TYPES.name(kind.value.into()) {
        Some(name) => d.columns.add_info(format_args!(", {name}")),
        None => d.columns.add_info(format_args!(", Unknown type (0x{:02x})", kind.value)),
    }
    match kind.value {
        method::IDENTITY => {
            if !c.is_empty() {
                d.tree.leaf(IDENTITY, c.rest());
            }
        }
        method::NOTIFICATION => {
            if !c.is_empty() {
                d.tree.leaf(NOTIFICATION, c.rest());
            }
        }
        method::NAK => {
            while !c.is_empty() && !d.tree.truncated {
                d.tree.leaf(DESIRED_TYPE, c.u8()?);
            }
        }
        method::MD5 => {
            let text = format_args!("Vulnerable to MITM attacks. If possible, change EAP type.");
            d.tree.expert(node, Some(WEAK), Severity::Warn, Group::Security, text);
            let size = c.u8()?;
            let node = d.tree.leaf(MD5_SIZE, size);
            if u32::from(size.value) > c.left() {
                d.tree.expert(
                    node,
                    Some(MD5_OVERFLOW),
                    Severity::Warn,
                    Group::Protocol,
                    format_args!("Overflow"),
                );
            }
            d.tree.leaf(MD5_VALUE, c.bytes(u32::from(size.value).min(c.left()))?);
            d.rest_as(MD5_EXTRA, &mut c);
        }
        method::TLS | method::TTLS | method::PEAP | method::FAST | method::TEAP => {
            tls(d, kind.value, whole, c)?;
        }
        other => {
            if !eap_method::dissect(d, other, node, &mut c)? {
                d.rest_as(DATA, &mut c);
            }
        }
    }
    Ok(())
}

/// Methods over TLS (RFC 5216 section 3): the last of several fragments shows what they hold together.
fn tls(d: &mut Dissector<'_>, kind: u8, whole: Cursor<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let flags = c.u8()?;
    let open = d.tree.open(TLS_FLAGS, flags);
    for field in [TLS_LEN_INCLUDED, TLS_MORE, TLS_START] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    if kind == method::TEAP {
        d.tree.leaf(TLS_OUTER, flags.map(u64::from));
    }
    if kind != method::TLS {
        d.tree.leaf(TLS_VERSION, flags);
    }
    d.tree.close(open);
    if kind == method::FAST && flags.value & (START | LEN_INCLUDED) == START {
        return eap_method::fast_start(d, &mut c);
    }
    if flags.value & LEN_INCLUDED != 0 {
        d.tree.leaf(TLS_LEN, c.u32()?);
    }
    if c.is_empty() || flags.value & MORE_FRAGMENTS != 0 {
        return Ok(());
    }
    let before = fragments_before(d, whole);
    if before.is_empty() {
        if matches!(c.peek(), [20..=23, 3, 0..=4, ..]) {
            d.embed(Claim::Named("tls"), c);
        } else {
            d.tree.leaf(DATA, At { value: c.peek(), span: c.rest_span() });
        }
        return Ok(());
    }
    let here = (d.frame_id(), c.peek().to_vec());
    let fragments: Vec<_> = before.into_iter().rev().chain([here]).collect();
    let parts: Vec<_> = fragments.iter().map(|(frame, data)| (*frame, data.len() as u32)).collect();
    let bytes: Arc<[u8]> = fragments.into_iter().flat_map(|(_, data)| data).collect();
    let len = bytes.len() as u32;
    let parents = vec![Parent::Here(c.rest_span())];
    let Some(source) = d.add_source("Reassembled EAP-TLS", Arc::clone(&bytes), parents) else {
        return Ok(());
    };
    let fields = PartFields {
        all: FRAGMENTS,
        part: FRAGMENT,
        count: FRAGMENT_COUNT,
        length: Some(REASSEMBLED_LEN),
        data: None,
        title: "EAP-TLS Fragments",
    };
    show_parts(d, &fields, &parts, Span { start: 0, len, source });
    d.embed(Claim::Named("tls"), Cursor::new(&bytes, len, source));
    Ok(())
}

const LEN_INCLUDED: u8 = 0x80;
const START: u8 = 0x20;
const MORE_FRAGMENTS: u8 = 0x40;
/// Frames before the last fragment among which the others are looked for, and bytes that are put together.
const FRAMES_LOOKED_AT: usize = 1024;
const REASSEMBLED_MAX: usize = 64 << 10;

/// The fragments before this packet, the newest first. Each acknowledgement counts the identifier up by one, so that
/// the fragment before has the one before (RFC 5216 section 2.1.5). EAP has no conversations: the packets are found at
/// the same place of frames between the same two.
fn fragments_before(d: &Dissector<'_>, whole: Cursor<'_>) -> Vec<(FrameId, Vec<u8>)> {
    let mut found: Vec<(FrameId, Vec<u8>)> = Vec::new();
    let at = whole.offset() as usize;
    let &[code, mut id, _, _, kind, ..] = whole.peek() else { return found };
    if whole.source() != SourceId::FRAME {
        return found;
    }
    let own = d.capture().frame_bytes(d.frame_id());
    let Some(between) = addresses(&own, at) else { return found };
    let mut total = 0;
    let earliest = d.frame_id().index().saturating_sub(FRAMES_LOOKED_AT);
    for index in (earliest..d.frame_id().index()).rev() {
        let frame = FrameId::from_index(index);
        let bytes = d.capture().frame_bytes(frame);
        let Some(&[c, i, high, low, k, flags, ..]) = bytes.get(at..) else { continue };
        if c != code || k != kind || addresses(&bytes, at) != Some(between) || i != id.wrapping_sub(1) {
            continue;
        }
        let len = usize::from(u16::from_be_bytes([high, low]));
        let skipped = if flags & LEN_INCLUDED != 0 { 10 } else { 6 };
        let data = bytes.get(at + skipped..at + len).unwrap_or(&[]);
        total += data.len();
        if flags & MORE_FRAGMENTS == 0 || data.is_empty() || total > REASSEMBLED_MAX {
            break;
        }
        found.push((frame, data.to_vec()));
        id = i;
    }
    found
}

/// The bytes of a frame that say between whom the packet at `at` goes: in IEEE 802.11 receiver and transmitter of
/// the header before SNAP, else what the frame begins with.
fn addresses(frame: &[u8], at: usize) -> Option<&[u8]> {
    const ETHERNET: usize = 14;
    const EAPOL: usize = 4;
    const SNAP: &[u8] = &[0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e];
    /// Lengths of headers of data with and without QoS, and how their frame control begins.
    const HEADERS: [(usize, u8); 2] = [(26, 0x88), (24, 0x08)];
    let before = frame.get(..at)?;
    let header = before.get(..before.len().saturating_sub(EAPOL)).and_then(|b| b.strip_suffix(SNAP));
    let wireless = header.and_then(|header| {
        HEADERS.iter().find_map(|(len, control)| {
            let header = header.get(header.len().checked_sub(*len)?..)?;
            header.get(4..16).filter(|_| header.first().is_some_and(|b| b & 0x8c == *control))
        })
    });
    wireless.or(before.get(..ETHERNET.min(at)))
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, survives_cuts};

    fn frame(eap: &[u8]) -> Vec<u8> {
        let mut frame = vec![1, 0x80, 0xc2, 0, 0, 3, 2, 0, 0, 0, 0, 1, 0x88, 0x8e, 1, 0, 0, eap.len() as u8];
        frame.extend_from_slice(eap);
        frame
    }

    #[test]
    fn an_identity() {
        let frame = frame(b"\x02\x01\0\x0e\x01user@host");
        assert_eq!(columns(1, &frame)[2..], ["EAP", "Response, Identity"]);
        assert_eq!(
            labels_from(1, &frame, "Extensible"),
            [
                "Extensible Authentication Protocol",
                "    Code: Response (2)",
                "    Id: 1",
                "    Length: 14",
                "    Type: Identity (1)",
                "    Identity: user@host",
            ]
        );
        survives_cuts(1, &frame);
    }

    #[test]
    fn the_beginning_of_eap_tls() {
        let frame = frame(b"\x01\x02\0\x06\x0d\x20");
        assert_eq!(columns(1, &frame)[3], "Request, TLS EAP (EAP-TLS)");
        let lines = labels_from(1, &frame, "    EAP-TLS Flags");
        assert_eq!(lines[0], "    EAP-TLS Flags: 0x20");
        assert_eq!(lines[3], "        ..1. .... = Start: True");
        survives_cuts(1, &frame);
    }

    #[test]
    fn who_talks_to_whom_is_read_from_the_link() {
        let ethernet = frame(b"\x01\x02\0\x06\x0d\x20");
        assert_eq!(super::addresses(&ethernet, 18), Some(&ethernet[..14]));
        for (control, len) in [(0x88, 26), (0x08, 24)] {
            let mut wireless = vec![9; 8];
            wireless.extend([control, 2]);
            wireless.extend((0..len - 2).collect::<Vec<u8>>());
            wireless.extend([0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e, 1, 0, 0, 5, 1, 2, 0, 5, 13]);
            let at = wireless.len() - 5;
            let own: Vec<u8> = (2..14).collect();
            assert_eq!(super::addresses(&wireless, at), Some(&own[..]), "{control:#x}");
        }
        assert_eq!(super::addresses(&[1, 2], 2), Some(&[1, 2][..]));
        assert_eq!(super::addresses(&[1, 2], 3), None);
    }
}
