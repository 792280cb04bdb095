//! GPRS tunnelling protocol: the user plane of version 1 (3GPP TS 29.281) with its extension
//! headers. Information elements of the control plane are not taken apart, version 2 only named.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::Names;
use crate::field::def::YES_NO;
use crate::proto::tables::gtp_message::GTP_MESSAGES;

pub const PROTOCOL: Protocol = Protocol {
    name: "gtp",
    title: "GTP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(2152), Claim::UdpPort(2123)],
    dissect,
    ..Protocol::EMPTY
};

/// GTP version 2, control plane (3GPP TS 29.274).
pub const VERSION_2: Protocol = Protocol {
    name: "gtpv2",
    title: "GTPv2",
    fields: version_2::FIELDS,
    dissect: dissect_version_2,
    ..Protocol::EMPTY
};

const VERSIONS: Names = Names::Table(&[
    (0, "GTP release 97/98 version"),
    (1, "GTP release 99 version"),
    (2, "GTPv2-C"),
    (3, "None"),
    (4, "None"),
    (5, "None"),
    (6, "None"),
    (7, "None"),
]);

const EXTENSIONS: &[(u32, &str)] = &[
    (0, "No more extension headers"),
    (1, "MBMS support indication"),
    (2, "MS Info Change Reporting support indication"),
    (3, "Long PDCP PDU Number"),
    (32, "Service Class Indicator"),
    (64, "UDP Port number"),
    (129, "RAN container"),
    (130, "Long PDCP PDU number"),
    (131, "Xw RAN container"),
    (132, "NR RAN container"),
    (133, "PDU Session container"),
    (192, "PDCP PDU number"),
    (193, "Suspend Request"),
    (194, "Suspend Response"),
];

const PDU_TYPES: Names =
    Names::Table(&[(0, "DL PDU SESSION INFORMATION"), (1, "UL PDU SESSION INFORMATION")]);
const PRESENCE: Names = Names::TrueFalse("Present", "Not Present");

crate::fields! { "gtp";
    /// GPRS tunnelling protocol (3GPP TS 29.281).
    GTP: Protocol = "gtp", "GPRS Tunneling Protocol", None;
    /// The flags.
    FLAGS: U8 = "gtp.flags", "Flags", Hex;
    /// Version of the protocol.
    VERSION: U8 = "gtp.flags.version", "Version", Dec & 0xe0, VERSIONS;
    /// GTP, or GTP' (of charging).
    PAYLOAD: U8 = "gtp.flags.payload", "Protocol type", Dec & 0x10, Names::Table(&[(0, "GTP'"), (1, "GTP")]);
    /// Reserved.
    RESERVED: U8 = "gtp.flags.reserved", "Reserved", Dec & 0x08;
    /// Extension headers follow.
    FLAG_E: Bool = "gtp.flags.e", "Is Next Extension Header present?", W8 & 0x04, YES_NO;
    /// The sequence number is valid.
    FLAG_S: Bool = "gtp.flags.s", "Is Sequence Number present?", W8 & 0x02, YES_NO;
    /// The N-PDU number is valid.
    FLAG_PN: Bool = "gtp.flags.pn", "Is N-PDU number present?", W8 & 0x01, YES_NO;
    /// Kind of message.
    MESSAGE: U8 = "gtp.message", "Message Type", Hex, Names::Table(GTP_MESSAGES);
    /// Length of what follows the first eight bytes.
    LENGTH: U16 = "gtp.length", "Length", Dec;
    /// Endpoint of the tunnel.
    TEID: U32 = "gtp.teid", "TEID", HexDec;
    /// Number of the packet.
    SEQ_NUMBER: U16 = "gtp.seq_number", "Sequence number", HexDec;
    /// Number of the N-PDU.
    NPDU_NUMBER: U8 = "gtp.npdu_number", "N-PDU Number", Hex;
    /// Kind of the next extension header.
    NEXT: U8 = "gtp.ext_hdr.next", "Next extension header type", Hex, Names::Table(EXTENSIONS);
    /// One extension header.
    EXT_HDR: Label = "gtp.ext_hdr", "Extension header", None;
    /// Its length in units of 4 bytes.
    EXT_LENGTH: U8 = "gtp.ext_hdr.length", "Extension Header Length", Dec;
    /// Number of a PDCP packet.
    PDCP_SN: U16 = "gtp.ext_hdr.pdcp_sn", "PDCP Sequence Number", Dec;
    /// Port that an error speaks of.
    UDP_PORT: U16 = "gtp.ext_hdr.udp_port", "UDP Port", Dec;
    /// Direction of a packet of a 5G session.
    PDU_TYPE: U8 = "gtp.ext_hdr.pdu_ses_con.pdu_type", "PDU Type", Dec & 0xf0, PDU_TYPES;
    /// The paging policy's indicator follows.
    PPP: Bool = "gtp.ext_hdr.pdu_ses_cont.ppp", "Paging Policy Presence (PPP)", W8 & 0x80, PRESENCE;
    /// The quality of service is to be mirrored.
    RQI: Bool = "gtp.ext_hdr.pdu_ses_cont.rqi", "Reflective QoS Indicator (RQI)", W8 & 0x40, PRESENCE;
    /// The flow, by its quality of service.
    QFI: U8 = "gtp.ext_hdr.pdu_ses_con.qos_flow_id", "QoS Flow Identifier (QFI)", Dec & 0x3f;
    /// A packet that is neither IPv4 nor IPv6.
    TPDU: Bytes = "gtp.tpdu_data", "T-PDU Data", None;
    /// Marks an extension header of no length.
    EXT_LENGTH_ZERO: Label = "gtp.ext_length.invalid", "Malformed length", None;
}

