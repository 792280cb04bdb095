//! From the facts of a handshake (TLS 1.2 and older) and the secrets there are to the keys of its
//! session, candidate by candidate, or why there are none. TLS 1.3 has ways of its own.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::Side;
use super::handshake::{self, CertificateKey, KeyAlgorithm};
use super::open::{Opener, Unsupported};
use super::prf::Prf;
use super::schedule::{MasterSecret, Premaster};
use super::secrets::{
    KeyId, LoadedEcKey, LoadedKey, LoadedKeyLog, LoadedPsk, LogOrigin, Secrets, SessionName,
};
use super::session::{Agreed, Resumption, SessionFacts};
use super::suite::{KeyExchange, Suite};
use super::transcript::NoHash;
use super::why_closed::{KeyTrial, LogCoverage, ResumedBy, WhyClosed};

/// Pre-shared keys tried on one session.
const MAX_PSKS: usize = 64;

/// Lines of key logs tried on one session whose ClientHello is missing.
pub const MAX_LINES_WITHOUT_CLIENT_HELLO: usize = 10_000;

/// What opened a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenedBy {
    /// The server's RSA key decrypted the premaster.
    RsaKey(KeyId, Arc<str>),
    /// The server's EC key, fixed in its certificate.
    EcKey(KeyId, Arc<str>),
    /// A line of a key log.
    KeyLog(KeyId, Arc<str>),
    /// A line of a key log that stands in a capture file itself.
    SecretsBlock(KeyId, Arc<str>),
    Psk(KeyId, Arc<str>),
    /// RSA key and pre-shared key together; the id is the RSA key's, or the key log's with its premaster.
    RsaPsk(KeyId, Arc<str>, Arc<str>),
    /// The session that this one resumed, found by its session id.
    SessionId,
    /// The session that this one resumed, found by its ticket.
    Ticket,
}

impl OpenedBy {
    /// A line of that key log.
    pub fn log(log: &LoadedKeyLog) -> Self {
        match log.origin {
            LogOrigin::SecretsBlock => Self::SecretsBlock(log.id, log.label.clone()),
            LogOrigin::File | LogOrigin::Given => Self::KeyLog(log.id, log.label.clone()),
        }
    }

    /// The secret in the keyring, where it is one.
    pub fn id(&self) -> Option<KeyId> {
        match self {
            Self::RsaKey(id, _)
            | Self::EcKey(id, _)
            | Self::KeyLog(id, _)
            | Self::SecretsBlock(id, _)
            | Self::Psk(id, _)
            | Self::RsaPsk(id, ..) => Some(*id),
            Self::SessionId | Self::Ticket => None,
        }
    }
}

/// As in "opened by …".
impl fmt::Display for OpenedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaKey(_, label) | Self::EcKey(_, label) | Self::SecretsBlock(_, label) => {
                f.write_str(label)
            }
            Self::KeyLog(_, label) => write!(f, "key log {label}"),
            Self::Psk(_, label) => f.write_str(label),
            Self::RsaPsk(_, rsa, psk) => write!(f, "{rsa} and {psk}"),
            Self::SessionId => f.write_str("the session it resumed, by session ID"),
            Self::Ticket => f.write_str("the session it resumed, by ticket"),
        }
    }
}

/// The keys of a session, ready to open its records.
#[derive(Clone)]
pub struct SessionKeys {
    pub agreed: Agreed,
    /// To be kept for sessions resumed from this one.
    pub master: Arc<MasterSecret>,
    pub by: OpenedBy,
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

/// The keys that a session may have, the most likely first; only a record's MAC or tag tells.
/// What takes time (private-key operations) is done when it is asked for.
pub struct Candidates<'a> {
    facts: &'a SessionFacts,
    secrets: &'a Secrets,
    ready: VecDeque<SessionKeys>,
    /// The way through the key exchange, not gone yet.
    exchange: bool,
    why: Option<WhyClosed>,
    /// What was handed out, in vain if more is asked for.
    given: Vec<OpenedBy>,
}

impl Iterator for Candidates<'_> {
    type Item = SessionKeys;

    fn next(&mut self) -> Option<SessionKeys> {
        if self.ready.is_empty() && std::mem::take(&mut self.exchange) {
            match self.facts.by_key_exchange(self.secrets) {
                Ok(found) => self.ready.extend(found),
                Err(why) => self.why = Some(why),
            }
        }
        let keys = self.ready.pop_front()?;
        self.given.push(keys.by.clone());
        Some(keys)
    }
}

