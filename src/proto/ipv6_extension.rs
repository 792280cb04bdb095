//! Extension headers of IPv6 (RFC 8200 section 4): options, routing, fragment. They are shown
//! inside the packet's header, so this is a protocol in name only. Authentication headers are a
//! protocol of their own.

use crate::dissect::{Address, At, Cursor, Cut, Dissector, Group, Protocol, Severity};
use crate::field::def::{Ipv6, YES_NO};
use crate::field::{Field, Names};
use crate::proto::tables::ip_protocol::IP_PROTOCOLS;

pub const PROTOCOL: Protocol =
    Protocol { name: "ipv6.hopopts", title: "IPv6 Hop-by-Hop Option", fields: FIELDS, ..Protocol::EMPTY };

pub const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const DESTINATION_OPTIONS: u8 = 60;
/// Extension headers that are followed.
const MAX_HEADERS: usize = 32;

const PAD1: u8 = 0;
const JUMBO: u8 = 194;

const OPTION_TYPES: Names = Names::Table(&[
    (0, "Pad1"),
    (1, "PadN"),
    (4, "Tunnel Encapsulation Limit"),
    (5, "Router Alert"),
    (7, "CALIPSO"),
    (8, "SMF_DPD"),
    (15, "Performance and Diagnostic Metrics"),
    (30, "Experimental (0x1E)"),
    (38, "Quick-Start"),
    (48, "Path MTU Option"),
    (49, "IOAM Option"),
    (62, "Experimental (0x3E)"),
    (65, "Tunnel Payload Forwarding (TPF) Information"),
    (94, "Experimental (0x5E)"),
    (99, "RPL Option"),
    (109, "MPL Option"),
    (126, "Experimental (0x7E)"),
    (138, "Endpoint Identification"),
    (139, "ILNP Nonce"),
    (140, "Line-Identification Option"),
    (158, "Experimental (0x9E)"),
    (190, "Experimental (0xBE)"),
    (194, "Jumbo Payload"),
    (201, "Home Address"),
    (222, "Experimental (0xDE)"),
    (238, "IP_DFF"),
    (254, "Experimental (0xFE)"),
]);
const ACTIONS: Names = Names::Table(&[
    (0, "Skip and continue"),
    (1, "Discard"),
    (2, "Discard and send ICMP Parameter Problem"),
    (3, "Discard and send ICMP if not multicast"),
]);
const ALERTS: Names = Names::Table(&[(0, "MLD"), (1, "RSVP"), (2, "Active Network")]);
const ROUTING_TYPES: Names = Names::Table(&[
    (0, "Source Route"),
    (1, "Nimrod"),
    (2, "Type 2 Routing"),
    (3, "RPL Source Route"),
    (4, "Segment Routing"),
    (5, "Compact Routing Header 16"),
    (6, "Compact Routing Header 32"),
    (253, "Experiment 1"),
    (254, "Experiment 2"),
]);

