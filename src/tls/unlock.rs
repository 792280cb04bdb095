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
use super::secrets::{KeyId, LoadedKey, LoadedKeyLog, LogOrigin, Secrets, SessionName};
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
            Kx::Dh | Kx::Ecdh => Err(WhyClosed::StaticKey { suite, ec_keys: 0, log }),
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

    /// The pre-shared keys that may be meant: of the identity first, then those of none.
    fn psks<'s>(&self, secrets: &'s Secrets) -> Vec<&'s super::secrets::LoadedPsk> {
        let identity = self.psk_identity().unwrap_or_default();
        let of = |wanted: bool| {
            let fits = move |psk: &&super::secrets::LoadedPsk| match &psk.identity {
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
