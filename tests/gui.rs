//! The window driven as a person drives it: by accessible names and keys, on a made-up capture.
#![cfg(feature = "gui")]

mod fake;

use eframe::egui::{self, Key, Modifiers, Vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use fake::Fake;
use wirelens::document::columns::Content;
use wirelens::document::sort::Key as SortKey;
use wirelens::gui::command::Command;
use wirelens::gui::model::statistics::{IoSpec, Report, ReportData, ReportView};
use wirelens::gui::model::tls::Typed;
use wirelens::gui::model::{
    Action, BannerView, Combine, FilterCheck, FilterFrom, FilterState, JobView, LiveView, Tone,
};
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
    harness.get_by_label("Next frame").click();
    harness.run();
    assert!(asked(&harness, &Action::Run(Command::NextFrame)));
}

#[test]
fn a_followed_stream_shows_both_sides() {
    let mut fake = Fake::new(true);
    fake.follow = Some(Fake::follow_view());
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Hello Python TLS/SSL Server!\\n");
    harness.get_by_label_contains("サーバー \\u{202e}");
    harness.get_by_label("Hex").click();
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
    harness.get_by_label("Folder…").click();
    harness.run();
    assert!(asked(&harness, &Action::LoadSecrets(vec!["/home/me/tls.keys".into()])));
    assert!(asked(&harness, &Action::Run(Command::LoadKeyFolder)));
    harness.get_by_label("PSK…").click();
    harness.run();
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
        Action::SaveText { name, text } => Some((name.clone(), text.contains("\"Packets\": 50"))),
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
