//! The language as a whole, on a registry and a frame of our own.

use super::*;
use crate::base::id::ConversationId;
use crate::base::time::{Duration, Timestamp};
use crate::dissect::source::SourceBytes;
use crate::dissect::{At, Protocol, SourceId, Span, Wanted};
use crate::field::def::{self, Field, Kind, SET};
use crate::field::{Base, FieldDef, FieldId, Names, Type};
use crate::store::{Conversation, Endpoint, FrameMeta, Transport};
use std::sync::OnceLock;

const fn field(abbrev: &'static str, ty: Type) -> FieldDef {
    FieldDef { abbrev, title: abbrev, ty, base: Base::Dec, names: Names::None, mask: 0, doc: "" }
}

const fn named(abbrev: &'static str, ty: Type, names: Names) -> FieldDef {
    FieldDef { abbrev, title: abbrev, ty, base: Base::Dec, names, mask: 0, doc: "" }
}

const FRAME: Protocol = Protocol {
    name: "frame",
    title: "Frame",
    fields: &[
        field("frame", Type::Protocol),
        field("frame.number", Type::U32),
        field("frame.time", Type::AbsoluteTime),
        field("frame.time_relative", Type::RelativeTime),
        field("frame.len", Type::U32),
    ],
    ..Protocol::EMPTY
};
const ETH: Protocol = Protocol {
    name: "eth",
    title: "Ethernet",
    fields: &[field("eth", Type::Protocol), field("eth.dst", Type::Ether), field("eth.src", Type::Ether)],
    ..Protocol::EMPTY
};
const IP: Protocol = Protocol {
    name: "ip",
    title: "IPv4",
    fields: &[
        field("ip", Type::Protocol),
        field("ip.src", Type::Ipv4),
        field("ip.dst", Type::Ipv4),
        field("ip.addr", Type::Ipv4),
        field("ip.ttl", Type::U8),
        field("ip.proto", Type::U8),
        field("ipv6.src", Type::Ipv6),
    ],
    ..Protocol::EMPTY
};
const TCP: Protocol = Protocol {
    name: "tcp",
    title: "TCP",
    fields: &[
        field("tcp", Type::Protocol),
        field("tcp.srcport", Type::U16),
        field("tcp.dstport", Type::U16),
        field("tcp.port", Type::U16),
        named("tcp.flags.syn", Type::Bool, SET),
        field("tcp.stream", Type::U32),
        field("tcp.analysis.flags", Type::Label),
        field("tcp.payload", Type::Bytes),
    ],
    ..Protocol::EMPTY
};
const TLS: Protocol = Protocol {
    name: "tls",
    title: "TLS",
    fields: &[
        field("tls", Type::Protocol),
        named("tls.handshake.type", Type::U8, Names::Table(&[(1, "Client Hello"), (2, "Server Hello")])),
        field("http.host", Type::Str),
        field("icmp.resptime", Type::Double),
        field("ntp.precision", Type::I8),
    ],
    ..Protocol::EMPTY
};
const UDP: Protocol = Protocol {
    name: "udp",
    title: "UDP",
    fields: &[
        field("udp", Type::Protocol),
        field("udp.srcport", Type::U16),
        field("udp.dstport", Type::U16),
        field("udp.port", Type::U16),
    ],
    ..Protocol::EMPTY
};

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| Registry::new(&[&FRAME, &ETH, &IP, &TCP, &TLS, &UDP]))
}

fn handle<K: Kind>(name: &str) -> Field<K> {
    let FieldId(id) = *registry().named(name).first().unwrap();
    assert_eq!(registry().def(FieldId(id)).ty, K::TYPE, "{name}");
    Field::new(id, 0)
}

/// Bytes of the frame: two IP headers (one in the other), TCP, text.
const BYTES: &[u8] =
    b"\x00\xe0\x81\x00\xb0\x28\x00\x09\x6b\x88\xf5\xc9\x45\x00HEAD /v4 HTTP/1.1\r\nHost: example";

