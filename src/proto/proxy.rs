//! PROXY protocol (HAProxy, versions 1 and 2): the header that a proxy puts before a connection it
//! passes on, to say whose it is. What follows is recognised anew.

use crate::dissect::{At, Cursor, Cut, Dissector, Framed, Framer, Progress, Protocol, Span, Stretch};
use crate::field::Names;
use crate::store::{Application, MessageKind};
use std::net::{Ipv4Addr, Ipv6Addr};

pub const PROTOCOL: Protocol = Protocol {
    name: "proxy",
    title: "PROXY",
    fields: FIELDS,
    framer: Some(Framer { application: Application::Proxy, recognises, follows_peer: false, next }),
    dissect,
    ..Protocol::EMPTY
};

crate::fields! { "proxy";
    /// The header.
    PROXY: Protocol = "proxy", "PROXY Protocol", None;
    /// Version of the header.
    VERSION: U8 = "proxy.version", "Version", Dec;
    /// Who connected to the proxy.
    SRC_IPV4: Ipv4 = "proxy.src.ipv4", "Source Address", None;
    /// Where to.
    DST_IPV4: Ipv4 = "proxy.dst.ipv4", "Destination Address", None;
    /// Who connected to the proxy.
    SRC_IPV6: Ipv6 = "proxy.src.ipv6", "Source Address", None;
    /// Where to.
    DST_IPV6: Ipv6 = "proxy.dst.ipv6", "Destination Address", None;
    /// Port of who connected.
    SRCPORT: U16 = "proxy.srcport", "Source Port", Dec;
    /// Port that was connected to.
    DSTPORT: U16 = "proxy.dstport", "Destination Port", Dec;
    /// The word that begins a header of version 1.
    V1_MAGIC: Label = "proxy.v1.magic", "PROXY v1 magic", None;
    /// Transport and family.
    V1_PROTO: Str = "proxy.v1.proto", "Protocol", None;
    /// What follows a family that is not known.
    V1_UNKNOWN: Str = "proxy.v1.unknown", "Unknown data", None;
    /// The bytes that begin a header of version 2.
    V2_MAGIC: Bytes = "proxy.v2.magic", "Magic", None;
    /// Version.
    V2_VERSION: U8 = "proxy.v2.version", "Version", Dec & 0xf0;
    /// Whether the proxy speaks for itself or for another.
    V2_CMD: U8 = "proxy.v2.cmd", "Command", Dec & 0x0f, Names::Table(&[(0, "LOCAL"), (1, "PROXY")]);
    /// Family and transport.
    V2_FAMILY_PROTOCOL: U8 = "proxy.v2.addr_family_protocol", "Address Family Protocol", Hex, Names::Table(FAMILIES);
    /// Bytes that follow.
    V2_LENGTH: U16 = "proxy.v2.length", "Length", Dec;
    /// Address that is none of the above.
    V2_UNKNOWN: Bytes = "proxy.v2.unknown", "Unknown data", None;
    /// An addition.
    V2_TLV: Label = "proxy.v2.tlv", "TLV", None;
    /// What it is.
    V2_TLV_TYPE: U8 = "proxy.v2.tlv.type", "Type", Hex, Names::Table(TLVS);
    /// Its length.
    V2_TLV_LENGTH: U16 = "proxy.v2.tlv.length", "Length", Dec;
    /// Its value.
    V2_TLV_VALUE: Bytes = "proxy.v2.tlv.value", "Value", None;
}

const FAMILIES: &[(u32, &str)] = &[
    (0x00, "UNSPEC"),
    (0x11, "TCP over IPv4"),
    (0x12, "UDP over IPv4"),
    (0x21, "TCP over IPv6"),
    (0x22, "UDP over IPv6"),
    (0x31, "UNIX stream"),
    (0x32, "UNIX datagram"),
];
const TLVS: &[(u32, &str)] = &[
    (0x01, "ALPN"),
    (0x02, "AUTHORITY"),
    (0x03, "CRC32C"),
    (0x04, "NOOP"),
    (0x20, "SSL"),
    (0x21, "SSL VERSION"),
    (0x22, "SSL CN"),
    (0x23, "SSL CIPHER"),
    (0x24, "SSL SIG ALG"),
    (0x25, "SSL KEY ALG"),
    (0x30, "NETNS"),
    (0xea, "AWS"),
];

const V1: &[u8] = b"PROXY ";
const V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
/// Longest header of version 1, line end included.
const V1_MAX: u64 = 107;
/// Magic, version, family and length.
const V2_HEADER: u64 = 16;

