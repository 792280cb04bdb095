//! Bringing everything up to date before painting: results of work, jobs, figures of the status bar.

use std::time::Duration;

use super::export::EXPORT_JOB;
use super::find::EXPERT_JOB;
use super::opened::{Opened, Origin};
use super::{App, LOAD_JOB, files};
use crate::document::background::Loading;
use crate::gui::model::{BannerView, JobView, LiveView};
use crate::gui::text;
use crate::platform::memory;

impl App {
    /// Brings everything up to date before painting.
    pub(super) fn refresh(&mut self) {
        while let Some(done) = self.tasks.next() {
            self.done(done);
        }
        self.follow_moved();
        self.poll_live();
        self.look_for_owners();
        self.look_for_end();
        self.refresh_reports();
        self.refresh_frame_windows();
        self.refresh_names();
        self.refresh_suggestions();
        self.refresh_buttons();
        self.watch_traffic();
        self.look_at_programs();
        self.jobs.clear();
        let Some(open) = &mut self.open else {
            self.refresh_secrets();
            self.refresh_hellos();
            return;
        };
        let fields = crate::gui::columns::fields(&self.settings.columns);
        open.set_look(&self.colours, &fields, self.settings.time());
        open.refresh(&self.wake);
        if let Some(error) = open.sorting.take_error() {
            self.banner = Some(BannerView { tone: crate::gui::model::Tone::Warn, text: error, action: None });
        }
        self.jobs.extend(open.sorting.job());
        match open.background.loading() {
            Loading::Running if self.live.is_none() => {
                let (read, total) = open.background.progress();
                let progress = total.map(|total| (read as f32 / total.max(1) as f32).min(1.0));
                let title = format!("Opening {}", open.name);
                self.jobs.push(JobView { id: LOAD_JOB, title, progress, can_cancel: true });
            }
            Loading::Failed(why) => {
                if let Origin::File(path) = &open.origin {
                    self.settings.forget_capture(&files::absolute(path));
                }
                // What was to be done with it will never be possible.
                (self.wanted, self.wanted_filter, self.sought_first) = (None, None, None);
                self.commands.clear();
                if let Some(shooter) = &mut self.shooter {
                    shooter.fail(format!("the capture cannot be opened: {why}"));
                    self.quit = true;
                }
                self.close();
                self.list_recent();
                self.open = self.previous.take();
                let scan = self.open.as_ref().and_then(|open| open.scan.as_ref());
                self.filter.applied = scan.map_or_else(String::new, |scan| scan.filter().text.clone());
                self.window.filter_bar.text.clone_from(&self.filter.applied);
                self.window.dialog = Some(crate::gui::dialogs::Dialog::Error {
                    title: "The capture cannot be opened".into(),
                    text: why,
                    advice: "Choose another one with Ctrl+O, or drop it on the window.".into(),
                });
                return;
            }
            _ => {}
        }
        self.jobs.extend(self.judging.job());
        if let Some((title, _)) = &self.exporting.job {
            self.jobs.push(JobView {
                id: EXPORT_JOB,
                title: title.clone(),
                progress: None,
                can_cancel: true,
            });
        }
        if (!open.capture.frames.is_empty() || !open.is_loading())
            && let Some(previous) = self.previous.take()
        {
            // Millions of frames take a while to be given back.
            std::thread::spawn(move || {
                drop(previous);
                memory::give_back_freed();
            });
        }
        self.refresh_sessions();
        self.refresh_detail();
        self.announce_key();
        self.refresh_secrets();
        self.pick_wanted();
        self.reveal_selected();
        self.poll_find();
        self.refresh_experts();
        // While capturing it never ends, and the words about the capture matter more.
        let is_told = self.jobs.is_empty() && self.live.is_none();
        if let Some(progress) = self.experts.view.progress.filter(|_| is_told) {
            let title = "Looking for what is worth noting".to_owned();
            self.jobs.push(JobView { id: EXPERT_JOB, title, progress: Some(progress), can_cancel: true });
        }
        if let Some(frame) = self.open.as_ref().and_then(|open| open.selected) {
            self.history.note(frame);
        }
        self.refresh_hellos();
        let Some(open) = &mut self.open else { return };
        open.refresh_details();
        let sessions = open.background.sessions();
        let stamp = (open.capture.generation, self.keyring.snapshot().generation());
        let judged =
            self.judging.latest.as_ref().filter(|judged| judged.stamp == stamp && !judged.is_cancelled);
        // The verdicts count QUIC too; table, banner and status bar say the same.
        let (total, decrypted) = match judged.map(|judged| judged.tally()) {
            Some(tally) => (tally.total, tally.decrypted),
            None => (sessions.total, sessions.decrypted),
        };
        if let Origin::File(path) = &open.origin
            && open.background.loading() == Loading::Done
            && open.background.sessions_are_settled()
            && self.is_saved
        {
            let time = |index: usize| open.capture.frames.get(index).map(|frame| frame.time);
            let span = time(0).zip(open.capture.frames.len().checked_sub(1).and_then(time));
            let nanos = span.map_or(0, |(first, last)| last.since(first).0.max(0));
            self.settings.note_facts(crate::gui::settings::CaptureFacts {
                path: files::absolute(path),
                frames: open.capture.frames.len() as u64,
                milliseconds: (nanos / 1_000_000).unsigned_abs(),
                sessions: total as u64,
                decrypted: decrypted as u64,
            });
        }
        self.status.sessions = total as u64;
        self.status.sessions_open = decrypted as u64;
        let problems = open.capture.problems.len();
        self.status.problems = self.experts.view.rows.len().max(problems) as u64;
        self.status.message = message(open, self.live.as_ref().map(|live| &live.view), self.is_saved);
        if let Some(scan) = &open.scan {
            let (found, scanned) = scan.found();
            let total = open.capture.frames.len();
            self.filter.progress =
                (scan.is_running() || scanned < total).then(|| scanned as f32 / total.max(1) as f32);
            let frames = text::plural(found.len() as u64, "frame", "frames");
            self.filter.result = match open.scan_took {
                Some(took) => format!("{frames} · {}", took_words(took)),
                None => frames,
            };
        } else {
            self.filter.progress = None;
            self.filter.result.clear();
        }
    }

