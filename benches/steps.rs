//! What each step of opening a capture costs, in the small: reading, indexing, rows, whole trees,
//! opening records. Prints nanoseconds a frame and bytes a second; compare figures of one run on one
//! machine only.
//! The peers are measured beside us by `make bench` where they are installed.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use aes_gcm::aead::{Aead, Nonce as AeadNonce, Payload};
use aes_gcm::{Aes128Gcm, KeyInit};
use wirelens::base::id::FrameId;
use wirelens::capfile::write::{PacketOut, PcapWriter};
use wirelens::dissect::{Dissector, Settings, Wanted};
use wirelens::document::{Document, Source};
use wirelens::field::FieldSet;
use wirelens::print::time::Times;
use wirelens::print::{Printer, Shown, Style, summary};
use wirelens::proto;
use wirelens::store::Capture;
use wirelens::tls::open::{Opener, SealedRecord};
use wirelens::tls::record::{ContentType, Version};
use wirelens::tls::secrets::Keyring;
use wirelens::tls::suite_table::suite;
use wirelens::tls::traffic::{LabelPrefix, Secret};

type Nonce = AeadNonce<Aes128Gcm>;

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
    let hello = proto::registry().named("tls.handshake.type").iter().copied().collect();
    dissect_all("rows with one field of TLS", &capture, &settings, Wanted::Fields(hello), frames);
    print_all(&capture, &settings, frames);
    dissect_all("whole trees", &capture, &settings, Wanted::Everything, frames);

    let keyring: Arc<Keyring> = Arc::default();
    keyring.load_rsa_file(&samples.join("key.pem"), None).expect("the sample's key");
    let opened = open(&samples.join("upyssl.pcap"), keyring);
    let (capture, settings) = (opened.capture(), opened.settings());
    dissect_all("first pass with the key (one RSA operation)", &capture, &settings, nothing(), 19);
    dissect_all("second pass with the key", &capture, &settings, nothing(), 19);
    records();
}

/// How fast long records open, beside what the same cipher does in pure Rust.
fn records() {
    const RECORD_LEN: usize = 1 << 14;
    const TIMES: usize = 4_000;
    let suite = suite(0x1301).expect("TLS_AES_128_GCM_SHA256");
    let secret = Secret::from_bytes(&[7; 32]);
    let keys = secret.record_keys(suite, LabelPrefix::Tls13).expect("its keys");
    let mut inner = vec![b'x'; RECORD_LEN];
    inner.push(ContentType::APPLICATION_DATA.0);
    let [high, low] = (RECORD_LEN as u16 + 17).to_be_bytes();
    let header = [ContentType::APPLICATION_DATA.0, 3, 3, high, low];
    let nonce = Nonce::try_from(&keys.iv[..]).expect("a nonce");
    let cipher = Aes128Gcm::new_from_slice(&keys.key).expect("its key");
    let sealed = cipher.encrypt(&nonce, Payload { msg: &inner, aad: &header }).expect("a record");
    let rate = |what: &str, open: &mut dyn FnMut()| {
        let begun = Instant::now();
        (0..TIMES).for_each(|_| open());
        let rate = (TIMES * RECORD_LEN) as f64 / begun.elapsed().as_secs_f64() / 1e9;
        println!("{what:<48} {rate:>10.2} GB/s");
    };
    let opener = Opener::tls13(suite, &secret, LabelPrefix::Tls13).expect("an opener");
    let record = SealedRecord::new(ContentType::APPLICATION_DATA, Version::TLS12, 0, &sealed);
    let mut out = Vec::new();
    rate("opening records of 16 KiB, AES-128-GCM", &mut || {
        black_box(opener.open_into(&record, &mut out).expect("the tag is right"));
    });
    rate("the same by RustCrypto", &mut || {
        black_box(cipher.decrypt(&nonce, Payload { msg: &sealed, aad: &header }).expect("the tag is right"));
    });
}

fn open(path: &Path, keyring: Arc<Keyring>) -> Document {
    let mut document = Document::open(Source::Path(path.to_owned()), keyring, Settings::default())
        .expect("the capture opens");
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
            let out =
                PacketOut { time: meta.time, original_len: meta.len, data: &bytes, ..PacketOut::default() };
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

/// Rows with the lines that the list has of them.
fn print_all(capture: &Capture, settings: &Settings, frames: usize) {
    let style = Style { columns: summary::default_columns(), ..Style::default() };
    let mut printer = Printer::new(style, proto::registry()).expect("the usual columns");
    let mut dissector =
        Dissector::new(capture, settings, proto::registry(), printer.wanted(&FieldSet::default()));
    let mut out = String::new();
    let begun = Instant::now();
    for index in 0..capture.frames.len() {
        let frame = FrameId::from_index(index);
        dissector.frame(frame);
        let (d, meta, digits) = (&dissector, dissector.meta(), capture.precision(frame));
        let times = Times { this: meta.time, ..Times::default() };
        let shown = Shown { d, number: frame.number(), meta, digits, times, cumulative_bytes: 0 };
        printer.frame(shown, &mut out);
        if out.len() >= 1 << 16 {
            black_box(&out);
            out.clear();
        }
    }
    say("rows and their lines", begun, frames);
}

fn say(what: &str, begun: Instant, frames: usize) {
    let nanos = begun.elapsed().as_nanos() as f64 / frames as f64;
    println!("{what:<48} {nanos:>10.0} ns a frame");
}
