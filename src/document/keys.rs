//! Opening the sessions of a capture with the secrets there are: the long part (private-key
//! operations) done ahead, in a job, so that no painting waits for it.

use crate::base::id::ConversationId;
use crate::dissect::Settings;
use crate::store::quic::{QuicConnection, QuicWalk};
use crate::store::{Capture, Flow, NotOpened, Unlocked};
use crate::tls::quic::Level;
use crate::tls::secrets::{KeyId, Secrets};
use crate::tls::walk::{Epoch, Stage};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many sessions each secret of the keyring opened. Resumed ones count for no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage(BTreeMap<KeyId, usize>);

impl Usage {
    pub fn sessions(&self, secret: KeyId) -> usize {
        self.0.get(&secret).copied().unwrap_or(0)
    }

    fn count(&mut self, secret: Option<KeyId>) {
        if let Some(id) = secret {
            *self.0.entry(id).or_default() += 1;
        }
    }
}

/// What became of the TLS, DTLS and QUIC sessions of a capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    pub total: usize,
    /// Opened, and proved by a record's MAC or tag.
    pub decrypted: usize,
    /// Sessions looked at so far; below `total` while the work goes on.
    pub tried: usize,
    /// Why the first one that stays closed does so.
    pub first_closed: Option<String>,
    pub usage: Usage,
}

/// Opens every session that the secrets can open. `progress` hears after each session.
pub fn open_sessions(
    capture: &Capture,
    settings: &Settings,
    cancel: &AtomicBool,
    mut progress: impl FnMut(&Sessions),
) -> Sessions {
    let mut result = Sessions::default();
    let with_tls = capture.tls_flows();
    let expected = |flow: &Flow| flow.tls.as_ref().map_or(0, |tls| tls.sessions.len());
    result.total =
        with_tls.iter().map(|(_, flow)| expected(flow)).sum::<usize>() + capture.quic.connections.len();
    for (id, flow) in with_tls {
        if cancel.load(Ordering::Relaxed) {
            return result;
        }
        let unlocked = capture.unlock_now(id, flow, &settings.secrets);
        // Sealed handshakes are found only by opening what is before them.
        let found = unlocked.sessions.len();
        result.total = result.total + found - expected(flow).min(result.total);
        for index in 0..found {
            match proved(capture, settings, id, flow, &unlocked, index) {
                Ok(()) => {
                    result.decrypted += 1;
                    let keys = unlocked.sessions.get(index).and_then(|s| s.keys.as_ref());
                    result.usage.count(keys.and_then(|keys| keys.as_ref().ok()?.by().id()));
                }
                Err(why) => {
                    result.first_closed.get_or_insert_with(|| why.to_string());
                }
            }
            result.tried += 1;
            progress(&result);
        }
    }
    for connection in capture.quic.connections.iter() {
        if cancel.load(Ordering::Relaxed) {
            return result;
        }
        if let Some(walk) = capture.quic_walk(connection.number, &settings.secrets) {
            quic(connection, &walk, &settings.secrets, &mut result);
        }
        result.tried += 1;
        progress(&result);
    }
    result
}

/// Counts a connection: opened is one of which a packet opened that needs a secret.
fn quic(connection: &QuicConnection, walk: &QuicWalk, secrets: &Secrets, result: &mut Sessions) {
    if quic_is_open(walk) {
        result.decrypted += 1;
        let random = connection.facts.client_hello().map(|hello| hello.random);
        result.usage.count(random.and_then(|r| secrets.traffic(&r)).map(|(log, _)| log.id));
    } else if let (_, Some(why)) = walk.closed() {
        result.first_closed.get_or_insert_with(|| why.to_string());
    }
}

/// Whether a packet of a connection opened that needs a secret.
pub(super) fn quic_is_open(walk: &QuicWalk) -> bool {
    let mut packets = (0..).map_while(|index| walk.packet(index));
    packets.any(|p| p.opened.as_ref().is_ok_and(|opened| opened.level != Level::Initial))
}

/// Whether a session's keys open the first sealed record of it that there is.
pub(super) fn proved(
    capture: &Capture,
    settings: &Settings,
    id: ConversationId,
    flow: &Flow,
    unlocked: &Unlocked,
    session: usize,
) -> Result<(), NotOpened> {
    if flow.dtls.is_some() {
        // What was found there was proved by a record.
        let state = unlocked.sessions.get(session).and_then(|s| s.keys.as_ref());
        return match state {
            Some(Ok(_)) => Ok(()),
            Some(Err(why)) => Err(NotOpened::Session(Arc::clone(why))),
            None => Err(NotOpened::NoSecret),
        };
    }
    capture.session_keys(id, flow, session, &settings.secrets)?;
    let mut failed = None;
    for (direction, side) in unlocked.directions.iter().enumerate() {
        let sealed = |e: &&Epoch| e.session as usize == session && e.stage != Stage::Clear;
        for epoch in side.epochs.iter().filter(sealed) {
            let index = epoch.first_record as usize;
            if index >= flow.directions.get(direction).map_or(0, |d| d.messages.len()) {
                continue;
            }
            match capture.open_record(id, flow, direction, index, &settings.secrets) {
                Ok(_) => return Ok(()),
                Err(why) => failed = failed.or(Some(why)),
            }
        }
    }
    failed.map_or(Ok(()), Err)
}
