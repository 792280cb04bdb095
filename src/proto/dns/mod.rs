//! Domain names: DNS (RFC 1035) over datagrams and streams, multicast DNS (RFC 6762), LLMNR
//! (RFC 4795). The message as a whole; data of records stand in `data`.

mod data;
mod edns;
pub mod fields;
mod link;
pub(in crate::proto) mod name;
mod names;
mod rare;
mod service;

use crate::base::decimal;
use crate::dissect::{
    At, Claim, Cursor, Cut, Dissector, Flags, Framed, Framer, Group, Heuristic, NodeRef, Over, Progress,
    Protocol, Scope, Severity, Stretch,
};
use crate::field::Field;
use crate::field::def::U16;
use crate::store::{Application, MessageKind};
use data::{ShortType, Told, in_seconds};
use fields::*;
use names::{CLASSES, OPCODES, RCODES, TYPES};

pub const PROTOCOL: Protocol = Protocol {
    name: "dns",
    title: "DNS",
    fields: FIELDS,
    claims: &[Claim::UdpPort(53), Claim::MediaType(DNS_MESSAGE)],
    heuristics: &[Heuristic { over: Over::Udp, accepts }],
    framer: Some(FRAMER),
    dissect: |d, c| dissect(d, c, Flavour::Dns),
    scope: Scope::Last,
    ..Protocol::EMPTY
};

pub mod multicast {
    //! Multicast DNS: the same messages on another port.
    crate::fields! { "mdns";
        /// Multicast DNS (RFC 6762).
        MDNS: Protocol = "mdns", "Multicast Domain Name System", None;
    }
}

pub mod link_local {
    //! Link-local multicast name resolution: the same messages on another port.
    crate::fields! { "llmnr";
        /// Link-local multicast name resolution (RFC 4795).
        LLMNR: Protocol = "llmnr", "Link-local Multicast Name Resolution", None;
    }
}

pub const MULTICAST: Protocol = Protocol {
    name: "mdns",
    title: "MDNS",
    fields: multicast::FIELDS,
    claims: &[Claim::UdpPort(5353)],
    dissect: |d, c| dissect(d, c, Flavour::Multicast),
    ..Protocol::EMPTY
};

pub const LINK_LOCAL: Protocol = Protocol {
    name: "llmnr",
    title: "LLMNR",
    fields: link_local::FIELDS,
    claims: &[Claim::UdpPort(5355)],
    dissect: |d, c| dissect(d, c, Flavour::LinkLocal),
    ..Protocol::EMPTY
};

/// Which of the protocols with these messages it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavour {
    Dns,
    Multicast,
    LinkLocal,
}

impl Flavour {
    fn title(self) -> &'static str {
        match self {
            Self::Dns => "Domain Name System",
            Self::Multicast => "Multicast Domain Name System",
            Self::LinkLocal => "Link-local Multicast Name Resolution",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Dns => "DNS",
            Self::Multicast => "MDNS",
            Self::LinkLocal => "LLMNR",
        }
    }
}

/// RFC 8484.
const DNS_MESSAGE: &str = "application/dns-message";
/// Says that a message came over QUIC, as a media type would.
pub(super) const OVER_QUIC: &str = "doq";
const PORT: u16 = 53;
const HEADER_LEN: usize = 12;
const UPDATE: u16 = 5;
/// RFC 8490.
const SESSION: u16 = 6;
/// Type of the pseudo-record of EDNS.
const TYPE_OPT: u16 = 41;

/// Messages over a stream have their length before them (RFC 1035 section 4.2.2).
const FRAMER: Framer = Framer { application: Application::Dns, recognises, follows_peer: true, next };

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    if !ports.contains(&PORT) && !ports.contains(&853) {
        return false;
    }
    let Some([len_high, len_low, _, _, flags, _, _, queries, ..]) = bytes.first_chunk::<8>() else {
        return false;
    };
    let opcode = flags >> 3 & 15;
    u16::from_be_bytes([*len_high, *len_low]) as usize >= HEADER_LEN && opcode <= 6 && *queries <= 16
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..2);
    let Some(len) = head.first_chunk() else { return Framed::NeedMore { at_least: 2 } };
    let len = 2 + u64::from(u16::from_be_bytes(*len));
    match len {
        2 => Framed::Skip(0),
        _ if stretch.len < len => Framed::NeedMore { at_least: len },
        _ => Framed::Message { len, kind: MessageKind(1), note: 0 },
    }
}

