//! What both sides of one handshake agreed, gathered from messages in whatever order the two
//! directions arrive, and the way from there to keys. Which record carried what is not known here.

use std::sync::Arc;

use super::Side;
use super::handshake::{
    self, CertificateKey, ClientHello, KeyAlgorithm, Random, ServerHello, extension_type, message_type,
};
use super::open::{Opener, Unsupported};
use super::prf::Prf;
use super::record::Version;
use super::rsa::WhyNot;
use super::schedule::{MasterSecret, Parameters, Premaster};
use super::secrets::{KeyId, LoadedKey, Secrets};
use super::suite::{KeyExchange, Mode, Suite, suite};

/// Most bytes of handshake that are kept for the extended master secret.
const MAX_TRANSCRIPT_LEN: usize = 256 << 10;

/// The facts of one handshake. A renegotiation begins new ones.
#[derive(Debug, Clone, Default)]
pub struct SessionFacts {
    client_hello: Option<Box<ClientHello>>,
    server_hello: Option<Box<ServerHello>>,
    certificate: Option<Box<CertificateKey>>,
    /// Body of the ClientKeyExchange.
    client_key_exchange: Option<Box<[u8]>>,
    server_key_exchange: bool,
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

/// The keys of a session, ready to open its records.
#[derive(Clone)]
pub struct SessionKeys {
    pub agreed: Agreed,
    /// To be kept for sessions resumed from this one.
    pub master: Arc<MasterSecret>,
    /// The RSA key that opened the premaster, with its label; none if the master secret was given.
    pub key: Option<(KeyId, Arc<str>)>,
    /// The version in the premaster was the expected one.
    pub version_matches: bool,
    client: Opener,
    server: Opener,
}

impl SessionKeys {
    /// Opens what this side sent.
    pub fn opener(&self, sender: Side) -> &Opener {
        match sender {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }
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

/// Why a session stays closed. The first cause on the way from the capture to plaintext.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyClosed {
    #[error("no ServerHello was captured")]
    NoServerHello,
    #[error("TLS 1.3: the private key only signs and never gives session keys")]
    Tls13,
    #[error("cipher suite 0x{0:04x} is not known")]
    UnknownSuite(u16),
    #[error("the key exchange of {} is {}, not RSA: no private key can open this session", .0.name, .0.kx.name())]
    KeyExchange(&'static Suite),
    #[error("no ClientHello was captured")]
    NoClientHello,
    #[error("the session was resumed: its premaster secret was sent in an earlier handshake")]
    Resumed,
    #[error("no ClientKeyExchange was captured")]
    NoClientKeyExchange,
    #[error(
        "part of the handshake was not captured, and with extended_master_secret the keys depend on all of it"
    )]
    TranscriptIncomplete,
    #[error("the handshake is longer than {MAX_TRANSCRIPT_LEN} bytes, too long for extended_master_secret")]
    TranscriptTooLong,
    #[error("no RSA key is loaded")]
    NoKeyLoaded,
    #[error("none of the {} loaded keys decrypts the premaster secret ({})", .0.len(), trials(.0))]
    NoKeyFits(Vec<KeyTrial>),
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    #[error("records compressed with method {0} are not supported")]
    Compressed(u8),
}

/// A key that was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTrial {
    pub id: KeyId,
    pub label: Arc<str>,
    /// It is the certificate's key by its modulus; none if no RSA certificate was seen.
    pub is_certificates: Option<bool>,
    pub why: WhyNot,
}

fn trials(trials: &[KeyTrial]) -> String {
    trials.iter().map(|trial| format!("{}: {}", trial.label, trial.why)).collect::<Vec<_>>().join("; ")
}

