//! Conversations over UDP whose datagrams are recognised: their payloads as streams of pieces, and
//! the messages in them. What the messages say is the business of each application's index, which
//! listens. Of conversations that are not recognised nothing is kept.

use super::dtls::DtlsIndex;
use super::headers::Found;
use super::listener::Listener;
use crate::base::id::{ConversationId, FrameId};
use crate::dissect::{DatagramFramer, Rest};
use crate::store::{
    Application, Asked, Capture, Endpoint, Flow, Message, MessageKind, Piece, Rare, Transport,
};
use hashbrown::HashMap;

/// Frames of a conversation, counting both directions, whose datagrams are looked at to recognise
/// it. Not few: other protocols may find the way first (STUN before DTLS).
const MAX_PROBES: u32 = 64;
const HEADER_LEN: usize = 8;
/// Askers that are remembered, and how much of what they ask.
const MAX_ASKED: usize = 1 << 14;
const ASKED_BYTES: usize = 512;

/// What one datagram carries.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// As captured.
    pub bytes: &'a [u8],
    /// Bytes on the wire.
    pub len: usize,
    /// Where it stands in the frame, or in the datagram put together.
    pub offset: u32,
    pub in_datagram: bool,
    /// The header has a length that can be.
    pub says_its_length: bool,
}

impl<'a> Payload<'a> {
    /// The payload of a UDP header; `None`: another transport, or nothing captured of it.
    pub fn of(found: &Found<'a>, in_datagram: bool) -> Option<Self> {
        if found.transport != Transport::Udp {
            return None;
        }
        let (header, rest) = found.bytes.split_first_chunk::<HEADER_LEN>()?;
        let claimed = (found.claimed as usize).checked_sub(HEADER_LEN)?;
        // A length that cannot be, or none as in jumbograms, leaves what the network layer says.
        let said = usize::from(u16::from_be_bytes([header[4], header[5]]));
        let says_its_length = said >= HEADER_LEN;
        let len = said.checked_sub(HEADER_LEN).map_or(claimed, |said| said.min(claimed));
        let bytes = rest.get(..len).unwrap_or(rest);
        let offset = found.offset.checked_add(HEADER_LEN as u32)?;
        (!bytes.is_empty()).then_some(Self { bytes, len, offset, in_datagram, says_its_length })
    }
}

/// The index of an application's messages.
fn listener(application: Application) -> Option<Box<dyn Listener>> {
    match application {
        Application::Dtls => Some(Box::<DtlsIndex>::default()),
        _ => None,
    }
}

/// A recognised conversation while frames still come.
struct State {
    flow: Flow,
    framer: &'static DatagramFramer,
    listener: Option<Box<dyn Listener>>,
    /// Changed since the last publication.
    dirty: bool,
}

/// All recognised conversations.
pub struct Datagrams {
    framers: &'static [DatagramFramer],
    states: HashMap<ConversationId, State>,
    dirty: Vec<ConversationId>,
    /// Who asked, from where answers may come from another port, and how they are read.
    asked: HashMap<Endpoint, (Asked, &'static DatagramFramer)>,
}

impl Datagrams {
    pub fn new(framers: &'static [DatagramFramer]) -> Self {
        Self { framers, states: HashMap::new(), dirty: Vec::new(), asked: HashMap::new() }
    }

    /// No more datagrams come; what was published stays.
    pub fn close(&mut self) {
        self.states = HashMap::new();
        self.asked = HashMap::new();
    }

    /// Takes the next datagram of a conversation.
    pub fn datagram(
        &mut self,
        now: &Capture,
        id: ConversationId,
        direction: usize,
        frame: FrameId,
        payload: &Payload<'_>,
    ) {
        if !self.states.contains_key(&id) && !self.recognise(now, id, payload) {
            return;
        }
        let Some(state) = self.states.get_mut(&id) else { return };
        if !state.datagram(direction, frame, payload) {
            return;
        }
        if !state.dirty {
            state.dirty = true;
            self.dirty.push(id);
        }
        let framer = state.framer;
        if framer.answers_elsewhere && state.flow.rare.is_none() {
            self.remember(now, id, direction, frame, payload, framer);
        }
    }

    /// Keeps what was asked, by whom.
    fn remember(
        &mut self,
        now: &Capture,
        id: ConversationId,
        direction: usize,
        frame: FrameId,
        payload: &Payload<'_>,
        framer: &'static DatagramFramer,
    ) {
        let Some(conversation) = now.conversations.get(id.index()) else { return };
        let ports = conversation.ends.map(|e| e.port);
        let Some(asker) = conversation.ends.get(direction).copied() else { return };
        let is_known = self.asked.contains_key(&asker);
        if (self.framer_of(payload.bytes, ports)).is_none() || !is_known && self.asked.len() >= MAX_ASKED {
            return;
        }
        let bytes = payload.bytes.get(..ASKED_BYTES).unwrap_or(payload.bytes).into();
        self.asked.insert(asker, (Asked { frame, bytes }, framer));
    }

