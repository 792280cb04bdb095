//! An open capture as a view holds it: the newest instant, the settings it is seen with, the
//! secrets. The window and `tlens` stand on this; neither reads files or frames by itself.
#![forbid(unsafe_code)]

pub mod background;
pub mod colour;
pub mod columns;
pub mod decode_as;
pub mod decrypted;
pub mod expert;
pub mod export;
pub mod filtered;
pub mod find;
pub mod follow;
pub mod handshake;
pub mod hello_report;
pub mod hello_text;
pub mod hellos;
pub mod keys;
pub mod launch;
pub mod loader;
pub mod merge;
pub mod objects;
pub mod preview;
pub mod related;
mod report_blocks;
pub mod rows;
pub mod save;
pub mod secrets;
pub mod secrets_blocks;
pub mod session_facts;
pub mod session_keys;
pub mod sessions;
pub mod sort;
pub mod sweep;
pub mod tls_mark;
pub mod tls_report;
pub mod wireshark_settings;

use crate::base::chunked::Latest;
use crate::dissect::Settings;
use crate::store::Capture;
use crate::tls::secrets::Keyring;
pub use loader::{Loader, OpenError, Step};
use secrets_blocks::BlocksInKeyring;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a capture comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Path(PathBuf),
    /// Standard input, `-`.
    Stdin,
}

impl Source {
    /// `-` is standard input.
    pub fn from_arg(arg: &Path) -> Self {
        if arg.as_os_str() == "-" { Self::Stdin } else { Self::Path(arg.to_owned()) }
    }

    /// How messages name it.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Stdin => "-".into(),
        }
    }
}

/// An open capture, loaded by the caller's own thread.
pub struct Document {
    source: Source,
    loader: Option<Loader>,
    latest: Arc<Latest<Capture>>,
    keyring: Arc<Keyring>,
    settings: Settings,
    blocks: BlocksInKeyring,
}

impl Document {
    /// Opens a source; nothing is read yet but its beginning.
    pub fn open(source: Source, keyring: Arc<Keyring>, settings: Settings) -> Result<Self, OpenError> {
        let loader = match &source {
            Source::Path(path) => Loader::open(path)?,
            Source::Stdin => Loader::stream(std::io::stdin())?,
        };
        Ok(Self::with_loader(source, loader, keyring, settings))
    }

    /// A capture that comes from elsewhere: a live one.
    pub fn with_loader(
        source: Source,
        mut loader: Loader,
        keyring: Arc<Keyring>,
        settings: Settings,
    ) -> Self {
        if !settings.reassemble_out_of_order {
            loader.take_in_turn();
        }
        if !settings.defragment {
            loader.leave_fragments();
        }
        loader.expect(&settings.decode_as);
        let latest = Arc::new(Latest::new(Capture::default()));
        let settings = Settings { verdicts: Arc::new(crate::verdict::verdicts()), ..settings };
        let blocks = BlocksInKeyring::new(Arc::clone(&keyring), &source.name());
        Self { source, loader: Some(loader), latest, keyring, settings, blocks }
    }

    /// Stops after that many frames.
    pub fn limit_frames(&mut self, limit: u64) {
        if let Some(loader) = &mut self.loader {
            loader.limit_frames(limit);
        }
    }

    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Reads on a little and publishes what came, if anything did.
    pub fn step(&mut self, publish: bool) -> Result<Step, OpenError> {
        let name = self.source.name();
        let Some(loader) = &mut self.loader else { return Ok(Step::Done) };
        let step = loader.step(&name)?;
        if step == Step::Done {
            self.latest.publish(loader.finish());
            self.loader = None;
        } else if publish {
            self.latest.publish(loader.publish());
        }
        self.blocks.update(&self.latest.get());
        Ok(step)
    }

    /// Reads to the end.
    pub fn load_all(&mut self) -> Result<(), OpenError> {
        while self.step(false)? != Step::Done {}
        Ok(())
    }

    /// The source will not grow any more.
    pub fn stop_growing(&mut self) {
        if let Some(loader) = &mut self.loader {
            loader.stop_growing();
        }
    }

    pub fn capture(&self) -> Arc<Capture> {
        self.latest.get()
    }

    pub fn latest(&self) -> &Arc<Latest<Capture>> {
        &self.latest
    }

    pub fn keyring(&self) -> &Arc<Keyring> {
        &self.keyring
    }

    /// The settings with the secrets there are now.
    pub fn settings(&self) -> Settings {
        Settings { secrets: self.keyring.snapshot(), ..self.settings.clone() }
    }

    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Application, Direction};

    fn seed() -> Document {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/upyssl.pcap");
        let mut doc = Document::open(Source::Path(path), Arc::default(), Settings::default()).unwrap();
        doc.load_all().unwrap();
        doc
    }

    #[test]
    fn the_founding_capture_is_one_conversation_with_both_streams_whole() {
        let doc = seed();
        let capture = doc.capture();
        assert_eq!((capture.frames.len(), capture.conversations.len()), (19, 1));
        let conversation = capture.conversations.get(0).unwrap();
        assert_eq!(conversation.frames, [9, 10]);
        let flow = conversation.flow.as_deref().unwrap();
        assert_eq!(flow.directions.each_ref().map(Direction::len), [584, 1066]);
        assert_eq!(flow.findings.iter().map(|f| f.frame.number()).collect::<Vec<_>>(), [16]);
        assert_eq!(conversation.application, Application::Tls);
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let missing = Source::Path("/nowhere/at/all.pcap".into());
        let error = Document::open(missing, Arc::default(), Settings::default()).err().unwrap();
        assert_eq!(error.to_string(), "The file \"/nowhere/at/all.pcap\" doesn't exist.");
    }
}
