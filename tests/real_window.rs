//! The founding use in the real window: an X server without a screen, the program as it is built, keys
//! as a hand gives them. From the closed capture to the decrypted reply in a file. Everything smaller
//! is driven without a display in `gui.rs`.
#![cfg(feature = "gui")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const REPLY: &[u8] = b"HELLO PYTHON TLS/SSL SERVER!\n";

/// Ends with its test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// An X server of its own, and its display.
fn display() -> (Ended, String) {
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
    (Ended(server), format!(":{}", number.trim()))
}

/// Gives keys to the window that has the keyboard; `pause` is how long a person waits for the answer.
struct Hand<'a> {
    display: &'a str,
    pause: Duration,
}

impl Hand<'_> {
    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", self.display).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn press(&self, key: &str) {
        self.xdotool(&["key", key]);
        std::thread::sleep(self.pause);
    }

    fn write(&self, text: &str) {
        self.xdotool(&["type", "--delay", "15", text]);
        std::thread::sleep(self.pause / 2);
    }
}

/// Starts the program with what it kept in `home`; the program, and its window's number.
fn start(hand: &Hand<'_>, home: &Path, arguments: &[&str]) -> Option<(Ended, String)> {
    let program = Ended(
        Command::new(env!("CARGO_BIN_EXE_wirelens"))
            .args(arguments)
            .env("DISPLAY", hand.display)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home)
            // Files are asked for by the program's own dialog.
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("XDG_RUNTIME_DIR")
            .env_remove("WAYLAND_DISPLAY")
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let began = Instant::now();
    let shown = loop {
        let found = hand.xdotool(&["search", "--onlyvisible", "--name", "Wirelens"]);
        match found.lines().last() {
            Some(id) => break id.to_owned(),
            None if began.elapsed() > Duration::from_secs(60) => return None,
            None => std::thread::sleep(Duration::from_millis(200)),
        }
    };
    hand.xdotool(&["windowmove", &shown, "0", "0", "windowfocus", &shown]);
    std::thread::sleep(hand.pause * 2);
    Some((program, shown))
}

/// Makes the window smaller and what stands in it larger, and finds both the next time.
fn remembers(hand: &Hand<'_>) -> bool {
    let home = tempfile::tempdir().unwrap();
    let Some((mut window, shown)) = start(hand, home.path(), &[]) else { return false };
    hand.xdotool(&["windowsize", &shown, "1000", "700"]);
    std::thread::sleep(hand.pause);
    hand.press("ctrl+equal");
    hand.press("ctrl+q");
    if window.0.try_wait().unwrap().is_none() {
        return false;
    }
    let Some((mut window, shown)) = start(hand, home.path(), &[]) else { return false };
    let size = hand.xdotool(&["getwindowgeometry", "--shell", &shown]);
    hand.press("ctrl+q");
    let kept = std::fs::read_to_string(home.path().join("wirelens/settings.toml")).unwrap_or_default();
    window.0.try_wait().unwrap().is_some()
        && ["WIDTH=1000", "HEIGHT=700"].iter().all(|line| size.lines().any(|said| said == *line))
        && kept.lines().any(|line| line == "zoom = 110")
}

/// Opens the sample without its key, loads that by the palette, goes to the reply over marks and saves its bytes.
fn founding_use(hand: &Hand<'_>, reply: &Path) -> bool {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let home = tempfile::tempdir().unwrap();
    let samples_file = samples.join("upyssl.pcap");
    let Some((mut window, _)) =
        start(hand, home.path(), &[samples_file.to_str().unwrap(), "--size", "1440x900"])
    else {
        return false;
    };
    hand.press("ctrl+shift+space");
    hand.write("load key");
    hand.press("Return");
    hand.write(samples.join("key.pem").to_str().unwrap());
    hand.press("Return");
    // By number, to the next of the conversation, and by marks: each of the ways is needed to arrive.
    hand.press("ctrl+g");
    hand.write("12");
    hand.press("Return");
    hand.press("ctrl+Down");
    hand.press("ctrl+m");
    hand.press("ctrl+period");
    hand.press("ctrl+m");
    hand.press("ctrl+End");
    hand.press("ctrl+Home");
    hand.press("ctrl+shift+n");
    hand.press("ctrl+shift+n");
    hand.press("ctrl+shift+x");
    hand.press("ctrl+a");
    hand.write(reply.to_str().unwrap());
    hand.press("Return");
    hand.press("ctrl+q");
    let ended = window.0.try_wait().unwrap().is_some();
    ended && std::fs::read(reply).is_ok_and(|bytes| bytes == REPLY)
}

#[test]
fn the_founding_capture_is_opened_in_the_real_window_by_keys_alone() {
    let missing: Vec<&str> = ["Xvfb", "xdotool"].into_iter().filter(|program| !has(program)).collect();
    if !missing.is_empty() {
        eprintln!("NOT TESTED: the real window; missing: {}", missing.join(", "));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_server, display) = display();
    // A busy machine answers late: then the hand takes its time.
    let works = [800, 2_500, 6_000].into_iter().enumerate().any(|(nth, pause)| {
        let hand = Hand { display: &display, pause: Duration::from_millis(pause) };
        founding_use(&hand, &folder.path().join(format!("reply-{nth}.bin")))
    });
    assert!(works, "the reply was not saved");
}

#[test]
fn sizes_are_those_that_were_left() {
    let missing: Vec<&str> = ["Xvfb", "xdotool"].into_iter().filter(|program| !has(program)).collect();
    if !missing.is_empty() {
        eprintln!("NOT TESTED: the real window; missing: {}", missing.join(", "));
        return;
    }
    let (_server, display) = display();
    let works = [800, 2_500, 6_000]
        .into_iter()
        .any(|pause| remembers(&Hand { display: &display, pause: Duration::from_millis(pause) }));
    assert!(works, "the window has another size, or another zoom");
}
