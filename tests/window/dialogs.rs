//! Dialogs without a mouse, and those that say what is dissected, what is kept and what is in sight.

use eframe::egui::{Key, Modifiers, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wirelens::gui::capture_plan::CapturePlan;
use wirelens::gui::command::Command;
use wirelens::gui::dialogs::export::ObjectsDialog;
use wirelens::gui::dialogs::path::PathDialog;
use wirelens::gui::dialogs::{Dialog, PathPurpose, Remedy};
use wirelens::gui::model::export::{ObjectView, Which};
use wirelens::gui::model::{Action, SaveSecrets};
use wirelens::platform::neighbours::Neighbour;

use crate::fake::Fake;
use crate::{asked, harness, press};

#[test]
fn enter_in_a_field_presses_the_default_button() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.get_by_label("Capture filter").focus();
    harness.run();
    harness.get_by_label("Capture filter").type_text("tcp");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let plan = CapturePlan::on(&["wlp2s0".into()], "tcp");
    assert!(asked(&harness, &Action::StartPlan(plan)), "{:?}", harness.state().asked);
    assert!(harness.state().window.dialog.is_none());
}

#[test]
fn enter_on_another_button_presses_that_one() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let choices = vec![("Save as…".into(), Action::Run(Command::SaveAs))];
    let confirm = Dialog::Confirm { title: "Not saved".into(), text: "Lost.".into(), choices };
    harness.state_mut().window.dialog = Some(confirm);
    harness.run();
    harness.get_by_label("Cancel").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().window.dialog.is_none());
    assert!(!asked(&harness, &Action::Run(Command::SaveAs)));
    // Where nothing has the keyboard, Enter is the safe choice.
    let choices = vec![("Save as…".into(), Action::Run(Command::SaveAs))];
    let confirm = Dialog::Confirm { title: "Not saved".into(), text: "Lost.".into(), choices };
    harness.state_mut().window.dialog = Some(confirm);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(asked(&harness, &Action::Run(Command::SaveAs)));
}

#[test]
fn a_protocol_is_found_and_switched_off() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    harness.get_by_label("Find a protocol").type_text("transport layer sec");
    harness.run();
    harness.get_by_label("dtls");
    harness.get_by_label("tls").click();
    harness.run();
    harness.get_by_label("1 is not enabled.");
    harness.get_by_label("Use these").click();
    harness.run();
    assert!(asked(&harness, &Action::SetDisabledProtocols(vec!["tls".into()])));
    // The next time it says so.
    harness.state_mut().settings.disabled_protocols = vec!["tls".into()];
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    harness.get_by_label("1 is not enabled.");
    harness.get_by_label("Enable all").click();
    harness.run();
    harness.get_by_label("All are enabled.");
}

#[test]
fn checksums_are_checked_if_the_preferences_say_so() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.get_by_label("Find a preference").type_text("tcp.check_checksum");
    harness.run();
    harness.get_by_label("Check TCP checksums").click();
    harness.run();
    let set = |action: &Action| matches!(action, Action::SetSettings(s) if s.flipped_choices == ["tcp.check_checksum"]);
    assert!(harness.state().asked.iter().any(set), "{:?}", harness.state().asked);
}

#[test]
fn a_capture_can_keep_only_the_newest_frames() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    press(&mut harness, Modifiers::COMMAND, Key::K);
    harness.get_by_label("Of time").click();
    harness.run();
    harness.get_by_label("Of size").click();
    harness.run();
    harness.get_by_label("Start").click();
    harness.run();
    let set = |action: &Action| matches!(action, Action::SetCapture(c, _) if c.keep_seconds == Some(300) && c.keep_megabytes == Some(500));
    assert!(harness.state().asked.iter().any(set), "{:?}", harness.state().asked);
}

