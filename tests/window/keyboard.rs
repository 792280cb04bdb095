//! The window without a mouse: menus opened by key, lists walked, parts jumped to.

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wirelens::gui::command::Command;
use wirelens::gui::model::frame_window::{FrameAct, FrameWindowView};
use wirelens::gui::model::{Action, Combine, FilterFrom};

use crate::fake::Fake;
use crate::statistics::conversations_report;
use crate::{asked, harness, press};

fn open_menu(harness: &mut Harness<'_, Fake>) {
    press(harness, Modifiers::NONE, Key::Menu);
    harness.run();
}

fn has_focus(harness: &Harness<'_, Fake>, label: &str) -> bool {
    harness.query_all_by_label(label).any(|node| node.accesskit_node().is_focused())
}

#[test]
fn the_menu_of_the_list_opens_by_key_and_is_walked_with_arrows() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    for (modifiers, key) in [(Modifiers::NONE, Key::Menu), (Modifiers::SHIFT, Key::F10)] {
        press(&mut harness, modifiers, key);
        harness.run();
        harness.get_by_label("frame menu");
        let menu = harness.get_by_label("Mark or unmark").rect();
        let row = harness.get_by_label_contains("HELLO PYTHON TLS/SSL SERVER!\\n, Decrypted").rect();
        assert!(menu.top() >= row.bottom() - 1.0 || menu.bottom() <= row.top() + 1.0, "{menu:?} {row:?}");
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        assert!(has_focus(&harness, "Mark or unmark"));
        press(&mut harness, Modifiers::NONE, Key::ArrowDown);
        assert!(has_focus(&harness, "Ignore or unignore"));
        press(&mut harness, Modifiers::NONE, Key::Escape);
        harness.run();
        assert!(harness.query_by_label("frame menu").is_none());
        assert!(has_focus(&harness, "Frames"), "the list has the keyboard again");
    }
    // The arrows moved in the menu, not in the list.
    assert_eq!(harness.state().selected, Some(13));
    open_menu(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run();
    assert!(asked(&harness, &Action::Run(Command::MarkFrames)));
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(harness.state().selected, Some(12));
}

#[test]
fn what_is_typed_right_behind_a_shortcut_comes_into_its_field() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let at_once = |harness: &mut Harness<'_, Fake>, key: Key, text: &str| {
        let shortcut = egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers { ctrl: true, ..Modifiers::COMMAND },
        };
        harness.input_mut().events.extend([shortcut, egui::Event::Text(text.into())]);
        harness.step();
        harness.run();
    };
    at_once(&mut harness, Key::Slash, " or arp");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let applied = harness.state().asked.iter().any(|action| {
        matches!(action, Action::ApplyFilter(text) if text.contains(" or arp") && text.contains("tcp.stream eq 0"))
    });
    assert!(applied, "{:?}", harness.state().asked);
    at_once(&mut harness, Key::F, "python");
    let sought = |action: &Action| matches!(action, Action::FindEdited(query) if query.text == "python");
    assert!(harness.state().asked.iter().any(sought), "{:?}", harness.state().asked);
}

#[test]
fn enter_means_what_was_typed_before_it_in_the_same_painted_frame() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    let at_once = |harness: &mut Harness<'_, Fake>, text: &str| {
        let enter = egui::Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        harness.input_mut().events.extend([egui::Event::Text(text.into()), enter]);
        harness.step();
        harness.run();
    };
    press(&mut harness, Modifiers::COMMAND, Key::Slash);
    at_once(&mut harness, " or tls.alert_message");
    assert!(
        asked(&harness, &Action::ApplyFilter("tcp.stream eq 0 or tls.alert_message".into())),
        "{:?}",
        harness.state().asked
    );
    press(&mut harness, Modifiers::COMMAND, Key::G);
    at_once(&mut harness, "14");
    assert!(asked(&harness, &Action::GoToFrame(14)));
    press(&mut harness, Modifiers::COMMAND, Key::F);
    at_once(&mut harness, "python");
    let steps = harness.state().asked.iter().filter_map(|action| match action {
        Action::FindEdited(query) => Some(query.text.clone()),
        Action::FindStep { forward: true } => Some("step".into()),
        _ => None,
    });
    assert_eq!(steps.collect::<Vec<_>>(), ["python", "step"]);
}

#[test]
fn a_submenu_is_entered_and_left_with_arrows() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    open_menu(&mut harness);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    // From below: colours, addresses, prepare, apply.
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run();
    let is_filter =
        |action: &Action| matches!(action, Action::Filter { how: Combine::Selected, apply: true, .. });
    assert!(harness.state().asked.iter().any(is_filter), "{:?}", harness.state().asked);
}