impl Candidates<'_> {
    /// Why the session stays closed, when no candidate fitted.
    pub fn why_closed(mut self) -> WhyClosed {
        while self.next().is_some() {}
        match self.why {
            // What was tried and proved wrong says more than what else is missing.
            _ if !self.given.is_empty() => WhyClosed::WrongSecret(self.given),
            Some(why) => why,
            None => WhyClosed::NoServerHello,
        }
    }
}

impl SessionFacts {
    /// The session's keys, as far as the handshake alone can tell them: the first of
    /// [`Self::unlock_candidates`].
    pub fn unlock(&self, secrets: &Secrets) -> Result<SessionKeys, WhyClosed> {
        let mut candidates = self.unlock_candidates(secrets);
        match candidates.next() {
            Some(keys) => Ok(keys),
            None => Err(candidates.why_closed()),
        }
    }

    /// All keys that the secrets can give: lines of key logs, what was learned of the session that
    /// this one resumes, then the key exchange: RSA keys (first those whose modulus is the
    /// certificate's, then all others, since the certificate may not have been captured),
    /// pre-shared keys (those of its identity, then those of none), fixed EC keys.
    pub fn unlock_candidates<'a>(&'a self, secrets: &'a Secrets) -> Candidates<'a> {
        let mut candidates = Candidates {
            facts: self,
            secrets,
            ready: VecDeque::new(),
            exchange: false,
            why: None,
            given: Vec::new(),
        };
        match self.by_master(secrets) {
            Ok(found) => {
                candidates.ready = found;
                candidates.exchange = true;
            }
            Err(why) => candidates.why = Some(why),
        }
        candidates
    }

