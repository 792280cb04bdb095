//! Hellos of both sides, and the tickets that shorten later ones.

use super::extension::{self, Inside};
use super::fields::*;
use super::ja3;
use super::session::Session;
use super::vector::{Read, vec8, vec16};
use crate::base::time::Timestamp;
use crate::dissect::{At, Cursor, Dissector, Group, NodeRef, Severity, Span};
use crate::tls::dtls_handshake::without_cookie;
use crate::tls::fingerprint::Carrier;

/// The random of a ServerHello that asks for another ClientHello: SHA-256 of "HelloRetryRequest"
/// (RFC 8446 section 4.1.3).
pub(super) const HELLO_RETRY_REQUEST: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
/// Longest session ID (RFC 5246 section 7.4.1.2).
const MAX_SESSION_ID: u8 = 32;

/// ClientHello (RFC 8446 section 4.1.2).
pub(super) fn client(d: &mut Dissector<'_>, carrier: Carrier, c: &mut Cursor<'_>) -> Read<()> {
    let whole = c.peek();
    // QUIC's is TLS 1.3, whose random has no clock.
    let extensions = client_body(d, carrier != Carrier::Quic, false, c);
    ja3::client(d, carrier, whole, *extensions.as_ref().unwrap_or(&c.span(0)));
    extensions.map(|_| ())
}

/// ClientHello of DTLS, which has a cookie (RFC 6347 section 4.2.1).
pub(super) fn client_with_cookie(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let whole = c.peek();
    let extensions = client_body(d, true, true, c);
    if let Some(whole) = without_cookie(whole) {
        ja3::client(d, Carrier::Dtls, &whole, *extensions.as_ref().unwrap_or(&c.span(0)));
    }
    extensions.map(|_| ())
}

/// Says where its extensions begin.
fn client_body(d: &mut Dissector<'_>, timed: bool, has_cookie: bool, c: &mut Cursor<'_>) -> Read<Span> {
    d.tree.leaf(VERSION, c.u16()?);
    random_and_session_id(d, timed, c)?;
    if has_cookie {
        cookie(d, c)?;
    }

    let mut suites = vec16(d, c, CIPHER_SUITES_LENGTH, 2..=0xfffe)?;
    let count = suites.left() / 2;
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: (), span: suites.rest_span() };
    let open = d.tree.open_as(CIPHER_SUITES, at, format_args!("Cipher Suites ({count} suite{s})"));
    while suites.left() >= 2 {
        d.tree.leaf(CIPHER_SUITE, suites.u16()?);
    }
    d.tree.close(open);

    let mut methods = vec8(d, c, COMP_METHODS_LENGTH, 1..=255)?;
    let count = methods.left();
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: (), span: methods.rest_span() };
    let open = d.tree.open_as(COMP_METHODS, at, format_args!("Compression Methods ({count} method{s})"));
    while !methods.is_empty() {
        d.tree.leaf(COMP_METHOD, methods.u8()?);
    }
    d.tree.close(open);

    let extensions = c.span(0);
    if !c.is_empty() {
        extension::list(d, c, Inside::ClientHello)?;
    }
    Ok(extensions)
}

/// ServerHello (RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3), also one that asks for another
/// ClientHello.
pub(super) fn server(
    d: &mut Dissector<'_>,
    session: &Session<'_>,
    is_retry: bool,
    c: &mut Cursor<'_>,
) -> Read<()> {
    let whole = c.peek();
    let version = c.u16()?;
    d.tree.leaf(VERSION, version);
    // Drafts of TLS 1.3 up to 21 have neither session ID nor compression.
    let draft = version.value >> 8 == 0x7f;
    if draft {
        d.tree.leaf(RANDOM, c.bytes(32)?);
    } else {
        let random = random_and_session_id(d, !session.is_tls13(), c)?;
        if is_retry {
            d.append(random, format_args!(" (HelloRetryRequest magic)"));
        }
    }
    d.tree.leaf(CIPHER_SUITE, c.u16()?);
    if !draft {
        d.tree.leaf(COMP_METHOD, c.u8()?);
    }
    let extensions = c.span(0);
    if !c.is_empty() {
        let inside = if is_retry { Inside::HelloRetryRequest } else { Inside::ServerHello };
        extension::list(d, c, inside)?;
    }
    ja3::server(d, whole, extensions);
    Ok(())
}

