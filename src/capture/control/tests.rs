//! A helper that is a script stands in for the real one.

use super::*;
use std::io::Seek;

/// A helper that is the shell script `body`.
fn fake(body: &str) -> (Helper, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("helper");
    fs::write(&path, body).unwrap();
    (Helper { path, prefix: vec!["sh"] }, folder)
}

/// The outcome of starting it, and the file it captures into.
fn started(body: &str) -> (Result<Running, Error>, File) {
    let (helper, _folder) = fake(body);
    let file = tempfile::tempfile().unwrap();
    (helper.start(&Options::new("lo"), file.try_clone().unwrap()), file)
}

fn events(running: &Running) -> Vec<Event> {
    let mut all = Vec::new();
    loop {
        let event = running.events.recv_timeout(Duration::from_secs(20)).unwrap();
        all.push(event);
        if let Some(Event::Stopped(_)) = all.last() {
            return all;
        }
    }
}

const READY: &str = "echo ready 1 262144 9 >&2\n";

#[test]
fn each_fault_is_an_error_of_its_own() {
    let fault = |line: &str| {
        let script = format!("echo '{line}' >&2; echo stopped error >&2; exit 2");
        match started(&script).0 {
            Ok(_) => panic!("{line}: started"),
            Err(e) => e,
        }
    };
    assert!(matches!(fault("error permission no"), Error::NoPermission { .. }));
    assert!(matches!(fault("error no-device x"), Error::NoSuchDevice { name } if name == "lo"));
    assert!(matches!(fault("error filter syntax"), Error::BadFilter { text } if text == "syntax"));
    assert!(matches!(fault("error device-gone x"), Error::DeviceGone { .. }));
    assert!(matches!(fault("error device it is down"), Error::Device { text } if text == "it is down"));
    assert!(matches!(fault("error link-type x"), Error::Device { .. }));
    assert!(matches!(fault("error file full"), Error::File { .. }));
    assert!(matches!(fault("error usage -Z"), Error::Helper(_)));
    assert!(matches!(fault("stopped request"), Error::Helper(_)));
}

#[test]
fn a_helper_that_cannot_be_started_is_told_apart() {
    let file = || tempfile::tempfile().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let missing = Helper::at(folder.path().join("none"));
    let start = |helper: &Helper| helper.start(&Options::new("lo"), file()).err();
    assert!(matches!(start(&missing), Some(Error::HelperMissing { .. })));
    let not_executable = folder.path().join("plain");
    fs::write(&not_executable, "").unwrap();
    assert!(matches!(start(&Helper::at(&not_executable)), Some(Error::NoPermission { .. })));
    let odd = missing.start(&Options::new("lo; rm"), file()).err();
    assert!(matches!(odd, Some(Error::BadInterfaceName(_))));
}

#[test]
fn a_capture_is_heard_to_its_end() {
    let script = format!(
        "{READY}[ \"$1 $2 $3\" = '--driven -i lo' ] || exit 9\nprintf packets\n\
         echo committed 7 1 >&2\nread line; [ \"$line\" = stop ] || exit 8\n\
         echo drops 1 0 0 >&2; echo stopped request >&2"
    );
    let (running, mut file) = started(&script);
    let mut running = running.unwrap();
    assert_eq!(running.ready(), Ready { link_type: 1, snaplen: 262_144, precision: 9 });
    running.stop();
    let expected = ["committed 7 1", "drops 1 0 0", "stopped request"];
    assert_eq!(events(&running).iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "packets");
}

#[test]
fn junk_and_sudden_ends_end_the_session() {
    for (script, said) in [
        (format!("{READY}echo rubbish >&2; exec sleep 60"), "rubbish"),
        (format!("{READY}head -c 100000 /dev/zero >&2; exec sleep 60"), "without an end"),
        (format!("{READY}exit 3"), "exit status: 3"),
        (format!("{READY}kill -9 $$"), "signal: 9"),
    ] {
        let running = started(&script).0.unwrap();
        match events(&running).as_slice() {
            [Event::Error { fault: Fault::Helper, text }, Event::Stopped(Reason::Error)] => {
                assert!(text.contains(said), "{text}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn words_of_sudo_are_notes_only_before_the_helper_speaks() {
    let script = format!("echo 'sudo: unable to resolve host' >&2; {READY}echo stopped packets >&2");
    let running = started(&script).0.unwrap();
    assert!(running.notes()[0].contains("unable to resolve"));
    // Started directly, only the helper itself can have said it.
    let shell = Helper::at("/bin/sh").start(&Options::new("lo"), tempfile::tempfile().unwrap());
    assert!(matches!(shell, Err(Error::Helper(text)) if text.contains("not understood")));
}

#[test]
fn dropping_it_ends_the_helper() {
    let running = started(&format!("{READY}cat >/dev/null")).0.unwrap();
    let pid = running.pid();
    assert!(Path::new(&format!("/proc/{pid}")).exists());
    drop(running);
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
    // One that does not listen is ended by force.
    let stubborn = started(&format!("{READY}exec sleep 60")).0.unwrap();
    let pid = stubborn.pid();
    drop(stubborn);
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
}

#[test]
fn a_slow_receiver_gets_the_newest_commitment_before_the_end() {
    let script = format!(
        "{READY}i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo committed $i $i; done >&2\n\
         echo stopped packets >&2"
    );
    let running = started(&script).0.unwrap();
    thread::sleep(Duration::from_millis(300));
    let all = events(&running);
    assert!(all.len() <= 2001);
    assert_eq!(all[all.len() - 2], Event::Committed { bytes: 2000, packets: 2000 });
}

#[test]
fn questions_have_answers_or_errors() {
    let (helper, _f) = fake("echo 'device lo up,loopback 127.0.0.1 1 Loopback'; echo 'device any - - - '");
    let devices = helper.list_devices().unwrap();
    assert_eq!(
        devices.iter().map(|d| (d.name.as_str(), d.up)).collect::<Vec<_>>(),
        [("lo", true), ("any", false)]
    );
    let (helper, _f) = fake("[ \"$*\" = '--check-filter 1 tcp and' ] && echo error filter oops && exit 2");
    assert!(matches!(helper.check_filter("1", "tcp and"), Err(Error::BadFilter { .. })));
    let (helper, _f) = fake("echo ok");
    assert!(helper.check_filter("1", "tcp").is_ok());
    let (helper, _f) = fake("echo libpcap.so.0.8: cannot open >&2; exit 127");
    assert!(
        matches!(helper.list_devices(), Err(Error::Helper(t)) if t.contains("127") && t.contains("libpcap"))
    );
    let (helper, _f) = fake("echo '<html>'");
    assert!(matches!(helper.list_devices(), Err(Error::Helper(_))));
    let (helper, _f) = fake("yes ok");
    assert!(matches!(helper.list_devices(), Err(Error::Helper(_))));
}

#[test]
fn paths_and_groups_of_the_advice() {
    assert_eq!(quoted(Path::new("/usr/libexec/wirelens-capture")), "/usr/libexec/wirelens-capture");
    assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    assert_eq!(group_name("root:x:0:\nwirelens:x:107:ann\n", 107), Some("wirelens"));
    assert_eq!(group_name("odd\n", 0), None);
}
