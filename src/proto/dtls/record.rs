//! One record: header, then what its content type says. Sealed ones are handed to `opened`.

use super::fields::*;
use super::session::{Session, header};
use super::{handshake, opened};
use crate::dissect::{At, Cursor, Cut, Dissector, Flags};
use crate::proto::tls::fields as shared;
use crate::proto::tls::record::{self as tls_record, Shown};
use crate::proto::tls::{info, names};
use crate::store::NotOpened;
use crate::tls::dtls_record::Header;
use crate::tls::record::ContentType;

/// Shows the record at `c`, and moves behind it.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let start = *c;
    let Some(header) = header(session, c) else {
        if c.captured() < c.left() {
            return Err(Cut::Snapped);
        }
        session.set_protocol(d);
        info(d, format_args!("Continuation Data"));
        c.take(c.left());
        return Ok(());
    };
    if let Some(kind) = header.content_type() {
        let was_known = session.version.is_some();
        let body = c.peek().get(header.header_len..).unwrap_or_default();
        session.note_record(kind, body.first().copied(), header.version);
        if !was_known && session.version.is_some() {
            session.set_protocol(d);
        }
    }
    let span = start.span(header.record_len() as u32);
    let open = d.tree.open(shared::RECORD, At { value: (), span });
    let shown = Shown { node: open.node(), version: session.line(), span };
    let mut fields = c.take(header.header_len as u32);
    match header.content_type() {
        Some(kind) => plain_header(d, kind, &header, &mut fields)?,
        None => unified_header(d, &header, &mut fields)?,
    }
    let missing = (header.len as u32).saturating_sub(c.left());
    let body = c.take(header.len as u32);
    content(d, session, &shown, &header, body)?;
    if missing > 0 {
        return Err(Cut::Malformed);
    }
    d.tree.close(open);
    Ok(())
}

fn plain_header(
    d: &mut Dissector<'_>,
    kind: ContentType,
    header: &Header<'_>,
    c: &mut Cursor<'_>,
) -> Result<(), Cut> {
    let is_special = kind == ContentType::TLS12_CID;
    d.tree.leaf(if is_special { SPECIAL_TYPE } else { shared::CONTENT_TYPE }, c.u8()?);
    d.tree.leaf(shared::RECORD_VERSION, c.u16()?);
    d.tree.leaf(EPOCH, c.u16()?);
    d.tree.leaf(SEQUENCE_NUMBER, c.u48()?);
    if !header.connection_id.is_empty() {
        d.tree.leaf(CONNECTION_ID, c.bytes(header.connection_id.len() as u32)?);
    }
    d.tree.leaf(shared::RECORD_LENGTH, c.u16()?);
    Ok(())
}

fn unified_header(d: &mut Dissector<'_>, header: &Header<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let first = c.u8()?;
    d.tree.leaf(UNIFIED, first);
    d.tree.leaf(EPOCH_BITS, first);
    if !header.connection_id.is_empty() {
        d.tree.leaf(CONNECTION_ID, c.bytes(header.connection_id.len() as u32)?);
    }
    match header.sequence_len {
        1 => d.tree.leaf(ENC_NUMBER, c.u8()?.map(u16::from)),
        _ => d.tree.leaf(ENC_NUMBER, c.u16()?),
    };
    if header.says_len {
        d.tree.leaf(shared::RECORD_LENGTH, c.u16()?);
    }
    Ok(())
}

fn content(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    header: &Header<'_>,
    body: Cursor<'_>,
) -> Result<(), Cut> {
    if header.epoch == 0
        && let Some(kind) = header.content_type()
    {
        return plain(d, session, shown, kind, body);
    }
    match session.open() {
        Ok(record) => opened::dissect(d, session, shown, header, body, &record),
        Err(NotOpened::InTheClear) => sealed(d, session, shown, header, body),
        Err(why) => {
            let span = shown.span.at_start();
            sealed(d, session, shown, header, body)?;
            if d.shows_own() {
                let node = d.tree.made_text(shared::NOT_DECRYPTED, &why.to_string(), span);
                d.tree.set_flag(node, Flags::GENERATED);
            }
            Ok(())
        }
    }
}

