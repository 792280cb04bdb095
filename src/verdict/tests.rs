//! Every rule on facts made by hand: the cause is found, comes first where it must, and says all
//! its sentence promises.

use super::causes::CAUSES;
use super::judge::{judge, judge_capture};
use super::rules::nothing::WholeCapture;
use super::symptoms::*;
use crate::base::id::FrameId;
use crate::store::Endpoint;
use crate::store::verdict::{Status, Verdict};
use crate::tls::certificate_facts::CertificateFacts;
use crate::tls::handshake::{ClientHello, ServerHello, extension_type};
use crate::tls::quic::QuicVersion;
use crate::tls::session::Resumption;
use std::collections::BTreeSet;

fn extensions(list: &[(u16, &[u8])]) -> Vec<u8> {
    let mut all = Vec::new();
    for (kind, data) in list {
        all.extend_from_slice(&kind.to_be_bytes());
        all.extend_from_slice(&(data.len() as u16).to_be_bytes());
        all.extend_from_slice(data);
    }
    let mut out = (all.len() as u16).to_be_bytes().to_vec();
    out.extend(all);
    out
}

fn client(suites: &[u16], list: &[(u16, &[u8])]) -> Option<Seen<ClientHello>> {
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.push(0);
    body.extend_from_slice(&(suites.len() as u16 * 2).to_be_bytes());
    suites.iter().for_each(|s| body.extend_from_slice(&s.to_be_bytes()));
    body.extend([1, 0]);
    body.extend(extensions(list));
    Some(Seen { frame: FrameId(3), value: ClientHello::parse(&body).unwrap() })
}

fn server(version: u16, suite: u16, list: &[(u16, &[u8])]) -> Option<Seen<ServerHello>> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend([9; 32]);
    body.push(0);
    body.extend_from_slice(&suite.to_be_bytes());
    body.push(0);
    body.extend(extensions(list));
    Some(Seen { frame: FrameId(5), value: ServerHello::parse(&body).unwrap() })
}

const OFFER: &[u16] = &[
    0xc02f, 0x009c, 0x002f, 0x0039, 0xc004, 0x1301, 0x008c, 0xc035, 0x0090, 0x0094, 0xc01d, 0x0034, 0x0003,
    0x0001,
];
const V13: &[(u16, &[u8])] = &[(extension_type::SUPPORTED_VERSIONS, &[3, 4])];

/// A whole TLS 1.2 session with RSA key exchange and no secrets: closed for want of the key.
fn base() -> Symptoms {
    let side = |port: u16| {
        let _ = port;
        SideSeen {
            syn_seen: true,
            captured_bytes: 900,
            stream_bytes: 900,
            first_record: Some((22, FrameId(3))),
            sealed: 3,
            application: 2,
            failed: 3,
            failed_first: 3,
            first_failed: Some(FailedRecord {
                frame: FrameId(8),
                why: "bad MAC".into(),
                opened_before: 0,
                opened_after: 0,
            }),
            ..SideSeen::default()
        }
    };
    let certificate = CertificateFacts {
        subject: Some("device".into()),
        issuer: Some("Some CA".into()),
        serial: "0a".into(),
        not_before: Some("2026-01-01".into()),
        not_after: Some("2027-01-01".into()),
        key_kind: "RSA".into(),
        is_rsa: true,
        rsa_bits: Some(2048),
        spki_sha256: [1; 32],
    };
    Symptoms {
        client: Endpoint::v4([10, 0, 0, 1], 50_000),
        server: Endpoint::v4([10, 0, 0, 2], 443),
        client_hello: client(OFFER, &[]),
        server_hello: server(0x0303, 0x002f, &[]),
        certificate: Some(Seen { frame: FrameId(5), value: certificate }),
        client_key_exchange: Some(Seen { frame: FrameId(7), value: 256 }),
        changed: [Some(FrameId(7)), Some(FrameId(8))],
        resumption: Some(Resumption::Full),
        sides: [side(50_000), side(443)],
        ..Symptoms::default()
    }
}

