//! What NTP servers are asked and told about themselves: control messages (RFC 9327) and the private
//! ones of ntpd, of which only the hosts it heard of are shown; the rest of those is bytes.

use super::*;
use crate::field::def::{Bool, Str, masked};
use std::fmt::Write;

pub(super) const ERROR_STATES: Names = Names::Table(&[
    (0, "unspecified"),
    (1, "authentication failure"),
    (2, "invalid message length or format"),
    (3, "invalid opcode"),
    (4, "unknown association identifier"),
    (5, "unknown variable name"),
    (6, "invalid variable value"),
    (7, "administratively prohibited"),
]);
pub(super) const CLOCK_SOURCES: Names = Names::Table(&[
    (0, "unspecified or unknown"),
    (1, "Calibrated atomic clock (e.g. HP 5061)"),
    (2, "VLF (band 4) or LF (band 5) radio (e.g. OMEGA, WWVB)"),
    (3, "HF (band 7) radio (e.g. CHU, MSF, WWV/H)"),
    (4, "UHF (band 9) satellite (e.g. GOES, GPS)"),
    (5, "local net (e.g. DCN, TSP, DTS)"),
    (6, "UDP/NTP"),
    (7, "UDP/TIME"),
    (8, "eyeball-and-wristwatch"),
    (9, "telephone modem (e.g. NIST)"),
]);
pub(super) const SYSTEM_EVENTS: Names = Names::Table(&[
    (0, "unspecified"),
    (1, "frequency correction (drift) file not available"),
    (2, "frequency correction started (frequency stepped)"),
    (3, "spike detected and ignored, starting stepout timer"),
    (4, "frequency training started"),
    (5, "clock synchronized"),
    (6, "system restart"),
    (7, "panic stop (required step greater than panic threshold)"),
    (8, "no system peer"),
    (9, "leap second insertion/deletion armed"),
    (10, "leap second disarmed"),
    (11, "leap second inserted or deleted"),
    (12, "clock stepped (stepout timer expired)"),
    (13, "kernel loop discipline status changed"),
    (14, "leapseconds table loaded from file"),
    (15, "leapseconds table outdated, updated file needed"),
]);
pub(super) const SELECTIONS: Names = Names::Table(&[
    (0, "rejected"),
    (1, "passed sanity checks (tests 1 through 8 in Section 3.4.3)"),
    (2, "passed correctness checks (intersection algorithm in Section 4.2.1)"),
    (3, "passed candidate checks (if limit check implemented)"),
    (4, "passed outlier checks (clustering algorithm in Section 4.2.2)"),
    (5, "current synchronization source; max distance exceeded (if limit check implemented)"),
    (6, "current synchronization source; max distance okay"),
    (7, "reserved"),
]);
pub(super) const PEER_EVENTS: Names = Names::Table(&[
    (0, "unspecified"),
    (1, "association mobilized"),
    (2, "association demobilized"),
    (3, "peer unreachable (peer.reach was nonzero now zero)"),
    (4, "peer reachable (peer.reach was zero now nonzero)"),
    (5, "association restarted or timed out"),
    (6, "no server found (ntpdate mode)"),
    (7, "rate exceeded (kiss code RATE)"),
    (8, "access denied (kiss code DENY)"),
    (9, "leap armed from server LI code"),
    (10, "become system peer"),
    (11, "reference clock event (see clock status word)"),
    (12, "authentication failure"),
    (13, "popcorn spike suppressor"),
    (14, "entering interleave mode"),
    (15, "interleave error (recovered)"),
    (16, "leapsecond values update from server"),
]);
pub(super) const CLOCK_STATES: Names = Names::Table(&[
    (0, "clock operating within nominals"),
    (1, "reply timeout"),
    (2, "bad reply format"),
    (3, "hardware or software fault"),
    (4, "propagation failure"),
    (5, "bad date format or value"),
    (6, "bad time format or value"),
]);
pub(super) const CONFIGURED: Names =
    Names::TrueFalse("configured (peer.config)", "not configured (peer.config)");
pub(super) const AUTHENTICATES: Names =
    Names::TrueFalse("authentication enabled (peer.authenable)", "authentication disabled (peer.authenable)");
pub(super) const AUTHENTIC: Names =
    Names::TrueFalse("authentication okay (peer.authentic)", "authentication not okay (peer.authentic)");
