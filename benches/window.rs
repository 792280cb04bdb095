//! What the window costs on a large capture: opening it, painting while one scrolls, selects, filters
//! and sorts, memory, and doing nothing. The program's own window runs without a display: painting is
//! its code and egui's tessellation, not the pixels, which are the graphics card's business.
//!
//! `cargo bench --bench window -- [--key FILE] [--frames N | CAPTURE]`; without a capture, ten million
//! frames are made in the folder for temporary files, 1.3 GB. The key, or key log, is loaded first.

mod many_frames;

use eframe::App as _;
use eframe::egui::{self, Event, Key, Modifiers, Pos2, Rect, Vec2, ViewportId, pos2, vec2};
use rustix::time::{ClockId, clock_gettime};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wirelens::base::id::FrameId;
use wirelens::document::columns::Content;
use wirelens::document::filtered::Scan;
use wirelens::document::rows::TimeLook;
use wirelens::document::sort::{Key as SortKey, List, SortJob};
use wirelens::filter::Filter;
use wirelens::gui::app::App;
use wirelens::gui::options::Options;
use wirelens::gui::screenshot::Shot;
use wirelens::proto;
use wirelens::store::Capture;

const SIZE: Vec2 = vec2(1440.0, 900.0);
/// Into the frame list, and into the bar at its right edge.
const IN_LIST: Pos2 = pos2(600.0, 300.0);
const BAR_X: f32 = 1433.0;
const BAR_TOP: f32 = 200.0;
/// Time between two painted frames of a screen.
const FRAME_S: f64 = 1.0 / 60.0;

/// Filters that the index decides, and some that need a look into frames.
const BY_INDEX: &[&str] = &[
    "udp",
    "tcp.port == 1883",
    "ip.addr == 10.0.0.0/8",
    "udp.stream == 7",
    "frame.len > 100",
    "frame.number > 5000000",
    "frame.time_relative > 10",
    "!tcp && frame.len < 90",
];
const BY_LOOKING: &[&str] = &[
    "dns",
    "dns.qry.name contains \"a\"",
    "tcp.flags.syn == 1",
    "mqtt.topic contains \"a\"",
    "http.request.uri contains \"a\"",
    "ip.ttl < 5",
];

fn main() {
    let Asked { capture, keys, _folder } = asked();
    let name = capture.file_name().unwrap_or_default().to_string_lossy().into_owned();
    println!("{name}, {} MB", std::fs::metadata(&capture).map_or(0, |m| m.len() / 1_000_000));

    let mut driver = Driver::new(keys);
    let begun = cpu_s(ClockId::ProcessCPUTime);
    let first = driver.paint(Vec::new());
    for _ in 0..30 {
        driver.paint(Vec::new());
    }
    say("window without a capture: first painting", format!("{first:.1} ms of CPU, {:.0} MiB", anon_mib()));
    say("", format!("{:.2} s of CPU with 30 more", cpu_s(ClockId::ProcessCPUTime) - begun));

    let capture = open(&mut driver, capture);
    let frames = capture.frames.len();
    scroll(&mut driver);
    select(&mut driver);
    choose(&mut driver);
    idle(&mut driver);
    for filter in ["udp", "dns", "tcp.flags.syn == 1"] {
        filter_in_window(&mut driver, filter, frames);
    }
    for filter in BY_INDEX.iter().chain(BY_LOOKING) {
        filter_alone(&driver, &capture, filter);
    }
    for content in [Content::Time, Content::Length, Content::Source, Content::Protocol] {
        sort(&driver, &capture, content);
    }
    say("anonymous memory at the end", format!("{:.0} MiB", anon_mib()));
}

/// What the command line asks for.
struct Asked {
    capture: PathBuf,
    keys: Vec<PathBuf>,
    /// Of a capture made for the purpose; it goes with it.
    _folder: Option<tempfile::TempDir>,
}

