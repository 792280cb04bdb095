//! What is to be said of hellos and handshakes as such, whatever secrets there are: suites
//! explained, rules that hold, a grade with its reasons, policies, the client's stack, comparisons.
//! Why a session stays closed is `verdict/`'s business. Plain data and sentences; shows nothing.
//!
//! [`hello`] judges one ClientHello, from a capture ([`gather`]) or from pasted text
//! ([`hello_from_text`]); [`session`] judges a whole handshake; [`compare`] and [`side_by_side`] set two
//! against each other.
#![forbid(unsafe_code)]

pub mod certificate_rules;
pub mod compare;
pub mod extensions;
pub mod gather;
pub mod grade;
pub mod grading;
pub mod handshake_rules;
pub mod hello_rules;
pub mod pasted;
pub mod policy;
pub mod rules;
pub mod side_by_side;
pub mod stacks;
pub mod suite_facts;

#[cfg(test)]
mod sample;

use crate::tls::fingerprint::{self, Carrier};
use crate::tls::handshake::ClientHello;
use crate::tls::record::Version;
use crate::tls::suite::KeyExchange;
use crate::tls::suite_table::suite;
use grade::Grade;
pub use pasted::{PastedError, hello_from_text};
use policy::{Departure, Profile};
use rules::Finding;
use stacks::Stack;
use suite_facts::{OpenedBy, SuiteFacts};

/// A ClientHello and what is known around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelloFacts {
    pub hello: ClientHello,
    pub carrier: Carrier,
    /// Version in the record that it came in.
    pub record_version: Option<Version>,
    /// Bytes of the message, header included.
    pub len_bytes: Option<usize>,
    /// When it was captured, in seconds since 1970.
    pub captured_at_s: Option<i64>,
    /// Another hello of the capture, not a repetition of this one, has the same random.
    pub random_repeats: bool,
}

impl HelloFacts {
    pub fn new(hello: ClientHello) -> Self {
        Self {
            hello,
            carrier: Carrier::Tcp,
            record_version: None,
            len_bytes: None,
            captured_at_s: None,
            random_repeats: false,
        }
    }

    /// Versions offered, in the numbers of TLS, GREASE left out.
    pub fn versions(&self) -> Vec<u16> {
        let listed: Vec<u16> =
            fingerprint::without_grease(&self.hello.supported_versions).map(as_tls).collect();
        if listed.is_empty() { vec![as_tls(self.hello.version.0)] } else { listed }
    }

    pub fn max_version(&self) -> u16 {
        self.versions().into_iter().max().unwrap_or(0)
    }

    pub fn offers_tls13(&self) -> bool {
        self.max_version() >= Version::TLS13.0
    }

    /// A version before TLS 1.3 may be agreed.
    pub fn offers_before_tls13(&self) -> bool {
        self.versions().iter().any(|v| *v < Version::TLS13.0)
    }
}

impl HelloFacts {
    /// The name of a version in the numbers of TLS, as the hello's own protocol has it.
    pub fn version_name(&self, version: u16) -> String {
        let dtls = self.carrier == Carrier::Dtls;
        match Version(version) {
            Version::TLS11 if dtls => Version::DTLS10.to_string(),
            Version::TLS12 if dtls => Version::DTLS12.to_string(),
            Version::TLS13 if dtls => Version::DTLS13.to_string(),
            v => v.to_string(),
        }
    }
}

/// The version of TLS that a version of DTLS was made from; drafts of TLS 1.3 count as it.
fn as_tls(version: u16) -> u16 {
    match Version(version) {
        v if v.is_tls13() => Version::TLS13.0,
        Version::DTLS12 => Version::TLS12.0,
        Version::DTLS10 => Version::TLS11.0,
        v => v.0,
    }
}

/// Which side of the coin a sentence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// What opens a session.
    Opens,
    /// What that means for those who ship it.
    Warns,
}

/// A sentence on what opens sessions of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub tells: Tells,
    pub text: String,
}

