//! The window driven as a person drives it: by accessible names and keys, on a made-up capture.
#![cfg(feature = "gui")]

#[path = "window/commands.rs"]
mod commands;
#[path = "window/dialogs.rs"]
mod dialogs;
mod fake;
#[path = "window/keyboard.rs"]
mod keyboard;

use eframe::egui::{self, Key, Modifiers, Vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use fake::Fake;
use wirelens::document::columns::Content;
use wirelens::document::decode_as;
use wirelens::document::find::{How, Place, Query};
use wirelens::document::follow::Kind;
use wirelens::document::sort::Key as SortKey;
use wirelens::document::tls_report::Format;
use wirelens::gui::capture_plan::{CapturePlan, SourcePlan};
use wirelens::gui::command::Command;
use wirelens::gui::dialogs::Dialog;
use wirelens::gui::dialogs::decode_as::DecodeAsDialog;
use wirelens::gui::model::export::Which;
use wirelens::gui::model::find::{ExpertView, Grave, HitView};
use wirelens::gui::model::hello::{CopyAs, HelloAct, HelloId, HelloOrigin};
use wirelens::gui::model::statistics::{IoSpec, Report, ReportData, ReportView};
use wirelens::gui::model::tls::Typed;
use wirelens::gui::model::{
    Action, BannerView, CaptureFilterView, Combine, FilterCheck, FilterFrom, FilterState, JobView,
    LeftoverView, LiveView, Tone, TourAct,
};
use wirelens::gui::session_columns::SessionColumn;
use wirelens::gui::settings::{Layout, ThemeChoice};
use wirelens::gui::{fonts, theme};
use wirelens::statistics::table::{Cell, Column, Row, Table};
use wirelens::tls::secrets::Keyring;

fn harness(fake: Fake) -> Harness<'static, Fake> {
    Harness::builder()
        .with_size(Vec2::new(1440.0, 900.0))
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
            egui_extras::install_image_loaders(ctx);
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
        })
        .build_ui_state(|ui, fake: &mut Fake| fake.show(ui), fake)
}

fn asked(harness: &Harness<'_, Fake>, action: &Action) -> bool {
    harness.state().asked.contains(action)
}

fn press(harness: &mut Harness<'_, Fake>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

#[test]
fn a_click_selects_a_row_and_arrows_move_on() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label_contains("4 TLSv1.2 Client Hello").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(3));
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(harness.state().selected, Some(5));
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(harness.state().selected, Some(18));
    press(&mut harness, Modifiers::NONE, Key::PageUp);
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(harness.state().selected, Some(0));
}

#[test]
fn the_list_shows_decrypted_text_beside_info() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let row = harness.get_by_label_contains("HELLO PYTHON TLS/SSL SERVER!\\n, Decrypted");
    assert_eq!(row.accesskit_node().is_selected(), Some(true));
}

#[test]
fn ten_million_rows_scroll_row_by_row() {
    let mut fake = Fake::new(true);
    fake.rows.len = 10_000_000;
    fake.selected = Some(0);
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(harness.state().selected, Some(9_999_999));
    harness.get_by_label_contains("10000000 ");
    let (end, _) = harness.state().window.list.rows.position();
    for _ in 0..30 {
        press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    }
    assert_eq!(harness.state().selected, Some(9_999_969));
    let (row, above) = harness.state().window.list.rows.position();
    assert!(row < end && above == 0.0, "{row} {above}");
    harness.get_by_label_contains("9999970 ");
}

#[test]
fn choosing_a_field_shows_its_bytes_and_the_other_way_round() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Content Type: Application Data (23)").click();
    harness.run();
    assert_eq!(harness.state().source, 0);
    harness.get_by_label_contains("0040 6d 92 b7");
    harness.get_by_label("Decrypted TLS 29").click();
    harness.run();
    assert_eq!(harness.state().source, 1);
    harness.get_by_label_contains("0000 48 45 4c 4c 4f").click();
    harness.run();
    // A click into the middle of the row lands on a byte of the decrypted text.
    assert_eq!(harness.state().selected_node, Some(18));
}

#[test]
fn layers_fold_with_the_keyboard() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    assert!(harness.query_by_label("Type: IPv4 (0x0800)").is_none());
    harness.get_by_label_contains("Ethernet II").click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    harness.get_by_label("Type: IPv4 (0x0800)");
    press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    assert!(harness.query_by_label("Type: IPv4 (0x0800)").is_none());
    press(&mut harness, Modifiers::COMMAND, Key::ArrowRight);
    harness.get_by_label("Type: IPv4 (0x0800)");
}

#[test]
fn hidden_characters_are_spelled_out() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Text: HELLO PYTHON TLS/SSL SERVER!\\n");
    harness.get_by_label_contains("\\u{200b}");
}

#[test]
fn a_link_leads_to_its_frame() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let row = harness.get_by_label_contains("pre-master secret from frame 8").rect();
    // Where the word stands: the label is mono, 7.2 px a letter, after indent and chevron.
    let x = row.left() + 56.0 + 7.2 * 46.5;
    let at = egui::pos2(x, row.center().y);
    harness.hover_at(at);
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run();
    assert!(asked(&harness, &Action::GoToFrame(8)), "{:?}", harness.state().asked);
}

#[test]
fn a_filter_is_typed_and_applied() {
    let mut fake = Fake::new(true);
    fake.filter.applied.clear();
    fake.filter.check = FilterCheck::default();
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::Slash);
    harness.get_by_label("Display filter").type_text("tls");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(asked(&harness, &Action::ApplyFilter("tls".into())));
    assert!(asked(&harness, &Action::FilterEdited { text: "tls".into(), cursor: 3 }));
    harness.get_by_label("Hellos").click();
    harness.run();
    assert!(asked(&harness, &Action::ApplyFilter("tls.handshake.type == 1".into())));
}

#[test]
fn an_invalid_filter_says_what_is_wrong() {
    let mut fake = Fake::new(true);
    fake.filter.check.state = FilterState::Invalid {
        at: 11..13,
        sentence: "“eq” is wrong here.".into(),
        suggestion: Some("tcp.stream == 0".into()),
    };
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Use “tcp.stream == 0”").click();
    harness.run();
    let text = "tcp.stream == 0".to_owned();
    assert!(asked(&harness, &Action::FilterEdited { cursor: text.len(), text }));
}

#[test]
fn going_to_a_frame_by_its_number() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::G);
    harness.get_by_label("Frame number").type_text("99");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(harness.state().selected, Some(13), "there is no frame 99");
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(asked(&harness, &Action::GoToFrame(9)));
    assert!(harness.query_by_label("Frame number").is_none());
}