    fn framer_of(&self, bytes: &[u8], ports: [u16; 2]) -> Option<&'static DatagramFramer> {
        self.framers.iter().find(|f| (f.recognises)(bytes, ports))
    }

    fn recognise(&mut self, now: &Capture, id: ConversationId, payload: &Payload<'_>) -> bool {
        let Some(conversation) = now.conversations.get(id.index()) else { return false };
        let [a, b] = conversation.frames;
        if a.saturating_add(b) >= MAX_PROBES {
            return false;
        }
        let ports = conversation.ends.map(|e| e.port);
        let (framer, rare) = match self.framer_of(payload.bytes, ports) {
            Some(framer) => (framer, None),
            None if self.asked.is_empty() => return false,
            None => {
                let rest = Rest { bytes: payload.bytes, len: payload.len, id_len: None };
                let asked = conversation.ends.iter().find_map(|end| self.asked.get(end));
                let Some((asked, framer)) = asked.filter(|(_, f)| (f.next)(&rest).is_some()) else {
                    return false;
                };
                (*framer, Some(Box::new(Rare::of(asked.clone()))))
            }
        };
        let flow = Flow { rare, ..Flow::default() };
        let listener = listener(framer.application);
        self.states.insert(id, State { flow, framer, listener, dirty: false });
        true
    }

    /// Makes known what changed.
    pub fn publish(&mut self, capture: &mut Capture) {
        for id in std::mem::take(&mut self.dirty) {
            let Some(state) = self.states.get_mut(&id) else { continue };
            state.dirty = false;
            if let Some(listener) = &mut state.listener {
                listener.publish(&mut state.flow);
            }
            capture.set_flow(id, state.flow.clone(), state.framer.application);
        }
    }
}

impl State {
    /// Whether the datagram is the protocol's.
    fn datagram(&mut self, direction: usize, frame: FrameId, payload: &Payload<'_>) -> bool {
        let Some(stream) = self.flow.directions.get_mut(direction) else { return false };
        let Ok(captured) = u16::try_from(payload.bytes.len()) else { return false };
        let base = stream.len();
        let mut at = 0;
        while at < payload.len {
            let rest = payload.bytes.get(at..).unwrap_or(&[]);
            let id_len = self.listener.as_ref().and_then(|l| l.id_len(direction));
            let left = payload.len - at;
            let packet = (self.framer.next)(&Rest { bytes: rest, len: left, id_len });
            let packet = packet.filter(|p| p.len > 0 && p.len <= left);
            if at == 0 {
                // Others may speak between the same ports.
                if packet.is_none() {
                    return false;
                }
                let piece = Piece::new(base, captured, frame, payload.offset, payload.in_datagram);
                stream.pieces.push(piece);
                if payload.len > payload.bytes.len() {
                    let lost = (payload.len - payload.bytes.len()) as u32;
                    stream.pieces.push(Piece::lost(base + u64::from(captured), lost));
                }
            }
            let (len, kind, note) = match packet {
                Some(packet) => (packet.len, packet.kind, packet.note),
                None => (left, MessageKind::SKIPPED, 0),
            };
            let message = Message::new(base + at as u64, len as u32, frame, kind, note);
            let index = stream.messages.len();
            stream.messages.push(message);
            if let Some(listener) = self.listener.as_mut().filter(|_| kind != MessageKind::SKIPPED) {
                listener.message(direction, index, &message, rest.get(..len).unwrap_or(rest));
            }
            at += len;
        }
        stream.framed = base + payload.len as u64;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Conversation;
    use std::sync::Mutex;

    /// Messages of a length byte and so many bytes; `A` begins a conversation.
    static FRAMERS: &[DatagramFramer] = &[DatagramFramer {
        application: Application::Quic,
        recognises: |bytes, _| bytes.get(1) == Some(&b'A'),
        next: |rest| {
            let len = usize::from(*rest.bytes.first()?);
            let kind = MessageKind(*rest.bytes.get(1)?);
            (len <= rest.len).then_some(crate::dissect::Packet { len, kind, note: 7 })
        },
        answers_elsewhere: true,
    }];

    fn capture() -> Capture {
        let mut capture = Capture::default();
        capture.conversations.push(Conversation {
            ends: [Endpoint::v4([1; 4], 1), Endpoint::v4([2; 4], 2)],
            transport: Transport::Udp,
            application: Application::Unknown,
            stream: 0,
            first: FrameId(0),
            last: FrameId(0),
            frames: [0; 2],
            bytes: [0; 2],
            flow: None,
        });
        capture
    }

    fn payload(bytes: &[u8], len: usize) -> Payload<'_> {
        Payload { bytes, len, offset: 42, in_datagram: false, says_its_length: true }
    }

