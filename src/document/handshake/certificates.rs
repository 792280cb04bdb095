//! The certificates that both sides of a session showed, sealed ones too where the session is open:
//! chains with facts, fingerprints and findings, and their files. Nothing is verified or looked up.

use super::{Sent, first_frames};
use crate::audit::certificate_rules::{self, Around, CertificateFinding};
use crate::audit::gather::Certificate;
use crate::base::base64;
use crate::base::id::FrameId;
use crate::base::time::Zone;
use crate::dissect::{Dissector, Settings, Wanted};
use crate::field::FieldSet;
use crate::proto;
use crate::store::{Capture, Subject};
use crate::tls::distinguished_name;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Records of each side that are looked at, from the beginning of a session.
const MAX_RECORDS: usize = 64;
/// Certificates of a chain, and chains of a session.
const MAX_CERTIFICATES: usize = 16;
const MAX_CHAINS: usize = 8;
/// Handshake messages (RFC 8446 section 4).
const SERVER_HELLO: u64 = 2;
const ENCRYPTED_EXTENSIONS: u64 = 8;
const CERTIFICATE: u64 = 11;
const COMPRESSED_CERTIFICATE: u64 = 25;

/// A certificate as it was sent.
#[derive(Clone, Debug)]
pub struct Shown {
    pub der: Box<[u8]>,
    /// What it says; none: it cannot be read.
    pub read: Option<Certificate>,
    pub sha1: [u8; 20],
    pub sha256: [u8; 32],
    /// Whole names; hostile text.
    pub subject: String,
    pub issuer: String,
}

impl Shown {
    fn new(der: &[u8]) -> Self {
        let read = Certificate::parse(der);
        let name = |of: fn(&Certificate) -> &[u8]| {
            read.as_ref().map_or_else(String::new, |c| distinguished_name::text(of(c)))
        };
        Self {
            sha1: Sha1::digest(der).into(),
            sha256: Sha256::digest(der).into(),
            subject: name(|c| &c.usage.subject),
            issuer: name(|c| &c.usage.issuer),
            der: der.into(),
            read,
        }
    }

    /// The certificate's common name, or what stands for it.
    pub fn title(&self) -> &str {
        let name = self.read.as_ref().and_then(|c| c.facts.subject.as_deref());
        name.unwrap_or("a certificate that cannot be read")
    }

    /// SHA-256 of the SubjectPublicKeyInfo, as pins have it.
    pub fn spki_sha256(&self) -> Option<[u8; 32]> {
        self.read.as_ref().map(|c| c.facts.spki_sha256)
    }

    /// PEM (RFC 7468 section 5).
    pub fn pem(&self) -> String {
        pem(&self.der)
    }
}

/// The certificates of one message.
#[derive(Clone, Debug)]
pub struct Chain {
    pub frame: FrameId,
    pub from_client: bool,
    /// It came encrypted, and was opened.
    pub was_sealed: bool,
    /// The sender's own first.
    pub certificates: Vec<Shown>,
    pub findings: Vec<CertificateFinding>,
}

impl Chain {
    /// All of them, one behind the other, as programs take it.
    pub fn pem(&self) -> String {
        self.certificates.iter().map(Shown::pem).collect()
    }
}

/// What a session's handshake holds besides what the index keeps.
#[derive(Clone, Debug, Default)]
pub struct Presented {
    pub chains: Vec<Chain>,
    /// The application protocol that the server chose; hostile text.
    pub alpn: Option<String>,
}

/// Reads the certificates of a session. `host`: the name that the client asked for.
pub fn presented(capture: &Capture, settings: &Settings, subject: Subject, host: Option<&str>) -> Presented {
    let registry = proto::registry();
    let names = [
        "tls.handshake.type",
        "tls.handshake.certificate",
        "tls.handshake.extensions_alpn_str",
        "dtls.handshake.type",
        "dtls.handshake.certificate",
        "dtls.handshake.extensions_alpn_str",
    ];
    let wanted: FieldSet = names.iter().flat_map(|name| registry.named(name).to_vec()).collect();
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(wanted));
    let mut found = Presented::default();
    for sent in first_frames(capture, subject, MAX_RECORDS) {
        d.frame(sent.frame);
        read(&d, sent, &mut found);
    }
    for chain in &mut found.chains {
        let certificates: Vec<Certificate> =
            chain.certificates.iter().map_while(|shown| shown.read.clone()).collect();
        let day = day(capture, chain.frame);
        let around = Around {
            captured_on: day.as_deref(),
            host: host.filter(|_| !chain.from_client),
            is_client: chain.from_client,
            len_bytes: chain.certificates.iter().map(|c| c.der.len()).sum(),
        };
        chain.findings = certificate_rules::check(&certificates, &around);
    }
    found
}

