//! When the rules S01 to S17 hold: each a function of what a handshake shows in the clear. What the
//! rules are stands in `rules.rs`; rules about what stands inside sealed records are not here.

use super::gather::SessionSeen;
use super::real_suites;
use super::rules::{Finding, rule};
use super::suite_facts::{self, SuiteGrade};
use crate::tls::certificate_use::WeakHash;
use crate::tls::handshake::{ServerHello, extension_type as ext};
use crate::tls::record::Version;
use crate::tls::suite::{KeyExchange, Mode, Suite};
use crate::tls::suite_table::suite;

/// Least bits of RSA keys and finite-field groups.
const LEAST_BITS: usize = 2048;
/// Longest life of a ticket: a week (RFC 9325 section 3.4).
const TICKET_LIFE_S: u32 = 7 * 86_400;
/// Days that public certificates are valid at most, since 2020.
const LONGEST_VALIDITY_DAYS: i64 = 398;
/// Last bytes of a server's random that had to take a lower version (RFC 8446 section 4.1.3).
const DOWNGRADED_TO_12: &[u8; 8] = b"DOWNGRD\x01";
const DOWNGRADED_TO_11: &[u8; 8] = b"DOWNGRD\x00";
/// First bytes of well-known primes: those made from pi (RFC 2409, 3526) and from e (RFC 7919).
const KNOWN_PRIMES: &[(&[u8; 16], &str)] = &[
    (b"\xff\xff\xff\xff\xff\xff\xff\xff\xc9\x0f\xda\xa2\x21\x68\xc2\x34", "of RFC 2409 or RFC 3526"),
    (b"\xff\xff\xff\xff\xff\xff\xff\xff\xad\xf8\x54\x58\xa2\xbb\x4a\x9a", "of RFC 7919"),
];

type Check = fn(&SessionSeen) -> Option<String>;

/// The rules in order.
#[rustfmt::skip]
pub const CHECKS: &[(&str, Check)] = &[
    ("S01", s01), ("S02", s02), ("S03", s03), ("S04", s04), ("S05", s05), ("S06", s06), ("S07", s07),
    ("S08", s08), ("S09", s09), ("S10", s10), ("S11", s11), ("S12", s12), ("S14", s14), ("S15", s15),
    ("S16", s16), ("S17", s17),
];

/// All rules that hold for a handshake.
pub fn check(session: &SessionSeen) -> Vec<Finding> {
    let holds = |(id, check): &(&str, Check)| {
        let detail = check(session)?;
        let rule = rule(id)?;
        Some(Finding { rule, detail, change: rule.change })
    };
    CHECKS.iter().filter_map(holds).collect()
}

fn chosen(s: &SessionSeen) -> Option<(&ServerHello, &'static Suite)> {
    let hello = s.server_hello.as_ref().filter(|h| !h.is_hello_retry_request())?;
    Some((hello, suite(hello.suite)?))
}

/// The grade of the chosen suite; encrypt-then-MAC makes CBC good.
fn grade(hello: &ServerHello, chosen: &Suite) -> SuiteGrade {
    let grade = suite_facts::facts(chosen.id).grade;
    let safe = chosen.mode == Mode::Cbc && hello.accepts(ext::ENCRYPT_THEN_MAC);
    let good_exchange = matches!(chosen.kx, KeyExchange::Ecdhe | KeyExchange::EcdhePsk | KeyExchange::Psk);
    if grade == SuiteGrade::Legacy && safe && good_exchange { SuiteGrade::Good } else { grade }
}

fn s01(s: &SessionSeen) -> Option<String> {
    let (hello, chosen) = chosen(s)?;
    let grade = grade(hello, chosen);
    if grade <= SuiteGrade::Good {
        return None;
    }
    let why = suite_facts::facts(chosen.id).attacks.join(", ");
    Some(format!("{} is {}: {why}.", chosen.name, grade.word()))
}

fn s02(s: &SessionSeen) -> Option<String> {
    let (hello, chosen) = chosen(s)?;
    let grade = grade(hello, chosen);
    let offer = &s.hello.as_ref()?.facts.hello;
    // With the same certificate and version, as far as one can see.
    let fits = |o: &&Suite| {
        o.auth == chosen.auth && (o.kx == KeyExchange::Tls13) == (chosen.kx == KeyExchange::Tls13)
    };
    let better = real_suites(offer).filter(fits).find(|o| suite_facts::facts(o.id).grade < grade)?;
    Some(format!("{} was taken, and {} was offered.", chosen.name, better.name))
}

