//! Layer 2 Tunnelling Protocol: control messages of version 2 (RFC 2661) with their attributes, headers of
//! version 3 (RFC 3931) over UDP, and the PPP frames in the tunnel.

use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol};
use crate::field::Names;

pub const PROTOCOL: Protocol = Protocol {
    name: "l2tp",
    title: "L2TP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(1701)],
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "l2tp";
    /// Layer 2 tunnelling (RFC 2661, RFC 3931).
    L2TP: Protocol = "l2tp", "Layer 2 Tunneling Protocol", None;
    /// What the header holds.
    FLAGS: U16 = "l2tp.flags", "Flags", Hex;
    /// Control or data.
    KIND: U16 = "l2tp.type", "Type", Dec & 0x8000, Names::Table(KIND_NAMES);
    /// A length stands in the header.
    LENGTH_BIT: Bool = "l2tp.length_bit", "Length Bit", W16 & 0x4000, Names::TrueFalse("Length field is present", "Length field is not present");
    /// Numbers stand in the header.
    SEQ_BIT: Bool = "l2tp.seq_bit", "Sequence Bit", W16 & 0x0800, Names::TrueFalse("Ns and Nr fields are present", "Ns and Nr fields are not present");
    /// An offset stands in the header.
    OFFSET_BIT: Bool = "l2tp.offset_bit", "Offset bit", W16 & 0x0200, Names::TrueFalse("Offset Size field is present", "Offset size field is not present");
    /// The message goes first.
    PRIORITY: Bool = "l2tp.priority", "Priority", W16 & 0x0100, Names::TrueFalse("This data message has priority", "No priority");
    /// Version of the protocol.
    VERSION: U16 = "l2tp.version", "Version", Dec & 0x000f;
    /// Bytes of the message.
    LENGTH: U16 = "l2tp.length", "Length", Dec;
    /// The receiver's number of the tunnel.
    TUNNEL: U16 = "l2tp.tunnel", "Tunnel ID", Dec;
    /// The receiver's number of the session.
    SESSION: U16 = "l2tp.session", "Session ID", Dec;
    /// The receiver's number of the control connection (version 3).
    CCID: U32 = "l2tp.ccid", "Control Connection ID", Hex;
    /// The receiver's number of the session (version 3).
    SID: U32 = "l2tp.sid", "Session ID", Hex;
    /// Number of this message.
    NS: U16 = "l2tp.Ns", "Ns", Dec;
    /// Number of the message expected next.
    NR: U16 = "l2tp.Nr", "Nr", Dec;
    /// Bytes before the payload.
    OFFSET: U16 = "l2tp.offset", "Offset", Dec;
    /// Reserved bits (version 3).
    RESERVED: U16 = "l2tp.res", "Reserved", Hex;
    /// Marks messages that only acknowledge.
    ZERO_LENGTH: Label = "l2tp.zero_length_body_message", "Zero Length Body message", None;
    /// Who does not know it must end the session.
    MANDATORY: Bool = "l2tp.avp.mandatory", "Mandatory", W16 & 0x8000;
    /// The value is hidden by a shared secret.
    HIDDEN: Bool = "l2tp.avp.hidden", "Hidden", W16 & 0x4000;
    /// Bytes of the pair.
    AVP_LENGTH: U16 = "l2tp.avp.length", "Length", Dec & 0x03ff;
    /// Who numbers the pair; 0 for the IETF.
    VENDOR: U16 = "l2tp.avp.vendor_id", "Vendor ID", Dec;
    /// What the pair tells.
    AVP_TYPE: U16 = "l2tp.avp.type", "AVP Type", Dec, Names::Table(AVP_TYPE_NAMES);
    /// Which message it is.
    MESSAGE_TYPE: U16 = "l2tp.avp.message_type", "Message Type", Dec, Names::Table(MESSAGE_TYPE_NAMES);
    /// Why it ends.
    RESULT: U16 = "l2tp.result_code", "Result code", Dec, Names::Table(RESULT_NAMES);
    /// What went wrong.
    ERROR: U16 = "l2tp.avp.error_code", "Error code", Dec, Names::Table(ERROR_NAMES);
    /// Words for people.
    ERROR_MESSAGE: Str = "l2tp.avp.error_message", "Error Message", None;
    /// Version spoken.
    PROTOCOL_VERSION: U8 = "l2tp.avp.protocol_version", "Version", Dec;
    /// Revision of it.
    PROTOCOL_REVISION: U8 = "l2tp.avp.protocol_revision", "Revision", Dec;
    /// Asynchronous framing is supported.
    ASYNC_FRAMING: Bool = "l2tp.avp.async_framing_supported", "Async Framing Supported", W32 & 0x00000002;
    /// Synchronous framing is supported.
    SYNC_FRAMING: Bool = "l2tp.avp.sync_framing_supported", "Sync Framing Supported", W32 & 0x00000001;
    /// Name of the sender.
    HOST_NAME: Str = "l2tp.avp.host_name", "Host Name", None;
    /// Who made the sender.
    VENDOR_NAME: Str = "l2tp.avp.vendor_name", "Vendor Name", None;
    /// The sender's number of the tunnel.
    ASSIGNED_TUNNEL: U16 = "l2tp.avp.assigned_tunnel_id", "Assigned Tunnel ID", Dec;
    /// Messages that the sender takes before it acknowledges.
    WINDOW: U16 = "l2tp.avp.receive_window_size", "Receive Window Size", Dec;
    /// Challenge to prove the shared secret.
    CHALLENGE: Bytes = "l2tp.avp.chap_challenge", "CHAP Challenge", None;
    /// The sender's number of the session.
    ASSIGNED_SESSION: U16 = "l2tp.avp.assigned_session_id", "Assigned Session ID", Dec;
    /// Number of the call.
    CALL_SERIAL: U32 = "l2tp.avp.call_serial_number", "Call Serial Number", Dec;
    /// Number that was called.
    CALLED: Str = "l2tp.avp.called_number", "Called Number", None;
    /// Number that called.
    CALLING: Str = "l2tp.avp.calling_number", "Calling Number", None;
}

