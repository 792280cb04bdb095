//! Logical link control (IEEE 802.2), and SNAP (RFC 1042), which names the payload by EtherType.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;
use crate::proto::tables::ethertype::ETHERTYPES;
use crate::proto::tables::llc_sap::SAPS;

pub const PROTOCOL: Protocol =
    Protocol { name: "llc", title: "LLC", fields: FIELDS, dissect, ..Protocol::EMPTY };

const FRAME_TYPES: Names =
    Names::Table(&[(0, "Information frame"), (1, "Supervisory frame"), (3, "Unnumbered frame")]);

const SUPERVISORY: Names =
    Names::Table(&[(0, "Receiver ready"), (1, "Receiver not ready"), (2, "Reject"), (3, "Selective reject")]);

/// Modifiers of unnumbered frames: the bits of the control field, its short name, its name as
/// command and as response.
const UNNUMBERED: &[(u8, &str, &str, &str)] = &[
    (0x00, "UI", "Unnumbered Information", "Unnumbered Information"),
    (0x20, "UP", "Unnumbered Poll", "Unnumbered Poll"),
    (0x40, "DISC", "Disconnect", "Request Disconnect"),
    (0x60, "UA", "Unnumbered Acknowledge", "Unnumbered Acknowledge"),
    (0x80, "SNRM", "Set Normal Response Mode", "Set Normal Response Mode"),
    (0xe0, "TEST", "Test", "Test"),
    (0x04, "SIM", "Set Initialization Mode", "Request Initialization Mode"),
    (0x84, "FRMR", "Frame reject", "Frame reject"),
    (0xc4, "CFGR", "Configure", "Configure"),
    (0x0c, "SARM", "Set Asynchronous Response Mode", "Disconnected mode"),
    (0x2c, "SABM", "Set Asynchronous Balanced Mode", "Set Asynchronous Balanced Mode"),
    (0x4c, "SARME", "Set Asynchronous Response Mode Extended", "Set Asynchronous Response Mode Extended"),
    (0x6c, "SABME", "Set Asynchronous Balanced Mode Extended", "Set Asynchronous Balanced Mode Extended"),
    (0x8c, "RESET", "Reset", "Reset"),
    (0xac, "XID", "Exchange identification", "Exchange identification"),
    (0xcc, "SNRME", "Set Normal Response Mode Extended", "Set Normal Response Mode Extended"),
    (0xec, "BCN", "Beacon", "Beacon"),
];

fn unnumbered(modifier: u64) -> Option<&'static (u8, &'static str, &'static str, &'static str)> {
    // The mask 0xec has a hole, which the shifted value still has.
    UNNUMBERED.iter().find(|u| u64::from(u.0) == modifier << 2)
}

const COMMANDS: Names = Names::Func(|v| unnumbered(v).map(|u| u.2));
const RESPONSES: Names = Names::Func(|v| unnumbered(v).map(|u| u.3));

/// A service access point without its lowest bit.
const SAP: Names = Names::Func(|v| Names::Table(SAPS).name(v << 1));

const CISCO_PIDS: Names = Names::Table(&[
    (0x0102, "DRIP"),
    (0x0104, "PAgP"),
    (0x0105, "MLS Hello"),
    (0x0108, "RLQ BPDUs (request)"),
    (0x0109, "RLQ BPDUs (response)"),
    (0x010b, "PVSTP+"),
    (0x010c, "VLAN Bridge"),
    (0x0111, "UDLD"),
    (0x0139, "MCP"),
    (0x2000, "CDP"),
    (0x2001, "CGMP"),
    (0x2003, "VTP"),
    (0x2004, "DTP"),
    (0x200a, "STP Uplink Fast"),
]);

/// Organisations that SNAP headers are known to name.
const ORGANISATIONS: &[(u32, &str)] = &[
    (0x00_0000, "Officially Xerox, but 0:0:0:0:0:0 is more common"),
    (0x00_000c, "Cisco Systems, Inc"),
    (0x00_001d, "Cabletron Systems, Inc."),
    (0x00_005e, "ICANN, IANA Department"),
    (0x00_0081, "Bay Networks"),
    (0x00_00a2, "Bay Networks"),
    (0x00_00f8, "Digital Equipment Corporation"),
    (0x00_0181, "Nortel Networks"),
    (0x00_01e8, "Force10 Networks, Inc."),
    (0x00_1958, "Bluetooth SIG, Inc."),
    (0x00_80c2, "IEEE"),
    (0x00_e02b, "Extreme Networks Headquarters"),
    (0x00_e052, "Brocade Communications Systems LLC"),
    (0x08_0007, "Apple, Inc."),
];
/// Characters of an organisation's name that the tree shows.
const ORGANISATION_CHARS: usize = 21;