#[test]
fn shortcuts_ask_for_their_commands() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let ctrl_shift = Modifiers::COMMAND | Modifiers::SHIFT;
    let follow = ctrl_shift | Modifiers::ALT;
    for (modifiers, key, command) in [
        (Modifiers::COMMAND, Key::O, Command::Open),
        (Modifiers::COMMAND, Key::R, Command::Reload),
        (Modifiers::COMMAND, Key::W, Command::Close),
        (Modifiers::COMMAND, Key::E, Command::ToggleCapture),
        (Modifiers::COMMAND, Key::End, Command::LastFrame),
        (ctrl_shift, Key::S, Command::SaveAs),
        (follow, Key::S, Command::FollowTls),
        (follow, Key::T, Command::FollowTcp),
    ] {
        harness.state_mut().asked.clear();
        press(&mut harness, modifiers, key);
        assert_eq!(harness.state().asked, [Action::Run(command)], "{key:?}");
    }
}

#[test]
fn menus_and_toolbar_ask_for_the_same() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label("Save as…").click();
    harness.run();
    assert!(asked(&harness, &Action::Run(Command::SaveAs)));
    harness.get_by_label("First frame").click();
    harness.run();
    assert!(asked(&harness, &Action::Run(Command::FirstFrame)));
}

#[test]
fn a_followed_stream_shows_both_sides() {
    let mut fake = Fake::new(true);
    fake.follow = Some(Fake::follow_view());
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Hello Python TLS/SSL Server!\\n");
    harness.get_by_label_contains("サーバー \\u{202e}");
    harness.get_by_label("Form").click();
    harness.run();
    harness.get_by_label("Hex dump").click();
    harness.run();
    harness.get_by_label_contains("00000000  48 65 6c 6c 6f");
    harness.get_by_label("Close stream").click();
    harness.run();
    assert!(harness.state().follow.is_none());
}

#[test]
fn the_first_screen_starts_a_capture_and_opens_files() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    harness.get_by_label("Capture filter").click();
    harness.run();
    harness.get_by_label("Capture filter").type_text("tcp port 12345");
    harness.run();
    harness.get_by_label_contains("lo Loopback").click();
    harness.run();
    harness.get_by_label("Start on lo").click();
    harness.run();
    let start = Action::StartCapture { interfaces: vec!["lo".into()], filter: "tcp port 12345".into() };
    assert!(asked(&harness, &start), "{:?}", harness.state().asked);
    harness.get_by_label("配電盤-テスト.pcapng").click();
    harness.run();
    assert!(asked(&harness, &Action::OpenCapture("/captures/配電盤-テスト.pcapng".into())));
    harness.get_by_label("Open sample").click();
    harness.run();
    assert!(asked(&harness, &Action::OpenSample));
}

#[test]
fn a_live_list_follows_its_end_until_scrolled_up() {
    let mut fake = Fake::new(true);
    fake.rows.len = 500;
    fake.selected = None;
    fake.live = Some(LiveView { source: "lo".into(), ..LiveView::default() });
    fake.window.list.rows.follow_end(true);
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label_contains("500 TLS");
    harness.state_mut().rows.len = 600;
    harness.run();
    harness.get_by_label_contains("600 TCP");
    harness.state_mut().selected = Some(599);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    harness.state_mut().rows.len = 700;
    harness.run();
    assert!(harness.query_by_label_contains("700 TCP").is_none());
    harness.get_by_label_contains("Jump to newest · 100").click();
    harness.run();
    harness.get_by_label_contains("700 TCP");
}

#[test]
fn messages_and_jobs_can_be_dismissed() {
    let mut fake = Fake::new(true);
    fake.banner =
        Some(BannerView { tone: Tone::Success, text: "key.pem opened 1 of 1 sessions".into(), action: None });
    fake.jobs = vec![JobView { id: 7, title: "Opening".into(), progress: Some(0.4), can_cancel: true }];
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label_contains("Opening · 40 %");
    harness.get_by_label("Cancel").click();
    harness.get_by_label("Close message").click();
    harness.run();
    assert!(asked(&harness, &Action::CancelJob(7)));
    assert!(harness.state().banner.is_none());
}

#[test]
fn every_dialog_closes_with_escape() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    for (modifiers, key) in
        [(Modifiers::COMMAND, Key::G), (Modifiers::NONE, Key::F1), (Modifiers::COMMAND, Key::K)]
    {
        press(&mut harness, modifiers, key);
        assert!(harness.state().window.dialog.is_some(), "{key:?}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(harness.state().window.dialog.is_none(), "{key:?}");
    }
}

#[test]
fn the_smallest_window_still_works() {
    let mut harness = harness(Fake::new(true));
    harness.set_size(Vec2::new(900.0, 560.0));
    harness.run();
    harness.get_by_label("More filters").click();
    harness.run();
    harness.get_by_label("Alerts").click();
    harness.run();
    assert!(asked(&harness, &Action::ApplyFilter("tls.alert_message".into())));
}

#[test]
fn the_secrets_panel_says_what_each_secret_did() {
    let keyring = Keyring::new();
    let mut fake = Fake::new(true);
    fake.secrets = Fake::secrets_view(&keyring);
    let id = fake.secrets.keys[0].id;
    let mut harness = harness(fake);
    harness.run();
    assert!(harness.query_by_label("Close secrets").is_none());
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    harness.get_by_label("key.pem, opened 1");
    harness.get_by_label("browser.keys, matches nothing");
    harness.get_by_label("35 other run");
    harness.get_by_label_contains("12: too short");
    harness.get_by_label("1").click();
    harness.get_by_label("Remove key.pem").click();
    harness.run();
    assert!(asked(&harness, &Action::GoToFrame(4)) && asked(&harness, &Action::RemoveSecret(id)));
    harness.get_by_label("Close secrets").click();
    harness.run();
    assert!(harness.query_by_label("key.pem, opened 1").is_none());
}

#[test]
fn a_password_is_asked_in_the_panel_and_handed_on_once() {
    let keyring = Keyring::new();
    let mut fake = Fake::new(true);
    fake.secrets = Fake::secrets_view(&keyring);
    fake.window.secrets_open = true;
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Password").focus();
    harness.run();
    harness.get_by_label("Password").type_text("sesame");
    harness.run();
    harness.get_by_label("Unlock").click();
    harness.run();
    let unlock = Action::Unlock("/keys/broker.p8".into(), Typed(String::from("sesame").into()));
    assert!(asked(&harness, &unlock), "{:?}", harness.state().asked);
    assert!(!format!("{unlock:?}").contains("sesame"));
    harness.get_by_label("Forget broker.p8").click();
    harness.run();
    assert!(asked(&harness, &Action::ForgetRefused("/keys/broker.p8".into())));
}

