//! Filtering, finding, following streams, expert information.

use crate::fake::Fake;
use crate::{asked, harness, press};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wirelens::document::find::{How, Place, Query};
use wirelens::document::follow::Kind;
use wirelens::gui::model::find::{ExpertView, Grave, HitView};
use wirelens::gui::model::{Action, FilterCheck, FilterState};

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
