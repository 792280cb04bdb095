//! Recognises what a byte stream carries and finds its messages, piece by piece as they come.
//! The index runs it over TCP streams; over decrypted ones it runs when somebody looks.

use super::framer::{Framed, Framer, Progress, Stretch};
use crate::base::id::FrameId;
use crate::store::{Application, Direction, Flow, Message, MessageKind, Piece, TlsFlow};
use crate::tls::record;
use std::borrow::Cow;
use std::ops::Range;

/// First bytes of a segment that recognition may look at, and how many segments it may try.
const PROBE_BYTES: u64 = 512;
const MAX_PROBES: u16 = 256;
/// Fewer bytes than this may be too few to recognise a protocol by: more are waited for.
const PROBE_AT_LEAST: u64 = 16;

/// Bytes of a stream's range; fewer where fewer are there.
pub type Read<'a> = &'a dyn Fn(&Direction, Range<u64>) -> Cow<'a, [u8]>;

/// What listens to the records of a TLS stream while they are framed.
pub trait Records: Clone + Default {
    /// The epoch that the next record of `direction` belongs to; 0 in the clear.
    fn epoch(&self, direction: usize) -> u8;
    /// Whether [`Self::record`] needs the bytes of such a record.
    fn wants_fragment(&self, direction: usize, content_type: u8) -> bool;
    fn record(&mut self, direction: usize, index: usize, content_type: u8, fragment: &[u8], frame: FrameId);
    /// Bytes were lost before record `index`.
    fn gap(&mut self, direction: usize, index: usize, frame: FrameId);
    /// What is known so far, if it changed since `old` was made.
    fn changed_since(&self, old: Option<&TlsFlow>) -> Option<TlsFlow>;
}

/// Listens to nothing.
impl Records for () {
    fn epoch(&self, _: usize) -> u8 {
        0
    }
    fn wants_fragment(&self, _: usize, _: u8) -> bool {
        false
    }
    fn record(&mut self, _: usize, _: usize, _: u8, _: &[u8], _: FrameId) {}
    fn gap(&mut self, _: usize, _: usize, _: FrameId) {}
    fn changed_since(&self, _: Option<&TlsFlow>) -> Option<TlsFlow> {
        None
    }
}

/// State of one conversation's framing.
#[derive(Clone, Debug, Default)]
pub struct Framing<R> {
    pub application: Application,
    tls: Option<Box<R>>,
    sides: [Side; 2],
    probes: u16,
}

#[derive(Clone, Debug, Default)]
struct Side {
    /// Pieces looked at so far.
    pieces: usize,
    /// Where bytes too few to be recognised begin.
    unsure_from: Option<u64>,
    /// Knows where a message begins; else looks for one at each segment's start.
    synced: bool,
    /// Do not ask the framer before the stream is that long.
    need: u64,
    progress: Progress,
    /// Messages of the protocol, and stretches that were not.
    messages: usize,
    skipped: usize,
}

impl<R: Records> Framing<R> {
    /// Frames what came to `direction` since the last call. `frame_of` says for each new piece, in
    /// order of the stream, in which frame a message that ends there is complete.
    pub fn advance(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        mut frame_of: impl FnMut(&Piece) -> FrameId,
        ports: [u16; 2],
        framers: &[Framer],
        read: Read<'_>,
    ) {
        loop {
            let Some(side) = self.sides.get_mut(direction) else { return };
            let Some(piece) = flow.directions.get(direction).and_then(|d| d.pieces.get(side.pieces)).copied()
            else {
                break;
            };
            side.pieces += 1;
            let frame = frame_of(&piece);
            if piece.frame().is_none() {
                self.lost(flow, direction, piece.start(), piece.end(), frame);
                continue;
            }
            let mut start = side.unsure_from.take().unwrap_or(piece.start());
            // A short line may have been another protocol's, which ended with it (STARTTLS).
            if start < piece.start()
                && !self.begins(flow, direction, start, ports, framers, read)
                && self.begins(flow, direction, piece.start(), ports, framers, read)
            {
                start = piece.start();
            }
            if self.application == Application::Unknown
                && !self.recognise(flow, direction, start, ports, framers, read)
            {
                let Some(side) = self.sides.get_mut(direction) else { return };
                if piece.end() - start < PROBE_AT_LEAST {
                    side.unsure_from = Some(start);
                } else if let Some(d) = flow.directions.get_mut(direction) {
                    d.framed = piece.end();
                }
                continue;
            }
            self.segment(flow, direction, start, piece.end(), frame, ports, framers, read);
        }
        if let Some(tls) = self.tls.as_ref().and_then(|t| t.changed_since(flow.tls.as_deref())) {
            flow.tls = Some(std::sync::Arc::new(tls));
        }
    }

