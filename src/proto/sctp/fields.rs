//! The fields of SCTP, and the names of their values.

use crate::dissect::checksum::STATUS;
use crate::field::Names;

crate::fields! { "sctp";
    /// SCTP packet (RFC 9260).
    SCTP: Protocol = "sctp", "Stream Control Transmission Protocol", None;
    /// Port of the sender.
    SRCPORT: U16 = "sctp.srcport", "Source port", Dec;
    /// Port of the receiver.
    DSTPORT: U16 = "sctp.dstport", "Destination port", Dec;
    /// Port of either.
    PORT: U16 = "sctp.port", "Port", Dec;
    /// Number by which the receiver knows its association.
    TAG: U32 = "sctp.verification_tag", "Verification tag", Hex;
    /// Checksum (CRC-32C) of the packet.
    CHECKSUM: U32 = "sctp.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "sctp.checksum.status", "Checksum Status", None, STATUS;
    /// Kind of chunk.
    CHUNK_TYPE: U8 = "sctp.chunk_type", "Chunk type", Dec, Names::Table(CHUNK_TYPE_NAMES);
    /// Who does not know the kind drops the packet, or skips the chunk.
    CHUNK_STOP: Bool = "sctp.chunk_bit_1", "Bit", W8 & 0x80, Names::TrueFalse("Skip chunk and continue processing of the packet", "Stop processing of the packet");
    /// Who does not know the kind says so.
    CHUNK_REPORT: Bool = "sctp.chunk_bit_2", "Bit", W8 & 0x40, Names::TrueFalse("Do report", "Do not report");
    /// Flags of the chunk.
    CHUNK_FLAGS: U8 = "sctp.chunk_flags", "Chunk flags", Hex;
    /// Bytes of the chunk, without padding.
    CHUNK_LENGTH: U16 = "sctp.chunk_length", "Chunk length", Dec;
    /// Bytes that fill up to four.
    CHUNK_PADDING: Bytes = "sctp.chunk_padding", "Chunk padding", None;
    /// Bytes of a chunk that is not taken apart.
    CHUNK_VALUE: Bytes = "sctp.chunk_value", "Chunk value", None;
    /// The state cookie, sent back.
    COOKIE: Bytes = "sctp.cookie", "Cookie", None;
    /// Tag that the peer is to use.
    INIT_TAG: U32 = "sctp.init_initiate_tag", "Initiate tag", Hex;
    /// Bytes that the sender takes.
    INIT_CREDIT: U32 = "sctp.init_credit", "Advertised receiver window credit (a_rwnd)", Dec;
    /// Streams that the sender sends.
    INIT_OUT: U16 = "sctp.init_nr_out_streams", "Number of outbound streams", Dec;
    /// Streams that the sender takes.
    INIT_IN: U16 = "sctp.init_nr_in_streams", "Number of inbound streams", Dec;
    /// First sequence number.
    INIT_TSN: U32 = "sctp.init_initial_tsn", "Initial TSN", Dec;
    /// The same in the answer.
    INITACK_TAG: U32 = "sctp.initack_initiate_tag", "Initiate tag", Hex;
    /// The same in the answer.
    INITACK_CREDIT: U32 = "sctp.initack_credit", "Advertised receiver window credit (a_rwnd)", Dec;
    /// The same in the answer.
    INITACK_OUT: U16 = "sctp.initack_nr_out_streams", "Number of outbound streams", Dec;
    /// The same in the answer.
    INITACK_IN: U16 = "sctp.initack_nr_in_streams", "Number of inbound streams", Dec;
    /// The same in the answer.
    INITACK_TSN: U32 = "sctp.initack_initial_tsn", "Initial TSN", Dec;
    /// Acknowledge at once.
    DATA_I: Bool = "sctp.data_i_bit", "I-Bit", W8 & 0x08, Names::TrueFalse("Send SACK immediately", "Possibly delay SACK");
    /// Delivered in any order.
    DATA_U: Bool = "sctp.data_u_bit", "U-Bit", W8 & 0x04, Names::TrueFalse("Unordered delivery", "Ordered delivery");
    /// A message begins.
    DATA_B: Bool = "sctp.data_b_bit", "B-Bit", W8 & 0x02, Names::TrueFalse("First segment", "Subsequent segment");
    /// A message ends.
    DATA_E: Bool = "sctp.data_e_bit", "E-Bit", W8 & 0x01, Names::TrueFalse("Last segment", "Not the last segment");
    /// Sequence number of the chunk.
    TSN: U32 = "sctp.data_tsn", "Transmission sequence number (relative)", Dec;
    /// The same, as it stands.
    TSN_RAW: U32 = "sctp.data_tsn_raw", "Transmission sequence number (absolute)", Dec;
    /// Which stream.
    SID: U16 = "sctp.data_sid", "Stream identifier", Hex;
    /// Number of the message in its stream.
    SSN: U16 = "sctp.data_ssn", "Stream sequence number", Dec;
    /// Protocol of the payload.
    PPID: U32 = "sctp.data_payload_proto_id", "Payload protocol identifier", Dec, Names::Table(PPID_NAMES);
    /// Sum of nonces.
    SACK_NONCE: U8 = "sctp.sack_nounce_sum", "Nounce sum", Dec & 0x01;
    /// All up to here came.
    SACK_TSN: U32 = "sctp.sack_cumulative_tsn_ack", "Cumulative TSN ACK (relative)", Dec;
    /// The same, as it stands.
    SACK_TSN_RAW: U32 = "sctp.sack_cumulative_tsn_ack_raw", "Cumulative TSN ACK (absolute)", Dec;
    /// Bytes that the sender still takes.
    SACK_CREDIT: U32 = "sctp.sack_a_rwnd", "Advertised receiver window credit (a_rwnd)", Dec;
    /// How many blocks came behind a gap.
    SACK_GAPS: U16 = "sctp.sack_number_of_gap_blocks", "Number of gap acknowledgement blocks", Dec;
    /// How many came twice.
    SACK_DUPLICATES: U16 = "sctp.sack_number_of_duplicated_tsns", "Number of duplicated TSNs", Dec;
    /// First of a block, counted from what came in order.
    GAP_START: U16 = "sctp.sack_gap_block_start", "Start", Dec;
    /// Its sequence number.
    GAP_START_TSN: U32 = "sctp.sack_gap_block_start_tsn", "Start TSN", Dec;
    /// Last of a block.
    GAP_END: U16 = "sctp.sack_gap_block_end", "End", Dec;
    /// Its sequence number.
    GAP_END_TSN: U32 = "sctp.sack_gap_block_end_tsn", "End TSN", Dec;
    /// A number that came twice.
    GAP_ACKED: U32 = "sctp.sack_number_of_tsns_gap_acked", "Number of TSNs in gap acknowledgement blocks", Dec;
    /// A number that came twice.
    DUPLICATE: U32 = "sctp.sack_duplicate_tsn", "Duplicate TSN", Dec;
    /// All up to here came.
    SHUTDOWN_TSN: U32 = "sctp.shutdown_cumulative_tsn_ack", "Cumulative TSN Ack", Dec;
    /// The tag is the peer's own.
    COMPLETE_T: Bool = "sctp.shutdown_complete_t_bit", "T-Bit", W8 & 0x01, Names::TrueFalse("Tag reflected", "Tag not reflected");
    /// The tag is the peer's own.
    ABORT_T: Bool = "sctp.abort_t_bit", "T-Bit", W8 & 0x01, Names::TrueFalse("Tag reflected", "Tag not reflected");
    /// Kind of parameter.
    PARAMETER_TYPE: U16 = "sctp.parameter_type", "Parameter type", Hex, Names::Table(PARAMETER_TYPE_NAMES);
    /// Who does not know the kind drops the chunk, or skips the parameter.
    PARAMETER_STOP: Bool = "sctp.parameter_bit_1", "Bit", W16 & 0x8000, Names::TrueFalse("Skip parameter and continue processing of the chunk", "Stop processing of chunk");
    /// Who does not know the kind says so.
    PARAMETER_REPORT: Bool = "sctp.parameter_bit_2", "Bit", W16 & 0x4000, Names::TrueFalse("Do report", "Do not report");
    /// Bytes of the parameter, without padding.
    PARAMETER_LENGTH: U16 = "sctp.parameter_length", "Parameter length", Dec;
    /// Bytes of a parameter that is not taken apart.
    PARAMETER_VALUE: Bytes = "sctp.parameter_value", "Parameter value", None;
    /// Bytes that fill up to four.
    PARAMETER_PADDING: Bytes = "sctp.parameter_padding", "Parameter padding", None;
    /// An address of the sender.
    IPV4_ADDRESS: Ipv4 = "sctp.parameter_ipv4_address", "IP Version 4 address", None;
    /// An address of the sender.
    IPV6_ADDRESS: Ipv6 = "sctp.parameter_ipv6_address", "IP Version 6 address", None;
    /// What the answer repeats.
    HEARTBEAT: Bytes = "sctp.parameter_heartbeat_information", "Heartbeat information", None;
    /// What the peer is to send back.
    STATE_COOKIE: Bytes = "sctp.parameter_state_cookie", "State cookie", None;
    /// A kind of address that is understood.
    ADDRESS_TYPE: U16 = "sctp.parameter_supported_address_type", "Supported address type", Dec, Names::Table(ADDRESS_TYPE_NAMES);
    /// What went wrong.
    CAUSE_CODE: U16 = "sctp.cause_code", "Cause code", Hex, Names::Table(CAUSE_CODE_NAMES);
    /// Bytes of the cause, without padding.
    CAUSE_LENGTH: U16 = "sctp.cause_length", "Cause length", Dec;
    /// More about it.
    CAUSE_INFORMATION: Bytes = "sctp.cause_information", "Cause information", None;
    /// Initiate tag.
    INITIATE_TAG: U32 = "sctp.initiate_tag", "Initiate tag", Hex;
    /// Reserved.
    DATA_RESERVED: U16 = "sctp.data_reserved", "Reserved", Dec;
    /// Message identifier.
    DATA_MID: U32 = "sctp.data_mid", "Message identifier", Dec;
    /// Fragment sequence number.
    DATA_FSN: U32 = "sctp.data_fsn", "Fragment sequence number", Dec;
    /// Lowest TSN.
    ECNE_LOWEST_TSN: U32 = "sctp.ecne_lowest_tsn", "Lowest TSN", Dec;
    /// Lowest TSN.
    CWR_LOWEST_TSN: U32 = "sctp.cwr_lowest_tsn", "Lowest TSN", Dec;
    /// New cumulative TSN.
    FORWARD_TSN_TSN: U32 = "sctp.forward_tsn_tsn", "New cumulative TSN", Dec;
    /// Stream identifier.
    FORWARD_TSN_SID: U16 = "sctp.forward_tsn_sid", "Stream identifier", Dec;
    /// Stream sequence number.
    FORWARD_TSN_SSN: U16 = "sctp.forward_tsn_ssn", "Stream sequence number", Dec;
    /// New cumulative TSN.
    I_FORWARD_TSN_TSN: U32 = "sctp.i_forward_tsn_tsn", "New cumulative TSN", Dec;
    /// Stream identifier.
    I_FORWARD_TSN_SID: U16 = "sctp.i_forward_tsn_sid", "Stream identifier", Dec;
    /// Flags.
    I_FORWARD_TSN_FLAGS: U16 = "sctp.i_forward_tsn_flags", "Flags", Hex;
    /// Reserved.
    I_FORWARD_TSN_RES: U16 = "sctp.i_forward_tsn_res", "Reserved", Dec & 0xfffe;
    /// U-Bit.
    I_FORWARD_TSN_U_BIT: Bool = "sctp.i_forward_tsn_u_bit", "U-Bit", W16 & 0x1, Names::TrueFalse("Unordered messages", "Ordered messages");
    /// Message identifier.
    FORWARD_TSN_MID: U32 = "sctp.forward_tsn_mid", "Message identifier", Dec;
    /// Suggested Cookie life-span increment (msec).
    P_COOKIE_PRESERVATIVE_INCR: U32 = "sctp.parameter_cookie_preservative_incr", "Suggested Cookie life-span increment (msec)", Dec;
    /// Hostname.
    P_HOSTNAME: Str = "sctp.parameter_hostname", "Hostname", None;
    /// Re-configuration request sequence number.
    P_RECONFIG_REQUEST_SEQUENCE_NUMBER: U32 = "sctp.parameter_reconfig_request_sequence_number", "Re-configuration request sequence number", Dec;
    /// Re-configuration response sequence number.
    P_RECONFIG_RESPONSE_SEQUENCE_NUMBER: U32 = "sctp.parameter_reconfig_response_sequence_number", "Re-configuration response sequence number", Dec;
    /// Senders last assigned TSN.
    P_SENDERS_LAST_ASSIGNED_TSN: U32 = "sctp.parameter_senders_last_assigned_tsn", "Senders last assigned TSN", Dec;
    /// Senders next TSN.
    P_SENDERS_NEXT_TSN: U32 = "sctp.parameter_senders_next_tsn", "Senders next TSN", Dec;
    /// Receivers next TSN.
    P_RECEIVERS_NEXT_TSN: U32 = "sctp.parameter_receivers_next_tsn", "Receivers next TSN", Dec;
    /// Result.
    P_RECONFIG_RESPONSE_RESULT: U32 = "sctp.parameter_reconfig_response_result", "Result", Dec, Names::Table(PARAMETER_RECONFIG_RESPONSE_RESULT_NAMES);
    /// Stream Identifier.
    P_RECONFIG_SID: U16 = "sctp.parameter_reconfig_sid", "Stream Identifier", Dec;
    /// Number of streams.
    P_ADD_OUTGOING_STREAMS_NUMBER: U16 = "sctp.parameter_add_outgoing_streams_number", "Number of streams", Dec;
    /// Reserved.
    P_ADD_OUTGOING_STREAMS_RESERVED: U16 = "sctp.parameter_add_outgoing_streams_reserved", "Reserved", Dec;
    /// Number of streams.
    P_ADD_INCOMING_STREAMS_NUMBER: U16 = "sctp.parameter_add_incoming_streams_number", "Number of streams", Dec;
    /// Reserved.
    P_ADD_INCOMING_STREAMS_RESERVED: U16 = "sctp.parameter_add_incoming_streams_reserved", "Reserved", Dec;
    /// Sequence number.
    ASCONF_SEQ_NR_NUMBER: U32 = "sctp.asconf_seq_nr_number", "Sequence number", Hex;
    /// Sequence number.
    ASCONF_ACK_SEQ_NR_NUMBER: U32 = "sctp.asconf_ack_seq_nr_number", "Sequence number", Hex;
    /// Correlation_id.
    CORRELATION_ID: U32 = "sctp.correlation_id", "Correlation_id", Hex;
    /// Indication.
    ADAPTATION_LAYER_INDICATION: U32 = "sctp.adaptation_layer_indication", "Indication", Hex;
    /// Random number.
    RANDOM_NUMBER: Bytes = "sctp.random_number", "Random number", None;
    /// Chunk type.
    CHUNK_TYPE_TO_AUTH: U8 = "sctp.chunk_type_to_auth", "Chunk type", Dec, Names::Table(CHUNK_TYPE_NAMES);
    /// HMAC identifier.
    HMAC_ID: U16 = "sctp.hmac_id", "HMAC identifier", Dec, Names::Table(HMAC_ID_NAMES);
    /// HMAC.
    HMAC: Bytes = "sctp.hmac", "HMAC", None;
    /// Shared key identifier.
    SHARED_KEY_ID: U16 = "sctp.shared_key_id", "Shared key identifier", Dec;
    /// Supported chunk type.
    SUPPORTED_CHUNK_TYPE: U8 = "sctp.supported_chunk_type", "Supported chunk type", Dec, Names::Table(CHUNK_TYPE_NAMES);
    /// Stream identifier.
    CAUSE_STREAM_IDENTIFIER: U16 = "sctp.cause_stream_identifier", "Stream identifier", Dec;
    /// Reserved.
    CAUSE_RESERVED: U16 = "sctp.cause_reserved", "Reserved", Dec;
    /// Number of missing parameters.
    CAUSE_NR_OF_MISSING_PARAMETERS: U32 = "sctp.cause_nr_of_missing_parameters", "Number of missing parameters", Dec;
    /// Missing parameter type.
    CAUSE_MISSING: U16 = "sctp.cause_missing_parameter_type", "Missing parameter type", Hex, Names::Table(PARAMETER_TYPE_NAMES);
    /// Measure of staleness in usec.
    CAUSE_MEASURE_OF_STALENESS: U32 = "sctp.cause_measure_of_staleness", "Measure of staleness in usec", Dec;
    /// TSN.
    CAUSE_TSN: U32 = "sctp.cause_tsn", "TSN", Dec;
    /// Padding data.
    PADDING_DATA: Bytes = "sctp.padding_data", "Padding data", None;
    /// Association index.
    ASSOC_INDEX: U16 = "sctp.assoc_index", "Association index", Dec;
}

