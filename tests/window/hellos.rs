//! ClientHellos judged and compared, and reports on TLS.

use crate::fake::Fake;
use crate::{asked, harness, press};
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use wirelens::document::tls_report::Format;
use wirelens::gui::model::Action;
use wirelens::gui::model::hello::{CopyAs, HelloAct, HelloId, HelloOrigin};

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
    harness.get_by_label(field).type_text(&crate::fake::FOUNDING_HELLO[4..]);
    harness.run();
    harness.get_by_label("A ClientHello of axTLS: 4 suites, grade D.");
    harness.get_by_label("Inspect").click();
    harness.run();
    let typed = format!("16 03{}", &crate::fake::FOUNDING_HELLO[4..]);
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