fn s03(s: &SessionSeen) -> Option<String> {
    let (hello, _) = chosen(s)?;
    let last = hello.random.last_chunk::<8>()?;
    let offers = |v: Version| s.hello.as_ref().is_none_or(|h| h.facts.max_version() > v.0);
    let to = match last {
        DOWNGRADED_TO_12 => Version::TLS12,
        DOWNGRADED_TO_11 => Version::TLS11,
        _ => return None,
    };
    // Where the client offers no more, the server only says what it could have done.
    offers(to).then(|| {
        format!(
            "It ends with DOWNGRD: the server has more than {to}, the client offered more, and this is {}.",
            hello.negotiated_version()
        )
    })
}

fn s04(s: &SessionSeen) -> Option<String> {
    let (answer, _) = chosen(s)?;
    if answer.negotiated_version().is_tls13() {
        return None;
    }
    let offer = &s.hello.as_ref()?.facts.hello;
    let mut missing = Vec::new();
    if offer.offers(ext::EXTENDED_MASTER_SECRET) && !answer.accepts(ext::EXTENDED_MASTER_SECRET) {
        missing.push("extended_master_secret");
    }
    let signalled = offer.offers(ext::RENEGOTIATION_INFO) || offer.suites.contains(&0x00ff);
    if signalled && !answer.accepts(ext::RENEGOTIATION_INFO) {
        missing.push("renegotiation_info");
    }
    (!missing.is_empty()).then(|| format!("Not answered: {}.", missing.join(", ")))
}

fn days_between(from: &str, to: &str) -> Option<i64> {
    let parse = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let span = parse(from)?.until(parse(to)?).ok()?;
    Some(i64::from(span.get_days()))
}

fn s05(s: &SessionSeen) -> Option<String> {
    let own = s.chain.first()?;
    let mut faults = Vec::new();
    if let Some(bits) = own.facts.rsa_bits.filter(|b| (*b as usize) < LEAST_BITS) {
        faults.push(format!("its RSA key has only {bits} bits"));
    }
    if own.facts.key_kind == "DSA" {
        faults.push("its key is a DSA key".into());
    }
    let signed = s.chain.iter().filter(|c| !c.usage.is_self_issued()).find_map(|c| c.usage.weak_signature);
    match signed {
        Some(WeakHash::Md5) => faults.push("a signature rests on MD5".into()),
        Some(WeakHash::Sha1) => faults.push("a signature rests on SHA-1".into()),
        None => {}
    }
    if let (Some(day), Some(from), Some(to)) = (&s.captured_on, &own.facts.not_before, &own.facts.not_after) {
        if day < from {
            faults.push(format!("it was valid only from {from} on, and this is of {day}"));
        }
        if day > to {
            faults.push(format!("it expired on {to}, before this capture of {day}"));
        }
        if let Some(days) = days_between(from, to).filter(|d| *d > LONGEST_VALIDITY_DAYS) {
            faults.push(format!(
                "it is valid for {days} days, where public ones may be for {LONGEST_VALIDITY_DAYS}"
            ));
        }
    }
    if own.usage.is_self_issued() {
        faults.push("it is signed by itself".into());
    }
    let name = s.hello.as_ref().and_then(|h| h.facts.hello.server_name.as_ref());
    if let Some(name) = name.map(|n| String::from_utf8_lossy(n).into_owned())
        && !own.usage.is_for(&name, own.facts.subject.as_deref())
    {
        faults.push(format!("it is not for the name {name}"));
    }
    let follows = |w: &[super::gather::Certificate]| matches!(w, [a, b] if a.usage.issuer == b.usage.subject);
    if !s.chain.windows(2).all(follows) {
        faults.push("the chain is not in order".into());
    }
    (!faults.is_empty()).then(|| format!("Of the server's certificate: {}.", faults.join("; ")))
}

fn s06(s: &SessionSeen) -> Option<String> {
    let (_, chosen) = chosen(s)?;
    let rsa = suite_facts::is_rsa_key_exchange(chosen);
    let forbidden = s.chain.first()?.usage.allows_key_encipherment == Some(false);
    (rsa && forbidden)
        .then(|| format!("The certificate's key usage has no keyEncipherment, and {} needs it.", chosen.name))
}