    /// No more will come in this direction: a message that ends with the stream is complete.
    pub fn finish(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        frame: FrameId,
        framers: &[Framer],
        read: Read<'_>,
    ) {
        let Some(d) = flow.directions.get(direction) else { return };
        let end = d.len();
        if self.application != Application::Unknown && d.framed < end {
            self.run(flow, direction, end, frame, framers, read, true);
        }
    }

    /// Whether the protocol of the stream, or any while none is known, begins at `start`.
    fn begins(
        &self,
        flow: &Flow,
        direction: usize,
        start: u64,
        ports: [u16; 2],
        framers: &[Framer],
        read: Read<'_>,
    ) -> bool {
        let Some(d) = flow.directions.get(direction) else { return false };
        let bytes = read(d, start..(start + PROBE_BYTES).min(d.len()));
        let possible =
            |f: &&Framer| self.application == Application::Unknown || f.application == self.application;
        framers.iter().filter(possible).any(|f| (f.recognises)(&bytes, ports))
    }

    fn recognise(
        &mut self,
        flow: &Flow,
        direction: usize,
        start: u64,
        ports: [u16; 2],
        framers: &[Framer],
        read: Read<'_>,
    ) -> bool {
        if self.probes >= MAX_PROBES {
            return false;
        }
        self.probes += 1;
        let Some(d) = flow.directions.get(direction) else { return false };
        let bytes = read(d, start..(start + PROBE_BYTES).min(d.len()));
        if let Some(framer) = framers.iter().find(|f| (f.recognises)(&bytes, ports)) {
            self.application = framer.application;
            if self.application == Application::Tls {
                self.tls = Some(Box::default());
            }
        }
        self.application != Application::Unknown
    }

    #[allow(clippy::too_many_arguments, reason = "one call, from one loop; the arguments are its state")]
    fn segment(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        start: u64,
        end: u64,
        frame: FrameId,
        ports: [u16; 2],
        framers: &[Framer],
        read: Read<'_>,
    ) {
        let (Some(side), Some(d)) = (self.sides.get_mut(direction), flow.directions.get_mut(direction))
        else {
            return;
        };
        if !side.synced {
            let bytes = read(d, start..(start + PROBE_BYTES).min(d.len()));
            let known = framers.iter().find(|f| f.application == self.application);
            if !known.is_some_and(|f| (f.recognises)(&bytes, ports)) {
                if end - start < PROBE_AT_LEAST {
                    side.unsure_from = Some(start);
                    return;
                }
                if d.framed < end {
                    let len = (end - d.framed).min(u32::MAX.into()) as u32;
                    d.messages.push(Message::new(d.framed, len, frame, MessageKind::SKIPPED, 0));
                    side.skipped += 1;
                    d.framed = end;
                }
                return;
            }
            if d.framed < start {
                let len = (start - d.framed).min(u32::MAX.into()) as u32;
                d.messages.push(Message::new(d.framed, len, frame, MessageKind::SKIPPED, 0));
                side.skipped += 1;
            }
            d.framed = start;
            side.synced = true;
        }
        self.run(flow, direction, end, frame, framers, read, false);
    }

    /// Takes messages off the stream, which is there up to `end`.
    #[allow(clippy::too_many_arguments, reason = "as above")]
    fn run(
        &mut self,
        flow: &mut Flow,
        direction: usize,
        end: u64,
        frame: FrameId,
        framers: &[Framer],
        read: Read<'_>,
        ended: bool,
    ) {
        loop {
            let ([left, right], [a, b]) = (&mut self.sides, &mut flow.directions);
            let (d, peer) = if direction == 0 { (a, b) } else { (b, a) };
            let (side, peer_skipped) =
                if direction == 0 { (left, right.skipped) } else { (right, left.skipped) };
            let start = d.framed;
            let there = end.saturating_sub(start);
            if there == 0 || (there < side.need && !ended) {
                return;
            }
            let framed = if self.application == Application::Tls {
                next_record(read, d, start, there)
            } else {
                let Some(framer) = framers.iter().find(|f| f.application == self.application) else { return };
                let peer_message =
                    |n: usize| peer.messages.get(n + peer_skipped).map(|m| (m.kind(), m.note()));
                let stretch = Stretch {
                    len: there,
                    ended,
                    direction,
                    nth: side.messages,
                    peer: &peer_message,
                    read: &|range: Range<u64>| read(d, start + range.start..start + range.end.min(there)),
                };
                (framer.next)(&mut side.progress, &stretch)
            };
            match framed {
                Framed::NeedMore { at_least } => {
                    side.need = at_least.max(there + 1);
                    return;
                }
                Framed::Message { len, kind, note } if len > 0 && len <= there => {
                    let note = match &self.tls {
                        Some(tls) => tls.epoch(direction),
                        None => note,
                    };
                    let len = len.min(u32::MAX.into()) as u32;
                    let index = d.messages.len();
                    d.messages.push(Message::new(start, len, frame, kind, note));
                    d.framed = start + u64::from(len);
                    side.messages += 1;
                    if let Some(tls) = &mut self.tls {
                        let fragment = if tls.wants_fragment(direction, kind.0) {
                            read(d, start + record::HEADER_LEN as u64..d.framed)
                        } else {
                            Cow::Borrowed(&[][..])
                        };
                        tls.record(direction, index, kind.0, &fragment, frame);
                    }
                }
                Framed::Skip(len) if len > 0 && len < there => {
                    d.messages.push(Message::new(
                        start,
                        len.min(u32::MAX.into()) as u32,
                        frame,
                        MessageKind::SKIPPED,
                        0,
                    ));
                    side.skipped += 1;
                    d.framed = start + len;
                }
                // Nothing to make of it: to the end of the segment, and look again at the next.
                Framed::Skip(_) | Framed::Message { .. } => {
                    let len = there.min(u32::MAX.into()) as u32;
                    d.messages.push(Message::new(start, len, frame, MessageKind::SKIPPED, 0));
                    side.skipped += 1;
                    d.framed = start + u64::from(len);
                    side.synced = false;
                }
            }
            side.need = 0;
            side.progress = Progress::default();
        }
    }