#[test]
fn tree_bytes_sessions_and_statistics_have_menus_by_key() {
    let mut fake = Fake::new(true);
    fake.sessions = Fake::sessions_view();
    let mut harness = harness(fake);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::F6);
    open_menu(&mut harness);
    harness.get_by_label("details menu");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    assert!(has_focus(&harness, "Details"));
    press(&mut harness, Modifiers::NONE, Key::F6);
    assert!(has_focus(&harness, "Bytes"));
    open_menu(&mut harness);
    harness.get_by_label("bytes menu");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    harness.state_mut().window.shows_sessions = true;
    harness.run();
    open_menu(&mut harness);
    harness.get_by_label("session menu");
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run();
    assert!(asked(&harness, &Action::FollowSession(4)), "{:?}", harness.state().asked);
    harness.state_mut().window.shows_sessions = false;
    harness.state_mut().reports.push(conversations_report());
    harness.run();
    harness.get_by_label("10.0.0.9 5 900").click();
    harness.run();
    open_menu(&mut harness);
    harness.get_by_label("statistics menu");
    // Escape closes the menu and leaves the window.
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    assert!(harness.query_by_label("statistics menu").is_none());
    assert_eq!(harness.state().reports.len(), 1);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    assert_eq!(harness.state().reports.len(), 0);
}

#[test]
fn a_title_has_its_menu_by_key() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Sort by Time").focus();
    harness.run();
    open_menu(&mut harness);
    harness.get_by_label("column menu");
    harness.get_by_label("Hide column").click();
    harness.run();
    assert!(harness.query_by_label("Sort by Time").is_none());
}

#[test]
fn f6_goes_through_all_parts_and_back() {
    let mut fake = Fake::new(true);
    fake.window.secrets_open = true;
    let mut harness = harness(fake);
    harness.run();
    let parts = ["Details", "Bytes", "Side panel", "Display filter", "Frames"];
    for part in parts {
        press(&mut harness, Modifiers::NONE, Key::F6);
        assert!(has_focus(&harness, part), "{part}");
    }
    for part in parts.iter().rev().skip(1).chain(["Frames"].iter()) {
        press(&mut harness, Modifiers::SHIFT, Key::F6);
        assert!(has_focus(&harness, part), "back to {part}");
    }
}

#[test]
fn arrows_go_from_byte_to_byte_and_select_with_shift() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Frame 151").click();
    harness.run();
    harness.get_by_label("Content Type: Application Data (23)").click();
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::F6);
    // The first key shows the cursor in the selected field, the next ones move it.
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(harness.state().selected_node, Some(11));
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(harness.state().selected_node, Some(12), "the version follows the type");
    press(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(harness.state().selected_node, Some(6), "sixteen bytes before is TCP's header");
    press(&mut harness, Modifiers::NONE, Key::Home);
    assert_eq!(harness.state().selected_node, Some(2));
    for _ in 0..3 {
        press(&mut harness, Modifiers::SHIFT, Key::ArrowRight);
    }
    let selected = harness.state().window.bytes.selection().unwrap();
    assert_eq!((selected.start, selected.len), (0, 4));
}

#[test]
fn a_window_of_a_frame_has_menus_and_follows_the_selection() {
    let mut fake = Fake::new(true);
    fake.frame_windows.push(FrameWindowView {
        id: 7,
        number: 14,
        summary: "TLSv1.2  Application Data".into(),
        details: std::sync::Arc::new(fake.details.clone()),
        node: Some(11),
        source: 0,
        has_previous: true,
        has_next: true,
        follows: false,
    });
    let mut harness = harness(fake);
    harness.run();
    let lines: Vec<_> = harness.query_all_by_label("Content Type: Application Data (23)").collect();
    lines[1].click();
    harness.run();
    open_menu(&mut harness);
    harness.get_by_label("frame details menu");
    harness.get_by_label("Copy as filter").click();
    harness.step();
    let copied = harness.output().platform_output.commands.iter().any(|command| {
        matches!(command, eframe::egui::OutputCommand::CopyText(text) if text == "tls.record.content_type == 23")
    });
    assert!(copied);
    harness.run();
    open_menu(&mut harness);
    harness.get_by_label("Show bytes…").click();
    harness.run();
    assert!(harness.state().window.dialog.is_some());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    harness.get_by_label("Follow the selection of the list").click();
    harness.run();
    assert!(asked(&harness, &Action::Frame(FrameAct::Follow(7, true))));
    let of_field = |action: &Action| matches!(action, Action::Filter { from: FilterFrom::Text(_), .. });
    assert!(!harness.state().asked.iter().any(of_field));
}