#[test]
fn the_right_to_capture_is_given_from_the_dialog_where_the_desktop_asks() {
    let mut harness = harness(Fake::new(false));
    harness.run();
    let again = Action::StartPlan(CapturePlan::on(&["lo".into()], ""));
    let remedy = |title: &str, can_be_done| Remedy {
        title: title.into(),
        text: String::new(),
        command: Some("sudo setcap …".into()),
        recommended: can_be_done,
        can_be_done,
    };
    let dialog = || Dialog::Permission {
        interface: "lo".into(),
        reason: "no permission".into(),
        remedies: vec![remedy("Give the helper the right, once", true), remedy("Elsewhere", false)],
        chosen: 0,
        again: again.clone(),
    };
    harness.state_mut().window.dialog = Some(dialog());
    harness.run();
    harness.get_by_label("Give the right…").click();
    harness.run();
    assert!(asked(&harness, &Action::GiveRight(Box::new(again.clone()))));
    harness.state_mut().window.dialog = Some(dialog());
    harness.run();
    harness.get_by_label("Elsewhere").click();
    harness.run();
    assert!(harness.query_by_label("Give the right…").is_none());
    harness.get_by_label("Try again").click();
    harness.run();
    assert!(asked(&harness, &again));
}

#[test]
fn parts_of_the_window_are_hidden_and_the_keyboard_passes_them_by() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let list = |harness: &egui_kittest::Harness<'_, Fake>| harness.get_by_label("Frames").rect();
    let before = list(&harness);
    harness.state_mut().settings.panes.bytes = false;
    harness.run();
    assert!(harness.query_by_label("Bytes as: Hex").is_none());
    for _ in 0..2 {
        press(&mut harness, Modifiers::NONE, Key::F6);
    }
    // From the list to the details, and past the bytes to the filter.
    let has_focus =
        harness.query_all_by_label("Display filter").any(|node| node.accesskit_node().is_focused());
    assert!(has_focus);
    harness.state_mut().settings.panes.details = false;
    harness.state_mut().settings.panes.toolbar = false;
    harness.state_mut().settings.panes.status_bar = false;
    harness.run();
    let after = list(&harness);
    assert!(after.height() > before.height() + 300.0 && after.top() < before.top(), "{before} {after}");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(harness.state().selected, Some(13), "the filter field has the keyboard");
}

#[test]
fn a_name_that_is_nowhere_leaves_the_dialog_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.pcap"), "x").unwrap();
    let mut harness = harness(Fake::new(false));
    let dialog = PathDialog::new(PathPurpose::OpenCapture, Some(folder.path()), "");
    harness.state_mut().window.dialog = Some(Dialog::Path(dialog));
    for _ in 0..50 {
        harness.step();
        if harness.query_by_label("a.pcap").is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    harness.run();
    let field = |harness: &egui_kittest::Harness<'_, Fake>| harness.get_by_label("File path").rect();
    let before = field(&harness);
    harness.get_by_label("File path").type_text("zz");
    harness.run();
    harness.get_by_label("No name with these letters");
    assert_eq!(field(&harness), before);
    assert!(harness.get_by_label("File path").accesskit_node().is_focused());
}

#[test]
fn a_file_is_replaced_only_when_it_is_said_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("there.pcapng");
    std::fs::write(&path, "x").unwrap();
    let mut harness = harness(Fake::new(true));
    let purpose = PathPurpose::SaveCapture(SaveSecrets::Keep);
    let dialog = PathDialog::new(purpose, Some(folder.path()), "new.pcapng");
    harness.state_mut().window.dialog = Some(Dialog::Path(dialog));
    harness.run();
    // What is typed takes the place of the proposed name, up to its ending.
    harness.get_by_label("File path").type_text("there");
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(harness.state().window.dialog.is_some());
    harness.get_by_label("Replace").click();
    harness.run();
    assert!(harness.state().window.dialog.is_none());
    assert!(asked(&harness, &purpose.action(path)), "{:?}", harness.state().asked);
}

#[test]
fn a_capture_filter_is_chosen_for_a_device_of_the_network_and_enter_begins() {
    let mut fake = Fake::new(false);
    fake.welcome.neighbours = vec![Neighbour {
        address: [192, 168, 11, 2].into(),
        mac: "02:fc:00:00:00:05".into(),
        interface: "wlp2s0".into(),
    }];
    fake.settings.capture_filters = vec!["tcp port 12345".into()];
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Capture filters to choose from").click();
    harness.run();
    harness.get_by_label("tcp port 12345");
    harness.get_by_label("this machine");
    harness.get_by_label("192.168.11.2").click();
    harness.run();
    let text = "host 192.168.11.2".to_owned();
    let check = Action::CheckCaptureFilter { text: text.clone(), link_type: "1".into() };
    assert!(asked(&harness, &check), "{:?}", harness.state().asked);
    harness.get_by_label("Capture filter").focus();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let start = Action::StartCapture { interfaces: vec!["wlp2s0".into()], filter: text };
    assert!(asked(&harness, &start), "{:?}", harness.state().asked);
}

