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
    "ip.addr == 192.168.11.0/24",
    "!(ip.addr == 192.168.11.1)",
    "ip.src != 127.0.0.1",
    "ip.dst == 10.0.0.0/8 || ipv6.addr == fe80::/10",
    "ipv6.dst == ::1 && tcp",
    "tcp.port in {443, 8000..9000}",
    "udp.port == 53 || udp.port in {1000..65535}",
    "!tcp.port == 443",
    "tcp.stream == 0 && frame.len > 100",
    "udp && frame.len in {60..100}",
    "frame.time_relative > 0.5",
    "frame.time_epoch < 1700000000",
];

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
            keyring.load_rsa_file(&root.join("samples/key.pem"), None).unwrap();
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
            let mut pruner = filter.pruner(&capture, &settings);
            for (frame, meta) in (0..).map(FrameId::from_index).zip(capture.frames.iter()) {
                let decision = filter.prune(frame, &capture, &settings);
                let (text, number) = (&filter.text, frame.number());
                assert_eq!(pruner.prune(frame, meta), decision, "{path:?} {number}: {text}");
                if decision == Decision::Look {
                    continue;
                }
                d.frame(frame);
                let passes = filter.matches(&d.tree, &d.sources, &d.columns);
                assert_eq!(decision == Decision::Yes, passes, "{path:?} {number}: {text}");
                decided += 1;
            }
        }
    }
    assert!(decided > 100, "{decided}");
}
