//! Which datagram asks and which answers, where both go between the same ports: looked for among the
//! frames of the conversation that are near by.

use crate::base::id::FrameId;
use crate::dissect::{Cursor, Dissector, SourceId, Span};
use crate::field::Field;
use crate::field::def::{FrameNum, RelativeTime};
use crate::store::Capture;
use std::borrow::Cow;

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

/// Where the datagrams of a conversation stand in frames: headers of both ways are of the same length. One in fragments is
/// put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Of the UDP header in a frame that has all of its datagram.
    in_frame: usize,
}

impl Place {
    /// By the datagram that a message begins.
    pub fn of(d: &Dissector<'_>, message: &Cursor<'_>) -> Option<Self> {
        let header = (message.offset() as usize).checked_sub(UDP_LEN)?;
        if message.source() == SourceId::FRAME {
            return Some(Self { in_frame: header });
        }
        let fragments = &d.capture().datagram(d.frame_id()).filter(|_| header == 0)?.fragments;
        Some(Self { in_frame: fragments.first()?.frame_offset as usize })
    }

    /// Where the payload begins in a frame that has all of its datagram.
    pub fn payload_in_frame(&self) -> usize {
        self.in_frame + UDP_LEN
    }

    /// Header and payload of the datagram of a frame.
    pub fn datagram<'c>(&self, capture: &'c Capture, frame: FrameId) -> Option<Cow<'c, [u8]>> {
        if let Some(datagram) = capture.datagram(frame) {
            return Some(Cow::Owned(capture.datagram_bytes(datagram)));
        }
        Some(match capture.frame_bytes(frame) {
            Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(self.in_frame..)?),
            Cow::Owned(bytes) => Cow::Owned(bytes.get(self.in_frame..)?.to_vec()),
        })
    }
}

/// The frame of the other half: a datagram that went the other way, whose payload `fits`. Only for `message`s that
/// begin a datagram.
pub fn other(
    d: &Dissector<'_>,
    message: &Cursor<'_>,
    wanted: Wanted,
    fits: impl Fn(&[u8]) -> bool,
) -> Option<FrameId> {
    if d.quoted || d.place().is_some_and(|p| p.decrypted) {
        return None;
    }
    let (capture, here) = (d.capture(), d.frame_id());
    let conversation = capture.conversation(d.meta().conversation()?)?;
    let place = Place::of(d, message)?;
    let own = place.datagram(capture, here)?;
    let (from, to) = (own.get(..2)?, own.get(2..4)?);
    let is_other = |frame: &FrameId| {
        place.datagram(capture, *frame).is_some_and(|bytes| {
            let swapped = bytes.get(..2) == Some(to) && bytes.get(2..4) == Some(from);
            swapped && fits(bytes.get(UDP_LEN..).unwrap_or(&[]))
        })
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

/// The first frame of those near by that went the same way, and whose payload `fits`: what is repeated.
pub fn first_same_way(
    d: &Dissector<'_>,
    message: &Cursor<'_>,
    fits: impl Fn(&[u8]) -> bool,
) -> Option<FrameId> {
    if d.quoted || d.place().is_some_and(|p| p.decrypted) {
        return None;
    }
    let (capture, place) = (d.capture(), Place::of(d, message)?);
    let ports = place.datagram(capture, d.frame_id())?.get(..4)?.to_vec();
    let same = |frame: &FrameId| {
        place
            .datagram(capture, *frame)
            .is_some_and(|bytes| bytes.starts_with(&ports) && fits(bytes.get(UDP_LEN..).unwrap_or(&[])))
    };
    let way = d.meta().flags.has(crate::store::FrameFlags::REVERSE);
    let before = std::iter::successors(d.meta().previous(), |id| capture.frame(*id)?.previous());
    let is_way = |id: &FrameId| {
        capture.frame(*id).is_some_and(|m| m.flags.has(crate::store::FrameFlags::REVERSE) == way)
    };
    before.take(NEAR).filter(is_way).filter(same).last()
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
