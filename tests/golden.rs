//! The whole tree of every frame of every sample, as text, with the samples' key loaded. A change
//! of any label shows up as a difference to `tests/golden/`; `UPDATE_GOLDEN=1` writes these files
//! anew. What must never change stands below as assertions of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Flags, Settings, Wanted};
use wirelens::document::{Document, Loader, Source};
use wirelens::field::{Base, FieldDef, Type};
use wirelens::store::Capture;
use wirelens::tls::secrets::Keyring;

const SAMPLES: &[&str] = &[
    "upyssl",
    "sibling/default-tls12-ecdhe",
    "sibling/default-tls13",
    "sibling/plain-server",
    "sibling/rsa-aes128-gcm-sha256",
    "sibling/rsa-aes256-sha",
    "dtls/rsa-fragments",
    "wlan/upyssl-radiotap",
    "links/frame-relay",
    "links/cisco-hdlc",
    "links/pppoe-session",
    "links/ppp-options",
    "links/l2tp",
    "links/sctp",
    "links/ipsec",
    "links/media",
    "links/tunnels",
    "links/addresses",
    "links/carriers",
    "links/nflog",
    "links/groups",
    "links/discovery",
    "links/neighbours",
    "links/eapol",
    "links/l2tp-attributes",
    "links/sctp-extensions",
    "links/ppi",
    "links/avs",
    "links/prism",
    "media/rtsp-udp",
    "media/rtsp-interleaved",
    "media/sip-call",
    "media/sip-tcp",
    "http3/http3",
    "quic/doq",
    "web/http",
    "web/connect",
    "web/http2",
    "web/h2c",
    "web/websocket",
    "web/sockets2",
];

/// A small conversation of each protocol.
fn protocols() -> Vec<String> {
    samples_in("protocols")
}

/// What real programs said. Only what stands above the transport is recorded.
fn peers() -> Vec<String> {
    samples_in("peers")
}

fn samples_in(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(file("samples").join(folder)).unwrap().map(|e| e.unwrap().path());
    let captures = entries.filter(|path| path.extension().is_some_and(|e| e == "pcap"));
    let mut names: Vec<String> =
        captures.map(|path| format!("{folder}/{}", path.file_stem().unwrap().to_str().unwrap())).collect();
    names.sort();
    names
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

struct Session {
    capture: Arc<Capture>,
    settings: Settings,
}

impl Session {
    fn open(sample: &str) -> Self {
        let keyring = Arc::new(Keyring::new());
        keyring.load_rsa_file(&file("samples/key.pem"), None).unwrap();
        let log = file(&format!("samples/{sample}.keys"));
        if log.exists() {
            keyring.load_key_log(&log).unwrap();
        }
        let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
        let source = Source::Path(file(&format!("samples/{sample}.pcap")));
        let mut document = Document::open(source, keyring, settings.clone()).unwrap();
        document.load_all().unwrap();
        Self { capture: document.capture(), settings }
    }

    fn dissector(&self) -> Dissector<'_> {
        Dissector::new(&self.capture, &self.settings, wirelens::proto::registry(), Wanted::Everything)
    }

    /// The lines of a frame, given by its number, four blanks a level; and its decrypted bytes.
    fn frame(&self, number: u32) -> (Vec<String>, Vec<u8>) {
        let mut d = self.dissector();
        d.frame(FrameId(number - 1));
        let opened = d.sources.iter().filter(|(_, s)| s.title == "Decrypted TLS");
        let opened = opened.flat_map(|(_, s)| s.bytes.to_vec()).collect();
        (lines(&d), opened)
    }
}

/// Layers whose lines are left out where only what stands above them is recorded.
const BELOW: &[&str] = &["frame", "eth", "ip", "ipv6", "tcp", "udp"];

fn lines(d: &Dissector<'_>) -> Vec<String> {
    lines_of(d, &[])
}

/// Of the layers named, only the first line.
fn lines_of(d: &Dissector<'_>, short: &[&str]) -> Vec<String> {
    // Times in the zone of the machine are not the same everywhere.
    let local =
        |def: &FieldDef| def.ty == Type::AbsoluteTime && !matches!(def.base, Base::None | Base::ZeroIsNull);
    let nodes = d.tree.nodes().iter();
    let mut layer = "";
    nodes
        .filter(|node| {
            if node.depth == 0 {
                layer = d.tree.def(node.field).abbrev;
            }
            node.depth == 0 || !short.contains(&layer)
        })
        .filter(|node| !node.flags.has(Flags::HIDDEN) && !local(d.tree.def(node.field)))
        .map(|node| {
            let mut line = "    ".repeat(usize::from(node.depth));
            d.tree.label(node, &d.sources, &mut line);
            line
        })
        .collect()
}

/// Everything a sample's frames say.
fn text(sample: &str) -> String {
    let session = Session::open(sample);
    let mut d = session.dissector();
    let mut out = String::new();
    for index in 0..session.capture.frames.len() {
        d.frame(FrameId(index as u32));
        writeln!(out, "== {} {} | {}", index + 1, d.columns.protocol, d.columns.info()).unwrap();
        let short = if sample.starts_with("peers/") { BELOW } else { &[] };
        for line in lines_of(&d, short) {
            if line.starts_with("Frame ") && !short.is_empty() {
                continue;
            }
            writeln!(out, "{line}").unwrap();
        }
        for (_, source) in d.sources.iter() {
            writeln!(out, "-- {} ({} bytes)", source.title, source.bytes.len()).unwrap();
        }
    }
    out
}

