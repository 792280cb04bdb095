//! What is opened does not depend on the order in which anybody asks, nor on the order in which a
//! file holds the frames of the two directions and of connections.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::ConversationId;
use wirelens::dissect::Settings;
use wirelens::document::{Document, Source};
use wirelens::store::{Capture, Flow, NotOpened, PlainRecord, Unlocked};
use wirelens::tls::psk::Psk;
use wirelens::tls::record::ContentType;
use wirelens::tls::secrets::{Keyring, Secrets};
use wirelens::tls::walk::{Keys, Stage};

const FOLDER: &str = "tests/fixtures/tls";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(name)
}

struct Opened {
    capture: Arc<Capture>,
    secrets: Arc<Secrets>,
}

/// What a record gave, by conversation, direction and index.
type Place = (u32, usize, usize);

impl Opened {
    fn new(path: &Path, secret: &str) -> Self {
        let keyring = Arc::new(Keyring::new());
        match secret.rsplit_once('.') {
            Some((_, "key")) => drop(keyring.load_rsa_file(&file(secret), None).unwrap()),
            Some(_) => drop(keyring.load_key_log(&file(secret)).unwrap()),
            None => drop(keyring.add_psk(Psk::parse(secret).unwrap())),
        }
        let secrets = keyring.snapshot();
        let settings = Settings { secrets: Arc::clone(&secrets), ..Settings::default() };
        let mut document = Document::open(Source::from_arg(path), keyring, settings).unwrap();
        document.load_all().unwrap();
        Self { capture: document.capture(), secrets }
    }

    fn flows(&self) -> impl Iterator<Item = (ConversationId, &Flow)> {
        let with_flow = |(at, c): (usize, &'_ wirelens::store::Conversation)| {
            Some((ConversationId::from_index(at), c.flow.clone()?))
        };
        let list: Vec<_> = self.capture.conversations.iter().enumerate().filter_map(with_flow).collect();
        list.into_iter().map(|(id, _)| {
            let flow = self.capture.conversation(id).and_then(|c| c.flow.as_deref());
            (id, flow.unwrap())
        })
    }

    fn places(&self) -> Vec<Place> {
        let of_flow = |(id, flow): (ConversationId, &Flow)| {
            let counts = [0, 1].map(|d: usize| flow.directions[d].messages.len());
            (0..2).flat_map(move |d| (0..counts[d]).map(move |index| (id.0, d, index))).collect::<Vec<_>>()
        };
        self.flows().flat_map(of_flow).collect()
    }

    fn record(&self, (id, direction, index): Place) -> Result<PlainRecord, NotOpened> {
        let id = ConversationId(id);
        let flow = self.capture.conversation(id).and_then(|c| c.flow.as_deref()).unwrap();
        self.capture.open_record(id, flow, direction, index, &self.secrets)
    }

    fn unlocked(&self) -> Vec<Arc<Unlocked>> {
        self.flows().map(|(id, flow)| self.capture.unlocked(id, flow, &self.secrets)).collect()
    }

    /// Everything that was application data.
    fn data(&self) -> BTreeSet<Vec<u8>> {
        let records = self.places().into_iter().filter_map(|place| self.record(place).ok());
        let data = records.filter(|r| r.opened.content_type == ContentType::APPLICATION_DATA);
        data.map(|r| r.bytes.to_vec()).filter(|bytes| !bytes.is_empty()).collect()
    }
}

/// Captures with what opens them.
const CASES: [(&str, &str); 9] = [
    ("upyssl.pcap", "upyssl.key"),
    ("rsa-tls10-aes128-sha-mac-then-encrypt.pcap", "srv2048.key"),
    ("rsa-deflate-tls12-aes128-gcm-sha256.pcap", "srv2048.key"),
    ("rsa-reneg-server-fullhs-cbc.pcap", "srv2048.key"),
    ("rsa-resume-sessionid-noems.pcap", "srv2048.key"),
    ("tls13-key-update.pcap", "tls13-key-update.keys"),
    ("tls13-early-data.pcap", "tls13-early-data.keys"),
    ("tls13-psk-ke.pcap", "0123456789abcdef"),
    ("rsa-tiny-records.pcap", "upyssl.key"),
];

