//! When the rules H01 to H37 hold: each a function of plain facts, which gives the sentence that
//! says what shows it. What the rules are stands in `rules.rs`.

use super::extensions::{group, scheme};
use super::rules::{Finding, rule};
use super::stacks::Stack;
use super::suite_facts::{self, SuiteGrade};
use super::{HelloFacts, real_suites};
use crate::tls::fingerprint::{is_grease, without_grease};
use crate::tls::handshake::extension_type as ext;
use crate::tls::record::Version;
use crate::tls::suite::{KeyExchange, Mode, Suite};
use crate::tls::suite_table::suite;

/// `TLS_FALLBACK_SCSV` (RFC 7507) and `TLS_EMPTY_RENEGOTIATION_INFO_SCSV` (RFC 5746).
const FALLBACK: u16 = 0x5600;
const RENEGOTIATION: u16 = 0x00ff;
/// Numbers that ChaCha20 had in a draft; no registry has them.
const DRAFT_NUMBERS: std::ops::RangeInclusive<u16> = 0xcc12..=0xcc18;
const X25519: u16 = 29;
const P256: u16 = 23;
/// Hybrids of ML-KEM, and the draft's with Kyber.
const POST_QUANTUM: &[u16] = &[0x11eb, 0x11ec, 0x11ed, 0x6399, 0x639a];
const DAY_S: i64 = 86_400;
/// 2000-01-01, where clocks of devices without a battery begin.
const YEAR_2000_S: i64 = 946_684_800;
/// Names in one sentence.
const MAX_NAMED: usize = 6;
/// Different bytes that 28 random ones have at least.
const LEAST_DIFFERENT: usize = 10;
/// So often one value stands in 28 random bytes about once in 200 million hellos.
const MOST_OF_ONE: usize = 7;
/// Payload of a full segment over Ethernet and IPv6.
const SEGMENT_LEN: usize = 1440;

type Check = fn(&HelloFacts) -> Option<String>;

/// The rules in order.
#[rustfmt::skip]
pub const CHECKS: &[(&str, Check)] = &[
    ("H01", h01), ("H02", h02), ("H03", h03), ("H04", h04), ("H05", h05), ("H06", h06), ("H07", h07),
    ("H08", h08), ("H09", h09), ("H10", h10), ("H11", h11), ("H12", h12), ("H13", h13), ("H14", h14),
    ("H15", h15), ("H16", h16), ("H17", h17), ("H18", h18), ("H19", h19), ("H20", h20), ("H21", h21),
    ("H22", h22), ("H23", h23), ("H24", h24), ("H25", h25), ("H26", h26), ("H27", h27), ("H28", h28),
    ("H29", h29), ("H30", h30), ("H31", h31), ("H32", h32), ("H33", h33), ("H34", h34), ("H35", h35),
    ("H36", h36), ("H37", h37),
];

/// All rules that hold, with what the recognised stack can change.
pub fn check(facts: &HelloFacts, stack: Option<&'static Stack>) -> Vec<Finding> {
    let holds = |(id, check): &(&str, Check)| {
        let detail = check(facts)?;
        let rule = rule(id)?;
        let change = stack.and_then(|s| s.change(id)).unwrap_or(rule.change);
        Some(Finding { rule, detail, change })
    };
    CHECKS.iter().filter_map(holds).collect()
}

/// `a, b and 3 more`
fn listed(names: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = names.collect();
    let mut text = all.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if all.len() > MAX_NAMED {
        text.push_str(&format!(" and {} more", all.len() - MAX_NAMED));
    }
    text
}

/// The suites of a kind, if there are any, with how many of all they are.
fn suites_that(f: &HelloFacts, is: impl Fn(&Suite) -> bool) -> Option<String> {
    let all = real_suites(&f.hello).count();
    let found: Vec<&Suite> = real_suites(&f.hello).filter(|s| is(s)).collect();
    let names = || listed(found.iter().map(|s| s.name.to_owned()));
    (!found.is_empty()).then(|| format!("{} of {all} suites: {}.", found.len(), names()))
}

