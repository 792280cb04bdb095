//! Section F: the record layer refuses.

use super::{Finding, Rule, count};
use crate::store::verdict::Certainty;
use crate::tls::handshake::extension_type;
use crate::tls::suite::{Cipher, KeyExchange};
use crate::verdict::causes;
use crate::verdict::symptoms::{CLIENT, FailedRecord, Protocol, SERVER, Symptoms, Trouble, side_name};

/// In order of precedence.
pub const RULES: &[Rule] = &[
    ssl2,
    suite_unknown,
    export,
    cipher_unsupported,
    compression,
    dtls,
    quic,
    early_data,
    key_update,
    corrupt,
    mac_first,
    mac_later,
    ech,
];

pub const NOTES: &[Rule] = &[encrypt_then_mac, truncated_hmac];

/// Nothing hides the text. Decides before all others.
pub fn null_cipher(s: &Symptoms) -> Option<Finding> {
    let suite = s.suite().filter(|suite| suite.cipher == Cipher::Null)?;
    let hello = s.server_hello.as_ref()?;
    Some(Finding::new(&causes::NULL_CIPHER).shown(Some(hello.frame), "tls.handshake.ciphersuite", suite.name))
}

/// SSL 2.0 has a record layer of its own. Decides before all others.
pub fn ssl2(s: &Symptoms) -> Option<Finding> {
    (s.protocol == Protocol::Ssl2).then(|| {
        let found = Finding::new(&causes::SSLV2).with("first_record", s.first.number());
        found.shown(Some(s.first), "tls.record.version", "SSL 2.0")
    })
}

fn suite_unknown(s: &Symptoms) -> Option<Finding> {
    let hello = s.server_hello.as_ref().filter(|_| s.suite().is_none())?;
    let number = format!("0x{:04x}", hello.value.suite);
    Some(Finding::new(&causes::SUITE_UNKNOWN).shown(Some(hello.frame), "tls.handshake.ciphersuite", number))
}

fn export(s: &Symptoms) -> Option<Finding> {
    let key = s.server_key_exchange.as_ref()?;
    if s.key_exchange()? != KeyExchange::RsaExport || s.unlocking.unlocked {
        return None;
    }
    let found = Finding::new(&causes::EXPORT);
    Some(found.shown(Some(key.frame), "tls.handshake.type", "ServerKeyExchange"))
}

fn cipher_unsupported(s: &Symptoms) -> Option<Finding> {
    let hello = s.server_hello.as_ref().filter(|_| s.unlocking.trouble == Some(Trouble::Unsupported))?;
    let name = s.suite()?.name;
    Some(Finding::new(&causes::CIPHER_UNSUPPORTED).shown(
        Some(hello.frame),
        "tls.handshake.ciphersuite",
        name,
    ))
}

fn compression(s: &Symptoms) -> Option<Finding> {
    let Some(Trouble::Compressed(method)) = s.unlocking.trouble else { return None };
    let frame = s.server_hello.as_ref().map(|h| h.frame);
    let found = Finding::new(&causes::COMPRESSION).with("compression", method);
    Some(found.shown(frame, "tls.handshake.comp_method", method))
}

fn has_hello(s: &Symptoms) -> bool {
    s.client_hello.is_some() || s.server_hello.is_some()
}

fn dtls(s: &Symptoms) -> Option<Finding> {
    (s.protocol == Protocol::Dtls && !has_hello(s) && s.opened() == 0 && s.total() > 0)
        .then(|| Finding::new(&causes::DTLS).shown(Some(s.first), "dtls.record.content_type", "encrypted"))
}

/// Without the client's first Initial packet nothing says what the connection agreed on.
fn quic(s: &Symptoms) -> Option<Finding> {
    let quic = s.quic.as_ref().filter(|_| s.opened() == 0)?;
    let (frame, why) = match &quic.closed {
        Some(closed) => (closed.frame, closed.value.to_string()),
        None => (s.first, "no Initial packet".into()),
    };
    let found = Finding::new(&causes::QUIC).with("quic_version", quic.version);
    (!has_hello(s)).then(|| found.shown(Some(frame), "quic.header_form", why))
}

