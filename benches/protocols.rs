//! What a frame of each protocol costs: every capture of one protocol in the samples, dissected again and again,
//! as rows and as whole trees. Prints nanoseconds of CPU a frame and a byte; compare figures of one run on
//! one machine only.

use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::{Document, Source};
use wirelens::field::FieldSet;
use wirelens::proto;
use wirelens::store::Capture;
use wirelens::tls::secrets::Keyring;

/// Folders of samples that are measured.
const FOLDERS: [&str; 3] = ["protocols", "media", "http3"];
/// How long each figure is measured.
const MEASURED_NS: u128 = 60_000_000;

fn main() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths = Vec::new();
    for folder in FOLDERS {
        let folder = std::fs::read_dir(samples.join(folder)).expect("the samples");
        paths.extend(folder.map(|e| e.expect("a sample").path()));
    }
    paths.sort();
    println!("{:<20} {:>6} {:>12} {:>12} {:>14}", "sample", "frames", "row, ns", "tree, ns", "tree, ns/byte");
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "pcap")) {
        let keyring: Arc<Keyring> = Arc::default();
        keyring.load_rsa_file(&samples.join("key.pem"), None).expect("the samples' key");
        let log = path.with_extension("keys");
        if log.exists() {
            keyring.load_key_log(&log).expect("the sample's key log");
        }
        let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
        let mut document =
            Document::open(Source::Path(path.clone()), keyring, settings.clone()).expect("a sample");
        document.load_all().expect("all of it");
        let capture = document.capture();
        let frames = capture.frames.len();
        let bytes: usize = (0..frames).map(|i| capture.frame_bytes(FrameId::from_index(i)).len()).sum();
        let row = per_frame(&capture, &settings, || Wanted::Fields(FieldSet::default()));
        let tree = per_frame(&capture, &settings, || Wanted::Everything);
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("?");
        let per_byte = tree * frames as u128 / bytes.max(1) as u128;
        println!("{name:<20} {frames:>6} {row:>12} {tree:>12} {per_byte:>14}");
    }
}

fn per_frame(capture: &Capture, settings: &Settings, wanted: impl Fn() -> Wanted) -> u128 {
    let mut dissector = Dissector::new(capture, settings, proto::registry(), wanted());
    let mut count = 0u128;
    let begun = cpu_ns();
    while cpu_ns() - begun < MEASURED_NS {
        for index in 0..capture.frames.len() {
            dissector.frame(FrameId::from_index(index));
            black_box(dissector.columns.info());
            count += 1;
        }
    }
    (cpu_ns() - begun) / count.max(1)
}

/// What this thread has worked so far: others on the machine do not count.
fn cpu_ns() -> u128 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u128 * 1_000_000_000 + time.tv_nsec as u128
}
