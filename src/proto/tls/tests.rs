//! Trees of hand-made messages, and what becomes of damaged ones.

use crate::base::id::FrameId;
use crate::base::time::{Precision, Timestamp};
use crate::capfile::{Interface, LinkType};
use crate::dissect::{Claim, Dissector, Flags, Settings, Wanted};
use crate::store::{Capture, FileBytes, FrameMeta};
use std::sync::Arc;

/// A link type that the tests decode as TLS.
const LINK: u32 = 147;

/// What a frame's dissection showed.
struct Shown {
    lines: Vec<String>,
    protocol: String,
    info: String,
}

impl Shown {
    fn has(&self, line: &str) -> bool {
        self.lines.iter().any(|l| l.trim_start() == line)
    }

    #[track_caller]
    fn expect(&self, lines: &[&str]) {
        for line in lines {
            assert!(self.has(line), "no {line:?} in\n{}", self.lines.join("\n"));
        }
    }
}

fn show_cut(bytes: &[u8], claimed: usize, wanted: Wanted) -> Shown {
    let mut capture = Capture::default();
    let mut meta = FrameMeta::new(0, bytes.len() as u32, claimed as u32, Timestamp(0), 0);
    meta.interface = 0;
    capture.frames.push(meta);
    capture.bytes = FileBytes::from_vec(bytes.to_vec());
    capture.interfaces = Arc::new(vec![Interface::new(LinkType(LINK), Precision::MICROS)]);
    let settings = Settings { decode_as: vec![(Claim::LinkType(LINK), "tls")], ..Settings::default() };
    let mut d = Dissector::new(&capture, &settings, crate::proto::registry(), wanted);
    d.frame(FrameId(0));
    assert!(!d.fault, "a fault of ours for {bytes:02x?}");
    let mut lines = Vec::new();
    for node in d.tree.nodes().iter().filter(|n| !n.flags.has(Flags::HIDDEN)) {
        assert!(d.sources.get(node.span.source).is_some_and(|s| node.span.end() as usize <= s.bytes.len()));
        let mut line = "    ".repeat(node.depth.into());
        d.tree.label(node, &d.sources, &mut line);
        lines.push(line);
    }
    Shown { lines, protocol: d.columns.protocol.to_string(), info: d.columns.info().to_owned() }
}

fn show(bytes: &[u8]) -> Shown {
    show_cut(bytes, bytes.len(), Wanted::Everything)
}

fn sized(len_bytes: usize, content: &[u8]) -> Vec<u8> {
    let mut all = (content.len() as u32).to_be_bytes()[4 - len_bytes..].to_vec();
    all.extend(content);
    all
}

fn cat(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    cat(&[&[kind], &sized(3, body)])
}

fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    cat(&[&[kind, 3, 3], &sized(2, content)])
}

fn extension(kind: u16, content: &[u8]) -> Vec<u8> {
    cat(&[&kind.to_be_bytes(), &sized(2, content)])
}

fn server_hello(suite: u16, extensions: &[u8]) -> Vec<u8> {
    let list = if extensions.is_empty() { Vec::new() } else { sized(2, extensions) };
    let body = cat(&[&[3, 3], &[0x5a; 32], &[0], &suite.to_be_bytes(), &[0], &list]);
    record(22, &message(2, &body))
}

fn server_hello_13() -> Vec<u8> {
    server_hello(0x1301, &extension(43, &[3, 4]))
}

fn client_hello(extensions: &[u8]) -> Vec<u8> {
    let suites = sized(2, &[0x1a, 0x1a, 0x13, 1, 0xc0, 0x2f, 0, 0x2f]);
    let body = cat(&[&[3, 3], &[7; 32], &sized(1, &[9; 8]), &suites, &[1, 0], &sized(2, extensions)]);
    record(22, &message(1, &body))
}

