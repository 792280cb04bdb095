//! Extensions of certificates (RFC 5280 section 4.2, and those of others that are met often).

use super::fields::{af, ber, ce, explicit, implicit, sat};
use super::name::{self, string_text};
use super::{big_number, bit_string, der, identifier, oid_name, small, text_at};
use crate::dissect::{At, Cursor, Cut, Dissector};
use crate::field::Field;
use crate::field::def::{Bool, Bytes, U32, U64};
use der::Element;

/// Shows all extensions.
pub(super) fn list(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let count = der::count(c);
    let open = counted(d, af::EXTENSIONS, "extensions", count, c);
    while !c.is_empty() {
        one(d, der::expect(&mut c, der::SEQUENCE)?)?;
    }
    d.tree.close(open);
    Ok(())
}

/// Opens a node that says how many items stand in it.
fn counted(
    d: &mut Dissector<'_>,
    field: Field<U32>,
    title: &str,
    count: u32,
    c: Cursor<'_>,
) -> crate::dissect::tree::Open {
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: count, span: c.rest_span() };
    d.tree.open_as(field, at, format_args!("{title}: {count} item{s}"))
}

fn one(d: &mut Dissector<'_>, mut all: Element<'_>) -> Result<(), Cut> {
    let id = der::expect(&mut all.content, der::OID)?;
    let open = d.tree.open(af::EXTENSION, At { value: (), span: all.whole });
    if d.tree.keeps_labels() {
        d.tree.set_label(open.node(), format_args!("Extension ({})", oid_name(id.bytes())));
    }
    identifier(d, af::EXTENSION_ID, "Extension Id", id);
    if let Some(critical) = der::optional(&mut all.content, der::BOOLEAN)? {
        d.tree.leaf(
            af::CRITICAL,
            At {
                value: critical.number().min(1) | u64::from(critical.bytes() == [0xff]),
                span: critical.span(),
            },
        );
    }
    let value = der::expect(&mut all.content, der::OCTET_STRING)?;
    d.confine(|d| content(d, id.bytes(), value));
    d.tree.close(open);
    Ok(())
}

/// 2.5.29
const CE: [u8; 2] = [0x55, 0x1d];
/// 1.3.6.1.5.5.7.1
const PE: [u8; 7] = [0x2b, 6, 1, 5, 5, 7, 1];
/// 1.3.6.1.4.1.311.21, and of it 20.2
const MICROSOFT_21: [u8; 8] = [0x2b, 6, 1, 4, 1, 0x82, 0x37, 21];
const MICROSOFT_TEMPLATE_NAME: [u8; 9] = [0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2];
/// 1.3.6.1.4.1.11129.2.4.2
const SCT_LIST: [u8; 10] = [0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];
/// 1.2.840.113533.7.65.0
const ENTRUST_VERSION: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf6, 0x7d, 7, 0x41, 0];
/// 2.16.840.1.113730.1
const NETSCAPE: [u8; 8] = [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1];
/// 1.3.6.1.5.5.7.48.1.5
const OCSP_NO_CHECK: [u8; 9] = [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5];