/// Whether a datagram on a port of nobody is a message: one question that makes sense, and counts
/// that fit what is there.
fn accepts(_: &Dissector<'_>, c: Cursor<'_>) -> bool {
    let message = c;
    let mut c = c;
    let mut word = || c.u16().map(|at| at.value).unwrap_or(u16::MAX);
    let (_, flags, questions) = (word(), word(), word());
    let (answers, authority, additional) = (word(), word(), word());
    let response = flags & 0x8000 != 0;
    let sane = flags >> 11 & 15 <= 2 && flags & 0x40 == 0 && questions == 1;
    let fits = match response {
        true => answers < 100 && authority < 100 && additional < 100,
        false => flags & 15 == 0 && answers == 0 && authority == 0 && additional <= 2,
    };
    if !sane || !fits {
        return false;
    }
    let Ok(name) = name::read(&message, &mut c) else { return false };
    let printable = name.text.bytes().all(|b| b.is_ascii_graphic() && b != b'<');
    let (Ok(kind), Ok(class)) = (c.u16(), c.u16()) else { return false };
    printable && TYPES.name(kind.value.into()).is_some() && CLASSES.name(class.value.into()).is_some()
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>, flavour: Flavour) -> Result<(), Cut> {
    let column = match d.media_type.essence.as_str() {
        DNS_MESSAGE => "DoH",
        OVER_QUIC => "DoQ",
        _ => flavour.column(),
    };
    if column == "DoQ" && d.columns.protocol == column {
        // Messages of other streams in the same packet stand before this one.
        d.columns.add_info(format_args!(", "));
        d.columns.fence_info();
    }
    d.columns.protocol = column.into();
    d.columns.clear_info();
    let mut over_stream = d.place().is_some();
    let mut node = d.layer_node();
    // A stream's segment may hold several messages.
    loop {
        let start = c;
        let mut one = c;
        if over_stream {
            let len = one.u16()?;
            let whole = c.take(2 + u32::from(len.value));
            one = whole;
            d.tree.leaf(LENGTH, one.u16()?);
            d.tree.set_span(node, whole.rest_span());
        }
        message(d, one, flavour)?;
        over_stream &= !c.is_empty() && c.offset() > start.offset();
        if !over_stream {
            return Ok(());
        }
        d.end_layer();
        node = d.tree.open(DNS, At { value: (), span: c.rest_span() }).node();
    }
}

/// The counts of the four sections.
struct Counts([u16; 4]);

fn message(d: &mut Dissector<'_>, c: Cursor<'_>, flavour: Flavour) -> Result<(), Cut> {
    let message = c;
    let mut c = c;
    let (id, flags) = (c.u16()?, c.u16()?);
    let (response, opcode) = (flags.value & 0x8000 != 0, flags.value >> 11 & 15);
    let what = if response { "response" } else { "query" };
    d.tree.set_label(d.layer_node(), format_args!("{} ({what})", flavour.title()));
    d.columns.clear_info();
    if let Some(info) = d.columns.info_mut() {
        push_operation(opcode, response, info);
        info.push_str(" 0x");
        decimal::push_hex16(id.value, info);
    }
    let rcode = flags.value & 15;
    if response && rcode != 0 {
        match RCODES.name(rcode.into()) {
            Some(name) => d.columns.add_info(format_args!(" {name}")),
            None => d.columns.add_info(format_args!(" Unknown error ({rcode})")),
        }
    }
    let past = match flavour {
        Flavour::Multicast => link::Past::None,
        _ => link::past(d, &message, response),
    };
    let node = d.tree.leaf(ID, id);
    link::say_again(d, node, past, response);
    if !d.tree.wants_nothing() {
        show_flags(d, flags, flavour);
    }
    let update = opcode == UPDATE;
    let fields: [Field<U16>; 4] = match update {
        true => [COUNT_ZONES, COUNT_PREREQUISITES, COUNT_UPDATES, COUNT_ADD_RR],
        false => [COUNT_QUERIES, COUNT_ANSWERS, COUNT_AUTH_RR, COUNT_ADD_RR],
    };
    let mut counts = Counts([0; 4]);
    for (count, field) in counts.0.iter_mut().zip(fields) {
        let at = c.u16()?;
        *count = at.value;
        d.tree.leaf(field, at);
    }
    let mut result = sections(d, &message, &mut c, &counts, update, flavour);
    if result.is_ok() && !c.is_empty() {
        result = match opcode {
            SESSION => rare::operations(d, &mut c),
            _ => extraneous(d, &mut c),
        };
    }
    if flavour != Flavour::Multicast {
        link::show(d, &message, past, response);
    }
    result
}

