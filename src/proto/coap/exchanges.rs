//! The messages of a conversation and what they are to each other: responses and notifications to their
//! requests by token (RFC 7252 section 5.3), repeated ones to the first by message ID, blocks to the body
//! that they are parts of (RFC 7959). Over datagrams, over DTLS, over streams; remembered. Not here: how
//! this is shown (`links`).

use super::message::{Block, Form, Message, is_request};
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::remembered::{RememberedKey, Weighed};
use crate::dissect::{Cursor, Dissector};
use crate::proto::datagram_link::Place;
use crate::proto::placed::Placed;
use crate::store::{Capture, Conversation};
use crate::tls::record::ContentType;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Bytes of the UDP header.
const UDP_LEN: usize = 8;
/// Longest body that is put together.
const BODY_BYTES_MAX: u32 = 32 << 20;

/// A message of the conversation.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub frame: FrameId,
    pub direction: usize,
    /// Where it begins: in its frame, in its stream, or which record it is.
    pub start: u64,
    /// Where its payload is, from its beginning.
    pub payload: (u32, u32),
    code: u8,
    mid: u16,
    /// Made of its token, and of its path.
    token: u64,
    path: u64,
    block: Option<Block>,
    /// Of a response its request, of a request the first response.
    pub request: Option<usize>,
    pub response: Option<usize>,
    /// The first of those that say the same.
    pub first: Option<usize>,
    /// The body that its payload is a part of.
    pub body: Option<usize>,
}

/// A body that comes in blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    /// Messages by where their blocks begin, once.
    pub parts: BTreeMap<u32, usize>,
    /// Bytes from the beginning that are there.
    pub len: u32,
    /// Where its last block ends.
    end: Option<u32>,
    /// The message that completes it.
    pub complete: Option<usize>,
}

/// Where the messages of a conversation stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// In its datagrams.
    Frames(Place),
    Records,
    Stream,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Exchanges {
    /// In order of frames.
    pub said: Vec<Said>,
    pub bodies: Vec<Body>,
    /// Messages of each direction that were looked at; of datagrams the latest frame.
    seen: [usize; 2],
    latest: Option<FrameId>,
    /// The latest request of a direction with a token; the latest message of a direction with a number and
    /// a token; the body of a direction that a path receives now.
    requests: HashMap<(usize, u64), usize>,
    numbered: HashMap<(usize, u16, u64), usize>,
    bodies_now: HashMap<(usize, u64), usize>,
}

impl Weighed for Exchanges {
    fn bytes(&self) -> usize {
        // Each has an entry in a map, and may be a part.
        self.said.len() * (size_of::<Said>() + 96) + self.bodies.len() * size_of::<Body>()
    }
}

/// A message among those of its conversation.
pub(super) struct Placing<'c> {
    capture: &'c Capture,
    placed: Option<Placed<'c>>,
    secrets: Arc<crate::tls::secrets::Secrets>,
    id: ConversationId,
    way: Way,
    all: Arc<Exchanges>,
    pub own: usize,
}

impl<'c> Placing<'c> {
    /// Of the message that `whole` begins with.
    pub fn of(d: &Dissector<'c>, whole: &Cursor<'_>) -> Option<Self> {
        if d.quoted {
            return None;
        }
        let capture = d.capture();
        let secrets = Arc::clone(&d.settings().secrets);
        let (id, way, placed) = match Placed::of(d) {
            Some(placed) => (placed.place.conversation, Way::Stream, Some(placed)),
            None if d.place().is_some() => return None,
            None => {
                let way = Place::of(d, whole).map_or(Way::Records, Way::Frames);
                (d.meta().conversation()?, way, None)
            }
        };
        let conversation = capture.conversation(id)?;
        let flow = conversation.flow.as_deref();
        if way == Way::Records && flow?.dtls.is_none() {
            return None;
        }
        let generation = match (&placed, way) {
            (Some(placed), _) => placed.generation(),
            (None, Way::Records) => (flow?.generation, secrets.generation()),
            (None, _) => (0, 0),
        };
        let mut placing = Self { capture, placed, secrets, id, way, all: Arc::default(), own: 0 };
        let decrypted = placing.is_decrypted();
        let key = RememberedKey { protocol: "coap", conversation: id, generation, decrypted, inside: 0 };
        let counts = placing.counts(conversation);
        let last = Some(conversation.last);
        placing.all = d.settings().remembered.result::<Exchanges>(
            key,
            |known| known.seen == counts && (known.latest >= last || !matches!(way, Way::Frames(_))),
            |known| placing.extend(known, conversation, counts),
        );
        placing.own = placing.find(d, whole)?;
        Some(placing)
    }

    pub fn said(&self) -> Option<&Said> {
        self.all.said.get(self.own)
    }

    pub fn get(&self, index: usize) -> Option<&Said> {
        self.all.said.get(index)
    }

    pub fn body(&self, index: usize) -> Option<&Body> {
        self.all.bodies.get(index)
    }

