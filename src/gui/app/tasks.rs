//! What takes time outside the window's thread: dialogs of the desktop, the capture helper, key
//! files, saving. Each runs on a thread of its own and sends what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use eframe::egui::Context;

use super::annotate::Noted;
use super::done::Done;
use super::live::Capturing;
use super::programs::Program;
use super::session_detail::{Found, Stamp};
use crate::audit::policy::Profile;
use crate::base::id::FrameId;
use crate::base::whole_file;
use crate::capture::{self, Spool};
use crate::dissect::Settings;
use crate::document::colour;
use crate::document::export;
use crate::document::follow::{self, Kind};
use crate::document::handshake::{certificates, ladder};
use crate::document::hellos;
use crate::document::launch::{self, Launch};
use crate::document::objects;
use crate::document::save;
use crate::document::secrets::{self, LoadError};
use crate::document::secrets_blocks::SecretsBlocks;
use crate::document::sessions;
use crate::document::{decrypted, merge, session_keys, tls_report, wireshark_settings};
use crate::gui::capture_plan::CapturePlan;
use crate::gui::dialogs::PathPurpose;
use crate::gui::model::export::What;
use crate::gui::model::tls::Typed;
use crate::gui::model::{Action, SaveSecrets};
use crate::gui::picture::Drawing;
use crate::gui::settings::CaptureSettings;
use crate::platform::neighbours;
use crate::platform::owners;
use crate::store::{Capture, FrameSet, Subject};
use crate::tls::secrets::{Keyring, Secrets};
use crate::verdict::symptoms::Refused;
use crate::verdict::{self, Question};

/// A desktop dialog that answers nothing so soon was never shown: no portal runs here.
const NOBODY_CHOOSES_FASTER: Duration = Duration::from_millis(400);