    /// Candidates for a session whose ClientHello is missing: every `CLIENT_RANDOM` line brings its
    /// own random. At most `most` lines are looked at (see [`MAX_LINES_WITHOUT_CLIENT_HELLO`]).
    pub fn candidates_without_client_hello<'a>(
        &'a self,
        secrets: &'a Secrets,
        most: usize,
    ) -> impl Iterator<Item = SessionKeys> + 'a {
        let wanted = self.client_hello().is_none()
            && self.server_hello().is_some_and(|hello| !hello.negotiated_version().is_tls13());
        let logs = secrets.key_logs().iter().filter(move |_| wanted);
        let lines = logs.flat_map(|log| log.log.masters().map(move |line| (log, line)));
        lines.take(most).filter_map(|(log, (random, master))| {
            let agreed = self.agreed_with(random).ok()?;
            keys_of(agreed, Arc::new(master.clone()), OpenedBy::log(log)).ok()
        })
    }

    /// The session's keys from its master secret, known from an earlier session or a key log.
    pub fn keys_from(&self, master: Arc<MasterSecret>, by: OpenedBy) -> Result<SessionKeys, WhyClosed> {
        keys_of(self.agreed()?, master, by)
    }

    /// What the key logs have for this session, which none of them opened.
    pub fn log_coverage(&self, secrets: &Secrets) -> LogCoverage {
        let is_tls13 = self.server_hello().is_some_and(|hello| hello.negotiated_version().is_tls13());
        LogCoverage::of(secrets, self.client_hello().map(|hello| &hello.random), is_tls13)
    }

    /// Keys from master secrets that are known as they are.
    fn by_master(&self, secrets: &Secrets) -> Result<VecDeque<SessionKeys>, WhyClosed> {
        let server = self.server_hello().ok_or(WhyClosed::NoServerHello)?;
        if server.negotiated_version().is_tls13() {
            return Err(WhyClosed::Tls13 { log: self.log_coverage(secrets) });
        }
        self.parameters()?;
        if self.client_hello().is_none() {
            return Err(WhyClosed::NoClientHello { log: self.log_coverage(secrets) });
        }
        let agreed = self.agreed()?;
        let mut masters = Vec::new();
        if let Some((log, master)) = secrets.master(&agreed.client_random) {
            masters.push((Arc::new(master.clone()), OpenedBy::log(log)));
        }
        if !server.session_id.is_empty()
            && let Some((log, master)) = secrets.master_of_session_id(&server.session_id)
        {
            masters.push((Arc::new(master.clone()), OpenedBy::log(log)));
        }
        if self.resumption() == Resumption::Resumed {
            let ticket = self.client_hello().and_then(|hello| hello.ticket.as_deref());
            let names = [
                (SessionName::ticket(ticket.unwrap_or_default()), OpenedBy::Ticket),
                (SessionName::id(&server.session_id), OpenedBy::SessionId),
            ];
            for (name, by) in names {
                masters.extend(name.and_then(|name| secrets.learned(&name)).map(|m| (Arc::clone(m), by)));
            }
        }
        let mut found = VecDeque::with_capacity(masters.len());
        for (master, by) in masters {
            found.push_back(keys_of(agreed, master, by)?);
        }
        Ok(found)
    }

    /// Keys by what the client sent in its ClientKeyExchange.
    fn by_key_exchange(&self, secrets: &Secrets) -> Result<Vec<SessionKeys>, WhyClosed> {
        let agreed = self.agreed()?;
        let suite = agreed.parameters.suite;
        let log = self.log_coverage(secrets);
        let resumed = self.resumption() == Resumption::Resumed;
        use KeyExchange as Kx;
        match suite.kx {
            Kx::Rsa | Kx::Psk | Kx::RsaPsk | Kx::Dh | Kx::Ecdh => {}
            // Without a temporary key it is the certificate's own.
            Kx::RsaExport if !self.server_key_exchange_seen() || resumed => {}
            Kx::RsaExport => return Err(WhyClosed::ExportKey { suite, log }),
            _ => return Err(WhyClosed::KeyExchange { suite, resumed, log }),
        }
        if resumed {
            let by_id = self.client_hello().zip(self.server_hello()).is_some_and(|(client, server)| {
                let has_ticket = client.ticket.as_ref().is_some_and(|ticket| !ticket.is_empty());
                client.session_id == server.session_id && !client.session_id.is_empty() && !has_ticket
            });
            let how = if by_id { ResumedBy::SessionId } else { ResumedBy::Ticket };
            return Err(WhyClosed::Resumed { how, suite, log });
        }
        let Some(body) = self.client_key_exchange() else {
            return Err(WhyClosed::NoClientKeyExchange { suite, log });
        };
        let unsupported = Unsupported { version: agreed.parameters.version, suite };
        let making = Making {
            agreed,
            prf: agreed.parameters.prf().ok_or(unsupported)?,
            session_hash: match agreed.extended_master_secret {
                true => Some(self.session_hash(agreed.parameters.prf().ok_or(unsupported)?).map_err(
                    |no_hash| match no_hash {
                        NoHash::Incomplete => WhyClosed::TranscriptIncomplete { log },
                        NoHash::TooLong => WhyClosed::TranscriptTooLong,
                    },
                )?),
                false => None,
            },
        };
        match suite.kx {
            Kx::Psk => self.by_psk(secrets, &making, suite, log),
            Kx::RsaPsk => self.by_rsa_psk(secrets, &making, suite, body, log),
            Kx::Ecdh => self.by_ec_key(secrets, &making, suite, body, log),
            Kx::Dh => Err(WhyClosed::StaticKey { suite, ec_keys: secrets.ec_keys().len(), log }),
            _ => {
                let sent = handshake::encrypted_premaster(body);
                let premasters = self.premasters(secrets, sent, suite, log)?;
                premasters.into_iter().map(|(premaster, by)| making.keys(&premaster, by)).collect()
            }
        }
    }

    /// RFC 4279 section 2: as many zeros as the key is long stand for the other secret.
    fn by_psk(
        &self,
        secrets: &Secrets,
        making: &Making,
        suite: &'static Suite,
        log: LogCoverage,
    ) -> Result<Vec<SessionKeys>, WhyClosed> {
        let found = self.psks(secrets);
        if found.is_empty() {
            return Err(self.no_psk(secrets, suite, log));
        }
        let with_keys = found.into_iter().map(|psk| {
            let zeros = zeroize::Zeroizing::new(vec![0; psk.key.len()]);
            making.keys(&Premaster::psk(&zeros, &psk.key), OpenedBy::Psk(psk.id, psk.label.clone()))
        });
        with_keys.collect()
    }

    /// RFC 4279 section 4: the premaster of RSA is the other secret.
    fn by_rsa_psk(
        &self,
        secrets: &Secrets,
        making: &Making,
        suite: &'static Suite,
        body: &[u8],
        log: LogCoverage,
    ) -> Result<Vec<SessionKeys>, WhyClosed> {
        let sent = handshake::rsa_psk_premaster(body).unwrap_or_default();
        let premasters = self.premasters(secrets, sent, suite, log)?;
        let psks = self.psks(secrets);
        if psks.is_empty() {
            return Err(self.no_psk(secrets, suite, log));
        }
        let mut found = Vec::new();
        for (premaster, by) in &premasters {
            let (id, label) = match by {
                OpenedBy::RsaKey(id, label) | OpenedBy::KeyLog(id, label) => (*id, label),
                OpenedBy::SecretsBlock(id, label) => (*id, label),
                _ => continue,
            };
            for psk in psks.iter().take(MAX_PSKS) {
                let by = OpenedBy::RsaPsk(id, label.clone(), psk.label.clone());
                let mut keys = making.keys(&Premaster::psk(premaster.as_bytes(), &psk.key), by)?;
                keys.version_matches = premaster.version_matches();
                found.push(keys);
            }
        }
        Ok(found)
    }

    /// RFC 8422 section 5.10: the server's fixed key and the client's point give the premaster. The
    /// certificate's key first; without a certificate all keys on the point's curve.
    fn by_ec_key(
        &self,
        secrets: &Secrets,
        making: &Making,
        suite: &'static Suite,
        body: &[u8],
        log: LogCoverage,
    ) -> Result<Vec<SessionKeys>, WhyClosed> {
        let own = match self.certificate() {
            Some(CertificateKey { algorithm: KeyAlgorithm::Ec { point, .. }, .. }) => Some(&point[..]),
            _ => None,
        };
        let fits = |key: &&LoadedEcKey| own.is_none_or(|own| own == key.key.public_point());
        let point = handshake::client_point(body).unwrap_or_default();
        let mut found = Vec::new();
        for key in secrets.ec_keys().iter().filter(fits) {
            if let Some(premaster) = key.key.shared_secret(point) {
                let by = OpenedBy::EcKey(key.id, key.label.clone());
                found.push(making.keys(&Premaster::agreed(premaster), by)?);
            }
        }
        match found.is_empty() {
            true => Err(WhyClosed::StaticKey { suite, ec_keys: secrets.ec_keys().len(), log }),
            false => Ok(found),
        }
    }

    /// The pre-shared keys that may be meant: of the identity first, then those of none.
    fn psks<'s>(&self, secrets: &'s Secrets) -> Vec<&'s LoadedPsk> {
        let identity = self.psk_identity().unwrap_or_default();
        let of = |wanted: bool| {
            let fits = move |psk: &&LoadedPsk| match &psk.identity {
                Some(own) => wanted && **own == *identity,
                None => !wanted,
            };
            secrets.psks().iter().filter(fits)
        };
        of(true).chain(of(false)).take(MAX_PSKS).collect()
    }

    fn no_psk(&self, secrets: &Secrets, suite: &'static Suite, log: LogCoverage) -> WhyClosed {
        WhyClosed::NoPsk {
            suite,
            identity: self.psk_identity().map(Into::into),
            hint: self.psk_hint().map(Into::into),
            loaded: secrets.psks().len(),
            log,
        }
    }

    /// The premaster that the client encrypted: from a key log, or by the loaded RSA keys.
    fn premasters(
        &self,
        secrets: &Secrets,
        encrypted: &[u8],
        suite: &'static Suite,
        log: LogCoverage,
    ) -> Result<Vec<(Premaster, OpenedBy)>, WhyClosed> {
        let mut found = Vec::new();
        if let Some((log, premaster)) = secrets.premaster(encrypted) {
            found.push((Premaster::rsa(premaster, true), OpenedBy::log(log)));
            return Ok(found);
        }
        if secrets.rsa_keys().is_empty() {
            return Err(WhyClosed::NoKeyLoaded { suite, log });
        }
        let modulus = match self.certificate() {
            Some(CertificateKey { algorithm: KeyAlgorithm::Rsa { modulus, .. }, .. }) => Some(modulus),
            _ => None,
        };
        let is_certificates = |key: &LoadedKey| modulus.map(|modulus| modulus[..] == *key.key.modulus_be());
        let (first, others): (Vec<_>, Vec<_>) =
            secrets.rsa_keys().iter().partition(|key| is_certificates(key) == Some(true));

        let versions = self.premaster_versions();
        let mut trials = Vec::new();
        let mut doubtful = Vec::new();
        for key in first.into_iter().chain(others) {
            let by = || OpenedBy::RsaKey(key.id, key.label.clone());
            match key.key.decrypt_premaster(encrypted, &versions) {
                Ok(premaster) if premaster.version_matches() => {
                    found.push((premaster, by()));
                    return Ok(found);
                }
                Ok(premaster) => doubtful.push((premaster, by())),
                Err(why) => trials.push(KeyTrial {
                    id: key.id,
                    label: key.label.clone(),
                    is_certificates: is_certificates(key),
                    why,
                }),
            }
        }
        match doubtful.is_empty() {
            true => Err(WhyClosed::NoKeyFits { suite, trials, sent_len_bytes: encrypted.len(), log }),
            false => Ok(doubtful),
        }
    }
}

