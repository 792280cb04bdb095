//! SNMP 1, 2c and 3 (RFC 1157, RFC 3416, RFC 3412): headers, requests and their variables. Values
//! have the types they are sent with; no MIB is known. Encrypted requests stay closed. In a stream messages follow each other
//! (RFC 3430).

mod engine;
pub mod fields;

use super::answers::{Link, Reader, Role};
use super::ber::{self, Element as Value, expect, next as value};
use super::datagram_link::{self, Wanted};
use super::placed::Placed;
use crate::dissect::{Address, At, Claim, Cursor, Cut, Dissector, Framed, Framer, Group, Progress, Protocol};
use crate::dissect::{Scope, Severity, SourceId, Stretch};
use crate::field::def::{Bytes, I32, I64, Label, Str, U32, U64};
use crate::field::{Field, show};
use crate::store::{Application, MessageKind};
use fields::*;

pub const PROTOCOL: Protocol = Protocol {
    name: "snmp",
    title: "SNMP",
    fields: FIELDS,
    claims: &[Claim::UdpPort(161), Claim::UdpPort(162), Claim::TcpPort(161), Claim::TcpPort(162)],
    framer: Some(Framer { application: Application::Snmp, recognises, follows_peer: true, next }),
    dissect,
    carries: Some(|_| false),
    scope: Scope::OwnFields,
    ..Protocol::EMPTY
};

/// Tags (X.690; RFC 3416 section 3).
mod tag {
    pub(super) const INTEGER: u8 = 0x02;
    pub(super) const OCTETS: u8 = 0x04;
    pub(super) const NULL: u8 = 0x05;
    pub(super) const OID: u8 = 0x06;
    pub(super) const SEQUENCE: u8 = 0x30;
    pub(super) const IP_ADDRESS: u8 = 0x40;
    pub(super) const COUNTER: u8 = 0x41;
    pub(super) const GAUGE: u8 = 0x42;
    pub(super) const TIMETICKS: u8 = 0x43;
    pub(super) const OPAQUE: u8 = 0x44;
    pub(super) const COUNTER_64: u8 = 0x46;
    pub(super) const NO_SUCH_OBJECT: u8 = 0x80;
    pub(super) const NO_SUCH_INSTANCE: u8 = 0x81;
    pub(super) const END_OF_MIB_VIEW: u8 = 0x82;
}

const ANSWER: u8 = 2;
const TRAP: u8 = 4;
const BULK: u8 = 5;
const VERSION_3: i64 = 3;

const PORTS: [u16; 2] = [161, 162];
/// Longest message of a stream that is waited for.
const LEN_MAX: u64 = 16 << 20;
/// Bytes in which a message's tag and length stand.
const HEAD_LEN: u64 = 6;
/// Bytes in which a message's kind and number stand: behind names of users and engines.
const READ_LEN: u64 = 512;
const MESSAGE: MessageKind = MessageKind(1);

fn recognises(bytes: &[u8], ports: [u16; 2]) -> bool {
    let begins = |mut c: Cursor<'_>| {
        ber::sequence_len(bytes)?;
        c.skip(if c.peek().get(1)? & 0x80 == 0 { 2 } else { 2 + u32::from(c.peek().get(1)? & 0x7f) }).ok()?;
        let version = integer(&mut c).ok()?.value;
        Some((0..=VERSION_3).contains(&version))
    };
    ports.iter().any(|p| PORTS.contains(p))
        && begins(Cursor::new(bytes, u32::MAX, SourceId::FRAME)).unwrap_or(false)
}

fn next(_: &mut Progress, stretch: &Stretch<'_>) -> Framed {
    let head = (stretch.read)(0..stretch.len.min(HEAD_LEN));
    let Some(len) = ber::sequence_len(&head) else {
        let more = matches!(*head, [] | [tag::SEQUENCE, ..]) && (head.len() as u64) < HEAD_LEN;
        return if more { Framed::NeedMore { at_least: stretch.len + 1 } } else { Framed::Skip(0) };
    };
    match len {
        _ if len > LEN_MAX => Framed::Skip(0),
        _ if stretch.len < len => Framed::NeedMore { at_least: len },
        _ => Framed::Message { len, kind: MESSAGE, note: 0 },
    }
}

