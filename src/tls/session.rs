//! What both sides of one handshake agreed, gathered from messages in whatever order the two
//! directions arrive, and the way from there to keys. Which record carried what is not known here.

use std::sync::Arc;

use super::Side;
use super::handshake::{
    self, CertificateKey, ClientHello, Random, ServerCertificate, ServerHello, extension_type, message_type,
};
use super::prf::Prf;
use super::record::Version;
use super::schedule::Parameters;
use super::suite::{KeyExchange, Mode};
use super::suite_table::suite;
use super::transcript::{NoHash, Transcript};
pub use super::unlock::{OpenedBy, SessionKeys};
pub use super::why_closed::{KeyTrial, WhyClosed};

/// The facts of one handshake. A renegotiation begins new ones. Cheap to clone, as is done while a
/// handshake goes on.
#[derive(Debug, Clone, Default)]
pub struct SessionFacts {
    client_hello: Option<Arc<ClientHello>>,
    server_hello: Option<Arc<ServerHello>>,
    certificate: Option<Arc<ServerCertificate>>,
    /// Body of the ClientKeyExchange.
    client_key_exchange: Option<Arc<[u8]>>,
    server_key_exchange: bool,
    psk_hint: Option<Box<[u8]>>,
    /// The newest ticket that the server gave in the clear.
    new_ticket: Option<Box<[u8]>>,
    server_hello_done: bool,
    /// ChangeCipherSpec seen, by side.
    client_changed: bool,
    server_changed: bool,
    transcript: Transcript,
}

/// What both hellos agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    pub parameters: Parameters,
    pub client_random: Random,
    pub server_random: Random,
    pub extended_master_secret: bool,
    /// 0 is none, 1 DEFLATE (RFC 3749).
    pub compression: u8,
}

/// Whether a handshake is a full one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumption {
    /// Too little was seen.
    Unknown,
    Full,
    /// The master secret is that of an earlier session.
    Resumed,
}

impl SessionFacts {
    pub fn new() -> Self {
        Self::default()
    }

    /// Facts that are never opened by the key exchange, which saves the hash of the handshake.
    pub fn unhashed() -> Self {
        Self { transcript: Transcript::unhashed(), ..Self::default() }
    }

    /// Whether this message is a second hello of its side, so that it begins another handshake,
    /// to which new facts belong. `message_type` as in [`handshake::message_type`].
    pub fn begins_another(&self, sender: Side, message_type: u8) -> bool {
        let retried = self.server_hello.as_ref().is_some_and(|hello| hello.is_hello_retry_request());
        match (sender, message_type) {
            (Side::Client, message_type::CLIENT_HELLO) => {
                self.client_hello.is_some()
                    && !retried
                    && (self.server_hello.is_some() || self.client_changed)
            }
            (Side::Server, message_type::SERVER_HELLO) => self.server_hello.is_some() && !retried,
            _ => false,
        }
    }

    /// Takes the facts from a whole handshake message, header included. Messages of one side come
    /// in order; the sides may come in any.
    pub fn message(&mut self, sender: Side, message: &[u8]) {
        self.message_hashed_as(sender, message, message);
    }

