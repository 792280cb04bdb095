//! DTLS from end to end: captures of real peers, opened whatever the order of their datagrams.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::follow::{Kind, follow};
use wirelens::document::{Document, Source};
use wirelens::store::Capture;
use wirelens::tls::psk::Psk;
use wirelens::tls::secrets::Keyring;

/// A sample, the number of its secret in [`keyring`], and what the client says in it.
const SAMPLES: &[(&str, &[&str])] = &[
    ("rsa-fragments", &["over datagrams\n"]),
    ("rsa-1.0", &["an old version\n"]),
    ("ecdhe", &["with a key log\n"]),
    ("psk-ccm8", &["of few bytes\n"]),
    ("resumed", &["first\n", "second\n"]),
];

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn keyring() -> Arc<Keyring> {
    let keyring = Keyring::new();
    keyring.load_rsa_file(&file("key.pem"), None).unwrap();
    keyring.load_key_log(&file("dtls/ecdhe.keys")).unwrap();
    let key = vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    keyring.add_psk(Psk { identity: None, key: key.into() });
    Arc::new(keyring)
}

/// The frames of a sample: header of the packet's record, and its bytes.
fn frames(sample: &str) -> (Vec<u8>, Vec<Vec<u8>>) {
    let bytes = std::fs::read(file(&format!("dtls/{sample}.pcap"))).unwrap();
    let (head, mut rest) = bytes.split_at(24);
    let mut frames = Vec::new();
    while let Some(len) = rest.get(8..12) {
        let len = u32::from_le_bytes(len.try_into().unwrap()) as usize;
        let (frame, tail) = rest.split_at(16 + len);
        frames.push(frame.to_vec());
        rest = tail;
    }
    (head.to_vec(), frames)
}

struct Opened {
    capture: Arc<Capture>,
    settings: Settings,
}

fn open(head: &[u8], frames: &[Vec<u8>]) -> Opened {
    let keyring = keyring();
    let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&path, [head, &frames.concat()].concat()).unwrap();
    let source = Source::Path(path.path().to_owned());
    let mut document = Document::open(source, keyring, settings.clone()).unwrap();
    document.load_all().unwrap();
    Opened { capture: document.capture(), settings }
}

/// What both sides said, sorted, since datagrams may be in any order; and what stayed closed.
fn said(opened: &Opened) -> (Vec<String>, usize) {
    let followed = follow(&opened.capture, &opened.settings, Kind::Dtls, 0);
    let mut said: Vec<String> =
        followed.chunks.iter().map(|c| String::from_utf8_lossy(&c.bytes).into_owned()).collect();
    said.sort();
    (said, followed.closed)
}

fn expected(lines: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = lines.iter().flat_map(|l| [l.to_string(), l.to_uppercase()]).collect();
    all.sort();
    all
}

#[test]
fn every_sample_opens() {
    for (sample, lines) in SAMPLES {
        let (head, frames) = frames(sample);
        assert_eq!(said(&open(&head, &frames)), (expected(lines), 0), "{sample}");
    }
}

#[test]
fn order_and_repetition_of_datagrams_change_nothing() {
    for (sample, lines) in SAMPLES.iter().filter(|s| s.0 != "resumed") {
        let (head, frames) = frames(sample);
        let mut seed = 7u32;
        for round in 0..6 {
            let mut shuffled = frames.clone();
            shuffled.extend(frames.iter().skip(round).step_by(3).cloned());
            for at in (1..shuffled.len()).rev() {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                shuffled.swap(at, (seed >> 8) as usize % (at + 1));
            }
            assert_eq!(said(&open(&head, &shuffled)), (expected(lines), 0), "{sample}, {round}");
        }
    }
}

#[test]
fn a_lost_datagram_closes_nothing_but_itself() {
    let (head, mut frames) = frames("rsa-1.0");
    let request = frames.iter().position(|f| f.get(44) == Some(&23)).unwrap();
    frames.remove(request);
    assert_eq!(said(&open(&head, &frames)), (vec!["AN OLD VERSION\n".into()], 0));
}

#[test]
fn a_session_that_resumes_a_damaged_one_is_survived() {
    let (head, mut frames) = frames("resumed");
    for frame in &mut frames {
        // The end of a record that is sealed, or of a handshake's last message.
        if let Some(last) = frame.last_mut() {
            *last ^= 1;
        }
    }
    let opened = open(&head, &frames);
    assert_eq!(said(&opened).0, Vec::<String>::new());
    let registry = wirelens::proto::registry();
    let mut d = Dissector::new(&opened.capture, &opened.settings, registry, Wanted::Everything);
    for number in 0..frames.len() {
        d.frame(FrameId(number as u32));
        assert!(!d.fault, "frame {number}");
    }
}

#[test]
fn every_cut_of_every_frame_is_survived() {
    let (head, frames) = frames("rsa-fragments");
    for number in 0..frames.len() {
        let len = frames[number].len() - 16;
        for cut in (0..len).step_by(if len > 200 { 7 } else { 1 }) {
            let mut cut_frames = frames.clone();
            let frame = &mut cut_frames[number];
            frame.truncate(16 + cut);
            frame[8..12].copy_from_slice(&(cut as u32).to_le_bytes());
            let opened = open(&head, &cut_frames);
            let registry = wirelens::proto::registry();
            let mut d = Dissector::new(&opened.capture, &opened.settings, registry, Wanted::Everything);
            d.frame(FrameId(number as u32));
            assert!(!d.fault, "frame {number} cut to {cut}");
        }
    }
}

#[test]
fn fields_have_their_own_names() {
    let (head, frames) = frames("rsa-fragments");
    let opened = open(&head, &frames);
    let registry = wirelens::proto::registry();
    let mut d = Dissector::new(&opened.capture, &opened.settings, registry, Wanted::Everything);
    let mut names = std::collections::BTreeSet::new();
    for frame in 0..frames.len() {
        d.frame(FrameId(frame as u32));
        names.extend(d.tree.nodes().iter().map(|n| registry.def(n.field).abbrev));
    }
    for name in [
        "dtls.record.content_type",
        "dtls.record.epoch",
        "dtls.record.sequence_number",
        "dtls.handshake.cookie",
        "dtls.handshake.message_seq",
        "dtls.handshake.ciphersuite",
        "dtls.handshake.certificate",
        "dtls.handshake.verify_data",
        "dtls.handshake.session_ticket",
        "dtls.fragment.count",
        "dtls.reassembled.length",
        "dtls.alert_message.desc",
        "dtls.app_data",
        "wirelens.tls.verified",
    ] {
        assert!(names.contains(name), "{name}");
    }
    assert!(!names.iter().any(|name| name.starts_with("tls.")), "{names:?}");
}
