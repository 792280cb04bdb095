//! What each step of opening a capture costs, in the small: reading, indexing, rows, whole trees,
//! opening records. Prints nanoseconds a frame; compare figures of one run on one machine only.
//! The peers are measured beside us by `make bench` where they are installed.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wirelens::base::id::FrameId;
use wirelens::capfile::write::{PacketOut, PcapWriter};
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::{Document, Source};
use wirelens::field::FieldSet;
use wirelens::proto;
use wirelens::store::Capture;
use wirelens::tls::secrets::Keyring;

/// The founding exchange, again and again on other ports.
const COPIES: u16 = 2_000;

fn main() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let path = folder.path().join("many.pcap");
    let one = open(&samples.join("upyssl.pcap"), Arc::default());
    let frames = write_copies(&one.capture(), &path);

    let begun = Instant::now();
    let document = open(&path, Arc::default());
    say("read and index", begun, frames);
    let (capture, settings) = (document.capture(), document.settings());
    assert_eq!(capture.frames.len(), frames);

    let nothing = || Wanted::Fields(FieldSet::default());
    dissect_all("rows (columns alone)", &capture, &settings, nothing(), frames);
    dissect_all("whole trees", &capture, &settings, Wanted::Everything, frames);

    let keyring: Arc<Keyring> = Arc::default();
    keyring.load_rsa_file(&samples.join("key.pem"), None).expect("the sample's key");
    let opened = open(&samples.join("upyssl.pcap"), keyring);
    let (capture, settings) = (opened.capture(), opened.settings());
    dissect_all("first pass with the key (one RSA operation)", &capture, &settings, nothing(), 19);
    dissect_all("second pass with the key", &capture, &settings, nothing(), 19);
}

fn open(path: &Path, keyring: Arc<Keyring>) -> Document {
    let mut document =
        Document::open(Source::Path(path.to_owned()), keyring, Settings::default()).expect("the capture opens");
    document.load_all().expect("the capture loads");
    document
}

/// Writes the capture many times, each time with another client port; returns the frames written.
fn write_copies(capture: &Capture, path: &Path) -> usize {
    let file = std::io::BufWriter::new(std::fs::File::create(path).expect("the bench's capture"));
    let mut writer = PcapWriter::new(file, &capture.interfaces[0]).expect("its header");
    let mut count = 0;
    for copy in 0..COPIES {
        for index in 0..capture.frames.len() {
            let id = FrameId::from_index(index);
            let mut bytes = capture.frame_bytes(id).to_vec();
            let meta = capture.frame(id).expect("a frame of the sample");
            // The client is the first endpoint; its port stands at 34 or 36.
            let at = 34 + 2 * meta.direction();
            bytes[at..at + 2].copy_from_slice(&(10_000 + copy).to_be_bytes());
            let out = PacketOut { time: meta.time, original_len: meta.len, data: &bytes, ..PacketOut::default() };
            writer.packet(&out).expect("a frame");
            count += 1;
        }
    }
    writer.flush().expect("all of it");
    count
}

fn dissect_all(what: &str, capture: &Capture, settings: &Settings, wanted: Wanted, frames: usize) {
    let mut dissector = Dissector::new(capture, settings, proto::registry(), wanted);
    let begun = Instant::now();
    for index in 0..capture.frames.len() {
        dissector.frame(FrameId::from_index(index));
        black_box(dissector.tree.nodes().len() + dissector.columns.info().len());
    }
    say(what, begun, frames);
}

fn say(what: &str, begun: Instant, frames: usize) {
    let nanos = begun.elapsed().as_nanos() as f64 / frames as f64;
    println!("{what:<48} {nanos:>10.0} ns a frame");
}
