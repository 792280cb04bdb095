//! The whole way: packets sealed here, indexed, opened and shown.

use crate::base::id::FrameId;
use crate::base::time::{Precision, Timestamp};
use crate::capfile::{Interface, LinkType, PacketBlock, Recent};
use crate::dissect::{Dissector, Settings, Wanted};
use crate::index::Indexer;
use crate::proto::testing::lines;
use crate::store::{Capture, FileBytes};
use crate::tls::Side;
use crate::tls::keylog::KeyLog;
use crate::tls::quic::header::PacketKind;
use crate::tls::quic::{Level, QuicVersion, WhyQuicClosed, sealing};
use crate::tls::secrets::Keyring;
use crate::tls::suite_table::suite;
use crate::tls::traffic::Secret;
use std::fmt::Write;
use std::sync::Arc;

const CLIENT: ([u8; 4], u16) = ([10, 0, 0, 1], 50_000);
const MOVED: ([u8; 4], u16) = ([10, 9, 9, 9], 50_009);
const SERVER: ([u8; 4], u16) = ([10, 0, 0, 2], 443);
const RANDOM: [u8; 32] = [0x5a; 32];
const ORIGINAL: &[u8] = b"original";
const CLIENT_CID: &[u8] = b"cl-cid";
const SERVER_CID: &[u8] = b"srv-cid8";
const NEXT_CID: &[u8] = b"srv-next";

/// Makes the packets of one connection.
struct Peer {
    version: QuicVersion,
    suite: u16,
}

fn varint(n: usize) -> Vec<u8> {
    (0x4000 | n as u16).to_be_bytes().to_vec()
}

fn crypto(offset: usize, data: &[u8]) -> Vec<u8> {
    [&[6][..], &varint(offset), &varint(data.len()), data].concat()
}

fn stream(id: u8, offset: usize, data: &[u8], fin: bool) -> Vec<u8> {
    [&[0x0e | u8::from(fin), id][..], &varint(offset), &varint(data.len()), data].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 0][..], &(body.len() as u16).to_be_bytes(), body].concat()
}

fn client_hello() -> Vec<u8> {
    message(1, &[&[3, 3][..], &RANDOM, &[0, 0, 2, 0x13, 1, 1, 0, 0, 7], &[0, 43, 0, 3, 2, 3, 4]].concat())
}

fn server_hello(suite: u16) -> Vec<u8> {
    let [high, low] = suite.to_be_bytes();
    message(2, &[&[3, 3][..], &[0x77; 32], &[0, high, low, 0, 0, 6], &[0, 43, 0, 2, 3, 4]].concat())
}

impl Peer {
    const V1: Self = Self { version: QuicVersion::V1, suite: 0x1301 };

    fn secret(&self, side: Side, level: Level) -> Secret {
        let len = if self.suite == 0x1302 { 48 } else { 32 };
        Secret::from_bytes(&vec![0x10 + 4 * level as u8 + u8::from(side == Side::Server); len])
    }