/// A number of at most eight bytes, with sign.
fn number(v: &Value<'_>) -> Result<At<i64>, Cut> {
    let mut content = v.content;
    let at = content.bytes(content.left())?;
    let bytes = match at.value {
        [0, rest @ ..] => rest,
        all => all,
    };
    if bytes.len() > 8 {
        return Err(Cut::Malformed);
    }
    let start = if at.value.first().is_some_and(|b| b & 0x80 != 0) { -1 } else { 0 };
    Ok(at.with(bytes.iter().fold(start, |all: i64, b| all << 8 | i64::from(*b))))
}

fn integer(c: &mut Cursor<'_>) -> Result<At<i64>, Cut> {
    number(&expect(c, tag::INTEGER)?)
}

fn octets<'a>(c: &mut Cursor<'a>) -> Result<At<&'a [u8]>, Cut> {
    let mut content = expect(c, tag::OCTETS)?.content;
    content.bytes(content.left())
}

fn oid(bytes: &[u8]) -> String {
    let mut text = String::new();
    let _ = show::oid(bytes, &mut text);
    text
}

/// A number that is shown with its name.
fn named(d: &mut Dissector<'_>, field: Field<I32>, at: At<i64>) {
    let at = at.map(|v| v as i32);
    let def = d.tree.def(field.id);
    match u64::try_from(at.value).ok().and_then(|v| def.names.name(v)) {
        Some(name) => d.tree.leaf_as(field, at, format_args!("{}: {name} ({})", def.title, at.value)),
        None => d.tree.leaf(field, at),
    };
}

/// The arcs that all others are below (X.660), with those below them that lead on to names.
const ROOTS: [(&str, &str, &[&str]); 3] = [
    ("0.", "itu-t", &["0", "2", "4", "9"]),
    ("1.", "iso", &["0", "2", "3"]),
    ("2.", "joint-iso-itu-t", &["2", "5", "6", "9", "16", "23"]),
];

/// The form in which the first arc has its name.
fn rooted(oid: &str) -> String {
    let of = |(root, name, _): &(&str, &str, _)| Some(format!("{name}.{}", oid.strip_prefix(root)?));
    ROOTS.iter().find_map(of).unwrap_or_else(|| oid.to_owned())
}

/// How rows and lines call a variable: by its root, where nothing is known to be below.
fn called(oid: &str) -> (String, String) {
    let lost = ROOTS.iter().any(|(root, _, known)| {
        let mut arcs = oid.strip_prefix(root).unwrap_or_default().split('.');
        arcs.next().is_some_and(|arc| !arc.is_empty() && !known.contains(&arc)) && arcs.next().is_some()
    });
    if !lost {
        return (oid.to_owned(), oid.to_owned());
    }
    let named = rooted(oid);
    let line = format!("{named} ({oid})");
    (named, line)
}

fn dissect(d: &mut Dissector<'_>, mut c: Cursor<'_>) -> Result<(), Cut> {
    d.columns.protocol = "SNMP".into();
    d.columns.clear_info();
    let mut whole = c;
    let element = expect(&mut c, tag::SEQUENCE)?;
    if let Some(mut place) = d.place() {
        whole = whole.take(element.whole.len);
        d.tree.set_span(d.layer_node(), whole.rest_span());
        place.start += u64::from(element.whole.len);
        if !c.is_empty() {
            d.hand_over_any(&[Claim::Named(PROTOCOL.name)], None, c, Some(place));
        }
    }
    let mut message = element.content;
    let version = integer(&mut message)?;
    if version.value == VERSION_3 {
        return version_3(d, version, &mut message, &whole);
    }
    named(d, VERSION, version);
    d.tree.leaf(COMMUNITY, octets(&mut message)?);
    request(d, &mut message)?;
    links(d, &whole);
    Ok(())
}

/// Kind and number of a request or response that can be read.
fn request_of(mut c: Cursor<'_>) -> Option<(u8, i64)> {
    // Of a long message only the beginning may be there.
    let head = c.peek();
    c.skip(if head.get(1)? & 0x80 == 0 { 2 } else { 2 + u32::from(head.get(1)? & 0x7f) }).ok()?;
    if integer(&mut c).ok()?.value == VERSION_3 {
        expect(&mut c, tag::SEQUENCE).ok()?;
        octets(&mut c).ok()?;
        opened(&mut c)?;
        octets(&mut c).ok()?;
    }
    octets(&mut c).ok()?;
    let kind = opened(&mut c)?;
    let number = integer(&mut c).ok()?;
    (kind & 0xe0 == 0xa0 && kind & 0x1f != TRAP).then_some((kind & 0x1f, number.value))
}