/// Bytes behind the last record.
fn extraneous(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let (len, span) = (c.left(), c.rest_span());
    let s = if len == 1 { "" } else { "s" };
    let open =
        d.tree.open_as(EXTRANEOUS, At { value: (), span }, format_args!("Extraneous Data ({len} byte{s})"));
    d.rest_as(EXTRANEOUS_DATA, c);
    d.tree.generated(EXTRANEOUS_LENGTH, len as i32, span.at_start());
    d.tree.close(open);
    Ok(())
}

/// Adds what the message does: `Standard query response`.
fn push_operation(opcode: u16, response: bool, out: &mut String) {
    match OPCODES.name(opcode.into()) {
        Some(name) => out.push_str(name),
        None => {
            out.push_str("Unknown operation (");
            decimal::push(opcode, out);
            out.push(')');
        }
    }
    if response {
        out.push_str(" response");
    }
}

fn show_flags(d: &mut Dissector<'_>, flags: At<u16>, flavour: Flavour) {
    if !d.tree.wants_any_from(FLAGS.id, usize::from(FLAGS_RCODE.id.0 - FLAGS.id.0) + 1) {
        return;
    }
    let response = flags.value & 0x8000 != 0;
    let opcode = flags.value >> 11 & 15;
    let mut info = OPCODES.name(opcode.into()).unwrap_or("Unknown operation").to_owned();
    if response {
        info.push_str(" response");
    }
    let bits = flags.map(u64::from);
    let open = match response {
        true => {
            let rcode = RCODES.name(u64::from(flags.value & 15)).unwrap_or("Unknown error");
            d.tree.open_as(FLAGS, flags, format_args!("Flags: 0x{:04x} {info}, {rcode}", flags.value))
        }
        false => d.tree.open_as(FLAGS, flags, format_args!("Flags: 0x{:04x} {info}", flags.value)),
    };
    d.tree.leaf(FLAGS_RESPONSE, bits);
    d.tree.leaf(FLAGS_OPCODE, flags);
    let local = flavour == Flavour::LinkLocal;
    if local {
        d.tree.leaf(if response { FLAGS_CONFLICT } else { FLAGS_CONFLICT_ASKED }, bits);
    } else if response {
        d.tree.leaf(FLAGS_AUTHORITATIVE, bits);
    }
    d.tree.leaf(FLAGS_TRUNCATED, bits);
    d.tree.leaf(if local { FLAGS_TENTATIVE } else { FLAGS_RECDESIRED }, bits);
    if !local {
        if response {
            d.tree.leaf(FLAGS_RECAVAIL, bits);
        }
        d.tree.leaf(FLAGS_Z, bits);
        if response {
            d.tree.leaf(FLAGS_AUTHENTICATED, bits);
        } else if flags.value & 0x20 != 0 {
            d.tree.leaf(FLAGS_AD, bits);
        }
        d.tree.leaf(FLAGS_CHECKDISABLE, bits);
    }
    if response {
        d.tree.leaf(FLAGS_RCODE, flags);
    }
    d.tree.close(open);
}