pub(super) const REACHABLE: Names =
    Names::TrueFalse("reachability okay (peer.reach != 0)", "reachability not okay (peer.reach != 0)");
pub(super) const SET: Names = Names::TrueFalse("Set", "Not set");

/// Mode 6: behind the flags.
pub(super) fn control(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let second = c.u8()?;
    let response = RESPONSE.name(u64::from(second.value >> 7)).unwrap_or_default();
    let opcode = OPCODES.name(u64::from(second.value & 0x1f)).unwrap_or("Unknown");
    let label = format_args!("Flags 2: 0x{:02x}, Response bit: {response}, Opcode: {opcode}", second.value);
    let open = d.tree.open_as(CTRL_FLAGS, second, label);
    for field in [CTRL_RESPONSE, CTRL_ERROR, CTRL_MORE, CTRL_OPCODE] {
        d.tree.leaf(field, second);
    }
    d.tree.close(open);
    let (operation, answers) = (second.value & 0x1f, second.value & 0x80 != 0);
    d.tree.leaf(CTRL_SEQUENCE, c.u16()?);
    let status = c.u16()?;
    let mut ahead = *c;
    let association = ahead.u16()?.value;
    let of = match operation {
        _ if !answers => Status::None,
        _ if second.value & 0x40 != 0 => Status::Error,
        1..=3 | 7 if association == 0 => Status::System,
        1..=3 | 7 => Status::Peer,
        4 | 5 => Status::Clock,
        _ => Status::None,
    };
    show_status(d, status, of);
    d.tree.leaf(CTRL_ASSOCIATION, c.u16()?);
    d.tree.leaf(CTRL_OFFSET, c.u16()?);
    let count = c.u16()?;
    d.tree.leaf(CTRL_COUNT, count);
    let mut data = c.take(count.value.into());
    if data.is_empty() {
        return Ok(());
    }
    let open = d.tree.open(CTRL_DATA, At { value: (), span: data.rest_span() });
    let text: Option<Field<Str>> = match operation {
        7 => Some(CTRL_TRAP),
        8 | 9 => Some(CTRL_CONFIGURATION),
        10 => Some(CTRL_MRU),
        11 => Some(CTRL_ORDERED),
        12 => Some(CTRL_NONCE),
        _ => None,
    };
    let mut states = Vec::new();
    match (operation, text) {
        (_, Some(field)) => drop(d.tree.leaf(field, data.rest())),
        (1, _) if association == 0 => {
            while data.left() >= 4 {
                let item = d.tree.open(CTRL_ITEM, At { value: (), span: data.span(4) });
                d.tree.leaf(CTRL_ASSOCIATION, data.u16()?);
                d.tree.close(item);
                states.push(data.u16()?);
            }
        }
        (2..=5, _) => variables(d, &data),
        _ => {}
    }
    d.tree.close(open);
    states.into_iter().for_each(|state| show_status(d, state, Status::Peer));
    Ok(())
}

/// Whose state a control message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    None,
    Error,
    System,
    Peer,
    Clock,
}

fn show_status(d: &mut Dissector<'_>, at: At<u16>, of: Status) {
    let (flags, numbers): (&[Field<Bool>], &[Field<U16>]) = match of {
        Status::None => (&[], &[]),
        Status::Error => (&[], &[ERROR_STATUS]),
        Status::System => (&[], &[SYSTEM_LEAP, SYSTEM_SOURCE, SYSTEM_COUNT, SYSTEM_CODE]),
        Status::Peer => (
            &[PEER_CONFIG, PEER_AUTHENABLE, PEER_AUTHENTIC, PEER_REACH, PEER_BROADCAST],
            &[PEER_SELECTION, PEER_COUNT, PEER_CODE],
        ),
        Status::Clock => (&[], &[CLOCK_STATUS, CLOCK_CODE]),
    };
    let mut label = format!("Status: 0x{:04x}", at.value);
    for field in flags.iter().map(|f| crate::proto::def(f.id)) {
        if masked(at.value.into(), field.mask) != 0 {
            let _ = write!(label, ", {}", field.title);
        }
    }
    for field in numbers.iter().map(|f| crate::proto::def(f.id)) {
        if let Some(name) = field.names.name(masked(at.value.into(), field.mask)) {
            let _ = write!(label, ", {}: {name}", field.title);
        }
    }
    let open = d.tree.open_as(CTRL_STATUS, at, format_args!("{label}"));
    for field in flags {
        d.tree.leaf(*field, at.with(u64::from(at.value)));
    }
    for field in numbers {
        d.tree.leaf(*field, at);
    }
    d.tree.close(open);
}

