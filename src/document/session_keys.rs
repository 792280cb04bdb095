//! Session keys out of a capture: a key log of all sessions that were opened, and whether a key log
//! would open more.

use super::keys;
use crate::base::id::ConversationId;
use crate::dissect::Settings;
use crate::store::Capture;
use crate::tls::keylog::Writer;
use crate::tls::secrets::Secrets;
use crate::tls::session::SessionFacts;
use crate::tls::suite::KeyExchange;
use zeroize::Zeroizing;

/// A key log of the sessions that the secrets open, and how many they are. Master secrets are written
/// as the client random's; traffic secrets of TLS 1.3 as the loaded key logs have them.
pub fn export(capture: &Capture, settings: &Settings) -> (Zeroizing<String>, usize) {
    let (mut log, mut count) = (Writer::default(), 0);
    let secrets = &settings.secrets;
    for (index, conversation) in capture.conversations.iter().enumerate() {
        let Some(tls) = conversation.flow.as_ref().and_then(|flow| flow.tls.clone()) else { continue };
        let id = ConversationId::from_index(index);
        for (session, facts) in tls.sessions.iter().enumerate() {
            if is_tls13(facts) {
                let hello = facts.client_hello();
                if let Some((random, (_, logged))) =
                    hello.and_then(|hello| Some((hello.random, secrets.traffic(&hello.random)?)))
                {
                    log.traffic(&random, logged);
                    count += 1;
                }
            } else if keys::proved(capture, settings, id, conversation, &tls, session).is_ok()
                && let Ok(keys) = capture.session_keys(id, &tls, session, secrets)
            {
                log.master(&keys.agreed.client_random, &keys.master);
                count += 1;
            }
        }
    }
    (log.finish(), count)
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
