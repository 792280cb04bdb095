//! Secrets, sessions, handshakes and certificates.

use crate::fake::Fake;
use crate::{asked, harness, press};
use eframe::egui::Vec2;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use wirelens::gui::command::Command;
use wirelens::gui::model::tls::Typed;
use wirelens::gui::model::{Action, Tone, TourAct};
use wirelens::gui::session_columns::SessionColumn;
use wirelens::tls::secrets::Keyring;

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
