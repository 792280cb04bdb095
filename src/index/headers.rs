//! Link, network and transport headers of a frame: about ten numbers, no tree. Walks the same
//! encapsulations as the protocols in `proto/`; both are held against each other on all samples.

use crate::proto::radiotap::header as radiotap;
use crate::store::{Endpoint, Transport};

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

/// What a walk comes upon.
pub trait Visitor {
    fn transport(&mut self, found: Found<'_>);
    fn fragment(&mut self, fragment: Fragmented<'_>);
    /// Packets that errors quote have none.
    fn echo(&mut self, _: Echo) {}
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
    IpPayload { protocol: u8, ends: [[u8; 16]; 2] },
}

/// Walks a frame from its link layer.
pub fn walk(link_type: u32, frame: &[u8], claimed: u32, visitor: &mut impl Visitor) {
    let at = At { bytes: frame, offset: 0, claimed: claimed.max(frame.len() as u32) };
    let next = match link_type {
        1 => Some((Next::Ether, at)),
        0 | 108 => null(link_type, at),
        12 | 14 | 101 | 228 | 229 => Some((Next::Ip, at)),
        9 | 50 => Some((Next::Ppp, at)),
        // Asynchronous frames for LLC.
        10 if at.u8(0).is_some_and(|control| control >> 4 == 5) => at.skip(13).map(|at| (Next::Llc, at)),
        113 => at.u16(14).and_then(|t| Some((cooked(t), at.skip(16)?))),
        276 => at.u16(0).and_then(|t| Some((cooked(t), at.skip(20)?))),
        105 | 127 => return wireless(link_type, at, visitor),
        104 => at.u16(2).and_then(|t| Some((Next::EtherType(t), at.skip(4)?))),
        107 => frame_relay(at),
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

fn cooked(protocol: u16) -> Next {
    // LINUX_SLL_P_802_2 = 4: an LLC header follows.
    if protocol == 4 { Next::Llc } else { Next::EtherType(protocol) }
}

fn null(link_type: u32, at: At<'_>) -> Option<(Next, At<'_>)> {
    let b = at.bytes.get(..4)?;
    let mut family = u32::from_be_bytes([b[0], b[1], b[2], b[3]]);
    if link_type == 0 && family > 0xffff {
        family = family.swap_bytes();
    }
    let next = match family {
        2 | 10 | 24 | 28 | 30 => Next::Ip,
        other => Next::EtherType(u16::try_from(other).ok().filter(|t| *t >= 1536)?),
    };
    Some((next, at.skip(4)?))
}

fn frame_relay(at: At<'_>) -> Step<'_> {
    const UNNUMBERED_INFORMATION: u8 = 3;
    let address = 1 + at.bytes.iter().position(|b| b & 1 != 0)?;
    let rest = at.skip(address)?;
    if rest.u8(0)? != UNNUMBERED_INFORMATION {
        return Some((Next::EtherType(rest.u16(0)?), rest.skip(2)?));
    }
    let padded = usize::from(rest.u8(1)? == 0);
    let nlpid = rest.u8(1 + padded)?;
    let rest = rest.skip(2 + padded)?;
    match nlpid {
        0x80 if rest.u32(0)? >> 8 == 0 => Some((Next::EtherType(rest.u16(3)?), rest.skip(5)?)),
        0xcc | 0x8e => Some((Next::Ip, rest)),
        0xcf => Some((Next::Ppp, rest)),
        _ => None,
    }
}

/// A data frame of IEEE 802.11 that is neither encrypted nor a fragment; an aggregate holds several
/// packets.
fn wireless(link_type: u32, at: At<'_>, visitor: &mut impl Visitor) {
    let Some((at, aggregate)) = wireless_body(link_type, at) else { return };
    if !aggregate {
        return run(Next::Llc, at, false, visitor);
    }
    let mut rest = Some(at);
    while let Some(at) = rest.filter(|at| !at.bytes.is_empty()) {
        let Some((len, packet)) = at.u16(12).zip(at.skip(14)) else { return };
        run(Next::Llc, packet.limit(len.into()), false, visitor);
        rest = at.skip((14 + usize::from(len)).next_multiple_of(4));
    }
}

/// What stands behind the header, and whether it is an aggregate.
fn wireless_body(link_type: u32, at: At<'_>) -> Option<(At<'_>, bool)> {
    const DATA: u8 = 2;
    const QOS: u8 = 0x80;
    const NO_DATA: u8 = 0x40;
    const FCS_LEN: u32 = 4;
    let (mut at, mut flags) = (at, 0);
    if link_type == 127 {
        let len = radiotap::header_len(at.bytes)?;
        flags = radiotap::flags(at.bytes.get(..len)?);
        at = at.skip(len)?;
    }
    if flags & radiotap::flag::FCS != 0 {
        at = at.limit(at.claimed.checked_sub(FCS_LEN)?);
    }
    let (control, bits) = (at.u8(0)?, at.u8(1)?);
    let fragment = at.u8(22)? & 0xf;
    // More fragments, or protected.
    if control & 0x0f != DATA << 2 || control & NO_DATA != 0 || bits & 0x44 != 0 || fragment != 0 {
        return None;
    }
    let mut len = if bits & 3 == 3 { 30 } else { 24 };
    let mut aggregate = false;
    if control & QOS != 0 {
        aggregate = at.u8(len)? & 0x80 != 0;
        len += if bits & 0x80 != 0 { 6 } else { 2 };
    }
    if flags & radiotap::flag::DATA_PAD != 0 {
        len = len.next_multiple_of(4);
    }
    Some((at.skip(len)?, aggregate))
}

fn run(next: Next, at: At<'_>, mut quoted: bool, visitor: &mut impl Visitor) {
    let mut here = Some((next, at));
    for _ in 0..MAX_STEPS {
        let Some((next, at)) = here else { return };
        here = match next {
            Next::Ether => ether(at),
            Next::EtherType(kind) => ether_type(kind, at),
            Next::Ppp => ppp(at),
            Next::PppProtocol(protocol) => ppp_payload(protocol, at),
            Next::Llc => llc(at),
            Next::Ip => match at.u8(0).map(|b| b >> 4) {
                Some(4) => ipv4(at, quoted, visitor),
                Some(6) => ipv6(at, quoted, visitor),
                _ => None,
            },
            Next::IpPayload { protocol, ends } => ip_payload(protocol, ends, at, &mut quoted, visitor),
        };
    }
}

type Step<'a> = Option<(Next, At<'a>)>;

fn ether(at: At<'_>) -> Step<'_> {
    let kind = at.u16(12)?;
    let rest = at.skip(14)?;
    if kind < 1536 {
        return Some((Next::Llc, rest.limit(kind.into())));
    }
    Some((Next::EtherType(kind), rest))
}

fn ether_type(kind: u16, at: At<'_>) -> Step<'_> {
    match kind {
        0x0800 | 0x86dd => Some((Next::Ip, at)),
        0x8100 | 0x88a8 | 0x9100 | 0x9200 => {
            let inner = at.u16(2)?;
            let rest = at.skip(4)?;
            if inner < 1536 {
                Some((Next::Llc, rest.limit(inner.into())))
            } else {
                Some((Next::EtherType(inner), rest))
            }
        }
        0x8864 => {
            let len = at.u16(4)?;
            Some((Next::Ppp, at.skip(6)?.limit(len.into())))
        }
        0x8847 | 0x8848 => mpls(at),
        0x6558 => Some((Next::Ether, at)),
        _ => None,
    }
}

fn mpls(mut at: At<'_>) -> Step<'_> {
    for _ in 0..MAX_STEPS {
        let label = at.u32(0)?;
        at = at.skip(4)?;
        if label & 0x100 != 0 {
            return match at.u8(0)? >> 4 {
                4 | 6 => Some((Next::Ip, at)),
                0 => Some((Next::Ether, at.skip(4)?)),
                _ => Some((Next::Ether, at)),
            };
        }
    }
    None
}

fn ppp(at: At<'_>) -> Step<'_> {
    let mut at = at;
    if at.u16(0)? == 0xff03 {
        at = at.skip(2)?;
    }
    let first = at.u8(0)?;
    // Protocol field compression (RFC 1661 section 6.5): an odd first byte is the whole number.
    if first & 1 == 1 {
        return Some((Next::PppProtocol(first.into()), at.skip(1)?));
    }
    Some((Next::PppProtocol(at.u16(0)?), at.skip(2)?))
}

fn ppp_payload(protocol: u16, at: At<'_>) -> Step<'_> {
    match protocol {
        0x0021 | 0x0057 => Some((Next::Ip, at)),
        0x0281 => mpls(at),
        _ => None,
    }
}

fn llc(at: At<'_>) -> Step<'_> {
    let (dsap, ssap, control) = (at.u8(0)?, at.u8(1)?, at.u8(2)?);
    if (dsap, ssap) == (0xaa, 0xaa) && control == 3 {
        return match at.u32(2)? & 0x00ff_ffff {
            // Encapsulated Ethernet, and the bridge-tunnel form of it.
            0x00_0000 | 0x00_00f8 => Some((Next::EtherType(at.u16(6)?), at.skip(8)?)),
            _ => None,
        };
    }
    let header = if control & 3 == 3 { 3 } else { 4 };
    if dsap == 0x06 { Some((Next::Ip, at.skip(header)?)) } else { None }
}

fn mapped(a: &[u8]) -> Option<[u8; 16]> {
    let a: [u8; 4] = a.try_into().ok()?;
    Some(Endpoint::v4(a, 0).address)
}

fn ipv4<'a>(at: At<'a>, quoted: bool, visitor: &mut impl Visitor) -> Step<'a> {
    let header = usize::from(at.u8(0)? & 15) * 4;
    let total = u32::from(at.u16(2)?);
    if header < 20 {
        return None;
    }
    // A length of 0 comes from segmentation offload: the packet is as long as the frame.
    let at = if total == 0 { at } else { at.limit(total.max(header as u32)) };
    let (id, flags) = (at.u16(4)?, at.u16(6)?);
    let protocol = at.u8(9)?;
    let ends = [mapped(at.bytes.get(12..16)?)?, mapped(at.bytes.get(16..20)?)?];
    let payload = at.skip(header)?;
    if flags & 0x3fff != 0 {
        visitor.fragment(Fragmented {
            key: FragmentKey { ends, id: id.into(), protocol },
            fragment_offset: u32::from(flags & 0x1fff) * 8,
            more: flags & 0x2000 != 0,
            payload: payload.bytes,
            offset: payload.offset,
            whole: payload.bytes.len() as u32 == payload.claimed,
            quoted,
        });
        return None;
    }
    Some((Next::IpPayload { protocol, ends }, payload))
}

fn ipv6<'a>(at: At<'a>, quoted: bool, visitor: &mut impl Visitor) -> Step<'a> {
    let payload_len = u32::from(at.u16(4)?);
    let mut protocol = at.u8(6)?;
    let ends = [at.bytes.get(8..24)?.try_into().ok()?, at.bytes.get(24..40)?.try_into().ok()?];
    let rest = at.skip(40)?;
    let mut rest = if payload_len == 0 { rest } else { rest.limit(payload_len) };
    for _ in 0..MAX_STEPS {
        match protocol {
            0 | 43 | 60 | 135 | 139 | 140 => {
                let len = usize::from(rest.u8(1)?) * 8 + 8;
                protocol = rest.u8(0)?;
                rest = rest.skip(len)?;
            }
            51 => {
                let len = usize::from(rest.u8(1)?) * 4 + 8;
                protocol = rest.u8(0)?;
                rest = rest.skip(len)?;
            }
            44 => {
                let (inner, offset_and_more, id) = (rest.u8(0)?, rest.u16(2)?, rest.u32(4)?);
                let payload = rest.skip(8)?;
                if offset_and_more & 0xfff9 != 0 {
                    visitor.fragment(Fragmented {
                        key: FragmentKey { ends, id, protocol: inner },
                        fragment_offset: u32::from(offset_and_more & 0xfff8),
                        more: offset_and_more & 1 != 0,
                        payload: payload.bytes,
                        offset: payload.offset,
                        whole: payload.bytes.len() as u32 == payload.claimed,
                        quoted,
                    });
                    return None;
                }
                protocol = inner;
                rest = payload;
            }
            _ => return Some((Next::IpPayload { protocol, ends }, rest)),
        }
    }
    None
}

fn ip_payload<'a>(
    protocol: u8,
    ends: [[u8; 16]; 2],
    at: At<'a>,
    quoted: &mut bool,
    visitor: &mut impl Visitor,
) -> Step<'a> {
    match protocol {
        6 | 17 | 132 | 33 => {
            let transport = match protocol {
                6 => Transport::Tcp,
                17 => Transport::Udp,
                132 => Transport::Sctp,
                _ => Transport::Dccp,
            };
            let (from, to) = (at.u16(0)?, at.u16(2)?);
            let [source, destination] = ends;
            let header = if transport == Transport::Tcp { 20 } else { 8 };
            if at.bytes.len() >= header {
                visitor.transport(Found {
                    transport,
                    ends: [
                        Endpoint { address: source, port: from },
                        Endpoint { address: destination, port: to },
                    ],
                    bytes: at.bytes,
                    claimed: at.claimed,
                    offset: at.offset,
                    quoted: *quoted,
                });
            }
            if transport != Transport::Udp {
                return None;
            }
            let len = u32::from(at.u16(4)?);
            let at = if len >= 8 { at.limit(len) } else { at };
            udp_tunnel([from, to], at.skip(8)?)
        }
        4 | 41 => Some((Next::Ip, at)),
        47 => gre(at),
        51 => {
            let len = usize::from(at.u8(1)?) * 4 + 8;
            Some((Next::IpPayload { protocol: at.u8(0)?, ends }, at.skip(len)?))
        }
        // Errors quote the packet they speak of (RFC 792, RFC 4443).
        1 if matches!(at.u8(0)?, 3 | 4 | 5 | 11 | 12) => {
            *quoted = true;
            Some((Next::Ip, at.skip(8)?))
        }
        58 if matches!(at.u8(0)?, 1..=4) => {
            *quoted = true;
            Some((Next::Ip, at.skip(8)?))
        }
        1 if !*quoted => echo(ends, at, [8, 0], visitor),
        58 if !*quoted => echo(ends, at, [128, 129], visitor),
        97 => Some((Next::Ether, at.skip(2)?)),
        137 => mpls(at),
        _ => None,
    }
}

/// A ping; `types` are those of request and reply.
fn echo<'a>(ends: [[u8; 16]; 2], at: At<'a>, types: [u8; 2], visitor: &mut impl Visitor) -> Step<'a> {
    let [request, reply] = types.map(|t| at.u8(0) == Some(t));
    let [from, to] = ends;
    if request || reply {
        let ends = if reply { [to, from] } else { ends };
        visitor.echo(Echo { key: EchoKey { ends, number: at.u32(4)? }, reply });
    }
    None
}

fn gre(at: At<'_>) -> Step<'_> {
    let (flags, kind) = (at.u16(0)?, at.u16(2)?);
    let mut len = 4;
    if flags & 0xc000 != 0 {
        len += 4; // checksum and offset
    }
    len += if flags & 0x2000 != 0 { 4 } else { 0 }; // key
    len += if flags & 0x1000 != 0 { 4 } else { 0 }; // sequence
    len += if flags & 7 == 1 && flags & 0x0080 != 0 { 4 } else { 0 }; // acknowledgement (RFC 2637)
    let rest = at.skip(len)?;
    match kind {
        0x880b => Some((Next::Ppp, rest)),
        _ => Some((Next::EtherType(kind), rest)),
    }
}

fn udp_tunnel(ports: [u16; 2], at: At<'_>) -> Step<'_> {
    for port in [ports[0].min(ports[1]), ports[0].max(ports[1])] {
        let step = match port {
            4789 => vxlan(at),
            6081 => geneve(at),
            2152 => gtp_u(at),
            3544 => teredo(at),
            1701 => l2tp(at),
            _ => continue,
        };
        return step;
    }
    None
}

fn vxlan(at: At<'_>) -> Step<'_> {
    Some((Next::Ether, at.skip(8)?))
}

fn geneve(at: At<'_>) -> Step<'_> {
    let options = usize::from(at.u8(0)? & 0x3f) * 4;
    Some((Next::EtherType(at.u16(2)?), at.skip(8 + options)?))
}

fn gtp_u(at: At<'_>) -> Step<'_> {
    let flags = at.u8(0)?;
    // Version 1, protocol type GTP, message type G-PDU (3GPP TS 29.281).
    if flags >> 5 != 1 || flags & 0x10 == 0 || at.u8(1)? != 255 {
        return None;
    }
    let len = u32::from(at.u16(2)?);
    let mut rest = at.skip(8)?.limit(len);
    if flags & 7 != 0 {
        let mut next = rest.u8(3)?;
        rest = rest.skip(4)?;
        for _ in 0..MAX_STEPS {
            if next == 0 {
                break;
            }
            let len = usize::from(rest.u8(0)?) * 4;
            next = rest.u8(len.checked_sub(1)?)?;
            rest = rest.skip(len)?;
        }
    }
    match rest.u8(0)? >> 4 {
        4 | 6 => Some((Next::Ip, rest)),
        _ => None,
    }
}

/// A data message of version 2 (RFC 2661 section 3.1).
fn l2tp(at: At<'_>) -> Step<'_> {
    let flags = at.u16(0)?;
    if flags & 0x800f != 2 {
        return None;
    }
    let (mut len, mut at) = (6, at);
    if flags & 0x4000 != 0 {
        at = at.limit(at.u16(2)?.into());
        len += 2;
    }
    len += if flags & 0x0800 != 0 { 4 } else { 0 };
    if flags & 0x0200 != 0 {
        len += 2 + usize::from(at.u16(len)?);
    }
    Some((Next::Ppp, at.skip(len)?))
}

fn teredo(mut at: At<'_>) -> Step<'_> {
    // Authentication and origin indications may stand before (RFC 4380 section 5.1.1).
    if at.u16(0)? == 1 {
        let len = 4 + usize::from(at.u8(2)?) + usize::from(at.u8(3)?) + 9;
        at = at.skip(len)?;
    }
    if at.u16(0)? == 0 {
        at = at.skip(8)?;
    }
    (at.u8(0)? >> 4 == 6).then_some((Next::Ip, at))
}

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
        let gre = ip(47, &[&[0, 0, 8, 0][..], &inner].concat());
        assert_eq!(seen(101, &gre).0, vec![(Transport::Udp, 53, 1000, 44, false)]);
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
    fn every_prefix_and_every_byte_value_is_survived() {
        let inner = ip(17, &udp(53, 2152, &[0x37, 255, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0]));
        let frame = [&[0u8; 12][..], &[0x81, 0, 0, 1, 8, 0], &inner].concat();
        for link in [0, 1, 9, 12, 101, 104, 105, 107, 108, 113, 127, 276] {
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