fn sections<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    counts: &Counts,
    update: bool,
    flavour: Flavour,
) -> Result<(), Cut> {
    let titles = match update {
        true => ["Zone", "Prerequisites", "Updates", "Additional records"],
        false => ["Queries", "Answers", "Authoritative nameservers", "Additional records"],
    };
    for (nth, (count, title)) in counts.0.into_iter().zip(titles).enumerate() {
        if count == 0 {
            continue;
        }
        // Over a stream, whether this message can be read decides of those behind it.
        if d.reads_fields_alone() && d.place().is_none() && !wants_from_section(d, nth) {
            return Ok(());
        }
        let start = *c;
        let open = d.tree.open_text(c.rest_span(), format_args!("{title}"));
        let mut result = Ok(());
        for _ in 0..count {
            result = match nth {
                0 => question(d, message, c, flavour),
                _ => record(d, message, c, flavour),
            };
            if result.is_err() {
                break;
            }
        }
        d.tree.set_span(open.node(), c.since(&start));
        d.tree.close(open);
        result?;
    }
    Ok(())
}

fn class_name(class: u16) -> String {
    CLASSES.name(class.into()).map_or_else(|| format!("Unknown (0x{class:04x})"), Into::into)
}

fn type_field(d: &mut Dissector<'_>, field: Field<U16>, at: At<u16>) {
    match TYPES.name(at.value.into()) {
        Some(name) => d.tree.leaf_as(field, at, format_args!("Type: {name} ({})", at.value)),
        None => d.tree.leaf_as(field, at, format_args!("Type: Unknown ({})", at.value)),
    };
}

fn question(
    d: &mut Dissector<'_>,
    message: &Cursor<'_>,
    c: &mut Cursor<'_>,
    flavour: Flavour,
) -> Result<(), Cut> {
    let start = *c;
    let found = name::find(message, c)?;
    let (kind, class) = (c.u16()?, c.u16()?);
    let multicast = flavour == Flavour::Multicast;
    let number = if multicast { class.value & 0x7fff } else { class.value };
    let asks = match (multicast, class.value & 0x8000 != 0) {
        (false, _) => "",
        (_, true) => ", \"QU\" question",
        (_, false) => ", \"QM\" question",
    };
    let short = ShortType(kind.value);
    if let Some(info) = d.columns.info_mut() {
        info.push(' ');
        short.write(info);
        info.push(' ');
        found.write(info);
        info.push_str(asks);
    }
    if d.tree.wants_nothing() {
        return Ok(());
    }
    let name = found.name();
    let class_text = if d.tree.keeps_labels() { class_name(number) } else { String::new() };
    let label = format_args!("{}: type {short}, class {class_text}{asks}", name.text);
    let open = d.tree.open_text(c.since(&start), label);
    d.tree.made_text(QRY_NAME, &name.text, name.span);
    d.tree.generated(QRY_NAME_LEN, name.len(), name.span);
    d.tree.generated(COUNT_LABELS, name.labels, name.span);
    type_field(d, QRY_TYPE, kind);
    if multicast {
        d.tree.leaf(QRY_CLASS_MDNS, class);
        d.tree.leaf(QRY_QU, class.map(u64::from));
    } else {
        d.tree.leaf(QRY_CLASS, class);
    }
    d.tree.close(open);
    Ok(())
}

fn record<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    flavour: Flavour,
) -> Result<(), Cut> {
    let start = *c;
    let found = name::find(message, c)?;
    let kind = c.u16()?;
    let short = ShortType(kind.value);
    if !wants_records(d) {
        return rest_of_record(d, message, c, flavour, &found, kind.value, NodeRef::NONE);
    }
    let name = found.name();
    let open = d.tree.open_text(start.rest_span(), format_args!("{}: type {short}", name.text));
    let owner = owner(&name.text, kind.value);
    for (field, text) in owner {
        d.tree.made_text(field, text, name.span);
    }
    if kind.value != 33 {
        d.tree.made_text(RESP_NAME, &name.text, name.span);
    }
    type_field(d, RESP_TYPE, kind);
    let result = rest_of_record(d, message, c, flavour, &found, kind.value, open.node());
    d.tree.set_span(open.node(), c.since(&start));
    d.tree.close(open);
    result
}

/// Whether anything is wanted that this section shows, or one behind it.
fn wants_from_section(d: &Dissector<'_>, section: usize) -> bool {
    let questions = usize::from(RESP_NAME.id.0 - QRY_NAME.id.0);
    wants_records(d) || section == 0 && d.tree.wants_any_from(QRY_NAME.id, questions)
}

