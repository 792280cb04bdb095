//! Every field that the samples of protocols show can be asked for: a filter for it alone, which dissects no more than
//! leads there, finds the frames that have it and passes those that have not. Not here: what the index decides
//! (`prune.rs`), the language itself (`src/filter`).
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::filtered::Judge;
use wirelens::document::{Document, Source};
use wirelens::filter::Filter;
use wirelens::proto;
use wirelens::tls::secrets::Keyring;

/// Layers that every sample has: what they show is tested where they are.
const BELOW: &[&str] = &["frame.", "eth.", "ip.", "ipv6.", "tcp.", "udp.", "tls.", "x509", "_ws.", "text"];
/// Frames with a field, and without it, that are asked.
const ASKED: usize = 2;

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found = Vec::new();
    for folder in ["protocols", "peers", "web", "media", "http3", "links"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "pcap") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn filters_find_every_field_that_trees_show() {
    let mut asked = 0;
    let mut wrong = Vec::new();
    for path in samples() {
        let keyring: Arc<Keyring> = Arc::default();
        let key = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/key.pem");
        keyring.load_rsa_file(&key, None).unwrap();
        let _ = keyring.load_key_log(&path.with_extension("keys"));
        let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
        let mut document = Document::open(Source::Path(path.clone()), keyring, settings).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let mut all = Dissector::new(&capture, &settings, proto::registry(), Wanted::Everything);
        let frames: Vec<FrameId> = (0..capture.frames.len()).map(FrameId::from_index).collect();
        let mut shown: BTreeMap<&str, Vec<FrameId>> = BTreeMap::new();
        for frame in &frames {
            all.frame(*frame);
            for node in all.tree.nodes() {
                let name = all.tree.def(node.field).abbrev;
                let here = shown.entry(name).or_default();
                if here.last() != Some(frame) && !BELOW.iter().any(|below| name.starts_with(below)) {
                    here.push(*frame);
                }
            }
        }
        for (name, with) in shown.iter().filter(|(_, with)| !with.is_empty()) {
            let Ok(filter) = Filter::new(name, proto::registry()) else {
                wrong.push(format!("{}: no filter can ask for {name}", path.display()));
                continue;
            };
            let mut judge = Judge::new(&capture, &settings, proto::registry(), &filter);
            let without = frames.iter().filter(|frame| !with.contains(frame)).take(ASKED);
            for frame in with.iter().take(ASKED).chain(with.last()).chain(without) {
                asked += 1;
                if judge.passes(*frame) != with.contains(frame) {
                    wrong.push(format!("{}, frame {}: {name}", path.display(), frame.number()));
                }
            }
        }
    }
    assert!(asked > 10_000, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}
