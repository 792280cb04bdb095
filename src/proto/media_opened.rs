//! Ends that signalling inside TLS announced: of media streams by SIP and RTSP, of files by FTP, in conversations
//! whose secrets are known, looked through when somebody asks for the first time. Only connections at ports of these
//! three are looked at (or those that Decode As gives them), so that no other session is opened for it. How often numbers came round is not
//! known for their streams.

use super::media_setup;
use super::placed::Placed;
use super::rtsp::framer;
use crate::base::id::ConversationId;
use crate::dissect::remembered::{RememberedKey, Weighed};
use crate::dissect::{Claim, Dissector, StreamPlace};
use crate::store::{Application, Conversation, MediaEnd, MediaTable, Transport};
use std::sync::Arc;

/// SIP (RFC 3261), RTSP (RFC 7826) with TLS as registered, and as cameras do it; FTP (RFC 4217).
const PORTS: &[u16] = &[5060, 5061, 322, 554, 8554, 8322, 7441, 21, 990];
/// Conversations that are looked at.
const MAX_CALLS: usize = 1 << 12;

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub struct OpenedMedia {
    pub table: MediaTable,
    /// Where FTP's data connections were to go.
    pub transfers: MediaTable,
    /// Conversations and frames there were when it was made.
    conversations: usize,
    frames: usize,
    /// Those at such ports, with the messages of each direction that were read.
    calls: Vec<(ConversationId, [usize; 2])>,
}

impl Weighed for OpenedMedia {
    fn bytes(&self) -> usize {
        self.calls.len() * size_of::<(ConversationId, [usize; 2])>()
            + (self.table.len() + self.transfers.len()) * size_of::<MediaEnd>()
    }
}

/// `None`: nothing can be opened.
pub fn table(d: &Dissector<'_>) -> Option<Arc<OpenedMedia>> {
    if d.settings().secrets.is_empty() {
        return None;
    }
    let capture = d.capture();
    let key = RememberedKey {
        protocol: "media inside TLS",
        conversation: ConversationId(u32::MAX),
        generation: (0, d.settings().secrets.generation()),
        decrypted: true,
        inside: 0,
    };
    let frames = capture.frames.len();
    let is_current = |known: &OpenedMedia| known.frames == frames;
    Some(d.settings().remembered.result(key, is_current, |known| known.extend(d, frames)))
}

impl OpenedMedia {
    fn extend(&mut self, d: &Dissector<'_>, frames: usize) {
        let capture = d.capture();
        self.frames = frames;
        for conversation in capture.conversations.iter_from(self.conversations) {
            if self.calls.len() < MAX_CALLS && may_signal(d, conversation) {
                self.calls.push((ConversationId::from_index(self.conversations), [0; 2]));
            }
            self.conversations += 1;
        }
        let mut at = 0;
        while let Some((id, had)) = self.calls.get_mut(at) {
            at += 1;
            let mut holds_tls = false;
            let known = capture.conversation(*id).filter(|c| c.application == Application::Tls);
            let Some([a, b]) = known.map(|c| c.ends) else { continue };
            let place = StreamPlace { conversation: *id, direction: 0, start: 0, decrypted: true, inside: 0 };
            let Some(placed) = Placed::at(capture, d.settings(), d.registry(), place) else { continue };
            for (direction, ends) in [[a, b], [b, a]].into_iter().enumerate() {
                let Some(stream) = placed.direction(direction) else { continue };
                let Some(had) = had.get_mut(direction) else { continue };
                for message in stream.messages.iter_from(*had) {
                    *had += 1;
                    let application = stream.application_at(message.start()).unwrap_or_default();
                    holds_tls |= application == Application::Tls;
                    let tells = match application {
                        Application::Rtsp => message.kind() != framer::INTERLEAVED,
                        Application::Sip | Application::Ftp => true,
                        _ => false,
                    };
                    if tells {
                        let bytes = placed.bytes(direction, message.range());
                        let said = media_setup::of_message(application, &bytes, ends, message.frame, *id);
                        let table = match application {
                            Application::Ftp => &mut self.transfers,
                            _ => &mut self.table,
                        };
                        said.into_iter().for_each(|(endpoint, end)| table.announce(endpoint, end));
                    }
                }
            }
            // What a session inside this one says counts as well.
            let inner = id.inside().filter(|_| holds_tls && self.calls.len() < MAX_CALLS);
            if let Some(inner) = inner
                && !self.calls.iter().any(|(id, _)| *id == inner)
            {
                self.calls.push((inner, [0; 2]));
            }
        }
    }
}

fn may_signal(d: &Dissector<'_>, conversation: &Conversation) -> bool {
    let ports = conversation.ends.map(|end| end.port);
    let said = || d.settings().decoded_as(&ports.map(Claim::TlsPort));
    let is_tcp = conversation.transport == Transport::Tcp;
    is_tcp
        && (ports.iter().any(|port| PORTS.contains(port)) || matches!(said(), Some("sip" | "rtsp" | "ftp")))
}