fn asked() -> Asked {
    let (mut frames, mut capture, mut keys) = (10_000_000, None, Vec::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--frames" => frames = args.next().and_then(|n| n.parse().ok()).expect("a number of frames"),
            "--key" => keys.push(args.next().expect("a file with a key").into()),
            "--bench" => {}
            path => capture = Some(path.into()),
        }
    }
    if let Some(capture) = capture {
        return Asked { capture, keys, _folder: None };
    }
    let folder = tempfile::tempdir().expect("a folder for the bench");
    let path = folder.path().join(format!("{frames} frames.pcap"));
    many_frames::write(&path, frames);
    Asked { capture: path, keys, _folder: Some(folder) }
}

/// The window without a display.
struct Driver {
    ctx: egui::Context,
    app: App,
    frame: eframe::Frame,
    time_s: f64,
    /// How long the window wants to sleep.
    rests: Duration,
}

impl Driver {
    fn new(keys: Vec<PathBuf>) -> Self {
        let ctx = egui::Context::default();
        // A picture's window neither reads nor writes settings.
        let shot = Shot { file: PathBuf::new(), size: [SIZE.x, SIZE.y], scale: 1.0 };
        let options = Options { screenshot: Some(shot), keys, ..Options::default() };
        let app = App::new(&eframe::CreationContext::_new_kittest(ctx.clone()), options, None);
        let frame = eframe::Frame::_new_kittest();
        Self { ctx, app, frame, time_s: 0.0, rests: Duration::ZERO }
    }

    /// Paints once; milliseconds of CPU of this thread.
    fn paint(&mut self, events: Vec<Event>) -> f64 {
        self.time_s += FRAME_S;
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time_s),
            focused: true,
            events,
            ..egui::RawInput::default()
        };
        let begun = cpu_s(ClockId::ThreadCPUTime);
        let mut output = self.ctx.run_ui(input, |ui| self.app.ui(ui, &mut self.frame));
        let shapes = std::mem::take(&mut output.shapes);
        let painted = self.ctx.tessellate(shapes, output.pixels_per_point);
        let spent = cpu_s(ClockId::ThreadCPUTime) - begun;
        assert!(!painted.is_empty());
        self.rests = output.viewport_output.get(&ViewportId::ROOT).map_or(Duration::MAX, |v| v.repaint_delay);
        output.drop_without_applying_deltas();
        spent * 1e3
    }

    /// Paints as a screen would until nothing is done any more; milliseconds of CPU of each painting.
    fn settle(&mut self) -> Vec<f64> {
        let mut spent = Vec::new();
        loop {
            spent.push(self.paint(Vec::new()));
            if !self.app.is_busy() && spent.len() > 3 {
                return spent;
            }
            std::thread::sleep(Duration::from_secs_f64(FRAME_S));
        }
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) -> f64 {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        self.paint(vec![event(true), event(false)])
    }

    fn button(&mut self, pos: Pos2, pressed: bool) -> f64 {
        let button = egui::PointerButton::Primary;
        let press = Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
        self.paint(vec![Event::PointerMoved(pos), press])
    }
}

fn open(driver: &mut Driver, path: PathBuf) -> Arc<Capture> {
    let (memory, cpu, begun) = (anon_mib(), cpu_s(ClockId::ProcessCPUTime), Instant::now());
    driver.app.open_file(path);
    let (mut paintings, mut first_rows) = (Vec::new(), None);
    loop {
        paintings.push(driver.paint(Vec::new()));
        let capture = driver.app.capture();
        if first_rows.is_none() && capture.as_ref().is_some_and(|c| !c.frames.is_empty()) {
            first_rows = Some(begun.elapsed());
        }
        if let Some(capture) = capture.filter(|c| c.complete) {
            let (wall, listed) = (begun.elapsed().as_secs_f64(), cpu_s(ClockId::ProcessCPUTime) - cpu);
            let painting = paintings.iter().sum::<f64>() / 1e3;
            paintings.extend(driver.settle());
            let all = cpu_s(ClockId::ProcessCPUTime) - cpu;
            let (frames, talks) = (capture.frames.len() as f64, capture.conversations.len() as f64);
            let first = first_rows.map_or(0.0, |f| f.as_secs_f64() * 1e3);
            say("open: first rows", format!("{first:.0} ms"));
            let what = format!("{wall:.2} s, {listed:.2} s of CPU, of which {painting:.2} s painting");
            say("open: list complete", what);
            say("", format!("{:.0} ns of CPU a frame", listed * 1e9 / frames));
            say("open: until nothing is done any more", format!("{all:.2} s of CPU"));
            say("open: painting meanwhile", spread(paintings));
            // What only loading needed is given back a moment later.
            std::thread::sleep(Duration::from_secs(1));
            let grown = (anon_mib() - memory) * 1048576.0;
            let goal = 40.0 + 96.0 * talks / frames;
            say("memory a frame", format!("{:.1} bytes (goal: {goal:.1})", grown / frames));
            say("", format!("{frames} frames, {talks} conversations, {:.0} MiB", grown / 1048576.0));
            return capture;
        }
        std::thread::sleep(Duration::from_secs_f64(FRAME_S));
    }
}

