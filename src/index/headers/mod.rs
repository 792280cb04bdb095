//! Link, network and transport headers of a frame: about ten numbers, no tree. Walks the same
//! encapsulations as the protocols in `proto/`; both are held against each other on all samples.

mod link;
mod network;

use crate::proto::{nflog, radio};
use crate::store::{Endpoint, Transport};
use link::{
    ARP, LINKTYPE_IEEE802_11, address_claims, cooked, ether, ether_type, frame_relay, inner_wireless, llc,
    logged, null, per_packet, ppp, ppp_payload, token_ring, wireless,
};
use network::{ip_payload, ipv4, ipv6};

/// Headers a frame may have, tunnels included.
const MAX_STEPS: usize = 96;

/// A transport layer of a frame, with the bytes from its header on.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    pub transport: Transport,
    /// Sender and receiver.
    pub ends: [Endpoint; 2],
    /// From the transport header on, as captured.
    pub bytes: &'a [u8],
    /// The same, as claimed by the network layer.
    pub claimed: u32,
    /// Where `bytes` begin in the walked buffer.
    pub offset: u32,
    /// In the packet that an ICMP error quotes.
    pub quoted: bool,
}

/// A fragment of an IP datagram.
#[derive(Clone, Copy, Debug)]
pub struct Fragmented<'a> {
    pub key: FragmentKey,
    /// Of its payload in the datagram's payload.
    pub fragment_offset: u32,
    pub more: bool,
    pub payload: &'a [u8],
    /// Where the payload begins in the walked buffer.
    pub offset: u32,
    /// All of it was captured.
    pub whole: bool,
    pub quoted: bool,
}

/// What the fragments of one datagram share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FragmentKey {
    pub ends: [[u8; 16]; 2],
    pub id: u32,
    pub protocol: u8,
}

/// An echo request or reply of ICMP or ICMPv6.
#[derive(Clone, Copy, Debug)]
pub struct Echo {
    pub key: EchoKey,
    pub reply: bool,
}

/// What a request and its reply share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EchoKey {
    /// Who asks, and whom.
    pub ends: [[u8; 16]; 2],
    /// Identifier and sequence number.
    pub number: u32,
}

/// A station, and the IPv4 address that ARP says is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressClaim {
    pub mac: [u8; 6],
    pub address: [u8; 4],
}

/// What a walk comes upon.
pub trait Visitor {
    fn transport(&mut self, found: Found<'_>);
    fn fragment(&mut self, fragment: Fragmented<'_>);
    /// Addresses stand here: an IP header, options that may name stations on the way.
    fn addresses(&mut self) {}
    /// Packets that errors quote have none.
    fn echo(&mut self, _: Echo) {}
    /// Who says in ARP that an address is its own, or is told so.
    fn claims(&mut self, _: [Option<AddressClaim>; 2]) {}
}

/// The bytes being walked: a frame, or a datagram put together.
#[derive(Clone, Copy)]
struct At<'a> {
    bytes: &'a [u8],
    offset: u32,
    /// Bytes the layer around says there are.
    claimed: u32,
}

impl<'a> At<'a> {
    fn skip(self, len: usize) -> Option<At<'a>> {
        Some(At {
            bytes: self.bytes.get(len..)?,
            offset: self.offset.checked_add(len as u32)?,
            claimed: self.claimed.checked_sub(len as u32)?,
        })
    }

    fn limit(self, claimed: u32) -> At<'a> {
        let claimed = claimed.min(self.claimed);
        At { bytes: self.bytes.get(..claimed as usize).unwrap_or(self.bytes), claimed, ..self }
    }

    fn u8(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn u16(self, at: usize) -> Option<u16> {
        let b = self.bytes.get(at..at + 2)?;
        Some(u16::from_be_bytes([b[0], b[1]]))
    }

    fn u32(self, at: usize) -> Option<u32> {
        let b = self.bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
    }
}

/// What follows, and where.
enum Next {
    Ether,
    EtherType(u16),
    Ppp,
    PppProtocol(u16),
    Llc,
    Ip,
    IpPayload {
        protocol: u8,
        ends: [[u8; 16]; 2],
    },
    Wireless,
    /// With the bytes of the frame control the other way round.
    WirelessSwapped,
}

/// What an IP packet carries.
struct Inside {
    protocol: u8,
    ends: [[u8; 16]; 2],
}

