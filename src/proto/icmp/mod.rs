//! ICMP (RFC 792) with router discovery (RFC 1256), its mobile form (RFC 5944), and extended echo
//! (RFC 8335). Extensions of errors stand in `icmp_extension.rs`.

pub mod fields;

use super::echo_link::{self, Links};
use super::icmp_extension;
use super::time_words::{self, Milliseconds};
use crate::base::time::{Duration, NANOS, Timestamp};
use crate::dissect::checksum::{self, Shown, Sum};
use crate::dissect::{At, Claim, Cursor, Cut, Dissector, Protocol, Severity};
use crate::field::Field;
use crate::field::def::U32;
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "icmp",
    title: "ICMP",
    fields: FIELDS,
    claims: &[Claim::IpProtocol(1)],
    dissect,
    ..Protocol::EMPTY
};

/// What is known of a message type: name in the tree, and names of its codes.
struct Kind {
    name: &'static str,
    codes: &'static [&'static str],
}

fn kind(number: u8) -> Kind {
    let (name, codes): (_, &[&str]) = match number {
        0 => ("Echo (ping) reply", &[]),
        3 => ("Destination unreachable", UNREACHABLE),
        4 => ("Source quench (flow control)", &[]),
        5 => (
            "Redirect",
            &[
                "Redirect for network",
                "Redirect for host",
                "Redirect for TOS and network",
                "Redirect for TOS and host",
            ],
        ),
        6 => ("Alternate host address", &["Alternate address for host"]),
        8 => ("Echo (ping) request", &[]),
        9 => ("Router advertisement", &[]),
        10 => ("Router solicitation", &[]),
        11 => (
            "Time-to-live exceeded",
            &["Time to live exceeded in transit", "Fragment reassembly time exceeded"],
        ),
        12 => {
            ("Parameter problem", &["Pointer indicates the error", "Required option missing", "Bad length"])
        }
        13 => ("Timestamp request", &[]),
        14 => ("Timestamp reply", &[]),
        15 => ("Information request", &[]),
        16 => ("Information reply", &[]),
        17 => ("Address mask request", &[]),
        18 => ("Address mask reply", &[]),
        1 | 2 => ("Reserved", &[]),
        19 => ("Reserved (for security)", &[]),
        30 => ("Traceroute", &[]),
        31 => ("Datagram Conversion Error", &[]),
        32 => ("Mobile Host Redirect", &[]),
        33 => ("IPv6 Where-Are-You", &[]),
        34 => ("IPv6 I-Am-Here", &[]),
        35 => ("Mobile Registration Request", &[]),
        36 => ("Mobile Registration Reply", &[]),
        37 => ("Domain Name Request", &[]),
        38 => ("Domain Name Reply", &[]),
        39 => ("SKIP", &[]),
        40 => ("Photuris", PHOTURIS),
        41 => ("Experimental mobility protocols", &[]),
        42 => ("Extended Echo request", &["No error"]),
        43 => (
            "Extended Echo reply",
            &[
                "No error",
                "Malformed Query",
                "No Such Interface",
                "No Such Table Entry",
                "Multiple Interfaces Satisfy Query",
            ],
        ),
        _ => ("Unknown ICMP (obsolete or malformed?)", &[]),
    };
    Kind { name, codes }
}