fn content(d: &mut Dissector<'_>, id: &[u8], value: Element<'_>) -> Result<(), Cut> {
    let mut c = value.content;
    let layer = if id.starts_with(&PE) {
        "pkix1implicit"
    } else if id == SCT_LIST {
        "tls"
    } else if id.starts_with(&MICROSOFT_TEMPLATE_NAME[..7]) && !matches!(id.last(), Some(7 | 10)) {
        "x509sat"
    } else if id.starts_with(&NETSCAPE) {
        "ns_cert_exts"
    } else if id == OCSP_NO_CHECK {
        "ocsp"
    } else {
        "x509ce"
    };
    let known =
        id.starts_with(&CE) || id == ENTRUST_VERSION || layer != "x509ce" || id.starts_with(&MICROSOFT_21);
    if known {
        d.note_layer(if id.ends_with(&[1, 24]) && layer == "pkix1implicit" {
            "pkix1explicit"
        } else {
            layer
        });
    }
    match (id.split_first_chunk(), id.split_first_chunk()) {
        (Some((&CE, [number])), _) => return standard(d, *number, value),
        (_, Some((&PE, [1 | 11]))) => return access(d, &mut c),
        (_, Some((&PE, [24]))) => return features(d, &mut c),
        _ => {}
    }
    if id == SCT_LIST {
        let mut list = der::expect(&mut c, der::OCTET_STRING)?.content;
        return crate::proto::tls::sct_list(d, &mut list);
    }
    if id == OCSP_NO_CHECK && value.bytes() == [5, 0] {
        let null = der::next(&mut c)?;
        d.tree.leaf(super::fields::ocsp::NULL, At { value: (), span: null.span() });
        return Ok(());
    }
    if id == ENTRUST_VERSION {
        return entrust_version(d, &mut c);
    }
    if id == MICROSOFT_TEMPLATE_NAME {
        let name = der::next(&mut c)?;
        let text = string_text(name.tag, name.bytes()).ok_or(Cut::Malformed)?;
        text_at(d, sat::PLAIN_BMP, &text, name.bytes(), name.span());
        return Ok(());
    }
    match id.split_first_chunk() {
        Some((&MICROSOFT_21, [1])) => {
            let number = der::expect(&mut c, der::INTEGER)?;
            d.tree.leaf(sat::PLAIN_INTEGER, At { value: small(number), span: number.span() });
        }
        Some((&MICROSOFT_21, [2])) => octets(d, sat::PLAIN_OCTETS, &mut c)?,
        Some((&MICROSOFT_21, [7])) => template(d, &mut c)?,
        Some((&MICROSOFT_21, [10])) => policies(d, &mut c)?,
        _ => {
            d.tree.leaf(af::EXTENSION_VALUE, At { value: value.bytes(), span: value.span() });
        }
    }
    Ok(())
}

/// Extensions of X.509 itself, by the last arc of their identifiers.
fn standard(d: &mut Dissector<'_>, number: u8, value: Element<'_>) -> Result<(), Cut> {
    let mut c = value.content;
    match number {
        14 => octets(d, ce::SUBJECT_KEY_ID, &mut c),
        15 => key_usage(d, der::expect(&mut c, der::BIT_STRING)?),
        16 => private_key_period(d, &mut c),
        17 | 18 => {
            let names = der::expect(&mut c, der::SEQUENCE)?.content;
            general_names(d, ce::GENERAL_NAMES, "GeneralNames", names)
        }
        19 => basic_constraints(d, der::expect(&mut c, der::SEQUENCE)?),
        30 => name_constraints(d, der::expect(&mut c, der::SEQUENCE)?),
        31 | 46 => crl_points(d, &mut c),
        3 | 32 => policies(d, &mut c),
        33 => policy_mappings(d, &mut c),
        35 => authority_key_id(d, der::expect(&mut c, der::SEQUENCE)?),
        36 => policy_constraints(d, der::expect(&mut c, der::SEQUENCE)?),
        37 => key_purposes(d, &mut c),
        54 => skip_certs(d, ce::SKIP_CERTS, der::expect(&mut c, der::INTEGER)?),
        _ => {
            d.tree.leaf(af::EXTENSION_VALUE, At { value: value.bytes(), span: value.span() });
            Ok(())
        }
    }
}

fn octets(d: &mut Dissector<'_>, field: Field<Bytes>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let value = der::expect(c, der::OCTET_STRING)?;
    d.tree.leaf(field, At { value: value.bytes(), span: value.span() });
    Ok(())
}

/// A flag of a bit string: its handle, and which byte it is in.
type Flag = (Field<Bool>, usize);