    fn key_log(&self) -> String {
        let mut log = String::new();
        for (label, side, level) in [
            ("CLIENT_EARLY_TRAFFIC_SECRET", Side::Client, Level::ZeroRtt),
            ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", Side::Client, Level::Handshake),
            ("SERVER_HANDSHAKE_TRAFFIC_SECRET", Side::Server, Level::Handshake),
            ("CLIENT_TRAFFIC_SECRET_0", Side::Client, Level::OneRtt),
            ("SERVER_TRAFFIC_SECRET_0", Side::Server, Level::OneRtt),
        ] {
            let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |s, b| format!("{s}{b:02x}"));
            let secret = self.secret(side, level);
            let _ = writeln!(log, "{label} {} {}", hex(&RANDOM), hex(secret.as_bytes()));
        }
        log
    }

    fn initial(&self, side: Side, original: &[u8], dcid: &[u8], number: u64, frames: &[u8]) -> Vec<u8> {
        let scid = if side == Side::Client { CLIENT_CID } else { SERVER_CID };
        let mut frames = frames.to_vec();
        frames.resize(frames.len().max(64), 0);
        sealing::initial(self.version, side, original, dcid, scid, number, &frames)
    }

    fn long(&self, side: Side, kind: PacketKind, number: u64, frames: &[u8]) -> Vec<u8> {
        let (dcid, scid) =
            if side == Side::Client { (SERVER_CID, CLIENT_CID) } else { (CLIENT_CID, SERVER_CID) };
        let secret = self.secret(side, kind.level().unwrap());
        sealing::long(self.version, kind, suite(self.suite).unwrap(), &secret, dcid, scid, number, frames)
    }

    fn short(&self, side: Side, dcid: &[u8], generation: usize, number: u64, frames: &[u8]) -> Vec<u8> {
        let secret = self.secret(side, Level::OneRtt);
        sealing::short(self.version, suite(self.suite).unwrap(), &secret, generation, dcid, number, frames)
    }

    /// Both hellos, the server's certificate over two packets, and a request with its answer.
    fn exchange(&self) -> Vec<(Side, Vec<u8>)> {
        let hello = client_hello();
        let certificate = message(11, &[9; 40]);
        let (front, back) = certificate.split_at(20);
        let server = [
            self.initial(Side::Server, ORIGINAL, CLIENT_CID, 0, &crypto(0, &server_hello(self.suite))),
            self.long(Side::Server, PacketKind::Handshake, 0, &crypto(0, front)),
        ];
        vec![
            (Side::Client, self.initial(Side::Client, ORIGINAL, ORIGINAL, 0, &crypto(0, &hello[..30]))),
            (Side::Client, self.initial(Side::Client, ORIGINAL, ORIGINAL, 1, &crypto(30, &hello[30..]))),
            (Side::Server, server.concat()),
            (Side::Server, self.long(Side::Server, PacketKind::Handshake, 1, &crypto(20, back))),
            (
                Side::Client,
                self.long(Side::Client, PacketKind::Handshake, 0, &crypto(0, &message(20, &[1; 32]))),
            ),
            (Side::Client, self.short(Side::Client, SERVER_CID, 0, 0, &stream(0, 0, b"GET /", true))),
            (Side::Server, self.short(Side::Server, CLIENT_CID, 0, 0, &stream(0, 0, b"hello, ", false))),
            (Side::Server, self.short(Side::Server, CLIENT_CID, 1, 1, &stream(0, 7, b"world", true))),
        ]
    }
}

fn datagram(from: ([u8; 4], u16), to: ([u8; 4], u16), payload: &[u8]) -> Vec<u8> {
    let len = 28 + payload.len() as u16;
    let mut p = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, 17, 0, 0];
    p[2..4].copy_from_slice(&len.to_be_bytes());
    p.extend(from.0.iter().chain(&to.0));
    for part in [from.1, to.1, len - 20, 0] {
        p.extend_from_slice(&part.to_be_bytes());
    }
    p.extend_from_slice(payload);
    p
}