const UNREACHABLE: &[&str] = &[
    "Network unreachable",
    "Host unreachable",
    "Protocol unreachable",
    "Port unreachable",
    "Fragmentation needed",
    "Source route failed",
    "Destination network unknown",
    "Destination host unknown",
    "Source host isolated",
    "Network administratively prohibited",
    "Host administratively prohibited",
    "Network unreachable for TOS",
    "Host unreachable for TOS",
    "Communication administratively filtered",
    "Host precedence violation",
    "Precedence cutoff in effect",
];
const PHOTURIS: &[&str] = &[
    "Bad SPI",
    "Authentication Failed",
    "Decompression Failed",
    "Decryption Failed",
    "Need Authentication",
    "Need Authorization",
];

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let start = c;
    d.columns.protocol = "ICMP".into();
    d.columns.clear_info();
    let (number, code) = (c.u8()?, c.u8()?);
    let checksum = c.u16()?;
    let mut kind = kind(number.value);
    if number.value == 9 && matches!(code.value, 0 | 16) {
        kind.name = "Mobile IP Advertisement";
    }
    d.tree.leaf_as(TYPE, number, format_args!("Type: {} ({})", number.value, kind.name));
    let router = match (number.value, code.value) {
        (9, 0) => Some("Normal router advertisement"),
        (9, 16) => Some("Does not route common traffic"),
        _ => None,
    };
    let named = router.or_else(|| kind.codes.get(usize::from(code.value)).copied());
    let coded = !kind.codes.is_empty() || number.value == 9;
    let value = code.value;
    match named {
        Some(name) => {
            d.tree.leaf_as(CODE, code, format_args!("Code: {value} ({name})"));
            d.columns.set_info(format_args!("{:<20} ({name})", kind.name));
        }
        None if coded => {
            d.tree.leaf_as(CODE, code, format_args!("Code: {value} (Unknown code: {value})"));
            d.columns.set_info(format_args!("{:<20} (Unknown code: {value})", kind.name));
        }
        None => {
            d.tree.leaf(CODE, code);
            d.columns.set_info(format_args!("{:<20}", kind.name));
        }
    }
    let sum = (start.captured() == start.left() && !d.quoted).then(|| Sum::default().over(start.peek()));
    checksum::show(d, &CHECKSUMS, checksum, sum);
    match number.value {
        0 | 8 => {
            identify(d, &mut c)?;
            let links =
                Links { reply: RESP_IN, request: RESP_TO, time: RESPTIME, none: NO_RESP, protocol: "ICMP" };
            echo_link::show(d, &links, number.value == 0, start.span(0));
            echo_data(d, c);
        }
        3 => unreachable(d, c, code.value)?,
        4 => {
            c.skip(4)?;
            quote(d, c);
        }
        5 => {
            d.tree.leaf(REDIR_GW, c.array()?);
            let header = c.peek().first().map_or(0, |b| u32::from(b & 15) * 4);
            quote(d, c.take(header + 8));
        }
        9 => advertisement(d, c)?,
        11 => {
            let words = length(d, &mut c, 1, 2)?;
            quote_and_extensions(d, c, words)?;
        }
        12 => {
            d.tree.leaf(POINTER, c.u8()?.map(u32::from));
            let words = length(d, &mut c, 0, 2)?;
            quote_and_extensions(d, c, words)?;
        }
        13 | 14 => {
            identify(d, &mut c)?;
            for field in [ORIGINATE_TIMESTAMP, RECEIVE_TIMESTAMP, TRANSMIT_TIMESTAMP] {
                timestamp(d, field, c.u32()?);
            }
        }
        15 | 16 => identify(d, &mut c)?,
        17 | 18 => {
            identify(d, &mut c)?;
            d.tree.leaf(ADDRESS_MASK, c.array()?);
        }
        42 | 43 => extended_echo(d, c, number.value == 42)?,
        _ => {}
    }
    Ok(())
}

const CHECKSUMS: Shown = Shown {
    value: CHECKSUM,
    status: CHECKSUM_STATUS,
    bad: CHECKSUM_BAD,
    title: "Checksum",
    severity: Severity::Warn,
};

/// Identifier and sequence number, in both byte orders: systems differ.
fn identify(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let ident = c.u16()?;
    let seq = c.u16()?;
    d.tree.leaf(IDENT, ident);
    d.tree.leaf(IDENT_LE, ident.map(u16::swap_bytes));
    d.tree.leaf(SEQ, seq);
    d.tree.leaf(SEQ_LE, seq.map(u16::swap_bytes));
    let (id, be, le) = (ident.value, seq.value, seq.value.swap_bytes());
    d.columns.add_info(format_args!(" id=0x{id:04x}, seq={be}/{le}"));
    if let Some(ttl) = d.hop_limit() {
        d.columns.add_info(format_args!(", ttl={ttl}"));
    }
    Ok(())
}