/// A capture's frames, each with its header in the file, in another order.
fn reordered(pcap: &[u8], order: impl FnOnce(&mut Vec<&[u8]>)) -> tempfile::NamedTempFile {
    let (header, mut rest) = pcap.split_at(24);
    let mut frames = Vec::new();
    while rest.len() >= 16 {
        let len = u32::from_le_bytes(rest[8..12].try_into().unwrap()) as usize;
        let (frame, after) = rest.split_at(16 + len);
        frames.push(frame);
        rest = after;
    }
    order(&mut frames);
    let file = tempfile::NamedTempFile::with_suffix(".pcap").unwrap();
    std::fs::write(file.path(), [header, &frames.concat()].concat()).unwrap();
    file
}

/// Source and destination port; all captures here are Ethernet, IPv4 and TCP.
fn ports(frame: &[u8]) -> (u16, u16) {
    let tcp = 16 + 14 + usize::from(frame[16 + 14] & 15) * 4;
    let port = |at: usize| u16::from_be_bytes([frame[tcp + at], frame[tcp + at + 1]]);
    (port(0), port(2))
}

#[test]
fn records_open_in_any_order_to_the_same() {
    for (pcap, secret) in CASES {
        let in_order = Opened::new(&file(pcap), secret);
        let shown = |r: Result<PlainRecord, NotOpened>| r.map(|r| (r.bytes.to_vec(), r.sequence, r.session));
        let expected: Vec<_> =
            in_order.places().into_iter().map(|p| (p, shown(in_order.record(p)))).collect();
        assert!(expected.iter().any(|(_, r)| r.is_ok()), "{pcap}");
        // A permutation by steps of a number that has no factor in common with the count.
        for step in [1, 7, 11] {
            let again = Opened::new(&file(pcap), secret);
            let count = expected.len();
            let step = (step..).find(|s| (2..=*s).all(|f| s % f != 0 || count % f != 0)).unwrap();
            for n in 0..count {
                let (place, wanted) = &expected[count - 1 - n * step % count];
                assert_eq!(shown(again.record(*place)), *wanted, "{pcap} {place:?}");
            }
        }
    }
}

#[test]
fn the_order_of_frames_changes_no_plaintext() {
    for (pcap, secret) in CASES {
        let expected = Opened::new(&file(pcap), secret).data();
        assert!(!expected.is_empty(), "{pcap}");
        let bytes = std::fs::read(file(pcap)).unwrap();
        let server_first = reordered(&bytes, |frames| frames.sort_by_key(|f| ports(f).0 > ports(f).1));
        let client_first = reordered(&bytes, |frames| frames.sort_by_key(|f| ports(f).0 < ports(f).1));
        let late_first = reordered(&bytes, |frames| {
            let connection = |f: &&[u8]| std::cmp::Reverse(ports(f).0.max(ports(f).1));
            frames.sort_by_key(connection);
        });
        let early_first = reordered(&bytes, |frames| frames.sort_by_key(|f| ports(f).0.max(ports(f).1)));
        // Any order at all, by a generator with a fixed seed.
        let mut seed = 1_u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut shuffled = || {
            reordered(&bytes, |frames| (1..frames.len()).rev().for_each(|at| frames.swap(at, next(at + 1))))
        };
        let (any, another) = (shuffled(), shuffled());
        for other in [server_first, client_first, late_first, early_first, any, another] {
            assert_eq!(Opened::new(other.path(), secret).data(), expected, "{pcap}");
        }
    }
}

#[test]
fn a_renegotiated_handshake_is_a_session_of_its_own() {
    let opened = Opened::new(&file("rsa-reneg-server-fullhs-cbc.pcap"), "srv2048.key");
    let unlocked = opened.unlocked();
    let [unlocked] = unlocked.as_slice() else { panic!("one connection") };
    assert_eq!(unlocked.sessions.len(), 3);
    let randoms: BTreeSet<_> =
        unlocked.sessions.iter().map(|s| s.facts.client_hello().unwrap().random).collect();
    assert_eq!(randoms.len(), 3);
    for session in &unlocked.sessions {
        assert!(matches!(session.keys, Some(Ok(Keys::Tls12(_)))));
        assert_eq!(session.finished, [Some(true); 2]);
    }
    assert!(unlocked.is_all_open());
}