/// Extensions of a ClientHello, of every kind that is taken apart.
fn all_extensions() -> Vec<u8> {
    let key_share = sized(2, &cat(&[&[0, 29], &sized(2, &[4; 32]), &[0x2a, 0x2a, 0, 1, 0]]));
    let psk = cat(&[&sized(2, &cat(&[&sized(2, b"ticket"), &[0, 0, 1, 2]])), &sized(2, &sized(1, &[6; 32]))]);
    let sct = cat(&[&[0], &[8; 32], &[0, 0, 1, 0x7f, 0, 0, 0, 0], &[0, 0], &[4, 3], &sized(2, &[1; 8])]);
    let parameters = cat(&[
        &[0x01, 2, 0x67, 0x10],
        &[0x0f, 4, 1, 2, 3, 4],
        &[0x1b, 1, 0],
        &[0x0d, 41],
        &[0; 24],
        &[0],
        &[5; 16],
        &[0x80, 0xff, 0x73, 0xdb, 4, 0, 0, 0, 1],
        &[0x11, 8, 0, 0, 0, 1, 0x6b, 0x33, 0x43, 0xcf],
    ]);
    let ech = cat(&[&[0, 0, 1, 0, 1, 7], &sized(2, &[2; 32]), &sized(2, &[3; 48])]);
    let name = [0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 6, 3, 0x55, 4, 3, 0x0c, 2, b'm', b'e'];
    let esni = cat(&[&[0x13, 1, 0, 29], &sized(2, &[4; 32]), &sized(2, &[5; 32]), &sized(2, &[6; 20])]);
    let status = cat(&[&[1], &sized(2, &[]), &sized(2, &[])]);
    let filters = sized(2, &cat(&[&sized(1, &[0x55, 0x1d, 0x25]), &sized(2, &[1, 2])]));
    cat(&[
        &extension(0x3a3a, &[]),
        &extension(0, &sized(2, &cat(&[&[0], &sized(2, b"example.com")]))),
        &extension(1, &[2]),
        &extension(5, &status),
        &extension(10, &sized(2, &[0, 29, 0x11, 0xec])),
        &extension(11, &sized(1, &[0, 1])),
        &extension(12, &sized(1, b"user")),
        &extension(13, &sized(2, &[4, 3, 8, 4, 3, 1])),
        &extension(15, &[1]),
        &extension(16, &sized(2, &cat(&[&sized(1, b"h2"), &sized(1, b"http/1.1")]))),
        &extension(17, &sized(2, &cat(&[&[2], &sized(2, &cat(&[&sized(2, &[]), &sized(2, &[])]))]))),
        &extension(18, &sized(2, &sized(2, &sct))),
        &extension(19, &sized(1, &[0, 2])),
        &extension(21, &[0; 5]),
        &extension(22, &[]),
        &extension(27, &sized(1, &[0, 2])),
        &extension(28, &[0x40, 1]),
        &extension(34, &sized(2, &[4, 3])),
        &extension(35, &[1; 12]),
        &extension(42, &[]),
        &extension(43, &sized(1, &[3, 4, 3, 3, 0x7f, 0x1c])),
        &extension(44, &sized(2, b"cookie")),
        &extension(45, &sized(1, &[1])),
        &extension(47, &sized(2, &sized(2, &name))),
        &extension(48, &filters),
        &extension(51, &key_share),
        &extension(54, &sized(1, &[1, 2])),
        &extension(57, &parameters),
        &extension(13172, &[]),
        &extension(17513, &sized(2, &sized(1, b"h2"))),
        &extension(0xfe0d, &ech),
        &extension(0xff01, &sized(1, &[1; 12])),
        &extension(0xffce, &esni),
        &extension(0x4321, &[1, 2, 3]),
        &extension(41, &psk),
    ])
}

