//! The fields of L2TP.

use super::names::*;
use crate::field::Names;
use crate::proto::tables::enterprise::ENTERPRISES;

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
    VENDOR: U16 = "l2tp.avp.vendor_id", "Vendor ID", Dec, Names::Table(ENTERPRISES);
    /// What the pair tells.
    AVP_TYPE: U16 = "l2tp.avp.type", "AVP Type", Dec, Names::Table(AVP_TYPE_NAMES);
    /// Which message it is.
    MESSAGE_TYPE: U16 = "l2tp.avp.message_type", "Message Type", Dec, Names::Table(MESSAGE_TYPE_NAMES);
    /// Why a session ends.
    RESULT: U16 = "l2tp.result_code", "Result code", Dec, Names::Table(RESULT_NAMES);
    /// Why a tunnel ends.
    STOP_RESULT: U16 = "l2tp.result_code", "Result code", Dec, Names::Table(STOP_RESULT_NAMES);
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
    /// Tie Breaker.
    TIE_BREAKER: U64 = "l2tp.tie_breaker", "Tie Breaker", Hex;
    /// AVP Type.
    AVP_CISCOTYPE: U16 = "l2tp.avp.ciscotype", "Type", Dec, Names::Table(AVP_CISCOTYPE_NAMES);
    /// AVP Type.
    AVP_BROADBANDTYPE: U16 = "l2tp.avp.broadbandtype", "Type", Dec, Names::Table(AVP_BROADBANDTYPE_NAMES);
    /// AVP Type.
    AVP_CABLELABSTYPE: U16 = "l2tp.avp.cablelabstype", "Type", Dec, Names::Table(AVP_CABLELABSTYPE_NAMES);
    /// Assigned Control Connection ID.
    AVP_ASSIGNED_CONTROL_CONN_ID: U32 = "l2tp.avp.assigned_control_conn_id", "Assigned Control Connection ID", Dec;
    /// Remote Session ID.
    AVP_REMOTE_SESSION_ID: U32 = "l2tp.avp.remote_session_id", "Remote Session ID", Dec;
    /// Local Session ID.
    AVP_LOCAL_SESSION_ID: U32 = "l2tp.avp.local_session_id", "Local Session ID", Dec;
    /// Tie Breaker.
    CISCO_TIE_BREAKER: U64 = "l2tp.cisco.tie_breaker", "Tie Breaker", Hex;
    /// Agent Circuit ID.
    BROADBAND_AGENT_CIRCUIT_ID: Str = "l2tp.broadband.agent_circuit_id", "Agent Circuit ID", None;
    /// Agent Remote ID.
    BROADBAND_AGENT_REMOTE_ID: Str = "l2tp.broadband.agent_remote_id", "Agent Remote ID", None;
    /// Actual Data Rate Upstream in bits per seconds.
    BROADBAND_ACTUAL_DR_UP: U64 = "l2tp.broadband.actual_dr_up", "Actual Data Rate Upstream", Dec;
    /// Actual Data Rate Downstream in bits per seconds.
    BROADBAND_ACTUAL_DR_DOWN: U64 = "l2tp.broadband.actual_dr_down", "Actual Data Rate Downstream", Dec;
    /// Minimum Data Rate Upstream in bits per seconds.
    BROADBAND_MINIMUM_DR_UP: U64 = "l2tp.broadband.minimum_dr_up", "Minimum Data Rate Upstream", Dec;
    /// Minimum Data Rate Downstream in bits per seconds.
    BROADBAND_MINIMUM_DR_DOWN: U64 = "l2tp.broadband.minimum_dr_down", "Minimum Data Rate Downstream", Dec;
    /// Attainable Data Rate Upstream in bits per seconds.
    BROADBAND_ATTAINABLE_DR_UP: U64 = "l2tp.broadband.attainable_dr_up", "Attainable Data Rate Upstream", Dec;
    /// Attainable Data Rate Downstream in bits per seconds.
    BROADBAND_ATTAINABLE_DR_DOWN: U64 = "l2tp.broadband.attainable_dr_down", "Attainable Data Rate Downstream", Dec;
    /// Maximum Data Rate Upstream in bits per seconds.
    BROADBAND_MAXIMUM_DR_UP: U64 = "l2tp.broadband.maximum_dr_up", "Maximum Data Rate Upstream", Dec;
    /// Maximum Data Rate Downstream in bits per seconds.
    BROADBAND_MAXIMUM_DR_DOWN: U64 = "l2tp.broadband.maximum_dr_down", "Maximum Data Rate Downstream", Dec;
    /// Minimum Data Rate Upstream Low-Power in bits per seconds.
    BROADBAND_MINIMUM_DR_UP_LOW_POWER: U64 = "l2tp.broadband.minimum_dr_up_low_power", "Minimum Data Rate Upstream Low-Power", Dec;
    /// Minimum Data Rate Downstream Low-Power in bits per seconds.
    BROADBAND_MINIMUM_DR_DOWN_LOW_POWER: U64 = "l2tp.broadband.minimum_dr_down_low_power", "Minimum Data Rate Downstream Low-Power", Dec;
    /// Maximum Interleaving Delay Upstream in ms.
    BROADBAND_MAXIMUM_INTERLEAVING_DELAY_UP: U32 = "l2tp.broadband.maximum_interleaving_delay_up", "Maximum Interleaving Delay Upstream", Dec;
    /// Actual Interleaving Delay Upstream in ms.
    BROADBAND_ACTUAL_INTERLEAVING_DELAY_UP: U32 = "l2tp.broadband.actual_interleaving_delay_up", "Actual Interleaving Delay Upstream", Dec;
    /// Maximum Interleaving Delay Downstream in ms.
    BROADBAND_MAXIMUM_INTERLEAVING_DELAY_DOWN: U32 = "l2tp.broadband.maximum_interleaving_delay_down", "Maximum Interleaving Delay Downstream", Dec;
    /// Actual Interleaving Delay Downstream in ms.
    BROADBAND_ACTUAL_INTERLEAVING_DELAY_DOWN: U32 = "l2tp.broadband.actual_interleaving_delay_down", "Actual Interleaving Delay Downstream", Dec;
    /// ANCP Access Line Type.
    BROADBAND_ANCP_ACCESS_LINE_TYPE: U32 = "l2tp.broadband.ancp_access_line_type", "ANCP Access Line Type", Hex, Names::Table(BROADBAND_ANCP_ACCESS_LINE_TYPE_NAMES);
    /// IWF Session.
    BROADBAND_IWF_SESSION: U32 = "l2tp.broadband.iwf_session", "IWF Session", Hex, Names::Table(BROADBAND_IWF_SESSION_NAMES);
    /// Connect Speed Update.
    AVP_CSU: Label = "l2tp.avp.csu", "Connect Speed Update", None;
    /// Reserved.
    AVP_CSU_RES: U16 = "l2tp.avp.csu.res", "Reserved", Hex;
    /// Remote Session ID.
    AVP_CSU_REMOTE_SESSION_ID: U16 = "l2tp.avp.csu.remote_session_id", "Remote Session ID", DecHex;
    /// Current TX Connect Speed in bps.
    AVP_CSU_CURRENT_TX_SPEED: U32 = "l2tp.avp.csu.current_tx_speed", "Current TX Connect Speed", Dec;
    /// Current RX Connect Speed in bps.
    AVP_CSU_CURRENT_RX_SPEED: U32 = "l2tp.avp.csu.current_rx_speed", "Current RX Connect Speed", Dec;
    /// Assigned Control Connection ID.
    CISCO_ASSIGNED_CONTROL_CONNECTION_ID: U32 = "l2tp.cisco.assigned_control_connection_id", "Assigned Control Connection ID", Dec;
    /// PW Type.
    CISCO_PW_TYPE: U16 = "l2tp.cisco.pw_type", "PW Type", Dec, Names::Table(PSEUDOWIRE_NAMES);
    /// Local Session ID.
    CISCO_LOCAL_SESSION_ID: U32 = "l2tp.cisco.local_session_id", "Local Session ID", Dec;
    /// Remote Session ID.
    CISCO_REMOTE_SESSION_ID: U32 = "l2tp.cisco.remote_session_id", "Remote Session ID", Dec;
    /// Assigned Cookie.
    CISCO_ASSIGNED_COOKIE: Bytes = "l2tp.cisco.assigned_cookie", "Assigned Cookie", None;
    /// Remote End ID.
    CISCO_REMOTE_END_ID: Str = "l2tp.cisco.remote_end_id", "Remote End ID", None;
    /// Pseudowire Type.
    CISCO_PSEUDOWIRE_TYPE: U16 = "l2tp.cisco.pseudowire_type", "Pseudowire Type", Dec, Names::Table(PSEUDOWIRE_NAMES);
    /// Circuit Status.
    CISCO_CIRCUIT_STATUS: Bool = "l2tp.cisco.circuit_status", "Circuit Status", W16 & 0x1, Names::TrueFalse("Up", "Down");
    /// Circuit Type.
    CISCO_CIRCUIT_TYPE: Bool = "l2tp.cisco.circuit_type", "Circuit Type", W16 & 0x1, Names::TrueFalse("New", "Existing");
    /// Draft AVP Version.
    CISCO_DRAFT_AVP_VERSION: U16 = "l2tp.cisco.draft_avp_version", "Draft AVP Version", Dec;
    /// Message Digest.
    CISCO_MESSAGE_DIGEST: Bytes = "l2tp.cisco.message_digest", "Message Digest", None;
    /// Nonce.
    CISCO_NONCE: Bytes = "l2tp.cisco.nonce", "Nonce", None;
    /// Interface MTU.
    CISCO_INTERFACE_MTU: U16 = "l2tp.cisco.interface_mtu", "Interface MTU", Dec;
    /// Analog Access Supported.
    AVP_ANALOG_ACCESS_SUPPORTED: Bool = "l2tp.avp.analog_access_supported", "Analog Access Supported", W32 & 0x2;
    /// Digital Access Supported.
    AVP_DIGITAL_ACCESS_SUPPORTED: Bool = "l2tp.avp.digital_access_supported", "Digital Access Supported", W32 & 0x1;
    /// Firmware Revision.
    AVP_FIRMWARE_REVISION: U16 = "l2tp.avp.firmware_revision", "Firmware Revision", DecHex;
    /// Cause Code.
    AVP_CAUSE_CODE: U16 = "l2tp.avp.cause_code", "Cause Code", Dec;
    /// Cause Msg.
    AVP_CAUSE_MSG: U8 = "l2tp.avp.cause_msg", "Cause Msg", Dec;
    /// Advisory Msg.
    AVP_ADVISORY_MSG: Str = "l2tp.avp.advisory_msg", "Advisory Msg", None;
    /// CHAP Challenge Response.
    AVP_CHAP_CHALLENGE_RESPONSE: Bytes = "l2tp.avp.chap_challenge_response", "CHAP Challenge Response", None;
    /// Minimum BPS.
    AVP_MINIMUM_BPS: U32 = "l2tp.avp.minimum_bps", "Minimum BPS", Dec;
    /// Maximum BPS.
    AVP_MAXIMUM_BPS: U32 = "l2tp.avp.maximum_bps", "Maximum BPS", Dec;
    /// Analog Bearer Type.
    AVP_ANALOG_BEARER_TYPE: Bool = "l2tp.avp.analog_bearer_type", "Analog Bearer Type", W32 & 0x2;
    /// Digital Bearer Type.
    AVP_DIGITAL_BEARER_TYPE: Bool = "l2tp.avp.digital_bearer_type", "Digital Bearer Type", W32 & 0x1;
    /// Async Framing Type.
    AVP_ASYNC_FRAMING_TYPE: Bool = "l2tp.avp.async_framing_type", "Async Framing Type", W32 & 0x2;
    /// Sync Framing Type.
    AVP_SYNC_FRAMING_TYPE: Bool = "l2tp.avp.sync_framing_type", "Sync Framing Type", W32 & 0x1;
    /// Sub-Address.
    AVP_SUB_ADDRESS: Str = "l2tp.avp.sub_address", "Sub-Address", None;
    /// Connect Speed.
    AVP_CONNECT_SPEED: U32 = "l2tp.avp.connect_speed", "Connect Speed", Dec;
    /// Physical Channel.
    AVP_PHYSICAL_CHANNEL: U32 = "l2tp.avp.physical_channel", "Physical Channel", Dec;
    /// Initial Received LCP CONFREQ.
    AVP_INITIAL_RECEIVED_LCP_CONFREQ: Bytes = "l2tp.avp.initial_received_lcp_confreq", "Initial Received LCP CONFREQ", None;
    /// Last Sent LCP CONFREQ.
    AVP_LAST_SENT_LCP_CONFREQ: Bytes = "l2tp.avp.last_sent_lcp_confreq", "Last Sent LCP CONFREQ", None;
    /// Last Received LCP CONFREQ.
    AVP_LAST_RECEIVED_LCP_CONFREQ: Bytes = "l2tp.avp.last_received_lcp_confreq", "Last Received LCP CONFREQ", None;
    /// Proxy Authen Type.
    AVP_PROXY_AUTHEN_TYPE: U16 = "l2tp.avp.proxy_authen_type", "Proxy Authen Type", Dec, Names::Table(AVP_PROXY_AUTHEN_TYPE_NAMES);
    /// Proxy Authen Name.
    AVP_PROXY_AUTHEN_NAME: Str = "l2tp.avp.proxy_authen_name", "Proxy Authen Name", None;
    /// Proxy Authen Challenge.
    AVP_PROXY_AUTHEN_CHALLENGE: Bytes = "l2tp.avp.proxy_authen_challenge", "Proxy Authen Challenge", None;
    /// Proxy Authen ID.
    AVP_PROXY_AUTHEN_ID: U8 = "l2tp.avp.proxy_authen_id", "Proxy Authen ID", Dec;
    /// Proxy Authen Response.
    AVP_PROXY_AUTHEN_RESPONSE: Bytes = "l2tp.avp.proxy_authen_response", "Proxy Authen Response", None;
    /// CRC Errors.
    AVP_CRC_ERRORS: U32 = "l2tp.avp.crc_errors", "CRC Errors", Dec;
    /// Framing Errors.
    AVP_FRAMING_ERRORS: U32 = "l2tp.avp.framing_errors", "Framing Errors", Dec;
    /// Hardware Overruns.
    AVP_HARDWARE_OVERRUNS: U32 = "l2tp.avp.hardware_overruns", "Hardware Overruns", Dec;
    /// Buffer Overruns.
    AVP_BUFFER_OVERRUNS: U32 = "l2tp.avp.buffer_overruns", "Buffer Overruns", Dec;
    /// Time-out Errors.
    AVP_TIME_OUT_ERRORS: U32 = "l2tp.avp.time_out_errors", "Time-out Errors", Dec;
    /// Alignment Errors.
    AVP_ALIGNMENT_ERRORS: U32 = "l2tp.avp.alignment_errors", "Alignment Errors", Dec;
    /// Send ACCM.
    AVP_SEND_ACCM: U32 = "l2tp.avp.send_accm", "Send ACCM", Dec;
    /// Receive ACCM.
    AVP_RECEIVE_ACCM: U32 = "l2tp.avp.receive_accm", "Receive ACCM", Dec;
    /// Random Vector.
    AVP_RANDOM_VECTOR: Bytes = "l2tp.avp.random_vector", "Random Vector", None;
    /// Private Group ID.
    AVP_PRIVATE_GROUP_ID: Bytes = "l2tp.avp.private_group_id", "Private Group ID", None;
    /// Rx Connect Speed.
    AVP_RX_CONNECT_SPEED: U32 = "l2tp.avp.rx_connect_speed", "Rx Connect Speed", Dec;
    /// Disconnect Code.
    AVP_DISCONNECT_CODE: U16 = "l2tp.avp.disconnect_code", "Disconnect Code", Dec;
    /// Control Protocol Number.
    AVP_CONTROL_PROTOCOL_NUMBER: U16 = "l2tp.avp.control_protocol_number", "Control Protocol Number", Dec;
    /// Direction.
    AVP_CAUSE_CODE_DIRECTION: U8 = "l2tp.avp.cause_code_direction", "Direction", Dec, Names::Table(AVP_CAUSE_CODE_DIRECTION_NAMES);
    /// Message.
    AVP_CAUSE_CODE_MESSAGE: Str = "l2tp.avp.cause_code_message", "Message", None;
    /// Message Digest.
    AVP_MESSAGE_DIGEST: Bytes = "l2tp.avp.message_digest", "Message Digest", None;
    /// Router ID.
    AVP_ROUTER_ID: U32 = "l2tp.avp.router_id", "Router ID", Dec;
    /// PW Type.
    AVP_PW_TYPE: U16 = "l2tp.avp.pw_type", "PW Type", Dec, Names::Table(PSEUDOWIRE_NAMES);
    /// Assigned Cookie.
    AVP_ASSIGNED_COOKIE: Bytes = "l2tp.avp.assigned_cookie", "Assigned Cookie", None;
    /// Remote End ID.
    AVP_REMOTE_END_ID: Str = "l2tp.avp.remote_end_id", "Remote End ID", None;
    /// Pseudowire Type.
    AVP_PSEUDOWIRE_TYPE: U16 = "l2tp.avp.pseudowire_type", "Pseudowire Type", Dec, Names::Table(PSEUDOWIRE_NAMES);
    /// Layer2 Specific Sublayer.
    AVP_LAYER2_SPECIFIC_SUBLAYER: U16 = "l2tp.avp.layer2_specific_sublayer", "Layer2 Specific Sublayer", Dec, Names::Table(AVP_LAYER2_SPECIFIC_SUBLAYER_NAMES);
    /// Data Sequencing.
    AVP_DATA_SEQUENCING: U16 = "l2tp.avp.data_sequencing", "Data Sequencing", Dec, Names::Table(AVP_DATA_SEQUENCING_NAMES);
    /// Circuit Status.
    AVP_CIRCUIT_STATUS: Bool = "l2tp.avp.circuit_status", "Circuit Status", W16 & 0x1, Names::TrueFalse("Up", "Down");
    /// Circuit Type.
    AVP_CIRCUIT_TYPE: Bool = "l2tp.avp.circuit_type", "Circuit Type", W16 & 0x2, Names::TrueFalse("New", "Existing");
    /// Preferred Language.
    AVP_PREFERRED_LANGUAGE: Str = "l2tp.avp.preferred_language", "Preferred Language", None;
    /// Nonce.
    AVP_NONCE: Bytes = "l2tp.avp.nonce", "Nonce", None;
    /// Tx Connect Speed v3.
    AVP_TX_CONNECT_SPEED_V3: U64 = "l2tp.avp.tx_connect_speed_v3", "Tx Connect Speed v3", Hex;
    /// Rx Connect Speed v3.
    AVP_RX_CONNECT_SPEED_V3: U64 = "l2tp.avp.rx_connect_speed_v3", "Rx Connect Speed v3", Hex;
    /// Vendor-Specific AVP data.
    VENDOR_SPECIFIC_AVP_DATA: Label = "l2tp.vendor_specific_avp_data", "Vendor-Specific AVP data", None;
}