crate::fields! { "llc";
    /// Logical link control (IEEE 802.2).
    LLC: Protocol = "llc", "Logical-Link Control", None;
    /// Destination service access point.
    DSAP: U8 = "llc.dsap", "DSAP", Hex, Names::Table(SAPS);
    /// The same without its lowest bit.
    DSAP_SAP: U8 = "llc.dsap.sap", "SAP", None & 0xfe, SAP;
    /// The destination is a group.
    DSAP_IG: Bool = "llc.dsap.ig", "IG Bit", W8 & 0x01, Names::TrueFalse("Group", "Individual");
    /// Source service access point.
    SSAP: U8 = "llc.ssap", "SSAP", Hex, Names::Table(SAPS);
    /// The same without its lowest bit.
    SSAP_SAP: U8 = "llc.ssap.sap", "SAP", None & 0xfe, SAP;
    /// The frame is a response.
    SSAP_CR: Bool = "llc.ssap.cr", "CR Bit", W8 & 0x01, Names::TrueFalse("Response", "Command");
    /// What kind of frame it is, with its sequence numbers.
    CONTROL: U16 = "llc.control", "Control", Hex;
    /// Number of the frame expected next.
    N_R: U16 = "llc.control.n_r", "N(R)", Dec & 0xfe00;
    /// Number of this frame.
    N_S: U16 = "llc.control.n_s", "N(S)", Dec & 0x00fe;
    /// An answer is asked for.
    POLL: Bool = "llc.control.p", "Poll", W16 & 0x0100, crate::field::def::SET;
    /// This is the answer asked for.
    FINAL: Bool = "llc.control.f", "Final", W16 & 0x0100, crate::field::def::SET;
    /// Kind of a supervisory frame.
    S_FTYPE: U16 = "llc.control.s_ftype", "Supervisory frame type", Hex & 0x000c, SUPERVISORY;
    /// Kind of frame.
    FTYPE_I: U16 = "llc.control.ftype", "Frame type", Hex & 0x0001, FRAME_TYPES;
    /// Kind of frame, where two bits tell.
    FTYPE_S: U16 = "llc.control.ftype", "Frame type", Hex & 0x0003, FRAME_TYPES;
    /// An answer is asked for, in unnumbered frames.
    U_POLL: Bool = "llc.control.p", "Poll", W8 & 0x10, crate::field::def::SET;
    /// This is the answer asked for, in unnumbered frames.
    U_FINAL: Bool = "llc.control.f", "Final", W8 & 0x10, crate::field::def::SET;
    /// Kind of an unnumbered command.
    U_COMMAND: U8 = "llc.control.u_modifier_cmd", "Command", Hex & 0xec, COMMANDS;
    /// Kind of an unnumbered response.
    U_RESPONSE: U8 = "llc.control.u_modifier_resp", "Response", Hex & 0xec, RESPONSES;
    /// Protocol of the payload (EtherType).
    TYPE: U16 = "llc.type", "Type", Hex, Names::Table(ETHERTYPES);
    /// The organisation that gives the protocol identifiers.
    OUI: U24 = "llc.oui", "Organization Code", Dec;
    /// Protocol of the payload, by a number of an organisation that is not known.
    PID: U16 = "llc.pid", "Protocol ID", Hex;
    /// Protocol of the payload, by Cisco's numbers.
    CISCO_PID: U16 = "llc.cisco_pid", "PID", Hex, CISCO_PIDS;
}

