//! What the index decides of a filter is what dissection would have said: for every frame of every
//! sample, with and without keys.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::{Document, Source};
use wirelens::filter::{Decision, Filter};
use wirelens::proto;
use wirelens::tls::secrets::Keyring;

const FILTERS: &[&str] = &[
    "tls",
    "!tls",
    "tls.handshake.type == 1",
    "tls.handshake.type != 1",
    "tls.handshake.extensions_server_name",
    "tls.record.content_type == 22",
    "tls.record.content_type == 23 && tcp.len > 100",
    "http",
    "http.request",
    "!http.request",
    "http.request.method == GET || http.response.code == 200",
    "http.request.uri contains \"/\"",
    "http.response",
    "dns or tls.handshake.type == 2",
    "tcp && !http && !tls",
];

/// What opens the samples and fixtures.
const KEYS: &[&str] = &["samples/key.pem", "tests/fixtures/tls/srv2048.key", "tests/fixtures/tls/upyssl.key"];
const KEY_LOGS: &[&str] = &["samples/tls-in-tls/proxied.keys", "tests/fixtures/tls/tls13-key-update.keys"];

fn load_keys(keyring: &Keyring) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for key in KEYS {
        keyring.load_rsa_file(&root.join(key), None).unwrap();
    }
    for log in KEY_LOGS {
        keyring.load_key_log(&root.join(log)).unwrap();
    }
}

fn captures(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_capture = path.extension().is_some_and(|e| e == "pcap" || e == "pcapng");
        if path.is_dir() {
            captures(&path, found);
        } else if is_capture {
            found.push(path);
        }
    }
}

#[test]
fn the_index_never_contradicts_the_dissection() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    captures(&root.join("samples"), &mut paths);
    captures(&root.join("tests"), &mut paths);
    assert!(paths.len() > 5, "{paths:?}");
    let filters: Vec<Filter> =
        FILTERS.iter().map(|text| Filter::new(text, proto::registry()).expect(text)).collect();
    let mut decided = 0;
    for (path, with_key) in paths.iter().flat_map(|p| [(p, false), (p, true)]) {
        let keyring: Arc<Keyring> = Arc::default();
        if with_key {
            load_keys(&keyring);
        }
        let opened = Document::open(Source::Path(path.clone()), keyring, Settings::default());
        let Ok(mut document) = opened else { continue };
        if document.load_all().is_err() {
            continue;
        }
        let (capture, settings) = (document.capture(), document.settings());
        for filter in &filters {
            let wanted = Wanted::Fields(filter.needs.clone());
            let mut d = Dissector::new(&capture, &settings, proto::registry(), wanted);
            for frame in (0..capture.frames.len()).map(FrameId::from_index) {
                let decision = filter.prune(frame, &capture, &settings);
                if decision == Decision::Look {
                    continue;
                }
                d.frame(frame);
                let passes = filter.matches(&d.tree, &d.sources, &d.columns);
                let (text, number) = (&filter.text, frame.number());
                assert_eq!(decision == Decision::Yes, passes, "{path:?} {number}: {text}");
                decided += 1;
            }
        }
    }
    assert!(decided > 100, "{decided}");
}

/// Frames of an opened session in which no message ends need not be dissected to know that they have
/// none.
#[test]
fn segments_of_opened_messages_are_decided() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let decisions = |text: &str, with_key: bool| {
        let keyring: Arc<Keyring> = Arc::default();
        if with_key {
            load_keys(&keyring);
        }
        let path = root.join("tests/fixtures/tls/http-chunked-gzip.pcap");
        let mut document = Document::open(Source::Path(path), keyring, Settings::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let filter = Filter::new(text, proto::registry()).unwrap();
        // The request, a part of the response, its end.
        [10, 11, 13].map(|n| filter.prune(FrameId::from_number(n).unwrap(), &capture, &settings))
    };
    assert_eq!(decisions("http", true), [Decision::Look, Decision::No, Decision::Look]);
    assert_eq!(decisions("!http", true), [Decision::Look, Decision::Yes, Decision::Look]);
    assert_eq!(decisions("http.request", true), [Decision::Look, Decision::No, Decision::No]);
    assert_eq!(decisions("http", false), [Decision::No; 3]);
}
