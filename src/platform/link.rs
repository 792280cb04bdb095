//! Watching one network interface go down, come up or vanish, by rtnetlink(7). Needs no rights.
//!
//! libpcap itself says nothing when an interface goes down: it waits for it to come up again.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SocketFlags, SocketType, bind, netdevice, recv, socket_with};

/// What happened to the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    Down,
    Up,
    /// Removed from this network namespace.
    Gone,
}

/// The index of interface `name`; `None` when there is none of that name.
pub fn index_of(name: &str) -> Option<u32> {
    let any = socket_with(AddressFamily::INET, SocketType::DGRAM, SocketFlags::CLOEXEC, None).ok()?;
    netdevice::name_to_index(any, name).ok()
}

/// Reports changes of the state of one interface.
pub struct LinkWatch {
    socket: OwnedFd,
    index: u32,
    up: bool,
}

const RTMGRP_LINK: u32 = 1;
const RTM_NEWLINK: u16 = 16;
const RTM_DELLINK: u16 = 17;
const AF_UNSPEC: u8 = 0;
const IFF_UP: u32 = 1;

impl LinkWatch {
    /// Watches interface `index`, taken to be up.
    pub fn open(index: u32) -> io::Result<Self> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        // Protocol 0 of this family is NETLINK_ROUTE.
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
        bind(&socket, &SocketAddrNetlink::new(0, RTMGRP_LINK))?;
        Ok(Self { socket, index, up: true })
    }

    /// What happened since the last call.
    pub fn changes(&mut self) -> Vec<LinkEvent> {
        let mut events = Vec::new();
        let mut buffer = vec![0; 32 * 1024];
        // An error is EAGAIN, or ENOBUFS after many changes at once: the next one tells the state.
        while let Ok((len, _)) = recv(&self.socket, &mut buffer[..], RecvFlags::empty()) {
            for state in link_states(buffer.get(..len).unwrap_or_default(), self.index) {
                match state {
                    Some(up) if up == self.up => {}
                    Some(up) => {
                        self.up = up;
                        events.push(if up { LinkEvent::Up } else { LinkEvent::Down });
                    }
                    None => events.push(LinkEvent::Gone),
                }
            }
        }
        events
    }
}

impl AsFd for LinkWatch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// Of each message about interface `index`: whether it is up, or `None` when it was removed.
/// nlmsghdr is length u32, type u16, 10 more bytes; ifinfomsg is family u8, 3 bytes, index i32,
/// flags u32, 4 more bytes; all in the machine's byte order.
fn link_states(mut messages: &[u8], index: u32) -> Vec<Option<bool>> {
    let u32_at = |m: &[u8], at: usize| m.get(at..)?.first_chunk::<4>().map(|b| u32::from_ne_bytes(*b));
    let mut states = Vec::new();
    while let Some(len) = u32_at(messages, 0) {
        let len = len as usize;
        let Some(message) = messages.get(..len).filter(|_| len >= 16) else { break };
        let kind = message.get(4..).and_then(|m| m.first_chunk::<2>()).map(|b| u16::from_ne_bytes(*b));
        if message.get(16) == Some(&AF_UNSPEC) && u32_at(message, 20) == Some(index) {
            match (kind, u32_at(message, 24)) {
                (Some(RTM_NEWLINK), Some(flags)) => states.push(Some(flags & IFF_UP != 0)),
                (Some(RTM_DELLINK), _) => states.push(None),
                _ => {}
            }
        }
        messages = messages.get(len.next_multiple_of(4)..).unwrap_or_default();
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u16, index: u32, flags: u32) -> Vec<u8> {
        let mut m = 32u32.to_ne_bytes().to_vec();
        m.extend(kind.to_ne_bytes());
        m.extend([0; 10]);
        m.extend([AF_UNSPEC, 0, 0, 0]);
        m.extend(index.to_ne_bytes());
        m.extend(flags.to_ne_bytes());
        m.extend([0; 4]);
        m
    }

    #[test]
    fn messages_tell_the_state_of_one_interface() {
        let all = [
            message(RTM_NEWLINK, 7, 0x1002),
            message(RTM_NEWLINK, 8, 0),
            message(RTM_NEWLINK, 7, 0x1003),
            message(RTM_DELLINK, 7, 0),
        ]
        .concat();
        assert_eq!(link_states(&all, 7), [Some(false), Some(true), None]);
        for cut in 0..all.len() {
            link_states(&all[..cut], 7);
        }
        assert!(link_states(&[0; 64], 0).is_empty());
    }

    #[test]
    fn loopback_exists_and_is_quiet() {
        let index = index_of("lo").unwrap();
        assert_eq!(LinkWatch::open(index).unwrap().changes(), []);
        assert_eq!(index_of("no-such-device"), None);
    }
}