fn key(spki: u8, bits: u32) -> KeySeen {
    KeySeen { label: "key.pem".into(), bits, spki_sha256: [spki; 32] }
}

fn log() -> LogSeen {
    LogSeen {
        label: "keys.txt".into(),
        secrets: 37,
        sessions: 9,
        written: Some("2026-01-01 09:12 UTC".into()),
        ..LogSeen::default()
    }
}

fn suite(s: &mut Symptoms, id: u16) {
    s.server_hello = server(0x0303, id, &[]);
    s.client_key_exchange = Some(Seen { frame: FrameId(7), value: 0 });
}

fn tls13(s: &mut Symptoms, extra: &[(u16, &[u8])]) {
    s.server_hello = server(0x0303, 0x1301, &[V13, extra].concat());
    s.certificate = None;
    s.client_key_exchange = None;
}

fn opened(s: &mut Symptoms, side: usize, sealed: u64, opened: u64) {
    s.sides[side].sealed = sealed;
    s.sides[side].opened = opened;
    s.sides[side].failed = sealed - opened;
    if sealed == opened {
        s.sides[side].first_failed = None;
        s.sides[side].failed_first = 0;
    }
    s.unlocking = Unlocking { unlocked: true, by: Some("key.pem".into()), ..Unlocking::default() };
}

fn all_open(s: &mut Symptoms) {
    opened(s, CLIENT, 3, 3);
    opened(s, SERVER, 3, 3);
}

fn gap(side: usize, acknowledged: bool, among_sealed: bool) -> Gap {
    Gap { side, end: 1448, len: 1448, before: Some(FrameId(9)), acknowledged, among_sealed }
}

fn cut(len: u32) -> CutFrame {
    CutFrame { frame: FrameId(5), captured: 200, len }
}

fn refused(s: &mut Symptoms, kind: RefusedKind) {
    s.secrets.refused.push(Refused { file: "key.enc".into(), kind });
}

fn fatal(number: u8) -> AlertSeen {
    AlertSeen { frame: FrameId(6), side: SERVER, fatal: true, number }
}

type Made = fn(&mut Symptoms);

