//! From facts to a verdict: the rules in order "from the capture to plaintext", the first that holds
//! is the cause, the others stand beside it. Knows no store.

use super::rules::{Finding, Rule, capture, hex, key, key_exchange, nothing, order, record_layer, secrets};
use super::symptoms::{Protocol, Symptoms};
use super::template::Values;
use crate::store::verdict::{Cause, Certainty, Evidence, Fix, RecordCount, Status, Verdict};
use crate::tls::suite::Cipher;
use crate::tls::suite_table::suite;

/// Judges a session.
pub fn judge(s: &Symptoms) -> Verdict {
    let records = RecordCount { total: s.total(), opened: s.opened() };
    let ask = |rules: &[Rule]| rules.iter().filter_map(|rule| rule(s)).collect::<Vec<_>>();
    let open = records.total > 0 && records.opened == records.total;

    let mut found: Vec<Finding> = Vec::new();
    found.extend(ask(EARLY));
    if !open {
        found.extend(ask(nothing::RULES));
    }
    // What is not encrypted needs no secrets.
    let encrypted = s.suite().is_none_or(|x| x.cipher != Cipher::Null);
    if !open && encrypted {
        for rules in stages(s) {
            found.extend(ask(rules));
        }
    }
    let status = status(s, records, found.first().map(|f| f.cause));
    let mut notes: Vec<Finding> =
        [capture::NOTES, order::NOTES, nothing::NOTES].into_iter().flat_map(ask).collect();
    if status.is_closed() && s.unlocking.unlocked {
        notes.extend(ask(record_layer::NOTES));
    }
    conclude(s, status, records, found, notes)
}

/// What decides by itself.
const EARLY: &[Rule] = &[record_layer::null_cipher, record_layer::ssl2];

/// What is missing comes first, then the key exchange, then the secrets, then the records. Where
/// only key logs are loaded, the person counts on them, and what is wrong with them says more than
/// that a private key would not help.
fn stages(s: &Symptoms) -> [&'static [Rule]; 6] {
    let only_logs = !s.secrets.logs.is_empty() && s.secrets.rsa.is_empty() && s.secrets.psks == 0;
    let (d, a, b, c, f) =
        (capture::RULES, key_exchange::RULES, key::RULES, secrets::RULES, record_layer::RULES);
    if only_logs || s.log_with_secret().is_some() {
        [d, c, a, b, f, capture::LATER]
    } else {
        [d, a, b, c, f, capture::LATER]
    }
}

fn status(s: &Symptoms, records: RecordCount, cause: Option<&'static Cause>) -> Status {
    if records.total > 0 && records.opened == records.total {
        return Status::Decrypted;
    }
    if records.opened > 0 {
        return Status::Partly;
    }
    match cause.map(|c| c.slug) {
        Some("not-tls" | "plain-server" | "handshake-failed" | "no-data" | "null") => Status::Nothing,
        Some("live-wait") => Status::Waiting,
        Some(_) => Status::Closed,
        None if records.total == 0 && s.protocol != Protocol::Ssl2 => Status::Nothing,
        None => Status::Closed,
    }
}

fn conclude(
    s: &Symptoms,
    status: Status,
    records: RecordCount,
    found: Vec<Finding>,
    notes: Vec<Finding>,
) -> Verdict {
    let mut also: Vec<&'static Cause> = Vec::new();
    let mut found = found.into_iter();
    let first = found.next();
    let own = first.as_ref().map(|f| f.cause);
    for finding in found.chain(notes) {
        if Some(finding.cause) != own && !also.contains(&finding.cause) {
            also.push(finding.cause);
        }
    }
    let mut verdict = Verdict {
        status,
        cause: own,
        also,
        sentence: plain_sentence(s, status, records),
        certainty: Certainty::Proved,
        evidence: Vec::new(),
        fixes: Vec::new(),
        records,
        unit: s.unit(),
        sampled: s.sampled,
        opened_by: s.unlocking.by.clone().filter(|_| records.opened > 0),
        first: s.first,
        frame: s.first,
    };
    let Some(first) = first else {
        if status == Status::Closed {
            verdict.certainty = Certainty::Guess;
        }
        verdict.evidence = agreed(s);
        return verdict;
    };
    let values = with_common(s, first.values);
    verdict.certainty = first.certainty.unwrap_or(first.cause.certainty);
    verdict.frame = first.frame.unwrap_or(s.first);
    // A fact that was not at hand: the title says the same in fewer words.
    let sentence = values.fill(first.cause.sentence);
    verdict.sentence = tidy(sentence.unwrap_or_else(|| format!("{}.", first.cause.title)));
    verdict.evidence = first.evidence;
    for evidence in agreed(s) {
        if !verdict.evidence.iter().any(|e| e.field == evidence.field) {
            verdict.evidence.push(evidence);
        }
    }
    verdict.fixes = first.cause.fixes.iter().filter_map(|fix| fill_fix(&values, fix)).collect();
    verdict
}

fn fill_fix(values: &Values, (text, command): &(&'static str, Option<&'static str>)) -> Option<Fix> {
    let command = match command {
        Some(command) => Some(values.fill(command)?),
        None => None,
    };
    Some(Fix { text: values.fill(text)?, command })
}

/// Begins with a capital letter, whatever was filled in first.
fn tidy(sentence: String) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => sentence,
    }
}

