//! Records that were opened: a data source of their own with the plaintext, how it was proved, and
//! what stands in it.

use super::fields::*;
use super::record;
use super::session::Session;
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Flags, Over, Parent, Span};
use crate::proto::tls::fields as shared;
use crate::proto::tls::opened::proof_name;
use crate::proto::tls::record::{self as tls_record, Shown};
use crate::store::PlainRecord;
use crate::tls::dtls_record::Header;
use crate::tls::record::ContentType;
use std::sync::Arc;

/// Protocols over DTLS: by ALPN (RFC 7301), by port, as claims, for people.
const INSIDE: &[(&str, u16, &str, &str)] = &[
    ("coap", 5684, "coap", "Constrained Application Protocol"),
    ("dot", 853, "dns", "Domain Name System"),
    ("stun.turn", 5349, "stun", "Session Traversal Utilities for NAT"),
    ("", 5061, "sip", "Session Initiation Protocol"),
    ("", 6514, "syslog", "Syslog Message"),
    ("", 2083, "radius", "RADIUS Protocol"),
];

fn inside(session: &Session<'_>) -> Option<&'static (&'static str, u16, &'static str, &'static str)> {
    let agreed = session.agreed_protocol().and_then(|name| {
        INSIDE.iter().find(|(alpn, ..)| !alpn.is_empty() && name.starts_with(alpn.as_bytes()))
    });
    agreed.or_else(|| {
        let ports = session.ports()?;
        INSIDE.iter().find(|(_, port, ..)| ports.contains(port))
    })
}

/// The name of the protocol inside, where something tells it.
pub(super) fn name(session: &Session<'_>) -> Option<&'static str> {
    inside(session).map(|(.., name)| *name)
}

/// Shows an opened record. `sealed` is its content as it came.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    header: &Header<'_>,
    mut sealed: Cursor<'_>,
    opened: &PlainRecord,
) -> Result<(), Cut> {
    let inner = opened.opened.content_type;
    let whole = sealed.rest_span();
    if header.content_type() != Some(inner) {
        d.tree.generated(shared::CONTENT_TYPE, inner.0, whole.at_start());
    }
    if header.is_unified() {
        d.tree.generated(SEQUENCE_NUMBER, opened.sequence, whole.at_start());
    }
    let layout = opened.opened.layout;
    let parents = vec![Parent::Here(whole.part(layout.explicit_nonce as u32, layout.data as u32))];
    let bytes = Arc::clone(&opened.bytes);
    let Some(source) = d.add_source("Decrypted DTLS", Arc::clone(&bytes), parents) else {
        return record::sealed(d, session, shown, header, sealed);
    };
    let content = Cursor::new(&bytes, bytes.len() as u32, source);
    if inner == ContentType::APPLICATION_DATA {
        tls_record::application_data(d, shown, &mut sealed, name(session));
        how(d, session, opened, whole);
        // Ports that the user gave a protocol speak of what is inside, too.
        let said = session.ports().and_then(|ports| d.settings().decoded_as(&ports.map(Claim::DtlsPort)));
        let named = said.or_else(|| inside(session).map(|inside| inside.2)).map(Claim::Named);
        d.hand_over_any(named.as_slice(), Some(Over::Udp), content, None);
        return Ok(());
    }
    let result = record::plain(d, session, shown, inner, content);
    how(d, session, opened, whole);
    result
}

/// How the record was opened and proved, and where its parts stand.
fn how(d: &mut Dissector<'_>, session: &Session<'_>, record: &PlainRecord, whole: Span) {
    let sizes = [
        shared::OPENED_IV_LEN.id,
        shared::OPENED_CONTENT_LEN.id,
        shared::OPENED_MAC_LEN.id,
        shared::OPENED_PADDING_LEN.id,
    ];
    if !d.tree.wants_any(&[shared::OPENED_PROOF.id, shared::OPENED_BY.id]) && !d.tree.wants_any(&sizes) {
        return;
    }
    let at = whole.at_start();
    let suite = session.suite_of(record.session);
    let proof = proof_name(record.opened.proof, suite);
    let text = format!("{proof}, sequence {}, opened by {}", record.sequence, record.by);
    let node = d.tree.made_text(shared::OPENED_PROOF, &text, at);
    d.tree.set_flag(node, Flags::GENERATED);
    let layout = record.opened.layout;
    let mut from = 0;
    for (field, len) in [
        (shared::OPENED_IV_LEN, layout.explicit_nonce),
        (shared::OPENED_CONTENT_LEN, layout.data),
        (shared::OPENED_MAC_LEN, layout.mac),
        (shared::OPENED_PADDING_LEN, layout.padding),
    ] {
        let len = len as u32;
        // Behind the content only the sizes are known in this order.
        let known = field.id == shared::OPENED_IV_LEN.id || field.id == shared::OPENED_CONTENT_LEN.id;
        let span = if known { whole.part(from, len) } else { at };
        let node = d.tree.leaf(field, At { value: len, span });
        d.tree.set_flag(node, Flags::GENERATED);
        from += len;
    }
}
