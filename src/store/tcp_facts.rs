//! What the sequence analysis says of a segment beyond its findings: found by playing the
//! conversation's segments through the analysis once more, and remembered. Dropping the memory
//! changes no result.

use super::tcp_analysis::{Analysis, SegmentFacts};
use super::{Capture, Conversation, Findings, TcpSegment};
use crate::base::cache::Cache;
use crate::base::id::{ConversationId, FrameId};
use crate::base::time::{Duration, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of all conversations remembered.
const BUDGET_BYTES: usize = 64 << 20;
/// Segments between two states kept of a conversation.
const STRETCH: usize = 4096;
/// Stretches of a conversation whose facts are kept.
const KEPT: usize = 4;

/// Finds the segment of a conversation that a frame carries, and its direction. The index knows
/// how, for it knows the headers around.
pub type FindSegment = fn(&Capture, &Conversation, FrameId) -> Option<(usize, TcpSegment)>;

/// Facts of segments, made when somebody asks; shared by all instants of a capture.
#[derive(Debug, Default)]
pub struct TcpFacts {
    find: Option<FindSegment>,
    replays: Mutex<Option<Cache<ConversationId, Arc<Mutex<Replay>>>>>,
}

/// A conversation as far as it was played.
#[derive(Debug, Default)]
struct Replay {
    /// The last frame known so far.
    last: Option<FrameId>,
    stretches: Vec<Stretch>,
    /// Facts of some stretches, with the length they had then; the newest last.
    facts: VecDeque<(usize, usize, Arc<[SegmentFacts]>)>,
    /// What stood at the end, when that frame was the last one.
    end: Option<(FrameId, u8, Duration)>,
}

/// A run of frames, and the analysis before the first of them.
#[derive(Debug)]
struct Stretch {
    last: FrameId,
    len: usize,
    before: Option<Box<Analysis>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TcpFacts {
    pub fn new(find: FindSegment) -> Self {
        Self { find: Some(find), replays: Mutex::default() }
    }

    /// What is known of `frame`'s segment in the conversation; `None` if it carries none.
    pub fn of(&self, capture: &Capture, id: ConversationId, frame: FrameId) -> Option<SegmentFacts> {
        let find = self.find?;
        let conversation = capture.conversation(id)?;
        let replay = self.replay(id, conversation);
        let mut replay = lock(&replay);
        replay.learn(capture, conversation);
        let facts = replay.stretch_of(frame, capture, conversation, find)?;
        let at = facts.binary_search_by_key(&frame, |f| f.frame).ok()?;
        facts.get(at).copied()
    }

    /// What of the conversation is complete and its first round trip, when its last frame so far is known.
    pub fn at_end(&self, capture: &Capture, id: ConversationId) -> Option<(u8, Duration)> {
        let find = self.find?;
        let conversation = capture.conversation(id)?;
        let replay = self.replay(id, conversation);
        let replay = &mut *lock(&replay);
        replay.learn(capture, conversation);
        let last = replay.last?;
        match replay.end {
            Some((at, completeness, round_trip)) if at == last => Some((completeness, round_trip)),
            _ => {
                let stretches = replay.stretches.len();
                replay.facts.retain(|(at, ..)| at + 1 != stretches);
                replay.stretch_of(last, capture, conversation, find)?;
                replay.end.map(|(_, completeness, round_trip)| (completeness, round_trip))
            }
        }
    }

    fn replay(&self, id: ConversationId, conversation: &Conversation) -> Arc<Mutex<Replay>> {
        let mut replays = lock(&self.replays);
        let replays = replays.get_or_insert_with(|| Cache::new(BUDGET_BYTES));
        if let Some(known) = replays.get(&id) {
            return known;
        }
        let frames = conversation.frames.iter().map(|f| *f as usize).sum::<usize>();
        let states = frames.div_ceil(STRETCH) * (size_of::<Stretch>() + 2 * size_of::<Analysis>());
        let bytes = states + frames.min(KEPT * STRETCH) * size_of::<SegmentFacts>();
        let new = Arc::<Mutex<Replay>>::default();
        replays.insert(id, Arc::clone(&new), bytes);
        new
    }
}

impl Replay {
    /// Notes the frames that came since the last time.
    fn learn(&mut self, capture: &Capture, conversation: &Conversation) {
        if self.last.is_some_and(|last| last >= conversation.last) {
            return;
        }
        let known = self.last;
        let new = capture.frames_of(conversation).take_while(|f| known.is_none_or(|k| *f > k));
        let mut new: Vec<FrameId> = new.collect();
        new.reverse();
        for frame in new {
            match self.stretches.last_mut().filter(|s| s.len < STRETCH) {
                Some(stretch) => {
                    stretch.last = frame;
                    stretch.len += 1;
                }
                None => self.stretches.push(Stretch { last: frame, len: 1, before: None }),
            }
            self.last = Some(frame);
        }
        let stretches = &self.stretches;
        self.facts.retain(|(at, len, _)| stretches.get(*at).is_some_and(|s| s.len == *len));
    }

    /// The facts of the stretch that `frame` is in.
    fn stretch_of(
        &mut self,
        frame: FrameId,
        capture: &Capture,
        conversation: &Conversation,
        find: FindSegment,
    ) -> Option<Arc<[SegmentFacts]>> {
        let wanted = self.stretches.partition_point(|s| s.last < frame);
        if let Some((_, _, facts)) = self.facts.iter().find(|(at, ..)| *at == wanted) {
            return Some(Arc::clone(facts));
        }
        let len = self.stretches.get(wanted)?.len;
        let played = self.stretches.iter().take(wanted + 1).enumerate().rev();
        let known = played.into_iter().find_map(|(at, s)| Some((at, s.before.clone()?)));
        let (from, mut analysis) = known.map_or((0, None), |(at, before)| (at, Some(before)));
        let mut made = None;
        for at in from..=wanted {
            let state = analysis.get_or_insert_with(|| Box::new(begin(conversation)));
            if let Some(stretch) = self.stretches.get_mut(at) {
                stretch.before.get_or_insert_with(|| state.clone());
            }
            made = Some(self.play(at, state, capture, conversation, find));
        }
        let facts: Arc<[SegmentFacts]> = made?.into();
        if self.facts.len() == KEPT {
            self.facts.pop_front();
        }
        self.facts.push_back((wanted, len, Arc::clone(&facts)));
        Some(facts)
    }

    /// Plays stretch `at`; frames without a segment get no facts.
    fn play(
        &mut self,
        at: usize,
        analysis: &mut Analysis,
        capture: &Capture,
        conversation: &Conversation,
        find: FindSegment,
    ) -> Vec<SegmentFacts> {
        let Some(stretch) = self.stretches.get(at) else { return Vec::new() };
        let back = std::iter::successors(Some(stretch.last), |f| capture.frame(*f)?.previous());
        let mut frames: Vec<FrameId> = back.take(stretch.len).collect();
        frames.reverse();
        let mut facts = Vec::with_capacity(frames.len());
        for frame in frames {
            let time = capture.frame(frame).map_or(Timestamp(0), |m| m.time);
            if let Some((direction, segment)) = find(capture, conversation, frame) {
                facts.push(analysis.facts(direction, &segment, frame, time));
            }
        }
        if let Some(last) = self.last.filter(|_| at + 1 == self.stretches.len()) {
            self.end = Some((last, analysis.completeness(), analysis.initial_rtt()));
        }
        facts
    }
}

/// The analysis before the conversation's first frame.
fn begin(conversation: &Conversation) -> Analysis {
    let finding = conversation.flow.as_ref().and_then(|f| f.finding(conversation.first));
    let reused = finding.is_some_and(|f| f.what.has(Findings::REUSED_PORTS));
    let analysis = Analysis::new().with_details();
    if reused { analysis.reusing_ports() } else { analysis }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::wrapping::Seq;
    use crate::store::segments::flag;
    use crate::store::{Application, Endpoint, FrameMeta, Transport};

    /// The test's frames hold no bytes: each is told by its number.
    fn nth(_: &Capture, _: &Conversation, frame: FrameId) -> Option<(usize, TcpSegment)> {
        let sent = frame.0 / 2 * 100;
        let (direction, seq, ack, len) =
            if frame.0.is_multiple_of(2) { (0, sent, 7, 100) } else { (1, 7, sent + 100, 0) };
        let (seq, ack) = (Seq(1 + seq), Seq(1 + ack));
        Some((direction, TcpSegment { seq, ack, len, flags: flag::ACK, window: 9, ..TcpSegment::default() }))
    }

    fn capture(frames: u32) -> Capture {
        let ends = [Endpoint::v4([10, 0, 0, 1], 1_000), Endpoint::v4([10, 0, 0, 2], 80)];
        let mut capture = Capture::default();
        for i in 0..frames {
            let mut meta = FrameMeta::new(0, 0, 0, Timestamp(i64::from(i) * 1_000), 0);
            meta.set_conversation(ConversationId(0), i.checked_sub(1).map(FrameId));
            capture.frames.push(meta);
        }
        capture.conversations.push(Conversation {
            ends,
            transport: Transport::Tcp,
            application: Application::Unknown,
            stream: 0,
            first: FrameId(0),
            last: FrameId(frames - 1),
            frames: [frames / 2, frames - frames / 2],
            bytes: [0; 2],
            flow: None,
        });
        capture
    }

    #[test]
    fn any_order_of_asking_gives_what_playing_in_order_gives() {
        const FRAMES: u32 = 3 * STRETCH as u32 + 100;
        let capture = capture(FRAMES);
        let conversation = capture.conversation(ConversationId(0)).unwrap();
        let mut analysis = Analysis::new().with_details();
        let right: Vec<SegmentFacts> = (0..FRAMES)
            .map(|i| {
                let (d, segment) = nth(&capture, conversation, FrameId(i)).unwrap();
                analysis.facts(d, &segment, FrameId(i), Timestamp(i64::from(i) * 1_000))
            })
            .collect();
        let facts = TcpFacts::new(nth);
        for i in [FRAMES - 1, 0, 4_095, 4_096, 9_000, 1, FRAMES - 2, 8_191, 8_192, FRAMES - 1] {
            let told = facts.of(&capture, ConversationId(0), FrameId(i));
            assert_eq!(told.as_ref(), right.get(i as usize), "frame {i}");
        }
        assert_eq!(facts.of(&capture, ConversationId(0), FrameId(FRAMES)), None);
        assert_eq!(facts.of(&capture, ConversationId(1), FrameId(0)), None);
    }

    #[test]
    fn a_conversation_that_grows_is_followed() {
        let facts = TcpFacts::new(nth);
        for frames in [1, 2, 100, 5_000, 5_001] {
            let told = facts.of(&capture(frames), ConversationId(0), FrameId(frames - 1)).unwrap();
            assert_eq!(told.time_relative.0, i64::from(frames - 1) * 1_000);
        }
    }
}