const SNAP: u8 = 0xaa;
/// Control field of frames that carry a payload without numbers, not asking for an answer.
const UNNUMBERED_INFORMATION: u8 = 0x03;
const RESPONSE: u8 = 1;

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "LLC".into();
    let dsap = c.u8()?;
    let open = d.tree.open(DSAP, dsap);
    d.tree.leaf(DSAP_SAP, dsap);
    d.tree.leaf(DSAP_IG, dsap.map(u64::from));
    d.tree.close(open);
    let ssap = c.u8()?;
    let open = d.tree.open(SSAP, ssap);
    d.tree.leaf(SSAP_SAP, ssap);
    d.tree.leaf(SSAP_CR, ssap.map(u64::from));
    d.tree.close(open);
    let response = ssap.value & RESPONSE != 0;
    let layer = d.layer_node();
    let unnumbered_information = control(d, &mut c, response)?;
    d.tree.set_span(layer, c.since(&start));
    if dsap.value == SNAP && ssap.value & !RESPONSE == SNAP {
        return snap(d, c, start, unnumbered_information);
    }
    if !d.columns.skip_info {
        let name = |sap: u8| Names::Table(SAPS).name(u64::from(sap & 0xfe)).unwrap_or("Unknown");
        let group = if dsap.value & 1 != 0 { "Group" } else { "Individual" };
        let answer = if response { "Response" } else { "Command" };
        let (to, from) = (name(dsap.value), name(ssap.value));
        d.columns.add_info(format_args!("; DSAP {to} {group}, SSAP {from} {answer}"));
    }
    // Only frames that carry information are given on; a remote's test pattern is no protocol.
    let claim = if unnumbered_information { Claim::LlcSap(dsap.value) } else { Claim::Named("data") };
    d.hand_over(claim, c);
    Ok(())
}

/// The control field: one byte in unnumbered frames, two in others. Says whether the frame
/// carries a payload of its access point.
fn control(d: &mut Dissector<'_>, c: &mut Cursor<'_>, response: bool) -> Result<bool, Cut> {
    let first = { *c }.u8()?;
    if first.value & 3 == 3 {
        let at = c.u8()?;
        let value = at.value;
        let modifier = unnumbered(u64::from(value & 0xec) >> 2);
        let name = modifier.map_or("Unknown", |m| m.1);
        let flag = poll_or_final(value & 0x10 != 0, response);
        d.columns.set_info(format_args!("U{flag}, func={name}"));
        let label = format_args!("Control field: U{flag}, func={name} (0x{value:02X})");
        let open = d.tree.open_as(CONTROL, at.map(u16::from), label);
        if value & 0x10 != 0 {
            d.tree.leaf(if response { U_FINAL } else { U_POLL }, at.map(u64::from));
        }
        d.tree.leaf(if response { U_RESPONSE } else { U_COMMAND }, at);
        let label = format_args!(".... ..11 = Frame type: Unnumbered frame (0x3)");
        d.tree.leaf_as(FTYPE_S, at.map(u16::from), label);
        d.tree.close(open);
        return Ok(value == UNNUMBERED_INFORMATION);
    }
    let at = c.u16_le()?;
    let value = at.value;
    let (n_r, n_s) = (value >> 9, value >> 1 & 0x7f);
    let flag = poll_or_final(value & 0x0100 != 0, response);
    let information = value & 1 == 0;
    let name = ["RR", "RNR", "REJ", "SREJ"][usize::from(value >> 2 & 3)];
    let open = if information {
        d.columns.set_info(format_args!("I{flag}, N(R)={n_r}, N(S)={n_s}"));
        let label = format_args!("Control field: I{flag}, N(R)={n_r}, N(S)={n_s} (0x{value:04X})");
        d.tree.open_as(CONTROL, at, label)
    } else {
        d.columns.set_info(format_args!("S{flag}, func={name}, N(R)={n_r}"));
        let label = format_args!("Control field: S{flag}, func={name}, N(R)={n_r} (0x{value:04X})");
        d.tree.open_as(CONTROL, at, label)
    };
    d.tree.leaf(N_R, at);
    if information {
        d.tree.leaf(N_S, at);
    }
    if value & 0x0100 != 0 {
        d.tree.leaf(if response { FINAL } else { POLL }, at.map(u64::from));
    }
    if information {
        d.tree.leaf(FTYPE_I, at);
    } else {
        d.tree.leaf(S_FTYPE, at);
        d.tree.leaf(FTYPE_S, at);
    }
    d.tree.close(open);
    Ok(information)
}

fn poll_or_final(set: bool, response: bool) -> &'static str {
    match (set, response) {
        (false, _) => "",
        (true, false) => " P",
        (true, true) => " F",
    }
}

