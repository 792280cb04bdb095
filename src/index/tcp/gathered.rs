//! A conversation's streams from scratch: all segments of a direction, each placed by its sequence
//! number, whenever it came. Not here: what comes in order (the assembler).

use super::{Assembler, MAX_OFFSET, Part, ReadPiece};
use crate::base::id::FrameId;
use crate::base::wrapping::Seq;
use crate::store::segments::flag;
use crate::store::{Direction, TcpSegment};

/// All segments of one direction, with sequence numbers that do not wrap.
#[derive(Default)]
pub(super) struct Gathered {
    /// The number unwrapped last, and what it became; the first one became 0.
    last: Option<(Seq, i64)>,
    first: Option<Seq>,
    /// Unwrapped beginnings.
    parts: Vec<(i64, Part)>,
    syn: Option<i64>,
    fin: Option<i64>,
    reset: bool,
    acked: Option<i64>,
}

impl Gathered {
    fn unwrap(&mut self, seq: Seq) -> i64 {
        let (last, at) = self.last.unwrap_or((seq, 0));
        self.first.get_or_insert(seq);
        let at = at + i64::from(seq.distance_from(last));
        self.last = Some((seq, at));
        at
    }

    pub fn acknowledge(&mut self, ack: Seq) {
        let at = match self.last {
            Some((last, at)) => at + i64::from(ack.distance_from(last)),
            None => self.unwrap(ack),
        };
        self.acked = Some(self.acked.map_or(at, |known| known.max(at)));
    }

    pub fn add(&mut self, segment: &TcpSegment, frame: FrameId) {
        if segment.has(flag::RST) {
            self.reset = true;
            return;
        }
        let at = self.unwrap(segment.payload_seq());
        if segment.has(flag::SYN) {
            self.syn.get_or_insert(at);
        }
        if segment.has(flag::FIN) {
            self.fin.get_or_insert(at + i64::from(segment.len));
        }
        if segment.len > 0 {
            self.parts.push((at, Part::new(0, segment, frame)));
        }
    }

    /// Unwrapped number of the stream's first byte.
    fn origin(&self) -> Option<i64> {
        // A lone byte may be a keep-alive's, which is not of the stream.
        let lowest = |least: u32| self.parts.iter().filter(|(_, p)| p.len >= least).map(|(at, _)| *at).min();
        let (long, any) = (lowest(2), lowest(1));
        let guess = match (long, any) {
            (Some(long), Some(any)) if any == long - 1 => Some(long),
            _ => any,
        };
        self.syn.or(guess)
    }

    pub fn place(mut self, assembler: &mut Assembler, out: &mut Direction, d: usize, read: ReadPiece<'_>) {
        let Some(origin) = self.origin() else { return };
        let first_seq = self.first.unwrap_or_default().plus(origin as u32);
        assembler.sides[d].origin = Some(first_seq);
        out.origin = Some(first_seq);
        self.parts.sort_by_key(|(at, part)| (*at, part.frame));
        for (at, part) in self.parts {
            let Ok(start) = u64::try_from(at - origin) else { continue };
            let part = Part { start, ..part };
            if part.end() > MAX_OFFSET {
                continue;
            }
            assembler.sides[d].held.push_back(part);
        }
        assembler.deliver_held(out, d, read);
        while let Some(next) = assembler.sides[d].held.front().map(|h| h.start)
            && self.acked.is_some_and(|acked| acked - origin >= next as i64)
        {
            assembler.give_up_hole(out, d, read);
        }
        let side = &mut assembler.sides[d];
        side.fin = self.fin.and_then(|fin| u64::try_from(fin - origin).ok());
        out.ended = self.reset || side.fin.is_some_and(|fin| side.next >= fin);
    }
}