/// Whether anything is wanted that records show: fields behind those of questions, or lines.
fn wants_records(d: &Dissector<'_>) -> bool {
    let questions = usize::from(RESP_NAME.id.0 - DNS.id.0);
    d.tree.keeps_labels() || d.tree.wants_any_from(RESP_NAME.id, FIELDS.len() - questions)
}

/// The parts of a service's name (RFC 2782): `_sip._tcp.example.com`.
fn owner(name: &str, kind: u16) -> Vec<(Field<crate::field::def::Str>, &str)> {
    if kind != 33 {
        return Vec::new();
    }
    let mut labels = name.splitn(3, '.');
    match (labels.next(), labels.next(), labels.next()) {
        (Some(service), Some(proto), Some(rest)) => {
            vec![(SRV_SERVICE, service), (SRV_PROTO, proto), (SRV_NAME, rest)]
        }
        _ => vec![(SRV_NAME, name)],
    }
}

fn rest_of_record<'a>(
    d: &mut Dissector<'_>,
    message: &Cursor<'a>,
    c: &mut Cursor<'a>,
    flavour: Flavour,
    name: &name::Found<'_>,
    kind: u16,
    node: NodeRef,
) -> Result<(), Cut> {
    let multicast = flavour == Flavour::Multicast;
    let short = ShortType(kind);
    if kind == TYPE_OPT {
        if let Some(info) = d.columns.info_mut() {
            info.push(' ');
            short.write(info);
        }
        let len = edns::head(d, c, multicast)?;
        let mut options = c.sub(len.into())?;
        return edns::options(d, &mut options);
    }
    let class = c.u16()?;
    let flush = multicast && class.value & 0x8000 != 0;
    let number = if multicast { class.value & 0x7fff } else { class.value };
    if multicast {
        d.tree.leaf(RESP_CLASS_MDNS, class);
        d.tree.leaf(RESP_CACHE_FLUSH, class.map(u64::from));
    } else {
        d.tree.leaf(RESP_CLASS, class);
    }
    let flushes = if flush { ", cache flush" } else { "" };
    // Also of what ends before it can say more.
    if let Some(info) = d.columns.info_mut() {
        info.push(' ');
        short.write(info);
        info.push_str(flushes);
    }
    let ttl = c.u32()?;
    let shown = in_seconds(d, RESP_TTL, ttl);
    if ttl.value >> 31 != 0 {
        let text = format_args!("The uppermost bit of the TTL is set (RFC 2181, section 8)");
        d.tree.expert(shown, Some(TTL_HIGH_BIT), Severity::Warn, Group::Protocol, text);
    }
    let len = c.u16()?;
    d.tree.leaf(RESP_LEN, len);
    let mut content = c.sub(len.value.into())?;
    let known = data::of(kind);
    let mut told = Told::default();
    let read = match known {
        Some(known) if !content.is_empty() => known.read(d, message, &mut content, &mut told),
        _ => {
            if known.is_none() && !content.is_empty() {
                let text = format_args!("Dissector for DNS Type ({kind}) code not implemented");
                d.tree.expert(node, Some(UNDECODED), Severity::Note, Group::Undecoded, text);
            }
            d.rest_as(DATA, &mut content);
            Ok(())
        }
    };
    if let Some(info) = d.columns.info_mut() {
        match known.is_some_and(|known| known.names_owner) && len.value > 0 {
            true => {
                info.push(' ');
                name.write(info);
            }
            false => told.row(info),
        }
    }
    if node != NodeRef::NONE && d.tree.keeps_labels() {
        let class = class_name(number);
        let (name, line) = (name.name().text, read.map(|()| told.line()).unwrap_or_default());
        d.tree.set_label(node, format_args!("{name}: type {short}, class {class}{flushes}{line}"));
    }
    read
}

/// Marks what is computed.
fn generated(d: &mut Dissector<'_>, node: NodeRef) {
    d.tree.set_flag(node, Flags::GENERATED);
}

#[cfg(test)]
mod tests {
    use crate::proto::testing::{columns, frames, labels_from, lines, look, over_udp, survives_cuts};
    use crate::store::{Conversation, Endpoint, Transport};

    const QUERY: &[u8] = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03www\x02de\0\0\x01\0\x01";

