//! The fields of STUN, and the names of methods, attributes and errors.

use crate::field::Names;
use crate::field::def::SET;

pub(super) const METHODS: Names = Names::Table(&[
    (1, "Binding"),
    (2, "SharedSecret"),
    (3, "Allocate"),
    (4, "Refresh"),
    (6, "Send"),
    (7, "Data"),
    (8, "CreatePermission"),
    (9, "Channel-Bind"),
    (10, "Connect"),
    (11, "ConnectionBind"),
    (12, "ConnectionAttempt"),
]);

pub(super) const CLASSES: [&str; 4] = ["Request", "Indication", "Success Response", "Error Response"];

pub(super) const ASSIGNMENT: Names = Names::Table(&[(0, "IETF Review"), (1, "Designated Expert")]);
pub(super) const COMPREHENSION: Names = Names::Table(&[(0, "Required"), (1, "Optional")]);
pub(super) const FAMILIES: Names = Names::Table(&[(1, "IPv4"), (2, "IPv6")]);
pub(super) const TRANSPORTS: Names = Names::Table(&[(6, "TCP"), (17, "UDP")]);
pub(super) const VERSIONS: Names =
    Names::Table(&[(1, "MS-TURN"), (2, "RFC-3489 and earlier"), (3, "RFC-5389/8489")]);
pub(super) const COSTS: Names = Names::Table(&[
    (0, "Min"),
    (10, "Low"),
    (50, "Unknown"),
    (250, "Cellular5G"),
    (500, "Cellular4G"),
    (900, "Cellular"),
    (910, "Cellular3G"),
    (980, "Cellular2G"),
    (999, "Max"),
]);
pub(super) const ERRORS: Names = Names::Table(&[
    (274, "Disable Candidate"),
    (275, "Disable Candidate Pair"),
    (300, "Try Alternate"),
    (400, "Bad Request"),
    (401, "Unauthenticated"),
    (403, "Forbidden"),
    (405, "Mobility Forbidden"),
    (420, "Unknown Attribute"),
    (430, "Stale Credentials (legacy)"),
    (431, "Integrity Check Failure (legacy)"),
    (432, "Missing Username (legacy)"),
    (433, "Use TLS (legacy)"),
    (434, "Missing Realm (legacy)"),
    (435, "Missing Nonce (legacy)"),
    (436, "Unknown User (legacy)"),
    (437, "Allocation Mismatch"),
    (438, "Stale Nonce"),
    (439, "Wrong Credentials (legacy)"),
    (440, "Address Family not Supported"),
    (441, "Wrong Credentials"),
    (442, "Unsupported Transport Protocol"),
    (443, "Peer Address Family Mismatch"),
    (446, "Connection Already Exists"),
    (447, "Connection Timeout or Failure"),
    (481, "Connection does not exist (legacy)"),
    (486, "Allocation Quota Reached"),
    (487, "Role Conflict"),
    (500, "Server Error"),
    (508, "Insufficient Capacity"),
    (600, "Global Failure"),
]);

