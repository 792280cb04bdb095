//! The options of a TCP header (IANA "TCP Option Kind Numbers"), one node each.

pub mod fields;
pub mod mptcp;

use super::{Header, add_info, plural};
use crate::base::decimal;
use crate::base::wrapping::Seq;
use crate::dissect::{At, Cursor, Cut, Dissector, Flags, Group, NodeRef, Protocol, Severity, Span};
use crate::field::{Field, def};
use crate::store::segments::{MAX_WINDOW_SHIFT, flag, option};
use fields::*;
use std::fmt::Write;

pub const PROTOCOL: Protocol =
    Protocol { name: "tcp.options", title: "TCP options", fields: FIELDS, ..Protocol::EMPTY };

/// Reads the options; says whether some are of Multipath TCP. `c` covers exactly their part of the header.
pub(super) fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, h: &Header<'_>) -> Result<bool, Cut> {
    // Most segments have time stamps alone, and a row says no more of them.
    if let &[option::NOP, option::NOP, option::TIMESTAMPS, 10, a, b, e, f, g, i, j, k] = c.peek()
        && !d.tree.wants_any_from(OPTIONS.id, FIELDS.len())
        && c.left() == c.captured()
    {
        say_timestamps(d, u32::from_be_bytes([a, b, e, f]), u32::from_be_bytes([g, i, j, k]));
        return Ok(false);
    }
    let whole = At { value: c.peek(), span: c.rest_span() };
    let total = c.left();
    let node = d.tree.leaf_as(OPTIONS, whole, format_args!("Options: ({total} bytes)"));
    let open = d.tree.enter(node);
    let mut list = List {
        node,
        begin: whole.span.start,
        names: String::new(),
        nops: 0,
        mss_seen: false,
        has_multipath: false,
    };
    while !c.is_empty() {
        if !list.one(d, &mut c, h)? {
            break;
        }
    }
    d.tree.set_label(node, format_args!("Options: ({total} bytes){}", list.names));
    if h.has(flag::SYN) && !list.mss_seen {
        let text = format_args!("The SYN packet does not contain a MSS option");
        d.tree.expert(node, Some(MSS_ABSENT), Severity::Note, Group::Protocol, text);
    }
    d.tree.close(open);
    Ok(list.has_multipath)
}

/// What is remembered from option to option.
struct List {
    node: NodeRef,
    /// Where the options begin, a multiple of four bytes into the header.
    begin: u32,
    /// For the label.
    names: String,
    nops: u32,
    mss_seen: bool,
    has_multipath: bool,
}

impl List {
    fn name(&mut self, d: &Dissector<'_>, name: &str) {
        if d.tree.keeps_labels() {
            self.names.push_str(", ");
            self.names.push_str(name);
        }
    }

    /// Reads one option; `false` ends the list.
    fn one(&mut self, d: &mut Dissector<'_>, c: &mut Cursor<'_>, h: &Header<'_>) -> Result<bool, Cut> {
        let start = *c;
        let kind = c.u8()?;
        if kind.value == option::END {
            self.name(d, "End of Option List (EOL)");
            filler(d, EOL, &start, kind);
            return Ok(rest_is_empty(d, c));
        }
        if kind.value == option::NOP {
            self.name(d, "No-Operation (NOP)");
            // Counted within a word of four bytes.
            self.nops = if self.nops == 0 || !start.offset().wrapping_sub(self.begin).is_multiple_of(4) {
                self.nops + 1
            } else {
                0
            };
            if self.nops == 4 {
                let text = format_args!("4 NOP in a row - a router may have removed some options");
                d.tree.expert(self.node, Some(FOUR_NOPS), Severity::Warn, Group::Protocol, text);
            }
            filler(d, NOP, &start, kind);
            return Ok(true);
        }
        let (name, field) = describe(kind.value);
        let unknown = || format!("Unknown ({:#04x})", kind.value);
        let named = |list: &mut Self, d: &Dissector<'_>| match name {
            "Unknown" if d.tree.keeps_labels() => list.name(d, &unknown()),
            name => list.name(d, name),
        };
        if c.is_empty() {
            invalid(d, start.span(1), format_args!("{name} (length byte past end of options)"));
            return Ok(false);
        }
        let len = c.u8()?;
        let claimed = u32::from(len.value);
        if claimed < 2 {
            let s = plural(claimed.into());
            let text = format_args!("{name} (with too-short option length = {claimed} byte{s})");
            invalid(d, start.span(2), text);
            return Ok(false);
        }
        let Ok(body) = c.sub(claimed - 2) else {
            let s = plural(claimed.into());
            let text = format_args!(
                "{name} (option length = {claimed} byte{s} says option goes past end of options)"
            );
            invalid(d, start.span(start.left()), text);
            return Ok(false);
        };
        self.mss_seen |= kind.value == option::MSS;
        let span = start.span(claimed);
        if kind.value == option::MULTIPATH {
            self.has_multipath = true;
            mptcp::dissect(d, (kind, len, span), body, h)?;
            named(self, d);
            return Ok(true);
        }
        let open = d.tree.open(field, At { value: start.peek(), span });
        if d.tree.keeps_labels() {
            d.tree.set_label(open.node(), format_args!("{}", d.registry().def(field.id).title));
        }
        d.tree.leaf(KIND, kind);
        let len_node = d.tree.leaf(LEN, len);
        match expected_len(kind.value) {
            Some(right) if right != claimed => {
                let text = format_args!("option length should be {right}");
                d.tree.expert(len_node, Some(LEN_INVALID), Severity::Note, Group::Sequence, text);
            }
            _ => read(d, kind.value, open.node(), len_node, body, h)?,
        }
        d.tree.close(open);
        named(self, d);
        Ok(true)
    }
}

