//! Extensions of hellos and of the messages after them: the registry of IANA (TLS ExtensionType
//! Values), and those that were used without being in it.

use super::fields::*;
use super::vector::{Read, end, vec8, vec16, vec24};
use super::{certificate, names, quic_parameters};
use crate::base::time::Timestamp;
use crate::dissect::{At, Cursor, Dissector, NodeRef};
use crate::field::Field;
use crate::field::Names;
use crate::field::def::Str;
use crate::field::def::U8;

/// Which message an extension stands in; several look different from message to message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    ClientHello,
    ServerHello,
    HelloRetryRequest,
    EncryptedExtensions,
    Certificate,
    CertificateRequest,
    NewSessionTicket,
}

/// Shows the list of extensions: its length, then each.
pub(super) fn list(d: &mut Dissector<'_>, c: &mut Cursor<'_>, inside: Inside) -> Read<()> {
    let mut list = vec16(d, c, EXTENSIONS_LENGTH, 0..=0xffff)?;
    while list.left() >= 4 {
        one(d, &mut list, inside)?;
    }
    Ok(())
}

fn one(d: &mut Dissector<'_>, c: &mut Cursor<'_>, inside: Inside) -> Read<()> {
    let start = *c;
    let kind = c.u16()?;
    let mut peek = *c;
    let len = peek.u16()?.value;
    let span = start.span(4 + u32::from(len));
    let open = match names::extension(kind.value.into()) {
        Some(name) => d.tree.open_text(span, format_args!("Extension: {name} (len={len})")),
        None => d.tree.open_text(span, format_args!("Extension: Unknown type {} (len={len})", kind.value)),
    };
    d.tree.leaf(EXTENSION_TYPE, kind);
    let mut body = vec16(d, c, EXTENSION_LEN, 0..=0xffff)?;
    content(d, kind.value, inside, &mut body)?;
    end(d, &body);
    d.tree.close(open);
    Ok(())
}

fn content(d: &mut Dissector<'_>, kind: u16, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    let from_client = inside == Inside::ClientHello;
    match kind {
        0 => server_name(d, c),
        1 => leaf_u8(d, MAX_FRAGMENT_LENGTH, c),
        5 => status_request(d, inside, c),
        10 => supported_groups(d, c),
        11 => point_formats(d, c),
        12 => {
            let mut name = vec8(d, c, SRP_LEN, 1..=255)?;
            text(d, SRP_USERNAME, &mut name);
            Ok(())
        }
        13 | 50 => signature_algorithms(d, c),
        34 if inside == Inside::Certificate => delegated_credential(d, c),
        34 => signature_algorithms(d, c),
        15 => leaf_u8(d, HEARTBEAT_MODE, c),
        16 => application_protocols(d, c),
        17 => status_request_v2(d, inside, c),
        18 => sct_list(d, c),
        19 | 20 => certificate_types(d, from_client, c),
        21 => {
            d.rest_as(PADDING_DATA, c);
            Ok(())
        }
        27 => {
            let mut list = vec8(d, c, CERT_COMPRESSIONS_LENGTH, 2..=254)?;
            while list.left() >= 2 {
                d.tree.leaf(CERT_COMPRESSION, list.u16()?);
            }
            Ok(())
        }
        28 => {
            d.tree.leaf(RECORD_SIZE_LIMIT, c.u16()?);
            Ok(())
        }
        35 => session_ticket(d, c),
        40 | 51 => key_share(d, inside, c),
        41 => pre_shared_key(d, inside, c),
        42 | 46 if inside == Inside::NewSessionTicket => {
            d.tree.leaf(EARLY_DATA_MAX, c.u32()?);
            Ok(())
        }
        14 => use_srtp(d, c),
        43 => supported_versions(d, from_client, c),
        44 => {
            let mut cookie = vec16(d, c, COOKIE_LEN, 1..=0xffff)?;
            d.rest_as(COOKIE, &mut cookie);
            Ok(())
        }
        45 => {
            let mut list = vec8(d, c, PSK_MODES_LENGTH, 1..=255)?;
            while !list.is_empty() {
                d.tree.leaf(PSK_MODE, list.u8()?);
            }
            Ok(())
        }
        47 => certificate::authorities(d, c),
        48 => oid_filters(d, c),
        53 | 54 => {
            let mut id = vec8(d, c, CID_LENGTH, 0..=255)?;
            d.rest_as(CID, &mut id);
            Ok(())
        }
        57 | 0xffa5 => quic_parameters::list(d, c),
        13172 => next_protocols(d, c),
        17513 | 17613 => application_settings(d, inside, c),
        65037 => encrypted_client_hello(d, inside, c),
        65281 => renegotiation_info(d, c),
        65486 => encrypted_server_name(d, from_client, c),
        // Those that say all by being there; what stands in them nevertheless is noted.
        4 | 22 | 23 | 42 | 49 | 58 if c.is_empty() => Ok(()),
        _ => {
            let at = c.rest();
            d.tree.leaf(EXTENSION_DATA, At { value: at.value, span: at.span });
            Ok(())
        }
    }
}

