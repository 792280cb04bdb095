//! What a table of sessions says of each besides its verdict: who the client is by its hello, what
//! was agreed, the certificate, how many round trips it took. Gathered in a job, for all at once.

use super::handshake::certificates::{self, Presented};
use crate::audit::gather::{self, SessionSeen};
use crate::audit::grade::Grade;
use crate::audit::stacks::Stack;
use crate::audit::{self, policy};
use crate::dissect::Settings;
use crate::store::{Capture, Subject};
use crate::tls::fingerprint::{self, Carrier};
use crate::tls::session::Resumption;
use std::collections::HashMap;

/// Facts of one session. Texts are hostile.
#[derive(Clone, Debug, Default)]
pub struct SessionFacts {
    /// Common name of the server's certificate.
    pub certificate: Option<String>,
    /// `YYYY-MM-DD`, the last day of that certificate.
    pub valid_until: Option<String>,
    /// None: too little was seen.
    pub resumed: Option<bool>,
    /// The application protocol that the server chose.
    pub alpn: Option<String>,
    /// Of the handshake; none: not seen.
    pub round_trips: Option<u32>,
    pub handshake_ns: Option<u64>,
    pub ja3: Option<String>,
    pub ja4: Option<String>,
    pub stack: Option<&'static Stack>,
    pub grade: Option<Grade>,
}

/// Facts of all sessions of a capture.
pub struct Gathered(HashMap<Subject, SessionFacts>);

impl Gathered {
    /// Looks at every handshake as far as it stands in the clear.
    pub fn new(capture: &Capture) -> Self {
        let mut all = HashMap::new();
        let connections = capture.quic.connections.iter();
        let numbers: HashMap<_, u32> = connections.map(|c| ((c.conversation, c.first), c.number)).collect();
        for seen in gather::sessions(capture) {
            let subject = match seen.carrier {
                Carrier::Quic => numbers.get(&(seen.conversation, seen.first)).copied().map(Subject::Quic),
                _ => Some(Subject::Conversation(seen.conversation)),
            };
            if let Some(subject) = subject {
                all.insert(subject, clear_facts(capture, subject, &seen));
            }
        }
        Self(all)
    }

    /// The facts of one session; `is_open`: what stands in its sealed handshake may be read, too.
    pub fn of(
        &self,
        capture: &Capture,
        settings: &Settings,
        subject: Subject,
        is_open: bool,
    ) -> SessionFacts {
        let mut facts = self.0.get(&subject).cloned().unwrap_or_default();
        if is_open && (facts.certificate.is_none() && facts.resumed != Some(true) || facts.alpn.is_none()) {
            let Presented { chains, alpn } = certificates::presented(capture, settings, subject, None);
            let own = chains.iter().find(|chain| !chain.from_client).and_then(|c| c.certificates.first());
            facts.certificate = facts.certificate.or_else(|| own.map(|c| c.title().to_owned()));
            let until = || own?.read.as_ref()?.facts.not_after.clone();
            facts.valid_until = facts.valid_until.or_else(until);
            facts.alpn = facts.alpn.or(alpn);
        }
        facts
    }
}

fn clear_facts(capture: &Capture, subject: Subject, seen: &SessionSeen) -> SessionFacts {
    let report = seen.hello.as_ref().map(|hello| {
        let facts = &hello.facts;
        let report = audit::hello(facts, policy::default_profile());
        (report.ja3, fingerprint::ja4(&facts.hello, facts.carrier).hashed, report.stack, report.grade)
    });
    let (ja3, ja4, stack, grade) = match report {
        Some((ja3, ja4, stack, grade)) => (Some(ja3), Some(ja4), stack, Some(grade)),
        None => (None, None, None, None),
    };
    let alpn = seen.server_hello.as_ref().and_then(|hello| hello.alpn.as_deref());
    SessionFacts {
        certificate: seen.chain.first().and_then(|c| c.facts.subject.clone()),
        valid_until: seen.chain.first().and_then(|c| c.facts.not_after.clone()),
        resumed: resumed(capture, subject, seen),
        alpn: alpn.map(|name| String::from_utf8_lossy(name).into_owned()),
        round_trips: (seen.round_trips > 0).then_some(seen.round_trips),
        handshake_ns: seen.handshake_ns.and_then(|ns| u64::try_from(ns).ok()),
        ja3,
        ja4,
        stack,
        grade,
    }
}

/// In TLS 1.3 the chosen pre-shared key tells; before, what is missing of a full handshake.
fn resumed(capture: &Capture, subject: Subject, seen: &SessionSeen) -> Option<bool> {
    let hello = seen.server_hello.as_ref()?;
    if hello.negotiated_version().is_tls13() {
        return Some(hello.selected_psk.is_some());
    }
    let Subject::Conversation(id) = subject else { return None };
    let flow = capture.conversation(id)?.flow.as_deref()?;
    match flow.tls.as_deref()?.sessions.first()?.resumption() {
        Resumption::Resumed => Some(true),
        Resumption::Full => Some(false),
        Resumption::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Source};
    use super::*;
    use crate::tls::secrets::Keyring;
    use std::path::Path;
    use std::sync::Arc;

    fn facts(name: &str, secrets: &[&str], subject: Subject) -> SessionFacts {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Arc::new(Keyring::new());
        for secret in secrets {
            super::super::secrets::load(&keyring, &folder.join(secret), None).unwrap();
        }
        let source = Source::Path(folder.join(name));
        let mut document = Document::open(source, keyring, Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        Gathered::new(&capture).of(&capture, &settings, subject, !secrets.is_empty())
    }

    #[test]
    fn the_sample_is_known_by_its_hello() {
        let facts = facts("upyssl.pcap", &[], Subject::Conversation(Default::default()));
        assert_eq!(facts.stack.map(|s| s.id), Some("axtls"));
        assert_eq!((facts.resumed, facts.round_trips, facts.grade), (Some(false), Some(2), Some(Grade::D)));
        assert!(facts.certificate.is_some() && facts.ja4.is_some_and(|ja4| ja4.starts_with("t12i04")));
    }

    #[test]
    fn sealed_facts_are_there_once_the_session_is_open() {
        let closed = facts("quic/quic.pcap", &[], Subject::Quic(0));
        assert!(closed.certificate.is_none() && closed.alpn.is_none() && closed.ja4.is_some());
        let open = facts("quic/quic.pcap", &["quic/quic.keys"], Subject::Quic(0));
        assert!(open.certificate.is_some() && open.alpn.is_some(), "{open:?}");
    }
}
