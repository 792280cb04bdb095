//! How a stream protocol says where its messages begin and end. The index runs framers over TCP
//! streams, and over decrypted ones; a message is shown in the frame in which it is complete.

use crate::store::{Application, MessageKind};
use std::borrow::Cow;
use std::ops::Range;

/// A protocol over a byte stream.
#[derive(Clone, Copy, Debug)]
pub struct Framer {
    pub application: Application,
    /// Whether a stream is the protocol's: by its first bytes (up to 512 of either side) and the
    /// two ports. Must not say yes to what it cannot frame.
    pub recognises: fn(bytes: &[u8], ports: [u16; 2]) -> bool,
    /// Once it is known in one direction, the other one is the protocol's too, whatever it begins with.
    pub follows_peer: bool,
    /// Finds the end of the message that begins at the stretch's start.
    pub next: fn(&mut Progress, &Stretch<'_>) -> Framed,
}

/// What a framer remembers of the message it is in; zero at each message's beginning. So a long
/// message is not read again each time more of it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes from the message's beginning that need not be read again.
    pub done: u64,
    /// The framer's own.
    pub phase: u32,
    pub kind: MessageKind,
    pub note: u8,
}

/// The stream from the message's beginning on, as far as it is there.
pub struct Stretch<'a> {
    /// Bytes there are.
    pub len: u64,
    /// No more will come.
    pub ended: bool,
    /// 0: sent by the conversation's first endpoint, 1: by its second.
    pub direction: usize,
    /// How many messages this direction had before.
    pub nth: usize,
    /// Kind and note of the message before, in the same protocol.
    pub previous: Option<(MessageKind, u8)>,
    /// Note and kind of the peer's message number n, for replies that depend on their request.
    pub peer: &'a dyn Fn(usize) -> Option<(MessageKind, u8)>,
    /// Bytes of a range that begins at the message's beginning; fewer where fewer are there.
    pub read: &'a dyn Fn(Range<u64>) -> Cow<'a, [u8]>,
}

impl Stretch<'_> {
    /// Asks about bytes that are at hand, as if nothing came before them and more may follow.
    pub fn over<R>(bytes: &[u8], ask: impl FnOnce(Stretch<'_>) -> R) -> R {
        let read = |range: Range<u64>| {
            let end = usize::try_from(range.end).unwrap_or(usize::MAX).min(bytes.len());
            let start = usize::try_from(range.start).unwrap_or(usize::MAX);
            Cow::Borrowed(bytes.get(start..end).unwrap_or(&[]))
        };
        ask(Stretch {
            len: bytes.len() as u64,
            ended: false,
            direction: 0,
            nth: 0,
            previous: None,
            peer: &|_| None,
            read: &read,
        })
    }

    /// The note of the peer's newest message; 0 if there is none.
    pub fn last_of_peer(&self) -> u8 {
        self.newest_of_peer().map_or(0, |(_, note)| note)
    }

    /// Kind and note of the peer's newest message.
    pub fn newest_of_peer(&self) -> Option<(MessageKind, u8)> {
        // Numbers double until there is none, then the last one is searched for between.
        let (mut known, mut unknown) = (0, 1);
        while (self.peer)(unknown - 1).is_some() {
            (known, unknown) = (unknown, unknown * 2);
        }
        while unknown - known > 1 {
            let middle = known + (unknown - known) / 2;
            if (self.peer)(middle - 1).is_some() { known = middle } else { unknown = middle }
        }
        known.checked_sub(1).and_then(|last| (self.peer)(last))
    }
}

/// A framer's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framed {
    /// The message is `len` bytes long, all of which are there. More than 0.
    Message { len: u64, kind: MessageKind, note: u8 },
    /// The same, and what follows it is another protocol, in both directions. `Unknown`: to be
    /// recognised anew. (TLS is recognised wherever a message could begin; nobody needs to say it.)
    Last { len: u64, kind: MessageKind, note: u8, then: Application },
    /// Ask again when the stretch has at least that many bytes (or has ended).
    NeedMore { at_least: u64 },
    /// These bytes are not the protocol's; go on behind them (or at the next segment, if 0).
    Skip(u64),
}

/// A protocol over datagrams. Several of its messages may stand in one; none goes beyond.
#[derive(Clone, Copy, Debug)]
pub struct DatagramFramer {
    pub application: Application,
    /// Whether a conversation whose datagram this is (what was captured of it) is the protocol's.
    pub recognises: fn(bytes: &[u8], ports: [u16; 2]) -> bool,
    /// The message that the rest of a datagram begins with; `None`: it is not the protocol's.
    pub next: fn(&Rest<'_>) -> Option<Packet>,
    /// Whoever is asked answers from a port of its own, in another conversation with the asker's.
    pub answers_elsewhere: bool,
}

/// What is left of a datagram.
#[derive(Clone, Copy, Debug)]
pub struct Rest<'a> {
    /// As captured.
    pub bytes: &'a [u8],
    /// On the wire.
    pub len: usize,
    /// Bytes of the connection IDs that messages of this direction carry, once known.
    pub id_len: Option<usize>,
}

/// A message in a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// More than 0, at most what is left.
    pub len: usize,
    pub kind: MessageKind,
    pub note: u8,
}
