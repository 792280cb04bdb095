//! From the facts of a handshake (TLS 1.2 and older) and the secrets there are to the keys of its
//! session, candidate by candidate, or why there are none. TLS 1.3 has ways of its own.

mod exchange;
mod opened_by;

pub use opened_by::OpenedBy;

use std::collections::VecDeque;
use std::sync::Arc;

use super::Side;
use super::open::{Opener, Unsupported};
use super::schedule::MasterSecret;
use super::secrets::{Secrets, SessionName};
use super::session::{Agreed, Resumption, SessionFacts};
use super::why_closed::{LogCoverage, WhyClosed};

/// Lines of key logs tried on one session whose ClientHello is missing.
pub const MAX_LINES_WITHOUT_CLIENT_HELLO: usize = 10_000;

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
    use super::super::handshake::{self, message_type};
    use super::super::hex::unhex;
    use super::super::keylog::{KeyLog, Writer};
    use super::super::psk::Psk;
    use super::super::secrets::Keyring;
    use super::super::suite_table::suite;
    use super::super::why_closed::ResumedBy;
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