impl SessionFacts {
    pub fn new() -> Self {
        Self::default()
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
        let Some((kind, _)) = handshake::message_header(message) else { return };
        let body = message.get(handshake::HEADER_LEN..).unwrap_or_default();
        match (sender, kind) {
            (Side::Client, message_type::CLIENT_HELLO) => {
                self.client_hello = ClientHello::parse(body).map(Box::new);
            }
            (Side::Client, message_type::CLIENT_KEY_EXCHANGE) => {
                self.client_key_exchange = Some(body.into());
            }
            (Side::Server, message_type::SERVER_HELLO) => {
                self.server_hello = ServerHello::parse(body).map(Box::new);
            }
            (Side::Server, message_type::CERTIFICATE) => {
                self.certificate = handshake::certificate_key(body).map(Box::new);
            }
            (Side::Server, message_type::SERVER_KEY_EXCHANGE) => self.server_key_exchange = true,
            (Side::Server, message_type::SERVER_HELLO_DONE) => self.server_hello_done = true,
            _ => {}
        }
        self.transcript.add(sender, kind, message);
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
        self.certificate.as_deref()
    }

    /// Whether a ServerKeyExchange was seen, as in every exchange with a one-time key.
    pub fn server_key_exchange_seen(&self) -> bool {
        self.server_key_exchange
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
        let full_flight = self.certificate.is_some() || self.server_key_exchange || self.server_hello_done;
        if full_flight || self.client_key_exchange.is_some() {
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

    /// What both hellos agreed, or which of them is missing.
    pub fn agreed(&self) -> Result<Agreed, WhyClosed> {
        let server = self.server_hello.as_ref().ok_or(WhyClosed::NoServerHello)?;
        let client = self.client_hello.as_ref().ok_or(WhyClosed::NoClientHello)?;
        Ok(Agreed {
            parameters: parameters(server)?,
            client_random: client.random,
            server_random: server.random,
            extended_master_secret: server.accepts(extension_type::EXTENDED_MASTER_SECRET),
            compression: server.compression,
        })
    }

    /// Finds the session's keys with the RSA keys in the keyring: first those whose modulus is the
    /// certificate's, then all others, since the certificate may not have been captured.
    ///
    /// A key is taken if the premaster has the right form. The first record's MAC proves it.
    pub fn unlock(&self, secrets: &Secrets) -> Result<SessionKeys, WhyClosed> {
        let server = self.server_hello.as_ref().ok_or(WhyClosed::NoServerHello)?;
        if server.negotiated_version().is_tls13() {
            return Err(WhyClosed::Tls13);
        }
        let parameters = parameters(server)?;
        if parameters.suite.kx != KeyExchange::Rsa {
            return Err(WhyClosed::KeyExchange(parameters.suite));
        }
        let agreed = self.agreed()?;
        let Some(body) = &self.client_key_exchange else {
            return Err(match self.resumption() {
                Resumption::Resumed => WhyClosed::Resumed,
                Resumption::Full | Resumption::Unknown => WhyClosed::NoClientKeyExchange,
            });
        };
        let unsupported = Unsupported { version: parameters.version, suite: parameters.suite };
        let prf = parameters.prf().ok_or(unsupported)?;
        let session_hash = match agreed.extended_master_secret {
            true => Some(self.transcript.hash(prf)?),
            false => None,
        };
        let (key, premaster) = self.decrypt_premaster(secrets, handshake::encrypted_premaster(body))?;
        let master = match &session_hash {
            Some(hash) => MasterSecret::extended(prf, &premaster, hash),
            None => MasterSecret::classic(prf, &premaster, &agreed.client_random, &agreed.server_random),
        };
        let mut keys = self.keys_from(Arc::new(master))?;
        keys.key = Some((key.id, key.label.clone()));
        keys.version_matches = premaster.version_matches();
        Ok(keys)
    }

    /// The session's keys from its master secret, known from an earlier session or a key log.
    pub fn keys_from(&self, master: Arc<MasterSecret>) -> Result<SessionKeys, WhyClosed> {
        let agreed = self.agreed()?;
        let parameters = agreed.parameters;
        let unsupported = Unsupported { version: parameters.version, suite: parameters.suite };
        let block =
            master.key_block(&parameters, &agreed.client_random, &agreed.server_random).ok_or(unsupported)?;
        let client = Opener::new(&parameters, &block.client)?;
        let server = Opener::new(&parameters, &block.server)?;
        if agreed.compression != 0 {
            return Err(WhyClosed::Compressed(agreed.compression));
        }
        Ok(SessionKeys { agreed, master, key: None, version_matches: true, client, server })
    }

    fn decrypt_premaster<'s>(
        &self,
        secrets: &'s Secrets,
        encrypted: &[u8],
    ) -> Result<(&'s LoadedKey, Premaster), WhyClosed> {
        if secrets.rsa_keys().is_empty() {
            return Err(WhyClosed::NoKeyLoaded);
        }
        let modulus = match self.certificate.as_deref() {
            Some(CertificateKey { algorithm: KeyAlgorithm::Rsa { modulus, .. }, .. }) => Some(modulus),
            _ => None,
        };
        let is_certificates = |key: &LoadedKey| modulus.map(|modulus| modulus[..] == *key.key.modulus_be());
        let (first, others): (Vec<_>, Vec<_>) =
            secrets.rsa_keys().iter().partition(|key| is_certificates(key) == Some(true));

        let versions = self.premaster_versions();
        let mut trials = Vec::new();
        let mut doubtful = None;
        for key in first.into_iter().chain(others) {
            match key.key.decrypt_premaster(encrypted, &versions) {
                Ok(premaster) if premaster.version_matches() => return Ok((key, premaster)),
                Ok(premaster) => doubtful = doubtful.or(Some((key, premaster))),
                Err(why) => trials.push(KeyTrial {
                    id: key.id,
                    label: key.label.clone(),
                    is_certificates: is_certificates(key),
                    why,
                }),
            }
        }
        doubtful.ok_or(WhyClosed::NoKeyFits(trials))
    }

    /// The versions that may stand in the premaster.
    fn premaster_versions(&self) -> Vec<Version> {
        let client = self.client_hello.as_ref().map(|hello| hello.version);
        let server = self.server_hello.as_ref().map(|hello| hello.negotiated_version());
        client.into_iter().chain(server).collect()
    }

    /// Lets go of the handshake's bytes as soon as their hash, or that they are not needed, is known.
    fn settle(&mut self) {
        let Some(server) = &self.server_hello else { return };
        let negotiates_ems = server.accepts(extension_type::EXTENDED_MASTER_SECRET);
        let prf = parameters(server).ok().and_then(|parameters| parameters.prf());
        match prf {
            Some(prf) if negotiates_ems => self.transcript.settle(prf),
            // A HelloRetryRequest's successor may still say otherwise.
            _ if server.is_hello_retry_request() => {}
            _ => self.transcript = Transcript::NotNeeded,
        }
    }
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

/// The handshake's messages up to and including ClientKeyExchange, over which the extended master
/// secret is made (RFC 7627 section 3). Their order is the protocol's: the client's hello, the
/// server's messages up to ServerHelloDone, the client's up to ClientKeyExchange.
#[derive(Debug, Clone)]
enum Transcript {
    Collecting(Box<Messages>),
    /// All are there; the hash is computed and the bytes are gone.
    Hashed(Box<[u8]>),
    /// Bytes were lost.
    Incomplete,
    TooLong,
    NotNeeded,
}

#[derive(Debug, Clone, Default)]
struct Messages {
    client_hello: Vec<u8>,
    server_flight: Vec<u8>,
    server_done: bool,
    client_flight: Vec<u8>,
    client_done: bool,
}

impl Default for Transcript {
    fn default() -> Self {
        Self::Collecting(Box::default())
    }
}

impl Transcript {
    fn add(&mut self, sender: Side, kind: u8, message: &[u8]) {
        let Self::Collecting(messages) = self else { return };
        if kind == message_type::HELLO_REQUEST {
            return; // not part of any hash (RFC 5246 section 7.4.1.1)
        }
        let kept = messages.client_hello.len() + messages.server_flight.len() + messages.client_flight.len();
        let place = match sender {
            Side::Client if kind == message_type::CLIENT_HELLO => &mut messages.client_hello,
            Side::Client if !messages.client_done => {
                messages.client_done = kind == message_type::CLIENT_KEY_EXCHANGE;
                &mut messages.client_flight
            }
            Side::Server if !messages.server_done => {
                messages.server_done = kind == message_type::SERVER_HELLO_DONE;
                &mut messages.server_flight
            }
            _ => return,
        };
        if kept.saturating_add(message.len()) > MAX_TRANSCRIPT_LEN {
            *self = Self::TooLong;
        } else {
            place.extend_from_slice(message);
        }
    }

    fn missed(&mut self, sender: Side) {
        let Self::Collecting(messages) = self else { return };
        let done = match sender {
            Side::Client => messages.client_done,
            Side::Server => messages.server_done,
        };
        if !done {
            *self = Self::Incomplete;
        }
    }

    fn settle(&mut self, prf: Prf) {
        if let Self::Collecting(messages) = self
            && messages.is_whole()
        {
            *self = Self::Hashed(messages.hash(prf).into());
        }
    }

    fn hash(&self, prf: Prf) -> Result<Vec<u8>, WhyClosed> {
        match self {
            Self::Hashed(hash) => Ok(hash.to_vec()),
            Self::Collecting(messages) if messages.is_whole() => Ok(messages.hash(prf)),
            Self::TooLong => Err(WhyClosed::TranscriptTooLong),
            Self::Collecting(_) | Self::Incomplete | Self::NotNeeded => Err(WhyClosed::TranscriptIncomplete),
        }
    }
}

impl Messages {
    fn is_whole(&self) -> bool {
        !self.client_hello.is_empty() && self.server_done && self.client_done
    }

    fn hash(&self, prf: Prf) -> Vec<u8> {
        prf.transcript_hash(&[&self.client_hello, &self.server_flight, &self.client_flight])
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, file, keyring, open_session, records};
    use super::super::open::Proof;
    use super::super::suite::Mac;
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
        let (_, label) = session.keys[0].key.clone().unwrap();
        assert_eq!(&*label, "key1.pem");
    }

    #[test]
    fn says_why_a_session_stays_closed() {
        let why = |pcap: &[u8], keys: &[&[u8]]| open(pcap, keys).err().unwrap();
        let WhyClosed::NoKeyFits(trials) = why(file!("upyssl.pcap"), &[SRV2048]) else { panic!("it fits") };
        assert_eq!((&*trials[0].label, trials[0].is_certificates), ("key0.pem", Some(false)));
        assert_eq!(why(file!("upyssl.pcap"), &[]), WhyClosed::NoKeyLoaded);
        let dhe = why(file!("dhe-rsa-aes256-sha.pcap"), &[SRV2048]);
        assert_eq!(dhe, WhyClosed::KeyExchange(suite(0x0039).unwrap()));
        assert!(dhe.to_string().contains("TLS_DHE_RSA_WITH_AES_256_CBC_SHA is DHE"), "{dhe}");
        assert_eq!(
            why(file!("rsa-deflate-tls12-aes128-gcm-sha256.pcap"), &[SRV2048]),
            WhyClosed::Compressed(1)
        );
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
        assert_eq!(why(plain, Side::Client, message_type::CLIENT_HELLO), Some(WhyClosed::NoClientHello));
        assert_eq!(why(plain, Side::Server, message_type::SERVER_HELLO), Some(WhyClosed::NoServerHello));
        let cke = message_type::CLIENT_KEY_EXCHANGE;
        assert_eq!(why(plain, Side::Client, cke), Some(WhyClosed::NoClientKeyExchange));
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
        assert_eq!(facts.unlock(&secrets).err(), Some(WhyClosed::TranscriptIncomplete));
    }

    #[test]
    fn a_resumed_session_is_recognised_and_opens_with_the_first_ones_master() {
        let pcap = file!("rsa-resume-sessionid-noems.pcap");
        let secrets = keyring(&[SRV2048]).snapshot();
        let first = open_session(&records(pcap, 0), &secrets).unwrap();
        assert!(matches!(open_session(&records(pcap, 1), &secrets).err(), Some(WhyClosed::Resumed)));

        let second = records(pcap, 1);
        let mut facts = SessionFacts::new();
        for (side, records) in [Side::Client, Side::Server].into_iter().zip(&second) {
            facts.message(side, &records[0].fragment);
        }
        assert_eq!(facts.resumption(), Resumption::Resumed);
        let keys = facts.keys_from(first.keys[0].master.clone()).unwrap();
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
