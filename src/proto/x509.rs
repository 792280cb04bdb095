//! X.509 certificates (RFC 5280): the tree of one, with Wireshark's fields, and the texts that
//! others show of it. Names in `name`, extensions in `extension`; nothing is
//! verified here.

mod extension;
pub mod fields;
mod name;
mod names;
mod ocsp;

use super::ber as der;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, NodeRef, Protocol, Span};
use crate::field::Field;
use crate::field::def::{Bytes, Label, Oid};
use der::Element;
use fields::{af, ber, pkcs1};

pub use name::{name, name_span, name_text};
pub use ocsp::ocsp_response;

/// Certificates, as a protocol of their own: `x509af`.
pub const PROTOCOL: Protocol = Protocol {
    claims: &[Claim::Named("x509af")],
    dissect: certificate,
    ..standard("x509af", "X.509 Authentication Framework", af::FIELDS)
};
/// The other standards that fields of certificates come from.
pub const STANDARDS: [Protocol; 8] = [
    standard("x509if", "X.509 Information Framework", fields::information::FIELDS),
    standard("x509sat", "X.509 Selected Attribute Types", fields::sat::FIELDS),
    standard("x509ce", "X.509 Certificate Extensions", fields::ce::FIELDS),
    standard("pkcs-1", "PKCS#1", pkcs1::FIELDS),
    standard("pkix1explicit", "PKIX1Explicit", fields::explicit::FIELDS),
    standard("pkix1implicit", "PKIX1Implicit", fields::implicit::FIELDS),
    Protocol {
        title: "OCSP",
        claims: &[
            Claim::MediaType("application/ocsp-request"),
            Claim::MediaType("application/ocsp-response"),
        ],
        dissect: ocsp::over_http,
        ..standard("ocsp", "OCSP", fields::ocsp::FIELDS)
    },
    standard("ber", "Basic Encoding Rules (ASN.1 X.690)", ber::FIELDS),
];

const fn standard(
    name: &'static str,
    title: &'static str,
    fields: &'static [crate::field::FieldDef],
) -> Protocol {
    Protocol { name, title, fields, ..Protocol::EMPTY }
}

/// Largest certificate that is taken apart; what TLS can carry.
const MAX_CERTIFICATE_LEN: u32 = 1 << 24;
/// Bytes of a number that its line shows.
const SHOWN_BYTES: usize = 36;

/// Whether someone wants what stands in certificates.
pub fn is_wanted(d: &Dissector<'_>) -> bool {
    fields::are_wanted(d)
}

/// Whether someone wants answers of OCSP.
pub fn is_status_wanted(d: &Dissector<'_>) -> bool {
    fields::is_status_wanted(d)
}

/// The subject of a DER certificate as its line shows it, `id-at-commonName=…`; `None` where it
/// cannot be read.
pub fn subject(certificate: &[u8]) -> Option<String> {
    let c = Cursor::new(certificate, certificate.len() as u32, crate::dissect::SourceId::FRAME);
    let mut tbs = opened(c, &[der::SEQUENCE, der::SEQUENCE]).ok()?;
    der::optional(&mut tbs, der::context_of(0)).ok()?;
    for _ in 0..4 {
        der::next(&mut tbs).ok()?; // number, algorithm, issuer, validity
    }
    let subject = der::expect(&mut tbs, der::SEQUENCE).ok()?;
    Some(name::sequence_text(subject.content))
}

/// Enters the first element of each tag in turn.
fn opened<'a>(mut c: Cursor<'a>, tags: &[u8]) -> Result<Cursor<'a>, Cut> {
    for tag in tags {
        c = der::expect(&mut c, *tag)?.content;
    }
    Ok(c)
}

/// Shows a DER certificate.
pub fn certificate(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if c.left() > MAX_CERTIFICATE_LEN {
        return Err(Cut::Malformed);
    }
    let mut outer = der::expect(&mut c, der::SEQUENCE)?.content;
    let tbs = der::expect(&mut outer, der::SEQUENCE)?;
    let open = d.tree.open(af::SIGNED_CERTIFICATE, At { value: (), span: tbs.whole });
    signed(d, tbs.content)?;
    d.tree.close(open);
    algorithm(d, af::ALGORITHM_IDENTIFIER, "algorithmIdentifier", &mut outer)?;
    let signature = der::expect(&mut outer, der::BIT_STRING)?;
    let bits = bit_string(d, signature, true)?;
    d.tree.leaf(af::ENCRYPTED, At { value: bits.peek(), span: bits.rest_span() });
    Ok(())
}

