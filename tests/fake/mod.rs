//! A capture made up for the window's tests: nineteen frames of a decrypted session.

use std::path::PathBuf;
use std::sync::Arc;

use wirelens::document::follow::Kind;
use wirelens::document::related::Relation;
use wirelens::gui::icons::Icon;
use wirelens::gui::model::around::{Around, Bracket};
use wirelens::gui::model::find::*;
use wirelens::gui::model::hello::*;
use wirelens::gui::model::tls::*;
use wirelens::gui::model::*;
use wirelens::gui::settings::Settings;
use wirelens::gui::theme::RowTint;
use wirelens::gui::window::Window;
use wirelens::gui::{command::Command, model::Action};

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

fn row(
    time: &str,
    server: bool,
    protocol: &str,
    len: u64,
    info: &str,
    tint: RowTint,
    tls: Option<TlsState>,
) -> RowView {
    let (client, srv) = ("192.168.11.2".to_owned(), "192.168.11.1".to_owned());
    let (source, destination) = if server { (srv, client) } else { (client, srv) };
    RowView {
        number: 0,
        time: time.into(),
        source,
        destination,
        protocol: protocol.into(),
        len_bytes: len,
        info: info.into(),
        tint,
        tls,
        ..RowView::default()
    }
}

fn rows() -> Vec<RowView> {
    use RowTint::{BadTcp, Rst, Tcp, TcpSynFin, Tls};
    let mut rows = vec![
        row(
            "0.000000",
            false,
            "TCP",
            74,
            "51900 → 12345 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=1245099115 TSecr=0 WS=1024",
            TcpSynFin,
            None,
        ),
        row(
            "0.000032",
            true,
            "TCP",
            74,
            "12345 → 51900 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460 SACK_PERM TSval=1443511794 TSecr=1245099115 WS=1024",
            TcpSynFin,
            None,
        ),
        row(
            "0.000054",
            false,
            "TCP",
            66,
            "51900 → 12345 [ACK] Seq=1 Ack=1 Win=64512 Len=0 TSval=1245099115 TSecr=1443511794",
            Tcp,
            None,
        ),
        row("0.000611", false, "TLSv1.2", 138, "Client Hello", Tls, Some(TlsState::Handshake)),
        row(
            "0.000623",
            true,
            "TCP",
            66,
            "12345 → 51900 [ACK] Seq=1 Ack=73 Win=65536 Len=0 TSval=1443511795 TSecr=1245099116",
            Tcp,
            None,
        ),
        row(
            "0.000858",
            true,
            "TLSv1.2",
            956,
            "Server Hello, Certificate, Server Hello Done",
            Tls,
            Some(TlsState::Handshake),
        ),
        row(
            "0.000870",
            false,
            "TCP",
            66,
            "51900 → 12345 [ACK] Seq=73 Ack=891 Win=67584 Len=0 TSval=1245099116 TSecr=1443511795",
            Tcp,
            None,
        ),
        row("0.001272", false, "TLSv1.2", 333, "Client Key Exchange", Tls, Some(TlsState::KeyFrame)),
        row(
            "0.042168",
            true,
            "TCP",
            66,
            "12345 → 51900 [ACK] Seq=891 Ack=340 Win=65536 Len=0 TSval=1443511837 TSecr=1245099117",
            Tcp,
            None,
        ),
        row("0.042239", false, "TLSv1.2", 157, "Change Cipher Spec, Finished", Tls, Some(TlsState::Open)),
        row(
            "0.042250",
            true,
            "TCP",
            66,
            "12345 → 51900 [ACK] Seq=891 Ack=431 Win=65536 Len=0 TSval=1443511837 TSecr=1245099158",
            Tcp,
            None,
        ),
        row("0.042487", true, "TLSv1.2", 157, "Change Cipher Spec, Finished", Tls, Some(TlsState::Open)),
        row("0.042761", false, "TLSv1.2", 151, "Application Data", Tls, Some(TlsState::Open)),
        row("0.042848", true, "TLSv1.2", 151, "Application Data", Tls, Some(TlsState::Open)),
        row(
            "0.042902",
            true,
            "TCP",
            66,
            "12345 → 51900 [FIN, ACK] Seq=1067 Ack=516 Win=65536 Len=0 TSval=1443511837 TSecr=1245099158",
            TcpSynFin,
            None,
        ),
        row(
            "0.050177",
            true,
            "TCP",
            66,
            "[TCP Retransmission] 12345 → 51900 [FIN, ACK] Seq=1067 Ack=516 Win=65536 Len=0 TSval=1443511845 TSecr=1245099158",
            BadTcp,
            None,
        ),
        row(
            "0.050242",
            false,
            "TCP",
            78,
            "51900 → 12345 [ACK] Seq=516 Ack=1068 Win=67584 Len=0 TSval=1245099166 TSecr=1443511837 SLE=1067 SRE=1068",
            Tcp,
            None,
        ),
        row(
            "0.050369",
            false,
            "TLSv1.2",
            135,
            "Alert (Level: Warning, Description: Close Notify)",
            Tls,
            Some(TlsState::Open),
        ),
        row("0.050383", true, "TCP", 54, "12345 → 51900 [RST] Seq=1068 Win=0 Len=0", Rst, None),
    ];
    rows[12].preview = Some("Hello Python TLS/SSL Server!\n".into());
    rows[13].preview = Some("HELLO PYTHON TLS/SSL SERVER!\n".into());
    rows[13].tls_note = Some("Decrypted with key.pem; HMAC-SHA256 verified.".into());
    rows
}