    #[test]
    fn datagrams_are_pieces_and_their_packets_messages() {
        let (mut capture, mut all) = (capture(), Datagrams::new(FRAMERS));
        let id = ConversationId(0);
        all.datagram(&capture, id, 0, FrameId(0), &payload(b"\x02B", 2)); // before it is recognised
        all.datagram(&capture, id, 0, FrameId(1), &payload(b"\x03A.\x02B!!", 7));
        all.datagram(&capture, id, 1, FrameId(2), &payload(b"\x05B", 5)); // cut by the capture
        all.datagram(&capture, id, 1, FrameId(3), &payload(b"\x02C", 2));
        all.datagram(&capture, id, 0, FrameId(4), &payload(b"\x09B", 2)); // not the protocol's
        all.datagram(&capture, id, 0, FrameId(5), &payload(b"\x02D", 2));
        all.publish(&mut capture);
        let conversation = capture.conversations.get(0).unwrap();
        assert_eq!(conversation.application, Application::Quic);
        let flow = conversation.flow.as_deref().unwrap();
        let messages = |d: usize| -> Vec<_> {
            flow.directions[d].messages.iter().map(|m| (m.start(), m.len, m.frame.0, m.kind().0)).collect()
        };
        let skipped = MessageKind::SKIPPED.0;
        assert_eq!(messages(0), [(0, 3, 1, b'A'), (3, 2, 1, b'B'), (5, 2, 1, skipped), (7, 2, 5, b'D')]);
        assert_eq!(messages(1), [(0, 5, 2, b'B'), (5, 2, 3, b'C')]);
        let start = |d: usize, frame| flow.directions[d].datagram_in(FrameId(frame), 42).map(Piece::start);
        assert_eq!([1, 4, 5].map(|f| start(0, f)), [Some(0), None, Some(7)]);
        assert_eq!([2, 3, 4].map(|f| start(1, f)), [Some(0), Some(5), None]);
        assert_eq!(flow.directions[1].datagram_in(FrameId(2), 41), None);
        assert_eq!(flow.directions[1].message_starting(5), Some(1));
    }

    #[test]
    fn answers_may_come_from_another_port() {
        let (mut capture, mut all) = (capture(), Datagrams::new(FRAMERS));
        let mut elsewhere = capture.conversations.get(0).unwrap().clone();
        elsewhere.ends = [Endpoint::v4([2; 4], 99), Endpoint::v4([1; 4], 1)];
        capture.conversations.push(elsewhere);
        let (asks, answers) = (ConversationId(0), ConversationId(1));
        all.datagram(&capture, answers, 0, FrameId(0), &payload(b"\x02B", 2)); // nobody asked
        all.datagram(&capture, asks, 0, FrameId(1), &payload(b"\x03A?", 3));
        all.datagram(&capture, answers, 0, FrameId(2), &payload(b"\x09B", 2)); // not the protocol's
        all.datagram(&capture, answers, 0, FrameId(3), &payload(b"\x02B", 2));
        all.publish(&mut capture);
        let flow = capture.conversations.get(1).unwrap().flow.clone().unwrap();
        let asked = flow.rare.as_ref().and_then(|rare| rare.asked.as_ref()).unwrap();
        assert_eq!((asked.frame, &*asked.bytes), (FrameId(1), &b"\x03A?"[..]));
        let frames: Vec<_> = flow.directions[0].messages.iter().map(|m| m.frame.0).collect();
        assert_eq!(frames, [3]);
    }

    #[test]
    fn an_unknown_conversation_is_asked_only_so_often() {
        static ASKED: Mutex<u32> = Mutex::new(0);
        static NEVER: &[DatagramFramer] = &[DatagramFramer {
            application: Application::Quic,
            recognises: |_, _| {
                *ASKED.lock().unwrap() += 1;
                false
            },
            next: |_| None,
            answers_elsewhere: false,
        }];
        let (mut capture, mut all) = (capture(), Datagrams::new(NEVER));
        for frame in 0..1_000 {
            all.datagram(&capture, ConversationId(0), 0, FrameId(frame), &payload(b"xx", 2));
            capture.conversations.update(0, |c| c.frames[0] += 1);
        }
        assert_eq!((*ASKED.lock().unwrap(), all.states.len()), (MAX_PROBES, 0));
    }

    #[test]
    fn the_payload_ends_where_the_header_says() {
        fn found(bytes: &[u8]) -> Found<'_> {
            let ends = [Endpoint::v4([1; 4], 1), Endpoint::v4([2; 4], 2)];
            Found { transport: Transport::Udp, ends, bytes, claimed: 12, offset: 20, quoted: false }
        }
        let len = |said: u8| {
            let bytes = [0, 1, 0, 2, 0, said, 0, 0, b'a', b'b', b'c', b'd'];
            Payload::of(&found(&bytes), false).map(|p| (p.bytes.len(), p.len, p.offset))
        };
        assert_eq!([len(10), len(12), len(90)], [Some((2, 2, 28)), Some((4, 4, 28)), Some((4, 4, 28))]);
        assert_eq!((len(8), len(0)), (None, Some((4, 4, 28))));
        assert!(Payload::of(&found(&[0; 8]), false).is_none());
    }
}