/// The data of an echo, which often begins with the time it was sent.
fn echo_data(d: &mut Dissector<'_>, mut c: Cursor<'_>) {
    const DAY: i64 = 86_400 * NANOS;
    let captured_at = d.meta().time;
    if let Some(first) = c.peek().first_chunk::<8>() {
        let [a, b, e, f, g, h, i, j] = *first;
        let big = (u32::from_be_bytes([a, b, e, f]), u32::from_be_bytes([g, h, i, j]));
        let little = (u32::from_le_bytes([a, b, e, f]), u32::from_le_bytes([g, h, i, j]));
        let sent = [big, little]
            .into_iter()
            .filter(|(_, micros)| *micros < 1_000_000)
            .map(|(seconds, micros)| Timestamp::from_parts(seconds.into(), i64::from(micros) * 1000))
            .min_by_key(|t| captured_at.since(*t).0.unsigned_abs());
        if let Some(sent) = sent
            && captured_at.since(sent).0.abs() < DAY
            && let Ok(at) = c.bytes(8)
        {
            d.tree.leaf(DATA_TIME, At { value: sent, span: at.span });
            let since: Duration = captured_at.since(sent);
            d.tree.generated(DATA_TIME_RELATIVE, since, at.span);
        }
    }
    if !c.is_empty() {
        d.embed(Claim::Named("data"), c);
    }
}

fn unreachable(d: &mut Dissector<'_>, mut c: Cursor<'_>, code: u8) -> Result<(), Cut> {
    const FRAGMENTATION_NEEDED: u8 = 4;
    let words = if code == FRAGMENTATION_NEEDED {
        let words = length(d, &mut c, 1, 0)?;
        d.tree.leaf(MTU, c.u16()?);
        words
    } else {
        length(d, &mut c, 1, 2)?
    };
    quote_and_extensions(d, c, words)
}

/// The length of the quoted packet (RFC 4884 section 4) with the unused bytes around it; where
/// there is no length, all of it is unused. Returns the words of four bytes.
fn length(d: &mut Dissector<'_>, c: &mut Cursor<'_>, before: u32, after: u32) -> Result<u8, Cut> {
    let start = *c;
    let first = c.bytes(before)?;
    let words = c.u8()?;
    let rest = c.bytes(after)?;
    if words.value == 0 {
        let unused = start.span(before + 1 + after);
        d.tree.leaf(UNUSED, unused.bytes());
        return Ok(0);
    }
    if before > 0 {
        d.tree.leaf(UNUSED, first);
    }
    d.tree.leaf(LENGTH, words);
    d.tree.generated(LENGTH_ORIGINAL, words.value.wrapping_mul(4), words.span);
    if after > 0 {
        d.tree.leaf(UNUSED, rest);
    }
    Ok(words.value)
}

/// The packet that an error speaks of, inside this one. It tells nothing of this frame's columns.
fn quote(d: &mut Dissector<'_>, c: Cursor<'_>) {
    if c.is_empty() {
        return;
    }
    let (columns, quoted) = (d.columns.clone(), d.quoted);
    d.quoted = true;
    d.embed(Claim::EtherType(0x0800), c);
    d.quoted = quoted;
    d.columns = columns;
}

