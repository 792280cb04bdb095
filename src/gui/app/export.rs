//! Exports of the open capture, merging, and captures left behind by a crash. Not here: the dialogs
//! (`dialogs::export`), writing (`document`).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use super::App;
use super::opened::{Opened, Origin};
use crate::base::id::FrameId;
use crate::capture::Leftover;
use crate::document::Loader;
use crate::document::background::BackgroundCapture;
use crate::document::objects::Object;
use crate::gui::dialogs::PathPurpose;
use crate::gui::model::export::{ObjectView, Order, What, Which};
use crate::gui::model::{Action, BannerView, Tone};
use crate::gui::text;

/// The job that writes an export or looks for objects.
pub const EXPORT_JOB: u64 = 32;

/// What is being exported.
#[derive(Default)]
pub struct Exporting {
    /// Waits for its path.
    order: Option<Order>,
    /// Objects whose folder is asked for.
    chosen: Vec<usize>,
    objects: Option<Vec<Object>>,
    pub views: Option<Vec<ObjectView>>,
    /// While something runs: its title, and how it is stopped.
    pub job: Option<(String, Arc<AtomicBool>)>,
    /// What the capture is called that is being put together.
    merged: String,
}

impl App {
    pub(super) fn ask_export_path(&mut self, order: Order) {
        let name = self.proposed_name(&order.ending());
        self.exporting.order = Some(order);
        self.ask_path(PathPurpose::Export, name);
    }

    pub(super) fn export_decrypted(&mut self) {
        self.ask_export_path(Order { which: Which::All, without_ignored: false, what: What::Decrypted });
    }

    pub(super) fn export(&mut self, path: PathBuf) {
        let Some(order) = self.exporting.order.take() else { return };
        let Some(open) = &self.open else { return };
        let frames = frames_of(open, order.which, order.without_ignored);
        let open = (Arc::clone(&open.capture), open.background.settings());
        let cancel = self.exporting.begin(format!("Writing {}", path.display()));
        self.tasks.export(open, frames, order.what, path, cancel);
    }