/// Names of values.
pub const CHUNK_TYPE_NAMES: &[(u32, &str)] = &[
    (0, "DATA"),
    (1, "INIT"),
    (2, "INIT_ACK"),
    (3, "SACK"),
    (4, "HEARTBEAT"),
    (5, "HEARTBEAT_ACK"),
    (6, "ABORT"),
    (7, "SHUTDOWN"),
    (8, "SHUTDOWN_ACK"),
    (9, "ERROR"),
    (10, "COOKIE_ECHO"),
    (11, "COOKIE_ACK"),
    (12, "ECNE"),
    (13, "CWR"),
    (14, "SHUTDOWN_COMPLETE"),
    (15, "AUTH"),
    (16, "NR_SACK"),
    (64, "I_DATA"),
    (128, "ASCONF_ACK"),
    (129, "PKTDROP"),
    (130, "RE_CONFIG"),
    (132, "PAD"),
    (192, "FORWARD_TSN"),
    (193, "ASCONF"),
    (194, "I_FORWARD_TSN"),
    (255, "IETF_EXTENSION"),
];
const PPID_NAMES: &[(u32, &str)] = &[
    (0, "not specified"),
    (1, "IUA"),
    (2, "M2UA"),
    (3, "M3UA"),
    (4, "SUA"),
    (5, "M2PA"),
    (6, "V5UA"),
    (7, "H.248/MEGACO"),
    (8, "BICC/Q.2150.3"),
    (9, "TALI"),
    (10, "DUA"),
    (11, "ASAP"),
    (12, "ENRP"),
    (13, "H.323"),
    (14, "Q.IPC/Q.2150.3"),
    (15, "SIMCO"),
    (16, "DDP Segment Chunk"),
    (17, "DDP Stream Session Control"),
    (18, "S1 Application Protocol (S1AP)"),
    (19, "RUA"),
    (20, "HNBAP"),
    (21, "ForCES-HP"),
    (22, "ForCES-MP"),
    (23, "ForCES-LP"),
    (24, "SBc-AP"),
    (25, "NBAP"),
    (26, "Unassigned"),
    (27, "X2AP"),
    (28, "IRCP"),
    (29, "LCS-AP"),
    (30, "MPICH2"),
    (31, "SABP"),
    (32, "Fractal Generator Protocol"),
    (33, "Ping Pong Protocol"),
    (34, "CalcApp Protocol"),
    (35, "Scripting Service Protocol"),
    (36, "NetPerfMeter Control"),
    (37, "NetPerfMeter Data"),
    (38, "Echo"),
    (39, "Discard"),
    (40, "Daytime"),
    (41, "Character Generator"),
    (42, "3GPP RNA"),
    (43, "3GPP M2AP"),
    (44, "3GPP M3AP"),
    (45, "SSH"),
    (46, "DIAMETER"),
    (47, "DIAMETER over DTLS"),
    (48, "R14P"),
    (49, "Generic Data Transfer Protocol (GDT)"),
    (50, "WebRTC Control"),
    (51, "WebRTC String"),
    (52, "WebRTC Binary Partial (Deprecated)"),
    (53, "WebRTC Binary"),
    (54, "WebRTC String Partial (Deprecated)"),
    (55, "3GPP PUA"),
    (56, "WebRTC String Empty"),
    (57, "WebRTC Binary Empty"),
    (58, "XwAP"),
    (59, "Xw - Control Plane"),
    (60, "NGAP"),
    (61, "XnAP"),
    (62, "F1 AP"),
    (65, "ELE2 Lawful Interception"),
    (66, "NGAP over DTLS"),
    (67, "XnAP over DTLS"),
    (68, "F1AP over DTLS"),
    (69, "E1AP over DTLS"),
    (70, "E2-CP"),
    (71, "E2-UP"),
    (72, "E2-DU"),
    (73, "W1AP"),
];
/// Names of values.
pub const PARAMETER_TYPE_NAMES: &[(u32, &str)] = &[
    (1, "Heartbeat info"),
    (5, "IPv4 address"),
    (6, "IPv6 address"),
    (7, "State cookie"),
    (8, "Unrecognized parameter"),
    (9, "Cookie preservative"),
    (11, "Hostname address"),
    (12, "Supported address types"),
    (13, "Outgoing SSN reset request"),
    (14, "Incoming SSN reset request"),
    (15, "SSN/TSN reset request"),
    (16, "Re-configuration response"),
    (17, "Add outgoing streams request"),
    (18, "Add incoming streams request"),
    (32768, "ECN"),
    (32770, "Random"),
    (32771, "Authenticated Chunk list"),
    (32772, "Requested HMAC Algorithm"),
    (32776, "Supported Extensions"),
    (49152, "Forward TSN supported"),
    (49153, "Add IP address"),
    (49154, "Delete IP address"),
    (49155, "Error cause indication"),
    (49156, "Set primary address"),
    (49157, "Success report"),
    (49158, "Adaptation Layer Indication"),
];
/// Names of values.
pub const ADDRESS_TYPE_NAMES: &[(u32, &str)] =
    &[(5, "IPv4 address"), (6, "IPv6 address"), (11, "Hostname address")];