/// The organisation and its number of the payload's protocol.
fn snap(d: &mut Dissector<'_>, mut c: Cursor<'_>, start: Cursor<'_>, ui: bool) -> Result<(), Cut> {
    let oui = c.u24()?;
    let pid = c.u16()?;
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    organisation(d, oui);
    let name = Names::Table(ORGANISATIONS).name(oui.value.into()).unwrap_or("Unknown");
    d.columns.add_info(format_args!("; SNAP, OUI 0x{:06X} ({name}), PID 0x{:04X}", oui.value, pid.value));
    // Encapsulated Ethernet, and the bridge-tunnel form of it (RFC 1042, IEEE 802.1H).
    let by_ethertype = matches!(oui.value, 0x00_0000 | 0x00_00f8);
    let claim = match oui.value {
        _ if !ui => Claim::Named("data"),
        _ if by_ethertype => Claim::EtherType(pid.value),
        0x00_000c if pid.value == 0x010b => Claim::Named("stp"),
        _ => Claim::Named("data"),
    };
    if ui {
        match oui.value {
            _ if by_ethertype => d.tree.leaf(TYPE, pid),
            0x00_000c => d.tree.leaf(CISCO_PID, pid),
            _ => d.tree.leaf(PID, pid),
        };
    }
    d.hand_over(claim, c);
    Ok(())
}

fn organisation(d: &mut Dissector<'_>, oui: At<u32>) {
    let [_, a, b, e] = oui.value.to_be_bytes();
    match Names::Table(ORGANISATIONS).name(oui.value.into()) {
        Some(name) => {
            let end = if name.len() < ORGANISATION_CHARS { ")" } else { "" };
            let name = name.get(..ORGANISATION_CHARS).unwrap_or(name);
            d.tree.leaf_as(OUI, oui, format_args!("Organization Code: {a:02x}:{b:02x}:{e:02x} ({name}{end}"))
        }
        None => d.tree.leaf_as(OUI, oui, format_args!("Organization Code: {a:02x}:{b:02x}:{e:02x}")),
    };
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn frame(llc: &[u8]) -> Vec<u8> {
        [&[2, 0, 0, 0, 0, 1, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0, llc.len() as u8], llc].concat()
    }

    #[test]
    fn snap_names_an_ethertype() {
        let f = frame(&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45]);
        assert_eq!(
            labels_from(1, &f, "Logical-Link")[..12],
            [
                "Logical-Link Control",
                "    DSAP: SNAP (0xaa)",
                "        1010 101. = SAP: SNAP",
                "        .... ...0 = IG Bit: Individual",
                "    SSAP: SNAP (0xaa)",
                "        1010 101. = SAP: SNAP",
                "        .... ...0 = CR Bit: Command",
                "    Control field: U, func=UI (0x03)",
                "        000. 00.. = Command: Unnumbered Information (0x00)",
                "        .... ..11 = Frame type: Unnumbered frame (0x3)",
                "    Organization Code: 00:00:00 (Officially Xerox, but",
                "    Type: IPv4 (0x0800)",
            ]
        );
        assert!(protocols(1, &f).starts_with("eth:llc:ip"));
    }

    #[test]
    fn the_row_says_what_is_not_known() {
        let info = |llc: &[u8]| columns(1, &frame(llc))[3].clone();
        assert_eq!(
            info(&[0xf0, 0xf1, 0x7f]),
            "U F, func=SABME; DSAP NetBIOS Individual, SSAP NetBIOS Response"
        );
        assert_eq!(
            info(&[0xf0, 0xf1, 1, 5]),
            "S F, func=RR, N(R)=2; DSAP NetBIOS Individual, SSAP NetBIOS Response"
        );
        assert_eq!(
            info(&[0xf0, 0xf0, 2, 4, 9]),
            "I, N(R)=2, N(S)=1; DSAP NetBIOS Individual, SSAP NetBIOS Command"
        );
        assert_eq!(
            info(&[0xaa, 0xaa, 3, 0x12, 0x34, 0x56, 0, 1, 9]),
            "U, func=UI; SNAP, OUI 0x123456 (Unknown), PID 0x0001"
        );
    }

    #[test]
    fn two_byte_control_fields() {
        let lines = labels_from(1, &frame(&[0xf0, 0xf1, 1, 5]), "    Control field");
        assert_eq!(
            lines,
            [
                "    Control field: S F, func=RR, N(R)=2 (0x0501)",
                "        0000 010. .... .... = N(R): 2",
                "        .... ...1 .... .... = Final: Set",
                "        .... .... .... 00.. = Supervisory frame type: Receiver ready (0x0)",
                "        .... .... .... ..01 = Frame type: Supervisory frame (0x1)",
            ]
        );
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(1, &frame(&[0xaa, 0xaa, 3, 0, 0, 0, 8, 6, 0x45]));
        survives_cuts(1, &frame(&[0xf0, 0xf0, 2, 4, 9]));
    }
}
