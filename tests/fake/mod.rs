//! A capture made up for the window's tests: nineteen frames of a decrypted session.

mod frames;
mod tls;

use std::path::PathBuf;

use wirelens::document::follow::Kind;
use wirelens::document::related::Relation;
use wirelens::gui::model::around::{Around, Bracket};
use wirelens::gui::model::find::*;
use wirelens::gui::model::hello::*;
use wirelens::gui::model::tls::*;
use wirelens::gui::model::*;
use wirelens::gui::settings::Settings;
use wirelens::gui::theme::RowTint;
use wirelens::gui::window::Window;
use wirelens::gui::{command::Command, model::Action};

use self::frames::{details, rows};
pub use self::tls::FOUNDING_HELLO;

/// Rows by rule; a long list repeats them.
pub struct FakeRows {
    pub rows: Vec<RowView>,
    pub len: u64,
    current: RowView,
}

impl FrameRows for FakeRows {
    fn len(&self) -> u64 {
        self.len
    }

    fn row(&mut self, index: u64) -> Option<&RowView> {
        if index >= self.len {
            return None;
        }
        let n = self.rows.len() as u64;
        self.current = self.rows[(index % n) as usize].clone();
        self.current.number = index + 1;
        Some(&self.current)
    }

    fn minimap_mark(&mut self, mark: usize, _marks: usize, _rows: u64) -> RowTint {
        self.rows[mark % self.rows.len()].tint
    }
}

pub struct Fake {
    pub open: bool,
    pub rows: FakeRows,
    pub details: DetailsView,
    pub selected: Option<u64>,
    pub selected_node: Option<usize>,
    pub source: usize,
    pub welcome: WelcomeView,
    pub filter: FilterView,
    pub status: StatusView,
    pub live: Option<LiveView>,
    pub jobs: Vec<JobView>,
    pub banner: Option<BannerView>,
    pub follow: Option<FollowView>,
    pub settings: Settings,
    pub secrets: SecretsView,
    pub sessions: SessionsView,
    pub find: FindView,
    pub experts: ExpertsView,
    pub history: [bool; 2],
    pub capture_filter: CaptureFilterView,
    pub hellos: HellosView,
    pub window: Window,
    pub frame_windows: Vec<wirelens::gui::model::frame_window::FrameWindowView>,
    pub profiles: wirelens::gui::model::profile::ProfilesView,
    pub reports: Vec<wirelens::gui::model::statistics::ReportView>,
    pub objects: Option<Vec<wirelens::gui::model::export::ObjectView>>,
    /// How many rows are chosen, how many frames are marked.
    pub chosen: u64,
    pub marked: u64,
    /// Everything that was asked for, oldest first.
    pub asked: Vec<Action>,
}

impl Fake {
    pub fn new(open: bool) -> Self {
        let interface = |name: &str, description: &str, kind, addresses: &str, active| InterfaceView {
            name: name.into(),
            description: description.into(),
            kind,
            addresses: addresses.into(),
            active,
            pinned: false,
            link_type: "1".into(),
            link_name: "Ethernet".into(),
            traffic: Default::default(),
        };
        let recent = |name: &str, place: &str, facts: &str| RecentView {
            path: PathBuf::from("/captures").join(name),
            name: name.into(),
            place: place.into(),
            facts: facts.into(),
            sessions: Some((TlsState::Open, "1 of 1 session decrypted".into())),
        };
        let button = |label: &str, expression: &str| FilterButton {
            label: label.into(),
            expression: expression.into(),
        };
        let rows = rows();
        Self {
            open,
            rows: FakeRows { len: rows.len() as u64, rows, current: RowView::default() },
            details: details(),
            selected: open.then_some(13),
            selected_node: open.then_some(18),
            source: 1,
            welcome: WelcomeView {
                neighbours: Vec::new(),
                hidden: 0,
                interfaces: vec![
                    interface("wlp2s0", "Wi-Fi access point", InterfaceKind::Wifi, "192.168.11.1/24", true),
                    interface(
                        "enp3s0",
                        "Intel I219-V",
                        InterfaceKind::Ethernet,
                        "192.168.1.24/24, 2001:db8::24",
                        true,
                    ),
                    interface("any", "All interfaces", InterfaceKind::Any, "", true),
                    interface("lo", "Loopback", InterfaceKind::Loopback, "127.0.0.1, ::1", true),
                    interface(
                        "docker0",
                        "Bridge, no carrier",
                        InterfaceKind::Ethernet,
                        "172.17.0.1/16",
                        false,
                    ),
                    interface("bluetooth0", "Bluetooth HCI", InterfaceKind::Bluetooth, "", false),
                ],
                helper: HelperView::Ready,
                recent: vec![
                    recent("upyssl.pcap", "sample folder · 2 min ago", "4.0 kB"),
                    recent("lab-esp8266-2026-11-22.pcapng", "~/captures · today 15:12", "18.4 MB"),
                    recent("default-tls12-ecdhe.pcap", "~/captures/python3 · yesterday", "4.6 kB"),
                    recent("配電盤-テスト.pcapng", "~/captures · 18 Nov", "732 kB"),
                ],
                leftovers: Vec::new(),
                hears_no_drops: false,
            },
            filter: FilterView {
                applied: if open { "tcp.stream eq 0".into() } else { String::new() },
                result: "19 frames · 0.2 ms".into(),
                check: FilterCheck {
                    text: "tcp.stream eq 0".into(),
                    state: FilterState::Valid,
                    tokens: vec![
                        (0..10, FilterToken::Field),
                        (11..13, FilterToken::Operator),
                        (14..15, FilterToken::Number),
                    ],
                    completions: Vec::new(),
                },
                progress: None,
                buttons: vec![
                    button("Hellos", "tls.handshake.type == 1"),
                    button("Alerts", "tls.alert_message"),
                    button("Retransmissions", "tcp.analysis.retransmission"),
                ],
            },
            status: StatusView {
                problems: 8,
                message: "upyssl.pcap · Text (data.text), 29 bytes".into(),
                sessions: 1,
                sessions_open: 1,
            },
            live: None,
            jobs: Vec::new(),
            banner: None,
            follow: None,
            settings: Settings {
                filters: vec!["tls".into(), "tcp.port == 12345".into()],
                ..Settings::default()
            },
            secrets: SecretsView::default(),
            sessions: SessionsView::default(),
            find: FindView::default(),
            experts: ExpertsView::default(),
            history: [true, false],
            capture_filter: CaptureFilterView::default(),
            hellos: HellosView::default(),
            window: Window::default(),
            frame_windows: Vec::new(),
            profiles: wirelens::gui::model::profile::ProfilesView {
                active: "Default".into(),
                names: vec!["Default".into(), "TLS work".into()],
                error: None,
            },
            reports: Vec::new(),
            objects: None,
            chosen: 1,
            marked: 0,
            asked: Vec::new(),
        }
    }