fn filler(d: &mut Dissector<'_>, field: Field<def::Bytes>, start: &Cursor<'_>, kind: At<u8>) {
    if d.tree.wants_nothing() {
        return;
    }
    let open = d.tree.open(field, At { value: start.peek(), span: kind.span });
    d.tree.set_label(open.node(), format_args!("{}", d.registry().def(field.id).title));
    d.tree.leaf(KIND, kind);
    d.tree.close(open);
}

fn say_timestamps(d: &mut Dissector<'_>, value: u32, reply: u32) {
    if let Some(info) = d.columns.info_mut().filter(|_| !d.quoted) {
        info.push_str(" TSval=");
        decimal::push(value, info);
        info.push_str(" TSecr=");
        decimal::push(reply, info);
    }
}

/// Behind the end of the list only zeros may stand. Says whether the list goes on.
fn rest_is_empty(d: &mut Dissector<'_>, c: &Cursor<'_>) -> bool {
    let zero = c.peek().iter().all(|b| *b == 0);
    if !zero {
        let at = At { value: (), span: c.rest_span() };
        let node = d.tree.leaf_as(AFTER_EOL, at, format_args!("Non-zero header padding"));
        let text = format_args!("Non-zero header padding");
        d.tree.expert(node, None, Severity::Error, Group::Protocol, text);
    }
    zero
}

fn invalid(d: &mut Dissector<'_>, span: Span, text: std::fmt::Arguments<'_>) {
    let node = d.tree.leaf_as(LEN_INVALID, At { value: (), span }, text);
    d.tree.expert(node, None, Severity::Note, Group::Sequence, text);
}

/// The name in the list, and the field.
fn describe(kind: u8) -> (&'static str, Field<def::Bytes>) {
    match kind {
        2 => ("Maximum segment size", MSS),
        3 => ("Window scale", WSCALE),
        4 => ("SACK permitted", SACK_PERM),
        5 => ("SACK", SACK),
        6 => ("Echo", ECHO),
        7 => ("Echo reply", ECHO_REPLY),
        8 => ("Timestamps", TIMESTAMP),
        11 => ("CC", CC),
        12 => ("CC.NEW", CC),
        13 => ("CC.ECHO", CC),
        19 => ("TCP MD5 signature", MD5),
        27 => ("Quick-Start", QS),
        28 => ("User Timeout", USER_TO),
        29 => ("TCP AO", AO),
        // Only by name: it is a layer of its own.
        option::MULTIPATH => ("MPTCP", UNKNOWN),
        34 => ("TCP Fast Open", TFO),
        172 | 174 => ("Accurate ECN", ACC_ECN),
        253 | 254 => ("Experimental", EXPERIMENTAL),
        _ => ("Unknown", UNKNOWN),
    }
}

/// Length of options that have a fixed one.
fn expected_len(kind: u8) -> Option<u32> {
    Some(match kind {
        2 | 28 => 4,
        3 => 3,
        4 => 2,
        6 | 7 | 11..=13 => 6,
        8 => 10,
        19 => 18,
        27 => 8,
        _ => return None,
    })
}