#[test]
fn without_secrets_the_panel_says_what_to_do() {
    let mut fake = Fake::new(true);
    fake.secrets.environment = Some("/home/me/tls.keys".into());
    fake.window.secrets_open = true;
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("No secrets are loaded");
    harness.get_by_label("Use it").click();
    let from_menu = |harness: &mut Harness<'_, Fake>, label: &str| {
        harness.get_by_label("More ways to get secrets").click();
        harness.run();
        harness.get_by_label(label).click();
        harness.run();
    };
    from_menu(&mut harness, "Load folder of keys…");
    assert!(asked(&harness, &Action::LoadSecrets(vec!["/home/me/tls.keys".into()])));
    assert!(asked(&harness, &Action::Run(Command::LoadKeyFolder)));
    from_menu(&mut harness, "Add pre-shared key…");
    harness.get_by_label("Identity").type_text("dev");
    harness.get_by_label("Key").focus();
    harness.run();
    harness.get_by_label("Key").type_text("0a0b");
    harness.run();
    harness.get_by_label("Add").click();
    harness.run();
    let key = Typed(String::from("0a0b").into());
    let add = Action::AddPsk { identity: "dev".into(), key, is_text: false };
    assert!(asked(&harness, &add), "{:?}", harness.state().asked);
}

#[test]
fn sessions_are_sorted_filtered_and_lead_to_their_frames() {
    let mut fake = Fake::new(true);
    fake.sessions = Fake::sessions_view();
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    harness.get_by_label("1 of 2 sessions decrypted; 1 uses ECDHE");
    let top = |harness: &Harness<'_, Fake>, label: &str| harness.get_by_label_contains(label).rect().top();
    assert!(top(&harness, "1 Decrypted") < top(&harness, "2 Not decrypted: ECDHE"));
    harness.get_by_label("Sort by Bytes").click();
    harness.run();
    assert!(top(&harness, "1 Decrypted") > top(&harness, "2 Not decrypted: ECDHE"));
    harness.get_by_label("Filter sessions").focus();
    harness.run();
    harness.get_by_label("Filter sessions").type_text("broker");
    harness.run();
    assert!(harness.query_by_label_contains("1 Decrypted 192").is_none());
    harness.get_by_label_contains("said at length");
    harness.get_by_label("Copy command");
    harness.get_by_label("Follow stream").click();
    harness.run();
    assert!(asked(&harness, &Action::FollowSession(8)));
    harness.get_by_label("frame 6").click();
    harness.run();
    assert!(asked(&harness, &Action::GoToFrame(6)));
    assert!(!harness.state().window.shows_sessions);
}

#[test]
fn chips_show_sessions_of_one_kind_and_the_fix_can_be_carried_out() {
    let mut fake = Fake::new(true);
    fake.sessions = Fake::sessions_view();
    fake.window.shows_sessions = true;
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Not decrypted 1").click();
    harness.run();
    assert!(harness.query_by_label_contains("1 Decrypted 192").is_none());
    harness.get_by_label("Apply as filter").click();
    harness.run();
    assert!(asked(&harness, &Action::ApplyFilter("tcp.stream == 1".into())));
}

/// The sessions table with everything known about the first session.
fn with_detail() -> Fake {
    let mut fake = Fake::new(true);
    fake.sessions = Fake::sessions_view();
    fake.sessions.detail = Some(Fake::session_detail());
    fake.window.shows_sessions = true;
    fake
}

#[test]
fn the_ladder_shows_each_step_and_what_it_means() {
    let mut harness = harness(with_detail());
    harness.run();
    harness.get_by_label("Handshake").click();
    harness.run();
    harness.get_by_label_contains("4 client: Client Hello, 67 B, 4 suites");
    harness.get_by_label_contains("The client made a 48-byte secret");
    harness.get_by_label("of it waiting: 40.967 ms");
    harness.get_by_label_contains("10 client: Change Cipher Spec, Finished").click();
    harness.run();
    harness.get_by_label_contains("TCP_NODELAY");
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    harness.get_by_label("Frame 8").click();
    harness.run();
    assert!(asked(&harness, &Action::GoToFrame(8)));
    harness.state_mut().window.shows_sessions = true;
    harness.run();
    harness.get_by_label("Export SVG…").click();
    harness.run();
    let is_svg = |action: &Action| matches!(action, Action::AskSave { name, bytes } if name == "handshake-1.svg" && bytes.starts_with(b"<svg"));
    assert!(harness.state().asked.iter().any(is_svg));
}

#[test]
fn certificates_stand_in_a_tree_and_can_be_saved() {
    let mut harness = harness(with_detail());
    harness.run();
    harness.get_by_label("Certificates 1").click();
    harness.run();
    harness.get_by_label("Example Root (not sent)");
    harness.get_by_label_contains("192.168.11.1, RSA 2048");
    harness.get_by_label("Self-signed");
    harness.get_by_label("key.pem is loaded");
    for (button, file) in [("Save PEM…", "192.168.11.1.pem"), ("Save DER…", "192.168.11.1.der")] {
        harness.get_by_label(button).click();
        harness.run();
        let is_it = |action: &Action| matches!(action, Action::AskSave { name, .. } if name == file);
        assert!(harness.state().asked.iter().any(is_it), "{file}");
    }
}

#[test]
fn columns_are_chosen_and_the_table_leaves_as_text() {
    use wirelens::gui::session_columns::SessionColumn;
    let mut harness = harness(with_detail());
    harness.run();
    assert!(harness.query_by_label("Sort by ALPN").is_none());
    harness.get_by_label("Choose columns").click();
    harness.run();
    harness.get_by_label_contains("ALPN · ").click();
    harness.run();
    let shows = |action: &Action| matches!(action, Action::ShowSessionColumns(list) if list.contains(&SessionColumn::Alpn));
    assert!(harness.state().asked.iter().any(shows));
    harness.state_mut().settings.session_columns = vec![SessionColumn::Alpn, SessionColumn::Sni];
    harness.run();
    harness.get_by_label("Sort by ALPN");
    harness.get_by_label("Export sessions as CSV").click();
    harness.run();
    let is_csv = |action: &Action| matches!(action, Action::AskSave { bytes, .. } if bytes.starts_with(b"State,#,SNI,ALPN"));
    assert!(harness.state().asked.iter().any(is_csv), "{:?}", harness.state().asked);
}

