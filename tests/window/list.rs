//! Rows of the frame list: chosen, sorted, marked, filtered from.

use crate::fake::Fake;
use crate::{asked, harness, press};
use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wirelens::document::columns::Content;
use wirelens::document::sort::Key as SortKey;
use wirelens::gui::command::Command;
use wirelens::gui::dialogs::Dialog;
use wirelens::gui::dialogs::column::ColumnDialog;
use wirelens::gui::model::{Action, Combine, FilterFrom};

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
fn hidden_characters_are_spelled_out() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Text: HELLO PYTHON TLS/SSL SERVER!\\n");
    harness.get_by_label_contains("\\u{200b}");
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
fn frames_that_belong_to_the_selected_one_say_so() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    assert_eq!(harness.query_all_by_label_contains("the selected frame answers it").count(), 1);
    harness.get_by_label_contains("13 TLSv1.2 Application Data").click();
    harness.run();
    assert_eq!(harness.state().selected, Some(12));
}

#[test]
fn a_column_is_added_before_another_one() {
    let mut harness = harness(Fake::new(true));
    harness.run();
    harness.get_by_label("Sort by Info").click_secondary();
    harness.run();
    harness.get_by_label("Add column…").click();
    harness.run();
    assert!(asked(&harness, &Action::AddColumn(6)), "{:?}", harness.state().asked);
    harness.state_mut().window.dialog = Some(Dialog::Column(ColumnDialog::before(6)));
    harness.run();
    // Nothing is wrong as long as nothing is typed.
    assert!(harness.query_by_label_contains("Name the field").is_none());
    harness.get_by_label("Column field").click();
    harness.run();
    harness.get_by_label("Column field").type_text("tcp.lenn");
    harness.run();
    harness.get_by_label("There is no field “tcp.lenn”.");
    press(&mut harness, Modifiers::NONE, Key::Backspace);
    harness.get_by_label("Column field").type_text(" * 8");
    harness.run();
    harness.get_by_label("Occurrence");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    let columns = &harness.state().settings.columns;
    assert_eq!(columns.len(), 8);
    assert_eq!((columns[6].title.as_str(), columns[6].content.as_str()), ("tcp.len * 8", "%Cus:tcp.len * 8"));
    assert!(harness.state().window.dialog.is_none());
}