fn plain_sentence(s: &Symptoms, status: Status, records: RecordCount) -> String {
    let RecordCount { total, opened } = records;
    let by = s.unlocking.by.as_ref().map_or_else(String::new, |by| format!(" with {by}"));
    let tried = if s.sampled { " that were tried" } else { "" };
    match status {
        Status::Decrypted => {
            let all = super::rules::count(total, &format!("encrypted {}", s.unit()));
            format!("Opened{by}: {opened} of {all}{tried}, each proved by its MAC or tag.")
        }
        Status::Partly => {
            format!("Partly opened{by}: {opened} of {total} encrypted {}s{tried}.", s.unit())
        }
        Status::Nothing => "Nothing here is encrypted.".into(),
        Status::Waiting => "The handshake is not through.".into(),
        Status::Closed => match &s.unlocking.trouble {
            Some(super::symptoms::Trouble::Other(why)) => tidy(format!("{why}.")),
            _ => "The session stays closed, and none of the known causes was found.".into(),
        },
    }
}

/// What both sides agreed on, as evidence for any verdict.
fn agreed(s: &Symptoms) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if s.depth > 0 {
        let value = "in the application data of another session".to_owned();
        evidence.push(Evidence { frame: Some(s.first), field: "session.inside", value });
    }
    if let Some(hello) = &s.server_hello {
        let id = hello.value.suite;
        let value = suite(id).map_or_else(|| format!("0x{id:04x}"), |x| x.name.to_owned());
        evidence.push(Evidence { frame: Some(hello.frame), field: "tls.handshake.ciphersuite", value });
    }
    if let Some(c) = &s.certificate {
        let value = hex(&c.value.spki_sha256);
        evidence.push(Evidence { frame: Some(c.frame), field: "certificate.spki_sha256", value });
    }
    evidence
}

/// Suites with RSA key exchange that OpenSSL has under these names, best first.
const RSA_SUITES: &[(u16, &str)] = &[
    (0x009d, "AES256-GCM-SHA384"),
    (0x009c, "AES128-GCM-SHA256"),
    (0x003d, "AES256-SHA256"),
    (0x003c, "AES128-SHA256"),
    (0x0035, "AES256-SHA"),
    (0x002f, "AES128-SHA"),
    (0xc09d, "AES256-CCM"),
    (0xc09c, "AES128-CCM"),
    (0x0084, "CAMELLIA256-SHA"),
    (0x0041, "CAMELLIA128-SHA"),
    (0x000a, "DES-CBC3-SHA"),
];

/// Adds what any sentence may use. What a finding says itself counts more.
fn with_common(s: &Symptoms, own: Values) -> Values {
    let mut v = Values::default();
    v.set("client", s.client);
    v.set("server", s.server);
    v.set("server_ip", s.server.ip());
    v.set("server_port", s.server.port);
    v.set("stream", s.stream);
    v.set("unit", s.unit());
    v.set("total", s.total());
    v.set("opened", s.opened());
    v.set_if("version", s.version());
    if let Some(hello) = &s.server_hello {
        v.set("server_hello", hello.frame.number());
        let id = hello.value.suite;
        v.set("suite", suite(id).map_or_else(|| format!("0x{id:04x}"), |x| x.name.to_owned()));
    }
    if let Some(hello) = &s.client_hello {
        v.set("client_hello", hello.frame.number());
        v.set_if("sni", hello.value.server_name.as_ref().map(|n| String::from_utf8_lossy(n).into_owned()));
        let offered = |id: &u16| hello.value.suites.contains(id);
        let best: Vec<_> = RSA_SUITES.iter().filter(|(id, _)| offered(id)).take(3).collect();
        let names: Vec<_> = best.iter().filter_map(|(id, _)| suite(*id).map(|x| x.name)).collect();
        if !best.is_empty() {
            v.set("offered_rsa", names.join(", "));
            v.set("rsa_cipher", best.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(":"));
        }
    }
    if let Some(c) = &s.certificate {
        v.set("certificate", c.frame.number());
        v.set("certificate_spki", hex(&c.value.spki_sha256));
        v.set("certificate_key", &c.value.key_kind);
        v.set_if("certificate_bits", c.value.rsa_bits);
        v.set("serial", &c.value.serial);
        v.set_if("subject", c.value.subject.as_ref().map(|name| format!("CN={name}")));
        v.set_if("not_before", c.value.not_before.as_ref());
        if let (Some(from), Some(to)) = (&c.value.not_before, &c.value.not_after) {
            v.set("validity", format!("{from} to {to}"));
        }
    }
    v.set_if("client_key_exchange", s.client_key_exchange.as_ref().map(|e| e.frame.number()));
    v.set_if("server_key_exchange", s.server_key_exchange.as_ref().map(|e| e.frame.number()));
    v.set_if("identity", s.psk_identity.as_ref());
    v.extend(own);
    v
}

/// The verdict on a capture that holds no session at all.
pub fn judge_capture(facts: &nothing::WholeCapture) -> Option<Verdict> {
    let finding = nothing::no_session(facts)?;
    let s = Symptoms { first: finding.frame.unwrap_or_default(), ..Symptoms::default() };
    Some(conclude(&s, Status::Closed, RecordCount::default(), vec![finding], Vec::new()))
}