#[test]
fn a_resumed_session_takes_the_keys_of_the_one_it_resumes() {
    let opened = Opened::new(&file("rsa-resume-sessionid-noems.pcap"), "srv2048.key");
    // The later one is asked for first.
    let last = opened.flows().map(|(id, _)| id.0).max().unwrap();
    let resumed = opened.places().into_iter().filter(|(id, ..)| *id == last);
    let data = resumed.filter_map(|p| opened.record(p).ok()).map(|r| r.by.to_string());
    assert!(data.collect::<BTreeSet<_>>().iter().all(|by| by.contains("resumed")));
    assert!(opened.unlocked().iter().all(|u| u.sessions.iter().all(|s| s.finished == [Some(true); 2])));
}

#[test]
fn key_updates_and_early_data_are_followed() {
    let opened = Opened::new(&file("tls13-key-update.pcap"), "tls13-key-update.keys");
    let stages: BTreeSet<u32> = opened
        .places()
        .into_iter()
        .filter_map(|place| match opened.record(place).ok()?.stage {
            Stage::Application(updates) => Some(updates),
            _ => None,
        })
        .collect();
    assert!(stages.contains(&0) && stages.contains(&1), "{stages:?}");
    let early = Opened::new(&file("tls13-early-data.pcap"), "tls13-early-data.keys");
    let is_early = |r: &PlainRecord| r.stage == Stage::Early && r.bytes.starts_with(b"sent before");
    assert!(early.places().into_iter().filter_map(|p| early.record(p).ok()).any(|r| is_early(&r)));
    for opened in [opened, early] {
        for unlocked in opened.unlocked() {
            assert!(unlocked.is_all_open());
            assert!(unlocked.sessions.iter().all(|s| s.finished == [Some(true); 2]));
        }
    }
}

#[test]
fn tls_1_3_opens_without_its_beginning() {
    let whole = Opened::new(&file("tls13-key-update.pcap"), "tls13-key-update.keys").data();
    let bytes = std::fs::read(file("tls13-key-update.pcap")).unwrap();
    // Up to both Finished, and a little of the application data.
    for missing in [6, 8] {
        let cut = reordered(&bytes, |frames| drop(frames.drain(..missing)));
        let data = Opened::new(cut.path(), "tls13-key-update.keys").data();
        assert_eq!(data, whole, "{missing} frames missing");
    }
}

#[test]
fn other_secrets_open_nothing() {
    for (pcap, _) in CASES.iter().filter(|(_, secret)| *secret != "srv2048.key") {
        let opened = Opened::new(&file(pcap), "srv2048.key");
        assert!(opened.data().is_empty(), "{pcap}");
        assert!(opened.unlocked().iter().all(|u| u.sessions.iter().all(|s| !matches!(s.keys, Some(Ok(_))))));
    }
}

#[test]
fn records_behind_many_gaps_keep_their_numbers() {
    let bytes = std::fs::read(file("rsa-tiny-records.pcap")).unwrap();
    // Two of three segments with data are lost: 400 records, in 20 holes.
    let lossy = reordered(&bytes, |frames| {
        let mut data = 0;
        frames.retain(|frame| {
            let is_data =
                ports(frame).0 > ports(frame).1 && frame.len() > 16 + 14 + 40 && data_follows(frame);
            data += usize::from(is_data);
            !is_data || data % 3 == 1
        });
    });
    let opened = Opened::new(lossy.path(), "upyssl.key");
    let data = opened.places().into_iter().filter_map(|place| opened.record(place).ok());
    let digits: Vec<(u64, Vec<u8>)> = data
        .filter(|r| r.opened.content_type == ContentType::APPLICATION_DATA)
        .map(|r| (r.sequence, r.bytes.to_vec()))
        .collect();
    assert_eq!(digits.len(), 200);
    // Number 0 is Finished.
    assert!(digits.iter().all(|(sequence, digit)| digit == format!("{}", (sequence - 1) % 10).as_bytes()));
    assert_eq!(digits.last().unwrap().0, 580);
}

/// The first record of a segment is application data.
fn data_follows(frame: &[u8]) -> bool {
    frame.get(16 + 14 + 40) == Some(&ContentType::APPLICATION_DATA.0)
}