fn leaf_u8(d: &mut Dissector<'_>, field: Field<U8>, c: &mut Cursor<'_>) -> Read<()> {
    d.tree.leaf(field, c.u8()?);
    Ok(())
}

/// All of `c` as text; nothing where there is nothing.
fn text(d: &mut Dissector<'_>, field: Field<Str>, c: &mut Cursor<'_>) -> NodeRef {
    let at = c.rest();
    d.tree.leaf(field, At { value: at.value, span: at.span })
}

/// RFC 6066 section 3.
fn server_name(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    if c.is_empty() {
        return Ok(()); // the server took the name
    }
    let open = d.tree.open_text(c.rest_span(), format_args!("Server Name Indication extension"));
    let mut list = vec16(d, c, SNI_LIST_LEN, 1..=0xffff)?;
    while !list.is_empty() {
        d.tree.leaf(SNI_TYPE, list.u8()?);
        let mut name = vec16(d, &mut list, SNI_LEN, 1..=0xffff)?;
        text(d, SNI, &mut name);
    }
    d.tree.close(open);
    Ok(())
}

/// RFC 6066 section 8; in a certificate's extensions the status itself.
fn status_request(d: &mut Dissector<'_>, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    if inside == Inside::Certificate {
        return certificate::status(d, c);
    }
    if c.is_empty() {
        return Ok(());
    }
    d.tree.leaf(STATUS_TYPE, c.u8()?);
    request(d, c)
}

/// Which responders are trusted, and extensions of the request.
fn request(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut ids = vec16(d, c, STATUS_RESPONDER_IDS_LEN, 0..=0xffff)?;
    d.rest_as(EXTENSION_DATA, &mut ids);
    let mut extensions = vec16(d, c, STATUS_EXTS_LEN, 0..=0xffff)?;
    d.rest_as(EXTENSION_DATA, &mut extensions);
    Ok(())
}

/// RFC 6961 section 2.2.
fn status_request_v2(d: &mut Dissector<'_>, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    if inside == Inside::Certificate {
        return certificate::status(d, c);
    }
    if c.is_empty() {
        return Ok(());
    }
    let mut list = vec16(d, c, STATUS_LIST_LEN, 1..=0xffff)?;
    while !list.is_empty() {
        d.tree.leaf(STATUS_TYPE, list.u8()?);
        let mut item = vec16(d, &mut list, STATUS_LEN, 0..=0xffff)?;
        if !item.is_empty() {
            request(d, &mut item)?;
        }
    }
    Ok(())
}

/// RFC 8446 section 4.2.7, RFC 8422 section 5.1.1.
fn supported_groups(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut list = vec16(d, c, GROUPS_LENGTH, 2..=0xffff)?;
    let count = list.left() / 2;
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: (), span: list.rest_span() };
    let open = d.tree.open_as(GROUPS, at, format_args!("Supported Groups ({count} group{s})"));
    while list.left() >= 2 {
        d.tree.leaf(GROUP, list.u16()?);
    }
    d.tree.close(open);
    Ok(())
}

/// RFC 8422 section 5.1.2.
fn point_formats(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut list = vec8(d, c, POINT_FORMATS_LENGTH, 1..=255)?;
    let at = At { value: (), span: list.rest_span() };
    let label = format_args!("Elliptic curves point formats ({})", list.left());
    let open = d.tree.open_as(POINT_FORMATS, at, label);
    while !list.is_empty() {
        d.tree.leaf(POINT_FORMAT, list.u8()?);
    }
    d.tree.close(open);
    Ok(())
}

/// RFC 8446 section 4.2.3, RFC 5246 section 7.4.1.4.1; also in CertificateRequest.
pub(super) fn signature_algorithms(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut list = vec16(d, c, SIG_ALGS_LEN, 2..=0xfffe)?;
    let count = list.left() / 2;
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: (), span: list.rest_span() };
    let open = d.tree.open_as(SIG_ALGS, at, format_args!("Signature Hash Algorithms ({count} algorithm{s})"));
    while list.left() >= 2 {
        signature_algorithm(d, &mut list)?;
    }
    d.tree.close(open);
    Ok(())
}

