//! The fields of the options of TCP, and their names.

use crate::field::Names;
use crate::field::def::SET;

pub(super) const KINDS: Names = Names::Table(&[
    (0, "End of Option List"),
    (1, "No-Operation"),
    (2, "Maximum Segment Size"),
    (3, "Window Scale"),
    (4, "SACK Permitted"),
    (5, "SACK"),
    (6, "Echo"),
    (7, "Echo Reply"),
    (8, "Time Stamp Option"),
    (9, "Partial Order Connection Permitted"),
    (10, "Partial Order Service Profile"),
    (11, "CC"),
    (12, "CC.NEW"),
    (13, "CC.ECHO"),
    (14, "TCP Alternate Checksum Request"),
    (15, "TCP Alternate Checksum Data"),
    (16, "Skeeter"),
    (17, "Bubba"),
    (18, "Trailer Checksum Option"),
    (19, "MD5 Signature Option"),
    (20, "SCPS Capabilities"),
    (21, "Selective Negative Acknowledgements"),
    (22, "Record Boundaries"),
    (23, "Corruption experienced"),
    (24, "SNAP"),
    (25, "Unassigned"),
    (26, "TCP Compression Filter"),
    (27, "Quick-Start Response"),
    (28, "User Timeout Option"),
    (29, "The TCP Authentication Option"),
    (30, "Multipath TCP"),
    (34, "TCP Fast Open Cookie"),
    (76, "Riverbed Probe"),
    (78, "Riverbed Transparency"),
    (172, "Accurate ECN Order 0"),
    (174, "Accurate ECN Order 1"),
    (253, "RFC3692-style Experiment 1"),
    (254, "RFC3692-style Experiment 2"),
]);

/// IANA "TCP Experimental Option Experiment Identifiers".
pub(super) const EXPERIMENTS: Names = Names::Table(&[
    (ACK_RATE_REQUEST, "TCP ACK Rate Request"),
    (0x0348, "Host ID"),
    (0x0a0d, "Autonomous System Compensation"),
    (0x0ca0, "Capability Option"),
    (0x0ed0, "Extended Data Offset"),
    (0x454e, "Encryption Negotiation"),
    (0x5323, "Service Number"),
    (0x75ec, "Timestamp Interval"),
    (0xacc0, "Accurate ECN - Order 0"),
    (0xacc1, "Accurate ECN - Order 1"),
    (0xacce, "Accurate ECN"),
    (0xe2d4, "Shared Memory communications over RMDA protocol"),
    (FAST_OPEN, "Fast Open"),
    (0xf990, "Low Latency"),
]);
pub(super) const FAST_OPEN: u32 = 0xf989;
pub(super) const ACK_RATE_REQUEST: u32 = 0x00ac;

pub(super) const MPTCP_SUBTYPES: Names = Names::Table(&[
    (0, "Multipath Capable"),
    (1, "Join Connection"),
    (2, "Data Sequence Signal"),
    (3, "Add Address"),
    (4, "Remove Address"),
    (5, "Change Subflow Priority"),
    (6, "TCP Fallback"),
    (7, "Fast Close"),
    (8, "TCP Reset"),
]);

const MPTCP_RST_REASONS: Names = Names::Table(&[
    (0, "Unspecified error"),
    (1, "MPTCP-specific error"),
    (2, "Lack of resources"),
    (3, "Administratively prohibited"),
    (4, "Too much outstanding data"),
    (5, "Unacceptable performance"),
    (6, "Middlebox interference"),
]);