crate::fields! { "ipv6.hopopts";
    /// Hop-by-hop options.
    HOPOPTS: Protocol = "ipv6.hopopts", "IPv6 Hop-by-Hop Option", None;
    /// Protocol of what follows hop-by-hop options.
    HOPOPTS_NXT: U8 = "ipv6.hopopts.nxt", "Next Header", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Their length in units of 8 bytes, without the first.
    HOPOPTS_LEN: U8 = "ipv6.hopopts.len", "Length", Dec;
    /// Their length in bytes.
    HOPOPTS_LEN_OCT: U16 = "ipv6.hopopts.len_oct", "Length", Dec, Names::Unit(" bytes");
    /// Destination options.
    DSTOPTS: Protocol = "ipv6.dstopts", "Destination Options for IPv6", None;
    /// Protocol of what follows destination options.
    DSTOPTS_NXT: U8 = "ipv6.dstopts.nxt", "Next Header", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Their length in units of 8 bytes, without the first.
    DSTOPTS_LEN: U8 = "ipv6.dstopts.len", "Length", Dec;
    /// Their length in bytes.
    DSTOPTS_LEN_OCT: U16 = "ipv6.dstopts.len_oct", "Length", Dec, Names::Unit(" bytes");
    /// An option.
    OPT: Label = "ipv6.opt", "IPv6 Option", None;
    /// Kind of option.
    OPT_TYPE: U8 = "ipv6.opt.type", "Type", Hex, OPTION_TYPES;
    /// What to do if the option is not known.
    OPT_ACTION: U8 = "ipv6.opt.type.action", "Action", Dec & 0xc0, ACTIONS;
    /// Routers may change it.
    OPT_CHANGE: Bool = "ipv6.opt.type.change", "May Change", W8 & 0x20, YES_NO;
    /// The other bits of the type.
    OPT_REST: U8 = "ipv6.opt.type.rest", "Low-Order Bits", Hex & 0x1f;
    /// Bytes of the option.
    OPT_LENGTH: U8 = "ipv6.opt.length", "Length", Dec;
    /// A byte of padding.
    OPT_PAD1: Label = "ipv6.opt.pad1", "Pad1", None;
    /// Several bytes of padding.
    OPT_PADN: Bytes = "ipv6.opt.padn", "PadN", None;
    /// Tunnels that may still be entered (RFC 2473).
    OPT_TEL: U8 = "ipv6.opt.tel", "Tunnel Encapsulation Limit", Dec;
    /// What routers shall look at (RFC 2711).
    OPT_ALERT: U16 = "ipv6.opt.router_alert", "Router Alert", Dec, ALERTS;
    /// Length of a jumbogram (RFC 2675).
    OPT_JUMBO: U32 = "ipv6.opt.jumbo", "Payload Length", Dec;
    /// Least MTU of the path so far (RFC 9268).
    OPT_PMTU_MIN: U16 = "ipv6.opt.pmtu.min", "Minimum Reported PMTU", Dec;
    /// Least MTU of the way back (RFC 9268).
    OPT_PMTU_RTN: U16 = "ipv6.opt.pmtu.rtn", "Return Minimum PMTU", Dec;
    /// It shall be sent back (RFC 9268).
    OPT_PMTU_FLAG: Bool = "ipv6.opt.pmtu.r_flag", "Return Flag", None;
    /// Scale of the time since the last packet received (RFC 8250).
    OPT_PDM_DTLR: U8 = "ipv6.opt.pdm.scale_dtlr", "Scale DTLR", Dec;
    /// Scale of the time since the last packet sent (RFC 8250).
    OPT_PDM_DTLS: U8 = "ipv6.opt.pdm.scale_dtls", "Scale DTLS", Dec;
    /// Number of this packet (RFC 8250).
    OPT_PDM_THIS: U16 = "ipv6.opt.pdm.psn_this_pkt", "PSN This Packet", Dec;
    /// Number of the last packet received (RFC 8250).
    OPT_PDM_LAST: U16 = "ipv6.opt.pdm.psn_last_recv", "PSN Last Received", Dec;
    /// Time since the last packet received (RFC 8250).
    OPT_PDM_RECV: U16 = "ipv6.opt.pdm.delta_last_recv", "Delta Time Last Received", Dec;
    /// Time since the last packet sent (RFC 8250).
    OPT_PDM_SENT: U16 = "ipv6.opt.pdm.delta_last_sent", "Delta Time Last Sent", Dec;
    /// Address of a mobile node at home (RFC 6275).
    OPT_HOME: Ipv6 = "ipv6.opt.mipv6.home_address", "MIPv6 Home Address", None;
    /// Bytes of an experiment.
    OPT_EXPERIMENTAL: Bytes = "ipv6.opt.experimental", "Experimental Option", None;
    /// Bytes of an option of which nothing is known.
    OPT_UNKNOWN: Bytes = "ipv6.opt.unknown", "Unknown Option Payload", None;
    /// Routing header.
    ROUTE: Protocol = "ipv6.routing", "Routing Header for IPv6", None;
    /// Protocol of what follows it.
    ROUTE_NXT: U8 = "ipv6.routing.nxt", "Next Header", Dec, Names::Ranges(IP_PROTOCOLS);
    /// Its length in units of 8 bytes, without the first.
    ROUTE_LEN: U8 = "ipv6.routing.len", "Length", Dec;
    /// Its length in bytes.
    ROUTE_LEN_OCT: U16 = "ipv6.routing.len_oct", "Length", Dec, Names::Unit(" bytes");
    /// Kind of routing header.
    ROUTE_TYPE: U8 = "ipv6.routing.type", "Type", Dec, ROUTING_TYPES;
    /// Nodes still to be visited.
    ROUTE_LEFT: U8 = "ipv6.routing.segleft", "Segments Left", Dec;
    /// Bytes without meaning of a source route.
    ROUTE_SRC_RESERVED: Bytes = "ipv6.routing.src.reserved", "Reserved", None;
    /// An address of a source route.
    ROUTE_SRC_ADDR: Ipv6 = "ipv6.routing.src.addr", "Address", None;
    /// Bytes without meaning of a mobile node's route.
    ROUTE_MIP_RESERVED: Bytes = "ipv6.routing.mipv6.reserved", "Reserved", None;
    /// Address of a mobile node at home (RFC 6275).
    ROUTE_MIP_ADDR: Ipv6 = "ipv6.routing.mipv6.home_address", "Home Address", None;
    /// Index of the last segment (RFC 8754).
    ROUTE_SRH_LAST: U8 = "ipv6.routing.srh.last_entry", "Last Entry", Dec;
    /// Flags of segment routing (RFC 8754).
    ROUTE_SRH_FLAGS: U8 = "ipv6.routing.srh.flags", "Flags", Hex;
    /// Tag of segment routing (RFC 8754).
    ROUTE_SRH_TAG: Bytes = "ipv6.routing.srh.tag", "Tag", None;
    /// A segment (RFC 8754).
    ROUTE_SRH_ADDR: Ipv6 = "ipv6.routing.srh.addr", "Address", None;
    /// Bytes of a routing header of which nothing is known.
    ROUTE_UNKNOWN: Bytes = "ipv6.routing.unknown_data", "Type-Specific Data", None;
    /// Fragment header.
    FRAG: Protocol = "ipv6.fraghdr", "Fragment Header for IPv6", None;
    /// Protocol of the datagram.
    FRAG_NXT: U8 = "ipv6.fraghdr.nxt", "Next header", Dec, Names::Ranges(IP_PROTOCOLS);
    /// A byte without meaning.
    FRAG_RESERVED: U8 = "ipv6.fraghdr.reserved_octet", "Reserved octet", Hex;
    /// Where the fragment belongs, in units of 8 bytes.
    FRAG_OFFSET: U16 = "ipv6.fraghdr.offset", "Offset", Dec & 0xfff8;
    /// Bits without meaning.
    FRAG_BITS: U16 = "ipv6.fraghdr.reserved_bits", "Reserved bits", Dec & 0x0006;
    /// Not the last fragment.
    FRAG_MORE: Bool = "ipv6.fraghdr.more", "More Fragments", W16 & 0x0001, YES_NO;
    /// Number that the fragments of a datagram share.
    FRAG_ID: U32 = "ipv6.fraghdr.ident", "Identification", Hex;
    /// Marks a length that cannot be.
    INVALID_LEN: Label = "ipv6.opt.invalid_len", "Invalid IPv6 option length", None;
    /// Marks bytes that are not understood.
    UNKNOWN_DATA: Label = "ipv6.opt.unknown_data.expert", "Unknown Data (not interpreted)", None;
    /// Marks a routing header that nobody should use (RFC 5095).
    ROUTE_DEPRECATED: Label = "ipv6.routing.deprecated", "Routing header type is deprecated", None;
    /// Marks a routing header that is not understood.
    ROUTE_UNDECODED: Label = "ipv6.routing.undecoded", "Undecoded IPv6 routing header field", None;
}

