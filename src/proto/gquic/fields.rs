//! Names of Google's QUIC: its fields.

use super::names::{ERRORS, REFUSALS, STREAM_ERRORS};
use crate::field::Names;
use crate::field::def::YES_NO;

const CID_OLD: Names = Names::Table(&[(0, "0 Byte"), (1, "1 Byte"), (2, "4 Bytes"), (3, "8 Bytes")]);
const CID: Names = Names::TrueFalse("8 Bytes", "0 Byte");
const NUMBER_LEN: Names = Names::Table(&[(0, "1 Byte"), (1, "2 Bytes"), (2, "4 Bytes"), (3, "6 Bytes")]);
const NUMBER_LEN_46: Names = Names::Table(&[(0, "1 bytes"), (1, "2 bytes"), (2, "3 bytes"), (3, "4 bytes")]);
const FORMS: Names = Names::Table(&[(0, "Short Header"), (1, "Long Header")]);
const LONG_TYPES: Names = Names::Table(&[(0, "Initial"), (1, "0-RTT"), (2, "Handshake"), (3, "Retry")]);
const OFFSET_LENGTHS: Names = Names::Table(&[
    (0, "0 Byte"),
    (1, "2 Bytes"),
    (2, "3 Bytes"),
    (3, "4 Bytes"),
    (4, "5 Bytes"),
    (5, "6 Bytes"),
    (6, "7 Bytes"),
    (7, "8 Bytes"),
]);
const STREAM_LENGTHS: Names = Names::Table(&[(0, "1 Byte"), (1, "2 Bytes"), (2, "3 Bytes"), (3, "4 Bytes")]);
const NUMBER_LENGTHS: Names = Names::Table(&[(0, "1 Byte"), (1, "2 Bytes"), (2, "4 Bytes"), (3, "6 Bytes")]);
const DATA_LENGTH: Names = Names::TrueFalse("2 Bytes", "0 Byte");
const ADDRESS_TYPES: Names = Names::Table(&[(2, "IPv4"), (10, "IPv6")]);