/// Bytes of a `colorfilters` file that are read.
const COLOUR_FILE_MAX: u64 = 4 << 20;

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

    /// Makes text for the clipboard.
    pub fn make_text(&mut self, make: impl FnOnce() -> String + Send + 'static) {
        self.run(move || Done::Text(make()));
    }

    /// Makes a set of many frames of a capture, which is noted of them then.
    pub fn gather(
        &mut self,
        capture: &Arc<Capture>,
        set: impl FnOnce() -> FrameSet + Send + 'static,
        noted: Noted,
        on: Option<bool>,
    ) {
        let memory = Arc::clone(&capture.memory);
        self.run(move || Done::Gathered(memory, set(), noted, on));
    }

    pub fn import_colours(&mut self, path: PathBuf) {
        self.run(move || {
            let read = read_colours(&path).map_err(|e| format!("{} could not be read: {e}", path.display()));
            Done::ColourRules(read.map(|text| colour::import(&text)))
        });
    }

    pub fn list_interfaces(&mut self) {
        self.run(|| Done::Interfaces(capture::list_devices()));
        self.run(|| Done::Neighbours(neighbours::neighbours()));
    }

    pub fn start_capture(&mut self, plan: CapturePlan, how: &CaptureSettings) {
        let how = how.clone();
        self.run(move || {
            let outcome = Capturing::start(&plan, &how);
            Done::Started { plan, outcome }
        });
    }

    /// Has the desktop ask for the password that gives the capture helper its right.
    pub fn give_right(&mut self, again: Action) {
        self.run(move || {
            let given = capture::Helper::find().map_err(|e| e.to_string()).and_then(|h| h.give_right());
            Done::RightGiven { again: Box::new(again), outcome: given }
        });
    }

    /// Has libpcap check a capture filter.
    pub fn check_capture_filter(&mut self, text: String, link_type: String) {
        self.run(move || {
            let link_type = if link_type.is_empty() { "EN10MB" } else { &link_type };
            let checked = match text.trim() {
                "" => Ok(()),
                filter => capture::check_filter(link_type, filter),
            };
            // Only what is said of the filter counts: without a helper nothing is known of it.
            let error = match checked {
                Err(capture::Error::BadFilter { text }) => Some(text),
                _ => None,
            };
            Done::FilterChecked { text, error }
        });
    }

    pub fn load_secrets(&mut self, keyring: Arc<Keyring>, paths: Vec<PathBuf>, password: Option<Typed>) {
        self.run(move || {
            let password = password.as_ref().map(|typed| typed.0.as_str());
            Done::Secrets(paths.into_iter().map(|path| outcome(&keyring, path, password)).collect())
        });
    }

    /// Loads what Wireshark's settings in `folder` name.
    pub fn import_wireshark(&mut self, keyring: Arc<Keyring>, folder: PathBuf) {
        self.run(move || {
            let found = wireshark_settings::read(&folder);
            let mut outcomes = Vec::new();
            for file in found.key_files {
                let password = file.password.as_ref().map(|word| word.as_str());
                outcomes.push(outcome(&keyring, file.path, password));
            }
            outcomes.extend(found.key_logs.into_iter().map(|path| outcome(&keyring, path, None)));
            if !found.psks.is_empty() {
                let name = "Wireshark's pre-shared keys".to_owned();
                let secrets = found.psks.len();
                for psk in found.psks {
                    keyring.add_psk(psk);
                }
                outcomes.push(SecretOutcome { path: folder, name, secrets, refused: Vec::new() });
            }
            Done::Secrets(outcomes)
        });
    }

    pub fn sort_dropped(&mut self, paths: Vec<PathBuf>) {
        self.run(move || {
            let (captures, secrets) = paths.into_iter().partition(|path| secrets::is_capture(path));
            Done::Dropped { captures, secrets }
        });
    }

    pub fn save(&mut self, capture: Arc<Capture>, settings: Settings, path: PathBuf, what: SaveSecrets) {
        self.run(move || {
            let outcome = save_with(&settings.annotations.applied(&capture), &settings, &path, what);
            Done::Saved { path, outcome }
        });
    }

    pub fn export_session_keys(&mut self, capture: Arc<Capture>, settings: Settings, path: PathBuf) {
        self.run(move || {
            let outcome = session_keys::export_to(&capture, &settings, &path).map_err(|e| e.to_string());
            Done::Exported { path, outcome }
        });
    }

    /// Writes what was ordered of the frames.
    pub fn export(
        &mut self,
        (capture, settings): (Arc<Capture>, Settings),
        frames: impl FnOnce() -> Vec<FrameId> + Send + 'static,
        what: What,
        path: PathBuf,
        cancel: Arc<AtomicBool>,
    ) {
        self.run(move || {
            let frames = frames();
            let written = match what {
                What::Frames(format, compression) => {
                    let form = (format, compression);
                    save::save(&capture, frames.into_iter(), &path, form, SecretsBlocks::KEEP)
                }
                What::Dissections(form, parts) => {
                    let open = (&*capture, &settings);
                    export::dissections(open, &frames, &path, (form, parts), &cancel)
                }
                What::Decrypted => decrypted::export(&capture, &settings, &path, &cancel),
            };
            let unit = match what {
                What::Decrypted => ["packet", "packets"],
                _ => ["frame", "frames"],
            };
            let outcome = written.map(|count| (count, unit)).map_err(|error| error.to_string());
            Done::ExportWritten { path, outcome }
        });
    }

    /// Looks for the files that HTTP carried.
    pub fn find_objects(&mut self, capture: Arc<Capture>, settings: Settings, cancel: Arc<AtomicBool>) {
        self.run(move || {
            let (objects, more) = objects::objects(&capture, &settings, &cancel);
            Done::Objects(objects, more)
        });
    }

    pub fn save_objects(&mut self, objects: Vec<(String, Vec<u8>)>, folder: PathBuf) {
        self.run(move || {
            let mut count = 0;
            let mut folder = objects::ObjectFolder::new(folder);
            for (at, (name, bytes)) in objects.iter().enumerate() {
                let made = format!("object{at}");
                let name = if name.is_empty() { &made } else { name };
                if let Err(error) = folder.save(name, bytes) {
                    let path = folder.path().to_owned();
                    let outcome = Err(format!("{} could not be written: {error}", path.display()));
                    return Done::ExportWritten { path, outcome };
                }
                count += 1;
            }
            let path = folder.path().to_owned();
            Done::ExportWritten { path, outcome: Ok((count, ["object", "objects"])) }
        });
    }

    /// Puts captures together into a spool of its own.
    pub fn merge(&mut self, paths: Vec<PathBuf>, cancel: Arc<AtomicBool>) {
        self.run(move || {
            // One path stands for the ring that it belongs to.
            let paths = match paths.as_slice() {
                [path] => merge::file_set(path),
                _ => paths,
            };
            let merged = Spool::create().map_err(|error| error.to_string()).and_then(|spool| {
                let path = spool.path().to_path_buf();
                let file = std::fs::OpenOptions::new().write(true).open(&path);
                let out = file.map(std::io::BufWriter::new).map_err(|error| error.to_string())?;
                merge::merge(&paths, out, &cancel).map_err(|error| error.to_string())?;
                Ok(path)
            });
            Done::Merged(merged)
        });
    }

    /// Looks for the file of the ring before or behind `path`.
    pub fn step_in_set(&mut self, path: PathBuf, forward: bool) {
        self.run(move || {
            let set = merge::file_set(&path);
            let at = set.iter().position(|file| file.file_name() == path.file_name());
            let next = at.and_then(|at| if forward { at.checked_add(1) } else { at.checked_sub(1) });
            Done::NextOfSet(next.and_then(|at| set.get(at).cloned()))
        });
    }

    /// Looks for captures that were not saved when a program ended.
    pub fn look_for_leftovers(&mut self) {
        self.run(|| Done::Leftovers(capture::leftover_spools().unwrap_or_default()));
    }

    /// Judges all sessions; `progress` counts conversations in thousandths.
    pub fn judge(
        &mut self,
        capture: Arc<Capture>,
        secrets: Arc<Secrets>,
        refused: Vec<Refused>,
        cancel: Arc<AtomicBool>,
        progress: Arc<AtomicUsize>,
    ) {
        self.run(move || {
            let tell = |done: usize, all: usize| {
                progress.store(done.saturating_mul(1000) / all.max(1), Ordering::Relaxed);
            };
            Done::Judged(Box::new(sessions::judge(&capture, &secrets, &refused, &cancel, &tell)))
        });
    }

    /// Lists the hellos of the capture.
    pub fn gather_hellos(&mut self, capture: Arc<Capture>) {
        self.run(move || Done::Hellos(hellos::list(&capture)));
    }

    /// Lists the hellos of another capture.
    pub fn list_other(&mut self, path: PathBuf) {
        self.run(move || {
            let outcome = hellos::list_file(&path).map_err(|error| error.to_string());
            Done::OtherHellos { path, outcome }
        });
    }

    /// Judges all sessions and writes what came of it.
    pub fn write_report(
        &mut self,
        capture: Arc<Capture>,
        secrets: Arc<Secrets>,
        refused: Vec<Refused>,
        name: String,
        (path, format, profile): (PathBuf, tls_report::Format, &'static Profile),
    ) {
        self.run(move || {
            let question = Question { refused: &refused, ..Question::new(&capture, &secrets) };
            let verdicts = verdict::judge_all(&question, &|| false, &|_, _| ());
            let entries = tls_report::entries(&capture, &verdicts, profile);
            let mut text = String::new();
            tls_report::write(format, &name, &entries, &mut text);
            let outcome =
                whole_file::write(&path, text.as_bytes()).map(|()| entries.len()).map_err(|e| e.to_string());
            Done::Reported { path, outcome }
        });
    }

    /// Reads the handshake of a session: its ladder and certificates.
    pub fn detail(
        &mut self,
        (capture, settings): (Arc<Capture>, Settings),
        stamp: Stamp,
        subject: Subject,
        opened_by: Option<String>,
        host: Option<String>,
    ) {
        self.run(move || {
            let ladder = ladder::ladder(&capture, &settings, subject, opened_by);
            let presented = certificates::presented(&capture, &settings, subject, host.as_deref());
            Done::Detailed(Box::new(Found { stamp, ladder, presented }))
        });
    }

    /// Starts a program and loads the key log that it will write.
    pub fn launch(&mut self, keyring: Arc<Keyring>, what: Launch) {
        self.run(move || {
            Done::Launched(launch::start(&what).map_err(|error| error.to_string()).and_then(
                |mut launched| match keyring.load_key_log(launched.key_log()) {
                    Ok(log) => Ok(Box::new(Program { launched, log })),
                    Err(error) => {
                        launched.stop();
                        Err(error.to_string())
                    }
                },
            ))
        });
    }

    /// Asks the system whose the sockets are.
    pub fn find_owners(&mut self) {
        self.run(|| Done::Owners(owners::owners()));
    }

    /// Makes PNG files of drawings.
    pub fn draw(&mut self, name: String, parts: Vec<Drawing>) {
        self.run(move || Done::Drawn(name, parts.iter().map(Drawing::png).collect()));
    }

    /// Writes the files: the first at `path`, each other beside it with its number.
    pub fn write_files(&mut self, path: PathBuf, files: Vec<Vec<u8>>) {
        self.run(move || {
            let write = |(bytes, nth): (&Vec<u8>, usize)| {
                whole_file::write(&numbered(&path, nth), bytes).map_err(|error| error.to_string())
            };
            let written = files.iter().zip(1..).try_for_each(write);
            let bytes = files.iter().map(|file| file.len() as u64).sum();
            Done::Written { path, outcome: written.map(|()| (bytes, files.len())) }
        });
    }

    /// `frame` is one of the conversation, whose other protocols are listed, too.
    pub fn follow(
        &mut self,
        capture: Arc<Capture>,
        settings: Settings,
        kind: Kind,
        stream: u32,
        frame: Option<FrameId>,
    ) {
        self.run(move || {
            let kinds = frame.map_or_else(Vec::new, |frame| follow::kinds(&capture, &settings, frame));
            let followed = Box::new(follow::follow(&capture, &settings, kind, stream));
            Done::Followed { kind, stream, followed, kinds }
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
                PathPurpose::OpenCapture | PathPurpose::CompareCapture => dialog
                    .add_filter("Captures", &["pcap", "pcapng", "cap", "dmp", "gz", "zst", "lz4"])
                    .add_filter("All files", &["*"])
                    .pick_file(),
                PathPurpose::LoadKey => {
                    return match dialog.pick_files() {
                        None if asked.elapsed() < NOBODY_CHOOSES_FASTER => {
                            Done::NoDesktopDialog(purpose, name)
                        }
                        chosen => Done::Dropped { captures: Vec::new(), secrets: chosen.unwrap_or_default() },
                    };
                }
                PathPurpose::LoadKeyFolder | PathPurpose::ObjectFolder => dialog.pick_folder(),
                PathPurpose::Merge | PathPurpose::ImportColours => dialog.pick_file(),
                PathPurpose::SaveCapture(_) => dialog
                    .add_filter("pcapng", &["pcapng"])
                    .add_filter("pcap", &["pcap"])
                    .set_file_name(name.as_str())
                    .save_file(),
                PathPurpose::ExportKeys
                | PathPurpose::SaveFollow
                | PathPurpose::Export
                | PathPurpose::SaveReport(..)
                | PathPurpose::SaveAsked => dialog.set_file_name(name.as_str()).save_file(),
            };
            match chosen {
                None if asked.elapsed() < NOBODY_CHOOSES_FASTER => Done::NoDesktopDialog(purpose, name),
                chosen => Done::Path(purpose, chosen),
            }
        });
    }
}