/// Which part of a datagram a fragment is.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub offset: u32,
    pub more: bool,
    pub id: u32,
}

/// What stands behind the extension headers.
#[derive(Clone, Copy, Debug)]
pub struct Chain<'a> {
    pub next: u8,
    pub payload: Cursor<'a>,
    /// Where a routing header sends the packet in the end; `None`: where the header says.
    pub destination: Option<[u8; 16]>,
    /// The payload is only a part; a fragment header with all of it does not count.
    pub fragment: Option<Part>,
}

/// Shows the extension headers from `next` on.
pub fn walk<'a>(d: &mut Dissector<'_>, mut next: u8, mut c: Cursor<'a>) -> Result<Chain<'a>, Cut> {
    let mut destination = None;
    for _ in 0..MAX_HEADERS {
        match next {
            HOP_BY_HOP | DESTINATION_OPTIONS if !c.is_empty() => next = options(d, next, &mut c)?,
            ROUTING if !c.is_empty() => next = routing(d, &mut c, &mut destination)?,
            FRAGMENT if !c.is_empty() => {
                let (inner, part) = fragment(d, &mut c)?;
                next = inner;
                if part.offset > 0 || part.more {
                    return Ok(Chain { next, payload: c, destination, fragment: Some(part) });
                }
            }
            _ => break,
        }
    }
    Ok(Chain { next, payload: c, destination, fragment: None })
}

