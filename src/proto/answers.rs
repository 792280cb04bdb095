//! Which request a response answers, where both carry the same key (a number, an identifier) and
//! any number of others may stand between: over both streams of a connection. Remembered.

use super::placed::Placed;
use crate::base::id::FrameId;
use crate::dissect::remembered::Weighed;
use crate::dissect::{Dissector, Span};
use crate::field::Field;
use crate::field::def::{FrameNum, RelativeTime};
use std::collections::HashMap;

/// What a message is among requests and responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Request,
    Response,
    /// A response of which there may be many, which are counted.
    Part,
}

/// How a protocol's messages are read: of how many bytes, and how.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub protocol: &'static str,
    pub head_bytes: u64,
    pub read: fn(&[u8]) -> Option<(Role, u64)>,
}

#[derive(Clone, Copy, Debug)]
struct Request {
    frame: FrameId,
    response: Option<FrameId>,
}

/// All requests of a connection.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Messages of each direction that were looked at.
    seen: [usize; 2],
    /// By direction and key, in order of frames: keys may come again.
    requests: HashMap<(usize, u64), Vec<Request>>,
    /// Frames of counted responses, by direction and key of the request.
    parts: HashMap<(usize, u64), Vec<FrameId>>,
}

impl Weighed for Known {
    fn bytes(&self) -> usize {
        /// Of a message: its part of a list in a map.
        const EACH: usize = 48;
        self.seen.iter().sum::<usize>() * EACH
    }
}

/// What a message belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Of a response: the request.
    pub request: Option<FrameId>,
    /// Of a request: the first response.
    pub response: Option<FrameId>,
    /// Of a response: counted ones up to here, if that is known.
    pub parts: Option<usize>,
}

impl Link {
    /// What is known of the message with `key` that stands in `frame`.
    pub fn of(placed: &Placed<'_>, frame: FrameId, reader: Reader, role: Role, key: u64) -> Self {
        let counts = [0, 1].map(|d| placed.messages(d).map_or(0, |m| m.len()));
        let known = placed.remembered().result::<Known>(
            placed.remembered_key(reader.protocol),
            |known| known.seen == counts,
            |known| extend(known, placed, reader, counts),
        );
        let own = placed.place.direction.min(1);
        // Keys may come again any number of times.
        let latest = |list: Option<&Vec<Request>>| {
            let list = list?;
            list.get(list.partition_point(|r| r.frame <= frame).checked_sub(1)?).copied()
        };
        if role == Role::Request {
            let response = latest(known.requests.get(&(own, key))).and_then(|r| r.response);
            return Self { response, ..Self::default() };
        }
        let request = latest(known.requests.get(&(1 - own, key))).map(|r| r.frame);
        let parts = known.parts.get(&(1 - own, key)).map_or(0, |frames| {
            let first = frames.partition_point(|f| request.is_some_and(|r| *f < r));
            frames.partition_point(|f| *f <= frame).saturating_sub(first)
        });
        Self { request, response: None, parts: Some(parts) }
    }

    /// Shows the links and the time between.
    pub fn show(
        &self,
        d: &mut Dissector<'_>,
        span: Span,
        response_in: Field<FrameNum>,
        request_in: Field<FrameNum>,
        time: Option<Field<RelativeTime>>,
    ) {
        let at = span.at_start();
        if let Some(response) = self.response {
            d.tree.generated(response_in, response.number(), at);
        }
        let Some(request) = self.request else { return };
        d.tree.generated(request_in, request.number(), at);
        if let (Some(meta), Some(time)) = (d.capture().frame(request), time) {
            d.tree.generated(time, d.meta().time.since(meta.time), at);
        }
    }
}

/// A key made of an identifier (FNV-1a).
pub fn key(identifier: &[u8]) -> u64 {
    identifier
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
}

fn extend(known: &mut Known, placed: &Placed<'_>, reader: Reader, counts: [usize; 2]) {
    let mut responses = Vec::new();
    for (direction, seen) in known.seen.into_iter().enumerate() {
        let Some(messages) = placed.messages(direction) else { continue };
        for message in messages.iter_from(seen) {
            let end = message.end().min(message.start() + reader.head_bytes);
            let head = placed.bytes(direction, message.start()..end);
            let Some((role, key)) = (reader.read)(&head) else { continue };
            if role == Role::Request {
                let request = Request { frame: message.frame, response: None };
                known.requests.entry((direction, key)).or_default().push(request);
                continue;
            }
            responses.push(((1 - direction, key), message.frame));
            if role == Role::Part {
                known.parts.entry((1 - direction, key)).or_default().push(message.frame);
            }
        }
    }
    known.seen = counts;
    for (key, frame) in responses {
        let Some(list) = known.requests.get_mut(&key) else { continue };
        let at = list.partition_point(|r| r.frame <= frame).checked_sub(1);
        if let Some(request) = at.and_then(|at| list.get_mut(at)) {
            request.response.get_or_insert(frame);
        }
    }
}
