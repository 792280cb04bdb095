//! TLS 1.3 with a pre-shared key alone (RFC 8446 section 4.2.9, `psk_ke`): that key gives all secrets.

use super::tls13::Tls13Keys;
use super::{KeySource, Keys, Records, SessionState, Stage, Transcript, Walker};
use crate::tls::keylog::TrafficSecrets;
use crate::tls::open::Opener;
use crate::tls::secrets::LoadedPsk;
use crate::tls::session::{OpenedBy, WhyClosed};
use crate::tls::suite::Suite;
use crate::tls::traffic::{LabelPrefix, Purpose, Secret};
use std::sync::Arc;

/// Pre-shared keys tried on one session.
const MAX_PSKS: usize = 64;

impl<R: Records, K: KeySource> Walker<'_, R, K> {
    /// Tries the pre-shared keys on a session that was agreed with one alone (RFC 8446 section
    /// 4.2.9, `psk_ke`). The tag of record `index` proves the right one.
    pub(super) fn by_psk13(
        &mut self,
        direction: usize,
        index: usize,
        handshake: usize,
        suite: &'static Suite,
    ) -> Result<Arc<Tls13Keys>, Option<WhyClosed>> {
        let (Some(side), Some(session)) = (self.walk.side(direction), self.walk.sessions.get(handshake))
        else {
            return Err(None);
        };
        let (client, server) = (session.facts.client_hello(), session.facts.server_hello());
        let chosen = server.filter(|hello| hello.key_share.is_none()).and_then(|hello| hello.selected_psk);
        let identity = client.zip(chosen).and_then(|(c, chosen)| c.psk_identities.get(usize::from(chosen)));
        let Some(identity) = identity else { return Err(None) };
        let fits = |psk: &&LoadedPsk| psk.identity.as_ref().is_none_or(|own| own == identity);
        let named = |psk: &&LoadedPsk| psk.identity.is_none();
        let mut psks: Vec<_> = self.keys.secrets().psks().iter().filter(fits).take(MAX_PSKS).collect();
        psks.sort_by_key(named);
        let candidates: Vec<_> =
            psks.iter().filter_map(|psk| keys_of_psk(&session.transcript, suite, psk)).collect();
        let mut wrong = Vec::new();
        for keys in candidates {
            for stage in [Stage::Handshake, Stage::Early] {
                let opener =
                    keys.secret(side, stage).and_then(|s| Opener::tls13(suite, s, LabelPrefix::Tls13).ok());
                if let Some(opener) = opener
                    && self.try_numbers(direction, index, &opener, 0..=2).is_some()
                {
                    return Ok(Arc::new(keys));
                }
            }
            wrong.push(keys.by);
        }
        Err((!wrong.is_empty()).then_some(WhyClosed::WrongSecret(wrong)))
    }
}

/// The secrets up to the handshake's that a pre-shared key gives (RFC 8446 section 7.1).
fn keys_of_psk(transcript: &Transcript, suite: &'static Suite, psk: &LoadedPsk) -> Option<Tls13Keys> {
    let (hash, prefix) = (suite.prf, LabelPrefix::Tls13);
    let early = Secret::early(hash, Some(&psk.key))?;
    let handshake = early.next_stage(hash, prefix, None)?;
    let to_hello = transcript.hash_to_server_hello(hash)?;
    let secrets = TrafficSecrets {
        client_early: early.derive(
            hash,
            prefix,
            Purpose::ClientEarlyTraffic,
            &transcript.hash_to_client_hello(hash)?,
        ),
        client_handshake: handshake.derive(hash, prefix, Purpose::ClientHandshakeTraffic, &to_hello),
        server_handshake: handshake.derive(hash, prefix, Purpose::ServerHandshakeTraffic, &to_hello),
        ..TrafficSecrets::default()
    };
    let by = OpenedBy::Psk(psk.id, psk.label.clone());
    Some(Tls13Keys { suite, by, secrets, handshake: Some(handshake) })
}

impl SessionState {
    /// Makes the secrets of application data, where a pre-shared key gave those of the handshake.
    pub(super) fn derive_application_secrets(&mut self) {
        let Some(Ok(Keys::Tls13(keys))) = &mut self.keys else { return };
        let (hash, prefix) = (keys.suite.prf, LabelPrefix::Tls13);
        let master = keys.handshake.as_ref().and_then(|h| h.next_stage(hash, prefix, None));
        let Some((master, (_, to_finished))) = master.zip(self.transcript.hashes_to_finished(hash)) else {
            return;
        };
        let keys = Arc::make_mut(keys);
        keys.secrets.client_application =
            master.derive(hash, prefix, Purpose::ClientApplicationTraffic, &to_finished);
        keys.secrets.server_application =
            master.derive(hash, prefix, Purpose::ServerApplicationTraffic, &to_finished);
    }
}