/// Facts by which a cause is the verdict.
const FIRST: &[(&str, Made)] = &[
    ("ecdhe", |s| {
        suite(s, 0xc02f);
        s.secrets.rsa.push(key(1, 2048));
        s.server_key_exchange = Some(Seen { frame: FrameId(5), value: Some("x25519".into()) });
    }),
    ("dhe", |s| {
        suite(s, 0x0039);
        s.server_key_exchange = Some(Seen { frame: FrameId(5), value: Some("2048 bit".into()) });
    }),
    ("tls13", |s| {
        tls13(s, &[]);
        s.secrets.rsa.push(key(1, 2048));
    }),
    ("static-ecdh", |s| suite(s, 0xc004)),
    ("psk", |s| {
        suite(s, 0x008c);
        s.psk_identity = Some("dev1".into());
    }),
    ("rsa-psk", |s| {
        suite(s, 0x0094);
        s.secrets.rsa.push(key(1, 2048));
    }),
    ("dhe-psk", |s| {
        suite(s, 0x0090);
        s.secrets.psks = 1;
    }),
    ("ecdhe-psk", |s| {
        suite(s, 0xc035);
        s.secrets.psks = 1;
    }),
    ("pake", |s| suite(s, 0xc01d)),
    ("psk-dhe-ke", |s| {
        tls13(s, &[(41, &[0, 0]), (51, &[0, 29])]);
        s.secrets.psks = 1;
    }),
    ("anon", |s| {
        suite(s, 0x0034);
        s.secrets.rsa.push(key(1, 2048));
    }),
    ("kx-not-in-offer", |s| s.client_hello = client(&[0xc02f], &[])),
    ("no-key", |_| {}),
    ("key-cert-mismatch", |s| s.secrets.rsa.push(key(2, 2048))),
    ("epms-size", |s| {
        s.certificate = None;
        s.secrets.rsa.push(key(2, 4096));
    }),
    ("no-cert-seen", |s| {
        s.certificate = None;
        s.secrets.rsa.push(key(2, 2048));
        s.unlocking.trouble = Some(Trouble::NoKeyFits { padding: true });
    }),
    ("padding", |s| {
        s.secrets.rsa.push(key(1, 2048));
        s.unlocking.trouble = Some(Trouble::NoKeyFits { padding: true });
    }),
    ("pms-version", |s| {
        s.secrets.rsa.push(key(1, 2048));
        s.unlocking = Unlocking { unlocked: true, version_differs: true, ..Unlocking::default() };
    }),
    ("cert-not-rsa", |s| {
        suite(s, 0xc02f);
        s.secrets.rsa.push(key(2, 2048));
        let c = &mut s.certificate.as_mut().unwrap().value;
        c.is_rsa = false;
        c.key_kind = "ECDSA P-256".into();
    }),
    ("keylog-syntax", |s| {
        suite(s, 0xc02f);
        s.secrets.logs.push(LogSeen {
            broken: 2,
            first_broken: Some((12, "secret has 1 byte, needs 48".into())),
            ..log()
        });
    }),
    ("keylog-other-run", |s| {
        suite(s, 0xc02f);
        s.secrets.logs.push(log());
        s.captured_at = Some("2026-01-01 10:40 UTC".into());
    }),
    ("keylog-part", |s| {
        tls13(s, &[]);
        s.secrets.logs.push(LogSeen {
            traffic: Some(TrafficSeen {
                client_handshake: true,
                server_handshake: true,
                ..TrafficSeen::default()
            }),
            ..log()
        });
        opened(s, SERVER, 3, 1);
    }),
    ("keylog-never-written", |s| {
        tls13(s, &[]);
        s.secrets.logs.push(LogSeen { secrets: 0, sessions: 0, ..log() });
    }),
    ("only-client-random-for-13", |s| {
        tls13(s, &[]);
        s.secrets.logs.push(LogSeen { master: true, ..log() });
    }),
    ("psk-bad", |s| {
        suite(s, 0x008c);
        s.secrets.psks = 1;
        s.unlocking.trouble = Some(Trouble::WrongSecret);
    }),
    ("late-start", |s| {
        s.client_hello = None;
        s.server_hello = None;
        s.client_key_exchange = None;
        s.certificate = None;
        s.sides.iter_mut().for_each(|x| x.syn_seen = false);
    }),
    ("no-clienthello", |s| {
        s.client_hello = None;
        s.gaps.push(gap(CLIENT, true, false));
    }),
    ("no-serverhello", |s| {
        s.server_hello = None;
        s.certificate = None;
        s.gaps.push(gap(SERVER, true, false));
    }),
    ("no-cke", |s| {
        s.client_key_exchange = None;
        s.gaps.push(gap(CLIENT, true, false));
    }),
    ("one-direction", |s| {
        s.server_hello = None;
        s.sides[SERVER].captured_bytes = 0;
    }),
    ("snaplen", |s| {
        s.client_key_exchange = None;
        s.cut.push(cut(973));
        s.cut_count = 1;
    }),
    ("offload", |s| {
        s.unlocking.trouble = None;
        s.cut.push(cut(64_000));
        s.cut_count = 1;
        s.largest_frame = 64_000;
    }),
    ("resumed-id", |s| {
        s.client_key_exchange = None;
        s.certificate = None;
        s.resumption = Some(Resumption::Resumed);
    }),
    ("resumed-ticket", |s| {
        s.client_hello = client(OFFER, &[(35, &[1, 2, 3])]);
        s.client_key_exchange = None;
        s.certificate = None;
        s.resumption = Some(Resumption::Resumed);
    }),
    ("ems-gap", |s| {
        s.secrets.rsa.push(key(1, 2048));
        s.unlocking.trouble = Some(Trouble::TranscriptIncomplete);
        s.gaps.push(gap(SERVER, true, false));
    }),
    ("fragments", |s| {
        s.client_key_exchange = None;
        s.server_hello = server(0x0303, 0xc02f, &[]);
        s.secrets.logs.push(LogSeen { master: true, ..log() });
        s.unfinished_datagrams = 2;
    }),
    ("mac-first", |s| {
        s.secrets.rsa.push(key(1, 2048));
        s.unlocking.unlocked = true;
    }),
    ("mac-later", |s| {
        all_open(s);
        s.gaps.push(gap(SERVER, true, true));
    }),
    ("corrupt", |s| {
        opened(s, CLIENT, 3, 3);
        opened(s, SERVER, 3, 2);
        s.sides[SERVER].first_failed = Some(FailedRecord {
            frame: FrameId(9),
            why: "bad MAC".into(),
            opened_before: 1,
            opened_after: 1,
        });
    }),
    ("keyupdate", |s| {
        tls13(s, &[]);
        opened(s, CLIENT, 3, 3);
        opened(s, SERVER, 3, 1);
        s.sides[SERVER].first_failed = Some(FailedRecord {
            frame: FrameId(9),
            why: "bad tag".into(),
            opened_before: 1,
            opened_after: 0,
        });
        s.gaps.push(gap(SERVER, true, true));
    }),
    ("early-data", |s| {
        tls13(s, &[]);
        s.client_hello = client(OFFER, &[(42, &[])]);
        opened(s, SERVER, 3, 3);
        opened(s, CLIENT, 3, 1);
        s.sides[CLIENT].failed_first = 2;
    }),
    ("cipher-unsupported", |s| {
        suite(s, 0xc02f);
        s.unlocking = Unlocking { trouble: Some(Trouble::Unsupported), ..Unlocking::default() };
        s.secrets.logs.push(LogSeen { master: true, ..log() });
        s.server_hello = server(0x0303, 0x009c, &[]);
        s.secrets.rsa.push(key(1, 2048));
    }),
    ("suite-unknown", |s| {
        s.client_hello = client(&[0x7777], &[]);
        s.server_hello = server(0x0303, 0x7777, &[]);
    }),
    ("compression", |s| {
        s.secrets.rsa.push(key(1, 2048));
        s.unlocking.trouble = Some(Trouble::Compressed(64));
    }),
    ("export", |s| {
        suite(s, 0x0003);
        s.server_key_exchange = Some(Seen { frame: FrameId(5), value: None });
    }),
    ("null", |s| suite(s, 0x0001)),
    ("sslv2", |s| s.protocol = Protocol::Ssl2),
    ("quic", |s| {
        s.protocol = Protocol::Quic;
        s.quic = Some(QuicSeen { version: QuicVersion::V1, ..QuicSeen::default() });
        s.client_hello = None;
        s.server_hello = None;
        s.client_key_exchange = None;
        s.certificate = None;
    }),
    ("reneg", |s| {
        opened(s, CLIENT, 3, 2);
        opened(s, SERVER, 3, 3);
        s.sides[CLIENT].first_failed = None;
        s.renegotiation = Some(Seen { frame: FrameId(20), value: Some(0xc02f) });
    }),
    ("not-tls", |s| {
        *s =
            Symptoms { protocol: Protocol::Other, client: s.client, server: s.server, ..Symptoms::default() };
        s.sides[CLIENT].head = b"GET / HTTP/1.1".to_vec();
        s.sides[CLIENT].captured_bytes = 14;
    }),
    ("plain-server", |s| {
        *s = Symptoms {
            client_hello: client(OFFER, &[]),
            client: s.client,
            server: s.server,
            ..Symptoms::default()
        };
        s.sides[SERVER].syn_seen = true;
        s.sides[SERVER].began_otherwise = Some(FrameId(5));
        s.sides[SERVER].stream_bytes = 20;
        s.sides[SERVER].head = b"HTTP/1.1 400 Bad Req".to_vec();
    }),
    ("handshake-failed", |s| {
        *s = Symptoms { client_hello: client(OFFER, &[]), ..Symptoms::default() };
        s.alerts.push(fatal(40));
    }),
    ("no-data", |s| {
        s.sides.iter_mut().for_each(|x| {
            x.application = 0;
            x.sealed = 1;
            x.failed = 1;
        })
    }),
    ("live-wait", |s| {
        *s = Symptoms { client_hello: client(OFFER, &[]), complete: false, ..Symptoms::default() };
    }),
    ("too-old-tool", |s| s.server_hello = server(0x0309, 0x002f, &[])),
];