pub(super) const ATTRIBUTES: Names = Names::Table(&[
    (0x0001, "MAPPED-ADDRESS"),
    (0x0002, "RESPONSE_ADDRESS"),
    (0x0003, "CHANGE_REQUEST"),
    (0x0004, "SOURCE_ADDRESS"),
    (0x0005, "CHANGED_ADDRESS"),
    (0x0006, "USERNAME"),
    (0x0007, "PASSWORD"),
    (0x0008, "MESSAGE-INTEGRITY"),
    (0x0009, "ERROR-CODE"),
    (0x000a, "UNKNOWN-ATTRIBUTES"),
    (0x000b, "REFLECTED-FROM"),
    (0x000c, "CHANNEL-NUMBER"),
    (0x000d, "LIFETIME"),
    (0x000e, "MS-ALTERNATE-SERVER"),
    (0x000f, "MAGIC-COOKIE"),
    (0x0010, "BANDWIDTH"),
    (0x0011, "DESTINATION-ADDRESS"),
    (0x0012, "XOR-PEER-ADDRESS"),
    (0x0013, "DATA"),
    (0x0014, "REALM"),
    (0x0015, "NONCE"),
    (0x0016, "XOR-RELAYED-ADDRESS"),
    (0x0017, "REQUESTED-ADDRESS-FAMILY"),
    (0x0018, "EVEN-PORT"),
    (0x0019, "REQUESTED-TRANSPORT"),
    (0x001a, "DONT-FRAGMENT"),
    (0x001b, "ACCESS-TOKEN"),
    (0x001c, "MESSAGE-INTEGRITY-SHA256"),
    (0x001d, "PASSWORD-ALGORITHM"),
    (0x001e, "USERHASH"),
    (0x0020, "XOR-MAPPED-ADDRESS"),
    (0x0022, "RESERVATION-TOKEN"),
    (0x0024, "PRIORITY"),
    (0x0025, "USE-CANDIDATE"),
    (0x0026, "PADDING"),
    (0x0027, "XOR-RESPONSE-TARGET"),
    (0x0028, "XOR-REFELECTED-FROM"),
    (0x002a, "CONNECTION-ID"),
    (0x0030, "LEGACY-ICMP"),
    (0x8000, "ADDITIONAL-ADDRESS-FAMILY"),
    (0x8001, "ADDRESS-ERROR-CODE"),
    (0x8002, "PASSWORD-ALGORITHMS"),
    (0x8003, "ALTERNATE-DOMAIN"),
    (0x8004, "ICMP"),
    (0x8006, "MS-TURN UNKNOWN 8006"),
    (0x8008, "MS-VERSION"),
    (0x8020, "XOR-MAPPED-ADDRESS"),
    (0x8022, "SOFTWARE"),
    (0x8023, "ALTERNATE-SERVER"),
    (0x8025, "TRANSACTION-TRANSMIT-COUNTER"),
    (0x8027, "CACHE-TIMEOUT"),
    (0x8028, "FINGERPRINT"),
    (0x8029, "ICE-CONTROLLED"),
    (0x802a, "ICE-CONTROLLING"),
    (0x802b, "RESPONSE-ORIGIN"),
    (0x802c, "OTHER-ADDRESS"),
    (0x802d, "ECN-CHECK-STUN"),
    (0x802e, "THIRD-PARTY-AUTHORIZATION"),
    (0x8030, "MOBILITY-TICKET"),
    (0x8032, "MS-ALTERNATE-HOST-NAME"),
    (0x8037, "MS-APP-ID"),
    (0x8039, "MS-SECURE-TAG"),
    (0x8050, "MS-SEQUENCE-NUMBER"),
    (0x8054, "MS-CANDIDATE-IDENTIFIER"),
    (0x8055, "MS-SERVICE-QUALITY"),
    (0x8056, "Bandwidth Admission Control Message"),
    (0x8057, "Bandwidth Reservation Identifier"),
    (0x8058, "Bandwidth Reservation Amount"),
    (0x8059, "Remote Site Address"),
    (0x805a, "Remote Relay Site Address"),
    (0x805b, "Local Site Address"),
    (0x805c, "Local Relay Site Address"),
    (0x805d, "Remote Site Address Response"),
    (0x805e, "Remote Relay Site Address Response"),
    (0x805f, "Local Site Address Response"),
    (0x8060, "Local Relay Site Address Response"),
    (0x8061, "SIP Dialog Identifier"),
    (0x8062, "SIP Call Identifier"),
    (0x8068, "Location Profile"),
    (0xc001, "ENF-FLOW-DESCRIPTION"),
    (0xc057, "GOOG-NETWORK-INFO"),
    (0xc058, "GOOG-LAST-ICE-CHECK-RECEIVED"),
    (0xc059, "GOOG-MISC-INFO"),
    (0xc05a, "GOOG-OBSOLETE-1"),
]);