pub mod version_2 {
    crate::fields! { "gtpv2";
        /// GPRS tunnelling protocol, version 2 (3GPP TS 29.274).
        GTPV2: Protocol = "gtpv2", "GPRS Tunneling Protocol V2", None;
    }
}

const GPDU: u8 = 255;
/// The three flags that make the header four bytes longer.
const LONG: u8 = 0x07;
const HAS_EXTENSIONS: u8 = 0x04;
const HAS_SEQUENCE: u8 = 0x02;
const HAS_NPDU: u8 = 0x01;
/// Extension headers that a packet may have; the standards know a dozen kinds.
const MAX_EXTENSIONS: usize = 96;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    let flags = c.u8()?;
    if flags.value >> 5 == 2 {
        let layer = d.layer_node();
        d.hide(layer);
        d.hand_over(Claim::Named("gtpv2"), start);
        return Ok(());
    }
    d.columns.protocol = if flags.value & 0x10 == 0 { "GTP'" } else { "GTP" }.into();
    let open = d.tree.open(FLAGS, flags);
    d.tree.leaf(VERSION, flags);
    d.tree.leaf(PAYLOAD, flags);
    d.tree.leaf(RESERVED, flags);
    for field in [FLAG_E, FLAG_S, FLAG_PN] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.close(open);
    let message = c.u8()?;
    let name = Names::Table(GTP_MESSAGES).name(message.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{name}"));
    d.tree.leaf(MESSAGE, message);
    let len = c.u16()?;
    d.tree.leaf(LENGTH, len);
    if flags.value >> 5 != 1 {
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    }
    d.tree.leaf(TEID, c.u32()?);
    let mut c = c.take(len.value.into());
    if flags.value & LONG != 0 {
        optional(d, &mut c, flags.value)?;
    }
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    // GTP' carries no packets.
    if message.value == GPDU && flags.value & 0x10 != 0 {
        match c.peek().first().map(|b| b >> 4) {
            Some(4) => {
                d.columns.tunnel = Some("GTP");
                d.hand_over(Claim::Named("ip"), c);
            }
            Some(6) => {
                d.columns.tunnel = Some("GTP");
                d.hand_over(Claim::Named("ipv6"), c);
            }
            _ => d.rest_as(TPDU, &mut c),
        }
    }
    Ok(())
}

/// Sequence number, N-PDU number and extension headers: present as soon as one of them is used.
fn optional(d: &mut Dissector<'_>, c: &mut Cursor<'_>, flags: u8) -> Result<(), Cut> {
    let sequence = c.u16()?;
    if flags & HAS_SEQUENCE != 0 {
        d.tree.leaf(SEQ_NUMBER, sequence);
    }
    let npdu = c.u8()?;
    if flags & HAS_NPDU != 0 {
        d.tree.leaf(NPDU_NUMBER, npdu);
    }
    let mut next = c.u8()?;
    if flags & HAS_EXTENSIONS == 0 {
        return Ok(());
    }
    d.tree.leaf(NEXT, next);
    for _ in 0..MAX_EXTENSIONS {
        if next.value == 0 {
            return Ok(());
        }
        let start = *c;
        let len = c.u8()?;
        let total = u32::from(len.value) * 4;
        let name = Names::Table(EXTENSIONS).name(next.value.into()).unwrap_or("Unknown");
        let at = At { value: (), span: start.span(total.max(1)) };
        let open = d.tree.open_as(EXT_HDR, at, format_args!("Extension header ({name})"));
        let node = d.tree.leaf(EXT_LENGTH, len);
        let Some(content) = total.checked_sub(2) else {
            let text = format_args!("Extension header length is zero");
            d.tree.expert(node, Some(EXT_LENGTH_ZERO), Severity::Error, Group::Malformed, text);
            return Err(Cut::Malformed);
        };
        extension(d, next.value, c.sub(content)?)?;
        next = c.u8()?;
        d.tree.leaf(NEXT, next);
        d.tree.close(open);
    }
    Ok(())
}