/// Steps into an element, whether or not its end is there; its tag.
fn opened(c: &mut Cursor<'_>) -> Option<u8> {
    let tag = c.u8().ok()?.value;
    let len = c.u8().ok()?.value;
    if len & 0x80 != 0 {
        c.skip(u32::from(len & 0x7f)).ok()?;
    }
    (tag != tag::OCTETS).then_some(tag)
}

/// How the messages of a stream are read for their numbers.
const READER: Reader = Reader {
    protocol: PROTOCOL.name,
    head_bytes: READ_LEN,
    read: |bytes| {
        let (kind, number) = request_of(Cursor::new(bytes, bytes.len() as u32, SourceId::FRAME))?;
        let role = if kind == ANSWER { Role::Response } else { Role::Request };
        Some((role, number.cast_unsigned()))
    },
};

/// Shows which frame asks, or answers.
fn links(d: &mut Dissector<'_>, whole: &Cursor<'_>) {
    if !d.tree.wants_any(&[RESPONSE_IN.id, RESPONSE_TO.id, TIME.id]) {
        return;
    }
    let Some((kind, number)) = request_of(*whole) else { return };
    let is_answer = kind == ANSWER;
    let at = whole.span(0);
    if let Some(placed) = Placed::of(d) {
        let role = if is_answer { Role::Response } else { Role::Request };
        let link = Link::of(&placed, d.frame_id(), READER, role, number.cast_unsigned());
        return link.show(d, at, RESPONSE_IN, RESPONSE_TO, Some(TIME));
    }
    let fits = |bytes: &[u8]| {
        let there = request_of(Cursor::new(bytes, bytes.len() as u32, whole.source()));
        there.is_some_and(|(other, same)| same == number && (other == ANSWER) != is_answer)
    };
    if is_answer {
        if let Some(question) = datagram_link::other(d, whole, Wanted::Question, fits) {
            datagram_link::show_question(d, question, at, RESPONSE_TO, TIME);
        }
    } else if let Some(answer) = datagram_link::other(d, whole, Wanted::Answer, fits) {
        d.tree.generated(RESPONSE_IN, answer.number(), at);
    }
}

fn version_3(
    d: &mut Dissector<'_>,
    version: At<i64>,
    c: &mut Cursor<'_>,
    whole: &Cursor<'_>,
) -> Result<(), Cut> {
    named(d, MSG_VERSION, version);
    let global = expect(c, tag::SEQUENCE)?;
    let mut part = global.content;
    let open = d.tree.open(GLOBAL, At { value: (), span: global.whole });
    for field in [MSG_ID, MSG_MAX_SIZE] {
        d.tree.leaf(field, integer(&mut part)?.map(|v| v as u32));
    }
    let flags = octets(&mut part)?;
    let flags_open = d.tree.open(MSG_FLAGS, flags);
    let bits = flags.map(|bytes| u64::from(bytes.first().copied().unwrap_or_default()));
    for field in [REPORTABLE, ENCRYPTED, AUTHENTICATED] {
        d.tree.leaf(field, bits);
    }
    d.tree.close(flags_open);
    d.tree.leaf(MODEL, integer(&mut part)?.map(|v| v as u32));
    d.tree.close(open);
    let mut security = expect(c, tag::OCTETS)?.content;
    let mut security = expect(&mut security, tag::SEQUENCE)?.content;
    engine::shown(d, ENGINE, octets(&mut security)?)?;
    let counters: [Field<U32>; 2] = [BOOTS, ENGINE_TIME];
    for field in counters {
        d.tree.leaf(field, integer(&mut security)?.map(|v| v as u32));
    }
    let user: Field<Str> = USER;
    d.tree.leaf(user, octets(&mut security)?);
    for field in [AUTHENTICATION, PRIVACY] {
        d.tree.leaf(field, octets(&mut security)?);
    }
    let start = *c;
    let data = value(c)?;
    let encrypted = data.tag == tag::OCTETS;
    let span = c.since(&start);
    let open = d.tree.open(MSG_DATA, At { value: u32::from(encrypted), span });
    let mut content = data.content;
    if encrypted {
        d.columns.set_info(format_args!("encryptedPDU: privKey Unknown"));
        d.rest_as(ENCRYPTED_PDU, &mut content);
        return Ok(());
    }
    let inner = d.tree.open(PLAINTEXT, At { value: (), span });
    engine::shown(d, CONTEXT_ENGINE, octets(&mut content)?)?;
    d.tree.leaf(CONTEXT_NAME, octets(&mut content)?);
    request(d, &mut content)?;
    links(d, whole);
    d.tree.close(inner);
    d.tree.close(open);
    Ok(())
}