fn signed(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    if let Some(mut version) = der::optional(&mut c, der::context_of(0))? {
        let number = der::expect(&mut version.content, der::INTEGER)?;
        let version = number.number().min(u64::from(u32::MAX)) as u32;
        d.tree.leaf(af::VERSION, At { value: version, span: number.span() });
    }
    big_number(d, af::SERIAL_NUMBER, "serialNumber", der::expect(&mut c, der::INTEGER)?);
    algorithm(d, af::SIGNATURE, "signature", &mut c)?;
    let issuer = der::expect(&mut c, der::SEQUENCE)?;
    let open = d.tree.open(af::ISSUER, At { value: 0u32, span: issuer.whole });
    name::sequence(d, fields::information::RDN_SEQUENCE, issuer.content)?;
    d.tree.close(open);
    let mut validity = der::expect(&mut c, der::SEQUENCE)?;
    let open = d.tree.open(af::VALIDITY, At { value: (), span: validity.whole });
    time(d, af::NOT_BEFORE, der::next(&mut validity.content)?)?;
    time(d, af::NOT_AFTER, der::next(&mut validity.content)?)?;
    d.tree.close(open);
    let subject = der::expect(&mut c, der::SEQUENCE)?;
    let open = d.tree.open(af::SUBJECT, At { value: 0u32, span: subject.whole });
    name::sequence(d, af::RDN_SEQUENCE, subject.content)?;
    d.tree.close(open);
    public_key(d, der::expect(&mut c, der::SEQUENCE)?)?;
    for (number, field) in [(1, af::ISSUER_UNIQUE_ID), (2, af::SUBJECT_UNIQUE_ID)] {
        if let Some(id) = der::optional(&mut c, der::context(number))? {
            let bits = bit_string(d, id, true)?;
            d.tree.leaf(field, At { value: bits.peek(), span: bits.rest_span() });
        }
    }
    if let Some(mut extensions) = der::optional(&mut c, der::context_of(3))? {
        extension::list(d, der::expect(&mut extensions.content, der::SEQUENCE)?.content)?;
    }
    Ok(())
}

/// An algorithm with its parameters. What it is called says its node.
fn algorithm<'a>(
    d: &mut Dissector<'_>,
    field: Field<Label>,
    title: &str,
    c: &mut Cursor<'a>,
) -> Result<&'a [u8], Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?;
    let id = der::expect(&mut all.content, der::OID)?;
    let open = d.tree.open(field, At { value: (), span: all.whole });
    if d.tree.keeps_labels() {
        d.tree.set_label(open.node(), format_args!("{title} ({})", oid_name(id.bytes())));
    }
    identifier(d, af::ALGORITHM_ID, "Algorithm Id", id);
    parameters(d, id.bytes(), &mut all.content)?;
    d.tree.close(open);
    Ok(id.bytes())
}

/// 1.2.840.10045.2.1
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.2.840.113549.1.1.1
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.2.840.113549.1.1.10
const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// 1.2.840.10040.4.1
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];

fn parameters(d: &mut Dissector<'_>, algorithm: &[u8], c: &mut Cursor<'_>) -> Result<(), Cut> {
    if c.is_empty() {
        return Ok(());
    }
    let mut value = der::next(c)?;
    match algorithm {
        EC_PUBLIC_KEY => {
            d.note_layer("pkcs-1");
            let named = value.tag == der::OID;
            let at = At { value: u32::from(named), span: value.whole };
            let open = d.tree.open(pkcs1::EC_PARAMETERS, at);
            if named {
                identifier(d, pkcs1::NAMED_CURVE, "namedCurve", value);
            } else {
                d.tree.leaf(pkcs1::SPECIFIED_CURVE, At { value: (), span: value.whole });
            }
            d.tree.close(open);
        }
        RSASSA_PSS if value.tag == der::SEQUENCE => {
            d.note_layer("pkcs-1");
            let open = d.tree.open(pkcs1::PSS_PARAMS, At { value: (), span: value.whole });
            pss_parameters(d, &mut value.content)?;
            d.tree.close(open);
        }
        DSA if value.tag == der::SEQUENCE => {
            d.note_layer("x509af");
            let open = d.tree.open(af::DSS_PARAMS, At { value: (), span: value.whole });
            for (field, title) in [(af::DSS_P, "p"), (af::DSS_Q, "q"), (af::DSS_G, "g")] {
                big_number(d, field, title, der::expect(&mut value.content, der::INTEGER)?);
            }
            d.tree.close(open);
        }
        _ => {}
    }
    Ok(())
}

/// RFC 4055 section 3.1.
fn pss_parameters(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    for (number, field, title) in
        [(0, pkcs1::PSS_HASH, "hashAlgorithm"), (1, pkcs1::PSS_MASK, "maskGenAlgorithm")]
    {
        if let Some(mut part) = der::optional(c, der::context_of(number))? {
            algorithm(d, field, title, &mut part.content)?;
        }
    }
    for (number, field) in [(2, pkcs1::PSS_SALT), (3, pkcs1::PSS_TRAILER)] {
        if let Some(mut part) = der::optional(c, der::context_of(number))? {
            let number = der::expect(&mut part.content, der::INTEGER)?;
            d.tree.leaf(field, At { value: small(number), span: number.span() });
        }
    }
    Ok(())
}