fn read(
    d: &mut Dissector<'_>,
    kind: u8,
    node: NodeRef,
    len_node: NodeRef,
    mut c: Cursor<'_>,
    h: &Header<'_>,
) -> Result<(), Cut> {
    let title = describe(kind).1;
    let title = d.registry().def(title.id).title;
    match kind {
        2 => {
            let mss = c.u16()?;
            d.tree.leaf(MSS_VAL, mss);
            d.tree.set_label(node, format_args!("{title}: {} bytes", mss.value));
            add_info(d, format_args!(" MSS={}", mss.value));
            if !h.has(flag::SYN) {
                let text = format_args!("The non-SYN packet does contain a MSS option");
                d.tree.expert(node, Some(MSS_PRESENT), Severity::Warn, Group::Protocol, text);
            }
        }
        3 => {
            let shift = c.u8()?;
            let factor = 1u16 << shift.value.min(MAX_WINDOW_SHIFT);
            let shift_node = d.tree.leaf(WSCALE_SHIFT, shift);
            if shift.value > MAX_WINDOW_SHIFT {
                let text = format_args!("Window scale shift exceeds 14");
                d.tree.expert(shift_node, Some(SHIFT_INVALID), Severity::Warn, Group::Protocol, text);
            }
            d.tree.generated(WSCALE_MULTIPLIER, factor, shift.span);
            d.tree.set_label(node, format_args!("{title}: {} (multiply by {factor})", shift.value));
            add_info(d, format_args!(" WS={factor}"));
        }
        4 => add_info(d, format_args!(" SACK_PERM")),
        5 => sack(d, node, c, h)?,
        6 | 7 => {
            let value = c.u32()?;
            d.tree.leaf(ECHO_VALUE, value);
            d.tree.set_label(node, format_args!("TCP Option - Echo: {}", value.value));
            add_info(d, format_args!(" ECHO={}", value.value));
        }
        8 => {
            let (value, reply) = (c.u32()?, c.u32()?);
            d.tree.leaf(TSVAL, value);
            d.tree.leaf(TSECR, reply);
            let (value, reply) = (value.value, reply.value);
            d.tree.set_label(node, format_args!("{title}: TSval {value}, TSecr {reply}"));
            say_timestamps(d, value, reply);
        }
        11..=13 => {
            let value = c.u32()?;
            d.tree.leaf(CC_VALUE, value);
            add_info(d, format_args!(" CC={}", value.value));
        }
        19 => {
            d.rest_as(MD5_DIGEST, &mut c);
            add_info(d, format_args!(" MD5"));
        }
        28 => {
            let value = c.u16()?;
            d.tree.leaf(USER_TO_GRANULARITY, value.with(u64::from(value.value)));
            d.tree.leaf(USER_TO_VAL, value);
            add_info(d, format_args!(" USER_TO={}", value.value & 0x7fff));
        }
        29 => {
            if c.left() >= 2 {
                let (key, next) = (c.u8()?, c.u8()?);
                d.tree.leaf(AO_KEYID, key);
                d.tree.leaf(AO_RNEXTKEYID, next);
                d.rest_as(AO_MAC, &mut c);
            }
            // Without a blank, as in the reference.
            add_info(d, format_args!("TCP AO"));
        }
        34 => fast_open(d, &mut c, h),
        172 | 174 => accurate_ecn(d, kind, node, c)?,
        253 | 254 => experiment(d, node, len_node, c, h)?,
        _ => d.rest_as(UNKNOWN_PAYLOAD, &mut c),
    }
    Ok(())
}

/// RFC 6994: an identifier, then what the experiment says.
fn experiment(
    d: &mut Dissector<'_>,
    node: NodeRef,
    len_node: NodeRef,
    mut c: Cursor<'_>,
    h: &Header<'_>,
) -> Result<(), Cut> {
    let bad_len = |d: &mut Dissector<'_>, text: std::fmt::Arguments<'_>| {
        d.tree.expert(len_node, Some(LEN_INVALID), Severity::Note, Group::Sequence, text);
    };
    let len = c.left() + 2;
    if len < 4 {
        bad_len(d, format_args!("option length {len} smaller than 4"));
        return Ok(());
    }
    let id = c.u16()?;
    let name = EXPERIMENTS.name(id.value.into()).unwrap_or("Unknown");
    d.tree.leaf(EXID, id);
    d.tree.set_label(node, format_args!("TCP Option - Experimental: {name}"));
    match u32::from(id.value) {
        FAST_OPEN => fast_open(d, &mut c, h),
        ACK_RATE_REQUEST if len == 4 => add_info(d, format_args!(" TARR")),
        ACK_RATE_REQUEST if len == 5 => {
            let rate = c.u8()?;
            d.tree.leaf(TARR_RATE, rate);
            d.tree.leaf(TARR_RESERVED, rate);
            let rate = rate.value >> 1;
            d.tree.set_label(node, format_args!("TCP Option - Experimental: {name} {rate}"));
            add_info(d, format_args!(" TARR={rate}"));
        }
        ACK_RATE_REQUEST => bad_len(d, format_args!("option length should be 4 or 5 instead of {len}")),
        other => {
            d.rest_as(EXPERIMENT_DATA, &mut c);
            add_info(d, format_args!(" ExID={other:04x}"));
        }
    }
    Ok(())
}