fn key_usage(d: &mut Dissector<'_>, value: Element<'_>) -> Result<(), Cut> {
    const FLAGS: [Flag; 9] = [
        (ce::DIGITAL_SIGNATURE, 0),
        (ce::CONTENT_COMMITMENT, 0),
        (ce::KEY_ENCIPHERMENT, 0),
        (ce::DATA_ENCIPHERMENT, 0),
        (ce::KEY_AGREEMENT, 0),
        (ce::KEY_CERT_SIGN, 0),
        (ce::CRL_SIGN, 0),
        (ce::ENCIPHER_ONLY, 0),
        (ce::DECIPHER_ONLY, 1),
    ];
    let bits = bit_string(d, value, true)?;
    let open = d.tree.open(ce::KEY_USAGE, At { value: bits.peek(), span: bits.rest_span() });
    for (flag, byte) in FLAGS {
        let value = bits.peek().get(byte).copied().unwrap_or_default();
        let at = (byte as u32).min(bits.captured().saturating_sub(1));
        d.tree.leaf(flag, At { value: u64::from(value), span: bits.rest_span().part(at, 1) });
    }
    d.tree.close(open);
    Ok(())
}

fn basic_constraints(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ce::BASIC_CONSTRAINTS, At { value: (), span: value.whole });
    if value.content.is_empty() {
        d.tree.set_label(open.node(), format_args!("BasicConstraintsSyntax [0 length]"));
    }
    if let Some(ca) = der::optional(&mut value.content, der::BOOLEAN)? {
        d.tree.leaf(ce::CA, At { value: u64::from(ca.bytes().iter().any(|b| *b != 0)), span: ca.span() });
    }
    if let Some(len) = der::optional(&mut value.content, der::INTEGER)? {
        skip_certs(d, ce::PATH_LEN, len)?;
    }
    d.tree.close(open);
    Ok(())
}

fn skip_certs(d: &mut Dissector<'_>, field: Field<U64>, value: Element<'_>) -> Result<(), Cut> {
    d.tree.leaf(field, At { value: value.number(), span: value.span() });
    Ok(())
}

fn authority_key_id(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ce::AUTHORITY_KEY_ID, At { value: (), span: value.whole });
    let c = &mut value.content;
    if let Some(id) = der::optional(c, der::context(0))? {
        d.tree.leaf(ce::KEY_ID, At { value: id.bytes(), span: id.span() });
    }
    if let Some(issuer) = der::optional(c, der::context_of(1))? {
        general_names(d, ce::AUTHORITY_CERT_ISSUER, "authorityCertIssuer", issuer.content)?;
    }
    if let Some(serial) = der::optional(c, der::context(2))? {
        big_number(d, ce::AUTHORITY_CERT_SERIAL, "authorityCertSerialNumber", serial);
    }
    d.tree.close(open);
    Ok(())
}

fn key_purposes(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?.content;
    let open = counted(d, ce::KEY_PURPOSE_IDS, "KeyPurposeIDs", der::count(all), all);
    while !all.is_empty() {
        identifier(d, ce::KEY_PURPOSE_ID, "KeyPurposeId", der::expect(&mut all, der::OID)?);
    }
    d.tree.close(open);
    Ok(())
}

fn private_key_period(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?;
    let open = d.tree.open(ce::PRIVATE_KEY_PERIOD, At { value: (), span: all.whole });
    for (number, field) in [(0, ce::PERIOD_NOT_BEFORE), (1, ce::PERIOD_NOT_AFTER)] {
        if let Some(time) = der::optional(&mut all.content, der::context(number))? {
            let value = name::time_stamp(time.bytes()).ok_or(Cut::Malformed)?;
            d.tree.leaf(field, At { value, span: time.span() });
        }
    }
    d.tree.close(open);
    Ok(())
}

