//! The way through the key exchange: what the client sent in its ClientKeyExchange, opened with a
//! secret that does not change (a private key, a pre-shared key), gives the premaster.

use std::sync::Arc;

use super::{OpenedBy, SessionKeys, keys_of};
use crate::tls::handshake::{self, CertificateKey, KeyAlgorithm};
use crate::tls::open::Unsupported;
use crate::tls::prf::Prf;
use crate::tls::schedule::{MasterSecret, Premaster};
use crate::tls::secrets::{LoadedEcKey, LoadedKey, LoadedPsk, Secrets};
use crate::tls::session::{Agreed, Resumption, SessionFacts};
use crate::tls::suite::{KeyExchange, Suite};
use crate::tls::transcript::NoHash;
use crate::tls::why_closed::{KeyTrial, LogCoverage, ResumedBy, WhyClosed};

/// Pre-shared keys tried on one session.
const MAX_PSKS: usize = 64;

impl SessionFacts {
    /// Keys by what the client sent in its ClientKeyExchange.
    pub(super) fn by_key_exchange(&self, secrets: &Secrets) -> Result<Vec<SessionKeys>, WhyClosed> {
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