const KIND_NAMES: &[(u32, &str)] = &[(0, "Data Message"), (1, "Control Message")];
const AVP_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "Control Message"),
    (1, "Result-Error Code"),
    (2, "Protocol Version"),
    (3, "Framing Capabilities"),
    (4, "Bearer Capabilities"),
    (5, "Tie Breaker"),
    (6, "Firmware Revision"),
    (7, "Host Name"),
    (8, "Vendor Name"),
    (9, "Assigned Tunnel ID"),
    (10, "Receive Window Size"),
    (11, "Challenge"),
    (12, "Cause Code"),
    (13, "Challenge Response"),
    (14, "Assigned Session"),
    (15, "Call Serial Number"),
    (16, "Minimum BPS"),
    (17, "Maximum BPS"),
    (18, "Bearer Type"),
    (19, "Framing Type"),
    (20, "Reserved"),
    (21, "Called Number"),
    (22, "Calling Number"),
    (23, "Sub-Address"),
    (24, "Connect Speed"),
    (25, "Physical Channel"),
    (26, "Initial Received LCP CONFREQ"),
    (27, "Last Sent LCP CONFREQ"),
    (28, "Last Received LCP CONFREQ"),
    (29, "Proxy Authen Type"),
    (30, "Proxy Authen Name"),
    (31, "Proxy Authen Challenge"),
    (32, "Proxy Authen ID"),
    (33, "Proxy Authen Response"),
    (34, "Call status AVPs"),
    (35, "ACCM"),
    (36, "Random Vector"),
    (37, "Private group ID"),
    (38, "RxConnect Speed"),
    (39, "Sequencing Required"),
    (46, "PPP Disconnect Cause Code"),
    (58, "Extended Vendor ID"),
    (59, "Message Digest"),
    (60, "Router ID"),
    (61, "Assigned Control Connection ID"),
    (62, "Pseudowire Capability List"),
    (63, "Local Session ID"),
    (64, "Remote Session ID"),
    (65, "Assigned Cookie"),
    (66, "Remote End ID"),
    (68, "Pseudowire Type"),
    (69, "Layer2 Specific Sublayer"),
    (70, "Data Sequencing"),
    (71, "Circuit Status"),
    (72, "Preferred Language"),
    (73, "Control Message Authentication Nonce"),
    (74, "Tx Connect Speed Version 3"),
    (75, "Rx Connect Speed Version 3"),
    (76, "Failover Capability"),
    (77, "Tunnel Recovery"),
    (78, "Suggested Control Sequence"),
    (79, "Failover Session State"),
    (80, "Multicast Capability"),
    (81, "New Outgoing Sessions"),
    (82, "New Outgoing Sessions Acknowledgement"),
    (83, "Withdraw Outgoing Sessions"),
    (84, "Multicast Packets Priority"),
    (85, "Frame-Relay Header Length"),
    (86, "ATM Maximum Concatenated Cells"),
    (87, "OAM Emulation Required"),
    (88, "ATM Alarm Status"),
    (89, "Attachment Group Identifier"),
    (90, "Local End Identifier"),
    (91, "Interface Maximum Transmission Unit"),
    (92, "FCS Retention"),
    (93, "Tunnel Switching Aggregator ID"),
    (94, "Maximum Receive Unit (MRU)"),
    (95, "Maximum Reassembled Receive Unit (MRRU)"),
    (96, "VCCV Capability"),
    (97, "Connect Speed Update"),
    (98, "Connect Speed Update Enable"),
    (99, "TDM Pseudowire"),
    (100, "RTP AVP"),
    (101, "PW Switching Point"),
];
const MESSAGE_TYPE_NAMES: &[(u32, &str)] = &[
    (1, "Start_Control_Request"),
    (2, "Start_Control_Reply"),
    (3, "Start_Control_Connected"),
    (4, "Stop_Control_Notification"),
    (5, "Reserved"),
    (6, "Hello"),
    (7, "Outgoing_Call_Request"),
    (8, "Outgoing_Call_Reply"),
    (9, "Outgoing_Call_Connected"),
    (10, "Incoming_Call_Request"),
    (11, "Incoming_Call_Reply"),
    (12, "Incoming_Call_Connected"),
    (13, "Reserved"),
    (14, "Call_Disconnect_Notification"),
    (15, "WAN_Error_Notify"),
    (16, "Set_Link_Info"),
    (17, "Modem_Status"),
    (18, "Service_Relay_Request_Msg"),
    (19, "Service_Relay_Reply_Message"),
    (20, "Explicit_Acknowledgement"),
    (21, "Failover_Session_Query_Message"),
    (22, "Failover_Session_Response_Message"),
    (23, "Multicast-Session-Request"),
    (24, "Multicast-Session-Response"),
    (25, "Multicast-Session-Establishment"),
    (26, "Multicast-Session-Information"),
    (27, "Multicast-Session-End-Notify"),
    (28, "Connect-Speed-Update-Notification"),
    (29, "Connect-Speed-Update-Request"),
];
const RESULT_NAMES: &[(u32, &str)] = &[
    (0, "Reserved"),
    (1, "General request to clear control connection"),
    (2, "General error, Error Code indicates the problem"),
    (3, "Control connection already exists"),
    (4, "Requester is not authorized to establish a control connection"),
    (5, "The protocol version of the requester is not supported"),
    (6, "Requester is being shut down"),
    (7, "Finite state machine error or timeout"),
    (8, "Control connection due to mismatching CCDS value"),
    (9, "Call failed due to lack of a dial tone"),
    (10, "Call was not established within time allotted by LAC"),
    (11, "Call was connected but no appropriate framing was detected"),
    (12, "Disconnecting call due to mismatching SDS value"),
    (13, "Session not established due to losing tie breaker"),
    (14, "Session not established due to unsupported PW type"),
    (15, "Session not established, sequencing required without valid L2-Specific Sublayer"),
    (16, "Finite state machine error or timeout"),
    (17, "FR PVC was deleted permanently (no longer provisioned) "),
    (18, "FR PVC has been INACTIVE for an extended period of time"),
    (19, "Mismatched FR Header Length"),
    (20, "HDLC Link was deleted permanently (no longer provisioned)"),
    (21, "HDLC Link has been INACTIVE for an extended period of time"),
    (22, "Session not established due to other LCCE can not support the OAM Cell Emulation"),
    (23, "Mismatching interface MTU"),
    (24, "Attempt to connect to non-existent forwarder"),
    (25, "Attempt to connect to unauthorized forwarder"),
    (26, "Loop Detected"),
    (27, "Attachment Circuit bound to different PE"),
    (28, "Attachment Circuit bound to different remote Attachment Circuit"),
    (29, "Unassigned"),
    (
        30,
        "Return code to indicate connection was refused because of TDM PW parameters. The error code indicates the problem.",
    ),
    (31, "Sequencing not supported"),
];
const ERROR_NAMES: &[(u32, &str)] = &[
    (0, "No General Error"),
    (1, "No control connection exists yet for this pair of LCCEs"),
    (2, "Length is wrong"),
    (3, "One of the field values was out of range"),
    (4, "Insufficient resources to handle this operation now"),
    (5, "Invalid Session ID"),
    (6, "A generic vendor-specific error occurred"),
    (7, "Try another"),
    (8, "Receipt of an unknown AVP with the M bit set"),
    (9, "Try another directed"),
    (10, "Next hop unreachable"),
    (11, "Next hop busy"),
    (12, "TSA busy"),
];