fn policies(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?.content;
    let open = counted(d, ce::POLICIES, "CertificatePoliciesSyntax", der::count(all), all);
    while !all.is_empty() {
        let mut policy = der::expect(&mut all, der::SEQUENCE)?;
        let item = d.tree.open(ce::POLICY, At { value: (), span: policy.whole });
        identifier(d, ce::POLICY_ID, "policyIdentifier", der::expect(&mut policy.content, der::OID)?);
        if let Some(mut qualifiers) = der::optional(&mut policy.content, der::SEQUENCE)? {
            let c = &mut qualifiers.content;
            let list = counted(d, ce::POLICY_QUALIFIERS, "policyQualifiers", der::count(*c), *c);
            while !c.is_empty() {
                qualifier(d, der::expect(c, der::SEQUENCE)?)?;
            }
            d.tree.close(list);
        }
        d.tree.close(item);
    }
    d.tree.close(open);
    Ok(())
}

/// 1.3.6.1.5.5.7.2.1: where the policy is written down.
const CPS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 1];
/// 1.3.6.1.5.5.7.2.2: a notice.
const USER_NOTICE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 2];

fn qualifier(d: &mut Dissector<'_>, mut all: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ce::POLICY_QUALIFIER, At { value: (), span: all.whole });
    let id = der::expect(&mut all.content, der::OID)?;
    identifier(d, ce::QUALIFIER_ID, "Id", id);
    let value = der::next(&mut all.content)?;
    match id.bytes() {
        CPS => {
            d.note_layer("pkix1explicit");
            let text = string_text(value.tag, value.bytes()).ok_or(Cut::Malformed)?;
            text_at(d, explicit::CPS, &text, value.bytes(), value.span());
        }
        USER_NOTICE => {
            d.note_layer("pkix1implicit");
            user_notice(d, value)?;
        }
        _ => {
            d.tree.leaf(af::EXTENSION_VALUE, At { value: value.bytes(), span: value.span() });
        }
    }
    d.tree.close(open);
    Ok(())
}

fn user_notice(d: &mut Dissector<'_>, mut all: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(implicit::USER_NOTICE, At { value: (), span: all.whole });
    while !all.content.is_empty() {
        let part = der::next(&mut all.content)?;
        let (number, field) = match part.tag {
            der::IA5_STRING => (0u32, implicit::IA5),
            der::VISIBLE_STRING => (1, implicit::VISIBLE),
            der::BMP_STRING => (2, implicit::BMP),
            der::UTF8_STRING => (3, implicit::UTF8),
            _ => continue, // a reference to a document
        };
        let text = d.tree.open(implicit::EXPLICIT_TEXT, At { value: number, span: part.whole });
        text_at(
            d,
            field,
            &string_text(part.tag, part.bytes()).unwrap_or_default(),
            part.bytes(),
            part.span(),
        );
        d.tree.close(text);
    }
    d.tree.close(open);
    Ok(())
}

fn policy_mappings(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?.content;
    let open = counted(d, ce::POLICY_MAPPINGS, "PolicyMappingsSyntax", der::count(all), all);
    while !all.is_empty() {
        let mut pair = der::expect(&mut all, der::SEQUENCE)?;
        let item = d.tree.open(ce::POLICY_MAPPING, At { value: (), span: pair.whole });
        identifier(d, ce::ISSUER_POLICY, "issuerDomainPolicy", der::expect(&mut pair.content, der::OID)?);
        identifier(d, ce::SUBJECT_POLICY, "subjectDomainPolicy", der::expect(&mut pair.content, der::OID)?);
        d.tree.close(item);
    }
    d.tree.close(open);
    Ok(())
}

fn policy_constraints(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ce::POLICY_CONSTRAINTS, At { value: (), span: value.whole });
    for (number, field) in [(0, ce::REQUIRE_POLICY), (1, ce::INHIBIT_MAPPING)] {
        if let Some(count) = der::optional(&mut value.content, der::context(number))? {
            skip_certs(d, field, count)?;
        }
    }
    d.tree.close(open);
    Ok(())
}

