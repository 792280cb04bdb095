//! Which protocol runs inside a session whose records may be closed: by what was agreed (ALPN), by
//! the ports, by what ran before STARTTLS. Names only.

use super::session::Session;
use crate::store::Conversation;

/// By the port of one end.
const BY_PORT: &[(u16, &str)] = &[
    (443, "Hypertext Transfer Protocol"),
    (465, "Simple Mail Transfer Protocol"),
    (636, "Lightweight Directory Access Protocol"),
    (802, "Modbus/TCP"),
    (853, "Domain Name System"),
    (993, "Internet Message Access Protocol"),
    (995, "Post Office Protocol"),
    (2221, "EtherNet/IP (Industrial Protocol)"),
    (3389, "TPKT - ISO on TCP - RFC1006"),
    (5061, "Session Initiation Protocol"),
    (5671, "Advanced Message Queuing Protocol"),
    (5868, "Diameter Protocol"),
    (6514, "Syslog Message"),
    (8883, "MQ Telemetry Transport Protocol"),
    (27017, "Mongo Wire Protocol"),
];

/// By the port of one end, where the stream did not begin with TLS.
const AFTER_STARTTLS: &[(u16, &str)] = &[
    (21, "File Transfer Protocol (FTP)"),
    (25, "Simple Mail Transfer Protocol"),
    (110, "Post Office Protocol"),
    (143, "Internet Message Access Protocol"),
    (389, "Lightweight Directory Access Protocol"),
    (587, "Simple Mail Transfer Protocol"),
    (3306, "MySQL Protocol"),
    (5432, "PostgreSQL"),
];

/// By the protocol both sides agreed on (RFC 7301); those before 1.0 begin like the last.
const BY_ALPN: &[(&str, &str)] = &[
    ("h2", "HyperText Transfer Protocol 2"),
    ("http/1.1", "Hypertext Transfer Protocol"),
    ("spdy/", "SPDY"),
    ("dot", "Domain Name System"),
    ("coap", "Constrained Application Protocol"),
    ("stun.turn", "TURN Channel"),
];

/// The name of the protocol inside, where something tells it.
pub(super) fn name(session: &Session<'_>, conversation: &Conversation) -> Option<&'static str> {
    if let Some(agreed) = session.agreed_protocol()
        && let Some((_, name)) = BY_ALPN.iter().find(|(alpn, _)| agreed.starts_with(alpn.as_bytes()))
    {
        return Some(name);
    }
    let by_port = |table: &'static [(u16, &'static str)]| {
        let of = |port: u16| table.iter().find(|e| e.0 == port).map(|e| e.1);
        conversation.ends.iter().find_map(|end| of(end.port))
    };
    by_port(BY_PORT).or_else(|| if session.began_otherwise() { by_port(AFTER_STARTTLS) } else { None })
}
