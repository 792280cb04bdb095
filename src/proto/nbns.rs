//! NetBIOS name service (RFC 1001, RFC 1002): queries, registrations and status.

use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Protocol, Scope, Span};
use crate::field::def::{Str, U16, YES_NO};
use crate::field::{Field, Names};
use crate::proto::time_words::seconds;
use std::fmt::Write;

pub const PROTOCOL: Protocol = Protocol {
    name: "nbns",
    title: "NBNS",
    fields: FIELDS,
    claims: &[Claim::UdpPort(137)],
    dissect,
    scope: Scope::Last,
    ..Protocol::EMPTY
};

const OPCODES: Names = Names::Table(&[
    (0, "Name query"),
    (5, "Registration"),
    (6, "Release"),
    (7, "Wait for acknowledgment"),
    (8, "Refresh"),
    (9, "Refresh (alternate opcode)"),
    (15, "Multi-homed registration"),
]);
const RCODES: Names = Names::Table(&[
    (0, "No error"),
    (1, "Request was invalidly formatted"),
    (2, "Server failure"),
    (3, "Requested name does not exist"),
    (4, "Request is not implemented"),
    (5, "Request was refused"),
    (6, "Name is owned by another node"),
    (7, "Name is in conflict"),
]);
const TYPES: Names = Names::Table(&[(32, "NB"), (33, "NBSTAT")]);
const CLASSES: Names =
    Names::Table(&[(1, "IN"), (2, "CS"), (3, "CH"), (4, "HS"), (254, "NONE"), (255, "ANY")]);
const NODES: Names = Names::Table(&[(0, "B-node"), (8192, "P-node"), (16384, "M-node"), (24576, "H-node")]);
const STATUS_NODES: Names = Names::Table(&[(0, "B-node"), (8192, "P-node"), (16384, "M-node")]);
const RESPONSE: Names = Names::TrueFalse("Message is a response", "Message is a query");
const AUTHORITY: Names =
    Names::TrueFalse("Server is an authority for domain", "Server is not an authority for domain");
const TRUNCATION: Names = Names::TrueFalse("Message is truncated", "Message is not truncated");
const RECURSION: Names = Names::TrueFalse("Do query recursively", "Don't do query recursively");
const RECURSION_AVAILABLE: Names =
    Names::TrueFalse("Server can do recursive queries", "Server can't do recursive queries");
const BROADCASTS: Names = Names::TrueFalse("Broadcast packet", "Not a broadcast packet");
const GROUPS: Names = Names::TrueFalse("Group name", "Unique name");

/// What the last byte of a name means.
const SERVICES: Names = Names::Table(&[
    (0x00, "Workstation/Redirector"),
    (0x01, "Browser"),
    (0x02, "Workstation/Redirector"),
    (0x03, "Messenger service/Main name"),
    (0x05, "Forwarded name"),
    (0x06, "RAS Server service"),
    (0x1b, "Domain Master Browser"),
    (0x1c, "Domain Controllers"),
    (0x1d, "Local Master Browser"),
    (0x1e, "Browser Election Service"),
    (0x1f, "Net DDE Service"),
    (0x20, "Server service"),
    (0x21, "RAS client service"),
    (0x22, "Exchange Interchange (MSMail Connector)"),
    (0x23, "Exchange Store"),
    (0x24, "Exchange Directory"),
    (0x2b, "Lotus Notes Server service"),
    (0x30, "Modem sharing server service"),
    (0x31, "Modem sharing client service"),
    (0x43, "SMS Clients Remote Control"),
    (0x44, "SMS Administrators Remote Control Tool"),
    (0x45, "SMS Clients Remote Chat"),
    (0x46, "SMS Clients Remote Transfer"),
    (0x4c, "DEC Pathworks TCP/IP Service on Windows NT"),
    (0x52, "DEC Pathworks TCP/IP Service on Windows NT"),
    (0x6a, "Microsoft Exchange IMC"),
    (0x87, "Microsoft Exchange MTA"),
    (0xbe, "Network Monitor Agent"),
    (0xbf, "Network Monitor Analyzer"),
]);