fn name_constraints(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ce::NAME_CONSTRAINTS, At { value: (), span: value.whole });
    for (number, field, title) in
        [(0, ce::PERMITTED_SUBTREES, "permittedSubtrees"), (1, ce::EXCLUDED_SUBTREES, "excludedSubtrees")]
    {
        let Some(mut trees) = der::optional(&mut value.content, der::context_of(number))? else { continue };
        let c = &mut trees.content;
        let list = counted(d, field, title, der::count(*c), *c);
        while !c.is_empty() {
            let mut tree = der::expect(c, der::SEQUENCE)?;
            let item = d.tree.open(ce::GENERAL_SUBTREE, At { value: (), span: tree.whole });
            general_name(d, Some(ce::SUBTREE_BASE), der::next(&mut tree.content)?)?;
            d.tree.close(item);
        }
        d.tree.close(list);
    }
    d.tree.close(open);
    Ok(())
}

fn crl_points(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?.content;
    let open = counted(d, ce::CRL_POINTS, "CRLDistPointsSyntax", der::count(all), all);
    while !all.is_empty() {
        let mut point = der::expect(&mut all, der::SEQUENCE)?;
        let item = d.tree.open(ce::CRL_POINT, At { value: (), span: point.whole });
        let c = &mut point.content;
        if let Some(mut place) = der::optional(c, der::context_of(0))? {
            point_name(d, der::next(&mut place.content)?)?;
        }
        if let Some(reasons) = der::optional(c, der::context(1))? {
            let bits = bit_string(d, reasons, true)?;
            d.tree.leaf(ce::REASONS, At { value: bits.peek(), span: bits.rest_span() });
        }
        if let Some(issuer) = der::optional(c, der::context_of(2))? {
            general_names(d, ce::CRL_ISSUER, "cRLIssuer", issuer.content)?;
        }
        d.tree.close(item);
    }
    d.tree.close(open);
    Ok(())
}

fn point_name(d: &mut Dissector<'_>, value: Element<'_>) -> Result<(), Cut> {
    const FULL: u8 = der::context_of(0);
    const RELATIVE: u8 = der::context_of(1);
    match value.tag {
        FULL => {
            let open = d.tree.open(ce::POINT_NAME, At { value: 0u32, span: value.span() });
            general_names(d, ce::FULL_NAME, "fullName", value.content)?;
            d.tree.close(open);
        }
        RELATIVE => {
            let open = d.tree.open(ce::POINT_NAME, At { value: 1u32, span: value.span() });
            let count = der::count(value.content);
            let list = counted(d, ce::RELATIVE_NAME, "nameRelativeToCRLIssuer", count, value.content);
            name::relative(d, value.content)?;
            d.tree.close(list);
            d.tree.close(open);
        }
        _ => return Err(Cut::Malformed),
    }
    Ok(())
}

fn access(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?.content;
    let open = counted(d, implicit::ACCESS, "AuthorityInfoAccessSyntax", der::count(all), all);
    while !all.is_empty() {
        let mut place = der::expect(&mut all, der::SEQUENCE)?;
        let item = d.tree.open(implicit::ACCESS_DESCRIPTION, At { value: (), span: place.whole });
        identifier(d, implicit::ACCESS_METHOD, "accessMethod", der::expect(&mut place.content, der::OID)?);
        general_name(d, Some(implicit::ACCESS_LOCATION), der::next(&mut place.content)?)?;
        d.tree.close(item);
    }
    d.tree.close(open);
    Ok(())
}

fn features(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?.content;
    let open = counted(d, explicit::FEATURES, "Features", der::count(all), all);
    while !all.is_empty() {
        let feature = der::expect(&mut all, der::INTEGER)?;
        let value = feature.number().min(u64::from(u16::MAX)) as u16;
        d.tree.leaf(explicit::FEATURE, At { value, span: feature.span() });
    }
    d.tree.close(open);
    Ok(())
}

fn template(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?;
    let open = d.tree.open(ce::TEMPLATE, At { value: (), span: all.whole });
    identifier(d, ce::TEMPLATE_ID, "templateID", der::expect(&mut all.content, der::OID)?);
    for field in [ce::TEMPLATE_MAJOR, ce::TEMPLATE_MINOR] {
        if let Some(version) = der::optional(&mut all.content, der::INTEGER)? {
            d.tree.leaf(field, At { value: small(version), span: version.span() });
        }
    }
    d.tree.close(open);
    Ok(())
}