fn s07(s: &SessionSeen) -> Option<String> {
    let prime = s.dh_prime.as_deref()?;
    let first = prime.first()?;
    let bits = (prime.len() * 8).saturating_sub(first.leading_zeros() as usize);
    let known = KNOWN_PRIMES.iter().find(|(head, _)| prime.starts_with(*head)).map(|(_, of)| *of);
    (bits < LEAST_BITS).then(|| match known {
        Some(of) => {
            format!("The group has {bits} bits; it is the one {of}, which everybody can prepare for.")
        }
        None => format!("The group has {bits} bits."),
    })
}

fn s08(s: &SessionSeen) -> Option<String> {
    let life = s.ticket_lifetime_s.filter(|l| *l > TICKET_LIFE_S)?;
    Some(format!("The ticket is good for {} days.", life / 86_400))
}

fn s09(s: &SessionSeen) -> Option<String> {
    s.hello_retry.then(|| "There is a HelloRetryRequest.".into())
}

fn s10(s: &SessionSeen) -> Option<String> {
    s.client_certificate.then(|| "The client's Certificate message stands in the clear.".into())
}

fn s11(s: &SessionSeen) -> Option<String> {
    let n = s.renegotiations;
    (n > 0 && s.carrier == crate::tls::fingerprint::Carrier::Tcp)
        .then(|| format!("{n} more handshake{} on this connection.", if n == 1 { "" } else { "s" }))
}

fn s12(s: &SessionSeen) -> Option<String> {
    s.stapled.then(|| "There is a CertificateStatus message.".into())
}

fn s14(s: &SessionSeen) -> Option<String> {
    (!s.cut_off.is_empty())
        .then(|| format!("The last record of the {} is data, not an alert.", s.cut_off.join(" and of the ")))
}

fn s15(s: &SessionSeen) -> Option<String> {
    let (hello, chosen) = chosen(s)?;
    let old =
        hello.negotiated_version().0 <= Version::TLS10.0 && hello.negotiated_version().0 >= Version::SSL3.0;
    (old && chosen.mode == Mode::Cbc && s.splits_records == Some(false)).then(|| {
        format!(
            "{} with {}, and no short record goes ahead of the client's data.",
            hello.negotiated_version(),
            chosen.name
        )
    })
}

fn s16(s: &SessionSeen) -> Option<String> {
    let ns = s.handshake_ns?;
    let plural = if s.round_trips == 1 { "" } else { "s" };
    Some(format!(
        "{}.{:03} ms, {} round trip{plural}, {} bytes of messages.",
        ns / 1_000_000,
        ns / 1000 % 1000,
        s.round_trips,
        s.handshake_bytes
    ))
}

fn s17(s: &SessionSeen) -> Option<String> {
    s.ssl2_hello.then(|| "The first record has the form of SSL 2.0.".into())
}

#[cfg(test)]
mod tests {
    use super::super::gather::Certificate;
    use super::super::sample::{axtls, handshake, modern, server_hello};
    use super::*;

