//! The app: takes the newest instant, lets the window paint it, then carries out what was asked.
//! Nothing here waits; work goes into jobs and tasks.

mod acts;
mod annotate;
mod capturing;
mod details;
mod files;
mod filter;
mod follow;
mod live;
mod look;
mod navigate;
mod opened;
mod order;
mod secrets;
mod sessions;
mod statistics;
mod suggest;
mod tasks;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use self::live::{Live, Unsaved};
use self::opened::{Opened, Origin};
use self::secrets::RefusedFile;
use self::sessions::Judging;
use self::tasks::Tasks;
use super::model::tls::{SecretsView, SessionsView};
use super::model::{
    BannerView, CaptureView, FilterView, FollowView, HelperView, JobView, RecentView, StatusView, View,
    WelcomeView,
};
use super::options::{Options, ShownFirst};
use super::screenshot::Shooter;
use super::settings::Settings;
use super::text;
use super::window::Window;
use super::{fonts, theme};
use crate::base::id::FrameId;
use crate::dissect;
use crate::document::background::{Loading, Wake};
use crate::document::colour::Colours;
use crate::store::Transport;
use crate::tls::secrets::Keyring;

/// The job that loads the capture.
const LOAD_JOB: u64 = 1;
/// Repainting while something runs that says nothing by itself.
const TICK: Duration = Duration::from_millis(100);

/// The program's window and all it holds.
pub struct App {
    window: Window,
    settings: Settings,
    settings_file: Option<PathBuf>,
    /// As they were saved last.
    saved_settings: Settings,
    keyring: Arc<Keyring>,
    tasks: Tasks,
    wake: Wake,
    open: Option<Opened>,
    /// What was open before, until the new capture proves to be one.
    previous: Option<Opened>,
    live: Option<Live>,
    /// Keeps the spool of a live capture until it is closed.
    unsaved: Option<Unsaved>,
    is_saved: bool,
    /// Asked to be carried out although it discards an unsaved capture.
    discarding: Option<super::model::Action>,
    welcome: WelcomeView,
    filter: FilterView,
    status: StatusView,
    banner: Option<BannerView>,
    follow: Option<FollowView>,
    follow_generation: u64,
    jobs: Vec<JobView>,
    secrets: SecretsView,
    /// What `secrets` was made of: generations of keyring, capture and verdicts, files refused.
    secrets_stamp: Option<(u64, Option<u64>, u64, usize)>,
    refused: Vec<RefusedFile>,
    sessions: SessionsView,
    judging: Judging,
    /// A key was loaded whose success is still to be told.
    key_to_announce: Option<String>,
    /// What was told of the last secret: its name, and the banner's words.
    announced: Option<(String, String)>,
    /// Frame and field to be selected once they are there.
    wanted: Option<(FrameId, Option<String>)>,
    wanted_filter: Option<String>,
    /// The colouring rules, and the file that they are kept in.
    colours: Arc<Colours>,
    colours_file: Option<PathBuf>,
    suggest: suggest::Suggest,
    filter_cursor: usize,
    reports: Vec<statistics::OpenReport>,
    report_id: u64,
    /// Kept until it is said where it shall go.
    text_to_save: Option<String>,
    shooter: Option<Shooter>,
    scale: f32,
    quit: bool,
}

impl App {
    /// Sets the window up and begins with what the command line asks for.
    pub fn new(cc: &eframe::CreationContext<'_>, options: Options, shooter: Option<Shooter>) -> Self {
        let ctx = cc.egui_ctx.clone();
        fonts::install(&ctx);
        theme::install(&ctx);
        egui_extras::install_image_loaders(&ctx);
        ctx.options_mut(|o| o.zoom_with_keyboard = false);
        // A picture for a document shall not depend on what somebody set before.
        let settings_file = Settings::file().filter(|_| options.screenshot.is_none());
        let mut settings = settings_file.as_deref().map(Settings::load).unwrap_or_default();
        let saved_settings = settings.clone();
        let colours_file = settings_file.as_ref().map(|file| file.with_file_name("colorfilters"));
        if let Some(choice) = options.theme {
            settings.theme = choice;
        }
        let repaint = ctx.clone();
        let mut app = Self {
            window: Window::default(),
            settings,
            settings_file,
            saved_settings,
            keyring: Arc::default(),
            tasks: Tasks::new(ctx),
            wake: Arc::new(move || repaint.request_repaint()),
            open: None,
            previous: None,
            live: None,
            unsaved: None,
            is_saved: true,
            discarding: None,
            welcome: WelcomeView::default(),
            filter: FilterView { buttons: look::filter_buttons(), ..FilterView::default() },
            status: StatusView::default(),
            banner: None,
            follow: None,
            follow_generation: 0,
            jobs: Vec::new(),
            secrets: SecretsView::default(),
            secrets_stamp: None,
            refused: Vec::new(),
            sessions: SessionsView::default(),
            judging: Judging::default(),
            key_to_announce: None,
            announced: None,
            wanted: None,
            wanted_filter: options.filter,
            colours: Arc::new(look::load_colours(colours_file.as_deref())),
            colours_file,
            suggest: suggest::Suggest::default(),
            filter_cursor: 0,
            reports: Vec::new(),
            report_id: 0,
            text_to_save: None,
            scale: options.screenshot.as_ref().map_or(1.0, |s| s.scale),
            shooter,
            quit: false,
        };
        app.welcome.has_sample = app.sample().is_some();
        app.list_recent();
        app.tasks.list_interfaces();
        app.load_secrets(options.keys);
        app.window.secrets_open = options.shown == Some(ShownFirst::Secrets);
        app.window.shows_sessions = options.shown == Some(ShownFirst::Sessions);
        if let Some(number) = options.frame.and_then(|n| u32::try_from(n).ok()) {
            app.wanted = FrameId::from_number(number).map(|f| (f, options.select));
        }
        if let Some(capture) = options.capture {
            app.open_file(capture);
        } else if let Some(interface) = options.interfaces.into_iter().next() {
            app.tasks.start_capture(interface, String::new());
        }
        app
    }