    /// Messages of each direction there are.
    fn counts(&self, conversation: &Conversation) -> [usize; 2] {
        match (&self.placed, self.way) {
            (Some(placed), _) => [0, 1].map(|d| placed.messages(d).map_or(0, |m| m.len())),
            (None, Way::Records) => {
                let flow = conversation.flow.as_deref();
                [0, 1].map(|d| flow.and_then(|f| f.directions.get(d)).map_or(0, |d| d.messages.len()))
            }
            (None, _) => [0; 2],
        }
    }

    fn form(&self) -> Form {
        if self.way == Way::Stream { Form::Stream } else { Form::Datagram }
    }

    fn find(&self, d: &Dissector<'_>, whole: &Cursor<'_>) -> Option<usize> {
        let frame = d.frame_id();
        let said = &self.all.said;
        let from = said.partition_point(|s| s.frame < frame);
        let here = said.get(from..)?.iter().take_while(|s| s.frame == frame);
        if let Some(placed) = &self.placed {
            // Those of one frame go one way.
            let after =
                said.get(from..)?.partition_point(|s| s.frame == frame && s.start < placed.place.start);
            let found = said.get(from + after)?;
            return (found.frame == frame && found.start == placed.place.start).then_some(from + after);
        }
        let own = Message::parse(whole.peek(), Form::Datagram)?;
        let mut here = here.enumerate();
        let same = |s: &Said| s.code == own.code && s.mid == own.mid && s.token == own.token_key();
        here.find(|(_, s)| same(s)).map(|(n, _)| from + n)
    }

    /// Takes the messages that came since.
    fn extend(&self, known: &mut Exchanges, conversation: &Conversation, counts: [usize; 2]) {
        let form = self.form();
        if let Way::Frames(place) = self.way {
            let since = known.latest;
            let frames = self.capture.frames_of(conversation).take_while(|f| Some(*f) > since);
            let frames: Vec<FrameId> = frames.collect();
            for frame in frames.into_iter().rev() {
                if let Some((direction, bytes)) = datagram(self.capture, conversation, frame, place) {
                    known.take(frame, direction, place.payload_in_frame() as u64, &bytes, form);
                }
            }
            known.latest = Some(conversation.last);
            return;
        }
        loop {
            let next = |direction: usize| {
                let at = known.seen[direction];
                let frame = match &self.placed {
                    Some(placed) => placed.messages(direction)?.get(at)?.frame,
                    None => {
                        let flow = conversation.flow.as_deref()?;
                        flow.directions.get(direction)?.messages.get(at)?.frame
                    }
                };
                (at < counts[direction]).then_some((frame, direction))
            };
            let Some((frame, direction)) = [next(0), next(1)].into_iter().flatten().min() else { break };
            let index = known.seen[direction];
            known.seen[direction] += 1;
            let start = match &self.placed {
                Some(placed) => placed.messages(direction).and_then(|m| m.get(index)).map(|m| m.start()),
                None => Some(index as u64),
            };
            if let Some(start) = start
                && let Some(bytes) = self.bytes_at(direction, start)
            {
                known.take(frame, direction, start, &bytes, form);
            }
        }
    }

    /// A message in a stream or a record.
    fn bytes_at(&self, direction: usize, start: u64) -> Option<Vec<u8>> {
        if let Some(placed) = &self.placed {
            let stream = placed.direction(direction)?;
            let message = stream.messages.get(stream.message_starting(start)?)?;
            return Some(placed.bytes(direction, message.range()).into_owned());
        }
        let flow = self.capture.conversation(self.id)?.flow.as_deref()?;
        let index = usize::try_from(start).ok()?;
        let record = self.capture.open_record(self.id, flow, direction, index, &self.secrets).ok()?;
        let is_data = record.opened.content_type == ContentType::APPLICATION_DATA;
        is_data.then(|| record.bytes.to_vec())
    }

    pub fn is_decrypted(&self) -> bool {
        self.way == Way::Records || self.placed.as_ref().is_some_and(|p| p.place.decrypted)
    }

    /// All of a message.
    pub fn bytes(&self, said: &Said) -> Option<Vec<u8>> {
        let Way::Frames(place) = self.way else { return self.bytes_at(said.direction, said.start) };
        let conversation = self.capture.conversation(self.id)?;
        datagram(self.capture, conversation, said.frame, place).map(|(_, bytes)| bytes.into_owned())
    }

    /// Where the payload of a message stands in its frame, if it does.
    pub fn in_frame(&self, said: &Said) -> Option<(u32, u32)> {
        let at = u32::try_from(said.start).ok()?;
        let in_one = matches!(self.way, Way::Frames(_)) && self.capture.datagram(said.frame).is_none();
        in_one.then_some((at + said.payload.0, said.payload.1))
    }

