//! The first screen and capturing.

use crate::fake::Fake;
use crate::{asked, harness, press};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wirelens::gui::capture_plan::{CapturePlan, SourcePlan};
use wirelens::gui::model::{Action, CaptureFilterView, LeftoverView, LiveView};

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
    harness.get_by_label_contains("配電盤-テスト.pcapng").click();
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
fn an_unsaved_capture_can_be_recovered() {
    let mut fake = Fake::new(false);
    let path = std::path::PathBuf::from("/state/live.pcapng");
    fake.welcome.leftovers.push(LeftoverView { path: path.clone(), words: "4 kB · yesterday".into() });
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Discard unsaved capture");
    harness.get_by_label_contains("Unsaved capture").click();
    harness.run();
    assert!(asked(&harness, &Action::Recover(path)));
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