fn node(depth: u16, label: &str, kind: NodeKind, has_children: bool, key: u64) -> NodeView {
    NodeView {
        depth,
        label: label.into(),
        has_children,
        span: None,
        kind,
        field: None,
        title: "",
        doc: "",
        filter: None,
        value: String::new(),
        links: Vec::new(),
        chips: Vec::new(),
        key,
        open_at_first: false,
    }
}

fn details() -> DetailsView {
    use NodeKind::*;
    let frame: Vec<u8> = (0..151_u16).map(|i| (i * 37 % 251) as u8).collect();
    let plain = b"HELLO PYTHON TLS/SSL SERVER!\n".to_vec();
    let span = |source, start, len| Some(SpanView { source, start, len });
    let mut nodes = vec![
        node(0, "Frame 14: 151 bytes on wire (1208 bits), 151 bytes captured (1208 bits)", Layer, true, 1),
        node(1, "Frame Length: 151 bytes (1208 bits)", Field, false, 101),
        node(0, "Ethernet II, Src: a6:dd:d8:a7:01:81, Dst: 9a:00:45:81:43:01", Layer, true, 2),
        node(1, "Type: IPv4 (0x0800)", Field, false, 102),
        node(0, "Internet Protocol Version 4, Src: 192.168.11.1, Dst: 192.168.11.2", Layer, true, 3),
        node(1, "Time to Live: 64", Field, false, 103),
        node(
            0,
            "Transmission Control Protocol, Src Port: 12345, Dst Port: 51900, Seq: 982, Ack: 516, Len: 85",
            Layer,
            true,
            4,
        ),
        node(1, "Source Port: 12345", Field, false, 104),
        node(0, "Transport Layer Security", Layer, true, 5),
        node(1, "[Verdict: decrypted, verified HMAC-SHA256, sequence 1]", Verdict(TlsState::Open), false, 50),
        node(1, "TLSv1.2 Record Layer: Application Data Protocol: Application Data", Field, true, 51),
        node(2, "Content Type: Application Data (23)", Field, false, 52),
        node(2, "Version: TLS 1.2 (0x0303)", Field, false, 53),
        node(2, "Length: 80", Field, false, 54),
        node(
            2,
            "Encrypted Application Data: 9d480a418a0ce4e2d45f96f6ac603973b8865a0af952f4f9296c33e80b8fd74fbbffdf02fc",
            Field,
            false,
            55,
        ),
        node(2, "[Cipher: TLS_RSA_WITH_AES_256_CBC_SHA256, chosen in frame 6]", Generated, false, 56),
        node(2, "[Opened by: key.pem, pre-master secret from frame 8]", Generated, false, 57),
        node(0, "Data (29 bytes)", Layer, true, 6),
        node(1, "Text: HELLO PYTHON TLS/SSL SERVER!\n", Field, false, 60),
        node(1, "Data: 48454c4c4f20505954484f4e20544c532f53534c205345525645522\u{200b}10a", Field, false, 61),
        node(1, "[Length: 29]", Generated, false, 62),
    ];
    for i in [8, 10, 17] {
        nodes[i].open_at_first = true;
    }
    nodes[2].span = span(0, 0, 14);
    nodes[4].span = span(0, 14, 20);
    nodes[6].span = span(0, 34, 32);
    nodes[8].span = span(0, 66, 85);
    nodes[10].span = span(0, 66, 85);
    nodes[11].span = span(0, 66, 1);
    nodes[11].field = Some("tls.record.content_type");
    nodes[11].filter = Some("tls.record.content_type == 23".into());
    nodes[12].span = span(0, 67, 2);
    nodes[13].span = span(0, 69, 2);
    nodes[14].span = span(0, 71, 80);
    nodes[17].span = span(1, 0, 29);
    nodes[18].span = span(1, 0, 29);
    nodes[18].field = Some("data.text");
    nodes[18].value = "HELLO PYTHON TLS/SSL SERVER!\n".into();
    nodes[19].span = span(1, 0, 29);
    for (i, word, frame) in [(15, "frame 6", 6), (16, "frame 8", 8)] {
        let start = nodes[i].label.find(word).unwrap();
        nodes[i].links = vec![LinkView { range: start..start + word.len(), frame }];
    }
    nodes[17].chips =
        vec![ChipView { text: "Decrypted TLS".into(), tone: Tone::Success, icon: Some(Icon::LockOpen) }];
    let part = |label: &str, len, kind| PartView { label: label.into(), len, kind };
    DetailsView {
        generation: 14,
        http2_stream: Some(3),
        quic_stream: Some((0, 4)),
        nodes,
        sources: vec![
            SourceView { title: "Frame".into(), bytes: frame, kind: SourceKind::Frame, origin: None },
            SourceView {
                title: "Decrypted TLS".into(),
                bytes: plain,
                kind: SourceKind::Decrypted(TlsState::Open),
                origin: Some(OriginView {
                    note: "Record 1 of the server, 80 bytes after the header".into(),
                    proof: Some("MAC verified".into()),
                    parts: vec![
                        part("IV", 16, PartKind::Other),
                        part("data", 29, PartKind::Data),
                        part("HMAC-SHA256", 32, PartKind::Check),
                        part("padding", 3, PartKind::Other),
                    ],
                    span: SpanView { source: 0, start: 66, len: 85 },
                }),
            },
        ],
    }
}