fn with_frame<R>(wanted: Wanted, look: impl FnOnce(&Tree, &Sources<'_>, &Columns) -> R) -> R {
    let mut sources = Sources::default();
    sources.add("Frame", SourceBytes::Captured(BYTES), Vec::new());
    let mut t = Tree::new(registry(), wanted);
    let span = |start, len| Span { start, len, source: SourceId::FRAME };
    let at = |start, len| At { value: (), span: span(start, len) };
    let layer = |t: &mut Tree, name, start, len| t.open(handle::<def::Protocol>(name), at(start, len));
    macro_rules! leaf {
        ($kind:ident, $name:literal, $value:expr, $start:expr, $len:expr) => {
            t.leaf(handle::<def::$kind>($name), At { value: $value, span: span($start, $len) })
        };
    }
    let open = layer(&mut t, "frame", 0, BYTES.len() as u32);
    leaf!(U32, "frame.number", 7u32, 0, 0);
    leaf!(AbsoluteTime, "frame.time", Timestamp::from_parts(1_041_342_931, 300_000_000), 0, 0);
    leaf!(RelativeTime, "frame.time_relative", Duration(1_500_000_000), 0, 0);
    leaf!(U32, "frame.len", 207u32, 0, 0);
    t.close(open);
    let open = layer(&mut t, "eth", 0, 12);
    leaf!(Ether, "eth.dst", [0x00, 0xe0, 0x81, 0x00, 0xb0, 0x28], 0, 6);
    leaf!(Ether, "eth.src", [0x00, 0x09, 0x6b, 0x88, 0xf5, 0xc9], 6, 6);
    t.close(open);
    for (src, dst, ttl) in [([10, 0, 0, 5], [10, 0, 0, 9], 64u8), ([192, 168, 1, 1], [8, 8, 8, 8], 128)] {
        let open = layer(&mut t, "ip", 12, 2);
        leaf!(U8, "ip.ttl", ttl, 12, 1);
        for (name, address) in [("ip.src", src), ("ip.addr", src), ("ip.dst", dst), ("ip.addr", dst)] {
            t.leaf(handle::<def::Ipv4>(name), At { value: address, span: span(12, 1) });
        }
        t.close(open);
    }
    let open = layer(&mut t, "tcp", 12, 2);
    leaf!(U16, "tcp.srcport", 3267u16, 12, 2);
    leaf!(U16, "tcp.dstport", 80u16, 12, 2);
    leaf!(U16, "tcp.port", 3267u16, 12, 2);
    leaf!(U16, "tcp.port", 80u16, 12, 2);
    leaf!(Bool, "tcp.flags.syn", 0u64, 12, 1);
    leaf!(Label, "tcp.analysis.flags", (), 12, 1);
    leaf!(Bytes, "tcp.payload", &BYTES[14..], 14, BYTES.len() as u32 - 14);
    t.close(open);
    leaf!(U8, "tls.handshake.type", 1u8, 12, 1);
    leaf!(Str, "http.host", &BYTES[39..], 39, 7);
    leaf!(Double, "icmp.resptime", 492.204, 12, 1);
    leaf!(I8, "ntp.precision", -11i8, 12, 1);
    let mut columns = Columns::default();
    columns.protocol = "HTTP".into();
    columns.set_info(format_args!("HEAD /v4 HTTP/1.1 "));
    look(&t, &sources, &columns)
}

#[track_caller]
fn passes(filter: &str) -> bool {
    let filter = match Filter::new(filter, registry()) {
        Ok(f) => f,
        Err(e) => panic!("{}", e.explained(filter)),
    };
    let all = with_frame(Wanted::Everything, |t, s, c| filter.matches(t, s, c));
    let needed = with_frame(Wanted::Fields(filter.needs.clone()), |t, s, c| filter.matches(t, s, c));
    assert_eq!(all, needed, "the needed fields are not enough for {}", filter.text);
    all
}

#[track_caller]
fn yes(filters: &[&str]) {
    for filter in filters {
        assert!(passes(filter), "{filter}");
    }
}

#[track_caller]
fn no(filters: &[&str]) {
    for filter in filters {
        assert!(!passes(filter), "{filter}");
    }
}

#[track_caller]
fn fails(filter: &str, message: &str, fault: &str) {
    let e = Filter::new(filter, registry()).expect_err(filter);
    assert_eq!(e.message, message, "{filter}");
    assert_eq!(&filter[e.start..e.end], fault, "{filter}");
}

#[test]
fn existence() {
    yes(&["", "  ", "tcp", "ip.ttl", "tcp.analysis.flags", "!udp", "not not tcp", "tcp.flags.syn", "!ssl"]);
    no(&["udp", "!tcp", "tcp and udp", "udp.srcport", "ipv6.src"]);
    yes(&["tcp or udp", "udp || tcp && ip", "tcp.payload[3]", "(tcp)", ".tcp.srcport"]);
    no(&["tcp.payload[500]"]);
}

#[test]
fn several_values() {
    yes(&["ip.src == 10.0.0.5", "ip.addr == 8.8.8.8", "ip.addr eq 192.168.0.0/16", "ip.ttl > 100"]);
    no(&["ip.addr != 8.8.8.8", "ip.ttl === 64", "all ip.ttl > 100", "ip.addr == 1.2.3.4"]);
    yes(&["ip.addr !== 8.8.8.8", "ip.addr ~= 8.8.8.8", "ip.addr any_ne 8.8.8.8", "ip.ttl != 65"]);
    yes(&["any ip.ttl == 64", "all ip.ttl >= 64", "ip.src === ip.src or tcp", "ip.ttl all_ne 5"]);
    no(&["ip.src === ip.src", "udp.srcport != 5", "udp.srcport !== 5", "udp.srcport == udp.srcport"]);
    yes(&["not udp.srcport != 5", "tcp.port > tcp.dstport", "any ip.addr === 10.0.0.5"]);
}

#[test]
fn numbers() {
    yes(&["tcp.port == 80", "tcp.port == 0x50", "tcp.port == 0120", "tcp.port==0b1010000", "ip.ttl > -1"]);
    yes(&["ntp.precision == -11", "ntp.precision < -5", "ntp.precision in {-20 .. -5}"]);
    no(&["ip.ttl == -1", "ntp.precision > -11", "tcp.dstport < 80"]);
    yes(&["icmp.resptime == 492.204", "icmp.resptime == 492204e-3", "icmp.resptime < 493"]);
    no(&["icmp.resptime == 492205e-3", "icmp.resptime in {-2.0 .. 0.0}"]);
    yes(&["frame.number < ip.ttl < tcp.srcport"]);
    yes(&["tcp.flags.syn == 0", "tcp.flags.syn == False", "tcp.flags.syn == \"Not set\""]);
    no(&["tcp.flags.syn == 1", "tcp.flags.syn == TRUE"]);
    yes(&["tls.handshake.type == \"Client Hello\"", "tls.handshake.type in {\"server hello\", 1}"]);
}

#[test]
fn arithmetic() {
    yes(&[
        "tcp.dstport + 1 == 81",
        "{tcp.dstport & 0x10} == 0x10",
        "tcp.dstport & 0x10 == 16",
        "ip.ttl & 64",
    ]);
    yes(&[
        "tcp.dstport == 40 * 2",
        "tcp.dstport == 2 * {30 + 10}",
        "tcp.dstport - 1 == 79",
        "ip.ttl % 2 == 0",
    ]);
    yes(&[
        "-tcp.dstport == -80",
        "+tcp.dstport == 80",
        "tcp.dstport == -1 + 81",
        "abs(ntp.precision) == 11",
        "tcp.port == abs(-80)",
    ]);
    no(&["tcp.dstport / 0 == 1", "tcp.dstport & 1", "tcp.dstport - 80"]);
    yes(&["ip.src & 255.0.0.0 == 10.0.0.0", "frame.time_relative + 1 == 2.5"]);
    yes(&[
        "max(tcp.port) == 3267",
        "min(tcp.port, 5) == 5",
        "max(ip.ttl, 200) == 200",
        "count(ip.addr) == 4",
    ]);
}

#[test]
fn sets() {
    yes(&["tcp.port in {80, 443}", "tcp.port in {8000..9000, 70 .. 90}", "ip.src in {10.0.0.0/8}"]);
    yes(&["tcp.dstport not in {443}", "not tcp.port in {1}", "ip.addr in {8.8.8.0 .. 8.8.8.9}"]);
    no(&["tcp.port in {81}", "all tcp.port in {80}", "ip.ttl in {129..200}", "tcp.dstport in {90 .. 70}"]);
    yes(&["http.host in {\"example\", \"b\"}", "http.host in {\"a\" .. \"z\"}", "udp.srcport not in {5}"]);
}

#[test]
fn bytes_and_slices() {
    yes(&["eth.src == 00:09:6b:88:f5:c9", "eth.src[0:3] == 00-09-6b", "eth.src contains 6b:88"]);
    yes(&["tcp.payload[0] == 48", "tcp.payload[0] == 'H'", "tcp.payload[0:4] == \"HEAD\""]);
    yes(&[
        "frame[-3:] == \"ple\"",
        "frame[0,2-3] == 00:81:00",
        "frame[:2] == 00:e0",
        "tcp contains \"HEAD\"",
    ]);
    yes(&[
        "eth contains \"HEAD\"",
        "frame contains 81:00",
        "ip.src[0:2] == 0a:00",
        "tcp.payload[0:2][1] == 45",
    ]);
    // A protocol's bytes are those that are its own; what is searched for may stand behind them.
    no(&[
        "tcp[2:4] == \"HEAD\"",
        "tcp.payload[0] == 72",
        "eth contains ff:ff:ff",
        "eth.src > 00:09:6b:88:f5:ff",
    ]);
    yes(&["len(eth) == 12", "len(http.host) == 7", "len(ip.src) == 4", "len(tcp.port) == 2"]);
}

#[test]
fn strings() {
    yes(&["http.host == \"example\"", "http.host == example", "http.host contains \"amp\"", "http.host > a"]);
    yes(&["http.host matches \"^EX\"", "http.host ~ r\"\\w+e$\"", "http.host matches \"^ex\\x61\""]);
    yes(&["upper(http.host) == \"EXAMPLE\"", "lower(http.host)[0:2] == \"ex\"", "http.host contains amp"]);
    yes(&["string(ip.ttl) == \"64\"", "string(ip.src) matches r\"^10\\.\"", "tcp.payload matches \"head\""]);
    no(&["http.host contains \"AMP\"", "http.host != \"example\"", "http.host matches \"^xample\""]);
}

#[test]
fn times() {
    yes(&["frame.time == \"Dec 31, 2002 13:55:31.3 UTC\"", "frame.time > \"2002-12-31 13:55:31 UTC\""]);
    yes(&["frame.time_relative == 1.5", "frame.time_relative in {1 .. 2}", "frame.time < \"2003-01-02\""]);
    no(&["frame.time_relative > 1.500000001"]);
}

#[test]
fn raw_bytes() {
    yes(&["@tcp.srcport == 45:00", "@ip.src#1 == 45", "@http.host == \"example\"", "@http.host[0] == 'e'"]);
    yes(&["@tcp.payload contains \"HEAD\"", "@eth.src[0:3] == 00:09:6b", "@http.host matches \"^EX\""]);
    no(&["@udp.srcport", "@tcp.srcport == 00", "@frame.number == 00"]);
    fails("@bogus.x == 1", "bogus.x is neither a field nor a protocol name.", "bogus.x");
    fails("@5 == 1", "5 is neither a field nor a protocol name.", "5");
    fails("@\"a\" == 1", "\"@\" was unexpected in this context.", "@");
}

#[test]
fn types_that_do_not_go_together() {
    fails(
        "tcp.flags.syn == \"true\"",
        "\"true\" cannot be found among the possible values for tcp.flags.syn.",
        "\"true\"",
    );
    fails("tcp.flags.syn == -1", "FT_BOOLEAN cannot -.", "1");
    fails("1 + tcp.port == 81", "Constant arithmetic expression on the LHS is invalid.", "1");
    fails("abs(-5) == ip.ttl", "Constant arithmetic expression on the LHS is invalid.", "5");
    fails("abs(5) == ip.ttl", "Need a field or field-like value on the LHS.", "5");
    fails("min(5, ip.ttl) == 5", "Argument '5' is not valid for min()", "5");
    fails("max(http.host, \"a\") == \"a\"", "Argument '\"a\"' is not valid for max()", "\"a\"");
    fails("ip.ttl + 'A' == 0", "'A' is not a valid arithmetic operand.", "'A'");
    fails("ip.ttl == ${ip}", "macro 'ip' does not exist", "");
    fails("ip.ttl \"x\" == \"abc", "\"\"x\"\" was unexpected in this context.", "\"x\"");
    fails("eth.dst[1:b]", "\"1:b\" is not a valid range.", "1:b");
    fails("frame contains eth.src", "frame and eth.src are not of compatible types.", "eth.src");
    fails(
        "eth.src contains \"a\"",
        "Ethernet or other MAC address cannot be converted from a string (\"a\").",
        "\"a\"",
    );
    fails(
        "max(tcp.port, ip.ttl) == 1",
        "Arguments to 'max' must have the same type (expected FT_UINT16, got FT_UINT8)",
        "ip.ttl",
    );
    fails(
        "string(tcp.flags.syn) == \"1\"",
        "String conversion for field \"tcp.flags.syn\" is not supported",
        "tcp.flags.syn",
    );
    fails("eth.src[-3-5] == 00", "Range -3-5 isn't valid because -3 and 5 have different signs", "-3-5");
    fails("frame.time_relative > 1.0000000001", "\"1.0000000001\" is not a valid time.", "1.0000000001");
    yes(&["ip.ttl == 1 + 63", "tcp.payload > ff", "tcp.payload[0:2] > 48:00", "abs(tcp.flags.syn) == 0"]);
    no(&["tcp.payload contains \"\"", "any ip.addr not in {10.0.0.0/8}", "tcp.payload < ff:ff"]);
}

#[test]
fn protocols_that_are_not_dissected_are_in_no_frame() {
    no(&["9p", "mac-lte", "diameter.3GPP-Reporting-Reason", "nfs.fattr3.size == 7", "count(nfs.status) > 0"]);
    no(&["frame contains fc", "eth.src[0] == .fc", "nfs.name matches \"^a\"", "@nfs.name[0] in {1, 2}"]);
    yes(&["not cdp", "9p or tcp", "tcp && !(ospf || eigrp)", "tcp.payload > ff", "frame contains :00"]);
    fails("tcp.nonsense", "tcp.nonsense is neither a field nor a protocol name.", "tcp.nonsense");
    let notes = |text| Filter::new(text, registry()).unwrap().notes;
    assert_eq!(notes("nfs.name or nfs.name"), ["No frame has nfs.name: nfs is not dissected here."]);
    assert_eq!(notes("frame[3] == fc"), ["fc is a protocol here, which no frame has; the byte is :fc."]);
    assert!(notes("tcp and udp").is_empty());
}

#[test]
fn a_number_is_of_the_type_that_it_is_calculated_with() {
    yes(&["ip.ttl < frame.len + 1000", "ip.ttl != frame.number - 311"]);
    fails("ip.ttl + 300 == 1", "\"300\" too big for this field, maximum 255.", "300");
}

#[test]
fn layers_and_references() {
    yes(&["ip.src#1 == 10.0.0.5", "ip.src#[-1] == 192.168.1.1", "ip.ttl#[2-5] == 128", "ip#2"]);
    no(&["ip.src#2 == 10.0.0.5", "ip#3", "ip.src#[3:] == 10.0.0.5"]);
    let error = Filter::new("${foo}", registry()).unwrap_err();
    assert_eq!(error.message, "macro 'foo' does not exist");
    let mut filter =
        Filter::new("ip.src#2 == ${ip.src#[-1]} and ip.src#2 != ${ip.src#1}", registry()).unwrap();
    with_frame(Wanted::Everything, |t, s, c| {
        filter.select(t, s, c);
        assert!(filter.matches(t, s, c));
    });
    let mut filter = Filter::new("frame.number == ${frame.number}", registry()).unwrap();
    assert!(filter.has_references());
    with_frame(Wanted::Everything, |t, s, c| {
        assert!(!filter.matches(t, s, c), "nothing is selected yet");
        filter.select(t, s, c);
        assert!(filter.matches(t, s, c));
    });
}

#[test]
fn columns() {
    yes(&["_ws.col.Info contains \"HEAD\"", "_ws.col.protocol == \"HTTP\"", "_ws.col.No. == 7"]);
    yes(&["_ws.col.Length == 207"]);
    assert!(Filter::new("_ws.col.Info == \"a\"", registry()).unwrap().needs_columns);
}

#[test]
fn messages_are_tsharks() {
    fails("tcp.bogus", "tcp.bogus is neither a field nor a protocol name.", "tcp.bogus");
    fails(
        "tcp.bogus == 1",
        "Left side of \"==\" expression must be a field or function, not tcp.bogus.",
        "tcp.bogus",
    );
    fails("6 == ip.proto", "Left side of \"==\" expression must be a field or function, not 6.", "6");
    fails(
        "htttp contains \"x\"",
        "Left side of contains expression must be a field or function, not htttp.",
        "htttp",
    );
    fails("2 + 3 == ip.ttl", "Constant arithmetic expression on the LHS is invalid.", "2");
    fails("tcp.port == 68-1", "\"68-1\" is not a valid number.", "68-1");
    fails(
        "tcp.port == \"abc\"",
        "Unsigned integer (2 bytes) cannot be converted from a string (\"abc\").",
        "\"abc\"",
    );
    fails("tcp.port == 70000", "\"70000\" too big for this field, maximum 65535.", "70000");
    fails("ip.src == 1.2.3", "\"1.2.3\" is not a valid hostname or IPv4 address.", "1.2.3");
    fails("ip.src == ip.ttl", "ip.src and ip.ttl are not of compatible types.", "ip.ttl");
    fails(
        "tcp.port contains 1",
        "tcp.port (type=Unsigned integer (2 bytes)) cannot participate in contains comparison.",
        "tcp.port",
    );
    fails(
        "tcp.analysis.flags == 1",
        "tcp.analysis.flags (type=Label) cannot participate in == comparison.",
        "tcp.analysis.flags",
    );
    fails("http.host matches abc", "Matches requires a double quoted string on the right side.", "abc");
    fails("123 in {ip}", "Only a field may be tested for membership in a set.", "123");
    fails(
        "tcp.port[0] == 1",
        "\"tcp.port\" is a Unsigned integer (2 bytes) and cannot be sliced into a sequence of bytes.",
        "tcp.port",
    );
    fails("upper(tcp.port) == 1", "Only string type fields can be used as parameter for upper()", "tcp.port");
    fails("len(5) == 1", "Only fields can be used as parameter for len()", "5");
    fails("upper() == 1", "Function upper needs at least 1 arguments.", "upper");
    fails("upper(http.host, http.host) == 1", "Function upper can only accept 1 arguments.", "upper");
    fails(
        "max(ip.ttl, ip.src) == 1",
        "Arguments to 'max' must have the same type (expected FT_UINT8, got FT_IPv4)",
        "ip.src",
    );
    fails("len(tcp.payload)", "You cannot test whether a function is present.", "len");
    fails("tcp & ip", "FT_PROTOCOL cannot &.", "tcp");
    fails("frame.time + 1 == 2", "FT_ABSOLUTE_TIME cannot +.", "frame.time");
    fails(
        "string(http.host) == \"a\"",
        "String conversion for field \"http.host\" is not supported",
        "http.host",
    );
    fails("ip.ttl + \"x\" == 1", "\"x\" is not a valid arithmetic operand.", "\"x\"");
    fails(
        "http.host == \".bogus.x\" or .bogus.x",
        "\"bogus.x\" is not a valid protocol or protocol field.",
        ".bogus.x",
    );
    fails("tcp.port ==", "Unexpected end of filter expression.", "");
}

#[test]
fn errors_are_explained_with_a_mark_and_a_proposal() {
    let filter = "ip.proto == bad bad";
    let e = Filter::new(filter, registry()).unwrap_err();
    assert_eq!(
        e.explained(filter),
        "\"bad\" was unexpected in this context.\n    ip.proto == bad bad\n                    ^~~"
    );
    let e = Filter::new("tcp.dtsport == 1", registry()).unwrap_err();
    assert_eq!(e.suggestion.as_deref(), Some("tcp.dstport"));
    assert!(e.explained("tcp.dtsport == 1").ends_with("Did you mean tcp.dstport?"));
}

#[test]
fn regular_expressions_are_bounded() {
    for pattern in ["a(", "((((((a{1000}){1000}){1000}){1000}){1000}){1000})", "[z-a]"] {
        let e = Filter::new(&format!("http.host matches \"{pattern}\""), registry()).unwrap_err();
        assert!(e.message.starts_with("Regex compilation error: "), "{}", e.message);
    }
}

#[test]
fn the_index_decides_what_it_can() {
    let ends = [Endpoint::v4([10, 0, 0, 5], 3267), Endpoint::v4([8, 8, 8, 8], 80)];
    let talk = Conversation {
        ends,
        transport: Transport::Tcp,
        application: crate::store::Application::Unknown,
        stream: 4,
        first: FrameId(0),
        last: FrameId(9),
        frames: [5, 5],
        bytes: [1, 2],
        flow: None,
    };
    let mut meta = FrameMeta::new(0, 60, 207, Timestamp::from_parts(5, 0), 0);
    meta.set_conversation(ConversationId(0), None);
    let mut capture = Capture::default();
    capture.conversations.push(talk);
    capture.frames.extend([meta; 7]);
    let settings = Settings::default();
    let decide = |text: &str| Filter::new(text, registry()).unwrap().prune(FrameId(6), &capture, &settings);
    for text in [
        "tcp",
        "frame.number == 7 && tcp.port == 80",
        "ip.addr == 8.8.8.8",
        "ip.addr == 8.0.0.0/8 or http.host",
        "tcp.srcport == 3267 and tcp.dstport != 81",
        "!udp",
        "frame.len > 200",
        "",
    ] {
        assert_eq!(decide(text), Decision::Yes, "{text}");
    }
    for text in [
        "udp",
        "frame.number < 7",
        "tcp.port == 81 and http.host",
        "udp.port == 80",
        "ip.addr != 8.8.8.8",
        "ip.addr == 1.2.3.4",
    ] {
        assert_eq!(decide(text), Decision::No, "{text}");
    }
    for text in ["http.host", "ip.addr == 1.1.1.1 or tcp.flags.syn", "tcp.port#1 == 80"] {
        assert_eq!(decide(text), Decision::Look, "{text}");
    }
}

#[test]
fn no_text_makes_it_panic() {
    let pieces = [
        "tcp",
        ".",
        "..",
        "==",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "0x",
        "\"",
        "\\",
        "'",
        "#",
        "${",
        "-",
        "ip.src",
        "10.0.0.0/8",
        "in",
        "not",
        "é",
        "matches",
        "\u{202e}",
        ",",
        "len(",
        "1e9",
        " ",
    ];
    let mut state = 12345u32;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..state % 9 + 1 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
        }
        if let Err(e) = Filter::new(&text, registry()) {
            assert!(text.get(e.start..e.end).is_some(), "{text:?}: {e:?}");
        }
    }
}