#[test]
fn a_program_is_launched_watched_and_stopped() {
    use wirelens::document::launch::Launch;
    let mut fake = Fake::new(true);
    fake.window.secrets_open = true;
    fake.secrets.programs = vec![wirelens::gui::model::tls::ProgramCard {
        pid: 7,
        title: "python3 client.py".into(),
        is_running: true,
        chip: wirelens::gui::model::ChipView { text: "running".into(), tone: Tone::Accent, icon: None },
        lines: Vec::new(),
    }];
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("python3 client.py, running");
    harness.get_by_label("Stop program").click();
    harness.run();
    assert!(asked(&harness, &Action::StopProgram(7)));
    harness.get_by_label("Launch program…").click();
    harness.run();
    harness.get_by_label("Command line").type_text("curl 'a b'");
    harness.run();
    harness.get_by_label_contains("Starts curl with 1 argument");
    harness.get_by_label("Launch").click();
    harness.run();
    let launch = Launch { command_line: "curl 'a b'".into(), folder: "".into(), through_shell: false };
    assert!(asked(&harness, &Action::Launch(launch)), "{:?}", harness.state().asked);
}

#[test]
fn recipes_are_chosen_and_copied() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("TLS").click();
    harness.run();
    harness.get_by_label("Recipes for key logs…").click();
    harness.run();
    harness.get_by_label("rustls").click();
    harness.run();
    harness.get_by_label_contains("rustls::KeyLogFile::new()");
    harness.get_by_label("Close").click();
    harness.run();
    assert!(harness.query_by_label_contains("KeyLogFile").is_none());
}

#[test]
fn a_capture_without_sessions_says_why() {
    let mut fake = Fake::new(true);
    fake.window.shows_sessions = true;
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("No TLS sessions");
    harness.state_mut().sessions.is_judging = true;
    harness.run();
    harness.get_by_label("Looking at the sessions");
}

#[test]
fn every_command_about_secrets_is_in_a_menu() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    for (menu, label, command) in [
        ("File", "Save as with session keys…", Command::SaveWithKeys),
        ("File", "Save as without secrets…", Command::SaveStripped),
        ("File", "Export TLS session keys…", Command::ExportSessionKeys),
        ("TLS", "Load key…", Command::LoadKey),
        ("TLS", "Load folder of keys…", Command::LoadKeyFolder),
        ("TLS", "Import from Wireshark…", Command::ImportWireshark),
        ("TLS", "Handshake ladder", Command::ShowLadder),
        ("TLS", "Certificates", Command::ShowCertificates),
    ] {
        harness.get_by_label(menu).click();
        harness.run();
        harness.get_by_label(label).click();
        harness.run();
        assert!(asked(&harness, &Action::Run(command)), "{label}");
    }
}

#[test]
fn columns_are_sorted_hidden_and_brought_back() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Sort by Length").click();
    harness.run();
    let by_length = SortKey { content: Content::Length, descending: false };
    assert!(asked(&harness, &Action::Sort(Some(by_length))));
    harness.get_by_label("Sort by Protocol").click_secondary();
    harness.run();
    harness.get_by_label("Hide column").click();
    harness.run();
    harness.run();
    assert!(harness.query_by_label("Sort by Protocol").is_none());
    assert!(harness.state().settings.columns[4].hidden);
    harness.get_by_label("Sort by Length").click_secondary();
    harness.run();
    harness.get_by_label("Reset columns").click();
    harness.run();
    harness.run();
    harness.get_by_label("Sort by Protocol");
}

#[test]
fn several_rows_are_chosen_with_shift_and_ctrl() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label_contains("4 TLSv1.2 Client Hello").click();
    harness.run();
    harness.get_by_label_contains("6 TLSv1.2 Server Hello").click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert!(asked(&harness, &Action::ExtendSelection(5)));
    harness.get_by_label_contains("8 TLSv1.2 Client Key Exchange").click_modifiers(Modifiers::COMMAND);
    harness.run();
    assert!(asked(&harness, &Action::ToggleSelected(7)));
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert!(harness.state().asked.iter().any(|a| matches!(a, Action::ExtendSelection(_))));
}

#[test]
fn marks_comments_and_references_are_asked_for_with_wiresharks_keys() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let (ctrl, shift) = (Modifiers::COMMAND, Modifiers::COMMAND | Modifiers::SHIFT);
    let alt = Modifiers::COMMAND | Modifiers::ALT;
    for (modifiers, key, command) in [
        (ctrl, Key::M, Command::MarkFrames),
        (shift, Key::M, Command::MarkAllDisplayed),
        (alt, Key::M, Command::UnmarkAllDisplayed),
        (ctrl, Key::D, Command::IgnoreFrames),
        (ctrl, Key::T, Command::TimeReference),
        (shift, Key::T, Command::TimeShift),
        (alt, Key::C, Command::EditComment),
        (ctrl, Key::Num3, Command::ColourConversation3),
        (alt, Key::Num7, Command::TimeUtcDate),
    ] {
        press(&mut harness, modifiers, key);
        assert!(asked(&harness, &Action::Run(command)), "{command:?}");
    }
}

#[test]
fn a_filter_is_made_from_a_cell() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let row = harness.get_by_label_contains("4 TLSv1.2 Client Hello").rect();
    // Over the source, which begins behind bracket, lock, number and time.
    let at = egui::pos2(row.left() + 46.0 + 44.0 + 84.0 + 30.0, row.center().y);
    harness.hover_at(at);
    harness.event(egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Secondary,
        pressed: true,
        modifiers: Modifiers::NONE,
    });
    harness.event(egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Secondary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    assert_eq!(harness.state().window.list.cell, Some(Content::Source));
    harness.get_by_label("Mark or unmark");
    harness.get_by_label_contains("Prepare as filter").hover();
    harness.run();
    harness.get_by_label("…and not selected").click();
    harness.run();
    let wanted =
        Action::Filter { from: FilterFrom::Cell(Content::Source), how: Combine::AndNot, apply: false };
    assert!(asked(&harness, &wanted), "{:?}", harness.state().asked);
}

#[test]
fn statistics_are_shown_sorted_and_filtered_from() {
    let mut fake = Fake::new(true);
    fake.reports.push(conversations_report());
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("10.0.0.9 5 900");
    harness.get_by_label("Sort by Bytes").click();
    harness.run();
    harness.get_by_label("Bytes, sorted descending");
    harness.get_by_label("Copy CSV").click();
    harness.run();
    harness.get_by_label("Save JSON…").click();
    harness.run();
    let saved = harness.state().asked.iter().find_map(|action| match action {
        Action::AskSave { name, bytes } => {
            Some((name.clone(), String::from_utf8_lossy(bytes).contains("\"Packets\": 50")))
        }
        _ => None,
    });
    assert_eq!(saved, Some(("endpoints.json".to_owned(), true)));
    harness.get_by_label("Statistics filter").click();
    harness.run();
    harness.get_by_label("Statistics filter").type_text("tls");
    harness.run();
    harness.get_by_label("Apply to statistics").click();
    harness.run();
    assert!(asked(&harness, &Action::SetReportFilter(1, "tls".into())));
    harness.get_by_label("Close Endpoints").click();
    harness.run();
    harness.run();
    assert!(harness.query_by_label("Copy CSV").is_none());
}

