//! The course of a TCP stream: sequence numbers, acknowledgements, windows and round trips, segment by
//! segment.

use super::Progress;
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::{Dissector, Registry, Settings, Wanted};
use crate::field::{FieldId, FieldSet, Value};
use crate::store::{Capture, Transport};

/// Segments taken of a stream.
const MAX_SEGMENTS: usize = 2_000_000;

/// A segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub frame: FrameId,
    /// Since the first segment of the stream.
    pub seconds: f64,
    /// 0: from the end that began.
    pub direction: usize,
    /// Relative to the first.
    pub sequence: u32,
    pub len: u32,
    pub acknowledged: u32,
    /// After scaling, bytes.
    pub window: u32,
    /// Between the segment that this one acknowledges and it, seconds.
    pub round_trip: Option<f64>,
}

/// A stream, by its number and its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    pub number: u32,
    pub ends: [String; 2],
    pub segments: Vec<Segment>,
}

/// The TCP conversation of that `tcp.stream`.
pub fn conversation(capture: &Capture, stream: u32) -> Option<ConversationId> {
    let all = capture.conversations.iter();
    let at = all.enumerate().find(|(_, c)| c.transport == Transport::Tcp && c.stream == stream)?;
    Some(ConversationId::from_index(at.0))
}

/// Takes a stream apart; `None` if it is no TCP or was cancelled.
pub fn stream(
    capture: &Capture,
    settings: &Settings,
    registry: &'static Registry,
    id: ConversationId,
    progress: &Progress,
) -> Option<Stream> {
    let conversation = capture.conversation(id).filter(|c| c.transport == Transport::Tcp)?;
    let ids = ["tcp.seq", "tcp.len", "tcp.ack", "tcp.window_size", "tcp.analysis.ack_rtt"]
        .map(|name| registry.named(name).first().copied().unwrap_or(FieldId(u16::MAX)));
    let needs: FieldSet = ids.iter().copied().filter(|id| id.0 != u16::MAX).collect();
    let mut d = Dissector::new(capture, settings, registry, Wanted::Fields(needs));
    d.columns.skip_info = true;
    let mut frames: Vec<FrameId> = capture.frames_of(conversation).collect();
    frames.reverse();
    frames.truncate(MAX_SEGMENTS);
    progress.total.store(frames.len(), std::sync::atomic::Ordering::Relaxed);
    let begin = capture.frame(conversation.first)?.time;
    let mut segments = Vec::with_capacity(frames.len());
    for frame in frames {
        if progress.is_cancelled() {
            return None;
        }
        progress.done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let Some(meta) = capture.frame(frame) else { continue };
        d.frame(frame);
        let value = |id: FieldId| d.tree.nodes().iter().find(|n| n.field == id).map(|n| n.value);
        let [sequence, len, acknowledged, window, round_trip] = ids.map(value);
        let number = |v: Option<Value>| v.and_then(Value::uint).and_then(|n| u32::try_from(n).ok());
        let Some(sequence) = number(sequence) else { continue };
        let round_trip = match round_trip {
            Some(Value::Int(nanos)) => Some(nanos as f64 / 1e9),
            _ => None,
        };
        segments.push(Segment {
            frame,
            seconds: meta.time.since(begin).0 as f64 / 1e9,
            direction: meta.direction(),
            sequence,
            len: number(len).unwrap_or(0),
            acknowledged: number(acknowledged).unwrap_or(0),
            window: number(window).unwrap_or(0),
            round_trip,
        });
    }
    let ends = conversation.ends.map(|end| end.to_string());
    Some(Stream { number: conversation.stream, ends, segments })
}

/// Bytes a second that one side sent, averaged over `window` seconds before each of its segments
/// with data: time and bits a second.
pub fn throughput(segments: &[Segment], direction: usize, window: f64) -> Vec<(f64, f64, FrameId)> {
    let sent: Vec<&Segment> = segments.iter().filter(|s| s.direction == direction && s.len > 0).collect();
    let (mut first, mut bytes) = (0, 0_u64);
    let mut points = Vec::with_capacity(sent.len());
    for segment in &sent {
        bytes += u64::from(segment.len);
        while let Some(oldest) = sent.get(first).filter(|old| segment.seconds - old.seconds > window) {
            bytes = bytes.saturating_sub(oldest.len.into());
            first += 1;
        }
        // A stream younger than the window has had less time.
        let span = window.min(segment.seconds).max(window / 10.0);
        points.push((segment.seconds, bytes as f64 * 8.0 / span, segment.frame));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throughput_counts_what_came_within_the_window() {
        let segment = |seconds, len| Segment {
            frame: FrameId(0),
            seconds,
            direction: 0,
            sequence: 0,
            len,
            acknowledged: 0,
            window: 0,
            round_trip: None,
        };
        let segments = [segment(1.0, 100), segment(1.5, 100), segment(2.0, 0), segment(5.0, 50)];
        let rates: Vec<f64> = throughput(&segments, 0, 1.0).iter().map(|p| p.1).collect();
        assert_eq!(rates, [800.0, 1600.0, 400.0]);
        assert!(throughput(&segments, 1, 1.0).is_empty());
    }
}