/// One signature algorithm, with the two halves that TLS 1.2 sees in it.
pub(super) fn signature_algorithm(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut halves = *c;
    let both = c.u16()?;
    let (hash, signature) = (halves.u8()?, halves.u8()?);
    let node = d.tree.leaf(SIG_ALG, both);
    if Names::Table(names::SIGNATURE_SCHEMES).name(both.value.into()).is_none() {
        let hash_name = Names::Table(names::HASHES).name(hash.value.into()).unwrap_or("Unknown");
        let name = Names::Table(names::SIGNATURES).name(signature.value.into()).unwrap_or("Unknown");
        let label = format_args!("Signature Algorithm: {hash_name} {name} ({:#06x})", both.value);
        d.tree.set_label(node, label);
    }
    let open = d.tree.enter(node);
    d.tree.leaf(SIG_HASH, hash);
    d.tree.leaf(SIG_SIG, signature);
    d.tree.close(open);
    Ok(())
}

/// RFC 7301.
fn application_protocols(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut list = vec16(d, c, ALPN_LEN, 2..=0xffff)?;
    let open = d.tree.open(ALPN_LIST, At { value: (), span: list.rest_span() });
    while !list.is_empty() {
        let mut name = vec8(d, &mut list, ALPN_STR_LEN, 1..=255)?;
        text(d, ALPN_STR, &mut name);
    }
    d.tree.close(open);
    Ok(())
}

/// The predecessor of ALPN: here the server offers.
fn next_protocols(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    if c.is_empty() {
        return Ok(());
    }
    let open = d.tree.open_text(c.rest_span(), format_args!("Next Protocol Negotiation"));
    while !c.is_empty() {
        let mut name = vec8(d, c, NPN_STR_LEN, 0..=255)?;
        text(d, NPN_STR, &mut name);
    }
    d.tree.close(open);
    Ok(())
}

/// Application-Layer Protocol Settings (draft-vvv-tls-alps).
fn application_settings(d: &mut Dissector<'_>, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    if inside != Inside::ClientHello {
        d.rest_as(ALPS_SETTINGS, c);
        return Ok(());
    }
    let mut list = vec16(d, c, ALPS_LEN, 2..=0xffff)?;
    let open = d.tree.open(ALPS_LIST, At { value: (), span: list.rest_span() });
    while !list.is_empty() {
        let mut name = vec8(d, &mut list, ALPS_STR_LEN, 1..=255)?;
        text(d, ALPS_STR, &mut name);
    }
    d.tree.close(open);
    Ok(())
}

/// Promises of certificate transparency logs (RFC 6962 section 3.3); also in certificates.
pub(super) fn sct_list(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    if c.is_empty() {
        return Ok(());
    }
    let mut list = vec16(d, c, SCTS_LENGTH, 1..=0xffff)?;
    while !list.is_empty() {
        let start = list;
        let log = super::ct_logs::log_name(list.peek().get(3..).unwrap_or_default());
        let label = format_args!("Signed Certificate Timestamp ({log})");
        let open = d.tree.open_text(list.rest_span(), label);
        let mut sct = vec16(d, &mut list, SCT_LENGTH, 1..=0xffff)?;
        d.tree.set_span(open.node(), list.since(&start));
        d.tree.leaf(SCT_VERSION, sct.u8()?);
        d.tree.leaf(SCT_LOGID, sct.bytes(32)?);
        let millis = sct.u64()?;
        d.tree.leaf(SCT_TIMESTAMP, millis.map(from_millis));
        let extensions = vec16(d, &mut sct, SCT_EXTENSIONS_LENGTH, 0..=0xffff)?;
        if !extensions.is_empty() {
            d.tree.leaf(SCT_EXTENSIONS, At { value: (), span: extensions.rest_span() });
        }
        signature_algorithm(d, &mut sct)?;
        let mut signature = vec16(d, &mut sct, SCT_SIGNATURE_LENGTH, 0..=0xffff)?;
        d.rest_as(SCT_SIGNATURE, &mut signature);
        d.tree.close(open);
    }
    Ok(())
}

fn from_millis(millis: u64) -> Timestamp {
    let seconds = i64::try_from(millis / 1000).unwrap_or(i64::MAX);
    Timestamp::from_parts(seconds, (millis % 1000) as i64 * 1_000_000)
}

