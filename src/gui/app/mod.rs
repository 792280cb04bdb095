//! The app: takes the newest instant, lets the window paint it, then carries out what was asked.
//! Nothing here waits; work goes into jobs and tasks.

mod acts;
mod annotate;
mod capturing;
mod desktop;
pub(super) mod details;
mod done;
mod export;
mod files;
mod filter;
mod find;
mod follow;
mod frame_windows;
mod hellos;
mod history;
mod keeping;
mod live;
mod look;
mod names;
mod navigate;
mod opened;
mod order;
mod owners;
mod profiles;
mod programs;
mod recent;
mod refresh;
mod secrets;
mod session_detail;
mod sessions;
mod statistics;
mod suggest;
mod tasks;
mod traffic;

pub(super) use export::age;
pub(super) use live::link_name;
pub(super) use refresh::took_words;

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;

use self::export::Exporting;
use self::find::{ExpertJob, Finding};
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
    BannerView, CaptureFilterView, CaptureView, FilterView, FollowView, HelperView, JobView, StatusView,
    View, WelcomeView,
};
use super::options::{Options, ShownFirst};
use super::protocol_choices;
use super::screenshot::Shooter;
use super::sessions::DetailTab;
use super::settings::{Settings, ThemeChoice};
use super::window::Window;
use super::{fonts, text, theme};
use crate::base::id::FrameId;
use crate::dissect;
use crate::document::background::Wake;
use crate::document::colour::Colours;
use crate::document::decode_as;
use crate::document::merge;
use crate::store::{Capture, Transport};
use crate::tls::secrets::Keyring;

/// The job that loads the capture.
const LOAD_JOB: u64 = 1;
/// Within this the desktop puts a frame around a new window.
const FRAMED_WITHIN: Duration = Duration::from_secs(2);
/// Repainting while something runs that says nothing by itself.
const TICK: Duration = Duration::from_millis(100);
/// The same of a live capture's clock.
const LIVE_TICK: Duration = Duration::from_millis(500);
/// The same while a program runs that was started here.
const PROGRAM_TICK: Duration = Duration::from_millis(500);