/// One of every handshake message, each behind the ServerHello that gives it its meaning.
fn every_message() -> Vec<(&'static str, Vec<u8>)> {
    let signature = cat(&[&[4, 1], &sized(2, &[9; 64])]);
    let point = sized(1, &[4; 65]);
    let name = [0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 6, 3, 0x55, 4, 3, 0x0c, 2, b'm', b'e'];
    let certificate = sized(3, &certificate_record()[15..]);
    let ocsp = cat(&[&[1], &sized(3, &[0x30, 3, 0x0a, 1, 3])]);
    let after = |hello: Vec<u8>, kind, body: &[u8]| cat(&[&hello, &record(22, &message(kind, body))]);
    let rsa = || server_hello(0x003d, &[]);
    let ecdhe = || server_hello(0xc02f, &[]);
    let dhe = || server_hello(0x0039, &[]);
    let ecdhe_psk = || server_hello(0xc035, &[]);
    let dh_values = cat(&[&sized(2, &[7; 32]), &sized(2, &[2]), &sized(2, &[5; 32])]);
    let url = cat(&[&[0], &sized(2, &cat(&[&sized(2, b"http://a/"), &[1], &[3; 20]]))]);
    let request_12 = cat(&[&sized(1, &[1, 64]), &sized(2, &[4, 1, 8, 4]), &sized(2, &sized(2, &name))]);
    let request_13 = cat(&[&[0], &sized(2, &extension(13, &sized(2, &[4, 3])))]);
    let ticket_12 = cat(&[&[0, 0, 28, 32], &sized(2, &[1; 48])]);
    let ticket_13 = cat(&[
        &[0, 0, 28, 32, 1, 2, 3, 4],
        &sized(1, &[0; 8]),
        &sized(2, &[1; 48]),
        &sized(2, &extension(42, &[0, 0, 0x40, 0])),
    ]);
    let list_13 = cat(&[&certificate, &sized(2, &extension(5, &ocsp))]);
    vec![
        ("Hello Request", record(22, &message(0, &[]))),
        ("Client Hello", client_hello(&all_extensions())),
        ("Server Hello", server_hello(0xc02f, &extension(0xff01, &[0]))),
        ("Hello Verify Request", record(22, &message(3, &[0xfe, 0xff, 3, 1, 2, 3]))),
        ("New Session Ticket", after(ecdhe(), 4, &ticket_12)),
        ("New Session Ticket", after(server_hello_13(), 4, &ticket_13)),
        ("End of Early Data", after(server_hello_13(), 5, &[])),
        (
            "Hello Retry Request",
            record(22, &message(6, &cat(&[&[0x7f, 0x12], &sized(2, &extension(51, &[0, 29]))]))),
        ),
        (
            "Encrypted Extensions",
            after(server_hello_13(), 8, &sized(2, &extension(16, &sized(2, &sized(1, b"h2"))))),
        ),
        ("Certificate", after(rsa(), 11, &sized(3, &certificate))),
        ("Certificate", after(server_hello_13(), 11, &cat(&[&[0], &sized(3, &list_13)]))),
        ("Server Key Exchange", after(ecdhe(), 12, &cat(&[&[3, 0, 29], &point, &signature]))),
        ("Server Key Exchange", after(dhe(), 12, &cat(&[&dh_values, &signature]))),
        ("Server Key Exchange", after(ecdhe_psk(), 12, &cat(&[&sized(2, b"hint"), &[3, 0, 23], &point]))),
        ("Server Key Exchange", after(server_hello(0x002c, &[]), 12, &sized(2, b"hint"))),
        ("Certificate Request", after(ecdhe(), 13, &request_12)),
        ("Certificate Request", after(server_hello_13(), 13, &request_13)),
        ("Server Hello Done", record(22, &message(14, &[]))),
        ("Certificate Verify", after(ecdhe(), 15, &signature)),
        ("Client Key Exchange", after(rsa(), 16, &sized(2, &[1; 64]))),
        ("Client Key Exchange", after(dhe(), 16, &sized(2, &[1; 64]))),
        ("Client Key Exchange", after(ecdhe(), 16, &point)),
        ("Client Key Exchange", after(ecdhe_psk(), 16, &cat(&[&sized(2, b"me"), &point]))),
        ("Finished", after(ecdhe(), 20, &[1; 12])),
        ("Client Certificate URL", record(22, &message(21, &url))),
        ("Certificate Status", record(22, &message(22, &ocsp))),
        (
            "Certificate Status",
            record(22, &message(22, &cat(&[&[2], &sized(3, &sized(3, &[0x30, 3, 0x0a, 1, 0]))]))),
        ),
        ("Supplemental Data", record(22, &message(23, &[0, 0, 1, 2]))),
        ("Key Update", after(server_hello_13(), 24, &[1])),
        (
            "Compressed Certificate",
            after(server_hello_13(), 25, &cat(&[&[0, 2, 0, 1, 0], &sized(3, &[5; 20])])),
        ),
        ("Encrypted Extensions", record(22, &message(67, &cat(&[&sized(1, b"h2"), &sized(1, &[0; 4])])))),
    ]
}

