//! SOCKS (versions 4, 4a and 5; RFC 1928, RFC 1929): what is agreed with the proxy. Behind its
//! consent the connection is a tunnel: what is in it is recognised anew.

use super::placed::Placed;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Framed, Framer, Progress, Protocol, Span, Stretch};
use crate::field::Names;
use crate::store::{Application, Message, MessageKind};

pub const PROTOCOL: Protocol = Protocol {
    name: "socks",
    title: "Socks",
    fields: FIELDS,
    framer: Some(Framer { application: Application::Socks, recognises, follows_peer: true, next }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "socks";
    /// A message to or from the proxy.
    SOCKS: Protocol = "socks", "Socks Protocol", None;
    /// Version of the protocol.
    VERSION: U8 = "socks.version", "Version", Dec;
    /// Address asked for, or that the proxy uses.
    DST: Ipv4 = "socks.dst", "Remote Address", None;
    /// The same.
    DST_V6: Ipv6 = "socks.dstV6", "Remote Address(ipv6)", None;
    /// A GSSAPI token (RFC 1961).
    GSSAPI_DATA: Bytes = "socks.gssapi.data", "GSSAPI data", None;
    /// What it is.
    GSSAPI_COMMAND: U8 = "socks.gssapi.command", "SOCKS/GSSAPI command", Dec, Names::Table(&[(1, "Authentication"), (255, "Failure")]);
    /// Its length.
    GSSAPI_LENGTH: U16 = "socks.gssapi.length", "SOCKS/GSSAPI data length", Dec;
    /// Name that the proxy shall look up (4a).
    V4A_DNS_NAME: Str = "socks.v4a_dns_name", "SOCKS v4a Remote Domain Name", None;
    /// Port asked for.
    DSTPORT: U16 = "socks.dstport", "Remote Port", Dec;
    /// What the proxy shall do.
    COMMAND: U8 = "socks.command", "Command", Dec, Names::Table(COMMANDS);
    /// Its answer (version 4).
    RESULTS_V4: U8 = "socks.results", "Results(V4)", Dec, Names::Table(RESULTS_4);
    /// Its answer (version 5).
    RESULTS_V5: U8 = "socks.results", "Results(V5)", Dec, Names::Table(RESULTS_5);
    /// How many methods follow.
    AUTH_METHOD_COUNT: U8 = "socks.auth_method_count", "Authentication Method Count", Dec;
    /// A method that the client can.
    AUTH_METHOD: U8 = "socks.auth_method", "Method", Dec, Names::Table(METHODS);
    /// Zero.
    RESERVED: U8 = "socks.reserved", "Reserved", Dec;
    /// Port, in messages of version 5.
    PORT: U16 = "socks.port", "Port", Dec;
    /// The method that the proxy chose.
    AUTH_ACCEPTED: U8 = "socks.auth_accepted_method", "Accepted Auth Method", Dec, Names::Table(METHODS);
    /// Whether the password was accepted: 0.
    AUTH_STATUS: U8 = "socks.auth_status", "Status", Dec;
    /// Version of the negotiation by user and password.
    SUBNEGOTIATION_VERSION: U8 = "socks.subnegotiation_version", "Subnegotiation Version", Dec;
    /// User name.
    USERNAME: Str = "socks.username", "User name", None;
    /// Password.
    PASSWORD: Str = "socks.password", "Password", None;
    /// Name that the proxy shall look up (version 5).
    REMOTE_NAME: Str = "socks.remote_name", "Remote name", None;
    /// What the address is.
    ADDRESS_TYPE: U8 = "socks.address_type", "Address Type", Dec, Names::Table(&[(1, "IPv4"), (3, "Domain Name"), (4, "IPv6")]);
}

const METHODS: &[(u32, &str)] = &[
    (0, "No authentication"),
    (1, "GSSAPI"),
    (2, "Username/Password"),
    (3, "Chap"),
    (255, "No application defined"),
];
const COMMANDS: &[(u32, &str)] =
    &[(1, "Connect"), (2, "Bind"), (3, "UdpAssociate"), (128, "Ping"), (129, "Traceroute")];
const RESULTS_4: &[(u32, &str)] = &[
    (90, "Granted"),
    (91, "Rejected or Failed"),
    (92, "Rejected because SOCKS server cannot connect to identd on the client"),
    (93, "Rejected because the client program and identd report different user-ids"),
];
const RESULTS_5: &[(u32, &str)] = &[
    (0, "Succeeded"),
    (1, "General SOCKS server failure"),
    (2, "Connection not allowed by ruleset"),
    (3, "Network unreachable"),
    (4, "Host unreachable"),
    (5, "Connection refused"),
    (6, "TTL expired"),
    (7, "Command not supported"),
    (8, "Address type not supported"),
];

/// Kinds of messages. The note is the method chosen, or the command asked for.
mod kind {
    use crate::store::MessageKind;
    pub const GREETING: MessageKind = MessageKind(0x38);
    pub const CHOICE: MessageKind = MessageKind(0x39);
    pub const PASSWORD: MessageKind = MessageKind(0x3a);
    pub const STATUS: MessageKind = MessageKind(0x3b);
    pub const TOKEN: MessageKind = MessageKind(0x3c);
    pub const REQUEST: MessageKind = MessageKind(0x3d);
    pub const REPLY: MessageKind = MessageKind(0x3e);
    pub const REQUEST_4: MessageKind = MessageKind(0x3f);
    pub const REPLY_4: MessageKind = MessageKind(0x40);
}

const GSSAPI: u8 = 1;
const USER_AND_PASSWORD: u8 = 2;
const BIND: u8 = 2;
const UDP_ASSOCIATE: u8 = 3;
const GRANTED_4: u8 = 90;
/// Longest name or user of version 4, zero included.
const TEXT_MAX: usize = 512;
/// As much as any message is long.
const MESSAGE_MAX: u64 = 2 * TEXT_MAX as u64 + 16;

/// The client's first message, and nothing behind it: the proxy's answer is waited for.
fn recognises(bytes: &[u8], _: [u16; 2]) -> bool {
    match bytes {
        [5, count, methods @ ..] => {
            let known = |m: &u8| matches!(m, 0..=9 | 0x80..=0xfe);
            (1..=16).contains(count) && methods.len() == usize::from(*count) && methods.iter().all(known)
        }
        [4, 1 | 2, ..] => len_of_request_4(bytes) == Some(bytes.len()),
        _ => false,
    }
}

/// `None`: its end is not there.
fn len_of_request_4(bytes: &[u8]) -> Option<usize> {
    let user = bytes.get(8..)?;
    let end = user.iter().take(TEXT_MAX).position(|b| *b == 0)?;
    let len = 8 + end + 1;
    match bytes.get(4..8)? {
        // 4a: a name follows.
        [0, 0, 0, last] if *last > 0 => {
            Some(len + bytes.get(len..)?.iter().take(TEXT_MAX).position(|b| *b == 0)? + 1)
        }
        _ => Some(len),
    }
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let bytes = (stretch.read)(0..MESSAGE_MAX.min(stretch.len));
    let previous = stretch.previous.map(|(kind, _)| kind);
    let (kind, len) = match (previous, (stretch.peer)(0).map(|(kind, _)| kind), bytes.first()) {
        (None, None, Some(5)) => (kind::GREETING, bytes.get(1).map(|n| 2 + usize::from(*n))),
        (None, None, Some(4)) => (kind::REQUEST_4, len_of_request_4(&bytes)),
        (None, Some(kind::GREETING), Some(5)) => (kind::CHOICE, Some(2)),
        (None, Some(kind::REQUEST_4), Some(0)) => (kind::REPLY_4, Some(8)),
        (Some(kind::REPLY_4), _, Some(0)) => (kind::REPLY_4, Some(8)),
        (Some(_), Some(kind::GREETING), Some(5)) => (kind::REPLY, len_with_address(&bytes)),
        (Some(kind::GREETING | kind::TOKEN | kind::PASSWORD), _, Some(5)) => {
            (kind::REQUEST, len_with_address(&bytes))
        }
        (Some(kind::GREETING), _, Some(1)) if stretch.last_of_peer() == USER_AND_PASSWORD => {
            (kind::PASSWORD, len_of_password(&bytes))
        }
        (Some(kind::CHOICE), _, Some(1)) if stretch.previous.is_some_and(|p| p.1 != GSSAPI) => {
            (kind::STATUS, Some(2))
        }
        (Some(_), _, Some(1)) => (
            kind::TOKEN,
            bytes.get(2..4).and_then(|l| l.first_chunk()).map(|l| 4 + usize::from(u16::from_be_bytes(*l))),
        ),
        _ => return Framed::Skip(0),
    };
    let Some(len) = len else {
        return if stretch.len < MESSAGE_MAX {
            Framed::NeedMore { at_least: stretch.len + 1 }
        } else {
            Framed::Skip(0)
        };
    };
    let len = len as u64;
    if stretch.len < len {
        return Framed::NeedMore { at_least: len };
    }
    let second = bytes.get(1).copied().unwrap_or_default();
    let is_last = match (kind, second) {
        // A BIND is answered twice, and what UDP ASSOCIATE asks for is elsewhere.
        (kind::REPLY, 0) | (kind::REPLY_4, GRANTED_4) => match stretch.last_of_peer() {
            BIND => previous == Some(kind),
            command => command != UDP_ASSOCIATE || kind == kind::REPLY_4,
        },
        _ => false,
    };
    if is_last {
        return Framed::Last { len, kind, note: second, then: Application::Unknown };
    }
    Framed::Message { len, kind, note: second }
}

/// Version, command or answer, zero, address, port.
fn len_with_address(bytes: &[u8]) -> Option<usize> {
    Some(match bytes.get(3)? {
        1 => 10,
        3 => 7 + usize::from(*bytes.get(4)?),
        4 => 22,
        // No such address: the message ends where its meaning does.
        _ => 4,
    })
}

fn len_of_password(bytes: &[u8]) -> Option<usize> {
    let user = 2 + usize::from(*bytes.get(1)?);
    Some(user + 1 + usize::from(*bytes.get(user)?))
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = PROTOCOL.title.into();
    let placed = Placed::of(d);
    let start = c.offset();
    let mut first = true;
    while !c.is_empty() && !d.tree.truncated {
        let at = u64::from(c.offset().saturating_sub(start));
        let message = placed.as_ref().and_then(|p| p.message(at));
        let Some(known) = message.filter(|m| (kind::GREETING.0..=kind::REPLY_4.0).contains(&m.kind().0))
        else {
            c.rest();
            return Ok(());
        };
        let part = c.take(known.len);
        if !first {
            d.another_node(SOCKS, part.rest_span());
        }
        first = false;
        let node = d.layer_node();
        d.tree.set_span(node, part.rest_span());
        message_of(d, known.kind(), part)?;
    }
    Ok(())
}

fn message_of(d: &mut Dissector<'_>, kind: MessageKind, mut c: Cursor<'_>) -> Result<(), Cut> {
    if kind == kind::TOKEN {
        d.tree.leaf(GSSAPI_COMMAND, {
            c.u8()?;
            c.u8()?
        });
        let len = c.u16()?;
        d.tree.leaf(GSSAPI_LENGTH, len);
        d.tree.leaf(GSSAPI_DATA, c.bytes(len.value.into())?);
        return Ok(());
    }
    let version = c.u8()?;
    match kind {
        kind::PASSWORD | kind::STATUS => {
            let what = if kind == kind::PASSWORD { "request" } else { "reply" };
            d.columns.set_info(format_args!("Version: 5 User authentication {what}"));
            d.tree.generated(VERSION, 5, version.span);
            d.tree.leaf(SUBNEGOTIATION_VERSION, version);
        }
        kind::REPLY_4 => {}
        _ => {
            let what = match kind {
                kind::GREETING | kind::REQUEST_4 => "Connect to server request",
                kind::CHOICE => "Connect to server response",
                kind::REQUEST => "Command Request - ",
                _ => "Command Response - ",
            };
            d.columns.set_info(format_args!("Version: {} {what}", version.value));
            d.tree.leaf(VERSION, version);
        }
    }
    match kind {
        kind::GREETING => {
            let open = d.tree.open_text(c.rest_span(), format_args!("Client Authentication Methods"));
            let count = c.u8()?;
            d.tree.leaf(AUTH_METHOD_COUNT, count);
            for index in 0..count.value {
                let method = c.u8()?;
                let name = name_of(METHODS, method.value);
                let label = format_args!("Method[{index}]: {} ({name})", method.value);
                d.tree.leaf_as(AUTH_METHOD, method, label);
            }
            d.tree.close(open);
        }
        kind::CHOICE => {
            let method = c.u8()?;
            let name = name_of(METHODS, method.value);
            d.tree.leaf_as(
                AUTH_ACCEPTED,
                method,
                format_args!("Accepted Auth Method: {:#x} ({name})", method.value),
            );
        }
        kind::PASSWORD => {
            let len = c.u8()?.value;
            d.tree.leaf(USERNAME, c.bytes(len.into())?);
            let len = c.u8()?.value;
            d.tree.leaf(PASSWORD, c.bytes(len.into())?);
        }
        kind::STATUS => {
            let status = c.u8()?;
            let name = if status.value == 0 { "success" } else { "failure" };
            d.tree.leaf_as(AUTH_STATUS, status, format_args!("Status: {} ({name})", status.value));
        }
        kind::REQUEST_4 => {
            d.tree.leaf(COMMAND, c.u8()?);
            d.tree.leaf(DSTPORT, c.u16()?);
            let address = c.array::<4>()?;
            d.tree.leaf(DST, address);
            d.tree.leaf(USERNAME, text(&mut c)?);
            if matches!(address.value, [0, 0, 0, last] if last > 0) {
                d.tree.leaf(V4A_DNS_NAME, text(&mut c)?);
            }
        }
        kind::REPLY_4 => {
            d.columns.set_info(format_args!("Version: 4 Connect Response"));
            d.tree.leaf(VERSION, version);
            d.tree.leaf(RESULTS_V4, c.u8()?);
            d.tree.leaf(DSTPORT, c.u16()?);
            d.tree.leaf(DST, c.array::<4>()?);
        }
        _ => {
            let second = c.u8()?;
            let command = if kind == kind::REQUEST { Some(second.value) } else { asked_command(d) };
            d.columns.add_info(format_args!("{}", name_of(COMMANDS, command.unwrap_or(0))));
            if kind == kind::REQUEST {
                d.tree.leaf(COMMAND, second)
            } else {
                d.tree.leaf(RESULTS_V5, second)
            };
            d.tree.leaf(RESERVED, c.u8()?);
            let what = c.u8()?;
            d.tree.leaf(ADDRESS_TYPE, what);
            match what.value {
                1 => {
                    d.tree.leaf(DST, c.array::<4>()?);
                }
                3 => {
                    let len = c.u8()?.value;
                    d.tree.leaf(REMOTE_NAME, c.bytes(len.into())?);
                }
                4 => {
                    d.tree.leaf(DST_V6, c.bytes(16)?);
                }
                _ => return Ok(()),
            }
            d.tree.leaf(PORT, c.u16()?);
        }
    }
    Ok(())
}

/// What is known of a payload behind the proxy's consent: where it goes.
pub(super) fn show_tunnel(d: &mut Dissector<'_>, span: Span) {
    const FIRST: usize = 4;
    let Some(placed) = Placed::of(d) else { return };
    let is_request = |m: &&Message| matches!(m.kind(), kind::REQUEST | kind::REQUEST_4);
    let request = (0..2).find_map(|side| {
        let message = placed.messages(side)?.iter().take(FIRST).find(is_request)?;
        Some((message.kind(), placed.bytes(side, message.range())))
    });
    let Some((kind, bytes)) = request else { return };
    let at = span.at_start();
    let _ = tunnelled(d, kind, Cursor::new(&bytes, bytes.len() as u32, span.source), at);
}

/// `c`: the request. What is shown stands elsewhere.
fn tunnelled(d: &mut Dissector<'_>, kind: MessageKind, mut c: Cursor<'_>, at: Span) -> Result<(), Cut> {
    d.tree.generated(VERSION, c.u8()?.value, at);
    d.tree.generated(COMMAND, c.u8()?.value, at);
    if kind == kind::REQUEST_4 {
        let port = c.u16()?.value;
        d.tree.generated(DST, c.array::<4>()?.value, at);
        d.tree.generated(DSTPORT, port, at);
        return Ok(());
    }
    c.skip(1)?;
    match c.u8()?.value {
        1 => drop(d.tree.generated(DST, c.array::<4>()?.value, at)),
        3 => {
            let len = c.u8()?.value;
            let name = String::from_utf8_lossy(c.bytes(len.into())?.value).into_owned();
            let node = d.tree.made_text(REMOTE_NAME, &name, at);
            d.tree.set_flag(node, Flags::GENERATED);
        }
        4 => {
            let kept = d.tree.keep(c.bytes(16)?.value);
            let node = d.tree.leaf(DST_V6, At { value: kept, span: at });
            d.tree.set_flag(node, Flags::GENERATED);
        }
        _ => return Ok(()),
    }
    d.tree.generated(DSTPORT, c.u16()?.value, at);
    Ok(())
}

/// The command that the reply now being shown answers.
fn asked_command(d: &Dissector<'_>) -> Option<u8> {
    const FIRST: usize = 4;
    let placed = Placed::of(d)?;
    let asker = 1 - placed.place.direction.min(1);
    let request = placed.messages(asker)?.iter().take(FIRST).find(|m| m.kind() == kind::REQUEST)?;
    placed.bytes(asker, request.range()).get(1).copied()
}

fn name_of(names: &'static [(u32, &'static str)], value: u8) -> &'static str {
    names.iter().find(|n| n.0 == u32::from(value)).map_or("Unknown", |n| n.1)
}

/// Text up to a zero, which is taken as well.
fn text<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    let len = c.peek().iter().position(|b| *b == 0).ok_or(Cut::Malformed)?;
    let text = c.bytes(len as u32)?;
    c.skip(1)?;
    Ok(text)
}