crate::fields! { "nbns";
    /// NetBIOS name service message (RFC 1002 section 4.2).
    NBNS: Protocol = "nbns", "NetBIOS Name Service", None;
    /// Links a response to its request.
    ID: U16 = "nbns.id", "Transaction ID", Hex;
    /// Flags.
    FLAGS: U16 = "nbns.flags", "Flags", Hex;
    /// Whether it is a response.
    FLAGS_RESPONSE: Bool = "nbns.flags.response", "Response", W16 & 0x8000, RESPONSE;
    /// What is asked.
    FLAGS_OPCODE: U16 = "nbns.flags.opcode", "Opcode", Dec & 0x7800, OPCODES;
    /// Whether the sender decides.
    FLAGS_AUTHORITATIVE: Bool = "nbns.flags.authoritative", "Authoritative", W16 & 0x0400, AUTHORITY;
    /// Whether something is missing.
    FLAGS_TRUNCATED: Bool = "nbns.flags.truncated", "Truncated", W16 & 0x0200, TRUNCATION;
    /// Whether others shall be asked.
    FLAGS_RECDESIRED: Bool = "nbns.flags.recdesired", "Recursion desired", W16 & 0x0100, RECURSION;
    /// Whether others can be asked.
    FLAGS_RECAVAIL: Bool = "nbns.flags.recavail", "Recursion available", W16 & 0x0080, RECURSION_AVAILABLE;
    /// Whether it was broadcast.
    FLAGS_BROADCAST: Bool = "nbns.flags.broadcast", "Broadcast", W16 & 0x0010, BROADCASTS;
    /// How it went.
    FLAGS_RCODE: U16 = "nbns.flags.rcode", "Reply code", Dec & 0x000f, RCODES;
    /// Number of questions.
    COUNT_QUERIES: U16 = "nbns.count.queries", "Questions", Dec;
    /// Number of answers.
    COUNT_ANSWERS: U16 = "nbns.count.answers", "Answer RRs", Dec;
    /// Number of authorities.
    COUNT_AUTH: U16 = "nbns.count.auth_rr", "Authority RRs", Dec;
    /// Number of further records.
    COUNT_ADDITIONAL: U16 = "nbns.count.add_rr", "Additional RRs", Dec;
    /// The name.
    NAME: Str = "nbns.name", "Name", None;
    /// What it is about.
    TYPE: U16 = "nbns.type", "Type", Dec, TYPES;
    /// Class, always IN.
    CLASS: U16 = "nbns.class", "Class", Dec, CLASSES;
    /// Seconds that the record lasts.
    TTL: U32 = "nbns.ttl", "Time to live", Dec;
    /// Length of the data.
    DATA_LENGTH: U16 = "nbns.data_length", "Data length", Dec;
    /// What owns the name.
    NB_FLAGS: U16 = "nbns.nb_flags", "Name flags", Hex;
    /// Whether it is a group's.
    NB_GROUP: Bool = "nbns.nb_flags.group", "Name type", W16 & 0x8000, GROUPS;
    /// Kind of node.
    NB_ONT: U16 = "nbns.nb_flags.ont", "ONT", Dec & 0x6000, NODES;
    /// Address of the owner.
    ADDR: Ipv4 = "nbns.addr", "Addr", None;
    /// Names that a status tells.
    NAMES_COUNT: U8 = "nbns.number_of_names", "Number of names", Dec;
    /// One of them.
    STATUS_NAME: Str = "nbns.netbios_name", "Name", None;
    /// Its flags.
    NAME_FLAGS: U16 = "nbns.name_flags", "Name flags", Hex;
    /// Whether it is a group's.
    NAME_GROUP: Bool = "nbns.name_flags.group", "Name type", W16 & 0x8000, GROUPS;
    /// Kind of node.
    NAME_ONT: U16 = "nbns.name_flags.ont", "ONT", Dec & 0x6000, STATUS_NODES;
    /// It is given up.
    NAME_DRG: Bool = "nbns.name_flags.drg", "Name is being deregistered", W16 & 0x1000, YES_NO;
    /// Others claim it.
    NAME_CNF: Bool = "nbns.name_flags.cnf", "Name is in conflict", W16 & 0x0800, YES_NO;
    /// It is in use.
    NAME_ACT: Bool = "nbns.name_flags.act", "Name is active", W16 & 0x0400, YES_NO;
    /// The node's own.
    NAME_PRM: Bool = "nbns.name_flags.prm", "Permanent node name", W16 & 0x0200, YES_NO;
    /// Address of the interface.
    UNIT_ID: Ether = "nbns.unit_id", "Unit ID", None;
    /// Statistics of the adapter (RFC 1002 section 4.2.18), from here on.
    JUMPERS: U8 = "nbns.jumpers", "Jumpers", Hex;
    /// How its test went.
    TEST_RESULT: U8 = "nbns.test_result", "Test result", Hex;
    /// Its version.
    VERSION: U16 = "nbns.version_number", "Version number", Hex;
    /// Minutes that the statistics are of.
    PERIOD: U16 = "nbns.period_of_statistics", "Period of statistics", Hex;
    /// Frames with wrong checksums.
    CRCS: U16 = "nbns.num_crcs", "Number of CRCs", Dec;
    /// Frames that were no whole bytes.
    ALIGNMENT_ERRORS: U16 = "nbns.num_alignment_errors", "Number of alignment errors", Dec;
    /// Collisions.
    COLLISIONS: U16 = "nbns.num_collisions", "Number of collisions", Dec;
    /// Frames given up.
    SEND_ABORTS: U16 = "nbns.num_send_aborts", "Number of send aborts", Dec;
    /// Frames sent.
    GOOD_SENDS: U32 = "nbns.num_good_sends", "Number of good sends", Dec;
    /// Frames received.
    GOOD_RECEIVES: U32 = "nbns.num_good_receives", "Number of good receives", Dec;
    /// Frames sent again.
    RETRANSMITS: U16 = "nbns.numretransmits", "Number of retransmits", Dec;
    /// How often there was no room.
    NO_RESOURCES: U16 = "nbns.num_no_resource_conditions", "Number of no resource conditions", Dec;
    /// Commands that can wait.
    COMMAND_BLOCKS: U16 = "nbns.numcommand_blocks", "Number of command blocks", Dec;
    /// Sessions being opened.
    PENDING: U16 = "nbns.numpending_sessions", "Number of pending sessions", Dec;
    /// At most.
    PENDING_MAX: U16 = "nbns.max_num_pending_sessions", "Max number of pending sessions", Dec;
    /// Sessions at most.
    SESSIONS_MAX: U16 = "nbns.max_total_sessions_possible", "Max total sessions possible", Dec;
    /// Largest packet of a session.
    PACKET_SIZE: U16 = "nbns.session_data_packet_size", "Session data packet size", Dec;
    /// Data that are not read.
    DATA: Bytes = "nbns.data", "Data", None;
}

