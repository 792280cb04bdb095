//! What takes time outside the window's thread: dialogs of the desktop, the capture helper, key
//! files, saving. Each runs on a thread of its own and sends what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::base::id::FrameId;
use crate::capture::control::{Helper, Running};
use crate::capture::{self, Device, Spool};
use crate::dissect::Settings;
use crate::document::follow::{self, Followed, Kind};
use crate::document::save::{self, Format};
use crate::document::secrets_blocks::SecretsBlocks;
use crate::gui::dialogs::PathPurpose;
use crate::store::Capture;
use crate::tls::secrets::Keyring;

/// A desktop dialog that answers nothing so soon was never shown: no portal runs here.
const NOBODY_CHOOSES_FASTER: Duration = Duration::from_millis(400);

/// What a task sends when it is done.
pub enum Done {
    /// A path was chosen; `None`: cancelled.
    Path(PathPurpose, Option<PathBuf>),
    /// The desktop has no file dialogs; with the file name that was proposed.
    NoDesktopDialog(PathPurpose, String),
    Interfaces(Result<Vec<Device>, capture::Error>),
    Started {
        interface: String,
        filter: String,
        outcome: Result<(Running, Spool), capture::Error>,
    },
    Key {
        path: PathBuf,
        outcome: Result<usize, String>,
    },
    Saved {
        path: PathBuf,
        outcome: Result<u64, String>,
    },
    Followed {
        kind: Kind,
        stream: u32,
        followed: Box<Followed>,
    },
}

/// Starts tasks and collects what they send.
pub struct Tasks {
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    ctx: Context,
    /// Tasks that have not answered yet.
    pub running: usize,
}

impl Tasks {
    pub fn new(ctx: Context) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, ctx, running: 0 }
    }

    /// The next answer, if one is there.
    pub fn next(&mut self) -> Option<Done> {
        let done = self.receiver.try_recv().ok()?;
        self.running = self.running.saturating_sub(1);
        Some(done)
    }

    fn run(&mut self, work: impl FnOnce() -> Done + Send + 'static) {
        self.running += 1;
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        std::thread::spawn(move || {
            // The window may be gone by now; then nobody wants the answer.
            let _ = sender.send(work());
            ctx.request_repaint();
        });
    }

    /// Puts text on the clipboard.
    pub fn copy(&self, text: String) {
        self.ctx.copy_text(text);
    }

    pub fn list_interfaces(&mut self) {
        self.run(|| Done::Interfaces(capture::list_devices()));
    }

    pub fn start_capture(&mut self, interface: String, filter: String) {
        self.run(move || {
            let mut options = capture::Options::new(interface.clone());
            options.filter = filter.trim().to_owned();
            let outcome = Helper::find().and_then(|helper| helper.start_spooled(&options));
            Done::Started { interface, filter, outcome }
        });
    }

    pub fn load_key(&mut self, keyring: Arc<Keyring>, path: PathBuf) {
        self.run(move || {
            let outcome = keyring.load_key_file(&path, None).map(|ids| ids.len()).map_err(|e| e.to_string());
            Done::Key { path, outcome }
        });
    }

    pub fn save(&mut self, capture: Arc<Capture>, path: PathBuf) {
        self.run(move || {
            let frames = (0..capture.frames.len()).map(FrameId::from_index);
            let outcome = save::save(&capture, frames, &path, Format::of(&path), SecretsBlocks::KEEP)
                .map_err(|e| e.to_string());
            Done::Saved { path, outcome }
        });
    }

    pub fn follow(&mut self, capture: Arc<Capture>, settings: Settings, kind: Kind, stream: u32) {
        self.run(move || {
            let followed = Box::new(follow::follow(&capture, &settings, kind, stream));
            Done::Followed { kind, stream, followed }
        });
    }

    /// Asks the desktop for a path.
    pub fn ask_path(&mut self, purpose: PathPurpose, folder: Option<PathBuf>, name: String) {
        if !has_desktop_dialogs() {
            self.run(move || Done::NoDesktopDialog(purpose, name));
            return;
        }
        self.run(move || {
            let asked = Instant::now();
            let mut dialog = rfd::FileDialog::new().set_title(purpose.title());
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            let chosen = match purpose {
                PathPurpose::OpenCapture => dialog
                    .add_filter("Captures", &["pcap", "pcapng", "cap", "dmp", "gz", "zst", "lz4"])
                    .add_filter("All files", &["*"])
                    .pick_file(),
                PathPurpose::LoadKey => dialog
                    .add_filter("Private keys", &["pem", "key", "der", "p8"])
                    .add_filter("All files", &["*"])
                    .pick_file(),
                PathPurpose::SaveCapture => dialog
                    .add_filter("pcapng", &["pcapng"])
                    .add_filter("pcap", &["pcap"])
                    .set_file_name(name.as_str())
                    .save_file(),
                PathPurpose::SaveFollow => dialog.set_file_name(name.as_str()).save_file(),
            };
            match chosen {
                None if asked.elapsed() < NOBODY_CHOOSES_FASTER => Done::NoDesktopDialog(purpose, name),
                chosen => Done::Path(purpose, chosen),
            }
        });
    }
}

/// Whether a portal or zenity could show a dialog at all.
fn has_desktop_dialogs() -> bool {
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|a| !a.is_empty())
        || std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| Path::new(&dir).join("bus").exists());
    let path = std::env::var_os("PATH").unwrap_or_default();
    has_bus || std::env::split_paths(&path).any(|dir| dir.join("zenity").exists())
}