#[test]
fn trees_are_as_recorded() {
    let mut different = Vec::new();
    let samples = SAMPLES.iter().map(|s| (*s).to_owned()).chain(protocols()).chain(peers());
    for sample in samples {
        let now = text(&sample);
        let path = file(&format!("tests/golden/{}.txt", sample.replace('/', "-")));
        if std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1") {
            std::fs::write(&path, &now).unwrap();
            continue;
        }
        let recorded = std::fs::read_to_string(&path).unwrap_or_default();
        if recorded != now {
            let (old, new): (Vec<_>, Vec<_>) = (recorded.lines().collect(), now.lines().collect());
            let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
            different.push(format!(
                "{}, line {}:\n  recorded: {:?}\n  now:      {:?}",
                path.display(),
                at + 1,
                old.get(at),
                new.get(at)
            ));
        }
    }
    assert!(
        different.is_empty(),
        "{}\nIf the change is meant, run with UPDATE_GOLDEN=1 and look at the difference.",
        different.join("\n")
    );
}

#[test]
fn every_sample_is_recorded() {
    for folder in ["samples", "samples/sibling"] {
        for entry in std::fs::read_dir(file(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "pcap") {
                let stem = path.file_stem().unwrap().to_str().unwrap();
                assert!(SAMPLES.iter().any(|s| s.rsplit('/').next() == Some(stem)), "{stem}");
            }
        }
    }
}

#[test]
fn every_protocols_sample_shows_it() {
    for sample in protocols() {
        let name = sample.trim_start_matches("protocols/").trim_end_matches("_starttls").to_owned();
        let session = Session::open(&sample);
        let mut d = session.dissector();
        let shown = (0..session.capture.frames.len()).filter(|index| {
            d.frame(FrameId(*index as u32));
            assert!(!d.fault, "{sample}, frame {}", index + 1);
            d.protocols().split(':').any(|layer| layer == name)
        });
        assert!(shown.count() >= 1, "{sample}: {name} is not in its frames");
    }
}

/// Where the payload of an Ethernet frame's transport layer begins.
fn payload_at(frame: &[u8]) -> usize {
    let network = if frame[12..14] == [0x86, 0xdd] { 40 } else { 20 };
    let transport = if frame[14 + if network == 40 { 6 } else { 9 }] == 17 { 8 } else { 20 };
    14 + network + transport
}

#[test]
fn changed_bytes_of_any_protocol_harm_nobody() {
    const CHANGES: usize = 40;
    for sample in protocols() {
        let bytes = std::fs::read(file(&format!("samples/{sample}.pcap"))).unwrap();
        let (mut at, mut places) = (24, Vec::new());
        while at + 16 <= bytes.len() {
            let len = u32::from_le_bytes(bytes[at + 8..at + 12].try_into().unwrap()) as usize;
            let start = at + 16;
            places.extend(start + payload_at(&bytes[start..start + len])..start + len);
            at = start + len;
        }
        let stride = (places.len() / CHANGES).max(1);
        for place in places.into_iter().step_by(stride) {
            for value in [0, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[place] = value;
                let loader = Loader::stream(std::io::Cursor::new(changed)).unwrap();
                let settings = Settings::default();
                let mut document =
                    Document::with_loader(Source::Stdin, loader, Arc::default(), settings.clone());
                document.load_all().unwrap();
                let capture = document.capture();
                let registry = wirelens::proto::registry();
                let mut d = Dissector::new(&capture, &settings, registry, Wanted::Everything);
                for index in 0..capture.frames.len() {
                    d.frame(FrameId(index as u32));
                    assert!(!d.fault, "{sample}: {value:#x} at byte {place}, frame {}", index + 1);
                }
            }
        }
    }
}

#[test]
fn frame_4_offers_exactly_four_suites() {
    let (lines, _) = Session::open("upyssl").frame(4);
    let suites: Vec<_> =
        lines.iter().map(|l| l.trim_start()).filter(|l| l.starts_with("Cipher Suite: ")).collect();
    assert_eq!(
        suites,
        [
            "Cipher Suite: TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)",
            "Cipher Suite: TLS_RSA_WITH_AES_128_CBC_SHA256 (0x003c)",
            "Cipher Suite: TLS_RSA_WITH_AES_256_CBC_SHA (0x0035)",
            "Cipher Suite: TLS_RSA_WITH_AES_256_CBC_SHA256 (0x003d)",
        ]
    );
    assert!(lines.iter().any(|l| l.trim_start() == "Cipher Suites (4 suites)"));
}

#[test]
fn frame_6_chooses_one_of_them() {
    let (lines, _) = Session::open("upyssl").frame(6);
    let chosen: Vec<_> = lines.iter().filter(|l| l.trim_start().starts_with("Cipher Suite: ")).collect();
    assert_eq!(chosen.len(), 1);
    assert!(chosen[0].ends_with("TLS_RSA_WITH_AES_256_CBC_SHA256 (0x003d)"), "{}", chosen[0]);
}

#[test]
fn frames_13_and_14_are_plain_text_with_the_key() {
    let session = Session::open("upyssl");
    assert_eq!(session.frame(13).1, b"Hello Python TLS/SSL Server!\n");
    assert_eq!(session.frame(14).1, b"HELLO PYTHON TLS/SSL SERVER!\n");
}