const CONTROL: u16 = 0x8000;
const HAS_LENGTH: u16 = 0x4000;
const HAS_NUMBERS: u16 = 0x0800;
const HAS_OFFSET: u16 = 0x0200;

/// Short names of messages, as the row shows them.
const SHORT_NAMES: &[(u32, &str)] = &[
    (1, "SCCRQ"),
    (2, "SCCRP"),
    (3, "SCCCN"),
    (4, "StopCCN"),
    (5, "Reserved"),
    (6, "Hello"),
    (7, "OCRQ"),
    (8, "OCRP"),
    (9, "OCCN"),
    (10, "ICRQ"),
    (11, "ICRP"),
    (12, "ICCN"),
    (13, "Reserved"),
    (14, "CDN"),
    (15, "WEN"),
    (16, "SLI"),
    (17, "MDMST"),
    (18, "SRRQ"),
    (19, "SRRP"),
    (20, "ACK"),
    (21, "FSQ"),
    (22, "FSR"),
    (23, "MSRQ"),
    (24, "MSRP"),
    (25, "MSE"),
    (26, "MSI"),
    (27, "MSEN"),
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "L2TP".into();
    d.columns.clear_info();
    let flags = c.u16()?;
    match flags.value & 0xf {
        2 => version_2(d, start, flags, c),
        3 => version_3(d, flags, c),
        _ => {
            d.tree.leaf(FLAGS, flags);
            d.hand_over(Claim::Named("data"), c);
            Ok(())
        }
    }
}