crate::fields! { "stun";
    /// STUN message.
    STUN: Protocol = "stun", "Session Traversal Utilities for NAT", None;
    /// Channel that data travels on.
    CHANNEL: U16 = "stun.channel", "Channel Number", Hex;
    /// Method and class.
    TYPE: U16 = "stun.type", "Message Type", Hex;
    /// Request, indication or response.
    CLASS: U16 = "stun.type.class", "Message Class", Hex & 0x0110;
    /// What is done.
    METHOD: U16 = "stun.type.method", "Message Method", Hex;
    /// Who assigns the method.
    METHOD_ASSIGNMENT: U16 = "stun.type.method-assignment", "Message Method Assignment", Hex & 0x2000, ASSIGNMENT;
    /// Length of the attributes.
    LENGTH: U16 = "stun.length", "Message Length", Dec;
    /// Marks messages since RFC 5389.
    COOKIE_FIELD: Bytes = "stun.cookie", "Message Cookie", None;
    /// Links a response to its request.
    ID: Bytes = "stun.id", "Message Transaction ID", None;
    /// Which edition of the protocol.
    NETWORK_VERSION: U8 = "stun.network_version", "STUN Network Version", Dec, VERSIONS;
    /// All attributes.
    ATTRIBUTES_NODE: Label = "stun.attributes", "Attributes", None;
    /// One attribute.
    ATTRIBUTE: U16 = "stun.attribute", "Attribute Type", Hex, ATTRIBUTES;
    /// Frame of the response.
    RESPONSE_IN: FrameNum = "stun.response-in", "Response In", None;
    /// Frame of the request.
    RESPONSE_TO: FrameNum = "stun.response-to", "Request In", None;
    /// The same message was sent before, in this frame.
    DUPLICATE: FrameNum = "stun.reqduplicate", "Duplicated original message in", None;
    /// Time since the request.
    TIME: RelativeTime = "stun.time", "Time", None;
    /// Kind of the attribute.
    ATT_TYPE: U16 = "stun.att.type", "Attribute Type", Hex, ATTRIBUTES;
    /// Whether it must be understood.
    ATT_COMPREHENSION: U16 = "stun.att.type.comprehension", "Attribute Type Comprehension", Hex & 0x8000, COMPREHENSION;
    /// Who assigns the number.
    ATT_ASSIGNMENT: U16 = "stun.att.type.assignment", "Attribute Type Assignment", Hex & 0x4000, ASSIGNMENT;
    /// Length of the value.
    ATT_LENGTH: U16 = "stun.att.length", "Attribute Length", Dec;
    /// Kind of address.
    FAMILY: U8 = "stun.att.family", "Protocol Family", Hex, FAMILIES;
    /// An address.
    IPV4: Ipv4 = "stun.att.ipv4", "IP", None;
    /// An address.
    IPV6: Ipv6 = "stun.att.ipv6", "IP", None;
    /// A port.
    ATT_PORT: U16 = "stun.att.port", "Port", Dec;
    /// An address, hidden from address translators.
    IPV4_XORD: Bytes = "stun.att.ipv4-xord", "IP (XOR-d)", None;
    /// An address, hidden from address translators.
    IPV6_XORD: Bytes = "stun.att.ipv6-xord", "IP (XOR-d)", None;
    /// A port, hidden from address translators.
    PORT_XORD: Bytes = "stun.att.port-xord", "Port (XOR-d)", None;
    /// Who asks.
    USERNAME: Str = "stun.att.username", "Username", None;
    /// Bytes up to a multiple of four.
    PADDING: U16 = "stun.att.padding", "Padding", Dec;
    /// Proves the sender.
    HMAC: Bytes = "stun.att.hmac", "HMAC-SHA1", None;
    /// Checksum of the message.
    CRC32: U32 = "stun.att.crc32", "CRC-32", Hex;
    /// Whether it is right.
    CRC32_STATUS: U8 = "stun.att.crc32.status", "CRC-32 Status", None, crate::dissect::checksum::STATUS;
    /// Marks a wrong one.
    CRC32_BAD: Label = "stun.att.crc32.bad", "Bad Fingerprint", None;
    /// Hundreds of the error's number.
    ERROR_CLASS: U8 = "stun.att.error.class", "Error Class", Dec & 0x07;
    /// The error's number without hundreds.
    ERROR: U8 = "stun.att.error", "Error Code", Dec;
    /// The error in words.
    ERROR_REASON: Str = "stun.att.error.reason", "Error Reason Phrase", None;
    /// Where the name is known.
    REALM: Str = "stun.att.realm", "Realm", None;
    /// What the server wants to see again.
    NONCE: Str = "stun.att.nonce", "Nonce", None;
    /// An attribute that was not understood.
    UNKNOWN: U16 = "stun.att.unknown", "Unknown Attribute", Hex;
    /// Name and version of the sender's program.
    SOFTWARE: Str = "stun.att.software", "Software", None;
    /// Of a candidate.
    PRIORITY: U32 = "stun.att.priority", "Priority", Dec;
    /// Decides who controls.
    TIE_BREAKER: Bytes = "stun.att.tie-breaker", "Tie breaker", None;
    /// Seconds that the allocation lasts.
    LIFETIME: U32 = "stun.att.lifetime", "Lifetime", Dec;
    /// Answer from another address.
    CHANGE_IP: Bool = "stun.att.change-ip", "Change IP", W16 & 0x0004, SET;
    /// Answer from another port.
    CHANGE_PORT: Bool = "stun.att.change-port", "Change Port", W16 & 0x0002, SET;
    /// Must be 0.
    RESERVED: Bytes = "stun.att.reserved", "Reserved", None;
    /// Transport to the peer.
    TRANSPORT: U8 = "stun.att.transp", "Transport", Hex, TRANSPORTS;
    /// Channel that is bound.
    CHANNEL_NUMBER: U16 = "stun.att.channelnum", "Channel-Number", Hex;
    /// Reserves the next port as well.
    RESERVE_NEXT: U8 = "stun.att.even-port.reserve-next", "Reserve next", Dec & 0x80;
    /// Names a reserved port.
    TOKEN: Bytes = "stun.att.token", "Token", None;
    /// Bytes of what is not read further.
    VALUE: Bytes = "stun.value", "Value", None;
    /// Number of the network that the candidate is on.
    NETWORK_ID: U16 = "stun.att.google.network_id", "Google Network ID", Dec;
    /// What it costs.
    NETWORK_COST: U16 = "stun.att.google.network_cost", "Google Network Cost", Dec, COSTS;
    /// Marks what is not known.
    UNKNOWN_ATTRIBUTE: Label = "stun.unknown_attribute", "Attribute unknown", None;
}