fn conversations_report() -> ReportView {
    let row = |address: &str, packets, bytes| Row {
        cells: vec![Cell::Text(address.into()), Cell::Count(packets), Cell::Bytes(bytes)],
        filter: Some(format!("ip.addr == {address}")),
        ..Row::default()
    };
    let table = Table {
        title: "IPv4".into(),
        columns: vec![Column::text("Address"), Column::count("Packets"), Column::bytes("Bytes")],
        rows: vec![row("10.0.0.10", 50, 80), row("10.0.0.9", 5, 900)],
    };
    ReportView {
        id: 1,
        report: Report::Endpoints,
        generation: 1,
        filter: String::new(),
        error: None,
        progress: None,
        result: std::sync::Arc::new(ReportData::Tables(vec![table])),
        io: IoSpec::default(),
        stream: 0,
    }
}

#[test]
fn a_filter_is_bookmarked() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Bookmarked filters").click();
    harness.run();
    harness.get_by_label("Bookmark this filter…").click();
    harness.run();
    assert!(asked(&harness, &Action::EditBookmark(None)));
    harness.get_by_label("Add filter button").click();
    harness.run();
    assert_eq!(harness.state().asked.iter().filter(|a| **a == Action::EditBookmark(None)).count(), 2);
}

#[test]
fn finding_begins_while_one_types_and_goes_from_hit_to_hit() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::F);
    harness.get_by_label("Find").type_text("python");
    harness.run();
    let query = Query { text: "python".into(), ..Query::default() };
    assert!(asked(&harness, &Action::FindEdited(query.clone())), "{:?}", harness.state().asked);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert!(asked(&harness, &Action::FindStep { forward: true }));
    assert!(asked(&harness, &Action::FindStep { forward: false }));
    harness.get_by_label("Where: Tree").click();
    harness.get_by_label("How: Regex").click();
    harness.run();
    harness.get_by_label("Match case").click();
    harness.run();
    let all = Query { how: How::Regex, place: Place::Tree, match_case: true, ..query };
    assert!(asked(&harness, &Action::FindEdited(all)));
    harness.get_by_label("Find").focus();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(asked(&harness, &Action::FindClosed));
    assert!(harness.query_by_label("Find").is_none());
}

#[test]
fn all_hits_stand_in_the_dock() {
    let mut fake = Fake::new(true);
    fake.find.result = "2 of 2".into();
    for (frame, excerpt) in [(13, "Hello Python"), (14, "HELLO PYTHON")] {
        fake.find.hits.push(HitView { frame, excerpt: excerpt.into() });
    }
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::F);
    harness.get_by_label("2 of 2");
    harness.get_by_label("All hits").click();
    harness.run();
    harness.get_by_label("13 Hello Python").click();
    harness.run();
    assert!(asked(&harness, &Action::ShowHit(0)));
}

#[test]
fn expert_information_leads_to_its_frames_and_can_be_narrowed() {
    let mut fake = Fake::new(true);
    let expert = |grave, frame, summary: &str, field| ExpertView {
        grave,
        frame,
        frames: frame.to_string(),
        protocol: "TCP".into(),
        summary: summary.into(),
        field,
        count: 1,
    };
    fake.experts.rows = vec![
        expert(Grave::Warning, 19, "Connection reset (RST)", Some("tcp.connection.rst")),
        expert(Grave::Chat, 1, "Connection establish request (SYN)", None),
    ];
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("8 findings").click();
    harness.run();
    harness.get_by_label("Warning 19 TCP: Connection reset (RST)").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(18));
    assert!(asked(&harness, &Action::SelectField("tcp.connection.rst".into())));
    harness.get_by_label("1 chat").click();
    harness.run();
    assert!(harness.query_by_label_contains("Connection establish").is_none());
    harness.get_by_label("1 chat").click();
    harness.run();
    harness.get_by_label_contains("Connection establish");
    harness.get_by_label("Close dock").click();
    harness.run();
    assert!(harness.query_by_label("Warning 19 TCP: Connection reset (RST)").is_none());
}

#[test]
fn back_and_forward_and_steps_in_the_conversation() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    for (modifiers, key, command) in [
        (Modifiers::ALT, Key::ArrowLeft, Command::GoBack),
        (Modifiers::COMMAND, Key::Period, Command::NextInConversation),
        (Modifiers::COMMAND, Key::Comma, Command::PreviousInConversation),
        (Modifiers::COMMAND, Key::N, Command::FindNext),
        (Modifiers::COMMAND, Key::B, Command::FindPrevious),
        (Modifiers::NONE, Key::F8, Command::NextFrame),
        (Modifiers::NONE, Key::F7, Command::PreviousFrame),
    ] {
        harness.state_mut().asked.clear();
        press(&mut harness, modifiers, key);
        assert_eq!(harness.state().asked, [Action::Run(command)], "{key:?}");
    }
    harness.state_mut().asked.clear();
    press(&mut harness, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(harness.state().asked, [], "there is nothing to go forward to");
}

#[test]
fn a_line_of_a_stream_leads_to_its_frame_and_its_hits_are_counted() {
    let mut fake = Fake::new(true);
    fake.follow = Some(Fake::follow_view());
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Hello Python TLS/SSL Server!\\n").click();
    harness.run();
    assert!(asked(&harness, &Action::GoToFrame(13)));
    harness.get_by_label("Find in stream").click();
    harness.run();
    harness.get_by_label("Find in stream").type_text("python");
    harness.run();
    harness.get_by_label("1 of 2");
    harness.get_by_label("Protocol: TCP").click();
    harness.run();
    assert!(asked(&harness, &Action::Follow { kind: Kind::Tcp, stream: 0 }));
}

#[test]
fn the_palette_runs_what_is_typed() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::Space);
    harness.get_by_label("Command").type_text("reload");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(asked(&harness, &Action::Run(Command::Reload)), "{:?}", harness.state().asked);
    assert!(harness.query_by_label("Command").is_none());
}

