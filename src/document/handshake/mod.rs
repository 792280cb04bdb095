//! The handshake of one session as both sides said it: its frames, what each says, the ladder made
//! of that, the certificates. The long part of a job; whoever shows it makes the words around it.
//! Why a session stays closed is `verdict/`'s business.

pub mod certificates;
pub mod explain;
pub mod ladder;
pub mod said;
pub mod svg;
pub mod text;

mod phases;
pub mod step;
mod step_builder;

use crate::base::id::FrameId;
use crate::store::quic::QuicConnection;
use crate::store::{Capture, Conversation, Endpoint, Subject};
use crate::tls::Side;

/// A frame of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub frame: FrameId,
    pub from_client: bool,
}

/// All frames of a session's connection, in order.
pub fn frames(capture: &Capture, subject: Subject) -> Vec<Sent> {
    match subject {
        Subject::Conversation(id) => {
            capture.conversation(id).map_or_else(Vec::new, |c| frames_of_conversation(capture, c))
        }
        Subject::Quic(number) => capture.quic.connection(number).map_or_else(Vec::new, |c| frames_of_quic(c)),
    }
}

fn frames_of_conversation(capture: &Capture, conversation: &Conversation) -> Vec<Sent> {
    let client = client_direction(conversation);
    let mut list = Vec::new();
    let mut next = Some(conversation.last);
    // Each frame names the one before it in its conversation.
    while let Some(frame) = next {
        let Some(meta) = capture.frame(frame) else { break };
        list.push(Sent { frame, from_client: meta.direction() == client });
        next = meta.previous().filter(|previous| *previous < frame && *previous >= conversation.first);
    }
    list.reverse();
    list
}

fn frames_of_quic(connection: &QuicConnection) -> Vec<Sent> {
    let mut list: Vec<Sent> = Vec::new();
    for packet in connection.packets.iter() {
        let sent = Sent { frame: packet.frame(), from_client: packet.side == Side::Client };
        if list.last() != Some(&sent) {
            list.push(sent);
        }
    }
    list
}

/// The frames in which the first records of a session end, at most `count` of each side, in order:
/// where its handshake is. However long the session is, this is fast.
pub fn first_frames(capture: &Capture, subject: Subject, count: usize) -> Vec<Sent> {
    let mut list: Vec<Sent> = match subject {
        Subject::Conversation(id) => {
            let Some(conversation) = capture.conversation(id) else { return Vec::new() };
            let client = client_direction(conversation);
            let directions = conversation.flow.iter().flat_map(|flow| flow.directions.iter().enumerate());
            directions
                .flat_map(|(direction, side)| {
                    let from_client = direction == client;
                    side.messages.iter().take(count).map(move |m| Sent { frame: m.frame, from_client })
                })
                .collect()
        }
        Subject::Quic(number) => {
            let Some(connection) = capture.quic.connection(number) else { return Vec::new() };
            let sent = |p: &crate::store::quic::QuicPacket| Sent {
                frame: p.frame(),
                from_client: p.side == Side::Client,
            };
            connection.packets.iter().take(2 * count).map(sent).collect()
        }
    };
    list.sort_by_key(|sent| sent.frame);
    list.dedup();
    list
}

/// The direction that the client sends in.
fn client_direction(conversation: &Conversation) -> usize {
    let tls = conversation.flow.as_deref().and_then(|flow| flow.tls.as_deref());
    tls.and_then(|tls| tls.client).unwrap_or(0).min(1)
}

/// Client and server of a session.
pub fn ends(capture: &Capture, subject: Subject) -> Option<[Endpoint; 2]> {
    match subject {
        Subject::Conversation(id) => {
            let conversation = capture.conversation(id)?;
            let [a, b] = conversation.ends;
            Some(if client_direction(conversation) == 0 { [a, b] } else { [b, a] })
        }
        Subject::Quic(number) => capture.quic.connection(number).map(|c| c.ends),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Source};
    use super::*;
    use crate::dissect::Settings;
    use crate::tls::secrets::Keyring;
    use std::path::Path;
    use std::sync::Arc;

    /// A capture of `samples/`, opened with these secrets.
    pub fn opened(name: &str, secrets: &[&str]) -> (Arc<Capture>, Settings) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Arc::new(Keyring::new());
        for secret in secrets {
            super::super::secrets::load(&keyring, &folder.join(secret), None).unwrap();
        }
        let source = Source::Path(folder.join(name));
        let mut document = Document::open(source, keyring, Settings::default()).unwrap();
        document.load_all().unwrap();
        (document.capture(), document.settings())
    }

    #[test]
    fn frames_of_a_session_say_who_sent_them() {
        let (capture, _) = opened("upyssl.pcap", &[]);
        let subject = Subject::Conversation(Default::default());
        let list = frames(&capture, subject);
        assert_eq!(list.len(), 19);
        assert!(list[0].from_client && !list[1].from_client && list[3].from_client);
        assert_eq!(ends(&capture, subject).unwrap()[1].port, 12345);
        let first: Vec<u32> = first_frames(&capture, subject, 3).iter().map(|s| s.frame.number()).collect();
        assert!(first.starts_with(&[4, 6, 8]) && !first.contains(&1), "{first:?}");
        let (capture, _) = opened("quic/quic.pcap", &[]);
        assert!((2..=4).contains(&first_frames(&capture, Subject::Quic(0), 2).len()));
        let list = frames(&capture, Subject::Quic(0));
        assert!(list[0].from_client && list.windows(2).all(|w| w[0].frame <= w[1].frame));
    }
}
