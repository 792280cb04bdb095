//! The app: takes the newest instant, lets the window paint it, then carries out what was asked.
//! Nothing here waits; work goes into jobs and tasks.

mod acts;
mod annotate;
mod capturing;
mod details;
mod export;
mod files;
mod filter;
mod find;
mod follow;
mod hellos;
mod history;
mod live;
mod look;
mod navigate;
mod opened;
mod order;
mod programs;
mod secrets;
mod session_detail;
mod sessions;
mod statistics;
mod suggest;
mod tasks;
mod traffic;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use self::export::{EXPORT_JOB, Exporting};
use self::find::{EXPERT_JOB, ExpertJob, Finding};
use self::hellos::Hellos;
use self::history::History;
use self::live::{Live, Unsaved};
use self::opened::{Opened, Origin};
use self::programs::Program;
use self::secrets::RefusedFile;
use self::session_detail::Detailing;
use self::sessions::Judging;
use self::tasks::Tasks;
use self::traffic::Watch;
use super::command::Command;
use super::model::hello::HellosView;
use super::model::tls::{SecretsView, SessionsView};
use super::model::{
    BannerView, CaptureFilterView, CaptureView, FilterView, FollowView, HelperView, JobView, RecentView,
    StatusView, TlsState, View, WelcomeView,
};
use super::options::{Options, ShownFirst};
use super::screenshot::Shooter;
use super::sessions::DetailTab;
use super::settings::Settings;
use super::text;
use super::window::Window;
use super::{fonts, theme};
use crate::base::id::FrameId;
use crate::dissect;
use crate::document::background::{Loading, Wake};
use crate::document::colour::Colours;
use crate::document::merge;
use crate::platform::memory;
use crate::store::{Capture, Transport};
use crate::tls::secrets::Keyring;

