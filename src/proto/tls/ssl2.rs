//! SSL 2.0: the hello that clients sent to old servers (RFC 5246 section E.2), and the messages in
//! the clear of a handshake in that version.

use super::fields::*;
use super::session::Session;
use super::{info, names};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Names;
use crate::proto::x509;
use crate::tls::ssl2_hello;

const SSL2: u16 = 0x0002;
const CLIENT_HELLO: u8 = 1;
const CLIENT_MASTER_KEY: u8 = 2;
const SERVER_HELLO: u8 = 4;
/// Bytes of a record header without padding.
const HEADER_LEN: usize = 2;

/// Whether these bytes begin a ClientHello of SSL 2.0.
pub(super) fn is_client_hello(bytes: &[u8]) -> bool {
    ssl2_hello::record_len(bytes).is_some()
}

/// Whether the bytes are another message in the clear of such a handshake.
pub(super) fn is_record(bytes: &[u8]) -> bool {
    let [high, low, kind, rest @ ..] = bytes else { return false };
    let word =
        |at: usize| rest.get(at..at + 2).map_or(0, |w| w.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
    let len = u32::from(u16::from_be_bytes([high & 0x7f, *low]));
    high & 0x80 != 0
        && match *kind {
            SERVER_HELLO => word(2) == u32::from(SSL2) && len == 11 + word(4) + word(6) + word(8),
            CLIENT_MASTER_KEY => len == 10 + word(3) + word(5) + word(7),
            _ => false,
        }
}

/// Shows the record at `c`, and moves behind it.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    if !d.quoted {
        d.columns.protocol = "SSLv2".into();
    }
    let start = *c;
    let header = c.u16()?;
    let len = u32::from(header.value & 0x7fff);
    let open = d.tree.open(RECORD, At { value: (), span: start.span(HEADER_LEN as u32 + len) });
    d.tree.generated(RECORD_VERSION, SSL2, start.rest_span().at_start());
    d.tree.leaf(RECORD_LENGTH, header.with(len as u16));
    let mut body = c.take(len);
    let kind = body.u8()?;
    let name = Names::Table(names::SSL2_TYPES).name(kind.value.into()).unwrap_or("Unknown");
    d.tree.set_label(open.node(), format_args!("SSLv2 Record Layer: {name}"));
    info(d, format_args!("{name}"));
    d.tree.leaf(SSL2_TYPE, kind);
    match kind.value {
        CLIENT_HELLO => client_hello(d, &mut body)?,
        SERVER_HELLO => server_hello(d, session, &mut body)?,
        _ => client_master_key(d, &mut body)?,
    }
    d.tree.close(open);
    Ok(())
}

fn client_hello(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(VERSION, c.u16()?);
    let (specs, session, challenge) = (c.u16()?, c.u16()?, c.u16()?);
    d.tree.leaf(CIPHER_SPEC_LEN, specs);
    d.tree.leaf(SESSION_ID_LENGTH, session);
    d.tree.leaf(CHALLENGE_LENGTH, challenge);
    cipher_specs(d, c.take(specs.value.into()))?;
    if session.value > 0 {
        d.tree.leaf(SESSION_ID, c.bytes(session.value.into())?);
    }
    let span = c.skip(challenge.value.into())?;
    d.tree.leaf(CHALLENGE, At { value: (), span });
    Ok(())
}

fn server_hello(d: &mut Dissector<'_>, session: &Session<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(SSL2_SESSION_ID_HIT, c.u8()?.map(u64::from));
    d.tree.leaf(SSL2_CERT_TYPE, c.u8()?);
    d.tree.leaf(VERSION, c.u16()?);
    let (certificate, specs, connection) = (c.u16()?, c.u16()?, c.u16()?);
    d.tree.leaf(CERTIFICATE_LENGTH, certificate.map(u32::from));
    d.tree.leaf(CIPHER_SPEC_LEN, specs);
    d.tree.leaf(SSL2_CONNECTION_ID_LENGTH, connection);
    let certificate = c.take(certificate.value.into());
    if !certificate.is_empty() {
        let at = At { value: certificate.peek(), span: certificate.rest_span() };
        let open = d.tree.open(CERTIFICATE, at);
        if session.certificates {
            d.confine(|d| x509::certificate(d, certificate));
        }
        d.tree.close(open);
    }
    cipher_specs(d, c.take(specs.value.into()))?;
    let span = c.skip(connection.value.into())?;
    d.tree.leaf(SSL2_CONNECTION_ID, At { value: (), span });
    Ok(())
}

fn client_master_key(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(CIPHER_SPEC, c.u24()?);
    let (clear, encrypted, argument) = (c.u16()?, c.u16()?, c.u16()?);
    d.tree.leaf(SSL2_CLEAR_KEY_LENGTH, clear);
    d.tree.leaf(SSL2_ENCRYPTED_KEY_LENGTH, encrypted);
    d.tree.leaf(SSL2_KEY_ARG_LENGTH, argument);
    for (len, field) in [(clear, SSL2_CLEAR_KEY), (encrypted, SSL2_ENCRYPTED_KEY), (argument, SSL2_KEY_ARG)] {
        if len.value > 0 {
            let span = c.skip(len.value.into())?;
            d.tree.leaf(field, At { value: (), span });
        }
    }
    Ok(())
}

fn cipher_specs(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let count = c.left() / 3;
    let s = if count == 1 { "" } else { "s" };
    let label = format_args!("Cipher Specs ({count} spec{s})");
    let open = d.tree.open_as(CIPHER_SUITES, At { value: (), span: c.rest_span() }, label);
    while c.left() >= 3 {
        d.tree.leaf(CIPHER_SPEC, c.u24()?);
    }
    d.tree.close(open);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_not_taken_for_one() {
        assert!(!is_client_hello(&[0x80, 0x1c, 1]));
        assert!(!is_record(&[0x80]));
    }
}
