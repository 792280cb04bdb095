//! OCSP (RFC 6960): responses as servers staple them to their certificates, requests and responses over HTTP.

use super::fields::ocsp as f;
use super::{algorithm, big_number, bit_string, der, identifier, name, oid_name};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{AbsoluteTime, Label, U32};
use der::Element;

const ENUMERATED: u8 = 0x0a;
/// 1.3.6.1.5.5.7.48.1.1
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];

/// 1.3.6.1.5.5.7.48.1.2
const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];

/// Shows a DER `OCSPResponse`.
pub fn ocsp_response(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.note_layer("ocsp");
    let open = d.tree.open_as(f::OCSP, At { value: (), span: c.rest_span() }, format_args!("OCSP Response"));
    response(d, c)?;
    d.tree.close(open);
    Ok(())
}

/// The body of an HTTP message.
pub(super) fn over_http(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "OCSP".into();
    let is_request = d.media_type.essence == "application/ocsp-request";
    d.columns.replace_info(format_args!("{}", if is_request { "Request" } else { "Response" }));
    if is_request { request(d, c) } else { response(d, c) }
}

fn request(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let mut outer = der::expect(&mut c, der::SEQUENCE)?.content;
    let mut signed = der::expect(&mut outer, der::SEQUENCE)?;
    let open = d.tree.open(f::TBS_REQUEST, At { value: (), span: signed.whole });
    let c = &mut signed.content;
    if let Some(mut version) = der::optional(c, der::context_of(0))? {
        let version = der::expect(&mut version.content, der::INTEGER)?;
        let value = version.number().min(255) as i32;
        d.tree.leaf(f::VERSION, At { value, span: version.span() });
    }
    der::optional(c, der::context_of(1))?; // who asks
    let mut list = der::expect(c, der::SEQUENCE)?.content;
    let requests = counted(d, f::REQUESTS, "requestList", list);
    while !list.is_empty() {
        let mut one = der::expect(&mut list, der::SEQUENCE)?;
        let item = d.tree.open(f::REQUEST, At { value: (), span: one.whole });
        certificate_id(d, f::REQ_CERT, &mut one.content)?;
        if let Some(mut more) = der::optional(&mut one.content, der::context_of(0))? {
            extensions(d, f::REQUEST_EXTENSIONS_SINGLE, "singleRequestExtensions", &mut more)?;
        }
        d.tree.close(item);
    }
    d.tree.close(requests);
    if let Some(mut more) = der::optional(c, der::context_of(2))? {
        extensions(d, f::REQUEST_EXTENSIONS, "requestExtensions", &mut more)?;
    }
    d.tree.close(open);
    Ok(())
}

fn extensions(
    d: &mut Dissector<'_>,
    field: Field<U32>,
    title: &str,
    all: &mut Element<'_>,
) -> Result<(), Cut> {
    let mut list = der::expect(&mut all.content, der::SEQUENCE)?.content;
    let items = counted(d, field, title, list);
    while !list.is_empty() {
        let mut one = der::expect(&mut list, der::SEQUENCE)?;
        let item = d.tree.open(super::fields::explicit::EXTENSION, At { value: (), span: one.whole });
        let id = der::expect(&mut one.content, der::OID)?;
        let is_nonce = id.bytes() == NONCE;
        identifier(d, super::fields::explicit::ID, "Id", id);
        if is_nonce && let Some(mut value) = der::optional(&mut one.content, der::OCTET_STRING)? {
            let nonce = der::expect(&mut value.content, der::OCTET_STRING)?;
            d.note_layer("ocsp");
            d.tree.leaf(f::NONCE_VALUE, At { value: nonce.bytes(), span: nonce.span() });
        }
        d.tree.close(item);
    }
    d.tree.close(items);
    Ok(())
}

fn certificate_id(d: &mut Dissector<'_>, field: Field<Label>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut id = der::expect(c, der::SEQUENCE)?;
    let inside = d.tree.open(field, At { value: (), span: id.whole });
    algorithm(d, f::HASH_ALGORITHM, "hashAlgorithm", &mut id.content)?;
    for field in [f::ISSUER_NAME_HASH, f::ISSUER_KEY_HASH] {
        let hash = der::expect(&mut id.content, der::OCTET_STRING)?;
        d.tree.leaf(field, At { value: hash.bytes(), span: hash.span() });
    }
    big_number(d, f::SERIAL_NUMBER, "serialNumber", der::expect(&mut id.content, der::INTEGER)?);
    d.tree.close(inside);
    Ok(())
}

fn response(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let mut outer = der::expect(&mut c, der::SEQUENCE)?.content;
    let status = der::expect(&mut outer, ENUMERATED)?;
    let value = status.number().min(u64::from(u32::MAX)) as u32;
    d.tree.leaf(f::STATUS, At { value, span: status.span() });
    if let Some(mut bytes) = der::optional(&mut outer, der::context_of(0))? {
        let mut bytes = der::expect(&mut bytes.content, der::SEQUENCE)?;
        let inside = d.tree.open(f::RESPONSE_BYTES, At { value: (), span: bytes.whole });
        let kind = der::expect(&mut bytes.content, der::OID)?;
        let text = super::dotted(kind.bytes());
        let at = At { value: d.tree.keep(text.as_bytes()), span: kind.span() };
        d.tree.leaf_as(
            f::RESPONSE_TYPE,
            at,
            format_args!("ResponseType Id: {text} ({})", oid_name(kind.bytes())),
        );
        let mut response = der::expect(&mut bytes.content, der::OCTET_STRING)?;
        if kind.bytes() == BASIC {
            basic(d, der::expect(&mut response.content, der::SEQUENCE)?)?;
        }
        d.tree.close(inside);
    }
    Ok(())
}