#[test]
fn a_ready_made_filter_is_applied() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Bookmarked filters").click();
    harness.run();
    harness.get_by_label_contains("Ready-made filters").click();
    harness.run();
    harness.get_by_label("TLS alerts").click();
    harness.run();
    assert!(asked(&harness, &Action::ApplyFilter("tls.alert_message".into())));
}

#[test]
fn marked_and_chosen_frames_are_exported_without_the_ignored_ones() {
    let mut fake = Fake::new(true);
    (fake.chosen, fake.marked) = (3, 2);
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label("Export specified frames…").click();
    harness.run();
    harness.get_by_label("The chosen ones, 3");
    harness.get_by_label("Marked, 2").click();
    harness.run();
    harness.get_by_label("Leave out ignored frames").click();
    harness.run();
    harness.get_by_label("Save as…").click();
    harness.run();
    let ordered = |action: &Action| match action {
        Action::AskExportPath(order) => order.which == Which::Marked && order.without_ignored,
        _ => false,
    };
    assert!(harness.state().asked.iter().any(ordered), "{:?}", harness.state().asked);
}

#[test]
fn without_marks_there_is_nothing_marked_to_export() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label("Export specified frames…").click();
    harness.run();
    harness.get_by_label("The selected one");
    assert!(harness.get_by_label("Marked, 0").accesskit_node().is_disabled());
    assert!(harness.get_by_label("From the first marked one to the last").accesskit_node().is_disabled());
}

#[test]
fn choices_in_a_row_stand_further_from_each_other_than_from_their_rings() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label("Export dissections…").click();
    harness.run();
    let rect = |label: &str| harness.get_by_label(label).rect();
    let gap = |a: &str, b: &str| rect(b).left() - rect(a).right();
    assert!(gap("CSV", "JSON") >= 15.0, "{}", gap("CSV", "JSON"));
}

#[test]
fn objects_are_narrowed_to_a_protocol() {
    let object =
        |protocol, name: &str| ObjectView { frame: 7, protocol, name: name.into(), ..ObjectView::default() };
    let mut fake = Fake::new(true);
    fake.objects =
        Some(vec![object("HTTP", "page.html"), object("Mail", "plans.eml"), object("HTTP", "style.css")]);
    fake.window.dialog = Some(Dialog::Objects(ObjectsDialog::default()));
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("7 HTTP  page.html");
    harness.get_by_label("Protocol: Mail").click();
    harness.run();
    assert!(harness.query_by_label("7 HTTP  page.html").is_none());
    harness.get_by_label("Save all…").click();
    harness.run();
    assert!(asked(&harness, &Action::AskObjectFolder(vec![1])), "{:?}", harness.state().asked);
}

/// Twice as large on a small screen.
#[test]
fn a_dialog_higher_than_the_window_is_scrolled_by_the_keyboard() {
    for dialog in ["Export specified frames…", "Preferences…"] {
        let mut harness = harness(Fake::new(true));
        harness.run();
        let menu = if dialog == "Preferences…" { "Edit" } else { "File" };
        harness.get_by_label(menu).click();
        harness.run();
        harness.get_by_label(dialog).click();
        harness.run();
        harness.set_size(Vec2::new(640.0, 400.0));
        harness.run_steps(6);
        let close = harness.get_by_label("Close dialog").rect();
        assert!(close.top() >= 0.0, "{dialog}: the head is above the window");
        let last = if dialog == "Preferences…" { "Done" } else { "Save as…" };
        for _ in 0..40 {
            if harness.get_by_label(last).is_focused() {
                break;
            }
            harness.key_press(Key::Tab);
            harness.run_steps(3);
        }
        harness.run_steps(30);
        let button = harness.get_by_label(last);
        assert!(button.is_focused(), "{dialog}: {last} is not reached");
        assert!(button.rect().bottom() <= 400.0, "{dialog}: {last} is at {:?}", button.rect());
    }
}