/// The job that loads the capture.
const LOAD_JOB: u64 = 1;
/// Repainting while something runs that says nothing by itself.
const TICK: Duration = Duration::from_millis(100);
/// The same while a program runs that was started here.
const PROGRAM_TICK: Duration = Duration::from_millis(500);

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
    /// Programs that were started with a key log.
    programs: Vec<Program>,
    sessions: SessionsView,
    judging: Judging,
    finding: Finding,
    experts: ExpertJob,
    exporting: Exporting,
    watch: Watch,
    capture_filter: CaptureFilterView,
    /// A capture filter is being checked; inside, the one to be checked next.
    checking: Option<Option<(String, String)>>,
    history: History,
    hellos: Hellos,
    hellos_view: HellosView,
    /// Counts the comparisons that were made.
    comparison: u64,
    detailing: Detailing,
    /// Frame whose session shall be selected once the sessions are known.
    wanted_session: Option<FrameId>,
    /// Bytes for which a path is being asked.
    asked_to_save: Vec<u8>,
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
    shooter: Option<Shooter>,
    /// From the command line, still to be given.
    commands: Vec<Command>,
    sought_first: Option<String>,
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
            programs: Vec::new(),
            sessions: SessionsView::default(),
            judging: Judging::default(),
            finding: Finding::default(),
            experts: ExpertJob::default(),
            exporting: Exporting::default(),
            watch: Watch::default(),
            capture_filter: CaptureFilterView::default(),
            checking: None,
            history: History::default(),
            hellos: Hellos::default(),
            hellos_view: HellosView::default(),
            comparison: 0,
            detailing: Detailing::default(),
            wanted_session: None,
            asked_to_save: Vec::new(),
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
            commands: options.commands,
            sought_first: options.find,
            scale: options.screenshot.as_ref().map_or(1.0, |s| s.scale),
            shooter,
            quit: false,
        };
        app.welcome.has_sample = app.sample().is_some();
        app.list_recent();
        app.tasks.list_interfaces();
        if app.shooter.is_none() {
            app.tasks.look_for_leftovers();
        }
        app.load_secrets(options.keys);
        app.window.secrets_open = options.shown == Some(ShownFirst::Secrets);
        let tab = match options.shown {
            Some(ShownFirst::Sessions) => Some(DetailTab::Verdict),
            Some(ShownFirst::Ladder) => Some(DetailTab::Handshake),
            Some(ShownFirst::Certificates) => Some(DetailTab::Certificates),
            _ => None,
        };
        app.window.shows_sessions = tab.is_some();
        app.window.sessions.tab = tab.unwrap_or_default();
        app.window.inspector_open = options.shown == Some(ShownFirst::Hello);
        app.window.shows_hellos = matches!(options.shown, Some(ShownFirst::Hellos | ShownFirst::Compare));
        match options.compare {
            Some(path) => app.open_other(path),
            None if options.shown == Some(ShownFirst::Compare) => app.hellos.want_compare(),
            None => {}
        }
        if tab.is_some() {
            app.wanted_session = session_detail::wanted_frame(options.frame);
        }
        if let Some(number) = options.frame.and_then(|n| u32::try_from(n).ok()) {
            app.wanted = FrameId::from_number(number).map(|f| (f, options.select));
        }
        if let Some(capture) = options.capture {
            app.open_file(capture);
        } else if let Some(interface) = options.interfaces.into_iter().next() {
            app.tasks.start_capture(interface, String::new(), &app.settings.capture);
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
        self.poll_find();
        self.refresh_experts();
        if let Some(progress) = self.experts.view.progress.filter(|_| self.jobs.is_empty()) {
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
            self.settings.note_facts(super::settings::CaptureFacts {
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

    /// The newest instant of the open capture.
    pub fn capture(&self) -> Option<Arc<Capture>> {
        Some(Arc::clone(&self.open.as_ref()?.capture))
    }

    /// What the open capture is dissected with.
    pub fn dissect_settings(&self) -> Option<dissect::Settings> {
        Some(self.open.as_ref()?.background.settings())
    }

    /// Rows of the frame list.
    pub fn rows(&self) -> u64 {
        self.open.as_ref().map_or(0, Opened::shown_count)
    }

    /// Work goes on that will change what is shown.
    pub fn is_busy(&self) -> bool {
        self.is_working() || !self.commands.is_empty() || self.sought_first.is_some()
    }

    fn is_working(&self) -> bool {
        let open = self.open.as_ref();
        self.tasks.running > 0
            || self.reports_run()
            || self.wanted.is_some()
            || self.open.is_some() && self.key_to_announce.is_some()
            || self.is_finding()
            || self.experts.is_running()
            || open.is_some_and(|o| o.is_loading() || o.scan.as_ref().is_some_and(|s| s.is_running()))
            || open.is_some_and(|o| o.sorting.is_running())
            || open.is_some_and(|o| !o.background.sessions_are_settled())
    }

    fn paint(&mut self, ui: &mut egui::Ui) {
        let busy = self.is_working();
        let stream = self.open.as_ref().and_then(Opened::stream);
        let bracket = self.open.as_ref().and_then(Opened::bracket);
        let selected = self.open.as_ref().and_then(|o| o.row_of(o.selected?));
        let sorted = self.open.as_ref().and_then(|o| o.sorting.key.clone());
        let chosen = self.open.as_ref().map_or(0, Opened::chosen_count);
        let notes = self.open.as_ref().map(|o| o.background.settings().annotations);
        let marked = notes.map_or(0, |notes| notes.marked.len() as u64);
        let origin = self.open.as_ref().map(|open| &open.origin);
        let in_set = matches!(origin, Some(Origin::File(path)) if merge::is_in_set(path));
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
                has_udp: stream.is_some_and(|s| s.0 == Transport::Udp),
                has_tls: stream.is_some_and(|s| s.2),
                in_set,
                history: self.history.possible(),
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
            find: &self.finding.view,
            experts: &self.experts.view,
            objects: self.exporting.views.as_deref(),
            capture_filter: &self.capture_filter,
            hellos: &self.hellos_view,
            can_capture,
        };
        let mut actions = self.window.show(ui, &mut view);
        if !busy {
            // One after the other: each may open what the next one needs.
            if let Some(text) = self.sought_first.take() {
                actions.extend(self.window.find(text));
            } else if !self.commands.is_empty() {
                let command = self.commands.remove(0);
                actions.extend(self.window.run(ui, &view, command));
            }
        }
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
                let known = self.settings.facts.iter().find(|facts| facts.path == *path);
                let mut facts = text::size(metadata.len());
                if let Some(known) = known {
                    let frames = text::plural(known.frames, "frame", "frames");
                    facts = format!(
                        "{facts} · {} · {frames}",
                        took_words(Duration::from_millis(known.milliseconds))
                    );
                }
                let age = metadata.modified().ok().map(|time| format!(" · {}", export::age(time)));
                Some(RecentView {
                    path: path.clone(),
                    name: path.file_name()?.to_string_lossy().into_owned(),
                    place: place + &age.unwrap_or_default(),
                    facts,
                    sessions: known.and_then(sessions_words),
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
    fn raw_input_hook(&mut self, _ctx: &egui::Context, input: &mut egui::RawInput) {
        // A picture shows nothing under a pointer that happens to be there.
        if self.shooter.is_some() {
            input.events.retain(|event| !matches!(event, egui::Event::PointerMoved(_)));
        }
    }

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
        } else if self.open.is_none() {
            ctx.request_repaint_after(Duration::from_millis(500));
        } else if self.programs.iter().any(Program::is_running) {
            ctx.request_repaint_after(PROGRAM_TICK);
        }
        if let Some(shooter) = &mut self.shooter {
            shooter.after_frame(&ctx, busy);
        }
    }
}

/// How a recent capture's sessions stood.
fn sessions_words(facts: &super::settings::CaptureFacts) -> Option<(TlsState, String)> {
    let state = match facts.decrypted {
        _ if facts.sessions == 0 => return None,
        0 => TlsState::Closed,
        some if some < facts.sessions => TlsState::Half,
        _ => TlsState::Open,
    };
    let sessions = text::plural(facts.sessions, "session", "sessions");
    Some((state, format!("{} of {sessions} decrypted", text::count(facts.decrypted))))
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