fn entrust_version(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut all = der::expect(c, der::SEQUENCE)?;
    let open = d.tree.open(ce::ENTRUST_VERSION_INFO, At { value: (), span: all.whole });
    let version = der::next(&mut all.content)?;
    let text = string_text(version.tag, version.bytes()).ok_or(Cut::Malformed)?;
    text_at(d, ce::ENTRUST_VERSION, &text, version.bytes(), version.span());
    let mut flags = der::expect(&mut all.content, der::BIT_STRING)?.content;
    d.tree.leaf(ber::PADDING, flags.u8()?);
    d.tree.leaf(ce::ENTRUST_FLAGS, At { value: flags.peek(), span: flags.rest_span() });
    d.tree.close(open);
    Ok(())
}

fn general_names(
    d: &mut Dissector<'_>,
    field: Field<U32>,
    title: &str,
    mut c: Cursor<'_>,
) -> Result<(), Cut> {
    let open = counted(d, field, title, der::count(c), c);
    while !c.is_empty() {
        general_name(d, Some(ce::GENERAL_NAME), der::next(&mut c)?)?;
    }
    d.tree.close(open);
    Ok(())
}

/// RFC 5280 section 4.2.1.6: the tag says what kind of name it is.
fn general_name(d: &mut Dissector<'_>, field: Option<Field<U32>>, value: Element<'_>) -> Result<(), Cut> {
    let kind = value.tag & 0x1f;
    let span = value.span();
    let open = field.map(|f| d.tree.open(f, At { value: u32::from(kind), span }));
    let bytes = value.bytes();
    let mut content = value.content;
    match kind {
        0 => other_name(d, value)?,
        1 => text_at(d, ce::RFC822_NAME, &String::from_utf8_lossy(bytes), bytes, span),
        2 => text_at(d, ce::DNS_NAME, &String::from_utf8_lossy(bytes), bytes, span),
        4 => {
            let all = der::expect(&mut content, der::SEQUENCE)?;
            let inside = d.tree.open(ce::DIRECTORY_NAME, At { value: 0u32, span: all.whole });
            name::sequence(d, super::fields::information::RDN_SEQUENCE, all.content)?;
            d.tree.close(inside);
        }
        6 => text_at(d, ce::URI, &String::from_utf8_lossy(bytes), bytes, span),
        7 => match bytes.len() {
            4 => {
                d.tree.leaf(ce::IPV4_ADDRESS, content.array::<4>()?);
            }
            16 => {
                d.tree.leaf(ce::IPV6_ADDRESS, At { value: bytes, span });
            }
            _ => {
                d.tree.leaf(ce::IP_ADDRESS, At { value: bytes, span });
            }
        },
        8 => {
            identifier(d, ce::REGISTERED_ID, "registeredID", value);
        }
        _ => {
            d.tree.leaf(af::EXTENSION_VALUE, At { value: bytes, span });
        }
    }
    if let Some(open) = open {
        d.tree.close(open);
    }
    Ok(())
}

fn other_name(d: &mut Dissector<'_>, mut value: Element<'_>) -> Result<(), Cut> {
    let open = d.tree.open(ce::OTHER_NAME, At { value: (), span: value.span() });
    identifier(d, ce::TYPE_ID, "type-id", der::expect(&mut value.content, der::OID)?);
    let mut inside = der::expect(&mut value.content, der::context_of(0))?.content;
    let text = der::next(&mut inside)?;
    match string_text(text.tag, text.bytes()) {
        Some(string) => {
            d.note_layer("x509sat");
            text_at(d, sat::PLAIN_UTF8, &string, text.bytes(), text.span());
        }
        None => {
            d.tree.leaf(af::EXTENSION_VALUE, At { value: text.bytes(), span: text.span() });
        }
    }
    d.tree.close(open);
    Ok(())
}
