//! What the user can ask for, carried out after painting; and what tasks send, taken in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::live::{Live, Unsaved, failure, interface_view};
use super::opened::{Opened, Origin};
use super::tasks::Done;
use super::{App, LOAD_JOB, filter};
use crate::base::id::FrameId;
use crate::base::time::{Precision, write_seconds};
use crate::document::Loader;
use crate::document::background::BackgroundCapture;
use crate::document::follow::{Followed, Kind};
use crate::filter::Filter;
use crate::gui::command::Command;
use crate::gui::dialogs::path::PathDialog;
use crate::gui::dialogs::{Dialog, PathPurpose};
use crate::gui::model::{Action, BannerView, FilterState, FollowView, HelperView, TlsState, Tone, TurnView};
use crate::gui::packet_list::row_as_text;
use crate::gui::settings::ThemeChoice;
use crate::gui::text;
use crate::proto;
use crate::store::{Capture, Transport};

impl App {
    pub(super) fn act(&mut self, action: Action) {
        if self.discarding.as_ref().is_some_and(|d| *d != action) {
            self.discarding = None;
        }
        match action {
            Action::Run(command) => self.run(command),
            Action::SelectRow(row) => {
                if let Some(open) = &mut self.open {
                    let frame = open.frame_at(row);
                    open.select(frame);
                    if row.saturating_add(1) < open.shown_count() {
                        // One who reads does not want the list to run away.
                        self.window.list.rows.follow_end(false);
                    }
                }
            }
            Action::GoToFrame(number) => self.go_to(number),
            Action::SelectNode(node) => {
                if let Some(open) = &mut self.open {
                    open.select_node(node);
                }
            }
            Action::ShowSource(source) => {
                if let Some(open) = &mut self.open {
                    open.show_source(source);
                }
            }
            Action::FilterEdited { text, cursor } => self.filter.check = filter::check(&text, cursor),
            Action::ApplyFilter(text) => self.apply_filter(&text),
            Action::OpenCapture(path) => self.open_file(path),
            Action::OpenSample => self.open_sample(),
            Action::SaveCapture(path) => self.save(path),
            Action::LoadSecret(path) => self.load_key(path),
            Action::Dropped(paths) => self.dropped(paths),
            Action::ClearRecent => {
                self.settings.recent.clear();
                self.list_recent();
            }
            Action::StartCapture { interfaces, filter } => self.start_capture(interfaces, filter),
            Action::CancelJob(LOAD_JOB) => {
                if let Some(open) = &self.open {
                    open.background.cancel();
                }
            }
            Action::CancelJob(_) => {}
            Action::CloseBanner => self.banner = None,
            Action::CloseFollow => self.follow = None,
            Action::AskFollowPath => self.ask_path(PathPurpose::SaveFollow, "stream.txt".into()),
            Action::SaveFollow(path) => self.save_follow(&path),
            // The window does that by itself.
            Action::CopyText(_) => {}
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Open => self.ask_path(PathPurpose::OpenCapture, String::new()),
            Command::OpenSample => self.open_sample(),
            Command::SaveAs => {
                let name = self.open.as_ref().map_or_else(String::new, |open| match &open.origin {
                    Origin::File(path) => {
                        path.file_stem().unwrap_or_default().to_string_lossy().into_owned() + ".pcapng"
                    }
                    Origin::Live(interface) => format!("{interface}.pcapng"),
                });
                self.ask_path(PathPurpose::SaveCapture, name);
            }
            Command::Reload => {
                if let Some(Origin::File(path)) = self.open.as_ref().map(|o| o.origin.clone()) {
                    let selected = self.open.as_ref().and_then(|o| o.selected);
                    self.wanted_filter = Some(self.filter.applied.clone());
                    self.open_file(path);
                    self.wanted = selected.map(|frame| (frame, None));
                }
            }
            Command::Close => {
                if self.may_discard(&Action::Run(Command::Close)) {
                    self.close();
                }
            }
            Command::Quit => self.quit = self.may_discard(&Action::Run(Command::Quit)),
            Command::CopyRow => self.copy(|open| {
                let row = open.row_of(open.selected?)?;
                let mut rows = open.rows();
                crate::gui::model::FrameRows::row(&mut rows, row).map(row_as_text)
            }),
            Command::CopyNode => self.copy_node(|node| Some(node.label.clone())),
            Command::CopyFieldName => self.copy_node(|node| node.field.map(str::to_owned)),
            Command::CopyValue => self.copy_node(|node| Some(node.value.clone())),
            Command::CopyFilter => self.copy_node(|node| node.filter.clone()),
            Command::ApplyAsFilter => {
                let node = self.open.as_ref().and_then(|o| o.details.as_ref()?.nodes.get(o.selected_node?));
                if let Some(filter) = node.and_then(|n| n.filter.clone()) {
                    self.window.filter_bar.text.clone_from(&filter);
                    self.apply_filter(&filter);
                }
            }
            Command::ClearFilter => {
                self.window.filter_bar.text.clear();
                self.apply_filter("");
            }
            Command::ColourRows => self.settings.colour_rows = !self.settings.colour_rows,
            Command::AutoScroll => {
                self.settings.auto_scroll = !self.settings.auto_scroll;
                let follow = self.settings.auto_scroll && self.live.is_some();
                self.window.list.rows.follow_end(follow);
            }
            Command::ZoomIn => self.settings.zoom_by(1),
            Command::ZoomOut => self.settings.zoom_by(-1),
            Command::ZoomReset => self.settings.zoom = 100,
            Command::ThemeSystem => self.settings.theme = ThemeChoice::System,
            Command::ThemeDark => self.settings.theme = ThemeChoice::Dark,
            Command::ThemeLight => self.settings.theme = ThemeChoice::Light,
            Command::NextFrame => self.step(1),
            Command::PreviousFrame => self.step(-1),
            Command::FirstFrame => self.select_row(0),
            Command::LastFrame => {
                let last = self.open.as_ref().map_or(0, |o| o.shown_count().saturating_sub(1));
                self.select_row(last);
            }
            Command::ToggleCapture if self.live.is_some() => self.stop_capture(),
            Command::ToggleCapture | Command::StartCapture => {
                let (interfaces, filter) = (self.chosen_interfaces(), self.chosen_filter());
                self.start_capture(interfaces, filter);
            }
            Command::StopCapture => self.stop_capture(),
            Command::RestartCapture => {
                if let Some(live) = &self.live {
                    let (interface, filter) = (live.view.source.clone(), live.view.capture_filter.clone());
                    let again =
                        Action::StartCapture { interfaces: vec![interface.clone()], filter: filter.clone() };
                    // What was captured so far is given up: that is what restarting means.
                    self.discarding = Some(again);
                    self.start_capture(vec![interface], filter);
                }
            }
            Command::RefreshInterfaces => self.tasks.list_interfaces(),
            Command::FollowTcp => self.start_follow(Kind::Tcp),
            Command::FollowTls => self.start_follow(match self.open.as_ref().and_then(Opened::stream) {
                Some((Transport::Udp, ..)) => Kind::Dtls,
                _ => Kind::Tls,
            }),
            Command::LoadKey => self.ask_path(PathPurpose::LoadKey, String::new()),
            // These concern the window alone, which has carried them out.
            Command::FocusFilter
            | Command::ExpandSubtree
            | Command::CollapseSubtree
            | Command::ExpandAll
            | Command::CollapseAll
            | Command::GoTo
            | Command::CaptureOptions
            | Command::Shortcuts
            | Command::About => {}
        }
    }