const TYPE_NB: u16 = 32;
const TYPE_NBSTAT: u16 = 33;
const WACK: u16 = 7;
/// Bytes of a name, the service among them.
const NAME_LEN: usize = 16;

/// A name: as it is shown, and its service.
pub(super) struct Name {
    pub text: String,
    pub service: u8,
    pub span: Span,
}

/// The text of the sixteen bytes of a name, and its service.
fn text(name: &[u8]) -> (String, u8) {
    let (service, kept) = name.split_last().map_or((0, &[][..]), |(service, kept)| (*service, kept));
    let end = kept.iter().rposition(|b| *b != b' ').map_or(0, |at| at + 1);
    let mut text = String::new();
    for byte in kept.iter().take(end) {
        let _ = match byte {
            b' '..=b'~' => write!(text, "{}", char::from(*byte)),
            _ => write!(text, "<{byte:02x}>"),
        };
    }
    let _ = write!(text, "<{service:02x}>");
    (text, service)
}

/// Reads a name in its encoding: each half byte is a letter (RFC 1001 section 14.1). `message` is
/// where pointers point into.
pub(super) fn name(message: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<Name, Cut> {
    let start = *c;
    let first = c.u8()?.value;
    let encoded = if first >= 0xc0 {
        let low = c.u8()?.value;
        let at = usize::from(first & 0x3f) << 8 | usize::from(low);
        let bytes = message.peek().get(at..).unwrap_or_default();
        let len = bytes.first().copied().filter(|l| *l < 0x40).unwrap_or_default();
        bytes.get(1..1 + usize::from(len)).unwrap_or_default()
    } else {
        let label = c.bytes(first.into())?.value;
        // A scope may follow.
        loop {
            match c.u8()?.value {
                0 => break,
                len @ 1..0x40 => drop(c.skip(len.into())?),
                _ => {
                    c.u8()?;
                    break;
                }
            }
        }
        label
    };
    let span = c.since(&start);
    let byte = |pair: &[u8]| match pair {
        [high @ b'A'..=b'P', low @ b'A'..=b'P'] => Some((high - b'A') << 4 | (low - b'A')),
        _ => None,
    };
    let decoded: Option<Vec<u8>> = encoded.chunks(2).map(byte).collect();
    let (text, service) = match decoded {
        Some(bytes) if bytes.len() == NAME_LEN => text(&bytes),
        _ => ("Illegal NetBIOS name".into(), 0),
    };
    Ok(Name { text, service, span })
}

pub(super) fn with_service(text: &str, service: u8) -> String {
    format!("{text} ({})", SERVICES.name(service.into()).unwrap_or("Unknown"))
}

/// A name; its line says what the service is as well.
pub(super) fn show_name(d: &mut Dissector<'_>, field: Field<Str>, name: &str, service: u8, span: Span) {
    let node = d.tree.made_text(field, name, span);
    let title = d.tree.def(field.id).title;
    d.tree.set_label(node, format_args!("{title}: {}", with_service(name, service)));
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "NBNS".into();
    d.columns.clear_info();
    let message = c;
    let (id, flags) = (c.u16()?, c.u16()?);
    d.tree.leaf(ID, id);
    let opcode = flags.value >> 11 & 15;
    match OPCODES.name(opcode.into()) {
        Some(name) => d.columns.set_info(format_args!("{name}")),
        None => d.columns.set_info(format_args!("Unknown operation ({opcode})")),
    }
    let response = flags.value & 0x8000 != 0;
    if response {
        d.columns.add_info(format_args!(" response"));
        if flags.value & 15 != 0 {
            let reply = RCODES.name(u64::from(flags.value & 15)).unwrap_or("Unknown error");
            d.columns.add_info(format_args!(", {reply}"));
        }
    }
    show_flags(d, flags, response);
    let mut counts = [0; 4];
    let fields = [COUNT_QUERIES, COUNT_ANSWERS, COUNT_AUTH, COUNT_ADDITIONAL];
    for (count, field) in counts.iter_mut().zip(fields) {
        let at = c.u16()?;
        *count = at.value;
        d.tree.leaf(field, at);
    }
    let titles = ["Queries", "Answers", "Authoritative nameservers", "Additional records"];
    for (nth, (count, title)) in counts.into_iter().zip(titles).enumerate() {
        if count == 0 {
            continue;
        }
        let start = c;
        let open = d.tree.open_text(start.rest_span(), format_args!("{title}"));
        for _ in 0..count {
            match nth {
                0 => question(d, &message, &mut c)?,
                // Only answers are told in the row.
                _ => record(d, &message, &mut c, opcode, nth == 1)?,
            }
        }
        d.tree.set_span(open.node(), c.since(&start));
        d.tree.close(open);
    }
    Ok(())
}

fn show_flags(d: &mut Dissector<'_>, at: At<u16>, response: bool) {
    let opcode = at.value >> 11 & 15;
    let name = OPCODES.name(opcode.into()).unwrap_or("Unknown");
    let mut label = format!("Flags: 0x{:04x}", at.value);
    label.push_str(if response { ", Response" } else { "" });
    let _ = write!(label, ", Opcode: {name}");
    let told = [
        (response, 0x0400, ", Authoritative"),
        (true, 0x0200, ", Truncated"),
        (true, 0x0100, ", Recursion desired"),
        (response, 0x0080, ", Recursion available"),
        (true, 0x0010, ", Broadcast"),
    ];
    for (shown, bit, text) in told {
        label.push_str(if shown && at.value & bit != 0 { text } else { "" });
    }
    if response {
        let reply = RCODES.name(u64::from(at.value & 15)).unwrap_or("Unknown");
        let _ = write!(label, ", Reply code: {reply}");
    }
    let open = d.tree.open_as(FLAGS, at, format_args!("{label}"));
    let bits = at.map(u64::from);
    d.tree.leaf(FLAGS_RESPONSE, bits);
    d.tree.leaf(FLAGS_OPCODE, at);
    if response {
        d.tree.leaf(FLAGS_AUTHORITATIVE, bits);
    }
    d.tree.leaf(FLAGS_TRUNCATED, bits);
    d.tree.leaf(FLAGS_RECDESIRED, bits);
    if response {
        d.tree.leaf(FLAGS_RECAVAIL, bits);
    }
    d.tree.leaf(FLAGS_BROADCAST, bits);
    if response {
        d.tree.leaf(FLAGS_RCODE, at);
    }
    d.tree.close(open);
}

fn question(d: &mut Dissector<'_>, message: &Cursor<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let name = name(message, c)?;
    let (kind, class) = (c.u16()?, c.u16()?);
    let short = TYPES.name(kind.value.into()).unwrap_or("Unknown");
    d.columns.add_info(format_args!(" {short} {}", name.text));
    let class_name = CLASSES.name(class.value.into()).unwrap_or("Unknown");
    let label = format_args!("{}: type {short}, class {class_name}", name.text);
    let open = d.tree.open_text(c.since(&start), label);
    show_name(d, NAME, &name.text, name.service, name.span);
    d.tree.leaf(TYPE, kind);
    d.tree.leaf(CLASS, class);
    d.tree.close(open);
    Ok(())
}

fn record(
    d: &mut Dissector<'_>,
    message: &Cursor<'_>,
    c: &mut Cursor<'_>,
    opcode: u16,
    in_row: bool,
) -> Result<(), Cut> {
    let start = *c;
    let name = name(message, c)?;
    let (kind, class) = (c.u16()?, c.u16()?);
    let short = TYPES.name(kind.value.into()).unwrap_or("Unknown");
    let class_name = CLASSES.name(class.value.into()).unwrap_or("Unknown");
    let label = format_args!("{}: type {short}, class {class_name}", name.text);
    let open = d.tree.open_text(start.rest_span(), label);
    // A status is asked of whoever is there, not of a service.
    let is_status = kind.value == TYPE_NBSTAT;
    let shown = if is_status { name.text.clone() } else { with_service(&name.text, name.service) };
    d.tree.made_text(NAME, &shown, name.span);
    d.tree.leaf(TYPE, kind);
    d.tree.leaf(CLASS, class);
    let ttl = c.u32()?;
    d.tree.leaf_as(TTL, ttl, format_args!("Time to live: {}", seconds(ttl.value)));
    let len = c.u16()?;
    d.tree.leaf(DATA_LENGTH, len);
    let mut data = c.sub(len.value.into())?;
    d.tree.set_span(open.node(), c.since(&start));
    let waits = opcode == WACK && kind.value == TYPE_NB;
    if in_row && !waits {
        d.columns.add_info(format_args!(" {short}"));
    }
    match kind.value {
        TYPE_NB if !waits => owners(d, &mut data, in_row)?,
        TYPE_NBSTAT => status(d, &mut data)?,
        _ => d.rest_as(DATA, &mut data),
    }
    d.tree.close(open);
    Ok(())
}

fn owners(d: &mut Dissector<'_>, data: &mut Cursor<'_>, in_row: bool) -> Result<(), Cut> {
    let mut first = in_row;
    while !data.is_empty() {
        let flags = data.u16()?;
        let number = flags.value >> 13 & 3;
        let node = NODES.name(number.into()).unwrap_or("Unknown");
        let kind = match number {
            0 => "B-node",
            1 => "P-node",
            2 => "M-node",
            _ => "H-node",
        };
        let (set, group) = if flags.value & 0x8000 != 0 { (", Name type", "group") } else { ("", "unique") };
        let label = format_args!("Name flags: 0x{:04x}{set}, ONT: {node} ({kind}, {group})", flags.value);
        let open = d.tree.open_as(NB_FLAGS, flags, label);
        d.tree.leaf(NB_GROUP, flags.map(u64::from));
        d.tree.leaf(NB_ONT, flags);
        d.tree.close(open);
        let address = data.array::<4>()?;
        d.tree.leaf(ADDR, address);
        if std::mem::take(&mut first) {
            d.columns.add_info(format_args!(" {}", Address::Ipv4(address.value)));
        }
    }
    Ok(())
}

fn status(d: &mut Dissector<'_>, data: &mut Cursor<'_>) -> Result<(), Cut> {
    let count = data.u8()?;
    d.tree.leaf(NAMES_COUNT, count);
    for _ in 0..count.value {
        let at = data.bytes(NAME_LEN as u32)?;
        let (name, service) = text(at.value);
        // The field's value has no service, its line has.
        let own = name.rsplit_once('<').map_or(name.as_str(), |(own, _)| own);
        let node = d.tree.made_text(STATUS_NAME, own, at.span);
        d.tree.set_label(node, format_args!("Name: {}", with_service(&name, service)));
        name_flags(d, data.u16()?);
    }
    d.tree.leaf(UNIT_ID, data.array::<6>()?);
    if data.is_empty() {
        return Ok(()); // statistics are left out
    }
    d.tree.leaf(JUMPERS, data.u8()?);
    d.tree.leaf(TEST_RESULT, data.u8()?);
    words(d, data, &[VERSION, PERIOD, CRCS, ALIGNMENT_ERRORS, COLLISIONS, SEND_ABORTS])?;
    d.tree.leaf(GOOD_SENDS, data.u32()?);
    d.tree.leaf(GOOD_RECEIVES, data.u32()?);
    let rest = [RETRANSMITS, NO_RESOURCES, COMMAND_BLOCKS, PENDING, PENDING_MAX, SESSIONS_MAX, PACKET_SIZE];
    words(d, data, &rest)
}

fn words(d: &mut Dissector<'_>, data: &mut Cursor<'_>, fields: &[Field<U16>]) -> Result<(), Cut> {
    for field in fields {
        d.tree.leaf(*field, data.u16()?);
    }
    Ok(())
}

/// What is said of a name, in the line and below it.
fn name_flags(d: &mut Dissector<'_>, flags: At<u16>) {
    let is_set = |bit: u16| flags.value & bit != 0;
    let node = STATUS_NODES.name(u64::from(flags.value & 0x6000)).unwrap_or("Unknown");
    let mut label = format!("Name flags: 0x{:04x}, ", flags.value);
    if is_set(0x8000) {
        label.push_str("Name type, ");
    }
    let _ = write!(label, "ONT: {node}");
    let words = [
        (0x1000, "Name is being deregistered"),
        (0x0800, "Name is in conflict"),
        (0x0400, "Name is active"),
        (0x0200, "Permanent node name"),
    ];
    for (_, word) in words.iter().filter(|(bit, _)| is_set(*bit)) {
        let _ = write!(label, ", {word}");
    }
    let open = d.tree.open_as(NAME_FLAGS, flags, format_args!("{label}"));
    d.tree.leaf(NAME_GROUP, flags.map(u64::from));
    d.tree.leaf(NAME_ONT, flags);
    for field in [NAME_DRG, NAME_CNF, NAME_ACT, NAME_PRM] {
        d.tree.leaf(field, flags.map(u64::from));
    }
    d.tree.close(open);
}

#[cfg(test)]
pub(super) mod tests {
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    pub fn encoded(name: &[u8; 16]) -> Vec<u8> {
        let mut out = vec![32];
        out.extend(name.iter().flat_map(|b| [b'A' + (b >> 4), b'A' + (b & 15)]));
        out.push(0);
        out
    }

    #[test]
    fn a_registration_is_told() {
        let mut m = b"\x12\x34\x29\x10\0\x01\0\0\0\0\0\x01".to_vec();
        m.extend_from_slice(&encoded(b"HOST           \x20"));
        m.extend_from_slice(b"\0\x20\0\x01\xc0\x0c\0\x20\0\x01\0\0\x03\x84\0\x06\x60\0\x0a\0\0\x01");
        let packet = over_udp(137, 137, &m);
        assert_eq!(columns(101, &packet)[2..], ["NBNS", "Registration NB HOST<20>"]);
        let lines = labels_from(101, &packet, "NetBIOS");
        for line in [
            "    Flags: 0x2910, Opcode: Registration, Recursion desired, Broadcast",
            "            Name: HOST<20> (Server service)",
            "            Time to live: 15 minutes",
            "            Addr: 10.0.0.1",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn a_status_lists_names() {
        let mut m = b"\x12\x34\x84\0\0\0\0\x01\0\0\0\0".to_vec();
        m.extend_from_slice(&encoded(b"*\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
        m.extend_from_slice(b"\0\x21\0\x01\0\0\0\0\0\x19\x01PC             \0\x04\0\x02\x03\x04\x05\x06\x07");
        let packet = over_udp(137, 137, &m);
        assert_eq!(columns(101, &packet)[3], "Name query response NBSTAT");
        let lines = labels_from(101, &packet, "NetBIOS");
        for line in [
            "            Name: PC<00> (Workstation/Redirector)",
            "            Name flags: 0x0400, ONT: B-node, Name is active",
            "                .... .1.. .... .... = Name is active: Yes",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }

    #[test]
    fn a_status_ends_with_statistics() {
        let mut m = b"\x12\x34\x84\0\0\0\0\x01\0\0\0\0".to_vec();
        m.extend_from_slice(&encoded(b"*\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
        m.extend_from_slice(b"\0\x21\0\x01\0\0\0\0\0\x2b\0\x02\x03\x04\x05\x06\x07\x01\x02");
        m.extend_from_slice(b"\0\x03\0\x04\0\x05\0\x06\0\x07\0\x08\0\0\0\x09\0\0\0\x0a");
        m.extend_from_slice(b"\0\x0b\0\x0c\0\x0d\0\x0e\0\x0f\0\x10\0\x11");
        let packet = over_udp(137, 137, &m);
        let lines = labels_from(101, &packet, "NetBIOS");
        for line in ["Jumpers: 0x01", "Number of good sends: 9", "Session data packet size: 17"] {
            assert!(lines.iter().any(|l| l.trim() == line), "{line}: {lines:#?}");
        }
        survives_cuts(101, &packet);
    }
}