    /// The same where hashes are made over another form of the message, as in DTLS (RFC 6347
    /// section 4.2.6); empty: it is left out of them.
    pub fn message_hashed_as(&mut self, sender: Side, message: &[u8], hashed: &[u8]) {
        let Some((kind, _)) = handshake::message_header(message) else { return };
        let body = message.get(handshake::HEADER_LEN..).unwrap_or_default();
        match (sender, kind) {
            (Side::Client, message_type::CLIENT_HELLO) => {
                self.client_hello = ClientHello::parse(body).map(Arc::new);
            }
            (Side::Client, message_type::CLIENT_KEY_EXCHANGE) => {
                self.client_key_exchange = Some(body.into());
            }
            (Side::Server, message_type::SERVER_HELLO) => {
                self.server_hello = ServerHello::parse(body).map(Arc::new);
            }
            (Side::Server, message_type::CERTIFICATE) => {
                let kind = self.server_hello.as_ref().and_then(|h| h.server_certificate_type);
                self.certificate = ServerCertificate::of(body, kind).map(Arc::new);
            }
            (Side::Server, message_type::SERVER_KEY_EXCHANGE) => {
                self.server_key_exchange = true;
                if self.exchanges_psk() {
                    self.psk_hint = handshake::psk_name(body).filter(|hint| !hint.is_empty()).map(Into::into);
                }
            }
            (Side::Server, message_type::NEW_SESSION_TICKET) => {
                let ticket = handshake::new_session_ticket(body).filter(|ticket| !ticket.is_empty());
                self.new_ticket = ticket.map(Into::into).or(self.new_ticket.take());
            }
            (Side::Server, message_type::SERVER_HELLO_DONE) => self.server_hello_done = true,
            _ => {}
        }
        if !hashed.is_empty() {
            self.transcript.add(sender, kind, hashed);
        }
        self.settle();
    }

    /// Notes a ChangeCipherSpec of this side: what it sends from here on is sealed.
    pub fn change_cipher_spec(&mut self, sender: Side) {
        match sender {
            Side::Client => self.client_changed = true,
            Side::Server => self.server_changed = true,
        }
    }

