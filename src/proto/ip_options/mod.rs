//! Options of IPv4 headers (RFC 791, RFC 1108, RFC 1393, RFC 2113, RFC 4782, FIPS 188). They are
//! shown inside the header that carries them, so this is a protocol in name only.

pub mod fields;

use crate::dissect::{Address, At, Cursor, Cut, Dissector, Group, NodeRef, Protocol, Severity};
use crate::field::Field;
use crate::field::def::{Bytes, Ipv4, Str};
use fields::*;

pub const PROTOCOL: Protocol =
    Protocol { name: "ip.options", title: "IPv4 Options", fields: FIELDS, ..Protocol::EMPTY };

/// A kind of option: type, name, field, least length, and whether that is the only one.
struct Kind {
    number: u8,
    name: &'static str,
    field: Field<Bytes>,
    len: u8,
    fixed: bool,
}

const KINDS: &[Kind] = &[
    Kind { number: 7, name: "Record Route", field: RR, len: 3, fixed: false },
    Kind { number: 11, name: "MTU Probe", field: MTU_PROBE, len: 4, fixed: true },
    Kind { number: 12, name: "MTU Reply", field: MTU_REPLY, len: 4, fixed: true },
    Kind { number: 25, name: "Quick-Start", field: QS, len: 8, fixed: true },
    Kind { number: 68, name: "Time Stamp", field: TS, len: 4, fixed: false },
    Kind { number: 82, name: "Traceroute", field: TRACEROUTE, len: 12, fixed: true },
    Kind { number: 130, name: "Security", field: SEC, len: 3, fixed: false },
    Kind { number: 131, name: "Loose Source Route", field: LSR, len: 3, fixed: false },
    Kind { number: 133, name: "Extended Security", field: EXT_SEC, len: 3, fixed: false },
    Kind { number: 134, name: "Commercial Security", field: CIPSO, len: 10, fixed: false },
    Kind { number: 136, name: "Stream ID", field: SID, len: 4, fixed: true },
    Kind { number: 137, name: "Strict Source Route", field: SSR, len: 3, fixed: false },
    Kind { number: 148, name: "Router Alert", field: ALERT, len: 4, fixed: true },
    Kind { number: 149, name: "Selective Directed Broadcast", field: SDB, len: 6, fixed: false },
];

/// A source route that is not at its end.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The last address, where the packet goes in the end.
    pub destination: At<[u8; 4]>,
}

/// Where a source route leads, if there is one and the packet is not there yet.
pub fn final_destination(mut options: Cursor<'_>) -> Option<Route> {
    for _ in 0..options.captured() {
        let number = options.u8().ok()?.value;
        match number {
            0 => return None,
            1 => continue,
            _ => {}
        }
        let len = u32::from(options.u8().ok()?.value);
        let mut body = options.sub(len.checked_sub(2)?).ok()?;
        if matches!(number, 131 | 137) {
            let pointer = u32::from(body.u8().ok()?.value);
            let inside = pointer >= 4 && pointer.is_multiple_of(4) && pointer < len;
            if !inside || len < 7 {
                return None;
            }
            body.skip((body.left() - 4) & !3).ok()?;
            return Some(Route { destination: body.array().ok()? });
        }
    }
    None
}

/// Shows the options; `ttl` is the header's.
pub fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, ttl: u8, route: Option<Route>) -> Result<(), Cut> {
    let all = d.tree.open_text(c.rest_span(), format_args!("Options: ({} bytes)", c.left()));
    let mut nops = 0;
    while !c.is_empty() {
        let start = c;
        let kind = c.u8()?;
        if kind.value <= 1 {
            let (field, title) = if kind.value == 0 {
                (EOL, "IP Option - End of Options List (EOL)")
            } else {
                (NOP, "IP Option - No-Operation (NOP)")
            };
            nops = if kind.value == 1 { nops + 1 } else { 0 };
            let open = d.tree.open_as(field, kind.span.bytes(), format_args!("{title}"));
            type_parts(d, kind);
            d.tree.close(open);
            if nops == 4 {
                let text = format_args!("4 NOP in a row - a router may have removed some options");
                d.tree.expert(all.node(), Some(NOPS), Severity::Warn, Group::Protocol, text);
                nops = 0;
            }
            if kind.value == 0 {
                break;
            }
            continue;
        }
        nops = 0;
        let known = KINDS.iter().find(|k| k.number == kind.value);
        let len = match c.u8() {
            Ok(len) => len,
            Err(_) => kind.with(0),
        };
        if !one(d, all.node(), known, kind, len, start, ttl, route)? {
            break;
        }
        c = start;
        c.take(len.value.into());
    }
    d.tree.close(all);
    Ok(())
}