fn scroll(driver: &mut Driver) {
    let wheel = |y: f32| Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, y),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    };
    driver.paint(vec![Event::PointerMoved(IN_LIST)]);
    say("painting: nothing happens", spread((0..300).map(|_| driver.paint(Vec::new())).collect()));
    let pixels = (0..600).map(|_| driver.paint(vec![wheel(-7.0)])).collect();
    say("painting: scrolled by pixels", spread(pixels));
    let wheels = (0..600).map(|_| driver.paint(vec![wheel(-300.0)])).collect();
    say("painting: scrolled by the wheel, fast", spread(wheels));
    driver.button(IN_LIST, true);
    driver.button(IN_LIST, false);
    driver.settle();
    let pages = (0..300).map(|_| driver.key(Key::PageDown, Modifiers::NONE)).collect();
    say("painting: page down", spread(pages));
    let at = |i: usize| pos2(BAR_X, BAR_TOP + i as f32 * 0.8);
    driver.button(at(0), true);
    let dragged = (0..400).map(|i| driver.paint(vec![Event::PointerMoved(at(i))])).collect();
    driver.button(at(399), false);
    say("painting: the bar dragged over the capture", spread(dragged));
    driver.paint(vec![Event::PointerMoved(IN_LIST)]);
}

fn select(driver: &mut Driver) {
    driver.button(IN_LIST, true);
    driver.button(IN_LIST, false);
    let still: Vec<f64> = (0..100).map(|_| driver.paint(Vec::new())).collect();
    let down: Vec<f64> = (0..500).map(|_| driver.key(Key::ArrowUp, Modifiers::NONE)).collect();
    say("painting: another frame selected", spread(down.clone()));
    let more = middle(&down) - middle(&still);
    say("select: tree and bytes, beside painting", format!("{more:.2} ms (median)"));
}

/// All rows chosen, marked and let go; the painting in which it happens, and those until it is done.
fn choose(driver: &mut Driver) {
    let (shift, ctrl) = (Modifiers::SHIFT, Modifiers::COMMAND);
    for (what, key, modifiers) in [
        ("first row", Key::Home, Modifiers::NONE),
        ("shift to the last row", Key::End, shift),
        ("all chosen are marked", Key::M, ctrl),
        ("next mark", Key::N, ctrl | shift),
        ("all chosen are marked no more", Key::M, ctrl),
    ] {
        let mut paintings = vec![driver.key(key, modifiers)];
        paintings.extend(driver.settle());
        say(&format!("painting: {what}"), spread(paintings));
    }
    driver.key(Key::Home, Modifiers::NONE);
    driver.settle();
}

fn idle(driver: &mut Driver) {
    driver.paint(vec![Event::PointerGone]);
    driver.settle();
    let cpu = cpu_s(ClockId::ProcessCPUTime);
    std::thread::sleep(Duration::from_secs(3));
    let spent = cpu_s(ClockId::ProcessCPUTime) - cpu;
    let rests = match driver.rests {
        Duration::MAX => "until something happens".to_owned(),
        rests => format!("for {rests:?}"),
    };
    say("idle", format!("{:.1} ms of CPU in 3 s; the window sleeps {rests}", spent * 1e3));
}

