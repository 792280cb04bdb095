//! Processes of connections, noted while capturing if that is wanted: the first frame of a connection
//! gets a comment with the process at its end on this machine. Not here: asking the system
//! (`platform::owners`).

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::App;
use crate::base::id::{ConversationId, FrameId};
use crate::platform::owners::Owner;
use crate::store::{Endpoint, Transport};

/// How often the system is asked while connections come whose process is not known.
const EVERY: Duration = Duration::from_millis(400);
/// How often it is asked about one connection.
const TRIES: u8 = 3;
/// Processes told of one.
const PROCESSES_MAX: usize = 4;

/// What is known and asked.
#[derive(Default)]
pub struct Owning {
    asked: Option<Instant>,
    is_running: bool,
    /// Conversations looked at so far.
    seen: usize,
    /// Those whose process was not found, and how often it was sought.
    open: Vec<(ConversationId, u8)>,
}

impl App {
    /// Asks for the owners of sockets, if a connection has come whose process is to be noted.
    pub(super) fn look_for_owners(&mut self) {
        if !self.settings.note_processes || self.live.is_none() {
            self.owning = Owning::default();
            return;
        }
        let Some(open) = &self.open else { return };
        let count = open.capture.conversations.len();
        let is_wanted = count > self.owning.seen || !self.owning.open.is_empty();
        let too_soon = self.owning.asked.is_some_and(|asked| asked.elapsed() < EVERY);
        if is_wanted && !too_soon && !self.owning.is_running {
            let new = (self.owning.seen..count).map(|at| (ConversationId::from_index(at), 0));
            self.owning.open.extend(new);
            (self.owning.seen, self.owning.asked) = (count, Some(Instant::now()));
            self.owning.is_running = true;
            self.tasks.find_owners();
        }
    }

    /// Notes the processes of the connections that wait for one.
    pub(super) fn owners_found(&mut self, owners: &[Owner]) {
        self.owning.is_running = false;
        let Some(open) = &self.open else { return };
        let mut found: Vec<(FrameId, String)> = Vec::new();
        for (id, tries) in std::mem::take(&mut self.owning.open) {
            let Some(conversation) = open.capture.conversation(id) else { continue };
            // Both ends may be here, and a socket may be shared by several.
            let own = owners.iter().filter(|o| is_of(o, conversation.transport, conversation.ends));
            let mut processes: Vec<String> =
                own.map(|owner| format!("{} (pid {})", owner.name, owner.pid)).collect();
            processes.sort_unstable();
            processes.dedup();
            processes.truncate(PROCESSES_MAX);
            if !processes.is_empty() {
                found.push((conversation.first, format!("Process: {}", processes.join(", "))));
            } else if tries + 1 < TRIES {
                self.owning.open.push((id, tries + 1));
            }
        }
        if !found.is_empty() {
            self.annotate(|notes| {
                for (frame, words) in found {
                    notes.comments.entry(frame).or_default().push(words);
                }
            });
        }
    }
}

/// A socket is an end of a conversation.
fn is_of(owner: &Owner, transport: Transport, ends: [Endpoint; 2]) -> bool {
    if owner.is_tcp != (transport == Transport::Tcp) {
        return false;
    }
    let [a, b] = ends.map(|end| SocketAddr::new(end.ip(), end.port));
    let joins = |near: SocketAddr, far: SocketAddr| {
        let is_near = owner.local.port() == near.port()
            && (owner.local.ip() == near.ip() || owner.local.ip().is_unspecified());
        // One that listens is not the one that speaks; datagrams may go to everybody.
        let is_far = owner.remote == far || !owner.is_tcp && owner.remote.ip().is_unspecified();
        is_near && is_far
    };
    joins(a, b) || joins(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_an_end_of_its_own_conversation_only() {
        let ends = [Endpoint::v4([10, 0, 0, 1], 40_000), Endpoint::v4([10, 0, 0, 2], 443)];
        let owner = |is_tcp, local: &str, remote: &str| Owner {
            is_tcp,
            local: local.parse().unwrap(),
            remote: remote.parse().unwrap(),
            pid: 7,
            name: "curl".into(),
        };
        assert!(is_of(&owner(true, "10.0.0.1:40000", "10.0.0.2:443"), Transport::Tcp, ends));
        assert!(is_of(&owner(true, "10.0.0.2:443", "10.0.0.1:40000"), Transport::Tcp, ends));
        assert!(!is_of(&owner(true, "0.0.0.0:443", "0.0.0.0:0"), Transport::Tcp, ends));
        assert!(!is_of(&owner(true, "10.0.0.1:40001", "10.0.0.2:443"), Transport::Tcp, ends));
        assert!(!is_of(&owner(false, "10.0.0.1:40000", "10.0.0.2:443"), Transport::Tcp, ends));
        assert!(is_of(&owner(false, "0.0.0.0:40000", "0.0.0.0:0"), Transport::Udp, ends));
    }
}