    /// Brings everything up to date before painting.
    fn refresh(&mut self) {
        while let Some(done) = self.tasks.next() {
            self.done(done);
        }
        self.poll_live();
        self.refresh_reports();
        self.refresh_suggestions();
        self.refresh_buttons();
        self.jobs.clear();
        let Some(open) = &mut self.open else {
            self.refresh_secrets();
            return;
        };
        let fields = crate::gui::columns::fields(&self.settings.columns);
        open.set_look(&self.colours, &fields, self.settings.time());
        open.refresh(&self.wake);
        if let Some(error) = open.sorting.take_error() {
            self.banner = Some(BannerView { tone: super::model::Tone::Warn, text: error, action: None });
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
                self.close();
                self.list_recent();
                self.open = self.previous.take();
                let scan = self.open.as_ref().and_then(|open| open.scan.as_ref());
                self.filter.applied = scan.map_or_else(String::new, |scan| scan.filter().text.clone());
                self.window.filter_bar.text.clone_from(&self.filter.applied);
                self.window.dialog = Some(super::dialogs::Dialog::Error {
                    title: "The capture cannot be opened".into(),
                    text: why,
                    advice: "Choose another one with Ctrl+O, or drop it on the window.".into(),
                });
                return;
            }
            _ => {}
        }
        self.jobs.extend(self.judging.job());
        if (!open.capture.frames.is_empty() || !open.is_loading())
            && let Some(previous) = self.previous.take()
        {
            // Millions of frames take a while to be given back.
            std::thread::spawn(move || drop(previous));
        }
        self.refresh_sessions();
        self.announce_key();
        self.refresh_secrets();
        self.pick_wanted();
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
        self.status.sessions = total as u64;
        self.status.sessions_open = decrypted as u64;
        self.status.problems = open.capture.problems.len() as u64;
        self.status.message = message(open, self.live.as_ref().map(|live| live.view.seconds));
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

    fn is_busy(&self) -> bool {
        let open = self.open.as_ref();
        self.tasks.running > 0
            || self.reports_run()
            || self.wanted.is_some()
            || self.key_to_announce.is_some()
            || open.is_some_and(|o| o.is_loading() || o.scan.as_ref().is_some_and(|s| s.is_running()))
            || open.is_some_and(|o| o.sorting.is_running())
            || open.is_some_and(|o| !o.background.sessions_are_settled())
    }

