//! Ends of media streams that signalling announced (SDP, RTSP), and how often the numbers of RTP
//! streams came round. Appended to in the order of frames.

use super::conversation::Endpoint;
use crate::base::id::{ConversationId, FrameId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Ends that are kept; what is announced beyond them is not known.
const MAX_ENDS: usize = 1 << 17;

/// What signalling said of an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaEnd {
    /// The frame that announced it.
    pub frame: FrameId,
    /// By which protocol: `SDP`, `RTSP`; of FTP by which command: `PASV`, `EPASV`, `PORT`.
    pub method: &'static str,
    /// Of FTP: the connection that controls the transfer.
    pub conversation: Option<ConversationId>,
    /// It is for what the ends tell each other about the stream (RTCP), not for the stream.
    pub control: bool,
    /// Names of payload types that were agreed on.
    pub formats: Vec<(u8, String)>,
    /// The call that it belongs to.
    pub call_id: Option<String>,
    /// It goes as SRTP: bytes of the tag behind each packet, where a profile or the signalling says so.
    pub tag_len: Option<u8>,
}

/// Bytes of the authentication tag of a profile of SRTP (RFC 5764 section 4.1.2, RFC 7714 section 12); those of GCM
/// are part of the sealed payload.
pub fn srtp_tag_len(profile: u16) -> u8 {
    match profile {
        2 | 6 => 4,
        7 | 8 => 0,
        _ => 10,
    }
}

/// How often the sequence numbers of a direction came round, from a frame on. One more than that:
/// the first turn counts as 1, so that what comes before it has a number, too.
type Turn = (FrameId, u16);

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct MediaTable {
    ends: Arc<BTreeMap<Endpoint, Vec<Arc<MediaEnd>>>>,
    count: usize,
    turns: Arc<BTreeMap<(ConversationId, usize), Vec<Turn>>>,
}

impl MediaTable {
    /// How many ends were announced.
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// An end was announced. One that its frame announced already is not kept again.
    pub fn announce(&mut self, endpoint: Endpoint, end: Arc<MediaEnd>) {
        if self.count >= MAX_ENDS {
            return;
        }
        let known = Arc::make_mut(&mut self.ends).entry(endpoint).or_default();
        let at = known.partition_point(|k| k.frame <= end.frame);
        if known.iter().take(at).rev().take_while(|k| k.frame == end.frame).any(|k| **k == *end) {
            return;
        }
        known.insert(at, end);
        self.count += 1;
    }

    /// What was said last of an end, up to `frame`.
    pub fn of(&self, endpoint: &Endpoint, frame: FrameId) -> Option<&Arc<MediaEnd>> {
        let known = self.ends.get(endpoint)?;
        known.get(known.partition_point(|k| k.frame <= frame).checked_sub(1)?)
    }

    /// The end that a datagram between the two concerns: where it goes to, or else where it comes from.
    pub fn between(&self, from: &Endpoint, to: &Endpoint, frame: FrameId) -> Option<&Arc<MediaEnd>> {
        if self.is_empty() {
            return None;
        }
        self.of(to, frame).or_else(|| self.of(from, frame))
    }

    /// From `frame` on, numbers of the direction are in that turn.
    pub fn turn(&mut self, stream: (ConversationId, usize), frame: FrameId, turn: u16) {
        Arc::make_mut(&mut self.turns).entry(stream).or_default().push((frame, turn));
    }

    /// The turn of the numbers at `frame`.
    pub fn turn_at(&self, stream: (ConversationId, usize), frame: FrameId) -> u16 {
        let turns = self.turns.get(&stream).map_or(&[][..], Vec::as_slice);
        let past = turns.partition_point(|t| t.0 <= frame);
        past.checked_sub(1).and_then(|at| turns.get(at)).map_or(1, |t| t.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(frame: u32) -> Arc<MediaEnd> {
        let method = "SDP";
        Arc::new(MediaEnd {
            frame: FrameId(frame),
            method,
            conversation: None,
            control: false,
            formats: Vec::new(),
            call_id: None,
            tag_len: None,
        })
    }

    #[test]
    fn the_latest_announcement_counts() {
        let (a, b) = (Endpoint::v4([1; 4], 10), Endpoint::v4([2; 4], 20));
        let mut table = MediaTable::default();
        for frame in [3, 9, 9] {
            table.announce(a, end(frame));
        }
        table.announce(b, end(5));
        assert_eq!(table.count, 3);
        let of = |from, to, frame| table.between(from, to, FrameId(frame)).map(|e| e.frame.0);
        assert_eq!([2, 3, 8, 9, 99].map(|f| of(&b, &a, f)), [None, Some(3), Some(3), Some(9), Some(9)]);
        assert_eq!(of(&a, &b, 4), Some(3), "the sender's, while the receiver's is not known");
        assert_eq!(of(&a, &b, 5), Some(5));
    }

    #[test]
    fn turns_begin_at_one() {
        let mut table = MediaTable::default();
        let stream = (ConversationId(4), 1);
        table.turn(stream, FrameId(7), 2);
        table.turn(stream, FrameId(9), 1);
        assert_eq!([0, 7, 8, 9].map(|f| table.turn_at(stream, FrameId(f))), [1, 2, 2, 1]);
    }
}
