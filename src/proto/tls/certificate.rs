//! Certificate messages: chains, requests, proofs, status. Certificates themselves are X.509's.

use super::extension::{self, Inside};
use super::fields::*;
use super::key_exchange;
use super::vector::{Read, vec8, vec16, vec24};
use crate::dissect::{At, Cursor, Dissector, Parent};
use crate::proto::{content_coding, x509};
use crate::tls::record::Version;

/// Certificate (RFC 5246 section 7.4.2; with context and extensions: RFC 8446 section 4.4.2).
pub(super) fn chain(d: &mut Dissector<'_>, tls13: bool, c: &mut Cursor<'_>) -> Read<()> {
    if tls13 {
        let mut context = vec8(d, c, CERT_CONTEXT_LENGTH, 0..=255)?;
        d.rest_as(CERT_CONTEXT, &mut context);
    }
    let mut list = vec24(d, c, CERTIFICATES_LENGTH, 0..=0xff_ffff)?;
    if list.is_empty() {
        return Ok(());
    }
    let at = At { value: (), span: list.rest_span() };
    let open = d.tree.open_as(CERTIFICATES, at, format_args!("Certificates ({} bytes)", list.left()));
    while !list.is_empty() {
        let certificate = vec24(d, &mut list, CERTIFICATE_LENGTH, 1..=0xff_ffff)?;
        one(d, certificate);
        if tls13 {
            extension::list(d, &mut list, Inside::Certificate)?;
        }
    }
    d.tree.close(open);
    Ok(())
}

fn one(d: &mut Dissector<'_>, c: Cursor<'_>) {
    if c.is_empty() {
        return;
    }
    let at = At { value: c.peek(), span: c.rest_span() };
    let node = d.tree.leaf(CERTIFICATE, at);
    if !x509::is_wanted(d) {
        return;
    }
    let open = d.tree.enter(node);
    if d.tree.keeps_labels()
        && let Some(subject) = x509::subject(c.peek())
    {
        d.append(node, format_args!(" ({subject})"));
    }
    d.confine(|d| x509::certificate(d, c));
    d.tree.close(open);
}

/// A chain compressed as a whole (RFC 8879 section 4).
pub(super) fn compressed(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let algorithm = c.u16()?;
    d.tree.leaf(CERT_COMPRESSION, algorithm);
    let len = c.u24()?;
    d.tree.leaf(CERT_UNCOMPRESSED_LENGTH, len);
    let message = vec24(d, c, CERT_COMPRESSED_LENGTH, 1..=0xff_ffff)?;
    let packed = At { value: message.peek(), span: message.rest_span() };
    let node = d.tree.leaf(CERT_COMPRESSED, packed);
    let coding: &[u8] = match algorithm.value {
        1 => b"deflate",
        2 => b"br",
        3 => b"zstd",
        _ => return Ok(()),
    };
    // It must be exactly as long as it says.
    let most = content_coding::limit(packed.value.len()).min(len.value as usize);
    let unpacked = content_coding::decode(coding, packed.value, most);
    let Some(unpacked) = unpacked.filter(|bytes| bytes.len() == len.value as usize) else {
        return Ok(());
    };
    let unpacked: std::sync::Arc<[u8]> = unpacked.into();
    let parents = vec![Parent::Here(packed.span)];
    let title = "Uncompressed certificate(s)";
    let Some(source) = d.add_source(title, unpacked.clone(), parents) else { return Ok(()) };
    let open = d.tree.enter(node);
    let mut inside = Cursor::new(&unpacked, len.value, source);
    let result = chain(d, true, &mut inside);
    d.tree.close(open);
    result
}