crate::fields! { "gquic";
    /// Google's QUIC.
    GQUIC: Protocol = "gquic", "GQUIC (Google Quick UDP Internet Connections)", None;
    /// Whether a version stands in the header (Q044 on).
    HEADER_FORM: U8 = "gquic.header_form", "Header Form", Dec & 0x80, FORMS;
    /// Always set (Q044 on).
    FIXED_BIT: Bool = "gquic.fixed_bit", "Fixed Bit", W8 & 0x40;
    /// Kind of a packet with a long header.
    LONG_TYPE: U8 = "gquic.long.packet_type", "Packet Type", Dec & 0x30, LONG_TYPES;
    /// Must be 0.
    LONG_RESERVED: U8 = "gquic.long.reserved", "Reserved", Dec & 0x0c;
    /// Length of the packet number, less one.
    NUMBER_LENGTH: U8 = "gquic.packet_number_length", "Packet Number Length", Dec & 0x03, NUMBER_LEN_46;
    /// Length of the destination's connection ID, less three; 0: none.
    DCIL: U8 = "gquic.dcil", "Destination Connection ID Length", Dec & 0xf0;
    /// Length of the source's connection ID, less three; 0: none.
    SCIL: U8 = "gquic.scil", "Source Connection ID Length", Dec & 0x0f;
    /// What the header holds.
    FLAGS: U8 = "gquic.puflags", "Public Flags", Hex;
    /// A version stands in the header.
    FLAG_VERSION: Bool = "gquic.puflags.version", "Version", W8 & 0x01, YES_NO;
    /// The connection is reset.
    FLAG_RESET: Bool = "gquic.puflags.reset", "Reset", W8 & 0x02, YES_NO;
    /// The server sent a nonce for its keys.
    FLAG_NONCE: Bool = "gquic.puflags.nonce", "Diversification nonce", W8 & 0x04, YES_NO;
    /// Whether there is a connection ID.
    FLAG_CID: Bool = "gquic.puflags.cid", "CID Length", W8 & 0x08, CID;
    /// Length of the connection ID, before Q033.
    FLAG_CID_OLD: U8 = "gquic.puflags.cid.old", "CID Length", Hex & 0x0c, CID_OLD;
    /// Length of the packet number.
    FLAG_NUMBER: U8 = "gquic.puflags.pkn", "Packet Number Length", Hex & 0x30, NUMBER_LEN;
    /// For more than one path.
    FLAG_MULTIPATH: Bool = "gquic.puflags.mpth", "Multipath", W8 & 0x40, YES_NO;
    /// Must be 0.
    FLAG_RESERVED: U8 = "gquic.puflags.rsv", "Reserved", Hex & 0x80;
    /// Connection ID.
    CONNECTION: U64 = "gquic.cid", "CID", Dec;
    /// Version, as four letters.
    VERSION: Str = "gquic.version", "Version", None;
    /// Makes the server's keys differ.
    NONCE: Bytes = "gquic.diversification_nonce", "Diversification nonce", None;
    /// Packet number, as much of it as is sent.
    NUMBER: U64 = "gquic.packet_number", "Packet Number", Dec;
    /// What is encrypted.
    PAYLOAD: Bytes = "gquic.payload", "Payload", None;
    /// Checks a packet in the clear.
    HASH: Bytes = "gquic.message_authentication_hash", "Message Authentication Hash", None;
    /// What the packet is good for (before Q034).
    PRIVATE: U8 = "gquic.prflags", "Private Flags", Hex;
    /// A bit that acknowledgements prove to have been seen.
    PRIVATE_ENTROPY: Bool = "gquic.prflags.entropy", "Entropy", W8 & 0x01, YES_NO;
    /// Whether the packet is one of several that repair each other.
    PRIVATE_FEC_GROUP: Bool = "gquic.prflags.fecg", "FEC Group", W8 & 0x02, YES_NO;
    /// Whether the packet repairs others.
    PRIVATE_FEC: Bool = "gquic.prflags.fec", "FEC", W8 & 0x04, YES_NO;
    /// Must be 0.
    PRIVATE_RESERVED: U8 = "gquic.prflags.rsv", "Reserved", Hex & 0xf8;
    /// A frame.
    FRAME: Label = "gquic.frame", "Frame", None;
    /// What the frame is.
    FRAME_TYPE: U8 = "gquic.frame_type", "Frame Type", Hex;
    /// Bytes of padding.
    PADDING_LENGTH: U32 = "gquic.frame_type.padding.length", "Padding Length", Dec;
    /// Padding.
    PADDING: Bytes = "gquic.frame_type.padding", "Padding", None;
    /// The stream that is given up.
    RESET_STREAM: U32 = "gquic.frame_type.rsts.stream_id", "Stream ID", Dec;
    /// Where the stream ends.
    RESET_OFFSET: U64 = "gquic.frame_type.rsts.byte_offset", "Byte offset", Dec;
    /// Why.
    RESET_ERROR: U32 = "gquic.frame_type.rsts.error_code", "Error code", Dec, Names::Table(STREAM_ERRORS);
    /// Why the connection ends.
    CLOSE_ERROR: U32 = "gquic.frame_type.cc.error_code", "Error code", Dec, Names::Table(ERRORS);
    /// Length of the reason.
    CLOSE_LENGTH: U16 = "gquic.frame_type.cc.reason_phrase.length", "Reason phrase Length", Dec;
    /// The reason in words.
    CLOSE_REASON: Str = "gquic.frame_type.cc.reason_phrase", "Reason phrase", None;
    /// Why no new streams are wanted.
    GOAWAY_ERROR: U32 = "gquic.frame_type.goaway.error_code", "Error code", Dec, Names::Table(ERRORS);
    /// The last stream that is served.
    GOAWAY_STREAM: U32 = "gquic.frame_type.goaway.last_good_stream_id", "Last Good Stream ID", Dec;
    /// Length of the reason.
    GOAWAY_LENGTH: U16 = "gquic.frame_type.goaway.reason_phrase.length", "Reason phrase Length", Dec;
    /// The reason in words.
    GOAWAY_REASON: Str = "gquic.frame_type.goaway.reason_phrase", "Reason phrase", None;
    /// The stream that may send more.
    WINDOW_STREAM: U32 = "gquic.frame_type.wu.stream_id", "Stream ID", Dec;
    /// How far it may send.
    WINDOW_OFFSET: U64 = "gquic.frame_type.wu.byte_offset", "Byte offset", Dec;
    /// The stream that may not send.
    BLOCKED_STREAM: U32 = "gquic.frame_type.blocked.stream_id", "Stream ID", Dec;
    /// Entropy of the packets no longer waited for.
    STOP_ENTROPY: U8 = "gquic.frame_type.sw.send_entropy", "Send Entropy", Dec;
    /// How far before this packet the first one is that is still waited for.
    STOP_DELTA: U64 = "gquic.frame_type.sw.least_unacked_delta", "Least unacked delta", Dec;
    /// A part of a stream.
    STREAM: Bool = "gquic.frame_type.stream", "Stream", W8 & 0x80;
    /// The last part.
    STREAM_FIN: Bool = "gquic.frame_type.stream.f", "FIN", W8 & 0x40;
    /// Whether a length stands before the data.
    STREAM_DATA_LENGTH: Bool = "gquic.frame_type.stream.d", "Data Length", W8 & 0x20, DATA_LENGTH;
    /// Length of the offset.
    STREAM_OFFSET_LENGTH: U8 = "gquic.frame_type.stream.ooo", "Offset Length", Dec & 0x1c, OFFSET_LENGTHS;
    /// Length of the stream's number.
    STREAM_ID_LENGTH: U8 = "gquic.frame_type.stream.ss", "Stream Length", Dec & 0x03, STREAM_LENGTHS;
    /// Says which packets arrived.
    ACK: Bool = "gquic.frame_type.ack", "ACK", W8 & 0x40;
    /// Packets are missing.
    ACK_NACK: Bool = "gquic.frame_type.ack.n", "NACK", W8 & 0x20;
    /// Must be 0 (Q034 on).
    ACK_UNUSED: Bool = "gquic.frame_type.ack.u", "Unused", W8 & 0x10;
    /// More packets are missing than are told (before Q034).
    ACK_TRUNCATED: Bool = "gquic.frame_type.ack.t", "Truncated", W8 & 0x10;
    /// Length of the largest packet number.
    ACK_LARGEST_LENGTH: U8 = "gquic.frame_type.ack.ll", "Largest Observed Length", Dec & 0x0c, NUMBER_LENGTHS;
    /// Length of differences of packet numbers.
    ACK_MISSING_LENGTH: U8 = "gquic.frame_type.ack.mm", "Missing Packet Length", Dec & 0x03, NUMBER_LENGTHS;
    /// Entropy of the packets that arrived.
    ACK_ENTROPY: U8 = "gquic.frame_type.ack.received_entropy", "Received Entropy", Dec;
    /// The largest packet that arrived (before Q034).
    ACK_OBSERVED: U64 = "gquic.frame_type.ack.largest_observed", "Largest Observed", Dec;
    /// How long the answer waited (before Q034).
    ACK_DELAY: U16 = "gquic.frame_type.ack.ack_delay_time", "Ack Delay time", Dec;
    /// Times told.
    ACK_TIMES: U8 = "gquic.frame_type.ack.num_timestamp", "Num Timestamp", Dec;
    /// Which packet the time is of (before Q034).
    ACK_DELTA_OBSERVED: U8 = "gquic.frame_type.ack.delta_largest_observed", "Delta Largest Observed", Dec;
    /// The first time (before Q034).
    ACK_FIRST_TIME: U32 = "gquic.frame_type.ack.first_timestamp", "First Timestamp", Dec;
    /// Time since the one before.
    ACK_TIME_SINCE: U16 = "gquic.frame_type.ack.time_since_previous_timestamp", "Time since Previous timestamp", Dec;
    /// Runs of missing packets.
    ACK_RANGES: U8 = "gquic.frame_type.ack.num_ranges", "Num Ranges", Dec;
    /// Where a run begins.
    ACK_MISSING: U64 = "gquic.frame_type.ack.missing_packet", "Missing Packet Number Delta", Dec;
    /// How long it is.
    ACK_RANGE: U8 = "gquic.frame_type.ack.range_length", "Range Length", Dec;
    /// Packets that others repaired.
    ACK_REVIVALS: U8 = "gquic.frame_type.ack.num_revived", "Num Revived", Dec;
    /// One of them.
    ACK_REVIVED: U64 = "gquic.frame_type.ack.revived_packet", "Revived Packet Number", Dec;
    /// The largest packet that arrived.
    ACK_LARGEST: U64 = "gquic.frame_type.ack.largest_acked", "Largest Acked", Dec;
    /// How long the answer waited.
    ACK_LARGEST_DELAY: U16 = "gquic.frame_type.ack.largest_acked_delta_time", "Largest Acked Delta Time", Dec;
    /// Runs of packets that arrived, beside the first.
    ACK_BLOCKS: U8 = "gquic.frame_type.ack.num_blocks", "Num blocks", Dec;
    /// Length of the first run.
    ACK_FIRST_BLOCK: U64 = "gquic.frame_type.ack.first_ack_block_length", "First Ack block length", Dec;
    /// Packets missing before the next run.
    ACK_GAP: U8 = "gquic.frame_type.ack.gap_to_next_block", "Gap to next block", Dec;
    /// Length of a run.
    ACK_BLOCK: U64 = "gquic.frame_type.ack.ack_block_length", "Ack block length", Dec;
    /// Which packet the time is of.
    ACK_DELTA_ACKED: U8 = "gquic.frame_type.ack.delta_largest_acked", "Delta Largest Observed", Dec;
    /// The first time.
    ACK_SINCE_LARGEST: U32 = "gquic.frame_type.ack.time_since_largest_acked", "Time Since Largest Acked", Dec;
    /// The stream.
    STREAM_ID: U32 = "gquic.stream_id", "Stream ID", Dec;
    /// Where in the stream the data stand.
    OFFSET: U64 = "gquic.offset", "Offset", Dec;
    /// Bytes of data.
    DATA_LEN: U32 = "gquic.data_len", "Data Length", Dec;
    /// Kind of the handshake's message.
    TAG: Str = "gquic.tag", "Tag", None;
    /// How many values it has.
    TAG_NUMBER: U16 = "gquic.tag_number", "Tag Number", Dec;
    /// Makes the head of a message four bytes longer.
    TAG_PADDING: Bytes = "gquic.padding", "Padding", None;
    /// What a stream carries.
    STREAM_DATA: Bytes = "gquic.stream_data", "Stream Data", None;
    /// A value with its name.
    TAGS: Label = "gquic.tags", "Tag/value", None;
    /// Name of a value.
    TAG_TYPE: Str = "gquic.tag_type", "Tag Type", None;
    /// Where the value ends.
    TAG_END: U32 = "gquic.tag_offset_end", "Tag offset end", Dec;
    /// Length of the value.
    TAG_LENGTH: U32 = "gquic.tag_offset_length", "Tag length", Dec;
    /// The value.
    TAG_VALUE: Bytes = "gquic.tag_value", "Tag/value", None;
    /// The server's name.
    TAG_SNI: Str = "gquic.tag.sni", "Server Name Indication", None;
    /// Makes a hello long.
    TAG_PAD: Bytes = "gquic.tag.pad", "Padding", None;
    /// Version that the client wants.
    TAG_VERSION: Str = "gquic.tag.version", "Version", None;
    /// Which proofs the client understands.
    TAG_PDMD: Str = "gquic.tag.pdmd", "Proof demand", None;
    /// Sets of certificates the client has.
    TAG_CCS: U64 = "gquic.tag.ccs", "Common certificate sets", Hex;
    /// The client program.
    TAG_UAID: Str = "gquic.tag.uaid", "Client's User Agent ID", None;
    /// Proves the client's address.
    TAG_STK: Bytes = "gquic.tag.stk", "Source-address token", None;
    /// The server's nonce.
    TAG_SNO: Bytes = "gquic.tag.sno", "Server nonce", None;
    /// Signature of the server's configuration.
    TAG_PROF: Bytes = "gquic.tag.prof", "Proof (Signature)", None;
    /// The server's configuration.
    TAG_SCFG: Str = "gquic.tag.scfg", "Server Config Tag", None;
    /// How many values the server's configuration has.
    TAG_SCFG_NUMBER: U32 = "gquic.tag.scfg.number", "Number Server Config Tag", Dec;
    /// Why the hello was refused.
    TAG_RREJ: U32 = "gquic.tag.rrej", "Reasons for server sending", Dec, Names::Table(REFUSALS);
    /// Certificates, packed.
    TAG_CRT: Bytes = "gquic.tag.crt", "Certificate chain", None;
    /// Ciphers.
    TAG_AEAD: Str = "gquic.tag.aead", "Authenticated encryption algorithms", None;
    /// Which configuration of the server.
    TAG_SCID: Bytes = "gquic.tag.scid", "Server Config ID", None;
    /// Public keys, three bytes at a time as the reference reads them.
    TAG_PUBS: U24 = "gquic.tag.pubs", "Public value", DecHex;
    /// Key exchanges.
    TAG_KEXS: Str = "gquic.tag.kexs", "Key exchange algorithms", None;
    /// Names a group of servers.
    TAG_OBIT: Bytes = "gquic.tag.obit", "Server orbit", None;
    /// When the configuration ends, in seconds since 1970.
    TAG_EXPY: U64 = "gquic.tag.expy", "Expiry", Dec;
    /// The client's nonce.
    TAG_NONC: Bytes = "gquic.tag.nonc", "Client nonce", None;
    /// Streams at once.
    TAG_MSPC: U32 = "gquic.tag.mspc", "Max streams per connection", Dec;
    /// Whether connection IDs may be left out.
    TAG_TCID: U32 = "gquic.tag.tcid", "Connection ID truncation", DecHex;
    /// Bytes the socket takes.
    TAG_SRBF: U32 = "gquic.tag.srbf", "Socket receive buffer", DecHex;
    /// Seconds a connection may be idle.
    TAG_ICSL: U32 = "gquic.tag.icsl", "Idle connection state", DecHex;
    /// Whether an idle connection ends without a word.
    TAG_SCLS: U32 = "gquic.tag.scls", "Silently close on timeout", DecHex;
    /// Options.
    TAG_COPT: Str = "gquic.tag.copt", "Connection options", None;
    /// Certificates the client has.
    TAG_CCRT: Bytes = "gquic.tag.ccrt", "Cached certificates", None;
    /// Round-trip time, in microseconds.
    TAG_IRTT: U32 = "gquic.tag.irtt", "Estimated initial RTT", Dec;
    /// Flow control of the connection.
    TAG_CFCW: U32 = "gquic.tag.cfcw", "Initial session/connection", Dec;
    /// Flow control of a stream.
    TAG_SFCW: U32 = "gquic.tag.sfcw", "Initial stream flow control", Dec;
    /// Values encrypted for the server.
    TAG_CETV: Bytes = "gquic.tag.cetv", "Client encrypted tag-value", None;
    /// The certificate the client expects.
    TAG_XLCT: Bytes = "gquic.tag.xlct", "Expected leaf certificate", None;
    /// Another nonce of the client.
    TAG_NONP: Bytes = "gquic.tag.nonp", "Client Proof nonce", None;
    /// Promise of a certificate transparency log.
    TAG_CSCT: Bytes = "gquic.tag.csct", "Signed cert timestamp", None;
    /// The client's clock.
    TAG_CTIM: AbsoluteTime = "gquic.tag.ctim", "Client Timestamp", None;
    /// Proves a public reset.
    TAG_RNON: U64 = "gquic.tag.rnon", "Public reset nonce proof", Dec;
    /// The packet that was refused.
    TAG_RSEQ: U64 = "gquic.tag.rseq", "Rejected Packet Number", Dec;
    /// Kind of the client's address.
    TAG_CADR_TYPE: U16 = "gquic.tag.caddr.addr.type", "Client IP Address Type", Dec, ADDRESS_TYPES;
    /// The client's address.
    TAG_CADR_IPV4: Ipv4 = "gquic.tag.caddr.addr.ipv4", "Client IP Address", None;
    /// The client's address.
    TAG_CADR_IPV6: Ipv6 = "gquic.tag.caddr.addr.ipv6", "Client IP Address", None;
    /// The client's port.
    TAG_CADR_PORT: U16 = "gquic.tag.caddr.port", "Client Port (Source)", Dec;
    /// Streams the peer may open.
    TAG_MIDS: U32 = "gquic.tag.mids", "Max incoming dynamic streams", Dec;
    /// Whether all streams are in order.
    TAG_FHOL: U32 = "gquic.tag.fhol", "Force Head Of Line blocking", Dec;
    /// Seconds the server's configuration lasts.
    TAG_STTL: U64 = "gquic.tag.sttl", "Server Config TTL", Dec;
    /// Whether the longest header list is told.
    TAG_SMHL: U64 = "gquic.tag.smhl", "Support Max Header List (size)", Dec;
    /// Keys that tokens may be bound to.
    TAG_TBKP: Str = "gquic.tag.tbkp", "Token Binding Key Params.", None;
    /// How long an acknowledgement may wait, in milliseconds.
    TAG_MAD0: U32 = "gquic.tag.mad0", "Max Ack Delay", Dec;
    /// A version inside another one.
    TAG_QLVE: Bytes = "gquic.tag.qlve", "Legacy Version Encapsulation", None;
    /// How congestion is controlled.
    TAG_CGST: Bytes = "gquic.tag.cgst", "Congestion Control Feedback Type", None;
    /// Names the client program.
    TAG_EPID: Str = "gquic.tag.epid", "Endpoint identifier", None;
    /// With which a connection is reset.
    TAG_SRST: Bytes = "gquic.tag.srst", "Stateless Reset Token", None;
    /// The value's end is in another packet.
    TAG_TRUNCATED: Label = "gquic.tag.length.truncated", "Truncated Tag Length...", None;
    /// A value nobody defined.
    TAG_UNKNOWN: Bytes = "gquic.tag.unknown", "Unknown tag", None;
}