fn h01(f: &HelloFacts) -> Option<String> {
    (f.max_version() <= Version::SSL3.0)
        .then(|| format!("The highest version is {}.", f.version_name(f.max_version())))
}

fn h02(f: &HelloFacts) -> Option<String> {
    let max = f.max_version();
    [Version::TLS10.0, Version::TLS11.0]
        .contains(&max)
        .then(|| format!("The highest version is {}.", f.version_name(max)))
}

fn h03(f: &HelloFacts) -> Option<String> {
    (f.max_version() == Version::TLS12.0)
        .then(|| format!("The highest version is {}.", f.version_name(f.max_version())))
}

fn h04(f: &HelloFacts) -> Option<String> {
    let old = f.versions().into_iter().filter(|v| *v < Version::TLS12.0).min()?;
    let listed = !f.hello.supported_versions.is_empty() && f.max_version() >= Version::TLS12.0;
    listed.then(|| format!("{} stands in supported_versions.", f.version_name(old)))
}

fn h05(f: &HelloFacts) -> Option<String> {
    let count = real_suites(&f.hello).count();
    let none = !real_suites(&f.hello).any(suite_facts::is_forward_secret);
    (none && count > 0).then(|| {
        if count == 1 {
            "Its one suite makes no fresh key for the session.".into()
        } else {
            format!("None of its {count} suites makes a fresh key for the session.")
        }
    })
}

fn h06(f: &HelloFacts) -> Option<String> {
    suites_that(f, suite_facts::is_rsa_key_exchange)
}

fn h07(f: &HelloFacts) -> Option<String> {
    suites_that(f, suite_facts::is_dhe)
}

fn h08(f: &HelloFacts) -> Option<String> {
    suites_that(f, suite_facts::is_insecure)
}

fn h09(f: &HelloFacts) -> Option<String> {
    suites_that(f, suite_facts::is_small_block)
}

fn h10(f: &HelloFacts) -> Option<String> {
    let graded: Vec<(&Suite, SuiteGrade)> =
        real_suites(&f.hello).map(|s| (s, suite_facts::facts(s.id).grade)).collect();
    let (before, weaker) = graded.iter().enumerate().find_map(|(i, (s, grade))| {
        let better =
            graded.iter().skip(i + 1).find(|(_, later)| *grade > SuiteGrade::Good && later < grade)?;
        Some((s.name, better.0.name))
    })?;
    Some(format!("{before} stands before {weaker}."))
}

fn h11(f: &HelloFacts) -> Option<String> {
    let cbc = real_suites(&f.hello).filter(|s| s.mode == Mode::Cbc).count();
    (cbc > 0 && !f.hello.offers(ext::ENCRYPT_THEN_MAC))
        .then(|| format!("{cbc} suites with CBC, and no extension encrypt_then_mac (22)."))
}

fn h12(f: &HelloFacts) -> Option<String> {
    (f.offers_before_tls13() && !f.hello.offers(ext::EXTENDED_MASTER_SECRET))
        .then(|| "The extension extended_master_secret (23) is missing.".into())
}

fn h13(f: &HelloFacts) -> Option<String> {
    let signalled = f.hello.offers(ext::RENEGOTIATION_INFO) || f.hello.suites.contains(&RENEGOTIATION);
    (f.offers_before_tls13() && !signalled)
        .then(|| "Neither the extension renegotiation_info (65281) nor the suite 0x00ff is there.".into())
}

fn h14(f: &HelloFacts) -> Option<String> {
    let methods = f.hello.compressions.iter().filter(|m| **m != 0);
    let methods = listed(methods.map(|m| format!("method {m}")));
    (!methods.is_empty()).then(|| format!("Offered: {methods}."))
}

fn h15(f: &HelloFacts) -> Option<String> {
    f.hello.offers(ext::HEARTBEAT).then(|| "The extension heartbeat (15) is there.".into())
}

fn h16(f: &HelloFacts) -> Option<String> {
    (!f.hello.offers(ext::SERVER_NAME)).then(|| "The extension server_name (0) is missing.".into())
}