    fn held(s: &SessionSeen) -> Vec<&'static str> {
        check(s).iter().map(|f| f.rule.id).collect()
    }

    /// A certificate that nothing can be said against.
    fn certificate() -> Certificate {
        let mut c = Certificate::default();
        c.facts.key_kind = "ECDSA P-256".into();
        c.facts.not_before = Some("2026-01-01".into());
        c.facts.not_after = Some("2026-12-31".into());
        c.usage.names = vec!["example.org".into()];
        c.usage.issuer = Box::from(&b"CA"[..]);
        c.usage.subject = Box::from(&b"example"[..]);
        c
    }

    fn good() -> SessionSeen {
        let mut s = handshake(&modern(), server_hello(0x0303, 0xc02f, [5; 32], &[23, 0xff01]));
        s.chain = vec![certificate()];
        s
    }

    type Change = fn(&mut SessionSeen);

    /// Each rule with a handshake that makes it hold; [`good`] makes none hold.
    #[rustfmt::skip]
    const TRIGGERS: &[(&str, Change)] = &[
        ("S01", |s| s.server_hello = Some(server_hello(0x0303, 0x002f, [5; 32], &[23, 0xff01]))),
        ("S02", |s| s.server_hello = Some(server_hello(0x0303, 0xc027, [5; 32], &[23, 0xff01]))),
        ("S03", |s| {
            let mut random = [5; 32];
            random[24..].copy_from_slice(b"DOWNGRD\x01");
            s.server_hello = Some(server_hello(0x0303, 0xc02f, random, &[23, 0xff01]));
        }),
        ("S04", |s| s.server_hello = Some(server_hello(0x0303, 0xc02f, [5; 32], &[23]))),
        ("S05", |s| s.chain[0].facts.not_after = Some("2026-02-01".into())),
        ("S06", |s| {
            s.server_hello = Some(server_hello(0x0303, 0x002f, [5; 32], &[23, 0xff01]));
            s.chain[0].usage.allows_key_encipherment = Some(false);
        }),
        ("S07", |s| s.dh_prime = Some(vec![0x80; 128])),
        ("S08", |s| s.ticket_lifetime_s = Some(30 * 86_400)),
        ("S09", |s| s.hello_retry = true),
        ("S10", |s| s.client_certificate = true),
        ("S11", |s| s.renegotiations = 1),
        ("S12", |s| s.stapled = true),
        ("S14", |s| s.cut_off = vec!["server"]),
        ("S15", |s| {
            s.server_hello = Some(server_hello(0x0301, 0xc014, [5; 32], &[23, 0xff01]));
            s.splits_records = Some(false);
        }),
        ("S16", |s| s.handshake_ns = Some(1_500_000)),
        ("S17", |s| s.ssl2_hello = true),
    ];

    #[test]
    fn each_rule_holds_where_it_should_and_a_good_handshake_breaks_none() {
        assert_eq!(held(&good()), [""; 0]);
        for (id, change) in TRIGGERS {
            let mut s = good();
            change(&mut s);
            assert!(held(&s).contains(id), "{id} does not hold: {:?}", held(&s));
        }
        let all: Vec<&str> = CHECKS.iter().map(|c| c.0).collect();
        assert_eq!(TRIGGERS.iter().map(|t| t.0).collect::<Vec<_>>(), all, "a rule has no test");
    }

    #[test]
    fn limits_are_just_not_passed() {
        let mut s = good();
        s.dh_prime = Some(vec![0x80; 256]);
        s.ticket_lifetime_s = Some(TICKET_LIFE_S);
        s.chain[0].usage.allows_key_encipherment = Some(false); // with ECDHE
        assert_eq!(held(&s), [""; 0]);
        // Encrypt-then-MAC makes CBC good; records that are split are no matter for BEAST.
        s.server_hello = Some(server_hello(0x0301, 0xc014, [5; 32], &[22, 23, 0xff01]));
        s.splits_records = Some(true);
        assert_eq!(held(&s), [""; 0]);
    }

    #[test]
    fn faults_of_a_certificate_are_all_named() {
        let mut s = good();
        let c = &mut s.chain[0];
        c.facts.rsa_bits = Some(1024);
        c.facts.not_before = Some("2026-11-30".into());
        c.facts.not_after = Some("2036-11-30".into());
        c.usage.names = vec!["other.example".into()];
        c.usage.issuer = c.usage.subject.clone();
        let mut second = certificate();
        second.usage.subject = Box::from(&b"stranger"[..]);
        s.chain.push(second);
        let detail = s05(&s).unwrap();
        for part in
            ["1024 bits", "only from 2026-11-30", "3653 days", "signed by itself", "example.org", "order"]
        {
            assert!(detail.contains(part), "{part}: {detail}");
        }
        let mut s = good();
        s.chain[0].usage.weak_signature = Some(WeakHash::Sha1);
        assert!(s05(&s).unwrap().contains("SHA-1"));
    }

    #[test]
    fn a_client_of_tls_1_2_is_not_downgraded_by_the_sentinel() {
        let mut random = [5; 32];
        random[24..].copy_from_slice(b"DOWNGRD\x01");
        let s = handshake(&axtls(), server_hello(0x0303, 0x003d, random, &[]));
        assert!(!held(&s).contains(&"S03") && held(&s).contains(&"S01"));
    }

    #[test]
    fn a_well_known_small_prime_is_named() {
        let mut s = good();
        let mut prime = KNOWN_PRIMES[0].0.to_vec();
        prime.resize(128, 0xff);
        s.dh_prime = Some(prime);
        assert!(s07(&s).unwrap().contains("1024 bits; it is the one of RFC 2409"));
    }
}