/// Names of values.
pub const CAUSE_CODE_NAMES: &[(u32, &str)] = &[
    (1, "Invalid stream identifier"),
    (2, "Missing mandatory parameter"),
    (3, "Stale cookie error"),
    (4, "Out of resource"),
    (5, "Unresolvable address"),
    (6, "Unrecognized chunk type"),
    (7, "Invalid mandatory parameter"),
    (8, "Unrecognized parameters"),
    (9, "No user data"),
    (10, "Cookie received while shutting down"),
    (11, "Restart of an association with new addresses"),
    (12, "User initiated ABORT"),
    (13, "Protocol violation"),
    (160, "Request to delete last address"),
    (161, "Operation refused due to resource shortage"),
    (162, "Request to delete source address"),
    (163, "Association Aborted due to illegal ASCONF-ACK"),
    (164, "Request refused - no authorization"),
    (261, "Unsupported HMAC identifier"),
];
/// Names of values.
pub const PARAMETER_RECONFIG_RESPONSE_RESULT_NAMES: &[(u32, &str)] = &[
    (0, "Nothing to do"),
    (1, "Performed"),
    (2, "Denied"),
    (3, "Error - Wrong SSN"),
    (4, "Error - Request already in progress"),
    (5, "Error - Bad sequence number"),
    (6, "In progress"),
];
/// Names of values.
pub const HMAC_ID_NAMES: &[(u32, &str)] = &[(0, "Reserved"), (1, "SHA-1"), (2, "Reserved"), (3, "SHA-256")];
