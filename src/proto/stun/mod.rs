//! STUN (RFC 5389, RFC 8489; RFC 3489 on its port), TURN's messages and channel data (RFC 8656).

pub mod fields;
mod links;
mod stream;

use crate::dissect::{
    Address, At, Claim, Cursor, Cut, Dissector, Group, Heuristic, Over, Protocol, Severity,
};
use crate::field::def::Str;
use crate::field::{Field, show};
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "stun",
    title: "STUN",
    fields: FIELDS,
    claims: &[Claim::UdpPort(PORT)],
    framer: Some(stream::FRAMER),
    heuristics: &[Heuristic { over: Over::Udp, accepts }],
    refuses: Some(refuses),
    carries: Some(is_channel_data),
    dissect,
    ..Protocol::EMPTY
};

const PORT: u16 = 3478;
const HEADER_LEN: u32 = 20;
/// Of channel data: channel and length.
const CHANNEL_HEAD: u32 = 4;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
/// First byte from which on a message's method is above 255, which other protocols have (RFC 7983).
const METHODS_END: u8 = 0x04;
/// What the checksum of a message is combined with (RFC 8489 section 14.7).
const FINGERPRINT_XOR: u32 = 0x5354_554e;

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
    head.first().is_some_and(|b| *b < METHODS_END)
        && head.get(4..8).is_some_and(|cookie| cookie == COOKIE)
        && len % 4 == 0
        && len.saturating_add(HEADER_LEN) == c.left()
}

/// Neither a message nor channel data (RFC 7983 section 7).
fn refuses(c: &Cursor<'_>) -> bool {
    match c.peek().first() {
        Some(0x40..=0x7f) => c.left() < 4,
        Some(first) => *first >= METHODS_END || c.left() < HEADER_LEN,
        None => true,
    }
}

/// Which holds what the client says to others.
fn is_channel_data(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|first| first & 0xc0 == 0x40)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    loop {
        d.columns.protocol = "STUN".into();
        d.columns.clear_info();
        let is_data = is_channel_data(c.peek());
        let len = c.peek().get(2..4).map_or(0, |l| u32::from(u16::from_be_bytes([l[0], l[1]])));
        let mut part = c.take(if is_data { CHANNEL_HEAD + len } else { HEADER_LEN + len });
        let node = d.layer_node();
        d.tree.set_span(node, part.rest_span());
        if is_data {
            channel_data(d, &mut part)?;
        } else {
            message(d, &mut part)?;
        }
        if d.place().is_none() {
            return Ok(());
        }
        // In a stream they follow each other, data filled up to four bytes (RFC 8656 section 12.5).
        let padding = if is_data { (4 - len % 4) % 4 } else { 0 };
        c.skip(padding.min(c.left()))?;
        if c.left() < CHANNEL_HEAD {
            return Ok(());
        }
        d.another_node(STUN, c.rest_span());
    }
}

fn channel_data(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
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
    links::show(d, &start, class);
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
    if len.value == 0 {
        return Ok(());
    }
    d.tree.generated(NETWORK_VERSION, if modern { 3 } else { 2 }, start.span(0));
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
        attribute::SOFTWARE => drop(d.tree.leaf(SOFTWARE, c.rest())),
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
        d.columns.add_info(format_args!(" {reason}"));
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
            "Allocate Error Response error-code: 401 (Unauthenticated) Unauthorized realm: r with nonce"
        );
        let packet = over_udp(3478, 50_001, b"\x40\0\0\x03abc\0");
        assert_eq!(columns(101, &packet)[2..], ["STUN", "ChannelData TURN Message"]);
        // Neither cookie nor port: not recognised.
        assert_eq!(columns(101, &over_udp(5, 6, &[0; 20]))[2], "UDP");
    }
}