/// Shows one option; false if what follows cannot be told apart.
#[allow(clippy::too_many_arguments, reason = "the parts of one option, all at hand in the loop alone")]
fn one(
    d: &mut Dissector<'_>,
    all: NodeRef,
    known: Option<&Kind>,
    kind: At<u8>,
    len: At<u8>,
    start: Cursor<'_>,
    ttl: u8,
    route: Option<Route>,
) -> Result<bool, Cut> {
    let unknown;
    let name = match known {
        Some(known) => known.name,
        None => {
            unknown = format!("Unknown (0x{:02x})", kind.value);
            &unknown
        }
    };
    let bytes = u32::from(len.value);
    let problem = if bytes < 2 {
        let s = if bytes == 1 { "" } else { "s" };
        Some(format!("{name} (with too-short option length = {bytes} byte{s})"))
    } else if bytes > start.left() {
        Some(format!("{name} (option length = {bytes} bytes says option goes past end of options)"))
    } else {
        None
    };
    if let Some(text) = problem {
        let node = d.tree.text(start.span(2), format_args!("{text}"));
        d.tree.expert(node, Some(LEN_INVALID), Severity::Warn, Group::Protocol, format_args!("{text}"));
        return Ok(false);
    }
    let mut body = start;
    let mut body = body.take(bytes);
    let whole = body.rest_span();
    body.skip(2)?;
    let Some(known) = known else {
        d.tree.text(whole, format_args!("{name} ({bytes} bytes)"));
        return Ok(true);
    };
    d.append(all, format_args!(", {name}"));
    let shown = if known.fixed { u32::from(known.len) } else { bytes };
    let label = format_args!("IP Option - {name} ({shown} bytes)");
    let open = d.tree.open_as(known.field, whole.bytes(), label);
    type_parts(d, kind);
    let len_node = d.tree.leaf(LEN, len);
    let wrong = if known.fixed { len.value != known.len } else { len.value < known.len };
    if wrong {
        let least = if known.fixed { "" } else { " >=" };
        let text =
            format_args!("{name} (with option length = {bytes} bytes; should be{least} {})", known.len);
        d.tree.expert(len_node, Some(LEN_INVALID), Severity::Warn, Group::Protocol, text);
    }
    match known.number {
        7 => record_route(d, body)?,
        131 | 137 => source_route(d, body, route)?,
        68 => time_stamps(d, body)?,
        11 | 12 => {
            d.tree.leaf(MTU, body.u16()?);
        }
        136 => {
            d.tree.leaf(STREAM, body.u16()?);
        }
        148 => router_alert(d, open.node(), body)?,
        82 => traceroute(d, body)?,
        149 => broadcast(d, body)?,
        25 => quick_start(d, open.node(), body, ttl)?,
        130 => security(d, body)?,
        133 => {
            d.tree.leaf(EXT_FORMAT, body.u8()?);
            d.rest_as(EXT_INFO, &mut body);
        }
        134 => commercial_security(d, body)?,
        _ => {}
    }
    d.tree.close(open);
    Ok(true)
}

fn type_parts(d: &mut Dissector<'_>, kind: At<u8>) {
    let open = d.tree.open(TYPE, kind);
    d.tree.leaf(TYPE_COPY, kind.map(u64::from));
    d.tree.leaf(TYPE_CLASS, kind);
    d.tree.leaf(TYPE_NUMBER, kind);
    d.tree.close(open);
}