fn header(d: &mut Dissector<'_>, flags: At<u16>) {
    let value = flags.value;
    let open = d.tree.open_as(FLAGS, flags, format_args!("Flags: 0x{value:04x}"));
    let kind = if value & CONTROL != 0 { "Control Message" } else { "Data Message" };
    d.append(open.node(), format_args!(", Type: {kind}"));
    for (bit, name) in
        [(HAS_LENGTH, ", Length Bit"), (HAS_NUMBERS, ", Sequence Bit"), (HAS_OFFSET, ", Offset bit")]
    {
        if value & bit != 0 {
            d.append(open.node(), format_args!("{name}"));
        }
    }
    let bits = flags.map(u64::from);
    d.tree.leaf(KIND, flags);
    d.tree.leaf(LENGTH_BIT, bits);
    d.tree.leaf(SEQ_BIT, bits);
    if value & 0xf == 2 {
        d.tree.leaf(OFFSET_BIT, bits);
        d.tree.leaf(PRIORITY, bits);
    }
    d.tree.leaf(VERSION, flags);
    d.tree.close(open);
}

fn version_2<'a>(
    d: &mut Dissector<'_>,
    start: Cursor<'a>,
    flags: At<u16>,
    mut c: Cursor<'a>,
) -> Result<(), Cut> {
    header(d, flags);
    let is_control = flags.value & CONTROL != 0;
    let mut whole = start;
    if flags.value & HAS_LENGTH != 0 {
        let len = c.u16()?;
        d.tree.leaf(LENGTH, len);
        whole = whole.take(len.value.into());
    }
    // The same position, in what the length leaves.
    let read = start.left() - c.left();
    c = whole;
    c.skip(read)?;
    let (tunnel, session) = (c.u16()?, c.u16()?);
    d.tree.leaf(TUNNEL, tunnel);
    d.tree.leaf(SESSION, session);
    if flags.value & HAS_NUMBERS != 0 {
        d.tree.leaf(NS, c.u16()?);
        d.tree.leaf(NR, c.u16()?);
    }
    let (tunnel, session) = (tunnel.value, session.value);
    if is_control {
        let name = pairs(d, c)?;
        d.columns
            .set_info(format_args!("Control Message - {name} (tunnel id={tunnel}, session id={session})"));
        return Ok(());
    }
    if flags.value & HAS_OFFSET != 0 {
        let offset = c.u16()?;
        d.tree.leaf(OFFSET, offset);
        c.skip(offset.value.into())?;
    }
    d.columns.set_info(format_args!("Data Message            (tunnel id={tunnel}, session id={session})"));
    let layer = d.layer_node();
    d.tree.set_span(layer, c.since(&start));
    d.hand_over(Claim::Named("ppp"), c);
    Ok(())
}