fn schemes(list: impl Iterator<Item = u16>) -> String {
    listed(list.map(scheme))
}

fn h17(f: &HelloFacts) -> Option<String> {
    // In numbers below 0x0800 the first byte is the hash: 1 MD5, 2 SHA-1.
    let old = f.hello.signature_algorithms.iter().copied().filter(|s| matches!(s >> 8, 1 | 2));
    let names = schemes(old);
    (!names.is_empty()).then(|| format!("It accepts {names}."))
}

fn h18(f: &HelloFacts) -> Option<String> {
    let tls12 = f.versions().contains(&Version::TLS12.0);
    (tls12 && !f.hello.offers(ext::SIGNATURE_ALGORITHMS))
        .then(|| "The extension signature_algorithms (13) is missing.".into())
}

fn h19(f: &HelloFacts) -> Option<String> {
    let all = &f.hello.signature_algorithms;
    let pkcs1 = |s: &u16| s & 0xff == 1 && (1..=6).contains(&(s >> 8));
    let pss = |s: &u16| matches!(s, 0x0804..=0x0806 | 0x0809..=0x080b);
    (all.iter().any(pkcs1) && !all.iter().any(pss))
        .then(|| format!("Offered: {}.", schemes(all.iter().copied().filter(pkcs1))))
}

fn h20(f: &HelloFacts) -> Option<String> {
    let needs = |s: &Suite| matches!(s.kx, KeyExchange::Ecdhe | KeyExchange::EcdhePsk | KeyExchange::Tls13);
    let groups = &f.hello.supported_groups;
    let usual = groups.iter().any(|g| [X25519, P256].contains(g) || POST_QUANTUM.contains(g));
    // A client of TLS 1.3 that goes on by its pre-shared key alone needs no group.
    let by_psk = !f.offers_before_tls13() && f.hello.offers(ext::PRE_SHARED_KEY) && groups.is_empty();
    if usual || by_psk || !real_suites(&f.hello).any(needs) {
        return None;
    }
    let names = groups_named(groups.iter().copied());
    Some(if names.is_empty() { "No groups are offered at all.".into() } else { format!("Only {names}.") })
}

fn groups_named(list: impl Iterator<Item = u16>) -> String {
    listed(list.map(group))
}

fn post_quantum(f: &HelloFacts) -> String {
    groups_named(f.hello.supported_groups.iter().copied().filter(|g| POST_QUANTUM.contains(g)))
}

fn h21(f: &HelloFacts) -> Option<String> {
    let names = post_quantum(f);
    (!names.is_empty()).then(|| format!("Offered: {names}."))
}

fn h22(f: &HelloFacts) -> Option<String> {
    (f.offers_tls13() && post_quantum(f).is_empty())
        .then(|| "TLS 1.3 is offered, with classical groups only.".into())
}

fn h23(f: &HelloFacts) -> Option<String> {
    let h = &f.hello;
    let mut faults = Vec::new();
    if let Some(group) = without_grease(&h.key_shares).find(|g| !h.supported_groups.contains(g)) {
        let name = groups_named(std::iter::once(group));
        faults.push(format!("a key share of {name}, which supported_groups has not"));
    }
    let twice = |(i, kind): &(usize, &u16)| h.extensions.iter().take(*i).any(|k| k == *kind);
    if let Some((_, kind)) = h.extensions.iter().enumerate().find(twice) {
        faults.push(format!("extension {kind} twice"));
    }
    let psk_at = h.extensions.iter().position(|k| *k == ext::PRE_SHARED_KEY);
    if psk_at.is_some_and(|at| at + 1 < h.extensions.len()) {
        faults.push("pre_shared_key is not the last extension".into());
    }
    (!faults.is_empty()).then(|| format!("There is {}.", faults.join("; ")))
}