fn request(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let start = *c;
    let request = value(c)?;
    let kind = request.tag & 0x1f;
    let Some(name) = REQUESTS.name(kind.into()).filter(|_| request.tag & 0xe0 == 0xa0) else {
        return Err(Cut::Malformed);
    };
    d.columns.set_info(format_args!("{name}"));
    let span = c.since(&start);
    let open = d.tree.open(REQUEST, At { value: u32::from(kind), span });
    let at = At { value: (), span };
    let inner = match element(kind) {
        Some(field) => d.tree.open(field, at),
        None => d.tree.open_text(span, format_args!("{name}")),
    };
    let mut part = request.content;
    if kind == TRAP {
        trap(d, &mut part)?;
    } else {
        let fields = match kind {
            BULK => [REQUEST_ID, NON_REPEATERS, MAX_REPETITIONS],
            _ => [REQUEST_ID, ERROR_STATUS, ERROR_INDEX],
        };
        for field in fields {
            named(d, field, integer(&mut part)?);
        }
    }
    bindings(d, &mut part)?;
    d.tree.close(inner);
    d.tree.close(open);
    Ok(())
}

fn element(kind: u8) -> Option<Field<Label>> {
    Some(match kind {
        0 => GET,
        1 => GET_NEXT,
        ANSWER => RESPONSE,
        3 => SETS,
        TRAP => TRAP_1,
        BULK => GET_BULK,
        6 => INFORM,
        7 => TRAP_2,
        8 => REPORT,
        _ => return None,
    })
}

fn trap(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let mut enterprise = expect(c, tag::OID)?.content;
    let at = enterprise.rest();
    let text = oid(at.value);
    let by_root = rooted(&text);
    d.columns.add_info(format_args!(" {by_root}"));
    d.tree.leaf_as(ENTERPRISE, at, format_args!("enterprise: {text} ({by_root})"));
    let mut agent = expect(c, tag::IP_ADDRESS)?.content;
    d.tree.leaf(AGENT, agent.array::<4>()?);
    named(d, GENERIC_TRAP, integer(c)?);
    d.tree.leaf(SPECIFIC_TRAP, integer(c)?.map(|v| v as i32));
    let time = number(&expect(c, tag::TIMETICKS)?)?;
    d.tree.leaf(TIME_STAMP, time.map(|v| v as u32));
    Ok(())
}

fn bindings(d: &mut Dissector<'_>, c: &mut Cursor<'_>) -> Result<(), Cut> {
    let list = expect(c, tag::SEQUENCE)?;
    let mut count = 0u32;
    let mut counting = list.content;
    while !counting.is_empty() && value(&mut counting).is_ok() {
        count += 1;
    }
    let s = if count == 1 { "" } else { "s" };
    let at = At { value: count, span: list.whole };
    let open = d.tree.open_as(BINDINGS, at, format_args!("variable-bindings: {count} item{s}"));
    let mut rest = list.content;
    while !rest.is_empty() {
        let mut pair = expect(&mut rest, tag::SEQUENCE)?;
        let mut name = expect(&mut pair.content, tag::OID)?.content;
        let name = name.rest();
        let text = oid(name.value);
        let (in_row, in_line) = called(&text);
        d.columns.add_info(format_args!(" {in_row}"));
        let binding = d.tree.open_text(pair.whole, format_args!("{in_line}"));
        d.tree.leaf_as(NAME, name, format_args!("Object Name: {text} ({})", rooted(&text)));
        let shown = variable(d, &value(&mut pair.content)?, TEXTS.contains(&text.as_str()))?;
        d.tree.set_label(binding.node(), format_args!("{in_line}: {shown}"));
        d.tree.close(binding);
    }
    d.tree.close(open);
    Ok(())
}

/// `sysDescr` and `sysName` (RFC 3418), which the reference reads by a dissector of their own.
const TEXTS: [&str; 2] = ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.5.0"];

