//! Headers of IP and what it carries: extension headers, transports, tunnels.

use super::link::mpls;
use super::{At, Echo, EchoKey, Found, FragmentKey, Fragmented, Inside, MAX_STEPS, Next, Step, Visitor};
use crate::proto::{capwap, gre, vxlan};
use crate::store::{Endpoint, Transport};

fn mapped(a: &[u8]) -> Option<[u8; 16]> {
    let a: [u8; 4] = a.try_into().ok()?;
    Some(Endpoint::v4(a, 0).address)
}

pub(super) fn ipv4<'a>(at: At<'a>, quoted: bool, visitor: &mut impl Visitor) -> Option<(Inside, At<'a>)> {
    let header = usize::from(at.u8(0)? & 15) * 4;
    let total = u32::from(at.u16(2)?);
    if header < 20 {
        return None;
    }
    if header > 20 {
        visitor.addresses();
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
    Some((Inside { protocol, ends }, payload))
}

pub(super) fn ipv6<'a>(at: At<'a>, quoted: bool, visitor: &mut impl Visitor) -> Option<(Inside, At<'a>)> {
    let payload_len = u32::from(at.u16(4)?);
    let mut protocol = at.u8(6)?;
    let ends = [at.bytes.get(8..24)?.try_into().ok()?, at.bytes.get(24..40)?.try_into().ok()?];
    let rest = at.skip(40)?;
    let mut rest = if payload_len == 0 { rest } else { rest.limit(payload_len) };
    for _ in 0..MAX_STEPS {
        match protocol {
            0 | 43 | 60 | 135 | 139 | 140 => {
                visitor.addresses();
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
            _ => return Some((Inside { protocol, ends }, rest)),
        }
    }
    None
}

pub(super) fn ip_payload<'a>(
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
        4 => Some((Next::Ip, at)),
        41 => ipv6_alone(at),
        47 => in_gre(at),
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

fn in_gre(at: At<'_>) -> Step<'_> {
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
        0x88be | 0x22eb => mirrored(rest),
        gre::WEB_CACHE if gre::has_redirect_header(rest.bytes) => {
            Some((Next::Ip, rest.skip(gre::REDIRECT_HEADER_LEN as usize)?))
        }
        gre::WEB_CACHE => Some((Next::Ip, rest)),
        kind if gre::is_wireless(kind) => Some((Next::Wireless, rest)),
        _ => Some((Next::EtherType(kind), rest)),
    }
}

/// A frame that a switch mirrors (ERSPAN). Its first form has no header, and addresses begin with other bits.
fn mirrored(at: At<'_>) -> Step<'_> {
    match at.u16(0)? >> 12 {
        1 => Some((Next::Ether, at.skip(8)?)),
        2 => {
            const IP: u16 = 2;
            let flags = at.u16(10)?;
            let rest = at.skip(if flags & 1 != 0 { 20 } else { 12 })?;
            Some((if flags >> 10 & 0x1f == IP { Next::Ip } else { Next::Ether }, rest))
        }
        _ => Some((Next::Ether, at)),
    }
}

fn udp_tunnel(ports: [u16; 2], at: At<'_>) -> Step<'_> {
    for port in [ports[0].min(ports[1]), ports[0].max(ports[1])] {
        let step = match port {
            4789 | vxlan::GENERIC_PORT => in_vxlan(at),
            6081 => geneve(at),
            2152 => gtp_u(at),
            3544 => teredo(at),
            1701 => l2tp(at),
            4341 => at.skip(8).map(|at| (Next::Ip, at)),
            4754 => in_gre(at),
            5247 => in_capwap(at),
            _ => continue,
        };
        return step;
    }
    None
}

fn in_vxlan(at: At<'_>) -> Step<'_> {
    let rest = at.skip(8)?;
    if !vxlan::is_generic(at.bytes) {
        return Some((Next::Ether, rest));
    }
    match at.u8(3)? {
        vxlan::inside::IPV4 => Some((Next::Ip, rest)),
        vxlan::inside::IPV6 => ipv6_alone(rest),
        vxlan::inside::ETHERNET => Some((Next::Ether, rest)),
        vxlan::inside::MPLS => mpls(rest),
        _ => None,
    }
}

/// Where IPv6 was announced, nothing else is read.
pub(super) fn ipv6_alone(at: At<'_>) -> Step<'_> {
    (at.u8(0)? >> 4 == 6).then_some((Next::Ip, at))
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

/// The frame of a station, unless it is sealed, a fragment or a sign of life (RFC 5415 section 4).
fn in_capwap(at: At<'_>) -> Step<'_> {
    const NATIVE: u32 = 0x100;
    const NO_FRAME: u32 = 0x88;
    let word = at.u32(0)?;
    let (len, binding) = ((word >> 19 & 0x1f) as usize, word >> 9 & 0x1f);
    if word >> 24 != 0 || len < 2 || word & NO_FRAME != 0 {
        return None;
    }
    let rest = at.skip(len * 4)?;
    match (word & NATIVE != 0, binding) {
        (false, _) => Some((Next::Ether, rest)),
        (true, 1) if capwap::is_swapped(rest.bytes) => Some((Next::WirelessSwapped, rest)),
        (true, 1) => Some((Next::Wireless, rest)),
        _ => None,
    }
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