    /// The bytes of a body.
    pub fn gather(&self, body: &Body) -> Vec<u8> {
        let mut whole = Vec::new();
        for (offset, index) in &body.parts {
            // Blocks of other sizes may overlap.
            let skip = (whole.len() as u64).saturating_sub(u64::from(*offset)) as usize;
            let Some(said) = self.get(*index) else { break };
            let bytes = self.bytes(said).unwrap_or_default();
            let (from, len) = (said.payload.0 as usize, said.payload.1 as usize);
            let part = bytes.get(from..from + len).and_then(|part| part.get(skip..));
            whole.extend_from_slice(part.unwrap_or_default());
        }
        whole.truncate(body.len as usize);
        whole
    }
}

/// The payload of a datagram of the conversation, and its direction.
fn datagram<'c>(
    capture: &'c Capture,
    conversation: &Conversation,
    frame: FrameId,
    place: Place,
) -> Option<(usize, Cow<'c, [u8]>)> {
    let bytes = place.datagram(capture, frame)?;
    let &[a, b, c, d, e, f, ..] = bytes.get(..UDP_LEN)? else { return None };
    let ports = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
    let known = conversation.ends.map(|end| end.port);
    let direction = match () {
        () if known[0] == known[1] => capture.frame(frame)?.direction(),
        () if ports == known => 0,
        () if ports == [known[1], known[0]] => 1,
        () => return None,
    };
    let end = usize::from(u16::from_be_bytes([e, f])).clamp(UDP_LEN, bytes.len());
    let payload = match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(UDP_LEN..end)?),
        Cow::Owned(bytes) => Cow::Owned(bytes.get(UDP_LEN..end)?.to_vec()),
    };
    Some((direction.min(1), payload))
}

impl Said {
    pub fn is_request(&self) -> bool {
        is_request(self.code)
    }
}

impl Exchanges {
    pub(super) fn take(&mut self, frame: FrameId, direction: usize, start: u64, bytes: &[u8], form: Form) {
        let Some(message) = Message::parse(bytes, form) else { return };
        let is_request = message.is_request();
        if !is_request && !message.is_response() {
            return;
        }
        let own = self.said.len();
        let token = message.token_key();
        let mut said = Said {
            frame,
            direction,
            start,
            payload: message.payload,
            code: message.code,
            mid: message.mid,
            token,
            path: message.path_key(),
            block: message.block,
            request: None,
            response: None,
            first: None,
            body: None,
        };
        if form == Form::Datagram {
            let known = self.numbered.entry((direction, message.mid, token)).or_insert(own);
            // Numbers come round.
            let same = self.said.get(*known).filter(|first| first.code == message.code);
            match same {
                Some(first) if *known != own && first.path == said.path => said.first = Some(*known),
                _ => *known = own,
            }
        }
        let first =
            said.first.and_then(|first| self.said.get(first)).map(|f| (f.request, f.response, f.body));
        if let Some((request, response, body)) = first {
            (said.request, said.response, said.body) = (request, response, body);
        } else if is_request {
            self.requests.insert((direction, token), own);
        } else {
            said.request = self.requests.get(&(1 - direction, token)).copied();
            let request = said.request.and_then(|at| self.said.get_mut(at));
            if let Some(request) = request {
                request.response.get_or_insert(own);
                said.path = request.path;
            }
        }
        if said.first.is_none() {
            said.body = self.block(&said, own);
        }
        self.said.push(said);
    }

    /// Puts a block to its body: the one that its resource gives or takes now.
    fn block(&mut self, said: &Said, own: usize) -> Option<usize> {
        let block = said.block?;
        // What comes whole is no part.
        if !block.more && block.offset == 0 {
            return None;
        }
        let key = (said.direction, said.path);
        if block.offset == 0 {
            self.bodies_now.insert(key, self.bodies.len());
            self.bodies.push(Body::default());
        }
        let index = *self.bodies_now.get(&key)?;
        let body = self.bodies.get_mut(index)?;
        let end = block.offset.checked_add(said.payload.1).filter(|end| *end <= BODY_BYTES_MAX)?;
        if body.complete.is_some() || body.parts.contains_key(&block.offset) {
            return None;
        }
        body.parts.insert(block.offset, own);
        if !block.more {
            body.end = Some(end);
        }
        // What waits behind this block is reached with it.
        let mut reached = body.len;
        for (offset, part) in body.parts.range(body.from()..) {
            let len =
                if *part == own { said.payload.1 } else { self.said.get(*part).map_or(0, |s| s.payload.1) };
            if *offset > reached {
                break;
            }
            reached = reached.max(offset + len);
        }
        body.len = reached;
        if body.end.is_some_and(|end| end <= reached) {
            body.complete = Some(own);
            body.len = body.end.unwrap_or(reached);
        }
        Some(index)
    }
}

impl Body {
    /// Where the search for parts that are reached begins.
    fn from(&self) -> u32 {
        self.parts.range(..=self.len).next_back().map_or(0, |(offset, _)| *offset)
    }
}