/// Shows a value; says it for the line of its variable.
fn variable(d: &mut Dissector<'_>, v: &Value<'_>, is_text: bool) -> Result<String, Cut> {
    let mut content = v.content;
    let nothing = At { value: (), span: v.whole };
    Ok(match v.tag {
        tag::INTEGER => signed(d, VALUE_INT, number(v)?),
        tag::GAUGE => signed(d, VALUE_GAUGE, number(v)?),
        tag::COUNTER => unsigned(d, VALUE_COUNTER, number(v)?),
        tag::COUNTER_64 => unsigned(d, VALUE_COUNTER_64, number(v)?),
        tag::TIMETICKS => unsigned(d, VALUE_TIMETICKS, number(v)?),
        tag::OCTETS => {
            let at = content.bytes(content.left())?;
            let text = std::str::from_utf8(at.value).ok().filter(|t| !t.is_empty());
            match text.filter(|t| t.chars().all(|c| !c.is_control() || c.is_whitespace())) {
                Some(_) => {
                    let shown = format!("\"{}\"", show::line(at.value));
                    let label = format_args!("Value (OctetString): {shown}");
                    let open = d.tree.open_as(VALUE_OCTETS, at, label);
                    if is_text {
                        d.note_layer(PROTOCOL.name);
                        d.tree.leaf(VALUE_TEXT, at);
                    }
                    d.tree.close(open);
                    shown
                }
                None => bytes(d, VALUE_OCTETS, at),
            }
        }
        tag::OID => {
            let at = content.bytes(content.left())?;
            let text = oid(at.value);
            let shown = format!("{text} ({})", rooted(&text));
            d.tree.leaf_as(VALUE_OID, at, format_args!("Value (OID): {shown}"));
            shown
        }
        tag::IP_ADDRESS if content.left() == 4 => {
            let at = content.array::<4>()?;
            d.tree.leaf(VALUE_IPV4, at);
            Address::Ipv4(at.value).to_string()
        }
        tag::NULL => {
            d.tree.leaf(VALUE_NULL, nothing);
            "Value (Null)".into()
        }
        tag::NO_SUCH_OBJECT => no_value(d, NO_SUCH_OBJECT, nothing, "noSuchObject"),
        tag::NO_SUCH_INSTANCE => no_value(d, NO_SUCH_INSTANCE, nothing, "noSuchInstance"),
        tag::END_OF_MIB_VIEW => no_value(d, END_OF_MIB_VIEW, nothing, "endOfMibView"),
        other => {
            let at = content.bytes(content.left())?;
            bytes(d, if other == tag::OPAQUE { VALUE_OPAQUE } else { VALUE_UNKNOWN }, at)
        }
    })
}

fn no_value(d: &mut Dissector<'_>, field: Field<Label>, at: At<()>, says: &str) -> String {
    let node = d.tree.leaf(field, at);
    d.tree.expert(node, Some(NO_VALUE), Severity::Note, Group::ResponseCode, format_args!("{says}"));
    says.to_owned()
}

fn signed(d: &mut Dissector<'_>, field: Field<I64>, at: At<i64>) -> String {
    d.tree.leaf(field, at);
    at.value.to_string()
}

fn unsigned(d: &mut Dissector<'_>, field: Field<U64>, at: At<i64>) -> String {
    let at = at.map(i64::cast_unsigned);
    d.tree.leaf(field, at);
    at.value.to_string()
}