fn recognises(bytes: &[u8], _: [u16; 2]) -> bool {
    let families = [&b"TCP4 "[..], b"TCP6 ", b"UNKNOWN"];
    let v1 = bytes.strip_prefix(V1).is_some_and(|rest| families.iter().any(|f| rest.starts_with(f)));
    v1 || bytes.starts_with(V2)
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let bytes = (stretch.read)(0..V1_MAX.min(stretch.len));
    let last = |len| Framed::Last { len, kind: MessageKind(0x38), note: 0, then: Application::Unknown };
    let more = |at_least| Framed::NeedMore { at_least };
    let fits = |magic: &[u8]| bytes.iter().zip(magic).all(|(a, b)| a == b);
    if fits(V1) {
        return match bytes.iter().position(|b| *b == b'\n') {
            Some(end) => last(end as u64 + 1),
            None if stretch.len >= V1_MAX => Framed::Skip(0),
            None => more(stretch.len + 1),
        };
    }
    if !fits(V2) {
        return Framed::Skip(0);
    }
    let Some(len) = bytes.get(14..16).and_then(|b| <[u8; 2]>::try_from(b).ok()) else {
        return more(V2_HEADER);
    };
    let len = V2_HEADER + u64::from(u16::from_be_bytes(len));
    if stretch.len < len { more(len) } else { last(len) }
}

fn dissect(d: &mut Dissector<'_>, c: Cursor<'_>) -> Result<(), Cut> {
    if c.peek().starts_with(V1) { version_1(d, c) } else { version_2(d, c) }
}

fn version_1(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "PROXYv1".into();
    let magic = c.bytes(V1.len() as u32)?;
    d.tree.leaf(V1_MAGIC, magic.with(()));
    d.tree.hidden(VERSION, magic.with(1u8));
    let line = c.rest();
    let text = line.value.trim_ascii_end();
    let mut at = 0;
    let mut words = text.split(|b| *b == b' ').map(|word| {
        let span = line.span.part(at, word.len() as u32);
        at += word.len() as u32 + 1;
        At { value: word, span }
    });
    let Some(family) = words.next() else { return Err(Cut::Malformed) };
    d.tree.leaf(V1_PROTO, family);
    if !matches!(family.value, b"TCP4" | b"TCP6") {
        let from = family.value.len() + 1;
        if let Some(value) = text.get(from..).filter(|v| !v.is_empty()) {
            d.tree.leaf(V1_UNKNOWN, At { value, span: line.span.part(from as u32, value.len() as u32) });
        }
        return Ok(());
    }
    for (v4, v6) in [(SRC_IPV4, SRC_IPV6), (DST_IPV4, DST_IPV6)] {
        let word = words.next().ok_or(Cut::Malformed)?;
        let text = std::str::from_utf8(word.value).map_err(|_| Cut::Malformed)?;
        if family.value == b"TCP4" {
            let address: Ipv4Addr = text.parse().map_err(|_| Cut::Malformed)?;
            d.tree.leaf(v4, word.with(address.octets()));
        } else {
            let address: Ipv6Addr = text.parse().map_err(|_| Cut::Malformed)?;
            let kept = d.tree.keep(&address.octets());
            d.tree.leaf(v6, word.with(kept));
        }
    }
    for field in [SRCPORT, DSTPORT] {
        let word = words.next().ok_or(Cut::Malformed)?;
        let port = std::str::from_utf8(word.value).ok().and_then(|t| t.parse::<u16>().ok());
        d.tree.leaf(field, word.with(port.ok_or(Cut::Malformed)?));
    }
    Ok(())
}

fn version_2(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "PROXYv2".into();
    d.tree.leaf(V2_MAGIC, c.bytes(V2.len() as u32)?);
    let version = c.u8()?;
    d.tree.leaf(V2_VERSION, version);
    d.tree.hidden(VERSION, version.with(2u8));
    d.tree.leaf(V2_CMD, version);
    let family = c.u8()?;
    d.tree.leaf(V2_FAMILY_PROTOCOL, family);
    let len = c.u16()?;
    d.tree.leaf(V2_LENGTH, len);
    let mut body = c.sub(len.value.into())?;
    match family.value >> 4 {
        1 => {
            d.tree.leaf(SRC_IPV4, body.array::<4>()?);
            d.tree.leaf(DST_IPV4, body.array::<4>()?);
            ports(d, &mut body)?;
        }
        2 => {
            d.tree.leaf(SRC_IPV6, body.bytes(16)?);
            d.tree.leaf(DST_IPV6, body.bytes(16)?);
            ports(d, &mut body)?;
        }
        0 => {}
        _ => {
            d.rest_as(V2_UNKNOWN, &mut body);
            return Ok(());
        }
    }
    while !body.is_empty() && !d.tree.truncated {
        let start = body;
        let (kind, len) = (body.u8()?, body.u16()?);
        let whole: Span = start.span(3 + u32::from(len.value));
        let open = d.tree.open(V2_TLV, At { value: (), span: whole });
        d.tree.leaf(V2_TLV_TYPE, kind);
        d.tree.leaf(V2_TLV_LENGTH, len);
        d.tree.leaf(V2_TLV_VALUE, body.bytes(len.value.into())?);
        d.tree.close(open);
    }
    Ok(())
}

fn ports(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(SRCPORT, c.u16()?);
    d.tree.leaf(DSTPORT, c.u16()?);
    Ok(())
}