/// CertificateRequest (RFC 5246 section 7.4.4, RFC 8446 section 4.3.2).
pub(super) fn request(d: &mut Dissector<'_>, version: Option<Version>, c: &mut Cursor<'_>) -> Read<()> {
    if version == Some(Version::TLS13) {
        let mut context = vec8(d, c, CERT_CONTEXT_LENGTH, 0..=255)?;
        d.rest_as(CERT_CONTEXT, &mut context);
        return extension::list(d, c, Inside::CertificateRequest);
    }
    let mut types = vec8(d, c, CERT_TYPES_COUNT, 1..=255)?;
    let count = types.left();
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: (), span: types.rest_span() };
    let open = d.tree.open_as(CERT_TYPES, at, format_args!("Certificate types ({count} type{s})"));
    while !types.is_empty() {
        d.tree.leaf(REQUESTED_CERT_TYPE, types.u8()?);
    }
    d.tree.close(open);
    if version == Some(Version::TLS12) {
        extension::signature_algorithms(d, c)?;
    }
    authorities(d, c)
}

/// Names of authorities, each a DER `Name`.
pub(super) fn authorities(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut list = vec16(d, c, DNAMES_LEN, 0..=0xffff)?;
    if list.is_empty() {
        return Ok(());
    }
    let at = At { value: (), span: list.rest_span() };
    let s = if list.left() == 1 { "" } else { "s" };
    let open = d.tree.open_as(DNAMES, at, format_args!("Distinguished Names ({} byte{s})", list.left()));
    while !list.is_empty() {
        let name = vec16(d, &mut list, DNAME_LEN, 1..=0xffff)?;
        let text = if d.tree.keeps_labels() { x509::name_text(name.peek()) } else { None };
        let at = At { value: (), span: x509::name_span(name).unwrap_or(name.rest_span()) };
        let text = text.unwrap_or_default();
        let item = d.tree.open_as(DNAME, at, format_args!("Distinguished Name: ({text})"));
        d.confine(|d| x509::name(d, name));
        d.tree.close(item);
    }
    d.tree.close(open);
    Ok(())
}

/// CertificateVerify (RFC 5246 section 7.4.8, RFC 8446 section 4.4.3).
pub(super) fn verify(d: &mut Dissector<'_>, version: Option<Version>, c: &mut Cursor<'_>) -> Read<()> {
    key_exchange::signature(d, version, VERIFY_SIG_LEN, VERIFY_SIG, c)
}

/// CertificateStatus (RFC 6066 section 8, RFC 6961); also a certificate's extension.
pub(super) fn status(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    const OCSP: u8 = 1;
    const OCSP_MULTI: u8 = 2;
    let kind = c.u8()?;
    d.tree.leaf(STATUS_TYPE, kind);
    match kind.value {
        OCSP => ocsp_response(d, c),
        OCSP_MULTI => {
            let mut list = vec24(d, c, OCSP_LIST_LEN, 1..=0xff_ffff)?;
            while !list.is_empty() {
                ocsp_response(d, &mut list)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn ocsp_response(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let response = vec24(d, c, OCSP_LEN, 1..=0xff_ffff)?;
    if !response.is_empty() && x509::is_status_wanted(d) {
        d.confine(|d| x509::ocsp_response(d, response));
    }
    Ok(())
}

/// CertificateURL (RFC 6066 section 5).
pub(super) fn url(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    d.tree.leaf(CERT_URL_TYPE, c.u8()?);
    let mut list = vec16(d, c, CERT_URL_LIST_LEN, 1..=0xffff)?;
    while !list.is_empty() {
        let open = d.tree.open(CERT_URL_ITEM, At { value: (), span: list.rest_span() });
        let start = list;
        let mut url = vec16(d, &mut list, CERT_URL_LEN, 1..=0xffff)?;
        let at = url.rest();
        d.tree.leaf(CERT_URL, At { value: at.value, span: at.span });
        let padding = list.u8()?;
        d.tree.leaf(CERT_URL_PADDING, At { value: (), span: padding.span });
        if padding.value == 1 {
            d.tree.leaf(CERT_URL_SHA1, list.bytes(20)?);
        }
        d.tree.set_span(open.node(), list.since(&start));
        d.tree.close(open);
    }
    Ok(())
}
