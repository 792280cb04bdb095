//! What a capture is made of in which no session was found: locked Wi-Fi, tunnels.

use super::LOOKED_AT;
use crate::base::id::FrameId;
use crate::store::{Capture, Conversation, Transport};
use crate::verdict::rules::nothing::WholeCapture;

/// Link types of 802.11, and where the frame begins behind their own header.
fn wifi_offset(link_type: u32, bytes: &[u8]) -> Option<usize> {
    match link_type {
        105 => Some(0),
        // Radiotap and PPI say how long they are.
        127 | 192 => Some(usize::from(u16::from_le_bytes([*bytes.get(2)?, *bytes.get(3)?]))),
        119 => Some(144),
        _ => None,
    }
}

/// What a capture is made of in which no session was found.
pub fn whole_capture(capture: &Capture) -> WholeCapture {
    let mut facts = WholeCapture::default();
    let (mut esp, mut others) = (0_u32, 0_u32);
    for frame in (0..capture.frames.len().min(LOOKED_AT)).map(FrameId::from_index) {
        let bytes = capture.frame_bytes(frame);
        let link_type = capture.link_type(frame).0;
        let wifi = wifi_offset(link_type, &bytes).and_then(|at| Some((*bytes.get(at)?, *bytes.get(at + 1)?)));
        if wifi.is_some_and(|(control, flags)| control & 0x0c == 0x08 && flags & 0x40 != 0) {
            facts.protected_frames += 1;
            facts.first_protected.get_or_insert(frame);
        }
        let ipv4 = link_type == 1 && bytes.get(12..14) == Some(&[8, 0]);
        esp += u32::from(ipv4 && bytes.get(23) == Some(&50));
        others += u32::from(capture.frame(frame).is_some_and(|m| m.conversation().is_some()));
    }
    facts.tunnel = if esp > others { Some("IPsec ESP") } else { only_tunnel(capture) };
    facts
}

/// The tunnel that most of the frames with a conversation belong to.
fn only_tunnel(capture: &Capture) -> Option<&'static str> {
    let name = |c: &Conversation| {
        let has = |port: u16| c.ends.iter().any(|e| e.port == port);
        match c.transport {
            Transport::Udp if has(51820) => Some("a WireGuard tunnel"),
            Transport::Udp if has(1194) => Some("an OpenVPN tunnel"),
            Transport::Udp if has(4500) => Some("an IPsec tunnel"),
            Transport::Tcp if has(1194) => Some("an OpenVPN tunnel"),
            Transport::Tcp if has(22) => Some("an SSH connection"),
            _ => None,
        }
    };
    let (mut all, mut inside, mut found) = (0_u64, 0_u64, None);
    for c in capture.conversations.iter() {
        let bytes: u64 = c.bytes.iter().sum();
        all += bytes;
        if let Some(name) = name(c) {
            inside += bytes;
            found.get_or_insert(name);
        }
    }
    found.filter(|_| inside.saturating_mul(10) >= all.saturating_mul(9))
}