fn filter_in_window(driver: &mut Driver, text: &str, frames: usize) {
    driver.key(Key::Slash, Modifiers::COMMAND);
    driver.settle();
    driver.key(Key::A, Modifiers::COMMAND);
    driver.paint(vec![Event::Text(text.to_owned())]);
    driver.settle();
    let (begun, cpu) = (Instant::now(), cpu_s(ClockId::ProcessCPUTime));
    driver.key(Key::Enter, Modifiers::NONE);
    let mut first = None;
    let mut paintings = Vec::new();
    loop {
        paintings.push(driver.paint(Vec::new()));
        if first.is_none() && driver.app.rows() > 0 {
            first = Some(begun.elapsed().as_secs_f64() * 1e3);
        }
        if !driver.app.is_busy() && paintings.len() > 3 {
            break;
        }
        std::thread::sleep(Duration::from_secs_f64(FRAME_S / 4.0));
    }
    let (wall, spent) = (begun.elapsed().as_secs_f64(), cpu_s(ClockId::ProcessCPUTime) - cpu);
    // The last rows may have come behind the last painting.
    driver.paint(Vec::new());
    let what = format!(
        "{} of {frames} rows, first after {:.0} ms, all after {wall:.2} s, {spent:.2} s of CPU",
        driver.app.rows(),
        first.unwrap_or(0.0)
    );
    say(&format!("window filtered: {text}"), what);
    say("painting meanwhile", spread(paintings));
}

fn filter_alone(driver: &Driver, capture: &Arc<Capture>, text: &str) {
    let filter = Filter::new(text, proto::registry()).expect("a filter");
    let Some(settings) = driver.app.dissect_settings() else { return };
    let scan = Scan::new(filter);
    let (begun, cpu) = (Instant::now(), cpu_s(ClockId::ProcessCPUTime));
    let (mut first, frames) = (None, capture.frames.len());
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| ());
    scan.extend(capture, &settings, proto::registry(), &wake);
    while scan.is_running() {
        if first.is_none() && !scan.found().0.is_empty() {
            first = Some(begun.elapsed().as_secs_f64() * 1e3);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let (wall, spent) = (begun.elapsed().as_secs_f64(), cpu_s(ClockId::ProcessCPUTime) - cpu);
    let (found, scanned) = scan.found();
    assert_eq!(scanned, frames);
    let what = format!(
        "{:.4} µs of CPU a frame, {wall:.2} s, {:.2} cores, first hit {:.0} ms, {} hits",
        spent * 1e6 / frames as f64,
        spent / wall,
        first.unwrap_or(wall * 1e3),
        found.len()
    );
    say(&format!("filter alone: {text}"), what);
}

fn sort(driver: &Driver, capture: &Arc<Capture>, content: Content) {
    let Some(settings) = driver.app.dissect_settings() else { return };
    let rows = capture.frames.len();
    let title = format!("sort by {content:?}");
    let (begun, cpu) = (Instant::now(), cpu_s(ClockId::ProcessCPUTime));
    let key = SortKey { content, descending: true };
    let list = List::All(rows);
    let (registry, wake) = (proto::registry(), Arc::new(|| ()));
    let job = SortJob::start(Arc::clone(capture), settings, registry, list, key, TimeLook::default(), wake);
    let order = loop {
        if let Some(outcome) = job.take() {
            break outcome.expect("an order");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let (wall, spent) = (begun.elapsed().as_secs_f64(), cpu_s(ClockId::ProcessCPUTime) - cpu);
    assert_eq!(order.len(), rows);
    assert!(order.position(0) < rows && capture.frame(FrameId::from_index(order.position(0))).is_some());
    say(&title, format!("{wall:.2} s, {spent:.2} s of CPU"));
}

/// Median, 99th percentile and largest.
fn spread(mut ms: Vec<f64>) -> String {
    ms.sort_by(f64::total_cmp);
    let at = |share: f64| ms.get(((ms.len() - 1) as f64 * share) as usize).copied().unwrap_or(0.0);
    let (mid, high, most) = (at(0.5), at(0.99), at(1.0));
    format!("{mid:.2} ms, 99th percentile {high:.2} ms, at most {most:.2} ms of CPU ({} times)", ms.len())
}

fn middle(ms: &[f64]) -> f64 {
    let mut sorted = ms.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

fn say(what: &str, value: String) {
    println!("{what:<44} {value}");
}

fn cpu_s(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Memory that is this process's own, MiB; mapped pages of the capture are the system's.
fn anon_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