/// RFC 7250: a client's list, or the server's choice.
fn certificate_types(d: &mut Dissector<'_>, from_client: bool, c: &mut Cursor<'_>) -> Read<()> {
    if !from_client {
        return leaf_u8(d, CERT_TYPE, c);
    }
    let mut list = vec8(d, c, CERT_TYPE_LIST_LEN, 1..=255)?;
    let open = d.tree.open(CERT_TYPE_LIST, At { value: (), span: list.rest_span() });
    while !list.is_empty() {
        d.tree.leaf(CERT_TYPE, list.u8()?);
    }
    d.tree.close(open);
    Ok(())
}

/// RFC 5077 section 3.2.
fn session_ticket(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let at = c.rest();
    let count = at.value.len();
    let s = if count == 1 { "" } else { "s" };
    d.tree.leaf_as(
        EXTENSION_DATA,
        At { value: at.value, span: at.span },
        format_args!("Data ({count} byte{s})"),
    );
    Ok(())
}

/// RFC 8446 section 4.2.8.
fn key_share(d: &mut Dissector<'_>, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    let open = d.tree.open_text(c.rest_span(), format_args!("Key Share extension"));
    match inside {
        Inside::ClientHello => {
            let mut list = vec16(d, c, KEY_SHARE_LENGTH, 0..=0xffff)?;
            while list.left() >= 4 {
                key_share_entry(d, &mut list)?;
            }
        }
        Inside::HelloRetryRequest => {
            d.tree.leaf(KEY_SHARE_SELECTED, c.u16()?);
        }
        _ => key_share_entry(d, c)?,
    }
    d.tree.close(open);
    Ok(())
}

fn key_share_entry(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let start = *c;
    let group = c.u16()?;
    let name = match names::group(group.value.into()) {
        Some(name) => name.into(),
        None => format!("Unknown ({})", group.value),
    };
    let len = c.peek().first_chunk().map_or(0, |l| u16::from_be_bytes(*l));
    let span = start.span(4 + u32::from(len));
    let label = format_args!("Key Share Entry: Group: {name}, Key Exchange length: {len}");
    let open = d.tree.open_text(span, label);
    d.tree.leaf(KEY_SHARE_GROUP, group);
    let mut key = vec16(d, c, KEY_SHARE_KEY_LENGTH, 1..=0xffff)?;
    d.rest_as(KEY_SHARE_KEY, &mut key);
    d.tree.close(open);
    Ok(())
}

/// RFC 8446 section 4.2.11.
fn pre_shared_key(d: &mut Dissector<'_>, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    let open = d.tree.open_text(c.rest_span(), format_args!("Pre-Shared Key extension"));
    if inside != Inside::ClientHello {
        d.tree.leaf(PSK_SELECTED, c.u16()?);
        d.tree.close(open);
        return Ok(());
    }
    let mut list = vec16(d, c, PSK_IDENTITIES_LENGTH, 7..=0xffff)?;
    while !list.is_empty() {
        let start = list;
        let len = list.peek().first_chunk().map_or(0, |l| u16::from_be_bytes(*l));
        let span = start.span(2 + u32::from(len) + 4);
        let identity = d.tree.open_text(span, format_args!("PSK Identity (length: {len})"));
        let mut name = vec16(d, &mut list, PSK_IDENTITY_LENGTH, 1..=0xffff)?;
        d.rest_as(PSK_IDENTITY, &mut name);
        d.tree.leaf(PSK_TICKET_AGE, list.u32()?);
        d.tree.close(identity);
    }
    let binders = vec16(d, c, PSK_BINDERS_LEN, 33..=0xffff)?;
    d.tree.leaf(PSK_BINDERS, At { value: (), span: binders.rest_span() });
    d.tree.close(open);
    Ok(())
}

/// RFC 5764 section 4.1.1.
fn use_srtp(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut profiles = vec16(d, c, SRTP_PROFILES_LENGTH, 2..=0xffff)?;
    while profiles.left() >= 2 {
        d.tree.leaf(SRTP_PROFILE, profiles.u16()?);
    }
    let mut mki = vec8(d, c, SRTP_MKI_LENGTH, 0..=255)?;
    d.rest_as(SRTP_MKI, &mut mki);
    Ok(())
}

/// RFC 8446 section 4.2.1: a client's list, or the server's choice.
fn supported_versions(d: &mut Dissector<'_>, from_client: bool, c: &mut Cursor<'_>) -> Read<()> {
    if !from_client {
        d.tree.leaf(SUPPORTED_VERSION, c.u16()?);
        return Ok(());
    }
    let mut list = vec8(d, c, VERSIONS_LEN, 2..=254)?;
    while list.left() >= 2 {
        d.tree.leaf(SUPPORTED_VERSION, list.u16()?);
    }
    Ok(())
}

