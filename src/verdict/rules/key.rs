//! Section B: the key does not belong to the session.

use super::{Finding, Rule, hex, short_hex};
use crate::tls::certificate_facts::CertificateFacts;
use crate::tls::suite::KeyExchange;
use crate::verdict::causes;
use crate::verdict::symptoms::{KeySeen, Symptoms, Trouble};

/// In order of precedence.
pub const RULES: &[Rule] = &[no_key, key_cert_mismatch, epms_size, no_cert_seen, padding, pms_version];

/// The session's keys came from a premaster that an RSA key would open, and they are not known.
fn wants_rsa(s: &Symptoms) -> bool {
    let rsa = matches!(s.key_exchange(), Some(KeyExchange::Rsa | KeyExchange::RsaPsk));
    rsa && !s.is_tls13() && !s.is_resumed() && s.opened() == 0
}

/// The loaded keys in words: names, sizes, beginnings of fingerprints.
fn loaded(keys: &[KeySeen]) -> String {
    let one = |k: &KeySeen| format!("{} ({}, {} bit)", k.label, short_hex(&k.spki_sha256), k.bits);
    let some = keys.iter().take(3).map(one).collect::<Vec<_>>().join(", ");
    let more = keys.len().saturating_sub(3);
    let what = if keys.len() == 1 { "the loaded key is" } else { "the loaded keys are" };
    if more > 0 { format!("{what} {some} and {more} more") } else { format!("{what} {some}") }
}

fn with_keys(s: &Symptoms, mut found: Finding) -> Finding {
    for key in s.secrets.rsa.iter().take(8) {
        let value = format!("{} {} ({} bit)", key.label, hex(&key.spki_sha256), key.bits);
        found = found.shown(None, "key.spki_sha256", value);
    }
    found.with("loaded_keys", loaded(&s.secrets.rsa))
}

fn with_certificate(s: &Symptoms, found: Finding) -> Finding {
    match &s.certificate {
        Some(c) => found.shown(Some(c.frame), "certificate.spki_sha256", hex(&c.value.spki_sha256)),
        None => found,
    }
}

fn no_key(s: &Symptoms) -> Option<Finding> {
    if !wants_rsa(s) || s.key_exchange() != Some(KeyExchange::Rsa) {
        return None;
    }
    (s.secrets.rsa.is_empty() && !s.unlocking.unlocked)
        .then(|| with_certificate(s, Finding::new(&causes::NO_KEY)))
}

fn is_of(certificate: &CertificateFacts, key: &KeySeen) -> bool {
    certificate.spki_sha256 == key.spki_sha256
}

fn key_cert_mismatch(s: &Symptoms) -> Option<Finding> {
    let certificate = s.certificate.as_ref().filter(|c| c.value.is_rsa)?;
    let fits = s.secrets.rsa.iter().any(|k| is_of(&certificate.value, k));
    if !wants_rsa(s) || s.secrets.rsa.is_empty() || fits {
        return None;
    }
    let found = with_certificate(s, Finding::new(&causes::KEY_CERT_MISMATCH));
    Some(with_keys(s, found))
}

fn epms_size(s: &Symptoms) -> Option<Finding> {
    let exchange = s.client_key_exchange.as_ref().filter(|e| e.value > 0)?;
    let size = |k: &KeySeen| (k.bits as usize).div_ceil(8);
    let none_fits = s.secrets.rsa.iter().all(|k| size(k) != exchange.value);
    if !wants_rsa(s) || s.secrets.rsa.is_empty() || !none_fits {
        return None;
    }
    let found = Finding::new(&causes::EPMS_SIZE)
        .with("epms_len", exchange.value)
        .with("epms_bits", exchange.value.saturating_mul(8))
        .shown(Some(exchange.frame), "tls.handshake.client_key_exchange.len", exchange.value);
    Some(with_keys(s, found))
}

fn no_cert_seen(s: &Symptoms) -> Option<Finding> {
    let exchange = s.client_key_exchange.as_ref()?;
    let tried = matches!(s.unlocking.trouble, Some(Trouble::NoKeyFits { .. }));
    (wants_rsa(s) && s.certificate.is_none() && tried).then(|| {
        let found = Finding::new(&causes::NO_CERT_SEEN);
        with_keys(s, found.shown(Some(exchange.frame), "tls.handshake.type", "ClientKeyExchange"))
    })
}

fn padding(s: &Symptoms) -> Option<Finding> {
    let frame = s.client_key_exchange.as_ref()?.frame;
    let tried = s.unlocking.trouble == Some(Trouble::NoKeyFits { padding: true });
    (wants_rsa(s) && tried).then(|| {
        let found = Finding::new(&causes::PADDING);
        with_keys(s, found.shown(Some(frame), "tls.handshake.type", "ClientKeyExchange"))
    })
}

fn pms_version(s: &Symptoms) -> Option<Finding> {
    if !s.unlocking.version_differs || (s.total() > 0 && s.opened() == s.total()) {
        return None;
    }
    let frame = s.client_key_exchange.as_ref().map(|e| e.frame);
    let version = s.client_hello.as_ref().map_or_else(String::new, |h| h.value.version.to_string());
    Some(Finding::new(&causes::PMS_VERSION).shown(frame, "tls.handshake.version", version))
}