/// The founding client's hello, and a modern one.
pub const FOUNDING_HELLO: &str = "1603030043 0100003f 0303 \
    6b030cc507f41dc2d4f78eb3946e799069ce8332055600000600000000000000 00 \
    0008 002f003c0035003d 0100 000e 000d000a 0008 0601050104010201";
const MODERN_HELLO: &str = "0303 6b8f0cc507f41dc2d4f78eb3946e799069ce833205d611f206a1b2c3d4e5f607 00 \
    0006 13011302c02f 0100 0034 000a0006 0004001d0017 00170000 ff01000100 \
    000d0006 000404030804 002b0005 0403040303 0000000b 0009 000006 6c616d702e61";

impl Fake {
    /// Two hellos, the first inspected.
    pub fn hellos_view() -> HellosView {
        use wirelens::audit::{self, hello_from_text, policy::default_profile, side_by_side};
        let of = |text: &str| hello_from_text(text).unwrap();
        let row = |index: usize, text: &str| {
            let report = audit::hello(&of(text), default_profile());
            HelloRow {
                id: HelloId { origin: HelloOrigin::Here, index },
                frame: Some(4 + 20 * index as u64),
                file: String::new(),
                client: "192.168.11.2:51900".into(),
                server: "192.168.11.1:12345".into(),
                sni: String::new(),
                version: "TLS 1.2".into(),
                suites: report.suites.len(),
                stack: report.stack.map_or("not recognised", |s| s.name),
                grade: report.grade,
                ja4: report.ja4.clone(),
            }
        };
        let rows = vec![row(0, FOUNDING_HELLO), row(1, MODERN_HELLO)];
        let side = |row: &HelloRow| SideView {
            title: row.stack.into(),
            place: row.client.clone(),
            grade: Some(row.grade),
            id: Some(row.id),
            frame: row.frame,
        };
        let table = side_by_side::hellos(&of(FOUNDING_HELLO), &of(MODERN_HELLO));
        HellosView {
            generation: 1,
            inspected: Some(HelloView {
                row: rows[0].clone(),
                report: Arc::new(audit::hello(&of(FOUNDING_HELLO), default_profile())),
                chosen: Some(0x003d),
                choice: Some("The server took number 4 of 4 offered.".into()),
                verdict: Some((TlsState::Open, "Opened with key.pem.".into())),
                facts: vec!["TLS 1.2".into(), "4 suites".into()],
            }),
            compare: Some(CompareView {
                generation: 1,
                sides: [side(&rows[0]), side(&rows[1])],
                table: Arc::new(table),
                pairs: Some(PairsView { at: 0, count: 2, alone: [0, 1] }),
            }),
            rows,
            ..HellosView::default()
        }
    }

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