/// HelloRetryRequest as a message of its own: drafts of TLS 1.3 up to 21.
pub(super) fn retry_request(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let version = c.u16()?;
    d.tree.leaf(VERSION, version);
    // The suite came in with draft 19.
    if version.value >= 0x7f13 {
        d.tree.leaf(CIPHER_SUITE, c.u16()?);
    }
    extension::list(d, c, Inside::HelloRetryRequest)
}

/// HelloVerifyRequest (RFC 6347 section 4.2.1), which belongs into DTLS.
pub(super) fn verify_request(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    d.tree.leaf(VERSION, c.u16()?);
    cookie(d, c)
}

fn cookie(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut cookie = vec8(d, c, HELLO_COOKIE_LENGTH, 0..=255)?;
    d.rest_as(HELLO_COOKIE, &mut cookie);
    Ok(())
}

/// NewSessionTicket (RFC 5077 section 3.3, RFC 8446 section 4.6.1).
pub(super) fn new_session_ticket(d: &mut Dissector<'_>, tls13: bool, c: &mut Cursor<'_>) -> Read<()> {
    let open = d.tree.open_text(c.rest_span(), format_args!("TLS Session Ticket"));
    let lifetime = c.u32()?;
    let node = d.tree.leaf(TICKET_LIFETIME, lifetime);
    if lifetime.value >= 60 {
        d.append(node, format_args!(" ({})", spelled(lifetime.value)));
    }
    if tls13 {
        d.tree.leaf(TICKET_AGE_ADD, c.u32()?);
        let mut nonce = vec8(d, c, TICKET_NONCE_LENGTH, 0..=255)?;
        d.rest_as(TICKET_NONCE, &mut nonce);
    }
    let mut ticket = vec16(d, c, TICKET_LENGTH, 0..=0xffff)?;
    d.rest_as(TICKET, &mut ticket);
    if tls13 {
        extension::list(d, c, Inside::NewSessionTicket)?;
    }
    d.tree.close(open);
    Ok(())
}

/// A time span as words: `2 hours`, `1 day, 1 hour`.
fn spelled(seconds: u32) -> String {
    let parts = [
        (seconds / 86_400, "day"),
        (seconds / 3600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let words = parts.iter().filter(|p| p.0 > 0).map(|(n, unit)| {
        let s = if *n == 1 { "" } else { "s" };
        format!("{n} {unit}{s}")
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What both hellos begin with. `timed`: the random may begin with a clock.
fn random_and_session_id(d: &mut Dissector<'_>, timed: bool, c: &mut Cursor<'_>) -> Read<NodeRef> {
    let mut parts = *c;
    let random = d.tree.leaf(RANDOM, c.bytes(32)?);
    if timed {
        let inside = d.tree.enter(random);
        let seconds = parts.u32()?;
        d.tree.leaf(RANDOM_TIME, seconds.map(|s| Timestamp::from_parts(s.into(), 0)));
        d.tree.leaf(RANDOM_BYTES, parts.bytes(28)?);
        d.tree.close(inside);
    }
    let len = c.u8()?;
    let node = d.tree.leaf(SESSION_ID_LENGTH, len.map(u16::from));
    if len.value > MAX_SESSION_ID {
        let text = format_args!("Invalid session ID length ({})", len.value);
        d.tree.expert(node, Some(SESSION_ID_ERROR), Severity::Error, Group::Malformed, text);
    }
    if len.value > 0 {
        d.tree.leaf(SESSION_ID, c.bytes(len.value.into())?);
    }
    Ok(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_spelled() {
        assert_eq!(spelled(7200), "2 hours");
        assert_eq!(spelled(90_061), "1 day, 1 hour, 1 minute, 1 second");
        assert_eq!(spelled(0), "");
    }
}
