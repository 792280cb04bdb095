//! The fields of ICMP, and the names of states and extensions.

use crate::dissect::checksum::STATUS;
use crate::field::Names;
use crate::field::def::SET;

crate::fields! { "icmp";
    /// ICMP message (RFC 792).
    ICMP: Protocol = "icmp", "Internet Control Message Protocol", None;
    /// Kind of message.
    TYPE: U8 = "icmp.type", "Type", Dec;
    /// Kind within the type.
    CODE: U8 = "icmp.code", "Code", Dec;
    /// Checksum of the message.
    CHECKSUM: U16 = "icmp.checksum", "Checksum", Hex;
    /// Whether the checksum is right.
    CHECKSUM_STATUS: U8 = "icmp.checksum.status", "Checksum Status", None, STATUS;
    /// Bytes without meaning.
    UNUSED: Bytes = "icmp.unused", "Unused", None;
    /// Identifier of an exchange, big-endian.
    IDENT: U16 = "icmp.ident", "Identifier (BE)", DecHex;
    /// The same as some systems write it, little-endian.
    IDENT_LE: U16 = "icmp.ident_le", "Identifier (LE)", DecHex;
    /// Number in the exchange, big-endian.
    SEQ: U16 = "icmp.seq", "Sequence Number (BE)", DecHex;
    /// The same as some systems write it, little-endian.
    SEQ_LE: U16 = "icmp.seq_le", "Sequence Number (LE)", DecHex;
    /// Largest packet that the next hop takes (RFC 1191).
    MTU: U16 = "icmp.mtu", "MTU of next hop", Dec;
    /// Addresses advertised (RFC 1256).
    NUM_ADDRS: U8 = "icmp.num_addrs", "Number of addresses", Dec;
    /// Words of four bytes of each (RFC 1256).
    ADDR_ENTRY_SIZE: U8 = "icmp.addr_entry_size", "Address entry size", Dec;
    /// Seconds they are valid (RFC 1256).
    LIFETIME: U16 = "icmp.lifetime", "Lifetime", Dec;
    /// An address advertised (RFC 1256).
    ROUTER_ADDRESS: Ipv4 = "icmp.router_address", "Router address", None;
    /// How much it is preferred (RFC 1256).
    PREF_LEVEL: I32 = "icmp.pref_level", "Preference level", Dec;
    /// Byte at which the problem was found.
    POINTER: U32 = "icmp.pointer", "Pointer", Dec;
    /// Router to use instead.
    REDIR_GW: Ipv4 = "icmp.redir_gw", "Gateway Address", None;
    /// When the request was sent, milliseconds since midnight UTC.
    ORIGINATE_TIMESTAMP: U32 = "icmp.originate_timestamp", "Originate Timestamp", Dec;
    /// When it was received.
    RECEIVE_TIMESTAMP: U32 = "icmp.receive_timestamp", "Receive Timestamp", Dec;
    /// When the answer was sent.
    TRANSMIT_TIMESTAMP: U32 = "icmp.transmit_timestamp", "Transmit Timestamp", Dec;
    /// Mask of the subnet (RFC 950).
    ADDRESS_MASK: Ipv4 = "icmp.address_mask", "Address Mask", None;
    /// Words of four bytes of the quoted packet (RFC 4884).
    LENGTH: U8 = "icmp.length", "Length", Dec;
    /// Bytes of the quoted packet.
    LENGTH_ORIGINAL: U8 = "icmp.length.original_datagram", "Length of original datagram", Dec;
    /// Time in the first bytes of the data, where it looks like one.
    DATA_TIME: AbsoluteTime = "icmp.data_time", "Timestamp from icmp data", Dec;
    /// Seconds since that time.
    DATA_TIME_RELATIVE: RelativeTime = "icmp.data_time_relative", "Timestamp from icmp data (relative)", None;
    /// Number in an extended echo exchange (RFC 8335).
    EXT_ECHO_SEQ: U8 = "icmp.ext.echo.seq", "Sequence Number", DecHex;
    /// Reserved bits of an extended echo request.
    EXT_ECHO_REQ_RES: U8 = "icmp.ext.echo.req.res", "Reserved", Hex & 0xfe;
    /// The interface asked about is one of the node itself.
    EXT_ECHO_REQ_LOCAL: Bool = "icmp.ext.echo.req.local", "Local bit", W8 & 0x01, SET;
    /// State of the neighbour asked about.
    EXT_ECHO_RSP_STATE: U8 = "icmp.ext.echo.rsp.state", "State", Dec & 0xe0, ECHO_STATES;
    /// Reserved bits of an extended echo reply.
    EXT_ECHO_RSP_RES: U8 = "icmp.ext.echo.rsp.res", "Reserved", Hex & 0x18;
    /// The interface is active.
    EXT_ECHO_RSP_ACTIVE: Bool = "icmp.ext.echo.rsp.active", "Active bit", W8 & 0x04, SET;
    /// IPv4 runs on it.
    EXT_ECHO_RSP_IPV4: Bool = "icmp.ext.echo.rsp.ipv4", "IPv4 bit", W8 & 0x02, SET;
    /// IPv6 runs on it.
    EXT_ECHO_RSP_IPV6: Bool = "icmp.ext.echo.rsp.ipv6", "IPv6 bit", W8 & 0x01, SET;
    /// Kind of extension of mobile IP (RFC 5944).
    MIP_TYPE: U8 = "icmp.mip.type", "Extension Type", Dec, MIP_TYPES;
    /// Bytes of the extension.
    MIP_LENGTH: U8 = "icmp.mip.length", "Length", Dec;
    /// Length of a router's prefix.
    MIP_PREFIX: U8 = "icmp.mip.prefixlength", "Prefix Length", Dec;
    /// Number of the advertisement.
    MIP_SEQ: U16 = "icmp.mip.seq", "Sequence Number", Dec;
    /// Longest registration, in seconds.
    MIP_LIFE: U16 = "icmp.mip.life", "Registration Lifetime", Dec;
    /// What the agent offers.
    MIP_FLAGS: U16 = "icmp.mip.flags", "Flags", Hex;
    /// Registration is required.
    MIP_R: Bool = "icmp.mip.r", "Registration Required", W16 & 0x8000;
    /// The agent is busy.
    MIP_B: Bool = "icmp.mip.b", "Busy", W16 & 0x4000;
    /// It is a home agent.
    MIP_H: Bool = "icmp.mip.h", "Home Agent", W16 & 0x2000;
    /// It is a foreign agent.
    MIP_F: Bool = "icmp.mip.f", "Foreign Agent", W16 & 0x1000;
    /// It takes minimal encapsulation.
    MIP_M: Bool = "icmp.mip.m", "Minimal Encapsulation", W16 & 0x0800;
    /// It takes GRE.
    MIP_G: Bool = "icmp.mip.g", "GRE", W16 & 0x0400;
    /// It takes Van Jacobson header compression.
    MIP_V: Bool = "icmp.mip.v", "VJ Comp", W16 & 0x0200;
    /// It takes reverse tunnels.
    MIP_RT: Bool = "icmp.mip.rt", "Reverse tunneling", W16 & 0x0100;
    /// It takes UDP tunnels.
    MIP_U: Bool = "icmp.mip.u", "UDP tunneling", W16 & 0x0080;
    /// It revokes registrations.
    MIP_X: Bool = "icmp.mip.x", "Revocation support", W16 & 0x0040;
    /// Reserved bits.
    MIP_RESERVED: U16 = "icmp.mip.reserved", "Reserved", Hex & 0x003f;
    /// Address to register with.
    MIP_COA: Ipv4 = "icmp.mip.coa", "Care-Of-Address", None;
    /// Challenge (RFC 4721).
    MIP_CHALLENGE: Bytes = "icmp.mip.challenge", "Challenge", None;
    /// Bytes of another extension.
    MIP_CONTENT: Bytes = "icmp.mip.content", "Content", None;
    /// Frame with the reply to this echo request.
    RESP_IN: FrameNum = "icmp.resp_in", "Response frame", None;
    /// Frame with the request that this echo reply answers.
    RESP_TO: FrameNum = "icmp.resp_to", "Request frame", None;
    /// Milliseconds between both.
    RESPTIME: Double = "icmp.resptime", "Response time", None;
    /// Marks a request without reply.
    NO_RESP: Label = "icmp.no_resp", "No response seen", None;
    /// Marks a wrong checksum.
    CHECKSUM_BAD: Label = "icmp.checksum_bad", "Bad checksum", None;
}

/// Of neighbours, for both versions of ICMP (RFC 8335 section 3).
pub const ECHO_STATES: Names = Names::Table(&[
    (0, "Reserved"),
    (1, "Incomplete"),
    (2, "Reachable"),
    (3, "Stale"),
    (4, "Delay"),
    (5, "Probe"),
    (6, "Failed"),
]);
pub(super) const MIP_TYPES: Names = Names::Table(&[
    (0, "One byte padding extension"),
    (16, "Mobility Agent Advertisement Extension"),
    (19, "Prefix Lengths Extension"),
    (24, "Challenge Extension"),
]);
