//! Headers of the link layer, and what stands between them and the network layer.

use super::network::ipv6_alone;
use super::{AddressClaim, At, MAX_STEPS, Next, Step, Visitor, run};
use crate::proto::{nflog, null, radio};

pub(super) fn cooked(protocol: u16) -> Next {
    // LINUX_SLL_P_802_2 = 4: an LLC header follows.
    if protocol == 4 { Next::Llc } else { Next::EtherType(protocol) }
}

pub(super) fn null(link_type: u32, at: At<'_>) -> Option<(Next, At<'_>)> {
    let header = *at.bytes.first_chunk::<4>()?;
    let rest = at.skip(4)?;
    match null::header(link_type, header) {
        null::Header::Ppp => Some((Next::Ppp, at)),
        null::Header::Family(2 | 24 | 28 | 30) => Some((Next::Ip, rest)),
        null::Header::Family(_) => None,
        null::Header::EtherType(kind) => Some((Next::EtherType(kind), rest)),
    }
}

/// Behind the addresses stands the route that the source may have chosen.
pub(super) fn token_ring(at: At<'_>) -> Step<'_> {
    const HEADER: usize = 14;
    let routed = at.u8(8)? & 0x80 != 0;
    let route = if routed { usize::from(at.u8(HEADER)? & 0x1f).max(2) } else { 0 };
    Some((Next::Llc, at.skip(HEADER + route)?))
}

pub(super) fn frame_relay(at: At<'_>) -> Step<'_> {
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
pub(super) fn wireless(link_type: u32, at: At<'_>, visitor: &mut impl Visitor) {
    if let Some(body) = wireless_body(link_type, at, false) {
        packets_of(body, visitor);
    }
}

/// The same in a tunnel.
pub(super) fn inner_wireless(at: At<'_>, swapped: bool, visitor: &mut impl Visitor) {
    if let Some(body) = wireless_body(LINKTYPE_IEEE802_11, at, swapped) {
        packets_of(body, visitor);
    }
}

fn packets_of((at, aggregate): (At<'_>, bool), visitor: &mut impl Visitor) {
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

pub(super) const LINKTYPE_IEEE802_11: u32 = radio::link::PLAIN;

/// The link type of what stands behind a PPI header, and where.
pub(super) fn per_packet(at: At<'_>) -> Option<(u32, At<'_>)> {
    let len = radio::header_len(radio::link::PPI, at.bytes)?;
    let link_type = u32::from_le_bytes(*at.bytes.get(4..)?.first_chunk()?);
    Some((link_type, at.skip(len)?))
}

/// What stands behind the header, and whether it is an aggregate.
fn wireless_body(link_type: u32, at: At<'_>, swapped: bool) -> Option<(At<'_>, bool)> {
    const DATA: u8 = 2;
    const QOS: u8 = 0x80;
    const NO_DATA: u8 = 0x40;
    const FCS_LEN: u32 = 4;
    let (mut at, mut fcs, mut padded) = (at, false, false);
    if link_type != LINKTYPE_IEEE802_11 {
        let len = radio::header_len(link_type, at.bytes)?;
        (fcs, padded) = radio::trailer(link_type, at.bytes.get(..len)?);
        at = at.skip(len)?;
    }
    if fcs {
        at = at.limit(at.claimed.checked_sub(FCS_LEN)?);
    }
    let (mut control, mut bits) = (at.u8(0)?, at.u8(1)?);
    if swapped {
        (control, bits) = (bits, control);
    }
    let fragment = at.u8(if swapped { 23 } else { 22 })? & 0xf;
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
    if padded {
        len = len.next_multiple_of(4);
    }
    Some((at.skip(len)?, aggregate))
}

pub(super) fn ether(at: At<'_>) -> Step<'_> {
    let kind = at.u16(12)?;
    let rest = at.skip(14)?;
    if kind < 1536 {
        return Some((Next::Llc, rest.limit(kind.into())));
    }
    // As in most frames.
    if kind == 0x0800 {
        return Some((Next::Ip, rest));
    }
    Some((Next::EtherType(kind), rest))
}

pub(super) fn ether_type(kind: u16, at: At<'_>) -> Step<'_> {
    match kind {
        0x0800 => Some((Next::Ip, at)),
        0x86dd => ipv6_alone(at),
        0x8100 | 0x88a8 | 0x9100 | 0x9200 => tagged(at.u16(2)?, at.skip(4)?),
        0x8864 => {
            let len = at.u16(4)?;
            Some((Next::Ppp, at.skip(6)?.limit(len.into())))
        }
        0x8847 | 0x8848 => mpls(at),
        0x6558 => Some((Next::Ether, at)),
        // VN-Tag, and the customer's frame of provider backbone bridging.
        0x8926 => tagged(at.u16(4)?, at.skip(6)?),
        0x88e7 => Some((Next::EtherType(at.u16(16)?), at.skip(18)?)),
        _ => None,
    }
}

/// What follows a tag: a type, or a length.
fn tagged(inner: u16, rest: At<'_>) -> Step<'_> {
    Some(if inner < 1536 { (Next::Llc, rest.limit(inner.into())) } else { (Next::EtherType(inner), rest) })
}

/// The packet among the attributes of the firewall's log.
pub(super) fn logged(at: At<'_>) -> Step<'_> {
    let (family, mut rest) = (at.u8(0)?, at.skip(nflog::HEADER_LEN)?);
    let big_endian = nflog::is_big_endian(rest.bytes);
    let mut kind = 0;
    loop {
        let nflog::Attribute { kind: attribute, len } = nflog::attribute(rest.bytes, big_endian)?;
        let len = usize::from(len);
        let value = rest.limit(len as u32).skip(nflog::ATTRIBUTE_HEADER_LEN as usize)?;
        match attribute {
            nflog::PACKET => kind = value.u16(0)?,
            nflog::PAYLOAD if matches!(family, nflog::IPV4 | nflog::IPV6) => return Some((Next::Ip, value)),
            nflog::PAYLOAD => return Some((Next::EtherType(kind), value)),
            _ => {}
        }
        rest = rest.skip(len.next_multiple_of(nflog::ATTRIBUTE_HEADER_LEN as usize))?;
    }
}

pub(super) const ARP: u16 = 0x0806;

/// The claims of an ARP packet (RFC 826): its sender's, and its target's if it is a reply.
pub(super) fn address_claims(at: At<'_>) -> [Option<AddressClaim>; 2] {
    const REPLY: u16 = 2;
    let claim = |from: usize| {
        let mac: [u8; 6] = *at.bytes.get(from..)?.first_chunk()?;
        let address: [u8; 4] = *at.bytes.get(from + 6..)?.first_chunk()?;
        // A probe has no address yet (RFC 5227 section 1.1).
        let tells = mac != [0; 6] && mac != [0xff; 6] && address != [0; 4];
        tells.then_some(AddressClaim { mac, address })
    };
    // Ethernet and IPv4.
    let is_usual = at.u32(0) == Some(0x0001_0800) && at.u16(4) == Some(0x0604);
    match at.u16(6) {
        Some(1) if is_usual => [claim(8), None],
        Some(REPLY) if is_usual => [claim(8), claim(18)],
        _ => [None; 2],
    }
}

pub(super) fn mpls(mut at: At<'_>) -> Step<'_> {
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

pub(super) fn ppp(at: At<'_>) -> Step<'_> {
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

pub(super) fn ppp_payload(protocol: u16, at: At<'_>) -> Step<'_> {
    match protocol {
        0x0021 => Some((Next::Ip, at)),
        0x0057 => ipv6_alone(at),
        0x0281 => mpls(at),
        _ => None,
    }
}

pub(super) fn llc(at: At<'_>) -> Step<'_> {
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