    /// The stream has a hole from `start` to `end`.
    fn lost(&mut self, flow: &mut Flow, direction: usize, start: u64, end: u64, frame: FrameId) {
        let (Some(side), Some(d)) = (self.sides.get_mut(direction), flow.directions.get_mut(direction))
        else {
            return;
        };
        if self.application != Application::Unknown {
            if d.framed < start {
                let len = (start - d.framed).min(u32::MAX.into()) as u32;
                d.messages.push(Message::new(d.framed, len, frame, MessageKind::BROKEN, 0));
                side.skipped += 1;
            }
            if let Some(tls) = &mut self.tls {
                tls.gap(direction, d.messages.len(), frame);
            }
        }
        d.framed = end;
        side.unsure_from = None;
        side.synced = false;
        side.need = 0;
        side.progress = Progress::default();
    }
}

/// The TLS record that begins at `start`.
fn next_record(read: Read<'_>, d: &Direction, start: u64, there: u64) -> Framed {
    let header = read(d, start..start + there.min(record::HEADER_LEN as u64));
    let Some(header) = header.first_chunk::<{ record::HEADER_LEN }>() else {
        return Framed::NeedMore { at_least: record::HEADER_LEN as u64 };
    };
    if !record::looks_like_record(header) {
        return Framed::Skip(0);
    }
    let len = record::HEADER_LEN as u64 + u64::from(u16::from_be_bytes([header[3], header[4]]));
    if len > there {
        return Framed::NeedMore { at_least: len };
    }
    Framed::Message { len, kind: MessageKind(header[0]), note: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Piece;

    const RECORDS: Framer = Framer {
        application: Application::Tls,
        recognises: |bytes, _| bytes.first_chunk().is_some_and(record::looks_like_record),
        next: |_, _| Framed::Skip(0),
    };

    /// Frames segments that come one after the other; gives start, length and kind of each message.
    fn framed(segments: &[&[u8]]) -> Vec<(u64, u32, u8)> {
        let (mut flow, mut framing) = (Flow::default(), Framing::<()>::default());
        let stream: Vec<u8> = segments.concat();
        let read = |_: &Direction, range: Range<u64>| -> Cow<'_, [u8]> {
            let there = range.start as usize..(range.end as usize).min(stream.len());
            Cow::Borrowed(stream.get(there).unwrap_or(&[]))
        };
        let mut start = 0;
        for (index, segment) in segments.iter().enumerate() {
            let frame = FrameId::from_index(index);
            flow.directions[0].pieces.push(Piece::new(start, segment.len() as u16, frame, 0, false));
            start += segment.len() as u64;
            framing.advance(
                &mut flow,
                0,
                |piece| piece.frame().unwrap_or_default(),
                [25, 40_000],
                &[RECORDS],
                &read,
            );
        }
        flow.directions[0].messages.iter().map(|m| (m.start(), m.len, m.kind().0)).collect()
    }

    #[test]
    fn tls_after_a_short_line_begins_where_its_segment_does() {
        let hello = [&[22, 3, 1, 0, 20][..], &[1; 20]].concat();
        let messages = framed(&[b"STARTTLS\r\n", &hello]);
        assert_eq!(messages, [(0, 10, MessageKind::SKIPPED.0), (10, 25, 22)]);
    }

    #[test]
    fn a_record_cut_into_single_bytes_is_recognised() {
        let hello = [&[22, 3, 1, 0, 20][..], &[1; 20]].concat();
        let bytes: Vec<&[u8]> = hello.chunks(1).collect();
        assert_eq!(framed(&bytes), [(0, 25, 22)]);
    }
}