/// Facts by which a cause stands beside the verdict.
const BESIDE: &[(&str, Made)] = &[
    ("dtls", |s| {
        s.protocol = Protocol::Dtls;
        s.client_hello = None;
        s.server_hello = None;
        s.client_key_exchange = None;
        s.certificate = None;
        s.sides.iter_mut().for_each(|x| x.syn_seen = false);
    }),
    ("enc-pkcs8", |s| refused(s, RefusedKind::EncryptedPkcs8)),
    ("enc-pkcs1", |s| refused(s, RefusedKind::EncryptedPkcs1)),
    ("p12-password", |s| refused(s, RefusedKind::WrongPassword)),
    ("cert-or-pub", |s| refused(s, RefusedKind::Public)),
    ("ssh-key", |s| refused(s, RefusedKind::Ssh)),
    ("ec-key", |s| refused(s, RefusedKind::EllipticCurve)),
    ("hw-key", |s| refused(s, RefusedKind::Hardware)),
    ("unreadable", |s| refused(s, RefusedKind::Unreadable)),
    ("dsb", |s| s.secrets.foreign_block = true),
    ("port-reuse", |s| s.reused = Some(FrameId(30))),
    ("tcp-gap", |s| s.gaps.push(gap(SERVER, true, false))),
    ("tcp-loss-real", |s| s.gaps.push(gap(SERVER, false, false))),
    ("dup", |s| s.duplicates = 2),
    ("dropped-by-ring", |s| {
        s.client_hello = None;
        s.server_hello = None;
        s.client_key_exchange = None;
        s.sides.iter_mut().for_each(|x| x.syn_seen = false);
        s.ring_number = Some(3);
    }),
    ("cross-order", |s| s.changed = [Some(FrameId(7)), Some(FrameId(4))]),
    ("hello-order", |s| s.client_hello.as_mut().unwrap().frame = FrameId(9)),
    ("segment-order", |s| s.reordered = 1),
    ("overlap", |s| s.conflict = Some(FrameId(9))),
    ("reassembly-off", |s| s.reassembly_off = true),
    ("large-stream", |s| s.sides[SERVER].stream_bytes = 20_000_000),
    ("spanning", |s| s.spanning = 3),
    ("etm", |s| {
        s.server_hello = server(0x0303, 0x002f, &[(22, &[])]);
        s.unlocking.unlocked = true;
    }),
    ("truncated-hmac", |s| {
        s.server_hello = server(0x0303, 0x002f, &[(4, &[])]);
        s.unlocking.unlocked = true;
    }),
    ("ech", |s| {
        tls13(s, &[]);
        s.client_hello = client(OFFER, &[(0xfe0d, &[0])]);
        s.secrets.logs.push(log());
    }),
    ("other-port", |s| s.server.port = 4433),
    ("starttls", |s| s.sides[SERVER].began_otherwise = Some(FrameId(2))),
    ("tunnelled", |s| s.tunnelled = true),
    ("proxy", |s| s.certificate.as_mut().unwrap().value.issuer = Some("mitmproxy".into())),
    ("plaintext-but-unparsed", |s| {
        all_open(s);
        s.sides[CLIENT].plain_head = vec![0x81, 0x05];
    }),
    ("hidden-by-filter", |s| s.hidden_by_filter = true),
];