fn basic(d: &mut Dissector<'_>, mut all: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(f::BASIC, At { value: (), span: all.whole });
    let c = &mut all.content;
    data(d, der::expect(c, der::SEQUENCE)?)?;
    algorithm(d, f::SIGNATURE_ALGORITHM, "signatureAlgorithm", c)?;
    let bits = bit_string(d, der::expect(c, der::BIT_STRING)?, true)?;
    d.tree.leaf(f::SIGNATURE, At { value: bits.peek(), span: bits.rest_span() });
    if let Some(mut certificates) = der::optional(c, der::context_of(0))? {
        let mut list = der::expect(&mut certificates.content, der::SEQUENCE)?.content;
        let items = counted(d, f::CERTS, "certs", list);
        while !list.is_empty() {
            let start = list;
            let one = der::expect(&mut list, der::SEQUENCE)?;
            let item = d.tree.open(f::CERTIFICATE, At { value: (), span: one.whole });
            if d.tree.keeps_labels()
                && let Some(subject) = super::subject(start.peek())
            {
                d.tree.set_label(item.node(), format_args!("Certificate ({subject})"));
            }
            super::certificate(d, start)?;
            d.tree.close(item);
        }
        d.tree.close(items);
    }
    d.tree.close(open);
    Ok(())
}

fn counted(
    d: &mut Dissector<'_>,
    field: Field<U32>,
    title: &str,
    c: Cursor<'_>,
) -> crate::dissect::tree::Open {
    let count = der::count(c);
    let s = if count == 1 { "" } else { "s" };
    d.tree.open_as(field, At { value: count, span: c.rest_span() }, format_args!("{title}: {count} item{s}"))
}

fn data(d: &mut Dissector<'_>, mut all: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(f::DATA, At { value: (), span: all.whole });
    let c = &mut all.content;
    der::optional(c, der::context_of(0))?; // version 1 is left out
    responder(d, der::next(c)?)?;
    time(d, f::PRODUCED_AT, der::expect(c, der::GENERALIZED_TIME)?)?;
    let mut list = der::expect(c, der::SEQUENCE)?.content;
    let responses = counted(d, f::RESPONSES, "responses", list);
    while !list.is_empty() {
        single(d, der::expect(&mut list, der::SEQUENCE)?)?;
    }
    d.tree.close(responses);
    if let Some(mut more) = der::optional(c, der::context_of(1))? {
        extensions(d, f::RESPONSE_EXTENSIONS, "responseExtensions", &mut more)?;
    }
    d.tree.close(open);
    Ok(())
}

fn responder(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    const BY_NAME: u8 = der::context_of(1);
    const BY_KEY: u8 = der::context_of(2);
    match value.tag {
        BY_NAME => {
            let open = d.tree.open(f::RESPONDER_ID, At { value: 1u32, span: value.span() });
            let all = der::expect(&mut value.content, der::SEQUENCE)?;
            let inside = d.tree.open(f::BY_NAME, At { value: 0u32, span: all.whole });
            name::sequence(d, super::fields::information::RDN_SEQUENCE, all.content)?;
            d.tree.close(inside);
            d.tree.close(open);
        }
        BY_KEY => {
            let open = d.tree.open(f::RESPONDER_ID, At { value: 2u32, span: value.span() });
            let key = der::expect(&mut value.content, der::OCTET_STRING)?;
            d.tree.leaf(f::BY_KEY, At { value: key.bytes(), span: key.span() });
            d.tree.close(open);
        }
        _ => return Err(Cut::Malformed),
    }
    Ok(())
}

fn time(d: &mut Dissector<'_>, field: Field<AbsoluteTime>, value: Element<'_>) -> Result<(), Cut> {
    let time = name::time_stamp(value.bytes()).ok_or(Cut::Malformed)?;
    d.tree.leaf(field, At { value: time, span: value.span() });
    Ok(())
}

fn single(d: &mut Dissector<'_>, mut all: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(f::SINGLE, At { value: (), span: all.whole });
    let c = &mut all.content;
    certificate_id(d, f::CERT_ID, c)?;
    status(d, der::next(c)?)?;
    time(d, f::THIS_UPDATE, der::expect(c, der::GENERALIZED_TIME)?)?;
    if let Some(mut next) = der::optional(c, der::context_of(0))? {
        time(d, f::NEXT_UPDATE, der::expect(&mut next.content, der::GENERALIZED_TIME)?)?;
    }
    if let Some(mut more) = der::optional(c, der::context_of(1))? {
        extensions(d, f::SINGLE_EXTENSIONS, "singleExtensions", &mut more)?;
    }
    d.tree.close(open);
    Ok(())
}

fn status(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    let kind = value.tag & 0x1f;
    let open = d.tree.open(f::CERT_STATUS, At { value: u32::from(kind), span: value.span() });
    let at = At { value: (), span: value.span() };
    match kind {
        0 => {
            d.tree.leaf(f::GOOD, at);
        }
        1 => {
            let inside = d.tree.open(f::REVOKED, at);
            time(d, f::REVOCATION_TIME, der::expect(&mut value.content, der::GENERALIZED_TIME)?)?;
            if let Some(mut reason) = der::optional(&mut value.content, der::context_of(0))? {
                let reason = der::expect(&mut reason.content, ENUMERATED)?;
                let number = reason.number().min(255) as u32;
                d.tree.leaf(f::REVOCATION_REASON, At { value: number, span: reason.span() });
            }
            d.tree.close(inside);
        }
        _ => {
            d.tree.leaf(f::UNKNOWN, at);
        }
    }
    d.tree.close(open);
    Ok(())
}