#[test]
fn preferences_are_searched_and_take_effect_at_once() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.get_by_label("Light").click();
    harness.run();
    let light = |action: &Action| matches!(action, Action::SetSettings(s) if s.theme == ThemeChoice::Light);
    assert!(harness.state().asked.iter().any(light));
    harness.get_by_label("Find a preference").click();
    harness.run();
    harness.get_by_label("Find a preference").type_text("master-secret");
    harness.run();
    harness.get_by_label("RSA keys, key logs");
    harness.get_by_label("Load key…").click();
    harness.run();
    assert!(asked(&harness, &Action::Run(Command::LoadKey)));
}

#[test]
fn chosen_frames_are_exported_in_the_chosen_form() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label("Export dissections…").click();
    harness.run();
    harness.get_by_label("Frame numbers").click();
    harness.run();
    harness.get_by_label("Frame numbers").type_text("3-5");
    harness.run();
    harness.get_by_label("JSON").click();
    harness.run();
    harness.get_by_label("Save as…").click();
    harness.run();
    let ordered = |action: &Action| match action {
        Action::AskExportPath(order) => {
            order.which == Which::Ranges(vec![3..=5]) && order.ending() == ".json"
        }
        _ => false,
    };
    assert!(harness.state().asked.iter().any(ordered), "{:?}", harness.state().asked);
}

#[test]
fn capture_options_choose_filter_and_limits() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.get_by_label("Monitor mode").click();
    harness.run();
    harness.get_by_label("After packets").click();
    harness.run();
    harness.get_by_label("no ssh").click();
    harness.run();
    let text = "not tcp port 22".to_owned();
    let check = Action::CheckCaptureFilter { text: text.clone(), link_type: "1".into() };
    assert!(asked(&harness, &check), "{:?}", harness.state().asked);
    harness.state_mut().capture_filter = CaptureFilterView { text, error: Some("syntax error".into()) };
    harness.run();
    harness.get_by_label("syntax error");
    harness.state_mut().capture_filter.error = None;
    harness.run();
    harness.get_by_label("Start").click();
    harness.run();
    let plan = CapturePlan::on(&["wlp2s0".into()], "not tcp port 22");
    assert!(asked(&harness, &Action::StartPlan(plan)), "{:?}", harness.state().asked);
    let set = |action: &Action| matches!(action, Action::SetCapture(c, true) if c.monitor && c.stop_packets == Some(1_000));
    assert!(harness.state().asked.iter().any(set), "{:?}", harness.state().asked);
}

#[test]
fn bytes_are_written_in_other_bases_and_panes_stand_otherwise() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Bytes as: Hex").click();
    harness.run();
    harness.get_by_label("Bytes as: Decimal").click();
    harness.run();
    harness.get_by_label("Bytes as: Bits");
    let over = harness.get_by_label("Frames").rect();
    harness.state_mut().settings.layout = Layout::Beside;
    harness.run();
    let beside = harness.get_by_label("Frames").rect();
    assert!(beside.width() < over.width() && beside.height() > over.height(), "{over} {beside}");
}

#[test]
fn the_bytes_of_a_field_are_shown_as_text() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    harness.get_by_label("Bytes of data.text");
    harness.get_by_label("Show as: Hex dump").click();
    harness.run();
    harness.get_by_label_contains("0000   48 45 4c 4c 4f");
    harness.get_by_label("Save as…").click();
    harness.run();
    let plain = b"HELLO PYTHON TLS/SSL SERVER!\n".to_vec();
    assert!(asked(&harness, &Action::AskSave { name: "bytes.bin".into(), bytes: plain }));
}

#[test]
fn an_unsaved_capture_can_be_recovered() {
    let mut fake = Fake::new(false);
    let path = std::path::PathBuf::from("/state/live.pcapng");
    fake.welcome.leftovers.push(LeftoverView { path: path.clone(), words: "4 kB · yesterday".into() });
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Discard unsaved capture");
    harness.get_by_label("Unsaved capture").click();
    harness.run();
    assert!(asked(&harness, &Action::Recover(path)));
}

fn hello_asked(harness: &Harness<'_, Fake>, act: HelloAct) -> bool {
    asked(harness, &Action::Hello(act))
}

fn here(index: usize) -> HelloId {
    HelloId { origin: HelloOrigin::Here, index }
}

#[test]
fn the_inspector_says_all_of_a_hello_and_unfolds_it() {
    let mut fake = Fake::new(true);
    fake.hellos = Fake::hellos_view();
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    harness.get_by_label("Grade D");
    harness.get_by_label("axTLS");
    harness.get_by_label("stack: certain, TLS 1.2, 4 suites");
    harness.get_by_label("Opened with key.pem.");
    harness.get_by_label_contains("Why your RSA key opens it");
    harness.get_by_label_contains("Why nobody should ship it");
    harness.get_by_label("H05 weak No forward secrecy is possible").click();
    harness.run();
    harness.get_by_label("RFC 9325 section 4.1");
    harness.get_by_label("TLS_RSA_WITH_AES_128_CBC_SHA, grade D");
    harness.get_by_label("TLS_RSA_WITH_AES_256_CBC_SHA256, grade D, chosen").click();
    harness.run();
    harness.get_by_label("the server's RSA key, or a key log");
    harness.get_by_label_contains("Lucky Thirteen");
    harness.get_by_label("Copy as text").click();
    harness.run();
    harness.get_by_label("Copy as Markdown").click();
    harness.run();
    assert!(hello_asked(&harness, HelloAct::Copy(CopyAs::Text)));
    assert!(hello_asked(&harness, HelloAct::Copy(CopyAs::Markdown)));
    harness.get_by_label("Close hello inspector").click();
    harness.run();
    assert!(harness.query_by_label("Grade D").is_none());
}

#[test]
fn the_policy_is_chosen_in_the_inspector() {
    let mut fake = Fake::new(true);
    fake.hellos = Fake::hellos_view();
    fake.window.inspector_open = true;
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Policy RFC 9325 with RFC 10015").click();
    harness.run();
    harness.get_by_label("NIST SP 800-52r2").click();
    harness.run();
    assert!(hello_asked(&harness, HelloAct::Judge("nist")));
}