fn version_3(d: &mut Dissector<'_>, flags: At<u16>, mut c: Cursor<'_>) -> Result<(), Cut> {
    header(d, flags);
    if flags.value & CONTROL == 0 {
        d.tree.leaf(RESERVED, c.u16()?);
        let session = c.u32()?;
        d.tree.leaf(SID, session);
        d.columns.set_info(format_args!("Data Message            (session id={})", session.value));
        // How long the cookie is, and what follows, the control messages settled.
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    }
    d.tree.leaf(LENGTH, c.u16()?);
    let connection = c.u32()?;
    d.tree.leaf(CCID, connection);
    d.tree.leaf(NS, c.u16()?);
    d.tree.leaf(NR, c.u16()?);
    let name = pairs(d, c)?;
    let id = connection.value;
    d.columns.set_info(format_args!("Control Message - {name} (tunnel id={id}, session id=0)"));
    Ok(())
}

/// The attributes of a control message, and the message's short name.
fn pairs(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<&'static str, Cut> {
    if c.is_empty() {
        d.tree.leaf_as(
            ZERO_LENGTH,
            At { value: (), span: c.span(0) },
            format_args!("Zero Length Body message"),
        );
        return Ok("ZLB     ");
    }
    let mut name = "Unknown";
    while !c.is_empty() {
        if let Some(kind) = pair(d, &mut c)? {
            name = Names::Table(SHORT_NAMES).name(kind.into()).unwrap_or("Unknown");
        }
    }
    Ok(name)
}