    /// Two sessions: one opened, one with ECDHE.
    pub fn sessions_view() -> SessionsView {
        let row = |number: usize, state, words: &str, sni: &str, suite: &str, opened: u64| SessionRow {
            number,
            state,
            words: words.into(),
            client: format!("192.168.11.{number}:51900"),
            server: "192.168.11.1:12345".into(),
            sni: sni.into(),
            version: "TLS 1.2".into(),
            suite: suite.into(),
            records: format!("{opened} of 5"),
            records_total: 5,
            bytes: 3000 - number as u64,
            duration_ns: 51_000_000,
            frames: 19,
            frame: number as u64 * 4,
            filter: format!("tcp.stream == {}", number - 1),
            certificate: "example.test".into(),
            resumed: Some(false),
            alpn: String::new(),
            round_trips: Some(2),
            ja3: "0d1ba8f1".into(),
            ja4: "t12i040100".into(),
            stack: "axTLS".into(),
            grade: Some(wirelens::audit::grade::Grade::D),
            verdict: VerdictView {
                title: words.into(),
                sentence: format!("{words}, said at length."),
                certainty: "proved",
                slug: Some("ecdhe"),
                also: vec!["Capture began late"],
                tried: vec![TriedView {
                    name: "other.pem".into(),
                    text: "is another key than the certificate's",
                    is_key: true,
                }],
                opened_by: None,
                evidence: vec![EvidenceView {
                    frame: Some(6),
                    value: suite.into(),
                    field: "tls.handshake.ciphersuite",
                }],
                fixes: vec![FixView {
                    text: "Load a key log.".into(),
                    command: Some("export SSLKEYLOGFILE=keys.log".into()),
                    buttons: vec![
                        ("Load key…", Action::Run(Command::LoadKey)),
                        ("Add key…", Action::Run(Command::AddPsk)),
                    ],
                }],
            },
        };
        SessionsView {
            generation: 1,
            hellos: 0,
            rows: vec![
                row(1, TlsState::Open, "Decrypted", "", "TLS_RSA_WITH_AES_256_CBC_SHA256", 5),
                row(
                    2,
                    TlsState::Closed,
                    "Not decrypted: ECDHE",
                    "broker.lan",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    0,
                ),
            ],
            counts: vec![
                CountView { state: TlsState::Open, label: "Decrypted", count: 1 },
                CountView { state: TlsState::Closed, label: "Not decrypted", count: 1 },
            ],
            sentence: "1 of 2 sessions decrypted; 1 uses ECDHE".into(),
            none: None,
            is_judging: false,
            detail: None,
        }
    }

