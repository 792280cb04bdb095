//! Streams that go on with another protocol: proxies, STARTTLS, `Upgrade`. Whatever the segments
//! are cut like, the same is found; what stands before the change and behind it is shown.

#[path = "handover/websocket.rs"]
mod websocket;

use std::io::{Cursor, Write};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Claim, Dissector, Flags, Settings, Wanted};
use wirelens::document::{Document, Loader, Source};
use wirelens::store::{Application, Capture};

use websocket::{DEFLATE, Deflater, frame, websocket};

/// What is sent: by the client (0) or the server (1).
type Script = Vec<(usize, Vec<u8>)>;

const SERVER_PORT: u16 = 8080;

fn pcap(packets: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4u32, 0x0004_0002, 0, 0, 0x0004_0000, 101] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for (i, packet) in packets.iter().enumerate() {
        for word in [i as u32, 0, packet.len() as u32, packet.len() as u32] {
            file.extend_from_slice(&word.to_le_bytes());
        }
        file.extend_from_slice(packet);
    }
    file
}

fn segment(direction: usize, seq: u32, ack: u32, flags: u8, payload: &[u8], port: u16) -> Vec<u8> {
    let mut p = vec![0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0];
    let len = 40 + payload.len() as u16;
    p[2..4].copy_from_slice(&len.to_be_bytes());
    let (ends, ports) = ([[10, 0, 0, 1], [10, 0, 0, 2]], [40_000, port]);
    p.extend_from_slice(&ends[direction]);
    p.extend_from_slice(&ends[1 - direction]);
    p.extend_from_slice(&ports[direction].to_be_bytes());
    p.extend_from_slice(&ports[1 - direction].to_be_bytes());
    p.extend_from_slice(&seq.to_be_bytes());
    p.extend_from_slice(&ack.to_be_bytes());
    p.extend_from_slice(&[0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
    p.extend_from_slice(payload);
    p
}

/// A file of the script, each send cut as `cut` says.
fn file(script: &Script, port: u16, cut: impl Fn(&[u8]) -> Vec<usize>) -> Vec<u8> {
    let mut packets = vec![segment(0, 100, 0, 2, &[], port), segment(1, 500, 101, 0x12, &[], port)];
    let mut next = [101u32, 501];
    for (direction, bytes) in script {
        let mut from = 0;
        for to in cut(bytes).into_iter().chain([bytes.len()]) {
            if to > from && to <= bytes.len() {
                let (seq, ack) = (next[*direction], next[1 - direction]);
                packets.push(segment(*direction, seq, ack, 0x18, &bytes[from..to], port));
                next[*direction] += (to - from) as u32;
                from = to;
            }
        }
    }
    pcap(&packets)
}

fn load(file: Vec<u8>) -> Arc<Capture> {
    load_as(file, Settings::default())
}

fn load_as(file: Vec<u8>, settings: Settings) -> Arc<Capture> {
    let loader = Loader::stream(Cursor::new(file)).unwrap();
    let mut document = Document::with_loader(Source::Stdin, loader, Arc::default(), settings);
    document.load_all().unwrap();
    document.capture()
}

fn whole(script: &Script) -> Arc<Capture> {
    load(file(script, SERVER_PORT, |_| Vec::new()))
}

/// Stages and messages of both directions.
fn found(capture: &Capture) -> String {
    let flow = capture.conversations.get(0).unwrap().flow.as_deref().unwrap().clone();
    let mut text = String::new();
    for direction in &flow.directions {
        for stage in direction.stages.iter() {
            text.push_str(&format!("{:?} from {}\n", stage.application, stage.start));
        }
        for message in direction.messages.iter() {
            text.push_str(&format!("  {:?} {:#x} {}\n", message.range(), message.kind().0, message.note()));
        }
    }
    text
}

fn look<T>(
    capture: &Capture,
    settings: &Settings,
    frame: usize,
    look: impl FnOnce(&Dissector<'_>) -> T,
) -> T {
    let mut d = Dissector::new(capture, settings, wirelens::proto::registry(), Wanted::Everything);
    d.frame(FrameId::from_index(frame));
    assert!(!d.fault, "a protocol panicked");
    for node in d.tree.nodes() {
        let len = d.sources.get(node.span.source).map_or(0, |s| s.bytes.len());
        assert!(node.span.len == 0 || node.span.end() as usize <= len);
    }
    look(&d)
}

/// The protocols above TCP and the Info column of each frame with data.
fn rows(capture: &Capture) -> Vec<(String, String)> {
    (2..capture.frames.len())
        .map(|frame| {
            look(capture, &Settings::default(), frame, |d| {
                let protocols = d.protocols();
                let above = protocols.split_once("tcp:").map_or("", |p| p.1).to_owned();
                (above, d.columns.info().to_owned())
            })
        })
        .collect()
}

/// The lines above TCP of a frame, as the tree shows them.
fn tree(capture: &Capture, settings: &Settings, frame: usize) -> Vec<String> {
    look(capture, settings, frame, |d| {
        let mut lines = Vec::new();
        for node in d.tree.nodes().iter().filter(|n| !n.flags.has(Flags::HIDDEN)) {
            let mut label = " ".repeat(2 * usize::from(node.depth));
            d.tree.label(node, &d.sources, &mut label);
            lines.push(label);
        }
        let tcp = lines.iter().position(|l| l.starts_with("Transmission")).unwrap();
        let above = lines.iter().skip(tcp + 1).position(|l| !l.starts_with(' ')).unwrap_or(0);
        lines.split_off(tcp + 1 + above)
    })
}

/// A ClientHello or a ServerHello that offers one suite, and a record of data behind it.
fn hello(kind: u8) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend_from_slice(&[7; 32]);
    body.push(0);
    body.extend_from_slice(if kind == 1 { &[0, 2, 0, 0x9c, 1, 0] } else { &[0, 0x9c, 0] });
    let mut record = vec![22, 3, 1, 0, body.len() as u8 + 4, kind, 0, 0, body.len() as u8];
    record.extend_from_slice(&body);
    record
}

fn tls() -> Script {
    vec![(0, hello(1)), (1, hello(2)), (0, [&[23, 3, 3, 0, 40][..], &[9; 40]].concat())]
}

fn say(direction: usize, text: &str) -> (usize, Vec<u8>) {
    (direction, text.as_bytes().to_vec())
}

fn after(before: &[(usize, Vec<u8>)]) -> Script {
    before.iter().cloned().chain(tls()).collect()
}

/// What a MySQL server begins with.
fn mysql_greeting() -> Vec<u8> {
    let parts: [&[u8]; 4] =
        [b"\x0a8.0.36\0\x4d\0\0\x0012345678\0\xff\xff\xff\x02\0\xff\xdf", &[21], &[0; 10], b"abcdefghijkl\0"];
    let body = parts.concat();
    [&[body.len() as u8, 0, 0, 0], &body[..]].concat()
}

/// The beginning of a login: the flags alone, with that for TLS.
fn mysql_ssl_request() -> Vec<u8> {
    [&[32, 0, 0, 1, 0x85, 0xaa, 0xff, 0x19, 0, 0, 0, 1, 255][..], &[0; 23]].concat()
}

/// Each beginning, with the protocol that stands before TLS.
fn upgrades() -> Vec<(&'static str, Application, Script)> {
    let v2 = [
        &b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x10"[..],
        &[10, 0, 0, 9, 10, 0, 0, 2],
        &[1, 0, 1, 187],
        &[4, 0, 1, 0],
    ];
    vec![
        (
            "connect",
            Application::Http,
            after(&[
                say(0, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                say(1, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"),
                say(0, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                say(1, "HTTP/1.1 200 Connection established\r\n\r\n"),
            ]),
        ),
        ("proxy 1", Application::Proxy, after(&[say(0, "PROXY TCP4 10.0.0.9 10.0.0.2 256 443\r\n")])),
        ("proxy 2", Application::Proxy, after(&[(0, v2.concat())])),
        (
            "socks 5",
            Application::Socks,
            after(&[
                (0, vec![5, 2, 0, 2]),
                (1, vec![5, 2]),
                (0, b"\x01\x01u\x02pw".to_vec()),
                (1, vec![1, 0]),
                (0, b"\x05\x01\0\x03\x04host\x01\xbb".to_vec()),
                (1, vec![5, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
            ]),
        ),
        (
            "socks 4a",
            Application::Socks,
            after(&[
                (0, b"\x04\x01\x01\xbb\0\0\0\x01me\0host\0".to_vec()),
                (1, vec![0, 90, 0, 0, 0, 0, 0, 0]),
            ]),
        ),
        (
            "smtp",
            Application::Smtp,
            after(&[
                say(1, "220 mx ESMTP\r\n"),
                say(0, "EHLO me\r\n"),
                say(1, "250-mx\r\n250 STARTTLS\r\n"),
                say(0, "STARTTLS\r\n"),
                say(1, "220 go\r\n"),
            ]),
        ),
        (
            "imap",
            Application::Imap,
            after(&[say(1, "* OK ready\r\n"), say(0, "a1 STARTTLS\r\n"), say(1, "a1 OK begin\r\n")]),
        ),
        (
            "pop",
            Application::Pop,
            after(&[say(1, "+OK POP3\r\n"), say(0, "STLS\r\n"), say(1, "+OK begin\r\n")]),
        ),
        (
            "ftp",
            Application::Ftp,
            after(&[say(1, "220 ftp\r\n"), say(0, "AUTH TLS\r\n"), say(1, "234 ok\r\n")]),
        ),
        (
            "xmpp",
            Application::Xmpp,
            after(&[
                say(
                    0,
                    "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'>",
                ),
                say(1, "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'><stream:features/>"),
                say(0, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
                say(1, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            ]),
        ),
        ("pgsql", Application::Pgsql, after(&[(0, b"\0\0\0\x08\x04\xd2\x16\x2f".to_vec()), say(1, "S")])),
        ("mysql", Application::Mysql, after(&[(1, mysql_greeting()), (0, mysql_ssl_request())])),
    ]
}

#[test]
fn tls_is_found_behind_every_upgrade_however_the_segments_fall() {
    for (name, before, script) in upgrades() {
        let capture = whole(&script);
        let conversation = capture.conversations.get(0).unwrap();
        assert_eq!(conversation.application, Application::Tls, "{name}");
        let expected = found(&capture);
        let mut plain = [0u64; 2];
        for (direction, bytes) in script.iter().take(script.len() - 3) {
            plain[*direction] += bytes.len() as u64;
        }
        for (direction, at) in plain.iter().enumerate() {
            let stages = &conversation.flow.as_deref().unwrap().directions[direction].stages;
            let stages: Vec<_> = stages.iter().map(|s| (s.application, s.start)).collect();
            assert_eq!(stages, [(before, 0), (Application::Tls, *at)], "{name}");
        }
        let bytes_alone = load(file(&script, SERVER_PORT, |bytes| (1..bytes.len()).collect()));
        assert_eq!(found(&bytes_alone), expected, "{name}, byte by byte");
        let longest = script.iter().map(|s| s.1.len()).max().unwrap();
        for at in 1..longest {
            let cut = load(file(&script, SERVER_PORT, |_| vec![at]));
            assert_eq!(found(&cut), expected, "{name}, cut at {at}");
        }
    }
}

#[test]
fn what_stands_before_tls_is_shown() {
    let of = |name: &str| {
        let (_, _, script) = upgrades().into_iter().find(|u| u.0 == name).unwrap();
        let rows: Vec<_> = rows(&whole(&script)).into_iter().map(|(p, i)| format!("{p}: {i}")).collect();
        rows
    };
    assert_eq!(
        of("connect"),
        [
            "http: CONNECT a:443 HTTP/1.1 ",
            "http: HTTP/1.1 407 No ",
            "http: CONNECT a:443 HTTP/1.1 ",
            "http: HTTP/1.1 200 Connection established ",
            "http:tls: Client Hello",
            "http:tls: Server Hello",
            "http:tls: Application Data",
        ]
    );
    assert_eq!(
        of("smtp")[..6],
        [
            "smtp: S: 220 mx ESMTP",
            "smtp: C: EHLO me",
            "smtp: S: 250-mx | STARTTLS",
            "smtp: C: STARTTLS",
            "smtp: S: 220 go",
            "tls: Client Hello",
        ]
    );
    assert_eq!(
        of("imap")[..3],
        ["imap: Response: * OK ready", "imap: Request: a1 STARTTLS", "imap: Response: a1 OK begin"]
    );
    assert_eq!(of("pop")[..3], ["pop: S: +OK POP3", "pop: C: STLS", "pop: S: +OK begin"]);
    assert_eq!(of("ftp")[..3], ["ftp: Response: 220 ftp", "ftp: Request: AUTH TLS", "ftp: Response: 234 ok"]);
    let socks = of("socks 5");
    assert_eq!(
        [0, 1, 4, 5].map(|i| socks[i].as_str()),
        [
            "socks: Version: 5 Connect to server request",
            "socks: Version: 5 Connect to server response",
            "socks: Version: 5 Command Request - Connect",
            "socks: Version: 5 Command Response - Connect",
        ]
    );
    assert!(socks[2].starts_with("socks: ") && socks[3].starts_with("socks: "));
    assert_eq!(socks[6], "socks:tls: Client Hello");
    assert!(of("proxy 2")[0].starts_with("proxy: "));
}

#[test]
fn trees_of_proxies() {
    let of = |name: &str, frame: usize| {
        let (_, _, script) = upgrades().into_iter().find(|u| u.0 == name).unwrap();
        tree(&whole(&script), &Settings::default(), frame + 2)
    };
    assert_eq!(
        of("socks 5", 0),
        [
            "Socks Protocol",
            "  Version: 5",
            "  Client Authentication Methods",
            "    Authentication Method Count: 2",
            "    Method[0]: 0 (No authentication)",
            "    Method[1]: 2 (Username/Password)",
        ]
    );
    assert_eq!(
        of("socks 5", 2),
        [
            "Socks Protocol",
            "  [Version: 5]",
            "  Subnegotiation Version: 1",
            "  User name: u",
            "  Password: pw"
        ]
    );
    assert_eq!(
        of("socks 5", 4),
        [
            "Socks Protocol",
            "  Version: 5",
            "  Command: Connect (1)",
            "  Reserved: 0",
            "  Address Type: Domain Name (3)",
            "  Remote name: host",
            "  Port: 443",
        ]
    );
    assert_eq!(
        of("socks 4a", 0),
        [
            "Socks Protocol",
            "  Version: 4",
            "  Command: Connect (1)",
            "  Remote Port: 443",
            "  Remote Address: 0.0.0.1",
            "  User name: me",
            "  SOCKS v4a Remote Domain Name: host",
        ]
    );
    assert_eq!(
        of("proxy 1", 0),
        [
            "PROXY Protocol",
            "  PROXY v1 magic",
            "  Protocol: TCP4",
            "  Source Address: 10.0.0.9",
            "  Destination Address: 10.0.0.2",
            "  Source Port: 256",
            "  Destination Port: 443",
        ]
    );
    assert_eq!(of("proxy 2", 0).len(), 14);
}

#[test]
fn a_stream_upgraded_in_one_segment_with_its_tls_is_split_there() {
    let mut first = b"PROXY TCP4 10.0.0.9 10.0.0.2 256 443\r\n".to_vec();
    first.extend(hello(1));
    let rows = rows(&whole(&vec![(0, first), (1, hello(2))]));
    assert_eq!(rows[0], ("proxy:tls".to_owned(), "Client Hello".to_owned()));
    assert_eq!(rows[1].0, "tls");
}

#[test]
fn what_is_no_tls_in_a_tunnel_is_recognised_anew() {
    let script = vec![
        say(0, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
        say(1, "HTTP/1.1 200 OK\r\n\r\n"),
        say(0, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        say(1, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"),
    ];
    let rows = rows(&whole(&script));
    assert_eq!(rows[2], ("http:http".to_owned(), "GET / HTTP/1.1 ".to_owned()));
    assert_eq!(rows[3].0, "http:http:data");
}

#[test]
fn decode_as_rules_the_tree_but_not_the_index() {
    let capture = whole(&tls());
    let settings = Settings { decode_as: vec![(Claim::TcpPort(SERVER_PORT), "http")], ..Settings::default() };
    assert_eq!(look(&capture, &settings, 2, |d| d.protocols()), "raw:ip:tcp:http:data");
    let conversation = capture.conversations.get(0).unwrap();
    assert_eq!(conversation.application, Application::Tls);
    assert!(conversation.flow.as_deref().unwrap().tls.is_some());
    let settings = Settings { decode_as: vec![(Claim::TcpPort(SERVER_PORT), "tls")], ..Settings::default() };
    assert_eq!(look(&capture, &settings, 2, |d| d.protocols()), "raw:ip:tcp:tls");
}

#[test]
fn messages_are_put_together_where_decode_as_was_said_before() {
    let query = b"\0\x1d\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x03org\0\0\x01\0\x01".to_vec();
    let script = vec![(0, query.clone()), (0, query)];
    for claim in [Claim::TcpPort(SERVER_PORT), Claim::TcpStream(0)] {
        let settings = || Settings { decode_as: vec![(claim, "dns")], ..Settings::default() };
        let capture = load_as(file(&script, SERVER_PORT, |_| vec![10]), settings());
        let info =
            |frame| look(&capture, &settings(), frame, |d| (d.protocols(), d.columns.info().to_owned()));
        assert_eq!(info(2).0, "raw:ip:tcp");
        for frame in [3, 5] {
            let want = ("raw:ip:tcp:dns".to_owned(), "Standard query 0x1234 A example.org".to_owned());
            assert_eq!(info(frame), want);
        }
    }
    // What is upgraded goes on as it does on its own port.
    let mail =
        vec![say(1, "+OK ready\r\n"), say(0, "STLS\r\n"), say(1, "+OK\r\n"), (0, hello(1)), (1, hello(2))];
    let settings =
        || Settings { decode_as: vec![(Claim::TcpPort(SERVER_PORT), "pop")], ..Settings::default() };
    let capture = load_as(file(&mail, SERVER_PORT, |_| Vec::new()), settings());
    let protocols = |frame| look(&capture, &settings(), frame, |d| d.protocols());
    assert_eq!([3, 5].map(protocols), ["raw:ip:tcp:pop", "raw:ip:tcp:tls"]);
    // TLS from the first byte on is found all the same; the user's word counts in the tree.
    let settings =
        || Settings { decode_as: vec![(Claim::TcpPort(SERVER_PORT), "http")], ..Settings::default() };
    let capture = load_as(file(&tls(), SERVER_PORT, |_| Vec::new()), settings());
    assert!(capture.conversations.get(0).unwrap().flow.as_deref().unwrap().tls.is_some());
    assert_eq!(look(&capture, &settings(), 2, |d| d.protocols()), "raw:ip:tcp:http:data");
}

#[test]
fn mail_is_not_taken_for_commands() {
    let script = vec![
        say(1, "220 mx ESMTP\r\n"),
        say(0, "DATA\r\n"),
        say(1, "354 go\r\n"),
        say(0, "Subject: x\r\n\r\nQUIT\r\n.\r\n"),
        say(1, "250 ok\r\n"),
        say(0, "QUIT\r\n"),
    ];
    let capture = whole(&script);
    assert_eq!(
        tree(&capture, &Settings::default(), 5),
        [
            "Simple Mail Transfer Protocol",
            "  C: .",
            "  [1 DATA fragment (20 bytes): #6(20)]",
            "    [Frame: 6, payload: 0-19 (20 bytes)]",
            "    [DATA fragment count: 1]",
            "    [Reassembled DATA length: 20]",
            "Internet Message Format",
            "  Subject: x",
            "  Message-Text",
            "    QUIT  ",
        ]
    );
    assert_eq!(rows(&capture)[5].1, "C: QUIT");
    let refused =
        vec![say(1, "220 mx ESMTP\r\n"), say(0, "DATA\r\n"), say(1, "503 no\r\n"), say(0, "QUIT\r\n")];
    assert_eq!(rows(&whole(&refused))[3].1, "C: QUIT");
}

// ---- WebSocket ------------------------------------------------------------------------------

#[test]
fn every_prefix_and_many_changes_are_shown() {
    let mut deflater = Deflater::new();
    let (one, two) = (deflater.message(b"hello, hello"), deflater.message(b"hello"));
    let frames = vec![frame(0, 0x41, &one), frame(0, 0x80, &two), frame(1, 0x88, b"\x03\xe8bye")];
    let scripts = upgrades().into_iter().map(|u| u.2).chain([websocket(DEFLATE, frames)]);
    for script in scripts {
        let all: usize = script.iter().map(|s| s.1.len()).sum();
        for at in 0..all {
            for change in [None, Some(0), Some(0xff), Some(b' ')] {
                let (mut left, mut changed) = (at, Script::new());
                for (direction, bytes) in &script {
                    let mut bytes = bytes.clone();
                    if left < bytes.len() {
                        match change {
                            None => bytes.truncate(left),
                            Some(to) => bytes[left] = to,
                        }
                        left = usize::MAX;
                    } else if left != usize::MAX {
                        left -= bytes.len();
                    }
                    changed.push((*direction, bytes));
                }
                let capture = whole(&changed);
                for frame in 0..capture.frames.len() {
                    look(&capture, &Settings::default(), frame, |_| ());
                }
            }
        }
    }
}