    fn paint(&mut self, ui: &mut egui::Ui) {
        let stream = self.open.as_ref().and_then(Opened::stream);
        let bracket = self.open.as_ref().and_then(Opened::bracket);
        let selected = self.open.as_ref().and_then(|o| o.row_of(o.selected?));
        let sorted = self.open.as_ref().and_then(|o| o.sorting.key.clone());
        let chosen = self.open.as_ref().map_or(0, Opened::chosen_count);
        let notes = self.open.as_ref().map(|o| o.background.settings().annotations);
        let marked = notes.map_or(0, |notes| notes.marked.len() as u64);
        let can_capture = matches!(self.welcome.helper, HelperView::Ready);
        let mut parts = self.open.as_mut().map(|open| {
            // The rows borrow what only they need, the rest is shown beside them.
            let details = open.details.take();
            let (name, frames) = (open.name.clone(), open.capture.frames.len() as u64);
            let (selected_node, source) = (open.selected_node, open.source);
            (details, name, frames, selected_node, source)
        });
        let mut rows = self.open.as_mut().map(Opened::rows);
        let capture = match (&mut parts, &mut rows) {
            (Some((details, name, frames, selected_node, source)), Some(rows)) => Some(CaptureView {
                name,
                frames: *frames,
                rows,
                selected,
                bracket,
                details: details.as_ref(),
                selected_node: *selected_node,
                source: *source,
                can_save: *frames > 0,
                sorted: sorted.as_ref(),
                chosen,
                marked,
                has_tcp: stream.is_some_and(|s| s.0 == Transport::Tcp),
                has_tls: stream.is_some_and(|s| s.2),
            }),
            _ => None,
        };
        let reports: Vec<_> = self.reports.iter().map(|report| report.view.clone()).collect();
        let mut view = View {
            capture,
            welcome: &self.welcome,
            filter: &self.filter,
            status: &self.status,
            live: self.live.as_ref().map(|l| &l.view),
            jobs: &self.jobs,
            banner: self.banner.as_ref(),
            follow: self.follow.as_ref(),
            settings: &self.settings,
            secrets: &self.secrets,
            sessions: &self.sessions,
            reports: &reports,
            can_capture,
        };
        let actions = self.window.show(ui, &mut view);
        drop(rows);
        if let (Some(open), Some((details, ..))) = (&mut self.open, parts) {
            open.details = details;
        }
        for action in actions {
            self.act(action);
        }
    }

    fn list_recent(&mut self) {
        let home = directories::BaseDirs::new().map(|d| d.home_dir().to_path_buf());
        self.welcome.recent = self
            .settings
            .recent
            .iter()
            .filter_map(|path| {
                let metadata = std::fs::metadata(path).ok()?;
                let folder = path.parent()?;
                let place = match home.as_ref().and_then(|home| folder.strip_prefix(home).ok()) {
                    Some(rest) => format!("~/{}", rest.display()),
                    None => folder.display().to_string(),
                };
                Some(RecentView {
                    path: path.clone(),
                    name: path.file_name()?.to_string_lossy().into_owned(),
                    place,
                    facts: text::size(metadata.len()),
                })
            })
            .collect();
    }

    /// The sample capture: beside the program's sources, or where a package puts it.
    fn sample(&self) -> Option<PathBuf> {
        let program = std::env::current_exe().ok()?;
        let near = program.ancestors().skip(1).take(4).map(|folder| folder.join("samples"));
        near.chain([PathBuf::from("/usr/share/wirelens/samples")])
            .map(|folder| folder.join("upyssl.pcap"))
            .find(|file| file.is_file())
    }

    fn save_settings(&mut self) {
        if self.settings == self.saved_settings {
            return;
        }
        if let Some(file) = &self.settings_file
            && let Err(error) = self.settings.save(file)
        {
            self.status.message = format!("Settings could not be saved: {error}");
        }
        self.saved_settings = self.settings.clone();
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        ctx.set_zoom_factor(self.scale * f32::from(self.settings.zoom) / 100.0);
        ctx.set_theme(egui::ThemePreference::from(self.settings.theme));
        self.refresh();
        self.paint(ui);
        let asked_to_close = ctx.input(|i| i.viewport().close_requested());
        if asked_to_close
            && !self.quit
            && self.shooter.is_none()
            && !self.may_discard(&super::model::Action::Run(super::command::Command::Quit))
        {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        if self.quit {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        self.save_settings();
        let busy = self.is_busy();
        if busy || self.live.is_some() {
            ctx.request_repaint_after(TICK);
        }
        if let Some(shooter) = &mut self.shooter {
            shooter.after_frame(&ctx, busy);
        }
    }
}

/// How the window dissects: as by default, and with text beside bytes that are text.
fn dissect_settings() -> dissect::Settings {
    dissect::Settings { data_as_text: true, ..Default::default() }
}

fn took_words(took: Duration) -> String {
    match took.as_micros() {
        0..10_000 => format!("{:.1} ms", took.as_secs_f64() * 1e3),
        10_000..1_000_000 => format!("{:.0} ms", took.as_secs_f64() * 1e3),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

/// What the status bar says: the file, and the selected field.
fn message(open: &Opened, live_seconds: Option<u64>) -> String {
    let mut message = match live_seconds {
        Some(s) => format!("Capturing on {}, {}:{:02}", open.name, s / 60, s % 60),
        None => open.name.clone(),
    };
    if open.background.loading() == Loading::Cancelled {
        message.push_str(" (only the part read before Cancel)");
    }
    let node = open.selected_node.and_then(|n| open.details.as_ref()?.nodes.get(n));
    if let Some(node) = node
        && let Some(field) = node.field
    {
        let title = node.label.trim_start_matches('[').split(':').next().unwrap_or_default();
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