    /// Notes that bytes of this side's handshake are lost.
    pub fn missed(&mut self, sender: Side) {
        self.transcript.missed(sender);
    }

    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client_hello.as_deref()
    }

    pub fn server_hello(&self) -> Option<&ServerHello> {
        self.server_hello.as_deref()
    }

    /// The key in the server's certificate.
    pub fn certificate(&self) -> Option<&CertificateKey> {
        self.certificate.as_ref()?.key()
    }

    /// Whether a ServerKeyExchange was seen, as in every exchange with a one-time key.
    pub fn server_key_exchange_seen(&self) -> bool {
        self.server_key_exchange
    }

    /// The server's hint to which pre-shared key it means (RFC 4279 section 2).
    pub fn psk_hint(&self) -> Option<&[u8]> {
        self.psk_hint.as_deref()
    }

    /// The identity of the pre-shared key, as the client named it (RFC 4279 section 2; TLS 1.2 and older).
    pub fn psk_identity(&self) -> Option<&[u8]> {
        handshake::psk_name(self.client_key_exchange().filter(|_| self.exchanges_psk())?)
    }

    /// The newest ticket that the server gave in the clear (RFC 5077 section 3.3).
    pub fn new_session_ticket(&self) -> Option<&[u8]> {
        self.new_ticket.as_deref()
    }

    /// The body of the ClientKeyExchange.
    pub fn client_key_exchange(&self) -> Option<&[u8]> {
        self.client_key_exchange.as_deref()
    }

    /// Whether the suite that the server chose stands in the client's offer; `None`: a hello is missing.
    pub fn suite_was_offered(&self) -> Option<bool> {
        Some(self.client_hello()?.suites.contains(&self.server_hello()?.suite))
    }

    fn exchanges_psk(&self) -> bool {
        use KeyExchange::{DhePsk, EcdhePsk, Psk, RsaPsk};
        self.parameters().is_ok_and(|p| matches!(p.suite.kx, Psk | RsaPsk | DhePsk | EcdhePsk))
    }

    pub fn client_key_exchange_seen(&self) -> bool {
        self.client_key_exchange.is_some()
    }

    /// Whether this side's ChangeCipherSpec was seen.
    pub fn cipher_changed(&self, sender: Side) -> bool {
        match sender {
            Side::Client => self.client_changed,
            Side::Server => self.server_changed,
        }
    }

    /// Whether this is a resumed session (RFC 5246 section 7.3, RFC 5077 section 3.1). In TLS 1.3 it stays unknown.
    pub fn resumption(&self) -> Resumption {
        let full_flight = self.server_key_exchange || self.server_hello_done;
        if full_flight || self.client_key_exchange.is_some() || self.certificate().is_some() {
            return Resumption::Full;
        }
        let Some(server) = self.server_hello.as_deref().filter(|s| !s.negotiated_version().is_tls13()) else {
            return Resumption::Unknown;
        };
        let echoed = self
            .client_hello
            .as_ref()
            .is_some_and(|client| !client.session_id.is_empty() && client.session_id == server.session_id);
        if echoed || self.server_changed { Resumption::Resumed } else { Resumption::Unknown }
    }

    /// What the server chose; `NoServerHello` or `UnknownSuite` where that is not known.
    pub fn parameters(&self) -> Result<Parameters, WhyClosed> {
        parameters(self.server_hello.as_ref().ok_or(WhyClosed::NoServerHello)?)
    }

    /// What both hellos agreed, or which of them is missing.
    pub fn agreed(&self) -> Result<Agreed, WhyClosed> {
        self.server_hello.as_ref().ok_or(WhyClosed::NoServerHello)?;
        let missing = WhyClosed::NoClientHello { log: Default::default() };
        self.agreed_with(&self.client_hello.as_ref().ok_or(missing)?.random)
    }

    /// The same with a client random known from elsewhere.
    pub(super) fn agreed_with(&self, client_random: &Random) -> Result<Agreed, WhyClosed> {
        let server = self.server_hello.as_ref().ok_or(WhyClosed::NoServerHello)?;
        Ok(Agreed {
            parameters: parameters(server)?,
            client_random: *client_random,
            server_random: server.random,
            extended_master_secret: server.accepts(extension_type::EXTENDED_MASTER_SECRET),
            compression: server.compression,
        })
    }

    /// The versions that may stand in the premaster.
    pub(super) fn premaster_versions(&self) -> Vec<Version> {
        let client = self.client_hello.as_ref().map(|hello| hello.version);
        let server = self.server_hello.as_ref().map(|hello| hello.negotiated_version());
        client.into_iter().chain(server).collect()
    }

    /// Hash of the handshake up to ClientKeyExchange (RFC 7627 section 3).
    pub(super) fn session_hash(&self, prf: Prf) -> Result<Vec<u8>, NoHash> {
        self.transcript.hash(prf)
    }

    /// Lets go of the handshake's bytes as soon as their hash, or that they are not needed, is known.
    fn settle(&mut self) {
        let Some(server) = &self.server_hello else { return };
        let negotiates_ems = server.accepts(extension_type::EXTENDED_MASTER_SECRET);
        let parameters = parameters(server).ok().filter(|p| leads_to_premaster(p.suite.kx));
        match parameters.and_then(|parameters| parameters.prf()) {
            Some(prf) if negotiates_ems => self.transcript.settle(prf),
            // A HelloRetryRequest's successor may still say otherwise.
            _ if server.is_hello_retry_request() => {}
            _ => self.transcript = Transcript::NotNeeded,
        }
    }
}

/// Whether a secret that does not change may lead from a ClientKeyExchange to the premaster.
fn leads_to_premaster(exchange: KeyExchange) -> bool {
    use KeyExchange::{Dh, Ecdh, Psk, Rsa, RsaExport, RsaPsk};
    matches!(exchange, Rsa | RsaExport | Psk | RsaPsk | Dh | Ecdh)
}