/// Names with values, separated by commas, some of them in quotation marks (RFC 9327 section 4).
fn variables(d: &mut Dissector<'_>, data: &Cursor<'_>) {
    let bytes = data.peek();
    let mut from = 0;
    while from < bytes.len() && !d.tree.truncated {
        let rest = bytes.get(from..).unwrap_or(&[]);
        let mut quoted = false;
        let end = rest.iter().position(|b| {
            quoted ^= *b == b'"';
            *b == b',' && !quoted
        });
        let item = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
        let before = item.len() - item.trim_ascii_start().len();
        let text = item.trim_ascii();
        if !text.is_empty() {
            let mut part = *data;
            part.take((from + before) as u32);
            d.tree.text(part.span(text.len() as u32), format_args!("{}", show::line(text)));
        }
        from += item.len() + 1;
    }
}

/// Mode 7: all of it, the flags included.
pub(super) fn private(d: &mut Dissector<'_>, flags: At<u8>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let response = RESPONSE.name(u64::from(flags.value >> 7)).unwrap_or_default();
    let version = VERSIONS.name(u64::from(flags.value >> 3 & 7)).unwrap_or("reserved");
    let label = format_args!(
        "Flags: 0x{:02x}, Response bit: {response}, Version number: {version}, Mode: reserved for private use",
        flags.value
    );
    let open = d.tree.open_as(FLAGS, flags, label);
    for field in [PRIV_RESPONSE, PRIV_MORE, VN, MODE] {
        d.tree.leaf(field, flags);
    }
    d.tree.close(open);
    let sequence = c.u8()?;
    let label = format_args!("Auth, sequence: {}", sequence.value);
    let open = d.tree.open_as(PRIV_AUTH_SEQ, sequence, label);
    d.tree.leaf(PRIV_AUTH, sequence);
    d.tree.leaf(PRIV_SEQ, sequence);
    d.tree.close(open);
    d.tree.leaf(PRIV_IMPLEMENTATION, c.u8()?);
    let code = c.u8()?;
    d.tree.leaf(PRIV_REQUEST, code);
    let name = REQUESTS.name(code.value.into()).unwrap_or("Unknown");
    d.columns.set_info(format_args!("{version}, private, {response}, {name}"));
    let items = c.u16()?;
    let error = (items.value >> 12) as u8;
    let says = ERRORS.name(error.into()).unwrap_or("Unknown");
    let label = format_args!("{error:04b} .... = Err: {says} (0x{error:02x})");
    d.tree.leaf_as(PRIV_ERROR, At { value: error, span: items.span.part(0, 1) }, label);
    twelve_bits(d, PRIV_ITEMS, items, "Number of data items");
    let size = c.u16()?;
    let reserved = (size.value >> 12) as u8;
    let label = format_args!("{reserved:04b} .... = Reserved: 0x{reserved:02x}");
    d.tree.leaf_as(PRIV_RESERVED, At { value: reserved, span: size.span.part(0, 1) }, label);
    twelve_bits(d, PRIV_ITEM_SIZE, size, "Size of data item");
    let answers = flags.value & 0x80 != 0;
    if answers && matches!(code.value, MON_GETLIST | MON_GETLIST_1) {
        for _ in 0..items.value & 0x0fff {
            if c.is_empty() || d.tree.truncated {
                break;
            }
            monitored(d, c, size.value & 0x0fff)?;
        }
        return Ok(());
    }
    // What a request for nothing in particular has behind its head are zeros.
    if !c.is_empty() && (answers || size.value & 0x0fff > 0) {
        d.hand_over(Claim::Named("data"), *c);
    }
    Ok(())
}

const MON_GETLIST: u8 = 20;
const MON_GETLIST_1: u8 = 42;
/// Items of up to this length lack the server's own address.
const WITHOUT_LOCAL: u16 = 32;