/// The program's window and all it holds.
pub struct App {
    window: Window,
    settings: Settings,
    settings_file: Option<PathBuf>,
    /// As they were saved last.
    saved_settings: Settings,
    /// The theme of the command line, and that of the settings.
    given_theme: Option<(ThemeChoice, ThemeChoice)>,
    desktop: desktop::Desktop,
    keyring: Arc<Keyring>,
    tasks: Tasks,
    wake: Wake,
    open: Option<Opened>,
    /// What was open before, until the new capture proves to be one.
    previous: Option<Opened>,
    live: Option<Live>,
    /// The file in which the live capture goes on, as long as it is read.
    successor: Option<keeping::Successor>,
    /// Keeps the spool of a live capture until it is closed.
    unsaved: Option<Unsaved>,
    is_saved: bool,
    /// Title that the window was given.
    shown_title: String,
    /// Asked to be carried out although it discards an unsaved capture.
    discarding: Option<super::model::Action>,
    welcome: WelcomeView,
    /// All interfaces, those that are not shown too.
    devices: Vec<super::model::InterfaceView>,
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
    /// Files for which a path is being asked; those after the first get a number of their own.
    asked_to_save: Vec<Vec<u8>>,
    /// A key was loaded whose success is still to be told.
    key_to_announce: Option<String>,
    /// What was told of the last secret: its name, and the banner's words.
    announced: Option<(String, String)>,
    /// Frame and field to be selected once they are there.
    wanted: Option<(FrameId, Option<String>)>,
    /// Selected when a filter was applied: to be brought into sight once the filter has let it through.
    revealing: Option<FrameId>,
    wanted_filter: Option<String>,
    /// The colouring rules, and the file that they are kept in.
    colours: Arc<Colours>,
    /// Rules of Decode As: those of the settings, and those of this capture's conversations.
    decode_as: Vec<decode_as::Rule>,
    colours_file: Option<PathBuf>,
    suggest: suggest::Suggest,
    filter_cursor: usize,
    reports: Vec<statistics::OpenReport>,
    frame_windows: Vec<frame_windows::FrameWindow>,
    profiles: profiles::Keeper,
    naming: names::Naming,
    owning: owners::Owning,
    report_id: u64,
    shooter: Option<Shooter>,
    /// From the command line, still to be given.
    commands: Vec<Command>,
    sought_first: Option<String>,
    scale: f32,
    /// When the window opened, as long as it may prove larger than the screen; never, for a picture or a given size.
    opened_at: Option<Instant>,
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
        let profiles = profiles::Keeper::new(settings_file.as_deref(), &mut settings);
        let colours_file = profiles.colours_file();
        let saved_settings = settings.clone();
        let given_theme = options.theme.map(|choice| (choice, settings.theme));
        if let Some(choice) = options.theme {
            settings.theme = choice;
        }
        let repaint = ctx.clone();
        let mut app = Self {
            window: Window::default(),
            settings,
            settings_file,
            saved_settings,
            given_theme,
            desktop: desktop::Desktop::default(),
            keyring: Arc::default(),
            tasks: Tasks::new(ctx),
            wake: Arc::new(move || repaint.request_repaint()),
            open: None,
            previous: None,
            live: None,
            successor: None,
            unsaved: None,
            is_saved: true,
            shown_title: String::new(),
            discarding: None,
            welcome: WelcomeView::default(),
            devices: Vec::new(),
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
            revealing: None,
            wanted_filter: options.filter,
            colours: Arc::new(look::load_colours(colours_file.as_deref())),
            colours_file,
            decode_as: Vec::new(),
            suggest: suggest::Suggest::default(),
            filter_cursor: 0,
            reports: Vec::new(),
            frame_windows: Vec::new(),
            profiles,
            naming: names::Naming::default(),
            owning: owners::Owning::default(),
            report_id: 0,
            commands: options.commands,
            sought_first: options.find,
            scale: options.screenshot.as_ref().map_or(1.0, |s| s.scale),
            shooter,
            opened_at: Some(Instant::now())
                .filter(|_| options.screenshot.is_none() && options.size.is_none()),
            quit: false,
        };
        app.window.set_shares(&app.settings.panes);
        app.read_decode_as();
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
        } else if !options.interfaces.is_empty() {
            let plan = crate::gui::capture_plan::CapturePlan::on(&options.interfaces, "");
            app.start_plan(plan);
        }
        app
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

    fn paint(&mut self, ui: &mut egui::Ui) {
        let busy = self.is_working();
        let stream = self.open.as_ref().and_then(Opened::stream);
        let around = self.open.as_ref().map(Opened::around).unwrap_or_default();
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
                around,
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
        let frame_windows: Vec<_> = self.frame_windows.iter().map(|window| window.view.clone()).collect();
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
            frame_windows: &frame_windows,
            profiles: &self.profiles.view,
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

    /// The window is called by what is open, with a star where that is not saved.
    fn title(&self) -> String {
        match &self.open {
            Some(open) => {
                let star = if self.is_saved { "" } else { "*" };
                format!("{star}{} — Wirelens", text::escape(&open.name))
            }
            None => "Wirelens".into(),
        }
    }

    /// Fills a screen that the window does not fit onto when it opens.
    fn fit_screen(&mut self, ctx: &egui::Context) {
        let Some(opened) = self.opened_at else { return };
        // Its frame is put around it some time later.
        if opened.elapsed() > FRAMED_WITHIN {
            self.opened_at = None;
        }
        let (screen, whole) = ctx.input(|input| (input.viewport().monitor_size, input.viewport().outer_rect));
        let (Some(screen), Some(whole)) = (screen, whole) else { return };
        if whole.width() > screen.x || whole.height() > screen.y {
            self.opened_at = None;
            ctx.send_viewport_cmd(egui::ViewportCommand::Maximized(true));
        }
    }

    /// Remembers how large the window and its parts are.
    fn note_window(&mut self, ctx: &egui::Context) {
        let panes = &mut self.settings.panes;
        (panes.list_share, panes.details_share) = self.window.shares();
        let zoom = ctx.zoom_factor();
        ctx.input(|input| {
            let viewport = input.viewport();
            panes.maximized = viewport.maximized.unwrap_or(false);
            if let Some(rect) = viewport.inner_rect.filter(|_| {
                !panes.maximized && viewport.fullscreen != Some(true) && viewport.minimized != Some(true)
            }) {
                panes.window = Some([rect.width() * zoom, rect.height() * zoom].map(f32::round));
            }
        });
    }

    fn save_settings(&mut self) {
        let kept = match self.given_theme {
            // What the command line says is for this run.
            Some((given, before)) if self.settings.theme == given => {
                Cow::Owned(Settings { theme: before, ..self.settings.clone() })
            }
            _ => Cow::Borrowed(&self.settings),
        };
        if *kept == self.saved_settings {
            return;
        }
        if let Some(file) = &self.settings_file
            && let Err(error) = self.profiles.save(&kept, file)
        {
            self.status.message = format!("Settings could not be saved: {error}");
        }
        self.saved_settings = kept.into_owned();
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
        self.desktop.paint_as(self.settings.theme, &ctx);
        self.refresh();
        self.paint(ui);
        let title = self.title();
        if title != self.shown_title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.shown_title = title;
        }
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
        self.fit_screen(&ctx);
        self.note_window(&ctx);
        // What is dragged has its size when it is let go.
        if !ctx.input(|input| input.pointer.any_down()) || self.quit || asked_to_close {
            self.save_settings();
        }
        let busy = self.is_busy();
        // A live capture says itself when packets came; what else moves is a clock.
        let is_quiet = self.live.is_some() && !self.works_beside_loading();
        if is_quiet {
            ctx.request_repaint_after(LIVE_TICK);
        } else if busy || self.live.is_some() {
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

/// How the window dissects: as by default, and with text beside bytes that are text.
fn dissect_settings(rules: &[decode_as::Rule], settings: &Settings) -> dissect::Settings {
    let decode_as = decode_as::claims(rules);
    let disabled = settings.disabled_protocols.clone();
    let mut dissected = dissect::Settings { data_as_text: true, decode_as, disabled, ..Default::default() };
    protocol_choices::apply(&settings.flipped_choices, &mut dissected);
    dissected
}
