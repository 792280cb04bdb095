//! Fingerprints of hellos as generated fields. What they are made of is in `tls/fingerprint.rs`.

use super::fields::{JA3, JA3_FULL, JA3S, JA3S_FULL, JA4, JA4_R};
use crate::dissect::{Dissector, Flags, Span};
use crate::field::Field;
use crate::field::def::Str;
use crate::tls::fingerprint::{self, Carrier};
use crate::tls::handshake::{ClientHello, ServerHello};

/// Shows the fingerprints of a ClientHello's body.
pub(super) fn client(d: &mut Dissector<'_>, carrier: Carrier, body: &[u8], span: Span) {
    if !d.tree.wants_any(&[JA3.id, JA3_FULL.id, JA4.id, JA4_R.id]) {
        return;
    }
    let Some(hello) = ClientHello::parse(body) else { return };
    // Ours: not in whole trees that are compared with the reference's.
    if d.settings().show_verdicts || !d.tree.wants_everything() {
        let ja4 = fingerprint::ja4(&hello, carrier);
        show(d, JA4, &ja4.hashed, span);
        show(d, JA4_R, &ja4.raw, span);
    }
    let full = fingerprint::ja3_full(&hello);
    show(d, JA3_FULL, &full, span);
    show(d, JA3, &fingerprint::ja3_hash(&full), span);
}

/// Shows the fingerprint of a ServerHello's body.
pub(super) fn server(d: &mut Dissector<'_>, body: &[u8], span: Span) {
    if d.tree.wants_any(&[JA3S.id, JA3S_FULL.id])
        && let Some(hello) = ServerHello::parse(body)
    {
        let full = fingerprint::ja3s_full(&hello);
        show(d, JA3S_FULL, &full, span);
        show(d, JA3S, &fingerprint::ja3_hash(&full), span);
    }
}

fn show(d: &mut Dissector<'_>, field: Field<Str>, text: &str, span: Span) {
    let node = d.tree.made_text(field, text, span.at_start());
    d.tree.set_flag(node, Flags::GENERATED);
}
