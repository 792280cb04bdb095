//! Captures as files: opened, closed, saved, dropped on the window; and the question before one is
//! thrown away.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::opened::{Opened, Origin};
use super::{App, filter};
use crate::base::id::FrameId;
use crate::document::Loader;
use crate::document::background::BackgroundCapture;
use crate::filter::Filter;
use crate::gui::command::Command;
use crate::gui::dialogs::{Dialog, PathPurpose};
use crate::gui::model::{Action, BannerView, SaveSecrets, Tone, TourAct};
use crate::gui::text;
use crate::gui::tour::Tour;
use crate::proto;

impl App {
    /// Opens a capture in place of what is open.
    pub fn open_file(&mut self, path: PathBuf) {
        if !self.may_discard(&Action::OpenCapture(path.clone())) {
            return;
        }
        self.window.end_tour();
        let before = self.open.take().filter(|_| self.unsaved.is_none());
        self.close();
        self.previous = before;
        self.settings.note_capture(&absolute(&path));
        self.list_recent();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let from = path.clone();
        let open = move || match from.as_os_str() == "-" {
            true => Loader::stream(std::io::stdin()),
            false => Loader::open(&from),
        };
        let background = BackgroundCapture::open(
            path.display().to_string(),
            open,
            false,
            Arc::clone(&self.keyring),
            super::dissect_settings(&self.decode_as, &self.settings),
            Arc::clone(&self.wake),
        );
        self.show(Opened::new(name, Origin::File(path), background));
    }

    pub(super) fn show(&mut self, mut opened: Opened) {
        if let Some(text) = self.wanted_filter.take() {
            self.filter.check = filter::check(&text, text.len());
            if let Ok(ready) = Filter::new(&text, proto::registry()) {
                opened.set_filter(Some(ready), &self.wake);
                self.filter.applied.clone_from(&text);
            }
            self.window.filter_bar.text = text;
        }
        self.open = Some(opened);
        self.forget_conversation_rules();
    }

    /// Opens the sample: at first with the tour, later with its key.
    pub(super) fn open_sample(&mut self) {
        if !self.settings.tour_taken {
            return self.begin_tour();
        }
        if let Some(sample) = self.sample() {
            self.open_file(sample);
            self.load_sample_key();
            self.wanted = FrameId::from_number(14).map(|frame| (frame, Some("data.text".into())));
        }
    }

    /// Opens the sample and leads through it.
    pub(super) fn begin_tour(&mut self) {
        if let Some(sample) = self.sample() {
            self.open_file(sample);
            // Unless a capture that is not saved stands in the way.
            if self.open.as_ref().is_some_and(|open| matches!(&open.origin, Origin::File(_))) {
                self.window.begin_tour();
                let first = u32::try_from(Tour::first_frame()).ok().and_then(FrameId::from_number);
                self.wanted = first.map(|frame| (frame, None));
            }
        } else {
            self.banner = Some(BannerView {
                tone: Tone::Warn,
                text: "The sample cannot be written into the folder for temporary files of this program. Is the \
                       disk full?"
                    .into(),
                action: None,
            });
        }
    }

    pub(super) fn tour_act(&mut self, act: TourAct) {
        match act {
            TourAct::LoadKey => self.load_sample_key(),
            TourAct::End => self.settings.tour_taken = true,
        }
    }

    fn load_sample_key(&mut self) {
        let key = self.sample().map(|sample| sample.with_file_name("key.pem"));
        if let Some(key) = key.filter(|key| key.is_file()) {
            self.load_secrets(vec![key]);
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.take() {
            // Millions of frames take a while to be given back; nobody waits for that.
            std::thread::spawn(move || drop(open));
        }
        self.live = None;
        self.successor = None;
        self.unsaved = None;
        self.is_saved = true;
        self.follow = None;
        self.banner = None;
        self.discarding = None;
        self.status = Default::default();
        self.judging.reset();
        self.suggest = Default::default();
        self.reports.clear();
        self.frame_windows.clear();
        self.naming = Default::default();
        self.forget_findings();
        self.exporting.cancel();
        self.exporting = Default::default();
        self.hellos.reset();
        self.hellos_view = Default::default();
        self.forget_details();
        self.sessions = Default::default();
        self.secrets_stamp = None;
        self.filter.applied.clear();
        self.filter.check = Default::default();
        self.window.filter_bar.text.clear();
        self.window.list.rows.follow_end(false);
        self.window.list.rows.rewind();
        self.window.list.forget_minimap();
        // What was learnt of it stands on the first screen.
        self.list_recent();
    }

    /// Whether what is open may go: it is saved, or the user said so.
    pub(super) fn may_discard(&mut self, action: &Action) -> bool {
        let frames = self.open.as_ref().map_or(0, |o| o.capture.frames.len());
        if self.is_saved || frames == 0 || self.discarding.take().as_ref() == Some(action) {
            return true;
        }
        self.discarding = Some(action.clone());
        self.window.dialog = Some(Dialog::Confirm {
            title: "This capture is not saved".into(),
            text: match self.open.as_ref().map(|open| &open.origin) {
                Some(Origin::File(_)) => "Changed comments and times will be lost.".to_owned(),
                _ => format!("{} will be lost.", text::plural(frames as u64, "frame", "frames")),
            },
            choices: vec![
                ("Save as…".into(), Action::Run(Command::SaveAs)),
                ("Discard".into(), action.clone()),
            ],
        });
        false
    }

    pub(super) fn save(&mut self, path: PathBuf, secrets: SaveSecrets) {
        if let Some(open) = &self.open {
            self.tasks.save(Arc::clone(&open.capture), open.background.settings(), path, secrets);
        }
    }

    /// Saves what is not saved yet; a capture that is a file as it stands stays one.
    pub(super) fn save_in_place(&mut self) {
        if self.is_saved && self.open.as_ref().is_some_and(|open| matches!(open.origin, Origin::File(_))) {
            let text = "Nothing is to be saved: the capture is the file as it was opened".to_owned();
            self.banner = Some(BannerView { tone: Tone::Neutral, text, action: None });
            return;
        }
        self.ask_save(SaveSecrets::Keep);
    }

    pub(super) fn ask_save(&mut self, secrets: SaveSecrets) {
        let name = self.proposed_name(".pcapng");
        self.ask_path(PathPurpose::SaveCapture(secrets), name);
    }

    /// The capture's name with another ending.
    pub(super) fn proposed_name(&self, ending: &str) -> String {
        self.open.as_ref().map_or_else(String::new, |open| match &open.origin {
            Origin::File(path) => {
                path.file_stem().unwrap_or_default().to_string_lossy().into_owned() + ending
            }
            Origin::Live(interface) => format!("{interface}{ending}"),
        })
    }

    /// A capture that was saved is that file from now on; one that still runs is not.
    pub(super) fn saved(&mut self, path: &Path) {
        if self.live.is_none() {
            self.is_saved = true;
            if let Some(open) = &mut self.open {
                open.name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                open.origin = Origin::File(path.to_path_buf());
            }
        }
        self.settings.note_capture(&absolute(path));
        self.list_recent();
    }

    /// Captures and secrets may come together, in any order; what a file is shows in its bytes.
    pub(super) fn dropped(&mut self, paths: Vec<PathBuf>) {
        self.tasks.sort_dropped(paths);
    }

    pub(super) fn ask_path(&mut self, purpose: PathPurpose, name: String) {
        self.tasks.ask_path(purpose, self.settings.folder.clone(), name);
    }
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}
