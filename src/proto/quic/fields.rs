//! Fields of QUIC, with Wireshark's names.

use super::names::*;

crate::fields! { "quic";
    /// QUIC (RFC 9000, 9001, 9369).
    QUIC: Protocol = "quic", "QUIC IETF", None;
    /// Number of the connection in this capture.
    CONNECTION_NUMBER: U32 = "quic.connection.number", "Connection Number", Dec;
    /// Bytes of this packet in the datagram.
    PACKET_LENGTH: U32 = "quic.packet_length", "Packet Length", Dec;
    /// Long or short (RFC 8999 section 5).
    HEADER_FORM: U8 = "quic.header_form", "Header Form", Dec & 0x80, HEADER_FORMS;
    /// Type of a long header packet (RFC 9000 section 17.2).
    LONG_TYPE: U8 = "quic.long.packet_type", "Packet Type", Dec & 0x30, TYPES;
    /// The same in version 2 (RFC 9369 section 3.2).
    LONG_TYPE_V2: U8 = "quic.long.packet_type_v2", "Packet Type", Dec & 0x30, TYPES_V2;
    /// Reserved bits, under header protection.
    LONG_RESERVED: U8 = "quic.long.reserved", "Reserved", Dec & 0x0c;
    /// Bytes of the packet number less one, under header protection.
    NUMBER_LENGTH: U8 = "quic.packet_number_length", "Packet Number Length", Dec & 0x03, NUMBER_LENGTHS;
    /// Connection ID that the receiver chose.
    DCID: Bytes = "quic.dcid", "Destination Connection ID", None;
    /// Connection ID that the sender chose.
    SCID: Bytes = "quic.scid", "Source Connection ID", None;
    /// Bytes of the destination connection ID.
    DCIL: U8 = "quic.dcil", "Destination Connection ID Length", Dec;
    /// Bytes of the source connection ID.
    SCIL: U8 = "quic.scil", "Source Connection ID Length", Dec;
    /// Bytes of the token (RFC 9000 section 17.2.2).
    TOKEN_LENGTH: U64 = "quic.token_length", "Token Length", Dec;
    /// What a Retry or an earlier connection gave the client.
    TOKEN: Bytes = "quic.token", "Token", None;
    /// Bytes of packet number and payload.
    LENGTH: U64 = "quic.length", "Length", Dec;
    /// The whole packet number (RFC 9000 appendix A.3).
    NUMBER: U64 = "quic.packet_number", "Packet Number", Dec;
    /// Version of a long header.
    VERSION: U32 = "quic.version", "Version", Hex, VERSIONS;
    /// A version that the server offers (RFC 9000 section 17.2.1).
    SUPPORTED_VERSION: U32 = "quic.supported_version", "Supported Version", Hex, VERSIONS;
    /// Bits of a Version Negotiation packet without meaning.
    VN_UNUSED: U8 = "quic.vn.unused", "Unused", Hex & 0x7f;
    /// A short header (RFC 9000 section 17.3).
    SHORT: Label = "quic.short", "QUIC Short Header", None;
    /// Always 1, unless the peers agreed otherwise (RFC 9287).
    FIXED_BIT: Bool = "quic.fixed_bit", "Fixed Bit", W8 & 0x40, TRUE_FALSE;
    /// Lets a network measure round trips (RFC 9000 section 17.4).
    SPIN_BIT: Bool = "quic.spin_bit", "Spin Bit", W8 & 0x20, TRUE_FALSE;
    /// Reserved bits, under header protection.
    SHORT_RESERVED: U8 = "quic.short.reserved", "Reserved", Dec & 0x18;
    /// Which keys protect the packet (RFC 9001 section 6), under header protection.
    KEY_PHASE: Bool = "quic.key_phase", "Key Phase Bit", W8 & 0x04, TRUE_FALSE;
    /// Payload as it was sent, encrypted.
    PAYLOAD: Bytes = "quic.payload", "Payload", None;
    /// Payload of a short header packet as it was sent.
    PROTECTED_PAYLOAD: Bytes = "quic.protected_payload", "Protected Payload", None;
    /// Packet number and payload that were not opened.
    REMAINING_PAYLOAD: Bytes = "quic.remaining_payload", "Remaining Payload", None;
    /// Token of a Retry packet.
    RETRY_TOKEN: Bytes = "quic.retry_token", "Retry Token", None;
    /// Tag of a Retry packet (RFC 9001 section 5.8).
    RETRY_TAG: Bytes = "quic.retry_integrity_tag", "Retry Integrity Tag", None;
    /// A frame (RFC 9000 section 19).
    FRAME: Label = "quic.frame", "Frame", None;
    /// Type of a frame.
    FRAME_TYPE: U64 = "quic.frame_type", "Frame Type", Hex, FRAME_TYPES;
    /// Bytes of padding.
    PADDING_LENGTH: U32 = "quic.padding_length", "Padding Length", Dec;
    /// Largest packet number acknowledged.
    ACK_LARGEST: U64 = "quic.ack.largest_acknowledged", "Largest Acknowledged", Dec;
    /// Time until the acknowledgement, in units that were agreed.
    ACK_DELAY: U64 = "quic.ack.ack_delay", "ACK Delay", Dec;
    /// How many pairs of gap and range follow.
    ACK_COUNT: U64 = "quic.ack.ack_range_count", "ACK Range Count", Dec;
    /// Packets acknowledged before the largest.
    ACK_FIRST: U64 = "quic.ack.first_ack_range", "First ACK Range", Dec;
    /// Packets not acknowledged, less one.
    ACK_GAP: U64 = "quic.ack.gap", "Gap", Dec;
    /// Packets acknowledged behind a gap, less one.
    ACK_RANGE: U64 = "quic.ack.ack_range", "ACK Range", Dec;
    /// Packets received with ECT(0).
    ACK_ECT0: U64 = "quic.ack.ect0_count", "ECT(0) Count", Dec;
    /// Packets received with ECT(1).
    ACK_ECT1: U64 = "quic.ack.ect1_count", "ECT(1) Count", Dec;
    /// Packets received with ECN-CE.
    ACK_CE: U64 = "quic.ack.ecn_ce_count", "ECN-CE Count", Dec;
    /// Stream that its sender gives up.
    RS_STREAM: U64 = "quic.rsts.stream_id", "Stream ID", Dec;
    /// Why.
    RS_ERROR: U64 = "quic.rsts.application_error_code", "Application Error code", Dec;
    /// How long the stream is.
    RS_FINAL_SIZE: U64 = "quic.rsts.final_size", "Final Size", Dec;
    /// Stream that its receiver does not want.
    SS_STREAM: U64 = "quic.ss.stream_id", "Stream ID", Dec;
    /// Why.
    SS_ERROR: U64 = "quic.ss.application_error_code", "Application Error code", Dec;
    /// Offset in the handshake bytes of this level.
    CRYPTO_OFFSET: U64 = "quic.crypto.offset", "Offset", Dec;
    /// Bytes of handshake.
    CRYPTO_LENGTH: U64 = "quic.crypto.length", "Length", Dec;
    /// Handshake bytes.
    CRYPTO_DATA: Label = "quic.crypto.crypto_data", "Crypto Data", None;
    /// The parts that handshake bytes out of order were put together from.
    CRYPTO_FRAGMENTS: Label = "quic.crypto.fragments", "Reassembled QUIC CRYPTO Data Fragments", None;
    /// One of them.
    CRYPTO_FRAGMENT: FrameNum = "quic.crypto.fragment", "QUIC CRYPTO Data Fragment", None;
    /// How many there are.
    CRYPTO_FRAGMENT_COUNT: U32 = "quic.crypto.fragment.count", "Fragment count", Dec;
    /// Where handshake bytes that came too early are shown.
    CRYPTO_REASSEMBLED_IN: FrameNum = "quic.crypto.reassembled_in", "Reassembled PDU in frame", None;
    /// Bytes of a token.
    NT_LENGTH: U64 = "quic.nt.length", "(Token) Length", Dec;
    /// Token for the next connection.
    NT_TOKEN: Bytes = "quic.nt.token", "Token", None;
    /// The stream ends here.
    STREAM_FIN: Bool = "quic.stream.fin", "Fin", W8 & 0x01, TRUE_FALSE;
    /// The frame says its length.
    STREAM_LEN: Bool = "quic.stream.len", "Len(gth)", W8 & 0x02, TRUE_FALSE;
    /// The frame says its offset.
    STREAM_OFF: Bool = "quic.stream.off", "Off(set)", W8 & 0x04, TRUE_FALSE;
    /// Number of a stream.
    STREAM_ID: U64 = "quic.stream.stream_id", "Stream ID", Dec;
    /// Who opened the stream.
    STREAM_INITIATOR: U64 = "quic.stream.initiator", "Stream initiator", Dec & 0x01, INITIATORS;
    /// Whether both sides send on it.
    STREAM_DIRECTION: U64 = "quic.stream.direction", "Stream direction", Dec & 0x02, DIRECTIONS;
    /// Offset in the stream.
    STREAM_OFFSET: U64 = "quic.stream.offset", "Offset", Dec;
    /// Bytes of the stream.
    STREAM_LENGTH: U64 = "quic.stream.length", "Length", Dec;
    /// Bytes of the stream.
    STREAM_DATA: Bytes = "quic.stream_data", "Stream Data", None;
    /// Bytes that may be sent on all streams.
    MAX_DATA: U64 = "quic.md.maximum_data", "Maximum Data", Dec;
    /// Stream whose limit is raised.
    MSD_STREAM: U64 = "quic.msd.stream_id", "Stream ID", Dec;
    /// Bytes that may be sent on it.
    MSD_MAX: U64 = "quic.msd.maximum_stream_data", "Maximum Stream Data", Dec;
    /// Streams that may be opened.
    MAX_STREAMS: U64 = "quic.ms.max_streams", "Max Streams", Dec;
    /// Limit at which all streams are blocked.
    DATA_LIMIT: U64 = "quic.sb.stream_data_limit", "Stream Data Limit", Dec;
    /// Stream that is blocked.
    SDB_STREAM: U64 = "quic.sdb.stream_id", "Stream ID", Dec;
    /// Limit of opened streams that blocks.
    STREAM_LIMIT: U64 = "quic.sib.stream_limit", "Stream Limit", Dec;
    /// Number of a connection ID.
    NCI_SEQUENCE: U64 = "quic.nci.sequence", "Sequence", Dec;
    /// Those before it are to be retired.
    NCI_RETIRE: U64 = "quic.nci.retire_prior_to", "Retire Prior To", Dec;
    /// Bytes of the connection ID.
    NCI_LENGTH: U8 = "quic.nci.connection_id.length", "Connection ID Length", Dec;
    /// A connection ID that the peer may use.
    NCI_CID: Bytes = "quic.nci.connection_id", "Connection ID", None;
    /// What a stateless reset would end with.
    NCI_TOKEN: Bytes = "quic.nci.stateless_reset_token", "Stateless Reset Token", None;
    /// Number of a connection ID that is used no more.
    RCI_SEQUENCE: U64 = "quic.rci.sequence", "Sequence", Dec;
    /// Bytes to be sent back.
    PATH_CHALLENGE: Bytes = "quic.path_challenge.data", "Data", None;
    /// Bytes sent back.
    PATH_RESPONSE: Bytes = "quic.path_response.data", "Data", None;
    /// Why the connection is closed (RFC 9000 section 20.1).
    CC_ERROR: U64 = "quic.cc.error_code", "Error code", Dec, ERRORS;
    /// The application's reason.
    CC_ERROR_APP: U64 = "quic.cc.error_code.app", "Application Error code", Dec;
    /// The TLS alert (RFC 9001 section 4.8).
    CC_ALERT: U8 = "quic.cc.error_code.tls_alert", "TLS Alert Description", Dec;
    /// Frame that was wrong.
    CC_FRAME_TYPE: U64 = "quic.cc.frame_type", "Frame Type", Dec;
    /// Bytes of the reason.
    CC_REASON_LENGTH: U64 = "quic.cc.reason_phrase.length", "Reason phrase Length", Dec;
    /// The reason in words.
    CC_REASON: Str = "quic.cc.reason_phrase", "Reason phrase", None;
    /// Bytes of a datagram (RFC 9221).
    DG_LENGTH: U64 = "quic.dg.length", "Datagram Length", Dec;
    /// Datagram of the application.
    DG: Bytes = "quic.dg", "Datagram", None;
    /// Number of an ACK_FREQUENCY frame.
    AF_SEQUENCE: U64 = "quic.af.sequence_number", "Sequence Number", Dec;
    /// Packets that may stay without acknowledgement.
    AF_THRESHOLD: U64 = "quic.af.ack_eliciting_threshold", "Ack-Eliciting Threshold", Dec;
    /// Longest delay asked for.
    AF_DELAY: U64 = "quic.af.request_max_ack_delay", "Request Max Ack Delay", Dec;
    /// Flags.
    AF_LAST: U8 = "quic.af.last_byte", "Last Byte", Hex;
    /// Zero.
    AF_RESERVED: U8 = "quic.af.reserved", "Reserved", Dec & 0xfc;
    /// Acknowledgements need not be sent at once because of congestion marks.
    AF_IGNORE_CE: Bool = "quic.af.ignore_ce", "Ignore CE", W8 & 0x01;
    /// Nor because of packets out of order.
    AF_IGNORE_ORDER: Bool = "quic.af.ignore_order", "Ignore Order", W8 & 0x02;
    /// Sender's time.
    TIME_STAMP: U64 = "quic.ts", "Time Stamp", Dec;
    /// Marks packets that were not opened, and says why.
    DECRYPTION_FAILED: Label = "quic.decryption_failed", "Failed to decrypt handshake", None;
    /// Why the packet was not opened.
    NOT_DECRYPTED: Str = "wirelens.quic.not_decrypted", "Not decrypted", None;
    /// Handshake or stream bytes that had come before.
    RETRANSMISSION: Label = "quic.retransmission", "This QUIC frame has a reused stream offset (retransmission?)", None;
    /// A frame type that is not known.
    UNKNOWN_FRAME: Label = "quic.ft.unknown", "Unknown Frame Type", None;
    /// A Retry packet whose tag is wrong.
    BAD_RETRY: Label = "quic.bad_retry", "Retry Integrity Tag verification failure", None;
    /// Bytes behind the last packet of a datagram.
    COALESCED_PADDING: Label = "quic.coalesced_padding_data", "Coalesced Padding Data", None;
    /// A packet of no connection that is known.
    CONNECTION_UNKNOWN: Label = "quic.connection.unknown", "Unknown QUIC connection. Missing Initial Packet or migrated connection?", None;
    /// A version that is not read here.
    VERSION_UNSUPPORTED: Label = "wirelens.quic.version_unsupported", "Version not supported", None;
}