#[test]
fn hellos_are_listed_compared_and_swapped() {
    let mut fake = Fake::new(true);
    fake.hellos = Fake::hellos_view();
    let compare = fake.hellos.compare.take();
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Hellos 2").click();
    harness.run();
    harness.get_by_label("axTLS grade D frame 4, 192.168.11.2:51900");
    harness.get_by_label_contains("not recognised grade A").click();
    harness.run();
    assert!(hello_asked(&harness, HelloAct::Inspect(here(1))));
    harness.state_mut().hellos.compare = compare;
    harness.run();
    harness.get_by_label_contains("No suite in common. The RSA key opens the left one");
    harness.get_by_label_contains("RSA_WITH_AES_128_CBC_SHA removed; AES_128_GCM_SHA256 added");
    harness.get_by_label("Opened by the RSA key: yes, all 4 suites differs; never differs");
    harness.get_by_label("Pair 1 of 2");
    harness.get_by_label("Next pair").click();
    harness.run();
    harness.get_by_label("Swap").click();
    harness.run();
    harness.get_by_label("Copy as Markdown").click();
    harness.run();
    harness.get_by_label("Choose the right hello").click();
    harness.run();
    harness.get_by_label("axTLS · frame 4, 192.168.11.2:51900").click();
    harness.run();
    for act in [HelloAct::Pair(1), HelloAct::Swap, HelloAct::CopyCompare, HelloAct::Compare([here(0); 2])] {
        assert!(hello_asked(&harness, act.clone()), "{act:?}");
    }
    harness.get_by_label("Differences").click();
    harness.run();
    harness.get_by_label_contains("Highest version: TLS 1.2 differs");
    assert!(harness.query_by_label_contains("Encrypt-then-MAC").is_none());
    harness.get_by_label("All rows").click();
    harness.run();
    harness.get_by_label_contains("Encrypt-then-MAC: no the same");
    harness.get_by_label("All hellos").click();
    harness.run();
    assert!(hello_asked(&harness, HelloAct::CloseCompare));
}

#[test]
fn a_pasted_hello_is_read_while_it_is_typed() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    harness.get_by_label("TLS").click();
    harness.run();
    harness.get_by_label("Inspect pasted hello…").click();
    harness.run();
    let field = "Bytes of the ClientHello";
    harness.get_by_label(field).type_text("16 03");
    harness.run();
    harness.get_by_label_contains("Not yet: the bytes end before");
    harness.get_by_label(field).type_text(&fake::FOUNDING_HELLO[4..]);
    harness.run();
    harness.get_by_label("A ClientHello of axTLS: 4 suites, grade D.");
    harness.get_by_label("Inspect").click();
    harness.run();
    let typed = format!("16 03{}", &fake::FOUNDING_HELLO[4..]);
    assert!(hello_asked(&harness, HelloAct::Paste(typed)));
}

#[test]
fn a_report_is_asked_for_with_format_and_policy() {
    let mut fake = Fake::new(true);
    fake.hellos = Fake::hellos_view();
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("TLS").click();
    harness.run();
    harness.get_by_label("Report on TLS…").click();
    harness.run();
    harness.get_by_label("Markdown").click();
    harness.run();
    harness.get_by_label("BSI TR-02102-2 (2026-01)").click();
    harness.run();
    harness.get_by_label("Save as…").click();
    harness.run();
    assert!(hello_asked(&harness, HelloAct::AskReport(Format::Markdown, "bsi")));
}

#[test]
fn without_a_hello_the_inspector_says_what_to_do() {
    let mut fake = Fake::new(true);
    fake.window.inspector_open = true;
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("No ClientHello");
    harness.get_by_label("Paste a hello…").click();
    harness.run();
    harness.get_by_label("Inspect a ClientHello given as text");
}

#[test]
fn frames_that_belong_to_the_selected_one_say_so() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    assert_eq!(harness.query_all_by_label_contains("the selected frame answers it").count(), 1);
    harness.get_by_label_contains("13 TLSv1.2 Application Data").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(12));
}

#[test]
fn profiles_are_switched_in_the_status_bar_and_managed_in_a_dialog() {
    use wirelens::gui::model::profile::ProfileAct;
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Profile: Default").click();
    harness.run();
    harness.get_by_label("TLS work").click();
    harness.run();
    assert!(asked(&harness, &Action::Profile(ProfileAct::Use("TLS work".into()))));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    harness.run();
    harness.get_by_label("Profile TLS work").click();
    harness.run();
    harness.get_by_label("Copy").click();
    harness.run();
    harness.run();
    harness.get_by_label("Profile name").type_text(" 2");
    harness.run();
    harness.get_by_label("OK").click();
    harness.run();
    let copy = ProfileAct::Copy { from: "TLS work".into(), to: "TLS work (copy) 2".into() };
    assert!(asked(&harness, &Action::Profile(copy)), "{:?}", harness.state().asked);
    harness.get_by_label("Profile TLS work").click();
    harness.run();
    harness.get_by_label("Delete").click();
    harness.run();
    assert!(asked(&harness, &Action::Profile(ProfileAct::Delete("TLS work".into()))));
}

#[test]
fn a_frame_has_a_window_of_its_own() {
    use wirelens::gui::model::frame_window::{FrameAct, FrameWindowView};
    let mut fake = Fake::new(true);
    let view = FrameWindowView {
        id: 7,
        number: 14,
        summary: "TLSv1.2  Application Data".into(),
        details: std::sync::Arc::new(fake.details.clone()),
        node: None,
        source: 0,
        has_previous: true,
        has_next: true,
        follows: false,
    };
    fake.frame_windows.push(view);
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Frame after this one").click();
    harness.run();
    assert!(asked(&harness, &Action::Frame(FrameAct::Step(7, true))));
    // Its tree is not that of the window behind it.
    let lines: Vec<_> = harness.query_all_by_label("Content Type: Application Data (23)").collect();
    assert_eq!(lines.len(), 2);
    lines[1].click();
    harness.run();
    assert!(!harness.state().asked.iter().any(|action| matches!(action, Action::SelectNode(_))));
    harness.get_by_label("Close frame window").click();
    harness.run();
    assert!(asked(&harness, &Action::Frame(FrameAct::Close(7))));
}

#[test]
fn the_diagram_stands_in_place_of_the_details() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Diagram").click();
    harness.run();
    assert!(harness.query_by_label("Content Type: Application Data (23)").is_none());
    assert!(harness.query_all_by_label_contains("Layer ").count() > 1);
    harness.get_by_label("Details").click();
    harness.run();
    harness.get_by_label("Content Type: Application Data (23)");
}

#[test]
fn several_interfaces_have_filters_of_their_own() {
    let mut fake = Fake::new(false);
    fake.settings.interfaces = vec!["lo".into()];
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.get_by_label("lo, chosen");
    harness.get_by_label("web").click();
    harness.run();
    harness.get_by_label("any").click_modifiers(Modifiers::COMMAND);
    harness.run();
    harness.get_by_label("Capturing from lo, any");
    harness.get_by_label("names").click();
    harness.run();
    harness.get_by_label("Stop when a frame matches").click();
    harness.run();
    harness.get_by_label("Stop when a frame matches").type_text("tls.alert_message");
    harness.run();
    harness.get_by_label("Also write a row of files").click();
    harness.run();
    harness.get_by_label("Start").click();
    harness.run();
    let plan = harness.state().asked.iter().find_map(|action| match action {
        Action::StartPlan(plan) => Some(plan.sources.clone()),
        _ => None,
    });
    let source =
        |name: &str, filter: &str| SourcePlan::Interface { name: name.into(), filter: filter.into() };
    let wanted = [source("lo", "tcp port 80 or 443"), source("any", "port 53 or 5353")].to_vec();
    assert_eq!(plan, Some(wanted));
    let set = |action: &Action| matches!(action, Action::SetCapture(c, _) if c.stop_filter == "tls.alert_message" && c.ring.is_some());
    assert!(harness.state().asked.iter().any(set), "{:?}", harness.state().asked);
}