fn fast_open(d: &mut Dissector<'_>, c: &mut Cursor<'_>, h: &Header<'_>) {
    if c.is_empty() {
        d.tree.leaf(TFO_REQUEST, At { value: (), span: c.rest_span() });
        add_info(d, format_args!(" TFO=R"));
        return;
    }
    let cookie = c.rest();
    let node = d.tree.leaf(TFO_COOKIE, cookie);
    add_info(d, format_args!(" TFO=C"));
    if h.flags & (flag::SYN | flag::ACK) == flag::SYN {
        let text = format_args!("TCP SYN with TFO Cookie");
        d.tree.expert(node, Some(TFO_SYN), Severity::Note, Group::Sequence, text);
    }
}

/// Up to three counters; kind 172 begins with ECT(0), kind 174 with ECT(1).
fn accurate_ecn(d: &mut Dissector<'_>, kind: u8, node: NodeRef, mut c: Cursor<'_>) -> Result<(), Cut> {
    let order = u8::from(kind == 174);
    let (first, last) = if order == 0 { (EE0B, EE1B) } else { (EE1B, EE0B) };
    let mut text = String::new();
    for field in [first, ECEB, last] {
        if c.left() < 3 {
            break;
        }
        let value = c.u24()?;
        d.tree.leaf(field, value);
        let name = match field.id {
            id if id == EE0B.id => "EE0B",
            id if id == ECEB.id => "ECEB",
            _ => "EE1B",
        };
        let _ = write!(text, " {name} {}", value.value);
        add_info(d, format_args!(" {name}={}", value.value));
    }
    let colon = if text.is_empty() { "" } else { ":" };
    d.tree.set_label(node, format_args!("TCP Option - Accurate ECN (Order {order}){colon}{text}"));
    Ok(())
}

fn sack(d: &mut Dissector<'_>, node: NodeRef, mut c: Cursor<'_>, h: &Header<'_>) -> Result<(), Cut> {
    let relative = if d.settings().relative_sequence_numbers { " (relative)" } else { "" };
    let base = h.base[1];
    let mut blocks: Vec<(At<u32>, At<u32>)> = Vec::new();
    let mut label = String::new();
    while !c.is_empty() {
        if c.left() < 8 {
            let text = format_args!("suboption would go past end of option");
            let at = At { value: (), span: c.rest_span() };
            let bad = d.tree.leaf_as(SUBOPTION_MALFORMED, at, text);
            d.tree.expert(bad, None, Severity::Error, Group::Malformed, text);
            break;
        }
        let left = c.u32()?.map(|v| v.wrapping_sub(base));
        let right = c.u32()?.map(|v| v.wrapping_sub(base));
        d.tree.leaf_as(SACK_LE, left, format_args!("left edge = {}{relative}", left.value));
        d.tree.leaf_as(SACK_RE, right, format_args!("right edge = {}{relative}", right.value));
        add_info(d, format_args!(" SLE={} SRE={}", left.value, right.value));
        if d.tree.keeps_labels() {
            let _ = write!(label, " {}-{}", left.value, right.value);
        }
        blocks.push((left, right));
    }
    d.tree.set_label(node, format_args!("TCP Option - SACK{label}"));
    let at = c.span(0);
    d.tree.generated(SACK_COUNT, blocks.len() as u8, at);
    let Some((left, right)) = blocks.first().copied() else { return Ok(()) };
    // RFC 2883 section 4: already acknowledged, or inside the second block.
    let end = Seq(right.value);
    let acknowledged = !end.is_after(Seq(h.shown_ack()));
    let inside =
        blocks.get(1).is_some_and(|(l, r)| Seq(l.value).is_before(end) && !Seq(r.value).is_before(end));
    if acknowledged || inside {
        let (l, r) = (left.value, right.value);
        let first = d.tree.leaf_as(DSACK_LE, left, format_args!("D-SACK Left Edge = {l}{relative}"));
        let second = d.tree.leaf_as(DSACK_RE, right, format_args!("D-SACK Right Edge = {r}{relative}"));
        d.tree.set_flag(first, Flags::GENERATED);
        d.tree.set_flag(second, Flags::GENERATED);
        let text = format_args!("D-SACK Sequence");
        let node = d.tree.leaf_as(DSACK, At { value: (), span: left.span.to(right.span) }, text);
        d.tree.expert(node, None, Severity::Warn, Group::Sequence, text);
    }
    Ok(())
}
