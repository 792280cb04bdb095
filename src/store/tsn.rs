//! The first transmission sequence number (TSN) of each direction of SCTP's associations, from which the others
//! count. A direction is known by its ports and verification tag: addresses change (RFC 9260 section 6.4).

use crate::base::id::FrameId;
use std::collections::HashMap;

/// Pairs of ports, and directions of each, that are remembered.
const MAX_PAIRS: usize = 1 << 16;
const MAX_DIRECTIONS: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Direction {
    tag: u32,
    since: FrameId,
    first: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Tsns {
    by_ports: HashMap<[u16; 2], Vec<Direction>>,
}

impl Tsns {
    /// Whether the packet with this header (ports and tag, as it stands) begins a direction: its first TSN.
    pub fn begins(&self, packet: &[u8]) -> Option<([u16; 2], u32, u32)> {
        let (ports, tag) = header(packet)?;
        let known = self.by_ports.get(&ports).map_or(&[][..], Vec::as_slice);
        let is_full = known.len() >= MAX_DIRECTIONS || known.is_empty() && self.by_ports.len() >= MAX_PAIRS;
        if is_full || known.iter().rev().any(|d| d.tag == tag) {
            return None;
        }
        Some((ports, tag, first_data(packet)?))
    }

    pub fn add(&mut self, ports: [u16; 2], tag: u32, since: FrameId, first: u32) {
        self.by_ports.entry(ports).or_default().push(Direction { tag, since, first });
    }

    /// The first TSN of the direction that data with these ports and this tag belong to.
    pub fn of_data(&self, ports: [u16; 2], tag: u32) -> Option<u32> {
        self.by_ports.get(&ports)?.iter().rev().find(|d| d.tag == tag).map(|d| d.first)
    }

    /// The first TSN of the direction that is acknowledged by what comes with these ports.
    pub fn of_acknowledged(&self, [from, to]: [u16; 2], frame: FrameId) -> Option<u32> {
        self.by_ports.get(&[to, from])?.iter().rev().find(|d| d.since <= frame).map(|d| d.first)
    }
}

fn header(packet: &[u8]) -> Option<([u16; 2], u32)> {
    let (&[a, b, c, d, t0, t1, t2, t3], _) = packet.split_first_chunk()?;
    Some(([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])], u32::from_be_bytes([t0, t1, t2, t3])))
}

/// The TSN of the first chunk of data.
fn first_data(packet: &[u8]) -> Option<u32> {
    const HEADER_LEN: usize = 12;
    const DATA: u8 = 0x00;
    const I_DATA: u8 = 0x40;
    let mut rest = packet.get(HEADER_LEN..)?;
    loop {
        let (&[kind, _, high, low], body) = rest.split_first_chunk()?;
        let len = usize::from(u16::from_be_bytes([high, low]));
        if matches!(kind, DATA | I_DATA) {
            return body.first_chunk().map(|tsn| u32::from_be_bytes(*tsn));
        }
        rest = rest.get(len.max(4).next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(tag: u8, chunks: &[u8]) -> Vec<u8> {
        [&[0, 1, 0, 2, 0, 0, 0, tag, 0, 0, 0, 0][..], chunks].concat()
    }

    #[test]
    fn directions_begin_with_their_first_data() {
        let mut tsns = Tsns::default();
        assert!(tsns.begins(&packet(5, &[11, 0, 0, 4])).is_none(), "no data yet");
        let data = packet(5, &[11, 0, 0, 4, 0, 3, 0, 17, 0, 0, 3, 232]);
        let (ports, tag, first) = tsns.begins(&data).unwrap();
        assert_eq!((ports, tag, first), ([1, 2], 5, 1000));
        tsns.add(ports, tag, FrameId(7), first);
        assert!(tsns.begins(&data).is_none(), "known");
        assert_eq!(tsns.of_data([1, 2], 5), Some(1000));
        assert_eq!((tsns.of_data([1, 2], 6), tsns.of_data([2, 1], 5)), (None, None));
        assert_eq!(tsns.of_acknowledged([2, 1], FrameId(8)), Some(1000));
        assert_eq!(tsns.of_acknowledged([2, 1], FrameId(6)), None);
        for len in 0..data.len() {
            let _ = Tsns::default().begins(&data[..len]);
        }
    }
}
