//! Session keys out of a capture: a key log of all sessions that were opened, and whether a key log
//! would open more.

use super::keys;
use super::save::SaveError;
use crate::base::id::ConversationId;
use crate::base::whole_file;
use crate::dissect::Settings;
use crate::dissect::opened::FlowOf;
use crate::proto;
use crate::store::{Capture, Flow};
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
    for (id, flow) in capture.tls_flows() {
        count += export_flow(&mut log, capture, settings, id, flow);
        // Sessions inside opened ones; a closed one shows none.
        let inner = std::iter::successors(id.inside(), |id| id.inside());
        for id in inner {
            let Some(flow) = FlowOf::of(capture, id, settings, proto::registry()) else { break };
            count += export_flow(&mut log, capture, settings, id, &flow);
        }
    }
    for connection in capture.quic.connections.iter() {
        let Some(random) = connection.facts.client_hello().map(|hello| hello.random) else { continue };
        let Some((_, secrets)) = settings.secrets.traffic(&random) else { continue };
        let walk = capture.quic_walk(connection.number, &settings.secrets);
        if walk.is_some_and(|walk| keys::quic_is_open(&walk)) {
            log.traffic(&random, secrets);
            count += 1;
        }
    }
    (log.finish(), count)
}

/// Adds the opened sessions of a flow to `log`; says how many they are.
fn export_flow(
    log: &mut Writer,
    capture: &Capture,
    settings: &Settings,
    id: ConversationId,
    flow: &Flow,
) -> usize {
    let mut count = 0;
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
    count
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Source, secrets};
    use crate::tls::secrets::Keyring;
    use std::sync::Arc;

    fn opened(name: &str, files: &[&str]) -> (Arc<Capture>, Settings) {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Arc::new(Keyring::new());
        for file in files {
            secrets::load(&keyring, &samples.join(file), None).unwrap();
        }
        let source = Source::Path(samples.join(name));
        let mut document = Document::open(source, keyring, Settings::default()).unwrap();
        document.load_all().unwrap();
        (document.capture(), document.settings())
    }

    #[test]
    fn sessions_inside_others_and_quic_are_in_the_key_log_too() {
        let (capture, settings) = opened("tls-in-tls/proxied.pcap", &["tls-in-tls/proxied.keys", "key.pem"]);
        let (log, count) = export(&capture, &settings);
        // Two around, one between, two innermost that the server's key opens.
        assert_eq!(count, 5, "{}", log.lines().count());
        assert_eq!(log.lines().filter(|line| line.starts_with("CLIENT_RANDOM ")).count(), 2);
        // What was exported opens all without the key.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.keys");
        assert_eq!(export_to(&capture, &settings, &path).unwrap(), 5);
        let (again, settings) = opened("tls-in-tls/proxied.pcap", &[path.to_str().unwrap()]);
        assert_eq!(export(&again, &settings).1, 5);
        let (capture, settings) = opened("quic/quic.pcap", &["quic/quic.keys"]);
        let (log, count) = export(&capture, &settings);
        assert_eq!((count, log.contains("CLIENT_TRAFFIC_SECRET_0 ")), (3, true));
        let (capture, settings) = opened("quic/quic.pcap", &["tls-in-tls/proxied.keys"]);
        assert_eq!(export(&capture, &settings).1, 0);
    }
}
