//! Opening the sessions of a capture with the secrets there are: the long part (private-key
//! operations) done ahead, in a job, so that no painting waits for it.

use crate::base::id::ConversationId;
use crate::dissect::Settings;
use crate::store::{Capture, Conversation, NotOpened, TlsFlow};
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
            let tls = c.flow.as_ref()?.tls.clone()?;
            Some((ConversationId::from_index(i), c, tls))
        })
    };
    result.total = with_tls().map(|(_, _, tls)| tls.sessions.len()).sum();
    for (id, conversation, tls) in with_tls() {
        for index in 0..tls.sessions.len() {
            if cancel.load(Ordering::Relaxed) {
                return result;
            }
            match proved(capture, settings, id, conversation, &tls, index) {
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
    conversation: &Conversation,
    tls: &Arc<TlsFlow>,
    session: usize,
) -> Result<(), NotOpened> {
    capture.unlock_session(id, tls, session, &settings.secrets)?;
    let flow = conversation.flow.as_deref().ok_or(NotOpened::Lost)?;
    let mut failed = None;
    for (direction, side) in tls.directions.iter().enumerate() {
        for epoch in side.epochs.iter().filter(|e| e.session as usize == session) {
            let index = epoch.first_record as usize;
            if index >= flow.directions[direction].messages.len() {
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