/// RFC 8446 section 4.2.5.
fn oid_filters(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let mut list = vec16(d, c, OID_FILTERS_LENGTH, 0..=0xffff)?;
    while !list.is_empty() {
        let start = list;
        let open = d.tree.open_text(list.rest_span(), format_args!("OID Filter"));
        let mut oid = vec8(d, &mut list, OID_FILTER_OID_LENGTH, 1..=255)?;
        let at = oid.rest();
        d.tree.leaf(OID_FILTER_OID, At { value: at.value, span: at.span });
        let mut values = vec16(d, &mut list, OID_FILTER_VALUES_LENGTH, 0..=0xffff)?;
        d.rest_as(EXTENSION_DATA, &mut values);
        d.tree.set_span(open.node(), list.since(&start));
        d.tree.close(open);
    }
    Ok(())
}

/// RFC 5746 section 3.2.
fn renegotiation_info(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    let open = d.tree.open_text(c.rest_span(), format_args!("Renegotiation Info extension"));
    let mut data = vec8(d, c, RENEG_LEN, 0..=255)?;
    d.rest_as(RENEG_INFO, &mut data);
    d.tree.close(open);
    Ok(())
}

/// A credential that the certificate's owner gave to a server (RFC 9345 section 4).
fn delegated_credential(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Read<()> {
    d.tree.leaf(CRED_VALID_TIME, c.u32()?);
    signature_algorithm(d, c)?;
    let mut key = vec24(d, c, CRED_PUBKEY_LEN, 1..=0xff_ffff)?;
    d.rest_as(CRED_PUBKEY, &mut key);
    signature_algorithm(d, c)?;
    let mut signature = vec16(d, c, CRED_SIGNATURE_LEN, 0..=0xffff)?;
    d.rest_as(CRED_SIGNATURE, &mut signature);
    Ok(())
}

/// Encrypted Client Hello (draft-ietf-tls-esni from version 13 on).
fn encrypted_client_hello(d: &mut Dissector<'_>, inside: Inside, c: &mut Cursor<'_>) -> Read<()> {
    match inside {
        Inside::ClientHello => {
            let kind = c.u8()?;
            d.tree.leaf(ECH_TYPE, kind);
            if kind.value != 0 {
                return Ok(());
            }
            let mut suite = c.sub(4)?;
            let (kdf, aead) = (suite.u16()?, suite.u16()?);
            let label = format_args!("Cipher Suite: {}/{}", kdf_name(kdf.value), aead_name(aead.value));
            let open = d.tree.open_as(ECH_SUITE, At { value: (), span: kdf.span.to(aead.span) }, label);
            d.tree.leaf(ECH_KDF, kdf);
            d.tree.leaf(ECH_AEAD, aead);
            d.tree.close(open);
            d.tree.leaf(ECH_CONFIG_ID, c.u8()?);
            let mut key = vec16(d, c, ECH_ENC_LENGTH, 0..=0xffff)?;
            d.rest_as(ECH_ENC, &mut key);
            let mut payload = vec16(d, c, ECH_PAYLOAD_LENGTH, 1..=0xffff)?;
            d.rest_as(ECH_PAYLOAD, &mut payload);
        }
        Inside::HelloRetryRequest => {
            d.tree.leaf(ECH_CONFIRMATION, c.bytes(8)?);
        }
        _ => d.rest_as(EXTENSION_DATA, c),
    }
    Ok(())
}

fn kdf_name(id: u16) -> &'static str {
    Names::Table(names::HPKE_KDFS).name(id.into()).unwrap_or("Unknown")
}

fn aead_name(id: u16) -> &'static str {
    Names::Table(names::HPKE_AEADS).name(id.into()).unwrap_or("Unknown")
}

/// Encrypted SNI (draft-ietf-tls-esni up to version 6).
fn encrypted_server_name(d: &mut Dissector<'_>, from_client: bool, c: &mut Cursor<'_>) -> Read<()> {
    if !from_client {
        d.tree.leaf(ESNI_NONCE, c.bytes(16)?);
        return Ok(());
    }
    d.tree.leaf(ESNI_SUITE, c.u16()?);
    key_share_entry(d, c)?;
    let mut digest = vec16(d, c, ESNI_DIGEST_LENGTH, 0..=0xffff)?;
    d.rest_as(ESNI_DIGEST, &mut digest);
    let mut name = vec16(d, c, ESNI_LENGTH, 1..=0xffff)?;
    d.rest_as(ESNI, &mut name);
    Ok(())
}