#[test]
fn every_message_is_named_and_whole() {
    for (name, bytes) in every_message() {
        let shown = show(&bytes);
        assert!(shown.info.ends_with(name), "{name}: {}", shown.info);
        assert!(!shown.lines.iter().any(|l| l.contains("Malformed")), "{name}:\n{}", shown.lines.join("\n"));
        assert!(!shown.lines.iter().any(|l| l.contains("trailing")), "{name}:\n{}", shown.lines.join("\n"));
    }
}

#[test]
fn messages_cut_anywhere_do_no_harm() {
    for (_, bytes) in every_message() {
        for len in 0..bytes.len() {
            // The packet ends, and: the capture ends.
            show(&bytes[..len]);
            show_cut(&bytes[..len], bytes.len(), Wanted::Everything);
        }
    }
}

#[test]
fn damaged_messages_do_no_harm() {
    for (_, bytes) in every_message() {
        for at in 0..bytes.len() {
            for value in [0, 0x7f, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = value;
                show(&damaged);
            }
        }
    }
}

#[test]
fn columns_do_not_depend_on_what_of_the_tree_is_wanted() {
    for (_, bytes) in every_message() {
        let whole = show(&bytes);
        let none = show_cut(&bytes, bytes.len(), Wanted::Fields(Default::default()));
        assert_eq!((&whole.protocol, &whole.info), (&none.protocol, &none.info));
        assert!(none.lines.is_empty());
    }
}

#[test]
fn extensions_are_taken_apart() {
    show(&client_hello(&all_extensions())).expect(&[
        "Extension: Reserved (GREASE) (len=0)",
        "Server Name: example.com",
        "Maximum Fragment Length: 1024 (2)",
        "Certificate Status Type: OCSP (1)",
        "Supported Groups (2 groups)",
        "Supported Group: X25519MLKEM768 (0x11ec)",
        "Elliptic curves point formats (2)",
        "SRP username: user",
        "Signature Algorithm: SHA224 RSA (0x0301)",
        "Mode: Peer allowed to send requests (1)",
        "ALPN Next Protocol: http/1.1",
        "Signed Certificate Timestamp (Unknown Log)",
        "Certificate Type: Raw Public Key (0x02)",
        "Padding Data: 0000000000",
        "Algorithm: brotli (2)",
        "Record Size Limit: 16385",
        "Data (12 bytes)",
        "Supported Version: TLS 1.3 (draft 28) (0x7f1c)",
        "Cookie: 636f6f6b6965",
        "PSK Key Exchange Mode: PSK with (EC)DHE key establishment (psk_dhe_ke) (1)",
        "Distinguished Name: (id-at-commonName=me)",
        "Certificate Extension OID: 2.5.29.37",
        "Key Share Entry: Group: x25519, Key Exchange length: 32",
        "Key Share Entry: Group: Reserved (GREASE), Key Exchange length: 1",
        "Connection ID: 0102",
        "Parameter: max_idle_timeout (len=2) 10000 ms",
        "Parameter: GREASE (len=1)",
        "Chosen Version: 1 (0x00000001)",
        "Supported ALPN: h2",
        "Cipher Suite: HKDF-SHA256/AES-128-GCM",
        "Renegotiation info: 010101010101010101010101",
        "Encrypted SNI Length: 20",
        "Extension: Unknown type 17185 (len=3)",
        "PSK Identity (length: 6)",
        "PSK Binders length: 33",
    ]);
}

#[test]
fn bodies_depend_on_what_the_server_chose() {
    let body = |kind, suite, body: &[u8]| {
        show(&cat(&[&server_hello(suite, &[]), &record(22, &message(kind, body))]))
    };
    body(16, 0x003d, &sized(2, &[1; 4]))
        .expect(&["RSA Encrypted PreMaster Secret", "Encrypted PreMaster: 01010101"]);
    body(16, 0xc02f, &sized(1, &[4; 4])).expect(&["EC Diffie-Hellman Client Params", "Pubkey: 04040404"]);
    body(16, 0x0039, &sized(2, &[4; 4])).expect(&["Diffie-Hellman Client Params"]);
    body(12, 0x002c, &sized(2, b"hint")).expect(&["PSK Server Params", "Hint: 68696e74"]);
}

