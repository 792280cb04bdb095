//! Records that were opened: a data source of their own with the plaintext, how it was proved, and
//! what stands in it. The one place that asks the store for plaintext.

use super::fields::*;
use super::record::{self, Shown};
use super::session::Session;
use crate::dissect::{Claim, Cursor, Cut, Dissector, Flags, Parent, StreamPlace};
use crate::tls::record::ContentType;
use std::sync::Arc;

/// A record's plaintext, and how it came about.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    /// What the plaintext is; in TLS 1.3 not what the header says.
    pub content_type: ContentType,
    pub plaintext: Arc<[u8]>,
    /// `HMAC-SHA256, sequence 1`
    pub proof: String,
    /// Offset of the plaintext in the stream of this direction's application data.
    pub stream_offset: u64,
    /// Bytes of the parts of the sealed record: before, of, and behind the ciphertext of the
    /// content.
    pub iv_len: u32,
    pub mac_len: u32,
    pub padding_len: u32,
    /// The protocol inside: its name for claims, and for people.
    pub application: Option<(&'static str, &'static str)>,
}

/// The plaintext of the record now read, where the session was opened.
pub(super) fn opened(_d: &Dissector<'_>, _session: &Session<'_>) -> Option<Opened> {
    None
}

/// Why the record now read stays closed, where something can be said.
fn why_closed(_d: &Dissector<'_>, _session: &Session<'_>) -> Option<String> {
    None
}

/// Says in the tree why the record stays closed.
pub(super) fn say_why_closed(d: &mut Dissector<'_>, session: &Session<'_>, shown: &Shown) {
    if d.tree.wants(NOT_DECRYPTED.id)
        && let Some(reason) = why_closed(d, session)
    {
        let node = d.tree.made_text(NOT_DECRYPTED, &reason, shown.span.at_start());
        d.tree.set_flag(node, Flags::GENERATED);
    }
}

/// Shows an opened record. `sealed` is its content as it came.
pub(super) fn dissect(
    d: &mut Dissector<'_>,
    session: &mut Session<'_>,
    shown: &Shown,
    kind: ContentType,
    mut sealed: Cursor<'_>,
    opened: Opened,
) -> Result<(), Cut> {
    let whole = sealed.rest_span();
    if session.is_tls13() && kind == ContentType::APPLICATION_DATA {
        d.tree.generated(CONTENT_TYPE, opened.content_type.0, whole.at_start());
    }
    let parents = vec![Parent::Here(whole)];
    let source = d.add_source("Decrypted TLS", opened.plaintext.clone(), parents);
    let result = match source {
        _ if opened.content_type == ContentType::APPLICATION_DATA => {
            record::application_data(d, shown, &mut sealed, opened.application.map(|a| a.1));
            Ok(())
        }
        Some(source) => {
            let len = opened.plaintext.len() as u32;
            let content = Cursor::new(&opened.plaintext, len, source);
            record::plain(d, session, shown, opened.content_type, content, false)
        }
        None => record::plain(d, session, shown, kind, sealed, true),
    };
    let at = whole.at_start();
    let node = d.tree.made_text(OPENED_PROOF, &opened.proof, at);
    d.tree.set_flag(node, Flags::GENERATED);
    let (before, content) = (opened.iv_len, opened.plaintext.len() as u32);
    for (field, len, span) in [
        (OPENED_IV_LEN, before, whole.part(0, before)),
        (OPENED_CONTENT_LEN, content, whole.part(before, content)),
        (OPENED_MAC_LEN, opened.mac_len, at),
        (OPENED_PADDING_LEN, opened.padding_len, at),
    ] {
        d.tree.generated(field, len, span);
    }
    if let Some(source) = source.filter(|_| opened.content_type == ContentType::APPLICATION_DATA) {
        let place =
            session.place().map(|p| StreamPlace { start: opened.stream_offset, decrypted: true, ..p });
        let content = Cursor::new(&opened.plaintext, opened.plaintext.len() as u32, source);
        let claims = opened.application.map(|a| Claim::Named(a.0));
        session.handed_over |= claims.is_some();
        d.hand_over_any(claims.as_slice(), None, content, place);
    }
    result
}