/// Walks a frame from its link layer.
pub fn walk(link_type: u32, frame: &[u8], claimed: u32, visitor: &mut impl Visitor) {
    let mut at = At { bytes: frame, offset: 0, claimed: claimed.max(frame.len() as u32) };
    let mut link_type = link_type;
    if link_type == radio::link::PPI {
        match per_packet(at) {
            Some((LINKTYPE_IEEE802_11, _)) => return wireless(link_type, at, visitor),
            Some((inner, rest)) => (link_type, at) = (inner, rest),
            None => return,
        }
    }
    let next = match link_type {
        1 => Some((Next::Ether, at)),
        0 | 108 => null(link_type, at),
        12 | 14 | 101 | 228 | 229 => Some((Next::Ip, at)),
        9 | 50 => Some((Next::Ppp, at)),
        // Asynchronous frames for LLC.
        10 if at.u8(0).is_some_and(|control| control >> 4 == 5) => at.skip(13).map(|at| (Next::Llc, at)),
        6 if at.u8(1).is_some_and(|control| control >> 6 == 1) => token_ring(at),
        113 => at.u16(14).and_then(|t| Some((cooked(t), at.skip(16)?))),
        276 => at.u16(0).and_then(|t| Some((cooked(t), at.skip(20)?))),
        105 | 119 | 127 | 163 => return wireless(link_type, at, visitor),
        104 => at.u16(2).and_then(|t| Some((Next::EtherType(t), at.skip(4)?))),
        107 => frame_relay(at),
        nflog::LINK_TYPE => logged(at),
        _ => None,
    };
    if let Some((next, at)) = next {
        run(next, at, false, visitor);
    }
}

/// Walks the payload of a datagram put together from fragments.
pub fn walk_datagram(key: &FragmentKey, payload: &[u8], quoted: bool, visitor: &mut impl Visitor) {
    let at = At { bytes: payload, offset: 0, claimed: payload.len() as u32 };
    run(Next::IpPayload { protocol: key.protocol, ends: key.ends }, at, quoted, visitor);
}

fn run(next: Next, at: At<'_>, mut quoted: bool, visitor: &mut impl Visitor) {
    let mut here = Some((next, at));
    for _ in 0..MAX_STEPS {
        let Some((next, at)) = here else { return };
        here = match next {
            Next::Ether => ether(at),
            Next::EtherType(ARP) => {
                visitor.claims(address_claims(at));
                return;
            }
            Next::EtherType(kind) => ether_type(kind, at),
            Next::Ppp => ppp(at),
            Next::PppProtocol(protocol) => ppp_payload(protocol, at),
            Next::Llc => llc(at),
            Next::Ip => {
                visitor.addresses();
                let inside = match at.u8(0).map(|b| b >> 4) {
                    Some(4) => ipv4(at, quoted, visitor),
                    Some(6) => ipv6(at, quoted, visitor),
                    _ => None,
                };
                let Some((Inside { protocol, ends }, at)) = inside else { return };
                ip_payload(protocol, ends, at, &mut quoted, visitor)
            }
            Next::IpPayload { protocol, ends } => ip_payload(protocol, ends, at, &mut quoted, visitor),
            Next::Wireless => return inner_wireless(at, false, visitor),
            Next::WirelessSwapped => return inner_wireless(at, true, visitor),
        };
    }
}