/// What a file, folder or other source of secrets gave.
pub struct SecretOutcome {
    pub path: PathBuf,
    /// How messages call it.
    pub name: String,
    pub secrets: usize,
    pub refused: Vec<LoadError>,
}

fn outcome(keyring: &Keyring, path: PathBuf, password: Option<&str>) -> SecretOutcome {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match secrets::load(keyring, &path, password) {
        Ok(loaded) => SecretOutcome { path, name, secrets: loaded.len(), refused: loaded.refused },
        Err(error) => SecretOutcome { path, name, secrets: 0, refused: vec![error] },
    }
}

/// A file of rules; longer ones are none.
fn read_colours(path: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(COLOUR_FILE_MAX).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn save_with(capture: &Capture, settings: &Settings, path: &Path, what: SaveSecrets) -> Result<u64, String> {
    let form = save::form_of(path);
    let (log, count) = match what {
        SaveSecrets::Add => session_keys::export(capture, settings),
        SaveSecrets::Keep | SaveSecrets::Strip => Default::default(),
    };
    if what == SaveSecrets::Add && form.0.is_pcap() {
        return Err("A pcap file holds no secrets; give the file a name that ends in .pcapng".into());
    }
    if what == SaveSecrets::Add && count == 0 {
        return Err("No session is opened, so there are no session keys to save; nothing was written".into());
    }
    let blocks = match what {
        SaveSecrets::Keep => SecretsBlocks::KEEP,
        SaveSecrets::Add => SecretsBlocks { keep: true, add: Some(log.as_bytes()) },
        SaveSecrets::Strip => SecretsBlocks::STRIP,
    };
    let frames = (0..capture.frames.len()).map(FrameId::from_index);
    save::save(capture, frames, path, form, blocks).map_err(|e| e.to_string())
}

/// The path of the nth file of several, from 1: `graph.png`, `graph-2.png`.
pub fn numbered(path: &Path, nth: usize) -> PathBuf {
    if nth < 2 {
        return path.to_owned();
    }
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{nth}"));
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

/// Whether a portal or zenity could show a dialog at all.
fn has_desktop_dialogs() -> bool {
    let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|a| !a.is_empty())
        || std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|dir| Path::new(&dir).join("bus").exists());
    let path = std::env::var_os("PATH").unwrap_or_default();
    has_bus || std::env::split_paths(&path).any(|dir| dir.join("zenity").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_after_the_first_have_numbers() {
        let name = |nth| numbered(Path::new("/tmp/flow graph.png"), nth);
        assert_eq!(name(1), Path::new("/tmp/flow graph.png"));
        assert_eq!(name(2), Path::new("/tmp/flow graph-2.png"));
        assert_eq!(numbered(Path::new("plain"), 12), Path::new("plain-12"));
    }
}