/// The length that a jumbogram says in its hop-by-hop options (RFC 2675).
pub fn jumbo_len(mut c: Cursor<'_>) -> Option<u32> {
    c.u8().ok()?;
    let len = c.u8().ok()?.value;
    let mut options = c.take(u32::from(len) * 8 + 6);
    while let Ok(kind) = options.u8() {
        if kind.value == PAD1 {
            continue;
        }
        let len = options.u8().ok()?.value;
        let mut body = options.take(len.into());
        if kind.value == JUMBO && len == 4 {
            return body.u32().ok().map(|v| v.value);
        }
    }
    None
}

fn options(d: &mut Dissector<'_>, kind: u8, c: &mut Cursor<'_>) -> Result<u8, Cut> {
    let start = *c;
    let hop_by_hop = kind == HOP_BY_HOP;
    let (root, name, info) = if hop_by_hop {
        (HOPOPTS, "ipv6.hopopts", "IPv6 hop-by-hop options")
    } else {
        (DSTOPTS, "ipv6.dstopts", "IPv6 destination options")
    };
    d.columns.set_info(format_args!("{info}"));
    d.note_layer(name);
    let open = d.tree.open(root, At { value: (), span: start.rest_span() });
    let next = c.u8()?;
    let len = c.u8()?;
    let bytes = u16::from(len.value) * 8 + 8;
    d.tree.set_span(open.node(), start.span(bytes.into()));
    let [next_field, len_field] =
        if hop_by_hop { [HOPOPTS_NXT, HOPOPTS_LEN] } else { [DSTOPTS_NXT, DSTOPTS_LEN] };
    d.tree.leaf(next_field, next);
    d.tree.leaf(len_field, len);
    let oct = if hop_by_hop { HOPOPTS_LEN_OCT } else { DSTOPTS_LEN_OCT };
    d.tree.generated(oct, bytes, len.span);
    let mut body = c.sub(u32::from(bytes) - 2)?;
    while !body.is_empty() {
        option(d, &mut body)?;
    }
    d.tree.close(open);
    Ok(next.value)
}