fn bytes(d: &mut Dissector<'_>, field: Field<Bytes>, at: At<&[u8]>) -> String {
    d.tree.leaf(field, at);
    let mut text = String::new();
    let _ = show::hex(at.value.get(..36).unwrap_or(at.value), "", &mut text);
    if text.is_empty() { "<MISSING>".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::testing::{columns, labels_from, over_udp, survives_cuts};

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, content.len() as u8][..], content].concat()
    }

    fn message(request: u8, value: &[u8]) -> Vec<u8> {
        let binding = tlv(0x30, &[&b"\x06\x08\x2b\x06\x01\x02\x01\x01\x05\0"[..], value].concat());
        let body = [&b"\x02\x01\x07\x02\x01\0\x02\x01\0"[..], &tlv(0x30, &binding)].concat();
        let content = [&b"\x02\x01\x01\x04\x06public"[..], &tlv(request, &body)].concat();
        tlv(0x30, &content)
    }

    #[test]
    fn a_response_is_told() {
        let packet = over_udp(161, 40_000, &message(0xa2, b"\x04\x02R1"));
        assert_eq!(columns(101, &packet)[2..], ["SNMP", "get-response 1.3.6.1.2.1.1.5.0"]);
        assert_eq!(
            labels_from(101, &packet, "Simple Network"),
            [
                "Simple Network Management Protocol",
                "    version: v2c (1)",
                "    community: public",
                "    data: get-response (2)",
                "        get-response",
                "            request-id: 7",
                "            error-status: noError (0)",
                "            error-index: 0",
                "            variable-bindings: 1 item",
                "                1.3.6.1.2.1.1.5.0: \"R1\"",
                "                    Object Name: 1.3.6.1.2.1.1.5.0 (iso.3.6.1.2.1.1.5.0)",
                "                    Value (OctetString): \"R1\"",
                "                        Variable-binding-string: R1",
            ]
        );
        survives_cuts(101, &packet);
    }

    #[test]
    fn messages_of_a_stream_follow_each_other() {
        let two = [message(0xa0, b"\x05\0"), message(0xa2, b"\x02\x01\x07")].concat();
        let half = (two.len() / 2) as u64;
        let ask = |bytes: &[u8]| Stretch::over(bytes, |s| next(&mut Progress::default(), &s));
        assert_eq!(ask(&two), Framed::Message { len: half, kind: MESSAGE, note: 0 });
        assert_eq!(ask(&two[..9]), Framed::NeedMore { at_least: half });
        assert_eq!(ask(b"\x30\x82\x01"), Framed::NeedMore { at_least: 4 });
        assert_eq!(ask(b"junk"), Framed::Skip(0));
        assert!(recognises(&two, [40_000, 161]) && !recognises(&two, [40_000, 389]));
        assert!(!recognises(b"\x30\x0c\x02\x01\x09", [40_000, 161]));
    }

    #[test]
    fn what_is_below_no_known_arc_is_called_by_its_root() {
        assert_eq!(called("1.9.9"), ("iso.9.9".into(), "iso.9.9 (1.9.9)".into()));
        assert_eq!(called("1.3.6.1"), ("1.3.6.1".into(), "1.3.6.1".into()));
        assert_eq!(called("0.0").1, "0.0");
        assert_eq!([rooted("0.0"), rooted("2.99.1")], ["itu-t.0", "joint-iso-itu-t.99.1"]);
    }

    #[test]
    fn engines_have_numbers_of_several_forms() {
        let lines = |engine: &[u8]| {
            let security =
                tlv(0x30, &[&tlv(4, engine)[..], b"\x02\x01\0\x02\x01\0\x04\0\x04\0\x04\0"].concat());
            let global = tlv(0x30, b"\x02\x01\x01\x02\x02\x05\xdc\x04\x01\x04\x02\x01\x03");
            let scoped = tlv(0x30, b"\x04\0\x04\0\xa0\x0b\x02\x01\x07\x02\x01\0\x02\x01\0\x30\0");
            let all = [&b"\x02\x01\x03"[..], &global, &tlv(4, &security), &scoped].concat();
            let packet = over_udp(161, 9, &tlv(0x30, &all));
            survives_cuts(101, &packet);
            labels_from(101, &packet, "    msgAuthoritativeEngineID")
        };
        let has = |engine: &[u8], line: &str| {
            let lines = lines(engine);
            assert!(lines.iter().any(|l| l.trim() == line), "{line}: {lines:#?}");
        };
        has(b"\x80\0\0\x09\x01\x01\x02\x03", "Data not conforming to RFC3411");
        has(b"\0\0\0\x09\x01\x02\x03\x04\x05\x06\x07\x08", "AgentID Trailer: 0102030405060708");
        has(b"\0\0\0\x09\x01", "Data not conforming to RFC1910");
        let made = "Engine ID Data: Creation Time: Jan  1, 1970 00:00:09 UTC";
        has(b"\x80\0\x1f\x88\x80abcd\x09\0\0\0", made);
        has(b"\x80\0\x1f\x88\x80abcd\x09\0\0\0\0\0\0\0", made);
    }

    #[test]
    fn numbers_have_signs() {
        let line = |value: &[u8]| {
            let lines = labels_from(101, &over_udp(161, 9, &message(0xa0, value)), "Simple Network");
            lines.last().unwrap().trim().to_owned()
        };
        assert_eq!(line(b"\x02\x01\xff"), "Value (Integer32): -1");
        assert_eq!(line(b"\x41\x05\0\xff\xff\xff\xff"), "Value (Counter32): 4294967295");
        assert_eq!(line(b"\x40\x04\x01\x02\x03\x04"), "Value (IpAddress): 1.2.3.4");
        assert_eq!(line(b"\x05\0"), "Value (Null)");
    }
}