fn public_key(d: &mut Dissector<'_>, mut spki: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(af::SPKI, At { value: (), span: spki.whole });
    let algorithm = algorithm(d, af::ALGORITHM, "algorithm", &mut spki.content)?;
    let key = der::expect(&mut spki.content, der::BIT_STRING)?;
    let bits = bit_string(d, key, algorithm != RSA_ENCRYPTION)?;
    let at = At { value: bits.peek(), span: bits.rest_span() };
    let inside = d.tree.open(af::SUBJECT_PUBLIC_KEY, at);
    if algorithm == RSA_ENCRYPTION {
        let mut numbers = opened(bits, &[der::SEQUENCE])?;
        big_number(d, pkcs1::MODULUS, "modulus", der::expect(&mut numbers, der::INTEGER)?);
        let exponent = der::expect(&mut numbers, der::INTEGER)?;
        d.tree.leaf(pkcs1::PUBLIC_EXPONENT, At { value: small(exponent), span: exponent.span() });
    }
    d.tree.close(inside);
    d.tree.close(open);
    Ok(())
}

/// UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5).
fn time(d: &mut Dissector<'_>, field: Field<crate::field::def::U32>, value: Element<'_>) -> Result<(), Cut> {
    let generalized = match value.tag {
        der::UTC_TIME => false,
        der::GENERALIZED_TIME => true,
        _ => return Err(Cut::Malformed),
    };
    let open = d.tree.open(field, At { value: u32::from(generalized), span: value.whole });
    let text = name::time_text(value.bytes(), generalized);
    if generalized {
        let time = name::time_stamp(value.bytes()).ok_or(Cut::Malformed)?;
        d.tree.leaf(af::GENERALIZED_TIME, At { value: time, span: value.span() });
    } else {
        let kept = d.tree.keep(text.as_bytes());
        d.tree.leaf(af::UTC_TIME, At { value: kept, span: value.span() });
    }
    d.tree.close(open);
    Ok(())
}

/// A bit string's bits, whose first byte counts those that are left over; `shown`: as a field.
fn bit_string<'a>(d: &mut Dissector<'_>, value: Element<'a>, shown: bool) -> Result<Cursor<'a>, Cut> {
    let mut content = value.content;
    let padding = content.u8()?;
    if shown {
        d.tree.leaf(ber::PADDING, padding);
    }
    Ok(content)
}

/// An integer that is shown in hex: `serialNumber: 0x34…`.
fn big_number(d: &mut Dissector<'_>, field: Field<Bytes>, title: &str, value: Element<'_>) -> NodeRef {
    let node = d.tree.leaf(field, At { value: value.bytes(), span: value.span() });
    if d.tree.keeps_labels() {
        let mut hex = String::new();
        let bytes = value.bytes();
        let _ = crate::field::show::hex(bytes.get(..SHOWN_BYTES).unwrap_or(bytes), "", &mut hex);
        let more = if bytes.len() > SHOWN_BYTES { "…" } else { "" };
        d.tree.set_label(node, format_args!("{title}: 0x{hex}{more}"));
    }
    node
}

/// An object identifier with its name: `Algorithm Id: 1.2.840… (rsaEncryption)`.
fn identifier(d: &mut Dissector<'_>, field: Field<Oid>, title: &str, value: Element<'_>) -> NodeRef {
    let node = d.tree.leaf(field, At { value: value.bytes(), span: value.span() });
    if d.tree.keeps_labels() {
        let dotted = dotted(value.bytes());
        d.tree.set_label(node, format_args!("{title}: {dotted} ({})", names::oid_name(&dotted)));
    }
    node
}

fn dotted(oid: &[u8]) -> String {
    let mut text = String::new();
    let _ = crate::field::show::oid(oid, &mut text);
    text
}

/// The name of an object identifier.
fn oid_name(oid: &[u8]) -> String {
    names::oid_name(&dotted(oid))
}

/// A number that fits, as 32-bit fields hold it.
fn small(value: Element<'_>) -> i32 {
    i32::try_from(value.number()).unwrap_or(i32::MAX)
}

/// A part of a text source: what `text` decoded to, or the bytes themselves where it is the same.
fn text_at(
    d: &mut Dissector<'_>,
    field: Field<crate::field::def::Str>,
    text: &str,
    bytes: &[u8],
    span: Span,
) {
    if text.as_bytes() == bytes {
        d.tree.leaf(field, At { value: bytes, span });
    } else if d.tree.wants(field.id) {
        let kept = d.tree.keep(text.as_bytes());
        d.tree.leaf(field, At { value: kept, span });
    }
}