/// The pointer of a route; `None` if it points nowhere.
fn pointer(d: &mut Dissector<'_>, c: &mut Cursor<'_>, first: u8) -> Result<Option<u8>, Cut> {
    let at = c.u8()?;
    let node = d.tree.leaf(PTR, at);
    let (field, text) = if at.value < first {
        (PTR_BEFORE, "Pointer points before first address")
    } else if !(at.value - first).is_multiple_of(4) {
        (PTR_MIDDLE, "Pointer points to middle of address")
    } else {
        return Ok(Some(at.value));
    };
    d.tree.expert(node, Some(field), Severity::Warn, Group::Protocol, format_args!("{text}"));
    Ok(None)
}

fn hop(d: &mut Dissector<'_>, field: Field<Ipv4>, host: Field<Str>, at: At<[u8; 4]>, next: bool) {
    if next {
        let title = d.tree.def(field.id).title;
        d.tree.leaf_as(field, at, format_args!("{title}: {} <- (next)", Address::Ipv4(at.value)));
    } else {
        d.tree.leaf(field, at);
    }
    super::host::hidden(d, host, &Address::Ipv4(at.value), at.span);
}

fn record_route(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    let Some(next) = pointer(d, &mut c, 4)? else { return Ok(()) };
    let mut at: u8 = 4;
    while c.left() >= 4 {
        let address = c.array()?;
        let (field, host) = if at < next { (REC_RT, REC_RT_HOST) } else { (EMPTY_RT, EMPTY_RT_HOST) };
        hop(d, field, host, address, at == next);
        at = at.saturating_add(4);
    }
    too_long(d, c);
    Ok(())
}

fn source_route(d: &mut Dissector<'_>, mut c: Cursor<'_>, route: Option<Route>) -> Result<(), Cut> {
    let Some(next) = pointer(d, &mut c, 4)? else { return Ok(()) };
    let mut at: u8 = 4;
    while c.left() >= 4 {
        let address = c.array()?;
        let last = route.is_some_and(|r| r.destination.span == address.span);
        if last {
            d.tree.leaf(DST, address);
            d.tree.hidden(EITHER, address);
            super::host::hidden(d, DST_HOST, &Address::Ipv4(address.value), address.span);
            super::host::hidden(d, EITHER_HOST, &Address::Ipv4(address.value), address.span);
        } else if at < next {
            hop(d, REC_RT, REC_RT_HOST, address, false);
        } else {
            hop(d, SRC_RT, SRC_RT_HOST, address, at == next);
        }
        at = at.saturating_add(4);
    }
    too_long(d, c);
    Ok(())
}

/// What is left when no further part fits.
fn too_long(d: &mut Dissector<'_>, c: Cursor<'_>) {
    if !c.is_empty() {
        let text = format_args!("Suboption would go past end of option");
        let node = d.tree.text(c.rest_span(), text);
        d.tree.expert(node, Some(SUBOPT_TOO_LONG), Severity::Warn, Group::Protocol, text);
    }
}

fn time_stamps(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    pointer(d, &mut c, 5)?;
    let flag = c.u8()?;
    d.tree.leaf(OVERFLOW, flag);
    d.tree.leaf(FLAG, flag);
    let with_address = flag.value & 15 != 0;
    let step = if with_address { 8 } else { 4 };
    while c.left() >= step {
        if with_address {
            d.tree.leaf(TIME_STAMP_ADDR, c.array()?);
        }
        d.tree.leaf(TIME_STAMP, c.u32()?);
    }
    too_long(d, c);
    Ok(())
}

fn router_alert(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let at = c.u16()?;
    d.tree.leaf(RA, at);
    let name = ALERTS.name(at.value.into()).unwrap_or("Unknown");
    d.append(node, format_args!(": {name} ({})", at.value));
    Ok(())
}