fn option(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let kind = c.u8()?;
    let known = OPTION_TYPES.name(kind.value.into());
    let unknown;
    let name = match known {
        Some(name) => name,
        None => {
            unknown = format!("Unknown IPv6 Option ({})", kind.value);
            &unknown
        }
    };
    let at = At { value: (), span: kind.span };
    let open = d.tree.open_as(OPT, at, format_args!("{name}"));
    if kind.value == PAD1 {
        d.tree.leaf(OPT_TYPE, kind);
        d.tree.leaf(OPT_PAD1, at);
        d.tree.close(open);
        return Ok(());
    }
    type_parts(d, kind);
    let len = c.u8()?;
    d.tree.set_span(open.node(), start.span(u32::from(len.value) + 2));
    let len_node = d.tree.leaf(OPT_LENGTH, len);
    let mut body = c.sub(len.value.into())?;
    let wanted = match kind.value {
        4 => 1,
        5 => 2,
        15 => 10,
        48 | JUMBO => 4,
        201 => 16,
        _ => u32::from(len.value),
    };
    if wanted != u32::from(len.value) {
        let text = format_args!("{name}: Invalid Length ({} bytes)", len.value);
        d.tree.expert(len_node, Some(INVALID_LEN), Severity::Error, Group::Malformed, text);
    }
    match kind.value {
        1 if body.is_empty() => {
            d.tree.leaf_as(OPT_PADN, body.span(0).bytes(), format_args!("PadN: <none>"));
        }
        1 => {
            d.tree.leaf(OPT_PADN, body.rest());
        }
        4 => {
            d.tree.leaf(OPT_TEL, body.u8()?);
        }
        5 => {
            d.tree.leaf(OPT_ALERT, body.u16()?);
        }
        15 => {
            d.tree.leaf(OPT_PDM_DTLR, body.u8()?);
            d.tree.leaf(OPT_PDM_DTLS, body.u8()?);
            for field in [OPT_PDM_THIS, OPT_PDM_LAST, OPT_PDM_RECV, OPT_PDM_SENT] {
                d.tree.leaf(field, body.u16()?);
            }
        }
        30 | 62 | 94 | 126 | 158 | 190 | 222 | 254 => d.rest_as(OPT_EXPERIMENTAL, &mut body),
        48 => {
            d.tree.leaf(OPT_PMTU_MIN, body.u16()?);
            let back = body.u16()?;
            d.tree.leaf(OPT_PMTU_RTN, back.map(|v| v & 0xfffe));
            let flag = At { value: u64::from(back.value & 1), span: back.span.part(1, 1) };
            d.tree.leaf(OPT_PMTU_FLAG, flag);
        }
        JUMBO => {
            d.tree.leaf(OPT_JUMBO, body.u32()?);
        }
        201 => {
            d.tree.leaf(OPT_HOME, body.array::<16>()?);
        }
        _ if !body.is_empty() => {
            let node = d.tree.leaf(OPT_UNKNOWN, body.rest());
            let text = format_args!("Unknown Data (not interpreted)");
            d.tree.expert(node, Some(UNKNOWN_DATA), Severity::Note, Group::Undecoded, text);
        }
        _ => {}
    }
    d.tree.close(open);
    Ok(())
}

fn type_parts(d: &mut Dissector<'_>, kind: At<u8>) {
    let open = d.tree.open(OPT_TYPE, kind);
    d.tree.leaf(OPT_ACTION, kind);
    d.tree.leaf(OPT_CHANGE, kind.map(u64::from));
    d.tree.leaf(OPT_REST, kind);
    d.tree.close(open);
}

