//! The decryption secrets blocks of a capture: into the keyring while the capture is open, and into
//! the files that are made of it.

use crate::capfile::SecretsBlock;
use crate::store::Capture;
use crate::tls::keylog::KeyLog;
use crate::tls::secrets::{KeyId, Keyring};
use std::path::Path;
use std::sync::Arc;

/// What becomes of secrets blocks when a capture is saved as pcapng; pcap holds none.
#[derive(Clone, Copy)]
pub struct SecretsBlocks<'a> {
    /// Those of the capture are written, before the packets.
    pub keep: bool,
    /// A key log to be written as one more block.
    pub add: Option<&'a [u8]>,
}

impl SecretsBlocks<'_> {
    pub const KEEP: Self = Self { keep: true, add: None };
    pub const STRIP: Self = Self { keep: false, add: None };
}

/// The key logs of one capture's blocks in the keyring. They leave it when this is dropped.
pub struct BlocksInKeyring {
    keyring: Arc<Keyring>,
    /// The capture's name without its folders.
    name: String,
    seen: usize,
    ids: Vec<KeyId>,
}

impl BlocksInKeyring {
    /// `name` as the source calls itself.
    pub fn new(keyring: Arc<Keyring>, name: &str) -> Self {
        let name = Path::new(name).file_name().map_or(name.into(), |n| n.to_string_lossy().into_owned());
        Self { keyring, name, seen: 0, ids: Vec::new() }
    }

    /// Adds the blocks that came since the last call. True: there were key logs among them.
    pub fn update(&mut self, capture: &Capture) -> bool {
        let before = self.ids.len();
        for (at, block) in capture.secrets_blocks.iter().enumerate().skip(self.seen) {
            if block.kind == SecretsBlock::TLS_KEY_LOG {
                let label = format!("secrets block {} of {}", at + 1, self.name);
                self.ids.push(self.keyring.add_secrets_block(KeyLog::parse(&block.bytes), &label));
            }
        }
        self.seen = capture.secrets_blocks.len();
        self.ids.len() > before
    }
}

impl Drop for BlocksInKeyring {
    fn drop(&mut self) {
        for id in &self.ids {
            self.keyring.remove(*id);
        }
    }
}

/// What a secrets block holds that is no TLS key log (draft-ietf-opsawg-pcapng section 4.7).
pub fn kind_name(kind: u32) -> &'static str {
    match kind {
        SecretsBlock::TLS_KEY_LOG => "TLS key log",
        0x5353_484b => "SSH key log",
        0x5747_4b4c => "WireGuard key log",
        0x5a4e_574b => "Zigbee network key",
        0x5a41_5053 => "Zigbee APS key",
        0x5541_4b4c => "OPC UA key log",
        _ => "of an unknown type",
    }
}

#[cfg(test)]
mod tests {
    use super::super::save::{self, Format};
    use super::super::{Document, Source, session_keys};
    use super::*;
    use crate::base::id::FrameId;
    use crate::capfile::SectionInfo;
    use crate::capfile::write::{PacketOut, PcapngWriter};
    use crate::dissect::Settings;
    use std::path::PathBuf;

    fn sample(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
    }

    fn document(path: PathBuf, keyring: &Arc<Keyring>) -> Document {
        let mut document =
            Document::open(Source::Path(path), Arc::clone(keyring), Settings::default()).unwrap();
        document.load_all().unwrap();
        document
    }

    /// The key log of the founding capture's session.
    fn key_log() -> String {
        let keyring = Arc::new(Keyring::new());
        keyring.load_key_file(&sample("key.pem"), None).unwrap();
        let document = document(sample("upyssl.pcap"), &keyring);
        let (log, count) = session_keys::export(&document.capture(), &document.settings());
        assert_eq!((count, log.lines().count()), (1, 1));
        log.to_string()
    }

    /// The founding capture as pcapng, with these blocks behind the packets.
    fn with_blocks(blocks: &[(u32, &[u8])]) -> tempfile::NamedTempFile {
        let capture = document(sample("upyssl.pcap"), &Arc::default()).capture();
        let file = tempfile::Builder::new().prefix("blocks").suffix(".pcapng").tempfile().unwrap();
        let mut out = PcapngWriter::new(file.as_file(), &SectionInfo::default()).unwrap();
        out.interface(&capture.interfaces[0]).unwrap();
        for frame in (0..capture.frames.len()).map(FrameId::from_index) {
            let meta = capture.frame(frame).unwrap();
            let data = &capture.frame_bytes(frame);
            let packet = PacketOut { time: meta.time, original_len: meta.len, data, ..Default::default() };
            out.packet(&packet).unwrap();
        }
        for (kind, bytes) in blocks {
            out.secrets(*kind, bytes).unwrap();
        }
        out.flush().unwrap();
        file
    }

    #[test]
    fn a_block_behind_the_packets_opens_them_while_the_capture_is_open() {
        let log = key_log();
        let file = with_blocks(&[(0x5747_4b4c, b"?"), (SecretsBlock::TLS_KEY_LOG, log.as_bytes())]);
        let keyring = Arc::new(Keyring::new());
        let document = document(file.path().into(), &keyring);
        let (again, count) = session_keys::export(&document.capture(), &document.settings());
        assert_eq!((count, again.as_str()), (1, log.as_str()));
        let name = file.path().file_name().unwrap().to_str().unwrap();
        assert_eq!(*keyring.snapshot().key_logs()[0].label, *format!("secrets block 2 of {name}"));
        assert_eq!(kind_name(document.capture().secrets_blocks[0].kind), "WireGuard key log");
        drop(document);
        assert!(keyring.snapshot().is_empty());
    }

    #[test]
    fn blocks_are_kept_added_or_left_out() {
        let file = with_blocks(&[(SecretsBlock::TLS_KEY_LOG, b"one"), (7, b"two")]);
        let capture = document(file.path().into(), &Arc::default()).capture();
        let saved = |secrets: SecretsBlocks<'_>| {
            let frames = (0..capture.frames.len()).map(FrameId::from_index);
            let out = tempfile::Builder::new().suffix(".pcapng").tempfile().unwrap();
            save::save(&capture, frames, out.path(), (Format::Pcapng, None), secrets).unwrap();
            let capture = document(out.path().into(), &Arc::default()).capture();
            assert_eq!(capture.frames.len(), 19);
            let blocks = capture.secrets_blocks.iter();
            blocks.map(|b| (b.kind, String::from_utf8(b.bytes.to_vec()).unwrap())).collect::<Vec<_>>()
        };
        let (tls, one, two) = (SecretsBlock::TLS_KEY_LOG, "one".to_string(), "two".to_string());
        assert_eq!(saved(SecretsBlocks::KEEP), [(tls, one.clone()), (7, two.clone())]);
        assert_eq!(saved(SecretsBlocks::STRIP), []);
        let new = (tls, "new".to_string());
        let add = Some(&b"new"[..]);
        assert_eq!(saved(SecretsBlocks { keep: true, add }), [(tls, one), (7, two), new.clone()]);
        assert_eq!(saved(SecretsBlocks { keep: false, add }), [new]);
    }

    #[test]
    fn a_session_wants_a_key_log_until_something_opens_it() {
        let keyring = Arc::new(Keyring::new());
        let document = document(sample("upyssl.pcap"), &keyring);
        let wanting =
            || session_keys::sessions_wanting_a_key_log(&document.capture(), &document.settings().secrets);
        assert_eq!(wanting(), 1);
        keyring.load_key_file(&sample("key.pem"), None).unwrap();
        assert_eq!(wanting(), 0);
    }
}
