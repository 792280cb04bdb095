//! STUN (RFC 5389, RFC 8489; RFC 3489 on its port), TURN's messages and channel data (RFC 8656).

use crate::base::id::FrameId;
use crate::dissect::{
    Address, At, Claim, Cursor, Cut, Dissector, Flags, Group, Heuristic, Over, Protocol, Severity, SourceId,
    Span,
};
use crate::field::Names;
use crate::field::def::{SET, Str};
use crate::field::{Field, show};

pub const PROTOCOL: Protocol = Protocol {
    name: "stun",
    title: "STUN",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT), Claim::TcpPort(PORT)],
    heuristics: &[Heuristic { over: Over::Udp, accepts }],
    dissect,
    ..Protocol::EMPTY
};

const PORT: u16 = 3478;
const HEADER_LEN: u32 = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
/// What the checksum of a message is combined with (RFC 8489 section 14.7).
const FINGERPRINT_XOR: u32 = 0x5354_554e;
/// Frames of the conversation among which the other half is looked for.
const NEAR: usize = 64;
const UDP_LEN: u32 = 8;

const METHODS: Names = Names::Table(&[
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

const CLASSES: [&str; 4] = ["Request", "Indication", "Success Response", "Error Response"];

const ASSIGNMENT: Names = Names::Table(&[(0, "IETF Review"), (1, "Designated Expert")]);
const COMPREHENSION: Names = Names::Table(&[(0, "Required"), (1, "Optional")]);
const FAMILIES: Names = Names::Table(&[(1, "IPv4"), (2, "IPv6")]);
const TRANSPORTS: Names = Names::Table(&[(6, "TCP"), (17, "UDP")]);
const VERSIONS: Names = Names::Table(&[(1, "MS-TURN"), (2, "RFC-3489 and earlier"), (3, "RFC-5389/8489")]);
const COSTS: Names = Names::Table(&[
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
const ERRORS: Names = Names::Table(&[
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

const ATTRIBUTES: Names = Names::Table(&[
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

/// The numbers of attributes that are read.
mod attribute {
    pub(super) const CHANGE_REQUEST: u16 = 0x0003;
    pub(super) const USERNAME: u16 = 0x0006;
    pub(super) const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub(super) const ERROR_CODE: u16 = 0x0009;
    pub(super) const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
    pub(super) const CHANNEL_NUMBER: u16 = 0x000c;
    pub(super) const LIFETIME: u16 = 0x000d;
    pub(super) const DATA: u16 = 0x0013;
    pub(super) const REALM: u16 = 0x0014;
    pub(super) const NONCE: u16 = 0x0015;
    pub(super) const REQUESTED_ADDRESS_FAMILY: u16 = 0x0017;
    pub(super) const EVEN_PORT: u16 = 0x0018;
    pub(super) const REQUESTED_TRANSPORT: u16 = 0x0019;
    pub(super) const RESERVATION_TOKEN: u16 = 0x0022;
    pub(super) const PRIORITY: u16 = 0x0024;
    pub(super) const SOFTWARE: u16 = 0x8022;
    pub(super) const FINGERPRINT: u16 = 0x8028;
    pub(super) const ICE_CONTROLLED: u16 = 0x8029;
    pub(super) const ICE_CONTROLLING: u16 = 0x802a;
    pub(super) const GOOG_NETWORK_INFO: u16 = 0xc057;
}

/// Attributes that hold an address as it is.
const ADDRESSES: [u16; 9] = [0x0001, 0x0002, 0x0004, 0x0005, 0x000b, 0x000e, 0x8023, 0x802b, 0x802c];
/// Attributes that hold an address combined with cookie and transaction.
const XOR_ADDRESSES: [u16; 5] = [0x0012, 0x0016, 0x0020, 0x0027, 0x0028];

/// Whether a datagram on a port of nobody is a message: by cookie and length.
fn accepts(_: &Dissector<'_>, c: Cursor<'_>) -> bool {
    let head = c.peek();
    let len = head.get(2..4).map_or(u32::MAX, |l| u32::from(u16::from_be_bytes([l[0], l[1]])));
    head.first().is_some_and(|b| b & 0xc0 == 0)
        && head.get(4..8).is_some_and(|cookie| cookie == COOKIE)
        && len % 4 == 0
        && len.saturating_add(HEADER_LEN) == c.left()
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if c.peek().first().is_some_and(|b| b & 0xc0 == 0x40) {
        return channel_data(d, c);
    }
    if c.peek().first().is_none_or(|b| b & 0xc0 != 0) || c.left() < HEADER_LEN {
        d.hand_over(Claim::Named("data"), c);
        return Ok(());
    }
    d.columns.protocol = "STUN".into();
    d.columns.clear_info();
    loop {
        let len = c.peek().get(2..4).map_or(0, |l| u32::from(u16::from_be_bytes([l[0], l[1]])));
        let mut part = c.take(len.saturating_add(HEADER_LEN));
        let node = d.layer_node();
        d.tree.set_span(node, part.rest_span());
        message(d, &mut part)?;
        // Over a stream, messages follow each other.
        if c.left() < HEADER_LEN {
            return Ok(());
        }
        d.another_node(STUN, c.rest_span());
    }
}

fn channel_data(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "STUN".into();
    d.columns.set_info(format_args!("ChannelData TURN Message"));
    let node = d.layer_node();
    d.tree.set_label(node, format_args!("Session Traversal Utilities for NAT, TURN ChannelData Message"));
    d.tree.leaf(CHANNEL, c.u16()?);
    let len = c.u16()?;
    d.tree.leaf(LENGTH, len);
    let payload = c.take(len.value.into());
    d.hand_over_any(&[], Some(Over::Udp), payload, None);
    Ok(())
}

fn message(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let kind = c.u16()?;
    let (method, class) = split(kind.value);
    let method_name = METHODS.name(method.into()).unwrap_or("Unknown");
    links(d, &start, class);
    let class_name = CLASSES.get(usize::from(class)).copied().unwrap_or_default();
    d.columns.add_info(format_args!("{method_name} {class_name}"));
    let label = format_args!("Message Type: 0x{:04x} ({method_name} {class_name})", kind.value);
    let open = d.tree.open_as(TYPE, kind, label);
    let bits = |mask: u16| bit_pattern(kind.value, mask);
    let class_bits = (kind.value & 0x0110) >> 4;
    let label = format_args!("{} = Message Class: 0x{class_bits:02x} {class_name} ({class})", bits(0x0110));
    d.tree.leaf_as(CLASS, kind, label);
    let label =
        format_args!("{} = Message Method: 0x{method:04x} {method_name} (0x{method:03x})", bits(0x3eef));
    d.tree.leaf_as(METHOD, kind.with(method), label);
    d.tree.leaf(METHOD_ASSIGNMENT, kind);
    d.tree.close(open);
    let len = c.u16()?;
    d.tree.leaf(LENGTH, len);
    let cookie = c.array::<4>()?;
    let modern = cookie.value == COOKIE;
    let id = match modern {
        true => {
            d.tree.leaf(COOKIE_FIELD, cookie);
            c.bytes(12)?
        }
        false => {
            let rest = c.bytes(12)?;
            At { value: rest.value, span: cookie.span.to(rest.span) }
        }
    };
    d.tree.leaf(ID, id);
    d.tree.generated(NETWORK_VERSION, if modern { 3 } else { 2 }, start.span(0));
    if len.value == 0 {
        return Ok(());
    }
    let mut part = c.sub(len.value.into())?;
    let open = d.tree.open(ATTRIBUTES_NODE, At { value: (), span: part.rest_span() });
    while !part.is_empty() {
        attribute(d, &start, &mut part)?;
    }
    d.tree.close(open);
    Ok(())
}

/// Method and class of a message type (RFC 8489 section 5).
fn split(kind: u16) -> (u16, u16) {
    let method = kind & 0x000f | kind >> 1 & 0x0070 | kind >> 2 & 0x0f80;
    (method, kind >> 4 & 1 | kind >> 7 & 2)
}

fn bit_pattern(value: u16, mask: u16) -> String {
    let mut text = String::new();
    for bit in (0..16).rev() {
        text.push(match (mask >> bit & 1, value >> bit & 1) {
            (0, _) => '.',
            (_, 0) => '0',
            _ => '1',
        });
        if bit % 4 == 0 && bit > 0 {
            text.push(' ');
        }
    }
    text
}

/// Which attribute is read.
struct Attribute {
    kind: u16,
    name: &'static str,
    len: u32,
}

fn attribute(d: &mut Dissector<'_>, message: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let (kind, len) = (c.u16()?, c.u16()?);
    let name = ATTRIBUTES.name(kind.value.into());
    let node_name = name.map_or_else(|| format!("Unknown attribute 0x{:04x}", kind.value), Into::into);
    let open = d.tree.open_as(ATTRIBUTE, kind, format_args!("{node_name}"));
    if name.is_none() {
        let text = format_args!("{node_name}");
        d.tree.expert(open.node(), Some(UNKNOWN_ATTRIBUTE), Severity::Warn, Group::Undecoded, text);
    }
    let label = format_args!("Attribute Type: {}", name.unwrap_or("Unknown"));
    let inner = d.tree.open_as(ATT_TYPE, kind, label);
    d.tree.leaf(ATT_COMPREHENSION, kind);
    d.tree.leaf(ATT_ASSIGNMENT, kind);
    d.tree.close(inner);
    d.tree.leaf(ATT_LENGTH, len);
    let mut value = c.sub(len.value.into())?;
    d.tree.set_span(open.node(), c.since(&start));
    let about = Attribute { kind: kind.value, name: name.unwrap_or("Unknown"), len: len.value.into() };
    content(d, message, &about, open.node(), &mut value)?;
    let padding = (4 - len.value % 4) % 4;
    if padding > 0 {
        let span = c.skip(u32::from(padding).min(c.left()))?;
        d.tree.leaf(PADDING, At { value: padding, span });
    }
    d.tree.close(open);
    Ok(())
}

fn text(
    d: &mut Dissector<'_>,
    node: crate::dissect::NodeRef,
    field: Field<Str>,
    c: &mut Cursor<'_>,
) -> String {
    let at = c.rest();
    let shown = show::line(at.value);
    d.append(node, format_args!(": {shown}"));
    d.tree.leaf(field, at);
    shown
}

fn content(
    d: &mut Dissector<'_>,
    message: &Cursor<'_>,
    about: &Attribute,
    node: crate::dissect::NodeRef,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    match about.kind {
        kind if ADDRESSES.contains(&kind) => return address(d, message, about, node, c, false),
        kind if XOR_ADDRESSES.contains(&kind) => return address(d, message, about, node, c, true),
        attribute::CHANGE_REQUEST => {
            c.skip(2)?;
            let flags = c.u16()?.map(u64::from);
            d.tree.leaf(CHANGE_IP, flags);
            d.tree.leaf(CHANGE_PORT, flags);
        }
        attribute::USERNAME => {
            let user = text(d, node, USERNAME, c);
            d.columns.add_info(format_args!(" user: {user}"));
        }
        attribute::REALM => {
            let realm = text(d, node, REALM, c);
            d.columns.add_info(format_args!(" realm: {realm}"));
        }
        attribute::NONCE => {
            text(d, node, NONCE, c);
            d.columns.add_info(format_args!(" with nonce"));
        }
        attribute::SOFTWARE => drop(text(d, node, SOFTWARE, c)),
        attribute::MESSAGE_INTEGRITY => d.rest_as(HMAC, c),
        attribute::ERROR_CODE => return error_code(d, node, c),
        attribute::UNKNOWN_ATTRIBUTES => {
            while c.left() >= 2 {
                d.tree.leaf(UNKNOWN, c.u16()?);
            }
        }
        attribute::CHANNEL_NUMBER => {
            let at = c.u16()?;
            d.tree.leaf(CHANNEL_NUMBER, at);
            d.append(node, format_args!(": 0x{:x}", at.value));
            d.columns.add_info(format_args!(" ChannelNumber=0x{:x}", at.value));
            d.rest_as(RESERVED, c);
        }
        attribute::LIFETIME => {
            let at = c.u32()?;
            d.tree.leaf(LIFETIME, at);
            d.append(node, format_args!(" {}", at.value));
            d.columns.add_info(format_args!(" lifetime: {}", at.value));
        }
        attribute::DATA => {
            d.tree.leaf(VALUE, c.rest_span().bytes());
            d.embed(Claim::Named("data"), *c);
        }
        attribute::REQUESTED_ADDRESS_FAMILY => {
            d.tree.leaf(FAMILY, c.u8()?);
            d.rest_as(RESERVED, c);
        }
        attribute::EVEN_PORT => {
            let at = c.u8()?;
            let what = if at.value & 0x80 == 0 { "No reservation" } else { "Reserve next port number" };
            let bit = at.value >> 7;
            let label = format_args!("{bit}... .... = Reserve next: {what} ({bit})");
            d.tree.leaf_as(RESERVE_NEXT, at, label);
        }
        attribute::REQUESTED_TRANSPORT => {
            let at = c.u8()?;
            d.tree.leaf(TRANSPORT, at);
            match TRANSPORTS.name(at.value.into()) {
                Some(name) => {
                    d.append(node, format_args!(": {name}"));
                    d.columns.add_info(format_args!(" {name}"));
                }
                None => {
                    d.append(node, format_args!(": Unknown (0x{:8x})", at.value));
                    d.columns.add_info(format_args!(" Unknown (0x{:8x})", at.value));
                }
            }
            d.rest_as(RESERVED, c);
        }
        attribute::RESERVATION_TOKEN => d.rest_as(TOKEN, c),
        attribute::PRIORITY => drop(d.tree.leaf(PRIORITY, c.u32()?)),
        attribute::ICE_CONTROLLED | attribute::ICE_CONTROLLING => d.rest_as(TIE_BREAKER, c),
        attribute::FINGERPRINT => return fingerprint(d, message, c),
        attribute::GOOG_NETWORK_INFO => {
            d.tree.leaf(NETWORK_ID, c.u16()?);
            d.tree.leaf(NETWORK_COST, c.u16()?);
        }
        _ if about.len > 0 => d.rest_as(VALUE, c),
        _ => {}
    }
    Ok(())
}

fn address(
    d: &mut Dissector<'_>,
    message: &Cursor<'_>,
    about: &Attribute,
    node: crate::dissect::NodeRef,
    c: &mut Cursor<'_>,
    hidden: bool,
) -> Result<(), Cut> {
    d.tree.leaf(RESERVED, c.bytes(1)?);
    let family = c.u8()?;
    d.tree.leaf(FAMILY, family);
    // Cookie and transaction, that is what addresses are combined with.
    let key: [u8; 16] = match message.peek().get(4..20).map(TryInto::try_into) {
        Some(Ok(key)) if hidden => key,
        _ => [0; 16],
    };
    let [first, second, ..] = key;
    let port = c.u16()?;
    let clear = port.value ^ u16::from_be_bytes([first, second]);
    match hidden {
        true => {
            d.tree.leaf(PORT_XORD, port.span.bytes());
            d.tree.generated(ATT_PORT, clear, port.span);
        }
        false => drop(d.tree.leaf(ATT_PORT, port)),
    }
    let shown = match family.value {
        1 => {
            let at = c.array::<4>()?;
            let clear: [u8; 4] = std::array::from_fn(|i| at.value[i] ^ key[i]);
            match hidden {
                true => {
                    d.tree.leaf(IPV4_XORD, at.span.bytes());
                    d.tree.generated(IPV4, clear, at.span);
                }
                false => drop(d.tree.leaf(IPV4, at)),
            }
            Address::Ipv4(clear)
        }
        2 => {
            let at = c.array::<16>()?;
            let clear: [u8; 16] = std::array::from_fn(|i| at.value[i] ^ key[i]);
            match hidden {
                true => {
                    d.tree.leaf(IPV6_XORD, at.span.bytes());
                    let kept = d.tree.keep(&clear);
                    d.tree.generated(IPV6, kept, at.span);
                }
                false => drop(d.tree.leaf(IPV6, at)),
            }
            Address::Ipv6(clear)
        }
        _ => return Ok(()),
    };
    let shown = format!("{shown}:{clear}");
    d.append(node, format_args!(": {shown}"));
    d.columns.add_info(format_args!(" {}: {shown}", about.name));
    Ok(())
}

fn error_code(d: &mut Dissector<'_>, node: crate::dissect::NodeRef, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(RESERVED, c.bytes(2)?);
    let (class, number) = (c.u8()?, c.u8()?);
    d.tree.leaf(ERROR_CLASS, class);
    d.tree.leaf(ERROR, number);
    let code = u16::from(class.value & 7) * 100 + u16::from(number.value);
    let name = ERRORS.name(code.into()).unwrap_or("*Unknown error code*");
    d.append(node, format_args!(" {code} ({name})"));
    d.columns.add_info(format_args!(" error-code: {code} ({name})"));
    if !c.is_empty() {
        let at = c.rest();
        let reason = show::line(at.value);
        d.append(node, format_args!(": {reason}"));
        d.tree.leaf(ERROR_REASON, at);
    }
    Ok(())
}

fn fingerprint(d: &mut Dissector<'_>, message: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let before = c.offset().saturating_sub(message.offset()).saturating_sub(4);
    let at = c.u32()?;
    let mut crc = flate2::Crc::new();
    crc.update(message.peek().get(..before as usize).unwrap_or_default());
    let right = crc.sum() ^ FINGERPRINT_XOR;
    if at.value == right {
        d.tree.leaf_as(CRC32, at, format_args!("CRC-32: 0x{:08x} [correct]", at.value));
    } else {
        let label = format_args!("CRC-32: 0x{:08x} incorrect, should be 0x{right:08x}", at.value);
        let node = d.tree.leaf_as(CRC32, at, label);
        let text = format_args!("Bad Fingerprint [should be 0x{right:08x}]");
        d.tree.expert(node, Some(CRC32_BAD), Severity::Warn, Group::Checksum, text);
    }
    d.tree.generated(CRC32_STATUS, u8::from(at.value == right), at.span.at_start());
    Ok(())
}

/// Shows the other half of a transaction: the frame near by, the other way, with the same number.
fn links(d: &mut Dissector<'_>, message: &Cursor<'_>, class: u16) {
    let wanted = d.tree.wants_any(&[RESPONSE_IN.id, RESPONSE_TO.id, TIME.id]);
    if class == 1 || !wanted || d.quoted || message.source() != SourceId::FRAME || d.place().is_some() {
        return;
    }
    let Some(other) = other(d, message, class) else { return };
    let at: Span = message.span(0);
    let field = if class == 0 { RESPONSE_IN } else { RESPONSE_TO };
    let node = d.tree.leaf(field, At { value: other.number(), span: at });
    d.tree.set_flag(node, Flags::GENERATED);
    if class != 0
        && let Some(request) = d.capture().frame(other)
    {
        d.tree.generated(TIME, d.meta().time.since(request.time), at);
    }
}

fn other(d: &Dissector<'_>, message: &Cursor<'_>, class: u16) -> Option<FrameId> {
    let (capture, here) = (d.capture(), d.frame_id());
    let conversation = capture.conversation(d.meta().conversation()?)?;
    let own = message.peek();
    // Headers of both ways are of the same length.
    let at = message.offset() as usize;
    let ports = at.checked_sub(UDP_LEN as usize)?;
    let from = capture.frame_bytes(here).get(ports..ports + 2)?.to_vec();
    let fits = |frame: &FrameId| {
        let bytes = capture.frame_bytes(*frame);
        let there = bytes.get(at..).unwrap_or_default();
        let is_other = there.get(..2).is_some_and(|k| {
            let (_, other) = split(u16::from_be_bytes([k[0], k[1]]));
            (other == 0) != (class == 0) && other != 1
        });
        let back = bytes.get(ports + 2..ports + 4) == Some(&from[..]);
        is_other && back && there.get(4..20).is_some_and(|id| Some(id) == own.get(4..20))
    };
    if class != 0 {
        let before = std::iter::successors(d.meta().previous(), |id| capture.frame(*id)?.previous());
        return before.take(NEAR).find(fits);
    }
    let after = capture.frames_of(conversation).take(NEAR).take_while(|f| *f > here);
    after.filter(fits).last()
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn message(kind: u16, attributes: &[u8]) -> Vec<u8> {
        let mut m = kind.to_be_bytes().to_vec();
        m.extend_from_slice(&(attributes.len() as u16).to_be_bytes());
        m.extend_from_slice(&super::COOKIE);
        m.extend_from_slice(b"abcdefghijkl");
        m.extend_from_slice(attributes);
        m
    }

    #[test]
    fn a_response_tells_the_address_behind_the_translator() {
        let m = message(
            0x0101,
            b"\0\x20\0\x08\0\x01\x12\x34\x01\x02\x03\x04\0\x06\0\x03abc\0\x80\x28\0\x04\0\0\0\0",
        );
        let packet = over_udp(50_000, 50_001, &m);
        assert_eq!(
            columns(101, &packet)[2..],
            ["STUN", "Binding Success Response XOR-MAPPED-ADDRESS: 32.16.167.70:13094 user: abc"]
        );
        let lines = labels_from(101, &packet, "Session");
        for line in [
            "    Message Type: 0x0101 (Binding Success Response)",
            "        .... ...1 ...0 .... = Message Class: 0x10 Success Response (2)",
            "        ..00 000. 000. 0001 = Message Method: 0x0001 Binding (0x001)",
            "            [IP: 32.16.167.70]",
            "            Padding: 1",
            "            [CRC-32 Status: Bad]",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn errors_and_channels_are_told() {
        let m = message(0x0113, b"\0\x09\0\x10\0\0\x04\x01Unauthorized\0\x14\0\x01r\0\0\0\0\x15\0\0");
        let packet = over_udp(3478, 50_001, &m);
        survives_cuts(101, &packet);
        assert_eq!(
            columns(101, &packet)[3],
            "Allocate Error Response error-code: 401 (Unauthenticated) realm: r with nonce"
        );
        let packet = over_udp(3478, 50_001, b"\x40\0\0\x03abc\0");
        assert_eq!(columns(101, &packet)[2..], ["STUN", "ChannelData TURN Message"]);
        // Neither cookie nor port: not recognised.
        assert_eq!(columns(101, &over_udp(5, 6, &[0; 20]))[2], "UDP");
    }
}
