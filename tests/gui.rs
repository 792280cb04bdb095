//! The window driven as a person drives it: by accessible names and keys, on a made-up capture. What
//! belongs to a part of the window stands in `window/`.
#![cfg(feature = "gui")]

#[path = "window/capturing.rs"]
mod capturing;
#[path = "window/commands.rs"]
mod commands;
#[path = "window/dialogs.rs"]
mod dialogs;
mod fake;
#[path = "window/find.rs"]
mod find;
#[path = "window/hellos.rs"]
mod hellos;
#[path = "window/keyboard.rs"]
mod keyboard;
#[path = "window/list.rs"]
mod list;
#[path = "window/panes.rs"]
mod panes;
#[path = "window/statistics.rs"]
mod statistics;
#[path = "window/tls.rs"]
mod tls;

use eframe::egui::{self, Key};
use eframe::egui::{Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use fake::Fake;
use wirelens::document::decode_as;
use wirelens::gui::command::Command;
use wirelens::gui::dialogs::Dialog;
use wirelens::gui::dialogs::decode_as::DecodeAsDialog;
use wirelens::gui::model::export::Which;
use wirelens::gui::model::{Action, BannerView, JobView, Tone};
use wirelens::gui::settings::ThemeChoice;
use wirelens::gui::{fonts, theme};

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

/// A window of 1280 by 800 at twice the size is 640 px wide.
#[test]
fn nothing_of_the_toolbar_lies_over_another_part_however_narrow_the_window() {
    let mut harness = harness(Fake::new(true));
    for width in [640.0, 700.0, 800.0, 880.0, 900.0, 1000.0, 1140.0, 1160.0, 1440.0] {
        harness.set_size(Vec2::new(width, 400.0));
        harness.run();
        let tabs = harness.get_by_role_and_label(egui::accesskit::Role::Tab, "Frames 19").rect();
        let over = |command: &&Command| {
            let buttons = harness.query_all_by_label(command.entry().tooltip).map(|button| button.rect());
            let mut beside = buttons.filter(|rect| rect.y_range().contains(tabs.center().y));
            beside.any(|rect| rect.left() < tabs.left() && rect.right() > tabs.left())
        };
        let buttons = Command::ALL.iter().filter(|command| command.entry().icon.is_some());
        assert_eq!(buttons.copied().find(|command| over(&command)), None, "at {width} px");
        let open = harness.get_by_label(Command::Open.entry().tooltip).rect();
        assert!(open.right() < tabs.left(), "at {width} px");
    }
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

#[derive(Debug)]
struct Held(std::path::PathBuf);

impl egui::DroppedFile for Held {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }
}

#[test]
fn files_that_are_dropped_are_asked_for_and_held_ones_told_what_becomes_of_them() {
    for open in [false, true] {
        let mut harness = harness(Fake::new(open));
        harness.run();
        let paths = ["/tmp/a.pcap", "/tmp/key.pem"].map(std::path::PathBuf::from);
        harness.input_mut().hovered_files = vec![egui::HoveredFile::default()];
        // Repainted as long as it is held.
        harness.run_steps(2);
        harness.get_by_label("Drop to open");
        harness.input_mut().hovered_files.clear();
        let files = paths.iter().map(|path| std::sync::Arc::new(Held(path.clone())) as _);
        harness.input_mut().dropped_files = files.collect();
        harness.run();
        assert!(asked(&harness, &Action::Dropped(paths.to_vec())), "{:?}", harness.state().asked);
        assert!(harness.query_by_label("Drop to open").is_none());
        // Once only.
        let dropped = harness.state().asked.iter().filter(|action| matches!(action, Action::Dropped(_)));
        assert_eq!(dropped.count(), 1);
    }
}