/// One attribute; of the first one, which message it is.
fn pair(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<Option<u16>, Cut> {
    const HEADER_LEN: u32 = 6;
    const HIDDEN_BIT: u16 = 0x4000;
    let mut peeked = *c;
    let (first, vendor, kind) = (peeked.u16()?, peeked.u16()?, peeked.u16()?);
    let len = u32::from(first.value & 0x3ff);
    let mut pair = c.sub(len.max(HEADER_LEN))?;
    let span = pair.rest_span();
    pair.skip(HEADER_LEN)?;
    let name = match vendor.value {
        0 => Names::Table(AVP_TYPE_NAMES).name(kind.value.into()).unwrap_or("Unknown"),
        _ => "Vendor",
    };
    let open = d.tree.open_text(span, format_args!("{name} AVP"));
    d.tree.leaf(MANDATORY, first.map(u64::from));
    d.tree.leaf(HIDDEN, first.map(u64::from));
    d.tree.leaf(AVP_LENGTH, first);
    let reserved = if vendor.value == 0 { "Reserved" } else { "Unknown" };
    d.tree.leaf_as(VENDOR, vendor, format_args!("Vendor ID: {reserved} ({})", vendor.value));
    d.tree.leaf(AVP_TYPE, kind);
    let mut message = None;
    if vendor.value == 0 && first.value & HIDDEN_BIT == 0 {
        message = value(d, kind.value, &mut pair)?;
    }
    d.tree.close(open);
    Ok(message)
}

fn value(d: &mut Dissector<'_>, kind: u16, c: &mut Cursor<'_>) -> Result<Option<u16>, Cut> {
    match kind {
        0 => {
            let message = c.u16()?;
            d.tree.leaf(MESSAGE_TYPE, message);
            return Ok(Some(message.value));
        }
        1 => {
            d.tree.leaf(RESULT, c.u16()?);
            if !c.is_empty() {
                d.tree.leaf(ERROR, c.u16()?);
            }
            if !c.is_empty() {
                let text = c.rest();
                d.tree.leaf(ERROR_MESSAGE, text);
            }
        }
        2 => {
            d.tree.leaf(PROTOCOL_VERSION, c.u8()?);
            d.tree.leaf(PROTOCOL_REVISION, c.u8()?);
        }
        3 => {
            let bits = c.u32()?.map(u64::from);
            d.tree.leaf(ASYNC_FRAMING, bits);
            d.tree.leaf(SYNC_FRAMING, bits);
        }
        7 => {
            let text = c.rest();
            d.tree.leaf(HOST_NAME, text);
        }
        8 => {
            let text = c.rest();
            d.tree.leaf(VENDOR_NAME, text);
        }
        9 => _ = d.tree.leaf(ASSIGNED_TUNNEL, c.u16()?),
        10 => _ = d.tree.leaf(WINDOW, c.u16()?),
        11 => d.rest_as(CHALLENGE, c),
        14 => _ = d.tree.leaf(ASSIGNED_SESSION, c.u16()?),
        15 => _ = d.tree.leaf(CALL_SERIAL, c.u32()?),
        21 => {
            let text = c.rest();
            d.tree.leaf(CALLED, text);
        }
        22 => {
            let text = c.rest();
            d.tree.leaf(CALLING, text);
        }
        _ => {}
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, protocols, survives_cuts};

    #[test]
    fn control_messages_tell_their_attributes() {
        let message = [
            &[0xc8, 2, 0, 28, 0, 9, 0, 0, 0, 1, 0, 1][..],
            &[0x80, 8, 0, 0, 0, 0, 0, 1],
            &[0x80, 8, 0, 0, 0, 9, 0, 5],
        ]
        .concat();
        let f = over_udp(1701, 1701, &message);
        assert_eq!(columns(101, &f)[2..], ["L2TP", "Control Message - SCCRQ (tunnel id=9, session id=0)"]);
        let lines = labels_from(101, &f, "Layer 2 Tunneling Protocol");
        assert_eq!(lines[1], "    Flags: 0xc802, Type: Control Message, Length Bit, Sequence Bit");
        assert!(lines.contains(&"        Message Type: Start_Control_Request (1)".into()), "{lines:#?}");
        assert!(lines.contains(&"        Assigned Tunnel ID: 5".into()));
        survives_cuts(101, &f);
        let acknowledgement = over_udp(1701, 1701, &[0xc8, 2, 0, 12, 0, 9, 0, 0, 0, 1, 0, 1]);
        assert_eq!(
            columns(101, &acknowledgement)[3],
            "Control Message - ZLB      (tunnel id=9, session id=0)"
        );
    }

    #[test]
    fn frames_in_the_tunnel_are_ppp() {
        let f = over_udp(1701, 1701, &[0, 2, 0, 9, 0, 3, 0xff, 3, 0, 0x21, 0x45]);
        assert!(protocols(101, &f).starts_with("raw:ip:udp:l2tp:ppp:ip"));
        survives_cuts(101, &f);
        let f = over_udp(1701, 1701, &[0x40, 2, 0, 11, 0, 9, 0, 3, 0, 0x21, 0x45, 1, 1]);
        assert!(protocols(101, &f).starts_with("raw:ip:udp:l2tp:ppp:ip"));
        survives_cuts(101, &f);
    }
}