type Step<'a> = Option<(Next, At<'a>)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<(Transport, u16, u16, u32, bool)>, usize);

    impl Visitor for Seen {
        fn transport(&mut self, f: Found<'_>) {
            self.0.push((f.transport, f.ends[0].port, f.ends[1].port, f.offset, f.quoted));
        }
        fn fragment(&mut self, _: Fragmented<'_>) {
            self.1 += 1;
        }
    }

    fn ip(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut p = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        p.extend_from_slice(payload);
        let len = (p.len() as u16).to_be_bytes();
        p[2..4].copy_from_slice(&len);
        p
    }

    fn udp(from: u16, to: u16, payload: &[u8]) -> Vec<u8> {
        let mut p =
            [from.to_be_bytes(), to.to_be_bytes(), (8 + payload.len() as u16).to_be_bytes(), [0, 0]].concat();
        p.extend_from_slice(payload);
        p
    }

    fn seen(link: u32, frame: &[u8]) -> Seen {
        let mut s = Seen::default();
        walk(link, frame, frame.len() as u32, &mut s);
        s
    }

    #[test]
    fn tunnels_lead_to_the_inner_transport() {
        let inner = ip(17, &udp(53, 1000, b"x"));
        let ether = [&[0u8; 12][..], &[8, 0], &inner].concat();
        let vxlan = ip(17, &udp(5000, 4789, &[&[8, 0, 0, 0, 0, 0, 1, 0][..], &ether].concat()));
        let s = seen(101, &vxlan);
        assert_eq!(s.0.len(), 2);
        assert_eq!((s.0[1].1, s.0[1].2), (53, 1000));
        for (port, kind, inner) in [(4790, 1, &inner), (4789, 1, &inner), (4790, 3, &ether)] {
            let generic = [&[12, 0, 0, kind, 0, 0, 1, 0][..], inner].concat();
            let s = seen(101, &ip(17, &udp(5000, port, &generic)));
            assert_eq!((s.0.len(), s.0[1].1), (2, 53), "{port} {kind}");
        }
        let announced = [&[0u8; 12][..], &[0x86, 0xdd], &inner].concat();
        assert!(seen(1, &announced).0.is_empty(), "IPv4 where IPv6 was announced");
        let gre = ip(47, &[&[0, 0, 8, 0][..], &inner].concat());
        assert_eq!(seen(101, &gre).0, vec![(Transport::Udp, 53, 1000, 44, false)]);
        for (kind, header) in
            [(0x88be_u16, &[0x10, 5, 0, 9, 0, 0, 0, 3][..]), (0x22eb, &[0x20; 12]), (0x88be, &[])]
        {
            let gre = [&[0, 0][..], &kind.to_be_bytes(), header, &ether].concat();
            assert_eq!(seen(101, &ip(47, &gre)).0.len(), 1, "{kind:x} with {} bytes", header.len());
        }
        let error = ip(1, &[&[3u8, 3, 0, 0, 0, 0, 0, 0][..], &inner].concat());
        assert_eq!(seen(101, &error).0, vec![(Transport::Udp, 53, 1000, 48, true)]);
    }

    #[test]
    fn wireless_frames_and_their_aggregates() {
        let packet = [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &ip(17, &udp(53, 1000, b"x"))].concat();
        let frame = |control, bits, rest: &[u8]| [&[control, bits][..], &[0; 22], rest].concat();
        let plain = frame(0x08, 1, &packet);
        assert_eq!(seen(105, &plain).0, vec![(Transport::Udp, 53, 1000, 24 + 28, false)]);
        assert!(seen(105, &frame(0x08, 0x41, &packet)).0.is_empty(), "encrypted");
        assert!(seen(105, &frame(0x80, 0, &packet)).0.is_empty(), "a beacon");
        let one = [&[0; 12][..], &(packet.len() as u16).to_be_bytes(), &packet, &[0][..]].concat();
        let two = frame(0x88, 1, &[&[0x80, 0][..], &one, &one].concat());
        let header = [0, 0, 9, 0, 2, 0, 0, 0, 0x10];
        let radio = [&header[..], &two, &[1, 2, 3, 4]].concat();
        let ports: Vec<u16> = seen(127, &radio).0.iter().map(|f| f.1).collect();
        assert_eq!(ports, [53, 53]);
        for len in 0..radio.len() {
            let _ = seen(127, &radio[..len]);
        }
    }

    #[test]
    fn who_claims_an_address_is_told() {
        #[derive(Default)]
        struct Claims(Vec<[u8; 4]>);
        impl Visitor for Claims {
            fn transport(&mut self, _: Found<'_>) {}
            fn fragment(&mut self, _: Fragmented<'_>) {}
            fn claims(&mut self, claims: [Option<AddressClaim>; 2]) {
                self.0.extend(claims.iter().flatten().map(|c| c.address));
            }
        }
        let told = |opcode: u8, from: u8, mac: u8, target: u8| {
            let mut frame = [&[0; 12][..], &[8, 6, 0, 1, 8, 0, 6, 4, 0, opcode]].concat();
            frame.extend([&[mac; 6][..], &[from; 4], &[target; 6], &[9; 4]].concat());
            let mut claims = Claims::default();
            walk(1, &frame, frame.len() as u32, &mut claims);
            claims.0.iter().map(|a| a[0]).collect::<Vec<_>>()
        };
        assert_eq!(told(1, 5, 2, 3), [5], "a request tells nothing of its target");
        assert_eq!(told(2, 5, 2, 3), [5, 9]);
        assert_eq!(told(2, 5, 2, 0xff), [5]);
        assert_eq!(told(2, 5, 0, 3), [9]);
        assert_eq!((told(1, 0, 2, 3), told(3, 5, 2, 3)), (vec![], vec![]), "a probe, and reverse ARP");
    }

    #[test]
    fn every_prefix_and_every_byte_value_is_survived() {
        let inner = ip(17, &udp(53, 2152, &[0x37, 255, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0]));
        let frame = [&[0u8; 12][..], &[0x81, 0, 0, 1, 8, 0], &inner].concat();
        for link in [0, 1, 9, 12, 101, 104, 105, 107, 108, 113, 119, 127, 163, 192, 239, 276] {
            for len in 0..=frame.len() {
                let _ = seen(link, &frame[..len]);
            }
            for at in 0..frame.len() {
                for value in [0, 1, 4, 6, 41, 47, 0x45, 0x60, 255] {
                    let mut changed = frame.clone();
                    changed[at] = value;
                    let _ = seen(link, &changed);
                }
            }
        }
    }
}