/// `YYYY-MM-DD` of a frame, UTC.
pub fn day(capture: &Capture, frame: FrameId) -> Option<String> {
    let civil = capture.frame(frame)?.time.civil(Zone::Utc)?;
    Some(civil.strftime("%Y-%m-%d").to_string())
}

fn read(d: &Dissector<'_>, sent: Sent, found: &mut Presented) {
    let mut message = 0;
    let mut chain: Option<Chain> = None;
    for node in d.tree.nodes() {
        let name = d.tree.def(node.field).abbrev;
        match name.strip_prefix('d').unwrap_or(name) {
            "tls.handshake.type" => {
                keep(found, chain.take());
                message = node.value.uint().unwrap_or(0);
            }
            "tls.handshake.certificate" if matches!(message, CERTIFICATE | COMPRESSED_CERTIFICATE) => {
                let chain = chain.get_or_insert_with(|| Chain {
                    frame: sent.frame,
                    from_client: sent.from_client,
                    was_sealed: d
                        .sources
                        .get(node.span.source)
                        .is_some_and(|s| s.title.starts_with("Decrypted")),
                    certificates: Vec::new(),
                    findings: Vec::new(),
                });
                if chain.certificates.len() < MAX_CERTIFICATES {
                    chain.certificates.push(Shown::new(d.tree.value_bytes(node, &d.sources)));
                }
            }
            "tls.handshake.extensions_alpn_str" if matches!(message, SERVER_HELLO | ENCRYPTED_EXTENSIONS) => {
                let text = String::from_utf8_lossy(d.tree.value_bytes(node, &d.sources)).into_owned();
                found.alpn.get_or_insert(text);
            }
            _ => {}
        }
    }
    keep(found, chain);
}

/// Keeps a chain, once.
fn keep(found: &mut Presented, chain: Option<Chain>) {
    let Some(chain) = chain else { return };
    let same = |known: &Chain| {
        known.from_client == chain.from_client
            && known.certificates.iter().map(|c| c.sha256).eq(chain.certificates.iter().map(|c| c.sha256))
    };
    if found.chains.len() < MAX_CHAINS && !found.chains.iter().any(same) {
        found.chains.push(chain);
    }
}

fn pem(der: &[u8]) -> String {
    let mut out = String::from("-----BEGIN CERTIFICATE-----\n");
    let text = base64::text(der);
    for line in text.as_bytes().chunks(64) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push('\n');
    }
    out.push_str("-----END CERTIFICATE-----\n");
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::opened;
    use super::*;

    fn of(name: &str, secrets: &[&str], subject: Subject, host: Option<&str>) -> Presented {
        let (capture, settings) = opened(name, secrets);
        presented(&capture, &settings, subject, host)
    }

    #[test]
    fn the_samples_certificate_is_the_file_beside_it() {
        let found = of("upyssl.pcap", &[], Subject::Conversation(Default::default()), Some("other.example"));
        let [chain] = found.chains.as_slice() else { panic!("{found:?}") };
        assert_eq!((chain.frame.number(), chain.from_client, chain.was_sealed), (6, false, false));
        let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/cert.pem")).unwrap();
        assert_eq!(chain.pem(), file);
        let titles: Vec<&str> = chain.findings.iter().map(|f| f.title).collect();
        assert!(titles.contains(&"self-signed") && titles.contains(&"name differs"), "{titles:?}");
        assert!(chain.certificates[0].subject.starts_with("CN="), "{}", chain.certificates[0].subject);
    }

    #[test]
    fn sealed_certificates_are_there_once_the_session_is_open() {
        let closed = of("quic/quic.pcap", &[], Subject::Quic(0), None);
        assert!(closed.chains.is_empty());
        let open = of("quic/quic.pcap", &["quic/quic.keys"], Subject::Quic(0), None);
        assert!(open.chains.iter().any(|c| !c.from_client && c.was_sealed), "{open:?}");
        assert!(open.alpn.is_some());
    }
}