crate::fields! { "tcp.options";
    /// All options.
    OPTIONS: Bytes = "tcp.options", "TCP Options", None;
    /// Kind of the option.
    KIND: U8 = "tcp.option_kind", "Kind", Dec, KINDS;
    /// Length of the option, kind and length included.
    LEN: U8 = "tcp.option_len", "Length", Dec;
    /// End of the list.
    EOL: Bytes = "tcp.options.eol", "TCP Option - End of Option List (EOL)", None;
    /// Filler.
    NOP: Bytes = "tcp.options.nop", "TCP Option - No-Operation (NOP)", None;
    /// Largest segment the sender takes.
    MSS: Bytes = "tcp.options.mss", "TCP Option - Maximum segment size", None;
    /// In bytes.
    MSS_VAL: U16 = "tcp.options.mss_val", "MSS Value", Dec;
    /// How windows are scaled (RFC 7323 section 2).
    WSCALE: Bytes = "tcp.options.wscale", "TCP Option - Window scale", None;
    /// Bits that windows are shifted left.
    WSCALE_SHIFT: U8 = "tcp.options.wscale.shift", "Shift count", Dec;
    /// What windows are multiplied by.
    WSCALE_MULTIPLIER: U16 = "tcp.options.wscale.multiplier", "Multiplier", Dec;
    /// The sender understands selective acknowledgements (RFC 2018).
    SACK_PERM: Bytes = "tcp.options.sack_perm", "TCP Option - SACK permitted", None;
    /// Selective acknowledgements.
    SACK: Bytes = "tcp.options.sack", "TCP Option - SACK", None;
    /// First sequence number of a block received.
    SACK_LE: U32 = "tcp.options.sack_le", "TCP SACK Left Edge", Dec;
    /// Sequence number after the block.
    SACK_RE: U32 = "tcp.options.sack_re", "TCP SACK Right Edge", Dec;
    /// Number of blocks.
    SACK_COUNT: U8 = "tcp.options.sack.count", "TCP SACK Count", Dec;
    /// Beginning of what was received twice (RFC 2883).
    DSACK_LE: U32 = "tcp.options.sack.dsack_le", "TCP D-SACK Left Edge", Dec;
    /// Its end.
    DSACK_RE: U32 = "tcp.options.sack.dsack_re", "TCP D-SACK Right Edge", Dec;
    /// Something was received twice.
    DSACK: Label = "tcp.options.sack.dsack", "D-SACK Sequence", None;
    /// Echo (RFC 1072).
    ECHO: Bytes = "tcp.options.echo", "TCP Option - Echo", None;
    /// Its answer.
    ECHO_REPLY: Bytes = "tcp.options.echoreply", "TCP Option - Echo reply", None;
    /// What is echoed.
    ECHO_VALUE: U32 = "tcp.options.echo_value", "TCP Echo Option", Dec;
    /// Timestamps (RFC 7323 section 3).
    TIMESTAMP: Bytes = "tcp.options.timestamp", "TCP Option - Timestamps", None;
    /// The sender's clock.
    TSVAL: U32 = "tcp.options.timestamp.tsval", "Timestamp value", Dec;
    /// The receiver's clock, sent back.
    TSECR: U32 = "tcp.options.timestamp.tsecr", "Timestamp echo reply", Dec;
    /// Connection count (RFC 1644).
    CC: Bytes = "tcp.options.cc", "TCP Option - CC", None;
    /// Its value.
    CC_VALUE: U32 = "tcp.options.cc_value", "TCP CC Option", Dec;
    /// MD5 signature (RFC 2385).
    MD5: Bytes = "tcp.options.md5", "TCP Option - TCP MD5 signature", None;
    /// The digest.
    MD5_DIGEST: Bytes = "tcp.options.md5.digest", "MD5 digest", None;
    /// Quick-Start (RFC 4782).
    QS: Bytes = "tcp.options.qs", "TCP Option - Quick-Start", None;
    /// User timeout (RFC 5482).
    USER_TO: Bytes = "tcp.options.user_to", "TCP Option - User Timeout", None;
    /// Unit of the timeout.
    USER_TO_GRANULARITY: Bool = "tcp.options.user_to_granularity", "Granularity", W16 & 0x8000, Names::TrueFalse("Minutes", "Seconds");
    /// The timeout.
    USER_TO_VAL: U16 = "tcp.options.user_to_val", "User Timeout", Dec & 0x7fff;
    /// Authentication (RFC 5925).
    AO: Bytes = "tcp.options.ao", "TCP Option - TCP AO", None;
    /// Key in use.
    AO_KEYID: U8 = "tcp.options.ao.keyid", "AO KeyID", Dec;
    /// Key to use next.
    AO_RNEXTKEYID: U8 = "tcp.options.ao.rnextkeyid", "AO RNextKeyID", Dec;
    /// Code of the segment.
    AO_MAC: Bytes = "tcp.options.ao.mac", "AO MAC", None;
    /// What an option of Multipath TCP (RFC 8684) says.
    MPTCP_SUBTYPE: U8 = "tcp.options.mptcp.subtype", "Multipath TCP subtype", Dec & 0xf0, MPTCP_SUBTYPES;
    /// Its version.
    MPTCP_VERSION: U8 = "tcp.options.mptcp.version", "Multipath TCP version", Dec & 0x0f;
    /// Bits that mean nothing.
    MPTCP_RESERVED: U16 = "tcp.options.mptcp.reserved", "Reserved", Hex & 0x0fff;
    /// The flags of an option.
    MPTCP_FLAGS: U8 = "tcp.options.mptcp.flags", "Multipath TCP flags", Hex;
    /// The subflow is to be used only when others fail.
    MPTCP_BACKUP: U8 = "tcp.options.mptcp.backup.flag", "Backup flag", Dec & 0x01;
    /// Checksums of the data are wanted.
    MPTCP_CHECKSUM_REQUIRED: U8 = "tcp.options.mptcp.checksumreq.flags", "Checksum required", Dec & 0x80;
    /// Another way of extending.
    MPTCP_EXTENSIBILITY: U8 = "tcp.options.mptcp.extensibility.flag", "Extensibility", Dec & 0x40;
    /// The address takes no further subflows.
    MPTCP_NO_MORE: U8 = "tcp.options.mptcp.nomoresubflows.flag", "Do not attempt to establish new subflows to this address and port", Dec & 0x20;
    /// Keys are hashed with SHA-1 (version 0).
    MPTCP_SHA1: U8 = "tcp.options.mptcp.sha1.flag", "Use HMAC-SHA1", Dec & 0x01;
    /// Keys are hashed with SHA-256 (version 1).
    MPTCP_SHA256: U8 = "tcp.options.mptcp.sha256.flag", "Use HMAC-SHA256", Dec & 0x01;
    /// No more data of the connection.
    MPTCP_DATA_FIN: U8 = "tcp.options.mptcp.datafin.flag", "DATA_FIN", Dec & 0x10;
    /// The data sequence number has eight bytes, not four.
    MPTCP_DSN8: U8 = "tcp.options.mptcp.dseqn8.flag", "Data Sequence Number is 8 octets", Dec & 0x08;
    /// The option says where the data belongs.
    MPTCP_DSN_PRESENT: U8 = "tcp.options.mptcp.dseqnpresent.flag", "Data Sequence Number, Subflow Sequence Number, Data-level Length, Checksum present", Dec & 0x04;
    /// The acknowledgement has eight bytes, not four.
    MPTCP_ACK8: U8 = "tcp.options.mptcp.dataack8.flag", "Data ACK is 8 octets", Dec & 0x02;
    /// The option acknowledges data.
    MPTCP_ACK_PRESENT: U8 = "tcp.options.mptcp.dataackpresent.flag", "Data ACK is present", Dec & 0x01;
    /// Flags without a meaning (version 0).
    MPTCP_RESERVED_FLAGS: U8 = "tcp.options.mptcp.reserved.flag", "Reserved", Hex & 0x3e;
    /// The same (version 1).
    MPTCP_RESERVED_FLAGS_1: U8 = "tcp.options.mptcp.reserved.flag", "Reserved", Hex & 0x1e;
    /// Flag of a reset, unused.
    MPTCP_FLAG_U: Bool = "tcp.options.mptcp.flag_U.flag", "Flag U", W4 & 0x08, SET;
    /// Flag of a reset, unused.
    MPTCP_FLAG_V: Bool = "tcp.options.mptcp.flag_V.flag", "Flag V", W4 & 0x04, SET;
    /// Flag of a reset, unused.
    MPTCP_FLAG_W: Bool = "tcp.options.mptcp.flag_W.flag", "Flag W", W4 & 0x02, SET;
    /// What was the reason of the reset may pass.
    MPTCP_FLAG_T: Bool = "tcp.options.mptcp.flag_T.flag", "Transient", W4 & 0x01, SET;
    /// Why the subflow is reset.
    MPTCP_RST_REASON: U8 = "tcp.options.mptcp.rst_reason", "TCPRST Reason", Hex, MPTCP_RST_REASONS;
    /// Names an address of the sender.
    MPTCP_ADDRESS_ID: U8 = "tcp.options.mptcp.addrid", "Address ID", Dec;
    /// The sender's key.
    MPTCP_SENDER_KEY: U64 = "tcp.options.mptcp.sendkey", "Sender's Key", Dec;
    /// The receiver's key.
    MPTCP_RECEIVER_KEY: U64 = "tcp.options.mptcp.recvkey", "Receiver's Key", Dec;
    /// Names the connection: a hash of the receiver's key.
    MPTCP_TOKEN: U32 = "tcp.options.mptcp.recvtok", "Receiver's Token", Dec;
    /// Random number of the sender.
    MPTCP_RANDOM: U32 = "tcp.options.mptcp.sendrand", "Sender's Random Number", Dec;
    /// The first bytes of the sender's authentication code.
    MPTCP_SHORT_HMAC: U64 = "tcp.options.mptcp.sendtrunchmac", "Sender's Truncated HMAC", Dec;
    /// The sender's authentication code.
    MPTCP_HMAC: Bytes = "tcp.options.mptcp.sendhmac", "Sender's HMAC", None;
    /// Authentication code of an address.
    MPTCP_ADDRESS_HMAC: U64 = "tcp.options.mptcp.addaddrtrunchmac", "Truncated HMAC", Dec;
    /// The next byte of the connection that is awaited.
    MPTCP_RAW_ACK: U64 = "tcp.options.mptcp.rawdataack", "Original MPTCP Data ACK", Dec;
    /// Where the data belongs in the connection.
    MPTCP_RAW_DSN: U64 = "tcp.options.mptcp.rawdataseqno", "Data Sequence Number", Dec;
    /// Where the data begins in the subflow, counted from its SYN.
    MPTCP_SUBFLOW_SEQ: U32 = "tcp.options.mptcp.subflowseqno", "Subflow Sequence Number", Dec;
    /// How many bytes the numbers are about; 0: all that follow.
    MPTCP_DATA_LEN: U16 = "tcp.options.mptcp.datalvllen", "Data-level Length", Dec;
    /// Checksum of the data.
    MPTCP_CHECKSUM: U16 = "tcp.options.mptcp.checksum", "Checksum", Hex;
    /// 4 or 6 (version 0).
    MPTCP_IP_VERSION: U8 = "tcp.options.mptcp.ipver", "IP version", Dec & 0x0f;
    /// The address is repeated to who announced it (version 1).
    MPTCP_ECHO: U8 = "tcp.options.mptcp.echo", "Echo", Dec & 0x01;
    /// An address of the sender.
    MPTCP_IPV4: Ipv4 = "tcp.options.mptcp.ipv4", "Advertised IPv4 Address", None;
    /// An address of the sender.
    MPTCP_IPV6: Ipv6 = "tcp.options.mptcp.ipv6", "Advertised IPv6 Address", None;
    /// A port of that address.
    MPTCP_PORT: U16 = "tcp.options.mptcp.port", "Advertised port", Dec;
    /// Fast Open (RFC 7413).
    TFO: Bytes = "tcp.options.tfo", "TCP Option - TCP Fast Open", None;
    /// The client asks for a cookie.
    TFO_REQUEST: Label = "tcp.options.tfo.request", "Fast Open Cookie Request", None;
    /// The cookie.
    TFO_COOKIE: Bytes = "tcp.options.tfo.cookie", "Fast Open Cookie", None;
    /// A SYN with a cookie.
    TFO_SYN: Label = "tcp.analysis.tfo_syn", "TCP SYN with TFO Cookie", None;
    /// Accurate ECN feedback.
    ACC_ECN: Bytes = "tcp.options.acc_ecn", "TCP Option - Accurate ECN", None;
    /// Bytes received with ECT(0).
    EE0B: U24 = "tcp.options.acc_ecn.ee0b", "Accurate ECN Echo ECT(0) Byte Counter", Dec;
    /// Bytes received with CE.
    ECEB: U24 = "tcp.options.acc_ecn.eceb", "Accurate ECN Echo CE Byte Counter", Dec;
    /// Bytes received with ECT(1).
    EE1B: U24 = "tcp.options.acc_ecn.ee1b", "Accurate ECN Echo ECT(1) Byte Counter", Dec;
    /// An experiment (RFC 6994).
    EXPERIMENTAL: Bytes = "tcp.options.experimental", "TCP Option - Experimental", None;
    /// Which one.
    EXID: U16 = "tcp.options.experimental.exid", "Experiment Identifier", Hex, EXPERIMENTS;
    /// How many segments shall be acknowledged at once.
    TARR_RATE: U8 = "tcp.options.tarr.rate", "TARR Rate", Dec & 0xfe;
    /// Reserved bit beside it.
    TARR_RESERVED: U8 = "tcp.options.tar.reserved", "TARR Reserved", Dec & 0x01;
    /// What it says.
    EXPERIMENT_DATA: Bytes = "tcp.options.experimental.data", "Data", None;
    /// An option without a meaning here.
    UNKNOWN: Bytes = "tcp.options.unknown", "TCP Option - Unknown", None;
    /// What it holds.
    UNKNOWN_PAYLOAD: Bytes = "tcp.options.unknown.payload", "Payload", None;
    /// A length that cannot be.
    LEN_INVALID: Label = "tcp.option.len.invalid", "Invalid length for option", None;
    /// More than RFC 7323 allows.
    SHIFT_INVALID: Label = "tcp.options.wscale.shift.invalid", "Window scale shift exceeds 14", None;
    /// A SYN without the option.
    MSS_ABSENT: Label = "tcp.options.mss.absent", "The SYN packet does not contain a MSS option", None;
    /// The option elsewhere than in a SYN.
    MSS_PRESENT: Label = "tcp.options.mss.present", "The non-SYN packet does contain a MSS option", None;
    /// Four fillers in a row.
    FOUR_NOPS: Label = "tcp.nop", "4 NOP in a row - a router may have removed some options", None;
    /// Something after the end of the list.
    AFTER_EOL: Label = "tcp.non_zero_bytes_after_eol", "Non zero bytes in option space after EOL option", None;
    /// A part of an option that its length cuts.
    SUBOPTION_MALFORMED: Label = "tcp.suboption_malformed", "suboption would go past end of option", None;
}