    // ---- files ------------------------------------------------------------------------------

    pub(super) fn open_file(&mut self, path: PathBuf) {
        if !self.may_discard(&Action::OpenCapture(path.clone())) {
            return;
        }
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
            super::dissect_settings(),
            Arc::clone(&self.wake),
        );
        self.show(Opened::new(name, Origin::File(path), background));
    }

    fn show(&mut self, mut opened: Opened) {
        if let Some(text) = self.wanted_filter.take() {
            self.filter.check = filter::check(&text, text.len());
            if let Ok(ready) = Filter::new(&text, proto::registry()) {
                opened.set_filter(Some(ready), &self.wake);
                self.filter.applied.clone_from(&text);
            }
            self.window.filter_bar.text = text;
        }
        self.open = Some(opened);
    }

    fn open_sample(&mut self) {
        if let Some(sample) = self.sample() {
            let key = sample.with_file_name("key.pem");
            self.open_file(sample);
            if key.is_file() {
                self.load_key(key);
            }
            self.wanted = FrameId::from_number(14).map(|frame| (frame, Some("data.text".into())));
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.take() {
            // Millions of frames take a while to be given back; nobody waits for that.
            std::thread::spawn(move || drop(open));
        }
        self.live = None;
        self.unsaved = None;
        self.is_saved = true;
        self.follow = None;
        self.banner = None;
        self.discarding = None;
        self.status = Default::default();
        self.filter.applied.clear();
        self.filter.check = Default::default();
        self.window.filter_bar.text.clear();
        self.window.list.rows.follow_end(false);
        self.window.list.rows.rewind();
        self.window.list.forget_minimap();
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
            text: format!(
                "{} will be lost.",
                text::plural(frames as u64, "captured frame", "captured frames")
            ),
            choices: vec![
                ("Save as…".into(), Action::Run(Command::SaveAs)),
                ("Discard".into(), action.clone()),
            ],
        });
        false
    }

    fn save(&mut self, path: PathBuf) {
        if let Some(open) = &self.open {
            self.tasks.save(Arc::clone(&open.capture), path);
        }
    }

    /// A live capture that was saved is that file from now on; one that still runs is not.
    fn saved(&mut self, path: &Path) {
        if self.live.is_none() {
            self.is_saved = true;
            if let Some(open) = &mut self.open
                && matches!(open.origin, Origin::Live(_))
            {
                open.name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                open.origin = Origin::File(path.to_path_buf());
            }
        }
        self.settings.note_capture(&absolute(path));
        self.list_recent();
    }

    fn dropped(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            // A key and a capture may come together, in any order.
            if looks_like_key(&path) { self.load_key(path) } else { self.open_file(path) }
        }
    }

    fn ask_path(&mut self, purpose: PathPurpose, name: String) {
        self.tasks.ask_path(purpose, self.settings.folder.clone(), name);
    }

    // ---- keys -------------------------------------------------------------------------------

    pub(super) fn load_key(&mut self, path: PathBuf) {
        self.tasks.load_key(Arc::clone(&self.keyring), path);
    }

    /// Tells what a key opened, once that is known.
    pub(super) fn announce_key(&mut self) {
        let Some(open) = &self.open else { return };
        let Some(name) = &self.key_to_announce else { return };
        let sessions = open.background.sessions();
        let loaded = !open.is_loading() || self.live.is_some();
        if !loaded || !open.background.sessions_are_settled() {
            return;
        }
        let (tone, text) = match (sessions.total, sessions.decrypted) {
            (0, _) => (Tone::Neutral, format!("{name} is loaded; this capture has no TLS sessions")),
            (total, 0) => {
                let why = sessions.first_closed.unwrap_or_default();
                (
                    Tone::Warn,
                    format!(
                        "{name} opened none of {}: {why}",
                        text::plural(total as u64, "session", "sessions")
                    ),
                )
            }
            (total, opened) => (Tone::Success, format!("{name}: {opened} of {total} sessions decrypted")),
        };
        self.banner = Some(BannerView { tone, text, action: None });
        self.key_to_announce = None;
    }

    // ---- rows and filter --------------------------------------------------------------------

    /// Selects what the command line or the sample wants, once it is there.
    pub(super) fn pick_wanted(&mut self) {
        let Some(open) = &mut self.open else { return };
        if let Some((frame, field)) = &self.wanted {
            let is_there = frame.index() < open.capture.frames.len();
            let scans = open.is_loading() || open.scan.as_ref().is_some_and(|s| s.is_running());
            if is_there {
                open.select(Some(*frame));
                open.want_field(field.clone());
            }
            let row = open.row_of(*frame);
            if let Some(row) = row {
                self.window.list.rows.reveal(row);
            }
            if row.is_some() || !scans {
                self.wanted = None;
            }
        } else if open.selected.is_none() && self.live.is_none() && !open.capture.frames.is_empty() {
            let first = open.frame_at(0);
            open.select(first);
        }
    }

    fn select_row(&mut self, row: u64) {
        let Some(open) = &mut self.open else { return };
        if let Some(frame) = open.frame_at(row) {
            let is_last = row.saturating_add(1) == open.shown_count();
            open.select(Some(frame));
            let list = &mut self.window.list.rows;
            list.follow_end(is_last && self.live.is_some() && self.settings.auto_scroll);
            list.reveal(row);
        }
    }

    fn step(&mut self, by: i64) {
        let Some(open) = &self.open else { return };
        let now = open.selected.and_then(|f| open.row_of(f)).unwrap_or(0);
        let last = open.shown_count().saturating_sub(1);
        self.select_row(now.saturating_add_signed(by).min(last));
    }

    fn go_to(&mut self, number: u64) {
        let Some(open) = &mut self.open else { return };
        let Some(frame) = u32::try_from(number).ok().and_then(FrameId::from_number) else { return };
        if frame.index() >= open.capture.frames.len() {
            return;
        }
        if let Some(row) = open.row_of(frame) {
            self.select_row(row);
        } else {
            // The filter hides it: its tree is shown all the same.
            open.select(Some(frame));
        }
    }

    fn apply_filter(&mut self, text: &str) {
        self.filter.check = filter::check(text, text.len());
        let Some(open) = &mut self.open else { return };
        match Filter::new(text, proto::registry()) {
            Ok(ready) => {
                open.set_filter(Some(ready), &self.wake);
                self.filter.applied = text.trim().to_owned();
                self.settings.note_filter(text.trim());
                if let Some(row) = open.selected.and_then(|f| open.row_of(f)) {
                    self.window.list.rows.reveal(row);
                }
            }
            // The last good result stays; now the field says what is wrong.
            Err(error) => {
                self.filter.check.state = FilterState::Invalid {
                    at: error.start..error.end,
                    sentence: error.message,
                    suggestion: error.suggestion,
                };
            }
        }
    }

    fn copy(&mut self, what: impl FnOnce(&mut Opened) -> Option<String>) {
        if let Some(text) = self.open.as_mut().and_then(what) {
            self.tasks.copy(text);
        }
    }

    fn copy_node(&mut self, what: impl FnOnce(&crate::gui::model::NodeView) -> Option<String>) {
        self.copy(|open| what(open.details.as_ref()?.nodes.get(open.selected_node?)?));
    }

    // ---- live -------------------------------------------------------------------------------

    fn chosen_interfaces(&self) -> Vec<String> {
        let chosen = self.window.welcome.interface(&self.welcome).map(|i| i.name.clone());
        chosen.or_else(|| self.settings.interfaces.first().cloned()).into_iter().collect()
    }

    fn chosen_filter(&self) -> String {
        match self.open {
            Some(_) => self.settings.capture_filter.clone(),
            None => self.window.welcome.capture_filter.clone(),
        }
    }

    fn start_capture(&mut self, interfaces: Vec<String>, filter: String) {
        let again = Action::StartCapture { interfaces: interfaces.clone(), filter: filter.clone() };
        let Some(interface) = interfaces.into_iter().next() else {
            self.window.dialog = Some(Dialog::CaptureOptions(
                crate::gui::dialogs::capture_options::CaptureOptions::new(&self.settings),
            ));
            return;
        };
        if !self.may_discard(&again) {
            return;
        }
        self.settings.interfaces = vec![interface.clone()];
        self.settings.capture_filter.clone_from(&filter);
        self.tasks.start_capture(interface, filter);
    }

    fn stop_capture(&mut self) {
        if let Some(live) = &mut self.live {
            live.stop();
        }
    }

    pub(super) fn poll_live(&mut self) {
        let Some(live) = &mut self.live else { return };
        let news = live.poll();
        if let Some(text) = news.note {
            self.banner = Some(BannerView { tone: Tone::Warn, text, action: None });
        }
        if let Some(text) = news.error {
            self.window.dialog = Some(Dialog::Error {
                title: "The capture has ended".into(),
                text,
                advice: "The frames captured until then are kept; save them if you need them.".into(),
            });
        }
        if news.ended {
            let dropped = live.view.dropped;
            self.live = None;
            if let Some(open) = &self.open {
                open.background.stop_growing();
            }
            if dropped > 0 {
                let text = format!(
                    "{} dropped: the machine could not keep up",
                    text::plural(dropped, "packet", "packets")
                );
                self.banner = Some(BannerView { tone: Tone::Danger, text, action: None });
            }
        }
    }

    // ---- follow -----------------------------------------------------------------------------

    fn start_follow(&mut self, kind: Kind) {
        let Some(open) = &self.open else { return };
        let Some((transport, stream, _)) = open.stream() else { return };
        if transport != kind.transport() {
            return;
        }
        self.tasks.follow(Arc::clone(&open.capture), open.background.settings(), kind, stream);
    }

    fn save_follow(&mut self, path: &Path) {
        let Some(follow) = &self.follow else { return };
        let mut bytes = Vec::new();
        for turn in &follow.turns {
            bytes.extend_from_slice(&turn.bytes);
        }
        let (tone, text) = match std::fs::write(path, bytes) {
            Ok(()) => (Tone::Success, format!("The stream is saved as {}", path.display())),
            Err(error) => (Tone::Danger, format!("{} could not be written: {error}", path.display())),
        };
        self.banner = Some(BannerView { tone, text, action: None });
    }

    // ---- what tasks send --------------------------------------------------------------------

    pub(super) fn done(&mut self, done: Done) {
        match done {
            Done::Path(_, None) => {}
            Done::Path(purpose, Some(path)) => self.act(purpose.action(path)),
            Done::NoDesktopDialog(purpose, name) => {
                let dialog = PathDialog::new(purpose, self.settings.folder.as_deref(), &name);
                self.window.dialog = Some(Dialog::Path(dialog));
            }
            Done::Interfaces(Ok(devices)) => {
                self.welcome.interfaces = devices.iter().map(interface_view).collect();
                self.welcome.interfaces.sort_by_key(|i| !i.active);
                self.welcome.helper = HelperView::Ready;
            }
            Done::Interfaces(Err(error)) => {
                self.welcome.interfaces.clear();
                self.welcome.helper = HelperView::Missing { reason: error.to_string() };
            }
            Done::Started { interface, filter, outcome } => self.started(interface, filter, outcome),
            Done::Key { path, outcome } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                match outcome {
                    Ok(_) => {
                        self.key_to_announce = Some(name.clone());
                        if let Some(open) = &self.open {
                            open.background.secrets_changed(false);
                        } else {
                            let text = format!("{name} is loaded; it opens the captures that come");
                            self.banner = Some(BannerView { tone: Tone::Success, text, action: None });
                        }
                    }
                    Err(text) => self.banner = Some(BannerView { tone: Tone::Danger, text, action: None }),
                }
            }
            Done::Saved { path, outcome } => {
                let (tone, text) = match outcome {
                    Ok(frames) => {
                        self.saved(&path);
                        let frames = text::plural(frames, "frame", "frames");
                        (Tone::Success, format!("{frames} saved as {}", path.display()))
                    }
                    Err(error) => (Tone::Danger, error),
                };
                self.banner = Some(BannerView { tone, text, action: None });
            }
            Done::Followed { kind, stream, followed } => {
                if let Some(open) = &self.open {
                    self.follow_generation += 1;
                    self.follow =
                        Some(follow_view(&open.capture, kind, stream, *followed, self.follow_generation));
                }
            }
        }
    }

    fn started(
        &mut self,
        interface: String,
        filter: String,
        outcome: Result<(crate::capture::control::Running, crate::capture::Spool), crate::capture::Error>,
    ) {
        let opened = outcome.and_then(|(running, spool)| spool.open().map(|file| (running, spool, file)));
        let (running, spool, file) = match opened {
            Ok(parts) => parts,
            Err(error) => {
                self.window.dialog = Some(failure(&interface, &filter, &error));
                return;
            }
        };
        self.close();
        let background = BackgroundCapture::open(
            interface.clone(),
            move || Loader::follow(file),
            true,
            Arc::clone(&self.keyring),
            super::dissect_settings(),
            Arc::clone(&self.wake),
        );
        self.show(Opened::new(interface.clone(), Origin::Live(interface.clone()), background));
        self.unsaved = Some(Unsaved::new(spool));
        self.is_saved = false;
        self.live = Some(Live::new(running, interface, filter));
        self.window.list.rows.follow_end(self.settings.auto_scroll);
    }
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Whether a dropped file is more likely a key than a capture: by its first bytes.
fn looks_like_key(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 64];
    let Ok(len) = std::fs::File::open(path).and_then(|mut f| f.read(&mut start)) else { return false };
    let start = start.get(..len).unwrap_or(&[]);
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    // PEM, perhaps behind text; or a DER SEQUENCE, which no capture begins with.
    text.starts_with(b"-----BEGIN")
        || start.starts_with(&[0x30, 0x82])
        || path.extension().is_some_and(|e| e == "pem" || e == "key" || e == "der")
}