fn routing(d: &mut Dissector<'_>, c: &mut Cursor<'_>, destination: &mut Option<[u8; 16]>) -> Result<u8, Cut> {
    let start = *c;
    d.columns.set_info(format_args!("IPv6 routing"));
    d.note_layer("ipv6.routing");
    let open = d.tree.open(ROUTE, At { value: (), span: start.rest_span() });
    let (next, len) = (c.u8()?, c.u8()?);
    let bytes = u16::from(len.value) * 8 + 8;
    d.tree.set_span(open.node(), start.span(bytes.into()));
    let kind = c.u8()?;
    match ROUTING_TYPES.name(kind.value.into()) {
        Some(name) => d.append(open.node(), format_args!(" ({name})")),
        None => d.append(open.node(), format_args!(" (Unknown type {})", kind.value)),
    }
    d.tree.leaf(ROUTE_NXT, next);
    d.tree.leaf(ROUTE_LEN, len);
    d.tree.generated(ROUTE_LEN_OCT, bytes, len.span);
    let node = d.tree.leaf(ROUTE_TYPE, kind);
    if kind.value <= 1 {
        let text = format_args!("Routing header type is deprecated");
        d.tree.expert(node, Some(ROUTE_DEPRECATED), Severity::Note, Group::Deprecated, text);
    }
    let left = c.u8()?;
    d.tree.leaf(ROUTE_LEFT, left);
    let mut body = c.sub(u32::from(bytes) - 4)?;
    match kind.value {
        0 | 2 => {
            let (reserved, address) = if kind.value == 0 {
                (ROUTE_SRC_RESERVED, ROUTE_SRC_ADDR)
            } else {
                (ROUTE_MIP_RESERVED, ROUTE_MIP_ADDR)
            };
            d.tree.leaf(reserved, body.bytes(4)?);
            let (_, last) = addresses(d, address, body, 1)?;
            *destination = last.filter(|_| left.value > 0);
        }
        4 => {
            let last = body.u8()?;
            d.tree.leaf(ROUTE_SRH_LAST, last);
            d.tree.leaf(ROUTE_SRH_FLAGS, body.u8()?);
            d.tree.leaf(ROUTE_SRH_TAG, body.bytes(2)?);
            let segments = body.take((u32::from(last.value) + 1) * 16);
            // The list is in reverse order (RFC 8754 section 2).
            let (first, _) = addresses(d, ROUTE_SRH_ADDR, segments, 0)?;
            *destination = first.filter(|_| left.value > 0);
        }
        _ if !body.is_empty() => {
            let node = d.tree.leaf(ROUTE_UNKNOWN, body.rest());
            let text = format_args!("Undecoded IPv6 routing header field");
            d.tree.expert(node, Some(ROUTE_UNDECODED), Severity::Note, Group::Undecoded, text);
        }
        _ => {}
    }
    d.tree.close(open);
    Ok(next.value)
}

/// Shows a list of addresses; the first and the last of them.
fn addresses(
    d: &mut Dissector<'_>,
    field: Field<Ipv6>,
    mut c: Cursor<'_>,
    mut number: u32,
) -> Result<(Option<[u8; 16]>, Option<[u8; 16]>), Cut> {
    let (mut first, mut last) = (None, None);
    while c.left() >= 16 {
        let at = c.array::<16>()?;
        let address = Address::Ipv6(at.value);
        d.tree.leaf_as(field, at, format_args!("Address[{number}]: {address}"));
        number += 1;
        first = first.or(Some(at.value));
        last = Some(at.value);
    }
    Ok((first, last))
}

fn fragment(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(u8, Part), Cut> {
    let start = *c;
    d.note_layer("ipv6.fraghdr");
    let open = d.tree.open(FRAG, At { value: (), span: start.span(8) });
    let next = c.u8()?;
    d.tree.leaf(FRAG_NXT, next);
    d.tree.leaf(FRAG_RESERVED, c.u8()?);
    let place = c.u16()?;
    let offset = u32::from(place.value & 0xfff8);
    let node = d.tree.leaf(FRAG_OFFSET, place);
    d.append(node, format_args!(" ({offset} bytes)"));
    d.tree.leaf(FRAG_BITS, place);
    d.tree.leaf(FRAG_MORE, place.map(u64::from));
    let id = c.u32()?;
    d.tree.leaf(FRAG_ID, id);
    d.tree.close(open);
    Ok((next.value, Part { offset, more: place.value & 1 == 1, id: id.value }))
}