/// Everything that is said of a ClientHello.
#[derive(Clone, Debug)]
pub struct HelloReport {
    /// The best match first; none: unknown.
    pub stack: Option<&'static Stack>,
    pub suites: Vec<SuiteFacts>,
    pub extensions: Vec<extensions::Explained>,
    pub findings: Vec<Finding>,
    pub grade: Grade,
    /// Why, one sentence each.
    pub reasons: Vec<String>,
    /// What opens sessions of this client, and what that means.
    pub words: Vec<Words>,
    pub profile: &'static Profile,
    /// Where the hello departs from the profile; empty: it keeps it.
    pub departures: Vec<Departure>,
    pub ja3: String,
    pub ja4: String,
    pub ja4_r: String,
}

/// Judges a ClientHello by a policy.
pub fn hello(facts: &HelloFacts, profile: &'static Profile) -> HelloReport {
    let stack = stacks::recognise(facts);
    let suites: Vec<SuiteFacts> = facts.hello.suites.iter().map(|id| suite_facts::facts(*id)).collect();
    let findings = hello_rules::check(facts, stack);
    let (grade, reasons) = grading::grade(facts, &findings);
    let ja4 = fingerprint::ja4(&facts.hello, facts.carrier);
    HelloReport {
        stack,
        words: words(&suites),
        extensions: extensions::explain(&facts.hello),
        suites,
        findings,
        grade,
        reasons,
        profile,
        departures: policy::departures(facts, profile),
        ja3: fingerprint::ja3_hash(&fingerprint::ja3_full(&facts.hello)),
        ja4: ja4.hashed,
        ja4_r: ja4.raw,
    }
}

/// Everything that is said of a handshake.
#[derive(Clone, Debug)]
pub struct SessionReport {
    /// What is said of its ClientHello, where that was seen.
    pub hello: Option<HelloReport>,
    /// Rules about the handshake as a whole.
    pub findings: Vec<Finding>,
    /// What the server took of the offer.
    pub choice: Option<compare::Choice>,
}

impl SessionReport {
    /// All findings, those of the hello first.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> + Clone {
        self.hello.iter().flat_map(|h| &h.findings).chain(&self.findings)
    }
}

/// Judges a handshake by a policy.
pub fn session(seen: &gather::SessionSeen, profile: &'static Profile) -> SessionReport {
    let offer = seen.hello.as_ref().map(|h| &h.facts);
    let choice = offer.zip(seen.server_hello.as_ref()).map(|(o, c)| compare::choice(o, c));
    SessionReport {
        hello: offer.map(|facts| hello(facts, profile)),
        findings: handshake_rules::check(seen),
        choice,
    }
}

/// Both sides of the same coin: what opens it, and what that says of it.
fn words(suites: &[SuiteFacts]) -> Vec<Words> {
    let real = |s: &&SuiteFacts| s.opened_by != OpenedBy::NotASuite;
    let all = suites.iter().filter(real).count();
    let rsa = suites.iter().filter(|s| s.opened_by == OpenedBy::RsaKey).count();
    let unencrypted = suites.iter().filter(|s| s.opened_by == OpenedBy::Nothing).count();
    let opens = |text: String| Words { tells: Tells::Opens, text };
    let warns = |text: String| Words { tells: Tells::Warns, text };
    let mut out = Vec::new();
    if rsa == all && all > 0 {
        out.push(opens(format!(
            "Why your RSA key opens it: with {} the client encrypts the premaster secret for the key in the \
             server's certificate. Whoever has that key reads the session, also from a recording.",
            if all == 1 { "its one suite".to_owned() } else { format!("each of its {all} suites") }
        )));
        out.push(warns(
            "Why nobody should ship it, for the same reason: a key that leaks, at any time, opens everything \
             that was ever recorded. RFC 10015 (July 2026) forbids clients to offer RSA key exchange."
                .into(),
        ));
    } else if rsa > 0 {
        out.push(opens(format!(
            "The server's RSA key opens the session only if the server takes one of {rsa} of these {all} \
             suites; with the others it takes a key log."
        )));
    } else if all > 0 {
        out.push(opens("No suite here is opened by the server's RSA key alone.".into()));
    }
    if unencrypted > 0 {
        out.push(warns(format!("{unencrypted} of {all} suites do not encrypt at all.")));
    }
    out
}

/// Suites that are no signals and no GREASE, as far as they are known.
fn real_suites(hello: &ClientHello) -> impl Iterator<Item = &'static crate::tls::suite::Suite> + '_ {
    hello.suites.iter().filter_map(|id| suite(*id)).filter(|s| s.kx != KeyExchange::Signal)
}
