//! Which datagram asks and which answers, where both go between the same ports: looked for among the
//! frames of the conversation that are near by.

use crate::base::id::FrameId;
use crate::dissect::{Cursor, Dissector, SourceId, Span};
use crate::field::Field;
use crate::field::def::{FrameNum, RelativeTime};

/// Frames of the conversation that are looked at.
const NEAR: usize = 64;
/// Bytes of the UDP header.
const UDP_LEN: usize = 8;

/// What a datagram is to the one that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The nearest one before.
    Question,
    /// The first one behind.
    Answer,
}

/// The frame of the other half: a datagram that went the other way, whose payload `fits`. Only for
/// `message`s that begin a datagram which stands in the frame itself.
pub fn other(
    d: &Dissector<'_>,
    message: &Cursor<'_>,
    wanted: Wanted,
    fits: impl Fn(&[u8]) -> bool,
) -> Option<FrameId> {
    if d.quoted || message.source() != SourceId::FRAME || d.place().is_some_and(|p| p.decrypted) {
        return None;
    }
    let (capture, here) = (d.capture(), d.frame_id());
    let conversation = capture.conversation(d.meta().conversation()?)?;
    let at = message.offset() as usize;
    let ports = at.checked_sub(UDP_LEN)?;
    let own = capture.frame_bytes(here);
    let (from, to) = (own.get(ports..ports + 2)?, own.get(ports + 2..ports + 4)?);
    let is_other = |frame: &FrameId| {
        let bytes = capture.frame_bytes(*frame);
        // Headers of both ways are of the same length.
        let swapped =
            bytes.get(ports..ports + 2) == Some(to) && bytes.get(ports + 2..ports + 4) == Some(from);
        swapped && fits(bytes.get(at..).unwrap_or(&[]))
    };
    match wanted {
        Wanted::Question => {
            let before = std::iter::successors(d.meta().previous(), |id| capture.frame(*id)?.previous());
            before.take(NEAR).find(is_other)
        }
        Wanted::Answer => {
            let after = capture.frames_of(conversation).take(NEAR).take_while(|f| *f > here);
            after.filter(is_other).last()
        }
    }
}

/// Shows the frame with the question, and the time since then.
pub fn show_question(
    d: &mut Dissector<'_>,
    question: FrameId,
    at: Span,
    frame_field: Field<FrameNum>,
    time_field: Field<RelativeTime>,
) {
    d.tree.generated(frame_field, question.number(), at);
    if let Some(meta) = d.capture().frame(question) {
        let time = d.meta().time.since(meta.time);
        d.tree.generated(time_field, time, at);
    }
}