#[test]
fn another_machine_is_captured_on_through_ssh() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    harness.get_by_label("Capture").click();
    harness.run();
    harness.get_by_label("Remote capture…").click();
    harness.run();
    harness.get_by_label("Say which machine: user@host.");
    // The name beside the field, and the field.
    harness.query_all_by_label("Machine").last().unwrap().type_text("pi@lab");
    harness.run();
    harness.get_by_label_contains("ssh -T -o ConnectTimeout=20 -- pi@lab");
    harness.get_by_label("Start").click();
    harness.run();
    let started = |action: &Action| matches!(action, Action::StartPlan(plan) if plan.name() == "pi@lab any");
    assert!(harness.state().asked.iter().any(started), "{:?}", harness.state().asked);
}

#[test]
fn interfaces_are_pinned_and_hidden() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    harness.get_by_label_contains("lo Loopback").click_secondary();
    harness.run();
    harness.get_by_label("Pin to the top").click();
    harness.run();
    assert!(asked(&harness, &Action::PinInterface("lo".into(), true)), "{:?}", harness.state().asked);
    harness.get_by_label_contains("lo Loopback").click_secondary();
    harness.run();
    harness.get_by_label("Hide").click();
    harness.run();
    assert!(asked(&harness, &Action::HideInterface("lo".into())), "{:?}", harness.state().asked);
}

#[test]
fn the_tour_leads_from_the_hello_to_the_reply() {
    let mut fake = Fake::new(true);
    fake.status.sessions_open = 0;
    fake.window.begin_tour();
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Tour of the sample · 1 of 5");
    for _ in 0..2 {
        harness.get_by_label("Next").click();
        harness.run();
    }
    assert!(asked(&harness, &Action::GoToFrame(6)) && asked(&harness, &Action::GoToFrame(8)));
    harness.get_by_label("Load key.pem").click();
    harness.run();
    assert!(asked(&harness, &Action::Tour(TourAct::LoadKey)));
    // Another session that was opened does not count.
    harness.state_mut().sessions = Fake::sessions_view();
    harness.state_mut().sessions.rows[0].frame = 40;
    harness.run();
    assert!(harness.query_by_label("The key is loaded.").is_none());
    harness.state_mut().sessions = Fake::sessions_view();
    harness.run();
    harness.get_by_label("The key is loaded.");
    harness.get_by_label("Next").click();
    harness.run();
    assert!(asked(&harness, &Action::SelectField("data.text".into())));
    harness.get_by_label("Back").click();
    harness.run();
    harness.get_by_label("Tour of the sample · 3 of 5");
    harness.get_by_label("End the tour").click();
    harness.run();
    assert!(asked(&harness, &Action::Tour(TourAct::End)));
    assert!(harness.query_by_label_contains("Tour of the sample").is_none());
}

#[test]
fn the_menu_of_the_bytes_is_about_what_it_was_opened_on() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label_contains("0000 48 45 4c 4c 4f").click_secondary();
    harness.run();
    assert_eq!(harness.state().selected_node, Some(18));
    harness.get_by_label("Bits").click();
    harness.run();
    harness.get_by_label("Bytes as: Bits");
    harness.get_by_label_contains("0000 48 45 4c 4c 4f").click_secondary();
    harness.run();
    harness.get_by_label("Text as ASCII").click();
    harness.run();
    harness.get_by_label("Text column: ASCII");
    harness.get_by_label_contains("0000 48 45 4c 4c 4f").click_secondary();
    harness.run();
    harness.get_by_label("Show bytes…").click();
    harness.run();
    assert!(harness.state().window.dialog.is_some());
}

#[test]
fn a_column_of_the_sessions_is_made_wider() {
    let mut fake = Fake::new(true);
    fake.sessions = Fake::sessions_view();
    fake.window.shows_sessions = true;
    let mut harness = harness(fake);
    harness.run();
    let edge = harness.get_by_label("Width of Verdict").rect().center();
    harness.drag_at(edge);
    harness.step();
    harness.hover_at(edge + Vec2::new(40.0, 0.0));
    harness.step();
    harness.drop_at(edge + Vec2::new(40.0, 0.0));
    harness.step();
    let set = |action: &Action| matches!(action, Action::SetSessionWidth(SessionColumn::Verdict, Some(_)));
    assert!(harness.state().asked.iter().any(set), "{:?}", harness.state().asked);
}

#[test]
fn decode_as_gives_a_port_to_a_protocol() {
    let port = decode_as::layer_type("tcp.port").unwrap();
    let mut fake = Fake::new(true);
    fake.window.dialog = Some(Dialog::DecodeAs(DecodeAsDialog::new(&[], vec![(port, 8443)])));
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("TCP port 8443: choose a protocol.");
    harness.get_by_label("Protocol of rule 1: choose").click();
    harness.run();
    harness.get_by_label("coap").click();
    harness.run();
    harness.get_by_label("Use these rules").click();
    harness.run();
    let rule = decode_as::Rule::parse("tcp.port==8443,coap").unwrap();
    assert!(asked(&harness, &Action::SetDecodeAs(vec![rule])), "{:?}", harness.state().asked);
    assert!(harness.state().window.dialog.is_none());
}

#[test]
fn decode_as_rules_are_removed_and_added() {
    let rule = decode_as::Rule::parse("udp.port==9,coap").unwrap();
    let mut fake = Fake::new(true);
    fake.window.dialog = Some(Dialog::DecodeAs(DecodeAsDialog::new(&[rule], Vec::new())));
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Another rule").click();
    harness.run();
    harness.get_by_label("TCP port: type its number.");
    harness.get_by_label("Remove rule 2").click();
    harness.run();
    harness.get_by_label("Remove rule 1").click();
    harness.run();
    harness.get_by_label("No rules: every protocol is found by itself.");
    harness.get_by_label("Use these rules").click();
    harness.run();
    assert!(asked(&harness, &Action::SetDecodeAs(Vec::new())));
}