    fn response(kind: u8, data: &[u8]) -> Vec<u8> {
        let head = b"\x12\x34\x81\x80\0\x01\0\x01\0\0\0\0\x03www\x02de\0\0\x01\0\x01\xc0\x0c\0";
        [&head[..], &[kind], b"\0\x01\0\0\x0e\x10\0", &[data.len() as u8], data].concat()
    }

    #[test]
    fn a_query_is_told_in_tree_and_row() {
        let packet = over_udp(40_000, 53, QUERY);
        assert_eq!(columns(101, &packet)[2..], ["DNS", "Standard query 0x1234 A www.de"]);
        let lines = labels_from(101, &packet, "Domain Name System");
        assert_eq!(lines[0], "Domain Name System (query)");
        let at = lines.iter().position(|l| l == "    Queries").unwrap();
        assert_eq!(
            lines[at + 1..],
            [
                "        www.de: type A, class IN",
                "            Name: www.de",
                "            [Name Length: 6]",
                "            [Label Count: 2]",
                "            Type: A (Host Address) (1)",
                "            Class: IN (0x0001)",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn records_are_told_by_their_data() {
        let row = |kind, data: &[u8]| {
            let packet = over_udp(53, 40_000, &response(kind, data));
            survives_cuts(101, &packet);
            columns(101, &packet)[3].split_once("www.de ").unwrap().1.to_owned()
        };
        assert_eq!(row(1, &[10, 1, 2, 3]), "A 10.1.2.3");
        assert_eq!(row(15, b"\0\x0a\xc0\x10"), "MX 10 de");
        assert_eq!(row(33, b"\0\x01\0\x02\0\x50\xc0\x0c"), "SRV 1 2 80 www.de");
        assert_eq!(row(16, b"\x02ab\x01c"), "TXT");
        assert_eq!(row(65, b"\0\x01\0\0\x01\0\x03\x02h2"), "HTTPS");
        assert_eq!(row(99, b""), "SPF");
        assert_eq!(row(200, b"xyz"), "Unknown (200)");
    }

    #[test]
    fn service_parameters_are_named() {
        let data = b"\0\x01\0\0\x01\0\x06\x02h2\x02h3\0\x03\0\x02\x20\xfb";
        let lines = labels_from(101, &over_udp(53, 9, &response(65, data)), "Domain");
        assert!(lines.contains(&"            SvcParam: alpn=h2,h3".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"            SvcParam: port=8443".to_owned()));
    }

    #[test]
    fn a_response_knows_its_query() {
        let query = over_udp(40_000, 53, QUERY);
        let mut answer = over_udp(53, 40_000, &response(1, &[1, 2, 3, 4]));
        answer[12..20].copy_from_slice(&[10, 0, 0, 2, 10, 0, 0, 1]);
        let mut capture = frames(101, &[&query, &answer]);
        let id = crate::base::id::ConversationId(0);
        capture.conversations.push(Conversation {
            ends: [Endpoint::v4([10, 0, 0, 1], 40_000), Endpoint::v4([10, 0, 0, 2], 53)],
            transport: Transport::Udp,
            application: Default::default(),
            stream: 0,
            first: crate::base::id::FrameId(0),
            last: crate::base::id::FrameId(1),
            frames: [1, 1],
            bytes: [0, 0],
            flow: None,
        });
        capture.frames.update(0, |f| f.set_conversation(id, None));
        capture.frames.update(1, |f| f.set_conversation(id, Some(crate::base::id::FrameId(0))));
        let all = look(&capture, lines);
        assert!(all.contains(&"    [Request In: 1]".to_owned()), "{all:#?}");
        assert!(all.contains(&"    [Time: 1.000000000 seconds]".to_owned()));
        let asked = crate::proto::testing::look_at(&capture, crate::base::id::FrameId(0), lines);
        assert!(asked.contains(&"    [Response In: 2]".to_owned()));
    }

    #[test]
    fn a_message_on_another_port_is_recognised() {
        assert_eq!(columns(101, &over_udp(65_282, 65_333, QUERY))[2], "DNS");
        assert_eq!(columns(101, &over_udp(65_282, 65_333, &[0; 30]))[2], "UDP");
    }
}