/// Found across sessions, or said of files that are read as they are.
const ELSEWHERE: &[&str] = &["several-keys", "tls-terminator", "der", "encoding", "wifi-locked", "vpn"];

fn says_all(slug: &str, v: &Verdict) {
    let texts = v.fixes.iter().flat_map(|f| [Some(&f.text), f.command.as_ref()]).flatten();
    for text in texts.chain([&v.sentence]) {
        assert!(!text.contains(['{', '}', '[', ']']), "{slug}: {text}");
    }
    // The title stands in only where a fact for the sentence is missing.
    if let Some(cause) = v.cause {
        assert_ne!(v.sentence, format!("{}.", cause.title), "{slug}: the sentence was not filled");
    }
}

#[test]
fn each_cause_is_the_verdict_on_facts_that_say_so() {
    let mut wrong = Vec::new();
    for (slug, make) in FIRST {
        let mut s = base();
        make(&mut s);
        let v = judge(&s);
        says_all(slug, &v);
        let found = v.cause.map(|c| c.slug);
        if found != Some(*slug) {
            wrong.push((slug, found, v.also.iter().map(|c| c.slug).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn notes_stand_beside_the_verdict() {
    for (slug, make) in BESIDE {
        let mut s = base();
        make(&mut s);
        let v = judge(&s);
        assert!(v.also.iter().any(|c| c.slug == *slug), "{slug}: {v:?}");
        says_all(slug, &v);
    }
}

#[test]
fn every_cause_of_the_catalogue_has_its_facts_here() {
    let all: BTreeSet<&str> = CAUSES.iter().map(|c| c.slug).collect();
    let tested = FIRST.iter().map(|x| x.0).chain(BESIDE.iter().map(|x| x.0)).chain(ELSEWHERE.iter().copied());
    assert_eq!(tested.collect::<BTreeSet<_>>(), all);
}

#[test]
fn an_opened_session_has_no_cause_and_one_half_opened_has() {
    let mut s = base();
    all_open(&mut s);
    let v = judge(&s);
    assert_eq!((v.status, v.cause), (Status::Decrypted, None));
    assert!(v.sentence.contains("key.pem") && v.sentence.contains("6 of 6"), "{}", v.sentence);
    s.sides[SERVER].opened = 1;
    s.sides[SERVER].failed = 2;
    assert_eq!(judge(&s).status, Status::Partly);
}

#[test]
fn what_is_missing_comes_before_the_key_exchange_and_that_before_the_key() {
    let mut s = base();
    s.client_hello = None;
    s.secrets.rsa.push(key(2, 2048));
    let v = judge(&s);
    assert_eq!(v.cause.map(|c| c.slug), Some("no-clienthello"));
    assert!(v.also.iter().any(|c| c.slug == "key-cert-mismatch"));
}

#[test]
fn commands_name_the_server_and_only_suites_that_the_client_offers() {
    let mut s = base();
    suite(&mut s, 0xc02f);
    let v = judge(&s);
    let commands: Vec<&str> = v.fixes.iter().filter_map(|f| f.command.as_deref()).collect();
    assert!(commands.iter().any(|c| c.contains("-accept 443") && c.contains("AES128-GCM-SHA256:AES128-SHA")));
    s.client_hello = client(&[0xc02f], &[]);
    let v = judge(&s);
    assert!(v.fixes.iter().all(|f| f.command.as_ref().is_none_or(|c| !c.contains("s_server"))));
}

#[test]
fn a_server_name_never_gets_into_a_command() {
    for (_, make) in FIRST.iter().chain(BESIDE) {
        let mut s = base();
        make(&mut s);
        if let Some(hello) = &mut s.client_hello {
            hello.value.server_name = Some((*b"x'; rm -rf ~ #").into());
        }
        s.psk_identity = Some("$(reboot)".into());
        let v = judge(&s);
        for command in v.fixes.iter().filter_map(|f| f.command.as_ref()) {
            assert!(!command.contains("rm -rf") && !command.contains("reboot"), "{command}");
        }
    }
}

#[test]
fn a_capture_without_sessions_says_what_hides_them() {
    let wifi = WholeCapture { protected_frames: 5, first_protected: Some(FrameId(2)), tunnel: None };
    let v = judge_capture(&wifi).unwrap();
    assert_eq!(v.cause.map(|c| c.slug), Some("wifi-locked"));
    says_all("wifi-locked", &v);
    let vpn = WholeCapture { tunnel: Some("a WireGuard tunnel"), ..WholeCapture::default() };
    assert_eq!(judge_capture(&vpn).unwrap().cause.map(|c| c.slug), Some("vpn"));
    assert!(judge_capture(&WholeCapture::default()).is_none());
}