/// One host that the server heard of.
fn monitored(d: &mut Dissector<'_>, c: &mut Cursor<'_>, len: u16) -> Result<(), Cut> {
    let mut c = c.sub(len.into())?;
    let (whole, has_local) = (c.rest_span(), len > WITHOUT_LOCAL);
    let mut ahead = c;
    ahead.skip(16)?;
    let address = Address::Ipv4(ahead.array::<4>()?.value);
    ahead.skip(if has_local { 8 } else { 0 })?;
    let text = format!("address: {address}:{}", ahead.u16()?.value);
    let kept = d.tree.keep(text.as_bytes());
    let label = format_args!("Monlist item: {text}");
    let open = d.tree.open_as(MONITORED, At { value: kept, span: whole }, label);
    for field in [MONITORED_AVGINT, MONITORED_LSINT, MONITORED_RESTR, MONITORED_COUNT] {
        d.tree.leaf(field, c.u32()?);
    }
    d.tree.leaf(MONITORED_REMOTE, c.array::<4>()?);
    if has_local {
        d.tree.leaf(MONITORED_LOCAL, c.array::<4>()?);
        d.tree.leaf(MONITORED_FLAGS, c.u32()?);
    }
    d.tree.leaf(MONITORED_PORT, c.u16()?);
    d.tree.leaf(MONITORED_MODE, c.u8()?);
    d.tree.leaf(MONITORED_VERSION, c.u8()?);
    let is_v6 = c.u32()?;
    d.tree.leaf(MONITORED_IPV6, is_v6);
    d.tree.leaf(MONITORED_UNUSED, c.u32()?);
    if is_v6.value != 0 {
        d.tree.leaf(MONITORED_REMOTE_V6, c.bytes(16)?);
        if has_local {
            d.tree.leaf(MONITORED_LOCAL_V6, c.bytes(16)?);
        }
    }
    d.tree.close(open);
    Ok(())
}

/// A number without the four bits before it.
fn twelve_bits(d: &mut Dissector<'_>, field: Field<U16>, at: At<u16>, title: &str) {
    let value = at.value & 0x0fff;
    let (high, middle, low) = (value >> 8, value >> 4 & 15, value & 15);
    let label = format_args!(".... {high:04b}  {middle:04b} {low:04b} = {title}: {value}");
    d.tree.leaf_as(field, at.with(value), label);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    #[test]
    fn control_messages_show_their_head() {
        let frame = over_udp(50_000, 123, b"\x16\x82\0\x01\x06\x15\0\0\0\0\0\x03a=1");
        assert_eq!(columns(101, &frame)[3], "NTP Version 2, control");
        let lines = labels_from(101, &frame, "    Flags 2");
        assert_eq!(
            lines,
            [
                "    Flags 2: 0x82, Response bit: Response, Opcode: read variables",
                "        1... .... = Response bit: Response (1)",
                "        .0.. .... = Error bit: 0",
                "        ..0. .... = More bit: 0",
                "        ...0 0010 = Opcode: read variables (2)",
                "    Sequence: 1",
                "    Status: 0x0615, Leap Indicator: no warning, Clock Source: UDP/NTP, System Event Code: clock synchronized",
                "        00.. .... .... .... = Leap Indicator: no warning (0)",
                "        ..00 0110 .... .... = Clock Source: UDP/NTP (6)",
                "        .... .... 0001 .... = System Event Counter: 1",
                "        .... .... .... 0101 = System Event Code: clock synchronized (5)",
                "    AssociationID: 0",
                "    Offset: 0",
                "    Count: 3",
                "    Data",
                "        a=1",
            ]
        );
        survives_cuts(101, &frame);
    }

    #[test]
    fn private_messages_are_named() {
        let info = |bytes: &[u8]| columns(101, &over_udp(123, 50_000, bytes))[3].clone();
        let told = info(&[0x97, 0, 3, 42, 0, 1, 0, 72]);
        assert_eq!(told, "NTP Version 2, private, Response, MON_GETLIST_1");
        assert_eq!(info(&[0x17, 0, 3, 99, 0, 0, 0, 0]), "NTP Version 2, private, Request, Unknown");
        let frame = over_udp(123, 50_000, &[0x17, 0, 3, 42, 0x40, 3, 0, 72]);
        let lines = labels_from(101, &frame, "    Implementation");
        assert_eq!(
            lines,
            [
                "    Implementation: XNTPD (3)",
                "    Request code: MON_GETLIST_1 (42)",
                "    0100 .... = Err: no data available (0x04)",
                "    .... 0000  0000 0011 = Number of data items: 3",
                "    0000 .... = Reserved: 0x00",
                "    .... 0000  0100 1000 = Size of data item: 72",
            ]
        );
        survives_cuts(101, &frame);
    }
}