fn h24(f: &HelloFacts) -> Option<String> {
    let clock = f.hello.random.first_chunk().map(|b| i64::from(u32::from_be_bytes(*b)))?;
    let unset = |start: i64| (start..start + 30 * DAY_S).contains(&clock);
    if !f.offers_tls13() && (unset(0) || unset(YEAR_2000_S)) {
        let year = if clock < YEAR_2000_S { 1970 } else { 2000 };
        return Some(format!("Its clock stands in January {year}: it was never set."));
    }
    let off = clock.saturating_sub(f.captured_at_s?);
    (off.abs() <= DAY_S).then(|| match off {
        0 => "Its clock agrees with the capture's to the second.".into(),
        1.. => format!("Its clock is {off} s before the capture's."),
        _ => format!("Its clock is {} s behind the capture's.", off.abs()),
    })
}

fn h25(f: &HelloFacts) -> Option<String> {
    let rest = f.hello.random.get(4..).unwrap_or_default();
    let mut seen: Vec<u8> = rest.to_vec();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < LEAST_DIFFERENT {
        return Some(format!("{} bytes of it have {} different values.", rest.len(), seen.len()));
    }
    f.random_repeats.then(|| "Another hello has the same.".into())
}

/// Where a random is not hopeless as a whole (H25), but one value stands in it too often.
fn h36(f: &HelloFacts) -> Option<String> {
    let rest = f.hello.random.get(4..).unwrap_or_default();
    let count = |value: &u8| rest.iter().filter(|b| *b == value).count();
    let most = rest.iter().max_by_key(|b| count(b))?;
    let n = count(most);
    (n >= MOST_OF_ONE && h25(f).is_none())
        .then(|| format!("{n} of its last {} bytes are {most:02x}.", rest.len()))
}

fn h37(f: &HelloFacts) -> Option<String> {
    f.hello.offers(ext::TRUNCATED_HMAC).then(|| "The extension truncated_hmac (4) is there.".into())
}

fn h26(f: &HelloFacts) -> Option<String> {
    let unknown = |id: &&u16| suite(**id).is_none() || DRAFT_NUMBERS.contains(*id);
    let names = listed(f.hello.suites.iter().filter(unknown).map(|id| format!("0x{id:04x}")));
    (!names.is_empty()).then(|| format!("Numbers: {names}."))
}

fn h27(f: &HelloFacts) -> Option<String> {
    let h = &f.hello;
    let lists = [("suites", &h.suites), ("extensions", &h.extensions), ("groups", &h.supported_groups)];
    let among = lists
        .iter()
        .filter(|(_, list)| list.iter().any(|v| is_grease(*v)))
        .map(|(name, _)| (*name).to_owned());
    let among = listed(among);
    (!among.is_empty()).then(|| format!("Among {among}."))
}

fn h28(f: &HelloFacts) -> Option<String> {
    if f.hello.offers(ext::PADDING) {
        return Some("The extension padding (21) is there.".into());
    }
    let len = f.len_bytes.filter(|len| (256..=511).contains(len))?;
    Some(format!("It has {len} bytes and no padding."))
}

fn h29(f: &HelloFacts) -> Option<String> {
    f.hello.offers(ext::EARLY_DATA).then(|| "The extension early_data (42) is there.".into())
}

fn h30(f: &HelloFacts) -> Option<String> {
    let h = &f.hello;
    if h.offers(ext::PRE_SHARED_KEY) {
        return Some(format!("{} identities in pre_shared_key.", h.psk_identities.len()));
    }
    if let Some(ticket) = h.ticket.as_ref().filter(|t| !t.is_empty()) {
        return Some(format!("A ticket of {} bytes.", ticket.len()));
    }
    // With TLS 1.3 a session ID is only there to please middleboxes.
    (!f.offers_tls13() && !h.session_id.is_empty())
        .then(|| format!("A session ID of {} bytes.", h.session_id.len()))
}