fn traceroute(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(ID_NUMBER, c.u16()?);
    d.tree.leaf(OHC, c.u16()?);
    d.tree.leaf(RHC, c.u16()?);
    d.tree.leaf(ORIGINATOR, c.array()?);
    Ok(())
}

fn broadcast(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    while c.left() >= 4 {
        d.tree.leaf(ADDR, c.array()?);
    }
    d.rest_as(PADDING, &mut c);
    Ok(())
}

fn quick_start(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>, ttl: u8) -> Result<(), Cut> {
    let first = c.u8()?;
    d.tree.leaf(QS_FUNC, first);
    let function = QS_FUNCTIONS.name((first.value >> 4).into()).unwrap_or("Unknown");
    let rate = QS_RATES.name((first.value & 15).into()).unwrap_or("Unknown");
    d.append(node, format_args!(": {function} ({}), {rate}", first.value >> 4));
    d.tree.leaf(QS_RATE, first);
    let second = c.u8()?;
    if first.value >> 4 == 0 {
        let diff = ttl.wrapping_sub(second.value);
        d.append(node, format_args!(", QS TTL {}, QS TTL diff {diff}", second.value));
        d.tree.leaf(QS_TTL, second);
        d.tree.generated(QS_TTL_DIFF, diff, second.span);
    } else {
        d.tree.leaf(QS_UNUSED, second);
    }
    let nonce = c.u32()?;
    d.tree.leaf(QS_NONCE, nonce);
    d.tree.leaf(QS_RESERVED, nonce);
    Ok(())
}

fn security(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    // RFC 791's form has a fixed length; anything else is RFC 1108's.
    if c.left() != 9 {
        d.tree.leaf(SEC_CL, c.u8()?);
        d.rest_as(SEC_AUTH, &mut c);
        return Ok(());
    }
    d.tree.leaf(SEC_LEVEL, c.u16()?);
    d.tree.leaf(SEC_COMP, c.u16()?);
    d.tree.leaf(SEC_HR, c.array::<2>()?);
    d.tree.leaf(SEC_TCC, c.array::<3>()?);
    Ok(())
}

fn commercial_security(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.tree.leaf(CIPSO_DOI, c.u32()?);
    while !c.is_empty() {
        let start = c;
        let kind = c.u8()?;
        if kind.value == 0 {
            continue; // padding
        }
        let len = c.u8().map_or(1, |l| l.value);
        let least = if kind.value == 7 { 2 } else { 4 };
        let known = matches!(kind.value, 1 | 2 | 5 | 6 | 7);
        if known && (len < least || u32::from(len) > start.left()) {
            let text = format_args!("Malformed CIPSO tag");
            let node = d.tree.text(start.rest_span(), text);
            d.tree.expert(node, Some(CIPSO_MALFORMED), Severity::Error, Group::Malformed, text);
            return Ok(());
        }
        d.tree.leaf(CIPSO_TAG, kind);
        if !known {
            return Ok(());
        }
        c = start;
        let mut tag = c.take(len.into());
        tag.skip(2)?;
        if kind.value >= 6 {
            d.rest_as(CIPSO_DATA, &mut tag);
            continue;
        }
        tag.skip(1)?; // for alignment
        d.tree.leaf(CIPSO_LEVEL, tag.u8()?);
        if !tag.is_empty() {
            let bytes = tag.rest();
            d.tree.made_text(CIPSO_CATEGORIES, &categories(kind.value, bytes.value), bytes.span);
        }
    }
    Ok(())
}

