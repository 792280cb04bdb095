//! Details, bytes and diagram of a frame, and frames in windows of their own.

use crate::fake::Fake;
use crate::{asked, harness, press};
use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wirelens::gui::model::Action;
use wirelens::gui::settings::Layout;

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
