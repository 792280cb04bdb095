//! What the tests of streams share: the samples, the TCP segments of their frames, and what frames say above a layer.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use wirelens::base::id::FrameId;
use wirelens::dissect::{Dissector, Flags, Settings, Wanted};
use wirelens::document::follow::{self, Kind};
use wirelens::document::objects::objects;
use wirelens::document::{Document, Loader, Source};
use wirelens::field::{Base, Type};
use wirelens::store::Capture;
use wirelens::tls::secrets::Keyring;

pub const ETHERNET: usize = 14;

/// One TCP segment of a capture: where its parts stand in the frame, whose it is, what it carries.
pub struct Segment {
    pub tcp: usize,
    pub payload: std::ops::Range<usize>,
    pub flow: (Vec<u8>, Vec<u8>),
    pub sequence: u32,
}

pub fn segment(frame: &[u8]) -> Option<Segment> {
    let (network, addresses, protocol) = match frame.get(12..14)? {
        [8, 0] => (usize::from(frame.get(14)? & 15) * 4, 26..34, frame.get(23)?),
        [0x86, 0xdd] => (40, 22..54, frame.get(20)?),
        _ => return None,
    };
    let tcp = ETHERNET + network;
    let end = match frame[12] {
        8 => ETHERNET + usize::from(u16::from_be_bytes([frame[16], frame[17]])),
        _ => frame.len(),
    };
    let header = usize::from(frame.get(tcp + 12)? >> 4) * 4;
    let (source, target) = frame[addresses.clone()].split_at(addresses.len() / 2);
    let flow = ([source, &frame[tcp..tcp + 2]].concat(), [target, &frame[tcp + 2..tcp + 4]].concat());
    let sequence = u32::from_be_bytes(frame[tcp + 4..tcp + 8].try_into().unwrap());
    (*protocol == 6).then_some(Segment { tcp, payload: tcp + header..end, flow, sequence })
}

pub struct Opened {
    pub capture: Arc<Capture>,
    settings: Settings,
}

impl Opened {
    pub fn new(pcap: Vec<u8>, key_log: &str, sample: &Path) -> Self {
        let keyring = Arc::new(Keyring::new());
        keyring.load_rsa_file(&file("samples/key.pem"), None).unwrap();
        let log = tempfile::NamedTempFile::new().unwrap();
        let own = std::fs::read_to_string(sample.with_extension("keys")).unwrap_or_default();
        std::fs::write(log.path(), own + key_log).unwrap();
        keyring.load_key_log(log.path()).unwrap();
        let settings = Settings { secrets: keyring.snapshot(), ..Settings::default() };
        let loader = Loader::stream(std::io::Cursor::new(pcap)).unwrap();
        let mut document = Document::with_loader(Source::Stdin, loader, keyring, settings.clone());
        document.load_all().unwrap();
        Self { capture: document.capture(), settings }
    }

    /// Of each frame: protocol, Info, and the lines of what stands above TCP, or above TLS.
    pub fn said(&self, above: &str) -> Vec<Said> {
        let registry = wirelens::proto::registry();
        let mut d = Dissector::new(&self.capture, &self.settings, registry, Wanted::Everything);
        let mut all = Vec::new();
        for index in 0..self.capture.frames.len() {
            d.frame(FrameId(index as u32));
            let (mut lines, mut shown) = (Vec::new(), false);
            for node in d.tree.nodes() {
                let def = d.tree.def(node.field);
                if node.depth == 0 && !shown {
                    // The records of one frame are several layers of TLS.
                    shown = all_layers_of(&d, above) && def.abbrev != above && !is_transport(def.abbrev);
                }
                let local =
                    def.ty == Type::AbsoluteTime && !matches!(def.base, Base::None | Base::ZeroIsNull);
                if !shown || local || node.flags.has(Flags::HIDDEN) {
                    continue;
                }
                if node.depth == 0 && (def.abbrev == above || is_transport(def.abbrev)) {
                    shown = false;
                    continue;
                }
                let mut line = "    ".repeat(usize::from(node.depth));
                d.tree.label(node, &d.sources, &mut line);
                lines.push(line.replace("URI: http://", "URI: https://"));
            }
            all.push(Said {
                protocol: d.columns.protocol.to_string(),
                info: d.columns.info().to_string(),
                lines,
            });
        }
        all
    }
}

impl Opened {
    /// What the ends said one after the other, run together as far as one end goes on.
    pub fn said_in(&self, kind: Kind, stream: u32) -> Vec<(usize, Vec<u8>)> {
        let mut said: Vec<(usize, Vec<u8>)> = Vec::new();
        let chunks = follow::follow(&self.capture, &self.settings, kind, stream).chunks;
        // The end that speaks first is the first: in TLS that is always the client.
        let first = chunks.first().map_or(0, |chunk| chunk.node);
        for chunk in chunks {
            let node = usize::from(chunk.node != first);
            match said.last_mut().filter(|(who, _)| *who == node) {
                Some((_, bytes)) => bytes.extend(chunk.bytes),
                None => said.push((node, chunk.bytes)),
            }
        }
        said
    }

    /// Names and bytes of the files.
    pub fn objects(&self) -> Vec<(String, String, Vec<u8>)> {
        let (found, _) = objects(&self.capture, &self.settings, &AtomicBool::new(false));
        let mut found: Vec<_> = found.into_iter().map(|o| (o.name, o.content_type, o.bytes)).collect();
        found.sort();
        found
    }
}

fn all_layers_of(d: &Dissector<'_>, above: &str) -> bool {
    d.protocols().split(':').any(|layer| layer == above)
}

/// Layers below, and what is said of putting segments and records together.
fn is_transport(abbrev: &str) -> bool {
    ["frame", "eth", "ip", "ipv6", "tcp", "tls", "_ws.expert"].contains(&abbrev)
        || abbrev.starts_with("tcp.")
        || abbrev.starts_with("tls.")
}

#[derive(PartialEq, Eq)]
pub struct Said {
    pub protocol: String,
    pub info: String,
    pub lines: Vec<String>,
}

pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub fn samples() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["protocols", "peers", "web", "media"] {
        for entry in std::fs::read_dir(file("samples").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "pcap") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