#[test]
fn streams_are_chosen_and_stepped_through() {
    use wirelens::document::follow::Kind;
    let mut fake = Fake::new(true);
    let mut view = Fake::follow_view();
    view.substreams = Some((0, vec![(Kind::Http2(1), 0), (Kind::Http2(3), 0)]));
    fake.follow = Some(view);
    let mut harness = harness(fake);
    harness.run();
    harness.get_by_label("Stream after this one").click();
    harness.run();
    assert!(asked(&harness, &Action::FollowNext { forward: true }));
    harness.get_by_label("Stream inside the connection").click();
    harness.run();
    harness.get_by_label("Stream 3").click();
    harness.run();
    assert!(asked(&harness, &Action::Follow { kind: Kind::Http2(3), stream: 0 }));
}

/// What a reader of the screen would pass over in silence, by role. (egui names none of its scroll bars.)
fn nameless(harness: &Harness<'_, Fake>) -> Vec<String> {
    use eframe::egui::accesskit::Role;
    let speaks = |role: Role| {
        matches!(
            role,
            Role::Button
                | Role::CheckBox
                | Role::RadioButton
                | Role::TextInput
                | Role::ComboBox
                | Role::ListBox
                | Role::ListBoxOption
                | Role::Tree
                | Role::TreeItem
                | Role::Table
                | Role::Row
                | Role::Tab
                | Role::MenuItem
                | Role::ColumnHeader
                | Role::Splitter
                | Role::SpinButton
                | Role::Link
        )
    };
    let nodes = harness.root().children_recursive();
    let silent = nodes.filter(|node| {
        let node = node.accesskit_node();
        speaks(node.role())
            && node.label().is_none_or(|label| label.trim().is_empty())
            && node.value().is_none()
    });
    silent
        .map(|node| {
            format!("{:?} at {:?}", node.accesskit_node().role(), node.accesskit_node().bounding_box())
        })
        .collect()
}

#[test]
fn everything_has_a_name_for_those_who_do_not_see_it() {
    let mut fake = Fake::new(true);
    (fake.sessions, fake.hellos) = (Fake::sessions_view(), Fake::hellos_view());
    fake.hellos.compare = None;
    let mut harness = harness(fake);
    harness.run();
    let mut silent = vec![("frames", nameless(&harness))];
    harness.state_mut().window.secrets_open = true;
    harness.state_mut().secrets = Fake::secrets_view(&wirelens::tls::secrets::Keyring::new());
    harness.run();
    silent.push(("secrets", nameless(&harness)));
    harness.state_mut().window.secrets_open = false;
    harness.state_mut().window.shows_sessions = true;
    harness.run();
    silent.push(("sessions", nameless(&harness)));
    harness.state_mut().window.show_hellos();
    harness.run();
    silent.push(("hellos", nameless(&harness)));
    harness.state_mut().reports.push(conversations_report());
    harness.state_mut().follow = Some(Fake::follow_view());
    harness.run();
    silent.push(("windows", nameless(&harness)));
    *harness.state_mut() = Fake::new(false);
    harness.run();
    silent.push(("welcome", nameless(&harness)));
    for command in [Command::CaptureOptions, Command::Preferences, Command::RemoteCapture, Command::Profiles]
    {
        let name = command.entry().text;
        *harness.state_mut() = Fake::new(true);
        harness.run();
        let shortcut = command.entry().shortcut;
        if let Some(shortcut) = shortcut {
            let modifiers = Modifiers { ctrl: shortcut.modifiers.command, ..shortcut.modifiers };
            harness.key_press_modifiers(modifiers, shortcut.logical_key);
        }
        harness.run_steps(4);
        silent.push((name, nameless(&harness)));
    }
    silent.retain(|(_, nodes)| !nodes.is_empty());
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn a_window_that_opens_takes_the_keyboard_and_gives_it_back() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.state_mut().reports.push(conversations_report());
    harness.run();
    assert!(has_focus(&harness, "Endpoints"));
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(harness.state().selected, Some(13), "the list behind stays where it is");
    open_menu(&mut harness);
    harness.get_by_label("statistics menu");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::Escape);
    harness.run();
    assert!(harness.state().reports.is_empty() && has_focus(&harness, "Frames"));
    harness.state_mut().follow = Some(Fake::follow_view());
    harness.run();
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert!(asked(&harness, &Action::GoToFrame(13)), "{:?}", harness.state().asked);
}