fn quote_and_extensions(d: &mut Dissector<'_>, mut c: Cursor<'_>, words: u8) -> Result<(), Cut> {
    // Without a length, extensions of old stand behind 128 bytes, if the quoted packet does not
    // reach so far itself (RFC 4884 section 5.5).
    const OLD_FORM: u32 = 128;
    if words > 0 {
        quote(d, c.take(u32::from(words) * 4));
    } else {
        quote(d, c);
        let quoted_len = c.peek().get(2..4).map(|l| l.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
        if c.left() <= OLD_FORM || quoted_len.is_none_or(|len| len > OLD_FORM) {
            return Ok(());
        }
        c.take(OLD_FORM);
    }
    if c.is_empty() {
        return Ok(());
    }
    icmp_extension::dissect(d, c)
}

fn timestamp(d: &mut Dissector<'_>, field: Field<U32>, at: At<u32>) {
    let title = d.tree.def(field.id).title;
    // The highest bit marks a time that is not since midnight UTC (RFC 792).
    let words = Milliseconds(u64::from(at.value & 0x7fff_ffff));
    d.tree.leaf_as(field, at, format_args!("{title}: {} ({words} after midnight UTC)", at.value));
}

fn extended_echo(d: &mut Dissector<'_>, mut c: Cursor<'_>, request: bool) -> Result<(), Cut> {
    let ident = c.u16()?;
    d.tree.leaf(IDENT, ident);
    d.tree.leaf(IDENT_LE, ident.map(u16::swap_bytes));
    d.tree.leaf(EXT_ECHO_SEQ, c.u8()?);
    let bits = c.u8()?;
    if request {
        d.tree.leaf(EXT_ECHO_REQ_RES, bits);
        d.tree.leaf(EXT_ECHO_REQ_LOCAL, bits.map(u64::from));
        if !c.is_empty() {
            icmp_extension::dissect(d, c)?;
        }
        return Ok(());
    }
    d.tree.leaf(EXT_ECHO_RSP_STATE, bits);
    d.tree.leaf(EXT_ECHO_RSP_RES, bits);
    for field in [EXT_ECHO_RSP_ACTIVE, EXT_ECHO_RSP_IPV4, EXT_ECHO_RSP_IPV6] {
        d.tree.leaf(field, bits.map(u64::from));
    }
    Ok(())
}

fn advertisement(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let count = c.u8()?;
    d.tree.leaf(NUM_ADDRS, count);
    let size = c.u8()?;
    d.tree.leaf(ADDR_ENTRY_SIZE, size);
    let lifetime = c.u16()?;
    let words = time_words::seconds(lifetime.value.into());
    d.tree.leaf_as(LIFETIME, lifetime, format_args!("Lifetime: {} ({words})", lifetime.value));
    for _ in 0..count.value {
        let mut entry = c.sub(u32::from(size.value) * 4)?;
        d.tree.leaf(ROUTER_ADDRESS, entry.array()?);
        d.tree.leaf(PREF_LEVEL, entry.u32()?.map(u32::cast_signed));
    }
    while !c.is_empty() {
        mobile_extension(d, &mut c)?;
    }
    Ok(())
}

fn mobile_extension(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let kind = c.u8()?;
    let name = MIP_TYPES.name(kind.value.into()).unwrap_or("Unknown");
    if kind.value == 0 {
        let open = d.tree.open_text(kind.span, format_args!("Ext: {name}"));
        d.tree.leaf(MIP_TYPE, kind);
        d.tree.close(open);
        return Ok(());
    }
    let len = c.u8()?;
    let open = d.tree.open_text(start.span(u32::from(len.value) + 2), format_args!("Ext: {name}"));
    d.tree.leaf(MIP_TYPE, kind);
    d.tree.leaf(MIP_LENGTH, len);
    let mut body = c.sub(len.value.into())?;
    match kind.value {
        16 => {
            d.tree.leaf(MIP_SEQ, body.u16()?);
            d.tree.leaf(MIP_LIFE, body.u16()?);
            mobile_flags(d, body.u16()?);
            while !body.is_empty() {
                d.tree.leaf(MIP_COA, body.array()?);
            }
        }
        19 => {
            while !body.is_empty() {
                d.tree.leaf(MIP_PREFIX, body.u8()?);
            }
        }
        24 => d.rest_as(MIP_CHALLENGE, &mut body),
        _ => d.rest_as(MIP_CONTENT, &mut body),
    }
    d.tree.close(open);
    Ok(())
}

fn mobile_flags(d: &mut Dissector<'_>, at: At<u16>) {
    const ALL: [Field<crate::field::def::Bool>; 10] =
        [MIP_R, MIP_B, MIP_H, MIP_F, MIP_M, MIP_G, MIP_V, MIP_RT, MIP_U, MIP_X];
    let open = d.tree.open(MIP_FLAGS, at);
    for field in ALL {
        if u64::from(at.value) & field.mask != 0 {
            let title = d.tree.def(field.id).title;
            d.append(open.node(), format_args!(", {title}"));
        }
    }
    for field in ALL {
        d.tree.leaf(field, at.map(u64::from));
    }
    d.tree.leaf(MIP_RESERVED, at);
    d.tree.close(open);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, protocols, survives_cuts};

    fn ip(protocol: u8, payload: &[u8]) -> Vec<u8> {
        let mut p = vec![0x45, 0, 0, 20 + payload.len() as u8, 0, 7, 0, 0, 61, protocol, 0, 0];
        p.extend_from_slice(&[10, 0, 0, 1, 10, 0, 0, 2]);
        p.extend_from_slice(payload);
        p
    }

    #[test]
    fn an_echo_shows_both_byte_orders() {
        let p = ip(1, &[8, 0, 0xe5, 0xca, 0x12, 0x34, 0, 1, b'a', b'b']);
        assert_eq!(
            labels_from(101, &p, "Internet Control"),
            [
                "Internet Control Message Protocol",
                "    Type: 8 (Echo (ping) request)",
                "    Code: 0",
                "    Checksum: 0xe5ca incorrect, should be 0x8468",
                "        [Expert Info (Warning/Checksum): Bad checksum [should be 0x8468]]",
                "            [Bad checksum [should be 0x8468]]",
                "            [Severity level: Warning]",
                "            [Group: Checksum]",
                "    [Checksum Status: Bad]",
                "    Identifier (BE): 4660 (0x1234)",
                "    Identifier (LE): 13330 (0x3412)",
                "    Sequence Number (BE): 1 (0x0001)",
                "    Sequence Number (LE): 256 (0x0100)",
                "    Data (2 bytes)",
                "        Data: 6162",
                "        [Length: 2]",
            ]
        );
        assert_eq!(columns(101, &p)[2..], ["ICMP", "Echo (ping) request  id=0x1234, seq=1/256, ttl=61"]);
        survives_cuts(101, &p);
    }

    #[test]
    fn an_error_quotes_a_packet_and_keeps_its_own_columns() {
        let quoted = ip(17, &[0, 1, 0, 2, 0, 9, 0, 0, 7]);
        let p = ip(1, &[&[3, 3, 0, 0, 0, 0, 0, 0][..], &quoted].concat());
        assert_eq!(protocols(101, &p), "raw:ip:icmp:ip:udp:data");
        assert_eq!(
            columns(101, &p),
            ["10.0.0.1", "10.0.0.2", "ICMP", "Destination unreachable (Port unreachable)"]
        );
        let lines = labels_from(101, &p, "Internet Control");
        assert!(lines.contains(&"    Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2".into()));
        assert!(lines.contains(&"    User Datagram Protocol, Src Port: 1, Dst Port: 2".into()), "{lines:#?}");
        survives_cuts(101, &p);
    }

    #[test]
    fn labels_of_a_router_stand_behind_the_quoted_packet() {
        let mut error = vec![11, 0, 0, 0, 0, 8, 0, 0];
        error.extend_from_slice(&ip(17, &[0, 1, 0, 2, 0, 8, 0, 0]));
        error.resize(8 + 32, 0);
        error.extend_from_slice(&[0x20, 0, 0, 0, 0, 8, 1, 1, 0, 6, 0x41, 0x40]);
        let p = ip(1, &error);
        let lines = labels_from(101, &p, "    ICMP Multi-Part");
        assert_eq!(
            lines[4..10],
            [
                "        [Checksum Status: Not present]",
                "        MPLS Stack Entry",
                "            Length: 8",
                "            Class: MPLS Label Stack Class (1)",
                "            C-Type: 1",
                "            Label: 100, Exp: 0, S: 1, TTL: 64",
            ]
        );
        survives_cuts(101, &p);
    }

    #[test]
    fn errors_inside_errors_end() {
        let mut p = ip(17, &[0, 1, 0, 2, 0, 8, 0, 0]);
        for _ in 0..3 {
            p = ip(1, &[&[11, 0, 0, 0, 0, 0, 0, 0][..], &p].concat());
        }
        assert!(protocols(101, &p).ends_with(":udp"));
    }

    #[test]
    fn advertisements_of_agents() {
        let mut body = vec![9, 0, 0, 0, 1, 2, 0x07, 0x08, 10, 1, 1, 1, 0xff, 0xff, 0xff, 0xfb];
        body.extend_from_slice(&[16, 10, 0, 1, 2, 0x58, 0x90, 0x80, 10, 1, 1, 1, 19, 1, 24, 0]);
        let p = ip(1, &body);
        let lines = labels_from(101, &p, "    Lifetime");
        assert_eq!(lines[0], "    Lifetime: 1800 (30 minutes)");
        assert_eq!(lines[2], "    Preference level: -5");
        assert_eq!(lines[8], "        Flags: 0x9080, Registration Required, Foreign Agent, UDP tunneling");
        survives_cuts(101, &p);
    }
}
