//! Session keys out of a capture: a key log of all sessions that were opened, and whether a key log
//! would open more.

use super::keys;
use super::save::SaveError;
use crate::base::id::ConversationId;
use crate::base::whole_file;
use crate::dissect::Settings;
use crate::store::Capture;
use crate::tls::keylog::Writer;
use crate::tls::secrets::Secrets;
use crate::tls::session::SessionFacts;
use crate::tls::suite::KeyExchange;
use crate::tls::walk::Keys;
use std::path::Path;
use zeroize::Zeroizing;

/// A key log of the sessions that the secrets open, and how many they are. Master secrets are written
/// as the client random's.
pub fn export(capture: &Capture, settings: &Settings) -> (Zeroizing<String>, usize) {
    let (mut log, mut count) = (Writer::default(), 0);
    for (index, conversation) in capture.conversations.iter().enumerate() {
        let Some(flow) = conversation.flow.as_deref().filter(|flow| flow.tls.is_some()) else { continue };
        let id = ConversationId::from_index(index);
        let unlocked = capture.unlock_now(id, flow, &settings.secrets);
        for (at, session) in unlocked.sessions.iter().enumerate() {
            match &session.keys {
                Some(Ok(Keys::Tls12(keys)))
                    if keys::proved(capture, settings, id, flow, &unlocked, at).is_ok() =>
                {
                    log.master(&keys.agreed.client_random, &keys.master);
                    count += 1;
                }
                Some(Ok(Keys::Tls13(keys))) => {
                    if let Some(hello) = session.facts.client_hello() {
                        log.traffic(&hello.random, keys.secrets());
                        count += 1;
                    }
                }
                _ => {}
            }
        }
    }
    (log.finish(), count)
}

/// Writes [`export`]'s key log to `path`, for its owner alone: first beside it, then put in its place.
/// Says how many sessions are in it; where there is none, nothing is written.
pub fn export_to(capture: &Capture, settings: &Settings, path: &Path) -> Result<usize, SaveError> {
    let (log, count) = export(capture, settings);
    if count == 0 {
        return Ok(0);
    }
    whole_file::write(path, log.as_bytes()).map_err(SaveError::at(path))?;
    Ok(count)
}

/// Sessions that nothing but a key log can open, and none loaded does.
pub fn sessions_wanting_a_key_log(capture: &Capture, secrets: &Secrets) -> usize {
    let flows = capture.conversations.iter().filter_map(|c| c.flow.as_ref()?.tls.clone());
    flows.map(|tls| tls.sessions.iter().filter(|facts| wants_key_log(facts, secrets)).count()).sum()
}

fn wants_key_log(facts: &SessionFacts, secrets: &Secrets) -> bool {
    let Some(random) = facts.client_hello().map(|hello| hello.random) else { return false };
    if is_tls13(facts) {
        return secrets.traffic(&random).is_none();
    }
    let Ok(parameters) = facts.parameters() else { return false };
    let by_key = match parameters.suite.kx {
        KeyExchange::Rsa => !secrets.rsa_keys().is_empty(),
        KeyExchange::Psk => !secrets.psks().is_empty(),
        _ => false,
    };
    !by_key && secrets.master(&random).is_none()
}

fn is_tls13(facts: &SessionFacts) -> bool {
    facts.server_hello().is_some_and(|hello| hello.negotiated_version().is_tls13())
}