/// What turns a premaster into keys.
struct Making {
    agreed: Agreed,
    prf: Prf,
    session_hash: Option<Vec<u8>>,
}

impl Making {
    fn keys(&self, premaster: &Premaster, by: OpenedBy) -> Result<SessionKeys, WhyClosed> {
        let Agreed { client_random, server_random, .. } = &self.agreed;
        let master = match &self.session_hash {
            Some(hash) => MasterSecret::extended(self.prf, premaster, hash),
            None => MasterSecret::classic(self.prf, premaster, client_random, server_random),
        };
        let mut keys = keys_of(self.agreed, Arc::new(master), by)?;
        keys.version_matches = premaster.version_matches();
        Ok(keys)
    }
}

/// Record keys from a master secret.
fn keys_of(agreed: Agreed, master: Arc<MasterSecret>, by: OpenedBy) -> Result<SessionKeys, WhyClosed> {
    let parameters = &agreed.parameters;
    let unsupported = Unsupported { version: parameters.version, suite: parameters.suite };
    let block =
        master.key_block(parameters, &agreed.client_random, &agreed.server_random).ok_or(unsupported)?;
    let client = Opener::new(parameters, &block.client)?;
    let server = Opener::new(parameters, &block.server)?;
    if !matches!(agreed.compression, 0 | 1) {
        return Err(WhyClosed::Compressed(agreed.compression));
    }
    Ok(SessionKeys { agreed, master, by, version_matches: true, client, server })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Session, file, keyring, open_session, records};
    use super::super::handshake::message_type;
    use super::super::hex::unhex;
    use super::super::keylog::{KeyLog, Writer};
    use super::super::psk::Psk;
    use super::super::secrets::Keyring;
    use super::super::suite::suite;
    use super::*;

    const PCAP: &[u8] = file!("rsa-noems-aes256-gcm-sha384.pcap");
    const KEY: &[u8] = file!("srv2048.key");

    fn opened() -> Session {
        open_session(&records(PCAP, 0), &keyring(&[KEY]).snapshot()).unwrap()
    }

    fn with_log(text: &str) -> Keyring {
        let keyring = Keyring::new();
        keyring.add_key_log(KeyLog::parse(text.as_bytes()), "keys.txt", None);
        keyring
    }

    fn log_of(keys: &SessionKeys) -> String {
        let mut writer = Writer::default();
        writer.master(&keys.agreed.client_random, &keys.master);
        writer.finish().to_string()
    }

    /// A message with its header.
    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        [&[kind, 0, 0, u8::try_from(body.len()).unwrap()], body].concat()
    }

    /// Hellos that agree on a suite without extensions, and the client's key exchange.
    fn handshake_of(suite: u16, client_key_exchange: &[u8]) -> SessionFacts {
        let [high, low] = suite.to_be_bytes();
        let client = [&[3, 3][..], &[7; 32], &[0, 0, 2, high, low, 1, 0]].concat();
        let server = [&[3, 3][..], &[9; 32], &[0, high, low, 0]].concat();
        let mut facts = SessionFacts::new();
        facts.message(Side::Client, &message(message_type::CLIENT_HELLO, &client));
        facts.message(Side::Server, &message(message_type::SERVER_HELLO, &server));
        facts.message(Side::Client, &message(message_type::CLIENT_KEY_EXCHANGE, client_key_exchange));
        facts
    }

    #[test]
    fn a_key_log_opens_what_it_names_and_is_named() {
        let first = opened();
        let keyring = with_log(&log_of(&first.keys[0]));
        let again = open_session(&records(PCAP, 0), &keyring.snapshot()).unwrap();
        assert_eq!(again.application_data(Side::Client), first.application_data(Side::Client));
        assert_eq!(again.keys[0].by.to_string(), "key log keys.txt");
        let block = Keyring::new();
        block.add_secrets_block(
            KeyLog::parse(log_of(&first.keys[0]).as_bytes()),
            "secrets block 1 of a.pcapng",
        );
        let again = open_session(&records(PCAP, 0), &block.snapshot()).unwrap();
        assert!(
            matches!(&again.keys[0].by, OpenedBy::SecretsBlock(_, l) if &**l == "secrets block 1 of a.pcapng")
        );
    }

    #[test]
    fn a_wrong_line_does_not_stand_in_the_way_of_a_right_key() {
        let line =
            format!("CLIENT_RANDOM {} {}\n", hex(&opened().keys[0].agreed.client_random), "00".repeat(48));
        let both = with_log(&line);
        for key in super::super::keyfile::parse(KEY, None).unwrap() {
            both.add_rsa(key, "server.key", None);
        }
        let facts = facts(PCAP);
        let secrets = both.snapshot();
        let by: Vec<String> = facts.unlock_candidates(&secrets).map(|keys| keys.by.to_string()).collect();
        assert_eq!(by, ["key log keys.txt", "server.key"]);
        let alone = with_log(&line);
        let secrets = alone.snapshot();
        let mut candidates = facts.unlock_candidates(&secrets);
        assert!(candidates.next().is_some());
        let why = candidates.why_closed();
        assert!(why.to_string().starts_with("key log keys.txt is not the secret of this session"), "{why}");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The facts of a capture's first connection.
    fn facts(pcap: &[u8]) -> SessionFacts {
        let mut facts = SessionFacts::new();
        for (side, records) in [Side::Client, Side::Server].into_iter().zip(&records(pcap, 0)) {
            let clear = records.iter().take_while(|r| r.header.content_type.0 == 22);
            let bytes: Vec<u8> = clear.flat_map(|r| r.fragment.clone()).collect();
            let mut rest = &bytes[..];
            while let Some((_, len)) = handshake::message_header(rest) {
                let (message, others) = rest.split_at(4 + len);
                facts.message(side, message);
                rest = others;
            }
        }
        facts
    }

    #[test]
    fn older_lines_name_sessions_by_other_things() {
        let pcap = file!("rsa-resume-sessionid-noems.pcap");
        let first = open_session(&records(pcap, 0), &keyring(&[KEY]).snapshot()).unwrap();
        let facts = facts(pcap);
        let master = hex(first.keys[0].master.as_bytes());
        let id = hex(&facts.server_hello().unwrap().session_id);
        assert!(!id.is_empty());
        let keyring = with_log(&format!("RSA Session-ID:{id} Master-Key:{master}\n"));
        assert!(open_session(&records(pcap, 0), &keyring.snapshot()).is_ok());

        let body = facts.client_key_exchange().unwrap();
        let encrypted = handshake::encrypted_premaster(body);
        let rsa = super::super::keyfile::parse(KEY, None).unwrap().remove(0);
        let premaster = rsa.decrypt_premaster(encrypted, &[]).unwrap();
        let keyring = with_log(&format!("RSA {} {}\n", hex(&encrypted[..8]), hex(premaster.as_bytes())));
        assert!(open_session(&records(pcap, 0), &keyring.snapshot()).is_ok());
    }

    #[test]
    fn without_a_client_hello_every_line_is_a_candidate() {
        let first = opened();
        let facts = {
            let mut facts = SessionFacts::new();
            let server = &records(PCAP, 0)[1][0].fragment;
            let (_, len) = handshake::message_header(server).unwrap();
            facts.message(Side::Server, &server[..4 + len]);
            facts
        };
        let others: String = (0..20)
            .map(|n| format!("CLIENT_RANDOM {} {}\n", format!("{n:02x}").repeat(32), "11".repeat(48)))
            .collect();
        let keyring = with_log(&(others + &log_of(&first.keys[0])));
        let secrets = keyring.snapshot();
        assert!(matches!(facts.unlock(&secrets), Err(WhyClosed::NoClientHello { log }) if log.secrets == 21));
        let all: Vec<_> = facts.candidates_without_client_hello(&secrets, 100).collect();
        assert_eq!(all.len(), 21);
        let right = |keys: &SessionKeys| keys.master.as_bytes() == first.keys[0].master.as_bytes();
        assert_eq!(all.iter().filter(|keys| right(keys)).count(), 1);
        assert_eq!(facts.candidates_without_client_hello(&secrets, 5).count(), 5);
    }

    #[test]
    fn a_session_learned_elsewhere_opens_those_that_resume_it() {
        let pcap = file!("rsa-resume-sessionid-noems.pcap");
        let first = open_session(&records(pcap, 0), &keyring(&[KEY]).snapshot()).unwrap();
        let mut facts = SessionFacts::new();
        for (side, records) in [Side::Client, Side::Server].into_iter().zip(&records(pcap, 1)) {
            facts.message(side, &records[0].fragment);
        }
        let keyring = Keyring::new();
        let closed = facts.unlock(&keyring.snapshot()).err();
        assert!(matches!(closed, Some(WhyClosed::Resumed { how: ResumedBy::SessionId, .. })));
        let name = SessionName::id(&facts.server_hello().unwrap().session_id).unwrap();
        keyring.learn([(name, first.keys[0].master.clone())]);
        let keys = facts.unlock(&keyring.snapshot()).ok().unwrap();
        assert_eq!(keys.by, OpenedBy::SessionId);
        assert_eq!(keys.master.as_bytes(), first.keys[0].master.as_bytes());
    }

    /// The master secrets were computed with Python's hmac module.
    #[test]
    fn known_answers_of_pre_shared_keys() {
        // TLS_PSK_WITH_AES_128_GCM_SHA256, identity "dev1", key 000102…0f.
        let facts = handshake_of(0x00a8, &[0, 4, b'd', b'e', b'v', b'1']);
        assert_eq!(facts.psk_identity(), Some(&b"dev1"[..]));
        let keyring = Keyring::new();
        let why = facts.unlock(&keyring.snapshot()).err().unwrap();
        let WhyClosed::NoPsk { identity, loaded: 0, hint: None, .. } = &why else { panic!("{why}") };
        assert_eq!(identity.as_deref(), Some(&b"dev1"[..]));
        assert_eq!(why.to_string(), "the pre-shared key of identity 'dev1' is needed");
        for psk in ["other:aa", "bb", "dev1:000102030405060708090a0b0c0d0e0f"] {
            keyring.add_psk(Psk::parse(psk).unwrap());
        }
        let secrets = keyring.snapshot();
        let all: Vec<_> = facts.unlock_candidates(&secrets).collect();
        // Its own identity first, then those of any; never another's.
        let by: Vec<String> = all.iter().map(|keys| keys.by.to_string()).collect();
        assert_eq!(by, ["the PSK of 'dev1'", "PSK 1"]);
        assert_eq!(
            all[0].master.as_bytes()[..],
            unhex(
                "ea9d2f00bf78323fd2748372a460f52e82cec301ef55c0b2027b7f0458507d35d9193765f794196c50ac417f93c20374"
            )
        );
    }

    #[test]
    fn what_no_key_opens_says_so() {
        let why = |id, body: &[u8]| handshake_of(id, body).unlock(&keyring(&[KEY]).snapshot()).err().unwrap();
        let log = LogCoverage::default();
        for (id, name) in [(0xc02f, "ECDHE"), (0x0033, "DHE"), (0x0034, "DH_anon"), (0xc037, "ECDHE_PSK")] {
            let closed = why(id, &[0, 0]);
            assert_eq!(closed, WhyClosed::KeyExchange { suite: suite(id).unwrap(), resumed: false, log });
            assert!(closed.to_string().contains(&format!(" is {name},")), "{closed}");
        }
        assert!(matches!(why(0xc004, &[1, 4]), WhyClosed::StaticKey { ec_keys: 0, .. }));
        assert!(matches!(why(0x0031, &[]), WhyClosed::StaticKey { .. }));
        // RSA_PSK: no such RSA key fits; the identity is known all the same.
        assert!(matches!(
            why(0x0094, &[0, 1, b'i', 0, 2, 5, 6]),
            WhyClosed::NoKeyFits { sent_len_bytes: 2, .. }
        ));
    }
}