#[test]
fn other_records() {
    let close = show(&record(21, &[1, 0]));
    assert_eq!(close.info, "Alert (Level: Warning, Description: Close Notify)");
    close.expect(&["TLSv1.2 Record Layer: Alert (Level: Warning, Description: Close Notify)"]);
    assert_eq!(show(&record(21, &[7; 32])).info, "Encrypted Alert");
    assert_eq!(show(&record(20, &[1])).info, "Change Cipher Spec");
    assert_eq!(show(&record(23, &[7; 32])).info, "Application Data");
    let garbage = show(b"SSH-2.0-OpenSSH_9.2\r\n");
    assert_eq!((garbage.protocol.as_str(), garbage.info.as_str()), ("SSL", "Continuation Data"));
    let known = cat(&[&server_hello_13(), b"\x99 what is this?"]);
    assert_eq!(show(&known).info, "Server Hello, Continuation Data");
    let older = cat(&[&server_hello(0xc02f, &[]), b"\x99 what is this?"]);
    assert_eq!(show(&older).info, "Server Hello, Ignored Unknown Record");
    // Heartbleed: 16,384 bytes wanted back for none.
    show(&record(24, &[1, 0x40, 0])).expect(&["TLSv1.2 Record Layer: Heartbeat Request"]);
    assert!(
        show(&record(24, &[1, 0x40, 0]))
            .has("[Expert Info (Error/Malformed): Invalid heartbeat payload length (16384)]")
    );
}

#[test]
fn tls_13_hides_its_content_types() {
    let shown = show(&cat(&[&server_hello_13(), &record(20, &[1]), &record(23, &[5; 40])]));
    assert_eq!(shown.protocol, "TLSv1.3");
    shown.expect(&[
        "TLSv1.2 Record Layer: Handshake Protocol: Server Hello",
        "TLSv1.3 Record Layer: Change Cipher Spec Protocol: Change Cipher Spec",
        "TLSv1.3 Record Layer: Application Data Protocol: Application Data",
        "Opaque Type: Application Data (23)",
    ]);
}

#[test]
fn several_messages_share_a_record() {
    let shown = show(&record(22, &cat(&[&message(14, &[]), &message(0, &[]), &[11, 0, 0]])));
    assert_eq!(shown.info, "Server Hello Done, Hello Request");
    shown.expect(&[
        "TLSv1.2 Record Layer: Handshake Protocol: Multiple Handshake Messages",
        "Handshake Protocol: Certificate (fragment)",
    ]);
}

#[test]
fn a_record_of_nothing_but_suites_stays_quick() {
    let suites = sized(2, &[0x13; 16_000]);
    let body = cat(&[&[3, 3], &[7; 32], &[0], &suites, &[1, 0]]);
    let shown = show(&record(22, &message(1, &body)));
    assert!(shown.has("Cipher Suites (8000 suites)"));
}

/// The founding exchange's record with a certificate in it.
fn certificate_record() -> &'static [u8] {
    let capture = include_bytes!("../../../samples/upyssl.pcap");
    let start = [0x16, 3, 3, 3, 0x1d, 0x0b, 0, 3, 0x19];
    let at = capture.windows(start.len()).position(|w| w == start).unwrap();
    capture.get(at..at + 802).unwrap()
}

#[test]
fn certificates_cut_or_damaged_do_no_harm() {
    let bytes = certificate_record();
    show(bytes).expect(&[
        "serialNumber: 0x34397fdd2a1b036c339231742fabf1dd59b69c7d",
        "rdnSequence: 1 item (id-at-commonName=192.168.11.1)",
        "publicExponent: 65537",
        "Extension (id-ce-basicConstraints)",
    ]);
    for len in (0..bytes.len()).step_by(3) {
        show(&bytes[..len]);
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 0x81;
        show(&damaged);
    }
}