fn follow_view(
    capture: &Capture,
    kind: Kind,
    stream: u32,
    followed: Followed,
    generation: u64,
) -> FollowView {
    let first = capture.frame(FrameId(0)).unwrap_or_default().time;
    let client_is_first = followed.nodes.is_none_or(|[a, b]| a.port >= b.port);
    let turns = followed
        .chunks
        .into_iter()
        .map(|chunk| {
            let mut time = String::new();
            let at = capture.frame(chunk.frame).unwrap_or_default().time;
            let _ = write_seconds(&mut time, at.since(first).0, Precision::MICROS);
            let bytes = match chunk.missing {
                0 => chunk.bytes,
                missing => format!("[{missing} bytes missing in capture file]\n").into_bytes(),
            };
            TurnView {
                from_client: (chunk.node == 0) == client_is_first,
                frame: chunk.frame.number().into(),
                time,
                bytes,
            }
        })
        .collect::<Vec<_>>();
    let name = |node: usize| followed.nodes.map_or_else(String::new, |nodes| nodes[node].to_string());
    let (client, server) = if client_is_first { (name(0), name(1)) } else { (name(1), name(0)) };
    let (title, transport) = match kind {
        Kind::Tcp => ("TCP", "tcp"),
        Kind::Tls => ("TLS", "tcp"),
        Kind::Udp => ("UDP", "udp"),
        Kind::Dtls => ("DTLS", "udp"),
        Kind::Quic(_) => ("QUIC", "udp"),
        Kind::Http2(_) => ("HTTP/2", "tcp"),
    };
    let filter = match kind {
        Kind::Quic(id) => format!("quic.connection.number == {stream} && quic.stream.stream_id == {id}"),
        Kind::Http2(id) => format!("tcp.stream == {stream} && http2.streamid == {id}"),
        _ => format!("{transport}.stream == {stream}"),
    };
    FollowView {
        generation,
        title: format!("Follow {title} stream {stream}"),
        filter,
        tls: matches!(kind, Kind::Tls | Kind::Dtls | Kind::Quic(_)).then_some(
            match (followed.closed, turns.is_empty()) {
                (0, _) => TlsState::Open,
                (_, false) => TlsState::Half,
                (_, true) => TlsState::Closed,
            },
        ),
        turns,
        client,
        server,
        note: followed.why.map(|why| {
            format!("{} not decrypted: {why}", text::plural(followed.closed as u64, "record", "records"))
        }),
    }
}