/// Early data is what the client seals first, under a secret of its own.
fn early_data(s: &Symptoms) -> Option<Finding> {
    let hello = s.client_hello.as_ref().filter(|h| h.value.offers(extension_type::EARLY_DATA))?;
    let client = s.sides.get(CLIENT)?;
    let has_secret = s.secrets.logs.iter().any(|l| l.traffic.is_some_and(|t| t.early));
    if !s.is_tls13() || has_secret || client.failed_first == 0 || s.opened() == 0 {
        return None;
    }
    let found = Finding::new(&causes::EARLY_DATA)
        .with("early_records", count(client.failed_first, s.unit()))
        .shown(Some(hello.frame), "tls.handshake.extension.type", "early_data");
    Some(found)
}

fn first_failure(s: &Symptoms) -> Option<(usize, &FailedRecord)> {
    let failed = |side: usize| Some((side, s.sides.get(side)?.first_failed.as_ref()?));
    [CLIENT, SERVER].into_iter().filter_map(failed).min_by_key(|(_, f)| f.frame)
}

fn with_failure(found: Finding, side: usize, failed: &FailedRecord) -> Finding {
    found
        .with("failed_side", format!("{}'s stream", side_name(side)))
        .with("first_failed", failed.frame.number())
        .with("failure", &failed.why)
        .shown(Some(failed.frame), "tls.record", &failed.why)
}

/// All behind a hole fails in TLS 1.3: the key changed inside it.
fn key_update(s: &Symptoms) -> Option<Finding> {
    let lost = |side: &usize| s.gaps.iter().any(|g| g.side == *side && g.among_sealed);
    let (side, failed) = first_failure(s)?;
    (s.is_tls13() && failed.opened_before > 0 && failed.opened_after == 0 && lost(&side))
        .then(|| with_failure(Finding::new(&causes::KEY_UPDATE), side, failed))
}

/// One fails, the next opens under the next number, and nothing is missing.
fn corrupt(s: &Symptoms) -> Option<Finding> {
    let (side, failed) = first_failure(s)?;
    let whole = !s.gaps.iter().any(|g| g.side == side && g.among_sealed);
    let alone = s.sides.get(side).is_some_and(|x| x.failed == 1);
    (whole && alone && failed.opened_before > 0 && failed.opened_after > 0)
        .then(|| with_failure(Finding::new(&causes::CORRUPT), side, failed))
}

fn mac_first(s: &Symptoms) -> Option<Finding> {
    let tried = s.unlocking.unlocked || s.unlocking.trouble == Some(Trouble::WrongSecret);
    if !tried || s.opened() > 0 || s.total() == 0 {
        return None;
    }
    let found = Finding::new(&causes::MAC_FIRST);
    Some(match first_failure(s) {
        Some((side, failed)) => with_failure(found, side, failed),
        None => found.with("failure", "no record opens with it"),
    })
}

fn mac_later(s: &Symptoms) -> Option<Finding> {
    if s.opened() == 0 || s.opened() == s.total() {
        return None;
    }
    let found = Finding::new(&causes::MAC_LATER);
    let gap = s.gaps.iter().find(|g| g.among_sealed);
    let found = match gap {
        Some(gap) => found
            .with("gap_len", gap.len)
            .with_if("gap_frame", gap.before.map(|f| f.number()))
            .with("holed_side", format!("{}'s stream", side_name(gap.side)))
            .shown(gap.before, "tcp.analysis.lost_segment", format!("{} bytes", gap.len)),
        None => found,
    };
    match (first_failure(s), gap) {
        (Some((side, failed)), _) => Some(with_failure(found, side, failed)),
        (None, Some(_)) => Some(found),
        (None, None) => None,
    }
}

/// Offered by many clients for show only (GREASE), so this is a guess.
fn ech(s: &Symptoms) -> Option<Finding> {
    let hello = s.client_hello.as_ref()?;
    let offered = hello.value.offers(extension_type::ENCRYPTED_CLIENT_HELLO);
    let logs = s.secrets.logs.iter().any(|l| l.secrets > 0);
    (offered && logs && s.log_with_secret().is_none() && s.opened() == 0 && s.is_tls13()).then(|| {
        let found = Finding::new(&causes::ECH).sure(Certainty::Guess);
        found.shown(Some(hello.frame), "tls.handshake.extension.type", "encrypted_client_hello")
    })
}

fn encrypt_then_mac(s: &Symptoms) -> Option<Finding> {
    s.accepts(extension_type::ENCRYPT_THEN_MAC).then(|| Finding::new(&causes::ETM))
}

fn truncated_hmac(s: &Symptoms) -> Option<Finding> {
    s.accepts(extension_type::TRUNCATED_HMAC).then(|| Finding::new(&causes::TRUNCATED_HMAC))
}