    /// Work goes on that will change what is shown.
    pub fn is_busy(&self) -> bool {
        self.is_working() || !self.commands.is_empty() || self.sought_first.is_some()
    }

    pub(super) fn is_working(&self) -> bool {
        self.open.as_ref().is_some_and(|o| o.is_loading()) || self.works_beside_loading()
    }

    /// The same but for frames that come: of those, news come without being asked for.
    pub(super) fn works_beside_loading(&self) -> bool {
        let open = self.open.as_ref();
        self.tasks.running > 0
            || self.reports_run()
            || self.naming.is_running()
            || self.wanted.is_some()
            || self.open.is_some() && self.key_to_announce.is_some()
            || self.is_finding()
            || self.experts.is_running()
            || open.is_some_and(|o| o.scan.as_ref().is_some_and(|s| s.is_running()))
            || open.is_some_and(|o| o.sorting.is_running())
            || open.is_some_and(|o| !o.background.sessions_are_settled())
    }
}

pub(in crate::gui) fn took_words(took: Duration) -> String {
    match took.as_micros() {
        0..10_000 => format!("{:.1} ms", took.as_secs_f64() * 1e3),
        10_000..1_000_000 => format!("{:.0} ms", took.as_secs_f64() * 1e3),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

/// What the status bar says: the file, and the selected field.
pub(super) fn message(open: &Opened, live: Option<&LiveView>, is_saved: bool) -> String {
    let mut message = match live {
        Some(live) => {
            let seconds = live.seconds;
            let clock = format!("Capturing on {}, {}:{:02}", open.name, seconds / 60, seconds % 60);
            if live.keeps.is_empty() { clock } else { format!("{clock}, {} kept", live.keeps) }
        }
        None if is_saved => open.name.clone(),
        None => format!("{} · not saved", open.name),
    };
    if open.background.loading() == Loading::Cancelled {
        message.push_str(" (only the part read before Cancel)");
    }
    let node = open.selected_node.and_then(|n| open.details.as_ref()?.nodes.get(n));
    if let Some(node) = node
        && let Some(field) = node.field
    {
        let label = node.label.trim_start_matches('[').trim_end_matches(']');
        let title = label.split(':').next().unwrap_or_default();
        let title = title.rsplit(" = ").next().unwrap_or(title);
        message.push_str(&format!(" · {} ({field})", title.chars().take(48).collect::<String>()));
        if let Some(span) = node.span {
            message.push_str(&format!(", {}", text::plural(span.len as u64, "byte", "bytes")));
        }
    } else if let Some(problem) = open.capture.problems.first() {
        message = format!("{message}: {}", problem.text);
    }
    message
}