fn h31(f: &HelloFacts) -> Option<String> {
    let h = &f.hello;
    let mut said = Vec::new();
    if !h.alpn.is_empty() {
        let names = h.alpn.iter().map(|p| String::from_utf8_lossy(p).into_owned());
        said.push(format!("speaks {}", listed(names)));
    }
    if h.offers(ext::STATUS_REQUEST) {
        said.push("asks for a stapled OCSP answer".into());
    }
    if h.offers(ext::SIGNED_CERTIFICATE_TIMESTAMP) {
        said.push("asks for certificate timestamps".into());
    }
    if h.offers(ext::COMPRESS_CERTIFICATE) {
        said.push("takes compressed certificates".into());
    }
    if let Some(limit) = h.record_size_limit {
        said.push(format!("takes records of {limit} bytes at most"));
    }
    if let Some(code) = h.max_fragment_length.filter(|c| (1..=4).contains(c)) {
        said.push(format!("asks for fragments of {} bytes at most", 256usize << code));
    }
    (!said.is_empty()).then(|| format!("It {}.", said.join(", ")))
}

fn h32(f: &HelloFacts) -> Option<String> {
    let len = f.hello.max_fragment_len_bytes.filter(|len| *len != 1)?;
    Some(format!("It has {len} bytes."))
}

fn h33(f: &HelloFacts) -> Option<String> {
    f.hello
        .offers(ext::ENCRYPTED_CLIENT_HELLO)
        .then(|| "The extension encrypted_client_hello (65037) is there.".into())
}

fn h34(f: &HelloFacts) -> Option<String> {
    let len = f.len_bytes.filter(|len| *len > SEGMENT_LEN)?;
    Some(format!("It has {len} bytes."))
}