    pub(super) fn written(&mut self, path: &Path, outcome: Result<(u64, [&'static str; 2]), String>) {
        let job = self.exporting.job.take();
        let cancelled = job.is_some_and(|(_, cancel)| cancel.load(Ordering::Relaxed));
        let (tone, text) = match outcome {
            _ if cancelled => (Tone::Neutral, "The export was stopped; nothing was written".to_owned()),
            Ok((0, _)) => (Tone::Warn, "There is nothing to export; nothing was written".to_owned()),
            Ok((count, [one, many])) => {
                let count = text::plural(count, one, many);
                (Tone::Success, format!("{count} written to {}", path.display()))
            }
            Err(error) => (Tone::Danger, error),
        };
        self.banner = Some(BannerView { tone, text, action: None });
    }

    pub(super) fn find_objects(&mut self) {
        let Some(open) = &self.open else { return };
        let open = (Arc::clone(&open.capture), open.background.settings());
        self.exporting.objects = None;
        self.exporting.views = None;
        let cancel = self.exporting.begin("Looking for files that were carried".to_owned());
        self.tasks.find_objects(open.0, open.1, cancel);
    }

    pub(super) fn objects_found(&mut self, objects: Vec<Object>, more: bool) {
        self.exporting.job = None;
        let view = |object: &Object| ObjectView {
            frame: object.frame.number().into(),
            protocol: object.protocol,
            host: object.host.clone(),
            content_type: object.content_type.clone(),
            name: object.name.clone(),
            len_bytes: object.bytes.len() as u64,
            decrypted: object.decrypted,
        };
        self.exporting.views = Some(objects.iter().map(view).collect());
        self.exporting.objects = Some(objects);
        if more {
            let text = "There are more objects than fit into memory; the last ones are left out".to_owned();
            self.banner = Some(BannerView { tone: Tone::Warn, text, action: None });
        }
    }

    pub(super) fn ask_object_folder(&mut self, chosen: Vec<usize>) {
        self.exporting.chosen = chosen;
        self.ask_path(PathPurpose::ObjectFolder, String::new());
    }

    pub(super) fn save_objects(&mut self, folder: PathBuf) {
        let Some(objects) = &self.exporting.objects else { return };
        let chosen = self.exporting.chosen.iter().filter_map(|at| objects.get(*at));
        let files = chosen.map(|object| (object.name.clone(), object.bytes.clone())).collect();
        self.tasks.save_objects(files, folder);
    }

    /// Puts the frames of `other` between those of the open capture's file.
    pub(super) fn merge_with(&mut self, other: PathBuf) {
        let open = self.open.as_ref().map(|open| open.origin.clone());
        let path = match (open, &self.unsaved) {
            (Some(Origin::File(path)), _) => Some(path),
            (_, Some(unsaved)) => unsaved.path(),
            _ => None,
        };
        let Some(path) = path else { return };
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let open = self.open.as_ref().map_or_else(String::new, |open| open.name.clone());
        self.exporting.merged = format!("{open} + {}", name(&other));
        let cancel = self.exporting.begin(format!("Merging with {}", other.display()));
        self.tasks.merge(vec![path, other], cancel);
    }

    /// Several captures as one, in the place of what is open.
    pub(super) fn merge_all(&mut self, paths: Vec<PathBuf>) {
        let names =
            paths.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        self.exporting.merged = names.collect::<Vec<_>>().join(" + ");
        let cancel = self.exporting.begin(format!("Merging {} captures", paths.len()));
        self.tasks.merge(paths, cancel);
    }

    /// All files of the ring as one capture.
    pub(super) fn open_set(&mut self) {
        if let Some(Origin::File(path)) = self.open.as_ref().map(|open| open.origin.clone()) {
            let name = self.open.as_ref().map_or_else(String::new, |open| open.name.clone());
            self.exporting.merged = format!("set of {name}");
            let cancel = self.exporting.begin("Putting the set together".to_owned());
            self.tasks.merge(vec![path], cancel);
        }
    }

    pub(super) fn step_in_set(&mut self, forward: bool) {
        if let Some(Origin::File(path)) = self.open.as_ref().map(|open| open.origin.clone()) {
            self.tasks.step_in_set(path, forward);
        }
    }

    pub(super) fn stepped_in_set(&mut self, next: Option<PathBuf>) {
        match next {
            Some(path) => self.open_file(path),
            None => {
                let text = "There is no further file in this set".to_owned();
                self.banner = Some(BannerView { tone: Tone::Neutral, text, action: None });
            }
        }
    }

    pub(super) fn merged(&mut self, merged: Result<PathBuf, String>) {
        let job = self.exporting.job.take();
        let cancelled = job.is_some_and(|(_, cancel)| cancel.load(Ordering::Relaxed));
        match merged {
            Ok(path) if cancelled => discard(&path),
            Ok(path) => {
                let name = std::mem::take(&mut self.exporting.merged);
                self.open_unsaved(path, name);
            }
            Err(text) => self.banner = Some(BannerView { tone: Tone::Danger, text, action: None }),
        }
    }

    /// Opens a spool as a capture that is still to be saved.
    pub(super) fn open_unsaved(&mut self, path: PathBuf, name: String) {
        if !self.may_discard(&Action::Recover(path.clone())) {
            return;
        }
        self.close();
        let from = path.clone();
        let background = BackgroundCapture::open(
            name.clone(),
            move || Loader::open(&from),
            false,
            Arc::clone(&self.keyring),
            super::dissect_settings(&self.decode_as, &self.settings),
            Arc::clone(&self.wake),
        );
        self.show(Opened::new(name.clone(), Origin::Live(name), background));
        self.unsaved = Some(super::live::Unsaved::left_behind(path));
        self.is_saved = false;
    }

    pub(super) fn recover(&mut self, path: PathBuf) {
        self.welcome.leftovers.retain(|leftover| leftover.path != path);
        self.open_unsaved(path, "recovered".to_owned());
    }

    pub(super) fn discard_leftover(&mut self, path: &Path) {
        if self.welcome.leftovers.iter().any(|leftover| leftover.path == path) {
            discard(path);
        }
        self.welcome.leftovers.retain(|leftover| leftover.path != path);
    }

    pub(super) fn leftovers_found(&mut self, found: Vec<Leftover>) {
        let view = |leftover: Leftover| crate::gui::model::LeftoverView {
            words: format!("{} · {}", text::size(leftover.len_bytes), age(leftover.modified)),
            path: leftover.path,
        };
        self.welcome.leftovers = found.into_iter().filter(|l| l.len_bytes > 0).map(view).collect();
    }
}

impl Exporting {
    fn begin(&mut self, title: String) -> Arc<AtomicBool> {
        let cancel = Arc::new(AtomicBool::new(false));
        self.job = Some((title, Arc::clone(&cancel)));
        cancel
    }

    pub fn cancel(&self) {
        if let Some((_, cancel)) = &self.job {
            cancel.store(true, Ordering::Relaxed);
        }
    }
}

fn discard(path: &Path) {
    // A file that cannot be removed stays in the state folder, where the next start finds it.
    let _ = std::fs::remove_file(path);
}

/// The frames that are wanted. Millions of them are counted out where nobody waits.
fn frames_of(
    open: &Opened,
    which: Which,
    without_ignored: bool,
) -> impl FnOnce() -> Vec<FrameId> + Send + 'static {
    let (rows, chosen, frames) = (open.every_row(), open.chosen_now(), open.capture.frames.len());
    let notes = open.background.settings().annotations;
    move || {
        let all = (0..frames).map(FrameId::from_index);
        let mut wanted: Vec<FrameId> = match which {
            Which::All => all.collect(),
            Which::Displayed => rows.frames().collect(),
            Which::Selected => chosen.set().iter().collect(),
            Which::Marked => notes.marked.iter().collect(),
            Which::BetweenMarks => {
                let first = notes.marked.first_from(FrameId(0));
                let last = notes.marked.last_until(FrameId::from_index(frames.saturating_sub(1)));
                all.filter(|f| first.is_some_and(|first| first <= *f) && last.is_some_and(|last| *f <= last))
                    .collect()
            }
            Which::Ranges(ranges) => {
                all.filter(|f| ranges.iter().any(|range| range.contains(&f.number().into()))).collect()
            }
        };
        if without_ignored {
            wanted.retain(|frame| !notes.ignored.contains(*frame));
        }
        wanted
    }
}

/// "12 minutes ago"
pub(in crate::gui) fn age(time: SystemTime) -> String {
    let seconds = SystemTime::now().duration_since(time).unwrap_or_default().as_secs();
    match seconds {
        0..60 => "just now".into(),
        60..3_600 => format!("{} ago", text::plural(seconds / 60, "minute", "minutes")),
        3_600..86_400 => format!("{} ago", text::plural(seconds / 3_600, "hour", "hours")),
        86_400..172_800 => "yesterday".into(),
        _ => format!("{} ago", text::plural(seconds / 86_400, "day", "days")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn ages_read_as_people_say_them() {
        let ago = |seconds| age(SystemTime::now() - Duration::from_secs(seconds));
        assert_eq!([ago(5), ago(60), ago(7_300)], ["just now", "1 minute ago", "2 hours ago"]);
        assert_eq!([ago(90_000), ago(400_000)], ["yesterday", "4 days ago"]);
    }
}