    /// Ladder and certificates of the sample's one session.
    pub fn session_detail() -> SessionDetail {
        use std::sync::Arc;
        use wirelens::document::handshake::{certificates, ladder};
        use wirelens::document::{Document, Source, secrets};
        use wirelens::store::Subject;
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let keyring = Arc::new(wirelens::tls::secrets::Keyring::new());
        secrets::load(&keyring, &folder.join("key.pem"), None).unwrap();
        let source = Source::Path(folder.join("upyssl.pcap"));
        let mut document = Document::open(source, keyring, Default::default()).unwrap();
        document.load_all().unwrap();
        let (capture, settings) = (document.capture(), document.settings());
        let subject = Subject::Conversation(Default::default());
        let ladder = ladder::ladder(&capture, &settings, subject, Some("key.pem".into()));
        let shown = &certificates::presented(&capture, &settings, subject, None).chains[0];
        let line = |name, text: &str, tone| CertificateLine { name, text: text.into(), mono: false, tone };
        let certificate = CertificateView {
            title: shown.certificates[0].title().into(),
            note: "RSA 2048 · until 2036-11-19".into(),
            tone: Tone::Warn,
            lines: vec![line("Private key", "key.pem is loaded", Tone::Success)],
            findings: vec![CertificateFindingView {
                tone: Tone::Warn,
                word: "weak",
                title: "self-signed",
                detail: "Only peers that were given it can check it.".into(),
            }],
            file_name: "192.168.11.1".into(),
            pem: shown.certificates[0].pem(),
            der: shown.certificates[0].der.to_vec(),
        };
        let chain = ChainView {
            sender: "Server",
            frame: 6,
            was_sealed: false,
            certificates: vec![certificate],
            missing_issuer: Some("Example Root".into()),
            pem: shown.pem(),
        };
        SessionDetail { session: 1, ladder: ladder.map(Arc::new), chains: vec![chain], no_certificates: "" }
    }

    /// A key that opened something, a key log of another run, a file that wants its password.
    pub fn secrets_view(keyring: &wirelens::tls::secrets::Keyring) -> SecretsView {
        let psk = |text: &str| keyring.add_psk(wirelens::tls::secrets::Psk::parse(text).unwrap());
        let card = |id, title: &str, chip: &str, lines| SecretCard {
            id,
            title: title.into(),
            hover: title.into(),
            state: TlsState::Open,
            chip: ChipView { text: chip.into(), tone: Tone::Success, icon: None },
            lines,
            bar: Vec::new(),
            can_remove: true,
        };
        let line = |name, text: &str, sessions| CardLine { name, text: text.into(), mono: false, sessions };
        let link = SessionLink { number: 1, frame: 4 };
        let mut log = card(
            psk("02"),
            "browser.keys",
            "matches nothing",
            vec![line("Broken line", "12: too short", vec![])],
        );
        log.bar = vec![
            BarPart { count: 35, label: "other run", tone: Tone::Neutral },
            BarPart { count: 2, label: "lines unreadable", tone: Tone::Danger },
        ];
        SecretsView {
            keys: vec![card(psk("01"), "key.pem", "opened 1", vec![line("Opened", "session", vec![link])])],
            logs: vec![log],
            refused: vec![RefusedCard {
                path: "/keys/broker.p8".into(),
                name: "broker.p8".into(),
                sentence: "It is protected by a password.".into(),
                wants_password: true,
            }],
            has_capture: true,
            ..SecretsView::default()
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