fn parameters(server: &ServerHello) -> Result<Parameters, WhyClosed> {
    let suite = suite(server.suite).ok_or(WhyClosed::UnknownSuite(server.suite))?;
    let takes_mac = matches!(suite.mode, Mode::Cbc | Mode::Stream | Mode::Null);
    Ok(Parameters {
        version: server.negotiated_version(),
        suite,
        encrypt_then_mac: suite.mode == Mode::Cbc && server.accepts(extension_type::ENCRYPT_THEN_MAC),
        truncated_hmac: takes_mac && server.accepts(extension_type::TRUNCATED_HMAC),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, file, keyring, open_session, records};
    use super::super::open::Proof;
    use super::super::suite::Mac;
    use super::super::why_closed::LogCoverage;
    use super::*;

    fn open(pcap: &[u8], keys: &[&[u8]]) -> Result<fixture::Session, WhyClosed> {
        open_session(&records(pcap, 0), &keyring(keys).snapshot())
    }

    const SRV2048: &[u8] = file!("srv2048.key");
    const UPYSSL: &[u8] = file!("upyssl.key");

    #[test]
    fn opens_the_session_of_a_micropython_client() {
        let session = open(file!("upyssl.pcap"), &[UPYSSL]).unwrap();
        assert_eq!(session.application_data(Side::Client), b"Hello Python TLS/SSL Server!\n");
        assert_eq!(session.application_data(Side::Server), b"HELLO PYTHON TLS/SSL SERVER!\n");
        let keys = &session.keys[0];
        assert_eq!(keys.agreed.parameters.suite.name, "TLS_RSA_WITH_AES_256_CBC_SHA256");
        assert!(!keys.agreed.extended_master_secret && keys.version_matches);
        let (_, finished, bytes) = &session.opened[0];
        assert_eq!((bytes[0], bytes.len()), (message_type::FINISHED, 16));
        assert_eq!(finished.proof, Proof::Mac(Mac::Sha256));
        let layout = finished.layout;
        assert_eq!((layout.explicit_nonce, layout.data, layout.mac, layout.padding), (16, 16, 32, 16));
    }

    #[test]
    fn opens_what_openssl_agreed() {
        let matrix: &[(&str, &[u8], &[u8])] = &[
            ("Hello", file!("cpython-aes128-gcm.pcap"), UPYSSL),
            ("Hello", file!("cpython-aes256-sha.pcap"), UPYSSL),
            ("WL-REQ-rsa-noetm-aes256-sha256", file!("rsa-noetm-aes256-sha256.pcap"), SRV2048),
            ("WL-REQ-rsa-tls10-aes256-sha", file!("rsa-tls10-aes256-sha.pcap"), SRV2048),
            ("WL-REQ-base-rsa-tls10-cbc-r4", file!("rsa-tls10-aes128-sha-mac-then-encrypt.pcap"), SRV2048),
            ("WL-REQ-rsa-noetm-tls11-aes128-sha", file!("rsa-noetm-tls11-aes128-sha.pcap"), SRV2048),
            ("WL-REQ-rsa-tls12-aes256-sha", file!("rsa-tls12-aes256-sha.pcap"), SRV2048),
            ("WL-REQ-rsa-clientcert-ems", file!("rsa-clientcert-ems.pcap"), SRV2048),
            ("WL-REQ-rsa-noems-aes256-gcm-sha384", file!("rsa-noems-aes256-gcm-sha384.pcap"), SRV2048),
            ("WL-REQ-rsa-bigchain-frag512", file!("rsa-bigchain-frag512.pcap"), SRV2048),
            ("WL-REQ-rsa-tls12-null-sha256", file!("rsa-tls12-null-sha256.pcap"), SRV2048),
            ("WL-REQ-rsa-reneg-server-fullhs-cbc-after", file!("rsa-reneg-server-fullhs-cbc.pcap"), SRV2048),
        ];
        let mut agreed = Vec::new();
        for (token, pcap, key) in matrix {
            let session = open(pcap, &[key]).unwrap_or_else(|why| panic!("{token}: {why}"));
            let sent = String::from_utf8(session.application_data(Side::Client)).unwrap();
            assert!(sent.contains(token), "{token} not in {sent:?}");
            assert!(!session.application_data(Side::Server).is_empty(), "{token}");
            agreed.push(session.keys.last().unwrap().agreed);
        }
        // The matrix has both values of everything that changes the way.
        assert!(
            agreed.iter().any(|a| a.extended_master_secret)
                && agreed.iter().any(|a| !a.extended_master_secret)
        );
        let etm = |a: &Agreed| a.parameters.suite.mode == Mode::Cbc && a.parameters.encrypt_then_mac;
        assert!(agreed.iter().any(|a| etm(a) && a.parameters.version == Version::TLS10));
        assert!(agreed.iter().any(|a| !etm(a) && a.parameters.version == Version::TLS10));
        assert!(agreed.iter().any(|a| etm(a) && a.parameters.version == Version::TLS12));
    }

    #[test]
    fn the_right_key_is_found_among_others() {
        let session = open(file!("upyssl.pcap"), &[SRV2048, UPYSSL]).unwrap();
        assert!(matches!(&session.keys[0].by, OpenedBy::RsaKey(_, label) if &**label == "key1.pem"));
        assert_eq!(session.keys[0].by.to_string(), "key1.pem");
    }

    #[test]
    fn says_why_a_session_stays_closed() {
        let why = |pcap: &[u8], keys: &[&[u8]]| open(pcap, keys).err().unwrap();
        let WhyClosed::NoKeyFits { trials, sent_len_bytes, suite: rsa, log } =
            why(file!("upyssl.pcap"), &[SRV2048])
        else {
            panic!("it fits")
        };
        assert_eq!((&*trials[0].label, trials[0].is_certificates), ("key0.pem", Some(false)));
        assert_eq!(sent_len_bytes, 256);
        assert_eq!(why(file!("upyssl.pcap"), &[]), WhyClosed::NoKeyLoaded { suite: rsa, log });
        let dhe = why(file!("dhe-rsa-aes256-sha.pcap"), &[SRV2048]);
        let suite = suite(0x0039).unwrap();
        assert_eq!(dhe, WhyClosed::KeyExchange { suite, resumed: false, log });
        assert!(dhe.to_string().contains("TLS_DHE_RSA_WITH_AES_256_CBC_SHA is DHE"), "{dhe}");
        // Compressed records are sealed like others; what to inflate is said.
        let deflate = file!("rsa-deflate-tls12-aes128-gcm-sha256.pcap");
        let facts = facts_without(deflate, Side::Server, 99);
        let keys = facts.unlock(&keyring(&[SRV2048]).snapshot()).ok().unwrap();
        assert_eq!(keys.agreed.compression, 1);
    }

    /// All handshake messages in the clear of a capture's first connection.
    fn messages(pcap: &[u8]) -> Vec<(Side, Vec<u8>)> {
        let [client, server] = records(pcap, 0);
        let mut messages = Vec::new();
        for (side, records) in [(Side::Client, client), (Side::Server, server)] {
            let clear = records.iter().take_while(|r| r.header.content_type.0 == 22);
            let bytes: Vec<u8> = clear.flat_map(|r| r.fragment.clone()).collect();
            let mut rest = &bytes[..];
            while let Some((_, len)) = handshake::message_header(rest) {
                let (message, others) = rest.split_at(4 + len);
                messages.push((side, message.to_vec()));
                rest = others;
            }
        }
        messages
    }

    fn facts_without(pcap: &[u8], side: Side, kind: u8) -> SessionFacts {
        let mut facts = SessionFacts::new();
        for (sender, message) in messages(pcap) {
            if (sender, message[0]) != (side, kind) {
                facts.message(sender, &message);
            }
        }
        facts
    }

    #[test]
    fn every_missing_message_has_its_cause() {
        let secrets = keyring(&[SRV2048]).snapshot();
        let plain = file!("rsa-noems-aes256-gcm-sha384.pcap");
        let why = |pcap: &[u8], side, kind| facts_without(pcap, side, kind).unlock(&secrets).err();
        let log = LogCoverage::default();
        let no_hello = WhyClosed::NoClientHello { log };
        assert_eq!(why(plain, Side::Client, message_type::CLIENT_HELLO), Some(no_hello));
        assert_eq!(why(plain, Side::Server, message_type::SERVER_HELLO), Some(WhyClosed::NoServerHello));
        let cke = message_type::CLIENT_KEY_EXCHANGE;
        let no_exchange = WhyClosed::NoClientKeyExchange { suite: suite(0x009d).unwrap(), log };
        assert_eq!(why(plain, Side::Client, cke), Some(no_exchange));
        // Without its certificate a session opens all the same: all keys are tried.
        assert_eq!(why(plain, Side::Server, message_type::CERTIFICATE), None);

        let extended = file!("rsa-clientcert-ems.pcap");
        assert_eq!(why(extended, Side::Server, 99), None);
        let mut facts = SessionFacts::new();
        for (sender, message) in messages(extended) {
            if (sender, message[0]) == (Side::Server, message_type::CERTIFICATE) {
                facts.missed(Side::Server);
            } else {
                facts.message(sender, &message);
            }
        }
        assert_eq!(facts.unlock(&secrets).err(), Some(WhyClosed::TranscriptIncomplete { log }));
    }

    #[test]
    fn a_resumed_session_is_recognised_and_opens_with_the_first_ones_master() {
        let pcap = file!("rsa-resume-sessionid-noems.pcap");
        let secrets = keyring(&[SRV2048]).snapshot();
        let first = open_session(&records(pcap, 0), &secrets).unwrap();
        assert!(matches!(open_session(&records(pcap, 1), &secrets).err(), Some(WhyClosed::Resumed { .. })));

        let second = records(pcap, 1);
        let mut facts = SessionFacts::new();
        for (side, records) in [Side::Client, Side::Server].into_iter().zip(&second) {
            facts.message(side, &records[0].fragment);
        }
        assert_eq!(facts.resumption(), Resumption::Resumed);
        let keys = facts.keys_from(first.keys[0].master.clone(), OpenedBy::SessionId).unwrap();
        let at = second[1].iter().position(|r| r.header.content_type.0 == 20).unwrap() + 1;
        let finished = &second[1][at];
        let super::super::record::Header { content_type, version, .. } = finished.header;
        let record = super::super::open::SealedRecord::new(content_type, version, 0, &finished.fragment);
        assert_eq!(keys.opener(Side::Server).open(&record).unwrap().bytes[0], message_type::FINISHED);
    }

    #[test]
    fn a_second_hello_begins_another_handshake() {
        let mut facts = SessionFacts::new();
        assert!(!facts.begins_another(Side::Client, message_type::CLIENT_HELLO));
        for (sender, message) in messages(file!("upyssl.pcap")) {
            facts.message(sender, &message);
        }
        assert!(facts.begins_another(Side::Client, message_type::CLIENT_HELLO));
        assert!(facts.begins_another(Side::Server, message_type::SERVER_HELLO));
        assert!(!facts.begins_another(Side::Client, message_type::CERTIFICATE));
    }

    #[test]
    fn no_cut_of_a_message_panics() {
        let secrets = keyring(&[SRV2048]).snapshot();
        let all = messages(file!("rsa-clientcert-ems.pcap"));
        for (at, (sender, message)) in all.iter().enumerate() {
            for len in (0..message.len()).step_by(if message.len() > 300 { 7 } else { 1 }) {
                let mut facts = SessionFacts::new();
                for (other, (side, whole)) in all.iter().enumerate() {
                    facts.message(*side, if other == at { &message[..len] } else { whole });
                }
                if !matches!((sender, message[0]), (Side::Server, _) | (Side::Client, 11)) {
                    let _ = facts.unlock(&secrets);
                }
                let _ = (facts.agreed(), facts.resumption());
            }
        }
    }

    #[test]
    fn a_handshake_too_long_to_keep_is_given_up() {
        let mut facts = SessionFacts::new();
        let pcap = messages(file!("rsa-clientcert-ems.pcap"));
        let mut certificate = vec![11, 3, 0xff, 0xff];
        certificate.resize(4 + 0x3ffff, 0);
        for (sender, message) in &pcap {
            let large = (*sender, message[0]) == (Side::Server, message_type::CERTIFICATE);
            facts.message(*sender, if large { &certificate } else { message });
        }
        let why = facts.unlock(&keyring(&[SRV2048]).snapshot()).err();
        assert_eq!(why, Some(WhyClosed::TranscriptTooLong));
    }
}
