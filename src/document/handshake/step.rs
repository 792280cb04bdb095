//! One step of a ladder: plain data. It is made in `step_builder.rs`; its pause is found in `ladder.rs`.

use super::said::Item;
use crate::base::id::FrameId;
use crate::document::tls_mark::TlsMark;

/// Steps of a ladder.
pub const MAX_STEPS: usize = 600;

/// What kind of step it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// TCP by itself: opening, closing, sent again.
    Tcp,
    /// TCP ended abruptly, or had to send again.
    Trouble,
    Handshake,
    Data,
    Alert,
    /// What stays closed.
    Sealed,
    /// Frames that are left out.
    LeftOut,
}

/// Why nothing came for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The sender waited until the receiver, which took its time, acknowledged in this frame.
    DelayedAck(FrameId),
    /// Something was lost and had to be sent again.
    SentAgain,
    /// The side that speaks next needed the time.
    Thinking,
    /// The side that spoke last had nothing more to say for so long.
    Silent,
}

/// A pause before a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub ns: u64,
    pub cause: Cause,
}

/// One step, in order of its first frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: Kind,
    /// In order; long lists only name their first and last.
    pub frames: Vec<FrameId>,
    pub frame_count: usize,
    pub from_client: bool,
    /// Nanoseconds from the session's first frame to this step's first and last.
    pub at_ns: u64,
    pub until_ns: u64,
    /// `Server Hello, Certificate, Server Hello Done`.
    pub title: String,
    /// `74 + 797 + 4 B`.
    pub note: String,
    /// Beginning of the decrypted text; untrusted.
    pub preview: Option<String>,
    pub mark: Option<TlsMark>,
    pub items: Vec<Item>,
    pub pause: Option<Pause>,
}

impl Step {
    /// The last of its frames: the one that completes it.
    pub fn last_frame(&self) -> FrameId {
        self.frames.last().copied().unwrap_or_default()
    }

    /// `4`, `4–10`, `15, 16`.
    pub fn frames_text(&self) -> String {
        let numbers: Vec<String> = self.frames.iter().map(|f| f.number().to_string()).collect();
        let in_a_row = self.frames.windows(2).all(|w| matches!(w, [a, b] if b.0 == a.0 + 1));
        match (numbers.as_slice(), in_a_row) {
            ([first, .., last], true) if numbers.len() > 2 => format!("{first}–{last}"),
            ([first, last], _) if self.frame_count > 2 => format!("{first} … {last}"),
            _ => numbers.join(", "),
        }
    }

    pub fn side(&self) -> &'static str {
        side(self.from_client)
    }
}

pub(super) fn side(from_client: bool) -> &'static str {
    if from_client { "client" } else { "server" }
}

/// A segment that carries nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ack {
    pub frame: FrameId,
    pub from_client: bool,
    pub at_ns: u64,
}
