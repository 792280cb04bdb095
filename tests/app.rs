//! The program but for the desktop's window: captures and keys as files, its own jobs, driven by accessible names.
#![cfg(feature = "gui")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::App as _;
use eframe::egui::{self, Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use wirelens::gui::app::App;
use wirelens::gui::command::Command;
use wirelens::gui::options::Options;
use wirelens::gui::screenshot::Shot;

const SIZE: [f32; 2] = [1440.0, 900.0];
/// Longest wait for a job.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program, once it has painted.
#[derive(Default)]
struct Running {
    options: Options,
    begun: Option<(App, eframe::Frame)>,
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

fn start(options: Options) -> Harness<'static, Running> {
    // A picture's window neither reads nor writes settings.
    let screenshot = Some(Shot { file: PathBuf::new(), size: SIZE, scale: 1.0 });
    let options = Options { screenshot, ..options };
    Harness::builder().with_size(Vec2::from(SIZE)).build_ui_state(
        |ui, running: &mut Running| {
            let Running { options, begun } = running;
            let (app, frame) = begun.get_or_insert_with(|| {
                let context = eframe::CreationContext::_new_kittest(ui.ctx().clone());
                (App::new(&context, options.clone(), None), eframe::Frame::_new_kittest())
            });
            app.ui(ui, frame);
        },
        Running { options, begun: None },
    )
}

/// Paints until something with these words in its name is there.
fn until(harness: &mut Harness<'_, Running>, words: &str) {
    let begun = Instant::now();
    while harness.query_all_by_label_contains(words).next().is_none() {
        assert!(begun.elapsed() < PATIENCE, "“{words}” does not come");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.run_steps(2);
}

fn press(harness: &mut Harness<'_, Running>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

#[derive(Debug)]
struct Held(PathBuf);

impl egui::DroppedFile for Held {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn drop_files(harness: &mut Harness<'_, Running>, names: &[&str]) {
    let files = names.iter().map(|name| Arc::new(Held(sample(name))) as egui::DroppedFileHandle);
    harness.input_mut().dropped_files = files.collect();
    harness.step();
}

#[test]
fn a_dropped_capture_and_its_key_are_opened_and_remembered() {
    let mut harness = start(Options::default());
    drop_files(&mut harness, &["upyssl.pcap", "key.pem"]);
    until(&mut harness, "key.pem: 1 of 1 session decrypted");
    press(&mut harness, Modifiers::COMMAND, Key::W);
    until(&mut harness, "Recent captures");
    // What was learnt of it stands there at once.
    until(&mut harness, "1 of 1 session decrypted");
    assert!(harness.query_all_by_label_contains("19 frames").next().is_some());
}

#[test]
fn files_copied_in_a_file_manager_are_pasted() {
    let mut harness = start(Options::default());
    let [capture, key] = ["upyssl.pcap", "key.pem"].map(|name| sample(name).display().to_string());
    // A button has the keyboard.
    press(&mut harness, Modifiers::NONE, Key::Tab);
    harness.event(egui::Event::Paste(format!("file://{capture}\n{key}")));
    until(&mut harness, "key.pem: 1 of 1 session decrypted");
    // What is typed into the filter is no file.
    press(&mut harness, Modifiers::COMMAND, Key::Slash);
    harness.event(egui::Event::Paste("/tmp/no-such-file.pcap".into()));
    harness.run_steps(5);
    assert!(harness.query_all_by_label_contains("no-such-file").next().is_none());
}

#[test]
fn several_dropped_captures_become_one() {
    let mut harness = start(Options::default());
    drop_files(&mut harness, &["upyssl.pcap", "sibling/default-tls12-ecdhe.pcap"]);
    until(&mut harness, "Frames 35");
}

#[test]
fn counts_by_protocol_are_shown() {
    let commands = vec![Command::HttpStatistics];
    let mut harness =
        start(Options { capture: Some(sample("web/http.pcap")), commands, ..Options::default() });
    until(&mut harness, "Total HTTP Packets 37");
    assert!(harness.query_all_by_label_contains("GET 12 70.59").next().is_some());
    // What nothing was counted for has no column.
    assert!(harness.query_by_label("Sort by Average").is_none());
    assert!(harness.query_by_label("Sort by Rate/s").is_some());
}

#[test]
fn the_conversation_of_a_frames_addresses_is_shown() {
    for (command, filter) in [
        (Command::ConversationFilter, "tcp.stream == 0"),
        (Command::ConversationIp, "ip.addr == 192.168.11.1 && ip.addr == 192.168.11.2"),
        (Command::ConversationEthernet, "eth.addr == a6:dd:d8:a7:01:81 && eth.addr == 9a:00:45:81:43:01"),
    ] {
        let (capture, frame) = (Some(sample("upyssl.pcap")), Some(14));
        let mut harness = start(Options { capture, frame, commands: vec![command], ..Options::default() });
        until(&mut harness, "Displayed 19");
        assert_eq!(harness.get_by_label("Display filter").value().as_deref(), Some(filter));
    }
}

#[test]
fn a_column_shows_what_is_calculated() {
    let mut harness = start(Options { capture: Some(sample("upyssl.pcap")), ..Options::default() });
    until(&mut harness, "Client Hello");
    harness.get_by_label("Sort by Info").click_secondary();
    harness.run_steps(3);
    harness.get_by_label("Add column…").click();
    harness.run_steps(3);
    harness.get_by_label("Column field").click();
    harness.run_steps(2);
    harness.get_by_label("Column field").type_text("tcp.len * 8");
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    until(&mut harness, "Sort by tcp.len * 8");
    until(&mut harness, "Length 138, tcp.len * 8 576");
}

#[test]
fn files_of_every_protocol_are_listed() {
    let commands = vec![Command::ExportObjects];
    let mut harness =
        start(Options { capture: Some(sample("peers/ftp.pcap")), commands, ..Options::default() });
    until(&mut harness, "24 FTP 127.0.0.1 a.txt");
}