fn between(list: &[(Side, Vec<u8>)]) -> Vec<Vec<u8>> {
    let way = |side| if side == Side::Client { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
    list.iter().map(|(side, payload)| datagram(way(*side).0, way(*side).1, payload)).collect()
}

fn index(frames: &[Vec<u8>]) -> Arc<Capture> {
    let bytes = FileBytes::from_vec(frames.concat());
    let mut indexer = Indexer::new(crate::proto::registry(), None, bytes);
    indexer.interface(Interface::new(LinkType(101), Precision::MICROS));
    let mut offset = 0;
    for (at, frame) in frames.iter().enumerate() {
        let len = frame.len() as u32;
        let packet = PacketBlock {
            interface: 0,
            time: Timestamp::from_parts(at as i64, 0),
            has_time: true,
            flags: None,
            captured_len: len,
            original_len: len,
            data_offset: offset,
            options: None,
        };
        indexer.frame(&packet, frame, Recent::default());
        offset += u64::from(len);
    }
    indexer.finish()
}

fn settings(key_log: &str) -> Settings {
    let keyring = Keyring::new();
    if !key_log.is_empty() {
        keyring.add_key_log(KeyLog::parse(key_log.as_bytes()), "test", None);
    }
    Settings { secrets: keyring.snapshot(), ..Settings::default() }
}

fn shown(capture: &Capture, settings: &Settings, frame: usize) -> (String, Vec<String>) {
    let mut d = Dissector::new(capture, settings, crate::proto::registry(), Wanted::Everything);
    d.frame(FrameId::from_index(frame));
    assert!(!d.fault, "a protocol panicked");
    (d.columns.info().to_owned(), lines(&d))
}

fn stream_text(capture: &Capture, settings: &Settings, side: Side) -> String {
    let walk = capture.quic_walk(0, &settings.secrets).unwrap();
    let Some(stream) = walk.stream(0, side) else { return String::new() };
    String::from_utf8(capture.quic_stream_bytes(&walk, stream, 0..stream.len())).unwrap()
}

fn has(lines: &[String], text: &str) -> bool {
    lines.iter().any(|l| l.contains(text))
}

#[test]
fn a_client_hello_needs_no_key() {
    let capture = index(&between(&Peer::V1.exchange()));
    let none = settings("");
    let (info, tree) = shown(&capture, &none, 1);
    assert_eq!(info, "Initial, DCID=6f726967696e616c, SCID=636c2d636964, PKN: 1, CRYPTO, PADDING");
    assert!(has(&tree, "Handshake Protocol: Client Hello (last fragment)"), "{tree:#?}");
    assert!(has(&tree, "Handshake Type: Client Hello (1)"));
    assert!(has(&tree, &format!("Random: {}", "5a".repeat(32))));
    assert!(!has(&shown(&capture, &none, 0).1, "Handshake Type"));
    let (info, tree) = shown(&capture, &none, 5);
    assert_eq!(info, "Protected Payload (KP0), DCID=7372762d63696438");
    assert!(has(&tree, "[Not decrypted: no key log is loaded"), "{tree:#?}");
    let other = settings(&Peer::V1.key_log().replace("5a", "5b"));
    assert!(has(&shown(&capture, &other, 5).1, "no secret for this connection's client random"));
    let part = settings(Peer::V1.key_log().lines().next().unwrap());
    let again = index(&between(&Peer::V1.exchange()));
    let (_, tree) = shown(&again, &part, 5);
    assert!(has(&tree, "not the one named CLIENT_TRAFFIC_SECRET_0"), "{tree:#?}");
}

#[test]
fn a_key_log_opens_every_packet_of_every_suite_and_version() {
    for version in [QuicVersion::V1, QuicVersion::V2, QuicVersion(0xff00_001d)] {
        for suite in [0x1301, 0x1302, 0x1303] {
            let peer = Peer { version, suite };
            let capture = index(&between(&peer.exchange()));
            let keys = settings(&peer.key_log());
            let walk = capture.quic_walk(0, &keys.secrets).unwrap();
            assert_eq!(walk.closed(), (0, None), "{version} {suite:04x}");
            assert_eq!(stream_text(&capture, &keys, Side::Client), "GET /");
            assert_eq!(stream_text(&capture, &keys, Side::Server), "hello, world");
            let (info, tree) = shown(&capture, &keys, 7);
            assert_eq!(info, "Protected Payload (KP1), DCID=636c2d636964, PKN: 1, STREAM(0)");
            assert!(has(&tree, "STREAM id=0 fin=1 off=7 len=5 dir=Bidirectional origin=Client-initiated"));
            assert!(has(&tree, "Key Phase Bit: True"));
            assert!(has(
                &shown(&capture, &keys, 3).1,
                "2 Reassembled Handshake Fragments (44 bytes): #3(20), #4(24)"
            ));
        }
    }
}

#[test]
fn the_order_of_frames_changes_nothing() {
    let exchange = Peer::V1.exchange();
    let keys = settings(&Peer::V1.key_log());
    for order in [[2, 0, 1, 3, 4, 5, 6, 7], [0, 2, 1, 4, 3, 7, 6, 5], [1, 0, 2, 5, 7, 6, 4, 3]] {
        let frames: Vec<_> = order.iter().map(|at: &usize| exchange[*at].clone()).collect();
        let capture = index(&between(&frames));
        assert_eq!(capture.quic.connections.len(), 1, "{order:?}");
        let walk = capture.quic_walk(0, &keys.secrets).unwrap();
        assert_eq!(walk.closed(), (0, None), "{order:?}");
        assert_eq!(stream_text(&capture, &keys, Side::Server), "hello, world");
        assert_eq!(walk.handshake(Side::Server, Level::Handshake).unwrap().messages().len(), 1);
    }
}

#[test]
fn a_connection_that_moves_stays_one() {
    let peer = Peer::V1;
    let mut frames = between(&peer.exchange());
    // To an ID known from the clear, then to one that only a frame tells.
    let new_cid = [&[0x18, 1, 0, 8][..], NEXT_CID, &[0; 16]].concat();
    frames.push(datagram(SERVER, CLIENT, &peer.short(Side::Server, CLIENT_CID, 1, 2, &new_cid)));
    let same = peer.short(Side::Client, SERVER_CID, 1, 1, &stream(4, 0, b"here", false));
    frames.push(datagram(MOVED, SERVER, &same));
    let next = peer.short(Side::Client, NEXT_CID, 1, 2, &stream(4, 4, b" and there", true));
    let third = ([10, 8, 8, 8], 1234);
    frames.push(datagram(third, SERVER, &next));
    let stranger = peer.short(Side::Client, b"strange!", 1, 3, &stream(4, 0, b"not of it", true));
    frames.push(datagram(([10, 7, 7, 7], 1234), SERVER, &stranger));
    let capture = index(&frames);
    let keys = settings(&peer.key_log());
    assert_eq!((capture.quic.connections.len(), capture.quic.strays.len()), (1, 2));
    let walk = capture.quic_walk(0, &keys.secrets).unwrap();
    let moved = walk.stream(4, Side::Client).unwrap();
    assert_eq!(capture.quic_stream_bytes(&walk, moved, 0..100), b"here and there");
    assert_eq!(
        shown(&capture, &keys, 10).0,
        "Protected Payload (KP1), DCID=7372762d6e657874, PKN: 2, STREAM(4)"
    );
    assert!(has(&shown(&capture, &keys, 9).1, "[Connection Number: 0]"));
    assert!(!has(&shown(&capture, &keys, 11).1, "QUIC"));
}

#[test]
fn early_data_and_a_retry_open() {
    let peer = Peer::V1;
    let retried = b"retried!";
    let mut retry = [&[0xf0, 0, 0, 0, 1, 6][..], CLIENT_CID, &[8], retried, b"token"].concat();
    let tag = sealing::retry_tag(&retry, ORIGINAL);
    retry.extend_from_slice(&tag);
    let early = sealing::long(
        peer.version,
        PacketKind::ZeroRtt,
        suite(0x1302).unwrap(),
        &Secret::from_bytes(&[0x33; 48]),
        ORIGINAL,
        CLIENT_CID,
        0,
        &stream(0, 0, b"early", false),
    );
    let hello = crypto(0, &client_hello());
    let frames = [
        (Side::Client, [peer.initial(Side::Client, ORIGINAL, ORIGINAL, 0, &hello), early].concat()),
        (Side::Server, retry),
        (Side::Client, peer.initial(Side::Client, retried, retried, 1, &hello)),
        (Side::Server, peer.initial(Side::Server, retried, CLIENT_CID, 0, &crypto(0, &server_hello(0x1301)))),
    ];
    let capture = index(&between(&frames));
    let log = peer.key_log().replace(&"14".repeat(32), &"33".repeat(48));
    let keys = settings(&log);
    assert_eq!(capture.quic.connections.len(), 1);
    let connection = capture.quic.connection(0).unwrap();
    assert!(connection.retried && connection.initial_cids.len() == 2);
    assert_eq!(connection.facts.server_hello().unwrap().suite, 0x1301);
    let walk = capture.quic_walk(0, &keys.secrets).unwrap();
    assert_eq!(walk.closed(), (0, None));
    assert_eq!(stream_text(&capture, &keys, Side::Client), "early");
    assert!(
        has(&shown(&capture, &keys, 1).1, "Retry Integrity Tag: ")
            && has(&shown(&capture, &keys, 1).1, "[verified]")
    );
    // The same ClientHello sent again is not told twice.
    assert!(has(&shown(&capture, &keys, 2).1, "reused stream offset"));
}

/// As [`between`], from another address.
fn from_elsewhere(list: &[(Side, Vec<u8>)]) -> Vec<Vec<u8>> {
    let way = |side| if side == Side::Client { (MOVED, SERVER) } else { (SERVER, MOVED) };
    list.iter().map(|(side, payload)| datagram(way(*side).0, way(*side).1, payload)).collect()
}

#[test]
fn a_hello_of_before_a_retry_begins_another_connection_elsewhere() {
    let peer = Peer::V1;
    let mut retry = [&[0xf0, 0, 0, 0, 1, 6][..], CLIENT_CID, &[8], b"retried!", b"token"].concat();
    let tag = sealing::retry_tag(&retry, ORIGINAL);
    retry.extend_from_slice(&tag);
    let hello = crypto(0, &client_hello());
    let exchange = [
        (Side::Client, peer.initial(Side::Client, ORIGINAL, ORIGINAL, 0, &hello)),
        (Side::Server, retry),
        (Side::Client, peer.initial(Side::Client, b"retried!", b"retried!", 1, &hello)),
    ];
    let capture = index(&[between(&exchange), from_elsewhere(&exchange)].concat());
    assert_eq!(capture.quic.connections.len(), 2);
    for frame in [0, 3] {
        assert!(has(&shown(&capture, &settings(""), frame).1, "Handshake Protocol: Client Hello"));
    }
    // Sent again from where it came from, it is the connection's.
    let capture = index(&[between(&exchange), between(exchange.get(..1).unwrap())].concat());
    assert_eq!(capture.quic.connections.len(), 1);
}

#[test]
fn a_server_that_answers_elsewhere_before_the_handshakes_end_has_another_connection() {
    // Clients without connection IDs, and servers that take the client's choice for theirs, as Google's do.
    let version = QuicVersion::V1;
    let padded = |frames: &[u8]| [frames, &[0; 64]].concat();
    let initial = |side, dcid, scid, frames: &[u8]| {
        (side, sealing::initial(version, side, ORIGINAL, dcid, scid, 0, &padded(frames)))
    };
    let exchange = [
        initial(Side::Client, ORIGINAL, b"", &crypto(0, &client_hello())),
        initial(Side::Server, b"", ORIGINAL, &crypto(0, &server_hello(0x1301))),
    ];
    let third = datagram(([10, 8, 8, 8], 1234), SERVER, &exchange[0].1);
    let capture = index(&[between(&exchange), from_elsewhere(&exchange), vec![third]].concat());
    assert_eq!(capture.quic.connections.len(), 2);
    let hellos = |frame| has(&shown(&capture, &settings(""), frame).1, "Handshake Protocol: Client Hello");
    // The second client's came before anything said that it is another.
    assert_eq!([0, 2, 4].map(hellos), [true, false, true]);
    assert!(has(&shown(&capture, &settings(""), 3).1, "Handshake Protocol: Server Hello"));
}

#[test]
fn google_s_hellos_are_shown_as_often_as_they_come() {
    let hello = client_hello();
    let frames = [&[8][..], &varint(0), &varint(hello.len()), &hello, &[0; 64]].concat();
    let hellos = |version, frames: &[u8]| {
        let one = |n| sealing::initial(version, Side::Client, ORIGINAL, ORIGINAL, CLIENT_CID, n, frames);
        let capture = index(&between(&[(Side::Client, one(0)), (Side::Client, one(1))]));
        let shows = |frame| shown(&capture, &settings(""), frame).1;
        [0, 1].map(|frame| has(&shows(frame), "Handshake Protocol: Client Hello"))
    };
    assert_eq!(hellos(QuicVersion(0x5430_3531), &frames), [true, true]);
    let frames = [&crypto(0, &hello)[..], &[0; 64]].concat();
    assert_eq!(hellos(QuicVersion::V1, &frames), [true, false]);
}

#[test]
fn what_stays_closed_says_why() {
    let peer = Peer::V1;
    let keys = settings(&peer.key_log());
    let exchange = peer.exchange();
    let why = |frames: &[(Side, Vec<u8>)]| {
        let capture = index(&between(frames));
        let walk = capture.quic_walk(0, &keys.secrets).unwrap();
        walk.closed().1.cloned()
    };
    assert_eq!(why(&exchange[2..3]), Some(WhyQuicClosed::FirstInitialMissing(QuicVersion::V1)));
    let mut damaged = exchange.clone();
    *damaged[6].1.last_mut().unwrap() ^= 1;
    assert_eq!(why(&damaged), Some(WhyQuicClosed::BadTag));
    let mut unknown = vec![0xc0, 0x12, 0x34, 0x56, 0x78, 8];
    unknown.extend_from_slice(ORIGINAL);
    unknown.resize(1200, 0);
    let unknown = [(Side::Client, unknown)];
    assert_eq!(why(&unknown), Some(WhyQuicClosed::UnknownVersion(QuicVersion(0x1234_5678))));
    let capture = index(&between(&unknown));
    assert_eq!(shown(&capture, &keys, 0).0, "QUIC v0x12345678 is not supported, DCID=6f726967696e616c");
}

#[test]
fn without_hellos_the_whole_key_log_is_tried() {
    let keys = settings(&Peer::V1.key_log());
    let exchange = Peer::V1.exchange();
    let capture = index(&between(&exchange[3..]));
    let walk = capture.quic_walk(0, &keys.secrets).unwrap();
    assert_eq!(walk.closed(), (0, None));
    assert_eq!(stream_text(&capture, &keys, Side::Server), "hello, world");
}

#[test]
fn no_damage_panics_and_closed_stays_bounded() {
    let keys = settings(&Peer::V1.key_log());
    let exchange = Peer::V1.exchange();
    for frame in 0..exchange.len() {
        let len = exchange[frame].1.len();
        for at in (0..len.min(40)).chain((40..len).step_by(17)) {
            let mut damaged = exchange.clone();
            damaged[frame].1[at] ^= 0x55;
            if at % 2 == 1 {
                damaged[frame].1.truncate(at);
            }
            let capture = index(&between(&damaged));
            (0..exchange.len()).for_each(|f| _ = shown(&capture, &keys, f));
        }
    }
}

/// What real endpoints sent; see samples/README.md.
#[test]
fn the_sample_opens_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/quic");
    let file = std::fs::read(format!("{folder}/quic.pcap")).unwrap();
    let (mut frames, mut rest) = (Vec::new(), &file[24..]);
    while let Some((header, after)) = rest.split_first_chunk::<16>() {
        let len = u32::from_le_bytes(header[8..12].try_into().unwrap()) as usize;
        let (frame, after) = after.split_at(len);
        frames.push(frame.to_vec());
        rest = after;
    }
    let capture = index(&frames);
    let keys = settings(&std::fs::read_to_string(format!("{folder}/quic.keys")).unwrap());
    assert_eq!(capture.quic.connections.len(), 3);
    let said = |connection, id, side| {
        let walk = capture.quic_walk(connection, &keys.secrets).unwrap();
        assert_eq!(walk.closed(), (0, None));
        let stream = walk.stream(id, side).unwrap();
        String::from_utf8(capture.quic_stream_bytes(&walk, stream, 0..stream.len())).unwrap()
    };
    assert_eq!(said(0, 0, Side::Client), "the question of the first connection");
    assert_eq!(said(0, 0, Side::Server), "its answer, before the key update, and after it");
    assert_eq!(said(0, 4, Side::Client), "after the key update");
    assert_eq!(said(0, 8, Side::Client), "from another port with another ID");
    assert_eq!(said(1, 0, Side::Client), "early data of the second connection");
    assert_eq!(said(2, 0, Side::Client), "a question over version 2");
    assert!(shown(&capture, &keys, 14).0.starts_with("Protected Payload (KP1)"));
    assert!(shown(&capture, &keys, 17).0.contains("STREAM(8)"));
}

#[test]
fn many_ids_and_strange_datagrams_stay_cheap() {
    let peer = Peer::V1;
    let mut frames = between(&peer.exchange());
    for n in 0..3000u32 {
        // Handshake packets that all name the server otherwise, and short headers from anywhere.
        let mut long = vec![0xe0, 0, 0, 0, 1, 6];
        long.extend_from_slice(CLIENT_CID);
        long.extend_from_slice(&[8, 1, 1, 1, 1]);
        long.extend_from_slice(&n.to_be_bytes());
        long.extend_from_slice(&[0x40, 40]);
        long.resize(long.len() + 40, n as u8);
        frames.push(datagram(SERVER, CLIENT, &long));
        let from = ([10, 3, (n >> 8) as u8, n as u8], 999);
        frames.push(datagram(from, SERVER, &[0x41; 40]));
    }
    let capture = index(&frames);
    let keys = settings(&peer.key_log());
    let connection = capture.quic.connection(0).unwrap();
    assert!(connection.cids.iter().all(|c| c.len() <= 64));
    assert_eq!(capture.quic.connections.len(), 1);
    assert_eq!(stream_text(&capture, &keys, Side::Server), "hello, world");
    assert_eq!(capture.quic.strays.len(), 3000);
}
