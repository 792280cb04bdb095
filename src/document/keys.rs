//! Opening the sessions of a capture with the secrets there are: the long part (private-key
//! operations) done ahead, in a job, so that no painting waits for it.

use crate::base::id::ConversationId;
use crate::dissect::Settings;
use crate::store::{Capture, Flow, NotOpened, Unlocked};
use crate::tls::walk::{Epoch, Stage};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What became of the TLS sessions of a capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    pub total: usize,
    /// Opened, and proved by a record's MAC or tag.
    pub decrypted: usize,
    /// Sessions looked at so far; below `total` while the work goes on.
    pub tried: usize,
    /// Why the first one that stays closed does so.
    pub first_closed: Option<String>,
}

/// Opens every session that the secrets can open. `progress` hears after each session.
pub fn open_sessions(
    capture: &Capture,
    settings: &Settings,
    cancel: &AtomicBool,
    mut progress: impl FnMut(&Sessions),
) -> Sessions {
    let mut result = Sessions::default();
    let with_tls = || {
        capture.conversations.iter().enumerate().filter_map(|(i, c)| {
            let flow = c.flow.as_deref().filter(|flow| flow.tls.is_some())?;
            Some((ConversationId::from_index(i), flow))
        })
    };
    let expected = |flow: &Flow| flow.tls.as_ref().map_or(0, |tls| tls.sessions.len());
    result.total = with_tls().map(|(_, flow)| expected(flow)).sum();
    for (id, flow) in with_tls() {
        if cancel.load(Ordering::Relaxed) {
            return result;
        }
        let unlocked = capture.unlock_now(id, flow, &settings.secrets);
        // Sealed handshakes are found only by opening what is before them.
        let found = unlocked.sessions.len();
        result.total = result.total + found - expected(flow).min(result.total);
        for index in 0..found {
            match proved(capture, settings, id, flow, &unlocked, index) {
                Ok(()) => result.decrypted += 1,
                Err(why) => {
                    result.first_closed.get_or_insert_with(|| why.to_string());
                }
            }
            result.tried += 1;
            progress(&result);
        }
    }
    result
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
