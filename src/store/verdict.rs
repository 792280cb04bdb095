//! What is said of a session: opened or not, why, shown by what, and what to do. Plain data, which
//! the layer `verdict/` makes and everything that shows it reads; and the memory of what was said.

use super::Capture;
use crate::base::cache::Cache;
use crate::base::id::{ConversationId, FrameId};
use crate::tls::secrets::Secrets;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of verdicts that are remembered.
const BUDGET_BYTES: usize = 16 << 20;

/// How far a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Every encrypted record was opened.
    Decrypted,
    /// Some were.
    Partly,
    /// None was.
    Closed,
    /// No encrypted record carries anything.
    Nothing,
    /// The capture still runs and the handshake is not through.
    Waiting,
}

impl Status {
    /// The word for scripts and filters.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decrypted => "decrypted",
            Self::Partly => "partly",
            Self::Closed => "closed",
            Self::Nothing => "nothing",
            Self::Waiting => "waiting",
        }
    }

    /// The beginning of a sentence for people.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Decrypted => "opened",
            Self::Partly => "partly opened",
            Self::Closed => "not possible",
            Self::Nothing => "nothing to decrypt",
            Self::Waiting => "waiting",
        }
    }

    /// Whether something stays closed.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Partly | Self::Closed)
    }
}

/// How sure the verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// By a MAC, a tag, verify_data, a modulus, or by what stands in the clear.
    Proved,
    Likely,
    Guess,
}

impl Certainty {
    /// The word for scripts and filters.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Likely => "likely",
            Self::Guess => "guess",
        }
    }
}

/// A row of the catalogue of causes.
#[derive(Debug, PartialEq, Eq)]
pub struct Cause {
    /// The name that never changes.
    pub slug: &'static str,
    /// A to G, in order of the catalogue; not of precedence.
    pub section: char,
    /// A few words for lists.
    pub title: &'static str,
    pub certainty: Certainty,
    /// Sentence with `{names}` of facts; a part in `[` `]` is left out where a fact in it is missing.
    pub sentence: &'static str,
    /// What to do: text, and a command where there is one; left out where a fact is missing.
    pub fixes: &'static [(&'static str, Option<&'static str>)],
}

/// A fact that the verdict stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Where it can be seen.
    pub frame: Option<FrameId>,
    /// Name of a field, or of a fact that is no field.
    pub field: &'static str,
    pub value: String,
}

/// Something to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub text: String,
    /// A line to paste into a shell or a configuration. Holds nothing from packets but addresses and ports.
    pub command: Option<String>,
}

/// Encrypted records of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct RecordCount {
    pub total: u64,
    pub opened: u64,
}

/// What is said of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub status: Status,
    /// Why it is not opened; of an opened one, nothing.
    pub cause: Option<&'static Cause>,
    /// What else holds.
    pub also: Vec<&'static Cause>,
    pub sentence: String,
    pub certainty: Certainty,
    pub evidence: Vec<Evidence>,
    pub fixes: Vec<Fix>,
    pub records: RecordCount,
    /// What is counted there: `record`, or `packet` of QUIC.
    pub unit: &'static str,
    /// Not all records were tried: `records` counts those that were.
    pub sampled: bool,
    /// What the keys came from.
    pub opened_by: Option<String>,
    /// The first frame of the session.
    pub first: FrameId,
    /// The frame that the cause is best seen in.
    pub frame: FrameId,
}

/// What sessions are asked about: those of one conversation, or of one QUIC connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// TLS or DTLS.
    Conversation(ConversationId),
    /// By number; it may move from one conversation to another.
    Quic(u32),
}

/// Who judges for those that stand below the layer that can.
pub type Judge = fn(&Capture, Subject, &Secrets) -> Vec<Verdict>;

/// The last frame of a subject and the generation of what was made of its frames.
fn state(capture: &Capture, subject: Subject) -> Option<(FrameId, u32)> {
    match subject {
        Subject::Conversation(id) => {
            let conversation = capture.conversation(id)?;
            Some((conversation.last, conversation.flow.as_ref().map_or(0, |f| f.generation)))
        }
        Subject::Quic(number) => {
            let connection = capture.quic.connection(number)?;
            let last = connection.packets.last().map_or(connection.first, |p| p.frame());
            Some((last, connection.changes))
        }
    }
}

/// Verdicts as far as somebody asked. Belongs to one capture and all its instants.
#[derive(Default)]
pub struct Verdicts {
    judge: Option<Judge>,
    known: Mutex<Option<Cache<Key, Arc<[Verdict]>>>>,
}

/// What a verdict depends on: subject, its last frame, completeness, flow, secrets.
type Key = (Subject, FrameId, bool, u32, u64);

impl std::fmt::Debug for Verdicts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verdicts")
    }
}

impl Verdicts {
    pub fn new(judge: Judge) -> Self {
        Self { judge: Some(judge), known: Mutex::default() }
    }

    /// The verdicts of a subject's sessions, in order; none where nobody judges.
    pub fn of(&self, capture: &Capture, subject: Subject, secrets: &Secrets) -> Arc<[Verdict]> {
        let (Some(judge), Some((last, generation))) = (self.judge, state(capture, subject)) else {
            return Arc::default();
        };
        let key = (subject, last, capture.complete, generation, secrets.generation());
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get_or_insert_with(|| Cache::new(BUDGET_BYTES)).get(&key) {
            return known;
        }
        // Not under the lock: others may ask of other conversations meanwhile.
        let made: Arc<[Verdict]> = judge(capture, subject, secrets).into();
        let bytes = made.iter().map(Verdict::size_bytes).sum::<usize>() + 128;
        // None: the keys are still being tried.
        if !made.is_empty()
            && let Some(cache) = lock().as_mut()
        {
            cache.insert(key, Arc::clone(&made), bytes);
        }
        made
    }
}

impl Verdict {
    fn size_bytes(&self) -> usize {
        let evidence: usize = self.evidence.iter().map(|e| e.value.len() + size_of::<Evidence>()).sum();
        let fix = |f: &Fix| f.text.len() + f.command.as_ref().map_or(0, String::len) + size_of::<Fix>();
        let fixes: usize = self.fixes.iter().map(fix).sum();
        size_of::<Self>() + self.sentence.len() + evidence + fixes
    }
}
