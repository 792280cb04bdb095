//! Section C: the key or secrets file itself.

use super::{Finding, Rule, count, hex};
use crate::store::verdict::Cause;
use crate::tls::suite::KeyExchange;
use crate::verdict::causes;
use crate::verdict::symptoms::{LogSeen, RefusedKind, Symptoms, TrafficSeen, Trouble};

/// In order of precedence.
pub const RULES: &[Rule] = &[
    psk_bad,
    only_client_random_for_13,
    keylog_part,
    keylog_never_written,
    keylog_syntax,
    keylog_other_run,
    refused_file,
    foreign_block,
];

fn about(cause: &'static Cause, log: &LogSeen) -> Finding {
    Finding::new(cause).with("keylog", &log.label).shown(None, "keylog.file", &log.label)
}

fn is_open(s: &Symptoms) -> bool {
    s.total() > 0 && s.opened() == s.total()
}

fn psk_bad(s: &Symptoms) -> Option<Finding> {
    let psk12 = matches!(s.key_exchange(), Some(KeyExchange::Psk | KeyExchange::RsaPsk)) && !s.is_tls13();
    // Without a fresh secret the pre-shared key is all there is.
    let psk13 = s.uses_psk13() && !s.accepts(crate::tls::handshake::extension_type::KEY_SHARE);
    let tried = s.unlocking.unlocked || s.unlocking.trouble == Some(Trouble::WrongSecret);
    let needs_rsa = s.key_exchange() == Some(KeyExchange::RsaPsk);
    if !(psk12 || psk13) || s.secrets.psks == 0 || s.opened() > 0 || !tried {
        return None;
    }
    if needs_rsa && s.secrets.rsa.is_empty() {
        return None;
    }
    let failed = s.sides.iter().find_map(|side| side.first_failed.as_ref());
    let found = Finding::new(&causes::PSK_BAD).with_if("first_failed", failed.map(|f| f.frame.number()));
    let why = failed.map_or("no record opens with it", |f| f.why.as_str());
    Some(found.shown(failed.map(|f| f.frame), "tls.record", why))
}

fn only_client_random_for_13(s: &Symptoms) -> Option<Finding> {
    let log = s.secrets.logs.iter().find(|l| l.master && l.traffic.is_none())?;
    let other = s.secrets.logs.iter().any(|l| l.traffic.is_some());
    (s.is_tls13() && !other && !is_open(s)).then(|| about(&causes::ONLY_CLIENT_RANDOM_FOR_13, log))
}

/// Labels that are there, and labels that are not.
fn labels(t: &TrafficSeen) -> (Vec<&'static str>, Vec<&'static str>) {
    let all = [
        (t.client_handshake, "CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
        (t.server_handshake, "SERVER_HANDSHAKE_TRAFFIC_SECRET"),
        (t.client_application, "CLIENT_TRAFFIC_SECRET_0"),
        (t.server_application, "SERVER_TRAFFIC_SECRET_0"),
    ];
    let of = |there: bool| all.iter().filter(|(has, _)| *has == there).map(|(_, label)| *label).collect();
    (of(true), of(false))
}

fn keylog_part(s: &Symptoms) -> Option<Finding> {
    let (log, traffic) = s.secrets.logs.iter().find_map(|l| Some((l, l.traffic?)))?;
    let (there, missing) = labels(&traffic);
    if is_open(s) || !s.is_tls13() || missing.is_empty() {
        return None;
    }
    let there = if there.is_empty() { "only an early secret".to_owned() } else { there.join(", ") };
    let missing = missing.join(", ");
    let frame = s.client_hello.as_ref().map(|h| h.frame);
    let found = about(&causes::KEYLOG_PART, log).shown(frame, "keylog.missing", &missing);
    Some(found.with("keylog_labels", there).with("keylog_missing", missing))
}

fn keylog_never_written(s: &Symptoms) -> Option<Finding> {
    let log = s.secrets.logs.iter().find(|l| l.secrets == 0 && l.broken == 0)?;
    let others = s.secrets.logs.iter().any(|l| l.secrets > 0 || l.broken > 0);
    if others || is_open(s) || s.unlocking.unlocked {
        return None;
    }
    Some(about(&causes::KEYLOG_NEVER_WRITTEN, log).shown(None, "keylog.secrets", 0))
}

fn keylog_syntax(s: &Symptoms) -> Option<Finding> {
    let log = s.secrets.logs.iter().find(|l| l.broken > 0)?;
    if is_open(s) || s.log_with_secret().is_some() || s.unlocking.unlocked {
        return None;
    }
    let (line, why) = log.first_broken.as_ref()?;
    let first = format!("line {line}: {why}");
    let lines = format!("{} (beside {} that can)", count(log.broken as u64, "line"), log.secrets);
    let found = about(&causes::KEYLOG_SYNTAX, log).shown(None, "keylog.line", &first);
    Some(found.with("keylog_broken", lines).with("keylog_first_broken", first))
}

fn keylog_other_run(s: &Symptoms) -> Option<Finding> {
    let log = s.secrets.logs.iter().find(|l| l.secrets > 0)?;
    let hello = s.client_hello.as_ref()?;
    if is_open(s) || s.unlocking.unlocked || s.log_with_secret().is_some() {
        return None;
    }
    let random = hex(&hello.value.random);
    let found = about(&causes::KEYLOG_OTHER_RUN, log)
        .shown(Some(hello.frame), "tls.handshake.random", &random)
        .shown(None, "keylog.sessions", log.sessions)
        .with("keylog_sessions", count(log.sessions as u64, "session"))
        .with("client_random", super::short_hex(&hello.value.random));
    Some(found.with_if("keylog_written", log.written.as_ref()).with_if("captured", s.captured_at.as_ref()))
}

/// A file that should have been the key, and gave none. Only worth a word where nothing else opened
/// the session.
fn refused_file(s: &Symptoms) -> Option<Finding> {
    let refused = s.secrets.refused.first().filter(|_| s.opened() == 0)?;
    let cause = match refused.kind {
        RefusedKind::EncryptedPkcs8 => &causes::ENC_PKCS8,
        RefusedKind::EncryptedPkcs1 => &causes::ENC_PKCS1,
        RefusedKind::WrongPassword => &causes::P12_PASSWORD,
        RefusedKind::Public => &causes::CERT_OR_PUB,
        RefusedKind::Ssh => &causes::SSH_KEY,
        RefusedKind::EllipticCurve => &causes::EC_KEY,
        RefusedKind::Hardware => &causes::HW_KEY,
        RefusedKind::Unreadable => &causes::UNREADABLE,
    };
    Some(Finding::new(cause).with("file", &refused.file).shown(None, "key.file", &refused.file))
}

fn foreign_block(s: &Symptoms) -> Option<Finding> {
    (s.secrets.foreign_block && !is_open(s)).then(|| Finding::new(&causes::DSB))
}