fn extension(d: &mut Dissector<'_>, kind: u8, mut c: Cursor<'_>) -> Result<(), Cut> {
    const UDP_PORT_NUMBER: u8 = 0x40;
    const PDU_SESSION: u8 = 0x85;
    const PDCP_NUMBER: u8 = 0xc0;
    match kind {
        UDP_PORT_NUMBER => {
            d.tree.leaf(UDP_PORT, c.u16()?);
        }
        PDCP_NUMBER => {
            d.tree.leaf(PDCP_SN, c.u16()?);
        }
        PDU_SESSION => {
            let open = d.tree.open_text(c.rest_span(), format_args!("PDU Session Container"));
            let kind = c.u8()?;
            d.tree.leaf(PDU_TYPE, kind);
            let qos = c.u8()?;
            if kind.value >> 4 == 0 {
                d.tree.leaf(PPP, qos.map(u64::from));
                d.tree.leaf(RQI, qos.map(u64::from));
            }
            d.tree.leaf(QFI, qos);
            d.tree.close(open);
        }
        _ => {}
    }
    Ok(())
}

fn dissect_version_2(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "GTPv2".into();
    d.columns.clear_info();
    d.hand_over(Claim::Named("data"), c);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, protocols, survives_cuts};

    const FRAME: &[u8] =
        &[0x37, 255, 0, 14, 0, 0, 0, 7, 0, 5, 1, 0x85, 1, 0x00, 9, 0x40, 1, 0x08, 0x68, 0, 0x45, 0];

    #[test]
    fn header_and_extensions() {
        let p = over_udp(2152, 2152, FRAME);
        assert_eq!(
            labels_from(101, &p, "GPRS")[..26],
            [
                "GPRS Tunneling Protocol",
                "    Flags: 0x37",
                "        001. .... = Version: GTP release 99 version (1)",
                "        ...1 .... = Protocol type: GTP (1)",
                "        .... 0... = Reserved: 0",
                "        .... .1.. = Is Next Extension Header present?: Yes",
                "        .... ..1. = Is Sequence Number present?: Yes",
                "        .... ...1 = Is N-PDU number present?: Yes",
                "    Message Type: T-PDU (0xff)",
                "    Length: 14",
                "    TEID: 0x00000007 (7)",
                "    Sequence number: 0x0005 (5)",
                "    N-PDU Number: 0x01",
                "    Next extension header type: PDU Session container (0x85)",
                "    Extension header (PDU Session container)",
                "        Extension Header Length: 1",
                "        PDU Session Container",
                "            0000 .... = PDU Type: DL PDU SESSION INFORMATION (0)",
                "            0... .... = Paging Policy Presence (PPP): Not Present",
                "            .0.. .... = Reflective QoS Indicator (RQI): Not Present",
                "            ..00 1001 = QoS Flow Identifier (QFI): 9",
                "        Next extension header type: UDP Port number (0x40)",
                "    Extension header (UDP Port number)",
                "        Extension Header Length: 1",
                "        UDP Port: 2152",
                "        Next extension header type: No more extension headers (0x00)",
            ]
        );
        assert!(protocols(101, &p).starts_with("raw:ip:udp:gtp:ip"));
    }

    #[test]
    fn messages_are_named() {
        let echo = over_udp(2152, 2152, &[0x32, 1, 0, 4, 0, 0, 0, 0, 0, 5, 0, 0]);
        assert_eq!(columns(101, &echo)[2..], ["GTP", "Echo request"]);
        let second = over_udp(2123, 2123, &[0x40, 1, 0, 4, 0, 0, 5, 0]);
        assert_eq!(protocols(101, &second), "raw:ip:udp:gtp:gtpv2:data");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &over_udp(2152, 2152, FRAME));
    }
}
