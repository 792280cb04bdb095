//! What the window shows of the TLS in the capture: hellos, sessions, secrets.

use std::sync::Arc;

use wirelens::gui::command::Command;
use wirelens::gui::model::hello::*;
use wirelens::gui::model::tls::*;
use wirelens::gui::model::*;

use super::Fake;

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
}
