//! What of a conversation belongs to which of its sessions.

use crate::store::{Flow, Unlocked};
use std::ops::Range;

/// One session of a conversation: from its hello in the clear to the next one's.
pub struct Part {
    /// Its number among the sessions that were found.
    pub session: usize,
    /// The number of the next that began in the clear.
    pub next_session: usize,
    /// By direction: its records.
    pub records: [Range<usize>; 2],
}

/// Where the sessions begin that began in the clear. Those begun inside another belong to that.
pub fn parts(flow: &Flow, unlocked: &Unlocked) -> Vec<Part> {
    let counts = [0, 1].map(|d| flow.directions.get(d).map_or(0, |d| d.messages.len()));
    let begin = |session: usize| -> Option<[usize; 2]> {
        if let Some(dtls) = &flow.dtls {
            return dtls.began.get(session).map(|began| began.map(|record| record as usize));
        }
        let state = unlocked.sessions.get(session)?;
        let starts = [0, 1].map(|d| {
            let walked = unlocked.directions.get(d)?;
            let first = walked.handshakes.get((*state.begins.get(d)?)?)?.first_record as usize;
            Some((first, walked.epoch_of(first).is_none()))
        });
        let clear = starts.iter().flatten().any(|(_, clear)| *clear);
        let at = |d: usize| starts.get(d).copied().flatten().map(|(first, _)| first);
        clear.then(|| [at(0).unwrap_or(usize::MAX), at(1).unwrap_or(usize::MAX)])
    };
    let count = flow.dtls.as_ref().map_or(unlocked.sessions.len(), |dtls| dtls.began.len());
    let mut begins: Vec<(usize, [usize; 2])> = vec![(0, [0, 0])];
    begins.extend((1..count).filter_map(|session| Some((session, begin(session)?))));
    let past = (usize::MAX, counts);
    let ends = begins.iter().skip(1).chain(std::iter::once(&past));
    begins
        .iter()
        .zip(ends)
        .map(|((session, from), (next_session, to))| Part {
            session: *session,
            next_session: *next_session,
            records: [0, 1].map(|d| {
                let end = to.get(d).copied().unwrap_or(0).min(counts.get(d).copied().unwrap_or(0));
                from.get(d).copied().unwrap_or(0).min(end)..end
            }),
        })
        .collect()
}