    pub fn follow_view() -> FollowView {
        let turn = |from_client, frame, time: &str, bytes: &str| TurnView {
            from_client,
            frame,
            time: time.into(),
            bytes: bytes.into(),
        };
        let kind = |label, kind, on| FollowKindView { label, kind, stream: 0, on };
        FollowView {
            generation: 1,
            title: "Follow TLS stream 0".into(),
            filter: "tcp.stream eq 0".into(),
            tls: Some(TlsState::Open),
            turns: vec![
                turn(true, 13, "0.042761", "Hello Python TLS/SSL Server!\n"),
                turn(false, 14, "0.042848", "HELLO PYTHON TLS/SSL SERVER!\nサーバー \u{202e}fdp\n"),
            ],
            client: "192.168.11.2:51900".into(),
            server: "192.168.11.1:12345".into(),
            note: Some("Closed with close_notify in frame 18: nothing is missing at the end.".into()),
            kinds: vec![kind("TCP", Kind::Tcp, false), kind("TLS", Kind::Tls, true)],
            substreams: None,
            shown: (Kind::Tls, 0),
            neighbours: [false, true],
        }
    }

    /// Paints the window and carries out what a test needs.
    pub fn show(&mut self, ui: &mut eframe::egui::Ui) {
        let total = self.rows.len;
        let mut view = View {
            capture: self.open.then_some(CaptureView {
                name: "upyssl.pcap",
                frames: total.max(19),
                rows: &mut self.rows,
                selected: self.selected,
                around: Around {
                    conversation: Some(Bracket { first_row: 0, last_row: 18 }),
                    handshake: Some(Bracket { first_row: 3, last_row: 11 }),
                    related: vec![(12, Relation::Request)],
                },
                details: self.selected.map(|_| &self.details),
                selected_node: self.selected_node,
                source: self.source,
                can_save: true,
                sorted: None,
                chosen: self.chosen,
                marked: self.marked,
                has_tcp: true,
                has_udp: false,
                has_tls: true,
                in_set: false,
                history: self.history,
            }),
            welcome: &self.welcome,
            filter: &self.filter,
            status: &self.status,
            live: self.live.as_ref(),
            jobs: &self.jobs,
            banner: self.banner.as_ref(),
            follow: self.follow.as_ref(),
            settings: &self.settings,
            secrets: &self.secrets,
            sessions: &self.sessions,
            reports: &self.reports,
            frame_windows: &self.frame_windows,
            profiles: &self.profiles,
            find: &self.find,
            experts: &self.experts,
            objects: self.objects.as_deref(),
            capture_filter: &self.capture_filter,
            hellos: &self.hellos,
            can_capture: true,
        };
        let actions = self.window.show(ui, &mut view);
        for action in &actions {
            self.carry_out(action);
        }
        self.asked.extend(actions);
    }

    fn carry_out(&mut self, action: &Action) {
        match action {
            Action::SelectRow(row) | Action::SelectForMenu(row) => {
                self.selected = Some(*row);
                self.window.list.rows.reveal(*row);
            }
            Action::GoToFrame(number) => {
                self.selected = Some(number - 1);
                self.window.list.rows.reveal(number - 1);
            }
            Action::SelectNode(node) => {
                self.selected_node = Some(*node);
                if let Some(span) = self.details.nodes[*node].span {
                    self.source = span.source;
                }
            }
            Action::ShowSource(source) => self.source = *source,
            Action::FilterEdited { text, .. } => {
                self.filter.check = FilterCheck {
                    text: text.clone(),
                    state: if text.is_empty() { FilterState::Empty } else { FilterState::Typing },
                    ..FilterCheck::default()
                };
            }
            Action::ApplyFilter(text) => self.filter.applied.clone_from(text),
            Action::SetColumns(columns) => self.settings.columns.clone_from(columns),
            Action::CloseReport(id) => self.reports.retain(|report| report.id != *id),
            Action::CloseBanner => self.banner = None,
            Action::CloseFollow => self.follow = None,
            Action::Run(Command::FollowTls) => self.follow = Some(Self::follow_view()),
            Action::Run(Command::ColourRows) => self.settings.colour_rows ^= true,
            _ => {}
        }
    }
}