fn h35(f: &HelloFacts) -> Option<String> {
    f.hello.suites.contains(&FALLBACK).then(|| "The suite 0x5600 is there.".into())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Sample, axtls, modern};
    use super::*;

    fn held(s: &Sample) -> Vec<&'static str> {
        check(&s.facts(), None).iter().map(|f| f.rule.id).collect()
    }

    /// Each rule with a hello that makes it hold and one that does not.
    #[test]
    fn each_rule_holds_where_it_should_and_not_elsewhere() {
        let with = |change: &dyn Fn(&mut Sample)| {
            let mut s = modern();
            change(&mut s);
            s
        };
        let tls12 = |s: &mut Sample| {
            s.suites = vec![0xc02f];
            s.without(43);
            s.without(51);
        };
        let mut pairs: Vec<(&str, Sample, Sample)> = vec![
            (
                "H01",
                with(&|s| {
                    tls12(s);
                    s.version = 0x0300;
                }),
                axtls(),
            ),
            (
                "H02",
                with(&|s| {
                    tls12(s);
                    s.version = 0x0302;
                }),
                axtls(),
            ),
            ("H03", axtls(), modern()),
            ("H04", with(&|s| s.set(43, &[6, 3, 4, 3, 3, 3, 1])), modern()),
            ("H05", axtls(), modern()),
            ("H06", axtls(), modern()),
            ("H07", with(&|s| s.suites.push(0x009e)), modern()),
            ("H08", with(&|s| s.suites.push(0x0005)), axtls()),
            ("H09", with(&|s| s.suites.push(0xc012)), modern()),
            ("H10", with(&|s| s.suites.insert(0, 0x002f)), axtls()),
            (
                "H11",
                axtls(),
                with(&|s| {
                    s.suites.push(0xc027);
                    s.set(22, &[]);
                }),
            ),
            ("H12", axtls(), modern()),
            (
                "H13",
                axtls(),
                with(&|s| {
                    s.without(65281);
                    s.suites.push(0x00ff);
                }),
            ),
            ("H14", with(&|s| s.compressions = vec![1, 0]), modern()),
            ("H15", with(&|s| s.set(15, &[1])), modern()),
            ("H16", axtls(), modern()),
            ("H17", axtls(), modern()),
            (
                "H18",
                with(&|s| {
                    tls12(s);
                    s.without(13);
                }),
                axtls(),
            ),
            ("H19", axtls(), modern()),
            (
                "H20",
                with(&|s| {
                    s.set(10, &[0, 2, 0, 25]);
                    s.without(51);
                }),
                axtls(),
            ),
            ("H21", with(&|s| s.set(10, &[0, 4, 0x11, 0xec, 0, 29])), modern()),
            ("H22", modern(), axtls()),
            ("H23", with(&|s| s.set(10, &[0, 2, 0, 23])), modern()),
            ("H24", axtls(), modern()),
            ("H25", with(&|s| s.random = [7; 32]), modern()),
            ("H26", with(&|s| s.suites.push(0xcc13)), modern()),
            ("H27", with(&|s| s.suites.push(0x3a3a)), modern()),
            ("H28", with(&|s| s.set(21, &[0; 4])), axtls()),
            ("H29", with(&|s| s.set(42, &[])), modern()),
            ("H30", with(&|s| s.set(35, &[1, 2, 3])), with(&|s| s.set(35, &[]))),
            ("H31", with(&|s| s.set(16, &[0, 3, 2, b'h', b'2'])), axtls()),
            ("H32", with(&|s| s.set(1, &[0, 1, 2])), with(&|s| s.set(1, &[2]))),
            ("H33", with(&|s| s.set(0xfe0d, &[0])), modern()),
            ("H34", with(&|s| s.set(21, &[0; 1500])), modern()),
            ("H35", with(&|s| s.suites.push(0x5600)), modern()),
            ("H36", with(&|s| s.random[22..].fill(0)), with(&|s| s.random[26..].fill(0))),
            ("H37", with(&|s| s.set(4, &[])), modern()),
        ];
        for (id, yes, no) in &pairs {
            assert!(held(yes).contains(id), "{id} does not hold: {:?}", held(yes));
            assert!(!held(no).contains(id), "{id} holds where it should not");
        }
        pairs.dedup_by_key(|p| p.0);
        assert_eq!(pairs.len(), CHECKS.len(), "a rule has no test");
    }

    #[test]
    fn extensions_out_of_place_are_named() {
        let mut s = modern();
        s.extensions.insert(0, (41, vec![0, 0, 0, 0]));
        let twice = s.extensions[1].clone();
        s.extensions.push(twice);
        let found = check(&s.facts(), None);
        let detail = &found.iter().find(|f| f.rule.id == "H23").unwrap().detail;
        assert!(detail.contains("twice") && detail.contains("not the last"), "{detail}");
    }

    #[test]
    fn a_clock_that_was_never_set_and_a_repeated_random_are_said() {
        let mut s = axtls();
        s.random[..4].copy_from_slice(&1000u32.to_be_bytes());
        let found = check(&s.facts(), None);
        assert!(found.iter().any(|f| f.rule.id == "H24" && f.detail.contains("January 1970")));
        let mut facts = modern().facts();
        facts.random_repeats = true;
        assert!(check(&facts, None).iter().any(|f| f.rule.id == "H25"));
    }

    /// The founding client's: eighteen bytes of it look random, ten are zero.
    #[test]
    fn a_random_that_ends_in_zeros_is_weak_and_one_of_zeros_is_bad() {
        let mut s = axtls();
        s.random[20..].copy_from_slice(&[5, 0x56, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
        let found = check(&s.facts(), None);
        let h36 = found.iter().find(|f| f.rule.id == "H36").unwrap();
        assert_eq!(h36.detail, "9 of its last 28 bytes are 00.");
        assert!(!held(&s).contains(&"H25"));
        s.random = [0; 32];
        assert!(held(&s).contains(&"H25") && !held(&s).contains(&"H36"));
    }

    #[test]
    fn versions_of_dtls_are_called_so() {
        let mut s = axtls();
        s.version = 0xfeff;
        let mut facts = s.facts();
        facts.carrier = crate::tls::fingerprint::Carrier::Dtls;
        let found = check(&facts, None);
        let h02 = found.iter().find(|f| f.rule.id == "H02").unwrap();
        assert_eq!(h02.detail, "The highest version is DTLS 1.0.");
    }

    #[test]
    fn the_stack_says_what_to_change() {
        let facts = axtls().facts();
        let found = check(&facts, super::super::stacks::recognise(&facts));
        let h05 = found.iter().find(|f| f.rule.id == "H05").unwrap();
        assert!(h05.change.contains("mbedTLS"), "{}", h05.change);
    }
}