/// Shows what can be seen of a record that stays closed.
pub(super) fn sealed(
    d: &mut Dissector<'_>,
    session: &Session<'_>,
    shown: &Shown,
    header: &Header<'_>,
    mut body: Cursor<'_>,
) -> Result<(), Cut> {
    match header.content_type() {
        Some(ContentType::HANDSHAKE) => {
            crate::proto::tls::handshake::encrypted(d, shown, &body);
            Ok(())
        }
        Some(ContentType::APPLICATION_DATA) => {
            tls_record::application_data(d, shown, &mut body, opened::name(session));
            Ok(())
        }
        // No alert that is sealed is two bytes long, nor has a heartbeat its plain form.
        Some(ContentType::ALERT) => tls_record::alert(d, shown, body),
        Some(ContentType::HEARTBEAT) => tls_record::heartbeat(d, shown, body, true),
        Some(ContentType::CHANGE_CIPHER_SPEC) => {
            change_cipher_spec(d, shown, &body);
            Ok(())
        }
        Some(ContentType::TLS12_CID) => {
            shown.set_line(d, format_args!("Connection ID"));
            info(d, format_args!("Connection ID"));
            d.rest_as(ENC_CONTENT, &mut body);
            Ok(())
        }
        _ => {
            let name = if session.is_13() || header.is_unified() { "Encrypted Record" } else { "Record" };
            shown.set_line(d, format_args!("{name}"));
            info(d, format_args!("{name}"));
            d.rest_as(ENC_CONTENT, &mut body);
            Ok(())
        }
    }
}

/// Shows content that is in the clear, or was opened.
pub(super) fn plain(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    kind: ContentType,
    mut body: Cursor<'_>,
) -> Result<(), Cut> {
    match kind {
        ContentType::CHANGE_CIPHER_SPEC => {
            change_cipher_spec(d, shown, &body);
            Ok(())
        }
        ContentType::ALERT => tls_record::alert(d, shown, body),
        ContentType::HANDSHAKE => handshake::dissect(d, session, shown, body),
        ContentType::APPLICATION_DATA => {
            tls_record::application_data(d, shown, &mut body, opened::name(session));
            Ok(())
        }
        ContentType::HEARTBEAT => tls_record::heartbeat(d, shown, body, false),
        ContentType::ACK => ack(d, shown, body),
        ContentType(other) => {
            let table = crate::field::Names::Table(names::CONTENT_TYPES);
            let name = table.name(other.into()).unwrap_or("unknown");
            shown.set_line(d, format_args!("{name}"));
            info(d, format_args!("{name}"));
            d.rest_as(shared::APP_DATA, &mut body);
            Ok(())
        }
    }
}

fn change_cipher_spec(d: &mut Dissector<'_>, shown: &Shown, body: &Cursor<'_>) {
    shown.set_line(d, format_args!("Change Cipher Spec Protocol: Change Cipher Spec"));
    info(d, format_args!("Change Cipher Spec"));
    d.tree.leaf(shared::CHANGE_CIPHER_SPEC, At { value: (), span: body.span(1) });
}

/// RFC 9147 section 7.
fn ack(d: &mut Dissector<'_>, shown: &Shown, mut c: Cursor<'_>) -> Result<(), Cut> {
    shown.set_line(d, format_args!("ACK"));
    info(d, format_args!("ACK"));
    let open = d.tree.open(ACK, At { value: (), span: c.rest_span() });
    let len = c.u16()?;
    d.tree.leaf(ACK_LENGTH, len);
    let mut numbers = c.take(len.value.into());
    while !numbers.is_empty() {
        d.tree.leaf(ACK_EPOCH, numbers.u64()?);
        d.tree.leaf(ACK_SEQUENCE, numbers.u64()?);
    }
    d.tree.close(open);
    Ok(())
}