/// `0,9,23` or `3-7,9`: categories as a bit map (1), a list (2) or ranges from high to low (5).
fn categories(tag: u8, bytes: &[u8]) -> String {
    let number = |pair: &[u8]| pair.iter().fold(0u32, |n, b| n << 8 | u32::from(*b));
    let texts: Vec<String> = match tag {
        1 => (0..bytes.len() * 8)
            .filter(|bit| bytes.get(bit / 8).is_some_and(|b| b & (0x80 >> (bit % 8)) != 0))
            .map(|bit| bit.to_string())
            .collect(),
        2 => bytes.as_chunks::<2>().0.iter().map(|pair| number(pair).to_string()).collect(),
        _ => bytes
            .chunks(4)
            .filter(|range| range.len() >= 2)
            .map(|range| {
                let (high, low) = range.split_at(2);
                let (high, low) = (number(high), number(low));
                if high == low { high.to_string() } else { format!("{high}-{low}") }
            })
            .collect(),
    };
    texts.join(",")
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{labels_from, survives_cuts};

    fn packet(options: &[u8]) -> Vec<u8> {
        let mut options = options.to_vec();
        options.resize(options.len().next_multiple_of(4), 0);
        let header = 20 + options.len();
        let mut p = vec![0x40 | (header / 4) as u8, 0, 0, header as u8 + 1, 0, 7, 0, 0, 64, 253];
        p.extend_from_slice(&[0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        p.extend_from_slice(&options);
        p.push(1);
        p
    }

    fn shown(options: &[u8]) -> Vec<String> {
        labels_from(101, &packet(options), "    Options")
    }

    const ROUTE: [u8; 8] = [10, 1, 1, 1, 10, 1, 1, 2];

    #[test]
    fn a_source_route_names_the_final_destination() {
        let option = [&[0x83, 11, 4], &ROUTE[..]].concat();
        let head = labels_from(101, &packet(&option), "Internet");
        assert_eq!(head[0], "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.1.1.2, Via: 10.0.0.2");
        let lines = shown(&option);
        assert_eq!(lines[0], "    Options: (12 bytes), Loose Source Route");
        assert_eq!(
            lines[6..10],
            [
                "            Length: 11",
                "            Pointer: 4",
                "            Source Route: 10.1.1.1 <- (next)",
                "            Destination Address: 10.1.1.2",
            ]
        );
    }

    #[test]
    fn a_recorded_route_has_room_behind_its_pointer() {
        let lines = shown(&[&[7, 11, 8], &ROUTE[..]].concat());
        assert_eq!(
            lines[7..10],
            [
                "            Pointer: 8",
                "            Recorded Route: 10.1.1.1",
                "            Empty Route: 10.1.1.2 <- (next)",
            ]
        );
    }

    #[test]
    fn lengths_of_zero_or_beyond_the_end_stop_the_list() {
        assert_eq!(shown(&[7, 0, 1, 1])[1], "        Record Route (with too-short option length = 0 bytes)");
        assert_eq!(
            shown(&[7, 32, 1, 1])[1],
            "        Record Route (option length = 32 bytes says option goes past end of options)"
        );
        assert_eq!(shown(&[0x99, 4, 1, 1])[1], "        Unknown (0x99) (4 bytes)");
    }

    #[test]
    fn categories_of_each_form() {
        assert_eq!(super::categories(1, &[0x80, 0x40, 1, 2]), "0,9,23,30");
        assert_eq!(super::categories(2, &[0, 64, 1, 2]), "64,258");
        assert_eq!(super::categories(5, &[0, 9, 0, 3, 0, 1]), "9-3,1-0");
    }

    #[test]
    fn every_cut_is_survived() {
        survives_cuts(101, &packet(&[&[1, 0x89, 11, 4], &ROUTE[..]].concat()));
        survives_cuts(
            101,
            &packet(&[0x44, 0x14, 0x0d, 0x31, 10, 1, 1, 1, 0, 0, 0, 1, 10, 1, 1, 2, 0, 0, 0, 2]),
        );
        survives_cuts(101, &packet(&[0x86, 14, 0, 0, 0, 1, 1, 8, 0, 5, 0x80, 0x40, 1, 2]));
        survives_cuts(
            101,
            &packet(&[25, 8, 5, 7, 0, 0, 0, 4, 0x94, 4, 0, 0, 0x82, 11, 0, 0, 0, 5, 65, 66, 67, 68, 69]),
        );
    }
}
